#include "tests/clients/cli/command_line.h"

#include <cstdint>
#include <sstream>

#include "clients/cli/commands/commands.h"
#include "clients/cli/documents/commands.h"

namespace dealboek::cli::tests {

std::vector<AddCommands> AllNouns() {
  std::vector<AddCommands> nouns = commands::AllNouns();
  for (const AddCommands& add : documents::AllNouns()) nouns.push_back(add);
  return nouns;
}

Ended RunDealboek(const std::vector<std::string>& arguments, const Surroundings& surroundings) {
  std::istringstream in;
  std::ostringstream out;
  std::ostringstream err;
  Environment environment(in, out, err);
  environment.variables = surroundings.variables;
  environment.out_is_terminal = surroundings.terminal;
  environment.err_is_terminal = surroundings.terminal;
  environment.width = surroundings.width;
  environment.zone = absl::UTCTimeZone();
  environment.now = [&] { return surroundings.now; };
  uint8_t next = 0;
  environment.fill_random = [&next](absl::Span<uint8_t> bytes) {
    for (uint8_t& byte : bytes) byte = next++;
  };
  Ended ended;
  ended.code = Run(arguments, environment, AllNouns());
  ended.out = out.str();
  ended.err = err.str();
  return ended;
}

}  // namespace dealboek::cli::tests
