// The published edition (Uitvoeringsprogramma) and the comparison of published statements with the
// book: pure functions of a state.
#ifndef DEALBOEK_SERVICES_PROJECTIONS_EDITION_H_
#define DEALBOEK_SERVICES_PROJECTIONS_EDITION_H_

#include <optional>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"

#include "dealboek/v1/edition_service.pb.h"
#include "services/base/partial_date.h"
#include "services/base/position.h"
#include "services/domain/state.h"
#include "services/projections/ledger.h"

namespace dealboek::projections {

// The edition for `tranches` (empty: all) and everything before, as DOMAIN words it: summary per
// pijler and tranche, projects per pijler and theme with NIEUW or VERVOLG, and per pijler the table
// project x penvoerder x tranche with latest progress, parts on rows of their own, reservations as
// notes, contributions in the cell, totals. Amounts are awards less releases.
//
// Columns are the tranches of the book up to the highest chosen one. A project all of whose money
// is in later tranches is left out. A project with parts has a row of its own, with its title,
// penvoerders, label, notes and what it got as a whole, and below it a row for each part with what
// that part got: no amount stands in two rows. Only cells with something in them are given. A row's
// total is absent when no amount in it is known: its parts got the money, or it got a contribution
// of unknown amount. Contributions are in the cell of who gets them and in no total; who gives them
// has them in its amounts, with a note that says so.
//
// `ledger`, of the same book: cells list every event their amount is the sum of. Without it, only
// the awards. With `valid_on`, `state` has only the money that was certain on that day; what was
// possible comes from the ledger, and stands beside the amounts.
v1::Edition MakeEdition(const domain::State& state, absl::Span<const int> tranches,
                        const Ledger* ledger = nullptr,
                        const std::optional<base::PartialDate>& valid_on = std::nullopt);

// The postings that the amounts of the edition's chosen tranches are the sum of, in the order of
// its tables. `ledger`, `position` and `valid_on` as the edition was made with.
std::vector<Posting> PostingsOf(const v1::Edition& edition, const Ledger& ledger,
                                base::Position position,
                                const std::optional<base::PartialDate>& valid_on = std::nullopt);

// The progress report with the latest reference month, the last recorded one of that month; null:
// none. `part` empty: on the project as a whole.
const domain::Progress* LatestProgress(const domain::Project& project, absl::string_view part);

// Its reservation, which must be there, with what is awarded under it and what is left: nothing,
// where a state of a day ("valid on") has more awarded than was reserved by then.
v1::ProjectReservation ReservationOf(const domain::Project& project);

// Every statement beside what the book computes, with the award lines (releases taken off) behind
// the computed figure. A difference counts as explained when a reason was recorded for it as it is
// now. `published`: these instead of the book's own. With the ledger of the same book, the lines
// name the corrections and releases in them; `valid_on` is then the day that `state` is of.
std::vector<v1::Reconciliation> Reconcile(
    const domain::State& state, const Ledger* ledger = nullptr,
    const std::optional<base::PartialDate>& valid_on = std::nullopt);
std::vector<v1::Reconciliation> Reconcile(
    const domain::State& state, absl::Span<const v1::SourcedStatement> published,
    const Ledger* ledger = nullptr,
    const std::optional<base::PartialDate>& valid_on = std::nullopt);

}  // namespace dealboek::projections

#endif  // DEALBOEK_SERVICES_PROJECTIONS_EDITION_H_
