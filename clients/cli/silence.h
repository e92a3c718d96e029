// A deadline for streams: not for the whole, which may be long or without end, but for the time in
// which nothing is heard.
#ifndef DEALBOEK_CLIENTS_CLI_SILENCE_H_
#define DEALBOEK_CLIENTS_CLI_SILENCE_H_

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "grpcpp/client_context.h"
#include "grpcpp/support/status.h"

namespace dealboek::cli {

// Cancels the call when nothing was heard for so long. Has a thread of its own while it lives;
// `context` must outlive it.
class Silence {
 public:
  Silence(grpc::ClientContext& context, double seconds);
  ~Silence();
  Silence(const Silence&) = delete;
  Silence& operator=(const Silence&) = delete;

  // Something came. While it is dealt with (written to a reader of ours, who may be slow) nobody
  // listens, and no silence is the server's.
  void Pause();
  // Listens again, from now.
  void Resume();
  // The status of the call: DEADLINE_EXCEEDED when it was this that cancelled it.
  grpc::Status Explain(const grpc::Status& status);

 private:
  void Watch();

  grpc::ClientContext& context_;
  const std::chrono::duration<double> longest_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::chrono::steady_clock::time_point since_;  // it listens; under mutex_
  bool paused_ = false;                          // under mutex_
  bool stop_ = false;                            // under mutex_
  bool cancelled_ = false;                       // under mutex_
  std::thread watcher_;                          // last: it uses all of the above
};

}  // namespace dealboek::cli

#endif  // DEALBOEK_CLIENTS_CLI_SILENCE_H_
