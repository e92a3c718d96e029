// dealboek budget explain|compare
#include <algorithm>
#include <cstdint>
#include <memory>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

#include "clients/cli/amounts.h"
#include "clients/cli/budget_cells.h"
#include "clients/cli/dates.h"
#include "clients/cli/documents/commands.h"
#include "clients/cli/labels.h"
#include "clients/cli/session.h"
#include "clients/cli/status_macros.h"
#include "clients/cli/verbs.h"
#include "dealboek/v1/budget_service.grpc.pb.h"

namespace dealboek::cli::documents {
namespace {

struct Explain {
  v1::BudgetScope scope;
  std::string pijler;
  int tranche = 0;
  std::string project;
  std::string part;
  std::string measure = "toegekend";
};

std::string StepWords(const v1::RouteStep& step) {
  std::string words = step.by().empty() ? "onbekend" : step.by();
  if (!absl::StrContains(step.by(), step.function())) {  // names by function say it already
    absl::StrAppend(&words, " (", step.function(), ")");
  }
  return absl::StrCat(words, ", positie ", step.position());
}

// What a posting is about: "werken-16 IQ BLVD, tranche 5, besloten juni 2021". A ceiling is of no
// project.
std::string AboutWords(const v1::Posting& posting) {
  std::vector<std::string> words;
  if (!posting.project_label().empty()) {
    words.push_back(absl::StrCat(posting.project_label(), " ", posting.project_title(),
                                 posting.part().empty() ? "" : ": ", posting.part()));
  }
  if (posting.tranche() != 0) words.push_back(absl::StrCat("tranche ", posting.tranche()));
  if (words.empty()) words.push_back("het programma");
  if (posting.has_decided_on()) {
    words.push_back(absl::StrCat("besloten ", FormatDate(posting.decided_on())));
  }
  return absl::StrJoin(words, ", ");
}

// The way behind an amount, a line a step.
std::vector<std::string> RouteWords(const v1::Route& route) {
  std::vector<std::string> lines;
  switch (route.kind()) {
    case v1::ROUTE_KIND_NOT_RECORDED: {
      lines.push_back(
          absl::StrCat("bron: ", route.source().document(), ", ", route.source().location()));
      if (!route.source().interpretation().empty()) {
        lines.push_back(absl::StrCat("lezing van ons: ", route.source().interpretation()));
      }
      lines.push_back("wie voorstelde, voordroeg en besloot is niet vastgelegd");
      break;
    }
    case v1::ROUTE_KIND_DECIDED: {
      if (!route.proposal().empty()) {
        lines.push_back(absl::StrCat("voorstel ", route.proposal(), " (versie ", route.revision(),
                                     ") ", route.proposal_title(), ": ingediend door ",
                                     StepWords(route.submitted())));
      }
      for (const v1::RouteStep& step : route.endorsed()) {
        lines.push_back(absl::StrCat("voorgedragen door ", StepWords(step)));
      }
      lines.push_back(absl::StrCat("vergadering ", route.meeting(), " van ",
                                   FormatDate(route.meeting_held_on()), ", ", route.item(), ": ",
                                   Word(route.outcome()), ", vastgelegd door ",
                                   StepWords(route.decided())));
      lines.push_back(absl::StrCat("besluitenlijst bevestigd door ", StepWords(route.confirmed())));
      break;
    }
    default:
      lines.push_back(absl::StrCat("vastgelegd door ", StepWords(route.recorded())));
  }
  return lines;
}

// Why there is no amount. `perhaps`: there may be one on the day asked.
absl::string_view WithoutAmount(v1::BudgetMeasure measure, bool perhaps) {
  if (perhaps) return "niets dat zeker is";
  switch (measure) {
    case v1::BUDGET_MEASURE_CEILING:
    case v1::BUDGET_MEASURE_FREE:
      return "geen plafond";
    case v1::BUDGET_MEASURE_RESERVED:
    case v1::BUDGET_MEASURE_RESERVATION_TOTAL:
      return "geen reservering";
    default:
      return "onbekend";
  }
}

// What is only possible on the day asked; empty: nothing. What may be given and taken back may come
// to nothing, which is not to be unknown.
std::string PossibleWords(const v1::ExplainAmountResponse& answer) {
  const auto any = [&](bool known) {
    return std::any_of(answer.postings().begin(), answer.postings().end(),
                       [known](const v1::Posting& posting) {
                         return posting.possible() && posting.has_amount() == known;
                       });
  };
  std::vector<std::string> words;
  if (const int64_t cents = answer.possible_amount().euro_cents(); cents != 0) {
    words.push_back(FormatEuroCents(cents));
  } else if (any(true)) {
    words.push_back("posten die samen € 0 zijn");
  }
  if (any(false)) words.push_back("een onbekend bedrag");
  return absl::StrJoin(words, " en ");
}

absl::Status RunExplain(const Explain& given, Session& session) {
  v1::ExplainAmountRequest request;
  ASSIGN_OR_RETURN(*request.mutable_parent(), session.Programme());
  ASSIGN_OR_RETURN(*request.mutable_at(), session.ReadAt());
  const absl::StatusOr<v1::BudgetMeasure> measure = ParseWord<v1::BudgetMeasure>(given.measure);
  if (!measure.ok()) return WrongValue("--measure", measure.status());
  request.set_measure(*measure);
  request.mutable_scope()->set_pijler(given.pijler);
  request.mutable_scope()->set_tranche(given.tranche);
  request.mutable_scope()->set_project(given.project);
  request.mutable_scope()->set_part(given.part);
  ASSIGN_OR_RETURN(const v1::ExplainAmountResponse answer,
                   session.CallAllPages(&v1::BudgetService::Stub::ExplainAmount, request));
  Table table({{"positie", "position", Align::kRight},
               {"feit", "type"},
               {"besloten", "decided_on"},
               {"project", "project"},
               {"onderdeel", "part"},
               {"tranche", "tranche", Align::kRight},
               {"bedrag", "amount_euro_cents", Align::kRight},
               {"vergadering", "meeting"},
               {"voorstel", "proposal"},
               {"bron", "source"},
               {"zekerheid", "certainty"}});
  for (const v1::Posting& posting : answer.postings()) {
    table.AddRow({NumberCell(posting.position()), TextCell(posting.type()),
                  DateCell(posting.decided_on()), TextCell(posting.project_label()),
                  TextCell(posting.part()),
                  posting.tranche() == 0 ? TextCell("") : NumberCell(posting.tranche()),
                  MoneyCell(posting.has_amount(), posting.amount()),
                  TextCell(posting.route().meeting()), TextCell(posting.route().proposal()),
                  TextCell(absl::StrCat(posting.route().source().document(),
                                        posting.route().source().location().empty() ? "" : ", ",
                                        posting.route().source().location())),
                  posting.possible() ? Cell{"mogelijk", "possible"} : Cell{"zeker", "certain"}});
  }
  RETURN_IF_ERROR(session.Show(answer, table, [&](std::ostream& out) {
    const std::string possible = PossibleWords(answer);
    out << answer.title() << ": "
        << (answer.has_amount() ? FormatEuroCents(answer.amount().euro_cents())
                                : WithoutAmount(*measure, !possible.empty()))
        << "\n";
    if (!possible.empty()) {
      out << "Mogelijk ook " << possible
          << ": of dat op die dag gold is niet zeker, en het is niet meegeteld.\n";
    }
    if (answer.postings().empty()) out << "Geen enkel feit draagt hieraan bij.\n";
    for (const v1::Posting& posting : answer.postings()) {
      out << "\n"
          << (posting.possible() ? "mogelijk " : "")
          << FormatMoney(posting.has_amount(), posting.amount()) << "  " << AboutWords(posting)
          << " (positie " << posting.position() << ")\n";
      for (const std::string& line : RouteWords(posting.route())) out << "    " << line << "\n";
    }
  }));
  session.NoteTrueAt(answer.true_at());
  return absl::OkStatus();
}

struct Compare {
  std::string from;
  std::string to;
  std::string from_valid_on;
  std::string by = "project";
};

absl::StatusOr<v1::CompareBudgetsRequest> CompareRequest(const Compare& given, Session& session) {
  v1::CompareBudgetsRequest request;
  ASSIGN_OR_RETURN(*request.mutable_parent(), session.Programme());
  const std::string& valid_on = session.settings().valid_on;
  if (given.from.empty() && given.from_valid_on.empty()) {
    return WrongUsage("Zeg met --from of --from-valid-on waarmee vergeleken wordt.");
  }
  if (!given.from_valid_on.empty() && valid_on.empty()) {
    return WrongUsage("Zeg met --valid-on met welke dag --from-valid-on vergeleken wordt.");
  }
  using Typed = Session::Typed;
  const Typed to{"--to", given.to};
  const Typed day{"--valid-on", valid_on};
  ASSIGN_OR_RETURN(
      *request.mutable_from(),
      session.ReadAt(
          given.from.empty() ? to : Typed{"--from", given.from},
          given.from_valid_on.empty() ? day : Typed{"--from-valid-on", given.from_valid_on}));
  ASSIGN_OR_RETURN(*request.mutable_to(), session.ReadAt(to, day));
  const absl::StatusOr<v1::BudgetGrouping> grouping = ParseWord<v1::BudgetGrouping>(given.by);
  if (!grouping.ok()) return WrongValue("--by", grouping.status());
  request.set_grouping(*grouping);
  return request;
}

// Awards and releases always; a ceiling, a reservation and contributions where there may be some.
std::vector<BudgetAmount> PossibleToCompare(v1::BudgetGrouping grouping,
                                            const std::vector<const v1::BudgetChange*>& changes) {
  std::vector<BudgetAmount> amounts = PossibleAmounts(grouping);
  const auto always = static_cast<std::ptrdiff_t>(PossibleAmounts().size());
  const auto is_empty = [&](const BudgetAmount& amount) {
    return std::all_of(changes.begin(), changes.end(), [&](const v1::BudgetChange* change) {
      return amount.cell(change->before()).shown.empty() &&
             amount.cell(change->after()).shown.empty();
    });
  };
  amounts.erase(std::remove_if(amounts.begin() + always, amounts.end(), is_empty), amounts.end());
  return amounts;
}

absl::Status RunCompare(const Compare& given, Session& session) {
  ASSIGN_OR_RETURN(const v1::CompareBudgetsRequest request, CompareRequest(given, session));
  ASSIGN_OR_RETURN(const v1::CompareBudgetsResponse answer,
                   session.CallAllPages(&v1::BudgetService::Stub::CompareBudgets, request));
  std::vector<const v1::BudgetChange*> changes;
  for (const v1::BudgetChange& change : answer.changes()) changes.push_back(&change);
  // For the eye only the amounts that change for some budget; in the CSV all of them.
  std::vector<BudgetAmount> amounts =
      session.settings().output == "csv" ? AllAmounts() : ChangingAmounts(changes);
  if (request.to().has_valid_on()) {
    for (BudgetAmount& amount : PossibleToCompare(request.grouping(), changes))
      amounts.push_back(std::move(amount));
  }
  std::vector<Column> columns = {{"budget", "title"}};
  for (Column& column : ChangeColumns(amounts, "eerst", "daarna")) {
    columns.push_back(std::move(column));
  }
  columns.push_back({"verschil toegekend", "difference_euro_cents", Align::kRight});
  columns.push_back({"door posities", "positions"});
  Table table(std::move(columns));
  for (const v1::BudgetChange& change : answer.changes()) {
    std::vector<Cell> row = {TextCell(change.title())};
    for (Cell& cell : ChangeCells(amounts, change)) row.push_back(std::move(cell));
    row.push_back(
        CentsCell(change.after().awarded().euro_cents() - change.before().awarded().euro_cents()));
    row.push_back(TextCell(absl::StrJoin(change.positions(), " ")));
    table.AddRow(std::move(row));
  }
  RETURN_IF_ERROR(session.ShowTable(answer, table, "Geen budget is veranderd."));
  if (session.settings().output == "table") {
    session.environment().err << "Eerst: " << session.Point(answer.from())
                              << ". Daarna: " << session.Point(answer.to()) << ".\n";
  }
  return absl::OkStatus();
}

}  // namespace

void AddBudgetDocuments(CLI::App& app, Session& session) {
  CLI::App& noun = Noun(app, "budget", "Budgetten: hoeveel, sinds wanneer en waarom");
  auto explain = std::make_shared<Explain>();
  CLI::App& explain_verb = Verb(
      noun, session, "explain", "Legt een bedrag uit: de feiten waarvan het de som is, en hun weg",
      "dealboek budget explain --project werken-16 --tranche 5 --programme "
      "regiodeal-zod --as lezer",
      [explain, &session] { return RunExplain(*explain, session); });
  explain_verb.add_option("--pijler", explain->pijler, "Alleen deze pijler");
  explain_verb.add_option("--tranche", explain->tranche, "Alleen deze tranche");
  explain_verb.add_option("--project", explain->project, "Alleen dit project (werken-16)");
  explain_verb.add_option("--part", explain->part, "Alleen dit onderdeel van het project");
  explain_verb
      .add_option("--measure", explain->measure, "Welk bedrag: " + WordsOf<v1::BudgetMeasure>())
      ->capture_default_str();
  AddReadOptions(explain_verb, session);
  AddValidOnOption(explain_verb, session);

  auto compare = std::make_shared<Compare>();
  CLI::App& compare_verb =
      Verb(noun, session, "compare",
           "Vergelijkt budgetten op twee punten, en zegt waardoor ze veranderden",
           "dealboek budget compare --from 200 --by tranche --programme regiodeal-zod-nagespeeld "
           "--as lezer\n"
           "  dealboek budget compare --from-valid-on 2020-12-31 --valid-on 2021-06-30 --programme "
           "regiodeal-zod --as lezer",
           [compare, &session] { return RunCompare(*compare, session); });
  compare_verb.add_option("--from", compare->from,
                          "Van deze POSITIE of dit TIJDSTIP; zonder: als --to");
  compare_verb.add_option("--to", compare->to, "Tot deze POSITIE of dit TIJDSTIP; zonder: nu");
  compare_verb.add_option("--by", compare->by, "Per: " + WordsOf<v1::BudgetGrouping>())
      ->capture_default_str();
  AddValidOnOption(compare_verb, session);
  compare_verb.add_option("--from-valid-on", compare->from_valid_on,
                          "Op het eerste punt geld waarvan het besluit op deze DATUM gold; zonder: "
                          "als --valid-on");
}

}  // namespace dealboek::cli::documents
