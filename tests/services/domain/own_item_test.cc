// The stuurgroep's own items: rules 1, 5, 8 and 11.
#include <limits>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include <gtest/gtest.h>

#include "services/base/error.h"
#include "services/domain/state.h"
#include "tests/services/domain/given.h"
#include "tests/services/domain/route.h"

namespace dealboek::domain {
namespace {

// RunningDeal's events of money, found by what they are about.
int64_t AwardOf(const Book& book, const std::string& project) {
  return static_cast<int64_t>(book.state().FindProject(project)->awards.front().position.value());
}
int64_t ReservationOfCampus(const Book& book) {
  return static_cast<int64_t>(book.state().FindProject("p2")->reservation->position.value());
}
const Book& Deal() {
  static const Book* const book = new Book(RunningDeal());
  return *book;
}

// A next meeting, all of whose items are ratified and confirmed. `number`: its number within 2021.
std::vector<Step> Decided(std::vector<v1::OwnItem> items, int number = 1) {
  const std::string meeting = "2021-" + std::to_string(number);
  std::vector<AgendaItemInput> inputs;
  for (v1::OwnItem& item : items) inputs.push_back(Own(std::move(item)));
  std::vector<Step> steps = {{kSecretaris, Convene()},
                             {kSecretaris, Agenda(std::move(inputs), 0, {}, meeting)},
                             {kSecretaris, Present({"seat-8", "seat-9", "seat-10"}, meeting)}};
  for (size_t i = 1; i <= items.size(); ++i) {
    steps.push_back({kSecretaris, Ratify("item-" + std::to_string(i), 1, meeting)});
  }
  steps.push_back({kVoorzitter, Confirm(1, meeting)});
  return steps;
}

// Refused when it is put on the agenda.
Row AtAgenda(const std::string& name, v1::OwnItem item, const std::string& then,
             std::vector<Step> given = {}, const std::string& meeting = kMeeting) {
  given.push_back({kSecretaris, Convene()});
  return {
      name, std::move(given), {kSecretaris, Agenda({Own(std::move(item))}, 0, {}, meeting)}, then};
}
// Refused, or not, when it is decided, at the meeting after `given`.
Row AtDecision(const std::string& name, v1::OwnItem item, const std::string& then,
               std::vector<Step> given = {}, const std::string& meeting = kMeeting) {
  given.push_back({kSecretaris, Convene()});
  given.push_back({kSecretaris, Agenda({Own(std::move(item))}, 0, {}, meeting)});
  given.push_back({kSecretaris, Present({"seat-8", "seat-9", "seat-10"}, meeting)});
  return {name, std::move(given), {kSecretaris, Ratify("item-1", 1, meeting)}, then};
}
// What it comes to when it is confirmed.
Row AtConfirmation(const std::string& name, v1::OwnItem item, const std::string& then,
                   std::vector<Step> given = {}, const std::string& meeting = kMeeting) {
  Row row = AtDecision(name, std::move(item), "", std::move(given), meeting);
  row.given.push_back(row.when);
  row.when = {kVoorzitter, Confirm(1, meeting)};
  row.then = "DecisionListConfirmed " + then;
  return row;
}

TEST(OwnItemTest, CeilingChange) {
  v1::OwnItem no_amount;
  no_amount.mutable_ceiling_change()->set_tranche(5);
  RunRows(
      Deal(),
      {
          AtAgenda("of an unknown tranche", CeilingOf(99, Euros(1)), "TRANCHE_UNKNOWN"),
          AtAgenda("of a tranche below zero", CeilingOf(-1, Euros(1)), "TRANCHE_UNKNOWN"),
          AtAgenda("to nothing said", no_amount, "AMOUNT_MISSING"),
          AtAgenda("to less than nothing", CeilingOf(5, Cents(-1)), "MONEY_NEGATIVE"),
          AtAgenda("to near INT64_MAX", CeilingOf(5, Cents(std::numeric_limits<int64_t>::max())),
                   "MONEY_OVERFLOW"),
          AtDecision("of a tranche, below what is awarded", CeilingOf(2, Cents(4'999'999)),
                     "CEILING_BELOW_AWARDED"),
          AtDecision("of the programme, below what is awarded and reserved",
                     CeilingOf(0, Cents(33'999'999)), "CEILING_BELOW_AWARDED"),
          AtDecision("of a tranche that had none, below what is awarded",
                     CeilingOf(1, Cents(13'999'999)), "CEILING_BELOW_AWARDED"),
          AtConfirmation("of a tranche, to what is awarded", CeilingOf(2, Euros(50'000)),
                         "CeilingSet"),
          AtConfirmation("of the programme, to what is awarded and reserved",
                         CeilingOf(0, Euros(340'000)), "CeilingSet"),
          AtConfirmation("to zero, where nothing is awarded", CeilingOf(5, Cents(0)), "CeilingSet"),
      });
}

TEST(OwnItemTest, CarryOver) {
  const std::vector<Step> closed = {{kSecretaris, CloseTranche{2}}};
  RunRows(
      Deal(),
      {
          AtAgenda("from an unknown tranche", CarryOverOf(99, 5, Euros(1)), "TRANCHE_UNKNOWN"),
          AtAgenda("to an unknown tranche", CarryOverOf(2, 99, Euros(1)), "TRANCHE_UNKNOWN"),
          AtAgenda("of zero", CarryOverOf(2, 5, Cents(0)), "AMOUNT_ZERO"),
          AtAgenda("of less than nothing", CarryOverOf(2, 5, Cents(-1)), "MONEY_NEGATIVE"),
          AtDecision("from a tranche that is open", CarryOverOf(2, 5, Euros(1)),
                     "TRANCHE_NOT_CLOSED"),
          AtDecision("to a tranche that is closed", CarryOverOf(2, 5, Euros(1)), "TRANCHE_CLOSED",
                     {{kSecretaris, CloseTranche{2}}, {kSecretaris, CloseTranche{5}}}),
          AtDecision("to itself", CarryOverOf(2, 2, Euros(1)), "TRANCHE_CLOSED", closed),
          AtDecision("from a tranche without a ceiling", CarryOverOf(1, 5, Euros(1)),
                     "CEILING_NOT_SET", {{kSecretaris, CloseTranche{1}}}),
          AtDecision("to a tranche without a ceiling", CarryOverOf(2, 4, Euros(1)),
                     "CEILING_NOT_SET", closed),
          AtDecision("of a cent more than is left", CarryOverOf(2, 5, Cents(95'000'001)),
                     "TRANCHE_CEILING_EXCEEDED", closed),
          AtDecision(
              "past what a ceiling can be", CarryOverOf(2, 5, Euros(950'000)), "MONEY_OVERFLOW",
              Then({closed, Decided({CeilingOf(5, Cents(1'000'000'000'000'000))})}), "2021-2"),
          AtConfirmation("of all that is left", CarryOverOf(2, 5, Euros(950'000)), "CarriedOver",
                         closed),
      });
  Book book = Deal();
  book.Given(Then({closed, Decided({CarryOverOf(2, 5, Euros(950'000))})}));
  EXPECT_EQ(Free(*book.state().FindTranche(2))->cents(), 0);
  EXPECT_EQ(Free(*book.state().FindTranche(5))->cents(), 145'000'000);
}

TEST(OwnItemTest, Release) {
  RunRows(
      Deal(),
      {
          AtAgenda("of an unknown project", ReleaseOf("werken-99", 1, Euros(1)), "PROJECT_UNKNOWN"),
          AtAgenda("out of an unknown tranche", ReleaseOf("werken-1", 99, Euros(1)),
                   "TRANCHE_UNKNOWN"),
          AtAgenda("of an unknown part", ReleaseOf("wonen-2.4", 1, Euros(1), "Zuid"),
                   "PART_UNKNOWN"),
          AtAgenda("of a part of another project", ReleaseOf("werken-1", 1, Euros(1), "Norden"),
                   "PART_OF_OTHER_PROJECT"),
          AtAgenda("of zero", ReleaseOf("werken-1", 1, Cents(0)), "AMOUNT_ZERO"),
          AtDecision("of a cent more than it got", ReleaseOf("werken-1", 1, Cents(10'000'001)),
                     "RELEASE_EXCEEDS_AWARD"),
          AtDecision("out of a tranche it got nothing of", ReleaseOf("werken-1", 5, Cents(1)),
                     "RELEASE_EXCEEDS_AWARD"),
          AtDecision("of a part that got nothing", ReleaseOf("wonen-2.4", 1, Cents(1), "Norden"),
                     "RELEASE_EXCEEDS_AWARD"),
          AtDecision("of the whole, where a part got it", ReleaseOf("wonen-2.4", 1, Cents(1)),
                     "RELEASE_EXCEEDS_AWARD"),
          AtDecision("of more than is left after another", ReleaseOf("werken-1", 1, Euros(60'000)),
                     "RELEASE_EXCEEDS_AWARD", Decided({ReleaseOf("werken-1", 1, Euros(60'000))}),
                     "2021-2"),
          AtConfirmation("of all of it", ReleaseOf("werken-1", 1, Euros(100'000)), "Released"),
          AtConfirmation("of a part", ReleaseOf("wonen-2.4", 1, Euros(1), "Emmerhout"), "Released"),
          AtConfirmation(
              "of a completed project, out of a closed tranche", ReleaseOf("werken-1", 1, Euros(1)),
              "Released",
              {{kSecretaris, CompleteProject{"p1", "Klaar."}}, {kSecretaris, CloseTranche{1}}}),
      });
  Book book = Deal();
  book.Given(Decided({ReleaseOf("werken-2", 2, Euros(20'000))}));
  EXPECT_EQ(Free(*book.state().FindTranche(2))->cents(), 97'000'000);
  EXPECT_EQ(book.state().FindProject("p2")->ReservationLeft().cents(), 17'000'000)
      << "it is reserved again";
}

TEST(OwnItemTest, ReleaseOfWhatWasPassedOn) {
  Book book = OpeningDeal();
  book.Given({
      {kSecretaris, Opening({ProjectEntry("werken", "1", "Gever", "Techniek", {"gem. Emmen"}),
                             ProjectEntry("werken", "2", "Krijger", "Techniek", {"gem. Emmen"}),
                             AwardEntry("werken-1", 1, Euros(100)),
                             ContributionEntry("werken-2", "werken-1", 1, Euros(70))})},
      {kSecretaris, CloseOpening{}},
  });
  const int64_t award = AwardOf(book, "p1");
  const int64_t contribution = PositionOf(book, "ContributionRecorded");
  RunRows(
      book,
      {
          AtDecision("of a cent more than it kept", ReleaseOf("werken-1", 1, Cents(3'001)),
                     "CONTRIBUTION_EXCEEDS_AWARD"),
          AtDecision("correction to a cent less than it passed on",
                     AwardShouldBe(award, Cents(6'999)), "CONTRIBUTION_EXCEEDS_AWARD"),
          AtDecision("correction of the contribution to a cent more than its giver got",
                     ContributionShouldBe(contribution, Cents(10'001)),
                     "CONTRIBUTION_EXCEEDS_AWARD"),
          AtDecision("correction of the contribution to the same",
                     ContributionShouldBe(contribution, Euros(70)), "NOTHING_CHANGED"),
          AtConfirmation("of all it kept", ReleaseOf("werken-1", 1, Euros(30)), "Released"),
          AtConfirmation("correction of the contribution to all its giver got",
                         ContributionShouldBe(contribution, Euros(100)), "ContributionCorrected"),
          AtConfirmation("correction of the contribution to none",
                         ContributionShouldBe(contribution, Cents(0)), "ContributionCorrected"),
      });
}

TEST(OwnItemTest, ReservationChange) {
  v1::OwnItem no_total;
  no_total.mutable_reservation_change()->set_project("p2");
  RunRows(
      Deal(),
      {
          AtAgenda("of an unknown project", ReservationOf("werken-99", Euros(1)),
                   "PROJECT_UNKNOWN"),
          AtAgenda("to nothing said", no_total, "AMOUNT_MISSING"),
          AtAgenda("to less than nothing", ReservationOf("werken-2", Cents(-1)), "MONEY_NEGATIVE"),
          AtDecision("to a cent less than is awarded", ReservationOf("werken-2", Cents(4'999'999)),
                     "RESERVATION_BELOW_AWARDED"),
          AtDecision("to more than the programme has", ReservationOf("werken-2", Cents(20'000'001)),
                     "PROGRAMME_CEILING_EXCEEDED", Decided({CeilingOf(0, Euros(340'000))}),
                     "2021-2"),
          AtDecision("past what a book can hold",
                     ReservationOf("werken-1", Cents(1'000'000'000'000'000)), "MONEY_OVERFLOW"),
          AtConfirmation("to what is awarded", ReservationOf("werken-2", Euros(50'000)),
                         "ReservationSet"),
          AtConfirmation("to none any more", ReservationOf("werken-2", Cents(0)), "ReservationSet"),
          AtConfirmation("for a project that had none", ReservationOf("werken-3", Euros(5)),
                         "ReservationSet"),
      });
}

TEST(OwnItemTest, RuleChange) {
  v1::Rules impossible;
  *impossible.mutable_quorum() = AtLeast(3, 2);
  v1::Rules forbids;
  forbids.set_combined_seats(v1::COMBINED_SEATS_FORBIDDEN);
  // The four seats there are, and one more than that.
  v1::Rules four;
  four.mutable_quorum()->set_count(4);
  v1::Rules five;
  five.mutable_quorum()->set_count(5);
  v1::Rules two_thirds;
  *two_thirds.mutable_quorum() = AtLeast(2, 3);
  RunRows(
      Deal(),
      {
          AtAgenda("that cannot be met", RulesOf(impossible), "RULES_INVALID"),
          AtDecision("that forbids what Anna holds", RulesOf(forbids), "COMBINED_SEATS_FORBIDDEN"),
          AtDecision("to a quorum of more seats than there are", RulesOf(five), "RULES_INVALID"),
          AtConfirmation("to a quorum of all seats", RulesOf(four), "RulesSet"),
          AtConfirmation("of the quorum", RulesOf(two_thirds), "RulesSet"),
          AtConfirmation("that forbids what Anna no longer holds", RulesOf(forbids), "RulesSet",
                         {{kSecretaris, EndSeat{"seat-4", "Keuze."}}}),
      });
  Book book = Deal();
  book.Given(Decided({RulesOf(two_thirds)}));
  const v1::Event event = book.last().back();
  EXPECT_EQ(event.rules_set().decision().meeting(), kMeeting);
  EXPECT_EQ(event.rules_set().decision().item(), "item-1");
}

TEST(OwnItemTest, Reopening) {
  const std::vector<Step> completed = {{kSecretaris, CompleteProject{"p1", "Klaar."}}};
  RunRows(Deal(),
          {
              AtAgenda("of an unknown project", ReopeningOf("werken-99"), "PROJECT_UNKNOWN"),
              AtDecision("of one that is open", ReopeningOf("werken-1"), "PROJECT_NOT_COMPLETED"),
              AtConfirmation("of a completed one", ReopeningOf("werken-1"), "ProjectReopened",
                             completed),
          });
  Book open = Deal();
  const Row refused = AtDecision("", ReopeningOf("werken-1"), "");
  open.Given(refused.given);
  EXPECT_EQ(
      base::GetErrorDetail(open.Do(refused.when))->dutch,
      "Punt item-1: Project werken-1 is niet afgesloten, dus er valt niets te heropenen. Laat "
      "het punt weg.");
  Book book = Deal();
  book.Given(Then({completed, Decided({ReopeningOf("p1")})}));
  EXPECT_EQ(book.Outcome({kTeamWerken, Submit(FollowUp("werken-1", {Line(5, Euros(1))}))}),
            "ProposalSubmitted")
      << "a reopened project takes money again";
}

TEST(OwnItemTest, Corrigendum) {
  const int64_t lab = AwardOf(Deal(), "p1");
  const int64_t campus = AwardOf(Deal(), "p2");
  const int64_t reserved = ReservationOfCampus(Deal());
  const std::vector<Step> reserved_anew = Decided({ReservationOf("p2", Euros(210'000))});
  const int64_t last = static_cast<int64_t>(Deal().state().position.value());
  v1::OwnItem nothing_said;
  nothing_said.mutable_corrigendum()->set_corrects(lab);
  RunRows(
      Deal(),
      {
          AtAgenda("of position 0", AwardShouldBe(0, Euros(1)), "EVENT_UNKNOWN"),
          AtAgenda("of a position below zero", AwardShouldBe(-5, Euros(1)), "EVENT_UNKNOWN"),
          AtAgenda("of an event to come", AwardShouldBe(last + 50, Euros(1)), "EVENT_UNKNOWN"),
          AtAgenda("of another kind of event", AwardShouldBe(last, Euros(1)), "EVENT_UNKNOWN"),
          AtAgenda("of a correction itself: name what it corrected",
                   AwardShouldBe(last + 7, Euros(5)), "EVENT_UNKNOWN",
                   Decided({AwardShouldBe(lab, Euros(1))}), "2021-2"),
          AtAgenda("that says nothing", nothing_said, "FIELD_REQUIRED"),
          AtAgenda("of an award as a reservation", ReservationShouldBe(lab, Euros(1)),
                   "CORRECTION_MISMATCH"),
          AtAgenda("of a reservation as an award", AwardShouldBe(reserved, Euros(1)),
                   "CORRECTION_MISMATCH"),
          AtAgenda("of an award as progress",
                   ProgressShouldBe(lab, v1::PROGRESS_STATUS_LOOPT, "Loopt."),
                   "CORRECTION_MISMATCH"),
          AtAgenda("of an award to less than nothing", AwardShouldBe(lab, Cents(-1)),
                   "MONEY_NEGATIVE"),
          AtAgenda("of a reservation that was replaced", ReservationShouldBe(reserved, Euros(1)),
                   "EVENT_REPLACED", reserved_anew, "2021-2"),
          AtDecision("of an award to what it is", AwardShouldBe(lab, Euros(100'000)),
                     "NOTHING_CHANGED"),
          AtDecision("of a reservation to what it is",
                     ReservationShouldBe(reserved, Euros(200'000)), "NOTHING_CHANGED"),
          AtDecision("of an award to more than its reservation has",
                     AwardShouldBe(campus, Cents(20'000'001)), "RESERVATION_EXCEEDED"),
          AtDecision("of an award to more than its tranche has",
                     AwardShouldBe(campus, Cents(100'000'001)), "TRANCHE_CEILING_EXCEEDED"),
          AtDecision("of an award to more than the programme has",
                     AwardShouldBe(lab, Cents(10'000'001)), "PROGRAMME_CEILING_EXCEEDED",
                     Decided({CeilingOf(0, Euros(340'000))}), "2021-2"),
          AtDecision("of an award to less than was released", AwardShouldBe(lab, Cents(5'999'999)),
                     "RELEASE_EXCEEDS_AWARD", Decided({ReleaseOf("p1", 1, Euros(60'000))}),
                     "2021-2"),
          AtDecision("of a reservation to less than was awarded",
                     ReservationShouldBe(reserved, Cents(4'999'999)), "RESERVATION_BELOW_AWARDED"),
          AtConfirmation("of an award to more", AwardShouldBe(lab, Euros(100'001)),
                         "AwardCorrected"),
          AtConfirmation("of an award to nothing", AwardShouldBe(lab, Cents(0)), "AwardCorrected"),
          AtConfirmation("of an award to just what was released", AwardShouldBe(lab, Euros(60'000)),
                         "AwardCorrected", Decided({ReleaseOf("p1", 1, Euros(60'000))}), "2021-2"),
          AtConfirmation("of an award again", AwardShouldBe(lab, Euros(3)), "AwardCorrected",
                         Decided({AwardShouldBe(lab, Euros(2))}), "2021-2"),
          AtConfirmation(
              "of an award in a closed tranche, to a completed project",
              AwardShouldBe(lab, Euros(100'001)), "AwardCorrected",
              {{kSecretaris, CompleteProject{"p1", "Klaar."}}, {kSecretaris, CloseTranche{1}}}),
          AtConfirmation("of a reservation", ReservationShouldBe(reserved, Euros(180'000)),
                         "ReservationSet"),
          AtConfirmation("of a reservation to none", ReservationShouldBe(reserved, Cents(0)),
                         "ReservationSet"),
      });
}

TEST(OwnItemTest, NoMeetingUndoesWhatALaterOneDecided) {
  // What meeting 2021-1 of 7 June decided: an award out of tranche 5, and a new reservation.
  Book deal = Deal();
  deal.Given(Endorsed("2021-001", FollowUp("werken-1", {Line(5, Euros(1'000))})));
  deal.Given({{kSecretaris, Convene()},
              {kSecretaris, Agenda({On("2021-001"), Own(ReservationOf("p2", Euros(210'000)))})},
              {kSecretaris, Present()},
              {kSecretaris, Ratify("item-1")},
              {kSecretaris, Ratify("item-2")},
              {kVoorzitter, Confirm()}});
  const int64_t award =
      static_cast<int64_t>(deal.state().FindProject("p1")->awards.back().position.value());
  const auto at_meeting_of = [](const google::type::Date& day, const std::string& name,
                                v1::OwnItem item, const std::string& then) {
    return Row{name,
               {{kSecretaris, Convene(day)},
                {kSecretaris, Agenda({Own(std::move(item))}, 0, {}, "2021-2")},
                {kSecretaris, Present({"seat-8", "seat-9", "seat-10"}, "2021-2")}},
               {kSecretaris, Ratify("item-1", 1, "2021-2")},
               then};
  };
  const google::type::Date before = Date(2021, 6, 6);
  const google::type::Date same = Date(2021, 6, 7);
  RunRows(
      deal,
      {
          at_meeting_of(before, "release", ReleaseOf("p1", 5, Euros(1)), "DECIDED_LATER"),
          at_meeting_of(before, "award", AwardShouldBe(award, Euros(1)), "DECIDED_LATER"),
          at_meeting_of(before, "reservation", ReservationOf("p2", Euros(1)), "DECIDED_LATER"),
          at_meeting_of(before, "reservation, corrected",
                        ReservationShouldBe(ReservationOfCampus(deal), Euros(1)), "DECIDED_LATER"),
          at_meeting_of(same, "release, that day", ReleaseOf("p1", 5, Euros(1)), "ItemDecided"),
          at_meeting_of(same, "award, that day", AwardShouldBe(award, Euros(1)), "ItemDecided"),
          at_meeting_of(Date(2021, 5), "release, in a month before", ReleaseOf("p1", 5, Euros(1)),
                        "DECIDED_LATER"),
          at_meeting_of(Date(2021, 6), "release, perhaps after", ReleaseOf("p1", 5, Euros(1)),
                        "ItemDecided"),
          at_meeting_of(before, "what was decided long ago",
                        AwardShouldBe(AwardOf(deal, "p1"), Euros(1)), "ItemDecided"),
      });
}

TEST(OwnItemTest, ACorrigendumNamesWhatItCorrectsAndBothAmounts) {
  Book book = Deal();
  const int64_t lab = AwardOf(book, "p1");
  book.Given(Decided({AwardShouldBe(lab, Euros(90'000))}));
  const v1::Event event = book.last().back();
  EXPECT_EQ(event.header().corrects(), lab);
  EXPECT_EQ(event.award_corrected().old_amount().euro_cents(), 10'000'000);
  EXPECT_EQ(event.award_corrected().new_amount().euro_cents(), 9'000'000);
  EXPECT_EQ(event.award_corrected().project(), "p1");
  EXPECT_EQ(event.award_corrected().tranche(), 1);
  EXPECT_EQ(event.award_corrected().decision().meeting(), kMeeting);
  EXPECT_EQ(book.state().FindProject("p1")->Awarded().cents(), 9'000'000);
}

// The lower an award turns out to be, the more is taken off: what helps is a higher amount.
TEST(OwnItemTest, ACorrigendumBelowWhatWasReleasedIsToldWhatHelps) {
  Book book = Deal();
  book.Given(Decided({ReleaseOf("p1", 1, Euros(60'000))}));
  std::vector<Step> steps = Decided({AwardShouldBe(AwardOf(book, "p1"), Euros(50'000))}, 2);
  steps.resize(steps.size() - 2);
  book.Given(steps);
  const absl::Status status = book.Do(kSecretaris, Ratify("item-1", 1, "2021-2"));
  EXPECT_TRUE(absl::EndsWith(status.message(),
                             "€ 10.000 less than the € 50.000 to be taken off. Correct it to a "
                             "higher amount."))
      << status;
  const std::string dutch = base::GetErrorDetail(status)->dutch;
  EXPECT_TRUE(absl::EndsWith(dutch, "die eraf zou gaan. Noem een hoger bedrag.")) << dutch;
}

TEST(OwnItemTest, ReleasesOutliveACorrectedAward) {
  // Two awards of 100 out of one tranche; 100 released; the first should have been 50.
  Book book = Deal();
  book.Given(Then({Endorsed("2021-001", FollowUp("werken-1", {Line(1, Euros(100'000))})),
                   Meeting1({On("2021-001")}),
                   {{kSecretaris, Ratify("item-1")}, {kVoorzitter, Confirm()}},
                   Decided({ReleaseOf("p1", 1, Euros(100'000))}, 2),
                   Decided({AwardShouldBe(AwardOf(book, "p1"), Euros(50'000))}, 3)}));
  EXPECT_EQ(book.state().FindProject("p1")->Awarded().cents(), 5'000'000);
  EXPECT_EQ(book.state().FindTranche(1)->released.cents(), 10'000'000);
}

TEST(OwnItemTest, CorrectingAnUnknownContributionMakesItKnown) {
  Book book = OpeningDeal();
  book.Given({
      {kSecretaris, Opening({ProjectEntry("werken", "1", "Gever", "Techniek", {"gem. Emmen"}),
                             ProjectEntry("werken", "2", "Krijger", "Techniek", {"gem. Emmen"}),
                             AwardEntry("werken-1", 1, Euros(100)),
                             ContributionEntry("werken-2", "werken-1", 1, std::nullopt)})},
      {kSecretaris, CloseOpening{}},
  });
  const int64_t position = PositionOf(book, "ContributionRecorded");
  book.Given(Decided({ContributionShouldBe(position, Euros(40))}));
  const v1::Event event = book.last().back();
  EXPECT_FALSE(event.contribution_corrected().has_old_amount()) << "unknown is never zero";
  EXPECT_EQ(event.contribution_corrected().new_amount().euro_cents(), 4'000);
  EXPECT_EQ(book.state().FindProject("p2")->received.front().amount->cents(), 4'000);
}

TEST(OwnItemTest, CorrectingProgress) {
  Book book = Deal();
  v1::ProgressText text;
  text.set_status(v1::PROGRESS_STATUS_LOOPT);
  text.set_summary("Loopt.");
  book.Given(kPenEmmen, ReportProgress{"werken-1", "", Date(2021, 6), text});
  const int64_t position = PositionOf(book, "ProgressReported");
  RunRows(
      book,
      {
          AtAgenda("without a status",
                   ProgressShouldBe(position, v1::PROGRESS_STATUS_UNSPECIFIED, "Loopt niet."),
                   "ENUM_UNSPECIFIED"),
          AtDecision("to what it says",
                     ProgressShouldBe(position, v1::PROGRESS_STATUS_LOOPT, "Loopt."),
                     "NOTHING_CHANGED"),
          AtConfirmation("to something else",
                         ProgressShouldBe(position, v1::PROGRESS_STATUS_VERTRAAGD, "Loopt niet."),
                         "ProgressCorrected"),
      });
}

}  // namespace
}  // namespace dealboek::domain
