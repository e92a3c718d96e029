// A book on its way: the chain, what goes on and what does not, and files that end anyhow.
#include "services/book/book_chunks.h"

#include <fstream>
#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/stubs/logging.h"
#include <gtest/gtest.h>

#include "services/base/error.h"
#include "services/base/reasons.h"
#include "storage/event_log.h"
#include "tests/storage/temporary_directory.h"

namespace dealboek::book {
namespace {

using base::Position;

v1::BookChunk Chunk(const BookChunks& after, const std::vector<std::string>& records,
                    bool last = false) {
  v1::BookChunk chunk;
  chunk.set_format(kBookFormat);
  chunk.set_book(absl::StrCat("programmes/", after.book()));
  chunk.set_first_position(static_cast<int64_t>(after.position().value()) + 1);
  BookChain chain(after.book());
  chain.Continue(after.chain());
  for (const std::string& record : records) {
    chain.Add(record);
    chunk.add_records(record);
  }
  chunk.set_chain(chain.hash());
  chunk.set_last(last);
  return chunk;
}

std::string ReasonOf(const absl::Status& status) {
  const auto detail = base::GetErrorDetail(status);
  return detail.has_value() ? detail->reason : std::string(status.message());
}

// The figures are those of storage/FORMAT.md, "A book on its way", by another program.
TEST(BookChunksTest, TheChainIsTheOneOfTheFormat) {
  BookChain chain("zod");
  EXPECT_EQ(absl::BytesToHexString(chain.hash()),
            "93e4082c360e874ce1ef5f0805314baba3868d9b6663e8cf1552a82562b6c97c");
  chain.Add("submitted");
  EXPECT_EQ(absl::BytesToHexString(chain.hash()),
            "00aa948599189f52c9d9a22da9aa1639c67e519902331cdae4a164f346d0e1f9");
  chain.Add("endorsed");
  EXPECT_EQ(absl::BytesToHexString(chain.hash()),
            "ca771560e09be7300c9b0826b4a364818446e979cbc4913a8a79a61d26c8bca8");
}

TEST(BookChunksTest, AFileIsTheBytesOfTheFormat) {
  const v1::BookChunk chunk = Chunk(BookChunks("zod"), {"submitted", "endorsed"}, true);
  EXPECT_EQ(absl::BytesToHexString(ChunkInFile(chunk)),
            "4d0801120e70726f6772616d6d65732f7a6f64180122097375626d6974746564"
            "2208656e646f727365642a20ca771560e09be7300c9b0826b4a364818446e979"
            "cbc4913a8a79a61d26c8bca83001");
}

TEST(BookChunksTest, WhereChunksAreCutMeansNothing) {
  BookChunks one("zod");
  ASSERT_TRUE(one.Take(Chunk(one, {"a", "b", "c"}, true)).ok());
  BookChunks many("zod");
  ASSERT_TRUE(many.Take(Chunk(many, {"a"})).ok());
  ASSERT_TRUE(many.Take(Chunk(many, {"b", "c"})).ok());
  EXPECT_FALSE(many.ended());
  ASSERT_TRUE(many.Take(Chunk(many, {}, true)).ok());
  EXPECT_EQ(many.chain(), one.chain());
  EXPECT_EQ(many.position(), Position(3));
  EXPECT_EQ(many.bytes(), 3u);
  EXPECT_TRUE(many.ended());
}

TEST(BookChunksTest, WhatDoesNotGoOnIsRefusedAndDoesNotCount) {
  const std::string too_long(storage::kMaxRecordBytes + 1, 'x');
  const std::string longest(storage::kMaxRecordBytes, 'x');
  struct Row {
    const char* what;
    void (*change)(v1::BookChunk& chunk, const std::string& too_long, const std::string& longest);
    absl::string_view reason;
  };
  const Row rows[] = {
      {"another format", [](auto& c, auto&, auto&) { c.set_format(2); },
       base::kFormatVersionUnknown},
      {"no format", [](auto& c, auto&, auto&) { c.set_format(0); }, base::kFormatVersionUnknown},
      {"another book", [](auto& c, auto&, auto&) { c.set_book("programmes/zo"); },
       base::kBookDiffers},
      {"a bare name", [](auto& c, auto&, auto&) { c.set_book("zod"); }, base::kBookDiffers},
      {"a hole", [](auto& c, auto&, auto&) { c.set_first_position(3); }, base::kPositionNotNext},
      {"again", [](auto& c, auto&, auto&) { c.set_first_position(1); }, base::kPositionNotNext},
      {"before all", [](auto& c, auto&, auto&) { c.set_first_position(-1); },
       base::kPositionNotNext},
      {"an empty record", [](auto& c, auto&, auto&) { c.add_records(""); }, base::kRecordEmpty},
      {"a record too long", [](auto& c, auto& x, auto&) { c.add_records(x); },
       base::kRecordTooLarge},
      {"nothing", [](auto& c, auto&, auto&) { c.clear_records(); }, base::kBatchEmpty},
      {"too much",
       [](auto& c, auto&, auto& x) {
         for (int i = 0; i < 9; ++i) c.add_records(x);
       },
       base::kMessageTooLarge},
      {"a bit of a record", [](auto& c, auto&, auto&) { c.set_records(0, "c"); },
       base::kRecordDamaged},
      {"a record more", [](auto& c, auto&, auto&) { c.add_records("c"); }, base::kRecordDamaged},
      {"two as one",
       [](auto& c, auto&, auto&) {
         c.clear_records();
         c.add_records("bc");
       },
       base::kRecordDamaged},
      {"a short chain", [](auto& c, auto&, auto&) { c.mutable_chain()->pop_back(); },
       base::kRecordDamaged},
      {"no chain", [](auto& c, auto&, auto&) { c.clear_chain(); }, base::kRecordDamaged},
  };
  for (const Row& row : rows) {
    BookChunks chunks("zod");
    ASSERT_TRUE(chunks.Take(Chunk(chunks, {"a"})).ok());
    const std::string before = chunks.chain();
    const v1::BookChunk good = Chunk(chunks, {"b", "c"});
    v1::BookChunk bad = good;
    row.change(bad, too_long, longest);
    EXPECT_EQ(ReasonOf(chunks.Take(bad)), row.reason) << row.what;
    EXPECT_EQ(chunks.position(), Position(1)) << row.what;
    EXPECT_EQ(chunks.chain(), before) << row.what;
    EXPECT_TRUE(chunks.Take(good).ok()) << row.what;
  }
  BookChunks ended("zod");
  ASSERT_TRUE(ended.Take(Chunk(ended, {"a"}, true)).ok());
  EXPECT_EQ(ReasonOf(ended.Take(Chunk(ended, {"b"}))), base::kPositionNotNext);
}

class BookFileTest : public testing::Test {
 protected:
  BookFileTest() {
    BookChunks chunks("zod");
    for (const char* record : {"aaaa", "bb", "cccccc"}) {
      const v1::BookChunk chunk = Chunk(chunks, {record}, record[0] == 'c');
      EXPECT_TRUE(chunks.Take(chunk).ok());
      whole_ += ChunkInFile(chunk);
      ends_.push_back(whole_.size());
    }
    whole_chain_ = chunks.chain();
  }

  // What is taken of a file with these bytes; `why` it ended.
  uint64_t Read(const std::string& bytes, absl::Status& why) {
    std::ofstream(directory_ / "book", std::ios::binary) << bytes;
    BookChunks chunks("zod");
    uint64_t given = 0;
    const auto taken = ReadBookFile(
        directory_ / "book", chunks,
        [&](const v1::BookChunk& chunk) {
          given += static_cast<uint64_t>(chunk.records_size());
          return true;
        },
        why);
    EXPECT_TRUE(taken.ok()) << taken.status();
    chain_ = chunks.chain();
    EXPECT_EQ(given, chunks.position().value());
    return taken.value_or(0);
  }

  const storage::TemporaryDirectory directory_;
  std::string whole_;
  std::string whole_chain_;
  std::string chain_;         // of what Read took
  std::vector<size_t> ends_;  // of the chunks
};

TEST_F(BookFileTest, CutAnywhereItIsTakenUpToItsLastWholeChunk) {
  for (size_t size = 0; size <= whole_.size(); ++size) {
    size_t last = 0;
    for (const size_t end : ends_) last = end <= size ? end : last;
    absl::Status why;
    EXPECT_EQ(Read(whole_.substr(0, size), why), last) << size;
    EXPECT_EQ(why.ok(), last == size) << size << " " << why;
  }
}

// A bit that means nothing (true as 3) may pass: then it is the same book.
TEST_F(BookFileTest, ABitThatChangedIsSeenAndWhatIsBeforeIsTaken) {
  const google::protobuf::LogSilencer quiet;  // of bytes that are no text any more
  int unseen = 0;
  for (size_t bit = 0; bit < whole_.size() * 8; ++bit) {
    std::string flipped = whole_;
    flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << (bit % 8)));
    size_t before = 0;
    for (const size_t end : ends_) before = end <= bit / 8 ? end : before;
    absl::Status why;
    const uint64_t taken = Read(flipped, why);
    if (!why.ok()) {
      EXPECT_EQ(taken, before) << "bit " << bit;
      EXPECT_EQ(base::GetErrorDetail(why)->metadata.back().first, "position") << why;
    } else {
      ++unseen;
      EXPECT_EQ(chain_, whole_chain_) << "bit " << bit;
    }
  }
  EXPECT_LE(unseen, 8);  // in the one byte of `last`
}

TEST_F(BookFileTest, WhatFollowsTheLastChunkIsSeen) {
  absl::Status why;
  EXPECT_EQ(Read(whole_ + whole_, why), whole_.size());
  EXPECT_EQ(ReasonOf(why), base::kPositionNotNext);
}

TEST_F(BookFileTest, AFileThatIsNotThereIsNoBook) {
  BookChunks chunks("zod");
  absl::Status why;
  EXPECT_TRUE(absl::IsNotFound(
      ReadBookFile(
          directory_ / "none", chunks, [](const v1::BookChunk&) { return true; }, why)
          .status()));
}

}  // namespace
}  // namespace dealboek::book
