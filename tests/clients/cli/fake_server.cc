#include "tests/clients/cli/fake_server.h"

#include <chrono>
#include <thread>

#include "absl/strings/str_cat.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "grpcpp/security/server_credentials.h"
#include "grpcpp/server_builder.h"

namespace dealboek::cli::tests {

grpc::Status Refusal(grpc::StatusCode code, const std::string& reason, const std::string& message,
                     const std::string& dutch, const std::vector<Violation>& violations,
                     int violations_left_out) {
  google::rpc::Status status;
  status.set_code(code);
  status.set_message(message);
  google::rpc::ErrorInfo info;
  info.set_reason(reason);
  info.set_domain("dealboek");
  if (violations_left_out > 0) {
    (*info.mutable_metadata())["violationsLeftOut"] = absl::StrCat(violations_left_out);
  }
  status.add_details()->PackFrom(info);
  google::rpc::LocalizedMessage localized;
  localized.set_locale("nl-NL");
  localized.set_message(dutch);
  status.add_details()->PackFrom(localized);
  if (!violations.empty()) {
    google::rpc::BadRequest bad;
    for (const Violation& violation : violations) {
      auto& told = *bad.add_field_violations();
      told.set_field(violation.field);
      told.set_description(violation.description);
      if (violation.dutch.empty()) continue;
      told.mutable_localized_message()->set_locale("nl-NL");
      told.mutable_localized_message()->set_message(violation.dutch);
    }
    status.add_details()->PackFrom(bad);
  }
  return grpc::Status(code, message, status.SerializeAsString());
}

// A method of a service, as gRPC calls it, handed to the Method of that name.
#define DEALBOEK_FAKE_METHOD(Name, member)                                          \
  grpc::Status Name(grpc::ServerContext* context, const v1::Name##Request* request, \
                    v1::Name##Response* response) override {                        \
    Note(*fake, *context);                                                          \
    return fake->member.Handle(*request, *response);                                \
  }

struct FakeServer::Services {
  static void Note(FakeServer& fake, const grpc::ServerContext& context) {
    const auto found = context.client_metadata().find("authorization");
    fake.authorization_ = found == context.client_metadata().end()
                              ? ""
                              : std::string(found->second.data(), found->second.size());
  }

  struct Programmes : v1::ProgrammeService::Service {
    DEALBOEK_FAKE_METHOD(CreateProgramme, create_programme)
    DEALBOEK_FAKE_METHOD(GetProgramme, get_programme)
    DEALBOEK_FAKE_METHOD(SetRules, set_rules)
    DEALBOEK_FAKE_METHOD(DefinePijler, define_pijler)
    DEALBOEK_FAKE_METHOD(ListSeats, list_seats)
    DEALBOEK_FAKE_METHOD(EndSeat, end_seat)
    DEALBOEK_FAKE_METHOD(AddTranche, add_tranche)
    FakeServer* fake = nullptr;
  };
  struct Proposals : v1::ProposalService::Service {
    DEALBOEK_FAKE_METHOD(SubmitProposal, submit_proposal)
    DEALBOEK_FAKE_METHOD(ReviseProposal, revise_proposal)
    DEALBOEK_FAKE_METHOD(WithdrawProposal, withdraw_proposal)
    DEALBOEK_FAKE_METHOD(GetProposal, get_proposal)
    DEALBOEK_FAKE_METHOD(CompareRevisions, compare_revisions)
    DEALBOEK_FAKE_METHOD(ListProposals, list_proposals)
    FakeServer* fake = nullptr;
  };
  struct Endorsements : v1::EndorsementService::Service {
    DEALBOEK_FAKE_METHOD(EndorseProposal, endorse_proposal)
    FakeServer* fake = nullptr;
  };
  struct Decisions : v1::DecisionService::Service {
    DEALBOEK_FAKE_METHOD(GetMeeting, get_meeting)
    DEALBOEK_FAKE_METHOD(SetAgenda, set_agenda)
    DEALBOEK_FAKE_METHOD(RecordDecision, record_decision)
    DEALBOEK_FAKE_METHOD(RecordAttendance, record_attendance)
    DEALBOEK_FAKE_METHOD(ConfirmDecisionList, confirm_decision_list)
    DEALBOEK_FAKE_METHOD(PreviewDecisions, preview_decisions)
    FakeServer* fake = nullptr;
  };
  struct Budgets : v1::BudgetService::Service {
    DEALBOEK_FAKE_METHOD(GetBudget, get_budget)
    DEALBOEK_FAKE_METHOD(ExplainAmount, explain_amount)
    DEALBOEK_FAKE_METHOD(CompareBudgets, compare_budgets)
    FakeServer* fake = nullptr;
  };
  struct Editions : v1::EditionService::Service {
    DEALBOEK_FAKE_METHOD(GetEdition, get_edition)
    DEALBOEK_FAKE_METHOD(RecordStatements, record_statements)
    DEALBOEK_FAKE_METHOD(Reconcile, reconcile)
    FakeServer* fake = nullptr;
  };
  struct Projects : v1::ProjectService::Service {
    DEALBOEK_FAKE_METHOD(GetProject, get_project)
    DEALBOEK_FAKE_METHOD(ListProjects, list_projects)
    DEALBOEK_FAKE_METHOD(GetTimeline, get_timeline)
    FakeServer* fake = nullptr;
  };
  struct Audit : v1::AuditService::Service {
    grpc::Status ReadEvents(grpc::ServerContext* context, const v1::ReadEventsRequest*,
                            grpc::ServerWriter<v1::ReadEventsResponse>* writer) override {
      Note(*fake, *context);
      for (const v1::ReadEventsResponse& response : fake->read_events) writer->Write(response);
      return End(*context);
    }
    grpc::Status SubscribeEvents(grpc::ServerContext* context, const v1::SubscribeEventsRequest*,
                                 grpc::ServerWriter<v1::SubscribeEventsResponse>* writer) override {
      Note(*fake, *context);
      for (const v1::SubscribeEventsResponse& response : fake->subscribe_events) {
        writer->Write(response);
      }
      return End(*context);
    }
    grpc::Status End(grpc::ServerContext& context) const {
      while (fake->hang && !context.IsCancelled()) {
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
      }
      return fake->events_status;
    }
    FakeServer* fake = nullptr;
  };

  Programmes programmes;
  Proposals proposals;
  Endorsements endorsements;
  Decisions decisions;
  Budgets budgets;
  Editions editions;
  Projects projects;
  Audit audit;
};
#undef DEALBOEK_FAKE_METHOD

FakeServer::FakeServer() : services_(std::make_unique<Services>()) {
  services_->programmes.fake = this;
  services_->proposals.fake = this;
  services_->endorsements.fake = this;
  services_->decisions.fake = this;
  services_->budgets.fake = this;
  services_->editions.fake = this;
  services_->projects.fake = this;
  services_->audit.fake = this;
  grpc::ServerBuilder builder;
  builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port_);
  builder.RegisterService(&services_->programmes);
  builder.RegisterService(&services_->proposals);
  builder.RegisterService(&services_->endorsements);
  builder.RegisterService(&services_->decisions);
  builder.RegisterService(&services_->budgets);
  builder.RegisterService(&services_->editions);
  builder.RegisterService(&services_->projects);
  builder.RegisterService(&services_->audit);
  server_ = builder.BuildAndStart();
}

FakeServer::~FakeServer() {
  server_->Shutdown(std::chrono::system_clock::now());
  server_->Wait();
}

std::string FakeServer::address() const { return absl::StrCat("127.0.0.1:", port_); }

}  // namespace dealboek::cli::tests
