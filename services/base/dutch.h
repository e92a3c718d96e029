// Amounts and dates as Dutch readers write them.
#ifndef DEALBOEK_SERVICES_BASE_DUTCH_H_
#define DEALBOEK_SERVICES_BASE_DUTCH_H_

#include <cstdint>
#include <string>

#include "services/base/partial_date.h"

namespace dealboek::base {

// "€ 1.292.000", "€ 450.000,50", "€ -25.000": cents only where there are some.
std::string DutchEuros(int64_t cents);

// "7 juni 2021", "juni 2021" or "2021": as precisely as known.
std::string DutchDate(const PartialDate& date);

}  // namespace dealboek::base

#endif  // DEALBOEK_SERVICES_BASE_DUTCH_H_
