#include "services/base/mutex.h"

#include <atomic>
#include <chrono>
#include <functional>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace dealboek::base {
namespace {

void OnThreads(int count, const std::function<void()>& work) {
  std::vector<std::thread> threads;
  threads.reserve(count);
  for (int i = 0; i < count; ++i) threads.emplace_back(work);
  for (std::thread& thread : threads) thread.join();
}

TEST(MutexTest, OneThreadAtATimeHoldsIt) {
  struct {
    Mutex mutex;
    int count ABSL_GUARDED_BY(mutex) = 0;
  } shared;
  OnThreads(4, [&] {
    for (int i = 0; i < 10'000; ++i) {
      const MutexLock lock(shared.mutex);
      ++shared.count;
    }
  });
  const MutexLock lock(shared.mutex);
  EXPECT_EQ(shared.count, 40'000);
}

TEST(MutexTest, TryLockFailsWhileAnotherThreadHoldsIt) {
  Mutex mutex;
  bool taken = true;
  const auto attempt = [&] {
    if (mutex.TryLock()) {
      taken = true;
      mutex.Unlock();
    } else {
      taken = false;
    }
  };
  {
    const MutexLock lock(mutex);
    OnThreads(1, attempt);
    EXPECT_FALSE(taken);
  }
  OnThreads(1, attempt);
  EXPECT_TRUE(taken);
}

TEST(CondVarTest, WaitReturnsWithTheMutexHeldAfterANotify) {
  struct {
    Mutex mutex;
    CondVar changed;
    int turn ABSL_GUARDED_BY(mutex) = 0;
  } shared;
  // Two threads in turns: either hangs when a wait misses its notify or keeps the mutex.
  const auto play = [&](int mine) {
    for (int i = 0; i < 1'000; ++i) {
      const MutexLock lock(shared.mutex);
      while (shared.turn % 2 != mine) shared.changed.Wait(shared.mutex);
      ++shared.turn;
      shared.changed.NotifyAll();
    }
  };
  std::thread other(play, 1);
  play(0);
  other.join();
  const MutexLock lock(shared.mutex);
  EXPECT_EQ(shared.turn, 2'000);
}

TEST(CondVarTest, WaitForTellsATimeoutAndKeepsTheMutex) {
  Mutex mutex;
  CondVar changed;
  const MutexLock lock(mutex);
  for (const absl::Duration timeout : {absl::ZeroDuration(), -absl::Seconds(1),
                                       -absl::InfiniteDuration(), absl::Milliseconds(5)}) {
    // Nobody notifies; a wait may still end early for no reason, but not for ever.
    while (changed.WaitFor(mutex, timeout)) {
    }
  }
  OnThreads(1, [&] {
    if (mutex.TryLock()) {
      ADD_FAILURE() << "the mutex was free after a wait";
      mutex.Unlock();
    }
  });
}

TEST(CondVarTest, WaitForTellsANotifyFromATimeoutEvenWhenItMayTakeForEver) {
  struct {
    Mutex mutex;
    CondVar changed;
    bool done ABSL_GUARDED_BY(mutex) = false;
  } shared;
  std::thread other([&] {
    const MutexLock lock(shared.mutex);
    shared.done = true;
    shared.changed.NotifyOne();
  });
  {
    const MutexLock lock(shared.mutex);
    while (!shared.done)
      EXPECT_TRUE(shared.changed.WaitFor(shared.mutex, absl::InfiniteDuration()));
  }
  other.join();
}

TEST(SharedMutexTest, ReadersMeetAndWritersAreAlone) {
  struct {
    SharedMutex mutex;
    int value ABSL_GUARDED_BY(mutex) = 0;
  } shared;
  // Two readers at once: each waits inside its lock until the other is there too.
  std::atomic<int> inside = 0;
  OnThreads(2, [&] {
    const ReaderLock lock(shared.mutex);
    ++inside;
    while (inside < 2) std::this_thread::yield();
    EXPECT_EQ(shared.value, 0);
  });
  OnThreads(4, [&] {
    for (int i = 0; i < 5'000; ++i) {
      const WriterLock lock(shared.mutex);
      ++shared.value;
    }
  });
  const ReaderLock lock(shared.mutex);
  EXPECT_EQ(shared.value, 20'000);
}

TEST(SharedMutexTest, TryLockDoesNotWait) {
  SharedMutex mutex;
  const auto takes_it = [&] {
    bool taken = false;
    std::thread([&] {
      if (mutex.TryLock()) {
        taken = true;
        mutex.Unlock();
      }
    }).join();
    return taken;
  };
  EXPECT_TRUE(takes_it());
  {
    const ReaderLock reader(mutex);
    EXPECT_FALSE(takes_it());
  }
  {
    const WriterLock writer(mutex);
    EXPECT_FALSE(takes_it());
  }
  EXPECT_TRUE(takes_it());
}

TEST(SharedMutexTest, AStreamOfReadersDoesNotKeepAWriterOut) {
  SharedMutex mutex;
  std::atomic<bool> written = false;
  std::atomic<int> readers = 0;
  std::atomic<int> late = 0;
  // Three readers overlap all the time, for a second or until the writer has been in.
  std::thread writer([&] {
    while (readers < 2) std::this_thread::yield();
    const WriterLock lock(mutex);
    written = true;
  });
  OnThreads(3, [&] {
    for (int i = 0; i < 2'000 && !written; ++i) {
      const ReaderLock lock(mutex);
      ++readers;
      std::this_thread::sleep_for(std::chrono::microseconds(500));
      if (!written && i == 1'999) ++late;
    }
  });
  writer.join();
  EXPECT_EQ(late, 0) << "the readers had to stop by themselves";
}

}  // namespace
}  // namespace dealboek::base
