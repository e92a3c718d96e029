// How a refusal looks on the wire (AIP-193): a canonical code, an English message, and in the
// details google.rpc.ErrorInfo (domain "dealboek", stable reason, every value as metadata),
// BadRequest, LocalizedMessage in Dutch, RetryInfo where sending the same again is worth it.
#ifndef DEALBOEK_SERVICES_API_STATUS_H_
#define DEALBOEK_SERVICES_API_STATUS_H_

#include <atomic>
#include <cstdint>
#include <functional>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include <grpcpp/support/status.h>

#include "services/base/clock.h"

namespace dealboek::api {

// Takes a line on what went wrong inside, for the operator.
using Log = std::function<void(absl::string_view)>;

// What a caller is told, and of that what is worth counting.
struct Told {
  grpc::Status status;
  std::string reason;    // of ErrorInfo; empty: OK
  std::string incident;  // its number; empty: no fault of ours
};

// Threads: any.
class StatusMapper {
 public:
  // `clock` is borrowed.
  StatusMapper(base::Clock& clock, Log log);

  // A status without a detail, or of code INTERNAL or UNKNOWN, is a fault of ours: the caller gets
  // INTERNAL with an incident number, the log the number and the rest.
  //
  // Trailers have a limit (8 KiB by default, in every client): values are cut to 256 bytes and
  // violations past 24, or past 4 KiB together, are left out and counted in the metadata
  // ("violationsLeftOut").
  Told Tell(const absl::Status& status);
  grpc::Status ToGrpc(const absl::Status& status) { return Tell(status).status; }

 private:
  absl::Status Incident(const absl::Status& status, std::string& incident);

  base::Clock& clock_;
  const Log log_;
  std::atomic<uint32_t> incidents_ = 0;
};

}  // namespace dealboek::api

#endif  // DEALBOEK_SERVICES_API_STATUS_H_
