// What a proposal may say and when it may be touched: shared by submitting, endorsing, putting on
// an agenda, deciding and previewing. Internal to the domain.
#ifndef DEALBOEK_SERVICES_DOMAIN_PROPOSAL_RULES_H_
#define DEALBOEK_SERVICES_DOMAIN_PROPOSAL_RULES_H_

#include <initializer_list>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/repeated_ptr_field.h"

#include "dealboek/v1/types.pb.h"
#include "services/domain/state.h"

namespace dealboek::domain {

// `asked`, checked whole, with projects and partners by id. Its pijler has been checked to exist.
// Checks go: do the things it names exist, may they get money (rule 7; closed, completed), is each
// field sound and allowed for its kind. Violations are on "content.field".
absl::StatusOr<v1::ProposalContent> CheckContent(const State& state,
                                                 const v1::ProposalContent& asked);

// Whether content that was sound when it was submitted can still be carried out, leaving money
// aside: NUMBER_TAKEN, PROJECT_COMPLETED, PROJECT_WITHOUT_AWARD, PART_EXISTS.
absl::Status CheckStillStands(const State& state, const v1::ProposalContent& content);

// Whether these lines can be given to what `content` asks money for: TRANCHE_UNKNOWN,
// TRANCHE_CLOSED, PART_UNKNOWN, PART_OF_OTHER_PROJECT, VALUE_REPEATED, and amounts that are none.
// Violations are on "field[i]".
absl::Status CheckLines(const State& state, const v1::ProposalContent& content,
                        const google::protobuf::RepeatedPtrField<v1::AwardLine>& lines,
                        absl::string_view field);

// OK when its stage is one of these; else PROPOSAL_ON_AGENDA or PROPOSAL_CLOSED, which says the
// stage and what may be done in it.
absl::Status RequireStage(const Proposal& proposal, std::initializer_list<ProposalStage> stages);

absl::Status RequireRevision(const Proposal& proposal, int revision_seen);  // STALE_REVISION

}  // namespace dealboek::domain

#endif  // DEALBOEK_SERVICES_DOMAIN_PROPOSAL_RULES_H_
