#include "storage/notes/note.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

#include "services/base/check.h"
#include "services/base/status_macros.h"
#include "storage/notes/cosignature.h"
#include "storage/notes/encoding.h"

namespace dealboek::storage {
namespace {

using absl::InvalidArgumentError;
using absl::StrCat;

constexpr absl::string_view kDash = "\u2014 ";  // an em dash and a space
constexpr size_t kIdBytes = sizeof(uint32_t);

absl::Status CheckText(absl::string_view text) {
  if (!absl::EndsWith(text, "\n")) {
    return InvalidArgumentError("The text of a note ends in a newline.");
  }
  if (!IsTextWithout(text, [](Rune rune) { return rune == Rune::kControl; })) {
    return InvalidArgumentError("A note is UTF-8 without control characters but newlines.");
  }
  return absl::OkStatus();
}

absl::StatusOr<NoteSignature> ParseSignature(absl::string_view line) {
  const auto refuse = [&](absl::string_view what) {
    return InvalidArgumentError(
        StrCat("\"", absl::Utf8SafeCHexEscape(line.substr(0, 100)), "\": ", what));
  };
  absl::string_view rest = line;
  if (!absl::ConsumePrefix(&rest, kDash)) {
    return refuse("a signature begins with an em dash and a space.");
  }
  const std::vector<absl::string_view> parts = absl::StrSplit(rest, ' ');
  if (parts.size() != 2) return refuse("a signature is a name, a space, and Base 64.");
  RETURN_IF_ERROR(CheckKeyName(parts[0]));
  const std::optional<std::string> bytes = FromBase64(parts[1]);
  if (!bytes.has_value() || bytes->size() <= kIdBytes) {
    return refuse("a signature is Base 64 of four bytes and more.");
  }
  NoteSignature signature;
  signature.name = std::string(parts[0]);
  signature.key_id = FromBigEndian32(absl::string_view(*bytes).substr(0, kIdBytes));
  signature.bytes = bytes->substr(kIdBytes);
  return signature;
}

absl::Status DoesNotHold(const VerifierKey& key) {
  return absl::PermissionDeniedError(StrCat(
      "A signature of \"", key.name(), "\" does not hold: it is of another text, or made up."));
}

// None: it does not hold.
std::optional<VerifiedBy> Check(absl::string_view text, const NoteSignature& signature,
                                const VerifierKey& key) {
  switch (key.type()) {
    case SignatureType::kNote:
      if (!key.Verifies(text, signature.bytes)) return std::nullopt;
      return VerifiedBy{key, 0};
    case SignatureType::kCosignature:
      if (const std::optional<uint64_t> seconds = CosignedAt(text, signature.bytes, key)) {
        return VerifiedBy{key, *seconds};
      }
      return std::nullopt;
  }
  return std::nullopt;
}

}  // namespace

absl::StatusOr<Note> ParseNote(absl::string_view bytes) {
  if (bytes.size() > kMaxNoteBytes) {
    return InvalidArgumentError(
        StrCat("A note of ", bytes.size(), " bytes is not read; the most is ", kMaxNoteBytes, "."));
  }
  // The signatures come after the last empty line.
  const size_t blank = bytes.rfind("\n\n");
  if (blank == absl::string_view::npos) {
    return InvalidArgumentError("A note has an empty line between its text and its signatures.");
  }
  Note note;
  note.text = std::string(bytes.substr(0, blank + 1));
  RETURN_IF_ERROR(CheckText(note.text));
  absl::string_view rest = bytes.substr(blank + 2);
  if (!absl::ConsumeSuffix(&rest, "\n")) {
    return InvalidArgumentError(
        "A note ends in signatures, each on a line that ends in a newline.");
  }
  for (const absl::string_view line : absl::StrSplit(rest, '\n')) {
    if (note.signatures.size() == kMaxNoteSignatures) {
      return InvalidArgumentError(
          StrCat("A note of more than ", kMaxNoteSignatures, " signatures is not read."));
    }
    ASSIGN_OR_RETURN(NoteSignature signature, ParseSignature(line));
    note.signatures.push_back(std::move(signature));
  }
  return note;
}

std::string WriteSignature(const NoteSignature& signature) {
  return StrCat(kDash, signature.name, " ",
                absl::Base64Escape(StrCat(BigEndian32(signature.key_id), signature.bytes)), "\n");
}

absl::StatusOr<std::string> WriteNote(const Note& note) {
  RETURN_IF_ERROR(CheckText(note.text));
  if (note.signatures.empty()) return InvalidArgumentError("A note has a signature.");
  std::string bytes = StrCat(note.text, "\n");
  for (const NoteSignature& signature : note.signatures) {
    RETURN_IF_ERROR(CheckKeyName(signature.name));
    if (signature.bytes.empty()) return InvalidArgumentError("A signature is not empty.");
    bytes += WriteSignature(signature);
  }
  return bytes;
}

NoteSignature SignNote(absl::string_view text, const SigningKey& key) {
  CHECK(key.verifier().type() == SignatureType::kNote) << "cosign with a key for that";
  return {key.verifier().name(), key.verifier().id(), key.Sign(text)};
}

absl::StatusOr<std::vector<VerifiedBy>> VerifyNote(const Note& note,
                                                   absl::Span<const VerifierKey> trusted) {
  std::vector<VerifiedBy> verified;
  for (const NoteSignature& signature : note.signatures) {
    for (const VerifierKey& key : trusted) {
      if (key.name() != signature.name || key.id() != signature.key_id) continue;
      const std::optional<VerifiedBy> by = Check(note.text, signature, key);
      if (!by.has_value()) return DoesNotHold(key);
      const bool is_again = std::any_of(verified.begin(), verified.end(),
                                        [&](const VerifiedBy& other) { return other.key == key; });
      if (!is_again) verified.push_back(*by);
    }
  }
  if (verified.empty()) {
    return absl::PermissionDeniedError(
        StrCat("None of the ", trusted.size(), " keys that are trusted signed this note."));
  }
  return verified;
}

}  // namespace dealboek::storage
