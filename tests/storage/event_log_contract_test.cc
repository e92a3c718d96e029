// What every EventLog promises, told once and run against each log there is.

#include <algorithm>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "services/base/error.h"
#include "services/base/reasons.h"
#include "storage/event_log.h"
#include "storage/merkle/tile.h"
#include "storage/merkle/tree.h"
#include "tests/storage/fake_under_test.h"
#include "tests/storage/log_under_test.h"
#include "tests/storage/merkle/naive_tree.h"
#include "tests/storage/rocksdb_under_test.h"

namespace dealboek::storage {
namespace {

using base::Position;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::string Reason(const absl::Status& status) {
  const auto detail = base::GetErrorDetail(status);
  return detail.has_value() ? detail->reason : "";
}

std::string Metadata(const absl::Status& status, absl::string_view key) {
  const auto detail = base::GetErrorDetail(status);
  if (!detail.has_value()) return "";
  for (const auto& [name, value] : detail->metadata) {
    if (name == key) return value;
  }
  return "";
}

BookBatch Batch(std::string book, uint64_t first, std::vector<std::string> records,
                std::vector<RequestEntry> requests = {}) {
  BookBatch batch;
  batch.book = std::move(book);
  batch.first = Position(first);
  batch.records = std::move(records);
  batch.requests = std::move(requests);
  return batch;
}

RequestEntry Request(std::string actor, std::string id, uint64_t first, uint64_t last,
                     std::string hash = "h") {
  return {std::move(actor), std::move(id), Position(first), Position(last), std::move(hash)};
}

class EventLogContract : public ::testing::TestWithParam<LogFactory> {
 protected:
  EventLogContract() : subject_(GetParam().make()) {}

  EventLog& log() { return subject_->log(); }
  absl::Status Append(std::vector<BookBatch> batches) { return log().Append(batches); }

  std::vector<std::string> Read(absl::string_view book, uint64_t from = 1, uint64_t to = 1 << 30) {
    std::vector<std::string> records;
    const absl::Status status =
        log().Read(book, Position(from), Position(to), [&](Position at, absl::string_view record) {
          records.push_back(absl::StrCat(at.value(), "=", record));
          return true;
        });
    if (!status.ok()) records.push_back(Reason(status));
    return records;
  }

  std::vector<std::string> RequestsOf(absl::string_view book) {
    std::vector<std::string> entries;
    const absl::Status status = log().ReadRequests(book, [&](const RequestEntry& entry) {
      entries.push_back(absl::StrCat(entry.actor, "/", entry.request_id, "=", entry.first.value(),
                                     "-", entry.last.value()));
      return true;
    });
    if (!status.ok()) entries.push_back(Reason(status));
    return entries;
  }

  std::unique_ptr<LogUnderTest> subject_;
};

TEST_P(EventLogContract, NewLogHoldsNothing) {
  EXPECT_EQ(log().Head("zod"), Position());
  EXPECT_THAT(Read("zod"), IsEmpty());
  EXPECT_THAT(log().Books("", 10), IsEmpty());
  EXPECT_THAT(log().PendingLosses(), IsEmpty());
  EXPECT_THAT(RequestsOf("zod"), IsEmpty());
  const auto verified = log().VerifyAll();
  ASSERT_TRUE(verified.ok()) << verified.status();
  EXPECT_EQ(verified->books, 0u);
  EXPECT_EQ(verified->commit, 0u);
}

TEST_P(EventLogContract, RecordsComeBackVerbatimAndInOrder) {
  const std::string odd("\0\xff\x80 z\0", 6);
  ASSERT_TRUE(Append({Batch("zod", 1, {"a", odd})}).ok());
  ASSERT_TRUE(Append({Batch("zod", 3, {"c"})}).ok());
  EXPECT_EQ(log().Head("zod"), Position(3));
  EXPECT_THAT(Read("zod"), ElementsAre("1=a", absl::StrCat("2=", odd), "3=c"));
}

TEST_P(EventLogContract, ReadGivesTheRangeAndStopsAtTheHead) {
  ASSERT_TRUE(Append({Batch("zod", 1, {"a", "b", "c", "d"})}).ok());
  EXPECT_THAT(Read("zod", 2, 3), ElementsAre("2=b", "3=c"));
  EXPECT_THAT(Read("zod", 4, 4), ElementsAre("4=d"));
  EXPECT_THAT(Read("zod", 3, 2), IsEmpty());
  EXPECT_THAT(Read("zod", 5, 9), IsEmpty());
  EXPECT_THAT(Read("zod", 3, UINT64_MAX), ElementsAre("3=c", "4=d"));
  EXPECT_THAT(Read("zod", UINT64_MAX, UINT64_MAX), IsEmpty());
}

TEST_P(EventLogContract, ReadFromNowhereIsRefused) {
  ASSERT_TRUE(Append({Batch("zod", 1, {"a"})}).ok());
  EXPECT_THAT(Read("zod", 0, 1), ElementsAre("POSITION_INVALID"));
}

TEST_P(EventLogContract, SinkStopsTheReading) {
  ASSERT_TRUE(Append({Batch("zod", 1, {"a", "b", "c"})}).ok());
  int seen = 0;
  ASSERT_TRUE(log()
                  .Read("zod", Position(1), Position(3),
                        [&](Position, absl::string_view) { return ++seen < 2; })
                  .ok());
  EXPECT_EQ(seen, 2);
}

TEST_P(EventLogContract, SinkMayCallTheLog) {
  ASSERT_TRUE(Append({Batch("zod", 1, {"a", "b"})}).ok());
  ASSERT_TRUE(log()
                  .Read("zod", Position(1), Position(2),
                        [&](Position at, absl::string_view) {
                          EXPECT_EQ(log().Head("zod"), Position(2));
                          EXPECT_THAT(Read("zod", at.value(), at.value()), testing::SizeIs(1));
                          return true;
                        })
                  .ok());
}

// ---- The tree over a book's records.

// `count` records of a book from `first` on, none like another.
std::vector<std::string> Records(absl::string_view book, uint64_t first, uint64_t count) {
  std::vector<std::string> records;
  for (uint64_t i = 0; i < count; ++i) records.push_back(absl::StrCat(book, " ", first + i));
  return records;
}

// That the tree of `book` is the one over these records, and so was every earlier one.
void ExpectTreeOver(EventLog& log, absl::string_view book, uint64_t size) {
  NaiveTree naive;
  for (const std::string& record : Records(book, 1, size)) naive.Add(record);
  EXPECT_EQ(log.Tree(book), (TreeHead{size, naive.Root(size)})) << book;
  BookTiles tiles(log, book);
  TiledNodes nodes(tiles, size);
  for (uint64_t earlier = 1; earlier <= size; ++earlier) {
    const auto root = Root(earlier, nodes);
    ASSERT_TRUE(root.ok()) << root.status();
    ASSERT_EQ(*root, naive.Root(earlier)) << book << " at " << earlier;
  }
}

TEST_P(EventLogContract, NewBooksTreeIsEmpty) {
  EXPECT_EQ(log().Tree("zod"), TreeHead());
  EXPECT_EQ(log().Tree("zod").root, NaiveTree().Root(0));
  EXPECT_EQ(Reason(log().ReadTile("zod", {0, 0}, 1).status()), "TILE_UNKNOWN");
}

// Appends of all sizes, that end within tiles, at their ends and beyond, and books in between.
TEST_P(EventLogContract, TreeGrowsWithTheRecordsAndSurvivesARestart) {
  uint64_t zod = 0;
  uint64_t assen = 0;
  for (const uint64_t count : {1, 2, 1, 5, 200, 46, 1, 1, 255, 257, 300, 1}) {
    std::vector<BookBatch> batches;
    batches.push_back(Batch("zod", zod + 1, Records("zod", zod + 1, count)));
    zod += count;
    batches.push_back(Batch("assen", assen + 1, Records("assen", assen + 1, 1)));
    batches.push_back(Batch("zod", zod + 1, Records("zod", zod + 1, 2)));  // and once more
    zod += 2;
    ++assen;
    ASSERT_TRUE(Append(std::move(batches)).ok());
    ASSERT_EQ(log().Tree("zod").size, zod);
    if (count == 46 || count == 300) {
      ASSERT_TRUE(subject_->Restart().ok());
    }
  }
  ExpectTreeOver(log(), "zod", zod);
  ExpectTreeOver(log(), "assen", assen);
  ASSERT_TRUE(subject_->Restart().ok());
  ExpectTreeOver(log(), "zod", zod);
  ExpectTreeOver(log(), "assen", assen);
  EXPECT_TRUE(log().VerifyAll().ok());
}

TEST_P(EventLogContract, OneAppendMayFillManyTiles) {
  ASSERT_TRUE(Append({Batch("zod", 1, Records("zod", 1, 1000))}).ok());
  ExpectTreeOver(log(), "zod", 1000);
}

TEST_P(EventLogContract, TileThatTheTreeHasNotIsRefused) {
  ASSERT_TRUE(Append({Batch("zod", 1, Records("zod", 1, 300))}).ok());
  EXPECT_EQ(log().ReadTile("zod", {0, 1}, 44)->size(), 44 * kHashBytes);
  EXPECT_EQ(log().ReadTile("zod", {0, 1}, 43)->size(), 43 * kHashBytes);
  EXPECT_EQ(log().ReadTile("zod", {1, 0}, 1)->size(), kHashBytes);
  const std::pair<TileId, int> unknown[] = {
      {{0, 1}, 45},         {{0, 2}, 1},  {{1, 0}, 2},          {{1, 1}, 1}, {{2, 0}, 1},
      {{0, 0}, 0},          {{0, 0}, -1}, {{0, 0}, 257},        {{8, 0}, 1}, {{-1, 0}, 1},
      {{0, UINT64_MAX}, 1}, {{7, 0}, 1},  {{0, 1ULL << 56}, 1},
  };
  for (const auto& [tile, width] : unknown) {
    const absl::Status status = log().ReadTile("zod", tile, width).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kOutOfRange) << tile.level << "/" << tile.index;
    EXPECT_EQ(Reason(status), "TILE_UNKNOWN");
  }
}

TEST_P(EventLogContract, TreeIsOfWhatIsDurable) {
  ASSERT_TRUE(Append({Batch("zod", 1, Records("zod", 1, 3))}).ok());
  const TreeHead before = log().Tree("zod");
  subject_->HoldSync();
  std::thread appending([&] { EXPECT_TRUE(Append({Batch("zod", 4, Records("zod", 4, 2))}).ok()); });
  subject_->AwaitHeldSync();
  EXPECT_EQ(log().Tree("zod"), before);
  EXPECT_EQ(Reason(log().ReadTile("zod", {0, 0}, 4).status()), "TILE_UNKNOWN");
  subject_->ReleaseSync();
  appending.join();
  ExpectTreeOver(log(), "zod", 5);
}

TEST_P(EventLogContract, FailedAppendLeavesTheTree) {
  ASSERT_TRUE(Append({Batch("zod", 1, Records("zod", 1, 3))}).ok());
  subject_->FailNextAppend(/*written=*/false);
  EXPECT_EQ(Reason(Append({Batch("zod", 4, Records("zod", 4, 1))})), "LOG_WRITE_FAILED");
  ExpectTreeOver(log(), "zod", 3);
  ASSERT_TRUE(subject_->Restart().ok());
  ExpectTreeOver(log(), "zod", 3);
  ASSERT_TRUE(Append({Batch("zod", 4, Records("zod", 4, 1))}).ok());
  ExpectTreeOver(log(), "zod", 4);
}

TEST_P(EventLogContract, BooksAreApart) {
  // "a-b" < "a0" < "a": names that are each other's prefix, or sort before the separator would.
  ASSERT_TRUE(
      Append({Batch("a", 1, {"1"}), Batch("a-b", 1, {"2"}), Batch("a0", 1, {"3", "4"})}).ok());
  EXPECT_THAT(Read("a"), ElementsAre("1=1"));
  EXPECT_THAT(Read("a-b"), ElementsAre("1=2"));
  EXPECT_THAT(Read("a0"), ElementsAre("1=3", "2=4"));
}

TEST_P(EventLogContract, BooksPageInOrder) {
  ASSERT_TRUE(Append({Batch("c", 1, {"1"}), Batch("a", 1, {"1", "2"}), Batch("b", 1, {"1"})}).ok());
  EXPECT_THAT(log().Books("", 2),
              ElementsAre(BookHead{"a", Position(2)}, BookHead{"b", Position(1)}));
  EXPECT_THAT(log().Books("b", 2), ElementsAre(BookHead{"c", Position(1)}));
  EXPECT_THAT(log().Books("c", 2), IsEmpty());
  EXPECT_THAT(log().Books("", 0), IsEmpty());
}

TEST_P(EventLogContract, OneBookMayHaveSeveralBatchesInACall) {
  ASSERT_TRUE(
      Append({Batch("zod", 1, {"a", "b"}), Batch("other", 1, {"x"}), Batch("zod", 3, {"c"})}).ok());
  EXPECT_THAT(Read("zod"), ElementsAre("1=a", "2=b", "3=c"));
}

TEST_P(EventLogContract, NothingToAppendIsFine) {
  EXPECT_TRUE(Append({}).ok());
  EXPECT_EQ(log().VerifyAll()->commit, 0u);
}

TEST_P(EventLogContract, EachAppendIsOneCommitWhateverItHolds) {
  ASSERT_TRUE(Append({Batch("a", 1, {"1", "2"}), Batch("b", 1, {"1"})}).ok());
  ASSERT_TRUE(Append({Batch("a", 3, {"3"})}).ok());
  EXPECT_EQ(log().VerifyAll()->commit, 2u);
}

struct Refusal {
  const char* name;
  std::function<std::vector<BookBatch>()> batches;
  absl::StatusCode code;
  const char* reason;
};

TEST_P(EventLogContract, RefusedAppendsWriteNothing) {
  ASSERT_TRUE(Append({Batch("zod", 1, {"a"}, {Request("anna", "r1", 1, 1)})}).ok());
  const auto invalid = absl::StatusCode::kInvalidArgument;
  const std::vector<Refusal> refusals = {
      {"no name", [] { return std::vector{Batch("", 1, {"x"})}; }, invalid, "BOOK_ID_INVALID"},
      {"upper case", [] { return std::vector{Batch("Zod", 1, {"x"})}; }, invalid,
       "BOOK_ID_INVALID"},
      {"a slash", [] { return std::vector{Batch("a/b", 1, {"x"})}; }, invalid, "BOOK_ID_INVALID"},
      {"a zero byte", [] { return std::vector{Batch(std::string("a\0", 2), 1, {"x"})}; }, invalid,
       "BOOK_ID_INVALID"},
      {"64 bytes", [] { return std::vector{Batch(std::string(64, 'a'), 1, {"x"})}; }, invalid,
       "BOOK_ID_INVALID"},
      {"no records", [] { return std::vector{Batch("zod", 2, {})}; }, invalid, "BATCH_EMPTY"},
      {"no bytes",
       [] {
         return std::vector{Batch("zod", 2, {"x", ""})};
       },
       invalid, "RECORD_EMPTY"},
      {"65,536 bytes", [] { return std::vector{Batch("zod", 2, {std::string(65'536, 'x')})}; },
       invalid, "RECORD_TOO_LARGE"},
      {"request without actor",
       [] { return std::vector{Batch("zod", 2, {"x"}, {Request("", "r", 2, 2)})}; }, invalid,
       "REQUEST_ENTRY_INVALID"},
      {"request without id",
       [] { return std::vector{Batch("zod", 2, {"x"}, {Request("anna", "", 2, 2)})}; }, invalid,
       "REQUEST_ENTRY_INVALID"},
      {"request id of 256 bytes",
       [] {
         return std::vector{Batch("zod", 2, {"x"}, {Request("a", std::string(256, 'r'), 2, 2)})};
       },
       invalid, "REQUEST_ENTRY_INVALID"},
      {"actor of 256 bytes",
       [] {
         return std::vector{Batch("zod", 2, {"x"}, {Request(std::string(256, 'a'), "r", 2, 2)})};
       },
       invalid, "REQUEST_ENTRY_INVALID"},
      {"hash of 65 bytes",
       [] {
         return std::vector{
             Batch("zod", 2, {"x"}, {Request("a", "r", 2, 2, std::string(65, 'h'))})};
       },
       invalid, "REQUEST_ENTRY_INVALID"},
      {"request before its batch",
       [] { return std::vector{Batch("zod", 2, {"x"}, {Request("anna", "r", 1, 2)})}; }, invalid,
       "REQUEST_ENTRY_INVALID"},
      {"request after its batch",
       [] { return std::vector{Batch("zod", 2, {"x"}, {Request("anna", "r", 2, 3)})}; }, invalid,
       "REQUEST_ENTRY_INVALID"},
      {"request backwards",
       [] {
         return std::vector{Batch("zod", 2, {"x", "y"}, {Request("anna", "r", 3, 2)})};
       },
       invalid, "REQUEST_ENTRY_INVALID"},
      {"position taken", [] { return std::vector{Batch("zod", 1, {"x"})}; },
       absl::StatusCode::kAborted, "POSITION_NOT_NEXT"},
      {"position 0", [] { return std::vector{Batch("new", 0, {"x"})}; }, absl::StatusCode::kAborted,
       "POSITION_NOT_NEXT"},
      {"a gap", [] { return std::vector{Batch("zod", 3, {"x"})}; }, absl::StatusCode::kAborted,
       "POSITION_NOT_NEXT"},
      {"a gap in a new book", [] { return std::vector{Batch("new", 2, {"x"})}; },
       absl::StatusCode::kAborted, "POSITION_NOT_NEXT"},
      {"a gap between two batches",
       [] {
         return std::vector{Batch("zod", 2, {"x"}), Batch("zod", 4, {"y"})};
       },
       absl::StatusCode::kAborted, "POSITION_NOT_NEXT"},
      {"the last of three stale",
       [] {
         return std::vector{Batch("b", 1, {"x"}), Batch("c", 1, {"x"}), Batch("zod", 1, {"y"})};
       },
       absl::StatusCode::kAborted, "POSITION_NOT_NEXT"},
      {"a request carried out before",
       [] { return std::vector{Batch("zod", 2, {"x"}, {Request("anna", "r1", 2, 2)})}; },
       absl::StatusCode::kAlreadyExists, "REQUEST_ENTRY_EXISTS"},
      {"a request named twice",
       [] {
         return std::vector{Batch("zod", 2, {"x"}, {Request("anna", "r2", 2, 2)}),
                            Batch("zod", 3, {"y"}, {Request("anna", "r2", 3, 3)})};
       },
       absl::StatusCode::kAlreadyExists, "REQUEST_ENTRY_EXISTS"},
      // Checked in this order: content before position.
      {"too large and stale",
       [] { return std::vector{Batch("zod", 1, {std::string(65'536, 'x')})}; }, invalid,
       "RECORD_TOO_LARGE"},
  };
  for (const Refusal& refusal : refusals) {
    SCOPED_TRACE(refusal.name);
    const absl::Status status = Append(refusal.batches());
    EXPECT_EQ(status.code(), refusal.code) << status;
    EXPECT_EQ(Reason(status), refusal.reason);
  }
  EXPECT_THAT(Read("zod"), ElementsAre("1=a"));
  EXPECT_THAT(log().Books("", 10), ElementsAre(BookHead{"zod", Position(1)}));
  EXPECT_THAT(RequestsOf("zod"), ElementsAre("anna/r1=1-1"));
  EXPECT_EQ(log().VerifyAll()->commit, 1u);
  ASSERT_TRUE(subject_->Restart().ok());
  EXPECT_THAT(Read("zod"), ElementsAre("1=a"));
  EXPECT_TRUE(Append({Batch("zod", 2, {"b"})}).ok());  // and the log still takes what is right
}

TEST_P(EventLogContract, LargestOfEverythingIsKept) {
  const std::string book(63, 'z');
  const std::string record(65'535, '\xff');
  const RequestEntry request =
      Request(std::string(255, 'a'), std::string(255, '\0'), 1, 1, std::string(64, '\xff'));
  ASSERT_TRUE(Append({Batch(book, 1, {record}, {request})}).ok());
  ASSERT_TRUE(subject_->Restart().ok());
  EXPECT_THAT(Read(book), ElementsAre("1=" + record));
  EXPECT_EQ(*log().FindRequest(book, request.actor, request.request_id), request);
}

TEST_P(EventLogContract, StalePositionIsNamed) {
  ASSERT_TRUE(Append({Batch("zod", 1, {"a", "b"})}).ok());
  const absl::Status status = Append({Batch("zod", 2, {"x"})});
  EXPECT_EQ(Metadata(status, "book"), "zod");
  EXPECT_EQ(Metadata(status, "expectedPosition"), "3");
  EXPECT_EQ(Metadata(status, "givenPosition"), "2");
}

TEST_P(EventLogContract, RequestIsFoundByBookActorAndIdTogether) {
  ASSERT_TRUE(Append({Batch("zod", 1, {"a", "b", "c"},
                            {Request("anna", "r1", 1, 2, "hash1"), Request("ben", "r1", 3, 3)})})
                  .ok());
  EXPECT_EQ(*log().FindRequest("zod", "anna", "r1"), Request("anna", "r1", 1, 2, "hash1"));
  EXPECT_EQ(*log().FindRequest("zod", "ben", "r1"), Request("ben", "r1", 3, 3));
  EXPECT_EQ(*log().FindRequest("zod", "anna", "r2"), std::nullopt);
  EXPECT_EQ(*log().FindRequest("other", "anna", "r1"), std::nullopt);
  // Actor and id are not simply run together.
  EXPECT_EQ(*log().FindRequest("zod", "ann", "ar1"), std::nullopt);
  EXPECT_EQ(*log().FindRequest("zod", "annar", "1"), std::nullopt);
  EXPECT_THAT(RequestsOf("zod"), ElementsAre("ben/r1=3-3", "anna/r1=1-2"));
  EXPECT_THAT(RequestsOf("zo"), IsEmpty());
}

TEST_P(EventLogContract, EverythingIsThereAfterARestart) {
  ASSERT_TRUE(
      Append({Batch("zod", 1, {"a", "b"}, {Request("anna", "r1", 1, 2)}), Batch("other", 1, {"x"})})
          .ok());
  ASSERT_TRUE(subject_->Restart().ok());
  EXPECT_EQ(log().Head("zod"), Position(2));
  EXPECT_THAT(Read("zod"), ElementsAre("1=a", "2=b"));
  EXPECT_THAT(Read("other"), ElementsAre("1=x"));
  EXPECT_EQ(*log().FindRequest("zod", "anna", "r1"), Request("anna", "r1", 1, 2));
  ASSERT_TRUE(Append({Batch("zod", 3, {"c"})}).ok());
  EXPECT_THAT(Read("zod"), ElementsAre("1=a", "2=b", "3=c"));
  EXPECT_EQ(log().VerifyAll()->commit, 2u);
}

TEST_P(EventLogContract, AppendThatFailedInWritingIsNeverFollowedByAnother) {
  ASSERT_TRUE(Append({Batch("zod", 1, {"a"})}).ok());
  EXPECT_TRUE(log().Health().ok());
  subject_->FailNextAppend(/*written=*/false);
  const absl::Status failed = Append({Batch("zod", 2, {"b"})});
  EXPECT_EQ(Reason(log().Health()), "LOG_STOPPED");
  EXPECT_EQ(failed.code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(Reason(failed), "LOG_WRITE_FAILED");
  const absl::Status later = Append({Batch("zod", 2, {"b"})});
  EXPECT_EQ(later.code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(Reason(later), "LOG_STOPPED");
  EXPECT_EQ(Reason(Append({Batch("zod", 7, {"b"})})), "LOG_STOPPED");  // before any other check
  // Reading goes on, and shows what was acknowledged.
  EXPECT_EQ(log().Head("zod"), Position(1));
  EXPECT_THAT(Read("zod"), ElementsAre("1=a"));

  ASSERT_TRUE(subject_->Restart().ok());
  EXPECT_THAT(Read("zod"), ElementsAre("1=a"));
  EXPECT_TRUE(Append({Batch("zod", 2, {"c"})}).ok());
}

TEST_P(EventLogContract, AppendWrittenYetReportedFailedIsThereAfterARestartAndNotBefore) {
  ASSERT_TRUE(Append({Batch("zod", 1, {"a"})}).ok());
  subject_->FailNextAppend(/*written=*/true);
  const std::vector<BookBatch> both = {Batch("zod", 2, {"b"}, {Request("anna", "r1", 2, 2)}),
                                       Batch("new", 1, {"n"})};
  EXPECT_EQ(Reason(Append(both)), "LOG_WRITE_FAILED");
  EXPECT_EQ(Reason(Append({Batch("zod", 2, {"x"})})), "LOG_STOPPED");
  EXPECT_THAT(Read("zod"), ElementsAre("1=a"));
  EXPECT_EQ(*log().FindRequest("zod", "anna", "r1"), std::nullopt);
  EXPECT_THAT(RequestsOf("zod"), IsEmpty());
  EXPECT_THAT(log().Books("", 10), ElementsAre(BookHead{"zod", Position(1)}));

  ASSERT_TRUE(subject_->Restart().ok());
  EXPECT_THAT(Read("zod"), ElementsAre("1=a", "2=b"));
  EXPECT_THAT(Read("new"), ElementsAre("1=n"));
  EXPECT_EQ(*log().FindRequest("zod", "anna", "r1"), Request("anna", "r1", 2, 2));
  EXPECT_EQ(log().VerifyAll()->commit, 2u);
}

TEST_P(EventLogContract, FullDiskRefusesBeforeWritingAndLetsReadingGoOn) {
  ASSERT_TRUE(Append({Batch("zod", 1, {"a"})}).ok());
  subject_->SetDiskFull(true);
  const absl::Status status = Append({Batch("zod", 2, {"b"})});
  EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(Reason(status), "DISK_FULL_FLOOR");
  EXPECT_THAT(Read("zod"), ElementsAre("1=a"));
  EXPECT_EQ(Reason(Append({Batch("zod", 5, {"b"})})), "POSITION_NOT_NEXT");  // checked before
  subject_->SetDiskFull(false);
  EXPECT_TRUE(Append({Batch("zod", 2, {"b"})}).ok());
  EXPECT_THAT(Read("zod"), ElementsAre("1=a", "2=b"));
}

TEST_P(EventLogContract, NoReadIsAheadOfTheSync) {
  ASSERT_TRUE(Append({Batch("zod", 1, {"a"})}).ok());
  subject_->HoldSync();
  absl::Status appended;
  std::thread committer(
      [&] { appended = Append({Batch("zod", 2, {"b"}, {Request("anna", "r1", 2, 2)})}); });
  subject_->AwaitHeldSync();
  EXPECT_EQ(log().Head("zod"), Position(1));
  EXPECT_THAT(Read("zod"), ElementsAre("1=a"));
  EXPECT_EQ(*log().FindRequest("zod", "anna", "r1"), std::nullopt);
  EXPECT_EQ(log().WaitFor("zod", Position(2), absl::Milliseconds(20)).code(),
            absl::StatusCode::kDeadlineExceeded);
  subject_->ReleaseSync();
  committer.join();
  ASSERT_TRUE(appended.ok()) << appended;
  EXPECT_EQ(log().Head("zod"), Position(2));
  EXPECT_THAT(Read("zod"), ElementsAre("1=a", "2=b"));
}

TEST_P(EventLogContract, WaitForReturnsAtOnceWhenThere) {
  ASSERT_TRUE(Append({Batch("zod", 1, {"a"})}).ok());
  EXPECT_TRUE(log().WaitFor("zod", Position(1), absl::ZeroDuration()).ok());
  EXPECT_TRUE(log().WaitFor("new", Position(), absl::ZeroDuration()).ok());
}

TEST_P(EventLogContract, WaitForIsBounded) {
  const absl::Time start = absl::Now();
  const absl::Status status = log().WaitFor("zod", Position(1), absl::Milliseconds(30));
  EXPECT_EQ(status.code(), absl::StatusCode::kDeadlineExceeded);
  EXPECT_EQ(Reason(status), "POSITION_NOT_REACHED");
  EXPECT_GE(absl::Now() - start, absl::Milliseconds(29));
}

TEST_P(EventLogContract, WaitForWakesOnTheAppendThatReachesIt) {
  absl::Status waited;
  std::thread waiter([&] { waited = log().WaitFor("zod", Position(2), absl::Seconds(60)); });
  ASSERT_TRUE(Append({Batch("zod", 1, {"a"})}).ok());
  ASSERT_TRUE(Append({Batch("zod", 2, {"b"})}).ok());
  waiter.join();
  EXPECT_TRUE(waited.ok()) << waited;
}

TEST_P(EventLogContract, WaitersAreToldWhenTheLogStops) {
  subject_->FailNextAppend(/*written=*/false);
  absl::Status waited;
  std::thread waiter([&] { waited = log().WaitFor("zod", Position(1), absl::Seconds(60)); });
  EXPECT_FALSE(Append({Batch("zod", 1, {"a"})}).ok());
  waiter.join();
  EXPECT_EQ(waited.code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(Reason(waited), "LOG_STOPPED");
}

TEST_P(EventLogContract, ClosedLogRefusesEverything) {
  ASSERT_TRUE(Append({Batch("zod", 1, {"a"})}).ok());
  subject_->Close();
  EXPECT_EQ(Reason(log().Health()), "LOG_STOPPED");
  EXPECT_EQ(Reason(Append({Batch("zod", 2, {"b"})})), "LOG_STOPPED");
  EXPECT_THAT(Read("zod"), ElementsAre("LOG_STOPPED"));
  EXPECT_EQ(Reason(log().FindRequest("zod", "anna", "r1").status()), "LOG_STOPPED");
  EXPECT_EQ(Reason(log().VerifyAll().status()), "LOG_STOPPED");
  EXPECT_EQ(Reason(log().WaitFor("zod", Position(2), absl::Seconds(60))), "LOG_STOPPED");
}

// How much goes with a damaged record is the log's affair (RocksDB loses a block of them); what is
// handed out before it is named is right.
TEST_P(EventLogContract, DamageIsNamedAndNeverHandedOut) {
  ASSERT_TRUE(Append({Batch("fine", 1, {"a"}), Batch("zod", 1, {"a", "b", "c"})}).ok());
  subject_->DamageRecord("zod", Position(2));
  const std::vector<std::string> read = Read("zod");
  ASSERT_FALSE(read.empty());
  EXPECT_EQ(read.back(), "RECORD_DAMAGED");
  const std::vector<std::string> right = {"1=a", "2=b", "3=c"};
  EXPECT_LE(read.size() - 1, 1u);
  EXPECT_TRUE(std::equal(read.begin(), read.end() - 1, right.begin()));
  EXPECT_THAT(Read("zod", 2, 2), ElementsAre("RECORD_DAMAGED"));
  const absl::Status verified = log().VerifyAll().status();
  EXPECT_EQ(verified.code(), absl::StatusCode::kDataLoss);
  EXPECT_EQ(Reason(verified), "RECORD_DAMAGED");
  EXPECT_NE(Metadata(verified, "book"), "");
  EXPECT_NE(Metadata(verified, "position"), "");
  EXPECT_EQ(log().Head("zod"), Position(3));  // what was acknowledged stays acknowledged
}

TEST_P(EventLogContract, VerifyCountsWhatIsThere) {
  ASSERT_TRUE(
      Append({Batch("a", 1, {"12", "345"}, {Request("anna", "r1", 1, 2)}), Batch("b", 1, {"6"})})
          .ok());
  const auto verified = log().VerifyAll();
  ASSERT_TRUE(verified.ok()) << verified.status();
  EXPECT_EQ(verified->books, 2u);
  EXPECT_EQ(verified->records, 3u);
  EXPECT_EQ(verified->record_bytes, 6u);
  EXPECT_EQ(verified->requests, 1u);
  EXPECT_EQ(verified->commit, 1u);
}

TEST_P(EventLogContract, AcceptedLossStaysPendingUntilTheBookHasRecordedIt) {
  ASSERT_TRUE(Append({Batch("a", 1, {"1"}), Batch("b", 1, {"1", "2"})}).ok());
  ASSERT_TRUE(subject_->LoseNothingButAcceptLoss().ok());
  const std::vector<PendingLoss> losses = log().PendingLosses();
  ASSERT_EQ(losses.size(), 2u);
  EXPECT_EQ(losses[0].book, "a");
  EXPECT_EQ(losses[1].book, "b");
  EXPECT_EQ(losses[1].head, Position(2));
  EXPECT_EQ(losses[1].commit, 1u);

  BookBatch told = Batch("b", 3, {"loss accepted"});
  told.records_loss = true;
  ASSERT_TRUE(Append({told}).ok());
  ASSERT_TRUE(Append({Batch("a", 2, {"2"})}).ok());  // says nothing of a loss
  EXPECT_THAT(log().PendingLosses(), ElementsAre(losses[0]));
  ASSERT_TRUE(subject_->Restart().ok());
  EXPECT_THAT(log().PendingLosses(), ElementsAre(losses[0]));
}

TEST_P(EventLogContract, ReadersSeeAGaplessPrefixWhileTheLogGrows) {
  constexpr uint64_t kRecords = 400;
  std::vector<std::thread> readers;
  for (int i = 0; i < 3; ++i) {
    readers.emplace_back([&] {
      uint64_t seen = 0;
      while (seen < kRecords) {
        const Position head = log().Head("zod");
        const absl::Status status =
            log().Read("zod", Position(seen + 1), Position(UINT64_MAX),
                       [&](Position at, absl::string_view record) {
                         EXPECT_EQ(at.value(), seen + 1);
                         EXPECT_EQ(record, absl::StrCat("record ", at.value()));
                         seen = at.value();
                         return true;
                       });
        EXPECT_TRUE(status.ok()) << status;
        EXPECT_GE(seen, head.value());  // whatever was shown once is shown again
        if (seen < kRecords) (void)log().WaitFor("zod", Position(seen + 1), absl::Seconds(60));
      }
    });
  }
  for (uint64_t p = 1; p <= kRecords; p += 2) {
    ASSERT_TRUE(
        Append({Batch("zod", p, {absl::StrCat("record ", p), absl::StrCat("record ", p + 1)})})
            .ok());
  }
  for (std::thread& reader : readers) reader.join();
}

INSTANTIATE_TEST_SUITE_P(
    Logs, EventLogContract,
    ::testing::Values(LogFactory{"Fake", [] { return std::make_unique<FakeUnderTest>(); }},
                      LogFactory{"RocksDb", [] { return std::make_unique<RocksDbUnderTest>(); }}),
    [](const auto& info) { return info.param.name; });

}  // namespace
}  // namespace dealboek::storage
