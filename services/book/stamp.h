// What the book adds to the events the rules come to, and their encoding: done once, the bytes are
// the record for good. And back.
#ifndef DEALBOEK_SERVICES_BOOK_STAMP_H_
#define DEALBOEK_SERVICES_BOOK_STAMP_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"

#include "dealboek/v1/events.pb.h"
#include "services/base/position.h"
#include "services/base/random.h"
#include "services/book/request_hash.h"

namespace dealboek::book {

inline constexpr size_t kSaltBytes = 16;
inline constexpr size_t kEventIdBytes = 16;

// Random bytes, drawn from the source by the page: a system call an event would cost more than the
// hash. One thread at a time.
class RandomBytes {
 public:
  explicit RandomBytes(base::Randomness& source) : source_(source) {}

  std::string Draw(size_t count);

 private:
  base::Randomness& source_;
  std::vector<uint8_t> page_;
  size_t used_ = 0;
};

// What one thread needs to stamp, kept to itself.
struct StampKit {
  explicit StampKit(base::Randomness& source) : random(source) {}

  RandomBytes random;
  RequestHasher hasher;
};

// 16 random bytes as a version 4 UUID (RFC 9562, 5.4); and a UUID in its canonical text.
std::string NewEventId(RandomBytes& random);
std::string UuidText(absl::string_view uuid);
// 8-4-4-4-12 hexadecimal digits, lower case.
bool IsUuidText(absl::string_view text);

struct Stamps {
  base::Position first;            // of the first event
  int64_t recorded_at_micros = 0;  // UTC; of all of them
  absl::string_view request_id;    // canonical text
  absl::string_view fingerprint;   // 32 bytes
};

// Completes the headers of one command's events and encodes them, a record an event.
// INVALID_ARGUMENT, RECORD_TOO_LARGE: names the event.
absl::StatusOr<std::vector<std::string>> StampAndEncode(absl::Span<v1::Event> events,
                                                        const Stamps& stamps, StampKit& kit);

// The event that a record holds. DATA_LOSS, EVENT_UNREADABLE: none that this build knows, or one of
// another position.
absl::Status ParseRecord(absl::string_view book, base::Position position, absl::string_view record,
                         v1::Event& event);

}  // namespace dealboek::book

#endif  // DEALBOEK_SERVICES_BOOK_STAMP_H_
