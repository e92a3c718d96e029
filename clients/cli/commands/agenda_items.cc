#include "clients/cli/commands/agenda_items.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

#include "clients/cli/amounts.h"
#include "clients/cli/labels.h"

namespace dealboek::cli::commands {
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

std::string DescribeLines(const google::protobuf::RepeatedPtrField<v1::AwardLine>& lines) {
  return absl::StrJoin(lines, "; ", [](std::string* out, const v1::AwardLine& line) {
    absl::StrAppend(out, FormatMoney(line.has_amount(), line.amount()), " tranche ", line.tranche(),
                    line.part().empty() ? "" : " ", line.part());
  });
}

std::string DescribeReservation(bool given, const v1::Money& total) {
  return given ? absl::StrCat("; reservering ", FormatEuroCents(total.euro_cents())) : "";
}

// What the item is about by its label, where the item itself has its id.
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

}  // namespace

std::string DescribeOwnItem(const v1::OwnItem& item) {
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
                          " van ", item.release().project(),
                          item.release().part().empty() ? "" : " ", item.release().part(),
                          " aan tranche ", item.release().tranche());
    case v1::OwnItem::kReservationChange:
      return absl::StrCat("reservering voor ", item.reservation_change().project(), " wordt ",
                          FormatEuroCents(item.reservation_change().total().euro_cents()));
    case v1::OwnItem::kRuleChange:
      return DescribeRules(item.rule_change());
    case v1::OwnItem::kReopening:
      return absl::StrCat("heropening van ", item.reopening().project());
    case v1::OwnItem::kCorrigendum:
      return DescribeCorrigendum(item.corrigendum());
    case v1::OwnItem::CONTENT_NOT_SET:
      break;
  }
  return "";
}

Table AgendaTable(const v1::Meeting& meeting) {
  Table table({{"punt", "item"},
               {"voorstel", "proposal"},
               {"titel", "title"},
               {"project", "project"},
               {"gevraagd", "asked"},
               {"besluit", "outcome"},
               {"gegeven", "given"},
               {"reden", "reason"}});
  for (const v1::MeetingItem& item : meeting.items()) {
    const std::string asked =
        item.has_own_item()
            ? DescribeOwnItem(ByLabel(item))
            : absl::StrCat(DescribeLines(item.content().lines()),
                           DescribeReservation(item.content().has_reservation_total(),
                                               item.content().reservation_total()));
    const v1::ItemDecision& decision = item.decision();
    table.AddRow(
        {TextCell(item.item()), TextCell(item.proposal()),
         TextCell(item.title().empty() ? item.content().title() : item.title()),
         TextCell(item.project_label()), TextCell(asked),
         item.has_decision() ? TextCell(Word(decision.outcome())) : Cell{"nog niet besloten", ""},
         TextCell(absl::StrCat(
             DescribeLines(decision.lines()),
             DescribeReservation(decision.has_reservation_total(), decision.reservation_total()))),
         TextCell(decision.reason())});
  }
  return table;
}

}  // namespace dealboek::cli::commands
