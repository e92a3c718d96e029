#include "clients/cli/progress_bar.h"

#include <sstream>
#include <string>

#include <gtest/gtest.h>

namespace dealboek::cli {
namespace {

class ProgressBarTest : public ::testing::Test {
 protected:
  ProgressBarTest() : environment_(in_, out_, err_) { environment_.err_is_terminal = true; }

  std::istringstream in_;
  std::ostringstream out_;
  std::ostringstream err_;
  Environment environment_;
};

TEST_F(ProgressBarTest, ShowsHowFarItIsAndWipesItselfWhenDone) {
  {
    ProgressBar bar(environment_, "gebeurtenissen");
    bar.Update(5, 10);
    EXPECT_EQ(err_.str(), "\r[###############...............]  50% gebeurtenissen");
  }
  const std::string shown = err_.str();
  EXPECT_EQ(shown.substr(shown.size() - 2), " \r");
  EXPECT_EQ(out_.str(), "");
}

TEST_F(ProgressBarTest, IsDrawnAgainOnlyWhenItLooksDifferent) {
  ProgressBar bar(environment_, "gebeurtenissen");
  bar.Update(500, 1000);
  const std::string shown = err_.str();
  bar.Update(501, 1000);
  EXPECT_EQ(err_.str(), shown);
}

TEST_F(ProgressBarTest, MoreThanAllAndNothingAtAllAreNoTrouble) {
  ProgressBar bar(environment_, "x");
  bar.Update(20, 10);
  EXPECT_NE(err_.str().find("100%"), std::string::npos);
  bar.Update(0, 0);
  EXPECT_NE(err_.str().find("  0%"), std::string::npos);
}

TEST_F(ProgressBarTest, IsNotThereWithoutATerminal) {
  environment_.err_is_terminal = false;
  {
    ProgressBar bar(environment_, "gebeurtenissen");
    bar.Update(5, 10);
  }
  EXPECT_EQ(err_.str(), "");
}

}  // namespace
}  // namespace dealboek::cli
