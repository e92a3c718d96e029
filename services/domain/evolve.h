// History: what an event does to the state. Never fails, judges or skips.
#ifndef DEALBOEK_SERVICES_DOMAIN_EVOLVE_H_
#define DEALBOEK_SERVICES_DOMAIN_EVOLVE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

#include "dealboek/v1/events.pb.h"
#include "services/domain/state.h"

namespace dealboek::domain {

// state = Evolve(std::move(state), event). The event is at state.position + 1, stamped and of a
// type this build knows (see CheckReadable).
State Evolve(State state, const v1::Event& event);

// Whether this build can read a stored event: its fact is set and known, its header whole.
// DATA_LOSS, EVENT_UNREADABLE.
absl::Status CheckReadable(const v1::Event& event);

// "Awarded": name of the fact's message.
absl::string_view TypeName(const v1::Event& event);

// What an event is about, for filters and timelines; empty: not about one.
struct Subject {
  std::vector<std::string> projects;
  std::string proposal;
  std::string meeting;
};
Subject SubjectOf(const v1::Event& event);

}  // namespace dealboek::domain

#endif  // DEALBOEK_SERVICES_DOMAIN_EVOLVE_H_
