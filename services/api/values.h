// Base values as the contract writes them.
#ifndef DEALBOEK_SERVICES_API_VALUES_H_
#define DEALBOEK_SERVICES_API_VALUES_H_

#include <cstdint>
#include <optional>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/timestamp.pb.h"
#include "google/type/date.pb.h"

#include "dealboek/v1/types.pb.h"
#include "services/base/money.h"
#include "services/base/partial_date.h"

namespace dealboek::api {

google::type::Date ToProto(const base::PartialDate& date);
v1::Money ToProto(base::Money money);
google::protobuf::Timestamp TimeOf(int64_t micros);  // UTC

// UTC microseconds, rounded down. INVALID_ARGUMENT, DATE_IMPOSSIBLE.
absl::StatusOr<int64_t> MicrosOf(const google::protobuf::Timestamp& time, absl::string_view field);

// A proto3 optional message as an optional value.
template <typename T>
std::optional<T> Present(bool present, const T& value) {
  return present ? std::optional<T>(value) : std::nullopt;
}

}  // namespace dealboek::api

#endif  // DEALBOEK_SERVICES_API_VALUES_H_
