#include "services/server/server.h"

#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <system_error>
#include <thread>
#include <unistd.h>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "google/protobuf/stubs/logging.h"
#include <grpcpp/ext/proto_server_reflection_plugin.h>
#include <grpcpp/grpcpp.h>
#include <grpcpp/health_check_service_interface.h>

#include "services/api/services.h"
#include "services/base/clock.h"
#include "services/base/random.h"
#include "services/book/books.h"
#include "services/book/verify.h"
#include "services/server/signals.h"
#include "storage/rocksdb/rocksdb_event_log.h"

namespace dealboek::server {
namespace {

void Say(absl::string_view line) {
  const std::string whole = absl::StrCat("dealboekd: ", line, "\n");
  std::fputs(whole.c_str(), stderr);  // in one go, so that lines of threads do not mix
}

int Fail(const absl::Status& status) {
  Say(status.message());
  return kFailed;
}

storage::RocksDbOptions LogOptions(const Config& config) {
  storage::RocksDbOptions options;
  options.data_dir = config.data_dir;
  options.floor_dir = config.floor_dir;
  options.reserve_bytes = static_cast<uint64_t>(config.reserve_mib) << 20;
  options.tell = Say;
  options.request_of = book::RequestOf;
  return options;
}

absl::StatusOr<std::unique_ptr<storage::RocksDbEventLog>> OpenLog(
    const storage::RocksDbOptions& options) {
  auto log = storage::RocksDbEventLog::Open(options);
  if (log.ok() && (*log)->RequestsMadeAnew() > 0) {
    Say(absl::StrCat("the index of requests lacked ", (*log)->RequestsMadeAnew(),
                     " entries; made them anew from the records, which are whole. Look after the "
                     "disk of ",
                     options.data_dir));
  }
  return log;
}

// Not there, or an empty directory.
bool IsVacant(const std::string& directory) {
  std::error_code error;
  return !std::filesystem::exists(directory, error) ||
         (std::filesystem::is_directory(directory, error) &&
          std::filesystem::is_empty(directory, error) && !error);
}

int Init(const Config& config, base::Randomness& randomness) {
  const absl::Status made = storage::RocksDbEventLog::Init(LogOptions(config), randomness);
  if (!made.ok()) return Fail(made);
  Say(absl::StrCat("made an empty log in ", config.data_dir, " and its floor in ", config.floor_dir,
                   "; start it with: dealboekd serve --data ", config.data_dir, " --floor ",
                   config.floor_dir));
  return kDone;
}

int Verify(const Config& config) {
  auto log = OpenLog(LogOptions(config));
  if (!log.ok()) return Fail(log.status());
  const absl::StatusOr<storage::Verified> stored = (*log)->VerifyAll();
  if (!stored.ok()) return Fail(stored.status());
  const absl::StatusOr<book::VerifiedBooks> books = book::VerifyBooks(**log);
  if (!books.ok()) return Fail(books.status());
  if (const absl::Status closed = (*log)->Close(); !closed.ok()) return Fail(closed);
  std::printf(
      "%llu books, %llu events (%llu bytes), %llu requests, up to commit %llu: all whole.\n",
      static_cast<unsigned long long>(stored->books),
      static_cast<unsigned long long>(stored->records),
      static_cast<unsigned long long>(stored->record_bytes),
      static_cast<unsigned long long>(stored->requests),
      static_cast<unsigned long long>(stored->commit));
  return kDone;
}

int Restore(const Config& config, base::Randomness& randomness) {
  const absl::StatusOr<storage::AcceptedLoss> accepted =
      storage::RocksDbEventLog::RestoreAcceptLoss(LogOptions(config), randomness);
  if (!accepted.ok()) return Fail(accepted.status());
  Say(absl::StrCat("took the log as it is, up to commit ", accepted->commit,
                   accepted->floor_commit == 0
                       ? std::string("; its floor could not say how far it had come.")
                       : absl::StrCat("; its floor had seen commit ", accepted->floor_commit, "."),
                   " ", accepted->books.size(),
                   " books will record this when they are next opened."));
  return kDone;
}

absl::StatusOr<std::unique_ptr<storage::RocksDbEventLog>> OpenLog(const Config& config,
                                                                  base::Randomness& randomness) {
  const storage::RocksDbOptions options = LogOptions(config);
  if (IsVacant(config.data_dir) && IsVacant(config.floor_dir)) {
    if (!config.init_if_missing) {
      return absl::NotFoundError(absl::StrCat("there is no log in ", config.data_dir,
                                              " yet. Make one: dealboekd init --data ",
                                              config.data_dir, " --floor ", config.floor_dir));
    }
    const absl::Status made = storage::RocksDbEventLog::Init(options, randomness);
    if (!made.ok()) return made;
    Say(absl::StrCat("made an empty log in ", config.data_dir, " and its floor in ",
                     config.floor_dir, "."));
  }
  return OpenLog(options);
}

book::Options BookOptions(const Config& config) {
  book::Options options;
  options.threads = config.threads;
  options.max_queued_per_book = static_cast<size_t>(config.queue_per_book);
  options.max_queued = static_cast<size_t>(config.queue);
  options.idle_close = absl::Seconds(config.idle_close_seconds);
  options.accept_clock = config.accept_clock;
  options.max_subscribers_per_book = static_cast<size_t>(config.max_subscribers);
  return options;
}

api::Options ApiOptions(const Config& config) {
  api::Options options;
  options.max_message_bytes = static_cast<size_t>(config.max_message_kib) << 10;
  options.max_waiting = config.max_waiting;
  options.max_following = config.max_subscribers;
  return options;
}

// libprotobuf writes what it makes of bytes that clients send to stderr. They are answered; only
// what ends the process is worth a line.
void HearProtobuf(google::protobuf::LogLevel level, const char* file, int line,
                  const std::string& message) {
  if (level == google::protobuf::LOGLEVEL_FATAL) {
    Say(absl::StrCat("protobuf, ", file, ":", line, ": ", message));
  }
}

// The address as clients should write it, with the port that was given out.
std::string BoundAddress(const std::string& listen, int port) {
  if (absl::StartsWith(listen, "unix:")) return listen;
  return absl::StrCat(listen.substr(0, listen.rfind(':')), ":", port);
}

// From the order to stop on, at least so long calls are let in to be told so.
constexpr absl::Duration kLastCalls = absl::Milliseconds(250);

// Ends the process now. Nothing that was acknowledged can be lost by it.
[[noreturn]] void EndAtOnce(absl::string_view why, int code) {
  Say(why);
  std::fflush(nullptr);
  _exit(code);
}

int Serve(const Config& config, base::Randomness& randomness) {
  Signals signals;  // before any thread
  google::protobuf::SetLogHandler(HearProtobuf);
  const std::unique_ptr<base::Clock> clock = base::SystemClock();
  auto log = OpenLog(config, randomness);
  if (!log.ok()) return Fail(log.status());

  absl::Status failure;
  std::atomic<bool> failed = false;  // and `failure` says why
  std::unique_ptr<book::Books> books =
      book::Books::Create(**log, *clock, randomness, BookOptions(config));
  books->OnFailure([&](absl::Status status) {
    failure = std::move(status);
    failed = true;
    signals.RaiseAlarm();
  });
  api::Services services(*books, *clock,
                         config.insecure_dev_identity ? api::IdentityPolicy::kInsecureDevIdentity
                                                      : api::IdentityPolicy::kRefuseAll,
                         ApiOptions(config));

  grpc::EnableDefaultHealthCheckService(true);
  grpc::reflection::InitProtoReflectionServerBuilderPlugin();
  grpc::ServerBuilder builder;
  int port = 0;
  builder.AddListeningPort(config.listen, grpc::InsecureServerCredentials(), &port);
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);  // another server there is an error
  services.RegisterWith(builder);
  std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
  if (server == nullptr || port == 0) {
    Say(absl::StrCat("can't listen on ", config.listen,
                     ": another server may be there, or the address is not this machine's. Choose "
                     "another with --listen."));
    return kFailed;
  }
  grpc::HealthCheckServiceInterface& health = *server->GetHealthCheckService();
  for (const std::string& name : services.names()) health.SetServingStatus(name, true);
  health.SetServingStatus(true);  // all of them, and "", the server as a whole
  if (!config.insecure_dev_identity) {
    Say("no way to authenticate is set up, so every call will be refused; see "
        "--insecure-dev-identity.");
  }
  Say(absl::StrCat("ready on ", BoundAddress(config.listen, port), ", log ", config.data_dir,
                   ", floor ", config.floor_dir,
                   config.insecure_dev_identity ? ", every client believed on its word" : ""));

  signals.Wait(absl::InfiniteDuration());
  health.SetServingStatus(false);
  if (failed) {
    Say(absl::StrCat("the log has failed, so nothing more is taken: ", failure.message(),
                     " What was acknowledged is safe. Look at the disk, then start again."));
  } else {
    Say("asked to stop: finishing the commands taken. Ask again to end at once.");
  }

  // Left to another thread, so that a second signal is heard.
  std::atomic<bool> stopped = false;
  std::thread stopping([&] {
    const absl::Time begun = absl::Now();
    books->Drain();
    services.Shutdown();
    services.AwaitCalls(absl::Now() + absl::Seconds(failed ? 2 : config.drain_seconds));
    // Calls that were on their way are still answered that the server stops; once gRPC stops they
    // are cut off without a word.
    absl::SleepFor(begun + kLastCalls - absl::Now());
    // What is left are calls of ours that outlasted our patience, and streams of health and
    // reflection, which clients keep open for ever.
    server->Shutdown(std::chrono::system_clock::now() + std::chrono::seconds(1));
    server->Wait();
    stopped = true;
    signals.RaiseAlarm();
  });
  while (!stopped) {
    if (signals.Wait(absl::InfiniteDuration()) == Signals::What::kTerminate) {
      EndAtOnce("asked again: ending at once.", kFailed);
    }
  }
  stopping.join();
  // After a failed write the disk is left alone: the next start finds out what it holds.
  if (failed) EndAtOnce(absl::StrCat("stopped; the log had failed: ", failure.message()), kFailed);
  server.reset();
  books.reset();
  if (const absl::Status closed = (*log)->Close(); !closed.ok()) return Fail(closed);
  Say("stopped; everything taken was written.");
  return kDone;
}

}  // namespace

int Run(const Config& config) {
  const std::unique_ptr<base::Randomness> randomness = base::SystemRandomness();
  switch (config.action) {
    case Action::kServe:
      return Serve(config, *randomness);
    case Action::kInit:
      return Init(config, *randomness);
    case Action::kVerify:
      return Verify(config);
    case Action::kRestore:
      return Restore(config, *randomness);
  }
  return kFailed;
}

}  // namespace dealboek::server
