#include "storage/rocksdb/warnings.h"

#include <algorithm>
#include <cstdio>
#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace dealboek::storage {
namespace {

constexpr size_t kMaxBytes = 1024;  // of a line; what is longer is cut

void TellStderr(absl::string_view line) {
  const std::string whole = absl::StrCat(line, "\n");
  std::fputs(whole.c_str(), stderr);  // in one go, so that lines of threads do not mix
}

std::string WithoutBreaks(std::string text) {
  std::replace_if(text.begin(), text.end(), absl::ascii_iscntrl, ' ');
  return text;
}

}  // namespace

Warnings::Warnings(std::function<void(absl::string_view)> tell)
    : Logger(rocksdb::InfoLogLevel::WARN_LEVEL),
      tell_(tell == nullptr ? TellStderr : std::move(tell)) {}

void Warnings::LogHeader(const char* /*format*/, va_list /*arguments*/) {}  // its settings

void Warnings::Logv(rocksdb::InfoLogLevel level, const char* format, va_list arguments) {
  if (level < GetInfoLogLevel() || level == rocksdb::InfoLogLevel::HEADER_LEVEL) return;
  char text[kMaxBytes];
  if (std::vsnprintf(text, sizeof text, format, arguments) < 0) return;
  std::string line(absl::StripAsciiWhitespace(text));
  // Each backup keeps files from being deleted twice over, and RocksDB warns of that every time.
  if (absl::StrContains(line, "File Deletions")) return;
  tell_(absl::StrCat("RocksDB: ", WithoutBreaks(std::move(line))));
}

std::string InOneLine(const rocksdb::Status& status) { return WithoutBreaks(status.ToString()); }

}  // namespace dealboek::storage
