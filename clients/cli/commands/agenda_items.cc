#include "clients/cli/commands/agenda_items.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

#include "clients/cli/amounts.h"
#include "clients/cli/labels.h"
#include "clients/cli/own_item.h"

namespace dealboek::cli::commands {
namespace {

std::string DescribeLines(const google::protobuf::RepeatedPtrField<v1::AwardLine>& lines) {
  return absl::StrJoin(lines, "; ", [](std::string* out, const v1::AwardLine& line) {
    absl::StrAppend(out, FormatMoney(line.has_amount(), line.amount()), " tranche ", line.tranche(),
                    line.part().empty() ? "" : " ", line.part());
  });
}

std::string DescribeReservation(bool given, const v1::Money& total) {
  return given ? absl::StrCat("; reservering ", FormatEuroCents(total.euro_cents())) : "";
}

std::string TitleOf(const v1::MeetingItem& item) {
  return item.title().empty() ? item.content().title() : item.title();
}

// Money that is asked, given or both, as a program reads it.
struct MoneyRow {
  std::string part = {};
  int tranche = 0;
  int to_tranche = 0;  // of a carry-over
  Cell asked = TextCell("");
  Cell given = TextCell("");
};

Cell AmountCell(const v1::AwardLine& line) {
  return MoneyCell(line.has_amount(), line.amount(), "");
}

std::vector<MoneyRow> RowsOfLines(const v1::MeetingItem& item) {
  std::vector<MoneyRow> rows;
  for (const v1::AwardLine& line : item.content().lines()) {
    rows.push_back({.part = line.part(), .tranche = line.tranche(), .asked = AmountCell(line)});
  }
  // Beside what was asked of that part and tranche; the stuurgroep may have given it elsewhere.
  for (const v1::AwardLine& line : item.decision().lines()) {
    auto row = std::find_if(rows.begin(), rows.end(), [&](const MoneyRow& asked) {
      return asked.part == line.part() && asked.tranche == line.tranche() &&
             asked.given.csv.empty();
    });
    if (row == rows.end()) {
      row = rows.insert(rows.end(), {.part = line.part(), .tranche = line.tranche()});
    }
    row->given = AmountCell(line);
  }
  return rows;
}

// What an item of the stuurgroep's own asks.
MoneyRow RowOfOwnItem(const v1::OwnItem& item) {
  switch (item.content_case()) {
    case v1::OwnItem::kCeilingChange:
      return {.tranche = item.ceiling_change().tranche(),
              .asked = CentsCell(item.ceiling_change().ceiling().euro_cents())};
    case v1::OwnItem::kCarryOver:
      return {.tranche = item.carry_over().from_tranche(),
              .to_tranche = item.carry_over().to_tranche(),
              .asked = CentsCell(item.carry_over().amount().euro_cents())};
    case v1::OwnItem::kRelease:
      return {.part = item.release().part(),
              .tranche = item.release().tranche(),
              .asked = CentsCell(item.release().amount().euro_cents())};
    case v1::OwnItem::kCorrigendum:
      return {.asked = item.corrigendum().has_award_amount()
                           ? CentsCell(item.corrigendum().award_amount().euro_cents())
                           : MoneyCell(item.corrigendum().has_contribution_amount(),
                                       item.corrigendum().contribution_amount(), "")};
    case v1::OwnItem::kReservationChange:
    case v1::OwnItem::kRuleChange:
    case v1::OwnItem::kReopening:
    case v1::OwnItem::CONTENT_NOT_SET:
      break;
  }
  return {};
}

Cell AskedReservationCell(const v1::MeetingItem& item) {
  if (item.own_item().has_reservation_change()) {
    return CentsCell(item.own_item().reservation_change().total().euro_cents());
  }
  if (item.own_item().corrigendum().has_reservation_total()) {
    return CentsCell(item.own_item().corrigendum().reservation_total().euro_cents());
  }
  return MoneyCell(item.content().has_reservation_total(), item.content().reservation_total(), "");
}

// Name of the contract: "ceiling_change"; empty: the item is a proposal.
std::string KindOfOwnItem(const v1::OwnItem& item) {
  const auto* reflection = item.GetReflection();
  const auto* field =
      reflection->GetOneofFieldDescriptor(item, item.GetDescriptor()->FindOneofByName("content"));
  return field == nullptr ? "" : field->name();
}

Cell TrancheCell(int tranche) { return tranche == 0 ? TextCell("") : NumberCell(tranche); }

}  // namespace

Table AgendaCsv(const v1::Meeting& meeting) {
  Table table({{"punt", "item"},
               {"voorstel", "proposal"},
               {"eigen punt", "own_item"},
               {"titel", "title"},
               {"project", "project"},
               {"onderdeel", "part"},
               {"tranche", "tranche"},
               {"naar tranche", "to_tranche"},
               {"gevraagd", "asked_euro_cents"},
               {"gevraagde reservering", "asked_reservation_euro_cents"},
               {"besluit", "outcome"},
               {"gegeven", "given_euro_cents"},
               {"reservering", "given_reservation_euro_cents"},
               {"reden", "reason"}});
  for (const v1::MeetingItem& item : meeting.items()) {
    const v1::ItemDecision& decision = item.decision();
    std::vector<MoneyRow> rows = item.has_own_item()
                                     ? std::vector<MoneyRow>{RowOfOwnItem(item.own_item())}
                                     : RowsOfLines(item);
    if (rows.empty()) rows.emplace_back();
    for (const MoneyRow& row : rows) {
      const bool first = &row == rows.data();
      table.AddRow(
          {TextCell(item.item()), TextCell(item.proposal()),
           TextCell(KindOfOwnItem(item.own_item())), TextCell(TitleOf(item)),
           TextCell(item.project_label()), TextCell(row.part), TrancheCell(row.tranche),
           TrancheCell(row.to_tranche), row.asked,
           first ? AskedReservationCell(item) : TextCell(""),
           TextCell(item.has_decision() ? Word(decision.outcome()) : ""), row.given,
           MoneyCell(first && decision.has_reservation_total(), decision.reservation_total(), ""),
           TextCell(decision.reason())});
    }
  }
  return table;
}

void AddAgendaVersionOption(CLI::App& verb, int& version_seen) {
  verb.add_option("--agenda-version", version_seen, "De agenda die u zag; anders de laatste");
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
            ? DescribeOwnItem(ByLabel(item), Names())
            : absl::StrCat(DescribeLines(item.content().lines()),
                           DescribeReservation(item.content().has_reservation_total(),
                                               item.content().reservation_total()));
    const v1::ItemDecision& decision = item.decision();
    table.AddRow(
        {TextCell(item.item()), TextCell(item.proposal()), TextCell(TitleOf(item)),
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
