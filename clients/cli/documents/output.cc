#include "clients/cli/documents/output.h"

#include <cstdio>
#include <fstream>
#include <utility>

#include "absl/strings/str_cat.h"

#include "clients/cli/errors.h"
#include "clients/cli/status_macros.h"

namespace dealboek::cli::documents {

void AddOutputOptions(CLI::App& verb, OutputOptions& options, std::vector<Format> formats) {
  options.formats = std::move(formats);
  verb.add_option("--format", options.format, "Vorm: " + FormatsInWords(options.formats))
      ->capture_default_str();
  verb.add_option("--out", options.file, "Schrijf naar dit BESTAND in plaats van naar het scherm");
}

absl::StatusOr<Format> FormatOf(const OutputOptions& options, Session& session) {
  ASSIGN_OR_RETURN(const Output output, session.OutputAs());
  const bool by_output = options.format == OutputOptions().format && output != Output::kTable;
  const absl::StatusOr<Format> format =
      ParseFormat(by_output ? session.settings().output : options.format, options.formats);
  if (!format.ok()) return WrongValue(by_output ? "--output" : "--format", format.status());
  return format;
}

absl::Status WriteOut(absl::string_view text, const OutputOptions& options, Session& session) {
  if (options.file.empty()) {
    session.environment().out << text;
    return absl::OkStatus();
  }
  const std::string temporary = options.file + ".nieuw";
  {
    std::ofstream file(temporary, std::ios::binary | std::ios::trunc);
    file.write(text.data(), static_cast<std::streamsize>(text.size()));
    file.close();
    if (file.fail()) {
      std::remove(temporary.c_str());
      return WrongUsage(
          absl::StrCat("Naar ", options.file,
                       " kan niet worden geschreven. Kies met --out een bestand in een map "
                       "waarin u mag schrijven."));
    }
  }
  if (std::rename(temporary.c_str(), options.file.c_str()) != 0) {
    std::remove(temporary.c_str());
    return WrongUsage(absl::StrCat(
        options.file, " kan niet worden vervangen. Kies met --out een ander bestand."));
  }
  session.environment().err << "Geschreven: " << options.file << "\n";
  return absl::OkStatus();
}

absl::Status WriteDocument(const Document& document, Format format, const OutputOptions& options,
                           Session& session) {
  if (format == Format::kMarkdown) return WriteOut(ToMarkdown(document), options, session);
  if (format == Format::kHtml) return WriteOut(ToHtml(document), options, session);
  const Environment& environment = session.environment();
  const bool to_terminal = options.file.empty() && environment.out_is_terminal;
  return WriteOut(
      ToText(document, to_terminal && environment.ColourOut(), to_terminal ? environment.width : 0),
      options, session);
}

}  // namespace dealboek::cli::documents
