// Who holds which seat.
#include <algorithm>

#include "absl/strings/str_cat.h"

#include "services/base/dutch.h"
#include "services/base/reasons.h"
#include "services/base/status_macros.h"
#include "services/domain/acting.h"
#include "services/domain/deciders.h"
#include "services/domain/existence.h"
#include "services/domain/facts.h"
#include "services/domain/input.h"
#include "services/domain/refusal.h"
#include "services/domain/stage.h"
#include "services/domain/structure_rules.h"

namespace dealboek::domain {
namespace {

absl::Status SeatEnded(const Seat& seat) {
  return Refuse(absl::StatusCode::kFailedPrecondition, base::kSeatEnded,
                absl::StrCat("Seat ", seat.id, " has ended. Grant a new seat."),
                absl::StrCat("Zetel ", seat.id, " is beëindigd. Geef een nieuwe zetel."),
                {{"seat", seat.id}});
}

// What is said of a seat that is there must be what it is.
absl::Status CheckSameSeat(const State& state, const Seat& seat, const GrantSeat& command) {
  const Partner* partner = state.FindPartner(command.partner);
  const char* field = nullptr;
  if (command.role != v1::ROLE_UNSPECIFIED && command.role != seat.role) field = "role";
  if (command.place != v1::SEAT_PLACE_UNSPECIFIED && command.place != seat.place) field = "place";
  if (!command.pijler.empty() && command.pijler != seat.pijler) field = "pijler";
  if (!command.partner.empty() && (partner == nullptr || partner->id != seat.partner))
    field = "partner";
  if (!command.function.empty() && command.function != seat.function) field = "function";
  if (field == nullptr) return absl::OkStatus();
  return Invalid(base::kSeatMismatch, field,
                 absl::StrCat("Seat ", seat.id, " has another ", field,
                              ". Leave it out, or grant a new seat."),
                 absl::StrCat("Bij zetel ", seat.id,
                              " klopt dit niet. Laat het weg, of geef een nieuwe zetel."),
                 {{"seat", seat.id}, {"field", field}});
}

// The seat that is granted, established before or new; without holder and dates.
absl::StatusOr<v1::SeatGranted> SeatToGrant(const State& state, const GrantSeat& command) {
  v1::SeatGranted fact;
  if (command.seat.empty()) {
    ASSIGN_OR_RETURN(const v1::SeatEstablished made,
                     MakeSeat(state, {command.role, command.place, command.pijler, command.partner,
                                      command.function}));
    fact.set_seat(made.seat());
    fact.set_role(made.role());
    fact.set_place(made.place());
    fact.set_pijler(made.pijler());
    fact.set_partner(made.partner());
    fact.set_function(made.function());
    return fact;
  }
  const Seat& seat = *state.FindSeat(command.seat);
  RETURN_IF_ERROR(CheckSameSeat(state, seat, command));
  fact.set_seat(seat.id);
  fact.set_role(seat.role);
  fact.set_place(seat.place);
  fact.set_pijler(seat.pijler);
  fact.set_partner(seat.partner);
  fact.set_function(seat.function);
  return fact;
}

absl::Status SetDates(const GrantSeat& command, Seat* seat, v1::SeatGranted* fact) {
  if (command.from.has_value()) {
    ASSIGN_OR_RETURN(seat->from, CheckDate(&*command.from, "from"));
    Set(fact->mutable_from(), *seat->from);
  }
  if (command.until.has_value()) {
    ASSIGN_OR_RETURN(seat->until, CheckDate(&*command.until, "until"));
    Set(fact->mutable_until(), *seat->until);
  }
  if (seat->from.has_value() && seat->until.has_value() &&
      seat->until->LastDay() < seat->from->FirstDay()) {
    return Invalid(
        base::kValueOutOfRange, "until",
        absl::StrCat(seat->until->ToString(), " is before the first day, ", seat->from->ToString(),
                     ". Give that day or a later one."),
        absl::StrCat("De laatste dag, ", base::DutchDate(*seat->until), ", ligt voor de eerste, ",
                     base::DutchDate(*seat->from), ". Geef die dag of een latere."),
        {{"from", seat->from->ToString()}, {"until", seat->until->ToString()}});
  }
  return absl::OkStatus();
}

// Where the programme forbids it, nobody holds a vakbestuurder's and a stuurgroep seat at a time.
absl::Status CheckCombination(const State& state, const Person* holder, v1::Role role,
                              int64_t now_micros) {
  if (state.programme->rules.combined_seats() != v1::COMBINED_SEATS_FORBIDDEN || holder == nullptr)
    return absl::OkStatus();
  const v1::Role other_role = role == v1::ROLE_STUURGROEP      ? v1::ROLE_VAKBESTUURDER
                              : role == v1::ROLE_VAKBESTUURDER ? v1::ROLE_STUURGROEP
                                                               : v1::ROLE_UNSPECIFIED;
  const absl::CivilDay today = DayOf(now_micros);
  for (const auto& [id, seat] : state.seats) {
    const bool past = seat->ended_at != base::Position() ||
                      (seat->until.has_value() && seat->until->LastDay() < today);
    if (seat->role != other_role || seat->holder != holder->id || past) continue;
    return Refuse(
        absl::StatusCode::kFailedPrecondition, base::kCombinedSeatsForbidden,
        absl::StrCat(
            "The rules forbid a vakbestuurder a seat of the stuurgroep; this person holds ", id,
            ". End that one first."),
        absl::StrCat("Volgens de regels zit een vakbestuurder niet in de stuurgroep; deze persoon "
                     "bekleedt ",
                     id, ". Beëindig die zetel eerst."),
        {{"seat", id}});
  }
  return absl::OkStatus();
}

}  // namespace

Decision Decide(const State& state, const GrantSeat& command, const Context& context) {
  RETURN_IF_ERROR(RequireProgramme(state).status());
  if (!command.seat.empty()) RETURN_IF_ERROR(RequireSeat(state, command.seat).status());
  ASSIGN_OR_RETURN(const Acting acting, ActAsSecretaris(state, context));
  if (!command.seat.empty()) {
    const Seat& seat = *state.FindSeat(command.seat);
    if (seat.ended_at != base::Position()) return SeatEnded(seat);
    if (!seat.holder.empty()) {
      return Refuse(
          absl::StatusCode::kFailedPrecondition, base::kSeatHeld,
          absl::StrCat("Seat ", seat.id, " is held. End it first, and grant a new one."),
          absl::StrCat("Zetel ", seat.id, " is bezet. Beëindig die eerst en geef een nieuwe."),
          {{"seat", seat.id}});
    }
  }
  absl::StatusOr<v1::SeatGranted> fact = SeatToGrant(state, command);
  Problems problems;
  problems.Add(fact.status());
  problems.Add(RequireSubject(command.holder_subject, "holder_subject"));
  problems.Add(CheckText(command.holder_display_name, TextKind::kName, "holder_display_name"));
  Seat seat;
  v1::SeatGranted dates;
  problems.Add(SetDates(command, &seat, &dates));
  RETURN_IF_ERROR(problems.status());
  seat.id = fact->seat();
  seat.role = fact->role();
  seat.place = fact->place();
  RETURN_IF_ERROR(CheckChairFree(state, seat, context.now_micros));
  const Person* holder = state.FindPerson(command.holder_subject);
  RETURN_IF_ERROR(CheckCombination(state, holder, seat.role, context.now_micros));

  // Nothing below may fail.
  v1::Event event = NewEvent(acting);
  v1::SeatGranted& granted = *event.mutable_seat_granted();
  granted = *std::move(fact);
  granted.MergeFrom(dates);
  v1::Person& person = *granted.mutable_holder();
  person.set_person(holder == nullptr ? NextPersonId(state) : holder->id);
  person.mutable_subject()->set_plain(command.holder_subject);
  // Somebody new is shown by who they say they are until a name is given.
  const bool unnamed = command.holder_display_name.empty();
  if (!unnamed || holder == nullptr) {
    person.mutable_display_name()->set_plain(unnamed ? command.holder_subject
                                                     : command.holder_display_name);
  }
  return Decided(std::move(event));
}

Decision Decide(const State& state, const EndSeat& command, const Context& context) {
  RETURN_IF_ERROR(RequireProgramme(state).status());
  ASSIGN_OR_RETURN(const Seat* const seat, RequireSeat(state, command.seat));
  ASSIGN_OR_RETURN(const Acting acting, ActAsSecretaris(state, context));
  if (seat->ended_at != base::Position()) return SeatEnded(*seat);
  RETURN_IF_ERROR(RequireUnchanged(state, std::max(seat->made_at, seat->granted_at),
                                   command.position_seen, absl::StrCat("seat ", seat->id),
                                   absl::StrCat("zetel ", seat->id)));
  const bool another_secretaris =
      std::any_of(state.seats.begin(), state.seats.end(), [&](const auto& entry) {
        const Seat& other = *entry.second;
        return other.id != seat->id && other.role == v1::ROLE_SECRETARIS && !other.holder.empty() &&
               !other.until.has_value() && IsInForce(other, context.now_micros);
      });
  if (seat->role == v1::ROLE_SECRETARIS && !another_secretaris) {
    return Refuse(absl::StatusCode::kFailedPrecondition, base::kLastSecretaris,
                  absl::StrCat("Seat ", seat->id,
                               " is the last secretaris's without an end: nobody could grant "
                               "another. Grant the successor's first."),
                  absl::StrCat("Zetel ", seat->id,
                               " is de laatste van een secretaris zonder einddatum. Geef eerst de "
                               "opvolger een zetel."),
                  {{"seat", seat->id}});
  }
  RETURN_IF_ERROR(CheckText(command.reason, TextKind::kLong, "reason"));

  // Nothing below may fail.
  v1::Event event = NewEvent(acting);
  event.mutable_seat_ended()->set_seat(seat->id);
  event.mutable_seat_ended()->set_reason(command.reason);
  return Decided(std::move(event));
}

}  // namespace dealboek::domain
