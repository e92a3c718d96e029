#include "services/domain/money_rules.h"

#include <cstdint>
#include <optional>
#include <string>

#include "absl/strings/str_cat.h"

#include "services/base/dutch.h"
#include "services/base/reasons.h"
#include "services/domain/refusal.h"

namespace dealboek::domain {
namespace {

using base::DutchEuros;
using base::Money;

std::string Euros(Money amount) { return DutchEuros(amount.cents()); }

Metadata Cents(Metadata first, std::initializer_list<std::pair<const char*, int64_t>> amounts) {
  for (const auto& [key, cents] : amounts) first.emplace_back(key, absl::StrCat(cents));
  return first;
}

absl::Status SumTooLarge(absl::string_view what, absl::string_view wat) {
  return Refuse(
      absl::StatusCode::kOutOfRange, base::kMoneyOverflow,
      absl::StrCat(what, " takes the programme's sum above the highest amount Dealboek keeps, ",
                   DutchEuros(Money::kMaxCents), ". Give a lower amount."),
      absl::StrCat(wat, " brengt de som van het programma boven het hoogste bedrag dat Dealboek ",
                   "bijhoudt, ", DutchEuros(Money::kMaxCents), ". Geef een lager bedrag."),
      {{"maxEuroCents", absl::StrCat(Money::kMaxCents)}});
}

absl::Status ProgrammeCeilingExceeded(absl::string_view what, absl::string_view wat, Money wanted,
                                      Money free) {
  const int64_t over = wanted.cents() - free.cents();
  return Refuse(absl::StatusCode::kFailedPrecondition, base::kProgrammeCeilingExceeded,
                absl::StrCat(what, " takes ", Euros(wanted), ", ", DutchEuros(over),
                             " over what the programme has free (", Euros(free),
                             "). Lower it or raise the programme's ceiling."),
                absl::StrCat(wat, " vraagt ", Euros(wanted), ", ", DutchEuros(over),
                             " meer dan het programma vrij heeft (", Euros(free),
                             "). Verlaag het bedrag of verhoog het plafond van het programma."),
                Cents({}, {{"wantedEuroCents", wanted.cents()},
                           {"freeEuroCents", free.cents()},
                           {"overEuroCents", over}}));
}

}  // namespace

absl::Status CheckTakesAwards(const State& state, const Tranche& tranche) {
  if (!tranche.closed || state.programme->phase == Phase::kOpening) return absl::OkStatus();
  return Refuse(absl::StatusCode::kFailedPrecondition, base::kTrancheClosed,
                absl::StrCat("Tranche ", tranche.number,
                             " is closed and takes no more awards. Ask out of another tranche."),
                absl::StrCat("Tranche ", tranche.number,
                             " is gesloten; er kan niets meer uit worden toegekend. Kies een "
                             "andere tranche."),
                {{"tranche", absl::StrCat(tranche.number)}});
}

absl::Status CheckTakesAwards(const Project& project) {
  if (project.stage != ProjectStage::kCompleted) return absl::OkStatus();
  return Refuse(absl::StatusCode::kFailedPrecondition, base::kProjectCompleted,
                absl::StrCat("Project ", project.Label(),
                             " is completed and takes no awards. The stuurgroep can reopen it."),
                absl::StrCat("Project ", project.Label(),
                             " is afgesloten en krijgt geen geld meer. De stuurgroep kan het "
                             "heropenen."),
                {{"project", project.Label()}});
}

absl::Status CheckAwardFits(const State& state, const Project& project, const Tranche& tranche,
                            Money more) {
  // Whatever the ceilings are. The programme's sum is the largest: no other can overflow first.
  if (!state.totals.awarded.Plus(more).ok()) {
    return SumTooLarge(absl::StrCat("An award to project ", project.Label()),
                       absl::StrCat("Een toekenning aan project ", project.Label()));
  }
  if (const std::optional<Money> free = Free(tranche); free.has_value() && more > *free) {
    const int64_t over = more.cents() - free->cents();
    return Refuse(
        absl::StatusCode::kFailedPrecondition, base::kTrancheCeilingExceeded,
        absl::StrCat("Award of ", Euros(more), " to project ", project.Label(), " is ",
                     DutchEuros(over), " over what tranche ", tranche.number, " has free (",
                     Euros(*free), "). Lower it or raise the ceiling."),
        absl::StrCat("Een toekenning van ", Euros(more), " aan project ", project.Label(), " is ",
                     DutchEuros(over), " meer dan tranche ", tranche.number, " vrij heeft (",
                     Euros(*free), "). Verlaag het bedrag of verhoog het plafond."),
        Cents({{"project", project.Label()}, {"tranche", absl::StrCat(tranche.number)}},
              {{"awardEuroCents", more.cents()},
               {"freeEuroCents", free->cents()},
               {"overEuroCents", over}}));
  }
  if (project.reservation.has_value()) {
    // What is awarded under a reservation was already taken from what the programme has free.
    const Money left = project.ReservationLeft();
    if (more <= left) return absl::OkStatus();
    const int64_t over = more.cents() - left.cents();
    return Refuse(
        absl::StatusCode::kFailedPrecondition, base::kReservationExceeded,
        absl::StrCat("Award of ", Euros(more), " to project ", project.Label(), " is ",
                     DutchEuros(over), " over what is left of its reservation (", Euros(left),
                     " of ", Euros(project.reservation->total),
                     "). Lower it or raise the reservation."),
        absl::StrCat("Een toekenning van ", Euros(more), " aan project ", project.Label(), " is ",
                     DutchEuros(over), " meer dan er over is van de reservering (", Euros(left),
                     " van ", Euros(project.reservation->total),
                     "). Verlaag het bedrag of verhoog de reservering."),
        Cents({{"project", project.Label()}},
              {{"awardEuroCents", more.cents()},
               {"leftEuroCents", left.cents()},
               {"reservationEuroCents", project.reservation->total.cents()},
               {"overEuroCents", over}}));
  }
  if (const std::optional<Money> free = Free(state); free.has_value() && more > *free) {
    return ProgrammeCeilingExceeded(absl::StrCat("An award to project ", project.Label()),
                                    absl::StrCat("Een toekenning aan project ", project.Label()),
                                    more, *free);
  }
  return absl::OkStatus();
}

absl::Status CheckReservationFits(const State& state, const Project& project, Money total) {
  if (total.IsZero()) return absl::OkStatus();
  const Money awarded = project.Awarded();
  if (total < awarded) {
    return Refuse(
        absl::StatusCode::kFailedPrecondition, base::kReservationBelowAwarded,
        absl::StrCat("A reservation of ", Euros(total), " for project ", project.Label(),
                     " is below the ", Euros(awarded),
                     " that is already awarded under it. Give the total for the whole project."),
        absl::StrCat("Een reservering van ", Euros(total), " voor project ", project.Label(),
                     " is lager dan de ", Euros(awarded),
                     " die al is toegekend. Geef het totaal voor het hele project."),
        Cents({{"project", project.Label()}},
              {{"reservationEuroCents", total.cents()}, {"awardedEuroCents", awarded.cents()}}));
  }
  // What is left of all reservations together can never be more than their totals.
  int64_t others = 0;
  for (const auto& [id, other] : state.projects) {
    if (id != project.id && other->reservation.has_value())
      others += other->reservation->total.cents();
  }
  if (others + total.cents() > Money::kMaxCents) {
    return SumTooLarge(absl::StrCat("A reservation for project ", project.Label()),
                       absl::StrCat("Een reservering voor project ", project.Label()));
  }
  const int64_t held_before = project.ReservationLeft().cents();
  const int64_t held_after = total.cents() - awarded.cents();
  const std::optional<Money> free = Free(state);
  if (free.has_value() && held_after - held_before > free->cents()) {
    return ProgrammeCeilingExceeded(absl::StrCat("A reservation for project ", project.Label()),
                                    absl::StrCat("Een reservering voor project ", project.Label()),
                                    *Money::FromCents(held_after - held_before), *free);
  }
  return absl::OkStatus();
}

absl::Status CheckCeilingFits(const Tranche& tranche, Money ceiling) {
  const int64_t taken = tranche.awarded.cents() - tranche.released.cents();
  if (ceiling.cents() >= taken) return absl::OkStatus();
  return Refuse(
      absl::StatusCode::kFailedPrecondition, base::kCeilingBelowAwarded,
      absl::StrCat("A ceiling of ", Euros(ceiling), " for tranche ", tranche.number,
                   " is below the ", DutchEuros(taken), " awarded out of it. Give at least that."),
      absl::StrCat("Een plafond van ", Euros(ceiling), " voor tranche ", tranche.number,
                   " is lager dan de ", DutchEuros(taken),
                   " die eruit is toegekend. Geef ten minste dat bedrag."),
      Cents({{"tranche", absl::StrCat(tranche.number)}},
            {{"ceilingEuroCents", ceiling.cents()}, {"awardedEuroCents", taken}}));
}

absl::Status CheckCeilingFits(const State& state, Money ceiling) {
  const int64_t taken = state.totals.awarded.cents() - state.totals.released.cents() +
                        state.totals.reserved_left.cents();
  if (ceiling.cents() >= taken) return absl::OkStatus();
  return Refuse(absl::StatusCode::kFailedPrecondition, base::kCeilingBelowAwarded,
                absl::StrCat("A ceiling of ", Euros(ceiling), " for the programme is below the ",
                             DutchEuros(taken), " awarded and reserved. Give at least that."),
                absl::StrCat("Een plafond van ", Euros(ceiling),
                             " voor het programma is lager dan de ", DutchEuros(taken),
                             " die is toegekend en gereserveerd. Geef ten minste dat bedrag."),
                Cents({{"tranche", "0"}},
                      {{"ceilingEuroCents", ceiling.cents()}, {"awardedEuroCents", taken}}));
}

}  // namespace dealboek::domain
