#include "clients/cli/error_json.h"

#include "absl/strings/cord.h"
#include "nlohmann/json.hpp"

#include "clients/cli/errors.h"

namespace dealboek::cli {

std::string OnOneLine(const nlohmann::ordered_json& json) {
  return json.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

std::string AsJson(const absl::Status& status) {
  nlohmann::ordered_json json = {{"code", absl::StatusCodeToString(status.code())},
                                 {"reason", IsWrongUsage(status) ? "WRONG_USAGE" : ""},
                                 {"message", std::string(status.message())},
                                 {"field_violations", nlohmann::ordered_json::array()},
                                 {"metadata", nlohmann::ordered_json::object()}};
  if (const absl::optional<absl::Cord> parts = status.GetPayload(kErrorJsonPayload)) {
    json.update(nlohmann::ordered_json::parse(std::string(*parts)));
  }
  json["exit_code"] = ExitCode(status);
  return OnOneLine(json);
}

}  // namespace dealboek::cli
