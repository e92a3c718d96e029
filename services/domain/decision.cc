// What the stuurgroep decides: recording decisions, and the chair's confirmation of the list.
#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

#include "services/base/error.h"
#include "services/base/reasons.h"
#include "services/base/status_macros.h"
#include "services/domain/acting.h"
#include "services/domain/deciders.h"
#include "services/domain/effects.h"
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

// ------------------------------------------------------------------------ who decides

struct Deciders {
  std::vector<std::string> deciding;
  std::vector<std::string> interested;
};

// Rule 4. Flagged seats (FlaggedSeats) decide unless they declare an interest.
absl::StatusOr<Deciders> WhoDecide(const State& state, const Meeting& meeting,
                                   const AgendaItem& item) {
  Deciders who;
  for (const std::string& id : *meeting.present) {
    if (!Sat(*state.FindSeat(id), meeting)) continue;
    (item.IsInterested(id) ? who.interested : who.deciding).push_back(id);
  }
  if (!who.deciding.empty()) return who;
  return Refuse(
      absl::StatusCode::kFailedPrecondition, base::kNoDisinterestedSeat,
      absl::StrCat("Every seat present at meeting ", meeting.id, " has an interest in item ",
                   item.id, ", so nobody can decide it. Take it off, for a later meeting."),
      absl::StrCat("Elke aanwezige zetel van vergadering ", meeting.id, " heeft belang bij punt ",
                   item.id,
                   ", dus niemand kan besluiten. Haal het van de agenda, voor een latere "
                   "vergadering."),
      {{"meeting", meeting.id},
       {"item", item.id},
       {"interestedSeats", absl::StrCat(who.interested.size())}});
}

// ------------------------------------------------------------------------ what is decided

absl::Status AsAskedOnly(absl::string_view field) {
  return Invalid(base::kFieldNotAllowed, field,
                 "Is only for a proposal that is ratified with changes; leave it out.",
                 "Is alleen voor een voorstel dat gewijzigd wordt bekrachtigd; laat dit weg.");
}

std::vector<std::tuple<int, std::string, int64_t>> InOrder(
    const google::protobuf::RepeatedPtrField<v1::AwardLine>& lines) {
  std::vector<std::tuple<int, std::string, int64_t>> in_order;
  for (const v1::AwardLine& line : lines) {
    in_order.emplace_back(line.tranche(), line.part(), line.amount().euro_cents());
  }
  std::sort(in_order.begin(), in_order.end());
  return in_order;
}

// A list that calls something changed shows what.
absl::Status RequireChange(const Proposal& proposal, const Given& given) {
  const Given asked = AsAsked(proposal.content());
  if (InOrder(given.lines) != InOrder(asked.lines) ||
      given.reservation_total != asked.reservation_total) {
    return absl::OkStatus();
  }
  return Refuse(absl::StatusCode::kFailedPrecondition, base::kNothingChanged,
                absl::StrCat("These are the amounts proposal ", proposal.id,
                             " asks, so nothing is changed. Ratify it as it is; a condition goes "
                             "with the reason."),
                absl::StrCat("Dit zijn de bedragen die voorstel ", proposal.id,
                             " vraagt, dus er is niets gewijzigd. Bekrachtig het zoals het er "
                             "ligt; een voorwaarde kan bij de reden."),
                {{"proposal", proposal.id}});
}

// What the proposal of an item is given by this decision if it is ratified, checked as input.
absl::StatusOr<Given> WhatIsGiven(const State& state, const Proposal& proposal,
                                  const RecordDecision& command) {
  if (command.outcome == v1::OUTCOME_RATIFIED_WITH_CHANGES) {
    ASSIGN_OR_RETURN(Given given, WithChanges(state, proposal.content(), command.lines,
                                              command.reservation_total));
    RETURN_IF_ERROR(RequireChange(proposal, given));
    return given;
  }
  if (!command.lines.empty()) return AsAskedOnly("lines");
  if (command.reservation_total.has_value()) return AsAskedOnly("reservation_total");
  return AsAsked(proposal.content());
}

absl::Status CheckOutcome(const AgendaItem& item, const RecordDecision& command) {
  switch (command.outcome) {
    case v1::OUTCOME_RATIFIED:
      return CheckText(command.reason, TextKind::kLong, "reason");
    case v1::OUTCOME_RATIFIED_WITH_CHANGES:
      if (item.proposal.empty()) {
        return Invalid(base::kFieldNotAllowed, "outcome",
                       "An item of the stuurgroep's own is ratified as it stands. Take it off and "
                       "put on what is meant.",
                       "Een eigen punt wordt bekrachtigd zoals het er staat. Haal het eraf en zet "
                       "erop wat bedoeld is.",
                       {{"item", item.id}});
      }
      return RequireText(command.reason, TextKind::kLong, "reason");
    case v1::OUTCOME_REJECTED:
    case v1::OUTCOME_DEFERRED:
      return RequireText(command.reason, TextKind::kLong, "reason");
    default:  // unspecified, or a number of a later version
      return Invalid(base::kEnumUnspecified, "outcome",
                     "Say whether it is ratified, ratified with changes, rejected or deferred.",
                     "Geef aan of het is bekrachtigd, gewijzigd bekrachtigd, afgewezen of "
                     "aangehouden.");
  }
}

// ------------------------------------------------------------------------ the list

// A refusal of one item of a list, which says which.
absl::Status OfItem(const AgendaItem& item, const absl::Status& status) {
  if (status.ok()) return status;
  base::ErrorDetail detail = base::GetErrorDetail(status).value_or(base::ErrorDetail{});
  detail.metadata.emplace_back("item", item.id);
  if (!item.proposal.empty()) detail.metadata.emplace_back("proposal", item.proposal);
  const std::string of =
      item.proposal.empty() ? item.id : absl::StrCat(item.id, ", ", item.proposal);
  detail.dutch = absl::StrCat("Punt ", of, ": ", detail.dutch);
  return base::WithDetail(
      absl::Status(status.code(), absl::StrCat("Item ", of, ": ", status.message())), detail);
}

Authority AuthorityFor(const Meeting& meeting, const AgendaItem& item, const Acting& acting,
                       const Context& context) {
  Authority authority{acting, context.now_micros, *meeting.held_on, {}};
  authority.decision.set_meeting(meeting.id);
  authority.decision.set_item(item.id);
  authority.decision.set_proposal(item.proposal);
  return authority;
}

void AddNotRatified(Draft& draft, const AgendaItem& item, const Authority& authority) {
  v1::Event event = NewEvent(authority.acting, authority.decided_on);
  v1::ProposalDecided& fact = *event.mutable_proposal_decided();
  fact.set_proposal(item.proposal);
  fact.set_outcome(item.decision->outcome);
  *fact.mutable_decision() = authority.decision;
  draft.Add(std::move(event));
}

Given GivenBy(const ItemDecision& decision) {
  Given given;
  given.outcome = decision.outcome;
  given.lines.Assign(decision.lines.begin(), decision.lines.end());
  given.reservation_total = decision.reservation_total;
  return given;
}

// Adds what one decided item comes to.
absl::Status AddEffects(Draft& draft, const AgendaItem& item, const Authority& authority) {
  if (!IsRatified(item.decision->outcome)) {
    if (!item.proposal.empty()) AddNotRatified(draft, item, authority);
    return absl::OkStatus();
  }
  if (item.proposal.empty()) return AddOwnItem(draft, *item.own_item, authority);
  return AddRatified(draft, *draft.state().FindProposal(item.proposal), GivenBy(*item.decision),
                     authority);
}

// Adds what the decided items of a meeting come to, in the order of its agenda, each on what those
// before it left.
absl::Status AddList(Draft& draft, const std::string& meeting_id, const Acting& acting,
                     const Context& context) {
  const Meeting meeting = *draft.state().FindMeeting(meeting_id);
  for (const AgendaItem& item : meeting.items) {
    if (!item.decision.has_value()) continue;
    RETURN_IF_ERROR(
        OfItem(item, AddEffects(draft, item, AuthorityFor(meeting, item, acting, context))));
  }
  return absl::OkStatus();
}

// ------------------------------------------------------------------------ confirming

// Rule 3: the chair confirms no list with a decision of theirs on it, recorded or proposed.
absl::Status RequireNotTheirs(const State& state, const Meeting& meeting, const Acting& acting) {
  for (const AgendaItem& item : meeting.items) {
    if (item.decision.has_value() && item.decision->recorded_by == acting.person) {
      return Refuse(
          absl::StatusCode::kPermissionDenied, base::kOwnDecision,
          absl::StrCat("You recorded the decision on item ", item.id, " of meeting ", meeting.id,
                       ", so you cannot confirm the list. Somebody else in the chair's seat must, "
                       "or somebody else records that decision again."),
          absl::StrCat("U heeft het besluit over punt ", item.id, " van vergadering ", meeting.id,
                       " vastgelegd, dus u kunt de lijst niet bekrachtigen. Dat moet een ander op "
                       "de voorzitterszetel doen, of een ander legt dat besluit opnieuw vast."),
          {{"meeting", meeting.id}, {"item", item.id}});
    }
  }
  for (const AgendaItem& item : meeting.items) {
    const Proposal* proposal = state.FindProposal(item.proposal);
    if (proposal == nullptr || !proposal->IsMadeBy(acting.person)) continue;
    return Refuse(
        absl::StatusCode::kPermissionDenied, base::kOwnProposal,
        absl::StrCat("You submitted or revised proposal ", proposal->id,
                     ", so you cannot confirm the list of meeting ", meeting.id,
                     ". Somebody else in the chair's seat must."),
        absl::StrCat("U heeft voorstel ", proposal->id,
                     " ingediend of herzien, dus u kunt de lijst van vergadering ", meeting.id,
                     " niet bekrachtigen. Dat moet een ander op de voorzitterszetel doen."),
        {{"meeting", meeting.id}, {"proposal", proposal->id}});
  }
  return absl::OkStatus();
}

// What the chair confirms: the decisions, and who was there to take them.
base::Position LastChangeOfList(const Meeting& meeting) {
  base::Position last = meeting.attendance_recorded_at;
  for (const AgendaItem& item : meeting.items) {
    if (item.decision.has_value()) last = std::max(last, item.decision->position);
  }
  return last;
}

// Every item is decided, by seats that were there and had no interest in it. What is recorded after
// a decision, of who was there and of interests, may have made it another's.
absl::Status RequireDecided(const State& state, const Meeting& meeting) {
  for (const AgendaItem& item : meeting.items) {
    if (!item.decision.has_value()) {
      return Refuse(absl::StatusCode::kFailedPrecondition, base::kItemUndecided,
                    absl::StrCat("Item ", item.id, " of meeting ", meeting.id,
                                 " is not decided. Decide or defer it, or take it off with a "
                                 "reason."),
                    absl::StrCat("Over punt ", item.id, " van vergadering ", meeting.id,
                                 " is niet besloten. Besluit erover, houd het aan, of haal het "
                                 "eraf met een reden."),
                    {{"meeting", meeting.id}, {"item", item.id}});
    }
    const std::optional<Undone> undone = DecisionUndone(state, meeting, item);
    if (!undone.has_value()) continue;
    const std::string& seat = undone->seat;
    switch (undone->why) {
      case Undone::Why::kInterest:
        return Refuse(absl::StatusCode::kFailedPrecondition, base::kInterestAfterDecision,
                      absl::StrCat("Seat ", seat, " declared an interest in item ", item.id,
                                   " after deciding it. Record the decision again, without it."),
                      absl::StrCat("Zetel ", seat, " heeft na het besluit over punt ", item.id,
                                   " gemeld belang te hebben. Leg het besluit opnieuw vast, zonder "
                                   "die zetel."),
                      {{"meeting", meeting.id}, {"item", item.id}, {"seat", seat}});
      case Undone::Why::kAbsence:
        return Refuse(
            absl::StatusCode::kFailedPrecondition, base::kDeciderAbsent,
            absl::StrCat("Seat ", seat, " decided item ", item.id, ", and was not at meeting ",
                         meeting.id,
                         " by the attendance as it is now. Record the decision again, "
                         "or the attendance."),
            absl::StrCat("Zetel ", seat, " besloot over punt ", item.id,
                         ", maar was volgens de aanwezigheid van nu niet bij vergadering ",
                         meeting.id, ". Leg het besluit opnieuw vast, of de aanwezigheid."),
            {{"meeting", meeting.id}, {"item", item.id}, {"seat", seat}});
    }
  }
  return absl::OkStatus();
}

}  // namespace

Decision Decide(const State& state, const RecordDecision& command, const Context& context) {
  ASSIGN_OR_RETURN(const Meeting* meeting, RequireMeeting(state, command.meeting));
  ASSIGN_OR_RETURN(const AgendaItem* item, RequireItem(*meeting, command.item));
  ASSIGN_OR_RETURN(const Acting acting, ActAsSecretaris(state, context));
  RETURN_IF_ERROR(RequireNotConfirmed(*meeting));
  RETURN_IF_ERROR(RequireHeld(*meeting, context.now_micros));
  RETURN_IF_ERROR(RequireAgendaVersion(*meeting, command.version_seen));
  RETURN_IF_ERROR(RequireUnchanged(
      state, item->decision.has_value() ? item->decision->position : base::Position(),
      command.position_seen, absl::StrCat("the decision on item ", item->id),
      absl::StrCat("het besluit over punt ", item->id)));
  RETURN_IF_ERROR(RequireQuorum(state, *meeting));
  ASSIGN_OR_RETURN(const Deciders who, WhoDecide(state, *meeting, *item));
  RETURN_IF_ERROR(CheckOutcome(*item, command));
  Given given;
  if (!item->proposal.empty()) {
    ASSIGN_OR_RETURN(given, WhatIsGiven(state, *state.FindProposal(item->proposal), command));
  } else if (!command.lines.empty()) {
    return AsAskedOnly("lines");
  } else if (command.reservation_total.has_value()) {
    return AsAskedOnly("reservation_total");
  }

  v1::Event event = NewEvent(acting, *meeting->held_on);
  v1::ItemDecided& fact = *event.mutable_item_decided();
  if (item->decision.has_value()) {
    event.mutable_header()->set_corrects(static_cast<int64_t>(item->decision->position.value()));
  }
  fact.set_meeting(meeting->id);
  fact.set_item(item->id);
  fact.set_outcome(command.outcome);
  if (IsRatified(command.outcome)) {
    *fact.mutable_lines() = given.lines;
    if (given.reservation_total.has_value()) {
      Set(fact.mutable_reservation_total(), *given.reservation_total);
    }
  }
  fact.set_reason(command.reason);
  fact.mutable_deciding_seats()->Assign(who.deciding.begin(), who.deciding.end());
  fact.mutable_interested_seats()->Assign(who.interested.begin(), who.interested.end());

  // Is there money, for the whole list so far?
  Draft draft(state, context);
  draft.Add(event);
  RETURN_IF_ERROR(AddList(draft, meeting->id, acting, context));

  // Nothing below may fail.
  return Decided(std::move(event));
}

Decision Decide(const State& state, const ConfirmDecisionList& command, const Context& context) {
  ASSIGN_OR_RETURN(const Meeting* meeting, RequireMeeting(state, command.meeting));
  ASSIGN_OR_RETURN(const Acting acting, ActAsChair(state, context));
  RETURN_IF_ERROR(RequireNotTheirs(state, *meeting, acting));
  RETURN_IF_ERROR(RequireNotConfirmed(*meeting));
  RETURN_IF_ERROR(RequireHeld(*meeting, context.now_micros));
  RETURN_IF_ERROR(RequireAgendaVersion(*meeting, command.version_seen));
  RETURN_IF_ERROR(RequireUnchanged(state, LastChangeOfList(*meeting), command.position_seen,
                                   absl::StrCat("the list of meeting ", meeting->id),
                                   absl::StrCat("de lijst van vergadering ", meeting->id)));
  RETURN_IF_ERROR(RequireDecided(state, *meeting));
  // A meeting that could decide nothing is closed by a list without items.
  if (!meeting->items.empty()) {
    RETURN_IF_ERROR(RequireQuorum(state, *meeting));
  }
  Draft draft(state, context);
  v1::Event event = NewEvent(acting, *meeting->held_on);
  v1::DecisionListConfirmed& fact = *event.mutable_decision_list_confirmed();
  fact.set_meeting(meeting->id);
  fact.set_agenda_version(meeting->agenda_version);
  *fact.mutable_rules() = state.programme->rules;
  draft.Add(std::move(event));
  RETURN_IF_ERROR(AddList(draft, meeting->id, acting, context));

  // Nothing below may fail.
  return draft.Take();
}

}  // namespace dealboek::domain
