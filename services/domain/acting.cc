#include "services/domain/acting.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

#include "dealboek/v1/types.pb.h"
#include "services/base/reasons.h"
#include "services/domain/refusal.h"

namespace dealboek::domain {
namespace {

absl::Status NoSeat(absl::string_view role, absl::string_view what, absl::string_view wat,
                    Metadata metadata) {
  metadata.insert(metadata.begin(), {"role", std::string(role)});
  return Refuse(absl::StatusCode::kPermissionDenied, base::kNoSeat,
                absl::StrCat("Only ", what,
                             " may do this, and you hold no such seat now. The secretaris of the "
                             "programme grants seats."),
                absl::StrCat("Alleen ", wat,
                             " mag dit, en u bekleedt die zetel nu niet. De secretaris van het "
                             "programma kent zetels toe."),
                std::move(metadata));
}

// The first seat in force of the caller's that `fits`; none: an empty seat.
template <typename Fits>
Acting FindSeat(const State& state, const Context& context, Fits fits) {
  const Person* person = state.FindPerson(context.subject);
  if (person == nullptr) return {};
  for (const auto& [id, seat] : state.seats) {
    if (seat->holder == person->id && fits(*seat) && IsInForce(*seat, context.now_micros))
      return {person->id, id};
  }
  return {};
}

}  // namespace

absl::StatusOr<Acting> ActAsSecretaris(const State& state, const Context& context) {
  Acting acting =
      FindSeat(state, context, [](const Seat& seat) { return seat.role == v1::ROLE_SECRETARIS; });
  if (!acting.seat.empty()) return acting;
  return NoSeat("ROLE_SECRETARIS", "the programmasecretaris", "de programmasecretaris", {});
}

absl::StatusOr<Acting> ActAsOntwikkelteam(const State& state, const Context& context,
                                          absl::string_view pijler) {
  Acting acting = FindSeat(state, context, [&](const Seat& seat) {
    return seat.role == v1::ROLE_ONTWIKKELTEAM && seat.pijler == pijler;
  });
  if (!acting.seat.empty()) return acting;
  return NoSeat("ROLE_ONTWIKKELTEAM", absl::StrCat("the ontwikkelteam of ", pijler),
                absl::StrCat("het ontwikkelteam van ", pijler), {{"pijler", std::string(pijler)}});
}

absl::StatusOr<Acting> ActAsVakbestuurder(const State& state, const Context& context,
                                          absl::string_view pijler) {
  Acting acting = FindSeat(state, context, [&](const Seat& seat) {
    return seat.role == v1::ROLE_VAKBESTUURDER && seat.pijler == pijler;
  });
  if (!acting.seat.empty()) return acting;
  return NoSeat("ROLE_VAKBESTUURDER", absl::StrCat("a vakbestuurder of ", pijler),
                absl::StrCat("een vakbestuurder van ", pijler), {{"pijler", std::string(pijler)}});
}

absl::StatusOr<Acting> ActAsStuurgroep(const State& state, const Context& context) {
  Acting acting =
      FindSeat(state, context, [](const Seat& seat) { return seat.role == v1::ROLE_STUURGROEP; });
  if (!acting.seat.empty()) return acting;
  return NoSeat("ROLE_STUURGROEP", "a member of the stuurgroep", "een lid van de stuurgroep", {});
}

absl::StatusOr<Acting> ActAsChair(const State& state, const Context& context) {
  Acting acting = FindSeat(state, context, [](const Seat& seat) {
    return seat.role == v1::ROLE_STUURGROEP && seat.place == v1::SEAT_PLACE_CHAIR;
  });
  if (!acting.seat.empty()) return acting;
  return NoSeat("ROLE_STUURGROEP", "the chair of the stuurgroep", "de voorzitter van de stuurgroep",
                {{"place", "SEAT_PLACE_CHAIR"}});
}

absl::StatusOr<Acting> ActAsPenvoerder(const State& state, const Context& context,
                                       const std::vector<std::string>& partners) {
  Acting acting = FindSeat(state, context, [&](const Seat& seat) {
    return seat.role == v1::ROLE_PENVOERDER &&
           std::find(partners.begin(), partners.end(), seat.partner) != partners.end();
  });
  if (!acting.seat.empty()) return acting;
  return NoSeat("ROLE_PENVOERDER", "the penvoerder", "de penvoerder",
                {{"partners", absl::StrJoin(partners, ",")}});
}

absl::StatusOr<Acting> ActAsSecretarisOrPenvoerder(const State& state, const Context& context,
                                                   const std::vector<std::string>& partners) {
  absl::StatusOr<Acting> acting = ActAsSecretaris(state, context);
  if (!acting.ok()) acting = ActAsPenvoerder(state, context, partners);
  if (acting.ok()) return acting;
  return NoSeat("ROLE_PENVOERDER", "the programmasecretaris or the penvoerder",
                "de programmasecretaris of de penvoerder",
                {{"partners", absl::StrJoin(partners, ",")}});
}

}  // namespace dealboek::domain
