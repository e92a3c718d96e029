#include "services/book/book.h"

#include <algorithm>
#include <utility>
#include <variant>

#include "absl/hash/hash.h"
#include "absl/time/clock.h"

#include "services/base/check.h"
#include "services/base/status_macros.h"
#include "services/book/committer.h"
#include "services/book/errors.h"
#include "services/domain/decide.h"
#include "services/domain/evolve.h"
#include "services/domain/timestamps.h"

namespace dealboek::book {

using base::MutexLock;
using base::Position;

namespace {

// A turn is at most so many commands, or events while opening: some tenths of a millisecond.
constexpr size_t kCommandsATurn = 64;
constexpr uint64_t kEventsATurn = 1024;
// A turn hands over this often, so that the committer need not wait for its end.
constexpr size_t kCommandsAHandOver = 16;
// A caller that decides on its own thread does so many turns; what is left then is the pool's.
constexpr int kTurnsHere = 4;

size_t RequestHash(absl::string_view actor, absl::string_view request_id) {
  return absl::HashOf(actor, request_id);
}

bool IsServersOwn(const domain::Command& command) {
  return std::holds_alternative<domain::AcceptLoss>(command) ||
         std::holds_alternative<domain::AcceptClock>(command);
}

}  // namespace

Book::Book(std::string name, std::optional<storage::PendingLoss> loss, Household& household)
    : name_(std::move(name)), household_(household), loss_(std::move(loss)) {
  used_at_nanos_.store(SteadyNanos(), std::memory_order_relaxed);
}

// ------------------------------------------------------------------------------------- callers

void Book::Open() {
  {
    const MutexLock lock(mutex_);
    if (turn_asked_) return;
    turn_asked_ = true;
  }
  household_.pool().Ask(shared_from_this());
}

absl::Status Book::Submit(Request&& request, Books::Done& done) {
  const Weight weight = WeightOf(request);
  unanswered_.fetch_add(1);
  const size_t before = crowding_.fetch_add(weight.crowding());
  if (weight.crowding() > 0 && before >= household_.options().max_queued_per_book) {
    Answered(weight);
    return household_.QueueFullHint(before);
  }
  const bool may_decide_here = request.may_decide_here;
  {
    const MutexLock lock(mutex_);
    queue_.push_back({std::move(request), std::move(done)});
    if (turn_asked_) return absl::OkStatus();
    turn_asked_ = true;
  }
  // The turn is ours until we give it up or ask the pool for one. Opening is for the pool.
  bool more = true;
  if (may_decide_here && is_opened_) {
    household_.pool().WithKit([&](StampKit& kit) {
      for (int turn = 0; turn < kTurnsHere && more; ++turn) more = DecideSome(kit);
    });
  }
  if (more) household_.pool().Ask(shared_from_this());
  return absl::OkStatus();
}

absl::StatusOr<Position> Book::AwaitHead(Position position, absl::Time deadline) {
  // The head is above 0 only once the book is open.
  const uint64_t wanted = std::max<uint64_t>(position.value(), 1);
  if (const uint64_t head = head_.load(); head >= wanted) return Position(head);

  const MutexLock lock(reading_);
  while (true) {
    const Position head(head_.load());
    if (opening_ == Opening::kFailed) return open_status_;
    if (opening_ == Opening::kOpen) {
      if (head >= position) return head;
      if (household_.log_failed()) return LogStopped(household_.log_status());
    }
    if (waits_ended_) return ServerDraining();
    const absl::Duration left = deadline - absl::Now();
    if (left <= absl::ZeroDuration()) {
      if (opening_ == Opening::kUnder) return StillOpening(name_, folded_, to_fold_);
      return PositionNotReached(name_, position, head);
    }
    ++waiters_;
    changed_.WaitFor(reading_, left);
    --waiters_;
  }
}

void Book::Read(absl::FunctionRef<void(const projections::Views&)> read) {
  const Position head(head_.load());
  while (true) {
    {
      const base::ReaderLock lock(views_lock_);
      if (views_.head() >= head) return read(views_);
    }
    const base::WriterLock lock(views_lock_);
    CatchUp();
  }
}

void Book::CatchUp() {
  std::vector<std::shared_ptr<const std::vector<v1::Event>>> behind;
  {
    const MutexLock lock(behind_lock_);
    behind.swap(behind_);
    events_behind_ = 0;
  }
  for (const auto& events : behind) {
    for (const v1::Event& event : *events) views_.Apply(event);
  }
}

absl::Status Book::AddSubscriber() {
  const MutexLock lock(mutex_);
  if (subscribers_ >= household_.options().max_subscribers_per_book) {
    return TooManySubscribers(subscribers_);
  }
  ++subscribers_;
  return absl::OkStatus();
}

void Book::RemoveSubscriber() {
  const MutexLock lock(mutex_);
  CHECK_GT(subscribers_, 0u);
  --subscribers_;
}

void Book::EndWaits() {
  const MutexLock lock(reading_);
  waits_ended_ = true;
  changed_.NotifyAll();
}

void Book::WakeWaiters() {
  const MutexLock lock(reading_);
  changed_.NotifyAll();
}

void Book::Release() {
  used_at_nanos_.store(SteadyNanos(), std::memory_order_relaxed);
  holds_.fetch_sub(1);
}

bool Book::IsQuiet() const {
  return !turn_asked_ && queue_.empty() && outbox_.empty() && !committer_told_ && taken_ == 0;
}

bool Book::MayForget() {
  if (holds_.load() > 0) return false;
  const MutexLock lock(mutex_);
  return IsQuiet() && head_.load() == 0;
}

bool Book::MayClose(absl::Duration idle) {
  if (MayForget()) return true;  // empty, or could not be opened: the next user may try again
  if (holds_.load() > 0) return false;
  if (SteadyNanos() - used_at_nanos_.load() < absl::ToInt64Nanoseconds(idle)) return false;
  const MutexLock lock(mutex_);
  return IsQuiet();
}

// ------------------------------------------------------------------------------------ the turn

void Book::TakeTurn(StampKit& kit) {
  if (!is_opened_ && !FoldSome()) {
    household_.pool().Ask(shared_from_this());
    return;
  }
  if (DecideSome(kit)) household_.pool().Ask(shared_from_this());
}

bool Book::DecideSome(StampKit& kit) {
  turn_.clear();
  uint64_t epoch = 0;
  {
    const MutexLock lock(mutex_);
    epoch = epoch_;
    while (!queue_.empty() && turn_.size() < kCommandsATurn) {
      turn_.push_back(std::move(queue_.front()));
      queue_.pop_front();
    }
  }
  if (!cannot_open_.ok()) {
    for (Queued& queued : turn_) Answer(queued.done, WeightOf(queued.request), cannot_open_);
  } else {
    if (epoch != pending_epoch_) Rewind();
    DecideTurn(kit);
  }
  turn_.clear();

  bool more = false;
  {
    const MutexLock lock(mutex_);
    more = !queue_.empty();
    turn_asked_ = more;
  }
  if (!more && head_.load() == 0) household_.ForgetIfEmpty(*this);
  return more;
}

void Book::DecideTurn(StampKit& kit) {
  while (!pending_requests_.empty() &&
         pending_requests_.front().receipt.last.value() <= head_.load()) {
    pending_requests_.pop_front();  // the log knows it now
  }
  std::vector<Outgoing> out;
  CarryOwnFirst(kit, out);
  for (Queued& queued : turn_) {
    Carry(std::move(queued), kit, out);
    if (out.size() >= kCommandsAHandOver && !HandOver(out)) {
      Rewind();
      CarryOwnFirst(kit, out);
    }
  }
  if (!out.empty() && !HandOver(out)) Rewind();
}

void Book::CarryOwnFirst(StampKit& kit, std::vector<Outgoing>& out) {
  if (loss_.has_value() && !loss_carried_) {
    loss_carried_ = true;
    CarryOwn(domain::AcceptLoss{static_cast<int64_t>(loss_->floor_commit),
                                static_cast<int64_t>(loss_->commit)},
             kit, out);
  }
  if (accept_clock_) {
    accept_clock_ = false;
    const int64_t now = household_.clock().NowMicros();
    if (guard_.BehindMicros(now) > MaxBehindMicros()) {
      CarryOwn(domain::AcceptClock{now}, kit, out);
    }
  }
}

void Book::Carry(Queued&& queued, StampKit& kit, std::vector<Outgoing>& out) {
  if (household_.log_failed()) {
    Answer(queued.done, WeightOf(queued.request), LogStopped(household_.log_status()));
    return;
  }
  if (const auto& still_wanted = queued.request.still_wanted; still_wanted != nullptr) {
    if (absl::Status wanted = still_wanted(); !wanted.ok()) {
      Answer(queued.done, WeightOf(queued.request), std::move(wanted));
      return;
    }
  }
  absl::StatusOr<Outgoing> outgoing = Decide(queued.request, kit);
  if (!outgoing.ok()) {
    Outgoing refusal;
    refusal.answer = outgoing.status();
    outgoing = std::move(refusal);
  }
  // An answer may tell nothing of what is not durable. When the state it was decided on is, it need
  // not wait; else it goes behind the events it depends on.
  if (outgoing->events == nullptr && pending_.position.value() == head_.load()) {
    Answer(queued.done, WeightOf(queued.request), std::move(outgoing->answer));
    return;
  }
  outgoing->done = std::move(queued.done);
  outgoing->weight = WeightOf(queued.request);
  out.push_back(*std::move(outgoing));
}

void Book::CarryOwn(domain::Command command, StampKit& kit, std::vector<Outgoing>& out) {
  if (household_.log_failed()) return;
  Request request;
  request.request_id = UuidText(NewEventId(kit.random));
  request.fingerprint.assign(kFingerprintBytes, '\0');  // nobody's request: nothing to repeat
  request.command = std::move(command);
  absl::StatusOr<Outgoing> outgoing = Decide(request, kit);
  CHECK(outgoing.ok()) << "the rules refuse the server's own record: " << outgoing.status();
  outgoing->records_loss = std::holds_alternative<domain::AcceptLoss>(request.command);
  out.push_back(*std::move(outgoing));
}

absl::StatusOr<Outgoing> Book::Decide(const Request& request, StampKit& kit) {
  if (pending_.programme == nullptr &&
      !std::holds_alternative<domain::CreateProgramme>(request.command)) {
    return ProgrammeUnknown(name_);
  }
  Outgoing outgoing;
  if (const domain::Person* person = pending_.FindPerson(request.subject); person != nullptr) {
    ASSIGN_OR_RETURN(std::optional<Receipt> before, FindRequest(person->id, request, kit));
    if (before.has_value()) {
      outgoing.answer = *before;
      return outgoing;
    }
  }
  const int64_t now = household_.clock().NowMicros();
  if (const int64_t behind = guard_.BehindMicros(now);
      behind > MaxBehindMicros() && !IsServersOwn(request.command)) {
    return ClockBehind(behind);
  }
  const int64_t recorded_at = std::max(now, pending_.recorded_at_micros + 1);
  ASSIGN_OR_RETURN(
      std::vector<v1::Event> events,
      domain::Decide(pending_, request.command, domain::Context{request.subject, recorded_at}));
  CHECK(!events.empty());
  Receipt receipt;
  receipt.first = pending_.position.Next();
  receipt.last = Position(pending_.position.value() + events.size());
  receipt.recorded_at_micros = recorded_at;
  ASSIGN_OR_RETURN(
      outgoing.records,
      StampAndEncode(absl::MakeSpan(events),
                     {receipt.first, recorded_at, request.request_id, request.fingerprint}, kit));

  // Nothing below may fail.
  for (const v1::Event& event : events) {
    pending_ = domain::Evolve(std::move(pending_), event);
    guard_.Saw(event);
  }
  CHECK_EQ(pending_.position, receipt.last);
  for (const std::string& record : outgoing.records) outgoing.bytes += record.size();
  outgoing.guard = guard_;
  outgoing.events = std::make_shared<const std::vector<v1::Event>>(std::move(events));
  const v1::EventHeader& header = outgoing.events->front().header();
  if (!header.actor().empty()) {
    outgoing.entry = storage::RequestEntry{header.actor(), request.request_id, receipt.first,
                                           receipt.last, header.request_hash()};
    perhaps_known_requests_.insert(RequestHash(header.actor(), request.request_id));
    pending_requests_.push_back({receipt, outgoing.events});
  }
  if (request.decided != nullptr) request.decided(receipt, pending_, *outgoing.events);
  outgoing.answer = receipt;
  return outgoing;
}

absl::StatusOr<std::optional<Receipt>> Book::FindRequest(const std::string& actor,
                                                         const Request& request, StampKit& kit) {
  if (!perhaps_known_requests_.contains(RequestHash(actor, request.request_id))) {
    return std::nullopt;
  }
  Receipt receipt;
  std::string salt;  // of its first event
  std::string hash;  // under that salt
  const auto pending = std::find_if(pending_requests_.begin(), pending_requests_.end(),
                                    [&](const PendingRequest& before) {
                                      return before.header().request_id() == request.request_id &&
                                             before.header().actor() == actor;
                                    });
  if (pending != pending_requests_.end()) {
    receipt = pending->receipt;
    salt = pending->header().salt();
    hash = pending->header().request_hash();
  } else {
    ASSIGN_OR_RETURN(std::optional<storage::RequestEntry> entry,
                     household_.log().FindRequest(name_, actor, request.request_id));
    if (!entry.has_value()) return std::nullopt;
    v1::Event first;
    bool parsed = false;
    RETURN_IF_ERROR(household_.log().Read(
        name_, entry->first, entry->first, [&](Position, absl::string_view record) {
          parsed = first.ParseFromArray(record.data(), static_cast<int>(record.size()));
          return false;
        }));
    if (!parsed) return EventUnreadable(name_, entry->first, "Its bytes are not an event.");
    receipt = {entry->first, entry->last, domain::MicrosOf(first.header().recorded_at())};
    salt = first.header().salt();
    hash = first.header().request_hash();
  }
  if (!SameHash(kit.hasher.Hash(salt, request.fingerprint), hash)) {
    return RequestIdReused(request.request_id);
  }
  return receipt;
}

bool Book::HandOver(std::vector<Outgoing>& out) {
  absl::Status dropped;
  bool tell = false;
  {
    const MutexLock lock(mutex_);
    if (epoch_ != pending_epoch_) {
      dropped = drop_status_;
    } else {
      for (Outgoing& outgoing : out) {
        outbox_bytes_ += outgoing.bytes;
        outbox_.push_back(std::move(outgoing));
      }
      tell = !committer_told_;
      committer_told_ = true;
    }
  }
  if (!dropped.ok()) {
    for (Outgoing& outgoing : out) {
      if (outgoing.done != nullptr) Answer(outgoing.done, outgoing.weight, dropped);
    }
  } else if (tell) {
    household_.committer().Tell(shared_from_this());
  }
  out.clear();
  return dropped.ok();
}

void Book::Rewind() {
  {
    const MutexLock lock(mutex_);
    pending_epoch_ = epoch_;
  }
  // Nothing of this book is with the committer, so the durable side stands still.
  const Position head(head_.load());
  pending_ = domain::State();
  if (head != Position()) {
    Read([&](const projections::Views& views) { pending_ = *views.StateAt(head); });
  }
  {
    const MutexLock lock(reading_);
    guard_ = durable_guard_;
  }
  pending_requests_.clear();
  loss_carried_ = loss_carried_ && household_.HasRecordedLoss(*this);
  accept_clock_ = household_.options().accept_clock;
}

void Book::Answer(Books::Done& done, const Weight& weight, absl::StatusOr<Receipt> answer) {
  Answered(weight);
  household_.Served(weight);
  done(std::move(answer));
  done = nullptr;
  household_.Finished(1);
}

// ------------------------------------------------------------------------------------- opening

bool Book::FoldSome() {
  if (folded_to_ == Position()) fold_end_ = household_.log().Head(name_);
  absl::Status status;
  if (folded_to_ < fold_end_) {
    const Position stop(std::min(fold_end_.value(), folded_to_.value() + kEventsATurn));
    const base::WriterLock lock(views_lock_);
    absl::Status unreadable;
    v1::Event event;
    status = household_.log().Read(
        name_, folded_to_.Next(), stop,
        // Called within Read, under the lock: clang cannot see that.
        [&](Position position, absl::string_view record) ABSL_NO_THREAD_SAFETY_ANALYSIS {
          unreadable = ParseRecord(name_, position, record, event);
          if (!unreadable.ok()) return false;
          views_.Apply(event);
          guard_.Saw(event);
          const v1::EventHeader& header = event.header();
          if (!header.actor().empty()) {
            perhaps_known_requests_.insert(RequestHash(header.actor(), header.request_id()));
          }
          folded_to_ = position;
          return true;
        });
    if (status.ok()) status = unreadable;
    if (status.ok() && folded_to_ < stop) {
      status = EventUnreadable(name_, folded_to_.Next(), "The log ended before its head.");
    }
  }
  if (status.ok() && folded_to_ < fold_end_) {
    const MutexLock lock(reading_);
    folded_ = folded_to_;
    to_fold_ = fold_end_;
    return false;
  }
  is_opened_ = true;
  cannot_open_ = status;
  if (status.ok() && fold_end_ != Position()) {
    const base::ReaderLock lock(views_lock_);
    pending_ = *views_.StateAt(fold_end_);
    CHECK_EQ(pending_.position, fold_end_);
  }
  accept_clock_ = household_.options().accept_clock;
  const MutexLock lock(reading_);
  open_status_ = status;
  opening_ = status.ok() ? Opening::kOpen : Opening::kFailed;
  durable_guard_ = guard_;
  if (status.ok()) head_.store(fold_end_.value());
  changed_.NotifyAll();
  return true;
}

// ----------------------------------------------------------------------------------- committer

size_t Book::NextBytes() {
  const MutexLock lock(mutex_);
  return outbox_.empty() ? 0 : outbox_.front().bytes;
}

bool Book::Take(size_t max_bytes, std::vector<Outgoing>& taken) {
  const MutexLock lock(mutex_);
  ++taken_;
  size_t count = outbox_.size();
  if (outbox_bytes_ > max_bytes) {
    size_t bytes = 0;
    for (count = 0; count < outbox_.size(); ++count) {
      if (count > 0 && bytes + outbox_[count].bytes > max_bytes) break;
      bytes += outbox_[count].bytes;
    }
    outbox_bytes_ -= bytes;
  } else {
    outbox_bytes_ = 0;
  }
  if (count == outbox_.size() && taken.empty()) {
    taken.swap(outbox_);
  } else {
    const auto end = outbox_.begin() + static_cast<std::ptrdiff_t>(count);
    std::move(outbox_.begin(), end, std::back_inserter(taken));
    outbox_.erase(outbox_.begin(), end);
  }
  committer_told_ = !outbox_.empty();
  return committer_told_;
}

void Book::Publish(std::vector<Outgoing>& published) {
  const Outgoing* last = nullptr;
  for (const Outgoing& outgoing : published) {
    if (outgoing.events != nullptr) last = &outgoing;
  }
  if (last == nullptr) return;
  size_t behind = 0;
  {
    const MutexLock lock(behind_lock_);
    for (Outgoing& outgoing : published) {
      if (outgoing.events == nullptr) continue;
      events_behind_ += outgoing.events->size();
      behind_.push_back(std::move(outgoing.events));
    }
    behind = events_behind_;
  }
  // Not while a reader looks: all books wait for us. But nor without end.
  if (behind > household_.options().max_events_behind) {
    const base::WriterLock lock(views_lock_);
    CatchUp();
  } else if (views_lock_.TryLock()) {
    CatchUp();
    views_lock_.Unlock();
  }
  const MutexLock lock(reading_);
  durable_guard_ = last->guard;
  head_.store(last->answer->last.value());
  if (waiters_ > 0) changed_.NotifyAll();
}

void Book::Drop(const absl::Status& why, std::vector<Outgoing>& dropped) {
  const MutexLock lock(mutex_);
  ++epoch_;
  drop_status_ = why;
  std::move(outbox_.begin(), outbox_.end(), std::back_inserter(dropped));
  outbox_.clear();
  outbox_bytes_ = 0;
}

void Book::Settled() {
  {
    const MutexLock lock(mutex_);
    --taken_;
  }
  if (head_.load() == 0) household_.ForgetIfEmpty(*this);
}

}  // namespace dealboek::book
