#include "clients/cli/labels.h"

#include <array>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

namespace dealboek::cli {
namespace {

template <typename Enum>
struct Entry {
  Enum value;
  absl::string_view word;
};

template <typename Enum>
struct Words;

template <>
struct Words<v1::Role> {
  static constexpr Entry<v1::Role> kAll[] = {{v1::ROLE_SECRETARIS, "secretaris"},
                                             {v1::ROLE_STUURGROEP, "stuurgroep"},
                                             {v1::ROLE_VAKBESTUURDER, "vakbestuurder"},
                                             {v1::ROLE_ONTWIKKELTEAM, "ontwikkelteam"},
                                             {v1::ROLE_PENVOERDER, "penvoerder"},
                                             {v1::ROLE_AUDITOR, "auditor"},
                                             {v1::ROLE_LEZER, "lezer"}};
};
template <>
struct Words<v1::SeatPlace> {
  static constexpr Entry<v1::SeatPlace> kAll[] = {{v1::SEAT_PLACE_MEMBER, "lid"},
                                                  {v1::SEAT_PLACE_CHAIR, "voorzitter"}};
};
template <>
struct Words<v1::PartnerKind> {
  static constexpr Entry<v1::PartnerKind> kAll[] = {{v1::PARTNER_KIND_GEMEENTE, "gemeente"},
                                                    {v1::PARTNER_KIND_PROVINCIE, "provincie"},
                                                    {v1::PARTNER_KIND_MINISTERIE, "ministerie"},
                                                    {v1::PARTNER_KIND_WATERSCHAP, "waterschap"},
                                                    {v1::PARTNER_KIND_OTHER, "anders"}};
};
template <>
struct Words<v1::CombinedSeats> {
  static constexpr Entry<v1::CombinedSeats> kAll[] = {{v1::COMBINED_SEATS_ALLOWED, "toegestaan"},
                                                      {v1::COMBINED_SEATS_FORBIDDEN, "verboden"}};
};
template <>
struct Words<v1::ProposalKind> {
  static constexpr Entry<v1::ProposalKind> kAll[] = {
      {v1::PROPOSAL_KIND_IDEA, "idee"},
      {v1::PROPOSAL_KIND_NEW_PROJECT, "nieuw project"},
      {v1::PROPOSAL_KIND_VERVOLG, "vervolg"},
      {v1::PROPOSAL_KIND_UITBREIDING, "uitbreiding"},
      {v1::PROPOSAL_KIND_VERLENGING, "verlenging"}};
};
template <>
struct Words<v1::ProposalStage> {
  static constexpr Entry<v1::ProposalStage> kAll[] = {
      {v1::PROPOSAL_STAGE_SUBMITTED, "ingediend"},
      {v1::PROPOSAL_STAGE_RETURNED, "teruggegeven"},
      {v1::PROPOSAL_STAGE_ENDORSED, "voorgedragen"},
      {v1::PROPOSAL_STAGE_NOT_ENDORSED, "niet voorgedragen"},
      {v1::PROPOSAL_STAGE_ON_AGENDA, "op de agenda"},
      {v1::PROPOSAL_STAGE_RATIFIED, "bekrachtigd"},
      {v1::PROPOSAL_STAGE_RATIFIED_WITH_CHANGES, "bekrachtigd met wijziging"},
      {v1::PROPOSAL_STAGE_REJECTED, "afgewezen"},
      {v1::PROPOSAL_STAGE_DEFERRED, "aangehouden"},
      {v1::PROPOSAL_STAGE_WITHDRAWN, "ingetrokken"}};
};
template <>
struct Words<v1::EndorsementActKind> {
  static constexpr Entry<v1::EndorsementActKind> kAll[] = {
      {v1::ENDORSEMENT_ACT_KIND_ENDORSED, "voorgedragen"},
      {v1::ENDORSEMENT_ACT_KIND_DECLINED, "niet voorgedragen"},
      {v1::ENDORSEMENT_ACT_KIND_WITHDRAWN, "voordracht ingetrokken"},
      {v1::ENDORSEMENT_ACT_KIND_RETURNED, "teruggegeven"}};
};
template <>
struct Words<v1::Outcome> {
  static constexpr Entry<v1::Outcome> kAll[] = {
      {v1::OUTCOME_RATIFIED, "bekrachtigd"},
      {v1::OUTCOME_RATIFIED_WITH_CHANGES, "bekrachtigd met wijziging"},
      {v1::OUTCOME_REJECTED, "afgewezen"},
      {v1::OUTCOME_DEFERRED, "aangehouden"}};
};
template <>
struct Words<v1::MeetingStage> {
  static constexpr Entry<v1::MeetingStage> kAll[] = {{v1::MEETING_STAGE_CONVENED, "bijeengeroepen"},
                                                     {v1::MEETING_STAGE_CONFIRMED, "bevestigd"}};
};
template <>
struct Words<v1::Presence> {
  static constexpr Entry<v1::Presence> kAll[] = {{v1::PRESENCE_PRESENT, "aanwezig"},
                                                 {v1::PRESENCE_ABSENT, "afwezig"},
                                                 {v1::PRESENCE_NOT_RECORDED, "niet vastgelegd"}};
};
template <>
struct Words<v1::ProjectStage> {
  static constexpr Entry<v1::ProjectStage> kAll[] = {{v1::PROJECT_STAGE_OPEN, "open"},
                                                     {v1::PROJECT_STAGE_COMPLETED, "afgesloten"}};
};
template <>
struct Words<v1::ProgressStatus> {
  static constexpr Entry<v1::ProgressStatus> kAll[] = {
      {v1::PROGRESS_STATUS_NIET_GESTART, "niet gestart"},
      {v1::PROGRESS_STATUS_LOOPT, "loopt"},
      {v1::PROGRESS_STATUS_VERTRAAGD, "vertraagd"},
      {v1::PROGRESS_STATUS_AFGEROND, "afgerond"}};
};
template <>
struct Words<v1::EditionLabel> {
  static constexpr Entry<v1::EditionLabel> kAll[] = {{v1::EDITION_LABEL_NIEUW, "NIEUW"},
                                                     {v1::EDITION_LABEL_VERVOLG, "VERVOLG"},
                                                     {v1::EDITION_LABEL_NONE, "geen"}};
};
template <>
struct Words<v1::Agreement> {
  static constexpr Entry<v1::Agreement> kAll[] = {{v1::AGREEMENT_AGREES, "klopt"},
                                                  {v1::AGREEMENT_DIFFERS, "verschilt"},
                                                  {v1::AGREEMENT_EXPLAINED, "verschil verklaard"}};
};
template <>
struct Words<v1::Phase> {
  static constexpr Entry<v1::Phase> kAll[] = {{v1::PHASE_OPENING, "opening"},
                                              {v1::PHASE_RUNNING, "lopend"}};
};
template <>
struct Words<v1::TrancheStage> {
  static constexpr Entry<v1::TrancheStage> kAll[] = {{v1::TRANCHE_STAGE_OPEN, "open"},
                                                     {v1::TRANCHE_STAGE_CLOSED, "gesloten"}};
};
template <>
struct Words<v1::WorkKind> {
  static constexpr Entry<v1::WorkKind> kAll[] = {
      {v1::WORK_KIND_ENDORSE, "voordragen"},
      {v1::WORK_KIND_REVISE, "herzien"},
      {v1::WORK_KIND_PUT_ON_AGENDA, "agenderen"},
      {v1::WORK_KIND_RECORD_ATTENDANCE, "aanwezigheid vastleggen"},
      {v1::WORK_KIND_RECORD_DECISION, "besluit vastleggen"},
      {v1::WORK_KIND_CONFIRM_LIST, "besluitenlijst bevestigen"},
      {v1::WORK_KIND_REPORT_PROGRESS, "voortgang melden"},
      {v1::WORK_KIND_EXPLAIN_DIFFERENCE, "verschil verklaren"},
      {v1::WORK_KIND_CARRY_OVER, "overhevelen"},
      {v1::WORK_KIND_DEFERRED, "aangehouden voorstel"},
      {v1::WORK_KIND_COMPLETE_PROJECT, "project afsluiten"}};
};
template <>
struct Words<v1::BudgetGrouping> {
  static constexpr Entry<v1::BudgetGrouping> kAll[] = {
      {v1::BUDGET_GROUPING_PROGRAMME, "programma"},
      {v1::BUDGET_GROUPING_PIJLER, "pijler"},
      {v1::BUDGET_GROUPING_TRANCHE, "tranche"},
      {v1::BUDGET_GROUPING_PIJLER_TRANCHE, "pijler en tranche"},
      {v1::BUDGET_GROUPING_PROJECT, "project"},
      {v1::BUDGET_GROUPING_PART, "onderdeel"},
      {v1::BUDGET_GROUPING_RESERVATION, "reservering"},
      {v1::BUDGET_GROUPING_CELL, "cel"}};
};
template <>
struct Words<v1::BudgetMeasure> {
  static constexpr Entry<v1::BudgetMeasure> kAll[] = {
      {v1::BUDGET_MEASURE_CEILING, "plafond"},
      {v1::BUDGET_MEASURE_AWARDED, "toegekend"},
      {v1::BUDGET_MEASURE_RELEASED, "vrijgevallen"},
      {v1::BUDGET_MEASURE_RESERVED, "gereserveerd"},
      {v1::BUDGET_MEASURE_FREE, "vrij"},
      {v1::BUDGET_MEASURE_RESERVATION_TOTAL, "reservering"},
      {v1::BUDGET_MEASURE_CONTRIBUTED_IN, "bijdragen ontvangen"},
      {v1::BUDGET_MEASURE_CONTRIBUTED_OUT, "bijdragen gegeven"}};
};

template <typename Enum>
std::string WordOf(Enum value) {
  for (const Entry<Enum>& entry : Words<Enum>::kAll) {
    if (entry.value == value) return std::string(entry.word);
  }
  return absl::StrCat("onbekend (", static_cast<int>(value), ")");
}

std::string AsTyped(absl::string_view word) { return absl::StrReplaceAll(word, {{" ", "-"}}); }

}  // namespace

template <typename Enum>
absl::StatusOr<Enum> ParseWord(absl::string_view typed) {
  for (const Entry<Enum>& entry : Words<Enum>::kAll) {
    if (AsTyped(entry.word) == typed || entry.word == typed) return entry.value;
  }
  return absl::InvalidArgumentError(
      absl::StrCat("'", typed, "' ken ik niet; kies uit ", WordsOf<Enum>(), "."));
}

template <typename Enum>
std::string WordsOf() {
  std::string words;
  for (const Entry<Enum>& entry : Words<Enum>::kAll) {
    absl::StrAppend(&words, words.empty() ? "" : ", ", AsTyped(entry.word));
  }
  return words;
}

#define DEALBOEK_CLI_WORDS(Enum)                                    \
  std::string Word(Enum value) { return WordOf(value); }            \
  template absl::StatusOr<Enum> ParseWord<Enum>(absl::string_view); \
  template std::string WordsOf<Enum>();
DEALBOEK_CLI_WORDS(v1::Role)
DEALBOEK_CLI_WORDS(v1::SeatPlace)
DEALBOEK_CLI_WORDS(v1::PartnerKind)
DEALBOEK_CLI_WORDS(v1::CombinedSeats)
DEALBOEK_CLI_WORDS(v1::ProposalKind)
DEALBOEK_CLI_WORDS(v1::ProposalStage)
DEALBOEK_CLI_WORDS(v1::EndorsementActKind)
DEALBOEK_CLI_WORDS(v1::Outcome)
DEALBOEK_CLI_WORDS(v1::MeetingStage)
DEALBOEK_CLI_WORDS(v1::Presence)
DEALBOEK_CLI_WORDS(v1::ProjectStage)
DEALBOEK_CLI_WORDS(v1::ProgressStatus)
DEALBOEK_CLI_WORDS(v1::EditionLabel)
DEALBOEK_CLI_WORDS(v1::Agreement)
DEALBOEK_CLI_WORDS(v1::Phase)
DEALBOEK_CLI_WORDS(v1::TrancheStage)
DEALBOEK_CLI_WORDS(v1::WorkKind)
DEALBOEK_CLI_WORDS(v1::BudgetGrouping)
DEALBOEK_CLI_WORDS(v1::BudgetMeasure)
#undef DEALBOEK_CLI_WORDS

std::string ShownHolder(const v1::Person& person) {
  return person.display_name().plain().empty() ? person.subject().plain()
                                               : person.display_name().plain();
}

std::string FormatThreshold(bool given, const v1::Threshold& threshold) {
  if (!given) return "meer dan 1/2";
  switch (threshold.rule_case()) {
    case v1::Threshold::kMoreThan:
      return absl::StrCat("meer dan ", threshold.more_than().numerator(), "/",
                          threshold.more_than().denominator());
    case v1::Threshold::kAtLeast:
      return absl::StrCat("minstens ", threshold.at_least().numerator(), "/",
                          threshold.at_least().denominator());
    case v1::Threshold::kCount:
      return absl::StrCat(threshold.count());
    case v1::Threshold::RULE_NOT_SET:
      break;
  }
  return "meer dan 1/2";
}

std::string Count(int64_t number, absl::string_view one, absl::string_view more) {
  return absl::StrCat(number, " ", number == 1 ? one : more);
}

absl::StatusOr<v1::Threshold> ParseThreshold(absl::string_view typed) {
  v1::Threshold threshold;
  absl::string_view text = typed;
  v1::Fraction* fraction = nullptr;
  if (absl::ConsumePrefix(&text, "meer-dan-")) {
    fraction = threshold.mutable_more_than();
  } else if (absl::ConsumePrefix(&text, "minstens-")) {
    fraction = threshold.mutable_at_least();
  }
  int32_t count = 0;
  int32_t numerator = 0;
  int32_t denominator = 0;
  const std::pair<absl::string_view, absl::string_view> parts =
      absl::StrSplit(text, absl::MaxSplits('/', 1));
  if (fraction == nullptr && absl::SimpleAtoi(text, &count)) {
    threshold.set_count(count);
    return threshold;
  }
  if (fraction != nullptr && absl::SimpleAtoi(parts.first, &numerator) &&
      absl::SimpleAtoi(parts.second, &denominator)) {
    fraction->set_numerator(numerator);
    fraction->set_denominator(denominator);
    return threshold;
  }
  return absl::InvalidArgumentError(absl::StrCat(
      "'", typed, "' is geen regel. Schrijf meer-dan-1/2, minstens-2/3, of een aantal zetels: 3."));
}

}  // namespace dealboek::cli
