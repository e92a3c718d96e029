#include "services/domain/decide.h"

#include <variant>

#include "services/domain/deciders.h"

namespace dealboek::domain {

Decision Decide(const State& state, const Command& command, const Context& context) {
  return std::visit(
      [&]<typename C>(const C& one) {
        // Picked by its exact type: in a plain call a missing one would become a Command again, and
        // call this function for ever.
        constexpr Decision (*kDecide)(const State&, const C&, const Context&) = &Decide;
        return kDecide(state, one, context);
      },
      command);
}

}  // namespace dealboek::domain
