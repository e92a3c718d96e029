#include "services/server/metrics.h"

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <map>
#include <system_error>
#include <unistd.h>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "absl/time/time.h"

#include "services/server/exposition.h"

namespace dealboek::server {
namespace {

constexpr double kMicro = 1e-6;

double AsDouble(uint64_t value) { return static_cast<double>(value); }

void AddBooks(book::Books& books, Exposition& page) {
  const book::BatchCounts& counts = books.batch_counts();
  page.Histogram("dealboek_append_seconds",
                 "Time to write and sync a batch of commands: what a commit costs.");
  page.Sample(counts.append_micros, kMicro);
  page.Histogram("dealboek_batch_commands", "Commands written together as one batch.");
  page.Sample(counts.commands, 1);
  page.Histogram("dealboek_batch_events", "Events written together as one batch.");
  page.Sample(counts.events, 1);
  page.Histogram("dealboek_batch_bytes", "Bytes of records written together as one batch.");
  page.Sample(counts.bytes, 1);

  const book::Figures figures = books.LookAtFigures();
  page.Gauge("dealboek_commands_waiting",
             "Commands taken and not answered yet, but for those that came on a stream.");
  page.Sample(AsDouble(figures.queued));
  page.Gauge("dealboek_commands_waiting_limit", "Commands that may wait; more are refused.");
  page.Sample(AsDouble(figures.max_queued));
  page.Gauge("dealboek_stream_commands_waiting",
             "Commands that came on a stream, taken and not answered yet.");
  page.Sample(AsDouble(figures.paced));
  page.Gauge("dealboek_waiting_bytes", "What the commands that wait take of memory, about.");
  page.Sample(AsDouble(figures.queued_bytes));
  page.Gauge("dealboek_waiting_bytes_limit", "What they may take; more are refused.");
  page.Sample(AsDouble(figures.max_queued_bytes));
  page.Gauge("dealboek_books_open", "Books in memory.");
  page.Sample(AsDouble(figures.open_books));
  page.Gauge("dealboek_append_under_way_seconds",
             "How long the batch being written has taken so far; 0 when none is.");
  page.Sample(absl::ToDoubleSeconds(figures.append_under_way));
  page.Gauge("dealboek_subscriptions", "Subscriptions that follow a book.");
  page.Sample(AsDouble(figures.subscriptions));
  page.Gauge("dealboek_subscription_lag_events",
             "Events the subscription furthest behind has still to be given.");
  page.Sample(AsDouble(figures.max_subscription_lag));
}

// RocksDB's properties under our names. One that is not here is not shown.
const std::map<std::string, std::pair<const char*, const char*>>& RocksDbNames() {
  static const std::map<std::string, std::pair<const char*, const char*>> names = {
      {"cur-size-all-mem-tables",
       {"dealboek_rocksdb_memtable_bytes", "What is in memory and in the write-ahead file alone."}},
      {"num-immutable-mem-table",
       {"dealboek_rocksdb_immutable_memtables", "Memtables that wait to become sorted files."}},
      {"live-sst-files-size",
       {"dealboek_rocksdb_sorted_file_bytes", "Sorted files that hold the books."}},
      {"estimate-pending-compaction-bytes",
       {"dealboek_rocksdb_pending_compaction_bytes", "What still has to be merged, about."}},
      {"estimate-table-readers-mem",
       {"dealboek_rocksdb_table_reader_bytes", "Memory for indexes and filters of sorted files."}},
      {"num-running-compactions",
       {"dealboek_rocksdb_running_compactions", "Merges of sorted files under way."}},
      {"num-running-flushes",
       {"dealboek_rocksdb_running_flushes", "Memtables being written into sorted files."}},
      {"background-errors",
       {"dealboek_rocksdb_background_errors", "Errors of flushes and merges. Any is final."}},
      {"is-write-stopped",
       {"dealboek_rocksdb_write_stopped", "1: writes wait until flushes or merges catch up."}},
      {"actual-delayed-write-rate",
       {"dealboek_rocksdb_delayed_write_bytes_per_second",
        "The rate writes are held to while merges catch up; 0: they are not held."}},
      {"block-cache-usage",
       {"dealboek_rocksdb_block_cache_bytes", "Blocks of sorted files kept in memory."}},
      {"num-snapshots", {"dealboek_rocksdb_snapshots", "Snapshots that keep old data alive."}},
  };
  return names;
}

void AddLog(const storage::RocksDbEventLog& log, Exposition& page) {
  const absl::StatusOr<storage::LogFigures> read = log.LookAtFigures();
  if (!read.ok()) return;  // it is closed, at the end
  const storage::LogFigures& figures = *read;
  page.Gauge("dealboek_books", "Books in the log.");
  page.Sample(AsDouble(figures.books));
  page.Gauge("dealboek_events", "Events in the log: the last positions of all books, added up.");
  page.Sample(AsDouble(figures.events));
  page.Gauge("dealboek_commit", "Number of the last batch that is durable.");
  page.Sample(AsDouble(figures.commit));
  page.Gauge("dealboek_floor_commit", "Number of the last batch that the floor vouches for.");
  page.Sample(AsDouble(figures.floor_commit));
  page.Gauge("dealboek_floor_lag_seconds",
             "How long the floor has been behind; what a lost log could hide is that old.");
  page.Sample(absl::ToDoubleSeconds(figures.floor_lag));
  page.Gauge("dealboek_log_failed", "1: the log has failed and takes no more.");
  page.Sample(log.Health().ok() ? 0 : 1);
  page.Gauge("dealboek_disk_free_bytes", "Free disk space under a directory of the server.");
  if (figures.data_free_bytes.has_value()) {
    page.Sample(AsDouble(*figures.data_free_bytes), {{"directory", "data"}});
  }
  if (figures.floor_free_bytes.has_value()) {
    page.Sample(AsDouble(*figures.floor_free_bytes), {{"directory", "floor"}});
  }
  page.Gauge("dealboek_disk_reserve_bytes", "With less than this free, commands are refused.");
  page.Sample(AsDouble(figures.reserve_bytes));
  for (const auto& [property, value] : figures.rocksdb) {
    const auto named = RocksDbNames().find(property);
    if (named == RocksDbNames().end()) continue;
    page.Gauge(named->second.first, named->second.second);
    page.Sample(AsDouble(value));
  }
}

void AddBackups(const WatchedBackups& backups, Exposition& page) {
  page.Gauge("dealboek_backup_last_success_seconds",
             "When the newest backup was made, in seconds since 1970; 0: there is none.");
  page.Sample(static_cast<double>(backups.newest_at()));
}

// Methods nobody has called are left out: sixty of them, with their buckets, are a thousand lines.
void AddCalls(const api::CallWatch& calls, Exposition& page) {
  page.Counter("dealboek_grpc_calls_total", "Calls that have ended, by method and code.");
  for (const api::MethodCalls& method : calls.methods()) {
    for (size_t code = 0; code < api::kStatusCodes; ++code) {
      const uint64_t count = method.by_code[code].value();
      if (count == 0) continue;
      page.Sample(
          AsDouble(count),
          {{"service", method.service}, {"method", method.method}, {"code", api::CodeName(code)}});
    }
  }
  page.Histogram("dealboek_grpc_call_seconds",
                 "From a call's arrival to its answer; calls that stream are not in it.");
  for (const api::MethodCalls& method : calls.methods()) {
    if (method.streams) continue;
    uint64_t called = 0;
    for (const base::Counter& counter : method.by_code) called += counter.value();
    if (called == 0) continue;
    page.Sample(method.micros, kMicro, {{"service", method.service}, {"method", method.method}});
  }
  page.Counter("dealboek_refusals_total",
               "Calls refused for a reason an operator has to know of; see OPERATIONS.md.");
  for (const api::WatchedReason& watched : calls.reasons()) {
    page.Sample(AsDouble(watched.count.value()), {{"reason", watched.reason}});
  }
}

// The words of a file of /proc/self that come after `after`.
std::vector<std::string> ProcWords(const char* path, absl::string_view after) {
  std::ifstream file(path);
  const std::string text(std::istreambuf_iterator<char>(file), {});
  const size_t at = text.rfind(std::string(after));
  if (at == std::string::npos) return {};
  return absl::StrSplit(absl::string_view(text).substr(at + after.size()), absl::ByAnyChar(" \t\n"),
                        absl::SkipEmpty());
}

uint64_t NumberAt(const std::vector<std::string>& words, size_t index) {
  uint64_t number = 0;
  return index < words.size() && absl::SimpleAtoi(words[index], &number) ? number : 0;
}

// Under the names every exporter gives them. proc(5) numbers the fields of stat from 1; the first
// after the name in brackets is the third.
void AddProcess(Exposition& page) {
  const double ticks = static_cast<double>(sysconf(_SC_CLK_TCK));
  const std::vector<std::string> stat = ProcWords("/proc/self/stat", ") ");
  const auto field = [&](size_t number) { return AsDouble(NumberAt(stat, number - 3)); };
  page.Counter("process_cpu_seconds_total", "Processor time used.");
  page.Sample((field(14) + field(15)) / ticks);
  page.Gauge("process_resident_memory_bytes", "Memory in use.");
  page.Sample(field(24) * static_cast<double>(sysconf(_SC_PAGESIZE)));
  page.Gauge("process_virtual_memory_bytes", "Address space in use.");
  page.Sample(field(23));
  page.Gauge("process_threads", "Threads.");
  page.Sample(field(20));
  // Read once: btime moves when the clock is set, and that must not look like another start.
  static const double booted = AsDouble(NumberAt(ProcWords("/proc/stat", "btime "), 0));
  page.Gauge("process_start_time_seconds", "When the server was started, in seconds since 1970.");
  page.Sample(booted + field(22) / ticks);
  std::error_code error;
  size_t open = 0;
  for (std::filesystem::directory_iterator it("/proc/self/fd", error), end; !error && it != end;
       it.increment(error)) {
    ++open;
  }
  page.Gauge("process_open_fds", "Open files and sockets.");
  page.Sample(AsDouble(open));
  page.Gauge("process_max_fds", "Files and sockets that may be open.");
  page.Sample(AsDouble(NumberAt(ProcWords("/proc/self/limits", "Max open files"), 0)));
}

}  // namespace

std::string MetricsText(const Measured& measured, Stage stage) {
  Exposition page;
  page.Gauge("dealboek_build_info", "1, with the version that runs as a label.");
  page.Sample(1, {{"version", DEALBOEK_VERSION}});
  page.Gauge("dealboek_stage", "1 for the stage of its life the server is in.");
  for (const Stage each : kStages) {
    page.Sample(each == stage ? 1 : 0, {{"stage", StageName(each)}});
  }
  if (measured.log != nullptr) AddLog(*measured.log, page);
  if (measured.books != nullptr) AddBooks(*measured.books, page);
  if (measured.services != nullptr) AddCalls(measured.services->calls(), page);
  if (measured.backups != nullptr) AddBackups(*measured.backups, page);
  AddProcess(page);
  return page.text();
}

}  // namespace dealboek::server
