// The tree of a book as it lies in RocksDB: in slices of tiles (FORMAT.md, "Column family
// `tiles`").
#ifndef DEALBOEK_STORAGE_ROCKSDB_SLICES_H_
#define DEALBOEK_STORAGE_ROCKSDB_SLICES_H_

#include <array>
#include <cstdint>
#include <optional>
#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "rocksdb/iterator.h"

#include "services/base/position.h"
#include "storage/merkle/hash.h"
#include "storage/merkle/tile.h"
#include "storage/merkle/tree.h"
#include "storage/rocksdb/database.h"
#include "storage/rocksdb/format.h"

namespace dealboek::storage {

// Cuts what a growing tree adds to its tiles into slices. Threads: one.
class Slicer {
 public:
  using Sink = absl::FunctionRef<void(SliceId id, absl::string_view hashes)>;

  // Adds a record to `tree`; hands `sink` each slice that is full.
  void Add(absl::string_view record, Frontier& tree, Sink sink);
  // The slices that are not.
  void Finish(Sink sink);

 private:
  struct Slice {
    SliceId id;
    std::string hashes;
  };

  std::array<Slice, kTileLevels> slices_;  // by level
};

// Compares the tree that a book's records make, added one after the other, with the slices that are
// stored of it. Threads: one.
class TreeCheck {
 public:
  // `slices` goes over all slices, and is at the first of `book` or past where it would be; null:
  // there are none in the whole log. Both are borrowed.
  TreeCheck(rocksdb::Iterator* slices, absl::string_view book);

  // DATA_LOSS TREE_DAMAGED: a slice is not what was written, or not what the records make.
  absl::Status Add(absl::string_view record);
  // To be called after the last record; leaves `slices` past the book. The same, and for slices
  // past the records; UNAVAILABLE LOG_READ_FAILED.
  absl::Status Finish();

  // The first record whose hash is not there, or not that of a node above it; none: all are. What
  // follows on one that is missing is not compared.
  std::optional<base::Position> lacking() const { return lacking_; }
  const Frontier& tree() const { return tree_; }

 private:
  absl::Status Compare(SliceId hash_at, const Hash& hash);
  absl::Status Damaged(SliceId at) const;
  bool IsAtBook() const;

  rocksdb::Iterator* const slices_;
  const absl::string_view book_;
  Frontier tree_;
  // What Compare comes to when the leaves are through, level by level from 1 on: one for 256
  // leaves.
  std::array<std::string, kTileLevels> above_;
  // The slice at which `slices_` is, and what is left of it.
  SliceId next_;
  absl::string_view left_;
  std::optional<base::Position> lacking_;
};

// The first `width` hashes of a tile of `book`. DATA_LOSS TREE_DAMAGED, UNAVAILABLE
// LOG_READ_FAILED.
absl::StatusOr<std::string> ReadTileOf(const Database& database, absl::string_view book,
                                       TileId tile, int width);

// Writes the tree of `book` anew, from its records, which have been checked: in a few synced
// writes, of which the first removes what there was. Interrupted, it lacks some, and is made anew
// again. Errors as EventLog::Read; UNAVAILABLE LOG_WRITE_FAILED.
absl::Status WriteTreeAnew(const Database& database, absl::string_view book, base::Position head);

}  // namespace dealboek::storage

#endif  // DEALBOEK_STORAGE_ROCKSDB_SLICES_H_
