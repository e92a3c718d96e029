// dealboek meeting decisions|pack
#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <vector>

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
#include "dealboek/v1/proposal_service.grpc.pb.h"

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
  ASSIGN_OR_RETURN(context.names, Names::Fetch(at, session));
  context.zone = session.environment().zone;
  return context;
}

// Whose endorsement of the revision on the agenda stands. A person's later act takes the place of
// an earlier one.
absl::StatusOr<std::map<std::string, std::vector<std::string>>> EndorsedBy(
    const v1::Meeting& meeting, const v1::ReadAt& at, Session& session) {
  std::map<std::string, std::vector<std::string>> endorsed_by;
  for (const v1::MeetingItem& item : meeting.items()) {
    if (item.proposal().empty()) continue;
    v1::GetProposalRequest request;
    ASSIGN_OR_RETURN(*request.mutable_name(), session.Resource("proposals", item.proposal()));
    *request.mutable_at() = at;
    ASSIGN_OR_RETURN(const v1::GetProposalResponse answer,
                     session.Call(&v1::ProposalService::Stub::GetProposal, request));
    std::vector<std::string>& names = endorsed_by[item.proposal()];
    for (const v1::EndorsementAct& act : answer.proposal().endorsement_acts()) {
      if (act.revision() != item.revision()) continue;
      names.erase(std::remove(names.begin(), names.end(), act.by()), names.end());
      if (act.kind() == v1::ENDORSEMENT_ACT_KIND_ENDORSED) names.push_back(act.by());
    }
  }
  return endorsed_by;
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
  ASSIGN_OR_RETURN(const Format format, FormatOf(given.output, session));
  ASSIGN_OR_RETURN(const v1::GetMeetingResponse answer, Meeting(given, session));
  if (format == Format::kJson) {
    return WriteOut(absl::StrCat(ToJson(answer).dump(2), "\n"), given.output, session);
  }
  v1::ReadAt at = SamePosition(answer.true_at());
  if (answer.meeting().stage() == v1::MEETING_STAGE_CONFIRMED) {
    // The budgets after this list, whatever was decided since: as of the moment it was confirmed.
    *at.mutable_time() = answer.meeting().confirmed_at();
  }
  ASSIGN_OR_RETURN(MeetingContext context, Context(at, session));
  ASSIGN_OR_RETURN(context.endorsed_by,
                   EndorsedBy(answer.meeting(), SamePosition(answer.true_at()), session));
  return WriteDocument(DecisionListDocument(answer, context), format, given.output, session);
}

absl::Status RunPack(const Given& given, Session& session) {
  ASSIGN_OR_RETURN(const Format format, FormatOf(given.output, session));
  ASSIGN_OR_RETURN(v1::GetMeetingResponse answer, Meeting(given, session));
  v1::ReadAt at = SamePosition(answer.true_at());
  ListState state = ListState::kOpen;
  if (answer.meeting().stage() == v1::MEETING_STAGE_CONFIRMED) {
    // What the members had before them: everything as it was until the list was confirmed.
    state = ListState::kConfirmedSince;
    at.set_position(answer.meeting().confirmed_at_position() - 1);
    v1::GetMeetingRequest before;
    before.set_name(answer.meeting().name());
    *before.mutable_at() = at;
    ASSIGN_OR_RETURN(answer, session.Call(&v1::DecisionService::Stub::GetMeeting, before));
    at = SamePosition(answer.true_at());
  }
  v1::PreviewDecisionsRequest request;
  ASSIGN_OR_RETURN(*request.mutable_parent(), session.Programme());
  request.set_meeting(given.meeting);
  *request.mutable_at() = at;
  ASSIGN_OR_RETURN(const v1::PreviewDecisionsResponse preview,
                   session.Call(&v1::DecisionService::Stub::PreviewDecisions, request));
  if (format == Format::kJson) {
    nlohmann::ordered_json both = {{"meeting", ToJson(answer)}, {"preview", ToJson(preview)}};
    return WriteOut(absl::StrCat(both.dump(2), "\n"), given.output, session);
  }
  ASSIGN_OR_RETURN(MeetingContext context, Context(at, session));
  ASSIGN_OR_RETURN(context.endorsed_by, EndorsedBy(answer.meeting(), at, session));
  return WriteDocument(MeetingPackDocument(answer, state, preview, context), format, given.output,
                       session);
}

}  // namespace

void AddMeetingDocuments(CLI::App& app, Session& session) {
  CLI::App& noun = Noun(app, "meeting", "Vergaderingen van de stuurgroep");
  auto decisions = std::make_shared<Given>();
  CLI::App& decisions_verb =
      Verb(noun, session, "decisions", "Maakt de besluitenlijst, zoals die wordt rondgestuurd",
           "dealboek meeting decisions 2021-1 --format html --out besluitenlijst.html "
           "--programme regiodeal-zod-nagespeeld --as lezer",
           [decisions, &session] { return RunDecisions(*decisions, session); });
  auto pack = std::make_shared<Given>();
  CLI::App& pack_verb =
      Verb(noun, session, "pack",
           "Maakt de vergaderstukken, met de budgetten als alles wordt bekrachtigd",
           "dealboek meeting pack 2021-1 --format html --out stukken.html "
           "--programme regiodeal-zod-nagespeeld --as lezer",
           [pack, &session] { return RunPack(*pack, session); });
  for (const auto& [verb, given] :
       {std::pair{&decisions_verb, decisions}, std::pair{&pack_verb, pack}}) {
    verb->add_option("vergadering", given->meeting, "Vergadering (2021-1)")->required();
    AddOutputOptions(*verb, given->output,
                     {Format::kText, Format::kMarkdown, Format::kHtml, Format::kJson});
    AddReadOptions(*verb, session);
  }
}

}  // namespace dealboek::cli::documents
