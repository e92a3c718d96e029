// Random bytes, handed in by constructor so that tests can repeat themselves.
#ifndef DEALBOEK_SERVICES_BASE_RANDOM_H_
#define DEALBOEK_SERVICES_BASE_RANDOM_H_

#include <cstdint>
#include <memory>

#include "absl/types/span.h"

namespace dealboek::base {

// Threads: any.
class Randomness {
 public:
  virtual ~Randomness() = default;

  // Overwrites every byte of `bytes`. Cannot fail.
  virtual void Fill(absl::Span<uint8_t> bytes) = 0;
};

// The kernel's; fit for salts and keys.
std::unique_ptr<Randomness> SystemRandomness();

// For tests: the same bytes for the same seed, on every machine and however the calls cut them up.
std::unique_ptr<Randomness> SeededRandomness(uint64_t seed);

}  // namespace dealboek::base

#endif  // DEALBOEK_SERVICES_BASE_RANDOM_H_
