// One gRPC service, put together from plain functions, a method each.
//
// gRPC's generated base classes parse before any code of ours runs, and answer a request that is
// not UTF-8 with a bare UNIMPLEMENTED. So methods are registered raw, as bytes, and every one goes
// the same way: who is calling, parse and check (request_check.h), carry out, map the error
// (status.h).
#ifndef DEALBOEK_SERVICES_API_RPC_SERVICE_H_
#define DEALBOEK_SERVICES_API_RPC_SERVICE_H_

#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include <grpcpp/impl/rpc_method.h>
#include <grpcpp/impl/service_type.h>
#include <grpcpp/support/server_callback.h>

#include "services/api/core.h"
#include "services/api/mutation.h"
#include "services/book/books.h"
#include "services/domain/state.h"

namespace dealboek::api {

// What a mutation recorded, for making its answer: everything as of its last event, so that the
// same request sent again is answered the same.
struct Recorded {
  const book::Receipt& receipt;
  const domain::State& state;            // as of receipt.last
  const std::vector<v1::Event>& events;  // from receipt.first, at least as many as asked for
};

// Which of the recorded events the answer is made from.
enum class EventsForAnswer { kNone, kFirst, kAll };

// Whether what a read answers depends on the day its money is valid on (ReadAt.valid_on). Where it
// does not, that day is refused: an answer must not seem to be of it.
enum class ValidOn { kCounts, kRefused };

// Who may call a method: whoever is known, or only those who run the server (NOT_OPERATOR).
enum class MayCall { kAnybody, kOperators };

// A stream of answers to one request. It deletes itself (OnDone).
class StreamReactor : public grpc::ServerWriteReactor<grpc::ByteBuffer> {
 public:
  // Both borrowed.
  StreamReactor(Core& core, MethodCalls& calls) : core_(core), calls_(calls) {}

 protected:
  // Once; nothing of the stream may be used after it.
  void End(const absl::Status& status);

  Core& core_;

 private:
  MethodCalls& calls_;
  const absl::Time began_ = absl::Now();
};

// A stream each way. It deletes itself (OnDone).
using DuplexReactor = grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>;

class RpcService : public grpc::Service {
 public:
  // `core` is borrowed.
  RpcService(Core& core, const google::protobuf::ServiceDescriptor& type);

  const std::string& name() const { return type_.full_name(); }

  // Every method of the contract must have been added by one of these, each once.
  void CheckComplete() const;

  template <typename Request, typename Response>
  void AddRead(const char* method, absl::StatusOr<Response> (*read)(const Reading&, const Request&),
               ValidOn valid_on = ValidOn::kRefused) {
    AddReadMethod(method, Request::default_instance(), valid_on,
                  [read](const Reading& reading, const google::protobuf::Message& request)
                      -> absl::StatusOr<std::unique_ptr<google::protobuf::Message>> {
                    absl::StatusOr<Response> response =
                        read(reading, static_cast<const Request&>(request));
                    if (!response.ok()) return std::move(response).status();
                    return std::make_unique<Response>(*std::move(response));
                  });
  }

  // The response's receipt is filled in afterwards.
  template <typename Request, typename Response>
  void AddMutation(const char* method, absl::StatusOr<Plan> (*plan)(const Request&),
                   absl::StatusOr<Response> (*answer)(const Recorded&, const Request&),
                   EventsForAnswer events = EventsForAnswer::kNone) {
    AddMutationMethod(method, Request::default_instance(),
                      {[plan](const google::protobuf::Message& request) {
                         return plan(static_cast<const Request&>(request));
                       },
                       [answer](const Recorded& recorded, const google::protobuf::Message& request)
                           -> absl::StatusOr<std::unique_ptr<google::protobuf::Message>> {
                         absl::StatusOr<Response> response =
                             answer(recorded, static_cast<const Request&>(request));
                         if (!response.ok()) return std::move(response).status();
                         auto made = std::make_unique<Response>(*std::move(response));
                         FillReceipt(recorded.receipt, *made->mutable_receipt());
                         return made;
                       },
                       events});
  }

  // What only an operator may ask (NOT_OPERATOR), and may take its time: it is carried out on a
  // thread of those who wait, to its end, whether or not its caller is still there.
  template <typename Request, typename Response>
  void AddOperation(const char* method,
                    absl::StatusOr<Response> (*operate)(Core&, const Request&)) {
    AddOperationMethod(method, Request::default_instance(),
                       [this, operate](const google::protobuf::Message& request)
                           -> absl::StatusOr<std::unique_ptr<google::protobuf::Message>> {
                         absl::StatusOr<Response> response =
                             operate(core_, static_cast<const Request&>(request));
                         if (!response.ok()) return std::move(response).status();
                         return std::make_unique<Response>(*std::move(response));
                       });
  }

  // `start` makes the stream of who is calling, or of why they are not let in; every message is for
  // it to check with what it is given.
  using ExchangeFunction = DuplexReactor* (*)(Core&, MethodCalls&, absl::StatusOr<std::string>,
                                              const RequestCheck&);
  template <typename Request>
  void AddExchange(const char* method, ExchangeFunction start) {
    AddExchangeMethod(method, Request::default_instance(), start);
  }

  // `start` makes the stream of a request that is sound; the context is there until its OnDone.
  template <typename Request>
  void AddStream(const char* method,
                 StreamReactor* (*start)(Core&, MethodCalls&, grpc::CallbackServerContext&,
                                         Request),
                 MayCall may_call = MayCall::kAnybody) {
    AddStreamMethod(method, Request::default_instance(), may_call,
                    [start](Core& core, MethodCalls& calls, grpc::CallbackServerContext& context,
                            google::protobuf::Message& request) {
                      return start(core, calls, context, std::move(static_cast<Request&>(request)));
                    });
  }

 private:
  using Message = google::protobuf::Message;
  using ReadFunction =
      std::function<absl::StatusOr<std::unique_ptr<Message>>(const Reading&, const Message&)>;
  struct MutationFunctions {
    std::function<absl::StatusOr<Plan>(const Message&)> plan;
    std::function<absl::StatusOr<std::unique_ptr<Message>>(const Recorded&, const Message&)> answer;
    EventsForAnswer events;
  };
  class Mutation;
  using StreamFunction =
      std::function<StreamReactor*(Core&, MethodCalls&, grpc::CallbackServerContext&, Message&)>;

  void AddReadMethod(const char* method, const Message& request, ValidOn valid_on,
                     ReadFunction read);
  void AddMutationMethod(const char* method, const Message& request, MutationFunctions mutation);
  void AddOperationMethod(
      const char* method, const Message& request,
      std::function<absl::StatusOr<std::unique_ptr<Message>>(const Message&)> operate);
  void AddStreamMethod(const char* method, const Message& request, MayCall may_call,
                       StreamFunction start);
  void AddExchangeMethod(const char* method, const Message& request, ExchangeFunction start);
  MethodCalls& Count(const char* method, bool streams);
  void Register(const char* method, const Message& request, grpc::internal::RpcMethod::RpcType type,
                grpc::internal::MethodHandler* handler);

  Core& core_;
  const google::protobuf::ServiceDescriptor& type_;
  int methods_added_ = 0;
  std::set<std::string> added_;
};

// A message as a stream sends it.
grpc::ByteBuffer ToBytes(const google::protobuf::Message& message);

// Ends a stream at once.
StreamReactor* RefusedStream(Core& core, MethodCalls& calls, const absl::Status& status);

}  // namespace dealboek::api

#endif  // DEALBOEK_SERVICES_API_RPC_SERVICE_H_
