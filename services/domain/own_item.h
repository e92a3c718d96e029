// Items of the stuurgroep's own: what they may say, and what they come to. Internal to the domain.
#ifndef DEALBOEK_SERVICES_DOMAIN_OWN_ITEM_H_
#define DEALBOEK_SERVICES_DOMAIN_OWN_ITEM_H_

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

#include "dealboek/v1/types.pb.h"
#include "services/domain/effects.h"
#include "services/domain/facts.h"
#include "services/domain/state.h"

namespace dealboek::domain {

// `asked`, with projects by id, once what it names exists and its fields are sound. Whether there
// is money, or whether it changes anything, is for the decision. Violations are on "field.…".
absl::StatusOr<v1::OwnItem> CheckOwnItem(const State& state, const v1::OwnItem& asked,
                                         absl::string_view field);

// As AddRatified (effects.h).
absl::Status AddOwnItem(Draft& draft, const v1::OwnItem& item, const Authority& authority);

}  // namespace dealboek::domain

#endif  // DEALBOEK_SERVICES_DOMAIN_OWN_ITEM_H_
