// Submitting, revising and withdrawing proposals: the ontwikkelteam of their pijler.
#include <cstdint>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/str_format.h"

#include "services/base/status_macros.h"
#include "services/domain/acting.h"
#include "services/domain/deciders.h"
#include "services/domain/existence.h"
#include "services/domain/facts.h"
#include "services/domain/input.h"
#include "services/domain/proposal_rules.h"
#include "services/domain/refusal.h"
#include "services/domain/stage.h"

namespace dealboek::domain {
namespace {

// "2021-017": the year it is submitted, and a number within that year.
std::string NextProposalId(const State& state, int64_t now_micros) {
  const std::string year = absl::StrFormat("%04d-", DayOf(now_micros).year());
  return FirstFree(state.proposals,
                   [&](int number) { return absl::StrFormat("%s%03d", year, number); });
}

}  // namespace

Decision Decide(const State& state, const SubmitProposal& command, const Context& context) {
  ASSIGN_OR_RETURN(const Programme* programme, RequireProgramme(state));
  const absl::StatusOr<const Pijler*> found = RequirePijler(state, command.content.pijler());
  if (!found.ok()) return At("content.pijler", found.status());
  const Pijler* const pijler = *found;
  ASSIGN_OR_RETURN(const Acting acting, ActAsOntwikkelteam(state, context, pijler->code));
  RETURN_IF_ERROR(RequireRunning(*programme));
  ASSIGN_OR_RETURN(v1::ProposalContent content, CheckContent(state, command.content));

  // Nothing below may fail.
  v1::Event event = NewEvent(acting);
  v1::ProposalSubmitted& fact = *event.mutable_proposal_submitted();
  fact.set_proposal(NextProposalId(state, context.now_micros));
  *fact.mutable_content() = std::move(content);
  return Decided(std::move(event));
}

Decision Decide(const State& state, const ReviseProposal& command, const Context& context) {
  ASSIGN_OR_RETURN(const Proposal* proposal, RequireProposal(state, command.proposal));
  const absl::StatusOr<const Pijler*> found = RequirePijler(state, command.content.pijler());
  if (!found.ok()) return At("content.pijler", found.status());
  const Pijler* const pijler = *found;
  ASSIGN_OR_RETURN(const Acting acting,
                   ActAsOntwikkelteam(state, context, proposal->content().pijler()));
  // It may move to another pijler, by who may submit there too.
  RETURN_IF_ERROR(ActAsOntwikkelteam(state, context, pijler->code).status());
  RETURN_IF_ERROR(RequireStage(
      *proposal, {ProposalStage::kSubmitted, ProposalStage::kReturned, ProposalStage::kEndorsed,
                  ProposalStage::kNotEndorsed, ProposalStage::kDeferred}));
  RETURN_IF_ERROR(RequireRevision(*proposal, command.revision_seen));
  ASSIGN_OR_RETURN(v1::ProposalContent content, CheckContent(state, command.content));

  // Nothing below may fail.
  v1::Event event = NewEvent(acting);
  v1::ProposalRevised& fact = *event.mutable_proposal_revised();
  fact.set_proposal(proposal->id);
  fact.set_revision(proposal->revision() + 1);
  *fact.mutable_content() = std::move(content);
  return Decided(std::move(event));
}

Decision Decide(const State& state, const WithdrawProposal& command, const Context& context) {
  ASSIGN_OR_RETURN(const Proposal* proposal, RequireProposal(state, command.proposal));
  ASSIGN_OR_RETURN(const Acting acting,
                   ActAsOntwikkelteam(state, context, proposal->content().pijler()));
  RETURN_IF_ERROR(RequireStage(
      *proposal, {ProposalStage::kSubmitted, ProposalStage::kReturned, ProposalStage::kEndorsed,
                  ProposalStage::kNotEndorsed, ProposalStage::kDeferred}));
  if (command.revision_seen != 0) {
    RETURN_IF_ERROR(RequireRevision(*proposal, command.revision_seen));
  }
  RETURN_IF_ERROR(CheckText(command.reason, TextKind::kLong, "reason"));

  // Nothing below may fail.
  v1::Event event = NewEvent(acting);
  event.mutable_proposal_withdrawn()->set_proposal(proposal->id);
  event.mutable_proposal_withdrawn()->set_reason(command.reason);
  return Decided(std::move(event));
}

}  // namespace dealboek::domain
