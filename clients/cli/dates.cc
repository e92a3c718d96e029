#include "clients/cli/dates.h"

#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "absl/time/civil_time.h"

#include "clients/cli/status_macros.h"

namespace dealboek::cli {
namespace {

constexpr absl::string_view kMonths[] = {"januari",   "februari", "maart",    "april",
                                         "mei",       "juni",     "juli",     "augustus",
                                         "september", "oktober",  "november", "december"};

absl::Status NotADate(absl::string_view typed) {
  return absl::InvalidArgumentError(absl::StrCat(
      "'", typed,
      "' is geen datum. Schrijf 2021-06-07, of 2021-06 of 2021 als meer niet bekend is."));
}

// A number of exactly so many digits; -1 if it is not.
int Digits(absl::string_view text, size_t count) {
  int value = -1;
  if (text.size() != count || text.find_first_not_of("0123456789") != absl::string_view::npos ||
      !absl::SimpleAtoi(text, &value)) {
    return -1;
  }
  return value;
}

absl::Time ToTime(const google::protobuf::Timestamp& moment) {
  return absl::FromUnixSeconds(moment.seconds()) + absl::Nanoseconds(moment.nanos());
}

}  // namespace

absl::StatusOr<google::type::Date> ParseDate(absl::string_view typed) {
  const std::vector<absl::string_view> parts = absl::StrSplit(typed, '-');
  if (parts.size() > 3) return NotADate(typed);
  google::type::Date date;
  const int year = Digits(parts[0], 4);
  if (year < 0) return NotADate(typed);
  if (year == 0) {
    return absl::InvalidArgumentError(absl::StrCat("'", typed, "': het jaar 0 bestaat niet."));
  }
  date.set_year(year);
  if (parts.size() > 1) {
    const int month = Digits(parts[1], 2);
    if (month < 0) return NotADate(typed);
    if (month < 1 || month > 12) {
      return absl::InvalidArgumentError(absl::StrCat(
          "'", typed, "': maand ", month, " bestaat niet. Een maand is 01 tot en met 12."));
    }
    date.set_month(month);
  }
  if (parts.size() > 2) {
    const int day = Digits(parts[2], 2);
    if (day < 0) return NotADate(typed);
    const absl::CivilDay civil(year, date.month(), day);
    if (civil.month() != date.month() || civil.day() != day) {
      return absl::InvalidArgumentError(absl::StrCat(
          "'", typed, "': ", day, " ", kMonths[date.month() - 1], " ", year,
          " bestaat niet. Geef een bestaande dag, of laat de dag weg als die niet bekend is."));
    }
    date.set_day(day);
  }
  return date;
}

std::string FormatDate(const google::type::Date& date) {
  if (date.year() == 0) return "";
  std::string text;
  if (date.month() >= 1 && date.month() <= 12) {
    if (date.day() > 0) absl::StrAppend(&text, date.day(), " ");
    absl::StrAppend(&text, kMonths[date.month() - 1], " ");
  }
  absl::StrAppend(&text, date.year());
  return text;
}

std::string FormatIsoDate(const google::type::Date& date) {
  if (date.year() == 0) return "";
  std::string text = absl::StrFormat("%04d", date.year());
  if (date.month() > 0) text += absl::StrFormat("-%02d", date.month());
  if (date.month() > 0 && date.day() > 0) text += absl::StrFormat("-%02d", date.day());
  return text;
}

absl::StatusOr<absl::Time> ParseMoment(absl::string_view typed, absl::TimeZone zone) {
  if (typed.find('T') == absl::string_view::npos) {
    const absl::StatusOr<google::type::Date> date = ParseDate(typed);
    if (date.ok() && date->day() != 0) {
      const absl::CivilDay next = absl::CivilDay(date->year(), date->month(), date->day()) + 1;
      return absl::FromCivil(next, zone) - absl::Microseconds(1);
    }
    // A day that does not exist is told as such.
    if (!date.ok() && typed.find_first_not_of("0123456789-") == absl::string_view::npos) {
      return date.status();
    }
  } else {
    absl::Time time;
    std::string error;
    for (absl::string_view format :
         {"%Y-%m-%dT%H:%M:%E*S%Ez", "%Y-%m-%dT%H:%M%Ez", "%Y-%m-%dT%H:%M:%E*S", "%Y-%m-%dT%H:%M"}) {
      if (absl::ParseTime(format, typed, zone, &time, &error)) return time;
    }
  }
  return absl::InvalidArgumentError(absl::StrCat(
      "'", typed,
      "' is geen tijdstip. Schrijf 2021-06-07T14:03, of 2021-06-07 voor het eind van die dag."));
}

std::string FormatMoment(const google::protobuf::Timestamp& moment, absl::TimeZone zone) {
  const absl::CivilSecond civil = absl::ToCivilSecond(ToTime(moment), zone);
  return absl::StrFormat("%d %s %d %02d:%02d", civil.day(), kMonths[civil.month() - 1],
                         civil.year(), civil.hour(), civil.minute());
}

std::string FormatIsoMoment(const google::protobuf::Timestamp& moment) {
  return absl::FormatTime("%Y-%m-%dT%H:%M:%E*SZ", ToTime(moment), absl::UTCTimeZone());
}

}  // namespace dealboek::cli
