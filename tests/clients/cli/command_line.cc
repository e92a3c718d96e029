#include "tests/clients/cli/command_line.h"

#include <cstdint>
#include <sstream>

#include "clients/cli/commands/commands.h"

namespace dealboek::cli::tests {

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
  uint8_t next = 0;
  environment.fill_random = [&next](absl::Span<uint8_t> bytes) {
    for (uint8_t& byte : bytes) byte = next++;
  };
  Ended ended;
  ended.code = Run(arguments, environment, commands::AllNouns());
  ended.out = out.str();
  ended.err = err.str();
  return ended;
}

}  // namespace dealboek::cli::tests
