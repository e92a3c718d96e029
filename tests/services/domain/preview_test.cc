// Previews: what would be if these items were ratified now, and nothing written.
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include <gtest/gtest.h>

#include "services/base/error.h"
#include "services/domain/decide.h"
#include "services/domain/evolve.h"
#include "services/domain/state.h"
#include "services/domain/timestamps.h"
#include "tests/services/domain/describe.h"
#include "tests/services/domain/given.h"
#include "tests/services/domain/route.h"

namespace dealboek::domain {
namespace {

const std::string kP = "2021-001";
const std::string kQ = "2021-002";

PreviewItem Of(const std::string& proposal, std::vector<v1::AwardLine> lines = {},
               std::optional<v1::Money> reservation = std::nullopt) {
  PreviewItem item;
  item.proposal = proposal;
  item.lines = std::move(lines);
  item.reservation_total = std::move(reservation);
  return item;
}
PreviewItem OfOwn(v1::OwnItem own) {
  PreviewItem item;
  item.own_item = std::move(own);
  return item;
}
Preview Try(const Book& book, const std::vector<PreviewItem>& items) {
  return PreviewDecisions(book.state(), items, Context{"", book.now_micros()});
}
// The reasons of the verdicts; "": could take effect.
std::vector<std::string> Reasons(const Preview& preview) {
  std::vector<std::string> reasons;
  for (const PreviewVerdict& verdict : preview.verdicts) {
    const auto detail = base::GetErrorDetail(verdict.status);
    reasons.push_back(verdict.status.ok() ? "" : detail.has_value() ? detail->reason : "NONE");
  }
  return reasons;
}
v1::ProposalContent Asks(const std::string& number, int64_t euros) {
  return NewProject(number, {Line(5, Euros(euros))});
}

TEST(PreviewTest, EachVerdictInCheckOrder) {
  v1::ProposalContent idea;
  idea.set_kind(v1::PROPOSAL_KIND_IDEA);
  idea.set_title("Een idee");
  idea.set_pijler("werken");
  Book book = RunningDeal();
  book.Given({{kTeamWerken, Submit(Asks("9", 1'000))},   // 2021-001
              {kTeamWerken, Submit(idea)},               // 2021-002
              {kTeamWerken, Submit(Asks("10", 1'000))},  // 2021-003
              {kTeamWerken, Withdraw("2021-003")},
              {kTeamWerken, Submit(Asks("11", 600'000))},                          // 2021-004
              {kTeamWerken, Submit(FollowUp("werken-2", {Line(5, Euros(1))}))}});  // 2021-005
  PreviewItem both = OfOwn(CeilingOf(5, Euros(1)));
  both.proposal = kP;
  struct Case {
    std::string name;
    PreviewItem item;
    std::string reason;
  };
  const std::vector<Case> cases = {
      {"nothing", PreviewItem(), "FIELD_REQUIRED"},
      {"two things", both, "FIELD_REQUIRED"},
      {"unknown proposal", Of("2021-099"), "PROPOSAL_UNKNOWN"},
      {"idea", Of(kQ), "IDEA_ON_AGENDA"},
      {"withdrawn", Of("2021-003"), "PROPOSAL_CLOSED"},
      {"unknown tranche", Of(kP, {Line(99, Euros(1))}), "TRANCHE_UNKNOWN"},
      {"zero", Of(kP, {Line(5, Cents(0))}), "AMOUNT_ZERO"},
      {"reservation of zero", Of(kP, {Line(5, Euros(1))}, Cents(0)), "AMOUNT_ZERO"},
      {"reservation that does not hold the lines that are asked", Of(kP, {}, Euros(999)),
       "RESERVATION_EXCEEDED"},
      {"reservation that does", Of(kP, {}, Euros(1'000)), ""},
      {"over the ceiling, as asked", Of("2021-004"), "TRANCHE_CEILING_EXCEEDED"},
      {"over the ceiling, with this amount", Of(kP, {Line(5, Cents(50'000'001))}),
       "TRANCHE_CEILING_EXCEEDED"},
      {"over its reservation", Of("2021-005", {Line(5, Euros(150'001))}), "RESERVATION_EXCEEDED"},
      {"own item that names nothing known", OfOwn(ReopeningOf("werken-99")), "PROJECT_UNKNOWN"},
      {"own item that changes nothing", OfOwn(ReopeningOf("werken-1")), "PROJECT_NOT_COMPLETED"},
      {"submitted, not endorsed yet", Of(kP), ""},
      {"within the ceiling, with this amount", Of("2021-004", {Line(5, Euros(500'000))}), ""},
      {"own item", OfOwn(CeilingOf(5, Euros(600'000))), ""},
  };
  for (const Case& one : cases) {
    EXPECT_EQ(Reasons(Try(book, {one.item})), std::vector<std::string>{one.reason}) << one.name;
  }
}

TEST(PreviewTest, EachItemOnWhatThoseBeforeItLeft) {
  Book book = RunningDeal();
  book.Given(
      {{kTeamWerken, Submit(Asks("9", 300'000))}, {kTeamWerken, Submit(Asks("10", 300'000))}});
  EXPECT_EQ(Reasons(Try(book, {Of(kP), Of(kQ)})),
            (std::vector<std::string>{"", "TRANCHE_CEILING_EXCEEDED"}));
  EXPECT_EQ(Reasons(Try(book, {Of(kP), OfOwn(CeilingOf(5, Euros(600'000))), Of(kQ)})),
            (std::vector<std::string>{"", "", ""}));
  EXPECT_EQ(Reasons(Try(book, {Of(kP), Of(kP)})), (std::vector<std::string>{"", "PROPOSAL_CLOSED"}))
      << "ratified once";
}

TEST(PreviewTest, WhatIsRefusedLeavesNothingBehind) {
  Book book = RunningDeal();
  // Its first line fits and its second does not.
  v1::ProposalContent content = NewProject("9", {Line(4, Euros(1)), Line(5, Euros(600'000))});
  book.Given({{kTeamWerken, Submit(content)}, {kTeamWerken, Submit(Asks("10", 1))}});
  const Preview preview = Try(book, {Of(kP), Of(kQ)});
  EXPECT_EQ(Reasons(preview), (std::vector<std::string>{"TRANCHE_CEILING_EXCEEDED", ""}));
  EXPECT_EQ(preview.after.FindProject("werken-9"), nullptr);
  ASSERT_EQ(preview.events.size(), 3u);  // of the second
  EXPECT_EQ(preview.events[0].proposal_decided().proposal(), kQ);
}

TEST(PreviewTest, WritesNothingAndItsEventsFollowOnTheState) {
  Book book = RunningDeal();
  book.Given(
      {{kTeamWerken, Submit(Asks("9", 300'000))}, {kTeamWerken, Submit(Asks("10", 100'000))}});
  const std::string before = Describe(book.state());
  const Preview preview = Try(book, {Of(kP), Of(kQ), OfOwn(ReservationOf("p1", Euros(100'000)))});
  EXPECT_EQ(Describe(book.state()), before);
  State replayed = book.state();
  for (const v1::Event& event : preview.events) replayed = Evolve(std::move(replayed), event);
  EXPECT_EQ(Describe(replayed), Describe(preview.after));
  EXPECT_EQ(MoneyNotConserved(preview.after), "");
  EXPECT_EQ(Free(*preview.after.FindTranche(5))->cents(), 10'000'000);
}

TEST(PreviewTest, TheAgendaOfAMeetingIsAsItWouldBeConfirmed) {
  Book book = RunningDeal();
  v1::ProposalContent reserved = Asks("9", 1'000);
  *reserved.mutable_reservation_total() = Euros(9'000);
  book.Given(Then({Endorsed(kP, reserved),
                   Endorsed(kQ, Asks("10", 2'000)),
                   Endorsed("2021-003", Asks("11", 3'000)),
                   Endorsed("2021-004", Asks("12", 4'000)),
                   Meeting1({On(kP), On(kQ), On("2021-003"), On("2021-004"),
                             Own(CeilingOf(5, Euros(600'000)))}),
                   {{kSecretaris, RatifyWith("item-1", {Line(5, Euros(500))})},
                    {kSecretaris, Reject("item-2")},
                    {kSecretaris, Defer("item-3")},
                    {kSecretaris, Ratify("item-4")}}}));
  const std::vector<PreviewItem> items = PreviewItemsOf(*book.state().FindMeeting(kMeeting));
  ASSERT_EQ(items.size(), 3u);
  EXPECT_EQ(items[0].item, "item-1");
  EXPECT_EQ(items[0].proposal, kP);
  ASSERT_EQ(items[0].lines.size(), 1u);
  EXPECT_EQ(items[0].lines[0].amount().euro_cents(), 50'000);
  EXPECT_FALSE(items[0].reservation_total.has_value());
  EXPECT_TRUE(items[0].without_reservation) << "none was given";
  EXPECT_EQ(items[0].decided_on, base::PartialDate::Parse(2021, 6, 7).value());
  EXPECT_EQ(items[1].item, "item-4");
  EXPECT_EQ(items[1].proposal, "2021-004");
  EXPECT_TRUE(items[1].lines.empty()) << "as asked";
  EXPECT_TRUE(items[2].own_item.has_value());

  // The money after it is the money after the list is confirmed.
  const Preview preview = Try(book, items);
  EXPECT_EQ(Reasons(preview), (std::vector<std::string>{"", "", ""}));
  book.Given({{kSecretaris, Ratify("item-5")}, {kVoorzitter, Confirm()}});
  for (const auto& [number, tranche] : book.state().tranches) {
    EXPECT_EQ(preview.after.FindTranche(number)->awarded, tranche->awarded);
    EXPECT_EQ(preview.after.FindTranche(number)->ceiling, tranche->ceiling);
  }
  EXPECT_EQ(preview.after.totals.reserved_left, book.state().totals.reserved_left);
  EXPECT_EQ(preview.after.FindProject("werken-9")->Awarded().cents(), 50'000);
}

TEST(PreviewTest, WhatIsNotSaidIsAsAsked) {
  Book book = RunningDeal();
  v1::ProposalContent content = Asks("9", 1'000);
  *content.mutable_reservation_total() = Euros(9'000);
  book.Given({{kTeamWerken, Submit(content)}});
  const auto project = [&](const PreviewItem& item) {
    const Preview preview = Try(book, {item});
    EXPECT_EQ(Reasons(preview), std::vector<std::string>{""});
    return *preview.after.FindProject("werken-9");
  };
  const Project less = project(Of(kP, {Line(5, Euros(600))}));
  EXPECT_EQ(less.Awarded().cents(), 60'000);
  ASSERT_TRUE(less.reservation.has_value());
  EXPECT_EQ(less.reservation->total.cents(), 900'000);
  const Project more_reserved = project(Of(kP, {}, Euros(10'000)));
  EXPECT_EQ(more_reserved.Awarded().cents(), 100'000);
  EXPECT_EQ(more_reserved.reservation->total.cents(), 1'000'000);
  PreviewItem without = Of(kP);
  without.without_reservation = true;
  EXPECT_FALSE(project(without).reservation.has_value());
}

TEST(PreviewTest, IsDecidedOnTheDayOfTheMeetingOrToday) {
  Book book = RunningDeal();
  book.Given(Then({Endorsed(kP, Asks("9", 1'000)), Meeting1({On(kP)})}));
  const auto day_of_award = [](const Preview& preview) {
    return preview.after.FindProject("werken-9")->awards.front().decided_on;
  };
  const absl::CivilDay today = DayOf(book.now_micros());
  EXPECT_EQ(
      day_of_award(Try(book, {Of(kP)})),
      base::PartialDate::Parse(static_cast<int>(today.year()), today.month(), today.day()).value());
  EXPECT_EQ(day_of_award(Try(book, PreviewItemsOf(*book.state().FindMeeting(kMeeting)))),
            base::PartialDate::Parse(2021, 6, 7).value());
}

TEST(PreviewTest, AReservationDecidedAwayIsNotTakenForTheOneAsked) {
  Book book = RunningDeal();
  v1::ProposalContent content = Asks("9", 1'000);
  content.clear_lines();
  *content.mutable_reservation_total() = Euros(9'000);
  v1::ContributionLine& from = *content.add_contributions();
  from.set_from_project("p1");
  from.set_tranche(1);
  book.Given(
      Then({Endorsed(kP, content), Meeting1({On(kP)}), {{kSecretaris, RatifyWith("item-1", {})}}}));
  const Preview preview = Try(book, PreviewItemsOf(*book.state().FindMeeting(kMeeting)));
  EXPECT_EQ(Reasons(preview), std::vector<std::string>{""});
  book.Given(kVoorzitter, Confirm());
  EXPECT_EQ(preview.after.totals.reserved_left, book.state().totals.reserved_left);
  EXPECT_FALSE(book.state().FindProject("werken-9")->reservation.has_value());
}

}  // namespace
}  // namespace dealboek::domain
