// Every `reason` an error can carry (ErrorInfo.reason, AIP-193), in alphabetical order within its
// group. A reason, once released, keeps its spelling and its meaning for ever: callers match on it.
#ifndef DEALBOEK_SERVICES_BASE_REASONS_H_
#define DEALBOEK_SERVICES_BASE_REASONS_H_

#include "absl/strings/string_view.h"

namespace dealboek::base {

// Values, whatever they are for.
inline constexpr absl::string_view kAmountMissing = "AMOUNT_MISSING";
inline constexpr absl::string_view kAmountZero = "AMOUNT_ZERO";
inline constexpr absl::string_view kDateImpossible = "DATE_IMPOSSIBLE";
inline constexpr absl::string_view kDateInFuture = "DATE_IN_FUTURE";
inline constexpr absl::string_view kDateNotAMonth = "DATE_NOT_A_MONTH";
inline constexpr absl::string_view kDocumentHashInvalid = "DOCUMENT_HASH_INVALID";
inline constexpr absl::string_view kEnumUnspecified = "ENUM_UNSPECIFIED";
inline constexpr absl::string_view kFieldNotAllowed = "FIELD_NOT_ALLOWED";
inline constexpr absl::string_view kFieldRequired = "FIELD_REQUIRED";
inline constexpr absl::string_view kMoneyNegative = "MONEY_NEGATIVE";
inline constexpr absl::string_view kMoneyOverflow = "MONEY_OVERFLOW";
inline constexpr absl::string_view kNameInvalid = "NAME_INVALID";
inline constexpr absl::string_view kNumberInvalid = "NUMBER_INVALID";
inline constexpr absl::string_view kRulesInvalid = "RULES_INVALID";
inline constexpr absl::string_view kTextControlCharacter = "TEXT_CONTROL_CHARACTER";
inline constexpr absl::string_view kTextEmpty = "TEXT_EMPTY";
inline constexpr absl::string_view kTextNotUtf8 = "TEXT_NOT_UTF8";
inline constexpr absl::string_view kTextTooLong = "TEXT_TOO_LONG";
inline constexpr absl::string_view kValueOutOfRange = "VALUE_OUT_OF_RANGE";
inline constexpr absl::string_view kValueRepeated = "VALUE_REPEATED";

// The rules (services/domain).
inline constexpr absl::string_view kAlreadyDeclared = "ALREADY_DECLARED";
inline constexpr absl::string_view kAlreadyDeclined = "ALREADY_DECLINED";
inline constexpr absl::string_view kAlreadyEndorsed = "ALREADY_ENDORSED";
inline constexpr absl::string_view kAttendanceNotRecorded = "ATTENDANCE_NOT_RECORDED";
inline constexpr absl::string_view kCeilingBelowAwarded = "CEILING_BELOW_AWARDED";
inline constexpr absl::string_view kCeilingNotSet = "CEILING_NOT_SET";
inline constexpr absl::string_view kChairTaken = "CHAIR_TAKEN";
inline constexpr absl::string_view kCombinedSeatsForbidden = "COMBINED_SEATS_FORBIDDEN";
inline constexpr absl::string_view kContributionExceedsAward = "CONTRIBUTION_EXCEEDS_AWARD";
inline constexpr absl::string_view kContributionToItself = "CONTRIBUTION_TO_ITSELF";
inline constexpr absl::string_view kCorrectionMismatch = "CORRECTION_MISMATCH";
inline constexpr absl::string_view kDeciderAbsent = "DECIDER_ABSENT";
inline constexpr absl::string_view kEditionUnknown = "EDITION_UNKNOWN";
inline constexpr absl::string_view kEventReplaced = "EVENT_REPLACED";
inline constexpr absl::string_view kDecidedLater = "DECIDED_LATER";
inline constexpr absl::string_view kEventUnknown = "EVENT_UNKNOWN";
inline constexpr absl::string_view kEventUnreadable = "EVENT_UNREADABLE";
inline constexpr absl::string_view kIdeaOnAgenda = "IDEA_ON_AGENDA";
inline constexpr absl::string_view kInterestAfterDecision = "INTEREST_AFTER_DECISION";
inline constexpr absl::string_view kItemDecided = "ITEM_DECIDED";
inline constexpr absl::string_view kItemLeftOut = "ITEM_LEFT_OUT";
inline constexpr absl::string_view kItemUndecided = "ITEM_UNDECIDED";
inline constexpr absl::string_view kItemUnknown = "ITEM_UNKNOWN";
inline constexpr absl::string_view kLastSecretaris = "LAST_SECRETARIS";
inline constexpr absl::string_view kMeetingConfirmed = "MEETING_CONFIRMED";
inline constexpr absl::string_view kMeetingNotHeld = "MEETING_NOT_HELD";
inline constexpr absl::string_view kMeetingUnknown = "MEETING_UNKNOWN";
inline constexpr absl::string_view kNoDisinterestedSeat = "NO_DISINTERESTED_SEAT";
inline constexpr absl::string_view kNoEndorsement = "NO_ENDORSEMENT";
inline constexpr absl::string_view kNoQuorum = "NO_QUORUM";
inline constexpr absl::string_view kNoSeat = "NO_SEAT";
inline constexpr absl::string_view kNotEndorsed = "NOT_ENDORSED";
inline constexpr absl::string_view kNothingChanged = "NOTHING_CHANGED";
inline constexpr absl::string_view kNumberTaken = "NUMBER_TAKEN";
inline constexpr absl::string_view kOpeningClosed = "OPENING_CLOSED";
inline constexpr absl::string_view kOpeningNotClosed = "OPENING_NOT_CLOSED";
inline constexpr absl::string_view kOwnDecision = "OWN_DECISION";
inline constexpr absl::string_view kOwnProposal = "OWN_PROPOSAL";
inline constexpr absl::string_view kPartExists = "PART_EXISTS";
inline constexpr absl::string_view kPartOfOtherProject = "PART_OF_OTHER_PROJECT";
inline constexpr absl::string_view kPartUnknown = "PART_UNKNOWN";
inline constexpr absl::string_view kPartnerExists = "PARTNER_EXISTS";
inline constexpr absl::string_view kPartnerUnknown = "PARTNER_UNKNOWN";
inline constexpr absl::string_view kPijlerUnknown = "PIJLER_UNKNOWN";
inline constexpr absl::string_view kPositionUnknown = "POSITION_UNKNOWN";
inline constexpr absl::string_view kProgrammeCeilingExceeded = "PROGRAMME_CEILING_EXCEEDED";
inline constexpr absl::string_view kProgrammeExists = "PROGRAMME_EXISTS";
inline constexpr absl::string_view kProgrammeUnknown = "PROGRAMME_UNKNOWN";
inline constexpr absl::string_view kProjectCompleted = "PROJECT_COMPLETED";
inline constexpr absl::string_view kProjectNotCompleted = "PROJECT_NOT_COMPLETED";
inline constexpr absl::string_view kProjectOfOtherPijler = "PROJECT_OF_OTHER_PIJLER";
inline constexpr absl::string_view kProjectUnknown = "PROJECT_UNKNOWN";
inline constexpr absl::string_view kProjectWithoutAward = "PROJECT_WITHOUT_AWARD";
inline constexpr absl::string_view kProposalClosed = "PROPOSAL_CLOSED";
inline constexpr absl::string_view kProposalOnAgenda = "PROPOSAL_ON_AGENDA";
inline constexpr absl::string_view kProposalUnknown = "PROPOSAL_UNKNOWN";
inline constexpr absl::string_view kReleaseExceedsAward = "RELEASE_EXCEEDS_AWARD";
inline constexpr absl::string_view kReservationBelowAwarded = "RESERVATION_BELOW_AWARDED";
inline constexpr absl::string_view kReservationExceeded = "RESERVATION_EXCEEDED";
inline constexpr absl::string_view kSeatEnded = "SEAT_ENDED";
inline constexpr absl::string_view kSeatHeld = "SEAT_HELD";
inline constexpr absl::string_view kSeatMismatch = "SEAT_MISMATCH";
inline constexpr absl::string_view kSeatNotHeld = "SEAT_NOT_HELD";
inline constexpr absl::string_view kSeatOfOtherRole = "SEAT_OF_OTHER_ROLE";
inline constexpr absl::string_view kSeatUnknown = "SEAT_UNKNOWN";
inline constexpr absl::string_view kStaleRevision = "STALE_REVISION";
inline constexpr absl::string_view kStatementAgrees = "STATEMENT_AGREES";
inline constexpr absl::string_view kStatementUnknown = "STATEMENT_UNKNOWN";
inline constexpr absl::string_view kThemeInUse = "THEME_IN_USE";
inline constexpr absl::string_view kThemeUnknown = "THEME_UNKNOWN";
inline constexpr absl::string_view kTrancheCeilingExceeded = "TRANCHE_CEILING_EXCEEDED";
inline constexpr absl::string_view kTrancheClosed = "TRANCHE_CLOSED";
inline constexpr absl::string_view kTrancheExists = "TRANCHE_EXISTS";
inline constexpr absl::string_view kTrancheNotClosed = "TRANCHE_NOT_CLOSED";
inline constexpr absl::string_view kTrancheUnknown = "TRANCHE_UNKNOWN";

// The book: requests, queues and the clock (services/book/books.h).
inline constexpr absl::string_view kBookDiffers = "BOOK_DIFFERS";
inline constexpr absl::string_view kClockBehind = "CLOCK_BEHIND";
inline constexpr absl::string_view kQueueFull = "QUEUE_FULL";
inline constexpr absl::string_view kRecordRefused = "RECORD_REFUSED";
inline constexpr absl::string_view kRequestIdInvalid = "REQUEST_ID_INVALID";
inline constexpr absl::string_view kRequestIdReused = "REQUEST_ID_REUSED";
inline constexpr absl::string_view kServerDraining = "SERVER_DRAINING";
inline constexpr absl::string_view kTooManySubscribers = "TOO_MANY_SUBSCRIBERS";

// The log (storage/event_log.h, storage/FORMAT.md).
inline constexpr absl::string_view kBackupDamaged = "BACKUP_DAMAGED";
inline constexpr absl::string_view kBackupDirectoryMissing = "BACKUP_DIRECTORY_MISSING";
inline constexpr absl::string_view kBackupFailed = "BACKUP_FAILED";
inline constexpr absl::string_view kBackupOfAnotherLog = "BACKUP_OF_ANOTHER_LOG";
inline constexpr absl::string_view kBackupUnderWay = "BACKUP_UNDER_WAY";
inline constexpr absl::string_view kBackupUnknown = "BACKUP_UNKNOWN";
inline constexpr absl::string_view kBatchEmpty = "BATCH_EMPTY";
inline constexpr absl::string_view kBookIdInvalid = "BOOK_ID_INVALID";
inline constexpr absl::string_view kBookNotBegun = "BOOK_NOT_BEGUN";
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
inline constexpr absl::string_view kLogForked = "LOG_FORKED";
inline constexpr absl::string_view kLogReadFailed = "LOG_READ_FAILED";
inline constexpr absl::string_view kLogStopped = "LOG_STOPPED";
inline constexpr absl::string_view kLogWriteFailed = "LOG_WRITE_FAILED";
inline constexpr absl::string_view kNothingToAccept = "NOTHING_TO_ACCEPT";
inline constexpr absl::string_view kPositionInvalid = "POSITION_INVALID";
inline constexpr absl::string_view kPositionNotNext = "POSITION_NOT_NEXT";
inline constexpr absl::string_view kPositionNotReached = "POSITION_NOT_REACHED";
inline constexpr absl::string_view kPositionWithinCommand = "POSITION_WITHIN_COMMAND";
inline constexpr absl::string_view kRecordDamaged = "RECORD_DAMAGED";
inline constexpr absl::string_view kRecordEmpty = "RECORD_EMPTY";
inline constexpr absl::string_view kRecordMissing = "RECORD_MISSING";
inline constexpr absl::string_view kRecordTooLarge = "RECORD_TOO_LARGE";
inline constexpr absl::string_view kRequestEntryDamaged = "REQUEST_ENTRY_DAMAGED";
inline constexpr absl::string_view kRequestEntryExists = "REQUEST_ENTRY_EXISTS";
inline constexpr absl::string_view kRequestEntryInvalid = "REQUEST_ENTRY_INVALID";
inline constexpr absl::string_view kTileUnknown = "TILE_UNKNOWN";
inline constexpr absl::string_view kTreeDamaged = "TREE_DAMAGED";

// The wire (services/api).
inline constexpr absl::string_view kBackupsNotSetUp = "BACKUPS_NOT_SET_UP";
inline constexpr absl::string_view kCallCancelled = "CALL_CANCELLED";
inline constexpr absl::string_view kCommandUnknown = "COMMAND_UNKNOWN";
inline constexpr absl::string_view kDeadlinePassed = "DEADLINE_PASSED";
inline constexpr absl::string_view kInternal = "INTERNAL";
inline constexpr absl::string_view kMessageMalformed = "MESSAGE_MALFORMED";
inline constexpr absl::string_view kMessageTooLarge = "MESSAGE_TOO_LARGE";
inline constexpr absl::string_view kNotOperator = "NOT_OPERATOR";
inline constexpr absl::string_view kPageTokenInvalid = "PAGE_TOKEN_INVALID";
inline constexpr absl::string_view kRevisionUnknown = "REVISION_UNKNOWN";
inline constexpr absl::string_view kSubscriberTooSlow = "SUBSCRIBER_TOO_SLOW";
inline constexpr absl::string_view kTooManyWaiting = "TOO_MANY_WAITING";
inline constexpr absl::string_view kUnauthenticated = "UNAUTHENTICATED";
inline constexpr absl::string_view kUnknownFields = "UNKNOWN_FIELDS";

}  // namespace dealboek::base

#endif  // DEALBOEK_SERVICES_BASE_REASONS_H_
