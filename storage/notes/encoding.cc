#include "storage/notes/encoding.h"

#include <algorithm>
#include <iterator>

#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include <openssl/asn1.h>

#include "services/base/check.h"

namespace dealboek::storage {
namespace {

// Unicode's White_Space.
bool IsSpace(uint64_t point) {
  constexpr uint64_t kSpaces[] = {0x85, 0xa0, 0x1680, 0x2028, 0x2029, 0x202f, 0x205f, 0x3000};
  return point == ' ' || (point >= 0x09 && point <= 0x0d) || (point >= 0x2000 && point <= 0x200a) ||
         std::find(std::begin(kSpaces), std::end(kSpaces), point) != std::end(kSpaces);
}

template <typename Number>
std::string BigEndian(Number value) {
  std::string bytes(sizeof(Number), '\0');
  for (auto byte = bytes.rbegin(); byte != bytes.rend(); ++byte, value >>= 8) {
    *byte = static_cast<char>(value & 0xff);
  }
  return bytes;
}

template <typename Number>
Number FromBigEndian(absl::string_view bytes) {
  CHECK_EQ(bytes.size(), sizeof(Number));
  Number value = 0;
  for (const char byte : bytes) {
    value = static_cast<Number>(value << 8 | static_cast<unsigned char>(byte));
  }
  return value;
}

}  // namespace

std::optional<std::string> FromBase64(absl::string_view text) {
  std::string bytes;
  // abseil takes spaces, no padding and stray bits too: then it would not write it so.
  if (!absl::Base64Unescape(text, &bytes) || absl::Base64Escape(bytes) != text) return std::nullopt;
  return bytes;
}

std::optional<uint64_t> FromDecimal(absl::string_view text) {
  const bool is_number =
      !text.empty() && (text == "0" || text.front() != '0') &&
      std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
  uint64_t number = 0;
  if (!is_number || !absl::SimpleAtoi(text, &number)) return std::nullopt;
  return number;
}

std::string BigEndian32(uint32_t value) { return BigEndian(value); }
std::string BigEndian64(uint64_t value) { return BigEndian(value); }
uint32_t FromBigEndian32(absl::string_view bytes) { return FromBigEndian<uint32_t>(bytes); }
uint64_t FromBigEndian64(absl::string_view bytes) { return FromBigEndian<uint64_t>(bytes); }

FirstRune ReadRune(absl::string_view text) {
  unsigned long point = 0;  // NOLINT(google-runtime-int): as OpenSSL has it
  const int at_most = static_cast<int>(std::min<size_t>(text.size(), 4));
  const int length =
      UTF8_getc(reinterpret_cast<const unsigned char*>(text.data()), at_most, &point);
  if (length <= 0) return {};
  FirstRune first{Rune::kOther, static_cast<size_t>(length)};
  if (point == '\n') {
    first.rune = Rune::kNewline;
  } else if (point < 0x20) {
    first.rune = Rune::kControl;
  } else if (IsSpace(point)) {
    first.rune = Rune::kSpace;
  }
  return first;
}

}  // namespace dealboek::storage
