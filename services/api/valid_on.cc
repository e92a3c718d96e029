#include "services/api/valid_on.h"

#include <algorithm>
#include <set>
#include <utility>

#include "services/base/money.h"

namespace dealboek::api {
namespace {

using base::Money;
using projections::Ledger;
using projections::Measure;
using projections::Scope;

// Cents the ledger gives for an existing project; never negative, for it is what was recorded.
Money Sound(int64_t cents) {
  return Money::FromCents(std::max<int64_t>(cents, 0)).value_or(Money());
}

Scope CellOf(const domain::Project& project, const domain::Award& award) {
  Scope scope;
  scope.project = project.id;
  scope.tranche = award.tranche;
  scope.part = award.part;
  scope.without_part = award.part.empty();
  return scope;
}

std::shared_ptr<const domain::Project> Filter(const domain::Project& project, const Point& point,
                                              const Ledger& ledger) {
  auto valid = std::make_shared<domain::Project>(project);
  std::erase_if(valid->awards, [&](const domain::Award& award) {
    return !award.decided_on.has_value() || !award.decided_on->CertainlyOnOrBefore(*point.valid_on);
  });
  // Releases are known by cell: they are taken from its awards in order, as the rules do.
  for (domain::Award& award : valid->awards) award.released = Money();
  for (domain::Award& award : valid->awards) {
    int64_t left = ledger.At(CellOf(project, award), point.position, point.valid_on).released;
    for (domain::Award& other : valid->awards) {
      if (other.tranche != award.tranche || other.part != award.part) continue;
      other.released = Sound(std::min(left, other.amount.cents()));
      left -= other.released.cents();
    }
  }

  Scope whole;
  whole.project = project.id;
  std::set<base::Position> counting;
  for (const projections::Posting& posting :
       ledger.Explain(whole, Measure::kContributedIn, point.position, point.valid_on)) {
    counting.insert(posting.position);
  }
  std::erase_if(valid->received, [&](const domain::Contribution& contribution) {
    return !counting.contains(contribution.position);
  });

  if (valid->reservation.has_value()) {
    const auto total = ledger.At(whole, point.position, point.valid_on).reservation_total;
    if (total.value_or(0) == 0) {
      valid->reservation.reset();
    } else {
      valid->reservation->total = Sound(*total);
    }
  }
  return valid;
}

}  // namespace

std::shared_ptr<const domain::State> MoneyValidOn(const Point& point, const Ledger& ledger) {
  if (!point.valid_on.has_value()) return point.state;
  auto valid = std::make_shared<domain::State>(*point.state);
  for (const auto& [id, project] : point.state->projects) {
    valid->projects.Set(id, Filter(*project, point, ledger));
  }
  return valid;
}

}  // namespace dealboek::api
