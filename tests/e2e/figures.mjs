// The figures of the published programme, summed from the CSV files alone: no product code here.
// Used as a library by the end-to-end checks, and on its own: node tests/e2e/figures.mjs
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
export const dataDir = join(here, "..", "data", "regiodeal-zod");

// Fields split by ';'; a field in double quotes may hold one.
function parseCsv(text) {
  const rows = [];
  for (const line of text.split("\n")) {
    if (line === "") continue;
    const fields = [];
    let field = "", quoted = false;
    for (let i = 0; i < line.length; i++) {
      const c = line[i];
      if (quoted) {
        if (c === '"' && line[i + 1] === '"') { field += '"'; i++; }
        else if (c === '"') quoted = false;
        else field += c;
      } else if (c === '"') quoted = true;
      else if (c === ";") { fields.push(field); field = ""; }
      else field += c;
    }
    fields.push(field);
    rows.push(fields);
  }
  const [header, ...body] = rows;
  return body.map((row) => Object.fromEntries(header.map((name, i) => [name, row[i]])));
}

export function table(name) {
  return parseCsv(readFileSync(join(dataDir, name), "utf8"));
}

// "1.292.000" whole euros -> cents.
export function cents(amount) {
  if (!/^\d{1,3}(\.\d{3})*$/.test(amount)) throw new Error(`not an amount: ${amount}`);
  return Number(amount.replaceAll(".", "")) * 100;
}

function sum(rows) {
  return rows.reduce((total, row) => total + cents(row.bedrag), 0);
}

export function figures() {
  const projects = table("projecten.csv");
  const awards = table("toekenningen.csv");
  const pijlers = [...new Set(projects.map((p) => p.pijler))];
  const tranches = [...new Set(awards.map((a) => Number(a.tranche)))].sort((a, b) => a - b);
  const per = (filter) => ({ cents: sum(awards.filter(filter)), lines: awards.filter(filter).length });
  return {
    projects: projects.length,
    awardLines: awards.length,
    total: sum(awards),
    pijler: Object.fromEntries(pijlers.map((p) => [p, per((a) => a.pijler === p)])),
    tranche: Object.fromEntries(tranches.map((t) => [t, per((a) => Number(a.tranche) === t)])),
    pijlerTranche: Object.fromEntries(
      pijlers.flatMap((p) =>
        tranches.map((t) => [`${p}/${t}`, per((a) => a.pijler === p && Number(a.tranche) === t)]))),
    cells: Object.fromEntries(
      awards.map((a) => [`${a.pijler}-${a.nummer}/${a.onderdeel}/${a.tranche}`, cents(a.bedrag)])),
    reservations: Object.fromEntries(
      table("reserveringen.csv").map((r) => {
        const awarded = sum(awards.filter((a) => a.pijler === r.pijler && a.nummer === r.nummer));
        const total = cents(r.gereserveerd_totaal);
        return [`${r.pijler}-${r.nummer}`, { total, awarded, left: total - awarded }];
      })),
    // NIEUW: first award in the edition; VERVOLG: one in it and an earlier one.
    labels: (edition) =>
      Object.fromEntries(
        projects.map((p) => {
          const own = awards
            .filter((a) => a.pijler === p.pijler && a.nummer === p.nummer)
            .map((a) => Number(a.tranche));
          const inside = own.some((t) => edition.includes(t));
          const earlier = own.some((t) => t < Math.min(...edition));
          return [`${p.pijler}-${p.nummer}`, !inside ? "NONE" : earlier ? "VERVOLG" : "NIEUW"];
        })),
    // What the document prints and its own lines do not add up to.
    differingTotals: table("gepubliceerde_totalen.csv")
      .map((row) => {
        const of = row.tranche.split("+").map(Number);
        const lines = awards.filter(
          (a) => (row.pijler === "alle" || a.pijler === row.pijler) && of.includes(Number(a.tranche)));
        return { row, printed: cents(row.bedrag), computed: sum(lines), count: lines.length };
      })
      .filter((s) => s.printed !== s.computed || (s.row.aantal !== "" && Number(s.row.aantal) !== s.count)),
    differingLabels: projects
      .map((p) => ({ label: `${p.pijler}-${p.nummer}`, printed: p.label_editie_4_5 || "NONE" })),
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const f = figures();
  const labels = f.labels([4, 5]);
  console.log(JSON.stringify({
    ...f, cells: undefined, labels,
    differingLabels: f.differingLabels.filter((l) => l.printed !== labels[l.label]),
  }, null, 1));
}
