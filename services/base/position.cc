#include "services/base/position.h"

#include <ostream>

namespace dealboek::base {

std::ostream& operator<<(std::ostream& out, Position position) { return out << position.value(); }

}  // namespace dealboek::base
