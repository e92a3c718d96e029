#include "clients/cli/silence.h"

namespace dealboek::cli {

Silence::Silence(grpc::ClientContext& context, double seconds)
    : context_(context),
      longest_(seconds),
      heard_at_(std::chrono::steady_clock::now()),
      watcher_([this] { Watch(); }) {}

Silence::~Silence() {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    stop_ = true;
  }
  changed_.notify_one();
  watcher_.join();
}

void Silence::Heard() {
  const std::lock_guard<std::mutex> lock(mutex_);
  heard_at_ = std::chrono::steady_clock::now();
}

grpc::Status Silence::Explain(const grpc::Status& status) {
  const std::lock_guard<std::mutex> lock(mutex_);
  return cancelled_ ? grpc::Status(grpc::StatusCode::DEADLINE_EXCEEDED, "") : status;
}

void Silence::Watch() {
  std::unique_lock<std::mutex> lock(mutex_);
  while (!stop_) {
    const auto until =
        heard_at_ + std::chrono::duration_cast<std::chrono::steady_clock::duration>(longest_);
    if (std::chrono::steady_clock::now() >= until) {
      cancelled_ = true;
      context_.TryCancel();
      return;
    }
    changed_.wait_until(lock, until);
  }
}

}  // namespace dealboek::cli
