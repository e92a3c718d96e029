// The rules: what a command comes to, on the state of the moment. Pure: no I/O, no clock, no
// threads. Checks go one way: does it exist, may this person, does its stage allow it, is the input
// sound, is there money.
#ifndef DEALBOEK_SERVICES_DOMAIN_DECIDE_H_
#define DEALBOEK_SERVICES_DOMAIN_DECIDE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"

#include "dealboek/v1/events.pb.h"
#include "services/domain/command.h"
#include "services/domain/state.h"

namespace dealboek::domain {

struct Context {
  std::string subject;     // who asks, as authenticated; empty: the server itself
  int64_t now_micros = 0;  // UTC; becomes the events' recorded_at
};

// The events a command comes to, in order, at least one; or the refusal, with a reason of
// base/reasons.h, and nothing happens. The events' headers hold what the rules know (actor, seat,
// decided_on, corrects, source); the book stamps the rest (see Stamp in evolve.h).
using Decision = absl::StatusOr<std::vector<v1::Event>>;

Decision Decide(const State& state, const Command& command, const Context& context);

// What these items would come to if ratified now, one after another, each on what those before it
// left: checked on input and money as ConfirmDecisionList does. No quorum, actor or endorsement is
// asked, but a proposal at its end is refused. Items that could not take effect leave no events.
struct PreviewItem {
  std::string proposal;  // or own_item
  std::optional<v1::OwnItem> own_item;
  // Instead of the lines and the reservation that are asked; empty, none: as asked.
  std::vector<v1::AwardLine> lines;
  std::optional<v1::Money> reservation_total;
  bool without_reservation = false;             // whatever is asked
  std::optional<base::PartialDate> decided_on;  // none: today
  std::string item;                             // of an agenda; empty: not of one
};
struct PreviewVerdict {
  absl::Status status;  // OK: could take effect
};
struct Preview {
  std::vector<PreviewVerdict> verdicts;  // one an item
  std::vector<v1::Event> events;         // stamped with positions after state's
  State after;
};
Preview PreviewDecisions(const State& state, absl::Span<const PreviewItem> items,
                         const Context& context);
// The items of a meeting's agenda: decided ones as recorded, others as asked; rejected and deferred
// ones are left out.
std::vector<PreviewItem> PreviewItemsOf(const Meeting& meeting);

}  // namespace dealboek::domain

#endif  // DEALBOEK_SERVICES_DOMAIN_DECIDE_H_
