// CHECK(cond) << "more"; stops the process, in every build, when one of our own promises is broken.
// Never on what comes from a caller, a disk or the network: those get an absl::Status.
//
// CHECK_EQ, _NE, _LT, _LE, _GT and _GE print both values; their types must have operator<<.
// Written to stderr with file and line, then abort(), so that a core dump shows the place.
#ifndef DEALBOEK_SERVICES_BASE_CHECK_H_
#define DEALBOEK_SERVICES_BASE_CHECK_H_

#include <memory>
#include <sstream>
#include <string>

#include "absl/base/optimization.h"

namespace dealboek::base::check_internal {

// Collects what is streamed after a failed CHECK; its destructor prints and aborts.
class Failure {
 public:
  Failure(const char* file, int line, const char* condition);
  Failure(const char* file, int line, const std::string& condition);
  Failure(const Failure&) = delete;
  Failure& operator=(const Failure&) = delete;
  [[noreturn]] ~Failure();

  std::ostream& stream() { return stream_; }

 private:
  std::ostringstream stream_;
};

// Makes `cond ? void : stream << ...` one expression: & binds looser than <<, tighter than ?:.
struct Voidify {
  void operator&(std::ostream&) const {}  // NOLINT(google-runtime-operator)
};

// The text of a failed comparison, or null when it holds.
template <typename A, typename B, typename Holds>
std::unique_ptr<std::string> Compare(const A& a, const B& b, const char* text, Holds holds) {
  if (ABSL_PREDICT_TRUE(holds(a, b))) return nullptr;
  std::ostringstream out;
  out << text << " (" << a << " vs. " << b << ")";
  return std::make_unique<std::string>(out.str());
}

}  // namespace dealboek::base::check_internal

#define CHECK(condition)                          \
  ABSL_PREDICT_TRUE(condition)                    \
  ? (void)0                                       \
  : ::dealboek::base::check_internal::Voidify() & \
          ::dealboek::base::check_internal::Failure(__FILE__, __LINE__, #condition).stream()

#define DEALBOEK_CHECK_OP(op, a, b)                                                             \
  while (const auto dealboek_check_failed = ::dealboek::base::check_internal::Compare(          \
             (a), (b), #a " " #op " " #b, [](const auto& x, const auto& y) { return x op y; })) \
  ::dealboek::base::check_internal::Failure(__FILE__, __LINE__, *dealboek_check_failed).stream()

#define CHECK_EQ(a, b) DEALBOEK_CHECK_OP(==, a, b)
#define CHECK_NE(a, b) DEALBOEK_CHECK_OP(!=, a, b)
#define CHECK_LT(a, b) DEALBOEK_CHECK_OP(<, a, b)
#define CHECK_LE(a, b) DEALBOEK_CHECK_OP(<=, a, b)
#define CHECK_GT(a, b) DEALBOEK_CHECK_OP(>, a, b)
#define CHECK_GE(a, b) DEALBOEK_CHECK_OP(>=, a, b)

#endif  // DEALBOEK_SERVICES_BASE_CHECK_H_
