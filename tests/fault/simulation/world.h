// The whole server below gRPC on a simulated machine: books, committer and log over RocksDB over a
// disk in memory, its callers, its readers and its operator, all on one thread. Whoever holds the
// World says what happens next; the same seed and the same calls come to the same.
//
// It remembers what anybody was told: each answer, and each record that was ever shown. It holds
// the server to that, at once and after each start: every such record is there, once, at its
// position, byte for byte; nothing was shown before it was durable; a repeated request has the same
// answer; a refusal follows from what was durable; money is conserved.
#ifndef DEALBOEK_TESTS_FAULT_SIMULATION_WORLD_H_
#define DEALBOEK_TESTS_FAULT_SIMULATION_WORLD_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"

#include "dealboek/v1/events.pb.h"
#include "services/base/fake_clock.h"
#include "services/base/random.h"
#include "services/book/books.h"
#include "services/domain/state.h"
#include "storage/event_log.h"
#include "storage/rocksdb/rocksdb_event_log.h"
#include "tests/fault/simulation/simulated_disk.h"
#include "tests/fault/simulation/simulated_env.h"
#include "tests/services/domain/given.h"
#include "tests/services/domain/random_commands.h"

namespace dealboek::simulation {

// What was met: a simulation that never comes to a thing does not test it.
struct Tally {
  uint64_t starts = 0;           // that succeeded
  uint64_t starts_failed = 0;    // because of a fault right then
  uint64_t starts_refused = 0;   // a loss was noticed
  uint64_t losses_accepted = 0;  // by the operator, after that
  uint64_t losses_unseen = 0;    // above the floor, of a disk that lied
  uint64_t crashes = 0;          // of the process
  uint64_t power_cuts = 0;
  uint64_t faults = 0;  // other ones
  uint64_t log_failures = 0;
  uint64_t asked = 0;
  uint64_t carried_out = 0;
  uint64_t refused = 0;
  uint64_t unknown = 0;
  uint64_t repeated = 0;   // with the same answer
  uint64_t disk_full = 0;  // refusals
  uint64_t records = 0;    // shown
  uint64_t jobs = 0;       // of RocksDB's
  uint64_t within = 0;     // steps while a commit was being written

  void Add(const Tally& other);
  std::string Text() const;
};

class World {
 public:
  using Fault = SimulatedDisk::Fault;
  using Operation = SimulatedDisk::Operation;

  // With an empty log on its disk, and the server down.
  World(uint64_t seed, std::vector<std::string> books);
  ~World();
  World(const World&) = delete;
  World& operator=(const World&) = delete;

  // Asked at each operation of the disk, and said in the trace.
  void SetFaults(std::function<Fault(const Operation&)> faults) { faults_ = std::move(faults); }
  // Called before each write and sync of a commit: whatever comes between.
  void SetMeanwhile(std::function<void()> meanwhile) { meanwhile_ = std::move(meanwhile); }

  // ---- the operator

  bool running() const { return running_; }
  bool down() const { return disk_->down(); }
  // The log has failed, or the process is gone: the server is to be started again.
  bool broken() const { return log_failed_ || disk_->down(); }
  // Opens log and books, and holds what is found against what was told. What it could not do is in
  // `refusal`, when the log was refused for good: a loss was noticed.
  enum class Started { kYes, kNotNow, kRefused };
  Started Start();
  // Accepts the loss the last Start noticed; false: what there is, is damaged, and the story ends.
  bool AcceptLoss();
  // As SIGTERM: what was asked is answered, and the log closed.
  void Stop();
  // Ends a broken server; with `power`, the machine too: seed 0 leaves what was synced and no more.
  void Crash(std::optional<uint64_t> power);
  void MoveFloor();
  void SetFreeBytes(std::optional<uint64_t> bytes) { disk_->SetFreeBytes(bytes); }
  base::FakeClock& clock() { return clock_; }

  // ---- callers and readers

  // Somebody asks what `raw` makes of the book as it has been shown; its opening comes first.
  void Ask(size_t book, const domain::Raw& raw);
  // Somebody sends an earlier request again; `other`: with another content under its id.
  void Repeat(size_t request, bool other = false);
  // Somebody looks at the book, and reads what is new.
  void Look(size_t book);
  // A subscriber takes up to `limit` records.
  void Follow(size_t book, size_t limit);
  size_t books() const { return books_of_.size(); }
  size_t requests() const { return asked_.size(); }
  size_t in_flight() const { return in_flight_; }

  // ---- the server's steps

  bool TakeTurn() { return running_ && server_->TakeTurn(); }
  bool Commit();
  void LookAround() {
    if (running_ && !appending_) server_->LookAround();
  }
  bool RunJob();
  // All turns, commits and jobs there are.
  void Settle();

  // ---- what is to be held

  // Settles; then every request that was ever answered is sent again, and every view of every book
  // is held against a fresh fold.
  void CheckAll();

  bool wrong() const { return !wrong_.empty(); }
  const std::vector<std::string>& all_wrong() const { return wrong_; }
  const std::vector<std::string>& trace() const { return trace_; }
  uint64_t digest() const { return digest_; }
  uint64_t operations() const { return disk_->operations(); }
  bool lied() const { return lied_; }
  const Tally& tally() const { return tally_; }
  Tally& tally() { return tally_; }

 private:
  class Witness;

  struct BookOf {
    std::string name;
    std::vector<domain::Step> opening;
    size_t opened = 0;                      // of `opening`, carried out
    std::optional<size_t> opening_request;  // under way, or of unknown outcome

    std::vector<std::string> attempted;  // the records the log was given, by position
    uint64_t durable = 0;                // the log said so
    uint64_t vouched = 0;                // below the floor, as the log said
    bool must_record_loss = false;

    // What somebody was shown, which is never to be taken back.
    std::vector<std::string> shown;
    std::vector<v1::Event> events;
    std::vector<domain::State> states;  // as of each position, 0 first

    std::unique_ptr<book::Subscription> subscription;
    uint64_t followed = 0;
  };

  struct Asked {
    size_t book = 0;
    domain::Step step;
    std::string id;
    std::string fingerprint;
    std::optional<book::Receipt> receipt;
    std::string state_when_decided;  // the last time it was
    bool may_be_recorded = false;
    size_t in_flight = 0;
  };

  // Counted from 1970.
  int Today() const { return static_cast<int>(clock_.NowMicros() / domain::kDayMicros); }
  void Say(const std::string& line);
  void Wrong(const std::string& what);
  Fault Plan(const Operation& operation);
  storage::RocksDbOptions LogOptions() const;

  void Send(size_t request, bool other);
  void Answer(size_t request, bool other, uint64_t shown_when_sent,
              const absl::StatusOr<book::Receipt>& answer);
  void CheckReceipt(Asked& asked, const book::Receipt& receipt);
  void CheckRefusal(const Asked& asked, uint64_t shown_when_sent, const std::string& reason);
  void Shown(BookOf& book, uint64_t position, absl::string_view bytes);
  // What the log holds, after a start, against what was told.
  void CheckLog();
  void CheckRequests(const BookOf& book);
  void CheckTree(const BookOf& book);
  void CheckViews(size_t book);
  void EndServer();
  // RocksDB waits for them when it closes, and here nobody would do them then.
  void FinishJobs();

  std::mt19937_64 random_;
  base::FakeClock clock_;
  std::unique_ptr<base::Randomness> randomness_;
  std::shared_ptr<SimulatedDisk> disk_;
  std::shared_ptr<SimulatedEnv> env_;
  std::function<Fault(const Operation&)> faults_;
  std::function<void()> meanwhile_;

  std::unique_ptr<storage::RocksDbEventLog> log_;
  std::unique_ptr<Witness> witness_;
  std::unique_ptr<book::SteppedBooks> server_;
  bool running_ = false;
  bool log_failed_ = false;
  bool appending_ = false;
  bool between_ = false;        // within meanwhile_
  bool jobs_waited_ = false;    // RocksDB's jobs have waited for one commit already
  bool lied_ = false;           // the disk, ever
  bool floor_lied_ = false;     // about the floor as it was last written
  bool loss_accepted_ = false;  // and not yet found in the log
  std::string refusal_;

  std::vector<BookOf> books_of_;
  std::vector<Asked> asked_;
  size_t in_flight_ = 0;

  std::vector<std::string> wrong_;
  std::vector<std::string> trace_;
  uint64_t digest_ = 14'695'981'039'346'656'037u;  // FNV-1a over the trace
  Tally tally_;
};

}  // namespace dealboek::simulation

#endif  // DEALBOEK_TESTS_FAULT_SIMULATION_WORLD_H_
