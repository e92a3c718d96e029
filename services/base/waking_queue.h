// A queue that a few threads take from, each woken only when it is needed.
//
// Things come in bursts: to wake a thread for each would cost more than most of them do. So one
// thread at a time is on its way; it looks for itself, and wakes the next when it leaves something.
#ifndef DEALBOEK_SERVICES_BASE_WAKING_QUEUE_H_
#define DEALBOEK_SERVICES_BASE_WAKING_QUEUE_H_

#include <deque>
#include <optional>
#include <utility>

#include "absl/base/thread_annotations.h"

#include "services/base/mutex.h"

namespace dealboek::base {

// Threads: any.
template <typename T>
class WakingQueue {
 public:
  enum class Rest { kTaken, kDropped };

  // After Close(kDropped) it is dropped at once.
  void Add(T item) {
    const MutexLock lock(mutex_);
    if (dropping_) return;
    items_.push_back(std::move(item));
    WakeOne();
  }

  // The first that was added; blocks until there is one. None: closed, and nothing is left.
  std::optional<T> Take() {
    const MutexLock lock(mutex_);
    while (items_.empty() && !closed_) {
      ++asleep_;
      added_.Wait(mutex_);
      --(woken_ > 0 ? woken_ : asleep_);  // waking can also be for no reason
    }
    return TakeFirst();
  }

  // Without blocking. None: nobody added one.
  std::optional<T> TryTake() {
    const MutexLock lock(mutex_);
    return TakeFirst();
  }

  // From now on Take does not block; what was added is still taken, or dropped.
  void Close(Rest rest) {
    std::deque<T> dropped;  // goes when the lock is free again: it may be anything
    const MutexLock lock(mutex_);
    closed_ = true;
    dropping_ = rest == Rest::kDropped;
    if (dropping_) dropped.swap(items_);
    added_.NotifyAll();
  }

 private:
  std::optional<T> TakeFirst() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    if (items_.empty()) return std::nullopt;
    std::optional<T> first = std::move(items_.front());
    items_.pop_front();
    if (!items_.empty()) WakeOne();
    return first;
  }

  void WakeOne() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    if (asleep_ == 0 || woken_ > 0) return;
    --asleep_;
    ++woken_;
    added_.NotifyOne();
  }

  Mutex mutex_;
  CondVar added_;
  std::deque<T> items_ ABSL_GUARDED_BY(mutex_);
  int asleep_ ABSL_GUARDED_BY(mutex_) = 0;  // threads, and nobody has woken them yet
  int woken_ ABSL_GUARDED_BY(mutex_) = 0;   // that have not looked yet
  bool closed_ ABSL_GUARDED_BY(mutex_) = false;
  bool dropping_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace dealboek::base

#endif  // DEALBOEK_SERVICES_BASE_WAKING_QUEUE_H_
