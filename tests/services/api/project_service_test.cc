#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dealboek/v1/project_service.pb.h"
#include "tests/services/api/wire.h"

namespace dealboek::api {
namespace {

namespace pb = dealboek::v1;
using testing::ElementsAre;

pb::Project Get(Wire& wire, const std::string& project, const std::string& at = "") {
  return wire
      .Do("lezer", "GetProject", absl::StrCat("name: 'programmes/zod/projects/", project, "' ", at))
      .As<pb::GetProjectResponse>()
      .project();
}

TEST(ProjectServiceTest, AProjectIsShownWhole) {
  Wire wire;
  BeginDeal(wire);
  const pb::Project lab = Get(wire, "werken-1");
  EXPECT_EQ(lab.name(), "programmes/zod/projects/p1");
  EXPECT_EQ(lab.former_title(), "Proeflab");
  EXPECT_THAT(lab.lead_partners(), ElementsAre("gem. Emmen"));
  EXPECT_THAT(lab.lead_partner_ids(), ElementsAre("partner-1"));
  EXPECT_EQ(lab.awarded().euro_cents(), 10'000'000);
  ASSERT_EQ(lab.awards_size(), 1);
  EXPECT_EQ(lab.awards(0).decided_on().day(), 20);
  EXPECT_EQ(lab.latest_progress().status(), pb::PROGRESS_STATUS_LOOPT);
  ASSERT_EQ(lab.contributions_size(), 1);
  EXPECT_EQ(lab.contributions(0).direction(), pb::CONTRIBUTION_DIRECTION_GIVEN);
  EXPECT_EQ(lab.contributions(0).other_label(), "werken-3");
  EXPECT_FALSE(lab.contributions(0).has_amount()) << "unknown is absent, not zero";
  const pb::Project campus = Get(wire, "p2");
  EXPECT_EQ(campus.reservation().total().euro_cents(), 20'000'000);
  EXPECT_EQ(campus.reservation().left().euro_cents(), 15'000'000);
  const pb::Project wijken = Get(wire, "wonen-2.4");
  ASSERT_EQ(wijken.parts_size(), 2);
  EXPECT_THAT(wijken.parts(1).lead_partners(), ElementsAre("gem. Hardenberg"));
  EXPECT_EQ(wijken.awards(0).part(), "Emmerhout");
}

TEST(ProjectServiceTest, ProjectsAreListedInBookOrderAndFiltered) {
  Wire wire;
  BeginDeal(wire);
  const auto labels = [&](const std::string& filter) {
    std::vector<std::string> found;
    const Reply reply = wire.Do("lezer", "ListProjects", "parent: 'programmes/zod' " + filter);
    for (const pb::Project& project : reply.As<pb::ListProjectsResponse>().projects()) {
      found.push_back(project.label());
    }
    return found;
  };
  EXPECT_THAT(labels(""), ElementsAre("werken-1", "werken-2", "werken-3", "wonen-2.4"));
  EXPECT_THAT(labels("pijler: 'wonen'"), ElementsAre("wonen-2.4"));
  EXPECT_THAT(labels("lead_partner: 'gem. Hardenberg'"), ElementsAre("wonen-2.4"));
  EXPECT_THAT(labels("lead_partner: 'partner-3'"), ElementsAre("werken-2"));
  EXPECT_THAT(labels("stage: PROJECT_STAGE_COMPLETED"), ElementsAre());
}

TEST(ProjectServiceTest, ChangesAreAnsweredWithTheProjectWhateverItIsCalledNow) {
  Wire wire;
  BeginDeal(wire);
  const std::string name = "name: 'programmes/zod/projects/werken-2' ";
  const auto seen = [&] { return absl::StrCat("revision_seen: ", Get(wire, "p2").revision()); };
  Reply reply = wire.Do("secretaris", "RenameProject", name + "title: 'Groene campus' " + seen());
  EXPECT_EQ(reply.As<pb::RenameProjectResponse>().project().title(), "Groene campus");
  reply = wire.Do("secretaris", "ChangeLead", name + "lead_partners: 'gem. Emmen' " + seen());
  EXPECT_THAT(reply.As<pb::ChangeLeadResponse>().project().lead_partners(),
              ElementsAre("gem. Emmen"));
  reply = wire.Do("secretaris", "RenumberProject", name + "number: '7.1' " + seen());
  EXPECT_EQ(reply.As<pb::RenumberProjectResponse>().project().label(), "werken-7.1");
  EXPECT_EQ(reply.As<pb::RenumberProjectResponse>().project().project(), "p2");
  reply = wire.Do("penvoerder-emmen", "ReportProgress",
                  "name: 'programmes/zod/projects/werken-7.1' "
                  "reference_month { year: 2021 month: 6 } "
                  "progress { status: PROGRESS_STATUS_AFGEROND summary: 'Klaar.' }");
  EXPECT_EQ(reply.As<pb::ReportProgressResponse>().project().latest_progress().status(),
            pb::PROGRESS_STATUS_AFGEROND);
  EXPECT_EQ(reply.As<pb::ReportProgressResponse>().project().stage(), pb::PROJECT_STAGE_OPEN);
  EXPECT_EQ(wire.Send("secretaris", "CompleteProject",
                      "name: 'programmes/zod/projects/werken-7.1' revision_seen: 99")
                .reason,
            "STALE_REVISION");
  reply = wire.Do("secretaris", "CompleteProject",
                  "name: 'programmes/zod/projects/werken-7.1' reason: 'klaar'");
  EXPECT_EQ(reply.As<pb::CompleteProjectResponse>().project().stage(), pb::PROJECT_STAGE_COMPLETED);
}

TEST(ProjectServiceTest, TheTimelineTellsEveryEventInPages) {
  Wire wire;
  Confirmed(wire);
  std::vector<std::string> types;
  std::string token;
  do {
    const Reply reply =
        wire.Do("lezer", "GetTimeline",
                absl::StrCat("name: 'programmes/zod/projects/werken-1' page_size: 2 "
                             "page_token: '",
                             token, "'"));
    const auto& page = reply.As<pb::GetTimelineResponse>();
    for (const pb::TimelineEntry& entry : page.entries()) {
      types.push_back(entry.type());
      EXPECT_NE(entry.dutch(), "");
      EXPECT_GT(entry.position(), 0);
    }
    token = page.next_page_token();
  } while (!token.empty());
  EXPECT_EQ(types.front(), "ProjectCreated");
  EXPECT_THAT(types, testing::IsSupersetOf({"Awarded", "ProgressReported", "ProposalSubmitted",
                                            "ContributionRecorded"}));
  EXPECT_EQ(std::count(types.begin(), types.end(), "Awarded"), 2);
}

TEST(ProjectServiceTest, APageOfATimelineEndsBeforeItsBytesAreTooMany) {
  Wire wire;
  BeginDeal(wire);
  constexpr int kReports = 300;
  const std::string summary(8'000, 'x');
  for (int i = 0; i < kReports; ++i) {
    wire.Do("penvoerder-emmen", "ReportProgress",
            absl::StrCat("name: 'programmes/zod/projects/werken-1' reference_month { year: 2021 "
                         "month: 5 } progress { status: PROGRESS_STATUS_LOOPT summary: '",
                         summary, "' }"));
  }
  std::vector<int64_t> positions;
  std::string token;
  int pages = 0;
  do {
    const Reply reply = wire.Do(
        "lezer", "GetTimeline",
        absl::StrCat("name: 'programmes/zod/projects/werken-1' page_size: 500 page_token: '", token,
                     "'"));
    const auto& page = reply.As<pb::GetTimelineResponse>();
    EXPECT_LT(page.ByteSizeLong(), size_t{3} << 20);
    for (const pb::TimelineEntry& entry : page.entries()) positions.push_back(entry.position());
    token = page.next_page_token();
    ++pages;
  } while (!token.empty());
  EXPECT_EQ(pages, 2);
  EXPECT_GT(positions.size(), static_cast<size_t>(kReports));
  EXPECT_TRUE(std::is_sorted(positions.begin(), positions.end()));
  EXPECT_EQ(std::adjacent_find(positions.begin(), positions.end()), positions.end());
}

TEST(ProjectServiceTest, TheTimelineOfANewProjectBeginsWithItsProposal) {
  Wire wire;
  BeginDeal(wire);
  wire.Do("team-wonen", "SubmitProposal", R"pb(
    parent: "programmes/zod"
    content {
      kind: PROPOSAL_KIND_NEW_PROJECT
      title: "Nieuw"
      pijler: "wonen"
      theme: "Proeftuinen"
      number: "9"
      lead_partners: "gem. Emmen"
      lines {
        tranche: 4
        amount { euro_cents: 100000 }
      }
    })pb");
  wire.Do("wil", "EndorseProposal", "name: 'programmes/zod/proposals/2021-001' revision_seen: 1");
  wire.Do("secretaris", "ConveneMeeting",
          "parent: 'programmes/zod' held_on { year: 2021 month: 6 day: 7 }");
  const std::string meeting = "name: 'programmes/zod/meetings/2021-1' ";
  wire.Do("secretaris", "SetAgenda", meeting + "items { proposal: '2021-001' }");
  wire.Do("secretaris", "RecordAttendance",
          meeting + "present_seats: 'seat-9' present_seats: 'seat-10' present_seats: 'seat-11'");
  wire.Do("secretaris", "RecordDecision",
          meeting + "item: 'item-1' outcome: OUTCOME_RATIFIED version_seen: 1");
  wire.Do("voorzitter", "ConfirmDecisionList", meeting + "version_seen: 1");
  std::vector<std::string> types;
  const Reply timeline = wire.Do("lezer", "GetTimeline", "name: 'programmes/zod/projects/wonen-9'");
  for (const pb::TimelineEntry& entry : timeline.As<pb::GetTimelineResponse>().entries()) {
    types.push_back(entry.type());
  }
  EXPECT_THAT(types,
              testing::ElementsAre("ProposalSubmitted", "ProposalEndorsed", "AgendaSet",
                                   "ItemDecided", "ProposalDecided", "ProjectCreated", "Awarded"));
}

TEST(ProjectServiceTest, ValidOnShowsBesideItWhatWasOnlyPossible) {
  Wire wire;
  Confirmed(wire);
  // Decided somewhere in 2020.
  const pb::Project within =
      Get(wire, "werken-2", "at { valid_on { year: 2020 month: 6 day: 1 } }");
  EXPECT_EQ(within.awards_size(), 0);
  ASSERT_EQ(within.possible_awards_size(), 1);
  EXPECT_EQ(within.possible_awards(0).tranche(), 2);
  EXPECT_EQ(Get(wire, "werken-2", "at { valid_on { year: 2020 month: 12 day: 31 } }")
                .possible_awards_size(),
            0);
  EXPECT_EQ(Get(wire, "werken-2", "at { valid_on { year: 2019 month: 12 day: 31 } }")
                .possible_awards_size(),
            0);
  EXPECT_EQ(Get(wire, "werken-2").possible_awards_size(), 0);
}

TEST(ProjectServiceTest, ValidOnMarksAContributionThatWasOnlyPossible) {
  Wire wire;
  Confirmed(wire);
  // Out of werken-1 for werken-3, decided somewhere in 2020.
  for (const std::string project : {"werken-1", "werken-3"}) {
    SCOPED_TRACE(project);
    const auto on = [&](const std::string& day) {
      return Get(wire, project, "at { valid_on { " + day + " } }").contributions();
    };
    EXPECT_TRUE(on("year: 2019 month: 12 day: 31").empty());
    const auto within = on("year: 2020 month: 6 day: 1");
    ASSERT_EQ(within.size(), 1);
    EXPECT_TRUE(within[0].possible());
    const auto after = on("year: 2020 month: 12 day: 31");
    ASSERT_EQ(after.size(), 1);
    EXPECT_FALSE(after[0].possible());
  }
}

pb::GetTimelineResponse TimelineOn(Wire& wire, const std::string& project, const std::string& day) {
  return wire
      .Do("lezer", "GetTimeline",
          "name: 'programmes/zod/projects/" + project + "' at { valid_on { " + day + " } }")
      .As<pb::GetTimelineResponse>();
}

int CountOf(const pb::GetTimelineResponse& timeline, const std::string& type) {
  return static_cast<int>(
      std::count_if(timeline.entries().begin(), timeline.entries().end(),
                    [&](const pb::TimelineEntry& entry) { return entry.type() == type; }));
}

TEST(ProjectServiceTest, ATimelineOnADayHasWhatWasDecidedByThen) {
  Wire wire;
  Confirmed(wire);
  const auto after = TimelineOn(wire, "werken-1", "year: 2021 month: 6 day: 30");
  EXPECT_EQ(CountOf(after, "Awarded"), 2);
  EXPECT_EQ(CountOf(after, "ProposalDecided"), 1);
  const auto before = TimelineOn(wire, "werken-1", "year: 2021 month: 6 day: 29");
  EXPECT_EQ(CountOf(before, "Awarded"), 1);
  EXPECT_EQ(CountOf(before, "ProposalDecided"), 0);
  EXPECT_EQ(CountOf(before, "ProposalSubmitted"), 1) << "what has no such day stays";
  for (const pb::TimelineEntry& entry : before.entries()) EXPECT_FALSE(entry.possible());
  EXPECT_EQ(CountOf(TimelineOn(wire, "werken-1", "year: 2019 month: 11 day: 19"), "Awarded"), 0);
}

TEST(ProjectServiceTest, ATimelineOnADayMarksWhatIsOnlyPossible) {
  Wire wire;
  Confirmed(wire);
  // Decided somewhere in 2020.
  const auto possible = [&](const std::string& day) {
    const pb::GetTimelineResponse timeline = TimelineOn(wire, "werken-2", day);
    std::vector<bool> found;
    for (const pb::TimelineEntry& entry : timeline.entries()) {
      if (entry.type() == "Awarded") found.push_back(entry.possible());
    }
    return found;
  };
  EXPECT_EQ(possible("year: 2020 month: 6 day: 1"), std::vector<bool>{true});
  EXPECT_EQ(possible("year: 2020 month: 12 day: 31"), std::vector<bool>{false});
  EXPECT_EQ(possible("year: 2019 month: 12 day: 31"), std::vector<bool>{});
}

TEST(ProjectServiceTest, ATimelineTellsWhatBecameOfAProposalThatCameToNothing) {
  Wire wire;
  Met(wire);  // 2021-001 asks for werken-1
  wire.Do("secretaris", "RecordDecision",
          "name: 'programmes/zod/meetings/2021-1' item: 'item-1' outcome: OUTCOME_REJECTED "
          "reason: 'geen dekking' version_seen: 1");
  wire.Do("voorzitter", "ConfirmDecisionList",
          "name: 'programmes/zod/meetings/2021-1' version_seen: 1");
  const Reply reply = wire.Do("lezer", "GetTimeline", "name: 'programmes/zod/projects/werken-1'");
  const auto& timeline = reply.As<pb::GetTimelineResponse>();
  EXPECT_GT(CountOf(timeline, "ProposalEndorsed"), 0);
  EXPECT_EQ(CountOf(timeline, "ProposalDecided"), 1);
}

TEST(ProjectServiceTest, ValidOnLeavesOutMoneyThatWasNotCertainYet) {
  Wire wire;
  Confirmed(wire);
  EXPECT_EQ(Get(wire, "werken-1").awarded().euro_cents(), 13'000'000);
  EXPECT_EQ(Get(wire, "werken-1", "at { valid_on { year: 2021 month: 6 day: 29 } }")
                .awarded()
                .euro_cents(),
            10'000'000);
  EXPECT_EQ(Get(wire, "werken-1", "at { valid_on { year: 2021 month: 6 day: 30 } }")
                .awarded()
                .euro_cents(),
            13'000'000);
  EXPECT_EQ(Get(wire, "werken-1", "at { valid_on { year: 2019 month: 11 day: 19 } }").awards_size(),
            0);
  // Decided somewhere in 2020: certain at its end.
  EXPECT_EQ(Get(wire, "werken-2", "at { valid_on { year: 2020 month: 12 day: 30 } }").awards_size(),
            0);
  EXPECT_EQ(Get(wire, "werken-2", "at { valid_on { year: 2020 month: 12 day: 31 } }").awards_size(),
            1);
}

}  // namespace
}  // namespace dealboek::api
