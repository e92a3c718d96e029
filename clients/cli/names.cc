#include "clients/cli/names.h"

#include "absl/strings/str_cat.h"

#include "clients/cli/status_macros.h"
#include "dealboek/v1/programme_service.grpc.pb.h"
#include "dealboek/v1/project_service.grpc.pb.h"

namespace dealboek::cli {
namespace {

std::string NameOf(const std::map<std::string, std::string>& names, const std::string& id) {
  const auto found = names.find(id);
  return found == names.end() ? id : found->second;
}

}  // namespace

absl::StatusOr<Names> Names::Fetch(const v1::ReadAt& at, Session& session) {
  Names names;
  v1::ListProjectsRequest projects;
  ASSIGN_OR_RETURN(*projects.mutable_parent(), session.Programme());
  *projects.mutable_at() = at;
  ASSIGN_OR_RETURN(const v1::ListProjectsResponse listed,
                   session.CallAllPages(&v1::ProjectService::Stub::ListProjects, projects));
  for (const v1::Project& project : listed.projects()) {
    names.AddProject(project.project(), project.label(), project.title());
  }
  v1::GetProgrammeRequest programme;
  programme.set_name(projects.parent());
  *programme.mutable_at() = at;
  ASSIGN_OR_RETURN(const v1::GetProgrammeResponse got,
                   session.Call(&v1::ProgrammeService::Stub::GetProgramme, programme));
  for (const v1::Partner& partner : got.programme().partners()) {
    names.AddPartner(partner.partner(), partner.display_name());
  }
  return names;
}

void Names::AddProject(const std::string& id, const std::string& label, const std::string& title) {
  projects_[id] = absl::StrCat(label, " ", title);
}
void Names::AddPartner(const std::string& id, const std::string& name) { partners_[id] = name; }

std::string Names::Project(const std::string& id) const { return NameOf(projects_, id); }
std::string Names::Partner(const std::string& id) const { return NameOf(partners_, id); }

}  // namespace dealboek::cli
