// From a command line to an exit code.
#ifndef DEALBOEK_CLIENTS_CLI_RUN_H_
#define DEALBOEK_CLIENTS_CLI_RUN_H_

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "CLI/App.hpp"

#include "clients/cli/environment.h"
#include "clients/cli/session.h"

namespace dealboek::cli {

using AddCommands = std::function<void(CLI::App&, Session&)>;

// The whole parser, with the general options and these nouns.
std::unique_ptr<CLI::App> MakeApp(Session& session, const std::vector<AddCommands>& nouns);

// Runs one command line (without the program's name). Answers go to environment.out, everything
// else to environment.err. Returns the exit code: 0 done, 1 refused or different, 2 wrong usage, 3
// no answer of a server.
int Run(const std::vector<std::string>& arguments, Environment& environment,
        const std::vector<AddCommands>& nouns);

// Reads the command line and runs nothing. Empty: it can be read; else what is wrong with it, in
// Dutch.
std::string CheckUsage(const std::vector<std::string>& arguments, Environment& environment,
                       const std::vector<AddCommands>& nouns);

}  // namespace dealboek::cli

#endif  // DEALBOEK_CLIENTS_CLI_RUN_H_
