#include "clients/cli/importing/json_places.h"

#include <string>

#include <gtest/gtest.h>

namespace dealboek::cli::importing {
namespace {

TEST(JsonPlacesTest, AValueIsWhereItBegins) {
  const std::string json =
      "{ \"één\": [ 1,-2.5 ,\"drie\\n\", null ],\n"
      "\t\"twee\" : { \"diep\":{\"waar\":\ttrue} ,\n"
      "  \"leeg\": [],\"laatste\":7}\r\n"
      "}\n";
  const JsonPlaces places(json);
  const auto at = [&](const char* path) { return Describe(places.PlaceOf("x.json", path)); };
  EXPECT_EQ(at(""), "x.json, regel 1, kolom 1");
  EXPECT_EQ(at("één"), "x.json, regel 1, kolom 10, één");
  EXPECT_EQ(at("één[0]"), "x.json, regel 1, kolom 12, één[0]");
  EXPECT_EQ(at("één[1]"), "x.json, regel 1, kolom 14, één[1]");
  EXPECT_EQ(at("één[2]"), "x.json, regel 1, kolom 20, één[2]");
  EXPECT_EQ(at("één[3]"), "x.json, regel 1, kolom 30, één[3]");
  EXPECT_EQ(at("twee"), "x.json, regel 2, kolom 11, twee");
  EXPECT_EQ(at("twee.diep"), "x.json, regel 2, kolom 20, twee.diep");
  EXPECT_EQ(at("twee.diep.waar"), "x.json, regel 2, kolom 29, twee.diep.waar");
  EXPECT_EQ(at("twee.leeg"), "x.json, regel 3, kolom 11, twee.leeg");
  EXPECT_EQ(at("twee.laatste"), "x.json, regel 3, kolom 24, twee.laatste");
}

TEST(JsonPlacesTest, WhatIsNotThereIsWhereItShouldBeIn) {
  const std::string json = "{\"lijst\":\n [{\"naam\": 1}]}";
  const JsonPlaces places(json);
  const auto at = [&](const char* path) { return Describe(places.PlaceOf("x.json", path)); };
  EXPECT_EQ(at("lijst[0].soort"), "x.json, regel 2, kolom 3, lijst[0].soort");
  EXPECT_EQ(at("lijst[4].soort.code"), "x.json, regel 2, kolom 2, lijst[4].soort.code");
  EXPECT_EQ(at("elders.naam"), "x.json, regel 1, kolom 1, elders.naam");
}

}  // namespace
}  // namespace dealboek::cli::importing
