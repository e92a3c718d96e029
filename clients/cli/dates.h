// Dates as far as they are known, and moments, as people type and read them.
#ifndef DEALBOEK_CLIENTS_CLI_DATES_H_
#define DEALBOEK_CLIENTS_CLI_DATES_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "google/protobuf/timestamp.pb.h"
#include "google/type/date.pb.h"

namespace dealboek::cli {

// `2021`, `2021-06` or `2021-06-07`: a year, a month or a day; what is not said stays unknown (0).
// Other forms and days that do not exist are refused with a Dutch sentence (INVALID_ARGUMENT).
absl::StatusOr<google::type::Date> ParseDate(absl::string_view typed);

// `2021`, `juni 2021`, `7 juni 2021`; empty for a date without a year.
std::string FormatDate(const google::type::Date& date);
// `2021`, `2021-06`, `2021-06-07`: for JSON and CSV.
std::string FormatIsoDate(const google::type::Date& date);

// `2021-06-07T14:03`, with seconds and a zone (`Z`, `+02:00`) if wanted; without a zone: in `zone`.
// A day alone stands for its end. INVALID_ARGUMENT with a Dutch sentence.
absl::StatusOr<absl::Time> ParseMoment(absl::string_view typed, absl::TimeZone zone);

// `7 juni 2021 14:03`, in `zone`.
std::string FormatMoment(const google::protobuf::Timestamp& moment, absl::TimeZone zone);
// RFC 3339 in UTC: for JSON and CSV.
std::string FormatIsoMoment(const google::protobuf::Timestamp& moment);

}  // namespace dealboek::cli

#endif  // DEALBOEK_CLIENTS_CLI_DATES_H_
