// What can be measured of the server, by the names Prometheus knows it under. The layers count
// (services/base/metrics.h); names, units and labels are given here and nowhere else.
#ifndef DEALBOEK_SERVICES_SERVER_METRICS_H_
#define DEALBOEK_SERVICES_SERVER_METRICS_H_

#include <string>

#include "services/api/services.h"
#include "services/book/books.h"
#include "services/server/stage.h"
#include "services/server/watched_backups.h"
#include "storage/rocksdb/rocksdb_event_log.h"

namespace dealboek::server {

// What there is to look at; null: not there yet.
struct Measured {
  const storage::RocksDbEventLog* log = nullptr;
  book::Books* books = nullptr;
  const api::Services* services = nullptr;
  const WatchedBackups* backups = nullptr;
};

// All of it in Prometheus's text format. Names once released keep their meaning.
std::string MetricsText(const Measured& measured, Stage stage);

}  // namespace dealboek::server

#endif  // DEALBOEK_SERVICES_SERVER_METRICS_H_
