#include "services/projections/ledger.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "gtest/gtest.h"

#include "tests/services/projections/book_builder.h"
#include "tests/services/projections/temporal_check.h"

namespace dealboek::projections {
namespace {

// A book with two projects, p1 (werken 1, with a part Noord) and p2 (werken 2), and two tranches.
BookBuilder Begun() {
  BookBuilder book;
  book.Programme();
  book.Pijler("werken");
  book.Pijler("wonen");
  book.Tranche(1);
  book.Tranche(2);
  book.Project("p1", "werken", "1");
  book.Part("p1", "Noord");
  book.Project("p2", "wonen", "2");
  return book;
}

Amounts Now(const BookBuilder& book, const Scope& scope,
            const std::optional<base::PartialDate>& valid_on = std::nullopt) {
  Ledger ledger;
  book.Fold(ledger);
  return ledger.At(scope, book.head(), valid_on);
}

// ------------------------------------------------------------------ what each event does, in a
// table

struct Expected {
  Scope scope;
  Measure measure;
  std::optional<int64_t> cents;
};

struct Row {
  const char* name;
  void (*given)(BookBuilder&);
  void (*when)(BookBuilder&);
  std::vector<Expected> then;
};

const Scope kAll;

class LedgerTableTest : public testing::TestWithParam<Row> {};

TEST_P(LedgerTableTest, MovesWhatItShould) {
  BookBuilder book = Begun();
  GetParam().given(book);
  const size_t before = book.events().size();
  GetParam().when(book);
  Ledger ledger;
  for (const v1::Event& event : book.events()) {
    ledger.Apply(event);
    ASSERT_TRUE(ledger.Balances()) << event.ShortDebugString();
  }
  for (const Expected& expected : GetParam().then) {
    EXPECT_EQ(AmountOf(ledger.At(expected.scope, book.head()), expected.measure), expected.cents)
        << TitleOf(expected.measure) << " of " << Describe(expected.scope);
    // Whatever an event did, as of the moment before it it had not.
    Ledger fresh;
    for (size_t i = 0; i < before; ++i) fresh.Apply(book.events()[i]);
    EXPECT_EQ(ledger.At(expected.scope, base::Position(before)),
              fresh.At(expected.scope, base::Position(before)));
  }
}

void Nothing(BookBuilder&) {}

INSTANTIATE_TEST_SUITE_P(
    EachMoneyEvent, LedgerTableTest,
    testing::Values(
        Row{"AwardWithoutCeiling",
            Nothing,
            [](BookBuilder& book) { book.Award("p1", "", 1, 700); },
            {{kAll, Measure::kAwarded, 700},
             {InPijler("werken"), Measure::kAwarded, 700},
             {InPijler("wonen"), Measure::kAwarded, 0},
             {InTranche(1), Measure::kAwarded, 700},
             {InTranche(2), Measure::kAwarded, 0},
             {InPijler("werken", 1), Measure::kAwarded, 700},
             {InProject("p1"), Measure::kAwarded, 700},
             {InProject("p1", 1), Measure::kAwarded, 700},
             {InProject("p1", 2), Measure::kAwarded, 0},
             {InPart("p1", ""), Measure::kAwarded, 700},
             {InPart("p1", "Noord"), Measure::kAwarded, 0},
             {InProject("p2"), Measure::kAwarded, 0},
             {kAll, Measure::kFree, std::nullopt},
             {InTranche(1), Measure::kFree, std::nullopt},
             {kAll, Measure::kCeiling, std::nullopt},
             {InProject("p1"), Measure::kReserved, std::nullopt}}},
        Row{"AwardToAPart",
            Nothing,
            [](BookBuilder& book) { book.Award("p1", "Noord", 2, 300); },
            {{InPart("p1", "Noord"), Measure::kAwarded, 300},
             {InPart("p1", "Noord", 2), Measure::kAwarded, 300},
             {InPart("p1", "Noord", 1), Measure::kAwarded, 0},
             {InPart("p1", ""), Measure::kAwarded, 0},
             {InProject("p1"), Measure::kAwarded, 300}}},
        Row{"AwardUnderCeilings",
            [](BookBuilder& book) {
              book.Ceiling(1, 1000);
              book.Ceiling(0, 5000);
            },
            [](BookBuilder& book) { book.Award("p1", "", 1, 700); },
            {{InTranche(1), Measure::kCeiling, 1000},
             {InTranche(1), Measure::kFree, 300},
             {kAll, Measure::kCeiling, 5000},
             {kAll, Measure::kFree, 4300},
             {InTranche(2), Measure::kFree, std::nullopt}}},
        Row{"TrancheAddedWithACeiling",
            Nothing,
            [](BookBuilder& book) { book.Tranche(3, 900); },
            {{InTranche(3), Measure::kCeiling, 900}, {InTranche(3), Measure::kFree, 900}}},
        Row{"CeilingSetAfterAwards",
            [](BookBuilder& book) { book.Award("p1", "", 1, 700); },
            [](BookBuilder& book) {
              book.Ceiling(1, 1000);
              book.Ceiling(1, 900);
              book.Ceiling(0, 2000);
            },
            {{InTranche(1), Measure::kCeiling, 900},
             {InTranche(1), Measure::kFree, 200},
             {kAll, Measure::kFree, 1300}}},
        Row{"AwardCorrectedUp",
            [](BookBuilder& book) {
              book.Ceiling(1, 1000);
              book.Award("p1", "", 1, 700);
            },
            [](BookBuilder& book) { book.CorrectAward(10, "p1", "", 1, 700, 800); },
            {{InProject("p1"), Measure::kAwarded, 800}, {InTranche(1), Measure::kFree, 200}}},
        Row{"AwardCorrectedToNothing",
            [](BookBuilder& book) { book.Award("p1", "", 1, 700); },
            [](BookBuilder& book) { book.CorrectAward(9, "p1", "", 1, 700, 0); },
            {{InProject("p1"), Measure::kAwarded, 0}, {kAll, Measure::kAwarded, 0}}},
        Row{"Release",
            [](BookBuilder& book) {
              book.Ceiling(1, 1000);
              book.Ceiling(0, 2000);
              book.Award("p1", "Noord", 1, 700);
            },
            [](BookBuilder& book) { book.Release("p1", "Noord", 1, 200); },
            {{InProject("p1"), Measure::kAwarded, 700},
             {InProject("p1"), Measure::kReleased, 200},
             {InPart("p1", "Noord", 1), Measure::kReleased, 200},
             {InTranche(1), Measure::kFree, 500},
             {kAll, Measure::kFree, 1500}}},
        Row{"CarryOver",
            [](BookBuilder& book) {
              book.Ceiling(1, 1000);
              book.Ceiling(2, 100);
              book.Ceiling(0, 9000);
              book.Award("p1", "", 1, 700);
            },
            [](BookBuilder& book) { book.CarryOver(1, 2, 300); },
            {{InTranche(1), Measure::kCeiling, 700},
             {InTranche(1), Measure::kFree, 0},
             {InTranche(2), Measure::kCeiling, 400},
             {InTranche(2), Measure::kFree, 400},
             {kAll, Measure::kCeiling, 9000},
             {kAll, Measure::kFree, 8300}}},
        Row{"ReservationCountsEarlierAwards",
            [](BookBuilder& book) {
              book.Ceiling(0, 5000);
              book.Award("p1", "", 1, 250);
            },
            [](BookBuilder& book) { book.Reserve("p1", 1800); },
            {{InProject("p1"), Measure::kReservationTotal, 1800},
             {InProject("p1"), Measure::kReserved, 1550},
             {InPijler("werken"), Measure::kReserved, 1550},
             {InPijler("wonen"), Measure::kReserved, 0},
             {kAll, Measure::kReserved, 1550},
             {kAll, Measure::kFree, 3200},
             {InTranche(1), Measure::kReserved, std::nullopt},
             {InProject("p2"), Measure::kReservationTotal, std::nullopt}}},
        Row{"AwardUnderAReservation",
            [](BookBuilder& book) {
              book.Ceiling(0, 5000);
              book.Award("p1", "", 1, 250);
              book.Reserve("p1", 1800);
            },
            [](BookBuilder& book) { book.Award("p1", "Noord", 2, 900); },
            {{InProject("p1"), Measure::kReserved, 650},
             {kAll, Measure::kReserved, 650},
             {kAll, Measure::kAwarded, 1150},
             {kAll, Measure::kFree, 3200}}},
        Row{"ReleaseAndCorrectionUnderAReservation",
            [](BookBuilder& book) {
              book.Ceiling(0, 5000);
              book.Reserve("p1", 1800);
              book.Award("p1", "", 1, 900);
            },
            [](BookBuilder& book) {
              book.Release("p1", "", 1, 100);
              book.CorrectAward(11, "p1", "", 1, 900, 1000);
            },
            {{InProject("p1"), Measure::kReserved, 900},
             {kAll, Measure::kReserved, 900},
             {kAll, Measure::kFree, 3200}}},
        Row{"ReservationChangedAndTakenAway",
            [](BookBuilder& book) {
              book.Ceiling(0, 5000);
              book.Award("p1", "", 1, 250);
              book.Reserve("p1", 1800);
              book.Reserve("p2", 400);
              book.Reserve("p2", 600);
            },
            [](BookBuilder& book) { book.Reserve("p1", 0); },
            {{InProject("p1"), Measure::kReservationTotal, std::nullopt},
             {InProject("p1"), Measure::kReserved, std::nullopt},
             {InProject("p2"), Measure::kReservationTotal, 600},
             {kAll, Measure::kReserved, 600},
             {kAll, Measure::kFree, 4150}}},
        Row{"ContributionMakesNoMoney",
            [](BookBuilder& book) { book.Award("p1", "", 1, 700); },
            [](BookBuilder& book) { book.Contribute("p2", "p1", 1, 200); },
            {{InProject("p2"), Measure::kContributedIn, 200},
             {InProject("p2", 1), Measure::kContributedIn, 200},
             {InPart("p2", "", 1), Measure::kContributedIn, 200},
             {InProject("p1"), Measure::kContributedOut, 200},
             {InProject("p1"), Measure::kContributedIn, 0},
             {InPijler("wonen"), Measure::kContributedIn, 200},
             {kAll, Measure::kContributedIn, 200},
             {kAll, Measure::kContributedOut, 200},
             {kAll, Measure::kAwarded, 700},
             {InProject("p2"), Measure::kAwarded, 0}}},
        Row{"UnknownContributionIsUnknown",
            [](BookBuilder& book) { book.Contribute("p2", "p1", 1, 200); },
            [](BookBuilder& book) { book.Contribute("p2", "p1", 1, std::nullopt); },
            {{InProject("p2"), Measure::kContributedIn, std::nullopt},
             {InProject("p1"), Measure::kContributedOut, std::nullopt},
             {kAll, Measure::kContributedIn, std::nullopt},
             {InProject("p1"), Measure::kContributedIn, 0}}},
        Row{"UnknownContributionBecomesKnown",
            [](BookBuilder& book) {
              book.Contribute("p2", "p1", 1, 200);
              book.Contribute("p2", "p1", 1, std::nullopt);
            },
            [](BookBuilder& book) {
              book.CorrectContribution(10, "p2", "p1", 1, std::nullopt, 50);
            },
            {{InProject("p2"), Measure::kContributedIn, 250},
             {InProject("p1"), Measure::kContributedOut, 250}}}),
    [](const testing::TestParamInfo<Row>& row) { return row.param.name; });

// ------------------------------------------------------------------ unknown, lines, parts

TEST(LedgerTest, UnknownContributionsAreCountedBesideTheKnown) {
  BookBuilder book = Begun();
  book.Contribute("p2", "p1", 1, 200);
  const int64_t unknown = book.Contribute("p2", "p1", 1, std::nullopt);
  const Amounts donor = Now(book, InProject("p1"));
  EXPECT_EQ(donor.contributed_out, 200);
  EXPECT_EQ(donor.unknown_contributions_out, 1);
  EXPECT_EQ(donor.unknown_contributions_in, 0);
  Ledger ledger;
  book.Fold(ledger);
  const std::vector<Posting> why =
      ledger.Explain(InProject("p1"), Measure::kContributedOut, book.head());
  ASSERT_EQ(why.size(), 2u);
  EXPECT_EQ(why[0].cents, 200);
  EXPECT_EQ(why[1].cents, std::nullopt);
  EXPECT_EQ(why[1].position, base::Position(unknown));
}

TEST(LedgerTest, AContributionThatBecameKnownIsExplainedByItsCorrection) {
  BookBuilder book = Begun();
  const int64_t unknown = book.Contribute("p2", "p1", 1, std::nullopt);
  const int64_t corrected = book.CorrectContribution(unknown, "p2", "p1", 1, std::nullopt, 50);
  Ledger ledger;
  book.Fold(ledger);
  const std::vector<Posting> why =
      ledger.Explain(InProject("p2"), Measure::kContributedIn, book.head());
  ASSERT_EQ(why.size(), 1u);
  EXPECT_EQ(why[0].position, base::Position(corrected));
  EXPECT_EQ(why[0].cents, 50);
  const std::vector<Posting> then =
      ledger.Explain(InProject("p2"), Measure::kContributedIn, base::Position(unknown));
  ASSERT_EQ(then.size(), 1u);
  EXPECT_EQ(then[0].cents, std::nullopt);
}

TEST(LedgerTest, AwardLinesAreThoseNotCorrectedToNothing) {
  BookBuilder book = Begun();
  const int64_t first = book.Award("p1", "", 1, 700);
  book.Award("p1", "", 1, 300);
  EXPECT_EQ(Now(book, InProject("p1", 1)).award_lines, 2);
  book.CorrectAward(first, "p1", "", 1, 700, 0);
  EXPECT_EQ(Now(book, InProject("p1", 1)).award_lines, 1);
  book.CorrectAward(first, "p1", "", 1, 0, 10);
  EXPECT_EQ(Now(book, InProject("p1", 1)).award_lines, 2);
  book.Release("p1", "", 1, 310);  // released is not undone: the lines were given
  EXPECT_EQ(Now(book, kAll).award_lines, 2);
}

TEST(LedgerTest, ScopesThatContradictThemselvesHoldNothing) {
  BookBuilder book = Begun();
  book.Award("p1", "Noord", 1, 700);
  Scope scope = InPart("p1", "Noord");
  scope.without_part = true;
  EXPECT_FALSE(Now(book, scope).Any());
  scope = InProject("p1");
  scope.pijler = "wonen";
  EXPECT_FALSE(Now(book, scope).Any());
  EXPECT_FALSE(Now(book, InPart("p2", "Noord")).Any());
}

TEST(LedgerTest, AReservationExplainsItsTotalAndTheAwardsUnderIt) {
  BookBuilder book = Begun();
  book.Ceiling(0, 5000);
  const int64_t early = book.Award("p1", "", 1, 250);
  const int64_t set = book.Reserve("p1", 1800);
  const int64_t late = book.Award("p1", "", 2, 900);
  const int64_t other = book.Award("p2", "", 2, 10);
  Ledger ledger;
  book.Fold(ledger);
  const auto parts = [&](const Scope& scope, Measure measure) {
    std::vector<std::pair<int64_t, int64_t>> found;
    for (const Posting& posting : ledger.Explain(scope, measure, book.head())) {
      found.emplace_back(static_cast<int64_t>(posting.position.value()), *posting.cents);
    }
    return found;
  };
  using Parts = std::vector<std::pair<int64_t, int64_t>>;
  EXPECT_EQ(parts(InProject("p1"), Measure::kReserved),
            (Parts{{early, -250}, {set, 1800}, {late, -900}}));
  // Of what the programme has free, the reservation took all of p1's.
  EXPECT_EQ(parts(kAll, Measure::kFree), (Parts{{9, 5000}, {set, -1800}, {other, -10}}));
}

// ------------------------------------------------------------------ valid on

TEST(LedgerTest, ValidOnCountsWhatIsCertainAndShowsWhatIsPossible) {
  BookBuilder book = Begun();
  book.DecidedOn(Day(2021, 6, 7)).Award("p1", "", 1, 1);
  book.DecidedOn(Day(2021, 6)).Award("p1", "", 1, 10);
  book.DecidedOn(Day(2021)).Award("p1", "", 1, 100);
  book.DecidedOn(Day(2020)).Award("p1", "", 1, 1'000);
  book.From("zonder datum").Award("p1", "", 1, 10'000);
  Ledger ledger;
  book.Fold(ledger);
  struct Expectation {
    base::PartialDate day;
    int64_t certain;
    int64_t possible;
    int lines;
  };
  for (const Expectation& expected : std::vector<Expectation>{
           {On(2019, 12, 31), 0, 10'000, 0},
           {On(2020, 6, 30), 0, 11'000, 0},
           {On(2020, 12, 31), 1'000, 10'000, 1},
           {On(2021, 1, 1), 1'000, 10'100, 1},
           {On(2021, 6, 6), 1'000, 10'110, 1},
           {On(2021, 6, 7), 1'001, 10'110, 2},
           {On(2021, 6, 30), 1'011, 10'100, 3},
           {On(2021, 12, 31), 1'111, 10'000, 4},
           // A day known to the month or year: certain only if it is so from its first day on.
           {On(2021, 6), 1'000, 10'111, 1},
           {On(2021), 1'000, 10'111, 1},
           {On(2022), 1'111, 10'000, 4}}) {
    const Amounts amounts = Now(book, InProject("p1"), expected.day);
    EXPECT_EQ(amounts.awarded, expected.certain) << expected.day;
    EXPECT_EQ(amounts.possible_awarded, expected.possible) << expected.day;
    EXPECT_EQ(amounts.award_lines, expected.lines) << expected.day;
    int64_t possible = 0;
    for (const Posting& posting :
         ledger.Possible(InProject("p1"), Measure::kAwarded, book.head(), expected.day)) {
      EXPECT_TRUE(posting.possible);
      possible += posting.cents.value_or(0);
    }
    EXPECT_EQ(possible, expected.possible) << expected.day;
  }
  EXPECT_TRUE(
      ledger.Possible(InProject("p1"), Measure::kAwarded, book.head(), std::nullopt).empty());
  EXPECT_EQ(Now(book, InProject("p1")).possible_awarded, 0);
}

TEST(LedgerTest, ACorrectionCountsFromTheDayOfWhatItCorrects) {
  BookBuilder book = Begun();
  const int64_t award = book.DecidedOn(Day(2021, 6, 7)).Award("p1", "", 1, 700);
  const int64_t corrected =
      book.DecidedOn(Day(2021, 11, 1)).CorrectAward(award, "p1", "", 1, 700, 600);
  book.DecidedOn(Day(2021, 12, 1)).CorrectAward(corrected, "p1", "", 1, 600, 650);
  EXPECT_EQ(Now(book, InProject("p1"), On(2021, 6, 6)).awarded, 0);
  EXPECT_EQ(Now(book, InProject("p1"), On(2021, 6, 7)).awarded, 650);
  // As of before the correction, the book said what it said.
  Ledger ledger;
  book.Fold(ledger);
  EXPECT_EQ(ledger.At(InProject("p1"), base::Position(award), On(2021, 12, 31)).awarded, 700);
}

TEST(LedgerTest, AReleaseCountsFromItsOwnDay) {
  BookBuilder book = Begun();
  book.DecidedOn(Day(2021, 6, 7)).Award("p1", "", 1, 700);
  book.DecidedOn(Day(2021, 11)).Release("p1", "", 1, 200);
  EXPECT_EQ(Now(book, InProject("p1"), On(2021, 10, 31)).released, 0);
  EXPECT_EQ(Now(book, InProject("p1"), On(2021, 10, 31)).possible_released, 0);
  EXPECT_EQ(Now(book, InProject("p1"), On(2021, 11, 15)).released, 0);
  EXPECT_EQ(Now(book, InProject("p1"), On(2021, 11, 15)).possible_released, 200);
  EXPECT_EQ(Now(book, InProject("p1"), On(2021, 11, 30)).released, 200);
}

TEST(LedgerTest, AReleaseCountsNoEarlierThanTheAwardItTakesFrom) {
  BookBuilder book = Begun();
  book.DecidedOn(Day(2020, 1, 1)).Ceiling(1, 1000);
  const int64_t first = book.DecidedOn(Day(2021)).Award("p1", "", 1, 700);
  book.DecidedOn(Day(2021, 3, 10)).Release("p1", "", 1, 200);
  book.From("zonder datum").Award("p2", "", 1, 30);
  book.DecidedOn(Day(2021, 3, 10)).Release("p2", "", 1, 10);
  const Amounts april = Now(book, InTranche(1), On(2021, 4, 1));
  EXPECT_EQ(april.awarded, 0);
  EXPECT_EQ(april.released, 0);
  EXPECT_EQ(april.possible_released, 210);
  EXPECT_EQ(april.free, 1000);
  EXPECT_EQ(Now(book, InTranche(1), On(2021, 1, 1)).possible_released, 0);
  const Amounts year_end = Now(book, InTranche(1), On(2021, 12, 31));
  EXPECT_EQ(year_end.released, 200);
  EXPECT_EQ(year_end.possible_released, 10) << "what has no date is never certain";
  EXPECT_EQ(year_end.free, 500);

  // Out of an earlier award no more, so out of this one, since.
  book.DecidedOn(Day(2021, 3, 1)).Award("p1", "", 1, 300);
  EXPECT_EQ(Now(book, InProject("p1"), On(2021, 4, 1)).released, 0);
  const base::Position before = book.head();
  book.DecidedOn(Day(2022, 1, 1)).CorrectAward(first, "p1", "", 1, 700, 0);
  EXPECT_EQ(Now(book, InProject("p1"), On(2021, 12, 31)).released, 200);
  Ledger ledger;
  book.Fold(ledger);
  EXPECT_EQ(ledger.At(InProject("p1"), before, On(2021, 12, 31)).released, 200);
  CheckLedgerAt(
      Ledger(ledger, before),
      [&] {
        Ledger fresh;
        for (size_t i = 0; i < before.value(); ++i) fresh.Apply(book.events()[i]);
        return fresh;
      }(),
      before, AllScopes(book.StateNow()),
      std::vector<std::optional<base::PartialDate>>{On(2021, 4, 1)});
}

// The other way round: an award of a day corrected away, and the release then out of one that is
// known to the year.
TEST(LedgerTest, AReleaseThatACorrectionMovesWaitsForTheOtherAward) {
  BookBuilder book = Begun();
  const int64_t first = book.DecidedOn(Day(2021, 1, 1)).Award("p1", "", 1, 100);
  book.DecidedOn(Day(2021)).Award("p1", "", 1, 80);
  book.DecidedOn(Day(2021, 3, 10)).Release("p1", "", 1, 50);
  const base::Position before = book.head();
  book.DecidedOn(Day(2021, 6, 1)).CorrectAward(first, "p1", "", 1, 100, 0);
  const Amounts april = Now(book, InProject("p1"), On(2021, 4, 1));
  EXPECT_EQ(april.awarded - april.released, 0);
  EXPECT_EQ(april.released, 0);
  EXPECT_EQ(Now(book, InProject("p1"), On(2021, 12, 31)).released, 50);
  Ledger ledger;
  book.Fold(ledger);
  EXPECT_EQ(ledger.At(InProject("p1"), before, On(2021, 4, 1)).released, 50);
  EXPECT_EQ(Ledger(ledger, before).At(InProject("p1"), before, On(2021, 4, 1)).released, 50);
}

TEST(LedgerTest, CeilingsAndReservationsOfADayAreTheLastCertainOnes) {
  BookBuilder book = Begun();
  book.DecidedOn(Day(2020, 1, 1)).Ceiling(1, 1000);
  book.DecidedOn(Day(2021, 1, 1)).Ceiling(1, 1500);
  book.DecidedOn(Day(2021)).Reserve("p1", 900);
  book.DecidedOn(Day(2021, 3, 1)).Award("p1", "", 1, 400);
  book.DecidedOn(Day(2021, 1, 1)).Ceiling(2, 10);
  book.DecidedOn(Day(2022, 1, 1)).CarryOver(1, 2, 100);
  EXPECT_EQ(Now(book, InTranche(1), On(2019, 12, 31)).ceiling, std::nullopt);
  EXPECT_EQ(Now(book, InTranche(1), On(2020, 6, 1)).ceiling, 1000);
  EXPECT_EQ(Now(book, InTranche(1), On(2021, 6, 1)).ceiling, 1500);
  EXPECT_EQ(Now(book, InTranche(1), On(2021, 6, 1)).free, 1100);
  EXPECT_EQ(Now(book, InTranche(1), On(2022, 1, 1)).ceiling, 1400);
  EXPECT_EQ(Now(book, InTranche(2), On(2022, 1, 1)).ceiling, 110);
  EXPECT_EQ(Now(book, InProject("p1"), On(2021, 6, 1)).reserved, std::nullopt);
  EXPECT_EQ(Now(book, InProject("p1"), On(2021, 12, 31)).reserved, 500);
}

TEST(LedgerTest, AnActOfTheSecretaryWithoutADateCountsFromTheDayItWasRecorded) {
  BookBuilder book = Begun();  // recorded on 1 January 2021
  book.Ceiling(1, 1000);
  EXPECT_EQ(Now(book, InTranche(1), On(2020, 12, 31)).ceiling, std::nullopt);
  EXPECT_EQ(Now(book, InTranche(1), On(2021, 1, 1)).ceiling, 1000);
}

// ------------------------------------------------------------------ lines

std::vector<std::string> Lines(const BookBuilder& book, Grouping grouping,
                               const Scope& within = Scope()) {
  Ledger ledger;
  book.Fold(ledger);
  std::vector<std::string> lines;
  for (const Scope& scope : ledger.Lines(grouping, within, book.head())) {
    lines.push_back(Describe(scope));
  }
  return lines;
}

TEST(LedgerTest, LinesComeInBookOrder) {
  BookBuilder book;
  book.Programme();
  book.Pijler("wonen");
  book.Pijler("werken");
  for (int tranche : {10, 2, 1}) book.Tranche(tranche);
  for (const char* number : {"10", "2", "1.2", "1.10", "1.1"}) {
    book.Project(std::string("w") + number, "werken", number);
    book.Award(std::string("w") + number, "", 2, 1);
  }
  book.Project("h1", "wonen", "3");
  book.Part("h1", "Zuid");
  book.Part("h1", "Noord");
  book.Award("h1", "Noord", 10, 1);
  book.Award("h1", "Zuid", 1, 1);
  book.Award("h1", "Zuid", 10, 1);
  book.Award("h1", "", 10, 1);
  book.Project("h2", "wonen", "4");  // got nothing: no line
  using Strings = std::vector<std::string>;
  EXPECT_EQ(Lines(book, Grouping::kProgramme), (Strings{"///0"}));
  EXPECT_EQ(Lines(book, Grouping::kPijler), (Strings{"wonen///0", "werken///0"}));
  EXPECT_EQ(Lines(book, Grouping::kTranche), (Strings{"///1", "///2", "///10"}));
  EXPECT_EQ(Lines(book, Grouping::kPijlerTranche),
            (Strings{"wonen///1", "wonen///10", "werken///2"}));
  EXPECT_EQ(Lines(book, Grouping::kProject),
            (Strings{"/h1//0", "/w1.1//0", "/w1.2//0", "/w1.10//0", "/w2//0", "/w10//0"}));
  EXPECT_EQ(Lines(book, Grouping::kPart), (Strings{"/h1/(geen)/0", "/h1/Zuid/0", "/h1/Noord/0"}));
  EXPECT_EQ(Lines(book, Grouping::kCell, InProject("h1")),
            (Strings{"/h1/(geen)/10", "/h1/Zuid/1", "/h1/Zuid/10", "/h1/Noord/10"}));
  EXPECT_EQ(Lines(book, Grouping::kProject, InPijler("wonen")), (Strings{"wonen/h1//0"}));
  EXPECT_EQ(Lines(book, Grouping::kProject, InTranche(1)), (Strings{"/h1//1"}));
  EXPECT_EQ(Lines(book, Grouping::kReservation), Strings{});
  book.Reserve("w2", 500);
  book.Renumber("w2", "20");
  EXPECT_EQ(Lines(book, Grouping::kReservation), (Strings{"/w2//0"}));
  EXPECT_EQ(Lines(book, Grouping::kReservation, InTranche(2)), Strings{});
  EXPECT_EQ(Lines(book, Grouping::kProject).back(), "/w2//0");
}

TEST(LedgerTest, AProjectHasNoLinesByPartBeforeItHasParts) {
  BookBuilder book = Begun();
  const int64_t award = book.Award("p2", "", 1, 3);
  book.Part("p2", "Zuid");
  Ledger ledger;
  book.Fold(ledger);
  EXPECT_EQ(ledger.Lines(Grouping::kPart, Scope(), base::Position(award)).size(), 0u);
  EXPECT_EQ(ledger.Lines(Grouping::kPart, Scope(), book.head()).size(), 1u);
}

TEST(LedgerTest, AnUnknownContributionIsALine) {
  BookBuilder book = Begun();
  book.Contribute("p2", "p1", 2, std::nullopt);
  EXPECT_EQ(Lines(book, Grouping::kCell),
            (std::vector<std::string>{"/p1/(geen)/2", "/p2/(geen)/2"}));
}

TEST(LedgerTest, MovedNamesTheEventsThatMovedAnyAmountOfTheScope) {
  BookBuilder book = Begun();
  const int64_t award = book.Award("p1", "", 1, 700);
  const int64_t reserve = book.Reserve("p1", 900);
  const int64_t ceiling = book.Ceiling(2, 900);
  const int64_t give = book.Contribute("p2", "p1", 2, std::nullopt);
  Ledger ledger;
  book.Fold(ledger);
  const auto moved = [&](const Scope& scope, uint64_t from = 0) {
    std::vector<int64_t> positions;
    for (base::Position position : ledger.Moved(scope, base::Position(from), book.head())) {
      positions.push_back(static_cast<int64_t>(position.value()));
    }
    return positions;
  };
  using Positions = std::vector<int64_t>;
  EXPECT_EQ(moved(kAll), (Positions{award, reserve, give}));
  EXPECT_EQ(moved(InProject("p1")), (Positions{award, reserve, give}));
  EXPECT_EQ(moved(InProject("p1"), award), (Positions{reserve, give}));
  EXPECT_EQ(moved(InProject("p2")), (Positions{give}));
  EXPECT_EQ(moved(InTranche(1)), (Positions{award}));
  EXPECT_EQ(moved(InTranche(2)), (Positions{ceiling, give}));
  EXPECT_EQ(moved(InPijler("werken")), (Positions{award, reserve, give}));
}

TEST(LedgerTest, BetweenTwoDaysWhatBecomesPossibleOrCertainMoved) {
  BookBuilder book = Begun();
  const int64_t year = book.DecidedOn(Day(2021)).Award("p1", "", 1, 100);
  const int64_t day = book.DecidedOn(Day(2021, 6, 7)).Award("p1", "", 1, 10);
  const int64_t ceiling = book.DecidedOn(Day(2021, 6, 7)).Ceiling(1, 900);
  const int64_t reserve = book.DecidedOn(Day(2021, 7, 1)).Reserve("p1", 500);
  book.DecidedOn(Day(2022, 1, 1)).Award("p2", "", 1, 1);
  Ledger ledger;
  book.Fold(ledger);
  using Positions = std::vector<int64_t>;
  const auto moved = [&](const Scope& scope, const base::PartialDate& from,
                         const base::PartialDate& to) {
    Positions positions;
    for (base::Position position : ledger.Moved(scope, book.head(), book.head(), from, to)) {
      positions.push_back(static_cast<int64_t>(position.value()));
    }
    return positions;
  };
  EXPECT_EQ(moved(kAll, On(2021, 6, 6), On(2021, 6, 6)), (Positions{}));
  EXPECT_EQ(moved(kAll, On(2020, 6, 6), On(2021, 6, 6)), (Positions{year}));  // possible now
  EXPECT_EQ(moved(kAll, On(2021, 6, 6), On(2021, 6, 7)), (Positions{day}));
  EXPECT_EQ(moved(InTranche(1), On(2021, 6, 6), On(2021, 6, 7)), (Positions{day, ceiling}));
  EXPECT_EQ(moved(InPijler("werken"), On(2021, 6, 7), On(2021, 12, 31)),
            (Positions{year, reserve}));
  // Back as well.
  EXPECT_EQ(moved(InProject("p1"), On(2021, 12, 31), On(2021, 6, 7)), (Positions{year, reserve}));
  EXPECT_EQ(moved(InProject("p2"), On(2021, 6, 7), On(2021, 12, 31)), (Positions{}));
}

// ------------------------------------------------------------------ copies

TEST(LedgerTest, ACopyAsOfAPositionGoesOnFromThere) {
  BookBuilder book = Begun();
  book.Award("p1", "Noord", 1, 700);
  book.Award("p2", "", 1, 3);
  const base::Position then = book.head();
  BookBuilder other = book;
  book.Part("p1", "Zuid");
  book.Part("p2", "Zuid");
  book.Award("p1", "Zuid", 1, 1);
  book.Project("p3", "wonen", "9");
  book.Reserve("p1", 10'000);
  book.Award("p3", "", 2, 5);
  // Another future, in which the same ids are made again and parts come in another order.
  other.Project("p3", "werken", "7");
  other.Part("p1", "West");
  other.Award("p1", "West", 1, 40);
  other.Award("p3", "", 1, 2);
  Ledger full;
  book.Fold(full);
  Ledger copy(full, then);
  Ledger expected;
  for (size_t i = 0; i < other.events().size(); ++i) {
    expected.Apply(other.events()[i]);
    if (i >= then.value()) copy.Apply(other.events()[i]);
  }
  EXPECT_TRUE(copy.Balances());
  CheckLedgerAt(copy, expected, other.head(), AllScopes(other.StateNow()),
                std::vector<std::optional<base::PartialDate>>{std::nullopt});
  EXPECT_EQ(full.At(InProject("p3"), book.head()).awarded, 5);
}

}  // namespace
}  // namespace dealboek::projections
