// How the rules say no: a canonical code, a reason of base/reasons.h, an English message that names
// value and remedy, the same in Dutch, and every value of it as metadata. No person's name in any
// of them.
#ifndef DEALBOEK_SERVICES_DOMAIN_REFUSAL_H_
#define DEALBOEK_SERVICES_DOMAIN_REFUSAL_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace dealboek::domain {

using Metadata = std::vector<std::pair<std::string, std::string>>;

absl::Status Refuse(absl::StatusCode code, absl::string_view reason, absl::string_view english,
                    absl::string_view dutch, Metadata metadata = {});

// "lines[2]", a field's path.
template <typename Index>
std::string Indexed(absl::string_view field, Index index) {
  return absl::StrCat(field, "[", index, "]");
}

// INVALID_ARGUMENT: what stands in `field` ("lines[2].amount") can't be. The message becomes
// "field: english"; the violation's description is the bare sentence.
absl::Status Invalid(absl::string_view reason, absl::string_view field, absl::string_view english,
                     absl::string_view dutch, Metadata metadata = {});

// The same refusal, said of a field inside `path`: its violations' fields become "path.field", and
// one without violations gets one on `path`. OK stays OK.
absl::Status At(absl::string_view path, const absl::Status& status);

// Everything that is wrong with one request, told at once. The first problem gives code, reason,
// metadata and sentence; all give their violations.
class Problems {
 public:
  // OK: nothing to add. `path` as in At; empty: as it is.
  void Add(const absl::Status& status, absl::string_view path = "");
  bool empty() const { return problems_.empty(); }
  absl::Status status() const;  // OK when there are none

 private:
  std::vector<absl::Status> problems_;
};

}  // namespace dealboek::domain

#endif  // DEALBOEK_SERVICES_DOMAIN_REFUSAL_H_
