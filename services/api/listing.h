// What the services' files have in common.
#ifndef DEALBOEK_SERVICES_API_LISTING_H_
#define DEALBOEK_SERVICES_API_LISTING_H_

#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/types/span.h"
#include "google/protobuf/repeated_ptr_field.h"

#include "services/api/pages.h"
#include "services/api/read_at.h"
#include "services/base/check.h"
#include "services/base/status_macros.h"

namespace dealboek::api {

// What a recorded command is about is there: it was recorded.
template <typename T>
const T& Known(const T* thing) {
  CHECK(thing != nullptr) << "an event of the command names it";
  return *thing;
}

template <typename T>
std::vector<T> VectorOf(const google::protobuf::RepeatedPtrField<T>& field) {
  return std::vector<T>(field.begin(), field.end());
}

// Gives `items`, those from the page's first on, until the page is full; how many it gave. A page
// ends early where its bytes would be too many for clients that take gRPC's default of 4 MiB.
template <typename T, typename Response, typename Give>
size_t FillPage(const Page& page, absl::Span<const T> items, Response& response, Give give) {
  const size_t most = std::min(page.size, items.size());
  size_t given = 0;
  for (size_t bytes = 0; given < most && bytes < kMaxPageBytes; ++given) {
    give(items[given]);
    bytes += LastItemBytes(response);
  }
  return given;
}

// What comes after the first `given`.
template <typename T>
absl::Span<const T> After(size_t given, const std::vector<T>& items) {
  return absl::MakeConstSpan(items).subspan(std::min(given, items.size()));
}

// Gives the items of this page, and the response the token of the next one, if there is one. The
// same point gives the same items in the same order, so counting them is enough.
template <typename T, typename Response, typename Give>
absl::Status GivePage(const Page& page, const Point& point, const std::vector<T>& items,
                      Response& response, Give give) {
  ASSIGN_OR_RETURN(const size_t given, Given(page));
  const size_t end = given + FillPage(page, After(given, items), response, give);
  if (end < items.size()) {
    response.set_next_page_token(
        page.NextToken({point.position, point.moment_micros, absl::StrCat(end)}));
  }
  return absl::OkStatus();
}

}  // namespace dealboek::api

#endif  // DEALBOEK_SERVICES_API_LISTING_H_
