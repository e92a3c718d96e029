#include "services/base/dutch.h"

#include <cstdint>
#include <limits>

#include "gtest/gtest.h"

#include "services/base/partial_date.h"

namespace dealboek::base {
namespace {

TEST(DutchTest, EurosAreGroupedAndCentsShownOnlyWhereThereAreSome) {
  EXPECT_EQ(DutchEuros(0), "€ 0");
  EXPECT_EQ(DutchEuros(100), "€ 1");
  EXPECT_EQ(DutchEuros(99'900), "€ 999");
  EXPECT_EQ(DutchEuros(100'000), "€ 1.000");
  EXPECT_EQ(DutchEuros(129'200'000), "€ 1.292.000");
  EXPECT_EQ(DutchEuros(45'000'005), "€ 450.000,05");
  EXPECT_EQ(DutchEuros(-2'500'000), "€ -25.000");
  EXPECT_EQ(DutchEuros(7), "€ 0,07");
  EXPECT_EQ(DutchEuros(-50), "€ -0,50");
  EXPECT_EQ(DutchEuros(std::numeric_limits<int64_t>::min()), "€ -92.233.720.368.547.758,08");
}

TEST(DutchTest, DatesAreAsPreciseAsKnown) {
  EXPECT_EQ(DutchDate(*PartialDate::Parse(2021, 6, 7)), "7 juni 2021");
  EXPECT_EQ(DutchDate(*PartialDate::Parse(2021, 6, 0)), "juni 2021");
  EXPECT_EQ(DutchDate(*PartialDate::Parse(2021, 0, 0)), "2021");
  EXPECT_EQ(DutchDate(*PartialDate::Parse(2020, 12, 31)), "31 december 2020");
}

}  // namespace
}  // namespace dealboek::base
