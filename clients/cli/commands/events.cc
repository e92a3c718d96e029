// dealboek events read|follow
#include <memory>
#include <string>
#include <vector>

#include "CLI/App.hpp"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "grpcpp/client_context.h"
#include "grpcpp/support/sync_stream.h"
#include "nlohmann/json.hpp"

#include "clients/cli/commands/commands.h"
#include "clients/cli/commands/event_lines.h"
#include "clients/cli/commands/typed.h"
#include "clients/cli/dates.h"
#include "clients/cli/error_json.h"
#include "clients/cli/labels.h"
#include "clients/cli/progress_bar.h"
#include "clients/cli/session.h"
#include "clients/cli/silence.h"
#include "clients/cli/status_macros.h"
#include "clients/cli/verbs.h"
#include "dealboek/v1/audit_service.grpc.pb.h"

namespace dealboek::cli::commands {
namespace {

struct Filter {
  std::vector<std::string> types;
  std::string project;
  std::string proposal;
};

void AddFilterOptions(CLI::App& verb, Filter& filter) {
  verb.add_option("--type", filter.types, "Soort gebeurtenis (Awarded); herhaal voor meer")
      ->allow_extra_args(false);
  verb.add_option("--project", filter.project, "Alleen over dit project (werken-9)");
  verb.add_option("--proposal", filter.proposal, "Alleen over dit voorstel (2021-017)");
}

void Fill(const Filter& given, v1::EventFilter& filter) {
  for (const std::string& type : given.types) filter.add_types(type);
  filter.set_project(given.project);
  filter.set_proposal(given.proposal);
}

struct Read {
  int64_t from = 0;
  int64_t to = 0;
  Filter filter;
};

absl::Status RunRead(const Read& given, Session& session) {
  RETURN_IF_ERROR(session.CheckSettings());
  ASSIGN_OR_RETURN(const Output output, session.OutputAs());
  v1::ReadEventsRequest request;
  ASSIGN_OR_RETURN(*request.mutable_parent(), session.Programme());
  request.set_from_position(given.from);
  request.set_to_position(given.to);
  Fill(given.filter, *request.mutable_filter());

  grpc::ClientContext context;
  session.PrepareWithoutDeadline(context);
  // A long book may take longer than the deadline; the deadline is for the time nothing comes.
  Silence silence(context, session.settings().deadline_seconds);
  v1::AuditService::Stub stub(session.channel());
  const auto reader = stub.ReadEvents(&context, request);
  EventLines lines(output, session);
  v1::ReadEventsResponse answer;
  ProgressBar bar(session.environment(), "gebeurtenissen");
  absl::Status written;
  while (written.ok() && reader->Read(&answer)) {
    silence.Pause();
    written = lines.Write(answer.events());
    // Events on the terminal are progress enough.
    if (!session.environment().out_is_terminal) {
      bar.Update(lines.count(), given.to > 0 ? given.to : answer.true_at().position());
    }
    silence.Resume();
  }
  if (!written.ok()) context.TryCancel();
  const grpc::Status status = reader->Finish();
  bar.Done();
  RETURN_IF_ERROR(written);
  if (!status.ok()) return FromServer(silence.Explain(status), session.ContextOf(""));
  if (output == Output::kTable) {
    session.environment().err << Count(lines.count(), "gebeurtenis", "gebeurtenissen")
                              << ", het boek staat op positie " << answer.true_at().position()
                              << ".\n";
  }
  return absl::OkStatus();
}

struct Follow {
  int64_t from_position = 0;
  std::string from_time;
  Filter filter;
};

absl::Status RunFollow(const Follow& given, Session& session) {
  RETURN_IF_ERROR(session.CheckSettings());
  ASSIGN_OR_RETURN(const Output output, session.OutputAs());
  v1::SubscribeEventsRequest request;
  ASSIGN_OR_RETURN(*request.mutable_parent(), session.Programme());
  request.set_from_position(given.from_position);
  if (!given.from_time.empty()) {
    const absl::StatusOr<absl::Time> moment =
        ParseMoment(given.from_time, session.environment().zone);
    if (!moment.ok()) return WrongValue("--from-time", moment.status());
    request.mutable_from_time()->set_seconds(absl::ToUnixSeconds(*moment));
  }
  Fill(given.filter, *request.mutable_filter());
  // Heartbeats come well within the time after which silence means that the server is gone.
  request.set_heartbeat_millis(
      static_cast<int32_t>(session.settings().deadline_seconds * 1'000 / 3));

  grpc::ClientContext context;
  session.PrepareWithoutDeadline(context);
  Silence silence(context, session.settings().deadline_seconds);
  v1::AuditService::Stub stub(session.channel());
  const auto reader = stub.SubscribeEvents(&context, request);
  EventLines lines(output, session);
  v1::SubscribeEventsResponse answer;
  int64_t head = 0;
  absl::Status written;
  while (written.ok() && reader->Read(&answer)) {
    silence.Pause();
    written = lines.Write(answer.events());
    session.environment().out.flush();
    silence.Resume();
    head = answer.head_position();
  }
  if (!written.ok()) context.TryCancel();
  const grpc::Status status = reader->Finish();
  RETURN_IF_ERROR(written);
  if (status.ok()) return absl::OkStatus();
  absl::Status told = FromServer(silence.Explain(status), session.ContextOf(""));
  if (head == 0) return told;
  return WithAdvice(
      told, absl::StrCat("Ga verder met: dealboek events follow --from-position ", head + 1));
}

}  // namespace

void AddEventsCommands(CLI::App& app, Session& session) {
  CLI::App& noun = Noun(app, "events", "Wat er is vastgelegd, gebeurtenis voor gebeurtenis");

  const auto read = std::make_shared<Read>();
  CLI::App& read_verb =
      Verb(noun, session, "read",
           "Toont gebeurtenissen; met --output json een JSON-regel per gebeurtenis",
           "dealboek events read --from-position 100 --type Awarded --output json --programme "
           "regiodeal-zod --as auditor",
           [read, &session] { return RunRead(*read, session); });
  read_verb.add_option("--from-position", read->from, "Eerste POSITIE; 0 of niets: het begin")
      ->type_name("POSITIE");
  read_verb.add_option("--to-position", read->to, "Laatste POSITIE; anders het eind");
  AddFilterOptions(read_verb, read->filter);

  const auto follow = std::make_shared<Follow>();
  CLI::App& follow_verb = Verb(
      noun, session, "follow", "Toont gebeurtenissen, en wat er bij komt zodra het is vastgelegd",
      "dealboek events follow --from-position 200 --programme regiodeal-zod --as auditor",
      [follow, &session] { return RunFollow(*follow, session); });
  CLI::Option* position = follow_verb
                              .add_option("--from-position", follow->from_position,
                                          "Eerste POSITIE; 0 of niets: het begin")
                              ->type_name("POSITIE");
  follow_verb.add_option("--from-time", follow->from_time, "Vanaf dit TIJDSTIP (2021-06-07T14:00)")
      ->excludes(position);
  AddFilterOptions(follow_verb, follow->filter);
}

}  // namespace dealboek::cli::commands
