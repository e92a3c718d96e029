#include "services/base/money.h"

#include <ostream>

#include "absl/strings/str_cat.h"

#include "services/base/error.h"
#include "services/base/reasons.h"

namespace dealboek::base {

absl::StatusOr<Money> Money::FromCents(int64_t cents) {
  if (cents < 0) {
    return Error(absl::StatusCode::kInvalidArgument, kMoneyNegative,
                 absl::StrCat("An amount of ", cents,
                              " euro cents is below zero. Give zero or a positive amount."),
                 {{"euroCents", absl::StrCat(cents)}});
  }
  if (cents > kMaxCents) {
    return Error(
        absl::StatusCode::kOutOfRange, kMoneyOverflow,
        absl::StrCat("An amount of ", cents, " euro cents is above the highest Dealboek keeps, ",
                     kMaxCents, ". Give a lower amount."),
        {{"euroCents", absl::StrCat(cents)}, {"maxEuroCents", absl::StrCat(kMaxCents)}});
  }
  return Money(cents);
}

// Neither sum nor difference of two amounts can overflow 64 bits: both are at most kMaxCents.
absl::StatusOr<Money> Money::Plus(Money other) const { return FromCents(cents_ + other.cents_); }

absl::StatusOr<Money> Money::Minus(Money other) const { return FromCents(cents_ - other.cents_); }

std::ostream& operator<<(std::ostream& out, Money money) {
  return out << money.cents() << " cents";
}

}  // namespace dealboek::base
