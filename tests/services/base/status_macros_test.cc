#include "services/base/status_macros.h"

#include <memory>

#include <gtest/gtest.h>

#include "services/base/error.h"

namespace dealboek::base {
namespace {

absl::Status Refused() { return Error(absl::StatusCode::kAborted, "SOME_REASON", "no"); }

absl::Status Both(const absl::Status& first, int& reached) {
  RETURN_IF_ERROR(first);
  ++reached;
  RETURN_IF_ERROR(absl::OkStatus());
  return absl::OkStatus();
}

absl::StatusOr<int> Increment(absl::StatusOr<std::unique_ptr<int>> number) {
  ASSIGN_OR_RETURN(const std::unique_ptr<int> held, std::move(number));
  int next = 0;
  ASSIGN_OR_RETURN(next, absl::StatusOr<int>(*held + 1));
  return next;
}

TEST(StatusMacrosTest, ReturnIfErrorGoesOnWhenOk) {
  int reached = 0;
  EXPECT_TRUE(Both(absl::OkStatus(), reached).ok());
  EXPECT_EQ(reached, 1);
}

TEST(StatusMacrosTest, ReturnIfErrorReturnsTheStatusWithItsDetail) {
  int reached = 0;
  EXPECT_EQ(Both(Refused(), reached), Refused());
  EXPECT_EQ(reached, 0);
}

TEST(StatusMacrosTest, AssignOrReturnMovesTheValueIntoADeclarationOrAVariable) {
  EXPECT_EQ(Increment(std::make_unique<int>(4)).value(), 5);
}

TEST(StatusMacrosTest, AssignOrReturnReturnsTheStatusWithItsDetail) {
  EXPECT_EQ(Increment(Refused()).status(), Refused());
}

}  // namespace
}  // namespace dealboek::base
