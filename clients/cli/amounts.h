// Amounts as people in the Netherlands type and read them. Inside they are whole euro cents.
#ifndef DEALBOEK_CLIENTS_CLI_AMOUNTS_H_
#define DEALBOEK_CLIENTS_CLI_AMOUNTS_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

#include "dealboek/v1/types.pb.h"

namespace dealboek::cli {

// Euro cents of `1.292.000`, `450.000,00`, `1292000`, `€ 450.000`, `EUR 450.000`, `450,-`. What can
// be read in two ways (`1.5`, `1,5,0`, `12.34.567`), what is negative and what does not fit 64 bits
// is refused: a Dutch sentence that names the value and says how to write it (INVALID_ARGUMENT).
// Zero is read, whatever `zero` says: that is only told to whoever types less.
enum class Zero { kNotEnough, kEnough };
absl::StatusOr<int64_t> ParseEuroCents(absl::string_view typed, Zero zero = Zero::kNotEnough);
absl::StatusOr<v1::Money> ParseMoney(absl::string_view typed, Zero zero = Zero::kNotEnough);

// `€ 1.292.000`; cents only where there are any: `€ 450,50`; `€ -1.000`.
std::string FormatEuroCents(int64_t cents);
// The same; `onbekend` where the amount is absent.
std::string FormatMoney(bool known, const v1::Money& money);

}  // namespace dealboek::cli

#endif  // DEALBOEK_CLIENTS_CLI_AMOUNTS_H_
