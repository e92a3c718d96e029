#include "services/server/watched_backups.h"

#include <future>
#include <memory>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include "gtest/gtest.h"

namespace dealboek::server {
namespace {

// On a disk that answers once it is told to.
class FakeBackups : public storage::Backups {
 public:
  FakeBackups(std::vector<storage::Backup> kept, std::shared_future<void> disk)
      : kept_(std::move(kept)), disk_(std::move(disk)) {}

  absl::StatusOr<storage::Backup> Create() override {
    if (!next.has_value()) return absl::UnavailableError("no");
    return *next;
  }
  absl::StatusOr<std::vector<storage::Backup>> List() override {
    disk_.wait();
    return kept_;
  }
  absl::StatusOr<storage::Verified> Verify(uint32_t) override { return storage::Verified(); }
  void Stop() override {}

  std::optional<storage::Backup> next;

 private:
  const std::vector<storage::Backup> kept_;
  const std::shared_future<void> disk_;
};

storage::Backup MadeAt(int64_t seconds, bool readable = true) {
  storage::Backup backup;
  backup.readable = readable;
  backup.made_at_seconds = seconds;
  return backup;
}

class WatchedBackupsTest : public ::testing::Test {
 protected:
  void Watch(std::vector<storage::Backup> kept) {
    auto fake = std::make_unique<FakeBackups>(std::move(kept), disk_.get_future().share());
    fake_ = fake.get();
    watched_ = std::make_unique<WatchedBackups>(std::move(fake));
  }

  std::promise<void> disk_;
  std::unique_ptr<WatchedBackups> watched_;
  FakeBackups* fake_ = nullptr;
};

TEST_F(WatchedBackupsTest, TheNewestThatCanBeReadCounts) {
  Watch({MadeAt(100), MadeAt(300), MadeAt(200), MadeAt(900, /*readable=*/false)});
  disk_.set_value();
  ASSERT_TRUE(watched_->List().ok());
  EXPECT_EQ(watched_->newest_at(), 300);
}

TEST_F(WatchedBackupsTest, ItLooksByItself) {
  Watch({MadeAt(100)});
  disk_.set_value();
  while (watched_->newest_at() == 0) std::this_thread::yield();
  EXPECT_EQ(watched_->newest_at(), 100);
}

TEST_F(WatchedBackupsTest, OneThatFailsIsNone) {
  Watch({});
  disk_.set_value();
  EXPECT_FALSE(watched_->Create().ok());
  EXPECT_EQ(watched_->newest_at(), 0);
}

TEST_F(WatchedBackupsTest, ADiskThatHangsHoldsUpNothing) {
  Watch({MadeAt(100)});
  EXPECT_EQ(watched_->newest_at(), 0);
  fake_->next = MadeAt(200);
  ASSERT_TRUE(watched_->Create().ok());
  EXPECT_EQ(watched_->newest_at(), 200);
  disk_.set_value();  // the list is older than what was made since
  ASSERT_TRUE(watched_->List().ok());
  EXPECT_EQ(watched_->newest_at(), 200);
}

}  // namespace
}  // namespace dealboek::server
