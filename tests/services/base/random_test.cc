#include "services/base/random.h"

#include <algorithm>
#include <array>
#include <vector>

#include <gtest/gtest.h>

namespace dealboek::base {
namespace {

std::vector<uint8_t> Bytes(Randomness& randomness, size_t size) {
  std::vector<uint8_t> bytes(size);
  randomness.Fill(absl::MakeSpan(bytes));
  return bytes;
}

TEST(SystemRandomnessTest, FillsEveryByteAndNeverRepeatsASalt) {
  const std::unique_ptr<Randomness> randomness = SystemRandomness();
  EXPECT_NE(Bytes(*randomness, 16), Bytes(*randomness, 16));
  // A byte that is never written stays zero in all 64 rounds; by chance that is 1 in 2^512.
  std::array<uint8_t, 300> seen{};
  for (int round = 0; round < 64; ++round) {
    const std::vector<uint8_t> bytes = Bytes(*randomness, seen.size());
    for (size_t i = 0; i < seen.size(); ++i) seen[i] |= bytes[i];
  }
  EXPECT_EQ(std::count(seen.begin(), seen.end(), 0), 0);
}

TEST(SystemRandomnessTest, AcceptsAnEmptySpan) { SystemRandomness()->Fill(absl::Span<uint8_t>()); }

TEST(SeededRandomnessTest, SameSeedSameBytesOnEveryMachine) {
  // The first outputs of std::mt19937_64 for its default seed, 5489, are fixed by the standard's
  // algorithm: 14514284786278117030 is 0xc96d191cf6f6aea6.
  const std::vector<uint8_t> expected = {0xa6, 0xae, 0xf6, 0xf6, 0x1c, 0x19, 0x6d, 0xc9};
  EXPECT_EQ(Bytes(*SeededRandomness(5489), 8), expected);
}

TEST(SeededRandomnessTest, BytesDoNotDependOnHowTheCallsCutThemUp) {
  const std::unique_ptr<Randomness> once = SeededRandomness(1);
  const std::unique_ptr<Randomness> often = SeededRandomness(1);
  const std::vector<uint8_t> whole = Bytes(*once, 40);
  std::vector<uint8_t> joined;
  for (const size_t size : {1, 3, 0, 8, 13, 15}) {
    for (const uint8_t byte : Bytes(*often, size)) joined.push_back(byte);
  }
  EXPECT_EQ(joined, whole);
}

TEST(SeededRandomnessTest, OtherSeedsGiveOtherBytes) {
  EXPECT_NE(Bytes(*SeededRandomness(1), 16), Bytes(*SeededRandomness(2), 16));
}

}  // namespace
}  // namespace dealboek::base
