// What the services share.
#ifndef DEALBOEK_SERVICES_API_CORE_H_
#define DEALBOEK_SERVICES_API_CORE_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

#include "dealboek/v1/events.pb.h"
#include "dealboek/v1/types.pb.h"
#include "services/api/call_watch.h"
#include "services/api/identity.h"
#include "services/api/mutation.h"
#include "services/api/open_streams.h"
#include "services/api/pages.h"
#include "services/api/read_at.h"
#include "services/api/status.h"
#include "services/api/under_way.h"
#include "services/api/workers.h"
#include "services/base/clock.h"
#include "services/base/position.h"
#include "services/book/backups.h"
#include "services/book/books.h"
#include "services/book/imports.h"
#include "services/projections/views.h"

namespace dealboek::api {

// One of a server. Threads: any.
struct Core {
  Core(book::Books& books, base::Clock& clock, IdentityPolicy policy, size_t max_message_bytes,
       int answer_threads, int max_waiting, int max_following, int max_streams, Log log,
       std::function<void(const EndedCall&)> on_end)
      : books(books),
        clock(clock),
        policy(policy),
        max_message_bytes(max_message_bytes),
        statuses(clock, std::move(log)),
        calls(std::move(on_end)),
        answers(answer_threads),
        waiting(max_waiting),
        following(max_following),
        executing(static_cast<size_t>(max_streams)) {}

  book::Books& books;
  base::Clock& clock;
  const IdentityPolicy policy;
  const size_t max_message_bytes;
  StatusMapper statuses;
  UnderWay under_way;
  CallWatch calls;
  WorkQueue answers;
  WaitingRoom waiting;    // reads
  WaitingRoom following;  // subscriptions; full of them, reads can still wait
  OpenStreams executing;  // streams of commands
  // Set before the first call.
  absl::Duration subscriber_patience = absl::Seconds(60);
  book::Backups* backups = nullptr;    // null: none are kept
  book::Imports* imports = nullptr;    // null: no book is taken in
  std::vector<std::string> operators;  // subjects that may operate the server
  // Every request that changes a book, by its type's full name.
  std::map<std::string, MutationType, std::less<>> mutations;
};

// A read under way: who asks, and until when it may wait. A method that reads may be run a second
// time when it could not wait the first time: it keeps nothing.
class Reading {
 public:
  Reading(Core& core, std::string subject, absl::Time until)
      : core_(core), subject_(std::move(subject)), until_(until) {}

  const std::string& subject() const { return subject_; }
  book::Books& books() const { return core_.books; }
  absl::Time until() const { return until_; }
  int64_t NowMicros() const { return core_.clock.NowMicros(); }

  // The point `at` comes to; the state in it has a programme, and outlives the call. NOT_FOUND,
  // PROGRAMME_UNKNOWN: no such book, or none yet there.
  absl::StatusOr<Point> At(absl::string_view book, const v1::ReadAt& at) const;
  // The same for a page of a list.
  absl::StatusOr<Point> At(absl::string_view book, const v1::ReadAt& at, const Page& page) const;

  // The same, with the views still there while `read` looks: no log is read and nothing waited for
  // in it.
  absl::Status With(absl::string_view book, const v1::ReadAt& at,
                    absl::FunctionRef<absl::Status(const projections::Views&, const Point&)> read,
                    Extent extent = Extent::kWhole) const;
  absl::Status With(absl::string_view book, const v1::ReadAt& at, const Page& page,
                    absl::FunctionRef<absl::Status(const projections::Views&, const Point&)> read,
                    Extent extent = Extent::kWhole) const;
  // Looks at the views as they are now.
  absl::Status WithViews(absl::string_view book,
                         absl::FunctionRef<absl::Status(const projections::Views&)> read) const;

  // The stored events at `positions`, which are in order.
  absl::StatusOr<std::vector<v1::Event>> EventsAt(
      absl::string_view book, const std::vector<base::Position>& positions) const;

 private:
  Core& core_;
  const std::string subject_;
  const absl::Time until_;
};

// The stored events from `first` to `last`. DATA_LOSS: one can't be read.
absl::StatusOr<std::vector<v1::Event>> ReadEvents(book::Books& books, absl::string_view book,
                                                  base::Position first, base::Position last);

}  // namespace dealboek::api

#endif  // DEALBOEK_SERVICES_API_CORE_H_
