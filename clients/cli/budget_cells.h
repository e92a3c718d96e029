// The amounts of a budget line as cells of a table. Unknown is never zero, and no ceiling is said.
#ifndef DEALBOEK_CLIENTS_CLI_BUDGET_CELLS_H_
#define DEALBOEK_CLIENTS_CLI_BUDGET_CELLS_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

#include "clients/cli/table.h"
#include "dealboek/v1/budget_service.pb.h"

namespace dealboek::cli {

Cell CeilingCell(const v1::BudgetLine& line);
Cell AwardedCell(const v1::BudgetLine& line);
Cell ReleasedCell(const v1::BudgetLine& line);
Cell ReservationCell(const v1::BudgetLine& line);
// Reserved and not yet awarded.
Cell ReservedCell(const v1::BudgetLine& line);
Cell FreeCell(const v1::BudgetLine& line);
Cell ContributedInCell(const v1::BudgetLine& line);
Cell ContributedOutCell(const v1::BudgetLine& line);
Cell LinesCell(const v1::BudgetLine& line);
struct BudgetAmount {
  std::string title;  // "toegekend"
  std::string key;    // "awarded"
  Cell (*cell)(const v1::BudgetLine&);
};

// Those that a change of a budget can be in.
std::vector<BudgetAmount> AllAmounts();
// What may have been in force on the day money is counted as of, but is not certain (mogelijk): not
// counted in any other amount. "Valid on" only.
std::vector<BudgetAmount> PossibleAmounts();
// With the ceiling or reservation that lines of `grouping` have.
std::vector<BudgetAmount> PossibleAmounts(v1::BudgetGrouping grouping);
// Those that are another after than before in some of `changes`. A budget that was not there had
// nothing in it.
std::vector<BudgetAmount> ChangingAmounts(const std::vector<const v1::BudgetChange*>& changes);

// Each of the amounts before and after, for tables of changes: "toegekend eerst", "daarna".
std::vector<Column> ChangeColumns(const std::vector<BudgetAmount>& amounts,
                                  absl::string_view before, absl::string_view after);
std::vector<Cell> ChangeCells(const std::vector<BudgetAmount>& amounts,
                              const v1::BudgetChange& change);

}  // namespace dealboek::cli

#endif  // DEALBOEK_CLIENTS_CLI_BUDGET_CELLS_H_
