#include "services/projections/timeline.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"

#include "services/base/dutch.h"
#include "services/base/partial_date.h"
#include "services/base/position.h"
#include "services/domain/evolve.h"
#include "services/domain/state.h"
#include "services/domain/visit_fact.h"
#include "services/projections/dutch_words.h"
#include "services/projections/views.h"

namespace dealboek::projections {
namespace {

namespace pb = dealboek::v1;

using domain::OneOf;

std::string Date(const google::type::Date& date) {
  const auto parsed = base::PartialDate::Parse(date.year(), date.month(), date.day());
  return parsed.ok() ? base::DutchDate(*parsed) : "onbekend";
}

std::string Euros(const pb::Money& money) { return base::DutchEuros(money.euro_cents()); }

// A sentence ends once, however its last words end.
std::string Sentence(std::string words) {
  if (words.empty() || words.back() != '.') words += '.';
  return words;
}

std::string Because(const std::string& reason) {
  return reason.empty() ? "" : absl::StrCat(": ", reason);
}

// What things were called when an event was recorded.
class Names {
 public:
  Names(const Views& views, base::Position position) : views_(views), position_(position) {}

  // "wonen 2.4"
  std::string Project(absl::string_view id) const {
    const auto project = views_.ProjectAt(id, position_);
    return project == nullptr ? absl::StrCat("project ", id)
                              : absl::StrCat(project->pijler, " ", project->number);
  }
  // Just before the event; empty: there was none.
  std::string ProjectBefore(absl::string_view id) const {
    const auto project = views_.ProjectAt(id, base::Position(position_.value() - 1));
    return project == nullptr ? "" : absl::StrCat(project->pijler, " ", project->number);
  }
  // "wonen 2.4 (Emmerhout)"
  std::string ProjectPart(absl::string_view id, const std::string& part) const {
    return part.empty() ? Project(id) : absl::StrCat(Project(id), " (", part, ")");
  }
  std::string Partner(absl::string_view id) const {
    const auto partner = views_.PartnerAt(id, position_);
    return partner == nullptr ? std::string(id) : partner->name;
  }
  std::string Partners(const google::protobuf::RepeatedPtrField<std::string>& ids) const {
    std::vector<std::string> names;
    for (const std::string& id : ids) names.push_back(Partner(id));
    return names.empty() ? "onbekend" : DutchList(names);
  }
  // "vakbestuurder werken"; "stuurgroep, voorzitter (gedeputeerde, provincie Drenthe)"
  std::string Seat(absl::string_view id) const {
    const auto seat = views_.SeatAt(id, position_);
    if (seat == nullptr) return std::string(id);
    std::string words(DutchRole(seat->role));
    if (!seat->pijler.empty()) absl::StrAppend(&words, " ", seat->pijler);
    if (seat->place == pb::SEAT_PLACE_CHAIR) words += ", voorzitter";
    std::vector<std::string> more;
    if (!seat->function.empty()) more.push_back(seat->function);
    if (!seat->partner.empty()) more.push_back(Partner(seat->partner));
    if (!more.empty()) absl::StrAppend(&words, " (", absl::StrJoin(more, ", "), ")");
    return words;
  }
  std::string Person(absl::string_view id) const {
    const auto person = views_.PersonAt(id, position_);
    return person == nullptr ? std::string(id) : person->display_name;
  }
  // What an item of an agenda is about.
  std::string Item(absl::string_view meeting_id, const std::string& item_id) const {
    const auto meeting = views_.MeetingAt(meeting_id, position_);
    const domain::AgendaItem* item = meeting == nullptr ? nullptr : meeting->FindItem(item_id);
    if (item == nullptr) return item_id;
    if (!item->proposal.empty()) return absl::StrCat("voorstel ", item->proposal);
    return item->title.empty() ? item_id : item->title;
  }

 private:
  const Views& views_;
  const base::Position position_;
};

std::string Revision(absl::string_view proposal, int revision) {
  return absl::StrCat("Voorstel ", proposal, " (versie ", revision, ")");
}

std::string Asked(const pb::ProposalContent& content, const Names& names) {
  std::string words = content.title();
  if (!content.project().empty()) {
    absl::StrAppend(&words, ", bij ", names.Project(content.project()));
  }
  if (!content.lines().empty()) absl::StrAppend(&words, ", vraagt ", DutchSum(content.lines()));
  if (content.has_reservation_total()) {
    absl::StrAppend(&words, ", met een reservering van in totaal ",
                    Euros(content.reservation_total()));
  }
  return words;
}

// ------------------------------------------------------------ a sentence for each fact

std::string Tell(const pb::ProgrammeCreated& fact, const Names&) {
  return absl::StrCat("Boek begonnen van het programma ", fact.title());
}
std::string Tell(const pb::PijlerDefined& fact, const Names&) {
  std::string words = absl::StrCat("Pijler ", fact.pijler(), " vastgelegd");
  if (fact.themes().empty()) return words;
  return absl::StrCat(
      words, ", met als thema's ",
      DutchList(std::vector<std::string>(fact.themes().begin(), fact.themes().end())));
}
std::string Tell(const pb::PartnerAdded& fact, const Names&) {
  return absl::StrCat("Partner toegevoegd: ", fact.name());
}
std::string Tell(const pb::SeatEstablished& fact, const Names& names) {
  return absl::StrCat("Zetel ingesteld: ", names.Seat(fact.seat()));
}
std::string Tell(const pb::SeatGranted& fact, const Names& names) {
  std::string words = absl::StrCat("Zetel toegekend: ", names.Seat(fact.seat()), ", aan ",
                                   names.Person(fact.holder().person()));
  if (fact.has_from()) absl::StrAppend(&words, ", vanaf ", Date(fact.from()));
  if (fact.has_until()) absl::StrAppend(&words, ", tot en met ", Date(fact.until()));
  return words;
}
std::string Tell(const pb::SeatEnded& fact, const Names& names) {
  return absl::StrCat("Zetel beëindigd: ", names.Seat(fact.seat()), Because(fact.reason()));
}
std::string Tell(const pb::RulesSet& fact, const Names&) {
  const pb::Rules& rules = fact.rules();
  return absl::StrCat("Regels vastgesteld: een voordracht vraagt ",
                      DutchThreshold(rules.endorsement()),
                      " van de vakbestuurders van de pijler, een quorum ",
                      DutchThreshold(rules.quorum()), " van de zetels in de stuurgroep");
}
std::string Tell(const pb::TrancheAdded& fact, const Names&) {
  return absl::StrCat("Tranche ", fact.tranche(), " toegevoegd, ",
                      fact.has_ceiling()
                          ? absl::StrCat("met een plafond van ", Euros(fact.ceiling()))
                          : "zonder plafond");
}
std::string Tell(const pb::TrancheClosed& fact, const Names&) {
  return absl::StrCat("Tranche ", fact.tranche(), " gesloten");
}
std::string Tell(const pb::CeilingSet& fact, const Names&) {
  return absl::StrCat(
      "Plafond van ",
      fact.tranche() == 0 ? "het programma" : absl::StrCat("tranche ", fact.tranche()),
      fact.has_ceiling() ? absl::StrCat(" vastgesteld op ", Euros(fact.ceiling())) : " vervallen");
}
std::string Tell(const pb::OpeningClosed&, const Names&) {
  return "Openingsfase afgesloten; vanaf hier verandert geld alleen door een besluit van de "
         "stuurgroep";
}

std::string Tell(const pb::ProposalSubmitted& fact, const Names& names) {
  const bool idea = fact.content().kind() == pb::PROPOSAL_KIND_IDEA;
  return absl::StrCat(idea ? "Idee " : "Voorstel ", fact.proposal(),
                      " ingediend: ", Asked(fact.content(), names));
}
std::string Tell(const pb::ProposalRevised& fact, const Names& names) {
  return absl::StrCat("Voorstel ", fact.proposal(), " herzien (versie ", fact.revision(),
                      "): ", Asked(fact.content(), names));
}
std::string Tell(const pb::ProposalWithdrawn& fact, const Names&) {
  return absl::StrCat("Voorstel ", fact.proposal(), " ingetrokken", Because(fact.reason()));
}
std::string Tell(const pb::ProposalReturned& fact, const Names&) {
  return absl::StrCat(Revision(fact.proposal(), fact.revision()), " teruggegeven om te herzien",
                      Because(fact.reason()));
}
std::string Tell(const pb::ProposalEndorsed& fact, const Names&) {
  return absl::StrCat(Revision(fact.proposal(), fact.revision()),
                      " voorgedragen aan de stuurgroep");
}
std::string Tell(const pb::EndorsementDeclined& fact, const Names&) {
  return absl::StrCat(Revision(fact.proposal(), fact.revision()),
                      " niet voorgedragen door een vakbestuurder", Because(fact.reason()));
}
std::string Tell(const pb::EndorsementWithdrawn& fact, const Names&) {
  return absl::StrCat(Revision(fact.proposal(), fact.revision()), ": een voordracht ingetrokken",
                      Because(fact.reason()));
}

std::string Tell(const pb::MeetingConvened& fact, const Names&) {
  std::string words = absl::StrCat("Vergadering ", fact.meeting(),
                                   " van de stuurgroep belegd: ", Date(fact.held_on()));
  if (!fact.place().empty()) absl::StrAppend(&words, ", ", fact.place());
  return words;
}
std::string Tell(const pb::AgendaSet& fact, const Names&) {
  std::string words = absl::StrCat("Agenda van vergadering ", fact.meeting(),
                                   " vastgesteld (versie ", fact.version(), "), ",
                                   fact.items_size(), fact.items_size() == 1 ? " punt" : " punten");
  for (const pb::ItemTakenOff& off : fact.taken_off()) {
    absl::StrAppend(&words, "; ", off.item(), " afgevoerd", Because(off.reason()));
  }
  return words;
}
std::string Tell(const pb::AttendanceRecorded& fact, const Names&) {
  return absl::StrCat("Aanwezigheid bij vergadering ", fact.meeting(),
                      " vastgelegd: ", fact.present_size(),
                      fact.present_size() == 1 ? " zetel" : " zetels");
}
std::string Tell(const pb::InterestDeclared& fact, const Names& names) {
  return absl::StrCat("Belang gemeld bij ", names.Item(fact.meeting(), fact.item()),
                      " (vergadering ", fact.meeting(), "): ", names.Seat(fact.seat()),
                      Because(fact.reason()));
}
std::string Tell(const pb::ItemDecided& fact, const Names& names) {
  std::string words =
      absl::StrCat("Besluit van vergadering ", fact.meeting(), " vastgelegd over ",
                   names.Item(fact.meeting(), fact.item()), ": ", DutchOutcome(fact.outcome()));
  if (!fact.lines().empty()) absl::StrAppend(&words, ", ", DutchSum(fact.lines()));
  if (!fact.reason().empty()) absl::StrAppend(&words, "; reden: ", fact.reason());
  return words;
}
std::string Tell(const pb::DecisionListConfirmed& fact, const Names&) {
  return absl::StrCat("Besluitenlijst van vergadering ", fact.meeting(),
                      " bevestigd; de besluiten gelden");
}
std::string Tell(const pb::ProposalDecided& fact, const Names&) {
  return absl::StrCat("Voorstel ", fact.proposal(), " ", DutchOutcome(fact.outcome()),
                      " door de stuurgroep (vergadering ", fact.decision().meeting(), ")");
}

std::string Tell(const pb::ProjectCreated& fact, const Names& names) {
  std::string words =
      absl::StrCat("Project ", fact.pijler(), " ", fact.number(), " opgenomen: ", fact.title());
  if (!fact.former_title().empty()) {
    absl::StrAppend(&words, " (eerder ", fact.former_title(), ")");
  }
  return absl::StrCat(words, "; penvoerder ", names.Partners(fact.lead_partners()));
}
std::string Tell(const pb::PartCreated& fact, const Names& names) {
  return absl::StrCat("Onderdeel ", fact.part().title(), " van ", names.Project(fact.project()),
                      " opgenomen; penvoerder ", names.Partners(fact.part().lead_partners()));
}
std::string Tell(const pb::ProjectRenamed& fact, const Names& names) {
  return absl::StrCat(names.Project(fact.project()), " heet voortaan ", fact.title(),
                      Because(fact.reason()));
}
std::string Tell(const pb::ProjectRenumbered& fact, const Names& names) {
  return absl::StrCat(names.ProjectBefore(fact.project()), " heet voortaan ",
                      names.Project(fact.project()), Because(fact.reason()));
}
std::string Tell(const pb::ProjectLeadChanged& fact, const Names& names) {
  return absl::StrCat("Penvoerder van ", names.ProjectPart(fact.project(), fact.part()),
                      " is voortaan ", names.Partners(fact.lead_partners()),
                      Because(fact.reason()));
}
std::string Tell(const pb::ProgressReported& fact, const Names& names) {
  return absl::StrCat("Voortgang van ", names.ProjectPart(fact.project(), fact.part()), " in ",
                      Date(fact.reference_month()), " (", DutchProgress(fact.progress().status()),
                      ")", Because(fact.progress().summary()));
}
std::string Tell(const pb::ProjectCompleted& fact, const Names& names) {
  return absl::StrCat("Project ", names.Project(fact.project()), " afgerond",
                      Because(fact.reason()));
}
std::string Tell(const pb::ProjectReopened& fact, const Names& names) {
  return absl::StrCat("Project ", names.Project(fact.project()), " heropend door de stuurgroep");
}
std::string Tell(const pb::ProgressCorrected& fact, const Names& names) {
  return absl::StrCat("Voortgang van ", names.ProjectPart(fact.project(), fact.part()), " in ",
                      Date(fact.reference_month()), " gecorrigeerd (",
                      DutchProgress(fact.progress().status()), ")",
                      Because(fact.progress().summary()));
}

std::string Tell(const pb::Awarded& fact, const Names& names) {
  return absl::StrCat(Euros(fact.amount()), " toegekend aan ",
                      names.ProjectPart(fact.project(), fact.part()), " uit tranche ",
                      fact.tranche());
}
std::string Tell(const pb::AwardCorrected& fact, const Names& names) {
  return absl::StrCat("Toekenning aan ", names.ProjectPart(fact.project(), fact.part()),
                      " uit tranche ", fact.tranche(), " gecorrigeerd: ", Euros(fact.new_amount()),
                      " in plaats van ", Euros(fact.old_amount()));
}
std::string Tell(const pb::Released& fact, const Names& names) {
  return absl::StrCat(Euros(fact.amount()), " van ", names.ProjectPart(fact.project(), fact.part()),
                      " vrijgevallen, terug naar tranche ", fact.tranche());
}
std::string Tell(const pb::CarriedOver& fact, const Names&) {
  return absl::StrCat(Euros(fact.amount()), " overgeheveld van tranche ", fact.from_tranche(),
                      " naar tranche ", fact.to_tranche());
}
std::string Tell(const pb::ReservationSet& fact, const Names& names) {
  if (fact.total().euro_cents() == 0) {
    return absl::StrCat("Reservering voor ", names.Project(fact.project()), " vervallen",
                        Because(fact.note()));
  }
  return absl::StrCat("Voor ", names.Project(fact.project()), " in totaal ", Euros(fact.total()),
                      " gereserveerd", Because(fact.note()));
}
std::string Tell(const pb::ContributionRecorded& fact, const Names& names) {
  return absl::StrCat(names.Project(fact.to_project()), " krijgt een bijdrage uit ",
                      names.Project(fact.from_project()), " (tranche ", fact.tranche(),
                      "), bedrag ", DutchAmount(fact.has_amount(), fact.amount()),
                      Because(fact.note()));
}
std::string Tell(const pb::ContributionCorrected& fact, const Names& names) {
  return absl::StrCat("Bijdrage aan ", names.Project(fact.to_project()), " uit ",
                      names.Project(fact.from_project()), " (tranche ", fact.tranche(),
                      ") gecorrigeerd: ", DutchAmount(fact.has_new_amount(), fact.new_amount()),
                      " in plaats van ", DutchAmount(fact.has_old_amount(), fact.old_amount()));
}

std::string Tell(const pb::StatementRecorded& fact, const Names& names) {
  return absl::StrCat("Vastgelegd wat gepubliceerd is (", fact.statement(), "): ",
                      DutchTitle(fact.content(), names.Project(fact.content().label().project())),
                      ": ", DutchClaim(fact.content()));
}
std::string Tell(const pb::DifferenceExplained& fact, const Names&) {
  return absl::StrCat("Verschil tussen publicatie ", fact.statement(), " en het boek verklaard",
                      Because(fact.reason()));
}
std::string Tell(const pb::EditionPublished& fact, const Names&) {
  return absl::StrCat(
      "Editie ", fact.edition(), " van het Uitvoeringsprogramma gepubliceerd op ",
      Date(fact.published_on()), ", ",
      DutchTranches(std::vector<int>(fact.tranches().begin(), fact.tranches().end())));
}

std::string Tell(const pb::LossAccepted& fact, const Names&) {
  return absl::StrCat("Teruggezet uit een reservekopie: wat na schrijfactie ", fact.last_commit(),
                      " kwam, tot en met ", fact.floor_commit(), ", kan verloren zijn");
}
std::string Tell(const pb::ClockAccepted&, const Names&) {
  return "De klok van de server stond achter op het boek; dat is aanvaard";
}

// ------------------------------------------------------------ what an entry shows beside it

void AddDetails(const OneOf<pb::Awarded, pb::Released> auto& fact, pb::TimelineEntry& entry) {
  entry.set_part(fact.part());
  entry.set_tranche(fact.tranche());
  *entry.mutable_amount() = fact.amount();
}
void AddDetails(const pb::AwardCorrected& fact, pb::TimelineEntry& entry) {
  entry.set_part(fact.part());
  entry.set_tranche(fact.tranche());
  *entry.mutable_amount() = fact.new_amount();
}
void AddDetails(const pb::ReservationSet& fact, pb::TimelineEntry& entry) {
  *entry.mutable_amount() = fact.total();
}
void AddDetails(const pb::ContributionRecorded& fact, pb::TimelineEntry& entry) {
  entry.set_tranche(fact.tranche());
  if (fact.has_amount()) *entry.mutable_amount() = fact.amount();
}
void AddDetails(const pb::ContributionCorrected& fact, pb::TimelineEntry& entry) {
  entry.set_tranche(fact.tranche());
  if (fact.has_new_amount()) *entry.mutable_amount() = fact.new_amount();
}
void AddDetails(const pb::PartCreated& fact, pb::TimelineEntry& entry) {
  entry.set_part(fact.part().title());
}
void AddDetails(
    const OneOf<pb::ProgressReported, pb::ProgressCorrected, pb::ProjectLeadChanged> auto& fact,
    pb::TimelineEntry& entry) {
  entry.set_part(fact.part());
}
// The rest is not about a part, a tranche or one amount.
void AddDetails(const auto&, pb::TimelineEntry&) {}

}  // namespace

std::string DutchSentence(const v1::Event& event, const Views& views) {
  const Names names(views, base::Position(static_cast<uint64_t>(event.header().position())));
  return Sentence(domain::VisitFact(event, [&](const auto& fact) { return Tell(fact, names); }));
}

v1::TimelineEntry MakeTimelineEntry(const v1::Event& event, const Views& views) {
  const pb::EventHeader& header = event.header();
  pb::TimelineEntry entry;
  entry.set_position(header.position());
  *entry.mutable_recorded_at() = header.recorded_at();
  if (header.has_decided_on()) *entry.mutable_decided_on() = header.decided_on();
  entry.set_type(std::string(domain::TypeName(event)));
  entry.set_dutch(DutchSentence(event, views));
  domain::VisitFact(event, [&](const auto& fact) { AddDetails(fact, entry); });
  const base::Position position(static_cast<uint64_t>(header.position()));
  if (auto person = views.PersonAt(header.actor(), position)) entry.set_by(person->display_name);
  if (header.has_source()) *entry.mutable_source() = header.source();
  return entry;
}

}  // namespace dealboek::projections
