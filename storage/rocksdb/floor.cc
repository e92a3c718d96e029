#include "storage/rocksdb/floor.h"

#include <algorithm>
#include <optional>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

#include "services/base/check.h"
#include "services/base/error.h"
#include "services/base/reasons.h"
#include "services/base/status_macros.h"
#include "storage/rocksdb/directory.h"
#include "storage/rocksdb/warnings.h"

namespace dealboek::storage {
namespace {

using absl::StrCat;
using rocksdb::FileOptions;
using rocksdb::FileSystem;
using rocksdb::IOOptions;
using rocksdb::IOStatus;

constexpr absl::string_view kRootsName = "roots.";

// The generation of which `name` is the file of roots.
std::optional<uint64_t> GenerationOf(absl::string_view name) {
  uint64_t generation = 0;
  if (!absl::ConsumePrefix(&name, kRootsName) || !absl::SimpleAtoi(name, &generation)) {
    return std::nullopt;
  }
  return generation;
}

absl::Status CannotWriteFloor(FileSystem& fs, const std::string& floor_dir, const IOStatus& io) {
  RETURN_IF_ERROR(CheckDirectory(fs, floor_dir));
  RETURN_IF_ERROR(CheckWritable(fs, floor_dir));
  return base::Error(absl::StatusCode::kUnavailable, base::kLogWriteFailed,
                     StrCat("The floor in ", floor_dir, " could not be written: ", InOneLine(io),
                            ". Look after its disk, then start again."),
                     {{"directory", floor_dir}});
}

}  // namespace

absl::StatusOr<KeptFloor> ReadFloor(FileSystem& fs, const std::string& floor_dir) {
  const std::string path = StrCat(floor_dir, "/floor");
  std::string bytes;
  const IOStatus s = ReadFile(fs, path, 4096, bytes);
  if (IsMissing(s)) {
    return base::Error(
        absl::StatusCode::kFailedPrecondition, base::kFloorMissing,
        StrCat("There is no floor ", path,
               ", so nothing says whether the log is whole. Check the path and that its disk is "
               "mounted, and put no older copy in its place. If it is lost, `dealboekd restore "
               "--accept-loss` accepts the log as it is, and every "
               "book records that."),
        {{"path", path}});
  }
  if (!s.ok()) return NotWritable(floor_dir, s);
  KeptFloor kept;
  ASSIGN_OR_RETURN(kept.floor, DecodeFloor(bytes, path));
  if (kept.floor.generation == 0) return kept;

  const std::string roots_path = StrCat(floor_dir, "/", kRootsName, kept.floor.generation);
  bytes.clear();
  const IOStatus read = ReadFile(fs, roots_path, kept.floor.roots_bytes, bytes);
  if (!read.ok() && !IsMissing(read)) return NotWritable(floor_dir, read);
  if (bytes.size() != kept.floor.roots_bytes) return FloorDamaged(roots_path);
  auto roots = ParseRoots(bytes, kept.floor.identity, kept.floor.generation);
  if (!roots.has_value()) return FloorDamaged(roots_path);
  kept.roots = *std::move(roots);
  return kept;
}

absl::Status WriteFirstFloor(FileSystem& fs, const std::string& floor_dir,
                             const LogIdentity& identity) {
  const IOStatus s = WriteFileDurably(fs, floor_dir, "floor", EncodeFloor({identity, 0, 0, 0}));
  return s.ok() ? absl::OkStatus() : CannotWriteFloor(fs, floor_dir, s);
}

FloorWriter::~FloorWriter() {
  // All that counts is synced.
  if (file_ != nullptr) file_->Close(IOOptions(), nullptr).PermitUncheckedError();
}

std::string FloorWriter::RootsPath(uint64_t generation) const {
  return StrCat(floor_dir_, "/", kRootsName, generation);
}

absl::Status FloorWriter::Failed(const IOStatus& io) const {
  return CannotWriteFloor(fs_, floor_dir_, io);
}

IOStatus FloorWriter::Append() {
  const std::string bytes = roots_->Take();
  IOStatus s = file_->Append(bytes, IOOptions(), nullptr);
  if (s.ok()) s = file_->Sync(IOOptions(), nullptr);
  roots_bytes_ += bytes.size();
  if (!s.ok()) roots_.reset();
  return s;
}

absl::Status FloorWriter::WriteFloorFile(uint64_t commit) {
  const IOStatus s = WriteFileDurably(fs_, floor_dir_, "floor",
                                      EncodeFloor({identity_, commit, generation_, roots_bytes_}));
  return s.ok() ? absl::OkStatus() : Failed(s);
}

absl::Status FloorWriter::Begin(uint64_t commit, const std::vector<BookTree>& all) {
  roots_.reset();
  if (file_ != nullptr) {
    // All of it that counts is synced.
    file_->Close(IOOptions(), nullptr).PermitUncheckedError();
    file_.reset();
  }
  // Past every one that is there, whatever became of the floor that names it.
  std::vector<std::string> names;
  IOStatus s = fs_.GetChildren(floor_dir_, IOOptions(), &names, nullptr);
  if (!s.ok()) return Failed(s);
  for (const std::string& name : names) {
    generation_ = std::max(generation_, GenerationOf(name).value_or(0));
  }
  ++generation_;
  s = fs_.NewWritableFile(RootsPath(generation_), FileOptions(), &file_, nullptr);
  if (!s.ok()) return Failed(s);
  roots_ = std::make_unique<RootsWriter>(identity_, generation_);
  for (const BookTree& book : all) roots_->Add(book.book, book.tree);
  roots_bytes_ = 0;
  s = Append();
  // The name of the new file is durable no later than that of the floor that names it.
  if (s.ok()) s = SyncDirectory(fs_, floor_dir_);
  if (!s.ok()) {
    roots_.reset();
    return Failed(s);
  }
  begun_bytes_ = roots_bytes_;
  RETURN_IF_ERROR(WriteFloorFile(commit));
  RemoveOtherGenerations();
  return absl::OkStatus();
}

absl::Status FloorWriter::Move(uint64_t commit, const std::vector<BookTree>& changed) {
  CHECK(roots_ != nullptr) << "not begun";
  for (const BookTree& book : changed) roots_->Add(book.book, book.tree);
  if (const IOStatus s = Append(); !s.ok()) return Failed(s);
  return WriteFloorFile(commit);
}

void FloorWriter::RemoveOtherGenerations() {
  std::vector<std::string> names;
  if (!fs_.GetChildren(floor_dir_, IOOptions(), &names, nullptr).ok()) return;
  for (const std::string& name : names) {
    const auto generation = GenerationOf(name);
    if (!generation.has_value() || *generation == generation_) continue;
    // What stays is of no use and of no harm; the next Begin tries again.
    fs_.DeleteFile(StrCat(floor_dir_, "/", name), IOOptions(), nullptr).PermitUncheckedError();
  }
}

}  // namespace dealboek::storage
