#include "services/base/money.h"

#include <ostream>
#include <string>

#include "absl/strings/str_cat.h"

#include "services/base/dutch.h"
#include "services/base/error.h"
#include "services/base/reasons.h"

namespace dealboek::base {

absl::StatusOr<Money> Money::FromCents(int64_t cents) {
  if (cents < 0) {
    return WithDetail(
        absl::InvalidArgumentError(absl::StrCat(
            "An amount of ", cents, " euro cents is below zero. Give a positive amount.")),
        {std::string(kMoneyNegative),
         {{"euroCents", absl::StrCat(cents)}},
         {},
         absl::StrCat("Een bedrag van ", DutchEuros(cents),
                      " is lager dan nul. Geef een positief bedrag.")});
  }
  if (cents > kMaxCents) {
    return WithDetail(
        absl::OutOfRangeError(absl::StrCat("An amount of ", cents,
                                           " euro cents is above the highest Dealboek keeps, ",
                                           kMaxCents, ". Give a lower amount.")),
        {std::string(kMoneyOverflow),
         {{"euroCents", absl::StrCat(cents)}, {"maxEuroCents", absl::StrCat(kMaxCents)}},
         {},
         absl::StrCat("Een bedrag van ", DutchEuros(cents),
                      " is hoger dan Dealboek bijhoudt, ten hoogste ", DutchEuros(kMaxCents),
                      ". Geef een lager bedrag.")});
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
