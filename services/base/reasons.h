// Every `reason` an error can carry (ErrorInfo.reason, AIP-193), in alphabetical order within its
// group. A reason, once released, keeps its spelling and its meaning for ever: callers match on it.
#ifndef DEALBOEK_SERVICES_BASE_REASONS_H_
#define DEALBOEK_SERVICES_BASE_REASONS_H_

#include "absl/strings/string_view.h"

namespace dealboek::base {

// Values, whatever they are for.
inline constexpr absl::string_view kDateImpossible = "DATE_IMPOSSIBLE";
inline constexpr absl::string_view kMoneyNegative = "MONEY_NEGATIVE";
inline constexpr absl::string_view kMoneyOverflow = "MONEY_OVERFLOW";

}  // namespace dealboek::base

#endif  // DEALBOEK_SERVICES_BASE_REASONS_H_
