// The published edition: the Uitvoeringsprogramma as a document, a spreadsheet and a CSV.
#ifndef DEALBOEK_CLIENTS_CLI_DOCUMENTS_EDITION_H_
#define DEALBOEK_CLIENTS_CLI_DOCUMENTS_EDITION_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"

#include "clients/cli/documents/document.h"
#include "clients/cli/table.h"
#include "dealboek/v1/edition_service.pb.h"

namespace dealboek::cli::documents {

// What is only possible on the day asked (mogelijk), of a cell or a total. Absent: nothing.
struct Possible {
  std::optional<int64_t> awarded;
  std::optional<int64_t> released;

  void Add(const Possible& other);
  bool any() const { return awarded.has_value() || released.has_value(); }
  int64_t cents() const { return awarded.value_or(0) - released.value_or(0); }
};

// Of an EditionCell or a TrancheTotal.
template <typename T>
Possible PossibleOf(const T& of) {
  Possible possible;
  if (of.has_possible_awarded()) possible.awarded = of.possible_awarded().euro_cents();
  if (of.has_possible_released()) possible.released = of.possible_released().euro_cents();
  return possible;
}
// The contract has none of a row, nor of a table as a whole.
template <typename Several>
Possible SumOfPossible(const Several& several) {
  Possible sum;
  for (const auto& one : several) sum.Add(PossibleOf(one));
  return sum;
}

// `zone`: in which the moment in the footer is shown.
Document EditionDocument(const v1::GetEditionResponse& answer, absl::TimeZone zone);

// A row per row of the published tables; English keys, amounts in cents, a column per tranche, and
// last which published edition it is, if it is one. Of a day, what is only possible stands beside
// each amount, and the day is the last column.
Table EditionCsv(const v1::GetEditionResponse& answer);

// Writes a workbook to `path`: a summary, a sheet per pijler, progress, the route of each award and
// an explanation. Amounts are real numbers in euros, totals are formulas; of a day, with columns of
// what is only possible. INTERNAL with a Dutch sentence when it cannot be written.
absl::Status WriteEditionXlsx(const v1::GetEditionResponse& answer, absl::TimeZone zone,
                              const std::string& path);

// The theme a project of the table is listed under.
std::string ThemeOf(const v1::PijlerTable& table, const std::string& project);
// "tranche 4", "tranches 4 en 5".
std::string TranchesInWords(const v1::Edition& edition);
// "Editie e1: Juni 2021 (gepubliceerd 30 juni 2021), met tranches 4 en 5"; without the name and
// date of an edition when none was asked for.
std::string EditionInWords(const v1::GetEditionResponse& answer);
// "bijdrage uit Kansen4Kinderen: onbekend", "bijdrage aan Integrated care: € 10.000".
std::string ContributionInWords(const v1::ProjectContribution& contribution);
// "9 New Jobportunities: gereserveerd € 180.000, daarvan toegekend € 115.000, nog € 65.000.", "4
// Kansen4Kinderen: van het bedrag uit tranche 2 gaat een onbekend deel naar Integrated care."
std::string NoteInWords(const v1::EditionNote& note, const v1::PijlerTable& table);
// Where the document comes from: book, position, moment.
std::string ProvenanceInWords(absl::string_view programme, const v1::TrueAt& true_at,
                              absl::TimeZone zone);

}  // namespace dealboek::cli::documents

#endif  // DEALBOEK_CLIENTS_CLI_DOCUMENTS_EDITION_H_
