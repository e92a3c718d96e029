// The gRPC services of dealboek.v1: who is calling, translate, call the book, map the error.
//
//   api::Services services(*books, *clock, api::IdentityPolicy::kInsecureDevIdentity);
//   services.RegisterWith(builder);
//   server = builder.BuildAndStart();
//   ...
//   books->Drain();             // commands that were taken are carried out
//   services.Shutdown();        // streams end; calls that waited are answered
//   services.AwaitCalls(until); // what is under way is sent
//   server->Shutdown(deadline);
//
// Health and reflection are the server's to switch on.
//
// Threads: calls come on gRPC's; none of them is ever blocked. Answers to mutations are made on
// threads of this class, and what must wait (a position still to come, a subscription) has a thread
// of its own, of which there are so many at most.
#ifndef DEALBOEK_SERVICES_API_SERVICES_H_
#define DEALBOEK_SERVICES_API_SERVICES_H_

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include <grpcpp/server_builder.h>

#include "services/api/call_watch.h"
#include "services/api/identity.h"
#include "services/base/clock.h"
#include "services/book/backups.h"
#include "services/book/books.h"
#include "services/book/imports.h"

namespace dealboek::api {

struct Options {
  int answer_threads = 2;  // that make the answers to mutations and fill streams
  // Each takes a thread.
  int max_waiting = 256;    // reads that wait: for a position, or for a book to be opened
  int max_following = 256;  // subscriptions
  // Streams of commands open at a time; each has at most 511 commands unanswered.
  int max_streams = 16;
  // A subscriber that takes no message for so long is cut off (SUBSCRIBER_TOO_SLOW).
  absl::Duration subscriber_patience = absl::Seconds(60);
  // A request that is larger is refused, and gRPC's own limit is set so that it can be: a request
  // over that (twice as much and a mebibyte) is refused by gRPC, without an ErrorInfo.
  size_t max_message_bytes = size_t{4} << 20;
  // Borrowed, like books; null: the server keeps no backups.
  book::Backups* backups = nullptr;
  // Likewise; null: the server takes in no books.
  book::Imports* imports = nullptr;
  // Who may call the OperationsService; empty: nobody.
  std::vector<std::string> operators;
  // Where the detail of an internal error goes: a line, no person's name in it. Null: stderr.
  std::function<void(absl::string_view)> log;
  // Hears of every call that has ended, on the thread it ended on; must not wait. Null: nobody.
  std::function<void(const EndedCall&)> on_end;
};

class Services {
 public:
  // `books` and `clock` are borrowed; they may go once Shutdown has returned and the server is
  // gone.
  Services(book::Books& books, base::Clock& clock, IdentityPolicy policy, Options options = {});
  ~Services();  // after the server
  Services(const Services&) = delete;
  Services& operator=(const Services&) = delete;

  // And sets the largest message it takes.
  void RegisterWith(grpc::ServerBuilder& builder);
  // Of the services: "dealboek.v1.ProgrammeService". For a health service.
  std::vector<std::string> names() const;

  // What has been called so far.
  const CallWatch& calls() const;

  // Ends every stream and every wait, and returns when none is left. Calls that come later are
  // refused, SERVER_DRAINING. Idempotent.
  void Shutdown();
  // After Shutdown: blocks until no call is under way, or `until`. Whether there was none. Health
  // and reflection do not count: their clients may never end a stream.
  bool AwaitCalls(absl::Time until);

 private:
  class Rep;
  std::unique_ptr<Rep> rep_;
};

}  // namespace dealboek::api

#endif  // DEALBOEK_SERVICES_API_SERVICES_H_
