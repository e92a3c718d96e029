// /metrics, /healthz and /readyz over HTTP, for the machine the server is on.
#ifndef DEALBOEK_SERVICES_SERVER_STATUS_PAGES_H_
#define DEALBOEK_SERVICES_SERVER_STATUS_PAGES_H_

#include <atomic>
#include <memory>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"

#include "services/base/mutex.h"
#include "services/server/metrics.h"
#include "services/server/stage.h"

namespace dealboek::server {

//   /metrics  Prometheus's text format
//   /healthz  200 while it lives and its log has not failed, else 503: end it and start it again
//   /readyz   200 while it serves, else 503: send nobody here
// Threads: any.
class StatusPages {
 public:
  // At HOST:PORT or [IPV6]:PORT; port 0: any free one. UNAVAILABLE: can't listen there.
  static absl::StatusOr<std::unique_ptr<StatusPages>> Start(const std::string& address);
  ~StatusPages();
  StatusPages(const StatusPages&) = delete;
  StatusPages& operator=(const StatusPages&) = delete;

  // With the port that was given out.
  const std::string& address() const { return address_; }

  void SetStage(Stage stage) { stage_.store(stage); }
  // What /metrics shows from now on. What was measured before may go once this has returned.
  void Measure(const Measured& measured);

 private:
  class Http;

  StatusPages();
  std::string Metrics();

  std::string address_;
  std::atomic<Stage> stage_ = Stage::kOpening;
  base::Mutex mutex_;
  Measured measured_ ABSL_GUARDED_BY(mutex_);
  std::unique_ptr<Http> http_;  // last: it uses the rest
};

}  // namespace dealboek::server

#endif  // DEALBOEK_SERVICES_SERVER_STATUS_PAGES_H_
