// What the verbs of the workflow read first, send, and say.
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "clients/cli/json.h"
#include "dealboek/v1/events.pb.h"
#include "tests/clients/cli/command_line.h"
#include "tests/clients/cli/fake_server.h"

namespace dealboek::cli::commands {
namespace {

using tests::Ended;
using tests::FakeServer;
using tests::Refusal;
using tests::RunDealboek;

class WorkflowTest : public ::testing::Test {
 protected:
  Ended Dealboek(const std::vector<std::string>& arguments, bool terminal = false) {
    return RunDealboek(arguments, {.variables = {{"DEALBOEK_SERVER", server_.address()},
                                                 {"DEALBOEK_PROGRAMME", "zod"},
                                                 {"DEALBOEK_AS", "secretaris"},
                                                 {"NO_COLOR", "1"}},
                                   .terminal = terminal,
                                   .width = 80});
  }

  static void SetReceipt(v1::Receipt& receipt, int64_t first, int64_t last) {
    receipt.set_first_position(first);
    receipt.set_last_position(last);
  }

  // Proposal 2021-017 as it is now: its third revision.
  void AnswerProposal() {
    server_.get_proposal.answer = [](const v1::GetProposalRequest& request,
                                     v1::GetProposalResponse& response) {
      v1::Proposal& proposal = *response.mutable_proposal();
      proposal.set_name(request.name());
      proposal.set_proposal("2021-017");
      proposal.set_revision(3);
      proposal.mutable_content()->set_kind(v1::PROPOSAL_KIND_VERVOLG);
      proposal.mutable_content()->set_title("Vervolg");
      v1::AwardLine& line = *proposal.mutable_content()->add_lines();
      line.set_tranche(5);
      line.mutable_amount()->set_euro_cents(45'000'000);
      return grpc::Status::OK;
    };
  }

  // Meeting 2021-1 with two items, agenda version 4.
  void AnswerMeeting() {
    server_.get_meeting.answer = [](const v1::GetMeetingRequest& request,
                                    v1::GetMeetingResponse& response) {
      v1::Meeting& meeting = *response.mutable_meeting();
      meeting.set_name(request.name());
      meeting.set_meeting("2021-1");
      meeting.set_agenda_version(4);
      meeting.add_items()->set_item("item-1");
      meeting.add_items()->set_item("item-2");
      return grpc::Status::OK;
    };
    server_.set_agenda.answer = [](const v1::SetAgendaRequest&, v1::SetAgendaResponse& response) {
      SetReceipt(*response.mutable_receipt(), 90, 90);
      response.mutable_meeting()->set_agenda_version(5);
      return grpc::Status::OK;
    };
  }

  std::vector<std::string> KeptItems() const {
    std::vector<std::string> items;
    for (const v1::AgendaItemInput& item : server_.set_agenda.asked.items())
      items.push_back(item.item());
    return items;
  }

  FakeServer server_;
};

TEST_F(WorkflowTest, AProposalIsSubmittedByOptions) {
  server_.submit_proposal.answer = [](const v1::SubmitProposalRequest&,
                                      v1::SubmitProposalResponse& response) {
    SetReceipt(*response.mutable_receipt(), 12, 12);
    response.mutable_proposal()->set_proposal("2021-017");
    response.mutable_proposal()->mutable_asked()->set_euro_cents(90'000'000);
    return grpc::Status::OK;
  };
  const Ended ended = Dealboek(
      {"proposal", "submit", "--kind", "vervolg", "--pijler", "wonen", "--project", "wonen-2.4",
       "--title", "Vervolg", "--line", "tranche=5,part=Emmerhout,amount=450.000", "--line",
       "tranche=5,part=Norden,amount=450.000", "--reservation", "1.000.000"});
  EXPECT_EQ(ended.code, 0) << ended.err;
  EXPECT_EQ(ended.out,
            "Voorstel 2021-017 ingediend (positie 12). Gevraagd: € 900.000.\n"
            "Volgende stap: dealboek worklist --proposal 2021-017\n");
  const v1::ProposalContent& content = server_.submit_proposal.asked.content();
  EXPECT_EQ(server_.submit_proposal.asked.parent(), "programmes/zod");
  EXPECT_EQ(content.kind(), v1::PROPOSAL_KIND_VERVOLG);
  ASSERT_EQ(content.lines_size(), 2);
  EXPECT_EQ(content.lines(1).part(), "Norden");
  EXPECT_EQ(content.lines(1).amount().euro_cents(), 45'000'000);
  EXPECT_EQ(content.reservation_total().euro_cents(), 100'000'000);
}

TEST_F(WorkflowTest, AProposalIsSubmittedFromAFileWithOptionsOnTop) {
  const std::filesystem::path path = std::filesystem::path(::testing::TempDir()) / "voorstel.json";
  std::ofstream(path) << R"({"kind": "PROPOSAL_KIND_VERVOLG", "title": "Oud", "project": "werken-9",
                             "lines": [{"tranche": 5, "amount_euro_cents": 9000000}]})";
  Dealboek({"proposal", "submit", "--from", path.string(), "--title", "Nieuw"});
  EXPECT_EQ(server_.submit_proposal.asked.content().title(), "Nieuw");
  EXPECT_EQ(server_.submit_proposal.asked.content().lines(0).amount().euro_cents(), 9'000'000);

  std::ofstream(path) << R"({"lines": [{"bedrag": 5}]})";
  const Ended ended = Dealboek({"proposal", "submit", "--from", path.string()});
  EXPECT_EQ(ended.code, 1);
  EXPECT_EQ(ended.err,
            "Geweigerd: " + path.string() + ": lines[0].bedrag: dit veld ken ik niet.\n");
  EXPECT_EQ(server_.submit_proposal.calls, 1);
  std::filesystem::remove(path);
}

TEST_F(WorkflowTest, ARevisionKeepsWhatIsNotMentionedAndNamesTheRevisionItIsBasedOn) {
  AnswerProposal();
  Dealboek({"proposal", "revise", "2021-017", "--line", "tranche=5,amount=425.000"});
  const v1::ReviseProposalRequest& asked = server_.revise_proposal.asked;
  EXPECT_EQ(asked.name(), "programmes/zod/proposals/2021-017");
  EXPECT_EQ(asked.revision_seen(), 3);
  EXPECT_EQ(asked.content().title(), "Vervolg");
  ASSERT_EQ(asked.content().lines_size(), 1);
  EXPECT_EQ(asked.content().lines(0).amount().euro_cents(), 42'500'000);
  Dealboek({"proposal", "revise", "2021-017", "--title", "x", "--revision", "2"});
  EXPECT_EQ(server_.revise_proposal.asked.revision_seen(), 2);
}

TEST_F(WorkflowTest, ADifferenceIsInDutchForTheEyeAndAsTheContractHasItInCsv) {
  server_.compare_revisions.answer = [](const v1::CompareRevisionsRequest&,
                                        v1::CompareRevisionsResponse& response) {
    const auto add = [&](const char* field, const char* before, const char* after) {
      v1::FieldDifference& difference = *response.add_differences();
      difference.set_field(field);
      if (*before != '\0') difference.set_before(before);
      if (*after != '\0') difference.set_after(after);
    };
    add("kind", "VERVOLG", "UITBREIDING");
    add("lines[tranche 6, Norden].amount", "€ 300.000", "€ 250.000");
    add("lines[tranche 6, Norden].amount (2)", "", "€ 1");
    add("contributions[werken-4, tranche 2].note", "in natura", "");
    add("from_the_future", "a", "b");
    return grpc::Status::OK;
  };
  const std::vector<std::string> diff = {"proposal", "diff",          "2021-017", "--from-revision",
                                         "1",        "--to-revision", "2"};
  EXPECT_EQ(Dealboek(diff).out,
            "veld                                            versie 1   versie 2\n"
            "soort                                           vervolg    uitbreiding\n"
            "gevraagd (tranche 6, Norden)                    € 300.000  € 250.000\n"
            "gevraagd (tranche 6, Norden) (2)                (niet)     € 1\n"
            "toelichting bij bijdrage (werken-4, tranche 2)  in natura  (niet)\n"
            "from_the_future                                 a          b\n");
  std::vector<std::string> csv = diff;
  csv.insert(csv.end(), {"--output", "csv"});
  EXPECT_EQ(Dealboek(csv).out,
            "field;before;after\n"
            "kind;VERVOLG;UITBREIDING\n"
            "lines[tranche 6, Norden].amount;€ 300.000;€ 250.000\n"
            "lines[tranche 6, Norden].amount (2);;€ 1\n"
            "contributions[werken-4, tranche 2].note;in natura;\n"
            "from_the_future;a;b\n");
}

TEST_F(WorkflowTest, AnEndorsementIsOfTheLatestRevisionUnlessAnotherIsNamed) {
  AnswerProposal();
  server_.endorse_proposal.answer = [](const v1::EndorseProposalRequest&,
                                       v1::EndorseProposalResponse& response) {
    SetReceipt(*response.mutable_receipt(), 318, 318);
    response.mutable_proposal()->set_stage(v1::PROPOSAL_STAGE_SUBMITTED);
    response.mutable_proposal()->mutable_endorsement()->set_given(1);
    response.mutable_proposal()->mutable_endorsement()->set_needed(2);
    return grpc::Status::OK;
  };
  const Ended ended = Dealboek({"endorsement", "give", "2021-017"});
  EXPECT_EQ(
      ended.out,
      "Voordracht vastgelegd (positie 318). Nog 1 nodig.\nVolgende stap: dealboek worklist\n");
  EXPECT_EQ(server_.endorse_proposal.asked.revision_seen(), 3);
  Dealboek({"endorsement", "give", "2021-017", "--revision", "2"});
  EXPECT_EQ(server_.endorse_proposal.asked.revision_seen(), 2);
}

TEST_F(WorkflowTest, AgendaVerbsKeepEveryOtherItemAndNameTheVersionTheySaw) {
  AnswerMeeting();
  const Ended ended =
      Dealboek({"meeting", "agenda", "add", "2021-1", "2021-017", "--late-reason", "spoed"});
  EXPECT_EQ(ended.out,
            "Punt geagendeerd; agenda van 2021-1 is nu versie 5 (positie 90).\n"
            "Volgende stap: dealboek meeting agenda show 2021-1\n");
  EXPECT_EQ(server_.set_agenda.asked.version_seen(), 4);
  EXPECT_EQ(KeptItems(), (std::vector<std::string>{"item-1", "item-2", ""}));
  EXPECT_EQ(server_.set_agenda.asked.items(2).proposal(), "2021-017");
  EXPECT_EQ(server_.set_agenda.asked.items(2).late_reason(), "spoed");

  Dealboek({"meeting", "agenda", "take-off", "2021-1", "item-1", "--reason", "te laat"});
  EXPECT_EQ(KeptItems(), (std::vector<std::string>{"item-2"}));
  EXPECT_EQ(server_.set_agenda.asked.taken_off(0).item(), "item-1");
  EXPECT_EQ(server_.set_agenda.asked.taken_off(0).reason(), "te laat");

  Dealboek({"meeting", "agenda", "order", "2021-1", "item-2", "item-1"});
  EXPECT_EQ(KeptItems(), (std::vector<std::string>{"item-2", "item-1"}));
  const int calls = server_.set_agenda.calls;
  EXPECT_EQ(Dealboek({"meeting", "agenda", "order", "2021-1", "item-2"}).code, 1);
  EXPECT_EQ(Dealboek({"meeting", "agenda", "order", "2021-1", "item-2", "item-2"}).code, 1);
  EXPECT_EQ(server_.set_agenda.calls, calls);
}

TEST_F(WorkflowTest, TheStuurgroepsOwnItemsAreAskedInFull) {
  AnswerMeeting();
  server_.get_programme.answer = [](const v1::GetProgrammeRequest& request,
                                    v1::GetProgrammeResponse& response) {
    response.mutable_programme()->set_name(request.name());
    response.mutable_programme()->mutable_rules()->set_rounds_per_year(2);
    return grpc::Status::OK;
  };
  const auto own = [&](const std::vector<std::string>& arguments) {
    std::vector<std::string> all = {"meeting", "agenda"};
    all.insert(all.end(), arguments.begin(), arguments.end());
    const Ended ended = Dealboek(all);
    EXPECT_EQ(ended.code, 0) << ended.err;
    return server_.set_agenda.asked.items(2).own_item();
  };
  v1::OwnItem item = own({"ceiling", "2021-1", "6.000.000", "--tranche", "5"});
  EXPECT_EQ(item.ceiling_change().tranche(), 5);
  EXPECT_EQ(item.ceiling_change().ceiling().euro_cents(), 600'000'000);
  EXPECT_EQ(server_.set_agenda.asked.items(2).title(), "plafond van tranche 5 wordt € 6.000.000");
  item = own({"carry-over", "2021-1", "207.700", "--from-tranche", "5", "--to-tranche", "6"});
  EXPECT_EQ(item.carry_over().from_tranche(), 5);
  EXPECT_EQ(item.carry_over().to_tranche(), 6);
  EXPECT_EQ(item.carry_over().amount().euro_cents(), 20'770'000);
  item = own({"release", "2021-1", "25.000", "--project", "wonen-2.4", "--part", "Norden",
              "--tranche", "2"});
  EXPECT_EQ(item.release().project(), "wonen-2.4");
  EXPECT_EQ(item.release().part(), "Norden");
  EXPECT_EQ(item.release().amount().euro_cents(), 2'500'000);
  item = own({"reservation", "2021-1", "0", "--project", "werken-16"});
  EXPECT_EQ(item.reservation_change().project(), "werken-16");
  EXPECT_TRUE(item.reservation_change().has_total());
  item = own({"rules", "2021-1", "--quorum", "minstens-2/3"});
  EXPECT_EQ(item.rule_change().quorum().at_least().numerator(), 2);
  EXPECT_EQ(item.rule_change().rounds_per_year(), 2);  // as it was
  item = own({"reopening", "2021-1", "--project", "werken-8"});
  EXPECT_EQ(item.reopening().project(), "werken-8");
  item = own({"corrigendum", "2021-1", "--corrects", "118", "--award", "90.000"});
  EXPECT_EQ(item.corrigendum().corrects(), 118);
  EXPECT_EQ(item.corrigendum().award_amount().euro_cents(), 9'000'000);
  item = own({"corrigendum", "2021-1", "--corrects", "118", "--progress", "vertraagd", "--summary",
              "later"});
  EXPECT_EQ(item.corrigendum().progress().status(), v1::PROGRESS_STATUS_VERTRAAGD);
  EXPECT_EQ(Dealboek({"meeting", "agenda", "corrigendum", "2021-1", "--corrects", "118"}).code, 2);
}

TEST_F(WorkflowTest, WhoTypesANegativeAmountIsToldWhetherZeroWillDo) {
  struct Row {
    std::vector<std::string> arguments;
    bool zero;
  };
  const Row kRows[] = {
      {{"tranche", "add", "6", "--ceiling=-5"}, true},
      {{"programme", "ceiling", "--", "-5"}, true},
      {{"meeting", "agenda", "ceiling", "2021-1", "--", "-5"}, true},
      {{"meeting", "agenda", "reservation", "2021-1", "--project", "werken-16", "--", "-5"}, true},
      {{"meeting", "agenda", "corrigendum", "2021-1", "--corrects", "118", "--award=-5"}, true},
      {{"meeting", "agenda", "corrigendum", "2021-1", "--corrects", "118", "--reservation=-5"},
       true},
      {{"meeting", "agenda", "corrigendum", "2021-1", "--corrects", "118", "--contribution=-5"},
       true},
      {{"meeting", "agenda", "release", "2021-1", "--project", "werken-9", "--tranche", "3", "--",
        "-5"},
       false},
      {{"meeting", "agenda", "carry-over", "2021-1", "--from-tranche", "5", "--to-tranche", "6",
        "--", "-5"},
       false},
      {{"meeting", "decide", "2021-1", "item-1", "bekrachtigd", "--reservation=-5"}, false},
      {{"proposal", "submit", "--kind", "idee", "--title", "x", "--reservation=-5"}, false}};
  AnswerMeeting();
  for (const Row& row : kRows) {
    const Ended ended = Dealboek(row.arguments);
    const std::string remedy =
        row.zero ? "Geef een bedrag van nul of meer.\n" : "Geef een bedrag boven nul, ";
    EXPECT_EQ(ended.code, 2) << ended.err;
    EXPECT_NE(ended.err.find("'-5' is negatief. " + remedy), std::string::npos) << ended.err;
  }
}

TEST_F(WorkflowTest, ADecisionSaysHowManyItemsAreLeft) {
  AnswerMeeting();
  server_.record_decision.answer = [](const v1::RecordDecisionRequest&,
                                      v1::RecordDecisionResponse& response) {
    SetReceipt(*response.mutable_receipt(), 95, 95);
    response.mutable_meeting()->add_items()->mutable_decision();
    response.mutable_meeting()->add_items();
    return grpc::Status::OK;
  };
  const Ended ended =
      Dealboek({"meeting", "decide", "2021-1", "item-1", "bekrachtigd-met-wijziging", "--line",
                "tranche=5,amount=425.000", "--reason", "minder"});
  EXPECT_EQ(ended.out,
            "Besluit over item-1 vastgelegd: bekrachtigd met wijziging (positie 95). Nog 1 punt te "
            "besluiten.\n"
            "Volgende stap: dealboek meeting show 2021-1\n");
  EXPECT_EQ(server_.record_decision.asked.version_seen(), 4);
  EXPECT_EQ(server_.record_decision.asked.outcome(), v1::OUTCOME_RATIFIED_WITH_CHANGES);
  EXPECT_EQ(server_.record_decision.asked.lines(0).amount().euro_cents(), 42'500'000);
}

TEST_F(WorkflowTest, OfAnAgendaThatWasNeverSetNothingIsDecidedOrConfirmed) {
  server_.get_meeting.answer = [](const v1::GetMeetingRequest&, v1::GetMeetingResponse&) {
    return grpc::Status::OK;
  };
  for (const std::vector<std::string>& arguments :
       {std::vector<std::string>{"meeting", "decide", "2021-1", "item-1", "bekrachtigd"},
        std::vector<std::string>{"meeting", "confirm", "2021-1"}}) {
    const Ended ended = Dealboek(arguments);
    EXPECT_EQ(ended.code, 1);
    EXPECT_EQ(ended.err,
              "Geweigerd: De agenda van 2021-1 is nog leeg, dus er is niets te besluiten. Zet er "
              "eerst iets op: dealboek meeting agenda add 2021-1 VOORSTEL ...\n");
  }
  EXPECT_EQ(server_.record_decision.calls, 0);
}

TEST_F(WorkflowTest, AnItemOfTheStuurgroepsOwnIsToldByTheLabelOfItsProject) {
  server_.get_meeting.answer = [](const v1::GetMeetingRequest&, v1::GetMeetingResponse& response) {
    v1::MeetingItem& item = *response.mutable_meeting()->add_items();
    item.set_item("item-1");
    item.set_title("Vrijval");
    item.set_project_label("werken-9");
    item.mutable_own_item()->mutable_release()->set_project("p10");
    item.mutable_own_item()->mutable_release()->set_tranche(3);
    item.mutable_own_item()->mutable_release()->mutable_amount()->set_euro_cents(2'500'000);
    return grpc::Status::OK;
  };
  const std::string shown = Dealboek({"meeting", "agenda", "show", "2021-1"}).out;
  EXPECT_NE(shown.find("vrijval van € 25.000 van werken-9, terug naar tranche 3"),
            std::string::npos)
      << shown;
}

TEST_F(WorkflowTest, AProposalIsListedWithTheProjectItHasOrAsksFor) {
  server_.list_proposals.answer = [](const v1::ListProposalsRequest&,
                                     v1::ListProposalsResponse& response) {
    v1::Proposal& follow_up = *response.add_proposals();
    follow_up.set_proposal("2021-001");
    follow_up.set_stage(v1::PROPOSAL_STAGE_ENDORSED);
    follow_up.set_project_label("wonen-2.4");
    follow_up.set_revision(1);
    follow_up.mutable_content()->set_kind(v1::PROPOSAL_KIND_VERVOLG);
    follow_up.mutable_asked()->set_euro_cents(90'000'000);
    v1::Proposal& fresh = *response.add_proposals();
    fresh.set_proposal("2021-002");
    fresh.set_stage(v1::PROPOSAL_STAGE_SUBMITTED);
    fresh.set_revision(2);
    fresh.mutable_content()->set_kind(v1::PROPOSAL_KIND_NEW_PROJECT);
    fresh.mutable_content()->set_pijler("werken");
    fresh.mutable_content()->set_number("17");
    v1::Proposal& idea = *response.add_proposals();
    idea.set_proposal("2021-003");
    idea.set_stage(v1::PROPOSAL_STAGE_SUBMITTED);
    idea.set_revision(1);
    idea.mutable_content()->set_kind(v1::PROPOSAL_KIND_IDEA);
    idea.mutable_asked();
    return grpc::Status::OK;
  };
  // An idea asks no amount: not zero either.
  EXPECT_EQ(Dealboek({"proposal", "list", "--output", "csv"}).out,
            "proposal;stage;kind;pijler;project;title;asked_euro_cents;endorsements;revision\n"
            "2021-001;voorgedragen;vervolg;;wonen-2.4;;90000000;0/0;1\n"
            "2021-002;ingediend;nieuw project;werken;werken-17;;;0/0;2\n"
            "2021-003;ingediend;idee;;;;;0/0;1\n");
  const Ended ended =
      Dealboek({"proposal", "list", "--stage", "voorgedragen", "--stage", "ingediend"});
  EXPECT_NE(ended.out.find("werken-17 (nieuw)"), std::string::npos) << ended.out;
  EXPECT_EQ(server_.list_proposals.asked.stages_size(), 2);
}

TEST_F(WorkflowTest, APreviewThatCannotBeEndsWith1AndSaysWhy) {
  server_.preview_decisions.answer = [](const v1::PreviewDecisionsRequest&,
                                        v1::PreviewDecisionsResponse& response) {
    v1::PreviewVerdict& good = *response.add_verdicts();
    good.set_proposal("2021-001");
    good.set_title("Eerste");
    v1::PreviewVerdict& bad = *response.add_verdicts();
    bad.set_proposal("2021-002");
    bad.set_title("Tweede");
    bad.set_reason("TRANCHE_CEILING_EXCEEDED");
    bad.set_dutch("Dat is te veel.");
    v1::BudgetChange& change = *response.add_changes();
    change.set_title("tranche 5");
    change.set_grouping(v1::BUDGET_GROUPING_TRANCHE);
    change.mutable_before()->mutable_awarded()->set_euro_cents(0);
    change.mutable_after()->mutable_awarded()->set_euro_cents(45'000'000);
    return grpc::Status::OK;
  };
  const Ended ended = Dealboek({"budget", "preview", "2021-001", "2021-002"});
  EXPECT_EQ(ended.code, 1);
  EXPECT_EQ(ended.out,
            "2021-001 Eerste: kan\n"
            "2021-002 Tweede: kan niet. Dat is te veel. [TRANCHE_CEILING_EXCEEDED]\n"
            "\n"
            "soort    budget     toegekend nu     straks\n"
            "tranche  tranche 5           € 0  € 450.000\n"
            "\n"
            "Er is niets vastgelegd.\n");
}

// -------------------------------------------------------------------------------------------
// events

v1::RecordedEvent Recorded(int64_t position) {
  v1::Event event;
  event.mutable_header()->set_position(position);
  event.mutable_header()->mutable_recorded_at()->set_seconds(1623074580);
  event.mutable_header()->mutable_decided_on()->set_year(2019);
  event.mutable_header()->set_actor("person-1");
  event.mutable_awarded()->set_project("p9");
  event.mutable_awarded()->set_tranche(5);
  event.mutable_awarded()->mutable_amount()->set_euro_cents(9'000'000);
  v1::RecordedEvent recorded;
  recorded.set_position(position);
  recorded.set_record(event.SerializeAsString());
  return recorded;
}

TEST_F(WorkflowTest, EventsAreALineEach) {
  v1::ReadEventsResponse& response = server_.read_events.emplace_back();
  response.mutable_true_at()->set_position(2);
  *response.add_events() = Recorded(1);
  *response.add_events() = Recorded(2);
  const Ended ended = Dealboek({"events", "read"});
  EXPECT_EQ(ended.code, 0) << ended.err;
  EXPECT_EQ(ended.out,
            "     1  7 juni 2021 14:03        2019        Awarded                   person-1    "
            "project=p9 tranche=5 "
            "amount=€ 90.000\n"
            "     2  7 juni 2021 14:03        2019        Awarded                   person-1    "
            "project=p9 tranche=5 "
            "amount=€ 90.000\n");
  EXPECT_EQ(ended.err, "2 gebeurtenissen, het boek staat op positie 2.\n");

  const std::string json = Dealboek({"events", "read", "--output", "json"}).out;
  const nlohmann::json first = nlohmann::json::parse(json.substr(0, json.find('\n')));
  EXPECT_EQ(first["position"], 1);
  EXPECT_EQ(first["type"], "Awarded");
  EXPECT_EQ(first["event"]["awarded"]["amount_euro_cents"], 9'000'000);
  EXPECT_EQ(first["event"]["header"]["decided_on"], "2019");
}

TEST_F(WorkflowTest, ALongReadDrawsNoBarWithoutATerminal) {
  v1::ReadEventsResponse& response = server_.read_events.emplace_back();
  response.mutable_true_at()->set_position(1);
  *response.add_events() = Recorded(1);
  EXPECT_EQ(Dealboek({"events", "read"}).err.find('\r'), std::string::npos);
}

TEST_F(WorkflowTest, ARecordThatIsNoEventIsSaid) {
  v1::ReadEventsResponse& response = server_.read_events.emplace_back();
  v1::RecordedEvent& recorded = *response.add_events();
  recorded.set_position(7);
  recorded.set_record("\xFF\xFF");
  const Ended ended = Dealboek({"events", "read"});
  EXPECT_EQ(ended.code, 1);
  EXPECT_EQ(ended.err, "Geweigerd: Positie 7 is geen gebeurtenis die dit programma kan lezen.\n");
}

TEST_F(WorkflowTest, AStreamThatBreaksOffSaysWhereToGoOn) {
  v1::SubscribeEventsResponse& response = server_.subscribe_events.emplace_back();
  *response.add_events() = Recorded(1);
  response.set_head_position(1);
  server_.events_status =
      Refusal(grpc::StatusCode::UNAVAILABLE, "QUEUE_FULL", "", "U liep te ver achter.");
  const Ended ended = Dealboek({"events", "follow"});
  EXPECT_EQ(ended.code, 3);
  EXPECT_EQ(ended.err,
            "Geweigerd: U liep te ver achter. [QUEUE_FULL]\nGa verder met: dealboek events follow "
            "--from-position 2\n");
}

TEST_F(WorkflowTest, AStreamThatFallsSilentIsGivenUp) {
  v1::SubscribeEventsResponse& response = server_.subscribe_events.emplace_back();
  *response.add_events() = Recorded(1);
  response.set_head_position(1);
  server_.hang = true;
  const Ended ended = Dealboek({"events", "follow", "--deadline", "0.3"});
  EXPECT_EQ(ended.code, 3);
  EXPECT_EQ(ended.err, "Geweigerd: De server op " + server_.address() +
                           " gaf niet binnen 0.3 s antwoord. Geef meer tijd met --deadline.\n"
                           "Ga verder met: dealboek events follow --from-position 2\n");
}

TEST_F(WorkflowTest, CompletionKnowsEveryNounAndVerb) {
  const std::string script = Dealboek({"completion", "bash"}).out;
  EXPECT_NE(script.find("_dealboek_words[\"meeting agenda \"]=\"show add take-off order ceiling"),
            std::string::npos);
  EXPECT_NE(script.find("complete -F _dealboek dealboek"), std::string::npos);
}

TEST_F(WorkflowTest, EverybodyIsThereLeavesVacantSeatsOut) {
  server_.get_meeting.answer = [](const v1::GetMeetingRequest&, v1::GetMeetingResponse& response) {
    v1::Attendee& held = *response.mutable_meeting()->add_attendees();
    held.set_seat("seat-1");
    held.set_holder("voorzitter");
    response.mutable_meeting()->add_attendees()->set_seat("seat-2");
    return grpc::Status::OK;
  };
  server_.record_attendance.answer = [](const v1::RecordAttendanceRequest&,
                                        v1::RecordAttendanceResponse& response) {
    SetReceipt(*response.mutable_receipt(), 91, 91);
    return grpc::Status::OK;
  };
  EXPECT_EQ(Dealboek({"meeting", "attend", "2021-1", "--all"}).code, 0);
  ASSERT_EQ(server_.record_attendance.asked.present_seats_size(), 1);
  EXPECT_EQ(server_.record_attendance.asked.present_seats(0), "seat-1");
}

TEST_F(WorkflowTest, WhatWasSeenIsNamedOrElseWhatWasRead) {
  server_.get_meeting.answer = [](const v1::GetMeetingRequest&, v1::GetMeetingResponse& response) {
    response.mutable_true_at()->set_position(90);
    v1::Meeting& meeting = *response.mutable_meeting();
    meeting.set_agenda_version(4);
    meeting.add_attendees()->set_seat("seat-1");
    meeting.mutable_attendees(0)->set_holder("voorzitter");
    return grpc::Status::OK;
  };
  server_.get_programme.answer = [](const v1::GetProgrammeRequest&,
                                    v1::GetProgrammeResponse& response) {
    response.mutable_true_at()->set_position(95);
    return grpc::Status::OK;
  };
  const v1::RecordAttendanceRequest& attended = server_.record_attendance.asked;
  Dealboek({"meeting", "attend", "2021-1", "--all"});
  EXPECT_EQ(attended.position_seen(), 90);
  Dealboek({"meeting", "attend", "2021-1", "--all", "--position-seen", "85"});
  EXPECT_EQ(attended.position_seen(), 85);
  Dealboek({"meeting", "attend", "2021-1", "seat-1"});
  EXPECT_EQ(attended.position_seen(), 0) << "nothing was read, nothing is said";
  Dealboek({"meeting", "attend", "2021-1", "seat-1", "--position-seen", "86"});
  EXPECT_EQ(attended.position_seen(), 86);

  Dealboek({"programme", "rules", "--quorum", "minstens-2/3"});
  EXPECT_EQ(server_.set_rules.asked.position_seen(), 95);
  Dealboek({"programme", "rules", "--quorum", "minstens-2/3", "--position-seen", "60"});
  EXPECT_EQ(server_.set_rules.asked.position_seen(), 60);
  Dealboek({"programme", "define-pijler", "wonen", "--position-seen", "61"});
  EXPECT_EQ(server_.define_pijler.asked.position_seen(), 61);

  Dealboek({"proposal", "withdraw", "2021-017", "--revision", "2"});
  EXPECT_EQ(server_.withdraw_proposal.asked.revision_seen(), 2);

  const v1::SetAgendaRequest& agenda = server_.set_agenda.asked;
  Dealboek({"meeting", "agenda", "add", "2021-1", "2021-017", "--agenda-version", "3"});
  EXPECT_EQ(agenda.version_seen(), 3);
  Dealboek({"meeting", "agenda", "ceiling", "2021-1", "6.000.000", "--agenda-version", "2"});
  EXPECT_EQ(agenda.version_seen(), 2);
  Dealboek({"meeting", "agenda", "take-off", "2021-1", "item-1", "--reason", "x",
            "--agenda-version", "1"});
  EXPECT_EQ(agenda.version_seen(), 1);
}

TEST_F(WorkflowTest, WithoutAnyHolderNobodyCanBeThere) {
  server_.get_meeting.answer = [](const v1::GetMeetingRequest&, v1::GetMeetingResponse& response) {
    response.mutable_meeting()->add_attendees()->set_seat("seat-1");
    return grpc::Status::OK;
  };
  const Ended ended = Dealboek({"meeting", "attend", "2021-1", "--all"});
  EXPECT_EQ(ended.code, 1);
  EXPECT_EQ(ended.err.find("Geweigerd: Alle zetels van de stuurgroep zijn vacant"), 0);
  EXPECT_EQ(server_.record_attendance.calls, 0);
}

TEST_F(WorkflowTest, ALineWithNothingBehindAFieldIsRefused) {
  const Ended ended = Dealboek(
      {"proposal", "submit", "--kind", "vervolg", "--line", "tranche=5,part=,amount=450.000"});
  EXPECT_EQ(ended.code, 2);
  EXPECT_EQ(ended.err.find("Verkeerd gebruik: --line: achter part= staat niets."), 0) << ended.err;
}

}  // namespace
}  // namespace dealboek::cli::commands
