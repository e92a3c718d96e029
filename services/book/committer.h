// The one who writes: takes what all books have ready, in turns, appends it as one synced batch,
// and lets the world see it.
#ifndef DEALBOEK_SERVICES_BOOK_COMMITTER_H_
#define DEALBOEK_SERVICES_BOOK_COMMITTER_H_

#include <deque>
#include <functional>
#include <memory>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"

#include "services/base/mutex.h"
#include "services/book/book.h"
#include "services/book/household.h"
#include "storage/event_log.h"

namespace dealboek::book {

// While a batch is being synced the books fill their outboxes: those are the second buffer.
//
// What a crash leaves: before Append returns OK, nobody has heard of the batch, and after the next
// start all of it is there, or none. After it, all of it is there.
// Threads: any.
class Committer {
 public:
  enum class Works { kByItself, kByStep };  // on a thread of its own, or in Step only

  Committer(Household& household, Works works);
  ~Committer();  // by itself: writes what was told of, then ends its thread
  Committer(const Committer&) = delete;
  Committer& operator=(const Committer&) = delete;

  // `book` has something in its outbox. Tell once until the committer has taken all.
  void Tell(std::shared_ptr<Book> book);

  // Appends a whole book, in a commit of its own between two batches; then `done`, on the thread
  // that wrote. The book is in nobody's hands meanwhile.
  void AppendBook(storage::BookBatch whole, std::function<void(absl::Status)> done);

  // Writes, publishes and answers one batch, or a whole book, on this thread; false: nothing is
  // ready. One at a time.
  bool Step();

  // Fails the log for all, as a failed write does, when it has stopped by itself.
  void LookAfterLog();

  // See Books::OnFailure.
  void OnFailure(std::function<void(absl::Status)> on_failure);

 private:
  // What was taken of one book in one go.
  struct Slice {
    std::shared_ptr<Book> book;
    std::vector<Outgoing> outgoing;
  };

  struct WholeBook {
    storage::BookBatch batch;
    std::function<void(absl::Status)> done;
  };

  // Blocks until there is something to do; false: the end.
  bool AwaitWork();
  std::vector<Slice> Collect();  // of what is ready; empty: nothing is
  bool AppendOneBook();          // false: there is none
  void Commit(std::vector<Slice>& slices);
  absl::Status Append(std::vector<Slice>& slices);
  void Drop(std::vector<Slice>& slices, const absl::Status& why);
  void Answer(Slice& slice);
  void TellFailure();

  Household& household_;
  base::Mutex mutex_;
  base::CondVar told_;
  std::deque<std::shared_ptr<Book>> ready_ ABSL_GUARDED_BY(mutex_);
  std::deque<WholeBook> whole_books_ ABSL_GUARDED_BY(mutex_);
  bool waiting_ ABSL_GUARDED_BY(mutex_) = false;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  base::Mutex failure_mutex_;
  std::function<void(absl::Status)> on_failure_ ABSL_GUARDED_BY(failure_mutex_);
  bool failure_told_ ABSL_GUARDED_BY(failure_mutex_) = false;
  std::thread thread_;
};

}  // namespace dealboek::book

#endif  // DEALBOEK_SERVICES_BOOK_COMMITTER_H_
