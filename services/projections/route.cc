#include "services/projections/route.h"

#include <cstdint>
#include <memory>
#include <string>

#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"

#include "services/base/check.h"
#include "services/base/position.h"
#include "services/domain/evolve.h"
#include "services/domain/state.h"
#include "services/domain/timestamps.h"
#include "services/projections/proto_values.h"

namespace dealboek::projections {
namespace {

namespace pb = dealboek::v1;

// The decision an event rests on; null: none. Facts that may rest on one say so in a field of that
// name.
const pb::DecisionRef* DecisionOf(const pb::Event& event) {
  const auto* choice = pb::Event::descriptor()->FindOneofByName("fact");
  const auto* of_event = event.GetReflection()->GetOneofFieldDescriptor(event, choice);
  CHECK(of_event != nullptr) << "fact unknown to this build; decoding should have refused it";
  const google::protobuf::Message& fact = event.GetReflection()->GetMessage(event, of_event);
  const auto* field = fact.GetDescriptor()->FindFieldByName("decision");
  if (field == nullptr || !fact.GetReflection()->HasField(fact, field)) return nullptr;
  return static_cast<const pb::DecisionRef*>(&fact.GetReflection()->GetMessage(fact, field));
}

// Who recorded the event at `position`, under the seat and name of that moment.
pb::RouteStep StepAt(base::Position position, const Views& views) {
  pb::RouteStep step;
  step.set_position(static_cast<int64_t>(position.value()));
  domain::SetTime(step.mutable_recorded_at(), views.RecordedAtMicros(position));
  step.set_seat(std::string(views.SeatOfActorAt(position)));
  if (auto person = views.PersonAt(views.ActorAt(position), position)) {
    step.set_by(person->display_name);
  }
  if (auto seat = views.SeatAt(step.seat(), position)) step.set_function(seat->function);
  return step;
}

// `proposal` as it was when it was decided.
void AddProposal(const domain::Proposal& proposal, int revision, const Views& views,
                 pb::Route& route) {
  route.set_proposal(proposal.id);
  route.set_revision(revision);
  for (const domain::Revision& one : proposal.revisions) {
    if (one.number != revision) continue;
    route.set_proposal_title(one.content->title());
    *route.mutable_submitted() = StepAt(one.position, views);
  }
  for (const domain::EndorsementAct* act :
       proposal.Standing(domain::EndorsementActKind::kEndorsed, revision)) {
    *route.add_endorsed() = StepAt(act->position, views);
  }
}

}  // namespace

v1::Route MakeRoute(const v1::Event& event, const Views& views) {
  pb::Route route;
  const pb::EventHeader& header = event.header();
  const base::Position position(static_cast<uint64_t>(header.position()));
  *route.mutable_recorded() = StepAt(position, views);
  if (header.has_source()) {
    route.set_kind(pb::ROUTE_KIND_NOT_RECORDED);
    *route.mutable_source() = header.source();
    return route;
  }
  const pb::DecisionRef* decision = DecisionOf(event);
  if (decision == nullptr) {
    route.set_kind(pb::ROUTE_KIND_ACT);
    return route;
  }
  route.set_kind(pb::ROUTE_KIND_DECIDED);
  route.set_meeting(decision->meeting());
  route.set_item(decision->item());
  const auto meeting = views.MeetingAt(decision->meeting(), position);
  CHECK(meeting != nullptr) << "a decision of meeting " << decision->meeting()
                            << ", which was never convened";
  if (meeting->held_on) SetDate(*meeting->held_on, route.mutable_meeting_held_on());
  if (meeting->confirmed) *route.mutable_confirmed() = StepAt(meeting->confirmed_at, views);
  const domain::AgendaItem* item = meeting->FindItem(decision->item());
  if (item == nullptr) return route;
  if (item->decision) {
    route.set_outcome(item->decision->outcome);
    *route.mutable_decided() = StepAt(item->decision->position, views);
  }
  if (item->proposal.empty()) return route;
  if (const auto proposal = views.ProposalAt(item->proposal, position)) {
    AddProposal(*proposal, item->revision, views, route);
  }
  return route;
}

v1::Posting MakePosting(const Posting& posting, const v1::Event& event, const Views& views,
                        base::Position position) {
  const pb::EventHeader& header = event.header();
  CHECK_EQ(posting.position.value(), static_cast<uint64_t>(header.position()));
  pb::Posting made;
  made.set_position(header.position());
  *made.mutable_recorded_at() = header.recorded_at();
  if (header.has_decided_on()) *made.mutable_decided_on() = header.decided_on();
  made.set_type(std::string(domain::TypeName(event)));
  if (posting.cents) made.mutable_amount()->set_euro_cents(*posting.cents);
  made.set_project(posting.project);
  if (auto project = views.ProjectAt(posting.project, position)) {
    made.set_project_label(project->Label());
    made.set_project_title(project->title);
  }
  made.set_part(posting.part);
  made.set_tranche(posting.tranche);
  *made.mutable_route() = MakeRoute(event, views);
  made.set_possible(posting.possible);
  return made;
}

}  // namespace dealboek::projections
