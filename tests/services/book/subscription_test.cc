// Following a book: no gap, no record twice, from a position or a time on.
#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "services/book/stamp.h"
#include "tests/services/book/books_fixture.h"

namespace dealboek::book {
namespace {

using absl::StatusCode;

class SubscriptionTest : public BooksTest {
 protected:
  std::unique_ptr<Subscription> Follow(absl::string_view book, Position from) {
    auto subscription = books().Subscribe(book, from);
    EXPECT_TRUE(subscription.ok()) << subscription.status();
    return subscription.ok() ? *std::move(subscription) : nullptr;
  }

  // The positions of the next `count` records.
  static std::vector<uint64_t> Take(Subscription& subscription, size_t count, size_t limit = 7) {
    std::vector<uint64_t> positions;
    while (positions.size() < count) {
      const auto records = subscription.Next(std::min(limit, count - positions.size()), kLong);
      EXPECT_TRUE(records.ok()) << records.status();
      if (!records.ok() || records->empty()) break;
      for (const StoredRecord& record : *records) positions.push_back(record.position.value());
    }
    return positions;
  }

  static std::vector<uint64_t> Range(uint64_t from, uint64_t to) {
    std::vector<uint64_t> range;
    for (uint64_t p = from; p <= to; ++p) range.push_back(p);
    return range;
  }
};

TEST_F(SubscriptionTest, CatchesUpThenGoesLive) {
  ASSERT_TRUE(Create("zod").ok());
  for (int i = 0; i < 20; ++i) ASSERT_TRUE(AddPartner("zod", absl::StrCat("Partner ", i)).ok());
  const uint64_t head = Head("zod")->value();
  const auto subscription = Follow("zod", Position());
  EXPECT_EQ(Take(*subscription, head), Range(1, head));
  EXPECT_EQ(subscription->Head(), Position(head));
  std::thread writer([&] {
    for (int i = 0; i < 20; ++i) ASSERT_TRUE(AddPartner("zod", absl::StrCat("Live ", i)).ok());
  });
  EXPECT_EQ(Take(*subscription, 20), Range(head + 1, head + 20));
  writer.join();
}

TEST_F(SubscriptionTest, BytesAreTheRecordsVerbatim) {
  ASSERT_TRUE(Create("zod").ok());
  const auto subscription = Follow("zod", Position(1));
  const auto records = subscription->Next(100, kLong);
  ASSERT_TRUE(records.ok());
  ASSERT_FALSE(records->empty());
  for (const StoredRecord& record : *records) {
    ASSERT_TRUE(fake()
                    .Read("zod", record.position, record.position,
                          [&](Position, absl::string_view bytes) {
                            EXPECT_EQ(record.bytes, std::string(bytes));
                            return true;
                          })
                    .ok());
  }
}

TEST_F(SubscriptionTest, GivesNoMoreBytesAtOnceThanABound) {
  ASSERT_TRUE(Create("zod").ok());
  for (int i = 0; i < 800; ++i) {
    ASSERT_TRUE(AddPartner("zod", absl::StrCat(std::string(190, 'x'), i)).ok());
  }
  const uint64_t head = Head("zod")->value();
  const auto subscription = Follow("zod", Position(1));
  size_t all = 0;
  for (uint64_t next = 1; next <= head;) {
    const auto records = subscription->Next(10'000, kLong);
    ASSERT_TRUE(records.ok());
    ASSERT_FALSE(records->empty());
    size_t bytes = 0;
    for (const StoredRecord& record : *records) {
      EXPECT_EQ(record.position, Position(next++)) << "the rest comes next";
      bytes += record.bytes.size();
    }
    EXPECT_LT(bytes - records->back().bytes.size(), Subscription::kMaxBytes);
    all += bytes;
  }
  EXPECT_GT(all, Subscription::kMaxBytes) << "or nothing was tried";
}

TEST_F(SubscriptionTest, StartsInTheMiddleOrInTheFuture) {
  ASSERT_TRUE(Create("zod").ok());
  const uint64_t head = Head("zod")->value();
  const auto future = Follow("zod", Position(head + 3));
  EXPECT_TRUE(future->Next(10, absl::ZeroDuration())->empty());
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(AddPartner("zod", absl::StrCat("Partner ", i)).ok());
  EXPECT_EQ(Take(*future, 3), Range(head + 3, head + 5));
  const auto middle = Follow("zod", Position(2));
  EXPECT_EQ(Take(*middle, head + 4), Range(2, head + 5));
}

TEST_F(SubscriptionTest, StartsAtATime) {
  ASSERT_TRUE(Create("zod").ok());
  std::vector<Receipt> receipts;
  for (int i = 0; i < 6; ++i) {
    clock_.Advance(1'000'000);
    receipts.push_back(*AddPartner("zod", absl::StrCat("Partner ", i)));
  }
  const uint64_t head = Head("zod")->value();
  struct Case {
    int64_t from_micros;
    uint64_t first;
  };
  for (const Case& test :
       std::vector<Case>{{0, 1},
                         {receipts[2].recorded_at_micros, receipts[2].first.value()},
                         {receipts[2].recorded_at_micros + 1, receipts[3].first.value()},
                         {receipts[5].recorded_at_micros, receipts[5].first.value()}}) {
    auto subscription = books().SubscribeFromTime("zod", test.from_micros);
    ASSERT_TRUE(subscription.ok());
    EXPECT_EQ(Take(**subscription, head - test.first + 1), Range(test.first, head));
  }
}

TEST_F(SubscriptionTest, ATimeStillToComePassesOverWhatComesBeforeIt) {
  ASSERT_TRUE(Create("zod").ok());
  auto subscription = books().SubscribeFromTime("zod", clock_.NowMicros() + 10'000'000);
  ASSERT_TRUE(subscription.ok());
  ASSERT_TRUE(AddPartner("zod", "Te vroeg").ok());
  EXPECT_TRUE((*subscription)->Next(10, kAWhile)->empty());
  EXPECT_EQ((*subscription)->Head(), *Head("zod"));
  clock_.Advance(10'000'000);
  const absl::StatusOr<Receipt> on_time = AddPartner("zod", "Op tijd");
  ASSERT_TRUE(on_time.ok());
  EXPECT_EQ(Take(**subscription, 1), Range(on_time->first.value(), on_time->first.value()));
}

TEST_F(SubscriptionTest, NoGapAndNothingTwiceUnderLoad) {
  ASSERT_TRUE(Create("zod").ok());
  constexpr int kWriters = 4;
  constexpr int kEach = 500;
  const uint64_t end = Head("zod")->value() + kWriters * kEach;
  std::vector<std::thread> threads;
  for (int w = 0; w < kWriters; ++w) {
    threads.emplace_back([&, w] {
      std::vector<Answer> answers;
      for (int i = 0; i < kEach; ++i) {
        answers.push_back(SendPartner("zod", absl::StrCat("Partner ", w, "-", i)));
        if (i % 10 == 9) {
          for (const Answer& answer : answers) EXPECT_TRUE(answer.Get().ok());
          answers.clear();
        }
      }
      for (const Answer& answer : answers) EXPECT_TRUE(answer.Get().ok());
    });
  }
  for (int s = 0; s < 6; ++s) {
    threads.emplace_back([&, s] {
      const uint64_t from = 1 + static_cast<uint64_t>(s) * 97;
      const auto subscription = Follow("zod", Position(from));
      EXPECT_EQ(Take(*subscription, end - from + 1, 1 + s * s * 10), Range(from, end));
    });
  }
  for (std::thread& thread : threads) thread.join();
}

TEST_F(SubscriptionTest, ASubscriberThatDoesNotReadHoldsNobodyUp) {
  ASSERT_TRUE(Create("zod").ok());
  const auto idle = Follow("zod", Position(1));
  std::vector<Answer> answers;
  for (int i = 0; i < 2'000; ++i) {
    answers.push_back(SendPartner("zod", absl::StrCat("Partner ", i)));
  }
  for (const Answer& answer : answers) ASSERT_TRUE(answer.Get().ok());
  const uint64_t head = Head("zod")->value();
  EXPECT_EQ(Take(*idle, head, 512), Range(1, head));
}

TEST_F(SubscriptionTest, TooManySubscribersAreRefused) {
  options_.max_subscribers_per_book = 3;
  ASSERT_TRUE(Create("zod").ok());
  std::vector<std::unique_ptr<Subscription>> subscriptions;
  for (int i = 0; i < 3; ++i) subscriptions.push_back(Follow("zod", Position(1)));
  const auto refused = books().Subscribe("zod", Position(1));
  EXPECT_THAT(refused, Refused(StatusCode::kResourceExhausted, base::kTooManySubscribers));
  subscriptions.pop_back();
  EXPECT_TRUE(books().Subscribe("zod", Position(1)).ok());
}

TEST_F(SubscriptionTest, AnUnknownBookCannotBeFollowed) {
  EXPECT_THAT(books().Subscribe("zod", Position(1)),
              Refused(StatusCode::kNotFound, base::kProgrammeUnknown));
  EXPECT_THAT(books().SubscribeFromTime("zod", 0),
              Refused(StatusCode::kNotFound, base::kProgrammeUnknown));
}

TEST_F(SubscriptionTest, AFailedLogEndsItOnceEverythingDurableHasBeenHandedOut) {
  ASSERT_TRUE(Create("zod").ok());
  const uint64_t head = Head("zod")->value();
  const auto subscription = Follow("zod", Position(1));
  fake().FailAppend(1, storage::FakeEventLog::Failure::kNotWritten);
  EXPECT_FALSE(AddPartner("zod", "Emmen").ok());
  EXPECT_EQ(Take(*subscription, head), Range(1, head));
  EXPECT_EQ(subscription->Next(10, kLong).status().code(), StatusCode::kUnavailable);
}

}  // namespace
}  // namespace dealboek::book
