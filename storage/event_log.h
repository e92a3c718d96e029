// The log under every book: bytes in, the same bytes out, in one order, for good; and over them a
// Merkle tree, by which that can be shown to whoever does not trust the log.
//
// The log knows books by name, records by position and nothing of what a record means. Whoever
// reads only this file can write a correct caller; storage/FORMAT.md says how the default log lies
// on disk.
#ifndef DEALBOEK_STORAGE_EVENT_LOG_H_
#define DEALBOEK_STORAGE_EVENT_LOG_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"

#include "services/base/position.h"
#include "storage/merkle/hash.h"
#include "storage/merkle/tile.h"

namespace dealboek::storage {

inline constexpr size_t kMaxRecordBytes = 65'535;
inline constexpr size_t kMaxBookIdBytes = 63;
inline constexpr size_t kMaxActorBytes = 255;
inline constexpr size_t kMaxRequestIdBytes = 255;
inline constexpr size_t kMaxRequestHashBytes = 64;

// What a book keeps of a request it has carried out, so that the same request sent twice is
// answered from the records of the first time. Actor, id and hash are bytes to the log.
struct RequestEntry {
  std::string actor;       // 1 to kMaxActorBytes
  std::string request_id;  // 1 to kMaxRequestIdBytes
  base::Position first;    // the records the request made, both ends included
  base::Position last;
  std::string hash;  // of the request; 0 to kMaxRequestHashBytes

  friend bool operator==(const RequestEntry&, const RequestEntry&) = default;
};

// Records to append to one book, as a rule those of one command. Several batches of one book may
// follow each other in one Append, each beginning where the one before it ends.
struct BookBatch {
  std::string book;                    // [a-z0-9-], 1 to kMaxBookIdBytes
  base::Position first;                // of records[0]: the book's head plus one
  std::vector<std::string> records;    // at least one; each 1 to kMaxRecordBytes, kept verbatim
  std::vector<RequestEntry> requests;  // new to the book; each within this batch's records
  bool records_loss = false;  // one of the records tells the book of its PendingLoss: drop that
};

struct BookHead {
  std::string book;
  base::Position head;

  friend bool operator==(const BookHead&, const BookHead&) = default;
};

// A book that may have lost acknowledged records, because an operator accepted a log older than its
// floor (storage/FORMAT.md, "The way out"). It stays pending, over restarts, until a batch of the
// book with `records_loss` is appended. More than one acceptance before that is told as one.
struct PendingLoss {
  std::string book;
  base::Position head;        // the last record that was there when the loss was accepted
  uint64_t commit = 0;        // the log's last commit then
  uint64_t floor_commit = 0;  // the commit the floor asked for; 0: floor missing or unreadable

  friend bool operator==(const PendingLoss&, const PendingLoss&) = default;
};

// The Merkle tree over a book's records (storage/merkle): leaf number i, counted from 0, is the
// record at position i + 1.
struct TreeHead {
  uint64_t size = 0;
  Hash root = EmptyRoot();

  friend bool operator==(const TreeHead&, const TreeHead&) = default;
};

// What VerifyAll read.
struct Verified {
  uint64_t books = 0;
  uint64_t records = 0;
  uint64_t record_bytes = 0;
  uint64_t requests = 0;
  uint64_t commit = 0;  // the log's last commit number
};

// OK when `book` may name a book: [a-z0-9-], 1 to kMaxBookIdBytes. Else INVALID_ARGUMENT
// BOOK_ID_INVALID.
absl::Status CheckBookId(absl::string_view book);

// The durable order of every book: records at positions 1, 2, 3, ... without gaps. A book begins
// with its first record; until then its head is Position(), and reading it gives nothing.
//
// Every read shows durable records only: what an Append in progress, or a failed one, may have
// written is not there. What one call has shown, every later call shows too.
//
// Threads: any, for everything but Append, which one thread at a time may call (the committer).
class EventLog {
 public:
  // Called once a record, in order. The bytes are borrowed for the call. False stops the reading.
  using RecordSink = absl::FunctionRef<bool(base::Position position, absl::string_view record)>;
  using RequestSink = absl::FunctionRef<bool(const RequestEntry& entry)>;

  virtual ~EventLog() = default;

  // Appends all batches in one atomic, synced write, under the next commit number. Once OK is
  // returned the records survive a crash of process and machine; not a moment earlier does any read
  // show them. No batches: OK, and nothing is written. Reasons, in the order checked:
  //   UNAVAILABLE LOG_STOPPED: an earlier Append failed in writing, or the log is closed; nothing
  //     written. The process must stop and recover from the log at its next start.
  //   INVALID_ARGUMENT BOOK_ID_INVALID, BATCH_EMPTY, RECORD_EMPTY, RECORD_TOO_LARGE,
  //     REQUEST_ENTRY_INVALID (empty or too long, or outside its batch's records); nothing written.
  //   ABORTED POSITION_NOT_NEXT: a batch does not begin at its book's head plus one; nothing
  //     written.
  //   RESOURCE_EXHAUSTED DISK_FULL_FLOOR: less disk is free than the log keeps in reserve; nothing
  //     written, and the same call may succeed once there is room.
  //   ALREADY_EXISTS REQUEST_ENTRY_EXISTS: the book has an entry of that actor and id; nothing
  //     written.
  //   UNAVAILABLE LOG_READ_FAILED: whether it has one could not be read; nothing written.
  //   UNAVAILABLE LOG_WRITE_FAILED: write or sync failed. Outcome unknown: after the next start the
  //     batches are there, all of them, or none is. Never retried: from now on LOG_STOPPED.
  virtual absl::Status Append(absl::Span<const BookBatch> batches) = 0;

  // OK as long as records may be appended; else LOG_STOPPED, with why. A log may stop between
  // Appends, by itself: when it can't keep its floor, say. One that never does need not implement
  // this.
  virtual absl::Status Health() const { return absl::OkStatus(); }

  // Hands `sink` the records of `book` from `from` to `to`, both included, or to the head when that
  // comes first. Long ranges are streamed; nothing is held but what is handed out. A reader who
  // must pause stops, and later goes on from the next position, rather than block in `sink`.
  //   INVALID_ARGUMENT POSITION_INVALID: `from` is Position(), which holds no record.
  //   DATA_LOSS RECORD_DAMAGED, RECORD_MISSING: names book and position; the records before it have
  //     been handed out. Checked on every read from disk.
  //   UNAVAILABLE LOG_STOPPED: the log is closed. LOG_READ_FAILED: the disk would not.
  virtual absl::Status Read(absl::string_view book, base::Position from, base::Position to,
                            RecordSink sink) const = 0;

  // The last durable position; Position() for a book without records. Never goes back.
  virtual base::Position Head(absl::string_view book) const = 0;

  // The tree over all durable records of `book`; its size is Head. A tree once shown is the
  // beginning of every later one.
  virtual TreeHead Tree(absl::string_view book) const = 0;

  // The first `width` (1 to kTileWidth) hashes of a tile of that tree, side by side; see BookTiles.
  //   OUT_OF_RANGE TILE_UNKNOWN: the tree has no such tile, or it has fewer hashes.
  //   DATA_LOSS TREE_DAMAGED; UNAVAILABLE as Read.
  virtual absl::StatusOr<std::string> ReadTile(absl::string_view book, TileId tile,
                                               int width) const = 0;

  // Blocks until the head of `book` is at `position` or past it.
  //   DEADLINE_EXCEEDED POSITION_NOT_REACHED: not within `timeout`.
  //   UNAVAILABLE LOG_STOPPED: the log has stopped short of it, so it never will be.
  virtual absl::Status WaitFor(absl::string_view book, base::Position position,
                               absl::Duration timeout) const = 0;

  // The durable entry of a request; nullopt when the book has carried out no such request.
  // DATA_LOSS REQUEST_ENTRY_DAMAGED; UNAVAILABLE as Read.
  virtual absl::StatusOr<std::optional<RequestEntry>> FindRequest(
      absl::string_view book, absl::string_view actor, absl::string_view request_id) const = 0;

  // Hands `sink` every request entry of `book`, ordered by length of actor, actor, request id.
  // For checking the index against the records it is derived from. Errors as FindRequest.
  virtual absl::Status ReadRequests(absl::string_view book, RequestSink sink) const = 0;

  // Up to `limit` books that have records, in order of id, beginning after `after` ("": at the
  // first). Fewer than `limit`: there are no more.
  virtual std::vector<BookHead> Books(absl::string_view after, size_t limit) const = 0;

  // The books that must still record a loss, in order of id.
  virtual std::vector<PendingLoss> PendingLosses() const = 0;

  // Reads all that is stored and checks it: every checksum, positions without gaps up to each head,
  // request entries within their books, trees against the records. Records appended meanwhile may
  // or may not be counted. DATA_LOSS names the first bad book and position in order of book;
  // UNAVAILABLE as Read.
  virtual absl::StatusOr<Verified> VerifyAll() const = 0;
};

// The tiles of one book's tree, for storage/merkle. Both are borrowed. Threads: any.
class BookTiles : public Tiles {
 public:
  BookTiles(const EventLog& log, absl::string_view book) : log_(log), book_(book) {}
  absl::StatusOr<std::string> Read(TileId id, int width) override {
    return log_.ReadTile(book_, id, width);
  }

 private:
  const EventLog& log_;
  const absl::string_view book_;
};

}  // namespace dealboek::storage

#endif  // DEALBOEK_STORAGE_EVENT_LOG_H_
