// What was acknowledged is there after the power went, whenever it goes; and the tests that say so
// do notice a disk that lies, or a log that answers before it has synced.

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "rocksdb/env.h"

#include "services/base/check.h"
#include "services/base/error.h"
#include "services/base/random.h"
#include "storage/rocksdb/rocksdb_event_log.h"
#include "tests/fault/faulty_file_system.h"
#include "tests/storage/temporary_directory.h"

namespace dealboek::storage {
namespace {

using base::Position;
using Disk = FaultyFileSystem;

std::string Reason(const absl::Status& status) {
  const auto detail = base::GetErrorDetail(status);
  return detail.has_value() ? detail->reason : "";
}

// The server this drives a disk with, and what it told its callers.
struct Told {
  bool initialised = false;
  std::vector<BookBatch> acknowledged;  // in order
  std::vector<BookBatch> attempted;     // the one Append that failed, if any
};

RocksDbOptions Options(const std::string& root, std::shared_ptr<Disk> disk) {
  RocksDbOptions options;
  options.data_dir = root + "/data";
  options.floor_dir = root + "/floor";
  options.reserve_bytes = 0;
  options.floor_interval = absl::Milliseconds(2);
  options.write_ahead_bytes = size_t{64} << 10;  // so that sorted files are written along the way
  options.env = rocksdb::NewCompositeEnv(std::move(disk));
  return options;
}

// The `i`th Append of the run: mostly small, some over a block of the write-ahead file (32 KiB),
// over one book or two, with a request.
std::vector<BookBatch> MakeAppend(int i, std::vector<uint64_t>& heads) {
  std::vector<BookBatch> batches;
  for (size_t book = 0; book < heads.size(); ++book) {
    if (book == 1 && i % 3 != 0) continue;
    BookBatch batch;
    batch.book = absl::StrCat("book-", book);
    batch.first = Position(heads[book] + 1);
    for (int r = 0; r <= i % 2; ++r) {
      std::string record = absl::StrCat("append ", i, " record ", r, " of ", batch.book, " ");
      // Not compressible, so that sizes stay what they seem.
      uint64_t state = 88172645463325252ull + static_cast<uint64_t>(i * 10 + r);
      const size_t size = i % 4 == 3 ? 40'000 : 300;
      while (record.size() < size) {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        record += static_cast<char>(state);
      }
      batch.records.push_back(std::move(record));
    }
    heads[book] += batch.records.size();
    batch.requests.push_back(
        {"anna", absl::StrCat("request-", i), batch.first, Position(heads[book]), "hash"});
    batches.push_back(std::move(batch));
  }
  return batches;
}

constexpr int kAppendsBeforeRestart = 6;
constexpr int kAppendsAfterRestart = 6;

// Appends until one fails. After a failure every Append must fail.
void AppendSome(EventLog& log, int from, int count, std::vector<uint64_t>& heads, Told& told) {
  for (int i = from; i < from + count; ++i) {
    std::vector<uint64_t> before = heads;
    std::vector<BookBatch> batches = MakeAppend(i, heads);
    if (log.Append(batches).ok()) {
      ASSERT_TRUE(told.attempted.empty()) << "acknowledged after a failed append";
      told.acknowledged.insert(told.acknowledged.end(), batches.begin(), batches.end());
      continue;
    }
    if (told.attempted.empty()) told.attempted = std::move(batches);
    heads = std::move(before);
  }
}

// A life: init, some appends, a restart, some more, a clean end; as far as the disk lets it.
Told Live(const std::string& root, const std::shared_ptr<Disk>& disk) {
  Told told;
  const RocksDbOptions options = Options(root, disk);
  const auto randomness = base::SeededRandomness(7);
  if (!RocksDbEventLog::Init(options, *randomness).ok()) return told;
  told.initialised = true;
  std::vector<uint64_t> heads = {0, 0};
  for (const auto& [from, count] : {std::pair(0, kAppendsBeforeRestart),
                                    std::pair(kAppendsBeforeRestart, kAppendsAfterRestart)}) {
    auto log = RocksDbEventLog::Open(options);
    if (!log.ok()) return told;
    AppendSome(**log, from, count, heads, told);
    if (!told.attempted.empty()) return told;
    if (!(*log)->Close().ok()) return told;
  }
  return told;
}

// What is wrong with the log found at `root` after `told`; "" when nothing is.
std::string WhatIsWrong(const std::string& root, const Told& told) {
  if (!told.initialised) return "";
  // On a disk that works, and leaves out real syncs, which is faster.
  const RocksDbOptions options = Options(root, std::make_shared<Disk>(root));
  auto log = RocksDbEventLog::Open(options);
  if (!log.ok()) return absl::StrCat("refused: ", Reason(log.status()));

  // The append in flight is there whole or not at all.
  std::vector<BookBatch> expected = told.acknowledged;
  if (!told.attempted.empty() && (*log)->Head(told.attempted[0].book) >= told.attempted[0].first) {
    expected.insert(expected.end(), told.attempted.begin(), told.attempted.end());
  }
  std::map<std::string, uint64_t> heads;
  for (const BookBatch& batch : expected) {
    uint64_t& head = heads[batch.book];
    std::vector<std::string> records;
    const Position last(head + batch.records.size());
    const absl::Status read =
        (*log)->Read(batch.book, batch.first, last, [&](Position, absl::string_view record) {
          records.emplace_back(record);
          return true;
        });
    if (!read.ok()) return absl::StrCat("unreadable: ", Reason(read));
    if (records != batch.records) {
      return absl::StrCat("lost or changed: ", batch.book, " from ", batch.first.value());
    }
    for (const RequestEntry& entry : batch.requests) {
      const auto found = (*log)->FindRequest(batch.book, entry.actor, entry.request_id);
      if (!found.ok() || *found != entry) return absl::StrCat("request lost: ", entry.request_id);
    }
    head = last.value();
  }
  for (const BookHead& book : (*log)->Books("", 100)) {
    if (book.head.value() != heads[book.book]) {
      return absl::StrCat("more than was ever appended: ", book.book);
    }
  }
  return "";
}

// Runs a life whose `n`th operation meets `outcome`; false when it ended before its `n`th.
bool LiveUntil(uint64_t n, Disk::Outcome outcome, const std::shared_ptr<Disk>& disk,
               const std::string& root, Told& told) {
  bool reached = false;
  disk->SetPlan([&reached, n, outcome](const Disk::Operation& operation) {
    if (operation.number != n) return Disk::Outcome::kDone;
    reached = true;
    return outcome;
  });
  told = Live(root, disk);
  disk->SetPlan(nullptr);
  return reached;
}

// Every operation has its turn, dealt over as many tests as can run beside each other: RocksDB
// sleeps a second after a failure in the background.
constexpr uint64_t kShards = 8;

class EachOperationTest : public ::testing::TestWithParam<uint64_t> {};

TEST_P(EachOperationTest, WhatWasAcknowledgedSurvivesAPowerCut) {
  for (uint64_t n = GetParam();; n += kShards) {
    TemporaryDirectory before;
    const auto disk = std::make_shared<Disk>(before.path());
    Told told;
    const bool reached = LiveUntil(n, Disk::Outcome::kPowerCut, disk, before.path(), told);
    if (!reached) disk->CutPower();
    // Once only what was synced is left, and once, as it may be, some of the rest too.
    for (const uint64_t seed : {uint64_t{0}, n}) {
      SCOPED_TRACE(absl::StrCat("cut at operation ", n, ", seed ", seed));
      TemporaryDirectory after;
      disk->Materialize(after / "disk", seed);
      ASSERT_EQ(WhatIsWrong(after / "disk", told), "");
    }
    if (!reached) {
      EXPECT_EQ(told.acknowledged.size(), size_t{kAppendsBeforeRestart + kAppendsAfterRestart + 4});
      EXPECT_GT(n, 100u);  // or it was no life
      break;
    }
  }
}

// The disk goes on, but one operation fails. What follows is a crash of the process (all that was
// written is there) or of the machine (all that was synced is).
void SurvivesAFailure(uint64_t shard, Disk::Outcome outcome) {
  for (uint64_t n = shard;; n += kShards) {
    SCOPED_TRACE(absl::StrCat("operation ", n));
    TemporaryDirectory before;
    const auto disk = std::make_shared<Disk>(before.path());
    Told told;
    const bool reached = LiveUntil(n, outcome, disk, before.path(), told);
    TemporaryDirectory after;
    disk->Materialize(after / "disk");
    ASSERT_EQ(WhatIsWrong(after / "disk", told), "") << "after a crash of the machine";
    ASSERT_EQ(WhatIsWrong(before.path(), told), "") << "after a crash of the process";
    if (!reached) break;
  }
}

TEST_P(EachOperationTest, WhatWasAcknowledgedSurvivesItsNotBeingDone) {
  SurvivesAFailure(GetParam(), Disk::Outcome::kFailed);
}

TEST_P(EachOperationTest, WhatWasAcknowledgedSurvivesItsBeingDoneYetReportedFailed) {
  SurvivesAFailure(GetParam(), Disk::Outcome::kDoneYetFailed);
}

INSTANTIATE_TEST_SUITE_P(Shards, EachOperationTest, ::testing::Range(uint64_t{1}, kShards + 1));

// ---- That the tests above can fail.

struct LateCut {
  TemporaryDirectory before;
  TemporaryDirectory after;
  std::shared_ptr<Disk> disk = std::make_shared<Disk>(before.path());
  RocksDbOptions options = Options(before.path(), disk);
  Told told;
  std::vector<uint64_t> heads = {0, 0};

  LateCut() {
    options.floor_interval = absl::Hours(1);  // moved by Close only, so that each test says when
    const auto randomness = base::SeededRandomness(7);
    CHECK(RocksDbEventLog::Init(options, *randomness).ok());
    told.initialised = true;
  }
  std::string WrongAfterCut() {
    disk->CutPower();
    disk->Materialize(after / "disk");
    return WhatIsWrong(after / "disk", told);
  }
};

TEST(LyingDiskTest, HonestDiskLosesNothing) {
  LateCut life;
  auto log = RocksDbEventLog::Open(life.options);
  ASSERT_TRUE(log.ok()) << log.status();
  AppendSome(**log, 0, 3, life.heads, life.told);
  EXPECT_EQ(life.told.acknowledged.size(), 4u);
  EXPECT_EQ(life.WrongAfterCut(), "");
}

// The same as a log that leaves out its sync.
TEST(LyingDiskTest, SyncThatDoesNothingIsCaught) {
  LateCut life;
  life.disk->SetPlan([](const Disk::Operation& operation) {
    const bool wal = absl::EndsWith(operation.path, ".log");
    return wal && operation.kind == Disk::Kind::kSync ? Disk::Outcome::kLied : Disk::Outcome::kDone;
  });
  auto log = RocksDbEventLog::Open(life.options);
  ASSERT_TRUE(log.ok()) << log.status();
  AppendSome(**log, 0, 3, life.heads, life.told);
  EXPECT_EQ(life.told.acknowledged.size(), 4u);
  EXPECT_EQ(life.WrongAfterCut(), "lost or changed: book-0 from 1");
}

TEST(LyingDiskTest, DirectorySyncThatDoesNothingIsCaught) {
  LateCut life;
  life.disk->SetPlan([](const Disk::Operation& operation) {
    return operation.kind == Disk::Kind::kSyncDir ? Disk::Outcome::kLied : Disk::Outcome::kDone;
  });
  auto log = RocksDbEventLog::Open(life.options);
  ASSERT_TRUE(log.ok()) << log.status();
  AppendSome(**log, 0, 3, life.heads, life.told);
  EXPECT_EQ(life.WrongAfterCut(), "lost or changed: book-0 from 1");
}

// A disk that stops syncing the log but keeps its floor: the start must notice by itself.
TEST(LyingDiskTest, LossUnderTheFloorIsRefusedNotOpenedShort) {
  LateCut life;
  life.options.floor_interval = absl::Milliseconds(1);
  bool floor_moved = false;
  life.disk->SetPlan([&](const Disk::Operation& operation) {
    if (operation.kind == Disk::Kind::kSyncDir && absl::EndsWith(operation.path, "/floor")) {
      floor_moved = true;
    }
    const bool wal = absl::EndsWith(operation.path, ".log");
    return wal && operation.kind == Disk::Kind::kSync ? Disk::Outcome::kLied : Disk::Outcome::kDone;
  });
  auto log = RocksDbEventLog::Open(life.options);
  ASSERT_TRUE(log.ok()) << log.status();
  AppendSome(**log, 0, 3, life.heads, life.told);
  ASSERT_TRUE((*log)->Close().ok());
  life.disk->SetPlan(nullptr);
  ASSERT_TRUE(floor_moved);
  EXPECT_EQ(life.WrongAfterCut(), "refused: LOG_BELOW_FLOOR");
}

// Answers at once and appends behind the caller's back: what Append must never become.
class AnswersBeforeTheSync {
 public:
  explicit AnswersBeforeTheSync(EventLog& log) : log_(log) {}
  ~AnswersBeforeTheSync() { thread_.join(); }
  absl::Status Append(std::vector<BookBatch> batches) {
    thread_ =
        std::thread([this, batches = std::move(batches)] { log_.Append(batches).IgnoreError(); });
    return absl::OkStatus();
  }

 private:
  EventLog& log_;
  std::thread thread_;
};

TEST(LyingDiskTest, AnswerBeforeTheSyncIsCaught) {
  LateCut life;
  auto log = RocksDbEventLog::Open(life.options);
  ASSERT_TRUE(log.ok()) << log.status();
  life.disk->HoldSyncs();
  const std::vector<BookBatch> batches = MakeAppend(0, life.heads);
  AnswersBeforeTheSync early(**log);
  if (early.Append(batches).ok()) life.told.acknowledged = batches;
  EXPECT_TRUE(life.disk->AwaitHeldSync());
  EXPECT_EQ(life.WrongAfterCut(), "lost or changed: book-0 from 1");
}

// The log itself under the same cut: no answer, so nothing was promised and nothing is wrong.
TEST(LyingDiskTest, LogGivesNoAnswerWhileItsSyncIsHeld) {
  LateCut life;
  auto log = RocksDbEventLog::Open(life.options);
  ASSERT_TRUE(log.ok()) << log.status();
  life.disk->HoldSyncs();
  const std::vector<BookBatch> batches = MakeAppend(0, life.heads);
  std::thread committer([&] {
    if ((*log)->Append(batches).ok()) {
      life.told.acknowledged = batches;
    } else {
      life.told.attempted = batches;
    }
  });
  EXPECT_TRUE(life.disk->AwaitHeldSync());
  life.disk->CutPower();
  committer.join();
  EXPECT_TRUE(life.told.acknowledged.empty());
  EXPECT_EQ(life.WrongAfterCut(), "");
}

}  // namespace
}  // namespace dealboek::storage
