// Where the values of a JSON file stand: its parser keeps what they are, not where.
#ifndef DEALBOEK_CLIENTS_CLI_IMPORTING_JSON_PLACES_H_
#define DEALBOEK_CLIENTS_CLI_IMPORTING_JSON_PLACES_H_

#include <map>
#include <string>

#include "absl/strings/string_view.h"

#include "clients/cli/importing/problems.h"

namespace dealboek::cli::importing {

class JsonPlaces {
 public:
  // `json` is borrowed and can be parsed.
  explicit JsonPlaces(absl::string_view json);

  // Where the value at `path` ("partners[3].soort") begins; of one that is not there, where what it
  // should be in begins.
  Place PlaceOf(absl::string_view file, absl::string_view path) const;

 private:
  absl::string_view json_;
  std::map<std::string, size_t, std::less<>> begins_;  // by path, in bytes
};

}  // namespace dealboek::cli::importing

#endif  // DEALBOEK_CLIENTS_CLI_IMPORTING_JSON_PLACES_H_
