#include "services/api/status.h"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/time.h"
#include "google/protobuf/any.pb.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"

#include "services/base/error.h"
#include "services/base/reasons.h"

namespace dealboek::api {
namespace {

constexpr size_t kMaxValueBytes = 256;
constexpr size_t kMaxMessageBytes = 1024;
constexpr int kMaxViolations = 24;
constexpr size_t kMaxViolationBytes = 4096;
constexpr absl::string_view kRetryKey = "retryAfterMillis";

// At most `size` bytes of UTF-8 text, never half a character; what is not UTF-8 is not let through.
std::string Cut(absl::string_view text, size_t size) {
  std::string cut;
  for (size_t i = 0; i < text.size();) {
    const auto lead = static_cast<unsigned char>(text[i]);
    const size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    if (i + length > text.size()) break;
    if (cut.size() + length > size) {
      cut += "...";
      break;
    }
    absl::StrAppend(&cut, text.substr(i, length));
    i += length;
  }
  return cut;
}

google::rpc::LocalizedMessage Dutch(absl::string_view text) {
  google::rpc::LocalizedMessage dutch;
  dutch.set_locale("nl-NL");
  dutch.set_message(Cut(text, kMaxMessageBytes));
  return dutch;
}

}  // namespace

StatusMapper::StatusMapper(base::Clock& clock, Log log) : clock_(clock), log_(std::move(log)) {}

absl::Status StatusMapper::Incident(const absl::Status& status, std::string& incident) {
  // Tells one incident from another in the log of one day; says nothing to the caller.
  incident =
      absl::StrFormat("%s-%04d",
                      absl::FormatTime("%Y%m%dT%H%M%S", absl::FromUnixMicros(clock_.NowMicros()),
                                       absl::UTCTimeZone()),
                      ++incidents_ % 10'000);
  log_(absl::StrCat("incident ", incident, ": ", status.ToString()));
  base::ErrorDetail detail;
  detail.reason = std::string(base::kInternal);
  detail.metadata = {{"incident", incident}};
  detail.dutch = absl::StrCat("Er ging iets mis in de server (voorval ", incident,
                              "). Meld dit de beheerder.");
  return base::WithDetail(
      absl::InternalError(absl::StrCat("Something went wrong inside the server, incident ",
                                       incident, ". Tell its operator.")),
      detail);
}

Told StatusMapper::Tell(const absl::Status& status) {
  if (status.ok()) return Told();
  std::string incident;
  absl::Status told = status;
  std::optional<base::ErrorDetail> detail = base::GetErrorDetail(status);
  if (!detail.has_value() || absl::IsInternal(status) || absl::IsUnknown(status)) {
    told = Incident(status, incident);
    detail = base::GetErrorDetail(told);
  }

  google::rpc::Status rich;
  rich.set_code(static_cast<int>(told.code()));
  rich.set_message(Cut(told.message(), kMaxMessageBytes));

  google::rpc::BadRequest bad_request;
  size_t violation_bytes = 0;
  for (const base::FieldViolation& violation : detail->violations) {
    violation_bytes +=
        violation.field.size() + violation.description.size() + violation.dutch.size();
    if (bad_request.field_violations_size() == kMaxViolations ||
        (violation_bytes > kMaxViolationBytes && bad_request.field_violations_size() > 0)) {
      break;
    }
    auto* told_violation = bad_request.add_field_violations();
    told_violation->set_field(Cut(violation.field, kMaxValueBytes));
    told_violation->set_description(Cut(violation.description, kMaxMessageBytes));
    if (!violation.dutch.empty()) {
      *told_violation->mutable_localized_message() = Dutch(violation.dutch);
    }
  }

  google::rpc::ErrorInfo info;
  info.set_reason(detail->reason);
  info.set_domain("dealboek");
  for (const auto& [key, value] : detail->metadata) {
    (*info.mutable_metadata())[key] = Cut(value, kMaxValueBytes);
  }
  const size_t left_out =
      detail->violations.size() - static_cast<size_t>(bad_request.field_violations_size());
  if (left_out > 0) (*info.mutable_metadata())["violationsLeftOut"] = absl::StrCat(left_out);
  rich.add_details()->PackFrom(info);

  if (bad_request.field_violations_size() > 0) rich.add_details()->PackFrom(bad_request);
  if (!detail->dutch.empty()) {
    rich.add_details()->PackFrom(Dutch(detail->dutch));
  }
  int64_t retry_millis = 0;
  const auto retry = info.metadata().find(std::string(kRetryKey));
  if (retry != info.metadata().end() && absl::SimpleAtoi(retry->second, &retry_millis)) {
    google::rpc::RetryInfo retry_info;
    retry_info.mutable_retry_delay()->set_seconds(retry_millis / 1000);
    retry_info.mutable_retry_delay()->set_nanos(static_cast<int32_t>(retry_millis % 1000) *
                                                1'000'000);
    rich.add_details()->PackFrom(retry_info);
  }
  return {grpc::Status(static_cast<grpc::StatusCode>(told.code()), rich.message(),
                       rich.SerializeAsString()),
          detail->reason, std::move(incident)};
}

}  // namespace dealboek::api
