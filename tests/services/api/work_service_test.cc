#include <string>

#include <gtest/gtest.h>

#include "dealboek/v1/work_service.pb.h"
#include "tests/services/api/wire.h"

namespace dealboek::api {
namespace {

namespace pb = dealboek::v1;

TEST(WorkServiceTest, WhatWaitsForTheCallerOrARole) {
  Wire wire;
  Endorsed(wire);
  wire.Do("team-werken", "SubmitProposal", R"pb(
    parent: "programmes/zod"
    content {
      kind: PROPOSAL_KIND_VERVOLG
      title: "Campus, vervolg"
      pijler: "werken"
      theme: "Innovatie"
      project: "werken-2"
      lines {
        tranche: 5
        amount { euro_cents: 100 }
      }
    })pb");
  const auto work = [&](const std::string& who, const std::string& more) {
    return wire.Do(who, "ListWork", "parent: 'programmes/zod' " + more).As<pb::ListWorkResponse>();
  };
  const auto anna = work("anna", "");
  ASSERT_GE(anna.items_size(), 1);
  bool found = false;
  for (const pb::WorkItem& item : anna.items()) {
    if (item.about() == "programmes/zod/proposals/2021-002") {
      found = true;
      EXPECT_EQ(item.kind(), pb::WORK_KIND_ENDORSE);
      EXPECT_NE(item.dutch(), "");
    }
  }
  EXPECT_TRUE(found);
  const auto secretaris = work("lezer", "role: ROLE_SECRETARIS");
  EXPECT_GE(secretaris.items_size(), 1);
  for (const pb::WorkItem& item : secretaris.items()) {
    EXPECT_EQ(item.role(), pb::ROLE_SECRETARIS);
  }
  EXPECT_EQ(work("lezer", "role: ROLE_VAKBESTUURDER pijler: 'wonen'").items_size(), 0);
  EXPECT_EQ(work("een vreemde", "").items_size(), 0);
  EXPECT_EQ(wire.Send("lezer", "ListWork", "parent: 'programmes/zod' pijler: 'wonen'").reason,
            "ENUM_UNSPECIFIED");

  const Reply waiting = wire.Do("lezer", "GetWaiting", "name: 'programmes/zod/proposals/2021-002'");
  ASSERT_EQ(waiting.As<pb::GetWaitingResponse>().items_size(), 1);
  EXPECT_EQ(waiting.As<pb::GetWaitingResponse>().items(0).seats_size(), 3);
}

TEST(WorkServiceTest, AProposalThatHasComeToItsEndWaitsOnNobody) {
  Wire wire;
  Confirmed(wire);
  EXPECT_EQ(wire.Do("lezer", "GetWaiting", "name: 'programmes/zod/proposals/2021-001'")
                .As<pb::GetWaitingResponse>()
                .items_size(),
            0);
}

}  // namespace
}  // namespace dealboek::api
