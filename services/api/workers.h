// The threads of this layer.
#ifndef DEALBOEK_SERVICES_API_WORKERS_H_
#define DEALBOEK_SERVICES_API_WORKERS_H_

#include <atomic>
#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"

#include "services/base/mutex.h"
#include "services/base/waking_queue.h"

namespace dealboek::api {

// A few threads that take jobs in order. A job must not wait for anything to be written.
// Threads: any.
class WorkQueue {
 public:
  using Job = std::function<void()>;

  explicit WorkQueue(int threads);
  ~WorkQueue();  // carries out what was added
  WorkQueue(const WorkQueue&) = delete;
  WorkQueue& operator=(const WorkQueue&) = delete;

  void Add(Job job);
  // Blocks until no job waits or runs.
  void AwaitIdle();

 private:
  void Run();

  base::WakingQueue<Job> jobs_;
  std::atomic<size_t> unfinished_ = 0;  // jobs added
  base::Mutex mutex_;                   // of who waits for idle_
  base::CondVar idle_;
  std::vector<std::thread> threads_;
};

// Jobs that wait, each on a thread of its own, so many at most. Threads are kept for a next job.
// Threads: any.
class WaitingRoom {
 public:
  using Job = std::function<void()>;

  explicit WaitingRoom(int max_threads) : max_threads_(max_threads) {}
  ~WaitingRoom();  // waits for every job; they must have been told to end
  WaitingRoom(const WaitingRoom&) = delete;
  WaitingRoom& operator=(const WaitingRoom&) = delete;

  // False: full, or closed; the job is not run.
  bool TryAdd(Job job);
  int max_threads() const { return max_threads_; }

  // Lets no job in any more, and blocks until there is none.
  void Close();
  bool closed();

 private:
  void Run();

  const int max_threads_;
  base::Mutex mutex_;
  base::CondVar changed_;
  std::deque<Job> jobs_ ABSL_GUARDED_BY(mutex_);
  int running_ ABSL_GUARDED_BY(mutex_) = 0;
  int idle_ ABSL_GUARDED_BY(mutex_) = 0;
  bool closed_ ABSL_GUARDED_BY(mutex_) = false;
  bool ending_ ABSL_GUARDED_BY(mutex_) = false;
  std::vector<std::thread> threads_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace dealboek::api

#endif  // DEALBOEK_SERVICES_API_WORKERS_H_
