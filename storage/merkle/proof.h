// Checking proofs about a Merkle tree, by whoever trusts only its roots: RFC 9162, sections 2.1.3.2
// and 2.1.4.2, which give the algorithms for the trees and proofs of RFC 6962.
//
// Everything given here may have been made up by whoever wants to deceive: any size and index, a
// proof of any length. Each function takes as many steps as the proof has hashes, 64 at most.
// Threads: any.
#ifndef DEALBOEK_STORAGE_MERKLE_PROOF_H_
#define DEALBOEK_STORAGE_MERKLE_PROOF_H_

#include <cstdint>
#include <vector>

#include "absl/status/status.h"
#include "absl/types/span.h"

#include "storage/merkle/hash.h"

namespace dealboek::storage {

using Proof = std::vector<Hash>;

// That the leaf number `index` (from 0) of the tree of `size` leaves with that root hashes to
// `leaf`. INVALID_ARGUMENT: that is not shown, and why.
absl::Status CheckInclusion(const Hash& leaf, uint64_t index, uint64_t size, const Hash& root,
                            absl::Span<const Hash> proof);

// That the tree of `size` leaves begins with the tree of `earlier_size`: nothing was changed,
// dropped or put in between. INVALID_ARGUMENT: that is not shown, and why.
absl::Status CheckConsistency(uint64_t earlier_size, const Hash& earlier_root, uint64_t size,
                              const Hash& root, absl::Span<const Hash> proof);

}  // namespace dealboek::storage

#endif  // DEALBOEK_STORAGE_MERKLE_PROOF_H_
