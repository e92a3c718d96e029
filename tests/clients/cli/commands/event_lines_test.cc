#include "clients/cli/commands/event_lines.h"

#include <string>

#include <gtest/gtest.h>

namespace dealboek::cli::commands {
namespace {

TEST(EventLinesTest, AFactIsToldByTheFieldsThatAreSet) {
  v1::Event event;
  event.mutable_awarded()->set_project("p9");
  event.mutable_awarded()->set_tranche(5);
  event.mutable_awarded()->mutable_amount()->set_euro_cents(9'000'000);
  event.mutable_awarded()->mutable_decision()->set_meeting("2021-1");
  event.mutable_awarded()->mutable_decision()->set_item("item-3");
  EXPECT_EQ(TypeOf(event), "Awarded");
  EXPECT_EQ(DescribeFact(event),
            "project=p9 tranche=5 amount=€ 90.000 decision={meeting=2021-1 item=item-3}");
}

TEST(EventLinesTest, ListsEnumsAndPeopleAreTold) {
  v1::Event decided;
  decided.mutable_item_decided()->set_outcome(v1::OUTCOME_DEFERRED);
  v1::AwardLine& line = *decided.mutable_item_decided()->add_lines();
  line.set_tranche(4);
  line.mutable_amount()->set_euro_cents(100);
  decided.mutable_item_decided()->add_deciding_seats("seat-2");
  decided.mutable_item_decided()->add_deciding_seats("seat-3");
  EXPECT_EQ(DescribeFact(decided),
            "outcome=OUTCOME_DEFERRED lines={tranche=4 amount=€ 1} deciding_seats=seat-2,seat-3");
  v1::Event granted;
  granted.mutable_seat_granted()->mutable_holder()->set_person("person-3");
  granted.mutable_seat_granted()->mutable_holder()->mutable_subject()->set_plain("emmen");
  granted.mutable_seat_granted()->mutable_from()->set_year(2021);
  EXPECT_EQ(DescribeFact(granted), "holder=person-3 from=2021");
}

TEST(EventLinesTest, AFactOfANewerServerIsTheUnknownItIs) {
  EXPECT_EQ(TypeOf(v1::Event()), "onbekend");
  EXPECT_EQ(DescribeFact(v1::Event()), "");
}

}  // namespace
}  // namespace dealboek::cli::commands
