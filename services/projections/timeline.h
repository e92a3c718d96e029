// Events as sentences, for people.
//
// Threads: pure; `views` is only read, and must not change meanwhile (call inside Books::Read).
#ifndef DEALBOEK_SERVICES_PROJECTIONS_TIMELINE_H_
#define DEALBOEK_SERVICES_PROJECTIONS_TIMELINE_H_

#include <string>

#include "dealboek/v1/events.pb.h"
#include "dealboek/v1/project_service.pb.h"
#include "services/projections/views.h"

namespace dealboek::projections {

// One Dutch sentence on what `event`, one of the book of `views`, says. Things go by the label and
// name they had then; amounts and dates as Dutch readers write them; unknown is "onbekend". Who did
// it is left to the entry.
std::string DutchSentence(const v1::Event& event, const Views& views);

v1::TimelineEntry MakeTimelineEntry(const v1::Event& event, const Views& views);

}  // namespace dealboek::projections

#endif  // DEALBOEK_SERVICES_PROJECTIONS_TIMELINE_H_
