#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dealboek/v1/endorsement_service.pb.h"
#include "dealboek/v1/proposal_service.pb.h"
#include "tests/services/api/wire.h"

namespace dealboek::api {
namespace {

namespace pb = dealboek::v1;
using testing::ElementsAre;

const std::string kName = "name: 'programmes/zod/proposals/2021-001' ";

TEST(ProposalServiceTest, ItsTimelineGoesOnToWhatItsDecisionBroughtAbout) {
  Wire wire;
  Confirmed(wire);
  std::vector<std::string> types;
  const Reply got = wire.Do("lezer", "GetProposal", "name: 'programmes/zod/proposals/2021-001'");
  for (const pb::TimelineEntry& entry : got.As<pb::GetProposalResponse>().proposal().timeline()) {
    types.push_back(entry.type());
  }
  EXPECT_THAT(types,
              testing::ElementsAre("ProposalSubmitted", "ProposalEndorsed", "ProposalEndorsed",
                                   "AgendaSet", "ItemDecided", "ProposalDecided", "Awarded"));
}

TEST(ProposalServiceTest, ASubmittedProposalIsAnsweredWhole) {
  Wire wire;
  BeginDeal(wire);
  const auto reply = wire.Do("team-wonen", "SubmitProposal", R"pb(
    parent: "programmes/zod"
    content {
      kind: PROPOSAL_KIND_VERVOLG
      title: "Wijken"
      pijler: "wonen"
      theme: "Proeftuinen"
      project: "wonen-2.4"
      lines {
        part: "Emmerhout"
        tranche: 4
        amount { euro_cents: 100000 }
      }
      lines {
        part: "Norden"
        tranche: 5
        amount { euro_cents: 250050 }
      }
      documents {
        name: "plan.pdf"
        media_type: "application/pdf"
        size_bytes: 12
        sha256: "0123456789abcdef0123456789abcdef"
      }
    })pb");
  const auto& response = reply.As<pb::SubmitProposalResponse>();
  EXPECT_EQ(response.receipt().last_position(), static_cast<int64_t>(wire.Head()));
  const pb::Proposal& proposal = response.proposal();
  EXPECT_EQ(proposal.name(), "programmes/zod/proposals/2021-001");
  EXPECT_EQ(proposal.stage(), pb::PROPOSAL_STAGE_SUBMITTED);
  EXPECT_EQ(proposal.project_label(), "wonen-2.4");
  EXPECT_EQ(proposal.asked().euro_cents(), 350'050);
  ASSERT_EQ(proposal.revisions_size(), 1);
  EXPECT_EQ(proposal.revisions(0).by(), "team-wonen (nagespeeld)");
  EXPECT_EQ(proposal.revisions(0).recorded_at().seconds(),
            base::FakeClock::kStartMicros / 1'000'000);
  EXPECT_EQ(proposal.endorsement().seated(), 1);
  EXPECT_EQ(proposal.endorsement().needed(), 1);
  EXPECT_EQ(proposal.endorsement().rule().more_than().denominator(), 2) << "the default, named";
}

TEST(ProposalServiceTest, EndorsementsGoTheirWay) {
  Wire wire;
  Endorsed(wire);
  auto reply = wire.Do("lezer", "GetProposal", kName);
  const pb::Proposal& endorsed = reply.As<pb::GetProposalResponse>().proposal();
  EXPECT_EQ(endorsed.stage(), pb::PROPOSAL_STAGE_ENDORSED);
  EXPECT_EQ(endorsed.endorsement().given(), 2);
  EXPECT_EQ(endorsed.endorsement().needed(), 2);
  ASSERT_EQ(endorsed.endorsement_acts_size(), 2);
  EXPECT_EQ(endorsed.endorsement_acts(0).seat(), "seat-6");
  EXPECT_EQ(endorsed.endorsement_acts(0).by(), "bert (nagespeeld)");

  reply = wire.Do("bert", "WithdrawEndorsement", kName + "reason: 'bedacht'");
  EXPECT_EQ(reply.As<pb::WithdrawEndorsementResponse>().proposal().stage(),
            pb::PROPOSAL_STAGE_SUBMITTED);
  reply = wire.Do("anna", "DeclineProposal", kName + "revision_seen: 1 reason: 'te duur'");
  EXPECT_EQ(reply.As<pb::DeclineProposalResponse>().proposal().endorsement().declined(), 1);
  reply = wire.Do("bert", "ReturnProposal", kName + "revision_seen: 1 reason: 'onderbouwing'");
  EXPECT_EQ(reply.As<pb::ReturnProposalResponse>().proposal().stage(), pb::PROPOSAL_STAGE_RETURNED);
  EXPECT_EQ(reply.As<pb::ReturnProposalResponse>().proposal().reason(), "onderbouwing");
}

// Clients take 4 MiB, unless they are told otherwise.
TEST(ProposalServiceTest, NoAnswerGrowsWithTheRevisionsUntilNobodyTakesIt) {
  Wire wire;
  Endorsed(wire);
  const std::string summary(8'000, 's');
  constexpr int kRevisions = 400;
  for (int seen = 1; seen < kRevisions; ++seen) {
    const Reply reply =
        wire.Do("team-werken", "ReviseProposal",
                absl::StrCat(kName, "revision_seen: ", seen,
                             " content { kind: PROPOSAL_KIND_VERVOLG title: 'Lab ", seen,
                             "' pijler: 'werken' theme: 'Techniek' project: 'werken-1' summary: '",
                             summary, "' lines { tranche: 5 amount { euro_cents: 3000000 } } }"));
    const auto& proposal = reply.As<pb::ReviseProposalResponse>().proposal();
    ASSERT_EQ(proposal.revisions_size(), 1);
    ASSERT_EQ(proposal.revisions(0).revision(), seen + 1);
  }
  const Reply read = wire.Do("lezer", "GetProposal", kName);
  const auto& response = read.As<pb::GetProposalResponse>();
  EXPECT_LT(response.ByteSizeLong(), size_t{3} << 20);
  const auto& revisions = response.proposal().revisions();
  ASSERT_EQ(revisions.size(), kRevisions);
  EXPECT_FALSE(revisions[0].has_content()) << "the earliest goes first";
  EXPECT_GT(revisions[0].position(), 0);
  EXPECT_TRUE(revisions[kRevisions - 1].has_content());
  EXPECT_EQ(response.proposal().content().summary(), summary);
}

TEST(ProposalServiceTest, RevisionsAreKeptAndCompared) {
  Wire wire;
  Endorsed(wire);
  const auto revised = wire.Do("team-werken", "ReviseProposal", absl::StrCat(kName, R"pb(
                                 revision_seen: 1
                                 content {
                                   kind: PROPOSAL_KIND_UITBREIDING
                                   title: "Lab, vervolg"
                                   pijler: "werken"
                                   theme: "Techniek"
                                   project: "werken-1"
                                   lines {
                                     tranche: 4
                                     amount { euro_cents: 1000000 }
                                   }
                                   lines {
                                     tranche: 5
                                     amount { euro_cents: 2500000 }
                                   }
                                   reservation_total { euro_cents: 30000000 }
                                 })pb"));
  EXPECT_EQ(revised.As<pb::ReviseProposalResponse>().proposal().revision(), 2);
  EXPECT_EQ(revised.As<pb::ReviseProposalResponse>().proposal().stage(),
            pb::PROPOSAL_STAGE_SUBMITTED);

  const auto compared =
      wire.Do("lezer", "CompareRevisions", kName + "from_revision: 1 to_revision: 2");
  std::vector<std::string> lines;
  for (const auto& d : compared.As<pb::CompareRevisionsResponse>().differences()) {
    lines.push_back(absl::StrCat(d.field(), ": ", d.has_before() ? d.before() : "-", " > ",
                                 d.has_after() ? d.after() : "-"));
  }
  EXPECT_THAT(lines,
              ElementsAre("kind: VERVOLG > UITBREIDING", "lines[tranche 4].amount: - > € 10.000",
                          "lines[tranche 5].amount: € 30.000 > € 25.000",
                          "reservation_total: - > € 300.000", "summary: Tweede fase. > -"));
  EXPECT_EQ(
      wire.Send("lezer", "CompareRevisions", kName + "from_revision: 1 to_revision: 3").reason,
      "REVISION_UNKNOWN");
}

TEST(ProposalServiceTest, AnEarlierPositionShowsWhatStoodThen) {
  Wire wire;
  Endorsed(wire);
  const auto head = static_cast<int64_t>(wire.Head());
  const auto stage_at = [&](int64_t position) {
    const Reply reply =
        wire.Do("lezer", "GetProposal", absl::StrCat(kName, "at { position: ", position, " }"));
    EXPECT_EQ(reply.As<pb::GetProposalResponse>().true_at().position(), position);
    return reply.As<pb::GetProposalResponse>().proposal();
  };
  EXPECT_EQ(stage_at(head).stage(), pb::PROPOSAL_STAGE_ENDORSED);
  EXPECT_EQ(stage_at(head - 1).stage(), pb::PROPOSAL_STAGE_SUBMITTED);
  EXPECT_EQ(stage_at(head - 1).endorsement().given(), 1);
  EXPECT_EQ(stage_at(head - 2).endorsement_acts_size(), 0);
  EXPECT_EQ(
      wire.Send("lezer", "GetProposal", absl::StrCat(kName, "at { position: ", head - 3, " }"))
          .reason,
      "PROPOSAL_UNKNOWN");
}

TEST(ProposalServiceTest, AnEarlierTimeShowsWhatStoodThen) {
  Wire wire;
  BeginDeal(wire);
  wire.clock().Advance(3'600'000'000);
  wire.Do("team-werken", "SubmitProposal",
          "parent: 'programmes/zod' content { kind: PROPOSAL_KIND_IDEA title: 'Idee' "
          "pijler: 'werken' theme: 'Techniek' summary: 'Later.' }");
  const int64_t seconds = base::FakeClock::kStartMicros / 1'000'000;
  const auto list = [&](int64_t at) {
    return wire
        .Do("lezer", "ListProposals",
            absl::StrCat("parent: 'programmes/zod' at { time { seconds: ", at, " } }"))
        .As<pb::ListProposalsResponse>()
        .proposals_size();
  };
  EXPECT_EQ(list(seconds + 3'599), 0);
  EXPECT_EQ(list(seconds + 3'600), 1);
}

TEST(ProposalServiceTest, ListsAreFiltered) {
  Wire wire;
  Endorsed(wire);
  wire.Do("team-wonen", "SubmitProposal",
          "parent: 'programmes/zod' content { kind: PROPOSAL_KIND_IDEA title: 'Idee' "
          "pijler: 'wonen' theme: 'Proeftuinen' summary: 'Later.' }");
  const auto count = [&](const std::string& filter) {
    return wire.Do("lezer", "ListProposals", "parent: 'programmes/zod' " + filter)
        .As<pb::ListProposalsResponse>()
        .proposals_size();
  };
  EXPECT_EQ(count(""), 2);
  EXPECT_EQ(count("stages: PROPOSAL_STAGE_ENDORSED"), 1);
  EXPECT_EQ(count("stages: PROPOSAL_STAGE_ENDORSED stages: PROPOSAL_STAGE_SUBMITTED"), 2);
  EXPECT_EQ(count("kinds: PROPOSAL_KIND_IDEA"), 1);
  EXPECT_EQ(count("pijler: 'werken'"), 1);
  EXPECT_EQ(count("project: 'werken-1'"), 1);
  EXPECT_EQ(count("project: 'p2'"), 0);
}

TEST(ProposalServiceTest, PagesAgreeWhateverIsWrittenMeanwhile) {
  Wire wire;
  BeginDeal(wire);
  const auto submit = [&](int i) {
    wire.Do(
        "team-werken", "SubmitProposal",
        absl::StrCat("parent: 'programmes/zod' content { kind: PROPOSAL_KIND_IDEA title: 'Idee ", i,
                     "' pijler: 'werken' theme: 'Techniek' summary: 'x' }"));
  };
  for (int i = 1; i <= 7; ++i) submit(i);
  const auto head = static_cast<int64_t>(wire.Head());
  std::vector<std::string> titles;
  std::string token;
  do {
    const Reply reply =
        wire.Do("lezer", "ListProposals",
                absl::StrCat("parent: 'programmes/zod' page_size: 3 page_token: '", token, "'"));
    const auto& page = reply.As<pb::ListProposalsResponse>();
    EXPECT_EQ(page.true_at().position(), head);
    for (const pb::Proposal& proposal : page.proposals()) {
      titles.push_back(proposal.content().title());
      EXPECT_EQ(proposal.stage(), pb::PROPOSAL_STAGE_SUBMITTED);
    }
    token = page.next_page_token();
    if (titles.size() == 3) {
      wire.Do("team-werken", "WithdrawProposal",
              "name: 'programmes/zod/proposals/2021-007' reason: 'toch niet'");
    }
    submit(100);
  } while (!token.empty());
  EXPECT_THAT(titles,
              ElementsAre("Idee 1", "Idee 2", "Idee 3", "Idee 4", "Idee 5", "Idee 6", "Idee 7"));
}

// The answer to a command is made as of its own last event, so a repeat answers the same.
TEST(ProposalServiceTest, ARepeatAnswersAsTheFirstTimeThoughTheProposalHasMovedOn) {
  Wire wire;
  Endorsed(wire);
  const std::string endorse = wire.BytesOf("EndorseProposal", kName + "revision_seen: 1");
  const Reply first = wire.SendBytes("anna", "EndorseProposal", endorse);
  ASSERT_TRUE(first.ok()) << first.message;
  wire.Do("carla", "WithdrawEndorsement", kName);
  wire.clock().Advance(86'400'000'000);
  const Reply again = wire.SendBytes("anna", "EndorseProposal", endorse);
  ASSERT_TRUE(again.ok()) << again.message;
  EXPECT_EQ(again.response->SerializeAsString(), first.response->SerializeAsString());
  EXPECT_EQ(again.As<pb::EndorseProposalResponse>().proposal().endorsement().given(), 3);
}

TEST(ProposalServiceTest, APageEndsBeforeClientsRefuseIt) {
  Wire wire;
  BeginDeal(wire);
  constexpr int kIdeas = 500;
  for (int i = 0; i < kIdeas; ++i) {
    wire.Do("team-werken", "SubmitProposal",
            absl::StrCat("parent: 'programmes/zod' content { kind: PROPOSAL_KIND_IDEA title: 'x' "
                         "pijler: 'werken' theme: 'Techniek' summary: '",
                         std::string(7'900, 'x'), "' }"));
  }
  int seen = 0;
  int pages = 0;
  std::string token;
  do {
    const Reply reply =
        wire.Do("lezer", "ListProposals",
                absl::StrCat("parent: 'programmes/zod' page_size: 500 page_token: '", token, "'"));
    const auto& page = reply.As<pb::ListProposalsResponse>();
    ASSERT_GT(page.proposals_size(), 0);
    EXPECT_LT(page.ByteSizeLong(), size_t{3} << 20);
    seen += page.proposals_size();
    token = page.next_page_token();
    ++pages;
  } while (!token.empty());
  EXPECT_EQ(seen, kIdeas);
  EXPECT_GT(pages, 1) << "or nothing was tried";
}

}  // namespace
}  // namespace dealboek::api
