#include "services/projections/timeline.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"

#include "services/base/check.h"
#include "services/base/dutch.h"
#include "services/base/partial_date.h"
#include "services/base/position.h"
#include "services/domain/evolve.h"
#include "services/domain/state.h"
#include "services/projections/dutch_words.h"
#include "services/projections/views.h"

namespace dealboek::projections {
namespace {

namespace pb = dealboek::v1;

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

// Tells an event in the names things had when it was recorded.
class Teller {
 public:
  Teller(const pb::Event& event, const Views& views)
      : event_(event), views_(views), position_(static_cast<uint64_t>(event.header().position())) {}

  std::string Tell() const;

 private:
  std::string Project(absl::string_view id) const {
    const auto project = views_.ProjectAt(id, position_);
    return project == nullptr ? absl::StrCat("project ", id)
                              : absl::StrCat(project->pijler, " ", project->number);
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
  std::string Proposal(absl::string_view id, int revision) const {
    return absl::StrCat("Voorstel ", id, " (versie ", revision, ")");
  }
  std::string Content(const pb::ProposalContent& content) const {
    std::string words = content.title();
    if (!content.project().empty()) absl::StrAppend(&words, ", bij ", Project(content.project()));
    if (!content.lines().empty()) absl::StrAppend(&words, ", vraagt ", DutchSum(content.lines()));
    if (content.has_reservation_total()) {
      absl::StrAppend(&words, ", met een reservering van in totaal ",
                      Euros(content.reservation_total()));
    }
    return words;
  }
  // What an item of an agenda is about.
  std::string Item(absl::string_view meeting_id, const std::string& item_id) const {
    const auto meeting = views_.MeetingAt(meeting_id, position_);
    const domain::AgendaItem* item = meeting == nullptr ? nullptr : meeting->FindItem(item_id);
    if (item == nullptr) return item_id;
    if (!item->proposal.empty()) return absl::StrCat("voorstel ", item->proposal);
    return item->title.empty() ? item_id : item->title;
  }
  std::string Ceiling(int tranche) const {
    return tranche == 0 ? "het programma" : absl::StrCat("tranche ", tranche);
  }

  const pb::Event& event_;
  const Views& views_;
  const base::Position position_;
};

std::string Teller::Tell() const {
  switch (event_.fact_case()) {
    case pb::Event::kProgrammeCreated:
      return absl::StrCat("Boek begonnen van het programma ", event_.programme_created().title());
    case pb::Event::kPijlerDefined: {
      const pb::PijlerDefined& fact = event_.pijler_defined();
      std::string words = absl::StrCat("Pijler ", fact.pijler(), " vastgelegd");
      if (fact.themes().empty()) return words;
      return absl::StrCat(
          words, ", met als thema's ",
          DutchList(std::vector<std::string>(fact.themes().begin(), fact.themes().end())));
    }
    case pb::Event::kPartnerAdded:
      return absl::StrCat("Partner toegevoegd: ", event_.partner_added().name());
    case pb::Event::kSeatEstablished:
      return absl::StrCat("Zetel ingesteld: ", Seat(event_.seat_established().seat()));
    case pb::Event::kSeatGranted: {
      const pb::SeatGranted& fact = event_.seat_granted();
      std::string words = absl::StrCat("Zetel toegekend: ", Seat(fact.seat()), ", aan ",
                                       Person(fact.holder().person()));
      if (fact.has_from()) absl::StrAppend(&words, ", vanaf ", Date(fact.from()));
      if (fact.has_until()) absl::StrAppend(&words, ", tot en met ", Date(fact.until()));
      return words;
    }
    case pb::Event::kSeatEnded:
      return absl::StrCat("Zetel beëindigd: ", Seat(event_.seat_ended().seat()),
                          Because(event_.seat_ended().reason()));
    case pb::Event::kRulesSet: {
      const pb::Rules& rules = event_.rules_set().rules();
      return absl::StrCat("Regels vastgesteld: een voordracht vraagt ",
                          DutchThreshold(rules.endorsement()),
                          " van de vakbestuurders van de pijler, een quorum ",
                          DutchThreshold(rules.quorum()), " van de zetels in de stuurgroep");
    }
    case pb::Event::kTrancheAdded: {
      const pb::TrancheAdded& fact = event_.tranche_added();
      return absl::StrCat("Tranche ", fact.tranche(), " toegevoegd, ",
                          fact.has_ceiling()
                              ? absl::StrCat("met een plafond van ", Euros(fact.ceiling()))
                              : "zonder plafond");
    }
    case pb::Event::kTrancheClosed:
      return absl::StrCat("Tranche ", event_.tranche_closed().tranche(), " gesloten");
    case pb::Event::kCeilingSet: {
      const pb::CeilingSet& fact = event_.ceiling_set();
      return absl::StrCat("Plafond van ", Ceiling(fact.tranche()),
                          fact.has_ceiling()
                              ? absl::StrCat(" vastgesteld op ", Euros(fact.ceiling()))
                              : " vervallen");
    }
    case pb::Event::kOpeningClosed:
      return "Openingsfase afgesloten; vanaf hier verandert geld alleen door een besluit van de "
             "stuurgroep";

    case pb::Event::kProposalSubmitted: {
      const pb::ProposalSubmitted& fact = event_.proposal_submitted();
      const bool idea = fact.content().kind() == pb::PROPOSAL_KIND_IDEA;
      return absl::StrCat(idea ? "Idee " : "Voorstel ", fact.proposal(),
                          " ingediend: ", Content(fact.content()));
    }
    case pb::Event::kProposalRevised: {
      const pb::ProposalRevised& fact = event_.proposal_revised();
      return absl::StrCat("Voorstel ", fact.proposal(), " herzien (versie ", fact.revision(),
                          "): ", Content(fact.content()));
    }
    case pb::Event::kProposalWithdrawn:
      return absl::StrCat("Voorstel ", event_.proposal_withdrawn().proposal(), " ingetrokken",
                          Because(event_.proposal_withdrawn().reason()));
    case pb::Event::kProposalReturned: {
      const pb::ProposalReturned& fact = event_.proposal_returned();
      return absl::StrCat(Proposal(fact.proposal(), fact.revision()), " teruggegeven om te herzien",
                          Because(fact.reason()));
    }
    case pb::Event::kProposalEndorsed: {
      const pb::ProposalEndorsed& fact = event_.proposal_endorsed();
      return absl::StrCat(Proposal(fact.proposal(), fact.revision()),
                          " voorgedragen aan de stuurgroep");
    }
    case pb::Event::kEndorsementDeclined: {
      const pb::EndorsementDeclined& fact = event_.endorsement_declined();
      return absl::StrCat(Proposal(fact.proposal(), fact.revision()),
                          " niet voorgedragen door een vakbestuurder", Because(fact.reason()));
    }
    case pb::Event::kEndorsementWithdrawn: {
      const pb::EndorsementWithdrawn& fact = event_.endorsement_withdrawn();
      return absl::StrCat(Proposal(fact.proposal(), fact.revision()),
                          ": een voordracht ingetrokken", Because(fact.reason()));
    }

    case pb::Event::kMeetingConvened: {
      const pb::MeetingConvened& fact = event_.meeting_convened();
      std::string words = absl::StrCat("Vergadering ", fact.meeting(),
                                       " van de stuurgroep belegd: ", Date(fact.held_on()));
      if (!fact.place().empty()) absl::StrAppend(&words, ", ", fact.place());
      return words;
    }
    case pb::Event::kAgendaSet: {
      const pb::AgendaSet& fact = event_.agenda_set();
      std::string words = absl::StrCat(
          "Agenda van vergadering ", fact.meeting(), " vastgesteld (versie ", fact.version(), "), ",
          fact.items_size(), fact.items_size() == 1 ? " punt" : " punten");
      for (const pb::ItemTakenOff& off : fact.taken_off()) {
        absl::StrAppend(&words, "; ", off.item(), " afgevoerd", Because(off.reason()));
      }
      return words;
    }
    case pb::Event::kAttendanceRecorded: {
      const pb::AttendanceRecorded& fact = event_.attendance_recorded();
      return absl::StrCat("Aanwezigheid bij vergadering ", fact.meeting(),
                          " vastgelegd: ", fact.present_size(),
                          fact.present_size() == 1 ? " zetel" : " zetels");
    }
    case pb::Event::kInterestDeclared: {
      const pb::InterestDeclared& fact = event_.interest_declared();
      return absl::StrCat("Belang gemeld bij ", Item(fact.meeting(), fact.item()), " (vergadering ",
                          fact.meeting(), "): ", Seat(fact.seat()), Because(fact.reason()));
    }
    case pb::Event::kItemDecided: {
      const pb::ItemDecided& fact = event_.item_decided();
      std::string words =
          absl::StrCat("Besluit van vergadering ", fact.meeting(), " vastgelegd over ",
                       Item(fact.meeting(), fact.item()), ": ", DutchOutcome(fact.outcome()));
      if (!fact.lines().empty()) absl::StrAppend(&words, ", ", DutchSum(fact.lines()));
      if (!fact.reason().empty()) absl::StrAppend(&words, "; reden: ", fact.reason());
      return words;
    }
    case pb::Event::kDecisionListConfirmed:
      return absl::StrCat("Besluitenlijst van vergadering ",
                          event_.decision_list_confirmed().meeting(),
                          " bevestigd; de besluiten gelden");
    case pb::Event::kProposalDecided: {
      const pb::ProposalDecided& fact = event_.proposal_decided();
      return absl::StrCat("Voorstel ", fact.proposal(), " ", DutchOutcome(fact.outcome()),
                          " door de stuurgroep (vergadering ", fact.decision().meeting(), ")");
    }

    case pb::Event::kProjectCreated: {
      const pb::ProjectCreated& fact = event_.project_created();
      std::string words =
          absl::StrCat("Project ", fact.pijler(), " ", fact.number(), " opgenomen: ", fact.title());
      if (!fact.former_title().empty()) {
        absl::StrAppend(&words, " (eerder ", fact.former_title(), ")");
      }
      return absl::StrCat(words, "; penvoerder ", Partners(fact.lead_partners()));
    }
    case pb::Event::kPartCreated: {
      const pb::PartCreated& fact = event_.part_created();
      return absl::StrCat("Onderdeel ", fact.part().title(), " van ", Project(fact.project()),
                          " opgenomen; penvoerder ", Partners(fact.part().lead_partners()));
    }
    case pb::Event::kProjectRenamed: {
      const pb::ProjectRenamed& fact = event_.project_renamed();
      return absl::StrCat(Project(fact.project()), " heet voortaan ", fact.title(),
                          Because(fact.reason()));
    }
    case pb::Event::kProjectRenumbered: {
      const pb::ProjectRenumbered& fact = event_.project_renumbered();
      const auto before = views_.ProjectAt(fact.project(), base::Position(position_.value() - 1));
      return absl::StrCat(
          before == nullptr ? "" : absl::StrCat(before->pijler, " ", before->number),
          " heet voortaan ", Project(fact.project()), Because(fact.reason()));
    }
    case pb::Event::kProjectLeadChanged: {
      const pb::ProjectLeadChanged& fact = event_.project_lead_changed();
      return absl::StrCat("Penvoerder van ", ProjectPart(fact.project(), fact.part()),
                          " is voortaan ", Partners(fact.lead_partners()), Because(fact.reason()));
    }
    case pb::Event::kProgressReported: {
      const pb::ProgressReported& fact = event_.progress_reported();
      return absl::StrCat("Voortgang van ", ProjectPart(fact.project(), fact.part()), " in ",
                          Date(fact.reference_month()), " (",
                          DutchProgress(fact.progress().status()), ")",
                          Because(fact.progress().summary()));
    }
    case pb::Event::kProjectCompleted:
      return absl::StrCat("Project ", Project(event_.project_completed().project()), " afgerond",
                          Because(event_.project_completed().reason()));
    case pb::Event::kProjectReopened:
      return absl::StrCat("Project ", Project(event_.project_reopened().project()),
                          " heropend door de stuurgroep");
    case pb::Event::kProgressCorrected: {
      const pb::ProgressCorrected& fact = event_.progress_corrected();
      return absl::StrCat("Voortgang van ", ProjectPart(fact.project(), fact.part()), " in ",
                          Date(fact.reference_month()), " gecorrigeerd (",
                          DutchProgress(fact.progress().status()), ")",
                          Because(fact.progress().summary()));
    }

    case pb::Event::kAwarded: {
      const pb::Awarded& fact = event_.awarded();
      return absl::StrCat(Euros(fact.amount()), " toegekend aan ",
                          ProjectPart(fact.project(), fact.part()), " uit tranche ",
                          fact.tranche());
    }
    case pb::Event::kAwardCorrected: {
      const pb::AwardCorrected& fact = event_.award_corrected();
      return absl::StrCat("Toekenning aan ", ProjectPart(fact.project(), fact.part()),
                          " uit tranche ", fact.tranche(),
                          " gecorrigeerd: ", Euros(fact.new_amount()), " in plaats van ",
                          Euros(fact.old_amount()));
    }
    case pb::Event::kReleased: {
      const pb::Released& fact = event_.released();
      return absl::StrCat(Euros(fact.amount()), " van ", ProjectPart(fact.project(), fact.part()),
                          " vrijgevallen, terug naar tranche ", fact.tranche());
    }
    case pb::Event::kCarriedOver: {
      const pb::CarriedOver& fact = event_.carried_over();
      return absl::StrCat(Euros(fact.amount()), " overgeheveld van tranche ", fact.from_tranche(),
                          " naar tranche ", fact.to_tranche());
    }
    case pb::Event::kReservationSet: {
      const pb::ReservationSet& fact = event_.reservation_set();
      if (fact.total().euro_cents() == 0) {
        return absl::StrCat("Reservering voor ", Project(fact.project()), " vervallen",
                            Because(fact.note()));
      }
      return absl::StrCat("Voor ", Project(fact.project()), " in totaal ", Euros(fact.total()),
                          " gereserveerd", Because(fact.note()));
    }
    case pb::Event::kContributionRecorded: {
      const pb::ContributionRecorded& fact = event_.contribution_recorded();
      return absl::StrCat(Project(fact.to_project()), " krijgt een bijdrage uit ",
                          Project(fact.from_project()), " (tranche ", fact.tranche(), "), bedrag ",
                          DutchAmount(fact.has_amount(), fact.amount()), Because(fact.note()));
    }
    case pb::Event::kContributionCorrected: {
      const pb::ContributionCorrected& fact = event_.contribution_corrected();
      return absl::StrCat("Bijdrage aan ", Project(fact.to_project()), " uit ",
                          Project(fact.from_project()), " (tranche ", fact.tranche(),
                          ") gecorrigeerd: ", DutchAmount(fact.has_new_amount(), fact.new_amount()),
                          " in plaats van ", DutchAmount(fact.has_old_amount(), fact.old_amount()));
    }

    case pb::Event::kStatementRecorded: {
      const pb::StatementRecorded& fact = event_.statement_recorded();
      return absl::StrCat("Vastgelegd wat gepubliceerd is (", fact.statement(), "): ",
                          DutchTitle(fact.content(), Project(fact.content().label().project())),
                          ": ", DutchClaim(fact.content()));
    }
    case pb::Event::kDifferenceExplained: {
      const pb::DifferenceExplained& fact = event_.difference_explained();
      return absl::StrCat("Verschil tussen publicatie ", fact.statement(), " en het boek verklaard",
                          Because(fact.reason()));
    }
    case pb::Event::kEditionPublished: {
      const pb::EditionPublished& fact = event_.edition_published();
      return absl::StrCat(
          "Editie ", fact.edition(), " van het Uitvoeringsprogramma gepubliceerd op ",
          Date(fact.published_on()), ", ",
          DutchTranches(std::vector<int>(fact.tranches().begin(), fact.tranches().end())));
    }

    case pb::Event::kLossAccepted:
      return absl::StrCat("Teruggezet uit een reservekopie: wat na schrijfactie ",
                          event_.loss_accepted().last_commit(), " kwam, tot en met ",
                          event_.loss_accepted().floor_commit(), ", kan verloren zijn");
    case pb::Event::kClockAccepted:
      return "De klok van de server stond achter op het boek; dat is aanvaard";
    case pb::Event::FACT_NOT_SET:
      break;
  }
  CHECK(false) << "fact unknown to this build; decoding should have refused it";
  return "";
}

// What else an entry shows beside its sentence: part, tranche and amount, where the event has them.
void AddMoney(const std::string& part, int tranche, const pb::Money* amount,
              pb::TimelineEntry& entry) {
  entry.set_part(part);
  entry.set_tranche(tranche);
  if (amount != nullptr) *entry.mutable_amount() = *amount;
}

void AddDetails(const pb::Event& event, pb::TimelineEntry& entry) {
  if (event.has_awarded()) {
    const pb::Awarded& fact = event.awarded();
    AddMoney(fact.part(), fact.tranche(), &fact.amount(), entry);
  } else if (event.has_award_corrected()) {
    const pb::AwardCorrected& fact = event.award_corrected();
    AddMoney(fact.part(), fact.tranche(), &fact.new_amount(), entry);
  } else if (event.has_released()) {
    const pb::Released& fact = event.released();
    AddMoney(fact.part(), fact.tranche(), &fact.amount(), entry);
  } else if (event.has_reservation_set()) {
    AddMoney("", 0, &event.reservation_set().total(), entry);
  } else if (event.has_contribution_recorded()) {
    const pb::ContributionRecorded& fact = event.contribution_recorded();
    AddMoney("", fact.tranche(), fact.has_amount() ? &fact.amount() : nullptr, entry);
  } else if (event.has_contribution_corrected()) {
    const pb::ContributionCorrected& fact = event.contribution_corrected();
    AddMoney("", fact.tranche(), fact.has_new_amount() ? &fact.new_amount() : nullptr, entry);
  } else if (event.has_part_created()) {
    entry.set_part(event.part_created().part().title());
  } else if (event.has_progress_reported()) {
    entry.set_part(event.progress_reported().part());
  } else if (event.has_progress_corrected()) {
    entry.set_part(event.progress_corrected().part());
  } else if (event.has_project_lead_changed()) {
    entry.set_part(event.project_lead_changed().part());
  }
}

}  // namespace

std::string DutchSentence(const v1::Event& event, const Views& views) {
  return Sentence(Teller(event, views).Tell());
}

v1::TimelineEntry MakeTimelineEntry(const v1::Event& event, const Views& views) {
  const pb::EventHeader& header = event.header();
  pb::TimelineEntry entry;
  entry.set_position(header.position());
  *entry.mutable_recorded_at() = header.recorded_at();
  if (header.has_decided_on()) *entry.mutable_decided_on() = header.decided_on();
  entry.set_type(std::string(domain::TypeName(event)));
  entry.set_dutch(DutchSentence(event, views));
  AddDetails(event, entry);
  const base::Position position(static_cast<uint64_t>(header.position()));
  if (auto person = views.PersonAt(header.actor(), position)) entry.set_by(person->display_name);
  if (header.has_source()) *entry.mutable_source() = header.source();
  return entry;
}

}  // namespace dealboek::projections
