// Backups, and books that move, over the wire: what is asked of whoever keeps them, and what is
// told of it.

#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "dealboek/v1/operations_service.grpc.pb.h"
#include "services/base/error.h"
#include "services/book/book_chunks.h"
#include "storage/backups.h"
#include "tests/services/api/wire.h"

namespace dealboek::api {
namespace {

class FakeBackups : public storage::Backups {
 public:
  absl::StatusOr<storage::Backup> Create() override {
    kept.push_back({static_cast<uint32_t>(kept.size() + 1),
                    true,
                    1'600'000'000,
                    4096,
                    7,
                    6,
                    1,
                    41,
                    {{"zod", base::Position(41)}}});
    return kept.back();
  }
  absl::StatusOr<std::vector<storage::Backup>> List() override { return kept; }
  absl::StatusOr<storage::Verified> Verify(uint32_t number) override {
    asked = number;
    if (number > kept.size()) {
      return base::WithDetail(absl::NotFoundError("no such backup"),
                              {"BACKUP_UNKNOWN", {}, {}, "die is er niet"});
    }
    return storage::Verified{1, 41, 8200, 12, 7};
  }
  void Stop() override {}

  std::vector<storage::Backup> kept;
  uint32_t asked = 99;
};

Options With(FakeBackups& backups) {
  Options options;
  options.backups = &backups;
  options.operators = {"beheer"};
  return options;
}

TEST(OperationsServiceTest, MakesListsAndVerifiesBackups) {
  FakeBackups backups;
  Wire wire(IdentityPolicy::kInsecureDevIdentity, {}, With(backups));
  const Reply created = wire.Do("beheer", "CreateBackup", "");
  const v1::Backup& backup = created.As<v1::CreateBackupResponse>().backup();
  EXPECT_EQ(backup.number(), 1);
  EXPECT_TRUE(backup.readable());
  EXPECT_EQ(backup.made_at().seconds(), 1'600'000'000);
  EXPECT_EQ(backup.size_bytes(), 4096);
  EXPECT_EQ(backup.event_count(), 41);
  EXPECT_EQ(backup.commit(), 7);
  EXPECT_EQ(backup.floor_commit(), 6);
  ASSERT_EQ(backup.books_size(), 1);
  EXPECT_EQ(backup.books(0).name(), "programmes/zod");
  EXPECT_EQ(backup.books(0).position(), 41);

  storage::Backup unreadable;
  unreadable.number = 2;
  unreadable.readable = false;
  backups.kept.push_back(unreadable);
  const Reply listed = wire.Do("beheer", "ListBackups", "");
  const auto& list = listed.As<v1::ListBackupsResponse>();
  ASSERT_EQ(list.backups_size(), 2);
  EXPECT_EQ(list.backups(1).number(), 2);
  EXPECT_FALSE(list.backups(1).readable());
  EXPECT_FALSE(list.backups(1).has_made_at()) << "nothing is made up of one that can't be read";

  // By page, while the first one given is removed.
  const Reply first = wire.Do("beheer", "ListBackups", "page_size: 1");
  const std::string token = first.As<v1::ListBackupsResponse>().next_page_token();
  ASSERT_FALSE(token.empty());
  const storage::Backup oldest = backups.kept.front();
  backups.kept.erase(backups.kept.begin());
  const Reply rest = wire.Do("beheer", "ListBackups", "page_size: 1 page_token: '" + token + "'");
  backups.kept.insert(backups.kept.begin(), oldest);
  const auto& page = rest.As<v1::ListBackupsResponse>();
  ASSERT_EQ(page.backups_size(), 1);
  EXPECT_EQ(page.backups(0).number(), 2);
  EXPECT_TRUE(page.next_page_token().empty());
  EXPECT_EQ(wire.Send("beheer", "ListBackups", "page_token: 'x'").reason, "PAGE_TOKEN_INVALID");

  const Reply verified = wire.Do("beheer", "VerifyBackup", "number: 1");
  EXPECT_EQ(backups.asked, 1u);
  EXPECT_EQ(verified.As<v1::VerifyBackupResponse>().event_count(), 41);
  EXPECT_EQ(verified.As<v1::VerifyBackupResponse>().request_count(), 12);
  const Reply unknown = wire.Send("beheer", "VerifyBackup", "number: 9");
  EXPECT_EQ(unknown.reason, "BACKUP_UNKNOWN");
  EXPECT_EQ(unknown.code, grpc::StatusCode::NOT_FOUND);
  EXPECT_EQ(wire.Send("beheer", "VerifyBackup", "number: -1").reason, "VALUE_OUT_OF_RANGE");
}

TEST(OperationsServiceTest, NobodyElseMayAndNothingIsDone) {
  FakeBackups backups;
  Wire wire(IdentityPolicy::kInsecureDevIdentity, {}, With(backups));
  const Reply refused = wire.Send("anna", "CreateBackup", "");
  EXPECT_EQ(refused.code, grpc::StatusCode::PERMISSION_DENIED);
  EXPECT_EQ(refused.reason, "NOT_OPERATOR");
  EXPECT_FALSE(refused.dutch.empty());
  EXPECT_TRUE(backups.kept.empty());
}

TEST(OperationsServiceTest, AServerWithoutADirectoryForThemSaysSo) {
  Options options;
  options.operators = {"beheer"};
  Wire wire(IdentityPolicy::kInsecureDevIdentity, {}, std::move(options));
  for (const char* method : {"CreateBackup", "ListBackups", "VerifyBackup"}) {
    EXPECT_EQ(wire.Send("beheer", method, "").reason, "BACKUPS_NOT_SET_UP") << method;
  }
}

Options OperatedByBeheer() {
  Options options;
  options.operators = {"beheer"};
  return options;
}

// Reads an export to its end; what it ended with.
grpc::Status Export(Wire& wire, const std::string& who, const v1::ExportBookRequest& request,
                    book::BookChunks& chunks, const std::function<void()>& between) {
  const auto context = wire.Context(who);
  const auto stub = v1::OperationsService::NewStub(wire.channel());
  const auto reader = stub->ExportBook(context.get(), request);
  v1::ExportBookResponse response;
  while (reader->Read(&response)) {
    EXPECT_TRUE(chunks.Take(response.chunk()).ok());
    between();
  }
  return reader->Finish();
}

TEST(OperationsServiceTest, ABookIsHandedOutAsItWasWhenTheCallBegan) {
  Wire wire(IdentityPolicy::kInsecureDevIdentity, {}, OperatedByBeheer());
  BeginDeal(wire);
  const uint64_t head = wire.Head();
  v1::ExportBookRequest request;
  request.set_name("programmes/zod");
  book::BookChunks chunks("zod");
  const grpc::Status status = Export(wire, "beheer", request, chunks, [&] {
    wire.Do("secretaris", "AddTranche", "parent: 'programmes/zod' tranche: 6");
  });
  EXPECT_TRUE(status.ok()) << status.error_message();
  EXPECT_EQ(chunks.position().value(), head);
  EXPECT_TRUE(chunks.ended());
  EXPECT_GT(wire.Head(), head);

  // And on from there, for who has that and shows it.
  request.set_from_position(static_cast<int64_t>(head) + 1);
  request.set_chain_before(chunks.chain());
  const auto context = wire.Context("beheer");
  const auto stub = v1::OperationsService::NewStub(wire.channel());
  const auto reader = stub->ExportBook(context.get(), request);
  v1::ExportBookResponse response;
  while (reader->Read(&response)) {
    EXPECT_EQ(response.chunk().first_position(), static_cast<int64_t>(head) + 1);
    EXPECT_TRUE(response.chunk().last());
  }
  EXPECT_TRUE(reader->Finish().ok());
}

TEST(OperationsServiceTest, WhatCanNotBeHandedOutIsRefused) {
  Wire wire(IdentityPolicy::kInsecureDevIdentity, {}, OperatedByBeheer());
  BeginDeal(wire);
  const auto refused = [&](const std::string& who, const char* name, int64_t from,
                           const std::string& chain) {
    v1::ExportBookRequest request;
    request.set_name(name);
    request.set_from_position(from);
    request.set_chain_before(chain);
    book::BookChunks chunks("zod");
    return ReplyOf(Export(wire, who, request, chunks, [] {})).reason;
  };
  EXPECT_EQ(refused("anna", "programmes/zod", 0, ""), "NOT_OPERATOR");
  EXPECT_EQ(refused("beheer", "programmes/none", 0, ""), "PROGRAMME_UNKNOWN");
  EXPECT_EQ(refused("beheer", "zod", 0, ""), "NAME_INVALID");
  EXPECT_EQ(refused("beheer", "programmes/zod", -1, ""), "VALUE_OUT_OF_RANGE");
  EXPECT_EQ(refused("beheer", "programmes/zod", 1'000'000, ""), "POSITION_UNKNOWN");
  EXPECT_EQ(refused("beheer", "programmes/zod", 5, "another"), "BOOK_DIFFERS");
}

TEST(OperationsServiceTest, AServerWithoutAPlaceToKeepABookAsideTakesNoneIn) {
  Wire wire(IdentityPolicy::kInsecureDevIdentity, {}, OperatedByBeheer());
  EXPECT_EQ(wire.Send("beheer", "ImportBook", "name: 'programmes/zod'").reason,
            "DATA_DIRECTORY_MISSING");
}

}  // namespace
}  // namespace dealboek::api
