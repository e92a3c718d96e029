// The nouns of `dealboek`, each in a file of its own: seat.cc holds `dealboek seat ...`.
#ifndef DEALBOEK_CLIENTS_CLI_COMMANDS_COMMANDS_H_
#define DEALBOEK_CLIENTS_CLI_COMMANDS_COMMANDS_H_

#include <vector>

#include "CLI/App.hpp"

#include "clients/cli/run.h"
#include "clients/cli/session.h"

namespace dealboek::cli::commands {

void AddSeatCommands(CLI::App& app, Session& session);

// All of them, in the order in which help lists them.
std::vector<AddCommands> AllNouns();

}  // namespace dealboek::cli::commands

#endif  // DEALBOEK_CLIENTS_CLI_COMMANDS_COMMANDS_H_
