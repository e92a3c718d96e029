// Values as typed at an option or argument; what cannot be read is wrong usage, named by that
// option.
#ifndef DEALBOEK_CLIENTS_CLI_COMMANDS_TYPED_H_
#define DEALBOEK_CLIENTS_CLI_COMMANDS_TYPED_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "google/type/date.pb.h"

#include "clients/cli/amounts.h"
#include "clients/cli/errors.h"
#include "clients/cli/labels.h"
#include "dealboek/v1/types.pb.h"

namespace dealboek::cli::commands {

absl::StatusOr<google::type::Date> DateAt(absl::string_view option, absl::string_view typed);
absl::StatusOr<v1::Money> MoneyAt(absl::string_view option, absl::string_view typed,
                                  Zero zero = Zero::kNotEnough);
absl::StatusOr<v1::Threshold> ThresholdAt(absl::string_view option, absl::string_view typed);
// "4,5": whole numbers, at least one.
absl::StatusOr<std::vector<int32_t>> NumbersAt(absl::string_view option, absl::string_view typed);

template <typename Enum>
absl::StatusOr<Enum> WordAt(absl::string_view option, absl::string_view typed) {
  absl::StatusOr<Enum> value = ParseWord<Enum>(typed);
  if (!value.ok()) return WrongValue(option, value.status());
  return value;
}

// `tranche=5,part=Norden,amount=450.000,00`: a comma parts two fields only where a field's name
// follows it, so that amounts and notes may hold commas. `part` may be left out.
absl::StatusOr<v1::AwardLine> AwardLineAt(absl::string_view option, absl::string_view typed);
// The same for one of several proposals: `proposal=2021-017,tranche=5,amount=450.000,00`;
// `proposal` may be left out, and is empty then.
struct LineOfProposal {
  std::string proposal;
  v1::AwardLine line;
};
absl::StatusOr<LineOfProposal> LineOfProposalAt(absl::string_view option, absl::string_view typed);
// An amount for one of several proposals: `proposal=2021-017,amount=450.000`, or the amount alone;
// `geen` for the amount: none.
struct AmountOfProposal {
  std::string proposal;
  std::optional<v1::Money> amount;
};
absl::StatusOr<AmountOfProposal> AmountOfProposalAt(absl::string_view option,
                                                    absl::string_view typed);
// `from=welzijn-4,tranche=2,amount=10.000,note=...`; without `amount` it is not known.
absl::StatusOr<v1::ContributionLine> ContributionAt(absl::string_view option,
                                                    absl::string_view typed);
// `Emmerhout=gem. Emmen|gem. Hardenberg`: a part and who leads it.
absl::StatusOr<v1::Part> PartAt(absl::string_view option, absl::string_view typed);

// A file, whole. Refused when it cannot be read.
absl::StatusOr<std::string> ReadFile(const std::string& path);
// What identifies a document: name, media type by its extension, size and SHA-256.
absl::StatusOr<v1::DocumentRef> DocumentAt(const std::string& path);

}  // namespace dealboek::cli::commands

#endif  // DEALBOEK_CLIENTS_CLI_COMMANDS_TYPED_H_
