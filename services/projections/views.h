// Everything that can be read of one book, at any position: computed from its events, and thrown
// away with it.
//
// Owner: the book. Threads: thread-compatible; the book applies under its writer lock and lets
// readers in under its reader lock (Books::Read). What is returned by shared_ptr is immutable and
// outlives the lock.
#ifndef DEALBOEK_SERVICES_PROJECTIONS_VIEWS_H_
#define DEALBOEK_SERVICES_PROJECTIONS_VIEWS_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"

#include "dealboek/v1/events.pb.h"
#include "services/base/position.h"
#include "services/domain/state.h"
#include "services/projections/ledger.h"

namespace dealboek::projections {

class Views {
 public:
  Views();
  ~Views();
  Views(const Views&) = delete;
  Views& operator=(const Views&) = delete;

  // The next event of the book; durable, stamped, readable. Events of one command come together.
  void Apply(const v1::Event& event);

  base::Position head() const;
  int64_t RecordedAtMicros(base::Position position) const;  // 0 at position 0

  // As-of stops at command boundaries: the end of the last whole command at or before it.
  base::Position BoundaryAt(base::Position position) const;
  // The last boundary recorded at or before `micros`; 0: none.
  base::Position BoundaryAtTime(int64_t micros) const;
  // The first position recorded at or after `micros`; head + 1: none yet.
  base::Position FirstAtOrAfter(int64_t micros) const;

  // The state as of a boundary. At the head it costs a few pointers; an earlier one as many changes
  // to a state that was kept shortly before it, whatever the length of the book.
  std::shared_ptr<const domain::State> StateAt(base::Position position) const;
  // Of that state what budgets name: the programme, totals, pijlers, tranches and projects. The
  // rest is empty: most of what a book records is about proposals, and would have to be put
  // together.
  std::shared_ptr<const domain::State> FundsAt(base::Position position) const;

  // The state as of the head, by reference: only while nothing is applied (inside Books::Read).
  const domain::State& Now() const;

  const Ledger& ledger() const;

  // One thing as of `position`, by id; null: there was none yet. O(log n), no state put together.
  std::shared_ptr<const domain::Programme> ProgrammeAt(base::Position position) const;
  std::shared_ptr<const domain::Pijler> PijlerAt(absl::string_view pijler,
                                                 base::Position position) const;
  std::shared_ptr<const domain::Partner> PartnerAt(absl::string_view partner,
                                                   base::Position position) const;
  std::shared_ptr<const domain::Person> PersonAt(absl::string_view person,
                                                 base::Position position) const;
  std::shared_ptr<const domain::Seat> SeatAt(absl::string_view seat, base::Position position) const;
  std::shared_ptr<const domain::Project> ProjectAt(absl::string_view project,
                                                   base::Position position) const;
  std::shared_ptr<const domain::Proposal> ProposalAt(absl::string_view proposal,
                                                     base::Position position) const;
  std::shared_ptr<const domain::Meeting> MeetingAt(absl::string_view meeting,
                                                   base::Position position) const;

  // Who recorded the event at `position` (person id), and the seat they acted for; empty: nobody.
  absl::string_view ActorAt(base::Position position) const;
  absl::string_view SeatOfActorAt(base::Position position) const;

  // Positions of events about a project, a proposal or of a type, up to `position`, in order.
  std::vector<base::Position> AboutProject(absl::string_view project,
                                           base::Position position) const;
  std::vector<base::Position> AboutProposal(absl::string_view proposal,
                                            base::Position position) const;
  // Ids of the proposals that, up to `position`, asked for the project in any revision or made it;
  // each once, in no order.
  std::vector<std::string> ProposalsOf(absl::string_view project, base::Position position) const;
  std::vector<base::Position> OfType(absl::string_view type, base::Position position) const;
  // Ids of the proposals, in the order they were submitted, up to `position`. Until the next Apply.
  absl::Span<const std::string> Submitted(base::Position position) const;

 private:
  struct Rep;
  std::unique_ptr<Rep> rep_;
};

}  // namespace dealboek::projections

#endif  // DEALBOEK_SERVICES_PROJECTIONS_VIEWS_H_
