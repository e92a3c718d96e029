#include "clients/cli/commands/agenda_items.h"

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

}  // namespace

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
