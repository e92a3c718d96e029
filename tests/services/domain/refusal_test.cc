#include "services/domain/refusal.h"

#include <gtest/gtest.h>

#include "services/base/error.h"
#include "services/base/reasons.h"
#include "services/domain/existence.h"
#include "services/domain/input.h"
#include "tests/services/domain/given.h"

namespace dealboek::domain {
namespace {

base::ErrorDetail Detail(const absl::Status& status) { return *base::GetErrorDetail(status); }

TEST(RefusalTest, PathGrowsFromTheInsideOut) {
  const absl::Status inner = Invalid(base::kTextEmpty, "title", "Empty.", "Leeg.");
  EXPECT_EQ(inner.message(), "title: Empty.");
  const absl::Status outer = At("entries[3]", At("project", inner));
  EXPECT_EQ(outer.message(), "entries[3].project.title: Empty.");
  EXPECT_EQ(Detail(outer).violations,
            (std::vector<base::FieldViolation>{{"entries[3].project.title", "Empty.", "Leeg."}}));
  EXPECT_EQ(Detail(outer).dutch, "Leeg.");
}

TEST(RefusalTest, OneWithoutAFieldGetsThePathItself) {
  const absl::Status unknown = Refuse(absl::StatusCode::kNotFound, base::kProjectUnknown,
                                      "No such project.", "Geen project.");
  const absl::Status at = At("award.project", unknown);
  EXPECT_EQ(at.code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(at.message(), "award.project: No such project.");
  EXPECT_EQ(
      Detail(at).violations,
      (std::vector<base::FieldViolation>{{"award.project", "No such project.", "Geen project."}}));
  EXPECT_EQ(At("x", At("award.project", unknown)).message(), "x.award.project: No such project.");
  EXPECT_TRUE(At("x", absl::OkStatus()).ok());
}

TEST(RefusalTest, ProblemsKeepTheFirstReasonAndAllViolations) {
  Problems problems;
  EXPECT_TRUE(problems.status().ok());
  problems.Add(absl::OkStatus(), "a");
  EXPECT_TRUE(problems.empty());
  problems.Add(Invalid(base::kAmountZero, "amount", "Zero.", "Nul.", {{"k", "v"}}), "a");
  EXPECT_EQ(problems.status().message(), "a.amount: Zero.");
  problems.Add(Refuse(absl::StatusCode::kNotFound, base::kPartUnknown, "None.", "Geen."), "b");
  const absl::Status status = problems.status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(status.message(), "2 problems; the first is a.amount: Zero.");
  const base::ErrorDetail detail = Detail(status);
  EXPECT_EQ(detail.reason, "AMOUNT_ZERO");
  EXPECT_EQ(detail.metadata, (Metadata{{"k", "v"}, {"problems", "2"}}));
  EXPECT_EQ(detail.violations, (std::vector<base::FieldViolation>{{"a.amount", "Zero.", "Nul."},
                                                                  {"b", "None.", "Geen."}}));
  EXPECT_EQ(detail.dutch, "Er zijn 2 fouten; de eerste: Nul.");
}

// What a caller sends ends up in messages: cut at a character, with nothing that is not text.
TEST(RefusalTest, WhatTheCallerGaveIsShownReadably) {
  const Book book = OpeningDeal();
  const auto shown = [&](const std::string& ref) {
    return Detail(RequireProject(book.state(), ref).status()).metadata[0].second;
  };
  EXPECT_EQ(shown("Exloërmond"), "Exloërmond");
  EXPECT_EQ(shown("a\x01\x7F\xFFz"), "a???z");
  EXPECT_EQ(shown(std::string(1 << 20, 'x')), std::string(80, 'x') + "...");
  std::string long_name;
  for (int i = 0; i < 50; ++i) long_name += "ë";
  EXPECT_EQ(shown(long_name), long_name.substr(0, 80) + "...");
  long_name = "x" + long_name;
  EXPECT_EQ(shown(long_name), long_name.substr(0, 79) + "...") << "no half character";
}

struct Text {
  std::string name;
  std::string text;
  std::string reason;  // empty: sound
};

TEST(TextTest, IsUtf8WithoutControlCharacters) {
  const std::vector<Text> texts = {
      {"ASCII", "Lab", ""},
      {"two, three and four bytes", "ë € 😀", ""},
      {"highest", "\xF4\x8F\xBF\xBF", ""},
      {"above the highest", "\xF4\x90\x80\x80", "TEXT_NOT_UTF8"},
      {"lone continuation", "\x80", "TEXT_NOT_UTF8"},
      {"cut short", "\xE2\x82", "TEXT_NOT_UTF8"},
      {"continuation missing", "\xE2\x28\xA1", "TEXT_NOT_UTF8"},
      {"overlong slash", "\xC0\xAF", "TEXT_NOT_UTF8"},
      {"overlong in three", "\xE0\x80\xAF", "TEXT_NOT_UTF8"},
      {"overlong in four", "\xF0\x80\x80\xAF", "TEXT_NOT_UTF8"},
      {"surrogate", "\xED\xA0\x80", "TEXT_NOT_UTF8"},
      {"five bytes", "\xF8\x88\x80\x80\x80", "TEXT_NOT_UTF8"},
      {"null", std::string("a\0b", 3), "TEXT_CONTROL_CHARACTER"},
      {"escape", "\x1B[31m", "TEXT_CONTROL_CHARACTER"},
      {"delete", "a\x7F", "TEXT_CONTROL_CHARACTER"},
      {"C1", "\xC2\x85", "TEXT_CONTROL_CHARACTER"},
      {"new line", "a\nb", "TEXT_CONTROL_CHARACTER"},
  };
  for (const Text& text : texts) {
    const absl::Status status = CheckText(text.text, TextKind::kTitle, "title");
    EXPECT_EQ(status.ok() ? "" : Detail(status).reason, text.reason) << text.name;
  }
  EXPECT_TRUE(CheckText("a\nb", TextKind::kLong, "reason").ok());
  EXPECT_EQ(Detail(CheckText("a\rb", TextKind::kLong, "reason")).reason, "TEXT_CONTROL_CHARACTER");
}

TEST(TextTest, IsAsLongAsItsKindAllows) {
  const auto fits = [](TextKind kind, size_t size) {
    return CheckText(std::string(size, 'x'), kind, "f").ok();
  };
  EXPECT_TRUE(fits(TextKind::kTitle, 300));
  EXPECT_FALSE(fits(TextKind::kTitle, 301));
  EXPECT_TRUE(fits(TextKind::kName, 200));
  EXPECT_FALSE(fits(TextKind::kName, 201));
  EXPECT_TRUE(fits(TextKind::kLong, 8000));
  EXPECT_FALSE(fits(TextKind::kLong, 8001));
  EXPECT_EQ(Detail(RequireText(std::string(1 << 20, ' '), TextKind::kLong, "f")).reason,
            "TEXT_TOO_LONG");
  EXPECT_EQ(Detail(RequireText(" \n ", TextKind::kLong, "f")).reason, "TEXT_EMPTY");
}

TEST(MoneyMessageTest, AmountsAreDutchInBothLanguages) {
  Book book = OpeningDeal();
  book.Given(kSecretaris, Opening({ProjectEntry("werken", "2.4", "Lab", "Techniek", {"gem. Emmen"}),
                                   AwardEntry("werken-2.4", 2, Euros(687'500))}));
  const absl::Status status =
      book.Do(kSecretaris, Opening({AwardEntry("werken-2.4", 2, Euros(450'000))}));
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(status.message(),
            "entries[0].award.amount: Award of € 450.000 to project werken-2.4 is € 137.500 "
            "over what tranche 2 has free (€ 312.500). Lower it or raise the ceiling.");
  const base::ErrorDetail detail = Detail(status);
  EXPECT_EQ(detail.reason, "TRANCHE_CEILING_EXCEEDED");
  EXPECT_EQ(detail.metadata, (Metadata{{"project", "werken-2.4"},
                                       {"tranche", "2"},
                                       {"awardEuroCents", "45000000"},
                                       {"freeEuroCents", "31250000"},
                                       {"overEuroCents", "13750000"}}));
  EXPECT_EQ(detail.dutch,
            "Een toekenning van € 450.000 aan project werken-2.4 is € 137.500 meer dan "
            "tranche 2 vrij heeft (€ 312.500). Verlaag het bedrag of verhoog het plafond.");
}

}  // namespace
}  // namespace dealboek::domain
