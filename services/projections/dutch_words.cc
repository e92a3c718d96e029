#include "services/projections/dutch_words.h"

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

#include "services/base/dutch.h"
#include "services/base/money.h"

namespace dealboek::projections {
namespace {

namespace pb = dealboek::v1;

std::string DutchFraction(const pb::Fraction& fraction) {
  if (fraction.numerator() == 1 && fraction.denominator() == 2) return "de helft";
  return absl::StrCat(fraction.numerator(), "/", fraction.denominator());
}

std::vector<int> Ints(const google::protobuf::RepeatedField<int32_t>& numbers) {
  return std::vector<int>(numbers.begin(), numbers.end());
}

std::string DutchLines(int lines) {
  return absl::StrCat(lines, lines == 1 ? " toekenning" : " toekenningen");
}

}  // namespace

absl::string_view DutchRole(v1::Role role) {
  switch (static_cast<int>(role)) {
    case pb::ROLE_SECRETARIS:
      return "programmasecretaris";
    case pb::ROLE_STUURGROEP:
      return "stuurgroep";
    case pb::ROLE_VAKBESTUURDER:
      return "vakbestuurder";
    case pb::ROLE_ONTWIKKELTEAM:
      return "ontwikkelteam";
    case pb::ROLE_PENVOERDER:
      return "penvoerder";
    case pb::ROLE_AUDITOR:
      return "auditor";
    case pb::ROLE_LEZER:
      return "lezer";
    default:
      return "onbekend";
  }
}

absl::string_view DutchOutcome(v1::Outcome outcome) {
  switch (static_cast<int>(outcome)) {
    case pb::OUTCOME_RATIFIED:
      return "bekrachtigd";
    case pb::OUTCOME_RATIFIED_WITH_CHANGES:
      return "bekrachtigd met wijziging";
    case pb::OUTCOME_REJECTED:
      return "afgewezen";
    case pb::OUTCOME_DEFERRED:
      return "aangehouden";
    default:
      return "onbekend";
  }
}

absl::string_view DutchProgress(v1::ProgressStatus status) {
  switch (static_cast<int>(status)) {
    case pb::PROGRESS_STATUS_NIET_GESTART:
      return "niet gestart";
    case pb::PROGRESS_STATUS_LOOPT:
      return "loopt";
    case pb::PROGRESS_STATUS_VERTRAAGD:
      return "vertraagd";
    case pb::PROGRESS_STATUS_AFGEROND:
      return "afgerond";
    default:
      return "onbekend";
  }
}

absl::string_view DutchLabel(v1::EditionLabel label) {
  switch (static_cast<int>(label)) {
    case pb::EDITION_LABEL_NIEUW:
      return "NIEUW";
    case pb::EDITION_LABEL_VERVOLG:
      return "VERVOLG";
    case pb::EDITION_LABEL_NONE:
      return "geen label";
    default:
      return "onbekend";
  }
}

absl::string_view DutchProposalKind(v1::ProposalKind kind) {
  return kind == pb::PROPOSAL_KIND_IDEA ? "idee" : "voorstel";
}

std::string DutchThreshold(const v1::Threshold& threshold) {
  switch (threshold.rule_case()) {
    case pb::Threshold::kMoreThan:
      return absl::StrCat("meer dan ", DutchFraction(threshold.more_than()));
    case pb::Threshold::kAtLeast:
      return absl::StrCat("ten minste ", DutchFraction(threshold.at_least()));
    case pb::Threshold::kCount:
      return absl::StrCat("ten minste ", threshold.count());
    case pb::Threshold::RULE_NOT_SET:
      break;
  }
  return "meer dan de helft";
}

std::string DutchList(const std::vector<std::string>& words) {
  std::string list;
  for (size_t i = 0; i < words.size(); ++i) {
    if (i > 0) list += i + 1 == words.size() ? " en " : ", ";
    list += words[i];
  }
  return list;
}

std::string DutchTranches(const std::vector<int>& tranches) {
  if (tranches.empty()) return "alle tranches";
  std::vector<std::string> words;
  for (int tranche : tranches) words.push_back(absl::StrCat(tranche));
  return absl::StrCat(tranches.size() == 1 ? "tranche " : "tranches ", DutchList(words));
}

std::string DutchAmount(bool known, const v1::Money& amount) {
  return known ? base::DutchEuros(amount.euro_cents()) : "onbekend";
}

std::string DutchSum(const google::protobuf::RepeatedPtrField<v1::AwardLine>& lines) {
  int64_t sum = 0;
  for (const pb::AwardLine& line : lines) sum += line.amount().euro_cents();
  return base::DutchEuros(sum);
}

std::string DutchTitle(const v1::PublishedStatement& statement, absl::string_view project) {
  switch (statement.claim_case()) {
    case pb::PublishedStatement::kTotal: {
      const pb::PublishedTotal& total = statement.total();
      return absl::StrCat("Totaal ", total.pijler().empty() ? "alle pijlers" : total.pijler(), ", ",
                          DutchTranches(Ints(total.tranches())));
    }
    case pb::PublishedStatement::kLabel:
      return absl::StrCat("Label van ", project, " in de editie van ",
                          DutchTranches(Ints(statement.label().tranches())));
    case pb::PublishedStatement::CLAIM_NOT_SET:
      break;
  }
  return "onbekend";
}

std::string DutchClaim(const v1::PublishedStatement& statement) {
  switch (statement.claim_case()) {
    case pb::PublishedStatement::kTotal: {
      const pb::PublishedTotal& total = statement.total();
      std::vector<std::string> claims;
      if (total.has_amount()) claims.push_back(base::DutchEuros(total.amount().euro_cents()));
      if (total.has_award_lines()) claims.push_back(DutchLines(total.award_lines()));
      return claims.empty() ? "niets" : DutchList(claims);
    }
    case pb::PublishedStatement::kLabel:
      return std::string(DutchLabel(statement.label().label()));
    case pb::PublishedStatement::CLAIM_NOT_SET:
      break;
  }
  return "onbekend";
}

}  // namespace dealboek::projections
