// Whoever is given a proof may be given anything: what does not follow is refused.
#include "storage/merkle/proof.h"

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include <gtest/gtest.h>

#include "storage/merkle/hash.h"
#include "tests/storage/merkle/forger.h"
#include "tests/storage/merkle/naive_tree.h"

namespace dealboek::storage {
namespace {

constexpr uint64_t kLeaves = 70;

NaiveTree& Tree() {
  static NaiveTree& tree = *[] {
    auto* made = new NaiveTree();
    for (uint64_t i = 0; i < kLeaves; ++i) made->Add(absl::StrCat("record ", i));
    return made;
  }();
  return tree;
}

// As the RFC's own recursion decides it. Sizes past 2^63 have no proof that fits: its depth is
// that of the size.
bool Included(const Hash& leaf, uint64_t index, uint64_t size, const Hash& root,
              const Proof& proof) {
  if (index >= size) return false;
  const auto made = NaiveTree::RootOfPath(leaf, index, size, proof);
  return made.has_value() && *made == root;
}
bool Consistent(uint64_t earlier, const Hash& earlier_root, uint64_t size, const Hash& root,
                const Proof& proof) {
  if (earlier > size) return false;
  if (earlier == 0) return proof.empty() && earlier_root == NaiveTree::Sha256("");
  const auto made = NaiveTree::RootsOfSubproof(earlier_root, earlier, size, true, proof);
  return made.has_value() && made->first == earlier_root && made->second == root;
}

constexpr int kForgeries = 120'000;
constexpr uint64_t kSeed = 6962;

TEST(ProofTest, NoForgedInclusionIsTaken) {
  Forger forger(kSeed);
  int refused = 0;
  for (int i = 0; refused < kForgeries; ++i) {
    SCOPED_TRACE(absl::StrCat("seed ", kSeed, ", forgery ", i));
    ASSERT_LT(i, 2 * kForgeries);
    uint64_t size = 1 + forger.Below(kLeaves);
    uint64_t index = forger.Below(size);
    Hash leaf = Tree().leaf(index);
    Hash root = Tree().Root(size);
    Proof proof = Tree().Path(index, size);
    ASSERT_TRUE(CheckInclusion(leaf, index, size, root, proof).ok());
    switch (forger.Below(6)) {
      case 0:
        forger.Alter(leaf);
        break;
      case 1:
        forger.Alter(root);
        break;
      case 2:
        forger.Alter(index);
        break;
      case 3:
        forger.Alter(size);
        break;
      default:
        forger.Alter(proof);
        break;
    }
    // A root says nothing of its size: a proof may hold in trees of several.
    const bool holds = Included(leaf, index, size, root, proof);
    const absl::Status checked = CheckInclusion(leaf, index, size, root, proof);
    ASSERT_EQ(checked.ok(), holds)
        << index << " in " << size << ", " << proof.size() << " hashes: " << checked;
    refused += checked.ok() ? 0 : 1;
  }
}

TEST(ProofTest, NoForgedConsistencyIsTaken) {
  Forger forger(kSeed + 1);
  int refused = 0;
  for (int i = 0; refused < kForgeries; ++i) {
    SCOPED_TRACE(absl::StrCat("seed ", kSeed + 1, ", forgery ", i));
    ASSERT_LT(i, 2 * kForgeries);
    uint64_t size = 1 + forger.Below(kLeaves);
    uint64_t earlier = 1 + forger.Below(size);
    Hash earlier_root = Tree().Root(earlier);
    Hash root = Tree().Root(size);
    Proof proof = Tree().Subproof(earlier, size);
    ASSERT_TRUE(CheckConsistency(earlier, earlier_root, size, root, proof).ok());
    switch (forger.Below(6)) {
      case 0:
        forger.Alter(earlier_root);
        break;
      case 1:
        forger.Alter(root);
        break;
      case 2:
        forger.Alter(earlier);
        break;
      case 3:
        forger.Alter(size);
        break;
      default:
        forger.Alter(proof);
        break;
    }
    const bool holds = Consistent(earlier, earlier_root, size, root, proof);
    const absl::Status checked = CheckConsistency(earlier, earlier_root, size, root, proof);
    ASSERT_EQ(checked.ok(), holds)
        << earlier << " of " << size << ", " << proof.size() << " hashes: " << checked;
    refused += checked.ok() ? 0 : 1;
  }
}

// Every bit of every hash of a proof, of both roots and of the leaf.
TEST(ProofTest, EveryBitCounts) {
  const auto every_bit = [](Hash& hash, auto still_holds) {
    for (size_t bit = 0; bit < 8 * hash.size(); ++bit) {
      hash[bit / 8] ^= static_cast<uint8_t>(1 << bit % 8);
      EXPECT_FALSE(still_holds()) << "bit " << bit;
      hash[bit / 8] ^= static_cast<uint8_t>(1 << bit % 8);
    }
  };
  for (const auto& [index, size] : {std::pair<uint64_t, uint64_t>{0, 1}, {11, 21}, {63, 70}}) {
    Hash leaf = Tree().leaf(index);
    Hash root = Tree().Root(size);
    Proof proof = Tree().Path(index, size);
    const auto holds = [&, index = index, size = size] {
      return CheckInclusion(leaf, index, size, root, proof).ok();
    };
    ASSERT_TRUE(holds());
    every_bit(leaf, holds);
    every_bit(root, holds);
    for (Hash& hash : proof) every_bit(hash, holds);
  }
  for (const auto& [earlier, size] : {std::pair<uint64_t, uint64_t>{7, 7}, {8, 21}, {13, 70}}) {
    Hash earlier_root = Tree().Root(earlier);
    Hash root = Tree().Root(size);
    Proof proof = Tree().Subproof(earlier, size);
    const auto holds = [&, earlier = earlier, size = size] {
      return CheckConsistency(earlier, earlier_root, size, root, proof).ok();
    };
    ASSERT_TRUE(holds());
    every_bit(earlier_root, holds);
    every_bit(root, holds);
    for (Hash& hash : proof) every_bit(hash, holds);
  }
}

TEST(ProofTest, ARefusalSaysWhatIsWrong) {
  const Hash root = Tree().Root(5);
  EXPECT_EQ(CheckInclusion(Tree().leaf(0), 5, 5, root, {}).message(),
            "A tree of 5 leaves has no leaf 5.");
  EXPECT_EQ(CheckInclusion(Tree().leaf(0), 0, 5, root, {}).message(),
            "The proof is too short, at 0 hashes.");
  EXPECT_EQ(CheckConsistency(6, root, 5, root, {}).message(),
            "A tree of 5 leaves cannot begin with one of 6.");
  EXPECT_EQ(CheckConsistency(5, Tree().Root(4), 5, root, {}).message(),
            "There are two roots of 5 leaves.");
  EXPECT_EQ(CheckConsistency(0, root, 5, root, {}).message(),
            "The root of no leaves is not that of an empty tree.");
  EXPECT_EQ(CheckConsistency(5, root, 5, root, Proof{root}).message(),
            "The proof is too long, at 1 hashes.");
}

}  // namespace
}  // namespace dealboek::storage
