// Base values as the contract writes them.
#ifndef DEALBOEK_SERVICES_PROJECTIONS_PROTO_VALUES_H_
#define DEALBOEK_SERVICES_PROJECTIONS_PROTO_VALUES_H_

#include "google/type/date.pb.h"

#include "services/base/partial_date.h"

namespace dealboek::projections {

// An unknown month or day is 0 there too.
inline void SetDate(const base::PartialDate& date, google::type::Date* to) {
  to->set_year(date.year());
  to->set_month(date.month());
  to->set_day(date.day());
}

}  // namespace dealboek::projections

#endif  // DEALBOEK_SERVICES_PROJECTIONS_PROTO_VALUES_H_
