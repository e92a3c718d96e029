// A table of answers: columns lined up for the eye, or CSV for a spreadsheet.
#ifndef DEALBOEK_CLIENTS_CLI_TABLE_H_
#define DEALBOEK_CLIENTS_CLI_TABLE_H_

#include <cstdint>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "google/type/date.pb.h"

#include "dealboek/v1/types.pb.h"

namespace dealboek::cli {

// Columns that a text takes on a terminal: wide and combining characters counted as they are shown.
int DisplayWidth(absl::string_view text);

// A value, as people read it and as a program does.
struct Cell {
  std::string shown;
  std::string csv;
};
// In CSV a text that a spreadsheet would take for a formula (=, +, -, @ in front) gets a ' in
// front.
Cell TextCell(absl::string_view text);
Cell NumberCell(int64_t number);
Cell DateCell(const google::type::Date& date);
// `€ 450.000` and 45000000.
Cell CentsCell(int64_t cents);
// An absent amount: `onbekend`, or `when_absent`; in CSV empty.
Cell MoneyCell(bool known, const v1::Money& money, absl::string_view when_absent = "onbekend");

enum class Align { kLeft, kRight };

struct Column {
  std::string title;  // Dutch, above the column
  std::string key;    // English, in the header of the CSV
  Align align = Align::kLeft;
};

class Table {
 public:
  explicit Table(std::vector<Column> columns) : columns_(std::move(columns)) {}

  // As many cells as there are columns.
  void AddRow(std::vector<Cell> cells);
  // A last row, set off by a line. Not in the CSV, whose reader sums for itself.
  void SetTotal(std::vector<Cell> cells) { total_ = std::move(cells); }
  bool empty() const { return rows_.empty(); }

  // Lined up by display width. On a terminal `width` columns wide, texts that do not fit are cut
  // with an ellipsis, states and names of things excepted; when it cannot fit all the same, or with
  // 0, nothing is cut.
  void PrintText(std::ostream& out, bool colour, int width) const;
  // `;` between fields, CRLF-free, quoted where needed; amounts in cents.
  void PrintCsv(std::ostream& out) const;
  // The same without the header.
  void PrintCsvRows(std::ostream& out) const;

 private:
  std::vector<Column> columns_;
  std::vector<std::vector<Cell>> rows_;
  std::vector<Cell> total_;
};

}  // namespace dealboek::cli

#endif  // DEALBOEK_CLIENTS_CLI_TABLE_H_
