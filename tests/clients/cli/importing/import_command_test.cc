// `dealboek programme import` against a server: once, twice, and with files that are off.
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/clients/cli/command_line.h"
#include "tests/clients/cli/fake_server.h"

namespace dealboek::cli::importing {
namespace {

using tests::Ended;
using tests::FakeServer;
using tests::Refusal;
using tests::RunDealboek;

const std::string kPublished = std::string(DEALBOEK_SOURCE_DIR) + "/tests/data/regiodeal-zod";

// A server with no books, that keeps what it is given.
class ImportCommandTest : public ::testing::Test {
 protected:
  ImportCommandTest() {
    server_.get_programme.answer = [this](const v1::GetProgrammeRequest&,
                                          v1::GetProgrammeResponse&) {
      if (request_id_.empty()) {
        return Refusal(grpc::StatusCode::NOT_FOUND, "PROGRAMME_UNKNOWN", "No such programme.",
                       "Dit programma is er niet.");
      }
      return grpc::Status::OK;
    };
    server_.create_programme.answer = [this](const v1::CreateProgrammeRequest& request,
                                             v1::CreateProgrammeResponse& response) {
      if (!request_id_.empty() && request_id_ != request.request_id()) {
        return Refusal(grpc::StatusCode::ALREADY_EXISTS, "PROGRAMME_EXISTS", "Exists.",
                       "Dit programma is er al.");
      }
      request_id_ = request.request_id();
      response.mutable_receipt()->set_first_position(1);
      response.mutable_receipt()->set_last_position(1 + request.opening_size());
      return grpc::Status::OK;
    };
  }

  Ended Import(const std::vector<std::string>& more) {
    std::vector<std::string> arguments = {"programme",       "import", "--server",
                                          server_.address(), "--as",   "secretaris"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return RunDealboek(arguments);
  }

  FakeServer server_;
  std::string request_id_;
};

TEST_F(ImportCommandTest, OneCallCarriesItAll) {
  const Ended ended = Import({kPublished});
  EXPECT_EQ(ended.code, 0) << ended.err;
  EXPECT_EQ(server_.create_programme.calls, 1);
  EXPECT_EQ(server_.create_programme.asked.programme_id(), "regiodeal-zod");  // after its folder
  EXPECT_EQ(ended.out,
            "Geïmporteerd in boek regiodeal-zod (positie 1 tot en met " +
                std::to_string(1 + server_.create_programme.asked.opening_size()) +
                "). 41 projecten, 62 toekenningen (€ 15.565.188), 3 reserveringen, 1 bijdrage, 35 "
                "voortgangsmeldingen en "
                "61 gepubliceerde cijfers en labels.\n"
                "Volgende stap: dealboek budget show --by tranche --programme regiodeal-zod\n");
}

TEST_F(ImportCommandTest, ImportingTwiceAddsNothingAndSaysSo) {
  Import({kPublished});
  const std::string id = server_.create_programme.asked.request_id();
  const Ended ended = Import({kPublished + "/"});
  EXPECT_EQ(ended.code, 0) << ended.err;
  EXPECT_EQ(server_.create_programme.asked.request_id(), id);
  EXPECT_NE(ended.out.find("Deze import zit al in boek regiodeal-zod"), std::string::npos)
      << ended.out;
  EXPECT_NE(ended.out.find("Er is niets toegevoegd."), std::string::npos) << ended.out;
}

TEST_F(ImportCommandTest, AnotherImportUnderTheSameNameIsRefused) {
  Import({kPublished});
  const Ended ended = Import({kPublished, "--until-tranche", "3"});
  EXPECT_EQ(ended.code, 1);
  EXPECT_EQ(ended.err,
            "Geweigerd: Dit programma is er al. [PROGRAMME_EXISTS]\nHet is niet deze zelfde "
            "import; kies met --programme "
            "een andere naam. Er is niets toegevoegd.\n");
  const nlohmann::json error =
      nlohmann::json::parse(Import({kPublished, "--until-tranche", "3", "--output", "json"}).err);
  EXPECT_EQ(error["reason"], "PROGRAMME_EXISTS");
  EXPECT_EQ(error["message"],
            "Dit programma is er al. Het is niet deze zelfde import; kies met --programme een "
            "andere naam. Er is niets toegevoegd.");
}

TEST_F(ImportCommandTest, ANameATitleAndADescriptionCanBeGiven) {
  const Ended ended =
      Import({kPublished, "--until-tranche", "3", "--programme", "zod-nagespeeld", "--title",
              "Nagespeeld", "--description", "nagespeeld: de ronde van juni 2021"});
  EXPECT_EQ(ended.code, 0) << ended.err;
  EXPECT_EQ(server_.create_programme.asked.programme_id(), "zod-nagespeeld");
  EXPECT_EQ(server_.create_programme.asked.title(), "Nagespeeld");
  EXPECT_EQ(server_.create_programme.asked.description(), "nagespeeld: de ronde van juni 2021");
  EXPECT_NE(ended.out.find("weggelaten: 7 projecten en 16 toekenningen van later."),
            std::string::npos)
      << ended.out;
}

TEST_F(ImportCommandTest, FilesThatAreOffAreNeverSent) {
  const std::filesystem::path folder = std::filesystem::path(::testing::TempDir()) / "leeg";
  std::filesystem::create_directory(folder);
  const Ended ended = Import({folder.string()});
  EXPECT_EQ(ended.code, 1);
  EXPECT_EQ(ended.out, "");
  EXPECT_EQ(
      ended.err.rfind(
          "Geweigerd: 8 problemen in de bestanden; er is niets geïmporteerd.\n  programma.json: ",
          0),
      0)
      << ended.err;
  EXPECT_EQ(server_.create_programme.calls + server_.get_programme.calls, 0);
  std::filesystem::remove(folder);
}

TEST_F(ImportCommandTest, WithJsonEveryProblemIsAFieldViolationAtItsPlace) {
  const std::filesystem::path folder = std::filesystem::path(::testing::TempDir()) / "bedorven";
  std::filesystem::copy(kPublished, folder);
  std::ofstream(folder / "toekenningen.csv", std::ios::app)
      << "werken;1.1;;3;1.29\nwerken;1.1;;x;10\n";
  const Ended ended = Import({folder.string(), "--output", "json"});
  std::filesystem::remove_all(folder);
  EXPECT_EQ(ended.code, 1);
  EXPECT_EQ(ended.out, "");
  const nlohmann::json error = nlohmann::json::parse(ended.err);
  EXPECT_EQ(error["code"], "INVALID_ARGUMENT");
  EXPECT_EQ(error["reason"], "IMPORT_INVALID");
  EXPECT_EQ(error["message"], "2 problemen in de bestanden; er is niets geïmporteerd.");
  EXPECT_EQ(error["exit_code"], 1);
  ASSERT_EQ(error["field_violations"].size(), 2);
  const nlohmann::json& amount = error["field_violations"][0];
  EXPECT_EQ(amount["field"], "toekenningen.csv, regel 64, kolom 5 (bedrag)");
  EXPECT_EQ(amount["option"], amount["field"]);
  EXPECT_EQ(amount["message"].get<std::string>().find("'1.29'"), 0) << amount["message"];
  EXPECT_EQ(error["field_violations"][1]["field"], "toekenningen.csv, regel 65, kolom 4 (tranche)");
}

TEST_F(ImportCommandTest, ATrancheThatIsNotThereIsWrongUsage) {
  const Ended ended = Import({kPublished, "--until-tranche", "9"});
  EXPECT_EQ(ended.code, 2);
  EXPECT_EQ(ended.err,
            "Verkeerd gebruik: --until-tranche: tranche 9 staat niet in programma.json.\nHulp: "
            "dealboek programme import "
            "--help\n");
}

TEST_F(ImportCommandTest, ACheckSendsNothing) {
  const Ended ended = Import({kPublished, "--check"});
  EXPECT_EQ(ended.code, 0);
  EXPECT_EQ(server_.create_programme.calls + server_.get_programme.calls, 0);
}

TEST_F(ImportCommandTest, ACheckKnowsHowABookCanBeCalled) {
  for (const std::string& name :
       {std::string("Bad Naam"), std::string("zod_1"), std::string(64, 'z')}) {
    const Ended ended = Import({kPublished, "--check", "--programme", name});
    EXPECT_EQ(ended.code, 2);
    EXPECT_EQ(ended.err,
              "Verkeerd gebruik: --programme: '" + name +
                  "'; zo kan een boek niet heten. Geef kleine letters, cijfers en koppeltekens, "
                  "hoogstens 63.\nHulp: dealboek programme import --help\n");
  }
  EXPECT_EQ(Import({kPublished, "--check", "--programme", "zod-1"}).code, 0);
  const std::filesystem::path folder = std::filesystem::path(::testing::TempDir()) / "Regio Deal";
  std::filesystem::copy(kPublished, folder);
  EXPECT_EQ(
      Import({folder.string(), "--check"})
          .err.find(
              "Verkeerd gebruik: --programme: de map heet 'Regio Deal'; zo kan een boek niet"),
      0);
  EXPECT_EQ(Import({folder.string(), "--check", "--programme", "zod"}).code, 0);
  std::filesystem::remove_all(folder);
}

TEST_F(ImportCommandTest, ACheckGoesByTheClock) {
  const std::vector<std::string> check = {"programme", "import", kPublished, "--check"};
  tests::Surroundings surroundings;
  surroundings.now = absl::FromCivil(absl::CivilDay(2020, 1, 1), absl::UTCTimeZone());
  const Ended early = RunDealboek(check, surroundings);
  EXPECT_EQ(early.code, 1);
  EXPECT_NE(early.err.find("'2021-03' moet nog komen"), std::string::npos) << early.err;
}

TEST_F(ImportCommandTest, WhatTheServerRefusesIsToldByFileAndLine) {
  server_.create_programme.answer = [](const v1::CreateProgrammeRequest& request,
                                       v1::CreateProgrammeResponse&) {
    int award = 0;
    while (!request.opening(award).has_award()) ++award;
    return Refusal(grpc::StatusCode::FAILED_PRECONDITION, "TRANCHE_CEILING_EXCEEDED", "Over.",
                   "Dit past niet in tranche 1.",
                   {{"opening[" + std::to_string(award) + "].award.amount", "Over.", "Te veel."},
                    {"opening[" + std::to_string(award + 1) + "].award", "Over.", "Ook te veel."}});
  };
  const Ended ended = Import({kPublished});
  EXPECT_EQ(ended.code, 1);
  EXPECT_EQ(ended.err,
            "Geweigerd: Dit past niet in tranche 1. [TRANCHE_CEILING_EXCEEDED]\n"
            "  bij toekenningen.csv, regel 10: Te veel.\n"
            "  bij toekenningen.csv, regel 11: Ook te veel.\n");
  const nlohmann::json error = nlohmann::json::parse(Import({kPublished, "--output", "json"}).err);
  EXPECT_EQ(error["reason"], "TRANCHE_CEILING_EXCEEDED");
  ASSERT_EQ(error["field_violations"].size(), 2);
  EXPECT_EQ(error["field_violations"][1]["field"], "toekenningen.csv, regel 11");
  EXPECT_EQ(error["field_violations"][1]["message"], "Ook te veel.");
}

TEST_F(ImportCommandTest, TrancheZeroIsNoWayToSayAll) {
  const Ended ended = Import({kPublished, "--until-tranche", "0"});
  EXPECT_EQ(ended.code, 2);
  EXPECT_EQ(server_.create_programme.calls, 0);
}

}  // namespace
}  // namespace dealboek::cli::importing
