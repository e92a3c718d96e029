#include "services/base/position.h"

#include <sstream>

#include <gtest/gtest.h>

namespace dealboek::base {
namespace {

TEST(PositionTest, DefaultStandsBeforeTheFirstEvent) {
  EXPECT_EQ(Position().value(), 0u);
  EXPECT_EQ(Position().Next(), Position(1));
  EXPECT_LT(Position(), Position(1));
}

TEST(PositionTest, OrderIsThatOfTheBook) {
  EXPECT_LT(Position(9), Position(10));
  EXPECT_EQ(Position(9).Next(), Position(10));
}

TEST(PositionTest, PrintsItsNumber) {
  std::ostringstream out;
  out << Position(318);
  EXPECT_EQ(out.str(), "318");
}

}  // namespace
}  // namespace dealboek::base
