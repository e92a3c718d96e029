// Keys and values as they lie in RocksDB and in the floor file: storage/FORMAT.md in code, and the
// only place where either is put together or taken apart. Numbers are big-endian.
#ifndef DEALBOEK_STORAGE_ROCKSDB_FORMAT_H_
#define DEALBOEK_STORAGE_ROCKSDB_FORMAT_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

#include "services/base/position.h"
#include "storage/event_log.h"
#include "storage/merkle/hash.h"
#include "storage/merkle/tile.h"

namespace dealboek::storage {

// data_dir/FORMAT, whole; `format` is kOldestFormat to kFormat.
std::string FormatFileText(int format);

// The version of a sealed value.
inline constexpr uint8_t kSealVersion = 1;

// Column families.
inline constexpr absl::string_view kRecordsFamily = "records";
inline constexpr absl::string_view kRequestsFamily = "requests";
inline constexpr absl::string_view kMetaFamily = "meta";
inline constexpr absl::string_view kTilesFamily = "tiles";

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
// records, requests and tiles: the first key that is past every key of `book`.
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

// tiles: book 00 level number-of-first-hash -> hashes side by side, sealed. What one append added
// to one tile is a slice of it; together the slices of a tile are the tile.
struct SliceId {
  int level = 0;       // of tiles: 0 to kTileLevels - 1
  uint64_t first = 0;  // number of its first hash, in all tiles of that level

  friend bool operator==(const SliceId&, const SliceId&) = default;
};
std::string SliceKey(absl::string_view book, SliceId id);
struct ParsedSliceKey {
  absl::string_view book;  // borrowed from the key
  SliceId id;
};
std::optional<ParsedSliceKey> ParseSliceKey(absl::string_view key);
// The hashes of a slice, borrowed; nullopt when it is not intact: at least one, all of one tile.
std::optional<absl::string_view> ParseSlice(absl::string_view key, SliceId id,
                                            absl::string_view value);

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

// The floor file: a log of this identity had acknowledged this commit, and its books had the roots
// that a file of this generation holds in its first `roots_bytes`.
struct Floor {
  LogIdentity identity;
  uint64_t commit = 0;
  uint64_t generation = 0;  // 0: there is no file of roots
  uint64_t roots_bytes = 0;

  friend bool operator==(const Floor&, const Floor&) = default;
};
std::string EncodeFloor(const Floor& floor);
// DATA_LOSS FLOOR_DAMAGED; FAILED_PRECONDITION FORMAT_VERSION_UNKNOWN. `path` is for the message.
absl::StatusOr<Floor> DecodeFloor(absl::string_view bytes, absl::string_view path);
absl::Status FloorDamaged(absl::string_view path);

// The roots beside the floor: what the tree of each book was, the last entry of a book counting.
using Roots = std::map<std::string, TreeHead, std::less<>>;
// A file of roots, its checksum carried on from entry to entry. Threads: one.
class RootsWriter {
 public:
  // Begins a file.
  RootsWriter(const LogIdentity& identity, uint64_t generation);
  void Add(absl::string_view book, const TreeHead& tree);
  // What has been added since the last call: the next bytes of the file.
  std::string Take();

 private:
  std::string bytes_;
  uint32_t checksum_ = 0;
};
// What `bytes`, a whole file, hold; nullopt: they are not what a writer of these gave, to the end.
std::optional<Roots> ParseRoots(absl::string_view bytes, const LogIdentity& identity,
                                uint64_t generation);

}  // namespace dealboek::storage

#endif  // DEALBOEK_STORAGE_ROCKSDB_FORMAT_H_
