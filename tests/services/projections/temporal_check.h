// Holds everything that is read of a book as of each position against a fresh fold of the events up
// to it. For any book whose events make a history: one made by hand, or the real one.
#ifndef DEALBOEK_TESTS_SERVICES_PROJECTIONS_TEMPORAL_CHECK_H_
#define DEALBOEK_TESTS_SERVICES_PROJECTIONS_TEMPORAL_CHECK_H_

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/types/span.h"
#include "gtest/gtest.h"

#include "dealboek/v1/events.pb.h"
#include "services/base/partial_date.h"
#include "services/base/position.h"
#include "services/domain/evolve.h"
#include "services/domain/state.h"
#include "services/projections/budget.h"
#include "services/projections/edition.h"
#include "services/projections/ledger.h"
#include "services/projections/views.h"
#include "services/projections/worklist.h"
#include "tests/services/projections/state_text.h"

namespace dealboek::projections {

inline constexpr Grouping kAllGroupings[] = {
    Grouping::kProgramme, Grouping::kPijler, Grouping::kTranche,     Grouping::kPijlerTranche,
    Grouping::kProject,   Grouping::kPart,   Grouping::kReservation, Grouping::kCell,
};
inline constexpr Measure kAllMeasures[] = {
    Measure::kCeiling,       Measure::kAwarded,        Measure::kReleased,
    Measure::kReserved,      Measure::kFree,           Measure::kReservationTotal,
    Measure::kContributedIn, Measure::kContributedOut,
};

inline Scope InPijler(const std::string& pijler, int tranche = 0) {
  Scope scope;
  scope.pijler = pijler;
  scope.tranche = tranche;
  return scope;
}
inline Scope InTranche(int tranche) { return InPijler("", tranche); }
inline Scope InProject(const std::string& project, int tranche = 0) {
  Scope scope;
  scope.project = project;
  scope.tranche = tranche;
  return scope;
}
inline Scope InPart(const std::string& project, const std::string& part, int tranche = 0) {
  Scope scope = InProject(project, tranche);
  scope.part = part;
  scope.without_part = part.empty();
  return scope;
}

inline domain::State FundsOf(const domain::State& state) {
  domain::State funds;
  funds.position = state.position;
  funds.recorded_at_micros = state.recorded_at_micros;
  funds.programme = state.programme;
  funds.totals = state.totals;
  funds.pijlers = state.pijlers;
  funds.pijler_order = state.pijler_order;
  funds.tranches = state.tranches;
  funds.projects = state.projects;
  funds.project_of_label = state.project_of_label;
  return funds;
}

// Ids of its proposals, in the order they were submitted.
inline std::vector<std::string> SubmittedIn(const domain::State& state) {
  std::vector<std::pair<base::Position, std::string>> proposals;
  for (const auto& [id, proposal] : state.proposals) {
    proposals.emplace_back(proposal->revisions.front().position, id);
  }
  std::sort(proposals.begin(), proposals.end());
  std::vector<std::string> ids;
  for (auto& [position, id] : proposals) ids.push_back(std::move(id));
  return ids;
}

// Every scope a book has a name for, its tranches beside it, and some it has nothing in.
inline std::vector<Scope> AllScopes(const domain::State& state) {
  std::vector<int> tranches = {0, 99};
  for (const auto& [number, tranche] : state.tranches) tranches.push_back(number);
  std::vector<Scope> scopes;
  for (int tranche : tranches) {
    scopes.push_back(InTranche(tranche));
    scopes.push_back(InPijler("nergens", tranche));
    scopes.push_back(InProject("p999", tranche));
    Scope anywhere = InTranche(tranche);
    anywhere.without_part = true;
    scopes.push_back(anywhere);
    for (const auto& [code, pijler] : state.pijlers) {
      scopes.push_back(InPijler(code, tranche));
      anywhere.pijler = code;
      scopes.push_back(anywhere);
    }
    for (const auto& [id, project] : state.projects) {
      scopes.push_back(InProject(id, tranche));
      scopes.push_back(InPart(id, "", tranche));
      for (const domain::ProjectPart& part : project->parts) {
        scopes.push_back(InPart(id, part.title, tranche));
      }
      Scope elsewhere = InProject(id, tranche);
      elsewhere.pijler = "nergens";
      scopes.push_back(elsewhere);
    }
  }
  return scopes;
}

inline std::string Describe(const Scope& scope) {
  return scope.pijler + "/" + scope.project + "/" + (scope.without_part ? "(geen)" : scope.part) +
         "/" + std::to_string(scope.tranche);
}

// What the postings of an amount come to; none: one of them is unknown.
inline std::optional<int64_t> SumOf(const std::vector<Posting>& postings) {
  int64_t sum = 0;
  for (const Posting& posting : postings) {
    if (!posting.cents) return std::nullopt;
    sum += *posting.cents;
  }
  return sum;
}

// Rule 6 and every amount of a ledger, against a state's own figures as of the same position.
inline void CheckLedgerAgainstState(const Ledger& ledger, const domain::State& state) {
  const base::Position head = state.position;
  const auto cents = [](const std::optional<base::Money>& money) {
    return money ? std::optional<int64_t>(money->cents()) : std::nullopt;
  };
  const Amounts all = ledger.At(Scope(), head);
  EXPECT_EQ(all.awarded, state.totals.awarded.cents());
  EXPECT_EQ(all.released, state.totals.released.cents());
  EXPECT_EQ(all.reserved, state.totals.reserved_left.cents());
  EXPECT_EQ(all.free, cents(domain::Free(state)));
  if (state.programme != nullptr) {
    EXPECT_EQ(all.ceiling, cents(state.programme->ceiling));
  }
  int lines = 0;
  for (const auto& [number, tranche] : state.tranches) {
    const Amounts amounts = ledger.At(InTranche(number), head);
    EXPECT_EQ(amounts.awarded, tranche->awarded.cents()) << number;
    EXPECT_EQ(amounts.released, tranche->released.cents()) << number;
    EXPECT_EQ(amounts.ceiling, cents(tranche->ceiling)) << number;
    EXPECT_EQ(amounts.free, cents(domain::Free(*tranche))) << number;
    lines += amounts.award_lines;
  }
  EXPECT_EQ(all.award_lines, lines);
  for (const auto& [id, project] : state.projects) {
    const Amounts amounts = ledger.At(InProject(id), head);
    EXPECT_EQ(amounts.awarded - amounts.released, project->Awarded().cents()) << id;
    EXPECT_EQ(amounts.award_lines,
              std::count_if(project->awards.begin(), project->awards.end(),
                            [](const domain::Award& award) { return !award.amount.IsZero(); }))
        << id;
    EXPECT_EQ(amounts.reservation_total,
              project->reservation ? cents(project->reservation->total) : std::nullopt)
        << id;
    EXPECT_EQ(amounts.reserved,
              project->reservation ? cents(project->ReservationLeft()) : std::nullopt)
        << id;
    int64_t received = 0;
    int unknown = 0;
    for (const domain::Contribution& one : project->received) {
      received += one.amount ? one.amount->cents() : 0;
      unknown += one.amount ? 0 : 1;
    }
    EXPECT_EQ(amounts.contributed_in, received) << id;
    EXPECT_EQ(amounts.unknown_contributions_in, unknown) << id;
  }
}

// What a reader sees of the money as of a position, from a ledger that knows more and from one that
// knows no more.
inline void CheckLedgerAt(const Ledger& ledger, const Ledger& fresh, base::Position position,
                          const std::vector<Scope>& scopes,
                          absl::Span<const std::optional<base::PartialDate>> days) {
  for (const Scope& scope : scopes) {
    for (const std::optional<base::PartialDate>& day : days) {
      const Amounts amounts = ledger.At(scope, position, day);
      ASSERT_EQ(amounts, fresh.At(scope, position, day)) << Describe(scope);
      for (Measure measure : kAllMeasures) {
        const std::vector<Posting> postings = ledger.Explain(scope, measure, position, day);
        ASSERT_EQ(postings, fresh.Explain(scope, measure, position, day)) << Describe(scope);
        ASSERT_TRUE(std::is_sorted(
            postings.begin(), postings.end(),
            [](const Posting& a, const Posting& b) { return a.position < b.position; }));
        const std::optional<int64_t> amount = AmountOf(amounts, measure);
        if (amount) {
          ASSERT_EQ(SumOf(postings), amount)
              << Describe(scope) << ", " << TitleOf(measure) << " at " << position;
        } else {
          // No such amount, or an unknown one, which some posting says.
          ASSERT_TRUE(postings.empty() || !SumOf(postings)) << Describe(scope);
        }
      }
    }
  }
  for (Grouping grouping : kAllGroupings) {
    ASSERT_EQ(ledger.Lines(grouping, Scope(), position), fresh.Lines(grouping, Scope(), position));
  }
}

template <typename Messages>
std::vector<std::string> Texts(const Messages& messages) {
  std::vector<std::string> texts;
  for (const auto& message : messages) texts.push_back(message.ShortDebugString());
  return texts;
}

// Folds `events` once, and then reads every view of that as of every position, `step` apart, beside
// a fold of the events up to there.
inline void CheckEveryPosition(const std::vector<v1::Event>& events, size_t step = 1) {
  Views views;
  for (const v1::Event& event : events) views.Apply(event);
  ASSERT_EQ(views.head(), base::Position(events.size()));
  const std::vector<Scope> scopes = AllScopes(views.Now());
  const std::vector<std::optional<base::PartialDate>> days = {
      std::nullopt, base::PartialDate::Parse(2020, 6, 30).value(),
      base::PartialDate::Parse(2021, 6, 0).value(), base::PartialDate::Parse(2030, 0, 0).value()};

  domain::State state;
  Ledger fresh;
  Views growing;
  std::vector<base::Position> boundaries = {base::Position()};
  for (size_t p = 0; p <= events.size(); ++p) {
    const base::Position position(p);
    SCOPED_TRACE("position " + std::to_string(p));
    if (p > 0) {
      const v1::Event& event = events[p - 1];
      const int64_t cents_before = fresh.At(Scope(), position).awarded;
      state = domain::Evolve(std::move(state), event);
      fresh.Apply(event);
      growing.Apply(event);
      ASSERT_TRUE(fresh.Balances()) << event.ShortDebugString();
      // What moved an amount says so.
      if (fresh.At(Scope(), position).awarded != cents_before) {
        ASSERT_EQ(views.ledger().Moved(Scope(), base::Position(p - 1), position),
                  std::vector<base::Position>{position});
      }
      const v1::EventHeader& header = event.header();
      if (header.command_index() + 1 == std::max(header.command_size(), 1)) {
        boundaries.push_back(position);
      }
      ASSERT_EQ(views.RecordedAtMicros(position), state.recorded_at_micros);
      ASSERT_EQ(views.ActorAt(position), absl::string_view(header.actor()));
      ASSERT_EQ(views.SeatOfActorAt(position), absl::string_view(header.seat()));
    }
    ASSERT_EQ(views.BoundaryAt(position), boundaries.back());
    if (p % step != 0 && p != events.size()) continue;

    ASSERT_EQ(StateText(*views.StateAt(position)), StateText(state));
    ASSERT_EQ(StateText(*growing.StateAt(position)), StateText(state));
    ASSERT_EQ(StateText(*views.FundsAt(position)), StateText(FundsOf(state)));
    const absl::Span<const std::string> submitted = views.Submitted(position);
    ASSERT_EQ(std::vector<std::string>(submitted.begin(), submitted.end()), SubmittedIn(state));
    CheckLedgerAgainstState(fresh, state);
    CheckLedgerAt(views.ledger(), fresh, position, scopes, days);
    if (testing::Test::HasFatalFailure()) return;
    CheckLedgerAt(Ledger(views.ledger(), position), fresh, position, scopes, days);
    if (testing::Test::HasFatalFailure()) return;

    // What is made of a state and a ledger, from what the views give and from the fold.
    const std::shared_ptr<const domain::State> seen = views.StateAt(position);
    if (state.programme == nullptr) continue;
    for (const std::vector<int>& tranches :
         std::vector<std::vector<int>>{{}, {1}, {2, 3}, {4, 5}}) {
      ASSERT_EQ(MakeEdition(*seen, tranches, &views.ledger()).ShortDebugString(),
                MakeEdition(state, tranches, &fresh).ShortDebugString());
    }
    const int64_t now = state.recorded_at_micros;
    ASSERT_EQ(Texts(AllWork(*seen, now)), Texts(AllWork(state, now)));
    ASSERT_EQ(Texts(Reconcile(*seen)), Texts(Reconcile(state)));
    for (Grouping grouping : kAllGroupings) {
      ASSERT_EQ(Texts(MakeLines(views.ledger(), *seen, grouping, Scope(), position)),
                Texts(MakeLines(fresh, state, grouping, Scope(), position)));
    }
    std::set<std::string> projects, proposals, types;
    for (const auto& [id, project] : state.projects) {
      ASSERT_EQ(views.ProjectAt(id, position)->revision, project->revision);
      ASSERT_EQ(views.AboutProject(id, position), growing.AboutProject(id, position));
    }
    for (const auto& [id, proposal] : state.proposals) {
      ASSERT_EQ(views.ProposalAt(id, position)->stage, proposal->stage);
      ASSERT_EQ(views.AboutProposal(id, position), growing.AboutProposal(id, position));
    }
    size_t counted = 0;
    for (size_t i = 0; i < p; ++i) types.insert(std::string(domain::TypeName(events[i])));
    for (const std::string& type : types) counted += views.OfType(type, position).size();
    ASSERT_EQ(counted, p);
  }
}

}  // namespace dealboek::projections

#endif  // DEALBOEK_TESTS_SERVICES_PROJECTIONS_TEMPORAL_CHECK_H_
