#include "storage/notes/cosignature.h"

#include <limits>
#include <string>

#include "absl/strings/str_cat.h"

#include "services/base/check.h"
#include "storage/notes/checkpoint.h"
#include "storage/notes/encoding.h"

namespace dealboek::storage {
namespace {

constexpr size_t kTimeBytes = sizeof(uint64_t);
constexpr auto kLastSecond = static_cast<uint64_t>(std::numeric_limits<int64_t>::max());

std::string Cosigned(absl::string_view text, uint64_t seconds) {
  return absl::StrCat("cosignature/v1\ntime ", seconds, "\n", text);
}

}  // namespace

NoteSignature Cosign(absl::string_view text, uint64_t seconds, const SigningKey& key) {
  CHECK(key.verifier().type() == SignatureType::kCosignature) << "sign a note with a key for that";
  CHECK(seconds > 0 && seconds <= kLastSecond) << seconds;
  return {key.verifier().name(), key.verifier().id(),
          absl::StrCat(BigEndian64(seconds), key.Sign(Cosigned(text, seconds)))};
}

std::optional<uint64_t> CosignedAt(absl::string_view text, absl::string_view signature,
                                   const VerifierKey& key) {
  if (signature.size() != kTimeBytes + kEd25519Bytes) return std::nullopt;
  const uint64_t seconds = FromBigEndian64(signature.substr(0, kTimeBytes));
  // A witness states a time for a whole tree, and only checkpoints are cosigned.
  if (seconds == 0 || seconds > kLastSecond || !ParseCheckpoint(text).ok()) return std::nullopt;
  if (!key.Verifies(Cosigned(text, seconds), signature.substr(kTimeBytes))) return std::nullopt;
  return seconds;
}

}  // namespace dealboek::storage
