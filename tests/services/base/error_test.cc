#include "services/base/error.h"

#include <gtest/gtest.h>

namespace dealboek::base {
namespace {

TEST(ErrorTest, CarriesCodeMessageReasonAndMetadataInOrder) {
  const absl::Status status = Error(absl::StatusCode::kFailedPrecondition, "CEILING", "over by 1",
                                    {{"overEuroCents", "1"}, {"freeEuroCents", "0"}});
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(status.message(), "over by 1");
  const std::optional<ErrorDetail> detail = GetErrorDetail(status);
  ASSERT_TRUE(detail.has_value());
  EXPECT_EQ(detail->reason, "CEILING");
  const std::vector<std::pair<std::string, std::string>> metadata = {{"overEuroCents", "1"},
                                                                     {"freeEuroCents", "0"}};
  EXPECT_EQ(detail->metadata, metadata);
  EXPECT_TRUE(detail->violations.empty());
  EXPECT_TRUE(detail->dutch.empty());
}

TEST(ErrorTest, DetailComesBackByteForByte) {
  ErrorDetail detail;
  detail.reason = "REASON";
  detail.metadata = {{"", ""}, {"nul", std::string("a\0b", 3)}, {"long", std::string(70'000, 'x')}};
  detail.violations = {{"lines[2].amount_euro_cents", "is zero", "is nul"}, {"", "\n\xff", ""}};
  detail.dutch = "Dat is één te veel.";
  EXPECT_EQ(GetErrorDetail(WithDetail(absl::AbortedError("stale"), detail)), detail);
}

TEST(ErrorTest, WithDetailReplacesTheDetailAndKeepsCodeAndMessage) {
  ErrorDetail detail;
  detail.reason = "NEW";
  const absl::Status status =
      WithDetail(Error(absl::StatusCode::kNotFound, "OLD", "gone", {{"key", "value"}}), detail);
  EXPECT_EQ(status.code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(status.message(), "gone");
  EXPECT_EQ(GetErrorDetail(status), detail);
}

TEST(ErrorTest, StatusMadeElsewhereHasNoDetail) {
  EXPECT_EQ(GetErrorDetail(absl::AbortedError("stale")), std::nullopt);
  EXPECT_EQ(GetErrorDetail(absl::OkStatus()), std::nullopt);
}

TEST(ErrorTest, OkStaysOk) {
  EXPECT_EQ(WithDetail(absl::OkStatus(), ErrorDetail{}), absl::OkStatus());
  EXPECT_EQ(GetErrorDetail(WithDetail(absl::OkStatus(), ErrorDetail{})), std::nullopt);
}

TEST(ErrorDeathTest, AnErrorOfCodeOkIsOurBug) {
  EXPECT_DEATH((void)Error(absl::StatusCode::kOk, "REASON", "fine"), "an error needs a code");
}

}  // namespace
}  // namespace dealboek::base
