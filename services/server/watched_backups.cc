#include "services/server/watched_backups.h"

#include <utility>

namespace dealboek::server {

WatchedBackups::WatchedBackups(std::unique_ptr<storage::Backups> backups)
    : backups_(std::move(backups)), first_look_([this] { List().IgnoreError(); }) {}

WatchedBackups::~WatchedBackups() { first_look_.join(); }

absl::StatusOr<storage::Backup> WatchedBackups::Create() {
  absl::StatusOr<storage::Backup> made = backups_->Create();
  if (made.ok()) Saw(*made);
  return made;
}

absl::StatusOr<std::vector<storage::Backup>> WatchedBackups::List() {
  absl::StatusOr<std::vector<storage::Backup>> listed = backups_->List();
  if (listed.ok()) {
    for (const storage::Backup& backup : *listed) Saw(backup);
  }
  return listed;
}

absl::StatusOr<storage::Verified> WatchedBackups::Verify(uint32_t number) {
  return backups_->Verify(number);
}

void WatchedBackups::Stop() { backups_->Stop(); }

// The newest of all: a list may be older than what was made since it was read.
void WatchedBackups::Saw(const storage::Backup& backup) {
  int64_t newest = newest_at_;
  while (backup.readable && backup.made_at_seconds > newest &&
         !newest_at_.compare_exchange_weak(newest, backup.made_at_seconds)) {
  }
}

}  // namespace dealboek::server
