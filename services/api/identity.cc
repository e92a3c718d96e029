#include "services/api/identity.h"

#include <algorithm>
#include <iterator>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include <grpcpp/server_context.h>

#include "services/api/errors.h"

namespace dealboek::api {

absl::StatusOr<std::string> IdentifyHeader(absl::string_view header, bool given,
                                           IdentityPolicy policy) {
  if (policy == IdentityPolicy::kRefuseAll) {
    return Unauthenticated(
        "This server has no way to know who is calling, so it refuses every call. On a loopback "
        "address it can be started with --insecure-dev-identity.",
        "Deze server kan niet vaststellen wie er belt, en weigert daarom elke aanvraag.");
  }
  constexpr absl::string_view kScheme = "Bearer ";
  if (!given || !absl::StartsWithIgnoreCase(header, kScheme)) {
    return Unauthenticated("Say who is calling, once: authorization: Bearer NAME.",
                           "Zeg wie u bent (--as NAAM).");
  }
  const absl::string_view name = header.substr(kScheme.size());
  const bool readable =
      std::all_of(name.begin(), name.end(), [](char c) { return c >= ' ' && c <= '~'; });
  if (name.empty() || name.size() > kMaxSubjectBytes || !readable || name.front() == ' ' ||
      name.back() == ' ') {
    return Unauthenticated(
        absl::StrCat("The name in authorization must have 1 to ", kMaxSubjectBytes,
                     " visible ASCII characters or spaces, and no space at either end."),
        absl::StrCat("Een naam bestaat uit 1 tot ", kMaxSubjectBytes,
                     " gewone letters, cijfers, leestekens en spaties, zonder spatie aan het begin "
                     "of het eind."));
  }
  return std::string(name);
}

absl::StatusOr<std::string> Identify(const grpc::CallbackServerContext& context,
                                     IdentityPolicy policy) {
  const auto [first, last] = context.client_metadata().equal_range("authorization");
  const bool given = first != last && std::next(first) == last;
  if (!given) return IdentifyHeader("", false, policy);
  return IdentifyHeader(absl::string_view(first->second.data(), first->second.size()), true,
                        policy);
}

}  // namespace dealboek::api
