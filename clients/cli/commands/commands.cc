#include "clients/cli/commands/commands.h"

namespace dealboek::cli::commands {

std::vector<AddCommands> AllNouns() { return {AddSeatCommands}; }

}  // namespace dealboek::cli::commands
