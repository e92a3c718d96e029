// Backups by RocksDB's own BackupEngine, and putting one back.
#ifndef DEALBOEK_STORAGE_ROCKSDB_BACKUPS_H_
#define DEALBOEK_STORAGE_ROCKSDB_BACKUPS_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "rocksdb/status.h"

#include "services/base/position.h"
#include "services/base/random.h"
#include "storage/backups.h"
#include "storage/rocksdb/rocksdb_event_log.h"

namespace dealboek::storage {

struct BackupOptions {
  // A directory of its own, neither in those of the log nor they in it; best on another machine's
  // disk. Made when it is missing, one level deep.
  std::string directory;

  // So many are kept: once a new one is whole the oldest go. 0: all.
  uint32_t keep = 0;

  // As RocksDbOptions.
  std::function<void(absl::string_view)> tell;
  std::shared_ptr<rocksdb::Env> env;
};

// `log` is borrowed; null: none can be made, and only what is there is looked at.
std::unique_ptr<Backups> MakeRocksDbBackups(RocksDbEventLog* log, BackupOptions options);

// Where to end a book that is put back.
struct Cut {
  std::string book;
  base::Position last;  // to be kept; 0: nothing of the book
};

// What was put back, and what was not.
struct Restored {
  Backup backup;
  Verified log;
  uint64_t left_out_records = 0;  // of the book that was cut
  uint64_t left_out_requests = 0;
};

// Puts backup `number` (0: the newest) back into `data_dir`, which must be missing or empty, and
// checks it there as a start does. The floor is not touched and not asked: the start compares, and
// a log older than its floor is accepted by RestoreAcceptLoss alone. A log that is cut is of
// another identity than the one that was backed up, so that it always takes that act.
//   NOT_FOUND BACKUP_UNKNOWN, BACKUP_DIRECTORY_MISSING, DATA_DIRECTORY_MISSING (the parent of
//     `data_dir`); FAILED_PRECONDITION DATA_DIRECTORY_NOT_EMPTY, FORMAT_VERSION_UNKNOWN (of another
//     version of Dealboek).
//   DATA_LOSS BACKUP_DAMAGED; RESOURCE_EXHAUSTED DISK_FULL; UNAVAILABLE BACKUP_FAILED.
//   OUT_OF_RANGE POSITION_UNKNOWN: the book of `cut` is not there or ends before that.
//   FAILED_PRECONDITION POSITION_WITHIN_COMMAND: names where the command ends.
// What an interrupted or refused one leaves is refused by Open: empty it, and call it again.
absl::StatusOr<Restored> RestoreBackup(const BackupOptions& options, uint32_t number,
                                       const std::string& data_dir, const std::optional<Cut>& cut,
                                       base::Randomness& randomness);

// Why RocksDB would not make, or put back, a backup. `status` is not OK. BACKUP_FAILED, DISK_FULL.
absl::Status BackupError(const rocksdb::Status& status);

}  // namespace dealboek::storage

#endif  // DEALBOEK_STORAGE_ROCKSDB_BACKUPS_H_
