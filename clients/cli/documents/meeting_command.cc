// dealboek meeting decisions|pack
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "nlohmann/json.hpp"

#include "clients/cli/documents/commands.h"
#include "clients/cli/documents/decisions.h"
#include "clients/cli/documents/output.h"
#include "clients/cli/json.h"
#include "clients/cli/session.h"
#include "clients/cli/status_macros.h"
#include "clients/cli/verbs.h"
#include "dealboek/v1/budget_service.grpc.pb.h"
#include "dealboek/v1/decision_service.grpc.pb.h"
#include "dealboek/v1/programme_service.grpc.pb.h"

namespace dealboek::cli::documents {
namespace {

struct Given {
  std::string meeting;
  OutputOptions output;
};

absl::StatusOr<v1::GetBudgetResponse> Budget(v1::BudgetGrouping grouping, const v1::ReadAt& at,
                                             Session& session) {
  v1::GetBudgetRequest request;
  ASSIGN_OR_RETURN(*request.mutable_parent(), session.Programme());
  request.set_grouping(grouping);
  *request.mutable_at() = at;
  return session.Call(&v1::BudgetService::Stub::GetBudget, request);
}

absl::StatusOr<MeetingContext> Context(const v1::ReadAt& at, Session& session) {
  MeetingContext context;
  v1::GetProgrammeRequest request;
  ASSIGN_OR_RETURN(*request.mutable_name(), session.Programme());
  *request.mutable_at() = at;
  ASSIGN_OR_RETURN(const v1::GetProgrammeResponse programme,
                   session.Call(&v1::ProgrammeService::Stub::GetProgramme, request));
  context.programme = programme.programme();
  ASSIGN_OR_RETURN(context.tranches, Budget(v1::BUDGET_GROUPING_TRANCHE, at, session));
  ASSIGN_OR_RETURN(context.reservations, Budget(v1::BUDGET_GROUPING_RESERVATION, at, session));
  context.zone = session.environment().zone;
  return context;
}

absl::StatusOr<v1::GetMeetingResponse> Meeting(const Given& given, Session& session) {
  v1::GetMeetingRequest request;
  ASSIGN_OR_RETURN(*request.mutable_name(), session.Resource("meetings", given.meeting));
  ASSIGN_OR_RETURN(*request.mutable_at(), session.ReadAt());
  return session.Call(&v1::DecisionService::Stub::GetMeeting, request);
}

// The position an answer is true at, for the reads that go with it: they must agree.
v1::ReadAt SamePosition(const v1::TrueAt& true_at) {
  v1::ReadAt at;
  at.set_position(true_at.position());
  return at;
}

absl::Status RunDecisions(const Given& given, Session& session) {
  const absl::StatusOr<Format> format = ParseFormat(given.output.format);
  if (!format.ok()) return WrongValue("--format", format.status());
  ASSIGN_OR_RETURN(const v1::GetMeetingResponse answer, Meeting(given, session));
  if (*format == Format::kJson || session.settings().output == "json") {
    return WriteOut(absl::StrCat(ToJson(answer).dump(2), "\n"), given.output, session);
  }
  v1::ReadAt at = SamePosition(answer.true_at());
  if (answer.meeting().stage() == v1::MEETING_STAGE_CONFIRMED) {
    // The budgets after this list, whatever was decided since: as of the moment it was confirmed.
    *at.mutable_time() = answer.meeting().confirmed_at();
  }
  ASSIGN_OR_RETURN(const MeetingContext context, Context(at, session));
  return WriteDocument(DecisionListDocument(answer, context), *format, given.output, session);
}

absl::Status RunPack(const Given& given, Session& session) {
  const absl::StatusOr<Format> format = ParseFormat(given.output.format);
  if (!format.ok()) return WrongValue("--format", format.status());
  ASSIGN_OR_RETURN(const v1::GetMeetingResponse answer, Meeting(given, session));
  const v1::ReadAt at = SamePosition(answer.true_at());
  v1::PreviewDecisionsRequest request;
  ASSIGN_OR_RETURN(*request.mutable_parent(), session.Programme());
  request.set_meeting(given.meeting);
  *request.mutable_at() = at;
  ASSIGN_OR_RETURN(const v1::PreviewDecisionsResponse preview,
                   session.Call(&v1::DecisionService::Stub::PreviewDecisions, request));
  if (*format == Format::kJson || session.settings().output == "json") {
    nlohmann::ordered_json both = {{"meeting", ToJson(answer)}, {"preview", ToJson(preview)}};
    return WriteOut(absl::StrCat(both.dump(2), "\n"), given.output, session);
  }
  ASSIGN_OR_RETURN(const MeetingContext context, Context(at, session));
  return WriteDocument(MeetingPackDocument(answer, preview, context), *format, given.output,
                       session);
}

}  // namespace

void AddMeetingDocuments(CLI::App& app, Session& session) {
  CLI::App& noun = Noun(app, "meeting", "Vergaderingen van de stuurgroep");
  auto decisions = std::make_shared<Given>();
  CLI::App& decisions_verb =
      Verb(noun, session, "decisions", "Maakt de besluitenlijst, zoals die wordt rondgestuurd",
           "dealboek meeting decisions 2021-1 --format html --out besluitenlijst.html",
           [decisions, &session] { return RunDecisions(*decisions, session); });
  auto pack = std::make_shared<Given>();
  CLI::App& pack_verb =
      Verb(noun, session, "pack",
           "Maakt de vergaderstukken, met de begroting als alles wordt bekrachtigd",
           "dealboek meeting pack 2021-1 --format html --out stukken.html",
           [pack, &session] { return RunPack(*pack, session); });
  for (const auto& [verb, given] :
       {std::pair{&decisions_verb, decisions}, std::pair{&pack_verb, pack}}) {
    verb->add_option("vergadering", given->meeting, "Vergadering (2021-1)")->required();
    AddOutputOptions(*verb, given->output, "text, markdown, html of json");
    AddReadOptions(*verb, session);
  }
}

}  // namespace dealboek::cli::documents
