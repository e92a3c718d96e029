#include "services/projections/contributions.h"

#include <algorithm>
#include <cstdint>

namespace dealboek::projections {

GivenContributions::GivenContributions(const domain::State& state) {
  for (const auto& [id, project] : state.projects) {
    for (const domain::Contribution& contribution : project->received) {
      from_[contribution.from_project].push_back(&contribution);
    }
  }
  for (auto& [project, contributions] : from_) {
    std::sort(contributions.begin(), contributions.end(),
              [](const auto* a, const auto* b) { return a->position < b->position; });
  }
}

const std::vector<const domain::Contribution*>& GivenContributions::From(
    const std::string& project) const {
  auto found = from_.find(project);
  return found == from_.end() ? none_ : found->second;
}

v1::ProjectContribution ContributionOf(const domain::State& state,
                                       const domain::Contribution& contribution,
                                       v1::ContributionDirection direction) {
  v1::ProjectContribution made;
  made.set_direction(direction);
  const std::string& other_id = direction == v1::CONTRIBUTION_DIRECTION_RECEIVED
                                    ? contribution.from_project
                                    : contribution.to_project;
  made.set_other_project(other_id);
  if (const domain::Project* other = state.FindProject(other_id)) {
    made.set_other_label(other->Label());
    made.set_other_title(other->title);
  }
  made.set_tranche(contribution.tranche);
  if (contribution.amount) made.mutable_amount()->set_euro_cents(contribution.amount->cents());
  made.set_note(contribution.note);
  made.set_position(static_cast<int64_t>(contribution.position.value()));
  return made;
}

}  // namespace dealboek::projections
