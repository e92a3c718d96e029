#include "clients/cli/environment.h"

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <spawn.h>
#include <system_error>
#include <unistd.h>

#include "absl/time/clock.h"
#include <sys/ioctl.h>
#include <sys/random.h>
#include <sys/wait.h>

extern char** environ;

namespace dealboek::cli {
namespace {

bool AllowsColour(const Environment& environment) {
  return environment.Variable("NO_COLOR").empty() && environment.Variable("TERM") != "dumb";
}

int TerminalWidth() {
  winsize size = {};
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
  return 80;
}

// The server's program: the one installed beside this one, or else by the PATH.
int RunServerProgram(const std::vector<std::string>& arguments) {
  std::error_code none;
  const std::filesystem::path beside =
      std::filesystem::read_symlink("/proc/self/exe", none).parent_path() / "dealboekd";
  std::vector<std::string> words = {!none && access(beside.c_str(), X_OK) == 0 ? beside.string()
                                                                               : "dealboekd"};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<char*> argv;
  argv.reserve(words.size() + 1);
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  pid_t pid = 0;
  if (posix_spawnp(&pid, argv[0], nullptr, nullptr, argv.data(), environ) != 0) return -1;
  int status = 0;
  while (waitpid(pid, &status, 0) < 0) {
    if (errno != EINTR) return -1;
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}

}  // namespace

std::string Environment::Variable(absl::string_view name) const {
  const auto found = variables.find(std::string(name));
  return found == variables.end() ? "" : found->second;
}

bool Environment::ColourOut() const { return out_is_terminal && AllowsColour(*this); }
bool Environment::ColourErr() const { return err_is_terminal && AllowsColour(*this); }

Environment ProcessEnvironment() {
  Environment environment(std::cin, std::cout, std::cerr);
  environment.out_is_terminal = isatty(STDOUT_FILENO) != 0;
  environment.err_is_terminal = isatty(STDERR_FILENO) != 0;
  environment.width = TerminalWidth();
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string text = *entry;
    const size_t equals = text.find('=');
    if (equals != std::string::npos) {
      environment.variables[text.substr(0, equals)] = text.substr(equals + 1);
    }
  }
  environment.zone = absl::LocalTimeZone();
  environment.fill_random = [](absl::Span<uint8_t> bytes) {
    // Up to 256 bytes come whole (getrandom(2)); a kernel without chance is no place to go on.
    if (getrandom(bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size())) {
      std::cerr << "Geen willekeurige getallen van het systeem.\n";
      std::abort();
    }
  };
  environment.now = absl::Now;
  environment.run_server_program = RunServerProgram;
  return environment;
}

}  // namespace dealboek::cli
