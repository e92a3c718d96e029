#include "services/base/error.h"

#include <cstdint>

#include "absl/strings/cord.h"

#include "services/base/check.h"

namespace dealboek::base {
namespace {

constexpr absl::string_view kPayloadUrl = "dealboek.error";

// The payload never leaves the process: counts and strings, each a 32-bit little-endian length and
// its bytes, in the order reason, dutch, metadata, violations.
class Writer {
 public:
  void Number(size_t number) {
    CHECK_LE(number, UINT32_MAX);
    for (int shift = 0; shift < 32; shift += 8)
      bytes_.push_back(static_cast<char>(number >> shift));
  }
  void String(absl::string_view text) {
    Number(text.size());
    bytes_.append(text.data(), text.size());
  }
  std::string bytes() && { return std::move(bytes_); }

 private:
  std::string bytes_;
};

class Reader {
 public:
  explicit Reader(absl::string_view bytes) : bytes_(bytes) {}

  uint32_t Number() {
    const absl::string_view raw = Take(4);
    uint32_t number = 0;
    for (int i = 0; i < 4; ++i) number |= uint32_t{static_cast<uint8_t>(raw[i])} << (8 * i);
    return number;
  }
  std::string String() { return std::string(Take(Number())); }

 private:
  absl::string_view Take(size_t size) {
    CHECK_LE(size, bytes_.size()) << "a payload under our URL that we did not write";
    const absl::string_view taken = bytes_.substr(0, size);
    bytes_.remove_prefix(size);
    return taken;
  }

  absl::string_view bytes_;
};

}  // namespace

absl::Status Error(absl::StatusCode code, absl::string_view reason, absl::string_view message,
                   std::vector<std::pair<std::string, std::string>> metadata) {
  CHECK(code != absl::StatusCode::kOk) << "an error needs a code";
  ErrorDetail detail;
  detail.reason = std::string(reason);
  detail.metadata = std::move(metadata);
  return WithDetail(absl::Status(code, message), detail);
}

absl::Status WithDetail(absl::Status status, const ErrorDetail& detail) {
  Writer out;
  out.String(detail.reason);
  out.String(detail.dutch);
  out.Number(detail.metadata.size());
  for (const auto& [key, value] : detail.metadata) {
    out.String(key);
    out.String(value);
  }
  out.Number(detail.violations.size());
  for (const FieldViolation& violation : detail.violations) {
    out.String(violation.field);
    out.String(violation.description);
    out.String(violation.dutch);
  }
  status.SetPayload(kPayloadUrl, absl::Cord(std::move(out).bytes()));
  return status;
}

std::optional<ErrorDetail> GetErrorDetail(const absl::Status& status) {
  const absl::optional<absl::Cord> payload = status.GetPayload(kPayloadUrl);
  if (!payload.has_value()) return std::nullopt;
  const std::string bytes(*payload);
  Reader in(bytes);
  ErrorDetail detail;
  detail.reason = in.String();
  detail.dutch = in.String();
  for (uint32_t left = in.Number(); left > 0; --left) {
    std::string key = in.String();
    detail.metadata.emplace_back(std::move(key), in.String());
  }
  for (uint32_t left = in.Number(); left > 0; --left) {
    FieldViolation& violation = detail.violations.emplace_back();
    violation.field = in.String();
    violation.description = in.String();
    violation.dutch = in.String();
  }
  return detail;
}

}  // namespace dealboek::base
