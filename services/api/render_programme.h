// Programmes and their structure as the contract shows them.
#ifndef DEALBOEK_SERVICES_API_RENDER_PROGRAMME_H_
#define DEALBOEK_SERVICES_API_RENDER_PROGRAMME_H_

#include <vector>

#include "dealboek/v1/programme_service.pb.h"
#include "services/domain/state.h"

namespace dealboek::api {

// `state` has a programme. Pijlers as defined, partners and seats by number, tranches up.
v1::Programme RenderProgramme(const domain::State& state);
v1::Pijler Render(const domain::Pijler& pijler);
v1::Partner Render(const domain::Partner& partner);
v1::Tranche Render(const domain::Tranche& tranche);
v1::Seat RenderSeat(const domain::State& state, const domain::Seat& seat);

// "seat-2" before "seat-10".
bool IdIsBefore(absl::string_view a, absl::string_view b);

// Names of the partners with these ids.
std::vector<std::string> PartnerNames(const domain::State& state,
                                      const std::vector<std::string>& partners);

}  // namespace dealboek::api

#endif  // DEALBOEK_SERVICES_API_RENDER_PROGRAMME_H_
