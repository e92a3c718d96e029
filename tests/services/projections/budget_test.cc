#include "services/projections/budget.h"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

#include "services/domain/evolve.h"
#include "tests/services/projections/book_builder.h"
#include "tests/services/projections/temporal_check.h"

namespace dealboek::projections {
namespace {

BookBuilder Begun() {
  BookBuilder book;
  book.Programme();
  book.Pijler("werken");
  book.Tranche(5);
  book.Ceiling(5, 1'000 * kEuro);
  book.Project("p1", "werken", "2.4");
  book.Part("p1", "Noord");
  return book;
}

TEST(BudgetTest, EveryGroupingAndMeasureOfTheContractIsKnown) {
  for (int i = v1::BudgetGrouping_MIN; i <= v1::BudgetGrouping_MAX; ++i) {
    const auto grouping = GroupingOf(static_cast<v1::BudgetGrouping>(i));
    EXPECT_EQ(grouping.has_value(), i != v1::BUDGET_GROUPING_UNSPECIFIED) << i;
    if (grouping) {
      EXPECT_EQ(ToProto(*grouping), i);
    }
  }
  for (int i = v1::BudgetMeasure_MIN; i <= v1::BudgetMeasure_MAX; ++i) {
    const auto measure = MeasureOf(static_cast<v1::BudgetMeasure>(i));
    EXPECT_EQ(measure.has_value(), i != v1::BUDGET_MEASURE_UNSPECIFIED) << i;
    if (measure) {
      EXPECT_FALSE(TitleOf(*measure).empty());
    }
  }
  EXPECT_EQ(GroupingOf(static_cast<v1::BudgetGrouping>(99)), std::nullopt);
  EXPECT_EQ(MeasureOf(static_cast<v1::BudgetMeasure>(99)), std::nullopt);
}

TEST(BudgetTest, ScopesGoThereAndBack) {
  Scope scope = InPart("p1", "Noord", 5);
  scope.pijler = "werken";
  EXPECT_EQ(ScopeOf(ToProto(scope)), scope);
  EXPECT_EQ(ScopeOf(ToProto(InPart("p1", ""))), InPart("p1", ""));
}

// Who looks at a day before the one it was taken back on sees it, at whatever position.
TEST(BudgetTest, AReservationThatWasTakenBackIsStillALineOfItsDays) {
  BookBuilder book = Begun();
  book.Project("p2", "werken", "3");
  book.DecidedOn(Day(2020, 1, 10)).Reserve("p1", 900);
  book.DecidedOn(Day(2021, 1, 10)).Reserve("p1", 0);
  book.DecidedOn(Day(2020)).Reserve("p2", 700);
  Ledger ledger;
  book.Fold(ledger);
  const domain::State state = book.StateNow();
  const auto lines_on = [&](const std::optional<base::PartialDate>& day) {
    std::vector<std::string> lines;
    for (const v1::BudgetLine& line :
         MakeLines(ledger, state, Grouping::kReservation, Scope(), book.head(), day)) {
      lines.push_back(absl::StrCat(line.scope().project(), " ",
                                   line.reservation_total().euro_cents(), " ",
                                   line.possible_reservation_total().euro_cents()));
    }
    return lines;
  };
  using Strings = std::vector<std::string>;
  EXPECT_EQ(lines_on(On(2019, 12, 31)), Strings{});
  EXPECT_EQ(lines_on(On(2020, 6, 1)), (Strings{"p1 900 0", "p2 0 700"}));
  EXPECT_EQ(lines_on(On(2021, 6, 1)), (Strings{"p2 700 0"}));
  EXPECT_EQ(lines_on(std::nullopt), (Strings{"p2 700 0"}));
  const auto changes =
      CompareBudgets(ledger, {book.head(), &state, On(2020, 6, 1)},
                     {book.head(), &state, On(2021, 6, 1)}, {Grouping::kReservation});
  ASSERT_EQ(changes.size(), 2u);
  EXPECT_EQ(changes[0].before().reservation_total().euro_cents(), 900);
  EXPECT_FALSE(changes[0].after().has_reservation_total());
}

TEST(BudgetTest, TitlesSayWhatALineIsAbout) {
  const domain::State state = Begun().StateNow();
  EXPECT_EQ(TitleOf(Scope(), state), "programma");
  EXPECT_EQ(TitleOf(InTranche(5), state), "tranche 5");
  EXPECT_EQ(TitleOf(InPijler("werken", 5), state), "werken, tranche 5");
  EXPECT_EQ(TitleOf(InPart("p1", "Noord", 5), state), "werken 2.4 Project 2.4, Noord, tranche 5");
  EXPECT_EQ(TitleOf(InPart("p1", ""), state), "werken 2.4 Project 2.4, zonder onderdeel");
}

TEST(BudgetTest, WhatIsNotThereIsAbsentNotZero) {
  BookBuilder book = Begun();
  book.Award("p1", "", 5, 250 * kEuro);
  Ledger ledger;
  book.Fold(ledger);
  const domain::State state = book.StateNow();
  const v1::BudgetLine tranche =
      MakeLine(ledger, state, Grouping::kTranche, InTranche(5), book.head());
  EXPECT_EQ(tranche.ceiling().euro_cents(), 1'000 * kEuro);
  EXPECT_EQ(tranche.free().euro_cents(), 750 * kEuro);
  EXPECT_FALSE(tranche.has_reserved());
  const v1::BudgetLine project =
      MakeLine(ledger, state, Grouping::kProject, InProject("p1"), book.head());
  EXPECT_EQ(project.project_label(), "werken-2.4");
  EXPECT_EQ(project.award_lines(), 1);
  EXPECT_FALSE(project.has_ceiling());
  EXPECT_FALSE(project.has_free());
  EXPECT_FALSE(project.has_reserved());
  EXPECT_FALSE(project.has_reservation_total());
  EXPECT_EQ(project.awarded().euro_cents(), 250 * kEuro);
}

TEST(BudgetTest, LinesOfADayLeaveOutWhatWasNotDecidedThen) {
  BookBuilder book = Begun();
  book.DecidedOn(Day(2021, 6, 7)).Award("p1", "", 5, 250 * kEuro);
  Ledger ledger;
  book.Fold(ledger);
  const domain::State state = book.StateNow();
  EXPECT_EQ(MakeLines(ledger, state, Grouping::kProject, Scope(), book.head()).size(), 1u);
  EXPECT_EQ(
      MakeLines(ledger, state, Grouping::kProject, Scope(), book.head(), On(2021, 6, 6)).size(),
      0u);
  // Within a month whose day is not known it is possible, and shown.
  book.DecidedOn(Day(2021, 7)).Award("p1", "", 5, 1 * kEuro);
  Ledger later;
  book.Fold(later);
  const auto lines =
      MakeLines(later, book.StateNow(), Grouping::kProject, Scope(), book.head(), On(2021, 7, 15));
  ASSERT_EQ(lines.size(), 1u);
  EXPECT_EQ(lines[0].awarded().euro_cents(), 250 * kEuro);
  EXPECT_EQ(lines[0].possible_awarded().euro_cents(), 1 * kEuro);
}

TEST(BudgetTest, AnOpenTrancheHasALineBeforeItHasMoney) {
  BookBuilder book = Begun();
  book.Award("p1", "", 5, 250 * kEuro);
  book.Tranche(2);
  book.Award("p1", "", 2, 1 * kEuro);
  book.CloseTranche(2);
  book.Tranche(3);
  book.CloseTranche(3);
  book.DecidedOn(Day(2021, 6, 7)).Tranche(6);
  book.Tranche(4);
  Ledger ledger;
  book.Fold(ledger);
  const domain::State state = book.StateNow();
  const auto titles = [&](const Scope& within, auto... valid_on) {
    std::vector<std::string> titles;
    for (const v1::BudgetLine& line :
         MakeLines(ledger, state, Grouping::kTranche, within, book.head(), valid_on...)) {
      titles.push_back(line.title());
    }
    return titles;
  };
  using Titles = std::vector<std::string>;
  EXPECT_EQ(titles(Scope()), (Titles{"tranche 2", "tranche 4", "tranche 5", "tranche 6"}));
  const v1::BudgetLine line =
      MakeLines(ledger, state, Grouping::kTranche, InTranche(6), book.head()).at(0);
  EXPECT_TRUE(line.has_awarded());
  EXPECT_EQ(line.awarded().euro_cents(), 0);
  EXPECT_FALSE(line.has_ceiling());
  // Of a pijler or a project a tranche without its awards tells nothing.
  EXPECT_EQ(titles(InPijler("werken")), (Titles{"werken, tranche 2", "werken, tranche 5"}));
  EXPECT_EQ(titles(InTranche(3)), Titles());
  // Of a day: the ones that were certainly there; one without a date since it was recorded.
  EXPECT_EQ(titles(Scope(), On(2021, 6, 7)).back(), "tranche 6");
  EXPECT_NE(titles(Scope(), On(2021, 6, 6)).back(), "tranche 6");
  const auto has_four = [&](const base::PartialDate& day) {
    const Titles there = titles(Scope(), day);
    return std::find(there.begin(), there.end(), "tranche 4") != there.end();
  };
  EXPECT_TRUE(has_four(On(2021, 1, 1)));
  EXPECT_FALSE(has_four(On(2020, 12, 31)));
}

TEST(BudgetTest, AnOpenTrancheWithoutMoneyIsNoChange) {
  BookBuilder book = Begun();
  const base::Position from = book.head();
  const domain::State before = book.StateNow();
  book.Tranche(6);
  Ledger ledger;
  book.Fold(ledger);
  const domain::State after = book.StateNow();
  EXPECT_TRUE(
      CompareBudgets(ledger, {from, &before, std::nullopt}, {book.head(), &after, std::nullopt})
          .empty());
}

TEST(BudgetTest, AComparisonOfTwoDaysNamesTheEventsBetweenThem) {
  BookBuilder book = Begun();
  const int64_t award = book.DecidedOn(Day(2021, 6, 7)).Award("p1", "", 5, 100 * kEuro);
  Ledger ledger;
  book.Fold(ledger);
  const domain::State state = book.StateNow();
  const std::vector<v1::BudgetChange> changes = CompareBudgets(
      ledger, {book.head(), &state, On(2021, 6, 6)}, {book.head(), &state, On(2021, 6, 7)});
  ASSERT_FALSE(changes.empty());
  for (const v1::BudgetChange& change : changes) {
    ASSERT_EQ(change.positions_size(), 1) << change.title();
    EXPECT_EQ(change.positions(0), award);
  }
}

TEST(BudgetTest, AComparisonNamesWhatChangedAndByWhichEvents) {
  BookBuilder book = Begun();
  book.Award("p1", "", 5, 100 * kEuro);
  const base::Position from = book.head();
  const domain::State before = book.StateNow();
  book.Project("p2", "werken", "1");
  const int64_t award = book.Award("p2", "", 5, 50 * kEuro);
  const int64_t reserve = book.Reserve("p1", 400 * kEuro);
  Ledger ledger;
  book.Fold(ledger);
  const domain::State after = book.StateNow();
  const std::vector<v1::BudgetChange> changes =
      CompareBudgets(ledger, {from, &before, std::nullopt}, {book.head(), &after, std::nullopt});
  std::vector<std::string> titles;
  for (const v1::BudgetChange& change : changes) titles.push_back(change.title());
  EXPECT_EQ(titles,
            (std::vector<std::string>{"programma", "tranche 5", "werken", "werken 1 Project 1",
                                      "werken 2.4 Project 2.4", "werken 2.4 Project 2.4"}));
  EXPECT_EQ(changes[1].before().free().euro_cents(), 900 * kEuro);
  EXPECT_EQ(changes[1].after().free().euro_cents(), 850 * kEuro);
  EXPECT_EQ(changes[1].positions().at(0), award);
  EXPECT_FALSE(changes[3].has_before());  // p2 was not there yet
  EXPECT_EQ(changes[3].after().awarded().euro_cents(), 50 * kEuro);
  EXPECT_EQ(changes[4].positions().at(0), reserve);
  EXPECT_EQ(changes[5].grouping(), v1::BUDGET_GROUPING_RESERVATION);
  EXPECT_TRUE(
      CompareBudgets(ledger, {from, &before, std::nullopt}, {from, &before, std::nullopt}).empty());
  const Grouping only[] = {Grouping::kTranche};
  EXPECT_EQ(CompareBudgets(ledger, {from, &before, std::nullopt},
                           {book.head(), &after, std::nullopt}, only)
                .size(),
            1u);
}

TEST(BudgetTest, APreviewShowsBeforeAndAfterAndChangesNothing) {
  BookBuilder book = Begun();
  book.Award("p1", "", 5, 100 * kEuro);
  Ledger ledger;
  book.Fold(ledger);
  const domain::State state = book.StateNow();
  BookBuilder future = book;
  future.Award("p1", "Noord", 5, 300 * kEuro);
  domain::Preview preview;
  preview.events = {future.events().back()};
  preview.after = future.StateNow();
  const BudgetPoint now{book.head(), &state, std::nullopt};
  const auto changes = CompareWithPreview(ledger, now, preview);
  ASSERT_EQ(changes.size(), 4u);  // programme, tranche, pijler, project
  EXPECT_EQ(changes[1].before().free().euro_cents(), 900 * kEuro);
  EXPECT_EQ(changes[1].after().free().euro_cents(), 600 * kEuro);
  EXPECT_TRUE(changes[1].positions().empty());
  EXPECT_EQ(ledger.At(InTranche(5), book.head()).free, 900 * kEuro);

  // As of earlier: what came later in the real book is not in the preview.
  book.Award("p1", "", 5, 500 * kEuro);
  Ledger later;
  book.Fold(later);
  const auto again = CompareWithPreview(later, now, preview);
  ASSERT_EQ(again.size(), 4u);
  EXPECT_EQ(again[1].after().free().euro_cents(), 600 * kEuro);

  // Nothing would change: the programme's line shows that.
  domain::Preview nothing;
  nothing.after = state;
  const auto same = CompareWithPreview(ledger, now, nothing);
  ASSERT_EQ(same.size(), 1u);
  EXPECT_EQ(same[0].before().ShortDebugString(), same[0].after().ShortDebugString());
}

}  // namespace
}  // namespace dealboek::projections
