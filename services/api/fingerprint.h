// Whether two requests say the same: a hash over what a message means, not over its bytes, for a
// message may be serialized in more than one way.
#ifndef DEALBOEK_SERVICES_API_FINGERPRINT_H_
#define DEALBOEK_SERVICES_API_FINGERPRINT_H_

#include <string>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "google/protobuf/message.h"

namespace dealboek::api {

// 32 bytes: SHA-256 over the message's type and its fields that are present, in order of their
// numbers: number, kind, value; lists with their length. What is absent adds nothing, so a new
// optional field changes no old fingerprint. Fields of the outermost message named in `without` are
// left out: request_id does not belong to what a request says. Unknown fields are not looked at:
// refuse them first.
std::string Fingerprint(const google::protobuf::Message& message,
                        absl::Span<const absl::string_view> without);

}  // namespace dealboek::api

#endif  // DEALBOEK_SERVICES_API_FINGERPRINT_H_
