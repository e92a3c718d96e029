#include "services/domain/facts.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"

#include "services/base/check.h"
#include "services/domain/evolve.h"

namespace dealboek::domain {

v1::Event NewEvent(const Acting& acting) {
  v1::Event event;
  event.mutable_header()->set_actor(acting.person);
  event.mutable_header()->set_seat(acting.seat);
  return event;
}

v1::Event NewEvent(const Acting& acting, const base::PartialDate& decided_on) {
  v1::Event event = NewEvent(acting);
  Set(event.mutable_header()->mutable_decided_on(), decided_on);
  return event;
}

Decision Decided(v1::Event event) {
  std::vector<v1::Event> events;
  events.push_back(std::move(event));
  return events;
}

void Set(v1::Money* to, base::Money amount) { to->set_euro_cents(amount.cents()); }

void Set(google::type::Date* to, const base::PartialDate& date) {
  to->set_year(date.year());
  to->set_month(date.month());
  to->set_day(date.day());
}

base::Money MoneyOf(const v1::Money& checked) {
  const absl::StatusOr<base::Money> money = base::Money::FromCents(checked.euro_cents());
  CHECK(money.ok()) << money.status();
  return *money;
}

base::PartialDate DateOf(const google::type::Date& checked) {
  const absl::StatusOr<base::PartialDate> date =
      base::PartialDate::Parse(checked.year(), checked.month(), checked.day());
  CHECK(date.ok()) << date.status();
  return *date;
}

std::string NextPersonId(const State& state) {
  return absl::StrCat("person-", state.persons.size() + 1);
}
std::string NextSeatId(const State& state) { return absl::StrCat("seat-", state.seats.size() + 1); }
std::string NextPartnerId(const State& state) {
  return absl::StrCat("partner-", state.partners.size() + 1);
}
std::string NextProjectId(const State& state) {
  return absl::StrCat("p", state.projects.size() + 1);
}
std::string NextStatementId(const State& state, size_t given_out) {
  return absl::StrCat("s", state.statements.size() + given_out + 1);
}
std::string NextEditionId(const State& state) {
  return absl::StrCat("e", state.editions.size() + 1);
}

Draft::Draft(const State& state, const Context& context)
    : base_(state),
      recorded_at_micros_(std::max(context.now_micros, state.recorded_at_micros + 1)) {}

const State& Draft::state() {
  if (events_.empty()) return base_;
  if (!state_.has_value()) state_ = base_;
  for (; evolved_ < events_.size(); ++evolved_)
    state_ = Evolve(*std::move(state_), events_[evolved_]);
  return *state_;
}

void Draft::Add(v1::Event event) {
  v1::EventHeader& header = *event.mutable_header();
  header.set_position(static_cast<int64_t>(base_.position.value() + events_.size() + 1));
  SetTime(header.mutable_recorded_at(), recorded_at_micros_);
  events_.push_back(std::move(event));
}

}  // namespace dealboek::domain
