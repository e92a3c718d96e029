// What must show on the real data, in process: the figures of the published programme, the edition
// of its re-enactment, and every view at every position of both books.
#include "tests/real_book/real_book.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

#include "services/projections/edition.h"
#include "services/projections/ledger.h"
#include "services/projections/route.h"
#include "services/projections/views.h"
#include "services/projections/worklist.h"
#include "tests/services/api/valid_on_check.h"
#include "tests/services/projections/temporal_check.h"

namespace dealboek::projections {
namespace {

constexpr int64_t kEuro = 100;

void Fold(const domain::Book& book, Views& views) {
  for (const v1::Event& event : book.events()) views.Apply(event);
}

class RealBookTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    published_ = new domain::Book(PublishedBook());
    replayed_ = new domain::Book(ReplayedBook());
  }
  static void TearDownTestSuite() {
    delete published_;
    delete replayed_;
  }
  static const domain::Book* published_;
  static const domain::Book* replayed_;
};
const domain::Book* RealBookTest::published_ = nullptr;
const domain::Book* RealBookTest::replayed_ = nullptr;

TEST_F(RealBookTest, EveryViewAtEveryPositionOfThePublishedBook) {
  CheckEveryPosition(published_->events());
}

TEST_F(RealBookTest, EveryViewAtEveryPositionOfTheReplayedBook) {
  CheckEveryPosition(replayed_->events());
}

TEST_F(RealBookTest, ProjectsAndEditionsOnADayShowWhatTheLedgerHolds) {
  std::vector<base::PartialDate> days;
  for (int year : {2018, 2019, 2020, 2021, 2022}) {
    days.push_back(base::PartialDate::Parse(year, 0, 0).value());
    for (int month : {3, 6, 12}) days.push_back(base::PartialDate::Parse(year, month, 15).value());
  }
  api::CheckValidOnAtEveryPosition(published_->events(), days);
  api::CheckValidOnAtEveryPosition(replayed_->events(), days);
}

TEST_F(RealBookTest, TheLedgerHoldsThePublishedFigures) {
  for (const domain::Book* book : {published_, replayed_}) {
    Views views;
    Fold(*book, views);
    const Ledger& ledger = views.ledger();
    const auto awarded = [&](const Scope& scope) {
      const Amounts amounts = ledger.At(scope, views.head());
      return std::make_pair(amounts.awarded / kEuro, amounts.award_lines);
    };
    EXPECT_EQ(awarded(Scope()), std::make_pair(int64_t{15'565'188}, 62));
    EXPECT_EQ(awarded(InPijler("werken")).first, 9'017'852);
    EXPECT_EQ(awarded(InPijler("wonen")).first, 2'907'365);
    EXPECT_EQ(awarded(InPijler("welzijn")).first, 3'639'971);
    EXPECT_EQ(awarded(InTranche(4)), std::make_pair(int64_t{1'472'000}, 3));
    EXPECT_EQ(awarded(InTranche(5)), std::make_pair(int64_t{5'792'300}, 13));
    EXPECT_EQ(views.Now().projects.size(), 41u);
    std::map<std::string, std::pair<int64_t, int64_t>> reservations;  // total, left
    for (const Scope& scope : ledger.Lines(Grouping::kReservation, Scope(), views.head())) {
      const Amounts amounts = ledger.At(scope, views.head());
      reservations[views.Now().FindProject(scope.project)->Label()] = {
          *amounts.reservation_total / kEuro, *amounts.reserved / kEuro};
    }
    EXPECT_EQ(reservations, (std::map<std::string, std::pair<int64_t, int64_t>>{
                                {"werken-9", {180'000, 65'000}},
                                {"werken-16", {2'995'000, 2'245'000}},
                                {"werken-17", {6'000'000, 4'500'000}}}));
    const Amounts donor =
        ledger.At(InProject(views.Now().FindProject("welzijn-4")->id), views.head());
    EXPECT_EQ(donor.unknown_contributions_out, 1);
    EXPECT_EQ(AmountOf(donor, Measure::kContributedOut), std::nullopt);
  }
}

// A row as it is printed, without what differs by how it came into the book.
std::string Printed(const v1::EditionRow& row) {
  std::string text = absl::StrCat(row.number(), "|", row.title(), "|", row.part(), "|");
  for (const std::string& partner : row.lead_partners()) absl::StrAppend(&text, partner, ";");
  for (const v1::EditionCell& cell : row.cells()) {
    absl::StrAppend(&text, "|", cell.tranche(), ":", cell.award_lines(), ":",
                    cell.has_amount() ? absl::StrCat(cell.amount().euro_cents()) : "");
    for (const v1::ProjectContribution& one : cell.contributions()) {
      absl::StrAppend(&text, "+", one.other_label(), ":",
                      one.has_amount() ? absl::StrCat(one.amount().euro_cents()) : "onbekend");
    }
  }
  return absl::StrCat(text, "|", row.has_total() ? row.total().euro_cents() : -1, "|",
                      v1::EditionLabel_Name(row.label()), "|", row.notes_size());
}

std::vector<std::string> Printed(const v1::Edition& edition) {
  std::vector<std::string> lines;
  for (const v1::PijlerTable& table : edition.tables()) {
    for (const v1::EditionRow& row : table.rows()) {
      lines.push_back(absl::StrCat(table.pijler(), " ", Printed(row)));
    }
    for (const v1::ThemeProjects& theme : table.themes()) {
      for (const v1::ListedProject& one : theme.projects()) {
        lines.push_back(absl::StrCat(theme.theme(), ": ", one.number(), " ", one.title(), " ",
                                     v1::EditionLabel_Name(one.label())));
      }
    }
    for (const v1::EditionNote& note : table.notes()) {
      lines.push_back(absl::StrCat("*", note.note(), " ", note.reservation().total().euro_cents(),
                                   " ", note.reservation().left().euro_cents(), " ",
                                   note.given().other_label()));
    }
  }
  for (const v1::PijlerSummary& summary : edition.summary()) {
    lines.push_back(summary.ShortDebugString());
  }
  for (const v1::TrancheTotal& total : edition.totals()) lines.push_back(total.ShortDebugString());
  lines.push_back(absl::StrCat(edition.total().euro_cents(), " in ", edition.award_lines()));
  return lines;
}

TEST_F(RealBookTest, TheReplayedEditionEqualsThePublishedOneToTheCent) {
  EXPECT_EQ(Printed(MakeEdition(published_->state(), {4, 5})),
            Printed(MakeEdition(replayed_->state(), {4, 5})));
}

TEST_F(RealBookTest, TheEditionShowsPartsContributionsAndReservations) {
  const v1::Edition edition = MakeEdition(published_->state(), {4, 5});
  std::map<std::string, std::string> rows;
  for (const v1::PijlerTable& table : edition.tables()) {
    for (const v1::EditionRow& row : table.rows()) {
      rows[absl::StrCat(table.pijler(), " ", row.number(), " ", row.part())] = Printed(row);
    }
  }
  EXPECT_EQ(rows["wonen 2.4 "],
            "2.4|Bloeiende toekomst voor Bloemkoolwijken Emmerhout en Norden||gem. Emmen;gem. "
            "Hardenberg;|-1|EDITION_LABEL_VERVOLG|0");
  EXPECT_EQ(rows["wonen 2.4 Emmerhout"],
            "2.4|Bloeiende toekomst voor Bloemkoolwijken Emmerhout en Norden|Emmerhout|gem. "
            "Emmen;|1:1:16000000|3:1:9000000|5:1:45000000|70000000|EDITION_LABEL_NONE|0");
  EXPECT_EQ(rows["wonen 2.4 Norden"],
            "2.4|Bloeiende toekomst voor Bloemkoolwijken Emmerhout en Norden|Norden|gem. "
            "Hardenberg;|2:1:9800000|5:1:45000000|54800000|EDITION_LABEL_NONE|0");
  EXPECT_NE(rows["welzijn 4.1 "].find("|2:0:+welzijn-4:onbekend|-1|"), std::string::npos)
      << rows["welzijn 4.1 "];
  EXPECT_EQ(edition.tables(0).notes_size(), 3);
  // Kansen4Kinderen gives Integrated care nobody knows how much.
  const v1::PijlerTable& welzijn = edition.tables(2);
  ASSERT_EQ(welzijn.notes_size(), 1);
  EXPECT_EQ(welzijn.notes(0).given().other_label(), "welzijn-4.1");
  EXPECT_FALSE(welzijn.notes(0).given().has_amount());
  const auto donor = std::find_if(welzijn.rows().begin(), welzijn.rows().end(),
                                  [](const v1::EditionRow& row) { return row.notes_size() > 0; });
  ASSERT_NE(donor, welzijn.rows().end());
  EXPECT_EQ(donor->title(), "Kansen4Kinderen");
}

TEST_F(RealBookTest, EveryAwardOfTheRoundShowsItsRoute) {
  Views views;
  Fold(*replayed_, views);
  int decided = 0;
  for (base::Position position : views.OfType("Awarded", views.head())) {
    const v1::Event& event = replayed_->events()[position.value() - 1];
    const v1::Route route = MakeRoute(event, views);
    if (event.awarded().tranche() < 4) {
      EXPECT_EQ(route.kind(), v1::ROUTE_KIND_NOT_RECORDED);
      EXPECT_FALSE(route.source().document().empty());
      EXPECT_FALSE(route.has_decided());
      continue;
    }
    ++decided;
    const std::string& pijler = views.Now().FindProject(event.awarded().project())->pijler;
    EXPECT_EQ(route.kind(), v1::ROUTE_KIND_DECIDED);
    EXPECT_EQ(route.meeting(), "2021-1");
    EXPECT_EQ(route.submitted().by(), "ontwikkelteam-" + pijler);
    ASSERT_EQ(route.endorsed_size(), 1);
    EXPECT_EQ(route.endorsed(0).by(), "vakbestuurder-" + pijler);
    EXPECT_EQ(route.decided().by(), "programmasecretaris");
    EXPECT_EQ(route.confirmed().by(), "voorzitter");
    EXPECT_FALSE(route.proposal_title().empty());
  }
  EXPECT_EQ(decided, 16);
  EXPECT_EQ(views.Now().proposals.size(), 15u);
}

TEST_F(RealBookTest, ThePrintedFiguresThatDifferAreReported) {
  // The document's own tables do not always add up; each statement stays as printed.
  int differing = 0;
  for (const v1::Reconciliation& one : Reconcile(published_->state())) {
    if (one.agreement() == v1::AGREEMENT_AGREES) continue;
    ++differing;
    EXPECT_EQ(one.agreement(), v1::AGREEMENT_DIFFERS);
    if (one.published().has_label()) {
      EXPECT_NE(one.published().label().label(), one.computed().label().label()) << one.title();
      continue;
    }
    int64_t lines = 0;
    for (const v1::ReconciledLine& line : one.lines()) lines += line.amount().euro_cents();
    EXPECT_EQ(lines, one.computed().total().amount().euro_cents()) << one.title();
  }
  EXPECT_EQ(differing, 3);
}

}  // namespace
}  // namespace dealboek::projections
