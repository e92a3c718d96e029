// What an event is called and what it is about.
#include <string>

#include "dealboek/v1/events.pb.h"
#include "services/base/check.h"
#include "services/domain/evolve.h"
#include "services/domain/visit_fact.h"

namespace dealboek::domain {

absl::string_view TypeName(const v1::Event& event) {
  CHECK(event.fact_case() != v1::Event::FACT_NOT_SET) << "fact unknown to this build";
  return v1::Event::descriptor()
      ->FindFieldByNumber(static_cast<int>(event.fact_case()))
      ->message_type()
      ->name();
}

namespace {

// About the programme as a whole.
Subject Of(const OneOf<v1::ProgrammeCreated, v1::PijlerDefined, v1::PartnerAdded,
                       v1::SeatEstablished, v1::SeatGranted, v1::SeatEnded, v1::RulesSet,
                       v1::TrancheAdded, v1::TrancheClosed, v1::OpeningClosed, v1::EditionPublished,
                       v1::DifferenceExplained, v1::LossAccepted, v1::ClockAccepted> auto&) {
  return {};
}

// A proposal for a project there is already is about that project too.
Subject Of(const OneOf<v1::ProposalSubmitted, v1::ProposalRevised> auto& fact) {
  Subject subject{{}, fact.proposal(), ""};
  if (!fact.content().project().empty()) subject.projects.push_back(fact.content().project());
  return subject;
}

Subject Of(const OneOf<v1::ProposalWithdrawn, v1::ProposalReturned, v1::ProposalEndorsed,
                       v1::EndorsementDeclined, v1::EndorsementWithdrawn> auto& fact) {
  return {{}, fact.proposal(), ""};
}

Subject Of(
    const OneOf<v1::MeetingConvened, v1::AgendaSet, v1::AttendanceRecorded, v1::InterestDeclared,
                v1::ItemDecided, v1::DecisionListConfirmed> auto& fact) {
  return {{}, "", fact.meeting()};
}

Subject Of(const v1::ProposalDecided& fact) {
  Subject subject{{}, fact.proposal(), fact.decision().meeting()};
  if (!fact.project().empty()) subject.projects.push_back(fact.project());
  return subject;
}

Subject Of(const OneOf<v1::ProjectRenamed, v1::ProjectRenumbered, v1::ProjectLeadChanged,
                       v1::ProgressReported, v1::ProjectCompleted> auto& fact) {
  return {{fact.project()}, "", ""};
}

// What a decision leads to is about the proposal and the meeting of that decision too.
Subject Of(
    const OneOf<v1::ProjectCreated, v1::PartCreated, v1::ProjectReopened, v1::ProgressCorrected,
                v1::Awarded, v1::AwardCorrected, v1::Released, v1::ReservationSet> auto& fact) {
  return {{fact.project()}, fact.decision().proposal(), fact.decision().meeting()};
}

Subject Of(const OneOf<v1::ContributionRecorded, v1::ContributionCorrected> auto& fact) {
  return {{fact.to_project(), fact.from_project()},
          fact.decision().proposal(),
          fact.decision().meeting()};
}

Subject Of(const OneOf<v1::CeilingSet, v1::CarriedOver> auto& fact) {
  return {{}, fact.decision().proposal(), fact.decision().meeting()};
}

Subject Of(const v1::StatementRecorded& fact) {
  if (!fact.content().has_label()) return {};
  return {{fact.content().label().project()}, "", ""};
}

}  // namespace

Subject SubjectOf(const v1::Event& event) {
  return VisitFact(event, [](const auto& fact) { return Of(fact); });
}

}  // namespace dealboek::domain
