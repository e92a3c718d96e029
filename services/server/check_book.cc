#include "services/server/check_book.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <spawn.h>
#include <unistd.h>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include <sys/wait.h>

#include "services/base/error.h"
#include "services/base/reasons.h"
#include "services/book/imports.h"
#include "services/server/config.h"

namespace dealboek::server {
namespace {

// The process that checks says this and a number, on a line of its own and last: where it was.
constexpr absl::string_view kAt = "at position ";
constexpr absl::string_view kCheck = "CHECK failed: ";
constexpr unsigned kSeconds = 600;
constexpr size_t kMaxSaid = 64 << 10;

volatile std::sig_atomic_t position_reached = 0;

// Async-signal-safe.
void SayPosition() {
  std::array<char, 64> line{};
  size_t at = line.size();
  line[--at] = '\n';
  uint64_t number = static_cast<uint64_t>(position_reached);
  do {
    line[--at] = static_cast<char>('0' + number % 10);
    number /= 10;
  } while (number > 0);
  at -= kAt.size();
  std::memcpy(&line[at], kAt.data(), kAt.size());
  [[maybe_unused]] const ssize_t written =
      write(STDERR_FILENO, &line[at], line.size() - at);  // nobody to tell when it fails
}

void EndOfIt(int /*signal*/) {
  SayPosition();
  _exit(kFailed);
}

void SayWhereItStops() {
  for (const int signal : {SIGABRT, SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGALRM}) {
    std::signal(signal, EndOfIt);
  }
  alarm(kSeconds);
}

absl::Status NotChecked(absl::string_view why) {
  return base::WithDetail(
      absl::UnavailableError(absl::StrCat("The book could not be checked: ", why,
                                          ". Nothing was recorded; try again.")),
      {std::string(base::kRecordRefused),
       {},
       {},
       "Het boek kon niet worden gecontroleerd. Er is niets ingelezen; probeer het opnieuw."});
}

// What comes out of `from` until its end; what is over kMaxSaid is read and dropped.
std::string ReadAll(int from) {
  std::string said;
  std::array<char, 4096> buffer;
  while (true) {
    const ssize_t count = read(from, buffer.data(), buffer.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return said;
    if (said.size() < kMaxSaid) said.append(buffer.data(), static_cast<size_t>(count));
  }
}

}  // namespace

int CheckBookHere(const std::string& book, const std::string& file) {
  SayWhereItStops();
  const absl::Status checked = book::CheckBookFile(book, file, [](base::Position position) {
    position_reached = static_cast<std::sig_atomic_t>(position.value());
  });
  if (checked.ok()) {
    std::printf("%s is book %s, whole, up to position %lld.\n", file.c_str(), book.c_str(),
                static_cast<long long>(position_reached));
    return kDone;
  }
  std::fprintf(stderr, "%s\n", std::string(checked.message()).c_str());
  SayPosition();
  return kFailed;
}

absl::Status CheckBookElsewhere(absl::string_view book, const std::string& file) {
  std::array<int, 2> pipe_ends{};
  if (pipe2(pipe_ends.data(), O_CLOEXEC) != 0) return NotChecked(std::strerror(errno));
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, pipe_ends[1], STDERR_FILENO);
  posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1);
  std::vector<std::string> words = {"dealboekd",       "check-book", "--book",
                                    std::string(book), "--file",     file};
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  char* no_environment = nullptr;  // what it was told is for the server
  pid_t process = 0;
  const int started =
      posix_spawn(&process, "/proc/self/exe", &actions, nullptr, arguments.data(), &no_environment);
  posix_spawn_file_actions_destroy(&actions);
  close(pipe_ends[1]);
  const std::string said = started == 0 ? ReadAll(pipe_ends[0]) : "";
  close(pipe_ends[0]);
  if (started != 0) return NotChecked(std::strerror(started));
  int how = 0;
  while (waitpid(process, &how, 0) < 0) {
    if (errno != EINTR) return NotChecked(std::strerror(errno));
  }
  if (WIFEXITED(how) && WEXITSTATUS(how) == kDone) return absl::OkStatus();

  uint64_t position = 0;
  std::string why;
  for (const absl::string_view line : absl::StrSplit(said, '\n', absl::SkipEmpty())) {
    if (absl::StartsWith(line, kAt)) {
      const bool is_number = absl::SimpleAtoi(line.substr(kAt.size()), &position);
      if (!is_number) position = 0;
    } else if (why.empty()) {
      // A CHECK says where in our source it stands first: not the caller's affair.
      const size_t check = line.find(kCheck);
      why =
          std::string(check == absl::string_view::npos ? line : line.substr(check + kCheck.size()));
    }
  }
  if (position == 0) return NotChecked(WIFSIGNALED(how) ? strsignal(WTERMSIG(how)) : why);
  return book::RecordRefused(book, base::Position(position), why);
}

}  // namespace dealboek::server
