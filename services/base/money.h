// Amounts of money: whole euro cents, never floating.
#ifndef DEALBOEK_SERVICES_BASE_MONEY_H_
#define DEALBOEK_SERVICES_BASE_MONEY_H_

#include <compare>
#include <cstdint>
#include <iosfwd>

#include "absl/status/statusor.h"

namespace dealboek::base {

// Whole euro cents, 0 to kMaxCents. Adding can fail; comparing cannot. An unknown amount is a
// missing Money, never zero.
class Money {
 public:
  // Ten thousand milliard euros: far above any programme, far below where sums overflow.
  static constexpr int64_t kMaxCents = 1'000'000'000'000'000;

  constexpr Money() = default;  // zero

  // INVALID_ARGUMENT, MONEY_NEGATIVE; OUT_OF_RANGE, MONEY_OVERFLOW: above kMaxCents.
  static absl::StatusOr<Money> FromCents(int64_t cents);

  absl::StatusOr<Money> Plus(Money other) const;   // OUT_OF_RANGE, MONEY_OVERFLOW
  absl::StatusOr<Money> Minus(Money other) const;  // INVALID_ARGUMENT, MONEY_NEGATIVE

  constexpr int64_t cents() const { return cents_; }
  constexpr bool IsZero() const { return cents_ == 0; }

  friend constexpr auto operator<=>(Money, Money) = default;

 private:
  explicit constexpr Money(int64_t cents) : cents_(cents) {}

  int64_t cents_ = 0;
};

std::ostream& operator<<(std::ostream& out, Money money);  // "129200000 cents"

}  // namespace dealboek::base

#endif  // DEALBOEK_SERVICES_BASE_MONEY_H_
