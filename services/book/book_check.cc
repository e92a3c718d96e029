#include "services/book/book_check.h"

#include "services/base/status_macros.h"
#include "services/book/errors.h"
#include "services/book/stamp.h"
#include "services/domain/evolve.h"
#include "services/domain/timestamps.h"

namespace dealboek::book {

using base::Position;

std::optional<storage::RequestEntry> RequestEntryOf(const v1::Event& event, Position position) {
  const v1::EventHeader& header = event.header();
  if (header.command_index() != 0 || header.actor().empty()) return std::nullopt;
  const Position last(position.value() + static_cast<uint64_t>(header.command_size()) - 1);
  return storage::RequestEntry{header.actor(), header.request_id(), position, last,
                               header.request_hash()};
}

absl::Status BookCheck::Event(Position position, absl::string_view record, v1::Event& event) {
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
  if (event.has_programme_created() != (position == Position(1)) ||
      (event.has_programme_created() && event.programme_created().programme() != book_)) {
    return Wrong(position, "A book begins with its programme, of the same name, and has one.");
  }
  if (begins) {
    left_of_command_ = header.command_size();
    if (auto entry = RequestEntryOf(event, position); entry.has_value()) {
      const auto id = std::make_pair(entry->actor, entry->request_id);
      if (!requests_.emplace(id, *std::move(entry)).second) {
        return Wrong(position, "Its request was carried out before.");
      }
    }
  }
  --left_of_command_;
  recorded_at_micros_ = recorded_at;
  state_ = domain::Evolve(std::move(state_), event);
  return absl::OkStatus();
}

absl::Status BookCheck::End(Position head) const {
  if (state_.position != head) return Wrong(state_.position.Next(), "It is missing.");
  if (left_of_command_ != 0) return Wrong(head, "The rest of its command is missing.");
  return absl::OkStatus();
}

absl::Status BookCheck::Request(const storage::RequestEntry& entry) {
  const auto made = requests_.find({entry.actor, entry.request_id});
  if (made == requests_.end() || made->second != entry) {
    return Wrong(entry.first, "The index of requests has another entry than it makes.");
  }
  requests_.erase(made);
  return absl::OkStatus();
}

absl::Status BookCheck::EndOfRequests() const {
  if (requests_.empty()) return absl::OkStatus();
  return Wrong(requests_.begin()->second.first, "The index of requests lacks its entry.");
}

absl::Status BookCheck::Wrong(Position position, absl::string_view why) const {
  return EventUnreadable(book_, position, why);
}

}  // namespace dealboek::book
