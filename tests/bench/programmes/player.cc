#include "tests/bench/programmes/player.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"

#include "dealboek/v1/events.pb.h"
#include "services/base/check.h"
#include "services/domain/command.h"

namespace dealboek::bench {
namespace {

constexpr int64_t kStartMicros = 1'262'595'600'000'000;  // 4 January 2010, 9:00 UTC
constexpr int64_t kHourMicros = 3'600'000'000;
constexpr int kProposalsAMeeting = 60;
constexpr int kReportsAMeeting = 60;
constexpr int kMeetingsATranche = 120;
constexpr int kMeetingsAnEdition = 40;
constexpr int64_t kMaxAskedCents = 50'000'000;
// More than its meetings can award.
constexpr int64_t kCeilingCents = int64_t{kMeetingsATranche} * kProposalsAMeeting * kMaxAskedCents;

const char* const kPijlers[] = {"werken", "wonen", "welzijn", "bereikbaarheid"};
const char* const kPartners[] = {"gem. Emmen",     "gem. Coevorden",    "gem. Hardenberg",
                                 "gem. Hoogeveen", "provincie Drenthe", "ministerie van BZK"};
constexpr int kSeats = 5;  // of the stuurgroep

google::type::Date DateOf(int64_t micros) {
  const absl::CivilDay day = absl::ToCivilDay(absl::FromUnixMicros(micros), absl::UTCTimeZone());
  google::type::Date date;
  date.set_year(static_cast<int>(day.year()));
  date.set_month(day.month());
  date.set_day(day.day());
  return date;
}

std::string Team(const std::string& pijler) { return absl::StrCat("team-", pijler); }
std::string Vakbestuurder(const std::string& pijler, int number) {
  return absl::StrCat("vakbestuurder-", pijler, "-", number);
}
std::string Penvoerder(const std::string& partner) { return absl::StrCat("penvoerder ", partner); }
constexpr char kChair[] = "voorzitter";

}  // namespace

class Player::Programme {
 public:
  Programme(Player& player, std::string name) : player_(player), name_(std::move(name)) {}

  void Start() {
    domain::CreateProgramme create;
    create.programme = name_;
    create.title = "Regio Deal Zuid- en Oost-Drenthe";
    create.first_year = 2010;
    create.last_year = 2030;
    create.secretary_display_name = "Programmasecretaris";
    Do(kSecretary, create);
    domain::DefinePijler pijler;
    pijler.pijler = kPijlers[0];
    pijler.title = "Werken";
    pijler.themes = {"Algemeen", "Innovatie"};
    Do(kSecretary, pijler);
  }
  void CloseOpening() { Do(kSecretary, domain::CloseOpening()); }

  void StartWhole() {
    Start();
    for (size_t i = 1; i < std::size(kPijlers); ++i) {
      domain::DefinePijler pijler;
      pijler.pijler = kPijlers[i];
      pijler.title = kPijlers[i];
      pijler.themes = {"Algemeen", "Innovatie"};
      Do(kSecretary, pijler);
    }
    for (const char* name : kPartners) {
      domain::AddPartner partner;
      partner.name = name;
      partner.kind = v1::PARTNER_KIND_GEMEENTE;
      Do(kSecretary, partner);
    }
    for (const char* pijler : kPijlers) {
      Grant(v1::ROLE_ONTWIKKELTEAM, pijler, "", Team(pijler));
      for (int i = 0; i < 3; ++i) {
        Grant(v1::ROLE_VAKBESTUURDER, pijler, "", Vakbestuurder(pijler, i));
      }
    }
    for (int i = 0; i < kSeats; ++i) {
      Grant(v1::ROLE_STUURGROEP, "", kPartners[i], i == 0 ? kChair : absl::StrCat("lid-", i),
            i == 0 ? v1::SEAT_PLACE_CHAIR : v1::SEAT_PLACE_MEMBER);
    }
    for (const char* partner : kPartners) {
      Grant(v1::ROLE_PENVOERDER, "", partner, Penvoerder(partner));
    }
    Flush();
    stuurgroep_.clear();
    for (const v1::Event& event : flushed_) {
      if (event.seat_granted().role() == v1::ROLE_STUURGROEP) {
        stuurgroep_.push_back(event.seat_granted().seat());
      }
    }
    CHECK_EQ(stuurgroep_.size(), static_cast<size_t>(kSeats));
    NextTranche();
    if (Chance(50)) PlayOpening();
    CloseOpening();
    Flush();
  }

  void Meet() {
    player_.clock_.Advance(48 * kHourMicros);
    if (++meetings_ % kMeetingsATranche == 0) NextTranche();
    SubmitAndEndorse();
    Decide();
    Report();
    if (meetings_ % kMeetingsAnEdition == 0) {
      domain::PublishEdition edition;
      edition.tranches = {tranche_};
      edition.published_on = Today();
      edition.title = "Uitvoeringsprogramma";
      Do(kSecretary, edition);
      Flush();
    }
  }

  // Carries out what is queued, as one batch.
  void Flush() {
    while (player_.books_->TakeTurn() || player_.books_->Commit()) continue;
    flushed_.clear();
    for (const auto& [answer, events] : answers_) {
      CHECK(answer.has_value());
      CHECK(answer->ok()) << answer->status();
      flushed_.insert(flushed_.end(), events.begin(), events.end());
    }
    events_ += static_cast<int64_t>(flushed_.size());
    answers_.clear();
  }
  int64_t events() const { return events_; }

 private:
  struct Project {
    std::string id;
    std::string pijler;
    std::string lead;
    int64_t last_award_cents = 0;  // out of last_tranche
    int last_tranche = 0;
    bool completed = false;
  };
  struct Asked {
    std::string id;
    v1::ProposalContent content;
    int revision = 1;
  };

  int64_t Below(int64_t bound) {
    return static_cast<int64_t>(player_.random_() % static_cast<uint64_t>(bound));
  }
  bool Chance(int percent) { return Below(100) < percent; }
  google::type::Date Today() const { return DateOf(player_.clock_.NowMicros()); }
  int64_t SomeCents() { return 100'000 * (1 + Below(kMaxAskedCents / 100'000)); }

  // Queues a command; Flush leaves in flushed_ what came of it.
  void Do(const std::string& subject, domain::Command command) {
    player_.clock_.Advance(1'000'000);
    book::Request request;
    request.subject = subject;
    request.request_id = absl::StrFormat("00000000-0000-4000-8000-%012x", ++player_.requests_);
    request.fingerprint.assign(book::kFingerprintBytes, 'f');
    request.command = std::move(command);
    request.is_paced = true;  // by Flush
    const size_t number = answers_.size();
    answers_.emplace_back();
    request.decided = [this, number](const book::Receipt&, const domain::State&,
                                     const std::vector<v1::Event>& events) {
      answers_[number].events = events;
    };
    player_.books_->Execute(name_, std::move(request),
                            [this, number](absl::StatusOr<book::Receipt> answer) {
                              answers_[number].receipt = std::move(answer);
                            });
  }

  void Grant(v1::Role role, const std::string& pijler, const std::string& partner,
             const std::string& subject, v1::SeatPlace place = v1::SEAT_PLACE_MEMBER) {
    domain::GrantSeat seat;
    seat.role = role;
    seat.place = place;
    seat.pijler = pijler;
    seat.partner = partner;
    seat.function = "wethouder";
    seat.holder_subject = subject;
    seat.holder_display_name = subject;
    Do(kSecretary, seat);
  }

  void NextTranche() {
    domain::AddTranche tranche;
    tranche.tranche = ++tranche_;
    tranche.title = absl::StrCat("Tranche ", tranche_);
    tranche.ceiling.emplace().set_euro_cents(kCeilingCents);
    tranche.decided_on = Today();
    Do(kSecretary, tranche);
    if (tranche_ > 1) {
      domain::CloseTranche close;
      close.tranche = tranche_ - 1;
      Do(kSecretary, close);
      carry_over_ = true;
    }
    Flush();
  }

  std::string NextNumber() { return absl::StrCat(++numbers_); }

  // As published: projects that got money before the book began.
  void PlayOpening() {
    domain::RecordOpening record;
    const auto entry = [&] {
      v1::OpeningEntry& added = record.entries.emplace_back();
      added.mutable_source()->set_document("Uitvoeringsprogramma 2009");
      added.mutable_source()->set_location("tabel 1");
      added.mutable_decided_on()->set_year(2009);
      return &added;
    };
    for (int i = 0; i < 20; ++i) {
      const std::string number = NextNumber();
      const std::string pijler = kPijlers[i % std::size(kPijlers)];
      const std::string lead = kPartners[Below(kSeats)];
      v1::OpeningEntry* opening = entry();
      opening->clear_decided_on();
      v1::ProjectEntry* project = opening->mutable_project();
      project->set_pijler(pijler);
      project->set_number(number);
      project->set_title(absl::StrCat("Project ", number));
      project->set_theme("Algemeen");
      project->add_lead_partners(lead);
      v1::AwardEntry* award = entry()->mutable_award();
      award->set_project(absl::StrCat(pijler, "-", number));
      award->set_tranche(tranche_);
      award->mutable_amount()->set_euro_cents(SomeCents());
    }
    Do(kSecretary, record);
    Flush();
    KeepProjects();
  }

  // Of what was flushed.
  void KeepProjects() {
    for (const v1::Event& event : flushed_) {
      if (event.has_project_created()) {
        const v1::ProjectCreated& made = event.project_created();
        Project project;
        project.id = made.project();
        project.pijler = made.pijler();
        // The lead, by name.
        const std::string& lead = made.lead_partners(0);
        int number = 0;
        CHECK(absl::SimpleAtoi(absl::string_view(lead).substr(lead.rfind('-') + 1), &number));
        project.lead = kPartners[number - 1];
        by_id_[project.id] = projects_.size();
        projects_.push_back(std::move(project));
      } else if (event.has_awarded()) {
        Project& project = projects_[by_id_.at(event.awarded().project())];
        project.last_award_cents = event.awarded().amount().euro_cents();
        project.last_tranche = event.awarded().tranche();
      }
    }
  }

  // None: every one tried has got nothing yet, or is completed.
  Project* SomeProject() {
    for (int tries = 0; tries < 8 && !projects_.empty(); ++tries) {
      Project& project = projects_[Below(static_cast<int64_t>(projects_.size()))];
      if (!project.completed && project.last_award_cents > 0) return &project;
    }
    return nullptr;
  }

  v1::ProposalContent SomeContent() {
    v1::ProposalContent content;
    content.set_theme(Chance(70) ? "Algemeen" : "Innovatie");
    const Project* of = Chance(8) ? nullptr : SomeProject();
    if (of == nullptr && Chance(25)) {
      content.set_kind(v1::PROPOSAL_KIND_IDEA);
      content.set_pijler(kPijlers[Below(std::size(kPijlers))]);
      content.set_title("Een idee voor de regionale arbeidsmarkt");
      content.set_summary("Nog zonder bedrag; eerst te bespreken in het vakbestuurlijk overleg.");
      return content;
    }
    if (of == nullptr) {
      content.set_kind(v1::PROPOSAL_KIND_NEW_PROJECT);
      content.set_pijler(kPijlers[Below(std::size(kPijlers))]);
      content.set_number(NextNumber());
      content.set_title(absl::StrCat("Project ", content.number()));
      content.add_lead_partners(kPartners[Below(kSeats)]);
    } else {
      constexpr v1::ProposalKind kKinds[] = {
          v1::PROPOSAL_KIND_VERVOLG, v1::PROPOSAL_KIND_UITBREIDING, v1::PROPOSAL_KIND_VERLENGING};
      content.set_kind(kKinds[Below(3)]);
      content.set_pijler(of->pijler);
      content.set_project(of->id);
      content.set_title("Vervolg van het project, volgende fase");
    }
    v1::AwardLine* line = content.add_lines();
    line->set_tranche(tranche_);
    line->mutable_amount()->set_euro_cents(SomeCents());
    content.set_summary("Met dit voorstel wordt de vorige fase uitgebreid naar de hele regio.");
    return content;
  }

  void SubmitAndEndorse() {
    std::vector<Asked> asked(kProposalsAMeeting);
    for (Asked& one : asked) {
      one.content = SomeContent();
      domain::SubmitProposal submit;
      submit.content = one.content;
      Do(Team(one.content.pijler()), submit);
    }
    Flush();
    CHECK_EQ(flushed_.size(), asked.size());
    for (size_t i = 0; i < asked.size(); ++i) {
      asked[i].id = flushed_[i].proposal_submitted().proposal();
    }
    for (Asked& one : asked) {
      const std::string& pijler = one.content.pijler();
      if (one.content.kind() == v1::PROPOSAL_KIND_IDEA) continue;
      if (Chance(4)) {
        domain::WithdrawProposal withdraw;
        withdraw.proposal = one.id;
        withdraw.reason = "De cofinanciering is niet rond gekomen.";
        Do(Team(pijler), withdraw);
        continue;
      }
      const bool is_returned = Chance(8);
      if (is_returned) {
        domain::ReturnProposal back;
        back.proposal = one.id;
        back.revision_seen = one.revision;
        back.reason = "De begroting sluit niet aan op de fasering.";
        Do(Vakbestuurder(pijler, 2), back);
      }
      if (is_returned || Chance(15)) Revise(one);
      const bool declined = Chance(5);
      for (int i = 0; i < 2; ++i) {
        if (declined) {
          domain::DeclineProposal decline;
          decline.proposal = one.id;
          decline.revision_seen = one.revision;
          decline.reason = "Past niet in het programma van de pijler.";
          Do(Vakbestuurder(pijler, i), decline);
        } else {
          domain::EndorseProposal endorse;
          endorse.proposal = one.id;
          endorse.revision_seen = one.revision;
          Do(Vakbestuurder(pijler, i), endorse);
        }
      }
      if (!declined) to_decide_.push_back(one);
    }
    Flush();
  }

  void Revise(Asked& one) {
    one.content.mutable_lines(0)->mutable_amount()->set_euro_cents(SomeCents());
    domain::ReviseProposal revise;
    revise.proposal = one.id;
    revise.revision_seen = one.revision++;
    revise.content = one.content;
    Do(Team(one.content.pijler()), revise);
  }

  std::vector<v1::OwnItem> OwnItems() {
    std::vector<v1::OwnItem> items;
    if (std::exchange(carry_over_, false)) {
      v1::CarryOver& carry = *items.emplace_back().mutable_carry_over();
      carry.set_from_tranche(tranche_ - 1);
      carry.set_to_tranche(tranche_);
      carry.mutable_amount()->set_euro_cents(1'000'000);
    }
    if (Project* project = Chance(40) ? SomeProject() : nullptr;
        project != nullptr && project->last_tranche == tranche_ &&
        project->last_award_cents > 2'000'00) {
      v1::ReleaseOfAward& release = *items.emplace_back().mutable_release();
      release.set_project(project->id);
      release.set_tranche(tranche_);
      release.mutable_amount()->set_euro_cents(1'000'00);
    }
    if (Chance(10)) {
      v1::CeilingChange& change = *items.emplace_back().mutable_ceiling_change();
      change.set_tranche(tranche_);
      ceiling_extra_ += 2'000'000;
      change.mutable_ceiling()->set_euro_cents(kCeilingCents + ceiling_extra_);
    }
    return items;
  }

  void Decide() {
    domain::ConveneMeeting convene;
    convene.held_on = Today();
    convene.title = "Stuurgroep";
    convene.place = "Emmen";
    Do(kSecretary, convene);
    Flush();
    const std::string meeting = flushed_.front().meeting_convened().meeting();

    domain::SetAgenda agenda;
    agenda.meeting = meeting;
    const std::vector<Asked> proposals = std::exchange(to_decide_, {});
    for (const Asked& one : proposals) agenda.items.emplace_back().proposal = one.id;
    for (const v1::OwnItem& own : OwnItems()) {
      domain::AgendaItemInput& item = agenda.items.emplace_back();
      item.own_item = own;
      item.title = "Eigen punt van de stuurgroep";
    }
    Do(kSecretary, agenda);
    domain::RecordAttendance attendance;
    attendance.meeting = meeting;
    attendance.present_seats = {stuurgroep_.begin(), stuurgroep_.begin() + 4};
    Do(kSecretary, attendance);
    for (size_t i = 0; i < agenda.items.size(); ++i) {
      const std::string item = absl::StrCat("item-", i + 1);
      if (Chance(5)) {
        domain::DeclareInterest interest;
        interest.meeting = meeting;
        interest.item = item;
        interest.seat = stuurgroep_[1 + Below(3)];
        interest.reason = "Bestuurslid van de aanvrager.";
        Do(kSecretary, interest);
      }
      domain::RecordDecision decision;
      decision.meeting = meeting;
      decision.item = item;
      decision.version_seen = 1;
      const int64_t dice = i < proposals.size() ? Below(100) : 0;
      if (dice < 75) {
        decision.outcome = v1::OUTCOME_RATIFIED;
      } else {
        decision.reason = "Besproken in de vergadering.";
        decision.outcome = dice < 85   ? v1::OUTCOME_RATIFIED_WITH_CHANGES
                           : dice < 93 ? v1::OUTCOME_REJECTED
                                       : v1::OUTCOME_DEFERRED;
      }
      if (decision.outcome == v1::OUTCOME_RATIFIED_WITH_CHANGES) {
        v1::AwardLine& line = decision.lines.emplace_back(proposals[i].content.lines(0));
        line.mutable_amount()->set_euro_cents(line.amount().euro_cents() / 2);
      }
      // One out of a tranche that has closed since could not be awarded.
      if (decision.outcome == v1::OUTCOME_DEFERRED && (meetings_ + 1) % kMeetingsATranche != 0) {
        to_decide_.push_back(proposals[i]);
      }
      Do(kSecretary, decision);
    }
    domain::ConfirmDecisionList confirm;
    confirm.meeting = meeting;
    confirm.version_seen = 1;
    Do(kChair, confirm);
    Flush();
    KeepProjects();
  }

  void Report() {
    google::type::Date month = Today();
    month.clear_day();
    for (int i = 0; i < kReportsAMeeting; ++i) {
      Project* project = SomeProject();
      if (project == nullptr) break;
      domain::ReportProgress report;
      report.project = project->id;
      report.reference_month = month;
      report.progress.set_status(Chance(80) ? v1::PROGRESS_STATUS_LOOPT
                                            : v1::PROGRESS_STATUS_VERTRAAGD);
      report.progress.set_summary("De werkzaamheden lopen; de aanbesteding is gegund.");
      Do(Penvoerder(project->lead), report);
    }
    Flush();
    // Nothing is asked for it any more, so that a decision cannot meet it completed.
    if (Chance(30)) {
      Project* project = SomeProject();
      const auto is_asked = [&](const Asked& one) { return one.content.project() == project->id; };
      if (project != nullptr && std::none_of(to_decide_.begin(), to_decide_.end(), is_asked)) {
        project->completed = true;
        domain::CompleteProject complete;
        complete.project = project->id;
        complete.reason = "Opgeleverd.";
        Do(kSecretary, complete);
        Flush();
      }
    }
  }

  Player& player_;
  const std::string name_;
  struct Answer {
    std::optional<absl::StatusOr<book::Receipt>> receipt;
    std::vector<v1::Event> events;
  };
  std::deque<Answer> answers_;
  std::vector<v1::Event> flushed_;
  std::vector<std::string> stuurgroep_;  // seats; the chair's first
  std::vector<Project> projects_;
  std::map<std::string, size_t> by_id_;
  std::vector<Asked> to_decide_;
  int64_t events_ = 0;
  int64_t ceiling_extra_ = 0;
  int tranche_ = 0;
  int numbers_ = 0;
  int meetings_ = 0;
  bool carry_over_ = false;
};

Player::Player(storage::EventLog& log, uint64_t seed)
    : clock_(kStartMicros), randomness_(base::SeededRandomness(seed)), random_(seed) {
  book::Options options;
  options.idle_close = absl::ZeroDuration();
  books_ = book::SteppedBooks::Create(log, clock_, *randomness_, options);
}
Player::~Player() = default;

int64_t Player::Play(const std::string& book, int64_t events) {
  Programme programme(*this, book);
  programme.StartWhole();
  while (programme.events() < events) programme.Meet();
  return programme.events();
}

int64_t Player::PlayStarts(const std::vector<std::string>& books) {
  std::deque<Programme> programmes;
  for (const std::string& book : books) {
    programmes.emplace_back(*this, book).Start();
    programmes.back().CloseOpening();
  }
  int64_t events = 0;
  for (Programme& programme : programmes) {  // the first of them writes for all
    programme.Flush();
    events += programme.events();
  }
  books_->LookAround();  // closes them: a hundred thousand would not all fit
  return events;
}

}  // namespace dealboek::bench
