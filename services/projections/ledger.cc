#include "services/projections/ledger.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/btree_map.h"
#include "absl/container/flat_hash_map.h"
#include "absl/container/inlined_vector.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"

#include "services/base/check.h"
#include "services/base/partial_date.h"
#include "services/base/position.h"
#include "services/domain/timestamps.h"
#include "services/projections/project_order.h"

namespace dealboek::projections {
namespace {

namespace pb = dealboek::v1;

using MaybeDate = std::optional<base::PartialDate>;
using MaybeCents = std::optional<int64_t>;

MaybeDate DateOf(const google::type::Date& date) {
  auto parsed = base::PartialDate::Parse(date.year(), date.month(), date.day());
  if (!parsed.ok()) return std::nullopt;
  return *parsed;
}

// The day a fact counts from, corrections apart.
MaybeDate OwnDate(const pb::EventHeader& header) {
  if (header.has_decided_on()) return DateOf(header.decided_on());
  if (header.has_source()) return std::nullopt;
  const absl::CivilDay day = domain::DayOf(domain::MicrosOf(header.recorded_at()));
  auto parsed = base::PartialDate::Parse(static_cast<int>(day.year()), day.month(), day.day());
  if (!parsed.ok()) return std::nullopt;
  return *parsed;
}

MaybeCents CentsOf(bool present, const pb::Money& money) {
  if (!present) return std::nullopt;
  return money.euro_cents();
}

// Which facts a reader wants: up to a position, and on a day certain or possible.
struct Cut {
  uint64_t position;
  MaybeDate valid_on;

  bool Certain(const MaybeDate& date) const {
    return !valid_on || (date && date->CertainlyOnOrBefore(*valid_on));
  }
  bool Possible(const MaybeDate& date) const {
    return !valid_on || !date || date->PossiblyOnOrBefore(*valid_on);
  }
};

// Drops what came after `position` from a list in order of position.
template <typename T>
void EraseAfter(uint64_t position, std::vector<T>& list) {
  while (!list.empty() && list.back().position > position) list.pop_back();
}

// A balance that remembers every position.
class Account {
 public:
  void Post(uint64_t position, int64_t cents) {
    if (cents == 0) return;
    if (!entries_.empty() && entries_.back().position == position) {
      entries_.back().balance += cents;
    } else {
      entries_.push_back({position, Now() + cents});
    }
  }
  int64_t Now() const { return entries_.empty() ? 0 : entries_.back().balance; }
  int64_t At(uint64_t position) const {
    auto after =
        std::upper_bound(entries_.begin(), entries_.end(), position,
                         [](uint64_t p, const Entry& entry) { return p < entry.position; });
    return after == entries_.begin() ? 0 : std::prev(after)->balance;
  }
  void CutAfter(uint64_t position) { EraseAfter(position, entries_); }

 private:
  struct Entry {
    uint64_t position;
    int64_t balance;
  };
  std::vector<Entry> entries_;
};

// An event that moved money between a tranche and a project, or between projects.
struct Move {
  uint64_t position;
  uint64_t about;  // position of the award or contribution it corrects; else its own
  int64_t cents;   // signed
  int32_t count;   // award lines, or contributions of unknown amount: more or fewer
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
  };

  void Add(uint64_t position, uint32_t move, int64_t cents, int32_t count) {
    const Sums now = Now();
    entries_.push_back({position, now.cents + cents, now.count + count, move});
  }
  Sums Now() const {
    return entries_.empty() ? Sums() : Sums{entries_.back().cents, entries_.back().count};
  }
  Sums At(uint64_t position) const {
    auto end = End(position);
    return end == entries_.begin() ? Sums() : Sums{std::prev(end)->cents, std::prev(end)->count};
  }
  template <typename Each>
  void EachMove(uint64_t position, Each each) const {
    for (auto entry = entries_.begin(), end = End(position); entry != end; ++entry) {
      each(entry->move);
    }
  }
  void CutAfter(uint64_t position) { EraseAfter(position, entries_); }

 private:
  struct Entry {
    uint64_t position;
    int64_t cents;
    int32_t count;
    uint32_t move;
  };
  std::vector<Entry>::const_iterator End(uint64_t position) const {
    return std::upper_bound(entries_.begin(), entries_.end(), position,
                            [](uint64_t p, const Entry& entry) { return p < entry.position; });
  }
  std::vector<Entry> entries_;
};

// What is known of one scope, whatever it is narrowed by.
struct Node {
  Tally awarded;
  Tally released;
  Tally contributed_in;
  Tally contributed_out;
};

// A ceiling or a reservation: set from time to time, or moved by an amount.
class Level {
 public:
  struct Change {
    uint64_t position;
    bool sets;         // else: adds
    MaybeCents cents;  // none: takes the level away
    MaybeDate date;
    MaybeCents after;
  };

  // The level once `change` is made to what it was.
  static MaybeCents After(const MaybeCents& before, const Change& change) {
    if (change.sets) return change.cents;
    // Nothing is carried over to what has no ceiling.
    return before ? MaybeCents(*before + change.cents.value_or(0)) : std::nullopt;
  }

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
    auto end = End(cut.position);
    return end == changes_.begin() ? std::nullopt : std::prev(end)->after;
  }
  // Changes that count, each with what it adds to those before it and what the level then is.
  template <typename Each>
  void EachChange(const Cut& cut, Each each) const {
    MaybeCents before;
    for (auto change = changes_.begin(), end = End(cut.position); change != end; ++change) {
      if (!cut.Certain(change->date)) continue;
      const MaybeCents after = After(before, *change);
      each(*change, after.value_or(0) - before.value_or(0), after);
      before = after;
    }
  }
  MaybeDate DateAt(uint64_t position) const {
    for (const Change& change : changes_) {
      if (change.position == position) return change.date;
    }
    return std::nullopt;
  }
  void CutAfter(uint64_t position) { EraseAfter(position, changes_); }

 private:
  std::vector<Change>::const_iterator End(uint64_t position) const {
    return std::upper_bound(changes_.begin(), changes_.end(), position,
                            [](uint64_t p, const Change& change) { return p < change.position; });
  }
  std::vector<Change> changes_;
};

}  // namespace

bool Amounts::Any() const {
  return ceiling || awarded != 0 || released != 0 || reserved.value_or(0) != 0 ||
         reservation_total || award_lines != 0 || contributed_in != 0 || contributed_out != 0 ||
         unknown_contributions_in != 0 || unknown_contributions_out != 0 || possible_awarded != 0 ||
         possible_released != 0;
}

// Two sets of books over the same money, each in balance by itself:
//   tranche:    free + awarded            = ceiling + released
//   programme:  free + reserved + awarded = ceiling + released
// with debits on the left and credits on the right. What is reserved and not yet awarded is kept
// per project; a pijler's and the programme's are sums of those. A ceiling that is not set stands
// at zero in the accounts, so that free then runs below zero, and is not shown.
struct Ledger::Rep {
  using NodeId = uint32_t;
  static constexpr uint32_t kProgramme = 0;    // node
  static constexpr uint32_t kWithoutPart = 0;  // part

  struct Tranche {
    NodeId node;
    Level ceiling;
    Account ceiling_account;
    Account free;
  };
  struct Pijler {
    uint64_t position;  // of the event that first named it
    std::string code;
    NodeId node;
    absl::btree_map<int, NodeId> by_tranche;
    Account reserved;
    bool defined = false;
  };
  struct Part {
    uint64_t position;  // of the event that made it
    std::string title;
    NodeId node;
    absl::btree_map<int, NodeId> by_tranche;
  };
  struct Number {
    uint64_t position;  // since
    std::string number;
  };
  // The nodes a posting to a cell goes to.
  using Cell = std::array<NodeId, 8>;
  struct Project {
    std::string id;
    uint32_t pijler;
    uint64_t position;  // of the event that made it
    std::vector<Number> numbers;
    NodeId node;
    absl::btree_map<int, NodeId> by_tranche;
    std::vector<Part> parts;  // the first is kWithoutPart
    absl::btree_map<std::pair<uint32_t, int>, Cell> cells;
    Level reservation;
    Account reserved;
  };

  std::vector<Node> nodes = std::vector<Node>(1);
  std::vector<Move> moves;
  // The awards a release takes from, by its position. A correction may make it take from others.
  struct TakenFrom {
    uint64_t position;  // since
    MaybeDate date;
  };
  absl::flat_hash_map<uint64_t, std::vector<TakenFrom>> taken_from;
  absl::btree_map<int, Tranche> tranches;
  std::vector<Pijler> pijlers;
  std::vector<uint32_t> pijler_order;
  absl::flat_hash_map<std::string, uint32_t> pijler_of;
  std::vector<Project> projects;
  absl::flat_hash_map<std::string, uint32_t> project_of;
  Level ceiling;
  Account ceiling_account;
  Account free;
  Account reserved;

  // ------------------------------------------------------------------------------ structure

  NodeId NewNode() {
    nodes.emplace_back();
    return static_cast<NodeId>(nodes.size() - 1);
  }

  NodeId NodeIn(absl::btree_map<int, NodeId>& by_tranche, int tranche) {
    auto found = by_tranche.find(tranche);
    if (found == by_tranche.end()) found = by_tranche.emplace(tranche, NewNode()).first;
    return found->second;
  }

  Tranche& TrancheOf(int number) {
    auto found = tranches.find(number);
    if (found == tranches.end()) {
      found = tranches.emplace(number, Tranche{NewNode(), {}, {}, {}}).first;
    }
    return found->second;
  }

  uint32_t PijlerOf(uint64_t position, const std::string& code) {
    auto [found, is_new] = pijler_of.try_emplace(code, static_cast<uint32_t>(pijlers.size()));
    if (is_new) pijlers.push_back({position, code, NewNode(), {}, {}});
    return found->second;
  }

  void DefinePijler(uint64_t position, const std::string& code) {
    const uint32_t pijler = PijlerOf(position, code);
    if (std::exchange(pijlers[pijler].defined, true)) return;
    pijler_order.push_back(pijler);
  }

  uint32_t ProjectOf(const std::string& id) const {
    auto found = project_of.find(id);
    CHECK(found != project_of.end()) << "money of project " << id << ", which was never made";
    return found->second;
  }

  void CreateProject(uint64_t position, const pb::ProjectCreated& created) {
    const uint32_t index = static_cast<uint32_t>(projects.size());
    CHECK(project_of.emplace(created.project(), index).second)
        << created.project() << " made twice";
    Project project;
    project.id = created.project();
    project.pijler = PijlerOf(position, created.pijler());
    project.position = position;
    project.numbers.push_back({position, created.number()});
    project.node = NewNode();
    project.parts.push_back({position, "", NewNode(), {}});
    projects.push_back(std::move(project));
  }

  static std::optional<uint32_t> FindPart(const Project& project, absl::string_view title) {
    for (uint32_t part = 0; part < project.parts.size(); ++part) {
      if (project.parts[part].title == title) return part;
    }
    return std::nullopt;
  }

  uint32_t PartOf(uint64_t position, uint32_t project, const std::string& title) {
    if (title.empty()) return kWithoutPart;
    if (auto part = FindPart(projects[project], title)) return *part;
    projects[project].parts.push_back({position, title, NewNode(), {}});
    return static_cast<uint32_t>(projects[project].parts.size() - 1);
  }

  const Cell& CellOf(uint32_t project_index, uint32_t part_index, int tranche) {
    Project& project = projects[project_index];
    auto found = project.cells.find({part_index, tranche});
    if (found != project.cells.end()) return found->second;
    Pijler& pijler = pijlers[project.pijler];
    Part& part = project.parts[part_index];
    const Cell cell = {kProgramme,   TrancheOf(tranche).node,
                       pijler.node,  NodeIn(pijler.by_tranche, tranche),
                       project.node, NodeIn(project.by_tranche, tranche),
                       part.node,    NodeIn(part.by_tranche, tranche)};
    return project.cells.emplace(std::make_pair(part_index, tranche), cell).first->second;
  }

  // ------------------------------------------------------------------------------ postings

  // Adds the move to `tally` of every node it is in.
  void Add(Tally Node::*tally, Move move) {
    if (move.cents == 0 && move.count == 0) return;
    const uint32_t index = static_cast<uint32_t>(moves.size());
    for (NodeId node : CellOf(move.project, move.part, move.tranche)) {
      (nodes[node].*tally).Add(move.position, index, move.cents, move.count);
    }
    moves.push_back(move);
  }

  void PostReserved(uint64_t position, Project& project, int64_t cents) {
    project.reserved.Post(position, cents);
    pijlers[project.pijler].reserved.Post(position, cents);
    reserved.Post(position, cents);
  }

  // Takes an award out of what the tranche has free, and out of what is reserved for its project or
  // else out of what the programme has free. A negative one goes back there.
  void Take(uint64_t position, uint32_t project_index, int tranche, int64_t cents) {
    Project& project = projects[project_index];
    TrancheOf(tranche).free.Post(position, -cents);
    if (project.reservation.Now()) {
      PostReserved(position, project, -cents);
    } else {
      free.Post(position, -cents);
    }
  }

  void Award(Move move) {
    Take(move.position, move.project, move.tranche, move.cents);
    Add(&Node::awarded, move);
    if (move.about != move.position) TakeReleases(move);
  }

  void Release(Move move) {
    Take(move.position, move.project, move.tranche, -move.cents);
    Add(&Node::released, move);
    TakeReleases(move);
  }

  // After `moved`, sees out of which awards the releases of its part and tranche now are, the
  // earliest first.
  void TakeReleases(const Move& moved) {
    const Node& node = nodes[CellOf(moved.project, moved.part, moved.tranche).back()];
    absl::btree_map<uint64_t, std::pair<int64_t, MaybeDate>> left;  // by award
    node.awarded.EachMove(moved.position, [&](uint32_t index) {
      const Move& award = moves[index];
      auto& [cents, date] = left[award.about];
      cents += award.cents;
      date = award.date;
    });
    node.released.EachMove(moved.position, [&](uint32_t index) {
      const Move& release = moves[index];
      std::vector<TakenFrom>& from = taken_from[release.position];
      int64_t wanted = release.cents;
      for (auto& of_award : left) {
        auto& award = of_award.second;
        const int64_t cents = std::min(wanted, award.first);
        if (cents <= 0) continue;
        wanted -= cents;
        award.first -= cents;
        const bool known = std::any_of(from.begin(), from.end(), [&](const TakenFrom& one) {
          return one.date == award.second;
        });
        if (!known) from.push_back({moved.position, award.second});
      }
    });
  }

  // Out of what a project got: in for one, out for the other.
  void Contribute(Move move, uint32_t from_project) {
    Move out = move;
    out.project = from_project;
    Add(&Node::contributed_in, move);
    Add(&Node::contributed_out, out);
  }

  void SetReservation(uint32_t project_index, Level::Change change) {
    Project& project = projects[project_index];
    const uint64_t position = change.position;
    project.reservation.Make(change);
    const MaybeCents total = project.reservation.Now();
    const Node& node = nodes[project.node];
    const int64_t net = node.awarded.Now().cents - node.released.Now().cents;
    const int64_t rise = (total ? *total - net : 0) - project.reserved.Now();
    PostReserved(position, project, rise);
    free.Post(position, -rise);
  }

  // 0: the programme as a whole.
  void ChangeCeiling(int tranche_number, Level::Change change) {
    const uint64_t position = change.position;
    if (tranche_number == 0) {
      const int64_t rise = ceiling.Make(change);
      ceiling_account.Post(position, rise);
      free.Post(position, rise);
    } else {
      Tranche& tranche = TrancheOf(tranche_number);
      const int64_t rise = tranche.ceiling.Make(change);
      tranche.ceiling_account.Post(position, rise);
      tranche.free.Post(position, rise);
    }
  }

  // Forgets what came after `position`. What was made then and holds nothing may stay.
  void CutAfter(uint64_t position) {
    EraseAfter(position, moves);
    for (auto& [release, from] : taken_from) EraseAfter(position, from);
    for (Node& node : nodes) {
      node.awarded.CutAfter(position);
      node.released.CutAfter(position);
      node.contributed_in.CutAfter(position);
      node.contributed_out.CutAfter(position);
    }
    for (auto& [number, tranche] : tranches) {
      tranche.ceiling.CutAfter(position);
      tranche.ceiling_account.CutAfter(position);
      tranche.free.CutAfter(position);
    }
    for (Pijler& pijler : pijlers) pijler.reserved.CutAfter(position);
    while (!projects.empty() && projects.back().position > position) {
      project_of.erase(projects.back().id);
      projects.pop_back();
    }
    for (Project& project : projects) {
      EraseAfter(position, project.numbers);
      EraseAfter(position, project.parts);
      project.cells.erase(
          project.cells.lower_bound({static_cast<uint32_t>(project.parts.size()), 0}),
          project.cells.end());
      project.reservation.CutAfter(position);
      project.reserved.CutAfter(position);
    }
    ceiling.CutAfter(position);
    ceiling_account.CutAfter(position);
    free.CutAfter(position);
    reserved.CutAfter(position);
  }

  // ------------------------------------------------------------------------------ dates

  const Move* MoveAt(uint64_t position) const {
    auto found = std::lower_bound(moves.begin(), moves.end(), position,
                                  [](const Move& move, uint64_t p) { return move.position < p; });
    return found == moves.end() || found->position != position ? nullptr : &*found;
  }

  // A correction of a correction is about what the first was about.
  uint64_t AboutOf(const pb::EventHeader& header) const {
    const uint64_t corrects = static_cast<uint64_t>(header.corrects());
    if (const Move* corrected = MoveAt(corrects)) return corrected->about;
    return static_cast<uint64_t>(header.position());
  }

  MaybeDate DateOfMove(const pb::EventHeader& header) const {
    if (header.corrects() != 0) {
      if (const Move* corrected = MoveAt(static_cast<uint64_t>(header.corrects()))) {
        return corrected->date;
      }
    }
    return OwnDate(header);
  }

  // ------------------------------------------------------------------------------ reading

  using Nodes = absl::InlinedVector<NodeId, 4>;

  void AddNodeOfProject(const Project& project, const Scope& scope, Nodes& found) const {
    if (!scope.pijler.empty() && pijlers[project.pijler].code != scope.pijler) return;
    NodeId node = project.node;
    const absl::btree_map<int, NodeId>* by_tranche = &project.by_tranche;
    if (scope.without_part || !scope.part.empty()) {
      if (scope.without_part && !scope.part.empty()) return;
      const auto part = FindPart(project, scope.part);
      if (!part) return;
      node = project.parts[*part].node;
      by_tranche = &project.parts[*part].by_tranche;
    }
    if (scope.tranche == 0) {
      found.push_back(node);
    } else if (auto in_tranche = by_tranche->find(scope.tranche); in_tranche != by_tranche->end()) {
      found.push_back(in_tranche->second);
    }
  }

  // The nodes `scope` is the sum of: one, but for parts of no project in particular.
  Nodes NodesOf(const Scope& scope) const {
    Nodes found;
    if (!scope.project.empty()) {
      if (const Project* project = FindProject(scope.project)) {
        AddNodeOfProject(*project, scope, found);
      }
    } else if (scope.without_part || !scope.part.empty()) {
      for (const Project& project : projects) AddNodeOfProject(project, scope, found);
    } else if (!scope.pijler.empty()) {
      const Pijler* pijler = FindPijler(scope.pijler);
      if (pijler == nullptr) return found;
      if (scope.tranche == 0) {
        found.push_back(pijler->node);
      } else if (auto node = pijler->by_tranche.find(scope.tranche);
                 node != pijler->by_tranche.end()) {
        found.push_back(node->second);
      }
    } else if (scope.tranche != 0) {
      if (const Tranche* tranche = FindTranche(scope.tranche)) found.push_back(tranche->node);
    } else {
      found.push_back(kProgramme);
    }
    return found;
  }

  const Project* FindProject(const std::string& id) const {
    auto found = project_of.find(id);
    return found == project_of.end() ? nullptr : &projects[found->second];
  }
  const Pijler* FindPijler(const std::string& code) const {
    auto found = pijler_of.find(code);
    return found == pijler_of.end() ? nullptr : &pijlers[found->second];
  }
  const Tranche* FindTranche(int number) const {
    auto found = tranches.find(number);
    return found == tranches.end() ? nullptr : &found->second;
  }

  enum class Kind { kProgramme, kTranche, kPijler, kProject, kOther };

  // What a scope is, for measures that not every scope has.
  static Kind KindOf(const Scope& scope) {
    if (scope.without_part || !scope.part.empty()) return Kind::kOther;
    if (!scope.project.empty()) return scope.tranche == 0 ? Kind::kProject : Kind::kOther;
    if (!scope.pijler.empty()) return scope.tranche == 0 ? Kind::kPijler : Kind::kOther;
    return scope.tranche == 0 ? Kind::kProgramme : Kind::kTranche;
  }

  // The project of a scope that is one project.
  const Project* OneProject(const Scope& scope) const {
    const Project* project = FindProject(scope.project);
    if (project == nullptr) return nullptr;
    return scope.pijler.empty() || pijlers[project->pijler].code == scope.pijler ? project
                                                                                 : nullptr;
  }

  // As of `cut`, whether a move counts on its day, or else may.
  enum class Weight { kNone, kPossible, kCertain };
  Weight WeightOf(const Move& move, const Cut& cut) const {
    if (move.position > cut.position) return Weight::kNone;
    bool certain = cut.Certain(move.date);
    bool possible = cut.Possible(move.date);
    if (auto from = taken_from.find(move.position); cut.valid_on && from != taken_from.end()) {
      for (const TakenFrom& award : from->second) {
        if (award.position > cut.position) break;
        certain = certain && cut.Certain(award.date);
        possible = possible && cut.Possible(award.date);
      }
    }
    return certain ? Weight::kCertain : possible ? Weight::kPossible : Weight::kNone;
  }

  void AddCertain(const Tally& tally, const Cut& cut, int64_t& cents, int& count,
                  int64_t* possible) const {
    if (!cut.valid_on) {
      const Tally::Sums sums = tally.At(cut.position);
      cents += sums.cents;
      count += sums.count;
      return;
    }
    tally.EachMove(cut.position, [&](uint32_t index) {
      const Move& move = moves[index];
      const Weight weight = WeightOf(move, cut);
      if (weight == Weight::kCertain) {
        cents += move.cents;
        count += move.count;
      } else if (possible != nullptr && weight == Weight::kPossible) {
        *possible += move.cents;
      }
    });
  }

  // Awards less releases that count.
  int64_t Net(const Node& node, const Cut& cut) const {
    int64_t awarded = 0;
    int64_t released = 0;
    int count = 0;
    AddCertain(node.awarded, cut, awarded, count, nullptr);
    AddCertain(node.released, cut, released, count, nullptr);
    return awarded - released;
  }

  MaybeCents Reserved(const Project& project, const Cut& cut) const {
    const MaybeCents total = project.reservation.At(cut);
    if (!total) return std::nullopt;
    if (!cut.valid_on) return project.reserved.At(cut.position);
    return std::max<int64_t>(*total - Net(nodes[project.node], cut), 0);
  }

  // Whether the project's awards that count come out of a reservation that counts. On a day a
  // reservation can be less than what a later correction says was awarded: it then holds nothing.
  bool IsHeld(const Project& project, const Cut& cut) const {
    const MaybeCents total = project.reservation.At(cut);
    return total && Net(nodes[project.node], cut) <= *total;
  }

  // Over the projects of a pijler; null: of all.
  int64_t Reserved(const Pijler* pijler, const Cut& cut) const {
    if (!cut.valid_on) return (pijler == nullptr ? reserved : pijler->reserved).At(cut.position);
    int64_t sum = 0;
    for (const Project& project : projects) {
      if (pijler != nullptr && &pijlers[project.pijler] != pijler) continue;
      sum += Reserved(project, cut).value_or(0);
    }
    return sum;
  }

  Amounts At(const Scope& scope, const Cut& cut) const {
    Amounts amounts;
    int no_count = 0;
    for (NodeId id : NodesOf(scope)) {
      const Node& node = nodes[id];
      AddCertain(node.awarded, cut, amounts.awarded, amounts.award_lines,
                 &amounts.possible_awarded);
      AddCertain(node.released, cut, amounts.released, no_count, &amounts.possible_released);
      AddCertain(node.contributed_in, cut, amounts.contributed_in, amounts.unknown_contributions_in,
                 nullptr);
      AddCertain(node.contributed_out, cut, amounts.contributed_out,
                 amounts.unknown_contributions_out, nullptr);
    }
    switch (KindOf(scope)) {
      case Kind::kProgramme:
        amounts.reserved = Reserved(static_cast<const Pijler*>(nullptr), cut);
        amounts.ceiling = ceiling.At(cut);
        if (amounts.ceiling) {
          amounts.free = cut.valid_on ? *amounts.ceiling - amounts.awarded + amounts.released -
                                            *amounts.reserved
                                      : free.At(cut.position);
        }
        break;
      case Kind::kTranche:
        if (const Tranche* tranche = FindTranche(scope.tranche)) {
          amounts.ceiling = tranche->ceiling.At(cut);
          if (amounts.ceiling) {
            amounts.free = cut.valid_on ? *amounts.ceiling - amounts.awarded + amounts.released
                                        : tranche->free.At(cut.position);
          }
        }
        break;
      case Kind::kPijler:
        if (const Pijler* pijler = FindPijler(scope.pijler);
            pijler != nullptr && pijler->position <= cut.position) {
          amounts.reserved = Reserved(pijler, cut);
        }
        break;
      case Kind::kProject:
        if (const Project* project = OneProject(scope)) {
          amounts.reservation_total = project->reservation.At(cut);
          amounts.reserved = Reserved(*project, cut);
        }
        break;
      case Kind::kOther:
        break;
    }
    return amounts;
  }

  // ------------------------------------------------------------------------------ explaining

  Posting PostingOf(const Move& move, MaybeCents cents) const {
    const Project& project = projects[move.project];
    return {base::Position(move.position),
            cents,
            pijlers[project.pijler].code,
            project.id,
            project.parts[move.part].title,
            move.tranche,
            move.date};
  }

  // Adds the moves of a tally that count, `sign` times.
  void Explain(const Tally& tally, const Cut& cut, int sign, std::vector<Posting>& postings) const {
    tally.EachMove(cut.position, [&](uint32_t index) {
      const Move& move = moves[index];
      if (move.cents == 0 || WeightOf(move, cut) != Weight::kCertain) return;
      postings.push_back(PostingOf(move, sign * move.cents));
    });
  }

  // Contributions that are unknown still, each where it became so.
  void ExplainUnknown(const Tally& tally, const Cut& cut, std::vector<Posting>& postings) const {
    absl::btree_map<uint64_t, const Move*> unknown;  // by what they are about
    tally.EachMove(cut.position, [&](uint32_t index) {
      const Move& move = moves[index];
      if (WeightOf(move, cut) != Weight::kCertain) return;
      if (move.count > 0) unknown[move.about] = &move;
      if (move.count < 0) unknown.erase(move.about);
    });
    for (const auto& [about, move] : unknown) postings.push_back(PostingOf(*move, std::nullopt));
  }

  void ExplainCeiling(const Level& level, int tranche, const Cut& cut,
                      std::vector<Posting>& postings) const {
    level.EachChange(cut, [&](const Level::Change& change, int64_t cents, const MaybeCents&) {
      if (cents == 0) return;
      Posting posting;
      posting.position = base::Position(change.position);
      posting.cents = cents;
      posting.tranche = tranche;
      posting.decided_on = change.date;
      postings.push_back(std::move(posting));
    });
  }

  void ExplainReservation(const Project& project, const Cut& cut, int sign,
                          std::vector<Posting>& postings) const {
    project.reservation.EachChange(
        cut, [&](const Level::Change& change, int64_t cents, const MaybeCents&) {
          if (cents == 0) return;
          Posting posting;
          posting.position = base::Position(change.position);
          posting.cents = sign * cents;
          posting.pijler = pijlers[project.pijler].code;
          posting.project = project.id;
          posting.decided_on = change.date;
          postings.push_back(std::move(posting));
        });
  }

  void ExplainReserved(const Project& project, const Cut& cut,
                       std::vector<Posting>& postings) const {
    if (!IsHeld(project, cut)) return;
    ExplainReservation(project, cut, 1, postings);
    Explain(nodes[project.node].awarded, cut, -1, postings);
    Explain(nodes[project.node].released, cut, 1, postings);
  }

  void ExplainFree(const Cut& cut, std::vector<Posting>& postings) const {
    if (!ceiling.At(cut)) return;
    ExplainCeiling(ceiling, 0, cut, postings);
    for (const Project& project : projects) {
      if (IsHeld(project, cut)) {
        ExplainReservation(project, cut, -1, postings);
      } else {
        Explain(nodes[project.node].awarded, cut, -1, postings);
        Explain(nodes[project.node].released, cut, 1, postings);
      }
    }
  }

  std::vector<Posting> Explain(const Scope& scope, Measure measure, const Cut& cut) const {
    std::vector<Posting> postings;
    const Kind kind = KindOf(scope);
    auto each_node = [&](Tally Node::*tally, bool with_unknown) {
      for (NodeId node : NodesOf(scope)) {
        Explain(nodes[node].*tally, cut, 1, postings);
        if (with_unknown) ExplainUnknown(nodes[node].*tally, cut, postings);
      }
    };
    const Tranche* tranche = kind == Kind::kTranche ? FindTranche(scope.tranche) : nullptr;
    const Project* project = kind == Kind::kProject ? OneProject(scope) : nullptr;
    switch (measure) {
      case Measure::kAwarded:
        each_node(&Node::awarded, false);
        break;
      case Measure::kReleased:
        each_node(&Node::released, false);
        break;
      case Measure::kContributedIn:
        each_node(&Node::contributed_in, true);
        break;
      case Measure::kContributedOut:
        each_node(&Node::contributed_out, true);
        break;
      case Measure::kCeiling:
        if (kind == Kind::kProgramme && ceiling.At(cut)) {
          ExplainCeiling(ceiling, 0, cut, postings);
        } else if (tranche != nullptr && tranche->ceiling.At(cut)) {
          ExplainCeiling(tranche->ceiling, scope.tranche, cut, postings);
        }
        break;
      case Measure::kFree:
        if (kind == Kind::kProgramme) {
          ExplainFree(cut, postings);
        } else if (tranche != nullptr && tranche->ceiling.At(cut)) {
          ExplainCeiling(tranche->ceiling, scope.tranche, cut, postings);
          Explain(nodes[tranche->node].awarded, cut, -1, postings);
          Explain(nodes[tranche->node].released, cut, 1, postings);
        }
        break;
      case Measure::kReserved:
        if (project != nullptr) {
          ExplainReserved(*project, cut, postings);
        } else if (kind == Kind::kProgramme || kind == Kind::kPijler) {
          for (const Project& one : projects) {
            if (kind == Kind::kPijler && pijlers[one.pijler].code != scope.pijler) continue;
            ExplainReserved(one, cut, postings);
          }
        }
        break;
      case Measure::kReservationTotal:
        if (project != nullptr && project->reservation.At(cut)) {
          ExplainReservation(*project, cut, 1, postings);
        }
        break;
    }
    std::stable_sort(postings.begin(), postings.end(),
                     [](const Posting& a, const Posting& b) { return a.position < b.position; });
    return postings;
  }

  // ------------------------------------------------------------------------------ lines

  // Of a project, as of a position it was there at.
  static const std::string& NumberAt(const Project& project, uint64_t position) {
    auto after =
        std::upper_bound(project.numbers.begin(), project.numbers.end(), position,
                         [](uint64_t p, const Number& number) { return p < number.position; });
    return std::prev(after)->number;
  }

  // Projects inside `within`, in book order.
  std::vector<const Project*> ProjectsIn(const Scope& within, uint64_t position) const {
    std::vector<const Project*> found;
    if (!within.project.empty()) {
      const Project* project = OneProject(within);
      if (project != nullptr && project->position <= position) found.push_back(project);
      return found;
    }
    std::vector<size_t> rank(pijlers.size(), pijlers.size());
    for (size_t i = 0; i < pijler_order.size(); ++i) rank[pijler_order[i]] = i;
    for (const Project& project : projects) {
      if (project.position > position) continue;
      if (!within.pijler.empty() && pijlers[project.pijler].code != within.pijler) continue;
      found.push_back(&project);
    }
    std::sort(found.begin(), found.end(), [&](const Project* a, const Project* b) {
      if (a->pijler != b->pijler) return rank[a->pijler] < rank[b->pijler];
      return NumberIsBefore(NumberAt(*a, position), NumberAt(*b, position));
    });
    return found;
  }

  std::vector<std::string> PijlersIn(const Scope& within) const {
    if (const Project* project = OneProject(within)) return {pijlers[project->pijler].code};
    std::vector<std::string> found;
    for (uint32_t index : pijler_order) {
      const std::string& code = pijlers[index].code;
      if (within.pijler.empty() || within.pijler == code) found.push_back(code);
    }
    return found;
  }

  std::vector<int> TranchesIn(const Scope& within) const {
    if (within.tranche != 0) return {within.tranche};
    std::vector<int> found;
    for (const auto& [number, tranche] : tranches) found.push_back(number);
    return found;
  }

  static bool HasParts(const Project& project, uint64_t position) {
    return project.parts.size() > 1 && project.parts[1].position <= position;
  }

  // `within`, narrowed to each part `within` admits, what is without a part first.
  static std::vector<Scope> PartsIn(const Project& project, const Scope& within) {
    Scope scope = within;
    scope.project = project.id;
    if (within.without_part || !within.part.empty()) return {scope};
    std::vector<Scope> found;
    for (const Part& part : project.parts) {
      scope.without_part = part.title.empty();
      scope.part = part.title;
      found.push_back(scope);
    }
    return found;
  }

  std::vector<Scope> Candidates(Grouping grouping, const Scope& within, const Cut& cut) const {
    std::vector<Scope> found;
    Scope scope = within;
    switch (grouping) {
      case Grouping::kProgramme:
        found.push_back(within);
        break;
      case Grouping::kPijler:
        for (std::string& code : PijlersIn(within)) {
          scope.pijler = std::move(code);
          found.push_back(scope);
        }
        break;
      case Grouping::kTranche:
        for (int tranche : TranchesIn(within)) {
          scope.tranche = tranche;
          found.push_back(scope);
        }
        break;
      case Grouping::kPijlerTranche:
        for (std::string& code : PijlersIn(within)) {
          scope.pijler = std::move(code);
          for (int tranche : TranchesIn(within)) {
            scope.tranche = tranche;
            found.push_back(scope);
          }
        }
        break;
      case Grouping::kProject:
        for (const Project* project : ProjectsIn(within, cut.position)) {
          scope.project = project->id;
          found.push_back(scope);
        }
        break;
      case Grouping::kPart:
        for (const Project* project : ProjectsIn(within, cut.position)) {
          if (!HasParts(*project, cut.position)) continue;
          for (Scope& part : PartsIn(*project, within)) found.push_back(std::move(part));
        }
        break;
      case Grouping::kReservation:
        // A reservation belongs to no tranche and no part.
        if (within.tranche != 0 || within.without_part || !within.part.empty()) break;
        for (const Project* project : ProjectsIn(within, cut.position)) {
          if (!project->reservation.At(cut)) continue;
          scope.project = project->id;
          found.push_back(scope);
        }
        break;
      case Grouping::kCell:
        for (const Project* project : ProjectsIn(within, cut.position)) {
          for (Scope& part : PartsIn(*project, within)) {
            for (int tranche : TranchesIn(within)) {
              part.tranche = tranche;
              found.push_back(part);
            }
          }
        }
        break;
    }
    return found;
  }

  // ------------------------------------------------------------------------------ checking

  bool Balances() const {
    int64_t awarded = 0;
    int64_t released = 0;
    for (const auto& [number, tranche] : tranches) {
      const Node& node = nodes[tranche.node];
      awarded += node.awarded.Now().cents;
      released += node.released.Now().cents;
      if (tranche.free.Now() + node.awarded.Now().cents !=
          tranche.ceiling_account.Now() + node.released.Now().cents) {
        return false;
      }
      if (tranche.ceiling.Now().value_or(0) != tranche.ceiling_account.Now()) return false;
    }
    const Node& programme = nodes[kProgramme];
    if (awarded != programme.awarded.Now().cents || released != programme.released.Now().cents) {
      return false;
    }
    if (free.Now() + reserved.Now() + awarded != ceiling_account.Now() + released) return false;
    if (ceiling.Now().value_or(0) != ceiling_account.Now()) return false;

    int64_t reserved_of_projects = 0;
    std::vector<int64_t> reserved_of(pijlers.size());
    std::vector<Sums> of_pijler(pijlers.size());
    Sums of_projects;
    for (const Project& project : projects) {
      const Sums sums = SumsOf(project.node);
      const MaybeCents total = project.reservation.Now();
      // Reservation: total = awarded under it + left.
      if (total ? *total != sums.awarded - sums.released + project.reserved.Now()
                : project.reserved.Now() != 0) {
        return false;
      }
      Sums of_parts;
      for (const Part& part : project.parts) {
        Sums of_cells;
        for (const auto& [tranche, node] : part.by_tranche) of_cells.Add(SumsOf(node));
        if (!(of_cells == SumsOf(part.node))) return false;
        of_parts.Add(of_cells);
      }
      Sums of_tranches;
      for (const auto& [tranche, node] : project.by_tranche) of_tranches.Add(SumsOf(node));
      if (!(of_parts == sums) || !(of_tranches == sums)) return false;
      of_pijler[project.pijler].Add(sums);
      of_projects.Add(sums);
      reserved_of[project.pijler] += project.reserved.Now();
      reserved_of_projects += project.reserved.Now();
    }
    for (size_t i = 0; i < pijlers.size(); ++i) {
      Sums of_tranches;
      for (const auto& [tranche, node] : pijlers[i].by_tranche) of_tranches.Add(SumsOf(node));
      const Sums sums = SumsOf(pijlers[i].node);
      if (!(of_pijler[i] == sums) || !(of_tranches == sums)) return false;
      if (reserved_of[i] != pijlers[i].reserved.Now()) return false;
    }
    // A contribution makes no money: what goes out comes in.
    return of_projects == SumsOf(kProgramme) && reserved_of_projects == reserved.Now() &&
           of_projects.in == of_projects.out && of_projects.unknown_in == of_projects.unknown_out;
  }

  // A node's balances, to be held against the sum of those below it.
  struct Sums {
    int64_t awarded = 0;
    int64_t lines = 0;
    int64_t released = 0;
    int64_t in = 0;
    int64_t unknown_in = 0;
    int64_t out = 0;
    int64_t unknown_out = 0;

    void Add(const Sums& other) {
      awarded += other.awarded;
      lines += other.lines;
      released += other.released;
      in += other.in;
      unknown_in += other.unknown_in;
      out += other.out;
      unknown_out += other.unknown_out;
    }
    friend bool operator==(const Sums&, const Sums&) = default;
  };

  Sums SumsOf(NodeId id) const {
    const Node& node = nodes[id];
    return {node.awarded.Now().cents,        node.awarded.Now().count,
            node.released.Now().cents,       node.contributed_in.Now().cents,
            node.contributed_in.Now().count, node.contributed_out.Now().cents,
            node.contributed_out.Now().count};
  }
};

Ledger::Ledger() : rep_(std::make_unique<Rep>()) {}
Ledger::~Ledger() = default;
Ledger::Ledger(const Ledger& other) : rep_(std::make_unique<Rep>(*other.rep_)) {}
Ledger::Ledger(const Ledger& other, base::Position position) : Ledger(other) {
  rep_->CutAfter(position.value());
}

void Ledger::Apply(const v1::Event& event) {
  Rep& rep = *rep_;
  const pb::EventHeader& header = event.header();
  const uint64_t position = static_cast<uint64_t>(header.position());
  auto move = [&](const std::string& project_id, const std::string& part, int tranche,
                  int64_t cents, int count) {
    const uint32_t project = rep.ProjectOf(project_id);
    return Move{position, position,
                cents,    count,
                project,  rep.PartOf(position, project, part),
                tranche,  rep.DateOfMove(header)};
  };
  auto level = [&](bool sets, MaybeCents cents, MaybeDate date) {
    return Level::Change{position, sets, cents, date, std::nullopt};
  };
  switch (event.fact_case()) {
    case pb::Event::kPijlerDefined:
      rep.DefinePijler(position, event.pijler_defined().pijler());
      break;
    case pb::Event::kTrancheAdded: {
      const pb::TrancheAdded& added = event.tranche_added();
      rep.TrancheOf(added.tranche());
      if (added.has_ceiling()) {
        rep.ChangeCeiling(added.tranche(),
                          level(true, added.ceiling().euro_cents(), OwnDate(header)));
      }
      break;
    }
    case pb::Event::kCeilingSet: {
      const pb::CeilingSet& set = event.ceiling_set();
      rep.ChangeCeiling(set.tranche(),
                        level(true, CentsOf(set.has_ceiling(), set.ceiling()), OwnDate(header)));
      break;
    }
    case pb::Event::kCarriedOver: {
      const pb::CarriedOver& carried = event.carried_over();
      const int64_t cents = carried.amount().euro_cents();
      rep.ChangeCeiling(carried.from_tranche(), level(false, -cents, OwnDate(header)));
      rep.ChangeCeiling(carried.to_tranche(), level(false, cents, OwnDate(header)));
      break;
    }
    case pb::Event::kProjectCreated:
      rep.CreateProject(position, event.project_created());
      break;
    case pb::Event::kPartCreated: {
      const pb::PartCreated& created = event.part_created();
      rep.PartOf(position, rep.ProjectOf(created.project()), created.part().title());
      break;
    }
    case pb::Event::kProjectRenumbered: {
      const pb::ProjectRenumbered& renumbered = event.project_renumbered();
      rep.projects[rep.ProjectOf(renumbered.project())].numbers.push_back(
          {position, renumbered.number()});
      break;
    }
    case pb::Event::kAwarded: {
      const pb::Awarded& awarded = event.awarded();
      rep.Award(move(awarded.project(), awarded.part(), awarded.tranche(),
                     awarded.amount().euro_cents(), 1));
      break;
    }
    case pb::Event::kAwardCorrected: {
      const pb::AwardCorrected& corrected = event.award_corrected();
      const int64_t before = corrected.old_amount().euro_cents();
      const int64_t after = corrected.new_amount().euro_cents();
      Move correction = move(corrected.project(), corrected.part(), corrected.tranche(),
                             after - before, (after == 0 ? 0 : 1) - (before == 0 ? 0 : 1));
      correction.about = rep.AboutOf(header);
      rep.Award(correction);
      break;
    }
    case pb::Event::kReleased: {
      const pb::Released& released = event.released();
      rep.Release(move(released.project(), released.part(), released.tranche(),
                       released.amount().euro_cents(), 0));
      break;
    }
    case pb::Event::kReservationSet: {
      const pb::ReservationSet& set = event.reservation_set();
      const uint32_t project = rep.ProjectOf(set.project());
      const int64_t total = set.total().euro_cents();
      const uint64_t corrects = static_cast<uint64_t>(header.corrects());
      MaybeDate date =
          corrects == 0 ? OwnDate(header) : rep.projects[project].reservation.DateAt(corrects);
      rep.SetReservation(project, level(true, total == 0 ? std::nullopt : MaybeCents(total), date));
      break;
    }
    case pb::Event::kContributionRecorded: {
      const pb::ContributionRecorded& recorded = event.contribution_recorded();
      rep.Contribute(move(recorded.to_project(), "", recorded.tranche(),
                          CentsOf(recorded.has_amount(), recorded.amount()).value_or(0),
                          recorded.has_amount() ? 0 : 1),
                     rep.ProjectOf(recorded.from_project()));
      break;
    }
    case pb::Event::kContributionCorrected: {
      const pb::ContributionCorrected& corrected = event.contribution_corrected();
      const MaybeCents before = CentsOf(corrected.has_old_amount(), corrected.old_amount());
      const MaybeCents after = CentsOf(corrected.has_new_amount(), corrected.new_amount());
      Move correction =
          move(corrected.to_project(), "", corrected.tranche(),
               after.value_or(0) - before.value_or(0), (after ? 0 : 1) - (before ? 0 : 1));
      correction.about = rep.AboutOf(header);
      rep.Contribute(correction, rep.ProjectOf(corrected.from_project()));
      break;
    }
    // No money in these.
    case pb::Event::kProgrammeCreated:
    case pb::Event::kPartnerAdded:
    case pb::Event::kSeatEstablished:
    case pb::Event::kSeatGranted:
    case pb::Event::kSeatEnded:
    case pb::Event::kRulesSet:
    case pb::Event::kTrancheClosed:
    case pb::Event::kOpeningClosed:
    case pb::Event::kProposalSubmitted:
    case pb::Event::kProposalRevised:
    case pb::Event::kProposalWithdrawn:
    case pb::Event::kProposalReturned:
    case pb::Event::kProposalEndorsed:
    case pb::Event::kEndorsementDeclined:
    case pb::Event::kEndorsementWithdrawn:
    case pb::Event::kMeetingConvened:
    case pb::Event::kAgendaSet:
    case pb::Event::kAttendanceRecorded:
    case pb::Event::kInterestDeclared:
    case pb::Event::kItemDecided:
    case pb::Event::kDecisionListConfirmed:
    case pb::Event::kProposalDecided:
    case pb::Event::kProjectRenamed:
    case pb::Event::kProjectLeadChanged:
    case pb::Event::kProgressReported:
    case pb::Event::kProjectCompleted:
    case pb::Event::kProjectReopened:
    case pb::Event::kProgressCorrected:
    case pb::Event::kStatementRecorded:
    case pb::Event::kDifferenceExplained:
    case pb::Event::kEditionPublished:
    case pb::Event::kLossAccepted:
    case pb::Event::kClockAccepted:
      break;
    case pb::Event::FACT_NOT_SET:
      CHECK(false) << "fact unknown to this build; decoding should have refused it";
  }
}

Amounts Ledger::At(const Scope& scope, base::Position position,
                   const std::optional<base::PartialDate>& valid_on) const {
  return rep_->At(scope, Cut{position.value(), valid_on});
}

std::vector<Scope> Ledger::Lines(Grouping grouping, const Scope& within,
                                 base::Position position) const {
  const Cut cut{position.value(), std::nullopt};
  std::vector<Scope> lines = rep_->Candidates(grouping, within, cut);
  lines.erase(std::remove_if(lines.begin(), lines.end(),
                             [&](const Scope& scope) { return !rep_->At(scope, cut).Any(); }),
              lines.end());
  return lines;
}

std::vector<Posting> Ledger::Explain(const Scope& scope, Measure measure, base::Position position,
                                     const std::optional<base::PartialDate>& valid_on) const {
  return rep_->Explain(scope, measure, Cut{position.value(), valid_on});
}

std::vector<base::Position> Ledger::Moved(const Scope& scope, base::Position from,
                                          base::Position to, const MaybeDate& from_valid_on,
                                          const MaybeDate& to_valid_on) const {
  const Rep& rep = *rep_;
  const Cut before{from.value(), from_valid_on};
  const Cut after{to.value(), to_valid_on};
  std::vector<base::Position> moved;
  auto of_tally = [&](const Tally& tally) {
    tally.EachMove(after.position, [&](uint32_t index) {
      const Move& move = rep.moves[index];
      if (rep.WeightOf(move, before) != rep.WeightOf(move, after)) {
        moved.push_back(base::Position(move.position));
      }
    });
  };
  auto of_level = [&](const Level& level) {
    absl::btree_map<uint64_t, std::array<MaybeCents, 2>> counts;  // before, after
    for (size_t i : {0, 1}) {
      level.EachChange(i == 0 ? before : after,
                       [&](const Level::Change& change, int64_t cents, const MaybeCents&) {
                         counts[change.position][i] = cents;
                       });
    }
    for (const auto& [position, cents] : counts) {
      if (cents[0] != cents[1]) moved.push_back(base::Position(position));
    }
  };
  for (Rep::NodeId id : rep.NodesOf(scope)) {
    const Node& node = rep.nodes[id];
    of_tally(node.awarded);
    of_tally(node.released);
    of_tally(node.contributed_in);
    of_tally(node.contributed_out);
  }
  const Rep::Kind kind = Rep::KindOf(scope);
  if (kind == Rep::Kind::kProgramme) of_level(rep.ceiling);
  if (kind == Rep::Kind::kTranche) {
    if (const Rep::Tranche* tranche = rep.FindTranche(scope.tranche)) of_level(tranche->ceiling);
  }
  if (kind == Rep::Kind::kProject) {
    if (const Rep::Project* project = rep.OneProject(scope)) of_level(project->reservation);
  }
  if (kind == Rep::Kind::kProgramme || kind == Rep::Kind::kPijler) {
    for (const Rep::Project& project : rep.projects) {
      const bool within = scope.pijler.empty() || rep.pijlers[project.pijler].code == scope.pijler;
      if (within) of_level(project.reservation);
    }
  }
  std::sort(moved.begin(), moved.end());
  moved.erase(std::unique(moved.begin(), moved.end()), moved.end());
  return moved;
}

bool Ledger::Balances() const { return rep_->Balances(); }

}  // namespace dealboek::projections
