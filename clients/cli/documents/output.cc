#include "clients/cli/documents/output.h"

#include <cstdio>
#include <fstream>

#include "absl/strings/str_cat.h"

#include "clients/cli/errors.h"

namespace dealboek::cli::documents {

void AddOutputOptions(CLI::App& verb, OutputOptions& options, const std::string& formats) {
  verb.add_option("--format", options.format, "Vorm: " + formats)->capture_default_str();
  verb.add_option("--out", options.file, "Schrijf naar dit BESTAND in plaats van naar het scherm");
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
  switch (format) {
    case Format::kText: {
      const Environment& environment = session.environment();
      const bool to_terminal = options.file.empty() && environment.out_is_terminal;
      return WriteOut(ToText(document, to_terminal && environment.ColourOut(),
                             to_terminal ? environment.width : 0),
                      options, session);
    }
    case Format::kMarkdown:
      return WriteOut(ToMarkdown(document), options, session);
    case Format::kHtml:
      return WriteOut(ToHtml(document), options, session);
    case Format::kCsv:
    case Format::kXlsx:
    case Format::kJson:
      break;
  }
  return WrongUsage("Deze vorm is er niet voor dit document; kies text, markdown of html.");
}

}  // namespace dealboek::cli::documents
