// Convening, agenda, attendance and declared interests: rules 1 and 4.
#include <string>

#include <gtest/gtest.h>

#include "services/base/error.h"
#include "services/domain/state.h"
#include "tests/services/domain/given.h"
#include "tests/services/domain/route.h"

namespace dealboek::domain {
namespace {

const std::string kP = "2021-001";
const std::string kQ = "2021-002";

v1::ProposalContent Asks(const std::string& number = "9") {
  return NewProject(number, {Line(5, Euros(1'000))});
}
// One endorsed proposal, and a meeting without an agenda.
std::vector<Step> Convened() { return Then({Endorsed(kP, Asks()), {{kSecretaris, Convene()}}}); }
std::vector<Step> Set() { return Then({Convened(), {{kSecretaris, Agenda({On(kP)})}}}); }
std::vector<Step> Confirmed() {
  return Then({Endorsed(kP, Asks()),
               Meeting1({On(kP)}),
               {{kSecretaris, Ratify("item-1")}, {kVoorzitter, Confirm()}}});
}

TEST(MeetingTest, EachWayToRefuseConveningInCheckOrder) {
  ConveneMeeting long_title = Convene();
  long_title.title = std::string(301, 'a');
  ConveneMeeting latin1 = Convene();
  latin1.place = "Co\xebvorden";
  RunRows(OpeningDeal(),
          {{"in the opening phase", {}, {kSecretaris, Convene()}, "OPENING_NOT_CLOSED"}});
  RunRows(
      RunningDeal(),
      {
          {"chair", {}, {kVoorzitter, Convene()}, "NO_SEAT"},
          {"31 February", {}, {kSecretaris, Convene(Date(2021, 2, 31))}, "DATE_IMPOSSIBLE"},
          {"month 13", {}, {kSecretaris, Convene(Date(2021, 13))}, "DATE_IMPOSSIBLE"},
          {"year 0", {}, {kSecretaris, Convene(Date(0))}, "DATE_IMPOSSIBLE"},
          {"a title too long", {}, {kSecretaris, long_title}, "TEXT_TOO_LONG"},
          {"a place in Latin-1", {}, {kSecretaris, latin1}, "TEXT_NOT_UTF8"},
          {"secretary", {}, {kSecretaris, Convene()}, "MeetingConvened"},
          {"in June, no day known", {}, {kSecretaris, Convene(Date(2021, 6))}, "MeetingConvened"},
      });
}

TEST(MeetingTest, NumberedWithinTheYearItIsHeld) {
  Book book = RunningDeal();
  for (const auto& [year, id] : {std::pair(2021, "2021-1"), std::pair(2022, "2022-1"),
                                 std::pair(2021, "2021-2"), std::pair(2021, "2021-3")}) {
    book.Given(kSecretaris, Convene(Date(year, 6)));
    EXPECT_EQ(book.last().front().meeting_convened().meeting(), id);
  }
}

TEST(MeetingTest, EachWayToRefuseAnAgendaInCheckOrder) {
  AgendaItemInput changed = Keep("item-1");
  changed.title = "Anders";
  AgendaItemInput other_proposal = Keep("item-1");
  other_proposal.proposal = kQ;
  AgendaItemInput as_it_was = Keep("item-1");
  as_it_was.proposal = kP;
  AgendaItemInput both = On(kP);
  both.own_item = CeilingOf(5, Euros(600'000));
  AgendaItemInput untitled = Own(CeilingOf(5, Euros(600'000)));
  untitled.title.clear();
  ItemTakenOffInput no_reason = Off("item-1");
  no_reason.reason.clear();
  v1::ProposalContent idea;
  idea.set_kind(v1::PROPOSAL_KIND_IDEA);
  idea.set_title("Een idee");
  idea.set_pijler("werken");
  const auto with_second = [&](std::vector<Step> then) {
    return Then({Set(), {{kTeamWerken, Submit(Asks("10"))}}, std::move(then)});
  };
  std::vector<AgendaItemInput> very_many;
  v1::Rules rules;
  for (int i = 0; i < 300; ++i) very_many.push_back(Own(RulesOf(rules)));
  for (AgendaItemInput& input : very_many) input.title = std::string(300, 'a');
  RunRows(
      RunningDeal(),
      {
          {"unknown meeting, by anybody", {}, {kStranger, Agenda({On(kP)})}, "MEETING_UNKNOWN"},
          {"chair", Convened(), {kVoorzitter, Agenda({On(kP)})}, "NO_SEAT"},
          {"confirmed",
           Confirmed(),
           {kSecretaris, Agenda({Keep("item-1")}, 1)},
           "MEETING_CONFIRMED"},
          {"stale", Set(), {kSecretaris, Agenda({Keep("item-1")}, 0)}, "STALE_REVISION"},
          {"keeps an unknown item",
           Convened(),
           {kSecretaris, Agenda({Keep("item-9")})},
           "ITEM_UNKNOWN"},
          {"keeps an item under another title",
           Set(),
           {kSecretaris, Agenda({changed}, 1)},
           "FIELD_NOT_ALLOWED"},
          {"keeps an item with another proposal",
           Set(),
           {kSecretaris, Agenda({other_proposal}, 1)},
           "FIELD_NOT_ALLOWED"},
          {"keeps an item twice",
           Set(),
           {kSecretaris, Agenda({Keep("item-1"), Keep("item-1")}, 1)},
           "VALUE_REPEATED"},
          {"takes off an unknown item",
           Set(),
           {kSecretaris, Agenda({Keep("item-1")}, 1, {Off("item-9")})},
           "ITEM_UNKNOWN"},
          {"keeps and takes off",
           Set(),
           {kSecretaris, Agenda({Keep("item-1")}, 1, {Off("item-1")})},
           "VALUE_REPEATED"},
          {"takes off a decided item",
           Then({Endorsed(kP, Asks()), Meeting1({On(kP)}), {{kSecretaris, Ratify("item-1")}}}),
           {kSecretaris, Agenda({}, 1, {Off("item-1")})},
           "ITEM_DECIDED"},
          {"takes off without a reason",
           Set(),
           {kSecretaris, Agenda({}, 1, {no_reason})},
           "TEXT_EMPTY"},
          {"leaves out an item", Set(), {kSecretaris, Agenda({}, 1)}, "ITEM_LEFT_OUT"},
          {"item about nothing",
           Convened(),
           {kSecretaris, Agenda({AgendaItemInput()})},
           "FIELD_REQUIRED"},
          {"item about two things", Convened(), {kSecretaris, Agenda({both})}, "FIELD_REQUIRED"},
          {"own item about nothing",
           Convened(),
           {kSecretaris, Agenda({Own(v1::OwnItem())})},
           "FIELD_REQUIRED"},
          {"own item without a title", Convened(), {kSecretaris, Agenda({untitled})}, "TEXT_EMPTY"},
          {"unknown proposal",
           Convened(),
           {kSecretaris, Agenda({On("2021-099")})},
           "PROPOSAL_UNKNOWN"},
          {"an idea, endorsed",
           {{kSecretaris, Convene()},
            {kTeamWerken, Submit(idea)},
            {kAnna, Endorse(kP)},
            {kBert, Endorse(kP)}},
           {kSecretaris, Agenda({On(kP)})},
           "IDEA_ON_AGENDA"},
          {"a proposal endorsed by too few",
           {{kSecretaris, Convene()}, {kTeamWerken, Submit(Asks())}, {kAnna, Endorse(kP)}},
           {kSecretaris, Agenda({On(kP)})},
           "NOT_ENDORSED"},
          {"a proposal that is endorsed no more",
           Then({Convened(), {{kAnna, TakeBack(kP)}}}),
           {kSecretaris, Agenda({On(kP)})},
           "NOT_ENDORSED"},
          {"a proposal that was returned",
           Then({Convened(), {{kCarla, SendBack(kP)}}}),
           {kSecretaris, Agenda({On(kP)})},
           "NOT_ENDORSED"},
          {"a proposal whose endorsements are of an earlier revision",
           Then({Convened(), {{kTeamWerken, Revise(kP, 1, Asks())}}}),
           {kSecretaris, Agenda({On(kP)})},
           "NOT_ENDORSED"},
          {"a proposal on another agenda",
           Then({Set(), {{kSecretaris, Convene()}}}),
           {kSecretaris, Agenda({On(kP)}, 0, {}, "2021-2")},
           "PROPOSAL_ON_AGENDA"},
          {"a proposal taken off in the same breath",
           Set(),
           {kSecretaris, Agenda({On(kP, "toch")}, 1, {Off("item-1")})},
           "PROPOSAL_ON_AGENDA"},
          {"a withdrawn proposal",
           Then({Convened(), {{kTeamWerken, Withdraw(kP)}}}),
           {kSecretaris, Agenda({On(kP)})},
           "PROPOSAL_CLOSED"},
          {"a ratified proposal",
           Then({Confirmed(), {{kSecretaris, Convene()}}}),
           {kSecretaris, Agenda({On(kP)}, 0, {}, "2021-2")},
           "PROPOSAL_CLOSED"},
          {"a proposal twice",
           Convened(),
           {kSecretaris, Agenda({On(kP), On(kP)})},
           "VALUE_REPEATED"},
          {"a reason for being late on the first agenda",
           Convened(),
           {kSecretaris, Agenda({On(kP, "Kwam net binnen.")})},
           "FIELD_NOT_ALLOWED"},
          {"late without a reason",
           with_second({{kAnna, Endorse(kQ)}, {kBert, Endorse(kQ)}}),
           {kSecretaris, Agenda({Keep("item-1"), On(kQ)}, 1)},
           "TEXT_EMPTY"},
          {"an agenda that begins with nothing",
           Convened(),
           {kSecretaris, Agenda({})},
           "FIELD_REQUIRED"},
          {"more than a record holds",
           Convened(),
           {kSecretaris, Agenda(very_many)},
           "TEXT_TOO_LONG"},
          {"late with a reason",
           with_second({{kAnna, Endorse(kQ)}, {kBert, Endorse(kQ)}}),
           {kSecretaris, Agenda({On(kQ, "Kwam net binnen."), Keep("item-1")}, 1)},
           "AgendaSet"},
          {"kept, said in full", Set(), {kSecretaris, Agenda({as_it_was}, 1)}, "AgendaSet"},
          {"off, for its decision was of a meeting without a quorum",
           Then({Set(),
                 {{kSecretaris, Present()},
                  {kSecretaris, Ratify("item-1")},
                  {kSecretaris, Present({"seat-8", "seat-9"})}}}),
           {kSecretaris, Agenda({}, 1, {Off("item-1")})},
           "AgendaSet"},
          {"off, for all who decided it had an interest",
           Then({Set(),
                 {{kSecretaris, Present()},
                  {kSecretaris, Ratify("item-1")},
                  {kAnna, Interested("item-1")},
                  {kDirk, Interested("item-1")},
                  {kVoorzitter, Interested("item-1")}}}),
           {kSecretaris, Agenda({}, 1, {Off("item-1")})},
           "AgendaSet"},
          {"everything off", Set(), {kSecretaris, Agenda({}, 1, {Off("item-1")})}, "AgendaSet"},
          {"a deferred proposal, at a later meeting",
           Then({Endorsed(kP, Asks()),
                 Meeting1({On(kP)}),
                 {{kSecretaris, Defer("item-1")},
                  {kVoorzitter, Confirm()},
                  {kSecretaris, Convene()}}}),
           {kSecretaris, Agenda({On(kP)}, 0, {}, "2021-2")},
           "AgendaSet"},
          {"an item of the stuurgroep's own, which nobody endorsed",
           Convened(),
           {kSecretaris, Agenda({Own(CeilingOf(5, Euros(600'000)))})},
           "AgendaSet"},
      });
}

TEST(MeetingTest, WhoAddsToASetAgendaIsAskedWhy) {
  Book book = RunningDeal();
  book.Given(Set());
  book.Given(Endorsed(kQ, Asks("10")));
  EXPECT_EQ(base::GetErrorDetail(book.Do(kSecretaris, Agenda({Keep("item-1"), On(kQ)}, 1)))->dutch,
            "De agenda is al vastgesteld, dus dit punt komt later. Zeg waarom.");
}

TEST(MeetingTest, AnAgendaKeepsItsHistory) {
  Book book = RunningDeal();
  book.Given(Set());
  book.Given(Endorsed(kQ, Asks("10")));
  book.Given(kSecretaris, Agenda({On(kQ, "Kwam net binnen.")}, 1, {Off("item-1")}));
  const Meeting& meeting = *book.state().FindMeeting(kMeeting);
  EXPECT_EQ(meeting.agenda_version, 2);
  ASSERT_EQ(meeting.items.size(), 1u);
  EXPECT_EQ(meeting.items[0].id, "item-2");
  EXPECT_EQ(meeting.items[0].proposal, kQ);
  EXPECT_EQ(meeting.items[0].revision, 1);
  EXPECT_EQ(meeting.items[0].late_reason, "Kwam net binnen.");
  ASSERT_EQ(meeting.taken_off.size(), 1u);
  EXPECT_EQ(meeting.taken_off[0].item, "item-1");
  EXPECT_EQ(book.state().FindProposal(kP)->stage, ProposalStage::kEndorsed);
  EXPECT_EQ(book.state().FindProposal(kQ)->stage, ProposalStage::kOnAgenda);
  // Item ids are not used again.
  book.Given(kSecretaris, Agenda({Keep("item-2"), On(kP, "Toch rijp.")}, 2));
  EXPECT_EQ(book.last().front().agenda_set().items(1).item(), "item-3");
  // The agenda that is kept says all of each item again.
  EXPECT_EQ(book.last().front().agenda_set().items(0).late_reason(), "Kwam net binnen.");
}

TEST(MeetingTest, EachWayToRefuseAttendanceInCheckOrder) {
  RunRows(
      RunningDeal(),
      {
          {"unknown meeting", {}, {kSecretaris, Present()}, "MEETING_UNKNOWN"},
          {"unknown seat, by anybody", Set(), {kStranger, Present({"seat-99"})}, "SEAT_UNKNOWN"},
          {"chair", Set(), {kVoorzitter, Present()}, "NO_SEAT"},
          {"confirmed", Confirmed(), {kSecretaris, Present()}, "MEETING_CONFIRMED"},
          {"seat that is not of the stuurgroep",
           Set(),
           {kSecretaris, Present({"seat-4"})},
           "SEAT_OF_OTHER_ROLE"},
          {"seat that has ended",
           Then({Set(), {{kSecretaris, EndSeat{"seat-10", "Vertrokken."}}}}),
           {kSecretaris, Present({"seat-10"})},
           "SEAT_ENDED"},
          {"seat nobody holds", Set(), {kSecretaris, Present({"seat-11"})}, "SEAT_NOT_HELD"},
          {"seat twice", Set(), {kSecretaris, Present({"seat-8", "seat-8"})}, "VALUE_REPEATED"},
          {"three there", Set(), {kSecretaris, Present()}, "AttendanceRecorded"},
          {"nobody there", Set(), {kSecretaris, Present({})}, "AttendanceRecorded"},
          {"again, whole",
           Then({Set(), {{kSecretaris, Present({})}}}),
           {kSecretaris, Present()},
           "AttendanceRecorded"},
      });
}

// The list of a meeting may be made long after it was held.
TEST(MeetingTest, WhoWasThereGoesByTheDayItWasHeld) {
  GrantSeat until = {};
  until.role = v1::ROLE_STUURGROEP;
  until.place = v1::SEAT_PLACE_MEMBER;
  until.partner = "gem. Hardenberg";
  until.function = "wethouder";
  until.holder_subject = kWil;
  until.until = Date(2021, 6, 8);
  GrantSeat from = until;
  from.from = Date(2021, 6, 10);
  from.until.reset();
  const auto present_on = [&](int day, const std::string& seat) {
    Book book = RunningDeal();
    book.Given({{kSecretaris, until}, {kSecretaris, from}});
    book.At(kNow + 13 * kDayMicros);
    book.Given(kSecretaris, Convene(Date(2021, 6, day)));
    return book.Outcome({kSecretaris, Present({"seat-8", seat})});
  };
  EXPECT_EQ(present_on(8, "seat-15"), "AttendanceRecorded");
  EXPECT_EQ(present_on(9, "seat-15"), "SEAT_ENDED");
  EXPECT_EQ(present_on(9, "seat-16"), "SEAT_ENDED");
  EXPECT_EQ(present_on(10, "seat-16"), "AttendanceRecorded");
}

// A seat that was ended on the very day: there if it was said to be before it ended.
TEST(MeetingTest, ASeatThatEndedMayHaveBeenThereBefore) {
  const auto present = [](int held_on, bool attended_before, int ended_after_days) {
    Book book = RunningDeal();
    book.Given(kSecretaris, Convene(Date(2021, 6, held_on)));
    if (attended_before) book.Given(kSecretaris, Present({"seat-10"}));
    book.At(kNow + ended_after_days * kDayMicros);
    book.Given(kSecretaris, EndSeat{"seat-10", "Vertrokken."});
    book.At(kNow + 5 * kDayMicros);
    return book.Outcome({kSecretaris, Present({"seat-10"})});
  };
  EXPECT_EQ(present(7, false, 0), "SEAT_ENDED");
  EXPECT_EQ(present(7, true, 0), "AttendanceRecorded");
  EXPECT_EQ(present(7, false, 1), "AttendanceRecorded");
  // Not at a meeting that was still to come when it ended.
  EXPECT_EQ(present(9, false, 1), "SEAT_ENDED");
}

TEST(MeetingTest, EachWayToRefuseAnInterestInCheckOrder) {
  DeclareInterest long_reason = Interested("item-1");
  long_reason.reason = std::string(8'001, 'a');
  GrantSeat second;
  second.role = v1::ROLE_STUURGROEP;
  second.place = v1::SEAT_PLACE_MEMBER;
  second.partner = "gem. Emmen";
  second.function = "wethouder";
  second.holder_subject = kAnna;
  RunRows(
      RunningDeal(),
      {
          {"unknown meeting", {}, {kAnna, Interested("item-1")}, "MEETING_UNKNOWN"},
          {"unknown item, by anybody", Set(), {kStranger, Interested("item-9")}, "ITEM_UNKNOWN"},
          {"unknown seat, by anybody",
           Set(),
           {kStranger, Interested("item-1", "seat-99")},
           "SEAT_UNKNOWN"},
          {"no seat of one's own", Set(), {kBert, Interested("item-1")}, "NO_SEAT"},
          {"the secretary, for nobody in particular",
           Set(),
           {kSecretaris, Interested("item-1")},
           "NO_SEAT"},
          {"for another", Set(), {kDirk, Interested("item-1", "seat-8")}, "NO_SEAT"},
          {"the chair, for another",
           Set(),
           {kVoorzitter, Interested("item-1", "seat-9")},
           "NO_SEAT"},
          {"two seats, and not said which",
           Then({Set(), {{kSecretaris, second}}}),
           {kAnna, Interested("item-1")},
           "FIELD_REQUIRED"},
          {"confirmed", Confirmed(), {kAnna, Interested("item-1")}, "MEETING_CONFIRMED"},
          {"the secretary, for a seat of another role",
           Set(),
           {kSecretaris, Interested("item-1", "seat-4")},
           "SEAT_OF_OTHER_ROLE"},
          {"the secretary, for a seat nobody holds",
           Set(),
           {kSecretaris, Interested("item-1", "seat-11")},
           "SEAT_NOT_HELD"},
          {"twice",
           Then({Set(), {{kAnna, Interested("item-1")}}}),
           {kAnna, Interested("item-1")},
           "ALREADY_DECLARED"},
          {"by the secretary, after the member",
           Then({Set(), {{kAnna, Interested("item-1")}}}),
           {kSecretaris, Interested("item-1", "seat-9")},
           "ALREADY_DECLARED"},
          {"a reason too long", Set(), {kAnna, long_reason}, "TEXT_TOO_LONG"},
          {"one's own", Set(), {kAnna, Interested("item-1")}, "InterestDeclared"},
          {"one's own, by name",
           Set(),
           {kAnna, Interested("item-1", "seat-9")},
           "InterestDeclared"},
          {"one of two seats",
           Then({Set(), {{kSecretaris, second}}}),
           {kAnna, Interested("item-1", "seat-15")},
           "InterestDeclared"},
          {"by the secretary",
           Set(),
           {kSecretaris, Interested("item-1", "seat-9")},
           "InterestDeclared"},
      });
}

TEST(MeetingTest, TheSeatsOfLeadPartnersAreFlagged) {
  Book book = RunningDeal();
  v1::ProposalContent content = FollowUp("wonen-2.4", {Line(5, Euros(1), "Norden")});
  content.set_pijler("wonen");
  content.clear_theme();
  book.Given(Then({Endorsed(kP, content), Meeting1({On(kP)})}));
  const Meeting& meeting = *book.state().FindMeeting(kMeeting);
  EXPECT_EQ(FlaggedSeats(book.state(), meeting, meeting.items[0]),
            (std::vector<std::string>{"seat-10", "seat-11", "seat-9"}));
}

}  // namespace
}  // namespace dealboek::domain
