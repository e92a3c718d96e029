#include "services/base/metrics.h"

#include <algorithm>
#include <functional>
#include <utility>

#include "services/base/check.h"

namespace dealboek::base {

Histogram::Histogram(std::vector<uint64_t> bounds)
    : bounds_(std::move(bounds)),
      counts_(std::make_unique<std::atomic<uint64_t>[]>(bounds_.size() + 1)) {
  CHECK(!bounds_.empty());
  CHECK(std::adjacent_find(bounds_.begin(), bounds_.end(), std::greater_equal<>()) ==
        bounds_.end());
}

void Histogram::Observe(uint64_t value) {
  const auto bucket = std::lower_bound(bounds_.begin(), bounds_.end(), value) - bounds_.begin();
  counts_[static_cast<size_t>(bucket)].fetch_add(1, std::memory_order_relaxed);
  sum_.fetch_add(value, std::memory_order_relaxed);
}

Histogram::Reading Histogram::Read() const {
  Reading reading;
  reading.counts.reserve(bounds_.size() + 1);
  for (size_t i = 0; i <= bounds_.size(); ++i) {
    reading.counts.push_back(counts_[i].load(std::memory_order_relaxed));
  }
  reading.sum = sum_.load(std::memory_order_relaxed);
  return reading;
}

std::vector<uint64_t> MicrosBounds() {
  return {100,    250,     500,     1'000,   2'500,     5'000,     10'000,    25'000,
          50'000, 100'000, 250'000, 500'000, 1'000'000, 2'500'000, 5'000'000, 10'000'000};
}

std::vector<uint64_t> FourfoldBounds(uint64_t most) {
  std::vector<uint64_t> bounds;
  for (uint64_t bound = 1; bound < most; bound *= 4) bounds.push_back(bound);
  bounds.push_back(most);
  return bounds;
}

}  // namespace dealboek::base
