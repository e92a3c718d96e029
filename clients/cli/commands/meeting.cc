// dealboek meeting convene|attend|interest|decide|confirm|list|show; `meeting agenda` is in
// agenda.cc.
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "CLI/App.hpp"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

#include "clients/cli/amounts.h"
#include "clients/cli/commands/agenda_items.h"
#include "clients/cli/commands/commands.h"
#include "clients/cli/commands/reading.h"
#include "clients/cli/commands/typed.h"
#include "clients/cli/dates.h"
#include "clients/cli/labels.h"
#include "clients/cli/quorum.h"
#include "clients/cli/session.h"
#include "clients/cli/status_macros.h"
#include "clients/cli/verbs.h"
#include "dealboek/v1/decision_service.grpc.pb.h"

namespace dealboek::cli::commands {
namespace {

using Stub = v1::DecisionService::Stub;

struct Convene {
  std::string held_on;
  std::string title;
  std::string place;
};

absl::Status RunConvene(const Convene& given, Session& session) {
  v1::ConveneMeetingRequest request;
  ASSIGN_OR_RETURN(*request.mutable_parent(), session.Programme());
  ASSIGN_OR_RETURN(*request.mutable_held_on(), DateAt("--held-on", given.held_on));
  request.set_title(given.title);
  request.set_place(given.place);
  request.set_request_id(session.RequestId());
  ASSIGN_OR_RETURN(const v1::ConveneMeetingResponse answer,
                   session.Call(&Stub::ConveneMeeting, request));
  const std::string& id = answer.meeting().meeting();
  return session.ShowReceipt(answer, answer.receipt(),
                             absl::StrCat("Stuurgroep ", id, " bijeengeroepen voor ",
                                          FormatDate(answer.meeting().held_on())),
                             "", absl::StrCat("dealboek meeting agenda add ", id, " VOORSTEL ..."));
}

struct Attend {
  std::string meeting;
  std::vector<std::string> seats;
  bool all = false;
  int64_t position_seen = 0;
};

absl::Status RunAttend(const Attend& given, Session& session) {
  if (given.all == !given.seats.empty()) {
    return WrongUsage("Geef de zetels die aanwezig zijn, of --all als iedereen er is.");
  }
  v1::RecordAttendanceRequest request;
  ASSIGN_OR_RETURN(*request.mutable_name(), session.Resource("meetings", given.meeting));
  for (const std::string& seat : given.seats) request.add_present_seats(seat);
  request.set_position_seen(given.position_seen);
  if (given.all) {
    ASSIGN_OR_RETURN(const v1::GetMeetingResponse read, FetchMeeting(given.meeting, session));
    if (given.position_seen == 0) request.set_position_seen(read.true_at().position());
    for (const v1::Attendee& attendee : read.meeting().attendees()) {
      // Nobody sits in a vacant seat, so nobody of it is there.
      if (!attendee.holder().empty()) request.add_present_seats(attendee.seat());
    }
    if (request.present_seats().empty()) {
      return Refused(
          "Alle zetels van de stuurgroep zijn vacant, dus er kan niemand aanwezig zijn. Geef ze "
          "eerst aan iemand: dealboek seat grant --seat ZETEL NAAM");
    }
  }
  request.set_request_id(session.RequestId());
  ASSIGN_OR_RETURN(const v1::RecordAttendanceResponse answer,
                   session.Call(&Stub::RecordAttendance, request));
  const v1::Quorum& quorum = answer.meeting().quorum();
  return session.ShowReceipt(answer, answer.receipt(),
                             absl::StrCat("Aanwezigheid vastgelegd: ", quorum.present(), " van ",
                                          quorum.seats(), " zetels"),
                             quorum.present() >= quorum.needed()
                                 ? "Er is quorum."
                                 : absl::StrCat("Er is geen quorum: ", quorum.needed(), " nodig."),
                             absl::StrCat("dealboek meeting show ", given.meeting));
}

struct DeclaredInterest {
  std::string meeting;
  std::string item;
  std::string seat;
  std::string reason;
};

absl::Status RunInterest(const DeclaredInterest& given, Session& session) {
  v1::DeclareInterestRequest request;
  ASSIGN_OR_RETURN(*request.mutable_name(), session.Resource("meetings", given.meeting));
  request.set_item(given.item);
  request.set_seat(given.seat);
  request.set_reason(given.reason);
  request.set_request_id(session.RequestId());
  ASSIGN_OR_RETURN(const v1::DeclareInterestResponse answer,
                   session.Call(&Stub::DeclareInterest, request));
  return session.ShowReceipt(answer, answer.receipt(),
                             absl::StrCat("Belang bij ", given.item, " vastgelegd"),
                             "Die zetel telt als aanwezig en beslist dit punt niet.",
                             absl::StrCat("dealboek meeting show ", given.meeting));
}

// The version of the agenda that the caller says was seen (0: not said), or the latest.
absl::StatusOr<int> AgendaSeen(const std::string& meeting, int named, Session& session) {
  if (named != 0) return named;
  ASSIGN_OR_RETURN(const v1::GetMeetingResponse read, FetchMeeting(meeting, session));
  if (read.meeting().agenda_version() == 0) {
    return Refused(absl::StrCat("De agenda van ", meeting,
                                " is nog leeg, dus er is niets te besluiten. Zet er eerst iets op: "
                                "dealboek meeting agenda add ",
                                meeting, " VOORSTEL ..."));
  }
  return read.meeting().agenda_version();
}

struct Decide {
  std::string meeting;
  std::string item;
  std::string outcome;
  std::vector<std::string> lines;
  std::string reservation;
  std::string reason;
  int agenda_version = 0;
  int64_t position_seen = 0;
};

absl::Status RunDecide(const Decide& given, Session& session) {
  v1::RecordDecisionRequest request;
  ASSIGN_OR_RETURN(*request.mutable_name(), session.Resource("meetings", given.meeting));
  ASSIGN_OR_RETURN(const v1::Outcome outcome, WordAt<v1::Outcome>("besluit", given.outcome));
  request.set_item(given.item);
  request.set_outcome(outcome);
  for (const std::string& line : given.lines) {
    ASSIGN_OR_RETURN(*request.add_lines(), AwardLineAt("--line", line));
  }
  if (!given.reservation.empty()) {
    ASSIGN_OR_RETURN(*request.mutable_reservation_total(),
                     MoneyAt("--reservation", given.reservation));
  }
  request.set_reason(given.reason);
  ASSIGN_OR_RETURN(const int version_seen,
                   AgendaSeen(given.meeting, given.agenda_version, session));
  request.set_version_seen(version_seen);
  request.set_position_seen(given.position_seen);
  request.set_request_id(session.RequestId());
  ASSIGN_OR_RETURN(const v1::RecordDecisionResponse answer,
                   session.Call(&Stub::RecordDecision, request));
  int undecided = 0;
  for (const v1::MeetingItem& item : answer.meeting().items())
    undecided += item.has_decision() ? 0 : 1;
  return session.ShowReceipt(
      answer, answer.receipt(),
      absl::StrCat("Besluit over ", given.item, " vastgelegd: ", Word(outcome)),
      undecided == 0
          ? "Alle punten zijn besloten; de voorzitter kan de lijst bevestigen."
          : absl::StrCat("Nog ", undecided, undecided == 1 ? " punt" : " punten", " te besluiten."),
      undecided == 0 ? absl::StrCat("dealboek meeting confirm ", given.meeting)
                     : absl::StrCat("dealboek meeting show ", given.meeting));
}

struct Confirm {
  std::string meeting;
  int agenda_version = 0;
  int64_t position_seen = 0;
};

absl::Status RunConfirm(const Confirm& given, Session& session) {
  const std::string& id = given.meeting;
  v1::ConfirmDecisionListRequest request;
  ASSIGN_OR_RETURN(*request.mutable_name(), session.Resource("meetings", id));
  ASSIGN_OR_RETURN(const int version_seen, AgendaSeen(id, given.agenda_version, session));
  request.set_version_seen(version_seen);
  request.set_position_seen(given.position_seen);
  request.set_request_id(session.RequestId());
  ASSIGN_OR_RETURN(const v1::ConfirmDecisionListResponse answer,
                   session.Call(&Stub::ConfirmDecisionList, request));
  return session.ShowReceipt(
      answer, answer.receipt(), absl::StrCat("Besluitenlijst van ", id, " bevestigd"),
      "De besluiten zijn van kracht.", absl::StrCat("dealboek meeting decisions ", id));
}

Table MeetingTable(const std::vector<const v1::Meeting*>& meetings) {
  Table table({{"stuurgroep", "meeting"},
               {"datum", "held_on"},
               {"stand", "stage"},
               {"titel", "title"},
               {"plaats", "place"},
               {"agenda", "agenda_version", Align::kRight}});
  for (const v1::Meeting* meeting : meetings) {
    table.AddRow({TextCell(meeting->meeting()),
                  DateCell(meeting->held_on()),
                  TextCell(Word(meeting->stage())),
                  TextCell(meeting->title()),
                  TextCell(meeting->place()),
                  {absl::StrCat("versie ", meeting->agenda_version()),
                   absl::StrCat(meeting->agenda_version())}});
  }
  return table;
}

absl::Status RunList(const std::string& stage, Session& session) {
  v1::ListMeetingsRequest request;
  ASSIGN_OR_RETURN(*request.mutable_parent(), session.Programme());
  ASSIGN_OR_RETURN(*request.mutable_at(), session.ReadAt());
  if (!stage.empty()) {
    ASSIGN_OR_RETURN(const v1::MeetingStage value, WordAt<v1::MeetingStage>("--stage", stage));
    request.set_stage(value);
  }
  ASSIGN_OR_RETURN(const v1::ListMeetingsResponse answer,
                   session.CallAllPages(&Stub::ListMeetings, request));
  std::vector<const v1::Meeting*> meetings;
  for (const v1::Meeting& meeting : answer.meetings()) meetings.push_back(&meeting);
  RETURN_IF_ERROR(session.ShowTable(answer, MeetingTable(meetings), "Er zijn geen vergaderingen."));
  session.NoteTrueAt(answer.true_at());
  return absl::OkStatus();
}

void PrintMeeting(const v1::Meeting& meeting, Session& session, std::ostream& out) {
  out << "Stuurgroep " << meeting.meeting() << ", " << FormatDate(meeting.held_on())
      << (meeting.title().empty() ? "" : ": ") << meeting.title() << "\n";
  if (!meeting.place().empty()) out << "  plaats: " << meeting.place() << "\n";
  out << "  stand: " << Word(meeting.stage());
  if (!meeting.confirmed_by().empty()) out << " door " << meeting.confirmed_by();
  out << "\n";
  out << "  quorum: " << QuorumInWords(meeting) << "\n\n";

  Table attendees({{"zetel", "seat"},
                   {"partner", "partner"},
                   {"functie", "function"},
                   {"wie", "holder"},
                   {"plaats", "place"},
                   {"aanwezigheid", "presence"}});
  for (const v1::Attendee& attendee : meeting.attendees()) {
    attendees.AddRow({TextCell(attendee.seat()), TextCell(attendee.partner_name()),
                      TextCell(attendee.function()),
                      TextCell(attendee.holder().empty() ? "vacant" : attendee.holder()),
                      TextCell(Word(attendee.place())), TextCell(Word(attendee.presence()))});
  }
  session.PrintTable(attendees);
  out << "\n";
  if (meeting.items().empty()) {
    out << "Er staat niets op de agenda.\n";
  } else {
    session.PrintTable(AgendaTable(meeting));
  }
  for (const v1::MeetingItem& item : meeting.items()) {
    for (const v1::Interest& interest : item.interests()) {
      out << "Belang bij " << item.item() << ": " << interest.seat()
          << (interest.reason().empty() ? "" : ", ") << interest.reason() << "\n";
    }
    if (!item.flagged_seats().empty() && item.interests().empty() && !item.has_decision()) {
      out << "Let op: de partner achter " << absl::StrJoin(item.flagged_seats(), ", ")
          << " leidt het project van " << item.item() << "; een belang is (nog) niet gemeld.\n";
    }
  }
  for (const v1::TakenOffItem& item : meeting.taken_off()) {
    out << "Van de agenda: " << item.item() << " " << item.title() << " (" << item.reason()
        << ")\n";
  }
}

absl::Status RunShow(const std::string& id, Session& session) {
  v1::GetMeetingRequest request;
  ASSIGN_OR_RETURN(*request.mutable_name(), session.Resource("meetings", id));
  ASSIGN_OR_RETURN(*request.mutable_at(), session.ReadAt());
  ASSIGN_OR_RETURN(const v1::GetMeetingResponse answer, session.Call(&Stub::GetMeeting, request));
  RETURN_IF_ERROR(session.Show(answer, AgendaCsv(answer.meeting()), [&](std::ostream& out) {
    PrintMeeting(answer.meeting(), session, out);
  }));
  session.NoteTrueAt(answer.true_at());
  return absl::OkStatus();
}

}  // namespace

void AddMeetingCommands(CLI::App& app, Session& session) {
  CLI::App& noun =
      Noun(app, "meeting", "Vergaderingen van de stuurgroep: agenda, aanwezigheid, besluiten");
  const std::string secretary = " --programme regiodeal-zod-nagespeeld --as programmasecretaris";

  const auto convene = std::make_shared<Convene>();
  CLI::App& convene_verb =
      Verb(noun, session, "convene", "Roept de stuurgroep bijeen",
           "dealboek meeting convene --held-on 2021-12-06 --title \"Zesde tranche\"" + secretary,
           [convene, &session] { return RunConvene(*convene, session); });
  convene_verb.add_option("--held-on", convene->held_on, "DATUM")->required();
  convene_verb.add_option("--title", convene->title, "Titel");
  convene_verb.add_option("--place", convene->place, "Plaats");
  AddMutationOptions(convene_verb, session);

  AddAgendaCommands(noun, session);

  const auto attend = std::make_shared<Attend>();
  CLI::App& attend_verb =
      Verb(noun, session, "attend", "Legt vast wie er is; een volgende keer vervangt dit",
           "dealboek meeting attend 2021-2 seat-2 seat-3 seat-5 seat-6 seat-7 seat-8" + secretary,
           [attend, &session] { return RunAttend(*attend, session); });
  attend_verb.add_option("vergadering", attend->meeting, "Vergadering (2021-1)")->required();
  attend_verb.add_option("zetels", attend->seats, "Zetels die aanwezig zijn");
  attend_verb.add_flag("--all", attend->all, "Iedereen is er; vacante zetels tellen als afwezig");
  AddPositionSeenOption(attend_verb, attend->position_seen);
  AddMutationOptions(attend_verb, session);

  const auto interest = std::make_shared<DeclaredInterest>();
  CLI::App& interest_verb = Verb(
      noun, session, "interest", "Meldt een belang bij een punt; die zetel beslist het niet",
      "dealboek meeting interest 2021-2 item-1 --reason \"gemeente is penvoerder\" --programme "
      "regiodeal-zod-nagespeeld --as stuurgroep-seat-6",
      [interest, &session] { return RunInterest(*interest, session); });
  interest_verb.add_option("vergadering", interest->meeting, "Vergadering (2021-1)")->required();
  interest_verb.add_option("punt", interest->item, "Agendapunt (item-3)")->required();
  interest_verb.add_option("--seat", interest->seat,
                           "Zetel; anders de eigen (de secretaris kan elke zetel vastleggen)");
  interest_verb.add_option("--reason", interest->reason, "Waarom");
  AddMutationOptions(interest_verb, session);

  const auto decide = std::make_shared<Decide>();
  CLI::App& decide_verb =
      Verb(noun, session, "decide",
           "Legt vast wat de stuurgroep over een punt besloot; van kracht na bevestiging",
           "dealboek meeting decide 2021-2 item-1 bekrachtigd-met-wijziging --line "
           "tranche=5,part=Norden,amount=400.000 --reason \"dekking uit eigen middelen voor de "
           "rest\"" +
               secretary + "\n  dealboek meeting decide 2021-2 item-2 bekrachtigd" + secretary,
           [decide, &session] { return RunDecide(*decide, session); });
  decide_verb.add_option("vergadering", decide->meeting, "Vergadering (2021-1)")->required();
  decide_verb.add_option("punt", decide->item, "Agendapunt (item-3)")->required();
  decide_verb.add_option("besluit", decide->outcome, WordsOf<v1::Outcome>())->required();
  decide_verb
      .add_option("--line", decide->lines,
                  "Bij wijziging: wat gegeven wordt, tranche=5,amount=425.000 (met part=NAAM); "
                  "herhaal voor meer")
      ->allow_extra_args(false);
  decide_verb.add_option("--reservation", decide->reservation,
                         "Bij wijziging: BEDRAG dat gereserveerd wordt");
  decide_verb.add_option("--reason", decide->reason,
                         "Waarom; verplicht tenzij bekrachtigd zoals gevraagd");
  AddAgendaVersionOption(decide_verb, decide->agenda_version);
  AddPositionSeenOption(decide_verb, decide->position_seen);
  AddMutationOptions(decide_verb, session);

  const auto confirm = std::make_shared<Confirm>();
  CLI::App& confirm_verb =
      Verb(noun, session, "confirm",
           "Bevestigt de besluitenlijst: alle besluiten worden van kracht, of geen",
           "dealboek meeting confirm 2021-2 --programme regiodeal-zod-nagespeeld --as voorzitter",
           [confirm, &session] { return RunConfirm(*confirm, session); });
  confirm_verb.add_option("vergadering", confirm->meeting, "Vergadering (2021-1)")->required();
  AddAgendaVersionOption(confirm_verb, confirm->agenda_version);
  AddPositionSeenOption(confirm_verb, confirm->position_seen);
  AddMutationOptions(confirm_verb, session);

  const auto list = std::make_shared<std::string>();
  CLI::App& list_verb = Verb(
      noun, session, "list", "Toont de vergaderingen",
      "dealboek meeting list --stage bevestigd --programme regiodeal-zod-nagespeeld --as lezer",
      [list, &session] { return RunList(*list, session); });
  list_verb.add_option("--stage", *list, "Stand: " + WordsOf<v1::MeetingStage>());
  AddReadOptions(list_verb, session);

  const auto show = std::make_shared<std::string>();
  CLI::App& show_verb =
      Verb(noun, session, "show", "Toont een vergadering: wie er is, de agenda en wat besloten is",
           "dealboek meeting show 2021-1 --programme regiodeal-zod-nagespeeld --as lezer",
           [show, &session] { return RunShow(*show, session); });
  show_verb.add_option("vergadering", *show, "Vergadering (2021-1)")->required();
  AddReadOptions(show_verb, session);
}

}  // namespace dealboek::cli::commands
