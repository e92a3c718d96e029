#include "services/base/clock.h"

#include <time.h>

#include <gtest/gtest.h>

#include "services/base/fake_clock.h"

namespace dealboek::base {
namespace {

int64_t KernelMicros() {
  timespec now{};
  clock_gettime(CLOCK_REALTIME, &now);
  return int64_t{now.tv_sec} * 1'000'000 + now.tv_nsec / 1'000;
}

TEST(ClockTest, SystemClockTellsUtcInMicroseconds) {
  const std::unique_ptr<Clock> clock = SystemClock();
  const int64_t before = KernelMicros();
  const int64_t now = clock->NowMicros();
  // A minute of slack: the wall clock may be set between two readings.
  EXPECT_NEAR(static_cast<double>(now), static_cast<double>(before), 60e6);
}

TEST(FakeClockTest, StandsStillUntilMoved) {
  FakeClock clock(1'000);
  EXPECT_EQ(clock.NowMicros(), 1'000);
  EXPECT_EQ(clock.NowMicros(), 1'000);
  clock.Advance(5);
  EXPECT_EQ(clock.NowMicros(), 1'005);
  clock.Advance(-10);
  EXPECT_EQ(clock.NowMicros(), 995);
  clock.Set(7);
  EXPECT_EQ(clock.NowMicros(), 7);
}

}  // namespace
}  // namespace dealboek::base
