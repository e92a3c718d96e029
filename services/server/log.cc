#include "services/server/log.h"

#include <array>
#include <atomic>
#include <cerrno>
#include <unistd.h>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "google/protobuf/stubs/logging.h"
#include <grpc/support/log.h>
#include <nlohmann/json.hpp>

namespace dealboek::server {
namespace {

constexpr std::array<absl::string_view, 4> kNames = {"debug", "info", "warning", "error"};

std::atomic<Log*> library_log = nullptr;

void WriteGrpcLine(gpr_log_func_args* line) {
  Log* log = library_log.load();
  if (log == nullptr) return;
  const Level level = line->severity == GPR_LOG_SEVERITY_ERROR ? Level::kWarning : Level::kDebug;
  log->Write(level, "grpc", line->message);
}

// What it makes of bytes that clients send is for debugging: they are answered. Only what ends the
// process is worth more.
void WriteProtobufLine(google::protobuf::LogLevel of, const char*, int,
                       const std::string& message) {
  Log* log = library_log.load();
  if (log == nullptr) return;
  const bool ends = of == google::protobuf::LOGLEVEL_FATAL;
  log->Write(ends ? Level::kError : Level::kDebug, "protobuf", message);
}

}  // namespace

Level LevelNamed(absl::string_view name) {
  for (size_t i = 0; i < kNames.size(); ++i) {
    if (kNames[i] == name) return static_cast<Level>(i);
  }
  return Level::kInfo;
}

Log::Log(base::Clock& clock, Level least, int file_descriptor)
    : clock_(clock), least_(least), file_descriptor_(file_descriptor) {}

void Log::Write(Level level, absl::string_view event, absl::string_view message, Fields fields) {
  if (level < least_) return;
  nlohmann::ordered_json line;
  line["time"] = absl::FormatTime("%Y-%m-%dT%H:%M:%E6SZ", absl::FromUnixMicros(clock_.NowMicros()),
                                  absl::UTCTimeZone());
  line["level"] = std::string(kNames[static_cast<size_t>(level)]);
  line["event"] = std::string(event);
  line["message"] = std::string(message);
  for (const auto& [key, value] : fields) {
    std::visit([&, key = std::string(key)](const auto& held) { line[key] = held; }, value);
  }
  // What is not UTF-8 is replaced: a line that a reader of JSON refuses helps nobody.
  std::string text = line.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
  text += '\n';
  for (size_t written = 0; written < text.size();) {  // as a rule in one go, so lines do not mix
    const ssize_t done = write(file_descriptor_, text.data() + written, text.size() - written);
    if (done < 0 && errno != EINTR) return;  // nobody listens, and there is nobody to tell
    if (done > 0) written += static_cast<size_t>(done);
  }
}

void Log::CallEnded(const api::EndedCall& call) {
  const Level level = call.watched ? Level::kWarning : Level::kDebug;
  if (level < least_) return;
  int64_t left_out = 0;
  if (level == Level::kWarning) {
    const int64_t second = clock_.NowMicros() / 1'000'000;
    const base::MutexLock lock(mutex_);
    if (second != second_) {
      second_ = second;
      in_second_ = 0;
    }
    if (++in_second_ > kCallsASecond) {
      ++left_out_;
      return;
    }
    left_out = std::exchange(left_out_, 0);
  }
  const absl::string_view code = api::CodeName(static_cast<size_t>(call.code));
  Write(level, "call", absl::StrCat(call.of.method, ": ", call.reason.empty() ? code : call.reason),
        {{"method", absl::StrCat(call.of.service, "/", call.of.method)},
         {"code", std::string(code)},
         {"reason", std::string(call.reason)},
         {"requestId", std::string(call.request_id)},
         {"incident", std::string(call.incident)},
         {"tookMicros", absl::ToInt64Microseconds(call.took)},
         {"leftOut", left_out}});
}

void TakeLibraryLogs(Log* log) {
  library_log.store(log);
  gpr_set_log_function(WriteGrpcLine);
  google::protobuf::SetLogHandler(WriteProtobufLine);
}

}  // namespace dealboek::server
