// Whether the caller may do it: by which seat. Internal to the domain.
#ifndef DEALBOEK_SERVICES_DOMAIN_ACTING_H_
#define DEALBOEK_SERVICES_DOMAIN_ACTING_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

#include "services/domain/decide.h"
#include "services/domain/state.h"

namespace dealboek::domain {

// Who acts, and for which seat: what goes into an event's header.
struct Acting {
  std::string person;
  std::string seat;
};

// The seat in force that context.subject holds for the act. PERMISSION_DENIED, NO_SEAT.
absl::StatusOr<Acting> ActAsSecretaris(const State& state, const Context& context);
absl::StatusOr<Acting> ActAsOntwikkelteam(const State& state, const Context& context,
                                          absl::string_view pijler);
absl::StatusOr<Acting> ActAsVakbestuurder(const State& state, const Context& context,
                                          absl::string_view pijler);
absl::StatusOr<Acting> ActAsStuurgroep(const State& state, const Context& context);
absl::StatusOr<Acting> ActAsChair(const State& state, const Context& context);
// A penvoerder's seat for one of these partners (ids).
absl::StatusOr<Acting> ActAsPenvoerder(const State& state, const Context& context,
                                       const std::vector<std::string>& partners);

// The secretaris's, or else a penvoerder's seat for one of these partners.
absl::StatusOr<Acting> ActAsSecretarisOrPenvoerder(const State& state, const Context& context,
                                                   const std::vector<std::string>& partners);

}  // namespace dealboek::domain

#endif  // DEALBOEK_SERVICES_DOMAIN_ACTING_H_
