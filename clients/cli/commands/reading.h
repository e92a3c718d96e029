// What a mutation reads first, to act on what is there: always as it is now.
#ifndef DEALBOEK_CLIENTS_CLI_COMMANDS_READING_H_
#define DEALBOEK_CLIENTS_CLI_COMMANDS_READING_H_

#include <string>

#include "absl/status/statusor.h"

#include "clients/cli/session.h"
#include "dealboek/v1/decision_service.pb.h"
#include "dealboek/v1/programme_service.pb.h"
#include "dealboek/v1/project_service.pb.h"
#include "dealboek/v1/proposal_service.pb.h"

namespace dealboek::cli::commands {

absl::StatusOr<v1::GetProgrammeResponse> FetchProgramme(Session& session);
absl::StatusOr<v1::Proposal> FetchProposal(const std::string& proposal, Session& session);
absl::StatusOr<v1::GetMeetingResponse> FetchMeeting(const std::string& meeting, Session& session);
absl::StatusOr<v1::Project> FetchProject(const std::string& project, Session& session);

}  // namespace dealboek::cli::commands

#endif  // DEALBOEK_CLIENTS_CLI_COMMANDS_READING_H_
