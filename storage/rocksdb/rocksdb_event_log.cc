#include "storage/rocksdb/rocksdb_event_log.h"

#include <algorithm>
#include <atomic>
#include <map>
#include <optional>
#include <set>
#include <thread>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_set.h"
#include "absl/functional/function_ref.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "rocksdb/db.h"
#include "rocksdb/env.h"
#include "rocksdb/file_system.h"
#include "rocksdb/options.h"
#include "rocksdb/utilities/backup_engine.h"
#include "rocksdb/write_batch.h"

#include "services/base/check.h"
#include "services/base/error.h"
#include "services/base/mutex.h"
#include "services/base/reasons.h"
#include "services/base/status_macros.h"
#include "storage/batch_check.h"
#include "storage/rocksdb/backups.h"
#include "storage/rocksdb/content.h"
#include "storage/rocksdb/database.h"
#include "storage/rocksdb/directory.h"
#include "storage/rocksdb/floor.h"
#include "storage/rocksdb/format.h"
#include "storage/rocksdb/slices.h"
#include "storage/rocksdb/warnings.h"

namespace dealboek::storage {
namespace {

using absl::StrCat;
using base::Error;
using base::MutexLock;
using base::Position;

// From how many records on a read is worth reading ahead for, past the block cache.
constexpr uint64_t kLongRead = 4096;
constexpr size_t kReadAheadBytes = size_t{4} << 20;

rocksdb::Slice ToSlice(absl::string_view view) { return {view.data(), view.size()}; }
absl::string_view View(const rocksdb::Slice& slice) { return {slice.data(), slice.size()}; }

std::string Random(base::Randomness& randomness, size_t count) {
  std::vector<uint8_t> bytes(count);
  randomness.Fill(absl::MakeSpan(bytes));
  return std::string(bytes.begin(), bytes.end());
}

void Put(rocksdb::WriteBatch& write, rocksdb::ColumnFamilyHandle* family, absl::string_view key,
         absl::string_view value) {
  CHECK(write.Put(family, ToSlice(key), ToSlice(value)).ok());  // memory only
}

// Why RocksDB would not read the log, in our words. `status` is not OK.
absl::Status ReadingError(const RocksDbOptions& options, const rocksdb::Status& status) {
  if (status.IsIOError() && !status.IsPathNotFound()) return LogReadError(status);

  // Damage. Which event it hit RocksDB cannot say, so look how far the intact part goes.
  std::string intact = "None of it could be read";
  std::unique_ptr<Database> database;
  uint64_t first_bad = 0;
  if (Database::Open(options, Database::Mode::kLookInto, &database).ok()) {
    if (const auto meta = ReadMeta(*database, nullptr); meta.ok()) {
      first_bad = meta->commit + 1;
      intact = StrCat("Intact up to commit ", meta->commit, " (", DescribeHeads(*meta),
                      "), so the first bad one is commit ", first_bad);
    }
  }
  return base::WithDetail(
      LogDamaged(StrCat("RocksDB says: ", InOneLine(status), ". ", intact, ".")),
      {std::string(base::kLogDamaged),
       {{"directory", options.data_dir}, {"firstBadCommit", StrCat(first_bad)}},
       {},
       ""});
}

// Why RocksDB would not open, or make, the log for writing. `status` is not OK.
absl::Status OpenError(const RocksDbOptions& options, const rocksdb::Status& status) {
  rocksdb::FileSystem& fs = FileSystemOf(options.env);
  const std::string path = DatabasePath(options.data_dir);
  const bool there = CheckDirectory(fs, path).code() != absl::StatusCode::kNotFound;
  if (there) RETURN_IF_ERROR(DatabaseLock::Take(fs, options.data_dir).status());
  RETURN_IF_ERROR(CheckWritable(fs, options.data_dir));
  if (there) RETURN_IF_ERROR(CheckWritable(fs, path));
  if (status.IsNoSpace()) {
    return Error(absl::StatusCode::kResourceExhausted, base::kDiskFull,
                 StrCat("The disk of ", options.data_dir, " is full. Make room and start again."),
                 {{"directory", options.data_dir}});
  }
  if (status.IsIOError() && !status.IsPathNotFound()) {
    return Error(absl::StatusCode::kUnavailable, base::kLogWriteFailed,
                 StrCat("The log in ", options.data_dir, " could not be opened: ",
                        InOneLine(status), ". Look after its disk, then start again."),
                 {{"directory", options.data_dir}});
  }
  return ReadingError(options, status);
}

// The book and position after the intact end, when there is but one book that it can be.
std::vector<std::pair<std::string, std::string>> BelowFloorMetadata(const LogMeta& meta,
                                                                    const Floor& floor) {
  std::vector<std::pair<std::string, std::string>> metadata = {
      {"lastCommit", StrCat(meta.commit)},
      {"firstMissingCommit", StrCat(meta.commit + 1)},
      {"floorCommit", StrCat(floor.commit)}};
  if (meta.books.size() == 1) {
    metadata.emplace_back("book", meta.books.begin()->first);
    metadata.emplace_back("position", StrCat(meta.books.begin()->second.head.Next().value()));
  }
  return metadata;
}

// A floor of a log that never was this one.
absl::Status CheckSameLog(const RocksDbOptions& options, const LogMeta& meta, const Floor& floor) {
  if (IsSameLog(meta.identity, floor.identity)) return absl::OkStatus();
  return Error(absl::StatusCode::kFailedPrecondition, base::kFloorOfAnotherLog,
               StrCat("The floor in ", options.floor_dir, " is of another log than the one in ",
                      options.data_dir,
                      ". Check both paths. If this log's own floor is lost, `dealboekd restore "
                      "--accept-loss` takes an empty directory for its floor."),
               {{"directory", options.data_dir}, {"floorDirectory", options.floor_dir}});
}

absl::Status CheckFloor(const RocksDbOptions& options, const LogMeta& meta, const KeptFloor& kept) {
  const Floor& floor = kept.floor;
  RETURN_IF_ERROR(CheckSameLog(options, meta, floor));
  if (meta.identity != floor.identity) {
    return Error(absl::StatusCode::kFailedPrecondition, base::kFloorOfAnotherLog,
                 StrCat("A loss was accepted between the log in ", options.data_dir,
                        " and the floor in ", options.floor_dir,
                        ": one of the two is an older copy. For a restored backup, `dealboekd "
                        "restore --accept-loss` accepts the log as it is, and every book records "
                        "that."),
                 {{"directory", options.data_dir}, {"floorDirectory", options.floor_dir}});
  }
  if (meta.commit < floor.commit) {
    return Error(
        absl::StatusCode::kDataLoss, base::kLogBelowFloor,
        StrCat("The log ends at commit ", meta.commit, " (", DescribeHeads(meta), "), but commit ",
               floor.commit, " was acknowledged: commits from ", meta.commit + 1,
               " on are lost. Restore the newest backup; if that is what this is, `dealboekd "
               "restore --accept-loss` accepts it, and every book records that."),
        BelowFloorMetadata(meta, floor));
  }
  for (const auto& [book, tree] : kept.roots) {
    const auto found = meta.books.find(book);
    const Position head = found == meta.books.end() ? Position() : found->second.head;
    if (head.value() >= tree.size) continue;
    return Error(
        absl::StatusCode::kDataLoss, base::kLogBelowFloor,
        StrCat("Book ", book, " ends at position ", head.value(), ", but ", tree.size,
               " of its records were acknowledged. Restore the newest backup; if that is "
               "what this is, `dealboekd restore --accept-loss` accepts it, and every book "
               "records that."),
        {{"lastCommit", StrCat(meta.commit)},
         {"floorCommit", StrCat(floor.commit)},
         {"book", book},
         {"position", StrCat(head.Next().value())}});
  }
  return absl::OkStatus();
}

// The log is not the one that its floor vouches for: it begins otherwise.
absl::Status LogForked(const RocksDbOptions& options, const BookHead& at) {
  return Error(
      absl::StatusCode::kDataLoss, base::kLogForked,
      StrCat("The first ", at.head.value(), " records of book ", at.book, " in ", options.data_dir,
             " are not those that were acknowledged: the floor in ", options.floor_dir,
             " has another root for them. Somebody changed the log, or it is another copy. "
             "Keep both directories as they are, and restore a backup."),
      {{"directory", options.data_dir}, {"book", at.book}, {"position", StrCat(at.head.value())}});
}

// A log that was found whole, open for writing.
struct Opened {
  std::unique_ptr<Database> database;
  LogMeta meta;
  std::map<std::string, Frontier> trees;
  MadeAnew made_anew;

  std::vector<BookTree> Trees() const {
    std::vector<BookTree> all;
    all.reserve(trees.size());
    for (const auto& [book, tree] : trees) all.push_back({book, {tree.size(), tree.Root()}});
    return all;
  }
};

// What follows from the records and is missing.
struct Missing {
  std::map<std::string, std::vector<RequestEntry>> requests;  // by book
  std::vector<std::string> trees;                             // books
};

absl::Status MakeAnew(const Database& database, const Missing& missing, Opened& opened) {
  rocksdb::WriteBatch write;
  for (const auto& [book, entries] : missing.requests) {
    for (const RequestEntry& entry : entries) {
      const std::string key = RequestKey(book, entry.actor, entry.request_id);
      Put(write, database.requests(), key, RequestValue(key, entry));
      ++opened.made_anew.requests;
    }
  }
  opened.made_anew.trees = missing.trees.size();
  if (missing.requests.empty() && missing.trees.empty()) return absl::OkStatus();
  // Dying before the last sync leaves some missing, or none: the next start looks again.
  if (write.Count() > 0) {
    const rocksdb::Status written = database.Write(write);
    if (!written.ok()) return LogWriteFailed(StrCat(InOneLine(written), "."));
  }
  for (const std::string& book : missing.trees) {
    RETURN_IF_ERROR(WriteTreeAnew(database, book, opened.meta.books.at(book).head));
  }
  const std::atomic<bool> never = false;
  return CheckContent(database, opened.meta, nullptr, never).status();
}

// Reads the whole log, asks `check` about it, holds it against the roots of `kept` when that is of
// this very log (an older copy from before an accepted loss may have gone on otherwise), and opens
// it for writing. What is refused is as it was.
absl::StatusOr<Opened> OpenWhole(const RocksDbOptions& options, const KeptFloor& kept,
                                 absl::FunctionRef<absl::Status(const LogMeta& meta)> check) {
  rocksdb::FileSystem& fs = FileSystemOf(options.env);
  ASSIGN_OR_RETURN(const int format, ReadFormatFile(fs, options.data_dir));

  // Opening for writing rewrites the write-ahead file and deletes it: evidence, if the log is to be
  // refused. So first look without writing, while nobody else can.
  Missing missing;
  Opened opened;
  uint64_t commit = 0;
  {
    ASSIGN_OR_RETURN(const DatabaseLock lock, DatabaseLock::Take(fs, options.data_dir));
    std::unique_ptr<Database> database;
    const rocksdb::Status read = Database::Open(options, Database::Mode::kRead, &database);
    if (!read.ok()) return ReadingError(options, read);
    ASSIGN_OR_RETURN(const LogMeta meta, ReadMeta(*database, nullptr));
    ASSIGN_OR_RETURN(Content content, ReadContent(*database, meta, kept.roots));
    RETURN_IF_ERROR(check(meta));
    if (content.forked.has_value() && meta.identity == kept.floor.identity) {
      return LogForked(options, *content.forked);
    }
    for (const std::string& book : content.lack_requests) {
      if (options.request_of == nullptr) return RequestEntryDamaged(book);
      ASSIGN_OR_RETURN(missing.requests[book],
                       MissingRequests(*database, book, meta.books.at(book), options.request_of));
    }
    for (const auto& lacks : content.lack_tree) missing.trees.push_back(lacks.first);
    opened.trees = std::move(content.trees);
    commit = meta.commit;
  }

  // First, so that no older server opens what it would not know: what this adds it would drop.
  opened.made_anew.of_format = format;
  if (format != kFormat) RETURN_IF_ERROR(WriteFormatFile(fs, options.data_dir));
  const rocksdb::Status status = Database::Open(options, Database::Mode::kOpen, &opened.database);
  if (!status.ok()) return OpenError(options, status);
  ASSIGN_OR_RETURN(opened.meta, ReadMeta(*opened.database, nullptr));
  RETURN_IF_ERROR(check(opened.meta));
  if (opened.meta.commit != commit) {  // another server came in between
    return Error(absl::StatusCode::kUnavailable, base::kLogReadFailed,
                 StrCat("The log in ", options.data_dir, " went from commit ", commit, " to ",
                        opened.meta.commit, " while it was being opened. Start again."),
                 {{"directory", options.data_dir}});
  }
  RETURN_IF_ERROR(MakeAnew(*opened.database, missing, opened));
  return opened;
}

class RocksDbEventLogImpl : public RocksDbEventLog {
 public:
  RocksDbEventLogImpl(RocksDbOptions options, std::unique_ptr<FloorWriter> floor, Opened opened)
      : options_(std::move(options)),
        fs_(FileSystemOf(options_.env)),
        identity_(opened.meta.identity),
        made_anew_(opened.made_anew),
        database_(std::move(opened.database)),
        books_(BooksOf(opened)),
        events_(CountEvents(books_)),
        commit_(opened.meta.commit),
        floor_commit_(opened.meta.commit),
        floor_(std::move(floor)) {
    if (options_.floor_interval < absl::InfiniteDuration()) {
      floor_thread_ = std::thread([this] { KeepFloor(); });
    }
  }

  ~RocksDbEventLogImpl() override { Close().IgnoreError(); }

  absl::Status Append(absl::Span<const BookBatch> batches) override;
  absl::Status Health() const override;
  absl::Status Read(absl::string_view book, Position from, Position to,
                    RecordSink sink) const override;
  Position Head(absl::string_view book) const override;
  absl::Status WaitFor(absl::string_view book, Position position,
                       absl::Duration timeout) const override;
  absl::StatusOr<std::optional<RequestEntry>> FindRequest(
      absl::string_view book, absl::string_view actor, absl::string_view request_id) const override;
  absl::Status ReadRequests(absl::string_view book, RequestSink sink) const override;
  std::vector<BookHead> Books(absl::string_view after, size_t limit) const override;
  std::vector<PendingLoss> PendingLosses() const override;
  absl::StatusOr<Verified> VerifyAll() const override;
  TreeHead Tree(absl::string_view book) const override;
  absl::StatusOr<std::string> ReadTile(absl::string_view book, TileId tile,
                                       int width) const override;
  MadeAnew WhatWasMadeAnew() const override { return made_anew_; }
  absl::StatusOr<LogFigures> LookAtFigures() const override;
  absl::Status MoveFloor() override;
  absl::Status BackUp(rocksdb::BackupEngine& engine,
                      absl::FunctionRef<absl::StatusOr<std::string>(const LogPoint& point)>
                          describe) const override;
  absl::Status Close() override;

 private:
  struct Book {
    BookState state;
    Frontier tree;
  };
  using BookMap = std::map<std::string, Book, std::less<>>;

  // A call that uses the database, which stays open until it has ended.
  class Call {
   public:
    explicit Call(const RocksDbEventLogImpl* log) : log_(log) {}
    Call(Call&& other) noexcept : log_(std::exchange(other.log_, nullptr)) {}
    Call& operator=(Call&&) = delete;
    ~Call() {
      if (log_ == nullptr) return;
      MutexLock lock(log_->mutex_);
      if (--log_->calls_ == 0) log_->changed_.NotifyAll();
    }

   private:
    const RocksDbEventLogImpl* log_;
  };
  absl::StatusOr<Call> Begin() const;

  static BookMap BooksOf(Opened& opened);
  static uint64_t CountEvents(const BookMap& books);
  Position HeadLocked(absl::string_view book) const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::Status CheckRequestsNew(absl::Span<const BookBatch> batches) const;
  absl::Status CheckReserve() const;
  // `books`: those of the batches, as they will be, but for their trees, which it lets grow.
  rocksdb::WriteBatch MakeWrite(absl::Span<const BookBatch> batches, uint64_t commit,
                                BookMap& books) const;
  absl::Status Stop(absl::string_view why);
  absl::Status WriteFloor() ABSL_EXCLUSIVE_LOCKS_REQUIRED(floor_mutex_);
  // The floor thread.
  void KeepFloor();

  const RocksDbOptions options_;
  rocksdb::FileSystem& fs_;
  const LogIdentity identity_;
  const MadeAnew made_anew_;

  base::Mutex append_mutex_;  // held for a whole Append; taken before mutex_
  base::Mutex floor_mutex_;   // held for a whole MoveFloor; taken before mutex_

  mutable base::Mutex mutex_;
  mutable base::CondVar changed_;  // books_, stopped_, closing_, calls_, closed_
  base::CondVar floor_wake_;
  // Set to null by Close once no call is left; Begin hands out the right to use it.
  std::unique_ptr<Database> database_;
  // What is durable and acknowledged. RocksDB may show more: the end of an Append that has synced
  // and not yet returned.
  BookMap books_ ABSL_GUARDED_BY(mutex_);
  uint64_t events_ ABSL_GUARDED_BY(mutex_);  // in books_
  uint64_t commit_ ABSL_GUARDED_BY(mutex_);
  std::set<std::string, std::less<>> changed_books_ ABSL_GUARDED_BY(mutex_);  // since floor_commit_
  uint64_t floor_commit_ ABSL_GUARDED_BY(mutex_);          // as in the floor file
  absl::Time floor_behind_since_ ABSL_GUARDED_BY(mutex_);  // when floor_commit_ is behind commit_
  std::optional<std::string> stopped_ ABSL_GUARDED_BY(mutex_);
  mutable int calls_ ABSL_GUARDED_BY(mutex_) = 0;
  bool closing_ ABSL_GUARDED_BY(mutex_) = false;
  std::optional<absl::Status> closed_ ABSL_GUARDED_BY(mutex_);
  std::atomic<bool> stopping_ = false;  // closing_, for loops over records

  const std::unique_ptr<FloorWriter> floor_ ABSL_PT_GUARDED_BY(floor_mutex_);

  std::thread floor_thread_;  // last: it uses the rest
};

absl::StatusOr<RocksDbEventLogImpl::Call> RocksDbEventLogImpl::Begin() const {
  MutexLock lock(mutex_);
  if (closing_) return LogStopped("it is closed.");
  ++calls_;
  return Call(this);
}

Position RocksDbEventLogImpl::HeadLocked(absl::string_view book) const {
  const auto found = books_.find(book);
  return found == books_.end() ? Position() : found->second.state.head;
}

absl::Status RocksDbEventLogImpl::CheckReserve() const {
  for (const std::string* directory : {&options_.data_dir, &options_.floor_dir}) {
    uint64_t free_bytes = 0;
    // A file system that cannot tell is taken at the word of its next write.
    if (fs_.GetFreeSpace(*directory, rocksdb::IOOptions(), &free_bytes, nullptr).ok() &&
        free_bytes < options_.reserve_bytes) {
      return DiskFullFloor(free_bytes, options_.reserve_bytes, *directory);
    }
  }
  return absl::OkStatus();
}

absl::Status RocksDbEventLogImpl::CheckRequestsNew(absl::Span<const BookBatch> batches) const {
  absl::flat_hash_set<std::string> seen;
  for (const BookBatch& batch : batches) {
    for (const RequestEntry& entry : batch.requests) {
      std::string key = RequestKey(batch.book, entry.actor, entry.request_id);
      rocksdb::PinnableSlice value;
      const rocksdb::Status status =
          database_->db().Get(rocksdb::ReadOptions(), database_->requests(), ToSlice(key), &value);
      if (status.ok() || !seen.insert(std::move(key)).second) return RequestEntryExists(batch.book);
      if (!status.IsNotFound()) return LogReadError(status);
    }
  }
  return absl::OkStatus();
}

rocksdb::WriteBatch RocksDbEventLogImpl::MakeWrite(absl::Span<const BookBatch> batches,
                                                   uint64_t commit, BookMap& books) const {
  size_t bytes = 256 * (1 + books.size());
  for (const BookBatch& batch : batches) {
    for (const std::string& record : batch.records)
      bytes += record.size() + 2 * batch.book.size() + 96;
    for (const RequestEntry& entry : batch.requests) {
      bytes +=
          batch.book.size() + entry.actor.size() + entry.request_id.size() + entry.hash.size() + 48;
    }
  }
  rocksdb::WriteBatch write(bytes);
  for (const BookBatch& batch : batches) {
    std::string key = RecordKey(batch.book, batch.first);
    Position at = batch.first;
    Frontier& tree = books.find(batch.book)->second.tree;
    Slicer slicer;
    const auto put_slice = [&](SliceId id, absl::string_view hashes) {
      const std::string slice_key = SliceKey(batch.book, id);
      Put(write, database_->tiles(), slice_key, Seal(slice_key, hashes));
    };
    for (const std::string& record : batch.records) {
      SetRecordPosition(key, at);
      Put(write, database_->records(), key, Seal(key, record));
      slicer.Add(record, tree, put_slice);
      at = at.Next();
    }
    slicer.Finish(put_slice);
    for (const RequestEntry& entry : batch.requests) {
      key = RequestKey(batch.book, entry.actor, entry.request_id);
      Put(write, database_->requests(), key, RequestValue(key, entry));
    }
  }
  for (const auto& [book, known] : books) {
    const std::string key = BookKey(book);
    Put(write, database_->meta(), key, BookValue(key, known.state));
  }
  Put(write, database_->meta(), kCommitKey, CommitValue(commit));
  return write;
}

absl::Status RocksDbEventLogImpl::Append(absl::Span<const BookBatch> batches) {
  ASSIGN_OR_RETURN(const Call call, Begin());
  MutexLock append_lock(append_mutex_);
  uint64_t commit = 0;
  uint64_t events = 0;
  BookMap next;  // the books of the batches, as they will be
  {
    MutexLock lock(mutex_);
    if (stopped_.has_value()) return LogStopped(*stopped_);
    if (batches.empty()) return absl::OkStatus();
    RETURN_IF_ERROR(CheckBatches(batches,
                                 [&](absl::string_view book)
                                     ABSL_NO_THREAD_SAFETY_ANALYSIS { return HeadLocked(book); }));
    commit = commit_ + 1;
    for (const BookBatch& batch : batches) {
      auto [book, added] = next.try_emplace(batch.book);
      if (const auto known = books_.find(batch.book); added && known != books_.end()) {
        book->second = known->second;
      }
      BookState& state = book->second.state;
      state.head = Position(batch.first.value() + batch.records.size() - 1);
      state.requests += batch.requests.size();
      events += batch.records.size();
      if (batch.records_loss) state.loss.reset();
    }
  }
  RETURN_IF_ERROR(CheckRequestsNew(batches));
  RETURN_IF_ERROR(CheckReserve());

  // If we die before the sync in Write has succeeded, nobody was told: after the next start all of
  // this batch is there or none of it (RocksDB drops a torn end). Once it has, all of it is.
  rocksdb::WriteBatch write = MakeWrite(batches, commit, next);
  const rocksdb::Status written = database_->Write(write);
  if (!written.ok()) {
    // Not retried: after a failed sync the kernel may call pages clean that it never wrote. The
    // next start reads what there is and writes it anew.
    return Stop(InOneLine(written));
  }

  // Durable, so it may be shown and acknowledged. If we die here the caller asks again and finds
  // its request carried out. The floor follows within floor_interval.
  MutexLock lock(mutex_);
  for (auto& [book, known] : next) {
    changed_books_.insert(book);
    books_[book] = std::move(known);
  }
  if (commit_ == floor_commit_) floor_behind_since_ = absl::Now();
  events_ += events;
  commit_ = commit;
  changed_.NotifyAll();
  return absl::OkStatus();
}

absl::Status RocksDbEventLogImpl::Health() const {
  MutexLock lock(mutex_);
  if (closing_) return LogStopped("it is closed.");
  return stopped_.has_value() ? LogStopped(*stopped_) : absl::OkStatus();
}

absl::Status RocksDbEventLogImpl::Stop(absl::string_view why) {
  MutexLock lock(mutex_);
  if (!stopped_.has_value()) stopped_ = StrCat("an earlier write failed (", why, ").");
  changed_.NotifyAll();
  return LogWriteFailed(StrCat(why, "."));
}

absl::Status RocksDbEventLogImpl::Read(absl::string_view book, Position from, Position to,
                                       RecordSink sink) const {
  RETURN_IF_ERROR(CheckReadFrom(book, from));
  ASSIGN_OR_RETURN(const Call call, Begin());
  to = std::min(to, Head(book));
  if (from > to) return absl::OkStatus();

  // Bounds, so that neither reading ahead nor a bad key leads into another book.
  std::string key = RecordKey(book, from);
  const std::string end = RecordKey(book, to) + '\0';
  const rocksdb::Slice end_slice = end;
  rocksdb::ReadOptions options;
  options.iterate_upper_bound = &end_slice;
  if (to.value() - from.value() >= kLongRead) {
    options.readahead_size = kReadAheadBytes;
    options.fill_cache = false;
  }
  const std::unique_ptr<rocksdb::Iterator> iterator(
      database_->db().NewIterator(options, database_->records()));
  iterator->Seek(key);
  for (Position at = from; at <= to; at = at.Next(), iterator->Next()) {
    SetRecordPosition(key, at);
    if (!iterator->Valid()) return ReadError(iterator->status(), book, at);
    if (View(iterator->key()) != key) return RecordMissing(book, at);
    const auto record = Unseal(key, View(iterator->value()));
    if (!record.has_value()) return RecordDamaged(book, at);
    if (!sink(at, *record)) break;
    if (stopping_.load(std::memory_order_relaxed)) return LogStopped("it is closed.");
  }
  return absl::OkStatus();
}

Position RocksDbEventLogImpl::Head(absl::string_view book) const {
  MutexLock lock(mutex_);
  return HeadLocked(book);
}

TreeHead RocksDbEventLogImpl::Tree(absl::string_view book) const {
  Frontier tree;
  {
    MutexLock lock(mutex_);
    const auto found = books_.find(book);
    if (found == books_.end()) return {};
    tree = found->second.tree;
  }
  return {tree.size(), tree.Root()};
}

absl::StatusOr<std::string> RocksDbEventLogImpl::ReadTile(absl::string_view book, TileId tile,
                                                          int width) const {
  ASSIGN_OR_RETURN(const Call call, Begin());
  // RocksDB may show more: the end of an Append that has synced and not yet returned.
  RETURN_IF_ERROR(CheckTile(book, tile, width, Head(book).value()));
  return ReadTileOf(*database_, book, tile, width);
}

absl::Status RocksDbEventLogImpl::WaitFor(absl::string_view book, Position position,
                                          absl::Duration timeout) const {
  ASSIGN_OR_RETURN(const Call call, Begin());  // so that Close waits until we are out
  MutexLock lock(mutex_);
  const absl::Time until = absl::Now() + timeout;
  while (HeadLocked(book) < position) {
    if (closing_) return LogStopped("it is closed.");
    if (stopped_.has_value()) return LogStopped(*stopped_);
    const absl::Duration left = until - absl::Now();
    if (left <= absl::ZeroDuration()) return PositionNotReached(book, position, HeadLocked(book));
    changed_.WaitFor(mutex_, left);
  }
  return absl::OkStatus();
}

absl::StatusOr<std::optional<RequestEntry>> RocksDbEventLogImpl::FindRequest(
    absl::string_view book, absl::string_view actor, absl::string_view request_id) const {
  if (actor.empty() || actor.size() > kMaxActorBytes || request_id.empty()) return std::nullopt;
  ASSIGN_OR_RETURN(const Call call, Begin());
  const std::string key = RequestKey(book, actor, request_id);
  rocksdb::PinnableSlice value;
  const rocksdb::Status status =
      database_->db().Get(rocksdb::ReadOptions(), database_->requests(), ToSlice(key), &value);
  if (status.IsNotFound()) return std::nullopt;
  if (status.IsCorruption()) return RequestEntryDamaged(book);
  if (!status.ok()) return LogReadError(status);
  auto parsed = ParseRequest(key, View(value));
  if (!parsed.has_value()) return RequestEntryDamaged(book);
  if (parsed->entry.last > Head(book)) return std::nullopt;  // synced, not yet acknowledged
  return std::move(parsed->entry);
}

absl::Status RocksDbEventLogImpl::ReadRequests(absl::string_view book, RequestSink sink) const {
  ASSIGN_OR_RETURN(const Call call, Begin());
  const Position head = Head(book);
  if (head == Position()) return absl::OkStatus();
  const std::string end = PastBook(book);
  const rocksdb::Slice end_slice = end;
  rocksdb::ReadOptions options;
  options.iterate_upper_bound = &end_slice;
  options.readahead_size = kReadAheadBytes;
  options.fill_cache = false;
  const std::unique_ptr<rocksdb::Iterator> iterator(
      database_->db().NewIterator(options, database_->requests()));
  const std::string begin = StrCat(book, absl::string_view("\0", 1));
  for (iterator->Seek(begin); iterator->Valid(); iterator->Next()) {
    const auto parsed = ParseRequest(View(iterator->key()), View(iterator->value()));
    if (!parsed.has_value()) return RequestEntryDamaged(book);
    if (parsed->entry.last > head) continue;  // synced, not yet acknowledged
    if (!sink(parsed->entry)) return absl::OkStatus();
    if (stopping_.load(std::memory_order_relaxed)) return LogStopped("it is closed.");
  }
  if (iterator->status().IsCorruption()) return RequestEntryDamaged(book);
  return iterator->status().ok() ? absl::OkStatus() : LogReadError(iterator->status());
}

std::vector<BookHead> RocksDbEventLogImpl::Books(absl::string_view after, size_t limit) const {
  MutexLock lock(mutex_);
  std::vector<BookHead> books;
  for (auto it = books_.upper_bound(after); it != books_.end() && books.size() < limit; ++it) {
    books.push_back({it->first, it->second.state.head});
  }
  return books;
}

std::vector<PendingLoss> RocksDbEventLogImpl::PendingLosses() const {
  MutexLock lock(mutex_);
  std::vector<PendingLoss> losses;
  for (const auto& [name, book] : books_) {
    if (book.state.loss.has_value()) losses.push_back(*book.state.loss);
  }
  return losses;
}

absl::StatusOr<Verified> RocksDbEventLogImpl::VerifyAll() const {
  ASSIGN_OR_RETURN(const Call call, Begin());
  rocksdb::ManagedSnapshot snapshot(&database_->db());
  ASSIGN_OR_RETURN(const LogMeta meta, ReadMeta(*database_, snapshot.snapshot()));
  return CheckContent(*database_, meta, snapshot.snapshot(), stopping_);
}

void RocksDbEventLogImpl::KeepFloor() {
  do {
    MutexLock lock(mutex_);
    if (!closing_) floor_wake_.WaitFor(mutex_, options_.floor_interval);
  } while (MoveFloor().ok());  // not once the log is closed
}

absl::Status RocksDbEventLogImpl::MoveFloor() {
  ASSIGN_OR_RETURN(const Call call, Begin());
  MutexLock floor_lock(floor_mutex_);
  const absl::Status written = WriteFloor();
  if (!written.ok()) {
    // Without its floor the log cannot notice what it loses, so it takes no more.
    MutexLock lock(mutex_);
    if (!stopped_.has_value()) {
      stopped_ =
          StrCat("its floor could not be moved (", absl::string_view(written.message()), ")");
    }
    changed_.NotifyAll();
  }
  return written;
}

absl::Status RocksDbEventLogImpl::WriteFloor() {
  const bool all = floor_->WantsAll();
  std::vector<std::pair<std::string, Frontier>> grown;
  uint64_t commit = 0;
  absl::Time since;
  {
    MutexLock lock(mutex_);
    if (commit_ == floor_commit_) return absl::OkStatus();
    commit = commit_;
    since = absl::Now();
    if (all) {
      for (const auto& [name, book] : books_) grown.emplace_back(name, book.tree);
    } else {
      for (const std::string& book : changed_books_) {
        grown.emplace_back(book, books_.find(book)->second.tree);
      }
    }
    changed_books_.clear();
  }
  std::vector<BookTree> trees;
  trees.reserve(grown.size());
  for (auto& [book, tree] : grown) trees.push_back({std::move(book), {tree.size(), tree.Root()}});
  RETURN_IF_ERROR(all ? floor_->Begin(commit, trees) : floor_->Move(commit, trees));
  MutexLock lock(mutex_);
  floor_commit_ = commit;
  floor_behind_since_ = since;
  return absl::OkStatus();
}

RocksDbEventLogImpl::BookMap RocksDbEventLogImpl::BooksOf(Opened& opened) {
  BookMap books;
  for (auto& [book, state] : opened.meta.books) {
    books.emplace(book, Book{std::move(state), std::move(opened.trees.at(book))});
  }
  return books;
}

uint64_t RocksDbEventLogImpl::CountEvents(const BookMap& books) {
  uint64_t events = 0;
  for (const auto& [name, book] : books) events += book.state.head.value();
  return events;
}

absl::StatusOr<LogFigures> RocksDbEventLogImpl::LookAtFigures() const {
  ASSIGN_OR_RETURN(const Call call, Begin());
  LogFigures figures;
  figures.reserve_bytes = options_.reserve_bytes;
  {
    MutexLock lock(mutex_);
    figures.books = books_.size();
    figures.events = events_;
    figures.commit = commit_;
    figures.floor_commit = floor_commit_;
    if (commit_ != floor_commit_) {
      figures.floor_lag = std::max(absl::Now() - floor_behind_since_, absl::ZeroDuration());
    }
  }
  const auto free_under = [&](const std::string& directory) -> std::optional<uint64_t> {
    uint64_t bytes = 0;
    const bool told = fs_.GetFreeSpace(directory, rocksdb::IOOptions(), &bytes, nullptr).ok();
    return told ? std::optional(bytes) : std::nullopt;
  };
  figures.data_free_bytes = free_under(options_.data_dir);
  figures.floor_free_bytes = free_under(options_.floor_dir);
  figures.rocksdb = database_->Figures();
  return figures;
}

absl::Status RocksDbEventLogImpl::BackUp(
    rocksdb::BackupEngine& engine,
    absl::FunctionRef<absl::StatusOr<std::string>(const LogPoint& point)> describe) const {
  ASSIGN_OR_RETURN(const Call call, Begin());
  LogPoint point;
  {
    MutexLock lock(mutex_);
    point = {identity_, commit_, floor_commit_, books_.size(), events_, {}};
    for (const auto& [name, book] : books_) {
      if (point.heads.size() == kMaxBackupHeads) break;
      point.heads.push_back({name, book.state.head});
    }
  }
  ASSIGN_OR_RETURN(const std::string description, describe(point));
  // Without a flush: a backup then writes nothing beside the log. What is in the write-ahead file
  // only is copied with it.
  rocksdb::CreateBackupOptions how;
  how.flush_before_backup = false;
  const rocksdb::IOStatus made =
      engine.CreateNewBackupWithMetadata(how, &database_->db(), description);
  return made.ok() ? absl::OkStatus() : BackupError(made);
}

absl::Status RocksDbEventLogImpl::Close() {
  {
    MutexLock lock(mutex_);
    if (closing_) {
      while (!closed_.has_value()) changed_.Wait(mutex_);
      return *closed_;
    }
    closing_ = true;
    stopping_ = true;
    changed_.NotifyAll();
    floor_wake_.NotifyAll();
    while (calls_ > 0) changed_.Wait(mutex_);
  }
  if (floor_thread_.joinable()) floor_thread_.join();

  // Alone now. Written even when the log has stopped: what was acknowledged before that holds.
  absl::Status result;
  {
    MutexLock floor_lock(floor_mutex_);
    result = WriteFloor();
  }
  database_.reset();
  MutexLock lock(mutex_);
  closed_ = result;
  changed_.NotifyAll();
  return result;
}

}  // namespace

absl::Status RocksDbEventLog::Init(const RocksDbOptions& options, base::Randomness& randomness) {
  rocksdb::FileSystem& fs = FileSystemOf(options.env);
  RETURN_IF_ERROR(CheckApart(options.data_dir, options.floor_dir));
  for (const std::string* directory : {&options.data_dir, &options.floor_dir}) {
    RETURN_IF_ERROR(MakeDirectory(fs, *directory));
    RETURN_IF_ERROR(CheckEmpty(fs, *directory));
    RETURN_IF_ERROR(CheckWritable(fs, *directory));
  }

  // FORMAT comes after the database and the floor last: a directory with FORMAT holds a whole log,
  // and a pair with a floor is complete. Dying earlier leaves what neither Open nor Init accepts.
  const LogIdentity identity = Random(randomness, kLogIdentityBytes);
  {
    std::unique_ptr<Database> database;
    const rocksdb::Status created = Database::Open(options, Database::Mode::kCreate, &database);
    if (!created.ok()) return OpenError(options, created);
    rocksdb::WriteBatch write;
    Put(write, database->meta(), kIdentityKey, IdentityValue(identity));
    Put(write, database->meta(), kCommitKey, CommitValue(0));
    const rocksdb::Status written = database->Write(write);
    if (!written.ok()) return LogWriteFailed(StrCat(InOneLine(written), "."));
  }
  const rocksdb::IOStatus synced = SyncDirectory(fs, options.data_dir);
  if (!synced.ok()) return LogWriteFailed(StrCat(InOneLine(synced), "."));
  RETURN_IF_ERROR(WriteFormatFile(fs, options.data_dir));
  return WriteFirstFloor(fs, options.floor_dir, identity);
}

absl::StatusOr<std::unique_ptr<RocksDbEventLog>> RocksDbEventLog::Open(
    const RocksDbOptions& options) {
  rocksdb::FileSystem& fs = FileSystemOf(options.env);
  RETURN_IF_ERROR(CheckDirectory(fs, options.data_dir));
  RETURN_IF_ERROR(CheckDirectory(fs, options.floor_dir));
  RETURN_IF_ERROR(ReadFormatFile(fs, options.data_dir).status());
  ASSIGN_OR_RETURN(const KeptFloor kept, ReadFloor(fs, options.floor_dir));

  ASSIGN_OR_RETURN(Opened opened, OpenWhole(options, kept, [&](const LogMeta& meta) {
                     return CheckFloor(options, meta, kept);
                   }));

  // What recovery found beyond the floor is durable now (RocksDB has just rewritten it), so the
  // floor may rise to it. Written also when it need not: who cannot would stop a second later.
  auto floor = std::make_unique<FloorWriter>(fs, options.floor_dir, opened.meta.identity);
  RETURN_IF_ERROR(floor->Begin(opened.meta.commit, opened.Trees()));
  return std::make_unique<RocksDbEventLogImpl>(options, std::move(floor), std::move(opened));
}

absl::StatusOr<AcceptedLoss> RocksDbEventLog::RestoreAcceptLoss(const RocksDbOptions& options,
                                                                base::Randomness& randomness) {
  rocksdb::FileSystem& fs = FileSystemOf(options.env);
  RETURN_IF_ERROR(CheckDirectory(fs, options.data_dir));
  RETURN_IF_ERROR(CheckDirectory(fs, options.floor_dir));
  RETURN_IF_ERROR(ReadFormatFile(fs, options.data_dir).status());
  const absl::StatusOr<KeptFloor> read = ReadFloor(fs, options.floor_dir);
  const KeptFloor kept = read.ok() ? *read : KeptFloor();
  const Floor& floor = kept.floor;

  ASSIGN_OR_RETURN(
      const Opened opened, OpenWhole(options, kept, [&](const LogMeta& meta) -> absl::Status {
        if (!read.ok()) return absl::OkStatus();
        // Else its commit would count for this log, and it would be lost to its own.
        RETURN_IF_ERROR(CheckSameLog(options, meta, floor));
        if (floor.identity != meta.identity || meta.commit < floor.commit) {
          return absl::OkStatus();
        }
        return Error(absl::StatusCode::kFailedPrecondition, base::kNothingToAccept,
                     StrCat("The log in ", options.data_dir, " is whole up to commit ", meta.commit,
                            ", at or above its floor. Nothing was changed: start the server."),
                     {{"directory", options.data_dir}, {"lastCommit", StrCat(meta.commit)}});
      }));
  const Database& database = *opened.database;
  const LogMeta& meta = opened.meta;

  AcceptedLoss accepted;
  accepted.commit = meta.commit;
  accepted.floor_commit = floor.commit;
  const LogIdentity identity = meta.identity.substr(0, kLineageBytes) +
                               Random(randomness, kLogIdentityBytes - kLineageBytes);
  const uint64_t commit = std::max(accepted.commit, accepted.floor_commit) + 1;
  rocksdb::WriteBatch write;
  for (const auto& [book, state] : meta.books) {
    BookState marked = state;
    marked.loss = PendingLoss{book, state.head, accepted.commit, accepted.floor_commit};
    if (state.loss.has_value()) {
      marked.loss->head = std::min(state.loss->head, marked.loss->head);
      marked.loss->commit = std::min(state.loss->commit, marked.loss->commit);
      marked.loss->floor_commit = std::max(state.loss->floor_commit, marked.loss->floor_commit);
    }
    const std::string key = BookKey(book);
    Put(write, database.meta(), key, BookValue(key, marked));
    accepted.books.push_back(*std::move(marked.loss));
  }
  Put(write, database.meta(), kIdentityKey, IdentityValue(identity));
  Put(write, database.meta(), kCommitKey, CommitValue(commit));

  // Log first. Dying before the floor follows leaves a floor of another log: Open refuses, and
  // calling this again marks every book again.
  const rocksdb::Status written = database.Write(write);
  if (!written.ok()) return LogWriteFailed(StrCat(InOneLine(written), "."));
  RETURN_IF_ERROR(FloorWriter(fs, options.floor_dir, identity).Begin(commit, opened.Trees()));
  return accepted;
}

}  // namespace dealboek::storage
