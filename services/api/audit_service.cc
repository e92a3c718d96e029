// The log, handed out verbatim. Both streams go at their client's pace: the next message is made
// when the last one has been taken, and nothing is kept for a slow client. A subscriber that takes
// nothing at all is cut off in the end, for it holds a thread.

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "google/protobuf/arena.h"
#include <grpc/grpc.h>
#include <grpcpp/server_context.h>

#include "dealboek/v1/audit_service.pb.h"
#include "services/api/errors.h"
#include "services/api/event_filter.h"
#include "services/api/names.h"
#include "services/api/read_at.h"
#include "services/api/service_list.h"
#include "services/api/values.h"
#include "services/base/mutex.h"
#include "services/base/reasons.h"
#include "services/base/status_macros.h"

namespace dealboek::api {
namespace {

namespace pb = dealboek::v1;
using base::MutexLock;
using base::Position;
using projections::Views;

constexpr int32_t kMaxBatch = 512;
// Of records in a message; the last may go over it. A client that does not read on holds one
// message of ours.
constexpr size_t kMaxBatchBytes = book::Subscription::kMaxBytes;
constexpr int32_t kDefaultHeartbeatMillis = 5'000;
constexpr int32_t kLeastHeartbeatMillis = 100;
// Those who wait look so often whether they still should.
constexpr absl::Duration kLookUp = absl::Milliseconds(500);
// For the message under way when the server stops, to whom does take it.
constexpr absl::Duration kLastMessage = absl::Seconds(1);
constexpr absl::Duration kLongestOpening = absl::Seconds(60);

absl::StatusOr<size_t> BatchSize(int32_t asked) {
  if (asked < 0) {
    return OutOfRange("batch_size", asked, "Give 0 for the default, or 1 to 512.",
                      "Geef 0, of 1 tot 512.");
  }
  return static_cast<size_t>(asked == 0 ? kMaxBatch : std::min(asked, kMaxBatch));
}

absl::StatusOr<Position> PositionOf(int64_t asked, absl::string_view field) {
  if (asked < 0) {
    return OutOfRange(field, asked, "A position is 0 or more.", "Een positie is 0 of meer.");
  }
  return Position(static_cast<uint64_t>(asked));
}

void AddRecord(const book::RecordView& record, pb::RecordedEvent& event) {
  event.set_position(static_cast<int64_t>(record.position.value()));
  event.set_record(record.bytes.data(), record.bytes.size());
}

// ---------------------------------------------------------------------------------- ReadEvents

// Begins and fills on the threads that make answers; between two messages nothing runs.
class ReadEventsStream final : public StreamReactor,
                               public std::enable_shared_from_this<ReadEventsStream> {
 public:
  static StreamReactor* Start(Core& core, MethodCalls& calls,
                              grpc::CallbackServerContext& /*context*/,
                              pb::ReadEventsRequest request) {
    auto stream = std::make_shared<ReadEventsStream>(core, calls, std::move(request));
    stream->self_ = stream;
    core.answers.Add([stream] { stream->Begin(absl::InfinitePast()); });
    return stream.get();
  }

  ReadEventsStream(Core& core, MethodCalls& calls, pb::ReadEventsRequest request)
      : StreamReactor(core, calls), under_way_(core.under_way), request_(std::move(request)) {}

  void OnWriteDone(bool ok) override {
    if (!ok) return End(CallCancelled());
    core_.answers.Add([stream = self_] { stream->Fill(); });
  }
  void OnDone() override { self_.reset(); }

 private:
  // A book that must be opened first is waited for on a thread for that.
  void Begin(absl::Time until) {
    const absl::Status begun = TryBegin(until);
    if (begun.ok()) return Fill();
    if (!absl::IsDeadlineExceeded(begun) || until != absl::InfinitePast()) return End(begun);
    const bool waits =
        core_.waiting.TryAdd([stream = self_] { stream->Begin(absl::Now() + kLongestOpening); });
    if (!waits)
      End(core_.waiting.closed() ? ShuttingDown() : TooManyWaiting(core_.waiting.max_threads()));
  }

  absl::Status TryBegin(absl::Time until) {
    const MutexLock turn(turn_);
    ASSIGN_OR_RETURN(book_, ParseProgrammeName(request_.parent(), "parent"));
    ASSIGN_OR_RETURN(batch_, BatchSize(request_.batch_size()));
    ASSIGN_OR_RETURN(next_, PositionOf(request_.from_position(), "from_position"));
    ASSIGN_OR_RETURN(last_, PositionOf(request_.to_position(), "to_position"));
    next_ = std::max(next_, Position(1));
    absl::Status status;
    RETURN_IF_ERROR(core_.books.Read(book_, Position(), until,
                                     [&](const Views& views) { status = Look(views); }));
    return status;
  }

  absl::Status Look(const Views& views) {
    if (last_ > views.head()) return PositionUnknown(last_, views.head());
    if (next_ > views.head().Next()) return PositionUnknown(next_, views.head());
    if (last_ == Position()) last_ = views.head();
    // From just after the last event nothing is there yet, which is an answer.
    if (next_ > last_ && request_.to_position() != 0) {
      return OutOfRange("to_position", request_.to_position(),
                        absl::StrCat("It is before from_position, ", next_.value(),
                                     ". Give a later one, or 0 for the last event."),
                        absl::StrCat("Dat is vóór from_position, ", next_.value(),
                                     ". Geef een latere, of 0 voor de laatste gebeurtenis."));
    }
    true_at_.set_position(static_cast<int64_t>(views.head().value()));
    *true_at_.mutable_recorded_at() = TimeOf(views.RecordedAtMicros(views.head()));
    ASSIGN_OR_RETURN(const EventFilter filter, EventFilter::Make(request_.filter(), views.Now()));
    if (!filter.IsOpen()) passing_ = filter.Passing(views, next_, last_);
    return absl::OkStatus();
  }

  // Sends what comes next, or ends.
  void Fill() {
    const MutexLock turn(turn_);
    if (core_.waiting.closed()) return End(ShuttingDown());
    google::protobuf::Arena arena;
    auto& response = *google::protobuf::Arena::CreateMessage<pb::ReadEventsResponse>(&arena);
    const absl::Status read = passing_.has_value() ? FillPassing(response) : FillRange(response);
    if (response.events().empty()) {
      if (!read.ok()) return End(read);  // after what comes before the fault
      if (sent_any_) return End(absl::OkStatus());
    }
    *response.mutable_true_at() = true_at_;
    sent_any_ = true;
    bytes_ = ToBytes(response);
    StartWrite(&bytes_);
  }

  absl::Status FillRange(pb::ReadEventsResponse& response) {
    if (next_ > last_) return absl::OkStatus();
    size_t bytes = 0;
    // No more than is sent: the log reads ahead.
    const Position last(std::min(last_.value(), next_.value() + batch_ - 1));
    return core_.books.ReadRecords(book_, next_, last, [&](const book::RecordView& record) {
      AddRecord(record, *response.add_events());
      next_ = record.position.Next();
      bytes += record.bytes.size();
      return bytes < kMaxBatchBytes;
    });
  }

  absl::Status FillPassing(pb::ReadEventsResponse& response) {
    size_t bytes = 0;
    while (given_ < passing_->size() && static_cast<size_t>(response.events_size()) < batch_ &&
           bytes < kMaxBatchBytes) {
      const Position position = (*passing_)[given_];
      RETURN_IF_ERROR(
          core_.books.ReadRecords(book_, position, position, [&](const book::RecordView& record) {
            AddRecord(record, *response.add_events());
            bytes += record.bytes.size();
            return true;
          }));
      ++given_;
    }
    return absl::OkStatus();
  }

  const UnderWay::Call under_way_;
  const pb::ReadEventsRequest request_;
  std::shared_ptr<ReadEventsStream> self_;  // until gRPC is done with it
  // Held by the one job there is at a time: gRPC orders them, but no tool sees how.
  base::Mutex turn_;
  std::string book_;
  size_t batch_ = 0;
  Position next_;
  Position last_;
  std::optional<std::vector<Position>> passing_;  // none: everything
  size_t given_ = 0;                              // of `passing_`
  pb::TrueAt true_at_;
  bool sent_any_ = false;
  grpc::ByteBuffer bytes_;
};

// ----------------------------------------------------------------------------- SubscribeEvents

// Has a thread of its own, which waits for records and for its client.
class SubscribeEventsStream final : public StreamReactor,
                                    public std::enable_shared_from_this<SubscribeEventsStream> {
 public:
  static StreamReactor* Start(Core& core, MethodCalls& calls, grpc::CallbackServerContext& context,
                              pb::SubscribeEventsRequest request) {
    auto stream = std::make_shared<SubscribeEventsStream>(core, calls, context, std::move(request));
    if (!core.following.TryAdd([stream] { stream->Run(); })) {
      return RefusedStream(
          core, calls,
          core.following.closed() ? ShuttingDown() : TooManyWaiting(core.following.max_threads()));
    }
    stream->self_ = stream;
    return stream.get();
  }

  SubscribeEventsStream(Core& core, MethodCalls& calls, grpc::CallbackServerContext& context,
                        pb::SubscribeEventsRequest request)
      : StreamReactor(core, calls),
        under_way_(core.under_way),
        context_(context),
        request_(std::move(request)) {}

  void OnWriteDone(bool ok) override {
    std::optional<absl::Status> end;
    {
      const MutexLock lock(mutex_);
      writing_ = false;
      if (!ok) cancelled_ = true;
      end = std::move(end_when_written_);
      changed_.NotifyAll();
    }
    if (end.has_value()) End(*end);
  }
  void OnCancel() override {
    const MutexLock lock(mutex_);
    cancelled_ = true;
    changed_.NotifyAll();
  }
  void OnDone() override { self_.reset(); }

 private:
  void Run() {
    const absl::Status status = Follow();
    {
      const MutexLock lock(mutex_);
      // gRPC still has a message of ours: what ends the stream waits for it.
      if (writing_) {
        end_when_written_ = status;
        return;
      }
    }
    End(status);
  }

  absl::Status Prepare() {
    ASSIGN_OR_RETURN(book_, ParseProgrammeName(request_.parent(), "parent"));
    ASSIGN_OR_RETURN(batch_, BatchSize(request_.batch_size()));
    const int32_t millis = request_.heartbeat_millis();
    if (millis < 0) {
      return OutOfRange("heartbeat_millis", millis, "Give 0 for the default.",
                        "Geef 0, of een aantal milliseconden.");
    }
    heartbeat_ = absl::Milliseconds(millis == 0 ? kDefaultHeartbeatMillis
                                                : std::max(millis, kLeastHeartbeatMillis));
    absl::Status status;
    RETURN_IF_ERROR(
        core_.books.Read(book_, Position(), absl::Now() + kLongestOpening, [&](const Views& views) {
          absl::StatusOr<EventFilter> filter = EventFilter::Make(request_.filter(), views.Now());
          status = filter.status();
          if (filter.ok()) filter_ = *std::move(filter);
        }));
    RETURN_IF_ERROR(status);
    return Subscribe();
  }

  absl::Status Subscribe() {
    if (request_.has_from_time()) {
      ASSIGN_OR_RETURN(const int64_t micros, MicrosOf(request_.from_time(), "from_time"));
      ASSIGN_OR_RETURN(subscription_, core_.books.SubscribeFromTime(book_, micros));
      return absl::OkStatus();
    }
    ASSIGN_OR_RETURN(const Position from, PositionOf(request_.from_position(), "from_position"));
    ASSIGN_OR_RETURN(subscription_, core_.books.Subscribe(book_, from));
    return absl::OkStatus();
  }

  absl::Status Follow() {
    RETURN_IF_ERROR(Prepare());
    const std::unique_ptr<book::Subscription> ended = std::move(subscription_);
    absl::Time heartbeat_at = absl::Now() + heartbeat_;
    while (true) {
      RETURN_IF_ERROR(WhyToStop());
      const absl::Duration wait =
          std::clamp(heartbeat_at - absl::Now(), absl::ZeroDuration(), kLookUp);
      absl::StatusOr<std::vector<book::StoredRecord>> records = ended->Next(batch_, wait);
      if (absl::IsCancelled(records.status())) return ShuttingDown();
      RETURN_IF_ERROR(records.status());
      std::optional<grpc::ByteBuffer> message;
      if (!records->empty()) {
        ASSIGN_OR_RETURN(message, MessageOf(*std::move(records)));
      }
      if (!message.has_value()) {
        if (absl::Now() < heartbeat_at) continue;
        ASSIGN_OR_RETURN(const Position head, HeadOf(*ended));
        pb::SubscribeEventsResponse heartbeat;
        heartbeat.set_head_position(static_cast<int64_t>(head.value()));
        message = ToBytes(heartbeat);
      }
      RETURN_IF_ERROR(Write(*std::move(message)));
      heartbeat_at = absl::Now() + heartbeat_;
    }
  }

  absl::Status WhyToStop() {
    if (core_.following.closed()) return ShuttingDown();
    const MutexLock lock(mutex_);
    return cancelled_ ? CallCancelled() : absl::OkStatus();
  }

  // What of `records` passes; none: nothing. They are of no more than a message's size.
  absl::StatusOr<std::optional<grpc::ByteBuffer>> MessageOf(
      std::vector<book::StoredRecord> records) {
    const Position last = records.back().position;
    std::vector<Position> passing;
    if (!filter_.IsOpen()) {
      RETURN_IF_ERROR(
          core_.books.Read(book_, last, absl::Now() + kLongestOpening, [&](const Views& views) {
            passing = filter_.Passing(views, records.front().position, last);
          }));
    }
    pb::SubscribeEventsResponse message;
    message.set_head_position(static_cast<int64_t>(last.value()));
    for (book::StoredRecord& record : records) {
      if (filter_.IsOpen() || std::binary_search(passing.begin(), passing.end(), record.position)) {
        pb::RecordedEvent& event = *message.add_events();
        event.set_position(static_cast<int64_t>(record.position.value()));
        event.set_record(std::move(record.bytes));
      }
    }
    if (message.events().empty()) return std::optional<grpc::ByteBuffer>();
    return std::optional(ToBytes(message));
  }

  // Up to where everything has been sent. A subscription from a position still to come is ahead of
  // its book.
  absl::StatusOr<Position> HeadOf(const book::Subscription& subscription) {
    Position head = subscription.Head();
    RETURN_IF_ERROR(
        core_.books.Read(book_, Position(), absl::Now() + kLongestOpening,
                         [&](const Views& views) { head = std::min(head, views.head()); }));
    return head;
  }

  // Blocks until the client has taken it, as far as gRPC's flow control can tell.
  absl::Status Write(grpc::ByteBuffer message) {
    bytes_.Swap(&message);
    {
      const MutexLock lock(mutex_);
      if (cancelled_) return CallCancelled();
      writing_ = true;
    }
    StartWrite(&bytes_);
    absl::Time give_up = absl::Now() + core_.subscriber_patience;
    bool stopping = false;
    {
      const MutexLock lock(mutex_);
      while (writing_ && absl::Now() < give_up) {
        if (!stopping && core_.following.closed()) {
          stopping = true;
          give_up = std::min(give_up, absl::Now() + kLastMessage);
        }
        changed_.WaitFor(mutex_, std::min(kLookUp, core_.subscriber_patience));
      }
      if (!writing_) {
        bytes_.Clear();
        return cancelled_ ? CallCancelled() : absl::OkStatus();
      }
    }
    return stopping
               ? CutOff(base::kServerDraining, ShuttingDown())
               : CutOff(base::kSubscriberTooSlow, SubscriberTooSlow(core_.subscriber_patience));
  }

  // A status of ours would wait behind what the client does not take, so that it never learnt why,
  // and a server that stops waited with it. What gRPC ends a call with itself goes past that; but
  // it has a code and a message only.
  absl::Status CutOff(absl::string_view reason, absl::Status status) {
    const std::string told = absl::StrCat(reason, ": ", status.message());
    grpc_call_cancel_with_status(
        context_.c_call(), static_cast<grpc_status_code>(status.raw_code()), told.c_str(), nullptr);
    return status;
  }

  const UnderWay::Call under_way_;
  grpc::CallbackServerContext& context_;
  const pb::SubscribeEventsRequest request_;
  std::shared_ptr<SubscribeEventsStream> self_;  // until gRPC is done with it
  // Of the thread.
  std::string book_;
  size_t batch_ = 0;
  absl::Duration heartbeat_;
  EventFilter filter_;
  std::unique_ptr<book::Subscription> subscription_;
  grpc::ByteBuffer bytes_;

  base::Mutex mutex_;
  base::CondVar changed_;
  bool writing_ ABSL_GUARDED_BY(mutex_) = false;
  bool cancelled_ ABSL_GUARDED_BY(mutex_) = false;
  std::optional<absl::Status> end_when_written_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace

std::unique_ptr<RpcService> MakeAuditService(Core& core) {
  const auto* file = pb::ReadEventsRequest::descriptor()->file();
  auto service = std::make_unique<RpcService>(core, *file->FindServiceByName("AuditService"));
  service->AddStream<pb::ReadEventsRequest>("ReadEvents", ReadEventsStream::Start);
  service->AddStream<pb::SubscribeEventsRequest>("SubscribeEvents", SubscribeEventsStream::Start);
  return service;
}

}  // namespace dealboek::api
