// A book comes in from elsewhere: whole or not at all, once, and as it was.
#include "services/book/imports.h"

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "services/book/book_chunks.h"
#include "tests/services/book/books_fixture.h"
#include "tests/storage/temporary_directory.h"

namespace dealboek::book {
namespace {

using absl::StatusCode;

// Its own books are where a book comes to; `there_` are those it comes from.
class ImportsTest : public BooksTest {
 protected:
  ImportsTest() : there_(Books::Create(log_there_, clock_, *randomness_, {})) {
    request_ = MakeRequest(PartnerCommand("Emmen"), "Emmen", NextRequestId());
    EXPECT_TRUE(
        there_->ExecuteAndWait("zod", MakeRequest(CreateCommand("zod"), "zod", NextRequestId()))
            .ok());
    partner_ = there_->ExecuteAndWait("zod", request_);
    EXPECT_TRUE(partner_.ok());
    for (const char* name : {"Assen", "Hardenberg", "Coevorden"}) {
      EXPECT_TRUE(
          there_->ExecuteAndWait("zod", MakeRequest(PartnerCommand(name), name, NextRequestId()))
              .ok());
    }
    EXPECT_TRUE(there_
                    ->ReadRecords("zod", Position(1), Position(UINT64_MAX),
                                  [&](const RecordView& record) {
                                    records_.emplace_back(record.bytes);
                                    return true;
                                  })
                    .ok());
  }

  Imports& imports() {
    if (imports_ == nullptr) {
      ImportOptions options = import_options_;
      options.directory = directory_ / "imports";
      options.check = [this](absl::string_view book, const std::string& file) {
        ++checks_;
        Position at;
        const absl::Status is_a_book =
            CheckBookFile(book, file, [&](Position position) { at = position; });
        return is_a_book.ok() ? is_a_book : RecordRefused(book, at, is_a_book.message());
      };
      imports_ = std::make_unique<Imports>(books(), std::move(options));
    }
    return *imports_;
  }
  // The server is killed and started again.
  void Restart() {
    imports_.reset();
    CrashAndRestart();
  }
  std::string File() const { return directory_ / "imports/zod.book"; }

  // Of the records from `first` to `last`.
  v1::BookChunk Chunk(size_t first, size_t last) const {
    BookChain chain("zod");
    v1::BookChunk chunk;
    chunk.set_format(kBookFormat);
    chunk.set_book("programmes/zod");
    chunk.set_first_position(static_cast<int64_t>(first));
    for (size_t at = 1; at <= last; ++at) {
      chain.Add(records_[at - 1]);
      if (at >= first) chunk.add_records(records_[at - 1]);
    }
    chunk.set_chain(chain.hash());
    chunk.set_last(last == records_.size());
    return chunk;
  }
  absl::StatusOr<ImportState> SendAll() { return imports().Add("zod", Chunk(1, records_.size())); }

  void ExpectTheBook() {
    std::vector<std::string> records;
    ASSERT_TRUE(books()
                    .ReadRecords("zod", Position(1), Position(UINT64_MAX),
                                 [&](const RecordView& record) {
                                   records.emplace_back(record.bytes);
                                   return true;
                                 })
                    .ok());
    EXPECT_EQ(records, records_);
    // A repeated request is answered as it was there.
    const absl::StatusOr<Receipt> repeated = Send("zod", request_).Get();
    ASSERT_TRUE(repeated.ok()) << repeated.status();
    EXPECT_EQ(repeated->first, partner_->first);
    EXPECT_EQ(repeated->recorded_at_micros, partner_->recorded_at_micros);
    EXPECT_EQ(Head("zod"), Position(records_.size()));
  }

  storage::FakeEventLog log_there_;
  std::unique_ptr<Books> there_;
  Request request_;
  absl::StatusOr<Receipt> partner_ = absl::InternalError("not yet");
  std::vector<std::string> records_;
  const storage::TemporaryDirectory directory_;
  ImportOptions import_options_;
  std::unique_ptr<Imports> imports_;
  int checks_ = 0;
};

TEST_F(ImportsTest, ABookIsAsItWasAndThatInOneCommit) {
  const absl::StatusOr<ImportState> state = SendAll();
  ASSERT_TRUE(state.ok()) << state.status();
  EXPECT_EQ(state->stage, ImportState::Stage::kRecorded);
  EXPECT_EQ(state->position, Position(records_.size()));
  EXPECT_EQ(state->chain, Chunk(1, records_.size()).chain());
  ASSERT_EQ(log_->batches().size(), 1u);
  EXPECT_EQ(log_->batches()[0].books, std::vector<std::string>{"zod"});
  ExpectTheBook();
  EXPECT_FALSE(std::filesystem::exists(File()));
  Restart();
  ExpectTheBook();
  ASSERT_TRUE(AddPartner("zod", "Borger").ok()) << "and it goes on";
}

TEST_F(ImportsTest, CutAtEachRecordWithTheServerKilledThereItGoesOn) {
  for (size_t at = 1; at <= records_.size(); ++at) {
    const absl::StatusOr<ImportState> before = imports().Look("zod");
    ASSERT_TRUE(before.ok()) << before.status();
    EXPECT_EQ(before->stage, ImportState::Stage::kKeptAside);
    EXPECT_EQ(before->position, Position(at - 1));
    EXPECT_EQ(before->chain, at == 1 ? BookChain("zod").hash() : Chunk(1, at - 1).chain());
    EXPECT_EQ(Head("zod"), std::nullopt) << "nobody sees what is not whole";
    ASSERT_TRUE(imports().Add("zod", Chunk(at, at)).ok());
    if (at < records_.size()) {
      Restart();
      std::ofstream(File(), std::ios::app) << "torn";
    }
  }
  ExpectTheBook();
}

TEST_F(ImportsTest, WhatTheDiskLostOfItIsSentAgain) {
  ASSERT_TRUE(imports().Add("zod", Chunk(1, 2)).ok());
  ASSERT_TRUE(imports().Add("zod", Chunk(3, 3)).ok());
  Restart();
  {
    std::fstream file(File(), std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(40);
    file << "zeroes";
  }
  EXPECT_EQ(imports().Look("zod")->position, Position(0));
  EXPECT_TRUE(SendAll().ok());
  ExpectTheBook();
}

TEST_F(ImportsTest, ARepeatAddsNothing) {
  ASSERT_TRUE(SendAll().ok());
  for (const auto& again : {SendAll(), imports().Look("zod")}) {
    ASSERT_TRUE(again.ok()) << again.status();
    EXPECT_EQ(again->stage, ImportState::Stage::kWasThere);
    EXPECT_EQ(again->chain, Chunk(1, records_.size()).chain());
  }
  EXPECT_EQ(log_->batches().size(), 1u);
  EXPECT_EQ(checks_, 1);
}

TEST_F(ImportsTest, ThereMayBeNoBookOfThatName) {
  ASSERT_TRUE(Create("zod").ok());
  EXPECT_THAT(SendAll(), Refused(StatusCode::kAlreadyExists, base::kBookDiffers));
  EXPECT_THAT(imports().Add("zod", Chunk(1, 1)),
              Refused(StatusCode::kAlreadyExists, base::kBookDiffers));
  EXPECT_EQ(Events("zod").size(), Head("zod")->value());
}

TEST_F(ImportsTest, OneThatWasMadeMeanwhileStays) {
  ASSERT_TRUE(imports().Add("zod", Chunk(1, 2)).ok());
  ASSERT_TRUE(Create("zod").ok());
  EXPECT_THAT(imports().Add("zod", Chunk(3, records_.size())),
              Refused(StatusCode::kAlreadyExists, base::kBookDiffers));
  EXPECT_THAT(absl::StatusOr<int>(books().Import("zod", records_, {})),
              Refused(StatusCode::kAlreadyExists, base::kBookDiffers));
}

TEST_F(ImportsTest, WhatDoesNotGoOnIsRefusedAndStartingOverStartsOver) {
  ASSERT_TRUE(imports().Add("zod", Chunk(1, 2)).ok());
  EXPECT_THAT(imports().Add("zod", Chunk(2, 3)),
              Refused(StatusCode::kAborted, base::kPositionNotNext));
  EXPECT_THAT(imports().Add("zod", Chunk(4, 4)),
              Refused(StatusCode::kAborted, base::kPositionNotNext));
  v1::BookChunk other = Chunk(3, 3);
  other.set_records(0, records_[3]);
  EXPECT_THAT(imports().Add("zod", other),
              Refused(StatusCode::kInvalidArgument, base::kRecordDamaged));
  EXPECT_EQ(imports().Look("zod")->position, Position(2));
  ASSERT_TRUE(imports().StartOver("zod").ok());
  EXPECT_EQ(imports().Look("zod")->position, Position(0));
  EXPECT_FALSE(std::filesystem::exists(File()));
  EXPECT_TRUE(SendAll().ok());
}

// What the domain would take as history, and what says it was elsewhere, or said twice.
TEST_F(ImportsTest, RecordsThatAreNoBookAreRefusedWithTheirPosition) {
  const std::vector<std::string> good = records_;
  const auto change = [&](size_t position, auto&& change) {
    v1::Event event;
    ASSERT_TRUE(event.ParseFromString(good[position - 1]));
    change(event);
    records_ = good;
    records_[position - 1] = event.SerializeAsString();
  };
  const auto expect_refused_at = [&](size_t position, const char* what) {
    const absl::StatusOr<ImportState> state = SendAll();
    const absl::Status refused = state.status();
    EXPECT_THAT(state, Refused(StatusCode::kInvalidArgument, base::kRecordRefused)) << what;
    EXPECT_EQ(base::GetErrorDetail(refused)->metadata.back().second, absl::StrCat(position))
        << what;
    EXPECT_FALSE(std::filesystem::exists(File())) << what << ": it would be none the next time";
    EXPECT_EQ(Head("zod"), std::nullopt) << what;
  };
  const size_t last = good.size();
  change(last, [](v1::Event& event) { event.mutable_header()->set_position(1); });
  expect_refused_at(last, "another position");
  change(last, [](v1::Event& event) { event.mutable_header()->clear_salt(); });
  expect_refused_at(last, "no salt");
  change(last, [](v1::Event& event) { event.clear_fact(); });
  expect_refused_at(last, "no fact");
  change(last,
         [](v1::Event& event) { event.mutable_header()->mutable_recorded_at()->set_seconds(1); });
  expect_refused_at(last, "before the one before");
  change(last, [](v1::Event& event) { event.mutable_header()->set_command_size(2); });
  expect_refused_at(last, "half a command");
  change(1, [](v1::Event& event) { event.mutable_programme_created()->set_programme("other"); });
  expect_refused_at(1, "of another name");
  v1::Event before;
  ASSERT_TRUE(before.ParseFromString(good[last - 2]));
  change(last, [&](v1::Event& event) {
    event.mutable_header()->set_request_id(before.header().request_id());
    event.mutable_header()->set_actor(before.header().actor());
  });
  expect_refused_at(last, "a request carried out twice");
  records_ = good;
  records_[last - 1] = "no event";
  expect_refused_at(last, "no event");

  records_ = good;
  EXPECT_TRUE(SendAll().ok()) << "nothing of all that stays";
  ExpectTheBook();
}

TEST_F(ImportsTest, ABookThatIsTooLargeIsRefused) {
  import_options_.max_bytes = records_[0].size() + records_[1].size();
  ASSERT_TRUE(imports().Add("zod", Chunk(1, 2)).ok());
  EXPECT_THAT(imports().Add("zod", Chunk(3, 3)),
              Refused(StatusCode::kInvalidArgument, base::kValueOutOfRange));
  EXPECT_EQ(imports().Look("zod")->position, Position(2));
}

TEST_F(ImportsTest, DiskIsKeptFree) {
  import_options_.reserve_bytes = UINT64_MAX;
  EXPECT_THAT(imports().Add("zod", Chunk(1, 2)),
              Refused(StatusCode::kResourceExhausted, base::kDiskFullFloor));
  EXPECT_EQ(imports().Look("zod")->position, Position(0));
}

TEST_F(ImportsTest, AFullDiskInTheLogLosesNothingAndTheLastChunkMayComeAgain) {
  log_->RefuseAppend(base::Error(StatusCode::kResourceExhausted, base::kDiskFullFloor, "full"));
  EXPECT_THAT(SendAll(), Refused(StatusCode::kResourceExhausted, base::kDiskFullFloor));
  EXPECT_EQ(Head("zod"), std::nullopt);
  EXPECT_EQ(imports().Look("zod")->position, Position(records_.size()));
  // By who does not know which records the last chunk had.
  v1::BookChunk end = Chunk(records_.size() + 1, records_.size());
  ASSERT_TRUE(imports().Add("zod", end).ok());
  ExpectTheBook();
}

TEST_F(ImportsTest, WhatTheLogRefusesStopsNobodyElse) {
  log_->RefuseAppend(base::Error(StatusCode::kAborted, base::kPositionNotNext, "not next"));
  EXPECT_FALSE(SendAll().ok());
  EXPECT_TRUE(Create("other").ok());
  EXPECT_TRUE(SendAll().ok());
}

TEST_F(ImportsTest, AFailedWriteEndsTheServerAndTheBookIsThereOrNot) {
  log_->RefuseAppend(base::Error(StatusCode::kUnavailable, base::kLogWriteFailed, "failed"));
  EXPECT_TRUE(absl::IsUnavailable(SendAll().status()));
  EXPECT_TRUE(absl::IsUnavailable(Create("other").status()));
  Restart();
  EXPECT_EQ(imports().Look("zod")->position, Position(records_.size()));
  ASSERT_TRUE(SendAll().ok());
  ExpectTheBook();
}

TEST_F(ImportsTest, NobodyMakesABookWhileOneOfThatNameComesIn) {
  fake().HoldSync();
  absl::Status imported;
  std::thread importing([&] { imported = SendAll().status(); });
  fake().AwaitHeldSync();
  EXPECT_THAT(Create("zod"), Refused(StatusCode::kAborted, base::kBookDiffers));
  EXPECT_THAT(absl::StatusOr<int>(books().Import("zod", records_, {})),
              Refused(StatusCode::kAborted, base::kBookDiffers));
  fake().ReleaseSync();
  importing.join();
  EXPECT_TRUE(imported.ok()) << imported;
  ExpectTheBook();
}

TEST_F(ImportsTest, WhatNobodySentAnyMoreOfGoes) {
  import_options_.keep = absl::Hours(1);
  ASSERT_TRUE(imports().Add("zod", Chunk(1, 2)).ok());
  const std::string other = directory_ / "imports/old.book";
  std::ofstream(other) << "old";
  std::filesystem::last_write_time(
      other, std::filesystem::file_time_type::clock::now() - std::chrono::hours(2));
  ASSERT_TRUE(imports().Look("another").ok());
  EXPECT_FALSE(std::filesystem::exists(other));
  EXPECT_TRUE(std::filesystem::exists(File()));
}

}  // namespace
}  // namespace dealboek::book
