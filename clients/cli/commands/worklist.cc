// dealboek worklist: what waits for me, for a role, or whom a proposal waits on.
#include <memory>
#include <string>

#include "CLI/App.hpp"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

#include "clients/cli/commands/commands.h"
#include "clients/cli/commands/typed.h"
#include "clients/cli/labels.h"
#include "clients/cli/session.h"
#include "clients/cli/status_macros.h"
#include "clients/cli/verbs.h"
#include "dealboek/v1/work_service.grpc.pb.h"

namespace dealboek::cli::commands {
namespace {

using Stub = v1::WorkService::Stub;
using Items = google::protobuf::RepeatedPtrField<v1::WorkItem>;

struct Worklist {
  std::string role;
  std::string pijler;
  std::string proposal;
};

std::string Waiting(const v1::WorkItem& item) {
  return absl::StrJoin(item.seats(), ", ", [](std::string* out, const v1::WaitingSeat& seat) {
    absl::StrAppend(out, seat.seat(), " (", seat.holder().empty() ? "vacant" : seat.holder(), ")");
  });
}

Table WorkTable(const Items& items) {
  Table table({{"soort", "kind"},
               {"wat", "dutch"},
               {"over", "about"},
               {"rol", "role"},
               {"pijler", "pijler"},
               {"wacht op", "waiting_for"},
               {"sinds", "since_position", Align::kRight},
               {"opdracht", "command"}});
  for (const v1::WorkItem& item : items) {
    table.AddRow({TextCell(Word(item.kind())), TextCell(item.dutch()), TextCell(item.about()),
                  TextCell(Word(item.role())), TextCell(item.pijler()), TextCell(Waiting(item)),
                  NumberCell(item.since()), TextCell(item.command())});
  }
  return table;
}

void PrintWork(const Items& items, absl::string_view if_empty, std::ostream& out) {
  if (items.empty()) out << if_empty << "\n";
  for (const v1::WorkItem& item : items) {
    out << "- " << item.dutch() << " (sinds positie " << item.since() << ")\n";
    if (!item.seats().empty()) out << "  wacht op: " << Waiting(item) << "\n";
    if (!item.command().empty()) out << "  " << item.command() << "\n";
  }
}

template <typename Answer>
absl::Status ShowWork(const Answer& answer, absl::string_view if_empty, Session& session) {
  RETURN_IF_ERROR(session.Show(answer, WorkTable(answer.items()), [&](std::ostream& out) {
    PrintWork(answer.items(), if_empty, out);
  }));
  session.NoteTrueAt(answer.true_at());
  return absl::OkStatus();
}

absl::Status RunWorklist(const Worklist& given, Session& session) {
  if (!given.proposal.empty()) {
    if (!given.role.empty() || !given.pijler.empty()) {
      return WrongUsage("--proposal gaat niet samen met --role of --pijler.");
    }
    v1::GetWaitingRequest request;
    ASSIGN_OR_RETURN(*request.mutable_name(), session.Resource("proposals", given.proposal));
    ASSIGN_OR_RETURN(*request.mutable_at(), session.ReadAt());
    ASSIGN_OR_RETURN(const v1::GetWaitingResponse answer, session.Call(&Stub::GetWaiting, request));
    return ShowWork(answer, absl::StrCat("Voorstel ", given.proposal, " wacht op niemand meer."),
                    session);
  }
  v1::ListWorkRequest request;
  ASSIGN_OR_RETURN(*request.mutable_parent(), session.Programme());
  ASSIGN_OR_RETURN(*request.mutable_at(), session.ReadAt());
  if (!given.role.empty()) {
    ASSIGN_OR_RETURN(const v1::Role role, WordAt<v1::Role>("--role", given.role));
    request.set_role(role);
  }
  request.set_pijler(given.pijler);
  ASSIGN_OR_RETURN(const v1::ListWorkResponse answer,
                   session.CallAllPages(&Stub::ListWork, request));
  return ShowWork(
      answer, given.role.empty() ? "Er wacht niets op u." : "Er wacht niets op deze rol.", session);
}

}  // namespace

void AddWorklistCommands(CLI::App& app, Session& session) {
  const auto given = std::make_shared<Worklist>();
  CLI::App& verb =
      Verb(app, session, "worklist", "Wat op u wacht, op een rol, of op wie een voorstel wacht",
           "dealboek worklist --role secretaris --programme regiodeal-zod-nagespeeld --as "
           "programmasecretaris",
           [given, &session] { return RunWorklist(*given, session); });
  verb.add_option("--role", given->role, "Wat op deze rol wacht: " + WordsOf<v1::Role>());
  verb.add_option("--pijler", given->pijler, "Alleen deze pijler");
  verb.add_option("--proposal", given->proposal, "Op wie dit voorstel wacht (2021-017)");
  AddReadOptions(verb, session);
}

}  // namespace dealboek::cli::commands
