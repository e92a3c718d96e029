// Makes something else of a hash, a number or a proof, by chance: what whoever forges might try.
#ifndef DEALBOEK_TESTS_STORAGE_MERKLE_FORGER_H_
#define DEALBOEK_TESTS_STORAGE_MERKLE_FORGER_H_

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <limits>
#include <random>
#include <utility>

#include "absl/strings/str_cat.h"

#include "storage/merkle/hash.h"
#include "storage/merkle/proof.h"

namespace dealboek::storage {

class Forger {
 public:
  explicit Forger(uint64_t seed) : random_(seed) {}

  uint64_t Below(uint64_t bound) { return random_() % bound; }
  void Alter(Hash& hash) { hash[Below(hash.size())] ^= static_cast<uint8_t>(1 << Below(8)); }
  void Alter(uint64_t& number) {
    constexpr uint64_t kEdges[] = {0,
                                   1,
                                   (uint64_t{1} << 63) - 1,
                                   uint64_t{1} << 63,
                                   (uint64_t{1} << 63) + 1,
                                   std::numeric_limits<uint64_t>::max() - 1,
                                   std::numeric_limits<uint64_t>::max()};
    switch (Below(4)) {
      case 0:
        ++number;
        break;
      case 1:
        --number;
        break;
      case 2:
        number ^= uint64_t{1} << Below(64);
        break;
      default:
        number = kEdges[Below(std::size(kEdges))];
        break;
    }
  }
  void Alter(Proof& proof) {
    const uint64_t place = proof.empty() ? 0 : Below(proof.size());
    const auto at = proof.begin() + static_cast<std::ptrdiff_t>(place);
    switch (proof.empty() ? 4 : Below(6)) {
      case 0:
        Alter(*at);
        break;
      case 1:
        proof.erase(at);
        break;
      case 2:
        proof.insert(at, Hash(*at));
        break;
      case 3:
        std::swap(*at, proof.back());
        break;
      case 4:
        proof.push_back(LeafHash(absl::StrCat(Below(9))));
        break;
      default:
        proof.insert(at, LeafHash("record 0"));
        break;
    }
  }

 private:
  std::mt19937_64 random_;
};

}  // namespace dealboek::storage

#endif  // DEALBOEK_TESTS_STORAGE_MERKLE_FORGER_H_
