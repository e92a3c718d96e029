#include "storage/rocksdb/directory.h"

#include <algorithm>
#include <filesystem>
#include <memory>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

#include "services/base/error.h"
#include "services/base/reasons.h"
#include "services/base/status_macros.h"
#include "storage/batch_check.h"
#include "storage/rocksdb/rocksdb_event_log.h"
#include "storage/rocksdb/warnings.h"

namespace dealboek::storage {
namespace {

using absl::StrCat;
using base::Error;
using rocksdb::FileOptions;
using rocksdb::FileSystem;
using rocksdb::IOOptions;
using rocksdb::IOStatus;

absl::Status Missing(const std::string& path) {
  return Error(absl::StatusCode::kNotFound, base::kDataDirectoryMissing,
               StrCat("There is no directory ", path,
                      ". Check the path and that its disk is mounted; `dealboekd init` makes a new "
                      "log and its floor."),
               {{"directory", path}});
}

absl::Status NotADirectory(const std::string& path) {
  return Error(absl::StatusCode::kNotFound, base::kDataDirectoryMissing,
               StrCat(path,
                      " is a file, and a directory is needed there. Give the directory that "
                      "holds the log or its floor, or the path where `dealboekd init` may "
                      "make one."),
               {{"directory", path}});
}

absl::Status DiskFull(const std::string& path) {
  return Error(absl::StatusCode::kResourceExhausted, base::kDiskFull,
               StrCat("The disk of ", path, " is full. Make room and start again."),
               {{"directory", path}});
}

// What some version of Dealboek may have written: FormatFileText of a number.
bool HasFormatShape(absl::string_view text) {
  return absl::ConsumePrefix(&text, "dealboek log, format ") && absl::ConsumeSuffix(&text, "\n") &&
         !text.empty() && std::all_of(text.begin(), text.end(), absl::ascii_isdigit);
}

absl::Status CannotWrite(const std::string& path, const IOStatus& io) {
  return io.IsNoSpace() ? DiskFull(path) : NotWritable(path, io);
}

}  // namespace

FileSystem& FileSystemOf(const std::shared_ptr<rocksdb::Env>& env) {
  // The default one is RocksDB's own singleton and outlives us.
  return env != nullptr ? *env->GetFileSystem() : *FileSystem::Default();
}

std::string DatabasePath(absl::string_view data_dir) { return StrCat(data_dir, "/rocksdb"); }

absl::Status NotWritable(const std::string& path, const IOStatus& io) {
  return Error(absl::StatusCode::kPermissionDenied, base::kDataDirectoryNotWritable,
               StrCat("The directory ", path, " cannot be used: ", InOneLine(io),
                      ". Give the server's user the right to read and write it, and mount its disk "
                      "writable."),
               {{"directory", path}});
}

IOStatus WriteFileDurably(FileSystem& fs, const std::string& dir, const std::string& name,
                          absl::string_view bytes) {
  const std::string path = StrCat(dir, "/", name);
  const std::string temporary = StrCat(path, ".new");
  const IOOptions io;
  std::unique_ptr<rocksdb::FSWritableFile> file;
  IOStatus s = fs.NewWritableFile(temporary, FileOptions(), &file, nullptr);
  if (s.ok()) s = file->Append(rocksdb::Slice(bytes.data(), bytes.size()), io, nullptr);
  if (s.ok()) s = file->Sync(io, nullptr);
  if (s.ok()) s = file->Close(io, nullptr);
  if (s.ok()) s = fs.RenameFile(temporary, path, io, nullptr);
  if (s.ok()) s = SyncDirectory(fs, dir);
  return s;
}

IOStatus ReadFile(FileSystem& fs, const std::string& path, size_t limit, std::string& bytes) {
  std::unique_ptr<rocksdb::FSSequentialFile> file;
  IOStatus s = fs.NewSequentialFile(path, FileOptions(), &file, nullptr);
  std::string scratch(limit, '\0');
  while (s.ok() && bytes.size() < limit) {
    rocksdb::Slice got;
    s = file->Read(limit - bytes.size(), IOOptions(), &got, scratch.data(), nullptr);
    if (!s.ok() || got.empty()) break;
    bytes.append(got.data(), got.size());
  }
  return s;
}

bool IsMissing(const IOStatus& s) { return s.IsPathNotFound() || s.IsNotFound(); }

std::string ParentOf(const std::string& path) {
  const size_t slash = absl::StripSuffix(path, "/").rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

absl::Status MakeDirectory(FileSystem& fs, const std::string& path) {
  const std::string parent = ParentOf(path);
  bool is_directory = false;
  if (fs.IsDirectory(path, IOOptions(), &is_directory, nullptr).ok()) {
    return CheckDirectory(fs, path);  // made by its owner, in a parent that we may not open
  }
  IOStatus s = fs.CreateDirIfMissing(path, IOOptions(), nullptr);
  if (IsMissing(s)) return Missing(parent);
  if (s.ok()) s = SyncDirectory(fs, parent);
  return s.ok() ? absl::OkStatus() : CannotWrite(path, s);
}

absl::Status CheckDirectory(FileSystem& fs, const std::string& path) {
  bool is_directory = false;
  const IOStatus s = fs.IsDirectory(path, IOOptions(), &is_directory, nullptr);
  if (s.ok() && !is_directory) return NotADirectory(path);
  if (IsMissing(s)) return Missing(path);
  if (!s.ok()) return NotWritable(path, s);
  return absl::OkStatus();
}

absl::Status CheckEmpty(FileSystem& fs, const std::string& path) {
  std::vector<std::string> children;
  const IOStatus s = fs.GetChildren(path, IOOptions(), &children, nullptr);
  if (!s.ok()) return NotWritable(path, s);
  for (const std::string& child : children) {
    if (child == "." || child == ".." || child == "lost+found") continue;
    return Error(absl::StatusCode::kFailedPrecondition, base::kDataDirectoryNotEmpty,
                 StrCat("The directory ", path, " is not empty (", child,
                        "). A new log needs two empty directories; nothing was changed."),
                 {{"directory", path}, {"entry", child}});
  }
  return absl::OkStatus();
}

absl::Status CheckApart(const std::string& data_dir, const std::string& floor_dir) {
  std::string data;
  std::string floor;
  for (const auto& [path, absolute] :
       {std::pair(&data_dir, &data), std::pair(&floor_dir, &floor)}) {
    // RocksDB's GetAbsolutePath gives the working directory alone for a relative path. A path that
    // is not there yet stays relative here, hence both.
    std::error_code error;
    std::filesystem::path whole = std::filesystem::absolute(*path, error);
    if (!error) whole = std::filesystem::weakly_canonical(whole, error);
    if (error) return NotWritable(*path, IOStatus::IOError(error.message()));
    *absolute = StrCat(absl::StripSuffix(whole.string(), "/"), "/");
  }
  if (!absl::StartsWith(data, floor) && !absl::StartsWith(floor, data)) return absl::OkStatus();
  return Error(
      absl::StatusCode::kInvalidArgument, base::kDataDirectoryNotApart,
      StrCat("The floor cannot vouch for a log it is kept with: give the data (", data_dir,
             ") and the floor (", floor_dir, ") directories of their own, neither in the other."),
      {{"directory", data_dir}, {"floorDirectory", floor_dir}});
}

absl::Status CheckWritable(FileSystem& fs, const std::string& path) {
  const std::string probe = StrCat(path, "/.writable");
  std::unique_ptr<rocksdb::FSWritableFile> file;
  IOStatus s = fs.NewWritableFile(probe, FileOptions(), &file, nullptr);
  if (s.ok()) s = file->Append("?", IOOptions(), nullptr);
  if (s.ok()) s = file->Close(IOOptions(), nullptr);
  file.reset();
  const IOStatus removed = fs.DeleteFile(probe, IOOptions(), nullptr);
  if (s.ok()) s = removed;
  return s.ok() ? absl::OkStatus() : CannotWrite(path, s);
}

absl::StatusOr<DatabaseLock> DatabaseLock::Take(FileSystem& fs, const std::string& data_dir) {
  const std::string path = DatabasePath(data_dir);
  const std::string file = StrCat(path, "/LOCK");
  rocksdb::FileLock* lock = nullptr;
  const IOStatus s = fs.LockFile(file, IOOptions(), &lock, nullptr);
  if (s.ok()) return DatabaseLock(fs, lock);
  RETURN_IF_ERROR(CheckDirectory(fs, path));
  // RocksDB's own words for a file it could not open. To ask the kernel would not do: of an ext4
  // that made itself read-only it says (Linux 6.18) that it may be written. To open the file
  // neither: closing it would drop a lock that this very process has.
  if (absl::StrContains(s.ToString(), "while open a file for lock")) return NotWritable(path, s);
  return Error(absl::StatusCode::kFailedPrecondition, base::kDataDirectoryInUse,
               StrCat("The log in ", data_dir,
                      " is in use by another server. Stop that one first, or give this one a "
                      "directory of its own."),
               {{"directory", data_dir}});
}

DatabaseLock::DatabaseLock(DatabaseLock&& other) noexcept
    : fs_(other.fs_), lock_(std::exchange(other.lock_, nullptr)) {}

DatabaseLock::~DatabaseLock() {
  if (lock_ != nullptr) fs_.UnlockFile(lock_, IOOptions(), nullptr).PermitUncheckedError();
}

IOStatus SyncDirectory(FileSystem& fs, const std::string& path) {
  std::unique_ptr<rocksdb::FSDirectory> directory;
  IOStatus s = fs.NewDirectory(path, IOOptions(), &directory, nullptr);
  if (s.ok()) s = directory->Fsync(IOOptions(), nullptr);
  return s;
}

absl::Status WriteFormatFile(FileSystem& fs, const std::string& data_dir) {
  const IOStatus s = WriteFileDurably(fs, data_dir, "FORMAT", FormatFileText(kFormat));
  return s.ok() ? absl::OkStatus() : CannotWrite(data_dir, s);
}

absl::StatusOr<int> ReadFormatFile(FileSystem& fs, const std::string& data_dir) {
  std::string text;
  const IOStatus s = ReadFile(fs, StrCat(data_dir, "/FORMAT"), 256, text);
  if (IsMissing(s)) {
    return Error(absl::StatusCode::kFailedPrecondition, base::kDataDirectoryNotOurs,
                 StrCat("The directory ", data_dir,
                        " holds no Dealboek log: it has no file FORMAT. Check the path. After an "
                        "interrupted `dealboekd init`, empty both directories and init again."),
                 {{"directory", data_dir}});
  }
  if (!s.ok()) return NotWritable(data_dir, s);
  for (int format = kOldestFormat; format <= kFormat; ++format) {
    if (text == FormatFileText(format)) return format;
  }
  const std::string shown = absl::CHexEscape(absl::string_view(text).substr(0, text.find('\n')));
  if (!HasFormatShape(text)) {
    return Error(absl::StatusCode::kFailedPrecondition, base::kDataDirectoryNotOurs,
                 StrCat("The file FORMAT in ", data_dir,
                        " is damaged or another program's: it says \"", shown,
                        "\". Check the path; if it is the right one, look after its disk, keep "
                        "the directory as it is, and restore a backup."),
                 {{"directory", data_dir}, {"format", shown}});
  }
  return Error(absl::StatusCode::kFailedPrecondition, base::kFormatVersionUnknown,
               StrCat("The log in ", data_dir, " says of itself \"", shown,
                      "\"; this server knows formats ", kOldestFormat, " to ", kFormat,
                      " only. Start the version that wrote it, or a later one."),
               {{"directory", data_dir}, {"format", shown}});
}

}  // namespace dealboek::storage
