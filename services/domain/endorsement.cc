// Endorsing, declining and returning proposals: the vakbestuurders of their pijler.
#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

#include "services/base/reasons.h"
#include "services/base/status_macros.h"
#include "services/domain/checks.h"
#include "services/domain/deciders.h"
#include "services/domain/facts.h"
#include "services/domain/proposal_rules.h"
#include "services/domain/refusal.h"

namespace dealboek::domain {
namespace {

bool Contains(const std::vector<std::string>& persons, absl::string_view person) {
  return std::find(persons.begin(), persons.end(), person) != persons.end();
}

// Rule 3: who made a proposal, in any of its revisions, has no say in its nomination.
absl::Status RequireNotOwn(const Proposal& proposal, const Acting& acting) {
  if (!proposal.IsMadeBy(acting.person)) return absl::OkStatus();
  const std::string& pijler = proposal.content().pijler();
  return Refuse(absl::StatusCode::kPermissionDenied, base::kOwnProposal,
                absl::StrCat("You submitted or revised proposal ", proposal.id,
                             ", so you cannot endorse, decline or return it. Another "
                             "vakbestuurder of ",
                             pijler, " must."),
                absl::StrCat("U heeft voorstel ", proposal.id,
                             " ingediend of herzien, dus u kunt het niet voordragen, afwijzen of "
                             "teruggeven. Dat moet een andere vakbestuurder van ",
                             pijler, " doen."),
                {{"proposal", proposal.id}, {"pijler", pijler}});
}

absl::Status RequireNotEndorsedBy(const Proposal& proposal, const Acting& acting,
                                  absl::string_view remedy, absl::string_view remedy_dutch) {
  if (!Contains(proposal.Endorsers(), acting.person)) return absl::OkStatus();
  return Refuse(absl::StatusCode::kFailedPrecondition, base::kAlreadyEndorsed,
                absl::StrCat("You endorsed revision ", proposal.revision(), " of proposal ",
                             proposal.id, " already. ", remedy),
                absl::StrCat("U heeft herziening ", proposal.revision(), " van voorstel ",
                             proposal.id, " al voorgedragen. ", remedy_dutch),
                {{"proposal", proposal.id}, {"revision", absl::StrCat(proposal.revision())}});
}

}  // namespace

Decision Decide(const State& state, const EndorseProposal& command, const Context& context) {
  ASSIGN_OR_RETURN(const Proposal* proposal, RequireProposal(state, command.proposal));
  ASSIGN_OR_RETURN(const Acting acting,
                   ActAsVakbestuurder(state, context, proposal->content().pijler()));
  RETURN_IF_ERROR(RequireNotOwn(*proposal, acting));
  // More may endorse than are needed.
  RETURN_IF_ERROR(RequireStage(*proposal, {ProposalStage::kSubmitted, ProposalStage::kEndorsed}));
  RETURN_IF_ERROR(RequireRevision(*proposal, command.revision_seen));
  RETURN_IF_ERROR(RequireNotEndorsedBy(*proposal, acting, "Once is enough.", "Eén keer volstaat."));

  // Nothing below may fail.
  v1::Event event = NewEvent(acting);
  event.mutable_proposal_endorsed()->set_proposal(proposal->id);
  event.mutable_proposal_endorsed()->set_revision(proposal->revision());
  return Decided(std::move(event));
}

Decision Decide(const State& state, const DeclineProposal& command, const Context& context) {
  ASSIGN_OR_RETURN(const Proposal* proposal, RequireProposal(state, command.proposal));
  ASSIGN_OR_RETURN(const Acting acting,
                   ActAsVakbestuurder(state, context, proposal->content().pijler()));
  RETURN_IF_ERROR(RequireNotOwn(*proposal, acting));
  RETURN_IF_ERROR(RequireStage(*proposal, {ProposalStage::kSubmitted, ProposalStage::kEndorsed}));
  RETURN_IF_ERROR(RequireRevision(*proposal, command.revision_seen));
  RETURN_IF_ERROR(RequireNotEndorsedBy(*proposal, acting, "Withdraw your endorsement first.",
                                       "Trek uw voordracht eerst in."));
  if (Contains(proposal->Decliners(), acting.person)) {
    return Refuse(absl::StatusCode::kFailedPrecondition, base::kAlreadyDeclined,
                  absl::StrCat("You declined revision ", proposal->revision(), " of proposal ",
                               proposal->id, " already. Once is enough."),
                  absl::StrCat("U heeft herziening ", proposal->revision(), " van voorstel ",
                               proposal->id, " al afgewezen. Eén keer volstaat."),
                  {{"proposal", proposal->id}, {"revision", absl::StrCat(proposal->revision())}});
  }
  RETURN_IF_ERROR(RequireText(command.reason, TextKind::kLong, "reason"));

  // Nothing below may fail.
  v1::Event event = NewEvent(acting);
  v1::EndorsementDeclined& fact = *event.mutable_endorsement_declined();
  fact.set_proposal(proposal->id);
  fact.set_revision(proposal->revision());
  fact.set_reason(command.reason);
  return Decided(std::move(event));
}

Decision Decide(const State& state, const WithdrawEndorsement& command, const Context& context) {
  ASSIGN_OR_RETURN(const Proposal* proposal, RequireProposal(state, command.proposal));
  ASSIGN_OR_RETURN(const Acting acting,
                   ActAsVakbestuurder(state, context, proposal->content().pijler()));
  RETURN_IF_ERROR(RequireStage(*proposal, {ProposalStage::kSubmitted, ProposalStage::kEndorsed}));
  if (!Contains(proposal->Endorsers(), acting.person)) {
    return Refuse(
        absl::StatusCode::kFailedPrecondition, base::kNoEndorsement,
        absl::StrCat("You have not endorsed revision ", proposal->revision(), " of proposal ",
                     proposal->id, ", so there is nothing to withdraw."),
        absl::StrCat("U heeft herziening ", proposal->revision(), " van voorstel ", proposal->id,
                     " niet voorgedragen, dus er valt niets in te trekken."),
        {{"proposal", proposal->id}, {"revision", absl::StrCat(proposal->revision())}});
  }
  RETURN_IF_ERROR(CheckText(command.reason, TextKind::kLong, "reason"));

  // Nothing below may fail.
  v1::Event event = NewEvent(acting);
  v1::EndorsementWithdrawn& fact = *event.mutable_endorsement_withdrawn();
  fact.set_proposal(proposal->id);
  fact.set_revision(proposal->revision());
  fact.set_reason(command.reason);
  return Decided(std::move(event));
}

Decision Decide(const State& state, const ReturnProposal& command, const Context& context) {
  ASSIGN_OR_RETURN(const Proposal* proposal, RequireProposal(state, command.proposal));
  ASSIGN_OR_RETURN(const Acting acting,
                   ActAsVakbestuurder(state, context, proposal->content().pijler()));
  RETURN_IF_ERROR(RequireNotOwn(*proposal, acting));
  RETURN_IF_ERROR(RequireStage(*proposal, {ProposalStage::kSubmitted, ProposalStage::kEndorsed,
                                           ProposalStage::kNotEndorsed}));
  RETURN_IF_ERROR(RequireRevision(*proposal, command.revision_seen));
  RETURN_IF_ERROR(RequireText(command.reason, TextKind::kLong, "reason"));

  // Nothing below may fail.
  v1::Event event = NewEvent(acting);
  v1::ProposalReturned& fact = *event.mutable_proposal_returned();
  fact.set_proposal(proposal->id);
  fact.set_revision(proposal->revision());
  fact.set_reason(command.reason);
  return Decided(std::move(event));
}

}  // namespace dealboek::domain
