#include "services/server/config.h"

#include <cstdlib>
#include <string>
#include <variant>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace dealboek::server {
namespace {

using testing::HasSubstr;

Config Parsed(std::vector<std::string> arguments) {
  const auto parsed = ParseCommandLine(arguments);
  if (const Exit* exit = std::get_if<Exit>(&parsed)) {
    ADD_FAILURE() << exit->err << exit->out;
    return Config();
  }
  return std::get<Config>(parsed);
}

Exit Refused(std::vector<std::string> arguments) {
  const auto parsed = ParseCommandLine(arguments);
  if (const Exit* exit = std::get_if<Exit>(&parsed)) return *exit;
  ADD_FAILURE() << "it was taken";
  return Exit();
}

TEST(ConfigTest, ServesOnLoopbackUnlessToldOtherwise) {
  const Config config = Parsed({"--data", "d", "--floor", "f"});
  EXPECT_EQ(config.action, Action::kServe);
  EXPECT_EQ(config.data_dir, "d");
  EXPECT_EQ(config.floor_dir, "f");
  EXPECT_EQ(config.listen, "127.0.0.1:7345");
  EXPECT_FALSE(config.insecure_dev_identity);
  EXPECT_EQ(config.max_message_kib, 4096);
}

TEST(ConfigTest, EachActionHasItsWord) {
  EXPECT_EQ(Parsed({"serve", "--data", "d", "--floor", "f"}).action, Action::kServe);
  EXPECT_EQ(Parsed({"init", "--data", "d", "--floor", "f"}).action, Action::kInit);
  EXPECT_EQ(Parsed({"verify", "--data", "d", "--floor", "f"}).action, Action::kVerify);
  const Config restore = Parsed({"restore", "--accept-loss", "--data", "d", "--floor", "f"});
  EXPECT_EQ(restore.action, Action::kRestore);
  EXPECT_TRUE(restore.accept_loss);
}

TEST(ConfigTest, TheEnvironmentFillsInAndTheCommandLineGoesFirst) {
  ASSERT_EQ(setenv("DEALBOEK_DATA", "from-environment", 1), 0);
  ASSERT_EQ(setenv("DEALBOEK_FLOOR", "floor-from-environment", 1), 0);
  ASSERT_EQ(setenv("DEALBOEK_LISTEN", "unix:/run/dealboek", 1), 0);
  const Config config = Parsed({"--data", "from-command-line"});
  EXPECT_EQ(config.data_dir, "from-command-line");
  EXPECT_EQ(config.floor_dir, "floor-from-environment");
  EXPECT_EQ(config.listen, "unix:/run/dealboek");
  EXPECT_EQ(Parsed({"verify"}).data_dir, "from-environment");
  EXPECT_EQ(Parsed({"init", "--data", "from-command-line"}).data_dir, "from-command-line");
  unsetenv("DEALBOEK_DATA");
  unsetenv("DEALBOEK_FLOOR");
  unsetenv("DEALBOEK_LISTEN");
}

TEST(ConfigTest, WhatIsMissingOrWrongIsNamed) {
  struct Case {
    std::vector<std::string> arguments;
    std::string says;
  };
  for (const Case& test : std::vector<Case>{
           {{}, "--data is missing"},
           {{"--data", "d"}, "--floor is missing"},
           {{"restore", "--data", "d", "--floor", "f"}, "--accept-loss"},
           {{"--data", "d", "--floor", "f", "--thread", "4"}, "--thread"},
           {{"--data", "d", "--floor", "f", "--threads", "0"}, "--threads"},
           {{"--data", "d", "serve", "--floor", "f"}, "options go behind the word"},
           {{"serv", "--data", "d", "--floor", "f"}, "serv"},
           {{"--data", "d", "--floor", "f", "--listen", "0.0.0.0:1", "--insecure-dev-identity"},
            "loopback"}}) {
    const Exit exit = Refused(test.arguments);
    EXPECT_EQ(exit.code, kWrongUsage);
    EXPECT_THAT(exit.err, HasSubstr(test.says));
    EXPECT_EQ(exit.out, "");
  }
}

TEST(ConfigTest, HelpTeaches) {
  for (const std::vector<std::string>& arguments :
       std::vector<std::vector<std::string>>{{"--help"}, {"init", "--help"}, {"serve", "--help"}}) {
    const Exit exit = Refused(arguments);
    EXPECT_EQ(exit.code, kDone);
    EXPECT_EQ(exit.err, "");
    EXPECT_THAT(exit.out, HasSubstr("dealboekd "));
    EXPECT_THAT(exit.out, HasSubstr("--floor /var/lib/dealboek/floor"));
    EXPECT_THAT(exit.out, HasSubstr("DEALBOEK_DATA"));
  }
}

TEST(ConfigTest, LoopbackIsWhatOnlyThisMachineCanReach) {
  for (const char* listen : {"127.0.0.1:7345", "127.255.0.9:1", "localhost:7345", "[::1]:7345",
                             "unix:/run/dealboek.socket"}) {
    EXPECT_TRUE(IsLoopback(listen)) << listen;
  }
  for (const char* listen :
       {"0.0.0.0:7345", "[::]:7345", "192.168.1.2:7345", "127.0.0.1.example.org:7345",
        "127.0.0:7345", "127.0.0.1", "localhost.example.org:7345", "", "1270.0.0.1:1",
        "127.0.0.256:1", "127.0.0.:1", "[::2]:7345", ":7345"}) {
    EXPECT_FALSE(IsLoopback(listen)) << listen;
  }
}

}  // namespace
}  // namespace dealboek::server
