#include "services/domain/evolve.h"

#include "services/base/check.h"
#include "services/domain/evolve_facts.h"
#include "services/domain/facts.h"

namespace dealboek::domain {

State Evolve(State state, const v1::Event& event) {
  const v1::EventHeader& header = event.header();
  CHECK_EQ(header.position(), static_cast<int64_t>(state.position.value()) + 1)
      << "events come in order, each once";
  state.position = state.position.Next();
  state.recorded_at_micros = MicrosOf(header.recorded_at());
  if (header.command_size() > 1 && header.command_index() == 0) {
    const uint64_t last = state.position.value() + static_cast<uint64_t>(header.command_size()) - 1;
    state.long_commands.Set(base::Position(last), state.position);
  }
  switch (event.fact_case()) {  // no default: a new fact won't compile until it is handled
    case v1::Event::kProgrammeCreated:
      Apply(state, header, event.programme_created());
      return state;
    case v1::Event::kPijlerDefined:
      Apply(state, header, event.pijler_defined());
      return state;
    case v1::Event::kPartnerAdded:
      Apply(state, header, event.partner_added());
      return state;
    case v1::Event::kSeatEstablished:
      Apply(state, header, event.seat_established());
      return state;
    case v1::Event::kSeatGranted:
      Apply(state, header, event.seat_granted());
      return state;
    case v1::Event::kSeatEnded:
      Apply(state, header, event.seat_ended());
      return state;
    case v1::Event::kRulesSet:
      Apply(state, header, event.rules_set());
      return state;
    case v1::Event::kTrancheAdded:
      Apply(state, header, event.tranche_added());
      return state;
    case v1::Event::kTrancheClosed:
      Apply(state, header, event.tranche_closed());
      return state;
    case v1::Event::kCeilingSet:
      Apply(state, header, event.ceiling_set());
      return state;
    case v1::Event::kOpeningClosed:
      Apply(state, header, event.opening_closed());
      return state;
    case v1::Event::kProposalSubmitted:
      Apply(state, header, event.proposal_submitted());
      return state;
    case v1::Event::kProposalRevised:
      Apply(state, header, event.proposal_revised());
      return state;
    case v1::Event::kProposalWithdrawn:
      Apply(state, header, event.proposal_withdrawn());
      return state;
    case v1::Event::kProposalReturned:
      Apply(state, header, event.proposal_returned());
      return state;
    case v1::Event::kProposalEndorsed:
      Apply(state, header, event.proposal_endorsed());
      return state;
    case v1::Event::kEndorsementDeclined:
      Apply(state, header, event.endorsement_declined());
      return state;
    case v1::Event::kEndorsementWithdrawn:
      Apply(state, header, event.endorsement_withdrawn());
      return state;
    case v1::Event::kMeetingConvened:
      Apply(state, header, event.meeting_convened());
      return state;
    case v1::Event::kAgendaSet:
      Apply(state, header, event.agenda_set());
      return state;
    case v1::Event::kAttendanceRecorded:
      Apply(state, header, event.attendance_recorded());
      return state;
    case v1::Event::kInterestDeclared:
      Apply(state, header, event.interest_declared());
      return state;
    case v1::Event::kItemDecided:
      Apply(state, header, event.item_decided());
      return state;
    case v1::Event::kDecisionListConfirmed:
      Apply(state, header, event.decision_list_confirmed());
      return state;
    case v1::Event::kProposalDecided:
      Apply(state, header, event.proposal_decided());
      return state;
    case v1::Event::kProjectCreated:
      Apply(state, header, event.project_created());
      return state;
    case v1::Event::kPartCreated:
      Apply(state, header, event.part_created());
      return state;
    case v1::Event::kProjectRenamed:
      Apply(state, header, event.project_renamed());
      return state;
    case v1::Event::kProjectRenumbered:
      Apply(state, header, event.project_renumbered());
      return state;
    case v1::Event::kProjectLeadChanged:
      Apply(state, header, event.project_lead_changed());
      return state;
    case v1::Event::kProgressReported:
      Apply(state, header, event.progress_reported());
      return state;
    case v1::Event::kProjectCompleted:
      Apply(state, header, event.project_completed());
      return state;
    case v1::Event::kProjectReopened:
      Apply(state, header, event.project_reopened());
      return state;
    case v1::Event::kProgressCorrected:
      Apply(state, header, event.progress_corrected());
      return state;
    case v1::Event::kAwarded:
      Apply(state, header, event.awarded());
      return state;
    case v1::Event::kAwardCorrected:
      Apply(state, header, event.award_corrected());
      return state;
    case v1::Event::kReleased:
      Apply(state, header, event.released());
      return state;
    case v1::Event::kCarriedOver:
      Apply(state, header, event.carried_over());
      return state;
    case v1::Event::kReservationSet:
      Apply(state, header, event.reservation_set());
      return state;
    case v1::Event::kContributionRecorded:
      Apply(state, header, event.contribution_recorded());
      return state;
    case v1::Event::kContributionCorrected:
      Apply(state, header, event.contribution_corrected());
      return state;
    case v1::Event::kStatementRecorded:
      Apply(state, header, event.statement_recorded());
      return state;
    case v1::Event::kDifferenceExplained:
      Apply(state, header, event.difference_explained());
      return state;
    case v1::Event::kEditionPublished:
      Apply(state, header, event.edition_published());
      return state;
    case v1::Event::kLossAccepted:
      Apply(state, header, event.loss_accepted());
      return state;
    case v1::Event::kClockAccepted:
      Apply(state, header, event.clock_accepted());
      return state;
    case v1::Event::FACT_NOT_SET:
      break;
  }
  CHECK(false) << "fact unknown to this build; CheckReadable should have refused it";
  return state;
}

}  // namespace dealboek::domain
