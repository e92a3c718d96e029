// What the accounts say, as of one position and on one day. Internal to the ledger.
#ifndef DEALBOEK_SERVICES_PROJECTIONS_LEDGER_READER_H_
#define DEALBOEK_SERVICES_PROJECTIONS_LEDGER_READER_H_

#include <cstdint>
#include <vector>

#include "absl/container/inlined_vector.h"

#include "services/base/position.h"
#include "services/projections/ledger.h"
#include "services/projections/ledger_accounts.h"
#include "services/projections/ledger_balances.h"

namespace dealboek::projections::bookkeeping {

class Reader {
 public:
  // `accounts` is borrowed and outlives it.
  Reader(const Accounts& accounts, const Cut& cut) : accounts_(accounts), cut_(cut) {}

  // As Ledger's functions of these names.
  Amounts At(const Scope& scope) const;
  std::vector<Scope> Lines(Grouping grouping, const Scope& within) const;
  std::vector<Posting> Explain(const Scope& scope, Measure measure) const;
  std::vector<Posting> Possible(const Scope& scope, Measure measure) const;
  // `before` reads the same accounts at an earlier position, or the same.
  std::vector<base::Position> MovedSince(const Reader& before, const Scope& scope) const;

 private:
  // ------------------------------------------------------------ what a scope is
  enum class Kind { kProgramme, kTranche, kPijler, kProject, kOther };
  using Nodes = absl::InlinedVector<NodeId, 4>;

  // For measures that not every scope has.
  static Kind KindOf(const Scope& scope);
  // The nodes a scope is the sum of: one, but for parts of no project in particular.
  Nodes NodesOf(const Scope& scope) const;
  void AddNodeOfProject(const Project& project, const Scope& scope, Nodes& found) const;
  // The project of a scope that is one project.
  const Project* OneProject(const Scope& scope) const;
  // The projects whose reservations are the scope's: a pijler's, the programme's, or the one.
  std::vector<const Project*> ReservingIn(const Scope& scope) const;
  // What has a ceiling: the programme and each tranche; null: anything else.
  const Fund* FundOf(const Scope& scope) const;
  const std::string& CodeOf(const Project& project) const {
    return accounts_.pijlers[project.pijler].code;
  }

  // ------------------------------------------------------------ what counts
  enum class Weight { kNone, kPossible, kCertain };
  struct Counted {
    int64_t cents = 0;
    int32_t count = 0;
    int64_t possible_cents = 0;
    int32_t possible_count = 0;
  };

  Weight WeightOf(const Move& move) const;
  Counted Count(const Tally& tally) const;
  int64_t Net(const Node& node) const;  // awards less releases
  MaybeCents Reserved(const Project& project) const;
  int64_t ReservedIn(const Pijler& pijler) const;
  int64_t ReservedInAll() const;
  // Whether the project's awards that count come out of a reservation that counts. On a day a
  // reservation can be less than what a later correction says was awarded: it then holds nothing.
  bool IsHeld(const Project& project) const;

  // ------------------------------------------------------------ lines, each narrower than the last
  std::vector<Scope> Candidates(Grouping grouping, const Scope& within) const;
  std::vector<Scope> ByPijler(const Scope& within) const;
  std::vector<Scope> ByTranche(const std::vector<Scope>& scopes) const;
  std::vector<Scope> ByProject(const Scope& within) const;
  std::vector<Scope> ByPart(const std::vector<Scope>& projects) const;

  // ------------------------------------------------------------ postings (ledger_explain.cc)
  Posting PostingOf(const Move& move, MaybeCents cents) const;
  void AddMoves(const Tally& tally, int sign, std::vector<Posting>& postings, Weight weight) const;
  void AddTally(const Tally& tally, Measure measure, std::vector<Posting>& postings,
                Weight weight) const;
  void AddUnknown(const Tally& tally, std::vector<Posting>& postings, Weight weight) const;
  void AddChanges(const Level& level, int sign, Posting about,
                  std::vector<Posting>& postings) const;
  void AddPossibleChanges(const Level& level, Posting about, std::vector<Posting>& postings) const;
  Posting OfReservation(const Project& project) const;
  void AddReservation(const Project& project, int sign, std::vector<Posting>& postings) const;
  void TakeNet(const Node& node, std::vector<Posting>& postings) const;
  void AddReserved(const Project& project, std::vector<Posting>& postings) const;
  void AddCeiling(const Scope& scope, std::vector<Posting>& postings) const;
  void TakeFromFree(const Scope& scope, std::vector<Posting>& postings) const;

  const Accounts& accounts_;
  const Cut cut_;
};

}  // namespace dealboek::projections::bookkeeping

#endif  // DEALBOEK_SERVICES_PROJECTIONS_LEDGER_READER_H_
