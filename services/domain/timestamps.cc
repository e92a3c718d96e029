#include "services/domain/timestamps.h"

#include "absl/time/time.h"

namespace dealboek::domain {

int64_t MicrosOf(const google::protobuf::Timestamp& time) {
  return time.seconds() * 1'000'000 + time.nanos() / 1'000;
}

void SetTime(google::protobuf::Timestamp* to, int64_t micros) {
  to->set_seconds(micros / 1'000'000);
  to->set_nanos(static_cast<int32_t>(micros % 1'000'000 * 1'000));
}

absl::CivilDay DayOf(int64_t micros) {
  return absl::ToCivilDay(absl::FromUnixMicros(micros), absl::UTCTimeZone());
}

}  // namespace dealboek::domain
