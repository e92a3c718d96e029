// A command line as a user types it: what comes out, what goes to stderr and how it ends.
#ifndef DEALBOEK_TESTS_CLIENTS_CLI_COMMAND_LINE_H_
#define DEALBOEK_TESTS_CLIENTS_CLI_COMMAND_LINE_H_

#include <map>
#include <string>
#include <vector>

#include "absl/time/time.h"

#include "clients/cli/environment.h"
#include "clients/cli/run.h"

namespace dealboek::cli::tests {

struct Ended {
  int code = 0;
  std::string out;
  std::string err;
};

// What the user's process has around it.
struct Surroundings {
  std::map<std::string, std::string, std::less<>> variables;
  bool terminal = false;
  int width = 80;
  absl::Time now = absl::FromUnixSeconds(1'623'074'580);  // 7 June 2021, 14:03
};

// The nouns of the program.
std::vector<AddCommands> AllNouns();

// Runs `dealboek ARGUMENTS` as the program does, in UTC. Random bytes are 0, 1,
// 2, ... in each run, so that the first request id is always 00010203-0405-4607-8809-0a0b0c0d0e0f.
Ended RunDealboek(const std::vector<std::string>& arguments, const Surroundings& surroundings = {});

}  // namespace dealboek::cli::tests

#endif  // DEALBOEK_TESTS_CLIENTS_CLI_COMMAND_LINE_H_
