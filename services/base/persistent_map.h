// An ordered map whose copies are free: a copy shares the whole tree, and a change copies only the
// path it touches. What a book was, and what it is, can be held side by side.
//
// A B+ tree with path copying (Driscoll, Sarnak, Sleator, Tarjan: "Making Data Structures
// Persistent", 1989). A node nobody else holds is changed in place, so that a map without copies
// costs what an ordinary one does.
//
// Threads: as a value. Copies may be used, and changed, from different threads at once, though they
// share nodes; one copy is changed by one thread.
#ifndef DEALBOEK_SERVICES_BASE_PERSISTENT_MAP_H_
#define DEALBOEK_SERVICES_BASE_PERSISTENT_MAP_H_

#include <algorithm>
#include <array>
#include <atomic>
#include <cstddef>
#include <functional>
#include <iterator>
#include <memory>
#include <utility>
#include <vector>

#include "services/base/check.h"

namespace dealboek::base {

template <typename Key, typename Value, typename Less = std::less<>>
class PersistentMap {
 public:
  using Entry = std::pair<const Key, Value>;

  class const_iterator;
  using iterator = const_iterator;
  using value_type = Entry;
  using key_type = Key;
  using mapped_type = Value;

  PersistentMap() = default;

  size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }

  // O(log n). Invalidated by any change of this copy.
  const_iterator begin() const { return const_iterator::First(root_.get()); }
  const_iterator end() const { return const_iterator(); }
  template <typename K>
  const_iterator find(const K& key) const {
    const_iterator it = lower_bound(key);
    return it != end() && !Less()(key, it->first) ? it : end();
  }
  // The first entry whose key is not less than `key`; whose key is greater.
  template <typename K>
  const_iterator lower_bound(const K& key) const {
    return const_iterator::Seek(root_.get(),
                                [&](const Entry& entry) { return Less()(entry.first, key); });
  }
  template <typename K>
  const_iterator upper_bound(const K& key) const {
    return const_iterator::Seek(root_.get(),
                                [&](const Entry& entry) { return !Less()(key, entry.first); });
  }
  template <typename K>
  bool contains(const K& key) const {
    return Find(key) != nullptr;
  }
  // The value; null: no such key.
  template <typename K>
  const Value* Find(const K& key) const {
    const_iterator it = find(key);
    return it == end() ? nullptr : &it->second;
  }
  // The key must be there.
  template <typename K>
  const Value& at(const K& key) const {
    const Value* value = Find(key);
    CHECK(value != nullptr) << "no such key";
    return *value;
  }
  // The last entry; the map must not be empty.
  const Entry& back() const {
    CHECK(root_ != nullptr) << "empty map";
    const Node* node = root_.get();
    while (!node->children.empty()) node = node->children.back().get();
    return *node->entries.back();
  }

  // Adds the key, or gives it another value. O(log n).
  void Set(Key key, Value value) {
    auto entry = std::make_shared<const Entry>(std::move(key), std::move(value));
    if (root_ == nullptr) {
      root_ = NodePtr::Make();
      root_.Mutable()->entries.push_back(std::move(entry));
      size_ = 1;
      return;
    }
    NodePtr split = Insert(root_, std::move(entry));
    if (split != nullptr) {
      NodePtr grown = NodePtr::Make();
      Node* node = grown.Mutable();
      node->entries = {FirstOf(*root_.get()), FirstOf(*split.get())};
      node->children.push_back(std::move(root_));
      node->children.push_back(std::move(split));
      root_ = std::move(grown);
    }
  }

  // Whether the key was there. O(log n).
  template <typename K>
  bool Erase(const K& key) {
    if (!contains(key)) return false;
    if (Remove(root_, key)) root_ = NodePtr();
    --size_;
    return true;
  }

 private:
  static constexpr size_t kFanout = 32;

  struct Node;

  // Counts who holds a node. Its own, not std::shared_ptr: whether a node is ours alone must be
  // read with acquire, so that what its last other holder read happens before we write.
  class NodePtr {
   public:
    NodePtr() = default;
    static NodePtr Make() { return NodePtr(new Node()); }
    NodePtr(const NodePtr& other) : node_(other.node_) {
      if (node_ != nullptr) node_->holders.fetch_add(1, std::memory_order_relaxed);
    }
    NodePtr(NodePtr&& other) noexcept : node_(std::exchange(other.node_, nullptr)) {}
    NodePtr& operator=(NodePtr other) noexcept {
      std::swap(node_, other.node_);
      return *this;
    }
    ~NodePtr() {
      if (node_ != nullptr && node_->holders.fetch_sub(1, std::memory_order_acq_rel) == 1) {
        delete node_;
      }
    }
    const Node* get() const { return node_; }
    const Node* operator->() const { return node_; }
    friend bool operator==(const NodePtr& ptr, std::nullptr_t) { return ptr.node_ == nullptr; }

    // The node, to be changed: in place when it is ours alone, else a copy takes its place.
    Node* Mutable() {
      if (node_->holders.load(std::memory_order_acquire) != 1) *this = NodePtr(new Node(*node_));
      return node_;
    }

   private:
    explicit NodePtr(Node* node) : node_(node) {}

    Node* node_ = nullptr;
  };

  // A leaf holds entries in order. An inner node holds children, and of each child its first entry.
  struct Node {
    Node() = default;
    Node(const Node& other) : entries(other.entries), children(other.children) {}
    Node& operator=(const Node&) = delete;

    std::atomic<int> holders{1};
    std::vector<std::shared_ptr<const Entry>> entries;
    std::vector<NodePtr> children;  // empty: a leaf
  };

  static const std::shared_ptr<const Entry>& FirstOf(const Node& node) {
    return node.entries.front();
  }

  // The child `key` belongs under.
  template <typename K>
  static size_t ChildFor(const Node& node, const K& key) {
    auto after = std::upper_bound(node.entries.begin(), node.entries.end(), key,
                                  [](const K& k, const std::shared_ptr<const Entry>& entry) {
                                    return Less()(k, entry->first);
                                  });
    return after == node.entries.begin() ? 0 : (after - node.entries.begin()) - 1;
  }

  // Puts `entry` under `at`; returns the right half when the node had to be split, else null.
  NodePtr Insert(NodePtr& at, std::shared_ptr<const Entry> entry) {
    Node* node = at.Mutable();
    if (node->children.empty()) {
      auto place = std::lower_bound(
          node->entries.begin(), node->entries.end(), entry->first,
          [](const std::shared_ptr<const Entry>& e, const Key& k) { return Less()(e->first, k); });
      if (place != node->entries.end() && !Less()(entry->first, (*place)->first)) {
        *place = std::move(entry);
      } else {
        node->entries.insert(place, std::move(entry));
        ++size_;
      }
    } else {
      size_t child = ChildFor(*node, entry->first);
      NodePtr split = Insert(node->children[child], std::move(entry));
      node->entries[child] = FirstOf(*node->children[child].get());
      if (split != nullptr) {
        node->entries.insert(node->entries.begin() + child + 1, FirstOf(*split.get()));
        node->children.insert(node->children.begin() + child + 1, std::move(split));
      }
    }
    return node->entries.size() > kFanout ? Split(node) : NodePtr();
  }

  static NodePtr Split(Node* node) {
    // Keys mostly come in rising order: a node that is split at its end stays nearly full.
    size_t middle = node->entries.size() - kFanout / 4;
    NodePtr right = NodePtr::Make();
    Node* other = right.Mutable();
    other->entries.assign(node->entries.begin() + middle, node->entries.end());
    node->entries.resize(middle);
    if (!node->children.empty()) {
      other->children.assign(node->children.begin() + middle, node->children.end());
      node->children.resize(middle);
    }
    return right;
  }

  // The key is there. True: the node is empty now, and to be dropped.
  template <typename K>
  bool Remove(NodePtr& at, const K& key) {
    Node* node = at.Mutable();
    if (node->children.empty()) {
      auto place = std::lower_bound(
          node->entries.begin(), node->entries.end(), key,
          [](const std::shared_ptr<const Entry>& e, const K& k) { return Less()(e->first, k); });
      node->entries.erase(place);
    } else {
      size_t child = ChildFor(*node, key);
      if (Remove(node->children[child], key)) {
        node->entries.erase(node->entries.begin() + child);
        node->children.erase(node->children.begin() + child);
      } else {
        node->entries[child] = FirstOf(*node->children[child].get());
      }
    }
    return node->entries.empty();
  }

  NodePtr root_;  // null: empty
  size_t size_ = 0;
};

// Entries in order of their keys.
template <typename Key, typename Value, typename Less>
class PersistentMap<Key, Value, Less>::const_iterator {
 public:
  using iterator_category = std::forward_iterator_tag;
  using value_type = Entry;
  using difference_type = std::ptrdiff_t;
  using pointer = const Entry*;
  using reference = const Entry&;

  const_iterator() = default;  // the end

  reference operator*() const { return *leaf().node->entries[leaf().index]; }
  pointer operator->() const { return &**this; }
  const_iterator& operator++() {
    ++path_[depth_ - 1].index;
    Settle();
    return *this;
  }
  const_iterator operator++(int) {
    const_iterator before = *this;
    ++*this;
    return before;
  }
  friend bool operator==(const const_iterator& a, const const_iterator& b) {
    if (a.depth_ == 0 || b.depth_ == 0) return a.depth_ == b.depth_;
    return a.leaf().node == b.leaf().node && a.leaf().index == b.leaf().index;
  }

 private:
  friend class PersistentMap;

  struct Step {
    const Node* node;
    size_t index;
  };
  // 8 levels of at least 8 children hold more than memory does.
  static constexpr size_t kMaxDepth = 12;

  static const_iterator First(const Node* root) {
    return Seek(root, [](const Entry&) { return false; });
  }

  // The first entry that is not `before` what is sought; `before` holds for a prefix of the order.
  template <typename Before>
  static const_iterator Seek(const Node* root, Before before) {
    const_iterator it;
    for (const Node* node = root; node != nullptr;) {
      auto place = std::partition_point(
          node->entries.begin(), node->entries.end(),
          [&](const std::shared_ptr<const Entry>& entry) { return before(*entry); });
      size_t index = place - node->entries.begin();
      if (node->children.empty()) {
        it.Push({node, index});
        break;
      }
      // The entry sought may be inside the child before the first one that starts late enough.
      index = index == 0 ? 0 : index - 1;
      it.Push({node, index});
      node = node->children[index].get();
    }
    it.Settle();
    return it;
  }

  const Step& leaf() const { return path_[depth_ - 1]; }

  void Push(Step step) {
    CHECK(depth_ < kMaxDepth) << "tree too deep";
    path_[depth_++] = step;
  }

  // Past the end of a leaf: on to the next one.
  void Settle() {
    while (depth_ > 0 && leaf().index == leaf().node->entries.size()) {
      --depth_;
      if (depth_ > 0) ++path_[depth_ - 1].index;
    }
    while (depth_ > 0 && !leaf().node->children.empty()) {
      Push({leaf().node->children[leaf().index].get(), 0});
    }
  }

  std::array<Step, kMaxDepth> path_{};
  size_t depth_ = 0;
};

}  // namespace dealboek::base

#endif  // DEALBOEK_SERVICES_BASE_PERSISTENT_MAP_H_
