#include "clients/cli/dates.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace dealboek::cli {
namespace {

TEST(DatesTest, ADateIsReadAsFarAsItIsKnownAndShownTheDutchWay) {
  struct Row {
    std::string typed;
    std::string shown;
  };
  for (const Row& row : std::vector<Row>{{"2021", "2021"},
                                         {"2021-06", "juni 2021"},
                                         {"2021-06-07", "7 juni 2021"},
                                         {"2024-02-29", "29 februari 2024"}}) {
    const absl::StatusOr<google::type::Date> date = ParseDate(row.typed);
    ASSERT_TRUE(date.ok()) << row.typed << ": " << date.status();
    EXPECT_EQ(FormatDate(*date), row.shown);
    EXPECT_EQ(FormatIsoDate(*date), row.typed);
  }
}

TEST(DatesTest, WhatIsNotKnownStaysUnknown) {
  const google::type::Date year = ParseDate("2019").value();
  EXPECT_EQ(year.month(), 0);
  EXPECT_EQ(year.day(), 0);
}

TEST(DatesTest, ADayThatDoesNotExistIsRefused) {
  EXPECT_EQ(ParseDate("2021-02-31").status().message(),
            "'2021-02-31': 31 februari 2021 bestaat niet. Geef een bestaande dag, of laat de dag "
            "weg als die niet "
            "bekend is.");
  EXPECT_EQ(ParseDate("2021-13").status().message(),
            "'2021-13': maand 13 bestaat niet. Een maand is 01 tot en met 12.");
  EXPECT_EQ(ParseDate("2021-00-01").status().message(),
            "'2021-00-01': maand 0 bestaat niet. Een maand is 01 tot en met 12.");
  EXPECT_FALSE(ParseDate("2021-02-29").ok());
  EXPECT_FALSE(ParseDate("2021-06-00").ok());
  EXPECT_EQ(ParseDate("0000").status().message(), "'0000': het jaar 0 bestaat niet.");
}

TEST(DatesTest, OtherFormsAreRefused) {
  for (const char* typed : {"", "7-6-2021", "07-06-2021", "21", "2021-6", "2021/06/07", "juni 2021",
                            "2021-06-07-01", "2021-06-7", "+021", "-2021"}) {
    EXPECT_EQ(
        ParseDate(typed).status().message(),
        "'" + std::string(typed) +
            "' is geen datum. Schrijf 2021-06-07, of 2021-06 of 2021 als meer niet bekend is.")
        << typed;
  }
}

TEST(DatesTest, AMomentIsReadInTheZoneOfTheReader) {
  absl::TimeZone amsterdam = absl::FixedTimeZone(2 * 60 * 60);
  const auto utc = [](int day, int hour, int minute) {
    return absl::FromCivil(absl::CivilSecond(2021, 6, day, hour, minute, 0), absl::UTCTimeZone());
  };
  EXPECT_EQ(ParseMoment("2021-06-07T14:03", amsterdam).value(), utc(7, 12, 3));
  EXPECT_EQ(ParseMoment("2021-06-07T14:03:00", amsterdam).value(), utc(7, 12, 3));
  EXPECT_EQ(ParseMoment("2021-06-07T14:03Z", amsterdam).value(), utc(7, 14, 3));
  EXPECT_EQ(ParseMoment("2021-06-07T14:03:00+01:00", amsterdam).value(), utc(7, 13, 3));
  // A day alone stands for its end.
  EXPECT_EQ(ParseMoment("2021-06-07", amsterdam).value(), utc(7, 22, 0) - absl::Microseconds(1));
  for (const char* typed : {"2021-06", "14:03", "2021-06-07T25:00", "2021-06-07 14:03"}) {
    EXPECT_FALSE(ParseMoment(typed, amsterdam).ok()) << typed;
  }
}

TEST(DatesTest, AMomentIsShownInTheZoneOfTheReaderAndInUtcForPrograms) {
  google::protobuf::Timestamp moment;
  moment.set_seconds(1623074580);  // 7 June 2021 14:03 UTC
  moment.set_nanos(250'000'000);
  EXPECT_EQ(FormatMoment(moment, absl::FixedTimeZone(2 * 60 * 60)), "7 juni 2021 16:03");
  EXPECT_EQ(FormatIsoMoment(moment), "2021-06-07T14:03:00.25Z");
}

}  // namespace
}  // namespace dealboek::cli
