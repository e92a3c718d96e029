// Dates as precisely as a document gives them: a year, a month or a day.
#ifndef DEALBOEK_SERVICES_BASE_PARTIAL_DATE_H_
#define DEALBOEK_SERVICES_BASE_PARTIAL_DATE_H_

#include <iosfwd>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"

namespace dealboek::base {

// A day of the Gregorian calendar in years 1 to 9999, whose day, or month and day, may be unknown.
// Two such dates have no single order, so there is no operator<: ask what is certain or possible.
class PartialDate {
 public:
  // A month or day of 0 is unknown, as in google.type.Date. INVALID_ARGUMENT, DATE_IMPOSSIBLE: year
  // 0, month 13, 31 February, a day without a month. `field` names the date in the error.
  static absl::StatusOr<PartialDate> Parse(int year, int month, int day,
                                           absl::string_view field = "date");

  int year() const { return year_; }
  int month() const { return month_; }  // 0: unknown
  int day() const { return day_; }      // 0: unknown

  // The first and last day it can be; the same when the day is known.
  absl::CivilDay FirstDay() const;
  absl::CivilDay LastDay() const;

  // Whether, whatever the unknown parts are, this is not after `other`; whether it can be so.
  bool CertainlyOnOrBefore(const PartialDate& other) const { return LastDay() <= other.FirstDay(); }
  bool PossiblyOnOrBefore(const PartialDate& other) const { return FirstDay() <= other.LastDay(); }

  std::string ToString() const;  // "2021", "2021-06" or "2021-06-07"

  // Equal as written: the year 2021 is not 1 January 2021.
  friend bool operator==(const PartialDate&, const PartialDate&) = default;

 private:
  PartialDate(int year, int month, int day) : year_(year), month_(month), day_(day) {}

  int year_;
  int month_;
  int day_;
};

std::ostream& operator<<(std::ostream& out, const PartialDate& date);

}  // namespace dealboek::base

#endif  // DEALBOEK_SERVICES_BASE_PARTIAL_DATE_H_
