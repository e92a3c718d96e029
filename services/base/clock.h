// The wall clock, handed in by constructor so that tests can set it.
#ifndef DEALBOEK_SERVICES_BASE_CLOCK_H_
#define DEALBOEK_SERVICES_BASE_CLOCK_H_

#include <cstdint>
#include <memory>

namespace dealboek::base {

// Threads: any.
class Clock {
 public:
  virtual ~Clock() = default;

  // UTC microseconds since 1 January 1970. May run back: the operating system's clock does.
  virtual int64_t NowMicros() const = 0;
};

std::unique_ptr<Clock> SystemClock();

}  // namespace dealboek::base

#endif  // DEALBOEK_SERVICES_BASE_CLOCK_H_
