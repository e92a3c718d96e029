#include "storage/merkle/proof.h"

#include "absl/strings/str_cat.h"

namespace dealboek::storage {
namespace {

using absl::InvalidArgumentError;
using absl::StrCat;

// Where a proof has come: a node on the way up, of the part of the tree that it is about, and the
// last node of its level. RFC 9162 calls them fn and sn.
struct Climb {
  uint64_t node;
  uint64_t last;

  bool IsAtRoot() const { return last == 0; }
  // Whether the next hash of the proof stands to the left of ours.
  bool IsRight() const { return (node & 1) != 0 || node == last; }
  void Up() {
    node >>= 1;
    last >>= 1;
  }
  // Past the levels at which ours is a last node alone, which is its own parent.
  void UpPastSingles() {
    while ((node & 1) == 0 && node != 0) Up();
  }
};

absl::Status TooLong(size_t hashes) {
  return InvalidArgumentError(StrCat("The proof is too long, at ", hashes, " hashes."));
}
absl::Status TooShort(size_t hashes) {
  return InvalidArgumentError(StrCat("The proof is too short, at ", hashes, " hashes."));
}

}  // namespace

absl::Status CheckInclusion(const Hash& leaf, uint64_t index, uint64_t size, const Hash& root,
                            absl::Span<const Hash> proof) {
  if (index >= size) {
    return InvalidArgumentError(StrCat("A tree of ", size, " leaves has no leaf ", index, "."));
  }
  Climb climb{index, size - 1};
  Hash made = leaf;
  for (const Hash& hash : proof) {
    if (climb.IsAtRoot()) return TooLong(proof.size());
    if (climb.IsRight()) {
      made = NodeHash(hash, made);
      climb.UpPastSingles();
    } else {
      made = NodeHash(made, hash);
    }
    climb.Up();
  }
  if (!climb.IsAtRoot()) return TooShort(proof.size());
  if (made != root) {
    return InvalidArgumentError(StrCat("The proof leads from leaf ", index,
                                       " to another root than that of ", size, " leaves."));
  }
  return absl::OkStatus();
}

absl::Status CheckConsistency(uint64_t earlier_size, const Hash& earlier_root, uint64_t size,
                              const Hash& root, absl::Span<const Hash> proof) {
  if (earlier_size > size) {
    return InvalidArgumentError(
        StrCat("A tree of ", size, " leaves cannot begin with one of ", earlier_size, "."));
  }
  if (earlier_size == 0 || earlier_size == size) {
    if (!proof.empty()) return TooLong(proof.size());
    if (earlier_size == 0 && earlier_root != EmptyRoot()) {
      return InvalidArgumentError("The root of no leaves is not that of an empty tree.");
    }
    if (earlier_size == size && earlier_root != root) {
      return InvalidArgumentError(StrCat("There are two roots of ", size, " leaves."));
    }
    return absl::OkStatus();
  }
  // The largest perfect tree that the earlier one ends with is where both climbs begin. When it is
  // all of the earlier tree, its hash is known, and the proof leaves it out.
  const bool begins_with_root = (earlier_size & (earlier_size - 1)) == 0;
  if (!begins_with_root && proof.empty()) return TooShort(0);
  const Hash& begin = begins_with_root ? earlier_root : proof.front();
  if (!begins_with_root) proof.remove_prefix(1);

  Climb climb{earlier_size - 1, size - 1};
  while ((climb.node & 1) != 0) climb.Up();
  Hash earlier_made = begin;
  Hash made = begin;
  for (const Hash& hash : proof) {
    if (climb.IsAtRoot()) return TooLong(proof.size());
    if (climb.IsRight()) {
      earlier_made = NodeHash(hash, earlier_made);
      made = NodeHash(hash, made);
      climb.UpPastSingles();
    } else {
      made = NodeHash(made, hash);
    }
    climb.Up();
  }
  if (!climb.IsAtRoot()) return TooShort(proof.size());
  if (earlier_made != earlier_root) {
    return InvalidArgumentError(
        StrCat("The proof leads to another root than that of ", earlier_size, " leaves."));
  }
  if (made != root) {
    return InvalidArgumentError(
        StrCat("The proof leads to another root than that of ", size, " leaves."));
  }
  return absl::OkStatus();
}

}  // namespace dealboek::storage
