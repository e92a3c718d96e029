#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "dealboek/v1/project_service.pb.h"
#include "services/api/errors.h"
#include "services/api/listing.h"
#include "services/api/names.h"
#include "services/api/render_project.h"
#include "services/api/service_list.h"
#include "services/api/valid_on.h"
#include "services/base/status_macros.h"
#include "services/domain/evolve.h"
#include "services/projections/contributions.h"
#include "services/projections/timeline.h"

namespace dealboek::api {
namespace {

namespace pb = dealboek::v1;

absl::StatusOr<ThingName> ParseProjectName(const std::string& name) {
  return ParseThingName(name, Collection::kProjects, "name");
}

// ---- Mutations.

absl::StatusOr<Plan> PlanRename(const pb::RenameProjectRequest& request) {
  ASSIGN_OR_RETURN(ThingName name, ParseProjectName(request.name()));
  return Plan{std::move(name.programme),
              domain::RenameProject{std::move(name.thing), request.title(), request.reason(),
                                    request.revision_seen()}};
}

absl::StatusOr<Plan> PlanRenumber(const pb::RenumberProjectRequest& request) {
  ASSIGN_OR_RETURN(ThingName name, ParseProjectName(request.name()));
  return Plan{std::move(name.programme),
              domain::RenumberProject{std::move(name.thing), request.number(), request.reason(),
                                      request.revision_seen()}};
}

absl::StatusOr<Plan> PlanChangeLead(const pb::ChangeLeadRequest& request) {
  ASSIGN_OR_RETURN(ThingName name, ParseProjectName(request.name()));
  return Plan{
      std::move(name.programme),
      domain::ChangeLead{std::move(name.thing), request.part(), VectorOf(request.lead_partners()),
                         request.reason(), request.revision_seen()}};
}

absl::StatusOr<Plan> PlanReport(const pb::ReportProgressRequest& request) {
  ASSIGN_OR_RETURN(ThingName name, ParseProjectName(request.name()));
  return Plan{
      std::move(name.programme),
      domain::ReportProgress{std::move(name.thing), request.part(), request.reference_month(),
                             request.progress(), request.revision_seen()}};
}

absl::StatusOr<Plan> PlanComplete(const pb::CompleteProjectRequest& request) {
  ASSIGN_OR_RETURN(ThingName name, ParseProjectName(request.name()));
  return Plan{
      std::move(name.programme),
      domain::CompleteProject{std::move(name.thing), request.reason(), request.revision_seen()}};
}

// The project that the recorded event is about: the label in the request may be another's by now.
template <typename Request, typename Response>
absl::StatusOr<Response> AnswerProject(const Recorded& recorded, const Request&) {
  const domain::Subject subject = domain::SubjectOf(recorded.events.front());
  CHECK(!subject.projects.empty()) << "an event about a project";
  Response response;
  *response.mutable_project() =
      RenderProject(recorded.state, Known(recorded.state.FindProject(subject.projects.front())),
                    projections::GivenContributions(recorded.state));
  return response;
}

// ---- Reading.

// As a whole, or a part of it.
bool IsLedBy(const domain::Project& project, const std::string& partner) {
  const auto leads = [&](const std::vector<std::string>& partners) {
    return std::find(partners.begin(), partners.end(), partner) != partners.end();
  };
  return leads(project.lead_partners) ||
         std::any_of(project.parts.begin(), project.parts.end(),
                     [&](const domain::ProjectPart& part) { return leads(part.lead_partners); });
}

// Beside what is certain on the day asked, what is only possible.
void AddPossible(const Point& point, const projections::Ledger& ledger, const std::string& project,
                 pb::Project& shown) {
  MarkPossible(point, ledger, project, *shown.mutable_contributions());
  if (shown.has_reservation()) MarkPossible(point, ledger, project, *shown.mutable_reservation());
  AddPossibleAwards(point, ledger, Known(point.state->FindProject(project)), shown);
}

absl::StatusOr<pb::GetProjectResponse> Get(const Reading& reading,
                                           const pb::GetProjectRequest& request) {
  ASSIGN_OR_RETURN(const ThingName name, ParseProjectName(request.name()));
  pb::GetProjectResponse response;
  RETURN_IF_ERROR(reading.With(
      name.programme, request.at(),
      [&](const projections::Views& views, const Point& point) -> absl::Status {
        const std::shared_ptr<const domain::State> state = MoneyValidOn(point, views.ledger());
        const domain::Project* project = state->FindProject(name.thing);
        if (project == nullptr) return ProjectUnknown(name.thing);
        *response.mutable_true_at() = point.true_at;
        *response.mutable_project() =
            RenderProject(*state, *project, projections::GivenContributions(*state));
        AddPossible(point, views.ledger(), project->id, *response.mutable_project());
        return absl::OkStatus();
      }));
  return response;
}

absl::StatusOr<pb::ListProjectsResponse> List(const Reading& reading,
                                              const pb::ListProjectsRequest& request) {
  ASSIGN_OR_RETURN(const std::string book, ParseProgrammeName(request.parent(), "parent"));
  ASSIGN_OR_RETURN(const Page page, ParsePage(request));
  pb::ListProjectsResponse response;
  RETURN_IF_ERROR(reading.With(
      book, request.at(), page,
      [&](const projections::Views& views, const Point& point) -> absl::Status {
        const std::shared_ptr<const domain::State> state = MoneyValidOn(point, views.ledger());
        if (!request.pijler().empty() && state->FindPijler(request.pijler()) == nullptr) {
          return PijlerUnknown(request.pijler());
        }
        const domain::Partner* lead = nullptr;
        if (!request.lead_partner().empty()) {
          lead = state->FindPartner(request.lead_partner());
          if (lead == nullptr) return PartnerUnknown(request.lead_partner());
        }
        std::vector<const domain::Project*> projects = ProjectsInOrder(*state);
        std::erase_if(projects, [&](const domain::Project* project) {
          const pb::ProjectStage stage = project->stage == domain::ProjectStage::kOpen
                                             ? pb::PROJECT_STAGE_OPEN
                                             : pb::PROJECT_STAGE_COMPLETED;
          return (!request.pijler().empty() && project->pijler != request.pijler()) ||
                 (request.stage() != pb::PROJECT_STAGE_UNSPECIFIED && stage != request.stage()) ||
                 (lead != nullptr && !IsLedBy(*project, lead->id));
        });
        *response.mutable_true_at() = point.true_at;
        const projections::GivenContributions given(*state);
        return GivePage(page, point, projects, response, [&](const domain::Project* project) {
          pb::Project& shown = *response.add_projects();
          shown = RenderProject(*state, *project, given);
          AddPossible(point, views.ledger(), project->id, shown);
        });
      }));
  return response;
}

// With what became of every proposal that asked for it, for a project's life begins with one.
std::vector<base::Position> AboutProjectAndItsProposals(const domain::Project& project,
                                                        const projections::Views& views,
                                                        const Point& point) {
  std::vector<base::Position> positions = views.AboutProject(project.id, point.position);
  for (const std::string& proposal : views.ProposalsOf(project.id, point.position)) {
    const std::vector<base::Position> also = views.AboutProposal(proposal, point.position);
    positions.insert(positions.end(), also.begin(), also.end());
  }
  std::sort(positions.begin(), positions.end());
  positions.erase(std::unique(positions.begin(), positions.end()), positions.end());
  return positions;
}

absl::StatusOr<pb::GetTimelineResponse> Timeline(const Reading& reading,
                                                 const pb::GetTimelineRequest& request) {
  ASSIGN_OR_RETURN(const ThingName name, ParseProjectName(request.name()));
  ASSIGN_OR_RETURN(const Page page, ParsePage(request));
  pb::GetTimelineResponse response;
  std::vector<base::Position> positions;
  Point from;
  std::optional<EventsOfDay> of_day;
  RETURN_IF_ERROR(
      reading.With(name.programme, request.at(), page,
                   [&](const projections::Views& views, const Point& point) -> absl::Status {
                     const domain::Project* project = point.state->FindProject(name.thing);
                     if (project == nullptr) return ProjectUnknown(name.thing);
                     *response.mutable_true_at() = point.true_at;
                     positions = AboutProjectAndItsProposals(*project, views, point);
                     if (point.valid_on.has_value()) {
                       of_day.emplace(point, views.ledger(), project->id);
                     }
                     from = point;
                     return absl::OkStatus();
                   }));
  // The log is read with the views let go.
  if (of_day.has_value()) {
    ASSIGN_OR_RETURN(const std::vector<v1::Event> events,
                     reading.EventsAt(name.programme, positions));
    positions.clear();
    for (const v1::Event& event : events) {
      if (of_day->Of(event) == EventsOfDay::Counts::kNo) continue;
      positions.emplace_back(static_cast<uint64_t>(event.header().position()));
    }
  }
  // Event by event, so that a page of long ones ends early.
  absl::Status read;
  const auto give = [&](base::Position position) {
    if (!read.ok()) return;
    const absl::StatusOr<std::vector<v1::Event>> events =
        reading.EventsAt(name.programme, {position});
    read = events.status();
    if (!read.ok()) return;
    read = reading.WithViews(name.programme, [&](const projections::Views& views) {
      pb::TimelineEntry& entry = *response.add_entries();
      entry = projections::MakeTimelineEntry(events->front(), views);
      entry.set_possible(of_day.has_value() &&
                         of_day->Of(events->front()) == EventsOfDay::Counts::kPerhaps);
      return absl::OkStatus();
    });
  };
  RETURN_IF_ERROR(GivePage(page, from, positions, response, give));
  RETURN_IF_ERROR(read);
  return response;
}

}  // namespace

std::unique_ptr<RpcService> MakeProjectService(Core& core) {
  const auto* file = pb::GetProjectRequest::descriptor()->file();
  auto service = std::make_unique<RpcService>(core, *file->FindServiceByName("ProjectService"));
  service->AddRead("GetProject", Get, ValidOn::kCounts);
  service->AddRead("ListProjects", List, ValidOn::kCounts);
  service->AddRead("GetTimeline", Timeline, ValidOn::kCounts);
  service->AddMutation("RenameProject", PlanRename,
                       AnswerProject<pb::RenameProjectRequest, pb::RenameProjectResponse>,
                       EventsForAnswer::kFirst);
  service->AddMutation("RenumberProject", PlanRenumber,
                       AnswerProject<pb::RenumberProjectRequest, pb::RenumberProjectResponse>,
                       EventsForAnswer::kFirst);
  service->AddMutation("ChangeLead", PlanChangeLead,
                       AnswerProject<pb::ChangeLeadRequest, pb::ChangeLeadResponse>,
                       EventsForAnswer::kFirst);
  service->AddMutation("ReportProgress", PlanReport,
                       AnswerProject<pb::ReportProgressRequest, pb::ReportProgressResponse>,
                       EventsForAnswer::kFirst);
  service->AddMutation("CompleteProject", PlanComplete,
                       AnswerProject<pb::CompleteProjectRequest, pb::CompleteProjectResponse>,
                       EventsForAnswer::kFirst);
  return service;
}

}  // namespace dealboek::api
