// One book, handed out for another server to take in. At its client's pace: the next chunk is made
// when the last one has been taken.

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "absl/time/clock.h"
#include "absl/time/time.h"

#include "dealboek/v1/operations_service.pb.h"
#include "services/api/errors.h"
#include "services/api/names.h"
#include "services/api/service_list.h"
#include "services/base/mutex.h"
#include "services/base/status_macros.h"
#include "services/book/book_chunks.h"

namespace dealboek::api {
namespace {

namespace pb = dealboek::v1;
using base::MutexLock;
using base::Position;

// Of records in a chunk; the last may go over it.
constexpr size_t kChunkBytes = size_t{256} << 10;
// The log reads ahead for who asks for more.
constexpr uint64_t kRecordsAChunk = 2048;
constexpr absl::Duration kLongestOpening = absl::Seconds(60);

// Begins on a thread of those who wait, and fills on those that make answers; between two chunks
// nothing runs.
class ExportBookStream final : public StreamReactor,
                               public std::enable_shared_from_this<ExportBookStream> {
 public:
  static StreamReactor* Start(Core& core, MethodCalls& calls, pb::ExportBookRequest request) {
    auto stream = std::make_shared<ExportBookStream>(core, calls, std::move(request));
    stream->self_ = stream;
    const bool begins = core.waiting.TryAdd([stream] {
      const absl::Status begun = stream->Begin();
      if (!begun.ok()) return stream->End(begun);
      stream->Fill();
    });
    if (!begins) {
      stream->End(core.waiting.closed() ? ShuttingDown()
                                        : TooManyWaiting(core.waiting.max_threads()));
    }
    return stream.get();
  }

  ExportBookStream(Core& core, MethodCalls& calls, pb::ExportBookRequest request)
      : StreamReactor(core, calls), under_way_(core.under_way), request_(std::move(request)) {}

  void OnWriteDone(bool ok) override {
    if (!ok) return End(CallCancelled());
    core_.answers.Add([stream = self_] { stream->Fill(); });
  }
  void OnDone() override { self_.reset(); }

 private:
  absl::Status Begin() {
    const MutexLock turn(turn_);
    ASSIGN_OR_RETURN(book_, ParseProgrammeName(request_.name(), "name"));
    const Position from(static_cast<uint64_t>(std::max<int64_t>(request_.from_position(), 1)));
    if (request_.from_position() < 0) {
      return OutOfRange("from_position", request_.from_position(), "A position is 0 or more.",
                        "Een positie is 0 of meer.");
    }
    RETURN_IF_ERROR(
        core_.books.Read(book_, Position(), absl::Now() + kLongestOpening,
                         [&](const projections::Views& views) { head_ = views.head(); }));
    const Position before(from.value() - 1);
    if (before > head_) return PositionUnknown(before, head_);
    chain_.emplace(book_);
    next_ = Position(1);
    if (before != Position()) {
      RETURN_IF_ERROR(
          core_.books.ReadRecords(book_, next_, before, [&](const book::RecordView& record) {
            chain_->Add(record.bytes);
            next_ = record.position.Next();
            return !core_.waiting.closed();
          }));
      if (next_ != from) return ShuttingDown();
    }
    if (!request_.chain_before().empty() && request_.chain_before() != chain_->hash()) {
      return ExportDiffers(before);
    }
    return absl::OkStatus();
  }

  // Sends what comes next, or ends.
  void Fill() {
    const MutexLock turn(turn_);
    if (core_.waiting.closed()) return End(ShuttingDown());
    if (ended_) return End(absl::OkStatus());
    pb::ExportBookResponse response;
    pb::BookChunk& chunk = *response.mutable_chunk();
    chunk.set_format(book::kBookFormat);
    chunk.set_book(ProgrammeName(book_));
    chunk.set_first_position(static_cast<int64_t>(next_.value()));
    if (const absl::Status read = Read(chunk); !read.ok()) return End(read);
    chunk.set_chain(chain_->hash());
    ended_ = next_ > head_;
    chunk.set_last(ended_);
    response.set_head_position(static_cast<int64_t>(head_.value()));
    bytes_ = ToBytes(response);
    StartWrite(&bytes_);
  }

  absl::Status Read(pb::BookChunk& chunk) {
    if (next_ > head_) return absl::OkStatus();
    size_t bytes = 0;
    const Position last(std::min(head_.value(), next_.value() + kRecordsAChunk - 1));
    return core_.books.ReadRecords(book_, next_, last, [&](const book::RecordView& record) {
      chain_->Add(record.bytes);
      next_ = record.position.Next();
      bytes += record.bytes.size();
      chunk.add_records(record.bytes.data(), record.bytes.size());
      return bytes < kChunkBytes;
    });
  }

  const UnderWay::Call under_way_;
  const pb::ExportBookRequest request_;
  std::shared_ptr<ExportBookStream> self_;  // until gRPC is done with it
  // Held by the one job there is at a time: gRPC orders them, but no tool sees how.
  base::Mutex turn_;
  std::string book_;
  Position head_;  // where it ends
  Position next_;
  std::optional<book::BookChain> chain_;
  bool ended_ = false;
  grpc::ByteBuffer bytes_;
};

}  // namespace

StreamReactor* StartExportBook(Core& core, MethodCalls& calls,
                               grpc::CallbackServerContext& /*context*/,
                               pb::ExportBookRequest request) {
  return ExportBookStream::Start(core, calls, std::move(request));
}

}  // namespace dealboek::api
