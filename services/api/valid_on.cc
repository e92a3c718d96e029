#include "services/api/valid_on.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "absl/status/statusor.h"

#include "services/api/render_project.h"
#include "services/base/check.h"
#include "services/base/money.h"

namespace dealboek::api {
namespace {

using base::Money;
using MaybeDate = std::optional<base::PartialDate>;
using projections::Ledger;
using projections::Measure;
using projections::Scope;

// Cents the ledger gives for an existing project; never negative, for it is what was recorded.
Money Sound(int64_t cents) {
  return Money::FromCents(std::max<int64_t>(cents, 0)).value_or(Money());
}

Scope CellOf(const domain::Project& project, const domain::Award& award) {
  Scope scope;
  scope.project = project.id;
  scope.tranche = award.tranche;
  scope.part = award.part;
  scope.without_part = award.part.empty();
  return scope;
}

std::set<base::Position> PositionsOf(const std::vector<projections::Posting>& postings) {
  std::set<base::Position> positions;
  for (const projections::Posting& posting : postings) positions.insert(posting.position);
  return positions;
}

// Of the awards and contributions that they are about.
std::set<base::Position> SubjectsOf(const std::vector<projections::Posting>& postings) {
  std::set<base::Position> subjects;
  for (const projections::Posting& posting : postings) subjects.insert(posting.about);
  return subjects;
}

// What `project` gets out of others' awards, that is only possible on the day asked.
std::set<base::Position> PossiblyReceived(const std::string& project, const Point& point,
                                          const Ledger& ledger) {
  Scope whole;
  whole.project = project;
  return SubjectsOf(
      ledger.Possible(whole, Measure::kContributedIn, point.position, point.valid_on));
}

// `owner` is the project that shows it.
void Mark(const Point& point, const Ledger& ledger, const std::string& owner,
          v1::ProjectContribution& contribution) {
  const std::string& receiver = contribution.direction() == v1::CONTRIBUTION_DIRECTION_GIVEN
                                    ? contribution.other_project()
                                    : owner;
  if (PossiblyReceived(receiver, point, ledger)
          .contains(base::Position(static_cast<uint64_t>(contribution.position())))) {
    contribution.set_possible(true);
  }
}

std::shared_ptr<const domain::Project> Filter(const domain::Project& project, const Point& point,
                                              const Ledger& ledger) {
  auto valid = std::make_shared<domain::Project>(project);
  std::erase_if(valid->awards, [&](const domain::Award& award) {
    return !award.decided_on.has_value() || !award.decided_on->CertainlyOnOrBefore(*point.valid_on);
  });
  // Releases are known by cell: they are taken from its awards in order, as the rules do.
  for (domain::Award& award : valid->awards) award.released = Money();
  for (domain::Award& award : valid->awards) {
    int64_t left = ledger.At(CellOf(project, award), point.position, point.valid_on).released;
    for (domain::Award& other : valid->awards) {
      if (other.tranche != award.tranche || other.part != award.part) continue;
      other.released = Sound(std::min(left, other.amount.cents()));
      left -= other.released.cents();
    }
  }

  Scope whole;
  whole.project = project.id;
  std::set<base::Position> counting = PossiblyReceived(project.id, point, ledger);
  counting.merge(
      SubjectsOf(ledger.Explain(whole, Measure::kContributedIn, point.position, point.valid_on)));
  std::erase_if(valid->received, [&](const domain::Contribution& contribution) {
    return !counting.contains(contribution.position);
  });

  // There may be one on that day that has been taken back since.
  const projections::Amounts amounts = ledger.At(whole, point.position, point.valid_on);
  if (amounts.reservation_total.value_or(0) == 0 && !amounts.possible_reservation_total) {
    valid->reservation.reset();
  } else {
    if (!valid->reservation.has_value()) valid->reservation.emplace();
    valid->reservation->total = Sound(amounts.reservation_total.value_or(0));
  }
  return valid;
}

}  // namespace

std::shared_ptr<const domain::State> MoneyValidOn(const Point& point, const Ledger& ledger) {
  if (!point.valid_on.has_value()) return point.state;
  auto valid = std::make_shared<domain::State>(*point.state);
  for (const auto& [id, project] : point.state->projects) {
    valid->projects.Set(id, Filter(*project, point, ledger));
  }
  return valid;
}

void AddPossibleAwards(const Point& point, const Ledger& ledger, const domain::Project& whole,
                       v1::Project& shown) {
  if (!point.valid_on.has_value()) return;
  // What is released is known by cell: it is taken from its awards in order, as the rules do.
  std::map<std::pair<int, std::string>, int64_t> left;
  const auto take = [&](const domain::Award& award, int64_t at_most) {
    const auto [cell, is_new] = left.try_emplace({award.tranche, award.part});
    if (is_new) {
      cell->second =
          ledger.At(CellOf(whole, award), point.position, point.valid_on).possible_released;
    }
    const int64_t taken = Sound(std::min(cell->second, at_most)).cents();
    cell->second -= taken;
    return taken;
  };
  auto certain = shown.mutable_awards()->begin();
  for (const domain::Award& award : whole.awards) {
    if (award.amount.IsZero()) continue;
    const MaybeDate& date = award.decided_on;
    if (date && date->CertainlyOnOrBefore(*point.valid_on)) {
      CHECK(certain != shown.mutable_awards()->end()) << "an award of the same day";
      const int64_t taken =
          take(award, certain->amount().euro_cents() - certain->released().euro_cents());
      if (taken > 0) certain->mutable_possible_released()->set_euro_cents(taken);
      ++certain;
    } else if (!date || date->PossiblyOnOrBefore(*point.valid_on)) {
      v1::ProjectAward& possible = *shown.add_possible_awards();
      possible = Render(award);
      possible.mutable_released()->set_euro_cents(take(award, award.amount.cents()));
    }
  }
}

void MarkPossible(const Point& point, const Ledger& ledger, const std::string& project,
                  google::protobuf::RepeatedPtrField<v1::ProjectContribution>& contributions) {
  if (!point.valid_on.has_value()) return;
  for (v1::ProjectContribution& contribution : contributions) {
    Mark(point, ledger, project, contribution);
  }
}

void MarkPossible(const Point& point, const Ledger& ledger, const std::string& project,
                  v1::ProjectReservation& reservation) {
  if (!point.valid_on.has_value()) return;
  Scope whole;
  whole.project = project;
  const Measure measure = Measure::kReservationTotal;
  const projections::Amounts amounts = ledger.At(whole, point.position, point.valid_on);
  // What it is of is the last that counts: an event of a later day has another position and note.
  std::vector<projections::Posting> made_by =
      ledger.Explain(whole, measure, point.position, point.valid_on);
  if (amounts.reservation_total.value_or(0) == 0) {
    reservation.clear_total();
    reservation.clear_left();
    made_by = ledger.Possible(whole, measure, point.position, point.valid_on);
  }
  if (!made_by.empty()) {
    const auto position = static_cast<int64_t>(made_by.back().position.value());
    if (position != reservation.position()) reservation.clear_note();
    reservation.set_position(position);
  }
  if (amounts.possible_reservation_total) {
    reservation.mutable_possible_total()->set_euro_cents(*amounts.possible_reservation_total);
  }
}

void MarkPossible(const Point& point, const Ledger& ledger, v1::Edition& edition) {
  if (!point.valid_on.has_value()) return;
  for (v1::PijlerTable& table : *edition.mutable_tables()) {
    for (v1::EditionRow& row : *table.mutable_rows()) {
      for (v1::EditionCell& cell : *row.mutable_cells()) {
        MarkPossible(point, ledger, row.project(), *cell.mutable_contributions());
      }
    }
    for (v1::EditionNote& note : *table.mutable_notes()) {
      if (note.has_given()) Mark(point, ledger, note.project(), *note.mutable_given());
      if (note.has_reservation()) {
        MarkPossible(point, ledger, note.project(), *note.mutable_reservation());
      }
    }
  }
}

void SetCeilingsOfDay(const Point& point, const Ledger& ledger, v1::Programme& programme) {
  if (!point.valid_on.has_value()) return;
  const auto set = [&](const Scope& scope, auto& shown) {
    const projections::Amounts amounts = ledger.At(scope, point.position, point.valid_on);
    shown.clear_ceiling();
    if (amounts.ceiling) shown.mutable_ceiling()->set_euro_cents(*amounts.ceiling);
    if (amounts.possible_ceiling) {
      shown.mutable_possible_ceiling()->set_euro_cents(*amounts.possible_ceiling);
    }
  };
  set(Scope(), programme);
  for (v1::Tranche& tranche : *programme.mutable_tranches()) {
    Scope scope;
    scope.tranche = tranche.tranche();
    set(scope, tranche);
  }
}

EventsOfDay::EventsOfDay(const Point& point, const Ledger& ledger, const std::string& project)
    : day_(*point.valid_on) {
  Scope whole;
  whole.project = project;
  const auto add = [](const std::vector<projections::Posting>& postings,
                      std::set<base::Position>& to) { to.merge(PositionsOf(postings)); };
  for (Measure measure : {Measure::kAwarded, Measure::kReleased, Measure::kReservationTotal,
                          Measure::kContributedIn, Measure::kContributedOut}) {
    add(ledger.Explain(whole, measure, point.position), moving_);
    add(ledger.Explain(whole, measure, point.position, day_), certain_);
    add(ledger.Possible(whole, measure, point.position, day_), possible_);
  }
}

EventsOfDay::Counts EventsOfDay::Of(const v1::Event& event) const {
  const v1::EventHeader& header = event.header();
  const base::Position position(static_cast<uint64_t>(header.position()));
  if (certain_.contains(position)) return Counts::kYes;
  if (possible_.contains(position)) return Counts::kPerhaps;
  // The ledger knows of no reservation whether it is possible.
  const bool moves = moving_.contains(position);
  if (moves && !event.has_reservation_set()) return Counts::kNo;
  if (!header.has_decided_on()) return moves ? Counts::kPerhaps : Counts::kYes;
  const google::type::Date& decided_on = header.decided_on();
  const absl::StatusOr<base::PartialDate> date =
      base::PartialDate::Parse(decided_on.year(), decided_on.month(), decided_on.day());
  CHECK(date.ok()) << "recorded: " << date.status();
  if (date->CertainlyOnOrBefore(day_)) return Counts::kYes;
  return date->PossiblyOnOrBefore(day_) ? Counts::kPerhaps : Counts::kNo;
}

}  // namespace dealboek::api
