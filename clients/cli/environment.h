// The process around the command line: its streams, variables, clock, time zone and chance. Handed
// in, so that a test runs a command line as a user does, with nothing of the machine in between.
#ifndef DEALBOEK_CLIENTS_CLI_ENVIRONMENT_H_
#define DEALBOEK_CLIENTS_CLI_ENVIRONMENT_H_

#include <cstdint>
#include <functional>
#include <istream>
#include <map>
#include <ostream>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"

namespace dealboek::cli {

struct Environment {
  Environment(std::istream& input, std::ostream& output, std::ostream& errors)
      : in(input), out(output), err(errors) {}

  std::istream& in;
  std::ostream& out;  // answers
  std::ostream& err;  // everything else
  bool out_is_terminal = false;
  bool err_is_terminal = false;
  int width = 80;  // columns of the terminal, where there is one
  std::map<std::string, std::string, std::less<>> variables;
  absl::TimeZone zone;  // in which times of day are read and shown
  std::function<void(absl::Span<uint8_t>)> fill_random;
  std::function<absl::Time()> now;
  // Runs `dealboekd` with these arguments and these streams to its end; its exit code. Below 0: it
  // could not be run.
  std::function<int(const std::vector<std::string>&)> run_server_program;

  // Empty where the variable is not there.
  std::string Variable(absl::string_view name) const;
  // On a terminal, unless NO_COLOR (https://no-color.org) or TERM=dumb says otherwise.
  bool ColourOut() const;
  bool ColourErr() const;
};

// Of this process. Random bytes come from the kernel.
Environment ProcessEnvironment();

}  // namespace dealboek::cli

#endif  // DEALBOEK_CLIENTS_CLI_ENVIRONMENT_H_
