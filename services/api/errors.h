// What this layer itself refuses, whatever the rules say: each error with its reason, its values,
// the remedy, and its Dutch sentence.
#ifndef DEALBOEK_SERVICES_API_ERRORS_H_
#define DEALBOEK_SERVICES_API_ERRORS_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

#include "services/base/partial_date.h"
#include "services/base/position.h"

namespace dealboek::api {

// ---- The message. INVALID_ARGUMENT, with a violation on the field.
absl::Status FieldRequired(absl::string_view field);
absl::Status EnumUnspecified(absl::string_view field, int number);
// `fields`: those to name; `more`: how many others there are.
absl::Status UnknownFields(const std::vector<std::string>& fields, size_t more);
absl::Status TextNotUtf8(absl::string_view field);
absl::Status MessageMalformed(absl::string_view field);             // empty: not known where
absl::Status MessageTooLarge(size_t size_bytes, size_t max_bytes);  // RESOURCE_EXHAUSTED
absl::Status RequestIdInvalid(absl::string_view value);
// The sentences go on after the value: "Give 0 for the default, or 1 to 500."
absl::Status OutOfRange(absl::string_view field, int64_t value, absl::string_view english,
                        absl::string_view dutch);
// `format`: "programmes/{programme}/proposals/{proposal}".
absl::Status NameInvalid(absl::string_view field, absl::string_view value,
                         absl::string_view format);
absl::Status ProgrammeIdInvalid(absl::string_view field, absl::string_view value);
absl::Status EventTypeUnknown(absl::string_view field, absl::string_view type);
// Of a command among others: not a request that changes a book.
absl::Status CommandUnknown(absl::string_view type_url);
absl::Status PageTokenInvalid(absl::string_view value);
absl::Status OneOfRequired(absl::string_view fields);
absl::Status TimeInvalid(absl::string_view field, int64_t seconds, int32_t nanos);
// FIELD_NOT_ALLOWED: this read does not depend on the day money is valid on.
absl::Status ValidOnNotAllowed(absl::string_view field);
absl::Status DayMissing(const base::PartialDate& date, absl::string_view field);

// FIELD_NOT_ALLOWED: a published edition has tranches of its own.
absl::Status TranchesOfEdition(absl::string_view edition, const std::vector<int>& tranches);

// FAILED_PRECONDITION, MEETING_CONFIRMED: its list was confirmed at `confirmed`, so there is
// nothing to preview.
absl::Status MeetingDecided(absl::string_view meeting, base::Position confirmed);

// ---- The position. OUT_OF_RANGE.
absl::Status PositionUnknown(base::Position asked, base::Position head);
// As of before the book's first command, whose last event is at `begins`.
absl::Status BookNotBegun(base::Position begins, int64_t begins_micros);

// FAILED_PRECONDITION, BOOK_DIFFERS: what the caller has of a book up to `position` is not the
// book's.
absl::Status ExportDiffers(base::Position position);

// ---- The thing. NOT_FOUND.
absl::Status ProgrammeUnknown(absl::string_view programme);
absl::Status ProjectUnknown(absl::string_view project);
absl::Status ProposalUnknown(absl::string_view proposal);
absl::Status RevisionUnknown(absl::string_view field, int revision, int latest);
absl::Status MeetingUnknown(absl::string_view meeting);
absl::Status PijlerUnknown(absl::string_view pijler);
absl::Status PartUnknown(absl::string_view part);
absl::Status PartnerUnknown(absl::string_view partner);
absl::Status TrancheUnknown(int tranche);
absl::Status EditionUnknown(absl::string_view edition);

// ---- The caller.
absl::Status Unauthenticated(absl::string_view english, absl::string_view dutch);

absl::Status NotOperator();  // PERMISSION_DENIED

// ---- The server.
absl::Status BackupsNotSetUp();                           // FAILED_PRECONDITION
absl::Status ImportsNotSetUp();                           // FAILED_PRECONDITION
absl::Status SubscriberTooSlow(absl::Duration patience);  // RESOURCE_EXHAUSTED
absl::Status TooManyWaiting(int waiting);                 // RESOURCE_EXHAUSTED; worth trying again
absl::Status ShuttingDown();                              // UNAVAILABLE
absl::Status DeadlinePassed();                            // DEADLINE_EXCEEDED; nothing was done
absl::Status CallCancelled();                             // CANCELLED

}  // namespace dealboek::api

#endif  // DEALBOEK_SERVICES_API_ERRORS_H_
