#include "services/book/household.h"

#include <algorithm>
#include <chrono>

#include "services/book/errors.h"
#include "services/book/subscription.h"

namespace dealboek::book {

using base::MutexLock;

int64_t SteadyNanos() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

absl::Status Household::Take(const Weight& weight, absl::FunctionRef<bool()> is_first) {
  // Counted before asking whether the server drains: AwaitAllFinished sees one or the other.
  unfinished_.fetch_add(1);
  if (draining_.load()) {
    Finished(1);
    return ServerDraining();
  }
  const size_t before = queued_.fetch_add(weight.crowding());
  paced_.fetch_add(weight.paced);
  const size_t bytes_before = queued_bytes_.fetch_add(weight.bytes);
  const bool has_room = weight.crowding() == 0 || before < options_.max_queued ||
                        (before < 2 * options_.max_queued && is_first());
  // One alone is taken however large: it would never find more room.
  if (!has_room || (bytes_before > 0 && bytes_before + weight.bytes > options_.max_queued_bytes)) {
    Answered(weight);
    Finished(1);
    return QueueFullHint(before);
  }
  return absl::OkStatus();
}

void Household::Finished(size_t count) {
  if (count == 0) return;
  if (unfinished_.fetch_sub(count) == count && draining_.load()) {
    const MutexLock lock(mutex_);
    all_finished_.NotifyAll();
  }
}

void Household::AwaitAllFinished() {
  const MutexLock lock(mutex_);
  // Timed, because the last command may finish between our look and our wait.
  while (unfinished_.load() > 0) all_finished_.WaitFor(mutex_, absl::Milliseconds(100));
}

absl::Status Household::QueueFullHint(size_t queued) {
  const int64_t wait_millis =
      static_cast<int64_t>(queued) * nanos_per_command_.load(std::memory_order_relaxed) / 1'000'000;
  return QueueFull(queued, backoff_.Refused(SteadyNanos(), wait_millis));
}

void Household::ObserveMicrosPerCommand(double micros) {
  const auto observed = static_cast<int64_t>(micros * 1'000);
  const int64_t before = nanos_per_command_.load(std::memory_order_relaxed);
  nanos_per_command_.store(before == 0 ? observed : before + (observed - before) / 16,
                           std::memory_order_relaxed);
}

void Household::AppendBegins() {
  append_began_nanos_.store(SteadyNanos(), std::memory_order_relaxed);
}

void Household::CountBatch(uint64_t append_micros, size_t commands, size_t events, size_t bytes) {
  batch_counts_.append_micros.Observe(append_micros);
  batch_counts_.commands.Observe(commands);
  batch_counts_.events.Observe(events);
  batch_counts_.bytes.Observe(bytes);
}

void Household::Follows(const BookSubscription& subscription) {
  const MutexLock lock(subscriptions_mutex_);
  subscriptions_.insert(&subscription);
}

void Household::FollowsNoMore(const BookSubscription& subscription) {
  const MutexLock lock(subscriptions_mutex_);
  subscriptions_.erase(&subscription);
}

Figures Household::CommonFigures() {
  Figures figures;
  figures.queued = queued_.load();
  figures.max_queued = options_.max_queued;
  figures.paced = paced_.load();
  figures.queued_bytes = queued_bytes_.load();
  figures.max_queued_bytes = options_.max_queued_bytes;
  const int64_t began = append_began_nanos_.load(std::memory_order_relaxed);
  if (began != 0) {
    figures.append_under_way = absl::Nanoseconds(std::max<int64_t>(SteadyNanos() - began, 0));
  }
  const MutexLock lock(subscriptions_mutex_);
  figures.subscriptions = subscriptions_.size();
  for (const BookSubscription* subscription : subscriptions_) {
    figures.max_subscription_lag = std::max(figures.max_subscription_lag, subscription->Lag());
  }
  return figures;
}

void Household::FailLog(const absl::Status& status) {
  const MutexLock lock(mutex_);
  if (!log_status_.ok()) return;
  log_status_ = status;
  log_failed_.store(true, std::memory_order_release);
}

absl::Status Household::log_status() const {
  const MutexLock lock(mutex_);
  return log_status_;
}

}  // namespace dealboek::book
