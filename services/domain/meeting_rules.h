// When a meeting can still be changed, and whether it can decide: shared by its agenda, attendance,
// interests and decisions. Internal to the domain.
#ifndef DEALBOEK_SERVICES_DOMAIN_MEETING_RULES_H_
#define DEALBOEK_SERVICES_DOMAIN_MEETING_RULES_H_

#include <cstdint>

#include "absl/status/status.h"

#include "services/domain/state.h"

namespace dealboek::domain {

absl::Status RequireNotConfirmed(const Meeting& meeting);                     // MEETING_CONFIRMED
absl::Status RequireHeld(const Meeting& meeting, int64_t now_micros);         // MEETING_NOT_HELD
absl::Status RequireAgendaVersion(const Meeting& meeting, int version_seen);  // STALE_REVISION
// Rule 4: ATTENDANCE_NOT_RECORDED, NO_QUORUM.
absl::Status RequireQuorum(const State& state, const Meeting& meeting);

}  // namespace dealboek::domain

#endif  // DEALBOEK_SERVICES_DOMAIN_MEETING_RULES_H_
