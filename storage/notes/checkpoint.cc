#include "storage/notes/checkpoint.h"

#include <optional>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

#include "services/base/check.h"
#include "storage/notes/encoding.h"

namespace dealboek::storage {

using absl::InvalidArgumentError;
using absl::StrCat;

absl::StatusOr<Checkpoint> ParseCheckpoint(absl::string_view text) {
  if (!absl::ConsumeSuffix(&text, "\n")) {
    return InvalidArgumentError("The last line of a checkpoint ends in a newline.");
  }
  const std::vector<absl::string_view> lines = absl::StrSplit(text, '\n');
  if (lines.size() < 3) {
    return InvalidArgumentError(
        StrCat("A checkpoint is three lines, origin, size and root; this is ", lines.size(), "."));
  }
  for (const absl::string_view line : lines) {
    if (line.empty()) return InvalidArgumentError("A checkpoint has no empty line.");
  }
  Checkpoint checkpoint;
  checkpoint.origin = std::string(lines[0]);
  const std::optional<uint64_t> size = FromDecimal(lines[1]);
  if (!size.has_value()) {
    return InvalidArgumentError(
        StrCat("\"", absl::Utf8SafeCHexEscape(lines[1].substr(0, 30)), "\" is no size of a tree."));
  }
  checkpoint.size = *size;
  const std::optional<std::string> root = FromBase64(lines[2]);
  if (!root.has_value() || root->size() != kHashBytes) {
    return InvalidArgumentError(StrCat("\"", absl::Utf8SafeCHexEscape(lines[2].substr(0, 60)),
                                       "\" is no root: it is 32 bytes in Base 64."));
  }
  checkpoint.root = HashOf(*root);
  if (checkpoint.size == 0 && checkpoint.root != EmptyRoot()) {
    return InvalidArgumentError("A tree without leaves has another root than this.");
  }
  for (size_t i = 3; i < lines.size(); ++i) checkpoint.extensions.emplace_back(lines[i]);
  return checkpoint;
}

std::string TextOf(const Checkpoint& checkpoint) {
  const auto line = [](absl::string_view text) {
    CHECK(!text.empty() && text.find('\n') == absl::string_view::npos) << text;
    return text;
  };
  std::string text = StrCat(line(checkpoint.origin), "\n", checkpoint.size, "\n",
                            absl::Base64Escape(View(checkpoint.root)), "\n");
  for (const std::string& extension : checkpoint.extensions) {
    absl::StrAppend(&text, line(extension), "\n");
  }
  return text;
}

}  // namespace dealboek::storage
