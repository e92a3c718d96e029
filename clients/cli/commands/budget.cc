// dealboek budget show|preview
#include <algorithm>
#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "CLI/App.hpp"
#include "absl/strings/str_cat.h"

#include "clients/cli/budget_cells.h"
#include "clients/cli/commands/commands.h"
#include "clients/cli/commands/typed.h"
#include "clients/cli/labels.h"
#include "clients/cli/session.h"
#include "clients/cli/status_macros.h"
#include "clients/cli/verbs.h"
#include "dealboek/v1/budget_service.grpc.pb.h"
#include "dealboek/v1/decision_service.grpc.pb.h"

namespace dealboek::cli::commands {
namespace {

// A column of the budget: what a line has in it.
struct BudgetColumn {
  Column column;
  Cell (*cell)(const v1::BudgetLine&);
};

std::vector<BudgetColumn> ColumnsOf(v1::BudgetGrouping grouping, bool valid_on) {
  const BudgetColumn ceiling = {{"plafond", "ceiling_euro_cents", Align::kRight}, CeilingCell};
  const BudgetColumn awarded = {{"toegekend", "awarded_euro_cents", Align::kRight}, AwardedCell};
  const BudgetColumn released = {{"vrijgevallen", "released_euro_cents", Align::kRight},
                                 ReleasedCell};
  const BudgetColumn reserved = {{"nog gereserveerd", "reserved_euro_cents", Align::kRight},
                                 ReservedCell};
  const BudgetColumn free = {{"vrij", "free_euro_cents", Align::kRight}, FreeCell};
  const BudgetColumn reservation = {{"reservering", "reservation_total_euro_cents", Align::kRight},
                                    ReservationCell};
  const BudgetColumn in = {{"bijdragen erin", "contributed_in_euro_cents", Align::kRight},
                           ContributedInCell};
  const BudgetColumn out = {{"bijdragen eruit", "contributed_out_euro_cents", Align::kRight},
                            ContributedOutCell};
  const BudgetColumn lines = {{"regels", "award_lines", Align::kRight}, LinesCell};
  std::vector<BudgetColumn> columns;
  switch (grouping) {
    case v1::BUDGET_GROUPING_PROGRAMME:
      columns = {ceiling, awarded, released, reserved, free, lines};
      break;
    case v1::BUDGET_GROUPING_TRANCHE:
      columns = {ceiling, awarded, released, free, lines};
      break;
    case v1::BUDGET_GROUPING_PIJLER:
      columns = {awarded, released, reserved, lines};
      break;
    case v1::BUDGET_GROUPING_PROJECT:
      columns = {awarded, released, reservation, reserved, in, out, lines};
      break;
    case v1::BUDGET_GROUPING_RESERVATION:
      columns = {reservation, awarded, released, reserved};
      break;
    default:  // a part or cell has awards and releases only; so has what a newer server
              // groups by
      columns = {awarded, released, lines};
      break;
  }
  if (valid_on) {
    for (const BudgetAmount& amount : PossibleAmounts(grouping)) {
      columns.push_back({{amount.title, amount.key + "_euro_cents", Align::kRight}, amount.cell});
    }
  }
  return columns;
}

bool IsSumOfLines(const v1::GetBudgetResponse& answer) {
  const auto differs = [&](const auto& amount) {
    int64_t sum = 0;
    for (const v1::BudgetLine& line : answer.lines()) sum += amount(line);
    return sum != amount(answer.total());
  };
  return !differs([](const v1::BudgetLine& line) { return line.awarded().euro_cents(); }) &&
         !differs([](const v1::BudgetLine& line) { return line.released().euro_cents(); }) &&
         !differs(
             [](const v1::BudgetLine& line) { return line.possible_awarded().euro_cents(); }) &&
         !differs(
             [](const v1::BudgetLine& line) { return line.possible_released().euro_cents(); }) &&
         !differs([](const v1::BudgetLine& line) { return int64_t{line.award_lines()}; });
}

// Of parts and the like there need not be lines for all money: then the last line is not their
// total, and says what it is of.
std::string TotalTitle(const v1::GetBudgetResponse& answer) {
  if (IsSumOfLines(answer)) return "totaal";
  const v1::BudgetLine& total = answer.total();
  return total.grouping() == v1::BUDGET_GROUPING_PROGRAMME
             ? "hele programma"
             : absl::StrCat(total.title(), " als geheel");
}

struct Show {
  std::string by = "programma";
  std::string pijler;
  int tranche = 0;
  std::string project;
  std::string part;
};

absl::Status RunShow(const Show& given, Session& session) {
  v1::GetBudgetRequest request;
  ASSIGN_OR_RETURN(*request.mutable_parent(), session.Programme());
  ASSIGN_OR_RETURN(*request.mutable_at(), session.ReadAt());
  ASSIGN_OR_RETURN(const v1::BudgetGrouping grouping, WordAt<v1::BudgetGrouping>("--by", given.by));
  request.set_grouping(grouping);
  request.mutable_scope()->set_pijler(given.pijler);
  request.mutable_scope()->set_tranche(given.tranche);
  request.mutable_scope()->set_project(given.project);
  request.mutable_scope()->set_part(given.part);
  ASSIGN_OR_RETURN(const v1::GetBudgetResponse answer,
                   session.Call(&v1::BudgetService::Stub::GetBudget, request));

  const std::vector<BudgetColumn> columns = ColumnsOf(grouping, request.at().has_valid_on());
  std::vector<Column> headings = {{"budget", "title"},
                                  {"pijler", "pijler"},
                                  {"tranche", "tranche"},
                                  {"project", "project_label"},
                                  {"onderdeel", "part"}};
  // The title says all of that to the eye; the CSV has it in columns of its own.
  const bool csv = session.settings().output == "csv";
  if (!csv) headings.resize(1);
  for (const BudgetColumn& column : columns) headings.push_back(column.column);
  Table table(headings);
  const auto cells = [&](const v1::BudgetLine& line) {
    std::vector<Cell> row = {TextCell(line.title())};
    if (csv) {
      row.push_back(TextCell(line.scope().pijler()));
      row.push_back(line.scope().tranche() == 0 ? TextCell("")
                                                : NumberCell(line.scope().tranche()));
      row.push_back(TextCell(line.project_label()));
      row.push_back(TextCell(line.scope().part()));
    }
    for (const BudgetColumn& column : columns) row.push_back(column.cell(line));
    return row;
  };
  for (const v1::BudgetLine& line : answer.lines()) table.AddRow(cells(line));
  // The total is of the whole scope; that of reservations would have awards in it that are not
  // theirs.
  if (answer.has_total() && answer.lines_size() > 1 &&
      grouping != v1::BUDGET_GROUPING_RESERVATION) {
    std::vector<Cell> total = cells(answer.total());
    total[0] = TextCell(TotalTitle(answer));
    table.SetTotal(std::move(total));
  }
  RETURN_IF_ERROR(session.ShowTable(answer, table, "Er is geen budget dat hieraan voldoet."));
  session.NoteTrueAt(answer.true_at());
  return absl::OkStatus();
}

struct Preview {
  std::string meeting;
  std::vector<std::string> proposals;
  std::vector<std::string> lines;
  std::vector<std::string> reservations;
};

// The item that an amount typed at `option` is for: of the proposal it names, or the only one.
absl::StatusOr<v1::PreviewItem*> ItemOf(absl::string_view option, const std::string& proposal,
                                        v1::PreviewDecisionsRequest& request) {
  auto& items = *request.mutable_items();
  if (items.empty()) {
    return WrongUsage(absl::StrCat(
        option, " gaat over een voorstel; noem het, in plaats van --meeting met de agenda."));
  }
  if (proposal.empty()) {
    if (items.size() == 1) return &items[0];
    return WrongUsage(absl::StrCat(
        option, ": van welk voorstel? Zeg het met proposal=", items[0].proposal(), "."));
  }
  const auto item = std::find_if(items.begin(), items.end(), [&](const v1::PreviewItem& one) {
    return one.proposal() == proposal;
  });
  if (item == items.end()) {
    return WrongUsage(absl::StrCat(option, ": voorstel ", proposal,
                                   " staat niet bij de voorstellen die u geeft; zet het erbij."));
  }
  return &*item;
}

absl::StatusOr<v1::PreviewDecisionsRequest> PreviewRequest(const Preview& given, Session& session) {
  v1::PreviewDecisionsRequest request;
  ASSIGN_OR_RETURN(*request.mutable_parent(), session.Programme());
  ASSIGN_OR_RETURN(*request.mutable_at(), session.ReadAt());
  if (given.meeting.empty() == given.proposals.empty()) {
    return WrongUsage("Geef óf voorstellen, óf --meeting met een vergadering.");
  }
  request.set_meeting(given.meeting);
  std::set<std::string> named;
  for (const std::string& proposal : given.proposals) {
    if (!named.insert(proposal).second) {
      return WrongUsage(
          absl::StrCat("Voorstel ", proposal, " staat er twee keer; noem het één keer."));
    }
    request.add_items()->set_proposal(proposal);
  }
  for (const std::string& typed : given.lines) {
    ASSIGN_OR_RETURN(LineOfProposal line, LineOfProposalAt("--line", typed));
    ASSIGN_OR_RETURN(v1::PreviewItem * item, ItemOf("--line", line.proposal, request));
    *item->add_lines() = std::move(line.line);
  }
  for (const std::string& typed : given.reservations) {
    ASSIGN_OR_RETURN(AmountOfProposal reservation, AmountOfProposalAt("--reservation", typed));
    ASSIGN_OR_RETURN(v1::PreviewItem * item,
                     ItemOf("--reservation", reservation.proposal, request));
    if (item->has_reservation_total() || item->without_reservation()) {
      return WrongUsage(absl::StrCat("--reservation: voorstel ", item->proposal(),
                                     " krijgt er al een; geef er één per voorstel."));
    }
    if (reservation.amount.has_value()) {
      *item->mutable_reservation_total() = *std::move(reservation.amount);
    } else {
      item->set_without_reservation(true);
    }
  }
  return request;
}

// A row per budget that would change, with what it is now and would be. For the eye only the
// amounts that change for some budget; in the CSV all of them.
Table ChangesTable(const v1::PreviewDecisionsResponse& answer, bool all_amounts) {
  std::vector<const v1::BudgetChange*> changes;
  for (const v1::BudgetChange& change : answer.changes()) changes.push_back(&change);
  const std::vector<BudgetAmount> amounts = all_amounts ? AllAmounts() : ChangingAmounts(changes);
  std::vector<Column> columns = {{"soort", "grouping"}, {"budget", "title"}};
  for (Column& column : ChangeColumns(amounts, "nu", "straks")) {
    columns.push_back(std::move(column));
  }
  Table table(columns);
  // A row that would be nothing but a name says nothing.
  if (amounts.empty()) return table;
  for (const v1::BudgetChange& change : answer.changes()) {
    std::vector<Cell> row = {TextCell(Word(change.grouping())), TextCell(change.title())};
    for (Cell& cell : ChangeCells(amounts, change)) row.push_back(std::move(cell));
    table.AddRow(std::move(row));
  }
  return table;
}

absl::Status RunPreview(const Preview& given, Session& session) {
  ASSIGN_OR_RETURN(const v1::PreviewDecisionsRequest request, PreviewRequest(given, session));
  ASSIGN_OR_RETURN(const v1::PreviewDecisionsResponse answer,
                   session.Call(&v1::DecisionService::Stub::PreviewDecisions, request));

  const Table table = ChangesTable(answer, session.settings().output == "csv");
  bool all = true;
  for (const v1::PreviewVerdict& verdict : answer.verdicts()) all = all && verdict.reason().empty();
  RETURN_IF_ERROR(session.Show(answer, table, [&](std::ostream& out) {
    for (const v1::PreviewVerdict& verdict : answer.verdicts()) {
      out << (verdict.proposal().empty() ? verdict.item() : verdict.proposal())
          << (verdict.title().empty() ? "" : " ") << verdict.title() << ": "
          << (verdict.reason().empty()
                  ? "kan"
                  : absl::StrCat("kan niet. ", verdict.dutch(), " [", verdict.reason(), "]"))
          << "\n";
    }
    out << "\n";
    if (table.empty()) {
      out << "Geen budget zou veranderen.\n";
    } else {
      session.PrintTable(table);
    }
    out << "\nEr is niets vastgelegd.\n";
  }));
  session.NoteTrueAt(answer.true_at());
  if (!all) session.set_different();
  return absl::OkStatus();
}

}  // namespace

void AddBudgetCommands(CLI::App& app, Session& session) {
  CLI::App& noun = Noun(app, "budget", "Budgetten: hoeveel, sinds wanneer en waarom");

  const auto show = std::make_shared<Show>();
  CLI::App& show_verb = Verb(noun, session, "show", "Toont wat is toegekend, gereserveerd en vrij",
                             "dealboek budget show --by tranche --valid-on 2021-06-30 --programme "
                             "regiodeal-zod --as lezer\n"
                             "  dealboek budget show --by tranche --as-of 200 --programme "
                             "regiodeal-zod-nagespeeld --as lezer",
                             [show, &session] { return RunShow(*show, session); });
  show_verb.add_option("--by", show->by, "Per: " + WordsOf<v1::BudgetGrouping>());
  show_verb.add_option("--pijler", show->pijler, "Alleen deze pijler");
  show_verb.add_option("--tranche", show->tranche, "Alleen deze tranche");
  show_verb.add_option("--project", show->project, "Alleen dit project (werken-9)");
  show_verb.add_option("--part", show->part, "Alleen dit onderdeel van het project");
  AddReadOptions(show_verb, session);
  AddValidOnOption(show_verb, session);

  const auto preview = std::make_shared<Preview>();
  CLI::App& preview_verb =
      Verb(noun, session, "preview",
           "Toont wat de budgetten zouden zijn als dit werd bekrachtigd; legt niets vast",
           "dealboek budget preview --meeting 2021-1 --as-of 202 --programme "
           "regiodeal-zod-nagespeeld --as programmasecretaris\n"
           "  dealboek budget preview $(date +%Y)-007 $(date +%Y)-008 --line proposal=$(date "
           "+%Y)-007,tranche=5,amount=700.000 --as-of 202 --programme "
           "regiodeal-zod-nagespeeld --as programmasecretaris",
           [preview, &session] { return RunPreview(*preview, session); });
  preview_verb.add_option("voorstellen", preview->proposals,
                          "Voorstellen (2021-017), in deze volgorde");
  preview_verb.add_option("--meeting", preview->meeting,
                          "De hele agenda van een vergadering (2021-1)");
  preview_verb
      .add_option("--line", preview->lines,
                  "Met dit bedrag in plaats van het gevraagde: tranche=5,amount=425.000 (met "
                  "part=NAAM); bij meer voorstellen met proposal=2021-017 erbij; herhaal voor meer")
      ->allow_extra_args(false);
  preview_verb
      .add_option("--reservation", preview->reservations,
                  "Met dit BEDRAG als reservering, of geen; bij meer voorstellen "
                  "proposal=2021-017,amount=BEDRAG; herhaal voor meer")
      ->allow_extra_args(false);
  AddReadOptions(preview_verb, session);
  AddValidOnOption(preview_verb, session);
}

}  // namespace dealboek::cli::commands
