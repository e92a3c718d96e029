// Backups that keep in mind when the newest was made, for the metrics: a scrape must not read a
// disk that may be another machine's.
#ifndef DEALBOEK_SERVICES_SERVER_WATCHED_BACKUPS_H_
#define DEALBOEK_SERVICES_SERVER_WATCHED_BACKUPS_H_

#include <atomic>
#include <cstdint>
#include <memory>
#include <thread>
#include <vector>

#include "storage/backups.h"

namespace dealboek::server {

// Threads: any.
class WatchedBackups : public storage::Backups {
 public:
  // Looks at what there is on a thread of its own: a disk that hangs must hold up no start.
  explicit WatchedBackups(std::unique_ptr<storage::Backups> backups);
  // Waits for that look.
  ~WatchedBackups() override;

  absl::StatusOr<storage::Backup> Create() override;
  absl::StatusOr<std::vector<storage::Backup>> List() override;
  absl::StatusOr<storage::Verified> Verify(uint32_t number) override;
  void Stop() override;

  // When the newest one that can be read was made, in seconds since 1970; 0: none is known.
  int64_t newest_at() const { return newest_at_; }

 private:
  void Saw(const storage::Backup& backup);

  const std::unique_ptr<storage::Backups> backups_;
  std::atomic<int64_t> newest_at_ = 0;
  std::thread first_look_;
};

}  // namespace dealboek::server

#endif  // DEALBOEK_SERVICES_SERVER_WATCHED_BACKUPS_H_
