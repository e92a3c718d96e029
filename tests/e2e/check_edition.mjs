// usage: node check_edition.mjs EDITION.json...
// Holds each edition of tranches 4 and 5, as `dealboek edition show --format json` writes it, against
// the figures summed from the tables.
import { readFileSync } from "node:fs";
import assert from "node:assert/strict";
import { figures } from "./figures.mjs";

const expected = figures();
const labels = expected.labels([4, 5]);
for (const file of process.argv.slice(2)) {
  const { edition } = JSON.parse(readFileSync(file, "utf8"));
  assert.equal(edition.total_euro_cents, expected.total, "total of the programme");
  assert.equal(edition.total_euro_cents, 1556518800);
  assert.equal(edition.award_lines, 62);
  assert.equal(expected.awardLines, 62);
  assert.equal(expected.projects, 41);

  const projects = new Set();
  const cells = {};
  for (const table of edition.tables) {
    assert.equal(table.total_euro_cents, expected.pijler[table.pijler].cents, table.pijler);
    for (const total of table.totals) {
      assert.equal(total.amount_euro_cents, expected.pijlerTranche[`${table.pijler}/${total.tranche}`].cents,
        `${table.pijler} tranche ${total.tranche}`);
    }
    for (const row of table.rows) {
      const label = `${table.pijler}-${row.number}`;
      projects.add(label);
      for (const cell of row.cells) {
        if (cell.amount_euro_cents !== null) cells[`${label}/${row.part}/${cell.tranche}`] = cell.amount_euro_cents;
      }
    }
    for (const theme of table.themes) {
      for (const project of theme.projects) {
        const label = `${table.pijler}-${project.number}`;
        assert.equal(project.label.replace("EDITION_LABEL_", ""), labels[label], `label of ${label}`);
      }
    }
  }
  assert.deepEqual(cells, expected.cells, "every cell of the tables, and no other");
  assert.equal(projects.size, 41);

  for (const pijler of edition.summary) {
    for (const total of pijler.tranches) {
      const sum = expected.pijlerTranche[`${pijler.pijler}/${total.tranche}`];
      assert.equal(total.amount_euro_cents ?? 0, sum.cents);
      assert.equal(total.award_lines, sum.lines);
    }
  }
  assert.deepEqual([expected.tranche[4].cents, expected.tranche[4].lines], [147200000, 3]);
  assert.deepEqual([expected.tranche[5].cents, expected.tranche[5].lines], [579230000, 13]);

  // Parts on rows of their own, under 2.4.
  const wonen = edition.tables.find((table) => table.pijler === "wonen");
  assert.deepEqual(wonen.rows.filter((row) => row.number === "2.4" && row.part).map((row) => row.part),
    ["Emmerhout", "Norden"]);
  // Integrated care: out of Kansen4Kinderen, of an amount nobody published.
  const care = edition.tables.find((table) => table.pijler === "welzijn").rows.find((row) => row.number === "4.1");
  const contribution = care.cells.flatMap((cell) => cell.contributions)[0];
  assert.equal(contribution.other_title, "Kansen4Kinderen");
  assert.equal(contribution.amount_euro_cents, null);
  // And Kansen4Kinderen has a note that its amounts have that in them.
  const given = edition.tables.flatMap((table) =>
    table.notes.filter((note) => note.given).map((note) => [
      table.rows.find((row) => row.project === note.project && row.notes.includes(note.note)).title,
      note.given.other_title, note.given.amount_euro_cents]));
  assert.deepEqual(given, [["Kansen4Kinderen", care.title, null]]);
  // Reservations, with what is left of each.
  const notes = edition.tables.flatMap((table) =>
    table.notes.filter((note) => note.reservation).map((note) => [
      `${table.pijler}-${table.rows.find((row) => row.project === note.project).number}`,
      { total: note.reservation.total_euro_cents, awarded: note.reservation.awarded_euro_cents,
        left: note.reservation.left_euro_cents },
    ]));
  assert.deepEqual(Object.fromEntries(notes), expected.reservations);
  console.log(`${file}: every figure is the tables' own`);
}
