// Random commands against a naive model (naive_model.h): it must foresee what each comes to,
// refusal and reason; and after every event money must be conserved, the figures of both must
// agree, and a replay of all events, as they come back from the log, must give the same state.
//
//   domain_test --gtest_filter='PropertyTest.*'
//   RC_PARAMS="seed=123 max_success=20000" domain_test --gtest_filter='PropertyTest.*'
//
// What fails is shrunk, and printed as the commands it consists of.
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cxxabi.h>
#include <iostream>
#include <limits>
#include <map>
#include <rapidcheck.h>
#include <sstream>
#include <string>
#include <typeinfo>
#include <unistd.h>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include <gtest/gtest.h>
#include <sys/wait.h>

#include "services/base/error.h"
#include "services/domain/decide.h"
#include "services/domain/evolve.h"
#include "services/domain/state.h"
#include "tests/services/domain/describe.h"
#include "tests/services/domain/given.h"
#include "tests/services/domain/naive_model.h"
#include "tests/services/domain/route.h"

namespace dealboek::domain {
namespace {

constexpr int64_t kMost = 1'000'000'000'000'000;

// One step, before it is known what it can be about. Interpreting the numbers on what is there
// keeps most commands sensible, and any list of them meaningful: so it can be shrunk. Zeros are the
// plainest choice.
struct Raw {
  int kind = 0;
  int who = 0;
  int a = 0;
  int b = 0;
  int c = 0;
};
std::ostream& operator<<(std::ostream& out, const Raw& raw) {
  return out << "{" << raw.kind << ", " << raw.who << ", " << raw.a << ", " << raw.b << ", "
             << raw.c << "}";
}

// ------------------------------------------------------------------------ from numbers to commands

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
    const int64_t awarded = model_.AwardedTo(project);
    return Opening(
        {ReservationEntry(project, Cents(Amount(raw_.c, awarded) + raw_.a % 3 * 100'000))});
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

// ------------------------------------------------------------------------ a run

// Three projects, three tranches: one without a ceiling, two with a tight one.
const std::vector<v1::Event>& Start() {
  static const auto* const events = [] {
    Book book = OpeningDeal();
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
    book.Given({{kSecretaris,
                 Opening({ProjectEntry("werken", "1", "Lab", "Techniek", {"gem. Emmen"}),
                          ProjectEntry("werken", "2", "Campus", "Techniek", {"provincie Drenthe"}),
                          wijken})},
                {kSecretaris, three}});
    return new std::vector<v1::Event>(book.events());
  }();
  return *events;
}

// What was met over all sequences: a test that never comes to a rule does not test it.
struct Tally {
  int64_t commands = 0;
  int64_t accepted = 0;
  int64_t events = 0;
  std::map<std::string, int64_t> outcomes;  // reasons; types of events
};

// "secretaris: RecordDecision item-1".
std::string Plain(const Step& step) {
  return std::visit(
      [&]<typename C>(const C& command) {
        char* const name = abi::__cxa_demangle(typeid(C).name(), nullptr, nullptr, nullptr);
        const std::string type(name);
        std::free(name);
        std::string about;
        if constexpr (requires { command.item; }) about = command.item;
        if constexpr (requires { command.proposal; }) about = command.proposal;
        if constexpr (requires { command.project; }) about = command.project;
        if constexpr (requires { command.tranche; }) about = absl::StrCat(command.tranche);
        if constexpr (requires { command.content; }) about = command.content.ShortDebugString();
        return absl::StrCat(step.who, ": ", type.substr(type.rfind(':') + 1), " ", about);
      },
      step.command);
}

// Plays steps on a book, and says what happens as it does. What is wrong ends the process it runs
// in, as a CHECK of the domain's own does: see PlayApart.
class Playing {
 public:
  explicit Playing(std::FILE* said) : said_(said) {
    for (const v1::Event& event : Start()) state_ = Evolve(std::move(state_), event);
    events_ = Start();
  }

  void Take(const Raw& raw) {
    // Now and then a few days go by.
    now_ += 1'000'000 + (raw.b % 8 == 7 ? (1 + raw.a % 3) * kDayMicros : 0);
    const NaiveModel model(events_, Today());
    const Step step = Interpreter(model, raw).Interpret();
    const std::string foreseen = model.Predict(step.who, step.command);
    const Context context{step.who, now_};
    Say(Plain(step));
    Decision decision = Decide(state_, step.command, context);
    std::string outcome;
    if (!decision.ok()) {
      const auto detail = base::GetErrorDetail(decision.status());
      outcome = detail.has_value() ? detail->reason : decision.status().ToString();
    }
    ++tally_.commands;
    if (!outcome.empty()) Say("  " + outcome);
    if (outcome != foreseen) {
      Fail(absl::StrCat("foreseen: ", foreseen.empty() ? "carried out" : foreseen, "\nit came to: ",
                        decision.ok() ? "carried out" : decision.status().ToString()));
    }
    if (!decision.ok()) {
      ++tally_.outcomes[outcome];
      return;
    }
    ++tally_.accepted;
    if (const auto* confirm = std::get_if<ConfirmDecisionList>(&step.command)) {
      CheckPreview(*confirm, *decision, context);
    }
    for (v1::Event& event : *decision) Record(std::move(event));
  }

  // A state that was kept is what it was, whatever happened since.
  void KeepThis() {
    kept_ = state_;
    kept_text_ = Describe(state_);
  }
  void CheckKept() const {
    if (Describe(kept_) != kept_text_) Fail("a state that was kept has changed");
  }

  const Tally& tally() const { return tally_; }

 private:
  void Say(const std::string& line) const { std::fprintf(said_, "%s\n", line.c_str()); }

  [[noreturn]] void Fail(const std::string& why) const {
    Say(why);
    std::fflush(said_);
    _exit(1);
  }

  void Record(v1::Event event) {
    v1::EventHeader& header = *event.mutable_header();
    header.set_position(static_cast<int64_t>(state_.position.value()) + 1);
    header.mutable_recorded_at()->set_seconds(now_ / 1'000'000);
    v1::Event stored;
    if (!stored.ParseFromString(event.SerializeAsString())) Fail("does not parse");
    event.clear_header();
    Say(absl::StrCat("  ", stored.header().position(), " ", event.ShortDebugString()));
    state_ = Evolve(std::move(state_), stored);
    ++tally_.events;
    ++tally_.outcomes[std::string(TypeName(stored))];
    events_.push_back(std::move(stored));
    CheckMoney();
    State replayed;
    for (const v1::Event& each : events_) replayed = Evolve(std::move(replayed), each);
    const std::string was = Describe(replayed);
    const std::string is = Describe(state_);
    if (was != is) Fail(absl::StrCat("a replay gives another state:\n", was, "\nnot\n", is));
  }

  int Today() const { return static_cast<int>(now_ / kDayMicros); }

  void CheckMoney() const {
    const NaiveModel model(events_, Today());
    const std::string wrong = model.MoneyNotConserved();
    if (!wrong.empty()) Fail(absl::StrCat("money is not conserved: ", wrong));
    const std::string in_state = domain::MoneyNotConserved(state_);
    if (!in_state.empty()) Fail(absl::StrCat("money is not conserved in the state: ", in_state));
    CheckFigures(state_, model, "");
  }

  // Every amount of a state, per tranche and project and in all.
  void CheckFigures(const State& state, const NaiveModel& model, const std::string& of_what) const {
    const auto same = [&](std::optional<base::Money> is, std::optional<int64_t> should,
                          const std::string& what) {
      const std::string text = is.has_value() ? absl::StrCat(is->cents()) : "none";
      const std::string foreseen = should.has_value() ? absl::StrCat(*should) : "none";
      if (text != foreseen) {
        Fail(absl::StrCat(of_what, what, " is ", text, ", should be ", foreseen));
      }
    };
    for (const auto& [number, tranche] : model.tranches) {
      const Tranche& is = *state.FindTranche(number);
      const std::string of = absl::StrCat(" of tranche ", number);
      same(is.ceiling, tranche.ceiling, "ceiling" + of);
      same(is.awarded, model.AwardedOf(number), "awarded" + of);
      same(is.released, model.ReleasedOf(number), "released" + of);
      same(Free(is), model.FreeOf(number), "free" + of);
    }
    same(state.programme->ceiling, model.programme_ceiling, "ceiling of the programme");
    same(state.totals.awarded, model.AwardedOf(0), "awarded in all");
    same(state.totals.released, model.ReleasedOf(0), "released in all");
    same(state.totals.reserved_left, model.LeftOfReservations(), "reserved in all");
    same(Free(state), model.FreeOf(0), "free of the programme");
    for (const auto& [id, project] : model.projects) {
      const Project& is = *state.FindProject(id);
      same(is.Awarded(), model.AwardedTo(id), "awarded to " + id);
      same(is.ReservationLeft(), model.LeftOfReservation(id), "reserved for " + id);
    }
  }

  // The preview of an agenda that is confirmed next was right about its money.
  void CheckPreview(const ConfirmDecisionList& confirm, const std::vector<v1::Event>& decided,
                    const Context& context) const {
    const std::vector<PreviewItem> items = PreviewItemsOf(*state_.FindMeeting(confirm.meeting));
    const Preview preview = PreviewDecisions(state_, items, context);
    for (const PreviewVerdict& verdict : preview.verdicts) {
      if (!verdict.status.ok()) Fail(absl::StrCat("the preview saw ", verdict.status.ToString()));
    }
    std::vector<v1::Event> after = events_;
    after.insert(after.end(), decided.begin(), decided.end());
    CheckFigures(preview.after, NaiveModel(after, Today()), "the preview: ");
  }

  std::FILE* const said_;
  Tally tally_;
  int64_t now_ = kNow + kDayMicros;
  State state_;
  std::vector<v1::Event> events_;
  State kept_;
  std::string kept_text_ = Describe(State());
};

// Each sequence in a process of its own: a CHECK that fails there is a failure to shrink, too. Adds
// to the tally; "" when all is well, else all that was said.
std::string PlayApart(const std::vector<Raw>& raws, Tally& tally) {
  int ends[2];
  if (pipe(ends) != 0) return "no pipe";
  std::fflush(nullptr);
  const pid_t child = fork();
  if (child < 0) return "no process";
  if (child == 0) {
    close(ends[0]);
    dup2(ends[1], STDERR_FILENO);  // where a CHECK says what is wrong
    std::FILE* const said = fdopen(ends[1], "w");
    std::setvbuf(said, nullptr, _IOLBF, 0);
    Playing playing(said);
    for (size_t i = 0; i < raws.size(); ++i) {
      if (i == raws.size() / 2) playing.KeepThis();
      playing.Take(raws[i]);
    }
    playing.CheckKept();
    const Tally& met = playing.tally();
    for (const auto& [what, times] : met.outcomes) {
      std::fprintf(said, "met %s %lld\n", what.c_str(), static_cast<long long>(times));
    }
    std::fprintf(said, "all %lld %lld %lld\n", static_cast<long long>(met.commands),
                 static_cast<long long>(met.accepted), static_cast<long long>(met.events));
    std::fflush(said);
    _exit(0);
  }
  close(ends[1]);
  std::string said;
  char buffer[4'096];
  for (ssize_t got; (got = read(ends[0], buffer, sizeof(buffer))) > 0;) {
    said.append(buffer, static_cast<size_t>(got));
  }
  close(ends[0]);
  int status = 0;
  waitpid(child, &status, 0);
  if (status != 0) return absl::StrCat("it went wrong after these:\n", said);
  std::istringstream lines(said);
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::string first;
    std::string what;
    words >> first;
    int64_t commands = 0;
    int64_t accepted = 0;
    int64_t events = 0;
    if (first == "met" && words >> what >> events) tally.outcomes[what] += events;
    if (first == "all" && words >> commands >> accepted >> events) {
      tally.commands += commands;
      tally.accepted += accepted;
      tally.events += events;
    }
  }
  return "";
}

rc::Gen<std::vector<Raw>> Sequences() {
  const auto number = [] { return rc::gen::inRange(0, 100'000); };
  const auto raw =
      rc::gen::map(rc::gen::tuple(rc::gen::inRange(0, 100), rc::gen::inRange(0, 1'000), number(),
                                  number(), number()),
                   [](const std::tuple<int, int, int, int, int>& from) {
                     return Raw{std::get<0>(from), std::get<1>(from), std::get<2>(from),
                                std::get<3>(from), std::get<4>(from)};
                   });
  // Of 0 to 150 steps: long enough for several meetings, short enough to replay after each event.
  return rc::gen::resize(150, rc::gen::container<std::vector<Raw>>(raw));
}

TEST(PropertyTest, EveryCommandComesToWhatTheNaiveModelForesees) {
  Start();  // once, for all processes
  Tally tally;
  rc::detail::TestParams params = rc::detail::configuration().testParams;
  const char* const asked = std::getenv("RC_PARAMS");
  const bool by_default = asked == nullptr || !absl::StrContains(asked, "max_success");
  if (by_default) params.maxSuccess = 1'500;
  std::cout << "to run this again: RC_PARAMS=\"seed=" << params.seed
            << " max_success=" << params.maxSuccess << "\"\n";
  rc::detail::TestMetadata metadata;
  metadata.id = "PropertyTest";
  metadata.description = "every command comes to what the naive model foresees";
  const rc::detail::TestResult result = rc::detail::checkTestable(
      [&] {
        const std::vector<Raw> raws = *Sequences();
        const std::string wrong = PlayApart(raws, tally);
        if (!wrong.empty()) RC_FAIL(wrong);
      },
      metadata, params);
  std::ostringstream said;
  rc::detail::printResultMessage(result, said);
  ASSERT_TRUE(result.template is<rc::detail::SuccessResult>()) << said.str();

  std::cout << tally.commands << " commands, " << tally.accepted << " carried out, " << tally.events
            << " events\n";
  for (const auto& [what, times] : tally.outcomes)
    std::cout << "  " << times << " " << what << "\n";
  if (!by_default) return;
  EXPECT_GE(tally.commands, 100'000);
  // About half are.
  EXPECT_GE(tally.accepted * 5, tally.commands * 2) << "too few are carried out";
  for (const char* const needed : {"DECIDER_ABSENT",
                                   "SEAT_ENDED",
                                   "ALREADY_DECLARED",
                                   "ALREADY_DECLINED",
                                   "ALREADY_ENDORSED",
                                   "AMOUNT_ZERO",
                                   "CEILING_BELOW_AWARDED",
                                   "CORRECTION_MISMATCH",
                                   "CONTRIBUTION_EXCEEDS_AWARD",
                                   "EVENT_REPLACED",
                                   "IDEA_ON_AGENDA",
                                   "INTEREST_AFTER_DECISION",
                                   "ITEM_DECIDED",
                                   "ITEM_UNDECIDED",
                                   "MEETING_CONFIRMED",
                                   "MONEY_NEGATIVE",
                                   "MONEY_OVERFLOW",
                                   "NOTHING_CHANGED",
                                   "NOT_ENDORSED",
                                   "NO_ENDORSEMENT",
                                   "NO_QUORUM",
                                   "NO_SEAT",
                                   "NUMBER_TAKEN",
                                   "OPENING_CLOSED",
                                   "OPENING_NOT_CLOSED",
                                   "OWN_DECISION",
                                   "OWN_PROPOSAL",
                                   "PART_OF_OTHER_PROJECT",
                                   "PROGRAMME_CEILING_EXCEEDED",
                                   "PROJECT_COMPLETED",
                                   "PROJECT_WITHOUT_AWARD",
                                   "PROPOSAL_CLOSED",
                                   "PROPOSAL_ON_AGENDA",
                                   "RELEASE_EXCEEDS_AWARD",
                                   "RESERVATION_BELOW_AWARDED",
                                   "RESERVATION_EXCEEDED",
                                   "STALE_REVISION",
                                   "TRANCHE_CEILING_EXCEEDED",
                                   "TRANCHE_CLOSED",
                                   "TRANCHE_NOT_CLOSED",
                                   "AwardCorrected",
                                   "Awarded",
                                   "CarriedOver",
                                   "CeilingSet",
                                   "ContributionCorrected",
                                   "ContributionRecorded",
                                   "DecisionListConfirmed",
                                   "ProjectCreated",
                                   "ProjectReopened",
                                   "Released",
                                   "ReservationSet",
                                   "RulesSet"}) {
    EXPECT_GT(tally.outcomes[needed], 0) << needed << " was never met";
  }
}

}  // namespace
}  // namespace dealboek::domain
