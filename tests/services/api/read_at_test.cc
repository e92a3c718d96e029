#include "services/api/read_at.h"

#include <string>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dealboek/v1/programme_service.pb.h"
#include "tests/services/api/wire.h"

namespace dealboek::api {
namespace {

namespace pb = dealboek::v1;

Reply Get(Wire& wire, const std::string& at) {
  return wire.Send("lezer", "GetProgramme", "name: 'programmes/zod' at { " + at + " }");
}

TEST(ReadAtTest, APositionStillToComeIsUnknown) {
  Wire wire;
  BeginOpening(wire);
  const Reply reply = Get(wire, absl::StrCat("position: ", wire.Head() + 1));
  EXPECT_EQ(reply.code, grpc::StatusCode::OUT_OF_RANGE);
  EXPECT_EQ(reply.reason, "POSITION_UNKNOWN");
  EXPECT_EQ(reply.metadata.at("headPosition"), absl::StrCat(wire.Head()));
}

TEST(ReadAtTest, BeforeTheFirstCommandItIsSaidWhereTheBookBegins) {
  Wire wire;
  BeginOpening(wire);
  const Reply inside = Get(wire, "position: 1");
  EXPECT_EQ(inside.reason, "BOOK_NOT_BEGUN") << "inside its first command";
  const std::string begins = inside.metadata.at("beginsAtPosition");
  EXPECT_THAT(inside.dutch, testing::StartsWith("Het boek begint op positie " + begins + ", "));
  EXPECT_TRUE(Get(wire, "position: " + begins).ok());
  for (const char* at : {"position: 0", "time { seconds: 0 }"}) {
    EXPECT_EQ(Get(wire, at).reason, "BOOK_NOT_BEGUN") << at;
    EXPECT_EQ(Get(wire, at).metadata.at("beginsAtPosition"), begins) << at;
  }
}

TEST(ReadAtTest, NegativePositionsAndImpossibleTimesAreRefused) {
  Wire wire;
  BeginOpening(wire);
  EXPECT_EQ(Get(wire, "position: -1").reason, "VALUE_OUT_OF_RANGE");
  EXPECT_EQ(Get(wire, "wait_for_position: -1").reason, "VALUE_OUT_OF_RANGE");
  EXPECT_EQ(Get(wire, "time { seconds: 1 nanos: -1 }").reason, "DATE_IMPOSSIBLE");
  for (const char* day : {"valid_on { year: 2021 month: 2 day: 31 }", "valid_on {}",
                          "valid_on { year: 2021 }", "valid_on { year: 2021 month: 6 }"}) {
    const Reply reply =
        wire.Send("lezer", "GetBudget",
                  absl::StrCat("parent: 'programmes/zod' grouping: BUDGET_GROUPING_PROGRAMME at { ",
                               day, " }"));
    EXPECT_EQ(reply.reason, "DATE_IMPOSSIBLE");
    EXPECT_GT(reply.dutch.size(), 10u);
  }
}

TEST(ReadAtTest, AReadWaitsForAPosition) {
  Wire wire;
  BeginOpening(wire);
  const uint64_t next = wire.Head() + 1;
  std::thread writer([&] {
    absl::SleepFor(absl::Milliseconds(200));
    wire.Do("secretaris", "AddTranche", "parent: 'programmes/zod' tranche: 4");
  });
  const Reply reply = Get(wire, absl::StrCat("position: ", next, " wait_for_position: ", next));
  writer.join();
  ASSERT_TRUE(reply.ok()) << reply.reason;
  EXPECT_EQ(reply.As<pb::GetProgrammeResponse>().true_at().position(), static_cast<int64_t>(next));
}

TEST(ReadAtTest, AWaitEndsAtTheDeadline) {
  Wire wire;
  BeginOpening(wire);
  const absl::Time begun = absl::Now();
  const Reply reply = wire.SendBytes(
      "lezer", "GetProgramme",
      wire.BytesOf("GetProgramme", "name: 'programmes/zod' at { wait_for_position: 100000 }"),
      absl::Milliseconds(300));
  EXPECT_EQ(reply.code, grpc::StatusCode::DEADLINE_EXCEEDED);
  EXPECT_LT(absl::Now() - begun, absl::Seconds(3));
}

TEST(ReadAtTest, MoreWaitsThanThereIsRoomForAreRefused) {
  Options options;
  options.max_waiting = 1;
  Wire wire(IdentityPolicy::kInsecureDevIdentity, {}, options);
  BeginOpening(wire);
  const std::string far =
      wire.BytesOf("GetProgramme", "name: 'programmes/zod' at { wait_for_position: 100000 }");
  std::thread waiting([&] { wire.SendBytes("lezer", "GetProgramme", far, absl::Seconds(2)); });
  absl::SleepFor(absl::Milliseconds(300));
  const Reply reply = wire.SendBytes("lezer", "GetProgramme", far, absl::Milliseconds(900));
  EXPECT_EQ(reply.code, grpc::StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_EQ(reply.reason, "TOO_MANY_WAITING");
  EXPECT_EQ(reply.retry_millis, 1000);
  // What need not wait is served.
  EXPECT_TRUE(wire.Send("lezer", "GetProgramme", "name: 'programmes/zod'").ok());
  waiting.join();
}

// A wait that nobody waits for any more leaves its place to another.
TEST(ReadAtTest, AWaitThatIsCancelledMakesRoom) {
  Options options;
  options.max_waiting = 1;
  Wire wire(IdentityPolicy::kInsecureDevIdentity, {}, options);
  BeginOpening(wire);
  const std::string far =
      wire.BytesOf("GetProgramme", "name: 'programmes/zod' at { wait_for_position: 100000 }");
  const auto is_full = [&] {
    const Reply reply = wire.SendBytes("lezer", "GetProgramme", far, absl::Milliseconds(50));
    return reply.reason == "TOO_MANY_WAITING";
  };
  const auto context = wire.Context("lezer", absl::Seconds(60));
  std::thread waiting([&] { wire.SendBytes(*context, "GetProgramme", far); });
  absl::SleepFor(absl::Milliseconds(300));
  EXPECT_TRUE(is_full());
  context->TryCancel();
  waiting.join();
  const absl::Time cancelled = absl::Now();
  while (is_full() && absl::Now() < cancelled + absl::Seconds(20)) continue;
  EXPECT_LT(absl::Now(), cancelled + absl::Seconds(20));
}

}  // namespace
}  // namespace dealboek::api
