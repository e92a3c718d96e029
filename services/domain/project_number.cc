#include "services/domain/project_number.h"

#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

#include "services/base/reasons.h"
#include "services/domain/refusal.h"
#include "services/domain/text.h"

namespace dealboek::domain {

absl::Status CheckNumber(absl::string_view number, absl::string_view field) {
  constexpr size_t kLongest = 20;
  bool sound = !number.empty() && number.size() <= kLongest;
  bool digit = false;
  for (size_t i = 0; i < number.size(); ++i) {
    const char c = number[i];
    // A dot stands between digits; 01 would be 1 again.
    if (c == '.' ? !digit : !absl::ascii_isdigit(static_cast<unsigned char>(c))) sound = false;
    if (c == '0' && !digit && i + 1 < number.size() && number[i + 1] != '.') sound = false;
    digit = c != '.';
  }
  if (sound && digit) return absl::OkStatus();
  return Invalid(base::kNumberInvalid, field,
                 absl::StrCat(Quoted(number),
                              " is not a number of a project. Give digits, with dots between and "
                              "no zero in front (2.4), at most ",
                              kLongest, " characters."),
                 absl::StrCat(Quoted(number),
                              " is geen projectnummer. Geef cijfers met punten ertussen en zonder "
                              "nul vooraan (2.4), ten hoogste ",
                              kLongest, " tekens."),
                 {{"number", Readable(number)}});
}

absl::Status CheckNumberFree(const State& state, absl::string_view pijler, absl::string_view number,
                             absl::string_view except) {
  const std::string label = absl::StrCat(pijler, "-", number);
  const auto taken = state.project_of_label.find(label);
  if (taken == state.project_of_label.end() || taken->second == except) return absl::OkStatus();
  const std::string title = Quoted(state.FindProject(taken->second)->title);
  return Refuse(absl::StatusCode::kAlreadyExists, base::kNumberTaken,
                absl::StrCat("Number ", number, " of ", pijler, " is taken by project ", title,
                             ". Choose a free one."),
                absl::StrCat("Nummer ", number, " van ", pijler, " is al van project ", title,
                             ". Kies een vrij nummer."),
                {{"pijler", std::string(pijler)},
                 {"number", std::string(number)},
                 {"project", taken->second}});
}

}  // namespace dealboek::domain
