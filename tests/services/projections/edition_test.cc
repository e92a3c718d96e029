#include "services/projections/edition.h"

#include <string>
#include <vector>

#include "gtest/gtest.h"

#include "services/projections/budget.h"
#include "services/projections/ledger.h"
#include "tests/services/projections/book_builder.h"

namespace dealboek::projections {
namespace {

// Wonen has 2.4 with parts Emmerhout and Norden and 10; werken has 9 with a reservation, and 4.1
// that only gets a contribution of unknown amount out of 9.
BookBuilder Small() {
  BookBuilder book;
  book.Programme();
  book.Pijler("wonen", {"Regionale aanpak", "Proeftuinen"});
  book.Pijler("werken", {"Innovatie"});
  book.Partner("partner-1", "gem. Emmen");
  book.Partner("partner-2", "gem. Hardenberg");
  for (int tranche : {1, 2, 3, 4, 5}) book.Tranche(tranche);
  book.Project("p1", "wonen", "10", {"partner-2"}, "Proeftuinen");
  book.Project("p2", "wonen", "2.4", {"partner-1", "partner-2"}, "Proeftuinen");
  book.Part("p2", "Emmerhout", "partner-1");
  book.Part("p2", "Norden", "partner-2");
  book.Project("p3", "werken", "9", {"partner-1"}, "Innovatie");
  book.Project("p4", "werken", "4.1", {"partner-1"}, "Oud thema");
  book.Award("p1", "", 4, 180'000 * kEuro);
  book.Award("p2", "Emmerhout", 1, 160'000 * kEuro);
  book.Award("p2", "Emmerhout", 5, 450'000 * kEuro);
  book.Award("p2", "Norden", 5, 450'000 * kEuro);
  book.Award("p3", "", 3, 25'000 * kEuro);
  book.Award("p3", "", 5, 90'000 * kEuro);
  book.Reserve("p3", 180'000 * kEuro);
  book.Contribute("p4", "p3", 2, std::nullopt);
  return book;
}

std::string RowText(const v1::EditionRow& row) {
  std::string text = row.number();
  if (!row.part().empty()) text += " " + row.part();
  text += " [";
  for (const std::string& partner : row.lead_partners()) text += partner + ";";
  text += "]";
  for (const v1::EditionCell& cell : row.cells()) {
    text += " t" + std::to_string(cell.tranche()) + "=";
    text += cell.has_amount() ? std::to_string(cell.amount().euro_cents() / kEuro) : "-";
    for (const v1::ProjectContribution& one : cell.contributions()) {
      text += "+" + one.other_label() + ":" +
              (one.has_amount() ? std::to_string(one.amount().euro_cents() / kEuro) : "onbekend");
    }
  }
  text += " total=";
  text += row.has_total() ? std::to_string(row.total().euro_cents() / kEuro) : "-";
  for (int note : row.notes()) text += " *" + std::to_string(note);
  switch (row.label()) {
    case v1::EDITION_LABEL_NIEUW:
      return text + " NIEUW";
    case v1::EDITION_LABEL_VERVOLG:
      return text + " VERVOLG";
    default:
      return text;
  }
}

std::vector<std::string> Rows(const v1::PijlerTable& table) {
  std::vector<std::string> rows;
  for (const v1::EditionRow& row : table.rows()) rows.push_back(RowText(row));
  return rows;
}

using Strings = std::vector<std::string>;

Scope OfTranche(int tranche) {
  Scope scope;
  scope.tranche = tranche;
  return scope;
}

TEST(EditionTest, PartsAreOnRowsOfTheirOwnAndNothingCountsTwice) {
  const v1::Edition edition = MakeEdition(Small().StateNow(), {4, 5});
  ASSERT_EQ(edition.tables_size(), 2);
  EXPECT_EQ(edition.tables(0).pijler(), "wonen");
  EXPECT_EQ(Rows(edition.tables(0)),
            (Strings{"2.4 [gem. Emmen;gem. Hardenberg;] total=- VERVOLG",
                     "2.4 Emmerhout [gem. Emmen;] t1=160000 t5=450000 total=610000",
                     "2.4 Norden [gem. Hardenberg;] t5=450000 total=450000",
                     "10 [gem. Hardenberg;] t4=180000 total=180000 NIEUW"}));
  EXPECT_EQ(edition.tables(0).total().euro_cents(), 1'240'000 * kEuro);
}

TEST(EditionTest, ReservationsAreNotesAndContributionsAreInTheCell) {
  const v1::Edition edition = MakeEdition(Small().StateNow(), {4, 5});
  const v1::PijlerTable& table = edition.tables(1);
  EXPECT_EQ(Rows(table), (Strings{"4.1 [gem. Emmen;] t2=-+werken-9:onbekend total=-",
                                  "9 [gem. Emmen;] t3=25000 t5=90000 total=115000 *1 *2 VERVOLG"}));
  ASSERT_EQ(table.notes_size(), 2);
  EXPECT_EQ(table.notes(0).note(), 1);
  EXPECT_EQ(table.notes(0).project(), "p3");
  EXPECT_EQ(table.notes(0).reservation().total().euro_cents(), 180'000 * kEuro);
  EXPECT_EQ(table.notes(0).reservation().awarded().euro_cents(), 115'000 * kEuro);
  EXPECT_EQ(table.notes(0).reservation().left().euro_cents(), 65'000 * kEuro);
  EXPECT_EQ(table.total().euro_cents(), 115'000 * kEuro);  // no contribution in it
}

TEST(EditionTest, WhoGivesAContributionHasANoteThatItsAmountsHaveItInThem) {
  BookBuilder book = Small();
  book.Contribute("p1", "p3", 4, 10'000 * kEuro);
  const v1::PijlerTable table = MakeEdition(book.StateNow(), {5}).tables(1);
  ASSERT_EQ(table.notes_size(), 3);
  EXPECT_FALSE(table.notes(1).has_reservation());
  EXPECT_EQ(table.notes(1).project(), "p3");
  const v1::ProjectContribution& unknown = table.notes(1).given();
  EXPECT_EQ(unknown.direction(), v1::CONTRIBUTION_DIRECTION_GIVEN);
  EXPECT_EQ(unknown.other_label(), "werken-4.1");
  EXPECT_EQ(unknown.tranche(), 2);
  EXPECT_FALSE(unknown.has_amount());
  EXPECT_EQ(table.notes(2).given().other_label(), "wonen-10");
  EXPECT_EQ(table.notes(2).given().amount().euro_cents(), 10'000 * kEuro);
  // What is given out of a later tranche than is shown is in none of its amounts.
  EXPECT_EQ(MakeEdition(book.StateNow(), {3}).tables(1).notes_size(), 2);
}

TEST(EditionTest, AContributionCorrectedToNothingIsOnNeitherSide) {
  BookBuilder book = Small();
  const v1::Edition before = MakeEdition(book.StateNow(), {5});
  const int64_t contribution = book.Contribute("p1", "p3", 4, 10'000 * kEuro);
  EXPECT_NE(MakeEdition(book.StateNow(), {5}).tables(1).DebugString(),
            before.tables(1).DebugString());
  book.CorrectContribution(contribution, "p1", "p3", 4, 10'000 * kEuro, 0);
  const v1::Edition after = MakeEdition(book.StateNow(), {5});
  ASSERT_EQ(after.tables_size(), before.tables_size());
  for (int i = 0; i < after.tables_size(); ++i) {
    EXPECT_EQ(after.tables(i).DebugString(), before.tables(i).DebugString());
  }
}

TEST(EditionTest, SummaryAndTotalsCountLinesAndAmounts) {
  const v1::Edition edition = MakeEdition(Small().StateNow(), {5, 4});
  EXPECT_EQ(std::vector<int>(edition.tranches().begin(), edition.tranches().end()),
            (std::vector<int>{4, 5}));
  EXPECT_EQ(edition.columns_size(), 5);
  ASSERT_EQ(edition.summary_size(), 2);
  const v1::PijlerSummary& wonen = edition.summary(0);
  EXPECT_EQ(wonen.tranches(0).tranche(), 4);
  EXPECT_EQ(wonen.tranches(0).award_lines(), 1);
  EXPECT_EQ(wonen.tranches(1).award_lines(), 2);
  EXPECT_EQ(wonen.tranches(1).amount().euro_cents(), 900'000 * kEuro);
  EXPECT_EQ(wonen.chosen().tranche(), 0);
  EXPECT_EQ(wonen.chosen().award_lines(), 3);
  EXPECT_EQ(wonen.chosen().amount().euro_cents(), 1'080'000 * kEuro);
  EXPECT_EQ(edition.summary(1).tranches(0).award_lines(), 0);
  EXPECT_EQ(edition.award_lines(), 6);
  EXPECT_EQ(edition.total().euro_cents(), 1'355'000 * kEuro);
  ASSERT_EQ(edition.totals_size(), 5);
  EXPECT_EQ(edition.totals(4).amount().euro_cents(), 990'000 * kEuro);
}

TEST(EditionTest, ProjectsAreListedByThemeAsThePijlerHasThem) {
  const v1::Edition edition = MakeEdition(Small().StateNow(), {4, 5});
  const v1::PijlerTable& wonen = edition.tables(0);
  ASSERT_EQ(wonen.themes_size(), 1);  // nothing under Regionale aanpak
  EXPECT_EQ(wonen.themes(0).theme(), "Proeftuinen");
  EXPECT_EQ(wonen.themes(0).projects(0).number(), "2.4");
  EXPECT_EQ(wonen.themes(0).projects(0).label(), v1::EDITION_LABEL_VERVOLG);
  EXPECT_EQ(wonen.themes(0).projects(1).label(), v1::EDITION_LABEL_NIEUW);
  const v1::PijlerTable& werken = edition.tables(1);
  ASSERT_EQ(werken.themes_size(), 2);  // a theme the pijler no longer has comes last
  EXPECT_EQ(werken.themes(0).theme(), "Innovatie");
  EXPECT_EQ(werken.themes(1).theme(), "Oud thema");
  EXPECT_EQ(werken.themes(1).projects(0).label(), v1::EDITION_LABEL_NONE);
}

TEST(EditionTest, AnEarlierEditionKnowsNoLaterTranche) {
  const v1::Edition edition = MakeEdition(Small().StateNow(), {1, 2});
  EXPECT_EQ(edition.columns_size(), 2);
  EXPECT_EQ(Rows(edition.tables(0)), (Strings{"2.4 [gem. Emmen;gem. Hardenberg;] total=- NIEUW",
                                              "2.4 Emmerhout [gem. Emmen;] t1=160000 total=160000",
                                              "2.4 Norden [gem. Hardenberg;] total=-"}));
  EXPECT_EQ(edition.total().euro_cents(), 160'000 * kEuro);
  EXPECT_EQ(edition.award_lines(), 1);
}

TEST(EditionTest, WithoutAChoiceItIsOfAllTranches) {
  const v1::Edition edition = MakeEdition(Small().StateNow(), {});
  EXPECT_EQ(edition.tranches_size(), 5);
  EXPECT_EQ(edition.total().euro_cents(), 1'355'000 * kEuro);
}

TEST(EditionTest, ReleasesAreTakenOffAndWhatWasCorrectedToNothingIsGone) {
  BookBuilder book = Small();
  book.Release("p1", "", 4, 30'000 * kEuro);
  const int64_t wrong = book.Award("p1", "", 5, 7 * kEuro);
  book.CorrectAward(wrong, "p1", "", 5, 7 * kEuro, 0);
  const v1::Edition edition = MakeEdition(book.StateNow(), {4, 5});
  EXPECT_EQ(Rows(edition.tables(0)).back(), "10 [gem. Hardenberg;] t4=150000 total=150000 NIEUW");
  EXPECT_EQ(edition.award_lines(), 6);
}

TEST(EditionTest, ACellListsEveryEventItsAmountIsTheSumOf) {
  BookBuilder book;
  book.Programme();
  book.Pijler("werken");
  book.Tranche(1);
  book.Project("p1", "werken", "1");
  const int64_t award = book.Award("p1", "", 1, 700);
  const int64_t corrected = book.CorrectAward(award, "p1", "", 1, 700, 600);
  const int64_t released = book.Release("p1", "", 1, 50);
  Ledger ledger;
  book.Fold(ledger);
  const auto positions = [](const v1::Edition& edition) {
    const auto& cell = edition.tables(0).rows(0).cells(0);
    return std::vector<int64_t>(cell.positions().begin(), cell.positions().end());
  };
  EXPECT_EQ(positions(MakeEdition(book.StateNow(), {}, &ledger)),
            (std::vector<int64_t>{award, corrected, released}));
  EXPECT_EQ(positions(MakeEdition(book.StateNow(), {})), (std::vector<int64_t>{award}));
}

TEST(EditionTest, APossibleReleaseIsToldBesideThePossibleAwardAsInABudget) {
  BookBuilder book;
  book.Programme();
  book.Pijler("werken");
  book.Tranche(1);
  book.Project("p1", "werken", "1");
  book.DecidedOn(Day(2021, 7)).Award("p1", "", 1, 700);
  book.DecidedOn(Day(2021, 7)).Release("p1", "", 1, 700);
  Ledger ledger;
  book.Fold(ledger);
  const domain::State state = book.StateNow();
  const v1::BudgetLine line =
      MakeLine(ledger, state, Grouping::kTranche, OfTranche(1), book.head(), On(2021, 7, 15));
  ASSERT_EQ(line.possible_awarded().euro_cents(), 700);
  ASSERT_EQ(line.possible_released().euro_cents(), 700);
  const v1::Edition edition = MakeEdition(state, {}, &ledger, On(2021, 7, 15));
  ASSERT_EQ(edition.tables(0).rows(0).cells_size(), 1);
  const v1::EditionCell& cell = edition.tables(0).rows(0).cells(0);
  EXPECT_EQ(cell.possible_awarded().euro_cents(), 700);
  EXPECT_EQ(cell.possible_released().euro_cents(), 700);
  EXPECT_TRUE(cell.has_possible_amount());
  EXPECT_EQ(cell.possible_amount().euro_cents(), 0);
  for (const v1::TrancheTotal& total :
       {edition.tables(0).totals(0), edition.summary(0).tranches(0), edition.totals(0)}) {
    EXPECT_EQ(total.possible_awarded().euro_cents(), 700);
    EXPECT_EQ(total.possible_released().euro_cents(), 700);
  }
  // Certain by then, neither is possible any more.
  EXPECT_FALSE(MakeEdition(state, {}, &ledger, On(2021, 8, 1)).totals(0).has_possible_awarded());
}

TEST(EditionTest, ProgressIsTheLatestOfTheRow) {
  BookBuilder book = Small();
  book.Progress("p2", "Norden", Day(2021, 3), v1::PROGRESS_STATUS_LOOPT, "maart");
  book.Progress("p2", "Norden", Day(2020, 9), v1::PROGRESS_STATUS_VERTRAAGD, "eerder");
  book.Progress("p2", "", Day(2020, 1), v1::PROGRESS_STATUS_LOOPT, "geheel");
  const v1::Edition edition = MakeEdition(book.StateNow(), {4, 5});
  EXPECT_EQ(edition.tables(0).rows(0).progress().summary(), "geheel");
  EXPECT_FALSE(edition.tables(0).rows(1).has_progress());
  EXPECT_EQ(edition.tables(0).rows(2).progress().summary(), "maart");
}

// ------------------------------------------------------------------ published statements

TEST(ReconcileTest, AStatementAgreesDiffersOrIsExplained) {
  BookBuilder book = Small();
  book.Total("s1", "wonen", {4, 5}, 1'080'000 * kEuro, 3);
  book.Total("s2", "wonen", {4}, 200'000 * kEuro);
  book.Total("s3", "", {5}, std::nullopt, 9);
  book.Label("s4", "p3", {4, 5}, v1::EDITION_LABEL_NIEUW);
  book.Label("s5", "p1", {4, 5}, v1::EDITION_LABEL_NIEUW);
  std::vector<v1::Reconciliation> all = Reconcile(book.StateNow());
  ASSERT_EQ(all.size(), 5u);
  EXPECT_EQ(all[0].statement(), "s1");
  EXPECT_EQ(all[0].agreement(), v1::AGREEMENT_AGREES);
  EXPECT_EQ(all[0].title(), "Totaal wonen, tranches 4 en 5");
  EXPECT_EQ(all[0].lines_size(), 3);
  EXPECT_EQ(all[0].source().document(), "Uitvoeringsprogramma juni 2021");
  EXPECT_EQ(all[1].agreement(), v1::AGREEMENT_DIFFERS);
  EXPECT_EQ(all[1].amount_difference().euro_cents(), 20'000 * kEuro);
  ASSERT_EQ(all[1].lines_size(), 1);
  EXPECT_EQ(all[1].lines(0).project_label(), "wonen-10");
  EXPECT_EQ(all[1].lines(0).amount().euro_cents(), 180'000 * kEuro);
  EXPECT_EQ(all[2].agreement(), v1::AGREEMENT_DIFFERS);  // three lines, not nine
  EXPECT_FALSE(all[2].has_amount_difference());
  EXPECT_EQ(all[3].agreement(), v1::AGREEMENT_DIFFERS);
  EXPECT_EQ(all[3].computed().label().label(), v1::EDITION_LABEL_VERVOLG);
  EXPECT_EQ(all[3].title(), "Label van werken 9 Project 9 in de editie van tranches 4 en 5");
  EXPECT_EQ(all[4].agreement(), v1::AGREEMENT_AGREES);

  const int64_t explained = book.Explain("s2", all[1].computed());
  all = Reconcile(book.StateNow());
  EXPECT_EQ(all[1].agreement(), v1::AGREEMENT_EXPLAINED);
  EXPECT_EQ(all[1].reason(), "afronding in het document");
  EXPECT_EQ(all[1].reason_by(), "programmasecretaris");
  EXPECT_EQ(all[1].reason_position(), explained);
  EXPECT_EQ(all[1].amount_difference().euro_cents(), 20'000 * kEuro);  // still to be seen

  // Another difference than the one that was explained is not.
  book.Award("p1", "", 4, 5'000 * kEuro);
  all = Reconcile(book.StateNow());
  EXPECT_EQ(all[1].agreement(), v1::AGREEMENT_DIFFERS);
  EXPECT_EQ(all[1].amount_difference().euro_cents(), 15'000 * kEuro);
  EXPECT_EQ(all[1].reason(), "afronding in het document");
}

TEST(ReconcileTest, TheLinesNameTheCorrectionsAndReleasesInThem) {
  BookBuilder book = Small();
  const int64_t award = book.DecidedOn(Day(2020, 1, 1)).Award("p1", "", 2, 9'000 * kEuro);
  book.DecidedOn(Day(2020, 1, 1)).Award("p3", "", 2, 1'000 * kEuro);
  const int64_t correction = book.DecidedOn(Day(2020, 2, 1))
                                 .CorrectAward(award, "p1", "", 2, 9'000 * kEuro, 8'000 * kEuro);
  const int64_t release = book.DecidedOn(Day(2021, 1, 1)).Release("p1", "", 2, 500 * kEuro);
  book.Total("s1", "", {2}, 1 * kEuro);
  Ledger ledger;
  book.Fold(ledger);
  const v1::Reconciliation now = Reconcile(book.StateNow(), &ledger)[0];
  ASSERT_EQ(now.lines_size(), 2);
  EXPECT_EQ(now.lines(0).amount().euro_cents(), 7'500 * kEuro);
  ASSERT_EQ(now.lines(0).moved_by_positions_size(), 2);
  EXPECT_EQ(now.lines(0).moved_by_positions(0), correction);
  EXPECT_EQ(now.lines(0).moved_by_positions(1), release);
  EXPECT_TRUE(now.lines(1).moved_by_positions().empty());
}

TEST(ReconcileTest, StatementsComeInTheOrderTheyWereRecorded) {
  BookBuilder book = Small();
  for (int i = 1; i <= 11; ++i) {
    book.Total("s" + std::to_string(i), "wonen", {4}, i * kEuro);
  }
  std::vector<std::string> ids;
  for (const v1::Reconciliation& one : Reconcile(book.StateNow())) ids.push_back(one.statement());
  EXPECT_EQ(ids, (Strings{"s1", "s2", "s3", "s4", "s5", "s6", "s7", "s8", "s9", "s10", "s11"}));
}

TEST(ReconcileTest, StatementsFromElsewhereAreComparedAndNotKept) {
  v1::SourcedStatement given;
  given.mutable_statement()->mutable_total()->set_pijler("werken");
  given.mutable_statement()->mutable_total()->mutable_amount()->set_euro_cents(1);
  const auto all = Reconcile(Small().StateNow(), std::vector<v1::SourcedStatement>{given});
  ASSERT_EQ(all.size(), 1u);
  EXPECT_EQ(all[0].statement(), "");
  EXPECT_EQ(all[0].title(), "Totaal werken, alle tranches");
  EXPECT_EQ(all[0].agreement(), v1::AGREEMENT_DIFFERS);
}

}  // namespace
}  // namespace dealboek::projections
