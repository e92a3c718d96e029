#include "services/projections/project_order.h"

#include <algorithm>
#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace dealboek::projections {
namespace {

TEST(ProjectOrderTest, NumbersGoPartByPartAsNumbers) {
  const std::vector<std::string> ordered = {"1",  "1.1", "1.1.1", "1.2", "1.10",
                                            "2",  "2.0", "2.4",   "10",  "100000000000000000000",
                                            "2a", "A",   "B"};
  std::vector<std::string> numbers = ordered;
  std::reverse(numbers.begin(), numbers.end());
  std::sort(numbers.begin(), numbers.end(), NumberIsBefore);
  EXPECT_EQ(numbers, ordered);
  for (const std::string& number : ordered) EXPECT_FALSE(NumberIsBefore(number, number));
}

TEST(ProjectOrderTest, TheSameNumberWrittenDifferentlyHasSomeFixedOrder) {
  EXPECT_NE(NumberIsBefore("1.02", "1.2"), NumberIsBefore("1.2", "1.02"));
  EXPECT_TRUE(NumberIsBefore("1.02", "1.3"));
  EXPECT_TRUE(NumberIsBefore("1.1", "1.02"));
}

}  // namespace
}  // namespace dealboek::projections
