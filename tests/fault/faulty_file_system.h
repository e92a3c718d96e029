// A disk that does what disks do: keeps only what was synced when the power goes, fails an
// operation, fails one it has carried out, or says it has synced and has not.
//
// Files lie under `root` on the real disk as a process would see them (the page cache). Beside
// that it keeps a model of what is durable: of each file the bytes up to its last sync, of each
// directory the entries as of its last sync. A power cut ends everything; Materialize then writes
// what is left of it elsewhere, for the next start to open.
//
// As strict as POSIX allows: a new or renamed file is lost when its directory was not synced
// after, and an unsynced removal is undone.
//
// Threads: any.
#ifndef DEALBOEK_TESTS_FAULT_FAULTY_FILE_SYSTEM_H_
#define DEALBOEK_TESTS_FAULT_FAULTY_FILE_SYSTEM_H_

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/strings/string_view.h"
#include "rocksdb/file_system.h"

#include "services/base/mutex.h"

namespace dealboek::storage {

class FaultyFileSystem : public rocksdb::FileSystemWrapper {
 public:
  enum class Kind { kCreate, kAppend, kTruncate, kSync, kRename, kDelete, kMakeDir, kSyncDir };
  struct Operation {
    Kind kind;
    std::string path;  // the file or directory; for a rename the new name
    uint64_t number;   // 1 for the first since construction
  };
  enum class Outcome {
    kDone,
    kFailed,         // not done, and an error
    kDoneYetFailed,  // done, and an error
    kDiskFull,       // not done, and the error of a full disk
    kLied,           // not done, and OK; for syncs
    kPowerCut,       // not done, an error, and so is everything after it
  };

  // What is under `root` already is durable.
  explicit FaultyFileSystem(std::string root);
  const char* Name() const override { return "FaultyFileSystem"; }

  // Asked before each operation that changes something on disk; null: all are done. Not asked
  // after a power cut. Called with a lock held: it must not call this file system.
  void SetPlan(std::function<Outcome(const Operation&)> plan);

  void CutPower();
  bool powered() const;
  // Operations asked for so far.
  uint64_t operations() const;

  // Writes what is durable to `to`, a new directory. With a seed other than 0, of what was not
  // synced some survives too, as it may: a part of a file's end, a directory's changes.
  void Materialize(const std::string& to, uint64_t seed = 0) const;

  // From now on a sync of a write-ahead file (*.log) blocks before it is done, until released.
  void HoldSyncs();
  void ReleaseSyncs();
  // Blocks until a sync is held; false when none was within ten seconds.
  bool AwaitHeldSync();

  // What the disk says is free; nullopt: the truth.
  void SetFreeBytes(std::optional<uint64_t> bytes);

  rocksdb::IOStatus NewWritableFile(const std::string& path, const rocksdb::FileOptions& options,
                                    std::unique_ptr<rocksdb::FSWritableFile>* result,
                                    rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus ReopenWritableFile(const std::string& path, const rocksdb::FileOptions& options,
                                       std::unique_ptr<rocksdb::FSWritableFile>* result,
                                       rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus ReuseWritableFile(const std::string& path, const std::string& old_path,
                                      const rocksdb::FileOptions& options,
                                      std::unique_ptr<rocksdb::FSWritableFile>* result,
                                      rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus NewRandomRWFile(const std::string& path, const rocksdb::FileOptions& options,
                                    std::unique_ptr<rocksdb::FSRandomRWFile>* result,
                                    rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus NewDirectory(const std::string& path, const rocksdb::IOOptions& options,
                                 std::unique_ptr<rocksdb::FSDirectory>* result,
                                 rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus CreateDir(const std::string& path, const rocksdb::IOOptions& options,
                              rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus CreateDirIfMissing(const std::string& path, const rocksdb::IOOptions& options,
                                       rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus DeleteFile(const std::string& path, const rocksdb::IOOptions& options,
                               rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus RenameFile(const std::string& from, const std::string& to,
                               const rocksdb::IOOptions& options,
                               rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus LinkFile(const std::string& from, const std::string& to,
                             const rocksdb::IOOptions& options,
                             rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus Truncate(const std::string& path, size_t size,
                             const rocksdb::IOOptions& options,
                             rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus GetFreeSpace(const std::string& path, const rocksdb::IOOptions& options,
                                 uint64_t* free_bytes, rocksdb::IODebugContext* debug) override;

 private:
  friend class FaultyFile;
  friend class FaultyDirectory;

  struct Inode {
    std::string written;
    size_t synced = 0;  // the durable part of `written`
  };
  // Path below the root -> file; null for a directory.
  using Entries = std::map<std::string, std::shared_ptr<Inode>>;

  // Counts an operation, asks the plan, and does it by calling `apply` (model and real disk).
  rocksdb::IOStatus Do(Kind kind, const std::string& path,
                       const std::function<rocksdb::IOStatus()>& apply);
  std::string Below(const std::string& path) const;
  void SyncEntries(const std::string& directory, Entries& durable) const
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const std::string root_;
  mutable base::Mutex mutex_;
  base::CondVar changed_;
  std::function<Outcome(const Operation&)> plan_ ABSL_GUARDED_BY(mutex_);
  Entries live_ ABSL_GUARDED_BY(mutex_);
  Entries durable_ ABSL_GUARDED_BY(mutex_);
  uint64_t operations_ ABSL_GUARDED_BY(mutex_) = 0;
  bool powered_ ABSL_GUARDED_BY(mutex_) = true;
  bool hold_ ABSL_GUARDED_BY(mutex_) = false;
  int held_ ABSL_GUARDED_BY(mutex_) = 0;
  std::optional<uint64_t> free_bytes_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace dealboek::storage

#endif  // DEALBOEK_TESTS_FAULT_FAULTY_FILE_SYSTEM_H_
