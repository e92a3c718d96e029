#include "services/base/check.h"

#include <cstdio>
#include <cstdlib>

namespace dealboek::base::check_internal {

Failure::Failure(const char* file, int line, const char* condition) {
  stream_ << file << ":" << line << ": CHECK failed: " << condition << " ";
}

Failure::Failure(const char* file, int line, const std::string& condition)
    : Failure(file, line, condition.c_str()) {}

Failure::~Failure() {
  stream_ << "\n";
  const std::string text = stream_.str();
  // One write, so that lines of several threads don't mix.
  std::fwrite(text.data(), 1, text.size(), stderr);
  std::fflush(stderr);
  std::abort();
}

}  // namespace dealboek::base::check_internal
