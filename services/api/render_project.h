// Projects as the contract shows them.
#ifndef DEALBOEK_SERVICES_API_RENDER_PROJECT_H_
#define DEALBOEK_SERVICES_API_RENDER_PROJECT_H_

#include <string>
#include <vector>

#include "dealboek/v1/project_service.pb.h"
#include "services/domain/state.h"
#include "services/projections/contributions.h"

namespace dealboek::api {

v1::Project RenderProject(const domain::State& state, const domain::Project& project,
                          const projections::GivenContributions& given);

v1::ProjectAward Render(const domain::Award& award);

// All projects: pijlers as defined, numbers up.
std::vector<const domain::Project*> ProjectsInOrder(const domain::State& state);

}  // namespace dealboek::api

#endif  // DEALBOEK_SERVICES_API_RENDER_PROJECT_H_
