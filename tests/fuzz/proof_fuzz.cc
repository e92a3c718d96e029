// Bytes as a proof to keep; and as two sizes, two roots and hashes, that prove something or not.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

#include "services/base/check.h"
#include "storage/merkle/hash.h"
#include "storage/merkle/proof.h"
#include "storage/notes/encoding.h"
#include "storage/notes/tlog_proof.h"
#include "tests/storage/merkle/naive_tree.h"

namespace dealboek::storage {
namespace {

// Takes what is asked for off the front; zeroes where there is no more.
class Feed {
 public:
  explicit Feed(absl::string_view bytes) : bytes_(bytes) {}

  bool empty() const { return bytes_.empty(); }
  std::string Take(size_t count) {
    std::string taken(bytes_.substr(0, count));
    bytes_.remove_prefix(taken.size());
    taken.resize(count, '\0');
    return taken;
  }
  // Small numbers come up as often as large ones.
  uint64_t Number() {
    const auto bits = static_cast<unsigned>(Take(1)[0] & 0x3f);
    return FromBigEndian64(Take(8)) >> bits;
  }

 private:
  absl::string_view bytes_;
};

void ReadKept(absl::string_view bytes) {
  const absl::StatusOr<TlogProof> proof = ParseTlogProof(bytes);
  if (!proof.ok()) return;
  const absl::StatusOr<std::string> written = WriteTlogProof(*proof);
  CHECK(written.ok()) << written.status();
  CHECK_EQ(*written, bytes);
  static const auto& trust = *new TlogTrust{
      {SigningKey::Generate("dealboek.example/zod", SignatureType::kNote)->verifier()}, {}, 0};
  CHECK(!CheckTlogProof(*proof, LeafHash("record"), trust).ok()) << "signed without the key";
}

void Check(absl::string_view bytes) {
  Feed feed(bytes);
  const uint64_t size = feed.Number();
  const uint64_t other = feed.Number();
  const Hash root = HashOf(feed.Take(kHashBytes));
  const Hash hash = HashOf(feed.Take(kHashBytes));
  Proof proof;
  while (!feed.empty() && proof.size() < 70) proof.push_back(HashOf(feed.Take(kHashBytes)));

  const bool included = CheckInclusion(hash, other, size, root, proof).ok();
  const auto path_root =
      other < size ? NaiveTree::RootOfPath(hash, other, size, proof) : std::optional<Hash>();
  CHECK_EQ(included, path_root.has_value() && *path_root == root);
  // What a proof leads to, it proves.
  if (path_root.has_value()) {
    CHECK(CheckInclusion(hash, other, size, *path_root, proof).ok());
  }

  const bool consistent = CheckConsistency(other, hash, size, root, proof).ok();
  if (other == 0 || other > size) return;
  const auto roots = NaiveTree::RootsOfSubproof(hash, other, size, true, proof);
  CHECK_EQ(consistent, roots.has_value() && roots->first == hash && roots->second == root);
}

}  // namespace
}  // namespace dealboek::storage

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const absl::string_view bytes(reinterpret_cast<const char*>(data), size);
  dealboek::storage::ReadKept(bytes);
  dealboek::storage::Check(bytes);
  return 0;
}
