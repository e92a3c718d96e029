#include "clients/cli/documents/decisions.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

#include "clients/cli/amounts.h"
#include "clients/cli/budget_cells.h"
#include "clients/cli/dates.h"
#include "clients/cli/documents/edition.h"
#include "clients/cli/labels.h"
#include "clients/cli/own_item.h"
#include "clients/cli/quorum.h"

namespace dealboek::cli::documents {
namespace {

// Who sits there and what they are; what the name says already is not said again.
std::string SeatWords(const v1::Attendee& attendee) {
  std::string words = attendee.holder().empty() ? "vacant" : attendee.holder();
  std::vector<std::string> of;
  const auto add = [&](const std::string& more) {
    if (!more.empty() && !Mentions(attendee.holder(), more)) of.push_back(more);
  };
  if (attendee.place() == v1::SEAT_PLACE_CHAIR) add("voorzitter");
  add(attendee.function());
  add(attendee.partner_name());
  if (!of.empty()) absl::StrAppend(&words, " (", absl::StrJoin(of, ", "), ")");
  return words;
}

// Seats by who sits there.
class Seats {
 public:
  explicit Seats(const v1::Meeting& meeting) {
    for (const v1::Attendee& attendee : meeting.attendees()) {
      words_[attendee.seat()] = SeatWords(attendee);
    }
  }
  std::string Words(const google::protobuf::RepeatedPtrField<std::string>& seats) const {
    std::vector<std::string> words;
    for (const std::string& seat : seats) {
      const auto found = words_.find(seat);
      words.push_back(found == words_.end() ? seat : found->second);
    }
    return absl::StrJoin(words, "; ");
  }
  std::string Words(const std::string& seat) const {
    const auto found = words_.find(seat);
    return found == words_.end() ? seat : found->second;
  }

 private:
  std::map<std::string, std::string> words_;
};

// Whether an item of the stuurgroep's own is called what it does: one without a title got its
// description as one.
bool IsDescribed(const v1::MeetingItem& item) {
  return item.title().empty() || item.title() == DescribeOwnItem(ByLabel(item), Names()) ||
         item.title() == DescribeOwnItem(item.own_item(), Names());
}

std::string ItemTitle(int number, const v1::MeetingItem& item, const Names& names) {
  if (!item.proposal().empty()) {
    return absl::StrCat(number, ". ", item.project_label(), item.project_label().empty() ? "" : " ",
                        item.content().title());
  }
  return absl::StrCat(
      number, ". ",
      Capitalised(IsDescribed(item) ? DescribeOwnItem(item.own_item(), names) : item.title()));
}

std::string LineKey(const v1::AwardLine& line) {
  return absl::StrCat(line.part(), "/", line.tranche());
}

// What was asked and, where decided, what is given.
DocumentTable Lines(const v1::MeetingItem& item) {
  const bool decided =
      item.has_decision() && (item.decision().outcome() == v1::OUTCOME_RATIFIED ||
                              item.decision().outcome() == v1::OUTCOME_RATIFIED_WITH_CHANGES);
  DocumentTable table;
  table.caption = decided ? "Gevraagd en toegekend" : "Gevraagd";
  table.columns = {{"onderdeel", ""}, {"tranche", ""}, {"gevraagd", "", Align::kRight}};
  if (decided) table.columns.push_back({"toegekend", "", Align::kRight});
  std::vector<v1::AwardLine> lines(item.content().lines().begin(), item.content().lines().end());
  std::map<std::string, int64_t> given;
  std::map<std::string, bool> asked;
  for (const v1::AwardLine& line : lines) asked[LineKey(line)] = true;
  if (decided) {
    for (const v1::AwardLine& line : item.decision().lines()) {
      given[LineKey(line)] += line.amount().euro_cents();
      if (!asked[LineKey(line)]) {
        v1::AwardLine added = line;
        added.clear_amount();
        lines.push_back(std::move(added));
      }
    }
  }
  int64_t total_asked = 0;
  int64_t total_given = 0;
  for (const v1::AwardLine& line : lines) {
    std::vector<std::string> row = {
        line.part().empty() ? "hele project" : line.part(),
        absl::StrCat("tranche ", line.tranche()),
        line.has_amount() ? FormatEuroCents(line.amount().euro_cents()) : "—"};
    total_asked += line.amount().euro_cents();
    if (decided) {
      row.push_back(FormatEuroCents(given[LineKey(line)]));
      total_given += given[LineKey(line)];
    }
    table.rows.push_back(std::move(row));
  }
  if (lines.size() > 1) {
    table.total = {"Samen", "", FormatEuroCents(total_asked)};
    if (decided) table.total.push_back(FormatEuroCents(total_given));
  }
  return table;
}

std::string Ceiling(const v1::BudgetLine& line) {
  return line.has_ceiling() ? FormatEuroCents(line.ceiling().euro_cents()) : "geen plafond";
}
std::string Free(const v1::BudgetLine& line) {
  return line.has_free() ? FormatEuroCents(line.free().euro_cents()) : "geen plafond";
}

void AddBudgets(const std::string& heading, const MeetingContext& context, Document& document) {
  document.Add(Heading{2, heading});
  DocumentTable tranches;
  tranches.caption = "Per tranche";
  tranches.columns = {{"tranche", ""},
                      {"plafond", "", Align::kRight},
                      {"toegekend", "", Align::kRight},
                      {"vrijgevallen", "", Align::kRight},
                      {"vrij", "", Align::kRight}};
  const auto row_of = [](const std::string& title, const v1::BudgetLine& line) {
    return std::vector<std::string>{title, Ceiling(line),
                                    FormatEuroCents(line.awarded().euro_cents()),
                                    FormatEuroCents(line.released().euro_cents()), Free(line)};
  };
  for (const v1::BudgetLine& line : context.tranches.lines()) {
    tranches.rows.push_back(row_of(line.title(), line));
  }
  tranches.total = row_of("Hele programma", context.tranches.total());
  document.Add(std::move(tranches));
  if (context.reservations.lines().empty()) return;
  DocumentTable reservations;
  reservations.caption = "Reserveringen";
  reservations.columns = {{"project", ""},
                          {"gereserveerd", "", Align::kRight},
                          {"toegekend", "", Align::kRight},
                          {"vrijgevallen", "", Align::kRight},
                          {"nog", "", Align::kRight}};
  for (const v1::BudgetLine& line : context.reservations.lines()) {
    reservations.rows.push_back(
        {line.title(), FormatMoney(line.has_reservation_total(), line.reservation_total()),
         FormatEuroCents(line.awarded().euro_cents()),
         FormatEuroCents(line.released().euro_cents()),
         FormatMoney(line.has_reserved(), line.reserved())});
  }
  document.Add(std::move(reservations));
}

void AddAttendance(const v1::Meeting& meeting, Document& document) {
  document.Add(Heading{2, "Aanwezigheid"});
  List present;
  List absent;
  List unknown;
  for (const v1::Attendee& attendee : meeting.attendees()) {
    switch (attendee.presence()) {
      case v1::PRESENCE_PRESENT:
        present.items.push_back(SeatWords(attendee));
        break;
      case v1::PRESENCE_ABSENT:
        absent.items.push_back(SeatWords(attendee));
        break;
      default:
        unknown.items.push_back(SeatWords(attendee));
    }
  }
  if (!present.items.empty()) {
    document.Add(Heading{3, "Aanwezig"});
    document.Add(std::move(present));
  }
  if (!absent.items.empty()) {
    document.Add(Heading{3, "Afwezig"});
    document.Add(std::move(absent));
  }
  if (!unknown.items.empty()) {
    document.Add(Heading{3, "Leden (aanwezigheid nog niet vastgelegd)"});
    document.Add(std::move(unknown));
  }
  if (meeting.has_quorum()) {
    document.Add(Paragraph{absl::StrCat("Quorum: ", QuorumInWords(meeting), ".")});
  }
}

std::string Subtitle(const v1::Meeting& meeting) {
  std::vector<std::string> parts = {absl::StrCat("Vergadering ", meeting.meeting())};
  if (!meeting.title().empty()) parts.push_back(meeting.title());
  parts.push_back(FormatDate(meeting.held_on()));
  if (!meeting.place().empty()) parts.push_back(meeting.place());
  return absl::StrJoin(parts, ", ");
}

void AddItem(int number, const v1::MeetingItem& item, const Seats& seats,
             const MeetingContext& context, Document& document) {
  document.Add(Heading{3, ItemTitle(number, item, context.names)});
  Definitions facts;
  if (!item.proposal().empty()) {
    facts.entries.push_back(
        {"Voorstel", absl::StrCat(item.proposal(), " (", Word(item.content().kind()), ", versie ",
                                  item.revision(), ")")});
  } else {
    facts.entries.push_back({"Soort", "eigen punt van de stuurgroep"});
    if (!IsDescribed(item)) {
      facts.entries.push_back(
          {"Onderwerp", Capitalised(DescribeOwnItem(item.own_item(), context.names))});
    }
    if (item.own_item().has_corrigendum() && !item.project_label().empty()) {
      facts.entries.push_back({"Project", item.project_label()});
    }
  }
  const auto endorsed = context.endorsed_by.find(item.proposal());
  if (endorsed != context.endorsed_by.end() && !endorsed->second.empty()) {
    facts.entries.push_back({"Voorgedragen door", absl::StrJoin(endorsed->second, "; ")});
  }
  if (!item.late_reason().empty()) facts.entries.push_back({"Nagekomen", item.late_reason()});
  if (!item.lead_partners().empty()) {
    facts.entries.push_back({item.lead_partners_size() == 1 ? "Penvoerder" : "Penvoerders",
                             absl::StrJoin(item.lead_partners(), ", ")});
  }
  const v1::ItemDecision& decision = item.decision();
  // What was asked is said wherever it is not what was given: also of what was refused.
  if (item.content().has_reservation_total() &&
      (!decision.has_reservation_total() || decision.reservation_total().euro_cents() !=
                                                item.content().reservation_total().euro_cents())) {
    facts.entries.push_back({"Gevraagde reservering voor het hele project",
                             FormatEuroCents(item.content().reservation_total().euro_cents())});
  }
  if (item.has_decision()) {
    facts.entries.push_back({"Besluit", Word(decision.outcome())});
    if (!decision.reason().empty()) facts.entries.push_back({"Reden", decision.reason()});
    if (decision.has_reservation_total()) {
      facts.entries.push_back({"Reservering voor het hele project",
                               FormatEuroCents(decision.reservation_total().euro_cents())});
    } else if (item.content().has_reservation_total() &&
               decision.outcome() == v1::OUTCOME_RATIFIED_WITH_CHANGES) {
      facts.entries.push_back({"Reservering voor het hele project", "geen"});
    }
    if (!decision.interested_seats().empty()) {
      facts.entries.push_back(
          {"Niet meebesloten wegens belang", seats.Words(decision.interested_seats())});
    }
    if (!decision.endorsing_seats().empty()) {
      facts.entries.push_back({"Heeft ook voorgedragen", seats.Words(decision.endorsing_seats())});
    }
  } else {
    facts.entries.push_back({"Besluit", "nog niet genomen"});
  }
  std::vector<std::string> interests;
  for (const v1::Interest& interest : item.interests()) {
    interests.push_back(absl::StrCat(seats.Words(interest.seat()),
                                     interest.reason().empty() ? "" : ": ", interest.reason()));
  }
  if (!interests.empty())
    facts.entries.push_back({"Gemeld belang", absl::StrJoin(interests, "; ")});
  if (!item.flagged_seats().empty()) {
    facts.entries.push_back(
        {"Zetels van de penvoerder (mogelijk belang)", seats.Words(item.flagged_seats())});
  }
  document.Add(std::move(facts));
  if (!item.content().lines().empty()) document.Add(Lines(item));
  List contributions;
  for (const v1::ContributionLine& line : item.content().contributions()) {
    contributions.items.push_back(
        absl::StrCat("Bijdrage uit ", context.names.Project(line.from_project()), ", tranche ",
                     line.tranche(), ": ", FormatMoney(line.has_amount(), line.amount())));
  }
  if (!contributions.items.empty()) document.Add(std::move(contributions));
}

}  // namespace

std::vector<DocumentTable> ChangesTables(
    const google::protobuf::RepeatedPtrField<v1::BudgetChange>& changes) {
  // A reservation is a column of its project; pijlers per tranche and cells are in the rest.
  struct Kind {
    v1::BudgetGrouping grouping;
    const char* caption;
    bool has_ceiling;
  };
  constexpr Kind kKinds[] = {{v1::BUDGET_GROUPING_PROGRAMME, "Het programma, nu en straks", true},
                             {v1::BUDGET_GROUPING_TRANCHE, "Tranches, nu en straks", true},
                             {v1::BUDGET_GROUPING_PIJLER, "Pijlers, nu en straks", false},
                             {v1::BUDGET_GROUPING_PROJECT, "Projecten, nu en straks", false}};
  std::vector<DocumentTable> tables;
  for (const Kind& kind : kKinds) {
    std::vector<const v1::BudgetChange*> rows;
    for (const v1::BudgetChange& change : changes) {
      if (change.grouping() == kind.grouping) rows.push_back(&change);
    }
    std::vector<BudgetAmount> amounts = ChangingAmounts(rows);
    if (rows.empty() || amounts.empty()) continue;
    // What is left, or that no ceiling is set, is always said of what can have one.
    const bool has_free =
        std::any_of(amounts.begin(), amounts.end(),
                    [](const BudgetAmount& amount) { return amount.key == "free"; });
    if (kind.has_ceiling && !has_free) {
      amounts.push_back({"vrij", "free", FreeCell});
    }
    DocumentTable table;
    table.caption = kind.caption;
    table.columns = {{"budget", ""}};
    for (const BudgetAmount& amount : amounts) {
      table.columns.push_back({amount.title + " nu", "", Align::kRight});
      table.columns.push_back({amount.title + " straks", "", Align::kRight});
    }
    for (const v1::BudgetChange* change : rows) {
      std::vector<std::string> row = {change->title()};
      for (const BudgetAmount& amount : amounts) {
        row.push_back(change->has_before() ? amount.cell(change->before()).shown : "—");
        row.push_back(change->has_after() ? amount.cell(change->after()).shown : "—");
      }
      table.rows.push_back(std::move(row));
    }
    tables.push_back(std::move(table));
  }
  return tables;
}

Document DecisionListDocument(const v1::GetMeetingResponse& answer, const MeetingContext& context) {
  const v1::Meeting& meeting = answer.meeting();
  const Seats seats(meeting);
  Document document;
  document.title = absl::StrCat("Besluitenlijst stuurgroep ", context.programme.title());
  document.subtitle = Subtitle(meeting);
  if (meeting.stage() != v1::MEETING_STAGE_CONFIRMED) {
    document.Add(
        Paragraph{"Concept: deze besluitenlijst is nog niet bevestigd. De besluiten zijn nog niet "
                  "van kracht.",
                  true});
  }
  if (!context.programme.description().empty()) {
    document.Add(Paragraph{context.programme.description()});
  }
  AddAttendance(meeting, document);
  document.Add(Heading{2, "Besluiten"});
  if (meeting.items().empty()) document.Add(Paragraph{"Er staat niets op de agenda."});
  int number = 0;
  for (const v1::MeetingItem& item : meeting.items())
    AddItem(++number, item, seats, context, document);
  if (!meeting.taken_off().empty()) {
    document.Add(Heading{2, "Van de agenda gehaald"});
    List list;
    for (const v1::TakenOffItem& item : meeting.taken_off()) {
      list.items.push_back(absl::StrCat(
          item.proposal().empty() ? item.title() : item.proposal() + " " + item.title(), ": ",
          item.reason()));
    }
    document.Add(std::move(list));
  }
  AddBudgets(meeting.stage() == v1::MEETING_STAGE_CONFIRMED ? "Budgetten na deze besluiten"
                                                            : "Budgetten zoals ze nu zijn",
             context, document);
  if (meeting.stage() == v1::MEETING_STAGE_CONFIRMED) {
    document.Add(Heading{2, "Vaststelling"});
    document.Add(Paragraph{absl::StrCat("Bevestigd door ", meeting.confirmed_by(), " op ",
                                        FormatMoment(meeting.confirmed_at(), context.zone),
                                        " (positie ", meeting.confirmed_at_position(),
                                        "), agenda versie ", meeting.agenda_version(), ".")});
  }
  document.footer = ProvenanceInWords(context.programme.name(), answer.true_at(), context.zone);
  return document;
}

Document MeetingPackDocument(const v1::GetMeetingResponse& answer, ListState state,
                             const v1::PreviewDecisionsResponse& preview,
                             const MeetingContext& context) {
  const v1::Meeting& meeting = answer.meeting();
  const Seats seats(meeting);
  Document document;
  document.title = absl::StrCat("Vergaderstukken stuurgroep ", context.programme.title());
  document.subtitle = absl::StrCat(Subtitle(meeting), ", agenda versie ", meeting.agenda_version());
  if (!context.programme.description().empty()) {
    document.Add(Paragraph{context.programme.description()});
  }
  if (state == ListState::kConfirmedSince) {
    document.Add(Paragraph{
        absl::StrCat("De besluitenlijst van deze vergadering is inmiddels bevestigd. Dit zijn de "
                     "stukken zoals ze net daarvoor waren; wat besloten is, staat in: dealboek "
                     "meeting decisions ",
                     meeting.meeting()),
        true});
  }
  document.Add(Heading{2, "Agenda"});
  int number = 0;
  for (const v1::MeetingItem& item : meeting.items()) {
    AddItem(++number, item, seats, context, document);
    if (!item.content().summary().empty()) document.Add(Paragraph{item.content().summary()});
    List documents;
    for (const v1::DocumentRef& reference : item.content().documents()) {
      documents.items.push_back(absl::StrCat("Bijlage: ", reference.name()));
    }
    if (!documents.items.empty()) document.Add(std::move(documents));
  }
  if (meeting.items().empty()) document.Add(Paragraph{"De agenda is nog leeg."});
  // The preview takes what is decided as it was decided.
  const auto decided =
      std::count_if(meeting.items().begin(), meeting.items().end(),
                    [](const v1::MeetingItem& item) { return item.has_decision(); });
  document.Add(Heading{2, decided == 0 ? "Als alles wordt bekrachtigd zoals gevraagd"
                          : decided < meeting.items_size()
                              ? "Als de rest wordt bekrachtigd zoals gevraagd"
                              : "Als deze besluiten van kracht worden"});
  List problems;
  for (const v1::PreviewVerdict& verdict : preview.verdicts()) {
    if (verdict.reason().empty()) continue;
    problems.items.push_back(absl::StrCat(
        verdict.title(), ": ", verdict.dutch().empty() ? verdict.message() : verdict.dutch()));
  }
  if (!problems.items.empty()) {
    document.Add(Paragraph{"Niet alles kan worden bekrachtigd:", true});
    document.Add(std::move(problems));
  }
  const std::vector<DocumentTable> tables = ChangesTables(preview.changes());
  for (const DocumentTable& table : tables) document.Add(table);
  if (tables.empty()) document.Add(Paragraph{"Geen budget zou veranderen."});
  AddBudgets("Budgetten zoals ze nu zijn", context, document);
  document.footer = ProvenanceInWords(context.programme.name(), answer.true_at(), context.zone);
  return document;
}

}  // namespace dealboek::cli::documents
