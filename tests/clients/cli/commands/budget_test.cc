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
    arguments.insert(arguments.begin(), {"budget", "show"});
    return tests::RunDealboek(arguments, {.variables = {{"DEALBOEK_SERVER", server_.address()},
                                                        {"DEALBOEK_PROGRAMME", "zod"}}})
        .out;
  }

  tests::FakeServer server_;
};

TEST_F(BudgetShowTest, OfADayWhatIsPossiblyAwardedAndReleasedIsShown) {
  EXPECT_EQ(Show({"--by", "pijler", "--valid-on", "2021-06-30"}),
            "budget  toegekend  vrijgevallen  nog gereserveerd  regels  mogelijk toegekend  "
            "mogelijk vrijgevallen\n"
            "werken  € 100.000                                       0            € 50.000  "
            "             € 20.000\n");
  EXPECT_EQ(Show({"--by", "pijler", "--valid-on", "2021-06-30", "--output", "csv"}),
            "title;pijler;tranche;project_label;part;awarded_euro_cents;released_euro_cents;"
            "reserved_euro_cents;award_lines;possible_awarded_euro_cents;"
            "possible_released_euro_cents\n"
            "werken;werken;;;;10000000;;;0;5000000;2000000\n");
}

TEST_F(BudgetShowTest, OtherwiseNothingIsPossible) {
  EXPECT_EQ(Show({"--by", "pijler"}).find("mogelijk"), std::string::npos);
  EXPECT_EQ(Show({"--by", "pijler", "--output", "csv"}).find("possible"), std::string::npos);
}

// What is reserved less what was awarded, and what of that was given back, is what is left.
TEST_F(BudgetShowTest, TheRowOfAReservationAddsUp) {
  server_.get_budget.answer = [](const v1::GetBudgetRequest&, v1::GetBudgetResponse& response) {
    v1::BudgetLine& line = *response.add_lines();
    line.set_title("werken 9 Jobs");
    line.mutable_reservation_total()->set_euro_cents(18'000'000);
    line.mutable_awarded()->set_euro_cents(11'500'000);
    line.mutable_released()->set_euro_cents(1'000'000);
    line.mutable_reserved()->set_euro_cents(7'500'000);
    return grpc::Status::OK;
  };
  EXPECT_EQ(Show({"--by", "reservering"}),
            "budget         reservering  toegekend  vrijgevallen  nog gereserveerd\n"
            "werken 9 Jobs    € 180.000  € 115.000      € 10.000          € 75.000\n");
}

}  // namespace
}  // namespace dealboek::cli::commands
