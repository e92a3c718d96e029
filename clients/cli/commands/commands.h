// The nouns of `dealboek`, each in a file of its own: seat.cc holds `dealboek seat ...`.
#ifndef DEALBOEK_CLIENTS_CLI_COMMANDS_COMMANDS_H_
#define DEALBOEK_CLIENTS_CLI_COMMANDS_COMMANDS_H_

#include <string>
#include <vector>

#include "CLI/App.hpp"

#include "clients/cli/run.h"
#include "clients/cli/session.h"
#include "clients/cli/table.h"
#include "dealboek/v1/programme_service.pb.h"

namespace dealboek::cli::commands {

void AddProgrammeCommands(CLI::App& app, Session& session);
void AddSeatCommands(CLI::App& app, Session& session);
void AddTrancheCommands(CLI::App& app, Session& session);
void AddProposalCommands(CLI::App& app, Session& session);
void AddEndorsementCommands(CLI::App& app, Session& session);
void AddMeetingCommands(CLI::App& app, Session& session);
void AddBudgetCommands(CLI::App& app, Session& session);
void AddProjectCommands(CLI::App& app, Session& session);
void AddWorklistCommands(CLI::App& app, Session& session);
void AddEventsCommands(CLI::App& app, Session& session);
void AddEditionCommands(CLI::App& app, Session& session);
void AddStatementCommands(CLI::App& app, Session& session);
void AddBackupCommands(CLI::App& app, Session& session);
void AddBookCommands(CLI::App& app, Session& session);
void AddCompletionCommands(CLI::App& app, Session& session);

// All of them, in the order in which help lists them.
std::vector<AddCommands> AllNouns();

// `programme import`, a verb in a file of its own.
void AddProgrammeImport(CLI::App& programme_noun, Session& session);

// The tranches of a programme, a row each.
Table TrancheTable(const v1::Programme& programme);
// "€ 500.000; mogelijk € 600.000" of a ceiling that is there, and of one that there may be.
std::string CeilingWords(bool there, const v1::Money& ceiling, bool perhaps,
                         const v1::Money& possible);

}  // namespace dealboek::cli::commands

#endif  // DEALBOEK_CLIENTS_CLI_COMMANDS_COMMANDS_H_
