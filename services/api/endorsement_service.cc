#include <string>
#include <utility>

#include "dealboek/v1/endorsement_service.pb.h"
#include "services/api/names.h"
#include "services/api/proposal_answer.h"
#include "services/api/service_list.h"
#include "services/base/status_macros.h"

namespace dealboek::api {
namespace {

namespace pb = dealboek::v1;

absl::StatusOr<Plan> PlanEndorse(const pb::EndorseProposalRequest& request) {
  ASSIGN_OR_RETURN(ThingName name, ParseProposalName(request.name()));
  return Plan{std::move(name.programme),
              domain::EndorseProposal{std::move(name.thing), request.revision_seen()}};
}

absl::StatusOr<Plan> PlanDecline(const pb::DeclineProposalRequest& request) {
  ASSIGN_OR_RETURN(ThingName name, ParseProposalName(request.name()));
  return Plan{
      std::move(name.programme),
      domain::DeclineProposal{std::move(name.thing), request.revision_seen(), request.reason()}};
}

absl::StatusOr<Plan> PlanWithdraw(const pb::WithdrawEndorsementRequest& request) {
  ASSIGN_OR_RETURN(ThingName name, ParseProposalName(request.name()));
  return Plan{std::move(name.programme),
              domain::WithdrawEndorsement{std::move(name.thing), request.reason(),
                                          request.revision_seen()}};
}

absl::StatusOr<Plan> PlanReturn(const pb::ReturnProposalRequest& request) {
  ASSIGN_OR_RETURN(ThingName name, ParseProposalName(request.name()));
  return Plan{
      std::move(name.programme),
      domain::ReturnProposal{std::move(name.thing), request.revision_seen(), request.reason()}};
}

}  // namespace

std::unique_ptr<RpcService> MakeEndorsementService(Core& core) {
  const auto* file = pb::EndorseProposalRequest::descriptor()->file();
  auto service = std::make_unique<RpcService>(core, *file->FindServiceByName("EndorsementService"));
  service->AddMutation("EndorseProposal", PlanEndorse,
                       AnswerProposal<pb::EndorseProposalRequest, pb::EndorseProposalResponse>);
  service->AddMutation("DeclineProposal", PlanDecline,
                       AnswerProposal<pb::DeclineProposalRequest, pb::DeclineProposalResponse>);
  service->AddMutation(
      "WithdrawEndorsement", PlanWithdraw,
      AnswerProposal<pb::WithdrawEndorsementRequest, pb::WithdrawEndorsementResponse>);
  service->AddMutation("ReturnProposal", PlanReturn,
                       AnswerProposal<pb::ReturnProposalRequest, pb::ReturnProposalResponse>);
  return service;
}

}  // namespace dealboek::api
