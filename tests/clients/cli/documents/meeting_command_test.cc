// The besluitenlijst and the meeting pack, as their readers get them.
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "tests/clients/cli/command_line.h"
#include "tests/clients/cli/fake_server.h"

namespace dealboek::cli::documents {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

// Meeting 2021-1: a proposal with a contribution, and a reservation change of the stuurgroep's own.
class MeetingCommandTest : public ::testing::Test {
 protected:
  MeetingCommandTest() {
    decision_.set_outcome(v1::OUTCOME_DEFERRED);
    server_.get_programme.answer = [](const v1::GetProgrammeRequest&,
                                      v1::GetProgrammeResponse& response) {
      response.mutable_programme()->set_title("Zod");
      response.mutable_programme()->set_description("Overgenomen uit UP.");
      return grpc::Status::OK;
    };
    server_.list_projects.answer = [](const v1::ListProjectsRequest&,
                                      v1::ListProjectsResponse& response) {
      v1::Project& project = *response.add_projects();
      project.set_project("p31");
      project.set_label("welzijn-4");
      project.set_title("Kansen");
      v1::Project& other = *response.add_projects();
      other.set_project("p10");
      other.set_label("werken-9");
      other.set_title("Jobs");
      return grpc::Status::OK;
    };
    server_.get_budget.answer = [](const v1::GetBudgetRequest&, v1::GetBudgetResponse&) {
      return grpc::Status::OK;
    };
    server_.get_proposal.answer = [](const v1::GetProposalRequest&,
                                     v1::GetProposalResponse& response) {
      const auto act = [&](const std::string& by, int revision, v1::EndorsementActKind kind) {
        v1::EndorsementAct& made = *response.mutable_proposal()->add_endorsement_acts();
        made.set_by(by);
        made.set_revision(revision);
        made.set_kind(kind);
      };
      act("oude stem", 1, v1::ENDORSEMENT_ACT_KIND_ENDORSED);
      act("An", 2, v1::ENDORSEMENT_ACT_KIND_ENDORSED);
      act("Bo", 2, v1::ENDORSEMENT_ACT_KIND_ENDORSED);
      act("Bo", 2, v1::ENDORSEMENT_ACT_KIND_WITHDRAWN);
      return grpc::Status::OK;
    };
    server_.get_meeting.answer = [this](const v1::GetMeetingRequest& request,
                                        v1::GetMeetingResponse& response) {
      response.mutable_true_at()->set_position(request.at().has_position() ? request.at().position()
                                                                           : 50);
      v1::Meeting& meeting = *response.mutable_meeting();
      meeting.set_name("programmes/zod/meetings/2021-1");
      meeting.set_meeting("2021-1");
      meeting.mutable_held_on()->set_year(2021);
      meeting.set_stage(v1::MEETING_STAGE_CONVENED);
      if (confirmed_ && !request.at().has_position()) {
        meeting.set_stage(v1::MEETING_STAGE_CONFIRMED);
        meeting.set_confirmed_at_position(40);
      }
      v1::Attendee& chair = *meeting.add_attendees();
      chair.set_seat("seat-1");
      chair.set_place(v1::SEAT_PLACE_CHAIR);
      chair.set_holder("voorzitter, gedeputeerde provincie Drenthe");
      chair.set_function("gedeputeerde");
      chair.set_partner_name("provincie Drenthe");
      v1::MeetingItem& item = *meeting.add_items();
      item.set_item("item-1");
      item.set_proposal("2021-001");
      item.set_revision(2);
      item.set_project_label("welzijn-5");
      item.mutable_content()->set_title("Zorg");
      item.add_lead_partners("gem. Emmen");
      item.add_lead_partners("gem. Hardenberg");
      if (decided_ > 0) *item.mutable_decision() = decision_;
      item.mutable_content()->mutable_reservation_total()->set_euro_cents(18'000'000);
      v1::ContributionLine& line = *item.mutable_content()->add_contributions();
      line.set_from_project("p31");
      line.set_tranche(5);
      v1::MeetingItem& own = *meeting.add_items();
      own.set_item("item-2");
      own.set_title("reservering voor werken-9 wordt € 1.000");
      own.set_project_label("werken-9");
      own.mutable_own_item()->mutable_reservation_change()->set_project("p10");
      own.mutable_own_item()->mutable_reservation_change()->mutable_total()->set_euro_cents(
          100'000);
      if (decided_ > 1) own.mutable_decision()->set_outcome(v1::OUTCOME_RATIFIED);
      return grpc::Status::OK;
    };
    server_.preview_decisions.answer = [](const v1::PreviewDecisionsRequest&,
                                          v1::PreviewDecisionsResponse& response) {
      const auto change = [&](v1::BudgetGrouping grouping, const std::string& title) {
        v1::BudgetChange& made = *response.add_changes();
        made.set_grouping(grouping);
        made.set_title(title);
        made.mutable_before()->set_grouping(grouping);
        made.mutable_after()->set_grouping(grouping);
        made.mutable_before()->mutable_awarded()->set_euro_cents(0);
        made.mutable_after()->mutable_awarded()->set_euro_cents(5'000);
        return &made;
      };
      change(v1::BUDGET_GROUPING_TRANCHE, "tranche 5")
          ->mutable_after()
          ->mutable_ceiling()
          ->set_euro_cents(900'000);
      change(v1::BUDGET_GROUPING_PROJECT, "welzijn 5 Zorg")
          ->mutable_after()
          ->set_unknown_contributions_in(1);
      change(v1::BUDGET_GROUPING_RESERVATION, "welzijn 5 Zorg");
      return grpc::Status::OK;
    };
  }

  tests::Ended Dealboek(const std::vector<std::string>& arguments) {
    return tests::RunDealboek(arguments, {.variables = {{"DEALBOEK_SERVER", server_.address()},
                                                        {"DEALBOEK_PROGRAMME", "zod"}}});
  }

  tests::FakeServer server_;
  bool confirmed_ = false;
  int decided_ = 0;            // how many of its items
  v1::ItemDecision decision_;  // on the first
};

// What is reserved less what was awarded, and what of that was given back, is what is left.
TEST_F(MeetingCommandTest, TheRowOfAReservationAddsUp) {
  server_.get_budget.answer = [](const v1::GetBudgetRequest& request,
                                 v1::GetBudgetResponse& response) {
    if (request.grouping() != v1::BUDGET_GROUPING_RESERVATION) return grpc::Status::OK;
    v1::BudgetLine& line = *response.add_lines();
    line.set_title("werken 9 Jobs");
    line.mutable_reservation_total()->set_euro_cents(18'000'000);
    line.mutable_awarded()->set_euro_cents(11'500'000);
    line.mutable_released()->set_euro_cents(1'000'000);
    line.mutable_reserved()->set_euro_cents(7'500'000);
    return grpc::Status::OK;
  };
  const std::string out = Dealboek({"meeting", "decisions", "2021-1", "--format", "markdown"}).out;
  EXPECT_THAT(out, HasSubstr("| project | gereserveerd | toegekend | vrijgevallen | nog |"));
  EXPECT_THAT(out, HasSubstr("| werken 9 Jobs | € 180.000 | € 115.000 | € 10.000 | € 75.000 |"));
}

TEST_F(MeetingCommandTest, NoInternalIdReachesTheBesluitenlijst) {
  const tests::Ended ended = Dealboek({"meeting", "decisions", "2021-1", "--format", "markdown"});
  EXPECT_EQ(ended.code, 0) << ended.err;
  EXPECT_THAT(ended.out, Not(HasSubstr("p31")));
  EXPECT_THAT(ended.out, Not(HasSubstr("p10")));
  EXPECT_THAT(ended.out, HasSubstr("Bijdrage uit welzijn-4 Kansen, tranche 5: onbekend"));
  EXPECT_THAT(ended.out, HasSubstr("### 2. Reservering voor werken-9 Jobs wordt € 1.000\n"))
      << "and the label only once";
  EXPECT_THAT(ended.out, HasSubstr("Vergadering 2021-1, 2021"));
}

// A title says why; what was decided must be there too.
TEST_F(MeetingCommandTest, AnItemWithATitleOfItsOwnSaysWhatItDoes) {
  const auto base = server_.get_meeting.answer;
  server_.get_meeting.answer = [base](const v1::GetMeetingRequest& request,
                                      v1::GetMeetingResponse& response) {
    const grpc::Status status = base(request, response);
    response.mutable_meeting()->mutable_items(1)->set_title("Ruimte voor banen");
    return status;
  };
  for (const std::string verb : {"decisions", "pack"}) {
    const std::string out = Dealboek({"meeting", verb, "2021-1", "--format", "markdown"}).out;
    EXPECT_THAT(out, HasSubstr("### 2. Ruimte voor banen\n")) << verb;
    EXPECT_THAT(out, HasSubstr("Reservering voor werken-9 Jobs wordt € 1.000")) << verb;
  }
}

TEST_F(MeetingCommandTest, TheReservationThatWasAskedIsSaidUnlessItWasGiven) {
  const std::string asked = "- **Gevraagde reservering voor het hele project**: € 180.000\n";
  const std::string given = "- **Reservering voor het hele project**: ";
  const auto list = [this] {
    return Dealboek({"meeting", "decisions", "2021-1", "--format", "markdown"}).out;
  };
  EXPECT_THAT(list(), HasSubstr(asked)) << "not decided yet";
  decided_ = 1;
  for (const v1::Outcome refused : {v1::OUTCOME_REJECTED, v1::OUTCOME_DEFERRED}) {
    decision_.set_outcome(refused);
    EXPECT_THAT(list(), HasSubstr(asked));
    EXPECT_THAT(list(), Not(HasSubstr(given)));
  }
  decision_.set_outcome(v1::OUTCOME_RATIFIED_WITH_CHANGES);
  decision_.mutable_reservation_total()->set_euro_cents(15'000'000);
  EXPECT_THAT(list(), HasSubstr(asked));
  EXPECT_THAT(list(), HasSubstr(given + "€ 150.000\n"));
  decision_.clear_reservation_total();
  EXPECT_THAT(list(), HasSubstr(asked));
  EXPECT_THAT(list(), HasSubstr(given + "geen\n"));
  decision_.set_outcome(v1::OUTCOME_RATIFIED);
  decision_.mutable_reservation_total()->set_euro_cents(18'000'000);
  EXPECT_THAT(list(), Not(HasSubstr(asked)));
  EXPECT_THAT(list(), HasSubstr(given + "€ 180.000\n"));
}

TEST_F(MeetingCommandTest, WhoEndorsedWhatIsOnTheAgendaIsNamed) {
  const tests::Ended ended = Dealboek({"meeting", "pack", "2021-1", "--format", "markdown"});
  EXPECT_THAT(ended.out, HasSubstr("- **Voorgedragen door**: An\n"));
}

TEST_F(MeetingCommandTest, WhatANameSaysIsNotSaidAgain) {
  EXPECT_THAT(Dealboek({"meeting", "decisions", "2021-1", "--format", "markdown"}).out,
              HasSubstr("- voorzitter, gedeputeerde provincie Drenthe\n"));
}

TEST_F(MeetingCommandTest, ADescriptionIsNoWarning) {
  EXPECT_THAT(Dealboek({"meeting", "decisions", "2021-1", "--format", "markdown"}).out,
              HasSubstr("\nOvergenomen uit UP.\n"));
}

TEST_F(MeetingCommandTest, ThePackShowsEachBudgetOnceAndEveryAmountThatChanges) {
  const std::string out = Dealboek({"meeting", "pack", "2021-1", "--format", "markdown"}).out;
  EXPECT_THAT(out, HasSubstr("| budget | plafond nu | plafond straks | toegekend nu | toegekend "
                             "straks | vrij nu | vrij straks |\n"));
  EXPECT_THAT(out, HasSubstr("| tranche 5 | geen plafond | € 9.000 | € 0 | € 50 | geen plafond | "
                             "geen plafond |"));
  EXPECT_THAT(out, HasSubstr("| welzijn 5 Zorg | € 0 | € 50 |  | onbekend |"));
  EXPECT_EQ(out.find("| welzijn 5 Zorg |"), out.rfind("| welzijn 5 Zorg |"));
}

TEST_F(MeetingCommandTest, ThePackSaysWhatIsTakenAsDecided) {
  const char* const kHeadings[] = {"## Als alles wordt bekrachtigd zoals gevraagd\n",
                                   "## Als de rest wordt bekrachtigd zoals gevraagd\n",
                                   "## Als deze besluiten van kracht worden\n"};
  for (decided_ = 0; decided_ < 3; ++decided_) {
    EXPECT_THAT(Dealboek({"meeting", "pack", "2021-1", "--format", "markdown"}).out,
                HasSubstr(kHeadings[decided_]));
  }
}

TEST_F(MeetingCommandTest, AFormItHasNotIsRefusedWhicheverOptionAsksForIt) {
  const std::string choices =
      " is geen vorm van dit document; kies met --format uit text, markdown, html of json.\n";
  for (const char* paper : {"decisions", "pack"}) {
    for (const char* option : {"--format", "--output"}) {
      const tests::Ended ended = Dealboek({"meeting", paper, "2021-1", option, "csv"});
      EXPECT_EQ(ended.code, 2) << paper << " " << option;
      EXPECT_EQ(ended.out, "");
      EXPECT_THAT(ended.err,
                  HasSubstr("Verkeerd gebruik: " + std::string(option) + ": 'csv'" + choices));
    }
    EXPECT_EQ(server_.get_meeting.calls, 0) << "nothing is asked of the server for it";
  }
  EXPECT_THAT(Dealboek({"meeting", "decisions", "2021-1", "--output", "html"}).err,
              HasSubstr("kies table, json of csv"));
}

TEST_F(MeetingCommandTest, JsonCanBeAskedForByEitherOption) {
  for (const char* paper : {"decisions", "pack"}) {
    for (const char* option : {"--format", "--output"}) {
      const tests::Ended ended = Dealboek({"meeting", paper, "2021-1", option, "json"});
      EXPECT_EQ(ended.code, 0) << ended.err;
      EXPECT_EQ(ended.out.front(), '{');
    }
  }
}

TEST_F(MeetingCommandTest, TwoPartnersThatLeadAreTwo) {
  EXPECT_THAT(Dealboek({"meeting", "decisions", "2021-1", "--format", "markdown"}).out,
              HasSubstr("- **Penvoerders**: gem. Emmen, gem. Hardenberg\n"));
}

TEST_F(MeetingCommandTest, ThePackOfAConfirmedMeetingIsOfJustBefore) {
  confirmed_ = true;
  const tests::Ended ended = Dealboek({"meeting", "pack", "2021-1", "--format", "markdown"});
  EXPECT_EQ(ended.code, 0) << ended.err;
  EXPECT_EQ(server_.preview_decisions.asked.at().position(), 39);
  EXPECT_EQ(server_.get_meeting.asked.at().position(), 39);
  EXPECT_THAT(ended.out,
              HasSubstr("De besluitenlijst van deze vergadering is inmiddels bevestigd."));
  EXPECT_THAT(ended.out, HasSubstr("dealboek meeting decisions 2021-1"));
}

}  // namespace
}  // namespace dealboek::cli::documents
