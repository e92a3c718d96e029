#include "services/book/backoff.h"

#include <algorithm>

namespace dealboek::book {
namespace {

constexpr int64_t kLookEveryNanos = 100'000'000;
// After so long without a refusal the overload is over.
constexpr int64_t kForgetAfterNanos = 10'000'000'000;
constexpr int64_t kMostStretch = 512;

}  // namespace

void Backoff::Look(int64_t now_nanos) {
  int64_t looked_at = looked_at_nanos_.load();
  if (now_nanos - looked_at < kLookEveryNanos) return;
  if (!looked_at_nanos_.compare_exchange_strong(looked_at, now_nanos)) return;  // another does
  const size_t refused = refused_.exchange(0);
  const size_t served = served_.exchange(0);
  const int64_t stretch = stretch_.load();
  if (now_nanos - looked_at > kForgetAfterNanos) {
    stretch_.store(1);
  } else if (refused > served / 16) {
    stretch_.store(std::min(2 * stretch, kMostStretch));
  } else if (refused < served / 64) {
    stretch_.store(std::max<int64_t>(stretch - (stretch + 7) / 8, 1));
  }
}

int64_t Backoff::Refused(int64_t now_nanos, int64_t wait_millis) {
  Look(now_nanos);
  refused_.fetch_add(1);
  // From three quarters of it to five quarters, spread evenly (the golden ratio's multiples are);
  // bounded before that, or the longest would all be the same.
  const int64_t millis =
      std::min(std::max(wait_millis, kLeastMillis) * stretch_.load(), kMostMillis * 4 / 5);
  const uint32_t turn = told_.fetch_add(1) * 2'654'435'769U;
  const int64_t spread = millis / 2 * (turn >> 16) >> 16;
  return std::clamp(millis - millis / 4 + spread, kLeastMillis, kMostMillis);
}

}  // namespace dealboek::book
