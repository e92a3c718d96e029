// One book: the state its commands are decided on, the views its readers see, and what lies between
// the two until it is durable.
//
//   callers --Submit--> queue --TakeTurn--> outbox --Take--> committer --Publish--> views, head
//             any       mutex   the pool    mutex            one thread             any reader
//
// Who owns what: the pending side (state, requests, guard) is whoever has the turn's; queue and
// outbox are under `mutex_`; what readers wait for is under `reading_`; the views are under
// `views_lock_`, and written by the opening turns, then by the committer. It does not wait for the
// lock while a reader looks: it leaves the events in `behind_`, and who reads next applies them.
#ifndef DEALBOEK_SERVICES_BOOK_BOOK_H_
#define DEALBOEK_SERVICES_BOOK_BOOK_H_

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_set.h"
#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

#include "dealboek/v1/events.pb.h"
#include "services/base/mutex.h"
#include "services/base/position.h"
#include "services/book/books.h"
#include "services/book/clock_guard.h"
#include "services/book/household.h"
#include "services/book/turn_pool.h"
#include "services/domain/state.h"
#include "services/projections/views.h"
#include "storage/event_log.h"

namespace dealboek::book {

// What one command comes to, on its way to its caller: events to write first, or none.
struct Outgoing {
  std::shared_ptr<const std::vector<v1::Event>> events;  // null: none
  std::vector<std::string> records;                      // the events, encoded
  size_t bytes = 0;                                      // of the records
  Weight weight;                                         // of the request, as taken
  std::optional<storage::RequestEntry> entry;
  bool records_loss = false;
  ClockGuard guard;  // after these events
  absl::StatusOr<Receipt> answer = Receipt();
  Books::Done done;  // null: nobody asked, the server's own
};

class Book : public TurnTaker, public std::enable_shared_from_this<Book> {
 public:
  // `loss`: must be recorded before anything else is.
  Book(std::string name, std::optional<storage::PendingLoss> loss, Household& household);

  const std::string& name() const { return name_; }

  // Sees that a turn comes; the first turns open the book.
  void Open();

  // ---- Callers. Any thread, while a hold is on the book (below).

  // Queues a command the household has taken, and sees that a turn comes. RESOURCE_EXHAUSTED,
  // QUEUE_FULL: not queued, `done` not called.
  absl::Status Submit(Request&& request, Books::Done& done);

  // Blocks until the book is open and its durable head is at `position`, at most until `deadline`.
  // The head. DEADLINE_EXCEEDED, POSITION_NOT_REACHED; UNAVAILABLE: drained or failed short of it;
  // or why the book can't be opened.
  absl::StatusOr<base::Position> AwaitHead(base::Position position, absl::Time deadline);

  // Durable and in the views; Position() until it is open.
  base::Position head() const { return base::Position(head_.load()); }

  // After AwaitHead. The views have at least all that was durable at the call. A slow `read` holds
  // up who reads the same book after it, but no writer.
  void Read(absl::FunctionRef<void(const projections::Views&)> read);

  // RESOURCE_EXHAUSTED, TOO_MANY_SUBSCRIBERS.
  absl::Status AddSubscriber();
  void RemoveSubscriber();

  // Nothing more will come: AwaitHead says so instead of waiting.
  void EndWaits();
  // Those who wait look again: the log may have failed.
  void WakeWaiters();

  // A hold keeps the book from being closed. Put on where books are looked up, so that looking up
  // and closing exclude each other.
  void Hold() { holds_.fetch_add(1); }
  void Release();
  // Whether nothing is under way and nobody holds it, and there is nothing in it to remember; or it
  // has not been used for `idle`.
  bool MayForget();
  bool MayClose(absl::Duration idle);

  // ---- The pool: one turn at a time.
  void TakeTurn(StampKit& kit) override;

  // ---- The committer.

  // Of the records of what is next in the outbox; 0: none.
  size_t NextBytes();
  // Moves what is next in the outbox to `taken`, at least one and at most `max_bytes` of records
  // when there are more. True: there is more.
  bool Take(size_t max_bytes, std::vector<Outgoing>& taken);
  // What was taken is durable: lets readers see it, and gives each answer the state it made.
  void Publish(std::vector<Outgoing>& published);
  // What was taken was not written, and the log goes on: the pending side goes back to what is
  // durable. Moves to `dropped` what was decided since on the state that never was.
  void Drop(const absl::Status& why, std::vector<Outgoing>& dropped);
  // Those of its commands are about to be answered.
  void Answered(const Weight& weight) {
    crowding_.fetch_sub(weight.crowding());
    unanswered_.fetch_sub(weight.commands);
  }
  bool IsWaitedFor() const { return unanswered_.load() > 0; }
  // What Take gave has been dealt with.
  void Settled();

 private:
  enum class Opening { kUnder, kOpen, kFailed };

  struct Queued {
    Request request;
    Books::Done done;
  };

  // What a request recorded, which is not known to be durable yet.
  struct PendingRequest {
    Receipt receipt;
    std::shared_ptr<const std::vector<v1::Event>> events;
    const v1::EventHeader& header() const { return events->front().header(); }
  };

  // Folds the next stretch of the log; true: the book is open, or can't be.
  bool FoldSome();
  // Decides what is queued, some of it; true: there is more, and the turn is still ours.
  bool DecideSome(StampKit& kit);
  void DecideTurn(StampKit& kit);
  // Decides one command on the pending state; what comes of it goes to `out`, or straight to its
  // caller when it depends on nothing pending.
  void Carry(Queued&& queued, StampKit& kit, std::vector<Outgoing>& out);
  // What the server itself still has to record, which goes before any command.
  void CarryOwnFirst(StampKit& kit, std::vector<Outgoing>& out);
  void CarryOwn(domain::Command command, StampKit& kit, std::vector<Outgoing>& out);
  absl::StatusOr<Outgoing> Decide(const Request& request, StampKit& kit);
  // The answer to a request carried out before; none: it was not.
  absl::StatusOr<std::optional<Receipt>> FindRequest(const std::string& actor,
                                                     const Request& request, StampKit& kit);
  // Moves `out` to the outbox and tells the committer. False: the pending state those were decided
  // on is gone; they have been answered so.
  bool HandOver(std::vector<Outgoing>& out);
  // Takes the pending side back to what is durable.
  void Rewind();
  void Answer(Books::Done& done, const Weight& weight, absl::StatusOr<Receipt> answer);
  // Applies to the views what they are behind by.
  void CatchUp() ABSL_EXCLUSIVE_LOCKS_REQUIRED(views_lock_);
  bool IsQuiet() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  int64_t MaxBehindMicros() const {
    return absl::ToInt64Microseconds(household_.options().max_clock_lag);
  }

  const std::string name_;
  Household& household_;

  // ---- The pending side: of the turn.
  base::Position folded_to_;
  base::Position fold_end_;
  bool is_opened_ = false;  // or cannot be
  absl::Status cannot_open_;
  domain::State pending_;
  ClockGuard guard_;
  // Of every request that was carried out, a hash: one that is not here needs no look in the log,
  // and nearly all are new. One that is may still be new.
  absl::flat_hash_set<size_t> perhaps_known_requests_;
  std::deque<PendingRequest> pending_requests_;  // by position
  const std::optional<storage::PendingLoss> loss_;
  bool loss_carried_ = false;
  bool accept_clock_ = false;  // has to be looked at
  uint64_t pending_epoch_ = 0;
  std::vector<Queued> turn_;

  // ---- Queue and outbox.
  base::Mutex mutex_;
  std::deque<Queued> queue_ ABSL_GUARDED_BY(mutex_);
  bool turn_asked_ ABSL_GUARDED_BY(mutex_) = false;  // a turn is asked for or being taken
  std::vector<Outgoing> outbox_ ABSL_GUARDED_BY(mutex_);
  size_t outbox_bytes_ ABSL_GUARDED_BY(mutex_) = 0;
  bool committer_told_ ABSL_GUARDED_BY(mutex_) = false;  // that there is something in the outbox
  int taken_ ABSL_GUARDED_BY(mutex_) = 0;                // Takes not Settled
  uint64_t epoch_ ABSL_GUARDED_BY(mutex_) = 0;           // counts Drops
  absl::Status drop_status_ ABSL_GUARDED_BY(mutex_);
  size_t subscribers_ ABSL_GUARDED_BY(mutex_) = 0;
  std::atomic<size_t> unanswered_ = 0;
  std::atomic<size_t> crowding_ = 0;  // of the unanswered, those that are not paced

  // ---- What readers wait for.
  base::Mutex reading_;
  base::CondVar changed_;
  Opening opening_ ABSL_GUARDED_BY(reading_) = Opening::kUnder;
  absl::Status open_status_ ABSL_GUARDED_BY(reading_);
  base::Position folded_ ABSL_GUARDED_BY(reading_);
  base::Position to_fold_ ABSL_GUARDED_BY(reading_);
  bool waits_ended_ ABSL_GUARDED_BY(reading_) = false;
  int waiters_ ABSL_GUARDED_BY(reading_) = 0;
  ClockGuard durable_guard_ ABSL_GUARDED_BY(reading_);
  std::atomic<uint64_t> head_ = 0;  // durable, and in the views or behind_; written under reading_

  base::SharedMutex views_lock_;
  projections::Views views_ ABSL_GUARDED_BY(views_lock_);
  base::Mutex behind_lock_;
  // Durable, and not in the views yet: the events of each command, and how many in all.
  std::vector<std::shared_ptr<const std::vector<v1::Event>>> behind_ ABSL_GUARDED_BY(behind_lock_);
  size_t events_behind_ ABSL_GUARDED_BY(behind_lock_) = 0;

  std::atomic<int> holds_ = 0;
  std::atomic<int64_t> used_at_nanos_ = 0;  // of the steady clock
};

}  // namespace dealboek::book

#endif  // DEALBOEK_SERVICES_BOOK_BOOK_H_
