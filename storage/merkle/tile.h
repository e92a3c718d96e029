// The nodes of a Merkle tree in tiles, as they are stored and published: C2SP tlog-tiles, v0.1.0
// (https://c2sp.org/tlog-tiles), height 8.
//
// A tile of level L holds 256 hashes side by side, of nodes 8 L levels up: tile 0 of level 0 the
// first 256 leaves, tile 0 of level 1 the roots of the first 256 full tiles of level 0. The levels
// between are not kept, for a tile's own hashes make them. A tile at the right edge is partial.
#ifndef DEALBOEK_STORAGE_MERKLE_TILE_H_
#define DEALBOEK_STORAGE_MERKLE_TILE_H_

#include <compare>
#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

#include "storage/merkle/hash.h"
#include "storage/merkle/tree.h"

namespace dealboek::storage {

inline constexpr int kTileHeight = 8;
inline constexpr int kTileWidth = 1 << kTileHeight;
// Levels of tiles that a tree of 2^64 - 1 leaves has.
inline constexpr int kTileLevels = 64 / kTileHeight;

struct TileId {
  int level = 0;       // 0 to kTileLevels - 1
  uint64_t index = 0;  // from the left

  friend auto operator<=>(const TileId&, const TileId&) = default;
};

// The hashes that a tile has in a tree of `size` leaves: 0 to kTileWidth.
int TileWidth(TileId id, uint64_t size);

// Where a tile holds `node`, whose level is a multiple of kTileHeight: its tile and place there.
struct TilePlace {
  TileId tile;
  int place = 0;
};
TilePlace PlaceOf(NodeId node);

// "tile/0/x001/x234/067", and "tile/1/000.p/17" of a tile of 17 hashes: where C2SP tlog-tiles
// publishes it. `width` is 1 to kTileWidth.
std::string TilePath(TileId id, int width);
struct ParsedTilePath {
  TileId id;
  int width = kTileWidth;
};
// The tile that `path` is TilePath of; none: of no tile. Only the canonical path is one.
std::optional<ParsedTilePath> ParseTilePath(absl::string_view path);

// Tiles, wherever they are kept. Threads: as its implementation says.
class Tiles {
 public:
  virtual ~Tiles() = default;
  // The first `width` hashes of a tile, side by side: width * kHashBytes bytes. Fewer are an error,
  // its own; more may be given.
  virtual absl::StatusOr<std::string> Read(TileId id, int width) = 0;
};

// The nodes that the tiles of a tree of `size` leaves make. It keeps every tile it has read: let it
// live for a few proofs. Node returns the error of Read, and DATA_LOSS for a tile that is too
// short. Threads: one.
class TiledNodes : public Nodes {
 public:
  // `tiles` is borrowed.
  TiledNodes(Tiles& tiles, uint64_t size) : tiles_(tiles), size_(size) {}
  absl::StatusOr<Hash> Node(NodeId id) override;

 private:
  absl::StatusOr<absl::string_view> Tile(TileId id);

  Tiles& tiles_;
  const uint64_t size_;
  std::map<TileId, std::string> read_;
};

}  // namespace dealboek::storage

#endif  // DEALBOEK_STORAGE_MERKLE_TILE_H_
