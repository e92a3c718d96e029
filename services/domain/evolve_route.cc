// The route of a decision: proposals, endorsements, meetings.
#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/string_view.h"

#include "services/base/check.h"
#include "services/domain/evolve_facts.h"
#include "services/domain/facts.h"

namespace dealboek::domain {
namespace {

// The proposal an event is about; it remembers that there was one.
Proposal& EditProposal(State& state, const std::string& id) {
  Proposal& proposal = Edit(state.proposals, id);
  if (proposal.positions.empty() || proposal.positions.back() != state.position)
    proposal.positions.push_back(state.position);
  return proposal;
}

ProposalStage StageByCount(const EndorsementCount& count) {
  if (count.given >= count.needed) return ProposalStage::kEndorsed;
  // Out of reach by what was declined; too few seats, as yet, is nobody's judgement.
  if (count.declined > 0 && count.seated - count.declined < count.needed)
    return ProposalStage::kNotEndorsed;
  return ProposalStage::kSubmitted;
}

// An act of a vakbestuurder on an open proposal moves its stage by the rule of that moment. Once
// met, the rule is met, whoever was seated since: only an endorsement withdrawn takes that back.
// Nothing moves while a deferred proposal keeps the endorsements it had.
void Act(State& state, const v1::EventHeader& header, const std::string& id,
         EndorsementActKind kind, int revision, const std::string& reason) {
  Proposal& proposal = EditProposal(state, id);
  proposal.acts.push_back({kind, revision, header.seat(), header.actor(), reason, state.position,
                           state.recorded_at_micros});
  if (kind == EndorsementActKind::kReturned) {
    proposal.stage = ProposalStage::kReturned;
    proposal.reason = reason;
  } else if (proposal.stage == ProposalStage::kSubmitted ||
             proposal.stage == ProposalStage::kNotEndorsed ||
             (proposal.stage == ProposalStage::kEndorsed &&
              kind == EndorsementActKind::kWithdrawn)) {
    proposal.stage = StageByCount(CountEndorsements(state, proposal, state.recorded_at_micros));
  }
}

AgendaItem* FindItem(Meeting& meeting, const std::string& id) {
  const auto it = std::find_if(meeting.items.begin(), meeting.items.end(),
                               [&](const AgendaItem& item) { return item.id == id; });
  return it == meeting.items.end() ? nullptr : &*it;
}

AgendaItem& EditItem(State& state, const std::string& meeting, const std::string& id) {
  AgendaItem* item = FindItem(Edit(state.meetings, meeting), id);
  CHECK(item != nullptr) << id << " is not on the agenda of meeting " << meeting;
  if (!item->proposal.empty()) EditProposal(state, item->proposal);
  return *item;
}

}  // namespace

void RecountEndorsements(State& state) {
  std::vector<std::pair<std::string, ProposalStage>> moved;
  for (const auto& [id, proposal] : state.proposals) {
    // Once met, the rule is met: a seat granted later takes no endorsement back.
    if (proposal->stage != ProposalStage::kSubmitted &&
        proposal->stage != ProposalStage::kNotEndorsed) {
      continue;
    }
    const ProposalStage stage =
        StageByCount(CountEndorsements(state, *proposal, state.recorded_at_micros));
    if (stage != proposal->stage) moved.emplace_back(id, stage);
  }
  for (const auto& [id, stage] : moved) EditProposal(state, id).stage = stage;
}

void Apply(State& state, const v1::EventHeader& header, const v1::ProposalSubmitted& fact) {
  Proposal proposal;
  proposal.id = fact.proposal();
  proposal.submitter = header.actor();
  proposal.revisions.push_back({1, std::make_shared<const v1::ProposalContent>(fact.content()),
                                header.actor(), state.position, state.recorded_at_micros});
  proposal.positions.push_back(state.position);
  Add(state.proposals, proposal.id, std::move(proposal));
}

void Apply(State& state, const v1::EventHeader& header, const v1::ProposalRevised& fact) {
  Proposal& proposal = EditProposal(state, fact.proposal());
  proposal.revisions.push_back({fact.revision(),
                                std::make_shared<const v1::ProposalContent>(fact.content()),
                                header.actor(), state.position, state.recorded_at_micros});
  proposal.stage = ProposalStage::kSubmitted;
  proposal.meeting.clear();
  proposal.item.clear();
  proposal.reason.clear();
}

void Apply(State& state, const v1::EventHeader&, const v1::ProposalWithdrawn& fact) {
  Proposal& proposal = EditProposal(state, fact.proposal());
  proposal.stage = ProposalStage::kWithdrawn;
  proposal.reason = fact.reason();
}

void Apply(State& state, const v1::EventHeader& header, const v1::ProposalReturned& fact) {
  Act(state, header, fact.proposal(), EndorsementActKind::kReturned, fact.revision(),
      fact.reason());
}

void Apply(State& state, const v1::EventHeader& header, const v1::ProposalEndorsed& fact) {
  Act(state, header, fact.proposal(), EndorsementActKind::kEndorsed, fact.revision(), "");
}

void Apply(State& state, const v1::EventHeader& header, const v1::EndorsementDeclined& fact) {
  Act(state, header, fact.proposal(), EndorsementActKind::kDeclined, fact.revision(),
      fact.reason());
}

void Apply(State& state, const v1::EventHeader& header, const v1::EndorsementWithdrawn& fact) {
  Act(state, header, fact.proposal(), EndorsementActKind::kWithdrawn, fact.revision(),
      fact.reason());
}

// ---------------------------------------------------------------- meetings

void Apply(State& state, const v1::EventHeader&, const v1::MeetingConvened& fact) {
  Meeting meeting;
  meeting.id = fact.meeting();
  meeting.held_on = DateOf(fact.held_on());
  meeting.title = fact.title();
  meeting.place = fact.place();
  meeting.convened_at = state.position;
  Add(state.meetings, meeting.id, std::move(meeting));
}

void Apply(State& state, const v1::EventHeader&, const v1::AgendaSet& fact) {
  Meeting& meeting = Edit(state.meetings, fact.meeting());
  meeting.agenda_version = fact.version();
  for (const v1::ItemTakenOff& off : fact.taken_off()) {
    const AgendaItem* item = FindItem(meeting, off.item());
    CHECK(item != nullptr) << off.item() << " is not on the agenda of meeting " << meeting.id;
    meeting.taken_off.push_back(
        {item->id, item->proposal, item->title, off.reason(), fact.version()});
    if (item->proposal.empty()) continue;
    Proposal& proposal = EditProposal(state, item->proposal);
    proposal.stage = ProposalStage::kEndorsed;
    proposal.meeting.clear();
    proposal.item.clear();
  }
  std::vector<AgendaItem> items;
  for (const v1::AgendaItem& stated : fact.items()) {
    AgendaItem* kept = FindItem(meeting, stated.item());
    AgendaItem item = kept == nullptr ? AgendaItem{} : std::move(*kept);
    if (kept == nullptr) {
      ++meeting.items_made;
      item.id = stated.item();
      if (stated.has_own_item())
        item.own_item = std::make_shared<const v1::OwnItem>(stated.own_item());
      item.proposal = stated.proposal();
      if (!item.proposal.empty()) {
        Proposal& proposal = EditProposal(state, item.proposal);
        proposal.stage = ProposalStage::kOnAgenda;
        proposal.meeting = meeting.id;
        proposal.item = item.id;
      }
    }
    item.title = stated.title();
    item.late_reason = stated.late_reason();
    item.revision = stated.revision();
    items.push_back(std::move(item));
  }
  meeting.items = std::move(items);
}

void Apply(State& state, const v1::EventHeader& header, const v1::AttendanceRecorded& fact) {
  Meeting& meeting = Edit(state.meetings, fact.meeting());
  if (!meeting.present.has_value()) meeting.attended_at = state.position;
  meeting.present = Strings(fact.present());
  meeting.attendance_recorded_by = header.actor();
  meeting.attendance_recorded_at = state.position;
}

void Apply(State& state, const v1::EventHeader& header, const v1::InterestDeclared& fact) {
  EditItem(state, fact.meeting(), fact.item())
      .interests.push_back({fact.seat(), header.actor(), fact.reason(), state.position});
}

void Apply(State& state, const v1::EventHeader& header, const v1::ItemDecided& fact) {
  ItemDecision decision;
  decision.outcome = fact.outcome();
  decision.lines = {fact.lines().begin(), fact.lines().end()};
  if (fact.has_reservation_total()) decision.reservation_total = MoneyOf(fact.reservation_total());
  decision.reason = fact.reason();
  decision.deciding_seats = Strings(fact.deciding_seats());
  decision.interested_seats = Strings(fact.interested_seats());
  decision.recorded_by = header.actor();
  decision.position = state.position;
  EditItem(state, fact.meeting(), fact.item()).decision = std::move(decision);
}

void Apply(State& state, const v1::EventHeader& header, const v1::DecisionListConfirmed& fact) {
  Meeting& meeting = Edit(state.meetings, fact.meeting());
  meeting.confirmed = true;
  meeting.confirmed_by = header.actor();
  meeting.confirmed_at = state.position;
  meeting.confirmed_at_micros = state.recorded_at_micros;
  meeting.rules_at_confirmation = fact.rules();
  for (const Seat* seat : SeatsAt(state, meeting))
    meeting.seats_at_confirmation.push_back(seat->id);
}

void Apply(State& state, const v1::EventHeader&, const v1::ProposalDecided& fact) {
  Proposal& proposal = EditProposal(state, fact.proposal());
  switch (fact.outcome()) {
    case v1::OUTCOME_RATIFIED:
      proposal.stage = ProposalStage::kRatified;
      break;
    case v1::OUTCOME_RATIFIED_WITH_CHANGES:
      proposal.stage = ProposalStage::kRatifiedWithChanges;
      break;
    case v1::OUTCOME_REJECTED:
      proposal.stage = ProposalStage::kRejected;
      break;
    case v1::OUTCOME_DEFERRED:
      proposal.stage = ProposalStage::kDeferred;
      break;
    default:  // proto3 holds numbers it has no name for
      CHECK(false) << "outcome unknown to this build; CheckReadable should have refused it";
  }
  proposal.awarded_project = fact.project();
  proposal.meeting = fact.decision().meeting();
  proposal.item = fact.decision().item();
  const Meeting* meeting = state.FindMeeting(proposal.meeting);
  const AgendaItem* item = meeting == nullptr ? nullptr : meeting->FindItem(proposal.item);
  // A preview decides without a meeting.
  if (item != nullptr && item->decision.has_value()) proposal.reason = item->decision->reason;
}

}  // namespace dealboek::domain
