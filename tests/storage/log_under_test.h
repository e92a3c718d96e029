// What event_log_contract_test.cc needs of a log it is run against, beyond EventLog itself.
#ifndef DEALBOEK_TESTS_STORAGE_LOG_UNDER_TEST_H_
#define DEALBOEK_TESTS_STORAGE_LOG_UNDER_TEST_H_

#include <functional>
#include <memory>
#include <ostream>
#include <string>

#include "absl/status/status.h"

#include "storage/event_log.h"

namespace dealboek::storage {

class LogUnderTest {
 public:
  virtual ~LogUnderTest() = default;

  virtual EventLog& log() = 0;

  // Ends this log and starts one on what is durable. log() is another object afterwards.
  virtual absl::Status Restart() = 0;
  // As Restart, with a loss accepted in between.
  virtual absl::Status LoseNothingButAcceptLoss() = 0;
  virtual void Close() = 0;
  virtual void FailNextAppend(bool written) = 0;
  virtual void SetDiskFull(bool full) = 0;
  virtual void HoldSync() = 0;
  virtual void ReleaseSync() = 0;
  virtual void AwaitHeldSync() = 0;
  virtual void DamageRecord(absl::string_view book, base::Position position) = 0;
};

struct LogFactory {
  std::string name;
  std::function<std::unique_ptr<LogUnderTest>()> make;
};

inline void PrintTo(const LogFactory& factory, std::ostream* out) { *out << factory.name; }

}  // namespace dealboek::storage

#endif  // DEALBOEK_TESTS_STORAGE_LOG_UNDER_TEST_H_
