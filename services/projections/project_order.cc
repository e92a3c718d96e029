#include "services/projections/project_order.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/string_view.h"

namespace dealboek::projections {
namespace {

bool IsNumber(absl::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), absl::ascii_isdigit);
}

absl::string_view WithoutLeadingZeros(absl::string_view digits) {
  const size_t first = digits.find_first_not_of('0');
  return first == absl::string_view::npos ? digits.substr(digits.size() - 1) : digits.substr(first);
}

// Takes the first part off `text`.
absl::string_view TakePart(absl::string_view& text) {
  const size_t dot = text.find('.');
  const absl::string_view part = text.substr(0, dot);
  text = dot == absl::string_view::npos ? absl::string_view() : text.substr(dot + 1);
  return part;
}

// Below 0: a first. Numbers of any length, so by length and then by digits.
int ComparePart(absl::string_view a, absl::string_view b) {
  const bool a_is_number = IsNumber(a);
  const bool b_is_number = IsNumber(b);
  if (a_is_number != b_is_number) return a_is_number ? -1 : 1;
  if (a_is_number) {
    a = WithoutLeadingZeros(a);
    b = WithoutLeadingZeros(b);
    if (a.size() != b.size()) return a.size() < b.size() ? -1 : 1;
  }
  return a.compare(b);
}

}  // namespace

bool NumberIsBefore(absl::string_view a, absl::string_view b) {
  absl::string_view rest_a = a;
  absl::string_view rest_b = b;
  while (!rest_a.empty() && !rest_b.empty()) {
    const int order = ComparePart(TakePart(rest_a), TakePart(rest_b));
    if (order != 0) return order < 0;
  }
  if (rest_a.empty() != rest_b.empty()) return rest_a.empty();
  return a < b;  // the same number written differently: any fixed order
}

}  // namespace dealboek::projections
