// How many calls of ours are under way: a server that stops waits for those, and for no others.
#ifndef DEALBOEK_SERVICES_API_UNDER_WAY_H_
#define DEALBOEK_SERVICES_API_UNDER_WAY_H_

#include "absl/base/thread_annotations.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"

#include "services/base/mutex.h"

namespace dealboek::api {

// Threads: any.
class UnderWay {
 public:
  // One call, as long as it lives.
  class Call {
   public:
    explicit Call(UnderWay& all) : all_(all) {
      const base::MutexLock lock(all_.mutex_);
      ++all_.calls_;
    }
    ~Call() {
      const base::MutexLock lock(all_.mutex_);
      if (--all_.calls_ == 0) all_.none_.NotifyAll();
    }
    Call(const Call&) = delete;
    Call& operator=(const Call&) = delete;

   private:
    UnderWay& all_;
  };

  // Blocks until there is none, or `until`. Whether there was none.
  bool AwaitNone(absl::Time until) {
    const base::MutexLock lock(mutex_);
    while (calls_ > 0) {
      const absl::Duration left = until - absl::Now();
      if (left <= absl::ZeroDuration()) return false;
      none_.WaitFor(mutex_, left);
    }
    return true;
  }

 private:
  base::Mutex mutex_;
  base::CondVar none_;
  int calls_ ABSL_GUARDED_BY(mutex_) = 0;
};

}  // namespace dealboek::api

#endif  // DEALBOEK_SERVICES_API_UNDER_WAY_H_
