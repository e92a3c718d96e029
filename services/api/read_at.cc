#include "services/api/read_at.h"

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"

#include "services/api/errors.h"
#include "services/api/values.h"
#include "services/base/status_macros.h"

namespace dealboek::api {
namespace {

absl::StatusOr<base::Position> ParsePosition(int64_t value, absl::string_view field) {
  if (value < 0) {
    return OutOfRange(field, value, "A position is 0 or more.", "Een positie is 0 of meer.");
  }
  return base::Position(static_cast<uint64_t>(value));
}

Point PointAt(const projections::Views& views, base::Position boundary, int64_t moment_micros,
              const std::optional<base::PartialDate>& valid_on, Extent extent) {
  Point point;
  point.position = boundary;
  point.moment_micros = moment_micros;
  point.state = extent == Extent::kWhole ? views.StateAt(boundary) : views.FundsAt(boundary);
  point.valid_on = valid_on;
  point.true_at.set_position(static_cast<int64_t>(boundary.value()));
  if (boundary != base::Position()) {
    *point.true_at.mutable_recorded_at() = TimeOf(views.RecordedAtMicros(boundary));
  }
  if (valid_on.has_value()) *point.true_at.mutable_valid_on() = ToProto(*valid_on);
  return point;
}

}  // namespace

absl::StatusOr<WantedPoint> ParseReadAt(const v1::ReadAt& at, absl::string_view field) {
  WantedPoint wanted;
  switch (at.as_of_case()) {
    case v1::ReadAt::kPosition: {
      ASSIGN_OR_RETURN(wanted.position,
                       ParsePosition(at.position(), absl::StrCat(field, ".position")));
      break;
    }
    case v1::ReadAt::kTime: {
      ASSIGN_OR_RETURN(wanted.time_micros, MicrosOf(at.time(), absl::StrCat(field, ".time")));
      break;
    }
    case v1::ReadAt::AS_OF_NOT_SET:
      break;
  }
  if (at.has_valid_on()) {
    ASSIGN_OR_RETURN(wanted.valid_on, base::PartialDate::Parse(
                                          at.valid_on().year(), at.valid_on().month(),
                                          at.valid_on().day(), absl::StrCat(field, ".valid_on")));
    // What is certain by the end of a month is not by its beginning: a question names its day.
    if (wanted.valid_on->day() == 0)
      return DayMissing(*wanted.valid_on, absl::StrCat(field, ".valid_on"));
  }
  ASSIGN_OR_RETURN(wanted.at_least, ParsePosition(at.wait_for_position(),
                                                  absl::StrCat(field, ".wait_for_position")));
  return wanted;
}

absl::StatusOr<Point> FindPoint(const projections::Views& views, const WantedPoint& wanted,
                                int64_t now_micros, Extent extent) {
  if (wanted.position.has_value()) {
    if (*wanted.position > views.head()) return PositionUnknown(*wanted.position, views.head());
    const base::Position boundary = views.BoundaryAt(*wanted.position);
    return PointAt(views, boundary, views.RecordedAtMicros(boundary), wanted.valid_on, extent);
  }
  if (wanted.time_micros.has_value()) {
    return PointAt(views, views.BoundaryAtTime(*wanted.time_micros), *wanted.time_micros,
                   wanted.valid_on, extent);
  }
  const base::Position boundary = views.BoundaryAt(views.head());
  return PointAt(views, boundary, std::max(now_micros, views.RecordedAtMicros(boundary)),
                 wanted.valid_on, extent);
}

absl::StatusOr<Point> FindPoint(const projections::Views& views, const WantedPoint& wanted,
                                const Page& page, int64_t now_micros, Extent extent) {
  if (!page.start.has_value()) return FindPoint(views, wanted, now_micros, extent);
  if (page.start->position > views.head()) {
    return PositionUnknown(page.start->position, views.head());
  }
  return PointAt(views, views.BoundaryAt(page.start->position), page.start->moment_micros,
                 wanted.valid_on, extent);
}

}  // namespace dealboek::api
