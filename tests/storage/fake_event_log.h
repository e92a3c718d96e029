// An EventLog in memory, for the tests of other layers, with switches for what disks do wrong.
//
//   FakeEventLog log;
//   log.FailAppend(3, FakeEventLog::Failure::kWrittenYetReportedFailed);
//   ...
//   std::unique_ptr<FakeEventLog> after = log.Restart();  // what the next start finds
//
// It keeps the whole contract of storage/event_log.h; both logs pass the same tests.
// Threads: any; the switches too.
#ifndef DEALBOEK_TESTS_STORAGE_FAKE_EVENT_LOG_H_
#define DEALBOEK_TESTS_STORAGE_FAKE_EVENT_LOG_H_

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "absl/base/thread_annotations.h"

#include "services/base/mutex.h"
#include "storage/event_log.h"
#include "storage/merkle/tile.h"
#include "storage/merkle/tree.h"

namespace dealboek::storage {

class FakeEventLog : public EventLog {
 public:
  enum class Failure {
    kNotWritten,                // the write failed, and nothing of it is there after a restart
    kWrittenYetReportedFailed,  // the sync failed, and all of it is there after a restart
  };

  FakeEventLog() = default;

  // The `n`th Append from now that has something to write (1: the next) fails as `failure` says,
  // and every later one with LOG_STOPPED.
  void FailAppend(int n, Failure failure);

  // Appends answer DISK_FULL_FLOOR while on.
  void SetDiskFull(bool full);

  // From now on an Append that has passed its checks blocks before it becomes durable, until
  // ReleaseSync. What it writes is not readable meanwhile, nor there after Restart.
  void HoldSync();
  void ReleaseSync();
  // Blocks until an Append is held.
  void AwaitHeldSync();

  // Flips a bit of a stored record. CHECKs that it exists.
  void DamageRecord(absl::string_view book, base::Position position);

  // As after an accepted loss: each book that has records must record one.
  void AcceptLoss();

  // Stops by itself, as when its floor can't be moved: nothing can be appended any more.
  void Stop();

  // Nothing can be read or appended any more; waiters are told LOG_STOPPED.
  void Close();

  // A log holding what is durable in this one, as the next start of the server would find it, with
  // every switch off. This log is closed.
  std::unique_ptr<FakeEventLog> Restart();

  // Appends that were written, failures reported as such apart. The real log's commit number.
  uint64_t commits() const;

  absl::Status Append(absl::Span<const BookBatch> batches) override;
  absl::Status Health() const override;
  absl::Status Read(absl::string_view book, base::Position from, base::Position to,
                    RecordSink sink) const override;
  base::Position Head(absl::string_view book) const override;
  TreeHead Tree(absl::string_view book) const override;
  absl::StatusOr<std::string> ReadTile(absl::string_view book, TileId tile,
                                       int width) const override;
  absl::Status WaitFor(absl::string_view book, base::Position position,
                       absl::Duration timeout) const override;
  absl::StatusOr<std::optional<RequestEntry>> FindRequest(
      absl::string_view book, absl::string_view actor, absl::string_view request_id) const override;
  absl::Status ReadRequests(absl::string_view book, RequestSink sink) const override;
  std::vector<BookHead> Books(absl::string_view after, size_t limit) const override;
  std::vector<PendingLoss> PendingLosses() const override;
  absl::StatusOr<Verified> VerifyAll() const override;

 private:
  struct Stored {
    std::string bytes;
    bool damaged = false;
  };
  // Ordered as the interface promises: by length of actor, actor, request id.
  using RequestKey = std::tuple<size_t, std::string, std::string>;
  struct Book {
    std::vector<Stored> records;  // [0] is position 1
    Frontier tree;
    std::map<TileId, std::string> tiles;
    std::map<RequestKey, RequestEntry> requests;
    std::optional<PendingLoss> loss;
  };
  using BookMap = std::map<std::string, Book, std::less<>>;

  absl::Status CheckOpen() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  base::Position HeadLocked(absl::string_view book) const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  static void Write(absl::Span<const BookBatch> batches, BookMap& books);

  mutable base::Mutex mutex_;
  mutable base::CondVar changed_;
  BookMap books_ ABSL_GUARDED_BY(mutex_);
  // What the next start finds beyond books_; set by kWrittenYetReportedFailed.
  std::vector<BookBatch> written_unreported_ ABSL_GUARDED_BY(mutex_);
  uint64_t commits_ ABSL_GUARDED_BY(mutex_) = 0;
  int fail_in_ ABSL_GUARDED_BY(mutex_) = 0;  // 0: never
  Failure failure_ ABSL_GUARDED_BY(mutex_) = Failure::kNotWritten;
  bool write_failed_ ABSL_GUARDED_BY(mutex_) = false;
  bool disk_full_ ABSL_GUARDED_BY(mutex_) = false;
  bool hold_ ABSL_GUARDED_BY(mutex_) = false;
  int held_ ABSL_GUARDED_BY(mutex_) = 0;
  bool closed_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace dealboek::storage

#endif  // DEALBOEK_TESTS_STORAGE_FAKE_EVENT_LOG_H_
