// The nine gRPC services of dealboek.v1: who is calling, translate, call the book, map the error.
//
//   api::Services services(*books, *clock, api::IdentityPolicy::kInsecureDevIdentity);
//   services.RegisterWith(builder);
//   server = builder.BuildAndStart();
//   ...
//   books->Drain();       // commands that were taken are carried out
//   services.Shutdown();  // streams end; calls that waited are answered
//   server->Shutdown(deadline);
//
// Health and reflection are the server's to switch on.
//
// Threads: calls come on gRPC's; none of them is ever blocked. Answers to mutations are made on
// threads of this class, and what must wait (a position still to come, a subscription) has a thread
// of its own, of which there are so many at most.
#ifndef DEALBOEK_SERVICES_API_SERVICES_H_
#define DEALBOEK_SERVICES_API_SERVICES_H_

#include <functional>
#include <memory>

#include "absl/strings/string_view.h"
#include <grpcpp/server_builder.h>

#include "services/api/identity.h"
#include "services/base/clock.h"
#include "services/book/books.h"

namespace dealboek::api {

struct Options {
  int answer_threads = 2;  // that make the answers to mutations and fill streams
  int max_waiting = 256;   // subscriptions and reads that wait, together; each takes a thread
  // Where the detail of an internal error goes: a line, no person's name in it. Null: stderr.
  std::function<void(absl::string_view)> log;
};

class Services {
 public:
  // `books` and `clock` are borrowed; they may go once Shutdown has returned and the server is
  // gone.
  Services(book::Books& books, base::Clock& clock, IdentityPolicy policy, Options options = {});
  ~Services();  // after the server
  Services(const Services&) = delete;
  Services& operator=(const Services&) = delete;

  void RegisterWith(grpc::ServerBuilder& builder);

  // Ends every stream and every wait, and returns when none is under way. Other calls are served
  // as long as the server lets them in. Idempotent.
  void Shutdown();

 private:
  class Rep;
  std::unique_ptr<Rep> rep_;
};

}  // namespace dealboek::api

#endif  // DEALBOEK_SERVICES_API_SERVICES_H_
