#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "dealboek/v1/programme_service.pb.h"
#include "services/api/errors.h"
#include "services/api/listing.h"
#include "services/api/names.h"
#include "services/api/render_programme.h"
#include "services/api/service_list.h"
#include "services/api/valid_on.h"
#include "services/api/values.h"
#include "services/base/error.h"
#include "services/base/reasons.h"
#include "services/base/status_macros.h"
#include "services/book/books.h"

namespace dealboek::api {
namespace {

namespace pb = dealboek::v1;

// ---- CreateProgramme.

absl::StatusOr<Plan> PlanCreate(const pb::CreateProgrammeRequest& request) {
  RETURN_IF_ERROR(CheckProgrammeId(request.programme_id(), "programme_id"));
  domain::CreateProgramme command;
  command.programme = request.programme_id();
  command.title = request.title();
  command.first_year = request.first_year();
  command.last_year = request.last_year();
  command.description = request.description();
  command.cross_cutting_themes = VectorOf(request.cross_cutting_themes());
  command.secretary_subject = request.secretary_subject();
  command.secretary_display_name = request.secretary_display_name();
  command.rules = request.rules();
  command.opening = VectorOf(request.opening());
  return Plan{request.programme_id(), std::move(command)};
}

absl::StatusOr<pb::CreateProgrammeResponse> AnswerCreate(const Recorded& recorded,
                                                         const pb::CreateProgrammeRequest&) {
  pb::CreateProgrammeResponse response;
  *response.mutable_programme() = RenderProgramme(recorded.state);
  return response;
}

// ---- Reading.

absl::StatusOr<pb::GetProgrammeResponse> Get(const Reading& reading,
                                             const pb::GetProgrammeRequest& request) {
  ASSIGN_OR_RETURN(const std::string book, ParseProgrammeName(request.name(), "name"));
  pb::GetProgrammeResponse response;
  RETURN_IF_ERROR(reading.With(
      book, request.at(), [&](const projections::Views& views, const Point& point) -> absl::Status {
        *response.mutable_true_at() = point.true_at;
        *response.mutable_programme() = RenderProgramme(*point.state);
        SetCeilingsOfDay(point, views.ledger(), *response.mutable_programme());
        return absl::OkStatus();
      }));
  return response;
}

absl::StatusOr<pb::ListProgrammesResponse> List(const Reading& reading,
                                                const pb::ListProgrammesRequest& request) {
  ASSIGN_OR_RETURN(const Page page, ParsePage(request));
  std::optional<int64_t> at_micros;
  if (request.has_time()) {
    ASSIGN_OR_RETURN(at_micros, MicrosOf(request.time(), "time"));
  } else if (page.start.has_value()) {
    at_micros = page.start->moment_micros;
  }
  const std::string after = page.start.has_value() ? page.start->after : "";
  ASSIGN_OR_RETURN(std::vector<std::string> books, reading.books().List(after, page.size + 1));
  const bool more = books.size() > page.size;
  if (more) books.pop_back();
  pb::ListProgrammesResponse response;
  for (const std::string& book : books) {
    const absl::StatusOr<book::Books::Ends> ends = reading.books().ReadEnds(book, at_micros);
    if (at_micros.has_value() && absl::IsNotFound(ends.status())) continue;  // it began later
    pb::ProgrammeSummary& summary = *response.add_programmes();
    summary.set_name(ProgrammeName(book));
    if (absl::IsDataLoss(ends.status())) {  // its own affair: the list goes on
      const std::optional<base::ErrorDetail> detail = base::GetErrorDetail(ends.status());
      summary.set_unreadable_reason(detail.has_value() ? detail->reason
                                                       : std::string(base::kEventUnreadable));
      continue;
    }
    RETURN_IF_ERROR(ends.status());
    summary.set_title(ends->first.programme_created().title());
    summary.set_description(ends->first.programme_created().description());
    summary.mutable_true_at()->set_position(ends->last.header().position());
    *summary.mutable_true_at()->mutable_recorded_at() = ends->last.header().recorded_at();
  }
  if (more) {
    const int64_t moment = at_micros.value_or(reading.NowMicros());
    response.set_next_page_token(page.NextToken({base::Position(), moment, books.back()}));
  }
  return response;
}

absl::StatusOr<pb::ListSeatsResponse> ListSeats(const Reading& reading,
                                                const pb::ListSeatsRequest& request) {
  ASSIGN_OR_RETURN(const std::string book, ParseProgrammeName(request.parent(), "parent"));
  ASSIGN_OR_RETURN(const Page page, ParsePage(request));
  ASSIGN_OR_RETURN(const Point point, reading.At(book, request.at(), page));
  if (!request.pijler().empty() && point.state->FindPijler(request.pijler()) == nullptr) {
    return PijlerUnknown(request.pijler());
  }
  std::vector<const domain::Seat*> seats;
  for (const auto& [id, seat] : point.state->seats) {
    if (request.role() != pb::ROLE_UNSPECIFIED && seat->role != request.role()) continue;
    if (!request.pijler().empty() && seat->pijler != request.pijler()) continue;
    seats.push_back(seat.get());
  }
  std::sort(seats.begin(), seats.end(),
            [](const auto* a, const auto* b) { return IdIsBefore(a->id, b->id); });
  pb::ListSeatsResponse response;
  *response.mutable_true_at() = point.true_at;
  RETURN_IF_ERROR(GivePage(page, point, seats, response, [&](const domain::Seat* seat) {
    *response.add_seats() = RenderSeat(*point.state, *seat);
  }));
  return response;
}

// ---- Structure.

absl::StatusOr<Plan> PlanDefinePijler(const pb::DefinePijlerRequest& request) {
  ASSIGN_OR_RETURN(std::string book, ParseProgrammeName(request.parent(), "parent"));
  return Plan{std::move(book),
              domain::DefinePijler{request.pijler(), request.title(), VectorOf(request.themes()),
                                   request.position_seen()}};
}

absl::StatusOr<pb::DefinePijlerResponse> AnswerDefinePijler(
    const Recorded& recorded, const pb::DefinePijlerRequest& request) {
  pb::DefinePijlerResponse response;
  *response.mutable_pijler() = Render(Known(recorded.state.FindPijler(request.pijler())));
  return response;
}

absl::StatusOr<Plan> PlanAddPartner(const pb::AddPartnerRequest& request) {
  ASSIGN_OR_RETURN(std::string book, ParseProgrammeName(request.parent(), "parent"));
  return Plan{std::move(book),
              domain::AddPartner{request.display_name(), request.kind(), request.cbs_code()}};
}

absl::StatusOr<pb::AddPartnerResponse> AnswerAddPartner(const Recorded& recorded,
                                                        const pb::AddPartnerRequest&) {
  pb::AddPartnerResponse response;
  const std::string& partner = recorded.events.front().partner_added().partner();
  *response.mutable_partner() = Render(Known(recorded.state.FindPartner(partner)));
  return response;
}

absl::StatusOr<Plan> PlanGrantSeat(const pb::GrantSeatRequest& request) {
  ASSIGN_OR_RETURN(std::string book, ParseProgrammeName(request.parent(), "parent"));
  domain::GrantSeat command;
  command.seat = request.seat();
  command.role = request.role();
  command.place = request.place();
  command.pijler = request.pijler();
  command.partner = request.partner();
  command.function = request.function();
  command.holder_subject = request.holder_subject();
  command.holder_display_name = request.holder_display_name();
  command.from = Present(request.has_from(), request.from());
  command.until = Present(request.has_until(), request.until());
  return Plan{std::move(book), std::move(command)};
}

absl::StatusOr<pb::GrantSeatResponse> AnswerGrantSeat(const Recorded& recorded,
                                                      const pb::GrantSeatRequest&) {
  pb::GrantSeatResponse response;
  const std::string& seat = recorded.events.front().seat_granted().seat();
  *response.mutable_seat() = RenderSeat(recorded.state, Known(recorded.state.FindSeat(seat)));
  return response;
}

absl::StatusOr<Plan> PlanEndSeat(const pb::EndSeatRequest& request) {
  ASSIGN_OR_RETURN(ThingName name, ParseThingName(request.name(), Collection::kSeats, "name"));
  return Plan{std::move(name.programme),
              domain::EndSeat{std::move(name.thing), request.reason(), request.position_seen()}};
}

absl::StatusOr<pb::EndSeatResponse> AnswerEndSeat(const Recorded& recorded,
                                                  const pb::EndSeatRequest&) {
  pb::EndSeatResponse response;
  const std::string& seat = recorded.events.front().seat_ended().seat();
  *response.mutable_seat() = RenderSeat(recorded.state, Known(recorded.state.FindSeat(seat)));
  return response;
}

absl::StatusOr<Plan> PlanAddTranche(const pb::AddTrancheRequest& request) {
  ASSIGN_OR_RETURN(std::string book, ParseProgrammeName(request.parent(), "parent"));
  return Plan{std::move(book),
              domain::AddTranche{request.tranche(), request.title(),
                                 Present(request.has_ceiling(), request.ceiling()),
                                 Present(request.has_decided_on(), request.decided_on())}};
}

absl::StatusOr<pb::AddTrancheResponse> AnswerAddTranche(const Recorded& recorded,
                                                        const pb::AddTrancheRequest& request) {
  pb::AddTrancheResponse response;
  *response.mutable_tranche() = Render(Known(recorded.state.FindTranche(request.tranche())));
  return response;
}

absl::StatusOr<Plan> PlanCloseTranche(const pb::CloseTrancheRequest& request) {
  ASSIGN_OR_RETURN(std::string book, ParseProgrammeName(request.parent(), "parent"));
  return Plan{std::move(book), domain::CloseTranche{request.tranche(), request.position_seen()}};
}

absl::StatusOr<pb::CloseTrancheResponse> AnswerCloseTranche(
    const Recorded& recorded, const pb::CloseTrancheRequest& request) {
  pb::CloseTrancheResponse response;
  *response.mutable_tranche() = Render(Known(recorded.state.FindTranche(request.tranche())));
  return response;
}

absl::StatusOr<Plan> PlanSetRules(const pb::SetRulesRequest& request) {
  ASSIGN_OR_RETURN(std::string book, ParseProgrammeName(request.parent(), "parent"));
  return Plan{std::move(book), domain::SetRules{request.rules(), request.position_seen()}};
}

absl::StatusOr<pb::SetRulesResponse> AnswerSetRules(const Recorded& recorded,
                                                    const pb::SetRulesRequest&) {
  pb::SetRulesResponse response;
  *response.mutable_rules() = recorded.state.programme->rules;
  return response;
}

absl::StatusOr<Plan> PlanSetCeiling(const pb::SetCeilingRequest& request) {
  ASSIGN_OR_RETURN(std::string book, ParseProgrammeName(request.parent(), "parent"));
  return Plan{std::move(book), domain::SetCeiling{request.change(), request.position_seen()}};
}

// ---- The opening phase.

absl::StatusOr<Plan> PlanRecordOpening(const pb::RecordOpeningRequest& request) {
  ASSIGN_OR_RETURN(std::string book, ParseProgrammeName(request.parent(), "parent"));
  return Plan{std::move(book), domain::RecordOpening{VectorOf(request.entries())}};
}

absl::StatusOr<Plan> PlanCloseOpening(const pb::CloseOpeningRequest& request) {
  ASSIGN_OR_RETURN(std::string book, ParseProgrammeName(request.parent(), "parent"));
  return Plan{std::move(book), domain::CloseOpening{request.position_seen()}};
}

// For mutations whose answer is the receipt alone.
template <typename Request, typename Response>
absl::StatusOr<Response> AnswerReceipt(const Recorded&, const Request&) {
  return Response();
}

}  // namespace

std::unique_ptr<RpcService> MakeProgrammeService(Core& core) {
  const auto* file = pb::CreateProgrammeRequest::descriptor()->file();
  auto service = std::make_unique<RpcService>(core, *file->FindServiceByName("ProgrammeService"));
  service->AddMutation("CreateProgramme", PlanCreate, AnswerCreate);
  service->AddRead("GetProgramme", Get, ValidOn::kCounts);
  service->AddRead("ListProgrammes", List);
  service->AddMutation("DefinePijler", PlanDefinePijler, AnswerDefinePijler);
  service->AddMutation("AddPartner", PlanAddPartner, AnswerAddPartner, EventsForAnswer::kFirst);
  service->AddMutation("GrantSeat", PlanGrantSeat, AnswerGrantSeat, EventsForAnswer::kFirst);
  service->AddMutation("EndSeat", PlanEndSeat, AnswerEndSeat, EventsForAnswer::kFirst);
  service->AddRead("ListSeats", ListSeats);
  service->AddMutation("AddTranche", PlanAddTranche, AnswerAddTranche);
  service->AddMutation("CloseTranche", PlanCloseTranche, AnswerCloseTranche);
  service->AddMutation("SetRules", PlanSetRules, AnswerSetRules);
  service->AddMutation("SetCeiling", PlanSetCeiling,
                       AnswerReceipt<pb::SetCeilingRequest, pb::SetCeilingResponse>);
  service->AddMutation("RecordOpening", PlanRecordOpening,
                       AnswerReceipt<pb::RecordOpeningRequest, pb::RecordOpeningResponse>);
  service->AddMutation("CloseOpening", PlanCloseOpening,
                       AnswerReceipt<pb::CloseOpeningRequest, pb::CloseOpeningResponse>);
  return service;
}

}  // namespace dealboek::api
