// The way a fact came into the book: who proposed, endorsed, decided and confirmed it, or from
// which document it was taken over. Never made up: what is not recorded is left out.
//
// Threads: pure; `views` is only read, and must not change meanwhile (call inside Books::Read).
#ifndef DEALBOEK_SERVICES_PROJECTIONS_ROUTE_H_
#define DEALBOEK_SERVICES_PROJECTIONS_ROUTE_H_

#include "dealboek/v1/budget_service.pb.h"
#include "dealboek/v1/events.pb.h"
#include "services/projections/ledger.h"
#include "services/projections/views.h"

namespace dealboek::projections {

// The route of `event`, one of the book of `views`:
//  - NOT_RECORDED: a fact of the opening phase, with its source;
//  - DECIDED: rests on a decision; meeting, item and outcome, and for a proposal the revision that
//  was
//    decided, who submitted that revision, whose endorsement of it stood, who recorded the decision
//    and who confirmed the list. An item of the stuurgroep's own has no proposal and no
//    endorsements;
//  - ACT: anything else, done by the seat in `recorded`.
// Seats, names and functions are those of the moment of each step.
v1::Route MakeRoute(const v1::Event& event, const Views& views);

// A posting of Ledger::Explain with its event and route, as the API gives it. `event` is the one at
// posting.position. Label and title of the project are as of `position`, where the reader stands.
v1::Posting MakePosting(const Posting& posting, const v1::Event& event, const Views& views,
                        base::Position position);

}  // namespace dealboek::projections

#endif  // DEALBOEK_SERVICES_PROJECTIONS_ROUTE_H_
