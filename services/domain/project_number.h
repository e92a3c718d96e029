// Numbers of projects, as labels within a pijler. Internal to the domain.
#ifndef DEALBOEK_SERVICES_DOMAIN_PROJECT_NUMBER_H_
#define DEALBOEK_SERVICES_DOMAIN_PROJECT_NUMBER_H_

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

#include "services/domain/state.h"

namespace dealboek::domain {

// Digits with dots between ("2.4"), at most 20 characters. NUMBER_INVALID.
absl::Status CheckNumber(absl::string_view number, absl::string_view field);
// NUMBER_TAKEN (ALREADY_EXISTS): another project than `except` has this number in the pijler now.
absl::Status CheckNumberFree(const State& state, absl::string_view pijler, absl::string_view number,
                             absl::string_view except = "");

}  // namespace dealboek::domain

#endif  // DEALBOEK_SERVICES_DOMAIN_PROJECT_NUMBER_H_
