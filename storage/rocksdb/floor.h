// The floor of a log, in a directory of its own: how far the log had come, and the root of each
// book's tree there. By it a start notices what a log alone cannot: that its end is gone, or that
// what it had acknowledged has become another. storage/FORMAT.md, "The floor".
#ifndef DEALBOEK_STORAGE_ROCKSDB_FLOOR_H_
#define DEALBOEK_STORAGE_ROCKSDB_FLOOR_H_

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "rocksdb/file_system.h"

#include "storage/event_log.h"
#include "storage/rocksdb/format.h"

namespace dealboek::storage {

struct KeptFloor {
  Floor floor;
  Roots roots;
};

// What is kept in `floor_dir`. FAILED_PRECONDITION FLOOR_MISSING; PERMISSION_DENIED
// DATA_DIRECTORY_NOT_WRITABLE; as DecodeFloor, also when the roots that the floor names are not
// there, or not whole.
absl::StatusOr<KeptFloor> ReadFloor(rocksdb::FileSystem& fs, const std::string& floor_dir);

// The floor of a log without books: for RocksDbEventLog::Init.
absl::Status WriteFirstFloor(rocksdb::FileSystem& fs, const std::string& floor_dir,
                             const LogIdentity& identity);

struct BookTree {
  std::string book;
  TreeHead tree;
};

// Writes the floor of an open log. When a call returns OK the new floor is durable; when it fails,
// or the machine stops meanwhile, the old one or the new one is there, whole. Errors: as
// CheckWritable, else UNAVAILABLE LOG_WRITE_FAILED. Threads: one.
class FloorWriter {
 public:
  // `fs` is borrowed.
  FloorWriter(rocksdb::FileSystem& fs, std::string floor_dir, LogIdentity identity)
      : fs_(fs), floor_dir_(std::move(floor_dir)), identity_(std::move(identity)) {}
  FloorWriter(const FloorWriter&) = delete;
  FloorWriter& operator=(const FloorWriter&) = delete;
  ~FloorWriter();

  // Begins a new file of roots: of all books. To be called first, and when WantsAll.
  absl::Status Begin(uint64_t commit, const std::vector<BookTree>& all);
  // Moves the floor: `changed` are the books whose trees have grown since it was last moved.
  absl::Status Move(uint64_t commit, const std::vector<BookTree>& changed);
  // So much has been added to the file of roots that a new one would be much smaller; or it has
  // none, or one of which it is not known what is in it, after a failure.
  bool WantsAll() const {
    return roots_ == nullptr || roots_bytes_ > kMuchBytes + 2 * begun_bytes_;
  }

 private:
  static constexpr uint64_t kMuchBytes = uint64_t{4} << 20;

  std::string RootsPath(uint64_t generation) const;
  // Writes what has been added to roots_; after a failure there is no such file any more.
  rocksdb::IOStatus Append();
  absl::Status WriteFloorFile(uint64_t commit);
  absl::Status Failed(const rocksdb::IOStatus& io) const;
  void RemoveOtherGenerations();

  rocksdb::FileSystem& fs_;
  const std::string floor_dir_;
  const LogIdentity identity_;
  uint64_t generation_ = 0;
  std::unique_ptr<RootsWriter> roots_;
  std::unique_ptr<rocksdb::FSWritableFile> file_;
  uint64_t roots_bytes_ = 0;  // of the file
  uint64_t begun_bytes_ = 0;  // of them, when it was begun
};

}  // namespace dealboek::storage

#endif  // DEALBOEK_STORAGE_ROCKSDB_FLOOR_H_
