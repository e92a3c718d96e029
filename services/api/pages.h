// Pages of lists: each page is read at the position the first one was read at, so that together
// they are one list, whatever is written meanwhile.
#ifndef DEALBOEK_SERVICES_API_PAGES_H_
#define DEALBOEK_SERVICES_API_PAGES_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/message.h"

#include "services/base/position.h"

namespace dealboek::api {

// Where a list was first read, and how far it has been given.
struct PageStart {
  base::Position position;
  int64_t moment_micros = 0;  // UTC; the time at which the first page was read
  std::string after;          // a number of items or a key, as the list has it
};

// What a list request asks for.
struct Page {
  size_t size = 0;
  std::optional<PageStart> start;  // none: the first page
  std::string list;                // 32 bytes that stand for the request without its page

  // Of the page after this one.
  std::string NextToken(const PageStart& start) const;
};

// Reads page_size (0: 50; above 500: 500) and page_token of a list request. INVALID_ARGUMENT:
// VALUE_OUT_OF_RANGE, a negative size; PAGE_TOKEN_INVALID, not a token, altered, or of a list with
// another request.
//
// A token carries no rights: whoever makes one up reads what the same call would have given.
absl::StatusOr<Page> ParsePage(const google::protobuf::Message& request);

// `after` of a list that counts: the items given so far. PAGE_TOKEN_INVALID.
absl::StatusOr<size_t> Given(const Page& page);

// A page is full once its items have so many bytes; the last one may go over it.
inline constexpr size_t kMaxPageBytes = size_t{2} << 20;

// Of the item that was last added to a list's response.
size_t LastItemBytes(const google::protobuf::Message& response);

}  // namespace dealboek::api

#endif  // DEALBOEK_SERVICES_API_PAGES_H_
