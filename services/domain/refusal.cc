#include "services/domain/refusal.h"

#include <optional>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

#include "services/base/error.h"

namespace dealboek::domain {

absl::Status Refuse(absl::StatusCode code, absl::string_view reason, absl::string_view english,
                    absl::string_view dutch, Metadata metadata) {
  base::ErrorDetail detail;
  detail.reason = std::string(reason);
  detail.metadata = std::move(metadata);
  detail.dutch = std::string(dutch);
  return base::WithDetail(absl::Status(code, english), detail);
}

absl::Status Invalid(absl::string_view reason, absl::string_view field, absl::string_view english,
                     absl::string_view dutch, Metadata metadata) {
  base::ErrorDetail detail;
  detail.reason = std::string(reason);
  detail.metadata = std::move(metadata);
  detail.violations = {{std::string(field), std::string(english), std::string(dutch)}};
  detail.dutch = std::string(dutch);
  return base::WithDetail(absl::InvalidArgumentError(absl::StrCat(field, ": ", english)), detail);
}

absl::Status At(absl::string_view path, const absl::Status& status) {
  if (status.ok() || path.empty()) return status;
  base::ErrorDetail detail = base::GetErrorDetail(status).value_or(base::ErrorDetail{});
  // A message that begins with the field it is about goes on with the longer path.
  const bool names_field =
      !detail.violations.empty() &&
      absl::StartsWith(status.message(), absl::StrCat(detail.violations[0].field, ":"));
  if (detail.violations.empty()) {
    detail.violations = {{std::string(path), std::string(status.message()), detail.dutch}};
  } else {
    for (base::FieldViolation& violation : detail.violations) {
      // "entries" and "[2].title" are one path.
      const char* const dot = absl::StartsWith(violation.field, "[") ? "" : ".";
      violation.field = absl::StrCat(path, dot, violation.field);
    }
  }
  const char* const joint = !names_field                              ? ": "
                            : absl::StartsWith(status.message(), "[") ? ""
                                                                      : ".";
  return base::WithDetail(absl::Status(status.code(), absl::StrCat(path, joint, status.message())),
                          detail);
}

void Problems::Add(const absl::Status& status, absl::string_view path) {
  if (!status.ok()) problems_.push_back(At(path, status));
}

absl::Status Problems::status() const {
  if (problems_.empty()) return absl::OkStatus();
  if (problems_.size() == 1) return problems_[0];
  base::ErrorDetail detail = base::GetErrorDetail(problems_[0]).value_or(base::ErrorDetail{});
  for (size_t i = 1; i < problems_.size(); ++i) {
    const std::optional<base::ErrorDetail> other = base::GetErrorDetail(problems_[i]);
    if (!other.has_value()) continue;
    detail.violations.insert(detail.violations.end(), other->violations.begin(),
                             other->violations.end());
  }
  detail.metadata.emplace_back("problems", absl::StrCat(problems_.size()));
  detail.dutch = absl::StrCat("Er zijn ", problems_.size(), " fouten; de eerste: ", detail.dutch);
  return base::WithDetail(
      absl::Status(problems_[0].code(), absl::StrCat(problems_.size(), " problems; the first is ",
                                                     problems_[0].message())),
      detail);
}

}  // namespace dealboek::domain
