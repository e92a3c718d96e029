#include "clients/cli/importing/csv_table.h"

#include <algorithm>
#include <cstddef>
#include <csv.h>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>
#include <utf8proc.h>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"

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

bool CheckUtf8(const std::string& file, absl::string_view content, Problems& problems) {
  bool good = true;
  int line = 0;
  while (!content.empty()) {
    ++line;
    const size_t end = content.find('\n');
    absl::string_view text = content.substr(0, end == absl::string_view::npos ? end : end + 1);
    content.remove_prefix(text.size());
    size_t at = 0;
    while (at < text.size()) {
      utf8proc_int32_t character = 0;
      const auto size =
          utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()) + at,
                           static_cast<utf8proc_ssize_t>(text.size() - at), &character);
      if (size > 0) {
        at += static_cast<size_t>(size);
        continue;
      }
      good = false;
      problems.Add(
          AtLine(file, line),
          absl::StrFormat(
              "byte %d (0x%02X) is geen UTF-8; het bestand lijkt Latin-1. Sla het op als UTF-8.",
              at + 1, static_cast<unsigned char>(text[at])));
      break;  // one a line says it
    }
  }
  return good;
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
  if (!CheckUtf8(file_, content, problems)) return;
  Splitter splitter;
  if (!splitter.Split(file_, content, problems)) return;
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
