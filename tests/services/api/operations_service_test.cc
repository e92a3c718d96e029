// Backups over the wire: what is asked of whoever keeps them, and what is told of it.

#include <cstdint>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "dealboek/v1/operations_service.pb.h"
#include "services/base/error.h"
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

}  // namespace
}  // namespace dealboek::api
