// What each fact does to the state, by subject. Internal to the domain: Evolve picks one.
//
// An Apply gets a state whose position and time are already the event's.
#ifndef DEALBOEK_SERVICES_DOMAIN_EVOLVE_FACTS_H_
#define DEALBOEK_SERVICES_DOMAIN_EVOLVE_FACTS_H_

#include <memory>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "google/protobuf/repeated_ptr_field.h"

#include "dealboek/v1/events.pb.h"
#include "services/base/check.h"
#include "services/base/money.h"
#include "services/domain/state.h"

namespace dealboek::domain {

// The thing under `key`, as a version of its own that may be changed until Evolve returns.
template <typename Key, typename T>
T& Edit(Table<Key, T>& table, const Key& key) {
  const std::shared_ptr<const T>* const current = table.Find(key);
  CHECK(current != nullptr) << "an event names " << key << ", which no event before it made";
  auto version = std::make_shared<T>(**current);
  T& edited = *version;
  table.Set(key, std::move(version));
  return edited;
}

// `key` may be the thing's own id, so it is copied before the thing is moved.
template <typename Key, typename T>
void Add(Table<Key, T>& table, const Key& key, std::type_identity_t<T>&& thing) {
  CHECK(!table.contains(key)) << key << " is made twice";
  Key own = key;
  table.Set(std::move(own), std::make_shared<const T>(std::move(thing)));
}

inline std::vector<std::string> Strings(
    const google::protobuf::RepeatedPtrField<std::string>& from) {
  return {from.begin(), from.end()};
}

Programme& EditProgramme(State& state);

// Recounts endorsements of proposals that wait for them: an event may have met the rule, or put it
// out of reach.
void RecountEndorsements(State& state);

base::Money Plus(base::Money a, base::Money b);
base::Money Minus(base::Money a, base::Money b);

// evolve_structure.cc
void Apply(State& state, const v1::EventHeader& header, const v1::ProgrammeCreated& fact);
void Apply(State& state, const v1::EventHeader& header, const v1::PijlerDefined& fact);
void Apply(State& state, const v1::EventHeader& header, const v1::PartnerAdded& fact);
void Apply(State& state, const v1::EventHeader& header, const v1::SeatEstablished& fact);
void Apply(State& state, const v1::EventHeader& header, const v1::SeatGranted& fact);
void Apply(State& state, const v1::EventHeader& header, const v1::SeatEnded& fact);
void Apply(State& state, const v1::EventHeader& header, const v1::RulesSet& fact);
void Apply(State& state, const v1::EventHeader& header, const v1::TrancheAdded& fact);
void Apply(State& state, const v1::EventHeader& header, const v1::TrancheClosed& fact);
void Apply(State& state, const v1::EventHeader& header, const v1::CeilingSet& fact);
void Apply(State& state, const v1::EventHeader& header, const v1::OpeningClosed& fact);
void Apply(State& state, const v1::EventHeader& header, const v1::StatementRecorded& fact);
void Apply(State& state, const v1::EventHeader& header, const v1::DifferenceExplained& fact);
void Apply(State& state, const v1::EventHeader& header, const v1::EditionPublished& fact);
void Apply(State& state, const v1::EventHeader& header, const v1::LossAccepted& fact);
void Apply(State& state, const v1::EventHeader& header, const v1::ClockAccepted& fact);

// evolve_route.cc
void Apply(State& state, const v1::EventHeader& header, const v1::ProposalSubmitted& fact);
void Apply(State& state, const v1::EventHeader& header, const v1::ProposalRevised& fact);
void Apply(State& state, const v1::EventHeader& header, const v1::ProposalWithdrawn& fact);
void Apply(State& state, const v1::EventHeader& header, const v1::ProposalReturned& fact);
void Apply(State& state, const v1::EventHeader& header, const v1::ProposalEndorsed& fact);
void Apply(State& state, const v1::EventHeader& header, const v1::EndorsementDeclined& fact);
void Apply(State& state, const v1::EventHeader& header, const v1::EndorsementWithdrawn& fact);
void Apply(State& state, const v1::EventHeader& header, const v1::MeetingConvened& fact);
void Apply(State& state, const v1::EventHeader& header, const v1::AgendaSet& fact);
void Apply(State& state, const v1::EventHeader& header, const v1::AttendanceRecorded& fact);
void Apply(State& state, const v1::EventHeader& header, const v1::InterestDeclared& fact);
void Apply(State& state, const v1::EventHeader& header, const v1::ItemDecided& fact);
void Apply(State& state, const v1::EventHeader& header, const v1::DecisionListConfirmed& fact);
void Apply(State& state, const v1::EventHeader& header, const v1::ProposalDecided& fact);

// evolve_project.cc
void Apply(State& state, const v1::EventHeader& header, const v1::ProjectCreated& fact);
void Apply(State& state, const v1::EventHeader& header, const v1::PartCreated& fact);
void Apply(State& state, const v1::EventHeader& header, const v1::ProjectRenamed& fact);
void Apply(State& state, const v1::EventHeader& header, const v1::ProjectRenumbered& fact);
void Apply(State& state, const v1::EventHeader& header, const v1::ProjectLeadChanged& fact);
void Apply(State& state, const v1::EventHeader& header, const v1::ProgressReported& fact);
void Apply(State& state, const v1::EventHeader& header, const v1::ProjectCompleted& fact);
void Apply(State& state, const v1::EventHeader& header, const v1::ProjectReopened& fact);
void Apply(State& state, const v1::EventHeader& header, const v1::ProgressCorrected& fact);
void Apply(State& state, const v1::EventHeader& header, const v1::Awarded& fact);
void Apply(State& state, const v1::EventHeader& header, const v1::AwardCorrected& fact);
void Apply(State& state, const v1::EventHeader& header, const v1::Released& fact);
void Apply(State& state, const v1::EventHeader& header, const v1::CarriedOver& fact);
void Apply(State& state, const v1::EventHeader& header, const v1::ReservationSet& fact);
void Apply(State& state, const v1::EventHeader& header, const v1::ContributionRecorded& fact);
void Apply(State& state, const v1::EventHeader& header, const v1::ContributionCorrected& fact);

}  // namespace dealboek::domain

#endif  // DEALBOEK_SERVICES_DOMAIN_EVOLVE_FACTS_H_
