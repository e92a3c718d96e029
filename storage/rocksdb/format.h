// Keys and values as they lie in RocksDB and in the floor file: storage/FORMAT.md in code, and the
// only place where either is put together or taken apart. Numbers are big-endian.
#ifndef DEALBOEK_STORAGE_ROCKSDB_FORMAT_H_
#define DEALBOEK_STORAGE_ROCKSDB_FORMAT_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

#include "services/base/position.h"
#include "storage/event_log.h"

namespace dealboek::storage {

// The version of all that this file describes. A directory of another is not opened.
inline constexpr uint8_t kFormatVersion = 1;

// data_dir/FORMAT, whole.
inline constexpr absl::string_view kFormatFileText = "dealboek log, format 1\n";

// Column families.
inline constexpr absl::string_view kRecordsFamily = "records";
inline constexpr absl::string_view kRequestsFamily = "requests";
inline constexpr absl::string_view kMetaFamily = "meta";

// Tells a log from every other: random bytes, in the log and in its floor. The first half is the
// log's for good, the second is given anew at each accepted loss.
using LogIdentity = std::string;
inline constexpr size_t kLogIdentityBytes = 16;
inline constexpr size_t kLineageBytes = 8;
// Whether two identities are of one log, before and after losses that were accepted.
bool IsSameLog(const LogIdentity& a, const LogIdentity& b);

// A value under `key`: version, checksum over key, version and payload, payload.
std::string Seal(absl::string_view key, absl::string_view payload);
inline constexpr size_t kSealBytes = 5;
// The payload, borrowed from `value`; nullopt when it is not what Seal(key, ...) gave.
std::optional<absl::string_view> Unseal(absl::string_view key, absl::string_view value);

// records: book 00 position -> the record's bytes, sealed.
std::string RecordKey(absl::string_view book, base::Position position);
// Makes `key`, a RecordKey, that of another position in its book. For loops over many.
void SetRecordPosition(std::string& key, base::Position position);
// records and requests: the first key that is past every key of `book`.
std::string PastBook(absl::string_view book);
struct ParsedRecordKey {
  absl::string_view book;  // borrowed from the key
  base::Position position;
};
std::optional<ParsedRecordKey> ParseRecordKey(absl::string_view key);

// requests: book 00 length-of-actor actor request-id -> first last hash, sealed.
std::string RequestKey(absl::string_view book, absl::string_view actor,
                       absl::string_view request_id);
std::string RequestValue(absl::string_view key, const RequestEntry& entry);
struct ParsedRequest {
  std::string book;
  RequestEntry entry;
};
std::optional<ParsedRequest> ParseRequest(absl::string_view key, absl::string_view value);

// meta: "commit", "identity", "book/<book>".
inline constexpr absl::string_view kCommitKey = "commit";
inline constexpr absl::string_view kIdentityKey = "identity";
inline constexpr absl::string_view kBookPrefix = "book/";
std::string CommitValue(uint64_t commit);
std::optional<uint64_t> ParseCommit(absl::string_view value);
std::string IdentityValue(const LogIdentity& identity);
std::optional<LogIdentity> ParseIdentity(absl::string_view value);

// What a book has, so that what is missing shows: records up to its head, so many request entries.
struct BookState {
  base::Position head;
  uint64_t requests = 0;
  std::optional<PendingLoss> loss;
};
std::string BookKey(absl::string_view book);
std::string BookValue(absl::string_view key, const BookState& state);
std::optional<BookState> ParseBook(absl::string_view key, absl::string_view value);

// The floor file: a log of this identity had acknowledged this commit.
struct Floor {
  LogIdentity identity;
  uint64_t commit = 0;

  friend bool operator==(const Floor&, const Floor&) = default;
};
std::string EncodeFloor(const Floor& floor);
// DATA_LOSS FLOOR_DAMAGED; FAILED_PRECONDITION FORMAT_VERSION_UNKNOWN. `path` is for the message.
absl::StatusOr<Floor> DecodeFloor(absl::string_view bytes, absl::string_view path);

}  // namespace dealboek::storage

#endif  // DEALBOEK_STORAGE_ROCKSDB_FORMAT_H_
