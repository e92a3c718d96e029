#include "services/base/check.h"

#include <gtest/gtest.h>

namespace dealboek::base {
namespace {

TEST(CheckDeathTest, FailureNamesPlaceConditionAndWhatWasStreamed) {
  EXPECT_DEATH(CHECK(1 + 1 == 3) << "sums are " << 2,
               "check_test.cc:[0-9]+: CHECK failed: 1 \\+ 1 == 3 sums are 2");
}

TEST(CheckDeathTest, ComparisonPrintsBothValues) {
  EXPECT_DEATH(CHECK_EQ(2, 3) << "two of three",
               "CHECK failed: 2 == 3 \\(2 vs\\. 3\\) two of three");
  EXPECT_DEATH(CHECK_NE(2, 2), "2 != 2");
  EXPECT_DEATH(CHECK_LT(2, 2), "2 < 2");
  EXPECT_DEATH(CHECK_LE(3, 2), "3 <= 2");
  EXPECT_DEATH(CHECK_GT(2, 2), "2 > 2");
  EXPECT_DEATH(CHECK_GE(1, 2), "1 >= 2");
}

TEST(CheckTest, HoldingChecksEvaluateTheirConditionOnceAndTheirMessageNever) {
  int conditions = 0;
  int messages = 0;
  CHECK(++conditions == 1) << ++messages;
  CHECK_EQ(++conditions, 2) << ++messages;
  CHECK_NE(conditions, 3);
  CHECK_LT(conditions, 3);
  CHECK_LE(conditions, 2);
  CHECK_GT(conditions, 1);
  CHECK_GE(conditions, 2);
  EXPECT_EQ(conditions, 2);
  EXPECT_EQ(messages, 0);
}

TEST(CheckTest, StandsAsOneStatementInAnIfWithElse) {
  bool reached = false;
  if (reached)
    CHECK(false);
  else
    reached = true;
  if (!reached)
    CHECK_EQ(1, 2);
  else
    reached = false;
  EXPECT_FALSE(reached);
}

}  // namespace
}  // namespace dealboek::base
