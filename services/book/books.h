// All books of one server: one serial writer a book, one committer for all, readers that see only
// what is durable.
//
// The write path (see README, "The write path"): a command runs on its book's serial executor, on
// the book's pending state, and never waits for the disk; the committer writes what all books have
// ready as one synced batch, then publishes in order: views, subscribers, callers. An answer, a
// refusal or a repeat included, waits for the batch it depends on.
//
// Owner: the server. Threads: every method from any thread. Units: UTC microseconds.
#ifndef DEALBOEK_SERVICES_BOOK_BOOKS_H_
#define DEALBOEK_SERVICES_BOOK_BOOKS_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"

#include "dealboek/v1/events.pb.h"
#include "services/base/clock.h"
#include "services/base/position.h"
#include "services/base/random.h"
#include "services/book/figures.h"
#include "services/domain/command.h"
#include "services/domain/state.h"
#include "services/projections/views.h"
#include "storage/event_log.h"

namespace dealboek::book {

inline constexpr size_t kFingerprintBytes = 32;

// What a request recorded; the same when it is repeated, also after a restart.
struct Receipt {
  base::Position first;
  base::Position last;
  int64_t recorded_at_micros = 0;
};

struct Request {
  std::string subject;      // who asks, as authenticated
  std::string request_id;   // UUID, canonical text
  std::string fingerprint;  // kFingerprintBytes over the request's content; see api/fingerprint.h
  domain::Command command;
  size_t bytes = 0;  // that the request takes up while it waits, about
  // Whether it may be decided on the thread that calls Execute, with what others ask of the book
  // meanwhile: it costs less than waking another. Not on one that must not be held up, as `done`'s.
  bool may_decide_here = false;
  // Whether its caller sends no more than so many before they are answered, as a stream does. The
  // bounds on how many may wait are for those who come one by one; in bytes it counts like any.
  bool is_paced = false;
  // Asked right before it is decided, on the thread that decides, so it must not wait. Not OK: its
  // caller has gone, so it is not decided, and this is its answer. Null: somebody waits for ever.
  std::function<absl::Status()> still_wanted = nullptr;
  // Called once it has been decided, on the thread that decides, so it must be quick: to make an
  // answer of what is at hand just then, the state as of `last` and the events from `first` on.
  // None of it is durable yet, and may be told to nobody before `done` brings the receipt. Not
  // called for a refusal, nor for a repeat.
  std::function<void(const Receipt&, const domain::State&, const std::vector<v1::Event>&)> decided =
      nullptr;
};

struct Options {
  int threads = 2;  // of the pool that decides
  // Commands that may wait, of those who send them one by one (Request::is_paced). Enough to keep
  // the disk busy; more only make everybody wait longer.
  size_t max_queued_per_book = 256;
  size_t max_queued = 1024;  // over all books; the first of a book finds room over that
  size_t max_queued_bytes = size_t{256} << 20;  // over all books, paced or not
  size_t max_batch_bytes = 4 << 20;
  // The views may be so many events behind while somebody looks at them: as many as a book of some
  // years has. Then whoever writes waits for the reader.
  size_t max_events_behind = 65'536;
  absl::Duration idle_close = absl::Minutes(15);
  size_t max_subscribers_per_book = 1024;
  // A wall clock further behind a book's last record than this refuses its writes.
  absl::Duration max_clock_lag = absl::Minutes(5);
  // The operator has looked at the clock and accepts it: a book that would refuse is told so, by a
  // ClockAccepted event when it is opened, and then takes writes.
  bool accept_clock = false;
};

// A stored event, verbatim.
struct StoredRecord {
  base::Position position;
  std::string bytes;  // a serialized dealboek.v1.Event
};

// One that is read: `bytes` are there only while it is looked at.
struct RecordView {
  base::Position position;
  absl::string_view bytes;
};

// Hears of records as they become durable. Called from one thread at a time, in order.
class Subscription {
 public:
  // Of records that Next gives at once; the last may go over it. What a subscriber that does not
  // come back for more holds on to is this.
  static constexpr size_t kMaxBytes = size_t{256} << 10;

  virtual ~Subscription() = default;  // ends it
  // The next records, oldest first, at most `limit` or kMaxBytes of them; blocks until there are
  // some, `wait` has passed (then empty) or the server drains (CANCELLED). Catches up from the log,
  // then goes live: no gap, no record twice. A subscriber that falls behind is served from the log
  // again.
  virtual absl::StatusOr<std::vector<StoredRecord>> Next(size_t limit, absl::Duration wait) = 0;
  // Every record up to here has been returned by Next, or there is none.
  virtual base::Position Head() const = 0;
};

class Books {
 public:
  // `log`, `clock` and `randomness` are borrowed and outlive it.
  static std::unique_ptr<Books> Create(storage::EventLog& log, base::Clock& clock,
                                       base::Randomness& randomness, Options options);
  virtual ~Books() = default;  // drains

  using Done = std::function<void(absl::StatusOr<Receipt>)>;
  // Carries out a command; `done` is called once, from another thread or this one.
  // NOT_FOUND, PROGRAMME_UNKNOWN; the rules' refusals; ALREADY_EXISTS, REQUEST_ID_REUSED;
  // RESOURCE_EXHAUSTED, QUEUE_FULL (metadata retryAfterMillis) or DISK_FULL_FLOOR; UNAVAILABLE:
  // draining, or the log failed (outcome unknown: repeat the request with its id);
  // FAILED_PRECONDITION, CLOCK_BEHIND; INVALID_ARGUMENT, REQUEST_ID_INVALID or RECORD_TOO_LARGE;
  // DATA_LOSS or UNAVAILABLE: the book can't be opened.
  virtual void Execute(absl::string_view book, Request request, Done done) = 0;
  absl::StatusOr<Receipt> ExecuteAndWait(absl::string_view book, Request request);

  // Lets `read` see the views, under a reader lock: be brief, keep no reference. No writer waits
  // for it up to max_events_behind, but who reads the book after it may. Waits until the book has
  // `at_least`, at most until `deadline`: DEADLINE_EXCEEDED, POSITION_NOT_REACHED. NOT_FOUND,
  // PROGRAMME_UNKNOWN.
  virtual absl::Status Read(absl::string_view book, base::Position at_least, absl::Time deadline,
                            absl::FunctionRef<void(const projections::Views&)> read) = 0;

  // Stored records `from` to `to`, both included, in order, verbatim, at most what is durable.
  // Stops early when `each` returns false.
  virtual absl::Status ReadRecords(absl::string_view book, base::Position from, base::Position to,
                                   absl::FunctionRef<bool(const RecordView&)> each) = 0;

  // From a position on (0: the first), or from the first event recorded at `from_micros` or later
  // on. Either may still be to come. The subscription may not outlive the Books.
  // NOT_FOUND, PROGRAMME_UNKNOWN; RESOURCE_EXHAUSTED, TOO_MANY_SUBSCRIBERS; UNAVAILABLE, draining.
  virtual absl::StatusOr<std::unique_ptr<Subscription>> Subscribe(absl::string_view book,
                                                                  base::Position from) = 0;
  virtual absl::StatusOr<std::unique_ptr<Subscription>> SubscribeFromTime(absl::string_view book,
                                                                          int64_t from_micros) = 0;

  // The first event of a book and the last that readers see, or the last recorded at or before
  // `at_micros`, read without opening it: so also of one that is damaged in between. NOT_FOUND,
  // PROGRAMME_UNKNOWN: no such book, or it began later; DATA_LOSS, of an event looked at;
  // UNAVAILABLE.
  struct Ends {
    v1::Event first;
    v1::Event last;
  };
  virtual absl::StatusOr<Ends> ReadEnds(absl::string_view book,
                                        std::optional<int64_t> at_micros) = 0;

  // Records a whole book as it was elsewhere: its records from position 1 on, verbatim, and its
  // requests, in a commit of its own. They were checked (imports.h): who opens the book folds them.
  // Blocks until they are durable.
  // ALREADY_EXISTS, BOOK_DIFFERS: there is a book of that name; ABORTED, BOOK_DIFFERS: it is being
  // made or taken in. RESOURCE_EXHAUSTED, DISK_FULL_FLOOR; UNAVAILABLE: draining, or the log
  // failed (outcome unknown: look whether the book is there); the log's refusals. Nothing is
  // written then.
  virtual absl::Status Import(absl::string_view book, std::vector<std::string> records,
                              std::vector<storage::RequestEntry> requests) = 0;

  // Names of books after `after`, in order, at most `limit`.
  virtual absl::StatusOr<std::vector<std::string>> List(absl::string_view after, size_t limit) = 0;

  // Refuses new commands, finishes those taken, writes the last batch. Idempotent.
  virtual void Drain() = 0;

  // Called once when the log has failed for good: the process must end and recover at its next
  // start.
  virtual void OnFailure(std::function<void(absl::Status)> on_failure) = 0;

  // For watching over it. Neither holds up a writer.
  virtual const BatchCounts& batch_counts() const = 0;
  virtual Figures LookAtFigures() = 0;
};

// The same, without a thread of its own: nothing is decided, written, published, answered or closed
// but in the calls below. Whoever makes them decides what happens when, and the same calls come to
// the same: for simulations. They may be made while a Commit writes (its log calls out), for that
// is when turns and readers come between; but no Commit within a Commit, no turn within a turn.
// Threads: one. What waits for something to happen would wait for ever.
class SteppedBooks : public Books {
 public:
  // As Books::Create. `options.threads` means nothing here.
  static std::unique_ptr<SteppedBooks> Create(storage::EventLog& log, base::Clock& clock,
                                              base::Randomness& randomness, Options options);

  // Gives the book that asked first its turn. False: none has asked.
  virtual bool TakeTurn() = 0;
  // Writes, publishes and answers what the books have ready, as one batch. False: there is nothing.
  virtual bool Commit() = 0;
  // Notices a log that has stopped by itself, and closes the books that have not been used for
  // `options.idle_close`.
  virtual void LookAround() = 0;
};

}  // namespace dealboek::book

#endif  // DEALBOEK_SERVICES_BOOK_BOOKS_H_
