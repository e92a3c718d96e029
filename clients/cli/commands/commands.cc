#include "clients/cli/commands/commands.h"

namespace dealboek::cli::commands {

std::vector<AddCommands> AllNouns() {
  return {AddProgrammeCommands,   AddSeatCommands,    AddTrancheCommands,   AddProposalCommands,
          AddEndorsementCommands, AddMeetingCommands, AddBudgetCommands,    AddProjectCommands,
          AddWorklistCommands,    AddEventsCommands,  AddEditionCommands,   AddStatementCommands,
          AddBackupCommands,      AddBookCommands,    AddCompletionCommands};
}

}  // namespace dealboek::cli::commands
