// RocksDB, opened the way the log needs it and no other.
#ifndef DEALBOEK_STORAGE_ROCKSDB_DATABASE_H_
#define DEALBOEK_STORAGE_ROCKSDB_DATABASE_H_

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "rocksdb/db.h"
#include "rocksdb/env.h"

#include "storage/rocksdb/rocksdb_event_log.h"

namespace dealboek::storage {

// Threads: any, but for the destructor.
class Database {
 public:
  enum class Mode {
    kCreate,  // must not exist
    kOpen,    // must exist
    kRead,    // read-only: makes of the files what kOpen would, refuses what it would, and changes
              // nothing. Takes no lock: see DatabaseLock
    kLookInto,  // read-only, takes no lock, and reads as far as it can make sense of: for telling
                // what is intact of a log that kOpen refuses
  };

  static rocksdb::Status Open(const RocksDbOptions& options, Mode mode,
                              std::unique_ptr<Database>* database);
  // The same of a database that is not in `options.data_dir`.
  static rocksdb::Status OpenAt(const std::string& path, const RocksDbOptions& options, Mode mode,
                                std::unique_ptr<Database>* database);
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;
  ~Database();

  rocksdb::DB& db() const { return *db_; }
  rocksdb::ColumnFamilyHandle* records() const { return families_[1]; }
  rocksdb::ColumnFamilyHandle* requests() const { return families_[2]; }
  rocksdb::ColumnFamilyHandle* meta() const { return families_[3]; }
  // Null: a log of format 1, opened for reading, which has none. kOpen makes it.
  rocksdb::ColumnFamilyHandle* tiles() const {
    return families_.size() > 4 ? families_[4] : nullptr;
  }

  // Writes `batch` with a sync. Nothing of it is readable before the sync has succeeded.
  rocksdb::Status Write(rocksdb::WriteBatch& batch) const;

  // What RocksDB counts of itself: its integer properties that say whether it keeps up, by name
  // without "rocksdb.".
  std::vector<std::pair<std::string, uint64_t>> Figures() const;

 private:
  Database() = default;

  std::shared_ptr<rocksdb::Env> env_;  // null: this machine; outlives db_
  std::unique_ptr<rocksdb::DB> db_;
  std::vector<rocksdb::ColumnFamilyHandle*> families_;  // default, records, requests, meta, tiles
};

}  // namespace dealboek::storage

#endif  // DEALBOEK_STORAGE_ROCKSDB_DATABASE_H_
