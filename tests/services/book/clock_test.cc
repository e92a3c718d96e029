// A wall clock that cannot be believed.
#include <string>
#include <vector>

#include "services/book/clock_guard.h"
#include "services/domain/timestamps.h"
#include "tests/services/book/books_fixture.h"

namespace dealboek::book {
namespace {

using absl::StatusCode;

constexpr int64_t kSecond = 1'000'000;
constexpr int64_t kMinute = 60 * kSecond;

using ClockTest = BooksTest;

TEST_F(ClockTest, UpToTheLimitItIsBelieved) {
  ASSERT_TRUE(Create("zod").ok());
  clock_.Advance(-5 * kMinute);
  EXPECT_TRUE(AddPartner("zod", "Emmen").ok());
}

TEST_F(ClockTest, FurtherBehindThanTheLimitWritesAreRefused) {
  const Request create = MakeRequest(CreateCommand("zod"), "zod", NextRequestId());
  ASSERT_TRUE(Send("zod", create).Get().ok());
  const Position before = *Head("zod");
  clock_.Advance(-5 * kMinute - kSecond);
  EXPECT_THAT(AddPartner("zod", "Emmen"),
              Refused(StatusCode::kFailedPrecondition, base::kClockBehind));
  EXPECT_TRUE(Send("zod", create).Get().ok()) << "a repeat writes nothing";
  EXPECT_EQ(Head("zod"), before) << "reads go on";
  Reopen();
  EXPECT_THAT(AddPartner("zod", "Emmen"),
              Refused(StatusCode::kFailedPrecondition, base::kClockBehind));
  clock_.Advance(2 * kSecond);
  EXPECT_TRUE(AddPartner("zod", "Emmen").ok()) << "the clock was put right";
}

TEST_F(ClockTest, OtherBooksAreNotConcerned) {
  ASSERT_TRUE(Create("zod").ok());
  clock_.Advance(-60 * kMinute);
  EXPECT_TRUE(Create("aaa").ok());
}

TEST_F(ClockTest, OnceTheOperatorAcceptsItThatIsRecordedAndWritesGoOn) {
  ASSERT_TRUE(Create("zod").ok());
  const Position before = *Head("zod");
  clock_.Advance(-60 * kMinute);
  options_.accept_clock = true;
  Reopen();
  const absl::StatusOr<Receipt> emmen = AddPartner("zod", "Emmen");
  ASSERT_TRUE(emmen.ok()) << emmen.status();
  EXPECT_EQ(emmen->first.value(), before.value() + 2);
  const v1::Event accepted = Events("zod")[before.value()];
  ASSERT_TRUE(accepted.has_clock_accepted());
  EXPECT_EQ(domain::MicrosOf(accepted.clock_accepted().wall_clock()), clock_.NowMicros());
  EXPECT_EQ(accepted.header().actor(), "");

  // The acceptance lasts, also over a restart without the flag, and does not cover another jump.
  options_.accept_clock = false;
  Reopen();
  EXPECT_TRUE(AddPartner("zod", "Assen").ok());
  clock_.Advance(30 * kMinute);
  EXPECT_TRUE(AddPartner("zod", "Borger").ok());
  Reopen();
  clock_.Advance(60 * kMinute);  // now past everything recorded
  EXPECT_TRUE(AddPartner("zod", "Coevorden").ok());
  clock_.Advance(-6 * kMinute);
  EXPECT_THAT(AddPartner("zod", "Hoogeveen"),
              Refused(StatusCode::kFailedPrecondition, base::kClockBehind));
  EXPECT_EQ(Events("zod").size(), before.value() + 5);
}

TEST_F(ClockTest, AnAcceptanceThatAFullDiskRefusedIsRecordedWithTheNextWrite) {
  ASSERT_TRUE(Create("zod").ok());
  const Position before = *Head("zod");
  clock_.Advance(-60 * kMinute);
  options_.accept_clock = true;
  Reopen();
  fake().SetDiskFull(true);
  EXPECT_THAT(AddPartner("zod", "Emmen"),
              Refused(StatusCode::kResourceExhausted, base::kDiskFullFloor));
  fake().SetDiskFull(false);
  const absl::StatusOr<Receipt> emmen = AddPartner("zod", "Emmen");
  ASSERT_TRUE(emmen.ok()) << emmen.status();
  EXPECT_EQ(emmen->first.value(), before.value() + 2);
  EXPECT_TRUE(Events("zod")[before.value()].has_clock_accepted());
}

TEST_F(ClockTest, AClockThatIsRightIsNotAccepted) {
  options_.accept_clock = true;
  ASSERT_TRUE(Create("zod").ok());
  const Position before = *Head("zod");
  Reopen();
  ASSERT_TRUE(AddPartner("zod", "Emmen").ok());
  EXPECT_EQ(Head("zod"), before.Next());
}

v1::Event At(int64_t micros) {
  v1::Event event;
  event.mutable_header()->mutable_recorded_at()->set_seconds(micros / kSecond);
  event.mutable_header()->mutable_recorded_at()->set_nanos(
      static_cast<int32_t>(micros % kSecond * 1000));
  event.mutable_partner_added();
  return event;
}

TEST(ClockGuardTest, EventsAMicrosecondApartSayNothingOfTheClock) {
  ClockGuard guard;
  EXPECT_EQ(guard.BehindMicros(0), 0);
  guard.Saw(At(10 * kSecond));
  EXPECT_EQ(guard.BehindMicros(4 * kSecond), 6 * kSecond);
  EXPECT_EQ(guard.BehindMicros(10 * kSecond), 0);
  EXPECT_EQ(guard.BehindMicros(11 * kSecond), 0);
  for (int i = 1; i <= 100; ++i) guard.Saw(At(10 * kSecond + i));
  EXPECT_EQ(guard.BehindMicros(10 * kSecond), 0);
  guard.Saw(At(20 * kSecond));
  EXPECT_EQ(guard.BehindMicros(10 * kSecond), 10 * kSecond);
}

}  // namespace
}  // namespace dealboek::book
