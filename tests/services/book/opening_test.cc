// Books open on first use and close when idle; what is damaged is named and left alone.
#include <algorithm>
#include <atomic>
#include <functional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "services/book/verify.h"
#include "tests/services/book/books_fixture.h"

namespace dealboek::book {
namespace {

using absl::StatusCode;

class OpeningTest : public BooksTest {
 protected:
  void Fill(absl::string_view book, int partners) {
    ASSERT_TRUE(Create(book).ok());
    std::vector<Answer> answers;
    for (int i = 0; i < partners; ++i) {
      answers.push_back(SendPartner(book, absl::StrCat("Partner ", i)));
    }
    for (const Answer& answer : answers) ASSERT_TRUE(answer.Get().ok());
  }
};

TEST_F(OpeningTest, ManyOpenersWaitOnOneFold) {
  Fill("zod", 3'000);  // more than a few turns
  const auto head = static_cast<int64_t>(Head("zod")->value());
  Reopen();
  books();
  const int64_t read_before = log_->records_read();
  std::atomic<int> right = 0;
  std::vector<std::thread> openers;
  for (int i = 0; i < 16; ++i) {
    openers.emplace_back([&, i] {
      if (i % 2 == 0) {
        if (Head("zod").has_value()) ++right;
      } else {
        if (AddPartner("zod", absl::StrCat("Later ", i)).ok()) ++right;
      }
    });
  }
  for (std::thread& opener : openers) opener.join();
  EXPECT_EQ(right.load(), 16);
  EXPECT_EQ(log_->records_read() - read_before, head);
}

TEST_F(OpeningTest, AnOpeningBookLeavesTurnsToOthers) {
  options_.threads = 1;
  Fill("zod", 3'000);
  Fill("aaa", 1);
  Reopen();
  books();
  log_->HoldReads();
  Answer opening = SendPartner("zod", "Emmen");
  log_->AwaitHeldRead();  // in its first turn
  Answer other = SendPartner("aaa", "Emmen");
  const size_t before = log_->reads().size();
  log_->ReleaseReads();
  EXPECT_TRUE(opening.Get().ok());
  EXPECT_TRUE(other.Get().ok());
  const std::vector<std::string> reads = log_->reads();
  ASSERT_GT(reads.size(), before + 1);
  EXPECT_EQ(reads[before], "aaa") << "the fold takes several turns; the other book waits for one";
  EXPECT_EQ(reads.back(), "zod");
}

TEST_F(OpeningTest, AReaderOfABookThatIsStillOpeningIsToldAtItsDeadline) {
  Fill("zod", 100);
  Reopen();
  books();
  log_->HoldReads();
  const absl::Status status = books().Read("zod", Position(), absl::Now() + kAWhile,
                                           [](const projections::Views&) { FAIL(); });
  EXPECT_EQ(status.code(), StatusCode::kDeadlineExceeded);
  EXPECT_EQ(ReasonOf(status), base::kPositionNotReached);
  log_->ReleaseReads();
  EXPECT_TRUE(Head("zod").has_value());
}

TEST_F(OpeningTest, AnIdleBookIsClosedAndComesBackTheSame) {
  options_.idle_close = absl::Milliseconds(20);
  Fill("zod", 50);
  const Position head = *Head("zod");
  const int64_t read_before = log_->records_read();
  // Not used for a while: reading it again folds it again.
  const absl::Time deadline = absl::Now() + kLong;
  do {
    ASSERT_LT(absl::Now(), deadline) << "it was never closed";
    absl::SleepFor(absl::Milliseconds(60));
    EXPECT_EQ(Head("zod"), head);
  } while (log_->records_read() == read_before);
  EXPECT_EQ(log_->records_read() - read_before, static_cast<int64_t>(head.value()));
  const absl::StatusOr<Receipt> next = AddPartner("zod", "Emmen");
  ASSERT_TRUE(next.ok());
  EXPECT_EQ(next->first, head.Next());
}

TEST_F(OpeningTest, ASubscriberKeepsItsBookOpen) {
  options_.idle_close = absl::Milliseconds(10);
  Fill("zod", 5);
  auto subscription = books().Subscribe("zod", Head("zod")->Next());
  ASSERT_TRUE(subscription.ok());
  absl::SleepFor(absl::Milliseconds(100));
  ASSERT_TRUE(AddPartner("zod", "Emmen").ok());
  const auto records = (*subscription)->Next(10, kLong);
  ASSERT_TRUE(records.ok());
  EXPECT_EQ(records->size(), 1u);
}

TEST_F(OpeningTest, ADamagedRecordIsNamedAndOtherBooksGoOn) {
  Fill("zod", 20);
  Fill("aaa", 5);
  CrashAndRestart();
  fake().DamageRecord("zod", Position(9));
  for (int i = 0; i < 2; ++i) {
    const absl::StatusOr<Receipt> refused = AddPartner("zod", "Emmen");
    EXPECT_THAT(refused, Refused(StatusCode::kDataLoss, base::kRecordDamaged));
    EXPECT_THAT(std::string(refused.status().message()), testing::HasSubstr("9"));
    const absl::Status read = books().Read("zod", Position(), absl::Now() + kLong,
                                           [](const projections::Views&) { FAIL(); });
    EXPECT_EQ(read.code(), StatusCode::kDataLoss);
  }
  EXPECT_TRUE(AddPartner("aaa", "Emmen").ok());
}

TEST_F(OpeningTest, TheEndsOfABookAreReadWithoutOpeningIt) {
  Fill("zod", 2'000);
  Fill("aaa", 1);
  const Position head = *Head("zod");
  CrashAndRestart();
  fake().DamageRecord("zod", Position(9));
  const absl::StatusOr<Books::Ends> ends = books().ReadEnds("zod", std::nullopt);
  ASSERT_TRUE(ends.ok()) << ends.status();
  EXPECT_EQ(ends->first.programme_created().title(), "Regio Deal");
  EXPECT_EQ(ends->last.header().position(), static_cast<int64_t>(head.value()));
  EXPECT_EQ(log_->records_read(), 2);
  fake().DamageRecord("zod", head);
  EXPECT_THAT(books().ReadEnds("zod", std::nullopt),
              Refused(StatusCode::kDataLoss, base::kRecordDamaged));
  EXPECT_TRUE(books().ReadEnds("aaa", std::nullopt).ok());
  EXPECT_THAT(books().ReadEnds("bbb", std::nullopt),
              Refused(StatusCode::kNotFound, base::kProgrammeUnknown));
  // Of an open book: never ahead of what its readers see.
  fake().HoldSync();
  Answer writing = SendPartner("aaa", "Emmen");
  fake().AwaitHeldSync();
  EXPECT_EQ(books().ReadEnds("aaa", std::nullopt)->last.header().position(),
            static_cast<int64_t>(Head("aaa")->value()));
  fake().ReleaseSync();
  ASSERT_TRUE(writing.Get().ok());
  EXPECT_EQ(books().ReadEnds("aaa", std::nullopt)->last.header().position(),
            static_cast<int64_t>(writing.Get()->last.value()));
}

TEST_F(OpeningTest, ARecordThatIsNoEventIsNamed) {
  Fill("zod", 2);
  const Position head = *Head("zod");
  Reopen();
  storage::BookBatch garbage;
  garbage.book = "zod";
  garbage.first = head.Next();
  garbage.records = {"\xff\xff\xff"};
  ASSERT_TRUE(fake().Append({garbage}).ok());
  const absl::StatusOr<Receipt> refused = AddPartner("zod", "Emmen");
  EXPECT_THAT(refused, Refused(StatusCode::kDataLoss, base::kEventUnreadable));
  EXPECT_THAT(std::string(refused.status().message()),
              testing::HasSubstr(absl::StrCat("position ", head.Next().value())));
  EXPECT_THAT(VerifyBooks(fake()), Refused(StatusCode::kDataLoss, base::kEventUnreadable));
}

TEST_F(OpeningTest, ARecordInAnothersPlaceIsNamed) {
  Fill("zod", 2);
  const Position head = *Head("zod");
  std::string last;
  ASSERT_TRUE(fake()
                  .Read("zod", head, head,
                        [&](Position, absl::string_view record) {
                          last = std::string(record);
                          return true;
                        })
                  .ok());
  Reopen();
  storage::BookBatch twice;
  twice.book = "zod";
  twice.first = head.Next();
  twice.records = {last};
  ASSERT_TRUE(fake().Append({twice}).ok());
  EXPECT_THAT(AddPartner("zod", "Emmen"), Refused(StatusCode::kDataLoss, base::kEventUnreadable));
}

TEST_F(OpeningTest, AnAcceptedLossIsRecordedOnceBeforeAnythingElse) {
  Fill("zod", 3);
  const Position before = *Head("zod");
  CrashAndRestart();
  fake().AcceptLoss();
  ASSERT_EQ(fake().PendingLosses().size(), 1u);
  ASSERT_TRUE(AddPartner("zod", "Emmen").ok());
  EXPECT_TRUE(fake().PendingLosses().empty());
  const std::vector<v1::Event> events = Events("zod");
  ASSERT_EQ(events.size(), before.value() + 2);
  EXPECT_TRUE(events[before.value()].has_loss_accepted());
  EXPECT_EQ(events[before.value()].header().actor(), "");
  EXPECT_TRUE(events[before.value() + 1].has_partner_added());
  CrashAndRestart();
  ASSERT_TRUE(AddPartner("zod", "Assen").ok());
  EXPECT_EQ(Events("zod").size(), before.value() + 3) << "it is told once";
}

TEST_F(OpeningTest, AnAcceptedLossIsRecordedWhenABookIsOnlyRead) {
  options_.idle_close = absl::Milliseconds(10);
  Fill("zod", 3);
  const Position before = *Head("zod");
  CrashAndRestart();
  fake().AcceptLoss();
  ASSERT_TRUE(books()
                  .Read("zod", before.Next(), absl::Now() + kLong, [](const projections::Views&) {})
                  .ok());
  EXPECT_TRUE(fake().PendingLosses().empty());
  absl::SleepFor(absl::Milliseconds(100));  // closed, and opened again
  EXPECT_EQ(Head("zod"), before.Next());
}

TEST_F(OpeningTest, AFullDiskPutsOffRecordingALossAndEveryWriteAfterIt) {
  Fill("zod", 3);
  const Position before = *Head("zod");
  CrashAndRestart();
  fake().AcceptLoss();
  fake().SetDiskFull(true);
  EXPECT_THAT(AddPartner("zod", "Emmen"),
              Refused(StatusCode::kResourceExhausted, base::kDiskFullFloor));
  fake().SetDiskFull(false);
  ASSERT_TRUE(AddPartner("zod", "Emmen").ok());
  const std::vector<v1::Event> events = Events("zod");
  ASSERT_EQ(events.size(), before.value() + 2);
  EXPECT_TRUE(events[before.value()].has_loss_accepted());
}

// A clock that stands still, and calls back the `n`th time it is looked at.
class CallingClock : public base::Clock {
 public:
  CallingClock(int n, std::function<void()> call) : left_(n), call_(std::move(call)) {}
  int64_t NowMicros() const override {
    if (--left_ == 0) call_();
    return base::FakeClock::kStartMicros;
  }

 private:
  mutable std::atomic<int> left_;
  const std::function<void()> call_;
};

// The disk is full for the loss and for what is handed over with it, and has room again before the
// turn is over: what the rest of the turn records comes after the loss all the same.
TEST_F(OpeningTest, ALossThatAFullDiskPutOffInMidTurnStillComesFirst) {
  Fill("zod", 3);
  const Position before = *Head("zod");
  CrashAndRestart();
  fake().AcceptLoss();
  fake().SetDiskFull(true);
  std::vector<Answer> answers;
  CallingClock clock(20, [&] {  // each decision looks once; 16 are handed over at a time
    EXPECT_TRUE(answers.front().ComesWithin(kLong));
    fake().SetDiskFull(false);
  });
  log_->HoldReads();  // the book opens once all is queued, for one turn
  books_ = Books::Create(*log_, clock, *randomness_, options_);
  for (int i = 0; i < 60; ++i) answers.push_back(SendPartner("zod", absl::StrCat("Later ", i)));
  log_->ReleaseReads();
  EXPECT_THAT(answers.front().Get(), Refused(StatusCode::kResourceExhausted, base::kDiskFullFloor));
  ASSERT_TRUE(answers.back().Get().ok()) << answers.back().Get().status();
  const std::vector<v1::Event> events = Events("zod");
  ASSERT_GT(events.size(), before.value() + 1);
  EXPECT_TRUE(events[before.value()].has_loss_accepted());
  EXPECT_TRUE(fake().PendingLosses().empty());
  EXPECT_EQ(std::count_if(events.begin(), events.end(),
                          [](const v1::Event& event) { return event.has_loss_accepted(); }),
            1);
  books_.reset();  // before its clock
}

TEST_F(OpeningTest, VerifyFindsEveryBookWhole) {
  Fill("zod", 30);
  Fill("aaa", 3);
  const auto verified = VerifyBooks(fake());
  ASSERT_TRUE(verified.ok()) << verified.status();
  EXPECT_EQ(verified->books, 2u);
  EXPECT_EQ(verified->events, fake().Head("zod").value() + fake().Head("aaa").value());
  EXPECT_EQ(verified->requests, 35u);
}

TEST_F(OpeningTest, TheIndexOfRequestsFollowsFromTheRecords) {
  Fill("zod", 20);
  CrashAndRestart();
  fake().AcceptLoss();  // recorded by the server itself: nobody's request
  Fill("aaa", 1);
  ASSERT_TRUE(AddPartner("zod", "Emmen").ok());
  for (const char* book : {"zod", "aaa"}) {
    std::vector<storage::RequestEntry> made;
    ASSERT_TRUE(fake()
                    .Read(book, Position(1), fake().Head(book),
                          [&](Position position, absl::string_view record) {
                            auto entry = RequestOf(book, position, record);
                            EXPECT_TRUE(entry.ok()) << entry.status();
                            if (entry.ok() && entry->has_value()) made.push_back(**entry);
                            return true;
                          })
                    .ok());
    std::vector<storage::RequestEntry> kept;
    ASSERT_TRUE(fake()
                    .ReadRequests(book,
                                  [&](const storage::RequestEntry& entry) {
                                    kept.push_back(entry);
                                    return true;
                                  })
                    .ok());
    EXPECT_TRUE(std::is_permutation(made.begin(), made.end(), kept.begin(), kept.end()));
    EXPECT_EQ(made.size(), book == std::string("zod") ? 22u : 2u);
  }
  EXPECT_EQ(RequestOf("zod", Position(1), "\xff\xff").status().code(), StatusCode::kDataLoss);
}

TEST_F(OpeningTest, VerifyFindsAnIndexOfRequestsThatIsNotTheRecords) {
  Fill("zod", 1);
  const Position head = *Head("zod");
  Reopen();
  std::string last;
  ASSERT_TRUE(fake()
                  .Read("zod", head, head,
                        [&](Position, absl::string_view record) {
                          last = std::string(record);
                          return true;
                        })
                  .ok());
  v1::Event next;
  ASSERT_TRUE(next.ParseFromString(last));
  next.mutable_header()->set_position(next.header().position() + 1);
  next.mutable_header()->mutable_recorded_at()->set_nanos(999'999'000);
  next.mutable_header()->set_request_id(RequestId(99));
  next.mutable_partner_added()->set_partner("partner-2");
  next.mutable_partner_added()->set_name("Assen");
  storage::BookBatch unindexed;
  unindexed.book = "zod";
  unindexed.first = head.Next();
  unindexed.records = {next.SerializeAsString()};
  ASSERT_TRUE(fake().Append({unindexed}).ok());
  const auto verified = VerifyBooks(fake());
  EXPECT_THAT(verified, Refused(StatusCode::kDataLoss, base::kEventUnreadable));
  EXPECT_THAT(std::string(verified.status().message()), testing::HasSubstr("index of requests"));
}

}  // namespace
}  // namespace dealboek::book
