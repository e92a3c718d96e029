#include "services/projections/views.h"

#include <algorithm>
#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "absl/container/btree_map.h"
#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"

#include "services/base/check.h"
#include "services/base/position.h"
#include "services/domain/evolve.h"
#include "services/domain/state.h"
#include "services/domain/timestamps.h"
#include "services/domain/visit_fact.h"
#include "services/projections/history.h"

namespace dealboek::projections {
namespace {

namespace pb = dealboek::v1;

using domain::OneOf;

// What a thing goes by in its table.
int KeyOf(const domain::Tranche& tranche) { return tranche.number; }
const std::string& KeyOf(const auto& thing) { return thing.id; }

// Every version of every thing in one table of the state.
template <typename Key, typename T>
class Versions {
 public:
  // Remembers `key` of `table`, if the event at `position` made another version of it.
  void Note(const Key& key, const domain::Table<Key, T>& table, base::Position position) {
    const std::shared_ptr<const T>* now = table.Find(key);
    if (now == nullptr) return;
    History<std::shared_ptr<const T>>& history = histories_[key];
    if (!history.versions().empty() && history.versions().back().value == *now) return;
    history.Set(position, *now);
    made_.push_back({position, *now});
  }

  template <typename AnyKey>
  std::shared_ptr<const T> At(const AnyKey& key, base::Position position) const {
    auto known = histories_.find(key);
    if (known == histories_.end()) return nullptr;
    const std::shared_ptr<const T>* version = known->second.At(position);
    return version == nullptr ? nullptr : *version;
  }

  // Calls `visit` with each version made after `from` and up to `to`, in the order of the book.
  template <typename Visit>
  void MadeBetween(base::Position from, base::Position to, Visit visit) const {
    auto made = std::upper_bound(
        made_.begin(), made_.end(), from,
        [](base::Position position, const Made& version) { return position < version.at; });
    for (; made != made_.end() && made->at <= to; ++made) visit(made->version);
  }

 private:
  struct Made {
    base::Position at;
    std::shared_ptr<const T> version;
  };

  absl::btree_map<Key, History<std::shared_ptr<const T>>> histories_;
  std::vector<Made> made_;  // by position
};

using Positions = std::vector<base::Position>;

std::vector<base::Position> UpTo(const Positions& positions, base::Position position) {
  return Positions(positions.begin(),
                   std::upper_bound(positions.begin(), positions.end(), position));
}

void Append(Positions& positions, base::Position position) {
  if (positions.empty() || positions.back() != position) positions.push_back(position);
}

bool IsSame(const domain::Totals& a, const domain::Totals& b) {
  return a.awarded == b.awarded && a.released == b.released && a.reserved_left == b.reserved_left;
}

// How far apart the states are that are kept. A copy shares what did not change since, so that one
// costs the paths to what did; an earlier state costs half so many changes to the one before it.
constexpr uint64_t kKeptEvery = 32;

}  // namespace

struct Views::Rep {
  struct Recorded {
    int64_t micros;
    uint32_t actor;  // in `names`
    uint32_t seat;   // in `names`
  };

  domain::State now;
  std::deque<domain::State> kept = {domain::State()};  // as of 0, kKeptEvery, 2 * kKeptEvery, ...
  Ledger ledger;
  std::vector<Recorded> recorded;  // of position i + 1
  std::deque<std::string> names = {""};
  absl::flat_hash_map<absl::string_view, uint32_t> name_of = {{"", 0}};

  History<std::shared_ptr<const domain::Programme>> programme;
  History<domain::Totals> totals;
  Versions<std::string, domain::Pijler> pijlers;
  Versions<std::string, domain::Partner> partners;
  Versions<std::string, domain::Person> persons;
  Versions<std::string, domain::Seat> seats;
  Versions<int, domain::Tranche> tranches;
  Versions<std::string, domain::Project> projects;
  Versions<std::string, domain::Proposal> proposals;
  Versions<std::string, domain::Meeting> meetings;
  Versions<std::string, domain::Statement> statements;
  Versions<std::string, domain::PublishedEdition> editions;

  absl::flat_hash_map<std::string, Positions> about_project;
  absl::flat_hash_map<std::string, Positions> about_proposal;
  // By project, as it came to be so; perhaps more than once.
  absl::flat_hash_map<std::string, std::vector<std::pair<base::Position, std::string>>>
      proposals_of;
  absl::flat_hash_map<int, Positions> of_type;  // by number of the fact in Event
  std::vector<std::string> submitted;           // proposals; at those of ProposalSubmitted

  uint32_t NameOf(const std::string& name) {
    auto found = name_of.find(name);
    if (found != name_of.end()) return found->second;
    const uint32_t index = static_cast<uint32_t>(names.size());
    names.push_back(name);
    name_of.emplace(names.back(), index);
    return index;
  }

  base::Position head() const { return now.position; }

  void Record(const pb::EventHeader& header) {
    recorded.push_back(
        {domain::MicrosOf(header.recorded_at()), NameOf(header.actor()), NameOf(header.seat())});
  }

  void Index(const pb::Event& event, base::Position position) {
    const domain::Subject subject = domain::SubjectOf(event);
    for (const std::string& project : subject.projects) Append(about_project[project], position);
    if (!subject.proposal.empty()) Append(about_proposal[subject.proposal], position);
    Append(of_type[event.fact_case()], position);
  }

  void NoteProject(const std::string& project, base::Position position) {
    projects.Note(project, now.projects, position);
  }
  // Also an event about the proposal, when the state counts it as one.
  void NoteProposal(const std::string& id, base::Position position) {
    const std::shared_ptr<const domain::Proposal>* proposal = now.proposals.Find(id);
    if (proposal == nullptr) return;
    proposals.Note(id, now.proposals, position);
    if ((*proposal)->positions.back() == position) Append(about_proposal[id], position);
  }
  void NoteProposalOf(const std::string& project, const std::string& proposal,
                      base::Position position) {
    if (!project.empty()) proposals_of[project].emplace_back(position, proposal);
  }
  void NoteMeeting(const std::string& meeting, base::Position position) {
    meetings.Note(meeting, now.meetings, position);
  }
  void NoteSeat(const std::string& seat, base::Position position) {
    seats.Note(seat, now.seats, position);
  }
  void NotePerson(const std::string& person, base::Position position) {
    persons.Note(person, now.persons, position);
  }
  void NoteTranche(int tranche, base::Position position) {
    tranches.Note(tranche, now.tranches, position);
  }
  void NoteProgramme(base::Position position) {
    if (!programme.versions().empty() && programme.versions().back().value == now.programme) return;
    programme.Set(position, now.programme);
  }
  void NoteTotals(base::Position position) {
    const auto& versions = totals.versions();
    if (!versions.empty() && IsSame(versions.back().value, now.totals)) return;
    totals.Set(position, now.totals);
  }
  // The proposal of an item on an agenda, or of one taken off it.
  void NoteItem(const domain::Meeting& meeting, const std::string& item, base::Position position) {
    if (const domain::AgendaItem* on_agenda = meeting.FindItem(item)) {
      NoteProposal(on_agenda->proposal, position);
      return;
    }
    for (const domain::TakenOff& off : meeting.taken_off) {
      if (off.item == item) NoteProposal(off.proposal, position);
    }
  }
  // A change of seats or rules can move the stage of any open proposal.
  void NoteOpenProposals(base::Position position) {
    for (const auto& [id, proposal] : now.proposals) {
      if (proposal->positions.back() == position) NoteProposal(id, position);
    }
  }

  // Remembers what the fact at `position`, which `now` has taken in, made another version of.
  struct Noting;

  // The last kept before it; the head's is that.
  const domain::State& KeptBefore(base::Position position) const {
    return position == head() ? now : kept[position.value() / kKeptEvery];
  }
  // Brings those of `state`, which are as of `from`, to its position.
  void BringFunds(base::Position from, domain::State& state) const;
  void BringRest(base::Position from, domain::State& state) const;

  template <typename Versions, typename Table>
  static void Bring(const Versions& versions, base::Position from, base::Position to,
                    Table& table) {
    versions.MadeBetween(from, to,
                         [&](const auto& version) { table.Set(KeyOf(*version), version); });
  }
};

struct Views::Rep::Noting {
  Rep& rep;
  base::Position position;

  void operator()(const pb::ProgrammeCreated& fact) const {
    rep.NoteProgramme(position);
    rep.NotePerson(fact.creator().person(), position);
    rep.NotePerson(fact.secretary().person(), position);
    for (const auto& [seat, version] : rep.now.seats) rep.NoteSeat(seat, position);
  }
  void operator()(const pb::PijlerDefined& fact) const {
    rep.pijlers.Note(fact.pijler(), rep.now.pijlers, position);
  }
  void operator()(const pb::PartnerAdded& fact) const {
    rep.partners.Note(fact.partner(), rep.now.partners, position);
  }
  void operator()(const OneOf<pb::SeatEstablished, pb::SeatEnded> auto& fact) const {
    rep.NoteSeat(fact.seat(), position);
    rep.NoteOpenProposals(position);
  }
  void operator()(const pb::SeatGranted& fact) const {
    rep.NoteSeat(fact.seat(), position);
    rep.NotePerson(fact.holder().person(), position);
    rep.NoteOpenProposals(position);
  }
  void operator()(const pb::RulesSet&) const {
    rep.NoteProgramme(position);
    rep.NoteOpenProposals(position);
  }
  void operator()(const OneOf<pb::TrancheAdded, pb::TrancheClosed> auto& fact) const {
    rep.NoteTranche(fact.tranche(), position);
  }
  void operator()(const pb::CeilingSet& fact) const {
    rep.NoteProgramme(position);
    rep.NoteTranche(fact.tranche(), position);
  }
  void operator()(const pb::OpeningClosed&) const { rep.NoteProgramme(position); }

  void operator()(const OneOf<pb::ProposalSubmitted, pb::ProposalRevised> auto& fact) const {
    if constexpr (std::is_same_v<decltype(fact), const pb::ProposalSubmitted&>) {
      rep.submitted.push_back(fact.proposal());
    }
    rep.NoteProposal(fact.proposal(), position);
    rep.NoteProposalOf(fact.content().project(), fact.proposal(), position);
  }
  void operator()(const OneOf<pb::ProposalWithdrawn, pb::ProposalReturned, pb::ProposalEndorsed,
                              pb::EndorsementDeclined, pb::EndorsementWithdrawn> auto& fact) const {
    rep.NoteProposal(fact.proposal(), position);
  }

  void operator()(const OneOf<pb::MeetingConvened, pb::AttendanceRecorded,
                              pb::DecisionListConfirmed> auto& fact) const {
    rep.NoteMeeting(fact.meeting(), position);
  }
  void operator()(const pb::AgendaSet& fact) const {
    rep.NoteMeeting(fact.meeting(), position);
    for (const pb::AgendaItem& item : fact.items()) NoteItem(fact.meeting(), item.item());
    for (const pb::ItemTakenOff& item : fact.taken_off()) NoteItem(fact.meeting(), item.item());
  }
  void operator()(const OneOf<pb::InterestDeclared, pb::ItemDecided> auto& fact) const {
    rep.NoteMeeting(fact.meeting(), position);
    NoteItem(fact.meeting(), fact.item());
  }
  void operator()(const pb::ProposalDecided& fact) const {
    rep.NoteProposal(fact.proposal(), position);
    rep.NoteProposalOf(fact.project(), fact.proposal(), position);
    rep.NoteProject(fact.project(), position);
  }

  void operator()(
      const OneOf<pb::ProjectCreated, pb::PartCreated, pb::ProjectRenamed, pb::ProjectRenumbered,
                  pb::ProjectLeadChanged, pb::ProgressReported, pb::ProgressCorrected,
                  pb::ProjectCompleted, pb::ProjectReopened, pb::ReservationSet> auto& fact) const {
    rep.NoteProject(fact.project(), position);
  }

  void operator()(const OneOf<pb::Awarded, pb::AwardCorrected, pb::Released> auto& fact) const {
    rep.NoteProject(fact.project(), position);
    rep.NoteTranche(fact.tranche(), position);
  }
  void operator()(const pb::CarriedOver& fact) const {
    rep.NoteTranche(fact.from_tranche(), position);
    rep.NoteTranche(fact.to_tranche(), position);
  }
  void operator()(
      const OneOf<pb::ContributionRecorded, pb::ContributionCorrected> auto& fact) const {
    rep.NoteProject(fact.to_project(), position);
    rep.NoteProject(fact.from_project(), position);
  }

  void operator()(const OneOf<pb::StatementRecorded, pb::DifferenceExplained> auto& fact) const {
    rep.statements.Note(fact.statement(), rep.now.statements, position);
  }
  void operator()(const pb::EditionPublished& fact) const {
    rep.editions.Note(fact.edition(), rep.now.editions, position);
  }
  void operator()(const OneOf<pb::LossAccepted, pb::ClockAccepted> auto&) const {}

  void NoteItem(const std::string& meeting, const std::string& item) const {
    rep.NoteItem(*rep.now.FindMeeting(meeting), item, position);
  }
};

void Views::Rep::BringFunds(base::Position from, domain::State& state) const {
  const base::Position to = state.position;
  if (const auto* version = programme.At(to)) state.programme = *version;
  if (const auto* version = totals.At(to)) state.totals = *version;
  pijlers.MadeBetween(from, to, [&](const auto& version) {
    if (!state.pijlers.contains(version->code)) state.pijler_order.push_back(version->code);
    state.pijlers.Set(version->code, version);
  });
  Bring(tranches, from, to, state.tranches);
  projects.MadeBetween(from, to, [&](const auto& version) {
    const domain::Project* before = nullptr;
    if (const auto* found = state.projects.Find(version->id)) before = found->get();
    if (before == nullptr || before->pijler != version->pijler ||
        before->number != version->number) {
      if (before != nullptr) state.project_of_label.Erase(before->Label());
      state.project_of_label.Set(version->Label(), version->id);
    }
    state.projects.Set(version->id, version);
  });
}

void Views::Rep::BringRest(base::Position from, domain::State& state) const {
  const base::Position to = state.position;
  Bring(partners, from, to, state.partners);
  persons.MadeBetween(from, to, [&](const auto& version) {
    state.person_of_subject.Set(version->subject, version->id);
    state.persons.Set(version->id, version);
  });
  Bring(seats, from, to, state.seats);
  Bring(proposals, from, to, state.proposals);
  Bring(meetings, from, to, state.meetings);
  Bring(statements, from, to, state.statements);
  Bring(editions, from, to, state.editions);
  for (auto about = now.project_of.upper_bound(from);
       about != now.project_of.end() && about->first <= to; ++about) {
    state.project_of.Set(about->first, about->second);
  }
  for (auto command = now.long_commands.upper_bound(from);
       command != now.long_commands.end() && command->second <= to; ++command) {
    state.long_commands.Set(command->first, command->second);
  }
}

Views::Views() : rep_(std::make_unique<Rep>()) {}
Views::~Views() = default;

void Views::Apply(const v1::Event& event) {
  const base::Position position(static_cast<uint64_t>(event.header().position()));
  CHECK_EQ(position, head().Next());
  rep_->now = domain::Evolve(std::move(rep_->now), event);
  rep_->ledger.Apply(event);
  rep_->Record(event.header());
  rep_->Index(event, position);
  domain::VisitFact(event, Rep::Noting{*rep_, position});
  rep_->NoteTotals(position);
  if (position.value() % kKeptEvery == 0) rep_->kept.push_back(rep_->now);
}

base::Position Views::head() const { return rep_->head(); }

int64_t Views::RecordedAtMicros(base::Position position) const {
  if (position == base::Position()) return 0;
  CHECK_LE(position, head());
  return rep_->recorded[position.value() - 1].micros;
}

base::Position Views::BoundaryAt(base::Position position) const {
  return rep_->now.BoundaryAt(std::min(position, head()));
}

base::Position Views::BoundaryAtTime(int64_t micros) const {
  auto after = std::upper_bound(
      rep_->recorded.begin(), rep_->recorded.end(), micros,
      [](int64_t asked, const Rep::Recorded& recorded) { return asked < recorded.micros; });
  return BoundaryAt(base::Position(static_cast<uint64_t>(after - rep_->recorded.begin())));
}

base::Position Views::FirstAtOrAfter(int64_t micros) const {
  auto first = std::lower_bound(
      rep_->recorded.begin(), rep_->recorded.end(), micros,
      [](const Rep::Recorded& recorded, int64_t asked) { return recorded.micros < asked; });
  return base::Position(static_cast<uint64_t>(first - rep_->recorded.begin()) + 1);
}

std::shared_ptr<const domain::State> Views::StateAt(base::Position position) const {
  CHECK_LE(position, head());
  const domain::State& kept = rep_->KeptBefore(position);
  auto state = std::make_shared<domain::State>(kept);
  if (kept.position == position) return state;
  state->position = position;
  state->recorded_at_micros = RecordedAtMicros(position);
  rep_->BringFunds(kept.position, *state);
  rep_->BringRest(kept.position, *state);
  return state;
}

std::shared_ptr<const domain::State> Views::FundsAt(base::Position position) const {
  CHECK_LE(position, head());
  const domain::State& kept = rep_->KeptBefore(position);
  auto state = std::make_shared<domain::State>();
  state->position = position;
  state->recorded_at_micros = RecordedAtMicros(position);
  state->programme = kept.programme;
  state->totals = kept.totals;
  state->pijlers = kept.pijlers;
  state->pijler_order = kept.pijler_order;
  state->tranches = kept.tranches;
  state->projects = kept.projects;
  state->project_of_label = kept.project_of_label;
  if (kept.position != position) rep_->BringFunds(kept.position, *state);
  return state;
}

const domain::State& Views::Now() const { return rep_->now; }

const Ledger& Views::ledger() const { return rep_->ledger; }

std::shared_ptr<const domain::Programme> Views::ProgrammeAt(base::Position position) const {
  const auto* version = rep_->programme.At(position);
  return version == nullptr ? nullptr : *version;
}
std::shared_ptr<const domain::Pijler> Views::PijlerAt(absl::string_view pijler,
                                                      base::Position position) const {
  return rep_->pijlers.At(pijler, position);
}
std::shared_ptr<const domain::Partner> Views::PartnerAt(absl::string_view partner,
                                                        base::Position position) const {
  return rep_->partners.At(partner, position);
}
std::shared_ptr<const domain::Person> Views::PersonAt(absl::string_view person,
                                                      base::Position position) const {
  return rep_->persons.At(person, position);
}
std::shared_ptr<const domain::Seat> Views::SeatAt(absl::string_view seat,
                                                  base::Position position) const {
  return rep_->seats.At(seat, position);
}
std::shared_ptr<const domain::Project> Views::ProjectAt(absl::string_view project,
                                                        base::Position position) const {
  return rep_->projects.At(project, position);
}
std::shared_ptr<const domain::Proposal> Views::ProposalAt(absl::string_view proposal,
                                                          base::Position position) const {
  return rep_->proposals.At(proposal, position);
}
std::shared_ptr<const domain::Meeting> Views::MeetingAt(absl::string_view meeting,
                                                        base::Position position) const {
  return rep_->meetings.At(meeting, position);
}

absl::string_view Views::ActorAt(base::Position position) const {
  if (position == base::Position() || position > head()) return "";
  return rep_->names[rep_->recorded[position.value() - 1].actor];
}
absl::string_view Views::SeatOfActorAt(base::Position position) const {
  if (position == base::Position() || position > head()) return "";
  return rep_->names[rep_->recorded[position.value() - 1].seat];
}

std::vector<base::Position> Views::AboutProject(absl::string_view project,
                                                base::Position position) const {
  auto found = rep_->about_project.find(project);
  return found == rep_->about_project.end() ? Positions() : UpTo(found->second, position);
}

std::vector<base::Position> Views::AboutProposal(absl::string_view proposal,
                                                 base::Position position) const {
  auto found = rep_->about_proposal.find(proposal);
  return found == rep_->about_proposal.end() ? Positions() : UpTo(found->second, position);
}

std::vector<std::string> Views::ProposalsOf(absl::string_view project,
                                            base::Position position) const {
  std::vector<std::string> proposals;
  const auto found = rep_->proposals_of.find(project);
  if (found == rep_->proposals_of.end()) return proposals;
  for (const auto& [since, proposal] : found->second) {
    if (since <= position) proposals.push_back(proposal);
  }
  std::sort(proposals.begin(), proposals.end());
  proposals.erase(std::unique(proposals.begin(), proposals.end()), proposals.end());
  return proposals;
}

std::vector<base::Position> Views::OfType(absl::string_view type, base::Position position) const {
  for (const auto& [fact, positions] : rep_->of_type) {
    if (pb::Event::descriptor()->FindFieldByNumber(fact)->message_type()->name() == type) {
      return UpTo(positions, position);
    }
  }
  return {};
}

absl::Span<const std::string> Views::Submitted(base::Position position) const {
  const auto found = rep_->of_type.find(pb::Event::kProposalSubmitted);
  if (found == rep_->of_type.end()) return {};
  const auto end = std::upper_bound(found->second.begin(), found->second.end(), position);
  return absl::MakeConstSpan(rep_->submitted)
      .first(static_cast<size_t>(end - found->second.begin()));
}

}  // namespace dealboek::projections
