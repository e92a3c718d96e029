// The order in which a published programme lists its projects.
#ifndef DEALBOEK_SERVICES_PROJECTIONS_PROJECT_ORDER_H_
#define DEALBOEK_SERVICES_PROJECTIONS_PROJECT_ORDER_H_

#include "absl/strings/string_view.h"

namespace dealboek::projections {

// Numbers of projects part by part, as numbers: 1 < 1.1 < 1.2 < 1.10 < 2 < 10. What is no number
// comes after what is, by its letters.
bool NumberIsBefore(absl::string_view a, absl::string_view b);

}  // namespace dealboek::projections

#endif  // DEALBOEK_SERVICES_PROJECTIONS_PROJECT_ORDER_H_
