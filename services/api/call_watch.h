// Calls as they end: counted by method and code, and told to whoever keeps the log.
#ifndef DEALBOEK_SERVICES_API_CALL_WATCH_H_
#define DEALBOEK_SERVICES_API_CALL_WATCH_H_

#include <array>
#include <cstddef>
#include <deque>
#include <functional>
#include <string>
#include <utility>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include <grpcpp/support/status_code_enum.h>

#include "services/api/status.h"
#include "services/base/metrics.h"

namespace dealboek::api {

inline constexpr size_t kStatusCodes = 17;  // OK (0) to UNAUTHENTICATED (16)

// The name of a canonical code, like "FAILED_PRECONDITION".
absl::string_view CodeName(size_t code);

// One method's calls, since the start.
struct MethodCalls {
  MethodCalls(std::string service, std::string method, bool streams)
      : service(std::move(service)), method(std::move(method)), streams(streams) {}

  const std::string service;  // dealboek.v1.ProposalService
  const std::string method;   // SubmitProposal
  const bool streams;
  std::array<base::Counter, kStatusCodes> by_code;
  base::Histogram micros{base::MicrosBounds()};  // from arrival to answer; not of streams
};

// Refusals an operator has to know of, for each of which there is a page in deploy/OPERATIONS.md.
struct WatchedReason {
  absl::string_view reason;
  base::Counter count;
};

// A call that has ended. No name of a person is in it, and nothing a caller wrote but a UUID.
struct EndedCall {
  const MethodCalls& of;
  grpc::StatusCode code = grpc::StatusCode::OK;
  absl::string_view reason;      // of ErrorInfo; empty when it was answered
  absl::string_view incident;    // empty: it was no fault of ours
  absl::string_view request_id;  // of a mutation, when it is a UUID
  absl::Duration took;
  bool watched = false;  // `reason` is one of CallWatch::reasons
};

// Threads: any, but for Add.
class CallWatch {
 public:
  // `on_end` is called on the thread the call ends on, and must not wait; null: nobody is told.
  explicit CallWatch(std::function<void(const EndedCall&)> on_end);

  // Before the first call. The result lives as long as this.
  MethodCalls& Add(std::string service, std::string method, bool streams);

  void Ended(MethodCalls& calls, const Told& told, absl::string_view request_id,
             absl::Duration took);

  const std::deque<MethodCalls>& methods() const { return methods_; }
  const std::deque<WatchedReason>& reasons() const { return reasons_; }

 private:
  const std::function<void(const EndedCall&)> on_end_;
  std::deque<MethodCalls> methods_;  // for its elements never move
  std::deque<WatchedReason> reasons_;
};

}  // namespace dealboek::api

#endif  // DEALBOEK_SERVICES_API_CALL_WATCH_H_
