// Counting without a lock, cheap enough for the write path: how often something happened, and how
// sizes and durations are spread.
//
// A layer keeps plain members of these types and hands them out to read. What they are called, in
// which unit and under which labels, is the exporter's (services/server/metrics.h): there is no
// registry, and a layer that nobody watches counts all the same.
//
// Threads: any. Orders nothing: a reader may see one count already and another not yet.
#ifndef DEALBOEK_SERVICES_BASE_METRICS_H_
#define DEALBOEK_SERVICES_BASE_METRICS_H_

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "absl/types/span.h"

namespace dealboek::base {

// Only ever grows.
class Counter {
 public:
  Counter() = default;
  Counter(const Counter&) = delete;
  Counter& operator=(const Counter&) = delete;

  void Add(uint64_t count = 1) { value_.fetch_add(count, std::memory_order_relaxed); }
  uint64_t value() const { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<uint64_t> value_ = 0;
};

// How observed values are spread over buckets: whole numbers of a unit the owner chooses
// (microseconds, bytes, events).
class Histogram {
 public:
  struct Reading {
    std::vector<uint64_t> counts;  // by bucket, not added up; the last is of all that is above
    uint64_t sum = 0;              // of the values
  };

  // `bounds`: of each bucket but the last the largest value in it; ascending.
  explicit Histogram(std::vector<uint64_t> bounds);
  Histogram(const Histogram&) = delete;
  Histogram& operator=(const Histogram&) = delete;

  void Observe(uint64_t value);

  absl::Span<const uint64_t> bounds() const { return bounds_; }
  Reading Read() const;

 private:
  const std::vector<uint64_t> bounds_;
  const std::unique_ptr<std::atomic<uint64_t>[]> counts_;
  std::atomic<uint64_t> sum_ = 0;
};

// Bounds for durations in microseconds: 100 µs to 10 s, in steps of about 2.
std::vector<uint64_t> MicrosBounds();
// 1, 4, 16, ... up to `most`, which is included.
std::vector<uint64_t> FourfoldBounds(uint64_t most);

}  // namespace dealboek::base

#endif  // DEALBOEK_SERVICES_BASE_METRICS_H_
