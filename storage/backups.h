// Backups of a whole log: made while it is written to, kept side by side, checked, and listed.
//
// A backup is kept apart from the log, shares with the others what they have in common, and is
// whole or not there. Putting one back is for a process that has no log open: see
// storage/rocksdb/backups.h. storage/FORMAT.md, "A backup", has the files.
#ifndef DEALBOEK_STORAGE_BACKUPS_H_
#define DEALBOEK_STORAGE_BACKUPS_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "storage/event_log.h"

namespace dealboek::storage {

// How many books a backup names with their positions; the rest it counts.
inline constexpr size_t kMaxBackupHeads = 100;

// A backup, as it says of itself. What is counted is what was acknowledged when it began: all of
// that is in it, and perhaps a little that came while it was made.
struct Backup {
  uint32_t number = 0;          // 1 for a directory's first
  bool readable = true;         // false: of the rest only the number is known
  int64_t made_at_seconds = 0;  // since 1970, UTC
  uint64_t bytes = 0;           // of its files, those it shares with other backups included
  uint64_t commit = 0;          // the log's last
  uint64_t floor_commit = 0;    // what its floor said
  uint64_t books = 0;
  uint64_t events = 0;
  std::vector<BookHead> heads;  // of the first kMaxBackupHeads books, in order of id
};

// Threads: any.
class Backups {
 public:
  virtual ~Backups() = default;

  // Makes one. Every record acknowledged before the call is in it. It reads the log and
  // syncs what was written; holds up neither reads nor Append; takes as long as copying what is new
  // since the last one.
  //   FAILED_PRECONDITION BACKUP_UNDER_WAY: one is being made.
  //   FAILED_PRECONDITION BACKUP_OF_ANOTHER_LOG: the directory has backups of another log.
  //   NOT_FOUND BACKUP_DIRECTORY_MISSING: that which the directory of backups is to be made in; its
  //     disk may not be mounted. PERMISSION_DENIED DATA_DIRECTORY_NOT_WRITABLE: the directory of
  //     backups. RESOURCE_EXHAUSTED DISK_FULL: its disk.
  //   UNAVAILABLE BACKUP_FAILED, and why; LOG_STOPPED: the log is closed, or
  //     Stop was called. Nothing is left of it.
  virtual absl::StatusOr<Backup> Create() = 0;

  // All there are, in order of number; none before the first is made.
  //   NOT_FOUND BACKUP_DIRECTORY_MISSING, as Create.
  virtual absl::StatusOr<std::vector<Backup>> List() = 0;

  // Reads all of a backup (0: the newest), each file against its checksum, and the log that is in
  // it as a start does: every record, no holes; and that nothing is missing that it says it has.
  //   NOT_FOUND BACKUP_UNKNOWN, BACKUP_DIRECTORY_MISSING. DATA_LOSS BACKUP_DAMAGED: names what is
  //   wrong.
  virtual absl::StatusOr<Verified> Verify(uint32_t number) = 0;

  // Gives up what is being made or read; no more is: UNAVAILABLE LOG_STOPPED.
  virtual void Stop() = 0;
};

}  // namespace dealboek::storage

#endif  // DEALBOEK_STORAGE_BACKUPS_H_
