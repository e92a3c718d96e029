// Whether a value is sound by itself: texts, amounts, dates. Internal to the domain.
#ifndef DEALBOEK_SERVICES_DOMAIN_INPUT_H_
#define DEALBOEK_SERVICES_DOMAIN_INPUT_H_

#include <cstdint>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "google/type/date.pb.h"

#include "dealboek/v1/types.pb.h"
#include "services/base/money.h"
#include "services/base/partial_date.h"

namespace dealboek::domain {

// INVALID_ARGUMENT with a violation on `field`: TEXT_NOT_UTF8, TEXT_EMPTY, TEXT_TOO_LONG,
// TEXT_CONTROL_CHARACTER (a new line is none in a long text; see IsControl in text.h).
enum class TextKind {
  kTitle,  // 300 bytes
  kName,   // 200 bytes
  kLong,   // 8,000 bytes: reasons, notes, summaries
};
absl::Status RequireText(absl::string_view text, TextKind kind, absl::string_view field);
absl::Status CheckText(absl::string_view text, TextKind kind, absl::string_view field);  // or empty
// The name somebody signs in with: visible ASCII and spaces, as a gRPC header can carry it, no
// space at either end. As RequireText with kName; NAME_INVALID.
absl::Status RequireSubject(absl::string_view subject, absl::string_view field);

// Null: AMOUNT_MISSING. MONEY_NEGATIVE, MONEY_OVERFLOW (OUT_OF_RANGE); zero: AMOUNT_ZERO.
absl::StatusOr<base::Money> PositiveMoney(const v1::Money* money, absl::string_view field);
// The same, but zero is an amount too.
absl::StatusOr<base::Money> AnyMoney(const v1::Money* money, absl::string_view field);

// Null: FIELD_REQUIRED. DATE_IMPOSSIBLE.
absl::StatusOr<base::PartialDate> CheckDate(const google::type::Date* date,
                                            absl::string_view field);
// DATE_IN_FUTURE: none of it has come yet, anywhere in the world.
absl::Status RequireBegun(const base::PartialDate& date, int64_t now_micros,
                          absl::string_view field);
// The same as CheckDate, and it must be known to the month and no closer: DATE_NOT_A_MONTH.
absl::StatusOr<base::PartialDate> CheckMonth(const google::type::Date* date,
                                             absl::string_view field);

// Status known, summary sound. Violations are on "field.status" and "field.summary".
absl::Status CheckProgress(const v1::ProgressText& progress, absl::string_view field);
// A document is named. Violations are on "field.document" and so on.
absl::Status CheckSource(const v1::Source& source, absl::string_view field);

}  // namespace dealboek::domain

#endif  // DEALBOEK_SERVICES_DOMAIN_INPUT_H_
