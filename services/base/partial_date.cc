#include "services/base/partial_date.h"

#include <ostream>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

#include "services/base/error.h"
#include "services/base/reasons.h"

namespace dealboek::base {
namespace {

constexpr const char* kMonths[] = {"January",   "February", "March",    "April",
                                   "May",       "June",     "July",     "August",
                                   "September", "October",  "November", "December"};

absl::Status Impossible(int year, int month, int day, absl::string_view field, std::string why) {
  absl::Status status(absl::StatusCode::kInvalidArgument, absl::StrCat(field, ": ", why));
  ErrorDetail detail;
  detail.reason = std::string(kDateImpossible);
  detail.metadata = {
      {"year", absl::StrCat(year)}, {"month", absl::StrCat(month)}, {"day", absl::StrCat(day)}};
  detail.dutch = absl::StrCat("De datum ", year, "-", month, "-", day,
                              " bestaat niet. Geef een echte datum, of laat weg wat onbekend is: "
                              "de dag, of dag en maand.");
  detail.violations = {{std::string(field), std::move(why), detail.dutch}};
  return WithDetail(std::move(status), detail);
}

}  // namespace

absl::StatusOr<PartialDate> PartialDate::Parse(int year, int month, int day,
                                               absl::string_view field) {
  if (year < 1 || year > 9999) {
    return Impossible(year, month, day, field,
                      absl::StrCat("year ", year,
                                   " is not from 1 to 9999. Give the real year, or leave "
                                   "the date out if unknown."));
  }
  if (month < 0 || month > 12) {
    return Impossible(year, month, day, field,
                      absl::StrCat("month ", month,
                                   " does not exist. Give a real month, or leave the "
                                   "month out if unknown."));
  }
  if (month == 0 && day != 0) {
    return Impossible(year, month, day, field,
                      absl::StrCat("day ", day, " of ", year,
                                   " has no month. Give the month, or leave the "
                                   "day out if unknown."));
  }
  // CivilDay normalises 31 February to 3 March; a day that exists stays what it was.
  if (day != 0 && (day < 1 || day > 31 || absl::CivilDay(year, month, day).month() != month)) {
    return Impossible(year, month, day, field,
                      absl::StrCat(day, " ", kMonths[month - 1], " ", year,
                                   " does not exist. Give a real "
                                   "day, or leave the day out if unknown."));
  }
  return PartialDate(year, month, day);
}

absl::CivilDay PartialDate::FirstDay() const {
  return absl::CivilDay(year_, month_ == 0 ? 1 : month_, day_ == 0 ? 1 : day_);
}

absl::CivilDay PartialDate::LastDay() const {
  if (month_ == 0) return absl::CivilDay(year_, 12, 31);
  if (day_ == 0) return absl::CivilDay(absl::CivilMonth(year_, month_) + 1) - 1;
  return FirstDay();
}

std::string PartialDate::ToString() const {
  if (month_ == 0) return absl::StrFormat("%04d", year_);
  if (day_ == 0) return absl::StrFormat("%04d-%02d", year_, month_);
  return absl::StrFormat("%04d-%02d-%02d", year_, month_, day_);
}

std::ostream& operator<<(std::ostream& out, const PartialDate& date) {
  return out << date.ToString();
}

}  // namespace dealboek::base
