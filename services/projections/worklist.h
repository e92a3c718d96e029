// What waits for whom: a pure function of a state.
#ifndef DEALBOEK_SERVICES_PROJECTIONS_WORKLIST_H_
#define DEALBOEK_SERVICES_PROJECTIONS_WORKLIST_H_

#include <cstdint>
#include <vector>

#include "absl/strings/string_view.h"

#include "dealboek/v1/work_service.pb.h"
#include "services/domain/state.h"

namespace dealboek::projections {

// Everything that waits, for every role, oldest first. Each item names the seats in force, with a
// holder, whose holder may do it (rule 3: who submitted a proposal does not endorse it, who
// recorded a decision does not confirm it), and the command that does it; words in capitals in it
// are for the reader to fill in. No seats: nobody holds one that may.
std::vector<v1::WorkItem> AllWork(const domain::State& state, int64_t now_micros);

// What of it waits for this person (id): some seat of theirs is named in it.
std::vector<v1::WorkItem> WorkOf(const domain::State& state, absl::string_view person,
                                 int64_t now_micros);

// Whom a proposal waits on; empty when it has come to its end.
std::vector<v1::WorkItem> WaitingOn(const domain::State& state, const domain::Proposal& proposal,
                                    int64_t now_micros);

}  // namespace dealboek::projections

#endif  // DEALBOEK_SERVICES_PROJECTIONS_WORKLIST_H_
