#include "services/domain/state.h"

#include <algorithm>
#include <set>

#include "absl/strings/str_cat.h"

#include "services/base/check.h"
#include "services/domain/facts.h"

namespace dealboek::domain {
namespace {

using base::Money;

template <typename Key, typename T, typename Ref>
const T* Find(const Table<Key, T>& table, const Ref& key) {
  const auto it = table.find(key);
  return it == table.end() ? nullptr : it->second.get();
}

// A sum or difference that rule 6 keeps within bounds.
Money Sound(absl::StatusOr<Money> money) {
  CHECK(money.ok()) << money.status() << ": money is not conserved";
  return *money;
}

}  // namespace

// ---------------------------------------------------------------- project

Money Project::Awarded() const {
  Money sum;
  for (const Award& award : awards)
    sum = Sound(sum.Plus(Sound(award.amount.Minus(award.released))));
  return sum;
}

Money Project::ReservationLeft() const {
  if (!reservation.has_value()) return Money();
  return Sound(reservation->total.Minus(Awarded()));
}

const ProjectPart* Project::FindPart(absl::string_view title) const {
  for (const ProjectPart& part : parts) {
    if (part.title == title) return &part;
  }
  return nullptr;
}

std::string Project::Label() const { return absl::StrCat(pijler, "-", number); }

// ---------------------------------------------------------------- proposal

std::vector<const EndorsementAct*> Proposal::Standing(EndorsementActKind kind, int revision) const {
  std::vector<const EndorsementAct*> standing;
  for (const EndorsementAct& act : acts) {
    if (act.revision != revision || act.kind == EndorsementActKind::kReturned) continue;
    std::erase_if(standing, [&](const EndorsementAct* earlier) { return earlier->by == act.by; });
    if (act.kind == kind) standing.push_back(&act);
  }
  return standing;
}

namespace {

std::vector<std::string> PersonsOf(const std::vector<const EndorsementAct*>& acts) {
  std::vector<std::string> persons;
  for (const EndorsementAct* act : acts) persons.push_back(act->by);
  return persons;
}

}  // namespace

std::vector<std::string> Proposal::Endorsers() const {
  return PersonsOf(Standing(EndorsementActKind::kEndorsed, revision()));
}

std::vector<std::string> Proposal::Decliners() const {
  return PersonsOf(Standing(EndorsementActKind::kDeclined, revision()));
}

bool Proposal::IsMadeBy(absl::string_view person) const {
  return std::any_of(revisions.begin(), revisions.end(),
                     [&](const Revision& revision) { return revision.by == person; });
}

bool AgendaItem::IsInterested(absl::string_view seat) const {
  return std::any_of(interests.begin(), interests.end(),
                     [&](const Interest& interest) { return interest.seat == seat; });
}

const AgendaItem* Meeting::FindItem(absl::string_view id) const {
  for (const AgendaItem& item : items) {
    if (item.id == id) return &item;
  }
  return nullptr;
}

// ---------------------------------------------------------------- state

const Person* State::FindPerson(absl::string_view subject) const {
  const auto it = person_of_subject.find(subject);
  return it == person_of_subject.end() ? nullptr : Find(persons, it->second);
}

const Project* State::FindProject(absl::string_view ref) const {
  if (const Project* project = Find(projects, ref)) return project;
  const auto it = project_of_label.find(ref);
  return it == project_of_label.end() ? nullptr : Find(projects, it->second);
}

const Partner* State::FindPartner(absl::string_view ref) const {
  if (const Partner* partner = Find(partners, ref)) return partner;
  for (const auto& [id, partner] : partners) {
    if (partner->name == ref) return partner.get();
  }
  return nullptr;
}

const Pijler* State::FindPijler(absl::string_view code) const { return Find(pijlers, code); }
const Tranche* State::FindTranche(int number) const { return Find(tranches, number); }
const Proposal* State::FindProposal(absl::string_view id) const { return Find(proposals, id); }
const Meeting* State::FindMeeting(absl::string_view id) const { return Find(meetings, id); }
const Seat* State::FindSeat(absl::string_view id) const { return Find(seats, id); }
const Statement* State::FindStatement(absl::string_view id) const { return Find(statements, id); }

base::Position State::BoundaryAt(base::Position at) const {
  const auto command = long_commands.lower_bound(at);
  if (command == long_commands.end() || command->first == at || at < command->second) return at;
  return base::Position(command->second.value() - 1);
}

std::string State::NameOf(absl::string_view person) const {
  const Person* known = Find(persons, person);
  return known == nullptr ? "" : known->display_name;
}

// ---------------------------------------------------------------- derived

bool IsInForce(const Seat& seat, int64_t now_micros) {
  if (seat.ended_at != base::Position()) return false;
  if (!seat.from.has_value() && !seat.until.has_value()) return true;
  const absl::CivilDay today = DayOf(now_micros);
  // A seat whose first or last day is known to the month or year is given the benefit of the doubt.
  return (!seat.from.has_value() || seat.from->FirstDay() <= today) &&
         (!seat.until.has_value() || today <= seat.until->LastDay());
}

std::vector<const Seat*> SeatsOf(const State& state, v1::Role role, absl::string_view pijler,
                                 int64_t now_micros) {
  std::vector<const Seat*> seats;
  for (const auto& [id, seat] : state.seats) {
    if (seat->role == role && (pijler.empty() || seat->pijler == pijler) &&
        IsInForce(*seat, now_micros)) {
      seats.push_back(seat.get());
    }
  }
  return seats;
}

int Needed(const v1::Threshold& threshold, int seats) {
  const auto share = [&](const v1::Fraction& fraction) {
    return int64_t{seats} * fraction.numerator();
  };
  int64_t needed = 0;
  switch (threshold.rule_case()) {
    case v1::Threshold::kMoreThan:
      needed = share(threshold.more_than()) / threshold.more_than().denominator() + 1;
      break;
    case v1::Threshold::kAtLeast: {
      const int64_t denominator = threshold.at_least().denominator();
      needed = (share(threshold.at_least()) + denominator - 1) / denominator;
      break;
    }
    case v1::Threshold::kCount:
      needed = threshold.count();
      break;
    case v1::Threshold::RULE_NOT_SET:
      needed = seats / 2 + 1;
      break;
  }
  return static_cast<int>(std::max<int64_t>(needed, 1));
}

EndorsementCount CountEndorsements(const State& state, const Proposal& proposal,
                                   int64_t now_micros) {
  std::set<std::string> seated;
  for (const auto& [id, seat] : state.seats) {
    if (seat->role == v1::ROLE_VAKBESTUURDER && seat->pijler == proposal.content().pijler() &&
        !seat->holder.empty() && IsInForce(*seat, now_micros)) {
      seated.insert(seat->holder);
    }
  }
  const auto seated_of = [&](const std::vector<std::string>& persons) {
    return static_cast<int>(
        std::count_if(persons.begin(), persons.end(),
                      [&](const std::string& person) { return seated.contains(person); }));
  };
  EndorsementCount count;
  count.seated = static_cast<int>(seated.size());
  count.needed = Needed(state.programme->rules.endorsement(), count.seated);
  count.given = seated_of(proposal.Endorsers());
  count.declined = seated_of(proposal.Decliners());
  return count;
}

bool IsEndorsed(const State& state, const Proposal& proposal, int64_t now_micros) {
  if (proposal.stage == ProposalStage::kEndorsed || proposal.stage == ProposalStage::kDeferred)
    return true;
  if (proposal.stage != ProposalStage::kSubmitted && proposal.stage != ProposalStage::kNotEndorsed)
    return false;
  const EndorsementCount count = CountEndorsements(state, proposal, now_micros);
  return count.given >= count.needed;
}

namespace {

bool IsPresent(const Seat& seat, const Meeting& meeting) {
  return meeting.present.has_value() && std::find(meeting.present->begin(), meeting.present->end(),
                                                  seat.id) != meeting.present->end();
}

}  // namespace

bool CouldSit(const Seat& seat, const Meeting& meeting) {
  const absl::CivilDay first = meeting.held_on->FirstDay();
  const absl::CivilDay last = meeting.held_on->LastDay();
  if (seat.from.has_value() && seat.from->FirstDay() > last) return false;
  if (seat.until.has_value() && seat.until->LastDay() < first) return false;
  if (seat.ended_at == base::Position()) return true;
  const absl::CivilDay ended = DayOf(seat.ended_at_micros);
  const bool attended_before =
      meeting.attended_at != base::Position() && meeting.attended_at < seat.ended_at;
  return ended > last || (ended >= first && attended_before);
}

bool Sat(const Seat& seat, const Meeting& meeting) {
  if (seat.role != v1::ROLE_STUURGROEP || !CouldSit(seat, meeting)) return false;
  return seat.from.has_value() || meeting.attended_at == base::Position() ||
         seat.made_at < meeting.attended_at || IsPresent(seat, meeting);
}

std::vector<const Seat*> SeatsAt(const State& state, const Meeting& meeting) {
  std::vector<const Seat*> seats;
  for (const auto& [id, seat] : state.seats) {
    if (Sat(*seat, meeting)) seats.push_back(seat.get());
  }
  return seats;
}

bool HasCome(const Meeting& meeting, int64_t now_micros) {
  return meeting.held_on->FirstDay() <= DayOf(now_micros);
}

std::optional<Undone> DecisionUndone(const State& state, const Meeting& meeting,
                                     const AgendaItem& item) {
  for (const std::string& id : item.decision->deciding_seats) {
    if (item.IsInterested(id)) return Undone{id, Undone::Why::kInterest};
    const Seat& seat = *state.FindSeat(id);
    if (!IsPresent(seat, meeting) || !Sat(seat, meeting)) return Undone{id, Undone::Why::kAbsence};
  }
  return std::nullopt;
}

QuorumCount CountQuorum(const State& state, const Meeting& meeting) {
  QuorumCount count;
  for (const Seat* seat : SeatsAt(state, meeting)) {
    ++count.seats;
    if (IsPresent(*seat, meeting)) ++count.present;
  }
  count.needed = Needed(state.programme->rules.quorum(), count.seats);
  return count;
}

namespace {

void AddOnce(const std::string& id, std::vector<std::string>* ids) {
  if (std::find(ids->begin(), ids->end(), id) == ids->end()) ids->push_back(id);
}

}  // namespace

std::vector<std::string> LeadPartnersOf(const State& state, const AgendaItem& item) {
  std::string project_id;
  std::vector<std::string> partners;
  if (const Proposal* proposal = state.FindProposal(item.proposal)) {
    const v1::ProposalContent& content = proposal->content();
    project_id = content.project();
    for (const std::string& partner : content.lead_partners()) AddOnce(partner, &partners);
    for (const v1::Part& part : content.new_parts()) {
      for (const std::string& partner : part.lead_partners()) AddOnce(partner, &partners);
    }
  } else if (item.own_item != nullptr) {
    switch (item.own_item->content_case()) {
      case v1::OwnItem::kRelease:
        project_id = item.own_item->release().project();
        break;
      case v1::OwnItem::kReservationChange:
        project_id = item.own_item->reservation_change().project();
        break;
      case v1::OwnItem::kReopening:
        project_id = item.own_item->reopening().project();
        break;
      case v1::OwnItem::kCorrigendum: {
        const auto it = state.project_of.find(
            base::Position(static_cast<uint64_t>(item.own_item->corrigendum().corrects())));
        if (it != state.project_of.end()) project_id = it->second;
        break;
      }
      case v1::OwnItem::kCeilingChange:
      case v1::OwnItem::kCarryOver:
      case v1::OwnItem::kRuleChange:
      case v1::OwnItem::CONTENT_NOT_SET:
        break;  // about no project
    }
  }
  if (const Project* project = state.FindProject(project_id)) {
    for (const std::string& partner : project->lead_partners) AddOnce(partner, &partners);
    for (const ProjectPart& part : project->parts) {
      for (const std::string& partner : part.lead_partners) AddOnce(partner, &partners);
    }
  }
  return partners;
}

std::vector<std::string> FlaggedSeats(const State& state, const Meeting& meeting,
                                      const AgendaItem& item) {
  const std::vector<std::string> partners = LeadPartnersOf(state, item);
  std::vector<std::string> flagged;
  for (const Seat* seat : SeatsAt(state, meeting)) {
    if (std::find(partners.begin(), partners.end(), seat->partner) != partners.end())
      flagged.push_back(seat->id);
  }
  return flagged;
}

std::optional<Money> Free(const Tranche& tranche) {
  if (!tranche.ceiling.has_value()) return std::nullopt;
  return Sound(Money::FromCents(tranche.ceiling->cents() - tranche.awarded.cents() +
                                tranche.released.cents()));
}

std::optional<Money> Free(const State& state) {
  if (state.programme == nullptr || !state.programme->ceiling.has_value()) return std::nullopt;
  return Sound(Money::FromCents(state.programme->ceiling->cents() - state.totals.awarded.cents() +
                                state.totals.released.cents() -
                                state.totals.reserved_left.cents()));
}

// ---------------------------------------------------------------- statements

v1::EditionLabel LabelIn(const Project& project, const std::vector<int>& tranches) {
  const auto chosen = [&](int tranche) {
    return std::find(tranches.begin(), tranches.end(), tranche) != tranches.end();
  };
  // An award corrected to zero should not have been, so it makes nothing new or continued.
  std::optional<int> first_chosen;
  for (const Award& award : project.awards) {
    if (!award.amount.IsZero() && chosen(award.tranche))
      first_chosen = std::min(first_chosen.value_or(award.tranche), award.tranche);
  }
  if (!first_chosen.has_value()) return v1::EDITION_LABEL_NONE;
  const bool earlier = std::any_of(
      project.awards.begin(), project.awards.end(),
      [&](const Award& award) { return !award.amount.IsZero() && award.tranche < *first_chosen; });
  return earlier ? v1::EDITION_LABEL_VERVOLG : v1::EDITION_LABEL_NIEUW;
}

bool Agrees(const v1::PublishedStatement& published, const v1::PublishedStatement& computed) {
  if (published.claim_case() != computed.claim_case()) return false;
  if (published.has_label()) return published.label().label() == computed.label().label();
  const v1::PublishedTotal& printed = published.total();
  return (!printed.has_amount() ||
          printed.amount().euro_cents() == computed.total().amount().euro_cents()) &&
         (!printed.has_award_lines() || printed.award_lines() == computed.total().award_lines());
}

bool SameClaim(const v1::PublishedStatement& then, const v1::PublishedStatement& now) {
  return then.claim_case() == now.claim_case() &&
         then.total().amount().euro_cents() == now.total().amount().euro_cents() &&
         then.total().award_lines() == now.total().award_lines() &&
         then.label().label() == now.label().label();
}

v1::PublishedStatement ComputeStatement(const State& state,
                                        const v1::PublishedStatement& published) {
  v1::PublishedStatement computed = published;
  switch (published.claim_case()) {
    case v1::PublishedStatement::kTotal: {
      const v1::PublishedTotal& total = published.total();
      Money amount;
      int lines = 0;
      for (const auto& [id, project] : state.projects) {
        if (!total.pijler().empty() && project->pijler != total.pijler()) continue;
        for (const Award& award : project->awards) {
          const auto& tranches = total.tranches();
          if (award.amount.IsZero() ||
              (!tranches.empty() &&
               std::find(tranches.begin(), tranches.end(), award.tranche) == tranches.end())) {
            continue;
          }
          amount = Sound(amount.Plus(Sound(award.amount.Minus(award.released))));
          ++lines;
        }
      }
      Set(computed.mutable_total()->mutable_amount(), amount);
      computed.mutable_total()->set_award_lines(lines);
      break;
    }
    case v1::PublishedStatement::kLabel: {
      const Project* project = state.FindProject(published.label().project());
      const std::vector<int> tranches(published.label().tranches().begin(),
                                      published.label().tranches().end());
      computed.mutable_label()->set_label(project == nullptr ? v1::EDITION_LABEL_NONE
                                                             : LabelIn(*project, tranches));
      break;
    }
    case v1::PublishedStatement::CLAIM_NOT_SET:
      break;
  }
  return computed;
}

}  // namespace dealboek::domain
