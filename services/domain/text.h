// Characters of what people type.
#ifndef DEALBOEK_SERVICES_DOMAIN_TEXT_H_
#define DEALBOEK_SERVICES_DOMAIN_TEXT_H_

#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"

namespace dealboek::domain {

// One character of UTF-8 at the start of `text`, which is not empty, and its length, as RFC 3629
// has it: no overlong form, no surrogate, nothing above U+10FFFF. Length 0: not UTF-8.
struct Character {
  uint32_t code = 0;
  size_t length = 0;
};
Character FirstCharacter(absl::string_view text);

// Characters that show nothing: spaces of Unicode, and those without width.
bool IsBlank(uint32_t code);
// Characters that change how others are shown or end a line without being one of ours: control
// characters, the separators U+2028 and U+2029, and what turns the direction of writing (with
// which a text can be made to read as another).
bool IsControl(uint32_t code);

// What a caller gave may be anything: for a message it is cut to what people can read, as UTF-8.
std::string Readable(absl::string_view text);
std::string Quoted(absl::string_view text);  // the same, between quotes

}  // namespace dealboek::domain

#endif  // DEALBOEK_SERVICES_DOMAIN_TEXT_H_
