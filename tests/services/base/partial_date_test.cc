#include "services/base/partial_date.h"

#include <optional>

#include "absl/status/status.h"
#include <gtest/gtest.h>

#include "services/base/error.h"

namespace dealboek::base {
namespace {

PartialDate Date(int year, int month = 0, int day = 0) {
  return PartialDate::Parse(year, month, day).value();
}

TEST(PartialDateTest, ImpossibleDatesAreRefusedWithTheReasonAndTheRemedy) {
  struct Row {
    int year, month, day;
    const char* message;
  };
  const Row rows[] = {
      {0, 0, 0, "year 0 is not from 1 to 9999"},
      {0, 6, 7, "year 0 is not from 1 to 9999"},
      {-1, 1, 1, "year -1 is not from 1 to 9999"},
      {10'000, 1, 1, "year 10000 is not from 1 to 9999"},
      {2021, 13, 0, "month 13 does not exist"},
      {2021, 13, 1, "month 13 does not exist"},
      {2021, -1, 1, "month -1 does not exist"},
      {2021, 0, 7, "day 7 of 2021 has no month"},
      {2021, 2, 31, "31 February 2021 does not exist"},
      {2021, 2, 29, "29 February 2021 does not exist"},
      {1900, 2, 29, "29 February 1900 does not exist"},
      {2021, 4, 31, "31 April 2021 does not exist"},
      {2021, 6, 32, "32 June 2021 does not exist"},
      {2021, 6, -1, "-1 June 2021 does not exist"},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.message);
    const absl::Status status =
        PartialDate::Parse(row.year, row.month, row.day, "decided_on").status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
    EXPECT_EQ(status.message().find("decided_on: "), 0u) << status;
    EXPECT_NE(status.message().find(row.message), absl::string_view::npos) << status;
    const std::optional<ErrorDetail> detail = GetErrorDetail(status);
    ASSERT_TRUE(detail.has_value());
    EXPECT_EQ(detail->reason, "DATE_IMPOSSIBLE");
    ASSERT_EQ(detail->violations.size(), 1u);
    EXPECT_EQ(detail->violations[0].field, "decided_on");
  }
}

TEST(PartialDateTest, LeapDaysThatExistAreKept) {
  EXPECT_EQ(Date(2020, 2, 29).ToString(), "2020-02-29");
  EXPECT_EQ(Date(2000, 2, 29).day(), 29);
}

TEST(PartialDateTest, SpansTheDaysItCanBe) {
  EXPECT_EQ(Date(2021).FirstDay(), absl::CivilDay(2021, 1, 1));
  EXPECT_EQ(Date(2021).LastDay(), absl::CivilDay(2021, 12, 31));
  EXPECT_EQ(Date(2020, 2).FirstDay(), absl::CivilDay(2020, 2, 1));
  EXPECT_EQ(Date(2020, 2).LastDay(), absl::CivilDay(2020, 2, 29));
  EXPECT_EQ(Date(2021, 12).LastDay(), absl::CivilDay(2021, 12, 31));
  EXPECT_EQ(Date(2021, 6, 7).FirstDay(), absl::CivilDay(2021, 6, 7));
  EXPECT_EQ(Date(2021, 6, 7).LastDay(), absl::CivilDay(2021, 6, 7));
}

TEST(PartialDateTest, YearIsPossibleFromItsStartAndCertainFromItsEnd) {
  const PartialDate year = Date(2021);
  EXPECT_FALSE(year.PossiblyOnOrBefore(Date(2020, 12, 31)));
  EXPECT_TRUE(year.PossiblyOnOrBefore(Date(2021, 1, 1)));
  EXPECT_FALSE(year.CertainlyOnOrBefore(Date(2021, 12, 30)));
  EXPECT_TRUE(year.CertainlyOnOrBefore(Date(2021, 12, 31)));
}

TEST(PartialDateTest, MonthIsPossibleFromItsStartAndCertainFromItsEnd) {
  const PartialDate month = Date(2021, 6);
  EXPECT_FALSE(month.PossiblyOnOrBefore(Date(2021, 5, 31)));
  EXPECT_TRUE(month.PossiblyOnOrBefore(Date(2021, 6, 1)));
  EXPECT_FALSE(month.CertainlyOnOrBefore(Date(2021, 6, 29)));
  EXPECT_TRUE(month.CertainlyOnOrBefore(Date(2021, 6, 30)));
}

TEST(PartialDateTest, ComparedWithAnotherPartialDateOnlyWhatHoldsForAllDaysIsCertain) {
  EXPECT_TRUE(Date(2020).CertainlyOnOrBefore(Date(2021)));
  EXPECT_FALSE(Date(2021).CertainlyOnOrBefore(Date(2021)));
  EXPECT_TRUE(Date(2021).PossiblyOnOrBefore(Date(2021)));
  EXPECT_TRUE(Date(2021, 6).PossiblyOnOrBefore(Date(2021)));
  EXPECT_FALSE(Date(2022).PossiblyOnOrBefore(Date(2021)));
}

TEST(PartialDateTest, IsEqualOnlyToTheSameDateAsPrecise) {
  EXPECT_EQ(Date(2021, 6), Date(2021, 6));
  EXPECT_NE(Date(2021), Date(2021, 1, 1));
}

TEST(PartialDateTest, PrintsOnlyWhatIsKnown) {
  EXPECT_EQ(Date(2021).ToString(), "2021");
  EXPECT_EQ(Date(2021, 6).ToString(), "2021-06");
  EXPECT_EQ(Date(2021, 6, 7).ToString(), "2021-06-07");
}

}  // namespace
}  // namespace dealboek::base
