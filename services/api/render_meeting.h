// Meetings of the stuurgroep as the contract shows them.
#ifndef DEALBOEK_SERVICES_API_RENDER_MEETING_H_
#define DEALBOEK_SERVICES_API_RENDER_MEETING_H_

#include "dealboek/v1/decision_service.pb.h"
#include "services/domain/state.h"

namespace dealboek::api {

// Without its items and attendees. A confirmed meeting's quorum is that of its confirmation.
v1::Meeting RenderMeetingBrief(const domain::State& state, const domain::Meeting& meeting);
v1::Meeting RenderMeeting(const domain::State& state, const domain::Meeting& meeting);

// "Titel"; of an own item without one, what it does in Dutch.
std::string TitleOf(const domain::State& state, const domain::AgendaItem& item);
std::string TitleOf(const domain::State& state, const v1::OwnItem& item);

}  // namespace dealboek::api

#endif  // DEALBOEK_SERVICES_API_RENDER_MEETING_H_
