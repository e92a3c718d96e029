#include "services/base/clock.h"

#include <chrono>

namespace dealboek::base {
namespace {

class OperatingSystemClock : public Clock {
 public:
  int64_t NowMicros() const override {
    return std::chrono::duration_cast<std::chrono::microseconds>(
               std::chrono::system_clock::now().time_since_epoch())
        .count();
  }
};

}  // namespace

std::unique_ptr<Clock> SystemClock() { return std::make_unique<OperatingSystemClock>(); }

}  // namespace dealboek::base
