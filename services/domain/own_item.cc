// The stuurgroep's own items: ceiling change, carry-over, release, reservation change, rule change,
// reopening and corrigendum (rules 1, 5, 8 and 11).
#include "services/domain/own_item.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

#include "dealboek/v1/events.pb.h"
#include "dealboek/v1/types.pb.h"
#include "services/base/dutch.h"
#include "services/base/money.h"
#include "services/base/partial_date.h"
#include "services/base/position.h"
#include "services/base/reasons.h"
#include "services/base/status_macros.h"
#include "services/domain/effects.h"
#include "services/domain/existence.h"
#include "services/domain/facts.h"
#include "services/domain/input.h"
#include "services/domain/money_moves.h"
#include "services/domain/money_rules.h"
#include "services/domain/programme_rules.h"
#include "services/domain/refusal.h"
#include "services/domain/state.h"

namespace dealboek::domain {
namespace {

// ------------------------------------------------------------------------ what is corrected

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
                             " already, so there is nothing to correct."),
                absl::StrCat("Op positie ", position, " staat dit al (", dutch,
                             "), dus er valt niets te corrigeren."),
                {{"position", absl::StrCat(position)}});
}

// The kind of correction the event can take; and the words for what it is.
struct Fitting {
  v1::Corrigendum::CorrectionCase correction;
  absl::string_view english;
  absl::string_view dutch;
};
Fitting FittingFor(const Corrected& what) {
  switch (what.index()) {
    case 0:
      return {v1::Corrigendum::kAwardAmount, "an award", "een toekenning"};
    case 1:
      return {v1::Corrigendum::kReservationTotal, "a reservation", "een reservering"};
    case 2:
      return {v1::Corrigendum::kContributionAmount, "a contribution", "een bijdrage"};
    default:
      return {v1::Corrigendum::kProgress, "a progress report", "een voortgangsmelding"};
  }
}

absl::Status CheckCorrigendum(const State& state, const v1::Corrigendum& corrigendum,
                              absl::string_view field) {
  ASSIGN_OR_RETURN(const ToCorrect found,
                   FindCorrected(state, corrigendum.corrects(), absl::StrCat(field, ".corrects")));
  const Fitting fitting = FittingFor(found.what);
  const auto given = corrigendum.correction_case();
  if (given == v1::Corrigendum::CORRECTION_NOT_SET) {
    return Invalid(base::kFieldRequired, field, "Say what should have stood there.",
                   "Geef op wat er had moeten staan.");
  }
  if (given != fitting.correction) {
    return Invalid(base::kCorrectionMismatch, field,
                   absl::StrCat("Position ", corrigendum.corrects(), " holds ", fitting.english,
                                "; the correction is of something else."),
                   absl::StrCat("Op positie ", corrigendum.corrects(), " staat ", fitting.dutch,
                                "; de correctie is van iets anders."),
                   {{"position", absl::StrCat(corrigendum.corrects())}});
  }
  switch (given) {
    case v1::Corrigendum::kAwardAmount:
      return AnyMoney(&corrigendum.award_amount(), absl::StrCat(field, ".award_amount")).status();
    case v1::Corrigendum::kReservationTotal:
      return AnyMoney(&corrigendum.reservation_total(), absl::StrCat(field, ".reservation_total"))
          .status();
    case v1::Corrigendum::kContributionAmount:
      return AnyMoney(&corrigendum.contribution_amount(),
                      absl::StrCat(field, ".contribution_amount"))
          .status();
    case v1::Corrigendum::kProgress:
      return CheckProgress(corrigendum.progress(), absl::StrCat(field, ".progress"));
    case v1::Corrigendum::CORRECTION_NOT_SET:
      break;
  }
  return absl::OkStatus();
}

// ------------------------------------------------------------------------ what each comes to

v1::Event NewOwn(const Authority& authority) {
  return NewEvent(authority.acting, authority.decided_on);
}

// Rule 11: what was decided is changed by a later meeting, not by one that was held before it.
// Dates may be known to the month or the year only; it is refused when it is certain.
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

absl::Status AddCeilingChange(Draft& draft, const v1::CeilingChange& change,
                              const Authority& authority) {
  const State& state = draft.state();
  const base::Money ceiling = MoneyOf(change.ceiling());
  if (change.tranche() == 0) {
    RETURN_IF_ERROR(CheckCeilingFits(state, ceiling));
  } else {
    ASSIGN_OR_RETURN(const Tranche* tranche, RequireTranche(state, change.tranche()));
    RETURN_IF_ERROR(CheckCeilingFits(*tranche, ceiling));
  }
  v1::Event event = NewOwn(authority);
  v1::CeilingSet& fact = *event.mutable_ceiling_set();
  fact.set_tranche(change.tranche());
  Set(fact.mutable_ceiling(), ceiling);
  *fact.mutable_decision() = authority.decision;
  draft.Add(std::move(event));
  return absl::OkStatus();
}

absl::Status AddCarryOver(Draft& draft, const v1::CarryOver& carry_over,
                          const Authority& authority) {
  const State& state = draft.state();
  ASSIGN_OR_RETURN(const Tranche* from, RequireTranche(state, carry_over.from_tranche()));
  ASSIGN_OR_RETURN(const Tranche* to, RequireTranche(state, carry_over.to_tranche()));
  const base::Money amount = MoneyOf(carry_over.amount());
  RETURN_IF_ERROR(CheckCarryOverFits(state, *from, *to, amount));
  v1::Event event = NewOwn(authority);
  v1::CarriedOver& fact = *event.mutable_carried_over();
  fact.set_from_tranche(from->number);
  fact.set_to_tranche(to->number);
  Set(fact.mutable_amount(), amount);
  *fact.mutable_decision() = authority.decision;
  draft.Add(std::move(event));
  return absl::OkStatus();
}

absl::Status AddRelease(Draft& draft, const v1::ReleaseOfAward& release,
                        const Authority& authority) {
  const State& state = draft.state();
  ASSIGN_OR_RETURN(const Project* project, RequireProject(state, release.project()));
  ASSIGN_OR_RETURN(const Tranche* tranche, RequireTranche(state, release.tranche()));
  const base::Money amount = MoneyOf(release.amount());
  for (const Award& award : project->awards) {
    if (award.part != release.part() || award.tranche != tranche->number) continue;
    RETURN_IF_ERROR(RequireDecidedBefore(authority, award.decided_on, award.position));
  }
  RETURN_IF_ERROR(CheckReleaseFits(state, *project, release.part(), *tranche, amount));
  v1::Event event = NewOwn(authority);
  v1::Released& fact = *event.mutable_released();
  fact.set_project(project->id);
  fact.set_part(release.part());
  fact.set_tranche(tranche->number);
  Set(fact.mutable_amount(), amount);
  *fact.mutable_decision() = authority.decision;
  draft.Add(std::move(event));
  return absl::OkStatus();
}

absl::Status AddReservation(Draft& draft, absl::string_view project_id, base::Money total,
                            base::Position corrects, const Authority& authority) {
  const State& state = draft.state();
  ASSIGN_OR_RETURN(const Project* project, RequireProject(state, project_id));
  if (project->reservation.has_value()) {
    RETURN_IF_ERROR(RequireDecidedBefore(authority, project->reservation->decided_on,
                                         project->reservation->position));
  }
  RETURN_IF_ERROR(CheckReservationFits(state, *project, total));
  v1::Event event = NewOwn(authority);
  event.mutable_header()->set_corrects(static_cast<int64_t>(corrects.value()));
  v1::ReservationSet& fact = *event.mutable_reservation_set();
  fact.set_project(project->id);
  Set(fact.mutable_total(), total);
  // What it is for has not changed.
  if (project->reservation.has_value()) fact.set_note(project->reservation->note);
  *fact.mutable_decision() = authority.decision;
  draft.Add(std::move(event));
  return absl::OkStatus();
}

absl::Status AddRuleChange(Draft& draft, const v1::Rules& rules, const Authority& authority,
                           int64_t now_micros) {
  RETURN_IF_ERROR(CheckSeatsFit(draft.state(), rules, now_micros));
  RETURN_IF_ERROR(CheckQuorumCanBe(draft.state(), rules, now_micros));
  v1::Event event = NewOwn(authority);
  *event.mutable_rules_set()->mutable_rules() = rules;
  *event.mutable_rules_set()->mutable_decision() = authority.decision;
  draft.Add(std::move(event));
  return absl::OkStatus();
}

absl::Status AddReopening(Draft& draft, const v1::Reopening& reopening,
                          const Authority& authority) {
  const State& state = draft.state();
  ASSIGN_OR_RETURN(const Project* project, RequireProject(state, reopening.project()));
  if (project->stage != ProjectStage::kCompleted) {
    return Refuse(absl::StatusCode::kFailedPrecondition, base::kProjectNotCompleted,
                  absl::StrCat("Project ", project->Label(),
                               " is not completed, so there is nothing to reopen."),
                  absl::StrCat("Project ", project->Label(),
                               " is niet afgerond, dus er valt niets te heropenen."),
                  {{"project", project->Label()}});
  }
  v1::Event event = NewOwn(authority);
  event.mutable_project_reopened()->set_project(project->id);
  *event.mutable_project_reopened()->mutable_decision() = authority.decision;
  draft.Add(std::move(event));
  return absl::OkStatus();
}

// ------------------------------------------------------------------------ corrigenda

absl::Status AddCorrection(Draft& draft, const Project& project, const Award& award,
                           const v1::Corrigendum& corrigendum, const Authority& authority) {
  const base::Money amount = MoneyOf(corrigendum.award_amount());
  if (amount == award.amount) {
    return NothingChanged("this amount", "dit bedrag", corrigendum.corrects());
  }
  RETURN_IF_ERROR(RequireDecidedBefore(authority, award.decided_on, award.position));
  RETURN_IF_ERROR(CheckAwardCorrectionFits(draft.state(), project, award, amount));
  v1::Event event = NewOwn(authority);
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

absl::Status AddCorrection(Draft& draft, const Project& project, const Reservation& reservation,
                           const v1::Corrigendum& corrigendum, const Authority& authority) {
  const base::Money total = MoneyOf(corrigendum.reservation_total());
  if (total == reservation.total) {
    return NothingChanged("this total", "dit totaal", corrigendum.corrects());
  }
  return AddReservation(draft, project.id, total, reservation.position, authority);
}

absl::Status AddCorrection(Draft& draft, const Project& project, const Contribution& contribution,
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
  v1::Event event = NewOwn(authority);
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

absl::Status AddCorrection(Draft& draft, const Project& project, const Progress& progress,
                           const v1::Corrigendum& corrigendum, const Authority& authority) {
  const v1::ProgressText& text = corrigendum.progress();
  if (text.status() == progress.status && text.summary() == progress.summary) {
    return NothingChanged("this", "deze stand en samenvatting", corrigendum.corrects());
  }
  v1::Event event = NewOwn(authority);
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

absl::Status AddCorrigendum(Draft& draft, const v1::Corrigendum& corrigendum,
                            const Authority& authority) {
  ASSIGN_OR_RETURN(const ToCorrect found,
                   FindCorrected(draft.state(), corrigendum.corrects(), "corrigendum.corrects"));
  return std::visit(
      [&](const auto* what) {
        return AddCorrection(draft, *found.project, *what, corrigendum, authority);
      },
      found.what);
}

}  // namespace

absl::StatusOr<v1::OwnItem> CheckOwnItem(const State& state, const v1::OwnItem& asked,
                                         absl::string_view field) {
  v1::OwnItem item = asked;
  const auto path = [&](absl::string_view sub) { return absl::StrCat(field, ".", sub); };
  const auto resolve = [&](std::string* project, absl::string_view sub) -> absl::Status {
    const absl::StatusOr<const Project*> found = RequireProject(state, *project);
    if (!found.ok()) return At(path(sub), found.status());
    *project = (*found)->id;
    return absl::OkStatus();
  };
  const auto require_tranche = [&](int tranche, absl::string_view sub) {
    return At(path(sub), RequireTranche(state, tranche).status());
  };
  switch (item.content_case()) {
    case v1::OwnItem::kCeilingChange: {
      const v1::CeilingChange& change = item.ceiling_change();
      if (change.tranche() != 0) {
        RETURN_IF_ERROR(require_tranche(change.tranche(), "ceiling_change.tranche"));
      }
      RETURN_IF_ERROR(AnyMoney(change.has_ceiling() ? &change.ceiling() : nullptr,
                               path("ceiling_change.ceiling"))
                          .status());
      return item;
    }
    case v1::OwnItem::kCarryOver: {
      const v1::CarryOver& carry_over = item.carry_over();
      RETURN_IF_ERROR(require_tranche(carry_over.from_tranche(), "carry_over.from_tranche"));
      RETURN_IF_ERROR(require_tranche(carry_over.to_tranche(), "carry_over.to_tranche"));
      RETURN_IF_ERROR(PositiveMoney(carry_over.has_amount() ? &carry_over.amount() : nullptr,
                                    path("carry_over.amount"))
                          .status());
      return item;
    }
    case v1::OwnItem::kRelease: {
      v1::ReleaseOfAward& release = *item.mutable_release();
      RETURN_IF_ERROR(resolve(release.mutable_project(), "release.project"));
      RETURN_IF_ERROR(require_tranche(release.tranche(), "release.tranche"));
      if (!release.part().empty()) {
        RETURN_IF_ERROR(
            At(path("release.part"),
               RequirePart(state, *state.FindProject(release.project()), release.part()).status()));
      }
      RETURN_IF_ERROR(
          PositiveMoney(release.has_amount() ? &release.amount() : nullptr, path("release.amount"))
              .status());
      return item;
    }
    case v1::OwnItem::kReservationChange: {
      v1::ReservationChange& change = *item.mutable_reservation_change();
      RETURN_IF_ERROR(resolve(change.mutable_project(), "reservation_change.project"));
      RETURN_IF_ERROR(
          AnyMoney(change.has_total() ? &change.total() : nullptr, path("reservation_change.total"))
              .status());
      return item;
    }
    case v1::OwnItem::kRuleChange:
      RETURN_IF_ERROR(CheckRules(item.rule_change(), path("rule_change")));
      *item.mutable_rule_change() = Completed(item.rule_change());
      return item;
    case v1::OwnItem::kReopening:
      RETURN_IF_ERROR(resolve(item.mutable_reopening()->mutable_project(), "reopening.project"));
      return item;
    case v1::OwnItem::kCorrigendum:
      RETURN_IF_ERROR(CheckCorrigendum(state, item.corrigendum(), path("corrigendum")));
      return item;
    case v1::OwnItem::CONTENT_NOT_SET:
      break;
  }
  return Invalid(base::kFieldRequired, field, "Say what the item decides.",
                 "Geef op waarover het punt gaat.");
}

absl::Status AddOwnItem(Draft& draft, const v1::OwnItem& item, const Authority& authority,
                        int64_t now_micros) {
  // What it names may have changed since it was put on the agenda.
  ASSIGN_OR_RETURN(const v1::OwnItem checked, CheckOwnItem(draft.state(), item, "own_item"));
  switch (checked.content_case()) {
    case v1::OwnItem::kCeilingChange:
      return AddCeilingChange(draft, checked.ceiling_change(), authority);
    case v1::OwnItem::kCarryOver:
      return AddCarryOver(draft, checked.carry_over(), authority);
    case v1::OwnItem::kRelease:
      return AddRelease(draft, checked.release(), authority);
    case v1::OwnItem::kReservationChange:
      return AddReservation(draft, checked.reservation_change().project(),
                            MoneyOf(checked.reservation_change().total()), base::Position(),
                            authority);
    case v1::OwnItem::kRuleChange:
      return AddRuleChange(draft, checked.rule_change(), authority, now_micros);
    case v1::OwnItem::kReopening:
      return AddReopening(draft, checked.reopening(), authority);
    case v1::OwnItem::kCorrigendum:
      return AddCorrigendum(draft, checked.corrigendum(), authority);
    case v1::OwnItem::CONTENT_NOT_SET:
      break;
  }
  return absl::OkStatus();
}

}  // namespace dealboek::domain
