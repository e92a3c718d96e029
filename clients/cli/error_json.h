// An error for scripts.
#ifndef DEALBOEK_CLIENTS_CLI_ERROR_JSON_H_
#define DEALBOEK_CLIENTS_CLI_ERROR_JSON_H_

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "nlohmann/json_fwd.hpp"

namespace dealboek::cli {

// One JSON object, on one line. "code" is gRPC's, by name; "reason" the server's (WRONG_USAGE for a
// command typed wrongly, empty where there is none); "message" the Dutch sentences;
// "field_violations" has the "field" of the request, the "option" that fills it and a "message";
// "metadata" the values the message names; "exit_code" how the program ends.
std::string AsJson(const absl::Status& status);

// Of an absl::Status: the keys of the object that FromServer knows better, as JSON.
inline constexpr absl::string_view kErrorJsonPayload = "dealboek.cli/json";

// What an error quotes may be any bytes: those that are not UTF-8 are replaced.
std::string OnOneLine(const nlohmann::ordered_json& json);

}  // namespace dealboek::cli

#endif  // DEALBOEK_CLIENTS_CLI_ERROR_JSON_H_
