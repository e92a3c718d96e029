#include "services/server/server.h"

#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <malloc.h>
#include <memory>
#include <optional>
#include <string>
#include <system_error>
#include <thread>
#include <unistd.h>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include <grpcpp/ext/proto_server_reflection_plugin.h>
#include <grpcpp/grpcpp.h>
#include <grpcpp/health_check_service_interface.h>

#include "services/api/services.h"
#include "services/base/check.h"
#include "services/base/clock.h"
#include "services/base/mutex.h"
#include "services/base/random.h"
#include "services/base/status_macros.h"
#include "services/book/books.h"
#include "services/book/imports.h"
#include "services/book/verify.h"
#include "services/server/check_book.h"
#include "services/server/log.h"
#include "services/server/notify.h"
#include "services/server/signals.h"
#include "services/server/stage.h"
#include "services/server/status_pages.h"
#include "services/server/watched_backups.h"
#include "storage/backups.h"
#include "storage/rocksdb/backups.h"
#include "storage/rocksdb/rocksdb_event_log.h"

// tcmalloc's (gperftools/malloc_extension_c.h), where it is linked:
// deploy/cmake/DealboekBuild.cmake.
extern "C" __attribute__((weak)) void MallocExtension_ReleaseFreeMemory();

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

using Tell = std::function<void(absl::string_view)>;

storage::RocksDbOptions LogOptions(const Config& config, Tell tell = Say) {
  storage::RocksDbOptions options;
  options.data_dir = config.data_dir;
  options.floor_dir = config.floor_dir;
  options.reserve_bytes = static_cast<uint64_t>(config.reserve_mib) << 20;
  options.tell = std::move(tell);
  options.request_of = book::RequestOf;
  return options;
}

absl::StatusOr<std::unique_ptr<storage::RocksDbEventLog>> OpenLog(
    const storage::RocksDbOptions& options) {
  auto log = storage::RocksDbEventLog::Open(options);
  if (!log.ok()) return log;
  const storage::MadeAnew made = (*log)->WhatWasMadeAnew();
  if (made.requests > 0) {
    options.tell(absl::StrCat("the index of requests lacked ", made.requests,
                              " entries; made them anew from the records, which are whole. Look "
                              "after the disk of ",
                              options.data_dir));
  }
  if (made.trees > 0 && made.of_format == storage::kFormat) {
    options.tell(absl::StrCat("the Merkle trees of ", made.trees,
                              " books lacked hashes; made them anew from the records, which are "
                              "whole. Look after the disk of ",
                              options.data_dir));
  } else if (made.of_format != storage::kFormat) {
    options.tell(absl::StrCat("the log in ", options.data_dir, " was of format ", made.of_format,
                              "; it is of format ", storage::kFormat, " from now on, and ",
                              made.trees,
                              " books have their Merkle tree. An older Dealboek does not open it"));
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

storage::BackupOptions BackupOptions(const Config& config, Tell tell = Say) {
  storage::BackupOptions options;
  options.directory = config.backup_dir;
  options.keep = static_cast<uint32_t>(config.backup_keep);
  options.tell = std::move(tell);
  return options;
}

std::string Describe(const storage::Backup& backup) {
  std::string text = absl::StrCat(
      "backup ", backup.number, " of ",
      absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", absl::FromUnixSeconds(backup.made_at_seconds),
                       absl::UTCTimeZone()),
      ": ", backup.books, " books, ", backup.events, " events, up to commit ", backup.commit, "; ",
      backup.bytes, " bytes");
  for (const storage::BookHead& head : backup.heads) {
    absl::StrAppend(&text, "\n  ", head.book, " up to position ", head.head.value());
  }
  if (backup.heads.size() < backup.books) {
    absl::StrAppend(&text, "\n  and ", backup.books - backup.heads.size(), " more books");
  }
  return text;
}

int ListBackups(const Config& config) {
  const auto backups = storage::MakeRocksDbBackups(nullptr, BackupOptions(config))->List();
  if (!backups.ok()) return Fail(backups.status());
  for (const storage::Backup& backup : *backups) {
    std::printf("%s\n", backup.readable
                            ? Describe(backup).c_str()
                            : absl::StrCat("backup ", backup.number, " can't be used").c_str());
  }
  if (backups->empty()) Say(absl::StrCat("there is no backup in ", config.backup_dir, " yet."));
  return kDone;
}

int PutBack(const Config& config, base::Randomness& randomness) {
  uint32_t number = 0;  // the newest
  std::optional<storage::Cut> cut;
  const bool sound = config.backup == "latest" || absl::SimpleAtoi(config.backup, &number);
  CHECK(sound) << "checked by ParseCommandLine";
  if (!config.book.empty()) {
    uint64_t last = 0;
    CHECK(absl::SimpleAtoi(config.to_position, &last)) << "checked by ParseCommandLine";
    cut = storage::Cut{config.book, base::Position(last)};
  }
  const auto restored =
      storage::RestoreBackup(BackupOptions(config), number, config.data_dir, cut, randomness);
  if (!restored.ok()) return Fail(restored.status());
  std::printf("put back %s\n", Describe(restored->backup).c_str());
  std::printf("in %s: %llu events in %llu books, up to commit %llu, all of it read and whole.\n",
              config.data_dir.c_str(), static_cast<unsigned long long>(restored->log.records),
              static_cast<unsigned long long>(restored->log.books),
              static_cast<unsigned long long>(restored->log.commit));
  if (restored->left_out_records > 0) {
    std::printf(
        "LEFT OUT of book %s: its last %llu events, after position %llu, and the %llu "
        "requests that made them.\n",
        config.book.c_str(), static_cast<unsigned long long>(restored->left_out_records),
        static_cast<unsigned long long>(cut->last.value()),
        static_cast<unsigned long long>(restored->left_out_requests));
  }
  Say("put it in the place of the old log, which you keep, and start. Where it is older than its "
      "floor or was cut the start says so; then: dealboekd restore --accept-loss");
  return kDone;
}

int Restore(const Config& config, base::Randomness& randomness) {
  if (!config.backup.empty()) return PutBack(config, randomness);
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

book::ImportOptions ImportOptions(const Config& config) {
  book::ImportOptions options;
  options.directory = absl::StrCat(config.data_dir, "/imports");
  options.reserve_bytes = static_cast<uint64_t>(config.reserve_mib) << 20;
  options.check = CheckBookElsewhere;
  return options;
}

absl::StatusOr<std::unique_ptr<storage::RocksDbEventLog>> OpenLog(const Config& config,
                                                                  base::Randomness& randomness,
                                                                  Log& log) {
  const storage::RocksDbOptions options = LogOptions(
      config, [&log](absl::string_view line) { log.Write(Level::kWarning, "storage", line); });
  if (IsVacant(config.data_dir) && IsVacant(config.floor_dir)) {
    if (!config.init_if_missing) {
      return absl::NotFoundError(absl::StrCat("there is no log in ", config.data_dir,
                                              " yet. Make one: dealboekd init --data ",
                                              config.data_dir, " --floor ", config.floor_dir));
    }
    const absl::Status made = storage::RocksDbEventLog::Init(options, randomness);
    if (!made.ok()) return made;
    log.Write(Level::kInfo, "log_made",
              absl::StrCat("made an empty log in ", config.data_dir, " and its floor in ",
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

// The address as clients should write it, with the port that was given out.
std::string BoundAddress(const std::string& listen, int port) {
  if (absl::StartsWith(listen, "unix:")) return listen;
  return absl::StrCat(listen.substr(0, listen.rfind(':')), ":", port);
}

std::vector<std::string> NamesIn(absl::string_view list) {
  std::vector<std::string> names;
  for (absl::string_view name : absl::StrSplit(list, ',')) {
    name = absl::StripAsciiWhitespace(name);
    if (!name.empty()) names.emplace_back(name);
  }
  return names;
}

api::Options ApiOptions(const Config& config, storage::Backups* backups, book::Imports& imports,
                        Log& log) {
  api::Options options;
  options.backups = backups;
  options.imports = &imports;
  options.operators = NamesIn(config.operators);
  options.max_message_bytes = static_cast<size_t>(config.max_message_kib) << 10;
  options.max_waiting = config.max_waiting;
  options.max_following = config.max_subscribers;
  options.max_streams = config.max_streams;
  options.subscriber_patience = absl::Seconds(config.subscriber_seconds);
  options.log = [&log](absl::string_view line) { log.Write(Level::kError, "incident", line); };
  options.on_end = [&log](const api::EndedCall& call) { log.CallEnded(call); };
  return options;
}

std::string EnvironmentOr(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

// From the order to stop on, at least so long calls are let in to be told so.
constexpr absl::Duration kLastCalls = absl::Milliseconds(250);
// How often the server looks at itself.
constexpr absl::Duration kLookUp = absl::Seconds(1);
// A batch that takes longer hangs, and no watchdog is told that all is well.
constexpr absl::Duration kHangs = absl::Minutes(1);

// Gives back to the machine what is free.
void ReleaseFreeMemory() {
  if (MallocExtension_ReleaseFreeMemory != nullptr) {
    MallocExtension_ReleaseFreeMemory();
  } else {
    malloc_trim(0);  // under a sanitizer, which has no say in it
  }
}

// One life of the server, from its beginning to its exit code.
class Serving {
 public:
  Serving(const Config& config, base::Randomness& randomness)
      : config_(config),
        randomness_(randomness),
        clock_(base::SystemClock()),
        log_(*clock_, LevelNamed(config.log_level), STDERR_FILENO),
        notify_(EnvironmentOr("NOTIFY_SOCKET")) {
    TakeLibraryLogs(&log_);
  }
  ~Serving() { TakeLibraryLogs(nullptr); }

  int Run() {
    log_.Write(Level::kInfo, "starting", "dealboekd " DEALBOEK_VERSION " starts",
               {{"version", DEALBOEK_VERSION},
                {"data", config_.data_dir},
                {"floor", config_.floor_dir},
                {"configFile", config_.config_file}});
    if (const absl::Status started = Start(); !started.ok()) {
      return Fail("not_started", started.message());
    }
    AwaitEnd();
    return End();
  }

 private:
  int Fail(absl::string_view event, absl::string_view message) {
    log_.Write(Level::kError, event, message);
    notify_.Tell(absl::StrCat("STATUS=", message));
    return kFailed;
  }

  void Enter(Stage stage) {
    if (pages_ != nullptr) pages_->SetStage(stage);
  }

  absl::Status Start() {
    if (!config_.metrics.empty()) {
      ASSIGN_OR_RETURN(pages_, StatusPages::Start(config_.metrics));
      log_.Write(Level::kInfo, "status_pages",
                 absl::StrCat("metrics on http://", pages_->address(), "/metrics"),
                 {{"address", pages_->address()}});
    }
    notify_.Tell("STATUS=reading and checking the log");
    ASSIGN_OR_RETURN(store_, OpenLog(config_, randomness_, log_));
    const absl::StatusOr<storage::LogFigures> figures = store_->LookAtFigures();
    RETURN_IF_ERROR(figures.status());
    log_.Write(
        Level::kInfo, "log_opened",
        absl::StrCat("read and checked ", figures->events, " events in ", figures->books, " books"),
        {{"events", static_cast<int64_t>(figures->events)},
         {"books", static_cast<int64_t>(figures->books)},
         {"commit", static_cast<int64_t>(figures->commit)}});
    for (const storage::PendingLoss& loss : store_->PendingLosses()) {
      log_.Write(Level::kWarning, "loss_pending",
                 absl::StrCat("book ", loss.book,
                              " will record, when it is next opened, that a loss was accepted"),
                 {{"book", loss.book}});
    }

    if (!config_.backup_dir.empty()) {
      backups_ = std::make_unique<WatchedBackups>(storage::MakeRocksDbBackups(
          store_.get(), BackupOptions(config_, [this](absl::string_view line) {
            log_.Write(Level::kWarning, "backup", line);
          })));
    }
    books_ = book::Books::Create(*store_, *clock_, randomness_, BookOptions(config_));
    books_->OnFailure([this](const absl::Status& status) { LogFailed(status); });
    imports_ = std::make_unique<book::Imports>(*books_, ImportOptions(config_));
    services_ = std::make_unique<api::Services>(
        *books_, *clock_,
        config_.insecure_dev_identity ? api::IdentityPolicy::kInsecureDevIdentity
                                      : api::IdentityPolicy::kRefuseAll,
        ApiOptions(config_, backups_.get(), *imports_, log_));
    RETURN_IF_ERROR(Listen());
    if (pages_ != nullptr)
      pages_->Measure({store_.get(), books_.get(), services_.get(), backups_.get()});
    server_->GetHealthCheckService()->SetServingStatus(true);
    Enter(Stage::kServing);
    if (!config_.insecure_dev_identity) {
      log_.Write(Level::kWarning, "no_identity",
                 "no way to authenticate is set up, so every call will be refused; see "
                 "--insecure-dev-identity.");
    }
    log_.Write(
        Level::kInfo, "ready",
        absl::StrCat("ready on ", address_,
                     config_.insecure_dev_identity ? ", every client believed on its word" : ""),
        {{"address", address_}});
    notify_.Tell(absl::StrCat("READY=1\nSTATUS=ready on ", address_));
    return absl::OkStatus();
  }

  absl::Status Listen() {
    grpc::EnableDefaultHealthCheckService(true);
    grpc::reflection::InitProtoReflectionServerBuilderPlugin();
    grpc::ServerBuilder builder;
    int port = 0;
    builder.AddListeningPort(config_.listen, grpc::InsecureServerCredentials(), &port);
    builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);  // another server there is an error
    services_->RegisterWith(builder);
    server_ = builder.BuildAndStart();
    if (server_ == nullptr || port == 0) {
      return absl::UnavailableError(absl::StrCat(
          "can't listen on ", config_.listen,
          ": another server may be there, or the address is not this machine's. Choose another "
          "with --listen."));
    }
    // Once it is there, a service is set with all others.
    for (const std::string& name : services_->names()) {
      server_->GetHealthCheckService()->SetServingStatus(name, false);
    }
    server_->GetHealthCheckService()->SetServingStatus(false);
    address_ = BoundAddress(config_.listen, port);
    return absl::OkStatus();
  }

  // Any thread.
  void LogFailed(const absl::Status& status) {
    {
      const base::MutexLock lock(mutex_);
      if (!failure_.ok()) return;
      failure_ = status;
    }
    signals_.RaiseAlarm();
  }
  absl::Status failure() {
    const base::MutexLock lock(mutex_);
    return failure_;
  }

  // One look at itself, for the watchdog.
  void LookUp() {
    const book::Figures figures = books_->LookAtFigures();
    if (figures.append_under_way < kHangs) notify_.Tell("WATCHDOG=1");
    // Of a large book that went out of memory, all is free that the allocator would keep for
    // itself.
    if (figures.open_books < open_books_) ReleaseFreeMemory();
    open_books_ = figures.open_books;
  }

  // Until asked to stop, or the log has failed.
  void AwaitEnd() {
    while (failure().ok() && signals_.Wait(kLookUp) != Signals::What::kTerminate) LookUp();
  }

  // Ends the process now. Nothing that was acknowledged can be lost by it.
  [[noreturn]] static void EndAtOnce(int code) {
    std::fflush(nullptr);
    _exit(code);
  }

  int End() {
    const absl::Status why = failure();
    server_->GetHealthCheckService()->SetServingStatus(false);
    Enter(why.ok() ? Stage::kStopping : Stage::kFailed);
    if (why.ok()) {
      log_.Write(Level::kInfo, "stopping",
                 "asked to stop: finishing the commands taken. Ask again to end at once.");
      notify_.Tell("STOPPING=1\nSTATUS=finishing what was taken");
    } else {
      log_.Write(Level::kError, "log_failed",
                 absl::StrCat("the log has failed, so nothing more is taken: ", why.message(),
                              " What was acknowledged is safe. Look at the disk, then start "
                              "again."));
      notify_.Tell("STOPPING=1\nSTATUS=the log has failed");
    }

    // Left to another thread, so that a second signal is heard.
    std::atomic<bool> stopped = false;
    std::thread stopping([&] {
      const absl::Time begun = absl::Now();
      if (backups_ != nullptr) backups_->Stop();
      books_->Drain();
      services_->Shutdown();
      services_->AwaitCalls(absl::Now() + absl::Seconds(why.ok() ? config_.drain_seconds : 2));
      // Calls that were on their way are still answered that the server stops; once gRPC stops they
      // are cut off without a word.
      absl::SleepFor(begun + kLastCalls - absl::Now());
      // What is left are calls of ours that outlasted our patience, and streams of health and
      // reflection, which clients keep open for ever.
      server_->Shutdown(std::chrono::system_clock::now() + std::chrono::seconds(1));
      server_->Wait();
      stopped = true;
      signals_.RaiseAlarm();
    });
    while (!stopped) {
      if (signals_.Wait(kLookUp) == Signals::What::kTerminate) {
        log_.Write(Level::kWarning, "ended", "asked again: ending at once.");
        EndAtOnce(kFailed);
      }
      LookUp();
    }
    stopping.join();
    // After a failed write the disk is left alone: the next start finds out what it holds.
    if (const absl::Status failed = failure(); !failed.ok()) {
      Fail("stopped", absl::StrCat("stopped; the log had failed: ", failed.message()));
      EndAtOnce(kFailed);
    }
    pages_.reset();
    server_.reset();
    services_.reset();
    imports_.reset();
    books_.reset();
    backups_.reset();
    if (const absl::Status closed = store_->Close(); !closed.ok()) {
      return Fail("not_closed", closed.message());
    }
    log_.Write(Level::kInfo, "stopped", "stopped; everything taken was written.");
    return kDone;
  }

  const Config& config_;
  base::Randomness& randomness_;
  Signals signals_;  // before any thread
  const std::unique_ptr<base::Clock> clock_;
  Log log_;
  const Notify notify_;
  base::Mutex mutex_;
  absl::Status failure_ ABSL_GUARDED_BY(mutex_);  // of the log
  std::unique_ptr<storage::RocksDbEventLog> store_;
  std::unique_ptr<WatchedBackups> backups_;  // null: none are kept
  std::unique_ptr<book::Books> books_;
  std::unique_ptr<book::Imports> imports_;
  std::unique_ptr<api::Services> services_;
  std::unique_ptr<grpc::Server> server_;  // goes before the services
  std::unique_ptr<StatusPages> pages_;    // shows the rest
  std::string address_;
  size_t open_books_ = 0;  // when it last looked up
};

}  // namespace

int Run(const Config& config) {
  const std::unique_ptr<base::Randomness> randomness = base::SystemRandomness();
  switch (config.action) {
    case Action::kServe:
      return Serving(config, *randomness).Run();
    case Action::kInit:
      return Init(config, *randomness);
    case Action::kVerify:
      return Verify(config);
    case Action::kBackups:
      return ListBackups(config);
    case Action::kRestore:
      return Restore(config, *randomness);
    case Action::kCheckBook:
      return CheckBookHere(config.book, config.book_file);
  }
  return kFailed;
}

}  // namespace dealboek::server
