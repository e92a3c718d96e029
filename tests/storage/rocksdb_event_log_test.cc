// What is RocksDbEventLog's own: its two directories, its floor, and the way out after a loss.
// What it shares with every log is in event_log_contract_test.cc; damage and power cuts are in
// tests/fault.

#include "storage/rocksdb/rocksdb_event_log.h"

#include <atomic>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <sstream>
#include <string>
#include <thread>
#include <unistd.h>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "rocksdb/env.h"
#include "rocksdb/file_system.h"
#include "rocksdb/write_batch.h"
#include <sys/wait.h>

#include "services/base/check.h"
#include "services/base/error.h"
#include "services/base/mutex.h"
#include "services/base/random.h"
#include "storage/rocksdb/crc32c.h"
#include "storage/rocksdb/database.h"
#include "storage/rocksdb/directory.h"
#include "storage/rocksdb/floor.h"
#include "storage/rocksdb/format.h"
#include "storage/rocksdb/slices.h"
#include "storage/rocksdb/warnings.h"
#include "tests/fault/faulty_file_system.h"
#include "tests/storage/temporary_directory.h"

namespace dealboek::storage {
namespace {

namespace fs = std::filesystem;
using base::Position;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using Disk = FaultyFileSystem;

std::map<std::string, std::string> Metadata(const absl::Status& status) {
  std::map<std::string, std::string> values;
  if (const auto detail = base::GetErrorDetail(status); detail.has_value()) {
    values.insert(detail->metadata.begin(), detail->metadata.end());
    values["reason"] = detail->reason;
  }
  return values;
}

std::string Reason(const absl::Status& status) { return Metadata(status)["reason"]; }

// Every file below `directory` with its bytes.
std::map<std::string, std::string> FilesOf(const std::string& directory) {
  std::map<std::string, std::string> files;
  for (const auto& entry : fs::recursive_directory_iterator(directory)) {
    if (entry.is_directory()) continue;
    std::ostringstream bytes;
    bytes << std::ifstream(entry.path(), std::ios::binary).rdbuf();
    files[entry.path().string()] = bytes.str();
  }
  return files;
}

std::vector<BookBatch> Batch(std::string book, uint64_t first, std::vector<std::string> records,
                             bool records_loss = false) {
  std::vector<BookBatch> batches(1);
  batches[0].book = std::move(book);
  batches[0].first = Position(first);
  batches[0].records = std::move(records);
  batches[0].records_loss = records_loss;
  return batches;
}

class RocksDbEventLogTest : public ::testing::Test {
 protected:
  RocksDbEventLogTest() {
    options_.data_dir = directory_ / "data";
    options_.floor_dir = directory_ / "floor";
    options_.reserve_bytes = 0;
  }

  absl::Status Init() { return RocksDbEventLog::Init(options_, *randomness_); }
  absl::Status Open() {
    log_.reset();
    auto log = RocksDbEventLog::Open(options_);
    if (!log.ok()) return log.status();
    log_ = *std::move(log);
    return absl::OkStatus();
  }
  void UseFaultyDisk() {
    disk_ = std::make_shared<Disk>(directory_.path());
    options_.env = rocksdb::NewCompositeEnv(disk_);
  }
  // Every operation of `kind` on a path that holds `part` ends in `outcome`.
  void Plan(Disk::Kind kind, std::string part, Disk::Outcome outcome) {
    disk_->SetPlan([kind, part, outcome](const Disk::Operation& operation) {
      const bool hit = operation.kind == kind && absl::StrContains(operation.path, part);
      return hit ? outcome : Disk::Outcome::kDone;
    });
  }
  Floor FloorFile() {
    const auto floor = ReadFloor(FileSystemOf(nullptr), options_.floor_dir);
    CHECK(floor.ok()) << floor.status();
    return floor->floor;
  }
  std::vector<std::string> Read(absl::string_view book) {
    std::vector<std::string> records;
    CHECK(log_->Read(book, Position(1), Position(100),
                     [&](Position, absl::string_view record) {
                       records.emplace_back(record);
                       return true;
                     })
              .ok());
    return records;
  }

  TemporaryDirectory directory_;
  std::unique_ptr<base::Randomness> randomness_ = base::SeededRandomness(1);
  RocksDbOptions options_;
  std::shared_ptr<Disk> disk_;
  std::unique_ptr<RocksDbEventLog> log_;
};

// ---- The two directories.

TEST_F(RocksDbEventLogTest, InitMakesAnEmptyLogThatOpens) {
  ASSERT_TRUE(Init().ok());
  ASSERT_TRUE(Open().ok());
  EXPECT_THAT(log_->Books("", 10), IsEmpty());
}

TEST_F(RocksDbEventLogTest, InitTakesEmptyDirectoriesThatAreThere) {
  fs::create_directories(options_.data_dir + "/lost+found");  // of a new disk
  fs::create_directories(options_.floor_dir);
  ASSERT_TRUE(Init().ok());
  EXPECT_TRUE(Open().ok());
}

TEST_F(RocksDbEventLogTest, InitRefusesADirectoryWithAnythingInIt) {
  for (const std::string& directory : {options_.data_dir, options_.floor_dir}) {
    fs::create_directories(directory);
    std::ofstream(directory + "/notes") << "keep me";
    const absl::Status status = Init();
    EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
    EXPECT_EQ(Reason(status), "DATA_DIRECTORY_NOT_EMPTY");
    EXPECT_THAT(std::string(status.message()), HasSubstr("notes"));
    EXPECT_TRUE(fs::exists(directory + "/notes"));
    fs::remove(directory + "/notes");
  }
}

TEST_F(RocksDbEventLogTest, InitRefusesALogThatIsThere) {
  ASSERT_TRUE(Init().ok());
  EXPECT_EQ(Reason(Init()), "DATA_DIRECTORY_NOT_EMPTY");
  EXPECT_TRUE(Open().ok());
}

TEST_F(RocksDbEventLogTest, InitRefusesDirectoriesWithinEachOther) {
  const std::string data = options_.data_dir;
  for (const auto& [data_dir, floor_dir] :
       {std::pair(data, data), std::pair(data, data + "/"), std::pair(data, data + "/floor"),
        std::pair(data + "/log", data)}) {
    options_.data_dir = data_dir;
    options_.floor_dir = floor_dir;
    EXPECT_EQ(Init().code(), absl::StatusCode::kInvalidArgument);
    EXPECT_EQ(Reason(Init()), "DATA_DIRECTORY_NOT_APART");
    EXPECT_FALSE(fs::exists(data));
  }
  // A name that only begins the same is another directory.
  options_.data_dir = data;
  options_.floor_dir = data + "-floor";
  EXPECT_TRUE(Init().ok());
}

TEST_F(RocksDbEventLogTest, InitRefusesALinkIntoTheOtherDirectory) {
  fs::create_directories(options_.data_dir);
  fs::create_directory_symlink(options_.data_dir, directory_ / "elsewhere");
  for (const char* floor_dir : {"elsewhere", "elsewhere/floor"}) {
    options_.floor_dir = directory_ / floor_dir;
    EXPECT_EQ(Reason(Init()), "DATA_DIRECTORY_NOT_APART") << floor_dir;
    EXPECT_TRUE(fs::is_empty(options_.data_dir));
  }
}

TEST(DirectoryTest, RelativeDirectoriesAreComparedWhole) {
  EXPECT_TRUE(CheckApart("data", "floor").ok());
  EXPECT_TRUE(CheckApart("data", "../data").ok());
  for (const auto& [data_dir, floor_dir] :
       {std::pair("data", "data/floor"), std::pair("data", "./data"),
        std::pair("a/../data", "data"), std::pair("data", ".")}) {
    EXPECT_EQ(base::GetErrorDetail(CheckApart(data_dir, floor_dir))->reason,
              "DATA_DIRECTORY_NOT_APART")
        << data_dir << " " << floor_dir;
  }
}

TEST_F(RocksDbEventLogTest, InitRefusesWhereTheParentIsMissing) {
  options_.data_dir = directory_ / "not/there";
  EXPECT_EQ(Init().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(Reason(Init()), "DATA_DIRECTORY_MISSING");
}

TEST_F(RocksDbEventLogTest, InitSaysThatAFileIsNoDirectory) {
  const std::string directory = options_.data_dir;
  std::ofstream(directory) << "a file";
  EXPECT_TRUE(absl::StartsWith(Init().message(), directory + " is a file,")) << Init();
  EXPECT_EQ(Reason(Init()), "DATA_DIRECTORY_MISSING");
}

TEST_F(RocksDbEventLogTest, OpenRefusesWhereADirectoryIsMissing) {
  ASSERT_TRUE(Init().ok());
  for (const std::string& directory : {options_.data_dir, options_.floor_dir}) {
    fs::rename(directory, directory + "-away");
    EXPECT_EQ(Open().code(), absl::StatusCode::kNotFound);
    EXPECT_EQ(Reason(Open()), "DATA_DIRECTORY_MISSING");
    EXPECT_TRUE(absl::StartsWith(Open().message(), "There is no directory ")) << Open();
    std::ofstream(directory) << "a file";
    EXPECT_EQ(Reason(Open()), "DATA_DIRECTORY_MISSING");
    EXPECT_TRUE(absl::StartsWith(Open().message(), directory + " is a file,")) << Open();
    fs::remove(directory);
    fs::rename(directory + "-away", directory);
  }
  EXPECT_TRUE(Open().ok());
}

TEST_F(RocksDbEventLogTest, OpenRefusesADirectoryThatIsNotOurs) {
  fs::create_directories(options_.data_dir);
  fs::create_directories(options_.floor_dir);
  EXPECT_EQ(Open().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(Reason(Open()), "DATA_DIRECTORY_NOT_OURS");
  EXPECT_TRUE(fs::is_empty(options_.data_dir));
}

TEST_F(RocksDbEventLogTest, AFormatFileThatIsNoFormatIsNoLaterVersion) {
  ASSERT_TRUE(Init().ok());
  const std::string whole = "dealboek log, format 2\n";
  for (const auto& [text, shown] : std::vector<std::pair<std::string, std::string>>{
           {std::string("dealboek\0log, format 2\n", 23), "\"dealboek\\x00log, format 2\""},
           {"dealboek log, format 2", "\"dealboek log, format 2\""},
           {"dealboek log, format \n", "\"dealboek log, format \""},
           {"dealboek log, format 2x\n", "\"dealboek log, format 2x\""},
           {"\x1b[2Jfree\n", "\"\\x1b[2Jfree\""},
           {"", "\"\""}}) {
    std::ofstream(options_.data_dir + "/FORMAT", std::ios::trunc) << text;
    const absl::Status status = Open();
    EXPECT_EQ(Reason(status), "DATA_DIRECTORY_NOT_OURS") << status;
    EXPECT_TRUE(absl::StrContains(status.message(), "it says " + shown + ". Check")) << status;
    EXPECT_FALSE(absl::StrContains(status.message(), "later")) << status;
  }
  std::ofstream(options_.data_dir + "/FORMAT", std::ios::trunc) << "dealboek log, format 12\n";
  EXPECT_EQ(Reason(Open()), "FORMAT_VERSION_UNKNOWN");
  std::ofstream(options_.data_dir + "/FORMAT", std::ios::trunc) << whole;
  EXPECT_TRUE(Open().ok());
}

TEST_F(RocksDbEventLogTest, MakingALogWarnsOfNothing) {
  std::vector<std::string> told;
  options_.tell = [&](absl::string_view line) { told.emplace_back(line); };
  ASSERT_TRUE(Init().ok());
  ASSERT_TRUE(Open().ok());
  log_.reset();
  EXPECT_TRUE(told.empty()) << told[0];
}

TEST(InOneLineTest, ABreakInRocksDbsWordsIsNoneInOurs) {
  EXPECT_EQ(InOneLine(rocksdb::Status::Corruption("size mismatch:\n 3 is not 4")),
            "Corruption: size mismatch:  3 is not 4");
}

TEST_F(RocksDbEventLogTest, WhatAnInterruptedInitLeavesIsRefused) {
  UseFaultyDisk();
  for (const char* file : {"CURRENT", "FORMAT", "floor/floor"}) {
    SCOPED_TRACE(file);
    Plan(Disk::Kind::kRename, file, Disk::Outcome::kFailed);
    EXPECT_FALSE(Init().ok());
    disk_->SetPlan(nullptr);
    const absl::Status status = Open();
    EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition) << status;
    EXPECT_EQ(Reason(Init()), "DATA_DIRECTORY_NOT_EMPTY");
    fs::remove_all(options_.data_dir);
    fs::remove_all(options_.floor_dir);
  }
  EXPECT_TRUE(Init().ok());
  EXPECT_TRUE(Open().ok());
}

TEST_F(RocksDbEventLogTest, SecondLogOnOneDirectoryIsRefused) {
  ASSERT_TRUE(Init().ok());
  ASSERT_TRUE(Open().ok());
  const absl::Status second = RocksDbEventLog::Open(options_).status();
  EXPECT_EQ(second.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(Reason(second), "DATA_DIRECTORY_IN_USE");
  EXPECT_EQ(Reason(RocksDbEventLog::RestoreAcceptLoss(options_, *randomness_).status()),
            "DATA_DIRECTORY_IN_USE");
  EXPECT_TRUE(log_->Append(Batch("zod", 1, {"a"})).ok());  // the first is none the worse
}

TEST_F(RocksDbEventLogTest, DirectoryInUseByAnotherProcessIsRefused) {
  ASSERT_TRUE(Init().ok());
  int ready[2];
  int done[2];
  ASSERT_EQ(pipe(ready), 0);
  ASSERT_EQ(pipe(done), 0);
  const pid_t other = fork();
  ASSERT_GE(other, 0);
  if (other == 0) {  // only what is safe after fork: takes the lock as RocksDB does, and waits
    const int file = open((options_.data_dir + "/rocksdb/LOCK").c_str(), O_RDWR | O_CREAT, 0644);
    struct flock lock = {};
    lock.l_type = F_WRLCK;
    lock.l_whence = SEEK_SET;
    char byte = fcntl(file, F_SETLK, &lock) == 0 ? 'y' : 'n';
    if (write(ready[1], &byte, 1) != 1 || read(done[0], &byte, 1) != 1) _exit(1);
    _exit(0);
  }
  char byte = 0;
  ASSERT_EQ(read(ready[0], &byte, 1), 1);
  ASSERT_EQ(byte, 'y');
  EXPECT_EQ(Reason(Open()), "DATA_DIRECTORY_IN_USE");
  ASSERT_EQ(write(done[1], "x", 1), 1);
  int status = 0;
  ASSERT_EQ(waitpid(other, &status, 0), other);
  for (int end : {ready[0], ready[1], done[0], done[1]}) close(end);
  EXPECT_TRUE(Open().ok());
}

TEST_F(RocksDbEventLogTest, DirectoryThatCannotBeWrittenIsRefused) {
  UseFaultyDisk();
  Plan(Disk::Kind::kCreate, "/data/", Disk::Outcome::kFailed);
  EXPECT_EQ(Init().code(), absl::StatusCode::kPermissionDenied);
  EXPECT_EQ(Reason(Init()), "DATA_DIRECTORY_NOT_WRITABLE");
  Plan(Disk::Kind::kCreate, "/floor/", Disk::Outcome::kFailed);
  EXPECT_EQ(Reason(Init()), "DATA_DIRECTORY_NOT_WRITABLE");
  disk_->SetPlan(nullptr);
  ASSERT_TRUE(Init().ok());
  Plan(Disk::Kind::kCreate, "/data/", Disk::Outcome::kFailed);
  const absl::Status status = Open();
  EXPECT_EQ(status.code(), absl::StatusCode::kPermissionDenied);
  EXPECT_EQ(Reason(status), "DATA_DIRECTORY_NOT_WRITABLE");
  EXPECT_EQ(Metadata(status)["directory"], options_.data_dir);
  disk_->SetPlan(nullptr);
  EXPECT_TRUE(Open().ok());
}

// Gives the directory to nobody and is nobody for a while, where the test runs as root: root may do
// anything.
class AsNobody {
 public:
  explicit AsNobody(const std::string& directory) {
    if (!root_) return;
    CHECK_EQ(chown(directory.c_str(), kNobody, kNobody), 0);
    for (const auto& entry : fs::recursive_directory_iterator(directory)) {
      CHECK_EQ(chown(entry.path().c_str(), kNobody, kNobody), 0);
    }
    CHECK_EQ(seteuid(kNobody), 0);
  }
  ~AsNobody() {
    if (root_) CHECK_EQ(seteuid(0), 0);
  }

 private:
  static constexpr uid_t kNobody = 65534;
  const bool root_ = geteuid() == 0;
};

// The same with real rights on real directories.
TEST_F(RocksDbEventLogTest, ClosedAndReadOnlyDirectoriesAreRefused) {
  ASSERT_TRUE(Init().ok());
  const AsNobody nobody(directory_.path());
  ASSERT_TRUE(Open().ok());
  log_.reset();
  for (const std::string& directory : {options_.data_dir, options_.floor_dir}) {
    for (const fs::perms rights :
         {fs::perms::none, fs::perms::owner_read | fs::perms::owner_exec}) {
      SCOPED_TRACE(directory);
      const std::string inner = options_.data_dir + "/rocksdb";
      if (directory == options_.data_dir) fs::permissions(inner, rights);
      fs::permissions(directory, rights);
      const absl::Status status = Open();
      EXPECT_EQ(status.code(), absl::StatusCode::kPermissionDenied) << status;
      EXPECT_EQ(Reason(status), "DATA_DIRECTORY_NOT_WRITABLE");
      EXPECT_THAT(std::string(status.message()), HasSubstr(directory));
      fs::permissions(directory, fs::perms::owner_all);
      fs::permissions(inner, fs::perms::owner_all);
    }
  }
  EXPECT_TRUE(Open().ok());
}

TEST_F(RocksDbEventLogTest, FullDiskAtTheStartIsNamed) {
  UseFaultyDisk();
  Plan(Disk::Kind::kAppend, "/data/", Disk::Outcome::kDiskFull);
  EXPECT_EQ(Init().code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(Reason(Init()), "DISK_FULL");
  fs::remove_all(options_.data_dir);
  disk_->SetPlan(nullptr);
  ASSERT_TRUE(Init().ok());
  Plan(Disk::Kind::kAppend, "/data/", Disk::Outcome::kDiskFull);
  EXPECT_EQ(Reason(Open()), "DISK_FULL");
  disk_->SetPlan(nullptr);
  EXPECT_TRUE(Open().ok());
}

TEST_F(RocksDbEventLogTest, FullDiskWhileWritingStopsTheLog) {
  UseFaultyDisk();
  ASSERT_TRUE(Init().ok());
  ASSERT_TRUE(Open().ok());
  ASSERT_TRUE(log_->Append(Batch("zod", 1, {"a"})).ok());
  Plan(Disk::Kind::kAppend, "", Disk::Outcome::kDiskFull);  // whatever the file
  EXPECT_EQ(Reason(log_->Append(Batch("zod", 2, {"b"}))), "LOG_WRITE_FAILED");
  disk_->SetPlan(nullptr);
  EXPECT_EQ(Reason(log_->Append(Batch("zod", 2, {"b"}))), "LOG_STOPPED");  // room or no room
  ASSERT_TRUE(Open().ok());
  EXPECT_THAT(Read("zod"), ElementsAre("a"));
}

// What RocksDB has to say of a full disk must not need room on that disk.
TEST_F(RocksDbEventLogTest, RocksDbSpeaksToItsOwnerAndToNoFile) {
  base::Mutex mutex;
  std::string told;
  options_.tell = [&](absl::string_view line) {
    const base::MutexLock lock(mutex);
    absl::StrAppend(&told, line, "\n");
  };
  UseFaultyDisk();
  ASSERT_TRUE(Init().ok());
  {
    const base::MutexLock lock(mutex);
    told = "";  // a directory that was not there yet
  }
  ASSERT_TRUE(Open().ok());
  {
    const base::MutexLock lock(mutex);
    EXPECT_EQ(told, "");  // nothing while nothing is wrong
  }
  Plan(Disk::Kind::kAppend, "/data/", Disk::Outcome::kDiskFull);
  EXPECT_EQ(Reason(log_->Append(Batch("zod", 1, {"a"}))), "LOG_WRITE_FAILED");
  log_.reset();
  {
    const base::MutexLock lock(mutex);
    EXPECT_THAT(told, HasSubstr("RocksDB: "));
  }
  for (const auto& entry : fs::recursive_directory_iterator(options_.data_dir)) {
    EXPECT_FALSE(absl::StartsWith(entry.path().filename().string(), "LOG")) << entry.path();
  }
}

TEST_F(RocksDbEventLogTest, ReserveIsKeptOnTheFloorsDiskToo) {
  UseFaultyDisk();
  options_.reserve_bytes = 1'000'000;
  ASSERT_TRUE(Init().ok());
  ASSERT_TRUE(Open().ok());
  disk_->SetFreeBytes(999'999);
  const absl::Status status = log_->Append(Batch("zod", 1, {"a"}));
  EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(Metadata(status)["freeBytes"], "999999");
  EXPECT_EQ(Metadata(status)["reserveBytes"], "1000000");
  disk_->SetFreeBytes(1'000'000);
  EXPECT_TRUE(log_->Append(Batch("zod", 1, {"a"})).ok());
}

// A test server's word on which request a record came from: the records of these tests are
// "actor request-id", or come from none.
absl::StatusOr<std::optional<RequestEntry>> RequestOfRecord(absl::string_view /*book*/,
                                                            Position position,
                                                            absl::string_view record) {
  const size_t space = record.find(' ');
  if (space == absl::string_view::npos) return std::nullopt;
  return RequestEntry{std::string(record.substr(0, space)), std::string(record.substr(space + 1)),
                      position, position, "hash"};
}

// ---- What a start refuses.

class RefusedStartTest : public RocksDbEventLogTest {
 protected:
  // Six commits: three in sorted files, three in the write-ahead file.
  void SetUp() override {
    ASSERT_TRUE(Init().ok());
    for (uint64_t i = 1; i <= 6; ++i) {
      if (i % 3 == 1) {
        ASSERT_TRUE(Open().ok());
      }
      std::vector<BookBatch> batch = Batch("zod", i, {absl::StrCat("anna r", i)});
      batch[0].requests = {{"anna", absl::StrCat("r", i), Position(i), Position(i), "hash"}};
      ASSERT_TRUE(log_->Append(batch).ok());
    }
    log_.reset();
  }
  std::string WriteAheadFile() {
    for (const auto& [path, bytes] : FilesOf(options_.data_dir)) {
      if (absl::EndsWith(path, ".log")) return path;
    }
    return "";
  }
  // Changes the closed log through RocksDB.
  void Alter(const std::function<void(const Database&, rocksdb::WriteBatch&)>& alter) {
    std::unique_ptr<Database> database;
    CHECK(Database::Open(options_, Database::Mode::kOpen, &database).ok());
    rocksdb::WriteBatch batch;
    alter(*database, batch);
    CHECK(database->Write(batch).ok());
  }
  // Open and restore both give `reason`, and change no byte of either directory.
  void ExpectRefusedUntouched(absl::string_view reason) {
    const auto before = FilesOf(directory_.path());
    EXPECT_EQ(Reason(Open()), reason);
    EXPECT_EQ(FilesOf(directory_.path()), before);
    if (reason == "LOG_BELOW_FLOOR") return;  // which restore is there to accept
    EXPECT_EQ(Reason(RocksDbEventLog::RestoreAcceptLoss(options_, *randomness_).status()), reason);
    EXPECT_EQ(FilesOf(directory_.path()), before);
  }
};

TEST_F(RefusedStartTest, WriteAheadFileThatWasCutIsStillThere) {
  const std::string file = WriteAheadFile();
  fs::resize_file(file, fs::file_size(file) - 5);
  ExpectRefusedUntouched("LOG_BELOW_FLOOR");
}

TEST_F(RefusedStartTest, DamagedWriteAheadFileIsStillThere) {
  std::fstream file(WriteAheadFile(), std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(30);
  file.put('\x7f');
  file.close();
  ExpectRefusedUntouched("LOG_DAMAGED");
}

TEST_F(RefusedStartTest, LogWithAHoleIsStillThere) {
  Alter([](const Database& database, rocksdb::WriteBatch& batch) {
    batch.Delete(database.records(), RecordKey("zod", Position(2)));
  });
  ExpectRefusedUntouched("RECORD_MISSING");
}

TEST_F(RefusedStartTest, LogUnderAnothersFloorIsStillThereAndSoIsThatFloor) {
  RocksDbOptions other = options_;
  other.data_dir = directory_ / "other";
  other.floor_dir = directory_ / "other-floor";
  ASSERT_TRUE(RocksDbEventLog::Init(other, *randomness_).ok());
  options_.floor_dir = other.floor_dir;  // a slip of the pen
  ExpectRefusedUntouched("FLOOR_OF_ANOTHER_LOG");
  const auto opened = RocksDbEventLog::Open(other);
  EXPECT_TRUE(opened.ok()) << opened.status();
}

TEST_F(RefusedStartTest, WhoFindsTheLogInUseWritesNothingThere) {
  ASSERT_TRUE(Open().ok());
  auto watched = std::make_shared<Disk>(directory_.path());
  RocksDbOptions second = options_;
  second.env = rocksdb::NewCompositeEnv(watched);
  EXPECT_EQ(Reason(RocksDbEventLog::Open(second).status()), "DATA_DIRECTORY_IN_USE");
  EXPECT_EQ(watched->operations(), 0u);
}

// ---- The index of requests, made anew.

using MadeAnewTest = RefusedStartTest;

TEST_F(MadeAnewTest, RequestEntriesThatAreMissingAreMadeFromTheRecords) {
  for (const char* last : {"r2", "r9"}) {  // one of them; all of them
    SCOPED_TRACE(last);
    options_.request_of = nullptr;
    Alter([&](const Database& database, rocksdb::WriteBatch& batch) {
      batch.DeleteRange(database.requests(), RequestKey("zod", "anna", "r1"),
                        RequestKey("zod", "anna", last));
    });
    const auto before = FilesOf(directory_.path());
    EXPECT_EQ(Reason(Open()), "REQUEST_ENTRY_DAMAGED") << "who cannot read records refuses";
    EXPECT_EQ(FilesOf(directory_.path()), before);
    options_.request_of = RequestOfRecord;
    ASSERT_TRUE(Open().ok());
    EXPECT_EQ(log_->WhatWasMadeAnew().requests, std::string(last) == "r2" ? 1u : 6u);
    EXPECT_EQ(log_->VerifyAll()->requests, 6u);
    for (uint64_t i = 1; i <= 6; ++i) {
      const auto entry = log_->FindRequest("zod", "anna", absl::StrCat("r", i));
      ASSERT_TRUE(entry.ok() && entry->has_value());
      EXPECT_EQ(**entry,
                (RequestEntry{"anna", absl::StrCat("r", i), Position(i), Position(i), "hash"}));
    }
    ASSERT_TRUE(Open().ok());
    EXPECT_EQ(log_->WhatWasMadeAnew().requests, 0u);
    log_.reset();
  }
}

// Nothing is guessed: what the records make must be what the book says it had, and what is left.
TEST_F(MadeAnewTest, RequestEntriesThatDoNotFollowFromTheRecordsAreRefused) {
  const std::string first = RequestKey("zod", "anna", "r1");
  Alter([&](const Database& database, rocksdb::WriteBatch& batch) {
    batch.Delete(database.requests(), first);
  });
  const auto refuses = [&](const char* why, RequestOf request_of) {
    options_.request_of = std::move(request_of);
    const auto before = FilesOf(directory_.path());
    EXPECT_EQ(Reason(Open()), "REQUEST_ENTRY_DAMAGED") << why;
    EXPECT_EQ(FilesOf(directory_.path()), before) << why;
  };
  refuses("fewer than there were",
          [](absl::string_view book, Position at,
             absl::string_view record) -> absl::StatusOr<std::optional<RequestEntry>> {
            if (at == Position(1)) return std::nullopt;
            return RequestOfRecord(book, at, record);
          });
  refuses("one that is there is another",
          [](absl::string_view book, Position at, absl::string_view record) {
            auto entry = RequestOfRecord(book, at, record);
            if (at == Position(4)) (*entry)->hash = "other";
            return entry;
          });
  refuses("two of one request", [](absl::string_view book, Position at, absl::string_view record) {
    auto entry = RequestOfRecord(book, at, record);
    if (at == Position(1)) (*entry)->request_id = "r2";
    return entry;
  });
  options_.request_of = RequestOfRecord;
  Alter([&](const Database& database, rocksdb::WriteBatch& batch) {
    batch.Put(database.requests(), RequestKey("zod", "anna", "r3"), "scribble");
  });
  EXPECT_EQ(Reason(Open()), "REQUEST_ENTRY_DAMAGED") << "damage is not what is missing";
}

TEST_F(MadeAnewTest, WhatWasInterruptedIsDoneAgain) {
  Alter([&](const Database& database, rocksdb::WriteBatch& batch) {
    batch.DeleteRange(database.requests(), "a", "zzz");
  });
  options_.request_of = RequestOfRecord;
  UseFaultyDisk();
  Plan(Disk::Kind::kSync, ".log", Disk::Outcome::kFailed);
  EXPECT_EQ(Reason(Open()), "LOG_WRITE_FAILED");
  disk_->SetPlan(nullptr);
  ASSERT_TRUE(Open().ok());
  EXPECT_EQ(log_->VerifyAll()->requests, 6u);
}

// ---- The trees, made anew.

class TreeMadeAnewTest : public RefusedStartTest {
 protected:
  TreeHead TreeAsItWas() {
    CHECK(Open().ok());
    const TreeHead tree = log_->Tree("zod");
    log_.reset();
    return tree;
  }
  // As a log that a server of format 1 wrote.
  void MakeFormat1() {
    {
      std::unique_ptr<Database> database;
      CHECK(Database::Open(options_, Database::Mode::kOpen, &database).ok());
      CHECK(database->db().DropColumnFamily(database->tiles()).ok());
    }
    std::ofstream(options_.data_dir + "/FORMAT") << "dealboek log, format 1\n";
  }
  std::string FormatFile() { return FilesOf(options_.data_dir).at(options_.data_dir + "/FORMAT"); }
};

TEST_F(TreeMadeAnewTest, SlicesThatAreMissingAreMadeFromTheRecords) {
  for (const auto& [first, last] :
       {std::pair(2, 3), std::pair(0, 1), std::pair(5, 6), std::pair(0, 6)}) {
    SCOPED_TRACE(absl::StrCat(first, " to ", last));
    const TreeHead tree = TreeAsItWas();
    Alter([&, first = first, last = last](const Database& database, rocksdb::WriteBatch& batch) {
      for (int i = first; i < last; ++i) {
        batch.Delete(database.tiles(), SliceKey("zod", {0, static_cast<uint64_t>(i)}));
      }
    });
    ASSERT_TRUE(Open().ok());
    EXPECT_EQ(log_->WhatWasMadeAnew().trees, 1u);
    EXPECT_EQ(log_->WhatWasMadeAnew().of_format, kFormat);
    EXPECT_EQ(log_->Tree("zod"), tree);
    EXPECT_EQ(log_->ReadTile("zod", {0, 0}, 6)->size(), 6 * kHashBytes);
    EXPECT_TRUE(log_->VerifyAll().ok());
    ASSERT_TRUE(Open().ok());
    EXPECT_EQ(log_->WhatWasMadeAnew().trees, 0u);

    log_.reset();  // and from the beginning
    fs::remove_all(options_.data_dir);
    fs::remove_all(options_.floor_dir);
    SetUp();
  }
}

TEST_F(TreeMadeAnewTest, LogOfFormat1BecomesOneOfFormat2) {
  const TreeHead tree = TreeAsItWas();
  MakeFormat1();
  ASSERT_TRUE(Open().ok());
  EXPECT_EQ(log_->WhatWasMadeAnew().of_format, 1);
  EXPECT_EQ(log_->WhatWasMadeAnew().trees, 1u);
  EXPECT_EQ(FormatFile(), "dealboek log, format 2\n");
  EXPECT_EQ(log_->Tree("zod"), tree);
  ASSERT_TRUE(log_->Append(Batch("zod", 7, {"b r7"})).ok());
  ASSERT_TRUE(Open().ok());
  EXPECT_EQ(log_->WhatWasMadeAnew().trees, 0u);
  EXPECT_EQ(log_->Tree("zod").size, 7u);
}

// Whatever of its operations does not succeed, the next start makes it whole.
TEST_F(TreeMadeAnewTest, InterruptedAnywhereItIsDoneAgain) {
  const TreeHead tree = TreeAsItWas();
  MakeFormat1();
  const auto before = FilesOf(directory_.path());
  UseFaultyDisk();
  int n = 0;
  for (bool reached = true; reached; ++n) {
    SCOPED_TRACE(n);
    for (const auto& entry : FilesOf(directory_.path())) fs::remove(entry.first);
    for (const auto& [path, bytes] : before) std::ofstream(path, std::ios::binary) << bytes;
    reached = false;
    disk_->SetPlan([&, left = n](const Disk::Operation& /*operation*/) mutable {
      if (left-- != 0) return Disk::Outcome::kDone;
      reached = true;
      return Disk::Outcome::kFailed;
    });
    Open().IgnoreError();
    log_.reset();
    disk_->SetPlan(nullptr);
    ASSERT_TRUE(Open().ok());
    ASSERT_EQ(log_->Tree("zod"), tree);
    ASSERT_EQ(log_->ReadTile("zod", {0, 0}, 6)->size(), 6 * kHashBytes);
    ASSERT_EQ(FormatFile(), "dealboek log, format 2\n");
    log_.reset();
  }
  EXPECT_GT(n, 20);
}

// ---- The floor.

TEST_F(RocksDbEventLogTest, FloorFollowsWithinItsInterval) {
  options_.floor_interval = absl::Milliseconds(5);
  ASSERT_TRUE(Init().ok());
  EXPECT_EQ(FloorFile().commit, 0u);
  ASSERT_TRUE(Open().ok());
  ASSERT_TRUE(log_->Append(Batch("zod", 1, {"a"})).ok());
  const absl::Time give_up = absl::Now() + absl::Seconds(30);
  while (FloorFile().commit == 0 && absl::Now() < give_up) absl::SleepFor(absl::Milliseconds(1));
  EXPECT_EQ(FloorFile().commit, 1u);
}

TEST_F(RocksDbEventLogTest, FiguresTellHowTheLogStands) {
  options_.floor_interval = absl::Hours(1);
  ASSERT_TRUE(Init().ok() && Open().ok());
  ASSERT_TRUE(log_->Append(Batch("zod", 1, {"a", "b"})).ok());
  ASSERT_TRUE(log_->Append(Batch("assen", 1, {"a"})).ok());
  auto figures = log_->LookAtFigures();
  ASSERT_TRUE(figures.ok()) << figures.status();
  EXPECT_EQ(figures->books, 2u);
  EXPECT_EQ(figures->events, 3u);
  EXPECT_EQ(figures->commit, 2u);
  EXPECT_EQ(figures->floor_commit, 0u);
  EXPECT_GT(figures->floor_lag, absl::ZeroDuration());
  EXPECT_LT(figures->floor_lag, absl::Minutes(10));
  EXPECT_GT(figures->data_free_bytes, 0u);
  const std::map<std::string, uint64_t> rocksdb(figures->rocksdb.begin(), figures->rocksdb.end());
  EXPECT_GT(rocksdb.at("cur-size-all-mem-tables"), 0u);
  EXPECT_EQ(rocksdb.at("background-errors"), 0u);

  ASSERT_TRUE(Open().ok());  // counts what it finds; its floor has caught up
  figures = log_->LookAtFigures();
  ASSERT_TRUE(figures.ok());
  EXPECT_EQ(figures->events, 3u);
  EXPECT_EQ(figures->floor_commit, 2u);
  EXPECT_EQ(figures->floor_lag, absl::ZeroDuration());
  ASSERT_TRUE(log_->Close().ok());
  EXPECT_EQ(Reason(log_->LookAtFigures().status()), "LOG_STOPPED");
}

TEST_F(RocksDbEventLogTest, FloorIsAtTheLastCommitAfterClose) {
  options_.floor_interval = absl::Hours(1);
  ASSERT_TRUE(Init().ok());
  ASSERT_TRUE(Open().ok());
  for (uint64_t i = 1; i <= 3; ++i) ASSERT_TRUE(log_->Append(Batch("zod", i, {"a"})).ok());
  EXPECT_EQ(FloorFile().commit, 0u);
  ASSERT_TRUE(log_->Close().ok());
  EXPECT_EQ(FloorFile().commit, 3u);
  EXPECT_TRUE(log_->Close().ok());  // once more changes nothing
}

TEST_F(RocksDbEventLogTest, FloorRisesToWhatAStartFinds) {
  options_.floor_interval = absl::Hours(1);
  ASSERT_TRUE(Init().ok());
  fs::copy(options_.floor_dir, directory_ / "old-floor");
  ASSERT_TRUE(Open().ok());
  ASSERT_TRUE(log_->Append(Batch("zod", 1, {"a"})).ok());
  ASSERT_TRUE(log_->Close().ok());
  // As if the machine had stopped before the floor followed.
  fs::copy(directory_ / "old-floor", options_.floor_dir,
           fs::copy_options::recursive | fs::copy_options::overwrite_existing);
  ASSERT_EQ(FloorFile().commit, 0u);
  ASSERT_TRUE(Open().ok());
  EXPECT_EQ(FloorFile().commit, 1u);
}

// ---- The roots beside the floor.

class RootsTest : public RefusedStartTest {
 protected:
  KeptFloor Kept() {
    auto kept = ReadFloor(FileSystemOf(nullptr), options_.floor_dir);
    CHECK(kept.ok()) << kept.status();
    return *std::move(kept);
  }
  std::string RootsFile() {
    return absl::StrCat(options_.floor_dir, "/roots.", Kept().floor.generation);
  }
  // Record 3 becomes another, with its seal and the tree over all of them: a log in perfect order.
  void Forge() {
    Alter([&](const Database& database, rocksdb::WriteBatch& batch) {
      const std::string record_key = RecordKey("zod", Position(3));
      batch.Put(database.records(), record_key, Seal(record_key, "anna r3, but for more money"));
      for (uint64_t i = 0; i < 6; ++i) batch.Delete(database.tiles(), SliceKey("zod", {0, i}));
    });
    std::unique_ptr<Database> database;
    CHECK(Database::Open(options_, Database::Mode::kOpen, &database).ok());
    CHECK(WriteTreeAnew(*database, "zod", Position(6)).ok());
  }
};

TEST_F(RootsTest, AreThoseOfTheBooksAtTheFloor) {
  EXPECT_EQ(Kept().floor.commit, 6u);
  ASSERT_TRUE(Open().ok());
  EXPECT_EQ(Kept().roots, (Roots{{"zod", log_->Tree("zod")}}));
  ASSERT_TRUE(log_->Append(Batch("assen", 1, {"x y"})).ok());
  ASSERT_TRUE(log_->Append(Batch("zod", 7, {"x z"})).ok());
  ASSERT_TRUE(log_->MoveFloor().ok());
  const Roots roots = {{"assen", log_->Tree("assen")}, {"zod", log_->Tree("zod")}};
  EXPECT_EQ(Kept().roots, roots);
  ASSERT_TRUE(log_->Close().ok());
  EXPECT_EQ(Kept().roots, roots);
}

TEST_F(RootsTest, ALogThatWasForgedInPerfectOrderIsRefused) {
  Forge();
  const auto before = FilesOf(directory_.path());
  const absl::Status status = Open();
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
  auto metadata = Metadata(status);
  EXPECT_EQ(metadata["reason"], "LOG_FORKED");
  EXPECT_EQ(metadata["book"], "zod");
  EXPECT_EQ(metadata["position"], "6");
  EXPECT_EQ(FilesOf(directory_.path()), before);
  // Nor is it what was lost.
  EXPECT_EQ(Reason(RocksDbEventLog::RestoreAcceptLoss(options_, *randomness_).status()),
            "NOTHING_TO_ACCEPT");
}

// Of a log that ends early the end may be accepted as lost, not another beginning.
TEST_F(RootsTest, AForgeryIsNotAcceptedWithALoss) {
  ASSERT_TRUE(Open().ok());
  ASSERT_TRUE(log_->Append(Batch("assen", 1, {"x y"})).ok());
  log_.reset();
  Alter([&](const Database& database, rocksdb::WriteBatch& batch) {
    batch.Delete(database.records(), RecordKey("assen", Position(1)));
    batch.Delete(database.tiles(), SliceKey("assen", {0, 0}));
    batch.Delete(database.meta(), BookKey("assen"));
    batch.Put(database.meta(), std::string(kCommitKey), CommitValue(6));
  });
  EXPECT_EQ(Reason(Open()), "LOG_BELOW_FLOOR");
  Forge();
  EXPECT_EQ(Reason(RocksDbEventLog::RestoreAcceptLoss(options_, *randomness_).status()),
            "LOG_FORKED");
}

TEST_F(RootsTest, WithoutTheFloorThatVouchesForItAForgeryIsALog) {
  Forge();
  fs::remove(options_.floor_dir + "/floor");
  EXPECT_EQ(Reason(Open()), "FLOOR_MISSING");
  ASSERT_TRUE(RocksDbEventLog::RestoreAcceptLoss(options_, *randomness_).ok());
  EXPECT_TRUE(Open().ok());  // and every book records that
  EXPECT_EQ(log_->PendingLosses().size(), 1u);
}

TEST_F(RootsTest, ABookThatEndsBeforeItsRootIsBelowTheFloor) {
  Alter([&](const Database& database, rocksdb::WriteBatch& batch) {
    batch.Delete(database.records(), RecordKey("zod", Position(6)));
    batch.Delete(database.requests(), RequestKey("zod", "anna", "r6"));
    batch.Delete(database.tiles(), SliceKey("zod", {0, 5}));
    batch.Put(database.meta(), BookKey("zod"), BookValue(BookKey("zod"), {Position(5), 5, {}}));
  });
  auto metadata = Metadata(Open());
  EXPECT_EQ(metadata["reason"], "LOG_BELOW_FLOOR");
  EXPECT_EQ(metadata["book"], "zod");
  EXPECT_EQ(metadata["position"], "6");
}

TEST_F(RootsTest, EveryByteOfThemCountsUpToWhereTheFloorSays) {
  ASSERT_TRUE(Open().ok());
  ASSERT_TRUE(log_->Append(Batch("zod", 7, {"x z"})).ok());
  ASSERT_TRUE(log_->Close().ok());
  log_.reset();
  const std::string path = RootsFile();
  const std::string whole = FilesOf(options_.floor_dir).at(path);
  const auto put = [&](const std::string& bytes) {
    std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
  };
  for (size_t bit = 0; bit < 8 * whole.size(); ++bit) {
    std::string flipped = whole;
    flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << bit % 8));
    put(flipped);
    ASSERT_EQ(Reason(ReadFloor(FileSystemOf(nullptr), options_.floor_dir).status()),
              "FLOOR_DAMAGED")
        << bit;
  }
  for (size_t size = 0; size < whole.size(); ++size) {
    put(whole.substr(0, size));
    ASSERT_EQ(Reason(Open()), "FLOOR_DAMAGED") << size;
  }
  fs::remove(path);
  EXPECT_EQ(Reason(Open()), "FLOOR_DAMAGED");
  // What was added for a floor that was never written.
  put(whole + std::string(50, 'x'));
  EXPECT_TRUE(Open().ok());
}

TEST_F(RootsTest, AFileThatHasGrownIsBegunAnew) {
  ASSERT_TRUE(Open().ok());
  const uint64_t generation = Kept().floor.generation;
  std::vector<BookBatch> batches;
  for (int i = 0; i < 3000; ++i) {
    batches.push_back(Batch(absl::StrCat("book-", i, "-", std::string(50, 'x')), 1, {"x y"})[0]);
  }
  for (uint64_t at = 1; at <= 30 && Kept().floor.generation == generation; ++at) {
    for (BookBatch& batch : batches) batch.first = Position(at);
    ASSERT_TRUE(log_->Append(batches).ok());
    ASSERT_TRUE(log_->MoveFloor().ok());
  }
  EXPECT_EQ(Kept().floor.generation, generation + 1);
  EXPECT_EQ(Kept().roots.size(), 3001u);
  EXPECT_EQ(Kept().roots.at("zod"), log_->Tree("zod"));
  EXPECT_EQ(FilesOf(options_.floor_dir).size(), 2u) << "the old one is gone";
  ASSERT_TRUE(Open().ok());
}

TEST_F(RootsTest, AFloorOfVersion1HasNone) {
  // FORMAT.md of format 1: magic, version 01, identity, commit, checksum.
  std::string bytes = "DBKFLOOR\x01" + Kept().floor.identity;
  for (int shift = 56; shift >= 0; shift -= 8) bytes += static_cast<char>(uint64_t{6} >> shift);
  const uint32_t checksum = ExtendCrc32c(0, bytes);
  for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(checksum >> shift);
  fs::remove(RootsFile());
  std::ofstream(options_.floor_dir + "/floor", std::ios::binary | std::ios::trunc) << bytes;
  EXPECT_EQ(Kept().floor, (Floor{Kept().floor.identity, 6, 0, 0}));
  ASSERT_TRUE(Open().ok());
  EXPECT_EQ(Kept().roots, (Roots{{"zod", log_->Tree("zod")}}));
}

TEST_F(RocksDbEventLogTest, FloorThatCannotBeMovedStopsTheLog) {
  UseFaultyDisk();
  options_.floor_interval = absl::Milliseconds(1);
  ASSERT_TRUE(Init().ok());
  ASSERT_TRUE(Open().ok());
  Plan(Disk::Kind::kSync, "floor", Disk::Outcome::kFailed);
  ASSERT_TRUE(log_->Append(Batch("zod", 1, {"a"})).ok());
  // Waiters are told, and so is every later Append.
  const absl::Status waited = log_->WaitFor("zod", Position(2), absl::Seconds(60));
  EXPECT_EQ(Reason(waited), "LOG_STOPPED");
  EXPECT_THAT(std::string(waited.message()), HasSubstr("floor"));
  EXPECT_EQ(Reason(log_->Health()), "LOG_STOPPED");
  EXPECT_THAT(std::string(log_->Health().message()), HasSubstr("floor"));
  EXPECT_EQ(Reason(log_->Append(Batch("zod", 2, {"b"}))), "LOG_STOPPED");
  EXPECT_EQ(Reason(log_->Close()), "LOG_WRITE_FAILED");  // the floor still lags
  disk_->SetPlan(nullptr);
  ASSERT_TRUE(Open().ok());
  EXPECT_THAT(Read("zod"), ElementsAre("a"));
}

TEST_F(RocksDbEventLogTest, AFloorThatFailsAfterAWriteDoesNotTakeItsPlaceAsTheCause) {
  UseFaultyDisk();
  options_.floor_interval = absl::Hours(1);
  ASSERT_TRUE(Init().ok());
  ASSERT_TRUE(Open().ok());
  ASSERT_TRUE(log_->Append(Batch("zod", 1, {"a"})).ok());
  Plan(Disk::Kind::kSync, "", Disk::Outcome::kFailed);
  ASSERT_EQ(Reason(log_->Append(Batch("zod", 2, {"b"}))), "LOG_WRITE_FAILED");
  const std::string first(log_->Health().message());
  EXPECT_THAT(first, HasSubstr("an earlier write failed"));
  Plan(Disk::Kind::kSync, "floor", Disk::Outcome::kFailed);
  ASSERT_FALSE(log_->MoveFloor().ok());
  EXPECT_EQ(log_->Health().message(), first);
}

// ---- The way out.

class RestoreTest : public RocksDbEventLogTest {
 protected:
  // A log of six commits, and a backup of its data made after three.
  void SetUp() override {
    ASSERT_TRUE(Init().ok());
    ASSERT_TRUE(Open().ok());
    for (uint64_t i = 1; i <= 6; ++i) {
      if (i == 4) {
        ASSERT_TRUE(log_->Close().ok());
        Copy("data", "backup");
        ASSERT_TRUE(Open().ok());
      }
      ASSERT_TRUE(log_->Append(Batch(i == 6 ? "late" : "zod", i == 6 ? 1 : i, {"r"})).ok());
    }
    ASSERT_TRUE(log_->Append(Batch("assen", 1, {"r"})).ok());
    log_.reset();
  }
  void Copy(const std::string& from, const std::string& to) {
    fs::remove_all(directory_ / to);
    fs::copy(directory_ / from, directory_ / to, fs::copy_options::recursive);
  }
  absl::StatusOr<AcceptedLoss> Restore() {
    log_.reset();
    return RocksDbEventLog::RestoreAcceptLoss(options_, *randomness_);
  }
};

TEST_F(RestoreTest, BackupIsRefusedUntilItsLossIsAccepted) {
  Copy("backup", "data");
  const absl::Status refused = Open();
  EXPECT_EQ(refused.code(), absl::StatusCode::kDataLoss);
  auto metadata = Metadata(refused);
  EXPECT_EQ(metadata["reason"], "LOG_BELOW_FLOOR");
  EXPECT_EQ(metadata["firstMissingCommit"], "4");
  EXPECT_EQ(metadata["book"], "zod");  // the backup knows of no other
  EXPECT_EQ(metadata["position"], "4");
  EXPECT_THAT(std::string(refused.message()), HasSubstr("restore --accept-loss"));

  const auto accepted = Restore();
  ASSERT_TRUE(accepted.ok()) << accepted.status();
  EXPECT_EQ(accepted->commit, 3u);
  EXPECT_EQ(accepted->floor_commit, 7u);
  const PendingLoss loss = {"zod", Position(3), 3, 7};
  EXPECT_THAT(accepted->books, ElementsAre(loss));

  ASSERT_TRUE(Open().ok());
  EXPECT_THAT(Read("zod"), ElementsAre("r", "r", "r"));
  EXPECT_THAT(log_->PendingLosses(), ElementsAre(loss));
  ASSERT_TRUE(log_->Append(Batch("zod", 4, {"loss accepted"}, /*records_loss=*/true)).ok());
  EXPECT_THAT(log_->PendingLosses(), IsEmpty());
  ASSERT_TRUE(Open().ok());
  EXPECT_THAT(log_->PendingLosses(), IsEmpty());
  EXPECT_GT(log_->VerifyAll()->commit, 7u);  // no commit number is given twice
}

TEST_F(RestoreTest, OlderCopiesDoNotPassForTheRestoredLog) {
  Copy("floor", "old-floor");
  Copy("backup", "data");
  ASSERT_TRUE(Restore().ok());
  Copy("data", "restored");
  Copy("backup", "data");  // the backup once more, under the new floor
  EXPECT_EQ(Reason(Open()), "FLOOR_OF_ANOTHER_LOG");
  Copy("restored", "data");
  ASSERT_TRUE(Open().ok());
  log_.reset();
  Copy("old-floor", "floor");  // the old floor under the new log
  EXPECT_EQ(Reason(Open()), "FLOOR_OF_ANOTHER_LOG");
}

// A slip in the path of the floor must not cost two logs their floor and every book a false record.
TEST_F(RestoreTest, AnotherLogsFloorIsNotTaken) {
  RocksDbOptions other = options_;
  other.data_dir = directory_ / "other";
  other.floor_dir = directory_ / "other-floor";
  ASSERT_TRUE(RocksDbEventLog::Init(other, *randomness_).ok());
  std::swap(options_.floor_dir, other.floor_dir);
  const absl::Status refused = Restore().status();
  EXPECT_EQ(refused.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(Reason(refused), "FLOOR_OF_ANOTHER_LOG");
  EXPECT_EQ(Metadata(refused)["floorDirectory"], options_.floor_dir);
  std::swap(options_.floor_dir, other.floor_dir);
  EXPECT_TRUE(RocksDbEventLog::Open(other).ok());
  ASSERT_TRUE(Open().ok());
  EXPECT_THAT(log_->PendingLosses(), IsEmpty());
}

TEST_F(RestoreTest, BackupFromBeforeAnAcceptedLossIsAcceptedToo) {
  const LogIdentity before = FloorFile().identity;
  Copy("backup", "data");
  ASSERT_TRUE(Restore().ok());
  EXPECT_NE(FloorFile().identity, before);
  EXPECT_EQ(FloorFile().identity.substr(0, 8), before.substr(0, 8));
  ASSERT_TRUE(Open().ok());
  ASSERT_TRUE(log_->Append(Batch("zod", 4, {"loss accepted"}, /*records_loss=*/true)).ok());
  log_.reset();
  Copy("backup", "data");  // the same old backup, under the floor of after that
  ASSERT_TRUE(Restore().ok());
  ASSERT_TRUE(Open().ok());
  EXPECT_THAT(log_->PendingLosses(), ElementsAre(PendingLoss{"zod", Position(3), 3, 9}));
}

TEST_F(RestoreTest, NothingIsAcceptedWhereNothingIsLost) {
  const absl::Status status = Restore().status();
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(Reason(status), "NOTHING_TO_ACCEPT");
  ASSERT_TRUE(Open().ok());
  EXPECT_THAT(log_->PendingLosses(), IsEmpty());
}

TEST_F(RestoreTest, MissingOrDamagedFloorIsAccepted) {
  for (const bool missing : {true, false}) {
    Copy("backup", "data");
    if (missing) {
      fs::remove(directory_ / "floor/floor");
    } else {
      std::ofstream(directory_ / "floor/floor") << "scribble";
    }
    const auto accepted = Restore();
    ASSERT_TRUE(accepted.ok()) << accepted.status();
    EXPECT_EQ(accepted->floor_commit, 0u);
    ASSERT_TRUE(Open().ok());
    EXPECT_EQ(log_->PendingLosses().size(), 1u);
    log_.reset();
  }
}

TEST_F(RestoreTest, DamageIsNeverAccepted) {
  Copy("backup", "data");
  for (const auto& entry : fs::directory_iterator(directory_ / "data/rocksdb")) {
    if (entry.path().extension() == ".log") {
      std::fstream file(entry.path(), std::ios::in | std::ios::out | std::ios::binary);
      file.seekp(30);
      file.put('\x7f');
    }
  }
  EXPECT_EQ(Reason(Restore().status()), "LOG_DAMAGED");
  EXPECT_EQ(Reason(Open()), "LOG_DAMAGED");
}

TEST_F(RestoreTest, TwoAcceptancesBeforeItIsRecordedAreToldAsOne) {
  Copy("backup", "data");
  ASSERT_TRUE(Restore().ok());
  ASSERT_TRUE(Open().ok());
  ASSERT_TRUE(log_->Append(Batch("zod", 4, {"r"})).ok());
  log_.reset();
  fs::remove(directory_ / "floor/floor");
  ASSERT_TRUE(Restore().ok());
  ASSERT_TRUE(Open().ok());
  EXPECT_THAT(log_->PendingLosses(), ElementsAre(PendingLoss{"zod", Position(3), 3, 7}));
}

TEST_F(RestoreTest, InterruptedRestoreIsDoneAgain) {
  Copy("backup", "data");
  UseFaultyDisk();
  Plan(Disk::Kind::kRename, "floor/floor", Disk::Outcome::kFailed);
  EXPECT_FALSE(Restore().ok());
  disk_->SetPlan(nullptr);
  EXPECT_EQ(Reason(Open()), "FLOOR_OF_ANOTHER_LOG");
  ASSERT_TRUE(Restore().ok());
  ASSERT_TRUE(Open().ok());
  EXPECT_THAT(log_->PendingLosses(), ElementsAre(PendingLoss{"zod", Position(3), 3, 7}));
}

// ---- Reading.

TEST_F(RocksDbEventLogTest, LongReadsStreamThroughEveryRecord) {
  options_.write_ahead_bytes = 1 << 20;  // through several sorted files
  ASSERT_TRUE(Init().ok());
  ASSERT_TRUE(Open().ok());
  constexpr uint64_t kRecords = 20'000;
  for (uint64_t first = 1; first <= kRecords; first += 1000) {
    std::vector<std::string> records;
    for (uint64_t i = first; i < first + 1000; ++i) {
      records.push_back(absl::StrCat("record ", i, std::string(200, '.')));
    }
    ASSERT_TRUE(log_->Append(Batch("zod", first, std::move(records))).ok());
  }
  uint64_t next = 1;
  ASSERT_TRUE(log_->Read("zod", Position(1), Position(kRecords),
                         [&](Position at, absl::string_view record) {
                           EXPECT_EQ(at.value(), next);
                           EXPECT_EQ(record, absl::StrCat("record ", next, std::string(200, '.')));
                           ++next;
                           return true;
                         })
                  .ok());
  EXPECT_EQ(next, kRecords + 1);
  ASSERT_TRUE(Open().ok());
  EXPECT_EQ(log_->VerifyAll()->records, kRecords);
}

// A disk that will not read for a while: what is on it is whole.
class UnreadableFiles : public rocksdb::FileSystemWrapper {
 public:
  UnreadableFiles() : FileSystemWrapper(rocksdb::FileSystem::Default()) {}
  const char* Name() const override { return "UnreadableFiles"; }

  std::atomic<bool> unreadable = false;

  rocksdb::IOStatus NewSequentialFile(const std::string& path, const rocksdb::FileOptions& options,
                                      std::unique_ptr<rocksdb::FSSequentialFile>* file,
                                      rocksdb::IODebugContext* debug) override {
    if (unreadable && absl::StrContains(path, "/rocksdb/")) {
      return rocksdb::IOStatus::IOError(path, "the test asked for it");
    }
    return target()->NewSequentialFile(path, options, file, debug);
  }
  rocksdb::IOStatus NewRandomAccessFile(const std::string& path,
                                        const rocksdb::FileOptions& options,
                                        std::unique_ptr<rocksdb::FSRandomAccessFile>* file,
                                        rocksdb::IODebugContext* debug) override {
    std::unique_ptr<rocksdb::FSRandomAccessFile> opened;
    rocksdb::IOStatus s = target()->NewRandomAccessFile(path, options, &opened, debug);
    if (s.ok()) *file = std::make_unique<File>(std::move(opened), unreadable);
    return s;
  }

 private:
  class File : public rocksdb::FSRandomAccessFileOwnerWrapper {
   public:
    File(std::unique_ptr<rocksdb::FSRandomAccessFile> file, const std::atomic<bool>& unreadable)
        : FSRandomAccessFileOwnerWrapper(std::move(file)), unreadable_(unreadable) {}
    rocksdb::IOStatus Read(uint64_t offset, size_t bytes, const rocksdb::IOOptions& options,
                           rocksdb::Slice* result, char* scratch,
                           rocksdb::IODebugContext* debug) const override {
      if (unreadable_) return rocksdb::IOStatus::IOError("the test asked for it");
      return target()->Read(offset, bytes, options, result, scratch, debug);
    }

   private:
    const std::atomic<bool>& unreadable_;
  };
};

TEST_F(RocksDbEventLogTest, DiskThatWillNotReadIsNotTakenForDamage) {
  const auto disk = std::make_shared<UnreadableFiles>();
  options_.env = rocksdb::NewCompositeEnv(disk);
  ASSERT_TRUE(Init().ok());
  ASSERT_TRUE(Open().ok());
  std::vector<BookBatch> batch = Batch("zod", 1, {"a"});
  batch[0].requests = {{"anna", "r1", Position(1), Position(1), "hash"}};
  ASSERT_TRUE(log_->Append(batch).ok());
  ASSERT_TRUE(Open().ok());  // into sorted files
  ASSERT_TRUE(Open().ok());  // and out of the cache, where checking the new files left them
  disk->unreadable = true;
  const absl::Status read =
      log_->Read("zod", Position(1), Position(1), [](Position, absl::string_view) { return true; });
  const absl::Status found = log_->FindRequest("zod", "anna", "r1").status();
  const absl::Status all = log_->VerifyAll().status();
  for (const absl::Status& status : {read, found, all}) {
    EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable) << status;
    EXPECT_EQ(Reason(status), "LOG_READ_FAILED") << status;
  }
  EXPECT_TRUE(log_->Health().ok()) << "the same call may succeed later";
  log_.reset();
  EXPECT_EQ(Reason(Open()), "LOG_READ_FAILED");
  disk->unreadable = false;
  ASSERT_TRUE(Open().ok());
  EXPECT_THAT(Read("zod"), ElementsAre("a"));
  EXPECT_TRUE(log_->FindRequest("zod", "anna", "r1")->has_value());
}

TEST_F(RocksDbEventLogTest, CloseCutsReadersShortAndWaitsForThem) {
  ASSERT_TRUE(Init().ok());
  ASSERT_TRUE(Open().ok());
  ASSERT_TRUE(log_->Append(Batch("zod", 1, {"a", "b", "c"})).ok());
  std::atomic<bool> reading = false;
  std::atomic<bool> closing = false;
  absl::Status read;
  std::thread reader([&] {
    read = log_->Read("zod", Position(1), Position(3), [&](Position, absl::string_view) {
      reading = true;
      while (!closing) absl::SleepFor(absl::Milliseconds(1));
      absl::SleepFor(absl::Milliseconds(20));
      return true;
    });
  });
  while (!reading) absl::SleepFor(absl::Milliseconds(1));
  closing = true;
  EXPECT_TRUE(log_->Close().ok());
  reader.join();
  EXPECT_TRUE(read.ok() || Reason(read) == "LOG_STOPPED") << read;
}

}  // namespace
}  // namespace dealboek::storage
