// What every EventLog refuses before it writes anything. For implementations; callers need
// storage/event_log.h only.
#ifndef DEALBOEK_STORAGE_BATCH_CHECK_H_
#define DEALBOEK_STORAGE_BATCH_CHECK_H_

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"

#include "services/base/position.h"
#include "storage/event_log.h"

namespace dealboek::storage {

// Checks `batches` in the order EventLog::Append promises, and against the heads that `head_of`
// gives. INVALID_ARGUMENT and ABORTED as there.
absl::Status CheckBatches(absl::Span<const BookBatch> batches,
                          absl::FunctionRef<base::Position(absl::string_view book)> head_of);

// INVALID_ARGUMENT POSITION_INVALID when `from` is Position().
absl::Status CheckReadFrom(absl::string_view book, base::Position from);

// OUT_OF_RANGE TILE_UNKNOWN when the tree of `size` leaves has not that many hashes in that tile.
absl::Status CheckTile(absl::string_view book, TileId tile, int width, uint64_t size);

// The errors that every log words alike.
absl::Status RecordDamaged(absl::string_view book, base::Position position);
absl::Status RecordMissing(absl::string_view book, base::Position position);
absl::Status RequestEntryDamaged(absl::string_view book);
absl::Status RequestEntryExists(absl::string_view book);
absl::Status DiskFullFloor(uint64_t free_bytes, uint64_t reserve_bytes,
                           absl::string_view directory);
// `position` is that of the first record under a hash that is not what it should be.
absl::Status TreeDamaged(absl::string_view book, base::Position position);
absl::Status LogStopped(absl::string_view why);
absl::Status LogWriteFailed(absl::string_view what);
absl::Status PositionNotReached(absl::string_view book, base::Position wanted, base::Position head);

}  // namespace dealboek::storage

#endif  // DEALBOEK_STORAGE_BATCH_CHECK_H_
