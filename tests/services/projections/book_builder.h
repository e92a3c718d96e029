// Books made by hand, event by event, for tests of what is read from them.
#ifndef DEALBOEK_TESTS_SERVICES_PROJECTIONS_BOOK_BUILDER_H_
#define DEALBOEK_TESTS_SERVICES_PROJECTIONS_BOOK_BUILDER_H_

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "dealboek/v1/events.pb.h"
#include "services/domain/evolve.h"
#include "services/domain/state.h"
#include "services/projections/ledger.h"
#include "services/projections/views.h"

namespace dealboek::projections {

inline google::type::Date Day(int year, int month = 0, int day = 0) {
  google::type::Date date;
  date.set_year(year);
  date.set_month(month);
  date.set_day(day);
  return date;
}

inline base::PartialDate On(int year, int month = 0, int day = 0) {
  return base::PartialDate::Parse(year, month, day).value();
}

inline constexpr int64_t kEuro = 100;

// Stamps events as a book does: one after another, a second apart, each a command by itself unless
// between Begin() and End(). Methods return the position of the event they add.
class BookBuilder {
 public:
  static constexpr int64_t kStart = 1'609'459'200;  // 1 January 2021, 0:00 UTC, in seconds

  // How the next event is dated, and what it rests on; used once.
  BookBuilder& DecidedOn(google::type::Date date) {
    decided_on_ = date;
    return *this;
  }
  BookBuilder& From(const std::string& document) {
    source_ = document;
    return *this;
  }
  BookBuilder& Corrects(int64_t position) {
    corrects_ = position;
    return *this;
  }
  // Who does what follows.
  BookBuilder& As(const std::string& person, const std::string& seat) {
    actor_ = person;
    seat_ = seat;
    return *this;
  }
  // What follows, up to End(), is one command.
  void Begin() { command_start_ = events_.size(); }
  void End() {
    const size_t size = events_.size() - *command_start_;
    for (size_t i = 0; i < size; ++i) {
      v1::EventHeader& header = *events_[*command_start_ + i].mutable_header();
      header.set_command_index(static_cast<int>(i));
      header.set_command_size(static_cast<int>(size));
      *header.mutable_recorded_at() = events_[*command_start_].header().recorded_at();
    }
    command_start_.reset();
  }

  int64_t Add(v1::Event event) {
    v1::EventHeader& header = *event.mutable_header();
    header.set_position(static_cast<int64_t>(events_.size()) + 1);
    header.set_event_id(std::string(16, 'e'));
    header.set_salt(std::string(16, 's'));
    header.set_request_hash(std::string(32, 'h'));
    header.set_request_id("00000000-0000-4000-8000-000000000000");
    header.mutable_recorded_at()->set_seconds(kStart + header.position());
    header.set_actor(actor_);
    header.set_seat(seat_);
    header.set_command_size(1);
    if (decided_on_) *header.mutable_decided_on() = *std::exchange(decided_on_, std::nullopt);
    if (source_) {
      header.mutable_source()->set_document(*std::exchange(source_, std::nullopt));
    }
    header.set_corrects(std::exchange(corrects_, 0));
    events_.push_back(std::move(event));
    return header_of_last().position();
  }

  // ---------------------------------------------------------------- structure

  int64_t Programme(const std::string& programme = "proef") {
    v1::Event event;
    v1::ProgrammeCreated& fact = *event.mutable_programme_created();
    fact.set_programme(programme);
    fact.set_title("Proefprogramma");
    fact.set_first_year(2019);
    fact.set_last_year(2023);
    fact.mutable_creator()->set_person("person-1");
    fact.mutable_creator()->mutable_subject()->set_plain("secretaris");
    fact.mutable_creator()->mutable_display_name()->set_plain("programmasecretaris");
    *fact.mutable_secretary() = fact.creator();
    As("person-1", "");
    const int64_t position = Add(std::move(event));
    As("person-1", "seat-1");
    return position;
  }
  int64_t Pijler(const std::string& code, const std::vector<std::string>& themes = {}) {
    v1::Event event;
    event.mutable_pijler_defined()->set_pijler(code);
    event.mutable_pijler_defined()->set_title(code);
    for (const std::string& theme : themes) event.mutable_pijler_defined()->add_themes(theme);
    return Add(std::move(event));
  }
  int64_t Partner(const std::string& id, const std::string& name) {
    v1::Event event;
    event.mutable_partner_added()->set_partner(id);
    event.mutable_partner_added()->set_name(name);
    event.mutable_partner_added()->set_kind(v1::PARTNER_KIND_GEMEENTE);
    return Add(std::move(event));
  }
  // A seat with a holder: person-N, whose subject and name are `who`.
  int64_t Seat(const std::string& seat, v1::Role role, const std::string& person,
               const std::string& who, const std::string& pijler = "",
               const std::string& partner = "", v1::SeatPlace place = v1::SEAT_PLACE_MEMBER,
               std::optional<google::type::Date> until = std::nullopt) {
    v1::Event event;
    v1::SeatGranted& fact = *event.mutable_seat_granted();
    fact.set_seat(seat);
    fact.set_role(role);
    fact.set_place(place);
    fact.set_pijler(pijler);
    fact.set_partner(partner);
    fact.set_function("wethouder");
    fact.mutable_holder()->set_person(person);
    fact.mutable_holder()->mutable_subject()->set_plain(who);
    fact.mutable_holder()->mutable_display_name()->set_plain(who);
    if (until) *fact.mutable_until() = *until;
    return Add(std::move(event));
  }
  int64_t EmptySeat(const std::string& seat, v1::Role role, const std::string& partner = "") {
    v1::Event event;
    event.mutable_seat_established()->set_seat(seat);
    event.mutable_seat_established()->set_role(role);
    event.mutable_seat_established()->set_partner(partner);
    return Add(std::move(event));
  }
  int64_t EndSeat(const std::string& seat) {
    v1::Event event;
    event.mutable_seat_ended()->set_seat(seat);
    event.mutable_seat_ended()->set_reason("nieuw college");
    return Add(std::move(event));
  }
  // What is enough for an endorsement: so many seats.
  int64_t Rules(int endorsements) {
    v1::Event event;
    event.mutable_rules_set()->mutable_rules()->mutable_endorsement()->set_count(endorsements);
    SetDecision(event.mutable_rules_set()->mutable_decision(),
                [&] { event.mutable_rules_set()->clear_decision(); });
    return Add(std::move(event));
  }
  int64_t Tranche(int tranche, std::optional<int64_t> ceiling = std::nullopt) {
    v1::Event event;
    event.mutable_tranche_added()->set_tranche(tranche);
    if (ceiling) event.mutable_tranche_added()->mutable_ceiling()->set_euro_cents(*ceiling);
    return Add(std::move(event));
  }
  int64_t CloseTranche(int tranche) {
    v1::Event event;
    event.mutable_tranche_closed()->set_tranche(tranche);
    return Add(std::move(event));
  }
  int64_t Ceiling(int tranche, int64_t ceiling) {  // 0: the programme
    v1::Event event;
    event.mutable_ceiling_set()->set_tranche(tranche);
    event.mutable_ceiling_set()->mutable_ceiling()->set_euro_cents(ceiling);
    return Add(std::move(event));
  }
  int64_t CloseOpening() {
    v1::Event event;
    event.mutable_opening_closed();
    return Add(std::move(event));
  }

  // ---------------------------------------------------------------- projects

  int64_t Project(const std::string& id, const std::string& pijler, const std::string& number,
                  const std::vector<std::string>& leads = {"partner-1"},
                  const std::string& theme = "") {
    v1::Event event;
    v1::ProjectCreated& fact = *event.mutable_project_created();
    fact.set_project(id);
    fact.set_pijler(pijler);
    fact.set_number(number);
    fact.set_title("Project " + number);
    fact.set_theme(theme);
    for (const std::string& lead : leads) fact.add_lead_partners(lead);
    return Add(std::move(event));
  }
  int64_t Part(const std::string& project, const std::string& title,
               const std::string& lead = "partner-1") {
    v1::Event event;
    event.mutable_part_created()->set_project(project);
    event.mutable_part_created()->mutable_part()->set_title(title);
    event.mutable_part_created()->mutable_part()->add_lead_partners(lead);
    return Add(std::move(event));
  }
  int64_t Rename(const std::string& project, const std::string& title) {
    v1::Event event;
    event.mutable_project_renamed()->set_project(project);
    event.mutable_project_renamed()->set_title(title);
    return Add(std::move(event));
  }
  int64_t Renumber(const std::string& project, const std::string& number) {
    v1::Event event;
    event.mutable_project_renumbered()->set_project(project);
    event.mutable_project_renumbered()->set_number(number);
    return Add(std::move(event));
  }
  int64_t Lead(const std::string& project, const std::string& part, const std::string& lead) {
    v1::Event event;
    event.mutable_project_lead_changed()->set_project(project);
    event.mutable_project_lead_changed()->set_part(part);
    event.mutable_project_lead_changed()->add_lead_partners(lead);
    return Add(std::move(event));
  }
  int64_t Progress(const std::string& project, const std::string& part, google::type::Date month,
                   v1::ProgressStatus status, const std::string& summary = "loopt goed") {
    v1::Event event;
    v1::ProgressReported& fact = *event.mutable_progress_reported();
    fact.set_project(project);
    fact.set_part(part);
    *fact.mutable_reference_month() = month;
    fact.mutable_progress()->set_status(status);
    fact.mutable_progress()->set_summary(summary);
    return Add(std::move(event));
  }
  int64_t CorrectProgress(int64_t corrects, const std::string& project, google::type::Date month,
                          v1::ProgressStatus status) {
    v1::Event event;
    v1::ProgressCorrected& fact = *event.mutable_progress_corrected();
    fact.set_project(project);
    *fact.mutable_reference_month() = month;
    fact.mutable_progress()->set_status(status);
    fact.mutable_progress()->set_summary("anders");
    Corrects(corrects);
    return Add(std::move(event));
  }
  int64_t Complete(const std::string& project) {
    v1::Event event;
    event.mutable_project_completed()->set_project(project);
    return Add(std::move(event));
  }
  int64_t Reopen(const std::string& project) {
    v1::Event event;
    event.mutable_project_reopened()->set_project(project);
    return Add(std::move(event));
  }

  // ---------------------------------------------------------------- money

  int64_t Award(const std::string& project, const std::string& part, int tranche, int64_t cents) {
    v1::Event event;
    v1::Awarded& fact = *event.mutable_awarded();
    fact.set_project(project);
    fact.set_part(part);
    fact.set_tranche(tranche);
    fact.mutable_amount()->set_euro_cents(cents);
    SetDecision(fact.mutable_decision(), [&] { fact.clear_decision(); });
    return Add(std::move(event));
  }
  int64_t CorrectAward(int64_t corrects, const std::string& project, const std::string& part,
                       int tranche, int64_t before, int64_t after) {
    v1::Event event;
    v1::AwardCorrected& fact = *event.mutable_award_corrected();
    fact.set_project(project);
    fact.set_part(part);
    fact.set_tranche(tranche);
    fact.mutable_old_amount()->set_euro_cents(before);
    fact.mutable_new_amount()->set_euro_cents(after);
    SetDecision(fact.mutable_decision(), [&] { fact.clear_decision(); });
    Corrects(corrects);
    return Add(std::move(event));
  }
  int64_t Release(const std::string& project, const std::string& part, int tranche, int64_t cents) {
    v1::Event event;
    v1::Released& fact = *event.mutable_released();
    fact.set_project(project);
    fact.set_part(part);
    fact.set_tranche(tranche);
    fact.mutable_amount()->set_euro_cents(cents);
    return Add(std::move(event));
  }
  int64_t CarryOver(int from, int to, int64_t cents) {
    v1::Event event;
    event.mutable_carried_over()->set_from_tranche(from);
    event.mutable_carried_over()->set_to_tranche(to);
    event.mutable_carried_over()->mutable_amount()->set_euro_cents(cents);
    return Add(std::move(event));
  }
  int64_t Reserve(const std::string& project, int64_t total) {
    v1::Event event;
    v1::ReservationSet& fact = *event.mutable_reservation_set();
    fact.set_project(project);
    fact.mutable_total()->set_euro_cents(total);
    fact.set_note("voor het totaalproject");
    SetDecision(fact.mutable_decision(), [&] { fact.clear_decision(); });
    return Add(std::move(event));
  }
  int64_t Contribute(const std::string& to, const std::string& from, int tranche,
                     std::optional<int64_t> cents) {
    v1::Event event;
    v1::ContributionRecorded& fact = *event.mutable_contribution_recorded();
    fact.set_to_project(to);
    fact.set_from_project(from);
    fact.set_tranche(tranche);
    if (cents) fact.mutable_amount()->set_euro_cents(*cents);
    return Add(std::move(event));
  }
  int64_t CorrectContribution(int64_t corrects, const std::string& to, const std::string& from,
                              int tranche, std::optional<int64_t> before, int64_t after) {
    v1::Event event;
    v1::ContributionCorrected& fact = *event.mutable_contribution_corrected();
    fact.set_to_project(to);
    fact.set_from_project(from);
    fact.set_tranche(tranche);
    if (before) fact.mutable_old_amount()->set_euro_cents(*before);
    fact.mutable_new_amount()->set_euro_cents(after);
    Corrects(corrects);
    return Add(std::move(event));
  }

  // ---------------------------------------------------------------- the route of a decision

  // For a project or, without one, a new project with this number.
  int64_t Submit(const std::string& proposal, const std::string& pijler, const std::string& project,
                 int tranche, int64_t cents, v1::ProposalKind kind = v1::PROPOSAL_KIND_VERVOLG) {
    v1::Event event;
    event.mutable_proposal_submitted()->set_proposal(proposal);
    *event.mutable_proposal_submitted()->mutable_content() =
        Content(pijler, project, tranche, cents, kind);
    return Add(std::move(event));
  }
  int64_t Revise(const std::string& proposal, int revision, const std::string& pijler,
                 const std::string& project, int tranche, int64_t cents) {
    v1::Event event;
    event.mutable_proposal_revised()->set_proposal(proposal);
    event.mutable_proposal_revised()->set_revision(revision);
    *event.mutable_proposal_revised()->mutable_content() =
        Content(pijler, project, tranche, cents, v1::PROPOSAL_KIND_VERVOLG);
    return Add(std::move(event));
  }
  int64_t Withdraw(const std::string& proposal) {
    v1::Event event;
    event.mutable_proposal_withdrawn()->set_proposal(proposal);
    event.mutable_proposal_withdrawn()->set_reason("gaat niet door");
    return Add(std::move(event));
  }
  int64_t Endorse(const std::string& proposal, int revision = 1) {
    v1::Event event;
    event.mutable_proposal_endorsed()->set_proposal(proposal);
    event.mutable_proposal_endorsed()->set_revision(revision);
    return Add(std::move(event));
  }
  int64_t Decline(const std::string& proposal, int revision = 1) {
    v1::Event event;
    event.mutable_endorsement_declined()->set_proposal(proposal);
    event.mutable_endorsement_declined()->set_revision(revision);
    event.mutable_endorsement_declined()->set_reason("past niet");
    return Add(std::move(event));
  }
  int64_t WithdrawEndorsement(const std::string& proposal, int revision = 1) {
    v1::Event event;
    event.mutable_endorsement_withdrawn()->set_proposal(proposal);
    event.mutable_endorsement_withdrawn()->set_revision(revision);
    event.mutable_endorsement_withdrawn()->set_reason("nader bezien");
    return Add(std::move(event));
  }
  int64_t Return(const std::string& proposal, int revision = 1) {
    v1::Event event;
    event.mutable_proposal_returned()->set_proposal(proposal);
    event.mutable_proposal_returned()->set_revision(revision);
    event.mutable_proposal_returned()->set_reason("begroting ontbreekt");
    return Add(std::move(event));
  }
  int64_t Convene(const std::string& meeting, google::type::Date held_on = Day(2021, 6, 7)) {
    v1::Event event;
    event.mutable_meeting_convened()->set_meeting(meeting);
    *event.mutable_meeting_convened()->mutable_held_on() = held_on;
    return Add(std::move(event));
  }
  // Items item-1, item-2, ... for these proposals; then `own`, when there is one.
  int64_t Agenda(const std::string& meeting, int version, const std::vector<std::string>& proposals,
                 std::optional<v1::OwnItem> own = std::nullopt,
                 const std::vector<std::string>& taken_off = {}, int revision = 1) {
    v1::Event event;
    v1::AgendaSet& fact = *event.mutable_agenda_set();
    fact.set_meeting(meeting);
    fact.set_version(version);
    int number = 0;
    for (const std::string& proposal : proposals) {
      v1::AgendaItem& item = *fact.add_items();
      item.set_item("item-" + std::to_string(++number));
      item.set_proposal(proposal);
      item.set_revision(revision);
    }
    if (own) {
      v1::AgendaItem& item = *fact.add_items();
      item.set_item("item-" + std::to_string(++number));
      *item.mutable_own_item() = *own;
      item.set_title("eigen punt");
    }
    for (const std::string& off : taken_off) {
      fact.add_taken_off()->set_item(off);
      fact.mutable_taken_off(fact.taken_off_size() - 1)->set_reason("stukken niet compleet");
    }
    return Add(std::move(event));
  }
  int64_t Attend(const std::string& meeting, const std::vector<std::string>& seats) {
    v1::Event event;
    event.mutable_attendance_recorded()->set_meeting(meeting);
    for (const std::string& seat : seats) event.mutable_attendance_recorded()->add_present(seat);
    return Add(std::move(event));
  }
  int64_t Interest(const std::string& meeting, const std::string& item, const std::string& seat) {
    v1::Event event;
    event.mutable_interest_declared()->set_meeting(meeting);
    event.mutable_interest_declared()->set_item(item);
    event.mutable_interest_declared()->set_seat(seat);
    return Add(std::move(event));
  }
  int64_t Decide(const std::string& meeting, const std::string& item, v1::Outcome outcome,
                 int tranche = 0, int64_t cents = 0, const std::vector<std::string>& seats = {}) {
    v1::Event event;
    v1::ItemDecided& fact = *event.mutable_item_decided();
    fact.set_meeting(meeting);
    fact.set_item(item);
    fact.set_outcome(outcome);
    for (const std::string& seat : seats) fact.add_deciding_seats(seat);
    if (cents != 0) {
      fact.add_lines()->set_tranche(tranche);
      fact.mutable_lines(0)->mutable_amount()->set_euro_cents(cents);
    }
    return Add(std::move(event));
  }
  int64_t Confirm(const std::string& meeting, int agenda_version = 1) {
    v1::Event event;
    event.mutable_decision_list_confirmed()->set_meeting(meeting);
    event.mutable_decision_list_confirmed()->set_agenda_version(agenda_version);
    return Add(std::move(event));
  }
  int64_t ProposalDecided(const std::string& proposal, v1::Outcome outcome,
                          const std::string& meeting, const std::string& item,
                          const std::string& project) {
    v1::Event event;
    v1::ProposalDecided& fact = *event.mutable_proposal_decided();
    fact.set_proposal(proposal);
    fact.set_outcome(outcome);
    fact.set_project(project);
    fact.mutable_decision()->set_meeting(meeting);
    fact.mutable_decision()->set_item(item);
    fact.mutable_decision()->set_proposal(proposal);
    return Add(std::move(event));
  }
  // The next award, correction or reservation rests on this decision.
  BookBuilder& By(const std::string& meeting, const std::string& item,
                  const std::string& proposal = "") {
    decision_.emplace();
    decision_->set_meeting(meeting);
    decision_->set_item(item);
    decision_->set_proposal(proposal);
    return *this;
  }

  // ---------------------------------------------------------------- publications

  int64_t Total(const std::string& statement, const std::string& pijler,
                const std::vector<int>& tranches, std::optional<int64_t> cents,
                std::optional<int> lines = std::nullopt) {
    v1::Event event;
    event.mutable_statement_recorded()->set_statement(statement);
    v1::PublishedTotal& total =
        *event.mutable_statement_recorded()->mutable_content()->mutable_total();
    total.set_pijler(pijler);
    for (int tranche : tranches) total.add_tranches(tranche);
    if (cents) total.mutable_amount()->set_euro_cents(*cents);
    if (lines) total.set_award_lines(*lines);
    From("Uitvoeringsprogramma juni 2021");
    return Add(std::move(event));
  }
  int64_t Label(const std::string& statement, const std::string& project,
                const std::vector<int>& tranches, v1::EditionLabel label) {
    v1::Event event;
    event.mutable_statement_recorded()->set_statement(statement);
    v1::PublishedLabel& claim =
        *event.mutable_statement_recorded()->mutable_content()->mutable_label();
    claim.set_project(project);
    for (int tranche : tranches) claim.add_tranches(tranche);
    claim.set_label(label);
    From("Uitvoeringsprogramma juni 2021");
    return Add(std::move(event));
  }
  int64_t Explain(const std::string& statement, const v1::PublishedStatement& computed) {
    v1::Event event;
    event.mutable_difference_explained()->set_statement(statement);
    event.mutable_difference_explained()->set_reason("afronding in het document");
    *event.mutable_difference_explained()->mutable_computed() = computed;
    return Add(std::move(event));
  }
  int64_t Publish(const std::string& edition, const std::vector<int>& tranches) {
    v1::Event event;
    v1::EditionPublished& fact = *event.mutable_edition_published();
    fact.set_edition(edition);
    for (int tranche : tranches) fact.add_tranches(tranche);
    fact.set_at_position(static_cast<int64_t>(events_.size()));
    *fact.mutable_published_on() = Day(2021, 6, 30);
    return Add(std::move(event));
  }

  // ---------------------------------------------------------------- what came of it

  const std::vector<v1::Event>& events() const { return events_; }
  base::Position head() const { return base::Position(events_.size()); }

  domain::State StateNow() const {
    domain::State state;
    for (const v1::Event& event : events_) state = domain::Evolve(std::move(state), event);
    return state;
  }
  void Fold(Views& views) const {
    for (const v1::Event& event : events_) views.Apply(event);
  }
  void Fold(Ledger& ledger) const {
    for (const v1::Event& event : events_) ledger.Apply(event);
  }

 private:
  const v1::EventHeader& header_of_last() const { return events_.back().header(); }

  v1::ProposalContent Content(const std::string& pijler, const std::string& project, int tranche,
                              int64_t cents, v1::ProposalKind kind) const {
    v1::ProposalContent content;
    content.set_kind(kind);
    content.set_title("Vraag");
    content.set_pijler(pijler);
    content.set_project(project);
    if (kind != v1::PROPOSAL_KIND_IDEA) {
      content.add_lines()->set_tranche(tranche);
      content.mutable_lines(0)->mutable_amount()->set_euro_cents(cents);
    }
    return content;
  }

  template <typename Clear>
  void SetDecision(v1::DecisionRef* to, Clear clear) {
    if (decision_) {
      *to = *std::exchange(decision_, std::nullopt);
    } else {
      clear();
    }
  }

  std::vector<v1::Event> events_;
  std::optional<size_t> command_start_;
  std::optional<google::type::Date> decided_on_;
  std::optional<std::string> source_;
  std::optional<v1::DecisionRef> decision_;
  int64_t corrects_ = 0;
  std::string actor_ = "person-1";
  std::string seat_;
};

}  // namespace dealboek::projections

#endif  // DEALBOEK_TESTS_SERVICES_PROJECTIONS_BOOK_BUILDER_H_
