// Passing a failure on. Own copies: the command line shares no code with the server.
#ifndef DEALBOEK_CLIENTS_CLI_STATUS_MACROS_H_
#define DEALBOEK_CLIENTS_CLI_STATUS_MACROS_H_

#include <utility>

#include "absl/status/status.h"

// Returns from this function with the error of an expression of type absl::Status, if it is one.
#define RETURN_IF_ERROR(expression)                     \
  do {                                                  \
    absl::Status return_if_error_status = (expression); \
    if (!return_if_error_status.ok()) {                 \
      return return_if_error_status;                    \
    }                                                   \
  } while (false)

// ASSIGN_OR_RETURN(lhs, expression): the value of a StatusOr, or back with its error.
#define ASSIGN_OR_RETURN(lhs, ...) \
  ASSIGN_OR_RETURN_NAMED_(ASSIGN_OR_RETURN_JOIN_(assign_or_return_, __LINE__), lhs, __VA_ARGS__)
#define ASSIGN_OR_RETURN_NAMED_(result, lhs, ...)      \
  auto result = (__VA_ARGS__);                         \
  if (!result.ok()) return std::move(result).status(); \
  lhs = *std::move(result)
#define ASSIGN_OR_RETURN_JOIN_(a, b) ASSIGN_OR_RETURN_JOIN_AGAIN_(a, b)
#define ASSIGN_OR_RETURN_JOIN_AGAIN_(a, b) a##b

#endif  // DEALBOEK_CLIENTS_CLI_STATUS_MACROS_H_
