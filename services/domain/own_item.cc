// The stuurgroep's own items: ceiling change, carry-over, release, reservation change, rule change,
// reopening and corrigendum (rules 1, 5, 8 and 11).
#include "services/domain/own_item.h"

#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

#include "dealboek/v1/events.pb.h"
#include "dealboek/v1/types.pb.h"
#include "services/base/money.h"
#include "services/base/position.h"
#include "services/base/reasons.h"
#include "services/base/status_macros.h"
#include "services/domain/corrigendum.h"
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

// For each kind of item two functions. Check: what it names exists and its fields are sound;
// projects it names are by id after that. Add: what a checked one comes to.

absl::Status ResolveProject(const State& state, std::string& project, const std::string& field) {
  const absl::StatusOr<const Project*> found = RequireProject(state, project);
  if (!found.ok()) return At(field + ".project", found.status());
  project = (*found)->id;
  return absl::OkStatus();
}

absl::Status CheckTranche(const State& state, int tranche, const std::string& field) {
  return At(field, RequireTranche(state, tranche).status());
}

// ------------------------------------------------------------------------ ceiling change

absl::Status Check(const State& state, v1::CeilingChange& change, const std::string& field) {
  if (change.tranche() != 0) {
    RETURN_IF_ERROR(CheckTranche(state, change.tranche(), field + ".tranche"));
  }
  return AnyMoney(change.has_ceiling() ? &change.ceiling() : nullptr, field + ".ceiling").status();
}

absl::Status Add(Draft& draft, const v1::CeilingChange& change, const Authority& authority) {
  const State& state = draft.state();
  const base::Money ceiling = MoneyOf(change.ceiling());
  if (change.tranche() == 0) {
    RETURN_IF_ERROR(CheckCeilingFits(state, ceiling));
  } else {
    ASSIGN_OR_RETURN(const Tranche* tranche, RequireTranche(state, change.tranche()));
    RETURN_IF_ERROR(CheckCeilingFits(*tranche, ceiling));
  }
  v1::Event event = NewEvent(authority.acting, authority.decided_on);
  v1::CeilingSet& fact = *event.mutable_ceiling_set();
  fact.set_tranche(change.tranche());
  Set(fact.mutable_ceiling(), ceiling);
  *fact.mutable_decision() = authority.decision;
  draft.Add(std::move(event));
  return absl::OkStatus();
}

// ------------------------------------------------------------------------ carry-over

absl::Status Check(const State& state, v1::CarryOver& carry_over, const std::string& field) {
  RETURN_IF_ERROR(CheckTranche(state, carry_over.from_tranche(), field + ".from_tranche"));
  RETURN_IF_ERROR(CheckTranche(state, carry_over.to_tranche(), field + ".to_tranche"));
  return PositiveMoney(carry_over.has_amount() ? &carry_over.amount() : nullptr, field + ".amount")
      .status();
}

absl::Status Add(Draft& draft, const v1::CarryOver& carry_over, const Authority& authority) {
  const State& state = draft.state();
  ASSIGN_OR_RETURN(const Tranche* from, RequireTranche(state, carry_over.from_tranche()));
  ASSIGN_OR_RETURN(const Tranche* to, RequireTranche(state, carry_over.to_tranche()));
  const base::Money amount = MoneyOf(carry_over.amount());
  RETURN_IF_ERROR(CheckCarryOverFits(state, *from, *to, amount));
  v1::Event event = NewEvent(authority.acting, authority.decided_on);
  v1::CarriedOver& fact = *event.mutable_carried_over();
  fact.set_from_tranche(from->number);
  fact.set_to_tranche(to->number);
  Set(fact.mutable_amount(), amount);
  *fact.mutable_decision() = authority.decision;
  draft.Add(std::move(event));
  return absl::OkStatus();
}

// ------------------------------------------------------------------------ release

absl::Status Check(const State& state, v1::ReleaseOfAward& release, const std::string& field) {
  RETURN_IF_ERROR(ResolveProject(state, *release.mutable_project(), field));
  RETURN_IF_ERROR(CheckTranche(state, release.tranche(), field + ".tranche"));
  if (!release.part().empty()) {
    RETURN_IF_ERROR(
        At(field + ".part",
           RequirePart(state, *state.FindProject(release.project()), release.part()).status()));
  }
  return PositiveMoney(release.has_amount() ? &release.amount() : nullptr, field + ".amount")
      .status();
}

absl::Status Add(Draft& draft, const v1::ReleaseOfAward& release, const Authority& authority) {
  const State& state = draft.state();
  ASSIGN_OR_RETURN(const Project* project, RequireProject(state, release.project()));
  ASSIGN_OR_RETURN(const Tranche* tranche, RequireTranche(state, release.tranche()));
  const base::Money amount = MoneyOf(release.amount());
  for (const Award& award : project->awards) {
    if (award.part != release.part() || award.tranche != tranche->number) continue;
    RETURN_IF_ERROR(RequireDecidedBefore(authority, award.decided_on, award.position));
  }
  RETURN_IF_ERROR(CheckReleaseFits(state, *project, release.part(), *tranche, amount));
  v1::Event event = NewEvent(authority.acting, authority.decided_on);
  v1::Released& fact = *event.mutable_released();
  fact.set_project(project->id);
  fact.set_part(release.part());
  fact.set_tranche(tranche->number);
  Set(fact.mutable_amount(), amount);
  *fact.mutable_decision() = authority.decision;
  draft.Add(std::move(event));
  return absl::OkStatus();
}

// ------------------------------------------------------------------------ reservation change

absl::Status Check(const State& state, v1::ReservationChange& change, const std::string& field) {
  RETURN_IF_ERROR(ResolveProject(state, *change.mutable_project(), field));
  return AnyMoney(change.has_total() ? &change.total() : nullptr, field + ".total").status();
}

absl::Status Add(Draft& draft, const v1::ReservationChange& change, const Authority& authority) {
  ASSIGN_OR_RETURN(const Project* project, RequireProject(draft.state(), change.project()));
  if (project->reservation.has_value()) {
    RETURN_IF_ERROR(RequireDecidedBefore(authority, project->reservation->decided_on,
                                         project->reservation->position));
  }
  return AddReservation(draft, change.project(), MoneyOf(change.total()), base::Position(),
                        authority);
}

// ------------------------------------------------------------------------ rule change

absl::Status Check(const State&, v1::Rules& rules, const std::string& field) {
  RETURN_IF_ERROR(CheckRules(rules, field));
  rules = Completed(rules);
  return absl::OkStatus();
}

absl::Status Add(Draft& draft, const v1::Rules& rules, const Authority& authority) {
  RETURN_IF_ERROR(CheckSeatsFit(draft.state(), rules, authority.now_micros));
  RETURN_IF_ERROR(CheckQuorumCanBe(draft.state(), rules, authority.now_micros));
  v1::Event event = NewEvent(authority.acting, authority.decided_on);
  *event.mutable_rules_set()->mutable_rules() = rules;
  *event.mutable_rules_set()->mutable_decision() = authority.decision;
  draft.Add(std::move(event));
  return absl::OkStatus();
}

// ------------------------------------------------------------------------ reopening

absl::Status Check(const State& state, v1::Reopening& reopening, const std::string& field) {
  return ResolveProject(state, *reopening.mutable_project(), field);
}

absl::Status Add(Draft& draft, const v1::Reopening& reopening, const Authority& authority) {
  const State& state = draft.state();
  ASSIGN_OR_RETURN(const Project* project, RequireProject(state, reopening.project()));
  if (project->stage != ProjectStage::kCompleted) {
    return Refuse(
        absl::StatusCode::kFailedPrecondition, base::kProjectNotCompleted,
        absl::StrCat("Project ", project->Label(),
                     " is not completed, so there is nothing to reopen. Leave the item off."),
        absl::StrCat("Project ", project->Label(),
                     " is niet afgesloten, dus er valt niets te heropenen. Laat het punt weg."),
        {{"project", project->Label()}});
  }
  v1::Event event = NewEvent(authority.acting, authority.decided_on);
  event.mutable_project_reopened()->set_project(project->id);
  *event.mutable_project_reopened()->mutable_decision() = authority.decision;
  draft.Add(std::move(event));
  return absl::OkStatus();
}

// ------------------------------------------------------------------------ corrigendum

absl::Status Check(const State& state, v1::Corrigendum& corrigendum, const std::string& field) {
  return CheckCorrigendum(state, corrigendum, field);
}

absl::Status Add(Draft& draft, const v1::Corrigendum& corrigendum, const Authority& authority) {
  return AddCorrigendum(draft, corrigendum, authority);
}

// visitor(what the item is, the path to it)
template <typename Visitor>
absl::Status VisitContent(v1::OwnItem& item, absl::string_view field, Visitor visitor) {
  switch (item.content_case()) {  // no default: a new kind won't compile until it is here
    case v1::OwnItem::kCeilingChange:
      return visitor(*item.mutable_ceiling_change(), absl::StrCat(field, ".ceiling_change"));
    case v1::OwnItem::kCarryOver:
      return visitor(*item.mutable_carry_over(), absl::StrCat(field, ".carry_over"));
    case v1::OwnItem::kRelease:
      return visitor(*item.mutable_release(), absl::StrCat(field, ".release"));
    case v1::OwnItem::kReservationChange:
      return visitor(*item.mutable_reservation_change(),
                     absl::StrCat(field, ".reservation_change"));
    case v1::OwnItem::kRuleChange:
      return visitor(*item.mutable_rule_change(), absl::StrCat(field, ".rule_change"));
    case v1::OwnItem::kReopening:
      return visitor(*item.mutable_reopening(), absl::StrCat(field, ".reopening"));
    case v1::OwnItem::kCorrigendum:
      return visitor(*item.mutable_corrigendum(), absl::StrCat(field, ".corrigendum"));
    case v1::OwnItem::CONTENT_NOT_SET:
      break;
  }
  return Invalid(base::kFieldRequired, field, "Say what the item decides.",
                 "Geef op waarover het punt gaat.");
}

}  // namespace

absl::StatusOr<v1::OwnItem> CheckOwnItem(const State& state, const v1::OwnItem& asked,
                                         absl::string_view field) {
  v1::OwnItem item = asked;
  RETURN_IF_ERROR(VisitContent(item, field, [&](auto& content, const std::string& path) {
    return Check(state, content, path);
  }));
  return item;
}

absl::Status AddOwnItem(Draft& draft, const v1::OwnItem& item, const Authority& authority) {
  // What it names may have changed since it was put on the agenda.
  ASSIGN_OR_RETURN(v1::OwnItem checked, CheckOwnItem(draft.state(), item, "own_item"));
  return VisitContent(checked, "own_item", [&](const auto& content, const std::string&) {
    return Add(draft, content, authority);
  });
}

}  // namespace dealboek::domain
