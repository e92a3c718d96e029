// A server of the tests' own: answers what a test tells it to, and remembers what it was asked.
#ifndef DEALBOEK_TESTS_CLIENTS_CLI_FAKE_SERVER_H_
#define DEALBOEK_TESTS_CLIENTS_CLI_FAKE_SERVER_H_

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "grpcpp/server.h"
#include "grpcpp/server_context.h"
#include "grpcpp/support/status.h"

#include "dealboek/v1/audit_service.grpc.pb.h"
#include "dealboek/v1/budget_service.grpc.pb.h"
#include "dealboek/v1/decision_service.grpc.pb.h"
#include "dealboek/v1/edition_service.grpc.pb.h"
#include "dealboek/v1/endorsement_service.grpc.pb.h"
#include "dealboek/v1/programme_service.grpc.pb.h"
#include "dealboek/v1/project_service.grpc.pb.h"
#include "dealboek/v1/proposal_service.grpc.pb.h"

namespace dealboek::cli::tests {

struct Violation {
  std::string field;
  std::string description;
  std::string dutch = {};  // empty: none, as of an older server
};

// An error as the server sends it: ErrorInfo, LocalizedMessage (Dutch) and field violations.
grpc::Status Refusal(grpc::StatusCode code, const std::string& reason, const std::string& message,
                     const std::string& dutch, const std::vector<Violation>& violations = {},
                     int violations_left_out = 0);

// What to answer to a call, and what was asked last. A call without an answer is UNIMPLEMENTED.
template <typename Request, typename Response>
struct Method {
  std::function<grpc::Status(const Request&, Response&)> answer;
  Request asked;
  int calls = 0;

  grpc::Status Handle(const Request& request, Response& response) {
    asked = request;
    ++calls;
    if (!answer) return grpc::Status(grpc::StatusCode::UNIMPLEMENTED, "no answer was given");
    return answer(request, response);
  }
};

// Listens on a free port of the loopback interface for as long as it lives. Tests set answers
// before they call; calls come one at a time.
class FakeServer {
 public:
  FakeServer();
  ~FakeServer();

  std::string address() const;
  // What the last call said about who it is: "Bearer secretaris".
  const std::string& authorization() const { return authorization_; }

  Method<v1::CreateProgrammeRequest, v1::CreateProgrammeResponse> create_programme;
  Method<v1::GetProgrammeRequest, v1::GetProgrammeResponse> get_programme;
  Method<v1::SetRulesRequest, v1::SetRulesResponse> set_rules;
  Method<v1::DefinePijlerRequest, v1::DefinePijlerResponse> define_pijler;
  Method<v1::ListSeatsRequest, v1::ListSeatsResponse> list_seats;
  Method<v1::EndSeatRequest, v1::EndSeatResponse> end_seat;
  Method<v1::SubmitProposalRequest, v1::SubmitProposalResponse> submit_proposal;
  Method<v1::ReviseProposalRequest, v1::ReviseProposalResponse> revise_proposal;
  Method<v1::WithdrawProposalRequest, v1::WithdrawProposalResponse> withdraw_proposal;
  Method<v1::GetProposalRequest, v1::GetProposalResponse> get_proposal;
  Method<v1::CompareRevisionsRequest, v1::CompareRevisionsResponse> compare_revisions;
  Method<v1::ListProposalsRequest, v1::ListProposalsResponse> list_proposals;
  Method<v1::EndorseProposalRequest, v1::EndorseProposalResponse> endorse_proposal;
  Method<v1::GetMeetingRequest, v1::GetMeetingResponse> get_meeting;
  Method<v1::SetAgendaRequest, v1::SetAgendaResponse> set_agenda;
  Method<v1::RecordDecisionRequest, v1::RecordDecisionResponse> record_decision;
  Method<v1::RecordAttendanceRequest, v1::RecordAttendanceResponse> record_attendance;
  Method<v1::ConfirmDecisionListRequest, v1::ConfirmDecisionListResponse> confirm_decision_list;
  Method<v1::PreviewDecisionsRequest, v1::PreviewDecisionsResponse> preview_decisions;
  Method<v1::AddTrancheRequest, v1::AddTrancheResponse> add_tranche;
  Method<v1::GetBudgetRequest, v1::GetBudgetResponse> get_budget;
  Method<v1::ExplainAmountRequest, v1::ExplainAmountResponse> explain_amount;
  Method<v1::CompareBudgetsRequest, v1::CompareBudgetsResponse> compare_budgets;
  Method<v1::GetEditionRequest, v1::GetEditionResponse> get_edition;
  Method<v1::RecordStatementsRequest, v1::RecordStatementsResponse> record_statements;
  Method<v1::ReconcileRequest, v1::ReconcileResponse> reconcile;
  Method<v1::GetProjectRequest, v1::GetProjectResponse> get_project;
  Method<v1::ListProjectsRequest, v1::ListProjectsResponse> list_projects;
  Method<v1::GetTimelineRequest, v1::GetTimelineResponse> get_timeline;
  // Streams: the messages to send, then the status to end with; while `hang` the stream stays open,
  // until cancelled.
  std::vector<v1::ReadEventsResponse> read_events;
  std::vector<v1::SubscribeEventsResponse> subscribe_events;
  grpc::Status events_status;
  std::atomic<bool> hang = false;

 private:
  struct Services;
  std::string authorization_;
  int port_ = 0;
  std::unique_ptr<Services> services_;
  std::unique_ptr<grpc::Server> server_;
};

}  // namespace dealboek::cli::tests

#endif  // DEALBOEK_TESTS_CLIENTS_CLI_FAKE_SERVER_H_
