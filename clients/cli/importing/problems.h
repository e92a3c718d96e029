// Everything that is wrong with the files of an import, said at once.
#ifndef DEALBOEK_CLIENTS_CLI_IMPORTING_PROBLEMS_H_
#define DEALBOEK_CLIENTS_CLI_IMPORTING_PROBLEMS_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

#include "clients/cli/error_json.h"

namespace dealboek::cli::importing {

// Where something stands in a file.
struct Place {
  std::string file;
  int line = 0;             // from 1; 0: the file as a whole
  int column = 0;           // from 1, a field of a table or a character; 0: the line as a whole
  std::string column_name;  // "bedrag"
  std::string path;         // "partners[3].soort", in a JSON file
};

Place AtFile(absl::string_view file);
Place AtLine(absl::string_view file, int line);
// The line and the character that byte `byte` (from 0) of `text`, the whole of the file, is in.
Place AtByte(absl::string_view file, absl::string_view text, size_t byte);

// "toekenningen.csv, regel 12, kolom 5 (bedrag)"
std::string Describe(const Place& place);

class Problems {
 public:
  // `dutch` names the value and says what to do about it.
  void Add(const Place& place, absl::string_view dutch);
  bool empty() const { return found_.empty(); }
  size_t size() const { return found_.size(); }
  // One line per problem, its place and what is wrong, in the order they were found.
  std::vector<std::string> lines() const;
  // IMPORT_INVALID: "3 problemen in de bestanden; er is niets geïmporteerd." and all of them, with
  // `outcome` for what came of it; as JSON a field violation each. OK when there are none.
  absl::Status AsStatus(absl::string_view outcome) const;

 private:
  std::vector<FieldViolation> found_;
};

}  // namespace dealboek::cli::importing

#endif  // DEALBOEK_CLIENTS_CLI_IMPORTING_PROBLEMS_H_
