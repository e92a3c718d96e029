// RFC 6962, section 2.1, word for word: recursive, over lists, nothing kept. It judges the trees
// and proofs of storage/merkle, with which it shares SHA-256 and nothing else.
#ifndef DEALBOEK_TESTS_STORAGE_MERKLE_NAIVE_TREE_H_
#define DEALBOEK_TESTS_STORAGE_MERKLE_NAIVE_TREE_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/types/span.h"
#include <openssl/sha.h>

#include "storage/merkle/hash.h"
#include "storage/merkle/proof.h"

namespace dealboek::storage {

class NaiveTree {
 public:
  static Hash Sha256(const std::string& bytes) {
    Hash hash;
    SHA256(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), hash.data());
    return hash;
  }
  static Hash Leaf(const std::string& record) { return Sha256('\x00' + record); }
  static Hash Node(const Hash& left, const Hash& right) {
    return Sha256('\x01' + std::string(View(left)) + std::string(View(right)));
  }

  void Add(const std::string& record) { leaves_.push_back(Leaf(record)); }
  const Hash& leaf(uint64_t index) const { return leaves_[index]; }

  // MTH(D[begin:end]).
  const Hash& Root(uint64_t begin, uint64_t end) {
    const auto known = roots_.find({begin, end});
    if (known != roots_.end()) return known->second;
    Hash root;
    if (begin == end) {
      root = Sha256("");
    } else if (end - begin == 1) {
      root = leaves_[begin];
    } else {
      const uint64_t k = begin + Largest(end - begin);
      root = Node(Root(begin, k), Root(k, end));
    }
    return roots_.emplace(std::pair{begin, end}, root).first->second;
  }
  Hash Root(uint64_t size) { return Root(0, size); }

  // PATH(m, D[begin:end]), m counted from `begin`.
  Proof Path(uint64_t m, uint64_t begin, uint64_t end) {
    if (end - begin == 1) return {};
    const uint64_t k = Largest(end - begin);
    Proof path = m < k ? Path(m, begin, begin + k) : Path(m - k, begin + k, end);
    path.push_back(m < k ? Root(begin + k, end) : Root(begin, begin + k));
    return path;
  }
  Proof Path(uint64_t m, uint64_t size) { return Path(m, 0, size); }

  // SUBPROOF(m, D[begin:end], b).
  Proof Subproof(uint64_t m, uint64_t begin, uint64_t end, bool b) {
    if (m == end - begin) return b ? Proof() : Proof{Root(begin, end)};
    const uint64_t k = Largest(end - begin);
    Proof proof =
        m <= k ? Subproof(m, begin, begin + k, b) : Subproof(m - k, begin + k, end, false);
    proof.push_back(m <= k ? Root(begin + k, end) : Root(begin, begin + k));
    return proof;
  }
  Proof Subproof(uint64_t m, uint64_t size) { return Subproof(m, 0, size, true); }

  // The root that PATH(m, a list of `size`) is a path to, from a leaf; none: it has another length.
  static std::optional<Hash> RootOfPath(const Hash& leaf, uint64_t m, uint64_t size,
                                        absl::Span<const Hash> path) {
    if (size == 1) return path.empty() ? std::optional(leaf) : std::nullopt;
    if (path.empty()) return std::nullopt;
    const uint64_t k = Largest(size);
    const absl::Span<const Hash> below = path.first(path.size() - 1);
    const std::optional<Hash> made =
        m < k ? RootOfPath(leaf, m, k, below) : RootOfPath(leaf, m - k, size - k, below);
    if (!made.has_value()) return std::nullopt;
    return m < k ? Node(*made, path.back()) : Node(path.back(), *made);
  }

  // The roots of the first m and of all of a list of `size` that SUBPROOF(m, D, b) leads to; none:
  // it has another length. `known`: MTH(D[0:m]) of the whole list, which is left out where b holds.
  static std::optional<std::pair<Hash, Hash>> RootsOfSubproof(const Hash& known, uint64_t m,
                                                              uint64_t size, bool b,
                                                              absl::Span<const Hash> proof) {
    if (m == size) {
      if (proof.size() != (b ? 0 : 1)) return std::nullopt;
      const Hash& root = b ? known : proof.front();
      return std::pair{root, root};
    }
    if (proof.empty()) return std::nullopt;
    const uint64_t k = Largest(size);
    const absl::Span<const Hash> below = proof.first(proof.size() - 1);
    const auto made = m <= k ? RootsOfSubproof(known, m, k, b, below)
                             : RootsOfSubproof(known, m - k, size - k, false, below);
    if (!made.has_value()) return std::nullopt;
    if (m <= k) return std::pair{made->first, Node(made->second, proof.back())};
    return std::pair{Node(proof.back(), made->first), Node(proof.back(), made->second)};
  }

 private:
  // The largest power of two less than `n`.
  static uint64_t Largest(uint64_t n) {
    uint64_t k = 1;
    while (k < n - k) k *= 2;
    return k;
  }

  std::vector<Hash> leaves_;
  std::map<std::pair<uint64_t, uint64_t>, Hash> roots_;
};

}  // namespace dealboek::storage

#endif  // DEALBOEK_TESTS_STORAGE_MERKLE_NAIVE_TREE_H_
