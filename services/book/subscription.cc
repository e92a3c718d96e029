#include "services/book/subscription.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/time/clock.h"

#include "services/base/status_macros.h"
#include "services/book/errors.h"
#include "services/book/stamp.h"
#include "services/domain/timestamps.h"

namespace dealboek::book {

using base::Position;

BookSubscription::BookSubscription(std::shared_ptr<Book> book, Household& household, Position next,
                                   int64_t from_micros)
    : book_(std::move(book)),
      household_(household),
      next_(next),
      from_micros_(from_micros),
      given_(next.value() - 1) {
  household_.Follows(*this);
}

BookSubscription::~BookSubscription() {
  household_.FollowsNoMore(*this);
  book_->RemoveSubscriber();
  book_->Release();
}

absl::StatusOr<std::vector<StoredRecord>> BookSubscription::Next(size_t limit,
                                                                 absl::Duration wait) {
  const absl::Time deadline = absl::Now() + wait;
  std::vector<StoredRecord> records;
  size_t record_bytes = 0;
  while (records.empty() && limit > 0) {
    const absl::StatusOr<Position> head = book_->AwaitHead(next_, deadline);
    if (absl::IsDeadlineExceeded(head.status())) return records;
    if (!head.ok() && household_.draining() && !household_.log_failed()) {
      return absl::CancelledError(ServerDraining().message());
    }
    RETURN_IF_ERROR(head.status());
    const Position last(std::min(head->value(), next_.value() + (limit - 1)));
    bool readable = true;
    const absl::Status read = household_.log().Read(
        book_->name(), next_, last, [&](Position position, absl::string_view bytes) {
          if (from_micros_ != 0) {
            v1::Event event;
            readable = event.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()));
            if (!readable) return false;
            if (domain::MicrosOf(event.header().recorded_at()) < from_micros_) {
              next_ = position.Next();
              return true;
            }
            from_micros_ = 0;  // recorded_at never runs back: so are all that follow
          }
          records.push_back({position, std::string(bytes)});
          next_ = position.Next();
          record_bytes += bytes.size();
          return record_bytes < kMaxBytes;
        });
    given_.store(next_.value() - 1, std::memory_order_relaxed);
    if (!records.empty()) break;  // an error past them comes again
    RETURN_IF_ERROR(read);
    if (!readable) return EventUnreadable(book_->name(), next_, "Its bytes are not an event.");
  }
  return records;
}

uint64_t BookSubscription::Lag() const {
  const uint64_t head = book_->head().value();
  return head - std::min(head, given_.load(std::memory_order_relaxed));  // it may be ahead
}

Position BookSubscription::Head() const { return Position(next_.value() - 1); }

}  // namespace dealboek::book
