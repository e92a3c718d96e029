#include "storage/notes/note.h"

#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include <gtest/gtest.h>

#include "storage/merkle/hash.h"
#include "storage/notes/checkpoint.h"
#include "storage/notes/cosignature.h"
#include "tests/storage/notes/known.h"

namespace dealboek::storage {
namespace {

using absl::StatusCode;
using absl::StrCat;

VerifierKey Key(const char* vkey) { return VerifierKey::Parse(vkey).value(); }
SigningKey Secret(const char* secret) { return SigningKey::Parse(secret).value(); }
std::string Known() { return StrCat(known::kText, "\n", known::kLogLine, known::kWitnessLine); }

// The note of C2SP signed-note that has empty lines in its text.
TEST(NoteTest, TheTextEndsAtTheLastEmptyLine) {
  const std::string bytes =
      "Ognuno sta solo sul cuor della terra\n"
      "trafitto da un raggio di sole:\n"
      "\n"
      "ed è subito sera.\n"
      "\n"
      "— quasimodo.example/salvatore "
      "NnugSzTjtVAewIS+Z/"
      "iJhUPeFDkO/5QQ2i5ddnGITLlC+EhfLW9oJKONrMouFSQU0xMcXxj99ihAQwaqP3ZekRwNtIc=\n";
  const absl::StatusOr<Note> note = ParseNote(bytes);
  ASSERT_TRUE(note.ok()) << note.status();
  EXPECT_EQ(note->text, bytes.substr(0, bytes.find("\n\n—") + 1));
  ASSERT_EQ(note->signatures.size(), 1u);
  EXPECT_EQ(note->signatures[0].name, "quasimodo.example/salvatore");
  EXPECT_EQ(note->signatures[0].key_id, 0x367ba04bu);
  EXPECT_EQ(note->signatures[0].bytes.size(), kEd25519Bytes);
  EXPECT_EQ(*WriteNote(*note), bytes);
}

TEST(NoteTest, SignsAsAnotherProgramDoes) {
  Note note{known::kText, {}};
  note.signatures.push_back(SignNote(note.text, Secret(known::kLogSecret)));
  note.signatures.push_back(Cosign(note.text, known::kCosignedAt, Secret(known::kWitnessSecret)));
  EXPECT_EQ(*WriteNote(note), Known());
  EXPECT_EQ(ParseNote(Known())->signatures, note.signatures);
}

TEST(NoteTest, WhatAnotherProgramSignedVerifies) {
  const Note note = ParseNote(Known()).value();
  const VerifierKey log = Key(known::kLogKey);
  const VerifierKey witness = Key(known::kWitnessKey);
  const absl::StatusOr<std::vector<VerifiedBy>> both = VerifyNote(note, {log, witness});
  ASSERT_TRUE(both.ok()) << both.status();
  ASSERT_EQ(both->size(), 2u);
  EXPECT_EQ((*both)[0].key, log);
  EXPECT_EQ((*both)[0].seconds, 0u);
  EXPECT_EQ((*both)[1].key, witness);
  EXPECT_EQ((*both)[1].seconds, known::kCosignedAt);
  EXPECT_EQ(VerifyNote(note, {witness})->size(), 1u) << "the other is unknown, and passed by";
}

TEST(NoteTest, NobodyWeTrustIsNobody) {
  const Note note = ParseNote(Known()).value();
  EXPECT_EQ(VerifyNote(note, {}).status().code(), StatusCode::kPermissionDenied);
  const SigningKey stranger = SigningKey::Generate(known::kLogName, SignatureType::kNote).value();
  EXPECT_EQ(VerifyNote(note, {stranger.verifier()}).status().code(), StatusCode::kPermissionDenied)
      << "the same name, another key";
}

TEST(NoteTest, OneFalseSignatureOfATrustedKeyMakesTheNoteWorthless) {
  Note note = ParseNote(Known()).value();
  note.signatures[1].bytes.back() = static_cast<char>(note.signatures[1].bytes.back() ^ 1);
  const VerifierKey log = Key(known::kLogKey);
  EXPECT_EQ(VerifyNote(note, {log, Key(known::kWitnessKey)}).status().code(),
            StatusCode::kPermissionDenied);
  EXPECT_TRUE(VerifyNote(note, {log}).ok()) << "of no concern to who does not know the witness";
}

TEST(NoteTest, ATwiceSignedNoteIsSignedOnce) {
  Note note = ParseNote(Known()).value();
  note.signatures.push_back(note.signatures[0]);
  EXPECT_EQ(VerifyNote(note, {Key(known::kLogKey)})->size(), 1u);
  note.signatures.back().bytes.front() ^= 1;
  EXPECT_FALSE(VerifyNote(note, {Key(known::kLogKey)}).ok()) << "each must hold";
}

// Whatever byte of a signed note changes, either it is no note any more, or nobody signed it.
TEST(NoteTest, NoByteOfASignedNoteCanBeChanged) {
  const std::string bytes = StrCat(known::kText, "\n", known::kLogLine);
  const VerifierKey log = Key(known::kLogKey);
  for (size_t i = 0; i < bytes.size(); ++i) {
    for (const int flip : {1, 2, 4, 8, 16, 32, 64, 128}) {
      std::string changed = bytes;
      changed[i] = static_cast<char>(changed[i] ^ flip);
      const absl::StatusOr<Note> note = ParseNote(changed);
      EXPECT_FALSE(note.ok() && VerifyNote(*note, {log}).ok()) << i << " " << flip;
    }
  }
}

TEST(NoteTest, WhatIsNoNoteIsRefused) {
  const std::string line = known::kLogLine;
  const std::string many = [&] {
    std::string lines;
    for (size_t i = 0; i <= kMaxNoteSignatures; ++i) lines += line;
    return lines;
  }();
  for (const std::string& bad : {
           std::string(),
           std::string("tekst\n"),
           StrCat("tekst\n", line),                               // no empty line
           StrCat("tekst\n\n"),                                   // no signature
           StrCat("tekst\n\n", line, "tekst\n"),                  // no signature either
           StrCat("tekst\n\n", line.substr(0, line.size() - 1)),  // no last newline
           StrCat("tekst\n\n", line, "\n"),                       // an empty line after
           StrCat("te\tkst\n\n", line),
           StrCat("te\xff"
                  "kst\n\n",
                  line),
           StrCat("tekst\r\n\n", line),
           StrCat("tekst\n\n- naam AAAAAAA=\n"),  // another dash
           StrCat("tekst\n\n—naam AAAAAAA=\n"),
           StrCat("tekst\n\n— naam\n"),
           StrCat("tekst\n\n— AAAAAAA=\n"),
           StrCat("tekst\n\n— naam AAAA AAA=\n"),
           StrCat("tekst\n\n— na+am AAAAAAA=\n"),
           StrCat("tekst\n\n— naam AAAAAA==\n"),  // four bytes: an id and nothing
           StrCat("tekst\n\n— naam AAAAAAA\n"),   // no padding
           StrCat("tekst\n\n— naam AAAAAAB=\n"),  // stray bits
           StrCat("tekst\n\n— naam ....\n"),
           StrCat("tekst\n\n", many),
           StrCat(std::string(kMaxNoteBytes, 'x'), "\n\n", line),
       }) {
    const absl::StatusOr<Note> note = ParseNote(bad);
    EXPECT_EQ(note.status().code(), StatusCode::kInvalidArgument)
        << absl::CHexEscape(bad.substr(0, 100));
  }
  EXPECT_TRUE(ParseNote(StrCat("tekst\n\n", line)).ok());
}

TEST(NoteTest, SixteenSignaturesAreRead) {
  std::string bytes = "tekst\n\n";
  for (int i = 0; i < 16; ++i) bytes += known::kLogLine;
  EXPECT_EQ(ParseNote(bytes)->signatures.size(), 16u);
}

TEST(NoteTest, WhatCouldNotBeReadIsNotWritten) {
  const Note good = ParseNote(Known()).value();
  const auto refused = [&](auto spoil) {
    Note note = good;
    spoil(note);
    return !WriteNote(note).ok();
  };
  EXPECT_TRUE(refused([](Note& note) { note.text = "geen regeleinde"; }));
  EXPECT_TRUE(refused([](Note& note) { note.text = "\x01\n"; }));
  EXPECT_TRUE(refused([](Note& note) { note.signatures.clear(); }));
  EXPECT_TRUE(refused([](Note& note) { note.signatures[0].name = "a b"; }));
  EXPECT_TRUE(refused([](Note& note) { note.signatures[0].bytes.clear(); }));
  EXPECT_FALSE(refused([](Note&) {}));
}

// ------------------------------------------------------------------------------ checkpoints

TEST(CheckpointTest, IsReadAndWrittenAsItStands) {
  const absl::StatusOr<Checkpoint> checkpoint = ParseCheckpoint(known::kText);
  ASSERT_TRUE(checkpoint.ok()) << checkpoint.status();
  EXPECT_EQ(checkpoint->origin, known::kLogName);
  EXPECT_EQ(checkpoint->size, 3u);
  EXPECT_EQ(checkpoint->root,
            NodeHash(NodeHash(LeafHash("submitted"), LeafHash("endorsed")), LeafHash("decided")));
  EXPECT_TRUE(checkpoint->extensions.empty());
  EXPECT_EQ(TextOf(*checkpoint), known::kText);

  const std::string extended = StrCat(known::kText, "een regel\nnog een\n");
  EXPECT_EQ(ParseCheckpoint(extended)->extensions,
            (std::vector<std::string>{"een regel", "nog een"}));
  EXPECT_EQ(TextOf(*ParseCheckpoint(extended)), extended);

  Checkpoint empty;
  empty.origin = "leeg";
  EXPECT_EQ(TextOf(empty), "leeg\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n");
  EXPECT_EQ(*ParseCheckpoint(TextOf(empty)), empty);
}

TEST(CheckpointTest, WhatIsNoCheckpointIsRefused) {
  const std::string root = "WfeP/WFcfCRIXDY5mKjYFfJ3YJdO37Bo/J9SD3fzi3s=";
  EXPECT_TRUE(ParseCheckpoint(StrCat("a\n18446744073709551615\n", root, "\n")).ok());
  for (const std::string& bad : {
           std::string(), std::string("\n"), std::string("a\n3\n"), StrCat("a\n3\n", root),
           StrCat("\n3\n", root, "\n"), StrCat("a\n\n", root, "\n"),
           StrCat("a\n3\n", root, "\n\n"),  // an empty line is no extension
           StrCat("a\n03\n", root, "\n"), StrCat("a\n+3\n", root, "\n"),
           StrCat("a\n-3\n", root, "\n"), StrCat("a\n 3\n", root, "\n"),
           StrCat("a\n3.0\n", root, "\n"), StrCat("a\n18446744073709551616\n", root, "\n"),
           StrCat("a\n3\n", root.substr(1), "\n"), StrCat("a\n3\nAAAA\n"),
           StrCat("a\n3\n", root.substr(0, 43), "\n"),  // no padding
           StrCat("a\n0\n", root, "\n"),                // the empty tree has another root
       }) {
    EXPECT_EQ(ParseCheckpoint(bad).status().code(), StatusCode::kInvalidArgument)
        << absl::CHexEscape(bad);
  }
}

// ------------------------------------------------------------------------------ cosignatures

TEST(CosignatureTest, HoldsForItsTextTimeAndKeyOnly) {
  const SigningKey witness = Secret(known::kWitnessSecret);
  const VerifierKey& key = witness.verifier();
  const NoteSignature signature = Cosign(known::kText, 17, witness);
  EXPECT_EQ(CosignedAt(known::kText, signature.bytes, key), 17u);
  EXPECT_EQ(CosignedAt(StrCat(known::kText, "meer\n"), signature.bytes, key), std::nullopt);
  for (size_t i = 0; i < signature.bytes.size(); ++i) {
    std::string changed = signature.bytes;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    EXPECT_EQ(CosignedAt(known::kText, changed, key), std::nullopt) << i;
  }
  EXPECT_EQ(CosignedAt(known::kText, signature.bytes.substr(1), key), std::nullopt);
  EXPECT_EQ(CosignedAt(known::kText, "", key), std::nullopt);
}

TEST(CosignatureTest, ASignatureOfOneTypeIsNoneOfTheOther) {
  const std::string seed(kSeedBytes, 's');
  const SigningKey note = SigningKey::FromSeed("a", SignatureType::kNote, seed).value();
  const SigningKey witness = SigningKey::FromSeed("a", SignatureType::kCosignature, seed).value();
  // The time and the text, signed as a note by the same secret.
  const std::string text = StrCat("cosignature/v1\ntime 17\n", known::kText);
  const std::string bytes = StrCat(std::string("\0\0\0\0\0\0\0\x11", 8), note.Sign(text));
  EXPECT_EQ(CosignedAt(known::kText, bytes, witness.verifier()), 17u)
      << "why a secret must not be used for both";
  Note signed_note{known::kText, {{"a", witness.verifier().id(), note.Sign(known::kText)}}};
  EXPECT_FALSE(VerifyNote(signed_note, {witness.verifier()}).ok());
}

TEST(CosignatureTest, OnlyCheckpointsAreCosignedAndAtATime) {
  const SigningKey witness = Secret(known::kWitnessSecret);
  const NoteSignature of_text = Cosign("geen checkpoint\n", 17, witness);
  EXPECT_EQ(CosignedAt("geen checkpoint\n", of_text.bytes, witness.verifier()), std::nullopt);
  const std::string never = StrCat("cosignature/v1\ntime 0\n", known::kText);
  EXPECT_EQ(CosignedAt(known::kText, StrCat(std::string(8, '\0'), witness.Sign(never)),
                       witness.verifier()),
            std::nullopt);
  const std::string late = StrCat("cosignature/v1\ntime 9223372036854775808\n", known::kText);
  EXPECT_EQ(CosignedAt(known::kText, StrCat("\x80", std::string(7, '\0'), witness.Sign(late)),
                       witness.verifier()),
            std::nullopt);
}

}  // namespace
}  // namespace dealboek::storage
