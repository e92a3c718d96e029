// dealboek edition show
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "nlohmann/json.hpp"

#include "clients/cli/documents/commands.h"
#include "clients/cli/documents/edition.h"
#include "clients/cli/documents/edition_routes.h"
#include "clients/cli/documents/output.h"
#include "clients/cli/json.h"
#include "clients/cli/session.h"
#include "clients/cli/status_macros.h"
#include "clients/cli/verbs.h"
#include "dealboek/v1/edition_service.grpc.pb.h"

namespace dealboek::cli::documents {
namespace {

struct Show {
  std::vector<int> tranches;
  std::string edition;
  bool routes = false;
  OutputOptions output;
};

absl::Status RunShow(const Show& given, Session& session) {
  ASSIGN_OR_RETURN(const Format format, FormatOf(given.output, session));
  if (given.routes && format != Format::kCsv) {
    return WrongUsage("--routes is voor --format csv; in elke andere vorm staat de weg er al in.");
  }
  if (format == Format::kXlsx && given.output.file.empty()) {
    return WrongUsage("Een werkboek gaat naar een bestand: geef --out editie.xlsx.");
  }
  v1::GetEditionRequest request;
  ASSIGN_OR_RETURN(*request.mutable_parent(), session.Programme());
  ASSIGN_OR_RETURN(*request.mutable_at(), session.ReadAt());
  for (int tranche : given.tranches) request.add_tranches(tranche);
  request.set_edition(given.edition);
  ASSIGN_OR_RETURN(const v1::GetEditionResponse answer,
                   session.Call(&v1::EditionService::Stub::GetEdition, request));
  const absl::TimeZone zone = session.environment().zone;
  switch (format) {
    case Format::kJson:
      return WriteOut(absl::StrCat(ToJson(answer).dump(2), "\n"), given.output, session);
    case Format::kCsv: {
      std::ostringstream text;
      (given.routes ? RoutesTable(answer.edition()) : EditionCsv(answer)).PrintCsv(text);
      // A mark at its start tells a spreadsheet that the file is UTF-8; in a pipe it would be in
      // the way.
      return WriteOut(absl::StrCat(given.output.file.empty() ? "" : "\xEF\xBB\xBF", text.str()),
                      given.output, session);
    }
    case Format::kXlsx:
      RETURN_IF_ERROR(WriteEditionXlsx(answer, zone, given.output.file));
      session.environment().err << "Geschreven: " << given.output.file << "\n";
      return absl::OkStatus();
    case Format::kText:
    case Format::kMarkdown:
    case Format::kHtml:
      break;
  }
  return WriteDocument(EditionDocument(answer, zone), format, given.output, session);
}

}  // namespace

void AddEditionDocuments(CLI::App& app, Session& session) {
  CLI::App& noun = Noun(app, "edition", "De gepubliceerde editie (Uitvoeringsprogramma)");
  auto show = std::make_shared<Show>();
  CLI::App& verb =
      Verb(noun, session, "show", "Toont het Uitvoeringsprogramma voor gekozen tranches",
           "dealboek edition show --tranches 4,5 --format html --out editie.html "
           "--programme regiodeal-zod --as lezer",
           [show, &session] { return RunShow(*show, session); });
  verb.add_option("--tranches", show->tranches, "Tranches, met komma's: 4,5; zonder: alle")
      ->delimiter(',');
  verb.add_option("--edition", show->edition,
                  "Een gepubliceerde editie (e1): haar tranches en positie");
  AddOutputOptions(verb, show->output,
                   {Format::kText, Format::kMarkdown, Format::kHtml, Format::kCsv, Format::kXlsx,
                    Format::kJson});
  verb.add_flag("--routes", show->routes,
                "Met --format csv: de weg van elke toekenning in plaats van de tabel");
  AddReadOptions(verb, session);
  AddValidOnOption(verb, session);
}

}  // namespace dealboek::cli::documents
