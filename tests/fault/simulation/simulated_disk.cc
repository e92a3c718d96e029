#include "tests/fault/simulation/simulated_disk.h"

#include <algorithm>
#include <cstring>
#include <random>

#include "absl/strings/match.h"
#include "absl/strings/strip.h"

#include "services/base/check.h"

namespace dealboek::simulation {

using base::MutexLock;
using rocksdb::FileOptions;
using rocksdb::IODebugContext;
using rocksdb::IOOptions;
using rocksdb::IOStatus;
using rocksdb::Slice;

namespace {

// RocksDB joins with a slash too many here and there.
std::string Clean(const std::string& path) {
  std::string clean;
  for (const char c : path) {
    if (c != '/' || clean.empty() || clean.back() != '/') clean += c;
  }
  if (clean.size() > 1 && clean.back() == '/') clean.pop_back();
  return clean;
}

std::string ParentOf(const std::string& path) { return path.substr(0, path.rfind('/')); }

IOStatus Missing(const std::string& path) { return IOStatus::PathNotFound("no such file", path); }

// What RocksDB notes of its doings; nobody reads it.
class NoLogger : public rocksdb::Logger {
 public:
  using rocksdb::Logger::Logv;
  void Logv(const char*, va_list) override {}
};

class SimulatedLock : public rocksdb::FileLock {
 public:
  SimulatedLock(std::string path, uint64_t boot) : path(std::move(path)), boot(boot) {}
  const std::string path;
  const uint64_t boot;
};

size_t ReadAt(const std::string& bytes, uint64_t offset, size_t count, Slice* result,
              char* scratch) {
  const size_t from = std::min<size_t>(offset, bytes.size());
  const size_t got = std::min(count, bytes.size() - from);
  if (got > 0) std::memcpy(scratch, bytes.data() + from, got);
  *result = Slice(scratch, got);
  return got;
}

// Reads what the file is when it is opened and after: nothing here writes what another reads.
class Sequential : public rocksdb::FSSequentialFile {
 public:
  explicit Sequential(std::shared_ptr<const std::string> bytes) : bytes_(std::move(bytes)) {}
  IOStatus Read(size_t count, const IOOptions&, Slice* result, char* scratch,
                IODebugContext*) override {
    at_ += ReadAt(*bytes_, at_, count, result, scratch);
    return IOStatus::OK();
  }
  IOStatus Skip(uint64_t count) override {
    at_ = std::min<size_t>(at_ + count, bytes_->size());
    return IOStatus::OK();
  }

 private:
  const std::shared_ptr<const std::string> bytes_;
  size_t at_ = 0;
};

class RandomAccess : public rocksdb::FSRandomAccessFile {
 public:
  explicit RandomAccess(std::shared_ptr<const std::string> bytes) : bytes_(std::move(bytes)) {}
  IOStatus Read(uint64_t offset, size_t count, const IOOptions&, Slice* result, char* scratch,
                IODebugContext*) const override {
    ReadAt(*bytes_, offset, count, result, scratch);
    return IOStatus::OK();
  }

 private:
  const std::shared_ptr<const std::string> bytes_;
};

}  // namespace

class SimulatedFile : public rocksdb::FSWritableFile {
 public:
  SimulatedFile(SimulatedDisk* disk, std::string path, std::shared_ptr<SimulatedDisk::Inode> inode,
                uint64_t boot)
      : disk_(disk), path_(std::move(path)), inode_(std::move(inode)), boot_(boot) {}

  using rocksdb::FSWritableFile::Append;
  IOStatus Append(const Slice& data, const IOOptions&, IODebugContext*) override {
    return disk_->Do(SimulatedDisk::Kind::kAppend, path_, data.size(), boot_,
                     [&](SimulatedDisk::Fault fault) {
                       const bool torn = fault == SimulatedDisk::Fault::kTorn;
                       const size_t eighths = torn ? disk_->operations() % 7 + 1 : 8;
                       inode_->bytes.append(data.data(), data.size() * eighths / 8);
                       return IOStatus::OK();
                     });
  }
  IOStatus Truncate(uint64_t size, const IOOptions&, IODebugContext*) override {
    return disk_->Do(SimulatedDisk::Kind::kTruncate, path_, 0, boot_, [&](SimulatedDisk::Fault) {
      inode_->bytes.resize(size);
      inode_->synced = std::min<size_t>(inode_->synced, size);
      return IOStatus::OK();
    });
  }
  IOStatus Sync(const IOOptions&, IODebugContext*) override {
    return disk_->Do(SimulatedDisk::Kind::kSync, path_, 0, boot_, [&](SimulatedDisk::Fault fault) {
      if (fault == SimulatedDisk::Fault::kLied) return IOStatus::OK();
      if (fault == SimulatedDisk::Fault::kForgot && inode_->synced < inode_->bytes.size()) {
        inode_->forgotten.emplace_back(inode_->synced, inode_->bytes.size());
      }
      inode_->synced = inode_->bytes.size();
      return IOStatus::OK();
    });
  }
  IOStatus Close(const IOOptions&, IODebugContext*) override { return IOStatus::OK(); }
  IOStatus Flush(const IOOptions&, IODebugContext*) override { return IOStatus::OK(); }
  uint64_t GetFileSize(const IOOptions&, IODebugContext*) override { return inode_->bytes.size(); }

 private:
  SimulatedDisk* const disk_;
  const std::string path_;
  const std::shared_ptr<SimulatedDisk::Inode> inode_;
  const uint64_t boot_;
};

class SimulatedDirectory : public rocksdb::FSDirectory {
 public:
  SimulatedDirectory(SimulatedDisk* disk, std::string path, uint64_t boot)
      : disk_(disk), path_(std::move(path)), boot_(boot) {}
  IOStatus Fsync(const IOOptions&, IODebugContext*) override {
    return disk_->Do(SimulatedDisk::Kind::kSyncDir, path_, 0, boot_,
                     [&](SimulatedDisk::Fault fault) {
                       const MutexLock lock(disk_->mutex_);
                       if (fault == SimulatedDisk::Fault::kNone) {
                         disk_->SyncEntries(path_, disk_->durable_);
                       }
                       return IOStatus::OK();
                     });
  }

 private:
  SimulatedDisk* const disk_;
  const std::string path_;
  const uint64_t boot_;
};

std::string SimulatedDisk::Inode::Durable(size_t size) const {
  std::string durable = bytes.substr(0, size);
  for (auto [from, to] : forgotten) {
    from = std::min(from, size);
    to = std::min(to, size);
    std::fill(durable.begin() + static_cast<std::ptrdiff_t>(from),
              durable.begin() + static_cast<std::ptrdiff_t>(to), '\0');
    if (to == durable.size()) durable.resize(from);
  }
  return durable;
}

std::shared_ptr<SimulatedDisk> SimulatedDisk::Copy() const {
  auto copy = std::make_shared<SimulatedDisk>();
  const MutexLock lock(mutex_);
  const MutexLock copy_lock(copy->mutex_);
  for (const auto& [path, inode] : live_) {
    std::shared_ptr<Inode> other;
    if (inode != nullptr) {
      other = std::make_shared<Inode>();
      other->bytes = inode->bytes;
      other->synced = inode->bytes.size();
    }
    copy->live_[path] = std::move(other);
  }
  copy->durable_ = copy->live_;
  return copy;
}

void SimulatedDisk::GoDown() {
  const MutexLock lock(mutex_);
  down_ = true;
}

bool SimulatedDisk::down() const {
  const MutexLock lock(mutex_);
  return down_;
}

void SimulatedDisk::ComeUp() {
  const MutexLock lock(mutex_);
  down_ = false;
  ++boot_;
  locks_.clear();
}

void SimulatedDisk::LosePower(uint64_t seed) {
  const MutexLock lock(mutex_);
  CHECK(down_);
  std::mt19937_64 random(seed);
  Entries entries = durable_;
  if (seed != 0) {
    std::set<std::string> directories = {""};
    for (const auto& [path, inode] : live_) {
      if (inode == nullptr) directories.insert(path);
    }
    for (const std::string& directory : directories) {
      if (random() % 2 == 0) SyncEntries(directory, entries);
    }
  }
  live_.clear();
  for (const auto& [path, inode] : entries) {  // a directory sorts before what is in it
    const std::string parent = ParentOf(path);
    if (!parent.empty() && !live_.contains(parent)) continue;  // lost with its directory
    std::shared_ptr<Inode> left;
    if (inode != nullptr) {
      left = std::make_shared<Inode>();
      size_t size = inode->synced;
      if (seed != 0) size += random() % (inode->bytes.size() - size + 1);
      left->bytes = inode->Durable(size);
      left->synced = left->bytes.size();
    }
    live_[path] = std::move(left);
  }
  durable_ = live_;
}

IOStatus SimulatedDisk::Do(Kind kind, const std::string& path, size_t bytes, uint64_t boot,
                           const std::function<IOStatus(Fault)>& apply) {
  const auto is_gone = [&] {
    const MutexLock lock(mutex_);
    return down_ || boot != boot_;
  };
  const auto gone = [&] { return IOStatus::IOError("the process has ended", path); };
  if (is_gone()) return gone();
  ++operations_;
  const Fault fault =
      plan_ == nullptr ? Fault::kNone : plan_(Operation{kind, path, bytes, operations_});
  if (is_gone()) return gone();  // while the plan was at work
  const bool is_sync = kind == Kind::kSync;
  switch (fault) {
    case Fault::kNone:
      return apply(Fault::kNone);
    case Fault::kFailed:
    case Fault::kTorn:
      // The kernel calls pages clean that it failed to write: a later sync does not bring them.
      if (is_sync) apply(Fault::kForgot).PermitUncheckedError();
      if (kind == Kind::kAppend && fault == Fault::kTorn) apply(fault).PermitUncheckedError();
      return IOStatus::IOError("failed, as planned", path);
    case Fault::kDoneYetFailed: {
      const IOStatus s = apply(Fault::kNone);
      return s.ok() ? IOStatus::IOError("done, yet failed, as planned", path) : s;
    }
    case Fault::kDiskFull:
      return IOStatus::NoSpace("full, as planned", path);
    case Fault::kLied:
    case Fault::kForgot:
      return apply(is_sync || kind == Kind::kSyncDir ? fault : Fault::kNone);
    case Fault::kDown:
      GoDown();
      return gone();
  }
  CHECK(false) << "no such fault";
}

std::shared_ptr<SimulatedDisk::Inode> SimulatedDisk::Find(const std::string& path) const {
  const MutexLock lock(mutex_);
  if (down_) return nullptr;
  const auto found = live_.find(Clean(path));
  return found == live_.end() ? nullptr : found->second;
}

void SimulatedDisk::SyncEntries(const std::string& directory, Entries& durable) const {
  for (auto it = durable.begin(); it != durable.end();) {
    const bool gone = ParentOf(it->first) == directory && !live_.contains(it->first);
    it = gone ? durable.erase(it) : std::next(it);
  }
  for (const auto& [path, inode] : live_) {
    if (ParentOf(path) == directory) durable[path] = inode;
  }
}

IOStatus SimulatedDisk::NewSequentialFile(const std::string& path, const FileOptions&,
                                          std::unique_ptr<rocksdb::FSSequentialFile>* result,
                                          IODebugContext*) {
  const std::shared_ptr<Inode> inode = Find(path);
  if (inode == nullptr) return Missing(path);
  *result = std::make_unique<Sequential>(std::shared_ptr<const std::string>(inode, &inode->bytes));
  return IOStatus::OK();
}

IOStatus SimulatedDisk::NewRandomAccessFile(const std::string& path, const FileOptions&,
                                            std::unique_ptr<rocksdb::FSRandomAccessFile>* result,
                                            IODebugContext*) {
  const std::shared_ptr<Inode> inode = Find(path);
  if (inode == nullptr) return Missing(path);
  *result =
      std::make_unique<RandomAccess>(std::shared_ptr<const std::string>(inode, &inode->bytes));
  return IOStatus::OK();
}

IOStatus SimulatedDisk::NewWritableFile(const std::string& path, const FileOptions&,
                                        std::unique_ptr<rocksdb::FSWritableFile>* result,
                                        IODebugContext*) {
  const std::string clean = Clean(path);
  uint64_t boot = 0;
  {
    const MutexLock lock(mutex_);
    boot = boot_;
  }
  return Do(Kind::kCreate, clean, 0, boot, [&](Fault) {
    const MutexLock lock(mutex_);
    const std::string parent = ParentOf(clean);
    if (!parent.empty() && !live_.contains(parent)) return Missing(parent);
    // A file that is there is emptied, which is durable at once: as strict as can be.
    std::shared_ptr<Inode>& inode = live_[clean];
    if (inode == nullptr) {
      inode = std::make_shared<Inode>();
    } else {
      *inode = Inode();
    }
    *result = std::make_unique<SimulatedFile>(this, clean, inode, boot);
    return IOStatus::OK();
  });
}

IOStatus SimulatedDisk::NewDirectory(const std::string& path, const IOOptions&,
                                     std::unique_ptr<rocksdb::FSDirectory>* result,
                                     IODebugContext*) {
  const std::string clean = Clean(path);
  const MutexLock lock(mutex_);
  const auto found = live_.find(clean);
  if (clean != "/" && (found == live_.end() || found->second != nullptr)) return Missing(path);
  *result = std::make_unique<SimulatedDirectory>(this, clean == "/" ? "" : clean, boot_);
  return IOStatus::OK();
}

IOStatus SimulatedDisk::FileExists(const std::string& path, const IOOptions&, IODebugContext*) {
  const MutexLock lock(mutex_);
  return live_.contains(Clean(path)) ? IOStatus::OK() : IOStatus::NotFound(path);
}

IOStatus SimulatedDisk::GetChildren(const std::string& path, const IOOptions&,
                                    std::vector<std::string>* result, IODebugContext*) {
  const std::string clean = Clean(path);
  const MutexLock lock(mutex_);
  result->clear();
  if (!live_.contains(clean)) return Missing(path);
  for (const auto& [child, inode] : live_) {
    if (ParentOf(child) == clean) result->push_back(child.substr(clean.size() + 1));
  }
  return IOStatus::OK();
}

IOStatus SimulatedDisk::DeleteFile(const std::string& path, const IOOptions&, IODebugContext*) {
  const std::string clean = Clean(path);
  if (Find(clean) == nullptr) return Missing(path);
  uint64_t boot = 0;
  {
    const MutexLock lock(mutex_);
    boot = boot_;
  }
  return Do(Kind::kDelete, clean, 0, boot, [&](Fault) {
    const MutexLock lock(mutex_);
    live_.erase(clean);
    return IOStatus::OK();
  });
}

IOStatus SimulatedDisk::CreateDir(const std::string& path, const IOOptions&, IODebugContext*) {
  const std::string clean = Clean(path);
  uint64_t boot = 0;
  {
    const MutexLock lock(mutex_);
    boot = boot_;
  }
  return Do(Kind::kMakeDir, clean, 0, boot, [&](Fault) {
    const MutexLock lock(mutex_);
    const std::string parent = ParentOf(clean);
    if (!parent.empty() && !live_.contains(parent)) return Missing(parent);
    live_[clean] = nullptr;
    return IOStatus::OK();
  });
}

IOStatus SimulatedDisk::CreateDirIfMissing(const std::string& path, const IOOptions& options,
                                           IODebugContext* debug) {
  {
    const MutexLock lock(mutex_);
    if (live_.contains(Clean(path))) return IOStatus::OK();  // changes nothing
  }
  return CreateDir(path, options, debug);
}

IOStatus SimulatedDisk::DeleteDir(const std::string&, const IOOptions&, IODebugContext*) {
  return IOStatus::NotSupported("removing directories is not modelled");
}

IOStatus SimulatedDisk::GetFileSize(const std::string& path, const IOOptions&, uint64_t* size,
                                    IODebugContext*) {
  const std::shared_ptr<Inode> inode = Find(path);
  if (inode == nullptr) return Missing(path);
  *size = inode->bytes.size();
  return IOStatus::OK();
}

IOStatus SimulatedDisk::GetFileModificationTime(const std::string& path, const IOOptions&,
                                                uint64_t* time, IODebugContext*) {
  if (Find(path) == nullptr) return Missing(path);
  *time = 1;
  return IOStatus::OK();
}

IOStatus SimulatedDisk::RenameFile(const std::string& from, const std::string& to, const IOOptions&,
                                   IODebugContext*) {
  if (Find(from) == nullptr) return Missing(from);
  uint64_t boot = 0;
  {
    const MutexLock lock(mutex_);
    boot = boot_;
  }
  return Do(Kind::kRename, Clean(to), 0, boot, [&](Fault) {
    const MutexLock lock(mutex_);
    const auto found = live_.find(Clean(from));
    live_[Clean(to)] = found->second;
    live_.erase(found);
    return IOStatus::OK();
  });
}

IOStatus SimulatedDisk::LockFile(const std::string& path, const IOOptions&,
                                 rocksdb::FileLock** lock, IODebugContext*) {
  const std::string clean = Clean(path);
  const MutexLock hold(mutex_);
  if (down_) return IOStatus::IOError("the process has ended", path);
  if (!locks_.insert(clean).second) return IOStatus::IOError("locked", path);
  std::shared_ptr<Inode>& inode = live_[clean];
  if (inode == nullptr) inode = std::make_shared<Inode>();
  *lock = new SimulatedLock(clean, boot_);
  return IOStatus::OK();
}

IOStatus SimulatedDisk::UnlockFile(rocksdb::FileLock* lock, const IOOptions&, IODebugContext*) {
  const std::unique_ptr<SimulatedLock> held(static_cast<SimulatedLock*>(lock));
  const MutexLock hold(mutex_);
  if (held->boot == boot_) locks_.erase(held->path);
  return IOStatus::OK();
}

IOStatus SimulatedDisk::GetTestDirectory(const IOOptions&, std::string*, IODebugContext*) {
  return IOStatus::NotSupported("there is none");
}

IOStatus SimulatedDisk::NewLogger(const std::string&, const IOOptions&,
                                  std::shared_ptr<rocksdb::Logger>* result, IODebugContext*) {
  *result = std::make_shared<NoLogger>();
  return IOStatus::OK();
}

IOStatus SimulatedDisk::GetAbsolutePath(const std::string& path, const IOOptions&,
                                        std::string* result, IODebugContext*) {
  *result = Clean(path);
  return IOStatus::OK();
}

IOStatus SimulatedDisk::IsDirectory(const std::string& path, const IOOptions&, bool* is_directory,
                                    IODebugContext*) {
  const MutexLock lock(mutex_);
  const auto found = live_.find(Clean(path));
  if (found == live_.end()) return Missing(path);
  *is_directory = found->second == nullptr;
  return IOStatus::OK();
}

IOStatus SimulatedDisk::GetFreeSpace(const std::string&, const IOOptions&, uint64_t* free_bytes,
                                     IODebugContext*) {
  *free_bytes = free_bytes_.value_or(uint64_t{1} << 40);
  return IOStatus::OK();
}

}  // namespace dealboek::simulation
