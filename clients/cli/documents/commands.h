// The verbs that make documents: `edition show`, `meeting decisions|pack`, `budget
// explain|compare`, `reconcile`.
#ifndef DEALBOEK_CLIENTS_CLI_DOCUMENTS_COMMANDS_H_
#define DEALBOEK_CLIENTS_CLI_DOCUMENTS_COMMANDS_H_

#include <vector>

#include "CLI/App.hpp"

#include "clients/cli/run.h"
#include "clients/cli/session.h"

namespace dealboek::cli::documents {

void AddEditionDocuments(CLI::App& app, Session& session);
void AddMeetingDocuments(CLI::App& app, Session& session);
void AddBudgetDocuments(CLI::App& app, Session& session);
void AddReconcile(CLI::App& app, Session& session);

// All of them.
std::vector<AddCommands> AllNouns();

}  // namespace dealboek::cli::documents

#endif  // DEALBOEK_CLIENTS_CLI_DOCUMENTS_COMMANDS_H_
