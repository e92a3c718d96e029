// Where an event stands in its book: the p-th event has position p, without gaps.
#ifndef DEALBOEK_SERVICES_BASE_POSITION_H_
#define DEALBOEK_SERVICES_BASE_POSITION_H_

#include <compare>
#include <cstdint>
#include <iosfwd>
#include <utility>

namespace dealboek::base {

// The first event is at 1; the default, 0, stands before it. "The state as of p" is the fold of the
// first p events, so as of 0 a book is empty.
class Position {
 public:
  constexpr Position() = default;
  explicit constexpr Position(uint64_t value) : value_(value) {}

  constexpr uint64_t value() const { return value_; }
  constexpr Position Next() const { return Position(value_ + 1); }

  friend constexpr auto operator<=>(Position, Position) = default;

  template <typename H>
  friend H AbslHashValue(H hash, Position position) {
    return H::combine(std::move(hash), position.value_);
  }

 private:
  uint64_t value_ = 0;
};

std::ostream& operator<<(std::ostream& out, Position position);

}  // namespace dealboek::base

#endif  // DEALBOEK_SERVICES_BASE_POSITION_H_
