// Where a document goes: the terminal, a pipe or a file.
#ifndef DEALBOEK_CLIENTS_CLI_DOCUMENTS_OUTPUT_H_
#define DEALBOEK_CLIENTS_CLI_DOCUMENTS_OUTPUT_H_

#include <string>
#include <vector>

#include "CLI/App.hpp"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

#include "clients/cli/documents/document.h"
#include "clients/cli/session.h"

namespace dealboek::cli::documents {

// What --format and --out say.
struct OutputOptions {
  std::string format = "text";
  std::string file;             // empty: standard output
  std::vector<Format> formats;  // that there are
};

// Adds --format, with the formats the verb has, and --out.
void AddOutputOptions(CLI::App& verb, OutputOptions& options, std::vector<Format> formats);
// What --format says; where it is not given, the general --output does as well. WrongUsage for what
// is not among the formats there are.
absl::StatusOr<Format> FormatOf(const OutputOptions& options, Session& session);

// Writes text to the file, whole or not at all (by a temporary file beside it), or to standard
// output.
absl::Status WriteOut(absl::string_view text, const OutputOptions& options, Session& session);

// A document as Markdown or HTML, or else as text.
absl::Status WriteDocument(const Document& document, Format format, const OutputOptions& options,
                           Session& session);

}  // namespace dealboek::cli::documents

#endif  // DEALBOEK_CLIENTS_CLI_DOCUMENTS_OUTPUT_H_
