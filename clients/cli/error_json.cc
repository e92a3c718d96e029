#include "clients/cli/error_json.h"

#include <utility>

#include "absl/strings/cord.h"
#include "absl/strings/str_cat.h"
#include "nlohmann/json.hpp"

#include "clients/cli/errors.h"

namespace dealboek::cli {
namespace {

using Json = nlohmann::ordered_json;

// Of an absl::Status: the keys of the object that its text does not tell, as JSON.
constexpr absl::string_view kPayload = "dealboek.cli/json";

std::string OnOneLine(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

// The same error with another text: its payloads say how it ends, and what it is to scripts.
absl::Status WithText(const absl::Status& status, absl::string_view text) {
  absl::Status made(status.code(), text);
  status.ForEachPayload(
      [&](absl::string_view type, const absl::Cord& payload) { made.SetPayload(type, payload); });
  return made;
}

// Nothing (null) when it has none.
Json PartsOf(const absl::Status& status) {
  const absl::optional<absl::Cord> parts = status.GetPayload(kPayload);
  return parts.has_value() ? Json::parse(std::string(*parts)) : Json();
}

}  // namespace

std::string AsJson(const absl::Status& status) {
  Json json = {{"code", absl::StatusCodeToString(status.code())},
               {"reason", IsWrongUsage(status) ? "WRONG_USAGE" : ""},
               {"message", std::string(status.message())},
               {"field_violations", Json::array()},
               {"metadata", Json::object()}};
  if (const Json parts = PartsOf(status); !parts.is_null()) json.update(parts);
  json["exit_code"] = ExitCode(status);
  return OnOneLine(json);
}

void SetJson(const ErrorParts& parts, absl::Status& status) {
  Json violations = Json::array();
  for (const FieldViolation& violation : parts.violations) {
    violations.push_back(
        {{"field", violation.field}, {"option", violation.option}, {"message", violation.message}});
  }
  const Json json = {{"reason", parts.reason},
                     {"message", parts.message},
                     {"field_violations", std::move(violations)},
                     {"metadata", parts.metadata}};
  status.SetPayload(kPayload, absl::Cord(OnOneLine(json)));
}

absl::Status Reworded(const absl::Status& status,
                      const std::function<std::string(std::string)>& reword) {
  absl::Status made = WithText(status, reword(std::string(status.message())));
  if (Json parts = PartsOf(status); !parts.is_null()) {
    parts["message"] = reword(parts["message"].get<std::string>());
    for (Json& violation : parts["field_violations"]) {
      for (Json& words : violation) words = reword(words.get<std::string>());
    }
    made.SetPayload(kPayload, absl::Cord(OnOneLine(parts)));
  }
  return made;
}

absl::Status WithAdvice(const absl::Status& status, absl::string_view sentence) {
  absl::Status made = WithText(status, absl::StrCat(status.message(), "\n", sentence));
  if (Json parts = PartsOf(status); !parts.is_null()) {
    parts["message"] = absl::StrCat(parts["message"].get<std::string>(), " ", sentence);
    made.SetPayload(kPayload, absl::Cord(OnOneLine(parts)));
  }
  return made;
}

}  // namespace dealboek::cli
