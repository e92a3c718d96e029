// What the ledger's accounts are made of: balances that remember every position. Internal to the
// ledger.
#ifndef DEALBOEK_SERVICES_PROJECTIONS_LEDGER_BALANCES_H_
#define DEALBOEK_SERVICES_PROJECTIONS_LEDGER_BALANCES_H_

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <optional>
#include <vector>

#include "services/base/partial_date.h"
#include "services/base/position.h"

namespace dealboek::projections::bookkeeping {

using MaybeDate = std::optional<base::PartialDate>;
using MaybeCents = std::optional<int64_t>;

// Which facts a reader wants: up to a position, and on a day certain or possible.
struct Cut {
  base::Position position;
  MaybeDate valid_on;

  bool Certain(const MaybeDate& date) const {
    return !valid_on || (date && date->CertainlyOnOrBefore(*valid_on));
  }
  bool Possible(const MaybeDate& date) const {
    return !valid_on || !date || date->PossiblyOnOrBefore(*valid_on);
  }
};

// In a list in order of position: past what was there as of `position`.
template <typename T>
auto EndAt(const std::vector<T>& list, base::Position position) {
  return std::upper_bound(list.begin(), list.end(), position,
                          [](base::Position p, const T& entry) { return p < entry.position; });
}

// Drops what came after `position` from such a list.
template <typename T>
void EraseAfter(base::Position position, std::vector<T>& list) {
  while (!list.empty() && list.back().position > position) list.pop_back();
}

// An account of the double entry.
class Account {
 public:
  void Post(base::Position position, int64_t cents) {
    if (cents == 0) return;
    if (!entries_.empty() && entries_.back().position == position) {
      entries_.back().balance += cents;
    } else {
      entries_.push_back({position, Now() + cents});
    }
  }
  int64_t Now() const { return entries_.empty() ? 0 : entries_.back().balance; }
  int64_t At(base::Position position) const {
    const auto end = EndAt(entries_, position);
    return end == entries_.begin() ? 0 : std::prev(end)->balance;
  }
  void CutAfter(base::Position position) { EraseAfter(position, entries_); }

 private:
  struct Entry {
    base::Position position;
    int64_t balance;
  };
  std::vector<Entry> entries_;
};

// An event that moved money between a tranche and a project, or between projects.
struct Move {
  base::Position position;
  base::Position about;  // position of the award or contribution it corrects; else its own
  int64_t cents;         // signed
  int32_t count;         // award lines, or contributions of unknown amount: more or fewer
  uint32_t project;
  uint32_t part;
  int32_t tranche;
  MaybeDate date;
};

// An account whose every posting is a Move, with running sums of cents and counts.
class Tally {
 public:
  struct Sums {
    int64_t cents = 0;
    int32_t count = 0;

    Sums& operator+=(const Sums& other) {
      cents += other.cents;
      count += other.count;
      return *this;
    }
    friend bool operator==(const Sums&, const Sums&) = default;
  };

  void Add(base::Position position, uint32_t move, int64_t cents, int32_t count) {
    const Sums now = Now();
    entries_.push_back({position, now.cents + cents, now.count + count, move});
  }
  Sums Now() const {
    return entries_.empty() ? Sums() : Sums{entries_.back().cents, entries_.back().count};
  }
  Sums At(base::Position position) const {
    const auto end = EndAt(entries_, position);
    return end == entries_.begin() ? Sums() : Sums{std::prev(end)->cents, std::prev(end)->count};
  }
  // each(the number of the move)
  template <typename Each>
  void EachMove(base::Position position, Each each) const {
    const auto end = EndAt(entries_, position);
    for (auto entry = entries_.begin(); entry != end; ++entry) each(entry->move);
  }
  void CutAfter(base::Position position) { EraseAfter(position, entries_); }

 private:
  struct Entry {
    base::Position position;
    int64_t cents;
    int32_t count;
    uint32_t move;
  };
  std::vector<Entry> entries_;
};

// A ceiling or a reservation: set from time to time, or moved by an amount.
class Level {
 public:
  struct Change {
    base::Position position;
    bool sets;         // else: adds
    MaybeCents cents;  // none: takes the level away
    MaybeDate date;
    MaybeCents after = std::nullopt;  // filled in by Make
  };

  // By how much the level rose.
  int64_t Make(Change change) {
    const MaybeCents before = Now();
    change.after = After(before, change);
    changes_.push_back(change);
    return change.after.value_or(0) - before.value_or(0);
  }
  MaybeCents Now() const { return changes_.empty() ? std::nullopt : changes_.back().after; }
  MaybeCents At(const Cut& cut) const {
    if (cut.valid_on) {
      MaybeCents level;
      EachChange(cut, [&](const Change&, int64_t, const MaybeCents& after) { level = after; });
      return level;
    }
    const auto end = EndAt(changes_, cut.position);
    return end == changes_.begin() ? std::nullopt : std::prev(end)->after;
  }
  // each(a change that counts, what it adds to those before it, what the level then is)
  template <typename Each>
  void EachChange(const Cut& cut, Each each) const {
    MaybeCents before;
    const auto end = EndAt(changes_, cut.position);
    for (auto change = changes_.begin(); change != end; ++change) {
      if (!cut.Certain(change->date)) continue;
      const MaybeCents after = After(before, *change);
      each(*change, after.value_or(0) - before.value_or(0), after);
      before = after;
    }
  }
  // The level if all that may have changed it by that day had; none: there would be none, or it
  // would be what it certainly is.
  MaybeCents PossibleAt(const Cut& cut) const {
    if (!cut.valid_on) return std::nullopt;
    MaybeCents level;
    const auto end = EndAt(changes_, cut.position);
    for (auto change = changes_.begin(); change != end; ++change) {
      if (cut.Possible(change->date)) level = After(level, *change);
    }
    return level == At(cut) ? std::nullopt : level;
  }
  // each(a change that may count and does not certainly, what it would add to those before it)
  template <typename Each>
  void EachPossible(const Cut& cut, Each each) const {
    if (!cut.valid_on) return;
    MaybeCents before;
    const auto end = EndAt(changes_, cut.position);
    for (auto change = changes_.begin(); change != end; ++change) {
      if (!cut.Possible(change->date)) continue;
      const MaybeCents after = After(before, *change);
      if (!cut.Certain(change->date)) each(*change, after.value_or(0) - before.value_or(0));
      before = after;
    }
  }
  MaybeDate DateAt(base::Position position) const {
    for (const Change& change : changes_) {
      if (change.position == position) return change.date;
    }
    return std::nullopt;
  }
  void CutAfter(base::Position position) { EraseAfter(position, changes_); }

 private:
  // The level once `change` is made to what it was.
  static MaybeCents After(const MaybeCents& before, const Change& change) {
    if (change.sets) return change.cents;
    // Nothing is carried over to what has no ceiling.
    return before ? MaybeCents(*before + change.cents.value_or(0)) : std::nullopt;
  }

  std::vector<Change> changes_;
};

}  // namespace dealboek::projections::bookkeeping

#endif  // DEALBOEK_SERVICES_PROJECTIONS_LEDGER_BALANCES_H_
