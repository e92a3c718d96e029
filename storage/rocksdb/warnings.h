// What RocksDB itself has to say.
#ifndef DEALBOEK_STORAGE_ROCKSDB_WARNINGS_H_
#define DEALBOEK_STORAGE_ROCKSDB_WARNINGS_H_

#include <cstdarg>
#include <functional>
#include <string>

#include "absl/strings/string_view.h"
#include "rocksdb/env.h"
#include "rocksdb/status.h"

namespace dealboek::storage {

// Takes the place of RocksDB's own text file beside the data: on a full disk RocksDB 7.8.3 writes
// of its recovery to that file from a thread of its own, and aborts the process when it can't.
// Threads: any.
class Warnings : public rocksdb::Logger {
 public:
  // Warnings and worse go to `tell`, a line each; null: to stderr.
  explicit Warnings(std::function<void(absl::string_view)> tell);

  using rocksdb::Logger::Logv;
  void LogHeader(const char* format, va_list arguments) override;
  void Logv(rocksdb::InfoLogLevel level, const char* format, va_list arguments) override;

 private:
  const std::function<void(absl::string_view)> tell_;
};

// RocksDB's words for `status`. Some have a line break in them, and a message of ours is a line.
std::string InOneLine(const rocksdb::Status& status);

}  // namespace dealboek::storage

#endif  // DEALBOEK_STORAGE_ROCKSDB_WARNINGS_H_
