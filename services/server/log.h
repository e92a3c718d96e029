// What the server says while it serves: one line of JSON for each thing that happens, on stderr.
//
//   {"time":"2026-11-24T21:50:00.123456Z","level":"info","event":"ready","message":"ready on ..."}
//
// `event` is a word for programs and keeps its meaning; `message` is for people. No name of a
// person goes in, nor anything a caller wrote but the UUID of a request.
#ifndef DEALBOEK_SERVICES_SERVER_LOG_H_
#define DEALBOEK_SERVICES_SERVER_LOG_H_

#include <cstdint>
#include <initializer_list>
#include <string>
#include <utility>
#include <variant>

#include "absl/base/thread_annotations.h"
#include "absl/strings/string_view.h"

#include "services/api/call_watch.h"
#include "services/base/clock.h"
#include "services/base/mutex.h"

namespace dealboek::server {

enum class Level { kDebug, kInfo, kWarning, kError };

// "debug", "info", "warning" or "error".
Level LevelNamed(absl::string_view name);

// Threads: any.
class Log {
 public:
  using Value = std::variant<int64_t, double, std::string>;
  using Fields = std::initializer_list<std::pair<absl::string_view, Value>>;

  // Writes lines of `least` and up to `file_descriptor`. `clock` is borrowed.
  Log(base::Clock& clock, Level least, int file_descriptor);

  void Write(Level level, absl::string_view event, absl::string_view message, Fields fields = {});

  // A call that has ended: a warning when it ended in something an operator has to know of, else
  // for debugging. At most kCallsASecond warnings; how many were left out is in the next one.
  void CallEnded(const api::EndedCall& call);

  static constexpr int kCallsASecond = 20;

 private:
  base::Clock& clock_;
  const Level least_;
  const int file_descriptor_;
  base::Mutex mutex_;
  int64_t second_ ABSL_GUARDED_BY(mutex_) = 0;  // of the warnings counted
  int in_second_ ABSL_GUARDED_BY(mutex_) = 0;
  int64_t left_out_ ABSL_GUARDED_BY(mutex_) = 0;
};

// What gRPC and protobuf have to say goes to `log` from now on, instead of to stderr; null:
// nowhere. Each has one place for it in a process.
void TakeLibraryLogs(Log* log);

}  // namespace dealboek::server

#endif  // DEALBOEK_SERVICES_SERVER_LOG_H_
