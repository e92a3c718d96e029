// What happens to a project apart from money.
#include <algorithm>

#include "absl/strings/str_cat.h"

#include "services/base/reasons.h"
#include "services/base/status_macros.h"
#include "services/domain/acting.h"
#include "services/domain/deciders.h"
#include "services/domain/existence.h"
#include "services/domain/facts.h"
#include "services/domain/input.h"
#include "services/domain/project_number.h"
#include "services/domain/refusal.h"
#include "services/domain/stage.h"

namespace dealboek::domain {
namespace {

absl::Status NothingChanged(const Project& project, absl::string_view field) {
  return Refuse(absl::StatusCode::kFailedPrecondition, base::kNothingChanged,
                absl::StrCat("Project ", project.Label(), " has this ", field,
                             " already. Give another, or leave it."),
                absl::StrCat("Project ", project.Label(),
                             " verandert hier niet door. Geef iets anders op, of laat het zo."),
                {{"project", project.Label()}, {"field", std::string(field)}});
}

// Null: no part is named, it is about the project itself.
absl::StatusOr<const ProjectPart*> FindPart(const State& state, const Project& project,
                                            const std::string& part) {
  if (part.empty()) return nullptr;
  absl::StatusOr<const ProjectPart*> found = RequirePart(state, project, part);
  if (!found.ok()) return At("part", found.status());
  return found;
}

// Whose penvoerder may speak for the project, or for a part of it.
std::vector<std::string> Leads(const Project& project, const ProjectPart* part) {
  std::vector<std::string> leads = project.lead_partners;
  if (part != nullptr)
    leads.insert(leads.end(), part->lead_partners.begin(), part->lead_partners.end());
  return leads;
}

}  // namespace

Decision Decide(const State& state, const RenameProject& command, const Context& context) {
  RETURN_IF_ERROR(RequireProgramme(state).status());
  ASSIGN_OR_RETURN(const Project* const project, RequireProject(state, command.project));
  ASSIGN_OR_RETURN(const Acting acting, ActAsSecretaris(state, context));
  RETURN_IF_ERROR(RequireRevision(*project, command.revision_seen));
  Problems problems;
  problems.Add(RequireText(command.title, TextKind::kTitle, "title"));
  problems.Add(CheckText(command.reason, TextKind::kLong, "reason"));
  RETURN_IF_ERROR(problems.status());
  if (command.title == project->title) return NothingChanged(*project, "title");

  // Nothing below may fail.
  v1::Event event = NewEvent(acting);
  v1::ProjectRenamed& fact = *event.mutable_project_renamed();
  fact.set_project(project->id);
  fact.set_title(command.title);
  fact.set_reason(command.reason);
  return Decided(std::move(event));
}

Decision Decide(const State& state, const RenumberProject& command, const Context& context) {
  RETURN_IF_ERROR(RequireProgramme(state).status());
  ASSIGN_OR_RETURN(const Project* const project, RequireProject(state, command.project));
  ASSIGN_OR_RETURN(const Acting acting, ActAsSecretaris(state, context));
  RETURN_IF_ERROR(RequireRevision(*project, command.revision_seen));
  Problems problems;
  problems.Add(CheckNumber(command.number, "number"));
  problems.Add(CheckText(command.reason, TextKind::kLong, "reason"));
  RETURN_IF_ERROR(problems.status());
  if (command.number == project->number) return NothingChanged(*project, "number");
  RETURN_IF_ERROR(
      At("number", CheckNumberFree(state, project->pijler, command.number, project->id)));

  // Nothing below may fail.
  v1::Event event = NewEvent(acting);
  v1::ProjectRenumbered& fact = *event.mutable_project_renumbered();
  fact.set_project(project->id);
  fact.set_number(command.number);
  fact.set_reason(command.reason);
  return Decided(std::move(event));
}

Decision Decide(const State& state, const ChangeLead& command, const Context& context) {
  RETURN_IF_ERROR(RequireProgramme(state).status());
  ASSIGN_OR_RETURN(const Project* const project, RequireProject(state, command.project));
  ASSIGN_OR_RETURN(const ProjectPart* const part, FindPart(state, *project, command.part));
  ASSIGN_OR_RETURN(const Acting acting, ActAsSecretaris(state, context));
  RETURN_IF_ERROR(RequireRevision(*project, command.revision_seen));
  const google::protobuf::RepeatedPtrField<std::string> refs(command.lead_partners.begin(),
                                                             command.lead_partners.end());
  Problems problems;
  const absl::StatusOr<std::vector<std::string>> leads =
      RequireLeadPartners(state, refs, "lead_partners");
  problems.Add(leads.status());
  problems.Add(CheckText(command.reason, TextKind::kLong, "reason"));
  RETURN_IF_ERROR(problems.status());
  if (*leads == (part == nullptr ? project->lead_partners : part->lead_partners))
    return NothingChanged(*project, "lead");

  // Nothing below may fail.
  v1::Event event = NewEvent(acting);
  v1::ProjectLeadChanged& fact = *event.mutable_project_lead_changed();
  fact.set_project(project->id);
  fact.set_part(command.part);
  for (const std::string& lead : *leads) fact.add_lead_partners(lead);
  fact.set_reason(command.reason);
  return Decided(std::move(event));
}

Decision Decide(const State& state, const ReportProgress& command, const Context& context) {
  RETURN_IF_ERROR(RequireProgramme(state).status());
  ASSIGN_OR_RETURN(const Project* const project, RequireProject(state, command.project));
  ASSIGN_OR_RETURN(const ProjectPart* const part, FindPart(state, *project, command.part));
  ASSIGN_OR_RETURN(const Acting acting, ActAsPenvoerder(state, context, Leads(*project, part)));
  if (command.revision_seen != 0) RETURN_IF_ERROR(RequireRevision(*project, command.revision_seen));
  Problems problems;
  const absl::StatusOr<base::PartialDate> month =
      CheckMonth(&command.reference_month, "reference_month");
  problems.Add(month.ok() ? RequireBegun(*month, context.now_micros, "reference_month")
                          : month.status());
  problems.Add(CheckProgress(command.progress, "progress"));
  RETURN_IF_ERROR(problems.status());

  // Nothing below may fail. A report of `afgerond` completes nothing: that is an act of its own.
  v1::Event event = NewEvent(acting);
  v1::ProgressReported& fact = *event.mutable_progress_reported();
  fact.set_project(project->id);
  fact.set_part(command.part);
  Set(fact.mutable_reference_month(), *month);
  *fact.mutable_progress() = command.progress;
  return Decided(std::move(event));
}

Decision Decide(const State& state, const CompleteProject& command, const Context& context) {
  RETURN_IF_ERROR(RequireProgramme(state).status());
  ASSIGN_OR_RETURN(const Project* const project, RequireProject(state, command.project));
  ASSIGN_OR_RETURN(const Acting acting,
                   ActAsSecretarisOrPenvoerder(state, context, project->lead_partners));
  if (command.revision_seen != 0) RETURN_IF_ERROR(RequireRevision(*project, command.revision_seen));
  if (project->stage == ProjectStage::kCompleted) {
    return Refuse(
        absl::StatusCode::kFailedPrecondition, base::kProjectCompleted,
        absl::StrCat("Project ", project->Label(), " is completed already. Nothing is left to do."),
        absl::StrCat("Project ", project->Label(), " is al afgesloten. Er hoeft niets meer."),
        {{"project", project->Label()}});
  }
  RETURN_IF_ERROR(CheckText(command.reason, TextKind::kLong, "reason"));

  // Nothing below may fail.
  v1::Event event = NewEvent(acting);
  event.mutable_project_completed()->set_project(project->id);
  event.mutable_project_completed()->set_reason(command.reason);
  return Decided(std::move(event));
}

}  // namespace dealboek::domain
