// Reading a whole log and checking it against itself: what a start and `verify` do.
#ifndef DEALBOEK_STORAGE_ROCKSDB_CONTENT_H_
#define DEALBOEK_STORAGE_ROCKSDB_CONTENT_H_

#include <atomic>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "rocksdb/snapshot.h"
#include "rocksdb/status.h"

#include "services/base/position.h"
#include "storage/event_log.h"
#include "storage/merkle/tree.h"
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

// Reads every record, request entry and slice of a tree and checks them: checksums, positions that
// go from 1 to the head of each book in `meta`, nothing before, between or after, the number of
// requests, and each tree against its records (a log of format 1 has none, which passes).
// Sequential, 4 MiB ahead; what it reads does not push anything out of the block cache. Stops early
// with LOG_STOPPED once `stopping` is true. DATA_LOSS as EventLog::VerifyAll, and LOG_DAMAGED where
// a record stands that no book knows of.
absl::StatusOr<Verified> CheckContent(const Database& database, const LogMeta& meta,
                                      const rocksdb::Snapshot* snapshot,
                                      const std::atomic<bool>& stopping);

// The same, but for a book that lacks some of what follows from its records: that is noted.
struct Content {
  Verified verified;
  std::vector<std::string> lack_requests;  // books, in order
  std::map<std::string, base::Position>
      lack_tree;  // book -> the first record whose hash is missing
  std::map<std::string, Frontier> trees;
  // The first book that does not begin as `roots` say, as far as they go.
  std::optional<BookHead> forked;
};
absl::StatusOr<Content> ReadContent(const Database& database, const LogMeta& meta,
                                    const Roots& roots);

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
