// Nouns and verbs: what every command has alike. A noun's commands are added by a function of its
// own,
//
//   void AddSeatCommands(CLI::App& app, Session& session);
//
// so that a noun can be found, and added to, in one file.
#ifndef DEALBOEK_CLIENTS_CLI_VERBS_H_
#define DEALBOEK_CLIENTS_CLI_VERBS_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "CLI/App.hpp"
#include "absl/status/status.h"

#include "clients/cli/session.h"

namespace dealboek::cli {

// The command lines in the help of a noun or a verb, as they can be typed.
std::vector<std::string> ExamplesOf(const CLI::App& app);

// The noun of that name: the one there is, or a new one with this description. Its help has
// examples of its verbs.
CLI::App& Noun(CLI::App& app, const std::string& name, const std::string& description);

// A new verb of a noun, with its description and a real example for its --help; more than one on
// lines of their own, two spaces in front. One that only reads runs as it stands on the books of
// deploy/quickstart. `body` runs once the whole command line has been read; what it returns is how
// the run ends.
CLI::App& Verb(CLI::App& noun, Session& session, const std::string& name,
               const std::string& description, const std::string& example,
               std::function<absl::Status()> body);

// What Verb does once the line has been read, for a command that is no verb: the one place where a
// body runs, so that every error knows the options of its command.
void RunBody(const CLI::App& command, Session& session, const std::function<absl::Status()>& body);

// --as-of (and, where money is shown, --valid-on): for verbs that read.
void AddReadOptions(CLI::App& verb, Session& session);
void AddValidOnOption(CLI::App& verb, Session& session);
// --request-id: for verbs that change something.
void AddMutationOptions(CLI::App& verb, Session& session);
// --position-seen: for those that change what its caller has seen and that has no versions.
void AddPositionSeenOption(CLI::App& verb, int64_t& position_seen);

}  // namespace dealboek::cli

#endif  // DEALBOEK_CLIENTS_CLI_VERBS_H_
