// Whether the records of a book, one after the other, are a book.
#ifndef DEALBOEK_SERVICES_BOOK_BOOK_CHECK_H_
#define DEALBOEK_SERVICES_BOOK_BOOK_CHECK_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

#include "dealboek/v1/events.pb.h"
#include "services/base/position.h"
#include "services/domain/state.h"
#include "storage/event_log.h"

namespace dealboek::book {

// The entry that the request of this event has in the index; none: it is not the first event of its
// request, or one of the server's own.
std::optional<storage::RequestEntry> RequestEntryOf(const v1::Event& event,
                                                    base::Position position);

// Takes the events of one book as they come. Each must be readable, say it is where it is, be
// recorded no earlier than the one before, stand whole in its command, come from a request that was
// not carried out before, and fold.
//
// What an event means is not judged: one that the rules would never have come to may stop the
// process (domain::Evolve). Of a log of ours there are none; what comes from elsewhere is folded by
// a process of its own (imports.h).
class BookCheck {
 public:
  // `book` is borrowed.
  explicit BookCheck(const std::string& book) : book_(book) {}

  // DATA_LOSS, EVENT_UNREADABLE: names book and position; so do the others. `event` is set when OK.
  absl::Status Event(base::Position position, absl::string_view record, v1::Event& event);
  const domain::State& state() const { return state_; }  // after the last event
  // No more events.
  absl::Status End(base::Position head) const;

  // An entry of the index of requests: it must be the one that follows from the events. And no more
  // of them.
  absl::Status Request(const storage::RequestEntry& entry);
  absl::Status EndOfRequests() const;

 private:
  absl::Status Wrong(base::Position position, absl::string_view why) const;

  const std::string& book_;
  domain::State state_;
  int64_t recorded_at_micros_ = 0;
  int32_t left_of_command_ = 0;
  std::map<std::pair<std::string, std::string>, storage::RequestEntry> requests_;
};

}  // namespace dealboek::book

#endif  // DEALBOEK_SERVICES_BOOK_BOOK_CHECK_H_
