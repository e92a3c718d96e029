// Projects as the contract shows them.
#ifndef DEALBOEK_SERVICES_API_RENDER_PROJECT_H_
#define DEALBOEK_SERVICES_API_RENDER_PROJECT_H_

#include <optional>
#include <string>
#include <vector>

#include "dealboek/v1/project_service.pb.h"
#include "services/base/partial_date.h"
#include "services/domain/state.h"
#include "services/projections/contributions.h"

namespace dealboek::api {

v1::Project RenderProject(const domain::State& state, const domain::Project& project,
                          const projections::GivenContributions& given);

// Adds the awards of `project`, as the book has it whole, that may have been in force on that day
// and are not certain. Without a day: none.
void AddPossibleAwards(const domain::Project& project,
                       const std::optional<base::PartialDate>& valid_on, v1::Project& proto);

// All projects: pijlers as defined, numbers up.
std::vector<const domain::Project*> ProjectsInOrder(const domain::State& state);

}  // namespace dealboek::api

#endif  // DEALBOEK_SERVICES_API_RENDER_PROJECT_H_
