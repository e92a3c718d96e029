// RocksDB's surroundings in a simulation: a simulated disk, a clock that stands still but for who
// sleeps, and no threads. What RocksDB would do in the background waits until it is told to.
#ifndef DEALBOEK_TESTS_FAULT_SIMULATION_SIMULATED_ENV_H_
#define DEALBOEK_TESTS_FAULT_SIMULATION_SIMULATED_ENV_H_

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>

#include "rocksdb/env.h"

#include "tests/fault/simulation/simulated_disk.h"

namespace dealboek::simulation {

// Threads: one.
class SimulatedEnv : public rocksdb::EnvWrapper {
 public:
  explicit SimulatedEnv(std::shared_ptr<SimulatedDisk> disk);

  size_t jobs() const { return jobs_.size(); }
  // Does what was scheduled first. Not while a call of RocksDB is going on.
  void RunJob();

  void Schedule(void (*function)(void* argument), void* argument, Priority priority, void* tag,
                void (*unscheduled)(void* argument)) override;
  int UnSchedule(void* tag, Priority priority) override;
  void SetBackgroundThreads(int, Priority) override {}
  void IncBackgroundThreadsIfNeeded(int, Priority) override {}
  int GetBackgroundThreads(Priority) override { return 1; }
  unsigned int GetThreadPoolQueueLen(Priority) const override { return 0; }
  uint64_t NowMicros() override;
  uint64_t NowNanos() override;
  void SleepForMicroseconds(int micros) override;
  rocksdb::Status GetCurrentTime(int64_t* unix_time) override;

 private:
  struct Job {
    void (*function)(void* argument);
    void* argument;
    Priority priority;
    void* tag;
    void (*unscheduled)(void* argument);
  };

  std::deque<Job> jobs_;
};

}  // namespace dealboek::simulation

#endif  // DEALBOEK_TESTS_FAULT_SIMULATION_SIMULATED_ENV_H_
