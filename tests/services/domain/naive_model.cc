#include "tests/services/domain/naive_model.h"

#include <algorithm>
#include <chrono>
#include <type_traits>
#include <utility>
#include <variant>

namespace dealboek::domain {
namespace {

constexpr int64_t kMost = 1'000'000'000'000'000;  // cents a book can hold

// An amount that is asked or given: more than nothing, and not absurd.
std::string Positive(int64_t cents) {
  if (cents < 0) return "MONEY_NEGATIVE";
  if (cents > kMost) return "MONEY_OVERFLOW";
  return cents == 0 ? "AMOUNT_ZERO" : "";
}
std::string ZeroOrMore(int64_t cents) {
  const std::string reason = Positive(cents);
  return reason == "AMOUNT_ZERO" ? "" : reason;
}

bool Holds(const v1::Threshold& rule, int64_t count, int64_t all) {
  switch (rule.rule_case()) {
    case v1::Threshold::kMoreThan:
      return count * rule.more_than().denominator() > all * rule.more_than().numerator();
    case v1::Threshold::kAtLeast:
      return count * rule.at_least().denominator() >= all * rule.at_least().numerator();
    case v1::Threshold::kCount:
      return count >= rule.count();
    default:
      return 2 * count > all;
  }
}
// By trying.
int Needed(const v1::Threshold& rule, int all) {
  int needed = 1;
  while (!Holds(rule, needed, all)) ++needed;
  return needed;
}

// From 1970; of dates whose day is known.
int DayOf(const google::type::Date& date) {
  return std::chrono::sys_days(std::chrono::year(date.year()) /
                               std::chrono::month(static_cast<unsigned>(date.month())) /
                               std::chrono::day(static_cast<unsigned>(date.day())))
      .time_since_epoch()
      .count();
}

bool IsRatified(v1::Outcome outcome) {
  return outcome == v1::OUTCOME_RATIFIED || outcome == v1::OUTCOME_RATIFIED_WITH_CHANGES;
}

std::vector<v1::AwardLine> LinesOf(const v1::ProposalContent& content) {
  return {content.lines().begin(), content.lines().end()};
}
std::vector<std::string> Sorted(const std::vector<v1::AwardLine>& lines) {
  std::vector<std::string> texts;
  for (const v1::AwardLine& line : lines) texts.push_back(line.ShortDebugString());
  std::sort(texts.begin(), texts.end());
  return texts;
}
std::optional<int64_t> ReservationOf(const v1::ProposalContent& content) {
  if (!content.has_reservation_total()) return std::nullopt;
  return content.reservation_total().euro_cents();
}

// The reason of a stage that does not allow an act, when it is none of those that do.
std::string WrongStage(NaiveModel::Stage stage, std::set<NaiveModel::Stage> allowed) {
  if (allowed.contains(stage)) return "";
  return stage == NaiveModel::Stage::kOnAgenda ? "PROPOSAL_ON_AGENDA" : "PROPOSAL_CLOSED";
}

}  // namespace

// ------------------------------------------------------------------------ what happened

NaiveModel::NaiveModel(const std::vector<v1::Event>& events, int day) {
  for (const v1::Event& event : events) {
    today = static_cast<int>(event.header().recorded_at().seconds() / 86'400);
    Happened(event);
  }
  today = day;
}

bool NaiveModel::InForce(const Seat& seat) const {
  return seat.ended == 0 && seat.first_day.value_or(today) <= today &&
         today <= seat.last_day.value_or(today);
}

bool NaiveModel::CouldSit(const Seat& seat, const Meeting& meeting) {
  if (meeting.held < seat.first_day.value_or(meeting.held)) return false;
  if (meeting.held > seat.last_day.value_or(meeting.held)) return false;
  if (seat.ended == 0 || seat.ended_day > meeting.held) return true;
  return seat.ended_day == meeting.held && meeting.attended != 0 && meeting.attended < seat.ended;
}

bool NaiveModel::Sat(const std::string& id, const Meeting& meeting) const {
  const Seat& seat = seats.at(id);
  if (seat.role != v1::ROLE_STUURGROEP || !CouldSit(seat, meeting)) return false;
  const bool made_later = meeting.attended != 0 && seat.made > meeting.attended;
  return !made_later || seat.first_day || meeting.present->contains(id);
}

NaiveModel::Votes NaiveModel::CountVotes(const Proposal& proposal) const {
  std::set<std::string> seated;
  for (const auto& [id, seat] : seats) {
    if (seat.role == v1::ROLE_VAKBESTUURDER && InForce(seat) && !seat.holder.empty() &&
        seat.pijler == proposal.revisions.back().pijler()) {
      seated.insert(seat.holder);
    }
  }
  Votes votes;
  for (const auto& [person, vote] : proposal.votes) {
    if (!seated.contains(person)) continue;
    ++(vote == 'e' ? votes.given : votes.declined);
  }
  votes.all = static_cast<int>(seated.size());
  votes.needed = Needed(rules.endorsement(), votes.all);
  return votes;
}

bool NaiveModel::EndorsedByEnough(const Proposal& proposal) const {
  const Votes votes = CountVotes(proposal);
  return votes.given >= votes.needed;
}

void NaiveModel::Recount(Proposal& proposal) const {
  const Votes votes = CountVotes(proposal);
  const bool out_of_reach = votes.all - votes.declined < votes.needed;
  proposal.stage = votes.given >= votes.needed          ? Stage::kEndorsed
                   : votes.declined > 0 && out_of_reach ? Stage::kNotEndorsed
                                                        : Stage::kSubmitted;
}

void NaiveModel::RecountWaiting() {
  for (auto& [id, proposal] : proposals) {
    if (proposal.stage == Stage::kSubmitted || proposal.stage == Stage::kNotEndorsed) {
      Recount(proposal);
    }
  }
}

void NaiveModel::Happened(const v1::Event& event) {
  const int64_t position = event.header().position();
  const std::string& actor = event.header().actor();
  const auto vote = [&](const std::string& id, char kind) {
    Proposal& proposal = proposals.at(id);
    if (kind == ' ') {
      proposal.votes.erase(actor);
    } else {
      proposal.votes[actor] = kind;
    }
    // What is endorsed stays so, but for what is taken back.
    if (kind == ' ' || proposal.stage != Stage::kEndorsed) Recount(proposal);
  };
  if (event.header().has_decided_on()) {
    google::type::Date first = event.header().decided_on();
    first.set_month(std::max(1, first.month()));
    first.set_day(std::max(1, first.day()));
    decided_from[position] = DayOf(first);
  }
  switch (event.fact_case()) {
    case v1::Event::kProgrammeCreated: {
      const v1::ProgrammeCreated& fact = event.programme_created();
      rules = fact.rules();
      person_of[fact.creator().subject().plain()] = fact.creator().person();
      person_of[fact.secretary().subject().plain()] = fact.secretary().person();
      seats["seat-1"].role = v1::ROLE_SECRETARIS;
      seats["seat-1"].holder = fact.secretary().person();
      seats["seat-1"].made = position;
      return;
    }
    case v1::Event::kSeatEstablished: {
      const v1::SeatEstablished& fact = event.seat_established();
      Seat& seat = seats[fact.seat()];
      seat.role = fact.role();
      seat.chair = fact.place() == v1::SEAT_PLACE_CHAIR;
      seat.pijler = fact.pijler();
      seat.partner = fact.partner();
      seat.made = position;
      return RecountWaiting();
    }
    case v1::Event::kSeatGranted: {
      const v1::SeatGranted& fact = event.seat_granted();
      person_of[fact.holder().subject().plain()] = fact.holder().person();
      Seat& seat = seats[fact.seat()];
      seat.role = fact.role();
      seat.chair = fact.place() == v1::SEAT_PLACE_CHAIR;
      seat.pijler = fact.pijler();
      seat.partner = fact.partner();
      seat.holder = fact.holder().person();
      if (seat.made == 0) seat.made = position;
      if (fact.has_from()) seat.first_day = DayOf(fact.from());
      if (fact.has_until()) seat.last_day = DayOf(fact.until());
      return RecountWaiting();
    }
    case v1::Event::kSeatEnded:
      seats.at(event.seat_ended().seat()).ended = position;
      seats.at(event.seat_ended().seat()).ended_day = today;
      return RecountWaiting();
    case v1::Event::kRulesSet:
      rules = event.rules_set().rules();
      return RecountWaiting();
    case v1::Event::kTrancheAdded: {
      Tranche& tranche = tranches[event.tranche_added().tranche()];
      if (event.tranche_added().has_ceiling()) {
        tranche.ceiling = event.tranche_added().ceiling().euro_cents();
      }
      return;
    }
    case v1::Event::kTrancheClosed:
      tranches.at(event.tranche_closed().tranche()).closed = true;
      return;
    case v1::Event::kCeilingSet: {
      const v1::CeilingSet& fact = event.ceiling_set();
      (fact.tranche() == 0 ? programme_ceiling : tranches.at(fact.tranche()).ceiling) =
          fact.ceiling().euro_cents();
      return;
    }
    case v1::Event::kOpeningClosed:
      running = true;
      return;
    case v1::Event::kProposalSubmitted: {
      Proposal& proposal = proposals[event.proposal_submitted().proposal()];
      proposal.revisions.push_back(event.proposal_submitted().content());
      proposal.makers.insert(actor);
      return;
    }
    case v1::Event::kProposalRevised: {
      Proposal& proposal = proposals.at(event.proposal_revised().proposal());
      proposal.revisions.push_back(event.proposal_revised().content());
      proposal.makers.insert(actor);
      proposal.votes.clear();
      proposal.stage = Stage::kSubmitted;
      return;
    }
    case v1::Event::kProposalWithdrawn:
      proposals.at(event.proposal_withdrawn().proposal()).stage = Stage::kEnded;
      return;
    case v1::Event::kProposalReturned:
      proposals.at(event.proposal_returned().proposal()).stage = Stage::kReturned;
      return;
    case v1::Event::kProposalEndorsed:
      return vote(event.proposal_endorsed().proposal(), 'e');
    case v1::Event::kEndorsementDeclined:
      return vote(event.endorsement_declined().proposal(), 'd');
    case v1::Event::kEndorsementWithdrawn:
      return vote(event.endorsement_withdrawn().proposal(), ' ');
    case v1::Event::kMeetingConvened:
      meetings[event.meeting_convened().meeting()].held = DayOf(event.meeting_convened().held_on());
      return;
    case v1::Event::kAgendaSet: {
      const v1::AgendaSet& fact = event.agenda_set();
      Meeting& meeting = meetings.at(fact.meeting());
      std::map<std::string, Item> before;
      for (Item& item : meeting.items) before[item.id] = item;
      for (const v1::ItemTakenOff& off : fact.taken_off()) {
        const std::string& proposal = before.at(off.item()).proposal;
        if (!proposal.empty()) proposals.at(proposal).stage = Stage::kEndorsed;
      }
      meeting.items.clear();
      for (const v1::AgendaItem& item : fact.items()) {
        Item now;
        if (before.contains(item.item())) {
          now = before.at(item.item());
        } else {
          now.id = item.item();
          now.proposal = item.proposal();
          if (item.has_own_item()) now.own = item.own_item();
          if (!now.proposal.empty()) proposals.at(now.proposal).stage = Stage::kOnAgenda;
        }
        meeting.items.push_back(now);
      }
      meeting.version = fact.version();
      return;
    }
    case v1::Event::kAttendanceRecorded: {
      const auto& present = event.attendance_recorded().present();
      Meeting& meeting = meetings.at(event.attendance_recorded().meeting());
      meeting.present = std::set<std::string>(present.begin(), present.end());
      if (meeting.attended == 0) meeting.attended = position;
      return;
    }
    case v1::Event::kInterestDeclared:
      for (Item& item : meetings.at(event.interest_declared().meeting()).items) {
        if (item.id == event.interest_declared().item()) {
          item.interested.insert(event.interest_declared().seat());
        }
      }
      return;
    case v1::Event::kItemDecided: {
      const v1::ItemDecided& fact = event.item_decided();
      ItemDecision decision;
      decision.outcome = fact.outcome();
      decision.lines = {fact.lines().begin(), fact.lines().end()};
      if (fact.has_reservation_total()) {
        decision.reservation = fact.reservation_total().euro_cents();
      }
      decision.deciding = {fact.deciding_seats().begin(), fact.deciding_seats().end()};
      decision.recorder = actor;
      for (Item& item : meetings.at(fact.meeting()).items) {
        if (item.id == fact.item()) item.decision = decision;
      }
      return;
    }
    case v1::Event::kDecisionListConfirmed:
      meetings.at(event.decision_list_confirmed().meeting()).confirmed = true;
      return;
    case v1::Event::kProposalDecided:
      proposals.at(event.proposal_decided().proposal()).stage =
          event.proposal_decided().outcome() == v1::OUTCOME_DEFERRED ? Stage::kDeferred
                                                                     : Stage::kEnded;
      return;
    case v1::Event::kProjectCreated: {
      const v1::ProjectCreated& fact = event.project_created();
      Project& project = projects[fact.project()];
      project.pijler = fact.pijler();
      project.number = fact.number();
      project.leads = {fact.lead_partners().begin(), fact.lead_partners().end()};
      return;
    }
    case v1::Event::kPartCreated:
      projects.at(event.part_created().project()).parts.insert(event.part_created().part().title());
      return;
    case v1::Event::kProjectCompleted:
      projects.at(event.project_completed().project()).completed = true;
      return;
    case v1::Event::kProjectReopened:
      projects.at(event.project_reopened().project()).completed = false;
      return;
    case v1::Event::kAwarded: {
      const v1::Awarded& fact = event.awarded();
      awards.push_back(
          {position, fact.project(), fact.part(), fact.tranche(), fact.amount().euro_cents()});
      return;
    }
    case v1::Event::kAwardCorrected:
      for (Award& award : awards) {
        if (award.position == event.header().corrects()) {
          award.amount = event.award_corrected().new_amount().euro_cents();
        }
      }
      return;
    case v1::Event::kReleased: {
      const v1::Released& fact = event.released();
      releases.push_back({fact.project(), fact.part(), fact.tranche(), fact.amount().euro_cents()});
      return;
    }
    case v1::Event::kCarriedOver: {
      const v1::CarriedOver& fact = event.carried_over();
      *tranches.at(fact.from_tranche()).ceiling -= fact.amount().euro_cents();
      *tranches.at(fact.to_tranche()).ceiling += fact.amount().euro_cents();
      return;
    }
    case v1::Event::kReservationSet: {
      const v1::ReservationSet& fact = event.reservation_set();
      reservations_made[position] = fact.project();
      reservations.erase(fact.project());
      if (fact.total().euro_cents() != 0) {
        reservations[fact.project()] = {position, fact.total().euro_cents()};
      }
      return;
    }
    case v1::Event::kContributionRecorded: {
      const v1::ContributionRecorded& fact = event.contribution_recorded();
      Contribution contribution{position, fact.to_project(), fact.from_project(), fact.tranche(),
                                std::nullopt};
      if (fact.has_amount()) contribution.amount = fact.amount().euro_cents();
      contributions.push_back(contribution);
      return;
    }
    case v1::Event::kContributionCorrected:
      for (Contribution& contribution : contributions) {
        if (contribution.position == event.header().corrects()) {
          contribution.amount = event.contribution_corrected().new_amount().euro_cents();
        }
      }
      return;
    default:
      return;  // not modelled
  }
}

// ------------------------------------------------------------------------ figures

int64_t NaiveModel::AwardedOf(int tranche) const {
  int64_t sum = 0;
  for (const Award& award : awards) {
    if (tranche == 0 || award.tranche == tranche) sum += award.amount;
  }
  return sum;
}

int64_t NaiveModel::ReleasedOf(int tranche) const {
  int64_t sum = 0;
  for (const Release& release : releases) {
    if (tranche == 0 || release.tranche == tranche) sum += release.amount;
  }
  return sum;
}

int64_t NaiveModel::AwardedTo(const std::string& project) const {
  int64_t sum = 0;
  for (const Award& award : awards) {
    if (award.project == project) sum += award.amount;
  }
  for (const Release& release : releases) {
    if (release.project == project) sum -= release.amount;
  }
  return sum;
}

int64_t NaiveModel::LeftOfReservation(const std::string& project) const {
  const auto it = reservations.find(project);
  return it == reservations.end() ? 0 : it->second.total - AwardedTo(project);
}

int64_t NaiveModel::LeftOfReservations() const {
  int64_t sum = 0;
  for (const auto& [project, reservation] : reservations) sum += LeftOfReservation(project);
  return sum;
}

std::optional<int64_t> NaiveModel::FreeOf(int tranche) const {
  const std::optional<int64_t>& ceiling =
      tranche == 0 ? programme_ceiling : tranches.at(tranche).ceiling;
  if (!ceiling.has_value()) return std::nullopt;
  const int64_t reserved = tranche == 0 ? LeftOfReservations() : 0;
  return *ceiling - AwardedOf(tranche) + ReleasedOf(tranche) - reserved;
}

int64_t NaiveModel::Net(const std::string& project, const std::string* part, int tranche) const {
  int64_t sum = 0;
  for (const Award& award : awards) {
    if (award.project == project && award.tranche == tranche &&
        (part == nullptr || award.part == *part)) {
      sum += award.amount;
    }
  }
  for (const Release& release : releases) {
    if (release.project == project && release.tranche == tranche &&
        (part == nullptr || release.part == *part)) {
      sum -= release.amount;
    }
  }
  return sum;
}

int64_t NaiveModel::PassedOn(const std::string& project, int tranche) const {
  int64_t sum = 0;
  for (const Contribution& contribution : contributions) {
    if (contribution.from == project && contribution.tranche == tranche) {
      sum += contribution.amount.value_or(0);
    }
  }
  return sum;
}

bool NaiveModel::GotMoney(const std::string& project) const {
  for (const Award& award : awards) {
    if (award.project == project && award.amount != 0) return true;
  }
  for (const Contribution& contribution : contributions) {
    if (contribution.to == project && contribution.amount != 0) return true;
  }
  return false;
}

std::string NaiveModel::MoneyNotConserved() const {
  std::string wrong;
  const auto negative = [&](int64_t cents, const std::string& what) {
    if (cents < 0) wrong += what + " is " + std::to_string(cents) + "\n";
  };
  for (const auto& [number, tranche] : tranches) {
    const std::string of = " of tranche " + std::to_string(number);
    negative(AwardedOf(number), "awarded" + of);
    negative(AwardedOf(number) - ReleasedOf(number), "awarded less released" + of);
    if (tranche.ceiling.has_value()) {
      negative(*tranche.ceiling, "ceiling" + of);
      negative(*FreeOf(number), "free" + of);
    }
  }
  if (programme_ceiling.has_value()) negative(*FreeOf(0), "free of the programme");
  for (const auto& [id, project] : projects) {
    negative(AwardedTo(id), "awarded to " + id);
    negative(LeftOfReservation(id), "left of the reservation of " + id);
    for (const auto& [number, tranche] : tranches) {
      const std::string whole;
      negative(Net(id, &whole, number), "what " + id + " got out of " + std::to_string(number));
      for (const std::string& part : project.parts) {
        negative(Net(id, &part, number), "what " + part + " got out of " + std::to_string(number));
      }
    }
  }
  if (AwardedOf(0) > kMost || LeftOfReservations() > kMost) wrong += "more than a book can hold\n";
  return wrong;
}

// ------------------------------------------------------------------------ who

std::optional<std::string> NaiveModel::Holder(const std::string& subject, v1::Role role,
                                              const std::string& pijler) const {
  const auto person = person_of.find(subject);
  if (person == person_of.end()) return std::nullopt;
  for (const auto& [id, seat] : seats) {
    if (seat.holder == person->second && seat.role == role && InForce(seat) &&
        (pijler.empty() || seat.pijler == pijler)) {
      return person->second;
    }
  }
  return std::nullopt;
}

bool NaiveModel::IsChair(const std::string& subject) const {
  const auto person = person_of.find(subject);
  return person != person_of.end() &&
         std::any_of(seats.begin(), seats.end(), [&](const auto& entry) {
           const Seat& seat = entry.second;
           return seat.role == v1::ROLE_STUURGROEP && seat.chair && InForce(seat) &&
                  seat.holder == person->second;
         });
}

// ------------------------------------------------------------------------ proposals

std::string NaiveModel::StillStands(const v1::ProposalContent& content) const {
  if (content.kind() == v1::PROPOSAL_KIND_IDEA) return "";
  if (content.kind() == v1::PROPOSAL_KIND_NEW_PROJECT) {
    for (const auto& [id, project] : projects) {
      if (project.pijler == content.pijler() && project.number == content.number()) {
        return "NUMBER_TAKEN";
      }
    }
    return "";
  }
  const Project& project = projects.at(content.project());
  if (project.pijler != content.pijler()) return "PROJECT_OF_OTHER_PIJLER";
  if (project.completed) return "PROJECT_COMPLETED";
  if (!GotMoney(content.project())) return "PROJECT_WITHOUT_AWARD";
  for (const v1::Part& part : content.new_parts()) {
    if (project.parts.contains(part.title())) return "PART_EXISTS";
  }
  return "";
}

std::string NaiveModel::Lines(const v1::ProposalContent& content,
                              const std::vector<v1::AwardLine>& lines) const {
  for (const v1::AwardLine& line : lines) {
    if (!tranches.contains(line.tranche())) return "TRANCHE_UNKNOWN";
    if (tranches.at(line.tranche()).closed) return "TRANCHE_CLOSED";
  }
  for (const v1::AwardLine& line : lines) {
    bool known = line.part().empty();
    for (const v1::Part& part : content.new_parts()) known |= part.title() == line.part();
    bool elsewhere = false;
    for (const auto& [id, project] : projects) {
      if (!project.parts.contains(line.part())) continue;
      (id == content.project() ? known : elsewhere) = true;
    }
    if (!known) return elsewhere ? "PART_OF_OTHER_PROJECT" : "PART_UNKNOWN";
  }
  int64_t sum = 0;
  std::set<std::pair<std::string, int>> seen;
  for (const v1::AwardLine& line : lines) {
    const std::string reason = Positive(line.amount().euro_cents());
    if (!reason.empty()) return reason;
    sum += line.amount().euro_cents();
    if (sum > kMost) return "MONEY_OVERFLOW";
    if (!seen.insert({line.part(), line.tranche()}).second) return "VALUE_REPEATED";
  }
  return "";
}

std::string NaiveModel::Content(const v1::ProposalContent& content) const {
  if (!content.project().empty() && !projects.contains(content.project())) {
    return "PROJECT_UNKNOWN";
  }
  for (const v1::ContributionLine& line : content.contributions()) {
    if (!projects.contains(line.from_project())) return "PROJECT_UNKNOWN";
    if (!tranches.contains(line.tranche())) return "TRANCHE_UNKNOWN";
  }
  std::string reason = StillStands(content);
  if (!reason.empty() || content.kind() == v1::PROPOSAL_KIND_IDEA) return reason;
  if (content.lines().empty() && content.contributions().empty()) return "AMOUNT_MISSING";
  reason = Lines(content, LinesOf(content));
  if (!reason.empty()) return reason;
  if (content.has_reservation_total()) {
    reason = Positive(content.reservation_total().euro_cents());
    if (!reason.empty()) return reason;
    int64_t asked = 0;
    for (const v1::AwardLine& line : content.lines()) asked += line.amount().euro_cents();
    if (asked > content.reservation_total().euro_cents()) return "RESERVATION_EXCEEDED";
  }
  for (const v1::ContributionLine& line : content.contributions()) {
    if (line.from_project() == content.project()) return "CONTRIBUTION_TO_ITSELF";
    if (line.has_amount()) {
      reason = Positive(line.amount().euro_cents());
      if (!reason.empty()) return reason;
    }
  }
  return "";
}

std::string NaiveModel::Ask(const std::string& subject, const SubmitProposal& command) const {
  if (!Holder(subject, v1::ROLE_ONTWIKKELTEAM, command.content.pijler())) return "NO_SEAT";
  if (!running) return "OPENING_NOT_CLOSED";
  return Content(command.content);
}

std::string NaiveModel::Ask(const std::string& subject, const ReviseProposal& command) const {
  const auto it = proposals.find(command.proposal);
  if (it == proposals.end()) return "PROPOSAL_UNKNOWN";
  const Proposal& proposal = it->second;
  if (!Holder(subject, v1::ROLE_ONTWIKKELTEAM, proposal.revisions.back().pijler()) ||
      !Holder(subject, v1::ROLE_ONTWIKKELTEAM, command.content.pijler())) {
    return "NO_SEAT";
  }
  const std::string reason =
      WrongStage(proposal.stage, {Stage::kSubmitted, Stage::kReturned, Stage::kEndorsed,
                                  Stage::kNotEndorsed, Stage::kDeferred});
  if (!reason.empty()) return reason;
  if (command.revision_seen != static_cast<int>(proposal.revisions.size())) {
    return "STALE_REVISION";
  }
  return Content(command.content);
}

std::string NaiveModel::Ask(const std::string& subject, const WithdrawProposal& command) const {
  const auto it = proposals.find(command.proposal);
  if (it == proposals.end()) return "PROPOSAL_UNKNOWN";
  if (!Holder(subject, v1::ROLE_ONTWIKKELTEAM, it->second.revisions.back().pijler())) {
    return "NO_SEAT";
  }
  return WrongStage(it->second.stage, {Stage::kSubmitted, Stage::kReturned, Stage::kEndorsed,
                                       Stage::kNotEndorsed, Stage::kDeferred});
}

// ------------------------------------------------------------------------ endorsements

std::string NaiveModel::Ask(const std::string& subject, const EndorseProposal& command) const {
  const auto it = proposals.find(command.proposal);
  if (it == proposals.end()) return "PROPOSAL_UNKNOWN";
  const Proposal& proposal = it->second;
  const auto person = Holder(subject, v1::ROLE_VAKBESTUURDER, proposal.revisions.back().pijler());
  if (!person) return "NO_SEAT";
  if (proposal.makers.contains(*person)) return "OWN_PROPOSAL";
  const std::string reason =
      WrongStage(proposal.stage, {Stage::kSubmitted, Stage::kEndorsed, Stage::kNotEndorsed});
  if (!reason.empty()) return reason;
  if (command.revision_seen != static_cast<int>(proposal.revisions.size())) {
    return "STALE_REVISION";
  }
  const auto vote = proposal.votes.find(*person);
  return vote != proposal.votes.end() && vote->second == 'e' ? "ALREADY_ENDORSED" : "";
}

std::string NaiveModel::Ask(const std::string& subject, const DeclineProposal& command) const {
  EndorseProposal same;
  same.proposal = command.proposal;
  same.revision_seen = command.revision_seen;
  const std::string reason = Ask(subject, same);
  if (!reason.empty()) return reason;
  const Proposal& proposal = proposals.at(command.proposal);
  return proposal.votes.contains(person_of.at(subject)) ? "ALREADY_DECLINED" : "";
}

std::string NaiveModel::Ask(const std::string& subject, const WithdrawEndorsement& command) const {
  const auto it = proposals.find(command.proposal);
  if (it == proposals.end()) return "PROPOSAL_UNKNOWN";
  const Proposal& proposal = it->second;
  const auto person = Holder(subject, v1::ROLE_VAKBESTUURDER, proposal.revisions.back().pijler());
  if (!person) return "NO_SEAT";
  const std::string reason =
      WrongStage(proposal.stage, {Stage::kSubmitted, Stage::kEndorsed, Stage::kNotEndorsed});
  if (!reason.empty()) return reason;
  const auto vote = proposal.votes.find(*person);
  return vote != proposal.votes.end() && vote->second == 'e' ? "" : "NO_ENDORSEMENT";
}

std::string NaiveModel::Ask(const std::string& subject, const ReturnProposal& command) const {
  const auto it = proposals.find(command.proposal);
  if (it == proposals.end()) return "PROPOSAL_UNKNOWN";
  const Proposal& proposal = it->second;
  const auto person = Holder(subject, v1::ROLE_VAKBESTUURDER, proposal.revisions.back().pijler());
  if (!person) return "NO_SEAT";
  if (proposal.makers.contains(*person)) return "OWN_PROPOSAL";
  const std::string reason =
      WrongStage(proposal.stage, {Stage::kSubmitted, Stage::kEndorsed, Stage::kNotEndorsed});
  if (!reason.empty()) return reason;
  return command.revision_seen == static_cast<int>(proposal.revisions.size()) ? ""
                                                                              : "STALE_REVISION";
}

// ------------------------------------------------------------------------ meetings

std::string NaiveModel::Ask(const std::string& subject, const ConveneMeeting&) const {
  if (!Holder(subject, v1::ROLE_SECRETARIS)) return "NO_SEAT";
  return running ? "" : "OPENING_NOT_CLOSED";
}

std::string NaiveModel::Ask(const std::string& subject, const SetAgenda& command) const {
  const auto it = meetings.find(command.meeting);
  if (it == meetings.end()) return "MEETING_UNKNOWN";
  const Meeting& meeting = it->second;
  if (!Holder(subject, v1::ROLE_SECRETARIS)) return "NO_SEAT";
  if (meeting.confirmed) return "MEETING_CONFIRMED";
  if (command.version_seen != meeting.version) return "STALE_REVISION";
  std::map<std::string, Item> on_it;
  for (const Item& item : meeting.items) on_it[item.id] = item;
  std::set<std::string> named;
  for (const AgendaItemInput& input : command.items) {
    if (input.item.empty()) continue;
    if (!on_it.contains(input.item)) return "ITEM_UNKNOWN";
    if (!named.insert(input.item).second) return "VALUE_REPEATED";
  }
  for (const ItemTakenOffInput& off : command.taken_off) {
    if (!on_it.contains(off.item)) return "ITEM_UNKNOWN";
    if (!named.insert(off.item).second) return "VALUE_REPEATED";
    const std::optional<ItemDecision>& decision = on_it.at(off.item).decision;
    if (!decision || !Quorum(meeting).empty()) continue;
    const bool stands = std::none_of(
        decision->deciding.begin(), decision->deciding.end(), [&](const std::string& seat) {
          return on_it.at(off.item).interested.contains(seat) || !meeting.present->contains(seat) ||
                 !Sat(seat, meeting);
        });
    if (stands) return "ITEM_DECIDED";
  }
  if (named.size() != on_it.size()) return "ITEM_LEFT_OUT";
  std::set<std::string> added;
  for (const AgendaItemInput& input : command.items) {
    if (!input.item.empty()) continue;
    if (input.own_item) {
      const std::string reason = OwnItem(*input.own_item);
      if (!reason.empty()) return reason;
      continue;
    }
    const auto found = proposals.find(input.proposal);
    if (found == proposals.end()) return "PROPOSAL_UNKNOWN";
    const Proposal& proposal = found->second;
    if (proposal.revisions.back().kind() == v1::PROPOSAL_KIND_IDEA) return "IDEA_ON_AGENDA";
    switch (proposal.stage) {
      case Stage::kEndorsed:
      case Stage::kDeferred:
        break;
      case Stage::kSubmitted:
      case Stage::kNotEndorsed:
        if (EndorsedByEnough(proposal)) break;
        return "NOT_ENDORSED";
      case Stage::kReturned:
        return "NOT_ENDORSED";
      case Stage::kOnAgenda:
        return "PROPOSAL_ON_AGENDA";
      case Stage::kEnded:
        return "PROPOSAL_CLOSED";
    }
    if (!added.insert(input.proposal).second) return "VALUE_REPEATED";
  }
  return meeting.version == 0 && command.items.empty() ? "FIELD_REQUIRED" : "";
}

std::string NaiveModel::Ask(const std::string& subject, const RecordAttendance& command) const {
  const auto it = meetings.find(command.meeting);
  if (it == meetings.end()) return "MEETING_UNKNOWN";
  for (const std::string& id : command.present_seats) {
    if (!seats.contains(id)) return "SEAT_UNKNOWN";
  }
  if (!Holder(subject, v1::ROLE_SECRETARIS)) return "NO_SEAT";
  if (it->second.confirmed) return "MEETING_CONFIRMED";
  if (it->second.held > today) return "MEETING_NOT_HELD";
  std::set<std::string> named;
  for (const std::string& id : command.present_seats) {
    const Seat& seat = seats.at(id);
    if (seat.role != v1::ROLE_STUURGROEP) return "SEAT_OF_OTHER_ROLE";
    if (!CouldSit(seat, it->second)) return "SEAT_ENDED";
    if (seat.holder.empty()) return "SEAT_NOT_HELD";
    if (!named.insert(id).second) return "VALUE_REPEATED";
  }
  return "";
}

// The property test always says which seat.
std::string NaiveModel::Ask(const std::string& subject, const DeclareInterest& command) const {
  const auto it = meetings.find(command.meeting);
  if (it == meetings.end()) return "MEETING_UNKNOWN";
  const auto item = std::find_if(it->second.items.begin(), it->second.items.end(),
                                 [&](const Item& one) { return one.id == command.item; });
  if (item == it->second.items.end()) return "ITEM_UNKNOWN";
  if (!seats.contains(command.seat)) return "SEAT_UNKNOWN";
  const Seat& seat = seats.at(command.seat);
  const auto member = Holder(subject, v1::ROLE_STUURGROEP);
  const bool own = member && seat.holder == *member;
  if (!own && !Holder(subject, v1::ROLE_SECRETARIS)) return "NO_SEAT";
  if (it->second.confirmed) return "MEETING_CONFIRMED";
  if (seat.role != v1::ROLE_STUURGROEP) return "SEAT_OF_OTHER_ROLE";
  if (!CouldSit(seat, it->second)) return "SEAT_ENDED";
  if (seat.holder.empty()) return "SEAT_NOT_HELD";
  return item->interested.contains(command.seat) ? "ALREADY_DECLARED" : "";
}

std::string NaiveModel::Quorum(const Meeting& meeting) const {
  if (!meeting.present) return "ATTENDANCE_NOT_RECORDED";
  int all = 0;
  int present = 0;
  for (const auto& [id, seat] : seats) {
    if (!Sat(id, meeting)) continue;
    ++all;
    if (meeting.present->contains(id)) ++present;
  }
  return present >= Needed(rules.quorum(), all) ? "" : "NO_QUORUM";
}

// ------------------------------------------------------------------------ decisions

std::string NaiveModel::Ask(const std::string& subject, const RecordDecision& command) const {
  const auto it = meetings.find(command.meeting);
  if (it == meetings.end()) return "MEETING_UNKNOWN";
  Meeting meeting = it->second;
  const auto item = std::find_if(meeting.items.begin(), meeting.items.end(),
                                 [&](const Item& one) { return one.id == command.item; });
  if (item == meeting.items.end()) return "ITEM_UNKNOWN";
  const auto recorder = Holder(subject, v1::ROLE_SECRETARIS);
  if (!recorder) return "NO_SEAT";
  if (meeting.confirmed) return "MEETING_CONFIRMED";
  if (meeting.held > today) return "MEETING_NOT_HELD";
  if (command.version_seen != meeting.version) return "STALE_REVISION";
  std::string reason = Quorum(meeting);
  if (!reason.empty()) return reason;
  ItemDecision decision;
  for (const std::string& id : *meeting.present) {
    if (Sat(id, meeting) && !item->interested.contains(id)) decision.deciding.push_back(id);
  }
  if (decision.deciding.empty()) return "NO_DISINTERESTED_SEAT";
  const bool changed = command.outcome == v1::OUTCOME_RATIFIED_WITH_CHANGES;
  if (item->own && changed) return "FIELD_NOT_ALLOWED";
  if (!changed && (!command.lines.empty() || command.reservation_total)) {
    return "FIELD_NOT_ALLOWED";
  }
  decision.outcome = command.outcome;
  decision.recorder = *recorder;
  if (!item->own) {
    const v1::ProposalContent& content = proposals.at(item->proposal).revisions.back();
    decision.lines = LinesOf(content);
    decision.reservation = ReservationOf(content);
    if (changed) {
      if (command.lines.empty() && !content.lines().empty()) return "AMOUNT_MISSING";
      reason = Lines(content, command.lines);
      if (!reason.empty()) return reason;
      decision.lines = command.lines;
      decision.reservation.reset();
      if (command.reservation_total) {
        decision.reservation = command.reservation_total->euro_cents();
        reason = Positive(*decision.reservation);
        if (!reason.empty()) return reason;
      }
      if (Sorted(decision.lines) == Sorted(LinesOf(content)) &&
          decision.reservation == ReservationOf(content)) {
        return "NOTHING_CHANGED";
      }
    }
  }
  item->decision = decision;
  return NaiveModel(*this).GiveList(meeting);
}

std::string NaiveModel::Ask(const std::string& subject, const ConfirmDecisionList& command) const {
  const auto it = meetings.find(command.meeting);
  if (it == meetings.end()) return "MEETING_UNKNOWN";
  const Meeting& meeting = it->second;
  if (!IsChair(subject)) return "NO_SEAT";
  const std::string& chair = person_of.at(subject);
  for (const Item& item : meeting.items) {
    if (item.decision && item.decision->recorder == chair) return "OWN_DECISION";
  }
  for (const Item& item : meeting.items) {
    if (!item.own && proposals.at(item.proposal).makers.contains(chair)) return "OWN_PROPOSAL";
  }
  if (meeting.confirmed) return "MEETING_CONFIRMED";
  if (meeting.held > today) return "MEETING_NOT_HELD";
  if (command.version_seen != meeting.version) return "STALE_REVISION";
  for (const Item& item : meeting.items) {
    if (!item.decision) return "ITEM_UNDECIDED";
    for (const std::string& seat : item.decision->deciding) {
      if (item.interested.contains(seat)) return "INTEREST_AFTER_DECISION";
      if (!meeting.present->contains(seat) || !Sat(seat, meeting)) return "DECIDER_ABSENT";
    }
  }
  if (!meeting.items.empty()) {
    const std::string reason = Quorum(meeting);
    if (!reason.empty()) return reason;
  }
  return NaiveModel(*this).GiveList(meeting);
}

std::string NaiveModel::GiveList(const Meeting& meeting) {
  for (const Item& item : meeting.items) {
    if (!item.decision || !IsRatified(item.decision->outcome)) continue;
    const std::string reason = item.own
                                   ? GiveOwnItem(*item.own, meeting.held)
                                   : GiveProposal(proposals.at(item.proposal).revisions.back(),
                                                  item.decision->lines, item.decision->reservation);
    if (!reason.empty()) return reason;
  }
  return "";
}

std::string NaiveModel::GiveProposal(const v1::ProposalContent& content,
                                     const std::vector<v1::AwardLine>& lines,
                                     const std::optional<int64_t>& reservation) {
  std::string reason = StillStands(content);
  if (!reason.empty()) return reason;
  reason = Lines(content, lines);
  if (!reason.empty()) return reason;
  std::string id = content.project();
  if (id.empty()) {
    id = "p" + std::to_string(projects.size() + 1);
    Project& project = projects[id];
    project.pijler = content.pijler();
    project.number = content.number();
  }
  for (const v1::Part& part : content.new_parts()) projects.at(id).parts.insert(part.title());
  if (reservation) {
    reason = GiveReservation(id, *reservation);
    if (!reason.empty()) return reason;
  }
  for (const v1::AwardLine& line : lines) {
    reason = GiveAward(id, line.part(), line.tranche(), line.amount().euro_cents());
    if (!reason.empty()) return reason;
  }
  for (const v1::ContributionLine& line : content.contributions()) {
    reason = GiveContribution(id, line);
    if (!reason.empty()) return reason;
  }
  return "";
}

std::string NaiveModel::GiveContribution(const std::string& to, const v1::ContributionLine& line) {
  const std::string& from = line.from_project();
  if (Net(from, nullptr, line.tranche()) == 0) return "PROJECT_WITHOUT_AWARD";
  Contribution contribution{-1, to, from, line.tranche(), std::nullopt};
  if (line.has_amount()) contribution.amount = line.amount().euro_cents();
  contributions.push_back(contribution);
  return line.has_amount() && PassedOn(from, line.tranche()) > Net(from, nullptr, line.tranche())
             ? "CONTRIBUTION_EXCEEDS_AWARD"
             : "";
}

std::string NaiveModel::AfterMoreAwarded(const std::string& project, int tranche) const {
  if (AwardedOf(0) > kMost) return "MONEY_OVERFLOW";
  if (FreeOf(tranche).value_or(0) < 0) return "TRANCHE_CEILING_EXCEEDED";
  if (LeftOfReservation(project) < 0) return "RESERVATION_EXCEEDED";
  if (FreeOf(0).value_or(0) < 0) return "PROGRAMME_CEILING_EXCEEDED";
  return "";
}

std::string NaiveModel::GiveAward(const std::string& project, const std::string& part, int tranche,
                                  int64_t amount) {
  awards.push_back({-1, project, part, tranche, amount});
  return AfterMoreAwarded(project, tranche);
}

std::string NaiveModel::GiveReservation(const std::string& project, int64_t total) {
  reservations.erase(project);
  if (total == 0) return "";
  reservations[project] = {-1, total};
  if (LeftOfReservation(project) < 0) return "RESERVATION_BELOW_AWARDED";
  // Totals, not what is left of them: then no release can bring what is left above it.
  int64_t totals = 0;
  for (const auto& [held_for, reservation] : reservations) totals += reservation.total;
  if (totals > kMost) return "MONEY_OVERFLOW";
  if (FreeOf(0).value_or(0) < 0) return "PROGRAMME_CEILING_EXCEEDED";
  return "";
}

std::string NaiveModel::AfterLessAwarded(const std::string& project, const std::string& part,
                                         int tranche) const {
  if (Net(project, &part, tranche) < 0) return "RELEASE_EXCEEDS_AWARD";
  const int64_t passed_on = PassedOn(project, tranche);
  if (passed_on > 0 && Net(project, nullptr, tranche) < passed_on) {
    return "CONTRIBUTION_EXCEEDS_AWARD";
  }
  return LeftOfReservations() > kMost ? "MONEY_OVERFLOW" : "";
}

// ------------------------------------------------------------------------ items of its own

std::string NaiveModel::Corrigendum(const v1::Corrigendum& corrigendum) const {
  const int64_t position = corrigendum.corrects();
  v1::Corrigendum::CorrectionCase fitting = v1::Corrigendum::CORRECTION_NOT_SET;
  for (const Award& award : awards) {
    if (award.position == position) fitting = v1::Corrigendum::kAwardAmount;
  }
  for (const Contribution& contribution : contributions) {
    if (contribution.position == position) fitting = v1::Corrigendum::kContributionAmount;
  }
  if (reservations_made.contains(position)) {
    const auto stands = reservations.find(reservations_made.at(position));
    if (stands == reservations.end() || stands->second.position != position) {
      return "EVENT_REPLACED";
    }
    fitting = v1::Corrigendum::kReservationTotal;
  }
  if (fitting == v1::Corrigendum::CORRECTION_NOT_SET) return "EVENT_UNKNOWN";
  if (corrigendum.correction_case() != fitting) return "CORRECTION_MISMATCH";
  switch (fitting) {
    case v1::Corrigendum::kAwardAmount:
      return ZeroOrMore(corrigendum.award_amount().euro_cents());
    case v1::Corrigendum::kContributionAmount:
      return ZeroOrMore(corrigendum.contribution_amount().euro_cents());
    default:
      return ZeroOrMore(corrigendum.reservation_total().euro_cents());
  }
}

std::string NaiveModel::OwnItem(const v1::OwnItem& item) const {
  switch (item.content_case()) {
    case v1::OwnItem::kCeilingChange:
      if (item.ceiling_change().tranche() != 0 &&
          !tranches.contains(item.ceiling_change().tranche())) {
        return "TRANCHE_UNKNOWN";
      }
      return ZeroOrMore(item.ceiling_change().ceiling().euro_cents());
    case v1::OwnItem::kCarryOver:
      if (!tranches.contains(item.carry_over().from_tranche()) ||
          !tranches.contains(item.carry_over().to_tranche())) {
        return "TRANCHE_UNKNOWN";
      }
      return Positive(item.carry_over().amount().euro_cents());
    case v1::OwnItem::kRelease: {
      const v1::ReleaseOfAward& release = item.release();
      if (!projects.contains(release.project())) return "PROJECT_UNKNOWN";
      if (!tranches.contains(release.tranche())) return "TRANCHE_UNKNOWN";
      if (!release.part().empty() &&
          !projects.at(release.project()).parts.contains(release.part())) {
        for (const auto& [id, project] : projects) {
          if (project.parts.contains(release.part())) return "PART_OF_OTHER_PROJECT";
        }
        return "PART_UNKNOWN";
      }
      return Positive(release.amount().euro_cents());
    }
    case v1::OwnItem::kReservationChange:
      if (!projects.contains(item.reservation_change().project())) return "PROJECT_UNKNOWN";
      return ZeroOrMore(item.reservation_change().total().euro_cents());
    case v1::OwnItem::kReopening:
      return projects.contains(item.reopening().project()) ? "" : "PROJECT_UNKNOWN";
    case v1::OwnItem::kCorrigendum:
      return Corrigendum(item.corrigendum());
    default:
      return "";  // a change of rules: only sound ones are asked
  }
}

std::string NaiveModel::DecidedLater(int64_t position, int held) const {
  const auto day = decided_from.find(position);
  return day != decided_from.end() && day->second > held ? "DECIDED_LATER" : "";
}

std::string NaiveModel::GiveOwnItem(const v1::OwnItem& item, int held) {
  const std::string reason = OwnItem(item);
  if (!reason.empty()) return reason;
  switch (item.content_case()) {
    case v1::OwnItem::kCeilingChange: {
      const v1::CeilingChange& change = item.ceiling_change();
      (change.tranche() == 0 ? programme_ceiling : tranches.at(change.tranche()).ceiling) =
          change.ceiling().euro_cents();
      return *FreeOf(change.tranche()) < 0 ? "CEILING_BELOW_AWARDED" : "";
    }
    case v1::OwnItem::kCarryOver: {
      const v1::CarryOver& carry_over = item.carry_over();
      Tranche& from = tranches.at(carry_over.from_tranche());
      Tranche& to = tranches.at(carry_over.to_tranche());
      if (!from.closed) return "TRANCHE_NOT_CLOSED";
      if (to.closed) return "TRANCHE_CLOSED";
      if (!from.ceiling || !to.ceiling) return "CEILING_NOT_SET";
      *from.ceiling -= carry_over.amount().euro_cents();
      *to.ceiling += carry_over.amount().euro_cents();
      if (*FreeOf(carry_over.from_tranche()) < 0) return "TRANCHE_CEILING_EXCEEDED";
      return *to.ceiling > kMost ? "MONEY_OVERFLOW" : "";
    }
    case v1::OwnItem::kRelease: {
      const v1::ReleaseOfAward& release = item.release();
      for (const Award& award : awards) {
        if (award.project == release.project() && award.part == release.part() &&
            award.tranche == release.tranche() && !DecidedLater(award.position, held).empty()) {
          return "DECIDED_LATER";
        }
      }
      releases.push_back(
          {release.project(), release.part(), release.tranche(), release.amount().euro_cents()});
      return AfterLessAwarded(release.project(), release.part(), release.tranche());
    }
    case v1::OwnItem::kReservationChange:
      if (const auto stands = reservations.find(item.reservation_change().project());
          stands != reservations.end() && !DecidedLater(stands->second.position, held).empty()) {
        return "DECIDED_LATER";
      }
      return GiveReservation(item.reservation_change().project(),
                             item.reservation_change().total().euro_cents());
    case v1::OwnItem::kReopening: {
      Project& project = projects.at(item.reopening().project());
      if (!project.completed) return "PROJECT_NOT_COMPLETED";
      project.completed = false;
      return "";
    }
    case v1::OwnItem::kCorrigendum:
      return Correct(item.corrigendum(), held);
    default: {  // a change of rules
      const v1::Threshold& quorum = item.rule_change().quorum();
      int in_force = 0;
      for (const auto& [id, seat] : seats) {
        if (seat.role == v1::ROLE_STUURGROEP && InForce(seat)) ++in_force;
      }
      return quorum.has_count() && quorum.count() > in_force ? "RULES_INVALID" : "";
    }
  }
}

std::string NaiveModel::Correct(const v1::Corrigendum& corrigendum, int held) {
  const std::string later = DecidedLater(corrigendum.corrects(), held);
  for (Award& award : awards) {
    if (award.position != corrigendum.corrects()) continue;
    const int64_t before = award.amount;
    award.amount = corrigendum.award_amount().euro_cents();
    if (award.amount == before) return "NOTHING_CHANGED";
    if (!later.empty()) return later;
    return award.amount > before ? AfterMoreAwarded(award.project, award.tranche)
                                 : AfterLessAwarded(award.project, award.part, award.tranche);
  }
  for (Contribution& contribution : contributions) {
    if (contribution.position != corrigendum.corrects()) continue;
    const std::optional<int64_t> before = contribution.amount;
    contribution.amount = corrigendum.contribution_amount().euro_cents();
    if (contribution.amount == before) return "NOTHING_CHANGED";
    if (!later.empty()) return later;
    if (*contribution.amount <= before.value_or(0)) return "";
    const int64_t got = Net(contribution.from, nullptr, contribution.tranche);
    if (got == 0) return "PROJECT_WITHOUT_AWARD";
    return PassedOn(contribution.from, contribution.tranche) > got ? "CONTRIBUTION_EXCEEDS_AWARD"
                                                                   : "";
  }
  const std::string project = reservations_made.at(corrigendum.corrects());
  const int64_t total = corrigendum.reservation_total().euro_cents();
  if (reservations.at(project).total == total) return "NOTHING_CHANGED";
  if (!later.empty()) return later;
  return GiveReservation(project, total);
}

// ------------------------------------------------------------------------ structure, opening phase

// The property test records one entry at a time, of projects and tranches that are there.
std::string NaiveModel::Ask(const std::string& subject, const RecordOpening& command) const {
  if (!Holder(subject, v1::ROLE_SECRETARIS)) return "NO_SEAT";
  if (running) return "OPENING_CLOSED";
  NaiveModel after = *this;
  const v1::OpeningEntry& entry = command.entries.front();
  std::string reason;
  switch (entry.entry_case()) {
    case v1::OpeningEntry::kAward:
      if (projects.at(entry.award().project()).completed) return "PROJECT_COMPLETED";
      reason = Positive(entry.award().amount().euro_cents());
      if (!reason.empty()) return reason;
      return after.GiveAward(entry.award().project(), entry.award().part(), entry.award().tranche(),
                             entry.award().amount().euro_cents());
    case v1::OpeningEntry::kReservation:
      reason = Positive(entry.reservation().total().euro_cents());
      if (!reason.empty()) return reason;
      return after.GiveReservation(entry.reservation().project(),
                                   entry.reservation().total().euro_cents());
    case v1::OpeningEntry::kContribution: {
      const v1::ContributionEntry& contribution = entry.contribution();
      v1::ContributionLine line;
      line.set_from_project(contribution.from_project());
      line.set_tranche(contribution.tranche());
      if (contribution.has_amount()) {
        reason = Positive(contribution.amount().euro_cents());
        if (!reason.empty()) return reason;
        *line.mutable_amount() = contribution.amount();
      }
      return after.GiveContribution(contribution.to_project(), line);
    }
    default:
      return "NOT_MODELLED";
  }
}

std::string NaiveModel::Ask(const std::string& subject, const SetCeiling& command) const {
  v1::OwnItem item;
  *item.mutable_ceiling_change() = command.change;
  const bool known = command.change.tranche() == 0 || tranches.contains(command.change.tranche());
  if (!known) return "TRANCHE_UNKNOWN";
  if (!Holder(subject, v1::ROLE_SECRETARIS)) return "NO_SEAT";
  if (running) return "OPENING_CLOSED";
  return NaiveModel(*this).GiveOwnItem(item, today);
}

std::string NaiveModel::Ask(const std::string& subject, const CloseOpening&) const {
  if (!Holder(subject, v1::ROLE_SECRETARIS)) return "NO_SEAT";
  return running ? "OPENING_CLOSED" : "";
}

std::string NaiveModel::Ask(const std::string& subject, const AddTranche& command) const {
  if (!Holder(subject, v1::ROLE_SECRETARIS)) return "NO_SEAT";
  if (tranches.contains(command.tranche)) return "TRANCHE_EXISTS";
  return "";
}

std::string NaiveModel::Ask(const std::string& subject, const CloseTranche& command) const {
  const auto it = tranches.find(command.tranche);
  if (it == tranches.end()) return "TRANCHE_UNKNOWN";
  if (!Holder(subject, v1::ROLE_SECRETARIS)) return "NO_SEAT";
  return it->second.closed ? "TRANCHE_CLOSED" : "";
}

std::string NaiveModel::Ask(const std::string& subject, const CompleteProject& command) const {
  const auto it = projects.find(command.project);
  if (it == projects.end()) return "PROJECT_UNKNOWN";
  bool may = Holder(subject, v1::ROLE_SECRETARIS).has_value();
  for (const auto& [id, seat] : seats) {
    const bool leads = std::find(it->second.leads.begin(), it->second.leads.end(), seat.partner) !=
                       it->second.leads.end();
    may |= seat.role == v1::ROLE_PENVOERDER && InForce(seat) && leads && !seat.holder.empty() &&
           person_of.contains(subject) && person_of.at(subject) == seat.holder;
  }
  if (!may) return "NO_SEAT";
  return it->second.completed ? "PROJECT_COMPLETED" : "";
}

// The property test grants new seats only, of the kinds that need no more checks.
std::string NaiveModel::Ask(const std::string& subject, const GrantSeat&) const {
  return Holder(subject, v1::ROLE_SECRETARIS) ? "" : "NO_SEAT";
}

// And never ends the secretary's.
std::string NaiveModel::Ask(const std::string& subject, const EndSeat& command) const {
  const auto it = seats.find(command.seat);
  if (it == seats.end()) return "SEAT_UNKNOWN";
  if (!Holder(subject, v1::ROLE_SECRETARIS)) return "NO_SEAT";
  return it->second.ended != 0 ? "SEAT_ENDED" : "";
}

std::string NaiveModel::Predict(const std::string& subject, const Command& command) const {
  return std::visit(
      [&]<typename C>(const C& one) -> std::string {
        if constexpr (requires { Ask(subject, one); }) {
          return Ask(subject, one);
        } else {
          return "NOT_MODELLED";
        }
      },
      command);
}

}  // namespace dealboek::domain
