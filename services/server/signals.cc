#include "services/server/signals.h"

#include <cerrno>
#include <csignal>
#include <cstdint>
#include <poll.h>
#include <unistd.h>

#include "absl/time/clock.h"
#include <sys/eventfd.h>
#include <sys/signalfd.h>

#include "services/base/check.h"

namespace dealboek::server {

Signals::Signals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  // None of these fails but for a lack of file descriptors, before there is anything to serve.
  CHECK_EQ(pthread_sigmask(SIG_BLOCK, &signals, nullptr), 0);
  signal_fd_ = signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK);
  CHECK_GE(signal_fd_, 0);
  alarm_fd_ = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  CHECK_GE(alarm_fd_, 0);
}

Signals::~Signals() {
  close(signal_fd_);
  close(alarm_fd_);
}

Signals::What Signals::Wait(absl::Duration timeout) {
  const absl::Time deadline = absl::Now() + timeout;
  while (true) {
    signalfd_siginfo signal;
    if (read(signal_fd_, &signal, sizeof(signal)) == sizeof(signal)) return What::kTerminate;
    uint64_t alarms = 0;
    if (read(alarm_fd_, &alarms, sizeof(alarms)) == sizeof(alarms)) return What::kAlarm;
    const absl::Duration left = deadline - absl::Now();
    if (left <= absl::ZeroDuration()) return What::kTimeout;
    pollfd fds[] = {{signal_fd_, POLLIN, 0}, {alarm_fd_, POLLIN, 0}};
    const auto millis = left > absl::Hours(1)
                            ? int64_t{3'600'000}
                            : absl::ToInt64Milliseconds(left) + 1;  // up, lest it spins
    const int ready = poll(fds, 2, static_cast<int>(millis));
    CHECK(ready >= 0 || errno == EINTR);
  }
}

void Signals::RaiseAlarm() {
  const uint64_t one = 1;
  // Fails only when the alarm is up already, 2^64 times.
  [[maybe_unused]] const ssize_t written = write(alarm_fd_, &one, sizeof(one));
}

}  // namespace dealboek::server
