// The accounts of one programme, and the ways money moves between them. Internal to the ledger.
//
// Two sets of books over the same money, each in balance by itself:
//   tranche:    free + awarded            = ceiling + released
//   programme:  free + reserved + awarded = ceiling + released
// with debits on the left and credits on the right. What is reserved and not yet awarded is kept
// per project; a pijler's and the programme's are sums of those. A ceiling that is not set stands
// at zero in the accounts, so that free then runs below zero, and is not shown.
//
// Threads: thread-compatible. Units: euro cents.
#ifndef DEALBOEK_SERVICES_PROJECTIONS_LEDGER_ACCOUNTS_H_
#define DEALBOEK_SERVICES_PROJECTIONS_LEDGER_ACCOUNTS_H_

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/btree_map.h"
#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"

#include "services/base/position.h"
#include "services/projections/ledger_balances.h"

namespace dealboek::projections::bookkeeping {

// What is known of one scope, whatever it is narrowed by.
struct Node {
  Tally awarded;
  Tally released;
  Tally contributed_in;
  Tally contributed_out;

  std::array<const Tally*, 4> tallies() const {
    return {&awarded, &released, &contributed_in, &contributed_out};
  }
};
using NodeId = uint32_t;
using NodeByTranche = absl::btree_map<int, NodeId>;

// What the programme, or a tranche of it, has to give.
struct Fund {
  Level ceiling;
  Account ceiling_account;
  Account free;
};

struct Tranche {
  NodeId node;
  Fund fund;
  MaybeDate date;  // it is there from
};

struct Pijler {
  base::Position position;  // of the event that first named it
  std::string code;
  NodeId node;
  NodeByTranche by_tranche;
  Account reserved;
  bool defined = false;
};

struct Part {
  base::Position position;  // of the event that made it
  std::string title;
  NodeId node;
  NodeByTranche by_tranche;
};

struct Number {
  base::Position position;  // since
  std::string number;
};

// The nodes a posting of one project, part and tranche goes to; the last is that of the cell alone.
using Cell = std::array<NodeId, 8>;

struct Project {
  std::string id;
  uint32_t pijler;
  base::Position position;  // of the event that made it
  std::vector<Number> numbers;
  NodeId node;
  NodeByTranche by_tranche;
  std::vector<Part> parts;  // the first is kWithoutPart
  absl::btree_map<std::pair<uint32_t, int>, Cell> cells;
  Level reservation;
  Account reserved;

  std::optional<uint32_t> FindPart(absl::string_view title) const;
};

// An award that a release takes from, since a position.
struct TakenFrom {
  base::Position position;
  MaybeDate date;  // of the award
};

// Open for reading (Reader does); changed by its own functions only.
struct Accounts {
  static constexpr NodeId kProgramme = 0;
  static constexpr uint32_t kWithoutPart = 0;

  std::vector<Node> nodes = std::vector<Node>(1);
  std::vector<Move> moves;
  // By position of the release. A correction may make it take from others than before.
  absl::flat_hash_map<base::Position, std::vector<TakenFrom>> taken_from;
  absl::btree_map<int, Tranche> tranches;
  std::vector<Pijler> pijlers;
  std::vector<uint32_t> pijler_order;  // of those defined
  absl::flat_hash_map<std::string, uint32_t> pijler_of;
  std::vector<Project> projects;
  absl::flat_hash_map<std::string, uint32_t> project_of;
  Fund fund;  // the programme's
  Account reserved;

  // Null: not there.
  const Tranche* FindTranche(int number) const;
  const Pijler* FindPijler(const std::string& code) const;
  const Project* FindProject(const std::string& id) const;
  const Move* FindMove(base::Position position) const;  // the first of that event
  // Of a project there is.
  uint32_t ProjectOf(const std::string& id) const;

  void DefinePijler(base::Position position, const std::string& code);
  void AddTranche(int number, const MaybeDate& date) { TrancheOf(number).date = date; }
  void AddProject(base::Position position, const std::string& id, const std::string& pijler,
                  const std::string& number);
  void Renumber(base::Position position, uint32_t project, const std::string& number) {
    projects[project].numbers.push_back({position, number});
  }
  // Made if it is not there; kWithoutPart when it has no title.
  uint32_t PartOf(base::Position position, uint32_t project, const std::string& title);

  // Out of what the tranche has free, and out of what is reserved for the project or else out of
  // what the programme has free. Also a correction of an award, with `about` that award.
  void Award(const Move& move);
  // Back there.
  void Release(const Move& move);
  // Out of what a project got: in for one, out for the other.
  void Contribute(const Move& move, uint32_t from_project);
  void ChangeReservation(uint32_t project, const Level::Change& change);
  // 0: of the programme as a whole.
  void ChangeCeiling(int tranche, const Level::Change& change);

  // Forgets what came after `position`. What was made then and holds nothing may stay.
  void CutAfter(base::Position position);

  // Whether debits equal credits, and the sums of rule 6 hold; as of the last event.
  bool InBalance() const;

 private:
  NodeId NewNode();
  NodeId NodeIn(NodeByTranche& by_tranche, int tranche);
  Tranche& TrancheOf(int number);
  uint32_t PijlerOf(base::Position position, const std::string& code);
  const Cell& CellOf(const Move& move);
  void Add(Tally Node::*tally, const Move& move);
  void PostReserved(base::Position position, Project& project, int64_t cents);
  void Take(const Move& move, int64_t cents);
  void TakeReleases(const Move& moved);
};

}  // namespace dealboek::projections::bookkeeping

#endif  // DEALBOEK_SERVICES_PROJECTIONS_LEDGER_ACCOUNTS_H_
