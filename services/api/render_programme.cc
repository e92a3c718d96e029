#include "services/api/render_programme.h"

#include <algorithm>
#include <string>

#include "absl/strings/string_view.h"

#include "services/api/names.h"
#include "services/api/values.h"

namespace dealboek::api {

bool IdIsBefore(absl::string_view a, absl::string_view b) {
  return a.size() != b.size() ? a.size() < b.size() : a < b;
}

v1::Pijler Render(const domain::Pijler& pijler) {
  v1::Pijler proto;
  proto.set_pijler(pijler.code);
  proto.set_title(pijler.title);
  for (const std::string& theme : pijler.themes) proto.add_themes(theme);
  return proto;
}

v1::Partner Render(const domain::Partner& partner) {
  v1::Partner proto;
  proto.set_partner(partner.id);
  proto.set_display_name(partner.name);
  proto.set_kind(partner.kind);
  proto.set_cbs_code(partner.cbs_code);
  return proto;
}

v1::Tranche Render(const domain::Tranche& tranche) {
  v1::Tranche proto;
  proto.set_tranche(tranche.number);
  proto.set_title(tranche.title);
  if (tranche.ceiling.has_value()) *proto.mutable_ceiling() = ToProto(*tranche.ceiling);
  proto.set_stage(tranche.closed ? v1::TRANCHE_STAGE_CLOSED : v1::TRANCHE_STAGE_OPEN);
  if (tranche.decided_on.has_value()) *proto.mutable_decided_on() = ToProto(*tranche.decided_on);
  return proto;
}

v1::Seat RenderSeat(const domain::State& state, const domain::Seat& seat) {
  v1::Seat proto;
  proto.set_name(NameOf(state.programme->id, Collection::kSeats, seat.id));
  proto.set_seat(seat.id);
  proto.set_role(seat.role);
  proto.set_place(seat.place);
  proto.set_pijler(seat.pijler);
  proto.set_partner(seat.partner);
  if (const domain::Partner* partner = state.FindPartner(seat.partner)) {
    proto.set_partner_name(partner->name);
  }
  proto.set_function(seat.function);
  if (!seat.holder.empty()) {
    v1::Person& holder = *proto.mutable_holder();
    holder.set_person(seat.holder);
    if (const auto* person = state.persons.Find(seat.holder)) {
      holder.mutable_subject()->set_plain((*person)->subject);
      holder.mutable_display_name()->set_plain((*person)->display_name);
    }
  }
  if (seat.from.has_value()) *proto.mutable_from() = ToProto(*seat.from);
  if (seat.until.has_value()) *proto.mutable_until() = ToProto(*seat.until);
  proto.set_granted_at(static_cast<int64_t>(seat.granted_at.value()));
  proto.set_ended_at(static_cast<int64_t>(seat.ended_at.value()));
  return proto;
}

v1::Programme RenderProgramme(const domain::State& state) {
  const domain::Programme& programme = *state.programme;
  v1::Programme proto;
  proto.set_name(ProgrammeName(programme.id));
  proto.set_title(programme.title);
  proto.set_first_year(programme.first_year);
  proto.set_last_year(programme.last_year);
  proto.set_description(programme.description);
  for (const std::string& theme : programme.cross_cutting_themes) {
    proto.add_cross_cutting_themes(theme);
  }
  proto.set_phase(programme.phase == domain::Phase::kOpening ? v1::PHASE_OPENING
                                                             : v1::PHASE_RUNNING);
  *proto.mutable_rules() = programme.rules;
  if (programme.ceiling.has_value()) *proto.mutable_ceiling() = ToProto(*programme.ceiling);
  for (const std::string& code : state.pijler_order) {
    if (const domain::Pijler* pijler = state.FindPijler(code))
      *proto.add_pijlers() = Render(*pijler);
  }
  std::vector<const domain::Partner*> partners;
  for (const auto& [id, partner] : state.partners) partners.push_back(partner.get());
  std::sort(partners.begin(), partners.end(),
            [](const auto* a, const auto* b) { return IdIsBefore(a->id, b->id); });
  for (const domain::Partner* partner : partners) *proto.add_partners() = Render(*partner);
  for (const auto& [number, tranche] : state.tranches) *proto.add_tranches() = Render(*tranche);
  return proto;
}

std::vector<std::string> PartnerNames(const domain::State& state,
                                      const std::vector<std::string>& partners) {
  std::vector<std::string> names;
  names.reserve(partners.size());
  for (const std::string& id : partners) {
    const domain::Partner* partner = state.FindPartner(id);
    names.push_back(partner == nullptr ? id : partner->name);
  }
  return names;
}

}  // namespace dealboek::api
