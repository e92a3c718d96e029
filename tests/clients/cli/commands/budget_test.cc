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

TEST_F(BudgetShowTest, ACeilingThatThereMayBeIsNotToldAsNone) {
  server_.get_budget.answer = [](const v1::GetBudgetRequest& request,
                                 v1::GetBudgetResponse& response) {
    v1::BudgetLine& line = *response.add_lines();
    line.set_grouping(request.grouping());
    line.set_title("regel");
    line.mutable_possible_ceiling()->set_euro_cents(50'000'000);
    line.mutable_possible_reservation_total()->set_euro_cents(30'000'000);
    return grpc::Status::OK;
  };
  const std::string tranches = Show({"--by", "tranche", "--valid-on", "2021-06-10"});
  EXPECT_EQ(tranches.find("geen plafond"), std::string::npos) << tranches;
  EXPECT_NE(tranches.find("mogelijk plafond"), std::string::npos) << tranches;
  EXPECT_NE(tranches.find("€ 500.000"), std::string::npos) << tranches;
  EXPECT_EQ(tranches.find("€ 300.000"), std::string::npos) << "not of a tranche: " << tranches;
  const std::string projects = Show({"--by", "project", "--valid-on", "2021-06-10"});
  EXPECT_NE(projects.find("mogelijke reservering"), std::string::npos) << projects;
  EXPECT_NE(projects.find("€ 300.000"), std::string::npos) << projects;
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

// What a pijler has of a tranche says nothing of the tranche's ceiling.
TEST_F(BudgetShowTest, NoCeilingIsMissingOfALineThatIsNarrowed) {
  server_.get_budget.answer = [](const v1::GetBudgetRequest& request,
                                 v1::GetBudgetResponse& response) {
    v1::BudgetLine& line = *response.add_lines();
    line.set_grouping(request.grouping());
    *line.mutable_scope() = request.scope();
    line.set_title("regel");
    return grpc::Status::OK;
  };
  struct Row {
    std::vector<std::string> arguments;
    bool whole;
  };
  const Row kRows[] = {
      {{"--by", "tranche"}, true},
      {{"--by", "tranche", "--tranche", "5"}, true},
      {{"--by", "programma"}, true},
      {{"--by", "tranche", "--pijler", "werken"}, false},
      {{"--by", "tranche", "--project", "werken-9"}, false},
      {{"--by", "programma", "--pijler", "werken"}, false},
      {{"--by", "programma", "--project", "wonen-2.4", "--part", "Norden"}, false}};
  for (const Row& row : kRows) {
    const std::string out = Show(row.arguments);
    EXPECT_NE(out.find("plafond"), std::string::npos) << "the column is there";
    EXPECT_EQ(out.find("geen plafond") != std::string::npos, row.whole) << out;
  }
}

// Parts have no more than what was awarded to parts.
TEST_F(BudgetShowTest, WhatIsNotTheSumOfItsLinesIsNoTotal) {
  v1::BudgetLine whole;
  server_.get_budget.answer = [&](const v1::GetBudgetRequest&, v1::GetBudgetResponse& response) {
    for (const char* part : {"Emmerhout", "Norden"}) {
      v1::BudgetLine& line = *response.add_lines();
      line.set_title(part);
      line.mutable_awarded()->set_euro_cents(10'000);
      line.set_award_lines(1);
    }
    *response.mutable_total() = whole;
    return grpc::Status::OK;
  };
  const auto last_line = [&] {
    std::string out = Show({"--by", "onderdeel"});
    out.pop_back();
    return out.substr(out.rfind('\n') + 1);
  };
  whole.set_grouping(v1::BUDGET_GROUPING_PROGRAMME);
  whole.set_title("programma");
  whole.mutable_awarded()->set_euro_cents(20'000);
  whole.set_award_lines(2);
  EXPECT_EQ(last_line(), "totaal         € 200                     2");
  whole.mutable_awarded()->set_euro_cents(50'000);
  whole.set_award_lines(3);
  EXPECT_EQ(last_line(), "hele programma      € 500                     3");
  whole.set_grouping(v1::BUDGET_GROUPING_PIJLER);
  whole.set_title("Wonen");
  EXPECT_EQ(last_line(), "Wonen als geheel      € 500                     3");
}

class BudgetPreviewTest : public ::testing::Test {
 protected:
  BudgetPreviewTest() {
    server_.preview_decisions.answer = [](const v1::PreviewDecisionsRequest&,
                                          v1::PreviewDecisionsResponse&) {
      return grpc::Status::OK;
    };
  }

  tests::Ended Preview(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {"budget", "preview"});
    return tests::RunDealboek(arguments, {.variables = {{"DEALBOEK_SERVER", server_.address()},
                                                        {"DEALBOEK_PROGRAMME", "zod"}}});
  }

  tests::FakeServer server_;
};

TEST_F(BudgetPreviewTest, ALineOfTheOnlyProposalNeedNotNameIt) {
  EXPECT_EQ(Preview({"2021-001", "--line", "tranche=5,amount=425.000", "--line",
                     "proposal=2021-001,tranche=4,amount=1.000", "--reservation", "500.000"})
                .code,
            0);
  const v1::PreviewDecisionsRequest& asked = server_.preview_decisions.asked;
  ASSERT_EQ(asked.items_size(), 1);
  ASSERT_EQ(asked.items(0).lines_size(), 2);
  EXPECT_EQ(asked.items(0).lines(0).amount().euro_cents(), 42'500'000);
  EXPECT_EQ(asked.items(0).lines(1).tranche(), 4);
  EXPECT_EQ(asked.items(0).reservation_total().euro_cents(), 50'000'000);
}

TEST_F(BudgetPreviewTest, AReservationCanBeLeftOut) {
  EXPECT_EQ(Preview({"2021-001", "--reservation", "geen"}).code, 0);
  const v1::PreviewDecisionsRequest& asked = server_.preview_decisions.asked;
  ASSERT_EQ(asked.items_size(), 1);
  EXPECT_TRUE(asked.items(0).without_reservation());
  EXPECT_FALSE(asked.items(0).has_reservation_total());
}

TEST_F(BudgetPreviewTest, OfSeveralProposalsALineNamesWhoseItIs) {
  EXPECT_EQ(Preview({"2021-001", "2021-002", "2021-003", "--line",
                     "proposal=2021-003,tranche=5,amount=3.000", "--line",
                     "proposal=2021-001,tranche=5,part=Norden,amount=1.000", "--reservation",
                     "proposal=2021-003,amount=9.000"})
                .code,
            0);
  const v1::PreviewDecisionsRequest& asked = server_.preview_decisions.asked;
  ASSERT_EQ(asked.items_size(), 3);
  ASSERT_EQ(asked.items(0).lines_size(), 1);
  EXPECT_EQ(asked.items(0).lines(0).part(), "Norden");
  EXPECT_EQ(asked.items(1).lines_size(), 0) << "as asked";
  EXPECT_FALSE(asked.items(1).has_reservation_total());
  ASSERT_EQ(asked.items(2).lines_size(), 1);
  EXPECT_EQ(asked.items(2).lines(0).amount().euro_cents(), 300'000);
  EXPECT_EQ(asked.items(2).reservation_total().euro_cents(), 900'000);
}

TEST_F(BudgetPreviewTest, AProposalIsNamedOnce) {
  const tests::Ended ended = Preview({"2021-001", "2021-002", "2021-001"});
  EXPECT_EQ(ended.code, 2);
  EXPECT_EQ(ended.err.substr(0, ended.err.find('\n')),
            "Verkeerd gebruik: Voorstel 2021-001 staat er twee keer; noem het één keer.");
  EXPECT_EQ(server_.preview_decisions.calls, 0);
}

v1::BudgetChange& AddChange(v1::BudgetGrouping grouping, const std::string& title, int64_t awarded,
                            v1::PreviewDecisionsResponse& response) {
  v1::BudgetChange& change = *response.add_changes();
  change.set_grouping(grouping);
  change.set_title(title);
  for (v1::BudgetLine* line : {change.mutable_before(), change.mutable_after()}) {
    line->set_grouping(grouping);
    line->mutable_awarded()->set_euro_cents(line == &change.after() ? awarded : 0);
  }
  return change;
}

TEST_F(BudgetPreviewTest, WhatChangesNothingIsSaidInOneSentence) {
  server_.preview_decisions.answer = [](const v1::PreviewDecisionsRequest&,
                                        v1::PreviewDecisionsResponse& response) {
    v1::PreviewVerdict& verdict = *response.add_verdicts();
    verdict.set_proposal("2026-999");
    verdict.set_reason("PROPOSAL_UNKNOWN");
    verdict.set_dutch("Dat voorstel is er niet.");
    AddChange(v1::BUDGET_GROUPING_PROGRAMME, "programma", 0, response);
    return grpc::Status::OK;
  };
  EXPECT_EQ(Preview({"2026-999"}).out,
            "2026-999: kan niet. Dat voorstel is er niet. [PROPOSAL_UNKNOWN]\n\n"
            "Geen budget zou veranderen.\n\nEr is niets vastgelegd.\n");
  const std::string csv = Preview({"2026-999", "--output", "csv"}).out;
  EXPECT_NE(csv.find("\nprogramma;programma;"), std::string::npos) << csv;
}

TEST_F(BudgetPreviewTest, NoCeilingIsMissingWhereThereCanBeNone) {
  server_.preview_decisions.answer = [](const v1::PreviewDecisionsRequest&,
                                        v1::PreviewDecisionsResponse& response) {
    v1::BudgetLine& tranche =
        *AddChange(v1::BUDGET_GROUPING_TRANCHE, "tranche 5", 100, response).mutable_after();
    tranche.mutable_ceiling()->set_euro_cents(500);
    tranche.mutable_free()->set_euro_cents(400);
    AddChange(v1::BUDGET_GROUPING_PIJLER, "werken", 100, response);
    AddChange(v1::BUDGET_GROUPING_PROJECT, "werken 2 Campus", 100, response).clear_before();
    AddChange(v1::BUDGET_GROUPING_RESERVATION, "werken 2 Campus", 100, response);
    return grpc::Status::OK;
  };
  const std::string out = Preview({"2021-001"}).out;
  const std::string kNone = "geen plafond";
  const size_t tranche = out.find("tranche 5");
  const size_t pijler = out.find("werken");
  ASSERT_NE(tranche, std::string::npos) << out;
  EXPECT_NE(out.substr(tranche, pijler - tranche).find(kNone), std::string::npos) << out;
  EXPECT_EQ(out.find(kNone, pijler), std::string::npos) << out;
}

TEST_F(BudgetPreviewTest, AnAmountOfWhichItIsNotClearWhoseItIsIsRefused) {
  const auto refused = [&](const std::vector<std::string>& arguments) {
    const tests::Ended ended = Preview(arguments);
    EXPECT_EQ(ended.code, 2);
    return ended.err.substr(0, ended.err.find('\n'));
  };
  EXPECT_EQ(refused({"2021-001", "2021-002", "--line", "tranche=5,amount=1"}),
            "Verkeerd gebruik: --line: van welk voorstel? Zeg het met proposal=2021-001.");
  EXPECT_EQ(refused({"2021-001", "2021-002", "--reservation", "1.000"}),
            "Verkeerd gebruik: --reservation: van welk voorstel? Zeg het met proposal=2021-001.");
  EXPECT_EQ(
      refused({"2021-001", "--line", "proposal=2021-009,tranche=5,amount=1"}),
      "Verkeerd gebruik: --line: voorstel 2021-009 staat niet bij de voorstellen die u geeft; "
      "zet het erbij.");
  EXPECT_EQ(refused({"2021-001", "--reservation", "1.000", "--reservation", "2.000"}),
            "Verkeerd gebruik: --reservation: voorstel 2021-001 krijgt er al een; geef er één per "
            "voorstel.");
  EXPECT_EQ(
      refused({"--meeting", "2021-1", "--line", "tranche=5,amount=1"}),
      "Verkeerd gebruik: --line gaat over een voorstel; noem het, in plaats van --meeting met "
      "de agenda.");
  EXPECT_EQ(server_.preview_decisions.calls, 0);
}

}  // namespace
}  // namespace dealboek::cli::commands
