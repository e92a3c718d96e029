// Messages of the contract as JSON for people and scripts, and back.
//
// As the contract names things, with three differences from protobuf's own JSON: whole numbers are
// numbers; a Money field `amount` is `"amount_euro_cents": 45000000`, or null where it is absent
// (unknown is never zero); a date is "2021", "2021-06" or "2021-06-07", as far as known. Bytes are
// hexadecimal, moments RFC 3339 in UTC, enum values go by name. Fields that are not set are there,
// with their zero, empty or null value.
#ifndef DEALBOEK_CLIENTS_CLI_JSON_H_
#define DEALBOEK_CLIENTS_CLI_JSON_H_

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/message.h"
#include "nlohmann/json_fwd.hpp"

namespace dealboek::cli {

nlohmann::ordered_json ToJson(const google::protobuf::Message& message);

// Fills `message` from JSON as ToJson writes it. Everything may be left out; null stands for
// absent. A key or value that does not belong is refused, by its path: "lines[0].tranche: ...".
// INVALID_ARGUMENT with a Dutch sentence.
absl::Status FromJson(absl::string_view text, google::protobuf::Message& message);

std::string Hex(absl::string_view bytes);

}  // namespace dealboek::cli

#endif  // DEALBOEK_CLIENTS_CLI_JSON_H_
