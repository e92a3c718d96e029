#include "services/api/workers.h"

#include <optional>
#include <utility>

namespace dealboek::api {

using base::MutexLock;

WorkQueue::WorkQueue(int threads) {
  for (int i = 0; i < threads; ++i) threads_.emplace_back([this] { Run(); });
}

WorkQueue::~WorkQueue() {
  jobs_.Close(decltype(jobs_)::Rest::kTaken);
  for (std::thread& thread : threads_) thread.join();
}

void WorkQueue::Add(Job job) {
  unfinished_.fetch_add(1);
  jobs_.Add(std::move(job));
}

void WorkQueue::AwaitIdle() {
  const MutexLock lock(mutex_);
  while (unfinished_.load() > 0) idle_.Wait(mutex_);
}

void WorkQueue::Run() {
  while (std::optional<Job> job = jobs_.Take()) {
    (*job)();
    job.reset();  // what it holds goes before it counts as done
    if (unfinished_.fetch_sub(1) > 1) continue;
    const MutexLock lock(mutex_);
    idle_.NotifyAll();
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
