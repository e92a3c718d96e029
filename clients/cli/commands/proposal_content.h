// What a proposal says, as options of `proposal submit` and `proposal revise`.
#ifndef DEALBOEK_CLIENTS_CLI_COMMANDS_PROPOSAL_CONTENT_H_
#define DEALBOEK_CLIENTS_CLI_COMMANDS_PROPOSAL_CONTENT_H_

#include <ostream>
#include <string>
#include <vector>

#include "CLI/App.hpp"
#include "absl/status/status.h"

#include "clients/cli/names.h"
#include "dealboek/v1/types.pb.h"

namespace dealboek::cli::commands {

struct ContentOptions {
  std::string from;  // a JSON file; what the other options say comes on top of it
  std::string kind;
  std::string title;
  std::string pijler;
  std::string theme;
  std::string project;
  std::string number;
  std::string parent;
  std::vector<std::string> leads;
  std::vector<std::string> new_parts;
  std::vector<std::string> lines;
  std::string reservation;
  std::vector<std::string> contributions;
  std::string summary;
  std::vector<std::string> documents;
};

void AddContentOptions(CLI::App& verb, ContentOptions& options);

// Changes what an option was given for and leaves the rest. A list (lines, parts, leads,
// contributions, documents) is replaced whole by the options given for it.
absl::Status Apply(const ContentOptions& options, v1::ProposalContent& content);

// The content for the eye, a line per field that says something, indented.
// Projects and partners by name.
void PrintContent(const v1::ProposalContent& content, const Names& names, std::ostream& out);

}  // namespace dealboek::cli::commands

#endif  // DEALBOEK_CLIENTS_CLI_COMMANDS_PROPOSAL_CONTENT_H_
