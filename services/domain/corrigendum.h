// Rule 11: what stood wrong in the book is put right by a decision of a later meeting. Internal to
// the domain.
#ifndef DEALBOEK_SERVICES_DOMAIN_CORRIGENDUM_H_
#define DEALBOEK_SERVICES_DOMAIN_CORRIGENDUM_H_

#include <optional>
#include <string>

#include "absl/status/status.h"

#include "dealboek/v1/types.pb.h"
#include "services/base/partial_date.h"
#include "services/base/position.h"
#include "services/domain/effects.h"
#include "services/domain/facts.h"
#include "services/domain/state.h"

namespace dealboek::domain {

// Whether what it corrects stands in the book and can take this correction. EVENT_UNKNOWN,
// EVENT_REPLACED, CORRECTION_MISMATCH; as input.h. Violations are on "field.…".
absl::Status CheckCorrigendum(const State& state, const v1::Corrigendum& corrigendum,
                              const std::string& field);
// Of a checked one. DECIDED_LATER, NOTHING_CHANGED; as money_rules.h and money_moves.h.
absl::Status AddCorrigendum(Draft& draft, const v1::Corrigendum& corrigendum,
                            const Authority& authority);

// DECIDED_LATER: what `position` records was decided by a meeting held after this one. Dates may be
// known to the month or the year only; it is refused when it is certain.
absl::Status RequireDecidedBefore(const Authority& authority,
                                  const std::optional<base::PartialDate>& decided_on,
                                  base::Position position);

}  // namespace dealboek::domain

#endif  // DEALBOEK_SERVICES_DOMAIN_CORRIGENDUM_H_
