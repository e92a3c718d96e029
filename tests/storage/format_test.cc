// The bytes of storage/FORMAT.md: what it shows is what the code writes, and what it says of the
// order of keys and of the checksum holds.

#include "storage/rocksdb/format.h"

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "rocksdb/db.h"

#include "services/base/check.h"
#include "services/base/random.h"
#include "storage/merkle/hash.h"
#include "storage/rocksdb/crc32c.h"
#include "storage/rocksdb/database.h"
#include "storage/rocksdb/rocksdb_event_log.h"
#include "tests/storage/merkle/naive_tree.h"
#include "tests/storage/temporary_directory.h"

namespace dealboek::storage {
namespace {

using base::Position;
using ::testing::HasSubstr;

std::string Contents(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream bytes;
  bytes << in.rdbuf();
  CHECK(in.good()) << path;
  return bytes.str();
}

// Sixteen bytes a line, in hex and as text, as FORMAT.md shows them.
std::string Hex(absl::string_view title, absl::string_view bytes) {
  std::string out;
  for (size_t at = 0; at < bytes.size(); at += 16) {
    std::string hex;
    std::string text;
    for (const char c : bytes.substr(at, 16)) {
      char two[4];
      std::snprintf(two, sizeof two, "%02x ", static_cast<unsigned char>(c));
      hex += two;
      text += c >= 0x20 && c < 0x7f ? c : '.';
    }
    hex.resize(48, ' ');
    std::string name(at == 0 ? title : "");
    name.resize(8, ' ');
    absl::StrAppend(&out, "    ", name, hex, " ", text, "\n");
  }
  return out;
}

std::string DumpFamily(const Database& database, rocksdb::ColumnFamilyHandle* family) {
  std::string out;
  const std::unique_ptr<rocksdb::Iterator> iterator(
      database.db().NewIterator(rocksdb::ReadOptions(), family));
  for (iterator->SeekToFirst(); iterator->Valid(); iterator->Next()) {
    const rocksdb::Slice key = iterator->key();
    const rocksdb::Slice value = iterator->value();
    if (!out.empty()) out += "\n";
    absl::StrAppend(&out, Hex("key", {key.data(), key.size()}),
                    Hex("value", {value.data(), value.size()}));
  }
  return out;
}

// The example of FORMAT.md: one commit of two records and the request they came from.
TEST(FormatTest, DocumentShowsTheBytesThatAreWritten) {
  TemporaryDirectory directory;
  RocksDbOptions options;
  options.data_dir = directory / "data";
  options.floor_dir = directory / "floor";
  options.reserve_bytes = 0;
  const auto randomness = base::SeededRandomness(1);
  ASSERT_TRUE(RocksDbEventLog::Init(options, *randomness).ok());
  {
    auto log = RocksDbEventLog::Open(options);
    ASSERT_TRUE(log.ok()) << log.status();
    std::vector<BookBatch> batches(1);
    batches[0].book = "zod";
    batches[0].first = Position(1);
    batches[0].records = {"submitted", "endorsed"};
    batches[0].requests = {{"anna", "r-1", Position(1), Position(2), "hash"}};
    ASSERT_TRUE((*log)->Append(batches).ok());
    ASSERT_TRUE((*log)->Close().ok());
  }
  const std::string document = Contents(std::string(DEALBOEK_SOURCE_DIR) + "/storage/FORMAT.md");
  std::unique_ptr<Database> database;
  ASSERT_TRUE(Database::Open(options, Database::Mode::kOpen, &database).ok());
  EXPECT_THAT(document, HasSubstr(DumpFamily(*database, database->records())));
  EXPECT_THAT(document, HasSubstr(DumpFamily(*database, database->requests())));
  EXPECT_THAT(document, HasSubstr(DumpFamily(*database, database->meta())));
  EXPECT_THAT(document, HasSubstr(DumpFamily(*database, database->tiles())));
  NaiveTree tree;
  tree.Add("submitted");
  tree.Add("endorsed");
  EXPECT_THAT(document, HasSubstr(absl::BytesToHexString(View(tree.Root(2)))));
  EXPECT_THAT(document, HasSubstr(Hex("floor", Contents(directory / "floor/floor"))));
  EXPECT_THAT(document, HasSubstr(Hex("roots", Contents(directory / "floor/roots.1"))));
  EXPECT_THAT(document, HasSubstr(Hex("FORMAT", Contents(directory / "data/FORMAT"))));

  BookState lost{Position(2), 1, PendingLoss{"zod", Position(2), 1, 9}};
  EXPECT_THAT(document, HasSubstr(Hex("value", BookValue(BookKey("zod"), lost))));
}

TEST(FormatTest, KeysSortByBookThenPosition) {
  const std::vector<std::string> keys = {
      RecordKey("a", Position(1)),
      RecordKey("a", Position(2)),
      RecordKey("a", Position(256)),
      RecordKey("a", Position(UINT64_MAX)),
      PastBook("a"),
      RecordKey("a-", Position(1)),
      RecordKey("a0", Position(1)),
      RecordKey("aa", Position(1)),
      RecordKey("b", Position(1)),
  };
  EXPECT_TRUE(std::is_sorted(keys.begin(), keys.end()));
  EXPECT_TRUE(std::adjacent_find(keys.begin(), keys.end()) == keys.end());
}

TEST(FormatTest, SetRecordPositionMakesTheSameKey) {
  std::string key = RecordKey("zod", Position(1));
  for (const uint64_t position : {uint64_t{2}, uint64_t{255}, uint64_t{65'536}, UINT64_MAX}) {
    SetRecordPosition(key, Position(position));
    EXPECT_EQ(key, RecordKey("zod", Position(position)));
  }
}

TEST(FormatTest, SealNoticesEveryBitOfKeyAndValue) {
  const std::string key = RecordKey("zod", Position(7));
  const std::string value = Seal(key, "the record");
  ASSERT_EQ(Unseal(key, value), absl::string_view("the record"));
  for (size_t bit = 0; bit < 8 * value.size(); ++bit) {
    std::string flipped = value;
    flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << bit % 8));
    EXPECT_EQ(Unseal(key, flipped), std::nullopt) << bit;
  }
  for (size_t bit = 0; bit < 8 * key.size(); ++bit) {
    std::string flipped = key;
    flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << bit % 8));
    EXPECT_EQ(Unseal(flipped, value), std::nullopt) << bit;
  }
  for (size_t size = 0; size < value.size(); ++size) {
    EXPECT_EQ(Unseal(key, value.substr(0, size)), std::nullopt) << size;
  }
  EXPECT_EQ(Unseal(key, value + '\0'), std::nullopt);
}

TEST(FormatTest, WhatIsWrittenIsParsed) {
  const std::string record_key = RecordKey("zod", Position(12));
  const auto record = ParseRecordKey(record_key);
  ASSERT_TRUE(record.has_value());
  EXPECT_EQ(record->book, "zod");
  EXPECT_EQ(record->position, Position(12));

  const std::string key = RequestKey("zod", "anna", "r-1");
  const RequestEntry entry = {"anna", "r-1", Position(3), Position(5), "hash"};
  const auto request = ParseRequest(key, RequestValue(key, entry));
  ASSERT_TRUE(request.has_value());
  EXPECT_EQ(request->book, "zod");
  EXPECT_EQ(request->entry, entry);

  const SliceId id{1, 254};
  const std::string slice_key = SliceKey("zod", id);
  const auto parsed = ParseSliceKey(slice_key);
  ASSERT_TRUE(parsed.has_value());
  EXPECT_EQ(parsed->book, "zod");
  EXPECT_EQ(parsed->id, id);
  const std::string hashes(2 * kHashBytes, 'h');
  EXPECT_EQ(ParseSlice(slice_key, id, Seal(slice_key, hashes)), hashes);

  EXPECT_EQ(ParseCommit(CommitValue(9)), 9u);
  const LogIdentity identity(16, 'i');
  EXPECT_EQ(ParseIdentity(IdentityValue(identity)), identity);
  const Floor floor{identity, 9, 3, 75};
  EXPECT_EQ(*DecodeFloor(EncodeFloor(floor), "floor"), floor);
}

TEST(FormatTest, WhatIsNotOursIsNotParsed) {
  for (const std::string& key :
       {std::string(), std::string("zod"), std::string("zod\0", 4),
        std::string("\0\0\0\0\0\0\0\0\1", 9), RecordKey("zod", Position(1)) + "x"}) {
    EXPECT_FALSE(ParseRecordKey(key).has_value()) << key;
  }
  for (const std::string& key : {std::string("zod"), std::string("zod\0", 4),
                                 std::string("zod\0\0r", 6), std::string("zod\0\4anna", 9)}) {
    EXPECT_FALSE(ParseRequest(key, Seal(key, std::string(20, 'x'))).has_value()) << key;
  }
  for (const std::string& key : {std::string("zod"), SliceKey("zod", {0, 1}) + "x",
                                 SliceKey("zod", {kTileLevels, 1}), std::string("zod\0\0", 5)}) {
    EXPECT_FALSE(ParseSliceKey(key).has_value()) << key;
  }
  const std::string slice_key = SliceKey("zod", {0, 254});
  for (const size_t bytes : {size_t{0}, kHashBytes - 1, kHashBytes + 1, 3 * kHashBytes}) {
    EXPECT_FALSE(
        ParseSlice(slice_key, {0, 254}, Seal(slice_key, std::string(bytes, 'h'))).has_value())
        << bytes;
  }
  EXPECT_FALSE(ParseCommit(Seal(kCommitKey, "short")).has_value());
  EXPECT_FALSE(ParseIdentity(Seal(kIdentityKey, "short")).has_value());
  EXPECT_FALSE(ParseBook("book/zod", Seal("book/zod", std::string(17, 'x'))).has_value());
}

// RFC 3720, B.4, and the check value of every CRC catalogue.
TEST(Crc32cTest, KnownAnswers) {
  std::string ascending;
  for (int i = 0; i < 32; ++i) ascending += static_cast<char>(i);
  const std::string descending(ascending.rbegin(), ascending.rend());
  for (const auto& extend : {ExtendCrc32c, ExtendCrc32cByTable}) {
    EXPECT_EQ(extend(0, ""), 0u);
    EXPECT_EQ(extend(0, "123456789"), 0xe3069283u);
    EXPECT_EQ(extend(0, std::string(32, '\0')), 0x8a9136aau);
    EXPECT_EQ(extend(0, std::string(32, '\xff')), 0x62a8ab43u);
    EXPECT_EQ(extend(0, ascending), 0x46dd794eu);
    EXPECT_EQ(extend(0, descending), 0x113fdb5cu);
  }
}

TEST(Crc32cTest, InstructionAndTableAgreeOnEveryLengthAndSplit) {
  const auto randomness = base::SeededRandomness(3);
  std::vector<uint8_t> random(100);
  randomness->Fill(absl::MakeSpan(random));
  const std::string bytes(random.begin(), random.end());
  for (size_t size = 0; size <= bytes.size(); ++size) {
    const absl::string_view part = absl::string_view(bytes).substr(0, size);
    const uint32_t whole = ExtendCrc32cByTable(0, part);
    EXPECT_EQ(ExtendCrc32c(0, part), whole);
    EXPECT_EQ(ExtendCrc32c(ExtendCrc32c(0, part.substr(0, size / 3)), part.substr(size / 3)),
              whole);
  }
}

}  // namespace
}  // namespace dealboek::storage
