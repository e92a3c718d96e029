// Proposals as the contract shows them.
#ifndef DEALBOEK_SERVICES_API_RENDER_PROPOSAL_H_
#define DEALBOEK_SERVICES_API_RENDER_PROPOSAL_H_

#include <cstdint>
#include <string>
#include <vector>

#include "dealboek/v1/proposal_service.pb.h"
#include "services/domain/state.h"

namespace dealboek::api {

// Seats count as in force at `moment_micros`. Without its history: no revisions, no acts.
v1::Proposal RenderProposalBrief(const domain::State& state, const domain::Proposal& proposal,
                                 int64_t moment_micros);
// Whole.
v1::Proposal RenderProposal(const domain::State& state, const domain::Proposal& proposal,
                            int64_t moment_micros);

v1::ProposalStage ToProto(domain::ProposalStage stage);

// More than half, where none is set.
v1::Threshold RuleInForce(bool is_set, const v1::Threshold& rule);

// "werken-2.4" of the project that `content` asks for: the one it names, or would be created; empty
// when there is none.
std::string ProjectLabelOf(const domain::State& state, const v1::ProposalContent& content);

// The fields in which two revisions differ, in the order of ProposalContent; lists by what names
// their lines: "lines[tranche 5, Norden].amount". Amounts as Dutch readers write them, partners and
// projects by name and label.
std::vector<v1::FieldDifference> DifferencesOf(const domain::State& state,
                                               const v1::ProposalContent& before,
                                               const v1::ProposalContent& after);

}  // namespace dealboek::api

#endif  // DEALBOEK_SERVICES_API_RENDER_PROPOSAL_H_
