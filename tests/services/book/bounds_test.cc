// What is full is refused, nobody is starved, and a stop finishes what was taken.
#include <atomic>
#include <cstdlib>
#include <string>
#include <thread>
#include <vector>

#include "absl/synchronization/notification.h"

#include "tests/services/book/books_fixture.h"

namespace dealboek::book {
namespace {

using absl::StatusCode;

using BoundsTest = BooksTest;

int64_t RetryAfterMillis(const absl::Status& status) {
  const std::optional<base::ErrorDetail> detail = base::GetErrorDetail(status);
  if (!detail.has_value()) return -1;
  for (const auto& [key, value] : detail->metadata) {
    if (key == "retryAfterMillis") return std::atoll(value.c_str());
  }
  return -1;
}

TEST_F(BoundsTest, ABookWithAFullQueueRefusesWithAHint) {
  options_.max_queued_per_book = 8;
  ASSERT_TRUE(Create("zod").ok());
  ASSERT_TRUE(Create("aaa").ok());
  fake().HoldSync();
  std::vector<Answer> taken;
  for (int i = 0; i < 8; ++i) taken.push_back(SendPartner("zod", absl::StrCat("Partner ", i)));
  Answer refused = SendPartner("zod", "Een te veel");
  ASSERT_TRUE(refused.ComesWithin(kLong));
  EXPECT_THAT(refused.Get(), Refused(StatusCode::kResourceExhausted, base::kQueueFull));
  EXPECT_GE(RetryAfterMillis(refused.Get().status()), 10);
  Answer elsewhere = SendPartner("aaa", "Emmen");
  EXPECT_FALSE(elsewhere.ComesWithin(kAWhile)) << "taken, and waiting for the disk";
  fake().ReleaseSync();
  for (const Answer& answer : taken) EXPECT_TRUE(answer.Get().ok());
  EXPECT_TRUE(elsewhere.Get().ok());
  EXPECT_TRUE(AddPartner("zod", "Toch nog").ok());
}

TEST_F(BoundsTest, TheServerIsBoundedOverAllBooks) {
  options_.max_queued = 10;
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(Create(absl::StrCat("book-", i)).ok());
  fake().HoldSync();
  std::vector<Answer> taken;
  for (int i = 0; i < 10; ++i) {
    taken.push_back(SendPartner(absl::StrCat("book-", i % 5), absl::StrCat("Partner ", i)));
  }
  EXPECT_THAT(SendPartner("book-0", "Een te veel").Get(),
              Refused(StatusCode::kResourceExhausted, base::kQueueFull));
  fake().ReleaseSync();
  for (const Answer& answer : taken) EXPECT_TRUE(answer.Get().ok());
}

TEST_F(BoundsTest, AFloodInOneBookLeavesTheOthersTheirTurn) {
  options_.max_queued = 4;
  ASSERT_TRUE(Create("zod").ok());
  ASSERT_TRUE(Create("aaa").ok());
  fake().HoldSync();
  std::vector<Answer> taken;
  for (int i = 0; i < 4; ++i) taken.push_back(SendPartner("zod", absl::StrCat("Partner ", i)));
  EXPECT_THAT(SendPartner("zod", "Een te veel").Get(),
              Refused(StatusCode::kResourceExhausted, base::kQueueFull));
  Answer other = SendPartner("aaa", "Emmen");
  EXPECT_FALSE(other.ComesWithin(kAWhile)) << "taken, and waiting for the disk";
  EXPECT_THAT(SendPartner("aaa", "Een te veel").Get(),
              Refused(StatusCode::kResourceExhausted, base::kQueueFull));
  fake().ReleaseSync();
  for (const Answer& answer : taken) EXPECT_TRUE(answer.Get().ok());
  EXPECT_TRUE(other.Get().ok());
}

// What a stream has sent is bounded by the stream; to refuse one of its commands, and take those
// after it, would put them out of order.
TEST_F(BoundsTest, PacedCommandsHaveRoomOfTheirOwn) {
  options_.max_queued_per_book = 2;
  options_.max_queued = 3;
  options_.max_queued_bytes = 1000;
  ASSERT_TRUE(Create("zod").ok());
  const auto send = [&](const std::string& name, bool is_paced, size_t bytes = 1) {
    Request request = MakeRequest(PartnerCommand(name), name, NextRequestId());
    request.is_paced = is_paced;
    request.bytes = bytes;
    return Send("zod", std::move(request));
  };
  fake().HoldSync();
  std::vector<Answer> taken;
  for (int i = 0; i < 20; ++i) taken.push_back(send(absl::StrCat("Stroom ", i), true));
  for (int i = 0; i < 2; ++i) taken.push_back(send(absl::StrCat("Los ", i), false));
  EXPECT_EQ(books().LookAtFigures().paced, 20u);
  EXPECT_EQ(books().LookAtFigures().queued, 2u);
  EXPECT_THAT(send("Een te veel", false).Get(),
              Refused(StatusCode::kResourceExhausted, base::kQueueFull));
  taken.push_back(send("Nog een", true));
  EXPECT_THAT(send("Te groot", true, 1000).Get(),
              Refused(StatusCode::kResourceExhausted, base::kQueueFull))
      << "memory is not theirs alone";
  fake().ReleaseSync();
  for (const Answer& answer : taken) EXPECT_TRUE(answer.Get().ok());
  EXPECT_TRUE(send("Weer los", false).Get().ok());
  EXPECT_EQ(books().LookAtFigures().paced, 0u);
  EXPECT_EQ(books().LookAtFigures().queued, 0u);
}

TEST_F(BoundsTest, TheServerIsBoundedInBytesToo) {
  options_.max_queued_bytes = 1000;
  ASSERT_TRUE(Create("zod").ok());
  ASSERT_TRUE(Create("aaa").ok());
  const auto send = [&](absl::string_view book, absl::string_view name, size_t bytes) {
    Request request = MakeRequest(PartnerCommand(name), name, NextRequestId());
    request.bytes = bytes;
    return Send(book, std::move(request));
  };
  fake().HoldSync();
  Answer first = send("zod", "Emmen", 600);
  Answer second = send("aaa", "Emmen", 400);
  EXPECT_FALSE(second.ComesWithin(kAWhile)) << "taken, and waiting for the disk";
  Answer refused = send("zod", "Assen", 1);
  ASSERT_TRUE(refused.ComesWithin(kLong));
  EXPECT_THAT(refused.Get(), Refused(StatusCode::kResourceExhausted, base::kQueueFull));
  EXPECT_GE(RetryAfterMillis(refused.Get().status()), 10);
  fake().ReleaseSync();
  EXPECT_TRUE(first.Get().ok());
  EXPECT_TRUE(second.Get().ok());
  EXPECT_TRUE(send("zod", "Assen", 1000).Get().ok()) << "who is answered has made room";
  EXPECT_FALSE(send("zod", "Assen", 900).Get().ok()) << "refused by the rules, and answered";
  EXPECT_TRUE(send("zod", "Borger", 1000).Get().ok());
  EXPECT_TRUE(send("zod", "Coevorden", 5000).Get().ok()) << "alone, it would never find more room";
}

// As many callers as the queue holds, each sending its next command from its callback: whoever has
// been answered has made room.
TEST_F(BoundsTest, WhoIsAnsweredHasMadeRoom) {
  options_.max_queued_per_book = 4;
  ASSERT_TRUE(Create("zod").ok());
  constexpr int kEach = 200;
  std::atomic<int> refused = 0;
  std::atomic<int> callers = 4;
  std::function<void(int, int)> send = [&](int caller, int i) {
    const std::string name = absl::StrCat("Partner ", caller, "-", i);
    books().Execute("zod", MakeRequest(PartnerCommand(name), name, NextRequestId()),
                    [&, caller, i](const absl::StatusOr<Receipt>& answer) {
                      if (!answer.ok()) ++refused;
                      if (i + 1 < kEach) {
                        send(caller, i + 1);
                      } else {
                        --callers;
                      }
                    });
  };
  for (int caller = 0; caller < 4; ++caller) send(caller, 0);
  while (callers > 0) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  EXPECT_EQ(refused.load(), 0);
}

// Whoever looks at the views holds up nobody, until they would be too far behind.
TEST_F(BoundsTest, AReaderThatLooksOnHoldsUpTheWriterOnlyAtTheBound) {
  options_.max_events_behind = 3;
  ASSERT_TRUE(Create("zod").ok());
  absl::Notification looking;
  absl::Notification seen_enough;
  std::thread reader([&] {
    EXPECT_TRUE(books()
                    .Read("zod", Position(), absl::Now() + kLong,
                          [&](const projections::Views&) {
                            looking.Notify();
                            seen_enough.WaitForNotification();
                          })
                    .ok());
  });
  looking.WaitForNotification();
  for (const char* name : {"Emmen", "Assen", "Borger"}) {
    Answer answer = SendPartner("zod", name);
    EXPECT_TRUE(answer.ComesWithin(kLong)) << name << ": as many as it may be behind";
  }
  Answer over = SendPartner("zod", "Coevorden");
  EXPECT_FALSE(over.ComesWithin(kAWhile)) << "one more";
  seen_enough.Notify();
  ASSERT_TRUE(over.ComesWithin(kLong));
  EXPECT_TRUE(over.Get().ok());
  reader.join();
}

TEST_F(BoundsTest, ABatchIsBoundedAndBooksTakeTurnsInIt) {
  options_.max_batch_bytes = 8192;
  ASSERT_TRUE(Create("zod").ok());
  ASSERT_TRUE(Create("aaa").ok());
  fake().HoldSync();
  std::vector<Answer> sent = {SendPartner("zod", "Emmen")};
  fake().AwaitHeldSync();
  for (int i = 0; i < 200; ++i) sent.push_back(SendPartner("zod", absl::StrCat("Partner ", i)));
  sent.push_back(SendPartner("aaa", "Emmen"));
  EXPECT_FALSE(sent.back().ComesWithin(kAWhile));
  const size_t before = log_->batches().size();
  fake().ReleaseSync();
  for (const Answer& answer : sent) ASSERT_TRUE(answer.Get().ok());
  const std::vector<WatchedLog::Batch> batches = log_->batches();
  ASSERT_GT(batches.size(), before + 2);
  for (const WatchedLog::Batch& batch : batches) EXPECT_LE(batch.bytes, 8192u);
  EXPECT_THAT(batches[before].books, testing::Contains("aaa"))
      << "200 commands of one book must not go before the first of another";
}

TEST_F(BoundsTest, ABusyBookDoesNotKeepAnotherFromItsTurn) {
  options_.threads = 1;
  ASSERT_TRUE(Create("zod").ok());
  ASSERT_TRUE(Create("aaa").ok());
  std::vector<Answer> flood;
  for (int i = 0; i < 5'000; ++i) flood.push_back(SendPartner("zod", absl::StrCat("Partner ", i)));
  Answer other = SendPartner("aaa", "Emmen");
  ASSERT_TRUE(other.Get().ok());
  EXPECT_FALSE(flood.back().IsThere());
  for (const Answer& answer : flood) ASSERT_TRUE(answer.Get().ok());
}

TEST_F(BoundsTest, DrainFinishesWhatWasTakenAndRefusesTheRest) {
  ASSERT_TRUE(Create("zod").ok());
  auto subscription = books().Subscribe("zod", Position(1));
  ASSERT_TRUE(subscription.ok());
  fake().HoldSync();
  std::vector<Answer> taken;
  for (int i = 0; i < 50; ++i) taken.push_back(SendPartner("zod", absl::StrCat("Partner ", i)));
  fake().AwaitHeldSync();
  std::atomic<bool> drained = false;
  std::thread drain([&] {
    books().Drain();
    drained = true;
  });
  // Refused as soon as the drain has begun.
  absl::Status refused;
  while (true) {
    Answer late = SendPartner("zod", "Te laat");
    if (late.ComesWithin(absl::Milliseconds(20))) {
      refused = late.Get().status();
      break;
    }
    taken.push_back(late);
  }
  EXPECT_EQ(refused.code(), StatusCode::kUnavailable);
  EXPECT_EQ(ReasonOf(refused), base::kServerDraining);
  EXPECT_FALSE(drained);
  fake().ReleaseSync();
  drain.join();
  for (const Answer& answer : taken) {
    EXPECT_TRUE(answer.IsThere()) << "Drain returns when every caller has been called";
    EXPECT_TRUE(answer.Get().ok() || ReasonOf(answer.Get().status()) == base::kServerDraining);
  }
  books().Drain();  // again: nothing
  EXPECT_EQ(Head("zod"), fake().Head("zod"));

  size_t received = 0;
  while (true) {
    const auto records = (*subscription)->Next(16, kLong);
    if (!records.ok()) {
      EXPECT_EQ(records.status().code(), StatusCode::kCancelled);
      break;
    }
    received += records->size();
  }
  EXPECT_EQ(received, fake().Head("zod").value());
  EXPECT_EQ(books().Subscribe("zod", Position(1)).status().code(), StatusCode::kUnavailable);
}

}  // namespace
}  // namespace dealboek::book
