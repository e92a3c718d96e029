#include "services/api/core.h"

#include "absl/strings/str_cat.h"

#include "services/api/errors.h"
#include "services/base/error.h"
#include "services/base/reasons.h"
#include "services/base/status_macros.h"

namespace dealboek::api {

using base::Position;
using projections::Views;

namespace {

absl::Status BeforeTheFirstCommand(absl::string_view book, const Views& views) {
  Position begins(1);
  while (begins <= views.head() && views.BoundaryAt(begins) != begins) begins = begins.Next();
  if (begins > views.head()) return ProgrammeUnknown(book);
  return BookNotBegun(begins, views.RecordedAtMicros(begins));
}

}  // namespace

absl::Status Reading::With(absl::string_view book, const v1::ReadAt& at, const Page& page,
                           absl::FunctionRef<absl::Status(const Views&, const Point&)> read,
                           Extent extent) const {
  ASSIGN_OR_RETURN(const WantedPoint wanted, ParseReadAt(at, "at"));
  absl::Status status;
  RETURN_IF_ERROR(core_.books.Read(book, wanted.at_least, until_, [&](const Views& views) {
    absl::StatusOr<Point> point = FindPoint(views, wanted, page, core_.clock.NowMicros(), extent);
    if (!point.ok()) {
      status = point.status();
    } else if (point->state->programme == nullptr) {
      status = BeforeTheFirstCommand(book, views);
    } else {
      status = read(views, *point);
    }
  }));
  return status;
}

absl::Status Reading::With(absl::string_view book, const v1::ReadAt& at,
                           absl::FunctionRef<absl::Status(const Views&, const Point&)> read,
                           Extent extent) const {
  return With(book, at, Page(), read, extent);
}

absl::StatusOr<Point> Reading::At(absl::string_view book, const v1::ReadAt& at,
                                  const Page& page) const {
  Point point;
  RETURN_IF_ERROR(With(book, at, page, [&](const Views&, const Point& found) {
    point = found;
    return absl::OkStatus();
  }));
  return point;
}

absl::StatusOr<Point> Reading::At(absl::string_view book, const v1::ReadAt& at) const {
  return At(book, at, Page());
}

absl::Status Reading::WithViews(absl::string_view book,
                                absl::FunctionRef<absl::Status(const Views&)> read) const {
  absl::Status status;
  RETURN_IF_ERROR(core_.books.Read(book, Position(), until_,
                                   [&](const Views& views) { status = read(views); }));
  return status;
}

absl::StatusOr<std::vector<v1::Event>> Reading::EventsAt(
    absl::string_view book, const std::vector<Position>& positions) const {
  std::vector<v1::Event> events;
  events.reserve(positions.size());
  // Neighbours are read together.
  for (size_t i = 0; i < positions.size();) {
    size_t end = i + 1;
    while (end < positions.size() && positions[end] == positions[end - 1].Next()) ++end;
    ASSIGN_OR_RETURN(std::vector<v1::Event> some,
                     ReadEvents(core_.books, book, positions[i], positions[end - 1]));
    for (v1::Event& event : some) events.push_back(std::move(event));
    i = end;
  }
  return events;
}

absl::StatusOr<std::vector<v1::Event>> ReadEvents(book::Books& books, absl::string_view book,
                                                  Position first, Position last) {
  std::vector<v1::Event> events;
  bool readable = true;
  RETURN_IF_ERROR(books.ReadRecords(book, first, last, [&](const book::RecordView& record) {
    readable = events.emplace_back().ParseFromArray(record.bytes.data(),
                                                    static_cast<int>(record.bytes.size()));
    return readable;
  }));
  if (!readable || events.size() != last.value() - first.value() + 1) {
    return base::Error(
        absl::StatusCode::kDataLoss, base::kEventUnreadable,
        absl::StrCat("Book ", book, " has no readable event between positions ", first.value(),
                     " and ", last.value(), ". Let its operator run: dealboekd verify."));
  }
  return events;
}

}  // namespace dealboek::api
