#include "services/book/turn_pool.h"

#include <utility>

#include "services/base/check.h"

namespace dealboek::book {

using base::MutexLock;

TurnPool::TurnPool(int threads, base::Randomness& randomness) : kit_(randomness) {
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
  // A thread at work looks here again by itself: waking another would only be a switch more.
  if (idle_ > 0) asked_.NotifyOne();
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
        ++idle_;
        asked_.Wait(mutex_);
        --idle_;
      }
      if (stopping_) return;
      taker = std::move(waiting_.front());
      waiting_.pop_front();
    }
    taker->TakeTurn(kit);
  }
}

}  // namespace dealboek::book
