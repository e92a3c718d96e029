// dealboek statement record
#include <memory>
#include <string>
#include <vector>

#include "CLI/App.hpp"
#include "absl/strings/str_cat.h"

#include "clients/cli/commands/commands.h"
#include "clients/cli/importing/problems.h"
#include "clients/cli/importing/programme_tables.h"
#include "clients/cli/labels.h"
#include "clients/cli/session.h"
#include "clients/cli/status_macros.h"
#include "clients/cli/verbs.h"
#include "dealboek/v1/edition_service.grpc.pb.h"

namespace dealboek::cli::commands {
namespace {

struct Record {
  std::string file;
  std::string document;
};

absl::Status RunRecord(const Record& given, Session& session) {
  v1::RecordStatementsRequest request;
  ASSIGN_OR_RETURN(*request.mutable_parent(), session.Programme());
  importing::Problems problems;
  for (v1::SourcedStatement& statement :
       importing::ReadPublishedTotals(given.file, given.document, problems)) {
    *request.add_statements() = std::move(statement);
  }
  RETURN_IF_ERROR(problems.AsStatus("er is niets vastgelegd"));
  request.set_request_id(session.RequestId());
  ASSIGN_OR_RETURN(const v1::RecordStatementsResponse answer,
                   session.Call(&v1::EditionService::Stub::RecordStatements, request));
  return session.ShowReceipt(
      answer, answer.receipt(),
      absl::StrCat(Count(answer.statements_size(), "gepubliceerd cijfer", "gepubliceerde cijfers"),
                   " vastgelegd"),
      "", "dealboek reconcile");
}

}  // namespace

void AddStatementCommands(CLI::App& app, Session& session) {
  CLI::App& noun =
      Noun(app, "statement", "Wat een document drukt: cijfers om het boek mee te vergelijken");
  const auto record = std::make_shared<Record>();
  CLI::App& verb =
      Verb(noun, session, "record", "Legt gedrukte totalen vast, zoals ze gedrukt staan",
           "dealboek statement record tests/data/regiodeal-zod/gepubliceerde_totalen.csv "
           "--document \"Uitvoeringsprogramma juni 2021\" --programme regiodeal-zod --as "
           "programmasecretaris",
           [record, &session] { return RunRecord(*record, session); });
  verb.add_option("bestand", record->file,
                  "CSV-BESTAND met kolommen pijler;tranche;aantal;bedrag;bron")
      ->required();
  verb.add_option("--document", record->document, "Document waarin ze gedrukt staan")->required();
  AddMutationOptions(verb, session);
}

}  // namespace dealboek::cli::commands
