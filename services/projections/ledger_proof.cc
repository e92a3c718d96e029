// That the accounts are in balance: each sum against what it is the sum of.
#include "services/projections/ledger_accounts.h"

namespace dealboek::projections::bookkeeping {
namespace {

struct Sums {
  Tally::Sums awarded;
  Tally::Sums released;
  Tally::Sums in;
  Tally::Sums out;

  Sums& operator+=(const Sums& other) {
    awarded += other.awarded;
    released += other.released;
    in += other.in;
    out += other.out;
    return *this;
  }
  friend bool operator==(const Sums&, const Sums&) = default;
};

Sums SumsOf(const Node& node) {
  return {node.awarded.Now(), node.released.Now(), node.contributed_in.Now(),
          node.contributed_out.Now()};
}

Sums SumOver(const Accounts& accounts, const NodeByTranche& by_tranche) {
  Sums sums;
  for (const auto& [tranche, node] : by_tranche) sums += SumsOf(accounts.nodes[node]);
  return sums;
}

// Ceiling = awarded - released + reserved and not yet awarded + free. A tranche reserves nothing.
bool FundBalances(const Fund& fund, const Sums& sums, int64_t reserved) {
  return fund.free.Now() + reserved + sums.awarded.cents ==
             fund.ceiling_account.Now() + sums.released.cents &&
         fund.ceiling.Now().value_or(0) == fund.ceiling_account.Now();
}

// Reservation: total = awarded under it + left. Parts, and tranches, sum up to the project.
bool ProjectBalances(const Accounts& accounts, const Project& project) {
  const Sums sums = SumsOf(accounts.nodes[project.node]);
  const int64_t reserved = project.reserved.Now();
  const MaybeCents total = project.reservation.Now();
  if (total ? *total != sums.awarded.cents - sums.released.cents + reserved : reserved != 0) {
    return false;
  }
  Sums of_parts;
  for (const Part& part : project.parts) {
    const Sums of_part = SumsOf(accounts.nodes[part.node]);
    if (!(of_part == SumOver(accounts, part.by_tranche))) return false;
    of_parts += of_part;
  }
  return of_parts == sums && SumOver(accounts, project.by_tranche) == sums;
}

// `of_projects` and `reserved` are the sums over its projects.
bool PijlerBalances(const Accounts& accounts, const Pijler& pijler, const Sums& of_projects,
                    int64_t reserved) {
  const Sums sums = SumsOf(accounts.nodes[pijler.node]);
  return of_projects == sums && SumOver(accounts, pijler.by_tranche) == sums &&
         reserved == pijler.reserved.Now();
}

}  // namespace

bool Accounts::InBalance() const {
  const Sums programme = SumsOf(nodes[kProgramme]);
  if (!FundBalances(fund, programme, reserved.Now())) return false;
  Sums of_tranches;
  for (const auto& [number, tranche] : tranches) {
    const Sums sums = SumsOf(nodes[tranche.node]);
    if (!FundBalances(tranche.fund, sums, 0)) return false;
    of_tranches += sums;
  }
  if (!(of_tranches == programme)) return false;

  Sums of_projects;
  int64_t reserved_of_projects = 0;
  std::vector<Sums> of_pijler(pijlers.size());
  std::vector<int64_t> reserved_of_pijler(pijlers.size());
  for (const Project& project : projects) {
    if (!ProjectBalances(*this, project)) return false;
    const Sums sums = SumsOf(nodes[project.node]);
    of_projects += sums;
    of_pijler[project.pijler] += sums;
    reserved_of_projects += project.reserved.Now();
    reserved_of_pijler[project.pijler] += project.reserved.Now();
  }
  for (size_t i = 0; i < pijlers.size(); ++i) {
    if (!PijlerBalances(*this, pijlers[i], of_pijler[i], reserved_of_pijler[i])) return false;
  }
  // A contribution makes no money: what goes out comes in.
  return of_projects == programme && reserved_of_projects == reserved.Now() &&
         programme.in == programme.out;
}

}  // namespace dealboek::projections::bookkeeping
