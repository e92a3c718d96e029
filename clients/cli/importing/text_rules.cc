#include "clients/cli/importing/text_rules.h"

#include <algorithm>
#include <utf8proc.h>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace dealboek::cli::importing {
namespace {

// The first characters of a text, to know it by.
std::string Beginning(absl::string_view text) {
  constexpr size_t kShown = 40;
  size_t end = std::min(kShown, text.size());
  while (end > 0 && end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) {
    --end;  // not inside a character
  }
  return absl::StrCat("'", text.substr(0, end), end < text.size() ? "…'" : "'");
}

}  // namespace

std::string TextProblem(absl::string_view text, size_t longest) {
  if (text.size() > longest) {
    return absl::StrCat(Beginning(text), " is ", text.size(), " bytes lang; hoogstens ", longest,
                        " passen er. Kort de tekst in.");
  }
  for (size_t at = 0; at < text.size();) {
    utf8proc_int32_t character = 0;
    const auto size = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()) + at,
                                       static_cast<utf8proc_ssize_t>(text.size() - at), &character);
    if (size <= 0) return "";  // said for the file as a whole
    const bool control = character < 0x20 || (character >= 0x7F && character < 0xA0);
    if (control && !(character == '\n' && longest == kLongestText)) {
      return absl::StrCat(
          absl::StrFormat("stuurteken U+%04X op byte %d", static_cast<unsigned>(character), at + 1),
          character == '\n' || character == '\r' ? " (een regeleinde)" : "",
          ". Laat dat teken weg.");
    }
    at += static_cast<size_t>(size);
  }
  if (!text.empty() && absl::StripAsciiWhitespace(text).empty()) {
    return "hier staan alleen spaties; vul het in, of laat het leeg.";
  }
  return "";
}

}  // namespace dealboek::cli::importing
