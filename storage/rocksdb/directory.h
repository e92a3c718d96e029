// What is around RocksDB and ours: the two directories, the file FORMAT, and how files are written.
// All through rocksdb::FileSystem, so that tests can break it.
#ifndef DEALBOEK_STORAGE_ROCKSDB_DIRECTORY_H_
#define DEALBOEK_STORAGE_ROCKSDB_DIRECTORY_H_

#include <cstddef>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "rocksdb/env.h"
#include "rocksdb/file_system.h"

#include "storage/rocksdb/format.h"

namespace dealboek::storage {

// The machine's own, or the one of the options.
rocksdb::FileSystem& FileSystemOf(const std::shared_ptr<rocksdb::Env>& env);

// Where RocksDB's own files are.
std::string DatabasePath(absl::string_view data_dir);

// The directory that `path` is in, by its name alone.
std::string ParentOf(const std::string& path);

// Makes `path` if it is missing, durably; its parent must exist.
// NOT_FOUND DATA_DIRECTORY_MISSING, PERMISSION_DENIED DATA_DIRECTORY_NOT_WRITABLE,
// RESOURCE_EXHAUSTED DISK_FULL.
absl::Status MakeDirectory(rocksdb::FileSystem& fs, const std::string& path);

// OK when `path` is a directory that can be opened.
// NOT_FOUND DATA_DIRECTORY_MISSING, PERMISSION_DENIED DATA_DIRECTORY_NOT_WRITABLE.
absl::Status CheckDirectory(rocksdb::FileSystem& fs, const std::string& path);

// FAILED_PRECONDITION DATA_DIRECTORY_NOT_EMPTY. A new disk's lost+found does not count.
absl::Status CheckEmpty(rocksdb::FileSystem& fs, const std::string& path);

// INVALID_ARGUMENT DATA_DIRECTORY_NOT_APART when one is, or lies in, the other, links followed.
absl::Status CheckApart(const std::string& data_dir, const std::string& floor_dir);

// Writes and removes a file. PERMISSION_DENIED DATA_DIRECTORY_NOT_WRITABLE, RESOURCE_EXHAUSTED
// DISK_FULL.
absl::Status CheckWritable(rocksdb::FileSystem& fs, const std::string& path);

// RocksDB's lock on a log, by which one server at a time has it: held as long as this lives.
class DatabaseLock {
 public:
  // Changes nothing in a directory that another server has.
  // FAILED_PRECONDITION DATA_DIRECTORY_IN_USE; NOT_FOUND DATA_DIRECTORY_MISSING; PERMISSION_DENIED
  // DATA_DIRECTORY_NOT_WRITABLE.
  static absl::StatusOr<DatabaseLock> Take(rocksdb::FileSystem& fs, const std::string& data_dir);
  DatabaseLock(DatabaseLock&& other) noexcept;
  DatabaseLock& operator=(DatabaseLock&&) = delete;
  ~DatabaseLock();

 private:
  DatabaseLock(rocksdb::FileSystem& fs, rocksdb::FileLock* lock) : fs_(fs), lock_(lock) {}

  rocksdb::FileSystem& fs_;
  rocksdb::FileLock* lock_;  // null: moved from
};

// Makes the directory's entries durable: files made, renamed and removed in it.
rocksdb::IOStatus SyncDirectory(rocksdb::FileSystem& fs, const std::string& path);

// data_dir/FORMAT. Write: kFormat. Read: kOldestFormat to kFormat; FAILED_PRECONDITION
// DATA_DIRECTORY_NOT_OURS (missing, or no such text), FORMAT_VERSION_UNKNOWN (another number).
absl::Status WriteFormatFile(rocksdb::FileSystem& fs, const std::string& data_dir);
absl::StatusOr<int> ReadFormatFile(rocksdb::FileSystem& fs, const std::string& data_dir);

// A whole file written under another name, synced, and then renamed into place. Dying at any point
// leaves the old file or the new one; at worst a `.new` that the next write truncates.
rocksdb::IOStatus WriteFileDurably(rocksdb::FileSystem& fs, const std::string& dir,
                                   const std::string& name, absl::string_view bytes);

// At most `limit` bytes of a file.
rocksdb::IOStatus ReadFile(rocksdb::FileSystem& fs, const std::string& path, size_t limit,
                           std::string& bytes);

bool IsMissing(const rocksdb::IOStatus& s);

// PERMISSION_DENIED DATA_DIRECTORY_NOT_WRITABLE, with why.
absl::Status NotWritable(const std::string& path, const rocksdb::IOStatus& io);

}  // namespace dealboek::storage

#endif  // DEALBOEK_STORAGE_ROCKSDB_DIRECTORY_H_
