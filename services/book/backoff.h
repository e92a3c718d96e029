// How long those that are refused for a full queue are told to stay away.
//
// Refusing costs the server too, and callers that come back at once stand in the way of those it
// lets in, before any queue of ours. So few should be refused at a time that nearly all work is for
// who is served: while more than a few are, they are sent away twice as long; once hardly any are,
// a little shorter. An overloaded server so finds the length at which it is merely busy, whatever
// the number of its callers.
//
// Threads: any.
#ifndef DEALBOEK_SERVICES_BOOK_BACKOFF_H_
#define DEALBOEK_SERVICES_BOOK_BACKOFF_H_

#include <atomic>
#include <cstddef>
#include <cstdint>

namespace dealboek::book {

class Backoff {
 public:
  static constexpr int64_t kLeastMillis = 10;
  static constexpr int64_t kMostMillis = 5'000;

  void Served(size_t commands) { served_.fetch_add(commands, std::memory_order_relaxed); }

  // One is refused at `now_nanos` (steady) while what waits takes `wait_millis`: the milliseconds
  // it is told. Those refused together are told different ones, so as not to come back together.
  int64_t Refused(int64_t now_nanos, int64_t wait_millis);

 private:
  void Look(int64_t now_nanos);

  std::atomic<size_t> served_ = 0;   // since the last look
  std::atomic<size_t> refused_ = 0;  // likewise
  std::atomic<int64_t> looked_at_nanos_ = 0;
  std::atomic<int64_t> stretch_ = 1;
  std::atomic<uint32_t> told_ = 0;
};

}  // namespace dealboek::book

#endif  // DEALBOEK_SERVICES_BOOK_BACKOFF_H_
