// Whether a programme can have these rules: what endorses, what is a quorum, who may sit twice.
// Internal to the domain.
#ifndef DEALBOEK_SERVICES_DOMAIN_PROGRAMME_RULES_H_
#define DEALBOEK_SERVICES_DOMAIN_PROGRAMME_RULES_H_

#include <cstdint>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

#include "dealboek/v1/types.pb.h"
#include "services/domain/state.h"

namespace dealboek::domain {

// Fractions and counts that can be met, combined seats known. RULES_INVALID, ENUM_UNSPECIFIED.
absl::Status CheckRules(const v1::Rules& rules, absl::string_view field);
// Checked rules as an event holds them: what is left out stays out, but combined seats are allowed.
v1::Rules Completed(v1::Rules rules);

// COMBINED_SEATS_FORBIDDEN: the rules forbid what somebody holds now.
absl::Status CheckSeatsFit(const State& state, const v1::Rules& rules, int64_t now_micros);
// RULES_INVALID: a quorum of more seats than there are, which would be the last thing the
// stuurgroep decided.
absl::Status CheckQuorumCanBe(const State& state, const v1::Rules& rules, int64_t now_micros);

}  // namespace dealboek::domain

#endif  // DEALBOEK_SERVICES_DOMAIN_PROGRAMME_RULES_H_
