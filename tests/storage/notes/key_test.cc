#include "storage/notes/key.h"

#include <string>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include <gtest/gtest.h>

#include "tests/storage/notes/known.h"

namespace dealboek::storage {
namespace {

SigningKey LogKey() {
  return SigningKey::FromSeed(known::kLogName, SignatureType::kNote,
                              absl::HexStringToBytes(known::kSeed))
      .value();
}

TEST(KeyTest, BothFormsAreThoseOfAnotherProgram) {
  EXPECT_EQ(LogKey().verifier().ToString(), known::kLogKey);
  EXPECT_EQ(LogKey().ToSecret(), known::kLogSecret);
  for (const char* text : {known::kLogKey, known::kWitnessKey}) {
    const absl::StatusOr<VerifierKey> key = VerifierKey::Parse(text);
    ASSERT_TRUE(key.ok()) << key.status();
    EXPECT_EQ(key->ToString(), text);
  }
  for (const auto& [secret, vkey] : {std::pair{known::kLogSecret, known::kLogKey},
                                     std::pair{known::kWitnessSecret, known::kWitnessKey}}) {
    const absl::StatusOr<SigningKey> key = SigningKey::Parse(secret);
    ASSERT_TRUE(key.ok()) << key.status();
    EXPECT_EQ(key->ToSecret(), secret);
    EXPECT_EQ(key->verifier().ToString(), vkey);
  }
}

// The example of C2SP signed-note.
TEST(KeyTest, TheKeyOfTheSpecificationVerifiesItsNote) {
  const absl::StatusOr<VerifierKey> key =
      VerifierKey::Parse("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k");
  ASSERT_TRUE(key.ok()) << key.status();
  std::string signature;
  ASSERT_TRUE(
      absl::Base64Unescape("Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFX"
                           "mRKuwHjG1Yu72IneyaQM=",
                           &signature));
  EXPECT_TRUE(key->Verifies("This is an example message.\n", signature.substr(4)));
  EXPECT_FALSE(key->Verifies("This is an example message!\n", signature.substr(4)));
}

// RFC 8032, section 7.1, test 1: the empty message.
TEST(KeyTest, SignsAsTheRfc) {
  EXPECT_EQ(absl::BytesToHexString(LogKey().Sign("")),
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
            "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b");
}

TEST(KeyTest, AnySignatureButItsOwnDoesNotVerify) {
  const SigningKey key = LogKey();
  const std::string message = "een tekst\n";
  const std::string signature = key.Sign(message);
  ASSERT_TRUE(key.verifier().Verifies(message, signature));
  for (size_t i = 0; i < signature.size(); ++i) {
    std::string changed = signature;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    EXPECT_FALSE(key.verifier().Verifies(message, changed)) << i;
  }
  EXPECT_FALSE(key.verifier().Verifies(message, signature.substr(1)));
  EXPECT_FALSE(key.verifier().Verifies(message, signature + std::string(1, '\0')));
  EXPECT_FALSE(key.verifier().Verifies(message, ""));
  const SigningKey other = SigningKey::Generate(known::kLogName, SignatureType::kNote).value();
  EXPECT_FALSE(other.verifier().Verifies(message, signature));
}

TEST(KeyTest, NewKeysDifferAndTheirIdGoesByNameTypeAndKey) {
  const SigningKey a = SigningKey::Generate("a", SignatureType::kNote).value();
  const SigningKey again = SigningKey::Generate("a", SignatureType::kNote).value();
  EXPECT_NE(a.ToSecret(), again.ToSecret());
  const std::string seed(kSeedBytes, 's');
  const auto id = [&](const char* name, SignatureType type) {
    return SigningKey::FromSeed(name, type, seed)->verifier().id();
  };
  EXPECT_NE(id("a", SignatureType::kNote), id("b", SignatureType::kNote));
  EXPECT_NE(id("a", SignatureType::kNote), id("a", SignatureType::kCosignature));
}

TEST(KeyTest, WhatIsNoKeyIsRefused) {
  const std::string good = known::kLogKey;
  for (const std::string& bad : {
           std::string(),
           std::string("dealboek.example/zod"),
           std::string("dealboek.example/zod+7b2ce899"),
           good.substr(0, good.size() - 1),              // no padding
           absl::StrCat(good, "A"),                      // too long
           std::string("+7b2ce899+") + good.substr(30),  // no name
           std::string("met spatie+7b2ce899+") + good.substr(30),
           std::string("dealboek.example/zod+7B2CE899+") + good.substr(30),  // upper case
           std::string("dealboek.example/zod+7b2ce898+") + good.substr(30),  // another id
           std::string("dealboek.example/zoe+7b2ce899+") + good.substr(30),  // of another name
           // A type that we do not know: ML-DSA-44's.
           std::string("a+00000000+BtdamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea"),
       }) {
    EXPECT_EQ(VerifierKey::Parse(bad).status().code(), absl::StatusCode::kInvalidArgument) << bad;
    const absl::StatusOr<SigningKey> secret = SigningKey::Parse(absl::StrCat("PRIVATE+KEY+", bad));
    EXPECT_EQ(secret.status().code(), absl::StatusCode::kInvalidArgument) << bad;
  }
  EXPECT_FALSE(SigningKey::Parse(good).ok()) << "a verifier's key signs nothing";
  EXPECT_FALSE(SigningKey::FromSeed("a", SignatureType::kNote, "kort").ok());
}

TEST(KeyTest, AMessageAboutASecretDoesNotTellIt) {
  const std::string secret = known::kLogSecret;
  const std::string key = secret.substr(secret.rfind('+') + 1);
  for (const std::string& bad : {secret.substr(12), absl::StrCat(secret, "A"),
                                 absl::StrCat("PRIVATE+KEY+dealboek.example/zod+7b2ce898+", key)}) {
    const absl::Status status = SigningKey::Parse(bad).status();
    EXPECT_EQ(status.message().find(key.substr(0, 10)), absl::string_view::npos) << status;
    EXPECT_FALSE(status.ok());
  }
}

TEST(KeyTest, NamesHaveNoSpacesOfAnyKindNoControlsAndNoPlus) {
  EXPECT_TRUE(CheckKeyName("dealboek.example/zod").ok());
  EXPECT_TRUE(CheckKeyName("dealboek.example/zuidoost-drenthé").ok());
  for (const char* name :
       {"", " ", "a b", "a+b", "a\tb", "a\nb", "a\u00a0b", "a\u2003b", "a\u3000b",
        "a\xff"
        "b",
        "a\xc0\xaf", "a\xed\xa0\x80"}) {
    EXPECT_FALSE(CheckKeyName(name).ok()) << absl::CHexEscape(name);
  }
}

TEST(KeyTest, AKeyThatWasMovedStillSigns) {
  SigningKey first = LogKey();
  SigningKey second = std::move(first);
  SigningKey third = SigningKey::Generate("a", SignatureType::kNote).value();
  third = std::move(second);
  EXPECT_EQ(third.ToSecret(), known::kLogSecret);
}

}  // namespace
}  // namespace dealboek::storage
