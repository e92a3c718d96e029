#include "services/api/valid_on.h"

#include <optional>
#include <tuple>
#include <vector>

#include "gtest/gtest.h"

#include "services/api/render_programme.h"
#include "tests/services/api/valid_on_check.h"
#include "tests/services/projections/book_builder.h"
#include "tests/services/projections/rich_book.h"
#include "tests/services/projections/temporal_check.h"

namespace dealboek::api {
namespace {

using projections::BookBuilder;
using projections::Day;
using projections::kEuro;
using projections::On;

// Of 10 January: 50,000 awarded under a reservation of 100,000. On 1 June the award is put right to
// 200,000, which counts from January, under 300,000, which counts from June.
BookBuilder Outgrown() {
  BookBuilder book;
  book.Programme();
  book.Pijler("werken");
  book.DecidedOn(Day(2020, 1, 1)).Tranche(1, 1'000'000 * kEuro);
  book.DecidedOn(Day(2020, 1, 1)).Ceiling(0, 1'000'000 * kEuro);
  book.Project("p1", "werken", "1");
  book.DecidedOn(Day(2021, 1, 10)).Reserve("p1", 100'000 * kEuro);
  const int64_t award = book.DecidedOn(Day(2021, 1, 10)).Award("p1", "", 1, 50'000 * kEuro);
  book.Begin();
  book.DecidedOn(Day(2021, 6, 1)).Reserve("p1", 300'000 * kEuro);
  book.DecidedOn(Day(2021, 6, 1)).CorrectAward(award, "p1", "", 1, 50'000 * kEuro, 200'000 * kEuro);
  book.End();
  return book;
}

v1::Project ShownOn(const projections::Views& views, const base::PartialDate& day) {
  WantedPoint wanted;
  wanted.valid_on = day;
  const Point point = FindPoint(views, wanted, 0).value();
  const auto state = MoneyValidOn(point, views.ledger());
  v1::Project shown =
      RenderProject(*state, *state->FindProject("p1"), projections::GivenContributions(*state));
  AddPossibleAwards(point, views.ledger(), *point.state->FindProject("p1"), shown);
  return shown;
}

TEST(ValidOnTest, NothingIsLeftOfAReservationThatWasRaisedAfterTheDay) {
  const BookBuilder book = Outgrown();
  projections::Views views;
  book.Fold(views);
  const auto project_on = [&](const base::PartialDate& day) {
    WantedPoint wanted;
    wanted.valid_on = day;
    const Point point = FindPoint(views, wanted, 0).value();
    const auto state = MoneyValidOn(point, views.ledger());
    return RenderProject(*state, *state->FindProject("p1"),
                         projections::GivenContributions(*state));
  };
  const v1::Project march = project_on(On(2021, 3, 1));
  EXPECT_EQ(march.awarded().euro_cents(), 200'000 * kEuro);
  EXPECT_EQ(march.reservation().total().euro_cents(), 100'000 * kEuro);
  EXPECT_EQ(march.reservation().left().euro_cents(), 0);
  EXPECT_EQ(project_on(On(2021, 6, 1)).reservation().left().euro_cents(), 100'000 * kEuro);
}

TEST(ValidOnTest, AContributionThatWasPutRightIsThereFromItsOwnDay) {
  BookBuilder book;
  book.Programme();
  book.Pijler("werken");
  book.Tranche(1);
  book.Project("p1", "werken", "1");
  book.Project("p2", "werken", "2");
  book.DecidedOn(Day(2020, 1, 10)).Award("p1", "", 1, 70'000 * kEuro);
  const int64_t at = book.DecidedOn(Day(2020)).Contribute("p2", "p1", 1, std::nullopt);
  book.DecidedOn(Day(2021, 6, 1))
      .CorrectContribution(at, "p2", "p1", 1, std::nullopt, 20'000 * kEuro);
  book.DecidedOn(Day(2021, 7, 1))
      .CorrectContribution(at, "p2", "p1", 1, 20'000 * kEuro, 30'000 * kEuro);
  projections::Views views;
  book.Fold(views);
  const auto received_on = [&](const base::PartialDate& day) {
    WantedPoint wanted;
    wanted.valid_on = day;
    const Point point = FindPoint(views, wanted, 0).value();
    const auto state = MoneyValidOn(point, views.ledger());
    v1::Project shown =
        RenderProject(*state, *state->FindProject("p2"), projections::GivenContributions(*state));
    MarkPossible(point, views.ledger(), "p2", *shown.mutable_contributions());
    return shown.contributions();
  };
  EXPECT_TRUE(received_on(On(2019, 12, 31)).empty());
  ASSERT_EQ(received_on(On(2020, 6, 15)).size(), 1);
  EXPECT_TRUE(received_on(On(2020, 6, 15))[0].possible());
  for (const base::PartialDate& day : {On(2020, 12, 31), On(2021, 6, 30), On(2022, 1, 1)}) {
    ASSERT_EQ(received_on(day).size(), 1) << day;
    EXPECT_FALSE(received_on(day)[0].possible()) << day;
    EXPECT_EQ(received_on(day)[0].amount().euro_cents(), 30'000 * kEuro) << day;
  }
}

TEST(ValidOnTest, OfAReservationWhatIsCertainAndWhatThereMayBe) {
  BookBuilder book;
  book.Programme();
  book.Pijler("werken");
  book.Project("p1", "werken", "1");
  const int64_t first = book.DecidedOn(Day(2020)).Reserve("p1", 30'000 * kEuro);
  book.DecidedOn(Day(2021)).Reserve("p1", 50'000 * kEuro);
  projections::Views views;
  book.Fold(views);
  const auto reservation_on = [&](const base::PartialDate& day) {
    WantedPoint wanted;
    wanted.valid_on = day;
    const Point point = FindPoint(views, wanted, 0).value();
    v1::Edition edition =
        projections::MakeEdition(*MoneyValidOn(point, views.ledger()), {}, &views.ledger(), day);
    MarkPossible(point, views.ledger(), edition);
    return edition.tables(0).notes().empty() ? v1::ProjectReservation()
                                             : edition.tables(0).notes(0).reservation();
  };
  EXPECT_EQ(reservation_on(On(2019, 12, 31)).ByteSizeLong(), 0u) << "not even possible";
  const v1::ProjectReservation perhaps = reservation_on(On(2020, 6, 15));
  EXPECT_FALSE(perhaps.has_total());
  EXPECT_FALSE(perhaps.has_left());
  EXPECT_EQ(perhaps.possible_total().euro_cents(), 30'000 * kEuro);
  EXPECT_EQ(perhaps.position(), first);
  const v1::ProjectReservation more = reservation_on(On(2021, 6, 15));
  EXPECT_EQ(more.total().euro_cents(), 30'000 * kEuro);
  EXPECT_EQ(more.possible_total().euro_cents(), 50'000 * kEuro);
  EXPECT_EQ(more.position(), first) << "of the one that is certain";
  const v1::ProjectReservation after = reservation_on(On(2022, 1, 1));
  EXPECT_EQ(after.total().euro_cents(), 50'000 * kEuro);
  EXPECT_FALSE(after.has_possible_total());
}

TEST(ValidOnTest, ALabelThatAPossibleAwardWouldChangeIsNotCertain) {
  BookBuilder book;
  book.Programme();
  book.Pijler("werken");
  book.Tranche(1);
  book.Tranche(2);
  book.Project("p1", "werken", "1");
  book.DecidedOn(Day(2020)).Award("p1", "", 1, 70'000 * kEuro);
  book.DecidedOn(Day(2020, 3, 1)).Award("p1", "", 2, 10'000 * kEuro);
  projections::Views views;
  book.Fold(views);
  const auto edition_on = [&](const base::PartialDate& day, int tranche) {
    WantedPoint wanted;
    wanted.valid_on = day;
    const Point point = FindPoint(views, wanted, 0).value();
    return projections::MakeEdition(*MoneyValidOn(point, views.ledger()), {tranche},
                                    &views.ledger(), day);
  };
  const v1::Edition june = edition_on(On(2020, 6, 15), 2);
  EXPECT_EQ(june.tables(0).rows(0).label(), v1::EDITION_LABEL_NIEUW);
  EXPECT_EQ(june.tables(0).rows(0).possible_label(), v1::EDITION_LABEL_VERVOLG);
  EXPECT_EQ(june.tables(0).themes(0).projects(0).possible_label(), v1::EDITION_LABEL_VERVOLG);
  const v1::Edition first = edition_on(On(2020, 6, 15), 1);
  EXPECT_EQ(first.tables(0).rows(0).label(), v1::EDITION_LABEL_NONE);
  EXPECT_EQ(first.tables(0).rows(0).possible_label(), v1::EDITION_LABEL_NIEUW);
  EXPECT_EQ(first.summary(0).chosen().possible_awarded().euro_cents(), 70'000 * kEuro);
  EXPECT_EQ(first.summary(0).chosen().possible_amount().euro_cents(), 70'000 * kEuro);
  const v1::Edition after = edition_on(On(2020, 12, 31), 2);
  EXPECT_EQ(after.tables(0).rows(0).label(), v1::EDITION_LABEL_VERVOLG);
  EXPECT_EQ(after.tables(0).rows(0).possible_label(), v1::EDITION_LABEL_UNSPECIFIED);
  EXPECT_FALSE(after.summary(0).chosen().has_possible_amount());
}

TEST(ValidOnTest, ACeilingAndAReservationMayBeOnlyPossible) {
  BookBuilder book;
  book.Programme();
  book.Pijler("werken");
  book.DecidedOn(Day(2020, 1, 1)).Tranche(1, 100'000 * kEuro);
  book.DecidedOn(Day(2020)).Tranche(2, 50'000 * kEuro);
  book.Project("p1", "werken", "1");
  book.DecidedOn(Day(2020)).Reserve("p1", 30'000 * kEuro);
  projections::Views views;
  book.Fold(views);
  const projections::Ledger& ledger = views.ledger();
  projections::Scope first;
  first.tranche = 1;
  projections::Scope second;
  second.tranche = 2;
  projections::Scope project;
  project.project = "p1";
  const base::PartialDate june = On(2020, 6, 15);
  EXPECT_EQ(ledger.At(first, views.head(), june).ceiling, 100'000 * kEuro);
  EXPECT_EQ(ledger.At(first, views.head(), june).possible_ceiling, std::nullopt);
  EXPECT_EQ(ledger.At(second, views.head(), june).ceiling, std::nullopt);
  EXPECT_EQ(ledger.At(second, views.head(), june).possible_ceiling, 50'000 * kEuro);
  EXPECT_EQ(ledger.At(project, views.head(), june).reservation_total, std::nullopt);
  EXPECT_EQ(ledger.At(project, views.head(), june).possible_reservation_total, 30'000 * kEuro);
  using projections::Measure;
  for (const auto& [scope, measure, cents] :
       {std::tuple{second, Measure::kCeiling, 50'000 * kEuro},
        std::tuple{project, Measure::kReservationTotal, 30'000 * kEuro}}) {
    const auto possible = ledger.Possible(scope, measure, views.head(), june);
    ASSERT_EQ(possible.size(), 1u);
    EXPECT_TRUE(possible[0].possible);
    EXPECT_EQ(possible[0].cents, cents);
    EXPECT_TRUE(ledger.Explain(scope, measure, views.head(), june).empty());
    EXPECT_TRUE(ledger.Possible(scope, measure, views.head(), On(2020, 12, 31)).empty());
    EXPECT_TRUE(ledger.Possible(scope, measure, views.head(), On(2019, 12, 31)).empty());
  }
  // What hangs on them is not denied either.
  EXPECT_EQ(ledger.Possible(project, Measure::kReserved, views.head(), june).size(), 1u);
  EXPECT_EQ(ledger.Possible(projections::Scope(), Measure::kReserved, views.head(), june).size(),
            1u);
  EXPECT_EQ(ledger.Possible(second, Measure::kFree, views.head(), june).size(), 1u);
  const base::PartialDate before = On(2019, 12, 31);
  EXPECT_EQ(ledger.Moved(second, views.head(), views.head(), before, june).size(), 1u);
  EXPECT_EQ(ledger.Moved(project, views.head(), views.head(), before, june).size(), 1u);
  v1::Programme programme;
  for (const int tranche : {1, 2}) programme.add_tranches()->set_tranche(tranche);
  WantedPoint wanted;
  wanted.valid_on = june;
  SetCeilingsOfDay(FindPoint(views, wanted, 0).value(), ledger, programme);
  EXPECT_FALSE(programme.tranches(0).has_possible_ceiling());
  EXPECT_FALSE(programme.tranches(1).has_ceiling());
  EXPECT_EQ(programme.tranches(1).possible_ceiling().euro_cents(), 50'000 * kEuro);
}

TEST(ValidOnTest, OfAPossibleAwardOnlyWhatMayHaveBeenReleasedByThen) {
  BookBuilder book;
  book.Programme();
  book.Pijler("werken");
  book.Tranche(1);
  book.Project("p1", "werken", "1");
  book.DecidedOn(Day(2020)).Award("p1", "", 1, 70'000 * kEuro);
  book.DecidedOn(Day(2021)).Release("p1", "", 1, 10'000 * kEuro);
  projections::Views views;
  book.Fold(views);
  const auto shown_on = [&](const base::PartialDate& day) { return ShownOn(views, day); };
  const v1::Project june = shown_on(On(2020, 6, 15));
  EXPECT_TRUE(june.awards().empty());
  ASSERT_EQ(june.possible_awards_size(), 1);
  EXPECT_EQ(june.possible_awards(0).amount().euro_cents(), 70'000 * kEuro);
  EXPECT_EQ(june.possible_awards(0).released().euro_cents(), 0) << "released a year later";
  const v1::Project after = shown_on(On(2021, 6, 15));
  EXPECT_TRUE(after.possible_awards().empty()) << "certain by then";
  ASSERT_EQ(after.awards_size(), 1);
  EXPECT_EQ(after.awards(0).released().euro_cents(), 0);
  EXPECT_EQ(after.awards(0).possible_released().euro_cents(), 10'000 * kEuro);
  EXPECT_EQ(shown_on(On(2021, 12, 31)).awards(0).released().euro_cents(), 10'000 * kEuro);
  EXPECT_FALSE(shown_on(On(2021, 12, 31)).awards(0).has_possible_released());
}

// Of the awards of one cell, in order: what is left of the first, then of the next.
TEST(ValidOnTest, WhatMayHaveBeenReleasedIsTakenFromTheAwardsOfItsCellInOrder) {
  BookBuilder book;
  book.Programme();
  book.Pijler("werken");
  book.Tranche(1);
  book.Tranche(2);
  book.Project("p1", "werken", "1");
  book.DecidedOn(Day(2019, 1, 1)).Award("p1", "", 1, 70'000 * kEuro);
  book.DecidedOn(Day(2019, 1, 1)).Award("p1", "", 2, 5'000 * kEuro);
  book.DecidedOn(Day(2020)).Award("p1", "", 1, 20'000 * kEuro);
  book.DecidedOn(Day(2019, 6, 1)).Release("p1", "", 1, 30'000 * kEuro);
  book.DecidedOn(Day(2020)).Release("p1", "", 1, 45'000 * kEuro);
  projections::Views views;
  book.Fold(views);
  const v1::Project june = ShownOn(views, On(2020, 6, 15));
  ASSERT_EQ(june.awards_size(), 2);
  EXPECT_EQ(june.awards(0).released().euro_cents(), 30'000 * kEuro);
  EXPECT_EQ(june.awards(0).possible_released().euro_cents(), 40'000 * kEuro);
  EXPECT_FALSE(june.awards(1).has_possible_released()) << "another tranche";
  ASSERT_EQ(june.possible_awards_size(), 1);
  EXPECT_EQ(june.possible_awards(0).released().euro_cents(), 5'000 * kEuro);
  EXPECT_FALSE(june.possible_awards(0).has_possible_released());
}

TEST(ValidOnTest, CeilingsAreThoseOfTheDay) {
  const BookBuilder book = Outgrown();
  projections::Views views;
  book.Fold(views);
  const auto programme_on = [&](const base::PartialDate& day) {
    WantedPoint wanted;
    wanted.valid_on = day;
    const Point point = FindPoint(views, wanted, 0).value();
    v1::Programme programme = RenderProgramme(*point.state);
    SetCeilingsOfDay(point, views.ledger(), programme);
    return programme;
  };
  EXPECT_FALSE(programme_on(On(2019, 12, 31)).has_ceiling());
  EXPECT_FALSE(programme_on(On(2019, 12, 31)).tranches(0).has_ceiling());
  EXPECT_EQ(programme_on(On(2020, 1, 1)).ceiling().euro_cents(), 1'000'000 * kEuro);
  EXPECT_EQ(programme_on(On(2020, 1, 1)).tranches(0).ceiling().euro_cents(), 1'000'000 * kEuro);
}

TEST(ValidOnTest, ProjectsAndEditionsShowWhatTheLedgerHolds) {
  std::vector<base::PartialDate> days = {On(2019),    On(2020, 6, 30), On(2020),     On(2021, 3, 1),
                                         On(2021, 6), On(2021, 6, 7),  On(2021, 11), On(2030)};
  CheckValidOnAtEveryPosition(Outgrown().events(), days);
  CheckValidOnAtEveryPosition(projections::RichBook().events(), days);
}

// The amounts of a day are the sums of their postings, also where a reservation was outgrown.
TEST(ValidOnTest, WhatIsFreeAndReservedOnADayIsExplained) {
  const BookBuilder book = Outgrown();
  projections::Ledger ledger;
  book.Fold(ledger);
  for (const base::PartialDate& day : {On(2021, 1, 9), On(2021, 3, 1), On(2021, 6, 1)}) {
    for (const projections::Scope& scope :
         {projections::Scope(), projections::InPijler("werken"), projections::InProject("p1")}) {
      const projections::Amounts amounts = ledger.At(scope, book.head(), day);
      for (projections::Measure measure :
           {projections::Measure::kReserved, projections::Measure::kFree}) {
        EXPECT_EQ(projections::SumOf(ledger.Explain(scope, measure, book.head(), day)),
                  projections::AmountOf(amounts, measure).value_or(0))
            << day << ", " << projections::Describe(scope);
      }
    }
  }
  EXPECT_EQ(ledger.At({}, book.head(), On(2021, 3, 1)).reserved, 0);
  EXPECT_EQ(ledger.At({}, book.head(), On(2021, 3, 1)).free, 800'000 * kEuro);
  EXPECT_EQ(ledger.At({}, book.head(), On(2021, 6, 1)).free, 700'000 * kEuro);
}

}  // namespace
}  // namespace dealboek::api
