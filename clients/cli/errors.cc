#include "clients/cli/errors.h"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/cord.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"

#include "clients/cli/error_json.h"

namespace dealboek::cli {
namespace {

constexpr absl::string_view kUsagePayload = "dealboek.cli/usage";
constexpr absl::string_view kNoAnswerPayload = "dealboek.cli/no-answer";
constexpr absl::string_view kReasonPayload = "dealboek.cli/reason";
constexpr absl::string_view kStaleRevision = "STALE_REVISION";
constexpr absl::string_view kSubscriberTooSlow = "SUBSCRIBER_TOO_SLOW";
constexpr absl::string_view kServerDraining = "SERVER_DRAINING";
constexpr absl::string_view kMessageTooLarge = "MESSAGE_TOO_LARGE";

struct Details {
  std::string reason;
  std::string dutch;
  google::rpc::BadRequest violations;
  std::string violations_left_out;  // how many more there are; empty: none
  std::map<std::string, std::string> metadata;
};

// Nothing when the status is not one of our server's.
std::optional<Details> ReadDetails(const grpc::Status& status) {
  google::rpc::Status packed;
  if (status.error_details().empty() || !packed.ParseFromString(status.error_details())) {
    return std::nullopt;
  }
  Details details;
  google::rpc::ErrorInfo info;
  google::rpc::LocalizedMessage localized;
  for (const google::protobuf::Any& any : packed.details()) {
    if (any.UnpackTo(&info)) {
      details.reason = info.reason();
      details.metadata = {info.metadata().begin(), info.metadata().end()};
      const auto left_out = info.metadata().find("violationsLeftOut");
      if (left_out != info.metadata().end()) details.violations_left_out = left_out->second;
    }
    if (any.UnpackTo(&localized) && localized.locale().substr(0, 2) == "nl") {
      details.dutch = localized.message();
    }
    if (any.Is<google::rpc::BadRequest>()) any.UnpackTo(&details.violations);
  }
  if (details.reason.empty() && details.dutch.empty() &&
      details.violations.field_violations().empty()) {
    return std::nullopt;
  }
  return details;
}

// gRPC's own words for a connection that was never made, or an address that is none.
bool NeverSent(const grpc::Status& status) {
  return absl::StartsWith(status.error_message(), "failed to connect") ||
         absl::StrContains(status.error_message(), "DNS resolution failed");
}

// The option or argument of the verb that runs that fills a field of a request, so that a person
// finds it back; empty: it has none, for the field was filled by an earlier command or by us.
std::string OptionOf(absl::string_view path, const std::vector<std::string>& options) {
  // A field filled by one option here and another there has a line for each.
  static constexpr std::pair<absl::string_view, absl::string_view> kOptions[] = {
      {"lines", "--line"},
      {"contributions", "--contribution"},
      {"new_parts", "--new-part"},
      {"lead_partners", "--lead"},
      {"documents", "--document"},
      {"cross_cutting_themes", "--theme"},
      {"themes", "--theme"},
      {"amount", "bedrag"},
      {"total", "bedrag"},
      {"award_amount", "--award"},
      {"reservation_total", "--reservation"},
      {"contribution_amount", "--contribution"},
      {"kind", "--kind"},
      {"title", "--title"},
      {"title", "titel"},
      {"summary", "--summary"},
      {"description", "--description"},
      {"reason", "--reason"},
      {"late_reason", "--late-reason"},
      {"place", "--place"},
      {"pijler", "--pijler"},
      {"pijler", "pijler"},
      {"theme", "--theme"},
      {"project", "--project"},
      {"project", "project"},
      {"proposal", "voorstel"},
      {"proposal", "voorstellen"},
      {"proposal", "--proposal"},
      {"meeting", "--meeting"},
      {"item", "punt"},
      {"item", "punten"},
      {"present_seats", "zetels"},
      {"seat", "--seat"},
      {"statement", "opgave"},
      {"statements", "bestand"},
      {"statements", "--file"},
      {"grouping", "--by"},
      {"measure", "--measure"},
      {"number", "--number"},
      {"number", "nummer"},
      {"parent_project", "--parent"},
      {"part", "--part"},
      {"tranche", "tranche"},
      {"tranche", "--tranche"},
      {"tranches", "--tranches"},
      {"from_tranche", "--from-tranche"},
      {"to_tranche", "--to-tranche"},
      {"corrects", "--corrects"},
      {"ceiling", "bedrag"},
      {"ceiling", "--ceiling"},
      {"held_on", "--held-on"},
      {"decided_on", "--decided-on"},
      {"published_on", "--published-on"},
      {"reference_month", "--month"},
      {"status", "--status"},
      {"outcome", "besluit"},
      {"first_year", "--first-year"},
      {"last_year", "--last-year"},
      {"programme_id", "--programme"},
      {"parent", "--programme"},
      {"cbs_code", "--cbs-code"},
      {"display_name", "naam"},
      {"secretary_subject", "--secretary"},
      {"secretary_display_name", "--secretary-name"},
      {"holder_subject", "wie"},
      {"holder_display_name", "--name"},
      {"function", "--function"},
      {"partner", "--partner"},
      {"endorsement", "--endorsement"},
      {"quorum", "--quorum"},
      {"combined_seats", "--combined-seats"},
      {"rounds_per_year", "--rounds-per-year"},
      {"revision_seen", "--revision"},
      {"version_seen", "--agenda-version"},
      {"position_seen", "--position-seen"},
      {"request_id", "--request-id"},
      {"valid_on", "--valid-on"},
      {"position", "--as-of"},
      {"time", "--as-of"},
      // What the call is about.
      {"name", "vergadering"},
      {"name", "voorstel"},
      {"name", "project"},
      {"name", "zetel"},
      {"name", "--programme"}};
  if (absl::StartsWith(path, "opening[")) return std::string(path);  // an entry of an import
  for (absl::string_view step : absl::StrSplit(path, '.')) {
    step = step.substr(0, step.find('['));
    bool known = false;
    for (const auto& [field, option] : kOptions) {
      if (field != step) continue;
      known = true;
      if (std::find(options.begin(), options.end(), option) != options.end()) {
        return std::string(option);
      }
    }
    // What is inside a field the verb does not fill, it does not fill either.
    if (known) return "";
  }
  return "";
}

// What a call's error tells, in its parts.
struct Told {
  std::string sentence;
  std::string reason;               // empty: it has none
  bool reason_said = true;          // in the text; a script gets it anyhow
  std::vector<std::string> advice;  // sentences that come after it
};

void SayHowToRepeat(const CallContext& context, Told& told) {
  if (context.request_id.empty()) return;
  told.advice.push_back(
      absl::StrCat("Het kan al vastgelegd zijn. Herhaal de opdracht met "
                   "--request-id ",
                   context.request_id, ": dan wordt het één keer vastgelegd."));
}

// An error our server gave the details of.
Told TellDetails(const grpc::Status& status, const Details& details, const CallContext& context) {
  Told told;
  told.sentence = details.dutch.empty() ? status.error_message() : details.dutch;
  told.reason = details.reason;
  if (details.reason == kStaleRevision) {
    told.advice.push_back(
        "Er is niets vastgelegd. Bekijk wat er nu staat en geef de opdracht opnieuw als die dan "
        "nog klopt.");
  }
  if (status.error_code() == grpc::StatusCode::UNAUTHENTICATED && !context.named &&
      !absl::StrContains(told.sentence, "--as")) {
    told.advice.push_back("Zeg wie u bent: --as NAAM, of DEALBOEK_AS=NAAM.");
  }
  return told;
}

// One without: gRPC's own, or another program's. The sentence says it all; the reason is a
// script's.
Told TellWithoutDetails(const grpc::Status& status, const CallContext& context) {
  Told told;
  told.reason_said = false;
  if (status.error_code() == grpc::StatusCode::UNAVAILABLE && NeverSent(status)) {
    told.reason = "SERVER_UNREACHABLE";
    told.sentence = absl::StrCat("Er is geen server op ", context.server,
                                 ". Start dealboekd daar, of geef met --server een ander adres.");
  } else if (absl::StartsWith(status.error_message(), kSubscriberTooSlow)) {
    // With the next, the reasons of our server's that come without details: what ends a
    // subscription whose client does not read on (AuditService.SubscribeEvents).
    told.reason = std::string(kSubscriberTooSlow);
    told.reason_said = true;
    told.sentence = absl::StrCat("De server op ", context.server,
                                 " heeft de verbinding verbroken, omdat gebeurtenissen te lang "
                                 "niet zijn afgenomen.");
  } else if (absl::StartsWith(status.error_message(), kServerDraining)) {
    told.reason = std::string(kServerDraining);
    told.reason_said = true;
    told.sentence = absl::StrCat("De server op ", context.server,
                                 " stopt. Probeer het opnieuw als hij terug is.");
  } else if (status.error_code() == grpc::StatusCode::UNAVAILABLE ||
             status.error_code() == grpc::StatusCode::CANCELLED) {
    // A server that stops cuts off what it has not read yet; nobody else cancels calls of ours.
    told.reason = "CONNECTION_LOST";
    told.sentence =
        absl::StrCat("De verbinding met de server op ", context.server, " is verbroken.");
    SayHowToRepeat(context, told);
  } else if (status.error_code() == grpc::StatusCode::DEADLINE_EXCEEDED) {
    told.reason = "DEADLINE_EXCEEDED";
    told.sentence =
        absl::StrCat("De server op ", context.server, " gaf niet binnen ", context.deadline_seconds,
                     " s antwoord. Geef meer tijd met --deadline.");
    SayHowToRepeat(context, told);
  } else if (absl::StrContains(status.error_message(), "http2 header with status") ||
             absl::StrContains(status.error_message(), "Trying to connect an http1.x server")) {
    told.reason = "NOT_DEALBOEKD";
    told.sentence = absl::StrCat("Op ", context.server,
                                 " antwoordt een ander programma, geen dealboekd. Geef met "
                                 "--server het adres van dealboekd.");
  } else if (status.error_code() == grpc::StatusCode::RESOURCE_EXHAUSTED) {
    // Our server gives a reason, unless a message is too large for gRPC itself: then it is this
    // one.
    told.reason = std::string(kMessageTooLarge);
    told.reason_said = true;
    told.sentence = absl::StrCat("Het bericht is te groot voor de server op ", context.server,
                                 ", of zijn antwoord voor deze client. Stuur of vraag minder "
                                 "tegelijk.");
  } else {
    told.reason = "UNEXPECTED_ANSWER";
    told.sentence = absl::StrCat("De server op ", context.server,
                                 " antwoordde onverwacht: ", status.error_message(), " (code ",
                                 static_cast<int>(status.error_code()), ").");
  }
  return told;
}

// Whether nobody judged the call: trying again later may help.
bool IsNoAnswer(const grpc::Status& status, bool has_details, const Told& told) {
  return status.error_code() == grpc::StatusCode::UNAVAILABLE ||
         status.error_code() == grpc::StatusCode::DEADLINE_EXCEEDED ||
         (!has_details && told.reason != kMessageTooLarge);
}

absl::string_view MessageOf(const google::rpc::BadRequest::FieldViolation& violation) {
  return violation.has_localized_message() ? violation.localized_message().message()
                                           : violation.description();
}

std::string AsText(const Told& told, const Details& details,
                   const std::vector<std::string>& options) {
  std::string text = told.sentence;
  if (told.reason_said && !told.reason.empty()) absl::StrAppend(&text, " [", told.reason, "]");
  const auto& violations = details.violations.field_violations();
  for (const auto& violation : violations) {
    std::vector<std::string> words;
    const std::string option = OptionOf(violation.field(), options);
    if (!option.empty()) words.push_back(absl::StrCat("bij ", option));
    // Of one the sentence tells all.
    if (violations.size() > 1) words.emplace_back(MessageOf(violation));
    if (!words.empty()) absl::StrAppend(&text, "\n  ", absl::StrJoin(words, ": "));
  }
  if (!details.violations_left_out.empty()) {
    absl::StrAppend(&text, "\n  en nog ", details.violations_left_out);
  }
  for (const std::string& advice : told.advice) absl::StrAppend(&text, "\n", advice);
  return text;
}

ErrorParts AsParts(const Told& told, const Details& details,
                   const std::vector<std::string>& options) {
  std::vector<std::string> sentences = {told.sentence};
  sentences.insert(sentences.end(), told.advice.begin(), told.advice.end());
  ErrorParts parts{.reason = told.reason,
                   .message = absl::StrJoin(sentences, " "),
                   .metadata = details.metadata};
  for (const auto& violation : details.violations.field_violations()) {
    parts.violations.push_back({.field = violation.field(),
                                .option = OptionOf(violation.field(), options),
                                .message = std::string(MessageOf(violation))});
  }
  return parts;
}

}  // namespace

absl::Status WrongUsage(absl::string_view dutch) {
  absl::Status status = absl::InvalidArgumentError(dutch);
  status.SetPayload(kUsagePayload, absl::Cord());
  return status;
}

absl::Status WrongValue(absl::string_view option, const absl::Status& why) {
  return WrongUsage(absl::StrCat(option, ": ", why.message()));
}

absl::Status Refused(std::string dutch) { return absl::FailedPreconditionError(dutch); }

absl::Status FromServer(const grpc::Status& status, const CallContext& context) {
  if (status.ok()) return absl::OkStatus();
  const std::optional<Details> details = ReadDetails(status);
  const Told told = details.has_value() ? TellDetails(status, *details, context)
                                        : TellWithoutDetails(status, context);
  absl::Status error(static_cast<absl::StatusCode>(status.error_code()),
                     AsText(told, details.value_or(Details()), context.options));
  if (IsNoAnswer(status, details.has_value(), told)) {
    error.SetPayload(kNoAnswerPayload, absl::Cord());
  }
  if (!told.reason.empty()) error.SetPayload(kReasonPayload, absl::Cord(told.reason));
  SetJson(AsParts(told, details.value_or(Details()), context.options), error);
  return error;
}

std::string ReasonOf(const grpc::Status& status) {
  const std::optional<Details> details = ReadDetails(status);
  return details.has_value() ? details->reason : "";
}

std::string ReasonOf(const absl::Status& status) {
  const absl::optional<absl::Cord> reason = status.GetPayload(kReasonPayload);
  return reason.has_value() ? std::string(*reason) : "";
}

bool IsWrongUsage(const absl::Status& status) {
  return status.GetPayload(kUsagePayload).has_value();
}

int ExitCode(const absl::Status& status) {
  if (status.ok()) return kDone;
  if (IsWrongUsage(status)) return kWrongUsage;
  return status.GetPayload(kNoAnswerPayload).has_value() ? kNoAnswer : kRefusedOrDifferent;
}

}  // namespace dealboek::cli
