// Items of the stuurgroep's own: what they may say. Internal to the domain; what they come to is
// AddOwnItem in effects.h.
#ifndef DEALBOEK_SERVICES_DOMAIN_OWN_ITEM_H_
#define DEALBOEK_SERVICES_DOMAIN_OWN_ITEM_H_

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

#include "dealboek/v1/types.pb.h"
#include "services/domain/state.h"

namespace dealboek::domain {

// `asked`, with projects by id, once what it names exists and its fields are sound. Whether there
// is money, or whether it changes anything, is for the decision. Violations are on "field.…".
absl::StatusOr<v1::OwnItem> CheckOwnItem(const State& state, const v1::OwnItem& asked,
                                         absl::string_view field);

}  // namespace dealboek::domain

#endif  // DEALBOEK_SERVICES_DOMAIN_OWN_ITEM_H_
