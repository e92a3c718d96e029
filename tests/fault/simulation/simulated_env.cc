#include "tests/fault/simulation/simulated_env.h"

#include <atomic>
#include <utility>

#include "rocksdb/system_clock.h"

#include "services/base/check.h"

namespace dealboek::simulation {
namespace {

class StandingClock : public rocksdb::SystemClockWrapper {
 public:
  StandingClock() : SystemClockWrapper(rocksdb::SystemClock::Default()) {}
  const char* Name() const override { return "StandingClock"; }
  uint64_t NowMicros() override { return micros_.load(); }
  uint64_t NowNanos() override { return micros_.load() * 1'000; }
  uint64_t CPUNanos() override { return NowNanos(); }
  void SleepForMicroseconds(int micros) override { micros_ += static_cast<uint64_t>(micros); }
  rocksdb::Status GetCurrentTime(int64_t* unix_time) override {
    *unix_time = static_cast<int64_t>(micros_.load() / 1'000'000);
    return rocksdb::Status::OK();
  }

 private:
  std::atomic<uint64_t> micros_ = 1'623'067'200'000'000;  // 7 June 2021, noon
};

}  // namespace

SimulatedEnv::SimulatedEnv(std::shared_ptr<SimulatedDisk> disk)
    : EnvWrapper(rocksdb::NewCompositeEnv(disk)) {
  file_system_ = std::move(disk);
  system_clock_ = std::make_shared<StandingClock>();
}

void SimulatedEnv::RunJob() {
  CHECK(!jobs_.empty());
  const Job job = jobs_.front();
  jobs_.pop_front();
  job.function(job.argument);
}

void SimulatedEnv::Schedule(void (*function)(void* argument), void* argument, Priority priority,
                            void* tag, void (*unscheduled)(void* argument)) {
  jobs_.push_back({function, argument, priority, tag, unscheduled});
}

int SimulatedEnv::UnSchedule(void* tag, Priority priority) {
  int count = 0;
  for (auto it = jobs_.begin(); it != jobs_.end();) {
    if (it->tag != tag || it->priority != priority) {
      ++it;
      continue;
    }
    if (it->unscheduled != nullptr) it->unscheduled(it->argument);
    it = jobs_.erase(it);
    ++count;
  }
  return count;
}

uint64_t SimulatedEnv::NowMicros() { return system_clock_->NowMicros(); }
uint64_t SimulatedEnv::NowNanos() { return system_clock_->NowNanos(); }
void SimulatedEnv::SleepForMicroseconds(int micros) { system_clock_->SleepForMicroseconds(micros); }
rocksdb::Status SimulatedEnv::GetCurrentTime(int64_t* unix_time) {
  return system_clock_->GetCurrentTime(unix_time);
}

}  // namespace dealboek::simulation
