#include "services/domain/programme_rules.h"

#include <set>
#include <string>

#include "absl/strings/str_cat.h"

#include "services/base/reasons.h"
#include "services/base/status_macros.h"
#include "services/domain/refusal.h"

namespace dealboek::domain {
namespace {

constexpr int kMostSeats = 1000;

// A rule that some number of seats can meet and some can fail to meet.
absl::Status CheckThreshold(const v1::Threshold& threshold, absl::string_view field) {
  bool sound = false;
  const auto bounded = [](const v1::Fraction& fraction) {
    return fraction.denominator() >= 1 && fraction.denominator() <= kMostSeats &&
           fraction.numerator() >= 0 && fraction.numerator() <= fraction.denominator();
  };
  switch (threshold.rule_case()) {
    case v1::Threshold::kMoreThan:
      sound = bounded(threshold.more_than()) &&
              threshold.more_than().numerator() < threshold.more_than().denominator();
      break;
    case v1::Threshold::kAtLeast:
      sound = bounded(threshold.at_least()) && threshold.at_least().numerator() > 0;
      break;
    case v1::Threshold::kCount:
      sound = threshold.count() >= 1 && threshold.count() <= kMostSeats;
      break;
    case v1::Threshold::RULE_NOT_SET:
      sound = true;  // stands for more than half
      break;
  }
  if (sound) return absl::OkStatus();
  const v1::Fraction& fraction = threshold.rule_case() == v1::Threshold::kMoreThan
                                     ? threshold.more_than()
                                     : threshold.at_least();
  const std::string given = threshold.rule_case() == v1::Threshold::kCount
                                ? absl::StrCat(threshold.count())
                                : absl::StrCat(fraction.numerator(), "/", fraction.denominator());
  return Invalid(base::kRulesInvalid, field,
                 absl::StrCat("No number of seats can meet the rule ", given,
                              ". Give a fraction between 0 and 1, or a number of seats from 1 to ",
                              kMostSeats, "."),
                 absl::StrCat("Aan de regel ", given,
                              " kan geen aantal zetels voldoen. Geef een breuk tussen 0 en 1, of "
                              "een aantal zetels van 1 tot ",
                              kMostSeats, "."),
                 {{"rule", given}});
}

}  // namespace

absl::Status CheckRules(const v1::Rules& rules, absl::string_view field) {
  RETURN_IF_ERROR(CheckThreshold(rules.endorsement(), absl::StrCat(field, ".endorsement")));
  RETURN_IF_ERROR(CheckThreshold(rules.quorum(), absl::StrCat(field, ".quorum")));
  if (!v1::CombinedSeats_IsValid(rules.combined_seats())) {
    return Invalid(base::kEnumUnspecified, absl::StrCat(field, ".combined_seats"),
                   "Say whether combined seats are allowed or forbidden.",
                   "Geef op of dubbele zetels zijn toegestaan of verboden.",
                   {{"value", absl::StrCat(static_cast<int>(rules.combined_seats()))}});
  }
  if (rules.rounds_per_year() < 0 || rules.rounds_per_year() > 366) {
    return Invalid(base::kRulesInvalid, absl::StrCat(field, ".rounds_per_year"),
                   absl::StrCat(rules.rounds_per_year(),
                                " rounds a year can't be. Give 0 to 366; 0: not laid down."),
                   absl::StrCat(rules.rounds_per_year(),
                                " rondes per jaar kan niet. Geef 0 tot 366; 0: niet vastgelegd."),
                   {{"roundsPerYear", absl::StrCat(rules.rounds_per_year())}});
  }
  return absl::OkStatus();
}

v1::Rules Completed(v1::Rules rules) {
  if (rules.combined_seats() == v1::COMBINED_SEATS_UNSPECIFIED)
    rules.set_combined_seats(v1::COMBINED_SEATS_ALLOWED);
  return rules;
}

absl::Status CheckSeatsFit(const State& state, const v1::Rules& rules, int64_t now_micros) {
  if (rules.combined_seats() != v1::COMBINED_SEATS_FORBIDDEN) return absl::OkStatus();
  std::set<std::string> stuurgroep;
  for (const Seat* seat : SeatsOf(state, v1::ROLE_STUURGROEP, "", now_micros)) {
    if (!seat->holder.empty()) stuurgroep.insert(seat->holder);
  }
  for (const Seat* seat : SeatsOf(state, v1::ROLE_VAKBESTUURDER, "", now_micros)) {
    if (!stuurgroep.contains(seat->holder)) continue;
    return Refuse(
        absl::StatusCode::kFailedPrecondition, base::kCombinedSeatsForbidden,
        absl::StrCat("Who holds vakbestuurder's seat ", seat->id,
                     " holds a seat of the stuurgroep too. End one of the two first."),
        absl::StrCat("Wie vakbestuurderszetel ", seat->id,
                     " bekleedt, zit ook in de stuurgroep. Beëindig eerst een van beide."),
        {{"seat", seat->id}});
  }
  return absl::OkStatus();
}

absl::Status CheckQuorumCanBe(const State& state, const v1::Rules& rules, int64_t now_micros) {
  const auto seats =
      static_cast<int64_t>(SeatsOf(state, v1::ROLE_STUURGROEP, "", now_micros).size());
  if (rules.quorum().rule_case() != v1::Threshold::kCount || rules.quorum().count() <= seats) {
    return absl::OkStatus();
  }
  return Refuse(
      absl::StatusCode::kFailedPrecondition, base::kRulesInvalid,
      absl::StrCat("A quorum of ", rules.quorum().count(), " can't be met: there are ", seats,
                   " seats. Give at most ", seats, "."),
      absl::StrCat("Een quorum van ", rules.quorum().count(), " is niet te halen: er zijn ", seats,
                   " zetels. Geef ten hoogste ", seats, "."),
      {{"count", absl::StrCat(rules.quorum().count())}, {"seats", absl::StrCat(seats)}});
}

}  // namespace dealboek::domain
