#include "storage/notes/key.h"

#include <cstring>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

#include "services/base/check.h"
#include "services/base/status_macros.h"
#include "storage/notes/encoding.h"

namespace dealboek::storage {
namespace {

using absl::InvalidArgumentError;
using absl::StrCat;

constexpr absl::string_view kSecretPrefix = "PRIVATE+KEY+";

struct FreeKey {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
struct FreeContext {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};
using KeyPtr = std::unique_ptr<EVP_PKEY, FreeKey>;
using ContextPtr = std::unique_ptr<EVP_MD_CTX, FreeContext>;

const uint8_t* Bytes(absl::string_view text) {
  return reinterpret_cast<const uint8_t*>(text.data());
}
absl::string_view View(const PublicKey& key) {
  return {reinterpret_cast<const char*>(key.data()), key.size()};
}

KeyPtr PrivateKey(absl::string_view seed) {
  KeyPtr key(
      EVP_PKEY_new_raw_private_key_ex(nullptr, "ED25519", nullptr, Bytes(seed), seed.size()));
  CHECK(key != nullptr) << "OpenSSL makes an Ed25519 key of any seed";
  return key;
}

// SHA-256(name || 0x0A || type || key)[:4]
uint32_t IdOf(absl::string_view name, SignatureType type, const PublicKey& key) {
  const std::string hashed =
      StrCat(name, "\n", absl::string_view(reinterpret_cast<const char*>(&type), 1), View(key));
  uint8_t digest[EVP_MAX_MD_SIZE];
  CHECK_EQ(EVP_Digest(hashed.data(), hashed.size(), digest, nullptr, EVP_sha256(), nullptr), 1);
  return FromBigEndian32({reinterpret_cast<const char*>(digest), sizeof(uint32_t)});
}

// The name, id and type of either form of a key, and the bytes after the type.
struct Parsed {
  std::string name;
  uint32_t id = 0;
  SignatureType type = SignatureType::kNote;
  std::string key;
};

absl::StatusOr<Parsed> ParseParts(absl::string_view text) {
  // Base 64 may have a plus; a name and an id may not.
  const std::vector<absl::string_view> parts = absl::StrSplit(text, absl::MaxSplits('+', 2));
  if (parts.size() != 3) {
    return InvalidArgumentError("A key is a name, an id and the key itself, with \"+\" between.");
  }
  Parsed parsed;
  parsed.name = std::string(parts[0]);
  RETURN_IF_ERROR(CheckKeyName(parsed.name));
  const std::string id = absl::HexStringToBytes(parts[1]);
  if (parts[1].size() != 8 || absl::BytesToHexString(id) != parts[1]) {
    return InvalidArgumentError("The id of a key is eight hexadecimal digits in lower case.");
  }
  parsed.id = FromBigEndian32(id);
  const std::optional<std::string> bytes = FromBase64(parts[2]);
  if (!bytes.has_value() || bytes->size() != 1 + kPublicKeyBytes) {
    return InvalidArgumentError("A key is 33 bytes in Base 64: a type, and 32 of Ed25519.");
  }
  parsed.type = static_cast<SignatureType>(bytes->front());
  if (parsed.type != SignatureType::kNote && parsed.type != SignatureType::kCosignature) {
    return InvalidArgumentError(absl::StrFormat(
        "A key of type 0x%02x is not known here; 0x01 and 0x04 are.", bytes->front() & 0xff));
  }
  parsed.key = bytes->substr(1);
  return parsed;
}

}  // namespace

absl::Status CheckKeyName(absl::string_view name) {
  if (name.empty()) return InvalidArgumentError("The name of a key is empty.");
  if (name.find('+') != absl::string_view::npos ||
      !IsTextWithout(name, [](Rune rune) { return rune != Rune::kOther; })) {
    return InvalidArgumentError(StrCat("\"", absl::Utf8SafeCHexEscape(name),
                                       "\" is no name of a key: leave out spaces, control "
                                       "characters and \"+\"."));
  }
  return absl::OkStatus();
}

// ------------------------------------------------------------------------------ checking

VerifierKey::VerifierKey(std::string name, SignatureType type, const PublicKey& key)
    : name_(std::move(name)), type_(type), key_(key), id_(IdOf(name_, type, key)) {
  CHECK(CheckKeyName(name_).ok()) << name_;
}

absl::StatusOr<VerifierKey> VerifierKey::Parse(absl::string_view vkey) {
  ASSIGN_OR_RETURN(const Parsed parsed, ParseParts(vkey));
  PublicKey key;
  std::memcpy(key.data(), parsed.key.data(), key.size());
  VerifierKey verifier(parsed.name, parsed.type, key);
  if (verifier.id() != parsed.id) {
    return InvalidArgumentError(
        absl::StrFormat("The key %s says its id is %08x; its name and key make %08x.", parsed.name,
                        parsed.id, verifier.id()));
  }
  return verifier;
}

std::string VerifierKey::ToString() const {
  return StrCat(name_, "+", absl::StrFormat("%08x", id_), "+",
                absl::Base64Escape(StrCat(
                    absl::string_view(reinterpret_cast<const char*>(&type_), 1), View(key_))));
}

bool VerifierKey::Verifies(absl::string_view message, absl::string_view signature) const {
  if (signature.size() != kEd25519Bytes) return false;
  const KeyPtr key(
      EVP_PKEY_new_raw_public_key_ex(nullptr, "ED25519", nullptr, key_.data(), key_.size()));
  if (key == nullptr) return false;
  const ContextPtr context(EVP_MD_CTX_new());
  CHECK(context != nullptr);
  return EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key.get()) == 1 &&
         EVP_DigestVerify(context.get(), Bytes(signature), signature.size(), Bytes(message),
                          message.size()) == 1;
}

// ------------------------------------------------------------------------------ signing

SigningKey::SigningKey(VerifierKey verifier, std::string seed)
    : verifier_(std::move(verifier)), seed_(std::move(seed)) {}

SigningKey::SigningKey(SigningKey&& other) noexcept
    : verifier_(std::move(other.verifier_)), seed_(std::exchange(other.seed_, std::string())) {}

SigningKey& SigningKey::operator=(SigningKey&& other) noexcept {
  std::swap(verifier_, other.verifier_);
  seed_.swap(other.seed_);
  return *this;
}

SigningKey::~SigningKey() { OPENSSL_cleanse(seed_.data(), seed_.size()); }

absl::StatusOr<SigningKey> SigningKey::FromSeed(absl::string_view name, SignatureType type,
                                                absl::string_view seed) {
  RETURN_IF_ERROR(CheckKeyName(name));
  if (seed.size() != kSeedBytes) {
    return InvalidArgumentError(StrCat("A seed is ", kSeedBytes, " bytes, not ", seed.size(), "."));
  }
  const KeyPtr key = PrivateKey(seed);
  PublicKey public_key;
  size_t length = public_key.size();
  CHECK_EQ(EVP_PKEY_get_raw_public_key(key.get(), public_key.data(), &length), 1);
  CHECK_EQ(length, public_key.size());
  return SigningKey(VerifierKey(std::string(name), type, public_key), std::string(seed));
}

absl::StatusOr<SigningKey> SigningKey::Generate(absl::string_view name, SignatureType type) {
  std::string seed(kSeedBytes, '\0');
  CHECK_EQ(RAND_priv_bytes(reinterpret_cast<uint8_t*>(seed.data()), static_cast<int>(seed.size())),
           1)
      << "OpenSSL has no source of randomness";
  absl::StatusOr<SigningKey> key = FromSeed(name, type, seed);
  OPENSSL_cleanse(seed.data(), seed.size());
  return key;
}

absl::StatusOr<SigningKey> SigningKey::Parse(absl::string_view secret) {
  if (!absl::ConsumePrefix(&secret, kSecretPrefix)) {
    return InvalidArgumentError(
        StrCat("This is no signing key: one begins with \"", kSecretPrefix, "\"."));
  }
  ASSIGN_OR_RETURN(Parsed parsed, ParseParts(secret));
  absl::StatusOr<SigningKey> key = FromSeed(parsed.name, parsed.type, parsed.key);
  OPENSSL_cleanse(parsed.key.data(), parsed.key.size());
  if (key.ok() && key->verifier().id() != parsed.id) {
    return InvalidArgumentError(
        absl::StrFormat("The signing key %s says its id is %08x; its name and key make %08x.",
                        parsed.name, parsed.id, key->verifier().id()));
  }
  return key;
}

std::string SigningKey::ToSecret() const {
  const auto type = static_cast<char>(verifier_.type());
  return StrCat(kSecretPrefix, verifier_.name(), "+", absl::StrFormat("%08x", verifier_.id()), "+",
                absl::Base64Escape(StrCat(absl::string_view(&type, 1), seed_)));
}

std::string SigningKey::Sign(absl::string_view message) const {
  const KeyPtr key = PrivateKey(seed_);
  const ContextPtr context(EVP_MD_CTX_new());
  CHECK(context != nullptr);
  std::string signature(kEd25519Bytes, '\0');
  size_t length = signature.size();
  CHECK_EQ(EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key.get()), 1);
  CHECK_EQ(EVP_DigestSign(context.get(), reinterpret_cast<uint8_t*>(signature.data()), &length,
                          Bytes(message), message.size()),
           1);
  CHECK_EQ(length, signature.size());
  return signature;
}

}  // namespace dealboek::storage
