#include "services/projections/ledger_reader.h"

#include <algorithm>
#include <array>
#include <string>

#include "absl/container/btree_map.h"

#include "services/projections/project_order.h"

namespace dealboek::projections::bookkeeping {

// ------------------------------------------------------------------------------ what a scope is

Reader::Kind Reader::KindOf(const Scope& scope) {
  if (scope.without_part || !scope.part.empty()) return Kind::kOther;
  if (!scope.project.empty()) return scope.tranche == 0 ? Kind::kProject : Kind::kOther;
  if (!scope.pijler.empty()) return scope.tranche == 0 ? Kind::kPijler : Kind::kOther;
  return scope.tranche == 0 ? Kind::kProgramme : Kind::kTranche;
}

const Project* Reader::OneProject(const Scope& scope) const {
  const Project* project = accounts_.FindProject(scope.project);
  if (project == nullptr) return nullptr;
  return scope.pijler.empty() || CodeOf(*project) == scope.pijler ? project : nullptr;
}

std::vector<const Project*> Reader::ReservingIn(const Scope& scope) const {
  const Kind kind = KindOf(scope);
  std::vector<const Project*> found;
  if (kind == Kind::kProject) {
    if (const Project* project = OneProject(scope)) found.push_back(project);
  } else if (kind == Kind::kProgramme || kind == Kind::kPijler) {
    for (const Project& project : accounts_.projects) {
      if (scope.pijler.empty() || CodeOf(project) == scope.pijler) found.push_back(&project);
    }
  }
  return found;
}

const Fund* Reader::FundOf(const Scope& scope) const {
  if (KindOf(scope) == Kind::kProgramme) return &accounts_.fund;
  if (KindOf(scope) != Kind::kTranche) return nullptr;
  const Tranche* tranche = accounts_.FindTranche(scope.tranche);
  return tranche == nullptr ? nullptr : &tranche->fund;
}

void Reader::AddNodeOfProject(const Project& project, const Scope& scope, Nodes& found) const {
  if (!scope.pijler.empty() && CodeOf(project) != scope.pijler) return;
  NodeId node = project.node;
  const NodeByTranche* by_tranche = &project.by_tranche;
  if (scope.without_part || !scope.part.empty()) {
    if (scope.without_part && !scope.part.empty()) return;
    const auto part = project.FindPart(scope.part);
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

Reader::Nodes Reader::NodesOf(const Scope& scope) const {
  Nodes found;
  if (!scope.project.empty()) {
    if (const Project* project = accounts_.FindProject(scope.project)) {
      AddNodeOfProject(*project, scope, found);
    }
  } else if (scope.without_part || !scope.part.empty()) {
    for (const Project& project : accounts_.projects) AddNodeOfProject(project, scope, found);
  } else if (!scope.pijler.empty()) {
    const Pijler* pijler = accounts_.FindPijler(scope.pijler);
    if (pijler == nullptr) return found;
    if (scope.tranche == 0) {
      found.push_back(pijler->node);
    } else if (auto node = pijler->by_tranche.find(scope.tranche);
               node != pijler->by_tranche.end()) {
      found.push_back(node->second);
    }
  } else if (scope.tranche != 0) {
    if (const Tranche* tranche = accounts_.FindTranche(scope.tranche)) {
      found.push_back(tranche->node);
    }
  } else {
    found.push_back(Accounts::kProgramme);
  }
  return found;
}

// ------------------------------------------------------------------------------ what counts

Reader::Weight Reader::WeightOf(const Move& move) const {
  if (move.position > cut_.position) return Weight::kNone;
  bool certain = cut_.Certain(move.date);
  bool possible = cut_.Possible(move.date);
  if (auto from = accounts_.taken_from.find(move.position);
      cut_.valid_on && from != accounts_.taken_from.end()) {
    for (const TakenFrom& award : from->second) {
      if (award.position > cut_.position) break;
      certain = certain && cut_.Certain(award.date);
      possible = possible && cut_.Possible(award.date);
    }
  }
  return certain ? Weight::kCertain : possible ? Weight::kPossible : Weight::kNone;
}

Reader::Counted Reader::Count(const Tally& tally) const {
  if (!cut_.valid_on) {
    const Tally::Sums sums = tally.At(cut_.position);
    return {sums.cents, sums.count, 0, 0};
  }
  Counted counted;
  tally.EachMove(cut_.position, [&](uint32_t index) {
    const Move& move = accounts_.moves[index];
    const Weight weight = WeightOf(move);
    if (weight == Weight::kCertain) {
      counted.cents += move.cents;
      counted.count += move.count;
    } else if (weight == Weight::kPossible) {
      counted.possible_cents += move.cents;
      counted.possible_count += move.count;
    }
  });
  return counted;
}

int64_t Reader::Net(const Node& node) const {
  return Count(node.awarded).cents - Count(node.released).cents;
}

MaybeCents Reader::Reserved(const Project& project) const {
  const MaybeCents total = project.reservation.At(cut_);
  if (!total) return std::nullopt;
  if (!cut_.valid_on) return project.reserved.At(cut_.position);
  return std::max<int64_t>(*total - Net(accounts_.nodes[project.node]), 0);
}

bool Reader::IsHeld(const Project& project) const {
  const MaybeCents total = project.reservation.At(cut_);
  return total && Net(accounts_.nodes[project.node]) <= *total;
}

int64_t Reader::ReservedIn(const Pijler& pijler) const {
  if (!cut_.valid_on) return pijler.reserved.At(cut_.position);
  int64_t sum = 0;
  for (const Project& project : accounts_.projects) {
    if (&accounts_.pijlers[project.pijler] == &pijler) sum += Reserved(project).value_or(0);
  }
  return sum;
}

int64_t Reader::ReservedInAll() const {
  if (!cut_.valid_on) return accounts_.reserved.At(cut_.position);
  int64_t sum = 0;
  for (const Project& project : accounts_.projects) sum += Reserved(project).value_or(0);
  return sum;
}

// ------------------------------------------------------------------------------ amounts

Amounts Reader::At(const Scope& scope) const {
  Amounts amounts;
  for (NodeId id : NodesOf(scope)) {
    const Node& node = accounts_.nodes[id];
    const Counted awarded = Count(node.awarded);
    amounts.awarded += awarded.cents;
    amounts.award_lines += awarded.count;
    amounts.possible_awarded += awarded.possible_cents;
    const Counted released = Count(node.released);
    amounts.released += released.cents;
    amounts.possible_released += released.possible_cents;
    const Counted in = Count(node.contributed_in);
    amounts.contributed_in += in.cents;
    amounts.unknown_contributions_in += in.count;
    amounts.possible_contributed_in += in.possible_cents;
    amounts.possible_unknown_contributions_in += in.possible_count;
    const Counted out = Count(node.contributed_out);
    amounts.contributed_out += out.cents;
    amounts.unknown_contributions_out += out.count;
    amounts.possible_contributed_out += out.possible_cents;
    amounts.possible_unknown_contributions_out += out.possible_count;
  }
  switch (KindOf(scope)) {
    case Kind::kProgramme:
      amounts.reserved = ReservedInAll();
      break;
    case Kind::kPijler:
      if (const Pijler* pijler = accounts_.FindPijler(scope.pijler);
          pijler != nullptr && pijler->position <= cut_.position) {
        amounts.reserved = ReservedIn(*pijler);
      }
      break;
    case Kind::kProject:
      if (const Project* project = OneProject(scope)) {
        amounts.reservation_total = project->reservation.At(cut_);
        amounts.reserved = Reserved(*project);
        amounts.possible_reservation_total = project->reservation.PossibleAt(cut_);
      }
      break;
    case Kind::kTranche:
    case Kind::kOther:
      break;
  }
  if (const Fund* fund = FundOf(scope)) {
    amounts.ceiling = fund->ceiling.At(cut_);
    amounts.possible_ceiling = fund->ceiling.PossibleAt(cut_);
  }
  if (amounts.ceiling) {
    amounts.free = cut_.valid_on ? *amounts.ceiling - amounts.awarded + amounts.released -
                                       amounts.reserved.value_or(0)
                                 : FundOf(scope)->free.At(cut_.position);
  }
  return amounts;
}

// ------------------------------------------------------------------------------ lines

namespace {

// As of a position the project was there at.
const std::string& NumberAt(const Project& project, base::Position position) {
  return std::prev(EndAt(project.numbers, position))->number;
}

}  // namespace

std::vector<Scope> Reader::ByPijler(const Scope& within) const {
  Scope scope = within;
  if (const Project* project = OneProject(within)) {
    scope.pijler = CodeOf(*project);
    return {scope};
  }
  std::vector<Scope> found;
  for (uint32_t index : accounts_.pijler_order) {
    scope.pijler = accounts_.pijlers[index].code;
    if (within.pijler.empty() || within.pijler == scope.pijler) found.push_back(scope);
  }
  return found;
}

std::vector<Scope> Reader::ByTranche(const std::vector<Scope>& scopes) const {
  std::vector<Scope> found;
  for (Scope scope : scopes) {
    if (scope.tranche != 0) {
      found.push_back(scope);
      continue;
    }
    for (const auto& [number, tranche] : accounts_.tranches) {
      scope.tranche = number;
      found.push_back(scope);
    }
  }
  return found;
}

std::vector<Scope> Reader::ByProject(const Scope& within) const {
  std::vector<const Project*> projects;
  const auto add = [&](const Project& project) {
    if (project.position <= cut_.position) projects.push_back(&project);
  };
  if (!within.project.empty()) {
    if (const Project* project = OneProject(within)) add(*project);
  } else {
    for (const Project& project : accounts_.projects) {
      if (within.pijler.empty() || CodeOf(project) == within.pijler) add(project);
    }
  }
  std::vector<size_t> rank(accounts_.pijlers.size(), accounts_.pijlers.size());
  for (size_t i = 0; i < accounts_.pijler_order.size(); ++i) rank[accounts_.pijler_order[i]] = i;
  std::sort(projects.begin(), projects.end(), [&](const Project* a, const Project* b) {
    if (a->pijler != b->pijler) return rank[a->pijler] < rank[b->pijler];
    return NumberIsBefore(NumberAt(*a, cut_.position), NumberAt(*b, cut_.position));
  });
  std::vector<Scope> found(projects.size(), within);
  for (size_t i = 0; i < projects.size(); ++i) found[i].project = projects[i]->id;
  return found;
}

std::vector<Scope> Reader::ByPart(const std::vector<Scope>& projects) const {
  std::vector<Scope> found;
  for (Scope scope : projects) {
    if (scope.without_part || !scope.part.empty()) {
      found.push_back(scope);
      continue;
    }
    for (const Part& part : accounts_.FindProject(scope.project)->parts) {
      scope.without_part = part.title.empty();
      scope.part = part.title;
      found.push_back(scope);
    }
  }
  return found;
}

std::vector<Scope> Reader::Candidates(Grouping grouping, const Scope& within) const {
  const auto projects_that = [&](auto holds) {
    std::vector<Scope> projects = ByProject(within);
    std::erase_if(projects, [&](const Scope& scope) {
      return !holds(*accounts_.FindProject(scope.project));
    });
    return projects;
  };
  switch (grouping) {
    case Grouping::kProgramme:
      return {within};
    case Grouping::kPijler:
      return ByPijler(within);
    case Grouping::kTranche:
      return ByTranche({within});
    case Grouping::kPijlerTranche:
      return ByTranche(ByPijler(within));
    case Grouping::kProject:
      return ByProject(within);
    case Grouping::kPart:
      return ByPart(projects_that([&](const Project& project) {
        return project.parts.size() > 1 && project.parts[1].position <= cut_.position;
      }));
    case Grouping::kReservation:
      // A reservation belongs to no tranche and no part.
      if (within.tranche != 0 || within.without_part || !within.part.empty()) return {};
      return projects_that([&](const Project& project) {
        return project.reservation.At(cut_) || project.reservation.PossibleAt(cut_);
      });
    case Grouping::kCell:
      return ByTranche(ByPart(ByProject(within)));
  }
  return {};
}

std::vector<Scope> Reader::Lines(Grouping grouping, const Scope& within) const {
  std::vector<Scope> lines = Candidates(grouping, within);
  std::erase_if(lines, [&](const Scope& scope) { return !At(scope).Any(); });
  return lines;
}

// ------------------------------------------------------------------------------ comparing

std::vector<base::Position> Reader::MovedSince(const Reader& before, const Scope& scope) const {
  std::vector<base::Position> moved;
  const auto of_tally = [&](const Tally& tally) {
    tally.EachMove(cut_.position, [&](uint32_t index) {
      const Move& move = accounts_.moves[index];
      if (before.WeightOf(move) != WeightOf(move)) moved.push_back(move.position);
    });
  };
  const auto of_level = [&](const Level& level) {
    absl::btree_map<base::Position, std::array<MaybeCents, 2>> counts;  // before, now
    for (size_t i : {0, 1}) {
      level.EachChange(i == 0 ? before.cut_ : cut_,
                       [&](const Level::Change& change, int64_t cents, const MaybeCents&) {
                         counts[change.position][i] = cents;
                       });
    }
    absl::btree_map<base::Position, std::array<MaybeCents, 2>> may_count;
    for (size_t i : {0, 1}) {
      level.EachPossible(i == 0 ? before.cut_ : cut_,
                         [&](const Level::Change& change, int64_t cents) {
                           may_count[change.position][i] = cents;
                         });
    }
    for (const auto* changes : {&counts, &may_count}) {
      for (const auto& [position, cents] : *changes) {
        if (cents[0] != cents[1]) moved.push_back(position);
      }
    }
  };
  for (NodeId id : NodesOf(scope)) {
    for (const Tally* tally : accounts_.nodes[id].tallies()) of_tally(*tally);
  }
  if (const Fund* fund = FundOf(scope)) of_level(fund->ceiling);
  for (const Project* project : ReservingIn(scope)) of_level(project->reservation);
  std::sort(moved.begin(), moved.end());
  moved.erase(std::unique(moved.begin(), moved.end()), moved.end());
  return moved;
}

}  // namespace dealboek::projections::bookkeeping
