// The text of a file of an import, which should be UTF-8.
#ifndef DEALBOEK_CLIENTS_CLI_IMPORTING_ENCODING_H_
#define DEALBOEK_CLIENTS_CLI_IMPORTING_ENCODING_H_

#include <cstddef>
#include <functional>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"

#include "clients/cli/importing/problems.h"

namespace dealboek::cli::importing {

// A value in a file: where it stands and what it is.
struct Value {
  Place place;
  size_t begin = 0;  // in bytes of the file
  size_t end = 0;
};

// The value that byte `byte` (from 0) is in; asked for bytes in rising order.
using ValueAt = std::function<Value(size_t byte)>;

// `content`, the whole of the file, as UTF-8. Adds a problem for each line that is not: the first
// byte at fault, and what can be read of the value it is in; such bytes are read as Windows-1252
// (Latin-1 and more, as spreadsheets write it), so that what else is wrong with the file can be
// told. Nothing, with a problem: it is UTF-16 or UTF-32.
std::optional<std::string> ReadEncoded(const std::string& file, absl::string_view content,
                                       const ValueAt& value_at, Problems& problems);

// Where the first byte stands that is not UTF-8; npos: there is none.
size_t FirstNotUtf8(absl::string_view text);

}  // namespace dealboek::cli::importing

#endif  // DEALBOEK_CLIENTS_CLI_IMPORTING_ENCODING_H_
