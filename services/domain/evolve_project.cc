// Projects and their money. Sums over projects (Tranche, Totals) move with them.
#include <algorithm>
#include <optional>

#include "absl/strings/string_view.h"

#include "services/base/check.h"
#include "services/base/partial_date.h"
#include "services/domain/evolve_facts.h"
#include "services/domain/facts.h"

namespace dealboek::domain {

using base::Money;

Money Plus(Money a, Money b) {
  const absl::StatusOr<Money> sum = a.Plus(b);
  CHECK(sum.ok()) << sum.status() << ": the rules bound every sum";
  return *sum;
}

Money Minus(Money a, Money b) {
  const absl::StatusOr<Money> difference = a.Minus(b);
  CHECK(difference.ok()) << difference.status() << ": the rules bound every difference";
  return *difference;
}

namespace {

std::optional<base::PartialDate> DecidedOn(const v1::EventHeader& header) {
  if (!header.has_decided_on()) return std::nullopt;
  return DateOf(header.decided_on());
}

// Changes a project, and with it the sum of what is left of all reservations.
template <typename Change>
void ChangeProject(State& state, const std::string& id, Change change) {
  Project& project = Edit(state.projects, id);
  const Money left_before = project.ReservationLeft();
  change(project);
  ++project.revision;
  state.totals.reserved_left =
      Plus(Minus(state.totals.reserved_left, left_before), project.ReservationLeft());
}

// The award, contribution or progress report an event about `project` corrects.
template <typename T>
T& Corrected(std::vector<T>& things, const v1::EventHeader& header) {
  const base::Position corrects(static_cast<uint64_t>(header.corrects()));
  const auto it = std::find_if(things.begin(), things.end(),
                               [&](const T& thing) { return thing.position == corrects; });
  CHECK(it != things.end()) << "position " << corrects << " is no such event of this project";
  return *it;
}

// Releases `amount` of what was awarded for a part out of a tranche: out of the earliest awards
// first. Only their sum matters to anyone.
void TakeOff(Project& project, absl::string_view part, int tranche, Money amount) {
  for (Award& award : project.awards) {
    if (award.part != part || award.tranche != tranche) continue;
    const Money taken = std::min(amount, Minus(award.amount, award.released));
    award.released = Plus(award.released, taken);
    amount = Minus(amount, taken);
  }
  CHECK(amount.IsZero()) << "more is released than was awarded";
}

}  // namespace

void Apply(State& state, const v1::EventHeader&, const v1::ProjectCreated& fact) {
  Project project;
  project.id = fact.project();
  project.pijler = fact.pijler();
  project.number = fact.number();
  project.title = fact.title();
  project.theme = fact.theme();
  project.former_title = fact.former_title();
  project.parent_project = fact.parent_project();
  project.lead_partners = Strings(fact.lead_partners());
  project.revision = 1;
  project.created_at = state.position;
  state.project_of_label.Set(project.Label(), project.id);
  Add(state.projects, project.id, std::move(project));
}

void Apply(State& state, const v1::EventHeader&, const v1::PartCreated& fact) {
  ChangeProject(state, fact.project(), [&](Project& project) {
    project.parts.push_back({fact.part().title(), Strings(fact.part().lead_partners())});
  });
}

void Apply(State& state, const v1::EventHeader&, const v1::ProjectRenamed& fact) {
  ChangeProject(state, fact.project(), [&](Project& project) { project.title = fact.title(); });
}

void Apply(State& state, const v1::EventHeader&, const v1::ProjectRenumbered& fact) {
  ChangeProject(state, fact.project(), [&](Project& project) {
    state.project_of_label.Erase(project.Label());
    project.number = fact.number();
    state.project_of_label.Set(project.Label(), project.id);
  });
}

void Apply(State& state, const v1::EventHeader&, const v1::ProjectLeadChanged& fact) {
  ChangeProject(state, fact.project(), [&](Project& project) {
    if (fact.part().empty()) {
      project.lead_partners = Strings(fact.lead_partners());
      return;
    }
    for (ProjectPart& part : project.parts) {
      if (part.title == fact.part()) part.lead_partners = Strings(fact.lead_partners());
    }
  });
}

void Apply(State& state, const v1::EventHeader&, const v1::ProgressReported& fact) {
  ChangeProject(state, fact.project(), [&](Project& project) {
    project.progress.push_back({fact.part(), DateOf(fact.reference_month()),
                                fact.progress().status(), fact.progress().summary(),
                                state.position});
  });
  state.project_of.Set(state.position, fact.project());
}

void Apply(State& state, const v1::EventHeader&, const v1::ProjectCompleted& fact) {
  ChangeProject(state, fact.project(),
                [](Project& project) { project.stage = ProjectStage::kCompleted; });
}

void Apply(State& state, const v1::EventHeader&, const v1::ProjectReopened& fact) {
  ChangeProject(state, fact.project(),
                [](Project& project) { project.stage = ProjectStage::kOpen; });
}

void Apply(State& state, const v1::EventHeader& header, const v1::ProgressCorrected& fact) {
  ChangeProject(state, fact.project(), [&](Project& project) {
    Progress& progress = Corrected(project.progress, header);
    progress.part = fact.part();
    progress.reference_month = DateOf(fact.reference_month());
    progress.status = fact.progress().status();
    progress.summary = fact.progress().summary();
  });
}

// ---------------------------------------------------------------- money

void Apply(State& state, const v1::EventHeader& header, const v1::Awarded& fact) {
  const Money amount = MoneyOf(fact.amount());
  ChangeProject(state, fact.project(), [&](Project& project) {
    Award award;
    award.position = state.position;
    award.part = fact.part();
    award.tranche = fact.tranche();
    award.amount = amount;
    award.decided_on = DecidedOn(header);
    project.awards.push_back(std::move(award));
  });
  Tranche& tranche = Edit(state.tranches, fact.tranche());
  tranche.awarded = Plus(tranche.awarded, amount);
  state.totals.awarded = Plus(state.totals.awarded, amount);
  state.project_of.Set(state.position, fact.project());
}

void Apply(State& state, const v1::EventHeader& header, const v1::AwardCorrected& fact) {
  Money before;
  const Money after = MoneyOf(fact.new_amount());
  ChangeProject(state, fact.project(), [&](Project& project) {
    Award& award = Corrected(project.awards, header);
    before = award.amount;
    award.amount = after;
    // What was released stays released, if need be out of other awards than before.
    Money released;
    for (Award& same : project.awards) {
      if (same.part != fact.part() || same.tranche != fact.tranche()) continue;
      released = Plus(released, same.released);
      same.released = Money();
    }
    TakeOff(project, fact.part(), fact.tranche(), released);
  });
  Tranche& tranche = Edit(state.tranches, fact.tranche());
  tranche.awarded = Plus(Minus(tranche.awarded, before), after);
  state.totals.awarded = Plus(Minus(state.totals.awarded, before), after);
}

void Apply(State& state, const v1::EventHeader&, const v1::Released& fact) {
  const Money amount = MoneyOf(fact.amount());
  ChangeProject(state, fact.project(),
                [&](Project& project) { TakeOff(project, fact.part(), fact.tranche(), amount); });
  Tranche& tranche = Edit(state.tranches, fact.tranche());
  tranche.released = Plus(tranche.released, amount);
  state.totals.released = Plus(state.totals.released, amount);
}

void Apply(State& state, const v1::EventHeader&, const v1::CarriedOver& fact) {
  const Money amount = MoneyOf(fact.amount());
  Tranche& from = Edit(state.tranches, fact.from_tranche());
  CHECK(from.ceiling.has_value()) << "carried over from a tranche without a ceiling";
  from.ceiling = Minus(*from.ceiling, amount);
  from.ceiling_set_at = state.position;
  Tranche& to = Edit(state.tranches, fact.to_tranche());
  CHECK(to.ceiling.has_value()) << "carried over to a tranche without a ceiling";
  to.ceiling = Plus(*to.ceiling, amount);
  to.ceiling_set_at = state.position;
}

void Apply(State& state, const v1::EventHeader& header, const v1::ReservationSet& fact) {
  ChangeProject(state, fact.project(), [&](Project& project) {
    const Money total = MoneyOf(fact.total());
    project.reservation.reset();
    if (!total.IsZero()) {
      project.reservation = Reservation{total, fact.note(), state.position, DecidedOn(header)};
    }
  });
  state.project_of.Set(state.position, fact.project());
}

void Apply(State& state, const v1::EventHeader& header, const v1::ContributionRecorded& fact) {
  ChangeProject(state, fact.to_project(), [&](Project& project) {
    Contribution contribution;
    contribution.position = state.position;
    contribution.to_project = fact.to_project();
    contribution.from_project = fact.from_project();
    contribution.tranche = fact.tranche();
    if (fact.has_amount()) contribution.amount = MoneyOf(fact.amount());
    contribution.note = fact.note();
    contribution.decided_on = DecidedOn(header);
    project.received.push_back(std::move(contribution));
  });
  ChangeProject(state, fact.from_project(), [](Project&) {});  // it is about the giver too
  state.project_of.Set(state.position, fact.to_project());
}

void Apply(State& state, const v1::EventHeader& header, const v1::ContributionCorrected& fact) {
  ChangeProject(state, fact.to_project(), [&](Project& project) {
    Corrected(project.received, header).amount = MoneyOf(fact.new_amount());
  });
  ChangeProject(state, fact.from_project(), [](Project&) {});
}

}  // namespace dealboek::domain
