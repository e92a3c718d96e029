// Streams that would stay open as long as their caller likes: a server that stops tells them.
#ifndef DEALBOEK_SERVICES_API_OPEN_STREAMS_H_
#define DEALBOEK_SERVICES_API_OPEN_STREAMS_H_

#include <algorithm>
#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"

#include "services/api/errors.h"
#include "services/base/mutex.h"

namespace dealboek::api {

class OpenStream {
 public:
  virtual ~OpenStream() = default;
  // Takes nothing more, and ends when what it has taken is answered. Called once, without locks.
  virtual void Close() = 0;
};

// Threads: any.
class OpenStreams {
 public:
  // `most`: how many may be open at a time.
  explicit OpenStreams(size_t most) : most_(most) {}

  // A stream is forgotten once it is gone. UNAVAILABLE SERVER_DRAINING: closed; RESOURCE_EXHAUSTED
  // TOO_MANY_WAITING: `most` are open. It was not added then.
  absl::Status Add(std::weak_ptr<OpenStream> stream) {
    const base::MutexLock lock(mutex_);
    if (closed_) return ShuttingDown();
    streams_.erase(std::remove_if(streams_.begin(), streams_.end(),
                                  [](const auto& known) { return known.expired(); }),
                   streams_.end());
    if (streams_.size() >= most_) return TooManyWaiting(static_cast<int>(most_));
    streams_.push_back(std::move(stream));
    return absl::OkStatus();
  }

  // Tells every stream, and lets none in any more.
  void Close() {
    std::vector<std::weak_ptr<OpenStream>> streams;
    {
      const base::MutexLock lock(mutex_);
      closed_ = true;
      streams.swap(streams_);
    }
    for (const std::weak_ptr<OpenStream>& known : streams) {
      if (const std::shared_ptr<OpenStream> stream = known.lock()) stream->Close();
    }
  }

 private:
  const size_t most_;
  base::Mutex mutex_;
  bool closed_ ABSL_GUARDED_BY(mutex_) = false;
  std::vector<std::weak_ptr<OpenStream>> streams_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace dealboek::api

#endif  // DEALBOEK_SERVICES_API_OPEN_STREAMS_H_
