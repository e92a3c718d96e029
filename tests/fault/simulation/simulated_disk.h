// A disk in memory that does what disks do to whoever writes on it: fails, writes a part, is full,
// says it has synced and has not; and of what it holds keeps only what was synced when the power
// goes.
//
// Every file has what a process would read back (the page cache) and, of that, what is durable: the
// bytes up to its last sync. Every directory has its entries, and those of its last sync. As strict
// as POSIX allows: a new or renamed file is lost when its directory was not synced after, and an
// unsynced removal is undone.
//
// Unlike the FaultyFileSystem it needs no files, no threads and no time: the same calls come to the
// same, byte for byte, and a life on it takes milliseconds.
//
// Threads: what changes it comes from one thread; reads from any.
#ifndef DEALBOEK_TESTS_FAULT_SIMULATION_SIMULATED_DISK_H_
#define DEALBOEK_TESTS_FAULT_SIMULATION_SIMULATED_DISK_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/strings/string_view.h"
#include "rocksdb/file_system.h"

#include "services/base/mutex.h"

namespace dealboek::simulation {

class SimulatedDisk : public rocksdb::FileSystem {
 public:
  enum class Kind { kCreate, kAppend, kTruncate, kSync, kRename, kDelete, kMakeDir, kSyncDir };
  struct Operation {
    Kind kind;
    std::string path;  // the file or directory; for a rename the new name
    size_t bytes;      // appended
    uint64_t number;   // 1 for the first since construction
  };
  enum class Fault {
    kNone,
    kFailed,         // not done, and an error; a failed sync never makes durable what it was for,
                     // whatever a later one says
    kDoneYetFailed,  // done, and an error
    kTorn,  // some of the bytes (an eighth to seven), and an error; for what appends nothing: as
            // kFailed
    kDiskFull,  // not done, and the error of a full disk
    kLied,      // a sync: not done, and OK; the next one does it. Others: as kNone
    kForgot,    // a sync: OK, and what it was for never becomes durable. Others: as kLied
    kDown,      // not done: the process has ended here, or the machine; nothing is done any more
  };

  SimulatedDisk() = default;
  const char* Name() const override { return "SimulatedDisk"; }

  // Another disk that holds the same, all of it durable.
  std::shared_ptr<SimulatedDisk> Copy() const;

  // Asked before each operation that changes something; null: all are done. Not asked while down.
  // It may use this disk itself.
  void SetPlan(std::function<Fault(const Operation&)> plan) { plan_ = std::move(plan); }

  void GoDown();
  bool down() const;
  // Comes up again: for other processes; whoever had a file open before can do nothing with it.
  void ComeUp();
  // While down: what was not synced is gone. With a seed other than 0, some of it survives, as it
  // may: a part of a file's end, a directory's changes.
  void LosePower(uint64_t seed);

  // What it says is free; nullopt: plenty.
  void SetFreeBytes(std::optional<uint64_t> bytes) { free_bytes_ = bytes; }

  uint64_t operations() const { return operations_; }

  rocksdb::IOStatus NewSequentialFile(const std::string& path, const rocksdb::FileOptions& options,
                                      std::unique_ptr<rocksdb::FSSequentialFile>* result,
                                      rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus NewRandomAccessFile(const std::string& path,
                                        const rocksdb::FileOptions& options,
                                        std::unique_ptr<rocksdb::FSRandomAccessFile>* result,
                                        rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus NewWritableFile(const std::string& path, const rocksdb::FileOptions& options,
                                    std::unique_ptr<rocksdb::FSWritableFile>* result,
                                    rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus NewDirectory(const std::string& path, const rocksdb::IOOptions& options,
                                 std::unique_ptr<rocksdb::FSDirectory>* result,
                                 rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus FileExists(const std::string& path, const rocksdb::IOOptions& options,
                               rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus GetChildren(const std::string& path, const rocksdb::IOOptions& options,
                                std::vector<std::string>* result,
                                rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus DeleteFile(const std::string& path, const rocksdb::IOOptions& options,
                               rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus CreateDir(const std::string& path, const rocksdb::IOOptions& options,
                              rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus CreateDirIfMissing(const std::string& path, const rocksdb::IOOptions& options,
                                       rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus DeleteDir(const std::string& path, const rocksdb::IOOptions& options,
                              rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus GetFileSize(const std::string& path, const rocksdb::IOOptions& options,
                                uint64_t* size, rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus GetFileModificationTime(const std::string& path,
                                            const rocksdb::IOOptions& options, uint64_t* time,
                                            rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus RenameFile(const std::string& from, const std::string& to,
                               const rocksdb::IOOptions& options,
                               rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus LockFile(const std::string& path, const rocksdb::IOOptions& options,
                             rocksdb::FileLock** lock, rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus UnlockFile(rocksdb::FileLock* lock, const rocksdb::IOOptions& options,
                               rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus GetTestDirectory(const rocksdb::IOOptions& options, std::string* path,
                                     rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus NewLogger(const std::string& path, const rocksdb::IOOptions& options,
                              std::shared_ptr<rocksdb::Logger>* result,
                              rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus GetAbsolutePath(const std::string& path, const rocksdb::IOOptions& options,
                                    std::string* result, rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus IsDirectory(const std::string& path, const rocksdb::IOOptions& options,
                                bool* is_directory, rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus GetFreeSpace(const std::string& path, const rocksdb::IOOptions& options,
                                 uint64_t* free_bytes, rocksdb::IODebugContext* debug) override;

 private:
  friend class SimulatedFile;
  friend class SimulatedDirectory;

  struct Inode {
    std::string bytes;
    size_t synced = 0;                                 // the disk says these are durable
    std::vector<std::pair<size_t, size_t>> forgotten;  // but these, from to, are not

    std::string Durable(size_t size) const;
  };
  // Path -> file; null for a directory.
  using Entries = std::map<std::string, std::shared_ptr<Inode>>;

  // Counts an operation, asks the plan, and does it by `apply`, given what of it to do.
  rocksdb::IOStatus Do(Kind kind, const std::string& path, size_t bytes, uint64_t boot,
                       const std::function<rocksdb::IOStatus(Fault)>& apply);
  std::shared_ptr<Inode> Find(const std::string& path) const;
  void SyncEntries(const std::string& directory, Entries& durable) const
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  std::function<Fault(const Operation&)> plan_;
  uint64_t operations_ = 0;
  std::optional<uint64_t> free_bytes_;

  mutable base::Mutex mutex_;
  Entries live_ ABSL_GUARDED_BY(mutex_);
  Entries durable_ ABSL_GUARDED_BY(mutex_);
  std::set<std::string> locks_ ABSL_GUARDED_BY(mutex_);
  uint64_t boot_ ABSL_GUARDED_BY(mutex_) = 0;  // counts ComeUp
  bool down_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace dealboek::simulation

#endif  // DEALBOEK_TESTS_FAULT_SIMULATION_SIMULATED_DISK_H_
