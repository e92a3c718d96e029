#include "tests/services/domain/random_commands.h"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <limits>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"

#include "tests/services/domain/route.h"

namespace dealboek::domain {
namespace {

constexpr int64_t kMost = 1'000'000'000'000'000;

using Stage = NaiveModel::Stage;

const std::vector<std::string>& Subjects() {
  static const auto* const subjects = new std::vector<std::string>{
      kSecretaris, kTeamWerken, kTeamWonen, kAnna,    kBert,     kCarla, kWil,
      kVoorzitter, kDirk,       kPenEmmen,  kAuditor, kStranger, kLezer};
  return *subjects;
}

class Interpreter {
 public:
  Interpreter(const NaiveModel& model, const Raw& raw) : model_(model), raw_(raw) {}

  Step Interpret() const {
    const int kind = raw_.kind % 100;
    if (!model_.running) {
      if (kind < 30) return {Secretary(), OpeningAward()};
      if (kind < 40) return {Secretary(), OpeningReservation()};
      if (kind < 48) return {Secretary(), OpeningContribution()};
      if (kind < 60) return {Secretary(), SetCeiling{Ceiling()}};
      if (kind < 94) return {Secretary(), CloseOpening{}};
      return kind % 2 == 0 ? SubmitOne() : Step{Secretary(), ConveneOne()};
    }
    if (kind < 45 || model_.proposals.empty() || model_.meetings.empty()) return Advance();
    if (kind < 52) return SubmitOne();
    if (kind < 55) return ReviseOne();
    if (kind < 56) return {Team(PijlerOf(AnyProposal())), Withdraw(AnyProposal())};
    if (kind < 64) return EndorseOne();
    if (kind < 66) return DeclineOne();
    if (kind < 68) return {Vakbestuurder(AnyProposal()), TakeBack(AnyProposal())};
    if (kind < 69) return {Vakbestuurder(AnyProposal()), SendBack(AnyProposal(), Seen())};
    if (kind < 70) return {Secretary(), ConveneOne()};
    if (kind < 74) return SetAgendaOf(AnyMeeting());
    if (kind < 76) return Attend(AnyMeeting());
    if (kind < 79) return DeclareOne();
    if (kind < 86) return DecideOne(AnyMeeting());
    if (kind < 89) return {Chair(), Confirm(VersionOf(AnyMeeting()), AnyMeeting())};
    if (kind < 90) return {Secretary(), CloseTranche{AnyTranche()}};
    if (kind < 92) return {Secretary(), OneMoreTranche()};
    if (kind < 93) return {Secretary(), CompleteProject{AnyProject(), "Klaar."}};
    if (kind < 94) return {Secretary(), OpeningAward()};
    if (kind < 95) return {Secretary(), SetCeiling{Ceiling()}};
    if (kind < 97) return {Secretary(), Grant()};
    if (kind < 98) return {Secretary(), EndSeat{AnySeat(), "Vertrokken."}};
    if (kind < 99) return Advance();
    return {Secretary(), CloseOpening{}};
  }

 private:
  // ---- who

  std::string Right(const std::string& subject) const {
    const int who = raw_.who % 40;
    if (who == 39) return Subjects()[static_cast<size_t>(raw_.who / 40) % Subjects().size()];
    if (who == 38) return kVoorzitter;
    if (who == 37) return kBert;
    return subject;
  }
  bool Has(const std::string& subject, v1::Role role) const {
    const auto person = model_.person_of.find(subject);
    return person != model_.person_of.end() &&
           std::any_of(model_.seats.begin(), model_.seats.end(), [&](const auto& entry) {
             return entry.second.role == role && entry.second.holder == person->second;
           });
  }
  // Who has been given a seat beside the one they had uses it: rule 3 is about them.
  std::string Secretary() const {
    if (raw_.who % 4 == 1 && Has(kVoorzitter, v1::ROLE_SECRETARIS)) return kVoorzitter;
    return Right(kSecretaris);
  }
  std::string Chair() const { return Right(kVoorzitter); }
  std::string Team(const std::string& pijler) const {
    if (raw_.who % 4 == 1 && Has(kVoorzitter, v1::ROLE_ONTWIKKELTEAM)) return kVoorzitter;
    if (raw_.who % 4 == 2 && Has(kBert, v1::ROLE_ONTWIKKELTEAM)) return kBert;
    return Right(pijler == "wonen" ? kTeamWonen : kTeamWerken);
  }
  std::string Vakbestuurder(const std::string& proposal) const {
    if (PijlerOf(proposal) == "wonen") return Right(kWil);
    return Right(std::vector<std::string>{kAnna, kBert, kCarla}[raw_.a % 3]);
  }

  // ---- which

  template <typename Map>
  std::vector<std::string> Keys(const Map& map) const {
    std::vector<std::string> keys;
    for (const auto& [key, value] : map) keys.push_back(key);
    return keys;
  }
  static const std::string& Pick(const std::vector<std::string>& from, int number) {
    return from[static_cast<size_t>(number) % from.size()];
  }
  // Seldom one that is not there.
  std::string AnyOf(std::vector<std::string> keys, const std::string& unknown, int number) const {
    if (keys.empty() || number % 50 == 49) return unknown;
    return Pick(keys, number);
  }
  std::string AnyProject() const { return AnyOf(Keys(model_.projects), "p99", raw_.b); }
  std::string AnyProposal() const { return AnyOf(Keys(model_.proposals), "2021-999", raw_.b); }
  // The latest, mostly: the one that is going on.
  std::string AnyMeeting() const {
    std::vector<std::string> keys = Keys(model_.meetings);
    std::reverse(keys.begin(), keys.end());
    return AnyOf(std::move(keys), "2021-99", raw_.a % 4 == 3 ? raw_.a / 4 : 0);
  }
  std::string AnySeat() const {
    std::vector<std::string> keys;
    for (const auto& [id, seat] : model_.seats) {
      if (seat.role != v1::ROLE_SECRETARIS && !seat.chair) keys.push_back(id);
    }
    return AnyOf(std::move(keys), "seat-99", raw_.b);
  }
  int AnyTranche(int number) const {
    if (number % 60 == 59) return 99;
    auto it = model_.tranches.begin();
    std::advance(it, static_cast<size_t>(number) % model_.tranches.size());
    return it->first;
  }
  int AnyTranche() const { return AnyTranche(raw_.a); }
  // Mostly one that is open.
  int OpenTranche(int number) const {
    if (number % 20 == 19) return AnyTranche(number);
    std::vector<int> open;
    for (const auto& [each, tranche] : model_.tranches) {
      if (!tranche.closed) open.push_back(each);
    }
    return open.empty() ? 1 : open[static_cast<size_t>(number) % open.size()];
  }
  std::string PijlerOf(const std::string& proposal) const {
    const auto it = model_.proposals.find(proposal);
    return it == model_.proposals.end() ? "werken" : it->second.revisions.back().pijler();
  }
  std::vector<std::string> InStage(std::vector<Stage> stages) const {
    std::vector<std::string> ids;
    for (const auto& [id, proposal] : model_.proposals) {
      if (std::find(stages.begin(), stages.end(), proposal.stage) != stages.end() &&
          proposal.revisions.back().kind() != v1::PROPOSAL_KIND_IDEA) {
        ids.push_back(id);
      }
    }
    return ids;
  }
  // The revision of a proposal as it is; seldom another.
  int SeenOf(const std::string& proposal) const {
    const auto it = model_.proposals.find(proposal);
    const int revision =
        it == model_.proposals.end() ? 1 : static_cast<int>(it->second.revisions.size());
    return raw_.c % 25 == 24 ? revision + 1 - raw_.c / 25 % 3 : revision;
  }
  int Seen() const { return SeenOf(AnyProposal()); }
  int VersionOf(const std::string& meeting) const {
    const auto it = model_.meetings.find(meeting);
    const int version = it == model_.meetings.end() ? 0 : it->second.version;
    return raw_.who % 31 == 30 ? version + 1 : version;
  }

  // ---- how much

  // `all`: an amount that just fits; none: there is no such amount.
  int64_t Amount(int number, std::optional<int64_t> all) const {
    const int choice = number % 100;
    if (choice < 80) return 10'000 + (number / 100 % 1'000) * 137;
    if (choice < 86) return all.value_or(50'000);
    if (choice < 90) return all.value_or(50'000) + 1;
    if (choice < 92) return all.value_or(50'000) / 2;
    if (choice == 92) return kMost;
    if (choice == 93) return kMost + 1;
    if (choice == 94) return 0;
    if (choice == 95) return -1;
    if (choice == 96) return std::numeric_limits<int64_t>::max();
    if (choice == 97) return std::numeric_limits<int64_t>::min();
    return 1;
  }
  v1::Money Money(int number, std::optional<int64_t> all) const {
    return Cents(Amount(number, all));
  }
  std::optional<int64_t> FreeOf(int tranche) const {
    if (tranche != 0 && !model_.tranches.contains(tranche)) return std::nullopt;
    return model_.FreeOf(tranche);
  }
  // What can be awarded to a project out of a tranche, as far as one limit goes.
  std::optional<int64_t> RoomFor(const std::string& project, int tranche) const {
    if (model_.reservations.contains(project) && raw_.a % 2 == 0) {
      return model_.LeftOfReservation(project);
    }
    return raw_.b % 3 == 0 ? FreeOf(0) : FreeOf(tranche);
  }

  // ---- opening phase

  RecordOpening OpeningAward() const {
    const std::string project = Pick(Keys(model_.projects), raw_.b);
    const int tranche = AnyTranche() == 99 ? 1 : AnyTranche();
    return Opening({AwardEntry(project, tranche, Money(raw_.c, RoomFor(project, tranche)),
                               project == "p3" && raw_.a % 3 == 0 ? "Norden" : "")});
  }
  RecordOpening OpeningReservation() const {
    const std::string project = Pick(Keys(model_.projects), raw_.b);
    int64_t cents = Amount(raw_.c, model_.AwardedTo(project));
    // The highest amount there is stays what it is.
    if (cents < std::numeric_limits<int64_t>::max() - 200'000) cents += raw_.a % 3 * 100'000;
    return Opening({ReservationEntry(project, Cents(cents))});
  }
  RecordOpening OpeningContribution() const {
    std::optional<v1::Money> amount;
    if (raw_.c % 3 != 0) amount = Money(raw_.c, std::nullopt);
    // Mostly out of what somebody got.
    std::string from = "p3";
    int tranche = 1;
    if (raw_.c % 8 != 7 && !model_.awards.empty()) {
      const NaiveModel::Award& award =
          model_.awards[static_cast<size_t>(raw_.a) % model_.awards.size()];
      from = award.project;
      tranche = award.tranche;
    }
    return Opening({ContributionEntry(from == "p1" ? "p2" : "p1", from, tranche, amount)});
  }
  v1::CeilingChange Ceiling() const {
    v1::CeilingChange change;
    change.set_tranche(raw_.b % 2 == 0 ? 0 : AnyTranche());
    const bool known = change.tranche() == 0 || model_.tranches.contains(change.tranche());
    int64_t taken = 0;
    if (known) {
      taken = model_.AwardedOf(change.tranche()) - model_.ReleasedOf(change.tranche()) +
              (change.tranche() == 0 ? model_.LeftOfReservations() : 0);
    }
    // Mostly somewhat above what is taken.
    const int64_t over = raw_.c % 100 < 80 ? taken : 0;
    *change.mutable_ceiling() = Cents(over + Amount(raw_.c, taken) * (raw_.c % 100 < 80 ? 8 : 1));
    return change;
  }

  // ---- proposals

  v1::AwardLine AwardLineFor(const std::string& project, int salt) const {
    const int tranche = OpenTranche(raw_.a / 2 + salt);
    std::string part;
    if (project == "p3") part = salt % 2 == 0 ? "Norden" : "Emmerhout";
    if (raw_.c % 16 == 15) part = raw_.c % 3 == 0 ? "Zuid" : "Norden";
    return Line(tranche, Money(raw_.c + salt * 100, RoomFor(project, tranche)), part);
  }
  v1::ProposalContent Content() const {
    v1::ProposalContent content;
    const bool wonen = raw_.a % 4 == 3;
    if (raw_.b % 20 == 19) {
      content.set_kind(v1::PROPOSAL_KIND_IDEA);
      content.set_title("Een idee");
      content.set_pijler(wonen ? "wonen" : "werken");
      return content;
    }
    if (raw_.b % 3 == 2) {
      // Mostly one that got money.
      std::string project = AnyProject();
      if (raw_.c % 12 != 11 && !model_.awards.empty()) {
        project = model_.awards[static_cast<size_t>(raw_.b) % model_.awards.size()].project;
      }
      content = FollowUp(project, {});
      content.set_kind(raw_.c % 2 == 0 ? v1::PROPOSAL_KIND_VERVOLG : v1::PROPOSAL_KIND_UITBREIDING);
      if (model_.projects.contains(project) && raw_.a % 30 != 29) {
        content.set_pijler(model_.projects.at(project).pijler);
      }
    } else {
      content = NewProject(absl::StrCat(1 + raw_.a % 9, ".", 1 + raw_.c % 3), {});
      if (wonen) content.set_pijler("wonen");
      content.set_lead_partners(0, "partner-1");
    }
    content.clear_theme();
    const int lines = raw_.c % 11 == 10 ? 0 : 1 + raw_.c % 2;
    for (int salt = 0; salt < lines; ++salt) {
      *content.add_lines() = AwardLineFor(content.project(), salt);
    }
    if (raw_.a % 6 == 5) {
      v1::Part& part = *content.add_new_parts();
      part.set_title(absl::StrCat("Deel ", raw_.c % 4));
      part.add_lead_partners("partner-1");
      if (lines > 0) content.mutable_lines(0)->set_part(part.title());
    }
    if (raw_.a % 5 == 4) {
      int64_t asked = model_.AwardedTo(content.project());
      for (const v1::AwardLine& line : content.lines()) {
        if (line.amount().euro_cents() > 0 && line.amount().euro_cents() <= kMost) {
          asked += line.amount().euro_cents();
        }
      }
      *content.mutable_reservation_total() =
          raw_.b % 2 == 0 ? Cents(asked + raw_.c % 3 * 30'000) : Money(raw_.b, asked);
    }
    if (raw_.b % 7 == 6) {
      v1::ContributionLine& line = *content.add_contributions();
      line.set_from_project(AnyOf(Keys(model_.projects), "p99", raw_.c));
      line.set_tranche(AnyTranche(raw_.c));
      if (raw_.c % 3 != 0) *line.mutable_amount() = Money(raw_.c / 3, 20'000);
    }
    return content;
  }
  Step SubmitOne() const {
    const v1::ProposalContent content = Content();
    return {Team(content.pijler()), Submit(content)};
  }
  Step ReviseOne() const {
    const std::string proposal = AnyProposal();
    return {Team(PijlerOf(proposal)), Revise(proposal, SeenOf(proposal), Content())};
  }
  std::string Waiting() const {
    const std::vector<std::string> waiting =
        raw_.c % 5 == 4 ? InStage({Stage::kSubmitted, Stage::kEndorsed, Stage::kNotEndorsed})
                        : InStage({Stage::kSubmitted});
    return waiting.empty() || raw_.b % 9 == 8 ? AnyProposal() : Pick(waiting, raw_.b);
  }
  Step EndorseOne() const {
    const std::string proposal = Waiting();
    return {Vakbestuurder(proposal), Endorse(proposal, SeenOf(proposal))};
  }
  Step DeclineOne() const {
    const std::string proposal = Waiting();
    return {Vakbestuurder(proposal), Decline(proposal, SeenOf(proposal))};
  }

  // ---- items of the stuurgroep's own

  static bool SameCell(const NaiveModel::Award& award, const auto& other) {
    return other.project == award.project && other.part == award.part &&
           other.tranche == award.tranche;
  }
  // The first of several awards out of one tranche, in its part of its project; with a release
  // there, where asked. Null: there is no such award.
  const NaiveModel::Award* FirstOfSeveral(bool released) const {
    for (const NaiveModel::Award& award : model_.awards) {
      const auto same = [&](const auto& other) { return SameCell(award, other); };
      if (std::count_if(model_.awards.begin(), model_.awards.end(), same) < 2) continue;
      if (!released || std::any_of(model_.releases.begin(), model_.releases.end(), same)) {
        return &award;
      }
    }
    return nullptr;
  }

  v1::OwnItem AnyOwnItem() const {
    const int kind = raw_.b % 16;
    // What was released of the first of several awards must then come out of the others.
    const NaiveModel::Award* const first_released = FirstOfSeveral(true);
    if (first_released != nullptr && raw_.c % 3 == 1) {
      return AwardShouldBe(first_released->position, Cents(raw_.a % 3 * 100));
    }
    if ((kind == 14 || raw_.c % 9 == 2) && !model_.contributions.empty()) {
      const NaiveModel::Contribution& contribution =
          model_.contributions[static_cast<size_t>(raw_.a) % model_.contributions.size()];
      // To less, mostly: more seldom fits.
      return ContributionShouldBe(contribution.position,
                                  raw_.c % 3 == 0 ? Money(raw_.c, contribution.amount)
                                                  : Cents(contribution.amount.value_or(200) / 2));
    }
    if (kind < 3) {
      v1::OwnItem item;
      *item.mutable_ceiling_change() = Ceiling();
      return item;
    }
    if (kind < 5) {
      // A closed one, if there is any, to an open one.
      int from = AnyTranche();
      int to = AnyTranche(raw_.c);
      for (const auto& [number, tranche] : model_.tranches) {
        if (raw_.a % 8 == 7) break;
        (tranche.closed ? from : to) = number;
      }
      return CarryOverOf(from, to, Money(raw_.c, FreeOf(from)));
    }
    if (kind < 8 && !model_.awards.empty()) {
      const NaiveModel::Award* const several = FirstOfSeveral(false);
      const NaiveModel::Award& award =
          several != nullptr && raw_.c % 2 == 0
              ? *several
              : model_.awards[static_cast<size_t>(raw_.a) % model_.awards.size()];
      return ReleaseOf(raw_.c % 40 == 39 ? AnyProject() : award.project, award.tranche,
                       Money(raw_.c, award.amount), award.part);
    }
    if (kind < 10) {
      const std::string project = AnyProject();
      const int64_t awarded = model_.AwardedTo(project);
      return ReservationOf(
          project, raw_.c % 2 == 0 ? Cents(awarded + raw_.c % 50 * 1'000) : Money(raw_.c, awarded));
    }
    if (kind == 10) {
      v1::Rules rules;
      if (raw_.a % 3 == 0) *rules.mutable_quorum() = Count(1 + raw_.c % 3);
      if (raw_.a % 3 == 1) *rules.mutable_quorum() = AtLeast(2, 3);
      if (raw_.c % 3 == 0) *rules.mutable_endorsement() = Count(1);
      if (raw_.c % 3 == 1) *rules.mutable_endorsement() = MoreThan(2, 3);
      return RulesOf(rules);
    }
    if (kind == 11) {
      for (const auto& [id, project] : model_.projects) {
        if (project.completed && raw_.c % 4 != 3) return ReopeningOf(id);
      }
      return ReopeningOf(AnyProject());
    }
    if (kind < 14 && !model_.releases.empty() && raw_.c % 3 == 0) {
      // To as little as what was released of that part and tranche leaves.
      const NaiveModel::Release& release =
          model_.releases[static_cast<size_t>(raw_.a) % model_.releases.size()];
      const auto same = [&](const auto& other) {
        return other.project == release.project && other.part == release.part &&
               other.tranche == release.tranche;
      };
      int64_t left = 0;
      const NaiveModel::Award* first = nullptr;
      for (const NaiveModel::Award& award : model_.awards) {
        if (!same(award)) continue;
        left += award.amount;
        if (first == nullptr) first = &award;
      }
      for (const NaiveModel::Release& other : model_.releases) {
        if (same(other)) left -= other.amount;
      }
      return AwardShouldBe(first->position, Cents(std::max<int64_t>(first->amount - left, 0)));
    }
    if (kind < 14 && !model_.awards.empty()) {
      const NaiveModel::Award& award =
          model_.awards[static_cast<size_t>(raw_.a) % model_.awards.size()];
      const int64_t room = RoomFor(award.project, award.tranche).value_or(0);
      if (raw_.c % 10 == 9) return ReservationShouldBe(award.position, Euros(100));
      return AwardShouldBe(award.position, Money(raw_.c, award.amount + room));
    }
    if (!model_.reservations_made.empty()) {
      auto it = model_.reservations_made.begin();
      std::advance(it, static_cast<size_t>(raw_.a) % model_.reservations_made.size());
      return ReservationShouldBe(it->first, Money(raw_.c, model_.AwardedTo(it->second)));
    }
    return AwardShouldBe(raw_.c % 60, Euros(100));
  }

  // ---- meetings

  Step SetAgendaOf(const std::string& meeting) const {
    SetAgenda agenda = Agenda({}, VersionOf(meeting), {}, meeting);
    const auto it = model_.meetings.find(meeting);
    if (it != model_.meetings.end()) {
      for (const NaiveModel::Item& item : it->second.items) {
        const int fate = (raw_.c + static_cast<int>(agenda.items.size())) % 30;
        if (fate < 26) agenda.items.push_back(Keep(item.id));
        if (fate >= 26 && fate < 29) agenda.taken_off.push_back(Off(item.id));
      }
    }
    const std::string late = agenda.version_seen > 0 ? "Kwam net binnen." : "";
    int added = 0;
    std::vector<std::string> endorsed = InStage({Stage::kEndorsed, Stage::kDeferred});
    for (const std::string& waiting : InStage({Stage::kSubmitted, Stage::kNotEndorsed})) {
      if (model_.EndorsedByEnough(model_.proposals.at(waiting))) endorsed.push_back(waiting);
    }
    for (const std::string& proposal : endorsed) {
      if (added++ < 3) agenda.items.push_back(On(proposal, late));
    }
    if (raw_.b % 12 == 11) agenda.items.push_back(On(AnyProposal(), late));
    if (raw_.a % 2 == 1 || agenda.items.empty()) agenda.items.push_back(Own(AnyOwnItem(), late));
    if (raw_.a % 7 == 6) std::reverse(agenda.items.begin(), agenda.items.end());
    return {Secretary(), agenda};
  }
  Step Attend(const std::string& meeting) const {
    std::vector<std::string> seats;
    const auto held = model_.meetings.find(meeting);
    for (const auto& [id, seat] : model_.seats) {
      if (seat.role != v1::ROLE_STUURGROEP || seat.holder.empty()) continue;
      const bool could = held == model_.meetings.end() || model_.CouldSit(seat, held->second);
      if (!could && raw_.c % 6 != 5) continue;
      if (raw_.c % 30 == 29 && seats.size() == 1) break;
      seats.push_back(id);
    }
    // Recorded again, somebody less; or somebody more.
    const bool again = held != model_.meetings.end() && held->second.present;
    if (again && raw_.c % 3 == 0 && !seats.empty()) {
      seats.erase(seats.begin() + raw_.c % static_cast<int>(seats.size()));
    }
    if (raw_.b % 25 == 24) seats.push_back(AnySeat());
    return {Secretary(), Present(std::move(seats), meeting)};
  }
  const NaiveModel::Item* AnyItem(const std::string& meeting) const {
    const auto it = model_.meetings.find(meeting);
    if (it == model_.meetings.end() || it->second.items.empty()) return nullptr;
    const std::vector<NaiveModel::Item>& items = it->second.items;
    for (const NaiveModel::Item& item : items) {
      if (!item.decision && raw_.b % 5 != 4) return &item;
    }
    return &items[static_cast<size_t>(raw_.b) % items.size()];
  }
  Step DeclareOne() const {
    const std::string meeting = AnyMeeting();
    const NaiveModel::Item* item = AnyItem(meeting);
    std::string seat = "seat-8";
    if (raw_.c % 5 == 1) seat = "seat-9";
    if (raw_.c % 5 == 2) seat = "seat-10";
    if (raw_.c % 5 == 3) seat = AnySeat();
    const std::string who = seat == "seat-8"    ? kVoorzitter
                            : seat == "seat-9"  ? kAnna
                            : seat == "seat-10" ? kDirk
                                                : kSecretaris;
    return {Right(raw_.a % 3 == 0 ? kSecretaris : who),
            Interested(item == nullptr ? "item-99" : item->id, seat, meeting)};
  }
  // `item`: that one; null: any.
  Step DecideOne(const std::string& meeting, const NaiveModel::Item* item = nullptr) const {
    if (item == nullptr) item = AnyItem(meeting);
    if (item == nullptr && raw_.b % 10 != 9) return Advance();
    RecordDecision decide = Ratify(item == nullptr || raw_.who % 37 == 36 ? "item-99" : item->id,
                                   VersionOf(meeting), meeting);
    const int outcome = raw_.a % 20;
    if (outcome >= 14) decide.reason = "Overwogen.";
    if (outcome == 14) decide.outcome = v1::OUTCOME_REJECTED;
    if (outcome == 15) decide.outcome = v1::OUTCOME_DEFERRED;
    if (outcome >= 16) {
      decide.outcome = v1::OUTCOME_RATIFIED_WITH_CHANGES;
      std::string project;
      if (item != nullptr && !item->proposal.empty()) {
        const v1::ProposalContent& asked = model_.proposals.at(item->proposal).revisions.back();
        project = asked.project();
        decide.lines = {asked.lines().begin(), asked.lines().end()};
        for (v1::AwardLine& line : decide.lines) {
          *line.mutable_amount() = Money(raw_.c, RoomFor(project, line.tranche()));
        }
        if (outcome == 19 && asked.has_reservation_total()) {
          decide.reservation_total = asked.reservation_total();
        }
        if (outcome == 18) decide.lines.push_back(AwardLineFor(project, 1));
      }
    }
    return {Secretary(), decide};
  }
  // What is next in the life of what is there.
  Step Advance() const {
    for (const auto& [id, meeting] : model_.meetings) {
      if (meeting.confirmed) continue;
      if (meeting.held > model_.today && meeting.version != 0 && raw_.b % 8 != 7) continue;
      const bool more = !InStage({Stage::kEndorsed}).empty() && raw_.b % 6 == 5;
      if (meeting.version == 0 || more) return SetAgendaOf(id);
      const bool few = meeting.present && meeting.present->size() < 3;
      if (!meeting.present || raw_.b % 16 == 15 || (few && raw_.b % 2 == 0)) return Attend(id);
      for (const NaiveModel::Item& item : meeting.items) {
        if (!item.decision) return DecideOne(id);
        for (const std::string& seat : item.decision->deciding) {
          const bool holds_up = item.interested.contains(seat) || !meeting.present->contains(seat);
          if (holds_up && raw_.b % 4 != 3) return DecideOne(id, &item);
        }
      }
      return {Chair(), Confirm(VersionOf(id), id)};
    }
    const size_t endorsed = InStage({Stage::kEndorsed, Stage::kDeferred}).size();
    if (endorsed >= 2 || (endorsed == 1 && raw_.b % 2 == 0) || raw_.b % 10 == 9) {
      return {Secretary(), ConveneOne()};
    }
    if (!InStage({Stage::kSubmitted}).empty() && raw_.b % 3 != 2) return EndorseOne();
    return SubmitOne();
  }

  // ---- days

  static google::type::Date DateOf(int day) {
    const std::chrono::year_month_day date{std::chrono::sys_days(std::chrono::days(day))};
    return Date(static_cast<int>(date.year()), static_cast<int>(unsigned{date.month()}),
                static_cast<int>(unsigned{date.day()}));
  }
  // Mostly today; or some days ago, or to come.
  ConveneMeeting ConveneOne() const {
    return Convene(DateOf(model_.today + (raw_.c % 3 == 0 ? raw_.c / 3 % 9 - 5 : 0)));
  }

  // ---- structure

  AddTranche OneMoreTranche() const {
    AddTranche add;
    add.tranche = raw_.b % 9 == 8 ? AnyTranche() : static_cast<int>(model_.tranches.size()) + 1;
    if (raw_.c % 3 != 0) add.ceiling = Euros(1'000 + raw_.c % 3'000);
    return add;
  }
  GrantSeat Grant() const {
    GrantSeat grant;
    grant.function = "erbij";
    grant.holder_subject =
        Pick({kBert, kVoorzitter, kVoorzitter, kStranger, kAnna, kDirk, kCarla, kBert}, raw_.a);
    switch (raw_.b % 6) {
      case 0:
      case 5:
        grant.role = v1::ROLE_ONTWIKKELTEAM;
        grant.pijler = "werken";
        break;
      case 1:
        grant.role = v1::ROLE_VAKBESTUURDER;
        grant.pijler = raw_.c % 2 == 0 ? "werken" : "wonen";
        break;
      case 2:
        grant.role = v1::ROLE_STUURGROEP;
        grant.place = v1::SEAT_PLACE_MEMBER;
        grant.partner = "partner-2";
        break;
      case 3:
        grant.role = v1::ROLE_SECRETARIS;
        break;
      default:
        grant.role = v1::ROLE_PENVOERDER;
        grant.partner = "partner-3";
        break;
    }
    if (raw_.c % 3 == 1) grant.from = DateOf(model_.today + raw_.c / 3 % 7 - 3);
    if (raw_.c % 5 < 2) grant.until = DateOf(model_.today + 3 + raw_.c / 5 % 6);
    return grant;
  }

  const NaiveModel& model_;
  const Raw& raw_;
};

}  // namespace

Step Interpret(const NaiveModel& model, const Raw& raw) {
  return Interpreter(model, raw).Interpret();
}

std::vector<Step> RandomDeal(const std::string& programme) {
  std::vector<Step> steps = OpeningDealSteps(programme);
  v1::OpeningEntry wijken =
      ProjectEntry("wonen", "2.4", "Wijken", "Proeftuinen", {"gem. Hardenberg"});
  for (const std::string title : {"Emmerhout", "Norden"}) {
    v1::Part& part = *wijken.mutable_project()->add_parts();
    part.set_title(title);
    part.add_lead_partners("gem. Emmen");
  }
  AddTranche three;
  three.tranche = 3;
  three.ceiling = Euros(4'000);
  steps.push_back(
      {kSecretaris,
       Opening({ProjectEntry("werken", "1", "Lab", "Techniek", {"gem. Emmen"}),
                ProjectEntry("werken", "2", "Campus", "Techniek", {"provincie Drenthe"}),
                wijken})});
  steps.push_back({kSecretaris, three});
  return steps;
}

}  // namespace dealboek::domain
