// A program, dealboekd mostly, as a process of a test's own: started as an operator would start it,
// gone with the test whatever becomes of that.
#ifndef DEALBOEK_TESTS_SERVICES_SERVER_PROCESS_H_
#define DEALBOEK_TESTS_SERVICES_SERVER_PROCESS_H_

#include <functional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include <sys/types.h>

namespace dealboek::server {

// Belongs to one thread: the kernel ends the process with the thread that started it.
class Process {
 public:
  // What it says, on stdout and stderr, goes to the file `said_in`. `before`: done in the process,
  // before it becomes the program.
  Process(std::vector<std::string> command, std::string said_in,
          const std::function<void()>& before = nullptr);
  Process(Process&& other) noexcept;
  Process& operator=(Process&&) = delete;
  // SIGKILL, unless it has ended.
  ~Process();

  pid_t pid() const { return pid_; }
  void Signal(int signal) const;
  std::string Said() const;
  // Waits for it to say something; when it has ended without, or a minute has passed, the test has
  // failed.
  bool Says(absl::string_view what) const;
  // Waits for it to say something, or to end.
  bool SaysOrEnds(absl::string_view what) const;
  // Waits for its end; after two minutes the test has failed, and it is killed. Its exit code; 128
  // and the signal when one ended it.
  int Ends();

 private:
  bool HasEnded() const;

  std::string said_in_;
  pid_t pid_ = -1;
};

}  // namespace dealboek::server

#endif  // DEALBOEK_TESTS_SERVICES_SERVER_PROCESS_H_
