// An error for scripts.
#ifndef DEALBOEK_CLIENTS_CLI_ERROR_JSON_H_
#define DEALBOEK_CLIENTS_CLI_ERROR_JSON_H_

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace dealboek::cli {

// One JSON object, on one line. "code" is gRPC's, by name; "reason" the server's, or one of the
// command line's own (README.md), empty where there is none; "message" the Dutch sentences;
// "field_violations" has the "field" of the request, the "option" that fills it and a "message";
// "metadata" the values the message names; "exit_code" how the program ends. What an error quotes
// may be any bytes: those that are not UTF-8 are replaced.
std::string AsJson(const absl::Status& status);

// A value that was refused.
struct FieldViolation {
  std::string field;   // of the request, or the place in a file
  std::string option;  // that fills it; empty: the command has none
  std::string message;
};

// What AsJson tells of an error, beside its code and its exit code.
struct ErrorParts {
  std::string reason;
  std::string message;  // without what `violations` tells
  std::vector<FieldViolation> violations = {};
  std::map<std::string, std::string> metadata = {};
};
void SetJson(const ErrorParts& parts, absl::Status& status);

// The same error in other words: what `reword` makes of its text, and of every sentence, field and
// option of its JSON.
absl::Status Reworded(const absl::Status& status,
                      const std::function<std::string(std::string)>& reword);
// The same error with one more sentence, on a line of its own.
absl::Status WithAdvice(const absl::Status& status, absl::string_view sentence);

}  // namespace dealboek::cli

#endif  // DEALBOEK_CLIENTS_CLI_ERROR_JSON_H_
