// What mutations of one proposal have in common.
#ifndef DEALBOEK_SERVICES_API_PROPOSAL_ANSWER_H_
#define DEALBOEK_SERVICES_API_PROPOSAL_ANSWER_H_

#include <string>

#include "absl/status/statusor.h"

#include "services/api/listing.h"
#include "services/api/names.h"
#include "services/api/render_proposal.h"
#include "services/api/rpc_service.h"
#include "services/base/status_macros.h"

namespace dealboek::api {

inline absl::StatusOr<ThingName> ParseProposalName(const std::string& name) {
  return ParseThingName(name, Collection::kProposals, "name");
}

// The proposal that the request names, as the command left it. Of its revisions only the latest: an
// answer must not grow with a proposal's past until no client takes it.
inline void KeepLatestRevision(v1::Proposal& proposal) {
  auto& revisions = *proposal.mutable_revisions();
  if (revisions.size() > 1) revisions.DeleteSubrange(0, revisions.size() - 1);
}
template <typename Request, typename Response>
absl::StatusOr<Response> AnswerProposal(const Recorded& recorded, const Request& request) {
  ASSIGN_OR_RETURN(const ThingName name, ParseProposalName(request.name()));
  Response response;
  *response.mutable_proposal() =
      RenderProposal(recorded.state, Known(recorded.state.FindProposal(name.thing)),
                     recorded.receipt.recorded_at_micros);
  KeepLatestRevision(*response.mutable_proposal());
  return response;
}

}  // namespace dealboek::api

#endif  // DEALBOEK_SERVICES_API_PROPOSAL_ANSWER_H_
