// What the book asks of text, checked before anything is sent, so that it can be said where the
// text stands. The server has the last word.
#ifndef DEALBOEK_CLIENTS_CLI_IMPORTING_TEXT_RULES_H_
#define DEALBOEK_CLIENTS_CLI_IMPORTING_TEXT_RULES_H_

#include <cstddef>
#include <string>

#include "absl/strings/string_view.h"

namespace dealboek::cli::importing {

// In bytes of UTF-8. A long text may have line breaks.
inline constexpr size_t kLongestTitle = 300;
inline constexpr size_t kLongestName = 200;
inline constexpr size_t kLongestText = 8000;
// Where something is printed: file and line come before it in the same title.
inline constexpr size_t kLongestPlace = 240;

// What is wrong with `text`, which is UTF-8, in Dutch with value and remedy; empty: nothing.
std::string TextProblem(absl::string_view text, size_t longest);

}  // namespace dealboek::cli::importing

#endif  // DEALBOEK_CLIENTS_CLI_IMPORTING_TEXT_RULES_H_
