// Who is calling: the one seam between the wire and the rules. Real authentication replaces
// identity.cc, and nothing else.
//
// An identity is a name, not a right: the seats in the book decide what that name may do.
#ifndef DEALBOEK_SERVICES_API_IDENTITY_H_
#define DEALBOEK_SERVICES_API_IDENTITY_H_

#include <cstddef>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include <grpcpp/support/server_callback.h>

namespace dealboek::api {

enum class IdentityPolicy {
  // No way to authenticate is set up: every call is refused, health and reflection apart.
  kRefuseAll,
  // The caller is believed on its word. On loopback addresses only.
  kInsecureDevIdentity,
};

inline constexpr size_t kMaxSubjectBytes = 200;

// The caller's subject, from the call's metadata. With kInsecureDevIdentity that is NAME of
// `authorization: Bearer NAME`: 1 to kMaxSubjectBytes visible ASCII characters and spaces (a gRPC
// header carries no others), no space at either end. UNAUTHENTICATED, reason UNAUTHENTICATED.
absl::StatusOr<std::string> Identify(const grpc::CallbackServerContext& context,
                                     IdentityPolicy policy);

// The same, of the value of the header; `given`: the header was there, once.
absl::StatusOr<std::string> IdentifyHeader(absl::string_view header, bool given,
                                           IdentityPolicy policy);

}  // namespace dealboek::api

#endif  // DEALBOEK_SERVICES_API_IDENTITY_H_
