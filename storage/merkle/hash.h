// The hashes of a Merkle tree over records: RFC 6962, section 2.1.
//
// A leaf and a node are hashed with different first bytes, so that neither can be passed off as the
// other. Threads: any.
#ifndef DEALBOEK_STORAGE_MERKLE_HASH_H_
#define DEALBOEK_STORAGE_MERKLE_HASH_H_

#include <array>
#include <cstddef>
#include <cstdint>

#include "absl/strings/string_view.h"

namespace dealboek::storage {

inline constexpr size_t kHashBytes = 32;
using Hash = std::array<uint8_t, kHashBytes>;

Hash EmptyRoot();                         // SHA-256 of nothing: the root of a tree without leaves
Hash LeafHash(absl::string_view record);  // SHA-256(0x00 || record)
Hash NodeHash(const Hash& left, const Hash& right);  // SHA-256(0x01 || left || right)

// The bytes of `hash`, borrowed.
inline absl::string_view View(const Hash& hash) {
  return {reinterpret_cast<const char*>(hash.data()), hash.size()};
}
// `bytes` are kHashBytes.
Hash HashOf(absl::string_view bytes);

}  // namespace dealboek::storage

#endif  // DEALBOEK_STORAGE_MERKLE_HASH_H_
