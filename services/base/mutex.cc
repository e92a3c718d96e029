#include "services/base/mutex.h"

#include <algorithm>
#include <chrono>

namespace dealboek::base {

// The caller holds the mutex and goes on holding it: the std lock only borrows it for the wait.

void CondVar::Wait(Mutex& mutex) {
  std::unique_lock<std::mutex> lock(mutex.mutex_, std::adopt_lock);
  condition_.wait(lock);
  lock.release();
}

bool CondVar::WaitFor(Mutex& mutex, absl::Duration timeout) {
  std::unique_lock<std::mutex> lock(mutex.mutex_, std::adopt_lock);
  // Bounded, so that the deadline can't overflow.
  const auto bounded =
      absl::ToChronoNanoseconds(std::clamp(timeout, absl::ZeroDuration(), absl::Hours(24)));
  const std::cv_status status =
      condition_.wait_until(lock, std::chrono::steady_clock::now() + bounded);
  lock.release();
  return status == std::cv_status::no_timeout;
}

}  // namespace dealboek::base
