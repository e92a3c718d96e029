// What the books of one server share: the log, the clock, the threads, the bounds, and how it is
// going to end.
#ifndef DEALBOEK_SERVICES_BOOK_HOUSEHOLD_H_
#define DEALBOEK_SERVICES_BOOK_HOUSEHOLD_H_

#include <atomic>
#include <cstddef>
#include <cstdint>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_set.h"
#include "absl/functional/function_ref.h"
#include "absl/status/status.h"

#include "services/base/clock.h"
#include "services/base/mutex.h"
#include "services/book/backoff.h"
#include "services/book/books.h"
#include "services/book/figures.h"
#include "storage/event_log.h"

namespace dealboek::book {

class Book;
class BookSubscription;
class Committer;
class TurnPool;

// Of a clock that does not jump.
int64_t SteadyNanos();

// What commands under way come to, for the bounds.
struct Weight {
  size_t commands = 0;
  size_t paced = 0;  // of the commands; see Request::is_paced
  size_t bytes = 0;  // of their requests

  size_t crowding() const { return commands - paced; }
  Weight& operator+=(const Weight& other) {
    commands += other.commands;
    paced += other.paced;
    bytes += other.bytes;
    return *this;
  }
};
inline Weight WeightOf(const Request& request) {
  return {1, request.is_paced ? size_t{1} : size_t{0}, request.bytes};
}

// Threads: any.
class Household {
 public:
  Household(storage::EventLog& log, base::Clock& clock, const Options& options)
      : log_(log), clock_(clock), options_(options) {}
  virtual ~Household() = default;

  // Before any book is there. Both are borrowed.
  void Employ(TurnPool& pool, Committer& committer) {
    pool_ = &pool;
    committer_ = &committer;
  }

  storage::EventLog& log() const { return log_; }
  base::Clock& clock() const { return clock_; }
  const Options& options() const { return options_; }
  TurnPool& pool() const { return *pool_; }
  Committer& committer() const { return *committer_; }

  // A command is taken, then answered (its caller is about to hear), then finished (the caller has
  // been called). Only what is taken and not answered counts for the bounds: a caller that hears
  // may send its next command at once. UNAVAILABLE SERVER_DRAINING, RESOURCE_EXHAUSTED QUEUE_FULL:
  // not taken. The first command of a book (asked only where it matters) finds room over
  // `max_queued`, up to as much again: a flood in some books leaves the others their turn.
  absl::Status Take(const Weight& weight, absl::FunctionRef<bool()> is_first);
  void Answered(const Weight& weight) {
    queued_.fetch_sub(weight.crowding());
    paced_.fetch_sub(weight.paced);
    queued_bytes_.fetch_sub(weight.bytes);
  }
  // The same of those that were decided, or refused by the rules: not for a full queue.
  void Served(const Weight& weight) {
    backoff_.Served(weight.commands);
    Answered(weight);
  }
  void Finished(size_t count);
  absl::Status QueueFullHint(size_t queued);
  // What a command takes lately, over all; for the hint.
  void ObserveMicrosPerCommand(double micros);

  // Figures, but for what only whoever keeps the books knows.
  Figures CommonFigures();
  void CountBatch(uint64_t append_micros, size_t commands, size_t events, size_t bytes);
  const BatchCounts& batch_counts() const { return batch_counts_; }
  void AppendBegins();
  void AppendEnds() { append_began_nanos_.store(0, std::memory_order_relaxed); }
  void Follows(const BookSubscription& subscription);
  void FollowsNoMore(const BookSubscription& subscription);

  void RefuseNew() { draining_.store(true); }
  bool draining() const { return draining_.load(); }
  void AwaitAllFinished();

  // The log has failed, for good. The first status stays.
  void FailLog(const absl::Status& status);
  bool log_failed() const { return log_failed_.load(std::memory_order_acquire); }
  absl::Status log_status() const;  // OK: it has not

  // Who waits for something to become durable looks again.
  virtual void WakeAll() = 0;
  // A book that may have nothing to remember: no event, nothing under way.
  virtual void ForgetIfEmpty(Book& book) = 0;
  // The book has recorded its loss, durably; whether it has.
  virtual void LossRecorded(const Book& book) = 0;
  virtual bool HasRecordedLoss(const Book& book) = 0;

 private:
  storage::EventLog& log_;
  base::Clock& clock_;
  const Options options_;
  TurnPool* pool_ = nullptr;
  Committer* committer_ = nullptr;
  BatchCounts batch_counts_;
  std::atomic<size_t> queued_ = 0;  // less the paced
  std::atomic<size_t> paced_ = 0;
  std::atomic<size_t> queued_bytes_ = 0;
  std::atomic<size_t> unfinished_ = 0;
  std::atomic<bool> draining_ = false;
  std::atomic<bool> log_failed_ = false;
  std::atomic<int64_t> nanos_per_command_ = 0;
  Backoff backoff_;
  mutable base::Mutex mutex_;
  base::CondVar all_finished_;
  absl::Status log_status_ ABSL_GUARDED_BY(mutex_);
  std::atomic<int64_t> append_began_nanos_ = 0;  // of the steady clock; 0: none is under way
  base::Mutex subscriptions_mutex_;
  absl::flat_hash_set<const BookSubscription*> subscriptions_ ABSL_GUARDED_BY(subscriptions_mutex_);
};

}  // namespace dealboek::book

#endif  // DEALBOEK_SERVICES_BOOK_HOUSEHOLD_H_
