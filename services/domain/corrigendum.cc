#include "services/domain/corrigendum.h"

#include <algorithm>
#include <cstdint>
#include <utility>
#include <variant>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

#include "dealboek/v1/events.pb.h"
#include "services/base/dutch.h"
#include "services/base/money.h"
#include "services/base/reasons.h"
#include "services/base/status_macros.h"
#include "services/domain/existence.h"
#include "services/domain/input.h"
#include "services/domain/money_moves.h"
#include "services/domain/refusal.h"

namespace dealboek::domain {
namespace {

// What stands now of the event at a position; with the project it is about.
using Corrected =
    std::variant<const Award*, const Reservation*, const Contribution*, const Progress*>;
struct ToCorrect {
  const Project* project = nullptr;
  Corrected what;
};

template <typename T>
const T* AtPosition(const std::vector<T>& all, base::Position position) {
  const auto it =
      std::find_if(all.begin(), all.end(), [&](const T& one) { return one.position == position; });
  return it == all.end() ? nullptr : &*it;
}

absl::StatusOr<ToCorrect> FindCorrected(const State& state, int64_t position,
                                        absl::string_view field) {
  const Metadata metadata = {{"position", absl::StrCat(position)}};
  const base::Position at(position < 0 ? 0 : static_cast<uint64_t>(position));
  const auto it = state.project_of.find(at);
  if (it == state.project_of.end()) {
    return At(field,
              Refuse(absl::StatusCode::kNotFound, base::kEventUnknown,
                     absl::StrCat("Position ", position,
                                  " holds no award, reservation, contribution or progress report. "
                                  "Look it up with `dealboek budget explain`."),
                     absl::StrCat("Op positie ", position,
                                  " staat geen toekenning, reservering, bijdrage of "
                                  "voortgangsmelding. Zoek haar op met `dealboek budget explain`."),
                     metadata));
  }
  const Project& project = *state.FindProject(it->second);
  if (const Award* award = AtPosition(project.awards, at)) return ToCorrect{&project, award};
  if (const Contribution* contribution = AtPosition(project.received, at)) {
    return ToCorrect{&project, contribution};
  }
  if (const Progress* progress = AtPosition(project.progress, at)) {
    return ToCorrect{&project, progress};
  }
  if (project.reservation.has_value() && project.reservation->position == at) {
    return ToCorrect{&project, &*project.reservation};
  }
  return At(field,
            Refuse(absl::StatusCode::kFailedPrecondition, base::kEventReplaced,
                   absl::StrCat("What position ", position, " set for project ", project.Label(),
                                " has been replaced since. Correct what stands now."),
                   absl::StrCat("Wat positie ", position, " voor project ", project.Label(),
                                " vastlegde, is later vervangen. Corrigeer wat nu geldt."),
                   {{"position", absl::StrCat(position)}, {"project", project.Label()}}));
}

absl::Status NothingChanged(absl::string_view english, absl::string_view dutch, int64_t position) {
  return Refuse(absl::StatusCode::kFailedPrecondition, base::kNothingChanged,
                absl::StrCat("The event at position ", position, " says ", english,
                             " already, so there is nothing to correct. Leave the item off."),
                absl::StrCat("Op positie ", position, " staat dit al (", dutch,
                             "), dus er valt niets te corrigeren. Laat het punt weg."),
                {{"position", absl::StrCat(position)}});
}

// For each thing that can be corrected: the correction it takes with the words for it, whether what
// is given is sound, and what that comes to.
struct Fitting {
  v1::Corrigendum::CorrectionCase correction;
  absl::string_view english;
  absl::string_view dutch;
};

// ------------------------------------------------------------------------ an award

Fitting FittingFor(const Award&) {
  return {v1::Corrigendum::kAwardAmount, "an award", "een toekenning"};
}

absl::Status Check(const Award&, const v1::Corrigendum& given, const std::string& field) {
  return AnyMoney(&given.award_amount(), field + ".award_amount").status();
}

absl::Status Add(Draft& draft, const Project& project, const Award& award,
                 const v1::Corrigendum& corrigendum, const Authority& authority) {
  const base::Money amount = MoneyOf(corrigendum.award_amount());
  if (amount == award.amount) {
    return NothingChanged("this amount", "dit bedrag", corrigendum.corrects());
  }
  RETURN_IF_ERROR(RequireDecidedBefore(authority, award.decided_on, award.position));
  RETURN_IF_ERROR(CheckAwardCorrectionFits(draft.state(), project, award, amount));
  v1::Event event = NewEvent(authority.acting, authority.decided_on);
  event.mutable_header()->set_corrects(corrigendum.corrects());
  v1::AwardCorrected& fact = *event.mutable_award_corrected();
  fact.set_project(project.id);
  fact.set_part(award.part);
  fact.set_tranche(award.tranche);
  Set(fact.mutable_old_amount(), award.amount);
  Set(fact.mutable_new_amount(), amount);
  *fact.mutable_decision() = authority.decision;
  draft.Add(std::move(event));
  return absl::OkStatus();
}

// ------------------------------------------------------------------------ a reservation

Fitting FittingFor(const Reservation&) {
  return {v1::Corrigendum::kReservationTotal, "a reservation", "een reservering"};
}

absl::Status Check(const Reservation&, const v1::Corrigendum& given, const std::string& field) {
  return AnyMoney(&given.reservation_total(), field + ".reservation_total").status();
}

absl::Status Add(Draft& draft, const Project& project, const Reservation& reservation,
                 const v1::Corrigendum& corrigendum, const Authority& authority) {
  const base::Money total = MoneyOf(corrigendum.reservation_total());
  if (total == reservation.total) {
    return NothingChanged("this total", "dit totaal", corrigendum.corrects());
  }
  RETURN_IF_ERROR(RequireDecidedBefore(authority, reservation.decided_on, reservation.position));
  return AddReservation(draft, project.id, total, reservation.position, authority);
}

// ------------------------------------------------------------------------ a contribution

Fitting FittingFor(const Contribution&) {
  return {v1::Corrigendum::kContributionAmount, "a contribution", "een bijdrage"};
}

absl::Status Check(const Contribution&, const v1::Corrigendum& given, const std::string& field) {
  return AnyMoney(&given.contribution_amount(), field + ".contribution_amount").status();
}

absl::Status Add(Draft& draft, const Project& project, const Contribution& contribution,
                 const v1::Corrigendum& corrigendum, const Authority& authority) {
  const State& state = draft.state();
  const base::Money amount = MoneyOf(corrigendum.contribution_amount());
  if (contribution.amount == amount) {
    return NothingChanged("this amount", "dit bedrag", corrigendum.corrects());
  }
  RETURN_IF_ERROR(RequireDecidedBefore(authority, contribution.decided_on, contribution.position));
  ASSIGN_OR_RETURN(const Project* from, RequireProject(state, contribution.from_project));
  ASSIGN_OR_RETURN(const Tranche* tranche, RequireTranche(state, contribution.tranche));
  const base::Money known = contribution.amount.value_or(base::Money());
  if (amount > known) {
    ASSIGN_OR_RETURN(const base::Money more, amount.Minus(known));
    RETURN_IF_ERROR(CheckContributionFits(state, *from, *tranche, more));
  }
  v1::Event event = NewEvent(authority.acting, authority.decided_on);
  event.mutable_header()->set_corrects(corrigendum.corrects());
  v1::ContributionCorrected& fact = *event.mutable_contribution_corrected();
  fact.set_to_project(project.id);
  fact.set_from_project(contribution.from_project);
  fact.set_tranche(contribution.tranche);
  if (contribution.amount.has_value()) Set(fact.mutable_old_amount(), *contribution.amount);
  Set(fact.mutable_new_amount(), amount);
  *fact.mutable_decision() = authority.decision;
  draft.Add(std::move(event));
  return absl::OkStatus();
}

// ------------------------------------------------------------------------ a progress report

Fitting FittingFor(const Progress&) {
  return {v1::Corrigendum::kProgress, "a progress report", "een voortgangsmelding"};
}

absl::Status Check(const Progress&, const v1::Corrigendum& given, const std::string& field) {
  return CheckProgress(given.progress(), field + ".progress");
}

absl::Status Add(Draft& draft, const Project& project, const Progress& progress,
                 const v1::Corrigendum& corrigendum, const Authority& authority) {
  const v1::ProgressText& text = corrigendum.progress();
  if (text.status() == progress.status && text.summary() == progress.summary) {
    return NothingChanged("this", "deze stand en samenvatting", corrigendum.corrects());
  }
  v1::Event event = NewEvent(authority.acting, authority.decided_on);
  event.mutable_header()->set_corrects(corrigendum.corrects());
  v1::ProgressCorrected& fact = *event.mutable_progress_corrected();
  fact.set_project(project.id);
  fact.set_part(progress.part);
  Set(fact.mutable_reference_month(), progress.reference_month);
  *fact.mutable_progress() = text;
  *fact.mutable_decision() = authority.decision;
  draft.Add(std::move(event));
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckCorrigendum(const State& state, const v1::Corrigendum& corrigendum,
                              const std::string& field) {
  ASSIGN_OR_RETURN(const ToCorrect found,
                   FindCorrected(state, corrigendum.corrects(), field + ".corrects"));
  if (corrigendum.correction_case() == v1::Corrigendum::CORRECTION_NOT_SET) {
    return Invalid(base::kFieldRequired, field, "Say what should have stood there.",
                   "Geef op wat er had moeten staan.");
  }
  const Fitting fitting =
      std::visit([](const auto* what) { return FittingFor(*what); }, found.what);
  if (corrigendum.correction_case() != fitting.correction) {
    return Invalid(base::kCorrectionMismatch, field,
                   absl::StrCat("Position ", corrigendum.corrects(), " holds ", fitting.english,
                                "; the correction is of something else. Say what should have stood "
                                "there, or name another position."),
                   absl::StrCat("Op positie ", corrigendum.corrects(), " staat ", fitting.dutch,
                                "; de correctie is van iets anders. Geef op wat daar had moeten "
                                "staan, of noem een andere positie."),
                   {{"position", absl::StrCat(corrigendum.corrects())}});
  }
  return std::visit([&](const auto* what) { return Check(*what, corrigendum, field); }, found.what);
}

absl::Status AddCorrigendum(Draft& draft, const v1::Corrigendum& corrigendum,
                            const Authority& authority) {
  ASSIGN_OR_RETURN(const ToCorrect found,
                   FindCorrected(draft.state(), corrigendum.corrects(), "corrigendum.corrects"));
  return std::visit(
      [&](const auto* what) { return Add(draft, *found.project, *what, corrigendum, authority); },
      found.what);
}

absl::Status RequireDecidedBefore(const Authority& authority,
                                  const std::optional<base::PartialDate>& decided_on,
                                  base::Position position) {
  if (!decided_on.has_value() || decided_on->PossiblyOnOrBefore(authority.decided_on)) {
    return absl::OkStatus();
  }
  return Refuse(absl::StatusCode::kFailedPrecondition, base::kDecidedLater,
                absl::StrCat("What position ", position.value(), " records was decided on ",
                             decided_on->ToString(), ", after this meeting of ",
                             authority.decided_on.ToString(),
                             ". Put the item on the agenda of a later meeting."),
                absl::StrCat("Wat op positie ", position.value(), " staat, is later besloten (",
                             base::DutchDate(*decided_on), ") dan deze vergadering (",
                             base::DutchDate(authority.decided_on),
                             "). Zet het punt op de agenda van een latere vergadering."),
                {{"position", absl::StrCat(position.value())},
                 {"decidedOn", decided_on->ToString()},
                 {"meetingDate", authority.decided_on.ToString()}});
}

}  // namespace dealboek::domain
