// Durable decisions per second in process, beside synced RocksDB batches of as many records: what
// deciding, stamping, indexing and publishing cost on top of the disk.
//
//   dealboek_bench_book --benchmark_enable_random_interleaving=true --benchmark_repetitions=5
//
// A decision is a proposal submitted: a record of some 300 bytes. Callers wait for their answer
// before they send their next command. Compare only figures of one run. The directories are made
// under TMPDIR (default /tmp), which must be on the disk to be measured.

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "benchmark/benchmark.h"
#include "rocksdb/db.h"
#include "rocksdb/options.h"
#include "rocksdb/write_batch.h"
#include <sys/resource.h>

#include "dealboek/v1/events.pb.h"
#include "services/base/check.h"
#include "services/base/clock.h"
#include "services/base/mutex.h"
#include "services/base/random.h"
#include "services/book/books.h"
#include "services/domain/command.h"
#include "storage/rocksdb/rocksdb_event_log.h"
#include "tests/storage/temporary_directory.h"

namespace dealboek::book {
namespace {

constexpr char kSecretary[] = "secretaris";
constexpr char kTeam[] = "ontwikkelteam";
constexpr int64_t kRoundsACaller = 32;  // commands of each caller in one measured stretch

class Server {
 public:
  explicit Server(int64_t books)
      : clock_(base::SystemClock()), randomness_(base::SystemRandomness()) {
    storage::RocksDbOptions options;
    options.data_dir = directory_ / "log";
    options.floor_dir = directory_ / "floor";
    options.reserve_bytes = 0;
    const absl::Status made = storage::RocksDbEventLog::Init(options, *randomness_);
    CHECK(made.ok()) << made;
    auto log = storage::RocksDbEventLog::Open(options);
    CHECK(log.ok()) << log.status();
    log_ = *std::move(log);
    books_ = Books::Create(*log_, *clock_, *randomness_, Options());
    for (int64_t i = 0; i < books; ++i) Prepare(absl::StrCat("book-", i));
  }

  Books& books() { return *books_; }
  // Closes all books.
  void Restart() {
    books_.reset();
    books_ = Books::Create(*log_, *clock_, *randomness_, Options());
  }

  Request Submission() {
    domain::SubmitProposal submit;
    submit.content.set_kind(v1::PROPOSAL_KIND_IDEA);
    submit.content.set_title("Een idee voor het regionale arbeidsmarktprogramma");
    submit.content.set_pijler("werken");
    return MakeRequest(std::move(submit), kTeam);
  }

 private:
  Request MakeRequest(domain::Command command, const char* subject) {
    Request request;
    request.subject = subject;
    request.request_id = absl::StrFormat("00000000-0000-4000-8000-%012x", ++requests_);
    request.fingerprint.assign(32, 'f');
    request.command = std::move(command);
    return request;
  }

  void Do(const std::string& book, domain::Command command) {
    const auto receipt = books_->ExecuteAndWait(book, MakeRequest(std::move(command), kSecretary));
    CHECK(receipt.ok()) << receipt.status();
  }

  // A running programme with a team that may submit.
  void Prepare(const std::string& book) {
    domain::CreateProgramme create;
    create.programme = book;
    create.title = "Regio Deal";
    create.first_year = 2019;
    create.last_year = 2030;
    create.secretary_display_name = "Programmasecretaris";
    Do(book, create);
    domain::DefinePijler pijler;
    pijler.pijler = "werken";
    pijler.title = "Werken";
    Do(book, pijler);
    domain::GrantSeat seat;
    seat.role = v1::ROLE_ONTWIKKELTEAM;
    seat.place = v1::SEAT_PLACE_MEMBER;
    seat.pijler = "werken";
    seat.function = "regisseur";
    seat.holder_subject = kTeam;
    seat.holder_display_name = "Ontwikkelteam werken";
    Do(book, seat);
    Do(book, domain::CloseOpening());
  }

  storage::TemporaryDirectory directory_{std::filesystem::temp_directory_path()};
  std::unique_ptr<base::Clock> clock_;
  std::unique_ptr<base::Randomness> randomness_;
  std::unique_ptr<storage::RocksDbEventLog> log_;
  std::unique_ptr<Books> books_;
  std::atomic<uint64_t> requests_ = 0;
};

// Processor time of the whole process.
double CpuSeconds() {
  rusage usage{};
  CHECK_EQ(getrusage(RUSAGE_SELF, &usage), 0);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec);
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

// What was decided: how many a second, and what each cost of all threads. The latter hardly depends
// on what else the machine does.
void Report(benchmark::State& state, double cpu_seconds_before) {
  const int64_t decided = state.iterations() * state.range(0) * kRoundsACaller;
  state.SetItemsProcessed(decided);
  state.counters["cpu_us_each"] =
      1e6 * (CpuSeconds() - cpu_seconds_before) / static_cast<double>(decided);
}

// Callers that cost no thread: each sends its next command when it hears of the last.
void BM_InFlight(benchmark::State& state) {
  const int64_t callers = state.range(0);
  const int64_t books = state.range(1);
  Server server(books);
  const double cpu_before = CpuSeconds();
  for (auto _ : state) {
    base::Mutex mutex;
    base::CondVar ended;
    int64_t calling = callers;
    std::function<void(int64_t, int64_t)> send = [&](int64_t caller, int64_t left) {
      server.books().Execute(absl::StrCat("book-", caller % books), server.Submission(),
                             [&, caller, left](const absl::StatusOr<Receipt>& receipt) {
                               CHECK(receipt.ok()) << receipt.status();
                               if (left > 1) return send(caller, left - 1);
                               const base::MutexLock lock(mutex);
                               if (--calling == 0) ended.NotifyOne();
                             });
    };
    for (int64_t caller = 0; caller < callers; ++caller) send(caller, kRoundsACaller);
    const base::MutexLock lock(mutex);
    while (calling > 0) ended.Wait(mutex);
  }
  Report(state, cpu_before);
}

// Callers that are threads, as a program that embeds the books would have them.
void BM_Threads(benchmark::State& state) {
  const int64_t callers = state.range(0);
  const int64_t books = state.range(1);
  Server server(books);
  const double cpu_before = CpuSeconds();
  for (auto _ : state) {
    std::vector<std::thread> threads;
    for (int64_t caller = 0; caller < callers; ++caller) {
      threads.emplace_back([&, caller] {
        for (int64_t i = 0; i < kRoundsACaller; ++i) {
          const auto receipt = server.books().ExecuteAndWait(absl::StrCat("book-", caller % books),
                                                             server.Submission());
          CHECK(receipt.ok()) << receipt.status();
        }
      });
    }
    for (std::thread& thread : threads) thread.join();
  }
  Report(state, cpu_before);
}

std::unique_ptr<rocksdb::DB> OpenRaw(const storage::TemporaryDirectory& directory) {
  rocksdb::Options options;
  options.create_if_missing = true;
  rocksdb::DB* opened = nullptr;
  CHECK(rocksdb::DB::Open(options, directory / "rocksdb", &opened).ok());
  return std::unique_ptr<rocksdb::DB>(opened);
}

// The floor: RocksDB alone, one thread, synced batches of so many records.
void BM_RawSyncedBatch(benchmark::State& state) {
  storage::TemporaryDirectory directory{std::filesystem::temp_directory_path()};
  const std::unique_ptr<rocksdb::DB> db = OpenRaw(directory);
  rocksdb::WriteOptions synced;
  synced.sync = true;
  const std::string record(300, 'r');
  uint64_t next = 0;
  for (auto _ : state) {
    rocksdb::WriteBatch batch;
    for (int64_t i = 0; i < state.range(0); ++i) {
      CHECK(batch.Put(absl::StrFormat("%016x", ++next), record).ok());
    }
    CHECK(db->Write(synced, &batch).ok());
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}

constexpr int64_t kEventsToFold = 20'000;

// A book with so many events and a few more, and those.
std::vector<std::string> Fill(Server& server) {
  std::atomic<int64_t> left = kEventsToFold;
  std::vector<std::thread> threads;
  for (int i = 0; i < 64; ++i) {
    threads.emplace_back([&] {
      while (left.fetch_sub(1) > 0) {
        const auto receipt = server.books().ExecuteAndWait("book-0", server.Submission());
        CHECK(receipt.ok()) << receipt.status();
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  std::vector<std::string> records;
  const absl::Status read = server.books().ReadRecords(
      "book-0", base::Position(1), base::Position(UINT64_MAX), [&](const RecordView& record) {
        records.emplace_back(record.bytes);
        return true;
      });
  CHECK(read.ok()) << read;
  return records;
}

// A book opened: its events read, checked and folded into all views.
void BM_Fold(benchmark::State& state) {
  Server server(1);
  const size_t events = Fill(server).size();
  for (auto _ : state) {
    state.PauseTiming();
    server.Restart();
    state.ResumeTiming();
    const absl::Status read = server.books().Read(
        "book-0", base::Position(), absl::InfiniteFuture(),
        [&](const projections::Views& views) { CHECK_EQ(views.head().value(), events); });
    CHECK(read.ok()) << read;
  }
  state.SetItemsProcessed(state.iterations() * static_cast<int64_t>(events));
}

// The floor of that: the same records parsed, each into a message of its own.
void BM_Parse(benchmark::State& state) {
  Server server(1);
  const std::vector<std::string> records = Fill(server);
  for (auto _ : state) {
    for (const std::string& record : records) {
      v1::Event event;
      CHECK(event.ParseFromString(record));
      benchmark::DoNotOptimize(event);
    }
  }
  state.SetItemsProcessed(state.iterations() * static_cast<int64_t>(records.size()));
}

// The floor of reading: RocksDB alone, from sorted files in memory.
void BM_RawScan(benchmark::State& state) {
  storage::TemporaryDirectory directory{std::filesystem::temp_directory_path()};
  const std::unique_ptr<rocksdb::DB> db = OpenRaw(directory);
  const std::string record(300, 'r');
  for (int64_t i = 0; i < state.range(0); ++i) {
    CHECK(db->Put(rocksdb::WriteOptions(), absl::StrFormat("%016x", i), record).ok());
  }
  CHECK(db->Flush(rocksdb::FlushOptions()).ok());
  rocksdb::ReadOptions reading;
  reading.readahead_size = size_t{4} << 20;
  for (auto _ : state) {
    const std::unique_ptr<rocksdb::Iterator> it(db->NewIterator(reading));
    int64_t seen = 0;
    for (it->SeekToFirst(); it->Valid(); it->Next()) {
      seen += it->value().size() == record.size() ? 1 : 0;
    }
    CHECK_EQ(seen, state.range(0));
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}

void CallersAndBooks(benchmark::internal::Benchmark* benchmark) {
  benchmark->ArgNames({"callers", "books"})->UseRealTime()->Unit(benchmark::kMillisecond);
  for (const int64_t books : {1, 64}) {
    for (const int64_t callers : {1, 64, 256}) benchmark->Args({callers, books});
  }
}

BENCHMARK(BM_RawSyncedBatch)->ArgName("records")->Arg(1)->Arg(64)->Arg(256)->UseRealTime();
BENCHMARK(BM_RawScan)->ArgName("records")->Arg(200'000)->UseRealTime();
BENCHMARK(BM_Fold)->UseRealTime()->Unit(benchmark::kMillisecond);
BENCHMARK(BM_Parse)->UseRealTime()->Unit(benchmark::kMillisecond);
BENCHMARK(BM_InFlight)->Apply(CallersAndBooks);
BENCHMARK(BM_Threads)->Apply(CallersAndBooks);

}  // namespace
}  // namespace dealboek::book

BENCHMARK_MAIN();
