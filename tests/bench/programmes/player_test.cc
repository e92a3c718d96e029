#include "tests/bench/programmes/player.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "dealboek/v1/events.pb.h"
#include "services/projections/views.h"
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

}  // namespace
}  // namespace dealboek::bench
