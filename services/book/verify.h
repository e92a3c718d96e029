// What the log can't check by itself, because it doesn't know what its bytes mean.
#ifndef DEALBOEK_SERVICES_BOOK_VERIFY_H_
#define DEALBOEK_SERVICES_BOOK_VERIFY_H_

#include <cstdint>
#include <optional>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

#include "services/base/position.h"
#include "storage/event_log.h"

namespace dealboek::book {

// The entry in the index of requests that begins with this record, as the log keeps it; nullopt: a
// later record of its request, or one of the server's own. So that the index can be made anew.
// DATA_LOSS, EVENT_UNREADABLE.
absl::StatusOr<std::optional<storage::RequestEntry>> RequestOf(absl::string_view book,
                                                               base::Position position,
                                                               absl::string_view record);

struct VerifiedBooks {
  uint64_t books = 0;
  uint64_t events = 0;
  uint64_t requests = 0;
};

// Reads every book: each record is an event of a type this build knows, says it is where it is, is
// recorded no earlier than the one before, stands whole in its command, folds; and the index of
// requests is the one that follows from the records. DATA_LOSS, EVENT_UNREADABLE: names book and
// position. To be called while nothing is appended.
absl::StatusOr<VerifiedBooks> VerifyBooks(const storage::EventLog& log);

}  // namespace dealboek::book

#endif  // DEALBOEK_SERVICES_BOOK_VERIFY_H_
