#include "services/api/workers.h"

#include <utility>

namespace dealboek::api {

using base::MutexLock;

WorkQueue::WorkQueue(int threads) {
  for (int i = 0; i < threads; ++i) threads_.emplace_back([this] { Run(); });
}

WorkQueue::~WorkQueue() {
  {
    const MutexLock lock(mutex_);
    ending_ = true;
    added_.NotifyAll();
  }
  for (std::thread& thread : threads_) thread.join();
}

void WorkQueue::Add(Job job) {
  const MutexLock lock(mutex_);
  jobs_.push_back(std::move(job));
  WakeOne();
}

// Answers come in batches, as they are written: to wake a thread for each would cost more than most
// answers do. A thread that finds more than one job wakes the next.
void WorkQueue::WakeOne() {
  if (asleep_ == 0 || woken_ > 0) return;
  --asleep_;
  ++woken_;
  added_.NotifyOne();
}

void WorkQueue::AwaitIdle() {
  const MutexLock lock(mutex_);
  while (!jobs_.empty() || running_ > 0) idle_.Wait(mutex_);
}

void WorkQueue::Run() {
  while (true) {
    Job job;
    {
      const MutexLock lock(mutex_);
      while (jobs_.empty() && !ending_) {
        ++asleep_;
        added_.Wait(mutex_);
        --(woken_ > 0 ? woken_ : asleep_);  // waking can also be for no reason
      }
      if (jobs_.empty()) return;
      job = std::move(jobs_.front());
      jobs_.pop_front();
      ++running_;
      if (!jobs_.empty()) WakeOne();
    }
    job();
    job = nullptr;  // what it holds goes before it counts as done
    const MutexLock lock(mutex_);
    if (--running_ == 0 && jobs_.empty()) idle_.NotifyAll();
  }
}

WaitingRoom::~WaitingRoom() {
  Close();
  std::vector<std::thread> threads;
  {
    const MutexLock lock(mutex_);
    ending_ = true;
    changed_.NotifyAll();
    threads = std::move(threads_);
  }
  for (std::thread& thread : threads) thread.join();
}

bool WaitingRoom::TryAdd(Job job) {
  const MutexLock lock(mutex_);
  if (closed_ || running_ + static_cast<int>(jobs_.size()) >= max_threads_) return false;
  jobs_.push_back(std::move(job));
  if (idle_ >= static_cast<int>(jobs_.size())) {
    changed_.NotifyAll();
  } else {
    threads_.emplace_back([this] { Run(); });
  }
  return true;
}

void WaitingRoom::Close() {
  const MutexLock lock(mutex_);
  closed_ = true;
  changed_.NotifyAll();
  while (running_ > 0 || !jobs_.empty()) changed_.Wait(mutex_);
}

bool WaitingRoom::closed() {
  const MutexLock lock(mutex_);
  return closed_;
}

void WaitingRoom::Run() {
  while (true) {
    Job job;
    {
      const MutexLock lock(mutex_);
      ++idle_;
      while (jobs_.empty() && !ending_) changed_.Wait(mutex_);
      --idle_;
      if (jobs_.empty()) return;
      job = std::move(jobs_.front());
      jobs_.pop_front();
      ++running_;
    }
    job();
    job = nullptr;
    const MutexLock lock(mutex_);
    --running_;
    changed_.NotifyAll();
  }
}

}  // namespace dealboek::api
