#include "services/projections/route.h"

#include <string>
#include <vector>

#include "gtest/gtest.h"

#include "services/projections/timeline.h"
#include "tests/services/projections/book_builder.h"
#include "tests/services/projections/rich_book.h"

namespace dealboek::projections {
namespace {

// The rich book, folded, with its events at hand.
class RouteTest : public testing::Test {
 protected:
  RouteTest() : book_(RichBook()) { book_.Fold(views_); }

  // The n-th event of a type, from 1.
  const v1::Event& Find(const std::string& type, size_t n = 1) const {
    return book_.events()[views_.OfType(type, views_.head())[n - 1].value() - 1];
  }

  const BookBuilder book_;
  Views views_;
};

TEST_F(RouteTest, AFactOfTheOpeningHasASourceAndNoRoute) {
  const v1::Route route = MakeRoute(Find("Awarded"), views_);
  EXPECT_EQ(route.kind(), v1::ROUTE_KIND_NOT_RECORDED);
  EXPECT_EQ(route.source().document(), "UP, p. 5");
  EXPECT_FALSE(route.has_submitted());
  EXPECT_TRUE(route.endorsed().empty());
  EXPECT_FALSE(route.has_decided());
  EXPECT_FALSE(route.has_confirmed());
  EXPECT_EQ(route.meeting(), "");
  EXPECT_EQ(route.recorded().by(), "programmasecretaris");
}

TEST_F(RouteTest, ADecidedFactShowsWhoProposedEndorsedDecidedAndConfirmed) {
  const v1::Event& award = Find("Awarded", 5);
  ASSERT_TRUE(award.awarded().has_decision());
  const v1::Route route = MakeRoute(award, views_);
  EXPECT_EQ(route.kind(), v1::ROUTE_KIND_DECIDED);
  EXPECT_EQ(route.meeting(), "2021-1");
  EXPECT_EQ(route.meeting_held_on().day(), 7);
  EXPECT_EQ(route.item(), "item-1");
  EXPECT_EQ(route.outcome(), v1::OUTCOME_RATIFIED);
  EXPECT_EQ(route.proposal(), "2021-001");
  EXPECT_EQ(route.proposal_title(), "Vraag");
  EXPECT_EQ(route.decided().by(), "programmasecretaris");
  EXPECT_EQ(route.decided().seat(), "seat-1");
  EXPECT_EQ(route.confirmed().by(), "voorzitter");
  EXPECT_EQ(route.confirmed().seat(), "seat-2");
  EXPECT_EQ(route.confirmed().function(), "wethouder");
  EXPECT_EQ(route.recorded().by(), "voorzitter");
}

TEST_F(RouteTest, AChangeOfRulesRestsOnItsDecision) {
  EXPECT_EQ(MakeRoute(Find("RulesSet"), views_).kind(), v1::ROUTE_KIND_ACT);
  BookBuilder book = RichBook();
  book.As("person-2", "seat-2").DecidedOn(Day(2021, 6, 7)).By("2021-1", "item-3").Rules(2);
  Views views;
  book.Fold(views);
  const v1::Route route = MakeRoute(book.events().back(), views);
  EXPECT_EQ(route.kind(), v1::ROUTE_KIND_DECIDED);
  EXPECT_EQ(route.meeting(), "2021-1");
  EXPECT_EQ(route.item(), "item-3");
  EXPECT_EQ(route.proposal(), "");
  EXPECT_EQ(route.confirmed().by(), "voorzitter");
}

TEST(RouteOfRevisionTest, OnlyEndorsementsOfTheDecidedRevisionThatStoodCount) {
  BookBuilder book;
  book.Programme();
  book.Pijler("werken");
  book.Tranche(1);
  book.Project("p1", "werken", "1");
  book.Seat("seat-2", v1::ROLE_STUURGROEP, "person-2", "voorzitter", "", "", v1::SEAT_PLACE_CHAIR);
  book.Seat("seat-3", v1::ROLE_VAKBESTUURDER, "person-3", "anna", "werken");
  book.Seat("seat-4", v1::ROLE_VAKBESTUURDER, "person-4", "bram", "werken");
  book.Seat("seat-5", v1::ROLE_VAKBESTUURDER, "person-5", "cora", "werken");
  book.As("person-6", "seat-6");
  book.Submit("2021-001", "werken", "p1", 1, 90);
  book.As("person-5", "seat-5").Endorse("2021-001");  // of what was revised: does not count
  book.As("person-3", "seat-3").Return("2021-001");
  book.As("person-6", "seat-6");
  const int64_t submitted = book.Revise("2021-001", 2, "werken", "p1", 1, 100);
  book.As("person-3", "seat-3").Endorse("2021-001", 2);
  const int64_t anna = static_cast<int64_t>(book.head().value());
  book.As("person-4", "seat-4").Endorse("2021-001", 2);
  book.As("person-4", "seat-4").WithdrawEndorsement("2021-001", 2);
  book.As("person-5", "seat-5").Decline("2021-001", 2);
  book.As("person-4", "seat-4").Endorse("2021-001", 2);
  const int64_t bram = static_cast<int64_t>(book.head().value());
  book.As("person-1", "seat-1").Convene("2021-1");
  book.Agenda("2021-1", 1, {"2021-001"}, std::nullopt, {}, 2);
  book.Decide("2021-1", "item-1", v1::OUTCOME_REJECTED);
  const int64_t decided = book.Decide("2021-1", "item-1", v1::OUTCOME_RATIFIED, 1, 100);
  book.As("person-2", "seat-2").Begin();
  const int64_t confirmed = book.Confirm("2021-1");
  book.ProposalDecided("2021-001", v1::OUTCOME_RATIFIED, "2021-1", "item-1", "p1");
  book.By("2021-1", "item-1", "2021-001").Award("p1", "", 1, 100);
  book.End();
  const v1::Event award = book.events().back();
  // Names change later; a step keeps that of its moment.
  book.Seat("seat-3", v1::ROLE_VAKBESTUURDER, "person-9", "dirk", "werken");
  Views views;
  book.Fold(views);
  const v1::Route route = MakeRoute(award, views);
  EXPECT_EQ(route.submitted().position(), submitted);
  EXPECT_EQ(route.revision(), 2);
  ASSERT_EQ(route.endorsed_size(), 2);
  EXPECT_EQ(route.endorsed(0).position(), anna);
  EXPECT_EQ(route.endorsed(0).by(), "anna");
  EXPECT_EQ(route.endorsed(1).position(), bram);
  EXPECT_EQ(route.endorsed(1).seat(), "seat-4");
  EXPECT_EQ(route.decided().position(), decided);
  EXPECT_EQ(route.confirmed().position(), confirmed);
  EXPECT_EQ(route.confirmed().recorded_at().seconds(), BookBuilder::kStart + confirmed);
}

TEST_F(RouteTest, AnActRestsOnNothing) {
  const v1::Route route = MakeRoute(Find("ProjectRenamed"), views_);
  EXPECT_EQ(route.kind(), v1::ROUTE_KIND_ACT);
  EXPECT_EQ(route.recorded().seat(), "seat-1");
  EXPECT_EQ(route.meeting(), "");
}

TEST_F(RouteTest, APostingShowsItsEventAndTheProjectAsTheReaderKnowsIt) {
  const v1::Event& award = Find("Awarded");  // to p1, then werken 2, now werken 11
  const base::Position position(static_cast<uint64_t>(award.header().position()));
  Scope scope;
  scope.project = "p1";
  scope.tranche = 1;
  const std::vector<Posting> postings =
      views_.ledger().Explain(scope, Measure::kAwarded, views_.head());
  ASSERT_EQ(postings.size(), 2u);
  v1::Posting made = MakePosting(postings[0], award, views_, views_.head());
  EXPECT_EQ(made.type(), "Awarded");
  EXPECT_EQ(made.position(), award.header().position());
  EXPECT_EQ(made.amount().euro_cents(), 80'000 * kEuro);
  EXPECT_EQ(made.project_label(), "werken-11");
  EXPECT_EQ(made.decided_on().year(), 2019);
  EXPECT_EQ(made.route().kind(), v1::ROUTE_KIND_NOT_RECORDED);
  EXPECT_EQ(MakePosting(postings[0], award, views_, position).project_label(), "werken-2");
  made = MakePosting(postings[1], Find("AwardCorrected"), views_, views_.head());
  EXPECT_EQ(made.amount().euro_cents(), -10'000 * kEuro);
  EXPECT_EQ(made.decided_on().month(), 11);  // when it was decided to correct
}

// ------------------------------------------------------------------ sentences

TEST_F(RouteTest, EveryEventIsOneSentence) {
  for (const v1::Event& event : book_.events()) {
    const std::string sentence = DutchSentence(event, views_);
    EXPECT_GT(sentence.size(), 15u) << event.ShortDebugString();
    EXPECT_EQ(sentence.back(), '.') << sentence;
    EXPECT_EQ(sentence.find("person-"), std::string::npos) << sentence;
    EXPECT_EQ(sentence.find("partner-"), std::string::npos) << sentence;
    EXPECT_EQ(sentence.find("seat-"), std::string::npos) << sentence;
  }
}

TEST_F(RouteTest, SentencesSayWhatHappenedInPlainDutch) {
  const auto said = [&](const std::string& type, size_t n = 1) {
    return DutchSentence(Find(type, n), views_);
  };
  EXPECT_EQ(said("Awarded"), "€ 80.000 toegekend aan werken 2 uit tranche 1.");
  EXPECT_EQ(said("Awarded", 3), "€ 160.000 toegekend aan wonen 1.1 (Kern) uit tranche 2.");
  EXPECT_EQ(said("AwardCorrected"),
            "Toekenning aan werken 2 uit tranche 1 gecorrigeerd: € 70.000 in plaats van € 80.000.");
  EXPECT_EQ(said("ReservationSet"),
            "Voor werken 2 in totaal € 500.000 gereserveerd: voor het totaalproject.");
  EXPECT_EQ(said("ReservationSet", 4),
            "Reservering voor wonen 1.1 vervallen: voor het totaalproject.");
  EXPECT_EQ(said("ContributionRecorded"),
            "werken 10 krijgt een bijdrage uit werken 2 (tranche 2), bedrag onbekend.");
  EXPECT_EQ(said("ContributionCorrected"),
            "Bijdrage aan werken 10 uit werken 2 (tranche 2) gecorrigeerd: € 5.000 in plaats van "
            "onbekend.");
  EXPECT_EQ(said("Released"), "€ 10.000 van werken 2 vrijgevallen, terug naar tranche 1.");
  EXPECT_EQ(said("CarriedOver"), "€ 200.000 overgeheveld van tranche 3 naar tranche 2.");
  EXPECT_EQ(said("TrancheAdded"), "Tranche 1 toegevoegd, zonder plafond.");
  EXPECT_EQ(said("TrancheAdded", 2), "Tranche 2 toegevoegd, met een plafond van € 900.000.");
  EXPECT_EQ(said("CeilingSet", 2), "Plafond van het programma vastgesteld op € 3.000.000.");
  EXPECT_EQ(said("ProjectRenumbered"), "werken 2 heet voortaan werken 11.");
  EXPECT_EQ(said("ProposalSubmitted"),
            "Voorstel 2021-001 ingediend: Vraag, bij werken 2, vraagt € 100.000.");
  EXPECT_EQ(said("ProposalSubmitted", 3), "Idee 2021-003 ingediend: Vraag.");
  EXPECT_EQ(said("ProposalReturned"),
            "Voorstel 2021-001 (versie 1) teruggegeven om te herzien: begroting ontbreekt.");
  EXPECT_EQ(said("ProposalEndorsed"),
            "Voorstel 2021-001 (versie 2) voorgedragen aan de stuurgroep.");
  EXPECT_EQ(said("EndorsementDeclined"),
            "Voorstel 2021-001 (versie 1) niet voorgedragen door een vakbestuurder: past niet.");
  EXPECT_EQ(said("EndorsementWithdrawn"),
            "Voorstel 2021-001 (versie 2): een voordracht ingetrokken: nader bezien.");
  EXPECT_EQ(said("MeetingConvened"), "Vergadering 2021-1 van de stuurgroep belegd: 7 juni 2021.");
  EXPECT_EQ(said("MeetingConvened", 2),
            "Vergadering 2021-2 van de stuurgroep belegd: november 2021.");
  EXPECT_EQ(said("ItemDecided"),
            "Besluit van vergadering 2021-1 vastgelegd over voorstel 2021-001: bekrachtigd, "
            "€ 90.000.");
  EXPECT_EQ(said("ProposalDecided", 2),
            "Voorstel 2021-002 aangehouden door de stuurgroep (vergadering 2021-1).");
  EXPECT_EQ(said("ProgressReported"), "Voortgang van werken 2 in maart 2020 (loopt): loopt goed.");
  EXPECT_EQ(said("PartCreated"), "Onderdeel Kern van wonen 1.1 opgenomen; penvoerder gem. Noord.");
  EXPECT_EQ(said("RulesSet"),
            "Regels vastgesteld: een voordracht vraagt ten minste 1 van de vakbestuurders van de "
            "pijler, een quorum meer dan de helft van de zetels in de stuurgroep.");
  EXPECT_EQ(said("SeatGranted"),
            "Zetel toegekend: stuurgroep, voorzitter (wethouder, gem. Noord), aan voorzitter.");
  EXPECT_EQ(said("StatementRecorded"),
            "Vastgelegd wat gepubliceerd is (s1): Totaal werken, tranche 1: € 81.000 en "
            "1 toekenning.");
  EXPECT_EQ(said("EditionPublished"),
            "Editie e1 van het Uitvoeringsprogramma gepubliceerd op 30 juni 2021, tranches 1 en "
            "2.");
}

TEST_F(RouteTest, AnEntryHoldsTheEventsFigures) {
  const v1::TimelineEntry award = MakeTimelineEntry(Find("Awarded", 3), views_);
  EXPECT_EQ(award.type(), "Awarded");
  EXPECT_EQ(award.part(), "Kern");
  EXPECT_EQ(award.tranche(), 2);
  EXPECT_EQ(award.amount().euro_cents(), 160'000 * kEuro);
  EXPECT_EQ(award.decided_on().month(), 6);
  EXPECT_EQ(award.by(), "programmasecretaris");
  EXPECT_EQ(award.source().document(), "UP, p. 5");
  EXPECT_FALSE(MakeTimelineEntry(Find("ContributionRecorded"), views_).has_amount());
  EXPECT_EQ(MakeTimelineEntry(Find("ProgressReported", 2), views_).part(), "Kern");
  EXPECT_EQ(MakeTimelineEntry(Find("LossAccepted"), views_).by(), "");
}

}  // namespace
}  // namespace dealboek::projections
