// Whether the wall clock can still be believed, by what a book has recorded before.
//
// recorded_at is max(now, last + 1 µs), so a clock that stands far behind would stamp event after
// event a microsecond apart, hours off. The guard compares the clock with the last time that came
// from a clock: recorded times that moved on by more than the microsecond, and what an operator
// accepted. Both are in the events, so that a fold comes to the same guard.
#ifndef DEALBOEK_SERVICES_BOOK_CLOCK_GUARD_H_
#define DEALBOEK_SERVICES_BOOK_CLOCK_GUARD_H_

#include <algorithm>
#include <cstdint>

#include "dealboek/v1/events.pb.h"
#include "services/book/stamp.h"
#include "services/domain/timestamps.h"

namespace dealboek::book {

// A value, of whoever holds it.
class ClockGuard {
 public:
  // The next event of the book.
  void Saw(const v1::Event& event) {
    const int64_t recorded_at = domain::MicrosOf(event.header().recorded_at());
    if (event.has_clock_accepted()) {
      reference_micros_ = domain::MicrosOf(event.clock_accepted().wall_clock());
    } else if (recorded_at > last_micros_ + 1) {
      reference_micros_ = recorded_at;
    }
    last_micros_ = recorded_at;
  }

  // How far `now` is behind; 0: not at all.
  int64_t BehindMicros(int64_t now_micros) const {
    return std::max<int64_t>(reference_micros_ - now_micros, 0);
  }

 private:
  int64_t reference_micros_ = 0;
  int64_t last_micros_ = 0;
};

}  // namespace dealboek::book

#endif  // DEALBOEK_SERVICES_BOOK_CLOCK_GUARD_H_
