// What a book refuses by itself, whatever the rules say: each error with its reason, its values and
// its Dutch sentence.
#ifndef DEALBOEK_SERVICES_BOOK_ERRORS_H_
#define DEALBOEK_SERVICES_BOOK_ERRORS_H_

#include <cstddef>
#include <cstdint>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

#include "services/base/position.h"

namespace dealboek::book {

absl::Status ProgrammeUnknown(absl::string_view book);
absl::Status RequestIdInvalid();
absl::Status RequestIdReused(absl::string_view request_id);
absl::Status RecordTooLarge(absl::string_view type, size_t bytes);

// `queued` commands wait, of one book or of the whole server; worth trying again in a while.
absl::Status QueueFull(size_t queued, int64_t retry_after_millis);
absl::Status TooManySubscribers(size_t subscribers);
absl::Status ServerDraining();

// What the caller of a command hears once the log has failed; `log_said` is the log's own status.
// Unknown: the command was being written. Stopped: nothing of it was.
absl::Status OutcomeUnknown(const absl::Status& log_said);
absl::Status LogStopped(const absl::Status& log_said);

absl::Status ClockBehind(int64_t behind_micros);
absl::Status PositionNotReached(absl::string_view book, base::Position wanted, base::Position head);
absl::Status StillOpening(absl::string_view book, base::Position reached, base::Position head);

// A book can't be taken in: one of that name is there; or is being made or taken in.
absl::Status BookThere(absl::string_view book);
absl::Status BookBusy(absl::string_view book);

// A stored record that this build can't make an event of.
absl::Status EventUnreadable(absl::string_view book, base::Position position,
                             absl::string_view why);

}  // namespace dealboek::book

#endif  // DEALBOEK_SERVICES_BOOK_ERRORS_H_
