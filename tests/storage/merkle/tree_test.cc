// Trees and the proofs they give, against RFC 6962 itself.
#include "storage/merkle/tree.h"

#include <cstdint>
#include <map>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "storage/merkle/hash.h"
#include "storage/merkle/proof.h"
#include "tests/storage/merkle/naive_tree.h"
#include "tests/storage/merkle/tiles_in_memory.h"

namespace dealboek::storage {
namespace {

std::string Hex(const Hash& hash) { return absl::BytesToHexString(View(hash)); }
std::vector<std::string> Hex(const Proof& proof) {
  std::vector<std::string> hex;
  for (const Hash& hash : proof) hex.push_back(Hex(hash));
  return hex;
}

// The records of the test vectors of Certificate Transparency.
const std::vector<std::string>& KnownRecords() {
  static const std::vector<std::string> records = [] {
    std::vector<std::string> made;
    for (const char* hex : {"", "00", "10", "2021", "3031", "40414243", "5051525354555657",
                            "606162636465666768696a6b6c6d6e6f"}) {
      made.push_back(absl::HexStringToBytes(hex));
    }
    return made;
  }();
  return records;
}

TEST(TreeTest, KnownRoots) {
  // By the definition of RFC 6962, section 2.1, with Python's hashlib.
  constexpr const char* kRoots[] = {
      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
      "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
      "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
      "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
      "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
      "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
      "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
      "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
      "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
  };
  GrowingTree tree;
  EXPECT_EQ(Hex(tree.frontier().Root()), kRoots[0]);
  for (size_t size = 1; size <= 8; ++size) {
    tree.Add(KnownRecords()[size - 1]);
    EXPECT_EQ(Hex(tree.frontier().Root()), kRoots[size]) << size;
  }
}

TEST(TreeTest, KnownProofs) {
  GrowingTree tree;
  for (const std::string& record : KnownRecords()) tree.Add(record);
  TiledNodes nodes(tree.tiles(), 8);
  using testing::ElementsAre;
  EXPECT_THAT(Hex(*InclusionProof(0, 1, nodes)), ElementsAre());
  EXPECT_THAT(Hex(*InclusionProof(5, 8, nodes)),
              ElementsAre("bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
                          "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                          "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"));
  EXPECT_THAT(Hex(*InclusionProof(2, 3, nodes)),
              ElementsAre("fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"));
  EXPECT_THAT(Hex(*InclusionProof(1, 5, nodes)),
              ElementsAre("6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
                          "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                          "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"));
  EXPECT_THAT(Hex(*ConsistencyProof(1, 1, nodes)), ElementsAre());
  EXPECT_THAT(Hex(*ConsistencyProof(6, 8, nodes)),
              ElementsAre("0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
                          "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                          "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"));
  EXPECT_THAT(Hex(*ConsistencyProof(2, 5, nodes)),
              ElementsAre("5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                          "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"));
  EXPECT_THAT(Hex(*ConsistencyProof(4, 7, nodes)),
              ElementsAre("837dbb152e9b079010717e84e865da4ebc0fa198a806d59d31bf15accef22d0e"));
  EXPECT_THAT(Hex(*ConsistencyProof(3, 7, nodes)),
              ElementsAre("0298d122906dcfc10892cb53a73992fc5b9f493ea4c9badb27b791b4127a7fe7",
                          "07506a85fd9dd2f120eb694f86011e5bb4662e5c415a62917033d4a9624487e7",
                          "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
                          "837dbb152e9b079010717e84e865da4ebc0fa198a806d59d31bf15accef22d0e"));
}

TEST(TreeTest, EveryRootToAThousandIsTheRfcs) {
  constexpr uint64_t kSize = 1000;
  GrowingTree tree;
  NaiveTree naive;
  for (uint64_t size = 1; size <= kSize; ++size) {
    tree.Add(absl::StrCat("record ", size));
    naive.Add(absl::StrCat("record ", size));
    ASSERT_EQ(tree.frontier().size(), size);
    ASSERT_EQ(tree.frontier().Root(), naive.Root(size)) << size;
  }
  TiledNodes nodes(tree.tiles(), kSize);
  for (uint64_t size = 0; size <= kSize; ++size) {
    ASSERT_EQ(*Root(size, nodes), naive.Root(size)) << "of an earlier size, " << size;
    // And it grows from there as it did before.
    const Frontier again = *Frontier::Of(size, nodes);
    ASSERT_EQ(again.size(), size);
    ASSERT_EQ(again.Root(), naive.Root(size)) << size;
  }
}

TEST(TreeTest, AFrontierThatIsPutTogetherGrowsLikeOneThatGrew) {
  GrowingTree tree;
  for (int i = 0; i < 777; ++i) tree.Add(absl::StrCat(i));
  for (const uint64_t size : {0, 1, 255, 256, 257, 512, 700, 776}) {
    TiledNodes nodes(tree.tiles(), size);
    Frontier frontier = *Frontier::Of(size, nodes);
    for (uint64_t i = size; i < 777; ++i) {
      frontier.Append(LeafHash(absl::StrCat(i)), [&](NodeId id, const Hash& hash) {
        TiledNodes all(tree.tiles(), 777);
        EXPECT_EQ(*all.Node(id), hash) << id.level << " " << id.index;
      });
    }
    EXPECT_EQ(frontier.Root(), tree.frontier().Root());
  }
}

TEST(TreeTest, EveryProofToTwoHundredAndFiftySixIsTheRfcs) {
  constexpr uint64_t kSize = 256;
  GrowingTree tree;
  NaiveTree naive;
  for (uint64_t i = 0; i < kSize; ++i) {
    tree.Add(absl::StrCat("record ", i));
    naive.Add(absl::StrCat("record ", i));
  }
  TiledNodes nodes(tree.tiles(), kSize);
  for (uint64_t size = 1; size <= kSize; ++size) {
    for (uint64_t index = 0; index < size; ++index) {
      const Proof proof = *InclusionProof(index, size, nodes);
      ASSERT_EQ(proof, naive.Path(index, size)) << index << " in " << size;
      const absl::Status checked =
          CheckInclusion(naive.leaf(index), index, size, naive.Root(size), proof);
      ASSERT_TRUE(checked.ok()) << index << " in " << size << ": " << checked;
    }
    for (uint64_t earlier = 1; earlier <= size; ++earlier) {
      const Proof proof = *ConsistencyProof(earlier, size, nodes);
      ASSERT_EQ(proof, naive.Subproof(earlier, size)) << earlier << " of " << size;
      const absl::Status checked =
          CheckConsistency(earlier, naive.Root(earlier), size, naive.Root(size), proof);
      ASSERT_TRUE(checked.ok()) << earlier << " of " << size << ": " << checked;
    }
    EXPECT_TRUE(ConsistencyProof(0, size, nodes)->empty());
    EXPECT_TRUE(CheckConsistency(0, EmptyRoot(), size, naive.Root(size), {}).ok());
  }
}

TEST(TreeTest, ProofsOfALargeTreeHold) {
  constexpr uint64_t kSize = 1'000'000;
  const uint64_t seed = 20260101;
  SCOPED_TRACE(absl::StrCat("seed ", seed));
  GrowingTree tree;
  std::vector<Hash> level;
  std::map<uint64_t, Hash> earlier_roots;
  for (uint64_t i = 0; i < kSize; ++i) {
    tree.Add(absl::StrCat(i));
    level.push_back(LeafHash(absl::StrCat(i)));
    if ((i + 1) % 9973 == 0) earlier_roots[i + 1] = tree.frontier().Root();
  }
  // The root once more, level by level: of a level's last node alone its parent is the node itself.
  while (level.size() > 1) {
    size_t made = 0;
    for (size_t i = 0; i < level.size(); i += 2) {
      level[made++] = i + 1 < level.size() ? NodeHash(level[i], level[i + 1]) : level[i];
    }
    level.resize(made);
  }
  EXPECT_EQ(tree.frontier().Root(), level.front());
  std::mt19937_64 random(seed);
  for (const auto& [size, root] : earlier_roots) {
    TiledNodes nodes(tree.tiles(), size);
    ASSERT_EQ(*Root(size, nodes), root);
    const uint64_t index = random() % size;
    const Proof inclusion = *InclusionProof(index, size, nodes);
    EXPECT_LE(inclusion.size(), 20u);
    const absl::Status included =
        CheckInclusion(LeafHash(absl::StrCat(index)), index, size, root, inclusion);
    ASSERT_TRUE(included.ok()) << index << " in " << size << ": " << included;
    TiledNodes later(tree.tiles(), kSize);
    const absl::Status consistent =
        CheckConsistency(size, root, kSize, level.front(), *ConsistencyProof(size, kSize, later));
    ASSERT_TRUE(consistent.ok()) << size << ": " << consistent;
  }
}

TEST(TreeTest, WhatIsNotInTheTreeHasNoProof) {
  GrowingTree tree;
  for (int i = 0; i < 5; ++i) tree.Add(absl::StrCat(i));
  TiledNodes nodes(tree.tiles(), 5);
  EXPECT_EQ(InclusionProof(5, 5, nodes).status().code(), absl::StatusCode::kOutOfRange);
  EXPECT_EQ(InclusionProof(0, 0, nodes).status().code(), absl::StatusCode::kOutOfRange);
  EXPECT_EQ(InclusionProof(UINT64_MAX, 5, nodes).status().code(), absl::StatusCode::kOutOfRange);
  EXPECT_EQ(ConsistencyProof(6, 5, nodes).status().code(), absl::StatusCode::kOutOfRange);
}

}  // namespace
}  // namespace dealboek::storage
