// What a command that did not succeed says, and with which exit code. Within the command line an
// absl::Status carries the whole text for the reader, in Dutch, as its message; how it ends is a
// payload.
#ifndef DEALBOEK_CLIENTS_CLI_ERRORS_H_
#define DEALBOEK_CLIENTS_CLI_ERRORS_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "grpcpp/support/status.h"

namespace dealboek::cli {

// Exit codes, for scripts.
inline constexpr int kDone = 0;
inline constexpr int kRefusedOrDifferent = 1;
inline constexpr int kWrongUsage = 2;
inline constexpr int kNoAnswer = 3;

// The command was typed wrongly: exit code 2, with a pointer to --help.
absl::Status WrongUsage(absl::string_view dutch);
// The same, for the option or argument whose value was refused: "--line: ...".
absl::Status WrongValue(absl::string_view option, const absl::Status& why);
// Refused on this side, before the server was asked: exit code 1.
absl::Status Refused(std::string dutch);

// Where a call went, for the sentences about a server that is not there.
struct CallContext {
  std::string server;
  double deadline_seconds = 0;
  bool named = false;      // the caller said who it is
  std::string request_id;  // of a mutation; empty for a read
  // Those of the verb that runs, arguments too: "--line", "vergadering".
  std::vector<std::string> options;
};

// The server's answer as a person reads it: its Dutch sentence, the reason and the fields at fault,
// each named by the option that fills it, where the verb has one.
// A server that is not there or does not answer in time gets one sentence; when a mutation may yet
// have been carried out, that says so, with the request id that repeats it safely. Who is not
// there, not in time or no dealboekd refuses nothing: exit code 3, as for a server that says
// UNAVAILABLE or DEADLINE_EXCEEDED itself.
absl::Status FromServer(const grpc::Status& status, const CallContext& context);

// The ErrorInfo reason of an error of the server's; empty if it has none.
std::string ReasonOf(const grpc::Status& status);
// The same of a Status made by FromServer.
std::string ReasonOf(const absl::Status& status);

bool IsWrongUsage(const absl::Status& status);
int ExitCode(const absl::Status& status);

}  // namespace dealboek::cli

#endif  // DEALBOEK_CLIENTS_CLI_ERRORS_H_
