// Keys that sign notes, and keys that check them: C2SP signed-note, v1.0.0
// (https://c2sp.org/signed-note), with Ed25519 (RFC 8032) by OpenSSL.
//
// A key has a name and an id, and a note's signature names both. The id is not secret and not
// strong: it only says which key to try. Verifiers are given the keys they trust beforehand, never
// by what they verify.
#ifndef DEALBOEK_STORAGE_NOTES_KEY_H_
#define DEALBOEK_STORAGE_NOTES_KEY_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace dealboek::storage {

// What a signature says. The values are those of the specifications, and are part of the key's id.
enum class SignatureType : uint8_t {
  kNote = 0x01,         // that the signer wrote this text
  kCosignature = 0x04,  // that at a time it was the largest tree the signer had seen: cosignature.h
};

inline constexpr size_t kPublicKeyBytes = 32;
inline constexpr size_t kSeedBytes = 32;
inline constexpr size_t kEd25519Bytes = 64;  // of a signature
using PublicKey = std::array<uint8_t, kPublicKeyBytes>;

// INVALID_ARGUMENT: a key has no such name. It is text without spaces, control characters and "+";
// ours are like "dealboek.example/zod".
absl::Status CheckKeyName(absl::string_view name);

// What checks the signatures of one key. Threads: as a value.
class VerifierKey {
 public:
  // "dealboek.example/zod+3f9c0a12+AYx...": name, id and key, as people hand it to each other.
  // INVALID_ARGUMENT: it is not one, and why; its id is not that of its key.
  static absl::StatusOr<VerifierKey> Parse(absl::string_view vkey);
  // `name` must be one (CheckKeyName).
  VerifierKey(std::string name, SignatureType type, const PublicKey& key);

  std::string ToString() const;

  const std::string& name() const { return name_; }
  uint32_t id() const { return id_; }
  SignatureType type() const { return type_; }

  // Whether `signature` (kEd25519Bytes) is by this key over `message`.
  bool Verifies(absl::string_view message, absl::string_view signature) const;

  friend bool operator==(const VerifierKey&, const VerifierKey&) = default;

 private:
  std::string name_;
  SignatureType type_;
  PublicKey key_;
  uint32_t id_;
};

// What signs. It holds the secret: it is moved, not copied, and wipes it when it goes.
// Threads: const use by any.
class SigningKey {
 public:
  // Of a seed of kSeedBytes from a source fit for keys. INVALID_ARGUMENT: the name or the length.
  static absl::StatusOr<SigningKey> FromSeed(absl::string_view name, SignatureType type,
                                             absl::string_view seed);
  // A new one, from OpenSSL's generator.
  static absl::StatusOr<SigningKey> Generate(absl::string_view name, SignatureType type);
  // "PRIVATE+KEY+name+id+key", the form that other tools for signed notes use. INVALID_ARGUMENT: it
  // is not one. The message never holds what was given.
  static absl::StatusOr<SigningKey> Parse(absl::string_view secret);

  SigningKey(SigningKey&& other) noexcept;
  SigningKey& operator=(SigningKey&& other) noexcept;
  SigningKey(const SigningKey&) = delete;
  SigningKey& operator=(const SigningKey&) = delete;
  ~SigningKey();

  // To be kept in a file that only its owner can read.
  std::string ToSecret() const;

  const VerifierKey& verifier() const { return verifier_; }
  // kEd25519Bytes over `message`: the same each time.
  std::string Sign(absl::string_view message) const;

 private:
  SigningKey(VerifierKey verifier, std::string seed);

  VerifierKey verifier_;
  std::string seed_;
};

}  // namespace dealboek::storage

#endif  // DEALBOEK_STORAGE_NOTES_KEY_H_
