// The log beside the RocksDB it stands on: synced batches of 300-byte records, and reading them
// back.
//
//   dealboek_bench_storage --benchmark_enable_random_interleaving=true --benchmark_repetitions=5
//
// Compare only figures of one run. The directories are made under TMPDIR (default /tmp), which must
// be on the disk to be measured.

#include <algorithm>
#include <filesystem>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "benchmark/benchmark.h"
#include "rocksdb/db.h"
#include "rocksdb/options.h"
#include "rocksdb/write_batch.h"

#include "services/base/check.h"
#include "services/base/random.h"
#include "storage/merkle/tile.h"
#include "storage/merkle/tree.h"
#include "storage/rocksdb/rocksdb_event_log.h"
#include "tests/storage/temporary_directory.h"

namespace dealboek::storage {
namespace {

using base::Position;

constexpr size_t kRecordBytes = 300;
constexpr int64_t kScanned = 500'000;

// Records as an event would be: some of it repeats from one to the next, much of it does not.
std::vector<std::string> MakeRecords(int64_t count) {
  const auto randomness = base::SeededRandomness(11);
  std::vector<std::string> records;
  std::vector<uint8_t> random(kRecordBytes / 2);
  for (int64_t i = 0; i < count; ++i) {
    randomness->Fill(absl::MakeSpan(random));
    std::string record = absl::StrCat("record ", i, " ");
    record.append(random.begin(), random.end());
    record.resize(kRecordBytes, '.');
    records.push_back(std::move(record));
  }
  return records;
}

class RawRocksDb {
 public:
  RawRocksDb() {
    rocksdb::Options options;
    options.create_if_missing = true;
    rocksdb::DB* db = nullptr;
    CHECK(rocksdb::DB::Open(options, directory_ / "rocksdb", &db).ok());
    db_.reset(db);
  }

  void Write(const std::vector<std::string>& records) {
    rocksdb::WriteBatch batch;
    for (const std::string& record : records) {
      std::string key(8, '\0');
      ++next_;
      for (size_t i = 0; i < 8; ++i) key[i] = static_cast<char>(next_ >> (56 - 8 * i));
      CHECK(batch.Put(key, record).ok());
    }
    rocksdb::WriteOptions options;
    options.sync = true;
    CHECK(db_->Write(options, &batch).ok());
  }

  rocksdb::DB& db() { return *db_; }

 private:
  TemporaryDirectory directory_{std::filesystem::temp_directory_path()};
  std::unique_ptr<rocksdb::DB> db_;
  uint64_t next_ = 0;
};

class Log {
 public:
  Log() {
    options_.data_dir = directory_ / "data";
    options_.floor_dir = directory_ / "floor";
    CHECK(RocksDbEventLog::Init(options_, *base::SystemRandomness()).ok());
    Reopen();
  }

  void Reopen() {
    log_.reset();
    auto opened = RocksDbEventLog::Open(options_);
    CHECK(opened.ok()) << opened.status();
    log_ = *std::move(opened);
  }

  // In one batch, as of one command; `requests` says how many entries it brings.
  void Append(const std::vector<std::string>& records, int64_t requests) {
    std::vector<BookBatch> batches(1);
    batches[0].book = "regiodeal-zod";
    batches[0].first = Position(next_);
    batches[0].records = records;
    for (int64_t i = 0; i < requests; ++i) {
      const Position at(next_ + static_cast<uint64_t>(i));
      batches[0].requests.push_back(
          {"anna@example.org",
           absl::StrCat("3f1c0c52-7a5e-4a0e-9d55-", 100'000'000'000 + at.value()), at, at,
           std::string(32, 'h')});
    }
    const absl::Status appended = log_->Append(batches);
    CHECK(appended.ok()) << appended;
    next_ += records.size();
  }

  RocksDbEventLog& log() { return *log_; }

 private:
  TemporaryDirectory directory_{std::filesystem::temp_directory_path()};
  RocksDbOptions options_;
  std::unique_ptr<RocksDbEventLog> log_;
  uint64_t next_ = 1;
};

void BM_RawSyncedBatch(benchmark::State& state) {
  RawRocksDb raw;
  const std::vector<std::string> records = MakeRecords(state.range(0));
  for (auto _ : state) raw.Write(records);
  state.SetItemsProcessed(state.iterations() * state.range(0));
}

void BM_Append(benchmark::State& state) {
  Log log;
  const std::vector<std::string> records = MakeRecords(state.range(0));
  for (auto _ : state) log.Append(records, 1);
  state.SetItemsProcessed(state.iterations() * state.range(0));
}

// As when every record comes of a command of its own.
void BM_AppendARequestEach(benchmark::State& state) {
  Log log;
  const std::vector<std::string> records = MakeRecords(state.range(0));
  for (auto _ : state) log.Append(records, state.range(0));
  state.SetItemsProcessed(state.iterations() * state.range(0));
}

BENCHMARK(BM_RawSyncedBatch)->Arg(1)->Arg(16)->Arg(128)->Arg(256)->Arg(1024)->UseRealTime();
BENCHMARK(BM_Append)->Arg(1)->Arg(16)->Arg(128)->Arg(256)->Arg(1024)->UseRealTime();
BENCHMARK(BM_AppendARequestEach)->Arg(1)->Arg(16)->Arg(128)->Arg(256)->Arg(1024)->UseRealTime();

// Reading: sorted files, warm in the page cache, from the first record to the last.

void BM_RawScan(benchmark::State& state) {
  RawRocksDb raw;
  const std::vector<std::string> records = MakeRecords(1000);
  for (int64_t i = 0; i < kScanned; i += 1000) raw.Write(records);
  CHECK(raw.db().Flush(rocksdb::FlushOptions()).ok());
  for (auto _ : state) {
    rocksdb::ReadOptions options;
    options.readahead_size = size_t{4} << 20;
    options.fill_cache = false;
    const std::unique_ptr<rocksdb::Iterator> iterator(raw.db().NewIterator(options));
    int64_t bytes = 0;
    for (iterator->SeekToFirst(); iterator->Valid(); iterator->Next()) {
      bytes += static_cast<int64_t>(iterator->value().size());
    }
    CHECK_EQ(bytes, kScanned * static_cast<int64_t>(kRecordBytes));
  }
  state.SetItemsProcessed(state.iterations() * kScanned);
}

void FillForReading(Log& log) {
  const std::vector<std::string> records = MakeRecords(1000);
  for (int64_t i = 0; i < kScanned; i += 1000) log.Append(records, 1);
  log.Reopen();  // into sorted files
}

void BM_Read(benchmark::State& state) {
  Log log;
  FillForReading(log);
  for (auto _ : state) {
    int64_t bytes = 0;
    CHECK(log.log()
              .Read("regiodeal-zod", Position(1), Position(kScanned),
                    [&](Position, absl::string_view record) {
                      bytes += static_cast<int64_t>(record.size());
                      return true;
                    })
              .ok());
    CHECK_EQ(bytes, kScanned * static_cast<int64_t>(kRecordBytes));
  }
  state.SetItemsProcessed(state.iterations() * kScanned);
}

// What a start does.
void BM_VerifyAll(benchmark::State& state) {
  Log log;
  FillForReading(log);
  for (auto _ : state) CHECK(log.log().VerifyAll().ok());
  state.SetItemsProcessed(state.iterations() * kScanned);
}

void BM_FindRequest(benchmark::State& state) {
  const bool there = state.range(0) != 0;
  Log log;
  log.Append(MakeRecords(1000), 1000);
  log.Reopen();
  const std::string known = absl::StrCat("3f1c0c52-7a5e-4a0e-9d55-", 100'000'000'001);
  const std::string id = there ? known : "3f1c0c52-7a5e-4a0e-9d55-000000000000";
  for (auto _ : state) {
    const auto found = log.log().FindRequest("regiodeal-zod", "anna@example.org", id);
    CHECK(found.ok() && found->has_value() == there);
  }
  state.SetItemsProcessed(state.iterations());
}

BENCHMARK(BM_RawScan)->UseRealTime()->Unit(benchmark::kMillisecond);
BENCHMARK(BM_Read)->UseRealTime()->Unit(benchmark::kMillisecond);
BENCHMARK(BM_VerifyAll)->UseRealTime()->Unit(benchmark::kMillisecond);
BENCHMARK(BM_FindRequest)->ArgName("there")->Arg(0)->Arg(1);

// Proving: a random record, or a random earlier tree, of a book of so many small records, each
// written as by a command of its own, so that no slice of a tile holds two hashes. All books of one
// size share a log, for it takes a while to make.
class Proving : public benchmark::Fixture {
 public:
  void SetUp(const benchmark::State& state) override {
    if (size_ == state.range(0)) return;
    log_.reset();
    log_ = std::make_unique<Log>();
    size_ = state.range(0);
    for (int64_t written = 0; written < size_;) {
      const int64_t count = std::min<int64_t>(size_ - written, 10'000);
      std::vector<BookBatch> batches(static_cast<size_t>(count));
      for (BookBatch& batch : batches) {
        batch.book = kBook;
        batch.first = Position(static_cast<uint64_t>(++written));
        batch.records = {absl::StrCat("record ", written)};
      }
      CHECK(log_->log().Append(batches).ok());
    }
    log_->Reopen();  // into sorted files
  }
  static void LetGo() { log_.reset(); }

 protected:
  static constexpr char kBook[] = "regiodeal-zod";

  // Asks `prove` about random numbers from 0 to the size.
  template <typename Prove>
  void Run(benchmark::State& state, const Prove& prove) {
    std::mt19937_64 random(5);
    const auto size = static_cast<uint64_t>(size_);
    for (auto _ : state) {
      BookTiles tiles(log_->log(), kBook);
      TiledNodes nodes(tiles, size);
      CHECK(prove(random() % size, size, nodes).ok());
    }
    state.SetItemsProcessed(state.iterations());
  }

 private:
  static std::unique_ptr<Log> log_;
  static int64_t size_;
};
std::unique_ptr<Log> Proving::log_;
int64_t Proving::size_ = 0;

BENCHMARK_DEFINE_F(Proving, Inclusion)(benchmark::State& state) {
  Run(state, [](uint64_t index, uint64_t size, Nodes& nodes) {
    return InclusionProof(index, size, nodes);
  });
}
BENCHMARK_DEFINE_F(Proving, Consistency)(benchmark::State& state) {
  Run(state, [](uint64_t earlier, uint64_t size, Nodes& nodes) {
    return ConsistencyProof(earlier, size, nodes);
  });
}
BENCHMARK_DEFINE_F(Proving, EarlierRoot)(benchmark::State& state) {
  Run(state,
      [](uint64_t earlier, uint64_t /*size*/, Nodes& nodes) { return Root(earlier, nodes); });
}

BENCHMARK_REGISTER_F(Proving, Inclusion)->Arg(1'000'000)->Unit(benchmark::kMicrosecond);
BENCHMARK_REGISTER_F(Proving, Consistency)->Arg(1'000'000)->Unit(benchmark::kMicrosecond);
BENCHMARK_REGISTER_F(Proving, EarlierRoot)->Arg(1'000'000)->Unit(benchmark::kMicrosecond);
// By themselves, with --benchmark_filter=10000000: the log alone takes minutes.
BENCHMARK_REGISTER_F(Proving, Inclusion)->Arg(10'000'000)->Unit(benchmark::kMicrosecond);
BENCHMARK_REGISTER_F(Proving, Consistency)->Arg(10'000'000)->Unit(benchmark::kMicrosecond);
BENCHMARK_REGISTER_F(Proving, EarlierRoot)->Arg(10'000'000)->Unit(benchmark::kMicrosecond);

}  // namespace

int Main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
  benchmark::RunSpecifiedBenchmarks();
  Proving::LetGo();  // while RocksDB is there
  return 0;
}

}  // namespace dealboek::storage

int main(int argc, char** argv) { return dealboek::storage::Main(argc, argv); }
