#include "services/domain/evolve.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/services/domain/describe.h"
#include "tests/services/domain/examples.h"
#include "tests/services/domain/given.h"

namespace dealboek::domain {
namespace {

State Fold(const std::vector<v1::Event>& events) {
  State state;
  for (const v1::Event& event : events) state = Evolve(std::move(state), event);
  return state;
}

TEST(EvolveTest, ReplayGivesTheSameState) {
  const Book book = RunningDeal();
  EXPECT_EQ(Describe(Fold(book.events())), Describe(book.state()));
}

TEST(EvolveTest, StatesOfEarlierStayAsTheyWere) {
  std::vector<State> states = {State()};
  std::vector<std::string> described = {Describe(states.back())};
  for (const v1::Event& event : ExampleEvents()) {
    states.push_back(Evolve(states.back(), event));
    described.push_back(Describe(states.back()));
    EXPECT_NE(described.back(), described[described.size() - 2]);
  }
  for (size_t p = 0; p < states.size(); ++p) EXPECT_EQ(Describe(states[p]), described[p]) << p;
}

TEST(EvolveTest, WhatNoEventTouchesIsShared) {
  const Book book = RunningDeal();
  Book later = book;
  RenameProject rename;
  rename.project = "werken-1";
  rename.title = "Werkplaats";
  rename.revision_seen = book.state().FindProject("werken-1")->revision;
  later.Given(kSecretaris, rename);
  EXPECT_NE(later.state().FindProject("p1"), book.state().FindProject("p1"));
  EXPECT_EQ(later.state().FindProject("p2"), book.state().FindProject("p2"));
  EXPECT_EQ(later.state().FindTranche(1), book.state().FindTranche(1));
  EXPECT_EQ(later.state().programme, book.state().programme);
}

TEST(EvolveDeathTest, StopsOnAnEventOutOfOrder) {
  const std::vector<v1::Event> events = ExampleEvents();
  EXPECT_DEATH(Evolve(State(), events[1]), "in order");
  State state = Evolve(State(), events[0]);
  EXPECT_DEATH(Evolve(state, events[0]), "in order");
}

TEST(EvolveTest, MoneyOfTheExampleBook) {
  const State state = Fold(ExampleEvents());
  const Project& lab = *state.FindProject("p1");
  ASSERT_EQ(lab.awards.size(), 2u);
  EXPECT_EQ(lab.awards[0].amount.cents(), 75'000'00) << "corrected from 80.000";
  EXPECT_EQ(lab.awards[0].position.value(), 16u);
  EXPECT_EQ(lab.awards[1].amount.cents(), 29'000'00);
  EXPECT_EQ(lab.awards[1].released.cents(), 9'000'00);
  EXPECT_EQ(lab.Awarded().cents(), 95'000'00);
  EXPECT_EQ(lab.ReservationLeft().cents(), 105'000'00);
  EXPECT_EQ(state.totals.awarded.cents(), 114'000'00);
  EXPECT_EQ(state.totals.released.cents(), 9'000'00);
  EXPECT_EQ(state.FindTranche(2)->ceiling->cents(), 30'000'00) << "970.000 carried over";
  EXPECT_EQ(Free(*state.FindTranche(2))->cents(), 0);
  EXPECT_EQ(state.FindTranche(3)->ceiling->cents(), 1'080'000'00);
  EXPECT_EQ(Free(*state.FindTranche(1)), std::nullopt) << "no ceiling is not zero";
  EXPECT_EQ(state.FindProject("p2")->received[0].amount->cents(), 15'000'00) << "first unknown";
  EXPECT_EQ(state.project_of.at(base::Position(16)), "p1");
}

TEST(EvolveTest, RouteOfTheExampleBook) {
  const State state = Fold(ExampleEvents());
  EXPECT_EQ(state.FindProposal("2021-001")->stage, ProposalStage::kRatifiedWithChanges);
  EXPECT_EQ(state.FindProposal("2021-001")->reason, "iets minder");
  EXPECT_EQ(state.FindProposal("2021-001")->awarded_project, "p1");
  EXPECT_EQ(state.FindProposal("2021-002")->stage, ProposalStage::kRatified);
  EXPECT_EQ(state.FindProposal("2021-003")->stage, ProposalStage::kWithdrawn);
  const Meeting& meeting = *state.FindMeeting("2021-1");
  EXPECT_TRUE(meeting.confirmed);
  EXPECT_EQ(meeting.items.size(), 3u);
  EXPECT_EQ(meeting.items_made, 4);
  EXPECT_EQ(meeting.taken_off.at(0).title, "vrijval Lab");
  EXPECT_EQ(meeting.seats_at_confirmation, std::vector<std::string>{"seat-2"});
}

// ---------------------------------------------------------------- endorsements, as they come

v1::Event By(const std::string& person, const std::string& seat) {
  v1::Event event;
  event.mutable_header()->set_actor(person);
  event.mutable_header()->set_seat(seat);
  return event;
}

v1::Event Endorsed(const std::string& person) {
  v1::Event event = By(person, "seat-4");
  event.mutable_proposal_endorsed()->set_proposal("2021-001");
  event.mutable_proposal_endorsed()->set_revision(1);
  return event;
}

v1::Event Declined(const std::string& person) {
  v1::Event event = By(person, "seat-4");
  event.mutable_endorsement_declined()->set_proposal("2021-001");
  event.mutable_endorsement_declined()->set_revision(1);
  return event;
}

v1::Event Withdrawn(const std::string& person) {
  v1::Event event = By(person, "seat-4");
  event.mutable_endorsement_withdrawn()->set_proposal("2021-001");
  event.mutable_endorsement_withdrawn()->set_revision(1);
  return event;
}

// A proposal in werken, whose vakbestuurders are kAnna, kBert and kCarla: two are needed.
class EndorsementCountTest : public testing::Test {
 protected:
  EndorsementCountTest() : book_(RunningDeal()) {
    v1::Event submitted = By(PersonOf(kTeamWerken), "seat-2");
    submitted.mutable_proposal_submitted()->set_proposal("2021-001");
    *submitted.mutable_proposal_submitted()->mutable_content() = NewProject("8", {});
    book_.Happened(submitted);
  }

  std::string PersonOf(const std::string& subject) { return book_.state().FindPerson(subject)->id; }
  ProposalStage Stage() { return book_.state().FindProposal("2021-001")->stage; }
  EndorsementCount Count() {
    return CountEndorsements(book_.state(), *book_.state().FindProposal("2021-001"),
                             book_.now_micros());
  }

  Book book_;
};

TEST_F(EndorsementCountTest, TwoOfThreeEndorse) {
  EXPECT_EQ(Count().needed, 2);
  EXPECT_EQ(Count().seated, 3);
  book_.Happened(Endorsed(PersonOf(kAnna)));
  EXPECT_EQ(Stage(), ProposalStage::kSubmitted);
  book_.Happened(Endorsed(PersonOf(kBert)));
  EXPECT_EQ(Stage(), ProposalStage::kEndorsed);
  EXPECT_EQ(Count().given, 2);
}

TEST_F(EndorsementCountTest, WithdrawnEndorsementNoLongerCounts) {
  book_.Happened(Endorsed(PersonOf(kAnna))).Happened(Endorsed(PersonOf(kBert)));
  book_.Happened(Withdrawn(PersonOf(kBert)));
  EXPECT_EQ(Stage(), ProposalStage::kSubmitted);
  EXPECT_EQ(Count().given, 1);
}

TEST_F(EndorsementCountTest, TwoOfThreeDeclinePutItOutOfReach) {
  book_.Happened(Declined(PersonOf(kAnna)));
  EXPECT_EQ(Stage(), ProposalStage::kSubmitted);
  book_.Happened(Declined(PersonOf(kBert)));
  EXPECT_EQ(Stage(), ProposalStage::kNotEndorsed);
  book_.Happened(Withdrawn(PersonOf(kBert)));
  EXPECT_EQ(Stage(), ProposalStage::kSubmitted) << "within reach again";
}

TEST_F(EndorsementCountTest, SeatThatEndsMayMeetTheRule) {
  book_.Happened(Endorsed(PersonOf(kAnna)));
  v1::Event ended = By("person-1", "seat-1");
  ended.mutable_seat_ended()->set_seat("seat-5");
  book_.Happened(ended);
  EXPECT_EQ(Stage(), ProposalStage::kSubmitted) << "two of two are needed";
  ended.mutable_seat_ended()->set_seat("seat-6");
  book_.Happened(ended);
  EXPECT_EQ(Stage(), ProposalStage::kEndorsed) << "one of one";
}

TEST_F(EndorsementCountTest, NewSeatTakesNoEndorsementBack) {
  book_.Happened(Endorsed(PersonOf(kAnna))).Happened(Endorsed(PersonOf(kBert)));
  GrantSeat grant;
  grant.role = v1::ROLE_VAKBESTUURDER;
  grant.pijler = "werken";
  grant.holder_subject = "vierde";
  book_.Given(kSecretaris, grant);
  EXPECT_EQ(Count().needed, 3);
  EXPECT_EQ(Stage(), ProposalStage::kEndorsed);
}

TEST_F(EndorsementCountTest, OnceEndorsedMoreOfTheSameChangesNothing) {
  book_.Happened(Endorsed(PersonOf(kAnna))).Happened(Endorsed(PersonOf(kBert)));
  GrantSeat grant;
  grant.role = v1::ROLE_VAKBESTUURDER;
  grant.pijler = "werken";
  for (const char* holder : {"vierde", "vijfde", "zesde"}) {
    grant.holder_subject = holder;
    book_.Given(kSecretaris, grant);
  }
  book_.Happened(Endorsed(PersonOf(kCarla)));
  EXPECT_EQ(Count().given, 3);
  EXPECT_EQ(Count().needed, 4);
  EXPECT_EQ(Stage(), ProposalStage::kEndorsed) << "it was at two of three";
  for (const char* holder : {"vierde", "vijfde", "zesde"}) {
    book_.Happened(Declined(PersonOf(holder)));
    EXPECT_EQ(Stage(), ProposalStage::kEndorsed);
  }
  book_.Happened(Withdrawn(PersonOf(kCarla)));
  EXPECT_EQ(Stage(), ProposalStage::kNotEndorsed) << "counted anew: three of six declined";
}

TEST_F(EndorsementCountTest, TooFewSeatsIsNobodysRefusal) {
  for (const char* seat : {"seat-4", "seat-5", "seat-6"}) {
    book_.Given(kSecretaris, EndSeat{seat, "Verkiezingen."});
    EXPECT_EQ(Stage(), ProposalStage::kSubmitted);
  }
  GrantSeat grant;
  grant.role = v1::ROLE_VAKBESTUURDER;
  grant.pijler = "werken";
  grant.holder_subject = "nieuw";
  grant.from = Date(2021, 6, 8);
  book_.Given(kSecretaris, grant);
  EXPECT_EQ(Count().seated, 0);
  EXPECT_EQ(Stage(), ProposalStage::kSubmitted);
  book_.At(kNow + kDayMicros).Given("nieuw", Endorse("2021-001"));
  EXPECT_EQ(Stage(), ProposalStage::kEndorsed);
}

TEST_F(EndorsementCountTest, WhoLeftNoLongerCountsAndWhoHoldsTwoSeatsCountsOnce) {
  book_.Happened(Endorsed(PersonOf(kAnna)));
  GrantSeat second;
  second.role = v1::ROLE_VAKBESTUURDER;
  second.pijler = "werken";
  second.holder_subject = kAnna;
  book_.Given(kSecretaris, second);
  EXPECT_EQ(Count().seated, 3);
  EXPECT_EQ(Count().given, 1);
  for (const char* seat : {"seat-4", "seat-15"}) {
    EndSeat end;
    end.seat = seat;
    book_.Given(kSecretaris, end);
  }
  EXPECT_EQ(Count().seated, 2);
  EXPECT_EQ(Count().given, 0);
}

// ---------------------------------------------------------------- thresholds

TEST(NeededTest, FollowsTheRule) {
  const v1::Threshold default_rule;
  EXPECT_EQ(Needed(default_rule, 0), 1);
  EXPECT_EQ(Needed(default_rule, 1), 1);
  EXPECT_EQ(Needed(default_rule, 2), 2);
  EXPECT_EQ(Needed(default_rule, 3), 2);
  EXPECT_EQ(Needed(default_rule, 9), 5);
  EXPECT_EQ(Needed(MoreThan(1, 2), 4), 3);
  EXPECT_EQ(Needed(MoreThan(0, 1), 4), 1);
  EXPECT_EQ(Needed(AtLeast(1, 2), 4), 2);
  EXPECT_EQ(Needed(AtLeast(1, 2), 5), 3);
  EXPECT_EQ(Needed(AtLeast(2, 3), 9), 6);
  EXPECT_EQ(Needed(AtLeast(1, 1), 7), 7);
  EXPECT_EQ(Needed(AtLeast(1, 2), 0), 1);
  EXPECT_EQ(Needed(Count(4), 2), 4) << "out of reach, and said so";
}

TEST(SeatsTest, QuorumCountsEverySeatInForceHeldOrNot) {
  Book book = RunningDeal();
  Meeting meeting;
  meeting.held_on = base::PartialDate::Parse(2021, 6, 7).value();
  meeting.present = {"seat-8", "seat-9", "seat-1"};
  const QuorumCount count = CountQuorum(book.state(), meeting);
  EXPECT_EQ(count.seats, 4);
  EXPECT_EQ(count.present, 2) << "the secretaris has no seat in the stuurgroep";
  EXPECT_EQ(count.needed, 3);
}

TEST(SeatsTest, SeatsOfALeadPartnerAreFlagged) {
  Book book = RunningDeal();
  const auto release = [](const std::string& project) {
    auto own = std::make_shared<v1::OwnItem>();
    own->mutable_release()->set_project(project);
    AgendaItem item;
    item.own_item = std::move(own);
    return item;
  };
  Meeting meeting;
  meeting.held_on = base::PartialDate::Parse(2021, 6, 7).value();
  EXPECT_EQ(FlaggedSeats(book.state(), meeting, release("p1")), std::vector<std::string>{"seat-9"});
  EXPECT_EQ(FlaggedSeats(book.state(), meeting, release("p3")),
            (std::vector<std::string>{"seat-10", "seat-11", "seat-9"}));
  EXPECT_EQ(LeadPartnersOf(book.state(), release("p3")),
            (std::vector<std::string>{"partner-1", "partner-2"}));

  auto corrigendum = std::make_shared<v1::OwnItem>();
  corrigendum->mutable_corrigendum()->set_corrects(
      static_cast<int64_t>(book.state().FindProject("p2")->awards[0].position.value()));
  AgendaItem item;
  item.own_item = std::move(corrigendum);
  EXPECT_EQ(FlaggedSeats(book.state(), meeting, item), std::vector<std::string>{"seat-8"});

  auto ceiling = std::make_shared<v1::OwnItem>();
  ceiling->mutable_ceiling_change()->set_tranche(5);
  item.own_item = std::move(ceiling);
  EXPECT_TRUE(FlaggedSeats(book.state(), meeting, item).empty());
}

}  // namespace
}  // namespace dealboek::domain
