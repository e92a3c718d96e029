// How a request that changes a book becomes a command, whichever way it comes: by its own method or
// among others in CommandService.Execute.
#ifndef DEALBOEK_SERVICES_API_MUTATION_H_
#define DEALBOEK_SERVICES_API_MUTATION_H_

#include <functional>
#include <string>

#include "absl/status/statusor.h"
#include "google/protobuf/message.h"

#include "dealboek/v1/types.pb.h"
#include "services/api/call_watch.h"
#include "services/api/request_check.h"
#include "services/book/books.h"
#include "services/domain/command.h"

namespace dealboek::api {

// What a mutation asks of which book.
struct Plan {
  std::string book;
  domain::Command command;
};

// A type of request that changes a book. Threads: const use from any.
struct MutationType {
  const google::protobuf::Message& request;  // the default instance
  RequestCheck check;
  std::function<absl::StatusOr<Plan>(const google::protobuf::Message&)> plan;
  MethodCalls& calls;  // of its method
};

// Its request_id field.
std::string RequestIdOf(const google::protobuf::Message& request);

// What `subject` asks of the book by `request`, which `command` was planned from.
book::Request AskOf(const google::protobuf::Message& request, std::string subject,
                    domain::Command command);

void FillReceipt(const book::Receipt& receipt, v1::Receipt& proto);

}  // namespace dealboek::api

#endif  // DEALBOEK_SERVICES_API_MUTATION_H_
