// What the server itself records, at an operator's word.
#include "services/base/reasons.h"
#include "services/base/status_macros.h"
#include "services/domain/deciders.h"
#include "services/domain/existence.h"
#include "services/domain/facts.h"
#include "services/domain/refusal.h"

namespace dealboek::domain {
namespace {

absl::Status RequireServer(const Context& context) {
  if (context.subject.empty()) return absl::OkStatus();
  return Refuse(absl::StatusCode::kPermissionDenied, base::kNoSeat,
                "Only the server itself records this.", "Alleen de server zelf legt dit vast.");
}

absl::Status CheckNotNegative(int64_t value, absl::string_view field) {
  if (value >= 0) return absl::OkStatus();
  return Invalid(base::kValueOutOfRange, field, "It can't be below zero.",
                 "Het kan niet onder nul zijn.");
}

}  // namespace

Decision Decide(const State& state, const AcceptLoss& command, const Context& context) {
  RETURN_IF_ERROR(RequireProgramme(state).status());
  RETURN_IF_ERROR(RequireServer(context));
  RETURN_IF_ERROR(CheckNotNegative(command.floor_commit, "floor_commit"));
  RETURN_IF_ERROR(CheckNotNegative(command.last_commit, "last_commit"));

  // Nothing below may fail.
  v1::Event event;
  event.mutable_loss_accepted()->set_floor_commit(command.floor_commit);
  event.mutable_loss_accepted()->set_last_commit(command.last_commit);
  return Decided(std::move(event));
}

Decision Decide(const State& state, const AcceptClock& command, const Context& context) {
  RETURN_IF_ERROR(RequireProgramme(state).status());
  RETURN_IF_ERROR(RequireServer(context));
  RETURN_IF_ERROR(CheckNotNegative(command.wall_clock_micros, "wall_clock_micros"));

  // Nothing below may fail.
  v1::Event event;
  v1::ClockAccepted& fact = *event.mutable_clock_accepted();
  SetTime(fact.mutable_last_recorded_at(), state.recorded_at_micros);
  SetTime(fact.mutable_wall_clock(), command.wall_clock_micros);
  return Decided(std::move(event));
}

}  // namespace dealboek::domain
