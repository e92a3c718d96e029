// dealboek programme import
#include <algorithm>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>

#include "CLI/App.hpp"
#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

#include "clients/cli/amounts.h"
#include "clients/cli/commands/commands.h"
#include "clients/cli/commands/reading.h"
#include "clients/cli/error_json.h"
#include "clients/cli/importing/opening.h"
#include "clients/cli/importing/problems.h"
#include "clients/cli/importing/programme_tables.h"
#include "clients/cli/labels.h"
#include "clients/cli/session.h"
#include "clients/cli/status_macros.h"
#include "clients/cli/verbs.h"
#include "dealboek/v1/programme_service.grpc.pb.h"

namespace dealboek::cli::commands {
namespace {

struct Given {
  std::string folder;
  bool check_only = false;
  importing::ImportOptions options;
};

std::string Describe(const importing::ImportCounts& counts) {
  std::string text = absl::StrCat(
      Count(counts.projects, "project", "projecten"), ", ",
      Count(counts.awards, "toekenning", "toekenningen"), " (",
      FormatEuroCents(counts.awarded_cents), "), ",
      Count(counts.reservations, "reservering", "reserveringen"), ", ",
      Count(counts.contributions, "bijdrage", "bijdragen"), ", ",
      Count(counts.progress_reports, "voortgangsmelding", "voortgangsmeldingen"), " en ",
      Count(counts.statements, "gepubliceerd cijfer of label", "gepubliceerde cijfers en labels"));
  if (counts.projects_left_out > 0 || counts.awards_left_out > 0) {
    absl::StrAppend(
        &text, "; weggelaten: ", Count(counts.projects_left_out, "project", "projecten"), " en ",
        Count(counts.awards_left_out, "toekenning", "toekenningen"), " van later");
  }
  return text;
}

// How the book is to be called: as given, or after the folder. WrongUsage: no book can be.
absl::StatusOr<std::string> BookName(const std::string& folder, Session& session) {
  constexpr size_t kLongest = 63;
  const std::string& given = session.settings().programme;
  std::string name = given;
  if (given.empty()) {
    // Whatever slashes stand behind it.
    const std::filesystem::path path = std::filesystem::path(folder).lexically_normal();
    name = (path.has_filename() ? path : path.parent_path()).filename().string();
  }
  const bool can_be = !name.empty() && name.size() <= kLongest &&
                      std::all_of(name.begin(), name.end(), [](unsigned char c) {
                        return absl::ascii_islower(c) || absl::ascii_isdigit(c) || c == '-';
                      });
  if (can_be) return name;
  return WrongUsage(absl::StrCat(
      "--programme: ", given.empty() ? "de map heet " : "", "'", name,
      "'; zo kan een boek niet heten. Geef kleine letters, cijfers en koppeltekens, hoogstens ",
      kLongest, "."));
}

// Whether the book is there already.
absl::StatusOr<bool> IsThere(Session& session) {
  const absl::StatusOr<v1::GetProgrammeResponse> programme = FetchProgramme(session);
  if (programme.ok()) return true;
  if (ReasonOf(programme.status()) == "PROGRAMME_UNKNOWN") return false;
  return programme.status();
}

// A refusal names entries of the request by their number ("opening[26].award.amount"): the person
// who imports knows them by file and line.
std::string AtTheirLines(std::string text, const v1::CreateProgrammeRequest& request) {
  const std::string kEntry = "opening[";
  for (size_t at = text.find(kEntry); at != std::string::npos; at = text.find(kEntry, at + 1)) {
    const size_t from = at + kEntry.size();
    const size_t close = text.find(']', from);
    int index = 0;
    if (close == std::string::npos || !absl::SimpleAtoi(text.substr(from, close - from), &index) ||
        index < 0 || index >= request.opening_size()) {
      continue;
    }
    const std::string& location = request.opening(index).source().location();
    // The field within the entry is named as the contract has it: the sentence says it better.
    const size_t end = text.find_first_not_of("abcdefghijklmnopqrstuvwxyz_0123456789.[]", close);
    text.replace(at, (end == std::string::npos ? text.size() : end) - at,
                 location.substr(0, location.find(';')));
  }
  return text;
}

absl::Status RunImport(const Given& given, Session& session) {
  ASSIGN_OR_RETURN(session.settings().programme, BookName(given.folder, session));
  importing::Problems problems;
  const importing::ProgrammeTables tables =
      importing::ReadProgrammeTables(given.folder, session.environment().now(), problems);
  importing::ImportOptions options = given.options;
  if (options.until_tranche.has_value() && problems.empty() &&
      std::none_of(tables.tranches.begin(), tables.tranches.end(),
                   [&](const importing::TrancheRow& tranche) {
                     return tranche.number == *options.until_tranche;
                   })) {
    return WrongUsage(absl::StrCat("--until-tranche: tranche ", *options.until_tranche,
                                   " staat niet in programma.json."));
  }
  RETURN_IF_ERROR(problems.AsStatus("er is niets geïmporteerd"));

  options.programme_id = session.settings().programme;
  const importing::Import import = importing::MakeImport(tables, options);
  if (given.check_only) {
    session.environment().out << "De bestanden kloppen: " << Describe(import.counts)
                              << ".\nEr is niets geïmporteerd.\n";
    return absl::OkStatus();
  }

  ASSIGN_OR_RETURN(const bool there, IsThere(session));
  const absl::StatusOr<v1::CreateProgrammeResponse> answer =
      session.Call(&v1::ProgrammeService::Stub::CreateProgramme, import.request);
  if (!answer.ok() && ReasonOf(answer.status()) == "PROGRAMME_EXISTS") {
    return WithAdvice(answer.status(),
                      "Het is niet deze zelfde import; kies met --programme een andere naam. Er is "
                      "niets toegevoegd.");
  }
  if (!answer.ok()) {
    return Reworded(answer.status(), [&](std::string text) {
      return AtTheirLines(std::move(text), import.request);
    });
  }
  if (there) {
    return session.ShowReceipt(*answer, answer->receipt(),
                               absl::StrCat("Deze import zit al in boek ", options.programme_id),
                               "Er is niets toegevoegd.", "dealboek programme show");
  }
  return session.ShowReceipt(
      *answer, answer->receipt(), absl::StrCat("Geïmporteerd in boek ", options.programme_id),
      absl::StrCat(Describe(import.counts), "."),
      absl::StrCat("dealboek budget show --by tranche --programme ", options.programme_id));
}

}  // namespace

void AddProgrammeImport(CLI::App& programme_noun, Session& session) {
  const auto given = std::make_shared<Given>();
  CLI::App& verb =
      Verb(programme_noun, session, "import",
           "Begint een boek met de geschiedenis uit tabellen (zie IMPORT.md)",
           "dealboek programme import tests/data/regiodeal-zod --until-tranche 3 --programme "
           "regiodeal-zod-2020 --description \"tot en met de ronde van 2020\" --as "
           "programmasecretaris",
           [given, &session] { return RunImport(*given, session); });
  verb.add_option("map", given->folder, "MAP met programma.json en de tabellen")->required();
  verb.add_option("--until-tranche", given->options.until_tranche,
                  "Alleen wat tot en met deze tranche gebeurde; anders alles");
  verb.add_option("--title", given->options.title, "Titel; anders die uit programma.json");
  verb.add_option("--description", given->options.description,
                  "Wat een lezer van dit boek moet weten");
  verb.add_option("--secretary", given->options.secretary_subject,
                  "NAAM van de eerste secretaris; anders uzelf");
  verb.add_option("--secretary-name", given->options.secretary_display_name,
                  "Hoe die getoond wordt");
  verb.add_flag("--check", given->check_only, "Alleen controleren; importeert niets");
}

}  // namespace dealboek::cli::commands
