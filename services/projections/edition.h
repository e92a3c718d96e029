// The published edition (Uitvoeringsprogramma) and the comparison of published statements with the
// book: pure functions of a state.
#ifndef DEALBOEK_SERVICES_PROJECTIONS_EDITION_H_
#define DEALBOEK_SERVICES_PROJECTIONS_EDITION_H_

#include <vector>

#include "absl/types/span.h"

#include "dealboek/v1/edition_service.pb.h"
#include "services/domain/state.h"

namespace dealboek::projections {

// The edition for `tranches` (empty: all) and everything before, as DOMAIN words it: summary per
// pijler and tranche, projects per pijler and theme with NIEUW or VERVOLG, and per pijler the table
// project x penvoerder x tranche with latest progress, parts on rows of their own, reservations as
// notes, contributions in the cell, totals. Amounts are awards less releases.
v1::Edition MakeEdition(const domain::State& state, absl::Span<const int> tranches);

// Every statement beside what the book computes, with the award lines behind the computed figure.
// `published`: these instead of the book's own.
std::vector<v1::Reconciliation> Reconcile(const domain::State& state);
std::vector<v1::Reconciliation> Reconcile(const domain::State& state,
                                          absl::Span<const v1::SourcedStatement> published);

}  // namespace dealboek::projections

#endif  // DEALBOEK_SERVICES_PROJECTIONS_EDITION_H_
