// "Valid on": a state with only the money whose decision was certainly in force on a day, for
// answers that show the money of projects beside other things. (Budgets go by the ledger, which
// knows what was possible too.)
#ifndef DEALBOEK_SERVICES_API_VALID_ON_H_
#define DEALBOEK_SERVICES_API_VALID_ON_H_

#include <memory>

#include "services/api/read_at.h"
#include "services/domain/state.h"
#include "services/projections/ledger.h"

namespace dealboek::api {

// The state of `point`; with a valid_on, without awards, releases, contributions and reservations
// that are not certain on that day. Everything that is not money stays as it is. `ledger` is of the
// same book. The money of such a day need not keep rule 6: a correction counts from the day of what
// it corrects, and the reservation raised for it from a later day; so ask it for no remainder
// (Project::ReservationLeft, Free).
std::shared_ptr<const domain::State> MoneyValidOn(const Point& point,
                                                  const projections::Ledger& ledger);

}  // namespace dealboek::api

#endif  // DEALBOEK_SERVICES_API_VALID_ON_H_
