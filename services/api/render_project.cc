#include "services/api/render_project.h"

#include <algorithm>
#include <utility>

#include "services/api/names.h"
#include "services/api/render_programme.h"
#include "services/api/values.h"
#include "services/projections/contributions.h"
#include "services/projections/edition.h"
#include "services/projections/project_order.h"

namespace dealboek::api {
namespace {

v1::Progress Render(const domain::Progress& progress) {
  v1::Progress proto;
  *proto.mutable_reference_month() = ToProto(progress.reference_month);
  proto.set_status(progress.status);
  proto.set_summary(progress.summary);
  proto.set_position(static_cast<int64_t>(progress.position.value()));
  return proto;
}

}  // namespace

v1::ProjectAward Render(const domain::Award& award) {
  v1::ProjectAward proto;
  proto.set_part(award.part);
  proto.set_tranche(award.tranche);
  *proto.mutable_amount() = ToProto(award.amount);
  *proto.mutable_released() = ToProto(award.released);
  if (award.decided_on.has_value()) *proto.mutable_decided_on() = ToProto(*award.decided_on);
  proto.set_position(static_cast<int64_t>(award.position.value()));
  return proto;
}

v1::Project RenderProject(const domain::State& state, const domain::Project& project,
                          const projections::GivenContributions& given) {
  v1::Project proto;
  proto.set_name(NameOf(state.programme->id, Collection::kProjects, project.id));
  proto.set_project(project.id);
  proto.set_label(project.Label());
  proto.set_pijler(project.pijler);
  proto.set_number(project.number);
  proto.set_title(project.title);
  proto.set_theme(project.theme);
  proto.set_former_title(project.former_title);
  proto.set_parent_project(project.parent_project);
  if (const domain::Project* parent = state.FindProject(project.parent_project)) {
    proto.set_parent_label(parent->Label());
  }
  for (std::string& name : PartnerNames(state, project.lead_partners)) {
    proto.add_lead_partners(std::move(name));
  }
  for (const std::string& id : project.lead_partners) proto.add_lead_partner_ids(id);
  for (const domain::ProjectPart& part : project.parts) {
    v1::ProjectPart& made = *proto.add_parts();
    made.set_title(part.title);
    for (std::string& name : PartnerNames(state, part.lead_partners)) {
      made.add_lead_partners(std::move(name));
    }
    for (const std::string& id : part.lead_partners) made.add_lead_partner_ids(id);
    if (const domain::Progress* latest = projections::LatestProgress(project, part.title)) {
      *made.mutable_latest_progress() = Render(*latest);
    }
  }
  proto.set_stage(project.stage == domain::ProjectStage::kOpen ? v1::PROJECT_STAGE_OPEN
                                                               : v1::PROJECT_STAGE_COMPLETED);
  *proto.mutable_awarded() = ToProto(project.Awarded());
  for (const domain::Award& award : project.awards) {
    if (award.amount.IsZero()) continue;  // corrected: it should not have been
    *proto.add_awards() = Render(award);
  }
  if (project.reservation.has_value()) {
    *proto.mutable_reservation() = projections::ReservationOf(project);
  }
  for (const domain::Contribution& contribution : project.received) {
    *proto.add_contributions() =
        projections::ContributionOf(state, contribution, v1::CONTRIBUTION_DIRECTION_RECEIVED);
  }
  for (const domain::Contribution* contribution : given.From(project.id)) {
    *proto.add_contributions() =
        projections::ContributionOf(state, *contribution, v1::CONTRIBUTION_DIRECTION_GIVEN);
  }
  if (const domain::Progress* latest = projections::LatestProgress(project, "")) {
    *proto.mutable_latest_progress() = Render(*latest);
  }
  proto.set_revision(project.revision);
  return proto;
}

std::vector<const domain::Project*> ProjectsInOrder(const domain::State& state) {
  std::map<std::string, size_t> place;
  for (const std::string& pijler : state.pijler_order) place.emplace(pijler, place.size());
  std::vector<const domain::Project*> projects;
  for (const auto& [id, project] : state.projects) projects.push_back(project.get());
  std::sort(projects.begin(), projects.end(),
            [&](const domain::Project* a, const domain::Project* b) {
              if (a->pijler != b->pijler) return place[a->pijler] < place[b->pijler];
              return projections::NumberIsBefore(a->number, b->number);
            });
  return projects;
}

}  // namespace dealboek::api
