#include "services/base/random.h"

#include <cerrno>
#include <cstring>
#include <random>

#include "absl/base/thread_annotations.h"
#include <sys/random.h>

#include "services/base/check.h"
#include "services/base/mutex.h"

namespace dealboek::base {
namespace {

class KernelRandomness : public Randomness {
 public:
  void Fill(absl::Span<uint8_t> bytes) override {
    while (!bytes.empty()) {
      const ssize_t got = getrandom(bytes.data(), bytes.size(), 0);
      if (got < 0 && errno == EINTR) continue;
      // Any other failure means a kernel without getrandom: nothing can be salted there.
      CHECK_GT(got, 0) << "getrandom: " << std::strerror(errno);  // NOLINT(concurrency-mt-unsafe)
      bytes.remove_prefix(static_cast<size_t>(got));
    }
  }
};

class Seeded : public Randomness {
 public:
  explicit Seeded(uint64_t seed) : engine_(seed) {}

  void Fill(absl::Span<uint8_t> bytes) override {
    const MutexLock lock(mutex_);
    for (uint8_t& byte : bytes) {
      if (left_ == 0) {
        word_ = engine_();
        left_ = sizeof(word_);
      }
      byte = static_cast<uint8_t>(word_);
      word_ >>= 8;
      --left_;
    }
  }

 private:
  Mutex mutex_;
  std::mt19937_64 engine_ ABSL_GUARDED_BY(mutex_);
  uint64_t word_ ABSL_GUARDED_BY(mutex_) = 0;
  size_t left_ ABSL_GUARDED_BY(mutex_) = 0;  // bytes of word_ not yet handed out
};

}  // namespace

std::unique_ptr<Randomness> SystemRandomness() { return std::make_unique<KernelRandomness>(); }

std::unique_ptr<Randomness> SeededRandomness(uint64_t seed) {
  return std::make_unique<Seeded>(seed);
}

}  // namespace dealboek::base
