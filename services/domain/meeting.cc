// Meetings of the stuurgroep until they decide: convening, agenda, attendance and interests.
#include <algorithm>
#include <cstdint>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/string_view.h"

#include "services/base/dutch.h"
#include "services/base/reasons.h"
#include "services/base/status_macros.h"
#include "services/domain/acting.h"
#include "services/domain/deciders.h"
#include "services/domain/existence.h"
#include "services/domain/facts.h"
#include "services/domain/input.h"
#include "services/domain/meeting_rules.h"
#include "services/domain/own_item.h"
#include "services/domain/proposal_rules.h"
#include "services/domain/refusal.h"
#include "services/domain/stage.h"

namespace dealboek::domain {
namespace {

// Below the 65,535 bytes of a record by more than a header takes.
constexpr size_t kMaxAgendaBytes = 60'000;

// "2021-1": the year it is held, and a number within that year.
std::string NextMeetingId(const State& state, int year) {
  return FirstFree(state.meetings,
                   [&](int number) { return absl::StrFormat("%04d-%d", year, number); });
}

// ------------------------------------------------------------------------ agenda

// Whether what was decided on an item still is a decision. Where it is not, and cannot be taken
// again, the item can only go to a later meeting.
bool Stands(const State& state, const Meeting& meeting, const AgendaItem& item) {
  return RequireQuorum(state, meeting).ok() && !DecisionUndone(state, meeting, item).has_value();
}

// Every item that was on the agenda is kept once, as it was, or taken off once.
absl::Status CheckKept(const State& state, const Meeting& meeting, const SetAgenda& command) {
  std::set<absl::string_view> named;
  for (size_t i = 0; i < command.items.size(); ++i) {
    const AgendaItemInput& input = command.items[i];
    if (input.item.empty()) continue;
    const std::string field = Indexed("items", i);
    const absl::StatusOr<const AgendaItem*> item = RequireItem(meeting, input.item);
    if (!item.ok()) return At(absl::StrCat(field, ".item"), item.status());
    const bool as_it_was =
        (input.proposal.empty() || input.proposal == (*item)->proposal) &&
        (input.title.empty() || input.title == (*item)->title) &&
        (input.late_reason.empty() || input.late_reason == (*item)->late_reason) &&
        !input.own_item.has_value();
    if (!as_it_was) {
      return Invalid(base::kFieldNotAllowed, field,
                     "An item that is kept stays as it was; name it by its id alone, or take it "
                     "off and put on another.",
                     "Een punt dat blijft staan verandert niet; noem alleen zijn id, of haal het "
                     "eraf en zet er een ander op.",
                     {{"item", input.item}});
    }
    if (!named.insert(input.item).second) {
      return Invalid(base::kValueRepeated, absl::StrCat(field, ".item"),
                     "This item is named twice; name it once.",
                     "Dit punt staat er twee keer; noem het één keer.", {{"item", input.item}});
    }
  }
  for (size_t i = 0; i < command.taken_off.size(); ++i) {
    const ItemTakenOffInput& off = command.taken_off[i];
    const std::string field = Indexed("taken_off", i);
    const absl::StatusOr<const AgendaItem*> item = RequireItem(meeting, off.item);
    if (!item.ok()) return At(absl::StrCat(field, ".item"), item.status());
    if (!named.insert(off.item).second) {
      return Invalid(base::kValueRepeated, absl::StrCat(field, ".item"),
                     "This item is kept or taken off already; name it once.",
                     "Dit punt blijft al staan of is er al af; noem het één keer.",
                     {{"item", off.item}});
    }
    if ((*item)->decision.has_value() && Stands(state, meeting, **item)) {
      return Refuse(
          absl::StatusCode::kFailedPrecondition, base::kItemDecided,
          absl::StrCat("Item ", off.item,
                       " is decided and cannot be taken off. Decide to defer it."),
          absl::StrCat("Over punt ", off.item,
                       " is besloten; het kan er niet meer af. Besluit het aan te houden."),
          {{"meeting", meeting.id}, {"item", off.item}});
    }
    RETURN_IF_ERROR(RequireText(off.reason, TextKind::kLong, absl::StrCat(field, ".reason")));
  }
  for (const AgendaItem& item : meeting.items) {
    if (named.contains(item.id)) continue;
    return Invalid(
        base::kItemLeftOut, "items",
        absl::StrCat("Item ", item.id, " is on the agenda. Keep it, or take it off with a reason."),
        absl::StrCat("Punt ", item.id,
                     " staat op de agenda. Laat het staan, of haal het eraf met een "
                     "reden."),
        {{"meeting", meeting.id}, {"item", item.id}});
  }
  return absl::OkStatus();
}

absl::Status CheckOnAgenda(const State& state, const Proposal& proposal, int64_t now_micros) {
  if (proposal.content().kind() == v1::PROPOSAL_KIND_IDEA) {
    return Refuse(absl::StatusCode::kFailedPrecondition, base::kIdeaOnAgenda,
                  absl::StrCat("Proposal ", proposal.id,
                               " is an idea: no amount is asked, so there is nothing to decide. "
                               "Revise it into a proposal first."),
                  absl::StrCat("Voorstel ", proposal.id,
                               " is een idee: er is geen bedrag gevraagd, dus er valt niets te "
                               "besluiten. Herzie het eerst tot een voorstel."),
                  {{"proposal", proposal.id}});
  }
  if (IsEndorsed(state, proposal, now_micros)) return absl::OkStatus();
  switch (proposal.stage) {
    case ProposalStage::kSubmitted:
    case ProposalStage::kReturned:
    case ProposalStage::kNotEndorsed:
      return Refuse(absl::StatusCode::kFailedPrecondition, base::kNotEndorsed,
                    absl::StrCat("Proposal ", proposal.id,
                                 " is not endorsed, so it cannot be on an agenda. Its "
                                 "vakbestuurders must endorse it first."),
                    absl::StrCat("Voorstel ", proposal.id,
                                 " is niet voorgedragen, dus het kan niet op een agenda. De "
                                 "vakbestuurders moeten het eerst voordragen."),
                    {{"proposal", proposal.id}});
    case ProposalStage::kEndorsed:
    case ProposalStage::kDeferred:
    case ProposalStage::kOnAgenda:
    case ProposalStage::kRatified:
    case ProposalStage::kRatifiedWithChanges:
    case ProposalStage::kRejected:
    case ProposalStage::kWithdrawn:
      break;
  }
  return RequireStage(proposal, {ProposalStage::kEndorsed, ProposalStage::kDeferred});
}

// A new item of the agenda, still without its id.
absl::StatusOr<v1::AgendaItem> NewItem(const State& state, const Meeting& meeting,
                                       const AgendaItemInput& input, const std::string& field,
                                       int64_t now_micros, std::set<std::string>& proposals) {
  v1::AgendaItem item;
  if (input.proposal.empty() == !input.own_item.has_value()) {
    return Invalid(base::kFieldRequired, field,
                   "Give a proposal or an item of the stuurgroep's own, one of the two.",
                   "Geef een voorstel of een eigen punt van de stuurgroep, één van beide.");
  }
  if (input.own_item.has_value()) {
    ASSIGN_OR_RETURN(*item.mutable_own_item(),
                     CheckOwnItem(state, *input.own_item, absl::StrCat(field, ".own_item")));
    RETURN_IF_ERROR(RequireText(input.title, TextKind::kTitle, absl::StrCat(field, ".title")));
  } else {
    const absl::StatusOr<const Proposal*> proposal = RequireProposal(state, input.proposal);
    if (!proposal.ok()) return At(absl::StrCat(field, ".proposal"), proposal.status());
    RETURN_IF_ERROR(
        At(absl::StrCat(field, ".proposal"), CheckOnAgenda(state, **proposal, now_micros)));
    if (!proposals.insert(input.proposal).second) {
      return Invalid(base::kValueRepeated, absl::StrCat(field, ".proposal"),
                     "This proposal is on the agenda twice; name it once.",
                     "Dit voorstel staat er twee keer op; noem het één keer.",
                     {{"proposal", input.proposal}});
    }
    RETURN_IF_ERROR(CheckText(input.title, TextKind::kTitle, absl::StrCat(field, ".title")));
    item.set_proposal((*proposal)->id);
    item.set_revision((*proposal)->revision());
  }
  const std::string of_late_reason = absl::StrCat(field, ".late_reason");
  if (meeting.agenda_version > 0) {
    if (input.late_reason.empty()) {
      return Invalid(base::kTextEmpty, of_late_reason,
                     "The agenda was set before, so this item is late. Say why.",
                     "De agenda is al vastgesteld, dus dit punt komt later. Zeg waarom.");
    }
    RETURN_IF_ERROR(RequireText(input.late_reason, TextKind::kLong, of_late_reason));
  } else if (!input.late_reason.empty()) {
    return Invalid(base::kFieldNotAllowed, of_late_reason,
                   "The agenda has not been set before, so nothing is late; leave it out.",
                   "De agenda is nog niet eerder vastgesteld, dus niets is te laat; laat dit weg.");
  }
  item.set_title(input.title);
  item.set_late_reason(input.late_reason);
  return item;
}

v1::AgendaItem KeptItem(const AgendaItem& kept) {
  v1::AgendaItem item;
  item.set_item(kept.id);
  if (kept.own_item != nullptr) {
    *item.mutable_own_item() = *kept.own_item;
  } else {
    item.set_proposal(kept.proposal);
  }
  item.set_title(kept.title);
  item.set_late_reason(kept.late_reason);
  item.set_revision(kept.revision);
  return item;
}

// ------------------------------------------------------------------------ seats of the stuurgroep

absl::Status CheckSits(const Seat& seat, const Meeting& meeting) {
  if (seat.role != v1::ROLE_STUURGROEP) {
    return Refuse(
        absl::StatusCode::kFailedPrecondition, base::kSeatOfOtherRole,
        absl::StrCat("Seat ", seat.id, " is not one of the stuurgroep. Name one that is."),
        absl::StrCat("Zetel ", seat.id,
                     " is niet van de stuurgroep. Noem een zetel die dat "
                     "wel is."),
        {{"seat", seat.id}});
  }
  if (!CouldSit(seat, meeting)) {
    const std::string day = meeting.held_on->ToString();
    return Refuse(absl::StatusCode::kFailedPrecondition, base::kSeatEnded,
                  absl::StrCat("Seat ", seat.id, " was not in force on the day of meeting ",
                               meeting.id, ", ", day, ". Name one that was."),
                  absl::StrCat("Zetel ", seat.id, " gold niet op de dag van vergadering ",
                               meeting.id, ", ", day, ". Noem een zetel die toen gold."),
                  {{"seat", seat.id}, {"meeting", meeting.id}, {"heldOn", day}});
  }
  if (seat.holder.empty()) {
    return Refuse(absl::StatusCode::kFailedPrecondition, base::kSeatNotHeld,
                  absl::StrCat("Nobody is known to hold seat ", seat.id, ". Grant it first."),
                  absl::StrCat("Niemand bekleedt zetel ", seat.id, ". Ken haar eerst toe."),
                  {{"seat", seat.id}});
  }
  return absl::OkStatus();
}

// The seats of the stuurgroep in force that a person holds.
std::vector<std::string> SeatsHeldBy(const State& state, absl::string_view person,
                                     int64_t now_micros) {
  std::vector<std::string> ids;
  for (const Seat* seat : SeatsOf(state, v1::ROLE_STUURGROEP, "", now_micros)) {
    if (seat->holder == person) ids.push_back(seat->id);
  }
  return ids;
}

struct ForSeat {
  Acting acting;
  std::string seat;  // that is interested
};

// Members speak for themselves; the secretary records for anybody.
absl::StatusOr<ForSeat> WhoIsInterested(const State& state, const DeclareInterest& command,
                                        const Context& context) {
  const absl::StatusOr<Acting> member = ActAsStuurgroep(state, context);
  if (command.seat.empty()) {
    RETURN_IF_ERROR(member.status());
    const std::vector<std::string> own = SeatsHeldBy(state, member->person, context.now_micros);
    if (own.size() > 1) {
      return Invalid(base::kFieldRequired, "seat",
                     "You hold more than one seat of the stuurgroep; say which is interested.",
                     "U bekleedt meer dan één zetel in de stuurgroep; geef op welke belang heeft.");
    }
    return ForSeat{*member, member->seat};
  }
  ASSIGN_OR_RETURN(const Seat* seat, RequireSeat(state, command.seat));
  if (member.ok() && seat->holder == member->person) {
    // By the seat itself, or for one they held when the meeting was.
    const bool holds_it = IsInForce(*seat, context.now_micros);
    return ForSeat{{member->person, holds_it ? seat->id : member->seat}, seat->id};
  }
  ASSIGN_OR_RETURN(Acting secretary, ActAsSecretaris(state, context));
  return ForSeat{std::move(secretary), seat->id};
}

}  // namespace

absl::Status RequireNotConfirmed(const Meeting& meeting) {
  if (!meeting.confirmed) return absl::OkStatus();
  return Refuse(absl::StatusCode::kFailedPrecondition, base::kMeetingConfirmed,
                absl::StrCat("The list of meeting ", meeting.id,
                             " is confirmed and cannot change. A later meeting can decide anew, or "
                             "correct it."),
                absl::StrCat("De besluitenlijst van vergadering ", meeting.id,
                             " is bevestigd en verandert niet meer. Een latere vergadering kan "
                             "opnieuw besluiten, of corrigeren."),
                {{"meeting", meeting.id}});
}

absl::Status RequireHeld(const Meeting& meeting, int64_t now_micros) {
  if (HasCome(meeting, now_micros)) return absl::OkStatus();
  const std::string day = meeting.held_on->ToString();
  return Refuse(
      absl::StatusCode::kFailedPrecondition, base::kMeetingNotHeld,
      absl::StrCat("Meeting ", meeting.id, " is on ", day,
                   ", so nobody can have been there and nothing can have been decided "
                   "yet. Wait until that day."),
      absl::StrCat("Vergadering ", meeting.id, " is op ", base::DutchDate(*meeting.held_on),
                   ": er kan nog niemand geweest zijn en nog niets besloten. Wacht tot "
                   "die dag."),
      {{"meeting", meeting.id}, {"heldOn", day}});
}

absl::Status RequireAgendaVersion(const Meeting& meeting, int version_seen) {
  if (meeting.agenda_version == version_seen) return absl::OkStatus();
  return Refuse(
      absl::StatusCode::kAborted, base::kStaleRevision,
      absl::StrCat("The agenda of meeting ", meeting.id, " is at version ", meeting.agenda_version,
                   ", you saw ", version_seen, ". Read it again."),
      absl::StrCat("De agenda van vergadering ", meeting.id, " is bij versie ",
                   meeting.agenda_version, ", u zag ", version_seen, ". Lees haar opnieuw."),
      {{"meeting", meeting.id},
       {"version", absl::StrCat(meeting.agenda_version)},
       {"versionSeen", absl::StrCat(version_seen)}});
}

absl::Status RequireQuorum(const State& state, const Meeting& meeting) {
  if (!meeting.present.has_value()) {
    return Refuse(absl::StatusCode::kFailedPrecondition, base::kAttendanceNotRecorded,
                  absl::StrCat("Who is at meeting ", meeting.id,
                               " is not recorded. Record attendance first."),
                  absl::StrCat("Wie er bij vergadering ", meeting.id,
                               " is, is niet vastgelegd. Leg eerst de aanwezigheid vast."),
                  {{"meeting", meeting.id}});
  }
  const QuorumCount count = CountQuorum(state, meeting);
  if (count.present >= count.needed) return absl::OkStatus();
  return Refuse(absl::StatusCode::kFailedPrecondition, base::kNoQuorum,
                absl::StrCat("Meeting ", meeting.id, " has ", count.present, " of ", count.seats,
                             " seats present; ", count.needed,
                             " are needed to decide. Defer to a later meeting."),
                absl::StrCat("Bij vergadering ", meeting.id, " zijn ", count.present, " van de ",
                             count.seats, " zetels aanwezig; er zijn er ", count.needed,
                             " nodig om te besluiten. Besluit in een latere vergadering."),
                {{"meeting", meeting.id},
                 {"presentSeats", absl::StrCat(count.present)},
                 {"neededSeats", absl::StrCat(count.needed)},
                 {"seats", absl::StrCat(count.seats)}});
}

namespace {

// A meeting is convened some months ahead; a year that is far off is a slip of the pen.
absl::Status RequireNear(const base::PartialDate& held_on, int64_t now_micros) {
  constexpr int kMostYears = 2;
  const absl::CivilDay today = DayOf(now_micros);
  const absl::CivilDay last(today.year() + kMostYears, today.month(), today.day());
  if (held_on.FirstDay() <= last) return absl::OkStatus();
  return Invalid(base::kDateInFuture, "held_on",
                 absl::StrCat(held_on.ToString(), " is more than ", kMostYears,
                              " years ahead. Give the day of the meeting."),
                 absl::StrCat(base::DutchDate(held_on), " is meer dan ", kMostYears,
                              " jaar vooruit. Geef de dag van de vergadering."),
                 {{"date", held_on.ToString()}});
}

}  // namespace

Decision Decide(const State& state, const ConveneMeeting& command, const Context& context) {
  ASSIGN_OR_RETURN(const Programme* programme, RequireProgramme(state));
  ASSIGN_OR_RETURN(const Acting acting, ActAsSecretaris(state, context));
  RETURN_IF_ERROR(RequireRunning(*programme));
  ASSIGN_OR_RETURN(const base::PartialDate held_on, CheckDate(&command.held_on, "held_on"));
  RETURN_IF_ERROR(RequireNear(held_on, context.now_micros));
  RETURN_IF_ERROR(CheckText(command.title, TextKind::kTitle, "title"));
  RETURN_IF_ERROR(CheckText(command.place, TextKind::kName, "place"));

  // Nothing below may fail.
  v1::Event event = NewEvent(acting);
  v1::MeetingConvened& fact = *event.mutable_meeting_convened();
  fact.set_meeting(NextMeetingId(state, held_on.year()));
  Set(fact.mutable_held_on(), held_on);
  fact.set_title(command.title);
  fact.set_place(command.place);
  return Decided(std::move(event));
}

Decision Decide(const State& state, const SetAgenda& command, const Context& context) {
  ASSIGN_OR_RETURN(const Meeting* meeting, RequireMeeting(state, command.meeting));
  ASSIGN_OR_RETURN(const Acting acting, ActAsSecretaris(state, context));
  RETURN_IF_ERROR(RequireNotConfirmed(*meeting));
  RETURN_IF_ERROR(RequireAgendaVersion(*meeting, command.version_seen));
  RETURN_IF_ERROR(CheckKept(state, *meeting, command));
  v1::Event event = NewEvent(acting);
  v1::AgendaSet& fact = *event.mutable_agenda_set();
  fact.set_meeting(meeting->id);
  fact.set_version(meeting->agenda_version + 1);
  int items_made = meeting->items_made;
  std::set<std::string> proposals;
  for (size_t i = 0; i < command.items.size(); ++i) {
    const AgendaItemInput& input = command.items[i];
    if (!input.item.empty()) {
      *fact.add_items() = KeptItem(*meeting->FindItem(input.item));
      continue;
    }
    ASSIGN_OR_RETURN(v1::AgendaItem item, NewItem(state, *meeting, input, Indexed("items", i),
                                                  context.now_micros, proposals));
    item.set_item(absl::StrCat("item-", ++items_made));
    *fact.add_items() = std::move(item);
  }
  for (const ItemTakenOffInput& off : command.taken_off) {
    v1::ItemTakenOff& taken_off = *fact.add_taken_off();
    taken_off.set_item(off.item);
    taken_off.set_reason(off.reason);
  }
  if (meeting->agenda_version == 0 && fact.items().empty()) {
    return Invalid(base::kFieldRequired, "items", "An agenda begins with at least one item.",
                   "Een agenda begint met ten minste één punt.");
  }
  if (event.ByteSizeLong() > kMaxAgendaBytes) {
    return Invalid(base::kTextTooLong, "items",
                   absl::StrCat("The agenda has ", event.ByteSizeLong(), " bytes; at most ",
                                kMaxAgendaBytes, " fit. Shorten it, or convene another meeting."),
                   absl::StrCat("De agenda heeft ", event.ByteSizeLong(), " bytes; er passen er ",
                                kMaxAgendaBytes, ". Kort haar in, of beleg nog een vergadering."),
                   {{"sizeBytes", absl::StrCat(event.ByteSizeLong())},
                    {"maximumBytes", absl::StrCat(kMaxAgendaBytes)}});
  }

  // Nothing below may fail.
  return Decided(std::move(event));
}

Decision Decide(const State& state, const RecordAttendance& command, const Context& context) {
  ASSIGN_OR_RETURN(const Meeting* meeting, RequireMeeting(state, command.meeting));
  std::vector<const Seat*> seats;
  for (size_t i = 0; i < command.present_seats.size(); ++i) {
    const absl::StatusOr<const Seat*> seat = RequireSeat(state, command.present_seats[i]);
    if (!seat.ok()) return At(Indexed("present_seats", i), seat.status());
    seats.push_back(*seat);
  }
  ASSIGN_OR_RETURN(const Acting acting, ActAsSecretaris(state, context));
  RETURN_IF_ERROR(RequireNotConfirmed(*meeting));
  RETURN_IF_ERROR(RequireHeld(*meeting, context.now_micros));
  RETURN_IF_ERROR(RequireUnchanged(state, meeting->attendance_recorded_at, command.position_seen,
                                   absl::StrCat("the attendance of meeting ", meeting->id),
                                   absl::StrCat("de aanwezigheid bij vergadering ", meeting->id)));
  std::set<absl::string_view> named;
  for (size_t i = 0; i < seats.size(); ++i) {
    RETURN_IF_ERROR(At(Indexed("present_seats", i), CheckSits(*seats[i], *meeting)));
    if (!named.insert(seats[i]->id).second) {
      return Invalid(base::kValueRepeated, Indexed("present_seats", i),
                     "This seat is named twice; name it once.",
                     "Deze zetel staat er twee keer; noem haar één keer.",
                     {{"seat", seats[i]->id}});
    }
  }

  // Nothing below may fail.
  v1::Event event = NewEvent(acting);
  event.mutable_attendance_recorded()->set_meeting(meeting->id);
  for (const Seat* seat : seats) event.mutable_attendance_recorded()->add_present(seat->id);
  return Decided(std::move(event));
}

Decision Decide(const State& state, const DeclareInterest& command, const Context& context) {
  ASSIGN_OR_RETURN(const Meeting* meeting, RequireMeeting(state, command.meeting));
  ASSIGN_OR_RETURN(const AgendaItem* item, RequireItem(*meeting, command.item));
  ASSIGN_OR_RETURN(const ForSeat who, WhoIsInterested(state, command, context));
  RETURN_IF_ERROR(RequireNotConfirmed(*meeting));
  RETURN_IF_ERROR(CheckSits(*state.FindSeat(who.seat), *meeting));
  if (item->IsInterested(who.seat)) {
    return Refuse(absl::StatusCode::kFailedPrecondition, base::kAlreadyDeclared,
                  absl::StrCat("Seat ", who.seat, " has declared its interest in item ", item->id,
                               " already. Once is enough."),
                  absl::StrCat("Zetel ", who.seat, " heeft haar belang bij punt ", item->id,
                               " al gemeld. Eén keer volstaat."),
                  {{"meeting", meeting->id}, {"item", item->id}, {"seat", who.seat}});
  }
  RETURN_IF_ERROR(CheckText(command.reason, TextKind::kLong, "reason"));

  // Nothing below may fail.
  v1::Event event = NewEvent(who.acting);
  v1::InterestDeclared& fact = *event.mutable_interest_declared();
  fact.set_meeting(meeting->id);
  fact.set_item(item->id);
  fact.set_seat(who.seat);
  fact.set_reason(command.reason);
  return Decided(std::move(event));
}

}  // namespace dealboek::domain
