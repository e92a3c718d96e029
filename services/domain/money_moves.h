// Rule 5 where money that was awarded moves on: releases, carry-over, contributions, corrections.
// Judged on the state just before the event, as in money_rules.h. Internal to the domain.
#ifndef DEALBOEK_SERVICES_DOMAIN_MONEY_MOVES_H_
#define DEALBOEK_SERVICES_DOMAIN_MONEY_MOVES_H_

#include <optional>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

#include "services/base/money.h"
#include "services/domain/state.h"

namespace dealboek::domain {

// Whether `amount` of what the project got for this part (empty: as a whole) out of this tranche
// can be given back. RELEASE_EXCEEDS_AWARD: it has not got so much. CONTRIBUTION_EXCEEDS_AWARD: it
// would have less than it contributes to others. MONEY_OVERFLOW.
absl::Status CheckReleaseFits(const State& state, const Project& project, absl::string_view part,
                              const Tranche& tranche, base::Money amount);

// Whether `amount` of what is left of `from`, which is closed, can move to `to`.
// TRANCHE_NOT_CLOSED; TRANCHE_CLOSED (to); CEILING_NOT_SET (either); TRANCHE_CEILING_EXCEEDED: so
// much is not left; MONEY_OVERFLOW.
absl::Status CheckCarryOverFits(const State& state, const Tranche& from, const Tranche& to,
                                base::Money amount);

// Whether a project can get `more` (none: an unknown amount) out of what `from` got in this
// tranche. PROJECT_WITHOUT_AWARD: it got nothing. CONTRIBUTION_EXCEEDS_AWARD: the contributions
// known so far leave less.
absl::Status CheckContributionFits(const State& state, const Project& from, const Tranche& tranche,
                                   std::optional<base::Money> more);

// Whether this award of the project can turn out to be `amount`. More: as CheckAwardFits
// (money_rules.h); less: as CheckReleaseFits.
absl::Status CheckAwardCorrectionFits(const State& state, const Project& project,
                                      const Award& award, base::Money amount);

}  // namespace dealboek::domain

#endif  // DEALBOEK_SERVICES_DOMAIN_MONEY_MOVES_H_
