#include "services/book/verify.h"

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"

#include "dealboek/v1/events.pb.h"
#include "services/base/position.h"
#include "services/base/status_macros.h"
#include "services/book/errors.h"
#include "services/book/stamp.h"
#include "services/domain/evolve.h"
#include "services/domain/state.h"
#include "services/domain/timestamps.h"

namespace dealboek::book {
namespace {

using base::Position;

constexpr size_t kBooksAPage = 256;

std::optional<storage::RequestEntry> EntryOf(const v1::Event& event, Position position) {
  const v1::EventHeader& header = event.header();
  if (header.command_index() != 0 || header.actor().empty()) return std::nullopt;
  const Position last(position.value() + static_cast<uint64_t>(header.command_size()) - 1);
  return storage::RequestEntry{header.actor(), header.request_id(), position, last,
                               header.request_hash()};
}

// Checks the events of one book as they come.
class BookCheck {
 public:
  explicit BookCheck(const std::string& book) : book_(book) {}

  absl::Status Event(Position position, absl::string_view record) {
    v1::Event event;
    RETURN_IF_ERROR(ParseRecord(book_, position, record, event));
    const v1::EventHeader& header = event.header();
    const int64_t recorded_at = domain::MicrosOf(header.recorded_at());
    const bool begins = header.command_index() == 0;
    if (begins != (left_of_command_ == 0) || header.command_size() < 1 ||
        (!begins && header.command_index() + left_of_command_ != header.command_size())) {
      return Wrong(position, "It is not the event its command goes on with.");
    }
    if (begins ? recorded_at <= recorded_at_micros_ : recorded_at != recorded_at_micros_) {
      return Wrong(position, "Its recorded_at does not follow on the one before.");
    }
    if (begins) {
      left_of_command_ = header.command_size();
      if (auto entry = EntryOf(event, position); entry.has_value()) {
        const auto id = std::make_pair(entry->actor, entry->request_id);
        requests_.emplace(id, *std::move(entry));
      }
    }
    --left_of_command_;
    recorded_at_micros_ = recorded_at;
    state_ = domain::Evolve(std::move(state_), event);
    return absl::OkStatus();
  }

  absl::Status End(Position head) const {
    if (state_.position != head) return Wrong(state_.position.Next(), "It is missing.");
    if (left_of_command_ != 0) return Wrong(head, "The rest of its command is missing.");
    return absl::OkStatus();
  }

  absl::Status Request(const storage::RequestEntry& entry) {
    const auto made = requests_.find({entry.actor, entry.request_id});
    if (made == requests_.end() || made->second != entry) {
      return Wrong(entry.first, "The index of requests has another entry than it makes.");
    }
    requests_.erase(made);
    return absl::OkStatus();
  }

  absl::Status EndOfRequests() const {
    if (requests_.empty()) return absl::OkStatus();
    return Wrong(requests_.begin()->second.first, "The index of requests lacks its entry.");
  }

 private:
  absl::Status Wrong(Position position, absl::string_view why) const {
    return EventUnreadable(book_, position, why);
  }

  const std::string& book_;
  domain::State state_;
  int64_t recorded_at_micros_ = 0;
  int32_t left_of_command_ = 0;
  std::map<std::pair<std::string, std::string>, storage::RequestEntry> requests_;
};

absl::Status VerifyBook(const storage::EventLog& log, const storage::BookHead& book,
                        VerifiedBooks& verified) {
  BookCheck check(book.book);
  absl::Status status;
  RETURN_IF_ERROR(
      log.Read(book.book, Position(1), book.head, [&](Position position, absl::string_view record) {
        status = check.Event(position, record);
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
  return EntryOf(event, position);
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
