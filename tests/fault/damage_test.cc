// What a start does with a log that was damaged while it was closed: it refuses and says where, or
// it opens with every acknowledged record as written. It never opens short.

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iomanip>
#include <iostream>
#include <map>
#include <memory>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "rocksdb/db.h"
#include "rocksdb/env.h"
#include "rocksdb/write_batch.h"

#include "services/base/check.h"
#include "services/base/error.h"
#include "services/base/random.h"
#include "storage/rocksdb/database.h"
#include "storage/rocksdb/format.h"
#include "storage/rocksdb/rocksdb_event_log.h"
#include "tests/fault/faulty_file_system.h"
#include "tests/storage/temporary_directory.h"

namespace dealboek::storage {
namespace {

namespace fs = std::filesystem;
using base::Position;
using Disk = FaultyFileSystem;

// The undamaged log: two books, half in sorted files and half in the write-ahead file.
constexpr int kRecords = 10;  // of book "zod"; "assen" has every other one
constexpr int kCommits = kRecords;

std::string RecordOf(absl::string_view book, int position) {
  return absl::StrCat("record ", position, " of ", book, " ", std::string(50, '.'));
}

RocksDbOptions OptionsAt(const std::string& root) {
  RocksDbOptions options;
  options.data_dir = root + "/data";
  options.floor_dir = root + "/floor";
  options.reserve_bytes = 0;
  return options;
}

void MakeLog(const std::string& root, uint64_t identity_seed) {
  const RocksDbOptions options = OptionsAt(root);
  const auto randomness = base::SeededRandomness(identity_seed);
  CHECK(RocksDbEventLog::Init(options, *randomness).ok());
  std::unique_ptr<RocksDbEventLog> log;
  for (int i = 1; i <= kRecords; ++i) {
    if (log == nullptr || i == kRecords / 2 + 1) {
      log.reset();
      auto opened = RocksDbEventLog::Open(options);
      CHECK(opened.ok()) << opened.status();
      log = *std::move(opened);
    }
    std::vector<BookBatch> batches(1);
    batches[0].book = "zod";
    batches[0].first = Position(i);
    batches[0].records = {RecordOf("zod", i)};
    batches[0].requests = {{"anna", absl::StrCat("r", i), Position(i), Position(i), "hash"}};
    if (i % 2 == 0) {
      batches.emplace_back();
      batches[1].book = "assen";
      batches[1].first = Position(i / 2);
      batches[1].records = {RecordOf("assen", i / 2)};
    }
    CHECK(log->Append(batches).ok());
  }
  CHECK(log->Close().ok());
}

std::string Contents(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream bytes;
  bytes << in.rdbuf();
  return bytes.str();
}

void Write(const fs::path& path, absl::string_view bytes) {
  std::ofstream out(path, std::ios::binary | std::ios::trunc);
  out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  CHECK(out.flush().good()) << path;
}

absl::StatusOr<std::unique_ptr<RocksDbEventLog>> OpenAt(const std::string& root) {
  RocksDbOptions options = OptionsAt(root);
  options.env = rocksdb::NewCompositeEnv(std::make_shared<Disk>(root));  // leaves out real syncs
  return RocksDbEventLog::Open(options);
}

// "" when the log opened with everything in it, the reason when it was refused; fails the test
// when it opened short or changed, or was refused in a way that helps nobody.
std::string OpenDamaged(const std::string& root) {
  const auto log = OpenAt(root);
  if (!log.ok()) {
    const absl::StatusCode code = log.status().code();
    EXPECT_TRUE(code == absl::StatusCode::kDataLoss ||
                code == absl::StatusCode::kFailedPrecondition)
        << log.status();
    const auto detail = base::GetErrorDetail(log.status());
    EXPECT_TRUE(detail.has_value()) << log.status();
    return detail.has_value() ? detail->reason : "";
  }
  for (const auto& [book, head] : {std::pair("zod", kRecords), std::pair("assen", kRecords / 2)}) {
    EXPECT_EQ((*log)->Head(book), Position(head)) << "opened short";
    int seen = 0;
    const absl::Status read = (*log)->Read(
        book, Position(1), Position(100), [&, book = book](Position at, absl::string_view record) {
          EXPECT_EQ(record, RecordOf(book, static_cast<int>(at.value()))) << "opened changed";
          ++seen;
          return true;
        });
    EXPECT_TRUE(read.ok()) << read;
    EXPECT_EQ(seen, head);
  }
  for (int i = 1; i <= kRecords; ++i) {
    const auto found = (*log)->FindRequest("zod", "anna", absl::StrCat("r", i));
    EXPECT_TRUE(found.ok() && found->has_value()) << "lost request " << i;
  }
  return "";
}

class DamageTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    whole_ = new TemporaryDirectory();
    MakeLog(whole_->path(), 1);
  }
  static void TearDownTestSuite() {
    delete whole_;
    whole_ = nullptr;
  }

  // A fresh copy to damage.
  std::string Copy() {
    copy_ = std::make_unique<TemporaryDirectory>();
    fs::copy(whole_->path(), copy_->path(), fs::copy_options::recursive);
    return copy_->path();
  }

  // The files of the log, relative to its root, whose name `matches`; RocksDB's information log and
  // lock file apart, which hold nothing.
  static std::vector<std::string> Files(const std::function<bool(absl::string_view)>& matches) {
    std::vector<std::string> files;
    for (const auto& entry : fs::recursive_directory_iterator(whole_->path())) {
      const std::string name = entry.path().filename();
      if (!entry.is_regular_file() || name == "LOCK" || absl::StartsWith(name, "LOG")) continue;
      if (matches(name)) files.push_back(fs::relative(entry.path(), whole_->path()));
    }
    CHECK(!files.empty());
    return files;
  }
  static std::string OnlyFile(const std::function<bool(absl::string_view)>& matches) {
    const std::vector<std::string> files = Files(matches);
    CHECK_EQ(files.size(), 1u);
    return files[0];
  }
  static std::string WriteAheadFile() {
    return OnlyFile([](absl::string_view name) { return absl::EndsWith(name, ".log"); });
  }

  // Changes the closed log through RocksDB, as a program with a bug would.
  void Alter(const std::string& root,
             const std::function<void(const Database&, rocksdb::WriteBatch&)>& alter) {
    std::unique_ptr<Database> database;
    const rocksdb::Status opened =
        Database::Open(OptionsAt(root), Database::Mode::kOpen, &database);
    CHECK(opened.ok()) << opened.ToString();
    rocksdb::WriteBatch batch;
    alter(*database, batch);
    CHECK(database->Write(batch).ok());
  }

  static TemporaryDirectory* whole_;
  std::unique_ptr<TemporaryDirectory> copy_;
};

TemporaryDirectory* DamageTest::whole_ = nullptr;

std::map<std::string, std::string> Metadata(const absl::Status& status) {
  std::map<std::string, std::string> values;
  if (const auto detail = base::GetErrorDetail(status); detail.has_value()) {
    values.insert(detail->metadata.begin(), detail->metadata.end());
    values["reason"] = detail->reason;
  }
  return values;
}

TEST_F(DamageTest, WholeLogOpens) { EXPECT_EQ(OpenDamaged(Copy()), ""); }

// A file's name without its number.
std::string KindOf(const std::string& file) {
  const std::string name = fs::path(file).filename();
  if (absl::StartsWith(name, "roots.")) return "roots";
  const std::string extension = fs::path(name).extension();
  if (!extension.empty()) return "*" + extension;
  return name.substr(0, name.find('-'));
}

// Every file, flipped in many places, cut at many, zeroed in parts and deleted: refused or whole.
// Prints what came of each.
TEST_F(DamageTest, NoDamageToAnyFileOpensShort) {
  std::map<std::pair<std::string, std::string>, std::map<std::string, int>> outcomes;
  const auto open = [&](const std::string& file, const std::string& damage) {
    const std::string reason = OpenDamaged(copy_->path());
    ++outcomes[{KindOf(file), damage}][reason.empty() ? "opened, whole" : reason];
  };
  for (const std::string& file : Files([](absl::string_view) { return true; })) {
    const std::string bytes = Contents(fs::path(whole_->path()) / file);
    const size_t step = bytes.size() / 40 + 1;
    for (size_t at = 0; at < bytes.size(); at += step) {
      SCOPED_TRACE(absl::StrCat(file, " of ", bytes.size(), " bytes, at ", at));
      std::string damaged = bytes;
      damaged[at] = static_cast<char>(damaged[at] ^ (1 << (at / step % 8)));
      Write(fs::path(Copy()) / file, damaged);
      open(file, "a bit flipped");
      Write(fs::path(Copy()) / file, bytes.substr(0, at));
      open(file, at == 0 ? "emptied" : "cut");
      if (at / step % 4 != 0) continue;
      damaged = bytes;
      damaged.replace(at, std::min<size_t>(512, bytes.size() - at),
                      std::min<size_t>(512, bytes.size() - at), '\0');
      Write(fs::path(Copy()) / file, damaged);
      open(file, "512 bytes zeroed");
      damaged.replace(at, std::string::npos, bytes.size() - at, '\0');
      Write(fs::path(Copy()) / file, damaged);
      open(file, at == 0 ? "all of it zeroed" : "zeroed to its end");
    }
    SCOPED_TRACE(file + " deleted");
    fs::remove(fs::path(Copy()) / file);
    open(file, "deleted");
  }
  for (const auto& [what, reasons] : outcomes) {
    std::cout << std::left << std::setw(10) << what.first << std::setw(20) << what.second;
    for (const auto& [reason, times] : reasons) std::cout << times << " x " << reason << "  ";
    std::cout << "\n";
  }
}

TEST_F(DamageTest, EveryBitOfTheFloorCounts) {
  const std::string bytes = Contents(fs::path(whole_->path()) / "floor/floor");
  const std::string root = Copy();
  for (size_t bit = 0; bit < 8 * bytes.size(); ++bit) {
    SCOPED_TRACE(bit);
    std::string flipped = bytes;
    flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << bit % 8));
    Write(fs::path(root) / "floor/floor", flipped);
    EXPECT_EQ(OpenDamaged(root), bit / 8 == 8 ? "FORMAT_VERSION_UNKNOWN" : "FLOOR_DAMAGED");
  }
  Write(fs::path(root) / "floor/floor", bytes);
  EXPECT_EQ(OpenDamaged(root), "");  // none of the refusals had changed anything
}

TEST_F(DamageTest, DeletedWriteAheadFileIsBelowTheFloor) {
  fs::remove(fs::path(Copy()) / WriteAheadFile());
  const absl::Status status = OpenAt(copy_->path()).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
  auto metadata = Metadata(status);
  EXPECT_EQ(metadata["reason"], "LOG_BELOW_FLOOR");
  EXPECT_EQ(metadata["lastCommit"], absl::StrCat(kCommits / 2));
  EXPECT_EQ(metadata["firstMissingCommit"], absl::StrCat(kCommits / 2 + 1));
  EXPECT_EQ(metadata["floorCommit"], absl::StrCat(kCommits));
  EXPECT_TRUE(absl::StrContains(status.message(), "assen at 2, zod at 5")) << status;
}

// RocksDB opens a write-ahead file cut anywhere: at a record's end it sees nothing wrong, within
// one it takes it for a torn write that nobody was told of. The floor knows better.
TEST_F(DamageTest, WriteAheadFileCutAnywhereIsRefused) {
  const std::string file = WriteAheadFile();
  const std::string bytes = Contents(fs::path(whole_->path()) / file);
  std::map<std::string, int> last_commits;
  for (size_t size = 0; size < bytes.size(); size += 3) {
    SCOPED_TRACE(size);
    Write(fs::path(Copy()) / file, bytes.substr(0, size));
    const absl::Status status = OpenAt(copy_->path()).status();
    auto metadata = Metadata(status);
    ASSERT_EQ(metadata["reason"], "LOG_BELOW_FLOOR") << status;
    ++last_commits[metadata["lastCommit"]];
  }
  EXPECT_EQ(last_commits.size(), size_t{kCommits / 2});  // each of 5 to 9 was where one ended
}

TEST_F(DamageTest, FlippedBitInTheWriteAheadFileIsNamedByItsCommit) {
  const std::string file = WriteAheadFile();
  std::string bytes = Contents(fs::path(whole_->path()) / file);
  // In the text of zod's record 8, which commit 8 wrote.
  const size_t at = bytes.find("record 8 of zod");
  ASSERT_NE(at, std::string::npos);
  bytes[at] ^= 1;
  Write(fs::path(Copy()) / file, bytes);
  const absl::Status status = OpenAt(copy_->path()).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
  EXPECT_EQ(Metadata(status)["reason"], "LOG_DAMAGED");
  EXPECT_EQ(Metadata(status)["firstBadCommit"], "8");
  EXPECT_TRUE(absl::StrContains(status.message(), "assen at 3, zod at 7")) << status;
}

// Damage that RocksDB's own checks cannot see: a row per way, and what it is called.
TEST_F(DamageTest, WrongContentIsNamed) {
  struct Row {
    const char* name;
    std::function<void(const Database&, rocksdb::WriteBatch&)> alter;
    const char* reason;
    const char* book;
    const char* position;
  };
  const std::string zod4 = RecordKey("zod", Position(4));
  const auto get = [](const Database& db, rocksdb::ColumnFamilyHandle* family,
                      const std::string& key) {
    std::string value;
    CHECK(db.db().Get(rocksdb::ReadOptions(), family, key, &value).ok()) << key;
    return value;
  };
  const std::string request = RequestKey("zod", "anna", "r4");
  const std::string slice = SliceKey("zod", {0, 3});
  const std::vector<Row> rows = {
      {"a hole",
       [&](const Database& db, rocksdb::WriteBatch& batch) { batch.Delete(db.records(), zod4); },
       "RECORD_MISSING", "zod", "4"},
      {"the first record gone",
       [&](const Database& db, rocksdb::WriteBatch& batch) {
         batch.Delete(db.records(), RecordKey("assen", Position(1)));
       },
       "RECORD_MISSING", "assen", "1"},
      {"the last record gone",
       [&](const Database& db, rocksdb::WriteBatch& batch) {
         batch.Delete(db.records(), RecordKey("zod", Position(10)));
       },
       "RECORD_MISSING", "zod", "10"},
      {"a whole book gone",
       [&](const Database& db, rocksdb::WriteBatch& batch) {
         batch.DeleteRange(db.records(), RecordKey("assen", Position(0)), PastBook("assen"));
       },
       "RECORD_MISSING", "assen", "1"},
      {"one bit of a record",
       [&](const Database& db, rocksdb::WriteBatch& batch) {
         std::string value = get(db, db.records(), zod4);
         value.back() = static_cast<char>(value.back() ^ 1);
         batch.Put(db.records(), zod4, value);
       },
       "RECORD_DAMAGED", "zod", "4"},
      {"a record's format version",
       [&](const Database& db, rocksdb::WriteBatch& batch) {
         std::string value = get(db, db.records(), zod4);
         value[0] = 2;
         batch.Put(db.records(), zod4, value);
       },
       "RECORD_DAMAGED", "zod", "4"},
      {"a record cut short",
       [&](const Database& db, rocksdb::WriteBatch& batch) {
         std::string value = get(db, db.records(), zod4);
         value.pop_back();
         batch.Put(db.records(), zod4, value);
       },
       "RECORD_DAMAGED", "zod", "4"},
      {"an empty value",
       [&](const Database& db, rocksdb::WriteBatch& batch) { batch.Put(db.records(), zod4, ""); },
       "RECORD_DAMAGED", "zod", "4"},
      {"another position's record, intact",
       [&](const Database& db, rocksdb::WriteBatch& batch) {
         batch.Put(db.records(), zod4, get(db, db.records(), RecordKey("zod", Position(5))));
       },
       "RECORD_DAMAGED", "zod", "4"},
      {"another book's record, intact",
       [&](const Database& db, rocksdb::WriteBatch& batch) {
         batch.Put(db.records(), zod4, get(db, db.records(), RecordKey("assen", Position(4))));
       },
       "RECORD_DAMAGED", "zod", "4"},
      {"a record past the head",
       [&](const Database& db, rocksdb::WriteBatch& batch) {
         const std::string key = RecordKey("zod", Position(11));
         batch.Put(db.records(), key, Seal(key, "x"));
       },
       "LOG_DAMAGED", "zod", "11"},
      {"a record past the head of a book that others follow",
       [&](const Database& db, rocksdb::WriteBatch& batch) {
         const std::string key = RecordKey("assen", Position(6));
         batch.Put(db.records(), key, Seal(key, "x"));
       },
       "LOG_DAMAGED", "assen", "6"},
      {"a record of no book",
       [&](const Database& db, rocksdb::WriteBatch& batch) {
         const std::string key = RecordKey("meppel", Position(1));
         batch.Put(db.records(), key, Seal(key, "x"));
       },
       "LOG_DAMAGED", "meppel", "1"},
      {"a record at position 0",
       [&](const Database& db, rocksdb::WriteBatch& batch) {
         const std::string key = RecordKey("zod", Position(0));
         batch.Put(db.records(), key, Seal(key, "x"));
       },
       "RECORD_MISSING", "zod", "1"},
      {"a key that is none",
       [&](const Database& db, rocksdb::WriteBatch& batch) { batch.Put(db.records(), "zod", "x"); },
       "LOG_DAMAGED", "", ""},
      {"a book's entry gone",
       [&](const Database& db, rocksdb::WriteBatch& batch) {
         batch.Delete(db.meta(), BookKey("zod"));
       },
       "LOG_DAMAGED", "zod", "1"},
      {"a book's head put back",
       [&](const Database& db, rocksdb::WriteBatch& batch) {
         batch.Put(db.meta(), BookKey("zod"),
                   BookValue(BookKey("zod"), {Position(9), 9, std::nullopt}));
       },
       "LOG_DAMAGED", "zod", "10"},
      {"a book's number of requests put back",
       [&](const Database& db, rocksdb::WriteBatch& batch) {
         batch.Put(db.meta(), BookKey("zod"),
                   BookValue(BookKey("zod"), {Position(10), 9, std::nullopt}));
       },
       "REQUEST_ENTRY_DAMAGED", "zod", ""},
      {"another book's entry",
       [&](const Database& db, rocksdb::WriteBatch& batch) {
         batch.Put(db.meta(), BookKey("zod"), get(db, db.meta(), BookKey("assen")));
       },
       "LOG_DAMAGED", "", ""},
      {"the commit number gone",
       [&](const Database& db, rocksdb::WriteBatch& batch) {
         batch.Delete(db.meta(), std::string(kCommitKey));
       },
       "LOG_DAMAGED", "", ""},
      {"the commit number put back",
       [&](const Database& db, rocksdb::WriteBatch& batch) {
         batch.Put(db.meta(), std::string(kCommitKey), CommitValue(kCommits - 1));
       },
       "LOG_BELOW_FLOOR", "", ""},
      {"another identity",
       [&](const Database& db, rocksdb::WriteBatch& batch) {
         batch.Put(db.meta(), std::string(kIdentityKey), IdentityValue(std::string(16, 'x')));
       },
       "FLOOR_OF_ANOTHER_LOG", "", ""},
      {"an entry this format does not have",
       [&](const Database& db, rocksdb::WriteBatch& batch) {
         batch.Put(db.meta(), "colour", Seal("colour", "blue"));
       },
       "LOG_DAMAGED", "", ""},
      {"one bit of a request entry",
       [&](const Database& db, rocksdb::WriteBatch& batch) {
         std::string value = get(db, db.requests(), request);
         value.back() = static_cast<char>(value.back() ^ 1);
         batch.Put(db.requests(), request, value);
       },
       "REQUEST_ENTRY_DAMAGED", "zod", ""},
      {"a request entry gone",
       [&](const Database& db, rocksdb::WriteBatch& batch) {
         batch.Delete(db.requests(), request);
       },
       "REQUEST_ENTRY_DAMAGED", "zod", ""},
      {"every request entry gone",
       [&](const Database& db, rocksdb::WriteBatch& batch) {
         batch.DeleteRange(db.requests(), "a", "zzz");
       },
       "REQUEST_ENTRY_DAMAGED", "zod", ""},
      {"a request entry past the head",
       [&](const Database& db, rocksdb::WriteBatch& batch) {
         batch.Put(db.requests(), request,
                   RequestValue(request, {"anna", "r4", Position(10), Position(11), ""}));
       },
       "REQUEST_ENTRY_DAMAGED", "zod", ""},
      {"a record changed, its seal made to fit",
       [&](const Database& db, rocksdb::WriteBatch& batch) {
         batch.Put(db.records(), zod4, Seal(zod4, "record 4 of zod, as somebody would have it"));
       },
       "TREE_DAMAGED", "zod", "4"},
      {"two records changed places, their seals made to fit",
       [&](const Database& db, rocksdb::WriteBatch& batch) {
         const std::string zod5 = RecordKey("zod", Position(5));
         batch.Put(db.records(), zod4, Seal(zod4, RecordOf("zod", 5)));
         batch.Put(db.records(), zod5, Seal(zod5, RecordOf("zod", 4)));
       },
       "TREE_DAMAGED", "zod", "4"},
      {"one bit of a slice",
       [&](const Database& db, rocksdb::WriteBatch& batch) {
         std::string value = get(db, db.tiles(), slice);
         value.back() = static_cast<char>(value.back() ^ 1);
         batch.Put(db.tiles(), slice, value);
       },
       "TREE_DAMAGED", "zod", "4"},
      {"another hash in a slice, intact",
       [&](const Database& db, rocksdb::WriteBatch& batch) {
         batch.Put(db.tiles(), slice, Seal(slice, std::string(32, 'h')));
       },
       "TREE_DAMAGED", "zod", "4"},
      {"half a hash in a slice",
       [&](const Database& db, rocksdb::WriteBatch& batch) {
         batch.Put(db.tiles(), slice, Seal(slice, std::string(16, 'h')));
       },
       "TREE_DAMAGED", "zod", "4"},
      {"a slice that goes on past its tile",
       [&](const Database& db, rocksdb::WriteBatch& batch) {
         batch.Put(db.tiles(), slice, Seal(slice, std::string(size_t{254} * 32, 'h')));
       },
       "TREE_DAMAGED", "zod", "4"},
      {"a slice past the head",
       [&](const Database& db, rocksdb::WriteBatch& batch) {
         const std::string key = SliceKey("zod", {0, 10});
         batch.Put(db.tiles(), key, Seal(key, std::string(32, 'h')));
       },
       "TREE_DAMAGED", "zod", "11"},
      {"a hash past the head in the last slice",
       [&](const Database& db, rocksdb::WriteBatch& batch) {
         const std::string key = SliceKey("zod", {0, 9});
         const std::string value = get(db, db.tiles(), key);
         batch.Put(db.tiles(), key,
                   Seal(key, std::string(*Unseal(key, value)) + std::string(32, 'h')));
       },
       "TREE_DAMAGED", "zod", "11"},
      {"a slice of a level that the tree has not",
       [&](const Database& db, rocksdb::WriteBatch& batch) {
         const std::string key = SliceKey("zod", {1, 0});
         batch.Put(db.tiles(), key, Seal(key, std::string(32, 'h')));
       },
       "TREE_DAMAGED", "zod", "11"},
      {"a slice's key that is none",
       [&](const Database& db, rocksdb::WriteBatch& batch) {
         const std::string key = SliceKey("zod", {0, 3}) + "x";
         batch.Put(db.tiles(), key, Seal(key, std::string(32, 'h')));
       },
       "TREE_DAMAGED", "zod", "5"},
      {"a slice of no book",
       [&](const Database& db, rocksdb::WriteBatch& batch) {
         const std::string key = SliceKey("meppel", {0, 0});
         batch.Put(db.tiles(), key, Seal(key, std::string(32, 'h')));
       },
       "TREE_DAMAGED", "meppel", "1"},
      {"a slice of no book after all others",
       [&](const Database& db, rocksdb::WriteBatch& batch) {
         const std::string key = SliceKey("zwolle", {0, 0});
         batch.Put(db.tiles(), key, Seal(key, std::string(32, 'h')));
       },
       "TREE_DAMAGED", "zwolle", "1"},
      {"a request entry of no book",
       [&](const Database& db, rocksdb::WriteBatch& batch) {
         const std::string key = RequestKey("meppel", "anna", "r1");
         batch.Put(db.requests(), key,
                   RequestValue(key, {"anna", "r1", Position(1), Position(1), ""}));
       },
       "REQUEST_ENTRY_DAMAGED", "meppel", ""},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.name);
    Alter(Copy(), row.alter);
    auto metadata = Metadata(OpenAt(copy_->path()).status());
    EXPECT_EQ(metadata["reason"], row.reason);
    EXPECT_EQ(metadata["book"], row.book);
    EXPECT_EQ(metadata["position"], row.position);
  }
}

// A sorted file's block holds many records; the first that cannot be read is named.
TEST_F(DamageTest, DamagedSortedFileIsNamedByPosition) {
  const std::string root = Copy();
  { ASSERT_TRUE(OpenAt(root).ok()); }  // everything into sorted files
  std::vector<rocksdb::LiveFileMetaData> files;
  {
    std::unique_ptr<Database> database;
    ASSERT_TRUE(Database::Open(OptionsAt(root), Database::Mode::kLookInto, &database).ok());
    database->db().GetLiveFilesMetaData(&files);
  }
  int damaged = 0;
  for (const rocksdb::LiveFileMetaData& file : files) {
    if (file.column_family_name != std::string(kRecordsFamily)) continue;
    const std::string path = file.db_path + file.name;
    std::string bytes = Contents(path);
    const std::string whole = bytes;
    bytes[20] ^= 4;
    Write(path, bytes);
    auto metadata = Metadata(OpenAt(root).status());
    EXPECT_EQ(metadata["reason"], "RECORD_DAMAGED");
    EXPECT_EQ(metadata["book"], "assen");
    EXPECT_NE(metadata["position"], "");
    Write(path, whole);
    ++damaged;
  }
  EXPECT_GE(damaged, 1);
  EXPECT_EQ(OpenDamaged(root), "");
}

TEST_F(DamageTest, MissingFloorIsRefused) {
  fs::remove(fs::path(Copy()) / "floor/floor");
  EXPECT_EQ(OpenDamaged(copy_->path()), "FLOOR_MISSING");
}

TEST_F(DamageTest, FloorOfAnotherLogIsRefused) {
  TemporaryDirectory other;
  MakeLog(other.path(), 2);
  Write(fs::path(Copy()) / "floor/floor", Contents(other / "floor/floor"));
  EXPECT_EQ(OpenDamaged(copy_->path()), "FLOOR_DAMAGED") << "without the roots it names";
  fs::remove_all(copy_->path() + "/floor");
  fs::copy(other / "floor", copy_->path() + "/floor", fs::copy_options::recursive);
  EXPECT_EQ(OpenDamaged(copy_->path()), "FLOOR_OF_ANOTHER_LOG");
}

TEST_F(DamageTest, OtherFormatIsRefusedBeforeAnythingIsTouched) {
  Write(fs::path(Copy()) / "data/FORMAT", "dealboek log, format 3\n");
  const absl::Status status = OpenAt(copy_->path()).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(Metadata(status)["reason"], "FORMAT_VERSION_UNKNOWN");
  EXPECT_TRUE(absl::StrContains(status.message(), "format 3")) << status;
  for (const std::string& file : Files([](absl::string_view) { return true; })) {
    if (file == "data/FORMAT") continue;
    EXPECT_EQ(Contents(fs::path(copy_->path()) / file), Contents(fs::path(whole_->path()) / file));
  }
}

TEST_F(DamageTest, DirectoryWithoutFormatIsNotOurs) {
  fs::remove(fs::path(Copy()) / "data/FORMAT");
  EXPECT_EQ(OpenDamaged(copy_->path()), "DATA_DIRECTORY_NOT_OURS");
}

}  // namespace
}  // namespace dealboek::storage
