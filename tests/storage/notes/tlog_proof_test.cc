#include "storage/notes/tlog_proof.h"

#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include <gtest/gtest.h>

#include "storage/notes/cosignature.h"
#include "tests/storage/notes/known.h"

namespace dealboek::storage {
namespace {

using absl::StatusCode;
using absl::StrCat;

std::string Known() {
  return StrCat(known::kProofHead, known::kText, "\n", known::kLogLine, known::kWitnessLine);
}
TlogTrust Trust(size_t cosignatures = 0) {
  return {{VerifierKey::Parse(known::kLogKey).value()},
          {VerifierKey::Parse(known::kWitnessKey).value()},
          cosignatures};
}
const Hash kLeaf = LeafHash("endorsed");

TEST(TlogProofTest, OneOfAnotherProgramHolds) {
  const absl::StatusOr<TlogProof> proof = ParseTlogProof(Known());
  ASSERT_TRUE(proof.ok()) << proof.status();
  EXPECT_EQ(proof->index, 1u);
  EXPECT_EQ(proof->hashes.size(), 2u);
  EXPECT_EQ(proof->extra, "");
  EXPECT_EQ(*WriteTlogProof(*proof), Known());
  const absl::StatusOr<TlogProved> proved = CheckTlogProof(*proof, kLeaf, Trust(1));
  ASSERT_TRUE(proved.ok()) << proved.status();
  EXPECT_EQ(proved->checkpoint.size, 3u);
  ASSERT_EQ(proved->signers.size(), 2u);
  EXPECT_EQ(proved->signers[0].key.name(), known::kLogName);
  EXPECT_EQ(proved->signers[1].seconds, known::kCosignedAt);
}

TEST(TlogProofTest, ExtraDataGoesAlongAndProvesNothing) {
  TlogProof proof = ParseTlogProof(Known()).value();
  proof.extra = std::string("\0bytes\xff", 7);
  const std::string bytes = *WriteTlogProof(proof);
  EXPECT_EQ(ParseTlogProof(bytes)->extra, proof.extra);
  EXPECT_TRUE(CheckTlogProof(*ParseTlogProof(bytes), kLeaf, Trust()).ok());
}

TEST(TlogProofTest, OnlyThatRecordAtThatPlaceIsProved) {
  TlogProof proof = ParseTlogProof(Known()).value();
  EXPECT_EQ(CheckTlogProof(proof, LeafHash("endorsed!"), Trust()).status().code(),
            StatusCode::kInvalidArgument);
  for (const uint64_t index : {uint64_t{0}, uint64_t{2}, uint64_t{3}, ~uint64_t{0}}) {
    proof.index = index;
    EXPECT_EQ(CheckTlogProof(proof, kLeaf, Trust()).status().code(), StatusCode::kInvalidArgument)
        << index;
  }
}

TEST(TlogProofTest, WhoMustHaveSignedMust) {
  const TlogProof proof = ParseTlogProof(Known()).value();
  const auto code = [&](const TlogTrust& trust, const TlogProof& of) {
    return CheckTlogProof(of, kLeaf, trust).status().code();
  };
  TlogTrust nobody = Trust();
  nobody.log.clear();
  EXPECT_EQ(code(nobody, proof), StatusCode::kPermissionDenied) << "a witness is not the log";
  TlogTrust as_log = Trust();
  as_log.log = as_log.witnesses;
  EXPECT_EQ(code(as_log, proof), StatusCode::kPermissionDenied);
  EXPECT_EQ(code(Trust(2), proof), StatusCode::kPermissionDenied) << "there is one witness";
  TlogTrust same_twice = Trust(2);
  same_twice.witnesses.push_back(same_twice.witnesses[0]);
  EXPECT_EQ(code(same_twice, proof), StatusCode::kPermissionDenied) << "one is not two";
  TlogProof alone = proof;
  alone.checkpoint.signatures.pop_back();
  EXPECT_EQ(code(Trust(1), alone), StatusCode::kPermissionDenied);
  EXPECT_EQ(code(Trust(0), alone), StatusCode::kOk);
}

// A log that is trusted for its own book cannot speak for another.
TEST(TlogProofTest, AKeyVouchesForTheLogItIsNamedAfter) {
  const SigningKey other =
      SigningKey::Generate("dealboek.example/ander", SignatureType::kNote).value();
  TlogProof proof = ParseTlogProof(Known()).value();
  proof.checkpoint.signatures = {SignNote(proof.checkpoint.text, other)};
  TlogTrust trust = Trust();
  trust.log.push_back(other.verifier());
  EXPECT_EQ(CheckTlogProof(proof, kLeaf, trust).status().code(), StatusCode::kPermissionDenied);
}

TEST(TlogProofTest, AFalseCosignatureIsNotPassedBy) {
  TlogProof proof = ParseTlogProof(Known()).value();
  proof.checkpoint.signatures[1].bytes.back() ^= 1;
  EXPECT_EQ(CheckTlogProof(proof, kLeaf, Trust(0)).status().code(), StatusCode::kPermissionDenied);
}

// Whatever byte changes, the proof does not hold, or says what it said: only the lines of signers
// that are not asked for prove nothing.
TEST(TlogProofTest, NoByteOfAProofCanBeChanged) {
  const std::string bytes = StrCat(known::kProofHead, known::kText, "\n", known::kLogLine);
  for (size_t i = 0; i < bytes.size(); ++i) {
    for (const int flip : {1, 2, 4, 8, 16, 32, 64, 128}) {
      std::string changed = bytes;
      changed[i] = static_cast<char>(changed[i] ^ flip);
      const absl::StatusOr<TlogProof> proof = ParseTlogProof(changed);
      EXPECT_FALSE(proof.ok() && CheckTlogProof(*proof, kLeaf, Trust()).ok()) << i << " " << flip;
    }
  }
}

TEST(TlogProofTest, WhatIsNoProofIsRefused) {
  const std::string good = Known();
  const auto with = [&](const char* from, const char* to) {
    return absl::StrReplaceAll(good, {{from, to}});
  };
  std::string many = "c2sp.org/tlog-proof@v1\nindex 1\n";
  for (int i = 0; i < 65; ++i) many += "0TpqjfiWGgu3lMeKBOFroJ0TR7luc/Q3L1kPMZKsS5w=\n";
  for (const std::string& bad : {
           std::string(),
           std::string("c2sp.org/tlog-proof@v1\n"),
           with("@v1", "@v2"),
           with("index 1\n", ""),
           with("index 1", "index 01"),
           with("index 1", "index -1"),
           with("index 1", "index"),
           with("index 1", "index 18446744073709551616"),
           with("index 1", "extra !\nindex 1"),
           with("index 1", "extra \nindex 1"),
           with("index 1", "index 1\nextra AAAA"),
           with("0Tpq", "Tpq"),
           with("QuLM=\n\n", "QuLM=\n"),
           StrCat(many, "\n", known::kText, "\n", known::kLogLine),
           good.substr(0, good.find("\n\n") + 2),
       }) {
    EXPECT_EQ(ParseTlogProof(bad).status().code(), StatusCode::kInvalidArgument)
        << absl::CHexEscape(bad.substr(0, 120));
  }
}

}  // namespace
}  // namespace dealboek::storage
