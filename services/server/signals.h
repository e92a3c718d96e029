// Signals and alarms of other threads, as something one thread can wait for.
#ifndef DEALBOEK_SERVICES_SERVER_SIGNALS_H_
#define DEALBOEK_SERVICES_SERVER_SIGNALS_H_

#include "absl/time/time.h"

namespace dealboek::server {

// SIGTERM and SIGINT no longer end the process: they are waited for here. Make it before any other
// thread is there, for those inherit that; one a process.
class Signals {
 public:
  enum class What { kTerminate, kAlarm, kTimeout };

  Signals();
  ~Signals();
  Signals(const Signals&) = delete;
  Signals& operator=(const Signals&) = delete;

  // Blocks until one of the signals came, somebody raised the alarm, or `timeout` has passed.
  What Wait(absl::Duration timeout);

  // Any thread: has Wait answer kAlarm, once.
  void RaiseAlarm();

 private:
  int signal_fd_ = -1;
  int alarm_fd_ = -1;
};

}  // namespace dealboek::server

#endif  // DEALBOEK_SERVICES_SERVER_SIGNALS_H_
