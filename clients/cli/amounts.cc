#include "clients/cli/amounts.h"

#include <limits>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

#include "clients/cli/status_macros.h"

namespace dealboek::cli {
namespace {

constexpr absl::string_view kNoBreakSpace = "\xC2\xA0";

bool AllDigits(absl::string_view text) {
  if (text.empty()) return false;
  for (char c : text) {
    if (!absl::ascii_isdigit(c)) return false;
  }
  return true;
}

absl::Status Unclear(absl::string_view typed, absl::string_view why) {
  return absl::InvalidArgumentError(absl::StrCat("'", typed, "' is geen duidelijk bedrag: ", why,
                                                 " Schrijf het als 1.292.000 of 450.000,00."));
}

absl::Status Negative(absl::string_view typed, Zero zero) {
  return absl::InvalidArgumentError(absl::StrCat(
      "'", typed, "' is negatief. Geef een bedrag ",
      zero == Zero::kEnough ? "van nul of meer."
                            : "boven nul, bijvoorbeeld 450.000; vrijval en correctie hebben een "
                              "eigen besluit."));
}

absl::Status TooLarge(absl::string_view typed) {
  return absl::InvalidArgumentError(
      absl::StrCat("'", typed, "' is te groot voor een bedrag. Geef een kleiner bedrag."));
}

// Takes away "€" or "EUR" in front, and the spaces after it.
absl::string_view WithoutCurrency(absl::string_view text) {
  text = absl::StripAsciiWhitespace(text);
  if (!absl::ConsumePrefix(&text, "€") && !absl::ConsumePrefix(&text, "EUR")) return text;
  while (absl::ConsumePrefix(&text, " ") || absl::ConsumePrefix(&text, kNoBreakSpace)) {
  }
  return text;
}

// The digits of the whole euros: `1292000` or `1.292.000`.
absl::StatusOr<std::string> WholeEuros(absl::string_view typed, absl::string_view text) {
  if (text.empty()) return Unclear(typed, "er staan geen hele euro's.");
  const std::vector<absl::string_view> groups = absl::StrSplit(text, '.');
  std::string digits;
  for (size_t i = 0; i < groups.size(); ++i) {
    if (!AllDigits(groups[i])) {
      return Unclear(typed, groups[i].empty() ? "na of voor een punt ontbreken cijfers."
                                              : "er staat iets anders dan cijfers in.");
    }
    const bool right_size =
        groups.size() == 1 || (i == 0 ? groups[i].size() <= 3 : groups[i].size() == 3);
    if (!right_size) {
      return Unclear(typed, "een punt scheidt duizendtallen, met drie cijfers erna.");
    }
    absl::StrAppend(&digits, groups[i]);
  }
  if (digits.size() > 1 && digits[0] == '0') return Unclear(typed, "het begint met een nul.");
  return digits;
}

}  // namespace

absl::StatusOr<int64_t> ParseEuroCents(absl::string_view typed, Zero zero) {
  const absl::string_view text = WithoutCurrency(typed);
  if (text.empty()) return Unclear(typed, "er staat niets.");
  if (absl::StartsWith(text, "-") || absl::StartsWith(text, "−")) {
    return Negative(typed, zero);
  }
  const std::vector<absl::string_view> parts = absl::StrSplit(text, ',');
  if (parts.size() > 2) return Unclear(typed, "er staat meer dan één komma in.");
  ASSIGN_OR_RETURN(const std::string euros, WholeEuros(typed, parts[0]));

  int64_t cents = 0;
  if (parts.size() == 2 && parts[1] != "-") {
    if (parts[1].size() != 2 || !AllDigits(parts[1])) {
      return Unclear(typed, "na de komma horen precies twee cijfers, de centen.");
    }
    cents = (parts[1][0] - '0') * 10 + (parts[1][1] - '0');
  }
  constexpr int64_t kMax = std::numeric_limits<int64_t>::max();
  int64_t whole = 0;
  for (char digit : euros) {
    if (whole > (kMax / 100 - (digit - '0')) / 10) {
      return TooLarge(typed);
    }
    whole = whole * 10 + (digit - '0');
  }
  if (whole * 100 > kMax - cents) {
    return TooLarge(typed);
  }
  return whole * 100 + cents;
}

absl::StatusOr<v1::Money> ParseMoney(absl::string_view typed, Zero zero) {
  ASSIGN_OR_RETURN(const int64_t cents, ParseEuroCents(typed, zero));
  v1::Money money;
  money.set_euro_cents(cents);
  return money;
}

std::string FormatEuroCents(int64_t cents) {
  // Unsigned: the smallest int64 has no positive counterpart.
  const uint64_t size = cents < 0 ? 0 - static_cast<uint64_t>(cents) : static_cast<uint64_t>(cents);
  const std::string digits = absl::StrCat(size / 100);
  std::string text = absl::StrCat("€ ", cents < 0 ? "-" : "");
  for (size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && (digits.size() - i) % 3 == 0) text.push_back('.');
    text.push_back(digits[i]);
  }
  if (const uint64_t rest = size % 100; rest != 0) {
    absl::StrAppend(&text, ",", rest < 10 ? "0" : "", rest);
  }
  return text;
}

std::string FormatMoney(bool known, const v1::Money& money) {
  return known ? FormatEuroCents(money.euro_cents()) : "onbekend";
}

}  // namespace dealboek::cli
