#include "services/projections/route.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

#include "services/base/check.h"
#include "services/base/position.h"
#include "services/domain/evolve.h"
#include "services/domain/state.h"
#include "services/projections/proto_values.h"

namespace dealboek::projections {
namespace {

namespace pb = dealboek::v1;

// The decision an event rests on; null: none.
const pb::DecisionRef* DecisionOf(const pb::Event& event) {
  switch (event.fact_case()) {
    case pb::Event::kCeilingSet:
      return event.ceiling_set().has_decision() ? &event.ceiling_set().decision() : nullptr;
    case pb::Event::kProposalDecided:
      return event.proposal_decided().has_decision() ? &event.proposal_decided().decision()
                                                     : nullptr;
    case pb::Event::kProjectCreated:
      return event.project_created().has_decision() ? &event.project_created().decision() : nullptr;
    case pb::Event::kPartCreated:
      return event.part_created().has_decision() ? &event.part_created().decision() : nullptr;
    case pb::Event::kProjectReopened:
      return event.project_reopened().has_decision() ? &event.project_reopened().decision()
                                                     : nullptr;
    case pb::Event::kProgressCorrected:
      return event.progress_corrected().has_decision() ? &event.progress_corrected().decision()
                                                       : nullptr;
    case pb::Event::kAwarded:
      return event.awarded().has_decision() ? &event.awarded().decision() : nullptr;
    case pb::Event::kAwardCorrected:
      return event.award_corrected().has_decision() ? &event.award_corrected().decision() : nullptr;
    case pb::Event::kReleased:
      return event.released().has_decision() ? &event.released().decision() : nullptr;
    case pb::Event::kCarriedOver:
      return event.carried_over().has_decision() ? &event.carried_over().decision() : nullptr;
    case pb::Event::kReservationSet:
      return event.reservation_set().has_decision() ? &event.reservation_set().decision() : nullptr;
    case pb::Event::kContributionRecorded:
      return event.contribution_recorded().has_decision()
                 ? &event.contribution_recorded().decision()
                 : nullptr;
    case pb::Event::kContributionCorrected:
      return event.contribution_corrected().has_decision()
                 ? &event.contribution_corrected().decision()
                 : nullptr;
    case pb::Event::kProgrammeCreated:
    case pb::Event::kPijlerDefined:
    case pb::Event::kPartnerAdded:
    case pb::Event::kSeatEstablished:
    case pb::Event::kSeatGranted:
    case pb::Event::kSeatEnded:
    case pb::Event::kRulesSet:
    case pb::Event::kTrancheAdded:
    case pb::Event::kTrancheClosed:
    case pb::Event::kOpeningClosed:
    case pb::Event::kProposalSubmitted:
    case pb::Event::kProposalRevised:
    case pb::Event::kProposalWithdrawn:
    case pb::Event::kProposalReturned:
    case pb::Event::kProposalEndorsed:
    case pb::Event::kEndorsementDeclined:
    case pb::Event::kEndorsementWithdrawn:
    case pb::Event::kMeetingConvened:
    case pb::Event::kAgendaSet:
    case pb::Event::kAttendanceRecorded:
    case pb::Event::kInterestDeclared:
    case pb::Event::kItemDecided:
    case pb::Event::kDecisionListConfirmed:
    case pb::Event::kProjectRenamed:
    case pb::Event::kProjectRenumbered:
    case pb::Event::kProjectLeadChanged:
    case pb::Event::kProgressReported:
    case pb::Event::kProjectCompleted:
    case pb::Event::kStatementRecorded:
    case pb::Event::kDifferenceExplained:
    case pb::Event::kEditionPublished:
    case pb::Event::kLossAccepted:
    case pb::Event::kClockAccepted:
      return nullptr;
    case pb::Event::FACT_NOT_SET:
      break;
  }
  CHECK(false) << "fact unknown to this build; decoding should have refused it";
  return nullptr;
}

// Who recorded the event at `position`, under the seat and name of that moment.
pb::RouteStep StepAt(base::Position position, const Views& views) {
  pb::RouteStep step;
  step.set_position(static_cast<int64_t>(position.value()));
  SetTime(views.RecordedAtMicros(position), step.mutable_recorded_at());
  step.set_seat(std::string(views.SeatOfActorAt(position)));
  if (auto person = views.PersonAt(views.ActorAt(position), position)) {
    step.set_by(person->display_name);
  }
  if (auto seat = views.SeatAt(step.seat(), position)) step.set_function(seat->function);
  return step;
}

// Positions of the endorsements of `revision` that stood as of `position`, oldest first.
std::vector<base::Position> StandingEndorsements(const domain::Proposal& proposal, int revision,
                                                 base::Position position) {
  std::vector<const domain::EndorsementAct*> standing;
  for (const domain::EndorsementAct& act : proposal.acts) {
    if (act.position > position || act.revision != revision) continue;
    // A person's later act takes the place of an earlier one.
    for (auto earlier = standing.begin(); earlier != standing.end(); ++earlier) {
      if ((*earlier)->by != act.by) continue;
      standing.erase(earlier);
      break;
    }
    if (act.kind == domain::EndorsementActKind::kEndorsed) standing.push_back(&act);
  }
  std::vector<base::Position> positions;
  for (const domain::EndorsementAct* act : standing) positions.push_back(act->position);
  return positions;
}

void AddProposal(const domain::Proposal& proposal, int revision, base::Position decided_at,
                 const Views& views, pb::Route& route) {
  route.set_proposal(proposal.id);
  route.set_revision(revision);
  for (const domain::Revision& one : proposal.revisions) {
    if (one.number != revision) continue;
    route.set_proposal_title(one.content->title());
    *route.mutable_submitted() = StepAt(one.position, views);
  }
  for (base::Position position : StandingEndorsements(proposal, revision, decided_at)) {
    *route.add_endorsed() = StepAt(position, views);
  }
}

}  // namespace

v1::Route MakeRoute(const v1::Event& event, const Views& views) {
  pb::Route route;
  const pb::EventHeader& header = event.header();
  const base::Position position(static_cast<uint64_t>(header.position()));
  *route.mutable_recorded() = StepAt(position, views);
  if (header.has_source()) {
    route.set_kind(pb::ROUTE_KIND_NOT_RECORDED);
    *route.mutable_source() = header.source();
    return route;
  }
  const pb::DecisionRef* decision = DecisionOf(event);
  if (decision == nullptr) {
    route.set_kind(pb::ROUTE_KIND_ACT);
    return route;
  }
  route.set_kind(pb::ROUTE_KIND_DECIDED);
  route.set_meeting(decision->meeting());
  route.set_item(decision->item());
  const auto meeting = views.MeetingAt(decision->meeting(), position);
  CHECK(meeting != nullptr) << "a decision of meeting " << decision->meeting()
                            << ", which was never convened";
  if (meeting->held_on) SetDate(*meeting->held_on, route.mutable_meeting_held_on());
  if (meeting->confirmed) *route.mutable_confirmed() = StepAt(meeting->confirmed_at, views);
  const domain::AgendaItem* item = meeting->FindItem(decision->item());
  if (item == nullptr) return route;
  if (item->decision) {
    route.set_outcome(item->decision->outcome);
    *route.mutable_decided() = StepAt(item->decision->position, views);
  }
  if (item->proposal.empty()) return route;
  if (const auto proposal = views.ProposalAt(item->proposal, position)) {
    AddProposal(*proposal, item->revision, position, views, route);
  }
  return route;
}

v1::Posting MakePosting(const Posting& posting, const v1::Event& event, const Views& views,
                        base::Position position) {
  const pb::EventHeader& header = event.header();
  CHECK_EQ(posting.position.value(), static_cast<uint64_t>(header.position()));
  pb::Posting made;
  made.set_position(header.position());
  *made.mutable_recorded_at() = header.recorded_at();
  if (header.has_decided_on()) *made.mutable_decided_on() = header.decided_on();
  made.set_type(std::string(domain::TypeName(event)));
  if (posting.cents) made.mutable_amount()->set_euro_cents(*posting.cents);
  made.set_project(posting.project);
  if (auto project = views.ProjectAt(posting.project, position)) {
    made.set_project_label(project->Label());
    made.set_project_title(project->title);
  }
  made.set_part(posting.part);
  made.set_tranche(posting.tranche);
  *made.mutable_route() = MakeRoute(event, views);
  return made;
}

}  // namespace dealboek::projections
