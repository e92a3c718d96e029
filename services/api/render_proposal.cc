#include "services/api/render_proposal.h"

#include "services/api/names.h"
#include "services/api/values.h"
#include "services/base/check.h"

namespace dealboek::api {
namespace {

v1::EndorsementActKind ToProto(domain::EndorsementActKind kind) {
  switch (kind) {
    case domain::EndorsementActKind::kEndorsed:
      return v1::ENDORSEMENT_ACT_KIND_ENDORSED;
    case domain::EndorsementActKind::kDeclined:
      return v1::ENDORSEMENT_ACT_KIND_DECLINED;
    case domain::EndorsementActKind::kWithdrawn:
      return v1::ENDORSEMENT_ACT_KIND_WITHDRAWN;
    case domain::EndorsementActKind::kReturned:
      return v1::ENDORSEMENT_ACT_KIND_RETURNED;
  }
  CHECK(false) << "no such act";
  return v1::ENDORSEMENT_ACT_KIND_UNSPECIFIED;
}

}  // namespace

v1::ProposalStage ToProto(domain::ProposalStage stage) {
  switch (stage) {
    case domain::ProposalStage::kSubmitted:
      return v1::PROPOSAL_STAGE_SUBMITTED;
    case domain::ProposalStage::kReturned:
      return v1::PROPOSAL_STAGE_RETURNED;
    case domain::ProposalStage::kEndorsed:
      return v1::PROPOSAL_STAGE_ENDORSED;
    case domain::ProposalStage::kNotEndorsed:
      return v1::PROPOSAL_STAGE_NOT_ENDORSED;
    case domain::ProposalStage::kOnAgenda:
      return v1::PROPOSAL_STAGE_ON_AGENDA;
    case domain::ProposalStage::kRatified:
      return v1::PROPOSAL_STAGE_RATIFIED;
    case domain::ProposalStage::kRatifiedWithChanges:
      return v1::PROPOSAL_STAGE_RATIFIED_WITH_CHANGES;
    case domain::ProposalStage::kRejected:
      return v1::PROPOSAL_STAGE_REJECTED;
    case domain::ProposalStage::kDeferred:
      return v1::PROPOSAL_STAGE_DEFERRED;
    case domain::ProposalStage::kWithdrawn:
      return v1::PROPOSAL_STAGE_WITHDRAWN;
  }
  CHECK(false) << "no such stage";
  return v1::PROPOSAL_STAGE_UNSPECIFIED;
}

v1::Threshold RuleInForce(bool is_set, const v1::Threshold& rule) {
  if (is_set && rule.rule_case() != v1::Threshold::RULE_NOT_SET) return rule;
  v1::Threshold half;
  half.mutable_more_than()->set_numerator(1);
  half.mutable_more_than()->set_denominator(2);
  return half;
}

std::string ProjectLabelOf(const domain::State& state, const v1::ProposalContent& content) {
  if (!content.project().empty()) {
    const domain::Project* project = state.FindProject(content.project());
    return project == nullptr ? "" : project->Label();
  }
  return content.number().empty() ? "" : content.pijler() + "-" + content.number();
}

v1::Proposal RenderProposalBrief(const domain::State& state, const domain::Proposal& proposal,
                                 int64_t moment_micros) {
  v1::Proposal proto;
  proto.set_name(NameOf(state.programme->id, Collection::kProposals, proposal.id));
  proto.set_proposal(proposal.id);
  proto.set_stage(ToProto(proposal.stage));
  proto.set_revision(proposal.revision());
  *proto.mutable_content() = proposal.content();
  if (!proposal.content().project().empty()) {
    proto.set_project_label(ProjectLabelOf(state, proposal.content()));
  }
  int64_t asked = 0;  // of sound amounts, so in range
  for (const v1::AwardLine& line : proposal.content().lines()) asked += line.amount().euro_cents();
  if (proposal.content().lines_size() > 0) proto.mutable_asked()->set_euro_cents(asked);

  const domain::EndorsementCount count = domain::CountEndorsements(state, proposal, moment_micros);
  v1::EndorsementState& endorsement = *proto.mutable_endorsement();
  endorsement.set_given(count.given);
  endorsement.set_declined(count.declined);
  endorsement.set_needed(count.needed);
  endorsement.set_seated(count.seated);
  const v1::Rules& rules = state.programme->rules;
  *endorsement.mutable_rule() = RuleInForce(rules.has_endorsement(), rules.endorsement());

  proto.set_meeting(proposal.meeting);
  proto.set_item(proposal.item);
  proto.set_awarded_project(proposal.awarded_project);
  proto.set_reason(proposal.reason);
  for (const base::Position position : proposal.positions) {
    proto.add_positions(static_cast<int64_t>(position.value()));
  }
  return proto;
}

v1::Proposal RenderProposal(const domain::State& state, const domain::Proposal& proposal,
                            int64_t moment_micros) {
  v1::Proposal proto = RenderProposalBrief(state, proposal, moment_micros);
  for (const domain::Revision& revision : proposal.revisions) {
    v1::Revision& made = *proto.add_revisions();
    made.set_revision(revision.number);
    *made.mutable_content() = *revision.content;
    made.set_position(static_cast<int64_t>(revision.position.value()));
    *made.mutable_recorded_at() = TimeOf(revision.recorded_at_micros);
    made.set_by(state.NameOf(revision.by));
  }
  for (const domain::EndorsementAct& act : proposal.acts) {
    v1::EndorsementAct& done = *proto.add_endorsement_acts();
    done.set_kind(ToProto(act.kind));
    done.set_revision(act.revision);
    done.set_seat(act.seat);
    done.set_by(state.NameOf(act.by));
    done.set_reason(act.reason);
    done.set_position(static_cast<int64_t>(act.position.value()));
    *done.mutable_recorded_at() = TimeOf(act.recorded_at_micros);
  }
  return proto;
}

}  // namespace dealboek::api
