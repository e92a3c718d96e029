// `dealboekd check-book`, and a server that has it done: a book file from elsewhere is folded in a
// process that may end of it.
#ifndef DEALBOEK_SERVICES_SERVER_CHECK_BOOK_H_
#define DEALBOEK_SERVICES_SERVER_CHECK_BOOK_H_

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace dealboek::server {

// In this process, which may be stopped by what is in the file: it then still says at which
// position. Its exit code.
int CheckBookHere(const std::string& book, const std::string& file);

// The same in a process of its own, which has 10 minutes; blocks until it has ended.
// INVALID_ARGUMENT, RECORD_REFUSED, with the position; UNAVAILABLE: it could not be started, or was
// ended from outside.
absl::Status CheckBookElsewhere(absl::string_view book, const std::string& file);

}  // namespace dealboek::server

#endif  // DEALBOEK_SERVICES_SERVER_CHECK_BOOK_H_
