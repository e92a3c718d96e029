// Recording decisions and confirming the list: rules 1, 3, 4, 5, 6 and 8.
#include <limits>
#include <string>

#include <gtest/gtest.h>

#include "services/base/error.h"
#include "services/domain/state.h"
#include "tests/services/domain/given.h"
#include "tests/services/domain/route.h"

namespace dealboek::domain {
namespace {

using Content = v1::ProposalContent;

const std::string kP = "2021-001";
const std::string kQ = "2021-002";
const std::string kR = "2021-003";

Content Asks(const std::string& number, const v1::Money& amount, int tranche = 5) {
  return NewProject(number, {Line(tranche, amount)});
}
Content WithReservation(Content content, const v1::Money& total) {
  *content.mutable_reservation_total() = total;
  return content;
}
Content WithContribution(Content content, const std::string& from, int tranche,
                         std::optional<v1::Money> amount = std::nullopt) {
  v1::ContributionLine& line = *content.add_contributions();
  line.set_from_project(from);
  line.set_tranche(tranche);
  if (amount.has_value()) *line.mutable_amount() = *amount;
  return content;
}
// On the agenda of a meeting with a quorum.
std::vector<Step> OnAgenda(Content content) {
  return Then({Endorsed(kP, std::move(content)), Meeting1({On(kP)})});
}
std::vector<Step> OnAgenda(Content first, Content second) {
  return Then({Endorsed(kP, std::move(first)), Endorsed(kQ, std::move(second)),
               Meeting1({On(kP), On(kQ)})});
}
std::vector<Step> OwnOnAgenda(v1::OwnItem first, v1::OwnItem second) {
  return Meeting1({Own(std::move(first)), Own(std::move(second))});
}

// Another seat of the stuurgroep: seat-15.
GrantSeat OneMore() {
  GrantSeat grant;
  grant.role = v1::ROLE_STUURGROEP;
  grant.place = v1::SEAT_PLACE_MEMBER;
  grant.partner = "gem. Hardenberg";
  grant.function = "wethouder";
  grant.holder_subject = kWil;
  return grant;
}

TEST(RecordDecisionTest, EachWayToRefuseInCheckOrder) {
  const std::vector<Step> ready = OnAgenda(Asks("9", Euros(1'000)));
  RecordDecision no_outcome = Ratify("item-1");
  no_outcome.outcome = v1::OUTCOME_UNSPECIFIED;
  RecordDecision later_outcome = Ratify("item-1");
  later_outcome.outcome = static_cast<v1::Outcome>(99);
  RecordDecision rejected_silently = Reject("item-1");
  rejected_silently.reason.clear();
  RecordDecision deferred_silently = Defer("item-1");
  deferred_silently.reason.clear();
  RecordDecision changed_silently = RatifyWith("item-1", {Line(5, Euros(1))});
  changed_silently.reason.clear();
  RecordDecision long_reason = Ratify("item-1");
  long_reason.reason = std::string(8'001, 'a');
  RecordDecision ratified_with_lines = Ratify("item-1");
  ratified_with_lines.lines = {Line(5, Euros(1))};
  RecordDecision ratified_with_reservation = Ratify("item-1");
  ratified_with_reservation.reservation_total = Euros(1'000);
  RecordDecision rejected_with_lines = Reject("item-1");
  rejected_with_lines.lines = {Line(5, Euros(1))};
  RecordDecision own_with_lines = ratified_with_lines;
  RecordDecision own_changed = RatifyWith("item-1", {});
  RunRows(
      RunningDeal(),
      {
          {"unknown meeting, by anybody",
           ready,
           {kStranger, Ratify("item-1", 1, "2021-9")},
           "MEETING_UNKNOWN"},
          {"not on the agenda, by anybody", ready, {kStranger, Ratify("item-9")}, "ITEM_UNKNOWN"},
          {"taken off the agenda",
           Then({ready, {{kSecretaris, Agenda({}, 1, {Off("item-1")})}}}),
           {kSecretaris, Ratify("item-1", 2)},
           "ITEM_UNKNOWN"},
          {"chair", ready, {kVoorzitter, Ratify("item-1")}, "NO_SEAT"},
          {"member of the stuurgroep", ready, {kDirk, Ratify("item-1")}, "NO_SEAT"},
          {"team", ready, {kTeamWerken, Ratify("item-1")}, "NO_SEAT"},
          {"confirmed",
           Then({ready, {{kSecretaris, Ratify("item-1")}, {kVoorzitter, Confirm()}}}),
           {kSecretaris, Reject("item-1")},
           "MEETING_CONFIRMED"},
          {"stale agenda", ready, {kSecretaris, Ratify("item-1", 2)}, "STALE_REVISION"},
          {"attendance not recorded",
           Then({Endorsed(kP, Asks("9", Euros(1))),
                 {{kSecretaris, Convene()}, {kSecretaris, Agenda({On(kP)})}}}),
           {kSecretaris, Ratify("item-1")},
           "ATTENDANCE_NOT_RECORDED"},
          {"two of four seats there",
           Then({ready, {{kSecretaris, Present({"seat-8", "seat-9"})}}}),
           {kSecretaris, Ratify("item-1")},
           "NO_QUORUM"},
          {"even to defer",
           Then({ready, {{kSecretaris, Present({})}}}),
           {kSecretaris, Defer("item-1")},
           "NO_QUORUM"},
          {"two of three had left before anybody was recorded to be there",
           Then({Endorsed(kP, Asks("9", Euros(1))),
                 {{kSecretaris, Convene()},
                  {kSecretaris, Agenda({On(kP)})},
                  {kSecretaris, EndSeat{"seat-10", "Weg."}},
                  {kSecretaris, EndSeat{"seat-9", "Weg."}},
                  {kSecretaris, Present({"seat-8"})}}}),
           {kSecretaris, Ratify("item-1")},
           "NO_QUORUM"},
          {"everybody interested",
           Then({ready,
                 {{kAnna, Interested("item-1")},
                  {kDirk, Interested("item-1")},
                  {kVoorzitter, Interested("item-1")}}}),
           {kSecretaris, Ratify("item-1")},
           "NO_DISINTERESTED_SEAT"},
          {"no outcome", ready, {kSecretaris, no_outcome}, "ENUM_UNSPECIFIED"},
          {"an outcome of a later version",
           ready,
           {kSecretaris, later_outcome},
           "ENUM_UNSPECIFIED"},
          {"rejected without a reason", ready, {kSecretaris, rejected_silently}, "TEXT_EMPTY"},
          {"deferred without a reason", ready, {kSecretaris, deferred_silently}, "TEXT_EMPTY"},
          {"changed without a reason", ready, {kSecretaris, changed_silently}, "TEXT_EMPTY"},
          {"a reason too long", ready, {kSecretaris, long_reason}, "TEXT_TOO_LONG"},
          {"own item, changed",
           Meeting1({Own(CeilingOf(5, Euros(600'000)))}),
           {kSecretaris, own_changed},
           "FIELD_NOT_ALLOWED"},
          {"own item with lines",
           Meeting1({Own(CeilingOf(5, Euros(600'000)))}),
           {kSecretaris, own_with_lines},
           "FIELD_NOT_ALLOWED"},
          {"as asked, with lines", ready, {kSecretaris, ratified_with_lines}, "FIELD_NOT_ALLOWED"},
          {"as asked, with a reservation",
           ready,
           {kSecretaris, ratified_with_reservation},
           "FIELD_NOT_ALLOWED"},
          {"rejected, with lines", ready, {kSecretaris, rejected_with_lines}, "FIELD_NOT_ALLOWED"},
          {"changed into nothing",
           ready,
           {kSecretaris, RatifyWith("item-1", {})},
           "AMOUNT_MISSING"},
          {"changed to an unknown tranche",
           ready,
           {kSecretaris, RatifyWith("item-1", {Line(99, Euros(1))})},
           "TRANCHE_UNKNOWN"},
          {"changed to a part of another project",
           ready,
           {kSecretaris, RatifyWith("item-1", {Line(5, Euros(1), "Norden")})},
           "PART_OF_OTHER_PROJECT"},
          {"changed to zero",
           ready,
           {kSecretaris, RatifyWith("item-1", {Line(5, Cents(0))})},
           "AMOUNT_ZERO"},
          {"changed to less than nothing",
           ready,
           {kSecretaris, RatifyWith("item-1", {Line(5, Cents(-1))})},
           "MONEY_NEGATIVE"},
          {"changed to near INT64_MAX",
           ready,
           {kSecretaris,
            RatifyWith("item-1", {Line(5, Cents(std::numeric_limits<int64_t>::max()))})},
           "MONEY_OVERFLOW"},
          {"changed to a reservation of zero",
           ready,
           {kSecretaris, RatifyWith("item-1", {Line(5, Euros(1))}, Cents(0))},
           "AMOUNT_ZERO"},
          {"changed into what was asked",
           ready,
           {kSecretaris, RatifyWith("item-1", {Line(5, Euros(1'000))})},
           "NOTHING_CHANGED"},
          {"changed into what was asked, in another order",
           OnAgenda(NewProject("9", {Line(4, Euros(2)), Line(5, Euros(1)), Line(1, Euros(3))})),
           {kSecretaris,
            RatifyWith("item-1", {Line(5, Euros(1)), Line(1, Euros(3)), Line(4, Euros(2))})},
           "NOTHING_CHANGED"},
          {"changed into what was asked, with its reservation",
           OnAgenda(WithReservation(Asks("9", Euros(1'000)), Euros(2'000))),
           {kSecretaris, RatifyWith("item-1", {Line(5, Euros(1'000))}, Euros(2'000))},
           "NOTHING_CHANGED"},
          // And what may be.
          {"as asked", ready, {kSecretaris, Ratify("item-1")}, "ItemDecided"},
          {"with changes",
           ready,
           {kSecretaris, RatifyWith("item-1", {Line(4, Euros(1))})},
           "ItemDecided"},
          {"with another reservation only",
           OnAgenda(WithReservation(Asks("9", Euros(1'000)), Euros(2'000))),
           {kSecretaris, RatifyWith("item-1", {Line(5, Euros(1'000))}, Euros(3'000))},
           "ItemDecided"},
          {"rejected", ready, {kSecretaris, Reject("item-1")}, "ItemDecided"},
          {"deferred", ready, {kSecretaris, Defer("item-1")}, "ItemDecided"},
          {"decided again",
           Then({ready, {{kSecretaris, Reject("item-1")}}}),
           {kSecretaris, Ratify("item-1")},
           "ItemDecided"},
          {"two of three left afterwards",
           Then({ready,
                 {{kSecretaris, EndSeat{"seat-10", "Weg."}},
                  {kSecretaris, EndSeat{"seat-9", "Weg."}}}}),
           {kSecretaris, Ratify("item-1")},
           "ItemDecided"},
          {"one is left to decide",
           Then({ready, {{kAnna, Interested("item-1")}, {kDirk, Interested("item-1")}}}),
           {kSecretaris, Ratify("item-1")},
           "ItemDecided"},
      });
}

TEST(RecordDecisionTest, MoneyIsCheckedAgainstTheWholeListSoFar) {
  const auto second_after = [](Content first, Content second) {
    return Then({OnAgenda(std::move(first), std::move(second)), {{kSecretaris, Ratify("item-1")}}});
  };
  const auto under_programme_ceiling = [](int64_t euros, std::vector<Step> then) {
    // 340,000.00 is taken: 190,000.00 awarded, 150,000.00 reserved for werken-2.
    return Then({Meeting1({Own(CeilingOf(0, Euros(euros)))}),
                 {{kSecretaris, Ratify("item-1")}, {kVoorzitter, Confirm()}},
                 std::move(then)});
  };
  // The meeting after it is 2021-2.
  const auto second_meeting = [](Content content) {
    return Then({Endorsed(kP, std::move(content)),
                 {{kSecretaris, Convene()},
                  {kSecretaris, Agenda({On(kP)}, 0, {}, "2021-2")},
                  {kSecretaris, Present({"seat-8", "seat-9", "seat-10"}, "2021-2")}}});
  };
  const Step ratify = {kSecretaris, Ratify("item-1")};
  const Step ratify2 = {kSecretaris, Ratify("item-2")};
  const Step ratify_in_second = {kSecretaris, Ratify("item-1", 1, "2021-2")};
  RunRows(
      RunningDeal(),
      {
          {"all its tranche has", OnAgenda(Asks("9", Euros(500'000))), ratify, "ItemDecided"},
          {"a cent more", OnAgenda(Asks("9", Cents(50'000'001))), ratify,
           "TRANCHE_CEILING_EXCEEDED"},
          {"two that fit together", second_after(Asks("9", Euros(300'000)), Asks("10", Euros(200'000))),
           ratify2, "ItemDecided"},
          {"two that each fit, but not together",
           second_after(Asks("9", Euros(300'000)), Asks("10", Cents(20'000'001))), ratify2,
           "TRANCHE_CEILING_EXCEEDED"},
          {"an earlier item that leaves too little for a later one",
           Then({OnAgenda(Asks("9", Euros(300'000)), Asks("10", Euros(300'000))),
                 {{kSecretaris, Ratify("item-2")}}}),
           ratify, "TRANCHE_CEILING_EXCEEDED"},
          {"what was rejected takes nothing",
           Then({OnAgenda(Asks("9", Euros(300'000)), Asks("10", Euros(300'000))),
                 {{kSecretaris, Reject("item-1")}}}),
           ratify2, "ItemDecided"},
          {"decided again for less",
           Then({OnAgenda(Asks("9", Euros(300'000)), Asks("10", Euros(300'000))),
                 {{kSecretaris, Ratify("item-1")},
                  {kSecretaris, RatifyWith("item-1", {Line(5, Euros(1))})}}}),
           ratify2, "ItemDecided"},
          {"two lines that each fit, but not together",
           OnAgenda([] {
             Content content = Asks("9", Euros(300'000));
             content.add_new_parts()->set_title("Noord");
             content.mutable_new_parts(0)->add_lead_partners("gem. Emmen");
             *content.add_lines() = Line(5, Euros(300'000), "Noord");
             return content;
           }()),
           ratify, "TRANCHE_CEILING_EXCEEDED"},
          {"no ceiling is not zero", OnAgenda(Asks("9", Euros(9'000'000'000), 4)), ratify,
           "ItemDecided"},
          {"sums a book cannot hold",
           second_after(Asks("9", Cents(1'000'000'000'000'000 - 19'000'000), 4),
                        Asks("10", Cents(1), 4)),
           ratify2, "MONEY_OVERFLOW"},
          {"all that is left of a reservation", OnAgenda(FollowUp("p2", {Line(5, Euros(150'000))})),
           ratify, "ItemDecided"},
          {"a cent more than its reservation has",
           OnAgenda(FollowUp("p2", {Line(5, Cents(15'000'001))})), ratify, "RESERVATION_EXCEEDED"},
          {"reservation and award together",
           OnAgenda(WithReservation(Asks("9", Euros(1'000)), Euros(1'000))), ratify, "ItemDecided"},
          {"a reservation below its own award",
           OnAgenda(Asks("9", Euros(1'000))),
           {kSecretaris, RatifyWith("item-1", {Line(5, Euros(1'000))}, Cents(99'999))},
           "RESERVATION_EXCEEDED"},
          {"a reservation below what was awarded before",
           OnAgenda(WithReservation(FollowUp("p1", {Line(5, Euros(1))}), Euros(99'999))), ratify,
           "RESERVATION_BELOW_AWARDED"},
          {"a reservation that counts what was awarded before",
           OnAgenda(WithReservation(FollowUp("p1", {Line(5, Euros(1))}), Euros(100'001))), ratify,
           "ItemDecided"},
          {"all the programme has",
           under_programme_ceiling(350'000, second_meeting(Asks("9", Euros(10'000)))),
           ratify_in_second, "ItemDecided"},
          {"a cent more than the programme has",
           under_programme_ceiling(350'000, second_meeting(Asks("9", Cents(1'000'001)))),
           ratify_in_second, "PROGRAMME_CEILING_EXCEEDED"},
          {"what is reserved is taken from the programme once",
           under_programme_ceiling(340'000, second_meeting(FollowUp("p2", {Line(5, Euros(150'000))}))),
           ratify_in_second, "ItemDecided"},
          {"a reservation the programme has no room for",
           under_programme_ceiling(
               350'000, second_meeting(WithReservation(Asks("9", Euros(5'000)), Cents(1'000'001)))),
           ratify_in_second, "PROGRAMME_CEILING_EXCEEDED"},
          {"tranche closed since", Then({OnAgenda(Asks("9", Euros(1))),
                                         {{kSecretaris, CloseTranche{5}}}}),
           ratify, "TRANCHE_CLOSED"},
          {"project completed since", Then({OnAgenda(FollowUp("p1", {Line(5, Euros(1))})),
                                            {{kSecretaris, CompleteProject{"p1", "Klaar."}}}}),
           ratify, "PROJECT_COMPLETED"},
          {"number taken by an item before it",
           second_after(Asks("9", Euros(1)), Asks("9", Euros(1))), ratify2, "NUMBER_TAKEN"},
          {"part made by an item before it",
           [&] {
             Content one = FollowUp("p1", {Line(5, Euros(1))});
             one.add_new_parts()->set_title("Noord");
             one.mutable_new_parts(0)->add_lead_partners("gem. Emmen");
             Content two = one;
             return second_after(std::move(one), std::move(two));
           }(),
           ratify2, "PART_EXISTS"},
          {"contribution out of what its giver got",
           OnAgenda(WithContribution(Asks("9", Euros(1)), "p1", 1, Euros(100'000))), ratify,
           "ItemDecided"},
          {"a cent more",
           OnAgenda(WithContribution(Asks("9", Euros(1)), "p1", 1, Cents(10'000'001))), ratify,
           "CONTRIBUTION_EXCEEDS_AWARD"},
          {"two contributions that each fit, but not together",
           second_after(WithContribution(Asks("9", Euros(1)), "p1", 1, Euros(60'000)),
                        WithContribution(Asks("10", Euros(1)), "p1", 1, Euros(60'000))),
           ratify2, "CONTRIBUTION_EXCEEDS_AWARD"},
          {"an unknown one, beside a known one of all there is",
           second_after(WithContribution(Asks("9", Euros(1)), "p1", 1, Euros(100'000)),
                        WithContribution(Asks("10", Euros(1)), "p1", 1)),
           ratify2, "ItemDecided"},
          {"contribution out of a tranche its giver got nothing of",
           OnAgenda(WithContribution(Asks("9", Euros(1)), "p1", 2)), ratify,
           "PROJECT_WITHOUT_AWARD"},
      });
}

TEST(RecordDecisionTest, SaysWhoDecidedWhatAndWhenAndWhatItReplaces) {
  Book book = RunningDeal();
  book.Given(OnAgenda(WithReservation(Asks("9", Euros(1'000)), Euros(2'000))));
  book.Given(kAnna, Interested("item-1"));
  book.Given(kSecretaris, Ratify("item-1"));
  const v1::Event first = book.last().front();
  const v1::ItemDecided& fact = first.item_decided();
  EXPECT_EQ(first.header().decided_on().day(), 7);
  EXPECT_EQ(first.header().corrects(), 0);
  ASSERT_EQ(fact.lines_size(), 1) << "as asked";
  EXPECT_EQ(fact.lines(0).amount().euro_cents(), 100'000);
  EXPECT_EQ(fact.reservation_total().euro_cents(), 200'000);
  EXPECT_EQ(std::vector<std::string>(fact.deciding_seats().begin(), fact.deciding_seats().end()),
            (std::vector<std::string>{"seat-8", "seat-10"}));
  EXPECT_EQ(
      std::vector<std::string>(fact.interested_seats().begin(), fact.interested_seats().end()),
      (std::vector<std::string>{"seat-9"}));
  book.Given(kSecretaris, Reject("item-1"));
  EXPECT_EQ(book.last().front().header().corrects(), first.header().position());
  EXPECT_EQ(book.last().front().item_decided().lines_size(), 0);
}

TEST(RecordDecisionTest, AFlagIsNoInterest) {
  Book book = RunningDeal();
  book.Given(OnAgenda(Asks("9", Euros(1))));  // led by Emmen, whose seat-9 is there
  book.Given(kSecretaris, Ratify("item-1"));
  EXPECT_EQ(book.last().front().item_decided().deciding_seats_size(), 3);
}

TEST(RecordDecisionTest, ARefusalForMoneyNamesItemAmountsAndRemedy) {
  Book book = RunningDeal();
  book.Given(OnAgenda(Asks("9", Euros(637'500))));
  const absl::Status status = book.Do(kSecretaris, Ratify("item-1"));
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_NE(status.message().find("€ 637.500"), std::string::npos) << status;
  EXPECT_NE(status.message().find("€ 137.500 over what tranche 5 has free"), std::string::npos)
      << status;
  EXPECT_NE(status.message().find("Item item-1, 2021-001"), std::string::npos) << status;
  const base::ErrorDetail detail = *base::GetErrorDetail(status);
  const auto value = [&](const std::string& key) {
    for (const auto& [name, text] : detail.metadata) {
      if (name == key) return text;
    }
    return std::string("absent");
  };
  EXPECT_EQ(value("freeEuroCents"), "50000000");
  EXPECT_EQ(value("overEuroCents"), "13750000");
  EXPECT_EQ(value("tranche"), "5");
  EXPECT_EQ(value("item"), "item-1");
  EXPECT_EQ(value("proposal"), kP);
}

// ------------------------------------------------------------------------ confirming

// kVoorzitter gets a seat in the ontwikkelteam too.
Step ChairJoins(v1::Role role) {
  GrantSeat grant;
  grant.role = role;
  grant.function = "erbij";
  if (role == v1::ROLE_ONTWIKKELTEAM) grant.pijler = "werken";
  grant.holder_subject = kVoorzitter;
  return {kSecretaris, grant};
}

TEST(ConfirmTest, EachWayToRefuseInCheckOrder) {
  const Content content = Asks("9", Euros(1'000));
  const std::vector<Step> on_agenda = OnAgenda(content);
  const std::vector<Step> decided = Then({on_agenda, {{kSecretaris, Ratify("item-1")}}});
  RunRows(
      RunningDeal(),
      {
          {"unknown meeting, by anybody", {}, {kStranger, Confirm()}, "MEETING_UNKNOWN"},
          {"secretary", decided, {kSecretaris, Confirm()}, "NO_SEAT"},
          {"member who is not the chair", decided, {kAnna, Confirm()}, "NO_SEAT"},
          {"who recorded a decision on it",
           Then({{ChairJoins(v1::ROLE_SECRETARIS)}, on_agenda, {{kVoorzitter, Ratify("item-1")}}}),
           {kVoorzitter, Confirm()},
           "OWN_DECISION"},
          {"who submitted a proposal on it",
           Then({{ChairJoins(v1::ROLE_ONTWIKKELTEAM),
                  {kVoorzitter, Submit(content)},
                  {kAnna, Endorse(kP)},
                  {kBert, Endorse(kP)}},
                 Meeting1({On(kP)}),
                 {{kSecretaris, Ratify("item-1")}}}),
           {kVoorzitter, Confirm()},
           "OWN_PROPOSAL"},
          {"who revised a proposal on it, even when it is rejected",
           Then({{ChairJoins(v1::ROLE_ONTWIKKELTEAM),
                  {kTeamWerken, Submit(content)},
                  {kVoorzitter, Revise(kP, 1, content)},
                  {kAnna, Endorse(kP, 2)},
                  {kBert, Endorse(kP, 2)}},
                 Meeting1({On(kP)}),
                 {{kSecretaris, Reject("item-1")}}}),
           {kVoorzitter, Confirm()},
           "OWN_PROPOSAL"},
          {"confirmed already",
           Then({decided, {{kVoorzitter, Confirm()}}}),
           {kVoorzitter, Confirm()},
           "MEETING_CONFIRMED"},
          {"stale agenda", decided, {kVoorzitter, Confirm(2)}, "STALE_REVISION"},
          {"undecided", on_agenda, {kVoorzitter, Confirm()}, "ITEM_UNDECIDED"},
          {"an interest declared after deciding",
           Then({decided, {{kAnna, Interested("item-1")}}}),
           {kVoorzitter, Confirm()},
           "INTEREST_AFTER_DECISION"},
          {"decided by a seat that was not there after all",
           Then({on_agenda,
                 {{kAnna, Interested("item-1")},
                  {kVoorzitter, Interested("item-1")},
                  {kSecretaris, Ratify("item-1")},
                  {kSecretaris, Present({"seat-8", "seat-9"})}}}),
           {kVoorzitter, Confirm()},
           "DECIDER_ABSENT"},
          {"decided again by a seat that was",
           Then({decided,
                 {{kSecretaris, OneMore()},
                  {kSecretaris, Present({"seat-8", "seat-9", "seat-15"})},
                  {kSecretaris, Ratify("item-1")}}}),
           {kVoorzitter, Confirm()},
           "DecisionListConfirmed ProposalDecided ProjectCreated Awarded"},
          {"the quorum gone since",
           Then({on_agenda,
                 {{kAnna, Interested("item-1")},
                  {kDirk, Interested("item-1")},
                  {kSecretaris, Ratify("item-1")},
                  {kSecretaris, Present({"seat-8"})}}}),
           {kVoorzitter, Confirm()},
           "NO_QUORUM"},
          {"tranche closed since",
           Then({decided, {{kSecretaris, CloseTranche{5}}}}),
           {kVoorzitter, Confirm()},
           "TRANCHE_CLOSED"},
          {"project completed since",
           Then(
               {OnAgenda(FollowUp("p1", {Line(5, Euros(1))})),
                {{kSecretaris, Ratify("item-1")}, {kSecretaris, CompleteProject{"p1", "Klaar."}}}}),
           {kVoorzitter, Confirm()},
           "PROJECT_COMPLETED"},
          {"money gone since, by another meeting",
           Then({Endorsed(kP, Asks("9", Euros(300'000))),
                 Endorsed(kQ, Asks("10", Euros(300'000))),
                 Meeting1({On(kP)}),
                 {{kSecretaris, Ratify("item-1")},
                  {kSecretaris, Convene()},
                  {kSecretaris, Agenda({On(kQ)}, 0, {}, "2021-2")},
                  {kSecretaris, Present({"seat-8", "seat-9", "seat-10"}, "2021-2")},
                  {kSecretaris, Ratify("item-1", 1, "2021-2")},
                  {kVoorzitter, Confirm(1, "2021-2")}}}),
           {kVoorzitter, Confirm()},
           "TRANCHE_CEILING_EXCEEDED"},
          // And what may be.
          {"new project",
           decided,
           {kVoorzitter, Confirm()},
           "DecisionListConfirmed ProposalDecided ProjectCreated Awarded"},
          {"decided again without the interested",
           Then({decided, {{kAnna, Interested("item-1")}, {kSecretaris, Ratify("item-1")}}}),
           {kVoorzitter, Confirm()},
           "DecisionListConfirmed ProposalDecided ProjectCreated Awarded"},
          {"follow-up",
           Then({OnAgenda(FollowUp("p1", {Line(5, Euros(1)), Line(4, Euros(2))})),
                 {{kSecretaris, Ratify("item-1")}}}),
           {kVoorzitter, Confirm()},
           "DecisionListConfirmed ProposalDecided Awarded Awarded"},
          {"everything at once",
           Then({OnAgenda([] {
                   Content all =
                       WithContribution(WithReservation(Asks("9", Euros(1)), Euros(10)), "p1", 1);
                   all.add_new_parts()->set_title("Noord");
                   all.mutable_new_parts(0)->add_lead_partners("gem. Emmen");
                   return all;
                 }()),
                 {{kSecretaris, Ratify("item-1")}}}),
           {kVoorzitter, Confirm()},
           "DecisionListConfirmed ProposalDecided ProjectCreated PartCreated ReservationSet "
           "Awarded ContributionRecorded"},
          {"rejected",
           Then({on_agenda, {{kSecretaris, Reject("item-1")}}}),
           {kVoorzitter, Confirm()},
           "DecisionListConfirmed ProposalDecided"},
          {"deferred",
           Then({on_agenda, {{kSecretaris, Defer("item-1")}}}),
           {kVoorzitter, Confirm()},
           "DecisionListConfirmed ProposalDecided"},
          {"own items, one of them rejected",
           Then({OwnOnAgenda(CeilingOf(5, Euros(600'000)), CeilingOf(0, Euros(900'000))),
                 {{kSecretaris, Ratify("item-1")}, {kSecretaris, Reject("item-2")}}}),
           {kVoorzitter, Confirm()},
           "DecisionListConfirmed CeilingSet"},
          {"a meeting that decided nothing: everything taken off, nobody there",
           Then({on_agenda,
                 {{kSecretaris, Present({})}, {kSecretaris, Agenda({}, 1, {Off("item-1")})}}}),
           {kVoorzitter, Confirm(2)},
           "DecisionListConfirmed"},
      });
}

// A proposal asks another total, and cannot say what it is for: what was said of that stands.
TEST(ConfirmTest, AReservationAskedAnewKeepsWhatItIsFor) {
  Book book = RunningDeal();
  v1::Event reserved;
  reserved.mutable_header()->set_actor("person-1");
  reserved.mutable_reservation_set()->set_project("p2");
  *reserved.mutable_reservation_set()->mutable_total() = Euros(200'000);
  reserved.mutable_reservation_set()->set_note("voor het totaalproject");
  book.Happened(reserved);
  book.Given(OnAgenda(WithReservation(FollowUp("p2", {Line(5, Euros(1))}), Euros(210'000))));
  book.Given(kSecretaris, Ratify("item-1"));
  book.Given(kVoorzitter, Confirm());
  const std::optional<Reservation>& now = book.state().FindProject("p2")->reservation;
  ASSERT_TRUE(now.has_value());
  EXPECT_EQ(now->total.cents(), 21'000'000);
  EXPECT_EQ(now->note, "voor het totaalproject");
}

// A decision is taken at the meeting, so not before the day it is held.
TEST(ConfirmTest, NothingIsDecidedBeforeTheDayOfTheMeeting) {
  const std::vector<Step> convened =
      Then({Endorsed(kP, Asks("9", Euros(1))),
            {{kSecretaris, Convene(Date(2021, 6, 9))}, {kSecretaris, Agenda({On(kP)})}}});
  RunRows(RunningDeal(),
          {{"attendance", convened, {kSecretaris, Present()}, "MEETING_NOT_HELD"},
           {"whoever it names", convened, {kSecretaris, Present({"seat-4"})}, "MEETING_NOT_HELD"},
           {"a decision", convened, {kSecretaris, Ratify("item-1")}, "MEETING_NOT_HELD"},
           {"not by who may not", convened, {kVoorzitter, Ratify("item-1")}, "NO_SEAT"},
           {"the list", convened, {kVoorzitter, Confirm()}, "MEETING_NOT_HELD"},
           {"nor an empty list: a meeting that is called off is closed on its day",
            Then({convened, {{kSecretaris, Agenda({}, 1, {Off("item-1")})}}}),
            {kVoorzitter, Confirm(2)},
            "MEETING_NOT_HELD"},
           {"an interest may be", convened, {kAnna, Interested("item-1")}, "InterestDeclared"}});
  Book book = RunningDeal();
  book.Given(convened);
  constexpr int64_t kMidnight = kNow / kDayMicros * kDayMicros + 2 * kDayMicros;  // 9 June, UTC
  book.At(kMidnight - 1);
  EXPECT_EQ(book.Outcome({kSecretaris, Present()}), "MEETING_NOT_HELD");
  book.At(kMidnight);
  book.Given({{kSecretaris, Present()}, {kSecretaris, Ratify("item-1")}});
  EXPECT_EQ(book.Outcome({kVoorzitter, Confirm()}),
            "DecisionListConfirmed ProposalDecided ProjectCreated Awarded");
}

// Of a meeting dated to a month, every day of it may be the one.
TEST(ConfirmTest, AMeetingOfAMonthMayBeHeldFromItsFirstDay) {
  Book book = RunningDeal();
  book.Given(kSecretaris, Convene(Date(2021, 7)));
  constexpr int64_t kFirstOfJuly = kNow / kDayMicros * kDayMicros + 24 * kDayMicros;
  book.At(kFirstOfJuly - 1);
  EXPECT_EQ(book.Outcome({kSecretaris, Present()}), "MEETING_NOT_HELD");
  book.At(kFirstOfJuly);
  EXPECT_EQ(book.Outcome({kSecretaris, Present()}), "AttendanceRecorded");
}

// Who may act goes by now; who decides, by the day of the meeting.
TEST(ConfirmTest, ASeatThatEndsAfterTheMeetingTakesNothingFromIt) {
  Book book = RunningDeal();
  book.Given(OnAgenda(Asks("9", Euros(1))));
  book.Given(kSecretaris, Ratify("item-1"));
  book.At(kNow + kDayMicros);
  for (const char* seat : {"seat-9", "seat-10"}) book.Given(kSecretaris, EndSeat{seat, "Weg."});
  // Attendance is said again as it was; a mistake in it can still be put right.
  for (const std::vector<std::string>& present :
       {std::vector<std::string>{"seat-8", "seat-9"},
        std::vector<std::string>{"seat-8", "seat-9", "seat-10"}}) {
    book.Given(kSecretaris, Present(present));
  }
  EXPECT_EQ(book.Outcome({kDirk, Interested("item-1", "seat-10")}), "NO_SEAT");
  EXPECT_EQ(CountQuorum(book.state(), *book.state().FindMeeting(kMeeting)).seats, 4);
  book.Given(kVoorzitter, Confirm());
  EXPECT_EQ(book.state().FindMeeting(kMeeting)->seats_at_confirmation,
            (std::vector<std::string>{"seat-10", "seat-11", "seat-8", "seat-9"}));
}

TEST(ConfirmTest, ASeatMadeAfterTheMeetingAsksForNoLargerQuorum) {
  Book book = RunningDeal();
  book.Given(OnAgenda(Asks("9", Euros(1))));
  book.Given(kSecretaris, Ratify("item-1"));
  GrantSeat grant = OneMore();
  for (int i = 0; i < 3; ++i) book.Given(kSecretaris, grant);
  const auto quorum = [&] {
    return CountQuorum(book.state(), *book.state().FindMeeting(kMeeting));
  };
  EXPECT_EQ(quorum().seats, 4);
  // Unless it says since when, or is said to have been there.
  grant.from = Date(2021, 6, 1);
  book.Given(kSecretaris, grant);
  EXPECT_EQ(quorum().seats, 5);
  grant.from = Date(2021, 6, 8);
  book.Given(kSecretaris, grant);
  EXPECT_EQ(quorum().seats, 5);
  book.Given(kSecretaris, Present({"seat-8", "seat-9", "seat-10", "seat-15"}));
  EXPECT_EQ(quorum().seats, 6);
  EXPECT_EQ(quorum().present, 4);
  book.Given(kVoorzitter, Confirm());
}

TEST(ConfirmTest, AllOrNothing) {
  Book book = RunningDeal();
  book.Given(OnAgenda(Asks("9", Euros(1)), FollowUp("p1", {Line(5, Euros(2))})));
  book.Given({{kSecretaris, Ratify("item-1")},
              {kSecretaris, Ratify("item-2")},
              {kSecretaris, CompleteProject{"p1", "Klaar."}}});
  const int64_t before = static_cast<int64_t>(book.state().position.value());
  EXPECT_EQ(book.Outcome({kVoorzitter, Confirm()}), "PROJECT_COMPLETED");
  EXPECT_EQ(static_cast<int64_t>(book.state().position.value()), before);
  EXPECT_EQ(book.state().FindProject("werken-9"), nullptr);
  book.Given({{kSecretaris, Defer("item-2")}, {kVoorzitter, Confirm()}});
  EXPECT_NE(book.state().FindProject("werken-9"), nullptr);
  EXPECT_EQ(book.state().FindProposal(kQ)->stage, ProposalStage::kDeferred);
}

TEST(ConfirmTest, EventsRestOnTheDecisionAndItsDay) {
  Book book = RunningDeal();
  book.Given({{kSecretaris, Convene(Date(2021, 6))}});  // the day is not known
  book.Given(Endorsed(kP, Asks("9", Euros(1))));
  book.Given({{kSecretaris, Agenda({On(kP)})},
              {kSecretaris, Present()},
              {kSecretaris, Ratify("item-1")},
              {kVoorzitter, Confirm()}});
  const std::vector<v1::Event> events = book.last();
  ASSERT_EQ(events.size(), 4u);
  for (const v1::Event& event : events) {
    EXPECT_EQ(event.header().decided_on().year(), 2021);
    EXPECT_EQ(event.header().decided_on().month(), 6);
    EXPECT_EQ(event.header().decided_on().day(), 0) << "nothing may invent a day";
    EXPECT_EQ(event.header().seat(), "seat-8");
  }
  const v1::Awarded& awarded = events[3].awarded();
  EXPECT_EQ(awarded.project(), events[2].project_created().project());
  EXPECT_EQ(awarded.decision().meeting(), kMeeting);
  EXPECT_EQ(awarded.decision().item(), "item-1");
  EXPECT_EQ(awarded.decision().proposal(), kP);
  EXPECT_EQ(events[1].proposal_decided().project(), awarded.project());
  EXPECT_EQ(book.state().FindProposal(kP)->awarded_project, awarded.project());
}

TEST(ConfirmTest, ItemsTakeEffectInTheOrderOfTheAgenda) {
  // The ceiling is raised by the first item, and the second needs it.
  Book book = RunningDeal();
  book.Given(Endorsed(kP, Asks("9", Euros(550'000))));
  book.Given(Meeting1({On(kP), Own(CeilingOf(5, Euros(600'000)))}));
  book.Given(kSecretaris, Ratify("item-2"));
  EXPECT_EQ(book.Outcome({kSecretaris, Ratify("item-1")}), "TRANCHE_CEILING_EXCEEDED");
  book.Given(kSecretaris, Agenda({Keep("item-2"), Keep("item-1")}, 1));
  EXPECT_EQ(book.Outcome({kSecretaris, Ratify("item-1", 2)}), "ItemDecided");
  EXPECT_EQ(book.Outcome({kVoorzitter, Confirm(2)}),
            "DecisionListConfirmed CeilingSet ProposalDecided ProjectCreated Awarded");
}

TEST(ConfirmTest, ADeferredProposalComesBackWithItsEndorsements) {
  Book book = RunningDeal();
  book.Given(Then({OnAgenda(Asks("9", Euros(1))),
                   {{kSecretaris, Defer("item-1")},
                    {kVoorzitter, Confirm()},
                    {kSecretaris, Convene()},
                    {kSecretaris, Agenda({On(kP)}, 0, {}, "2021-2")},
                    {kSecretaris, Present({"seat-8", "seat-9", "seat-10"}, "2021-2")},
                    {kSecretaris, Ratify("item-1", 1, "2021-2")}}}));
  EXPECT_EQ(book.Outcome({kVoorzitter, Confirm(1, "2021-2")}),
            "DecisionListConfirmed ProposalDecided ProjectCreated Awarded");
  EXPECT_EQ(book.state().FindProposal(kP)->Endorsers().size(), 2u);
}

}  // namespace
}  // namespace dealboek::domain
