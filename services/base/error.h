// What a refusal tells beyond its code and English message, carried inside the absl::Status so
// that every layer passes it on. The API turns it into google.rpc details (AIP-193).
#ifndef DEALBOEK_SERVICES_BASE_ERROR_H_
#define DEALBOEK_SERVICES_BASE_ERROR_H_

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace dealboek::base {

// One field of a request that is wrong, as in google.rpc.BadRequest.
struct FieldViolation {
  std::string field;        // path in the request: "lines[2].amount_euro_cents"
  std::string description;  // what is wrong with it, in English
  std::string dutch;        // the same, for people; empty: none written

  friend bool operator==(const FieldViolation&, const FieldViolation&) = default;
};

struct ErrorDetail {
  std::string reason;  // one of reasons.h
  // Every value the message names; the unit is in the key ("freeEuroCents"). In the given order.
  std::vector<std::pair<std::string, std::string>> metadata;
  std::vector<FieldViolation> violations;
  std::string dutch;  // for people; empty: none written

  friend bool operator==(const ErrorDetail&, const ErrorDetail&) = default;
};

// A status of `code` (not OK) with a detail of `reason` and `metadata`. No person's name in any of
// them: messages end up in logs.
absl::Status Error(absl::StatusCode code, absl::string_view reason, absl::string_view message,
                   std::vector<std::pair<std::string, std::string>> metadata = {});

// `status` with `detail` in place of the one it had. An OK status can't carry one: it stays bare.
absl::Status WithDetail(absl::Status status, const ErrorDetail& detail);

// The detail of `status`; none when it was made without one.
std::optional<ErrorDetail> GetErrorDetail(const absl::Status& status);

}  // namespace dealboek::base

#endif  // DEALBOEK_SERVICES_BASE_ERROR_H_
