#include "services/server/exposition.h"

#include <cmath>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_replace.h"

namespace dealboek::server {
namespace {

// Whole numbers whole, others so that they read back as they were.
std::string Number(double value) {
  if (std::floor(value) == value && std::fabs(value) < 1e15) {
    return absl::StrCat(static_cast<int64_t>(value));
  }
  return absl::StrFormat("%.12g", value);
}

}  // namespace

void Exposition::Begin(absl::string_view name, absl::string_view type, absl::string_view help) {
  name_ = std::string(name);
  absl::StrAppend(&text_, "# HELP ", name, " ",
                  absl::StrReplaceAll(help, {{"\\", "\\\\"}, {"\n", "\\n"}}), "\n# TYPE ", name,
                  " ", type, "\n");
}

void Exposition::Line(absl::string_view suffix, Labels labels, absl::string_view le, double value) {
  absl::StrAppend(&text_, name_, suffix);
  char before = '{';
  const auto add = [&](absl::string_view key, absl::string_view held) {
    absl::StrAppend(&text_, absl::string_view(&before, 1), key, "=\"",
                    absl::StrReplaceAll(held, {{"\\", "\\\\"}, {"\n", "\\n"}, {"\"", "\\\""}}),
                    "\"");
    before = ',';
  };
  for (const auto& [key, held] : labels) add(key, held);
  if (!le.empty()) add("le", le);
  absl::StrAppend(&text_, before == ',' ? "} " : " ", Number(value), "\n");
}

void Exposition::Sample(double value, Labels labels) { Line("", labels, "", value); }

void Exposition::Sample(const base::Histogram& histogram, double unit, Labels labels) {
  const base::Histogram::Reading reading = histogram.Read();
  uint64_t below = 0;
  for (size_t i = 0; i < reading.counts.size(); ++i) {
    below += reading.counts[i];
    const bool last = i == histogram.bounds().size();
    const std::string le =
        last ? "+Inf" : Number(static_cast<double>(histogram.bounds()[i]) * unit);
    Line("_bucket", labels, le, static_cast<double>(below));
  }
  Line("_sum", labels, "", static_cast<double>(reading.sum) * unit);
  Line("_count", labels, "", static_cast<double>(below));
}

}  // namespace dealboek::server
