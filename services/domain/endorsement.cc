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

// While it waits for vakbestuurders, more of them may endorse than are needed, and who declined may
// change their mind.
absl::Status RequireJudged(const Proposal& proposal) {
  return RequireStage(
      proposal, {ProposalStage::kSubmitted, ProposalStage::kEndorsed, ProposalStage::kNotEndorsed});
}

absl::Status RequireNotEndorsedBy(const Proposal& proposal, const Acting& acting,
                                  absl::string_view remedy, absl::string_view remedy_dutch) {
  if (!Contains(proposal.Endorsers(), acting.person)) return absl::OkStatus();
  return Refuse(absl::StatusCode::kFailedPrecondition, base::kAlreadyEndorsed,
                absl::StrCat("You endorsed revision ", proposal.revision(), " of proposal ",
                             proposal.id, " already. ", remedy),
                absl::StrCat("U heeft versie ", proposal.revision(), " van voorstel ", proposal.id,
                             " al voorgedragen. ", remedy_dutch),
                {{"proposal", proposal.id}, {"revision", absl::StrCat(proposal.revision())}});
}

// What the acts on a proposal have in common.
template <typename Fact>
Decision Act(const Proposal& proposal, const Acting& acting, Fact* (v1::Event::*fact_of)(),
             const std::string& reason = "") {
  v1::Event event = NewEvent(acting);
  Fact& fact = *(event.*fact_of)();
  fact.set_proposal(proposal.id);
  fact.set_revision(proposal.revision());
  if constexpr (requires { fact.set_reason(reason); }) fact.set_reason(reason);
  return Decided(std::move(event));
}

}  // namespace

Decision Decide(const State& state, const EndorseProposal& command, const Context& context) {
  ASSIGN_OR_RETURN(const Proposal* proposal, RequireProposal(state, command.proposal));
  ASSIGN_OR_RETURN(const Acting acting,
                   ActAsVakbestuurder(state, context, proposal->content().pijler()));
  RETURN_IF_ERROR(RequireNotOwn(*proposal, acting));
  RETURN_IF_ERROR(RequireJudged(*proposal));
  RETURN_IF_ERROR(RequireRevision(*proposal, command.revision_seen));
  RETURN_IF_ERROR(RequireNotEndorsedBy(*proposal, acting, "Once is enough.", "Eén keer volstaat."));

  // Nothing below may fail.
  return Act(*proposal, acting, &v1::Event::mutable_proposal_endorsed);
}

Decision Decide(const State& state, const DeclineProposal& command, const Context& context) {
  ASSIGN_OR_RETURN(const Proposal* proposal, RequireProposal(state, command.proposal));
  ASSIGN_OR_RETURN(const Acting acting,
                   ActAsVakbestuurder(state, context, proposal->content().pijler()));
  RETURN_IF_ERROR(RequireNotOwn(*proposal, acting));
  RETURN_IF_ERROR(RequireJudged(*proposal));
  RETURN_IF_ERROR(RequireRevision(*proposal, command.revision_seen));
  RETURN_IF_ERROR(RequireNotEndorsedBy(*proposal, acting, "Withdraw your endorsement first.",
                                       "Trek uw voordracht eerst in."));
  if (Contains(proposal->Decliners(), acting.person)) {
    return Refuse(absl::StatusCode::kFailedPrecondition, base::kAlreadyDeclined,
                  absl::StrCat("You declined revision ", proposal->revision(), " of proposal ",
                               proposal->id, " already. Once is enough."),
                  absl::StrCat("U heeft versie ", proposal->revision(), " van voorstel ",
                               proposal->id, " al afgewezen. Eén keer volstaat."),
                  {{"proposal", proposal->id}, {"revision", absl::StrCat(proposal->revision())}});
  }
  RETURN_IF_ERROR(RequireText(command.reason, TextKind::kLong, "reason"));

  // Nothing below may fail.
  return Act(*proposal, acting, &v1::Event::mutable_endorsement_declined, command.reason);
}

Decision Decide(const State& state, const WithdrawEndorsement& command, const Context& context) {
  ASSIGN_OR_RETURN(const Proposal* proposal, RequireProposal(state, command.proposal));
  ASSIGN_OR_RETURN(const Acting acting,
                   ActAsVakbestuurder(state, context, proposal->content().pijler()));
  RETURN_IF_ERROR(RequireJudged(*proposal));
  if (command.revision_seen != 0) {
    RETURN_IF_ERROR(RequireRevision(*proposal, command.revision_seen));
  }
  if (!Contains(proposal->Endorsers(), acting.person)) {
    return Refuse(
        absl::StatusCode::kFailedPrecondition, base::kNoEndorsement,
        absl::StrCat("You have not endorsed revision ", proposal->revision(), " of proposal ",
                     proposal->id, ", so there is nothing to withdraw. Look who endorsed it."),
        absl::StrCat(
            "U heeft versie ", proposal->revision(), " van voorstel ", proposal->id,
            " niet voorgedragen, dus er valt niets in te trekken. Kijk wie het voordroeg."),
        {{"proposal", proposal->id}, {"revision", absl::StrCat(proposal->revision())}});
  }
  RETURN_IF_ERROR(CheckText(command.reason, TextKind::kLong, "reason"));

  // Nothing below may fail.
  return Act(*proposal, acting, &v1::Event::mutable_endorsement_withdrawn, command.reason);
}

Decision Decide(const State& state, const ReturnProposal& command, const Context& context) {
  ASSIGN_OR_RETURN(const Proposal* proposal, RequireProposal(state, command.proposal));
  ASSIGN_OR_RETURN(const Acting acting,
                   ActAsVakbestuurder(state, context, proposal->content().pijler()));
  RETURN_IF_ERROR(RequireNotOwn(*proposal, acting));
  RETURN_IF_ERROR(RequireJudged(*proposal));
  RETURN_IF_ERROR(RequireRevision(*proposal, command.revision_seen));
  RETURN_IF_ERROR(RequireText(command.reason, TextKind::kLong, "reason"));

  // Nothing below may fail.
  return Act(*proposal, acting, &v1::Event::mutable_proposal_returned, command.reason);
}

}  // namespace dealboek::domain
