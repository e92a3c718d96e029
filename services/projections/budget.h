// Budget lines as the API gives them: the ledger's amounts with the titles of a state.
//
// Threads: pure. `ledger` and `state` are of the same book; `position` is a boundary, and `state`
// is the state as of it. With `valid_on`, only what was certainly decided by then counts.
#ifndef DEALBOEK_SERVICES_PROJECTIONS_BUDGET_H_
#define DEALBOEK_SERVICES_PROJECTIONS_BUDGET_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/types/span.h"

#include "dealboek/v1/budget_service.pb.h"
#include "services/base/partial_date.h"
#include "services/base/position.h"
#include "services/domain/decide.h"
#include "services/domain/state.h"
#include "services/projections/ledger.h"

namespace dealboek::projections {

// None: unspecified, or not one this build knows.
std::optional<Grouping> GroupingOf(v1::BudgetGrouping grouping);
std::optional<Measure> MeasureOf(v1::BudgetMeasure measure);
v1::BudgetGrouping ToProto(Grouping grouping);

// `scope.project` is an id; a label has been looked up by the caller.
Scope ScopeOf(const v1::BudgetScope& scope);
v1::BudgetScope ToProto(const Scope& scope);

// The amount of one measure; none: unknown, no ceiling set, or the measure does not exist for the
// scope. A sum with a contribution of unknown amount in it is unknown.
std::optional<int64_t> AmountOf(const Amounts& amounts, Measure measure);

// Dutch: "programma", "werken", "tranche 5", "werken 2.4 Titel, Emmerhout, tranche 5".
std::string TitleOf(const Scope& scope, const domain::State& state);
// "toegekend", "vrij", ...
std::string TitleOf(Measure measure);

// One line, for any scope.
v1::BudgetLine MakeLine(const Ledger& ledger, const domain::State& state, Grouping grouping,
                        const Scope& scope, base::Position position,
                        const std::optional<base::PartialDate>& valid_on = std::nullopt);

// The lines of a grouping inside `within`, in book order; those without any amount are left out,
// but for tranches that are open: a new one is there to be spent.
std::vector<v1::BudgetLine> MakeLines(
    const Ledger& ledger, const domain::State& state, Grouping grouping, const Scope& within,
    base::Position position, const std::optional<base::PartialDate>& valid_on = std::nullopt);

// A point of a book: a state, and on which day it is asked for.
struct BudgetPoint {
  base::Position position;
  const domain::State* state = nullptr;  // as of `position`
  std::optional<base::PartialDate> valid_on;
};

// Every line that is not the same at two points, in book order, with the positions of the events
// that moved it. `from` is not after `to`. Groupings empty: programme, tranches, pijlers, projects,
// reservations.
std::vector<v1::BudgetChange> CompareBudgets(const Ledger& ledger, const BudgetPoint& from,
                                             const BudgetPoint& to,
                                             absl::Span<const Grouping> groupings = {});

// What every budget would be after `preview` (of PreviewDecisions on `from.state`): the lines that
// would change, and the programme's in any case. With a day, what would be certain on it: a preview
// of decisions of a later day changes nothing then. `positions` stay empty.
std::vector<v1::BudgetChange> CompareWithPreview(const Ledger& ledger, const BudgetPoint& from,
                                                 const domain::Preview& preview);

}  // namespace dealboek::projections

#endif  // DEALBOEK_SERVICES_PROJECTIONS_BUDGET_H_
