#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/types/span.h"

#include "dealboek/v1/proposal_service.pb.h"
#include "services/api/errors.h"
#include "services/api/listing.h"
#include "services/api/names.h"
#include "services/api/proposal_answer.h"
#include "services/api/render_proposal.h"
#include "services/api/service_list.h"
#include "services/base/status_macros.h"
#include "services/projections/timeline.h"

namespace dealboek::api {
namespace {

namespace pb = dealboek::v1;

// ---- Mutations.

absl::StatusOr<Plan> PlanSubmit(const pb::SubmitProposalRequest& request) {
  ASSIGN_OR_RETURN(std::string book, ParseProgrammeName(request.parent(), "parent"));
  return Plan{std::move(book), domain::SubmitProposal{request.content()}};
}

absl::StatusOr<pb::SubmitProposalResponse> AnswerSubmit(const Recorded& recorded,
                                                        const pb::SubmitProposalRequest&) {
  pb::SubmitProposalResponse response;
  const std::string& proposal = recorded.events.front().proposal_submitted().proposal();
  *response.mutable_proposal() =
      RenderProposal(recorded.state, Known(recorded.state.FindProposal(proposal)),
                     recorded.receipt.recorded_at_micros);
  return response;
}

absl::StatusOr<Plan> PlanRevise(const pb::ReviseProposalRequest& request) {
  ASSIGN_OR_RETURN(ThingName name, ParseProposalName(request.name()));
  return Plan{
      std::move(name.programme),
      domain::ReviseProposal{std::move(name.thing), request.revision_seen(), request.content()}};
}

absl::StatusOr<Plan> PlanWithdraw(const pb::WithdrawProposalRequest& request) {
  ASSIGN_OR_RETURN(ThingName name, ParseProposalName(request.name()));
  return Plan{
      std::move(name.programme),
      domain::WithdrawProposal{std::move(name.thing), request.reason(), request.revision_seen()}};
}

// ---- Reading.

// A client takes so much at once, unless it is told otherwise: contents of earlier revisions go,
// the earliest first. The latest is the proposal's own.
void LeaveOutToFit(pb::GetProposalResponse& response) {
  size_t bytes = response.ByteSizeLong();
  for (pb::Revision& revision : *response.mutable_proposal()->mutable_revisions()) {
    if (bytes <= kMaxPageBytes) return;
    bytes -= revision.content().ByteSizeLong();
    revision.clear_content();
  }
}

absl::StatusOr<pb::GetProposalResponse> Get(const Reading& reading,
                                            const pb::GetProposalRequest& request) {
  ASSIGN_OR_RETURN(const ThingName name, ParseProposalName(request.name()));
  pb::GetProposalResponse response;
  std::vector<base::Position> positions;
  RETURN_IF_ERROR(reading.With(
      name.programme, request.at(),
      [&](const projections::Views& views, const Point& point) -> absl::Status {
        const domain::Proposal* proposal = point.state->FindProposal(name.thing);
        if (proposal == nullptr) return ProposalUnknown(name.thing);
        *response.mutable_true_at() = point.true_at;
        *response.mutable_proposal() = RenderProposal(*point.state, *proposal, point.moment_micros);
        positions = views.AboutProposal(proposal->id, point.position);
        return absl::OkStatus();
      }));
  // The log is read with the views let go.
  ASSIGN_OR_RETURN(const std::vector<v1::Event> events,
                   reading.EventsAt(name.programme, positions));
  RETURN_IF_ERROR(reading.WithViews(name.programme, [&](const projections::Views& views) {
    for (const v1::Event& event : events) {
      *response.mutable_proposal()->add_timeline() = projections::MakeTimelineEntry(event, views);
    }
    return absl::OkStatus();
  }));
  LeaveOutToFit(response);
  return response;
}

absl::StatusOr<pb::CompareRevisionsResponse> Compare(const Reading& reading,
                                                     const pb::CompareRevisionsRequest& request) {
  ASSIGN_OR_RETURN(const ThingName name, ParseProposalName(request.name()));
  ASSIGN_OR_RETURN(const Point point, reading.At(name.programme, request.at()));
  const domain::Proposal* proposal = point.state->FindProposal(name.thing);
  if (proposal == nullptr) return ProposalUnknown(name.thing);
  const auto find = [&](int revision,
                        absl::string_view field) -> absl::StatusOr<const pb::ProposalContent*> {
    for (const domain::Revision& made : proposal->revisions) {
      if (made.number == revision) return made.content.get();
    }
    return RevisionUnknown(field, revision, proposal->revision());
  };
  ASSIGN_OR_RETURN(const auto* before, find(request.from_revision(), "from_revision"));
  ASSIGN_OR_RETURN(const auto* after, find(request.to_revision(), "to_revision"));
  pb::CompareRevisionsResponse response;
  *response.mutable_true_at() = point.true_at;
  for (pb::FieldDifference& difference : DifferencesOf(*point.state, *before, *after)) {
    *response.add_differences() = std::move(difference);
  }
  return response;
}

template <typename Wanted, typename Value>
bool IsWanted(const Wanted& wanted, Value value) {
  return wanted.empty() || std::find(wanted.begin(), wanted.end(), value) != wanted.end();
}

// Gives the page's proposals out of `submitted`, all there are. What a page goes on after is how
// many of all were looked at: the same point has the same ones, in the same order.
template <typename Wanted, typename Give>
absl::Status GiveProposals(const Page& page, const Point& point,
                           absl::Span<const std::string> submitted, Wanted wanted, Give give,
                           pb::ListProposalsResponse& response) {
  ASSIGN_OR_RETURN(const size_t begin, Given(page));
  size_t bytes = 0;
  for (size_t i = begin; i < submitted.size(); ++i) {
    const domain::Proposal& proposal = Known(point.state->FindProposal(submitted[i]));
    if (!wanted(proposal)) continue;
    if (static_cast<size_t>(response.proposals_size()) == page.size || bytes >= kMaxPageBytes) {
      response.set_next_page_token(
          page.NextToken({point.position, point.moment_micros, absl::StrCat(i)}));
      break;
    }
    give(proposal);
    bytes += LastItemBytes(response);
  }
  return absl::OkStatus();
}

absl::StatusOr<pb::ListProposalsResponse> List(const Reading& reading,
                                               const pb::ListProposalsRequest& request) {
  ASSIGN_OR_RETURN(const std::string book, ParseProgrammeName(request.parent(), "parent"));
  ASSIGN_OR_RETURN(const Page page, ParsePage(request));
  pb::ListProposalsResponse response;
  const auto read = [&](const projections::Views& views, const Point& point) -> absl::Status {
    const domain::State& state = *point.state;
    if (!request.pijler().empty() && state.FindPijler(request.pijler()) == nullptr) {
      return PijlerUnknown(request.pijler());
    }
    const domain::Project* project = nullptr;
    if (!request.project().empty()) {
      project = state.FindProject(request.project());
      if (project == nullptr) return ProjectUnknown(request.project());
    }
    const auto wanted = [&](const domain::Proposal& proposal) {
      const pb::ProposalContent& content = proposal.content();
      return IsWanted(request.stages(), ToProto(proposal.stage)) &&
             IsWanted(request.kinds(), content.kind()) &&
             (request.pijler().empty() || content.pijler() == request.pijler()) &&
             (project == nullptr || content.project() == project->id ||
              proposal.awarded_project == project->id);
    };
    const auto give = [&](const domain::Proposal& proposal) {
      *response.add_proposals() = RenderProposalBrief(state, proposal, point.moment_micros);
    };
    *response.mutable_true_at() = point.true_at;
    return GiveProposals(page, point, views.Submitted(point.position), wanted, give, response);
  };
  RETURN_IF_ERROR(reading.With(book, request.at(), page, read));
  return response;
}

}  // namespace

std::unique_ptr<RpcService> MakeProposalService(Core& core) {
  const auto* file = pb::SubmitProposalRequest::descriptor()->file();
  auto service = std::make_unique<RpcService>(core, *file->FindServiceByName("ProposalService"));
  service->AddMutation("SubmitProposal", PlanSubmit, AnswerSubmit, EventsForAnswer::kFirst);
  service->AddMutation("ReviseProposal", PlanRevise,
                       AnswerProposal<pb::ReviseProposalRequest, pb::ReviseProposalResponse>);
  service->AddMutation("WithdrawProposal", PlanWithdraw,
                       AnswerProposal<pb::WithdrawProposalRequest, pb::WithdrawProposalResponse>);
  service->AddRead("GetProposal", Get);
  service->AddRead("CompareRevisions", Compare);
  service->AddRead("ListProposals", List);
  return service;
}

}  // namespace dealboek::api
