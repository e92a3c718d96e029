// The keyed hash of a request: lets a repeated request be told from another one under the same id,
// without its content being guessable from the record once the record's text is erased.
#ifndef DEALBOEK_SERVICES_BOOK_REQUEST_HASH_H_
#define DEALBOEK_SERVICES_BOOK_REQUEST_HASH_H_

#include <memory>
#include <string>

#include "absl/strings/string_view.h"

namespace dealboek::book {

// HMAC-SHA-256 (RFC 2104), with its context kept from call to call. One thread at a time.
class RequestHasher {
 public:
  RequestHasher();
  ~RequestHasher();
  RequestHasher(const RequestHasher&) = delete;
  RequestHasher& operator=(const RequestHasher&) = delete;

  // 32 bytes.
  std::string Hash(absl::string_view salt, absl::string_view fingerprint);

 private:
  struct Rep;
  std::unique_ptr<Rep> rep_;
};

// Whether two hashes are the same, in a time that does not tell where they differ.
bool SameHash(absl::string_view a, absl::string_view b);

}  // namespace dealboek::book

#endif  // DEALBOEK_SERVICES_BOOK_REQUEST_HASH_H_
