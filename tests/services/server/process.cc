#include "tests/services/server/process.h"

#include <csignal>
#include <fcntl.h>
#include <fstream>
#include <sstream>
#include <unistd.h>
#include <utility>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "gtest/gtest.h"
#include <sys/prctl.h>
#include <sys/wait.h>

namespace dealboek::server {

Process::Process(std::vector<std::string> command, std::string said_in,
                 const std::function<void()>& before)
    : said_in_(std::move(said_in)) {
  std::vector<char*> argv;
  for (std::string& argument : command) argv.push_back(argument.data());
  argv.push_back(nullptr);
  unlink(said_in_.c_str());  // what another said there is not taken for its words
  pid_ = fork();
  if (pid_ == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    const int said = open(said_in_.c_str(), O_WRONLY | O_CREAT, 0600);
    dup2(said, STDERR_FILENO);
    dup2(said, STDOUT_FILENO);
    if (before != nullptr) before();
    execvp(argv[0], argv.data());
    _exit(127);
  }
}

Process::Process(Process&& other) noexcept
    : said_in_(std::move(other.said_in_)), pid_(std::exchange(other.pid_, -1)) {}

Process::~Process() {
  if (pid_ <= 0) return;
  kill(pid_, SIGKILL);
  waitpid(pid_, nullptr, 0);
}

void Process::Signal(int signal) const { kill(pid_, signal); }

std::string Process::Said() const {
  std::stringstream said;
  said << std::ifstream(said_in_).rdbuf();
  return said.str();
}

bool Process::HasEnded() const {
  siginfo_t about = {};
  return waitid(P_PID, static_cast<id_t>(pid_), &about, WEXITED | WNOHANG | WNOWAIT) == 0 &&
         about.si_pid == pid_;
}

bool Process::SaysOrEnds(absl::string_view what) const {
  const absl::Time deadline = absl::Now() + absl::Minutes(1);
  while (absl::Now() < deadline) {
    const bool ended = HasEnded();  // before the look at what it said last
    if (Said().find(std::string(what)) != std::string::npos) return true;
    if (ended) return false;
    absl::SleepFor(absl::Milliseconds(2));
  }
  return false;
}

bool Process::Says(absl::string_view what) const {
  if (SaysOrEnds(what)) return true;
  ADD_FAILURE() << "it never said '" << what << "' but:\n" << Said();
  return false;
}

int Process::Ends() {
  const absl::Time deadline = absl::Now() + absl::Minutes(2);
  while (!HasEnded() && absl::Now() < deadline) absl::SleepFor(absl::Milliseconds(1));
  if (!HasEnded()) {
    ADD_FAILURE() << "it does not end, and said:\n" << Said();
    kill(pid_, SIGKILL);
  }
  int status = 0;
  waitpid(pid_, &status, 0);
  pid_ = -1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace dealboek::server
