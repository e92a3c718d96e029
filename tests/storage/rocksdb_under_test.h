// RocksDbEventLog, on a disk that fails on demand, behind the switches of the contract tests.
#ifndef DEALBOEK_TESTS_STORAGE_ROCKSDB_UNDER_TEST_H_
#define DEALBOEK_TESTS_STORAGE_ROCKSDB_UNDER_TEST_H_

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "rocksdb/db.h"
#include "rocksdb/env.h"
#include "rocksdb/metadata.h"

#include "services/base/check.h"
#include "services/base/random.h"
#include "services/base/status_macros.h"
#include "storage/rocksdb/database.h"
#include "storage/rocksdb/format.h"
#include "storage/rocksdb/rocksdb_event_log.h"
#include "tests/fault/faulty_file_system.h"
#include "tests/storage/log_under_test.h"
#include "tests/storage/temporary_directory.h"

namespace dealboek::storage {

class RocksDbUnderTest : public LogUnderTest {
 public:
  RocksDbUnderTest() {
    options_.data_dir = directory_ / "data";
    options_.floor_dir = directory_ / "floor";
    options_.reserve_bytes = 1000;
    options_.env = rocksdb::NewCompositeEnv(disk_);
    const absl::Status made = RocksDbEventLog::Init(options_, *randomness_);
    CHECK(made.ok()) << made;
    const absl::Status opened = Open();
    CHECK(opened.ok()) << opened;
  }

  EventLog& log() override { return *log_; }
  absl::Status Restart() override {
    log_.reset();
    disk_->SetPlan(nullptr);
    return Open();
  }
  absl::Status LoseNothingButAcceptLoss() override {
    log_.reset();
    std::filesystem::remove(directory_ / "floor/floor");
    RETURN_IF_ERROR(RocksDbEventLog::RestoreAcceptLoss(options_, *randomness_).status());
    return Open();
  }
  void Close() override { CHECK(log_->Close().ok()); }
  void FailNextAppend(bool written) override {
    using Disk = FaultyFileSystem;
    disk_->SetPlan([written](const Disk::Operation& operation) {
      if (!absl::EndsWith(operation.path, ".log")) return Disk::Outcome::kDone;
      if (written && operation.kind == Disk::Kind::kSync) return Disk::Outcome::kDoneYetFailed;
      if (!written && operation.kind == Disk::Kind::kAppend) return Disk::Outcome::kFailed;
      return Disk::Outcome::kDone;
    });
  }
  void SetDiskFull(bool full) override {
    if (full) {
      disk_->SetFreeBytes(999);
    } else {
      disk_->SetFreeBytes(1000);
    }
  }
  void HoldSync() override { disk_->HoldSyncs(); }
  void ReleaseSync() override { disk_->ReleaseSyncs(); }
  void AwaitHeldSync() override { CHECK(disk_->AwaitHeldSync()); }

  // Flips a bit in the sorted file that holds the book's records, under the open log. RocksDB keeps
  // a checksum per block of records, so every record of the block goes with it.
  void DamageRecord(absl::string_view /*book*/, base::Position /*position*/) override {
    CHECK(Restart().ok());  // into sorted files
    CHECK(Restart().ok());  // and out of the cache, where checking the new files left them
    std::vector<rocksdb::LiveFileMetaData> files;
    {
      std::unique_ptr<Database> database;
      CHECK(Database::Open(options_, Database::Mode::kLookInto, &database).ok());
      database->db().GetLiveFilesMetaData(&files);
    }
    int damaged = 0;
    for (const rocksdb::LiveFileMetaData& file : files) {
      if (file.column_family_name != std::string(kRecordsFamily)) continue;
      std::fstream bytes(file.db_path + file.name, std::ios::in | std::ios::out | std::ios::binary);
      bytes.seekg(12);
      const char byte = static_cast<char>(bytes.get() ^ 1);
      bytes.seekp(12);
      bytes.put(byte);
      CHECK(bytes.flush().good());
      ++damaged;
    }
    CHECK_GE(damaged, 1);
  }

 private:
  absl::Status Open() {
    ASSIGN_OR_RETURN(log_, RocksDbEventLog::Open(options_));
    return absl::OkStatus();
  }

  TemporaryDirectory directory_;
  std::shared_ptr<FaultyFileSystem> disk_ = std::make_shared<FaultyFileSystem>(directory_.path());
  std::unique_ptr<base::Randomness> randomness_ = base::SeededRandomness(1);
  RocksDbOptions options_;
  std::unique_ptr<RocksDbEventLog> log_;
};

}  // namespace dealboek::storage

#endif  // DEALBOEK_TESTS_STORAGE_ROCKSDB_UNDER_TEST_H_
