// That a record is in a log, for whoever keeps it for years: C2SP tlog-proof, v1
// (https://c2sp.org/tlog-proof). It needs nobody to answer: only the record, and the keys of the
// log and of witnesses that whoever checks it trusts. Threads: as values.
#ifndef DEALBOEK_STORAGE_NOTES_TLOG_PROOF_H_
#define DEALBOEK_STORAGE_NOTES_TLOG_PROOF_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"

#include "storage/merkle/hash.h"
#include "storage/merkle/proof.h"
#include "storage/notes/checkpoint.h"
#include "storage/notes/key.h"
#include "storage/notes/note.h"

namespace dealboek::storage {

struct TlogProof {
  std::string extra;   // nothing vouches for it; empty: none
  uint64_t index = 0;  // of the record: its position less one
  Proof hashes;
  Note checkpoint;
};

// INVALID_ARGUMENT: it is no such proof, and why.
absl::StatusOr<TlogProof> ParseTlogProof(absl::string_view bytes);
// INVALID_ARGUMENT: its checkpoint is no note.
absl::StatusOr<std::string> WriteTlogProof(const TlogProof& proof);

// What whoever checks a proof believes beforehand.
struct TlogTrust {
  std::vector<VerifierKey> log;        // of the log, named after its origin; one of them must sign
  std::vector<VerifierKey> witnesses;  // of type kCosignature
  size_t cosignatures = 0;             // witnesses that must have cosigned
};

// What was proved.
struct TlogProved {
  Checkpoint checkpoint;
  std::vector<VerifiedBy> signers;
};

// That a log we trust has the record whose leaf is `leaf` (LeafHash of its stored bytes) at
// `proof.index`. PERMISSION_DENIED: who should have signed did not. INVALID_ARGUMENT: what they
// signed does not have the record there.
absl::StatusOr<TlogProved> CheckTlogProof(const TlogProof& proof, const Hash& leaf,
                                          const TlogTrust& trust);

}  // namespace dealboek::storage

#endif  // DEALBOEK_STORAGE_NOTES_TLOG_PROOF_H_
