#include "services/book/request_hash.h"

#include <cstddef>

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include "services/base/check.h"

namespace dealboek::book {
namespace {

constexpr size_t kHashBytes = 32;

const unsigned char* Bytes(absl::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

}  // namespace

struct RequestHasher::Rep {
  EVP_MAC* mac = nullptr;
  EVP_MAC_CTX* context = nullptr;
};

// OpenSSL fails here only without memory or without SHA-256: nothing can be recorded then.
RequestHasher::RequestHasher() : rep_(std::make_unique<Rep>()) {
  rep_->mac = EVP_MAC_fetch(nullptr, "HMAC", nullptr);
  CHECK(rep_->mac != nullptr) << "OpenSSL has no HMAC";
  rep_->context = EVP_MAC_CTX_new(rep_->mac);
  CHECK(rep_->context != nullptr);
  char digest[] = "SHA256";
  const OSSL_PARAM parameters[] = {
      OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
      OSSL_PARAM_construct_end()};
  CHECK_EQ(EVP_MAC_CTX_set_params(rep_->context, parameters), 1) << "OpenSSL has no SHA-256";
}

RequestHasher::~RequestHasher() {
  EVP_MAC_CTX_free(rep_->context);
  EVP_MAC_free(rep_->mac);
}

std::string RequestHasher::Hash(absl::string_view salt, absl::string_view fingerprint) {
  std::string hash(kHashBytes, '\0');
  size_t written = 0;
  CHECK_EQ(EVP_MAC_init(rep_->context, Bytes(salt), salt.size(), nullptr), 1);
  CHECK_EQ(EVP_MAC_update(rep_->context, Bytes(fingerprint), fingerprint.size()), 1);
  CHECK_EQ(EVP_MAC_final(rep_->context, reinterpret_cast<unsigned char*>(hash.data()), &written,
                         hash.size()),
           1);
  CHECK_EQ(written, kHashBytes);
  return hash;
}

bool SameHash(absl::string_view a, absl::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace dealboek::book
