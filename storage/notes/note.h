// A text and the signatures on it: C2SP signed-note, v1.0.0 (https://c2sp.org/signed-note).
//
//     dealboek.example/zod
//     247
//     CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=
//
//     — dealboek.example/zod Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5...
//
// The text is worth nothing until Verify has said who signed it. Threads: as values.
#ifndef DEALBOEK_STORAGE_NOTES_NOTE_H_
#define DEALBOEK_STORAGE_NOTES_NOTE_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"

#include "storage/notes/key.h"

namespace dealboek::storage {

struct NoteSignature {
  std::string name;
  uint32_t key_id = 0;
  std::string bytes;  // what follows the id

  friend bool operator==(const NoteSignature&, const NoteSignature&) = default;
};

struct Note {
  std::string text;  // ends in a newline
  std::vector<NoteSignature> signatures;
};

// Larger ones are refused: whoever sends a note must not choose how much it takes to read.
inline constexpr size_t kMaxNoteBytes = size_t{1} << 20;
inline constexpr size_t kMaxNoteSignatures = 100;

// INVALID_ARGUMENT: it is not a note, and why.
absl::StatusOr<Note> ParseNote(absl::string_view bytes);
// INVALID_ARGUMENT: no note has such a text or signatures.
absl::StatusOr<std::string> WriteNote(const Note& note);
// "— name base64\n"
std::string WriteSignature(const NoteSignature& signature);

// Signs the text, as a note.
NoteSignature SignNote(absl::string_view text, const SigningKey& key);

// One signature that was checked.
struct VerifiedBy {
  VerifierKey key;
  // UTC, of a cosignature: what its signer says the time was; else 0.
  uint64_t seconds = 0;
};

// Which of `trusted` signed the note, each once, in the order of the signatures. Signatures of
// other keys are passed by. PERMISSION_DENIED: one by a key we trust does not hold, or none of them
// signed it: do not use the text.
absl::StatusOr<std::vector<VerifiedBy>> VerifyNote(const Note& note,
                                                   absl::Span<const VerifierKey> trusted);

}  // namespace dealboek::storage

#endif  // DEALBOEK_STORAGE_NOTES_NOTE_H_
