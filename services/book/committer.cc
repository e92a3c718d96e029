#include "services/book/committer.h"

#include <algorithm>
#include <chrono>
#include <iterator>
#include <optional>
#include <utility>

#include "absl/container/flat_hash_set.h"

#include "services/base/error.h"
#include "services/base/reasons.h"
#include "services/book/errors.h"

namespace dealboek::book {

using base::MutexLock;

namespace {

// A book gets at most this share of a batch before the next book has its turn.
constexpr size_t kTurnsABatch = 16;

}  // namespace

Committer::Committer(Household& household, Works works) : household_(household) {
  if (works == Works::kByStep) return;
  thread_ = std::thread([this] {
    while (AwaitWork()) Step();
  });
}

Committer::~Committer() {
  {
    const MutexLock lock(mutex_);
    stopping_ = true;
    told_.NotifyAll();
  }
  if (thread_.joinable()) thread_.join();
}

void Committer::Tell(std::shared_ptr<Book> book) {
  const MutexLock lock(mutex_);
  ready_.push_back(std::move(book));
  if (!std::exchange(waiting_, false)) return;
  told_.NotifyOne();
}

void Committer::AppendBook(storage::BookBatch whole, std::function<void(absl::Status)> done) {
  const MutexLock lock(mutex_);
  whole_books_.push_back({std::move(whole), std::move(done)});
  if (!std::exchange(waiting_, false)) return;
  told_.NotifyOne();
}

void Committer::OnFailure(std::function<void(absl::Status)> on_failure) {
  {
    const MutexLock lock(failure_mutex_);
    if (!failure_told_) {
      on_failure_ = std::move(on_failure);
      return;
    }
  }
  on_failure(household_.log_status());
}

bool Committer::AwaitWork() {
  const MutexLock lock(mutex_);
  while (ready_.empty() && whole_books_.empty()) {
    if (stopping_) return false;
    waiting_ = true;
    told_.Wait(mutex_);
  }
  return true;
}

bool Committer::Step() {
  if (AppendOneBook()) return true;
  std::vector<Slice> slices = Collect();
  if (slices.empty()) return false;
  const auto began = std::chrono::steady_clock::now();
  Commit(slices);
  size_t commands = 0;
  for (const Slice& slice : slices) commands += slice.outgoing.size();
  if (commands > 0) {
    const std::chrono::duration<double, std::micro> took = std::chrono::steady_clock::now() - began;
    household_.ObserveMicrosPerCommand(took.count() / static_cast<double>(commands));
  }
  for (Slice& slice : slices) slice.book->Settled();
  return true;
}

bool Committer::AppendOneBook() {
  std::optional<WholeBook> whole;
  {
    const MutexLock lock(mutex_);
    if (whole_books_.empty()) return false;
    whole = std::move(whole_books_.front());
    whole_books_.pop_front();
  }
  absl::Status answer;
  if (household_.log_failed()) {
    answer = LogStopped(household_.log_status());
  } else {
    household_.AppendBegins();
    answer = household_.log().Append({&whole->batch, 1});
    household_.AppendEnds();
    // Unlike a batch of the books', which they have made sure of, this one may be refused: nothing
    // of it was written then, and nobody else is concerned.
    if (absl::IsUnavailable(answer) || absl::IsInternal(answer)) {
      household_.FailLog(answer);
      answer = OutcomeUnknown(answer);
    }
  }
  whole->done(std::move(answer));
  if (household_.log_failed()) TellFailure();
  return true;
}

std::vector<Committer::Slice> Committer::Collect() {
  std::vector<Slice> slices;
  const size_t max_bytes = household_.options().max_batch_bytes;
  const size_t turn_bytes = std::max<size_t>(max_bytes / kTurnsABatch, 1);
  size_t bytes = 0;
  while (true) {
    std::shared_ptr<Book> book;
    {
      const MutexLock lock(mutex_);
      if (ready_.empty()) return slices;
      book = std::move(ready_.front());
      ready_.pop_front();
    }
    if (bytes > 0 && bytes + book->NextBytes() > max_bytes) {
      const MutexLock lock(mutex_);
      ready_.push_front(std::move(book));  // its turn comes first in the next batch
      return slices;
    }
    Slice slice{book, {}};
    const bool more =
        book->Take(std::min(turn_bytes, max_bytes - std::min(bytes, max_bytes)), slice.outgoing);
    for (const Outgoing& outgoing : slice.outgoing) bytes += outgoing.bytes;
    slices.push_back(std::move(slice));
    if (more) {
      const MutexLock lock(mutex_);
      ready_.push_back(std::move(book));
    }
  }
}

absl::Status Committer::Append(std::vector<Slice>& slices) {
  if (household_.log_failed()) return LogStopped(household_.log_status());
  std::vector<storage::BookBatch> batches;
  size_t commands = 0;
  size_t events = 0;
  size_t bytes = 0;
  for (Slice& slice : slices) {
    storage::BookBatch batch;
    batch.records.reserve(slice.outgoing.size());
    batch.requests.reserve(slice.outgoing.size());
    for (Outgoing& outgoing : slice.outgoing) {
      if (outgoing.events == nullptr) continue;
      ++commands;
      events += outgoing.events->size();
      bytes += outgoing.bytes;
      if (batch.records.empty()) {
        batch.book = slice.book->name();
        batch.first = outgoing.answer->first;
      }
      std::move(outgoing.records.begin(), outgoing.records.end(),
                std::back_inserter(batch.records));
      if (outgoing.entry.has_value()) batch.requests.push_back(*std::move(outgoing.entry));
      batch.records_loss = batch.records_loss || outgoing.records_loss;
    }
    if (!batch.records.empty()) batches.push_back(std::move(batch));
  }
  if (batches.empty()) return absl::OkStatus();  // answers only; what they wait for is durable
  household_.AppendBegins();
  const auto began = std::chrono::steady_clock::now();
  const absl::Status appended = household_.log().Append(batches);
  const auto took = std::chrono::duration_cast<std::chrono::microseconds>(
      std::chrono::steady_clock::now() - began);
  household_.AppendEnds();
  if (appended.ok()) {
    household_.CountBatch(static_cast<uint64_t>(took.count()), commands, events, bytes);
  }
  return appended;
}

void Committer::Commit(std::vector<Slice>& slices) {
  const bool failed_before = household_.log_failed();
  const absl::Status appended = Append(slices);
  if (appended.ok()) {
    // All views before any caller: who hears of one book may look at another.
    for (Slice& slice : slices) {
      slice.book->Publish(slice.outgoing);
      for (const Outgoing& outgoing : slice.outgoing) {
        if (outgoing.records_loss) household_.LossRecorded(*slice.book);
      }
    }
  } else if (absl::IsResourceExhausted(appended)) {
    Drop(slices, appended);
  } else {
    // Anything else is final. Nothing is tried again: after a failed sync nobody knows what the
    // disk holds, and only the next start can find out.
    household_.FailLog(appended);
    const std::optional<base::ErrorDetail> detail = base::GetErrorDetail(appended);
    // The log's contract: of all its refusals only LOG_WRITE_FAILED leaves the outcome open. One
    // that names no reason might.
    const bool nothing_written = detail.has_value() && detail->reason != base::kLogWriteFailed;
    const absl::Status answer = failed_before     ? appended
                                : nothing_written ? LogStopped(appended)
                                                  : OutcomeUnknown(appended);
    for (Slice& slice : slices) {
      for (Outgoing& outgoing : slice.outgoing) outgoing.answer = answer;
    }
  }
  for (Slice& slice : slices) Answer(slice);
  if (household_.log_failed()) TellFailure();
}

void Committer::Drop(std::vector<Slice>& slices, const absl::Status& why) {
  // Nothing of the batch was written, and there may be room later. What was decided since on a
  // state that now never was goes with it; answers of books without a write here stand.
  absl::flat_hash_set<const Book*> writers;
  for (Slice& slice : slices) {
    const bool writes =
        std::any_of(slice.outgoing.begin(), slice.outgoing.end(),
                    [](const Outgoing& outgoing) { return outgoing.events != nullptr; });
    if (writes && writers.insert(slice.book.get()).second) slice.book->Drop(why, slice.outgoing);
  }
  for (Slice& slice : slices) {
    if (!writers.contains(slice.book.get())) continue;
    for (Outgoing& outgoing : slice.outgoing) outgoing.answer = why;
  }
}

void Committer::Answer(Slice& slice) {
  Weight weight;  // the server's own records weigh nothing
  for (const Outgoing& outgoing : slice.outgoing) weight += outgoing.weight;
  slice.book->Answered(weight);
  household_.Served(weight);
  for (Outgoing& outgoing : slice.outgoing) {
    if (outgoing.done != nullptr) outgoing.done(std::move(outgoing.answer));
  }
  household_.Finished(weight.commands);
}

void Committer::LookAfterLog() {
  if (household_.log_failed()) return;
  const absl::Status health = household_.log().Health();
  if (health.ok()) return;
  household_.FailLog(health);
  TellFailure();
}

void Committer::TellFailure() {
  std::function<void(absl::Status)> on_failure;
  {
    const MutexLock lock(failure_mutex_);
    if (failure_told_) return;
    failure_told_ = true;
    on_failure = std::move(on_failure_);
  }
  household_.WakeAll();
  if (on_failure != nullptr) on_failure(household_.log_status());
}

}  // namespace dealboek::book
