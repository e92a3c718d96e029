#include "storage/merkle/tile.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

#include "services/base/check.h"
#include "services/base/status_macros.h"

namespace dealboek::storage {
namespace {

constexpr uint64_t kDirectoryWidth = 1000;  // names in a directory, at most

absl::string_view HashAt(absl::string_view tile, uint64_t place) {
  return tile.substr(place * kHashBytes, kHashBytes);
}

// Plain digits: SimpleAtoi takes signs and spaces too.
bool ParseNumber(absl::string_view text, uint64_t* number) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; }) &&
         absl::SimpleAtoi(text, number);
}

}  // namespace

int TileWidth(TileId id, uint64_t size) {
  CHECK(id.level >= 0 && id.level < kTileLevels) << id.level;
  const uint64_t hashes = size >> (kTileHeight * id.level);  // of its level, in all tiles
  const uint64_t before = id.index << kTileHeight;
  if (before >> kTileHeight != id.index || before >= hashes) return 0;
  return static_cast<int>(std::min<uint64_t>(hashes - before, kTileWidth));
}

TilePlace PlaceOf(NodeId node) {
  CHECK_EQ(node.level % kTileHeight, 0);
  return {{node.level / kTileHeight, node.index >> kTileHeight},
          static_cast<int>(node.index % kTileWidth)};
}

std::string TilePath(TileId id, int width) {
  CHECK(width >= 1 && width <= kTileWidth) << width;
  std::string number = absl::StrFormat("%03d", id.index % kDirectoryWidth);
  for (uint64_t rest = id.index / kDirectoryWidth; rest > 0; rest /= kDirectoryWidth) {
    number = absl::StrFormat("x%03d/%s", rest % kDirectoryWidth, number);
  }
  std::string path = absl::StrCat("tile/", id.level, "/", number);
  if (width < kTileWidth) absl::StrAppend(&path, ".p/", width);
  return path;
}

std::optional<ParsedTilePath> ParseTilePath(absl::string_view path) {
  absl::string_view rest = path;
  if (!absl::ConsumePrefix(&rest, "tile/")) return std::nullopt;
  ParsedTilePath parsed;
  if (const size_t partial = rest.find(".p/"); partial != absl::string_view::npos) {
    uint64_t width = 0;
    if (!ParseNumber(rest.substr(partial + 3), &width) || width < 1 || width >= kTileWidth) {
      return std::nullopt;
    }
    parsed.width = static_cast<int>(width);
    rest = rest.substr(0, partial);
  }
  const std::vector<absl::string_view> parts = absl::StrSplit(rest, '/');
  uint64_t level = 0;
  if (parts.size() < 2 || !ParseNumber(parts[0], &level) || level >= kTileLevels) {
    return std::nullopt;
  }
  parsed.id.level = static_cast<int>(level);
  for (size_t i = 1; i < parts.size(); ++i) {
    absl::string_view part = parts[i];
    if (i + 1 < parts.size() && !absl::ConsumePrefix(&part, "x")) return std::nullopt;
    uint64_t three = 0;
    if (part.size() != 3 || !ParseNumber(part, &three)) return std::nullopt;
    if (parsed.id.index > (UINT64_MAX - three) / kDirectoryWidth) return std::nullopt;
    parsed.id.index = parsed.id.index * kDirectoryWidth + three;
  }
  // No leading zeros, no level "00".
  if (TilePath(parsed.id, parsed.width) != path) return std::nullopt;
  return parsed;
}

absl::StatusOr<Hash> TiledNodes::Node(NodeId id) {
  CHECK(id.level >= 0 && id.level < 64) << id.level;
  // Made of the hashes in a tile that stand under it.
  const int above = id.level % kTileHeight;
  const TilePlace first = PlaceOf({id.level - above, id.index << above});
  ASSIGN_OR_RETURN(const absl::string_view tile, Tile(first.tile));
  const auto count = size_t{1} << above;
  if (tile.size() < (static_cast<size_t>(first.place) + count) * kHashBytes) {
    return absl::DataLossError(absl::StrCat(TilePath(first.tile, kTileWidth), " has ",
                                            tile.size() / kHashBytes, " hashes; a tree of ", size_,
                                            " leaves needs more."));
  }
  std::vector<Hash> hashes;
  hashes.reserve(count);
  for (size_t i = 0; i < count; ++i) {
    hashes.push_back(HashOf(HashAt(tile, static_cast<size_t>(first.place) + i)));
  }
  while (hashes.size() > 1) {
    for (size_t i = 0; i < hashes.size() / 2; ++i) {
      hashes[i] = NodeHash(hashes[2 * i], hashes[2 * i + 1]);
    }
    hashes.resize(hashes.size() / 2);
  }
  return hashes.front();
}

absl::StatusOr<absl::string_view> TiledNodes::Tile(TileId id) {
  auto found = read_.find(id);
  if (found == read_.end()) {
    const int width = TileWidth(id, size_);
    CHECK_GT(width, 0) << "node outside the tree";
    ASSIGN_OR_RETURN(std::string tile, tiles_.Read(id, width));
    if (tile.size() < static_cast<size_t>(width) * kHashBytes) {
      return absl::DataLossError(
          absl::StrCat(TilePath(id, width), " has ", tile.size() / kHashBytes, " hashes."));
    }
    found = read_.emplace(id, std::move(tile)).first;
  }
  return found->second;
}

}  // namespace dealboek::storage
