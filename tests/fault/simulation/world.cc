#include "tests/fault/simulation/world.h"

#include <algorithm>
#include <map>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/time.h"

#include "services/base/check.h"
#include "services/base/error.h"
#include "services/base/reasons.h"
#include "services/book/stamp.h"
#include "services/book/verify.h"
#include "services/domain/decide.h"
#include "services/domain/evolve.h"
#include "services/domain/timestamps.h"
#include "services/projections/views.h"
#include "tests/services/domain/describe.h"
#include "tests/services/domain/naive_model.h"
#include "tests/services/projections/state_text.h"
#include "tests/services/projections/temporal_check.h"

namespace dealboek::simulation {

using base::Position;
using book::Receipt;

namespace {

constexpr char kData[] = "/data";
constexpr char kFloor[] = "/floor";
constexpr char kNewFloor[] = "/floor/floor.new";

std::string Reason(const absl::Status& status) {
  const auto detail = base::GetErrorDetail(status);
  return detail.has_value() ? detail->reason : status.ToString();
}

bool IsWriteAhead(const std::string& path) { return absl::EndsWith(path, ".log"); }

std::string Number(const Receipt& receipt) {
  return absl::StrCat(receipt.first.value(), "-", receipt.last.value(), " at ",
                      receipt.recorded_at_micros);
}

bool Same(const Receipt& a, const Receipt& b) {
  return a.first == b.first && a.last == b.last && a.recorded_at_micros == b.recorded_at_micros;
}

}  // namespace

void Tally::Add(const Tally& other) {
  starts += other.starts;
  starts_failed += other.starts_failed;
  starts_refused += other.starts_refused;
  losses_accepted += other.losses_accepted;
  losses_unseen += other.losses_unseen;
  crashes += other.crashes;
  power_cuts += other.power_cuts;
  faults += other.faults;
  log_failures += other.log_failures;
  asked += other.asked;
  carried_out += other.carried_out;
  refused += other.refused;
  unknown += other.unknown;
  repeated += other.repeated;
  disk_full += other.disk_full;
  records += other.records;
  jobs += other.jobs;
  within += other.within;
}

std::string Tally::Text() const {
  return absl::StrCat(
      asked, " commands (", carried_out, " carried out, ", refused, " refused, ", unknown,
      " of unknown outcome, ", disk_full, " refused for a full disk), ", repeated, " repeated, ",
      records, " records shown; ", starts, " starts, ", starts_failed, " not now, ", starts_refused,
      " refused, ", losses_accepted, " losses accepted, ", losses_unseen, " unseen; ", crashes,
      " crashes, ", power_cuts, " power cuts, ", faults, " other faults, ", log_failures,
      " failed logs; ", jobs, " jobs of RocksDB, ", within, " steps within a commit");
}

// Stands between the books and the log, and remembers what the log was given and what it said.
class World::Witness : public storage::EventLog {
 public:
  Witness(World& world, storage::EventLog& log) : world_(world), log_(log) {}

  absl::Status Append(absl::Span<const storage::BookBatch> batches) override {
    if (world_.disk_->down()) return log_.Append(batches);  // comes to nothing, and nobody hears
    for (const storage::BookBatch& batch : batches) {
      BookOf& book = Find(batch.book);
      if (book.attempted.size() + 1 != batch.first.value()) {
        world_.Wrong(absl::StrCat("appended at ", batch.first.value(), " after ",
                                  book.attempted.size(), " of ", book.name));
      }
      if (book.must_record_loss && book.attempted.size() == book.durable) {
        v1::Event event;  // the first since
        if (!event.ParseFromString(batch.records[0]) || !event.has_loss_accepted()) {
          world_.Wrong("recorded before the loss was: " + event.ShortDebugString());
        }
      }
      for (const std::string& record : batch.records) book.attempted.push_back(record);
    }
    world_.appending_ = true;
    const absl::Status status = log_.Append(batches);
    world_.appending_ = false;
    world_.Say(absl::StrCat("append: ", status.ok() ? "ok" : Reason(status)));
    if (world_.disk_->down()) return status;
    for (const storage::BookBatch& batch : batches) {
      BookOf& book = Find(batch.book);
      if (status.ok()) {
        book.durable = book.attempted.size();
        book.must_record_loss = book.must_record_loss && !batch.records_loss;
      } else if (absl::IsResourceExhausted(status)) {
        book.attempted.resize(book.durable);  // nothing was written
      }
    }
    return status;
  }

  absl::Status Health() const override { return log_.Health(); }
  absl::Status Read(absl::string_view book, Position from, Position to,
                    RecordSink sink) const override {
    return log_.Read(book, from, to, sink);
  }
  Position Head(absl::string_view book) const override { return log_.Head(book); }
  storage::TreeHead Tree(absl::string_view book) const override { return log_.Tree(book); }
  absl::StatusOr<std::string> ReadTile(absl::string_view book, storage::TileId tile,
                                       int width) const override {
    return log_.ReadTile(book, tile, width);
  }
  absl::Status WaitFor(absl::string_view book, Position position,
                       absl::Duration timeout) const override {
    return log_.WaitFor(book, position, timeout);
  }
  absl::StatusOr<std::optional<storage::RequestEntry>> FindRequest(
      absl::string_view book, absl::string_view actor,
      absl::string_view request_id) const override {
    return log_.FindRequest(book, actor, request_id);
  }
  absl::Status ReadRequests(absl::string_view book, RequestSink sink) const override {
    return log_.ReadRequests(book, sink);
  }
  std::vector<storage::BookHead> Books(absl::string_view after, size_t limit) const override {
    return log_.Books(after, limit);
  }
  std::vector<storage::PendingLoss> PendingLosses() const override { return log_.PendingLosses(); }
  absl::StatusOr<storage::Verified> VerifyAll() const override { return log_.VerifyAll(); }

 private:
  BookOf& Find(const std::string& name) {
    for (BookOf& book : world_.books_of_) {
      if (book.name == name) return book;
    }
    CHECK(false) << "no book " << name;
  }

  World& world_;
  storage::EventLog& log_;
};

World::World(uint64_t seed, std::vector<std::string> books)
    : random_(seed), randomness_(base::SeededRandomness(seed)) {
  // An empty log is the same for all: made once.
  static const std::shared_ptr<SimulatedDisk>& empty = *new std::shared_ptr<SimulatedDisk>([this] {
    const auto disk = std::make_shared<SimulatedDisk>();
    env_ = std::make_shared<SimulatedEnv>(disk);
    const auto randomness = base::SeededRandomness(7);
    const absl::Status made = storage::RocksDbEventLog::Init(LogOptions(), *randomness);
    CHECK(made.ok()) << made;
    return disk;
  }());
  disk_ = empty->Copy();
  env_ = std::make_shared<SimulatedEnv>(disk_);
  disk_->SetPlan([this](const Operation& operation) { return Plan(operation); });
  for (std::string& name : books) {
    BookOf& book = books_of_.emplace_back();
    book.opening = domain::RandomDeal(name);
    book.states.emplace_back();
    book.name = std::move(name);
  }
}

World::~World() { EndServer(); }

void World::Say(const std::string& line) {
  trace_.push_back(line);
  for (const char c : line) digest_ = (digest_ ^ static_cast<uint8_t>(c)) * 1'099'511'628'211u;
  digest_ = (digest_ ^ '\n') * 1'099'511'628'211u;
}

void World::Wrong(const std::string& what) {
  Say("WRONG: " + what);
  wrong_.push_back(what);
}

storage::RocksDbOptions World::LogOptions() const {
  storage::RocksDbOptions options;
  options.data_dir = kData;
  options.floor_dir = kFloor;
  options.reserve_bytes = uint64_t{1} << 20;
  options.floor_interval = absl::InfiniteDuration();
  options.write_ahead_bytes = size_t{6} << 10;  // so that sorted files are written along the way
  options.tell = [](absl::string_view) {};      // of what was planned
  options.env = env_;
  return options;
}

World::Fault World::Plan(const Operation& operation) {
  static constexpr const char* kKinds[] = {"create", "append", "truncate", "sync",
                                           "rename", "delete", "mkdir",    "syncdir"};
  if (appending_ && !between_ && meanwhile_ != nullptr && IsWriteAhead(operation.path) &&
      (operation.kind == SimulatedDisk::Kind::kAppend ||
       operation.kind == SimulatedDisk::Kind::kSync)) {
    between_ = true;
    meanwhile_();
    between_ = false;
    if (disk_->down()) return Fault::kDown;
  }
  // A floor that is written anew makes good what was said of the one before.
  if (operation.kind == SimulatedDisk::Kind::kCreate && operation.path == kNewFloor) {
    floor_lied_ = false;
  }
  const Fault fault = faults_ == nullptr ? Fault::kNone : faults_(operation);
  Say(absl::StrCat(operation.number, " ", kKinds[static_cast<int>(operation.kind)], " ",
                   operation.path, " ", operation.bytes,
                   fault == Fault::kNone ? "" : absl::StrCat(" FAULT ", static_cast<int>(fault))));
  if (fault != Fault::kNone && fault != Fault::kDown) ++tally_.faults;
  if (fault == Fault::kLied || fault == Fault::kForgot) {
    if (operation.kind == SimulatedDisk::Kind::kSync ||
        operation.kind == SimulatedDisk::Kind::kSyncDir) {
      lied_ = true;
      if (absl::StartsWith(operation.path, kFloor)) floor_lied_ = true;
    }
  }
  return fault;
}

// ---------------------------------------------------------------------------------- the operator

World::Started World::Start() {
  CHECK(!running_ && !disk_->down());
  auto opened = storage::RocksDbEventLog::Open(LogOptions());
  if (!opened.ok()) {
    refusal_ = Reason(opened.status());
    Say(absl::StrCat("start: ", refusal_));
    const bool noticed =
        absl::IsDataLoss(opened.status()) || absl::IsFailedPrecondition(opened.status());
    FinishJobs();
    if (!noticed || disk_->down()) {
      ++tally_.starts_failed;
      return Started::kNotNow;
    }
    if (!lied_) Wrong("refused what an honest disk holds: " + opened.status().ToString());
    ++tally_.starts_refused;
    return Started::kRefused;
  }
  ++tally_.starts;
  log_ = *std::move(opened);
  Say("started");
  CheckLog();
  witness_ = std::make_unique<Witness>(*this, *log_);
  book::Options options;
  options.idle_close = absl::ZeroDuration();
  options.max_batch_bytes = random_() % 4 == 0 ? 1'500 : size_t{4} << 20;
  log_failed_ = false;
  jobs_waited_ = false;
  server_ = book::SteppedBooks::Create(*witness_, clock_, *randomness_, options);
  server_->OnFailure([this](const absl::Status& status) {
    if (!disk_->down()) ++tally_.log_failures;
    Say("log failed: " + Reason(status));
    log_failed_ = true;
  });
  running_ = true;
  return Started::kYes;
}

bool World::AcceptLoss() {
  const auto accepted = storage::RocksDbEventLog::RestoreAcceptLoss(LogOptions(), *randomness_);
  Say(absl::StrCat("accept the loss: ", accepted.ok() ? "ok" : Reason(accepted.status())));
  FinishJobs();
  if (!accepted.ok()) return false;
  ++tally_.losses_accepted;
  loss_accepted_ = true;
  for (const storage::PendingLoss& loss : accepted->books) {
    for (BookOf& book : books_of_) {
      if (book.name == loss.book) book.must_record_loss = true;
    }
  }
  return true;
}

void World::FinishJobs() {
  while (env_->jobs() > 0) env_->RunJob();
}

void World::EndServer() {
  running_ = false;
  for (BookOf& book : books_of_) {
    book.subscription.reset();
    book.followed = 0;
  }
  server_.reset();
  witness_.reset();
  FinishJobs();
  log_.reset();
  CHECK_EQ(in_flight_, 0u);  // the books answer everybody before they end
}

void World::Stop() {
  Settle();
  if (broken()) return;
  running_ = false;
  for (BookOf& book : books_of_) {
    book.subscription.reset();
    book.followed = 0;
  }
  server_.reset();
  witness_.reset();
  FinishJobs();
  const absl::Status closed = log_->Close();
  Say(absl::StrCat("stopped: ", closed.ok() ? "ok" : Reason(closed)));
  if (closed.ok() && !floor_lied_ && !disk_->down()) {
    for (BookOf& book : books_of_) book.vouched = book.durable;
  }
  log_.reset();
}

void World::Crash(std::optional<uint64_t> power) {
  if (power.has_value() || disk_->down()) {
    disk_->GoDown();
  } else {
    Settle();  // a failed log: everybody hears of it
  }
  Say(power.has_value() ? absl::StrCat("power cut, ", *power) : "the process ends");
  EndServer();
  log_failed_ = false;
  if (!disk_->down()) return;
  ++(power.has_value() ? tally_.power_cuts : tally_.crashes);
  if (power.has_value()) disk_->LosePower(*power);
  disk_->ComeUp();
}

void World::MoveFloor() {
  if (!running_) return;
  std::vector<uint64_t> durable;
  durable.reserve(books_of_.size());
  for (const BookOf& book : books_of_) durable.push_back(book.durable);
  const absl::Status moved = log_->MoveFloor();
  Say(absl::StrCat("floor: ", moved.ok() ? "ok" : Reason(moved)));
  if (!moved.ok() || floor_lied_ || disk_->down()) return;
  for (size_t i = 0; i < books_of_.size(); ++i) books_of_[i].vouched = durable[i];
}

// ------------------------------------------------------------------------- callers and readers

void World::Ask(size_t book, const domain::Raw& raw) {
  if (!running_) return;
  BookOf& about = books_of_[book];
  const bool opening = about.opened < about.opening.size();
  if (opening && about.opening_request.has_value()) {
    if (asked_[*about.opening_request].in_flight == 0) Send(*about.opening_request, false);
    return;
  }
  Asked asked;
  asked.book = book;
  asked.step = opening ? about.opening[about.opened]
                       : domain::Interpret(domain::NaiveModel(about.events, Today()), raw);
  asked.id = absl::StrFormat("00000000-0000-4000-8000-%012x", asked_.size() + 1);
  asked.fingerprint = absl::StrFormat("%032d", asked_.size());
  if (opening) about.opening_request = asked_.size();
  asked_.push_back(std::move(asked));
  ++tally_.asked;
  Send(asked_.size() - 1, false);
}

void World::Repeat(size_t request, bool other) {
  if (!running_) return;
  if (other && !asked_[request].receipt.has_value()) return;
  Send(request, other);
}

void World::Send(size_t request, bool other) {
  Asked& asked = asked_[request];
  Say(absl::StrCat("ask ", request, other ? " otherwise" : "", " of ", books_of_[asked.book].name,
                   " by ", asked.step.who, ", a ", asked.step.command.index()));
  ++asked.in_flight;
  ++in_flight_;
  book::Request sent;
  sent.subject = asked.step.who;
  sent.request_id = asked.id;
  sent.fingerprint = asked.fingerprint;
  if (other) sent.fingerprint[0] = 'x';
  sent.command = asked.step.command;
  sent.decided = [this, request](const Receipt&, const domain::State& state,
                                 const std::vector<v1::Event>&) {
    asked_[request].state_when_decided = domain::Describe(state);
  };
  const uint64_t shown = books_of_[asked.book].shown.size();
  server_->Execute(books_of_[asked.book].name, std::move(sent),
                   [this, request, other, shown](absl::StatusOr<Receipt> answer) {
                     Answer(request, other, shown, answer);
                   });
}

void World::Answer(size_t request, bool other, uint64_t shown_when_sent,
                   const absl::StatusOr<Receipt>& answer) {
  Asked& asked = asked_[request];
  BookOf& book = books_of_[asked.book];
  --asked.in_flight;
  --in_flight_;
  if (disk_->down() || !running_) {  // nobody is there any more to tell, or to hear
    asked.may_be_recorded = true;
    return;
  }
  const std::string reason = answer.ok() ? "" : Reason(answer.status());
  Say(absl::StrCat("answer ", request, ": ", answer.ok() ? Number(*answer) : reason));
  Look(asked.book);
  if (answer.ok()) {
    asked.may_be_recorded = true;
    if (other) {
      Wrong(absl::StrCat("request ", request, " had another content and was answered"));
      return;
    }
    CheckReceipt(asked, *answer);
    if (book.opening_request == request) {
      book.opening_request.reset();
      ++book.opened;
    }
    return;
  }
  if (answer.status().code() == absl::StatusCode::kUnavailable ||
      answer.status().code() == absl::StatusCode::kResourceExhausted) {
    if (reason == base::kLogWriteFailed) {
      asked.may_be_recorded = true;
      ++tally_.unknown;
    }
    if (reason == base::kDiskFullFloor) ++tally_.disk_full;
    return;  // now is not the time
  }
  if (other) {
    if (reason != base::kRequestIdReused) {
      Wrong(absl::StrCat("request ", request, " had another content: ", reason));
    }
    return;
  }
  if (asked.receipt.has_value()) {
    Wrong(absl::StrCat("request ", request, " was answered before and is refused now: ", reason));
  }
  if (reason == base::kClockBehind) return;
  ++tally_.refused;
  CheckRefusal(asked, shown_when_sent, reason);
}

void World::CheckReceipt(Asked& asked, const Receipt& receipt) {
  const BookOf& book = books_of_[asked.book];
  if (asked.receipt.has_value()) {
    ++tally_.repeated;
    if (!Same(*asked.receipt, receipt)) {
      Wrong(absl::StrCat("request ", asked.id, " was answered ", Number(*asked.receipt),
                         " and now ", Number(receipt)));
    }
    return;
  }
  ++tally_.carried_out;
  asked.receipt = receipt;
  if (receipt.last.value() > book.shown.size()) {
    Wrong(absl::StrCat("answered up to ", receipt.last.value(), ", and readers see ",
                       book.shown.size()));
    return;
  }
  for (uint64_t at = receipt.first.value(); at <= receipt.last.value(); ++at) {
    const v1::EventHeader& header = book.events[at - 1].header();
    if (header.request_id() != asked.id ||
        header.command_index() != static_cast<int>(at - receipt.first.value()) ||
        header.command_size() !=
            static_cast<int>(receipt.last.value() - receipt.first.value() + 1) ||
        domain::MicrosOf(header.recorded_at()) != receipt.recorded_at_micros) {
      Wrong(absl::StrCat("request ", asked.id, " was answered ", Number(receipt), ", but ", at,
                         " is ", header.ShortDebugString()));
    }
  }
  if (asked.state_when_decided != domain::Describe(book.states[receipt.last.value()])) {
    Wrong(absl::StrCat("the state ", Number(receipt), " was decided to make is not that of ",
                       receipt.last.value()));
  }
}

// A refusal may tell nothing of what was not durable: it follows from the book as it was at some
// moment between the asking and the answer.
void World::CheckRefusal(const Asked& asked, uint64_t shown_when_sent, const std::string& reason) {
  const BookOf& book = books_of_[asked.book];
  std::string instead;
  for (uint64_t p = shown_when_sent; p < book.states.size(); ++p) {
    const domain::State& state = book.states[p];
    if (state.programme == nullptr) {
      if (reason == base::kProgrammeUnknown) return;
      continue;
    }
    const int64_t now = std::max(clock_.NowMicros(), state.recorded_at_micros + 1);
    const domain::Decision decision =
        domain::Decide(state, asked.step.command, {asked.step.who, now});
    const std::string foreseen = decision.ok() ? "carried out" : Reason(decision.status());
    if (foreseen == reason) return;
    absl::StrAppend(&instead, " ", p, ": ", foreseen);
  }
  Wrong(absl::StrCat("request ", asked.id, " was refused with ", reason,
                     ", which nothing durable explains:", instead));
}

void World::Shown(BookOf& book, uint64_t position, absl::string_view bytes) {
  if (position > book.durable) {
    Wrong(absl::StrCat("shown before it was durable: ", position, " of ", book.name));
  }
  if (position > book.attempted.size() || bytes != book.attempted[position - 1]) {
    Wrong(absl::StrCat("shown, and not what was appended: ", position, " of ", book.name));
  }
  if (position <= book.shown.size()) {
    if (bytes != book.shown[position - 1]) {
      Wrong(absl::StrCat("shown otherwise before: ", position, " of ", book.name));
    }
    return;
  }
  if (position != book.shown.size() + 1) {
    Wrong(absl::StrCat("shown after a gap: ", position, " of ", book.name));
    return;
  }
  v1::Event event;
  if (!event.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())) ||
      event.header().position() != static_cast<int64_t>(position)) {
    Wrong(absl::StrCat("not the event of its position: ", position, " of ", book.name));
    return;
  }
  ++tally_.records;
  book.states.push_back(domain::Evolve(book.states.back(), event));
  book.events.push_back(std::move(event));
  book.shown.emplace_back(bytes);
  const std::string money = domain::MoneyNotConserved(book.states.back());
  if (!money.empty()) Wrong(absl::StrCat("money is not conserved at ", position, ": ", money));
}

void World::Look(size_t number) {
  if (!running_ || disk_->down()) return;
  BookOf& book = books_of_[number];
  Position head;
  int64_t awarded = 0;
  const absl::Status read = server_->Read(book.name, Position(), absl::InfinitePast(),
                                          [&](const projections::Views& views) {
                                            head = views.head();
                                            awarded = views.Now().totals.awarded.cents();
                                          });
  if (!read.ok()) {
    if (Reason(read) == base::kProgrammeUnknown && !book.shown.empty()) {
      Wrong(absl::StrCat(book.name, " is not there any more"));
    }
    return;  // it is being opened, or the log has failed
  }
  if (head.value() > book.durable) {
    Wrong(absl::StrCat("readers see ", head.value(), " of ", book.name, ", durable is ",
                       book.durable));
  }
  if (head.value() < book.shown.size()) {
    Wrong(absl::StrCat("readers see ", head.value(), " of ", book.name, ", and saw ",
                       book.shown.size()));
  }
  const absl::Status records = server_->ReadRecords(
      book.name, Position(book.shown.size() + 1), head, [&](const book::RecordView& record) {
        Shown(book, record.position.value(), record.bytes);
        return true;
      });
  if (!records.ok()) Wrong("unreadable: " + records.ToString());
  if (book.shown.size() < head.value()) {
    Wrong(absl::StrCat("readers see ", head.value(), " of ", book.name, ", and can read ",
                       book.shown.size()));
  } else if (book.states[head.value()].totals.awarded.cents() != awarded) {
    Wrong(
        absl::StrCat("awarded as of ", head.value(), " of ", book.name, " is shown as ", awarded));
  }
}

void World::Follow(size_t number, size_t limit) {
  if (!running_ || disk_->down() || log_failed_) return;
  BookOf& book = books_of_[number];
  if (book.subscription == nullptr) {
    Look(number);
    // Subscribing waits for a book that is not open, and nobody would open it meanwhile.
    bool open = false;
    server_
        ->Read(book.name, Position(), absl::InfinitePast(),
               [&](const projections::Views&) { open = true; })
        .IgnoreError();
    if (!open || book.shown.empty()) return;
    book.followed = random_() % book.shown.size();
    auto subscription = server_->Subscribe(book.name, Position(book.followed + 1));
    if (!subscription.ok()) {
      Wrong("cannot follow: " + subscription.status().ToString());
      return;
    }
    book.subscription = *std::move(subscription);
  }
  const auto records = book.subscription->Next(limit, absl::ZeroDuration());
  if (!records.ok()) {
    Wrong("cannot follow on: " + records.status().ToString());
    return;
  }
  for (const book::StoredRecord& record : *records) {
    if (record.position.value() != ++book.followed) Wrong("a subscriber missed a record");
    Shown(book, record.position.value(), record.bytes);
  }
}

// ------------------------------------------------------------------------------ the server's steps

bool World::RunJob() {
  if (!running_ || appending_ || env_->jobs() == 0) return false;
  Say("job");
  ++tally_.jobs;
  env_->RunJob();
  return true;
}

bool World::Commit() {
  if (!running_ || appending_) return false;
  // RocksDB's writes wait for its jobs when too much is undone, and here nobody would do it then.
  if (env_->jobs() > 0 && (jobs_waited_ || random_() % 2 == 0)) {
    while (RunJob()) continue;
  }
  jobs_waited_ = env_->jobs() > 0;
  return server_->Commit();
}

void World::Settle() {
  while (running_ && !disk_->down() && (RunJob() || TakeTurn() || Commit())) continue;
}

// ------------------------------------------------------------------------------ what is to be held

void World::CheckLog() {
  std::vector<storage::BookHead> heads = log_->Books("", 100);
  for (const storage::BookHead& head : heads) {
    if (std::none_of(books_of_.begin(), books_of_.end(),
                     [&](const BookOf& book) { return book.name == head.book; })) {
      Wrong("a book nobody made: " + head.book);
    }
  }
  for (BookOf& book : books_of_) {
    const uint64_t head = log_->Head(book.name).value();
    if (head < book.shown.size()) {
      // Only a disk that lied loses anything, and only above the floor without its being noticed.
      if (!lied_) {
        Wrong(absl::StrCat("lost: ", head, " of ", book.shown.size(), " records of ", book.name));
      } else if (!loss_accepted_ && head < book.vouched) {
        Wrong(absl::StrCat("opened short: ", head, " records of ", book.name, " under a floor of ",
                           book.vouched));
      }
      if (!loss_accepted_) ++tally_.losses_unseen;
      book.shown.resize(head);
      book.events.resize(head);
      book.states.resize(head + 1);
      for (Asked& asked : asked_) {
        if (&books_of_[asked.book] == &book && asked.receipt.has_value() &&
            asked.receipt->last.value() > head) {
          asked.receipt.reset();
        }
      }
      if (book.opened > 0 && book.states.back().programme == nullptr) book.opened = 0;
    }
    if (head > book.attempted.size()) {
      Wrong(absl::StrCat("more than was ever appended: ", head, " of ", book.name));
    }
    book.attempted.resize(head);
    book.durable = head;
    uint64_t last = 0;
    const absl::Status read = log_->Read(book.name, Position(1), Position(UINT64_MAX),
                                         [&](Position position, absl::string_view bytes) {
                                           if (position.value() != ++last)
                                             Wrong("a position is missing");
                                           Shown(book, position.value(), bytes);
                                           return true;
                                         });
    if (!read.ok() || last != head) {
      Wrong(absl::StrCat("unreadable after ", last, " of ", book.name, ": ", read.ToString()));
    }
    book.vouched = floor_lied_ ? std::min(book.vouched, head) : head;  // Open moves the floor
    CheckRequests(book);
    CheckTree(book);
    const std::string money = domain::NaiveModel(book.events, Today()).MoneyNotConserved();
    if (!money.empty()) Wrong("money is not conserved in the naive model: " + money);
  }
  loss_accepted_ = false;
  if (const auto verified = book::VerifyBooks(*log_); !verified.ok()) {
    Wrong("verify: " + verified.status().ToString());
  }
}

void World::CheckTree(const BookOf& book) {
  const uint64_t size = book.shown.size();
  const uint64_t earlier = size == 0 ? 0 : random_() % size;
  storage::Frontier tree;
  storage::Hash earlier_root = tree.Root();
  for (const std::string& record : book.shown) {
    tree.Append(storage::LeafHash(record), [](storage::NodeId, const storage::Hash&) {});
    if (tree.size() == earlier) earlier_root = tree.Root();
  }
  if (log_->Tree(book.name) != storage::TreeHead{size, tree.Root()}) {
    Wrong("the tree is not that over the records of " + book.name);
  }
  storage::BookTiles tiles(*log_, book.name);
  storage::TiledNodes nodes(tiles, size);
  const auto root = storage::Root(earlier, nodes);
  if (!root.ok() || *root != earlier_root) {
    Wrong(absl::StrCat("the tree of the first ", earlier, " records of ", book.name,
                       " is another: ", root.status().ToString()));
  }
}

void World::CheckRequests(const BookOf& book) {
  std::map<std::string, uint64_t> commands;  // by request id
  for (uint64_t p = 1; p <= book.events.size(); ++p) {
    const v1::EventHeader& header = book.events[p - 1].header();
    if (header.actor().empty()) continue;  // the server's own
    if (header.command_index() == 0) {
      if (!commands.emplace(header.request_id(), p).second) {
        Wrong("carried out twice: " + header.request_id());
      }
    } else if (!commands.contains(header.request_id()) ||
               p - commands[header.request_id()] != static_cast<uint64_t>(header.command_index())) {
      Wrong(absl::StrCat("a command in pieces at ", p, " of ", book.name));
    }
  }
  for (const Asked& asked : asked_) {
    if (&books_of_[asked.book] != &book) continue;
    const auto found = commands.find(asked.id);
    if (found != commands.end() && !asked.may_be_recorded) {
      Wrong("refused, and recorded: " + asked.id);
    }
    if (asked.receipt.has_value() &&
        (found == commands.end() || found->second != asked.receipt->first.value())) {
      Wrong("answered, and not recorded: " + asked.id);
    }
  }
}

void World::CheckAll() {
  Settle();
  // What an unlucky end left open is asked again; what was answered is answered the same.
  for (size_t request = 0; request < asked_.size() && !broken() && !wrong(); ++request) {
    if (!asked_[request].may_be_recorded) continue;
    Send(request, false);
    if (request % 8 == 7) Settle();
  }
  Settle();
  if (broken() || wrong()) return;
  for (size_t book = 0; book < books_of_.size(); ++book) {
    Look(book);
    Settle();  // it may have had to be opened
    Look(book);
    if (books_of_[book].durable != books_of_[book].shown.size()) {
      Wrong(absl::StrCat("readers see ", books_of_[book].shown.size(), " of ",
                         books_of_[book].durable));
      return;
    }
    CheckTree(books_of_[book]);
    if (books_of_[book].durable > 0) CheckViews(book);
  }
}

void World::CheckViews(size_t number) {
  const BookOf& book = books_of_[number];
  projections::Views fresh;
  for (const v1::Event& event : book.events) fresh.Apply(event);
  const domain::State& state = book.states.back();
  const absl::Status read = server_->Read(
      book.name, Position(book.shown.size()), absl::InfinitePast(),
      [&](const projections::Views& views) {
        if (projections::StateText(views.Now()) != projections::StateText(state)) {
          Wrong("the state that is shown is not what a fold comes to");
        }
        const uint64_t past = random_() % (book.states.size() - 1) + 1;
        const Position boundary = views.BoundaryAt(Position(past));
        if (boundary != fresh.BoundaryAt(Position(past)) ||
            projections::StateText(*views.StateAt(boundary)) !=
                projections::StateText(book.states[boundary.value()])) {
          Wrong(absl::StrCat("the state as of ", past, " is not what a fold comes to"));
        }
        if (!views.ledger().Balances()) Wrong("the ledger does not balance");
        projections::CheckLedgerAgainstState(views.ledger(), state);
        for (const Position at : {boundary, Position(book.shown.size())}) {
          for (const projections::Scope& scope : projections::AllScopes(state)) {
            if (!(views.ledger().At(scope, at) == fresh.ledger().At(scope, at))) {
              Wrong(absl::StrCat("the ledger as of ", at.value(), " is not what a fold comes to"));
              return;
            }
          }
        }
      });
  if (!read.ok()) Wrong("unreadable at the end: " + read.ToString());
}

}  // namespace dealboek::simulation
