#include "storage/rocksdb/content.h"

#include <map>
#include <memory>
#include <optional>
#include <utility>

#include "absl/functional/function_ref.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

#include "services/base/error.h"
#include "services/base/reasons.h"
#include "services/base/status_macros.h"
#include "storage/batch_check.h"
#include "storage/rocksdb/slices.h"
#include "storage/rocksdb/warnings.h"

namespace dealboek::storage {
namespace {

using absl::StrCat;
using base::Error;
using base::Position;

constexpr absl::string_view kWhatToDo =
    " Stop the server, keep the data directory as it is, and restore a backup.";

absl::string_view View(const rocksdb::Slice& slice) { return {slice.data(), slice.size()}; }

std::unique_ptr<rocksdb::Iterator> Scan(const Database& database,
                                        rocksdb::ColumnFamilyHandle* family,
                                        const rocksdb::Snapshot* snapshot) {
  rocksdb::ReadOptions options;
  options.snapshot = snapshot;
  options.verify_checksums = true;
  options.fill_cache = false;
  options.readahead_size = size_t{4} << 20;
  std::unique_ptr<rocksdb::Iterator> iterator(database.db().NewIterator(options, family));
  iterator->SeekToFirst();
  return iterator;
}

// What `iterator` points at is not the record at `position` of `book`, the next that `meta` has.
absl::Status NotTheNext(const rocksdb::Iterator& iterator, const LogMeta& meta,
                        absl::string_view book, Position position) {
  if (!iterator.Valid()) return ReadError(iterator.status(), book, position);
  const auto found = ParseRecordKey(View(iterator.key()));
  if (!found.has_value()) {
    return LogDamaged(StrCat("Before position ", position.value(), " of book ", book,
                             " stands a record whose key is damaged."));
  }
  const auto known = meta.books.find(found->book);
  const Position last = known == meta.books.end() ? Position() : known->second.head;
  if (found->position > last) {
    return Error(absl::StatusCode::kDataLoss, base::kLogDamaged,
                 StrCat("Book ", found->book, " has a record at position ", found->position.value(),
                        " but ends at ", last.value(), ".", kWhatToDo),
                 {{"book", std::string(found->book)}, {"position", StrCat(last.Next().value())}});
  }
  return RecordMissing(book, position);
}

// The book of a slice at which `slices` is.
absl::Status NoBooksSlice(const rocksdb::Iterator& slices) {
  const absl::string_view key = View(slices.key());
  return TreeDamaged(key.substr(0, key.find('\0')), Position(1));
}

absl::Status CheckRecords(const Database& database, const LogMeta& meta, const Roots& roots,
                          const rocksdb::Snapshot* snapshot, const std::atomic<bool>& stopping,
                          Content& content) {
  Verified& verified = content.verified;
  const auto iterator = Scan(database, database.records(), snapshot);
  const auto slices =
      database.tiles() == nullptr ? nullptr : Scan(database, database.tiles(), snapshot);
  // Keys sort by book and then position, and books as in `meta`: the separator sorts before any
  // byte of a book's id.
  for (const auto& [book, state] : meta.books) {
    ++verified.books;
    // Where a record stands that should not, so do its hashes: the record is named.
    const std::string first = RecordKey(book, Position(1));
    if (iterator->Valid() && View(iterator->key()) < first) {
      return NotTheNext(*iterator, meta, book, Position(1));
    }
    if (slices != nullptr && slices->Valid() && View(slices->key()) < book) {
      return NoBooksSlice(*slices);
    }
    TreeCheck tree(slices.get(), book);
    const auto wanted = roots.find(book);
    const uint64_t vouched_for = wanted == roots.end() ? 0 : wanted->second.size;
    std::string key = first;
    for (Position at(1); at <= state.head; at = at.Next()) {
      SetRecordPosition(key, at);
      if (!iterator->Valid() || View(iterator->key()) != key) {
        return NotTheNext(*iterator, meta, book, at);
      }
      const auto record = Unseal(key, View(iterator->value()));
      if (!record.has_value()) return RecordDamaged(book, at);
      RETURN_IF_ERROR(tree.Add(*record));
      if (at.value() == vouched_for && tree.tree().Root() != wanted->second.root &&
          !content.forked.has_value()) {
        content.forked = BookHead{book, at};
      }
      ++verified.records;
      verified.record_bytes += record->size();
      if (stopping.load(std::memory_order_relaxed)) return LogStopped("it is being closed.");
      iterator->Next();
    }
    if (iterator->Valid() && View(iterator->key()) < PastBook(book)) {
      return NotTheNext(*iterator, meta, book, state.head.Next());
    }
    RETURN_IF_ERROR(tree.Finish());
    if (tree.lacking().has_value()) content.lack_tree.emplace(book, *tree.lacking());
    content.trees.emplace(book, tree.tree());
  }
  if (iterator->Valid()) {
    const std::string last = meta.books.empty() ? "" : meta.books.rbegin()->first;
    return NotTheNext(*iterator, meta, last, Position());
  }
  if (!iterator->status().ok()) return LogReadError(iterator->status());
  if (slices != nullptr && slices->Valid()) return NoBooksSlice(*slices);
  return slices == nullptr || slices->status().ok() ? absl::OkStatus()
                                                    : LogReadError(slices->status());
}

// An entry at which `iterator` is, of a book that is not in `meta`.
absl::Status NoBooksRequest(const rocksdb::Iterator& iterator) {
  const absl::string_view key = View(iterator.key());
  return RequestEntryDamaged(key.substr(0, key.find('\0')));
}

// Hands `each` the entries of `book`, with `iterator` at the first; leaves it past the last.
absl::Status ForEachRequest(rocksdb::Iterator& iterator, absl::string_view book,
                            absl::FunctionRef<absl::Status(RequestEntry entry)> each) {
  const std::string prefix = StrCat(book, absl::string_view("\0", 1));
  for (; iterator.Valid() && absl::StartsWith(View(iterator.key()), prefix); iterator.Next()) {
    auto parsed = ParseRequest(View(iterator.key()), View(iterator.value()));
    if (!parsed.has_value()) return RequestEntryDamaged(book);
    RETURN_IF_ERROR(each(std::move(parsed->entry)));
  }
  if (iterator.Valid() || iterator.status().ok()) return absl::OkStatus();
  return iterator.status().IsCorruption() ? RequestEntryDamaged(book)
                                          : LogReadError(iterator.status());
}

// Notes in `lacking` which books have fewer entries than they should.
absl::Status CheckRequests(const Database& database, const LogMeta& meta,
                           const rocksdb::Snapshot* snapshot, const std::atomic<bool>& stopping,
                           Verified& verified, std::vector<std::string>& lacking) {
  const auto iterator = Scan(database, database.requests(), snapshot);
  for (const auto& known : meta.books) {
    const auto& book = known.first;  // named, not bound: clang 14 lets no lambda have a binding
    const auto& state = known.second;
    if (iterator->Valid() && View(iterator->key()) < book) return NoBooksRequest(*iterator);
    uint64_t count = 0;
    RETURN_IF_ERROR(ForEachRequest(*iterator, book, [&](const RequestEntry& entry) -> absl::Status {
      if (++count > state.requests || entry.first < Position(1) || entry.last < entry.first ||
          entry.last > state.head) {
        return RequestEntryDamaged(book);
      }
      if (stopping.load(std::memory_order_relaxed)) return LogStopped("it is being closed.");
      return absl::OkStatus();
    }));
    if (count < state.requests) lacking.push_back(book);
    verified.requests += count;
  }
  if (iterator->Valid()) return NoBooksRequest(*iterator);
  return iterator->status().ok() ? absl::OkStatus() : LogReadError(iterator->status());
}

absl::StatusOr<Content> ReadAll(const Database& database, const LogMeta& meta, const Roots& roots,
                                const rocksdb::Snapshot* snapshot,
                                const std::atomic<bool>& stopping) {
  Content content;
  content.verified.commit = meta.commit;
  RETURN_IF_ERROR(CheckRecords(database, meta, roots, snapshot, stopping, content));
  RETURN_IF_ERROR(
      CheckRequests(database, meta, snapshot, stopping, content.verified, content.lack_requests));
  return content;
}

}  // namespace

absl::StatusOr<LogMeta> ReadMeta(const Database& database, const rocksdb::Snapshot* snapshot) {
  LogMeta meta;
  std::optional<uint64_t> commit;
  std::optional<LogIdentity> identity;
  const auto iterator = Scan(database, database.meta(), snapshot);
  for (; iterator->Valid(); iterator->Next()) {
    const absl::string_view key = View(iterator->key());
    const absl::string_view value = View(iterator->value());
    bool intact = false;
    if (key == kCommitKey) {
      commit = ParseCommit(value);
      intact = commit.has_value();
    } else if (key == kIdentityKey) {
      identity = ParseIdentity(value);
      intact = identity.has_value();
    } else if (absl::StartsWith(key, kBookPrefix)) {
      auto book = ParseBook(key, value);
      intact = book.has_value();
      if (intact) meta.books.emplace(absl::StripPrefix(key, kBookPrefix), *std::move(book));
    }
    if (!intact) {
      return LogDamaged(StrCat("The entry \"", absl::CHexEscape(key),
                               "\" of its meta family is not what was written."));
    }
  }
  if (!iterator->status().ok()) return LogReadError(iterator->status());
  if (!commit.has_value() || !identity.has_value()) {
    return LogDamaged("Its identity or its last commit number is missing.");
  }
  meta.commit = *commit;
  meta.identity = *std::move(identity);
  return meta;
}

absl::StatusOr<Verified> CheckContent(const Database& database, const LogMeta& meta,
                                      const rocksdb::Snapshot* snapshot,
                                      const std::atomic<bool>& stopping) {
  ASSIGN_OR_RETURN(const Content content, ReadAll(database, meta, Roots(), snapshot, stopping));
  if (!content.lack_requests.empty()) return RequestEntryDamaged(content.lack_requests.front());
  if (!content.lack_tree.empty() && database.tiles() != nullptr) {
    const auto& [book, position] = *content.lack_tree.begin();
    return TreeDamaged(book, position);
  }
  return content.verified;
}

absl::StatusOr<Content> ReadContent(const Database& database, const LogMeta& meta,
                                    const Roots& roots) {
  const std::atomic<bool> never = false;
  return ReadAll(database, meta, roots, nullptr, never);
}

absl::StatusOr<std::vector<RequestEntry>> MissingRequests(const Database& database,
                                                          const std::string& book,
                                                          const BookState& state,
                                                          const RequestOf& request_of) {
  std::map<std::pair<std::string, std::string>, RequestEntry> missing;
  const auto records = Scan(database, database.records(), nullptr);
  std::string key = RecordKey(book, Position(1));
  records->Seek(key);
  for (Position at(1); at <= state.head; at = at.Next(), records->Next()) {
    SetRecordPosition(key, at);
    if (!records->Valid()) return ReadError(records->status(), book, at);
    const auto record = Unseal(key, View(records->value()));
    if (!record.has_value()) return RecordDamaged(book, at);
    ASSIGN_OR_RETURN(std::optional<RequestEntry> entry, request_of(book, at, *record));
    if (!entry.has_value()) continue;
    const auto id = std::pair(entry->actor, entry->request_id);
    if (!missing.emplace(id, *std::move(entry)).second) return RequestEntryDamaged(book);
  }
  if (missing.size() != state.requests) return RequestEntryDamaged(book);

  const auto requests = Scan(database, database.requests(), nullptr);
  requests->Seek(StrCat(book, absl::string_view("\0", 1)));
  RETURN_IF_ERROR(ForEachRequest(*requests, book, [&](const RequestEntry& entry) -> absl::Status {
    const auto made = missing.find({entry.actor, entry.request_id});
    if (made == missing.end() || made->second != entry) return RequestEntryDamaged(book);
    missing.erase(made);
    return absl::OkStatus();
  }));
  std::vector<RequestEntry> entries;
  entries.reserve(missing.size());
  for (auto& [id, entry] : missing) entries.push_back(std::move(entry));
  return entries;
}

absl::Status ReadError(const rocksdb::Status& status, absl::string_view book, Position position) {
  if (status.ok() || status.IsNotFound()) return RecordMissing(book, position);
  if (status.IsCorruption()) return RecordDamaged(book, position);
  return LogReadError(status);
}

absl::Status LogReadError(const rocksdb::Status& status) {
  if (status.IsCorruption()) return LogDamaged(StrCat("RocksDB says: ", InOneLine(status), "."));
  return Error(absl::StatusCode::kUnavailable, base::kLogReadFailed,
               StrCat("The log could not be read: ", InOneLine(status),
                      ". Look after the disk; the same call may succeed later."));
}

absl::Status LogDamaged(absl::string_view what) {
  return Error(absl::StatusCode::kDataLoss, base::kLogDamaged,
               StrCat("The log is damaged. ", what, kWhatToDo));
}

std::string DescribeHeads(const LogMeta& meta) {
  constexpr size_t kShown = 5;
  std::string text;
  size_t shown = 0;
  for (const auto& [book, state] : meta.books) {
    if (shown++ == kShown) return StrCat(text, ", and ", meta.books.size() - kShown, " more books");
    absl::StrAppend(&text, text.empty() ? "" : ", ", book, " at ", state.head.value());
  }
  return text.empty() ? "no books" : text;
}

}  // namespace dealboek::storage
