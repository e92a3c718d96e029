// Which postings an amount is the sum of.
#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "absl/container/btree_map.h"

#include "services/projections/ledger_reader.h"

namespace dealboek::projections::bookkeeping {

Posting Reader::PostingOf(const Move& move, MaybeCents cents) const {
  const Project& project = accounts_.projects[move.project];
  return {.position = move.position,
          .about = move.about,
          .cents = cents,
          .pijler = CodeOf(project),
          .project = project.id,
          .part = project.parts[move.part].title,
          .tranche = move.tranche,
          .decided_on = move.date};
}

// Each adds what counts; a sign of -1: as what is taken away.

void Reader::AddMoves(const Tally& tally, int sign, std::vector<Posting>& postings,
                      Weight weight) const {
  tally.EachMove(cut_.position, [&](uint32_t index) {
    const Move& move = accounts_.moves[index];
    if (move.cents == 0 || WeightOf(move) != weight) return;
    postings.push_back(PostingOf(move, sign * move.cents));
    postings.back().possible = weight == Weight::kPossible;
  });
}

// Contributions that are unknown still, each where it became so.
void Reader::AddUnknown(const Tally& tally, std::vector<Posting>& postings, Weight weight) const {
  absl::btree_map<base::Position, const Move*> unknown;  // by what they are about
  tally.EachMove(cut_.position, [&](uint32_t index) {
    const Move& move = accounts_.moves[index];
    if (WeightOf(move) != weight) return;
    if (move.count > 0) unknown[move.about] = &move;
    if (move.count < 0) unknown.erase(move.about);
  });
  for (const auto& [about, move] : unknown) {
    postings.push_back(PostingOf(*move, std::nullopt));
    postings.back().possible = weight == Weight::kPossible;
  }
}

// All of one of a node's tallies. In those of awards and releases a count is one of lines.
void Reader::AddTally(const Tally& tally, Measure measure, std::vector<Posting>& postings,
                      Weight weight) const {
  AddMoves(tally, 1, postings, weight);
  if (measure == Measure::kContributedIn || measure == Measure::kContributedOut) {
    AddUnknown(tally, postings, weight);
  }
}

// `about`: what each of the postings is about.
void Reader::AddChanges(const Level& level, int sign, Posting about,
                        std::vector<Posting>& postings) const {
  level.EachChange(cut_, [&](const Level::Change& change, int64_t cents, const MaybeCents&) {
    if (cents == 0) return;
    about.position = change.position;
    about.about = change.position;
    about.cents = sign * cents;
    about.decided_on = change.date;
    postings.push_back(about);
  });
}

// What may have changed the level by that day, over what certainly had.
void Reader::AddPossibleChanges(const Level& level, Posting about,
                                std::vector<Posting>& postings) const {
  level.EachPossible(cut_, [&](const Level::Change& change, int64_t cents) {
    if (cents == 0) return;
    about.position = change.position;
    about.about = change.position;
    about.cents = cents;
    about.decided_on = change.date;
    about.possible = true;
    postings.push_back(about);
  });
}

Posting Reader::OfReservation(const Project& project) const {
  Posting about;
  about.pijler = CodeOf(project);
  about.project = project.id;
  return about;
}

void Reader::AddReservation(const Project& project, int sign,
                            std::vector<Posting>& postings) const {
  AddChanges(project.reservation, sign, OfReservation(project), postings);
}

// Awards are taken out of something, and releases come back to it.
void Reader::TakeNet(const Node& node, std::vector<Posting>& postings) const {
  AddMoves(node.awarded, -1, postings, Weight::kCertain);
  AddMoves(node.released, 1, postings, Weight::kCertain);
}

void Reader::AddReserved(const Project& project, std::vector<Posting>& postings) const {
  if (!IsHeld(project)) return;
  AddReservation(project, 1, postings);
  TakeNet(accounts_.nodes[project.node], postings);
}

void Reader::AddCeiling(const Scope& scope, std::vector<Posting>& postings) const {
  Posting about;
  about.tranche = scope.tranche;
  AddChanges(FundOf(scope)->ceiling, 1, std::move(about), postings);
}

// Awards under a reservation take nothing from what is free, for the reservation did.
void Reader::TakeFromFree(const Scope& scope, std::vector<Posting>& postings) const {
  if (const Tranche* tranche = accounts_.FindTranche(scope.tranche)) {
    TakeNet(accounts_.nodes[tranche->node], postings);
    return;
  }
  for (const Project& project : accounts_.projects) {
    if (IsHeld(project)) {
      AddReservation(project, -1, postings);
    } else {
      TakeNet(accounts_.nodes[project.node], postings);
    }
  }
}

namespace {

// Null: not a sum of moves alone.
const Tally* TallyOf(const Node& node, Measure measure) {
  switch (measure) {
    case Measure::kAwarded:
      return &node.awarded;
    case Measure::kReleased:
      return &node.released;
    case Measure::kContributedIn:
      return &node.contributed_in;
    case Measure::kContributedOut:
      return &node.contributed_out;
    default:
      return nullptr;
  }
}

void SortByPosition(std::vector<Posting>& postings) {
  std::stable_sort(postings.begin(), postings.end(),
                   [](const Posting& a, const Posting& b) { return a.position < b.position; });
}

}  // namespace

std::vector<Posting> Reader::Possible(const Scope& scope, Measure measure) const {
  std::vector<Posting> postings;
  // What is free hangs on the ceiling, what is still reserved on the reservations.
  if (measure == Measure::kCeiling || measure == Measure::kFree) {
    if (const Fund* fund = FundOf(scope)) {
      Posting about;
      about.tranche = scope.tranche;
      AddPossibleChanges(fund->ceiling, std::move(about), postings);
    }
  }
  if (measure == Measure::kReserved ||
      (measure == Measure::kReservationTotal && KindOf(scope) == Kind::kProject)) {
    for (const Project* project : ReservingIn(scope)) {
      AddPossibleChanges(project->reservation, OfReservation(*project), postings);
    }
  }
  for (NodeId id : NodesOf(scope)) {
    if (const Tally* tally = TallyOf(accounts_.nodes[id], measure)) {
      AddTally(*tally, measure, postings, Weight::kPossible);
    }
  }
  SortByPosition(postings);
  return postings;
}

std::vector<Posting> Reader::Explain(const Scope& scope, Measure measure) const {
  std::vector<Posting> postings;
  const Fund* fund = FundOf(scope);
  const bool has_ceiling = fund != nullptr && fund->ceiling.At(cut_);
  switch (measure) {
    case Measure::kAwarded:
    case Measure::kReleased:
    case Measure::kContributedIn:
    case Measure::kContributedOut:
      for (NodeId id : NodesOf(scope)) {
        AddTally(*TallyOf(accounts_.nodes[id], measure), measure, postings, Weight::kCertain);
      }
      break;
    case Measure::kCeiling:
      if (has_ceiling) AddCeiling(scope, postings);
      break;
    case Measure::kFree:
      if (!has_ceiling) break;
      AddCeiling(scope, postings);
      TakeFromFree(scope, postings);
      break;
    case Measure::kReserved:
      for (const Project* project : ReservingIn(scope)) AddReserved(*project, postings);
      break;
    case Measure::kReservationTotal:
      if (const Project* project = KindOf(scope) == Kind::kProject ? OneProject(scope) : nullptr;
          project != nullptr && project->reservation.At(cut_)) {
        AddReservation(*project, 1, postings);
      }
      break;
  }
  SortByPosition(postings);
  return postings;
}

}  // namespace dealboek::projections::bookkeeping
