// How far long work is: a bar on stderr when that is a terminal, else nothing.
#ifndef DEALBOEK_CLIENTS_CLI_PROGRESS_BAR_H_
#define DEALBOEK_CLIENTS_CLI_PROGRESS_BAR_H_

#include <cstdint>
#include <string>

#include "clients/cli/environment.h"

namespace dealboek::cli {

class ProgressBar {
 public:
  // `what` is counted: "gebeurtenissen".
  ProgressBar(Environment& environment, std::string what);
  ~ProgressBar() { Done(); }

  // Drawn only when it looks different from before.
  void Update(int64_t done, int64_t total);
  // Wipes the bar; what it was about says itself what came of it.
  void Done();

 private:
  Environment& environment_;
  const std::string what_;
  std::string drawn_;
};

}  // namespace dealboek::cli

#endif  // DEALBOEK_CLIENTS_CLI_PROGRESS_BAR_H_
