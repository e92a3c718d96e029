// Bytes as a signed note, as a checkpoint and as a key.
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

#include "services/base/check.h"
#include "storage/notes/checkpoint.h"
#include "storage/notes/key.h"
#include "storage/notes/note.h"

namespace dealboek::storage {
namespace {

// Whose secrets nobody has: what they signed cannot be made up.
const std::vector<VerifierKey>& Trusted() {
  static const auto& keys = *new std::vector<VerifierKey>{
      SigningKey::Generate("dealboek.example/zod", SignatureType::kNote)->verifier(),
      SigningKey::Generate("getuige.example/emmen", SignatureType::kCosignature)->verifier()};
  return keys;
}

void Read(absl::string_view bytes) {
  if (const absl::StatusOr<VerifierKey> key = VerifierKey::Parse(bytes); key.ok()) {
    CHECK_EQ(key->ToString(), bytes);
  }
  if (const absl::StatusOr<Checkpoint> checkpoint = ParseCheckpoint(bytes); checkpoint.ok()) {
    CHECK_EQ(TextOf(*checkpoint), bytes);
  }
  const absl::StatusOr<Note> note = ParseNote(bytes);
  if (!note.ok()) return;
  const absl::StatusOr<std::string> written = WriteNote(*note);
  CHECK(written.ok()) << written.status();
  CHECK_EQ(*written, bytes);
  Note claimed = *note;
  for (NoteSignature& signature : claimed.signatures) {
    const VerifierKey& key = Trusted()[signature.bytes.size() % 2];
    signature.name = key.name();
    signature.key_id = key.id();
  }
  CHECK(!VerifyNote(claimed, Trusted()).ok()) << "signed without the key";
}

}  // namespace
}  // namespace dealboek::storage

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  dealboek::storage::Read({reinterpret_cast<const char*>(data), size});
  return 0;
}
