// dealboek edition publish|list
#include <memory>
#include <string>

#include "CLI/App.hpp"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

#include "clients/cli/commands/commands.h"
#include "clients/cli/commands/typed.h"
#include "clients/cli/dates.h"
#include "clients/cli/session.h"
#include "clients/cli/status_macros.h"
#include "clients/cli/verbs.h"
#include "dealboek/v1/edition_service.grpc.pb.h"

namespace dealboek::cli::commands {
namespace {

using Stub = v1::EditionService::Stub;

struct Publish {
  std::string tranches;
  std::string published_on;
  std::string title;
  int64_t at_position = 0;
};

absl::Status RunPublish(const Publish& given, Session& session) {
  v1::PublishEditionRequest request;
  ASSIGN_OR_RETURN(*request.mutable_parent(), session.Programme());
  ASSIGN_OR_RETURN(const std::vector<int32_t> tranches, NumbersAt("--tranches", given.tranches));
  for (int32_t tranche : tranches) request.add_tranches(tranche);
  ASSIGN_OR_RETURN(*request.mutable_published_on(), DateAt("--published-on", given.published_on));
  request.set_title(given.title);
  request.set_at_position(given.at_position);
  request.set_request_id(session.RequestId());
  ASSIGN_OR_RETURN(const v1::PublishEditionResponse answer,
                   session.Call(&Stub::PublishEdition, request));
  return session.ShowReceipt(
      answer, answer.receipt(),
      absl::StrCat("Editie ", answer.edition().edition(), " gepubliceerd"),
      absl::StrCat("Zij toont het boek op positie ", answer.edition().at_position(), "."),
      absl::StrCat("dealboek edition show --edition ", answer.edition().edition()));
}

absl::Status RunList(Session& session) {
  v1::ListEditionsRequest request;
  ASSIGN_OR_RETURN(*request.mutable_parent(), session.Programme());
  ASSIGN_OR_RETURN(*request.mutable_at(), session.ReadAt());
  ASSIGN_OR_RETURN(const v1::ListEditionsResponse answer,
                   session.CallAllPages(&Stub::ListEditions, request));
  Table table({{"editie", "edition"},
               {"tranches", "tranches"},
               {"datum", "published_on"},
               {"titel", "title"},
               {"stand op positie", "at_position", Align::kRight},
               {"vastgelegd", "recorded_at"}});
  for (const v1::PublishedEdition& edition : answer.editions()) {
    table.AddRow({TextCell(edition.edition()),
                  TextCell(absl::StrJoin(edition.tranches(), ",")),
                  DateCell(edition.published_on()),
                  TextCell(edition.title()),
                  NumberCell(edition.at_position()),
                  {session.Moment(edition.recorded_at()), FormatIsoMoment(edition.recorded_at())}});
  }
  RETURN_IF_ERROR(session.ShowTable(answer, table, "Er zijn geen edities gepubliceerd."));
  session.NoteTrueAt(answer.true_at());
  return absl::OkStatus();
}

}  // namespace

void AddEditionCommands(CLI::App& app, Session& session) {
  CLI::App& noun = Noun(app, "edition", "Edities van het Uitvoeringsprogramma");

  const auto publish = std::make_shared<Publish>();
  CLI::App& publish_verb =
      Verb(noun, session, "publish", "Legt vast dat een editie is gepubliceerd",
           "dealboek edition publish --tranches 4,5 --published-on 2021-06 --title "
           "\"Uitvoeringsprogramma juni 2021\" "
           "--programme regiodeal-zod --as programmasecretaris",
           [publish, &session] { return RunPublish(*publish, session); });
  publish_verb.add_option("--tranches", publish->tranches, "Tranches, zoals 4,5")->required();
  publish_verb.add_option("--published-on", publish->published_on, "DATUM van publicatie")
      ->required();
  publish_verb.add_option("--title", publish->title, "Titel");
  publish_verb.add_option("--at-position", publish->at_position,
                          "Het boek op deze POSITIE; anders nu");
  AddMutationOptions(publish_verb, session);

  CLI::App& list_verb = Verb(noun, session, "list", "Toont de gepubliceerde edities",
                             "dealboek edition list --programme regiodeal-zod --as lezer",
                             [&session] { return RunList(session); });
  AddReadOptions(list_verb, session);
}

}  // namespace dealboek::cli::commands
