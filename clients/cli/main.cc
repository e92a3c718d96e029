#include <string>
#include <vector>

#include "google/protobuf/stubs/logging.h"

#include "clients/cli/commands/commands.h"
#include "clients/cli/documents/commands.h"
#include "clients/cli/environment.h"
#include "clients/cli/run.h"

int main(int argc, char** argv) {
  google::protobuf::SetLogHandler(nullptr);  // what goes wrong is said once, in Dutch
  dealboek::cli::Environment environment = dealboek::cli::ProcessEnvironment();
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  std::vector<dealboek::cli::AddCommands> nouns = dealboek::cli::commands::AllNouns();
  for (const dealboek::cli::AddCommands& add : dealboek::cli::documents::AllNouns()) {
    nouns.push_back(add);
  }
  return dealboek::cli::Run(arguments, environment, nouns);
}
