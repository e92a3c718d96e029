#include "services/book/turn_pool.h"

#include <optional>
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
  waiting_.Close(decltype(waiting_)::Rest::kDropped);
  for (std::thread& thread : threads_) thread.join();
}

void TurnPool::Ask(std::shared_ptr<TurnTaker> taker) { waiting_.Add(std::move(taker)); }

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
  const std::optional<std::shared_ptr<TurnTaker>> taker = waiting_.TryTake();
  if (!taker.has_value()) return false;
  (*taker)->TakeTurn(kit_);
  return true;
}

void TurnPool::Run(StampKit& kit) {
  while (const std::optional<std::shared_ptr<TurnTaker>> taker = waiting_.Take()) {
    (*taker)->TakeTurn(kit);
  }
}

}  // namespace dealboek::book
