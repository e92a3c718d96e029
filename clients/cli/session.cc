#include "clients/cli/session.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/descriptor.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/security/credentials.h"
#include "nlohmann/json.hpp"

#include "clients/cli/dates.h"
#include "clients/cli/json.h"
#include "clients/cli/request_ids.h"
#include "clients/cli/status_macros.h"

namespace dealboek::cli {
namespace {

constexpr absl::string_view kDefaultServer = "127.0.0.1:7345";
// The largest answer taken; lists page and streams are cut up well below it.
constexpr int kMaxAnswerBytes = 64 << 20;

bool IsPosition(absl::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == absl::string_view::npos;
}

}  // namespace

Session::Session(Environment& environment) : environment_(environment) {
  settings_.server = environment.Variable("DEALBOEK_SERVER");
  if (settings_.server.empty()) settings_.server = std::string(kDefaultServer);
  settings_.identity = environment.Variable("DEALBOEK_AS");
  settings_.programme = environment.Variable("DEALBOEK_PROGRAMME");
}

std::shared_ptr<grpc::Channel> Session::channel() {
  if (channel_ == nullptr) {
    grpc::ChannelArguments arguments;
    arguments.SetMaxReceiveMessageSize(kMaxAnswerBytes);
    // A book's server is reached directly: a proxy for the web is no way to it.
    arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
    channel_ =
        grpc::CreateCustomChannel(settings_.server, grpc::InsecureChannelCredentials(), arguments);
  }
  return channel_;
}

absl::Status Session::CheckSettings() const {
  for (char c : settings_.identity) {
    if (!absl::ascii_isprint(c)) {
      return WrongUsage(
          "--as: een naam bestaat hier uit gewone letters, cijfers en leestekens (ASCII).");
    }
  }
  if (!std::isfinite(settings_.deadline_seconds) || settings_.deadline_seconds <= 0 ||
      settings_.deadline_seconds > 86'400) {
    return WrongUsage("--deadline: geef een aantal seconden boven 0, hoogstens 86400.");
  }
  // Before anything is asked: a change must not be made and then fail to be shown.
  return OutputAs().status();
}

void Session::PrepareWithoutDeadline(grpc::ClientContext& context) const {
  if (!settings_.identity.empty()) {
    context.AddMetadata("authorization", absl::StrCat("Bearer ", settings_.identity));
  }
}

void Session::Prepare(grpc::ClientContext& context) const {
  PrepareWithoutDeadline(context);
  context.set_deadline(
      std::chrono::system_clock::now() +
      std::chrono::microseconds(static_cast<int64_t>(settings_.deadline_seconds * 1e6)));
}

CallContext Session::ContextOf(std::string request_id) const {
  return {.server = settings_.server,
          .deadline_seconds = settings_.deadline_seconds,
          .named = !settings_.identity.empty(),
          .request_id = std::move(request_id),
          .options = options_};
}

std::string Session::RequestIdOf(const google::protobuf::Message& request) {
  const auto* field = request.GetDescriptor()->FindFieldByName("request_id");
  return field == nullptr ? "" : request.GetReflection()->GetString(request, field);
}

absl::StatusOr<std::string> Session::Programme() const {
  if (settings_.programme.empty()) {
    return WrongUsage("Zeg welk programma: --programme NAAM, of DEALBOEK_PROGRAMME=NAAM.");
  }
  constexpr size_t kLongest = 63;
  const bool good =
      settings_.programme.size() <= kLongest &&
      std::all_of(settings_.programme.begin(), settings_.programme.end(), [](unsigned char c) {
        return absl::ascii_islower(c) || absl::ascii_isdigit(c) || c == '-';
      });
  if (!good) {
    return WrongUsage(absl::StrCat("--programme: '", settings_.programme,
                                   "' is geen naam van een boek. Die heeft alleen kleine letters, "
                                   "cijfers en streepjes, hoogstens ",
                                   kLongest, ": regiodeal-zod."));
  }
  return absl::StrCat("programmes/", settings_.programme);
}

absl::StatusOr<std::string> Session::Resource(absl::string_view collection,
                                              absl::string_view id) const {
  ASSIGN_OR_RETURN(const std::string programme, Programme());
  if (id.empty() || id.find('/') != absl::string_view::npos) {
    return WrongUsage(
        absl::StrCat("'", id, "' is geen naam: geef alleen het laatste deel, zoals 2021-017."));
  }
  return absl::StrCat(programme, "/", collection, "/", id);
}

absl::StatusOr<v1::ReadAt> Session::ReadAt() const {
  return ReadAt({"--as-of", settings_.as_of}, {"--valid-on", settings_.valid_on});
}

absl::StatusOr<v1::ReadAt> Session::ReadAt(Typed as_of, Typed valid_on) const {
  v1::ReadAt at;
  if (IsPosition(as_of.value)) {
    int64_t position = 0;
    if (!absl::SimpleAtoi(as_of.value, &position)) {
      return WrongUsage(absl::StrCat(as_of.option, ": positie ", as_of.value, " is te groot."));
    }
    at.set_position(position);
  } else if (!as_of.value.empty()) {
    const absl::StatusOr<absl::Time> moment = ParseMoment(as_of.value, environment_.zone);
    if (!moment.ok()) return WrongValue(as_of.option, moment.status());
    const int64_t micros = absl::ToUnixMicros(*moment);
    const int64_t seconds = (micros - (micros < 0 ? 999'999 : 0)) / 1'000'000;
    at.mutable_time()->set_seconds(seconds);
    at.mutable_time()->set_nanos(static_cast<int32_t>((micros - seconds * 1'000'000) * 1'000));
  }
  if (!valid_on.value.empty()) {
    const absl::StatusOr<google::type::Date> date = ParseDate(valid_on.value);
    if (!date.ok()) return WrongValue(valid_on.option, date.status());
    if (date->day() == 0) {
      return WrongUsage(absl::StrCat(valid_on.option, ": geef een hele dag, zoals 2021-06-30."));
    }
    *at.mutable_valid_on() = *date;
  }
  return at;
}

std::string Session::RequestId() {
  if (settings_.request_id.empty()) settings_.request_id = NewRequestId(environment_);
  return settings_.request_id;
}

absl::StatusOr<Output> Session::OutputAs() const {
  if (settings_.output == "table") return Output::kTable;
  if (settings_.output == "json") return Output::kJson;
  if (settings_.output == "csv") return Output::kCsv;
  return WrongUsage(
      absl::StrCat("--output: '", settings_.output, "' ken ik niet; kies table, json of csv."));
}

absl::Status Session::ShowTable(const google::protobuf::Message& answer, const Table& table,
                                absl::string_view if_empty) {
  return Show(answer, table, [&](std::ostream& out) {
    if (table.empty()) {
      out << if_empty << "\n";
    } else {
      PrintTable(table);
    }
  });
}

absl::Status Session::Show(const google::protobuf::Message& answer, const Table& table,
                           const std::function<void(std::ostream&)>& text) {
  ASSIGN_OR_RETURN(const Output output, OutputAs());
  switch (output) {
    case Output::kTable:
      text(environment_.out);
      break;
    case Output::kJson:
      environment_.out << ToJson(answer).dump(2) << "\n";
      break;
    case Output::kCsv:
      table.PrintCsv(environment_.out);
      break;
  }
  return absl::OkStatus();
}

absl::Status Session::ShowReceipt(const google::protobuf::Message& answer,
                                  const v1::Receipt& receipt, absl::string_view done,
                                  absl::string_view more, absl::string_view next_step) {
  Table table({{"van positie", "first_position", Align::kRight},
               {"tot en met", "last_position", Align::kRight},
               {"vastgelegd", "recorded_at"}});
  table.AddRow({NumberCell(receipt.first_position()),
                NumberCell(receipt.last_position()),
                {Moment(receipt.recorded_at()), FormatIsoMoment(receipt.recorded_at())}});
  return Show(answer, table, [&](std::ostream& out) {
    if (receipt.first_position() == receipt.last_position()) {
      out << done << " (positie " << receipt.last_position() << ").";
    } else {
      out << done << " (positie " << receipt.first_position() << " tot en met "
          << receipt.last_position() << ").";
    }
    if (!more.empty()) out << " " << more;
    out << "\n";
    if (!next_step.empty()) out << "Volgende stap: " << next_step << "\n";
  });
}

void Session::NoteTrueAt(const v1::TrueAt& true_at) {
  if (settings_.output != "table") return;
  environment_.err << "Stand op " << Point(true_at) << ".\n";
}

std::string Session::Point(const v1::TrueAt& true_at) const {
  std::string text = absl::StrCat("positie ", true_at.position());
  if (true_at.has_recorded_at()) absl::StrAppend(&text, " (", Moment(true_at.recorded_at()), ")");
  if (true_at.has_valid_on()) {
    absl::StrAppend(&text, ", geldig op ", FormatDate(true_at.valid_on()));
  }
  return text;
}

void Session::PrintTable(const Table& table) {
  table.PrintText(environment_.out, environment_.ColourOut(),
                  environment_.out_is_terminal ? environment_.width : 0);
}

std::string Session::Moment(const google::protobuf::Timestamp& moment) const {
  return FormatMoment(moment, environment_.zone);
}

}  // namespace dealboek::cli
