#include "clients/cli/own_item.h"

#include "absl/strings/str_cat.h"

#include "clients/cli/amounts.h"
#include "clients/cli/labels.h"

namespace dealboek::cli {
namespace {

std::string TrancheOrProgramme(int tranche) {
  return tranche == 0 ? "het programma" : absl::StrCat("tranche ", tranche);
}

std::string DescribeRules(const v1::Rules& rules) {
  return absl::StrCat(
      "regels: voordracht ", FormatThreshold(rules.has_endorsement(), rules.endorsement()),
      ", quorum ", FormatThreshold(rules.has_quorum(), rules.quorum()), ", dubbele zetels ",
      rules.combined_seats() == v1::COMBINED_SEATS_FORBIDDEN ? "verboden" : "toegestaan");
}

std::string DescribeCorrigendum(const v1::Corrigendum& corrigendum) {
  const std::string what = absl::StrCat("correctie van positie ", corrigendum.corrects(), ": ");
  switch (corrigendum.correction_case()) {
    case v1::Corrigendum::kAwardAmount:
      return absl::StrCat(what, "toekenning moet zijn ",
                          FormatEuroCents(corrigendum.award_amount().euro_cents()));
    case v1::Corrigendum::kReservationTotal:
      return absl::StrCat(what, "reservering moet zijn ",
                          FormatEuroCents(corrigendum.reservation_total().euro_cents()));
    case v1::Corrigendum::kContributionAmount:
      return absl::StrCat(what, "bijdrage moet zijn ",
                          FormatEuroCents(corrigendum.contribution_amount().euro_cents()));
    case v1::Corrigendum::kProgress:
      return absl::StrCat(what, "voortgang moet zijn ", Word(corrigendum.progress().status()), ", ",
                          corrigendum.progress().summary());
    case v1::Corrigendum::CORRECTION_NOT_SET:
      break;
  }
  return what;
}

}  // namespace

std::string DescribeOwnItem(const v1::OwnItem& item, const Names& names) {
  switch (item.content_case()) {
    case v1::OwnItem::kCeilingChange:
      return absl::StrCat("plafond van ", TrancheOrProgramme(item.ceiling_change().tranche()),
                          " wordt ", FormatEuroCents(item.ceiling_change().ceiling().euro_cents()));
    case v1::OwnItem::kCarryOver:
      return absl::StrCat(FormatEuroCents(item.carry_over().amount().euro_cents()), " van tranche ",
                          item.carry_over().from_tranche(), " naar tranche ",
                          item.carry_over().to_tranche());
    case v1::OwnItem::kRelease:
      return absl::StrCat("vrijval van ", FormatEuroCents(item.release().amount().euro_cents()),
                          " van ", names.Project(item.release().project()),
                          item.release().part().empty() ? "" : ", ", item.release().part(),
                          ", terug naar tranche ", item.release().tranche());
    case v1::OwnItem::kReservationChange:
      return absl::StrCat("reservering voor ", names.Project(item.reservation_change().project()),
                          " wordt ",
                          FormatEuroCents(item.reservation_change().total().euro_cents()));
    case v1::OwnItem::kRuleChange:
      return DescribeRules(item.rule_change());
    case v1::OwnItem::kReopening:
      return absl::StrCat("heropening van ", names.Project(item.reopening().project()));
    case v1::OwnItem::kCorrigendum:
      return DescribeCorrigendum(item.corrigendum());
    case v1::OwnItem::CONTENT_NOT_SET:
      break;
  }
  return "";
}

v1::OwnItem ByLabel(const v1::MeetingItem& item) {
  v1::OwnItem own = item.own_item();
  if (item.project_label().empty()) return own;
  if (own.has_release()) own.mutable_release()->set_project(item.project_label());
  if (own.has_reservation_change()) {
    own.mutable_reservation_change()->set_project(item.project_label());
  }
  if (own.has_reopening()) own.mutable_reopening()->set_project(item.project_label());
  return own;
}

}  // namespace dealboek::cli
