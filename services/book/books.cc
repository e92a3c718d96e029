#include "services/book/books.h"

#include <algorithm>
#include <thread>
#include <utility>
#include <variant>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/time/clock.h"

#include "services/base/check.h"
#include "services/base/mutex.h"
#include "services/base/status_macros.h"
#include "services/book/book.h"
#include "services/book/committer.h"
#include "services/book/errors.h"
#include "services/book/household.h"
#include "services/book/stamp.h"
#include "services/book/subscription.h"
#include "services/book/turn_pool.h"
#include "services/domain/timestamps.h"

namespace dealboek::book {

using base::MutexLock;
using base::Position;

namespace {

// A log that stops by itself is noticed within this.
constexpr absl::Duration kLongestPeriod = absl::Milliseconds(250);

// Keeps a book from being closed while it is used.
class Held {
 public:
  explicit Held(std::shared_ptr<Book> held) : book_(std::move(held)) {}
  Held(Held&& other) = default;
  Held& operator=(Held&&) = delete;
  ~Held() {
    if (book_ != nullptr) book_->Release();
  }

  Book& operator*() const { return *book_; }
  Book* operator->() const { return book_.get(); }
  // The hold goes with it.
  std::shared_ptr<Book> Give() && { return std::move(book_); }

 private:
  std::shared_ptr<Book> book_;
};

class AllBooks final : public SteppedBooks, public Household {
 public:
  using Works = Committer::Works;

  AllBooks(storage::EventLog& log, base::Clock& clock, base::Randomness& randomness,
           const Options& options, Works works)
      : Household(log, clock, options),
        works_(works),
        turns_(std::make_unique<TurnPool>(works == Works::kByItself ? options.threads : 0,
                                          randomness)),
        writer_(std::make_unique<Committer>(*this, works)) {
    if (works == Works::kByItself) CHECK_GE(options.threads, 1);
    Employ(*turns_, *writer_);
    for (storage::PendingLoss& loss : log.PendingLosses()) {
      std::string book = loss.book;
      losses_.emplace(std::move(book), std::move(loss));
    }
    if (works == Works::kByItself) keeper_ = std::thread([this] { KeepLooking(); });
  }

  ~AllBooks() override {
    AllBooks::Drain();
    {
      const MutexLock lock(keeper_mutex_);
      stopping_ = true;
      stop_keeper_.NotifyAll();
    }
    if (keeper_.joinable()) keeper_.join();
    turns_.reset();   // nothing more is decided
    writer_.reset();  // the last batch is written
  }

  void Execute(absl::string_view book, Request request, Done done) override {
    CHECK_EQ(request.fingerprint.size(), kFingerprintBytes);
    if (const absl::Status taken = TakeAndSubmit(book, request, done); !taken.ok()) done(taken);
  }

  absl::Status Read(absl::string_view book, Position at_least, absl::Time deadline,
                    absl::FunctionRef<void(const projections::Views&)> read) override {
    ASSIGN_OR_RETURN(const Held held, Find(book, IfUnknown::kRefuse));
    RETURN_IF_ERROR(AwaitReadable(*held, at_least, deadline).status());
    held->Read(read);
    return absl::OkStatus();
  }

  absl::Status ReadRecords(absl::string_view book, Position from, Position to,
                           absl::FunctionRef<bool(const RecordView&)> each) override {
    ASSIGN_OR_RETURN(const Held held, Find(book, IfUnknown::kRefuse));
    ASSIGN_OR_RETURN(const Position head, AwaitReadable(*held, Position(), absl::InfiniteFuture()));
    from = std::max(from, Position(1));
    to = std::min(to, head);
    if (from > to) return absl::OkStatus();
    return log().Read(book, from, to, [&](Position position, absl::string_view bytes) {
      return each({position, bytes});
    });
  }

  absl::StatusOr<std::unique_ptr<Subscription>> Subscribe(absl::string_view book,
                                                          Position from) override {
    return Follow(book, std::max(from, Position(1)), 0);
  }

  absl::StatusOr<std::unique_ptr<Subscription>> SubscribeFromTime(absl::string_view book,
                                                                  int64_t from_micros) override {
    Position from;
    RETURN_IF_ERROR(
        Read(book, Position(), absl::InfiniteFuture(),
             [&](const projections::Views& views) { from = views.FirstAtOrAfter(from_micros); }));
    return Follow(book, from, from_micros);
  }

  absl::StatusOr<Ends> ReadEnds(absl::string_view book, std::optional<int64_t> at_micros) override {
    // Of a book that is not open nothing is on its way: its head is the log's.
    Position head;
    {
      const MutexLock lock(books_mutex_);
      if (auto found = books_.find(book); found != books_.end()) head = found->second->head();
    }
    if (head == Position()) head = log().Head(book);
    if (head == Position()) return ProgrammeUnknown(book);
    Ends ends;
    RETURN_IF_ERROR(ReadEvent(book, Position(1), ends.first));
    if (!at_micros.has_value()) {
      RETURN_IF_ERROR(ReadEvent(book, head, ends.last));
      return ends;
    }
    const auto is_later = [&](const v1::Event& event) {
      return domain::MicrosOf(event.header().recorded_at()) > *at_micros;
    };
    if (is_later(ends.first)) return ProgrammeUnknown(book);
    // Times never run back: what is at or before it ends where what is later begins.
    ends.last = ends.first;
    uint64_t at_or_before = 1;
    for (uint64_t later = head.value() + 1; later - at_or_before > 1;) {
      const uint64_t middle = at_or_before + (later - at_or_before) / 2;
      v1::Event event;
      RETURN_IF_ERROR(ReadEvent(book, Position(middle), event));
      if (is_later(event)) {
        later = middle;
      } else {
        at_or_before = middle;
        ends.last = std::move(event);
      }
    }
    return ends;
  }

  absl::Status Import(absl::string_view book, std::vector<std::string> records,
                      std::vector<storage::RequestEntry> requests) override {
    RETURN_IF_ERROR(storage::CheckBookId(book));
    if (log_failed()) return LogStopped(log_status());
    const Weight weight{.commands = 1};
    RETURN_IF_ERROR(Take(weight, [] { return true; }));
    absl::Status imported = Reserve(book);
    if (imported.ok()) {
      imported =
          AppendAndWait({std::string(book), Position(1), std::move(records), std::move(requests)});
      const MutexLock lock(books_mutex_);
      importing_.erase(book);
    }
    Answered(weight);
    Finished(1);
    return imported;
  }

  absl::StatusOr<std::vector<std::string>> List(absl::string_view after, size_t limit) override {
    std::vector<std::string> names;
    for (storage::BookHead& book : log().Books(after, limit)) names.push_back(std::move(book.book));
    return names;
  }

  void Drain() override {
    RefuseNew();
    if (works_ == Works::kByStep) {
      while (turns_->Step() || writer_->Step()) continue;
    }
    AwaitAllFinished();
    {
      const MutexLock lock(books_mutex_);
      waits_ended_ = true;
    }
    for (const std::shared_ptr<Book>& book : Snapshot()) book->EndWaits();
  }

  void OnFailure(std::function<void(absl::Status)> on_failure) override {
    writer_->OnFailure(std::move(on_failure));
  }

  const BatchCounts& batch_counts() const override { return Household::batch_counts(); }

  Figures LookAtFigures() override {
    Figures figures = CommonFigures();
    const MutexLock lock(books_mutex_);
    figures.open_books = books_.size();
    return figures;
  }

  bool TakeTurn() override { return turns_->Step(); }
  bool Commit() override { return writer_->Step(); }
  void LookAround() override {
    writer_->LookAfterLog();
    std::vector<std::shared_ptr<Book>> closed;  // taken apart outside the lock
    const MutexLock lock(books_mutex_);
    for (auto it = books_.begin(); it != books_.end();) {
      if (it->second->MayClose(options().idle_close)) {
        closed.push_back(std::move(it->second));
        books_.erase(it++);
      } else {
        ++it;
      }
    }
  }

 private:
  enum class IfUnknown { kRefuse, kMake };

  // Keeps a name that no book has from being given to one meanwhile.
  absl::Status Reserve(absl::string_view book) {
    const MutexLock lock(books_mutex_);
    if (log().Head(book) != Position()) return BookThere(book);
    if (books_.contains(book) || !importing_.emplace(book).second) return BookBusy(book);
    return absl::OkStatus();
  }

  absl::Status AppendAndWait(storage::BookBatch whole) {
    base::Mutex mutex;
    base::CondVar appended;
    std::optional<absl::Status> answer;
    writer_->AppendBook(std::move(whole), [&](absl::Status said) {
      const MutexLock lock(mutex);
      answer = std::move(said);
      appended.NotifyOne();  // under the lock: the waiter may be gone right after it
    });
    const MutexLock lock(mutex);
    while (!answer.has_value()) appended.Wait(mutex);
    return *answer;
  }

  absl::Status TakeAndSubmit(absl::string_view book, Request& request, Done& done) {
    if (!IsUuidText(request.request_id)) return RequestIdInvalid();
    if (log_failed()) return LogStopped(log_status());
    const auto* create = std::get_if<domain::CreateProgramme>(&request.command);
    if (create != nullptr) CHECK(create->programme == book) << "a programme goes in its own book";
    const Weight weight = WeightOf(request);
    RETURN_IF_ERROR(Take(weight, [&] { return !IsWaitedFor(book); }));
    absl::StatusOr<Held> held =
        Find(book, create != nullptr ? IfUnknown::kMake : IfUnknown::kRefuse);
    const absl::Status submitted =
        held.ok() ? (*held)->Submit(std::move(request), done) : held.status();
    if (!submitted.ok()) {
      Answered(weight);
      Finished(1);
    }
    return submitted;
  }

  // Whether commands of the book are queued.
  bool IsWaitedFor(absl::string_view book) {
    const MutexLock lock(books_mutex_);
    const auto found = books_.find(book);
    return found != books_.end() && found->second->IsWaitedFor();
  }

  // The book, held, opening if it was not open. What is unknown leaves nothing behind.
  absl::StatusOr<Held> Find(absl::string_view name, IfUnknown if_unknown) {
    {
      const MutexLock lock(books_mutex_);
      if (auto found = books_.find(name); found != books_.end()) {
        found->second->Hold();
        return Held(found->second);
      }
    }
    RETURN_IF_ERROR(storage::CheckBookId(name));
    if (if_unknown == IfUnknown::kRefuse && log().Head(name) == Position()) {
      return ProgrammeUnknown(name);
    }
    const MutexLock lock(books_mutex_);
    if (importing_.contains(name) && log().Head(name) == Position()) return BookBusy(name);
    std::shared_ptr<Book>& book = books_[name];
    if (book == nullptr) {
      std::optional<storage::PendingLoss> loss;
      if (auto pending = losses_.find(name); pending != losses_.end()) loss = pending->second;
      book = std::make_shared<Book>(std::string(name), std::move(loss), *this);
      if (waits_ended_) book->EndWaits();
      book->Open();
    }
    book->Hold();
    return Held(book);
  }

  // Blocks until the book is open, is there at all, and is at `at_least`. Its head.
  absl::Status ReadEvent(absl::string_view book, Position position, v1::Event& event) {
    absl::Status readable = EventUnreadable(book, position, "It is not there.");
    RETURN_IF_ERROR(
        log().Read(book, position, position, [&](Position at, absl::string_view record) {
          readable = ParseRecord(book, at, record, event);
          return false;
        }));
    return readable;
  }

  absl::StatusOr<Position> AwaitReadable(Book& book, Position at_least, absl::Time deadline) {
    ASSIGN_OR_RETURN(const Position head, book.AwaitHead(Position(), deadline));
    if (head == Position()) {
      // It is being created. Once the log shows it, whoever saw it there may count on it.
      if (log().Head(book.name()) == Position()) return ProgrammeUnknown(book.name());
      at_least = std::max(at_least, Position(1));
    }
    return book.AwaitHead(at_least, deadline);
  }

  absl::StatusOr<std::unique_ptr<Subscription>> Follow(absl::string_view book, Position from,
                                                       int64_t from_micros) {
    if (draining()) return ServerDraining();
    ASSIGN_OR_RETURN(Held held, Find(book, IfUnknown::kRefuse));
    RETURN_IF_ERROR(AwaitReadable(*held, Position(), absl::InfiniteFuture()).status());
    RETURN_IF_ERROR(held->AddSubscriber());
    return std::make_unique<BookSubscription>(std::move(held).Give(), *this, from, from_micros);
  }

  std::vector<std::shared_ptr<Book>> Snapshot() {
    const MutexLock lock(books_mutex_);
    std::vector<std::shared_ptr<Book>> books;
    books.reserve(books_.size());
    for (const auto& [name, book] : books_) books.push_back(book);
    return books;
  }

  void KeepLooking() {
    const absl::Duration period =
        std::clamp(options().idle_close / 4, absl::Milliseconds(5), kLongestPeriod);
    while (true) {
      {
        const MutexLock lock(keeper_mutex_);
        if (!stopping_) stop_keeper_.WaitFor(keeper_mutex_, period);
        if (stopping_) return;
      }
      LookAround();
    }
  }

  // ---- Household.

  void WakeAll() override {
    for (const std::shared_ptr<Book>& book : Snapshot()) book->WakeWaiters();
  }

  void ForgetIfEmpty(Book& book) override {
    std::shared_ptr<Book> forgotten;
    const MutexLock lock(books_mutex_);
    if (auto found = books_.find(book.name());
        found != books_.end() && found->second.get() == &book && book.MayForget()) {
      forgotten = std::move(found->second);
      books_.erase(found);
    }
  }

  void LossRecorded(const Book& book) override {
    const MutexLock lock(books_mutex_);
    losses_.erase(book.name());
  }

  bool HasRecordedLoss(const Book& book) override {
    const MutexLock lock(books_mutex_);
    return !losses_.contains(book.name());
  }

  const Works works_;
  base::Mutex books_mutex_;
  absl::flat_hash_map<std::string, std::shared_ptr<Book>> books_ ABSL_GUARDED_BY(books_mutex_);
  absl::flat_hash_map<std::string, storage::PendingLoss> losses_ ABSL_GUARDED_BY(books_mutex_);
  absl::flat_hash_set<std::string> importing_ ABSL_GUARDED_BY(books_mutex_);
  bool waits_ended_ ABSL_GUARDED_BY(books_mutex_) = false;

  std::unique_ptr<TurnPool> turns_;
  std::unique_ptr<Committer> writer_;

  base::Mutex keeper_mutex_;
  base::CondVar stop_keeper_;
  bool stopping_ ABSL_GUARDED_BY(keeper_mutex_) = false;
  std::thread keeper_;
};

}  // namespace

std::unique_ptr<Books> Books::Create(storage::EventLog& log, base::Clock& clock,
                                     base::Randomness& randomness, Options options) {
  return std::make_unique<AllBooks>(log, clock, randomness, options, AllBooks::Works::kByItself);
}

std::unique_ptr<SteppedBooks> SteppedBooks::Create(storage::EventLog& log, base::Clock& clock,
                                                   base::Randomness& randomness, Options options) {
  return std::make_unique<AllBooks>(log, clock, randomness, options, AllBooks::Works::kByStep);
}

absl::StatusOr<Receipt> Books::ExecuteAndWait(absl::string_view book, Request request) {
  base::Mutex mutex;
  base::CondVar answered;
  std::optional<absl::StatusOr<Receipt>> answer;
  Execute(book, std::move(request), [&](absl::StatusOr<Receipt> said) {
    const MutexLock lock(mutex);
    answer = std::move(said);
    answered.NotifyOne();  // under the lock: the waiter may be gone right after it
  });
  const MutexLock lock(mutex);
  while (!answer.has_value()) answered.Wait(mutex);
  return *std::move(answer);
}

}  // namespace dealboek::book
