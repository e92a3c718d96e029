#include <string>

#include "absl/strings/str_cat.h"
#include <gtest/gtest.h>

#include "dealboek/v1/budget_service.pb.h"
#include "dealboek/v1/decision_service.pb.h"
#include "tests/services/api/wire.h"

namespace dealboek::api {
namespace {

namespace pb = dealboek::v1;

const std::string kName = "name: 'programmes/zod/meetings/2021-1' ";

pb::Meeting MeetingNow(Wire& wire) {
  return wire.Do("lezer", "GetMeeting", kName).As<pb::GetMeetingResponse>().meeting();
}

TEST(DecisionServiceTest, AMeetingGoesItsWay) {
  Wire wire;
  Met(wire);
  pb::Meeting meeting = MeetingNow(wire);
  EXPECT_EQ(meeting.stage(), pb::MEETING_STAGE_CONVENED);
  EXPECT_EQ(meeting.held_on().day(), 30);
  EXPECT_EQ(meeting.agenda_version(), 1);
  ASSERT_EQ(meeting.items_size(), 1);
  EXPECT_EQ(meeting.items(0).title(), "Lab, vervolg");
  EXPECT_EQ(meeting.items(0).project_label(), "werken-1");
  EXPECT_EQ(meeting.items(0).lead_partners(0), "gem. Emmen");
  ASSERT_EQ(meeting.items(0).flagged_seats_size(), 1);
  EXPECT_EQ(meeting.items(0).flagged_seats(0), "seat-10") << "the seat of Emmen";
  EXPECT_FALSE(meeting.items(0).has_decision());
  ASSERT_EQ(meeting.attendees_size(), 4);
  EXPECT_EQ(meeting.attendees(0).seat(), "seat-2");
  EXPECT_EQ(meeting.attendees(0).presence(), pb::PRESENCE_ABSENT);
  EXPECT_EQ(meeting.attendees(0).holder(), "");
  EXPECT_EQ(meeting.attendees(1).holder(), "voorzitter (nagespeeld)");
  EXPECT_EQ(meeting.attendees(1).presence(), pb::PRESENCE_PRESENT);
  EXPECT_EQ(meeting.quorum().present(), 3);
  EXPECT_EQ(meeting.quorum().seats(), 4);
  EXPECT_EQ(meeting.quorum().needed(), 3);

  wire.Do("anna", "DeclareInterest", kName + "item: 'item-1' reason: 'eigen gemeente'");
  const Reply decided = wire.Do(
      "secretaris", "RecordDecision",
      kName +
          "item: 'item-1' outcome: OUTCOME_RATIFIED_WITH_CHANGES "
          "lines { tranche: 5 amount { euro_cents: 2000000 } } reason: 'minder' version_seen: 1");
  const pb::ItemDecision& decision =
      decided.As<pb::RecordDecisionResponse>().meeting().items(0).decision();
  EXPECT_EQ(decision.lines(0).amount().euro_cents(), 2'000'000);
  EXPECT_EQ(decision.deciding_seats_size(), 2);
  ASSERT_EQ(decision.interested_seats_size(), 1);
  EXPECT_EQ(decision.interested_seats(0), "seat-10");
  EXPECT_EQ(decision.recorded_by(), "secretaris (nagespeeld)");

  const Reply confirmed = wire.Do("voorzitter", "ConfirmDecisionList", kName + "version_seen: 1");
  meeting = confirmed.As<pb::ConfirmDecisionListResponse>().meeting();
  EXPECT_EQ(meeting.stage(), pb::MEETING_STAGE_CONFIRMED);
  EXPECT_EQ(meeting.confirmed_by(), "voorzitter (nagespeeld)");
  EXPECT_EQ(meeting.confirmed_at_position(),
            confirmed.As<pb::ConfirmDecisionListResponse>().receipt().first_position());

  const Reply listed =
      wire.Do("lezer", "ListMeetings", "parent: 'programmes/zod' stage: MEETING_STAGE_CONFIRMED");
  ASSERT_EQ(listed.As<pb::ListMeetingsResponse>().meetings_size(), 1);
  EXPECT_EQ(listed.As<pb::ListMeetingsResponse>().meetings(0).items_size(), 0);
  EXPECT_EQ(
      wire.Do("lezer", "ListMeetings", "parent: 'programmes/zod' stage: MEETING_STAGE_CONVENED")
          .As<pb::ListMeetingsResponse>()
          .meetings_size(),
      0);
}

TEST(DecisionServiceTest, WhoEndorsedAndDecidesIsShown) {
  Wire wire;
  Endorsed(wire);
  wire.Do("anna", "EndorseProposal", "name: 'programmes/zod/proposals/2021-001' revision_seen: 1");
  wire.Do("secretaris", "ConveneMeeting",
          "parent: 'programmes/zod' held_on { year: 2021 month: 6 day: 7 }");
  wire.Do("secretaris", "SetAgenda", kName + "items { proposal: '2021-001' }");
  wire.Do("secretaris", "RecordAttendance",
          kName + "present_seats: 'seat-9' present_seats: 'seat-10' present_seats: 'seat-11'");
  wire.Do("secretaris", "RecordDecision",
          kName + "item: 'item-1' outcome: OUTCOME_RATIFIED version_seen: 1");
  const pb::ItemDecision decision = MeetingNow(wire).items(0).decision();
  ASSERT_EQ(decision.endorsing_seats_size(), 1);
  EXPECT_EQ(decision.endorsing_seats(0), "seat-10");
}

TEST(DecisionServiceTest, AConfirmedListNamesEverybodyAsTheyWereCalledThen) {
  Wire wire;
  Confirmed(wire);
  const auto meeting = [&] {
    return wire.Do("lezer", "GetMeeting", "name: 'programmes/zod/meetings/2021-1'")
        .As<pb::GetMeetingResponse>()
        .meeting();
  };
  const pb::Meeting before = meeting();
  ASSERT_NE(before.confirmed_by(), "");
  wire.Do("secretaris", "GrantSeat",
          "parent: 'programmes/zod' role: ROLE_LEZER holder_subject: 'voorzitter' "
          "holder_display_name: 'Anders'");
  EXPECT_EQ(meeting().SerializeAsString(), before.SerializeAsString());
  const Reply listed = wire.Do("lezer", "ListMeetings", "parent: 'programmes/zod'");
  EXPECT_EQ(listed.As<pb::ListMeetingsResponse>().meetings(0).confirmed_by(),
            before.confirmed_by());
}

TEST(DecisionServiceTest, AConfirmedListHasNothingToPreview) {
  Wire wire;
  Confirmed(wire);
  const auto head = static_cast<int64_t>(wire.Head());
  const Reply refused =
      wire.Send("lezer", "PreviewDecisions", "parent: 'programmes/zod' meeting: '2021-1'");
  EXPECT_EQ(refused.code, grpc::StatusCode::FAILED_PRECONDITION);
  EXPECT_EQ(refused.reason, "MEETING_CONFIRMED");
  const int64_t confirmed = std::stoll(refused.metadata.at("position"));
  EXPECT_LE(confirmed, head);
  EXPECT_TRUE(wire.Send("lezer", "PreviewDecisions",
                        absl::StrCat("parent: 'programmes/zod' meeting: '2021-1' at { position: ",
                                     confirmed - 1, " }"))
                  .ok());
}

TEST(DecisionServiceTest, AnAgendaKeepsWhatWasTakenOffAndOwnItems) {
  Wire wire;
  Met(wire);
  const Reply reply = wire.Do("secretaris", "SetAgenda", absl::StrCat(kName, R"pb(
                                version_seen: 1
                                items {
                                  own_item {
                                    ceiling_change {
                                      tranche: 5
                                      ceiling { euro_cents: 60000000 }
                                    }
                                  }
                                  title: "Meer geld"
                                  late_reason: "na de mail"
                                }
                                taken_off { item: "item-1" reason: "nog niet rijp" }
                              )pb"));
  const pb::Meeting& meeting = reply.As<pb::SetAgendaResponse>().meeting();
  EXPECT_EQ(meeting.agenda_version(), 2);
  ASSERT_EQ(meeting.items_size(), 1);
  EXPECT_EQ(meeting.items(0).item(), "item-2");
  EXPECT_EQ(meeting.items(0).title(), "Meer geld");
  EXPECT_EQ(meeting.items(0).late_reason(), "na de mail");
  ASSERT_EQ(meeting.taken_off_size(), 1);
  EXPECT_EQ(meeting.taken_off(0).reason(), "nog niet rijp");
  EXPECT_EQ(meeting.taken_off(0).agenda_version(), 2);
}

const pb::BudgetChange* ChangeOf(const pb::PreviewDecisionsResponse& preview,
                                 pb::BudgetGrouping grouping, int tranche) {
  for (const pb::BudgetChange& change : preview.changes()) {
    if (change.grouping() == grouping && change.scope().tranche() == tranche) return &change;
  }
  return nullptr;
}

TEST(DecisionServiceTest, APreviewShowsEveryBudgetAndWritesNothing) {
  Wire wire;
  Met(wire);
  const uint64_t head = wire.Head();
  const Reply reply =
      wire.Do("lezer", "PreviewDecisions", "parent: 'programmes/zod' meeting: '2021-1'");
  const auto& preview = reply.As<pb::PreviewDecisionsResponse>();
  ASSERT_EQ(preview.verdicts_size(), 1);
  EXPECT_EQ(preview.verdicts(0).item(), "item-1");
  EXPECT_EQ(preview.verdicts(0).title(), "Lab, vervolg");
  EXPECT_EQ(preview.verdicts(0).reason(), "");
  const pb::BudgetChange* tranche = ChangeOf(preview, pb::BUDGET_GROUPING_TRANCHE, 5);
  ASSERT_NE(tranche, nullptr);
  EXPECT_EQ(tranche->before().free().euro_cents(), 50'000'000);
  EXPECT_EQ(tranche->after().free().euro_cents(), 47'000'000);
  EXPECT_EQ(wire.Head(), head);

  // The meeting is on 30 June: the day before, its decisions are not in force.
  const Reply day_before = wire.Do("lezer", "PreviewDecisions",
                                   "parent: 'programmes/zod' meeting: '2021-1' "
                                   "at { valid_on { year: 2021 month: 6 day: 29 } }");
  EXPECT_EQ(ChangeOf(day_before.As<pb::PreviewDecisionsResponse>(), pb::BUDGET_GROUPING_TRANCHE, 5),
            nullptr);
  const Reply on_the_day = wire.Do("lezer", "PreviewDecisions",
                                   "parent: 'programmes/zod' meeting: '2021-1' "
                                   "at { valid_on { year: 2021 month: 6 day: 30 } }");
  EXPECT_NE(ChangeOf(on_the_day.As<pb::PreviewDecisionsResponse>(), pb::BUDGET_GROUPING_TRANCHE, 5),
            nullptr);

  // What it says is what comes to pass.
  wire.Do("secretaris", "RecordDecision",
          kName + "item: 'item-1' outcome: OUTCOME_RATIFIED version_seen: 1");
  wire.Do("voorzitter", "ConfirmDecisionList", kName + "version_seen: 1");
  const Reply budget = wire.Do("lezer", "GetBudget",
                               "parent: 'programmes/zod' grouping: BUDGET_GROUPING_TRANCHE "
                               "scope { tranche: 5 }");
  EXPECT_EQ(budget.As<pb::GetBudgetResponse>().lines(0).SerializeAsString(),
            tranche->after().SerializeAsString());
}

TEST(DecisionServiceTest, APreviewSaysWhatCouldNotTakeEffectAndWhy) {
  Wire wire;
  Met(wire);
  const Reply reply = wire.Do("lezer", "PreviewDecisions", R"pb(
    parent: "programmes/zod"
    items {
      proposal: "2021-001"
      lines {
        tranche: 5
        amount { euro_cents: 60000000 }
      }
    }
    items {
      own_item {
        release {
          project: "werken-1"
          tranche: 1
          amount { euro_cents: 100 }
        }
      }
    }
  )pb");
  const auto& preview = reply.As<pb::PreviewDecisionsResponse>();
  ASSERT_EQ(preview.verdicts_size(), 2);
  EXPECT_EQ(preview.verdicts(0).reason(), "TRANCHE_CEILING_EXCEEDED");
  EXPECT_NE(preview.verdicts(0).message(), "");
  EXPECT_NE(preview.verdicts(0).dutch(), "");
  EXPECT_EQ(preview.verdicts(1).reason(), "");
  EXPECT_EQ(preview.verdicts(1).title(), "Vrijval werken-1");
  for (const char* neither :
       {"parent: 'programmes/zod'",
        "parent: 'programmes/zod' meeting: '2021-1' items { proposal: '2021-001' }",
        "parent: 'programmes/zod' items {}"}) {
    EXPECT_EQ(wire.Send("lezer", "PreviewDecisions", neither).reason, "FIELD_REQUIRED") << neither;
  }
}

}  // namespace
}  // namespace dealboek::api
