#include "clients/cli/importing/encoding.h"

#include <algorithm>
#include <utf8proc.h>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"

namespace dealboek::cli::importing {
namespace {

// Bytes of the character at `at`; 0: it is not UTF-8.
size_t SizeAt(absl::string_view text, size_t at) {
  utf8proc_int32_t character = 0;
  const auto size = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()) + at,
                                     static_cast<utf8proc_ssize_t>(text.size() - at), &character);
  return size > 0 ? static_cast<size_t>(size) : 0;
}

// With its mark, or without: these files begin with a letter or a brace, of which all bytes but one
// are then 0.
bool IsUtf32(absl::string_view content) {
  constexpr absl::string_view kLowFirst("\xFF\xFE\0\0", 4);
  constexpr absl::string_view kHighFirst("\0\0\xFE\xFF", 4);
  if (content.size() < 4) return false;
  return absl::StartsWith(content, kLowFirst) || absl::StartsWith(content, kHighFirst) ||
         (content[1] == '\0' && content[2] == '\0');
}
bool IsUtf16(absl::string_view content) {
  if (content.size() < 2) return false;
  return absl::StartsWith(content, "\xFF\xFE") || absl::StartsWith(content, "\xFE\xFF") ||
         content[0] == '\0' || content[1] == '\0';
}

// The character that a byte of 0x80 and up is in Windows-1252; � for those that are none.
utf8proc_int32_t FromWindows1252(unsigned char byte) {
  static constexpr utf8proc_int32_t kNotLatin1[] = {
      0x20AC, 0xFFFD, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
      0x2039, 0x0152, 0xFFFD, 0x017D, 0xFFFD, 0xFFFD, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
      0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0xFFFD, 0x017E, 0x0178};
  return byte < 0xA0 ? kNotLatin1[byte - 0x80] : byte;
}

// With each byte that is not UTF-8 as the character it probably is.
std::string Repaired(absl::string_view content) {
  std::string text;
  for (size_t at = 0; at < content.size();) {
    const size_t size = SizeAt(content, at);
    if (size > 0) {
      absl::StrAppend(&text, content.substr(at, size));
      at += size;
      continue;
    }
    utf8proc_uint8_t character[4];
    const auto bytes =
        utf8proc_encode_char(FromWindows1252(static_cast<unsigned char>(content[at])), character);
    text.append(reinterpret_cast<const char*>(character), static_cast<size_t>(bytes));
    ++at;
  }
  return text;
}

// What can be read of `value` around byte `at` of it, with � for each byte that is not UTF-8.
std::string Readable(absl::string_view value, size_t at) {
  constexpr size_t kAround = 30;  // characters on either side
  std::vector<absl::string_view> characters;
  size_t middle = 0;
  for (size_t next = 0; next < value.size();) {
    if (next == at) middle = characters.size();
    const size_t size = SizeAt(value, next);
    characters.push_back(size == 0 ? "�" : value.substr(next, size));
    next += size == 0 ? 1 : size;
  }
  const size_t begin = middle > kAround ? middle - kAround : 0;
  const size_t end = std::min(characters.size(), middle + kAround + 1);
  return absl::StrCat(begin > 0 ? "…" : "",
                      absl::StrJoin(characters.begin() + static_cast<std::ptrdiff_t>(begin),
                                    characters.begin() + static_cast<std::ptrdiff_t>(end), ""),
                      end < characters.size() ? "…" : "");
}

}  // namespace

size_t FirstNotUtf8(absl::string_view text) {
  for (size_t at = 0; at < text.size();) {
    const size_t size = SizeAt(text, at);
    if (size == 0) return at;
    at += size;
  }
  return absl::string_view::npos;
}

std::optional<std::string> ReadEncoded(const std::string& file, absl::string_view content,
                                       const ValueAt& value_at, Problems& problems) {
  if (IsUtf32(content) || IsUtf16(content)) {
    problems.Add(AtFile(file),
                 absl::StrCat("dit bestand is ", IsUtf32(content) ? "UTF-32" : "UTF-16",
                              ". Sla het op als UTF-8."));
    return std::nullopt;
  }
  bool good = true;
  for (size_t line = 0; line < content.size();) {
    const size_t newline = content.find('\n', line);
    const size_t next = newline == absl::string_view::npos ? content.size() : newline + 1;
    const size_t bad = FirstNotUtf8(content.substr(line, next - line));
    if (bad != absl::string_view::npos) {  // one a line says it
      good = false;
      const size_t byte = line + bad;
      const Value value = value_at(byte);
      problems.Add(value.place,
                   absl::StrFormat("in '%s' is byte 0x%02X geen UTF-8; het bestand lijkt Latin-1. "
                                   "Sla het op als UTF-8.",
                                   Readable(content.substr(value.begin, value.end - value.begin),
                                            byte - value.begin),
                                   static_cast<unsigned char>(content[byte])));
    }
    line = next;
  }
  return good ? std::string(content) : Repaired(content);
}

}  // namespace dealboek::cli::importing
