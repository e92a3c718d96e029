// Follows a book: from the log, as far behind as the subscriber likes, and woken when there is
// more.
#ifndef DEALBOEK_SERVICES_BOOK_SUBSCRIPTION_H_
#define DEALBOEK_SERVICES_BOOK_SUBSCRIPTION_H_

#include <atomic>
#include <cstdint>
#include <memory>
#include <vector>

#include "services/book/book.h"
#include "services/book/books.h"
#include "services/book/household.h"

namespace dealboek::book {

// Every record comes from the log, by position, and only up to the head that readers see: that
// there is no gap and no record twice needs no bookkeeping, and nothing is buffered for a slow
// subscriber.
class BookSubscription : public Subscription {
 public:
  // `book` is held and counts the subscriber; both end with this. Records before `next`, or
  // recorded before `from_micros`, are passed over.
  BookSubscription(std::shared_ptr<Book> book, Household& household, base::Position next,
                   int64_t from_micros);
  ~BookSubscription() override;

  absl::StatusOr<std::vector<StoredRecord>> Next(size_t limit, absl::Duration wait) override;
  base::Position Head() const override;

  // Events of the book it has still to be given. Any thread.
  uint64_t Lag() const;

 private:
  const std::shared_ptr<Book> book_;
  Household& household_;
  base::Position next_;
  int64_t from_micros_;          // 0: nothing is passed over any more
  std::atomic<uint64_t> given_;  // all up to here; what other threads may see of next_
};

}  // namespace dealboek::book

#endif  // DEALBOEK_SERVICES_BOOK_SUBSCRIPTION_H_
