#include "clients/cli/table.h"

#include <algorithm>
#include <iterator>
#include <numeric>
#include <utf8proc.h>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"

#include "clients/cli/amounts.h"
#include "clients/cli/dates.h"

namespace dealboek::cli {
namespace {

constexpr int kGap = 2;
constexpr int kNarrowest = 12;  // a text column is never cut below this

// Columns that are never cut, by key: states, which differ at their end, and names of things, which
// are typed back.
constexpr absl::string_view kNeverCut[] = {
    "stage",       "kind",      "outcome",  "status",    "progress_status", "presence",
    "role",        "agreement", "label",    "proposal",  "project",         "item",
    "seat",        "meeting",   "position", "positions", "decided_on",      "held_on",
    "recorded_at", "pijler",    "tranche",  "command",   "statement",       "endorsements"};

bool MayBeCut(const Column& column) {
  return column.align == Align::kLeft &&
         std::find(std::begin(kNeverCut), std::end(kNeverCut), column.key) == std::end(kNeverCut);
}

// Calls visit(code point, its bytes) for each character; what is not UTF-8 counts as one byte each.
template <typename Visit>
void ForEachCharacter(absl::string_view text, Visit visit) {
  while (!text.empty()) {
    utf8proc_int32_t character = 0;
    const auto size = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                       static_cast<utf8proc_ssize_t>(text.size()), &character);
    const size_t taken = size > 0 ? static_cast<size_t>(size) : 1;
    visit(size > 0 ? character : 0xFFFD, text.substr(0, taken));
    text.remove_prefix(taken);
  }
}

int WidthOf(utf8proc_int32_t character) { return std::max(0, utf8proc_charwidth(character)); }

std::string CutTo(absl::string_view text, int width) {
  if (DisplayWidth(text) <= width) return std::string(text);
  std::string cut;
  int used = 0;
  bool full = false;
  ForEachCharacter(text, [&](utf8proc_int32_t character, absl::string_view bytes) {
    full = full || used + WidthOf(character) > width - 1;
    if (full) return;
    used += WidthOf(character);
    absl::StrAppend(&cut, bytes);
  });
  return absl::StrCat(cut, "…");
}

std::string Aligned(absl::string_view text, Align align, int width) {
  const std::string padding(std::max(0, width - DisplayWidth(text)), ' ');
  return align == Align::kLeft ? absl::StrCat(text, padding) : absl::StrCat(padding, text);
}

std::string CsvField(absl::string_view text) {
  if (text.find_first_of(";\"\r\n") == absl::string_view::npos) return std::string(text);
  return absl::StrCat("\"", absl::StrReplaceAll(text, {{"\"", "\"\""}}), "\"");
}

std::string OneLine(absl::string_view text) {
  return absl::StrReplaceAll(text, {{"\r\n", " "}, {"\n", " "}, {"\t", " "}});
}

}  // namespace

int DisplayWidth(absl::string_view text) {
  int width = 0;
  ForEachCharacter(
      text, [&](utf8proc_int32_t character, absl::string_view) { width += WidthOf(character); });
  return width;
}

Cell TextCell(absl::string_view text) {
  // A spreadsheet takes a text with one of these in front for a formula, whoever wrote it.
  const bool formula = text.size() > 1 &&
                       absl::string_view("=+-@\t\r").find(text.front()) != absl::string_view::npos;
  return {std::string(text), absl::StrCat(formula ? "'" : "", text)};
}
Cell NumberCell(int64_t number) { return {absl::StrCat(number), absl::StrCat(number)}; }
Cell DateCell(const google::type::Date& date) { return {FormatDate(date), FormatIsoDate(date)}; }
Cell CentsCell(int64_t cents) { return {FormatEuroCents(cents), absl::StrCat(cents)}; }
Cell MoneyCell(bool known, const v1::Money& money, absl::string_view when_absent) {
  if (!known) return {std::string(when_absent), ""};
  return CentsCell(money.euro_cents());
}

void Table::AddRow(std::vector<Cell> cells) { rows_.push_back(std::move(cells)); }

void Table::PrintText(std::ostream& out, bool colour, int width) const {
  const size_t count = columns_.size();
  std::vector<int> widths(count);
  for (size_t i = 0; i < count; ++i) {
    widths[i] = DisplayWidth(columns_[i].title);
    for (const auto& row : rows_)
      widths[i] = std::max(widths[i], DisplayWidth(OneLine(row[i].shown)));
    if (!total_.empty()) widths[i] = std::max(widths[i], DisplayWidth(total_[i].shown));
  }
  if (width > 0) {
    // Take from the widest column of text until it fits; nothing when it cannot.
    int excess =
        std::accumulate(widths.begin(), widths.end(), kGap * static_cast<int>(count - 1)) - width;
    int room = 0;
    for (size_t i = 0; i < count; ++i) {
      if (MayBeCut(columns_[i])) room += std::max(0, widths[i] - kNarrowest);
    }
    while (excess > 0 && excess <= room) {
      size_t widest = count;
      for (size_t i = 0; i < count; ++i) {
        if (!MayBeCut(columns_[i]) || widths[i] <= kNarrowest) continue;
        if (widest == count || widths[i] > widths[widest]) widest = i;
      }
      --widths[widest];
      --excess;
      --room;
    }
  }

  const auto print = [&](const auto& text_of) {
    std::string line;
    for (size_t i = 0; i < count; ++i) {
      const std::string text =
          Aligned(CutTo(OneLine(text_of(i)), widths[i]), columns_[i].align, widths[i]);
      absl::StrAppend(&line, i == 0 ? "" : std::string(kGap, ' '), text);
    }
    line.erase(line.find_last_not_of(' ') + 1);
    return line;
  };
  const std::string header = print([&](size_t i) { return columns_[i].title; });
  out << (colour ? absl::StrCat("\033[1m", header, "\033[0m") : header) << "\n";
  for (const auto& row : rows_) out << print([&](size_t i) { return row[i].shown; }) << "\n";
  if (total_.empty()) return;
  const int whole =
      std::accumulate(widths.begin(), widths.end(), kGap * static_cast<int>(count - 1));
  out << std::string(whole, '-') << "\n";
  out << print([&](size_t i) { return total_[i].shown; }) << "\n";
}

void Table::PrintCsv(std::ostream& out) const {
  for (size_t i = 0; i < columns_.size(); ++i) {
    out << (i == 0 ? "" : ";") << CsvField(columns_[i].key);
  }
  out << "\n";
  PrintCsvRows(out);
}

void Table::PrintCsvRows(std::ostream& out) const {
  for (const auto& row : rows_) {
    for (size_t i = 0; i < row.size(); ++i) out << (i == 0 ? "" : ";") << CsvField(row[i].csv);
    out << "\n";
  }
}

}  // namespace dealboek::cli
