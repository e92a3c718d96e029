#include "services/api/names.h"

#include <algorithm>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

#include "services/api/errors.h"
#include "services/base/check.h"
#include "services/base/status_macros.h"

namespace dealboek::api {
namespace {

constexpr size_t kMaxProgrammeBytes = 63;
constexpr size_t kMaxThingBytes = 200;
constexpr absl::string_view kProgrammes = "programmes";

absl::string_view NameOf(Collection collection) {
  switch (collection) {
    case Collection::kSeats:
      return "seats";
    case Collection::kProposals:
      return "proposals";
    case Collection::kMeetings:
      return "meetings";
    case Collection::kProjects:
      return "projects";
    case Collection::kEditions:
      return "editions";
  }
  CHECK(false) << "no such collection";
  return "";
}

bool IsProgrammeId(absl::string_view programme) {
  return !programme.empty() && programme.size() <= kMaxProgrammeBytes &&
         std::all_of(programme.begin(), programme.end(), [](char c) {
           return absl::ascii_islower(c) || absl::ascii_isdigit(c) || c == '-';
         });
}

bool IsThing(absl::string_view thing) {
  return !thing.empty() && thing.size() <= kMaxThingBytes &&
         std::none_of(thing.begin(), thing.end(),
                      [](unsigned char c) { return absl::ascii_iscntrl(c); });
}

}  // namespace

absl::Status CheckProgrammeId(absl::string_view programme, absl::string_view field) {
  if (programme.empty()) return FieldRequired(field);
  if (IsProgrammeId(programme)) return absl::OkStatus();
  return ProgrammeIdInvalid(field, programme);
}

absl::StatusOr<std::string> ParseProgrammeName(absl::string_view name, absl::string_view field) {
  if (name.empty()) return FieldRequired(field);
  const std::vector<absl::string_view> parts = absl::StrSplit(name, '/');
  if (parts.size() != 2 || parts[0] != kProgrammes || !IsProgrammeId(parts[1])) {
    return NameInvalid(field, name, "programmes/{programme}");
  }
  return std::string(parts[1]);
}

absl::StatusOr<ThingName> ParseThingName(absl::string_view name, Collection collection,
                                         absl::string_view field) {
  if (name.empty()) return FieldRequired(field);
  const std::vector<absl::string_view> parts = absl::StrSplit(name, '/');
  const absl::string_view things = NameOf(collection);
  if (parts.size() != 4 || parts[0] != kProgrammes || !IsProgrammeId(parts[1]) ||
      parts[2] != things || !IsThing(parts[3])) {
    return NameInvalid(field, name,
                       absl::StrCat("programmes/{programme}/", things, "/{",
                                    things.substr(0, things.size() - 1), "}"));
  }
  return ThingName{std::string(parts[1]), std::string(parts[3])};
}

std::string ProgrammeName(absl::string_view programme) {
  return absl::StrCat(kProgrammes, "/", programme);
}

std::string NameOf(absl::string_view programme, Collection collection, absl::string_view thing) {
  return absl::StrCat(kProgrammes, "/", programme, "/", NameOf(collection), "/", thing);
}

}  // namespace dealboek::api
