#include "services/server/status_pages.h"

#include <httplib.h>
#include <thread>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

namespace dealboek::server {
namespace {

constexpr char kPlain[] = "text/plain; charset=utf-8";
constexpr char kPrometheus[] = "text/plain; version=0.0.4; charset=utf-8";

}  // namespace

class StatusPages::Http {
 public:
  explicit Http(StatusPages& pages) {
    server_.new_task_queue = [] { return new httplib::ThreadPool(2); };
    // Not SO_REUSEPORT, the library's default: another server there is an error.
    server_.set_socket_options([](socket_t socket) {
      const int yes = 1;
      setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
    });
    // A connection holds one of the two threads while it lasts.
    server_.set_keep_alive_max_count(1);
    server_.set_read_timeout(2);
    server_.set_write_timeout(2);
    server_.set_payload_max_length(0);
    server_.Get("/metrics", [&pages](const httplib::Request&, httplib::Response& response) {
      response.set_content(pages.Metrics(), kPrometheus);
    });
    server_.Get("/healthz", [&pages](const httplib::Request&, httplib::Response& response) {
      const Stage stage = pages.stage_.load();
      Answer(stage != Stage::kFailed, stage, response);
    });
    server_.Get("/readyz", [&pages](const httplib::Request&, httplib::Response& response) {
      const Stage stage = pages.stage_.load();
      Answer(stage == Stage::kServing, stage, response);
    });
  }
  ~Http() {
    server_.stop();
    if (thread_.joinable()) thread_.join();
  }

  // The port; -1: can't listen.
  int Bind(const std::string& host, int port) {
    if (port == 0) return server_.bind_to_any_port(host);
    return server_.bind_to_port(host, port) ? port : -1;
  }
  void Listen() {
    thread_ = std::thread([this] { server_.listen_after_bind(); });
    while (!server_.is_running()) std::this_thread::yield();  // or stop would miss it
  }

 private:
  static void Answer(bool good, Stage stage, httplib::Response& response) {
    response.status = good ? 200 : 503;
    response.set_content(absl::StrCat(StageName(stage), "\n"), kPlain);
  }

  httplib::Server server_;
  std::thread thread_;
};

StatusPages::StatusPages() : http_(std::make_unique<Http>(*this)) {}
StatusPages::~StatusPages() = default;

absl::StatusOr<std::unique_ptr<StatusPages>> StatusPages::Start(const std::string& address) {
  std::unique_ptr<StatusPages> pages(new StatusPages());
  const size_t colon = address.rfind(':');
  std::string host = address.substr(0, colon);
  int port = -1;
  if (colon != std::string::npos && absl::SimpleAtoi(address.substr(colon + 1), &port)) {
    const bool bracketed = host.size() > 2 && host.front() == '[';
    port = pages->http_->Bind(bracketed ? host.substr(1, host.size() - 2) : host, port);
  }
  if (port <= 0) {
    return absl::UnavailableError(absl::StrCat(
        "can't listen on ", address,
        " for metrics: another program may be there. Choose another address with --metrics."));
  }
  pages->address_ = absl::StrCat(host, ":", port);
  pages->http_->Listen();
  return pages;
}

void StatusPages::Measure(const Measured& measured) {
  const base::MutexLock lock(mutex_);
  measured_ = measured;
}

std::string StatusPages::Metrics() {
  const base::MutexLock lock(mutex_);
  return MetricsText(measured_, stage_.load());
}

}  // namespace dealboek::server
