// What a ratified item comes to: shared by the money check when a decision is recorded, by the
// confirmation of the list, and by previews, so that the three cannot differ. Internal to the
// domain.
#ifndef DEALBOEK_SERVICES_DOMAIN_EFFECTS_H_
#define DEALBOEK_SERVICES_DOMAIN_EFFECTS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "google/protobuf/repeated_ptr_field.h"

#include "dealboek/v1/events.pb.h"
#include "dealboek/v1/types.pb.h"
#include "services/base/money.h"
#include "services/base/partial_date.h"
#include "services/base/position.h"
#include "services/domain/acting.h"
#include "services/domain/facts.h"
#include "services/domain/state.h"

namespace dealboek::domain {

// Who makes it take effect and when, when it was decided, and by which decision.
struct Authority {
  Acting acting;
  int64_t now_micros;
  base::PartialDate decided_on;
  v1::DecisionRef decision;
};

// With changes or without.
inline bool IsRatified(v1::Outcome outcome) {
  return outcome == v1::OUTCOME_RATIFIED || outcome == v1::OUTCOME_RATIFIED_WITH_CHANGES;
}

// What a proposal is given.
struct Given {
  v1::Outcome outcome = v1::OUTCOME_RATIFIED;  // or with changes
  google::protobuf::RepeatedPtrField<v1::AwardLine> lines;
  std::optional<base::Money> reservation_total;
};
Given AsAsked(const v1::ProposalContent& content);
// These lines and this reservation instead, and nothing else of what is asked, checked as input.
absl::StatusOr<Given> WithChanges(const State& state, const v1::ProposalContent& content,
                                  const std::vector<v1::AwardLine>& lines,
                                  const std::optional<v1::Money>& reservation_total);

// Each adds the events to the draft, in the order of DecisionListConfirmed's command, checking them
// on what those before left. After a refusal the draft holds part of them: throw it away.
absl::Status AddRatified(Draft& draft, const Proposal& proposal, const Given& given,
                         const Authority& authority);
// This total in place of what is reserved for the project now, if anything, and for the same
// purpose. `corrects`: the reservation that was wrong; or none.
absl::Status AddReservation(Draft& draft, const std::string& project, base::Money total,
                            base::Position corrects, const Authority& authority);

}  // namespace dealboek::domain

#endif  // DEALBOEK_SERVICES_DOMAIN_EFFECTS_H_
