// Whether what a command names is there: the thing, or NOT_FOUND with the reason of its kind
// (PROJECT_UNKNOWN, ...). Internal to the domain.
#ifndef DEALBOEK_SERVICES_DOMAIN_EXISTENCE_H_
#define DEALBOEK_SERVICES_DOMAIN_EXISTENCE_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/repeated_ptr_field.h"

#include "services/domain/state.h"

namespace dealboek::domain {

absl::StatusOr<const Programme*> RequireProgramme(const State& state);  // PROGRAMME_UNKNOWN
absl::StatusOr<const Project*> RequireProject(const State& state, absl::string_view ref);
absl::StatusOr<const Partner*> RequirePartner(const State& state, absl::string_view ref);
absl::StatusOr<const Pijler*> RequirePijler(const State& state, absl::string_view code);
absl::StatusOr<const Tranche*> RequireTranche(const State& state, int number);
absl::StatusOr<const Proposal*> RequireProposal(const State& state, absl::string_view id);
absl::StatusOr<const Meeting*> RequireMeeting(const State& state, absl::string_view id);
absl::StatusOr<const AgendaItem*> RequireItem(const Meeting& meeting, absl::string_view id);
absl::StatusOr<const Seat*> RequireSeat(const State& state, absl::string_view id);
absl::StatusOr<const Statement*> RequireStatement(const State& state, absl::string_view id);
// PART_UNKNOWN, or PART_OF_OTHER_PROJECT when another project has a part of that title.
absl::StatusOr<const ProjectPart*> RequirePart(const State& state, const Project& project,
                                               absl::string_view title);
absl::Status RequireTheme(const Pijler& pijler, absl::string_view theme);  // THEME_UNKNOWN
// Ids of the partners these ids or names stand for, in order; at least one (FIELD_REQUIRED), none
// twice (VALUE_REPEATED). Violations are on "field[i]".
absl::StatusOr<std::vector<std::string>> RequireLeadPartners(
    const State& state, const google::protobuf::RepeatedPtrField<std::string>& refs,
    absl::string_view field);

}  // namespace dealboek::domain

#endif  // DEALBOEK_SERVICES_DOMAIN_EXISTENCE_H_
