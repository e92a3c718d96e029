// The contract's words in Dutch. Internal to the projections.
#ifndef DEALBOEK_SERVICES_PROJECTIONS_DUTCH_WORDS_H_
#define DEALBOEK_SERVICES_PROJECTIONS_DUTCH_WORDS_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

#include "dealboek/v1/types.pb.h"

namespace dealboek::projections {

// Numbers this build does not know, which events of a later one may hold, read "onbekend".
absl::string_view DutchRole(v1::Role role);
absl::string_view DutchOutcome(v1::Outcome outcome);           // "bekrachtigd"
absl::string_view DutchProgress(v1::ProgressStatus status);    // "loopt"
absl::string_view DutchLabel(v1::EditionLabel label);          // "NIEUW"; "geen label"
absl::string_view DutchProposalKind(v1::ProposalKind kind);    // "voorstel"; "idee"
std::string DutchThreshold(const v1::Threshold& threshold);    // "meer dan 1/2"
std::string DutchList(const std::vector<std::string>& words);  // "a, b en c"
std::string DutchTranches(const std::vector<int>& tranches);   // "tranche 4", "tranches 4 en 5"
std::string DutchAmount(bool known, const v1::Money& amount);  // "€ 1.292.000"; "onbekend"
std::string DutchSum(const google::protobuf::RepeatedPtrField<v1::AwardLine>& lines);

// "Totaal werken, tranches 4 en 5"; "Label van werken 5 in de editie van tranches 4 en 5".
// `project`: how the project of a label is called.
std::string DutchTitle(const v1::PublishedStatement& statement, absl::string_view project);
// What it says: "€ 1.292.000, 2 toekenningen"; "NIEUW".
std::string DutchClaim(const v1::PublishedStatement& statement);

}  // namespace dealboek::projections

#endif  // DEALBOEK_SERVICES_PROJECTIONS_DUTCH_WORDS_H_
