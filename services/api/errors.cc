#include "services/api/errors.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/time.h"

#include "services/base/error.h"
#include "services/base/reasons.h"
#include "services/domain/refusal.h"
#include "services/domain/text.h"

namespace dealboek::api {

using absl::StatusCode;
using absl::StrCat;
using domain::Invalid;
using domain::Quoted;
using domain::Readable;
using domain::Refuse;

absl::Status FieldRequired(absl::string_view field) {
  return Invalid(base::kFieldRequired, field, "Is required. Give it a value.",
                 StrCat("Vul ", field, " in; dat is verplicht."), {{"field", std::string(field)}});
}

absl::Status EnumUnspecified(absl::string_view field, int number) {
  if (number == 0) {
    return Invalid(base::kEnumUnspecified, field, "Is unspecified. Choose one of its values.",
                   StrCat("Kies een waarde voor ", field, "."), {{"field", std::string(field)}});
  }
  return Invalid(base::kEnumUnspecified, field,
                 StrCat(number, " is none of its values. Choose one of them."),
                 StrCat("Kies een bestaande waarde voor ", field, "; ", number, " is er geen."),
                 {{"field", std::string(field)}, {"value", StrCat(number)}});
}

absl::Status UnknownFields(const std::vector<std::string>& fields, size_t more) {
  const std::string named = absl::StrJoin(fields, ", ");
  const std::string all = more == 0 ? named : StrCat(named, " and ", more, " more");
  const std::string alle = more == 0 ? named : StrCat(named, " en nog ", more);
  base::ErrorDetail detail;
  detail.reason = std::string(base::kUnknownFields);
  detail.metadata = {{"fields", named}};
  if (more > 0) detail.metadata.emplace_back("fieldsLeftOut", StrCat(more));
  for (const std::string& field : fields) {
    detail.violations.push_back(
        {field, "This server does not know this field.", "Deze server kent dit veld niet."});
  }
  detail.dutch = StrCat("De aanvraag bevat velden die deze server niet kent: ", alle,
                        ". Gebruik een client van dezelfde versie.");
  return base::WithDetail(
      absl::InvalidArgumentError(StrCat("This server does not know these fields: ", all,
                                        ". Leave them out, or use a server that does.")),
      detail);
}

absl::Status TextNotUtf8(absl::string_view field) {
  return Invalid(base::kTextNotUtf8, field, "Is not UTF-8. Send it as UTF-8.",
                 StrCat("De tekst in ", field, " is geen UTF-8. Stuur de tekst als UTF-8."),
                 {{"field", std::string(field)}});
}

absl::Status MessageMalformed(absl::string_view field) {
  constexpr absl::string_view kDutch =
      "De aanvraag is geen bericht van dit type. Gebruik een client van dezelfde versie.";
  if (!field.empty()) {
    return Invalid(base::kMessageMalformed, field,
                   "Its bytes are cut off, or none of its type. Send it as this contract has it.",
                   kDutch, {{"field", std::string(field)}});
  }
  return Refuse(StatusCode::kInvalidArgument, base::kMessageMalformed,
                "The request is not a message of its type. Send it as this contract has it.",
                kDutch);
}

absl::Status MessageTooLarge(size_t size_bytes, size_t max_bytes) {
  return Refuse(StatusCode::kResourceExhausted, base::kMessageTooLarge,
                StrCat("The request is ", size_bytes, " bytes; this server takes ", max_bytes,
                       ". Send less at once, or refer to documents by their hash."),
                StrCat("De aanvraag is ", size_bytes, " bytes groot; deze server neemt er ",
                       max_bytes, " aan. Stuur minder tegelijk, of verwijs naar een bijlage."),
                {{"sizeBytes", StrCat(size_bytes)}, {"maxSizeBytes", StrCat(max_bytes)}});
}

absl::Status RequestIdInvalid(absl::string_view value) {
  return Invalid(base::kRequestIdInvalid, "request_id",
                 StrCat(Quoted(value),
                        " is not a UUID that tells requests apart. Give each new request a fresh "
                        "one, like f81d4fae-7dec-41d0-a765-00a0c91e6bf6."),
                 StrCat("Het kenmerk van de aanvraag, ", Quoted(value),
                        ", is geen bruikbare UUID. Geef elke nieuwe aanvraag een eigen UUID."),
                 {{"value", Readable(value)}});
}

absl::Status OutOfRange(absl::string_view field, int64_t value, absl::string_view english,
                        absl::string_view dutch) {
  return Invalid(base::kValueOutOfRange, field, StrCat(value, " can't be. ", english),
                 StrCat(value, " kan niet als ", field, ". ", dutch),
                 {{"field", std::string(field)}, {"value", StrCat(value)}});
}

absl::Status NameInvalid(absl::string_view field, absl::string_view value,
                         absl::string_view format) {
  return Invalid(
      base::kNameInvalid, field,
      StrCat(Quoted(value), " is not of the form ", format, ". Give it like that."),
      StrCat(Quoted(value), " kan niet als ", field, ": de vorm is ", format, ". Geef het zo."),
      {{"field", std::string(field)}, {"value", Readable(value)}, {"format", std::string(format)}});
}

absl::Status ProgrammeIdInvalid(absl::string_view field, absl::string_view value) {
  return Invalid(base::kNameInvalid, field,
                 StrCat(Quoted(value),
                        " can't name a programme. Give lower-case letters, digits and hyphens, at "
                        "most 63."),
                 StrCat("Zo kan een programma niet heten: ", Quoted(value),
                        ". Geef kleine letters, cijfers en koppeltekens, ten hoogste 63."),
                 {{"field", std::string(field)}, {"value", Readable(value)}});
}

absl::Status EventTypeUnknown(absl::string_view field, absl::string_view type) {
  return Invalid(base::kNameInvalid, field,
                 StrCat("There is no event type ", Quoted(type), ". Types are named like Awarded."),
                 StrCat("Er is geen soort gebeurtenis ", Quoted(type),
                        ". Een soort heet bijvoorbeeld Awarded."),
                 {{"field", std::string(field)}, {"type", Readable(type)}});
}

absl::Status CommandUnknown(absl::string_view type_url) {
  return Invalid(base::kCommandUnknown, "commands",
                 StrCat(Quoted(type_url),
                        " is no request that changes a book. Pack one that is, like "
                        "type.googleapis.com/dealboek.v1.SubmitProposalRequest."),
                 StrCat(Quoted(type_url),
                        " is geen aanvraag die een boek verandert. Gebruik een client van dezelfde "
                        "versie."),
                 {{"type", Readable(type_url)}});
}

absl::Status PageTokenInvalid(absl::string_view value) {
  return Invalid(base::kPageTokenInvalid, "page_token",
                 StrCat(Quoted(value),
                        " is not a token of this list with these filters. Send the next_page_token "
                        "of the page before, with the same request, or begin at the first page."),
                 StrCat("De verwijzing ", Quoted(value),
                        " naar de volgende bladzijde hoort niet bij deze lijst. Begin bij de "
                        "eerste bladzijde."),
                 {{"value", Readable(value)}});
}

absl::Status OneOfRequired(absl::string_view fields) {
  return Invalid(base::kFieldRequired, fields,
                 "Exactly one of these is required. Give one, and leave the others out.",
                 StrCat("Geef precies één van ", fields, "; laat de andere weg."),
                 {{"field", std::string(fields)}});
}

absl::Status TimeInvalid(absl::string_view field, int64_t seconds, int32_t nanos) {
  return Invalid(
      base::kDateImpossible, field,
      StrCat(seconds, " s and ", nanos,
             " ns is not a time. Give one of the years 1 to 9999, with 0 to 999999999 "
             "nanoseconds."),
      StrCat(field, " is met ", seconds, " s en ", nanos,
             " ns geen tijdstip. Geef een bestaand tijdstip."),
      {{"field", std::string(field)}, {"seconds", StrCat(seconds)}, {"nanos", StrCat(nanos)}});
}

absl::Status DayMissing(const base::PartialDate& date, absl::string_view field) {
  return Invalid(base::kDateImpossible, field,
                 StrCat(date.ToString(), " is not a day. Give year, month and day."),
                 StrCat(date.ToString(), " is geen hele dag. Geef jaar, maand en dag."),
                 {{"field", std::string(field)}, {"date", date.ToString()}});
}

absl::Status ValidOnNotAllowed(absl::string_view field) {
  return Invalid(base::kFieldNotAllowed, field,
                 "This does not depend on the day money is valid on. Leave it out.",
                 "Dit hangt niet af van de dag waarop geld geldt. Laat die dag weg.",
                 {{"field", std::string(field)}});
}

absl::Status TranchesOfEdition(absl::string_view edition, const std::vector<int>& tranches) {
  const std::string has = absl::StrJoin(tranches, ", ");
  return Invalid(base::kFieldNotAllowed, "tranches",
                 StrCat("Edition ", edition, " was published with tranches ", has,
                        ". Leave the tranches out, or ask for an edition of others as of its "
                        "position, without its name."),
                 StrCat("Editie ", edition, " is gepubliceerd met tranches ", has,
                        ". Laat de tranches weg, of vraag een editie van andere op haar positie, "
                        "zonder haar naam."),
                 {{"field", "tranches"}, {"edition", std::string(edition)}, {"tranches", has}});
}

absl::Status MeetingDecided(absl::string_view meeting, base::Position confirmed) {
  const std::string at = StrCat(confirmed.value());
  const std::string before = StrCat(confirmed.value() - 1);
  return Refuse(StatusCode::kFailedPrecondition, base::kMeetingConfirmed,
                StrCat("The list of meeting ", meeting, " was confirmed at position ", at,
                       ": the budgets have what it decided. Preview it as of position ", before,
                       ", or compare ", before, " with now."),
                StrCat("De besluitenlijst van vergadering ", meeting, " is bevestigd op positie ",
                       at, ": wat zij besloot, staat in de budgetten. Bekijk haar op positie ",
                       before, ", of vergelijk ", before, " met nu."),
                {{"meeting", std::string(meeting)}, {"position", at}});
}

absl::Status PositionUnknown(base::Position asked, base::Position head) {
  return Refuse(StatusCode::kOutOfRange, base::kPositionUnknown,
                StrCat("The book stands at position ", head.value(), "; there is no position ",
                       asked.value(), " yet. Ask for an earlier one, or again when it is there."),
                StrCat("Het boek staat op positie ", head.value(), "; positie ", asked.value(),
                       " is er nog niet. Vraag een eerdere positie."),
                {{"position", StrCat(asked.value())}, {"headPosition", StrCat(head.value())}});
}

absl::Status BookNotBegun(base::Position begins, int64_t begins_micros) {
  const std::string when = absl::FormatTime(
      "%Y-%m-%dT%H:%M:%SZ", absl::FromUnixMicros(begins_micros), absl::UTCTimeZone());
  return Refuse(
      StatusCode::kOutOfRange, base::kBookNotBegun,
      StrCat("The book begins at position ", begins.value(), ", ", when,
             "; before that there is nothing. Ask for that position or a later one. (What "
             "one command recorded is shown whole.)"),
      StrCat("Het boek begint op positie ", begins.value(), ", ", when,
             "; daarvoor is er niets. Vraag die positie of een latere. (Wat één opdracht "
             "vastlegde, is er in zijn geheel.)"),
      {{"beginsAtPosition", StrCat(begins.value())}, {"beginsAt", when}});
}

namespace {

absl::Status Unknown(absl::string_view reason, absl::string_view key, absl::string_view value,
                     absl::string_view english, absl::string_view dutch) {
  return Refuse(StatusCode::kNotFound, reason,
                StrCat("There is no ", english, " ", Readable(value),
                       ". Check its name, and the position read at."),
                StrCat("Er is geen ", dutch, " ", Readable(value),
                       ". Controleer de naam, en de positie waarop u leest."),
                {{std::string(key), Readable(value)}});
}

}  // namespace

absl::Status ProgrammeUnknown(absl::string_view programme) {
  return Unknown(base::kProgrammeUnknown, "programme", programme, "programme", "programma");
}
absl::Status ProjectUnknown(absl::string_view project) {
  return Unknown(base::kProjectUnknown, "project", project, "project", "project");
}
absl::Status ProposalUnknown(absl::string_view proposal) {
  return Unknown(base::kProposalUnknown, "proposal", proposal, "proposal", "voorstel");
}
absl::Status MeetingUnknown(absl::string_view meeting) {
  return Unknown(base::kMeetingUnknown, "meeting", meeting, "meeting", "vergadering");
}
absl::Status PijlerUnknown(absl::string_view pijler) {
  return Unknown(base::kPijlerUnknown, "pijler", pijler, "pijler", "pijler");
}
absl::Status PartUnknown(absl::string_view part) {
  return Unknown(base::kPartUnknown, "part", part, "part", "onderdeel");
}
absl::Status PartnerUnknown(absl::string_view partner) {
  return Unknown(base::kPartnerUnknown, "partner", partner, "partner", "partner");
}
absl::Status TrancheUnknown(int tranche) {
  return Unknown(base::kTrancheUnknown, "tranche", StrCat(tranche), "tranche", "tranche");
}
absl::Status EditionUnknown(absl::string_view edition) {
  return Unknown(base::kEditionUnknown, "edition", edition, "edition", "editie");
}

absl::Status RevisionUnknown(absl::string_view field, int revision, int latest) {
  return Refuse(StatusCode::kNotFound, base::kRevisionUnknown,
                StrCat("The proposal has revisions 1 to ", latest, "; ", field, " asks for ",
                       revision, ". Ask for one of those."),
                StrCat("Het voorstel heeft de versies 1 tot en met ", latest, "; versie ", revision,
                       " is er niet. Vraag een van die versies."),
                {{"revision", StrCat(revision)}, {"latestRevision", StrCat(latest)}});
}

absl::Status Unauthenticated(absl::string_view english, absl::string_view dutch) {
  return Refuse(StatusCode::kUnauthenticated, base::kUnauthenticated, english, dutch);
}

absl::Status NotOperator() {
  return Refuse(StatusCode::kPermissionDenied, base::kNotOperator,
                "Only an operator of the server may do this: one that its configuration names "
                "(operators). Ask one of them.",
                "Dit mag alleen een beheerder van de server: wie in zijn instellingen staat "
                "(operators). Vraag het een van hen.",
                {});
}

absl::Status BackupsNotSetUp() {
  return Refuse(StatusCode::kFailedPrecondition, base::kBackupsNotSetUp,
                "The server keeps no backups: its configuration names no directory for them "
                "(backup-dir). Give it one, and start it again.",
                "De server bewaart geen back-ups: in zijn instellingen staat geen map daarvoor "
                "(backup-dir). Geef die op, en start de server opnieuw.",
                {});
}

absl::Status ImportsNotSetUp() {
  return Refuse(StatusCode::kFailedPrecondition, base::kDataDirectoryMissing,
                "The server takes in no books: it has no directory to keep one aside in.",
                "De server neemt geen boeken in: hij heeft geen map om er een in te bewaren.", {});
}

absl::Status ExportDiffers(base::Position position) {
  return Refuse(StatusCode::kFailedPrecondition, base::kBookDiffers,
                StrCat("What was exported before, up to position ", position.value(),
                       ", is not what the book has there. Begin a new file."),
                StrCat("Wat eerder is geëxporteerd, tot en met positie ", position.value(),
                       ", is niet wat dit boek daar heeft. Begin een nieuw bestand."),
                {{"position", StrCat(position.value())}});
}

absl::Status TooManyWaiting(int waiting) {
  return Refuse(
      StatusCode::kResourceExhausted, base::kTooManyWaiting,
      StrCat(waiting,
             " calls wait or follow a book already, and there is room for no "
             "more. Try again in a while."),
      StrCat("Er wachten al ", waiting, " aanvragen. Probeer het over enige tijd opnieuw."),
      {{"waiting", StrCat(waiting)}, {"retryAfterMillis", "1000"}});
}

absl::Status SubscriberTooSlow(absl::Duration patience) {
  const std::string seconds = absl::StrCat(absl::ToInt64Seconds(patience));
  return Refuse(StatusCode::kResourceExhausted, base::kSubscriberTooSlow,
                StrCat("No event was taken for ", seconds,
                       " s. Subscribe again from the position after the last you have."),
                StrCat("Er is ", seconds,
                       " s geen gebeurtenis afgenomen. Volg verder vanaf de positie na de laatste "
                       "die u hebt."),
                {{"patienceSeconds", seconds}});
}

absl::Status ShuttingDown() {
  return Refuse(StatusCode::kUnavailable, base::kServerDraining,
                "The server is stopping. Call again when it is back.",
                "De server stopt. Probeer het opnieuw als hij terug is.");
}

absl::Status DeadlinePassed() {
  return Refuse(
      StatusCode::kDeadlineExceeded, base::kDeadlinePassed,
      "The deadline had passed before the call was looked at; nothing was done. Call again, "
      "with more time.",
      "De tijd was al om voordat de aanvraag aan de beurt was; er is niets gedaan. Vraag "
      "het opnieuw, met meer tijd.");
}

absl::Status CallCancelled() {
  return Refuse(StatusCode::kCancelled, base::kCallCancelled,
                "The caller cancelled the call. Call again if it is still wanted.",
                "De aanvraag is ingetrokken. Doe haar opnieuw als dat nog nodig is.");
}

}  // namespace dealboek::api
