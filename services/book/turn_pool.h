// A few threads that give many books their turns, in the order they asked.
#ifndef DEALBOEK_SERVICES_BOOK_TURN_POOL_H_
#define DEALBOEK_SERVICES_BOOK_TURN_POOL_H_

#include <memory>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/functional/function_ref.h"

#include "services/base/mutex.h"
#include "services/base/random.h"
#include "services/base/waking_queue.h"
#include "services/book/stamp.h"

namespace dealboek::book {

// Whoever takes turns. A turn is short: who has more to do asks for another.
class TurnTaker {
 public:
  virtual ~TurnTaker() = default;
  // On a thread of the pool. `kit` is that thread's.
  virtual void TakeTurn(StampKit& kit) = 0;
};

// Threads: any.
class TurnPool {
 public:
  // With `threads` 0 there are no turns but those of Step.
  TurnPool(int threads, base::Randomness& randomness);
  ~TurnPool();  // lets the turns end that have begun; those that have not are dropped
  TurnPool(const TurnPool&) = delete;
  TurnPool& operator=(const TurnPool&) = delete;

  // Gives `taker` a turn, after those who asked before. Two askings are two turns, possibly at the
  // same time: a serial taker asks once at a time.
  void Ask(std::shared_ptr<TurnTaker> taker);

  // Lets `work` use a kit on this thread: for who takes a turn without asking.
  void WithKit(absl::FunctionRef<void(StampKit&)> work);

  // Gives whoever asked first its turn, on this thread; false: nobody has asked. One at a time.
  bool Step();

 private:
  void Run(StampKit& kit);

  base::Randomness& randomness_;
  StampKit kit_;  // of Step
  base::WakingQueue<std::shared_ptr<TurnTaker>> waiting_;
  base::Mutex mutex_;
  std::vector<std::unique_ptr<StampKit>> spare_kits_ ABSL_GUARDED_BY(mutex_);
  std::vector<std::thread> threads_;
};

}  // namespace dealboek::book

#endif  // DEALBOEK_SERVICES_BOOK_TURN_POOL_H_
