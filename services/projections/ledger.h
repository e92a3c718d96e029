// The money of one book as double-entry bookkeeping that remembers every position.
//
// Accounts: programme, tranche, pijler, project, part and reservation, each with what is free,
// reserved, awarded and released. Every event that moves money becomes postings whose debits equal
// its credits, each with the position of its event. A balance as of a position is a binary search.
//
// "Valid on" a day counts what was certainly decided by then, and is linear in an account's
// postings. What counts from which day:
//  - an award, release, carry-over, contribution, ceiling or reservation: from its decided_on;
//    within a year or month whose day is not known it is possible, not certain;
//  - a release: no earlier than the awards it takes from, the earliest of its part and tranche
//    first;
//  - a correction: from the day of what it corrects, for what was wrong was never right. (As of a
//    position before the correction, the book still says what it said then.)
//  - a ceiling, tranche or reservation without decided_on that is an act of the secretary: from
//    the day (UTC) it was recorded;
//  - a fact from a document that gives no date: never certain, always possible.
// Where a later setting (of a ceiling or a reservation) counts, it replaces an earlier one.
// A correction can so make a day's awards more than a reservation, or a ceiling, that was raised
// for it later: nothing is then left of that reservation (never less), and free is below zero.
//
// A contribution of unknown amount is counted, never summed: the amounts beside it are those of the
// known ones, and what depends on it (what a donor has left) is unknown.
//
// Threads: thread-compatible, as Views. Units: euro cents.
#ifndef DEALBOEK_SERVICES_PROJECTIONS_LEDGER_H_
#define DEALBOEK_SERVICES_PROJECTIONS_LEDGER_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/types/span.h"

#include "dealboek/v1/events.pb.h"
#include "services/base/partial_date.h"
#include "services/base/position.h"

namespace dealboek::projections {

// What an amount is about. Empty or 0: not narrowed by it.
struct Scope {
  std::string pijler;
  int tranche = 0;
  std::string project;  // id
  std::string part;
  bool without_part = false;  // awards without a part only

  friend bool operator==(const Scope&, const Scope&) = default;
};

// Which scopes have it, in brackets; the rest have all.
enum class Measure {
  kCeiling,  // [programme, tranche]
  kAwarded,
  kReleased,
  kReserved,  // reserved and not yet awarded [programme, pijler, project with a reservation]
  kFree,      // ceiling - awarded + released, less kReserved for the programme [as kCeiling]
  kReservationTotal,  // [project with a reservation]
  kContributedIn,
  kContributedOut,
};

enum class Grouping {
  kProgramme,
  kPijler,
  kTranche,
  kPijlerTranche,
  kProject,
  kPart,         // of projects that have parts: each part, and what is without one
  kReservation,  // projects with a reservation
  kCell,         // project x part (or without) x tranche: the cells of the published table
};

// An event's share in an amount. The cents are signed: what takes away is negative.
struct Posting {
  base::Position position;       // of the event
  base::Position about;          // of the award or contribution it corrects; else its own
  std::optional<int64_t> cents;  // none: unknown
  std::string pijler;
  std::string project;
  std::string part;
  int tranche = 0;
  std::optional<base::PartialDate> decided_on;  // the day it counts from, see above
  bool possible = false;                        // see Possible

  friend bool operator==(const Posting&, const Posting&) = default;
};

// Amounts of one scope. A measure that does not exist for the scope, or has no ceiling, is none.
struct Amounts {
  std::optional<int64_t> ceiling;
  int64_t awarded = 0;  // as corrected, releases not taken off
  int64_t released = 0;
  std::optional<int64_t> reserved;
  std::optional<int64_t> free;
  std::optional<int64_t> reservation_total;
  int award_lines = 0;  // awards that are not corrected to zero
  int64_t contributed_in = 0;
  int unknown_contributions_in = 0;
  int64_t contributed_out = 0;
  int unknown_contributions_out = 0;
  // With a "valid on": may have been in force on that day; not in the amounts above.
  int64_t possible_awarded = 0;
  int64_t possible_released = 0;
  int64_t possible_contributed_in = 0;
  int possible_unknown_contributions_in = 0;
  int64_t possible_contributed_out = 0;
  int possible_unknown_contributions_out = 0;
  // Likewise: what they would be if all that may have changed them had; none: as they are.
  std::optional<int64_t> possible_ceiling;
  std::optional<int64_t> possible_reservation_total;

  // Whether there is anything to show: an amount, a ceiling, an unknown contribution.
  bool Any() const;

  friend bool operator==(const Amounts&, const Amounts&) = default;
};

class Ledger {
 public:
  Ledger();
  ~Ledger();
  Ledger(const Ledger& other);  // a copy; O(postings)
  // As `other` was as of `position`, to go on from there: for previews. O(postings).
  Ledger(const Ledger& other, base::Position position);
  Ledger& operator=(const Ledger&) = delete;

  void Apply(const v1::Event& event);

  // Amounts of `scope` as of `position`; with `valid_on`, only what was certainly decided by then.
  Amounts At(const Scope& scope, base::Position position,
             const std::optional<base::PartialDate>& valid_on = std::nullopt) const;

  // Whether a tranche, which the book has, was certainly there on a day.
  bool HasTranche(int tranche, const std::optional<base::PartialDate>& valid_on) const;

  // Scopes of `grouping` inside `within` that have any amount, ceiling or unknown contribution as
  // of `position`, certain or possible on the day, in book order: pijlers as defined, projects by
  // number, parts as made (what is without a part first), tranches up. What narrows `within`
  // narrows each of them too.
  std::vector<Scope> Lines(Grouping grouping, const Scope& within, base::Position position,
                           const std::optional<base::PartialDate>& valid_on = std::nullopt) const;

  // The postings `measure` of `scope` is the sum of, in order of position; empty when the measure
  // does not exist for the scope. Awards under a reservation take nothing from what the programme
  // has free, for the reservation did, so they are not among the postings of that amount.
  std::vector<Posting> Explain(
      const Scope& scope, Measure measure, base::Position position,
      const std::optional<base::PartialDate>& valid_on = std::nullopt) const;

  // The postings of awards, releases, contributions, ceilings and reservations that may have been
  // in force on that day, and are not certain; without a day, none. Of what is reserved still and
  // of what is free: only those of the reservations, and of the ceiling, that it hangs on.
  std::vector<Posting> Possible(const Scope& scope, Measure measure, base::Position position,
                                const std::optional<base::PartialDate>& valid_on) const;

  // Positions whose events count otherwise in an amount of `scope` as of `to` than as of `from`:
  // those after `from` and up to `to` that moved one; and with days, those that are certain, or
  // possible, at one point only. `from` is not after `to`.
  std::vector<base::Position> Moved(
      const Scope& scope, base::Position from, base::Position to,
      const std::optional<base::PartialDate>& from_valid_on = std::nullopt,
      const std::optional<base::PartialDate>& to_valid_on = std::nullopt) const;

  // Whether debits equal credits over all accounts as of the last event, and rule 6's sums hold.
  bool Balances() const;

 private:
  struct Rep;
  std::unique_ptr<Rep> rep_;
};

}  // namespace dealboek::projections

#endif  // DEALBOEK_SERVICES_PROJECTIONS_LEDGER_H_
