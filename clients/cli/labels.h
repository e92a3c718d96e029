// The contract's enums in the words of the programme: as they are typed and as they are read.
#ifndef DEALBOEK_CLIENTS_CLI_LABELS_H_
#define DEALBOEK_CLIENTS_CLI_LABELS_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

#include "dealboek/v1/budget_service.pb.h"
#include "dealboek/v1/decision_service.pb.h"
#include "dealboek/v1/edition_service.pb.h"
#include "dealboek/v1/programme_service.pb.h"
#include "dealboek/v1/project_service.pb.h"
#include "dealboek/v1/proposal_service.pb.h"
#include "dealboek/v1/types.pb.h"
#include "dealboek/v1/work_service.pb.h"

namespace dealboek::cli {

// How a value reads: "bekrachtigd met wijziging". A value this program does not know (of a newer
// server): "onbekend (7)".
std::string Word(v1::Role value);
std::string Word(v1::SeatPlace value);
std::string Word(v1::PartnerKind value);
std::string Word(v1::CombinedSeats value);
std::string Word(v1::ProposalKind value);
std::string Word(v1::ProposalStage value);
std::string Word(v1::EndorsementActKind value);
std::string Word(v1::Outcome value);
std::string Word(v1::MeetingStage value);
std::string Word(v1::Presence value);
std::string Word(v1::ProjectStage value);
std::string Word(v1::ProgressStatus value);
std::string Word(v1::EditionLabel value);
std::string Word(v1::Agreement value);
std::string Word(v1::Phase value);
std::string Word(v1::TrancheStage value);
std::string Word(v1::WorkKind value);
std::string Word(v1::BudgetGrouping value);
std::string Word(v1::BudgetMeasure value);

// As typed: the same words, spaces as hyphens ("bekrachtigd-met-wijziging"). Another word:
// INVALID_ARGUMENT with a Dutch sentence that lists the choices.
template <typename Enum>
absl::StatusOr<Enum> ParseWord(absl::string_view typed);

// The words there are, for help texts: "loopt, vertraagd, afgerond, niet-gestart".
template <typename Enum>
std::string WordsOf();

// "1 toekenning", "62 toekenningen".
std::string Count(int64_t number, absl::string_view one, absl::string_view more);

// How somebody is shown: the display name, or else the name the identity provider knows.
std::string ShownHolder(const v1::Person& person);

// "meer dan 1/2", "minstens 2/3", "3". Absent: more than half.
std::string FormatThreshold(bool given, const v1::Threshold& threshold);
// `meer-dan-1/2`, `minstens-2/3`, `3`.
absl::StatusOr<v1::Threshold> ParseThreshold(absl::string_view typed);

}  // namespace dealboek::cli

#endif  // DEALBOEK_CLIENTS_CLI_LABELS_H_
