#include "services/projections/budget.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/types/span.h"

#include "services/base/check.h"
#include "services/base/position.h"
#include "services/domain/state.h"
#include "services/projections/ledger.h"

namespace dealboek::projections {
namespace {

namespace pb = dealboek::v1;

using MaybeDate = std::optional<base::PartialDate>;

constexpr Grouping kCompared[] = {Grouping::kProgramme, Grouping::kTranche, Grouping::kPijler,
                                  Grouping::kProject, Grouping::kReservation};

pb::BudgetLine LineOf(const Amounts& amounts, const domain::State& state, Grouping grouping,
                      const Scope& scope) {
  pb::BudgetLine line;
  *line.mutable_scope() = ToProto(scope);
  line.set_grouping(ToProto(grouping));
  line.set_title(TitleOf(scope, state));
  if (const domain::Project* project = state.FindProject(scope.project)) {
    line.set_project_label(project->Label());
  }
  if (amounts.ceiling) line.mutable_ceiling()->set_euro_cents(*amounts.ceiling);
  line.mutable_awarded()->set_euro_cents(amounts.awarded);
  line.mutable_released()->set_euro_cents(amounts.released);
  if (amounts.reserved) line.mutable_reserved()->set_euro_cents(*amounts.reserved);
  if (amounts.free) line.mutable_free()->set_euro_cents(*amounts.free);
  if (amounts.reservation_total) {
    line.mutable_reservation_total()->set_euro_cents(*amounts.reservation_total);
  }
  line.set_award_lines(amounts.award_lines);
  line.mutable_contributed_in()->set_euro_cents(amounts.contributed_in);
  line.set_unknown_contributions_in(amounts.unknown_contributions_in);
  line.mutable_contributed_out()->set_euro_cents(amounts.contributed_out);
  line.set_unknown_contributions_out(amounts.unknown_contributions_out);
  line.mutable_possible_awarded()->set_euro_cents(amounts.possible_awarded);
  line.mutable_possible_released()->set_euro_cents(amounts.possible_released);
  if (amounts.possible_contributed_in != 0) {
    line.mutable_possible_contributed_in()->set_euro_cents(amounts.possible_contributed_in);
  }
  line.set_possible_unknown_contributions_in(amounts.possible_unknown_contributions_in);
  if (amounts.possible_contributed_out != 0) {
    line.mutable_possible_contributed_out()->set_euro_cents(amounts.possible_contributed_out);
  }
  line.set_possible_unknown_contributions_out(amounts.possible_unknown_contributions_out);
  if (amounts.possible_ceiling) {
    line.mutable_possible_ceiling()->set_euro_cents(*amounts.possible_ceiling);
  }
  if (amounts.possible_reservation_total) {
    line.mutable_possible_reservation_total()->set_euro_cents(*amounts.possible_reservation_total);
  }
  return line;
}

// Scopes of both lists, each once: those of `after` in their order, and each that is only in
// `before` after the one it followed there.
std::vector<Scope> Merge(const std::vector<Scope>& before, const std::vector<Scope>& after) {
  std::vector<Scope> merged = after;
  size_t place = 0;
  for (const Scope& scope : before) {
    auto found = std::find(merged.begin(), merged.end(), scope);
    if (found == merged.end()) found = merged.insert(merged.begin() + place, scope);
    place = static_cast<size_t>(found - merged.begin()) + 1;
  }
  return merged;
}

// Tranches within the scope that take awards; with a day, those that certainly did by then. What is
// within a pijler or a project has no tranche of its own.
std::vector<Scope> OpenTranches(const Ledger& ledger, const domain::State& state,
                                const Scope& within, const MaybeDate& valid_on) {
  std::vector<Scope> open;
  for (const auto& [number, tranche] : state.tranches) {
    Scope scope;
    scope.tranche = number;
    const bool is_within = within == Scope() || within == scope;
    if (is_within && !tranche->closed && ledger.HasTranche(number, valid_on)) {
      open.push_back(scope);
    }
  }
  return open;
}

// Changes of one grouping between two ledgers, which may be the same one. A line that stays the
// same is left out, but for the programme's where it is wanted.
template <typename Positions>
void AddChanges(Grouping grouping, const Ledger& ledger_before, const BudgetPoint& before,
                const Ledger& ledger_after, const BudgetPoint& after, bool programme_always,
                Positions positions, std::vector<pb::BudgetChange>& changes) {
  const std::vector<Scope> scopes =
      Merge(ledger_before.Lines(grouping, Scope(), before.position, before.valid_on),
            ledger_after.Lines(grouping, Scope(), after.position, after.valid_on));
  auto add = [&](const Scope& scope) {
    const Amounts old_amounts = ledger_before.At(scope, before.position, before.valid_on);
    const Amounts new_amounts = ledger_after.At(scope, after.position, after.valid_on);
    const bool always = programme_always && grouping == Grouping::kProgramme;
    if (old_amounts == new_amounts && !always) return;
    pb::BudgetChange change;
    *change.mutable_scope() = ToProto(scope);
    change.set_grouping(ToProto(grouping));
    change.set_title(TitleOf(scope, *after.state));
    if (old_amounts.Any() || always) {
      *change.mutable_before() = LineOf(old_amounts, *before.state, grouping, scope);
    }
    if (new_amounts.Any() || always) {
      *change.mutable_after() = LineOf(new_amounts, *after.state, grouping, scope);
    }
    for (base::Position position : positions(scope)) {
      change.add_positions(static_cast<int64_t>(position.value()));
    }
    changes.push_back(std::move(change));
  };
  for (const Scope& scope : scopes) add(scope);
  if (programme_always && grouping == Grouping::kProgramme && scopes.empty()) add(Scope());
}

}  // namespace

std::optional<Grouping> GroupingOf(v1::BudgetGrouping grouping) {
  switch (static_cast<int>(grouping)) {
    case pb::BUDGET_GROUPING_PROGRAMME:
      return Grouping::kProgramme;
    case pb::BUDGET_GROUPING_PIJLER:
      return Grouping::kPijler;
    case pb::BUDGET_GROUPING_TRANCHE:
      return Grouping::kTranche;
    case pb::BUDGET_GROUPING_PIJLER_TRANCHE:
      return Grouping::kPijlerTranche;
    case pb::BUDGET_GROUPING_PROJECT:
      return Grouping::kProject;
    case pb::BUDGET_GROUPING_PART:
      return Grouping::kPart;
    case pb::BUDGET_GROUPING_RESERVATION:
      return Grouping::kReservation;
    case pb::BUDGET_GROUPING_CELL:
      return Grouping::kCell;
    default:  // a number from the wire
      return std::nullopt;
  }
}

v1::BudgetGrouping ToProto(Grouping grouping) {
  switch (grouping) {
    case Grouping::kProgramme:
      return pb::BUDGET_GROUPING_PROGRAMME;
    case Grouping::kPijler:
      return pb::BUDGET_GROUPING_PIJLER;
    case Grouping::kTranche:
      return pb::BUDGET_GROUPING_TRANCHE;
    case Grouping::kPijlerTranche:
      return pb::BUDGET_GROUPING_PIJLER_TRANCHE;
    case Grouping::kProject:
      return pb::BUDGET_GROUPING_PROJECT;
    case Grouping::kPart:
      return pb::BUDGET_GROUPING_PART;
    case Grouping::kReservation:
      return pb::BUDGET_GROUPING_RESERVATION;
    case Grouping::kCell:
      return pb::BUDGET_GROUPING_CELL;
  }
  CHECK(false) << "no such grouping";
  return pb::BUDGET_GROUPING_UNSPECIFIED;
}

std::optional<Measure> MeasureOf(v1::BudgetMeasure measure) {
  switch (static_cast<int>(measure)) {
    case pb::BUDGET_MEASURE_CEILING:
      return Measure::kCeiling;
    case pb::BUDGET_MEASURE_AWARDED:
      return Measure::kAwarded;
    case pb::BUDGET_MEASURE_RELEASED:
      return Measure::kReleased;
    case pb::BUDGET_MEASURE_RESERVED:
      return Measure::kReserved;
    case pb::BUDGET_MEASURE_FREE:
      return Measure::kFree;
    case pb::BUDGET_MEASURE_RESERVATION_TOTAL:
      return Measure::kReservationTotal;
    case pb::BUDGET_MEASURE_CONTRIBUTED_IN:
      return Measure::kContributedIn;
    case pb::BUDGET_MEASURE_CONTRIBUTED_OUT:
      return Measure::kContributedOut;
    default:  // a number from the wire
      return std::nullopt;
  }
}

Scope ScopeOf(const v1::BudgetScope& scope) {
  return {.pijler = scope.pijler(),
          .tranche = scope.tranche(),
          .project = scope.project(),
          .part = scope.part(),
          .without_part = scope.without_part()};
}

v1::BudgetScope ToProto(const Scope& scope) {
  pb::BudgetScope made;
  made.set_pijler(scope.pijler);
  made.set_tranche(scope.tranche);
  made.set_project(scope.project);
  made.set_part(scope.part);
  made.set_without_part(scope.without_part);
  return made;
}

std::optional<int64_t> AmountOf(const Amounts& amounts, Measure measure) {
  switch (measure) {
    case Measure::kCeiling:
      return amounts.ceiling;
    case Measure::kAwarded:
      return amounts.awarded;
    case Measure::kReleased:
      return amounts.released;
    case Measure::kReserved:
      return amounts.reserved;
    case Measure::kFree:
      return amounts.free;
    case Measure::kReservationTotal:
      return amounts.reservation_total;
    case Measure::kContributedIn:
      if (amounts.unknown_contributions_in > 0) return std::nullopt;
      return amounts.contributed_in;
    case Measure::kContributedOut:
      if (amounts.unknown_contributions_out > 0) return std::nullopt;
      return amounts.contributed_out;
  }
  CHECK(false) << "no such measure";
  return std::nullopt;
}

std::string TitleOf(const Scope& scope, const domain::State& state) {
  std::vector<std::string> words;
  if (const domain::Project* project = state.FindProject(scope.project)) {
    words.push_back(absl::StrCat(project->pijler, " ", project->number, " ", project->title));
  } else if (!scope.project.empty()) {
    words.push_back(absl::StrCat("project ", scope.project));
  } else if (const domain::Pijler* pijler = state.FindPijler(scope.pijler)) {
    words.push_back(pijler->title.empty() ? pijler->code : pijler->title);
  } else if (!scope.pijler.empty()) {
    words.push_back(scope.pijler);
  }
  if (!scope.part.empty()) words.push_back(scope.part);
  if (scope.without_part) words.push_back("zonder onderdeel");
  if (scope.tranche != 0) words.push_back(absl::StrCat("tranche ", scope.tranche));
  return words.empty() ? "programma" : absl::StrJoin(words, ", ");
}

std::string TitleOf(Measure measure) {
  switch (measure) {
    case Measure::kCeiling:
      return "plafond";
    case Measure::kAwarded:
      return "toegekend";
    case Measure::kReleased:
      return "vrijgevallen";
    case Measure::kReserved:
      return "gereserveerd en nog niet toegekend";
    case Measure::kFree:
      return "vrij";
    case Measure::kReservationTotal:
      return "totaal van de reservering";
    case Measure::kContributedIn:
      return "bijdrage uit andere projecten";
    case Measure::kContributedOut:
      return "bijdrage aan andere projecten";
  }
  CHECK(false) << "no such measure";
  return "";
}

v1::BudgetLine MakeLine(const Ledger& ledger, const domain::State& state, Grouping grouping,
                        const Scope& scope, base::Position position, const MaybeDate& valid_on) {
  return LineOf(ledger.At(scope, position, valid_on), state, grouping, scope);
}

std::vector<v1::BudgetLine> MakeLines(const Ledger& ledger, const domain::State& state,
                                      Grouping grouping, const Scope& within,
                                      base::Position position, const MaybeDate& valid_on) {
  std::vector<Scope> scopes = ledger.Lines(grouping, within, position, valid_on);
  const std::vector<Scope> open = grouping == Grouping::kTranche
                                      ? OpenTranches(ledger, state, within, valid_on)
                                      : std::vector<Scope>();
  for (const Scope& scope : open) {
    const auto next = std::find_if(scopes.begin(), scopes.end(), [&](const Scope& other) {
      return other.tranche >= scope.tranche;
    });
    if (next == scopes.end() || *next != scope) scopes.insert(next, scope);
  }
  std::vector<pb::BudgetLine> lines;
  for (const Scope& scope : scopes) {
    lines.push_back(LineOf(ledger.At(scope, position, valid_on), state, grouping, scope));
  }
  return lines;
}

std::vector<v1::BudgetChange> CompareBudgets(const Ledger& ledger, const BudgetPoint& from,
                                             const BudgetPoint& to,
                                             absl::Span<const Grouping> groupings) {
  std::vector<pb::BudgetChange> changes;
  for (Grouping grouping : groupings.empty() ? absl::MakeConstSpan(kCompared) : groupings) {
    AddChanges(
        grouping, ledger, from, ledger, to, false,
        [&](const Scope& scope) {
          return ledger.Moved(scope, from.position, to.position, from.valid_on, to.valid_on);
        },
        changes);
  }
  return changes;
}

std::vector<v1::BudgetChange> CompareWithPreview(const Ledger& ledger, const BudgetPoint& from,
                                                 const domain::Preview& preview) {
  Ledger after(ledger, from.position);
  for (const pb::Event& event : preview.events) after.Apply(event);
  const BudgetPoint to{preview.after.position, &preview.after, from.valid_on};
  std::vector<pb::BudgetChange> changes;
  for (Grouping grouping : kCompared) {
    AddChanges(
        grouping, ledger, from, after, to, true,
        [](const Scope&) { return std::vector<base::Position>(); }, changes);
  }
  return changes;
}

}  // namespace dealboek::projections
