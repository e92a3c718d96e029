#include "services/server/config.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <unistd.h>
#include <utility>
#include <variant>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace dealboek::server {
namespace {

using testing::AllOf;
using testing::HasSubstr;

// A configuration file, for as long as it lives.
class ConfigFile {
 public:
  explicit ConfigFile(const std::string& text) {
    std::string pattern = (std::filesystem::temp_directory_path() / "dealboekd-XXXXXX").string();
    close(mkstemp(pattern.data()));
    path_ = pattern;
    std::ofstream(path_) << text;
  }
  ~ConfigFile() { std::filesystem::remove(path_); }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

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
  const Config check = Parsed({"check-book", "--book", "zod", "--file", "zod.book"});
  EXPECT_EQ(check.action, Action::kCheckBook);
  EXPECT_EQ(check.book, "zod");
  EXPECT_EQ(check.book_file, "zod.book");
  const Config restore = Parsed({"restore", "--accept-loss", "--data", "d", "--floor", "f"});
  EXPECT_EQ(restore.action, Action::kRestore);
  EXPECT_TRUE(restore.accept_loss);
  const Config put_back = Parsed({"restore", "--backup", "7", "--backup-dir", "b", "--data", "d",
                                  "--book", "zod", "--to-position", "41"});
  EXPECT_EQ(put_back.backup, "7");
  EXPECT_EQ(put_back.book, "zod");
  EXPECT_EQ(put_back.to_position, "41");
  EXPECT_EQ(Parsed({"backups", "--backup-dir", "b"}).action, Action::kBackups);
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
           {{"check-book", "--book", "zod"}, "check-book needs --book, its name, and --file"},
           {{"check-book", "--file", "f"}, "check-book needs --book, its name, and --file"},
           {{"restore", "--data", "d", "--backup", "7"}, "--backup-dir is missing"},
           {{"restore", "--data", "d", "--backup-dir", "b", "--backup", "0"}, "neither latest"},
           {{"restore", "--data", "d", "--backup-dir", "b", "--backup", "7", "--accept-loss"},
            "one thing at a time"},
           {{"restore", "--data", "d", "--backup-dir", "b", "--backup", "7", "--book", "zod"},
            "go together"},
           {{"restore", "--data", "d", "--backup-dir", "b", "--backup", "7", "--book", "zod",
             "--to-position", "x"},
            "not a position"},
           {{"restore", "--data", "d", "--floor", "f", "--accept-loss", "--book", "zod"},
            "go with --backup"},
           {{"backups"}, "--backup-dir is missing"},
           {{"--data", "d", "--floor", "f", "--backup-dir", "d/b"}, "neither in the other"},
           {{"--data", "d", "--floor", "f", "--backup-keep", "3"}, "goes with backup-dir"},
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

TEST(ConfigTest, TheFileFillsInWhatNeitherLineNorEnvironmentSays) {
  const ConfigFile file(
      "# a comment\n"
      "data = \"of the file\"\n"
      "floor = f  # and one here\n"
      "\n"
      "listen=\"unix:/run/dealboek\"\n"
      "metrics = \"127.0.0.1:9345\"\n"
      "threads = 7\n"
      "queue = 9\n"
      "insecure-dev-identity = true\n"
      "log-level = warning\n");
  ASSERT_EQ(setenv("DEALBOEK_THREADS", "8", 1), 0);
  const Config config = Parsed({"serve", "--config", file.path(), "--queue", "10"});
  unsetenv("DEALBOEK_THREADS");
  EXPECT_EQ(config.config_file, file.path());
  EXPECT_EQ(config.data_dir, "of the file");
  EXPECT_EQ(config.floor_dir, "f");
  EXPECT_EQ(config.listen, "unix:/run/dealboek");
  EXPECT_EQ(config.metrics, "127.0.0.1:9345");
  EXPECT_EQ(config.threads, 8);
  EXPECT_EQ(config.queue, 10);
  EXPECT_TRUE(config.insecure_dev_identity);
  EXPECT_EQ(config.log_level, "warning");
  EXPECT_EQ(Parsed({"verify", "--config", file.path()}).data_dir, "of the file");
  ASSERT_EQ(setenv("DEALBOEK_CONFIG", file.path().c_str(), 1), 0);
  EXPECT_EQ(Parsed({"serve"}).queue, 9);
  unsetenv("DEALBOEK_CONFIG");
}

TEST(ConfigTest, EveryMistakeIsNamedAtOnceWithWhereItWasMade) {
  const ConfigFile file(
      "threads = 0\n"
      "listne = \"127.0.0.1:1\"\n"
      "queue = 4\n"
      "idle-close-seconds = 4\n"
      "queue = 5\n"
      "reserve-mib = 1 2\n"
      "listen = \"127.0.0.1:1\n"
      "metrics = \"0.0.0.0:9345\"\n"
      "log-level = loud\n"
      "[serve]\n"
      "drain-seconds = 3\n");
  ASSERT_EQ(setenv("DEALBOEK_ACCEPT_CLOCK", "perhaps", 1), 0);
  const Exit exit = Refused({"serve", "--config", file.path(), "--data", "d", "--floor", "d/floor",
                             "--thread", "4", "--queue-per-book", "many"});
  unsetenv("DEALBOEK_ACCEPT_CLOCK");
  EXPECT_EQ(exit.code, kWrongUsage);
  for (const std::string& says : std::vector<std::string>{
           file.path() + ": threads: \"0\" is not a whole number from 1 to 256.",
           file.path() + ": listne: there is no such option.",
           file.path() + ": queue is there twice.", file.path() + ": reserve-mib is not one value:",
           file.path() + ": listen is not one value:",
           "metrics: \"0.0.0.0:9345\" is not HOST:PORT of a loopback address.",
           "log-level: \"loud\" is not debug, info, warning or error.",
           file.path() + ": drain-seconds is in a section [serve].",
           "DEALBOEK_ACCEPT_CLOCK: \"perhaps\" is neither true nor false.",
           "--thread: there is no such option.", "--queue-per-book: \"many\" is not a whole number",
           "data d and floor d/floor must be two directories"}) {
    EXPECT_THAT(exit.err, HasSubstr("dealboekd: " + says));
  }
  EXPECT_EQ(std::count(exit.err.begin(), exit.err.end(), '\n'), 12) << exit.err;
}

TEST(ConfigTest, MistakesForServingAreFoundWhateverTheActionAndOnlyTheFilesOwn) {
  const ConfigFile file("data = d\nfloor = f\nthreads = none\n");
  EXPECT_THAT(Refused({"verify", "--config", file.path()}).err, HasSubstr("threads: \"none\""));
  EXPECT_THAT(Refused({"verify", "--data", "d", "--floor", "f", "--threads", "4"}).err,
              HasSubstr("--threads: there is no such option"));
}

TEST(ConfigTest, AFileThatIsNotThereIsNamed) {
  EXPECT_THAT(
      Refused({"--config", "/nonexistent/dealboekd.conf", "--data", "d", "--floor", "f"}).err,
      HasSubstr("/nonexistent/dealboekd.conf can't be read: No such file or directory."));
  EXPECT_THAT(Refused({"--config", "/", "--data", "d", "--floor", "f"}).err,
              HasSubstr("it is a directory"));
}

TEST(ConfigTest, AddressesAreCheckedBeforeAnythingIsOpened) {
  for (const char* good :
       {"127.0.0.1:0", "[::1]:7345", "localhost:1", "unix:/run/d", "host:65535"}) {
    EXPECT_EQ(Parsed({"--data", "d", "--floor", "f", "--listen", good}).listen, good);
  }
  for (const char* bad : {"", "7345", ":7345", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536",
                          "127.0.0.1:http", "::1:7345", "unix:"}) {
    EXPECT_THAT(Refused({"--data", "d", "--floor", "f", "--listen", bad}).err,
                HasSubstr("is not HOST:PORT"))
        << bad;
  }
  EXPECT_THAT(
      Refused({"--data", "d", "--floor", "f", "--listen", "unix:/" + std::string(200, 'x')}).err,
      HasSubstr("at most 107 bytes"));
  EXPECT_THAT(Refused({"--data", "d", "--floor", "f", "--listen", "127.0.0.1:9", "--metrics",
                       "127.0.0.1:9"})
                  .err,
              HasSubstr("metrics and listen are both"));
  EXPECT_THAT(Refused({"--data", "d", "--floor", "f", "--metrics", "unix:/run/m"}).err,
              HasSubstr("loopback"));
}

TEST(ConfigTest, TheTwoDirectoriesAreApart) {
  for (const auto& [data, floor] : std::vector<std::pair<std::string, std::string>>{
           {"d", "d"}, {"d", "d/"}, {"/a/b", "/a/b/c"}, {"/a/b/c", "/a/b"}, {"/a/../d", "/d/e"}}) {
    EXPECT_THAT(Refused({"--data", data, "--floor", floor}).err,
                HasSubstr("must be two directories"))
        << data << " " << floor;
  }
  EXPECT_EQ(Parsed({"--data", "/a/b", "--floor", "/a/bc"}).floor_dir, "/a/bc");
}

TEST(ConfigTest, CheckingSaysWhatItComesToAndWhereFrom) {
  const ConfigFile file("data = \"/srv/log\"\nthreads = 3\n");
  const Exit exit = Refused({"serve", "--config", file.path(), "--floor", "/srv/floor", "--threads",
                             "4", "--check-config"});
  EXPECT_EQ(exit.code, kDone) << exit.err;
  EXPECT_EQ(exit.err, "");
  EXPECT_THAT(exit.out,
              AllOf(HasSubstr("data = \"/srv/log\"  # " + file.path()),
                    HasSubstr("floor = \"/srv/floor\"  # --floor"),
                    HasSubstr("threads = 4  # --threads"), HasSubstr("queue = 1024  # default")));
  // What it prints is itself a file that says the same.
  const ConfigFile printed(exit.out);
  const Config config = Parsed({"--config", printed.path()});
  EXPECT_EQ(config.data_dir, "/srv/log");
  EXPECT_EQ(config.threads, 4);
  EXPECT_EQ(Refused({"serve", "--check-config", "--data", "d"}).code, kWrongUsage);
}

TEST(ConfigTest, TheExampleIsSoundAndNamesEveryOption) {
  const std::string path = DEALBOEK_SOURCE_DIR "/deploy/debian/dealboekd.conf";
  const Config config = Parsed({"serve", "--config", path});
  EXPECT_EQ(config.data_dir, "/var/lib/dealboek/log");
  EXPECT_FALSE(config.insecure_dev_identity);
  std::ifstream in(path);
  const std::string text(std::istreambuf_iterator<char>(in), {});
  std::istringstream settings(Refused({"--data", "d", "--floor", "f", "--check-config"}).out);
  std::string line;
  std::getline(settings, line);  // the heading
  int options = 0;
  while (std::getline(settings, line)) {
    const std::string name = line.substr(0, line.find(' '));
    EXPECT_THAT(
        text,
        HasSubstr("\n" + (text.find("\n" + name + " = ") != std::string::npos ? name : "#" + name) +
                  " = "));
    ++options;
  }
  EXPECT_GE(options, 15);
}

TEST(ConfigTest, TheVersionIsTold) {
  const Exit exit = Refused({"--version"});
  EXPECT_EQ(exit.code, kDone);
  EXPECT_EQ(exit.out, "dealboekd " DEALBOEK_VERSION "\n");
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
