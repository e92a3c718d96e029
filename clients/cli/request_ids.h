// Request ids: what makes a repeated command the same command.
#ifndef DEALBOEK_CLIENTS_CLI_REQUEST_IDS_H_
#define DEALBOEK_CLIENTS_CLI_REQUEST_IDS_H_

#include <array>
#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"

#include "clients/cli/environment.h"

namespace dealboek::cli {

// A version 4 UUID (RFC 9562, 5.4) of the environment's chance.
std::string NewRequestId(Environment& environment);

// The UUID that stands for this content, always the same (RFC 9562, 5.8: version 8, of its
// SHA-256).
std::string RequestIdOfContent(absl::string_view content);

// SHA-256 (FIPS 180-4), 32 bytes.
std::string Sha256(absl::string_view content);

}  // namespace dealboek::cli

#endif  // DEALBOEK_CLIENTS_CLI_REQUEST_IDS_H_
