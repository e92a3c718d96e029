#include "services/api/rpc_service.h"

#include <algorithm>
#include <chrono>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "google/protobuf/arena.h"
#include <grpcpp/impl/codegen/proto_utils.h>
#include <grpcpp/impl/codegen/server_callback_handlers.h>
#include <grpcpp/impl/rpc_service_method.h>
#include <grpcpp/server_context.h>
#include <grpcpp/support/proto_buffer_writer.h>

#include "services/api/errors.h"
#include "services/api/request_check.h"
#include "services/api/values.h"
#include "services/base/check.h"
#include "services/base/status_macros.h"
#include "services/book/stamp.h"

namespace dealboek::api {
namespace {

using google::protobuf::Message;
using grpc::internal::RpcMethod;

// Reads without a deadline of their caller's wait so long at most.
constexpr absl::Duration kLongestWait = absl::Seconds(60);
// Those who wait look so often whether their caller is still there.
constexpr absl::Duration kLookUp = absl::Milliseconds(500);

absl::Time DeadlineOf(const grpc::CallbackServerContext& context) {
  const auto deadline = context.deadline();
  return deadline == std::chrono::system_clock::time_point::max() ? absl::InfiniteFuture()
                                                                  : absl::FromChrono(deadline);
}

// Who is calling, of a call that is let in.
absl::StatusOr<std::string> Admit(Core& core, const grpc::CallbackServerContext& context) {
  if (core.waiting.closed()) return ShuttingDown();
  return Identify(context, core.policy);
}

absl::StatusOr<std::string> Admit(Core& core, const grpc::CallbackServerContext& context,
                                  const grpc::ByteBuffer& bytes, MayCall may_call) {
  if (!core.waiting.closed() && bytes.Length() > core.max_message_bytes) {
    return MessageTooLarge(bytes.Length(), core.max_message_bytes);
  }
  ASSIGN_OR_RETURN(std::string subject, Admit(core, context));
  const auto& operators = core.operators;
  if (may_call == MayCall::kOperators &&
      std::find(operators.begin(), operators.end(), subject) == operators.end()) {
    return NotOperator();
  }
  return subject;
}

// One unary call. Finished exactly once; gRPC keeps context, response and reactor until then.
class Call {
 public:
  Call(Core& core, MethodCalls& calls, grpc::CallbackServerContext& context,
       grpc::ByteBuffer& response)
      : core_(core),
        calls_(calls),
        context_(context),
        response_(response),
        reactor_(context.DefaultReactor()),
        deadline_(DeadlineOf(context)),
        under_way_(core.under_way) {}
  Call(const Call&) = delete;
  Call& operator=(const Call&) = delete;

  // Who is calling, and what they ask. False: refused, and finished.
  bool Begin(grpc::ByteBuffer bytes, const Message& type, const RequestCheck& check,
             MayCall may_call = MayCall::kAnybody) {
    const absl::Status begun = TryBegin(bytes, type, check, may_call);
    if (!begun.ok()) Finish(begun);
    return begun.ok();
  }

  void Finish(const absl::StatusOr<std::unique_ptr<Message>>& answer) {
    if (answer.ok()) response_ = ToBytes(**answer);
    Finish(answer.status());
  }
  void Finish(const absl::Status& status) {
    const Told told = core_.statuses.Tell(status);
    core_.calls.Ended(calls_, told, book::IsUuidText(request_id_) ? request_id_ : "",
                      absl::Now() - began_);
    reactor_->Finish(told.status);
  }

  grpc::ServerUnaryReactor* reactor() const { return reactor_; }
  const std::string& subject() const { return subject_; }
  const std::string& request_id() const { return request_id_; }  // of a mutation
  const Message& request() const { return *request_; }
  absl::Time deadline() const { return deadline_; }
  bool IsCancelled() const { return context_.IsCancelled(); }
  // Whether its caller still waits for it, and if not, why.
  absl::Status StillWanted() const {
    if (deadline_ <= absl::Now()) return DeadlinePassed();
    return IsCancelled() ? CallCancelled() : absl::OkStatus();
  }

 private:
  absl::Status TryBegin(grpc::ByteBuffer& bytes, const Message& type, const RequestCheck& check,
                        MayCall may_call) {
    ASSIGN_OR_RETURN(subject_, Admit(core_, context_, bytes, may_call));
    request_ = type.New(&arena_);
    RETURN_IF_ERROR(check.Parse(bytes, *request_));
    request_id_ = RequestIdOf(*request_);
    if (deadline_ <= absl::Now()) return DeadlinePassed();
    return absl::OkStatus();
  }

  Core& core_;
  MethodCalls& calls_;
  const absl::Time began_ = absl::Now();
  grpc::CallbackServerContext& context_;
  grpc::ByteBuffer& response_;
  grpc::ServerUnaryReactor* const reactor_;
  const absl::Time deadline_;
  std::string subject_;
  std::string request_id_;
  google::protobuf::Arena arena_;
  Message* request_ = nullptr;  // in the arena
  const UnderWay::Call under_way_;
};

grpc::internal::MethodHandler* UnaryHandler(
    std::function<grpc::ServerUnaryReactor*(grpc::CallbackServerContext&, const grpc::ByteBuffer&,
                                            grpc::ByteBuffer&)>
        handle) {
  return new grpc::internal::CallbackUnaryHandler<grpc::ByteBuffer, grpc::ByteBuffer>(
      [handle = std::move(handle)](grpc::CallbackServerContext* context,
                                   const grpc::ByteBuffer* request, grpc::ByteBuffer* response) {
        return handle(*context, *request, *response);
      });
}

absl::Status CheckNoValidOn(const Message& request) {
  const auto* field = request.GetDescriptor()->FindFieldByName("at");
  if (field == nullptr || !request.GetReflection()->HasField(request, field)) {
    return absl::OkStatus();
  }
  const auto& at =
      static_cast<const v1::ReadAt&>(request.GetReflection()->GetMessage(request, field));
  return at.has_valid_on() ? ValidOnNotAllowed("at.valid_on") : absl::OkStatus();
}

class Refusal final : public StreamReactor {
 public:
  Refusal(Core& core, MethodCalls& calls, const absl::Status& status) : StreamReactor(core, calls) {
    End(status);
  }
  void OnDone() override { delete this; }
};

}  // namespace

grpc::ByteBuffer ToBytes(const Message& message) {
  grpc::ByteBuffer bytes;
  bool own = false;
  const grpc::Status written =
      grpc::GenericSerialize<grpc::ProtoBufferWriter, Message>(message, &bytes, &own);
  CHECK(written.ok()) << "an answer of ours can be written: " << written.error_message();
  return bytes;
}

StreamReactor* RefusedStream(Core& core, MethodCalls& calls, const absl::Status& status) {
  return new Refusal(core, calls, status);
}

void StreamReactor::End(const absl::Status& status) {
  const Told told = core_.statuses.Tell(status);
  core_.calls.Ended(calls_, told, "", absl::Now() - began_);
  Finish(told.status);
}

RpcService::RpcService(Core& core, const google::protobuf::ServiceDescriptor& type)
    : core_(core), type_(type) {}

void RpcService::CheckComplete() const {
  for (int i = 0; i < type_.method_count(); ++i) {
    CHECK(added_.contains(type_.method(i)->name())) << type_.method(i)->full_name();
  }
}

MethodCalls& RpcService::Count(const char* method, bool streams) {
  return core_.calls.Add(type_.full_name(), method, streams);
}

void RpcService::Register(const char* method, const Message& request,
                          grpc::internal::RpcMethod::RpcType type,
                          grpc::internal::MethodHandler* handler) {
  const google::protobuf::MethodDescriptor* descriptor = type_.FindMethodByName(method);
  CHECK(descriptor != nullptr) << method;
  CHECK(descriptor->input_type() == request.GetDescriptor()) << method;
  CHECK(descriptor->server_streaming() == (type != RpcMethod::NORMAL_RPC)) << method;
  CHECK(descriptor->client_streaming() == (type == RpcMethod::BIDI_STREAMING)) << method;
  CHECK(added_.insert(method).second) << method;
  // gRPC keeps the pointer, not the name; the set keeps the name.
  const std::string path = absl::StrCat("/", type_.full_name(), "/", method);
  AddMethod(
      new grpc::internal::RpcServiceMethod(added_.insert(path).first->c_str(), type, nullptr));
  MarkMethodRawCallback(methods_added_++, handler);
}

void RpcService::AddReadMethod(const char* method, const Message& request, ValidOn valid_on,
                               ReadFunction read) {
  if (valid_on == ValidOn::kRefused) {
    read = [read = std::move(read)](
               const Reading& reading,
               const Message& asked) -> absl::StatusOr<std::unique_ptr<Message>> {
      RETURN_IF_ERROR(CheckNoValidOn(asked));
      return read(reading, asked);
    };
  }
  auto check = std::make_shared<RequestCheck>(*request.GetDescriptor());
  MethodCalls& calls = Count(method, false);
  auto handle = [this, &calls, check, read = std::move(read), &request](
                    grpc::CallbackServerContext& context, const grpc::ByteBuffer& bytes,
                    grpc::ByteBuffer& response) {
    auto call = std::make_shared<Call>(core_, calls, context, response);
    grpc::ServerUnaryReactor* reactor = call->reactor();
    if (!call->Begin(bytes, request, *check)) return reactor;

    // What can be answered at once is, on gRPC's thread; what must wait goes to a thread for that.
    auto answer = read(Reading(core_, call->subject(), absl::InfinitePast()), call->request());
    if (!absl::IsDeadlineExceeded(answer.status())) {
      call->Finish(answer);
      return reactor;
    }
    const bool waits = core_.waiting.TryAdd([this, call, read] {
      const absl::Time until = std::min(call->deadline(), absl::Now() + kLongestWait);
      while (true) {
        const absl::Time look_up = std::min(until, absl::Now() + kLookUp);
        auto later = read(Reading(core_, call->subject(), look_up), call->request());
        if (!absl::IsDeadlineExceeded(later.status()) || look_up >= until) {
          return call->Finish(later);
        }
        if (call->IsCancelled()) return call->Finish(CallCancelled());
        if (core_.waiting.closed()) return call->Finish(ShuttingDown());
      }
    });
    if (!waits) {
      call->Finish(core_.waiting.closed() ? ShuttingDown()
                                          : TooManyWaiting(core_.waiting.max_threads()));
    }
    return reactor;
  };
  Register(method, request, RpcMethod::NORMAL_RPC, UnaryHandler(std::move(handle)));
}

// A mutation from its arrival to its answer. It deletes itself, so that what has to call it back
// holds one pointer.
class RpcService::Mutation {
 public:
  Mutation(Core& core, MethodCalls& calls, const MutationFunctions& functions,
           grpc::CallbackServerContext& context, grpc::ByteBuffer& response)
      : core_(core), functions_(functions), call_(core, calls, context, response) {}

  grpc::ServerUnaryReactor* reactor() const { return call_.reactor(); }

  void Start(const grpc::ByteBuffer& bytes, const Message& type, const RequestCheck& check) {
    std::unique_ptr<Mutation> self(this);
    if (!call_.Begin(bytes, type, check)) return;
    absl::StatusOr<Plan> plan = functions_.plan(call_.request());
    if (!plan.ok()) return call_.Finish(plan.status());
    book_ = std::move(plan->book);
    book::Request asked = AskOf(call_.request(), call_.subject(), std::move(plan->command));
    asked.may_decide_here = true;
    asked.still_wanted = [this] { return call_.StillWanted(); };
    asked.decided = [this](const book::Receipt& receipt, const domain::State& state,
                           const std::vector<v1::Event>& events) {
      answer_ = functions_.answer(Recorded{receipt, state, events}, call_.request());
    };
    const std::string book = book_;  // for this may be gone before Execute returns
    core_.books.Execute(
        book, std::move(asked), [mutation = self.release()](absl::StatusOr<book::Receipt> receipt) {
          mutation->receipt_ = std::move(receipt);
          // Perhaps the committer's thread, which must not be held up.
          mutation->core_.answers.Add([mutation] { std::unique_ptr<Mutation>(mutation)->End(); });
        });
  }

 private:
  void End() {
    if (!receipt_.ok()) return call_.Finish(receipt_.status());
    if (!answer_.has_value()) answer_ = AnswerAgain();
    call_.Finish(*answer_);
  }

  // To a request that was carried out before: from the log and the views.
  absl::StatusOr<std::unique_ptr<Message>> AnswerAgain() {
    const book::Receipt& receipt = *receipt_;
    std::vector<v1::Event> events;
    if (functions_.events != EventsForAnswer::kNone) {
      const base::Position last =
          functions_.events == EventsForAnswer::kAll ? receipt.last : receipt.first;
      ASSIGN_OR_RETURN(events, ReadEvents(core_.books, book_, receipt.first, last));
    }
    absl::StatusOr<std::unique_ptr<Message>> made = absl::InternalError("no answer was made");
    const absl::Time until = absl::Now() + kLongestWait;
    RETURN_IF_ERROR(
        core_.books.Read(book_, receipt.last, until, [&](const projections::Views& views) {
          const std::shared_ptr<const domain::State> state = views.StateAt(receipt.last);
          made = functions_.answer(Recorded{receipt, *state, events}, call_.request());
        }));
    return made;
  }

  Core& core_;
  const MutationFunctions& functions_;
  Call call_;
  std::string book_;
  absl::StatusOr<book::Receipt> receipt_ = absl::InternalError("not carried out");
  // Made while its state was at hand; none: it was carried out before.
  std::optional<absl::StatusOr<std::unique_ptr<Message>>> answer_;
};

void RpcService::AddMutationMethod(const char* method, const Message& request,
                                   MutationFunctions mutation) {
  CHECK(request.GetDescriptor()->FindFieldByName("request_id") != nullptr) << method;
  MethodCalls& calls = Count(method, false);
  const RequestCheck check(*request.GetDescriptor());
  core_.mutations.emplace(request.GetDescriptor()->full_name(),
                          MutationType{request, check, mutation.plan, calls});
  auto handle = [this, &calls, check,
                 functions = std::make_shared<const MutationFunctions>(std::move(mutation)),
                 &request](grpc::CallbackServerContext& context, const grpc::ByteBuffer& bytes,
                           grpc::ByteBuffer& response) {
    auto* call = new Mutation(core_, calls, *functions, context, response);
    grpc::ServerUnaryReactor* reactor = call->reactor();
    call->Start(bytes, request, check);
    return reactor;
  };
  Register(method, request, RpcMethod::NORMAL_RPC, UnaryHandler(std::move(handle)));
}

void RpcService::AddOperationMethod(
    const char* method, const Message& request,
    std::function<absl::StatusOr<std::unique_ptr<Message>>(const Message&)> operate) {
  auto check = std::make_shared<RequestCheck>(*request.GetDescriptor());
  MethodCalls& calls = Count(method, false);
  auto handle = [this, &calls, check, operate = std::move(operate), &request](
                    grpc::CallbackServerContext& context, const grpc::ByteBuffer& bytes,
                    grpc::ByteBuffer& response) {
    auto call = std::make_shared<Call>(core_, calls, context, response);
    grpc::ServerUnaryReactor* reactor = call->reactor();
    if (!call->Begin(bytes, request, *check, MayCall::kOperators)) return reactor;
    const bool runs =
        core_.waiting.TryAdd([call, operate] { call->Finish(operate(call->request())); });
    if (!runs) {
      call->Finish(core_.waiting.closed() ? ShuttingDown()
                                          : TooManyWaiting(core_.waiting.max_threads()));
    }
    return reactor;
  };
  Register(method, request, RpcMethod::NORMAL_RPC, UnaryHandler(std::move(handle)));
}

void RpcService::AddStreamMethod(const char* method, const Message& request, MayCall may_call,
                                 StreamFunction start) {
  auto check = std::make_shared<RequestCheck>(*request.GetDescriptor());
  MethodCalls& calls = Count(method, true);
  auto handle = [this, &calls, check, may_call, start = std::move(start), &request](
                    grpc::CallbackServerContext* context, const grpc::ByteBuffer* bytes) {
    const absl::StatusOr<std::string> subject = Admit(core_, *context, *bytes, may_call);
    if (!subject.ok()) return RefusedStream(core_, calls, subject.status());
    const std::unique_ptr<Message> parsed(request.New());
    grpc::ByteBuffer copy = *bytes;
    const absl::Status sound = check->Parse(copy, *parsed);
    if (!sound.ok()) return RefusedStream(core_, calls, sound);
    return start(core_, calls, *context, *parsed);
  };
  Register(method, request, RpcMethod::SERVER_STREAMING,
           new grpc::internal::CallbackServerStreamingHandler<grpc::ByteBuffer, grpc::ByteBuffer>(
               std::move(handle)));
}

void RpcService::AddExchangeMethod(const char* method, const Message& request,
                                   ExchangeFunction start) {
  MethodCalls& calls = Count(method, true);
  auto handle = [this, &calls, start, check = RequestCheck(*request.GetDescriptor())](
                    grpc::CallbackServerContext* context) {
    return start(core_, calls, Admit(core_, *context), check);
  };
  Register(method, request, RpcMethod::BIDI_STREAMING,
           new grpc::internal::CallbackBidiHandler<grpc::ByteBuffer, grpc::ByteBuffer>(
               std::move(handle)));
}

}  // namespace dealboek::api
