#include "storage/merkle/tile.h"

#include <cstdint>
#include <limits>
#include <string>

#include "absl/strings/str_cat.h"
#include <gtest/gtest.h>

#include "storage/merkle/tree.h"
#include "tests/storage/merkle/tiles_in_memory.h"

namespace dealboek::storage {
namespace {

TEST(TileTest, PathsAreThoseOfTheSpecification) {
  // The first of each is the example of C2SP tlog-tiles.
  const struct {
    TileId id;
    int width;
    const char* path;
  } cases[] = {
      {{0, 1'234'067}, 256, "tile/0/x001/x234/067"},
      {{0, 273}, 112, "tile/0/273.p/112"},
      {{0, 0}, 256, "tile/0/000"},
      {{1, 1}, 17, "tile/1/001.p/17"},
      {{2, 999}, 1, "tile/2/999.p/1"},
      {{3, 1'000}, 255, "tile/3/x001/000.p/255"},
      {{7, std::numeric_limits<uint64_t>::max()}, 256, "tile/7/x018/x446/x744/x073/x709/x551/615"},
  };
  for (const auto& [id, width, path] : cases) {
    EXPECT_EQ(TilePath(id, width), path);
    const std::optional<ParsedTilePath> parsed = ParseTilePath(path);
    ASSERT_TRUE(parsed.has_value()) << path;
    EXPECT_EQ(parsed->id, id) << path;
    EXPECT_EQ(parsed->width, width) << path;
  }
}

TEST(TileTest, OnlyTheCanonicalPathIsOne) {
  for (const char* path : {"",
                           "tile",
                           "tile/",
                           "tile/0",
                           "tile/0/",
                           "tile/0/1",
                           "tile/0/01",
                           "tile/0/0001",
                           "tile/00/001",
                           "tile/8/000",
                           "tile/-1/000",
                           "tile/+0/000",
                           "tile/0/ 00",
                           "tile/0/000.p",
                           "tile/0/000.p/",
                           "tile/0/000.p/0",
                           "tile/0/000.p/256",
                           "tile/0/000.p/01",
                           "tile/0/000.p/1/",
                           "tile/0/000/",
                           "tile/0/x000/001",
                           "tile/0/x001",
                           "tile/0/x001/x002",
                           "tile/0/001/002",
                           "tile/0/x01/002",
                           "/tile/0/000",
                           "tile/0/000 ",
                           "tile/data/000",
                           "tile/0/x018/x446/x744/x073/x709/x551/616",
                           "tile/0/x999/x999/x999/x999/x999/x999/x999/999",
                           "tile/0/../000",
                           "tile/0/x001/../067"}) {
    EXPECT_FALSE(ParseTilePath(path).has_value()) << path;
  }
}

TEST(TileTest, ATileHasAsManyHashesAsTheTreeGivesIt) {
  const struct {
    TileId id;
    uint64_t size;
    int width;
  } cases[] = {
      {{0, 0}, 0, 0},
      {{0, 0}, 1, 1},
      {{0, 0}, 255, 255},
      {{0, 0}, 256, 256},
      {{0, 1}, 256, 0},
      {{0, 1}, 257, 1},
      {{1, 0}, 255, 0},
      {{1, 0}, 256, 1},
      {{1, 0}, 511, 1},
      {{1, 0}, 65'536, 256},
      {{1, 1}, 65'536, 0},
      {{2, 0}, 70'000, 1},
      {{0, 273}, 70'000, 112},  // the example of C2SP tlog-tiles
      {{1, 1}, 70'000, 17},
      {{7, 0}, std::numeric_limits<uint64_t>::max(), 255},
      {{0, std::numeric_limits<uint64_t>::max()}, std::numeric_limits<uint64_t>::max(), 0},
      {{0, uint64_t{1} << 56}, std::numeric_limits<uint64_t>::max(), 0},
      {{0, (uint64_t{1} << 56) - 1}, std::numeric_limits<uint64_t>::max(), 255},
  };
  for (const auto& [id, size, width] : cases) {
    EXPECT_EQ(TileWidth(id, size), width) << id.level << " " << id.index << " of " << size;
  }
}

TEST(TileTest, AFewTilesMakeAProof) {
  GrowingTree tree;
  for (int i = 0; i < 100'000; ++i) tree.Add(absl::StrCat(i));
  TiledNodes nodes(tree.tiles(), 100'000);
  ASSERT_TRUE(InclusionProof(31'337, 100'000, nodes).ok());
  EXPECT_LE(tree.tiles().reads(), 6);
}

TEST(TileTest, ATileThatIsShortOrMissingIsAnError) {
  GrowingTree tree;
  for (int i = 0; i < 600; ++i) tree.Add(absl::StrCat(i));
  tree.tiles().tiles()[{0, 2}].resize(87 * kHashBytes);  // of 88
  TiledNodes nodes(tree.tiles(), 600);
  EXPECT_EQ(Root(600, nodes).status().code(), absl::StatusCode::kDataLoss);
  tree.tiles().tiles().erase({0, 2});
  EXPECT_EQ(Root(600, nodes).status().code(), absl::StatusCode::kNotFound);
  EXPECT_TRUE(Root(512, nodes).ok()) << "does not need it";
}

}  // namespace
}  // namespace dealboek::storage
