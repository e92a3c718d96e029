// What can be counted of the books.
#include "services/book/figures.h"

#include <numeric>
#include <string>

#include "tests/services/book/books_fixture.h"

namespace dealboek::book {
namespace {

class FiguresTest : public BooksTest {
 protected:
  static uint64_t Count(const base::Histogram& histogram) {
    const auto counts = histogram.Read().counts;
    return std::accumulate(counts.begin(), counts.end(), uint64_t{0});
  }
};

TEST_F(FiguresTest, EveryWrittenBatchIsCountedAndNoOther) {
  ASSERT_TRUE(Create("zod").ok());
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(AddPartner("zod", absl::StrCat("Partner ", i)).ok());
  const BatchCounts& counts = books().batch_counts();
  const uint64_t batches = log_->batches().size();
  size_t bytes = 0;
  for (const WatchedLog::Batch& batch : log_->batches()) bytes += batch.bytes;
  EXPECT_EQ(Count(counts.append_micros), batches);
  EXPECT_EQ(Count(counts.commands), batches);
  EXPECT_EQ(counts.commands.Read().sum, 4u);
  EXPECT_EQ(counts.events.Read().sum, Head("zod")->value());
  EXPECT_EQ(counts.bytes.Read().sum, bytes);

  EXPECT_FALSE(AddPartner("zod", "").ok()) << "a refusal writes nothing";
  EXPECT_EQ(Count(counts.append_micros), batches);
  fake().FailAppend(1, storage::FakeEventLog::Failure::kNotWritten);
  EXPECT_FALSE(AddPartner("zod", "Partner").ok());
  EXPECT_EQ(Count(counts.append_micros), batches) << "what failed was not written";
}

TEST_F(FiguresTest, AQueueAndAHangingDiskAreSeenWhileTheyLast) {
  ASSERT_TRUE(Create("zod").ok());
  Figures figures = books().LookAtFigures();
  EXPECT_EQ(figures.queued, 0u);
  EXPECT_EQ(figures.max_queued, options_.max_queued);
  EXPECT_EQ(figures.open_books, 1u);
  EXPECT_EQ(figures.append_under_way, absl::ZeroDuration());

  fake().HoldSync();
  Answer answer;
  books().Execute("zod", MakeRequest(PartnerCommand("Een"), "een", RequestId(901)), answer.Taker());
  fake().AwaitHeldSync();
  figures = books().LookAtFigures();
  EXPECT_EQ(figures.queued, 1u);
  EXPECT_GT(figures.append_under_way, absl::ZeroDuration());
  fake().ReleaseSync();
  ASSERT_TRUE(answer.Get().ok());
  figures = books().LookAtFigures();
  EXPECT_EQ(figures.queued, 0u);
  EXPECT_EQ(figures.append_under_way, absl::ZeroDuration());
}

TEST_F(FiguresTest, TheSubscriptionFurthestBehindIsTheLag) {
  ASSERT_TRUE(Create("zod").ok());
  ASSERT_TRUE(AddPartner("zod", "Eerst").ok());
  const uint64_t head = Head("zod")->value();
  {
    const auto reader = books().Subscribe("zod", Position());
    const auto ahead = books().Subscribe("zod", Position(head + 100));
    ASSERT_TRUE(reader.ok() && ahead.ok());
    Figures figures = books().LookAtFigures();
    EXPECT_EQ(figures.subscriptions, 2u);
    EXPECT_EQ(figures.max_subscription_lag, head);
    ASSERT_TRUE((*reader)->Next(1, kLong).ok());
    EXPECT_EQ(books().LookAtFigures().max_subscription_lag, head - 1);
    ASSERT_TRUE((*reader)->Next(head, kLong).ok());
    EXPECT_EQ(books().LookAtFigures().max_subscription_lag, 0u);
    ASSERT_TRUE(AddPartner("zod", "Nieuw").ok());
    EXPECT_EQ(books().LookAtFigures().max_subscription_lag, Head("zod")->value() - head);
  }
  EXPECT_EQ(books().LookAtFigures().subscriptions, 0u);
  EXPECT_EQ(books().LookAtFigures().max_subscription_lag, 0u);
}

}  // namespace
}  // namespace dealboek::book
