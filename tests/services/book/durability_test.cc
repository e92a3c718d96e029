// No answer and no reader may be ahead of what is durable; a failed write is the end.
#include <algorithm>
#include <atomic>
#include <string>
#include <utility>
#include <vector>

#include "tests/services/book/books_fixture.h"

namespace dealboek::book {
namespace {

using absl::StatusCode;
using storage::FakeEventLog;

class DurabilityTest : public BooksTest {
 protected:
  // A book with its creation durable and a partner on its way to the disk, held there.
  Answer HoldAPartner() {
    EXPECT_TRUE(Create("zod").ok());
    head_before_ = *Head("zod");
    fake().HoldSync();
    Answer answer = SendPartner("zod", "Emmen");
    fake().AwaitHeldSync();
    return answer;
  }

  Position head_before_;
};

TEST_F(DurabilityTest, AnAnswerWaitsForTheSync) {
  Answer answer = HoldAPartner();
  EXPECT_FALSE(answer.ComesWithin(kAWhile));
  fake().ReleaseSync();
  const absl::StatusOr<Receipt> receipt = answer.Get();
  ASSERT_TRUE(receipt.ok()) << receipt.status();
  EXPECT_EQ(receipt->first, head_before_.Next());
  EXPECT_EQ(receipt->last, fake().Head("zod"));
}

TEST_F(DurabilityTest, ReadersDoNotSeeWhatIsBeingSynced) {
  Answer answer = HoldAPartner();
  EXPECT_EQ(Head("zod"), head_before_);
  EXPECT_EQ(Events("zod").size(), head_before_.value());
  auto subscription = books().Subscribe("zod", head_before_.Next());
  ASSERT_TRUE(subscription.ok());
  const auto nothing = (*subscription)->Next(10, kAWhile);
  ASSERT_TRUE(nothing.ok());
  EXPECT_TRUE(nothing->empty());
  EXPECT_EQ((*subscription)->Head(), head_before_);
  const absl::Status waited = books().Read("zod", head_before_.Next(), absl::Now() + kAWhile,
                                           [](const projections::Views&) { FAIL(); });
  EXPECT_EQ(waited.code(), StatusCode::kDeadlineExceeded);
  EXPECT_EQ(ReasonOf(waited), base::kPositionNotReached);

  fake().ReleaseSync();
  ASSERT_TRUE(answer.Get().ok());
  EXPECT_EQ(Head("zod"), head_before_.Next());
  const auto records = (*subscription)->Next(10, kLong);
  ASSERT_TRUE(records.ok());
  ASSERT_EQ(records->size(), 1u);
  EXPECT_EQ(records->front().position, head_before_.Next());
}

TEST_F(DurabilityTest, ABookBeingCreatedIsUnknownToReadersUntilItIsDurable) {
  fake().HoldSync();
  Answer answer = SendCreate("zod");
  fake().AwaitHeldSync();
  EXPECT_EQ(Head("zod"), std::nullopt);
  EXPECT_FALSE(books().Subscribe("zod", Position(1)).ok());
  EXPECT_TRUE(books().List("", 10)->empty());
  fake().ReleaseSync();
  ASSERT_TRUE(answer.Get().ok());
  EXPECT_NE(Head("zod"), std::nullopt);
  EXPECT_THAT(*books().List("", 10), testing::ElementsAre("zod"));
}

TEST_F(DurabilityTest, ARefusalWaitsForWhatItTellsOf) {
  fake().HoldSync();
  Answer created = SendCreate("zod");
  fake().AwaitHeldSync();
  // That there is such a programme is not durable, so nobody may hear of it.
  Answer refused = SendCreate("zod");
  Answer unknown_actor =
      Send("zod", MakeRequest(PartnerCommand("Emmen"), "Emmen", NextRequestId(), kStranger));
  EXPECT_FALSE(refused.ComesWithin(kAWhile));
  EXPECT_FALSE(unknown_actor.IsThere());
  fake().ReleaseSync();
  EXPECT_TRUE(created.Get().ok());
  EXPECT_THAT(refused.Get(), Refused(StatusCode::kAlreadyExists, base::kProgrammeExists));
  EXPECT_THAT(unknown_actor.Get(), Refused(StatusCode::kPermissionDenied, base::kNoSeat));
}

TEST_F(DurabilityTest, ARepeatWaitsForWhatItRepeats) {
  ASSERT_TRUE(Create("zod").ok());
  fake().HoldSync();
  const Request request = MakeRequest(PartnerCommand("Emmen"), "Emmen", NextRequestId());
  Answer first = Send("zod", request);
  fake().AwaitHeldSync();
  Answer again = Send("zod", request);
  EXPECT_FALSE(again.ComesWithin(kAWhile));
  fake().ReleaseSync();
  ASSERT_TRUE(first.Get().ok());
  ASSERT_TRUE(again.Get().ok());
  EXPECT_EQ(first.Get()->first, again.Get()->first);
  EXPECT_EQ(first.Get()->last, again.Get()->last);
  EXPECT_EQ(first.Get()->last, fake().Head("zod"));
}

TEST_F(DurabilityTest, ARefusalThatTellsOfNothingPendingDoesNotWait) {
  ASSERT_TRUE(Create("aaa").ok());
  ASSERT_TRUE(Create("zod").ok());
  fake().HoldSync();
  Answer held = SendPartner("zod", "Emmen");
  fake().AwaitHeldSync();
  Answer refused = SendCreate("aaa");
  EXPECT_TRUE(refused.ComesWithin(kLong));
  EXPECT_FALSE(held.IsThere());
  fake().ReleaseSync();
  EXPECT_THAT(refused.Get(), Refused(StatusCode::kAlreadyExists, base::kProgrammeExists));
}

TEST_F(DurabilityTest, DecidingGoesOnWhileABatchIsSynced) {
  Answer held = HoldAPartner();
  std::vector<Answer> more;
  for (int i = 0; i < 100; ++i) more.push_back(SendPartner("zod", absl::StrCat("Partner ", i)));
  EXPECT_FALSE(more.back().ComesWithin(kAWhile));
  const size_t before = log_->batches().size();
  fake().ReleaseSync();
  for (size_t i = 0; i < more.size(); ++i) {
    const absl::StatusOr<Receipt> receipt = more[i].Get();
    ASSERT_TRUE(receipt.ok()) << receipt.status();
    EXPECT_EQ(receipt->first.value(), head_before_.value() + 2 + i);
  }
  EXPECT_EQ(log_->batches().size(), before + 1) << "they should go in one batch";
}

TEST_F(DurabilityTest, AfterAcknowledgementTheNextReadHasTheWrite) {
  ASSERT_TRUE(Create("zod").ok());
  for (int i = 0; i < 200; ++i) {
    const absl::StatusOr<Receipt> receipt = AddPartner("zod", absl::StrCat("Partner ", i));
    ASSERT_TRUE(receipt.ok());
    ASSERT_EQ(Head("zod"), receipt->last);
  }
}

TEST_F(DurabilityTest, AFailedWriteIsFinalAndReadsGoOn) {
  ASSERT_TRUE(Create("zod").ok());
  const Position before = *Head("zod");
  Answer told;  // OnFailure's, in an answer's clothes
  std::atomic<int> failures = 0;
  books().OnFailure([&, taker = told.Taker()](const absl::Status& status) {
    ++failures;
    taker(status);
  });
  fake().HoldSync();
  fake().FailAppend(1, FakeEventLog::Failure::kNotWritten);
  const Request request = MakeRequest(PartnerCommand("Emmen"), "Emmen", NextRequestId());
  Answer writing = Send("zod", request);
  fake().AwaitHeldSync();
  Answer repeat = Send("zod", request);
  Answer refusal =
      Send("zod", MakeRequest(PartnerCommand("Assen"), "Assen", NextRequestId(), kStranger));
  Answer behind = SendPartner("zod", "Coevorden");
  fake().ReleaseSync();

  EXPECT_THAT(writing.Get(), Refused(StatusCode::kUnavailable, base::kLogWriteFailed));
  for (const Answer& answer : {repeat, refusal, behind}) {
    EXPECT_EQ(answer.Get().status().code(), StatusCode::kUnavailable) << answer.Get().status();
  }
  EXPECT_TRUE(told.ComesWithin(kLong));
  EXPECT_THAT(AddPartner("zod", "Borger"), Refused(StatusCode::kUnavailable, base::kLogStopped));
  EXPECT_THAT(Create("aaa"), Refused(StatusCode::kUnavailable, base::kLogStopped));
  EXPECT_EQ(Head("zod"), before);
  EXPECT_EQ(Events("zod").size(), before.value());
  const absl::Status waited = books().Read("zod", before.Next(), absl::Now() + kLong,
                                           [](const projections::Views&) { FAIL(); });
  EXPECT_EQ(waited.code(), StatusCode::kUnavailable) << "nothing will come any more";
  EXPECT_EQ(failures.load(), 1);

  Answer told_late;
  books().OnFailure(told_late.Taker());
  EXPECT_TRUE(told_late.IsThere()) << "who asks after it happened is told at once";

  CrashAndRestart();
  EXPECT_EQ(Head("zod"), before);
  EXPECT_TRUE(Send("zod", request).Get().ok());
}

TEST_F(DurabilityTest, ALogThatStopsByItselfIsToldOfWithoutAWrite) {
  ASSERT_TRUE(Create("zod").ok());
  Answer told;  // OnFailure's, in an answer's clothes
  books().OnFailure([taker = told.Taker()](const absl::Status& status) { taker(status); });
  EXPECT_FALSE(told.ComesWithin(kAWhile));
  fake().Stop();
  ASSERT_TRUE(told.ComesWithin(kLong));
  EXPECT_EQ(ReasonOf(told.Get().status()), base::kLogStopped);
  EXPECT_THAT(AddPartner("zod", "Emmen"), Refused(StatusCode::kUnavailable, base::kLogStopped));
  EXPECT_TRUE(Head("zod").has_value()) << "reads go on";
}

TEST_F(DurabilityTest, OnlyAFailedWriteLeavesTheOutcomeUnknown) {
  const auto refused = [](absl::Status status, absl::string_view reason) {
    base::ErrorDetail detail;
    detail.reason = std::string(reason);
    return base::WithDetail(std::move(status), detail);
  };
  const std::vector<std::pair<std::string, absl::Status>> nothing_written = {
      {"aaa", refused(absl::UnavailableError("the disk would not"), base::kLogReadFailed)},
      {"bbb", refused(absl::AlreadyExistsError("there is one"), base::kRequestEntryExists)},
  };
  for (const auto& [book, refusal] : nothing_written) {
    CrashAndRestart();
    ASSERT_TRUE(Create(book).ok());
    log_->RefuseAppend(refusal);
    const absl::Status told = AddPartner(book, "Emmen").status();
    EXPECT_EQ(told.code(), StatusCode::kUnavailable);
    EXPECT_EQ(ReasonOf(told), base::kLogStopped) << refusal;
    EXPECT_THAT(std::string(told.message()), testing::HasSubstr("Nothing was written"));
    EXPECT_THAT(std::string(told.message()), testing::HasSubstr(std::string(refusal.message())));
  }
}

TEST_F(DurabilityTest, WhoFindsTheLogStoppedIsToldThatNothingWasWritten) {
  // A write on its way when the log stops: its Append comes after.
  Answer held = HoldAPartner();
  Answer behind = SendPartner("zod", "Assen");
  fake().FailAppend(1, FakeEventLog::Failure::kNotWritten);
  fake().ReleaseSync();
  EXPECT_THAT(held.Get(), Refused(StatusCode::kUnavailable, base::kLogWriteFailed));
  EXPECT_THAT(behind.Get(), Refused(StatusCode::kUnavailable, base::kLogStopped));
  CrashAndRestart();
  ASSERT_TRUE(AddPartner("zod", "Emmen").ok());
  fake().Stop();
  EXPECT_THAT(AddPartner("zod", "Assen"), Refused(StatusCode::kUnavailable, base::kLogStopped));
}

TEST_F(DurabilityTest, WhatWasWrittenYetReportedFailedIsAnsweredAfterTheRestart) {
  ASSERT_TRUE(Create("zod").ok());
  fake().FailAppend(1, FakeEventLog::Failure::kWrittenYetReportedFailed);
  const Request request = MakeRequest(PartnerCommand("Emmen"), "Emmen", NextRequestId());
  EXPECT_THAT(Send("zod", request).Get(), Refused(StatusCode::kUnavailable, base::kLogWriteFailed));
  CrashAndRestart();
  const absl::StatusOr<Receipt> again = Send("zod", request).Get();
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->last, *Head("zod"));
  const std::vector<v1::Event> events = Events("zod");
  EXPECT_EQ(std::count_if(events.begin(), events.end(),
                          [](const v1::Event& event) { return event.has_partner_added(); }),
            1);
}

// The power fails during the sync: who was told nothing may find nothing, or all of it.
TEST_F(DurabilityTest, ACrashDuringTheSyncLosesNothingAcknowledged) {
  Answer answer = HoldAPartner();
  CrashAndRestart();
  EXPECT_EQ(answer.Get().status().code(), StatusCode::kUnavailable);
  EXPECT_EQ(Head("zod"), head_before_);
}

TEST_F(DurabilityTest, EveryAcknowledgedPartnerIsThereWhicheverWriteFails) {
  for (const auto failure :
       {FakeEventLog::Failure::kNotWritten, FakeEventLog::Failure::kWrittenYetReportedFailed}) {
    for (int n = 1; n <= 12; ++n) {
      SCOPED_TRACE(absl::StrCat("write ", n, " fails"));
      const std::string book = absl::StrCat("book-", n, "-", static_cast<int>(failure));
      ASSERT_TRUE(Create(book).ok());
      fake().FailAppend(n, failure);
      std::vector<std::string> acknowledged;
      std::vector<std::pair<std::string, Answer>> sent;
      for (int i = 0; i < 24; ++i) {
        const std::string name = absl::StrCat("Partner ", i);
        sent.emplace_back(name, SendPartner(book, name));
        if (i % 2 == 1) sent.back().second.ComesWithin(kLong);
      }
      for (const auto& [name, answer] : sent) {
        if (answer.Get().ok()) acknowledged.push_back(name);
      }
      CrashAndRestart();
      std::vector<std::string> there;
      for (const v1::Event& event : Events(book)) {
        if (event.has_partner_added()) there.push_back(event.partner_added().name());
      }
      EXPECT_THAT(acknowledged, testing::IsSubsetOf(there));
    }
  }
}

TEST_F(DurabilityTest, AFullDiskRefusesWhatWasNotWrittenAndLeavesNoTraceOfIt) {
  ASSERT_TRUE(Create("zod").ok());
  const Position before = *Head("zod");
  fake().SetDiskFull(true);
  EXPECT_THAT(AddPartner("zod", "Emmen"),
              Refused(StatusCode::kResourceExhausted, base::kDiskFullFloor));
  EXPECT_THAT(Create("aaa"), Refused(StatusCode::kResourceExhausted, base::kDiskFullFloor));
  EXPECT_EQ(Head("zod"), before);
  EXPECT_EQ(Head("aaa"), std::nullopt);
  EXPECT_THAT(AddPartner("aaa", "Emmen"), Refused(StatusCode::kNotFound, base::kProgrammeUnknown));
  fake().SetDiskFull(false);
  const absl::StatusOr<Receipt> emmen = AddPartner("zod", "Emmen");
  ASSERT_TRUE(emmen.ok()) << emmen.status();
  EXPECT_EQ(emmen->first, before.Next());
  EXPECT_EQ(Events("zod").back().partner_added().partner(), "partner-1")
      << "the refused one must not have taken a number";
  EXPECT_TRUE(Create("aaa").ok());
}

TEST_F(DurabilityTest, WhatWasDecidedOnWhatAFullDiskRefusedGoesWithIt) {
  ASSERT_TRUE(Create("zod").ok());
  const Position before = *Head("zod");
  fake().HoldSync();
  Answer written = SendPartner("zod", "Emmen");
  fake().AwaitHeldSync();  // this one is past the check for room
  std::vector<Answer> refused;
  for (int i = 0; i < 40; ++i) refused.push_back(SendPartner("zod", absl::StrCat("Partner ", i)));
  fake().SetDiskFull(true);
  fake().ReleaseSync();
  EXPECT_TRUE(written.Get().ok());
  for (const Answer& answer : refused) {
    EXPECT_THAT(answer.Get(), Refused(StatusCode::kResourceExhausted, base::kDiskFullFloor));
    EXPECT_EQ(answer.times(), 1);
  }
  fake().SetDiskFull(false);
  const absl::StatusOr<Receipt> next = AddPartner("zod", "Assen");
  ASSERT_TRUE(next.ok()) << next.status();
  EXPECT_EQ(next->first.value(), before.value() + 2);
  EXPECT_EQ(Events("zod").back().partner_added().partner(), "partner-2");
}

}  // namespace
}  // namespace dealboek::book
