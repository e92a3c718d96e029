#include "storage/rocksdb/backups.h"

#include <algorithm>
#include <atomic>
#include <map>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "rocksdb/db.h"
#include "rocksdb/env.h"
#include "rocksdb/file_system.h"
#include "rocksdb/utilities/backup_engine.h"
#include "rocksdb/write_batch.h"

#include "services/base/check.h"
#include "services/base/error.h"
#include "services/base/mutex.h"
#include "services/base/reasons.h"
#include "services/base/status_macros.h"
#include "storage/batch_check.h"
#include "storage/rocksdb/content.h"
#include "storage/rocksdb/crc32c.h"
#include "storage/rocksdb/database.h"
#include "storage/rocksdb/directory.h"
#include "storage/rocksdb/format.h"
#include "storage/rocksdb/slices.h"
#include "storage/rocksdb/warnings.h"

namespace dealboek::storage {
namespace {

using absl::StrCat;
using base::Error;
using base::Position;

rocksdb::Slice ToSlice(absl::string_view view) { return {view.data(), view.size()}; }

rocksdb::Env* EnvOf(const BackupOptions& options) {
  return options.env != nullptr ? options.env.get() : rocksdb::Env::Default();
}

// ------------------------------------------------------------------------- what a backup says

// The text that goes with a backup: FORMAT.md, "A backup".
std::string FirstLine(int format) { return StrCat("dealboek backup, log format ", format); }

bool IsFirstLine(absl::string_view line) {
  for (int format = kOldestFormat; format <= kFormat; ++format) {
    if (line == FirstLine(format)) return true;
  }
  return false;
}

std::string CheckLine(absl::string_view lines) {
  return StrCat("check ", absl::Hex(ExtendCrc32c(0, lines), absl::kZeroPad8), "\n");
}

std::string Describe(const LogPoint& point) {
  std::string text =
      StrCat(FirstLine(kFormat), "\nidentity ", absl::BytesToHexString(point.identity), "\ncommit ",
             point.commit, "\nfloor ", point.floor_commit, "\nbooks ", point.books, "\nevents ",
             point.events, "\n");
  for (const BookHead& head : point.heads) {
    absl::StrAppend(&text, "book ", head.book, " ", head.head.value(), "\n");
  }
  return text + CheckLine(text);
}

struct Described {
  Backup backup;
  LogIdentity identity;
};

// Nothing: the text is not what Describe makes.
std::optional<Described> Parse(const rocksdb::BackupInfo& info) {
  absl::string_view text = info.app_metadata;
  const size_t check = text.rfind("check ");
  if (check == absl::string_view::npos || text.substr(check) != CheckLine(text.substr(0, check))) {
    return std::nullopt;
  }
  std::vector<absl::string_view> lines = absl::StrSplit(text.substr(0, check), '\n');
  if (lines.size() < 7 || !IsFirstLine(lines[0]) || !lines.back().empty()) return std::nullopt;
  lines.pop_back();
  Described described;
  Backup& backup = described.backup;
  backup.number = info.backup_id;
  backup.made_at_seconds = info.timestamp;
  backup.bytes = info.size;
  const std::pair<absl::string_view, uint64_t*> numbers[] = {{"commit ", &backup.commit},
                                                             {"floor ", &backup.floor_commit},
                                                             {"books ", &backup.books},
                                                             {"events ", &backup.events}};
  if (!absl::ConsumePrefix(&lines[1], "identity ") || lines[1].size() != 2 * kLogIdentityBytes) {
    return std::nullopt;
  }
  described.identity = absl::HexStringToBytes(lines[1]);
  size_t at = 2;
  for (const auto& [word, number] : numbers) {
    absl::string_view line = lines[at++];
    if (!absl::ConsumePrefix(&line, word) || !absl::SimpleAtoi(line, number)) return std::nullopt;
  }
  for (; at < lines.size(); ++at) {
    const std::vector<absl::string_view> words = absl::StrSplit(lines[at], ' ');
    uint64_t head = 0;
    if (words.size() != 3 || words[0] != "book" || !absl::SimpleAtoi(words[2], &head)) {
      return std::nullopt;
    }
    backup.heads.push_back({std::string(words[1]), Position(head)});
  }
  return described;
}

// -------------------------------------------------------------------------------------- errors

absl::Status UnderWay() {
  return base::WithDetail(
      absl::FailedPreconditionError("A backup is being made already. Wait until it is done."),
      {std::string(base::kBackupUnderWay),
       {},
       {},
       "Er wordt al een back-up gemaakt. Wacht tot die klaar is."});
}

absl::Status Unknown(uint32_t number, const std::string& directory) {
  const bool any = number == 0;
  return base::WithDetail(
      absl::NotFoundError(any ? StrCat("There is no backup in ", directory, " yet.")
                              : StrCat("There is no backup ", number, " in ", directory, ".")),
      {std::string(base::kBackupUnknown),
       {{"backup", StrCat(number)}, {"directory", directory}},
       {},
       any ? std::string("Er is nog geen back-up.")
           : StrCat("Back-up ", number,
                    " is er niet; `dealboek backup list` toont welke er zijn.")});
}

absl::Status Damaged(uint32_t number, absl::string_view what) {
  return base::WithDetail(
      absl::DataLossError(StrCat("Backup ", number, " is damaged: ", what,
                                 " Use another one, and look after the disk it is on.")),
      {std::string(base::kBackupDamaged),
       {{"backup", StrCat(number)}},
       {},
       StrCat("Back-up ", number,
              " is beschadigd en niet te gebruiken. Neem een andere, en kijk de schijf na waar hij "
              "op staat.")});
}

absl::Status OfAnotherLog(const std::string& directory) {
  return base::WithDetail(
      absl::FailedPreconditionError(StrCat("The backups in ", directory,
                                           " are of another log. Give each log a directory of its "
                                           "own for its backups.")),
      {std::string(base::kBackupOfAnotherLog),
       {{"directory", directory}},
       {},
       "In de map voor back-ups staan die van een andere server. Geef elke server een eigen map."});
}

// The path `status` is about.
std::string DirectoryIn(const absl::Status& status) {
  const auto detail = base::GetErrorDetail(status);
  return detail.has_value() && !detail->metadata.empty() ? detail->metadata[0].second : "";
}

// What says "there is no such directory" of a log, said of the directory of backups: to make a new
// log would not help.
absl::Status OfBackups(const absl::Status& status) {
  if (!absl::IsNotFound(status)) return status;
  const std::string directory = DirectoryIn(status);
  return base::WithDetail(
      absl::NotFoundError(StrCat("There is no directory ", directory,
                                 " for backups. Check the path and that its disk is mounted.")),
      {std::string(base::kBackupDirectoryMissing),
       {{"directory", directory}},
       {},
       "De map voor back-ups is er niet. Ga na of het pad klopt en of de schijf is aangekoppeld."});
}

// The same, of where one is to be put back.
absl::Status OfTarget(const absl::Status& status) {
  if (!absl::IsNotFound(status)) return status;
  const std::string directory = DirectoryIn(status);
  return base::WithDetail(
      absl::NotFoundError(StrCat("There is no directory ", directory,
                                 " to put a backup in. Check the path and that its disk is "
                                 "mounted; only the last directory of the path is made.")),
      {std::string(base::kDataDirectoryMissing),
       {{"directory", directory}},
       {},
       "De map om de back-up in terug te zetten is er niet. Ga na of het pad klopt en of de schijf "
       "is aangekoppeld."});
}

// ------------------------------------------------------------------------------- BackupEngine

// Its options point into this.
class Engine {
 public:
  explicit Engine(const BackupOptions& options)
      : warnings_(options.tell), options_(options.directory, EnvOf(options)) {
    options_.info_log = &warnings_;
    options_.share_table_files = true;
    options_.share_files_with_checksum = true;
    options_.sync = true;
    options_.max_background_operations = 1;  // what serves goes first
  }
  rocksdb::BackupEngineOptions& options() { return options_; }

 private:
  Warnings warnings_;
  rocksdb::BackupEngineOptions options_;
};

absl::StatusOr<std::unique_ptr<rocksdb::BackupEngine>> OpenToWrite(Engine& engine,
                                                                   const BackupOptions& options) {
  rocksdb::BackupEngine* opened = nullptr;
  const rocksdb::IOStatus s =
      rocksdb::BackupEngine::Open(engine.options(), EnvOf(options), &opened);
  if (!s.ok()) return BackupError(s);
  return std::unique_ptr<rocksdb::BackupEngine>(opened);
}

absl::StatusOr<std::unique_ptr<rocksdb::BackupEngineReadOnly>> OpenToRead(
    Engine& engine, const BackupOptions& options) {
  RETURN_IF_ERROR(OfBackups(CheckDirectory(FileSystemOf(options.env), options.directory)));
  rocksdb::BackupEngineReadOnly* opened = nullptr;
  const rocksdb::IOStatus s =
      rocksdb::BackupEngineReadOnly::Open(engine.options(), EnvOf(options), &opened);
  if (!s.ok()) return BackupError(s);
  return std::unique_ptr<rocksdb::BackupEngineReadOnly>(opened);
}

template <typename AnyEngine>
std::vector<rocksdb::BackupInfo> Infos(const AnyEngine& engine) {
  std::vector<rocksdb::BackupInfo> infos;
  engine.GetBackupInfo(&infos);
  return infos;
}

template <typename AnyEngine>
std::vector<rocksdb::BackupID> Unreadable(const AnyEngine& engine) {
  std::vector<rocksdb::BackupID> ids;
  engine.GetCorruptedBackups(&ids);
  return ids;
}

// Number 0 is the newest.
absl::StatusOr<Described> FindBackup(const rocksdb::BackupEngineReadOnly& engine, uint32_t number,
                                     const std::string& directory,
                                     rocksdb::BackupInfo* details = nullptr) {
  const std::vector<rocksdb::BackupID> unreadable = Unreadable(engine);
  if (number == 0) {
    // A newest one that can't be read is not passed over in silence.
    for (const rocksdb::BackupInfo& info : Infos(engine)) number = std::max(number, info.backup_id);
    for (const rocksdb::BackupID id : unreadable) number = std::max(number, id);
    if (number == 0) return Unknown(0, directory);
  }
  if (std::find(unreadable.begin(), unreadable.end(), number) != unreadable.end()) {
    return Damaged(number, "a file of it is missing, or has another size.");
  }
  rocksdb::BackupInfo info;
  if (!engine.GetBackupInfo(number, &info, details != nullptr).ok()) {
    return Unknown(number, directory);
  }
  auto described = Parse(info);
  if (!described.has_value()) {
    const absl::string_view text = info.app_metadata;
    const absl::string_view first = text.substr(0, text.find('\n'));
    if (!IsFirstLine(first)) {
      return Error(absl::StatusCode::kFailedPrecondition, base::kFormatVersionUnknown,
                   StrCat("Backup ", number, " says of itself \"", absl::CHexEscape(first),
                          "\"; this version of Dealboek knows formats ", kOldestFormat, " to ",
                          kFormat, " only. Use the version that made it, or a later one."),
                   {{"backup", StrCat(number)}, {"format", absl::CHexEscape(first)}});
    }
    return Damaged(number, "what it says of itself is not what was written.");
  }
  if (details != nullptr) *details = std::move(info);
  return *std::move(described);
}

// Reads the log in `database` as a start does, and against what the backup says of it.
absl::StatusOr<std::pair<LogMeta, Verified>> CheckLog(const Database& database,
                                                      const Described& said,
                                                      const std::atomic<bool>& stopping) {
  const uint32_t number = said.backup.number;
  const absl::StatusOr<LogMeta> meta = ReadMeta(database, nullptr);
  if (!meta.ok()) return Damaged(number, meta.status().message());
  const absl::StatusOr<Verified> verified = CheckContent(database, *meta, nullptr, stopping);
  if (absl::IsUnavailable(verified.status())) return verified.status();
  if (!verified.ok()) return Damaged(number, verified.status().message());
  if (meta->identity != said.identity) return Damaged(number, "the log in it is another one.");
  if (meta->commit < said.backup.commit || verified->records < said.backup.events) {
    return Damaged(number, StrCat("it ends at commit ", meta->commit, " with ", verified->records,
                                  " events, and should have commit ", said.backup.commit, " and ",
                                  said.backup.events, "."));
  }
  for (const BookHead& head : said.backup.heads) {
    const auto found = meta->books.find(head.book);
    if (found == meta->books.end() || found->second.head < head.head) {
      return Damaged(number,
                     StrCat("book ", head.book, " ends before position ", head.head.value(), "."));
    }
  }
  return std::pair(*meta, *verified);
}

class RocksDbBackups : public Backups {
 public:
  RocksDbBackups(RocksDbEventLog* log, BackupOptions options)
      : log_(log), options_(std::move(options)) {}

  absl::StatusOr<Backup> Create() override {
    if (log_ == nullptr || stopping_) return LogStopped("no log is open here.");
    if (!busy_.TryLock()) return UnderWay();
    absl::StatusOr<Backup> made = CreateOne();
    busy_.Unlock();
    return made;
  }

  absl::StatusOr<std::vector<Backup>> List() override {
    const base::MutexLock lock(files_);
    Engine engine(options_);
    std::vector<Backup> backups;
    rocksdb::FileSystem& fs = FileSystemOf(options_.env);
    if (absl::IsNotFound(CheckDirectory(fs, options_.directory))) {
      RETURN_IF_ERROR(OfBackups(CheckDirectory(fs, ParentOf(options_.directory))));
      return backups;  // none was made yet
    }
    ASSIGN_OR_RETURN(const auto reader, OpenToRead(engine, options_));
    const auto unreadable = [](uint32_t number) {
      Backup backup;
      backup.number = number;
      backup.readable = false;
      return backup;
    };
    for (const rocksdb::BackupInfo& info : Infos(*reader)) {
      auto described = Parse(info);
      backups.push_back(described.has_value() ? std::move(described->backup)
                                              : unreadable(info.backup_id));
    }
    for (const rocksdb::BackupID id : Unreadable(*reader)) backups.push_back(unreadable(id));
    std::sort(backups.begin(), backups.end(),
              [](const Backup& a, const Backup& b) { return a.number < b.number; });
    return backups;
  }

  void Stop() override {
    stopping_ = true;
    const base::MutexLock lock(engine_mutex_);
    if (engine_ != nullptr) engine_->StopBackup();
  }

  absl::StatusOr<Verified> Verify(uint32_t number) override {
    if (!busy_.TryLock()) return UnderWay();
    absl::StatusOr<Verified> verified = VerifyOne(number);
    busy_.Unlock();
    return verified;
  }

 private:
  absl::StatusOr<Verified> VerifyOne(uint32_t number) {
    Engine engine(options_);
    ASSIGN_OR_RETURN(const auto reader, OpenToRead(engine, options_));
    rocksdb::BackupInfo info;
    ASSIGN_OR_RETURN(const Described said, FindBackup(*reader, number, options_.directory, &info));
    number = said.backup.number;
    const rocksdb::IOStatus files = reader->VerifyBackup(number, /*verify_with_checksum=*/true);
    if (!files.ok()) return Damaged(number, StrCat(InOneLine(files), "."));

    // The log in it, where it lies: nothing is put back for this.
    RocksDbOptions where;
    where.tell = options_.tell;
    where.env = info.env_for_open;
    std::unique_ptr<Database> database;
    const rocksdb::Status opened =
        Database::OpenAt(info.name_for_open, where, Database::Mode::kRead, &database);
    if (!opened.ok()) return Damaged(number, StrCat(InOneLine(opened), "."));
    ASSIGN_OR_RETURN(const auto log, CheckLog(*database, said, stopping_));
    return log.second;
  }

  void SetEngine(rocksdb::BackupEngine* engine) {
    const base::MutexLock lock(engine_mutex_);
    engine_ = engine;
  }

  absl::StatusOr<Backup> CreateOne() {
    RETURN_IF_ERROR(OfBackups(MakeDirectory(FileSystemOf(options_.env), options_.directory)));
    RETURN_IF_ERROR(CheckWritable(FileSystemOf(options_.env), options_.directory));
    Engine engine(options_);
    ASSIGN_OR_RETURN(const auto writer, OpenToWrite(engine, options_));
    std::optional<LogIdentity> before;
    for (const rocksdb::BackupInfo& info : Infos(*writer)) {
      if (const auto described = Parse(info); described.has_value()) before = described->identity;
    }
    SetEngine(writer.get());
    const absl::Status backed_up =
        log_->BackUp(*writer, [&](const LogPoint& point) -> absl::StatusOr<std::string> {
          if (before.has_value() && !IsSameLog(*before, point.identity)) {
            return OfAnotherLog(options_.directory);
          }
          return Describe(point);
        });
    SetEngine(nullptr);
    if (stopping_ && !backed_up.ok()) return LogStopped("the backup was given up.");
    RETURN_IF_ERROR(backed_up);

    rocksdb::BackupInfo info;
    const rocksdb::Status found = writer->GetLatestBackupInfo(&info);
    if (!found.ok()) return BackupError(found);
    auto made = Parse(info);
    if (!made.has_value()) return Damaged(info.backup_id, "what it says of itself is lost.");
    if (options_.keep > 0) {
      const base::MutexLock lock(files_);
      // The new one is whole and stays whatever comes of this; the next one tries again.
      const rocksdb::IOStatus purged = writer->PurgeOldBackups(options_.keep);
      if (!purged.ok() && options_.tell != nullptr) {
        options_.tell(StrCat("the oldest backups in ", options_.directory,
                             " could not be removed: ", InOneLine(purged)));
      }
    }
    return std::move(made->backup);
  }

  RocksDbEventLog* const log_;
  const BackupOptions options_;
  base::Mutex busy_;  // held while one is made or verified
  std::atomic<bool> stopping_ = false;
  base::Mutex engine_mutex_;
  rocksdb::BackupEngine* engine_ ABSL_GUARDED_BY(engine_mutex_) = nullptr;  // that is making one
  base::Mutex files_;  // held while files are removed, and while what there is is listed
};

// ------------------------------------------------------------------------------- putting back

// What BackupEngine copied is on disk before FORMAT says that a log is there.
absl::Status SyncFiles(rocksdb::FileSystem& fs, const std::string& path) {
  const rocksdb::IOOptions io;
  std::vector<std::string> children;
  rocksdb::IOStatus s = fs.GetChildren(path, io, &children, nullptr);
  for (const std::string& child : children) {
    if (!s.ok()) break;
    if (child == "." || child == "..") continue;
    const std::string name = StrCat(path, "/", child);
    bool is_directory = false;
    if (fs.IsDirectory(name, io, &is_directory, nullptr).ok() && is_directory) continue;
    std::unique_ptr<rocksdb::FSWritableFile> file;
    s = fs.ReopenWritableFile(name, rocksdb::FileOptions(), &file, nullptr);
    if (s.ok()) s = file->Fsync(io, nullptr);
    if (s.ok()) s = file->Close(io, nullptr);
  }
  if (s.ok()) s = SyncDirectory(fs, path);
  return s.ok() ? absl::OkStatus() : BackupError(s);
}

absl::Status CheckCut(const LogMeta& meta, const Cut& cut) {
  const auto found = meta.books.find(cut.book);
  const Position head = found == meta.books.end() ? Position() : found->second.head;
  if (head != Position() && cut.last <= head) return absl::OkStatus();
  return Error(absl::StatusCode::kOutOfRange, base::kPositionUnknown,
               head == Position()
                   ? StrCat("There is no book ", cut.book, " in this backup.")
                   : StrCat("Book ", cut.book, " ends at position ", head.value(),
                            " in this backup, before position ", cut.last.value(), "."),
               {{"book", cut.book},
                {"position", StrCat(cut.last.value())},
                {"headPosition", StrCat(head.value())}});
}

// Ends the book there, in one synced write after which its tree follows, and makes the log another
// than the one it is a copy of: its floor must not take it for whole.
absl::Status CutBook(const Database& database, const LogMeta& meta, const Cut& cut,
                     base::Randomness& randomness, Restored& restored) {
  BookState state = meta.books.find(cut.book)->second;
  rocksdb::WriteBatch write;
  const auto remove = [&](rocksdb::ColumnFamilyHandle* family, absl::string_view key) {
    CHECK(write.Delete(family, ToSlice(key)).ok());  // memory only
  };
  const std::string past = PastBook(cut.book);
  const rocksdb::Slice past_slice = past;
  rocksdb::ReadOptions read;
  read.iterate_upper_bound = &past_slice;
  const std::unique_ptr<rocksdb::Iterator> requests(
      database.db().NewIterator(read, database.requests()));
  for (requests->Seek(StrCat(cut.book, absl::string_view("\0", 1))); requests->Valid();
       requests->Next()) {
    const rocksdb::Slice key = requests->key();
    const auto parsed = ParseRequest({key.data(), key.size()},
                                     {requests->value().data(), requests->value().size()});
    if (!parsed.has_value()) return LogDamaged("A request entry is not what was written.");
    if (parsed->entry.last <= cut.last) continue;
    if (parsed->entry.first <= cut.last) {
      return Error(
          absl::StatusCode::kFailedPrecondition, base::kPositionWithinCommand,
          StrCat("Position ", cut.last.value(), " of book ", cut.book,
                 " is within what one command recorded (", parsed->entry.first.value(), " to ",
                 parsed->entry.last.value(), "). End the book before it or after it."),
          {{"book", cut.book},
           {"position", StrCat(cut.last.value())},
           {"firstPosition", StrCat(parsed->entry.first.value())},
           {"lastPosition", StrCat(parsed->entry.last.value())}});
    }
    remove(database.requests(), {key.data(), key.size()});
    ++restored.left_out_requests;
  }
  if (!requests->status().ok()) return LogReadError(requests->status());
  std::string key = RecordKey(cut.book, Position(1));
  for (Position at = cut.last.Next(); at <= state.head; at = at.Next()) {
    SetRecordPosition(key, at);
    remove(database.records(), key);
    ++restored.left_out_records;
  }
  if (restored.left_out_records == 0) return absl::OkStatus();

  state.head = cut.last;
  state.requests -= restored.left_out_requests;
  if (state.loss.has_value()) state.loss->head = std::min(state.loss->head, state.head);
  key = BookKey(cut.book);
  std::vector<uint8_t> drawn(kLogIdentityBytes - kLineageBytes);
  randomness.Fill(absl::MakeSpan(drawn));
  const LogIdentity identity =
      meta.identity.substr(0, kLineageBytes) + std::string(drawn.begin(), drawn.end());
  const std::string value = BookValue(key, state);
  if (cut.last == Position()) {
    remove(database.meta(), key);
  } else {
    CHECK(write.Put(database.meta(), key, value).ok());
  }
  CHECK(write.Put(database.meta(), ToSlice(kIdentityKey), IdentityValue(identity)).ok());
  const rocksdb::Status written = database.Write(write);
  if (!written.ok()) return BackupError(written);
  return WriteTreeAnew(database, cut.book, cut.last);
}

}  // namespace

absl::Status BackupError(const rocksdb::Status& status) {
  if (status.IsNoSpace()) {
    return base::WithDetail(
        absl::ResourceExhaustedError(
            "The disk is full, so the backup was given up. Make room and try again."),
        {std::string(base::kDiskFull),
         {},
         {},
         "De schijf is vol, dus dit is niet gelukt. Maak ruimte en probeer het opnieuw."});
  }
  return base::WithDetail(
      absl::UnavailableError(StrCat("The backup did not succeed: ", InOneLine(status), ".")),
      {std::string(base::kBackupFailed),
       {{"cause", InOneLine(status)}},
       {},
       StrCat("De back-up is niet gelukt (", InOneLine(status), ").")});
}

std::unique_ptr<Backups> MakeRocksDbBackups(RocksDbEventLog* log, BackupOptions options) {
  return std::make_unique<RocksDbBackups>(log, std::move(options));
}

absl::StatusOr<Restored> RestoreBackup(const BackupOptions& options, uint32_t number,
                                       const std::string& data_dir, const std::optional<Cut>& cut,
                                       base::Randomness& randomness) {
  rocksdb::FileSystem& fs = FileSystemOf(options.env);
  Engine engine(options);
  ASSIGN_OR_RETURN(const auto reader, OpenToRead(engine, options));
  ASSIGN_OR_RETURN(const Described said, FindBackup(*reader, number, options.directory));
  if (cut.has_value()) RETURN_IF_ERROR(CheckBookId(cut->book));
  RETURN_IF_ERROR(OfTarget(MakeDirectory(fs, data_dir)));
  RETURN_IF_ERROR(CheckEmpty(fs, data_dir));
  RETURN_IF_ERROR(CheckWritable(fs, data_dir));

  // FORMAT comes last: until then no server takes this for a log.
  const std::string path = DatabasePath(data_dir);
  const rocksdb::IOStatus copied =
      reader->RestoreDBFromBackup(rocksdb::RestoreOptions(), said.backup.number, path, path);
  if (copied.IsCorruption()) return Damaged(said.backup.number, StrCat(InOneLine(copied), "."));
  if (!copied.ok()) return BackupError(copied);
  RETURN_IF_ERROR(SyncFiles(fs, path));

  const std::atomic<bool> never = false;
  RocksDbOptions where;
  where.data_dir = data_dir;
  where.tell = options.tell;
  where.env = options.env;
  Restored restored;
  restored.backup = said.backup;
  bool has_trees = false;
  {
    std::unique_ptr<Database> database;
    const rocksdb::Status opened = Database::Open(where, Database::Mode::kRead, &database);
    if (!opened.ok()) return Damaged(said.backup.number, StrCat(InOneLine(opened), "."));
    ASSIGN_OR_RETURN(const auto log, CheckLog(*database, said, never));
    restored.log = log.second;
    if (cut.has_value()) RETURN_IF_ERROR(CheckCut(log.first, *cut));
    has_trees = database->tiles() != nullptr;
  }
  if (cut.has_value()) {
    std::unique_ptr<Database> database;
    const rocksdb::Status opened = Database::Open(where, Database::Mode::kOpen, &database);
    if (!opened.ok()) return BackupError(opened);
    ASSIGN_OR_RETURN(const LogMeta meta, ReadMeta(*database, nullptr));
    RETURN_IF_ERROR(CutBook(*database, meta, *cut, randomness, restored));
    ASSIGN_OR_RETURN(const LogMeta cut_meta, ReadMeta(*database, nullptr));
    if (!has_trees) {  // a log of format 1, which to open for writing made one of format 2
      for (const auto& [book, state] : cut_meta.books) {
        RETURN_IF_ERROR(WriteTreeAnew(*database, book, state.head));
      }
    }
    ASSIGN_OR_RETURN(restored.log, CheckContent(*database, cut_meta, nullptr, never));
  }
  const rocksdb::IOStatus synced = SyncDirectory(fs, data_dir);
  if (!synced.ok()) return BackupError(synced);
  RETURN_IF_ERROR(WriteFormatFile(fs, data_dir));
  return restored;
}
}  // namespace dealboek::storage
