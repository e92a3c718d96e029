#include <string>
#include <vector>

#include "dealboek/v1/work_service.pb.h"
#include "services/api/errors.h"
#include "services/api/listing.h"
#include "services/api/proposal_answer.h"
#include "services/api/service_list.h"
#include "services/base/status_macros.h"
#include "services/projections/worklist.h"

namespace dealboek::api {
namespace {

namespace pb = dealboek::v1;

absl::StatusOr<pb::ListWorkResponse> List(const Reading& reading,
                                          const pb::ListWorkRequest& request) {
  ASSIGN_OR_RETURN(const std::string book, ParseProgrammeName(request.parent(), "parent"));
  ASSIGN_OR_RETURN(const Page page, ParsePage(request));
  ASSIGN_OR_RETURN(const Point point, reading.At(book, request.at(), page));
  const domain::State& state = *point.state;
  if (!request.pijler().empty()) {
    if (request.role() == pb::ROLE_UNSPECIFIED) return EnumUnspecified("role", 0);
    if (state.FindPijler(request.pijler()) == nullptr) return PijlerUnknown(request.pijler());
  }
  std::vector<pb::WorkItem> items;
  if (request.role() != pb::ROLE_UNSPECIFIED) {
    items = projections::AllWork(state, point.moment_micros);
    std::erase_if(items, [&](const pb::WorkItem& item) {
      return item.role() != request.role() ||
             (!request.pijler().empty() && item.pijler() != request.pijler());
    });
  } else if (const domain::Person* caller = state.FindPerson(reading.subject())) {
    items = projections::WorkOf(state, caller->id, point.moment_micros);
  }  // else: nobody the book knows, so nothing waits for them
  pb::ListWorkResponse response;
  *response.mutable_true_at() = point.true_at;
  RETURN_IF_ERROR(GivePage(page, point, items, response,
                           [&](const pb::WorkItem& item) { *response.add_items() = item; }));
  return response;
}

absl::StatusOr<pb::GetWaitingResponse> GetWaiting(const Reading& reading,
                                                  const pb::GetWaitingRequest& request) {
  ASSIGN_OR_RETURN(const ThingName name, ParseProposalName(request.name()));
  ASSIGN_OR_RETURN(const Point point, reading.At(name.programme, request.at()));
  const domain::Proposal* proposal = point.state->FindProposal(name.thing);
  if (proposal == nullptr) return ProposalUnknown(name.thing);
  pb::GetWaitingResponse response;
  *response.mutable_true_at() = point.true_at;
  for (pb::WorkItem& item : projections::WaitingOn(*point.state, *proposal, point.moment_micros)) {
    *response.add_items() = std::move(item);
  }
  return response;
}

}  // namespace

std::unique_ptr<RpcService> MakeWorkService(Core& core) {
  const auto* file = pb::ListWorkRequest::descriptor()->file();
  auto service = std::make_unique<RpcService>(core, *file->FindServiceByName("WorkService"));
  service->AddRead("ListWork", List);
  service->AddRead("GetWaiting", GetWaiting);
  return service;
}

}  // namespace dealboek::api
