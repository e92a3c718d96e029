#include "services/domain/effects.h"

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "dealboek/v1/events.pb.h"
#include "services/base/money.h"
#include "services/base/reasons.h"
#include "services/base/status_macros.h"
#include "services/domain/existence.h"
#include "services/domain/facts.h"
#include "services/domain/input.h"
#include "services/domain/money_moves.h"
#include "services/domain/money_rules.h"
#include "services/domain/proposal_rules.h"
#include "services/domain/refusal.h"
#include "services/domain/state.h"

namespace dealboek::domain {
namespace {

void AddNewProject(Draft& draft, const std::string& id, const v1::ProposalContent& content,
                   const Authority& authority) {
  v1::Event event = NewEvent(authority.acting, authority.decided_on);
  v1::ProjectCreated& fact = *event.mutable_project_created();
  fact.set_project(id);
  fact.set_pijler(content.pijler());
  fact.set_number(content.number());
  fact.set_title(content.title());
  fact.set_theme(content.theme());
  fact.set_parent_project(content.parent_project());
  *fact.mutable_lead_partners() = content.lead_partners();
  *fact.mutable_decision() = authority.decision;
  draft.Add(std::move(event));
}

void AddNewParts(Draft& draft, const std::string& project, const v1::ProposalContent& content,
                 const Authority& authority) {
  for (const v1::Part& part : content.new_parts()) {
    v1::Event event = NewEvent(authority.acting, authority.decided_on);
    v1::PartCreated& fact = *event.mutable_part_created();
    fact.set_project(project);
    *fact.mutable_part() = part;
    *fact.mutable_decision() = authority.decision;
    draft.Add(std::move(event));
  }
}

absl::Status AddAward(Draft& draft, const std::string& project, const v1::AwardLine& line,
                      const Authority& authority) {
  const State& state = draft.state();
  ASSIGN_OR_RETURN(const Tranche* tranche, RequireTranche(state, line.tranche()));
  RETURN_IF_ERROR(
      CheckAwardFits(state, *state.FindProject(project), *tranche, MoneyOf(line.amount())));
  v1::Event event = NewEvent(authority.acting, authority.decided_on);
  v1::Awarded& fact = *event.mutable_awarded();
  fact.set_project(project);
  fact.set_part(line.part());
  fact.set_tranche(line.tranche());
  *fact.mutable_amount() = line.amount();
  *fact.mutable_decision() = authority.decision;
  draft.Add(std::move(event));
  return absl::OkStatus();
}

absl::Status AddContribution(Draft& draft, const std::string& project,
                             const v1::ContributionLine& line, const Authority& authority) {
  const State& state = draft.state();
  ASSIGN_OR_RETURN(const Project* from, RequireProject(state, line.from_project()));
  ASSIGN_OR_RETURN(const Tranche* tranche, RequireTranche(state, line.tranche()));
  std::optional<base::Money> amount;
  if (line.has_amount()) amount = MoneyOf(line.amount());
  RETURN_IF_ERROR(CheckContributionFits(state, *from, *tranche, amount));
  v1::Event event = NewEvent(authority.acting, authority.decided_on);
  v1::ContributionRecorded& fact = *event.mutable_contribution_recorded();
  fact.set_to_project(project);
  fact.set_from_project(line.from_project());
  fact.set_tranche(line.tranche());
  if (line.has_amount()) *fact.mutable_amount() = line.amount();
  fact.set_note(line.note());
  *fact.mutable_decision() = authority.decision;
  draft.Add(std::move(event));
  return absl::OkStatus();
}

}  // namespace

Given AsAsked(const v1::ProposalContent& content) {
  Given given;
  given.lines = content.lines();
  if (content.has_reservation_total())
    given.reservation_total = MoneyOf(content.reservation_total());
  return given;
}

absl::StatusOr<Given> WithChanges(const State& state, const v1::ProposalContent& content,
                                  const std::vector<v1::AwardLine>& lines,
                                  const std::optional<v1::Money>& reservation_total) {
  // No line at all is no ratification of an amount that was asked: that is a rejection.
  if (lines.empty() && !content.lines().empty()) {
    return Invalid(base::kAmountMissing, "lines", "Say what is given, or reject the proposal.",
                   "Geef op wat wordt toegekend, of wijs het voorstel af.");
  }
  Given given;
  given.outcome = v1::OUTCOME_RATIFIED_WITH_CHANGES;
  given.lines.Assign(lines.begin(), lines.end());
  RETURN_IF_ERROR(CheckLines(state, content, given.lines, "lines"));
  if (reservation_total.has_value()) {
    ASSIGN_OR_RETURN(given.reservation_total,
                     PositiveMoney(&*reservation_total, "reservation_total"));
  }
  return given;
}

absl::Status AddReservation(Draft& draft, const std::string& project, base::Money total,
                            base::Position corrects, const Authority& authority) {
  const Project& known = *draft.state().FindProject(project);
  RETURN_IF_ERROR(CheckReservationFits(draft.state(), known, total));
  v1::Event event = NewEvent(authority.acting, authority.decided_on);
  event.mutable_header()->set_corrects(static_cast<int64_t>(corrects.value()));
  v1::ReservationSet& fact = *event.mutable_reservation_set();
  fact.set_project(project);
  Set(fact.mutable_total(), total);
  if (known.reservation.has_value()) fact.set_note(known.reservation->note);
  *fact.mutable_decision() = authority.decision;
  draft.Add(std::move(event));
  return absl::OkStatus();
}

absl::Status AddRatified(Draft& draft, const Proposal& proposal, const Given& given,
                         const Authority& authority) {
  // Kept: the proposal is of a state that the draft moves on from.
  const std::shared_ptr<const v1::ProposalContent> kept = proposal.revisions.back().content;
  const v1::ProposalContent& content = *kept;
  RETURN_IF_ERROR(CheckStillStands(draft.state(), content));
  RETURN_IF_ERROR(CheckLines(draft.state(), content, given.lines, "lines"));
  const bool is_new = content.kind() == v1::PROPOSAL_KIND_NEW_PROJECT;
  const std::string project = is_new ? NextProjectId(draft.state()) : content.project();

  v1::Event decided = NewEvent(authority.acting, authority.decided_on);
  v1::ProposalDecided& fact = *decided.mutable_proposal_decided();
  fact.set_proposal(proposal.id);
  fact.set_outcome(given.outcome);
  *fact.mutable_decision() = authority.decision;
  fact.set_project(project);
  draft.Add(std::move(decided));

  if (is_new) AddNewProject(draft, project, content, authority);
  AddNewParts(draft, project, content, authority);
  if (given.reservation_total.has_value()) {
    RETURN_IF_ERROR(
        AddReservation(draft, project, *given.reservation_total, base::Position(), authority));
  }
  for (const v1::AwardLine& line : given.lines) {
    RETURN_IF_ERROR(AddAward(draft, project, line, authority));
  }
  for (const v1::ContributionLine& line : content.contributions()) {
    RETURN_IF_ERROR(AddContribution(draft, project, line, authority));
  }
  return absl::OkStatus();
}

}  // namespace dealboek::domain
