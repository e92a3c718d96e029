#include "services/domain/input.h"

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"

#include "services/base/check.h"
#include "services/base/dutch.h"
#include "services/base/error.h"
#include "services/base/reasons.h"
#include "services/base/status_macros.h"
#include "services/domain/refusal.h"
#include "services/domain/text.h"
#include "services/domain/timestamps.h"

namespace dealboek::domain {
namespace {

size_t Longest(TextKind kind) {
  switch (kind) {
    case TextKind::kTitle:
      return 300;
    case TextKind::kName:
      return 200;
    case TextKind::kLong:
      return 8000;
  }
  CHECK(false) << "a kind of text without a limit";
  return 0;
}

}  // namespace

absl::Status CheckText(absl::string_view text, TextKind kind, absl::string_view field) {
  const size_t longest = Longest(kind);
  if (text.size() > longest) {
    return Invalid(
        base::kTextTooLong, field,
        absl::StrCat("The text is ", text.size(), " bytes long; at most ", longest,
                     " are kept. Shorten it, or refer to a document."),
        absl::StrCat("De tekst is ", text.size(), " bytes lang; ten hoogste ", longest,
                     " passen er. Kort hem in of verwijs naar een bijlage."),
        {{"sizeBytes", absl::StrCat(text.size())}, {"maxSizeBytes", absl::StrCat(longest)}});
  }
  for (size_t at = 0; at < text.size();) {
    const Character c = FirstCharacter(text.substr(at));
    if (c.length == 0) {
      return Invalid(
          base::kTextNotUtf8, field,
          absl::StrCat("The text is not UTF-8 from byte ", at, " on. Send it as UTF-8."),
          absl::StrCat("De tekst is vanaf byte ", at, " geen UTF-8. Stuur hem als UTF-8."),
          {{"offsetBytes", absl::StrCat(at)}});
    }
    if (IsControl(c.code) && !(c.code == '\n' && kind == TextKind::kLong)) {
      return Invalid(
          base::kTextControlCharacter, field,
          absl::StrCat("The text has control character U+", absl::Hex(c.code, absl::kZeroPad4),
                       " at byte ", at, ". Leave it out."),
          absl::StrCat("De tekst heeft op byte ", at, " een stuurteken (U+",
                       absl::Hex(c.code, absl::kZeroPad4), "). Laat dat weg."),
          {{"offsetBytes", absl::StrCat(at)}, {"codePoint", absl::StrCat(c.code)}});
    }
    at += c.length;
  }
  return absl::OkStatus();
}

absl::Status RequireText(absl::string_view text, TextKind kind, absl::string_view field) {
  // Too long comes before empty: a mebibyte of spaces is above all too long.
  RETURN_IF_ERROR(CheckText(text, kind, field));
  for (size_t at = 0; at < text.size();) {
    const Character c = FirstCharacter(text.substr(at));
    if (!IsBlank(c.code)) return absl::OkStatus();
    at += c.length;
  }
  return Invalid(base::kTextEmpty, field, "The text is empty. Fill it in.",
                 "De tekst is leeg. Vul hem in.");
}

absl::Status RequireSubject(absl::string_view subject, absl::string_view field) {
  RETURN_IF_ERROR(RequireText(subject, TextKind::kName, field));
  const bool visible =
      std::all_of(subject.begin(), subject.end(), [](char c) { return c >= ' ' && c <= '~'; });
  if (visible && subject.front() != ' ' && subject.back() != ' ') return absl::OkStatus();
  return Invalid(base::kNameInvalid, field,
                 absl::StrCat(Quoted(subject),
                              " is no name to sign in with. Give letters without accents, digits, "
                              "punctuation and spaces, and no space at either end."),
                 absl::StrCat("Met ", Quoted(subject),
                              " kan niemand zich aanmelden. Geef letters zonder accenten, cijfers, "
                              "leestekens en spaties, zonder spatie aan het begin of het eind."),
                 {{"value", Readable(subject)}});
}

absl::StatusOr<base::Money> AnyMoney(const v1::Money* money, absl::string_view field) {
  if (money == nullptr) {
    return Invalid(base::kAmountMissing, field, "There is no amount. Give it in euro cents.",
                   "Het bedrag ontbreekt. Geef het op.");
  }
  absl::StatusOr<base::Money> amount = base::Money::FromCents(money->euro_cents());
  if (amount.ok()) return amount;
  base::ErrorDetail detail = *base::GetErrorDetail(amount.status());
  detail.dutch =
      money->euro_cents() < 0
          ? "Een bedrag kan niet onder nul zijn. Geef een positief bedrag."
          : absl::StrCat("Het bedrag is hoger dan Dealboek bijhoudt (ten hoogste ",
                         base::DutchEuros(base::Money::kMaxCents), "). Geef een lager bedrag.");
  detail.violations = {{std::string(field), std::string(amount.status().message()), detail.dutch}};
  return base::WithDetail(
      absl::Status(amount.status().code(), absl::StrCat(field, ": ", amount.status().message())),
      detail);
}

absl::StatusOr<base::Money> PositiveMoney(const v1::Money* money, absl::string_view field) {
  ASSIGN_OR_RETURN(const base::Money amount, AnyMoney(money, field));
  if (!amount.IsZero()) return amount;
  return Invalid(base::kAmountZero, field, "An amount of zero moves nothing. Give more than that.",
                 "Een bedrag van nul verplaatst niets. Geef een hoger bedrag.");
}

absl::StatusOr<base::PartialDate> CheckDate(const google::type::Date* date,
                                            absl::string_view field) {
  if (date == nullptr) {
    return Invalid(
        base::kFieldRequired, field, "There is no date. Give it as precisely as it is known.",
        "De datum ontbreekt. Geef die zo precies als bekend is.", {{"field", std::string(field)}});
  }
  return base::PartialDate::Parse(date->year(), date->month(), date->day(), field);
}

absl::Status RequireBegun(const base::PartialDate& date, int64_t now_micros,
                          absl::string_view field) {
  // Somewhere it is tomorrow already.
  const absl::CivilDay tomorrow = DayOf(now_micros) + 1;
  if (date.FirstDay() <= tomorrow) return absl::OkStatus();
  return Invalid(
      base::kDateInFuture, field,
      absl::StrCat(date.ToString(), " is still to come. Give the day it happened."),
      absl::StrCat(base::DutchDate(date), " moet nog komen. Geef de datum waarop het gebeurde."),
      {{"date", date.ToString()}});
}

absl::StatusOr<base::PartialDate> CheckMonth(const google::type::Date* date,
                                             absl::string_view field) {
  ASSIGN_OR_RETURN(const base::PartialDate month, CheckDate(date, field));
  if (month.month() != 0 && month.day() == 0) return month;
  return Invalid(base::kDateNotAMonth, field,
                 absl::StrCat(month.ToString(), " is not a month. Give year and month."),
                 absl::StrCat(base::DutchDate(month), " is geen maand. Geef jaar en maand."),
                 {{"date", month.ToString()}});
}

absl::Status CheckProgress(const v1::ProgressText& progress, absl::string_view field) {
  if (progress.status() == v1::PROGRESS_STATUS_UNSPECIFIED ||
      !v1::ProgressStatus_IsValid(progress.status())) {
    return Invalid(base::kEnumUnspecified, absl::StrCat(field, ".status"),
                   "Say how it is going: not started, running, delayed or done.",
                   "Geef de stand: niet gestart, loopt, vertraagd of afgerond.",
                   {{"value", absl::StrCat(static_cast<int>(progress.status()))}});
  }
  return CheckText(progress.summary(), TextKind::kLong, absl::StrCat(field, ".summary"));
}

absl::Status CheckSource(const v1::Source& source, absl::string_view field) {
  RETURN_IF_ERROR(
      RequireText(source.document(), TextKind::kTitle, absl::StrCat(field, ".document")));
  RETURN_IF_ERROR(CheckText(source.location(), TextKind::kTitle, absl::StrCat(field, ".location")));
  return CheckText(source.interpretation(), TextKind::kLong,
                   absl::StrCat(field, ".interpretation"));
}

}  // namespace dealboek::domain
