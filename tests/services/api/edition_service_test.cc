#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dealboek/v1/edition_service.pb.h"
#include "tests/services/api/wire.h"

namespace dealboek::api {
namespace {

namespace pb = dealboek::v1;
using testing::ElementsAre;

const std::string kParent = "parent: 'programmes/zod' ";

TEST(EditionServiceTest, AnEditionIsComputedAndPublished) {
  Wire wire;
  Confirmed(wire);
  const Reply got = wire.Do("lezer", "GetEdition", kParent + "tranches: 5");
  const pb::Edition& edition = got.As<pb::GetEditionResponse>().edition();
  EXPECT_EQ(edition.programme_title(), "Regio Deal Zuid- en Oost-Drenthe");
  EXPECT_THAT(edition.columns(), ElementsAre(1, 2, 4, 5));
  ASSERT_EQ(edition.summary_size(), 2);
  EXPECT_EQ(edition.summary(0).chosen().amount().euro_cents(), 3'000'000);
  EXPECT_EQ(edition.total().euro_cents(), 22'000'000);
  EXPECT_EQ(edition.tables(0).rows(0).label(), pb::EDITION_LABEL_VERVOLG);

  const uint64_t at = wire.Head();
  const Reply published = wire.Do("secretaris", "PublishEdition",
                                  kParent +
                                      "tranches: 4 tranches: 5 title: 'Juni 2021' "
                                      "published_on { year: 2021 month: 6 day: 30 }");
  const pb::PublishedEdition& made = published.As<pb::PublishEditionResponse>().edition();
  EXPECT_EQ(made.name(), "programmes/zod/editions/e1");
  EXPECT_EQ(made.at_position(), static_cast<int64_t>(at));
  EXPECT_EQ(made.position(), static_cast<int64_t>(wire.Head()));

  // Whatever happens later, it stays what it was.
  wire.Do("secretaris", "RenameProject",
          "name: 'programmes/zod/projects/werken-1' title: 'Anders' revision_seen: " +
              std::to_string(wire.Do("lezer", "GetProject", "name: 'programmes/zod/projects/p1'")
                                 .As<pb::GetProjectResponse>()
                                 .project()
                                 .revision()));
  const Reply again = wire.Do("lezer", "GetEdition", kParent + "edition: 'e1'");
  EXPECT_EQ(again.As<pb::GetEditionResponse>().true_at().position(), static_cast<int64_t>(at));
  EXPECT_THAT(again.As<pb::GetEditionResponse>().edition().tranches(), ElementsAre(4, 5));
  EXPECT_EQ(again.As<pb::GetEditionResponse>().edition().tables(0).rows(0).title(), "Lab");
  EXPECT_EQ(again.As<pb::GetEditionResponse>().published().SerializeAsString(),
            made.SerializeAsString());
  EXPECT_FALSE(got.As<pb::GetEditionResponse>().has_published());

  const Reply listed = wire.Do("lezer", "ListEditions", kParent);
  ASSERT_EQ(listed.As<pb::ListEditionsResponse>().editions_size(), 1);
  EXPECT_EQ(listed.As<pb::ListEditionsResponse>().editions(0).title(), "Juni 2021");
  EXPECT_EQ(wire.Send("lezer", "GetEdition", kParent + "edition: 'e2'").reason, "EDITION_UNKNOWN");
  EXPECT_TRUE(
      wire.Send("lezer", "GetEdition", kParent + "edition: 'e1' tranches: 5 tranches: 4").ok());
  const Reply others = wire.Send("lezer", "GetEdition", kParent + "edition: 'e1' tranches: 5");
  EXPECT_EQ(others.code, grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(others.reason, "FIELD_NOT_ALLOWED");
  EXPECT_EQ(others.fields, std::vector<std::string>{"tranches"});
  EXPECT_EQ(wire.Send("lezer", "GetEdition", kParent + "tranches: 9").reason, "TRANCHE_UNKNOWN");
}

TEST(EditionServiceTest, EveryAwardOfTheChosenTranchesHasItsRoute) {
  Wire wire;
  Confirmed(wire);
  const Reply got = wire.Do("lezer", "GetEdition", kParent + "tranches: 5");
  const pb::Edition& edition = got.As<pb::GetEditionResponse>().edition();
  ASSERT_EQ(edition.postings_size(), 1);
  const pb::Posting& posting = edition.postings(0);
  EXPECT_EQ(posting.project_label(), "werken-1");
  EXPECT_EQ(posting.amount().euro_cents(), 3'000'000);
  EXPECT_EQ(posting.route().kind(), pb::ROUTE_KIND_DECIDED);
  EXPECT_EQ(posting.route().proposal(), "2021-001");
  EXPECT_EQ(posting.route().meeting(), "2021-1");
  EXPECT_EQ(posting.route().endorsed_size(), 2);
  EXPECT_EQ(posting.route().confirmed().by(), "voorzitter (nagespeeld)");

  // Of history there is the source, and that no more is recorded.
  const Reply history = wire.Do("lezer", "GetEdition", kParent + "tranches: 1 tranches: 2");
  int64_t cents = 0;
  for (const pb::Posting& one : history.As<pb::GetEditionResponse>().edition().postings()) {
    EXPECT_EQ(one.route().kind(), pb::ROUTE_KIND_NOT_RECORDED);
    EXPECT_NE(one.route().source().document(), "");
    cents += one.amount().euro_cents();
  }
  EXPECT_EQ(cents, history.As<pb::GetEditionResponse>().edition().total().euro_cents());
}

TEST(EditionServiceTest, ValidOnShowsWhatWasOnlyPossibleBesideTheAmounts) {
  Wire wire;
  Confirmed(wire);
  const auto edition = [&](const std::string& day) {
    return wire.Do("lezer", "GetEdition", kParent + "at { valid_on { " + day + " } }")
        .As<pb::GetEditionResponse>()
        .edition();
  };
  // Tranche 2 was decided somewhere in 2020.
  const auto possible = [](const pb::Edition& edition) {
    int64_t cents = 0;
    for (const pb::EditionRow& row : edition.tables(0).rows()) {
      for (const pb::EditionCell& cell : row.cells()) cents += cell.possible_amount().euro_cents();
    }
    return cents;
  };
  const pb::Edition within = edition("year: 2020 month: 6 day: 1");
  const pb::Edition after = edition("year: 2020 month: 12 day: 31");
  const int64_t became_certain =
      after.tables(0).total().euro_cents() - within.tables(0).total().euro_cents();
  EXPECT_GT(became_certain, 0);
  EXPECT_EQ(possible(within), became_certain);
  EXPECT_EQ(within.tables(0).totals(1).possible_amount().euro_cents(), became_certain);
  EXPECT_EQ(within.summary(0).tranches(1).possible_amount().euro_cents(), became_certain);
  EXPECT_EQ(possible(after), 0);
}

TEST(EditionServiceTest, ValidOnMarksAContributionThatWasOnlyPossible) {
  Wire wire;
  Confirmed(wire);
  // Out of werken-1 for werken-3, decided somewhere in 2020: told in a cell of the one, and in a
  // note of the other.
  const auto marks = [&](const std::string& day) {
    const pb::Edition edition =
        wire.Do("lezer", "GetEdition", kParent + "at { valid_on { " + day + " } }")
            .As<pb::GetEditionResponse>()
            .edition();
    std::vector<bool> possible;
    for (const pb::EditionRow& row : edition.tables(0).rows()) {
      for (const pb::EditionCell& cell : row.cells()) {
        for (const auto& one : cell.contributions()) possible.push_back(one.possible());
      }
    }
    for (const pb::EditionNote& note : edition.tables(0).notes()) {
      if (note.has_given()) possible.push_back(note.given().possible());
    }
    return possible;
  };
  EXPECT_EQ(marks("year: 2019 month: 12 day: 31"), std::vector<bool>());
  EXPECT_EQ(marks("year: 2020 month: 6 day: 1"), (std::vector<bool>{true, true}));
  EXPECT_EQ(marks("year: 2020 month: 12 day: 31"), (std::vector<bool>{false, false}));
}

TEST(EditionServiceTest, StatementsAreReconciledAndDifferencesExplained) {
  Wire wire;
  BeginDeal(wire);
  const Reply recorded =
      wire.Do("secretaris", "RecordStatements", absl::StrCat(kParent, R"pb(
                statements {
                  source { document: "UP" location: "12" }
                  statement { label { project: "werken-1" tranches: 1 label: EDITION_LABEL_NIEUW } }
                }
                statements {
                  source { document: "UP" location: "12" }
                  statement {
                    total {
                      pijler: "wonen"
                      amount { euro_cents: 4000000 }
                    }
                  }
                }
              )pb"));
  EXPECT_THAT(recorded.As<pb::RecordStatementsResponse>().statements(), ElementsAre("s2", "s3"));

  Reply reply = wire.Do("lezer", "Reconcile", kParent);
  const auto& reconciled = reply.As<pb::ReconcileResponse>();
  EXPECT_EQ(reconciled.reconciliations_size(), 3);
  EXPECT_EQ(reconciled.agreeing(), 2);
  EXPECT_EQ(reconciled.differing(), 1);
  EXPECT_EQ(reconciled.unexplained(), 1);

  const Reply explained = wire.Do("secretaris", "ExplainDifference",
                                  kParent + "statement: 's1' reason: 'afgerond gedrukt'");
  const pb::Reconciliation& one = explained.As<pb::ExplainDifferenceResponse>().reconciliation();
  EXPECT_EQ(one.agreement(), pb::AGREEMENT_EXPLAINED);
  EXPECT_EQ(one.amount_difference().euro_cents(), 1'000'000);
  EXPECT_EQ(one.reason(), "afgerond gedrukt");
  EXPECT_EQ(wire.Send("secretaris", "ExplainDifference",
                      kParent + "statement: 's1' reason: 'telfout' position_seen: 1")
                .reason,
            "STALE_REVISION");
  EXPECT_EQ(wire.Send("secretaris", "ExplainDifference",
                      kParent + "statement: 's1' reason: 'afgerond gedrukt'")
                .reason,
            "NOTHING_CHANGED");
  reply = wire.Do("lezer", "Reconcile", kParent);
  EXPECT_EQ(reply.As<pb::ReconcileResponse>().differing(), 1) << "the difference stays visible";
  EXPECT_EQ(reply.As<pb::ReconcileResponse>().unexplained(), 0);
}

TEST(EditionServiceTest, AReconciliationPagesAndEachPageCountsTheWhole) {
  Wire wire;
  BeginDeal(wire);
  const std::string statement = R"pb(
    statements {
      source { document: "UP" location: "12" }
      statement {
        total {
          pijler: "wonen"
          amount { euro_cents: 4000000 }
        }
      }
    }
  )pb";
  wire.Do("secretaris", "RecordStatements", kParent + statement + statement);
  const auto reconcile = [&](const std::string& more) {
    return wire.Do("lezer", "Reconcile", kParent + more).As<pb::ReconcileResponse>();
  };
  const auto whole = reconcile("");
  ASSERT_EQ(whole.reconciliations_size(), 3);
  EXPECT_EQ(whole.next_page_token(), "");
  const auto first = reconcile("page_size: 2");
  ASSERT_EQ(first.reconciliations_size(), 2);
  wire.Do("secretaris", "RecordStatements", kParent + statement);
  const auto second =
      reconcile(absl::StrCat("page_size: 2 page_token: '", first.next_page_token(), "'"));
  ASSERT_EQ(second.reconciliations_size(), 1) << "what was recorded meanwhile is of a later list";
  EXPECT_EQ(second.reconciliations(0).DebugString(), whole.reconciliations(2).DebugString());
  EXPECT_EQ(second.next_page_token(), "");
  for (const auto& page : {first, second}) {
    EXPECT_EQ(page.agreeing(), 2);
    EXPECT_EQ(page.differing(), 1);
    EXPECT_EQ(page.unexplained(), 1);
    EXPECT_EQ(page.true_at().position(), whole.true_at().position());
  }
}

TEST(EditionServiceTest, StatementsOfTheCallersOwnAreComparedAndNotRecorded) {
  Wire wire;
  BeginDeal(wire);
  const uint64_t head = wire.Head();
  const Reply reply =
      wire.Do("lezer", "Reconcile", absl::StrCat(kParent, R"pb(
                statements {
                  statement { label { project: "werken-1" tranches: 1 label: EDITION_LABEL_NIEUW } }
                }
              )pb"));
  EXPECT_EQ(reply.As<pb::ReconcileResponse>().agreeing(), 1);
  EXPECT_EQ(reply.As<pb::ReconcileResponse>().reconciliations_size(), 1);
  EXPECT_EQ(wire.Head(), head);
  EXPECT_EQ(wire.Send("lezer", "Reconcile",
                      kParent + "statements { statement { label { project: 'werken-99' } } }")
                .reason,
            "PROJECT_UNKNOWN");
}

}  // namespace
}  // namespace dealboek::api
