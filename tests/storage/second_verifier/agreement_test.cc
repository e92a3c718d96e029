// Our verifier and one that was written from the specifications alone, in another language
// (verify.mjs): both must say the same of every case, good and bad, and neither may skip a check
// that the other makes.
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <functional>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include <gtest/gtest.h>

#include "storage/merkle/hash.h"
#include "storage/merkle/proof.h"
#include "storage/merkle/tree.h"
#include "storage/notes/checkpoint.h"
#include "storage/notes/cosignature.h"
#include "storage/notes/key.h"
#include "storage/notes/note.h"
#include "storage/notes/tlog_proof.h"
#include "tests/storage/merkle/forger.h"
#include "tests/storage/merkle/tiles_in_memory.h"

namespace dealboek::storage {
namespace {

using absl::StrCat;

constexpr uint64_t kSeed = 20261130;
constexpr uint64_t kLeaves = 300;
constexpr int kCasesOfAKind = 4'000;
const char kOrigin[] = "dealboek.example/zod";

std::string Hex(absl::string_view bytes) { return absl::BytesToHexString(bytes); }
std::string Hex(const Hash& hash) { return Hex(View(hash)); }
std::string Quoted(absl::string_view text) { return StrCat("\"", text, "\""); }
std::string List(const Proof& proof) {
  return StrCat("[",
                absl::StrJoin(proof, ",",
                              [](std::string* out, const Hash& hash) {
                                absl::StrAppend(out, Quoted(Hex(hash)));
                              }),
                "]");
}
std::string List(const std::vector<VerifierKey>& keys) {
  return StrCat("[",
                absl::StrJoin(keys, ",",
                              [](std::string* out, const VerifierKey& key) {
                                absl::StrAppend(out, Quoted(key.ToString()));
                              }),
                "]");
}
std::string Told(const std::vector<VerifiedBy>& signers) {
  return absl::StrJoin(signers, ", ", [](std::string* out, const VerifiedBy& by) {
    absl::StrAppend(out, absl::StrFormat("%s %08x %u", by.key.name(), by.key.id(), by.seconds));
  });
}

std::string Record(uint64_t index) { return StrCat("record ", index); }

// What is asked of both verifiers, and what ours says.
struct Case {
  std::string json;
  std::string ours;
};

class AgreementTest : public testing::Test {
 protected:
  AgreementTest() {
    for (uint64_t i = 0; i < kLeaves; ++i) tree_.Add(Record(i));
  }

  static SigningKey Made(absl::string_view name, SignatureType type, char seed) {
    return SigningKey::FromSeed(name, type, std::string(kSeedBytes, seed)).value();
  }
  Hash RootOf(uint64_t size) {
    TiledNodes nodes(tree_.tiles(), kLeaves);
    return Root(size, nodes).value();
  }

  void Ask(std::string json, absl::StatusOr<std::string> ours) {
    cases_.push_back({std::move(json), ours.ok() ? StrCat("yes ", *ours) : "no"});
  }
  void AskKey(const std::string& vkey) {
    const absl::StatusOr<VerifierKey> key = VerifierKey::Parse(vkey);
    Ask(StrCat(R"({"what":"key","vkey":")", Hex(vkey), "\"}"),
        key.ok() ? absl::StatusOr<std::string>(
                       absl::StrFormat("%s %08x %d", key->name(), key->id(), key->type()))
                 : key.status());
  }
  void AskCheckpoint(const std::string& text) {
    const absl::StatusOr<Checkpoint> checkpoint = ParseCheckpoint(text);
    Ask(StrCat(R"({"what":"checkpoint","text":")", Hex(text), "\"}"),
        checkpoint.ok()
            ? absl::StatusOr<std::string>(
                  StrCat(checkpoint->origin, " ", checkpoint->size, " ", Hex(checkpoint->root)))
            : checkpoint.status());
  }
  void AskNote(const std::string& bytes, const std::vector<VerifierKey>& trusted) {
    const auto ours = [&]() -> absl::StatusOr<std::string> {
      const absl::StatusOr<Note> note = ParseNote(bytes);
      if (!note.ok()) return note.status();
      const absl::StatusOr<std::vector<VerifiedBy>> signers = VerifyNote(*note, trusted);
      if (!signers.ok()) return signers.status();
      return Told(*signers);
    };
    Ask(StrCat(R"({"what":"note","note":")", Hex(bytes), R"(","trusted":)", List(trusted), "}"),
        ours());
  }
  void AskProof(const std::string& bytes, const Hash& leaf, const TlogTrust& trust) {
    const auto ours = [&]() -> absl::StatusOr<std::string> {
      const absl::StatusOr<TlogProof> proof = ParseTlogProof(bytes);
      if (!proof.ok()) return proof.status();
      const absl::StatusOr<TlogProved> proved = CheckTlogProof(*proof, leaf, trust);
      if (!proved.ok()) return proved.status();
      return StrCat(proved->checkpoint.size, " ", Told(proved->signers));
    };
    Ask(StrCat(R"({"what":"proof","proof":")", Hex(bytes), R"(","leaf":")", Hex(leaf),
               R"(","log":)", List(trust.log), R"(,"witnesses":)", List(trust.witnesses),
               R"(,"cosignatures":)", trust.cosignatures, "}"),
        ours());
  }

  // One change to a text, by chance: of a byte, of a line, or of how something is written.
  std::string Altered(std::string text, uint8_t bits = 0xff) {
    switch (forger_.Below(8)) {
      case 0: {
        std::vector<std::string> lines = absl::StrSplit(text, '\n');
        lines.erase(lines.begin() + static_cast<std::ptrdiff_t>(forger_.Below(lines.size())));
        return absl::StrJoin(lines, "\n");
      }
      case 1: {
        std::vector<std::string> lines = absl::StrSplit(text, '\n');
        const uint64_t line = forger_.Below(lines.size());
        const std::string again = lines[line];
        lines.insert(lines.begin() + static_cast<std::ptrdiff_t>(line), again);
        return absl::StrJoin(lines, "\n");
      }
      case 2: {
        std::vector<std::string> lines = absl::StrSplit(text, '\n');
        std::swap(lines[forger_.Below(lines.size())], lines[forger_.Below(lines.size())]);
        return absl::StrJoin(lines, "\n");
      }
      case 3: {
        constexpr absl::string_view kPieces[] = {" ",    "\n", "\r", "0",      "+",
                                                 "=",    "A",  "\t", "\u2003", "—",
                                                 "\x7f", "-",  "_",  "B=",     "\u0085"};
        const absl::string_view piece = kPieces[forger_.Below(std::size(kPieces))];
        return text.insert(forger_.Below(text.size() + 1), piece.data(), piece.size());
      }
      case 4:
        text.resize(forger_.Below(text.size()));
        return text;
      case 5:
        text.erase(forger_.Below(text.size()), 1);
        return text;
      default: {
        const int bit = 1 << forger_.Below(8);
        char& byte = text[forger_.Below(text.size())];
        byte = static_cast<char>(byte ^ (bit & bits));
        return text;
      }
    }
  }

  // Asks the other verifier all that was asked of ours.
  void TearDown() override {
    const std::filesystem::path file =
        std::filesystem::path(testing::TempDir()) /
        StrCat("cases-", testing::UnitTest::GetInstance()->current_test_info()->name());
    std::ofstream out(file);
    for (const Case& asked : cases_) out << asked.json << "\n";
    out.close();
    const std::string command =
        StrCat("node '", DEALBOEK_SOURCE_DIR, "/tests/storage/second_verifier/verify.mjs' < '",
               file.string(), "'");
    std::FILE* const node = popen(command.c_str(), "r");
    ASSERT_NE(node, nullptr);
    std::string answered;
    char buffer[4096];
    while (const size_t read = std::fread(buffer, 1, sizeof(buffer), node)) {
      answered.append(buffer, read);
    }
    ASSERT_EQ(pclose(node), 0) << "node must be there, version 18 or later: " << command;
    const std::vector<std::string> theirs = absl::StrSplit(answered, '\n');
    ASSERT_EQ(theirs.size(), cases_.size() + 1);
    size_t good = 0;
    for (size_t i = 0; i < cases_.size(); ++i) {
      EXPECT_EQ(cases_[i].ours, theirs[i]) << "seed " << kSeed << ": " << cases_[i].json;
      good += absl::StartsWith(theirs[i], "yes") ? 1 : 0;
    }
    // Else agreeing means nothing.
    EXPECT_GT(good, cases_.size() / 20);
    EXPECT_GT(cases_.size() - good, cases_.size() / 5);
    std::filesystem::remove(file);
  }

  Forger forger_{kSeed};
  GrowingTree tree_;
  const SigningKey log_ = Made(kOrigin, SignatureType::kNote, 'l');
  const SigningKey next_log_ = Made(kOrigin, SignatureType::kNote, 'n');
  const SigningKey stranger_ = Made("vreemde.example/boek", SignatureType::kNote, 's');
  const SigningKey witness_ = Made("getuige.example/emmen", SignatureType::kCosignature, 'w');
  const SigningKey other_witness_ = Made("getuige.example/assen", SignatureType::kCosignature, 'v');
  std::vector<Case> cases_;
};

TEST_F(AgreementTest, OfInclusion) {
  for (int i = 0; i < kCasesOfAKind; ++i) {
    uint64_t size = 1 + forger_.Below(kLeaves);
    uint64_t index = forger_.Below(size);
    Hash leaf = LeafHash(Record(index));
    Hash root = RootOf(size);
    TiledNodes nodes(tree_.tiles(), kLeaves);
    Proof path = InclusionProof(index, size, nodes).value();
    switch (forger_.Below(8)) {
      case 0:
        forger_.Alter(leaf);
        break;
      case 1:
        forger_.Alter(root);
        break;
      case 2:
        forger_.Alter(index);
        break;
      case 3:
        forger_.Alter(size);
        break;
      case 4:
      case 5:
        forger_.Alter(path);
        break;
      default:
        break;
    }
    const absl::Status checked = CheckInclusion(leaf, index, size, root, path);
    Ask(StrCat(R"({"what":"inclusion","leaf":")", Hex(leaf), R"(","index":")", index,
               R"(","size":")", size, R"(","root":")", Hex(root), R"(","path":)", List(path), "}"),
        checked.ok() ? absl::StatusOr<std::string>("") : checked);
  }
}

TEST_F(AgreementTest, OfConsistency) {
  for (int i = 0; i < kCasesOfAKind; ++i) {
    uint64_t size = forger_.Below(kLeaves + 1);
    uint64_t earlier = forger_.Below(size + 1);
    Hash earlier_root = RootOf(earlier);
    Hash root = RootOf(size);
    TiledNodes nodes(tree_.tiles(), kLeaves);
    Proof path = ConsistencyProof(earlier, size, nodes).value();
    switch (forger_.Below(8)) {
      case 0:
        forger_.Alter(earlier_root);
        break;
      case 1:
        forger_.Alter(root);
        break;
      case 2:
        forger_.Alter(earlier);
        break;
      case 3:
        forger_.Alter(size);
        break;
      case 4:
      case 5:
        forger_.Alter(path);
        break;
      default:
        break;
    }
    const absl::Status checked = CheckConsistency(earlier, earlier_root, size, root, path);
    Ask(StrCat(R"({"what":"consistency","earlier":")", earlier, R"(","earlierRoot":")",
               Hex(earlier_root), R"(","size":")", size, R"(","root":")", Hex(root), R"(","path":)",
               List(path), "}"),
        checked.ok() ? absl::StatusOr<std::string>("") : checked);
  }
}

TEST_F(AgreementTest, OfKeys) {
  for (int i = 0; i < kCasesOfAKind; ++i) {
    const SigningKey key =
        Made(StrCat("boek.example/", i),
             forger_.Below(2) == 0 ? SignatureType::kNote : SignatureType::kCosignature,
             static_cast<char>(i));
    const std::string vkey = key.verifier().ToString();
    AskKey(forger_.Below(3) == 0 ? vkey : Altered(vkey));
  }
}

TEST_F(AgreementTest, OfCheckpoints) {
  for (int i = 0; i < kCasesOfAKind; ++i) {
    Checkpoint checkpoint;
    checkpoint.origin = kOrigin;
    checkpoint.size =
        forger_.Below(3) == 0 ? forger_.Below(kLeaves) : ~uint64_t{0} - static_cast<uint64_t>(i);
    checkpoint.root = checkpoint.size == 0 ? EmptyRoot() : LeafHash(Record(checkpoint.size));
    if (forger_.Below(4) == 0) checkpoint.extensions.emplace_back("meer");
    const std::string text = TextOf(checkpoint);
    // The text of a note, so UTF-8: that is checked with the note.
    AskCheckpoint(forger_.Below(3) == 0 ? text : Altered(text, 0x7f));
  }
}

TEST_F(AgreementTest, OfNotes) {
  for (int i = 0; i < kCasesOfAKind; ++i) {
    Checkpoint checkpoint;
    checkpoint.origin = kOrigin;
    checkpoint.size = 1 + forger_.Below(kLeaves);
    checkpoint.root = RootOf(checkpoint.size);
    Note note{forger_.Below(8) == 0 ? "een tekst\n\nmet een lege regel\n" : TextOf(checkpoint), {}};
    const std::pair<bool, std::function<NoteSignature()>> may_sign[] = {
        {forger_.Below(4) > 0, [&] { return SignNote(note.text, log_); }},
        {forger_.Below(4) == 0, [&] { return SignNote(note.text, next_log_); }},
        {forger_.Below(4) == 0, [&] { return SignNote(note.text, stranger_); }},
        {forger_.Below(2) == 0, [&] { return Cosign(note.text, 1 + forger_.Below(9), witness_); }},
        {forger_.Below(4) == 0,
         [&] { return Cosign(note.text, ~uint64_t{0} >> 1, other_witness_); }},
        {forger_.Below(16) == 0, [&] { return Cosign(note.text, 7, witness_); }},
    };
    for (const auto& [signs, sign] : may_sign) {
      if (signs) note.signatures.push_back(sign());
    }
    if (note.signatures.empty()) note.signatures.push_back(SignNote(note.text, log_));
    std::vector<VerifierKey> trusted;
    for (const SigningKey* key : {&log_, &next_log_, &witness_, &other_witness_}) {
      if (forger_.Below(3) > 0) trusted.push_back(key->verifier());
    }
    const std::string bytes = WriteNote(note).value();
    AskNote(forger_.Below(3) == 0 ? bytes : Altered(bytes), trusted);
  }
}

TEST_F(AgreementTest, OfProofsToKeep) {
  for (int i = 0; i < kCasesOfAKind; ++i) {
    Checkpoint checkpoint;
    checkpoint.origin = forger_.Below(16) == 0 ? "vreemde.example/boek" : kOrigin;
    checkpoint.size = 1 + forger_.Below(kLeaves);
    checkpoint.root = RootOf(checkpoint.size);
    TiledNodes nodes(tree_.tiles(), kLeaves);
    TlogProof proof;
    proof.index = forger_.Below(checkpoint.size);
    proof.hashes = InclusionProof(proof.index, checkpoint.size, nodes).value();
    if (forger_.Below(4) == 0) proof.extra = StrCat("extra ", i);
    proof.checkpoint.text = TextOf(checkpoint);
    proof.checkpoint.signatures.push_back(
        SignNote(proof.checkpoint.text, forger_.Below(16) == 0 ? stranger_ : log_));
    if (forger_.Below(2) == 0) {
      proof.checkpoint.signatures.push_back(Cosign(proof.checkpoint.text, 1 + i, witness_));
    }
    const Hash leaf = LeafHash(Record(forger_.Below(8) == 0 ? 0 : proof.index));
    TlogTrust trust{{log_.verifier()}, {witness_.verifier(), other_witness_.verifier()}, 0};
    if (forger_.Below(8) == 0) trust.log.push_back(stranger_.verifier());
    if (forger_.Below(8) == 0) std::swap(trust.log, trust.witnesses);
    trust.cosignatures = forger_.Below(4) == 0 ? 1 : 0;
    const std::string bytes = WriteTlogProof(proof).value();
    AskProof(forger_.Below(2) == 0 ? bytes : Altered(bytes), leaf, trust);
  }
}

}  // namespace
}  // namespace dealboek::storage
