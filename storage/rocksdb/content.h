// Reading a whole log and checking it against itself: what a start and `verify` do.
#ifndef DEALBOEK_STORAGE_ROCKSDB_CONTENT_H_
#define DEALBOEK_STORAGE_ROCKSDB_CONTENT_H_

#include <atomic>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "rocksdb/snapshot.h"
#include "rocksdb/status.h"

#include "services/base/position.h"
#include "storage/event_log.h"
#include "storage/rocksdb/database.h"
#include "storage/rocksdb/format.h"

namespace dealboek::storage {

// What a log says of itself in its meta family. Small: a few words a book.
struct LogMeta {
  LogIdentity identity;
  uint64_t commit = 0;
  std::map<std::string, BookState, std::less<>> books;
};

// As of `snapshot`; null: now. DATA_LOSS LOG_DAMAGED, UNAVAILABLE LOG_READ_FAILED.
absl::StatusOr<LogMeta> ReadMeta(const Database& database, const rocksdb::Snapshot* snapshot);

// Reads every record and request entry and checks them: checksums, positions that go from 1 to the
// head of each book in `meta`, nothing before, between or after, and the number of requests.
// Sequential, 4 MiB ahead; what it reads does not push anything out of the block cache. Stops early
// with LOG_STOPPED once `stopping` is true. DATA_LOSS as EventLog::VerifyAll, and LOG_DAMAGED where
// a record stands that no book knows of.
absl::StatusOr<Verified> CheckContent(const Database& database, const LogMeta& meta,
                                      const rocksdb::Snapshot* snapshot,
                                      const std::atomic<bool>& stopping);

// The same, but for a book that has fewer request entries than `meta` says: that is noted.
struct Content {
  Verified verified;
  std::vector<std::string> lack_requests;  // books, in order
};
absl::StatusOr<Content> ReadContent(const Database& database, const LogMeta& meta);

// The request entries that `book` lacks, by its records, which have been checked. DATA_LOSS
// REQUEST_ENTRY_DAMAGED: what its records make is not as many as `state` says, or not what is left
// of them. Errors as `request_of`.
absl::StatusOr<std::vector<RequestEntry>> MissingRequests(const Database& database,
                                                          const std::string& book,
                                                          const BookState& state,
                                                          const RequestOf& request_of);

// `status` of reading what should be at `position` of `book`: OK (so nothing is there)
// RECORD_MISSING, corruption RECORD_DAMAGED, else LOG_READ_FAILED.
absl::Status ReadError(const rocksdb::Status& status, absl::string_view book,
                       base::Position position);

// `status` of reading anything else.
absl::Status LogReadError(const rocksdb::Status& status);

// DATA_LOSS LOG_DAMAGED. `what` is a whole sentence.
absl::Status LogDamaged(absl::string_view what);

// "zod at 7, assen at 3"; the first few books.
std::string DescribeHeads(const LogMeta& meta);

}  // namespace dealboek::storage

#endif  // DEALBOEK_STORAGE_ROCKSDB_CONTENT_H_
