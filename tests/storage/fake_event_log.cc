#include "tests/storage/fake_event_log.h"

#include <set>
#include <utility>

#include "absl/time/clock.h"

#include "services/base/check.h"
#include "services/base/status_macros.h"
#include "storage/batch_check.h"

namespace dealboek::storage {

using base::MutexLock;
using base::Position;

void FakeEventLog::FailAppend(int n, Failure failure) {
  CHECK_GE(n, 1);
  MutexLock lock(mutex_);
  fail_in_ = n;
  failure_ = failure;
}

void FakeEventLog::SetDiskFull(bool full) {
  MutexLock lock(mutex_);
  disk_full_ = full;
}

void FakeEventLog::HoldSync() {
  MutexLock lock(mutex_);
  hold_ = true;
}

void FakeEventLog::ReleaseSync() {
  MutexLock lock(mutex_);
  hold_ = false;
  changed_.NotifyAll();
}

void FakeEventLog::AwaitHeldSync() {
  MutexLock lock(mutex_);
  while (held_ == 0) changed_.Wait(mutex_);
}

void FakeEventLog::DamageRecord(absl::string_view book, Position position) {
  MutexLock lock(mutex_);
  auto found = books_.find(book);
  CHECK(found != books_.end());
  CHECK_GE(position.value(), 1u);
  CHECK_LE(position.value(), found->second.records.size());
  Stored& stored = found->second.records[position.value() - 1];
  stored.bytes[0] ^= 1;
  stored.damaged = true;
}

void FakeEventLog::AcceptLoss() {
  MutexLock lock(mutex_);
  for (auto& [name, book] : books_) {
    book.loss = PendingLoss{name, Position(book.records.size()), commits_, commits_ + 1};
  }
}

void FakeEventLog::Stop() {
  MutexLock lock(mutex_);
  write_failed_ = true;
  changed_.NotifyAll();
}

void FakeEventLog::Close() {
  MutexLock lock(mutex_);
  closed_ = true;
  changed_.NotifyAll();
}

std::unique_ptr<FakeEventLog> FakeEventLog::Restart() {
  auto next = std::make_unique<FakeEventLog>();
  MutexLock lock(mutex_);
  closed_ = true;
  changed_.NotifyAll();
  MutexLock next_lock(next->mutex_);
  next->books_ = books_;
  next->commits_ = commits_;
  if (!written_unreported_.empty()) {
    Write(written_unreported_, next->books_);
    ++next->commits_;
  }
  return next;
}

uint64_t FakeEventLog::commits() const {
  MutexLock lock(mutex_);
  return commits_;
}

absl::Status FakeEventLog::CheckOpen() const {
  return closed_ ? LogStopped("it is closed.") : absl::OkStatus();
}

Position FakeEventLog::HeadLocked(absl::string_view book) const {
  auto found = books_.find(book);
  return found == books_.end() ? Position() : Position(found->second.records.size());
}

void FakeEventLog::Write(absl::Span<const BookBatch> batches, BookMap& books) {
  for (const BookBatch& batch : batches) {
    Book& book = books[batch.book];
    for (const std::string& record : batch.records) {
      book.records.push_back({record});
      book.tree.Append(LeafHash(record), [&](NodeId node, const Hash& hash) {
        if (node.level % kTileHeight != 0) return;
        book.tiles[PlaceOf(node).tile].append(View(hash).data(), kHashBytes);
      });
    }
    for (const RequestEntry& entry : batch.requests) {
      book.requests[{entry.actor.size(), entry.actor, entry.request_id}] = entry;
    }
    if (batch.records_loss) book.loss.reset();
  }
}

absl::Status FakeEventLog::Health() const {
  MutexLock lock(mutex_);
  RETURN_IF_ERROR(CheckOpen());
  return write_failed_ ? LogStopped("an earlier write failed.") : absl::OkStatus();
}

absl::Status FakeEventLog::Append(absl::Span<const BookBatch> batches) {
  MutexLock lock(mutex_);
  RETURN_IF_ERROR(CheckOpen());
  if (write_failed_) return LogStopped("an earlier write failed.");
  if (batches.empty()) return absl::OkStatus();
  RETURN_IF_ERROR(CheckBatches(batches, [&](absl::string_view book) ABSL_NO_THREAD_SAFETY_ANALYSIS {
    return HeadLocked(book);
  }));
  std::set<std::pair<std::string, RequestKey>> seen;
  for (const BookBatch& batch : batches) {
    const auto book = books_.find(batch.book);
    for (const RequestEntry& entry : batch.requests) {
      const RequestKey key(entry.actor.size(), entry.actor, entry.request_id);
      const bool stored = book != books_.end() && book->second.requests.contains(key);
      if (stored || !seen.emplace(batch.book, key).second) return RequestEntryExists(batch.book);
    }
  }
  if (disk_full_) return DiskFullFloor(0, 1, "memory");

  ++held_;
  changed_.NotifyAll();
  while (hold_ && !closed_) changed_.Wait(mutex_);
  --held_;
  if (closed_) {
    // As when the process ends during a sync: the caller hears nothing it may rely on.
    return LogWriteFailed("the log was closed during the sync.");
  }
  if (fail_in_ > 0 && --fail_in_ == 0) {
    write_failed_ = true;
    if (failure_ == Failure::kWrittenYetReportedFailed) {
      written_unreported_.assign(batches.begin(), batches.end());
    }
    changed_.NotifyAll();
    return LogWriteFailed("the test asked for it.");
  }
  Write(batches, books_);
  ++commits_;
  changed_.NotifyAll();
  return absl::OkStatus();
}

absl::Status FakeEventLog::Read(absl::string_view book, Position from, Position to,
                                RecordSink sink) const {
  RETURN_IF_ERROR(CheckReadFrom(book, from));
  for (Position at = from; at <= to; at = at.Next()) {
    std::string bytes;
    {
      MutexLock lock(mutex_);
      RETURN_IF_ERROR(CheckOpen());
      auto found = books_.find(book);
      if (found == books_.end() || at.value() > found->second.records.size()) break;
      const Stored& stored = found->second.records[at.value() - 1];
      if (stored.damaged) return RecordDamaged(book, at);
      bytes = stored.bytes;
    }
    if (!sink(at, bytes)) break;  // unlocked: a sink may call the log
  }
  return absl::OkStatus();
}

Position FakeEventLog::Head(absl::string_view book) const {
  MutexLock lock(mutex_);
  return HeadLocked(book);
}

TreeHead FakeEventLog::Tree(absl::string_view book) const {
  MutexLock lock(mutex_);
  const auto found = books_.find(book);
  if (found == books_.end()) return {};
  return {found->second.tree.size(), found->second.tree.Root()};
}

absl::StatusOr<std::string> FakeEventLog::ReadTile(absl::string_view book, TileId tile,
                                                   int width) const {
  MutexLock lock(mutex_);
  RETURN_IF_ERROR(CheckOpen());
  RETURN_IF_ERROR(CheckTile(book, tile, width, HeadLocked(book).value()));
  const Book& found = books_.find(book)->second;
  return found.tiles.at(tile).substr(0, static_cast<size_t>(width) * kHashBytes);
}

absl::Status FakeEventLog::WaitFor(absl::string_view book, Position position,
                                   absl::Duration timeout) const {
  const absl::Time until = absl::Now() + timeout;
  MutexLock lock(mutex_);
  while (HeadLocked(book) < position) {
    RETURN_IF_ERROR(CheckOpen());
    if (write_failed_) return LogStopped("an earlier write failed.");
    const absl::Duration left = until - absl::Now();
    if (left <= absl::ZeroDuration()) return PositionNotReached(book, position, HeadLocked(book));
    changed_.WaitFor(mutex_, left);
  }
  return absl::OkStatus();
}

absl::StatusOr<std::optional<RequestEntry>> FakeEventLog::FindRequest(
    absl::string_view book, absl::string_view actor, absl::string_view request_id) const {
  MutexLock lock(mutex_);
  RETURN_IF_ERROR(CheckOpen());
  auto found = books_.find(book);
  if (found == books_.end()) return std::nullopt;
  auto entry = found->second.requests.find(
      RequestKey(actor.size(), std::string(actor), std::string(request_id)));
  if (entry == found->second.requests.end()) return std::nullopt;
  return entry->second;
}

absl::Status FakeEventLog::ReadRequests(absl::string_view book, RequestSink sink) const {
  std::vector<RequestEntry> entries;
  {
    MutexLock lock(mutex_);
    RETURN_IF_ERROR(CheckOpen());
    auto found = books_.find(book);
    if (found == books_.end()) return absl::OkStatus();
    for (const auto& [key, entry] : found->second.requests) entries.push_back(entry);
  }
  for (const RequestEntry& entry : entries) {
    if (!sink(entry)) break;
  }
  return absl::OkStatus();
}

std::vector<BookHead> FakeEventLog::Books(absl::string_view after, size_t limit) const {
  MutexLock lock(mutex_);
  std::vector<BookHead> books;
  for (auto it = books_.upper_bound(after); it != books_.end() && books.size() < limit; ++it) {
    books.push_back({it->first, Position(it->second.records.size())});
  }
  return books;
}

std::vector<PendingLoss> FakeEventLog::PendingLosses() const {
  MutexLock lock(mutex_);
  std::vector<PendingLoss> losses;
  for (const auto& [name, book] : books_) {
    if (book.loss.has_value()) losses.push_back(*book.loss);
  }
  return losses;
}

absl::StatusOr<Verified> FakeEventLog::VerifyAll() const {
  MutexLock lock(mutex_);
  RETURN_IF_ERROR(CheckOpen());
  Verified verified;
  verified.commit = commits_;
  for (const auto& [name, book] : books_) {
    ++verified.books;
    for (size_t i = 0; i < book.records.size(); ++i) {
      if (book.records[i].damaged) return RecordDamaged(name, Position(i + 1));
      ++verified.records;
      verified.record_bytes += book.records[i].bytes.size();
    }
    verified.requests += book.requests.size();
  }
  return verified;
}

}  // namespace dealboek::storage
