#include <string>
#include <vector>

#include "clients/cli/commands/commands.h"
#include "clients/cli/environment.h"
#include "clients/cli/run.h"

int main(int argc, char** argv) {
  dealboek::cli::Environment environment = dealboek::cli::ProcessEnvironment();
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  return dealboek::cli::Run(arguments, environment, dealboek::cli::commands::AllNouns());
}
