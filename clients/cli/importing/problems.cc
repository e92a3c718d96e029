#include "clients/cli/importing/problems.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace dealboek::cli::importing {

Place AtFile(absl::string_view file) { return AtLine(file, 0); }

Place AtLine(absl::string_view file, int line) {
  Place place;
  place.file = std::string(file);
  place.line = line;
  return place;
}

Place AtByte(absl::string_view file, absl::string_view text, size_t byte) {
  const absl::string_view before = text.substr(0, byte);
  Place place = AtLine(file, 1 + static_cast<int>(std::count(before.begin(), before.end(), '\n')));
  const size_t newline = before.rfind('\n');
  const absl::string_view on_line =
      newline == absl::string_view::npos ? before : before.substr(newline + 1);
  const auto begins_character = [](char c) { return (c & 0xC0) != 0x80; };  // UTF-8
  place.column =
      1 + static_cast<int>(std::count_if(on_line.begin(), on_line.end(), begins_character));
  return place;
}

std::string Describe(const Place& place) {
  std::string text = place.file;
  if (place.line > 0) absl::StrAppend(&text, ", regel ", place.line);
  if (place.column > 0) absl::StrAppend(&text, ", kolom ", place.column);
  if (!place.column_name.empty()) absl::StrAppend(&text, " (", place.column_name, ")");
  if (!place.path.empty()) absl::StrAppend(&text, ", ", place.path);
  return text;
}

void Problems::Add(const Place& place, absl::string_view dutch) {
  std::string where = Describe(place);
  found_.push_back({.field = where, .option = where, .message = std::string(dutch)});
}

std::vector<std::string> Problems::lines() const {
  std::vector<std::string> lines;
  for (const FieldViolation& found : found_) {
    lines.push_back(absl::StrCat(found.field, ": ", found.message));
  }
  return lines;
}

absl::Status Problems::AsStatus(absl::string_view outcome) const {
  if (found_.empty()) return absl::OkStatus();
  const std::string how_many =
      absl::StrCat(size() == 1 ? "1 probleem" : absl::StrCat(size(), " problemen"),
                   " in de bestanden; ", outcome, ".");
  absl::Status status =
      absl::InvalidArgumentError(absl::StrCat(how_many, "\n  ", absl::StrJoin(lines(), "\n  ")));
  SetJson({.reason = "IMPORT_INVALID", .message = how_many, .violations = found_}, status);
  return status;
}

}  // namespace dealboek::cli::importing
