// The default EventLog: embedded, on RocksDB, in a data directory with a floor beside it.
//
// The floor is a small file in a directory of its own that says how far the log had come. RocksDB
// cannot tell a log that ends early from one that was cut short there; the floor can.
// storage/FORMAT.md tells both byte for byte, and what a server must be shown before it starts.
#ifndef DEALBOEK_STORAGE_ROCKSDB_ROCKSDB_EVENT_LOG_H_
#define DEALBOEK_STORAGE_ROCKSDB_ROCKSDB_EVENT_LOG_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

#include "services/base/random.h"
#include "storage/backups.h"
#include "storage/event_log.h"

namespace rocksdb {
class BackupEngine;
class Env;
}  // namespace rocksdb

namespace dealboek::storage {

// Which request a record of `book` came from: the entry of which it is the first record; nullopt:
// it is a later one, or nobody asked for it. The log itself does not know what its records mean.
using RequestOf = std::function<absl::StatusOr<std::optional<RequestEntry>>(
    absl::string_view book, base::Position position, absl::string_view record)>;

struct RocksDbOptions {
  // Two directories, neither in the other; best on two disks. Both must be writable.
  std::string data_dir;
  std::string floor_dir;

  // Append refuses while less than this is free under either directory. What it keeps free is for
  // RocksDB to merge files in, and for people to look around in.
  uint64_t reserve_bytes = uint64_t{256} << 20;

  // How far behind the last acknowledged commit the floor may be. Infinite: only MoveFloor and
  // Close move it, and the log has no thread of its own.
  absl::Duration floor_interval = absl::Seconds(1);

  // How large the write-ahead file grows before what it holds is written into sorted files.
  size_t write_ahead_bytes = size_t{64} << 20;

  // Where RocksDB's own warnings go: a line each, from any thread. Null: stderr.
  std::function<void(absl::string_view)> tell;

  // By which a start makes anew the request entries that are missing; null: it refuses a log that
  // lacks any (REQUEST_ENTRY_DAMAGED).
  RequestOf request_of;

  // Where the files are, and who does RocksDB's work in the background; null: this machine. For
  // tests that break it.
  std::shared_ptr<rocksdb::Env> env;
};

// What RestoreAcceptLoss accepted.
struct AcceptedLoss {
  uint64_t commit = 0;             // the last that is there
  uint64_t floor_commit = 0;       // the last that was acknowledged; 0: the floor could not say
  std::vector<PendingLoss> books;  // every book, for any may have lost its last records
};

// The version of a data directory: what its file FORMAT says. Format 1 had no trees; a start makes
// them, and 2 of it. A directory of any other is not opened.
inline constexpr int kFormat = 2;
inline constexpr int kOldestFormat = 1;

// What a start found missing and made of the records, which it had checked.
struct MadeAnew {
  uint64_t requests = 0;    // entries
  uint64_t trees = 0;       // of so many books
  int of_format = kFormat;  // what the log was
};

// How the log stands at a moment, for whoever watches over the server.
struct LogFigures {
  uint64_t books = 0;
  uint64_t events = 0;
  uint64_t commit = 0;
  uint64_t floor_commit = 0;  // what the floor file says
  // Since when the floor has been behind `commit`; zero: it is not.
  absl::Duration floor_lag;
  std::optional<uint64_t> data_free_bytes;  // none: the file system cannot tell
  std::optional<uint64_t> floor_free_bytes;
  uint64_t reserve_bytes = 0;
  // RocksDB's own, by the name of its property without "rocksdb.".
  std::vector<std::pair<std::string, uint64_t>> rocksdb;
};

// Where the log stands: what is acknowledged at a moment.
struct LogPoint {
  std::string identity;  // LogIdentity
  uint64_t commit = 0;
  uint64_t floor_commit = 0;
  uint64_t books = 0;
  uint64_t events = 0;
  std::vector<BookHead> heads;  // of the first kMaxBackupHeads books
};

// Threads: as EventLog; Close from any, once no other call will begin.
class RocksDbEventLog : public EventLog {
 public:
  // Makes an empty log and its floor. Directories are made where they are missing, one level deep.
  //   INVALID_ARGUMENT DATA_DIRECTORY_NOT_APART: one of the two is, or lies in, the other.
  //   FAILED_PRECONDITION DATA_DIRECTORY_NOT_EMPTY: either has something in it already.
  //   NOT_FOUND DATA_DIRECTORY_MISSING: its parent is missing, or a file is in its place.
  //   PERMISSION_DENIED DATA_DIRECTORY_NOT_WRITABLE: closed to this user, or on a read-only disk.
  // What an interrupted Init leaves is refused by Open and by Init: empty both, and call it again.
  static absl::Status Init(const RocksDbOptions& options, base::Randomness& randomness);

  // Opens the log, reads all of it and checks it against itself and its floor, before it changes
  // anything: what it refuses it leaves as it is. It drops nothing that was acknowledged and makes
  // nothing up; what it may make anew are the index of requests and the trees, from the records
  // (FORMAT.md).
  // Beside Init's DATA_DIRECTORY_MISSING and _NOT_WRITABLE:
  //   FAILED_PRECONDITION DATA_DIRECTORY_NOT_OURS: no log in it, or one whose Init was interrupted.
  //   FAILED_PRECONDITION FORMAT_VERSION_UNKNOWN: written by another version of Dealboek.
  //   FAILED_PRECONDITION DATA_DIRECTORY_IN_USE: by another server.
  //   FAILED_PRECONDITION FLOOR_MISSING, FLOOR_OF_ANOTHER_LOG; DATA_LOSS FLOOR_DAMAGED.
  //   DATA_LOSS RECORD_DAMAGED, RECORD_MISSING, REQUEST_ENTRY_DAMAGED, TREE_DAMAGED,
  //   LOG_DAMAGED, LOG_FORKED, LOG_BELOW_FLOOR:
  //     acknowledged records are gone or changed. Names the first bad book and position, or where
  //     only that is known the commit, and what to do.
  //   RESOURCE_EXHAUSTED DISK_FULL: opening needs a little room, and there is none.
  //   UNAVAILABLE LOG_READ_FAILED: the disk would not.
  static absl::StatusOr<std::unique_ptr<RocksDbEventLog>> Open(const RocksDbOptions& options);

  // The way out after a restored backup: takes an intact log as it is, below its floor or without
  // one, marks every book with a PendingLoss, and gives log and floor a new identity, so that
  // neither an older copy nor an older floor passes for this one. Refuses what Open refuses, the
  // floor's reasons apart: damage and holes are never accepted. The server must be stopped.
  //   FAILED_PRECONDITION NOTHING_TO_ACCEPT: the log is not below its floor. Open it.
  //   DATA_LOSS LOG_FORKED: what it has is not what its floor vouches for; only an end may be lost.
  //   FAILED_PRECONDITION FLOOR_OF_ANOTHER_LOG: of one that never was this one, so the path of one
  //     of the two is wrong. A log whose own floor is lost is given an empty directory.
  // Interrupted, it is called again.
  static absl::StatusOr<AcceptedLoss> RestoreAcceptLoss(const RocksDbOptions& options,
                                                        base::Randomness& randomness);

  // Closes.
  ~RocksDbEventLog() override = default;

  // Moves the floor to the last acknowledged commit now, rather than within floor_interval.
  // UNAVAILABLE LOG_STOPPED: the log is closed; or why it could not be written: the log then takes
  // no more records. Threads: any.
  virtual absl::Status MoveFloor() = 0;

  // What Open made anew.
  virtual MadeAnew WhatWasMadeAnew() const = 0;

  // Holds up neither reads nor Append for longer than it takes to copy a few numbers. UNAVAILABLE
  // LOG_STOPPED: the log is closed.
  virtual absl::StatusOr<LogFigures> LookAtFigures() const = 0;

  // For backups.h. Has `engine` add a backup of the log, with what `describe` makes of where the
  // log stands before that begins. One at a time. UNAVAILABLE LOG_STOPPED: the log is closed;
  // BACKUP_FAILED; RESOURCE_EXHAUSTED DISK_FULL; or what `describe` refuses.
  virtual absl::Status BackUp(
      rocksdb::BackupEngine& engine,
      absl::FunctionRef<absl::StatusOr<std::string>(const LogPoint& point)> describe) const = 0;

  // Waits for calls in progress, which are cut short, writes the floor and lets go of the
  // directory. UNAVAILABLE LOG_WRITE_FAILED: the floor could not be written; the log itself is
  // safe. Later calls return the first one's result.
  virtual absl::Status Close() = 0;
};

}  // namespace dealboek::storage

#endif  // DEALBOEK_STORAGE_ROCKSDB_ROCKSDB_EVENT_LOG_H_
