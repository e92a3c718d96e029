#include "storage/rocksdb/slices.h"

#include <algorithm>
#include <cstddef>
#include <memory>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "rocksdb/db.h"
#include "rocksdb/options.h"
#include "rocksdb/write_batch.h"

#include "services/base/check.h"
#include "services/base/status_macros.h"
#include "storage/batch_check.h"
#include "storage/rocksdb/content.h"
#include "storage/rocksdb/warnings.h"

namespace dealboek::storage {
namespace {

using base::Position;

constexpr size_t kWriteBytes = size_t{4} << 20;

absl::string_view View(const rocksdb::Slice& slice) { return {slice.data(), slice.size()}; }

std::string FirstKeyOf(absl::string_view book) {
  return absl::StrCat(book, absl::string_view("\0", 1));
}

// The position of the first record under a hash.
Position FirstUnder(SliceId at) { return Position((at.first << (kTileHeight * at.level)) + 1); }

// The hash of `node` is kept, as number `first` of its level of tiles.
bool IsKept(NodeId node, SliceId* at) {
  if (node.level % kTileHeight != 0) return false;
  *at = {node.level / kTileHeight, node.index};
  return true;
}

}  // namespace

void Slicer::Add(absl::string_view record, Frontier& tree, Sink sink) {
  tree.Append(LeafHash(record), [&](NodeId node, const Hash& hash) {
    SliceId at;
    if (!IsKept(node, &at)) return;
    Slice& slice = slices_[static_cast<size_t>(at.level)];
    if (slice.hashes.empty()) slice.id = at;
    absl::StrAppend(&slice.hashes, storage::View(hash));
    if (at.first % kTileWidth == kTileWidth - 1) {
      sink(slice.id, slice.hashes);
      slice.hashes.clear();
    }
  });
}

void Slicer::Finish(Sink sink) {
  for (Slice& slice : slices_) {
    if (slice.hashes.empty()) continue;
    sink(slice.id, slice.hashes);
    slice.hashes.clear();
  }
}

TreeCheck::TreeCheck(rocksdb::Iterator* slices, absl::string_view book)
    : slices_(slices), book_(book) {
  if (slices_ == nullptr) lacking_ = Position(1);
}

absl::Status TreeCheck::Damaged(SliceId at) const { return TreeDamaged(book_, FirstUnder(at)); }

bool TreeCheck::IsAtBook() const {
  return slices_->Valid() && absl::StartsWith(View(slices_->key()), FirstKeyOf(book_));
}

absl::Status TreeCheck::Add(absl::string_view record) {
  absl::Status compared;
  tree_.Append(LeafHash(record), [&](NodeId node, const Hash& hash) {
    SliceId at;
    if (lacking_.has_value() || !IsKept(node, &at)) return;
    if (at.level == 0) {
      compared = Compare(at, hash);
    } else {
      absl::StrAppend(&above_[static_cast<size_t>(at.level)], storage::View(hash));
    }
  });
  return compared;
}

absl::Status TreeCheck::Compare(SliceId hash_at, const Hash& hash) {
  if (left_.empty()) {
    if (hash_at != SliceId()) slices_->Next();  // at the first there is nothing to leave behind
    if (!IsAtBook()) {
      if (slices_->Valid() || slices_->status().ok()) {
        lacking_ = FirstUnder(hash_at);
        return absl::OkStatus();
      }
      return slices_->status().IsCorruption() ? Damaged(hash_at) : LogReadError(slices_->status());
    }
    const auto key = ParseSliceKey(View(slices_->key()));
    if (!key.has_value()) return Damaged(hash_at);
    const auto hashes = ParseSlice(View(slices_->key()), key->id, View(slices_->value()));
    if (!hashes.has_value()) return Damaged(key->id);
    if (key->id != hash_at) {
      lacking_ = FirstUnder(hash_at);
      return absl::OkStatus();
    }
    next_ = key->id;
    left_ = *hashes;
  }
  // A slice that goes on where the hashes of its level end is wrong too.
  if (hash_at != next_ || left_.substr(0, kHashBytes) != storage::View(hash)) {
    return Damaged(hash_at);
  }
  left_.remove_prefix(kHashBytes);
  ++next_.first;
  return absl::OkStatus();
}

absl::Status TreeCheck::Finish() {
  for (size_t level = 1; level < above_.size(); ++level) {
    const absl::string_view hashes = above_[level];
    for (size_t i = 0; i < hashes.size() / kHashBytes && !lacking_.has_value(); ++i) {
      RETURN_IF_ERROR(
          Compare({static_cast<int>(level), i}, HashOf(hashes.substr(i * kHashBytes, kHashBytes))));
    }
  }
  if (!left_.empty()) return Damaged(next_);
  if (slices_ == nullptr) return absl::OkStatus();
  if (lacking_.has_value()) {
    slices_->Seek(PastBook(book_));
  } else if (tree_.size() > 0) {
    slices_->Next();
  }
  if (IsAtBook()) return TreeDamaged(book_, Position(tree_.size()).Next());
  if (slices_->Valid() || slices_->status().ok()) return absl::OkStatus();
  return LogReadError(slices_->status());
}

absl::StatusOr<std::string> ReadTileOf(const Database& database, absl::string_view book,
                                       TileId tile, int width) {
  SliceId at{tile.level, tile.index << kTileHeight};
  const auto damaged = [&] { return TreeDamaged(book, FirstUnder(at)); };
  const size_t bytes = static_cast<size_t>(width) * kHashBytes;
  const std::string end = SliceKey(book, {at.level, at.first + static_cast<uint64_t>(width)});
  const rocksdb::Slice end_slice = end;
  rocksdb::ReadOptions options;
  options.iterate_upper_bound = &end_slice;
  const std::unique_ptr<rocksdb::Iterator> slices(
      database.db().NewIterator(options, database.tiles()));
  std::string hashes;
  hashes.reserve(bytes);
  for (slices->Seek(SliceKey(book, at)); hashes.size() < bytes; slices->Next()) {
    if (!slices->Valid()) {
      if (slices->status().ok() || slices->status().IsCorruption()) return damaged();
      return LogReadError(slices->status());
    }
    const auto key = ParseSliceKey(View(slices->key()));
    if (!key.has_value() || key->id != at) return damaged();
    const auto slice = ParseSlice(View(slices->key()), at, View(slices->value()));
    if (!slice.has_value()) return damaged();
    absl::StrAppend(&hashes, *slice);
    at.first += slice->size() / kHashBytes;
  }
  hashes.resize(bytes);
  return hashes;
}

absl::Status WriteTreeAnew(const Database& database, absl::string_view book, Position head) {
  rocksdb::WriteBatch write;
  const auto flush = [&]() -> absl::Status {
    const rocksdb::Status written = database.Write(write);
    write.Clear();
    return written.ok() ? absl::OkStatus() : LogWriteFailed(absl::StrCat(InOneLine(written), "."));
  };
  rocksdb::ReadOptions options;
  options.fill_cache = false;
  options.readahead_size = kWriteBytes;
  {
    const std::unique_ptr<rocksdb::Iterator> old(
        database.db().NewIterator(options, database.tiles()));
    const std::string prefix = FirstKeyOf(book);
    for (old->Seek(prefix); old->Valid() && absl::StartsWith(View(old->key()), prefix);
         old->Next()) {
      CHECK(write.Delete(database.tiles(), old->key()).ok());  // memory only
    }
    if (!old->Valid() && !old->status().ok()) return LogReadError(old->status());
  }

  Frontier tree;
  Slicer slicer;
  const auto put = [&](SliceId id, absl::string_view hashes) {
    const std::string key = SliceKey(book, id);
    CHECK(write.Put(database.tiles(), key, Seal(key, hashes)).ok());  // memory only
  };
  const std::unique_ptr<rocksdb::Iterator> records(
      database.db().NewIterator(options, database.records()));
  std::string key = RecordKey(book, Position(1));
  records->Seek(key);
  for (Position at(1); at <= head; at = at.Next(), records->Next()) {
    SetRecordPosition(key, at);
    if (!records->Valid()) return ReadError(records->status(), book, at);
    if (View(records->key()) != key) return RecordMissing(book, at);
    const auto record = Unseal(key, View(records->value()));
    if (!record.has_value()) return RecordDamaged(book, at);
    slicer.Add(*record, tree, put);
    if (write.GetDataSize() >= kWriteBytes) RETURN_IF_ERROR(flush());
  }
  slicer.Finish(put);
  return write.Count() == 0 ? absl::OkStatus() : flush();
}

}  // namespace dealboek::storage
