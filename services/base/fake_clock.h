// A clock for tests: it stands still until told otherwise.
#ifndef DEALBOEK_SERVICES_BASE_FAKE_CLOCK_H_
#define DEALBOEK_SERVICES_BASE_FAKE_CLOCK_H_

#include <atomic>
#include <cstdint>

#include "services/base/clock.h"

namespace dealboek::base {

// Threads: any.
class FakeClock : public Clock {
 public:
  // Noon of 7 June 2021, UTC.
  static constexpr int64_t kStartMicros = 1'623'067'200'000'000;

  explicit FakeClock(int64_t micros = kStartMicros) : micros_(micros) {}

  int64_t NowMicros() const override { return micros_.load(); }
  void Set(int64_t micros) { micros_.store(micros); }
  void Advance(int64_t micros) { micros_.fetch_add(micros); }  // negative: back

 private:
  std::atomic<int64_t> micros_;
};

}  // namespace dealboek::base

#endif  // DEALBOEK_SERVICES_BASE_FAKE_CLOCK_H_
