// Bytes as the path of a tile; and as a tree's tiles, which need not be of one tree.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

#include "services/base/check.h"
#include "storage/merkle/hash.h"
#include "storage/merkle/proof.h"
#include "storage/merkle/tile.h"
#include "storage/merkle/tree.h"

namespace dealboek::storage {
namespace {

void ReadPath(absl::string_view path) {
  const std::optional<ParsedTilePath> parsed = ParseTilePath(path);
  if (!parsed.has_value()) return;
  CHECK_EQ(TilePath(parsed->id, parsed->width), path);
}

// Every tile is the same bytes, cut short where they are: too short for some trees.
class MadeUpTiles : public Tiles {
 public:
  explicit MadeUpTiles(absl::string_view bytes) : bytes_(bytes) {}
  absl::StatusOr<std::string> Read(TileId id, int width) override {
    if (id.level == 2 && width == 1) return absl::NotFoundError("no such tile");
    return std::string(bytes_);
  }

 private:
  absl::string_view bytes_;
};

void ReadTiles(absl::string_view bytes) {
  if (bytes.size() < 6) return;
  const auto number = [&](size_t at) {
    const auto byte = [&](size_t i) { return static_cast<unsigned char>(bytes[at + i]); };
    return uint64_t{byte(0)} << 16 | uint64_t{byte(1)} << 8 | byte(2);
  };
  const uint64_t size = number(0);
  const uint64_t other = number(3);
  MadeUpTiles tiles(bytes.substr(6));
  TiledNodes nodes(tiles, size);
  const absl::StatusOr<Hash> root = Root(size, nodes);
  const absl::StatusOr<Proof> proof = InclusionProof(other, size, nodes);
  CHECK_EQ(absl::IsOutOfRange(proof.status()), other >= size);
  if (root.ok() && proof.ok()) {
    const absl::StatusOr<Hash> leaf = nodes.Node({0, other});
    // Tiles that contradict each other can prove nothing; those that do not, prove the leaf.
    if (leaf.ok() && size <= kTileWidth) {
      CHECK(CheckInclusion(*leaf, other, size, *root, *proof).ok());
    }
  }
  const absl::StatusOr<Proof> growth = ConsistencyProof(other, size, nodes);
  CHECK_EQ(absl::IsOutOfRange(growth.status()), other > size);
  const absl::StatusOr<Frontier> frontier = Frontier::Of(size, nodes);
  if (frontier.ok() && root.ok()) {
    CHECK_EQ(View(frontier->Root()), View(*root));
  }
}

}  // namespace
}  // namespace dealboek::storage

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const absl::string_view bytes(reinterpret_cast<const char*>(data), size);
  dealboek::storage::ReadPath(bytes);
  dealboek::storage::ReadTiles(bytes);
  return 0;
}
