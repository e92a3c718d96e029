// An event's fact by its own type, so that a fact nobody handles does not compile.
#ifndef DEALBOEK_SERVICES_DOMAIN_VISIT_FACT_H_
#define DEALBOEK_SERVICES_DOMAIN_VISIT_FACT_H_

#include <concepts>
#include <cstdlib>

#include "dealboek/v1/events.pb.h"
#include "services/base/check.h"

namespace dealboek::domain {

// For what several facts have in common: `const OneOf<v1::Awarded, v1::Released> auto& fact`.
template <typename T, typename... Ts>
concept OneOf = (std::same_as<T, Ts> || ...);

// visitor(the fact): the visitor has an overload for each, and all return the same type. A
// catch-all overload says that facts to come are none of its business either.
template <typename Visitor>
decltype(auto) VisitFact(const v1::Event& event, Visitor&& visitor) {
  switch (event.fact_case()) {  // no default: a new fact won't compile until it is here
    case v1::Event::kProgrammeCreated:
      return visitor(event.programme_created());
    case v1::Event::kPijlerDefined:
      return visitor(event.pijler_defined());
    case v1::Event::kPartnerAdded:
      return visitor(event.partner_added());
    case v1::Event::kSeatEstablished:
      return visitor(event.seat_established());
    case v1::Event::kSeatGranted:
      return visitor(event.seat_granted());
    case v1::Event::kSeatEnded:
      return visitor(event.seat_ended());
    case v1::Event::kRulesSet:
      return visitor(event.rules_set());
    case v1::Event::kTrancheAdded:
      return visitor(event.tranche_added());
    case v1::Event::kTrancheClosed:
      return visitor(event.tranche_closed());
    case v1::Event::kCeilingSet:
      return visitor(event.ceiling_set());
    case v1::Event::kOpeningClosed:
      return visitor(event.opening_closed());
    case v1::Event::kProposalSubmitted:
      return visitor(event.proposal_submitted());
    case v1::Event::kProposalRevised:
      return visitor(event.proposal_revised());
    case v1::Event::kProposalWithdrawn:
      return visitor(event.proposal_withdrawn());
    case v1::Event::kProposalReturned:
      return visitor(event.proposal_returned());
    case v1::Event::kProposalEndorsed:
      return visitor(event.proposal_endorsed());
    case v1::Event::kEndorsementDeclined:
      return visitor(event.endorsement_declined());
    case v1::Event::kEndorsementWithdrawn:
      return visitor(event.endorsement_withdrawn());
    case v1::Event::kMeetingConvened:
      return visitor(event.meeting_convened());
    case v1::Event::kAgendaSet:
      return visitor(event.agenda_set());
    case v1::Event::kAttendanceRecorded:
      return visitor(event.attendance_recorded());
    case v1::Event::kInterestDeclared:
      return visitor(event.interest_declared());
    case v1::Event::kItemDecided:
      return visitor(event.item_decided());
    case v1::Event::kDecisionListConfirmed:
      return visitor(event.decision_list_confirmed());
    case v1::Event::kProposalDecided:
      return visitor(event.proposal_decided());
    case v1::Event::kProjectCreated:
      return visitor(event.project_created());
    case v1::Event::kPartCreated:
      return visitor(event.part_created());
    case v1::Event::kProjectRenamed:
      return visitor(event.project_renamed());
    case v1::Event::kProjectRenumbered:
      return visitor(event.project_renumbered());
    case v1::Event::kProjectLeadChanged:
      return visitor(event.project_lead_changed());
    case v1::Event::kProgressReported:
      return visitor(event.progress_reported());
    case v1::Event::kProjectCompleted:
      return visitor(event.project_completed());
    case v1::Event::kProjectReopened:
      return visitor(event.project_reopened());
    case v1::Event::kProgressCorrected:
      return visitor(event.progress_corrected());
    case v1::Event::kAwarded:
      return visitor(event.awarded());
    case v1::Event::kAwardCorrected:
      return visitor(event.award_corrected());
    case v1::Event::kReleased:
      return visitor(event.released());
    case v1::Event::kCarriedOver:
      return visitor(event.carried_over());
    case v1::Event::kReservationSet:
      return visitor(event.reservation_set());
    case v1::Event::kContributionRecorded:
      return visitor(event.contribution_recorded());
    case v1::Event::kContributionCorrected:
      return visitor(event.contribution_corrected());
    case v1::Event::kStatementRecorded:
      return visitor(event.statement_recorded());
    case v1::Event::kDifferenceExplained:
      return visitor(event.difference_explained());
    case v1::Event::kEditionPublished:
      return visitor(event.edition_published());
    case v1::Event::kLossAccepted:
      return visitor(event.loss_accepted());
    case v1::Event::kClockAccepted:
      return visitor(event.clock_accepted());
    case v1::Event::FACT_NOT_SET:
      break;
  }
  CHECK(false) << "fact unknown to this build; CheckReadable should have refused it";
  std::abort();
}

}  // namespace dealboek::domain

#endif  // DEALBOEK_SERVICES_DOMAIN_VISIT_FACT_H_
