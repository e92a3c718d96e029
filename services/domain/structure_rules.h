// What pijlers, partners, seats and tranches may be, whether they come by a command of their own or
// as an opening-phase entry. Each takes input as it came and returns the fact it makes, or
// everything that is wrong with it, with violations on the fields of the command. Internal to the
// domain.
#ifndef DEALBOEK_SERVICES_DOMAIN_STRUCTURE_RULES_H_
#define DEALBOEK_SERVICES_DOMAIN_STRUCTURE_RULES_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/repeated_ptr_field.h"

#include "dealboek/v1/events.pb.h"
#include "services/domain/state.h"

namespace dealboek::domain {

// NAME_INVALID; THEME_IN_USE: a project, or a proposal that may become one, is
// of a theme that would go. VALUE_REPEATED.
absl::StatusOr<v1::PijlerDefined> MakePijler(
    const State& state, absl::string_view code, absl::string_view title,
    const google::protobuf::RepeatedPtrField<std::string>& themes);

// Named display_name, as in requests. PARTNER_EXISTS: another has its name or CBS code.
absl::StatusOr<v1::PartnerAdded> MakePartner(const State& state, absl::string_view name,
                                             v1::PartnerKind kind, absl::string_view cbs_code);

// TRANCHE_EXISTS; VALUE_OUT_OF_RANGE: not from 1 to 999. `ceiling` null: none is set.
absl::StatusOr<v1::TrancheAdded> MakeTranche(const State& state, int number,
                                             absl::string_view title, const v1::Money* ceiling);

// A seat as input describes it; its partner by id or name. FIELD_REQUIRED, FIELD_NOT_ALLOWED: a
// vakbestuurder and an ontwikkelteam act for a pijler, a penvoerder for a partner; only the
// stuurgroep has a chair. An unspecified place is a member's.
struct SeatInput {
  v1::Role role = v1::ROLE_UNSPECIFIED;
  v1::SeatPlace place = v1::SEAT_PLACE_UNSPECIFIED;
  std::string pijler;
  std::string partner;
  std::string function;
};
absl::StatusOr<v1::SeatEstablished> MakeSeat(const State& state, const SeatInput& input);

// CHAIR_TAKEN: the stuurgroep has a chair in the days this seat would be held.
absl::Status CheckChairFree(const State& state, const Seat& chair, int64_t now_micros);

}  // namespace dealboek::domain

#endif  // DEALBOEK_SERVICES_DOMAIN_STRUCTURE_RULES_H_
