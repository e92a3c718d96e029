#include "services/book/backoff.h"

#include <algorithm>
#include <cstdint>
#include <set>
#include <vector>

#include "gtest/gtest.h"

namespace dealboek::book {
namespace {

constexpr int64_t kSecond = 1'000'000'000;

// A second of so many refused and so many served, in ten windows; the mean of what was told in the
// last of them.
int64_t MeanTold(Backoff& backoff, int64_t& now, int refused, int served) {
  int64_t sum = 0;
  for (int window = 0; window < 10; ++window) {
    sum = 0;
    backoff.Served(static_cast<size_t>(served / 10));
    for (int i = 0; i < refused / 10; ++i) sum += backoff.Refused(now, 20);
    now += kSecond / 10;
  }
  return refused == 0 ? 0 : sum / (refused / 10);
}

TEST(BackoffTest, WhoIsRefusedNowAndThenWaitsForWhatIsQueued) {
  Backoff backoff;
  int64_t now = kSecond;
  const int64_t told = MeanTold(backoff, now, 100, 10'000);
  EXPECT_GE(told, 15);
  EXPECT_LE(told, 25);
}

TEST(BackoffTest, TheMoreAreRefusedTheLongerTheyStayAwayAndItPasses) {
  Backoff backoff;
  int64_t now = kSecond;
  EXPECT_GT(MeanTold(backoff, now, 100'000, 10'000), 3'000);
  // A few: as it is.
  EXPECT_GT(MeanTold(backoff, now, 400, 10'000), 3'000);
  int64_t told = 0;
  for (int seconds = 0; seconds < 5; ++seconds) told = MeanTold(backoff, now, 100, 10'000);
  EXPECT_LT(told, 30) << "hardly any";
  EXPECT_GT(MeanTold(backoff, now, 100'000, 10'000), 3'000);
  now += 11 * kSecond;
  EXPECT_LE(backoff.Refused(now, 20), 25) << "nobody was refused for a while";
}

TEST(BackoffTest, ThoseRefusedTogetherAreToldDifferentTimes) {
  Backoff backoff;
  std::vector<int64_t> told;
  for (int i = 0; i < 1'000; ++i) told.push_back(backoff.Refused(kSecond, 1'000));
  std::sort(told.begin(), told.end());
  EXPECT_GE(told.front(), 750);
  EXPECT_LE(told.back(), 1'250);
  for (int tenth = 0; tenth < 10; ++tenth) {
    const int64_t from = 750 + 50 * tenth;
    EXPECT_NEAR(std::count_if(told.begin(), told.end(),
                              [&](int64_t millis) { return millis >= from && millis < from + 50; }),
                100, 15)
        << from;
  }
}

TEST(BackoffTest, ThoseSentAwayLongestAreToldDifferentTimesToo) {
  Backoff backoff;
  std::set<int64_t> told;
  for (int i = 0; i < 1'000; ++i) told.insert(backoff.Refused(kSecond, 60'000));
  EXPECT_GT(told.size(), 500u);
  EXPECT_LE(*told.rbegin(), Backoff::kMostMillis);
}

}  // namespace
}  // namespace dealboek::book
