// Rule 5: is there money? Judged on the state given, which in a command of several events is the
// state after those before it (Draft::state). Internal to the domain.
#ifndef DEALBOEK_SERVICES_DOMAIN_MONEY_RULES_H_
#define DEALBOEK_SERVICES_DOMAIN_MONEY_RULES_H_

#include "absl/status/status.h"

#include "services/base/money.h"
#include "services/domain/state.h"

namespace dealboek::domain {

// Whether a tranche and a project can take an award at all: TRANCHE_CLOSED (not in the opening
// phase), PROJECT_COMPLETED.
absl::Status CheckTakesAwards(const State& state, const Tranche& tranche);
absl::Status CheckTakesAwards(const Project& project);

// Whether `more` can be awarded to the project out of the tranche, on top of what was:
// TRANCHE_CEILING_EXCEEDED, RESERVATION_EXCEEDED, PROGRAMME_CEILING_EXCEEDED, MONEY_OVERFLOW.
absl::Status CheckAwardFits(const State& state, const Project& project, const Tranche& tranche,
                            base::Money more);

// Whether the total held for the project can become `total` (zero: none any more):
// RESERVATION_BELOW_AWARDED, PROGRAMME_CEILING_EXCEEDED, MONEY_OVERFLOW.
absl::Status CheckReservationFits(const State& state, const Project& project, base::Money total);

// Whether the ceiling of the tranche, of the programme, can become `ceiling`:
// CEILING_BELOW_AWARDED.
absl::Status CheckCeilingFits(const Tranche& tranche, base::Money ceiling);
absl::Status CheckCeilingFits(const State& state, base::Money ceiling);

}  // namespace dealboek::domain

#endif  // DEALBOEK_SERVICES_DOMAIN_MONEY_RULES_H_
