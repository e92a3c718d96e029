#include "clients/cli/documents/edition.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"

#include "clients/cli/amounts.h"
#include "clients/cli/dates.h"
#include "clients/cli/documents/edition_routes.h"
#include "clients/cli/labels.h"

namespace dealboek::cli::documents {
namespace {

std::string LabelWord(v1::EditionLabel label) {
  return label == v1::EDITION_LABEL_NIEUW || label == v1::EDITION_LABEL_VERVOLG ? Word(label) : "";
}

// "NIEUW"; "NIEUW, mogelijk VERVOLG" where that hangs on what is only possible on the day asked.
// `of`: a project or a row.
template <typename T>
std::string LabelWords(const T& of) {
  std::vector<std::string> words;
  if (std::string label = LabelWord(of.label()); !label.empty()) words.push_back(std::move(label));
  if (const std::string label = LabelWord(of.possible_label()); !label.empty()) {
    words.push_back(absl::StrCat("mogelijk ", label));
  }
  return absl::StrJoin(words, ", ");
}

// "mogelijk € 20.000" and "mogelijk vrijgevallen € 5.000", as far as there is any.
void AddPossible(const Possible& possible, std::vector<std::string>& words) {
  if (possible.awarded.has_value()) {
    words.push_back(absl::StrCat("mogelijk ", FormatEuroCents(*possible.awarded)));
  }
  if (possible.released.has_value()) {
    words.push_back(absl::StrCat("mogelijk vrijgevallen ", FormatEuroCents(*possible.released)));
  }
}

Cell PossibleCell(const Possible& possible) {
  return possible.any() ? CentsCell(possible.cents()) : TextCell("");
}

// "€ 0; mogelijk € 20.000". An empty amount is left out.
std::string WithPossible(const std::string& amount, const Possible& possible) {
  std::vector<std::string> words;
  if (!amount.empty()) words.push_back(amount);
  AddPossible(possible, words);
  return absl::StrJoin(words, "; ");
}

std::string Amount(const v1::TrancheTotal& total) {
  return WithPossible(FormatMoney(total.has_amount(), total.amount()), PossibleOf(total));
}

// What a cell of the table says: the amount, and money out of other projects as text.
std::string CellText(const v1::EditionCell& cell) {
  std::vector<std::string> lines;
  if (cell.has_amount()) lines.push_back(FormatEuroCents(cell.amount().euro_cents()));
  AddPossible(PossibleOf(cell), lines);
  for (const v1::ProjectContribution& contribution : cell.contributions()) {
    lines.push_back(ContributionInWords(contribution));
  }
  return absl::StrJoin(lines, "; ");
}

std::string ProgressShort(const v1::Progress& progress) {
  return absl::StrCat(Word(progress.status()), ", ", FormatDate(progress.reference_month()));
}

std::string RowTitle(const v1::EditionRow& row) {
  std::string title =
      row.part().empty() ? row.title() : absl::StrCat(row.title(), ": ", row.part());
  for (int note : row.notes()) absl::StrAppend(&title, " ", NoteMark(note));
  if (row.part().empty() && !row.former_title().empty()) {
    absl::StrAppend(&title, " (eerder: ", row.former_title(), ")");
  }
  return title;
}

void AddSummary(const v1::Edition& edition, Document& document) {
  document.Add(Heading{2, "Samenvatting"});
  DocumentTable table;
  table.caption = absl::StrCat("Toekenningen per pijler in ", TranchesInWords(edition));
  table.columns = {{"pijler", ""}};
  for (int tranche : edition.tranches()) {
    table.columns.push_back({absl::StrCat("aantal tranche ", tranche), "", Align::kRight});
    table.columns.push_back({absl::StrCat("bedrag tranche ", tranche), "", Align::kRight});
  }
  const bool several = edition.tranches_size() > 1;
  if (several) {
    table.columns.push_back({"aantal samen", "", Align::kRight});
    table.columns.push_back({"bedrag samen", "", Align::kRight});
  }
  std::map<int, int64_t> cents;
  std::map<int, int> lines;
  std::map<int, Possible> possible;
  for (const v1::PijlerSummary& pijler : edition.summary()) {
    std::vector<std::string> row = {Capitalised(pijler.title())};
    for (const v1::TrancheTotal& total : pijler.tranches()) {
      row.push_back(absl::StrCat(total.award_lines()));
      row.push_back(Amount(total));
      cents[total.tranche()] += total.amount().euro_cents();
      lines[total.tranche()] += total.award_lines();
      possible[total.tranche()].Add(PossibleOf(total));
    }
    if (several) {
      const v1::TrancheTotal& chosen = pijler.chosen();
      const Possible of_chosen = SumOfPossible(pijler.tranches());
      row.push_back(absl::StrCat(chosen.award_lines()));
      row.push_back(WithPossible(FormatMoney(chosen.has_amount(), chosen.amount()), of_chosen));
      cents[0] += chosen.amount().euro_cents();
      lines[0] += chosen.award_lines();
      possible[0].Add(of_chosen);
    }
    table.rows.push_back(std::move(row));
  }
  table.total = {"Alle pijlers"};
  const auto add_total = [&](int tranche) {
    table.total.push_back(absl::StrCat(lines[tranche]));
    table.total.push_back(WithPossible(FormatEuroCents(cents[tranche]), possible[tranche]));
  };
  for (int tranche : edition.tranches()) add_total(tranche);
  if (several) add_total(0);
  document.Add(std::move(table));
  document.Add(Paragraph{
      absl::StrCat("Aantallen zijn toekenningen, niet projecten. Het hele programma tot en met ",
                   "tranche ", edition.columns().empty() ? 0 : *edition.columns().rbegin(),
                   " telt ", Count(edition.award_lines(), "toekenning", "toekenningen"), ", samen ",
                   WithPossible(FormatMoney(edition.has_total(), edition.total()),
                                SumOfPossible(edition.totals())),
                   ".")});
}

void AddProjectList(const v1::Edition& edition, Document& document) {
  document.Add(Heading{2, "Projecten per pijler en thema"});
  for (const v1::PijlerTable& table : edition.tables()) {
    document.Add(Heading{3, Capitalised(table.title())});
    for (const v1::ThemeProjects& theme : table.themes()) {
      document.Add(Heading{4, theme.theme()});
      List list;
      for (const v1::ListedProject& project : theme.projects()) {
        const std::string label = LabelWords(project);
        list.items.push_back(absl::StrCat(project.number(), " ", project.title(),
                                          label.empty() ? "" : absl::StrCat(" (", label, ")")));
      }
      document.Add(std::move(list));
    }
  }
}

std::string InWords(const v1::ProjectReservation& reservation) {
  std::vector<std::string> words;
  if (reservation.has_total()) {
    words.push_back(absl::StrCat(
        "gereserveerd ", FormatEuroCents(reservation.total().euro_cents()), ", daarvan toegekend ",
        FormatMoney(reservation.has_awarded(), reservation.awarded()), ", nog ",
        FormatMoney(reservation.has_left(), reservation.left())));
  }
  if (reservation.has_possible_total()) {
    words.push_back(absl::StrCat("mogelijk gereserveerd ",
                                 FormatEuroCents(reservation.possible_total().euro_cents())));
  }
  return absl::StrCat(
      words.empty() ? "gereserveerd onbekend" : absl::StrJoin(words, "; "), ".",
      reservation.note().empty() ? "" : absl::StrCat(" ", Capitalised(reservation.note()), "."));
}

std::string InWords(const v1::ProjectContribution& given) {
  return absl::StrCat(
      "van het bedrag uit tranche ", given.tranche(), " gaat ", given.possible() ? "mogelijk " : "",
      given.has_amount() ? FormatEuroCents(given.amount().euro_cents()) : "een onbekend deel",
      " naar ", given.other_title(), ".");
}

void AddTable(const v1::Edition& edition, const v1::PijlerTable& pijler, Document& document) {
  document.Add(
      Heading{2, absl::StrCat(Capitalised(pijler.title()), ": projecten, voortgang en financiën")});
  DocumentTable table;
  table.caption =
      absl::StrCat("Toekenningen van de pijler ", pijler.title(), " per project en tranche");
  table.row_header = 1;
  table.notes = pijler.pijler();
  table.columns = {{"nr.", "project"}, {"project", ""}, {"editie", "label"}, {"penvoerder", ""}};
  for (int tranche : edition.columns()) {
    table.columns.push_back({absl::StrCat("tranche ", tranche), "", Align::kRight});
  }
  table.columns.push_back({"totaal", "", Align::kRight});
  table.columns.push_back({"voortgang", ""});
  Definitions progress;
  for (const v1::EditionRow& row : pijler.rows()) {
    std::vector<std::string> cells = {row.number(), RowTitle(row), LabelWords(row),
                                      absl::StrJoin(row.lead_partners(), ", ")};
    std::map<int, std::string> by_tranche;
    for (const v1::EditionCell& cell : row.cells()) by_tranche[cell.tranche()] = CellText(cell);
    for (int tranche : edition.columns()) cells.push_back(by_tranche[tranche]);
    cells.push_back(WithPossible(row.has_total() ? FormatEuroCents(row.total().euro_cents()) : "",
                                 SumOfPossible(row.cells())));
    std::string status = row.has_progress() ? ProgressShort(row.progress()) : "";
    if (row.stage() == v1::PROJECT_STAGE_COMPLETED) {
      absl::StrAppend(&status, status.empty() ? "" : "; ", "afgesloten");
    }
    cells.push_back(std::move(status));
    table.rows.push_back(std::move(cells));
    if (row.has_progress() && !row.progress().summary().empty()) {
      progress.entries.push_back(
          {absl::StrCat(row.number(), " ", row.title(),
                        row.part().empty() ? "" : absl::StrCat(": ", row.part()), " (",
                        ProgressShort(row.progress()), ")"),
           row.progress().summary()});
    }
  }
  table.total = {"", "Totaal", "", ""};
  std::map<int, std::string> totals;
  for (const v1::TrancheTotal& total : pijler.totals()) totals[total.tranche()] = Amount(total);
  for (int tranche : edition.columns()) table.total.push_back(totals[tranche]);
  table.total.push_back(WithPossible(FormatMoney(pijler.has_total(), pijler.total()),
                                     SumOfPossible(pijler.totals())));
  table.total.push_back("");
  document.Add(std::move(table));

  Notes notes;
  notes.of = pijler.pijler();
  for (const v1::EditionNote& note : pijler.notes()) {
    notes.entries.push_back({note.note(), NoteInWords(note, pijler)});
  }
  if (!notes.entries.empty()) document.Add(std::move(notes));
  if (!progress.entries.empty()) {
    document.Add(Heading{3, absl::StrCat("Voortgang ", pijler.title())});
    document.Add(std::move(progress));
  }
}

}  // namespace

void Possible::Add(const Possible& other) {
  if (other.awarded.has_value()) awarded = awarded.value_or(0) + *other.awarded;
  if (other.released.has_value()) released = released.value_or(0) + *other.released;
}

std::string TranchesInWords(const v1::Edition& edition) {
  std::vector<std::string> numbers;
  for (int tranche : edition.tranches()) numbers.push_back(absl::StrCat(tranche));
  if (numbers.size() == 1) return absl::StrCat("tranche ", numbers[0]);
  if (numbers.empty()) return "geen tranche";
  const std::string last = numbers.back();
  numbers.pop_back();
  return absl::StrCat("tranches ", absl::StrJoin(numbers, ", "), " en ", last);
}

std::string EditionInWords(const v1::GetEditionResponse& answer) {
  const std::string tranches = TranchesInWords(answer.edition());
  if (!answer.has_published()) return absl::StrCat("Editie met ", tranches);
  const v1::PublishedEdition& published = answer.published();
  return absl::StrCat(
      "Editie ", published.edition(), published.title().empty() ? "" : ": ", published.title(),
      published.has_published_on()
          ? absl::StrCat(" (gepubliceerd ", FormatDate(published.published_on()), ")")
          : "",
      ", met ", tranches);
}

std::string ContributionInWords(const v1::ProjectContribution& contribution) {
  const bool received = contribution.direction() != v1::CONTRIBUTION_DIRECTION_GIVEN;
  return absl::StrCat(contribution.possible() ? "mogelijk " : "", "bijdrage ",
                      received ? "uit " : "aan ", contribution.other_title(), ": ",
                      FormatMoney(contribution.has_amount(), contribution.amount()));
}

std::string NoteInWords(const v1::EditionNote& note, const v1::PijlerTable& table) {
  std::string title = note.project();
  for (const v1::EditionRow& row : table.rows()) {
    if (row.project() == note.project() && row.part().empty()) {
      title = absl::StrCat(row.number(), " ", row.title());
    }
  }
  return absl::StrCat(title, ": ",
                      note.has_given() ? InWords(note.given()) : InWords(note.reservation()),
                      note.source().interpretation().empty()
                          ? ""
                          : absl::StrCat(" Lezing van ons: ", note.source().interpretation()));
}

std::string ProvenanceInWords(absl::string_view programme, const v1::TrueAt& true_at,
                              absl::TimeZone zone) {
  std::string words =
      absl::StrCat("Berekend uit het boek ", absl::StripPrefix(programme, "programmes/"),
                   " op positie ", true_at.position());
  if (true_at.has_recorded_at()) {
    absl::StrAppend(&words, ", vastgelegd op ", FormatMoment(true_at.recorded_at(), zone));
  }
  if (true_at.has_valid_on()) {
    absl::StrAppend(&words, ", geldig op ", FormatDate(true_at.valid_on()));
  }
  return absl::StrCat(words, ".");
}

Document EditionDocument(const v1::GetEditionResponse& answer, absl::TimeZone zone) {
  const v1::Edition& edition = answer.edition();
  Document document;
  document.title = absl::StrCat("Uitvoeringsprogramma ", edition.programme_title());
  document.subtitle = EditionInWords(answer);
  document.footer = ProvenanceInWords(edition.programme(), answer.true_at(), zone);
  if (!edition.programme_description().empty()) {
    document.Add(Paragraph{edition.programme_description()});
  }
  AddSummary(edition, document);
  AddProjectList(edition, document);
  for (const v1::PijlerTable& table : edition.tables()) AddTable(edition, table, document);
  AddRoutes(edition, document);
  return document;
}

std::string ThemeOf(const v1::PijlerTable& table, const std::string& project) {
  for (const v1::ThemeProjects& theme : table.themes()) {
    for (const v1::ListedProject& listed : theme.projects()) {
      if (listed.project() == project) return theme.theme();
    }
  }
  return "";
}

Table EditionCsv(const v1::GetEditionResponse& answer) {
  const v1::Edition& edition = answer.edition();
  const bool of_a_day = answer.true_at().has_valid_on();
  std::vector<Column> columns = {{"pijler", "pijler"},
                                 {"nummer", "number"},
                                 {"project", "title"},
                                 {"eerdere titel", "former_title"},
                                 {"thema", "theme"},
                                 {"onderdeel", "part"},
                                 {"penvoerder", "lead_partners"},
                                 {"editie", "label"},
                                 {"stand", "status"},
                                 {"peilmaand", "reference_month"}};
  for (int tranche : edition.columns()) {
    columns.push_back({absl::StrCat("tranche ", tranche),
                       absl::StrCat("tranche_", tranche, "_euro_cents"), Align::kRight});
    if (of_a_day) {
      columns.push_back({absl::StrCat("tranche ", tranche, " mogelijk"),
                         absl::StrCat("tranche_", tranche, "_possible_euro_cents"), Align::kRight});
    }
  }
  columns.push_back({"totaal", "total_euro_cents", Align::kRight});
  if (of_a_day) {
    columns.push_back({"totaal mogelijk", "total_possible_euro_cents", Align::kRight});
  }
  columns.push_back({"bijdragen", "contributions"});
  columns.push_back({"reservering", "reservation_total_euro_cents", Align::kRight});
  columns.push_back({"nog", "reservation_left_euro_cents", Align::kRight});
  if (of_a_day) {
    columns.push_back({"mogelijke reservering", "reservation_possible_euro_cents", Align::kRight});
  }
  columns.push_back({"voortgang", "progress"});
  columns.push_back({"gepubliceerde editie", "edition"});
  columns.push_back({"titel van de editie", "edition_title"});
  columns.push_back({"gepubliceerd", "published_on"});
  if (of_a_day) columns.push_back({"geldig op", "valid_on"});
  Table table(columns);
  for (const v1::PijlerTable& pijler : edition.tables()) {
    for (const v1::EditionRow& row : pijler.rows()) {
      std::vector<Cell> cells = {
          TextCell(pijler.pijler()),
          TextCell(row.number()),
          TextCell(row.title()),
          TextCell(row.former_title()),
          TextCell(ThemeOf(pijler, row.project())),
          TextCell(row.part()),
          TextCell(absl::StrJoin(row.lead_partners(), "|")),
          TextCell(LabelWords(row)),
          TextCell(row.has_progress() ? Word(row.progress().status()) : ""),
          row.has_progress() ? DateCell(row.progress().reference_month()) : TextCell("")};
      std::map<int, const v1::EditionCell*> by_tranche;
      std::vector<std::string> contributions;
      for (const v1::EditionCell& cell : row.cells()) {
        by_tranche[cell.tranche()] = &cell;
        for (const v1::ProjectContribution& contribution : cell.contributions()) {
          contributions.push_back(
              absl::StrCat("tranche ", cell.tranche(), ": ", ContributionInWords(contribution)));
        }
      }
      const v1::ProjectReservation* reservation = nullptr;
      for (const v1::EditionNote& note : pijler.notes()) {
        if (note.project() != row.project() || !row.part().empty()) continue;
        if (note.has_reservation()) reservation = &note.reservation();
        if (note.has_given()) {
          contributions.push_back(absl::StrCat("tranche ", note.given().tranche(), ": ",
                                               ContributionInWords(note.given())));
        }
      }
      for (int tranche : edition.columns()) {
        const v1::EditionCell* cell = by_tranche[tranche];
        cells.push_back(cell != nullptr && cell->has_amount()
                            ? CentsCell(cell->amount().euro_cents())
                            : TextCell(""));
        if (of_a_day) {
          cells.push_back(PossibleCell(cell == nullptr ? Possible() : PossibleOf(*cell)));
        }
      }
      cells.push_back(MoneyCell(row.has_total(), row.total(), ""));
      if (of_a_day) cells.push_back(PossibleCell(SumOfPossible(row.cells())));
      cells.push_back(TextCell(absl::StrJoin(contributions, "; ")));
      cells.push_back(reservation == nullptr
                          ? TextCell("")
                          : MoneyCell(reservation->has_total(), reservation->total()));
      cells.push_back(reservation == nullptr
                          ? TextCell("")
                          : MoneyCell(reservation->has_left(), reservation->left()));
      if (of_a_day) {
        cells.push_back(reservation == nullptr ? TextCell("")
                                               : MoneyCell(reservation->has_possible_total(),
                                                           reservation->possible_total(), ""));
      }
      cells.push_back(TextCell(row.progress().summary()));
      cells.push_back(TextCell(answer.published().edition()));
      cells.push_back(TextCell(answer.published().title()));
      cells.push_back(answer.published().has_published_on()
                          ? DateCell(answer.published().published_on())
                          : TextCell(""));
      if (of_a_day) cells.push_back(DateCell(answer.true_at().valid_on()));
      table.AddRow(std::move(cells));
    }
  }
  return table;
}

}  // namespace dealboek::cli::documents
