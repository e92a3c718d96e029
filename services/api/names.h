// Resource names (AIP-122): programmes/{programme}, programmes/{programme}/projects/{project}, ...
#ifndef DEALBOEK_SERVICES_API_NAMES_H_
#define DEALBOEK_SERVICES_API_NAMES_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace dealboek::api {

enum class Collection { kSeats, kProposals, kMeetings, kProjects, kEditions };

// A thing of a programme: by id, or where it has one by label.
struct ThingName {
  std::string programme;
  std::string thing;
};

// The programme of "programmes/{programme}". INVALID_ARGUMENT, NAME_INVALID, with a violation on
// `field`; FIELD_REQUIRED when empty.
absl::StatusOr<std::string> ParseProgrammeName(absl::string_view name, absl::string_view field);

// The parts of "programmes/{programme}/{collection}/{thing}". Errors as above.
absl::StatusOr<ThingName> ParseThingName(absl::string_view name, Collection collection,
                                         absl::string_view field);

// Lower-case letters, digits and hyphens, 1 to 63. Errors as above.
absl::Status CheckProgrammeId(absl::string_view programme, absl::string_view field);

std::string ProgrammeName(absl::string_view programme);
std::string NameOf(absl::string_view programme, Collection collection, absl::string_view thing);

}  // namespace dealboek::api

#endif  // DEALBOEK_SERVICES_API_NAMES_H_
