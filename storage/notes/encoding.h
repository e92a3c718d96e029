// Text and numbers as the C2SP specifications write them, read strictly: what has two spellings is
// taken in one only, so that two readers never differ on what was signed. Threads: any.
#ifndef DEALBOEK_STORAGE_NOTES_ENCODING_H_
#define DEALBOEK_STORAGE_NOTES_ENCODING_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"

namespace dealboek::storage {

// Standard Base 64 with padding (RFC 4648, section 4); none: not that, or not as it is written.
std::optional<std::string> FromBase64(absl::string_view text);
// Decimal digits without a leading zero; none: not that, or above 2^64 - 1.
std::optional<uint64_t> FromDecimal(absl::string_view text);

// `value` in 4 or 8 bytes, the highest first.
std::string BigEndian32(uint32_t value);
std::string BigEndian64(uint64_t value);
// `bytes` are 4 or 8.
uint32_t FromBigEndian32(absl::string_view bytes);
uint64_t FromBigEndian64(absl::string_view bytes);

// What a code point of a text is to a note.
enum class Rune { kOther, kSpace, kControl, kNewline, kInvalid };
// Whether `text` is UTF-8, and holds nothing of the kinds that `is_refused` says.
template <typename IsRefused>
bool IsTextWithout(absl::string_view text, IsRefused is_refused);

// The kind of the first code point of `text`, which is not empty, and how many bytes it takes.
struct FirstRune {
  Rune rune = Rune::kInvalid;
  size_t bytes = 0;
};
FirstRune ReadRune(absl::string_view text);

template <typename IsRefused>
bool IsTextWithout(absl::string_view text, IsRefused is_refused) {
  while (!text.empty()) {
    const FirstRune first = ReadRune(text);
    if (first.rune == Rune::kInvalid || is_refused(first.rune)) return false;
    text.remove_prefix(first.bytes);
  }
  return true;
}

}  // namespace dealboek::storage

#endif  // DEALBOEK_STORAGE_NOTES_ENCODING_H_
