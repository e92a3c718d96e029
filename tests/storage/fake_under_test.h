// FakeEventLog behind the switches of the contract tests.
#ifndef DEALBOEK_TESTS_STORAGE_FAKE_UNDER_TEST_H_
#define DEALBOEK_TESTS_STORAGE_FAKE_UNDER_TEST_H_

#include <memory>

#include "tests/storage/fake_event_log.h"
#include "tests/storage/log_under_test.h"

namespace dealboek::storage {

class FakeUnderTest : public LogUnderTest {
 public:
  EventLog& log() override { return *log_; }
  absl::Status Restart() override {
    log_ = log_->Restart();
    return absl::OkStatus();
  }
  absl::Status LoseNothingButAcceptLoss() override {
    log_ = log_->Restart();
    log_->AcceptLoss();
    return absl::OkStatus();
  }
  void Close() override { log_->Close(); }
  void FailNextAppend(bool written) override {
    log_->FailAppend(1, written ? FakeEventLog::Failure::kWrittenYetReportedFailed
                                : FakeEventLog::Failure::kNotWritten);
  }
  void SetDiskFull(bool full) override { log_->SetDiskFull(full); }
  void HoldSync() override { log_->HoldSync(); }
  void ReleaseSync() override { log_->ReleaseSync(); }
  void AwaitHeldSync() override { log_->AwaitHeldSync(); }
  void DamageRecord(absl::string_view book, base::Position position) override {
    log_->DamageRecord(book, position);
  }

 private:
  std::unique_ptr<FakeEventLog> log_ = std::make_unique<FakeEventLog>();
};

}  // namespace dealboek::storage

#endif  // DEALBOEK_TESTS_STORAGE_FAKE_UNDER_TEST_H_
