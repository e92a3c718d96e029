#include "clients/cli/budget_cells.h"

#include <algorithm>

#include "absl/strings/str_cat.h"

#include "clients/cli/amounts.h"

namespace dealboek::cli {
namespace {

// What is known, and that there is more of which the amount is not known. Unknown is never zero.
Cell ContributedCell(const v1::Money& known, int unknown) {
  if (unknown == 0) return known.euro_cents() == 0 ? Cell{"", "0"} : CentsCell(known.euro_cents());
  if (known.euro_cents() == 0) return {"onbekend", ""};
  return {absl::StrCat(FormatEuroCents(known.euro_cents()), " + onbekend"), ""};
}

Cell PossibleAwardedCell(const v1::BudgetLine& line) {
  return MoneyCell(line.has_possible_awarded(), line.possible_awarded(), "");
}
Cell PossibleReleasedCell(const v1::BudgetLine& line) {
  return MoneyCell(line.has_possible_released(), line.possible_released(), "");
}

Cell PossibleInCell(const v1::BudgetLine& line) {
  return ContributedCell(line.possible_contributed_in(), line.possible_unknown_contributions_in());
}
Cell PossibleOutCell(const v1::BudgetLine& line) {
  return ContributedCell(line.possible_contributed_out(),
                         line.possible_unknown_contributions_out());
}
Cell PossibleCeilingCell(const v1::BudgetLine& line) {
  return MoneyCell(line.has_possible_ceiling(), line.possible_ceiling(), "");
}
Cell PossibleReservationCell(const v1::BudgetLine& line) {
  return MoneyCell(line.has_possible_reservation_total(), line.possible_reservation_total(), "");
}

// The programme, or a tranche, as a whole: what a pijler or a project has of it has no ceiling of
// its own.
bool CanHaveCeiling(const v1::BudgetLine& line) {
  const v1::BudgetScope& scope = line.scope();
  return (line.grouping() == v1::BUDGET_GROUPING_PROGRAMME ||
          line.grouping() == v1::BUDGET_GROUPING_TRANCHE) &&
         scope.pijler().empty() && scope.project().empty() && scope.part().empty() &&
         !scope.without_part();
}

// No ceiling is missing where there can't be one, nor where there may be one.
Cell OfCeilingCell(const v1::BudgetLine& line, bool there, const v1::Money& amount) {
  const bool none = CanHaveCeiling(line) && !line.has_possible_ceiling();
  return MoneyCell(there, amount, none ? "geen plafond" : "");
}

// Whether it says something else after than before.
bool Changes(const BudgetAmount& amount, const v1::BudgetChange& change) {
  const std::string before = amount.cell(change.before()).shown;
  const std::string after = amount.cell(change.after()).shown;
  const bool nothing = after.empty() || after == FormatEuroCents(0) || after == before;
  return change.has_before() ? before != after : !nothing;
}

}  // namespace

Cell CeilingCell(const v1::BudgetLine& line) {
  return OfCeilingCell(line, line.has_ceiling(), line.ceiling());
}
Cell FreeCell(const v1::BudgetLine& line) {
  return OfCeilingCell(line, line.has_free(), line.free());
}
Cell AwardedCell(const v1::BudgetLine& line) {
  return MoneyCell(line.has_awarded(), line.awarded(), "");
}
Cell ReleasedCell(const v1::BudgetLine& line) {
  return MoneyCell(line.has_released(), line.released(), "");
}
Cell ReservedCell(const v1::BudgetLine& line) {
  return MoneyCell(line.has_reserved(), line.reserved(), "");
}
Cell ReservationCell(const v1::BudgetLine& line) {
  return MoneyCell(line.has_reservation_total(), line.reservation_total(), "");
}
Cell LinesCell(const v1::BudgetLine& line) { return NumberCell(line.award_lines()); }

Cell ContributedInCell(const v1::BudgetLine& line) {
  return ContributedCell(line.contributed_in(), line.unknown_contributions_in());
}
Cell ContributedOutCell(const v1::BudgetLine& line) {
  return ContributedCell(line.contributed_out(), line.unknown_contributions_out());
}

std::vector<BudgetAmount> AllAmounts() {
  return {{"plafond", "ceiling", CeilingCell},
          {"toegekend", "awarded", AwardedCell},
          {"vrijgevallen", "released", ReleasedCell},
          {"reservering", "reservation_total", ReservationCell},
          {"nog gereserveerd", "reserved", ReservedCell},
          {"vrij", "free", FreeCell},
          {"bijdragen erin", "contributed_in", ContributedInCell},
          {"bijdragen eruit", "contributed_out", ContributedOutCell}};
}

std::vector<BudgetAmount> PossibleAmounts() {
  return {{"mogelijk toegekend", "possible_awarded", PossibleAwardedCell},
          {"mogelijk vrijgevallen", "possible_released", PossibleReleasedCell}};
}

std::vector<BudgetAmount> PossibleAmounts(v1::BudgetGrouping grouping) {
  std::vector<BudgetAmount> amounts = PossibleAmounts();
  if (grouping == v1::BUDGET_GROUPING_PROGRAMME || grouping == v1::BUDGET_GROUPING_TRANCHE) {
    amounts.push_back({"mogelijk plafond", "possible_ceiling", PossibleCeilingCell});
  }
  if (grouping == v1::BUDGET_GROUPING_PROJECT) {
    amounts.push_back({"mogelijk erin", "possible_contributed_in", PossibleInCell});
    amounts.push_back({"mogelijk eruit", "possible_contributed_out", PossibleOutCell});
  }
  if (grouping == v1::BUDGET_GROUPING_PROJECT || grouping == v1::BUDGET_GROUPING_RESERVATION) {
    amounts.push_back(
        {"mogelijke reservering", "possible_reservation_total", PossibleReservationCell});
  }
  return amounts;
}

std::vector<BudgetAmount> ChangingAmounts(const std::vector<const v1::BudgetChange*>& changes) {
  std::vector<BudgetAmount> changing;
  for (const BudgetAmount& amount : AllAmounts()) {
    if (std::any_of(changes.begin(), changes.end(),
                    [&](const v1::BudgetChange* change) { return Changes(amount, *change); })) {
      changing.push_back(amount);
    }
  }
  return changing;
}

std::vector<Column> ChangeColumns(const std::vector<BudgetAmount>& amounts,
                                  absl::string_view before, absl::string_view after) {
  std::vector<Column> columns;
  for (const BudgetAmount& amount : amounts) {
    columns.push_back({absl::StrCat(amount.title, " ", before), amount.key + "_before_euro_cents",
                       Align::kRight});
    columns.push_back({std::string(after), amount.key + "_after_euro_cents", Align::kRight});
  }
  return columns;
}

std::vector<Cell> ChangeCells(const std::vector<BudgetAmount>& amounts,
                              const v1::BudgetChange& change) {
  std::vector<Cell> cells;
  for (const BudgetAmount& amount : amounts) {
    cells.push_back(change.has_before() ? amount.cell(change.before()) : TextCell(""));
    cells.push_back(change.has_after() ? amount.cell(change.after()) : TextCell(""));
  }
  return cells;
}

}  // namespace dealboek::cli
