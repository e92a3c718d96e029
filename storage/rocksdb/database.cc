#include "storage/rocksdb/database.h"

#include <algorithm>

#include "rocksdb/cache.h"
#include "rocksdb/filter_policy.h"
#include "rocksdb/listener.h"
#include "rocksdb/options.h"
#include "rocksdb/table.h"
#include "rocksdb/write_batch.h"

#include "storage/rocksdb/directory.h"
#include "storage/rocksdb/format.h"
#include "storage/rocksdb/warnings.h"

namespace dealboek::storage {
namespace {

constexpr size_t kBlockCacheBytes = size_t{64} << 20;

// An error is final: the log above stops at the first. RocksDB would go on when the disk was full,
// whatever max_bgerror_resume_count says: a thread of its SstFileManager waits for room, and may
// then write into sorted files what nobody was told of.
class NoRecovery : public rocksdb::EventListener {
 public:
  void OnErrorRecoveryBegin(rocksdb::BackgroundErrorReason /*reason*/,
                            rocksdb::Status /*background_error*/, bool* auto_recovery) override {
    *auto_recovery = false;
  }
};

rocksdb::DBOptions DatabaseOptions(const RocksDbOptions& log, Database::Mode mode) {
  rocksdb::DBOptions options;
  if (log.env != nullptr) options.env = log.env.get();
  options.create_if_missing = mode == Database::Mode::kCreate;
  options.create_missing_column_families = mode == Database::Mode::kCreate;
  options.error_if_exists = mode == Database::Mode::kCreate;

  // The default mode silently drops everything after a damaged write. This one refuses damage and
  // takes only a torn end, which nobody was told of. What it cannot see (the file cut between two
  // writes, or gone), the floor does.
  options.wal_recovery_mode = mode == Database::Mode::kLookInto
                                  ? rocksdb::WALRecoveryMode::kPointInTimeRecovery
                                  : rocksdb::WALRecoveryMode::kTolerateCorruptedTailRecords;
  // For kLookInto too: RocksDB 7.8.3 uses a null pointer when it opens read-only without this a log
  // whose MANIFEST has such files.
  options.track_and_verify_wals_in_manifest = true;

  // All families reach sorted files together, so that they agree whatever is lost with the
  // write-ahead file. Recovery rewrites into sorted files all it has read: it may have read, from
  // the page cache, bytes whose sync had failed.
  options.atomic_flush = true;
  options.avoid_flush_during_recovery = false;

  // The size of the write-ahead file alone decides when they do. RocksDB 7.8.3 loses count of its
  // references when it runs out of a memory limit of one family and then fails to begin a new
  // write-ahead file (DBImpl::ScheduleFlushes), and Debian's build asserts on that when closing.
  options.max_total_wal_size = log.write_ahead_bytes;

  options.max_bgerror_resume_count = 0;
  options.listeners.push_back(std::make_shared<NoRecovery>());
  options.paranoid_checks = true;
  options.verify_sst_unique_id_in_manifest = true;

  // One committer with large batches: neither recycled files nor pipelined writes gain anything.
  options.recycle_log_file_num = 0;
  options.enable_pipelined_write = false;

  options.max_file_opening_threads = 2;  // as many as the machines we know have processors
  options.compaction_readahead_size = size_t{2} << 20;
  options.info_log = std::make_shared<Warnings>(log.tell);
  return options;
}

rocksdb::ColumnFamilyOptions FamilyOptions(const std::shared_ptr<rocksdb::Cache>& cache) {
  rocksdb::BlockBasedTableOptions table;
  table.block_cache = cache;
  table.block_size = 16 << 10;
  table.checksum = rocksdb::ChecksumType::kXXH3;
  table.format_version = 5;
  table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(10));  // most requests are new ones

  rocksdb::ColumnFamilyOptions family;
  family.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  family.write_buffer_size = size_t{4} << 30;  // never reached; see max_total_wal_size
  family.arena_block_size = size_t{1} << 20;
  family.compression = rocksdb::kLZ4Compression;
  family.bottommost_compression = rocksdb::kZSTD;  // old data, which is nearly all of it
  family.paranoid_file_checks = true;
  // Of what is not written to files yet, too: a filter of 1 MiB that says a request is new.
  family.memtable_whole_key_filtering = true;
  family.memtable_prefix_bloom_size_ratio =
      double{1 << 20} / static_cast<double>(family.write_buffer_size);
  return family;
}

// Whether `path` is a database with all families but that of the tiles. What else it is, or is not,
// opening it says.
bool LacksTiles(const rocksdb::DBOptions& options, const std::string& path) {
  std::vector<std::string> names;
  if (!rocksdb::DB::ListColumnFamilies(options, path, &names).ok()) return false;
  std::sort(names.begin(), names.end());
  std::vector<std::string> without_tiles = {"default", std::string(kRecordsFamily),
                                            std::string(kRequestsFamily), std::string(kMetaFamily)};
  std::sort(without_tiles.begin(), without_tiles.end());
  return names == without_tiles;
}

}  // namespace

rocksdb::Status Database::Open(const RocksDbOptions& options, Mode mode,
                               std::unique_ptr<Database>* database) {
  return OpenAt(DatabasePath(options.data_dir), options, mode, database);
}

rocksdb::Status Database::OpenAt(const std::string& path, const RocksDbOptions& options, Mode mode,
                                 std::unique_ptr<Database>* database) {
  std::unique_ptr<Database> opened(new Database());
  opened->env_ = options.env;

  const auto cache = rocksdb::NewLRUCache(kBlockCacheBytes);
  const rocksdb::ColumnFamilyOptions family = FamilyOptions(cache);
  std::vector<rocksdb::ColumnFamilyDescriptor> families;
  for (absl::string_view name :
       {absl::string_view("default"), kRecordsFamily, kRequestsFamily, kMetaFamily}) {
    families.emplace_back(std::string(name), family);
  }

  rocksdb::DBOptions db_options = DatabaseOptions(options, mode);
  if (!LacksTiles(db_options, path)) {
    families.emplace_back(std::string(kTilesFamily), family);
  } else if (mode == Mode::kOpen) {
    families.emplace_back(std::string(kTilesFamily), family);
    db_options.create_missing_column_families = true;  // it alone is missing
  }
  // Else RocksDB warns that it can't read what it is about to make.
  if (mode == Mode::kCreate) {
    const rocksdb::Status made = db_options.env->CreateDirIfMissing(path);
    if (!made.ok()) return made;
  }
  rocksdb::DB* db = nullptr;
  const rocksdb::Status status =
      mode == Mode::kLookInto || mode == Mode::kRead
          ? rocksdb::DB::OpenForReadOnly(db_options, path, families, &opened->families_, &db)
          : rocksdb::DB::Open(db_options, path, families, &opened->families_, &db);
  opened->db_.reset(db);
  if (status.ok()) *database = std::move(opened);
  return status;
}

Database::~Database() {
  if (db_ == nullptr) return;
  for (rocksdb::ColumnFamilyHandle* family : families_) {
    // Fails for a handle that is not ours only.
    db_->DestroyColumnFamilyHandle(family).PermitUncheckedError();
  }
  // All that was acknowledged is synced; what closing still writes is RocksDB's own.
  db_->Close().PermitUncheckedError();
}

rocksdb::Status Database::Write(rocksdb::WriteBatch& batch) const {
  rocksdb::WriteOptions options;
  options.sync = true;
  return db_->Write(options, &batch);
}

std::vector<std::pair<std::string, uint64_t>> Database::Figures() const {
  std::vector<std::pair<std::string, uint64_t>> figures;
  const auto add = [&](const char* name, bool per_family) {
    const std::string property = std::string("rocksdb.") + name;
    uint64_t value = 0;
    const bool known = per_family ? db_->GetAggregatedIntProperty(property, &value)
                                  : db_->GetIntProperty(records(), property, &value);
    if (known) figures.emplace_back(name, value);
  };
  for (const char* name :
       {"cur-size-all-mem-tables", "num-immutable-mem-table", "live-sst-files-size",
        "estimate-pending-compaction-bytes", "estimate-table-readers-mem"}) {
    add(name, true);
  }
  // Of the whole database, or shared by the families.
  for (const char* name :
       {"num-running-compactions", "num-running-flushes", "background-errors", "is-write-stopped",
        "actual-delayed-write-rate", "block-cache-usage", "num-snapshots"}) {
    add(name, false);
  }
  return figures;
}

}  // namespace dealboek::storage
