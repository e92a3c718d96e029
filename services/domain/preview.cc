// What would be if these items were ratified now: the same effects, and nothing written.
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/types/span.h"

#include "services/base/check.h"
#include "services/base/partial_date.h"
#include "services/base/reasons.h"
#include "services/base/status_macros.h"
#include "services/domain/acting.h"
#include "services/domain/decide.h"
#include "services/domain/effects.h"
#include "services/domain/evolve.h"
#include "services/domain/existence.h"
#include "services/domain/facts.h"
#include "services/domain/own_item.h"
#include "services/domain/proposal_rules.h"
#include "services/domain/refusal.h"

namespace dealboek::domain {
namespace {

base::PartialDate Today(const Context& context) {
  const absl::CivilDay today = DayOf(context.now_micros);
  const absl::StatusOr<base::PartialDate> date =
      base::PartialDate::Parse(static_cast<int>(today.year()), today.month(), today.day());
  CHECK(date.ok()) << date.status();
  return *date;
}

// By nobody.
Authority AuthorityFor(const PreviewItem& item, const Context& context) {
  Authority authority{Acting(),
                      context.now_micros,
                      item.decided_on.has_value() ? *item.decided_on : Today(context),
                      {}};
  authority.decision.set_proposal(item.proposal);
  return authority;
}

absl::StatusOr<Given> WhatIsGiven(const State& state, const Proposal& proposal,
                                  const PreviewItem& item) {
  const v1::ProposalContent& asked = proposal.content();
  if (item.lines.empty() && !item.reservation_total.has_value() && !item.without_reservation) {
    return AsAsked(asked);
  }
  std::vector<v1::AwardLine> lines = item.lines;
  if (lines.empty()) lines.assign(asked.lines().begin(), asked.lines().end());
  std::optional<v1::Money> reservation = item.reservation_total;
  if (!reservation.has_value() && !item.without_reservation && asked.has_reservation_total()) {
    reservation = asked.reservation_total();
  }
  return WithChanges(state, asked, lines, reservation);
}

absl::Status AddProposal(Draft& draft, const PreviewItem& item, const Context& context) {
  ASSIGN_OR_RETURN(const Proposal* proposal, RequireProposal(draft.state(), item.proposal));
  if (proposal->content().kind() == v1::PROPOSAL_KIND_IDEA) {
    return Refuse(absl::StatusCode::kFailedPrecondition, base::kIdeaOnAgenda,
                  absl::StrCat("Proposal ", proposal->id,
                               " is an idea: no amount is asked, so there is nothing to preview. "
                               "Revise it into a proposal first."),
                  absl::StrCat("Voorstel ", proposal->id,
                               " is een idee: er is geen bedrag gevraagd, dus er valt niets te "
                               "laten zien. Herzie het eerst tot een voorstel."),
                  {{"proposal", proposal->id}});
  }
  // What it would come to is of use before it is endorsed too.
  RETURN_IF_ERROR(RequireStage(*proposal, {ProposalStage::kSubmitted, ProposalStage::kReturned,
                                           ProposalStage::kEndorsed, ProposalStage::kNotEndorsed,
                                           ProposalStage::kOnAgenda, ProposalStage::kDeferred}));
  ASSIGN_OR_RETURN(const Given given, WhatIsGiven(draft.state(), *proposal, item));
  return AddRatified(draft, *proposal, given, AuthorityFor(item, context));
}

absl::Status AddItem(Draft& draft, const PreviewItem& item, const Context& context) {
  if (item.proposal.empty() == !item.own_item.has_value()) {
    return Invalid(base::kFieldRequired, "proposal",
                   "Give a proposal or an item of the stuurgroep's own, one of the two.",
                   "Geef een voorstel of een eigen punt van de stuurgroep, één van beide.");
  }
  if (!item.own_item.has_value()) return AddProposal(draft, item, context);
  return AddOwnItem(draft, *item.own_item, AuthorityFor(item, context));
}

}  // namespace

Preview PreviewDecisions(const State& state, absl::Span<const PreviewItem> items,
                         const Context& context) {
  Preview preview;
  preview.after = state;
  for (const PreviewItem& item : items) {
    // A draft of its own: one that is refused leaves nothing behind.
    Draft draft(preview.after, context);
    PreviewVerdict verdict{AddItem(draft, item, context)};
    if (verdict.status.ok()) {
      State after = draft.state();
      for (v1::Event& event : draft.Take()) preview.events.push_back(std::move(event));
      preview.after = std::move(after);
    }
    preview.verdicts.push_back(std::move(verdict));
  }
  return preview;
}

std::vector<PreviewItem> PreviewItemsOf(const Meeting& meeting) {
  std::vector<PreviewItem> items;
  for (const AgendaItem& on_agenda : meeting.items) {
    const ItemDecision* decision = on_agenda.decision.has_value() ? &*on_agenda.decision : nullptr;
    if (decision != nullptr && !IsRatified(decision->outcome)) continue;
    PreviewItem& item = items.emplace_back();
    item.item = on_agenda.id;
    item.proposal = on_agenda.proposal;
    item.decided_on = meeting.held_on;
    if (on_agenda.own_item != nullptr) item.own_item.emplace(*on_agenda.own_item);
    if (decision == nullptr || decision->outcome == v1::OUTCOME_RATIFIED) continue;
    item.lines = decision->lines;
    if (decision->reservation_total.has_value()) {
      Set(&item.reservation_total.emplace(), *decision->reservation_total);
    } else {
      item.without_reservation = true;
    }
  }
  return items;
}

}  // namespace dealboek::domain
