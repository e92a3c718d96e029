// Times of stored events as the rest of the server counts them.
#ifndef DEALBOEK_SERVICES_DOMAIN_TIMESTAMPS_H_
#define DEALBOEK_SERVICES_DOMAIN_TIMESTAMPS_H_

#include <cstdint>

#include "absl/time/civil_time.h"
#include "google/protobuf/timestamp.pb.h"

namespace dealboek::domain {

// UTC microseconds, rounded down, of a time from 1970 to 9999: stored ones are, those of a request
// are to be checked first.
int64_t MicrosOf(const google::protobuf::Timestamp& time);
void SetTime(google::protobuf::Timestamp* to, int64_t micros);

absl::CivilDay DayOf(int64_t micros);  // UTC

}  // namespace dealboek::domain

#endif  // DEALBOEK_SERVICES_DOMAIN_TIMESTAMPS_H_
