// dealboek seat grant|end|list
#include <memory>
#include <string>
#include <utility>

#include "CLI/App.hpp"
#include "absl/strings/str_cat.h"

#include "clients/cli/commands/commands.h"
#include "clients/cli/dates.h"
#include "clients/cli/labels.h"
#include "clients/cli/session.h"
#include "clients/cli/status_macros.h"
#include "clients/cli/verbs.h"
#include "dealboek/v1/programme_service.grpc.pb.h"

namespace dealboek::cli::commands {
namespace {

using Stub = v1::ProgrammeService::Stub;

struct Grant {
  std::string subject;
  std::string display_name;
  std::string seat;
  std::string role;
  bool chair = false;
  std::string pijler;
  std::string partner;
  std::string function;
  std::string from;
  std::string until;
};

absl::Status RunGrant(const Grant& given, Session& session) {
  v1::GrantSeatRequest request;
  ASSIGN_OR_RETURN(*request.mutable_parent(), session.Programme());
  if (given.seat.empty() == given.role.empty()) {
    return WrongUsage("Geef óf --seat (een zetel die er is), óf --role (een nieuwe zetel).");
  }
  if (!given.role.empty()) {
    const absl::StatusOr<v1::Role> role = ParseWord<v1::Role>(given.role);
    if (!role.ok()) return WrongValue("--role", role.status());
    request.set_role(*role);
    request.set_place(given.chair ? v1::SEAT_PLACE_CHAIR : v1::SEAT_PLACE_MEMBER);
  } else if (given.chair || !given.pijler.empty() || !given.partner.empty() ||
             !given.function.empty()) {
    return WrongUsage(
        "Bij --seat ligt al vast wat voor zetel het is: laat --chair, --pijler, --partner en "
        "--function weg.");
  }
  if (!given.from.empty()) {
    const absl::StatusOr<google::type::Date> date = ParseDate(given.from);
    if (!date.ok()) return WrongValue("--from", date.status());
    *request.mutable_from() = *date;
  }
  if (!given.until.empty()) {
    const absl::StatusOr<google::type::Date> date = ParseDate(given.until);
    if (!date.ok()) return WrongValue("--until", date.status());
    *request.mutable_until() = *date;
  }
  request.set_seat(given.seat);
  request.set_pijler(given.pijler);
  request.set_partner(given.partner);
  request.set_function(given.function);
  request.set_holder_subject(given.subject);
  request.set_holder_display_name(given.display_name);
  request.set_request_id(session.RequestId());
  ASSIGN_OR_RETURN(const v1::GrantSeatResponse answer, session.Call(&Stub::GrantSeat, request));
  return session.ShowReceipt(
      answer, answer.receipt(),
      absl::StrCat("Zetel ", answer.seat().seat(), " (", Word(answer.seat().role()),
                   ") toegekend aan ", given.subject),
      "", "dealboek seat list");
}

struct End {
  std::string seat;
  std::string reason;
  int64_t position_seen = 0;
};

absl::Status RunEnd(const End& given, Session& session) {
  v1::EndSeatRequest request;
  ASSIGN_OR_RETURN(*request.mutable_name(), session.Resource("seats", given.seat));
  request.set_reason(given.reason);
  request.set_position_seen(given.position_seen);
  request.set_request_id(session.RequestId());
  ASSIGN_OR_RETURN(const v1::EndSeatResponse answer, session.Call(&Stub::EndSeat, request));
  return session.ShowReceipt(answer, answer.receipt(),
                             absl::StrCat("Zetel ", given.seat, " beëindigd"), "",
                             "dealboek seat list");
}

absl::Status RunList(const std::string& role, const std::string& pijler, Session& session) {
  v1::ListSeatsRequest request;
  ASSIGN_OR_RETURN(*request.mutable_parent(), session.Programme());
  ASSIGN_OR_RETURN(*request.mutable_at(), session.ReadAt());
  if (!role.empty()) {
    const absl::StatusOr<v1::Role> parsed = ParseWord<v1::Role>(role);
    if (!parsed.ok()) return WrongValue("--role", parsed.status());
    request.set_role(*parsed);
  }
  request.set_pijler(pijler);
  ASSIGN_OR_RETURN(const v1::ListSeatsResponse answer,
                   session.CallAllPages(&Stub::ListSeats, request));

  Table table({{"zetel", "seat"},
               {"rol", "role"},
               {"plaats", "place"},
               {"pijler", "pijler"},
               {"partner", "partner"},
               {"functie", "function"},
               {"wie", "holder"},
               {"van", "from"},
               {"tot en met", "until"},
               {"beëindigd", "ended_at_position"}});
  for (const v1::Seat& seat : answer.seats()) {
    table.AddRow({TextCell(seat.seat()), TextCell(Word(seat.role())),
                  TextCell(seat.role() == v1::ROLE_STUURGROEP ? Word(seat.place()) : ""),
                  TextCell(seat.pijler()), TextCell(seat.partner_name()), TextCell(seat.function()),
                  seat.has_holder() ? TextCell(ShownHolder(seat.holder())) : Cell{"vacant", ""},
                  DateCell(seat.from()), DateCell(seat.until()),
                  seat.ended_at() == 0 ? TextCell("")
                                       : Cell{absl::StrCat("positie ", seat.ended_at()),
                                              absl::StrCat(seat.ended_at())}});
  }
  RETURN_IF_ERROR(session.ShowTable(answer, table, "Er zijn geen zetels."));
  session.NoteTrueAt(answer.true_at());
  return absl::OkStatus();
}

}  // namespace

void AddSeatCommands(CLI::App& app, Session& session) {
  CLI::App& noun = Noun(app, "seat", "Zetels: wie mag wat in dit programma");

  const auto grant = std::make_shared<Grant>();
  CLI::App& grant_verb = Verb(
      noun, session, "grant", "Geeft iemand een zetel: een nieuwe, of een die er zonder houder is",
      "dealboek seat grant penvoerder-hardenberg --role penvoerder --partner \"gem. Hardenberg\" "
      "--name \"projectleider gem. Hardenberg\" --programme regiodeal-zod-nagespeeld --as "
      "programmasecretaris",
      [grant, &session] { return RunGrant(*grant, session); });
  grant_verb.add_option("wie", grant->subject, "Naam waaronder die zich meldt (--as)")->required();
  grant_verb.add_option("--name", grant->display_name, "Hoe die getoond wordt; vaak een functie");
  grant_verb.add_option("--seat", grant->seat, "Een zetel zonder houder (seat-3)");
  grant_verb.add_option("--role", grant->role, "Rol van een nieuwe zetel: " + WordsOf<v1::Role>());
  grant_verb.add_flag("--chair", grant->chair, "Voorzitter van de stuurgroep");
  grant_verb.add_option("--pijler", grant->pijler, "Pijler, bij vakbestuurder en ontwikkelteam");
  grant_verb.add_option("--partner", grant->partner,
                        "Partner (naam of id), bij stuurgroep en penvoerder");
  grant_verb.add_option("--function", grant->function, "Functie: wethouder");
  grant_verb.add_option("--from", grant->from, "Eerste DATUM");
  grant_verb.add_option("--until", grant->until, "Laatste DATUM");
  AddMutationOptions(grant_verb, session);

  const auto end = std::make_shared<End>();
  CLI::App& end_verb = Verb(
      noun, session, "end", "Beëindigt een zetel",
      "dealboek seat end seat-17 --reason \"opgevolgd\" --programme regiodeal-zod-nagespeeld --as "
      "programmasecretaris",
      [end, &session] { return RunEnd(*end, session); });
  end_verb.add_option("zetel", end->seat, "Zetel (seat-7)")->required();
  end_verb.add_option("--reason", end->reason, "Waarom");
  AddPositionSeenOption(end_verb, end->position_seen);
  AddMutationOptions(end_verb, session);

  const auto list = std::make_shared<std::pair<std::string, std::string>>();
  CLI::App& list_verb =
      Verb(noun, session, "list", "Toont de zetels en wie ze houdt",
           "dealboek seat list --role stuurgroep --programme regiodeal-zod-nagespeeld --as "
           "programmasecretaris",
           [list, &session] { return RunList(list->first, list->second, session); });
  list_verb.add_option("--role", list->first, "Alleen deze rol: " + WordsOf<v1::Role>());
  list_verb.add_option("--pijler", list->second, "Alleen deze pijler");
  AddReadOptions(list_verb, session);
}

}  // namespace dealboek::cli::commands
