// Whether it is the time for it: the phase of the programme, and whether what the caller saw still
// stands. Internal to the domain.
#ifndef DEALBOEK_SERVICES_DOMAIN_STAGE_H_
#define DEALBOEK_SERVICES_DOMAIN_STAGE_H_

#include <cstdint>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

#include "services/base/position.h"
#include "services/domain/state.h"

namespace dealboek::domain {

absl::Status RequireOpening(const Programme& programme);  // OPENING_CLOSED
absl::Status RequireRunning(const Programme& programme);  // OPENING_NOT_CLOSED

// STALE_REVISION: the project moved on since the caller read it.
absl::Status RequireRevision(const Project& project, int revision_seen);
// The same of what has no revisions, by the position of its last change; none: it was never made.
// `position_seen` 0: the caller does not say what it read. English and Dutch name the thing, with
// an article. POSITION_UNKNOWN, VALUE_OUT_OF_RANGE: nobody can have seen that position.
absl::Status RequireUnchanged(const State& state, base::Position changed_at, int64_t position_seen,
                              absl::string_view english, absl::string_view dutch);

}  // namespace dealboek::domain

#endif  // DEALBOEK_SERVICES_DOMAIN_STAGE_H_
