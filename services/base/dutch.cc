#include "services/base/dutch.h"

#include <array>
#include <cstdint>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

#include "services/base/partial_date.h"

namespace dealboek::base {
namespace {

constexpr std::array<absl::string_view, 12> kMonths = {
    "januari", "februari", "maart",     "april",   "mei",      "juni",
    "juli",    "augustus", "september", "oktober", "november", "december"};

// Of any int64, the lowest included, which has no positive counterpart.
uint64_t Magnitude(int64_t cents) {
  return cents < 0 ? -static_cast<uint64_t>(cents) : static_cast<uint64_t>(cents);
}

std::string WholeEuros(int64_t cents) {
  std::string digits = absl::StrCat(Magnitude(cents) / 100);
  std::string grouped = cents < 0 ? "€ -" : "€ ";
  for (size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && (digits.size() - i) % 3 == 0) grouped += '.';
    grouped += digits[i];
  }
  return grouped;
}

}  // namespace

std::string DutchEuros(int64_t cents) {
  const uint64_t over = Magnitude(cents) % 100;
  if (over == 0) return WholeEuros(cents);
  return absl::StrCat(WholeEuros(cents), ",", absl::Dec(over, absl::kZeroPad2));
}

std::string DutchDate(const PartialDate& date) {
  if (date.month() == 0) return absl::StrCat(date.year());
  const absl::string_view month = kMonths[date.month() - 1];
  if (date.day() == 0) return absl::StrCat(month, " ", date.year());
  return absl::StrCat(date.day(), " ", month, " ", date.year());
}

}  // namespace dealboek::base
