#include <algorithm>
#include <atomic>
#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "google/protobuf/text_format.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dealboek/v1/audit_service.grpc.pb.h"
#include "dealboek/v1/events.pb.h"
#include "tests/services/api/wire.h"

namespace dealboek::api {
namespace {

namespace pb = dealboek::v1;

template <typename Request>
Request Text(const std::string& text) {
  Request request;
  CHECK(
      google::protobuf::TextFormat::ParseFromString("parent: 'programmes/zod' " + text, &request));
  return request;
}

struct Read {
  std::vector<pb::RecordedEvent> events;
  std::vector<pb::ReadEventsResponse> messages;
  Reply end;
};

Read ReadEvents(Wire& wire, const std::string& request, const std::string& who = "auditor") {
  const auto stub = pb::AuditService::NewStub(wire.channel());
  const auto context = wire.Context(who);
  const auto reader = stub->ReadEvents(context.get(), Text<pb::ReadEventsRequest>(request));
  Read read;
  pb::ReadEventsResponse message;
  while (reader->Read(&message)) {
    read.messages.push_back(message);
    for (const pb::RecordedEvent& event : message.events()) read.events.push_back(event);
  }
  read.end = ReplyOf(reader->Finish());
  return read;
}

pb::Event Parsed(const pb::RecordedEvent& recorded) {
  pb::Event event;
  CHECK(event.ParseFromString(recorded.record()));
  return event;
}

void AddTranche(Wire& wire, int number) {
  wire.Do("secretaris", "AddTranche", absl::StrCat("parent: 'programmes/zod' tranche: ", number));
}

TEST(AuditServiceTest, RecordsComeVerbatimInOrderManyToAMessage) {
  Wire wire;
  Confirmed(wire);
  const Read read = ReadEvents(wire, "batch_size: 7");
  ASSERT_TRUE(read.end.ok()) << read.end.message;
  ASSERT_EQ(read.events.size(), wire.Head());
  size_t i = 0;
  const absl::Status stored = wire.log().Read(
      "zod", base::Position(1), base::Position(wire.Head()),
      [&](base::Position position, absl::string_view record) {
        EXPECT_EQ(read.events[i].position(), static_cast<int64_t>(position.value()));
        EXPECT_EQ(read.events[i].record(), std::string(record));
        ++i;
        return true;
      });
  ASSERT_TRUE(stored.ok());
  EXPECT_EQ(read.messages.size(), (wire.Head() + 6) / 7);
  EXPECT_EQ(read.messages.front().events_size(), 7);
  for (const auto& message : read.messages) {
    EXPECT_EQ(message.true_at().position(), static_cast<int64_t>(wire.Head()));
  }
}

TEST(AuditServiceTest, ARangeIsReadAndItsEndMustBeThere) {
  Wire wire;
  BeginOpening(wire);
  const Read read = ReadEvents(wire, "from_position: 3 to_position: 5");
  ASSERT_EQ(read.events.size(), 3u);
  EXPECT_EQ(read.events.front().position(), 3);
  EXPECT_EQ(ReadEvents(wire, absl::StrCat("to_position: ", wire.Head() + 1)).end.reason,
            "POSITION_UNKNOWN");
  EXPECT_EQ(ReadEvents(wire, absl::StrCat("from_position: ", wire.Head() + 2)).end.reason,
            "POSITION_UNKNOWN");
  EXPECT_EQ(ReadEvents(wire, "from_position: -1").end.reason, "VALUE_OUT_OF_RANGE");
  EXPECT_EQ(ReadEvents(wire, "batch_size: -1").end.reason, "VALUE_OUT_OF_RANGE");
  EXPECT_EQ(ReadEvents(wire, "from_position: 5 to_position: 4").end.reason, "VALUE_OUT_OF_RANGE");
  const Read none = ReadEvents(wire, absl::StrCat("from_position: ", wire.Head() + 1));
  EXPECT_TRUE(none.end.ok());
  ASSERT_EQ(none.messages.size(), 1u) << "where it is true is told, also of nothing";
  EXPECT_EQ(none.messages[0].true_at().position(), static_cast<int64_t>(wire.Head()));
}

TEST(AuditServiceTest, EventsAreFiltered) {
  Wire wire;
  Confirmed(wire);
  for (const auto& event : ReadEvents(wire, "filter { types: 'Awarded' }").events) {
    EXPECT_TRUE(Parsed(event).has_awarded());
  }
  EXPECT_EQ(ReadEvents(wire, "filter { types: 'Awarded' }").events.size(), 4u);
  EXPECT_EQ(ReadEvents(wire, "filter { types: 'Awarded' project: 'werken-1' }").events.size(), 2u);
  EXPECT_EQ(ReadEvents(wire, "filter { types: 'Awarded' types: 'ReservationSet' }").events.size(),
            5u);
  const Read proposal = ReadEvents(wire, "filter { proposal: '2021-001' }");
  std::set<std::string> types;
  for (const auto& event : proposal.events) {
    const pb::Event parsed = Parsed(event);
    types.insert(pb::Event::descriptor()->FindFieldByNumber(parsed.fact_case())->name());
  }
  EXPECT_TRUE(types.contains("proposal_submitted"));
  EXPECT_TRUE(types.contains("proposal_endorsed"));
  EXPECT_TRUE(types.contains("proposal_decided"));
  EXPECT_FALSE(types.contains("seat_granted"));
  EXPECT_EQ(ReadEvents(wire, "filter { types: 'Award' }").end.reason, "NAME_INVALID");
  EXPECT_EQ(ReadEvents(wire, "filter { project: 'werken-99' }").end.reason, "PROJECT_UNKNOWN");
  EXPECT_EQ(ReadEvents(wire, "filter { proposal: '2021-999' }").end.reason, "PROPOSAL_UNKNOWN");
}

TEST(AuditServiceTest, StreamsAreRefusedAsCallsAre) {
  Wire wire;
  BeginOpening(wire);
  EXPECT_EQ(ReadEvents(wire, "", "").end.reason, "UNAUTHENTICATED");
  const auto stub = pb::AuditService::NewStub(wire.channel());
  {
    const auto context = wire.Context("auditor");
    const auto reader = stub->ReadEvents(context.get(), pb::ReadEventsRequest());
    pb::ReadEventsResponse message;
    EXPECT_FALSE(reader->Read(&message));
    EXPECT_EQ(ReplyOf(reader->Finish()).reason, "FIELD_REQUIRED");
  }
  {
    pb::SubscribeEventsRequest unknown;
    unknown.set_parent("programmes/nergens");
    const auto context = wire.Context("auditor");
    const auto reader = stub->SubscribeEvents(context.get(), unknown);
    pb::SubscribeEventsResponse message;
    EXPECT_FALSE(reader->Read(&message));
    EXPECT_EQ(ReplyOf(reader->Finish()).reason, "PROGRAMME_UNKNOWN");
  }
}

// Follows a book until it has seen `until`; CHECKs that nothing is skipped or given twice.
std::vector<int64_t> Follow(Wire& wire, const std::string& request, int64_t first, int64_t until) {
  const auto stub = pb::AuditService::NewStub(wire.channel());
  const auto context = wire.Context("auditor");
  const auto reader =
      stub->SubscribeEvents(context.get(), Text<pb::SubscribeEventsRequest>(request));
  std::vector<int64_t> positions;
  int64_t next = first;
  pb::SubscribeEventsResponse message;
  while (next <= until && reader->Read(&message)) {
    for (const pb::RecordedEvent& event : message.events()) {
      EXPECT_EQ(event.position(), next) << "a gap, or one twice";
      EXPECT_EQ(Parsed(event).header().position(), event.position());
      positions.push_back(event.position());
      next = event.position() + 1;
    }
    EXPECT_EQ(message.head_position(), next - 1);
  }
  context->TryCancel();
  while (reader->Read(&message)) {
  }
  reader->Finish();
  return positions;
}

TEST(AuditServiceTest, ASubscriberSeesWhatIsThereThenWhatComesWithoutGapOrRepeat) {
  Wire wire;
  BeginDeal(wire);
  constexpr int kMore = 200;
  const auto last = static_cast<int64_t>(wire.Head()) + kMore;
  std::thread writer([&] {
    for (int i = 0; i < kMore; ++i) AddTranche(wire, 100 + i);
  });
  std::vector<std::thread> followers;
  for (const int64_t from : {int64_t{1}, int64_t{10}, static_cast<int64_t>(wire.Head()) + 1}) {
    followers.emplace_back([&wire, from, last] {
      const auto positions =
          Follow(wire, absl::StrCat("from_position: ", from, " batch_size: 3"), from, last);
      EXPECT_EQ(static_cast<int64_t>(positions.size()), last - from + 1);
    });
  }
  writer.join();
  for (std::thread& follower : followers) follower.join();
}

TEST(AuditServiceTest, ASubscriptionFromATimeBeginsThere) {
  Wire wire;
  BeginOpening(wire);
  const auto before = static_cast<int64_t>(wire.Head());
  wire.clock().Advance(1'000'000);
  AddTranche(wire, 7);
  const int64_t seconds = base::FakeClock::kStartMicros / 1'000'000 + 1;
  EXPECT_EQ(
      Follow(wire, absl::StrCat("from_time { seconds: ", seconds, " }"), before + 1, before + 1)
          .size(),
      1u);
}

TEST(AuditServiceTest, SilenceIsFilledWithHeartbeatsThatCarryTheHead) {
  Wire wire;
  BeginOpening(wire);
  const auto head = static_cast<int64_t>(wire.Head());
  const auto stub = pb::AuditService::NewStub(wire.channel());
  const auto context = wire.Context("auditor");
  const auto reader = stub->SubscribeEvents(
      context.get(), Text<pb::SubscribeEventsRequest>(
                         absl::StrCat("from_position: ", head + 5, " heartbeat_millis: 1")));
  pb::SubscribeEventsResponse message;
  const absl::Time begun = absl::Now();
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(reader->Read(&message));
    EXPECT_EQ(message.events_size(), 0);
    EXPECT_EQ(message.head_position(), head) << "of the book, not of what is asked for";
  }
  EXPECT_GE(absl::Now() - begun, absl::Milliseconds(300)) << "100 ms is the least";
  context->TryCancel();
  while (reader->Read(&message)) {
  }
  reader->Finish();
}

TEST(AuditServiceTest, AFilteredSubscriptionTellsHowFarItIs) {
  Wire wire;
  BeginOpening(wire);
  const auto stub = pb::AuditService::NewStub(wire.channel());
  const auto context = wire.Context("auditor");
  const auto reader = stub->SubscribeEvents(
      context.get(), Text<pb::SubscribeEventsRequest>(
                         absl::StrCat("from_position: ", wire.Head() + 1,
                                      " filter { types: 'TrancheClosed' } heartbeat_millis: 100")));
  AddTranche(wire, 7);
  wire.Do("secretaris", "CloseTranche", "parent: 'programmes/zod' tranche: 7");
  AddTranche(wire, 8);
  const auto head = static_cast<int64_t>(wire.Head());
  pb::SubscribeEventsResponse message;
  std::vector<int64_t> seen;
  do {
    ASSERT_TRUE(reader->Read(&message));
    for (const auto& event : message.events()) seen.push_back(event.position());
  } while (message.head_position() < head);
  EXPECT_EQ(seen, std::vector<int64_t>{head - 1});
  context->TryCancel();
  while (reader->Read(&message)) {
  }
  reader->Finish();
}

TEST(AuditServiceTest, ASlowSubscriberHoldsUpNobodyAndMissesNothing) {
  Wire wire;
  BeginDeal(wire);
  const auto first = static_cast<int64_t>(wire.Head()) + 1;
  const auto stub = pb::AuditService::NewStub(wire.channel());
  const auto context = wire.Context("auditor");
  const auto reader = stub->SubscribeEvents(
      context.get(), Text<pb::SubscribeEventsRequest>(absl::StrCat("from_position: ", first)));
  // Far more than gRPC's windows hold: 8 kB of summary each.
  constexpr int kEvents = 300;
  constexpr size_t kMostBytes = book::Subscription::kMaxBytes + 16'000;  // one more, and the rest
  for (int i = 0; i < kEvents; ++i) {
    wire.Do("team-werken", "SubmitProposal",
            absl::StrCat("parent: 'programmes/zod' content { kind: PROPOSAL_KIND_IDEA title: 'x' "
                         "pijler: 'werken' theme: 'Techniek' summary: '",
                         std::string(7'900, 'x'), "' }"));
  }
  int64_t next = first;
  pb::SubscribeEventsResponse message;
  while (next < first + kEvents) {
    ASSERT_TRUE(reader->Read(&message));
    for (const auto& event : message.events()) EXPECT_EQ(event.position(), next++);
    EXPECT_LT(message.ByteSizeLong(), kMostBytes) << "what a slow one holds";
  }
  const Read read = ReadEvents(wire, absl::StrCat("from_position: ", first));
  EXPECT_EQ(read.events.size(), size_t{kEvents});
  for (const auto& page : read.messages) EXPECT_LT(page.ByteSizeLong(), kMostBytes);
  context->TryCancel();
  while (reader->Read(&message)) {
  }
  reader->Finish();
  const auto late = wire.Context("auditor");  // one that has all of it to catch up with
  const auto catching_up = stub->SubscribeEvents(
      late.get(), Text<pb::SubscribeEventsRequest>(absl::StrCat("from_position: ", first)));
  ASSERT_TRUE(catching_up->Read(&message));
  EXPECT_GT(message.events_size(), 1);
  EXPECT_LT(message.ByteSizeLong(), kMostBytes);
  late->TryCancel();
  while (catching_up->Read(&message)) {
  }
  catching_up->Finish();
}

// Far more than gRPC takes on its own account.
void SubmitMuch(Wire& wire) {
  for (int i = 0; i < 800; ++i) {
    wire.Do("team-werken", "SubmitProposal",
            absl::StrCat("parent: 'programmes/zod' content { kind: PROPOSAL_KIND_IDEA title: 'x' "
                         "pijler: 'werken' theme: 'Techniek' summary: '",
                         std::string(7'900, 'x'), "' }"));
  }
}

TEST(AuditServiceTest, ASubscriberThatTakesNothingIsCutOffAndToldWhy) {
  Options options;
  options.subscriber_patience = absl::Milliseconds(200);
  Wire wire(IdentityPolicy::kInsecureDevIdentity, {}, options);
  BeginDeal(wire);
  SubmitMuch(wire);
  const auto stub = pb::AuditService::NewStub(wire.channel());
  const auto context = wire.Context("auditor");
  const auto reader = stub->SubscribeEvents(context.get(), Text<pb::SubscribeEventsRequest>(""));
  pb::SubscribeEventsResponse message;
  ASSERT_TRUE(reader->Read(&message));
  EXPECT_TRUE(wire.services().AwaitCalls(absl::Now() + absl::Seconds(30))) << "it holds a thread";
  int64_t last = message.events().rbegin()->position();
  while (reader->Read(&message)) {
    for (const auto& event : message.events()) EXPECT_EQ(event.position(), ++last);
  }
  EXPECT_LT(last, static_cast<int64_t>(wire.Head()));
  const grpc::Status end = reader->Finish();
  EXPECT_EQ(end.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_THAT(end.error_message(), testing::StartsWith("SUBSCRIBER_TOO_SLOW: "));

  // And goes on where it was.
  const auto again = wire.Context("auditor");
  const auto going_on = stub->SubscribeEvents(
      again.get(), Text<pb::SubscribeEventsRequest>(absl::StrCat("from_position: ", last + 1)));
  ASSERT_TRUE(going_on->Read(&message));
  EXPECT_EQ(message.events(0).position(), last + 1);
  again->TryCancel();
  while (going_on->Read(&message)) {
  }
  going_on->Finish();
}

// Until a subscriber that takes nothing is given nothing more.
void AwaitStanding(Wire& wire) {
  const absl::Time give_up = absl::Now() + absl::Seconds(30);
  absl::Time since = absl::Now();
  uint64_t lag = 0;
  while (absl::Now() < std::min(since + absl::Seconds(1), give_up)) {
    absl::SleepFor(absl::Milliseconds(20));
    const uint64_t now = wire.books().LookAtFigures().max_subscription_lag;
    if (now != lag) since = absl::Now();
    lag = now;
  }
  ASSERT_GT(lag, 0u) << "all was taken";
}

TEST(AuditServiceTest, ASubscriberThatTakesNothingDoesNotHoldUpShutdownAndIsToldWhy) {
  Options options;
  options.subscriber_patience = absl::Hours(1);
  Wire wire(IdentityPolicy::kInsecureDevIdentity, {}, options);
  BeginDeal(wire);
  SubmitMuch(wire);
  const auto stub = pb::AuditService::NewStub(wire.channel());
  const auto context = wire.Context("auditor");
  const auto reader = stub->SubscribeEvents(context.get(), Text<pb::SubscribeEventsRequest>(""));
  pb::SubscribeEventsResponse message;
  ASSERT_TRUE(reader->Read(&message));
  AwaitStanding(wire);
  wire.services().Shutdown();
  EXPECT_TRUE(wire.services().AwaitCalls(absl::Now() + absl::Seconds(30))) << "it waits for it";
  int64_t last = message.events().rbegin()->position();
  while (reader->Read(&message)) {
    for (const auto& event : message.events()) EXPECT_EQ(event.position(), ++last);
  }
  EXPECT_LT(last, static_cast<int64_t>(wire.Head()));
  const grpc::Status end = reader->Finish();
  EXPECT_EQ(end.error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_THAT(end.error_message(), testing::StartsWith("SERVER_DRAINING: "));
}

TEST(AuditServiceTest, SubscribersLeaveRoomForReadsThatWait) {
  Options options;
  options.max_following = 1;
  options.max_waiting = 1;
  Wire wire(IdentityPolicy::kInsecureDevIdentity, {}, options);
  BeginOpening(wire);
  const auto stub = pb::AuditService::NewStub(wire.channel());
  const auto context = wire.Context("auditor");
  const auto reader = stub->SubscribeEvents(context.get(), Text<pb::SubscribeEventsRequest>(""));
  pb::SubscribeEventsResponse message;
  ASSERT_TRUE(reader->Read(&message));
  {
    const auto second = wire.Context("auditor");
    const auto refused = stub->SubscribeEvents(second.get(), Text<pb::SubscribeEventsRequest>(""));
    EXPECT_FALSE(refused->Read(&message));
    EXPECT_EQ(ReplyOf(refused->Finish()).reason, "TOO_MANY_WAITING");
  }
  std::thread writer([&] {
    absl::SleepFor(absl::Milliseconds(100));
    AddTranche(wire, 7);
  });
  EXPECT_TRUE(wire.Send("lezer", "GetProgramme",
                        absl::StrCat("name: 'programmes/zod' at { wait_for_position: ",
                                     wire.Head() + 1, " }"))
                  .ok());
  writer.join();
  context->TryCancel();
  while (reader->Read(&message)) {
  }
  reader->Finish();
}

TEST(AuditServiceTest, ShutdownEndsEveryStream) {
  Wire wire;
  BeginDeal(wire);
  const auto stub = pb::AuditService::NewStub(wire.channel());
  const auto context = wire.Context("auditor");
  const auto reader = stub->SubscribeEvents(
      context.get(), Text<pb::SubscribeEventsRequest>(absl::StrCat("from_position: 1")));
  pb::SubscribeEventsResponse message;
  ASSERT_TRUE(reader->Read(&message));
  wire.books().Drain();
  wire.services().Shutdown();
  while (reader->Read(&message)) {
  }
  const Reply end = ReplyOf(reader->Finish());
  EXPECT_EQ(end.code, grpc::StatusCode::UNAVAILABLE);
  EXPECT_EQ(end.reason, "SERVER_DRAINING");
  EXPECT_TRUE(wire.services().AwaitCalls(absl::Now() + absl::Seconds(10)));
  const Reply later = wire.Send("auditor", "GetProgramme", "name: 'programmes/zod'");
  EXPECT_EQ(later.code, grpc::StatusCode::UNAVAILABLE);
  EXPECT_EQ(later.reason, "SERVER_DRAINING");
}

TEST(AuditServiceTest, AStreamThatIsNotReadIsACallUnderWay) {
  Wire wire;
  BeginDeal(wire);
  // Far more than gRPC takes on its own account.
  for (int i = 0; i < 800; ++i) {
    wire.Do("team-werken", "SubmitProposal",
            absl::StrCat("parent: 'programmes/zod' content { kind: PROPOSAL_KIND_IDEA title: 'x' "
                         "pijler: 'werken' theme: 'Techniek' summary: '",
                         std::string(7'900, 'x'), "' }"));
  }
  const auto stub = pb::AuditService::NewStub(wire.channel());
  const auto context = wire.Context("auditor");
  const auto reader = stub->ReadEvents(context.get(), Text<pb::ReadEventsRequest>(""));
  pb::ReadEventsResponse message;
  ASSERT_TRUE(reader->Read(&message));
  EXPECT_FALSE(wire.services().AwaitCalls(absl::Now() + absl::Milliseconds(50)));
  while (reader->Read(&message)) {
  }
  EXPECT_TRUE(reader->Finish().ok());
  EXPECT_TRUE(wire.services().AwaitCalls(absl::Now() + absl::Seconds(10)));
}

}  // namespace
}  // namespace dealboek::api
