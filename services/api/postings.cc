#include "services/api/postings.h"

#include <algorithm>
#include <vector>

#include "services/base/status_macros.h"
#include "services/projections/route.h"

namespace dealboek::api {

absl::Status AddPostings(const Reading& reading, absl::string_view book,
                         absl::Span<const projections::Posting> postings, base::Position at,
                         google::protobuf::RepeatedPtrField<v1::Posting>* to) {
  std::vector<base::Position> positions;
  for (const projections::Posting& posting : postings) positions.push_back(posting.position);
  std::sort(positions.begin(), positions.end());
  positions.erase(std::unique(positions.begin(), positions.end()), positions.end());
  ASSIGN_OR_RETURN(const std::vector<v1::Event> events, reading.EventsAt(book, positions));
  return reading.WithViews(book, [&](const projections::Views& views) {
    for (const projections::Posting& posting : postings) {
      const auto found = std::lower_bound(positions.begin(), positions.end(), posting.position);
      const v1::Event& event = events[static_cast<size_t>(found - positions.begin())];
      *to->Add() = projections::MakePosting(posting, event, views, at);
    }
    return absl::OkStatus();
  });
}

}  // namespace dealboek::api
