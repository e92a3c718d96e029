#include "services/base/money.h"

#include <limits>
#include <optional>
#include <sstream>

#include "absl/status/status.h"
#include <gtest/gtest.h>

#include "services/base/error.h"

namespace dealboek::base {
namespace {

Money Cents(int64_t cents) { return Money::FromCents(cents).value(); }

void ExpectRefused(const absl::StatusOr<Money>& money, absl::StatusCode code,
                   const std::string& reason) {
  ASSERT_FALSE(money.ok());
  EXPECT_EQ(money.status().code(), code);
  const std::optional<ErrorDetail> detail = GetErrorDetail(money.status());
  ASSERT_TRUE(detail.has_value());
  EXPECT_EQ(detail->reason, reason);
}

TEST(MoneyTest, HoldsZeroToTheHighestAmount) {
  EXPECT_EQ(Money().cents(), 0);
  EXPECT_TRUE(Money().IsZero());
  EXPECT_EQ(Cents(0), Money());
  EXPECT_EQ(Cents(129'200'000).cents(), 129'200'000);
  EXPECT_EQ(Cents(Money::kMaxCents).cents(), 1'000'000'000'000'000);
}

TEST(MoneyTest, NegativeAmountsAreRefused) {
  for (const int64_t cents : {int64_t{-1}, std::numeric_limits<int64_t>::min()}) {
    ExpectRefused(Money::FromCents(cents), absl::StatusCode::kInvalidArgument, "MONEY_NEGATIVE");
  }
}

TEST(MoneyTest, AbsurdAmountsAreRefused) {
  for (const int64_t cents : {Money::kMaxCents + 1, std::numeric_limits<int64_t>::max()}) {
    ExpectRefused(Money::FromCents(cents), absl::StatusCode::kOutOfRange, "MONEY_OVERFLOW");
  }
}

TEST(MoneyTest, RefusalNamesTheAmount) {
  const absl::Status status = Money::FromCents(-5).status();
  EXPECT_NE(status.message().find("-5"), absl::string_view::npos);
  EXPECT_EQ(GetErrorDetail(status)->metadata.at(0),
            std::make_pair(std::string("euroCents"), std::string("-5")));
}

TEST(MoneyTest, AddsUpToTheHighestAmountAndNotBeyond) {
  EXPECT_EQ(Cents(2).Plus(Cents(3)).value(), Cents(5));
  EXPECT_EQ(Cents(Money::kMaxCents - 1).Plus(Cents(1)).value(), Cents(Money::kMaxCents));
  ExpectRefused(Cents(Money::kMaxCents).Plus(Cents(1)), absl::StatusCode::kOutOfRange,
                "MONEY_OVERFLOW");
}

TEST(MoneyTest, SubtractsDownToZeroAndNotBeyond) {
  EXPECT_EQ(Cents(5).Minus(Cents(3)).value(), Cents(2));
  EXPECT_EQ(Cents(5).Minus(Cents(5)).value(), Money());
  ExpectRefused(Cents(4).Minus(Cents(5)), absl::StatusCode::kInvalidArgument, "MONEY_NEGATIVE");
}

TEST(MoneyTest, ComparesByAmount) {
  EXPECT_LT(Cents(9), Cents(10));
  EXPECT_GE(Cents(10), Cents(10));
}

TEST(MoneyTest, PrintsItsUnit) {
  std::ostringstream out;
  out << Cents(129'200'000);
  EXPECT_EQ(out.str(), "129200000 cents");
}

}  // namespace
}  // namespace dealboek::base
