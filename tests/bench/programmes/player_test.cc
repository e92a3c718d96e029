#include "tests/bench/programmes/player.h"

#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "dealboek/v1/events.pb.h"
#include "services/base/position.h"
#include "services/domain/evolve.h"
#include "services/domain/state.h"
#include "services/projections/budget.h"
#include "services/projections/ledger.h"
#include "services/projections/views.h"
#include "tests/services/projections/state_text.h"
#include "tests/storage/fake_event_log.h"

namespace dealboek::bench {
namespace {

std::vector<std::string> Played(uint64_t seed, int64_t events) {
  storage::FakeEventLog log;
  EXPECT_GE(Player(log, seed).Play("zod", events), events);
  std::vector<std::string> records;
  EXPECT_TRUE(log.Read("zod", base::Position(1), log.Head("zod"),
                       [&](base::Position, absl::string_view record) {
                         records.emplace_back(record);
                         return true;
                       })
                  .ok());
  return records;
}

TEST(PlayerTest, TheSameSeedGivesTheSameBytesAndAnotherSeedOthers) {
  const std::vector<std::string> once = Played(1, 2000);
  EXPECT_GE(once.size(), 2000u);
  EXPECT_EQ(once, Played(1, 2000));
  EXPECT_NE(once, Played(2, 2000));
}

// Long enough that a second tranche begins and what is left of the first is carried over.
TEST(PlayerTest, EveryKindOfEventOfAProgrammeHappensAndTheBookFolds) {
  projections::Views views;
  for (const std::string& record : Played(3, 55'000)) {
    v1::Event event;
    ASSERT_TRUE(event.ParseFromString(record));
    views.Apply(event);
  }
  for (const char* type : {"ProgrammeCreated",
                           "PijlerDefined",
                           "PartnerAdded",
                           "SeatGranted",
                           "TrancheAdded",
                           "TrancheClosed",
                           "OpeningClosed",
                           "ProposalSubmitted",
                           "ProposalRevised",
                           "ProposalWithdrawn",
                           "ProposalReturned",
                           "ProposalEndorsed",
                           "EndorsementDeclined",
                           "MeetingConvened",
                           "AgendaSet",
                           "AttendanceRecorded",
                           "InterestDeclared",
                           "ItemDecided",
                           "DecisionListConfirmed",
                           "ProposalDecided",
                           "ProjectCreated",
                           "Awarded",
                           "Released",
                           "CarriedOver",
                           "CeilingSet",
                           "ProgressReported",
                           "ProjectCompleted",
                           "EditionPublished"}) {
    EXPECT_FALSE(views.OfType(type, views.head()).empty()) << type;
  }
}

// Other positions each time: between kept states, at one, and next to one.
TEST(PlayerTest, BudgetsAsOfRandomPositionsAreThoseOfAFreshFold) {
  const uint64_t seed = std::random_device()();
  SCOPED_TRACE(testing::Message() << "seed " << seed);
  const std::vector<std::string> records = Played(seed, 6000);
  std::vector<v1::Event> events(records.size());
  projections::Views views;
  for (size_t i = 0; i < records.size(); ++i) {
    ASSERT_TRUE(events[i].ParseFromString(records[i]));
    views.Apply(events[i]);
  }
  std::mt19937_64 random(seed);
  std::set<base::Position> asked;
  while (asked.size() < 60) {
    asked.insert(views.BoundaryAt(base::Position(1 + random() % records.size())));
  }

  domain::State state;
  projections::Ledger ledger;
  for (const v1::Event& event : events) {
    state = domain::Evolve(std::move(state), event);
    ledger.Apply(event);
    if (!asked.contains(state.position)) continue;
    const auto then = views.StateAt(state.position);
    ASSERT_EQ(projections::StateText(*then), projections::StateText(state));
    for (const auto grouping : {projections::Grouping::kProgramme, projections::Grouping::kPijler,
                                projections::Grouping::kTranche, projections::Grouping::kProject}) {
      const auto seen = projections::MakeLines(views.ledger(), *then, grouping, {}, state.position);
      const auto folded = projections::MakeLines(ledger, state, grouping, {}, state.position);
      ASSERT_EQ(seen.size(), folded.size()) << state.position;
      for (size_t i = 0; i < seen.size(); ++i) {
        ASSERT_EQ(seen[i].SerializeAsString(), folded[i].SerializeAsString()) << state.position;
      }
    }
  }
}

}  // namespace
}  // namespace dealboek::bench
