// A value that remembers: what it was as of any position.
#ifndef DEALBOEK_SERVICES_PROJECTIONS_HISTORY_H_
#define DEALBOEK_SERVICES_PROJECTIONS_HISTORY_H_

#include <algorithm>
#include <utility>
#include <vector>

#include "services/base/check.h"
#include "services/base/position.h"

namespace dealboek::projections {

// Versions in the order of their positions. One writer; const use may be shared.
template <typename T>
class History {
 public:
  struct Version {
    base::Position since;
    T value;
  };

  // `since` is not before the last version's; the same position replaces it.
  void Set(base::Position since, T value) {
    CHECK(versions_.empty() || versions_.back().since <= since);
    if (!versions_.empty() && versions_.back().since == since) {
      versions_.back().value = std::move(value);
    } else {
      versions_.push_back({since, std::move(value)});
    }
  }

  // As of `position`; null: there was none yet. O(log n).
  const T* At(base::Position position) const {
    auto after = std::upper_bound(
        versions_.begin(), versions_.end(), position,
        [](base::Position p, const Version& version) { return p < version.since; });
    return after == versions_.begin() ? nullptr : &std::prev(after)->value;
  }

  const std::vector<Version>& versions() const { return versions_; }

 private:
  std::vector<Version> versions_;
};

}  // namespace dealboek::projections

#endif  // DEALBOEK_SERVICES_PROJECTIONS_HISTORY_H_
