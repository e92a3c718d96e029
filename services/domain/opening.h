// Rule 9: a programme that starts with a history. Internal to the domain.
#ifndef DEALBOEK_SERVICES_DOMAIN_OPENING_H_
#define DEALBOEK_SERVICES_DOMAIN_OPENING_H_

#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

#include "dealboek/v1/opening.pb.h"
#include "services/domain/acting.h"
#include "services/domain/facts.h"

namespace dealboek::domain {

// Adds what each entry says to the draft, each judged on what those before it left. Everything that
// is wrong with any of them is told at once, on "entries[12].award.amount" where `field` is
// "entries"; then the draft is of no use any more.
absl::Status AddOpening(Draft& draft, const Acting& acting,
                        const std::vector<v1::OpeningEntry>& entries, absl::string_view field);

}  // namespace dealboek::domain

#endif  // DEALBOEK_SERVICES_DOMAIN_OPENING_H_
