// Endorsing, declining, withdrawing an endorsement and returning: rules 2 and 3.
#include <gtest/gtest.h>

#include "services/domain/state.h"
#include "tests/services/domain/given.h"
#include "tests/services/domain/route.h"

namespace dealboek::domain {
namespace {

const std::string kP = "2021-001";

std::vector<Step> Submitted() {
  return {{kTeamWerken, Submit(NewProject("9", {Line(5, Euros(1))}))}};
}

ProposalStage StageOf(const Book& book, const std::string& proposal = kP) {
  return book.state().FindProposal(proposal)->stage;
}

// kBert gets a seat in the ontwikkelteam too: he may submit what he may otherwise endorse.
Step BertJoinsTheTeam() {
  GrantSeat grant;
  grant.role = v1::ROLE_ONTWIKKELTEAM;
  grant.pijler = "werken";
  grant.function = "regisseur";
  grant.holder_subject = kBert;
  return {kSecretaris, grant};
}

// Carla's seat ends: two vakbestuurders are left, and more than half of them is both.
Step CarlaLeaves() { return {kSecretaris, EndSeat{"seat-6", "Vertrokken."}}; }

TEST(EndorsementTest, EachWayToRefuseEndorsingInCheckOrder) {
  RunRows(RunningDeal(),
          {
              {"unknown proposal, by anybody", {}, {kStranger, Endorse(kP)}, "PROPOSAL_UNKNOWN"},
              {"person the book does not know", Submitted(), {kStranger, Endorse(kP)}, "NO_SEAT"},
              {"who submitted it, without a vakbestuurder's seat",
               Submitted(),
               {kTeamWerken, Endorse(kP)},
               "NO_SEAT"},
              {"the secretary", Submitted(), {kSecretaris, Endorse(kP)}, "NO_SEAT"},
              {"member of the stuurgroep only", Submitted(), {kDirk, Endorse(kP)}, "NO_SEAT"},
              {"vakbestuurder of another pijler", Submitted(), {kWil, Endorse(kP)}, "NO_SEAT"},
              {"auditor", Submitted(), {kAuditor, Endorse(kP)}, "NO_SEAT"},
              {"reader", Submitted(), {kLezer, Endorse(kP)}, "NO_SEAT"},
              {"seat that has ended",
               Then({Submitted(), {CarlaLeaves()}}),
               {kCarla, Endorse(kP)},
               "NO_SEAT"},
              {"who submitted it",
               {BertJoinsTheTeam(), {kBert, Submit(NewProject("9", {Line(5, Euros(1))}))}},
               {kBert, Endorse(kP)},
               "OWN_PROPOSAL"},
              {"who revised what another submitted",
               Then({Submitted(),
                     {BertJoinsTheTeam(),
                      {kBert, Revise(kP, 1, NewProject("9", {Line(5, Euros(2))}))}}}),
               {kBert, Endorse(kP, 2)},
               "OWN_PROPOSAL"},
              {"who revised an earlier revision",
               Then({Submitted(),
                     {BertJoinsTheTeam(),
                      {kBert, Revise(kP, 1, NewProject("9", {Line(5, Euros(2))}))},
                      {kTeamWerken, Revise(kP, 2, NewProject("9", {Line(5, Euros(3))}))}}}),
               {kBert, Endorse(kP, 3)},
               "OWN_PROPOSAL"},
              {"own and withdrawn: own first",
               {BertJoinsTheTeam(),
                {kBert, Submit(NewProject("9", {Line(5, Euros(1))}))},
                {kBert, Withdraw(kP)}},
               {kBert, Endorse(kP)},
               "OWN_PROPOSAL"},
              {"withdrawn",
               Then({Submitted(), {{kTeamWerken, Withdraw(kP)}}}),
               {kAnna, Endorse(kP)},
               "PROPOSAL_CLOSED"},
              {"returned",
               Then({Submitted(), {{kBert, SendBack(kP)}}}),
               {kAnna, Endorse(kP)},
               "PROPOSAL_CLOSED"},
              {"on an agenda",
               Then({Endorsed(kP, NewProject("9", {Line(5, Euros(1))})), Meeting1({On(kP)})}),
               {kCarla, Endorse(kP)},
               "PROPOSAL_ON_AGENDA"},
              {"deferred",
               Then({Endorsed(kP, NewProject("9", {Line(5, Euros(1))})),
                     Meeting1({On(kP)}),
                     {{kSecretaris, Defer("item-1")}, {kVoorzitter, Confirm()}}}),
               {kCarla, Endorse(kP)},
               "PROPOSAL_CLOSED"},
              {"closed and stale: closed first",
               Then({Submitted(), {{kTeamWerken, Withdraw(kP)}}}),
               {kAnna, Endorse(kP, 7)},
               "PROPOSAL_CLOSED"},
              {"a revision that is not the latest",
               Then({Submitted(),
                     {{kTeamWerken, Revise(kP, 1, NewProject("9", {Line(5, Euros(2))}))}}}),
               {kAnna, Endorse(kP, 1)},
               "STALE_REVISION"},
              {"a revision to come", Submitted(), {kAnna, Endorse(kP, 2)}, "STALE_REVISION"},
              {"twice, and stale: stale first",
               Then({Submitted(), {{kAnna, Endorse(kP)}}}),
               {kAnna, Endorse(kP, 0)},
               "STALE_REVISION"},
              {"same person twice",
               Then({Submitted(), {{kAnna, Endorse(kP)}}}),
               {kAnna, Endorse(kP)},
               "ALREADY_ENDORSED"},
              {"a vakbestuurder", Submitted(), {kAnna, Endorse(kP)}, "ProposalEndorsed"},
              {"more than are needed",
               Endorsed(kP, NewProject("9", {Line(5, Euros(1))})),
               {kCarla, Endorse(kP)},
               "ProposalEndorsed"},
              {"the next revision, again",
               Then({Submitted(),
                     {{kAnna, Endorse(kP)},
                      {kTeamWerken, Revise(kP, 1, NewProject("9", {Line(5, Euros(2))}))}}}),
               {kAnna, Endorse(kP, 2)},
               "ProposalEndorsed"},
              {"after declining: a change of mind",
               Then({Submitted(), {{kAnna, Decline(kP)}}}),
               {kAnna, Endorse(kP)},
               "ProposalEndorsed"},
              {"not endorsed: another",
               Then({Submitted(), {{kBert, Decline(kP)}, {kCarla, Decline(kP)}}}),
               {kAnna, Endorse(kP)},
               "ProposalEndorsed"},
              {"not endorsed: a change of mind",
               Then({Submitted(), {{kBert, Decline(kP)}, {kCarla, Decline(kP)}}}),
               {kCarla, Endorse(kP)},
               "ProposalEndorsed"},
              {"after taking it back",
               Then({Submitted(), {{kAnna, Endorse(kP)}, {kAnna, TakeBack(kP)}}}),
               {kAnna, Endorse(kP)},
               "ProposalEndorsed"},
              {"an idea",
               {{kTeamWerken, Submit([] {
                   v1::ProposalContent idea;
                   idea.set_kind(v1::PROPOSAL_KIND_IDEA);
                   idea.set_title("Een idee");
                   idea.set_pijler("werken");
                   return idea;
                 }())}},
               {kAnna, Endorse(kP)},
               "ProposalEndorsed"},
          });
}

TEST(EndorsementTest, EachWayToRefuseDecliningInCheckOrder) {
  DeclineProposal no_reason = Decline(kP);
  no_reason.reason.clear();
  DeclineProposal long_reason = Decline(kP);
  long_reason.reason = std::string(8'001, 'a');
  DeclineProposal latin1 = Decline(kP);
  latin1.reason = "ge\xefnteresseerd";
  RunRows(RunningDeal(),
          {
              {"unknown proposal", {}, {kAnna, Decline(kP)}, "PROPOSAL_UNKNOWN"},
              {"vakbestuurder of another pijler", Submitted(), {kWil, Decline(kP)}, "NO_SEAT"},
              {"own proposal",
               {BertJoinsTheTeam(), {kBert, Submit(NewProject("9", {Line(5, Euros(1))}))}},
               {kBert, Decline(kP)},
               "OWN_PROPOSAL"},
              {"withdrawn",
               Then({Submitted(), {{kTeamWerken, Withdraw(kP)}}}),
               {kAnna, Decline(kP)},
               "PROPOSAL_CLOSED"},
              {"stale", Submitted(), {kAnna, Decline(kP, 2)}, "STALE_REVISION"},
              {"endorsed by the same person",
               Then({Submitted(), {{kAnna, Endorse(kP)}}}),
               {kAnna, Decline(kP)},
               "ALREADY_ENDORSED"},
              {"declined by the same person",
               Then({Submitted(), {{kAnna, Decline(kP)}}}),
               {kAnna, Decline(kP)},
               "ALREADY_DECLINED"},
              {"no reason", Submitted(), {kAnna, no_reason}, "TEXT_EMPTY"},
              {"a reason too long", Submitted(), {kAnna, long_reason}, "TEXT_TOO_LONG"},
              {"a reason in Latin-1", Submitted(), {kAnna, latin1}, "TEXT_NOT_UTF8"},
              {"with a reason", Submitted(), {kAnna, Decline(kP)}, "EndorsementDeclined"},
              {"not endorsed already",
               Then({Submitted(), {{kBert, Decline(kP)}, {kCarla, Decline(kP)}}}),
               {kAnna, Decline(kP)},
               "EndorsementDeclined"},
              {"endorsed by others",
               Endorsed(kP, NewProject("9", {Line(5, Euros(1))})),
               {kCarla, Decline(kP)},
               "EndorsementDeclined"},
          });
}

TEST(EndorsementTest, EachWayToRefuseWithdrawingAnEndorsementInCheckOrder) {
  WithdrawEndorsement control = TakeBack(kP);
  control.reason = "a\x01z";
  RunRows(
      RunningDeal(),
      {
          {"unknown proposal", {}, {kAnna, TakeBack(kP)}, "PROPOSAL_UNKNOWN"},
          {"not a vakbestuurder", Submitted(), {kDirk, TakeBack(kP)}, "NO_SEAT"},
          {"on an agenda",
           Then({Endorsed(kP, NewProject("9", {Line(5, Euros(1))})), Meeting1({On(kP)})}),
           {kAnna, TakeBack(kP)},
           "PROPOSAL_ON_AGENDA"},
          {"deferred: it keeps its endorsements",
           Then({Endorsed(kP, NewProject("9", {Line(5, Euros(1))})),
                 Meeting1({On(kP)}),
                 {{kSecretaris, Defer("item-1")}, {kVoorzitter, Confirm()}}}),
           {kAnna, TakeBack(kP)},
           "PROPOSAL_CLOSED"},
          {"never given", Submitted(), {kAnna, TakeBack(kP)}, "NO_ENDORSEMENT"},
          {"given by another",
           Then({Submitted(), {{kBert, Endorse(kP)}}}),
           {kAnna, TakeBack(kP)},
           "NO_ENDORSEMENT"},
          {"given to an earlier revision",
           Then({Submitted(),
                 {{kAnna, Endorse(kP)},
                  {kTeamWerken, Revise(kP, 1, NewProject("9", {Line(5, Euros(2))}))}}}),
           {kAnna, TakeBack(kP)},
           "NO_ENDORSEMENT"},
          {"taken back already",
           Then({Submitted(), {{kAnna, Endorse(kP)}, {kAnna, TakeBack(kP)}}}),
           {kAnna, TakeBack(kP)},
           "NO_ENDORSEMENT"},
          {"a control character in the reason",
           Then({Submitted(), {{kAnna, Endorse(kP)}}}),
           {kAnna, control},
           "TEXT_CONTROL_CHARACTER"},
          {"given",
           Then({Submitted(), {{kAnna, Endorse(kP)}}}),
           {kAnna, TakeBack(kP)},
           "EndorsementWithdrawn"},
          {"given, and declined by the others",
           Then({Submitted(), {{kAnna, Endorse(kP)}, {kBert, Decline(kP)}, {kCarla, Decline(kP)}}}),
           {kAnna, TakeBack(kP)},
           "EndorsementWithdrawn"},
      });
}

TEST(EndorsementTest, EachWayToRefuseReturningInCheckOrder) {
  ReturnProposal no_reason = SendBack(kP);
  no_reason.reason.clear();
  RunRows(RunningDeal(),
          {
              {"unknown proposal", {}, {kAnna, SendBack(kP)}, "PROPOSAL_UNKNOWN"},
              {"vakbestuurder of another pijler", Submitted(), {kWil, SendBack(kP)}, "NO_SEAT"},
              {"own proposal",
               {BertJoinsTheTeam(), {kBert, Submit(NewProject("9", {Line(5, Euros(1))}))}},
               {kBert, SendBack(kP)},
               "OWN_PROPOSAL"},
              {"on an agenda",
               Then({Endorsed(kP, NewProject("9", {Line(5, Euros(1))})), Meeting1({On(kP)})}),
               {kAnna, SendBack(kP)},
               "PROPOSAL_ON_AGENDA"},
              {"returned already",
               Then({Submitted(), {{kBert, SendBack(kP)}}}),
               {kAnna, SendBack(kP)},
               "PROPOSAL_CLOSED"},
              {"stale", Submitted(), {kAnna, SendBack(kP, 2)}, "STALE_REVISION"},
              {"no reason", Submitted(), {kAnna, no_reason}, "TEXT_EMPTY"},
              {"submitted", Submitted(), {kAnna, SendBack(kP)}, "ProposalReturned"},
              {"endorsed",
               Endorsed(kP, NewProject("9", {Line(5, Euros(1))})),
               {kCarla, SendBack(kP)},
               "ProposalReturned"},
              {"declined beyond repair",
               Then({Submitted(), {{kBert, Decline(kP)}, {kCarla, Decline(kP)}}}),
               {kAnna, SendBack(kP)},
               "ProposalReturned"},
          });
}

TEST(EndorsementTest, EndorsedOnceMoreThanHalfHave) {
  Book book = RunningDeal();
  book.Given(Submitted());
  EXPECT_EQ(StageOf(book), ProposalStage::kSubmitted);
  book.Given(kAnna, Endorse(kP));
  EXPECT_EQ(StageOf(book), ProposalStage::kSubmitted);
  book.Given(kCarla, Endorse(kP));
  EXPECT_EQ(StageOf(book), ProposalStage::kEndorsed);
  book.Given(kCarla, TakeBack(kP));
  EXPECT_EQ(StageOf(book), ProposalStage::kSubmitted);
}

TEST(EndorsementTest, NotEndorsedOnceTooManyDeclined) {
  Book book = RunningDeal();
  book.Given(Submitted());
  book.Given(kAnna, Decline(kP));
  EXPECT_EQ(StageOf(book), ProposalStage::kSubmitted) << "two others can still endorse it";
  book.Given(kBert, Decline(kP));
  EXPECT_EQ(StageOf(book), ProposalStage::kNotEndorsed);
  book.Given(kTeamWerken, Revise(kP, 1, NewProject("9", {Line(5, Euros(2))})));
  EXPECT_EQ(StageOf(book), ProposalStage::kSubmitted) << "a revision starts afresh";
}

// Seats begin and end on days that no event marks.
TEST(EndorsementTest, DaysAloneMayMeetTheRuleOrBringItWithinReach) {
  GrantSeat grant;
  grant.role = v1::ROLE_VAKBESTUURDER;
  grant.pijler = "werken";
  const auto three_more = [&](Book& book) {
    for (const char* holder : {"vierde", "vijfde", "zesde"}) {
      grant.holder_subject = holder;
      book.Given(kSecretaris, grant);
    }
  };
  // Two of six, whose last three have their last day today.
  Book book = RunningDeal();
  grant.until = Date(2021, 6, 7);
  three_more(book);
  book.Given(Submitted());
  book.Given({{kAnna, Endorse(kP)}, {kBert, Endorse(kP)}, {kSecretaris, Convene()}});
  EXPECT_EQ(book.Outcome({kSecretaris, Agenda({On(kP)})}), "NOT_ENDORSED");
  book.At(kNow + kDayMicros);
  EXPECT_EQ(StageOf(book), ProposalStage::kSubmitted);
  EXPECT_EQ(book.Outcome({kSecretaris, Agenda({On(kP)})}), "AgendaSet");

  // Two of three declined it, and three more are seated tomorrow.
  book = RunningDeal();
  grant.from = Date(2021, 6, 8);
  grant.until.reset();
  three_more(book);
  book.Given(Submitted());
  book.Given({{kAnna, Decline(kP)}, {kBert, Decline(kP)}});
  EXPECT_EQ(StageOf(book), ProposalStage::kNotEndorsed);
  book.At(kNow + kDayMicros);
  for (const char* holder : {"vierde", "vijfde", "zesde"}) {
    book.Given(holder, Endorse(kP));
    EXPECT_EQ(StageOf(book), ProposalStage::kSubmitted);
  }
  book.Given(kCarla, Endorse(kP));
  EXPECT_EQ(StageOf(book), ProposalStage::kEndorsed);
}

TEST(EndorsementTest, TheProgrammesOwnRuleCounts) {
  Book book = OpeningDeal();
  v1::Rules rules;
  *rules.mutable_endorsement() = AtLeast(1, 1);
  AddTranche five;
  five.tranche = 5;
  book.Given({{kSecretaris, SetRules{rules}}, {kSecretaris, five}, {kSecretaris, CloseOpening{}}});
  book.Given(Submitted());
  book.Given({{kAnna, Endorse(kP)}, {kBert, Endorse(kP)}});
  EXPECT_EQ(StageOf(book), ProposalStage::kSubmitted);
  book.Given(kCarla, Endorse(kP));
  EXPECT_EQ(StageOf(book), ProposalStage::kEndorsed);
}

TEST(EndorsementTest, ActsAreForTheSeatOfThePijler) {
  Book book = RunningDeal();
  book.Given(Submitted());
  book.Given(kAnna, Endorse(kP));  // who holds seat-4 in werken and seat-9 in the stuurgroep
  const v1::Event event = book.last().front();
  EXPECT_EQ(event.header().seat(), "seat-4");
  EXPECT_EQ(event.header().actor(), book.state().FindPerson(kAnna)->id);
  EXPECT_EQ(event.proposal_endorsed().revision(), 1);
}

}  // namespace
}  // namespace dealboek::domain
