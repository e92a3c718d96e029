#include "services/base/waking_queue.h"

#include <atomic>
#include <memory>
#include <optional>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace dealboek::base {
namespace {

using Queue = WakingQueue<int>;

TEST(WakingQueueTest, GivesInTheOrderOfAdding) {
  Queue queue;
  for (int i = 0; i < 3; ++i) queue.Add(i);
  EXPECT_EQ(queue.Take(), 0);
  EXPECT_EQ(queue.TryTake(), 1);
  EXPECT_EQ(queue.Take(), 2);
  EXPECT_EQ(queue.TryTake(), std::nullopt);
}

TEST(WakingQueueTest, ClosedItGivesWhatIsLeftAndThenNothing) {
  Queue queue;
  queue.Add(1);
  queue.Close(Queue::Rest::kTaken);
  EXPECT_EQ(queue.Take(), 1);
  EXPECT_EQ(queue.Take(), std::nullopt);
}

TEST(WakingQueueTest, ClosedItCanDropWhatIsLeftAndWhatStillComes) {
  WakingQueue<std::shared_ptr<int>> queue;
  const auto left = std::make_shared<int>(1);
  queue.Add(left);
  queue.Close(WakingQueue<std::shared_ptr<int>>::Rest::kDropped);
  queue.Add(left);
  EXPECT_EQ(left.use_count(), 1);
  EXPECT_EQ(queue.Take(), std::nullopt);
}

// A lost waking would leave a thread asleep beside something to take, and this test hanging: each
// burst waits for the one before it, so nothing that comes later can wake who was forgotten.
TEST(WakingQueueTest, NothingWaitsWhileAThreadSleeps) {
  Queue queue;
  std::atomic<int> taken = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 3; ++i) {
    threads.emplace_back([&] {
      while (queue.Take().has_value()) {
        taken.fetch_add(1);
        taken.notify_one();
      }
    });
  }
  int added = 0;
  for (int burst = 0; burst < 2'000; ++burst) {
    for (int i = 0; i <= burst % 7; ++i, ++added) queue.Add(added);
    for (int seen = taken.load(); seen != added; seen = taken.load()) taken.wait(seen);
  }
  queue.Close(Queue::Rest::kTaken);
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(taken.load(), added);
}

}  // namespace
}  // namespace dealboek::base
