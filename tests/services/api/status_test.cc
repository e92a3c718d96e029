#include "services/api/status.h"

#include <string>
#include <vector>

#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/api/errors.h"
#include "services/base/error.h"
#include "services/base/fake_clock.h"
#include "tests/services/api/wire.h"

namespace dealboek::api {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::Pair;

class StatusTest : public testing::Test {
 protected:
  Reply Told(const absl::Status& status) { return ReplyOf(mapper_.ToGrpc(status)); }

  base::FakeClock clock_;
  std::vector<std::string> logged_;
  StatusMapper mapper_{clock_, [this](absl::string_view line) { logged_.emplace_back(line); }};
};

TEST_F(StatusTest, OkIsOk) { EXPECT_TRUE(mapper_.ToGrpc(absl::OkStatus()).ok()); }

TEST_F(StatusTest, EverythingOfARefusalIsTold) {
  base::ErrorDetail detail;
  detail.reason = "QUEUE_FULL";
  detail.metadata = {{"queued", "4096"}, {"retryAfterMillis", "1250"}};
  detail.violations = {{"lines[2].amount", "Is zero.", "Is nul."}};
  detail.dutch = "Het is te druk.";
  const Reply reply =
      Told(base::WithDetail(absl::ResourceExhaustedError("Too much at once."), detail));
  EXPECT_EQ(reply.code, grpc::StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_EQ(reply.message, "Too much at once.");
  EXPECT_EQ(reply.domain, "dealboek");
  EXPECT_EQ(reply.reason, "QUEUE_FULL");
  EXPECT_THAT(reply.metadata,
              ElementsAre(Pair("queued", "4096"), Pair("retryAfterMillis", "1250")));
  EXPECT_THAT(reply.fields, ElementsAre("lines[2].amount"));
  EXPECT_EQ(reply.locale, "nl-NL");
  EXPECT_EQ(reply.dutch, "Het is te druk.");
  EXPECT_EQ(reply.retry_millis, 1250);
  EXPECT_THAT(logged_, IsEmpty());
}

TEST_F(StatusTest, EachViolationIsToldInDutchToo) {
  base::ErrorDetail detail;
  detail.reason = "AMOUNT_ZERO";
  detail.violations = {{"amount", "Is zero.", "Is nul."}, {"title", "Is empty.", "Is leeg."}};
  google::rpc::Status rich;
  ASSERT_TRUE(rich.ParseFromString(
      mapper_.ToGrpc(base::WithDetail(absl::InvalidArgumentError("2 problems."), detail))
          .error_details()));
  google::rpc::BadRequest told;
  ASSERT_TRUE(rich.details(1).UnpackTo(&told));
  ASSERT_EQ(told.field_violations_size(), 2);
  EXPECT_EQ(told.field_violations(1).description(), "Is empty.");
  EXPECT_EQ(told.field_violations(0).localized_message().message(), "Is nul.");
  EXPECT_EQ(told.field_violations(1).localized_message().message(), "Is leeg.");
  EXPECT_EQ(told.field_violations(1).localized_message().locale(), "nl-NL");
}

// Whoever is told has as a rule stopped listening; a proxy between may not have.
TEST_F(StatusTest, WhoTurnedAwayIsToldWhatBecameOfTheCall) {
  const Reply late = Told(DeadlinePassed());
  EXPECT_EQ(late.code, grpc::StatusCode::DEADLINE_EXCEEDED);
  EXPECT_EQ(late.reason, "DEADLINE_PASSED");
  EXPECT_THAT(late.message, HasSubstr("nothing was done"));
  const Reply cancelled = Told(CallCancelled());
  EXPECT_EQ(cancelled.code, grpc::StatusCode::CANCELLED);
  EXPECT_EQ(cancelled.reason, "CALL_CANCELLED");
  for (const Reply& reply : {late, cancelled}) EXPECT_NE(reply.dutch, "");
  EXPECT_THAT(logged_, IsEmpty()) << "no fault of ours";
}

TEST_F(StatusTest, EveryCodeIsItself) {
  for (int code = 1; code <= 16; ++code) {
    const auto canonical = static_cast<absl::StatusCode>(code);
    if (canonical == absl::StatusCode::kInternal || canonical == absl::StatusCode::kUnknown)
      continue;
    EXPECT_EQ(static_cast<int>(Told(base::Error(canonical, "X", "y")).code), code);
  }
}

TEST_F(StatusTest, AFaultOfOursIsAnIncidentAndItsDetailStaysInside) {
  for (const absl::Status& fault :
       {absl::InternalError("secret path /var/x"), absl::UnknownError("secret path /var/x"),
        absl::NotFoundError("secret path /var/x"),
        base::Error(absl::StatusCode::kInternal, "SECRET", "secret path /var/x")}) {
    logged_.clear();
    const Reply reply = Told(fault);
    EXPECT_EQ(reply.code, grpc::StatusCode::INTERNAL);
    EXPECT_EQ(reply.reason, "INTERNAL");
    EXPECT_THAT(reply.message, Not(HasSubstr("secret")));
    const std::string incident = reply.metadata.at("incident");
    EXPECT_THAT(reply.message, HasSubstr(incident));
    EXPECT_THAT(logged_, ElementsAre(AllOf(HasSubstr(incident), HasSubstr("secret path /var/x"))));
  }
}

TEST_F(StatusTest, IncidentsDiffer) {
  EXPECT_NE(Told(absl::InternalError("a")).metadata.at("incident"),
            Told(absl::InternalError("a")).metadata.at("incident"));
}

TEST_F(StatusTest, DetailsStayWithinATrailer) {
  base::ErrorDetail detail;
  detail.reason = "TEXT_EMPTY";
  detail.metadata = {{"value", std::string(5'000, 'x')}};
  for (int i = 0; i < 1'000; ++i) {
    detail.violations.push_back({"opening[" + std::to_string(i) + "].source.document",
                                 std::string(400, 'e') + "\xC3\xA9",
                                 std::string(400, 'u') + "\xC3\xA9"});
  }
  detail.dutch = std::string(3'000, 'n');
  const grpc::Status status =
      mapper_.ToGrpc(base::WithDetail(absl::InvalidArgumentError(std::string(9'000, 'm')), detail));
  EXPECT_LT(status.error_details().size() + status.error_message().size(), 8'000u);
  const Reply reply = ReplyOf(status);
  EXPECT_EQ(reply.reason, "TEXT_EMPTY");
  EXPECT_FALSE(reply.fields.empty());
  EXPECT_EQ(std::stoul(reply.metadata.at("violationsLeftOut")) + reply.fields.size(), 1'000u);
}

}  // namespace
}  // namespace dealboek::api
