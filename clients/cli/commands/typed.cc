#include "clients/cli/commands/typed.h"

#include <filesystem>
#include <fstream>
#include <initializer_list>
#include <iterator>
#include <map>
#include <system_error>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"

#include "clients/cli/amounts.h"
#include "clients/cli/dates.h"
#include "clients/cli/request_ids.h"
#include "clients/cli/status_macros.h"

namespace dealboek::cli::commands {
namespace {

using Names = std::vector<absl::string_view>;
using Fields = std::map<std::string, std::string, std::less<>>;

// The name at the start of `text`, when it is one of `names` with "=" behind it; else empty.
absl::string_view NameAt(absl::string_view text, const Names& names) {
  for (absl::string_view name : names) {
    if (absl::StartsWith(text, name) && text.substr(name.size(), 1) == "=") return name;
  }
  return "";
}

absl::StatusOr<Fields> FieldsAt(absl::string_view option, absl::string_view typed,
                                const Names& names) {
  Fields fields;
  absl::string_view rest = typed;
  while (!rest.empty()) {
    const absl::string_view name = NameAt(rest, names);
    if (name.empty()) {
      return WrongUsage(absl::StrCat(option, ": '", rest, "' begint niet met een van ",
                                     absl::StrJoin(names, "=, "), "=."));
    }
    size_t end = rest.find(',', name.size() + 1);
    while (end != absl::string_view::npos && NameAt(rest.substr(end + 1), names).empty()) {
      end = rest.find(',', end + 1);
    }
    const absl::string_view value =
        rest.substr(name.size() + 1, end == absl::string_view::npos ? absl::string_view::npos
                                                                    : end - name.size() - 1);
    if (value.empty()) {
      return WrongUsage(absl::StrCat(option, ": achter ", name, "= staat niets."));
    }
    if (!fields.emplace(std::string(name), std::string(value)).second) {
      return WrongUsage(absl::StrCat(option, ": ", name, "= staat er twee keer."));
    }
    rest = end == absl::string_view::npos ? "" : rest.substr(end + 1);
  }
  return fields;
}

absl::StatusOr<int32_t> NumberAt(absl::string_view option, absl::string_view typed) {
  int32_t number = 0;
  if (!absl::SimpleAtoi(typed, &number)) {
    return WrongUsage(absl::StrCat(option, ": '", typed, "' is geen heel getal."));
  }
  return number;
}

absl::StatusOr<v1::AwardLine> AwardLineOf(absl::string_view option, absl::string_view typed,
                                          const Fields& fields) {
  if (!fields.contains("tranche") || !fields.contains("amount")) {
    return WrongUsage(absl::StrCat(option, ": '", typed,
                                   "' is niet compleet. Schrijf tranche=5,amount=450.000, met ",
                                   "part=NAAM erbij voor een onderdeel."));
  }
  v1::AwardLine line;
  ASSIGN_OR_RETURN(const int32_t tranche, NumberAt(option, fields.at("tranche")));
  line.set_tranche(tranche);
  ASSIGN_OR_RETURN(*line.mutable_amount(), MoneyAt(option, fields.at("amount")));
  if (const auto part = fields.find("part"); part != fields.end()) line.set_part(part->second);
  return line;
}

absl::string_view MediaTypeOf(absl::string_view extension) {
  static constexpr std::pair<absl::string_view, absl::string_view> kTypes[] = {
      {".pdf", "application/pdf"},
      {".docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
      {".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
      {".pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"},
      {".odt", "application/vnd.oasis.opendocument.text"},
      {".ods", "application/vnd.oasis.opendocument.spreadsheet"},
      {".txt", "text/plain"},
      {".md", "text/markdown"},
      {".csv", "text/csv"},
      {".html", "text/html"},
      {".json", "application/json"},
      {".png", "image/png"},
      {".jpg", "image/jpeg"},
      {".jpeg", "image/jpeg"}};
  for (const auto& [ending, type] : kTypes) {
    if (ending == extension) return type;
  }
  return "application/octet-stream";
}

}  // namespace

absl::StatusOr<google::type::Date> DateAt(absl::string_view option, absl::string_view typed) {
  absl::StatusOr<google::type::Date> date = ParseDate(typed);
  if (!date.ok()) return WrongValue(option, date.status());
  return date;
}

absl::StatusOr<v1::Money> MoneyAt(absl::string_view option, absl::string_view typed, Zero zero) {
  absl::StatusOr<v1::Money> money = ParseMoney(typed, zero);
  if (!money.ok()) return WrongValue(option, money.status());
  return money;
}

absl::StatusOr<v1::Threshold> ThresholdAt(absl::string_view option, absl::string_view typed) {
  absl::StatusOr<v1::Threshold> threshold = ParseThreshold(typed);
  if (!threshold.ok()) return WrongValue(option, threshold.status());
  return threshold;
}

absl::StatusOr<std::vector<int32_t>> NumbersAt(absl::string_view option, absl::string_view typed) {
  std::vector<int32_t> numbers;
  for (absl::string_view part : absl::StrSplit(typed, ',')) {
    ASSIGN_OR_RETURN(const int32_t number, NumberAt(option, part));
    numbers.push_back(number);
  }
  return numbers;
}

absl::StatusOr<v1::AwardLine> AwardLineAt(absl::string_view option, absl::string_view typed) {
  ASSIGN_OR_RETURN(const Fields fields, FieldsAt(option, typed, {"tranche", "part", "amount"}));
  return AwardLineOf(option, typed, fields);
}

absl::StatusOr<LineOfProposal> LineOfProposalAt(absl::string_view option, absl::string_view typed) {
  ASSIGN_OR_RETURN(const Fields fields,
                   FieldsAt(option, typed, {"proposal", "tranche", "part", "amount"}));
  LineOfProposal made;
  if (const auto proposal = fields.find("proposal"); proposal != fields.end()) {
    made.proposal = proposal->second;
  }
  ASSIGN_OR_RETURN(made.line, AwardLineOf(option, typed, fields));
  return made;
}

absl::StatusOr<AmountOfProposal> AmountOfProposalAt(absl::string_view option,
                                                    absl::string_view typed) {
  AmountOfProposal made;
  const auto set = [&](absl::string_view amount) -> absl::Status {
    if (amount == "geen") return absl::OkStatus();
    ASSIGN_OR_RETURN(made.amount, MoneyAt(option, amount));
    return absl::OkStatus();
  };
  if (!absl::StrContains(typed, '=')) {
    RETURN_IF_ERROR(set(typed));
    return made;
  }
  ASSIGN_OR_RETURN(const Fields fields, FieldsAt(option, typed, {"proposal", "amount"}));
  if (fields.size() != 2) {
    return WrongUsage(absl::StrCat(option, ": '", typed,
                                   "' is niet compleet. Schrijf proposal=2021-017,amount=450.000, "
                                   "of alleen het bedrag."));
  }
  made.proposal = fields.at("proposal");
  RETURN_IF_ERROR(set(fields.at("amount")));
  return made;
}

absl::StatusOr<v1::ContributionLine> ContributionAt(absl::string_view option,
                                                    absl::string_view typed) {
  ASSIGN_OR_RETURN(const Fields fields,
                   FieldsAt(option, typed, {"from", "tranche", "amount", "note"}));
  if (!fields.contains("from") || !fields.contains("tranche")) {
    return WrongUsage(absl::StrCat(option, ": '", typed,
                                   "' is niet compleet. Schrijf from=welzijn-4,tranche=2, met ",
                                   "amount=BEDRAG erbij als dat bekend is."));
  }
  v1::ContributionLine line;
  line.set_from_project(fields.at("from"));
  ASSIGN_OR_RETURN(const int32_t tranche, NumberAt(option, fields.at("tranche")));
  line.set_tranche(tranche);
  if (const auto amount = fields.find("amount"); amount != fields.end()) {
    ASSIGN_OR_RETURN(*line.mutable_amount(), MoneyAt(option, amount->second));
  }
  if (const auto note = fields.find("note"); note != fields.end()) line.set_note(note->second);
  return line;
}

absl::StatusOr<v1::Part> PartAt(absl::string_view option, absl::string_view typed) {
  const std::vector<std::string> halves = absl::StrSplit(typed, absl::MaxSplits('=', 1));
  if (halves.size() != 2 || halves[0].empty() || halves[1].empty()) {
    return WrongUsage(
        absl::StrCat(option, ": '", typed,
                     "' is niet compleet. Schrijf \"Norden=gem. Hardenberg\"; meer dan één ",
                     "penvoerder gescheiden door |."));
  }
  v1::Part part;
  part.set_title(halves[0]);
  for (absl::string_view lead : absl::StrSplit(halves[1], '|'))
    part.add_lead_partners(std::string(lead));
  return part;
}

absl::StatusOr<std::string> ReadFile(const std::string& path) {
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored)) {
    return Refused(absl::StrCat(path, " is een map; geef een bestand."));
  }
  std::ifstream in(path, std::ios::binary);
  if (!in) return Refused(absl::StrCat("Het bestand ", path, " is er niet of is niet te lezen."));
  std::string content{std::istreambuf_iterator<char>(in), {}};
  if (in.bad()) return Refused(absl::StrCat("Het bestand ", path, " is niet te lezen."));
  return content;
}

absl::StatusOr<v1::DocumentRef> DocumentAt(const std::string& path) {
  ASSIGN_OR_RETURN(const std::string content, ReadFile(path));
  const std::filesystem::path name(path);
  v1::DocumentRef document;
  document.set_name(name.filename().string());
  document.set_media_type(
      std::string(MediaTypeOf(absl::AsciiStrToLower(name.extension().string()))));
  document.set_size_bytes(static_cast<int64_t>(content.size()));
  document.set_sha256(Sha256(content));
  return document;
}

}  // namespace dealboek::cli::commands
