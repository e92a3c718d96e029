// A witness's word that, at a time, a checkpoint was the largest it had seen of a log, and
// consistent with all it had seen before: C2SP tlog-cosignature, v1.0.1
// (https://c2sp.org/tlog-cosignature), Ed25519. Threads: any.
#ifndef DEALBOEK_STORAGE_NOTES_COSIGNATURE_H_
#define DEALBOEK_STORAGE_NOTES_COSIGNATURE_H_

#include <cstdint>
#include <optional>

#include "absl/strings/string_view.h"

#include "storage/notes/key.h"
#include "storage/notes/note.h"

namespace dealboek::storage {

// Of the checkpoint that is `text`, at `seconds` UTC, which is above 0 and below 2^63. The caller
// has seen that it is consistent; `key` is of type kCosignature.
NoteSignature Cosign(absl::string_view text, uint64_t seconds, const SigningKey& key);

// The time that `signature`, by `key` over `text`, says, UTC; none: it does not hold.
std::optional<uint64_t> CosignedAt(absl::string_view text, absl::string_view signature,
                                   const VerifierKey& key);

}  // namespace dealboek::storage

#endif  // DEALBOEK_STORAGE_NOTES_COSIGNATURE_H_
