// Backups: made while the log is written to, kept, checked, and put back.

#include "storage/rocksdb/backups.h"

#include <atomic>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <optional>
#include <sstream>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "rocksdb/env.h"

#include "services/base/check.h"
#include "services/base/error.h"
#include "services/base/random.h"
#include "storage/rocksdb/crc32c.h"
#include "storage/rocksdb/rocksdb_event_log.h"
#include "tests/fault/faulty_file_system.h"
#include "tests/storage/temporary_directory.h"

namespace dealboek::storage {
namespace {

namespace fs = std::filesystem;
using base::Position;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using Disk = FaultyFileSystem;

std::string Reason(const absl::Status& status) {
  const auto detail = base::GetErrorDetail(status);
  return detail.has_value() ? detail->reason : "";
}

std::string Bytes(const fs::path& path) {
  std::ostringstream bytes;
  bytes << std::ifstream(path, std::ios::binary).rdbuf();
  return bytes.str();
}

void Write(const fs::path& path, const std::string& bytes) {
  std::ofstream out(path, std::ios::binary | std::ios::trunc);
  out << bytes;
  CHECK(out.flush().good()) << path;
}

std::map<std::string, std::string> FilesUnder(const std::string& directory) {
  std::map<std::string, std::string> files;
  for (const auto& entry : fs::recursive_directory_iterator(directory)) {
    if (entry.is_regular_file()) files[entry.path().string()] = Bytes(entry.path());
  }
  return files;
}

std::string RecordOf(absl::string_view book, uint64_t position) {
  return absl::StrCat("record ", position, " of ", book, " ",
                      std::string(20 + position % 60, static_cast<char>('a' + position % 26)));
}

class BackupsTest : public ::testing::Test {
 protected:
  BackupsTest() {
    options_ = OptionsAt(directory_.path());
    CHECK(RocksDbEventLog::Init(options_, *randomness_).ok());
    Open();
  }

  static RocksDbOptions OptionsAt(const std::string& root) {
    RocksDbOptions options;
    options.data_dir = root + "/data";
    options.floor_dir = root + "/floor";
    options.reserve_bytes = 0;
    return options;
  }

  void Open() {
    auto opened = RocksDbEventLog::Open(options_);
    CHECK(opened.ok()) << opened.status();
    log_ = *std::move(opened);
    Use(0);
  }
  void Use(uint32_t keep) {
    backups_ = MakeRocksDbBackups(log_.get(), BackupsAt(directory_.path(), keep));
  }
  static BackupOptions BackupsAt(const std::string& root, uint32_t keep = 0) {
    BackupOptions options;
    options.directory = root + "/backups";
    options.keep = keep;
    return options;
  }

  // The next records of a book, as of one request.
  void Append(const std::string& book, uint64_t count) {
    std::vector<BookBatch> batches(1);
    batches[0].book = book;
    batches[0].first = log_->Head(book).Next();
    const uint64_t first = batches[0].first.value();
    for (uint64_t i = 0; i < count; ++i) batches[0].records.push_back(RecordOf(book, first + i));
    batches[0].requests = {
        {"anna", absl::StrCat("r", first), Position(first), Position(first + count - 1), "hash"}};
    const absl::Status appended = log_->Append(batches);
    CHECK(appended.ok()) << appended;
  }

  Backup Create() {
    const auto made = backups_->Create();
    CHECK(made.ok()) << made.status();
    return *made;
  }

  absl::StatusOr<Restored> Restore(uint32_t number, const std::string& to,
                                   const std::optional<Cut>& cut = std::nullopt) {
    return RestoreBackup(BackupsAt(directory_.path()), number, to, cut, *randomness_);
  }

  // What was put back, opened beside an empty floor: the operator accepts that the floor is lost.
  std::unique_ptr<RocksDbEventLog> OpenRestored(const std::string& data_dir) {
    RocksDbOptions options = options_;
    options.env = nullptr;
    options.data_dir = data_dir;
    options.floor_dir = data_dir + "-floor";
    fs::create_directory(options.floor_dir);
    const auto accepted = RocksDbEventLog::RestoreAcceptLoss(options, *randomness_);
    CHECK(accepted.ok()) << accepted.status();
    auto opened = RocksDbEventLog::Open(options);
    CHECK(opened.ok()) << opened.status();
    return *std::move(opened);
  }

  // Every record up to the head, as written; and its request.
  static void ExpectWhole(const RocksDbEventLog& log, const std::string& book) {
    uint64_t seen = 0;
    const absl::Status read = log.Read(book, Position(1), log.Head(book),
                                       [&](Position position, absl::string_view record) {
                                         EXPECT_EQ(position.value(), ++seen);
                                         EXPECT_EQ(record, RecordOf(book, position.value()));
                                         return true;
                                       });
    EXPECT_TRUE(read.ok()) << read;
    EXPECT_EQ(seen, log.Head(book).value());
  }

  TemporaryDirectory directory_;
  std::unique_ptr<base::Randomness> randomness_ = base::SeededRandomness(1);
  RocksDbOptions options_;
  std::unique_ptr<RocksDbEventLog> log_;
  std::unique_ptr<Backups> backups_;
};

// ---- Made while the log is written to.

TEST_F(BackupsTest, EachHasEveryRecordAcknowledgedBeforeItBeganByteForByte) {
  log_.reset();
  options_.write_ahead_bytes = 64 << 10;  // so that files are written and merged meanwhile
  Open();
  const std::vector<std::string> books = {"assen", "emmen", "zod"};
  std::atomic<bool> stop = false;
  std::thread writer([&] {
    for (uint64_t i = 0; !stop; ++i) Append(books[i % 3], 1 + i % 7);
  });
  constexpr int kBackups = 8;
  std::vector<std::vector<Position>> acknowledged;
  for (int i = 1; i <= kBackups; ++i) {
    // Something new each time, however fast either thread is.
    ASSERT_TRUE(
        log_->WaitFor("zod", Position(log_->Head("zod").value() + 200), absl::Seconds(60)).ok());
    std::vector<Position> heads;
    heads.reserve(books.size());
    for (const std::string& book : books) heads.push_back(log_->Head(book));
    acknowledged.push_back(std::move(heads));
    const Backup made = Create();
    EXPECT_EQ(made.number, static_cast<uint32_t>(i));
    EXPECT_EQ(made.books, books.size());
    ASSERT_EQ(made.heads.size(), books.size());
    for (size_t book = 0; book < books.size(); ++book) {
      EXPECT_GE(made.heads[book].head, acknowledged.back()[book]);
    }
  }
  stop = true;
  writer.join();

  for (int i = 1; i <= kBackups; ++i) {
    const auto number = static_cast<uint32_t>(i);
    const auto verified = backups_->Verify(number);
    ASSERT_TRUE(verified.ok()) << verified.status();
    const std::string to = directory_ / absl::StrCat("restored-", i);
    const auto restored = Restore(number, to);
    ASSERT_TRUE(restored.ok()) << restored.status();
    EXPECT_EQ(restored->log.records, verified->records);
    EXPECT_EQ(restored->left_out_records, 0u);
    const auto log = OpenRestored(to);
    for (size_t book = 0; book < books.size(); ++book) {
      EXPECT_GE(log->Head(books[book]), acknowledged[i - 1][book]) << "backup " << i;
      ExpectWhole(*log, books[book]);
    }
    EXPECT_TRUE(log->VerifyAll().ok());
    const auto found = log->FindRequest("zod", "anna", "r1");
    EXPECT_TRUE(found.ok() && found->has_value());
  }
}

TEST_F(BackupsTest, ASecondOneCopiesOnlyWhatIsNew) {
  Append("zod", 500);
  log_.reset();
  Open();  // which writes what was in the write-ahead file into sorted files
  Create();
  const auto shared = [&] { return FilesUnder(directory_ / "backups/shared_checksum"); };
  const auto before = shared();
  EXPECT_FALSE(before.empty());
  Append("zod", 1);
  Create();
  EXPECT_EQ(shared(), before);
}

TEST_F(BackupsTest, ListTellsOfEachWhatWasThere) {
  EXPECT_TRUE(backups_->List().ok() && backups_->List()->empty()) << "before the first";
  Append("assen", 2);
  Create();
  Append("zod", 3);
  ASSERT_TRUE(log_->MoveFloor().ok());
  Create();
  const auto backups = backups_->List();
  ASSERT_TRUE(backups.ok()) << backups.status();
  ASSERT_EQ(backups->size(), 2u);
  EXPECT_EQ((*backups)[0].number, 1u);
  EXPECT_THAT((*backups)[0].heads, ElementsAre(BookHead{"assen", Position(2)}));
  const Backup& second = (*backups)[1];
  EXPECT_TRUE(second.readable);
  EXPECT_EQ(second.number, 2u);
  EXPECT_EQ(second.commit, 2u);
  EXPECT_EQ(second.floor_commit, 2u);
  EXPECT_EQ(second.books, 2u);
  EXPECT_EQ(second.events, 5u);
  EXPECT_GT(second.bytes, 0u);
  EXPECT_GT(second.made_at_seconds, 1'700'000'000);
  EXPECT_THAT(second.heads,
              ElementsAre(BookHead{"assen", Position(2)}, BookHead{"zod", Position(3)}));
}

TEST_F(BackupsTest, MoreThanAreKeptGoOldestFirst) {
  Use(2);
  for (int i = 0; i < 4; ++i) {
    Append("zod", 1);
    Create();
  }
  const auto backups = backups_->List();
  ASSERT_TRUE(backups.ok());
  ASSERT_EQ(backups->size(), 2u);
  EXPECT_EQ((*backups)[0].number, 3u);
  for (const Backup& backup : *backups) EXPECT_TRUE(backups_->Verify(backup.number).ok());
}

TEST_F(BackupsTest, ADirectoryOfAnotherLogsBackupsIsLeftAlone) {
  Append("zod", 1);
  Create();
  TemporaryDirectory other;
  const RocksDbOptions options = OptionsAt(other.path());
  ASSERT_TRUE(RocksDbEventLog::Init(options, *randomness_).ok());
  const auto log = RocksDbEventLog::Open(options);
  ASSERT_TRUE(log.ok());
  const auto backups = MakeRocksDbBackups(log->get(), BackupsAt(directory_.path()));
  EXPECT_EQ(Reason(backups->Create().status()), "BACKUP_OF_ANOTHER_LOG");
  EXPECT_EQ(backups_->List()->size(), 1u);
}

TEST_F(BackupsTest, AClosedLogMakesNone) {
  ASSERT_TRUE(log_->Close().ok());
  EXPECT_EQ(Reason(backups_->Create().status()), "LOG_STOPPED");
  EXPECT_TRUE(backups_->List()->empty());
}

TEST_F(BackupsTest, NoneIsMadeOnceTheServerStops) {
  Append("zod", 1);
  Create();
  backups_->Stop();
  EXPECT_EQ(Reason(backups_->Create().status()), "LOG_STOPPED");
  EXPECT_EQ(Reason(backups_->Verify(1).status()), "LOG_STOPPED");
  EXPECT_EQ(backups_->List()->size(), 1u);
}

TEST_F(BackupsTest, WhatIsNotThereIsSaidSo) {
  EXPECT_EQ(Reason(backups_->Verify(0).status()), "BACKUP_DIRECTORY_MISSING");
  EXPECT_EQ(backups_->List()->size(), 0u);
  Append("zod", 1);
  Create();
  EXPECT_EQ(Reason(backups_->Verify(7).status()), "BACKUP_UNKNOWN");
  EXPECT_EQ(Reason(Restore(7, directory_ / "to").status()), "BACKUP_UNKNOWN");
}

// As where the directory of backups is one on a disk that is not mounted: nothing is made in its
// stead, and nobody is told to begin a new log.
TEST_F(BackupsTest, WithoutTheDirectoryAboveNothingIsMadeOrListed) {
  Append("zod", 1);
  const std::string on_disk = directory_ / "mount/dealboek";
  BackupOptions options;
  options.directory = on_disk + "/backups";
  fs::create_directory(directory_ / "mount");
  backups_ = MakeRocksDbBackups(log_.get(), options);
  for (const absl::Status& refused : {backups_->Create().status(), backups_->List().status()}) {
    EXPECT_EQ(Reason(refused), "BACKUP_DIRECTORY_MISSING");
    EXPECT_EQ(refused.message(), "There is no directory " + on_disk +
                                     " for backups. Check the path and that its disk is mounted.");
    EXPECT_NE(base::GetErrorDetail(refused)->dutch, "");
  }
  for (const absl::Status& refused :
       {backups_->Verify(0).status(),
        RestoreBackup(options, 0, directory_ / "to", std::nullopt, *randomness_).status()}) {
    EXPECT_EQ(Reason(refused), "BACKUP_DIRECTORY_MISSING");
    EXPECT_THAT(std::string(refused.message()), HasSubstr(options.directory + " for backups."));
  }
  EXPECT_TRUE(fs::is_empty(directory_ / "mount"));

  fs::create_directory(on_disk);  // mounted
  EXPECT_EQ(backups_->List()->size(), 0u);
  EXPECT_TRUE(backups_->Create().ok());
  EXPECT_EQ(backups_->List()->size(), 1u);
}

TEST_F(BackupsTest, AFileInTheWayIsNoDirectoryForBackups) {
  Append("zod", 1);
  Write(directory_ / "backups", "a file");
  EXPECT_EQ(Reason(backups_->Create().status()), "BACKUP_DIRECTORY_MISSING");
}

TEST_F(BackupsTest, WhereThereIsNoDirectoryAboveNothingIsPutBack) {
  Append("zod", 1);
  Create();
  const absl::Status refused = Restore(1, directory_ / "none/to").status();
  EXPECT_EQ(Reason(refused), "DATA_DIRECTORY_MISSING");
  EXPECT_THAT(std::string(refused.message()),
              HasSubstr("There is no directory " + directory_ / "none" + " to put a backup in."));
  EXPECT_EQ(std::string(refused.message()).find("init"), std::string::npos);
  EXPECT_FALSE(fs::exists(directory_ / "none"));
}

// ---- Damage.

TEST_F(BackupsTest, VerifyFindsABitFlippedAndAByteCutInAnyFile) {
  Append("zod", 300);
  log_.reset();
  Open();
  Append("zod", 10);  // in the write-ahead file
  Create();
  ASSERT_TRUE(backups_->Verify(1).ok());
  int tried = 0;
  for (const auto& [path, bytes] : FilesUnder(directory_ / "backups")) {
    if (absl::StrContains(path, "/meta/")) continue;  // below
    SCOPED_TRACE(path);
    for (const size_t at : {size_t{0}, bytes.size() / 2, bytes.size() - 1}) {
      if (bytes.empty()) break;
      std::string flipped = bytes;
      flipped[at] = static_cast<char>(flipped[at] ^ 1);
      Write(path, flipped);
      EXPECT_EQ(Reason(backups_->Verify(1).status()), "BACKUP_DAMAGED") << "byte " << at;
      ++tried;
    }
    Write(path, bytes.substr(0, bytes.empty() ? 0 : bytes.size() - 1));
    if (!bytes.empty()) {
      EXPECT_EQ(Reason(backups_->Verify(1).status()), "BACKUP_DAMAGED") << "cut";
    }
    fs::remove(path);
    EXPECT_EQ(Reason(backups_->Verify(1).status()), "BACKUP_DAMAGED") << "gone";
    EXPECT_FALSE(Restore(1, directory_ / "to").ok());
    fs::remove_all(directory_ / "to");
    Write(path, bytes);
  }
  EXPECT_GT(tried, 9);
  EXPECT_TRUE(backups_->Verify(1).ok()) << "all is as it was";
}

TEST_F(BackupsTest, WhatABackupSaysOfItselfIsChecked) {
  Append("zod", 3);
  Create();
  const std::string path = directory_ / "backups/meta/1";
  const std::string bytes = Bytes(path);
  const size_t begin = bytes.find("metadata ");
  ASSERT_NE(begin, std::string::npos);
  const size_t end = bytes.find('\n', begin);
  const int metadata = static_cast<int>(end - begin);
  for (int i = 9; i < metadata; ++i) {
    std::string changed = bytes;
    char& digit = changed[begin + static_cast<size_t>(i)];
    digit = digit == '0' ? '1' : '0';
    Write(path, changed);
    const auto verified = backups_->Verify(1);
    EXPECT_FALSE(verified.ok()) << "digit " << i;
    const auto listed = backups_->List();
    ASSERT_TRUE(listed.ok() && listed->size() == 1u);
    EXPECT_FALSE((*listed)[0].readable) << "digit " << i;
  }
}

TEST_F(BackupsTest, ALogThatEndsBeforeWhatItsBackupSaysIsNoneToTrust) {
  Append("zod", 3);
  Append("assen", 2);
  Create();
  const std::string path = directory_ / "backups/meta/1";
  const std::string bytes = Bytes(path);
  const size_t begin = bytes.find("metadata ") + 9;
  const size_t end = bytes.find('\n', begin);
  const std::string said = absl::HexStringToBytes(bytes.substr(begin, end - begin));
  const std::string lines = said.substr(0, said.rfind("check "));
  // As the backup of a log that went further would say it, sound in itself: FORMAT.md.
  const auto say = [&](const std::string& instead) {
    const std::string text =
        absl::StrCat(instead, "check ", absl::Hex(ExtendCrc32c(0, instead), absl::kZeroPad8), "\n");
    Write(path, bytes.substr(0, begin) + absl::AsciiStrToUpper(absl::BytesToHexString(text)) +
                    bytes.substr(end));
  };
  say(lines);
  ASSERT_EQ(Bytes(path), bytes);
  ASSERT_TRUE(backups_->Verify(1).ok());
  int row = 0;
  for (const auto& [is, instead] :
       std::vector<std::pair<std::string, std::string>>{{"commit 2", "commit 3"},
                                                        {"events 5", "events 6"},
                                                        {"zod 3", "zod 4"},
                                                        {"book assen", "book emmen"}}) {
    ASSERT_TRUE(absl::StrContains(lines, is)) << lines;
    say(absl::StrReplaceAll(lines, {{is, instead}}));
    EXPECT_EQ(Reason(backups_->Verify(1).status()), "BACKUP_DAMAGED") << instead;
    const std::string to = directory_ / absl::StrCat("to-", row++);
    EXPECT_EQ(Reason(Restore(1, to).status()), "BACKUP_DAMAGED") << instead;
    EXPECT_FALSE(fs::exists(to + "/FORMAT")) << instead;
  }
}

TEST_F(BackupsTest, OneOfAnotherFormatIsRefusedByItsVersion) {
  Append("zod", 3);
  Create();
  const std::string path = directory_ / "backups/meta/1";
  std::string bytes = Bytes(path);
  const std::string two = "6C6F6720666F726D61742032";  // "log format 2" in hexadecimal
  const size_t at = bytes.find(two);
  ASSERT_NE(at, std::string::npos) << bytes;
  bytes[at + two.size() - 1] = '3';
  Write(path, bytes);
  const absl::Status refused = Restore(1, directory_ / "to").status();
  EXPECT_EQ(Reason(refused), "FORMAT_VERSION_UNKNOWN");
  EXPECT_THAT(std::string(refused.message()), HasSubstr("log format 3"));
  EXPECT_FALSE(fs::exists(directory_ / "to"));
}

// ---- A disk that fails, and power that goes.

TEST_F(BackupsTest, TheirDiskThatFailsSpoilsNeitherTheLogNorAnEarlierBackup) {
  log_.reset();
  const auto disk = std::make_shared<Disk>(directory_.path());
  options_.env = rocksdb::NewCompositeEnv(disk);
  options_.floor_interval = absl::InfiniteDuration();
  Open();
  Append("zod", 20);
  BackupOptions at = BackupsAt(directory_.path());
  at.env = options_.env;
  at.tell = [](absl::string_view) {};
  const auto backups = MakeRocksDbBackups(log_.get(), at);
  ASSERT_TRUE(backups->Create().ok());
  int failures = 0;
  for (uint64_t n = 1;; ++n) {
    SCOPED_TRACE(absl::StrCat("operation ", n));
    const uint64_t begun = disk->operations();
    disk->SetPlan([begun, n](const Disk::Operation& operation) {
      const bool hit =
          operation.number == begun + n && absl::StrContains(operation.path, "/backups");
      return hit ? Disk::Outcome::kFailed : Disk::Outcome::kDone;
    });
    const auto made = backups->Create();
    disk->SetPlan(nullptr);
    Append("zod", 1);
    EXPECT_TRUE(log_->Health().ok());
    EXPECT_TRUE(backups->Verify(1).ok());
    const auto listed = backups->List();
    ASSERT_TRUE(listed.ok());
    for (const Backup& backup : *listed) EXPECT_TRUE(backups->Verify(backup.number).ok());
    if (made.ok() && disk->operations() < begun + n) break;  // it took fewer than n
    failures += made.ok() ? 0 : 1;
  }
  EXPECT_GT(failures, 10);
}

TEST_F(BackupsTest, APowerCutLeavesEachBackupWholeOrNotThere) {
  log_.reset();
  for (uint64_t n = 1;; n += 3) {
    SCOPED_TRACE(absl::StrCat("operation ", n));
    TemporaryDirectory here;
    TemporaryDirectory after;
    RocksDbOptions options = OptionsAt(here.path());
    ASSERT_TRUE(RocksDbEventLog::Init(options, *randomness_).ok());
    const auto disk = std::make_shared<Disk>(here.path());
    options.env = rocksdb::NewCompositeEnv(disk);
    options.floor_interval = absl::InfiniteDuration();
    options.tell = [](absl::string_view) {};
    auto log = RocksDbEventLog::Open(options);
    ASSERT_TRUE(log.ok());
    log_ = *std::move(log);
    Append("zod", 20);
    BackupOptions at = BackupsAt(here.path());
    at.env = options.env;
    at.tell = options.tell;
    const auto backups = MakeRocksDbBackups(log_.get(), at);
    ASSERT_TRUE(backups->Create().ok());
    Append("zod", 5);
    const uint64_t begun = disk->operations();
    disk->SetPlan([begun, n](const Disk::Operation& operation) {
      return operation.number == begun + n ? Disk::Outcome::kPowerCut : Disk::Outcome::kDone;
    });
    const auto made = backups->Create();
    const bool cut = !disk->powered();
    disk->CutPower();
    disk->Materialize(after / "disk");
    log_.reset();

    const auto left = MakeRocksDbBackups(nullptr, BackupsAt(after / "disk"));
    const auto listed = left->List();
    ASSERT_TRUE(listed.ok()) << listed.status();
    ASSERT_GE(listed->size(), made.ok() ? 2u : 1u);
    for (const Backup& backup : *listed) {
      const auto verified = left->Verify(backup.number);
      EXPECT_TRUE(verified.ok()) << verified.status();
    }
    if (!cut) break;
  }
}

// ---- Putting back.

TEST_F(BackupsTest, IsPutBackIntoAnEmptyDirectoryOnly) {
  Append("zod", 3);
  Create();
  EXPECT_EQ(Reason(Restore(1, options_.data_dir).status()), "DATA_DIRECTORY_NOT_EMPTY");
  fs::create_directory(directory_ / "new");
  Write(directory_ / "new/precious", "x");
  EXPECT_EQ(Reason(Restore(1, directory_ / "new").status()), "DATA_DIRECTORY_NOT_EMPTY");
  EXPECT_EQ(FilesUnder(directory_ / "new").size(), 1u);
  ASSERT_TRUE(log_->VerifyAll().ok());
}

TEST_F(BackupsTest, TheNewestStartsAtItsFloorAndAnOlderOneTakesAnActOfItsOwn) {
  Append("zod", 3);
  Create();
  Append("zod", 2);
  Create();
  ASSERT_TRUE(log_->Close().ok());

  RocksDbOptions options = options_;
  options.data_dir = directory_ / "newest";
  ASSERT_TRUE(Restore(0, options.data_dir).ok());
  {
    const auto log = RocksDbEventLog::Open(options);
    ASSERT_TRUE(log.ok()) << log.status();
    EXPECT_EQ((*log)->Head("zod"), Position(5));
  }
  options.data_dir = directory_ / "older";
  ASSERT_TRUE(Restore(1, options.data_dir).ok());
  EXPECT_EQ(Reason(RocksDbEventLog::Open(options).status()), "LOG_BELOW_FLOOR");
  ASSERT_TRUE(RocksDbEventLog::RestoreAcceptLoss(options, *randomness_).ok());
  const auto log = RocksDbEventLog::Open(options);
  ASSERT_TRUE(log.ok()) << log.status();
  EXPECT_EQ((*log)->Head("zod"), Position(3));
  ASSERT_EQ((*log)->PendingLosses().size(), 1u);
}

TEST_F(BackupsTest, IsNotTakenForALogBeforeItIsWhole) {
  Append("zod", 3);
  Create();
  const std::string to = directory_ / "to";
  ASSERT_TRUE(Restore(1, to).ok());
  fs::remove(to + "/FORMAT");  // which is written last
  RocksDbOptions options = options_;
  options.data_dir = to;
  EXPECT_EQ(Reason(RocksDbEventLog::Open(options).status()), "DATA_DIRECTORY_NOT_OURS");
  EXPECT_EQ(Reason(Restore(1, to).status()), "DATA_DIRECTORY_NOT_EMPTY");
}

// ---- Ending a book earlier.

TEST_F(BackupsTest, ABookIsEndedAfterAPositionAndTheRestIsWhole) {
  Append("assen", 4);
  Append("zod", 3);
  Append("zod", 2);
  Append("zod", 1);
  Create();
  ASSERT_TRUE(log_->Close().ok());
  const std::string to = directory_ / "to";
  const auto restored = Restore(1, to, Cut{"zod", Position(3)});
  ASSERT_TRUE(restored.ok()) << restored.status();
  EXPECT_EQ(restored->left_out_records, 3u);
  EXPECT_EQ(restored->left_out_requests, 2u);
  EXPECT_EQ(restored->log.records, 7u);

  // Its floor does not take it for whole, though no commit is missing.
  RocksDbOptions options = options_;
  options.data_dir = to;
  EXPECT_EQ(Reason(RocksDbEventLog::Open(options).status()), "FLOOR_OF_ANOTHER_LOG");
  const auto log = OpenRestored(to);
  EXPECT_EQ(log->Head("zod"), Position(3));
  EXPECT_EQ(log->Head("assen"), Position(4));
  ExpectWhole(*log, "zod");
  ExpectWhole(*log, "assen");
  EXPECT_TRUE(log->VerifyAll().ok());
  EXPECT_TRUE(log->FindRequest("zod", "anna", "r1")->has_value());
  EXPECT_FALSE(log->FindRequest("zod", "anna", "r4")->has_value());
}

TEST_F(BackupsTest, ABookIsNotEndedWithinACommandNorPastItsEnd) {
  Append("zod", 3);
  Append("zod", 2);
  Create();
  const auto cut_at = [&](const std::string& book, uint64_t position) {
    const absl::Status status =
        Restore(1, directory_ / "to", Cut{book, Position(position)}).status();
    EXPECT_FALSE(fs::exists(directory_ / "to/FORMAT")) << "no log is left behind";
    fs::remove_all(directory_ / "to");
    return Reason(status);
  };
  EXPECT_EQ(cut_at("zod", 4), "POSITION_WITHIN_COMMAND");
  EXPECT_EQ(cut_at("zod", 2), "POSITION_WITHIN_COMMAND");
  EXPECT_EQ(cut_at("zod", 6), "POSITION_UNKNOWN");
  EXPECT_EQ(cut_at("assen", 1), "POSITION_UNKNOWN");
  EXPECT_EQ(cut_at("No Book", 1), "BOOK_ID_INVALID");
}

TEST_F(BackupsTest, ABookEndedAtItsHeadIsTheWholeLog) {
  Append("zod", 3);
  Create();
  ASSERT_TRUE(log_->Close().ok());
  RocksDbOptions options = options_;
  options.data_dir = directory_ / "to";
  const auto restored = Restore(1, options.data_dir, Cut{"zod", Position(3)});
  ASSERT_TRUE(restored.ok()) << restored.status();
  EXPECT_EQ(restored->left_out_records, 0u);
  EXPECT_TRUE(RocksDbEventLog::Open(options).ok());
}

}  // namespace
}  // namespace dealboek::storage
