// A tree that grows, with its tiles in memory.
#ifndef DEALBOEK_TESTS_STORAGE_MERKLE_TILES_IN_MEMORY_H_
#define DEALBOEK_TESTS_STORAGE_MERKLE_TILES_IN_MEMORY_H_

#include <map>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

#include "services/base/check.h"
#include "storage/merkle/hash.h"
#include "storage/merkle/tile.h"
#include "storage/merkle/tree.h"

namespace dealboek::storage {

class TilesInMemory : public Tiles {
 public:
  absl::StatusOr<std::string> Read(TileId id, int /*width*/) override {
    ++reads_;
    const auto found = tiles_.find(id);
    if (found == tiles_.end()) return absl::NotFoundError(TilePath(id, kTileWidth));
    return found->second;
  }

  void Keep(NodeId node, const Hash& hash) {
    if (node.level % kTileHeight != 0) return;
    const TilePlace place = PlaceOf(node);
    std::string& tile = tiles_[place.tile];
    CHECK_EQ(tile.size(), static_cast<size_t>(place.place) * kHashBytes) << "nodes come in order";
    tile.append(View(hash).data(), kHashBytes);
  }
  std::map<TileId, std::string>& tiles() { return tiles_; }
  int reads() const { return reads_; }

 private:
  std::map<TileId, std::string> tiles_;
  int reads_ = 0;
};

class GrowingTree {
 public:
  void Add(absl::string_view record) {
    frontier_.Append(LeafHash(record),
                     [&](NodeId node, const Hash& hash) { tiles_.Keep(node, hash); });
  }
  const Frontier& frontier() const { return frontier_; }
  TilesInMemory& tiles() { return tiles_; }

 private:
  Frontier frontier_;
  TilesInMemory tiles_;
};

}  // namespace dealboek::storage

#endif  // DEALBOEK_TESTS_STORAGE_MERKLE_TILES_IN_MEMORY_H_
