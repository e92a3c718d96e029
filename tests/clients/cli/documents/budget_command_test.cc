#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "gtest/gtest.h"

#include "tests/clients/cli/command_line.h"
#include "tests/clients/cli/fake_server.h"

namespace dealboek::cli::documents {
namespace {

TEST(BudgetExplainTest, AFactOfNoProjectIsNamedByItsTranche) {
  tests::FakeServer server;
  server.explain_amount.answer = [](const v1::ExplainAmountRequest&,
                                    v1::ExplainAmountResponse& response) {
    response.set_title("tranche 4: vrij");
    response.mutable_amount()->set_euro_cents(100'000'000);
    v1::Posting& ceiling = *response.add_postings();
    ceiling.set_position(12);
    ceiling.set_tranche(4);
    ceiling.mutable_amount()->set_euro_cents(100'000'000);
    ceiling.mutable_decided_on()->set_year(2021);
    return grpc::Status::OK;
  };
  const tests::Ended ended = tests::RunDealboek(
      {"budget", "explain", "--tranche", "4", "--measure", "vrij"},
      {.variables = {{"DEALBOEK_SERVER", server.address()}, {"DEALBOEK_PROGRAMME", "zod"}}});
  EXPECT_NE(ended.out.find("\n€ 1.000.000  tranche 4, besloten 2021 (positie 12)\n"),
            std::string::npos)
      << ended.out;
}

TEST(BudgetExplainTest, AllPagesAreTakenAndWhatIsOnlyPossibleIsSaid) {
  tests::FakeServer server;
  server.explain_amount.answer = [](const v1::ExplainAmountRequest& request,
                                    v1::ExplainAmountResponse& response) {
    response.set_title("werken-2: toegekend");
    response.mutable_amount()->set_euro_cents(30'000'000);
    response.mutable_possible_amount()->set_euro_cents(5'000'000);
    v1::Posting& posting = *response.add_postings();
    posting.set_tranche(4);
    const bool first = request.page_token().empty();
    posting.set_position(first ? 12 : 13);
    posting.mutable_amount()->set_euro_cents(first ? 10'000'000 : 20'000'000);
    if (first) {
      response.set_next_page_token("more");
    } else {
      v1::Posting& possible = *response.add_postings();
      possible.set_tranche(3);
      possible.set_position(11);
      possible.set_possible(true);
      possible.mutable_amount()->set_euro_cents(5'000'000);
    }
    return grpc::Status::OK;
  };
  const std::string out =
      tests::RunDealboek(
          {"budget", "explain", "--project", "werken-2", "--valid-on", "2020-06-01"},
          {.variables = {{"DEALBOEK_SERVER", server.address()}, {"DEALBOEK_PROGRAMME", "zod"}}})
          .out;
  EXPECT_EQ(out.find("werken-2: toegekend: € 300.000\n"
                     "Mogelijk ook € 50.000: of dat op die dag gold is niet zeker, en het is niet "
                     "meegeteld.\n"),
            0)
      << out;
  EXPECT_NE(out.find("(positie 12)"), std::string::npos);
  EXPECT_NE(out.find("(positie 13)"), std::string::npos);
  EXPECT_NE(out.find("\nmogelijk € 50.000  tranche 3 (positie 11)\n"), std::string::npos) << out;
}

TEST(BudgetExplainTest, WhatIsPossibleIsUnknownOnlyWhereAnAmountIs) {
  constexpr int64_t kUnknown = -1;
  struct Row {
    std::vector<int64_t> possible;  // the postings; kUnknown: without an amount
    std::optional<int64_t> sum;     // as the server says it
    std::string said;
  };
  const std::vector<Row> rows = {{{}, std::nullopt, ""},
                                 {{}, 0, ""},
                                 {{5'000}, 5'000, "€ 50"},
                                 {{5'000, -5'000}, std::nullopt, "posten die samen € 0 zijn"},
                                 {{5'000, -5'000}, 0, "posten die samen € 0 zijn"},
                                 {{kUnknown}, std::nullopt, "een onbekend bedrag"},
                                 {{5'000, kUnknown}, 5'000, "€ 50 en een onbekend bedrag"}};
  for (const Row& row : rows) {
    tests::FakeServer server;
    server.explain_amount.answer = [&](const v1::ExplainAmountRequest&,
                                       v1::ExplainAmountResponse& response) {
      response.set_title("werken-2: toegekend");
      response.mutable_amount()->set_euro_cents(100'000);
      if (row.sum.has_value()) response.mutable_possible_amount()->set_euro_cents(*row.sum);
      for (int64_t cents : row.possible) {
        v1::Posting& posting = *response.add_postings();
        posting.set_possible(true);
        if (cents != kUnknown) posting.mutable_amount()->set_euro_cents(cents);
      }
      return grpc::Status::OK;
    };
    const std::string out =
        tests::RunDealboek(
            {"budget", "explain", "--project", "werken-2", "--valid-on", "2020-06-01"},
            {.variables = {{"DEALBOEK_SERVER", server.address()}, {"DEALBOEK_PROGRAMME", "zod"}}})
            .out;
    const std::string line =
        row.said.empty() ? ""
                         : "Mogelijk ook " + row.said +
                               ": of dat op die dag gold is niet zeker, en het is niet meegeteld.";
    const size_t at = out.find("Mogelijk ook");
    EXPECT_EQ(at == std::string::npos ? "" : out.substr(at, out.find('\n', at) - at), line);
  }
}

// "geen reservering" would say that there is none.
TEST(BudgetExplainTest, WhatThereMayBeIsNotToldAsNone) {
  tests::FakeServer server;
  bool perhaps = false;
  server.explain_amount.answer = [&](const v1::ExplainAmountRequest&,
                                     v1::ExplainAmountResponse& response) {
    response.set_title("werken-16");
    if (!perhaps) return grpc::Status::OK;
    response.mutable_possible_amount()->set_euro_cents(5'000);
    v1::Posting& posting = *response.add_postings();
    posting.set_possible(true);
    posting.mutable_amount()->set_euro_cents(5'000);
    return grpc::Status::OK;
  };
  const auto explain = [&] {
    return tests::RunDealboek(
               {"budget", "explain", "--project", "werken-16", "--measure", "reservering"},
               {.variables = {{"DEALBOEK_SERVER", server.address()},
                              {"DEALBOEK_PROGRAMME", "zod"}}})
        .out;
  };
  EXPECT_NE(explain().find("werken-16: geen reservering\n"), std::string::npos) << explain();
  perhaps = true;
  EXPECT_NE(explain().find("werken-16: niets dat zeker is\nMogelijk ook € 50: "), std::string::npos)
      << explain();
}

TEST(BudgetExplainTest, WhatANameSaysIsNotSaidAgain) {
  tests::FakeServer server;
  server.explain_amount.answer = [](const v1::ExplainAmountRequest&,
                                    v1::ExplainAmountResponse& response) {
    const auto step = [](v1::RouteStep& step, const char* by, const char* function) {
      step.set_position(7);
      step.set_by(by);
      step.set_function(function);
    };
    v1::Route& route = *response.add_postings()->mutable_route();
    route.set_kind(v1::ROUTE_KIND_DECIDED);
    step(*route.add_endorsed(), "vakbestuurder wonen", "vakbestuurder");
    step(*route.add_endorsed(), "An", "wethouder");
    return grpc::Status::OK;
  };
  const std::string out =
      tests::RunDealboek(
          {"budget", "explain", "--project", "wonen-2.4"},
          {.variables = {{"DEALBOEK_SERVER", server.address()}, {"DEALBOEK_PROGRAMME", "zod"}}})
          .out;
  EXPECT_NE(out.find("voorgedragen door vakbestuurder wonen, positie 7\n"), std::string::npos);
  EXPECT_NE(out.find("voorgedragen door An (wethouder), positie 7\n"), std::string::npos) << out;
}

class BudgetCompareTest : public ::testing::Test {
 protected:
  BudgetCompareTest() {
    server_.compare_budgets.answer = [](const v1::CompareBudgetsRequest& request,
                                        v1::CompareBudgetsResponse& response) {
      response.mutable_from()->set_position(7);
      *response.mutable_from()->mutable_valid_on() = request.from().valid_on();
      response.mutable_to()->set_position(9);
      *response.mutable_to()->mutable_valid_on() = request.to().valid_on();
      v1::BudgetChange& change = *response.add_changes();
      change.set_title("tranche 5");
      change.mutable_before()->mutable_awarded()->set_euro_cents(10'000'000);
      change.mutable_before()->mutable_possible_awarded()->set_euro_cents(5'000'000);
      change.mutable_after()->mutable_awarded()->set_euro_cents(15'000'000);
      change.mutable_after()->mutable_possible_awarded()->set_euro_cents(0);
      change.mutable_before()->mutable_possible_released()->set_euro_cents(0);
      change.mutable_after()->mutable_possible_released()->set_euro_cents(2'000'000);
      change.add_positions(8);
      return grpc::Status::OK;
    };
  }

  tests::Ended Compare(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {"budget", "compare", "--by", "tranche"});
    return tests::RunDealboek(arguments, {.variables = {{"DEALBOEK_SERVER", server_.address()},
                                                        {"DEALBOEK_PROGRAMME", "zod"}}});
  }
  const v1::CompareBudgetsRequest& asked() const { return server_.compare_budgets.asked; }

  tests::FakeServer server_;
};

TEST_F(BudgetCompareTest, OnOneDayBothPointsCountTheMoneyOfThatDay) {
  const tests::Ended ended = Compare({"--from", "7", "--valid-on", "2021-06-30"});
  EXPECT_EQ(ended.code, 0) << ended.err;
  EXPECT_EQ(asked().from().position(), 7);
  EXPECT_EQ(asked().to().as_of_case(), v1::ReadAt::AS_OF_NOT_SET);
  for (const v1::ReadAt& at : {asked().from(), asked().to()}) {
    EXPECT_EQ(at.valid_on().year(), 2021);
    EXPECT_EQ(at.valid_on().day(), 30);
  }
  EXPECT_EQ(ended.out,
            "budget     toegekend eerst     daarna  mogelijk toegekend eerst  daarna  "
            "mogelijk vrijgevallen eerst    daarna  verschil toegekend  door posities\n"
            "tranche 5        € 100.000  € 150.000                  € 50.000     € 0  "
            "                        € 0  € 20.000            € 50.000  8\n");
  EXPECT_EQ(ended.err,
            "Eerst: positie 7, geldig op 30 juni 2021. Daarna: positie 9, geldig op 30 juni "
            "2021.\n");
}

TEST_F(BudgetCompareTest, TwoDaysOfOneStateOfTheBookAreCompared) {
  Compare({"--from-valid-on", "2020-12-31", "--valid-on", "2021-06-30", "--to", "9"});
  EXPECT_EQ(asked().from().position(), 9);
  EXPECT_EQ(asked().to().position(), 9);
  EXPECT_EQ(asked().from().valid_on().year(), 2020);
  EXPECT_EQ(asked().to().valid_on().year(), 2021);
}

TEST_F(BudgetCompareTest, WithoutASecondPointNothingIsAsked) {
  EXPECT_EQ(Compare({}).code, 2);
  EXPECT_EQ(Compare({"--valid-on", "2021-06-30"}).code, 2);
  EXPECT_EQ(Compare({"--from-valid-on", "2020-12-31"}).code, 2);
  const tests::Ended ended = Compare({"--from-valid-on", "2020-12", "--valid-on", "2021-06-30"});
  EXPECT_EQ(ended.err.find("Verkeerd gebruik: --from-valid-on: geef een hele dag"), 0) << ended.err;
  EXPECT_EQ(server_.compare_budgets.calls, 0);
}

TEST_F(BudgetCompareTest, TheCsvHasEveryAmount) {
  const std::string csv = Compare({"--from", "7", "--output", "csv"}).out;
  EXPECT_EQ(
      csv.substr(0, csv.find('\n')),
      "title;ceiling_before_euro_cents;ceiling_after_euro_cents;awarded_before_euro_cents;"
      "awarded_after_euro_cents;released_before_euro_cents;released_after_euro_cents;"
      "reservation_total_before_euro_cents;reservation_total_after_euro_cents;"
      "reserved_before_euro_cents;reserved_after_euro_cents;free_before_euro_cents;"
      "free_after_euro_cents;contributed_in_before_euro_cents;contributed_in_after_euro_cents;"
      "contributed_out_before_euro_cents;contributed_out_after_euro_cents;"
      "difference_euro_cents;positions");
}

}  // namespace
}  // namespace dealboek::cli::documents
