#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/clients/cli/command_line.h"
#include "tests/clients/cli/fake_server.h"

namespace dealboek::cli::commands {
namespace {

class BudgetShowTest : public ::testing::Test {
 protected:
  BudgetShowTest() {
    server_.get_budget.answer = [](const v1::GetBudgetRequest& request,
                                   v1::GetBudgetResponse& response) {
      v1::BudgetLine& line = *response.add_lines();
      line.set_title("werken");
      line.mutable_scope()->set_pijler("werken");
      line.mutable_awarded()->set_euro_cents(10'000'000);
      if (request.at().has_valid_on()) {
        line.mutable_possible_awarded()->set_euro_cents(5'000'000);
        line.mutable_possible_released()->set_euro_cents(2'000'000);
      }
      return grpc::Status::OK;
    };
  }

  std::string Show(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {"budget", "show", "--by", "pijler"});
    return tests::RunDealboek(arguments, {.variables = {{"DEALBOEK_SERVER", server_.address()},
                                                        {"DEALBOEK_PROGRAMME", "zod"}}})
        .out;
  }

  tests::FakeServer server_;
};

TEST_F(BudgetShowTest, OfADayWhatIsPossiblyAwardedAndReleasedIsShown) {
  EXPECT_EQ(Show({"--valid-on", "2021-06-30"}),
            "budget  toegekend  vrijgevallen  nog gereserveerd  regels  mogelijk toegekend  "
            "mogelijk vrijgevallen\n"
            "werken  € 100.000                                       0            € 50.000  "
            "             € 20.000\n");
  EXPECT_EQ(Show({"--valid-on", "2021-06-30", "--output", "csv"}),
            "title;pijler;tranche;project_label;part;awarded_euro_cents;released_euro_cents;"
            "reserved_euro_cents;award_lines;possible_awarded_euro_cents;"
            "possible_released_euro_cents\n"
            "werken;werken;;;;10000000;;;0;5000000;2000000\n");
}

TEST_F(BudgetShowTest, OtherwiseNothingIsPossible) {
  EXPECT_EQ(Show({}).find("mogelijk"), std::string::npos);
  EXPECT_EQ(Show({"--output", "csv"}).find("possible"), std::string::npos);
}

}  // namespace
}  // namespace dealboek::cli::commands
