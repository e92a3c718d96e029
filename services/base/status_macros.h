// RETURN_IF_ERROR(expr);             returns expr's status to the caller when it is not OK.
// ASSIGN_OR_RETURN(lhs, expr);       the same for a StatusOr; else moves its value into lhs, which
//                                    may declare: ASSIGN_OR_RETURN(const Money left, a.Minus(b));
//                                    (A type with a comma in it: write `auto`.)
// The status goes up unchanged, detail included.
#ifndef DEALBOEK_SERVICES_BASE_STATUS_MACROS_H_
#define DEALBOEK_SERVICES_BASE_STATUS_MACROS_H_

#include <utility>

#include "absl/base/optimization.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"

#define RETURN_IF_ERROR(expr)                                                               \
  do {                                                                                      \
    if (absl::Status dealboek_status = (expr); ABSL_PREDICT_FALSE(!dealboek_status.ok())) { \
      return dealboek_status;                                                               \
    }                                                                                       \
  } while (false)

#define ASSIGN_OR_RETURN(lhs, expr) \
  DEALBOEK_ASSIGN_OR_RETURN(DEALBOEK_CONCAT(dealboek_statusor_, __LINE__), lhs, expr)

// lhs may declare a variable, so it can't be in parentheses.
// NOLINTBEGIN(bugprone-macro-parentheses)
#define DEALBOEK_ASSIGN_OR_RETURN(statusor, lhs, expr)                         \
  auto statusor = (expr);                                                      \
  if (ABSL_PREDICT_FALSE(!statusor.ok())) return std::move(statusor).status(); \
  lhs = *std::move(statusor)
// NOLINTEND(bugprone-macro-parentheses)

#define DEALBOEK_CONCAT(a, b) DEALBOEK_CONCAT_INNER(a, b)
#define DEALBOEK_CONCAT_INNER(a, b) a##b

#endif  // DEALBOEK_SERVICES_BASE_STATUS_MACROS_H_
