// Where the server is in its life.
#ifndef DEALBOEK_SERVICES_SERVER_STAGE_H_
#define DEALBOEK_SERVICES_SERVER_STAGE_H_

#include "absl/strings/string_view.h"

namespace dealboek::server {

enum class Stage {
  kOpening,  // reads and checks its log
  kServing,
  kStopping,  // finishes what it has taken
  kFailed,    // its log has failed; it ends
};

inline constexpr Stage kStages[] = {Stage::kOpening, Stage::kServing, Stage::kStopping,
                                    Stage::kFailed};

constexpr absl::string_view StageName(Stage stage) {
  switch (stage) {
    case Stage::kOpening:
      return "opening";
    case Stage::kServing:
      return "serving";
    case Stage::kStopping:
      return "stopping";
    case Stage::kFailed:
      return "failed";
  }
  return "";
}

}  // namespace dealboek::server

#endif  // DEALBOEK_SERVICES_SERVER_STAGE_H_
