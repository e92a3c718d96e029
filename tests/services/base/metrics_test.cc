#include "services/base/metrics.h"

#include <cstdint>
#include <numeric>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace dealboek::base {
namespace {

using testing::ElementsAre;

TEST(MetricsTest, ACounterLosesNothingBetweenThreads) {
  Counter counter;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int n = 0; n < 10'000; ++n) counter.Add();
    });
  }
  for (std::thread& thread : threads) thread.join();
  counter.Add(5);
  EXPECT_EQ(counter.value(), 40'005u);
}

TEST(MetricsTest, AValueIsInTheFirstBucketWhoseBoundItDoesNotPass) {
  Histogram histogram({10, 20});
  for (const uint64_t value : {0, 10, 11, 20, 21, 1'000}) histogram.Observe(value);
  const Histogram::Reading reading = histogram.Read();
  EXPECT_THAT(reading.counts, ElementsAre(2, 2, 2));
  EXPECT_EQ(reading.sum, 1'062u);
}

TEST(MetricsTest, AHistogramLosesNothingBetweenThreads) {
  Histogram histogram(MicrosBounds());
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (uint64_t n = 0; n < 10'000; ++n) histogram.Observe(n);
    });
  }
  for (std::thread& thread : threads) thread.join();
  const Histogram::Reading reading = histogram.Read();
  EXPECT_EQ(std::accumulate(reading.counts.begin(), reading.counts.end(), uint64_t{0}), 40'000u);
  EXPECT_EQ(reading.sum, 4u * (10'000u * 9'999u / 2));
}

TEST(MetricsTest, BoundsAscendAndEndWhereAsked) {
  EXPECT_THAT(FourfoldBounds(64), ElementsAre(1, 4, 16, 64));
  EXPECT_THAT(FourfoldBounds(100), ElementsAre(1, 4, 16, 64, 100));
  EXPECT_EQ(Histogram(MicrosBounds()).Read().counts.size(), MicrosBounds().size() + 1);
}

TEST(MetricsDeathTest, BoundsThatDoNotAscendAreABugOfOurs) {
  EXPECT_DEATH(Histogram({10, 10}), "");
  EXPECT_DEATH(Histogram({}), "");
}

}  // namespace
}  // namespace dealboek::base
