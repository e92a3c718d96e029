// What an event is called and what it is about.
#include "services/base/check.h"
#include "services/domain/evolve.h"

namespace dealboek::domain {

absl::string_view TypeName(const v1::Event& event) {
  CHECK(event.fact_case() != v1::Event::FACT_NOT_SET) << "fact unknown to this build";
  return v1::Event::descriptor()
      ->FindFieldByNumber(static_cast<int>(event.fact_case()))
      ->message_type()
      ->name();
}

namespace {

Subject AboutProposal(const std::string& proposal) { return {{}, proposal, ""}; }
Subject AboutProject(const std::string& project) { return {{project}, "", ""}; }
Subject AboutMeeting(const std::string& meeting) { return {{}, "", meeting}; }

// A proposal for a project there is already is about that project too.
template <typename Fact>
Subject Asked(const Fact& fact) {
  Subject subject = AboutProposal(fact.proposal());
  if (!fact.content().project().empty()) subject.projects.push_back(fact.content().project());
  return subject;
}

template <typename Fact>
Subject ByDecision(const Fact& fact, std::vector<std::string> projects) {
  return {std::move(projects), fact.decision().proposal(), fact.decision().meeting()};
}

template <typename Fact>
Subject ByDecision(const Fact& fact) {
  return ByDecision(fact, {fact.project()});
}

template <typename Fact>
Subject Contributed(const Fact& fact) {
  return ByDecision(fact, {fact.to_project(), fact.from_project()});
}

}  // namespace

Subject SubjectOf(const v1::Event& event) {
  switch (event.fact_case()) {  // no default: a new fact won't compile until it is handled
    case v1::Event::kProgrammeCreated:
    case v1::Event::kPijlerDefined:
    case v1::Event::kPartnerAdded:
    case v1::Event::kSeatEstablished:
    case v1::Event::kSeatGranted:
    case v1::Event::kSeatEnded:
    case v1::Event::kRulesSet:
    case v1::Event::kTrancheAdded:
    case v1::Event::kTrancheClosed:
    case v1::Event::kOpeningClosed:
    case v1::Event::kEditionPublished:
    case v1::Event::kDifferenceExplained:
    case v1::Event::kLossAccepted:
    case v1::Event::kClockAccepted:
      return {};
    case v1::Event::kCeilingSet:
      return ByDecision(event.ceiling_set(), {});
    case v1::Event::kCarriedOver:
      return ByDecision(event.carried_over(), {});

    case v1::Event::kProposalSubmitted:
      return Asked(event.proposal_submitted());
    case v1::Event::kProposalRevised:
      return Asked(event.proposal_revised());
    case v1::Event::kProposalWithdrawn:
      return AboutProposal(event.proposal_withdrawn().proposal());
    case v1::Event::kProposalReturned:
      return AboutProposal(event.proposal_returned().proposal());
    case v1::Event::kProposalEndorsed:
      return AboutProposal(event.proposal_endorsed().proposal());
    case v1::Event::kEndorsementDeclined:
      return AboutProposal(event.endorsement_declined().proposal());
    case v1::Event::kEndorsementWithdrawn:
      return AboutProposal(event.endorsement_withdrawn().proposal());

    case v1::Event::kMeetingConvened:
      return AboutMeeting(event.meeting_convened().meeting());
    case v1::Event::kAgendaSet:
      return AboutMeeting(event.agenda_set().meeting());
    case v1::Event::kAttendanceRecorded:
      return AboutMeeting(event.attendance_recorded().meeting());
    case v1::Event::kInterestDeclared:
      return AboutMeeting(event.interest_declared().meeting());
    case v1::Event::kItemDecided:
      return AboutMeeting(event.item_decided().meeting());
    case v1::Event::kDecisionListConfirmed:
      return AboutMeeting(event.decision_list_confirmed().meeting());
    case v1::Event::kProposalDecided: {
      const v1::ProposalDecided& fact = event.proposal_decided();
      Subject subject{{}, fact.proposal(), fact.decision().meeting()};
      if (!fact.project().empty()) subject.projects.push_back(fact.project());
      return subject;
    }

    case v1::Event::kProjectCreated:
      return ByDecision(event.project_created());
    case v1::Event::kPartCreated:
      return ByDecision(event.part_created());
    case v1::Event::kProjectRenamed:
      return AboutProject(event.project_renamed().project());
    case v1::Event::kProjectRenumbered:
      return AboutProject(event.project_renumbered().project());
    case v1::Event::kProjectLeadChanged:
      return AboutProject(event.project_lead_changed().project());
    case v1::Event::kProgressReported:
      return AboutProject(event.progress_reported().project());
    case v1::Event::kProjectCompleted:
      return AboutProject(event.project_completed().project());
    case v1::Event::kProjectReopened:
      return ByDecision(event.project_reopened());
    case v1::Event::kProgressCorrected:
      return ByDecision(event.progress_corrected());

    case v1::Event::kAwarded:
      return ByDecision(event.awarded());
    case v1::Event::kAwardCorrected:
      return ByDecision(event.award_corrected());
    case v1::Event::kReleased:
      return ByDecision(event.released());
    case v1::Event::kReservationSet:
      return ByDecision(event.reservation_set());
    case v1::Event::kContributionRecorded:
      return Contributed(event.contribution_recorded());
    case v1::Event::kContributionCorrected:
      return Contributed(event.contribution_corrected());

    case v1::Event::kStatementRecorded:
      if (event.statement_recorded().content().has_label())
        return AboutProject(event.statement_recorded().content().label().project());
      return {};
    case v1::Event::FACT_NOT_SET:
      break;
  }
  CHECK(false) << "fact unknown to this build; CheckReadable should have refused it";
  return {};
}

}  // namespace dealboek::domain
