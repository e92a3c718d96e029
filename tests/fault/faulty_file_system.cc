#include "tests/fault/faulty_file_system.h"

#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>
#include <utility>

#include "absl/strings/match.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"

#include "services/base/check.h"

namespace dealboek::storage {

using base::MutexLock;
using rocksdb::FileOptions;
using rocksdb::IODebugContext;
using rocksdb::IOOptions;
using rocksdb::IOStatus;

namespace {

std::string ParentOf(const std::string& path) {
  const size_t slash = path.rfind('/');
  return slash == std::string::npos ? "" : path.substr(0, slash);
}

std::string ReadWhole(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream bytes;
  bytes << in.rdbuf();
  return bytes.str();
}

}  // namespace

// Writes through to the real file and tells the model. Real syncs are left out: the real disk only
// plays the page cache.
class FaultyFile : public rocksdb::FSWritableFileOwnerWrapper {
 public:
  FaultyFile(FaultyFileSystem* fs, std::string path, std::shared_ptr<FaultyFileSystem::Inode> inode,
             std::unique_ptr<rocksdb::FSWritableFile> file)
      : FSWritableFileOwnerWrapper(std::move(file)),
        fs_(fs),
        path_(std::move(path)),
        inode_(std::move(inode)) {}

  IOStatus Append(const rocksdb::Slice& data, const IOOptions& options,
                  IODebugContext* debug) override {
    return fs_->Do(FaultyFileSystem::Kind::kAppend, path_, [&]() ABSL_NO_THREAD_SAFETY_ANALYSIS {
      const IOStatus s = target()->Append(data, options, debug);
      if (s.ok()) inode_->written.append(data.data(), data.size());
      return s;
    });
  }
  IOStatus Append(const rocksdb::Slice& data, const IOOptions& options,
                  const rocksdb::DataVerificationInfo& /*info*/, IODebugContext* debug) override {
    return Append(data, options, debug);
  }
  IOStatus PositionedAppend(const rocksdb::Slice&, uint64_t, const IOOptions&,
                            IODebugContext*) override {
    return IOStatus::NotSupported("direct writes are not modelled");
  }
  IOStatus PositionedAppend(const rocksdb::Slice&, uint64_t, const IOOptions&,
                            const rocksdb::DataVerificationInfo&, IODebugContext*) override {
    return IOStatus::NotSupported("direct writes are not modelled");
  }
  IOStatus Truncate(uint64_t size, const IOOptions& options, IODebugContext* debug) override {
    return fs_->Do(FaultyFileSystem::Kind::kTruncate, path_, [&]() ABSL_NO_THREAD_SAFETY_ANALYSIS {
      const IOStatus s = target()->Truncate(size, options, debug);
      if (s.ok()) {
        inode_->written.resize(size);
        inode_->synced = std::min<size_t>(inode_->synced, size);
      }
      return s;
    });
  }
  IOStatus Sync(const IOOptions&, IODebugContext*) override {
    return fs_->Do(FaultyFileSystem::Kind::kSync, path_, [&]() ABSL_NO_THREAD_SAFETY_ANALYSIS {
      inode_->synced = inode_->written.size();
      return IOStatus::OK();
    });
  }
  IOStatus Fsync(const IOOptions& options, IODebugContext* debug) override {
    return Sync(options, debug);
  }
  IOStatus RangeSync(uint64_t, uint64_t, const IOOptions&, IODebugContext*) override {
    return IOStatus::OK();  // promises nothing
  }

 private:
  FaultyFileSystem* const fs_;
  const std::string path_;
  const std::shared_ptr<FaultyFileSystem::Inode> inode_;
};

class FaultyDirectory : public rocksdb::FSDirectoryWrapper {
 public:
  FaultyDirectory(FaultyFileSystem* fs, std::string path,
                  std::unique_ptr<rocksdb::FSDirectory> directory)
      : FSDirectoryWrapper(std::move(directory)), fs_(fs), path_(std::move(path)) {}

  IOStatus Fsync(const IOOptions&, IODebugContext*) override {
    return fs_->Do(FaultyFileSystem::Kind::kSyncDir, path_, [&]() ABSL_NO_THREAD_SAFETY_ANALYSIS {
      fs_->SyncEntries(path_, fs_->durable_);
      return IOStatus::OK();
    });
  }
  IOStatus FsyncWithDirOptions(const IOOptions& options, IODebugContext* debug,
                               const rocksdb::DirFsyncOptions&) override {
    return Fsync(options, debug);
  }

 private:
  FaultyFileSystem* const fs_;
  const std::string path_;
};

FaultyFileSystem::FaultyFileSystem(std::string root)
    : FileSystemWrapper(rocksdb::FileSystem::Default()), root_(std::move(root)) {
  MutexLock lock(mutex_);
  for (const auto& entry : std::filesystem::recursive_directory_iterator(root_)) {
    std::shared_ptr<Inode> inode;
    if (entry.is_regular_file()) {
      inode = std::make_shared<Inode>();
      inode->written = ReadWhole(entry.path());
      inode->synced = inode->written.size();
    }
    live_[entry.path().string().substr(root_.size() + 1)] = std::move(inode);
  }
  durable_ = live_;
}

void FaultyFileSystem::SetPlan(std::function<Outcome(const Operation&)> plan) {
  MutexLock lock(mutex_);
  plan_ = std::move(plan);
}

void FaultyFileSystem::CutPower() {
  MutexLock lock(mutex_);
  powered_ = false;
  hold_ = false;
  changed_.NotifyAll();
}

bool FaultyFileSystem::powered() const {
  MutexLock lock(mutex_);
  return powered_;
}

uint64_t FaultyFileSystem::operations() const {
  MutexLock lock(mutex_);
  return operations_;
}

void FaultyFileSystem::HoldSyncs() {
  MutexLock lock(mutex_);
  hold_ = true;
}

void FaultyFileSystem::ReleaseSyncs() {
  MutexLock lock(mutex_);
  hold_ = false;
  changed_.NotifyAll();
}

bool FaultyFileSystem::AwaitHeldSync() {
  MutexLock lock(mutex_);
  const absl::Time until = absl::Now() + absl::Seconds(10);
  while (held_ == 0 && absl::Now() < until) changed_.WaitFor(mutex_, until - absl::Now());
  return held_ > 0;
}

void FaultyFileSystem::SetFreeBytes(std::optional<uint64_t> bytes) {
  MutexLock lock(mutex_);
  free_bytes_ = bytes;
}

std::string FaultyFileSystem::Below(const std::string& path) const {
  std::string clean;
  for (char c : path) {
    if (c != '/' || clean.empty() || clean.back() != '/') clean += c;
  }
  while (clean.size() > 1 && clean.back() == '/') clean.pop_back();
  if (clean == root_) return "";
  CHECK(absl::StartsWith(clean, root_ + "/")) << path << " is not under " << root_;
  return clean.substr(root_.size() + 1);
}

IOStatus FaultyFileSystem::Do(Kind kind, const std::string& path,
                              const std::function<IOStatus()>& apply) {
  MutexLock lock(mutex_);
  if (kind == Kind::kSync && absl::EndsWith(path, ".log")) {
    ++held_;
    changed_.NotifyAll();
    while (hold_) changed_.Wait(mutex_);
    --held_;
  }
  ++operations_;
  if (!powered_) return IOStatus::IOError("the power is off", path);
  const Outcome outcome =
      plan_ == nullptr ? Outcome::kDone : plan_(Operation{kind, path, operations_});
  switch (outcome) {
    case Outcome::kDone:
      return apply();
    case Outcome::kFailed:
      return IOStatus::IOError("failed, as the test planned", path);
    case Outcome::kDoneYetFailed: {
      const IOStatus s = apply();
      return s.ok() ? IOStatus::IOError("done, yet failed, as the test planned", path) : s;
    }
    case Outcome::kDiskFull:
      return IOStatus::NoSpace("full, as the test planned", path);
    case Outcome::kLied:
      return IOStatus::OK();
    case Outcome::kPowerCut:
      powered_ = false;
      changed_.NotifyAll();
      return IOStatus::IOError("the power went", path);
  }
  CHECK(false) << "no such outcome";
}

void FaultyFileSystem::SyncEntries(const std::string& directory, Entries& durable) const {
  const std::string below = Below(directory);
  for (auto it = durable.begin(); it != durable.end();) {
    const bool gone = ParentOf(it->first) == below && live_.find(it->first) == live_.end();
    it = gone ? durable.erase(it) : std::next(it);
  }
  for (const auto& [path, inode] : live_) {
    if (ParentOf(path) == below) durable[path] = inode;
  }
}

void FaultyFileSystem::Materialize(const std::string& to, uint64_t seed) const {
  MutexLock lock(mutex_);
  std::mt19937_64 random(seed);
  Entries entries = durable_;
  if (seed != 0) {
    std::set<std::string> directories = {""};
    for (const auto& [path, inode] : live_) {
      if (inode == nullptr) directories.insert(path);
    }
    for (const std::string& directory : directories) {
      if (random() % 2 == 0)
        SyncEntries(directory.empty() ? root_ : root_ + "/" + directory, entries);
    }
  }
  std::filesystem::create_directories(to);
  for (const auto& [path, inode] : entries) {  // a directory sorts before what is in it
    const std::string target = to + "/" + path;
    if (!std::filesystem::exists(ParentOf(target))) continue;  // lost with its directory
    if (inode == nullptr) {
      std::filesystem::create_directory(target);
      continue;
    }
    size_t size = inode->synced;
    if (seed != 0) size += random() % (inode->written.size() - size + 1);
    std::ofstream out(target, std::ios::binary);
    out.write(inode->written.data(), static_cast<std::streamsize>(size));
    CHECK(out.flush().good()) << target;
  }
}

IOStatus FaultyFileSystem::NewWritableFile(const std::string& path, const FileOptions& options,
                                           std::unique_ptr<rocksdb::FSWritableFile>* result,
                                           IODebugContext* debug) {
  return Do(Kind::kCreate, path, [&]() ABSL_NO_THREAD_SAFETY_ANALYSIS {
    std::unique_ptr<rocksdb::FSWritableFile> file;
    const IOStatus s = target()->NewWritableFile(path, options, &file, debug);
    if (!s.ok()) return s;
    const auto inode = std::make_shared<Inode>();
    live_[Below(path)] = inode;
    *result = std::make_unique<FaultyFile>(this, path, inode, std::move(file));
    return s;
  });
}

IOStatus FaultyFileSystem::ReopenWritableFile(const std::string& path, const FileOptions& options,
                                              std::unique_ptr<rocksdb::FSWritableFile>* result,
                                              IODebugContext* debug) {
  return Do(Kind::kCreate, path, [&]() ABSL_NO_THREAD_SAFETY_ANALYSIS {
    std::unique_ptr<rocksdb::FSWritableFile> file;
    const IOStatus s = target()->ReopenWritableFile(path, options, &file, debug);
    if (!s.ok()) return s;
    std::shared_ptr<Inode>& inode = live_[Below(path)];
    if (inode == nullptr) inode = std::make_shared<Inode>();
    *result = std::make_unique<FaultyFile>(this, path, inode, std::move(file));
    return s;
  });
}

IOStatus FaultyFileSystem::ReuseWritableFile(const std::string&, const std::string&,
                                             const FileOptions&,
                                             std::unique_ptr<rocksdb::FSWritableFile>*,
                                             IODebugContext*) {
  return IOStatus::NotSupported("reused files are not modelled");
}

IOStatus FaultyFileSystem::NewRandomRWFile(const std::string&, const FileOptions&,
                                           std::unique_ptr<rocksdb::FSRandomRWFile>*,
                                           IODebugContext*) {
  return IOStatus::NotSupported("files written at random are not modelled");
}

IOStatus FaultyFileSystem::NewDirectory(const std::string& path, const IOOptions& options,
                                        std::unique_ptr<rocksdb::FSDirectory>* result,
                                        IODebugContext* debug) {
  std::unique_ptr<rocksdb::FSDirectory> directory;
  const IOStatus s = target()->NewDirectory(path, options, &directory, debug);
  if (s.ok()) *result = std::make_unique<FaultyDirectory>(this, path, std::move(directory));
  return s;
}

IOStatus FaultyFileSystem::CreateDir(const std::string& path, const IOOptions& options,
                                     IODebugContext* debug) {
  return Do(Kind::kMakeDir, path, [&]() ABSL_NO_THREAD_SAFETY_ANALYSIS {
    const IOStatus s = target()->CreateDir(path, options, debug);
    if (s.ok()) live_[Below(path)] = nullptr;
    return s;
  });
}

IOStatus FaultyFileSystem::CreateDirIfMissing(const std::string& path, const IOOptions& options,
                                              IODebugContext* debug) {
  if (std::filesystem::is_directory(path)) return IOStatus::OK();  // changes nothing
  return Do(Kind::kMakeDir, path, [&]() ABSL_NO_THREAD_SAFETY_ANALYSIS {
    const IOStatus s = target()->CreateDirIfMissing(path, options, debug);
    if (s.ok()) live_[Below(path)] = nullptr;
    return s;
  });
}

IOStatus FaultyFileSystem::DeleteFile(const std::string& path, const IOOptions& options,
                                      IODebugContext* debug) {
  return Do(Kind::kDelete, path, [&]() ABSL_NO_THREAD_SAFETY_ANALYSIS {
    const IOStatus s = target()->DeleteFile(path, options, debug);
    if (s.ok()) live_.erase(Below(path));
    return s;
  });
}

IOStatus FaultyFileSystem::RenameFile(const std::string& from, const std::string& to,
                                      const IOOptions& options, IODebugContext* debug) {
  return Do(Kind::kRename, to, [&]() ABSL_NO_THREAD_SAFETY_ANALYSIS {
    const IOStatus s = target()->RenameFile(from, to, options, debug);
    if (s.ok()) {
      // RocksDB's own information log is renamed too and is not in the model.
      if (const auto found = live_.find(Below(from)); found != live_.end()) {
        live_[Below(to)] = found->second;
        live_.erase(found);
      }
    }
    return s;
  });
}

IOStatus FaultyFileSystem::LinkFile(const std::string&, const std::string&, const IOOptions&,
                                    IODebugContext*) {
  return IOStatus::NotSupported("links are not modelled");
}

IOStatus FaultyFileSystem::Truncate(const std::string&, size_t, const IOOptions&, IODebugContext*) {
  return IOStatus::NotSupported("cutting closed files is not modelled");
}

IOStatus FaultyFileSystem::GetFreeSpace(const std::string& path, const IOOptions& options,
                                        uint64_t* free_bytes, IODebugContext* debug) {
  {
    MutexLock lock(mutex_);
    if (free_bytes_.has_value()) {
      *free_bytes = *free_bytes_;
      return IOStatus::OK();
    }
  }
  return target()->GetFreeSpace(path, options, free_bytes, debug);
}

}  // namespace dealboek::storage
