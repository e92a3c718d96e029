// A table in a file: fields split by `;`, text in UTF-8, the first line names the columns. A byte
// order mark and CRLF are harmless and read over; anything else that is off is a problem, with its
// place.
#ifndef DEALBOEK_CLIENTS_CLI_IMPORTING_CSV_TABLE_H_
#define DEALBOEK_CLIENTS_CLI_IMPORTING_CSV_TABLE_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

#include "clients/cli/importing/problems.h"

namespace dealboek::cli::importing {

class CsvTable;

// One row of a table; borrows the table.
class Row {
 public:
  Row(const CsvTable& table, int line, std::vector<std::string> fields)
      : table_(&table), line_(line), fields_(std::move(fields)) {}

  int line() const { return line_; }
  // Fields by their column, from 0.
  const std::string& operator[](size_t column) const { return fields_[column]; }
  Place PlaceOf(size_t column) const;

 private:
  const CsvTable* table_;
  int line_;
  std::vector<std::string> fields_;
};

class CsvTable {
 public:
  // Reads `content` of the file named `file`. With a problem in its quotes or header there are no
  // rows; rows with too few or too many fields are left out, each with a problem.
  CsvTable(std::string file, absl::string_view content, std::vector<std::string> columns,
           Problems& problems);
  // A table that could not be read at all.
  explicit CsvTable(std::string file) : file_(std::move(file)) {}
  CsvTable(const CsvTable&) = delete;  // its rows borrow it
  CsvTable& operator=(const CsvTable&) = delete;

  const std::string& file() const { return file_; }
  const std::vector<std::string>& columns() const { return columns_; }
  const std::vector<Row>& rows() const { return rows_; }
  // Its text and header were good.
  bool readable() const { return readable_; }
  // Readable, and no row was left out.
  bool complete() const { return readable_ && !left_out_; }

 private:
  std::string file_;
  std::vector<std::string> columns_;
  std::vector<Row> rows_;
  bool readable_ = false;
  bool left_out_ = false;
};

// The content of a file, or nothing with a problem when it is not there or cannot be read.
std::string ReadText(const std::string& folder, const std::string& file, Problems& problems);

}  // namespace dealboek::cli::importing

#endif  // DEALBOEK_CLIENTS_CLI_IMPORTING_CSV_TABLE_H_
