#include "storage/merkle/tree.h"

#include <algorithm>
#include <bit>
#include <iterator>

#include "absl/strings/str_cat.h"

#include "services/base/check.h"
#include "services/base/status_macros.h"

namespace dealboek::storage {
namespace {

// Leaves from `begin` up to `end`. All that come up here begin where a perfect tree as large as
// them could, so they are perfect trees from left to right, each larger than the next.
struct Range {
  uint64_t begin;
  uint64_t end;

  uint64_t size() const { return end - begin; }
  // Where RFC 6962 divides it: the largest power of two below its size.
  uint64_t Middle() const { return begin + std::bit_floor(size() - 1); }
};

// The hashes of the perfect trees that `range` is made of.
absl::StatusOr<std::vector<Hash>> PerfectTrees(Range range, Nodes& nodes) {
  std::vector<Hash> roots;
  while (range.size() > 0) {
    const int level = std::bit_width(range.size()) - 1;
    ASSIGN_OR_RETURN(roots.emplace_back(), nodes.Node({level, range.begin >> level}));
    range.begin += uint64_t{1} << level;
  }
  return roots;
}

Hash Joined(const std::vector<Hash>& roots) {
  if (roots.empty()) return EmptyRoot();
  Hash joined = roots.back();
  for (auto left = std::next(roots.rbegin()); left != roots.rend(); ++left) {
    joined = NodeHash(*left, joined);
  }
  return joined;
}

absl::StatusOr<Hash> RootOf(Range range, Nodes& nodes) {
  ASSIGN_OR_RETURN(const std::vector<Hash> roots, PerfectTrees(range, nodes));
  return Joined(roots);
}

}  // namespace

absl::StatusOr<Frontier> Frontier::Of(uint64_t size, Nodes& nodes) {
  Frontier frontier;
  frontier.size_ = size;
  ASSIGN_OR_RETURN(frontier.roots_, PerfectTrees({0, size}, nodes));
  return frontier;
}

Hash Frontier::Root() const { return Joined(roots_); }

void Frontier::Append(const Hash& leaf, absl::FunctionRef<void(NodeId, const Hash&)> made) {
  NodeId id{0, size_};
  Hash hash = leaf;
  made(id, hash);
  // As adding one in binary: each bit that was set is a perfect tree that gets its right half.
  for (uint64_t bits = size_; (bits & 1) != 0; bits >>= 1) {
    hash = NodeHash(roots_.back(), hash);
    roots_.pop_back();
    id = {id.level + 1, id.index >> 1};
    made(id, hash);
  }
  roots_.push_back(hash);
  ++size_;
}

absl::StatusOr<Hash> Root(uint64_t size, Nodes& nodes) { return RootOf({0, size}, nodes); }

absl::StatusOr<Proof> InclusionProof(uint64_t index, uint64_t size, Nodes& nodes) {
  if (index >= size) {
    return absl::OutOfRangeError(
        absl::StrCat("A tree of ", size, " leaves has no leaf ", index, "."));
  }
  // Down from the root; of the two halves, that without the leaf is in the proof. RFC 6962, 2.1.1.
  Proof proof;
  for (Range range{0, size}; range.size() > 1;) {
    const uint64_t middle = range.Middle();
    const bool is_left = index < middle;
    ASSIGN_OR_RETURN(
        proof.emplace_back(),
        RootOf(is_left ? Range{middle, range.end} : Range{range.begin, middle}, nodes));
    (is_left ? range.end : range.begin) = middle;
  }
  std::reverse(proof.begin(), proof.end());
  return proof;
}

absl::StatusOr<Proof> ConsistencyProof(uint64_t earlier_size, uint64_t size, Nodes& nodes) {
  if (earlier_size > size) {
    return absl::OutOfRangeError(
        absl::StrCat("A tree of ", size, " leaves cannot begin with one of ", earlier_size, "."));
  }
  Proof proof;
  if (earlier_size == 0 || earlier_size == size) return proof;
  // Down to where the earlier tree ends; of the two halves, that without its end is in the proof.
  // RFC 6962, 2.1.2.
  Range range{0, size};
  while (range.end != earlier_size) {
    const uint64_t middle = range.Middle();
    const bool is_left = earlier_size <= middle;
    ASSIGN_OR_RETURN(
        proof.emplace_back(),
        RootOf(is_left ? Range{middle, range.end} : Range{range.begin, middle}, nodes));
    (is_left ? range.end : range.begin) = middle;
  }
  // What is left is the end of the earlier tree; when it is all of it, who checks knows its root.
  if (range.begin != 0) {
    ASSIGN_OR_RETURN(proof.emplace_back(), RootOf(range, nodes));
  }
  std::reverse(proof.begin(), proof.end());
  return proof;
}

}  // namespace dealboek::storage
