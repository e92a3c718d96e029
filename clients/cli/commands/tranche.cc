// dealboek tranche add|close|list
#include <memory>
#include <string>
#include <vector>

#include "CLI/App.hpp"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

#include "clients/cli/amounts.h"
#include "clients/cli/commands/commands.h"
#include "clients/cli/commands/typed.h"
#include "clients/cli/labels.h"
#include "clients/cli/session.h"
#include "clients/cli/status_macros.h"
#include "clients/cli/verbs.h"
#include "dealboek/v1/programme_service.grpc.pb.h"

namespace dealboek::cli::commands {
namespace {

using Stub = v1::ProgrammeService::Stub;

struct Add {
  int tranche = 0;
  std::string title;
  std::string ceiling;
  std::string decided_on;
};

absl::Status RunAdd(const Add& given, Session& session) {
  v1::AddTrancheRequest request;
  ASSIGN_OR_RETURN(*request.mutable_parent(), session.Programme());
  request.set_tranche(given.tranche);
  request.set_title(given.title);
  if (!given.ceiling.empty()) {
    ASSIGN_OR_RETURN(*request.mutable_ceiling(),
                     MoneyAt("--ceiling", given.ceiling, Zero::kEnough));
  }
  if (!given.decided_on.empty()) {
    ASSIGN_OR_RETURN(*request.mutable_decided_on(), DateAt("--decided-on", given.decided_on));
  }
  request.set_request_id(session.RequestId());
  ASSIGN_OR_RETURN(const v1::AddTrancheResponse answer, session.Call(&Stub::AddTranche, request));
  return session.ShowReceipt(answer, answer.receipt(),
                             absl::StrCat("Tranche ", given.tranche, " toegevoegd"), "",
                             "dealboek tranche list");
}

struct Close {
  int tranche = 0;
  int64_t position_seen = 0;
};

absl::Status RunClose(const Close& given, Session& session) {
  v1::CloseTrancheRequest request;
  ASSIGN_OR_RETURN(*request.mutable_parent(), session.Programme());
  request.set_tranche(given.tranche);
  request.set_position_seen(given.position_seen);
  request.set_request_id(session.RequestId());
  ASSIGN_OR_RETURN(const v1::CloseTrancheResponse answer,
                   session.Call(&Stub::CloseTranche, request));
  return session.ShowReceipt(
      answer, answer.receipt(), absl::StrCat("Tranche ", given.tranche, " gesloten"),
      "Zij neemt geen toekenningen meer aan; wat over is gaat door een "
      "besluit over naar een andere.",
      absl::StrCat("dealboek budget show --by tranche --tranche ", given.tranche));
}

absl::Status RunList(Session& session) {
  v1::GetProgrammeRequest request;
  ASSIGN_OR_RETURN(*request.mutable_name(), session.Programme());
  ASSIGN_OR_RETURN(*request.mutable_at(), session.ReadAt());
  ASSIGN_OR_RETURN(const v1::GetProgrammeResponse answer,
                   session.Call(&Stub::GetProgramme, request));
  RETURN_IF_ERROR(
      session.ShowTable(answer, TrancheTable(answer.programme()), "Er zijn geen tranches."));
  session.NoteTrueAt(answer.true_at());
  return absl::OkStatus();
}

}  // namespace

std::string CeilingWords(bool there, const v1::Money& ceiling, bool perhaps,
                         const v1::Money& possible) {
  std::vector<std::string> words;
  if (there) words.push_back(FormatEuroCents(ceiling.euro_cents()));
  if (perhaps) words.push_back(absl::StrCat("mogelijk ", FormatEuroCents(possible.euro_cents())));
  return words.empty() ? "geen plafond" : absl::StrJoin(words, "; ");
}

Table TrancheTable(const v1::Programme& programme) {
  Table table({{"tranche", "tranche", Align::kRight},
               {"titel", "title"},
               {"stand", "stage"},
               {"besloten", "decided_on"},
               {"plafond", "ceiling_euro_cents", Align::kRight}});
  for (const v1::Tranche& tranche : programme.tranches()) {
    table.AddRow({NumberCell(tranche.tranche()),
                  TextCell(tranche.title()),
                  TextCell(Word(tranche.stage())),
                  DateCell(tranche.decided_on()),
                  {CeilingWords(tranche.has_ceiling(), tranche.ceiling(),
                                tranche.has_possible_ceiling(), tranche.possible_ceiling()),
                   tranche.has_ceiling() ? absl::StrCat(tranche.ceiling().euro_cents()) : ""}});
  }
  return table;
}

void AddTrancheCommands(CLI::App& app, Session& session) {
  CLI::App& noun = Noun(app, "tranche", "Tranches: de rondes waarin geld verdeeld wordt");
  const std::string secretary = " --programme regiodeal-zod-nagespeeld --as programmasecretaris";

  const auto add = std::make_shared<Add>();
  CLI::App& add_verb =
      Verb(noun, session, "add", "Voegt een tranche toe",
           "dealboek tranche add 6 --ceiling 2.000.000 --decided-on 2021-12" + secretary,
           [add, &session] { return RunAdd(*add, session); });
  add_verb.add_option("tranche", add->tranche, "Nummer")->required();
  add_verb.add_option("--title", add->title, "Titel");
  add_verb.add_option("--ceiling", add->ceiling, "Plafond; anders geen");
  add_verb.add_option("--decided-on", add->decided_on,
                      "DATUM van het besluit, zo precies als bekend");
  AddMutationOptions(add_verb, session);

  const auto close = std::make_shared<Close>();
  CLI::App& close_verb = Verb(noun, session, "close", "Sluit een tranche: geen toekenningen meer",
                              "dealboek tranche close 3" + secretary,
                              [close, &session] { return RunClose(*close, session); });
  close_verb.add_option("tranche", close->tranche, "Nummer")->required();
  AddPositionSeenOption(close_verb, close->position_seen);
  AddMutationOptions(close_verb, session);

  CLI::App& list_verb = Verb(noun, session, "list", "Toont de tranches",
                             "dealboek tranche list --programme regiodeal-zod --as lezer",
                             [&session] { return RunList(session); });
  AddReadOptions(list_verb, session);
  AddValidOnOption(list_verb, session);
}

}  // namespace dealboek::cli::commands
