#include "services/domain/evolve.h"

#include "services/base/check.h"
#include "services/domain/evolve_facts.h"
#include "services/domain/facts.h"
#include "services/domain/visit_fact.h"

namespace dealboek::domain {

State Evolve(State state, const v1::Event& event) {
  const v1::EventHeader& header = event.header();
  CHECK_EQ(header.position(), static_cast<int64_t>(state.position.value()) + 1)
      << "events come in order, each once";
  state.position = state.position.Next();
  state.recorded_at_micros = MicrosOf(header.recorded_at());
  if (header.command_size() > 1 && header.command_index() == 0) {
    const uint64_t last = state.position.value() + static_cast<uint64_t>(header.command_size()) - 1;
    state.long_commands.Set(base::Position(last), state.position);
  }
  VisitFact(event, [&](const auto& fact) { Apply(state, header, fact); });
  return state;
}

}  // namespace dealboek::domain
