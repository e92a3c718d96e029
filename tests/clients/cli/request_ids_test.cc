#include "clients/cli/request_ids.h"

#include <sstream>

#include <gtest/gtest.h>

#include "clients/cli/json.h"

namespace dealboek::cli {
namespace {

TEST(RequestIdsTest, ANewOneIsAVersion4UuidOfChance) {
  std::istringstream in;
  std::ostringstream out;
  Environment environment(in, out, out);
  environment.fill_random = [](absl::Span<uint8_t> bytes) {
    for (uint8_t& byte : bytes) byte = 0xFF;
  };
  EXPECT_EQ(NewRequestId(environment), "ffffffff-ffff-4fff-bfff-ffffffffffff");
}

TEST(RequestIdsTest, TheProcessHasAnotherOneEachTime) {
  Environment environment = ProcessEnvironment();
  EXPECT_NE(NewRequestId(environment), NewRequestId(environment));
}

TEST(RequestIdsTest, TheSameContentIsTheSameRequest) {
  // The first 16 bytes of its SHA-256 with version and variant set; computed with sha256sum.
  EXPECT_EQ(RequestIdOfContent("abc"), "ba7816bf-8f01-8fea-8141-40de5dae2223");
  EXPECT_NE(RequestIdOfContent("abc"), RequestIdOfContent("abd"));
}

TEST(RequestIdsTest, Sha256IsThatOfFips180) {
  EXPECT_EQ(Hex(Sha256("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(Hex(Sha256("")), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

}  // namespace
}  // namespace dealboek::cli
