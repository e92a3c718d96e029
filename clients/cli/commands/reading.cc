#include "clients/cli/commands/reading.h"

#include "clients/cli/status_macros.h"
#include "dealboek/v1/decision_service.grpc.pb.h"
#include "dealboek/v1/programme_service.grpc.pb.h"
#include "dealboek/v1/project_service.grpc.pb.h"
#include "dealboek/v1/proposal_service.grpc.pb.h"

namespace dealboek::cli::commands {

absl::StatusOr<v1::GetProgrammeResponse> FetchProgramme(Session& session) {
  v1::GetProgrammeRequest request;
  ASSIGN_OR_RETURN(*request.mutable_name(), session.Programme());
  return session.Call(&v1::ProgrammeService::Stub::GetProgramme, request);
}

absl::StatusOr<v1::Proposal> FetchProposal(const std::string& proposal, Session& session) {
  v1::GetProposalRequest request;
  ASSIGN_OR_RETURN(*request.mutable_name(), session.Resource("proposals", proposal));
  ASSIGN_OR_RETURN(v1::GetProposalResponse answer,
                   session.Call(&v1::ProposalService::Stub::GetProposal, request));
  return std::move(*answer.mutable_proposal());
}

absl::StatusOr<v1::GetMeetingResponse> FetchMeeting(const std::string& meeting, Session& session) {
  v1::GetMeetingRequest request;
  ASSIGN_OR_RETURN(*request.mutable_name(), session.Resource("meetings", meeting));
  return session.Call(&v1::DecisionService::Stub::GetMeeting, request);
}

absl::StatusOr<v1::Project> FetchProject(const std::string& project, Session& session) {
  v1::GetProjectRequest request;
  ASSIGN_OR_RETURN(*request.mutable_name(), session.Resource("projects", project));
  ASSIGN_OR_RETURN(v1::GetProjectResponse answer,
                   session.Call(&v1::ProjectService::Stub::GetProject, request));
  return std::move(*answer.mutable_project());
}

}  // namespace dealboek::cli::commands
