#include "clients/cli/silence.h"

namespace dealboek::cli {

Silence::Silence(grpc::ClientContext& context, double seconds)
    : context_(context),
      longest_(seconds),
      since_(std::chrono::steady_clock::now()),
      watcher_([this] { Watch(); }) {}

Silence::~Silence() {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    stop_ = true;
  }
  changed_.notify_one();
  watcher_.join();
}

void Silence::Pause() {
  const std::lock_guard<std::mutex> lock(mutex_);
  paused_ = true;
}

void Silence::Resume() {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    paused_ = false;
    since_ = std::chrono::steady_clock::now();
  }
  changed_.notify_one();
}

grpc::Status Silence::Explain(const grpc::Status& status) {
  const std::lock_guard<std::mutex> lock(mutex_);
  return cancelled_ ? grpc::Status(grpc::StatusCode::DEADLINE_EXCEEDED, "") : status;
}

void Silence::Watch() {
  std::unique_lock<std::mutex> lock(mutex_);
  while (!stop_) {
    if (paused_) {
      changed_.wait(lock);
      continue;
    }
    const auto until =
        since_ + std::chrono::duration_cast<std::chrono::steady_clock::duration>(longest_);
    if (std::chrono::steady_clock::now() >= until) {
      cancelled_ = true;
      context_.TryCancel();
      return;
    }
    changed_.wait_until(lock, until);
  }
}

}  // namespace dealboek::cli
