// Books over the fake log, with a clock that stands still: what the tests of this folder begin
// with.
#ifndef DEALBOEK_TESTS_SERVICES_BOOK_BOOKS_FIXTURE_H_
#define DEALBOEK_TESTS_SERVICES_BOOK_BOOKS_FIXTURE_H_

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/string_view.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dealboek/v1/events.pb.h"
#include "services/base/error.h"
#include "services/base/fake_clock.h"
#include "services/base/mutex.h"
#include "services/base/random.h"
#include "services/base/reasons.h"
#include "services/book/books.h"
#include "services/domain/command.h"
#include "services/projections/views.h"
#include "tests/storage/fake_event_log.h"

namespace dealboek::book {

using base::Position;

inline constexpr char kSecretary[] = "secretaris";
inline constexpr char kStranger[] = "onbekende";

// An EventLog that lets another do the work and remembers how it was used.
class WatchedLog : public storage::EventLog {
 public:
  explicit WatchedLog(std::unique_ptr<storage::FakeEventLog> fake) : fake_(std::move(fake)) {}

  storage::FakeEventLog& fake() { return *fake_; }

  struct Batch {
    std::vector<std::string> books;  // one a BookBatch
    size_t bytes = 0;
  };
  std::vector<Batch> batches() const {
    const base::MutexLock lock(mutex_);
    return batches_;
  }
  // The books that were read of, call by call.
  std::vector<std::string> reads() const {
    const base::MutexLock lock(mutex_);
    return reads_;
  }
  void AwaitHeldRead() {
    const base::MutexLock lock(mutex_);
    while (held_reads_ == 0) read_held_.Wait(mutex_);
  }
  // Records handed out by Read.
  int64_t records_read() const { return records_read_.load(); }

  // Reads block until released.
  void HoldReads() {
    const base::MutexLock lock(mutex_);
    hold_reads_ = true;
  }
  void ReleaseReads() {
    const base::MutexLock lock(mutex_);
    hold_reads_ = false;
    released_.NotifyAll();
  }

  // The next Append is answered with this, and does nothing.
  void RefuseAppend(absl::Status refusal) {
    const base::MutexLock lock(mutex_);
    refusal_ = std::move(refusal);
  }

  absl::Status Append(absl::Span<const storage::BookBatch> batches) override {
    Batch batch;
    for (const storage::BookBatch& one : batches) {
      batch.books.push_back(one.book);
      for (const std::string& record : one.records) batch.bytes += record.size();
    }
    {
      const base::MutexLock lock(mutex_);
      batches_.push_back(std::move(batch));
      if (!refusal_.ok()) return std::exchange(refusal_, absl::OkStatus());
    }
    return fake_->Append(batches);
  }
  absl::Status Read(absl::string_view book, Position from, Position to,
                    RecordSink sink) const override {
    {
      const base::MutexLock lock(mutex_);
      reads_.emplace_back(book);
      ++held_reads_;
      read_held_.NotifyAll();
      while (hold_reads_) released_.Wait(mutex_);
      --held_reads_;
    }
    return fake_->Read(book, from, to, [&](Position position, absl::string_view record) {
      ++records_read_;
      return sink(position, record);
    });
  }
  absl::Status Health() const override { return fake_->Health(); }
  Position Head(absl::string_view book) const override { return fake_->Head(book); }
  storage::TreeHead Tree(absl::string_view book) const override { return fake_->Tree(book); }
  absl::StatusOr<std::string> ReadTile(absl::string_view book, storage::TileId tile,
                                       int width) const override {
    return fake_->ReadTile(book, tile, width);
  }
  absl::Status WaitFor(absl::string_view book, Position position,
                       absl::Duration timeout) const override {
    return fake_->WaitFor(book, position, timeout);
  }
  absl::StatusOr<std::optional<storage::RequestEntry>> FindRequest(
      absl::string_view book, absl::string_view actor,
      absl::string_view request_id) const override {
    return fake_->FindRequest(book, actor, request_id);
  }
  absl::Status ReadRequests(absl::string_view book, RequestSink sink) const override {
    return fake_->ReadRequests(book, sink);
  }
  std::vector<storage::BookHead> Books(absl::string_view after, size_t limit) const override {
    return fake_->Books(after, limit);
  }
  std::vector<storage::PendingLoss> PendingLosses() const override {
    return fake_->PendingLosses();
  }
  absl::StatusOr<storage::Verified> VerifyAll() const override { return fake_->VerifyAll(); }

 private:
  std::unique_ptr<storage::FakeEventLog> fake_;
  mutable base::Mutex mutex_;
  absl::Status refusal_ ABSL_GUARDED_BY(mutex_);
  mutable base::CondVar released_;
  mutable base::CondVar read_held_;
  mutable int held_reads_ ABSL_GUARDED_BY(mutex_) = 0;
  mutable std::vector<std::string> reads_ ABSL_GUARDED_BY(mutex_);
  bool hold_reads_ ABSL_GUARDED_BY(mutex_) = false;
  std::vector<Batch> batches_ ABSL_GUARDED_BY(mutex_);
  mutable std::atomic<int64_t> records_read_ = 0;
};

// The answer to a command that was sent without waiting for it.
class Answer {
 public:
  Books::Done Taker() {
    return [state = state_](absl::StatusOr<Receipt> answer) {
      const base::MutexLock lock(state->mutex);
      ++state->times;
      state->answer = std::move(answer);
      state->answered.NotifyAll();
    };
  }
  bool IsThere() const {
    const base::MutexLock lock(state_->mutex);
    return state_->answer.has_value();
  }
  // Whether it comes within `patience`: for answers that must not, or must, wait for something.
  bool ComesWithin(absl::Duration patience) const {
    const absl::Time deadline = absl::Now() + patience;
    const base::MutexLock lock(state_->mutex);
    while (!state_->answer.has_value()) {
      if (!state_->answered.WaitFor(state_->mutex, deadline - absl::Now()) &&
          absl::Now() >= deadline) {
        return state_->answer.has_value();
      }
    }
    return true;
  }
  absl::StatusOr<Receipt> Get() const {
    const base::MutexLock lock(state_->mutex);
    while (!state_->answer.has_value()) state_->answered.Wait(state_->mutex);
    return *state_->answer;
  }
  int times() const {
    const base::MutexLock lock(state_->mutex);
    return state_->times;
  }

 private:
  struct State {
    base::Mutex mutex;
    base::CondVar answered;
    std::optional<absl::StatusOr<Receipt>> answer ABSL_GUARDED_BY(mutex);
    int times ABSL_GUARDED_BY(mutex) = 0;
  };
  std::shared_ptr<State> state_ = std::make_shared<State>();
};

// Long enough for anything that will happen, short enough to wait for what must not.
inline constexpr absl::Duration kAWhile = absl::Milliseconds(60);
inline constexpr absl::Duration kLong = absl::Seconds(30);

inline std::string RequestId(uint64_t number) {
  return absl::StrFormat("00000000-0000-4000-8000-%012x", number);
}

// Stands for the API's fingerprint: 32 bytes, of the content alone.
inline std::string Fingerprint(absl::string_view content) {
  std::string bytes(content.substr(0, 32));
  bytes.resize(32, '.');
  return bytes;
}

inline Request MakeRequest(domain::Command command, absl::string_view content,
                           absl::string_view request_id, absl::string_view subject = kSecretary) {
  Request request;
  request.subject = std::string(subject);
  request.request_id = std::string(request_id);
  request.fingerprint = Fingerprint(content);
  request.command = std::move(command);
  return request;
}

inline domain::CreateProgramme CreateCommand(absl::string_view book) {
  domain::CreateProgramme create;
  create.programme = std::string(book);
  create.title = "Regio Deal";
  create.first_year = 2019;
  create.last_year = 2023;
  create.secretary_display_name = "Programmasecretaris";
  return create;
}

inline domain::AddPartner PartnerCommand(absl::string_view name) {
  domain::AddPartner partner;
  partner.name = std::string(name);
  partner.kind = v1::PARTNER_KIND_GEMEENTE;
  return partner;
}

inline std::string ReasonOf(const absl::Status& status) {
  const std::optional<base::ErrorDetail> detail = base::GetErrorDetail(status);
  return detail.has_value() ? detail->reason : "";
}

MATCHER_P2(Refused, code, reason, "") {
  *result_listener << arg.status();
  return arg.status().code() == code && ReasonOf(arg.status()) == std::string(reason);
}

class BooksTest : public testing::Test {
 protected:
  BooksTest()
      : log_(std::make_unique<WatchedLog>(std::make_unique<storage::FakeEventLog>())),
        randomness_(base::SeededRandomness(7)) {}

  // A test that gave up half-way fails; it does not hang.
  ~BooksTest() override {
    fake().ReleaseSync();
    log_->ReleaseReads();
  }

  Books& books() {
    if (books_ == nullptr) books_ = Books::Create(*log_, clock_, *randomness_, options_);
    return *books_;
  }
  storage::FakeEventLog& fake() { return log_->fake(); }

  // As a clean stop and start of the server.
  void Reopen() { books_.reset(); }
  // As a crash: what was not durable is gone.
  void CrashAndRestart() {
    std::unique_ptr<storage::FakeEventLog> next = fake().Restart();
    books_.reset();
    log_ = std::make_unique<WatchedLog>(std::move(next));
  }

  std::string NextRequestId() { return RequestId(++requests_); }

  Answer Send(absl::string_view book, Request request) {
    Answer answer;
    books().Execute(book, std::move(request), answer.Taker());
    return answer;
  }
  Answer SendCreate(absl::string_view book) {
    return Send(book, MakeRequest(CreateCommand(book), book, NextRequestId()));
  }
  Answer SendPartner(absl::string_view book, absl::string_view name) {
    return Send(book, MakeRequest(PartnerCommand(name), name, NextRequestId()));
  }
  absl::StatusOr<Receipt> Create(absl::string_view book) { return SendCreate(book).Get(); }
  absl::StatusOr<Receipt> AddPartner(absl::string_view book, absl::string_view name) {
    return SendPartner(book, name).Get();
  }

  // Where readers see the book; none: they see no such book.
  std::optional<Position> Head(absl::string_view book) {
    std::optional<Position> head;
    const absl::Status read =
        books().Read(book, Position(), absl::Now() + kLong,
                     [&](const projections::Views& views) { head = views.head(); });
    if (!read.ok()) {
      EXPECT_EQ(ReasonOf(read), base::kProgrammeUnknown) << read;
    }
    return head;
  }
  std::vector<v1::Event> Events(absl::string_view book) {
    std::vector<v1::Event> events;
    const absl::Status read =
        books().ReadRecords(book, Position(1), Position(UINT64_MAX), [&](const RecordView& record) {
          EXPECT_EQ(record.position.value(), events.size() + 1);
          EXPECT_TRUE(events.emplace_back().ParseFromString(std::string(record.bytes)));
          return true;
        });
    EXPECT_TRUE(read.ok()) << read;
    return events;
  }

  // Room for whatever a test sends at once: only the tests of the bounds lower it.
  static Options Roomy() {
    Options options;
    options.max_queued_per_book = 10'000;
    options.max_queued = 100'000;
    return options;
  }

  base::FakeClock clock_;
  Options options_ = Roomy();
  std::unique_ptr<WatchedLog> log_;
  std::unique_ptr<base::Randomness> randomness_;
  std::unique_ptr<Books> books_;
  std::atomic<uint64_t> requests_ = 0;
};

}  // namespace dealboek::book

#endif  // DEALBOEK_TESTS_SERVICES_BOOK_BOOKS_FIXTURE_H_
