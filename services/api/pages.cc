#include "services/api/pages.h"

#include <algorithm>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "google/protobuf/descriptor.h"
#include <openssl/sha.h>

#include "services/api/errors.h"
#include "services/api/fingerprint.h"
#include "services/base/check.h"

namespace dealboek::api {
namespace {

constexpr size_t kDefaultSize = 50;
constexpr size_t kMaxSize = 500;
constexpr absl::string_view kPageSize = "page_size";
constexpr absl::string_view kPageToken = "page_token";

// Tells a token from text that is none, and one list's from another's.
std::string Seal(absl::string_view list, absl::string_view content) {
  const std::string sealed = absl::StrCat("dealboek page\n", list, content);
  unsigned char hash[SHA256_DIGEST_LENGTH];
  SHA256(reinterpret_cast<const unsigned char*>(sealed.data()), sealed.size(), hash);
  return absl::BytesToHexString(absl::string_view(reinterpret_cast<const char*>(hash), 8));
}

std::optional<PageStart> Unseal(absl::string_view list, absl::string_view token) {
  std::string text;
  if (!absl::WebSafeBase64Unescape(token, &text)) return std::nullopt;
  // One token, one spelling.
  if (absl::WebSafeBase64Escape(text) != token) return std::nullopt;
  const std::vector<std::string> parts = absl::StrSplit(text, absl::MaxSplits(' ', 3));
  if (parts.size() != 4) return std::nullopt;
  const absl::string_view content = absl::string_view(text).substr(parts[0].size() + 1);
  PageStart start;
  uint64_t position = 0;
  if (Seal(list, content) != parts[0] || !absl::SimpleAtoi(parts[1], &position) ||
      !absl::SimpleAtoi(parts[2], &start.moment_micros)) {
    return std::nullopt;
  }
  start.position = base::Position(position);
  start.after = parts[3];
  return start;
}

}  // namespace

std::string Page::NextToken(const PageStart& start) const {
  const std::string content =
      absl::StrCat(start.position.value(), " ", start.moment_micros, " ", start.after);
  return absl::WebSafeBase64Escape(absl::StrCat(Seal(list, content), " ", content));
}

absl::StatusOr<Page> ParsePage(const google::protobuf::Message& request) {
  const auto& reflection = *request.GetReflection();
  const auto* size_field = request.GetDescriptor()->FindFieldByName("page_size");
  const auto* token_field = request.GetDescriptor()->FindFieldByName("page_token");
  CHECK(size_field != nullptr && token_field != nullptr) << "a list pages";

  Page page;
  const int32_t size = reflection.GetInt32(request, size_field);
  if (size < 0) {
    return OutOfRange(kPageSize, size, "Give 0 for the default, or 1 to 500.",
                      "Geef 0, of 1 tot 500.");
  }
  page.size = size == 0 ? kDefaultSize : std::min(static_cast<size_t>(size), kMaxSize);
  page.list = Fingerprint(request, {kPageSize, kPageToken});
  const std::string token = reflection.GetString(request, token_field);
  if (!token.empty()) {
    page.start = Unseal(page.list, token);
    if (!page.start.has_value()) return PageTokenInvalid(token);
  }
  return page;
}

absl::StatusOr<size_t> Given(const Page& page) {
  if (!page.start.has_value()) return size_t{0};
  uint64_t given = 0;
  if (!absl::SimpleAtoi(page.start->after, &given)) return PageTokenInvalid(page.start->after);
  return static_cast<size_t>(given);
}

size_t LastItemBytes(const google::protobuf::Message& response) {
  const google::protobuf::Descriptor& type = *response.GetDescriptor();
  const google::protobuf::Reflection& reflection = *response.GetReflection();
  for (int i = 0; i < type.field_count(); ++i) {
    const google::protobuf::FieldDescriptor& field = *type.field(i);
    if (!field.is_repeated() || field.message_type() == nullptr) continue;
    const int size = reflection.FieldSize(response, &field);
    return size == 0 ? 0 : reflection.GetRepeatedMessage(response, &field, size - 1).ByteSizeLong();
  }
  CHECK(false) << "a list has items: " << type.full_name();
  return 0;
}

}  // namespace dealboek::api
