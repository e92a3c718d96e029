// Many commands over one call. Its reads go on as long as few enough commands wait for their
// answer; answers that become ready while one is being sent go together in the next.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/strings/string_view.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "google/protobuf/any.pb.h"
#include "google/protobuf/arena.h"
#include <grpcpp/support/slice.h>

#include "dealboek/v1/command_service.pb.h"
#include "services/api/errors.h"
#include "services/api/mutation.h"
#include "services/api/open_streams.h"
#include "services/api/service_list.h"
#include "services/base/mutex.h"
#include "services/base/status_macros.h"
#include "services/book/stamp.h"

namespace dealboek::api {
namespace {

namespace pb = dealboek::v1;
using base::MutexLock;
using google::protobuf::Any;
using google::protobuf::Message;

constexpr int kMaxCommands = 256;    // of a message
constexpr int kMaxUnanswered = 256;  // of a call, for it to be read on

// A command under way, and what is counted of it when it ends.
struct Taken {
  int64_t number = 0;
  MethodCalls* calls = nullptr;  // null: of no method
  std::string request_id;        // empty: not known, or none
  absl::Time began;
};
struct Ended {
  Taken taken;
  absl::StatusOr<book::Receipt> receipt;
};

class ExecuteStream final : public grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>,
                            public OpenStream,
                            public std::enable_shared_from_this<ExecuteStream> {
 public:
  static DuplexReactor* Start(Core& core, MethodCalls& calls, absl::StatusOr<std::string> subject,
                              const RequestCheck& check) {
    auto stream = std::make_shared<ExecuteStream>(core, calls, std::move(subject), check);
    stream->self_ = stream;
    if (const absl::Status added = core.executing.Add(stream); !added.ok()) stream->EndBy(added);
    const MutexLock lock(stream->mutex_);
    stream->GoOn();
    return stream.get();
  }

  ExecuteStream(Core& core, MethodCalls& calls, absl::StatusOr<std::string> subject,
                const RequestCheck& check)
      : core_(core), calls_(calls), check_(check), under_way_(core.under_way) {
    end_ = subject.status();
    if (subject.ok()) subject_ = *std::move(subject);
  }

  void OnReadDone(bool ok) override {
    const MutexLock turn(turn_);
    const absl::Status taken = ok ? Take() : absl::OkStatus();
    const MutexLock lock(mutex_);
    reading_ = false;
    if (!ok) no_more_ = true;
    if (end_.ok()) end_ = taken;
    GoOn();
  }
  void OnWriteDone(bool ok) override {
    const MutexLock lock(mutex_);
    writing_ = false;
    if (!ok) cancelled_ = true;
    GoOn();
  }
  void OnCancel() override {
    const MutexLock lock(mutex_);
    cancelled_ = true;
    GoOn();
  }
  void OnDone() override { self_.reset(); }

  void Close() override { EndBy(ShuttingDown()); }

 private:
  // What has come in, each command to its book. An error: of the message itself, and nothing of it
  // was taken.
  absl::Status Take() ABSL_EXCLUSIVE_LOCKS_REQUIRED(turn_) {
    if (read_.Length() > core_.max_message_bytes) {
      return MessageTooLarge(read_.Length(), core_.max_message_bytes);
    }
    google::protobuf::Arena arena;
    auto& message = *google::protobuf::Arena::CreateMessage<pb::ExecuteRequest>(&arena);
    RETURN_IF_ERROR(check_.Parse(read_, message));
    if (message.commands_size() > kMaxCommands) {
      return OutOfRange("commands", message.commands_size(), "Send at most 256 in a message.",
                        "Stuur er ten hoogste 256 in een bericht.");
    }
    {
      const MutexLock lock(mutex_);
      if (cancelled_ || !end_.ok()) return absl::OkStatus();
      unanswered_ += message.commands_size();
    }
    for (const Any& command : message.commands()) {
      Taken taken{.number = ++taken_, .calls = nullptr, .request_id = "", .began = absl::Now()};
      if (const absl::Status begun = Ask(command, arena, taken); !begun.ok()) {
        Answer({std::move(taken), begun});
      }
    }
    return absl::OkStatus();
  }

  // An error: not asked, and refused so.
  absl::Status Ask(const Any& command, google::protobuf::Arena& arena, Taken& taken) {
    const absl::string_view url = command.type_url();
    const auto type = core_.mutations.find(url.substr(url.rfind('/') + 1));
    if (type == core_.mutations.end()) return CommandUnknown(url);
    const MutationType& mutation = type->second;
    taken.calls = &mutation.calls;
    Message& request = *mutation.request.New(&arena);
    const grpc::Slice slice(command.value());
    grpc::ByteBuffer bytes(&slice, 1);
    RETURN_IF_ERROR(mutation.check.Parse(bytes, request));
    taken.request_id = RequestIdOf(request);
    ASSIGN_OR_RETURN(Plan plan, mutation.plan(request));
    book::Request asked = AskOf(request, subject_, std::move(plan.command));
    asked.is_paced = true;
    asked.still_wanted = [stream = shared_from_this()] { return stream->StillWanted(); };
    core_.books.Execute(
        plan.book, std::move(asked),
        [stream = shared_from_this(), taken](absl::StatusOr<book::Receipt> receipt) mutable {
          stream->Answer({std::move(taken), std::move(receipt)});
        });
    return absl::OkStatus();
  }

  // Takes nothing more, and ends so once what was taken is answered.
  void EndBy(const absl::Status& status) {
    const MutexLock lock(mutex_);
    if (end_.ok()) end_ = status;
    GoOn();
  }

  absl::Status StillWanted() {
    const MutexLock lock(mutex_);
    return cancelled_ ? CallCancelled() : absl::OkStatus();
  }

  // Perhaps on the committer's thread, which must not be held up.
  void Answer(Ended ended) {
    const MutexLock lock(mutex_);
    ended_.push_back(std::move(ended));
    if (ended_.size() > 1 || writing_) return;  // whoever takes the others takes this one
    core_.answers.Add([stream = shared_from_this()] {
      const MutexLock again(stream->mutex_);
      stream->GoOn();
    });
  }

  // Whatever can be done now: send what is ready, read on, or end.
  void GoOn() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    if (finished_) return ended_.clear();
    if (!writing_ && !ended_.empty() && !cancelled_) Send();
    if (cancelled_) return End(CallCancelled());
    if (no_more_ || !end_.ok()) {
      if (unanswered_ == 0 && !writing_) End(end_);
    } else if (!reading_ && unanswered_ < kMaxUnanswered) {
      reading_ = true;
      StartRead(&read_);
    }
  }

  void End(const absl::Status& status) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    finished_ = true;
    ended_.clear();
    const Told told = core_.statuses.Tell(status);
    core_.calls.Ended(calls_, told, "", absl::Now() - began_);
    Finish(told.status);
  }

  void Send() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    pb::ExecuteResponse response;
    for (Ended& ended : ended_) {
      pb::CommandOutcome& outcome = *response.add_outcomes();
      outcome.set_command(ended.taken.number);
      const Told told = core_.statuses.Tell(ended.receipt.status());
      if (ended.taken.calls != nullptr) {
        core_.calls.Ended(*ended.taken.calls, told,
                          book::IsUuidText(ended.taken.request_id) ? ended.taken.request_id : "",
                          absl::Now() - ended.taken.began);
      }
      if (ended.receipt.ok()) {
        FillReceipt(*ended.receipt, *outcome.mutable_receipt());
      } else {
        outcome.mutable_refusal()->ParseFromString(told.status.error_details());
      }
    }
    unanswered_ -= static_cast<int>(ended_.size());
    ended_.clear();
    sent_ = ToBytes(response);
    writing_ = true;
    StartWrite(&sent_);
  }

  Core& core_;
  MethodCalls& calls_;
  const RequestCheck& check_;
  const UnderWay::Call under_way_;
  const absl::Time began_ = absl::Now();
  std::string subject_;
  std::shared_ptr<ExecuteStream> self_;  // until gRPC is done with it
  // Held by the one read there is at a time: gRPC orders them, but no tool sees how.
  base::Mutex turn_ ABSL_ACQUIRED_BEFORE(mutex_);
  grpc::ByteBuffer read_;
  int64_t taken_ ABSL_GUARDED_BY(turn_) = 0;

  base::Mutex mutex_;
  grpc::ByteBuffer sent_;
  bool reading_ ABSL_GUARDED_BY(mutex_) = false;
  bool writing_ ABSL_GUARDED_BY(mutex_) = false;
  bool no_more_ ABSL_GUARDED_BY(mutex_) = false;  // the caller has sent all
  bool cancelled_ ABSL_GUARDED_BY(mutex_) = false;
  bool finished_ ABSL_GUARDED_BY(mutex_) = false;
  // Not OK: nothing more is taken, and once what was taken is answered it ends so.
  absl::Status end_ ABSL_GUARDED_BY(mutex_);
  int unanswered_ ABSL_GUARDED_BY(mutex_) = 0;
  std::vector<Ended> ended_ ABSL_GUARDED_BY(mutex_);  // and not sent yet
};

}  // namespace

std::unique_ptr<RpcService> MakeCommandService(Core& core) {
  const auto* file = pb::ExecuteRequest::descriptor()->file();
  auto service = std::make_unique<RpcService>(core, *file->FindServiceByName("CommandService"));
  service->AddExchange<pb::ExecuteRequest>("Execute", ExecuteStream::Start);
  return service;
}

}  // namespace dealboek::api
