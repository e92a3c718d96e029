#include "storage/merkle/hash.h"

#include <cstring>
#include <initializer_list>
#include <memory>

#include <openssl/evp.h>

#include "services/base/check.h"

namespace dealboek::storage {
namespace {

struct FreeContext {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};

// OpenSSL fails here only without memory or without SHA-256: nothing can be proved then.
Hash Sha256(std::initializer_list<absl::string_view> pieces) {
  // Looked up, and set up, once: either takes longer than hashing a node does.
  static const EVP_MD* const sha256 = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  CHECK(sha256 != nullptr) << "OpenSSL has no SHA-256";
  thread_local const std::unique_ptr<EVP_MD_CTX, FreeContext> context(EVP_MD_CTX_new());
  CHECK(context != nullptr);
  CHECK_EQ(EVP_DigestInit_ex2(context.get(), sha256, nullptr), 1);
  for (const absl::string_view piece : pieces) {
    CHECK_EQ(EVP_DigestUpdate(context.get(), piece.data(), piece.size()), 1);
  }
  Hash hash;
  unsigned int written = 0;
  CHECK_EQ(EVP_DigestFinal_ex(context.get(), hash.data(), &written), 1);
  CHECK_EQ(written, hash.size());
  return hash;
}

constexpr absl::string_view kLeaf("\x00", 1);
constexpr absl::string_view kNode("\x01", 1);

}  // namespace

Hash EmptyRoot() { return Sha256({}); }

Hash LeafHash(absl::string_view record) { return Sha256({kLeaf, record}); }

Hash NodeHash(const Hash& left, const Hash& right) {
  return Sha256({kNode, View(left), View(right)});
}

Hash HashOf(absl::string_view bytes) {
  CHECK_EQ(bytes.size(), kHashBytes);
  Hash hash;
  std::memcpy(hash.data(), bytes.data(), hash.size());
  return hash;
}

}  // namespace dealboek::storage
