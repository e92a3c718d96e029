#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include <gtest/gtest.h>

#include "dealboek/v1/budget_service.pb.h"
#include "tests/services/api/wire.h"

namespace dealboek::api {
namespace {

namespace pb = dealboek::v1;

const std::string kParent = "parent: 'programmes/zod' ";

pb::GetBudgetResponse Budget(Wire& wire, const std::string& request) {
  return wire.Do("lezer", "GetBudget", kParent + request).As<pb::GetBudgetResponse>();
}

TEST(BudgetServiceTest, LinesOfEachGroupingAndTheirTotal) {
  Wire wire;
  Confirmed(wire);
  const auto tranches = Budget(wire, "grouping: BUDGET_GROUPING_TRANCHE");
  ASSERT_GE(tranches.lines_size(), 3);
  EXPECT_EQ(tranches.lines(0).awarded().euro_cents(), 14'000'000);
  EXPECT_FALSE(tranches.lines(0).has_ceiling()) << "no ceiling, not zero";
  EXPECT_EQ(tranches.lines(1).free().euro_cents(), 95'000'000);
  EXPECT_EQ(tranches.total().awarded().euro_cents(), 22'000'000);
  EXPECT_EQ(tranches.total().reserved().euro_cents(), 15'000'000);
  const auto pijlers = Budget(wire, "grouping: BUDGET_GROUPING_PIJLER");
  ASSERT_EQ(pijlers.lines_size(), 2);
  EXPECT_EQ(pijlers.lines(0).awarded().euro_cents(), 18'000'000);
  const auto cells = Budget(wire, "grouping: BUDGET_GROUPING_CELL scope { project: 'wonen-2.4' }");
  ASSERT_EQ(cells.lines_size(), 1);
  EXPECT_EQ(cells.lines(0).scope().project(), "p3");
  EXPECT_EQ(cells.lines(0).scope().part(), "Emmerhout");
  EXPECT_EQ(cells.total().awarded().euro_cents(), 4'000'000);
}

TEST(BudgetServiceTest, EveryPositionAnswersAsItDidThen) {
  Wire wire;
  Met(wire);
  const auto before = static_cast<int64_t>(wire.Head());
  const std::string then =
      Budget(wire, "grouping: BUDGET_GROUPING_PROJECT").lines(0).SerializeAsString();
  wire.Do("secretaris", "RecordDecision",
          "name: 'programmes/zod/meetings/2021-1' item: 'item-1' outcome: OUTCOME_RATIFIED "
          "version_seen: 1");
  wire.Do("voorzitter", "ConfirmDecisionList",
          "name: 'programmes/zod/meetings/2021-1' version_seen: 1");
  const auto head = static_cast<int64_t>(wire.Head());
  const auto at = [&](int64_t position) {
    return Budget(
        wire, absl::StrCat("grouping: BUDGET_GROUPING_PROJECT at { position: ", position, " }"));
  };
  EXPECT_EQ(at(before).lines(0).SerializeAsString(), then);
  EXPECT_EQ(at(before).true_at().position(), before);
  EXPECT_EQ(at(head).lines(0).awarded().euro_cents(), 13'000'000);
  // Inside the command that confirmed the list: the end of the command before it.
  for (int64_t position = before + 1; position < head; ++position) {
    EXPECT_EQ(at(position).lines(0).SerializeAsString(), then);
    EXPECT_EQ(at(position).true_at().position(), before + 1);
  }
}

TEST(BudgetServiceTest, ValidOnTellsCertainFromPossible) {
  Wire wire;
  BeginDeal(wire);
  const auto on = [&](const std::string& date) {
    return Budget(wire,
                  "grouping: BUDGET_GROUPING_PROJECT scope { project: 'p2' } "
                  "at { valid_on { " +
                      date + " } }")
        .total();
  };
  EXPECT_EQ(on("year: 2020 month: 6 day: 1").awarded().euro_cents(), 0);
  EXPECT_EQ(on("year: 2020 month: 6 day: 1").possible_awarded().euro_cents(), 5'000'000);
  EXPECT_EQ(on("year: 2020 month: 12 day: 31").awarded().euro_cents(), 5'000'000);
  EXPECT_EQ(on("year: 2019 month: 12 day: 31").possible_awarded().euro_cents(), 0);
}

TEST(BudgetServiceTest, AnAmountIsExplainedByItsEventsAndTheirRoute) {
  Wire wire;
  Confirmed(wire);
  const Reply reply = wire.Do("lezer", "ExplainAmount",
                              kParent +
                                  "scope { project: 'werken-1' } "
                                  "measure: BUDGET_MEASURE_AWARDED");
  const auto& explained = reply.As<pb::ExplainAmountResponse>();
  EXPECT_EQ(explained.amount().euro_cents(), 13'000'000);
  ASSERT_EQ(explained.postings_size(), 2);
  int64_t sum = 0;
  for (const pb::Posting& posting : explained.postings()) sum += posting.amount().euro_cents();
  EXPECT_EQ(sum, explained.amount().euro_cents());
  const pb::Route& history = explained.postings(0).route();
  EXPECT_EQ(history.kind(), pb::ROUTE_KIND_NOT_RECORDED);
  EXPECT_EQ(history.source().document(), "UP");
  const pb::Route& decided = explained.postings(1).route();
  EXPECT_EQ(decided.kind(), pb::ROUTE_KIND_DECIDED);
  EXPECT_EQ(decided.meeting(), "2021-1");
  EXPECT_EQ(decided.proposal(), "2021-001");
  EXPECT_EQ(decided.submitted().by(), "team-werken (nagespeeld)");
  ASSERT_EQ(decided.endorsed_size(), 2);
  EXPECT_EQ(decided.endorsed(1).by(), "carla (nagespeeld)");
  EXPECT_EQ(decided.confirmed().by(), "voorzitter (nagespeeld)");
  EXPECT_NE(explained.title(), "");
}

// Takes the item of Met through to its award of 30.000 in tranche 5.
void Ratify(Wire& wire) {
  wire.Do("secretaris", "RecordDecision",
          "name: 'programmes/zod/meetings/2021-1' item: 'item-1' outcome: OUTCOME_RATIFIED "
          "version_seen: 1");
  wire.Do("voorzitter", "ConfirmDecisionList",
          "name: 'programmes/zod/meetings/2021-1' version_seen: 1");
}

std::string NextOf(const std::string& token) { return absl::StrCat(" page_token: '", token, "'"); }

TEST(BudgetServiceTest, PagesOfAnExplanationAreOneWhateverIsWrittenMeanwhile) {
  Wire wire;
  Met(wire);
  const auto explain = [&](const std::string& more) {
    return wire.Do("lezer", "ExplainAmount", kParent + "measure: BUDGET_MEASURE_AWARDED" + more)
        .As<pb::ExplainAmountResponse>();
  };
  const auto whole = explain("");
  ASSERT_GE(whole.postings_size(), 3);
  EXPECT_EQ(whole.next_page_token(), "");

  pb::ExplainAmountResponse page = explain(" page_size: 2");
  ASSERT_EQ(page.postings_size(), 2);
  Ratify(wire);
  EXPECT_EQ(explain("").postings_size(), whole.postings_size() + 1);
  std::vector<std::string> paged;
  while (true) {
    EXPECT_EQ(page.amount().euro_cents(), whole.amount().euro_cents());
    EXPECT_EQ(page.true_at().position(), whole.true_at().position());
    for (const pb::Posting& posting : page.postings()) paged.push_back(posting.DebugString());
    if (page.next_page_token().empty()) break;
    page = explain(" page_size: 2" + NextOf(page.next_page_token()));
    ASSERT_LE(paged.size(), 20u);
  }
  std::vector<std::string> at_once;
  for (const pb::Posting& posting : whole.postings()) at_once.push_back(posting.DebugString());
  EXPECT_EQ(paged, at_once);
}

TEST(BudgetServiceTest, PagesOfAComparisonAreOfTheTwoPointsFirstRead) {
  Wire wire;
  Met(wire);
  const auto before = wire.Head();
  Ratify(wire);
  const auto compare = [&](const std::string& more) {
    return wire.Do("lezer", "CompareBudgets", kParent + more).As<pb::CompareBudgetsResponse>();
  };
  const std::string from = absl::StrCat("from { position: ", before, " }");
  const auto whole = compare(from);
  ASSERT_GE(whole.changes_size(), 3);
  EXPECT_EQ(whole.next_page_token(), "");
  pb::CompareBudgetsResponse page = compare(from + " page_size: 1");
  int changes = 0;
  while (true) {
    ASSERT_LT(changes, whole.changes_size());
    ASSERT_EQ(page.changes_size(), 1);
    EXPECT_EQ(page.changes(0).DebugString(), whole.changes(changes).DebugString());
    ++changes;
    if (page.next_page_token().empty()) break;
    page = compare(from + " page_size: 1" + NextOf(page.next_page_token()));
  }
  EXPECT_EQ(changes, whole.changes_size());
}

// Both points are "now": the next page's now is a later one, and is not asked.
TEST(BudgetServiceTest, ALaterPageOfAComparisonReadsTheEarlierPointWhereTheFirstDid) {
  Wire wire;
  Met(wire);
  const std::string days =
      "from { valid_on { year: 2018 month: 12 day: 31 } } "
      "to { valid_on { year: 2021 month: 12 day: 31 } } page_size: 1";
  const auto first =
      wire.Do("lezer", "CompareBudgets", kParent + days).As<pb::CompareBudgetsResponse>();
  ASSERT_NE(first.next_page_token(), "");
  Ratify(wire);
  const auto second =
      wire.Do("lezer", "CompareBudgets", kParent + days + NextOf(first.next_page_token()))
          .As<pb::CompareBudgetsResponse>();
  EXPECT_EQ(second.changes_size(), 1);
  EXPECT_EQ(second.from().position(), first.from().position());
  EXPECT_EQ(second.to().position(), first.to().position());
}

TEST(BudgetServiceTest, AnExplanationSaysWhatIsOnlyPossibleOnTheDay) {
  Wire wire;
  BeginDeal(wire);
  const auto on = [&](const std::string& date) {
    return wire
        .Do("lezer", "ExplainAmount",
            kParent + "scope { project: 'p2' } measure: BUDGET_MEASURE_AWARDED at { valid_on { " +
                date + " } }")
        .As<pb::ExplainAmountResponse>();
  };
  const auto during = on("year: 2020 month: 6 day: 1");
  EXPECT_EQ(during.amount().euro_cents(), 0);
  EXPECT_EQ(during.possible_amount().euro_cents(), 5'000'000);
  ASSERT_EQ(during.postings_size(), 1);
  EXPECT_TRUE(during.postings(0).possible());
  EXPECT_EQ(during.postings(0).amount().euro_cents(), 5'000'000);
  EXPECT_EQ(during.postings(0).route().kind(), pb::ROUTE_KIND_NOT_RECORDED);
  const auto after = on("year: 2020 month: 12 day: 31");
  EXPECT_EQ(after.amount().euro_cents(), 5'000'000);
  EXPECT_FALSE(after.has_possible_amount());
  ASSERT_EQ(after.postings_size(), 1);
  EXPECT_FALSE(after.postings(0).possible());
}

TEST(BudgetServiceTest, AnUnknownContributionMayBeOnlyPossible) {
  Wire wire;
  BeginDeal(wire);
  const auto on = [&](const std::string& date) {
    return wire
        .Do("lezer", "ExplainAmount",
            kParent +
                "scope { project: 'werken-3' } measure: BUDGET_MEASURE_CONTRIBUTED_IN "
                "at { valid_on { " +
                date + " } }")
        .As<pb::ExplainAmountResponse>();
  };
  const auto whole = on("year: 2100 month: 1 day: 1");
  ASSERT_EQ(whole.postings_size(), 1);
  const auto& decided_on = whole.postings(0).decided_on();
  ASSERT_NE(decided_on.year(), 0);
  ASSERT_EQ(decided_on.day(), 0) << "to show what is possible";
  const auto within = on(absl::StrCat("year: ", decided_on.year(),
                                      " month: ", std::max(decided_on.month(), 1), " day: 1"));
  ASSERT_EQ(within.postings_size(), 1);
  EXPECT_TRUE(within.postings(0).possible());
  EXPECT_FALSE(within.postings(0).has_amount());
  EXPECT_FALSE(within.has_possible_amount()) << "how much is not known";
  // Nor does the budget tell it as zero.
  const Reply lines = wire.Do(
      "lezer", "GetBudget",
      absl::StrCat(kParent, "grouping: BUDGET_GROUPING_PROJECT scope { project: 'werken-3' } ",
                   "at { valid_on { year: ", decided_on.year(),
                   " month: ", std::max(decided_on.month(), 1), " day: 1 } }"));
  const auto& budget = lines.As<pb::GetBudgetResponse>();
  EXPECT_EQ(budget.total().possible_unknown_contributions_in(), 1);
  EXPECT_EQ(budget.total().unknown_contributions_in(), 0);
}

TEST(BudgetServiceTest, AnUnknownAmountIsAbsent) {
  Wire wire;
  BeginDeal(wire);
  const Reply reply = wire.Do("lezer", "ExplainAmount",
                              kParent +
                                  "scope { project: 'werken-3' } "
                                  "measure: BUDGET_MEASURE_CONTRIBUTED_IN");
  const auto& explained = reply.As<pb::ExplainAmountResponse>();
  EXPECT_FALSE(explained.has_amount());
  ASSERT_EQ(explained.postings_size(), 1);
  EXPECT_FALSE(explained.postings(0).has_amount());
  EXPECT_FALSE(wire.Do("lezer", "ExplainAmount",
                       kParent + "scope { tranche: 1 } measure: BUDGET_MEASURE_FREE")
                   .As<pb::ExplainAmountResponse>()
                   .has_amount())
      << "no ceiling is set";
}

TEST(BudgetServiceTest, TwoPointsAreCompared) {
  Wire wire;
  Met(wire);
  const auto before = wire.Head();
  wire.Do("secretaris", "RecordDecision",
          "name: 'programmes/zod/meetings/2021-1' item: 'item-1' outcome: OUTCOME_RATIFIED "
          "version_seen: 1");
  wire.Do("voorzitter", "ConfirmDecisionList",
          "name: 'programmes/zod/meetings/2021-1' version_seen: 1");
  const Reply reply = wire.Do(
      "lezer", "CompareBudgets",
      absl::StrCat(kParent, "from { position: ", before, " } grouping: BUDGET_GROUPING_TRANCHE"));
  const auto& compared = reply.As<pb::CompareBudgetsResponse>();
  EXPECT_EQ(compared.from().position(), static_cast<int64_t>(before));
  ASSERT_EQ(compared.changes_size(), 1);
  EXPECT_EQ(compared.changes(0).scope().tranche(), 5);
  EXPECT_EQ(compared.changes(0).before().awarded().euro_cents(), 0);
  EXPECT_EQ(compared.changes(0).after().awarded().euro_cents(), 3'000'000);
  EXPECT_EQ(compared.changes(0).positions_size(), 1);
  EXPECT_EQ(wire.Send("lezer", "CompareBudgets",
                      absl::StrCat(kParent, "from {} to { position: ", before, " }"))
                .reason,
            "VALUE_OUT_OF_RANGE");
}

TEST(BudgetServiceTest, WhatAScopeNamesMustBeThere) {
  Wire wire;
  BeginDeal(wire);
  const auto reason = [&](const std::string& scope) {
    return wire
        .Send("lezer", "GetBudget",
              kParent + "grouping: BUDGET_GROUPING_PROJECT scope { " + scope + " }")
        .reason;
  };
  EXPECT_EQ(reason("pijler: 'zorg'"), "PIJLER_UNKNOWN");
  EXPECT_EQ(reason("tranche: 9"), "TRANCHE_UNKNOWN");
  EXPECT_EQ(reason("project: 'werken-9'"), "PROJECT_UNKNOWN");
  EXPECT_EQ(reason("project: 'wonen-2.4' part: 'Delftlanden'"), "PART_UNKNOWN");
  EXPECT_EQ(reason("part: 'Norden'"), "FIELD_REQUIRED");
}

}  // namespace
}  // namespace dealboek::api
