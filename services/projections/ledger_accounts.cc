#include "services/projections/ledger_accounts.h"

#include <algorithm>

#include "services/base/check.h"

namespace dealboek::projections::bookkeeping {

std::optional<uint32_t> Project::FindPart(absl::string_view title) const {
  for (uint32_t part = 0; part < parts.size(); ++part) {
    if (parts[part].title == title) return part;
  }
  return std::nullopt;
}

// ------------------------------------------------------------------------------ what there is

const Tranche* Accounts::FindTranche(int number) const {
  auto found = tranches.find(number);
  return found == tranches.end() ? nullptr : &found->second;
}

const Pijler* Accounts::FindPijler(const std::string& code) const {
  auto found = pijler_of.find(code);
  return found == pijler_of.end() ? nullptr : &pijlers[found->second];
}

const Project* Accounts::FindProject(const std::string& id) const {
  auto found = project_of.find(id);
  return found == project_of.end() ? nullptr : &projects[found->second];
}

const Move* Accounts::FindMove(base::Position position) const {
  auto found =
      std::lower_bound(moves.begin(), moves.end(), position,
                       [](const Move& move, base::Position p) { return move.position < p; });
  return found == moves.end() || found->position != position ? nullptr : &*found;
}

uint32_t Accounts::ProjectOf(const std::string& id) const {
  auto found = project_of.find(id);
  CHECK(found != project_of.end()) << "money of project " << id << ", which was never made";
  return found->second;
}

// ------------------------------------------------------------------------------ what is made

NodeId Accounts::NewNode() {
  nodes.emplace_back();
  return static_cast<NodeId>(nodes.size() - 1);
}

NodeId Accounts::NodeIn(NodeByTranche& by_tranche, int tranche) {
  auto found = by_tranche.find(tranche);
  if (found == by_tranche.end()) found = by_tranche.emplace(tranche, NewNode()).first;
  return found->second;
}

Tranche& Accounts::TrancheOf(int number) {
  auto found = tranches.find(number);
  if (found == tranches.end()) {
    found = tranches.emplace(number, Tranche{NewNode(), {}, {}}).first;
  }
  return found->second;
}

uint32_t Accounts::PijlerOf(base::Position position, const std::string& code) {
  auto [found, is_new] = pijler_of.try_emplace(code, static_cast<uint32_t>(pijlers.size()));
  if (is_new) pijlers.push_back({position, code, NewNode(), {}, {}});
  return found->second;
}

void Accounts::DefinePijler(base::Position position, const std::string& code) {
  const uint32_t pijler = PijlerOf(position, code);
  if (std::exchange(pijlers[pijler].defined, true)) return;
  pijler_order.push_back(pijler);
}

void Accounts::AddProject(base::Position position, const std::string& id, const std::string& pijler,
                          const std::string& number) {
  const uint32_t index = static_cast<uint32_t>(projects.size());
  CHECK(project_of.emplace(id, index).second) << id << " made twice";
  Project project;
  project.id = id;
  project.pijler = PijlerOf(position, pijler);
  project.position = position;
  project.numbers.push_back({position, number});
  project.node = NewNode();
  project.parts.push_back({position, "", NewNode(), {}});
  projects.push_back(std::move(project));
}

uint32_t Accounts::PartOf(base::Position position, uint32_t project, const std::string& title) {
  if (title.empty()) return kWithoutPart;
  std::vector<Part>& parts = projects[project].parts;
  if (auto part = projects[project].FindPart(title)) return *part;
  parts.push_back({position, title, NewNode(), {}});
  return static_cast<uint32_t>(parts.size() - 1);
}

const Cell& Accounts::CellOf(const Move& move) {
  Project& project = projects[move.project];
  auto found = project.cells.find({move.part, move.tranche});
  if (found != project.cells.end()) return found->second;
  Pijler& pijler = pijlers[project.pijler];
  Part& part = project.parts[move.part];
  const Cell cell = {kProgramme,   TrancheOf(move.tranche).node,
                     pijler.node,  NodeIn(pijler.by_tranche, move.tranche),
                     project.node, NodeIn(project.by_tranche, move.tranche),
                     part.node,    NodeIn(part.by_tranche, move.tranche)};
  return project.cells.emplace(std::make_pair(move.part, move.tranche), cell).first->second;
}

// ------------------------------------------------------------------------------ how money moves

// Adds the move to `tally` of every node it is in.
void Accounts::Add(Tally Node::*tally, const Move& move) {
  if (move.cents == 0 && move.count == 0) return;
  const uint32_t index = static_cast<uint32_t>(moves.size());
  for (NodeId node : CellOf(move)) {
    (nodes[node].*tally).Add(move.position, index, move.cents, move.count);
  }
  moves.push_back(move);
}

void Accounts::PostReserved(base::Position position, Project& project, int64_t cents) {
  project.reserved.Post(position, cents);
  pijlers[project.pijler].reserved.Post(position, cents);
  reserved.Post(position, cents);
}

// A negative amount goes back to where it is taken from.
void Accounts::Take(const Move& move, int64_t cents) {
  Project& project = projects[move.project];
  TrancheOf(move.tranche).fund.free.Post(move.position, -cents);
  if (project.reservation.Now()) {
    PostReserved(move.position, project, -cents);
  } else {
    fund.free.Post(move.position, -cents);
  }
}

void Accounts::Award(const Move& move) {
  Take(move, move.cents);
  Add(&Node::awarded, move);
  if (move.about != move.position) TakeReleases(move);
}

void Accounts::Release(const Move& move) {
  Take(move, -move.cents);
  Add(&Node::released, move);
  TakeReleases(move);
}

// After `moved`, sees out of which awards the releases of its part and tranche now are, the
// earliest first.
void Accounts::TakeReleases(const Move& moved) {
  const Node& node = nodes[CellOf(moved).back()];
  absl::btree_map<base::Position, std::pair<int64_t, MaybeDate>> left;  // by award
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
      const bool known = std::any_of(
          from.begin(), from.end(), [&](const TakenFrom& one) { return one.date == award.second; });
      if (!known) from.push_back({moved.position, award.second});
    }
  });
}

void Accounts::Contribute(const Move& move, uint32_t from_project) {
  Move out = move;
  out.project = from_project;
  Add(&Node::contributed_in, move);
  Add(&Node::contributed_out, out);
}

void Accounts::ChangeReservation(uint32_t project_index, const Level::Change& change) {
  Project& project = projects[project_index];
  project.reservation.Make(change);
  const MaybeCents total = project.reservation.Now();
  const Node& node = nodes[project.node];
  const int64_t net = node.awarded.Now().cents - node.released.Now().cents;
  const int64_t rise = (total ? *total - net : 0) - project.reserved.Now();
  PostReserved(change.position, project, rise);
  fund.free.Post(change.position, -rise);
}

void Accounts::ChangeCeiling(int tranche, const Level::Change& change) {
  Fund& changed = tranche == 0 ? fund : TrancheOf(tranche).fund;
  const int64_t rise = changed.ceiling.Make(change);
  changed.ceiling_account.Post(change.position, rise);
  changed.free.Post(change.position, rise);
}

void Accounts::CutAfter(base::Position position) {
  const auto cut = [position](auto&... lists) { (lists.CutAfter(position), ...); };
  EraseAfter(position, moves);
  for (auto& [release, from] : taken_from) EraseAfter(position, from);
  for (Node& node : nodes) {
    cut(node.awarded, node.released, node.contributed_in, node.contributed_out);
  }
  for (auto& [number, tranche] : tranches) {
    cut(tranche.fund.ceiling, tranche.fund.ceiling_account, tranche.fund.free);
  }
  for (Pijler& pijler : pijlers) cut(pijler.reserved);
  while (!projects.empty() && projects.back().position > position) {
    project_of.erase(projects.back().id);
    projects.pop_back();
  }
  for (Project& project : projects) {
    EraseAfter(position, project.numbers);
    EraseAfter(position, project.parts);
    project.cells.erase(project.cells.lower_bound({static_cast<uint32_t>(project.parts.size()), 0}),
                        project.cells.end());
    cut(project.reservation, project.reserved);
  }
  cut(fund.ceiling, fund.ceiling_account, fund.free, reserved);
}

}  // namespace dealboek::projections::bookkeeping
