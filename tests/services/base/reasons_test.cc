#include "services/base/reasons.h"

#include <fstream>
#include <regex>
#include <set>
#include <string>

#include <gtest/gtest.h>

namespace dealboek::base {
namespace {

// A reason is ErrorInfo.reason: at most 63 characters of [A-Z][A-Z0-9_]+[A-Z0-9] (AIP-193), its
// constant's name says the same, and no two constants share one.
TEST(ReasonsTest, EachIsWellFormedNamedAfterItselfAndThereOnce) {
  std::ifstream file(DEALBOEK_SOURCE_DIR "/services/base/reasons.h");
  const std::string text(std::istreambuf_iterator<char>(file), {});
  const std::regex constant("string_view\\s+k(\\w+)\\s*=\\s*\"([^\"]*)\";");
  const std::regex well_formed("[A-Z][A-Z0-9_]{1,61}[A-Z0-9]");
  std::set<std::string> seen;
  for (std::sregex_iterator it(text.begin(), text.end(), constant), end; it != end; ++it) {
    const std::string name = (*it)[1];
    const std::string reason = (*it)[2];
    EXPECT_TRUE(std::regex_match(reason, well_formed)) << reason;
    EXPECT_TRUE(seen.insert(reason).second) << reason << " is there twice";
    std::string shouted;
    for (const char c : name) {
      if (std::isupper(static_cast<unsigned char>(c)) && !shouted.empty()) shouted += '_';
      shouted += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    }
    EXPECT_EQ(reason, shouted) << "k" << name;
  }
  EXPECT_TRUE(seen.contains(std::string(kMoneyOverflow))) << "reasons.h was not read";
}

}  // namespace
}  // namespace dealboek::base
