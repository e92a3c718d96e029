#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "google/protobuf/text_format.h"
#include <gtest/gtest.h>

#include "dealboek/v1/command_service.grpc.pb.h"
#include "dealboek/v1/endorsement_service.pb.h"
#include "dealboek/v1/proposal_service.pb.h"
#include "services/domain/command.h"
#include "tests/services/api/wire.h"

namespace dealboek::api {
namespace {

namespace pb = dealboek::v1;

template <typename Request>
Request Command(const std::string& text, const std::string& request_id = Wire::NewRequestId()) {
  Request request;
  CHECK(google::protobuf::TextFormat::ParseFromString(text, &request)) << text;
  request.set_request_id(request_id);
  return request;
}

pb::SubmitProposalRequest Submit(const std::string& title,
                                 const std::string& request_id = Wire::NewRequestId()) {
  return Command<pb::SubmitProposalRequest>(
      absl::StrCat("parent: 'programmes/zod' content { kind: PROPOSAL_KIND_VERVOLG title: '", title,
                   "' pijler: 'werken' theme: 'Techniek' project: 'werken-1' summary: 'Verder.' "
                   "lines { tranche: 5 amount { euro_cents: 3000000 } } }"),
      request_id);
}

pb::ReviseProposalRequest Revise(const std::string& proposal, int revision_seen,
                                 const std::string& title) {
  auto revise = Command<pb::ReviseProposalRequest>(absl::StrCat(
      "name: 'programmes/zod/proposals/", proposal, "' revision_seen: ", revision_seen));
  *revise.mutable_content() = Submit(title).content();
  return revise;
}

// One call of Execute.
class Call {
 public:
  Call(Wire& wire, const std::string& who)
      : stub_(pb::CommandService::NewStub(wire.channel())),
        context_(wire.Context(who)),
        stream_(stub_->Execute(context_.get())) {}

  template <typename... Requests>
  Call& Send(const Requests&... requests) {
    pb::ExecuteRequest message;
    (message.add_commands()->PackFrom(requests), ...);
    stream_->Write(message);
    return *this;
  }
  bool Write(const pb::ExecuteRequest& message) { return stream_->Write(message); }

  // Reads one message of answers. False: there is none to come.
  bool Read() {
    pb::ExecuteResponse message;
    if (!stream_->Read(&message)) return false;
    for (const pb::CommandOutcome& outcome : message.outcomes()) {
      EXPECT_TRUE(outcomes_.emplace(outcome.command(), outcome).second)
          << outcome.command() << " was answered twice";
    }
    return true;
  }
  void ReadTo(size_t count) {
    while (outcomes_.size() < count && Read()) {
    }
  }
  // Sends no more, reads what is left, and how it ended.
  Reply End() {
    stream_->WritesDone();
    return Rest();
  }
  Reply Rest() {
    while (Read()) {
    }
    return ReplyOf(stream_->Finish());
  }
  void Cancel() { context_->TryCancel(); }

  const std::map<int64_t, pb::CommandOutcome>& outcomes() const { return outcomes_; }
  Reply Refusal(int64_t command) const {
    const auto found = outcomes_.find(command);
    if (found == outcomes_.end() || !found->second.has_refusal()) return {};
    return ReplyOf(grpc::Status(static_cast<grpc::StatusCode>(found->second.refusal().code()),
                                found->second.refusal().message(),
                                found->second.refusal().SerializeAsString()));
  }
  const pb::Receipt& Receipt(int64_t command) const {
    const auto found = outcomes_.find(command);
    if (found == outcomes_.end() || !found->second.has_receipt()) {
      ADD_FAILURE() << "no receipt for " << command << ": " << Refusal(command).reason;
      return pb::Receipt::default_instance();
    }
    return found->second.receipt();
  }

 private:
  std::unique_ptr<pb::CommandService::Stub> stub_;
  std::unique_ptr<grpc::ClientContext> context_;
  std::unique_ptr<grpc::ClientReaderWriter<pb::ExecuteRequest, pb::ExecuteResponse>> stream_;
  std::map<int64_t, pb::CommandOutcome> outcomes_;
};

TEST(CommandServiceTest, CommandsAreDecidedInTheOrderSentEachAfterTheOnesBefore) {
  Wire wire;
  BeginDeal(wire);
  const auto before = static_cast<int64_t>(wire.Head());
  Call call(wire, "team-werken");
  call.Send(Submit("Een"), Revise("2021-001", 1, "Een, beter"), Submit("Twee"));
  call.Send(Revise("2021-001", 2, "Een, nog beter"),
            Command<pb::WithdrawProposalRequest>(
                "name: 'programmes/zod/proposals/2021-002' revision_seen: 1 reason: 'Te vroeg.'"));
  ASSERT_TRUE(call.End().ok());
  ASSERT_EQ(call.outcomes().size(), 5u);
  int64_t last = before;
  for (int64_t command = 1; command <= 5; ++command) {
    EXPECT_EQ(call.Receipt(command).first_position(), last + 1) << command;
    EXPECT_TRUE(call.Receipt(command).has_recorded_at());
    last = call.Receipt(command).last_position();
  }
  EXPECT_EQ(last, static_cast<int64_t>(wire.Head()));
  const Reply one = wire.Do("anna", "GetProposal", "name: 'programmes/zod/proposals/2021-001'");
  EXPECT_EQ(one.As<pb::GetProposalResponse>().proposal().revision(), 3);
}

TEST(CommandServiceTest, OneThatIsRefusedIsRefusedAsByItsOwnMethodAndAlone) {
  Wire wire;
  BeginDeal(wire);
  Call call(wire, "team-werken");
  call.Send(Submit("Een"), Revise("2021-001", 9, "Te laat"), Submit("Twee"));
  ASSERT_TRUE(call.End().ok());
  EXPECT_GT(call.Receipt(3).first_position(), call.Receipt(1).last_position());
  const Reply refused = call.Refusal(2);
  pb::ReviseProposalRequest alone = Revise("2021-001", 9, "Te laat");
  const Reply asked = wire.SendBytes("team-werken", "ReviseProposal", alone.SerializeAsString());
  EXPECT_EQ(refused.code, grpc::StatusCode::ABORTED);
  EXPECT_EQ(refused.code, asked.code);
  EXPECT_EQ(refused.reason, asked.reason);
  EXPECT_EQ(refused.message, asked.message);
  EXPECT_EQ(refused.dutch, asked.dutch);
  EXPECT_EQ(refused.metadata, asked.metadata);
}

TEST(CommandServiceTest, WhatIsNoCommandOrUnsoundIsRefusedAlone) {
  Wire wire;
  BeginDeal(wire);
  pb::ExecuteRequest message;
  message.add_commands()->PackFrom(Submit("Een"));
  message.add_commands()->set_type_url("type.googleapis.com/dealboek.v1.GetProposalRequest");
  message.add_commands()->set_type_url("dealboek.v1.SubmitProposalRequest");
  message.add_commands()->PackFrom(Submit("Twee"));
  message.mutable_commands(3)->mutable_value()->pop_back();
  message.add_commands()->PackFrom(Submit("Drie", ""));
  message.add_commands()->PackFrom(Submit("Vier"));
  Call call(wire, "team-werken");
  ASSERT_TRUE(call.Write(message));
  ASSERT_TRUE(call.End().ok());
  EXPECT_EQ(call.outcomes().size(), 6u);
  call.Receipt(1);
  EXPECT_EQ(call.Refusal(2).reason, "COMMAND_UNKNOWN");
  EXPECT_EQ(call.Refusal(2).metadata.at("type"),
            "type.googleapis.com/dealboek.v1.GetProposalRequest");
  EXPECT_EQ(call.Refusal(3).reason, "FIELD_REQUIRED");  // known by its bare name too
  EXPECT_EQ(call.Refusal(4).reason, "MESSAGE_MALFORMED");
  EXPECT_EQ(call.Refusal(5).reason, "FIELD_REQUIRED");
  EXPECT_EQ(call.Refusal(5).fields, std::vector<std::string>{"request_id"});
  call.Receipt(6);
}

TEST(CommandServiceTest, OneThatIsRepeatedHasTheSameReceiptHoweverItCame) {
  Wire wire;
  BeginDeal(wire);
  const pb::SubmitProposalRequest submit = Submit("Een");
  const Reply asked = wire.SendBytes("team-werken", "SubmitProposal", submit.SerializeAsString());
  ASSERT_TRUE(asked.ok());
  const uint64_t head = wire.Head();
  Call call(wire, "team-werken");
  call.Send(submit, submit, Submit("Wat anders", submit.request_id()));
  ASSERT_TRUE(call.End().ok());
  for (int64_t command : {1, 2}) {
    EXPECT_EQ(call.Receipt(command).SerializeAsString(),
              asked.As<pb::SubmitProposalResponse>().receipt().SerializeAsString());
  }
  EXPECT_EQ(call.Refusal(3).reason, "REQUEST_ID_REUSED");
  EXPECT_EQ(wire.Head(), head);
}

TEST(CommandServiceTest, AMessageOfNoneOrTooManyEndsTheCallAfterWhatCameBefore) {
  for (const int count : {0, 257}) {
    Wire wire;
    BeginDeal(wire);
    Call call(wire, "team-werken");
    call.Send(Submit("Een"));
    pb::ExecuteRequest message;
    for (int i = 0; i < count; ++i) message.add_commands()->PackFrom(Submit("Te veel"));
    call.Write(message);
    const Reply end = call.Rest();
    EXPECT_EQ(end.code, grpc::StatusCode::INVALID_ARGUMENT);
    EXPECT_EQ(end.reason, count == 0 ? "FIELD_REQUIRED" : "VALUE_OUT_OF_RANGE");
    EXPECT_EQ(end.fields, std::vector<std::string>{"commands"});
    EXPECT_EQ(call.outcomes().size(), 1u);
    EXPECT_EQ(call.Receipt(1).last_position(), static_cast<int64_t>(wire.Head()));
  }
}

TEST(CommandServiceTest, AMessageThatIsTooLargeEndsTheCall) {
  Options options;
  options.max_message_bytes = 4096;
  Wire wire(IdentityPolicy::kInsecureDevIdentity, {}, std::move(options));
  BeginDeal(wire);
  Call call(wire, "team-werken");
  call.Send(Submit(std::string(5000, 'x')));
  const Reply end = call.Rest();
  EXPECT_EQ(end.code, grpc::StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_EQ(end.reason, "MESSAGE_TOO_LARGE");
}

TEST(CommandServiceTest, WhoIsNotKnownIsRefused) {
  Wire wire;
  BeginDeal(wire);
  Call call(wire, "");
  call.Send(Submit("Een"));
  EXPECT_EQ(call.Rest().reason, "UNAUTHENTICATED");
}

TEST(CommandServiceTest, NothingIsReadOnWhileTooManyWaitForTheirAnswer) {
  Wire wire;
  BeginDeal(wire);
  wire.log().HoldSync();
  Call call(wire, "team-werken");
  pb::ExecuteRequest message;
  for (int i = 0; i < 200; ++i) message.add_commands()->PackFrom(Submit("Een"));
  for (auto& command : *message.mutable_commands()) command.PackFrom(Submit("Een"));
  ASSERT_TRUE(call.Write(message));
  wire.log().AwaitHeldSync();
  for (int more = 0; more < 4; ++more) {
    for (auto& command : *message.mutable_commands()) command.PackFrom(Submit("Een"));
    ASSERT_TRUE(call.Write(message));
    EXPECT_LE(wire.books().LookAtFigures().paced, 400u);
  }
  EXPECT_TRUE(call.outcomes().empty());
  const uint64_t durable = wire.Head();
  wire.log().ReleaseSync();
  ASSERT_TRUE(call.End().ok());
  EXPECT_EQ(call.outcomes().size(), 1000u);
  EXPECT_EQ(wire.Head(), durable + 1000);
}

TEST(CommandServiceTest, AFullQueueRefusesNothingOfWhatACallBrings) {
  book::Options books;
  books.max_queued_per_book = 1;
  books.max_queued = 1;
  Wire wire(IdentityPolicy::kInsecureDevIdentity, books);
  BeginDeal(wire);
  Call call(wire, "team-werken");
  pb::ExecuteRequest message;
  for (int i = 0; i < 200; ++i) message.add_commands()->PackFrom(Submit("Een"));
  ASSERT_TRUE(call.Write(message));
  ASSERT_TRUE(call.End().ok());
  for (int64_t command = 1; command <= 200; ++command) call.Receipt(command);
}

TEST(CommandServiceTest, AServerThatStopsEndsAnIdleCall) {
  Wire wire;
  BeginDeal(wire);
  Call call(wire, "team-werken");
  call.Send(Submit("Een"));
  call.ReadTo(1);
  wire.books().Drain();
  wire.services().Shutdown();
  const Reply end = call.Rest();
  EXPECT_EQ(end.code, grpc::StatusCode::UNAVAILABLE);
  EXPECT_EQ(end.reason, "SERVER_DRAINING");
  call.Receipt(1);
}

// The one thread that decides is held up by a command of somebody else, so that those of the call
// wait undecided.
TEST(CommandServiceTest, WhatIsNotDecidedForACallThatIsCancelledNeverIs) {
  book::Options books;
  books.threads = 1;
  Options options;
  absl::Notification ended;
  options.on_end = [&](const EndedCall& call) {
    if (call.reason == "CALL_CANCELLED") ended.Notify();
  };
  Wire wire(IdentityPolicy::kInsecureDevIdentity, books, options);
  BeginDeal(wire);
  const uint64_t before = wire.Head();
  absl::Notification deciding;
  absl::Notification go_on;
  absl::Notification answered;
  book::Request other;
  other.subject = "team-werken";
  other.request_id = Wire::NewRequestId();
  other.fingerprint = std::string(book::kFingerprintBytes, 'f');
  other.command = domain::AddPartner();
  other.still_wanted = [&] {
    deciding.Notify();
    go_on.WaitForNotification();
    return absl::CancelledError("no more");
  };
  wire.books().Execute("zod", std::move(other),
                       [&](const absl::StatusOr<book::Receipt>&) { answered.Notify(); });
  deciding.WaitForNotification();
  Call call(wire, "team-werken");
  call.Send(Submit("Een"), Submit("Twee"));
  while (wire.books().LookAtFigures().paced < 2) absl::SleepFor(absl::Milliseconds(1));
  call.Cancel();
  EXPECT_EQ(call.Rest().code, grpc::StatusCode::CANCELLED);
  ended.WaitForNotification();
  go_on.Notify();
  answered.WaitForNotification();
  wire.books().Drain();
  EXPECT_EQ(wire.Head(), before);
}

TEST(CommandServiceTest, NoMoreCallsAreOpenThanThereIsRoomFor) {
  Options options;
  options.max_streams = 2;
  Wire wire(IdentityPolicy::kInsecureDevIdentity, {}, options);
  BeginDeal(wire);
  auto first = std::make_unique<Call>(wire, "team-werken");
  Call second(wire, "team-werken");
  first->Send(Submit("Een"));
  second.Send(Submit("Twee"));
  first->ReadTo(1);
  second.ReadTo(1);
  Call third(wire, "team-werken");
  const Reply refused = third.Rest();
  EXPECT_EQ(refused.code, grpc::StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_EQ(refused.reason, "TOO_MANY_WAITING");
  EXPECT_TRUE(refused.retry_millis.has_value());
  ASSERT_TRUE(first->End().ok());
  // The server lets go of it a moment after its end was read.
  Reply again;
  do {
    Call fourth(wire, "team-werken");
    fourth.Send(Submit("Drie"));
    again = fourth.End();
  } while (again.reason == "TOO_MANY_WAITING");
  EXPECT_TRUE(again.ok()) << again.message;
}

TEST(CommandServiceTest, WhatWasDecidedForACallThatIsCancelledStands) {
  Wire wire;
  BeginDeal(wire);
  const uint64_t before = wire.Head();
  wire.log().HoldSync();
  Call call(wire, "team-werken");
  call.Send(Submit("Een"));
  wire.log().AwaitHeldSync();
  call.Cancel();
  EXPECT_EQ(call.Rest().code, grpc::StatusCode::CANCELLED);
  wire.log().ReleaseSync();
  wire.books().Drain();
  EXPECT_EQ(wire.Head(), before + 1);
}

}  // namespace
}  // namespace dealboek::api
