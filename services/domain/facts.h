// Making events. Internal to the domain.
#ifndef DEALBOEK_SERVICES_DOMAIN_FACTS_H_
#define DEALBOEK_SERVICES_DOMAIN_FACTS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "google/type/date.pb.h"

#include "dealboek/v1/events.pb.h"
#include "services/base/money.h"
#include "services/base/partial_date.h"
#include "services/domain/acting.h"
#include "services/domain/decide.h"
#include "services/domain/state.h"
#include "services/domain/timestamps.h"

namespace dealboek::domain {

// An event by who acts, with no fact in it yet.
v1::Event NewEvent(const Acting& acting);
v1::Event NewEvent(const Acting& acting, const base::PartialDate& decided_on);

// A decision of one event.
Decision Decided(v1::Event event);

void Set(v1::Money* to, base::Money amount);
void Set(google::type::Date* to, const base::PartialDate& date);
// Of messages that were checked before they became part of an event.
base::Money MoneyOf(const v1::Money& checked);
base::PartialDate DateOf(const google::type::Date& checked);

// The next id of its kind; things are never taken away, so counting them will do.
std::string NextPersonId(const State& state);   // "person-3"
std::string NextSeatId(const State& state);     // "seat-3"
std::string NextPartnerId(const State& state);  // "partner-3"
std::string NextProjectId(const State& state);  // "p3"
std::string NextEditionId(const State& state);  // "e3"
// "s3"; `given_out`: how many were by the same command, which the state does not know yet.
std::string NextStatementId(const State& state, size_t given_out = 0);

// The first of name(1), name(2), ... that no key of the table has. They are given out in order, so
// that those in use are the first ones: one look where all keys are of these names, as in a
// programme's first year, O(log² n) else.
template <typename Things, typename Name>
std::string FirstFree(const Things& table, Name name) {
  int used = 0;                                   // name(used) is in use, or used is 0
  int free = static_cast<int>(table.size()) + 1;  // there are no more keys than that
  if (free > 1 && table.contains(name(free - 1))) return name(free);
  while (free - used > 1) {
    const int middle = used + (free - used) / 2;
    (table.contains(name(middle)) ? used : free) = middle;
  }
  return name(free);
}

// The events of one command, where later ones depend on earlier ones. Positions and times are
// stamped provisionally, as the book will; the state is copied only once it is asked for.
class Draft {
 public:
  // Both are borrowed and outlive it.
  Draft(const State& state, const Context& context);
  Draft(const Draft&) = delete;
  Draft& operator=(const Draft&) = delete;

  // As it is after the events added so far. Invalidated, as is all that was found in it, by the
  // next call after an Add.
  const State& state();
  void Add(v1::Event event);
  size_t size() const { return events_.size(); }
  // When all of them are recorded: what counts as now.
  int64_t moment_micros() const { return recorded_at_micros_; }
  std::vector<v1::Event> Take() { return std::move(events_); }

 private:
  const State& base_;
  int64_t recorded_at_micros_;
  std::optional<State> state_;  // none: nothing evolved yet
  size_t evolved_ = 0;          // how many events state_ knows
  std::vector<v1::Event> events_;
};

}  // namespace dealboek::domain

#endif  // DEALBOEK_SERVICES_DOMAIN_FACTS_H_
