#include "services/book/errors.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"

#include "services/base/error.h"
#include "services/base/reasons.h"
#include "storage/event_log.h"

namespace dealboek::book {
namespace {

using Metadata = std::vector<std::pair<std::string, std::string>>;

absl::Status Refusal(absl::StatusCode code, absl::string_view reason, absl::string_view english,
                     std::string dutch, Metadata metadata = {}) {
  base::ErrorDetail detail;
  detail.reason = std::string(reason);
  detail.metadata = std::move(metadata);
  detail.dutch = std::move(dutch);
  return base::WithDetail(absl::Status(code, english), detail);
}

}  // namespace

absl::Status ProgrammeUnknown(absl::string_view book) {
  return Refusal(absl::StatusCode::kNotFound, base::kProgrammeUnknown,
                 absl::StrCat("There is no programme ", book, ". Check its name, or create it."),
                 absl::StrCat("Er is geen programma ", book,
                              ". Controleer de naam, of maak het programma aan."),
                 {{"programme", std::string(book)}});
}

absl::Status RequestIdInvalid() {
  return Refusal(
      absl::StatusCode::kInvalidArgument, base::kRequestIdInvalid,
      "request_id: not a UUID in canonical text. Give each new request a fresh one, like "
      "f81d4fae-7dec-41d0-a765-00a0c91e6bf6.",
      "request_id: geen UUID in de gebruikelijke schrijfwijze. Geef elke nieuwe aanvraag "
      "een eigen UUID.");
}

absl::Status RequestIdReused(absl::string_view request_id) {
  return Refusal(absl::StatusCode::kAlreadyExists, base::kRequestIdReused,
                 absl::StrCat("Request ", request_id,
                              " was carried out before with another content. Send a new request "
                              "under a new id."),
                 absl::StrCat("Aanvraag ", request_id,
                              " is eerder uitgevoerd met een andere inhoud. Dien een nieuwe "
                              "aanvraag in met een nieuw kenmerk."),
                 {{"requestId", std::string(request_id)}});
}

absl::Status RecordTooLarge(absl::string_view type, size_t bytes) {
  return Refusal(
      absl::StatusCode::kInvalidArgument, base::kRecordTooLarge,
      absl::StrCat(type, " would take ", bytes, " bytes; a record holds at most ",
                   storage::kMaxRecordBytes, ". Shorten it; refer to long texts as documents."),
      absl::StrCat(type, " zou ", bytes, " bytes beslaan; er passen er ", storage::kMaxRecordBytes,
                   " in. Maak het korter; verwijs naar lange teksten als bijlage."),
      {{"event", std::string(type)},
       {"bytes", absl::StrCat(bytes)},
       {"maxBytes", absl::StrCat(storage::kMaxRecordBytes)}});
}

absl::Status QueueFull(size_t queued, int64_t retry_after_millis) {
  return Refusal(
      absl::StatusCode::kResourceExhausted, base::kQueueFull,
      absl::StrCat(queued,
                   " commands are waiting already. Nothing was written; send "
                   "the same request again in ",
                   retry_after_millis, " ms."),
      absl::StrCat("Er wachten al ", queued,
                   " opdrachten. Er is niets vastgelegd; "
                   "probeer het over ",
                   retry_after_millis, " ms opnieuw."),
      {{"queued", absl::StrCat(queued)}, {"retryAfterMillis", absl::StrCat(retry_after_millis)}});
}

absl::Status TooManySubscribers(size_t subscribers) {
  return Refusal(absl::StatusCode::kResourceExhausted, base::kTooManySubscribers,
                 absl::StrCat(subscribers,
                              " subscriptions follow this programme already. End one, "
                              "or read its events instead."),
                 absl::StrCat("Dit programma wordt al door ", subscribers,
                              " abonnementen gevolgd. Beëindig er een, of lees de gebeurtenissen."),
                 {{"subscribers", absl::StrCat(subscribers)}});
}

absl::Status ServerDraining() {
  return Refusal(
      absl::StatusCode::kUnavailable, base::kServerDraining,
      "The server is stopping and takes no more commands. Nothing was written; send the "
      "same request again once it is back.",
      "De server stopt en neemt geen opdrachten meer aan. Er is niets vastgelegd; probeer "
      "het opnieuw zodra hij terug is.");
}

absl::Status OutcomeUnknown(const absl::Status& log_said) {
  return Refusal(absl::StatusCode::kUnavailable, base::kLogWriteFailed,
                 absl::StrCat("The log could not be written, and whether this request was is not "
                              "known. Send it again, with the same request_id, once the server is "
                              "back. The log says: ",
                              log_said.message()),
                 "Het logboek kon niet worden beschreven; of deze opdracht is vastgelegd, is niet "
                 "bekend. Verstuur haar opnieuw, met hetzelfde kenmerk, zodra de server terug is.");
}

absl::Status LogStopped(const absl::Status& log_said) {
  return Refusal(absl::StatusCode::kUnavailable, base::kLogStopped,
                 absl::StrCat("The server takes no more commands, because its log has failed. "
                              "Nothing was written; send the same request again once the server is "
                              "back. The log says: ",
                              log_said.message()),
                 "De server neemt geen opdrachten meer aan, omdat zijn logboek faalt. Er is niets "
                 "vastgelegd; probeer het opnieuw zodra de server terug is.");
}

absl::Status ClockBehind(int64_t behind_micros) {
  const int64_t seconds = behind_micros / 1'000'000;
  return Refusal(
      absl::StatusCode::kFailedPrecondition, base::kClockBehind,
      absl::StrCat("The server's clock is ", seconds,
                   " s behind the last record of this programme, so nothing is written. "
                   "Set the clock, or have the operator accept it (--accept-clock)."),
      absl::StrCat("De klok van de server loopt ", seconds,
                   " s achter op de laatste vastlegging van dit programma; er wordt niets "
                   "vastgelegd. Zet de klok goed, of laat de beheerder haar aanvaarden "
                   "(--accept-clock)."),
      {{"behindSeconds", absl::StrCat(seconds)}});
}

absl::Status PositionNotReached(absl::string_view book, base::Position wanted,
                                base::Position head) {
  return Refusal(
      absl::StatusCode::kDeadlineExceeded, base::kPositionNotReached,
      absl::StrCat("Programme ", book, " is at position ", head.value(), "; position ",
                   wanted.value(), " did not come in time. Ask again later, or without it."),
      absl::StrCat("Programma ", book, " staat op positie ", head.value(), "; positie ",
                   wanted.value(), " kwam niet op tijd. Vraag het later opnieuw, of zonder."),
      {{"programme", std::string(book)},
       {"wantedPosition", absl::StrCat(wanted.value())},
       {"headPosition", absl::StrCat(head.value())}});
}

absl::Status StillOpening(absl::string_view book, base::Position reached, base::Position head) {
  return Refusal(
      absl::StatusCode::kDeadlineExceeded, base::kPositionNotReached,
      absl::StrCat("Programme ", book, " is being opened: ", reached.value(), " of ", head.value(),
                   " events read. Ask again in a while."),
      absl::StrCat("Programma ", book, " wordt geopend: ", reached.value(), " van ", head.value(),
                   " gebeurtenissen gelezen. Vraag het zo dadelijk opnieuw."),
      {{"programme", std::string(book)},
       {"reachedPosition", absl::StrCat(reached.value())},
       {"headPosition", absl::StrCat(head.value())}});
}

absl::Status BookThere(absl::string_view book) {
  return Refusal(absl::StatusCode::kAlreadyExists, base::kBookDiffers,
                 absl::StrCat("The server has a book ", book,
                              " already, and it is another one or has gone on since. Nothing was "
                              "added to it."),
                 absl::StrCat("De server heeft al een boek ", book,
                              ", en dat is een ander of het is sindsdien verder gegaan. Er is "
                              "niets aan toegevoegd."),
                 {{"programme", std::string(book)}});
}

absl::Status BookBusy(absl::string_view book) {
  return Refusal(absl::StatusCode::kAborted, base::kBookDiffers,
                 absl::StrCat("A book ", book,
                              " is being made or taken in at this moment. Try again in a while."),
                 absl::StrCat("Boek ", book,
                              " wordt op dit moment aangemaakt of ingelezen. Probeer het over "
                              "enige tijd opnieuw."),
                 {{"programme", std::string(book)}});
}

absl::Status EventUnreadable(absl::string_view book, base::Position position,
                             absl::string_view why) {
  return Refusal(absl::StatusCode::kDataLoss, base::kEventUnreadable,
                 absl::StrCat("Programme ", book, " can't be opened: its record at position ",
                              position.value(), " can't be read. ", why),
                 absl::StrCat("Programma ", book,
                              " kan niet worden geopend: de vastlegging op "
                              "positie ",
                              position.value(), " is niet leesbaar."),
                 {{"programme", std::string(book)}, {"position", absl::StrCat(position.value())}});
}

}  // namespace dealboek::book
