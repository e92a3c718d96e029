#include "storage/batch_check.h"

#include <map>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"

#include "services/base/error.h"
#include "services/base/reasons.h"
#include "services/base/status_macros.h"

namespace dealboek::storage {
namespace {

using absl::StrCat;
using base::Error;
using base::Position;

absl::Status InDutch(absl::Status status, std::string dutch) {
  base::ErrorDetail detail = *base::GetErrorDetail(status);
  detail.dutch = std::move(dutch);
  return base::WithDetail(std::move(status), detail);
}

absl::Status CheckEntry(const BookBatch& batch, const RequestEntry& entry, Position last) {
  std::string wrong;
  if (entry.actor.empty() || entry.actor.size() > kMaxActorBytes) {
    wrong = StrCat("its actor has ", entry.actor.size(), " bytes, not 1 to ", kMaxActorBytes);
  } else if (entry.request_id.empty() || entry.request_id.size() > kMaxRequestIdBytes) {
    wrong = StrCat("its id has ", entry.request_id.size(), " bytes, not 1 to ", kMaxRequestIdBytes);
  } else if (entry.hash.size() > kMaxRequestHashBytes) {
    wrong = StrCat("its hash has ", entry.hash.size(), " bytes, over ", kMaxRequestHashBytes);
  } else if (entry.first < batch.first || entry.last < entry.first || entry.last > last) {
    wrong = StrCat("it spans ", entry.first.value(), " to ", entry.last.value(),
                   " in a batch that spans ", batch.first.value(), " to ", last.value());
  } else {
    return absl::OkStatus();
  }
  return Error(absl::StatusCode::kInvalidArgument, base::kRequestEntryInvalid,
               StrCat("A request entry for book ", batch.book, " is invalid: ", wrong, "."),
               {{"book", batch.book}});
}

absl::Status CheckContent(const BookBatch& batch) {
  RETURN_IF_ERROR(CheckBookId(batch.book));
  if (batch.records.empty()) {
    return Error(absl::StatusCode::kInvalidArgument, base::kBatchEmpty,
                 StrCat("A batch for book ", batch.book, " holds no records. Leave it out."),
                 {{"book", batch.book}});
  }
  for (const std::string& record : batch.records) {
    if (record.empty()) {
      return Error(absl::StatusCode::kInvalidArgument, base::kRecordEmpty,
                   StrCat("A record for book ", batch.book, " has no bytes."),
                   {{"book", batch.book}});
    }
    if (record.size() > kMaxRecordBytes) {
      return Error(
          absl::StatusCode::kInvalidArgument, base::kRecordTooLarge,
          StrCat("A record for book ", batch.book, " has ", record.size(), " bytes; at most ",
                 kMaxRecordBytes, " are kept. Keep long texts as documents and name them by hash."),
          {{"book", batch.book},
           {"recordBytes", StrCat(record.size())},
           {"maxBytes", StrCat(kMaxRecordBytes)}});
    }
  }
  const Position last(batch.first.value() + batch.records.size() - 1);
  for (const RequestEntry& entry : batch.requests) {
    RETURN_IF_ERROR(CheckEntry(batch, entry, last));
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckBookId(absl::string_view book) {
  bool valid = !book.empty() && book.size() <= kMaxBookIdBytes;
  for (char c : book) {
    valid = valid && ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-');
  }
  if (valid) return absl::OkStatus();
  // The id may be anything a stranger sent, so it is shortened and its odd bytes are not echoed.
  std::string shown;
  for (char c : book.substr(0, kMaxBookIdBytes)) shown += (c >= 0x20 && c < 0x7f) ? c : '?';
  return Error(absl::StatusCode::kInvalidArgument, base::kBookIdInvalid,
               StrCat("\"", shown, "\" cannot name a book. Use 1 to ", kMaxBookIdBytes,
                      " of: a to z, 0 to 9, hyphen."),
               {{"book", shown}});
}

absl::Status CheckBatches(absl::Span<const BookBatch> batches,
                          absl::FunctionRef<Position(absl::string_view)> head_of) {
  for (const BookBatch& batch : batches) RETURN_IF_ERROR(CheckContent(batch));
  std::map<absl::string_view, Position> heads;  // after the batches seen so far
  for (const BookBatch& batch : batches) {
    auto found = heads.find(batch.book);
    if (found == heads.end()) found = heads.emplace(batch.book, head_of(batch.book)).first;
    if (batch.first != found->second.Next()) {
      return Error(
          absl::StatusCode::kAborted, base::kPositionNotNext,
          StrCat("Book ", batch.book, " goes on at position ", found->second.Next().value(),
                 ", not at ", batch.first.value(), ". Read up to its head and decide again."),
          {{"book", batch.book},
           {"expectedPosition", StrCat(found->second.Next().value())},
           {"givenPosition", StrCat(batch.first.value())}});
    }
    found->second = Position(batch.first.value() + batch.records.size() - 1);
  }
  return absl::OkStatus();
}

absl::Status CheckReadFrom(absl::string_view book, Position from) {
  if (from != Position()) return absl::OkStatus();
  return Error(absl::StatusCode::kInvalidArgument, base::kPositionInvalid,
               StrCat("Book ", book, " cannot be read from position 0: its first record is at 1."),
               {{"book", std::string(book)}});
}

absl::Status CheckTile(absl::string_view book, TileId tile, int width, uint64_t size) {
  const bool known = tile.level >= 0 && tile.level < kTileLevels && width >= 1 &&
                     width <= kTileWidth && width <= TileWidth(tile, size);
  if (known) return absl::OkStatus();
  return Error(absl::StatusCode::kOutOfRange, base::kTileUnknown,
               StrCat("The tree over the ", size, " records of book ", book, " has no tile ",
                      tile.index, " of level ", tile.level, " with ", width,
                      " hashes. Ask for what a tree of that size has."),
               {{"book", std::string(book)},
                {"level", StrCat(tile.level)},
                {"tile", StrCat(tile.index)},
                {"width", StrCat(width)},
                {"treeSize", StrCat(size)}});
}

absl::Status RecordDamaged(absl::string_view book, Position position) {
  return Error(absl::StatusCode::kDataLoss, base::kRecordDamaged,
               StrCat("The record at position ", position.value(), " of book ", book,
                      " is not what was written: its checksum differs. Stop the server, keep the "
                      "data directory as it is, and restore a backup."),
               {{"book", std::string(book)}, {"position", StrCat(position.value())}});
}

absl::Status RecordMissing(absl::string_view book, Position position) {
  return Error(absl::StatusCode::kDataLoss, base::kRecordMissing,
               StrCat("The record at position ", position.value(), " of book ", book,
                      " is missing. Stop the server, keep the data directory as it is, and restore "
                      "a backup."),
               {{"book", std::string(book)}, {"position", StrCat(position.value())}});
}

absl::Status RequestEntryDamaged(absl::string_view book) {
  return Error(
      absl::StatusCode::kDataLoss, base::kRequestEntryDamaged,
      StrCat(
          "An entry in the request index of book ", book,
          " is missing, is not what was written, or points outside the book. Stop the server, keep "
          "the data directory as it is, and restore a backup."),
      {{"book", std::string(book)}});
}

absl::Status TreeDamaged(absl::string_view book, Position position) {
  return Error(absl::StatusCode::kDataLoss, base::kTreeDamaged,
               StrCat("The Merkle tree of book ", book, " does not fit its records from position ",
                      position.value(),
                      " on. Stop the server, keep the data directory as it is, and restore a "
                      "backup."),
               {{"book", std::string(book)}, {"position", StrCat(position.value())}});
}

absl::Status RequestEntryExists(absl::string_view book) {
  return Error(absl::StatusCode::kAlreadyExists, base::kRequestEntryExists,
               StrCat("Book ", book,
                      " has carried out this request already. Answer it from the records of the "
                      "first time."),
               {{"book", std::string(book)}});
}

absl::Status DiskFullFloor(uint64_t free_bytes, uint64_t reserve_bytes,
                           absl::string_view directory) {
  return InDutch(
      Error(absl::StatusCode::kResourceExhausted, base::kDiskFullFloor,
            StrCat("Nothing was recorded: the disk of ", directory, " has ", free_bytes,
                   " bytes free, under the ", reserve_bytes,
                   " kept in reserve. Make room and send it again; reading goes on."),
            {{"directory", std::string(directory)},
             {"freeBytes", StrCat(free_bytes)},
             {"reserveBytes", StrCat(reserve_bytes)}}),
      StrCat("Er is niets vastgelegd: de schijf van de server is bijna vol (", free_bytes,
             " bytes vrij; ", reserve_bytes,
             " worden vrijgehouden). Vraag de beheerder ruimte te maken; lezen kan nog."));
}

absl::Status LogStopped(absl::string_view why) {
  return InDutch(
      Error(absl::StatusCode::kUnavailable, base::kLogStopped,
            StrCat("The log takes no more records until the server is started again: ", why)),
      "De server neemt niets meer aan tot hij opnieuw is gestart. Waarschuw de beheerder.");
}

absl::Status LogWriteFailed(absl::string_view what) {
  return InDutch(
      Error(absl::StatusCode::kUnavailable, base::kLogWriteFailed,
            StrCat("Writing to the log failed, so it is unknown whether this was recorded: ", what,
                   " Start the server again and send the same request: it is carried out once.")),
      "Het schrijven mislukte, dus het is onbekend of dit is vastgelegd. Waarschuw de beheerder; "
      "herhaal daarna dezelfde aanvraag: die wordt één keer uitgevoerd.");
}

absl::Status PositionNotReached(absl::string_view book, Position wanted, Position head) {
  return Error(absl::StatusCode::kDeadlineExceeded, base::kPositionNotReached,
               StrCat("Book ", book, " is at position ", head.value(), " and did not reach ",
                      wanted.value(), " in the time given. Ask again, or ask for less."),
               {{"book", std::string(book)},
                {"wantedPosition", StrCat(wanted.value())},
                {"headPosition", StrCat(head.value())}});
}

}  // namespace dealboek::storage
