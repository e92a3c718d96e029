#include "services/book/verify.h"

#include <optional>
#include <string>
#include <vector>

#include "dealboek/v1/events.pb.h"
#include "services/base/position.h"
#include "services/base/status_macros.h"
#include "services/book/book_check.h"
#include "services/book/stamp.h"

namespace dealboek::book {
namespace {

using base::Position;

constexpr size_t kBooksAPage = 256;

absl::Status VerifyBook(const storage::EventLog& log, const storage::BookHead& book,
                        VerifiedBooks& verified) {
  BookCheck check(book.book);
  v1::Event event;
  absl::Status status;
  RETURN_IF_ERROR(
      log.Read(book.book, Position(1), book.head, [&](Position position, absl::string_view record) {
        status = check.Event(position, record, event);
        ++verified.events;
        return status.ok();
      }));
  RETURN_IF_ERROR(status);
  RETURN_IF_ERROR(check.End(book.head));
  RETURN_IF_ERROR(log.ReadRequests(book.book, [&](const storage::RequestEntry& entry) {
    status = check.Request(entry);
    ++verified.requests;
    return status.ok();
  }));
  RETURN_IF_ERROR(status);
  ++verified.books;
  return check.EndOfRequests();
}

}  // namespace

absl::StatusOr<std::optional<storage::RequestEntry>> RequestOf(absl::string_view book,
                                                               Position position,
                                                               absl::string_view record) {
  v1::Event event;
  RETURN_IF_ERROR(ParseRecord(book, position, record, event));
  return RequestEntryOf(event, position);
}

absl::StatusOr<VerifiedBooks> VerifyBooks(const storage::EventLog& log) {
  VerifiedBooks verified;
  std::string after;
  while (true) {
    const std::vector<storage::BookHead> page = log.Books(after, kBooksAPage);
    for (const storage::BookHead& book : page) RETURN_IF_ERROR(VerifyBook(log, book, verified));
    if (page.size() < kBooksAPage) return verified;
    after = page.back().book;
  }
}

}  // namespace dealboek::book
