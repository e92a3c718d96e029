// Submitting, revising and withdrawing proposals: what they may say, and who may say it (rule 7).
#include <functional>
#include <limits>
#include <string>

#include <gtest/gtest.h>

#include "services/domain/state.h"
#include "tests/services/domain/given.h"
#include "tests/services/domain/route.h"

namespace dealboek::domain {
namespace {

using Content = v1::ProposalContent;

const std::string kP = "2021-001";

Content Good() { return NewProject("9", {Line(5, Euros(1'000))}); }

// A good proposal but for one thing.
Content But(Content content, const std::function<void(Content&)>& spoil) {
  spoil(content);
  return content;
}
Step SubmitBut(const std::function<void(Content&)>& spoil) {
  return {kTeamWerken, Submit(But(Good(), spoil))};
}
Step FollowUpBut(const std::function<void(Content&)>& spoil) {
  return {kTeamWerken, Submit(But(FollowUp("werken-1", {Line(5, Euros(1'000))}), spoil))};
}
Step IdeaBut(const std::function<void(Content&)>& spoil) {
  Content idea;
  idea.set_kind(v1::PROPOSAL_KIND_IDEA);
  idea.set_title("Een idee");
  idea.set_pijler("werken");
  return {kTeamWerken, Submit(But(std::move(idea), spoil))};
}
void AddDocument(Content& content, const std::string& sha256) {
  v1::DocumentRef& document = *content.add_documents();
  document.set_name("begroting.pdf");
  document.set_media_type("application/pdf");
  document.set_size_bytes(1'024);
  document.set_sha256(sha256);
}
v1::Part NewPart(const std::string& title, const std::string& lead = "gem. Emmen") {
  v1::Part part;
  part.set_title(title);
  part.add_lead_partners(lead);
  return part;
}
v1::ContributionLine From(const std::string& project, int tranche,
                          std::optional<v1::Money> amount = std::nullopt) {
  v1::ContributionLine line;
  line.set_from_project(project);
  line.set_tranche(tranche);
  if (amount.has_value()) *line.mutable_amount() = *amount;
  line.set_note("voor het gezamenlijke deel");
  return line;
}
// Of wonen: about Wijken, which has parts.
Step WijkenBut(const std::function<void(Content&)>& spoil) {
  Content content = FollowUp("wonen-2.4", {Line(5, Euros(1'000), "Norden")});
  content.set_pijler("wonen");
  content.set_theme("Proeftuinen");
  return {kTeamWonen, Submit(But(std::move(content), spoil))};
}
Step CloseFive() { return {kSecretaris, CloseTranche{5}}; }

TEST(ProposalTest, NoneInTheOpeningPhase) {
  RunRows(OpeningDeal(), {
                             {"the team of its pijler",
                              {},
                              {kTeamWerken, Submit(NewProject("9", {Line(2, Euros(1))}))},
                              "OPENING_NOT_CLOSED"},
                         });
  Book nothing;
  EXPECT_EQ(nothing.Outcome({kTeamWerken, Submit(Good())}), "PROGRAMME_UNKNOWN");
}

TEST(ProposalTest, EachWayToRefuseOneInCheckOrder) {
  const Step closed = CloseFive();
  RunRows(
      RunningDeal(),
      {
          // Does it exist?
          {"unknown pijler, by anybody",
           {},
           {kStranger, Submit(But(Good(), [](Content& c) { c.set_pijler("water"); }))},
           "PIJLER_UNKNOWN"},
          // May this person?
          {"person the book does not know", {}, {kStranger, Submit(Good())}, "NO_SEAT"},
          {"team of another pijler", {}, {kTeamWonen, Submit(Good())}, "NO_SEAT"},
          {"vakbestuurder", {}, {kBert, Submit(Good())}, "NO_SEAT"},
          {"secretary", {}, {kSecretaris, Submit(Good())}, "NO_SEAT"},
          {"penvoerder", {}, {kPenEmmen, Submit(Good())}, "NO_SEAT"},
          {"auditor", {}, {kAuditor, Submit(Good())}, "NO_SEAT"},
          // Does what it names exist?
          {"unknown theme",
           {},
           SubmitBut([](Content& c) { c.set_theme("Proeftuinen"); }),
           "THEME_UNKNOWN"},
          {"unknown lead partner",
           {},
           SubmitBut([](Content& c) { c.set_lead_partners(0, "gem. Atlantis"); }),
           "PARTNER_UNKNOWN"},
          {"lead partner twice",
           {},
           SubmitBut([](Content& c) { c.add_lead_partners("partner-1"); }),
           "VALUE_REPEATED"},
          {"unknown parent project",
           {},
           SubmitBut([](Content& c) { c.set_parent_project("werken-99"); }),
           "PROJECT_UNKNOWN"},
          {"follow-up of an unknown project",
           {},
           FollowUpBut([](Content& c) { c.set_project("werken-99"); }),
           "PROJECT_UNKNOWN"},
          {"new part led by an unknown partner",
           {},
           SubmitBut([](Content& c) { *c.add_new_parts() = NewPart("Noord", "gem. Atlantis"); }),
           "PARTNER_UNKNOWN"},
          {"new part without a lead",
           {},
           SubmitBut([](Content& c) { c.add_new_parts()->set_title("Noord"); }),
           "FIELD_REQUIRED"},
          {"contribution out of an unknown project",
           {},
           SubmitBut([](Content& c) { *c.add_contributions() = From("werken-99", 1); }),
           "PROJECT_UNKNOWN"},
          {"contribution out of no project",
           {},
           SubmitBut([](Content& c) { *c.add_contributions() = From("", 1); }),
           "FIELD_REQUIRED"},
          {"contribution out of an unknown tranche",
           {},
           SubmitBut([](Content& c) { *c.add_contributions() = From("werken-1", 99); }),
           "TRANCHE_UNKNOWN"},
          // What it is about.
          {"no kind", {}, SubmitBut([](Content& c) { c.clear_kind(); }), "ENUM_UNSPECIFIED"},
          {"a kind of a later version",
           {},
           SubmitBut([](Content& c) { c.set_kind(static_cast<v1::ProposalKind>(77)); }),
           "ENUM_UNSPECIFIED"},
          {"new project with a project",
           {},
           SubmitBut([](Content& c) { c.set_project("p1"); }),
           "FIELD_NOT_ALLOWED"},
          {"new project without a number",
           {},
           SubmitBut([](Content& c) { c.clear_number(); }),
           "FIELD_REQUIRED"},
          {"number that is none",
           {},
           SubmitBut([](Content& c) { c.set_number("2..4"); }),
           "NUMBER_INVALID"},
          {"new project without a lead",
           {},
           SubmitBut([](Content& c) { c.clear_lead_partners(); }),
           "FIELD_REQUIRED"},
          {"follow-up without a project",
           {},
           FollowUpBut([](Content& c) { c.clear_project(); }),
           "FIELD_REQUIRED"},
          {"follow-up with a number",
           {},
           FollowUpBut([](Content& c) { c.set_number("9"); }),
           "FIELD_NOT_ALLOWED"},
          {"follow-up with a parent",
           {},
           FollowUpBut([](Content& c) { c.set_parent_project("p2"); }),
           "FIELD_NOT_ALLOWED"},
          {"follow-up with a lead",
           {},
           FollowUpBut([](Content& c) { c.add_lead_partners("partner-1"); }),
           "FIELD_NOT_ALLOWED"},
          {"idea with a project",
           {},
           IdeaBut([](Content& c) { c.set_project("p1"); }),
           "FIELD_NOT_ALLOWED"},
          {"idea with a number",
           {},
           IdeaBut([](Content& c) { c.set_number("9"); }),
           "FIELD_NOT_ALLOWED"},
          // May it get money (rules 7 and 8)?
          {"number that is taken",
           {},
           SubmitBut([](Content& c) { c.set_number("1"); }),
           "NUMBER_TAKEN"},
          {"follow-up of a project of another pijler",
           {},
           FollowUpBut([](Content& c) { c.set_project("wonen-2.4"); }),
           "PROJECT_OF_OTHER_PIJLER"},
          {"follow-up of a completed project",
           {{kSecretaris, CompleteProject{"p1", "Klaar."}}},
           FollowUpBut([](Content&) {}),
           "PROJECT_COMPLETED"},
          {"follow-up of a project that never got money",
           {},
           FollowUpBut([](Content& c) { c.set_project("werken-3"); }),
           "PROJECT_WITHOUT_AWARD"},
          {"extension of one",
           {},
           FollowUpBut([](Content& c) {
             c.set_kind(v1::PROPOSAL_KIND_VERLENGING);
             c.set_project("werken-3");
           }),
           "PROJECT_WITHOUT_AWARD"},
          {"new part that is there already",
           {},
           WijkenBut([](Content& c) { *c.add_new_parts() = NewPart("Norden"); }),
           "PART_EXISTS"},
          // Is each field sound?
          {"no title", {}, SubmitBut([](Content& c) { c.clear_title(); }), "TEXT_EMPTY"},
          {"a title too long",
           {},
           SubmitBut([](Content& c) { c.set_title(std::string(301, 'a')); }),
           "TEXT_TOO_LONG"},
          {"a title on two lines",
           {},
           SubmitBut([](Content& c) { c.set_title("Een\ntitel"); }),
           "TEXT_CONTROL_CHARACTER"},
          {"a summary of 1 MiB",
           {},
           SubmitBut([](Content& c) { c.set_summary(std::string(1 << 20, 'a')); }),
           "TEXT_TOO_LONG"},
          {"document without a name",
           {},
           SubmitBut([](Content& c) {
             AddDocument(c, std::string(32, 'h'));
             c.mutable_documents(0)->clear_name();
           }),
           "TEXT_EMPTY"},
          {"document without a media type",
           {},
           SubmitBut([](Content& c) {
             AddDocument(c, std::string(32, 'h'));
             c.mutable_documents(0)->clear_media_type();
           }),
           "TEXT_EMPTY"},
          {"document of no size",
           {},
           SubmitBut([](Content& c) {
             AddDocument(c, std::string(32, 'h'));
             c.mutable_documents(0)->set_size_bytes(0);
           }),
           "VALUE_OUT_OF_RANGE"},
          {"hash a byte short",
           {},
           SubmitBut([](Content& c) { AddDocument(c, std::string(31, 'h')); }),
           "DOCUMENT_HASH_INVALID"},
          {"hash in hexadecimal",
           {},
           SubmitBut([](Content& c) { AddDocument(c, std::string(64, 'a')); }),
           "DOCUMENT_HASH_INVALID"},
          {"more documents than a record holds",
           {},
           SubmitBut([](Content& c) {
             for (int i = 0; i < 1'000; ++i) AddDocument(c, std::string(32, 'h'));
           }),
           "TEXT_TOO_LONG"},
          {"idea with a line",
           {},
           IdeaBut([](Content& c) { *c.add_lines() = Line(5, Euros(1)); }),
           "FIELD_NOT_ALLOWED"},
          {"idea with a part",
           {},
           IdeaBut([](Content& c) { *c.add_new_parts() = NewPart("A"); }),
           "FIELD_NOT_ALLOWED"},
          {"idea with a reservation",
           {},
           IdeaBut([](Content& c) { *c.mutable_reservation_total() = Euros(1); }),
           "FIELD_NOT_ALLOWED"},
          {"idea with a contribution",
           {},
           IdeaBut([](Content& c) { *c.add_contributions() = From("p1", 1); }),
           "FIELD_NOT_ALLOWED"},
          {"new part without a title",
           {},
           SubmitBut([](Content& c) { *c.add_new_parts() = NewPart(""); }),
           "TEXT_EMPTY"},
          {"new part twice",
           {},
           SubmitBut([](Content& c) {
             *c.add_new_parts() = NewPart("Noord");
             *c.add_new_parts() = NewPart("Noord", "gem. Hardenberg");
           }),
           "PART_EXISTS"},
          {"no amount", {}, SubmitBut([](Content& c) { c.clear_lines(); }), "AMOUNT_MISSING"},
          {"unknown tranche",
           {},
           SubmitBut([](Content& c) { c.mutable_lines(0)->set_tranche(99); }),
           "TRANCHE_UNKNOWN"},
          {"no tranche",
           {},
           SubmitBut([](Content& c) { c.mutable_lines(0)->clear_tranche(); }),
           "TRANCHE_UNKNOWN"},
          {"closed tranche", {closed}, SubmitBut([](Content&) {}), "TRANCHE_CLOSED"},
          {"unknown part",
           {},
           SubmitBut([](Content& c) { c.mutable_lines(0)->set_part("Zuid"); }),
           "PART_UNKNOWN"},
          {"part of another project",
           {},
           SubmitBut([](Content& c) { c.mutable_lines(0)->set_part("Norden"); }),
           "PART_OF_OTHER_PROJECT"},
          {"line without an amount",
           {},
           SubmitBut([](Content& c) { c.mutable_lines(0)->clear_amount(); }),
           "AMOUNT_MISSING"},
          {"zero",
           {},
           SubmitBut([](Content& c) { *c.mutable_lines(0)->mutable_amount() = Cents(0); }),
           "AMOUNT_ZERO"},
          {"negative",
           {},
           SubmitBut([](Content& c) { *c.mutable_lines(0)->mutable_amount() = Cents(-1); }),
           "MONEY_NEGATIVE"},
          {"as negative as can be",
           {},
           SubmitBut([](Content& c) {
             *c.mutable_lines(0)->mutable_amount() = Cents(std::numeric_limits<int64_t>::min());
           }),
           "MONEY_NEGATIVE"},
          {"near INT64_MAX",
           {},
           SubmitBut([](Content& c) {
             *c.mutable_lines(0)->mutable_amount() = Cents(std::numeric_limits<int64_t>::max());
           }),
           "MONEY_OVERFLOW"},
          {"lines whose sum is absurd",
           {},
           SubmitBut([](Content& c) {
             *c.mutable_lines(0)->mutable_amount() = Cents(1'000'000'000'000'000);
             *c.add_lines() = Line(4, Cents(1));
           }),
           "MONEY_OVERFLOW"},
          {"two lines for the same",
           {},
           SubmitBut([](Content& c) { *c.add_lines() = Line(5, Euros(2)); }),
           "VALUE_REPEATED"},
          {"reservation of zero",
           {},
           SubmitBut([](Content& c) { *c.mutable_reservation_total() = Cents(0); }),
           "AMOUNT_ZERO"},
          {"negative reservation",
           {},
           SubmitBut([](Content& c) { *c.mutable_reservation_total() = Cents(-5); }),
           "MONEY_NEGATIVE"},
          {"reservation of less than is asked out of it",
           {},
           SubmitBut([](Content& c) {
             *c.mutable_lines(0)->mutable_amount() = Euros(600);
             *c.add_lines() = Line(4, Euros(400));
             *c.mutable_reservation_total() = Cents(99'999);
           }),
           "RESERVATION_EXCEEDED"},
          {"contribution to itself",
           {},
           FollowUpBut([](Content& c) { *c.add_contributions() = From("p1", 1); }),
           "CONTRIBUTION_TO_ITSELF"},
          {"contribution of zero: it is known or it is not",
           {},
           SubmitBut([](Content& c) { *c.add_contributions() = From("p1", 1, Cents(0)); }),
           "AMOUNT_ZERO"},
          {"contribution with a note too long",
           {},
           SubmitBut([](Content& c) {
             *c.add_contributions() = From("p1", 1);
             c.mutable_contributions(0)->set_note(std::string(8'001, 'a'));
           }),
           "TEXT_TOO_LONG"},
          // And what may be.
          {"new project", {}, SubmitBut([](Content&) {}), "ProposalSubmitted"},
          {"more than its tranche has: money is checked when it is decided",
           {},
           SubmitBut([](Content& c) { *c.mutable_lines(0)->mutable_amount() = Euros(900'000); }),
           "ProposalSubmitted"},
          {"with everything there is",
           {},
           SubmitBut([](Content& c) {
             c.set_parent_project("werken-1");
             *c.add_new_parts() = NewPart("Noord");
             *c.add_lines() = Line(4, Euros(5), "Noord");
             *c.mutable_reservation_total() = Euros(10'000);
             *c.add_contributions() = From("werken-1", 1, Euros(7));
             *c.add_contributions() = From("werken-2", 2);
             AddDocument(c, std::string(32, 'h'));
           }),
           "ProposalSubmitted"},
          {"reservation of just what is asked out of it",
           {},
           SubmitBut([](Content& c) {
             *c.mutable_lines(0)->mutable_amount() = Euros(600);
             *c.add_lines() = Line(4, Euros(400));
             *c.mutable_reservation_total() = Euros(1'000);
           }),
           "ProposalSubmitted"},
          {"out of another project's money alone",
           {},
           SubmitBut([](Content& c) {
             c.clear_lines();
             *c.add_contributions() = From("werken-1", 1);
           }),
           "ProposalSubmitted"},
          {"follow-up, by label", {}, FollowUpBut([](Content&) {}), "ProposalSubmitted"},
          {"for a part", {}, WijkenBut([](Content&) {}), "ProposalSubmitted"},
          {"for a part it makes",
           {},
           WijkenBut([](Content& c) {
             *c.add_new_parts() = NewPart("Zuid");
             c.mutable_lines(0)->set_part("Zuid");
           }),
           "ProposalSubmitted"},
          {"idea", {}, IdeaBut([](Content&) {}), "ProposalSubmitted"},
      });
}

TEST(ProposalTest, AContributionOpensTheWayToAFollowUp) {
  Book book = OpeningDeal();
  AddTranche five;
  five.tranche = 5;
  book.Given({
      {kSecretaris, Opening({ProjectEntry("werken", "1", "Gever", "Techniek", {"gem. Emmen"}),
                             ProjectEntry("werken", "2", "Krijger", "Techniek", {"gem. Emmen"}),
                             AwardEntry("werken-1", 1, Euros(100)),
                             ContributionEntry("werken-2", "werken-1", 1, std::nullopt)})},
      {kSecretaris, five},
      {kSecretaris, CloseOpening{}},
  });
  EXPECT_EQ(book.Outcome({kTeamWerken, Submit(FollowUp("werken-2", {Line(5, Euros(1))}))}),
            "ProposalSubmitted");
}

TEST(ProposalTest, EventsNameThingsById) {
  Book book = RunningDeal();
  Content content = FollowUp("werken-1", {Line(5, Euros(1))});
  *content.add_new_parts() = NewPart("Noord", "provincie Drenthe");
  *content.add_contributions() = From("werken-2", 2);
  book.Given(kTeamWerken, Submit(content));
  const Content recorded = book.last().front().proposal_submitted().content();
  EXPECT_EQ(recorded.project(), "p1");
  EXPECT_EQ(recorded.new_parts(0).lead_partners(0), "partner-3");
  EXPECT_EQ(recorded.contributions(0).from_project(), "p2");
  book.Given(kTeamWerken, Submit(Good()));
  EXPECT_EQ(book.last().front().proposal_submitted().content().lead_partners(0), "partner-1");
}

TEST(ProposalTest, NumberedWithinTheYear) {
  Book book = RunningDeal();
  for (const std::string id : {"2021-001", "2021-002", "2021-003", "2021-004", "2021-005"}) {
    book.Given(kTeamWerken, Submit(Good()));
    EXPECT_EQ(book.last().front().proposal_submitted().proposal(), id);
  }
  book.At(kNow + 365 * kDayMicros).Given(kTeamWerken, Submit(Good()));
  EXPECT_EQ(book.last().front().proposal_submitted().proposal(), "2022-001");
}

TEST(ProposalTest, EachWayToRefuseARevisionInCheckOrder) {
  const std::vector<Step> submitted = {{kTeamWerken, Submit(Good())}};
  const std::vector<Step> on_agenda = Then({Endorsed(kP, Good()), Meeting1({On(kP)})});
  GrantSeat both;
  both.role = v1::ROLE_ONTWIKKELTEAM;
  both.pijler = "wonen";
  both.function = "regisseur";
  both.holder_subject = kTeamWerken;
  Content moved = Good();
  moved.set_pijler("wonen");
  moved.set_theme("Proeftuinen");
  RunRows(
      RunningDeal(),
      {
          {"unknown proposal, by anybody",
           {},
           {kStranger, Revise("2021-009", 1, Good())},
           "PROPOSAL_UNKNOWN"},
          {"to an unknown pijler",
           submitted,
           {kStranger, Revise(kP, 1, But(Good(), [](Content& c) { c.set_pijler("water"); }))},
           "PIJLER_UNKNOWN"},
          {"team of another pijler", submitted, {kTeamWonen, Revise(kP, 1, moved)}, "NO_SEAT"},
          {"vakbestuurder", submitted, {kAnna, Revise(kP, 1, Good())}, "NO_SEAT"},
          {"to a pijler of another team",
           submitted,
           {kTeamWerken, Revise(kP, 1, moved)},
           "NO_SEAT"},
          {"on an agenda", on_agenda, {kTeamWerken, Revise(kP, 1, Good())}, "PROPOSAL_ON_AGENDA"},
          {"withdrawn",
           Then({submitted, {{kTeamWerken, Withdraw(kP)}}}),
           {kTeamWerken, Revise(kP, 1, Good())},
           "PROPOSAL_CLOSED"},
          {"rejected",
           Then({on_agenda, {{kSecretaris, Reject("item-1")}, {kVoorzitter, Confirm()}}}),
           {kTeamWerken, Revise(kP, 1, Good())},
           "PROPOSAL_CLOSED"},
          {"ratified",
           Then({on_agenda, {{kSecretaris, Ratify("item-1")}, {kVoorzitter, Confirm()}}}),
           {kTeamWerken, Revise(kP, 1, Good())},
           "PROPOSAL_CLOSED"},
          {"stale",
           Then({submitted, {{kTeamWerken, Revise(kP, 1, Good())}}}),
           {kTeamWerken, Revise(kP, 1, Good())},
           "STALE_REVISION"},
          {"content that cannot be",
           submitted,
           {kTeamWerken, Revise(kP, 1, But(Good(), [](Content& c) { c.clear_title(); }))},
           "TEXT_EMPTY"},
          {"submitted", submitted, {kTeamWerken, Revise(kP, 1, Good())}, "ProposalRevised"},
          {"returned",
           Then({submitted, {{kAnna, SendBack(kP)}}}),
           {kTeamWerken, Revise(kP, 1, Good())},
           "ProposalRevised"},
          {"endorsed",
           Endorsed(kP, Good()),
           {kTeamWerken, Revise(kP, 1, Good())},
           "ProposalRevised"},
          {"not endorsed",
           Then({submitted, {{kAnna, Decline(kP)}, {kBert, Decline(kP)}}}),
           {kTeamWerken, Revise(kP, 1, Good())},
           "ProposalRevised"},
          {"deferred",
           Then({on_agenda, {{kSecretaris, Defer("item-1")}, {kVoorzitter, Confirm()}}}),
           {kTeamWerken, Revise(kP, 1, Good())},
           "ProposalRevised"},
          {"to another pijler, by who may submit there",
           Then({submitted, {{kSecretaris, both}}}),
           {kTeamWerken, Revise(kP, 1, moved)},
           "ProposalRevised"},
          {"an idea becomes a proposal",
           {IdeaBut([](Content&) {})},
           {kTeamWerken, Revise(kP, 1, Good())},
           "ProposalRevised"},
      });
}

TEST(ProposalTest, ARevisionIsEndorsedAnew) {
  Book book = RunningDeal();
  book.Given(Endorsed(kP, Good()));
  book.Given(kTeamWerken, Revise(kP, 1, Good()));
  EXPECT_EQ(book.last().front().proposal_revised().revision(), 2);
  EXPECT_EQ(book.state().FindProposal(kP)->stage, ProposalStage::kSubmitted);
  EXPECT_TRUE(book.state().FindProposal(kP)->Endorsers().empty());
}

TEST(ProposalTest, EachWayToRefuseAWithdrawalInCheckOrder) {
  const std::vector<Step> submitted = {{kTeamWerken, Submit(Good())}};
  const std::vector<Step> on_agenda = Then({Endorsed(kP, Good()), Meeting1({On(kP)})});
  WithdrawProposal too_long = Withdraw(kP);
  too_long.reason = std::string(8'001, 'a');
  WithdrawProposal silent = Withdraw(kP);
  silent.reason.clear();
  RunRows(RunningDeal(),
          {
              {"unknown proposal", {}, {kTeamWerken, Withdraw(kP)}, "PROPOSAL_UNKNOWN"},
              {"team of another pijler", submitted, {kTeamWonen, Withdraw(kP)}, "NO_SEAT"},
              {"secretary", submitted, {kSecretaris, Withdraw(kP)}, "NO_SEAT"},
              {"on an agenda", on_agenda, {kTeamWerken, Withdraw(kP)}, "PROPOSAL_ON_AGENDA"},
              {"withdrawn already",
               Then({submitted, {{kTeamWerken, Withdraw(kP)}}}),
               {kTeamWerken, Withdraw(kP)},
               "PROPOSAL_CLOSED"},
              {"rejected",
               Then({on_agenda, {{kSecretaris, Reject("item-1")}, {kVoorzitter, Confirm()}}}),
               {kTeamWerken, Withdraw(kP)},
               "PROPOSAL_CLOSED"},
              {"a reason too long", submitted, {kTeamWerken, too_long}, "TEXT_TOO_LONG"},
              {"without a reason", submitted, {kTeamWerken, silent}, "ProposalWithdrawn"},
              {"endorsed", Endorsed(kP, Good()), {kTeamWerken, Withdraw(kP)}, "ProposalWithdrawn"},
              {"deferred",
               Then({on_agenda, {{kSecretaris, Defer("item-1")}, {kVoorzitter, Confirm()}}}),
               {kTeamWerken, Withdraw(kP)},
               "ProposalWithdrawn"},
          });
}

}  // namespace
}  // namespace dealboek::domain
