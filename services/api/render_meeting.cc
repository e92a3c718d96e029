#include "services/api/render_meeting.h"

#include <algorithm>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"

#include "services/api/names.h"
#include "services/api/render_programme.h"
#include "services/api/render_proposal.h"
#include "services/api/values.h"
#include "services/base/dutch.h"

namespace dealboek::api {
namespace {

bool Contains(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

// Seats of the stuurgroep that sat at a meeting: as was known at confirmation, else as is now.
std::vector<const domain::Seat*> StuurgroepOf(const domain::State& state,
                                              const domain::Meeting& meeting) {
  std::vector<const domain::Seat*> seats;
  if (meeting.confirmed) {
    for (const std::string& id : meeting.seats_at_confirmation) {
      if (const domain::Seat* seat = state.FindSeat(id)) seats.push_back(seat);
    }
  } else {
    seats = domain::SeatsAt(state, meeting);
  }
  std::sort(seats.begin(), seats.end(),
            [](const auto* a, const auto* b) { return IdIsBefore(a->id, b->id); });
  return seats;
}

std::string ProjectRefOf(const v1::OwnItem& item) {
  switch (item.content_case()) {
    case v1::OwnItem::kRelease:
      return item.release().project();
    case v1::OwnItem::kReservationChange:
      return item.reservation_change().project();
    case v1::OwnItem::kReopening:
      return item.reopening().project();
    case v1::OwnItem::kCorrigendum:
    case v1::OwnItem::kCeilingChange:
    case v1::OwnItem::kCarryOver:
    case v1::OwnItem::kRuleChange:
    case v1::OwnItem::CONTENT_NOT_SET:
      return "";
  }
  return "";
}

const domain::Project* ProjectOf(const domain::State& state, const v1::OwnItem& item) {
  if (item.has_corrigendum()) {
    const base::Position corrected(static_cast<uint64_t>(item.corrigendum().corrects()));
    const std::string* project = state.project_of.Find(corrected);
    return project == nullptr ? nullptr : state.FindProject(*project);
  }
  return state.FindProject(ProjectRefOf(item));
}

// Persons whose endorsement of this revision stood last.
std::set<std::string> EndorsersOf(const domain::Proposal& proposal, int revision) {
  std::set<std::string> endorsers;
  for (const domain::EndorsementAct& act : proposal.acts) {
    if (act.revision != revision) continue;
    switch (act.kind) {
      case domain::EndorsementActKind::kEndorsed:
        endorsers.insert(act.by);
        break;
      case domain::EndorsementActKind::kDeclined:
      case domain::EndorsementActKind::kWithdrawn:
        endorsers.erase(act.by);
        break;
      case domain::EndorsementActKind::kReturned:
        break;
    }
  }
  return endorsers;
}

v1::ItemDecision RenderDecision(const domain::State& state, const domain::AgendaItem& item) {
  const domain::ItemDecision& decision = *item.decision;
  v1::ItemDecision proto;
  proto.set_outcome(decision.outcome);
  for (const v1::AwardLine& line : decision.lines) *proto.add_lines() = line;
  if (decision.reservation_total.has_value()) {
    *proto.mutable_reservation_total() = ToProto(*decision.reservation_total);
  }
  proto.set_reason(decision.reason);
  std::set<std::string> endorsers;
  if (const domain::Proposal* proposal = state.FindProposal(item.proposal)) {
    endorsers = EndorsersOf(*proposal, item.revision);
  }
  const auto note_endorser = [&](const std::string& id) {
    const domain::Seat* seat = state.FindSeat(id);
    if (seat != nullptr && endorsers.contains(seat->holder)) proto.add_endorsing_seats(id);
  };
  for (const std::string& seat : decision.deciding_seats) {
    proto.add_deciding_seats(seat);
    note_endorser(seat);
  }
  for (const std::string& seat : decision.interested_seats) {
    proto.add_interested_seats(seat);
    note_endorser(seat);
  }
  proto.set_position(static_cast<int64_t>(decision.position.value()));
  proto.set_recorded_by(state.NameOf(decision.recorded_by));
  return proto;
}

v1::MeetingItem RenderItem(const domain::State& state, const domain::Meeting& meeting,
                           const domain::AgendaItem& item) {
  v1::MeetingItem proto;
  proto.set_item(item.id);
  proto.set_title(TitleOf(state, item));
  proto.set_late_reason(item.late_reason);
  proto.set_proposal(item.proposal);
  if (const domain::Proposal* proposal = state.FindProposal(item.proposal)) {
    proto.set_revision(item.revision);
    for (const domain::Revision& revision : proposal->revisions) {
      if (revision.number != item.revision) continue;
      *proto.mutable_content() = *revision.content;
      proto.set_project_label(ProjectLabelOf(state, *revision.content));
    }
  }
  if (item.own_item != nullptr) {
    *proto.mutable_own_item() = *item.own_item;
    if (const domain::Project* project = ProjectOf(state, *item.own_item)) {
      proto.set_project_label(project->Label());
    }
  }
  for (std::string& name : PartnerNames(state, domain::LeadPartnersOf(state, item))) {
    proto.add_lead_partners(std::move(name));
  }
  for (std::string& seat : domain::FlaggedSeats(state, meeting, item)) {
    proto.add_flagged_seats(std::move(seat));
  }
  for (const domain::Interest& interest : item.interests) {
    v1::Interest& declared = *proto.add_interests();
    declared.set_seat(interest.seat);
    declared.set_by(state.NameOf(interest.by));
    declared.set_reason(interest.reason);
  }
  if (item.decision.has_value()) *proto.mutable_decision() = RenderDecision(state, item);
  return proto;
}

}  // namespace

std::string TitleOf(const domain::State& state, const v1::OwnItem& item) {
  const domain::Project* project = ProjectOf(state, item);
  const std::string of_project = project == nullptr ? "" : absl::StrCat(" ", project->Label());
  switch (item.content_case()) {
    case v1::OwnItem::kCeilingChange:
      return item.ceiling_change().tranche() == 0
                 ? "Plafond van het programma"
                 : absl::StrCat("Plafond van tranche ", item.ceiling_change().tranche());
    case v1::OwnItem::kCarryOver:
      return absl::StrCat("Overheveling van tranche ", item.carry_over().from_tranche(),
                          " naar tranche ", item.carry_over().to_tranche());
    case v1::OwnItem::kRelease:
      return absl::StrCat("Vrijval", of_project);
    case v1::OwnItem::kReservationChange:
      return absl::StrCat("Reservering", of_project);
    case v1::OwnItem::kRuleChange:
      return "Wijziging van de regels";
    case v1::OwnItem::kReopening:
      return absl::StrCat("Heropening", of_project);
    case v1::OwnItem::kCorrigendum:
      return absl::StrCat("Rectificatie", of_project, " (positie ", item.corrigendum().corrects(),
                          ")");
    case v1::OwnItem::CONTENT_NOT_SET:
      return "";
  }
  return "";
}

std::string TitleOf(const domain::State& state, const domain::AgendaItem& item) {
  if (!item.title.empty()) return item.title;
  if (item.own_item != nullptr) return TitleOf(state, *item.own_item);
  const domain::Proposal* proposal = state.FindProposal(item.proposal);
  if (proposal == nullptr) return "";
  for (const domain::Revision& revision : proposal->revisions) {
    if (revision.number == item.revision) return revision.content->title();
  }
  return proposal->content().title();
}

v1::Meeting RenderMeetingBrief(const domain::State& state, const domain::Meeting& meeting) {
  v1::Meeting proto;
  proto.set_name(NameOf(state.programme->id, Collection::kMeetings, meeting.id));
  proto.set_meeting(meeting.id);
  proto.set_title(meeting.title);
  proto.set_place(meeting.place);
  if (meeting.held_on.has_value()) *proto.mutable_held_on() = ToProto(*meeting.held_on);
  proto.set_stage(meeting.confirmed ? v1::MEETING_STAGE_CONFIRMED : v1::MEETING_STAGE_CONVENED);
  proto.set_agenda_version(meeting.agenda_version);

  const std::vector<const domain::Seat*> seats = StuurgroepOf(state, meeting);
  const v1::Rules& rules =
      meeting.confirmed ? meeting.rules_at_confirmation : state.programme->rules;
  v1::Quorum& quorum = *proto.mutable_quorum();
  quorum.set_seats(static_cast<int32_t>(seats.size()));
  if (meeting.present.has_value()) {
    quorum.set_present(static_cast<int32_t>(std::count_if(
        seats.begin(), seats.end(),
        [&](const domain::Seat* seat) { return Contains(*meeting.present, seat->id); })));
  }
  *quorum.mutable_rule() = RuleInForce(rules.has_quorum(), rules.quorum());
  quorum.set_needed(domain::Needed(quorum.rule(), quorum.seats()));

  std::string recorded_by = meeting.attendance_recorded_by;
  for (const domain::AgendaItem& item : meeting.items) {
    if (item.decision.has_value()) recorded_by = item.decision->recorded_by;
  }
  proto.set_recorded_by(state.NameOf(recorded_by));
  if (meeting.confirmed) {
    proto.set_confirmed_by(state.NameOf(meeting.confirmed_by));
    proto.set_confirmed_at_position(static_cast<int64_t>(meeting.confirmed_at.value()));
    *proto.mutable_confirmed_at() = TimeOf(meeting.confirmed_at_micros);
  }
  return proto;
}

v1::Meeting RenderMeeting(const domain::State& state, const domain::Meeting& meeting) {
  v1::Meeting proto = RenderMeetingBrief(state, meeting);
  for (const domain::AgendaItem& item : meeting.items) {
    *proto.add_items() = RenderItem(state, meeting, item);
  }
  for (const domain::TakenOff& item : meeting.taken_off) {
    v1::TakenOffItem& off = *proto.add_taken_off();
    off.set_item(item.item);
    off.set_title(item.title);
    off.set_proposal(item.proposal);
    off.set_reason(item.reason);
    off.set_agenda_version(item.agenda_version);
  }
  for (const domain::Seat* seat : StuurgroepOf(state, meeting)) {
    v1::Attendee& attendee = *proto.add_attendees();
    attendee.set_seat(seat->id);
    attendee.set_place(seat->place);
    attendee.set_function(seat->function);
    if (const domain::Partner* partner = state.FindPartner(seat->partner)) {
      attendee.set_partner_name(partner->name);
    }
    attendee.set_holder(state.NameOf(seat->holder));
    attendee.set_presence(!meeting.present.has_value()           ? v1::PRESENCE_NOT_RECORDED
                          : Contains(*meeting.present, seat->id) ? v1::PRESENCE_PRESENT
                                                                 : v1::PRESENCE_ABSENT);
  }
  return proto;
}

}  // namespace dealboek::api
