#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/clients/cli/command_line.h"
#include "tests/clients/cli/fake_server.h"

namespace dealboek::cli::commands {
namespace {

TEST(ProjectTimelineTest, TheCsvHasWhatTheSentenceSaysInColumnsOfItsOwn) {
  tests::FakeServer server;
  server.get_timeline.answer = [](const v1::GetTimelineRequest&,
                                  v1::GetTimelineResponse& response) {
    v1::TimelineEntry& awarded = *response.add_entries();
    awarded.set_position(125);
    awarded.mutable_recorded_at()->set_seconds(1623067200);
    awarded.set_type("Awarded");
    awarded.set_dutch("€ 450.000 toegekend.");
    awarded.set_part("Norden");
    awarded.set_tranche(5);
    awarded.mutable_amount()->set_euro_cents(45'000'000);
    v1::TimelineEntry& renamed = *response.add_entries();
    renamed.set_position(126);
    renamed.mutable_recorded_at()->set_seconds(1623067200);
    renamed.set_type("ProjectRenamed");
    renamed.set_dutch("Heet nu Wijken.");
    renamed.set_possible(true);
    return grpc::Status::OK;
  };
  const auto timeline = [&](const std::string& output) {
    return tests::RunDealboek({"project", "timeline", "wonen-2.4", "--output", output},
                              {.variables = {{"DEALBOEK_SERVER", server.address()},
                                             {"DEALBOEK_PROGRAMME", "zod"}}})
        .out;
  };
  EXPECT_EQ(timeline("csv"),
            "position;recorded_at;decided_on;dutch;by;source;type;part;tranche;amount_euro_cents;"
            "certainty\n"
            "125;2021-06-07T12:00:00Z;;€ 450.000 toegekend.;;;Awarded;Norden;5;45000000;certain\n"
            "126;2021-06-07T12:00:00Z;;Heet nu Wijken.;;;ProjectRenamed;;;;possible\n");
  EXPECT_NE(timeline("table").find(" mogelijk: Heet nu Wijken."), std::string::npos);
  EXPECT_EQ(timeline("table").find("Awarded"), std::string::npos);
}

TEST(ProjectShowTest, WhatMayHaveBeenReleasedByTheDayStandsBesideWhatWas) {
  tests::FakeServer server;
  server.get_project.answer = [](const v1::GetProjectRequest& request,
                                 v1::GetProjectResponse& response) {
    v1::Project& project = *response.mutable_project();
    project.set_label("werken-1");
    v1::ProjectAward& award = *project.add_awards();
    award.set_tranche(1);
    award.mutable_amount()->set_euro_cents(7'000'000);
    award.mutable_released()->set_euro_cents(100'000);
    award.set_position(12);
    if (request.at().has_valid_on()) {
      award.mutable_possible_released()->set_euro_cents(1'000'000);
    }
    return grpc::Status::OK;
  };
  const auto show = [&](std::vector<std::string> words) {
    words.insert(words.begin(), {"project", "show", "werken-1"});
    return tests::RunDealboek(words, {.variables = {{"DEALBOEK_SERVER", server.address()},
                                                    {"DEALBOEK_PROGRAMME", "zod"}}})
        .out;
  };
  const std::string of_day = show({"--valid-on", "2020-06-15"});
  for (const std::string text : {"mogelijk vrijgevallen", " € 70.000 ", " € 1.000 ", " € 10.000",
                                 "Wat mogelijk is vrijgevallen, is er niet van afgetrokken.\n"}) {
    EXPECT_NE(of_day.find(text), std::string::npos) << text << "\n" << of_day;
  }
  EXPECT_EQ(show({}).find("mogelijk"), std::string::npos);
}

}  // namespace
}  // namespace dealboek::cli::commands
