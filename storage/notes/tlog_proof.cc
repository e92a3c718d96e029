#include "storage/notes/tlog_proof.h"

#include <algorithm>
#include <optional>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

#include "services/base/check.h"
#include "services/base/status_macros.h"
#include "storage/notes/encoding.h"

namespace dealboek::storage {
namespace {

using absl::InvalidArgumentError;
using absl::StrCat;

constexpr absl::string_view kHeader = "c2sp.org/tlog-proof@v1";
constexpr absl::string_view kExtra = "extra ";
constexpr absl::string_view kIndex = "index ";
constexpr size_t kMaxHashes = 64;  // of a tree of 2^64 leaves

// Takes a line off the front, without its newline; none: there is no whole line.
std::optional<absl::string_view> TakeLine(absl::string_view& rest) {
  const size_t end = rest.find('\n');
  if (end == absl::string_view::npos) return std::nullopt;
  const absl::string_view line = rest.substr(0, end);
  rest.remove_prefix(end + 1);
  return line;
}

absl::Status NotThis(absl::string_view what) {
  return InvalidArgumentError(StrCat("This is no proof of a record: ", what));
}

}  // namespace

absl::StatusOr<TlogProof> ParseTlogProof(absl::string_view bytes) {
  absl::string_view rest = bytes;
  if (TakeLine(rest) != kHeader) return NotThis(StrCat("it begins with \"", kHeader, "\"."));
  TlogProof proof;
  std::optional<absl::string_view> line = TakeLine(rest);
  if (line.has_value() && absl::ConsumePrefix(&*line, kExtra)) {
    const std::optional<std::string> extra = FromBase64(*line);
    if (!extra.has_value() || extra->empty()) return NotThis("its extra data is not Base 64.");
    proof.extra = *extra;
    line = TakeLine(rest);
  }
  if (!line.has_value() || !absl::ConsumePrefix(&*line, kIndex)) {
    return NotThis("it has no line with the index.");
  }
  const std::optional<uint64_t> index = FromDecimal(*line);
  if (!index.has_value()) return NotThis("its index is no number.");
  proof.index = *index;
  for (line = TakeLine(rest); line.has_value() && !line->empty(); line = TakeLine(rest)) {
    const std::optional<std::string> hash = FromBase64(*line);
    if (!hash.has_value() || hash->size() != kHashBytes) {
      return NotThis("one of its hashes is not 32 bytes in Base 64.");
    }
    if (proof.hashes.size() == kMaxHashes) return NotThis("it has more than 64 hashes.");
    proof.hashes.push_back(HashOf(*hash));
  }
  if (!line.has_value()) return NotThis("it has no empty line before the checkpoint.");
  ASSIGN_OR_RETURN(proof.checkpoint, ParseNote(rest));
  return proof;
}

absl::StatusOr<std::string> WriteTlogProof(const TlogProof& proof) {
  std::string bytes = StrCat(kHeader, "\n");
  if (!proof.extra.empty()) {
    absl::StrAppend(&bytes, kExtra, absl::Base64Escape(proof.extra), "\n");
  }
  absl::StrAppend(&bytes, kIndex, proof.index, "\n");
  for (const Hash& hash : proof.hashes) {
    absl::StrAppend(&bytes, absl::Base64Escape(View(hash)), "\n");
  }
  ASSIGN_OR_RETURN(const std::string checkpoint, WriteNote(proof.checkpoint));
  return StrCat(bytes, "\n", checkpoint);
}

absl::StatusOr<TlogProved> CheckTlogProof(const TlogProof& proof, const Hash& leaf,
                                          const TlogTrust& trust) {
  std::vector<VerifierKey> keys = trust.log;
  keys.insert(keys.end(), trust.witnesses.begin(), trust.witnesses.end());
  TlogProved proved;
  ASSIGN_OR_RETURN(proved.signers, VerifyNote(proof.checkpoint, keys));
  ASSIGN_OR_RETURN(proved.checkpoint, ParseCheckpoint(proof.checkpoint.text));
  const auto signers = [&](SignatureType type, const std::vector<VerifierKey>& among, auto counts) {
    return std::count_if(proved.signers.begin(), proved.signers.end(), [&](const VerifiedBy& by) {
      return by.key.type() == type && counts(by.key) &&
             std::find(among.begin(), among.end(), by.key) != among.end();
    });
  };
  // A key vouches for the log it is named after, and for no other.
  const bool is_signed = signers(SignatureType::kNote, trust.log, [&](const VerifierKey& key) {
                           return key.name() == proved.checkpoint.origin;
                         }) > 0;
  if (!is_signed) {
    return absl::PermissionDeniedError(
        StrCat("The checkpoint is of \"", absl::Utf8SafeCHexEscape(proved.checkpoint.origin),
               "\", and no key that is trusted for that log signed it."));
  }
  const auto cosigned = static_cast<size_t>(signers(SignatureType::kCosignature, trust.witnesses,
                                                    [](const VerifierKey&) { return true; }));
  if (cosigned < trust.cosignatures) {
    return absl::PermissionDeniedError(StrCat(cosigned,
                                              " of the witnesses that are trusted cosigned "
                                              "it; ",
                                              trust.cosignatures, " must have."));
  }
  RETURN_IF_ERROR(CheckInclusion(leaf, proof.index, proved.checkpoint.size, proved.checkpoint.root,
                                 proof.hashes));
  return proved;
}

}  // namespace dealboek::storage
