#include "clients/cli/quorum.h"

#include <gtest/gtest.h>

namespace dealboek::cli {
namespace {

TEST(QuorumTest, NobodyIsCountedBeforeAttendanceIsRecorded) {
  v1::Meeting meeting;
  meeting.mutable_quorum()->set_present(0);
  meeting.mutable_quorum()->set_seats(9);
  meeting.mutable_quorum()->set_needed(5);
  meeting.mutable_quorum()->mutable_rule()->mutable_more_than()->set_numerator(1);
  meeting.mutable_quorum()->mutable_rule()->mutable_more_than()->set_denominator(2);
  v1::Attendee& attendee = *meeting.add_attendees();
  attendee.set_presence(v1::PRESENCE_NOT_RECORDED);
  EXPECT_EQ(QuorumInWords(meeting), "5 van 9 zetels nodig (regel: meer dan 1/2)");
  attendee.set_presence(v1::PRESENCE_ABSENT);
  EXPECT_EQ(QuorumInWords(meeting), "0 van 9 zetels aanwezig, 5 nodig (regel: meer dan 1/2)");
}

}  // namespace
}  // namespace dealboek::cli
