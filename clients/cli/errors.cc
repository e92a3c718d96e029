#include "clients/cli/errors.h"

#include <optional>
#include <utility>

#include "absl/strings/cord.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"

namespace dealboek::cli {
namespace {

constexpr absl::string_view kUsagePayload = "dealboek.cli/usage";
constexpr absl::string_view kReasonPayload = "dealboek.cli/reason";

struct Details {
  std::string reason;
  std::string dutch;
  google::rpc::BadRequest violations;
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
    if (any.UnpackTo(&info)) details.reason = info.reason();
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

std::string SayHowToRepeat(const CallContext& context) {
  if (context.request_id.empty()) return "";
  return absl::StrCat("\nHet kan al vastgelegd zijn. Herhaal de opdracht met --request-id ",
                      context.request_id, ": dan wordt het één keer vastgelegd.");
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
  std::string text;
  if (details.has_value()) {
    text = details->dutch.empty() ? status.error_message() : details->dutch;
    if (!details->reason.empty()) absl::StrAppend(&text, " [", details->reason, "]");
    for (const auto& violation : details->violations.field_violations()) {
      absl::StrAppend(&text, "\n  ", violation.field(), ": ", violation.description());
    }
    if (status.error_code() == grpc::StatusCode::UNAUTHENTICATED && !context.named &&
        !absl::StrContains(text, "--as")) {
      absl::StrAppend(&text, "\nZeg wie u bent: --as NAAM, of DEALBOEK_AS=NAAM.");
    }
  } else if (status.error_code() == grpc::StatusCode::UNAVAILABLE && NeverSent(status)) {
    text = absl::StrCat("Er is geen server op ", context.server,
                        ". Start dealboekd daar, of geef met --server een ander adres.");
  } else if (status.error_code() == grpc::StatusCode::UNAVAILABLE) {
    text = absl::StrCat("De verbinding met de server op ", context.server, " is verbroken.",
                        SayHowToRepeat(context));
  } else if (status.error_code() == grpc::StatusCode::DEADLINE_EXCEEDED) {
    text =
        absl::StrCat("De server op ", context.server, " gaf niet binnen ", context.deadline_seconds,
                     " s antwoord. Geef meer tijd met --deadline.", SayHowToRepeat(context));
  } else {
    text = absl::StrCat("De server op ", context.server,
                        " antwoordde onverwacht: ", status.error_message(), " (code ",
                        static_cast<int>(status.error_code()), ").");
  }
  absl::Status told(static_cast<absl::StatusCode>(status.error_code()), text);
  if (details.has_value()) told.SetPayload(kReasonPayload, absl::Cord(details->reason));
  return told;
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
  return IsWrongUsage(status) ? kWrongUsage : kRefusedOrDifferent;
}

}  // namespace dealboek::cli
