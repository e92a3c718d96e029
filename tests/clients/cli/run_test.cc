// From a command line to what is printed and how it ends, against a server that answers as told.
#include "clients/cli/run.h"

#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "CLI/App.hpp"
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/clients/cli/command_line.h"
#include "tests/clients/cli/fake_server.h"

namespace dealboek::cli {
namespace {

using tests::Ended;
using tests::FakeServer;
using tests::Refusal;
using tests::RunDealboek;

constexpr char kFirstRequestId[] = "00010203-0405-4607-8809-0a0b0c0d0e0f";

class RunTest : public ::testing::Test {
 protected:
  // With the server, a book and a name in the environment, as somebody who works with it has.
  Ended Dealboek(const std::vector<std::string>& arguments) {
    return RunDealboek(arguments, {.variables = {{"DEALBOEK_SERVER", server_.address()},
                                                 {"DEALBOEK_PROGRAMME", "zod"},
                                                 {"DEALBOEK_AS", "secretaris"}},
                                   .terminal = false,
                                   .width = 80});
  }

  // seat-3 is a member's of gem. Emmen, held; seat-4 is nobody's.
  void AnswerSeats() {
    server_.list_seats.answer = [](const v1::ListSeatsRequest& request,
                                   v1::ListSeatsResponse& response) {
      response.mutable_true_at()->set_position(318);
      response.mutable_true_at()->mutable_recorded_at()->set_seconds(1623074580);
      v1::Seat& seat = *response.add_seats();
      seat.set_role(v1::ROLE_STUURGROEP);
      seat.set_place(v1::SEAT_PLACE_MEMBER);
      seat.set_partner_name("gem. Emmen");
      seat.set_function("wethouder");
      // Two pages.
      if (request.page_token().empty()) {
        seat.set_seat("seat-3");
        seat.mutable_holder()->mutable_subject()->set_plain("emmen");
        response.set_next_page_token("more");
      } else {
        seat.set_seat("seat-4");
      }
      return grpc::Status::OK;
    };
  }

  FakeServer server_;
};

TEST_F(RunTest, AnAnswerGoesToStdoutAndWhereItIsTrueToStderr) {
  AnswerSeats();
  const Ended ended = Dealboek({"seat", "list"});
  EXPECT_EQ(ended.code, 0);
  EXPECT_EQ(ended.out,
            "zetel   rol         plaats  pijler  partner     functie    wie     van  tot en met  "
            "beëindigd\n"
            "seat-3  stuurgroep  lid             gem. Emmen  wethouder  emmen\n"
            "seat-4  stuurgroep  lid             gem. Emmen  wethouder  vacant\n");
  EXPECT_EQ(ended.err, "Stand op positie 318 (7 juni 2021 14:03).\n");
}

TEST_F(RunTest, AllPagesAreOneAnswer) {
  AnswerSeats();
  Dealboek({"seat", "list"});
  EXPECT_EQ(server_.list_seats.calls, 2);
  EXPECT_EQ(server_.list_seats.asked.page_token(), "more");
}

TEST_F(RunTest, JsonHasTheWholeAnswerAndNothingElseIsPrinted) {
  AnswerSeats();
  const Ended ended = Dealboek({"seat", "list", "--output", "json"});
  EXPECT_EQ(ended.code, 0);
  EXPECT_EQ(ended.err, "");
  const nlohmann::json json = nlohmann::json::parse(ended.out);
  EXPECT_EQ(json["seats"].size(), 2);
  EXPECT_EQ(json["seats"][0]["holder"]["subject"], "emmen");
  EXPECT_TRUE(json["seats"][1]["holder"].is_null());
  EXPECT_EQ(json["true_at"]["position"], 318);
}

TEST_F(RunTest, CsvHasEnglishKeys) {
  AnswerSeats();
  EXPECT_EQ(Dealboek({"seat", "list", "--output", "csv"}).out,
            "seat;role;place;pijler;partner;function;holder;from;until;ended_at_position\n"
            "seat-3;stuurgroep;lid;;gem. Emmen;wethouder;emmen;;;\n"
            "seat-4;stuurgroep;lid;;gem. Emmen;wethouder;;;;\n");
}

TEST_F(RunTest, TheCallerIsNamedToTheServer) {
  AnswerSeats();
  Dealboek({"seat", "list"});
  EXPECT_EQ(server_.authorization(), "Bearer secretaris");
  Dealboek({"seat", "list", "--as", "wethouder-emmen"});
  EXPECT_EQ(server_.authorization(), "Bearer wethouder-emmen");
}

TEST_F(RunTest, AReadCanBeAsOfAPositionOrATimeAndValidOnADay) {
  AnswerSeats();
  Dealboek({"seat", "list", "--as-of", "120"});
  EXPECT_EQ(server_.list_seats.asked.at().position(), 120);
  Dealboek({"seat", "list", "--as-of", "2021-06-07T14:03"});
  EXPECT_EQ(server_.list_seats.asked.at().time().seconds(), 1623074580);
  // The end of the day, whole microseconds.
  Dealboek({"seat", "list", "--as-of", "2021-06-07"});
  EXPECT_EQ(server_.list_seats.asked.at().time().seconds(), 1623110399);
  EXPECT_EQ(server_.list_seats.asked.at().time().nanos(), 999'999'000);
}

TEST_F(RunTest, AMutationSaysWhatItDidWhereAndWhatToDoNext) {
  server_.end_seat.answer = [](const v1::EndSeatRequest&, v1::EndSeatResponse& response) {
    response.mutable_receipt()->set_first_position(42);
    response.mutable_receipt()->set_last_position(42);
    return grpc::Status::OK;
  };
  const Ended ended = Dealboek({"seat", "end", "seat-7", "--reason", "opgevolgd"});
  EXPECT_EQ(ended.code, 0);
  EXPECT_EQ(ended.out, "Zetel seat-7 beëindigd (positie 42).\nVolgende stap: dealboek seat list\n");
  EXPECT_EQ(ended.err, "");
  EXPECT_EQ(server_.end_seat.asked.name(), "programmes/zod/seats/seat-7");
  EXPECT_EQ(server_.end_seat.asked.reason(), "opgevolgd");
  EXPECT_EQ(server_.end_seat.asked.request_id(), kFirstRequestId);
}

TEST_F(RunTest, WhereASeatWasSeenIsSent) {
  Dealboek({"seat", "end", "seat-7"});
  EXPECT_EQ(server_.end_seat.asked.position_seen(), 0);
  Dealboek({"seat", "end", "seat-7", "--position-seen", "41"});
  EXPECT_EQ(server_.end_seat.asked.position_seen(), 41);
}

TEST_F(RunTest, ARequestIdThatIsGivenIsSent) {
  const std::string id = "6f1d3a0e-8c0b-4a53-9d2e-1f2a3b4c5d6e";
  Dealboek({"seat", "end", "seat-7", "--request-id", id});
  EXPECT_EQ(server_.end_seat.asked.request_id(), id);
}

TEST_F(RunTest, ARefusalIsItsDutchSentenceItsReasonAndItsFieldsOnStderrAndEndsWith1) {
  server_.end_seat.answer = [](const v1::EndSeatRequest&, v1::EndSeatResponse&) {
    return Refusal(grpc::StatusCode::NOT_FOUND, "SEAT_UNKNOWN", "Seat seat-7 does not exist.",
                   "Zetel seat-7 bestaat niet.", {{"name", "kies een zetel uit de lijst"}});
  };
  const Ended ended = Dealboek({"seat", "end", "seat-7"});
  EXPECT_EQ(ended.code, 1);
  EXPECT_EQ(ended.out, "");
  EXPECT_EQ(ended.err,
            "Geweigerd: Zetel seat-7 bestaat niet. [SEAT_UNKNOWN]\n"
            "  bij zetel\n");
}

TEST_F(RunTest, WithoutAnIdentityTheRefusalSaysHowToGiveOne) {
  server_.list_seats.answer = [](const v1::ListSeatsRequest&, v1::ListSeatsResponse&) {
    return Refusal(grpc::StatusCode::UNAUTHENTICATED, "UNAUTHENTICATED", "Who is calling?",
                   "Wie bent u?");
  };
  const Ended ended =
      RunDealboek({"seat", "list", "--server", server_.address(), "--programme", "zod"});
  EXPECT_EQ(ended.code, 1);
  EXPECT_EQ(ended.err,
            "Geweigerd: Wie bent u? [UNAUTHENTICATED]\nZeg wie u bent: --as NAAM, of "
            "DEALBOEK_AS=NAAM.\n");
  EXPECT_EQ(server_.authorization(), "");
}

TEST(RunWithoutServerTest, OneClearSentence) {
  // A port nobody listens on: 1 is never given out.
  const Ended read = RunDealboek({"seat", "list", "--server", "127.0.0.1:1", "--programme", "zod"});
  EXPECT_EQ(read.code, 3);
  EXPECT_EQ(read.out, "");
  EXPECT_EQ(read.err,
            "Geweigerd: Er is geen server op 127.0.0.1:1. Start dealboekd daar, of geef met "
            "--server een ander adres.\n");
}

TEST(RunWithoutServerTest, AMutationThatNeverLeftIsNotSaidToBePossiblyRecorded) {
  const Ended ended =
      RunDealboek({"seat", "end", "seat-7", "--server", "127.0.0.1:1", "--programme", "zod"});
  EXPECT_EQ(ended.code, 3);
  EXPECT_EQ(ended.err,
            "Geweigerd: Er is geen server op 127.0.0.1:1. Start dealboekd daar, of geef met "
            "--server een ander adres.\n");
}

TEST_F(RunTest, AMutationWhoseConnectionBrokeSaysHowToRepeatItSafely) {
  for (const grpc::Status& broken :
       {grpc::Status(grpc::StatusCode::UNAVAILABLE, "Socket closed"),
        grpc::Status(grpc::StatusCode::CANCELLED, "")}) {  // by a server that stops
    server_.end_seat.answer = [&](const v1::EndSeatRequest&, v1::EndSeatResponse&) {
      return broken;
    };
    const Ended ended = Dealboek({"seat", "end", "seat-7"});
    EXPECT_EQ(ended.code, 3);
    EXPECT_EQ(ended.err, "Geweigerd: De verbinding met de server op " + server_.address() +
                             " is verbroken.\nHet kan al vastgelegd zijn. Herhaal de opdracht met "
                             "--request-id " +
                             kFirstRequestId + ": dan wordt het één keer vastgelegd.\n");
  }
}

TEST_F(RunTest, AMessageThatGrpcItselfFindsTooLargeGetsASentence) {
  server_.end_seat.answer = [](const v1::EndSeatRequest&, v1::EndSeatResponse&) {
    return grpc::Status(grpc::StatusCode::RESOURCE_EXHAUSTED,
                        "Received message larger than max (10 vs. 9)");
  };
  const Ended ended = Dealboek({"seat", "end", "seat-7"});
  EXPECT_EQ(ended.code, 1);
  EXPECT_EQ(ended.err, "Geweigerd: Het bericht is te groot voor de server op " + server_.address() +
                           ", of zijn antwoord voor deze client. Stuur of vraag minder tegelijk. "
                           "[MESSAGE_TOO_LARGE]\n");
}

TEST_F(RunTest, AServerThatDoesNotAnswerInTimeGetsASentence) {
  server_.end_seat.answer = [](const v1::EndSeatRequest&, v1::EndSeatResponse&) {
    return grpc::Status(grpc::StatusCode::DEADLINE_EXCEEDED, "");
  };
  const Ended ended = Dealboek({"seat", "end", "seat-7", "--deadline", "2.5"});
  EXPECT_EQ(ended.code, 3);
  EXPECT_EQ(ended.err, "Geweigerd: De server op " + server_.address() +
                           " gaf niet binnen 2.5 s antwoord. Geef meer tijd met --deadline.\n"
                           "Het kan al vastgelegd zijn. Herhaal de opdracht met --request-id " +
                           kFirstRequestId + ": dan wordt het één keer vastgelegd.\n");
}

TEST_F(RunTest, ColourIsForATerminalUnlessNoColorSaysOtherwise) {
  AnswerSeats();
  const auto out = [&](bool terminal, const std::string& no_color) {
    return RunDealboek({"seat", "list"}, {.variables = {{"DEALBOEK_SERVER", server_.address()},
                                                        {"DEALBOEK_PROGRAMME", "zod"},
                                                        {"NO_COLOR", no_color}},
                                          .terminal = terminal,
                                          .width = 200})
        .out;
  };
  EXPECT_EQ(out(true, "").find("\033[1m"), 0);
  EXPECT_EQ(out(true, "1").find('\033'), std::string::npos);
  EXPECT_EQ(out(false, "").find('\033'), std::string::npos);
}

struct WrongUsageRow {
  std::vector<std::string> arguments;
  std::string err;
};

TEST_F(RunTest, WrongUsageEndsWith2AndNothingIsAsked) {
  const std::vector<WrongUsageRow> rows = {
      {{"seta", "list"},
       "Verkeerd gebruik: 'seta' ken ik niet. Kies uit programme, seat, tranche, proposal, "
       "endorsement, meeting, budget, "
       "project, worklist, events, edition, statement, backup, book, completion, reconcile.\nHulp: "
       "dealboek "
       "--help\n"},
      {{"seat"},
       "Verkeerd gebruik: Er ontbreekt een opdracht na 'dealboek seat'. Kies uit grant, end, "
       "list.\n"
       "Hulp: dealboek seat --help\n"},
      {{"seat", "end"},
       "Verkeerd gebruik: 'zetel' ontbreekt en is verplicht.\nHulp: dealboek seat end --help\n"},
      {{"seat", "end", "seat-7", "seat-8"},
       "Verkeerd gebruik: Dit hoort hier niet: seat-8.\nHulp: dealboek seat end --help\n"},
      {{"seat", "end", "seat-7", "--valid-on", "2021-06-07"},
       "Verkeerd gebruik: Dit hoort hier niet: 2021-06-07 --valid-on.\nHulp: dealboek seat end "
       "--help\n"},
      {{"seat", "list", "--deadline", "lang"},
       "Verkeerd gebruik: Deze waarde is niet te lezen (--deadline = lang): hier hoort een getal.\n"
       "Hulp: dealboek seat list --help\n"},
      {{"seat", "list", "--deadline", "0"},
       "Verkeerd gebruik: --deadline: geef een aantal seconden boven 0, hoogstens 86400.\n"
       "Hulp: dealboek seat list --help\n"},
      {{"seat", "list", "--role", "baas"},
       "Verkeerd gebruik: --role: 'baas' ken ik niet; kies uit secretaris, stuurgroep, "
       "vakbestuurder, ontwikkelteam, "
       "penvoerder, auditor, lezer.\nHulp: dealboek seat list --help\n"},
      {{"seat", "list", "--as-of", "gisteren"},
       "Verkeerd gebruik: --as-of: 'gisteren' is geen tijdstip. Schrijf 2021-06-07T14:03, of "
       "2021-06-07 voor het eind "
       "van die dag.\nHulp: dealboek seat list --help\n"},
      {{"seat", "list", "--as", "wethoudër"},
       "Verkeerd gebruik: --as: een naam bestaat hier uit gewone letters, cijfers en leestekens "
       "(ASCII).\n"
       "Hulp: dealboek seat list --help\n"},
      {{"seat", "end", "seat-7", "--output", "jsn"},
       "Verkeerd gebruik: --output: 'jsn' ken ik niet; kies table, json of csv.\n"
       "Hulp: dealboek seat end --help\n"},
      {{"seat", "end", "seats/7"},
       "Verkeerd gebruik: 'seats/7' is geen naam: geef alleen het laatste deel, zoals 2021-017.\n"
       "Hulp: dealboek seat end --help\n"},
      {{"seat", "grant", "anna"},
       "Verkeerd gebruik: Geef óf --seat (een zetel die er is), óf --role (een nieuwe zetel).\n"
       "Hulp: dealboek seat grant --help\n"},
      {{"seat", "grant", "anna", "--role", "lezer", "--from", "2021-02-31"},
       "Verkeerd gebruik: --from: '2021-02-31': 31 februari 2021 bestaat niet. Geef een bestaande "
       "dag, of laat de dag "
       "weg als die niet bekend is.\nHulp: dealboek seat grant --help\n"}};
  for (const WrongUsageRow& row : rows) {
    const Ended ended = Dealboek(row.arguments);
    EXPECT_EQ(ended.code, 2) << row.err;
    EXPECT_EQ(ended.out, "");
    EXPECT_EQ(ended.err, row.err);
  }
  EXPECT_EQ(server_.list_seats.calls + server_.end_seat.calls, 0);
}

TEST(RunUsageTest, WithoutABookItSaysHowToNameOne) {
  const Ended ended = RunDealboek({"seat", "list"});
  EXPECT_EQ(ended.code, 2);
  EXPECT_EQ(ended.err,
            "Verkeerd gebruik: Zeg welk programma: --programme NAAM, of DEALBOEK_PROGRAMME=NAAM.\n"
            "Hulp: dealboek seat list --help\n");
}

// Every option and argument that takes a value, of every verb under `app`, whose path is `words`.
void RefuseNothing(const CLI::App& app, const std::vector<std::string>& words, int& values) {
  std::istringstream in;
  std::ostringstream out;
  Environment environment(in, out, out);
  for (const CLI::Option* option : app.get_options()) {
    if (option->get_expected_max() == 0 || option->get_positional()) continue;
    std::vector<std::string> typed = words;
    typed.push_back(option->get_name());
    typed.push_back("");
    EXPECT_EQ(CheckUsage(typed, environment, tests::AllNouns()),
              option->get_name() + ": hier staat niets; vul een waarde in, of laat dit weg.");
    ++values;
  }
  for (const CLI::App* verb : app.get_subcommands([](const CLI::App*) { return true; })) {
    std::vector<std::string> path = words;
    path.push_back(verb->get_name());
    RefuseNothing(*verb, path, values);
  }
}

TEST(RunUsageTest, AValueGivenEmptyIsRefusedAndNeverTakenForNotGiven) {
  std::istringstream in;
  std::ostringstream out;
  Environment environment(in, out, out);
  Session session(environment);
  int values = 0;
  RefuseNothing(*MakeApp(session, tests::AllNouns()), {}, values);
  EXPECT_GE(values, 150);
  EXPECT_EQ(CheckUsage({"seat", "end", ""}, environment, tests::AllNouns()),
            "zetel: hier staat niets; vul een waarde in, of laat dit weg.");
}

TEST(RunUsageTest, ANumberThatMeansNoneIsNotTyped) {
  std::istringstream in;
  std::ostringstream out;
  Environment environment(in, out, out);
  for (const std::vector<std::string>& typed : std::vector<std::vector<std::string>>{
           {"meeting", "agenda", "ceiling", "2021-1", "6.000.000", "--tranche", "0"},
           {"budget", "show", "--tranche", "0"},
           {"programme", "import", "map", "--until-tranche", "0"},
           {"endorsement", "give", "2021-017", "--revision", "0"}}) {
    EXPECT_NE(CheckUsage(typed, environment, tests::AllNouns())
                  .find("'0' kan niet; geef een getal van 1 of meer."),
              std::string::npos)
        << typed[1];
  }
  EXPECT_EQ(
      CheckUsage({"programme", "rules", "--rounds-per-year", "0"}, environment, tests::AllNouns()),
      "");
}

TEST_F(RunTest, AnArgumentThatIsNotUtf8IsRefusedBeforeAnythingIsAsked) {
  const Ended ended = Dealboek({"seat", "end", "seat-7", "--reason", "caf\xe9"});
  EXPECT_EQ(ended.code, 2);
  EXPECT_EQ(ended.err.find("Verkeerd gebruik: argument 5 is geen UTF-8."), 0) << ended.err;
  EXPECT_EQ(server_.end_seat.calls, 0);
}

TEST_F(RunTest, TheVersionIsSaidAndNothingIsAsked) {
  const Ended ended = Dealboek({"--version"});
  EXPECT_EQ(ended.code, 0);
  EXPECT_EQ(ended.out.rfind("dealboek ", 0), 0) << ended.out;
  EXPECT_NE(ended.out.find_first_of("0123456789"), std::string::npos) << ended.out;
}

TEST_F(RunTest, TheFieldOfARefusalIsNamedByItsOption) {
  server_.end_seat.answer = [](const v1::EndSeatRequest&, v1::EndSeatResponse&) {
    return Refusal(grpc::StatusCode::INVALID_ARGUMENT, "TEXT_EMPTY",
                   "reason: The text is empty. Fill it in.", "De tekst is leeg. Vul hem in.",
                   {{"reason", "The text is empty. Fill it in."}});
  };
  EXPECT_EQ(Dealboek({"seat", "end", "seat-7", "--reason", " "}).err,
            "Geweigerd: De tekst is leeg. Vul hem in. [TEXT_EMPTY]\n  bij --reason\n");
  server_.submit_proposal.answer = [](const v1::SubmitProposalRequest&,
                                      v1::SubmitProposalResponse&) {
    return Refusal(grpc::StatusCode::INVALID_ARGUMENT, "AMOUNT_ZERO", "2 problems",
                   "Er zijn 2 fouten; de eerste: Het bedrag is nul.",
                   {{"content.lines[0].amount", "The amount is zero."},
                    {"opening[3].award.where", "Is off."}});
  };
  EXPECT_EQ(Dealboek({"proposal", "submit", "--kind", "idee", "--title", "x"}).err,
            "Geweigerd: Er zijn 2 fouten; de eerste: Het bedrag is nul. [AMOUNT_ZERO]\n"
            "  bij --line: The amount is zero.\n  bij opening[3].award.where: Is off.\n");
}

TEST_F(RunTest, OnlyAnOptionOfTheVerbThatRanIsNamed) {
  // A list is confirmed without a --line, --tranche or punt; what is at fault was typed earlier.
  server_.confirm_decision_list.answer = [](const v1::ConfirmDecisionListRequest&,
                                            v1::ConfirmDecisionListResponse&) {
    return Refusal(grpc::StatusCode::FAILED_PRECONDITION, "TRANCHE_CLOSED", "Tranche 4 is closed.",
                   "Tranche 4 is gesloten.", {{"lines[0].tranche", "Is closed.", "Is gesloten."}});
  };
  EXPECT_EQ(Dealboek({"meeting", "confirm", "2021-1", "--agenda-version", "2"}).err,
            "Geweigerd: Tranche 4 is gesloten. [TRANCHE_CLOSED]\n");
  const nlohmann::json error = nlohmann::json::parse(
      Dealboek({"meeting", "confirm", "2021-1", "--agenda-version", "2", "--output", "json"}).err);
  EXPECT_EQ(error["field_violations"][0]["field"], "lines[0].tranche");
  EXPECT_EQ(error["field_violations"][0]["option"], "");

  // Of more than one what is wrong is told, and where it can be put right here.
  server_.confirm_decision_list.answer = [](const v1::ConfirmDecisionListRequest&,
                                            v1::ConfirmDecisionListResponse&) {
    return Refusal(grpc::StatusCode::INVALID_ARGUMENT, "TRANCHE_CLOSED", "2 problems",
                   "Er zijn 2 fouten; de eerste: Tranche 4 is gesloten.",
                   {{"lines[0].tranche", "Is closed.", "Tranche 4 is gesloten."},
                    {"version_seen", "Is off.", "Die agenda is er niet."}});
  };
  EXPECT_EQ(Dealboek({"meeting", "confirm", "2021-1", "--agenda-version", "2"}).err,
            "Geweigerd: Er zijn 2 fouten; de eerste: Tranche 4 is gesloten. [TRANCHE_CLOSED]\n"
            "  Tranche 4 is gesloten.\n"
            "  bij --agenda-version: Die agenda is er niet.\n");
}

TEST_F(RunTest, WhatIsInsideAFieldIsNamedByTheOptionThatFillsTheWhole) {
  server_.reconcile.answer = [](const v1::ReconcileRequest&, v1::ReconcileResponse&) {
    return Refusal(grpc::StatusCode::INVALID_ARGUMENT, "TRANCHE_UNKNOWN", "There is none.",
                   "Tranche 9 is er niet.",
                   {{"statements[2].statement.total.tranches[0]", "There is none."}});
  };
  EXPECT_EQ(Dealboek({"reconcile"}).err,
            "Geweigerd: Tranche 9 is er niet. [TRANCHE_UNKNOWN]\n  bij --file\n");
}

TEST_F(RunTest, TheAmountsBehindADifferenceNameWhatMovedThem) {
  server_.reconcile.answer = [](const v1::ReconcileRequest&, v1::ReconcileResponse& response) {
    v1::Reconciliation& one = *response.add_reconciliations();
    one.set_title("Totaal werken, tranche 1");
    one.set_agreement(v1::AGREEMENT_DIFFERS);
    for (const bool moved : {false, true}) {
      v1::ReconciledLine& line = *one.add_lines();
      line.set_position(12);
      line.set_project_label("werken-1");
      line.set_project_title("Lab");
      line.set_tranche(1);
      line.mutable_amount()->set_euro_cents(750'000);
      if (!moved) continue;
      line.add_moved_by_positions(20);
      line.add_moved_by_positions(31);
    }
    return grpc::Status::OK;
  };
  const std::string out = Dealboek({"reconcile"}).out;
  EXPECT_NE(
      out.find("      € 7.500  werken-1 Lab, tranche 1 (positie 12)\n"
               "      € 7.500  werken-1 Lab, tranche 1 (positie 12; gewijzigd door 20, 31)\n"),
      std::string::npos)
      << out;
}

TEST_F(RunTest, AFigureOfAFileIsNamedByTheFileOnceAndOneIsCountedInTheSingular) {
  const std::string file = ::testing::TempDir() + "totalen.csv";
  std::ofstream(file) << "pijler;tranche;aantal;bedrag;bron\nwerken;1;1;180.000;overzicht\n";
  server_.reconcile.answer = [](const v1::ReconcileRequest& request,
                                v1::ReconcileResponse& response) {
    v1::Reconciliation& one = *response.add_reconciliations();
    one.set_title("Totaal werken, tranche 1");
    *one.mutable_published() = request.statements(0).statement();
    *one.mutable_source() = request.statements(0).source();
    one.mutable_computed()->mutable_total()->mutable_amount()->set_euro_cents(0);
    one.mutable_computed()->mutable_total()->set_award_lines(0);
    return grpc::Status::OK;
  };
  EXPECT_EQ(Dealboek({"reconcile", "--file", file})
                .out.find("Totaal werken, tranche 1\n"
                          "    gepubliceerd  € 180.000, 1 toekenning  (" +
                          file +
                          ", regel 2; overzicht)\n"
                          "    berekend      € 0, 0 toekenningen\n"),
            0);
  server_.record_statements.answer = [](const v1::RecordStatementsRequest& request,
                                        v1::RecordStatementsResponse& response) {
    for (int i = 0; i < request.statements_size(); ++i) response.add_statements("s1");
    response.mutable_receipt()->set_first_position(9);
    response.mutable_receipt()->set_last_position(9);
    return grpc::Status::OK;
  };
  EXPECT_EQ(Dealboek({"statement", "record", file, "--document", "UP"}).out,
            "1 gepubliceerd cijfer vastgelegd (positie 9).\n"
            "Volgende stap: dealboek reconcile\n");
  EXPECT_EQ(server_.record_statements.asked.statements(0).source().location(),
            "totalen.csv, regel 2; overzicht")
      << "beside the document the file is told";
}

TEST_F(RunTest, EveryFieldOfARefusalIsToldInDutchAndThoseLeftOutAreCounted) {
  server_.submit_proposal.answer = [](const v1::SubmitProposalRequest&,
                                      v1::SubmitProposalResponse&) {
    return Refusal(grpc::StatusCode::INVALID_ARGUMENT, "AMOUNT_ZERO", "9 problems",
                   "Er zijn 9 fouten; de eerste: Het bedrag is nul.",
                   {{"content.lines[0].amount", "The amount is zero.", "Het bedrag is nul."},
                    {"content.title", "The text is empty.", "De tekst is leeg."},
                    {"content.lead_partners[4]", "There is none.", "Die partner is er niet."}},
                   7);
  };
  EXPECT_EQ(Dealboek({"proposal", "submit", "--kind", "idee", "--title", "x"}).err,
            "Geweigerd: Er zijn 9 fouten; de eerste: Het bedrag is nul. [AMOUNT_ZERO]\n"
            "  bij --line: Het bedrag is nul.\n"
            "  bij --title: De tekst is leeg.\n"
            "  bij --lead: Die partner is er niet.\n"
            "  en nog 7\n");
}

TEST_F(RunTest, WithJsonARefusalIsOneObjectOnStderr) {
  server_.submit_proposal.answer = [](const v1::SubmitProposalRequest&,
                                      v1::SubmitProposalResponse&) {
    return Refusal(grpc::StatusCode::ABORTED, "STALE_REVISION", "Read it again.",
                   "Er zijn 9 fouten; de eerste: U zag versie 2.",
                   {{"content.lines[0].amount", "The amount is zero.", "Het bedrag is nul."},
                    {"reason", "The text is empty.", "De tekst is leeg."}},
                   7);
  };
  const Ended ended =
      Dealboek({"proposal", "submit", "--kind", "idee", "--title", "x", "--output", "json"});
  EXPECT_EQ(ended.code, 1);
  EXPECT_EQ(ended.out, "");
  EXPECT_EQ(ended.err.find('\n'), ended.err.size() - 1) << "one line";
  const nlohmann::json error = nlohmann::json::parse(ended.err);
  EXPECT_EQ(error["code"], "ABORTED");
  EXPECT_EQ(error["reason"], "STALE_REVISION");
  EXPECT_EQ(error["message"],
            "Er zijn 9 fouten; de eerste: U zag versie 2. Er is niets vastgelegd. Bekijk wat er nu "
            "staat en geef de opdracht opnieuw als die dan nog klopt.");
  ASSERT_EQ(error["field_violations"].size(), 2);
  EXPECT_EQ(error["field_violations"][0]["field"], "content.lines[0].amount");
  EXPECT_EQ(error["field_violations"][0]["option"], "--line");
  EXPECT_EQ(error["field_violations"][0]["message"], "Het bedrag is nul.");
  EXPECT_EQ(error["metadata"]["violationsLeftOut"], "7");
  EXPECT_EQ(error["exit_code"], 1);
}

TEST_F(RunTest, WithJsonAnErrorThatIsNotOfTheServerIsAnObjectToo) {
  const auto error = [&](std::vector<std::string> arguments) {
    arguments.push_back("--output=json");
    const Ended ended = Dealboek(arguments);
    nlohmann::json json = nlohmann::json::parse(ended.err);
    EXPECT_EQ(json["exit_code"], ended.code);
    return json;
  };
  // A line that could not be read to its end; a value; an argument that is no text.
  for (const std::vector<std::string>& arguments :
       std::vector<std::vector<std::string>>{{"seat", "end"},
                                             {"seta", "list"},
                                             {"seat", "list", "--as-of", "gisteren"},
                                             {"seat", "end", "\xff"}}) {
    const nlohmann::json wrong = error(arguments);
    EXPECT_EQ(wrong["code"], "INVALID_ARGUMENT");
    EXPECT_EQ(wrong["reason"], "WRONG_USAGE");
    EXPECT_EQ(wrong["exit_code"], 2);
    EXPECT_NE(wrong["message"], "");
    EXPECT_EQ(wrong["field_violations"].size(), 0);
  }
  const nlohmann::json absent = error({"seat", "list", "--server", "127.0.0.1:1"});
  EXPECT_EQ(absent["code"], "UNAVAILABLE");
  EXPECT_EQ(absent["reason"], "SERVER_UNREACHABLE");
  EXPECT_EQ(absent["exit_code"], 3);
  // gRPC's own, and another program's.
  struct Row {
    grpc::Status status;
    std::string reason;
    int exit_code;
  };
  const Row rows[] = {
      {{grpc::StatusCode::UNAVAILABLE, "Socket closed"}, "CONNECTION_LOST", 3},
      {{grpc::StatusCode::CANCELLED, ""}, "CONNECTION_LOST", 3},
      {{grpc::StatusCode::DEADLINE_EXCEEDED, ""}, "DEADLINE_EXCEEDED", 3},
      {{grpc::StatusCode::UNIMPLEMENTED, "Received http2 header with status: 404"},
       "NOT_DEALBOEKD",
       3},
      {{grpc::StatusCode::UNKNOWN, "?"}, "UNEXPECTED_ANSWER", 3},
      {{grpc::StatusCode::RESOURCE_EXHAUSTED, "larger than max"}, "MESSAGE_TOO_LARGE", 1},
      {{grpc::StatusCode::RESOURCE_EXHAUSTED, "SUBSCRIBER_TOO_SLOW: No event."},
       "SUBSCRIBER_TOO_SLOW",
       3},
      {{grpc::StatusCode::UNAVAILABLE, "SERVER_DRAINING: It stops."}, "SERVER_DRAINING", 3},
      // The server's own.
      {Refusal(grpc::StatusCode::UNAVAILABLE, "SERVER_DRAINING", "Stops.", "De server stopt."),
       "SERVER_DRAINING", 3},
      {Refusal(grpc::StatusCode::DEADLINE_EXCEEDED, "DEADLINE_PASSED", "Late.", "Te laat."),
       "DEADLINE_PASSED", 3},
      {Refusal(grpc::StatusCode::RESOURCE_EXHAUSTED, "DISK_FULL", "Full.", "De schijf is vol."),
       "DISK_FULL", 1}};
  for (const Row& row : rows) {
    server_.end_seat.answer = [&](const v1::EndSeatRequest&, v1::EndSeatResponse&) {
      return row.status;
    };
    const nlohmann::json told = error({"seat", "end", "seat-7"});
    EXPECT_EQ(told["reason"], row.reason);
    EXPECT_EQ(told["exit_code"], row.exit_code) << row.reason;
  }
}

TEST_F(RunTest, WhoComesTooLateIsToldWhatToDo) {
  server_.end_seat.answer = [](const v1::EndSeatRequest&, v1::EndSeatResponse&) {
    return Refusal(grpc::StatusCode::ABORTED, "STALE_REVISION", "Read it again.",
                   "Het voorstel is bij versie 3, u zag 2.");
  };
  EXPECT_EQ(Dealboek({"seat", "end", "seat-7"}).err,
            "Geweigerd: Het voorstel is bij versie 3, u zag 2. [STALE_REVISION]\n"
            "Er is niets vastgelegd. Bekijk wat er nu staat en geef de opdracht opnieuw als die "
            "dan nog klopt.\n");
}

TEST_F(RunTest, APortWhereSomethingElseAnswersGetsASentence) {
  server_.end_seat.answer = [](const v1::EndSeatRequest&, v1::EndSeatResponse&) {
    return grpc::Status(grpc::StatusCode::UNIMPLEMENTED, "Received http2 header with status: 404");
  };
  EXPECT_EQ(Dealboek({"seat", "end", "seat-7"}).err,
            "Geweigerd: Op " + server_.address() +
                " antwoordt een ander programma, geen dealboekd. Geef met --server het adres van "
                "dealboekd.\n");
}

TEST_F(RunTest, ANameThatNoBookCanHaveIsToldInDutchWithItsRemedy) {
  const Ended ended = Dealboek({"seat", "list", "--programme", "Regio_Deal"});
  EXPECT_EQ(ended.code, 2);
  EXPECT_EQ(ended.err,
            "Verkeerd gebruik: --programme: 'Regio_Deal' is geen naam van een boek. Die heeft "
            "alleen kleine letters, cijfers en streepjes, hoogstens 63: regiodeal-zod.\n"
            "Hulp: dealboek seat list --help\n");
  EXPECT_EQ(server_.list_seats.calls, 0);
}

TEST(RunUsageTest, HelpNamesTheWholePath) {
  EXPECT_NE(RunDealboek({"meeting", "agenda", "--help"})
                .out.find("dealboek meeting agenda OPDRACHT --help"),
            std::string::npos);
}

TEST(RunUsageTest, HelpGoesToStdoutAndIsDone) {
  const Ended ended = RunDealboek({"seat", "end", "--help"});
  EXPECT_EQ(ended.code, 0);
  EXPECT_EQ(ended.err, "");
  EXPECT_NE(ended.out.find("Gebruik: dealboek seat end [OPTIES] zetel"), std::string::npos)
      << ended.out;
  EXPECT_NE(ended.out.find("Voorbeeld:\n  dealboek seat end seat-17"), std::string::npos)
      << ended.out;
}

TEST(RunUsageTest, ExitCodesAreDocumentedInHelp) {
  const std::string help = RunDealboek({"--help"}).out;
  EXPECT_NE(help.find("Uitgangscode: 0 gedaan, 1 geweigerd of verschillend, 2 verkeerd gebruik, 3 "
                      "geen server of geen\nantwoord."),
            std::string::npos)
      << help;
}

}  // namespace
}  // namespace dealboek::cli
