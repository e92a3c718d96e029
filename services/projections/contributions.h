// Money out of one project's award that another project gets, from both sides.
#ifndef DEALBOEK_SERVICES_PROJECTIONS_CONTRIBUTIONS_H_
#define DEALBOEK_SERVICES_PROJECTIONS_CONTRIBUTIONS_H_

#include <map>
#include <string>
#include <vector>

#include "dealboek/v1/project_service.pb.h"
#include "services/domain/state.h"

namespace dealboek::projections {

// Contributions out of a project's awards, by the project that gives, in order of position. Borrows
// the state.
class GivenContributions {
 public:
  explicit GivenContributions(const domain::State& state);
  const std::vector<const domain::Contribution*>& From(const std::string& project) const;

 private:
  std::map<std::string, std::vector<const domain::Contribution*>> from_;
  std::vector<const domain::Contribution*> none_;
};

// The contribution as seen by who gets it (RECEIVED) or who gives it (GIVEN).
v1::ProjectContribution ContributionOf(const domain::State& state,
                                       const domain::Contribution& contribution,
                                       v1::ContributionDirection direction);

}  // namespace dealboek::projections

#endif  // DEALBOEK_SERVICES_PROJECTIONS_CONTRIBUTIONS_H_
