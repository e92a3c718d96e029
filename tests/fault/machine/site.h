// A log and its floor, and the servers that are started on them, one after another, as an operator
// starts them; and what the operator is told.
#ifndef DEALBOEK_TESTS_FAULT_MACHINE_SITE_H_
#define DEALBOEK_TESTS_FAULT_MACHINE_SITE_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

#include "tests/services/server/process.h"

namespace dealboek::machine {

using Process = server::Process;

// What a server said last, and its exit code.
struct End {
  int code = 0;
  std::string event;    // not_started, stopped, ...
  std::string message;  // for people
  std::string said;     // all of it
};

class Site {
 public:
  // The log and its floor are in `disk`; what belongs to a running server only is in `directory`.
  Site(std::string directory, std::string disk);

  void Init();
  // `by`: a command that starts it. It is on its way; see Ready.
  Process Start(const std::vector<std::string>& options = {}, std::vector<std::string> by = {});
  // Waits until the server can be reached; false: it has ended instead.
  static bool Ready(const Process& server) { return server.SaysOrEnds("\"event\":\"ready\""); }
  // Its end as it comes, or, with a signal, after that.
  static End AwaitEnd(Process& server, int signal = 0);
  // `dealboekd verify`, which reads all there is.
  void Verify();

  std::string address() const { return "unix:" + directory_ + "/socket"; }
  std::string log() const { return disk_ + "/log"; }
  std::string floor() const { return disk_ + "/floor"; }

 private:
  Process Run(std::vector<std::string> command);
  std::vector<std::string> Command(const std::string& word) const;

  const std::string directory_;
  const std::string disk_;
  int started_ = 0;
};

// The message is quoted in deploy/OPERATIONS.md, which says what to do.
bool IsInTheGuide(absl::string_view message);

}  // namespace dealboek::machine

#endif  // DEALBOEK_TESTS_FAULT_MACHINE_SITE_H_
