// Programme, pijlers, partners, seats, tranches, rules, and what was published.
#include "services/base/check.h"
#include "services/domain/evolve_facts.h"
#include "services/domain/facts.h"

namespace dealboek::domain {
namespace {

// The first time a person comes up they are remembered; later their name may have changed.
void Know(State& state, const v1::Person& person) {
  if (!state.persons.contains(person.person())) {
    Add(state.persons, person.person(),
        Person{person.person(), person.subject().plain(), person.display_name().plain()});
    state.person_of_subject.Set(person.subject().plain(), person.person());
  } else if (!person.display_name().plain().empty()) {
    Edit(state.persons, person.person()).display_name = person.display_name().plain();
  }
}

}  // namespace

Programme& EditProgramme(State& state) {
  CHECK(state.programme != nullptr) << "the first event makes the programme";
  auto version = std::make_shared<Programme>(*state.programme);
  Programme& edited = *version;
  state.programme = std::move(version);
  return edited;
}

void Apply(State& state, const v1::EventHeader&, const v1::ProgrammeCreated& fact) {
  CHECK(state.programme == nullptr) << "a book has one programme";
  Programme programme;
  programme.id = fact.programme();
  programme.title = fact.title();
  programme.first_year = fact.first_year();
  programme.last_year = fact.last_year();
  programme.description = fact.description();
  programme.cross_cutting_themes = {fact.cross_cutting_themes().begin(),
                                    fact.cross_cutting_themes().end()};
  programme.rules = fact.rules();
  programme.rules_set_at = state.position;
  state.programme = std::make_shared<const Programme>(std::move(programme));
  Know(state, fact.creator());
  Know(state, fact.secretary());
  Seat seat;
  seat.id = "seat-1";
  seat.role = v1::ROLE_SECRETARIS;
  seat.holder = fact.secretary().person();
  seat.made_at = state.position;
  seat.granted_at = state.position;
  Add(state.seats, seat.id, std::move(seat));
}

void Apply(State& state, const v1::EventHeader&, const v1::PijlerDefined& fact) {
  auto pijler = std::make_shared<Pijler>();
  pijler->code = fact.pijler();
  pijler->title = fact.title();
  pijler->themes = {fact.themes().begin(), fact.themes().end()};
  pijler->defined_at = state.position;
  if (!state.pijlers.contains(fact.pijler())) state.pijler_order.push_back(fact.pijler());
  state.pijlers.Set(fact.pijler(), std::move(pijler));
}

void Apply(State& state, const v1::EventHeader&, const v1::PartnerAdded& fact) {
  Add(state.partners, fact.partner(),
      Partner{fact.partner(), fact.name(), fact.kind(), fact.cbs_code()});
}

void Apply(State& state, const v1::EventHeader&, const v1::SeatEstablished& fact) {
  Seat seat;
  seat.id = fact.seat();
  seat.role = fact.role();
  seat.place = fact.place();
  seat.pijler = fact.pijler();
  seat.partner = fact.partner();
  seat.function = fact.function();
  seat.made_at = state.position;
  Add(state.seats, seat.id, std::move(seat));
  RecountEndorsements(state);
}

void Apply(State& state, const v1::EventHeader&, const v1::SeatGranted& fact) {
  Know(state, fact.holder());
  auto seat = std::make_shared<Seat>();
  seat->id = fact.seat();
  seat->role = fact.role();
  seat->place = fact.place();
  seat->pijler = fact.pijler();
  seat->partner = fact.partner();
  seat->function = fact.function();
  seat->holder = fact.holder().person();
  if (fact.has_from()) seat->from = DateOf(fact.from());
  if (fact.has_until()) seat->until = DateOf(fact.until());
  const Seat* const before = state.FindSeat(fact.seat());
  seat->made_at = before == nullptr ? state.position : before->made_at;
  seat->granted_at = state.position;
  state.seats.Set(fact.seat(), std::move(seat));
  RecountEndorsements(state);
}

void Apply(State& state, const v1::EventHeader&, const v1::SeatEnded& fact) {
  Seat& seat = Edit(state.seats, fact.seat());
  seat.ended_at = state.position;
  seat.ended_at_micros = state.recorded_at_micros;
  RecountEndorsements(state);
}

void Apply(State& state, const v1::EventHeader&, const v1::RulesSet& fact) {
  Programme& programme = EditProgramme(state);
  programme.rules = fact.rules();
  programme.rules_set_at = state.position;
  RecountEndorsements(state);
}

void Apply(State& state, const v1::EventHeader& header, const v1::TrancheAdded& fact) {
  Tranche tranche;
  tranche.number = fact.tranche();
  tranche.added_at = state.position;
  tranche.title = fact.title();
  if (fact.has_ceiling()) {
    tranche.ceiling = MoneyOf(fact.ceiling());
    tranche.ceiling_set_at = state.position;
  }
  if (header.has_decided_on()) tranche.decided_on = DateOf(header.decided_on());
  Add(state.tranches, tranche.number, std::move(tranche));
}

void Apply(State& state, const v1::EventHeader&, const v1::TrancheClosed& fact) {
  Tranche& tranche = Edit(state.tranches, fact.tranche());
  tranche.closed = true;
  tranche.closed_at = state.position;
}

void Apply(State& state, const v1::EventHeader&, const v1::CeilingSet& fact) {
  if (fact.tranche() == 0) {
    Programme& programme = EditProgramme(state);
    programme.ceiling = MoneyOf(fact.ceiling());
    programme.ceiling_set_at = state.position;
  } else {
    Tranche& tranche = Edit(state.tranches, fact.tranche());
    tranche.ceiling = MoneyOf(fact.ceiling());
    tranche.ceiling_set_at = state.position;
  }
}

void Apply(State& state, const v1::EventHeader&, const v1::OpeningClosed&) {
  EditProgramme(state).phase = Phase::kRunning;
}

void Apply(State& state, const v1::EventHeader& header, const v1::StatementRecorded& fact) {
  Add(state.statements, fact.statement(),
      Statement{fact.statement(), fact.content(), header.source(), state.position, {}});
}

void Apply(State& state, const v1::EventHeader& header, const v1::DifferenceExplained& fact) {
  Edit(state.statements, fact.statement())
      .explanations.push_back({fact.reason(), header.actor(), fact.computed(), state.position});
}

void Apply(State& state, const v1::EventHeader&, const v1::EditionPublished& fact) {
  PublishedEdition edition;
  edition.id = fact.edition();
  edition.tranches = {fact.tranches().begin(), fact.tranches().end()};
  edition.at_position = base::Position(static_cast<uint64_t>(fact.at_position()));
  edition.published_on = DateOf(fact.published_on());
  edition.title = fact.title();
  edition.position = state.position;
  edition.recorded_at_micros = state.recorded_at_micros;
  Add(state.editions, edition.id, std::move(edition));
}

// They say something of the server, and nothing of the programme.
void Apply(State&, const v1::EventHeader&, const v1::LossAccepted&) {}
void Apply(State&, const v1::EventHeader&, const v1::ClockAccepted&) {}

}  // namespace dealboek::domain
