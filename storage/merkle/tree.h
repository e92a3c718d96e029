// A Merkle tree that only grows, as in RFC 6962: its roots, and proofs about them, from nodes that
// were kept.
//
// A node of level h is the root of a perfect tree of 2^h leaves; the node number i of its level
// stands over the leaves i * 2^h to (i + 1) * 2^h - 1. Once there it never changes, whatever the
// tree grows to: so a tree of any earlier size is made of nodes of the one there is now.
#ifndef DEALBOEK_STORAGE_MERKLE_TREE_H_
#define DEALBOEK_STORAGE_MERKLE_TREE_H_

#include <cstdint>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"

#include "storage/merkle/hash.h"
#include "storage/merkle/proof.h"

namespace dealboek::storage {

struct NodeId {
  int level = 0;
  uint64_t index = 0;

  friend bool operator==(const NodeId&, const NodeId&) = default;
};

// The nodes of a tree. Threads: as its implementation says.
class Nodes {
 public:
  virtual ~Nodes() = default;
  // A node whose leaves are all there. Errors are its own.
  virtual absl::StatusOr<Hash> Node(NodeId id) = 0;
};

// What a tree of some size must remember to grow: the roots of the perfect trees it is made of,
// from left to right, one for each bit that is set in its size. Threads: as a value.
class Frontier {
 public:
  Frontier() = default;  // of no leaves
  // Of a tree of `size` leaves; `nodes` has them all.
  static absl::StatusOr<Frontier> Of(uint64_t size, Nodes& nodes);

  uint64_t size() const { return size_; }
  Hash Root() const;

  // Adds a leaf. `made` hears of each node that is complete by it, the leaf first, then upwards.
  void Append(const Hash& leaf, absl::FunctionRef<void(NodeId, const Hash&)> made);

 private:
  uint64_t size_ = 0;
  std::vector<Hash> roots_;
};

// Each asks `nodes` for at most 2 log2(size) nodes. `size` is at most that of the tree that `nodes`
// are of; what else they return is an error of `nodes`.
absl::StatusOr<Hash> Root(uint64_t size, Nodes& nodes);
// OUT_OF_RANGE: no such leaf in a tree of that size.
absl::StatusOr<Proof> InclusionProof(uint64_t index, uint64_t size, Nodes& nodes);
// OUT_OF_RANGE: the earlier size is the larger.
absl::StatusOr<Proof> ConsistencyProof(uint64_t earlier_size, uint64_t size, Nodes& nodes);

}  // namespace dealboek::storage

#endif  // DEALBOEK_STORAGE_MERKLE_TREE_H_
