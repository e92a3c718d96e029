// dealboek meeting agenda show|add|take-off|order, and items of the stuurgroep's own:
// ceiling|carry-over| release|reservation|rules|reopening|corrigendum.
//
// An agenda is set whole. Each verb reads it, changes one thing and sends it back as the next
// version of the one that was read; if somebody was there before, the server refuses it as stale.
#include <algorithm>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "CLI/App.hpp"
#include "absl/strings/str_cat.h"

#include "clients/cli/commands/agenda_items.h"
#include "clients/cli/commands/reading.h"
#include "clients/cli/commands/typed.h"
#include "clients/cli/labels.h"
#include "clients/cli/own_item.h"
#include "clients/cli/session.h"
#include "clients/cli/status_macros.h"
#include "clients/cli/verbs.h"
#include "dealboek/v1/decision_service.grpc.pb.h"

namespace dealboek::cli::commands {
namespace {

using Stub = v1::DecisionService::Stub;

constexpr char kSecretary[] = " --programme regiodeal-zod-nagespeeld --as programmasecretaris";

// The agenda as it is, every item kept. `version_seen` is the one the caller says was seen; 0:
// this.
absl::StatusOr<v1::SetAgendaRequest> AgendaAsItIs(const std::string& id, int version_seen,
                                                  Session& session) {
  ASSIGN_OR_RETURN(const v1::GetMeetingResponse read, FetchMeeting(id, session));
  const v1::Meeting& meeting = read.meeting();
  v1::SetAgendaRequest request;
  request.set_name(meeting.name());
  request.set_version_seen(version_seen == 0 ? meeting.agenda_version() : version_seen);
  for (const v1::MeetingItem& item : meeting.items()) request.add_items()->set_item(item.item());
  request.set_request_id(session.RequestId());
  return request;
}

absl::Status Set(const v1::SetAgendaRequest& request, const std::string& id, absl::string_view done,
                 Session& session) {
  ASSIGN_OR_RETURN(const v1::SetAgendaResponse answer, session.Call(&Stub::SetAgenda, request));
  return session.ShowReceipt(
      answer, answer.receipt(),
      absl::StrCat(done, "; agenda van ", id, " is nu versie ", answer.meeting().agenda_version()),
      "", absl::StrCat("dealboek meeting agenda show ", id));
}

absl::Status RunShow(const std::string& id, Session& session) {
  v1::GetMeetingRequest request;
  ASSIGN_OR_RETURN(*request.mutable_name(), session.Resource("meetings", id));
  ASSIGN_OR_RETURN(*request.mutable_at(), session.ReadAt());
  ASSIGN_OR_RETURN(const v1::GetMeetingResponse answer, session.Call(&Stub::GetMeeting, request));
  RETURN_IF_ERROR(session.Show(answer, AgendaCsv(answer.meeting()), [&](std::ostream& out) {
    if (answer.meeting().items().empty()) {
      out << "Er staat niets op de agenda.\n";
    } else {
      session.PrintTable(AgendaTable(answer.meeting()));
    }
  }));
  session.NoteTrueAt(answer.true_at());
  return absl::OkStatus();
}

struct Add {
  std::string meeting;
  std::vector<std::string> proposals;
  std::string late_reason;
  int version_seen = 0;
};

absl::Status RunAdd(const Add& given, Session& session) {
  ASSIGN_OR_RETURN(v1::SetAgendaRequest request,
                   AgendaAsItIs(given.meeting, given.version_seen, session));
  for (const std::string& proposal : given.proposals) {
    v1::AgendaItemInput& item = *request.add_items();
    item.set_proposal(proposal);
    item.set_late_reason(given.late_reason);
  }
  return Set(request, given.meeting,
             given.proposals.size() == 1
                 ? "Punt geagendeerd"
                 : absl::StrCat(given.proposals.size(), " punten geagendeerd"),
             session);
}

struct TakeOff {
  std::string meeting;
  std::string item;
  std::string reason;
  int version_seen = 0;
};

absl::Status RunTakeOff(const TakeOff& given, Session& session) {
  ASSIGN_OR_RETURN(v1::SetAgendaRequest request,
                   AgendaAsItIs(given.meeting, given.version_seen, session));
  auto& items = *request.mutable_items();
  items.erase(
      std::remove_if(items.begin(), items.end(),
                     [&](const v1::AgendaItemInput& item) { return item.item() == given.item; }),
      items.end());
  // An item that is not there stays in the request, so that the server says so.
  v1::ItemTakenOffInput& taken_off = *request.add_taken_off();
  taken_off.set_item(given.item);
  taken_off.set_reason(given.reason);
  return Set(request, given.meeting, absl::StrCat(given.item, " van de agenda gehaald"), session);
}

struct Order {
  std::string meeting;
  std::vector<std::string> items;
  int version_seen = 0;
};

absl::Status RunOrder(const Order& given, Session& session) {
  ASSIGN_OR_RETURN(v1::SetAgendaRequest request,
                   AgendaAsItIs(given.meeting, given.version_seen, session));
  std::vector<std::string> there;
  for (const v1::AgendaItemInput& item : request.items()) there.push_back(item.item());
  std::vector<std::string> wanted = given.items;
  if (!std::is_permutation(there.begin(), there.end(), wanted.begin(), wanted.end())) {
    return Refused(absl::StrCat(
        "Noem elk punt van de agenda één keer, in de nieuwe volgorde. Er staan ", there.size(),
        " punten op; zie: dealboek meeting agenda show ", given.meeting));
  }
  request.clear_items();
  for (const std::string& item : wanted) request.add_items()->set_item(item);
  return Set(request, given.meeting, "Volgorde veranderd", session);
}

void AddMeetingArgument(CLI::App& verb, std::string& meeting) {
  verb.add_option("vergadering", meeting, "Vergadering (2021-1)")->required();
}

void AddShow(CLI::App& noun, Session& session) {
  const auto show = std::make_shared<std::string>();
  CLI::App& show_verb =
      Verb(noun, session, "show", "Toont de agenda",
           "dealboek meeting agenda show 2021-1 --programme regiodeal-zod-nagespeeld --as lezer",
           [show, &session] { return RunShow(*show, session); });
  AddMeetingArgument(show_verb, *show);
  AddReadOptions(show_verb, session);
}

void AddAdd(CLI::App& noun, Session& session) {
  const auto add = std::make_shared<Add>();
  CLI::App& add_verb =
      Verb(noun, session, "add", "Zet voorgedragen voorstellen op de agenda",
           std::string("dealboek meeting agenda add 2021-2 $(date +%Y)-016") + kSecretary,
           [add, &session] { return RunAdd(*add, session); });
  AddMeetingArgument(add_verb, add->meeting);
  add_verb.add_option("voorstellen", add->proposals, "Voorstellen (2021-017)")->required();
  add_verb.add_option("--late-reason", add->late_reason,
                      "Waarom het later komt; verplicht na de eerste agenda");
  AddAgendaVersionOption(add_verb, add->version_seen);
  AddMutationOptions(add_verb, session);
}

void AddTakeOff(CLI::App& noun, Session& session) {
  const auto take_off = std::make_shared<TakeOff>();
  CLI::App& take_off_verb = Verb(
      noun, session, "take-off", "Haalt een punt van de agenda",
      std::string(
          "dealboek meeting agenda take-off 2021-2 item-3 --reason \"stukken niet compleet\"") +
          kSecretary,
      [take_off, &session] { return RunTakeOff(*take_off, session); });
  AddMeetingArgument(take_off_verb, take_off->meeting);
  take_off_verb.add_option("punt", take_off->item, "Agendapunt (item-3)")->required();
  take_off_verb.add_option("--reason", take_off->reason, "Waarom")->required();
  AddAgendaVersionOption(take_off_verb, take_off->version_seen);
  AddMutationOptions(take_off_verb, session);
}

void AddOrder(CLI::App& noun, Session& session) {
  const auto order = std::make_shared<Order>();
  CLI::App& order_verb =
      Verb(noun, session, "order", "Verandert de volgorde; noem alle punten",
           std::string("dealboek meeting agenda order 2021-2 item-2 item-1") + kSecretary,
           [order, &session] { return RunOrder(*order, session); });
  AddMeetingArgument(order_verb, order->meeting);
  order_verb.add_option("punten", order->items, "Agendapunten in de nieuwe volgorde")->required();
  AddAgendaVersionOption(order_verb, order->version_seen);
  AddMutationOptions(order_verb, session);
}

// What each of the stuurgroep's own items is asked with.
struct Own {
  std::string meeting;
  std::string title;
  std::string late_reason;
  int version_seen = 0;
  std::string amount;
  int tranche = 0;
  int from_tranche = 0;
  int to_tranche = 0;
  std::string project;
  std::string part;
  std::string endorsement;
  std::string quorum;
  std::string combined_seats;
  int rounds_per_year = -1;
  int64_t corrects = 0;
  std::string award;
  std::string reservation;
  std::string contribution;
  std::string progress;
  std::string summary;
};

absl::Status RunOwn(const Own& given, Session& session,
                    absl::Status (*fill)(const Own&, Session&, v1::OwnItem&)) {
  v1::OwnItem own;
  RETURN_IF_ERROR(fill(given, session, own));
  ASSIGN_OR_RETURN(v1::SetAgendaRequest request,
                   AgendaAsItIs(given.meeting, given.version_seen, session));
  v1::AgendaItemInput& item = *request.add_items();
  *item.mutable_own_item() = own;
  const std::string description = DescribeOwnItem(own, Names());
  item.set_title(given.title.empty() ? description : given.title);
  item.set_late_reason(given.late_reason);
  return Set(request, given.meeting, absl::StrCat("Punt geagendeerd (", description, ")"), session);
}

// A verb that puts an item of the stuurgroep's own on the agenda, and what it is asked with.
struct OwnVerb {
  CLI::App& verb;
  Own& given;  // lives as long as the verb
};

// `example` without what all of them have in front and behind; it comes after that of `add`.
OwnVerb AddOwn(CLI::App& noun, Session& session, const std::string& name,
               const std::string& description, const std::string& example,
               absl::Status (*fill)(const Own&, Session&, v1::OwnItem&)) {
  const auto given = std::make_shared<Own>();
  CLI::App& verb = Verb(noun, session, name, description,
                        absl::StrCat("dealboek meeting agenda ", example,
                                     " --late-reason \"na de eerste agenda gevraagd\"", kSecretary),
                        [given, fill, &session] { return RunOwn(*given, session, fill); });
  AddMeetingArgument(verb, given->meeting);
  return {verb, *given};
}

// After the arguments and options of its own.
void AddSharedOptions(const OwnVerb& own, Session& session) {
  own.verb.add_option("--title", own.given.title, "Titel; anders een omschrijving");
  own.verb.add_option("--late-reason", own.given.late_reason,
                      "Waarom het later komt; verplicht na de eerste agenda");
  AddAgendaVersionOption(own.verb, own.given.version_seen);
  AddMutationOptions(own.verb, session);
}

absl::Status FillCeiling(const Own& given, Session&, v1::OwnItem& own) {
  own.mutable_ceiling_change()->set_tranche(given.tranche);
  ASSIGN_OR_RETURN(*own.mutable_ceiling_change()->mutable_ceiling(),
                   MoneyAt("bedrag", given.amount, Zero::kEnough));
  return absl::OkStatus();
}

void AddCeiling(CLI::App& noun, Session& session) {
  const OwnVerb ceiling = AddOwn(noun, session, "ceiling",
                                 "Agendeert een ander plafond voor een tranche of het programma",
                                 "ceiling 2021-2 7.000.000 --tranche 5", FillCeiling);
  ceiling.verb.add_option("bedrag", ceiling.given.amount, "Het nieuwe plafond")->required();
  ceiling.verb.add_option("--tranche", ceiling.given.tranche, "Tranche; anders het programma");
  AddSharedOptions(ceiling, session);
}

absl::Status FillCarryOver(const Own& given, Session&, v1::OwnItem& own) {
  own.mutable_carry_over()->set_from_tranche(given.from_tranche);
  own.mutable_carry_over()->set_to_tranche(given.to_tranche);
  ASSIGN_OR_RETURN(*own.mutable_carry_over()->mutable_amount(), MoneyAt("bedrag", given.amount));
  return absl::OkStatus();
}

void AddCarryOver(CLI::App& noun, Session& session) {
  const OwnVerb carry = AddOwn(
      noun, session, "carry-over", "Agendeert overheveling van wat in een gesloten tranche over is",
      "carry-over 2021-2 20.000 --from-tranche 3 --to-tranche 5", FillCarryOver);
  carry.verb.add_option("bedrag", carry.given.amount, "Het bedrag")->required();
  carry.verb.add_option("--from-tranche", carry.given.from_tranche, "Van tranche")->required();
  carry.verb.add_option("--to-tranche", carry.given.to_tranche, "Naar tranche")->required();
  AddSharedOptions(carry, session);
}

absl::Status FillRelease(const Own& given, Session&, v1::OwnItem& own) {
  own.mutable_release()->set_project(given.project);
  own.mutable_release()->set_part(given.part);
  own.mutable_release()->set_tranche(given.tranche);
  ASSIGN_OR_RETURN(*own.mutable_release()->mutable_amount(), MoneyAt("bedrag", given.amount));
  return absl::OkStatus();
}

void AddRelease(CLI::App& noun, Session& session) {
  const OwnVerb release =
      AddOwn(noun, session, "release",
             "Agendeert vrijval: geld terug naar de tranche waar het vandaan komt",
             "release 2021-2 25.000 --project werken-9 --tranche 3", FillRelease);
  release.verb.add_option("bedrag", release.given.amount, "Het bedrag")->required();
  release.verb.add_option("--project", release.given.project, "Project (werken-9)")->required();
  release.verb.add_option("--part", release.given.part, "Onderdeel");
  release.verb.add_option("--tranche", release.given.tranche, "Tranche")->required();
  AddSharedOptions(release, session);
}

absl::Status FillReservation(const Own& given, Session&, v1::OwnItem& own) {
  own.mutable_reservation_change()->set_project(given.project);
  ASSIGN_OR_RETURN(*own.mutable_reservation_change()->mutable_total(),
                   MoneyAt("bedrag", given.amount, Zero::kEnough));
  return absl::OkStatus();
}

void AddReservation(CLI::App& noun, Session& session) {
  const OwnVerb reservation =
      AddOwn(noun, session, "reservation",
             "Agendeert een andere reservering voor een project; 0: geen meer",
             "reservation 2021-2 3.000.000 --project werken-16", FillReservation);
  reservation.verb.add_option("bedrag", reservation.given.amount, "Het nieuwe totaal")->required();
  reservation.verb.add_option("--project", reservation.given.project, "Project (werken-16)")
      ->required();
  AddSharedOptions(reservation, session);
}

absl::Status FillRules(const Own& given, Session& session, v1::OwnItem& own) {
  // Rules are set whole: what is not asked for stays as it is.
  ASSIGN_OR_RETURN(const v1::GetProgrammeResponse read, FetchProgramme(session));
  *own.mutable_rule_change() = read.programme().rules();
  if (!given.endorsement.empty()) {
    ASSIGN_OR_RETURN(*own.mutable_rule_change()->mutable_endorsement(),
                     ThresholdAt("--endorsement", given.endorsement));
  }
  if (!given.quorum.empty()) {
    ASSIGN_OR_RETURN(*own.mutable_rule_change()->mutable_quorum(),
                     ThresholdAt("--quorum", given.quorum));
  }
  if (!given.combined_seats.empty()) {
    ASSIGN_OR_RETURN(const v1::CombinedSeats combined,
                     WordAt<v1::CombinedSeats>("--combined-seats", given.combined_seats));
    own.mutable_rule_change()->set_combined_seats(combined);
  }
  if (given.rounds_per_year >= 0)
    own.mutable_rule_change()->set_rounds_per_year(given.rounds_per_year);
  return absl::OkStatus();
}

void AddRules(CLI::App& noun, Session& session) {
  const OwnVerb rules =
      AddOwn(noun, session, "rules", "Agendeert andere regels; wat niet genoemd wordt blijft",
             "rules 2021-2 --quorum minstens-2/3", FillRules);
  rules.verb.add_option("--endorsement", rules.given.endorsement,
                        "Voordracht: meer-dan-1/2, minstens-2/3 of een aantal");
  rules.verb.add_option("--quorum", rules.given.quorum,
                        "Quorum: meer-dan-1/2, minstens-2/3 of een aantal");
  rules.verb.add_option("--combined-seats", rules.given.combined_seats,
                        "Vakbestuurder en stuurgroeplid tegelijk: " + WordsOf<v1::CombinedSeats>());
  rules.verb
      .add_option("--rounds-per-year", rules.given.rounds_per_year,
                  "Hoe vaak per jaar minstens vastgesteld wordt")
      ->type_name("AANTAL");
  AddSharedOptions(rules, session);
}

absl::Status FillReopening(const Own& given, Session&, v1::OwnItem& own) {
  own.mutable_reopening()->set_project(given.project);
  return absl::OkStatus();
}

void AddReopening(CLI::App& noun, Session& session) {
  const OwnVerb reopening =
      AddOwn(noun, session, "reopening", "Agendeert heropening van een afgesloten project",
             "reopening 2021-2 --project werken-8", FillReopening);
  reopening.verb.add_option("--project", reopening.given.project, "Project (werken-8)")->required();
  AddSharedOptions(reopening, session);
}

absl::Status FillCorrigendum(const Own& given, Session&, v1::OwnItem& own) {
  v1::Corrigendum& corrigendum = *own.mutable_corrigendum();
  corrigendum.set_corrects(given.corrects);
  const int asked = !given.award.empty() + !given.reservation.empty() +
                    !given.contribution.empty() + !given.progress.empty();
  if (asked != 1) {
    return WrongUsage("Geef precies één van --award, --reservation, --contribution en --progress.");
  }
  if (!given.award.empty()) {
    ASSIGN_OR_RETURN(*corrigendum.mutable_award_amount(),
                     MoneyAt("--award", given.award, Zero::kEnough));
  } else if (!given.reservation.empty()) {
    ASSIGN_OR_RETURN(*corrigendum.mutable_reservation_total(),
                     MoneyAt("--reservation", given.reservation, Zero::kEnough));
  } else if (!given.contribution.empty()) {
    ASSIGN_OR_RETURN(*corrigendum.mutable_contribution_amount(),
                     MoneyAt("--contribution", given.contribution, Zero::kEnough));
  } else {
    ASSIGN_OR_RETURN(const v1::ProgressStatus status,
                     WordAt<v1::ProgressStatus>("--progress", given.progress));
    corrigendum.mutable_progress()->set_status(status);
    corrigendum.mutable_progress()->set_summary(given.summary);
  }
  return absl::OkStatus();
}

void AddCorrigendum(CLI::App& noun, Session& session) {
  const OwnVerb corrigendum = AddOwn(
      noun, session, "corrigendum", "Agendeert een correctie van een eerder vastgelegd feit",
      "corrigendum 2021-2 --corrects 62 --award 230.000 --title \"Bedrag verkeerd overgenomen\"",
      FillCorrigendum);
  corrigendum.verb.add_option("--corrects", corrigendum.given.corrects, "POSITIE die fout is")
      ->required();
  corrigendum.verb.add_option("--award", corrigendum.given.award,
                              "Wat de toekenning had moeten zijn; 0: geen");
  corrigendum.verb.add_option("--reservation", corrigendum.given.reservation,
                              "Wat de reservering had moeten zijn; 0: geen");
  corrigendum.verb.add_option("--contribution", corrigendum.given.contribution,
                              "Wat de bijdrage was");
  corrigendum.verb.add_option("--progress", corrigendum.given.progress,
                              "Stand: " + WordsOf<v1::ProgressStatus>());
  corrigendum.verb.add_option("--summary", corrigendum.given.summary,
                              "Samenvatting, bij --progress");
  AddSharedOptions(corrigendum, session);
}

}  // namespace

void AddAgendaCommands(CLI::App& meeting_noun, Session& session) {
  CLI::App& noun = Noun(meeting_noun, "agenda", "De agenda van een vergadering");
  for (const auto add : {AddShow, AddAdd, AddTakeOff, AddOrder, AddCeiling, AddCarryOver,
                         AddRelease, AddReservation, AddRules, AddReopening, AddCorrigendum}) {
    add(noun, session);
  }
}

}  // namespace dealboek::cli::commands
