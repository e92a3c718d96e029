#include "services/api/values.h"

#include "services/api/errors.h"
#include "services/domain/timestamps.h"

namespace dealboek::api {
namespace {

// Years 1 to 9999, as google.protobuf.Timestamp has it.
constexpr int64_t kFirstSecond = -62'135'596'800;
constexpr int64_t kLastSecond = 253'402'300'799;
constexpr int32_t kNanosPerSecond = 1'000'000'000;

}  // namespace

google::type::Date ToProto(const base::PartialDate& date) {
  google::type::Date proto;
  proto.set_year(date.year());
  proto.set_month(date.month());
  proto.set_day(date.day());
  return proto;
}

v1::Money ToProto(base::Money money) {
  v1::Money proto;
  proto.set_euro_cents(money.cents());
  return proto;
}

google::protobuf::Timestamp TimeOf(int64_t micros) {
  google::protobuf::Timestamp time;
  domain::SetTime(&time, micros);
  return time;
}

absl::StatusOr<int64_t> MicrosOf(const google::protobuf::Timestamp& time, absl::string_view field) {
  if (time.seconds() < kFirstSecond || time.seconds() > kLastSecond || time.nanos() < 0 ||
      time.nanos() >= kNanosPerSecond) {
    return TimeInvalid(field, time.seconds(), time.nanos());
  }
  return domain::MicrosOf(time);
}

}  // namespace dealboek::api
