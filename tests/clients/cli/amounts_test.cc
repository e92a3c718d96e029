#include "clients/cli/amounts.h"

#include <limits>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace dealboek::cli {
namespace {

struct Typed {
  std::string text;
  int64_t cents;
};

TEST(AmountsTest, AmountsAreReadAsPeopleTypeThem) {
  const std::vector<Typed> rows = {
      {"1292000", 129'200'000},
      {"1.292.000", 129'200'000},
      {"450.000,00", 45'000'000},
      {"450.000,05", 45'000'005},
      {"450,50", 45'050},
      {"€ 450.000", 45'000'000},
      {"€450.000", 45'000'000},
      {"€\xC2\xA0"
       "450.000",
       45'000'000},
      {"EUR 450.000", 45'000'000},
      {" 25.000 ", 2'500'000},
      {"450,-", 45'000},
      {"0", 0},
      {"0,05", 5},
      {"1.500", 150'000},
      {"12", 1'200},
      {"92.233.720.368.547.758,07", std::numeric_limits<int64_t>::max()}};
  for (const Typed& row : rows) {
    const absl::StatusOr<int64_t> cents = ParseEuroCents(row.text);
    ASSERT_TRUE(cents.ok()) << row.text << ": " << cents.status();
    EXPECT_EQ(*cents, row.cents) << row.text;
  }
}

struct Refused {
  std::string text;
  std::string why;
};

TEST(AmountsTest, WhatCanBeReadTwoWaysIsRefusedAndTheSentenceSaysHowToWriteIt) {
  const std::string remedy = " Schrijf het als 1.292.000 of 450.000,00.";
  const std::string dots = "een punt scheidt duizendtallen, met drie cijfers erna.";
  const std::string cents = "na de komma horen precies twee cijfers, de centen.";
  const std::string commas = "er staat meer dan één komma in.";
  const std::vector<Refused> rows = {{"1.5", dots},
                                     {"1.29", dots},
                                     {"12.34.567", dots},
                                     {"1292.000", dots},
                                     {"1.2920", dots},
                                     {"1,5,0", commas},
                                     {"1,292,000", commas},
                                     {"1,5", cents},
                                     {"1.292,000", cents},
                                     {"1,", cents},
                                     {"1,ab", cents},
                                     {"", "er staat niets."},
                                     {"€", "er staat niets."},
                                     {",50", "er staan geen hele euro's."},
                                     {"1..000", "na of voor een punt ontbreken cijfers."},
                                     {".000", "na of voor een punt ontbreken cijfers."},
                                     {"1 292 000", "er staat iets anders dan cijfers in."},
                                     {"1292e3", "er staat iets anders dan cijfers in."},
                                     {"+5", "er staat iets anders dan cijfers in."},
                                     {"007", "het begint met een nul."},
                                     {"0.450", "het begint met een nul."}};
  for (const Refused& row : rows) {
    const absl::StatusOr<int64_t> amount = ParseEuroCents(row.text);
    ASSERT_FALSE(amount.ok()) << row.text << " was read as " << *amount;
    EXPECT_EQ(amount.status().message(),
              "'" + row.text + "' is geen duidelijk bedrag: " + row.why + remedy);
  }
}

TEST(AmountsTest, NegativeAndTooLargeAmountsAreRefused) {
  for (const char* text : {"-1", "-450.000,00", "€ -5"}) {
    EXPECT_EQ(ParseEuroCents(text).status().message(),
              "'" + std::string(text) +
                  "' is negatief. Geef een bedrag boven nul, bijvoorbeeld 450.000; vrijval en "
                  "correctie hebben een eigen besluit.");
    EXPECT_EQ(ParseEuroCents(text, Zero::kEnough).status().message(),
              "'" + std::string(text) + "' is negatief. Geef een bedrag van nul of meer.");
  }
  for (const char* text :
       {"92.233.720.368.547.758,08", "92233720368547759", "999999999999999999999999"}) {
    EXPECT_EQ(ParseEuroCents(text).status().message(),
              "'" + std::string(text) + "' is te groot voor een bedrag. Geef een kleiner bedrag.");
  }
}

TEST(AmountsTest, AmountsAreShownTheDutchWayWithCentsOnlyWhereThereAreAny) {
  EXPECT_EQ(FormatEuroCents(0), "€ 0");
  EXPECT_EQ(FormatEuroCents(5), "€ 0,05");
  EXPECT_EQ(FormatEuroCents(99'900), "€ 999");
  EXPECT_EQ(FormatEuroCents(100'000), "€ 1.000");
  EXPECT_EQ(FormatEuroCents(129'200'000), "€ 1.292.000");
  EXPECT_EQ(FormatEuroCents(45'050), "€ 450,50");
  EXPECT_EQ(FormatEuroCents(-100'000), "€ -1.000");
  EXPECT_EQ(FormatEuroCents(std::numeric_limits<int64_t>::max()), "€ 92.233.720.368.547.758,07");
  EXPECT_EQ(FormatEuroCents(std::numeric_limits<int64_t>::min()), "€ -92.233.720.368.547.758,08");
}

TEST(AmountsTest, WhatIsShownCanBeTypedAgain) {
  for (int64_t cents : {int64_t{0}, int64_t{7}, int64_t{12'345}, int64_t{1'556'518'800}}) {
    EXPECT_EQ(ParseEuroCents(FormatEuroCents(cents)).value(), cents);
  }
}

TEST(AmountsTest, UnknownIsNeverZero) { EXPECT_EQ(FormatMoney(false, v1::Money()), "onbekend"); }

}  // namespace
}  // namespace dealboek::cli
