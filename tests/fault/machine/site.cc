#include "tests/fault/machine/site.h"

#include <fstream>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "gtest/gtest.h"
#include <nlohmann/json.hpp>

namespace dealboek::machine {

Site::Site(std::string directory, std::string disk)
    : directory_(std::move(directory)), disk_(std::move(disk)) {}

Process Site::Run(std::vector<std::string> command) {
  return Process(std::move(command), absl::StrCat(directory_, "/said-", ++started_));
}

std::vector<std::string> Site::Command(const std::string& word) const {
  return {DEALBOEKD, word, "--data", log(), "--floor", floor()};
}

void Site::Init() {
  Process init = Run(Command("init"));
  EXPECT_EQ(init.Ends(), 0) << init.Said();
}

void Site::Verify() {
  Process verify = Run(Command("verify"));
  EXPECT_EQ(verify.Ends(), 0) << verify.Said();
}

Process Site::Start(const std::vector<std::string>& options, std::vector<std::string> by) {
  for (const std::string& word : Command("serve")) by.push_back(word);
  by.insert(by.end(), {"--listen", address(), "--insecure-dev-identity"});
  by.insert(by.end(), options.begin(), options.end());
  return Run(std::move(by));
}

End Site::AwaitEnd(Process& server, int signal) {
  if (signal != 0) server.Signal(signal);
  End end;
  end.code = server.Ends();
  end.said = server.Said();
  for (const absl::string_view line : absl::StrSplit(end.said, '\n')) {
    const auto json = nlohmann::json::parse(line.begin(), line.end(), nullptr, false);
    if (!json.is_object()) continue;
    end.event = json.value("event", "");
    end.message = json.value("message", "");
  }
  return end;
}

bool IsInTheGuide(absl::string_view message) {
  std::ifstream guide(DEALBOEK_SOURCE_DIR "/deploy/OPERATIONS.md");
  for (std::string line; std::getline(guide, line);) {
    if (!absl::StartsWith(line, "> ")) continue;
    absl::string_view rest = message;
    bool all = true;
    for (absl::string_view part : absl::StrSplit(line.substr(2), "…")) {
      const size_t at = rest.find(part);
      all = all && at != absl::string_view::npos;
      if (all) rest.remove_prefix(at + part.size());
    }
    if (all) return true;
  }
  return false;
}

}  // namespace dealboek::machine
