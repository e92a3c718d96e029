// Every `reason` an error can carry (ErrorInfo.reason, AIP-193), in alphabetical order within its
// group. A reason, once released, keeps its spelling and its meaning for ever: callers match on it.
#ifndef DEALBOEK_SERVICES_BASE_REASONS_H_
#define DEALBOEK_SERVICES_BASE_REASONS_H_

#include "absl/strings/string_view.h"

namespace dealboek::base {

// Values, whatever they are for.
inline constexpr absl::string_view kDateImpossible = "DATE_IMPOSSIBLE";
inline constexpr absl::string_view kMoneyNegative = "MONEY_NEGATIVE";
inline constexpr absl::string_view kMoneyOverflow = "MONEY_OVERFLOW";

// The book: requests, queues, the clock and the start of reading (services/book/books.h).
inline constexpr absl::string_view kClockBehind = "CLOCK_BEHIND";
inline constexpr absl::string_view kEventUnreadable = "EVENT_UNREADABLE";
inline constexpr absl::string_view kProgrammeUnknown = "PROGRAMME_UNKNOWN";
inline constexpr absl::string_view kQueueFull = "QUEUE_FULL";
inline constexpr absl::string_view kRequestIdInvalid = "REQUEST_ID_INVALID";
inline constexpr absl::string_view kRequestIdReused = "REQUEST_ID_REUSED";
inline constexpr absl::string_view kServerDraining = "SERVER_DRAINING";
inline constexpr absl::string_view kTooManySubscribers = "TOO_MANY_SUBSCRIBERS";

// The log (storage/event_log.h, storage/FORMAT.md).
inline constexpr absl::string_view kBatchEmpty = "BATCH_EMPTY";
inline constexpr absl::string_view kBookIdInvalid = "BOOK_ID_INVALID";
inline constexpr absl::string_view kDataDirectoryInUse = "DATA_DIRECTORY_IN_USE";
inline constexpr absl::string_view kDataDirectoryMissing = "DATA_DIRECTORY_MISSING";
inline constexpr absl::string_view kDataDirectoryNotApart = "DATA_DIRECTORY_NOT_APART";
inline constexpr absl::string_view kDataDirectoryNotEmpty = "DATA_DIRECTORY_NOT_EMPTY";
inline constexpr absl::string_view kDataDirectoryNotOurs = "DATA_DIRECTORY_NOT_OURS";
inline constexpr absl::string_view kDataDirectoryNotWritable = "DATA_DIRECTORY_NOT_WRITABLE";
inline constexpr absl::string_view kDiskFull = "DISK_FULL";
inline constexpr absl::string_view kDiskFullFloor = "DISK_FULL_FLOOR";
inline constexpr absl::string_view kFloorDamaged = "FLOOR_DAMAGED";
inline constexpr absl::string_view kFloorMissing = "FLOOR_MISSING";
inline constexpr absl::string_view kFloorOfAnotherLog = "FLOOR_OF_ANOTHER_LOG";
inline constexpr absl::string_view kFormatVersionUnknown = "FORMAT_VERSION_UNKNOWN";
inline constexpr absl::string_view kLogBelowFloor = "LOG_BELOW_FLOOR";
inline constexpr absl::string_view kLogDamaged = "LOG_DAMAGED";
inline constexpr absl::string_view kLogReadFailed = "LOG_READ_FAILED";
inline constexpr absl::string_view kLogStopped = "LOG_STOPPED";
inline constexpr absl::string_view kLogWriteFailed = "LOG_WRITE_FAILED";
inline constexpr absl::string_view kNothingToAccept = "NOTHING_TO_ACCEPT";
inline constexpr absl::string_view kPositionInvalid = "POSITION_INVALID";
inline constexpr absl::string_view kPositionNotNext = "POSITION_NOT_NEXT";
inline constexpr absl::string_view kPositionNotReached = "POSITION_NOT_REACHED";
inline constexpr absl::string_view kRecordDamaged = "RECORD_DAMAGED";
inline constexpr absl::string_view kRecordEmpty = "RECORD_EMPTY";
inline constexpr absl::string_view kRecordMissing = "RECORD_MISSING";
inline constexpr absl::string_view kRecordTooLarge = "RECORD_TOO_LARGE";
inline constexpr absl::string_view kRequestEntryDamaged = "REQUEST_ENTRY_DAMAGED";
inline constexpr absl::string_view kRequestEntryInvalid = "REQUEST_ENTRY_INVALID";

}  // namespace dealboek::base

#endif  // DEALBOEK_SERVICES_BASE_REASONS_H_
