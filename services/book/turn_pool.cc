#include "services/book/turn_pool.h"

#include <utility>

#include "services/base/check.h"

namespace dealboek::book {

using base::MutexLock;

TurnPool::TurnPool(int threads, base::Randomness& randomness)
    : randomness_(randomness), kit_(randomness) {
  CHECK_GE(threads, 0);
  for (int i = 0; i < threads; ++i) {
    threads_.emplace_back([this, &randomness] {
      StampKit kit(randomness);
      Run(kit);
    });
  }
}

TurnPool::~TurnPool() {
  {
    const MutexLock lock(mutex_);
    stopping_ = true;
    asked_.NotifyAll();
  }
  for (std::thread& thread : threads_) thread.join();
}

void TurnPool::Ask(std::shared_ptr<TurnTaker> taker) {
  const MutexLock lock(mutex_);
  waiting_.push_back(std::move(taker));
  WakeOne();
}

// A thread that is on its way looks here by itself, and wakes the next when it leaves something.
void TurnPool::WakeOne() {
  if (asleep_ == 0 || woken_ > 0) return;
  --asleep_;
  ++woken_;
  asked_.NotifyOne();
}

void TurnPool::WithKit(absl::FunctionRef<void(StampKit&)> work) {
  std::unique_ptr<StampKit> kit;
  {
    const MutexLock lock(mutex_);
    if (!spare_kits_.empty()) {
      kit = std::move(spare_kits_.back());
      spare_kits_.pop_back();
    }
  }
  if (kit == nullptr) kit = std::make_unique<StampKit>(randomness_);
  work(*kit);
  const MutexLock lock(mutex_);
  spare_kits_.push_back(std::move(kit));
}

bool TurnPool::Step() {
  std::shared_ptr<TurnTaker> taker;
  {
    const MutexLock lock(mutex_);
    if (waiting_.empty()) return false;
    taker = std::move(waiting_.front());
    waiting_.pop_front();
  }
  taker->TakeTurn(kit_);
  return true;
}

void TurnPool::Run(StampKit& kit) {
  while (true) {
    std::shared_ptr<TurnTaker> taker;
    {
      const MutexLock lock(mutex_);
      while (waiting_.empty() && !stopping_) {
        ++asleep_;
        asked_.Wait(mutex_);
        --(woken_ > 0 ? woken_ : asleep_);  // waking can also be for no reason
      }
      if (stopping_) return;
      taker = std::move(waiting_.front());
      waiting_.pop_front();
      if (!waiting_.empty()) WakeOne();
    }
    taker->TakeTurn(kit);
  }
}

}  // namespace dealboek::book
