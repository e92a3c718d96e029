// Where and when a read is true.
#ifndef DEALBOEK_SERVICES_API_READ_AT_H_
#define DEALBOEK_SERVICES_API_READ_AT_H_

#include <cstdint>
#include <memory>
#include <optional>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

#include "dealboek/v1/types.pb.h"
#include "services/api/pages.h"
#include "services/base/partial_date.h"
#include "services/base/position.h"
#include "services/domain/state.h"
#include "services/projections/views.h"

namespace dealboek::api {

// A ReadAt whose values are sound.
struct WantedPoint {
  std::optional<base::Position> position;
  std::optional<int64_t> time_micros;  // UTC
  std::optional<base::PartialDate> valid_on;
  base::Position at_least;  // wait for it first
};

// INVALID_ARGUMENT: VALUE_OUT_OF_RANGE, a negative position; DATE_IMPOSSIBLE.
absl::StatusOr<WantedPoint> ParseReadAt(const v1::ReadAt& at, absl::string_view field);

// Of the state at a point: all, or what Views::FundsAt has.
enum class Extent { kWhole, kFunds };

// A point of a book.
struct Point {
  base::Position position;    // a command boundary
  int64_t moment_micros = 0;  // what counts as now there: seats in force go by it
  std::shared_ptr<const domain::State> state;
  std::optional<base::PartialDate> valid_on;
  v1::TrueAt true_at;
};

// The point `wanted` comes to in the book of `views`. "Now" is `now_micros`, but never before what
// is recorded; as of a position it is the time that was recorded; as of a time, that time.
// OUT_OF_RANGE, POSITION_UNKNOWN: it is past the head.
absl::StatusOr<Point> FindPoint(const projections::Views& views, const WantedPoint& wanted,
                                int64_t now_micros, Extent extent = Extent::kWhole);
// The same for a page: a later one is read where the first was.
absl::StatusOr<Point> FindPoint(const projections::Views& views, const WantedPoint& wanted,
                                const Page& page, int64_t now_micros,
                                Extent extent = Extent::kWhole);

}  // namespace dealboek::api

#endif  // DEALBOEK_SERVICES_API_READ_AT_H_
