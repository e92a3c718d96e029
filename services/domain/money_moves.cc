#include "services/domain/money_moves.h"

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

#include "services/base/dutch.h"
#include "services/base/money.h"
#include "services/base/reasons.h"
#include "services/base/status_macros.h"
#include "services/domain/existence.h"
#include "services/domain/facts.h"
#include "services/domain/money_rules.h"
#include "services/domain/refusal.h"
#include "services/domain/state.h"

namespace dealboek::domain {
namespace {

using base::DutchEuros;

// Sums in int64_t are of parts of totals that the state keeps as Money: they cannot overflow.

// What to do when more would be taken than there is.
struct Remedy {
  absl::string_view english;
  absl::string_view dutch;
};
constexpr Remedy kLowerAmount = {"Lower the amount.", "Verlaag het bedrag."};
// For what an award turns out to be: the lower it is, the more is taken off.
constexpr Remedy kHigherAward = {"Correct it to a higher amount.", "Noem een hoger bedrag."};

absl::Status ContributionExceedsAward(const Project& from, int tranche, int64_t amount,
                                      int64_t left, const Remedy& remedy) {
  const std::string label = from.Label();
  return Refuse(
      absl::StatusCode::kFailedPrecondition, base::kContributionExceedsAward,
      absl::StrCat("Project ", label, " has ", DutchEuros(left), " left of tranche ", tranche,
                   " after what it contributes to others: ", DutchEuros(amount - left),
                   " less than the ", DutchEuros(amount), " to be taken from it. ", remedy.english),
      absl::StrCat("Project ", label, " heeft van tranche ", tranche, " nog ", DutchEuros(left),
                   " over na bijdragen aan andere projecten: ", DutchEuros(amount - left),
                   " minder dan de ", DutchEuros(amount), " die eraf zou gaan. ", remedy.dutch),
      {{"project", label},
       {"tranche", absl::StrCat(tranche)},
       {"amountEuroCents", absl::StrCat(amount)},
       {"leftEuroCents", absl::StrCat(left)},
       {"overEuroCents", absl::StrCat(amount - left)}});
}

enum class Reach { kWholeProject, kOnePart };

// Awards less releases, of a project or of one of its parts, in one tranche.
int64_t NetAwarded(const Project& project, Reach reach, absl::string_view part, int tranche) {
  int64_t sum = 0;
  for (const Award& award : project.awards) {
    if (award.tranche != tranche) continue;
    if (reach == Reach::kOnePart && award.part != part) continue;
    sum += award.amount.cents() - award.released.cents();
  }
  return sum;
}

// Known contributions out of what a project got in a tranche. What is unknown is never summed.
int64_t PassedOn(const State& state, absl::string_view from, int tranche) {
  int64_t sum = 0;
  for (const auto& [id, project] : state.projects) {
    for (const Contribution& contribution : project->received) {
      if (contribution.from_project != from || contribution.tranche != tranche) continue;
      if (contribution.amount.has_value()) sum += contribution.amount->cents();
    }
  }
  return sum;
}

absl::Status CheckTakenOffFits(const State& state, const Project& project, absl::string_view part,
                               const Tranche& tranche, base::Money amount, const Remedy& remedy) {
  const int64_t less = amount.cents();
  const int64_t got = NetAwarded(project, Reach::kOnePart, part, tranche.number);
  if (less > got) {
    const std::string label = project.Label();
    const std::string of_part = part.empty() ? "" : absl::StrCat(" (", part, ")");
    return Refuse(
        absl::StatusCode::kFailedPrecondition, base::kReleaseExceedsAward,
        absl::StrCat("Project ", label, of_part, " has ", DutchEuros(got), " of tranche ",
                     tranche.number, ": ", DutchEuros(less - got), " less than the ",
                     DutchEuros(less), " to be taken off. ", remedy.english),
        absl::StrCat("Project ", label, of_part, " heeft ", DutchEuros(got), " van tranche ",
                     tranche.number, ": ", DutchEuros(less - got), " minder dan de ",
                     DutchEuros(less), " die eraf zou gaan. ", remedy.dutch),
        {{"project", label},
         {"part", std::string(part)},
         {"tranche", absl::StrCat(tranche.number)},
         {"amountEuroCents", absl::StrCat(less)},
         {"awardedEuroCents", absl::StrCat(got)},
         {"overEuroCents", absl::StrCat(less - got)}});
  }
  const int64_t passed_on = PassedOn(state, project.id, tranche.number);
  const int64_t kept = NetAwarded(project, Reach::kWholeProject, "", tranche.number) - passed_on;
  if (passed_on > 0 && less > kept) {
    return ContributionExceedsAward(project, tranche.number, less, kept, remedy);
  }
  if (project.reservation.has_value()) {
    // It is reserved again, not free.
    RETURN_IF_ERROR(state.totals.reserved_left.Plus(amount).status());
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckReleaseFits(const State& state, const Project& project, absl::string_view part,
                              const Tranche& tranche, base::Money amount) {
  return CheckTakenOffFits(state, project, part, tranche, amount, kLowerAmount);
}

absl::Status CheckCarryOverFits(const State& state, const Tranche& from, const Tranche& to,
                                base::Money amount) {
  if (!from.closed) {
    return Refuse(absl::StatusCode::kFailedPrecondition, base::kTrancheNotClosed,
                  absl::StrCat("Tranche ", from.number,
                               " is open: only what is left of a closed tranche is carried over. "
                               "Close it first."),
                  absl::StrCat("Tranche ", from.number,
                               " is nog open: alleen wat over is van een gesloten tranche wordt "
                               "overgeheveld. Sluit haar eerst."),
                  {{"tranche", absl::StrCat(from.number)}});
  }
  RETURN_IF_ERROR(CheckTakesAwards(state, to));
  for (const Tranche* tranche : {&from, &to}) {
    if (tranche->ceiling.has_value()) continue;
    return Refuse(
        absl::StatusCode::kFailedPrecondition, base::kCeilingNotSet,
        absl::StrCat("Tranche ", tranche->number,
                     " has no ceiling, so it is not known what is left. Set one first."),
        absl::StrCat("Tranche ", tranche->number,
                     " heeft geen plafond, dus wat over is, is niet bekend. Stel er eerst "
                     "een vast."),
        {{"tranche", absl::StrCat(tranche->number)}});
  }
  const int64_t free = Free(from)->cents();
  if (amount.cents() > free) {
    const int64_t over = amount.cents() - free;
    return Refuse(
        absl::StatusCode::kFailedPrecondition, base::kTrancheCeilingExceeded,
        absl::StrCat("Carrying over ", DutchEuros(amount.cents()), " is ", DutchEuros(over),
                     " over what tranche ", from.number, " has left. Lower the amount."),
        absl::StrCat("Overhevelen van ", DutchEuros(amount.cents()), " is ", DutchEuros(over),
                     " meer dan tranche ", from.number, " over heeft. Verlaag het bedrag."),
        {{"tranche", absl::StrCat(from.number)},
         {"amountEuroCents", absl::StrCat(amount.cents())},
         {"freeEuroCents", absl::StrCat(free)},
         {"overEuroCents", absl::StrCat(over)}});
  }
  if (to.ceiling->Plus(amount).ok()) return absl::OkStatus();
  return Refuse(absl::StatusCode::kOutOfRange, base::kMoneyOverflow,
                absl::StrCat("Carrying over ", DutchEuros(amount.cents()), " takes the ceiling of ",
                             "tranche ", to.number, " above the highest amount Dealboek keeps, ",
                             DutchEuros(base::Money::kMaxCents), ". Lower the amount."),
                absl::StrCat("Overhevelen van ", DutchEuros(amount.cents()),
                             " brengt het plafond van tranche ", to.number,
                             " boven het hoogste bedrag dat Dealboek bijhoudt, ",
                             DutchEuros(base::Money::kMaxCents), ". Verlaag het bedrag."),
                {{"tranche", absl::StrCat(to.number)},
                 {"amountEuroCents", absl::StrCat(amount.cents())},
                 {"maxEuroCents", absl::StrCat(base::Money::kMaxCents)}});
}

absl::Status CheckContributionFits(const State& state, const Project& from, const Tranche& tranche,
                                   std::optional<base::Money> more) {
  const int64_t got = NetAwarded(from, Reach::kWholeProject, "", tranche.number);
  if (got == 0) {
    const std::string label = from.Label();
    return Refuse(
        absl::StatusCode::kFailedPrecondition, base::kProjectWithoutAward,
        absl::StrCat("Project ", label, " has no award of tranche ", tranche.number,
                     ", so nothing can come out of it. Name another project or tranche."),
        absl::StrCat("Project ", label, " heeft geen toekenning uit tranche ", tranche.number,
                     ", dus er kan niets uit komen. Noem een ander project of een andere tranche."),
        {{"project", label}, {"tranche", absl::StrCat(tranche.number)}});
  }
  if (!more.has_value()) return absl::OkStatus();
  const int64_t left = got - PassedOn(state, from.id, tranche.number);
  if (more->cents() <= left) return absl::OkStatus();
  return ContributionExceedsAward(from, tranche.number, more->cents(), left, kLowerAmount);
}

absl::Status CheckAwardCorrectionFits(const State& state, const Project& project,
                                      const Award& award, base::Money amount) {
  ASSIGN_OR_RETURN(const Tranche* tranche, RequireTranche(state, award.tranche));
  if (amount > award.amount) {
    ASSIGN_OR_RETURN(const base::Money more, amount.Minus(award.amount));
    return CheckAwardFits(state, project, *tranche, more);
  }
  ASSIGN_OR_RETURN(const base::Money less, award.amount.Minus(amount));
  return CheckTakenOffFits(state, project, award.part, *tranche, less, kHigherAward);
}

}  // namespace dealboek::domain
