#include "services/api/call_watch.h"

#include <algorithm>
#include <cstdint>

#include "services/base/check.h"
#include "services/base/reasons.h"

namespace dealboek::api {

absl::string_view CodeName(size_t code) {
  constexpr std::array<absl::string_view, kStatusCodes> kNames = {"OK",
                                                                  "CANCELLED",
                                                                  "UNKNOWN",
                                                                  "INVALID_ARGUMENT",
                                                                  "DEADLINE_EXCEEDED",
                                                                  "NOT_FOUND",
                                                                  "ALREADY_EXISTS",
                                                                  "PERMISSION_DENIED",
                                                                  "RESOURCE_EXHAUSTED",
                                                                  "FAILED_PRECONDITION",
                                                                  "ABORTED",
                                                                  "OUT_OF_RANGE",
                                                                  "UNIMPLEMENTED",
                                                                  "INTERNAL",
                                                                  "UNAVAILABLE",
                                                                  "DATA_LOSS",
                                                                  "UNAUTHENTICATED"};
  CHECK_LT(code, kStatusCodes);
  return kNames[code];
}

CallWatch::CallWatch(std::function<void(const EndedCall&)> on_end) : on_end_(std::move(on_end)) {
  for (const absl::string_view reason :
       {base::kClockBehind, base::kDiskFullFloor, base::kEventUnreadable, base::kInternal,
        base::kLogDamaged, base::kLogReadFailed, base::kLogStopped, base::kLogWriteFailed,
        base::kQueueFull, base::kRecordDamaged, base::kRecordMissing, base::kRequestEntryDamaged,
        base::kServerDraining, base::kTooManySubscribers, base::kTooManyWaiting,
        base::kTreeDamaged}) {
    reasons_.emplace_back().reason = reason;
  }
}

MethodCalls& CallWatch::Add(std::string service, std::string method, bool streams) {
  return methods_.emplace_back(std::move(service), std::move(method), streams);
}

void CallWatch::Ended(MethodCalls& calls, const Told& told, absl::string_view request_id,
                      absl::Duration took) {
  const auto code = static_cast<size_t>(told.status.error_code());
  CHECK_LT(code, kStatusCodes);
  calls.by_code[code].Add();
  if (!calls.streams) {
    calls.micros.Observe(static_cast<uint64_t>(std::max<int64_t>(ToInt64Microseconds(took), 0)));
  }
  bool is_watched = false;
  if (!told.reason.empty()) {
    for (WatchedReason& watched : reasons_) {
      if (watched.reason != told.reason) continue;
      watched.count.Add();
      is_watched = true;
    }
  }
  if (on_end_ != nullptr) {
    on_end_({calls, told.status.error_code(), told.reason, told.incident, request_id, took,
             is_watched});
  }
}

}  // namespace dealboek::api
