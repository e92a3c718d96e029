#include <cstdio>
#include <string>
#include <variant>
#include <vector>

#include "google/protobuf/stubs/logging.h"

#include "services/server/config.h"
#include "services/server/server.h"

int main(int argc, char** argv) {
  using dealboek::server::Config;
  using dealboek::server::Exit;

  google::protobuf::SetLogHandler(nullptr);  // bad bytes of a caller are answered, not logged
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  const std::variant<Config, Exit> parsed = dealboek::server::ParseCommandLine(arguments);
  if (const Exit* exit = std::get_if<Exit>(&parsed); exit != nullptr) {
    std::fputs(exit->out.c_str(), stdout);
    std::fputs(exit->err.c_str(), stderr);
    return exit->code;
  }
  return dealboek::server::Run(std::get<Config>(parsed));
}
