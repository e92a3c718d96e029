#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"

#include "dealboek/v1/decision_service.pb.h"
#include "services/api/errors.h"
#include "services/api/listing.h"
#include "services/api/names.h"
#include "services/api/render_meeting.h"
#include "services/api/service_list.h"
#include "services/api/values.h"
#include "services/base/error.h"
#include "services/base/status_macros.h"
#include "services/domain/decide.h"
#include "services/projections/budget.h"

namespace dealboek::api {
namespace {

namespace pb = dealboek::v1;

absl::StatusOr<ThingName> ParseMeetingName(const std::string& name) {
  return ParseThingName(name, Collection::kMeetings, "name");
}

// ---- Mutations.

absl::StatusOr<Plan> PlanConvene(const pb::ConveneMeetingRequest& request) {
  ASSIGN_OR_RETURN(std::string book, ParseProgrammeName(request.parent(), "parent"));
  return Plan{std::move(book),
              domain::ConveneMeeting{request.held_on(), request.title(), request.place()}};
}

absl::StatusOr<pb::ConveneMeetingResponse> AnswerConvene(const Recorded& recorded,
                                                         const pb::ConveneMeetingRequest&) {
  pb::ConveneMeetingResponse response;
  const std::string& meeting = recorded.events.front().meeting_convened().meeting();
  *response.mutable_meeting() =
      RenderMeeting(recorded.state, Known(recorded.state.FindMeeting(meeting)));
  return response;
}

absl::StatusOr<Plan> PlanSetAgenda(const pb::SetAgendaRequest& request) {
  ASSIGN_OR_RETURN(ThingName name, ParseMeetingName(request.name()));
  domain::SetAgenda command;
  command.meeting = std::move(name.thing);
  command.version_seen = request.version_seen();
  for (const pb::AgendaItemInput& item : request.items()) {
    command.items.push_back({item.item(), item.proposal(),
                             Present(item.has_own_item(), item.own_item()), item.title(),
                             item.late_reason()});
  }
  for (const pb::ItemTakenOffInput& item : request.taken_off()) {
    command.taken_off.push_back({item.item(), item.reason()});
  }
  return Plan{std::move(name.programme), std::move(command)};
}

absl::StatusOr<Plan> PlanAttendance(const pb::RecordAttendanceRequest& request) {
  ASSIGN_OR_RETURN(ThingName name, ParseMeetingName(request.name()));
  return Plan{std::move(name.programme),
              domain::RecordAttendance{std::move(name.thing), VectorOf(request.present_seats()),
                                       request.position_seen()}};
}

absl::StatusOr<Plan> PlanInterest(const pb::DeclareInterestRequest& request) {
  ASSIGN_OR_RETURN(ThingName name, ParseMeetingName(request.name()));
  return Plan{std::move(name.programme),
              domain::DeclareInterest{std::move(name.thing), request.item(), request.seat(),
                                      request.reason()}};
}

absl::StatusOr<Plan> PlanDecision(const pb::RecordDecisionRequest& request) {
  ASSIGN_OR_RETURN(ThingName name, ParseMeetingName(request.name()));
  domain::RecordDecision command;
  command.meeting = std::move(name.thing);
  command.item = request.item();
  command.outcome = request.outcome();
  command.lines = VectorOf(request.lines());
  command.reservation_total = Present(request.has_reservation_total(), request.reservation_total());
  command.reason = request.reason();
  command.version_seen = request.version_seen();
  command.position_seen = request.position_seen();
  return Plan{std::move(name.programme), std::move(command)};
}

absl::StatusOr<Plan> PlanConfirm(const pb::ConfirmDecisionListRequest& request) {
  ASSIGN_OR_RETURN(ThingName name, ParseMeetingName(request.name()));
  return Plan{std::move(name.programme),
              domain::ConfirmDecisionList{std::move(name.thing), request.version_seen(),
                                          request.position_seen()}};
}

// The meeting that the request names, as the command left it.
template <typename Request, typename Response>
absl::StatusOr<Response> AnswerMeeting(const Recorded& recorded, const Request& request) {
  ASSIGN_OR_RETURN(const ThingName name, ParseMeetingName(request.name()));
  Response response;
  *response.mutable_meeting() =
      RenderMeeting(recorded.state, Known(recorded.state.FindMeeting(name.thing)));
  return response;
}

// ---- Reading.

// The state that says what everybody and everything of a meeting is called: of a confirmed one,
// when it was confirmed. What was decided is not told otherwise because somebody was renamed since.
std::shared_ptr<const domain::State> NamesFor(const projections::Views& views, const Point& point,
                                              const domain::Meeting& meeting) {
  return meeting.confirmed ? views.StateAt(views.BoundaryAt(meeting.confirmed_at)) : point.state;
}

absl::StatusOr<pb::GetMeetingResponse> Get(const Reading& reading,
                                           const pb::GetMeetingRequest& request) {
  ASSIGN_OR_RETURN(const ThingName name, ParseMeetingName(request.name()));
  pb::GetMeetingResponse response;
  RETURN_IF_ERROR(reading.With(
      name.programme, request.at(),
      [&](const projections::Views& views, const Point& point) -> absl::Status {
        const domain::Meeting* meeting = point.state->FindMeeting(name.thing);
        if (meeting == nullptr) return MeetingUnknown(name.thing);
        *response.mutable_true_at() = point.true_at;
        *response.mutable_meeting() = RenderMeeting(*NamesFor(views, point, *meeting), *meeting);
        return absl::OkStatus();
      }));
  return response;
}

absl::StatusOr<pb::ListMeetingsResponse> List(const Reading& reading,
                                              const pb::ListMeetingsRequest& request) {
  ASSIGN_OR_RETURN(const std::string book, ParseProgrammeName(request.parent(), "parent"));
  ASSIGN_OR_RETURN(const Page page, ParsePage(request));
  pb::ListMeetingsResponse response;
  RETURN_IF_ERROR(reading.With(
      book, request.at(), page,
      [&](const projections::Views& views, const Point& point) -> absl::Status {
        std::vector<const domain::Meeting*> meetings;
        for (const auto& [id, meeting] : point.state->meetings) {
          const pb::MeetingStage stage =
              meeting->confirmed ? pb::MEETING_STAGE_CONFIRMED : pb::MEETING_STAGE_CONVENED;
          if (request.stage() == pb::MEETING_STAGE_UNSPECIFIED || request.stage() == stage) {
            meetings.push_back(meeting.get());
          }
        }
        std::sort(meetings.begin(), meetings.end(),
                  [](const auto* a, const auto* b) { return a->convened_at < b->convened_at; });
        *response.mutable_true_at() = point.true_at;
        return GivePage(page, point, meetings, response, [&](const auto* meeting) {
          *response.add_meetings() =
              RenderMeetingBrief(*NamesFor(views, point, *meeting), *meeting);
        });
      }));
  return response;
}

// ---- Preview.

absl::StatusOr<std::vector<domain::PreviewItem>> ItemsToPreview(
    const domain::State& state, const pb::PreviewDecisionsRequest& request) {
  if (request.meeting().empty() == request.items().empty()) return OneOfRequired("meeting, items");
  if (!request.meeting().empty()) {
    const domain::Meeting* meeting = state.FindMeeting(request.meeting());
    if (meeting == nullptr) return MeetingUnknown(request.meeting());
    if (meeting->confirmed) return MeetingDecided(meeting->id, meeting->confirmed_at);
    return domain::PreviewItemsOf(*meeting);
  }
  std::vector<domain::PreviewItem> items;
  for (int i = 0; i < request.items_size(); ++i) {
    const pb::PreviewItem& item = request.items(i);
    if (item.proposal().empty() == !item.has_own_item()) {
      return OneOfRequired(absl::StrCat("items[", i, "].proposal, items[", i, "].own_item"));
    }
    domain::PreviewItem& asked = items.emplace_back();
    asked.proposal = item.proposal();
    asked.own_item = Present(item.has_own_item(), item.own_item());
    asked.lines = VectorOf(item.lines());
    asked.reservation_total = Present(item.has_reservation_total(), item.reservation_total());
    asked.without_reservation = item.without_reservation();
    if (asked.without_reservation && asked.reservation_total.has_value()) {
      return OneOfRequired(
          absl::StrCat("items[", i, "].reservation_total, items[", i, "].without_reservation"));
    }
  }
  return items;
}

pb::PreviewVerdict RenderVerdict(const domain::State& state, const domain::PreviewItem& item,
                                 const absl::Status& status) {
  pb::PreviewVerdict verdict;
  verdict.set_item(item.item);
  verdict.set_proposal(item.proposal);
  if (const domain::Proposal* proposal = state.FindProposal(item.proposal)) {
    verdict.set_title(proposal->content().title());
  } else if (item.own_item.has_value()) {
    verdict.set_title(TitleOf(state, *item.own_item));
  }
  if (!status.ok()) {
    verdict.set_message(std::string(status.message()));
    if (const auto detail = base::GetErrorDetail(status)) {
      verdict.set_reason(detail->reason);
      verdict.set_dutch(detail->dutch);
    }
  }
  return verdict;
}

absl::StatusOr<pb::PreviewDecisionsResponse> Preview(const Reading& reading,
                                                     const pb::PreviewDecisionsRequest& request) {
  ASSIGN_OR_RETURN(const std::string book, ParseProgrammeName(request.parent(), "parent"));
  pb::PreviewDecisionsResponse response;
  RETURN_IF_ERROR(reading.With(
      book, request.at(), [&](const projections::Views& views, const Point& point) -> absl::Status {
        const domain::State& state = *point.state;
        ASSIGN_OR_RETURN(const std::vector<domain::PreviewItem> items,
                         ItemsToPreview(state, request));
        const domain::Preview preview = domain::PreviewDecisions(
            state, items, domain::Context{reading.subject(), point.moment_micros});
        *response.mutable_true_at() = point.true_at;
        for (pb::BudgetChange& change : projections::CompareWithPreview(
                 views.ledger(), {point.position, &state, point.valid_on}, preview)) {
          *response.add_changes() = std::move(change);
        }
        for (size_t i = 0; i < items.size(); ++i) {
          *response.add_verdicts() = RenderVerdict(state, items[i], preview.verdicts[i].status);
        }
        return absl::OkStatus();
      }));
  return response;
}

}  // namespace

std::unique_ptr<RpcService> MakeDecisionService(Core& core) {
  const auto* file = pb::ConveneMeetingRequest::descriptor()->file();
  auto service = std::make_unique<RpcService>(core, *file->FindServiceByName("DecisionService"));
  service->AddMutation("ConveneMeeting", PlanConvene, AnswerConvene, EventsForAnswer::kFirst);
  service->AddMutation("SetAgenda", PlanSetAgenda,
                       AnswerMeeting<pb::SetAgendaRequest, pb::SetAgendaResponse>);
  service->AddMutation("RecordAttendance", PlanAttendance,
                       AnswerMeeting<pb::RecordAttendanceRequest, pb::RecordAttendanceResponse>);
  service->AddMutation("DeclareInterest", PlanInterest,
                       AnswerMeeting<pb::DeclareInterestRequest, pb::DeclareInterestResponse>);
  service->AddMutation("RecordDecision", PlanDecision,
                       AnswerMeeting<pb::RecordDecisionRequest, pb::RecordDecisionResponse>);
  service->AddMutation(
      "ConfirmDecisionList", PlanConfirm,
      AnswerMeeting<pb::ConfirmDecisionListRequest, pb::ConfirmDecisionListResponse>);
  service->AddRead("GetMeeting", Get);
  service->AddRead("ListMeetings", List);
  service->AddRead("PreviewDecisions", Preview, ValidOn::kCounts);
  return service;
}

}  // namespace dealboek::api
