#include "clients/cli/progress_bar.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace dealboek::cli {
namespace {

constexpr int kCells = 30;

}  // namespace

ProgressBar::ProgressBar(Environment& environment, std::string what)
    : environment_(environment), what_(std::move(what)) {}

void ProgressBar::Update(int64_t done, int64_t total) {
  if (!environment_.err_is_terminal) return;
  const double part =
      total <= 0 ? 0 : std::min(1.0, static_cast<double>(done) / static_cast<double>(total));
  const int filled = static_cast<int>(part * kCells);
  const std::string bar =
      absl::StrCat("[", std::string(filled, '#'), std::string(kCells - filled, '.'), "] ",
                   absl::StrFormat("%3d%%", static_cast<int>(part * 100)), " ", what_);
  if (bar == drawn_) return;
  drawn_ = bar;
  environment_.err << "\r" << bar << std::flush;
}

void ProgressBar::Done() {
  if (drawn_.empty()) return;
  environment_.err << "\r" << std::string(drawn_.size(), ' ') << "\r" << std::flush;
  drawn_.clear();
}

}  // namespace dealboek::cli
