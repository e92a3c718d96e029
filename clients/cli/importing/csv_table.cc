#include "clients/cli/importing/csv_table.h"

#include <algorithm>
#include <cstddef>
#include <csv.h>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <system_error>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

#include "clients/cli/importing/encoding.h"

namespace dealboek::cli::importing {
namespace {

constexpr absl::string_view kByteOrderMark = "\xEF\xBB\xBF";

struct RawRow {
  int line = 0;
  std::vector<std::string> fields;
};

// Splits text into rows with libcsv, which is fed a line at a time so that it is known where a row
// begins.
class Splitter {
 public:
  Splitter() {
    csv_init(&parser_, CSV_STRICT | CSV_STRICT_FINI | CSV_APPEND_NULL);
    csv_set_delim(&parser_, ';');
  }
  ~Splitter() { csv_free(&parser_); }
  Splitter(const Splitter&) = delete;
  Splitter& operator=(const Splitter&) = delete;

  // False, with a problem, when quotes do not match.
  bool Split(const std::string& file, absl::string_view content, Problems& problems) {
    int line = 0;
    while (!content.empty()) {
      ++line;
      const size_t end = content.find('\n');
      const absl::string_view text =
          content.substr(0, end == absl::string_view::npos ? end : end + 1);
      content.remove_prefix(text.size());
      if (fields_.empty() && !inside_) begins_at_ = line;
      inside_ = true;
      if (csv_parse(&parser_, text.data(), text.size(), OnField, OnRow, this) != text.size()) {
        problems.Add(AtLine(file, line),
                     "er staat een aanhalingsteken midden in een veld. Zet het hele veld tussen "
                     "\"...\" en schrijf een "
                     "aanhalingsteken daarin dubbel (\"\").");
        return false;
      }
      // Blank lines end nothing, and are no row.
      if (parser_.pstate == 0 && fields_.empty()) inside_ = false;
    }
    if (csv_fini(&parser_, OnField, OnRow, this) != 0) {
      problems.Add(
          AtLine(file, begins_at_),
          "een veld dat met een aanhalingsteken begint, eindigt er niet mee. Sluit het af met \".");
      return false;
    }
    return true;
  }

  std::vector<RawRow>& rows() { return rows_; }

 private:
  static void OnField(void* text, size_t size, void* self) {
    static_cast<Splitter*>(self)->fields_.emplace_back(static_cast<const char*>(text), size);
  }
  static void OnRow(int, void* self) {
    auto& splitter = *static_cast<Splitter*>(self);
    splitter.rows_.push_back({splitter.begins_at_, std::move(splitter.fields_)});
    splitter.fields_.clear();
    splitter.inside_ = false;
  }

  csv_parser parser_ = {};
  std::vector<RawRow> rows_;
  std::vector<std::string> fields_;
  int begins_at_ = 0;
  bool inside_ = false;
};

// Tells which field a byte is in, of text that cannot be split for it is not UTF-8.
class FieldFinder {
 public:
  // `content` is borrowed.
  FieldFinder(const std::string& file, absl::string_view content) : file_(file), content_(content) {
    const absl::string_view header = absl::StripSuffix(content.substr(0, content.find('\n')), "\r");
    if (FirstNotUtf8(header) == absl::string_view::npos) names_ = absl::StrSplit(header, ';');
  }

  // Of bytes in rising order.
  Value FieldAt(size_t byte) {
    for (; at_ < byte; ++at_) Pass(content_[at_]);
    // As far as it is on this line.
    Value field{
        AtLine(file_, line_), std::max(begin_, line_begin_),
        std::min(content_.find_first_of(quoted_ ? "\"\r\n" : ";\r\n", byte), content_.size())};
    field.place.column = static_cast<int>(column_ + 1);
    if (row_ > 0 && column_ < names_.size()) field.place.column_name = names_[column_];
    return field;
  }

 private:
  void Pass(char c) {
    if (c == '\n') {
      ++line_;
      line_begin_ = at_ + 1;
    }
    if (c == '"') quoted_ = !quoted_;
    if (quoted_) {
      if (c == '"') begin_ = at_ + 1;
    } else if (c == ';' || c == '\n') {
      column_ = c == ';' ? column_ + 1 : 0;
      if (c == '\n') ++row_;
      begin_ = at_ + 1;
    }
  }

  const std::string& file_;
  absl::string_view content_;
  std::vector<std::string> names_;  // of the columns, as the file has them
  size_t at_ = 0;
  // What has been passed up to there.
  int line_ = 1;
  size_t line_begin_ = 0;
  size_t row_ = 0;
  size_t column_ = 0;
  bool quoted_ = false;
  size_t begin_ = 0;  // of the field
};

bool CheckHeader(const std::string& file, const RawRow& header,
                 const std::vector<std::string>& expected, Problems& problems) {
  if (header.fields == expected) return true;
  const std::string remedy =
      absl::StrCat(" De eerste regel hoort te zijn: ", absl::StrJoin(expected, ";"), ".");
  bool same_names = header.fields.size() == expected.size();
  for (const std::string& name : expected) {
    const auto count = std::count(header.fields.begin(), header.fields.end(), name);
    same_names = same_names && count == 1;
    if (count == 0) {
      problems.Add(AtLine(file, header.line),
                   absl::StrCat("de kolom '", name, "' ontbreekt.", remedy));
    }
  }
  for (size_t i = 0; i < header.fields.size(); ++i) {
    Place place = AtLine(file, header.line);
    place.column = static_cast<int>(i + 1);
    const std::string& name = header.fields[i];
    if (std::find(expected.begin(), expected.end(), name) == expected.end()) {
      problems.Add(place, absl::StrCat("de kolom '", name, "' ken ik niet.", remedy));
    } else if (std::count(header.fields.begin(),
                          header.fields.begin() + static_cast<std::ptrdiff_t>(i), name) > 0) {
      problems.Add(place, absl::StrCat("de kolom '", name, "' staat er twee keer.", remedy));
    } else if (same_names && name != expected[i]) {
      problems.Add(place, absl::StrCat("hier staat '", name, "', verwacht '", expected[i],
                                       "': de kolommen zijn verwisseld.", remedy));
    }
  }
  return false;
}

}  // namespace

Place Row::PlaceOf(size_t column) const {
  Place at = AtLine(table_->file(), line_);
  at.column = static_cast<int>(column + 1);
  at.column_name = table_->columns()[column];
  return at;
}

std::string ReadText(const std::string& folder, const std::string& file, Problems& problems) {
  const std::filesystem::path path = std::filesystem::path(folder) / file;
  std::error_code ignored;
  std::ifstream in(path, std::ios::binary);
  std::string content;
  if (in && !std::filesystem::is_directory(path, ignored))
    content.assign(std::istreambuf_iterator<char>(in), {});
  if (!in || in.bad() || std::filesystem::is_directory(path, ignored)) {
    problems.Add(AtFile(file),
                 absl::StrCat("dit bestand is er niet of is niet te lezen in ", folder,
                              ". Een tabel zonder rijen heeft alleen haar eerste regel."));
    return "";
  }
  return content;
}

CsvTable::CsvTable(std::string file, absl::string_view content, std::vector<std::string> columns,
                   Problems& problems)
    : file_(std::move(file)), columns_(std::move(columns)) {
  absl::ConsumePrefix(&content, kByteOrderMark);
  FieldFinder fields(file_, content);
  const std::optional<std::string> text = ReadEncoded(
      file_, content, [&](size_t byte) { return fields.FieldAt(byte); }, problems);
  Splitter splitter;
  if (!text.has_value() || !splitter.Split(file_, *text, problems)) return;
  std::vector<RawRow>& raw = splitter.rows();
  if (raw.empty()) {
    problems.Add(AtLine(file_, 1),
                 absl::StrCat("het bestand is leeg. De eerste regel hoort te zijn: ",
                              absl::StrJoin(columns_, ";"), "."));
    return;
  }
  if (!CheckHeader(file_, raw[0], columns_, problems)) return;
  readable_ = true;
  for (size_t i = 1; i < raw.size(); ++i) {
    if (raw[i].fields.size() != columns_.size()) {
      left_out_ = true;
      problems.Add(AtLine(file_, raw[i].line),
                   absl::StrCat("hier staan ", raw[i].fields.size(), " velden, verwacht ",
                                columns_.size(), " (", absl::StrJoin(columns_, ";"),
                                "). Een veld met ; erin hoort tussen \"...\"."));
      continue;
    }
    rows_.emplace_back(*this, raw[i].line, std::move(raw[i].fields));
  }
}

}  // namespace dealboek::cli::importing
