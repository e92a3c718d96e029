// dealboekd itself, on a real machine that fails: killed, its writes refused by the kernel, its
// disk full, read-only, or without power. Whatever happens, what its callers were told stays true,
// and the operator is told what to do. README.md in the folder above says how to play one seed
// again.

#include <algorithm>
#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <ostream>
#include <random>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/prctl.h>
#include <sys/wait.h>

#include "tests/fault/machine/callers.h"
#include "tests/fault/machine/disks.h"
#include "tests/fault/machine/site.h"

namespace dealboek::machine {
namespace {

using testing::AnyOf;
using testing::HasSubstr;

// Of a test's own, on a real disk, and gone after it.
class Directory {
 public:
  Directory() {
    std::string pattern = (std::filesystem::temp_directory_path() / "dealboek-XXXXXX").string();
    path_ = std::filesystem::canonical(mkdtemp(pattern.data()));
  }
  ~Directory() { std::filesystem::remove_all(path_); }
  Directory(const Directory&) = delete;
  Directory& operator=(const Directory&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

bool Nightly() { return std::getenv("DEALBOEK_NIGHTLY") != nullptr; }

// The seeds of one of several tests that share them: DEALBOEK_MACHINE_SEED alone, or `count` of
// them; `nightly` in that mode.
std::vector<uint64_t> Seeds(uint64_t shard, uint64_t shards, uint64_t count, uint64_t nightly) {
  std::vector<uint64_t> seeds;
  const char* const only = std::getenv("DEALBOEK_MACHINE_SEED");
  uint64_t seed = 0;
  if (only != nullptr && absl::SimpleAtoi(only, &seed)) {
    if (seed % shards == shard) seeds.push_back(seed);
    return seeds;
  }
  for (seed = shard; seed < (Nightly() ? nightly : count); seed += shards) seeds.push_back(seed);
  return seeds;
}

std::string Again(uint64_t seed, const char* filter) {
  return absl::StrCat("seed ", seed, "; to play it again:\n  DEALBOEK_MACHINE_SEED=", seed,
                      " machine_test --gtest_filter='*", filter, "*'");
}

// As a start that comes to something must be.
void ExpectReady(const Process& server) {
  ASSERT_TRUE(Site::Ready(server)) << "the server does not start:\n" << server.Said();
}

// It said why it ended, and the guide says what to do about that.
void ExpectFailed(const End& end, const std::string& event) {
  EXPECT_EQ(end.code, 1) << end.said;
  EXPECT_EQ(end.event, event) << end.said;
  EXPECT_TRUE(IsInTheGuide(end.message)) << "not in deploy/OPERATIONS.md: " << end.message;
}

void ExpectProperEnd(Process& server) {
  const End end = Site::AwaitEnd(server, SIGTERM);
  EXPECT_EQ(end.code, 0) << end.said;
  EXPECT_EQ(end.event, "stopped") << end.said;
}

Callers::Options RandomOptions(std::mt19937_64& random) {
  Callers::Options options;
  options.books = 1 + static_cast<int>(random() % 4);
  options.callers = options.books + static_cast<int>(random() % 13);
  options.most_facts = random() % 2 == 0 ? 2 : 20;
  return options;
}

// Some while after calls began: before their first answer, or between two, or within a commit.
void AwaitMoment(Callers& callers, std::mt19937_64& random) {
  if (random() % 2 == 0) callers.AwaitAnswers(random() % 200);
  const uint64_t within = std::vector<uint64_t>{500, 5'000, 60'000}[random() % 3];
  absl::SleepFor(absl::Microseconds(static_cast<int64_t>(random() % within)));
}

// ------------------------------------------------------------------------------------ SIGKILL

constexpr uint64_t kShards = 4;
constexpr int kKills = 5;  // in the life of one log

class KillTest : public testing::TestWithParam<uint64_t> {
 protected:
  // A log under load, whose server is killed `kKills` times, and now and then while it starts.
  void Play(uint64_t seed) {
    std::mt19937_64 random(seed);
    const Directory directory;
    Site site(directory.path(), directory.path());
    site.Init();
    Callers callers(seed, site.address(), RandomOptions(random));
    for (int kill = 0; kill < kKills && !HasFailure(); ++kill) {
      while (kill > 0 && random() % 4 == 0) KillAtStart(site, random);
      Process server = site.Start();
      ExpectReady(server);
      if (kill == 0) callers.MakeBooks();
      if (kill > 0) callers.Check();
      callers.Begin();
      AwaitMoment(callers, random);
      EXPECT_EQ(Site::AwaitEnd(server, SIGKILL).code, 128 + SIGKILL);
      callers.AwaitEnd();
      for (const auto& [reason, count] : callers.reasons()) EXPECT_EQ(reason, "14 ") << count;
      ++kills_;
    }
    if (HasFailure()) return;
    Process server = site.Start();
    ExpectReady(server);
    callers.Check();
    ExpectProperEnd(server);
    site.Verify();
    tally_.Add(callers.tally());
  }

  void KillAtStart(Site& site, std::mt19937_64& random) {
    Process server = site.Start();
    absl::SleepFor(absl::Microseconds(static_cast<int64_t>(random() % 150'000)));
    EXPECT_EQ(Site::AwaitEnd(server, SIGKILL).code, 128 + SIGKILL);
    ++kills_at_start_;
  }

  uint64_t kills_ = 0;
  uint64_t kills_at_start_ = 0;
  Tally tally_;
};

TEST_P(KillTest, LosesNothingThatWasAcknowledged) {
  const std::vector<uint64_t> seeds = Seeds(GetParam(), kShards, 10, 200);
  if (seeds.empty()) GTEST_SKIP() << "the seed is another one's";
  for (const uint64_t seed : seeds) {
    SCOPED_TRACE(Again(seed, "KillTest"));
    Play(seed);
    if (HasFailure()) return;
  }
  std::cout << kills_ << " kills under load, " << kills_at_start_
            << " while it started: " << tally_.Text() << "\n";
}

INSTANTIATE_TEST_SUITE_P(Shards, KillTest, testing::Range(uint64_t{0}, kShards));

// --------------------------------------------------------- each call of the kernel that writes

struct Injection {
  const char* name;
  const char* calls;
  const char* error;
  bool of_each_commit;
};

void PrintTo(const Injection& injection, std::ostream* out) { *out << injection.name; }

class InjectedTest : public testing::TestWithParam<Injection> {
 protected:
  static std::string WhyNoStrace() {
    const int code = std::system("strace -f -o /dev/null true 2>/dev/null");
    if (code == 0) return "";
    return WEXITSTATUS(code) == 127 ? "strace is not installed"
                                    : "strace can't trace a process here";
  }

  // A command that makes the n-th such call, of each thread, on the files of `site` fail, and looks
  // at no others: neither what the server says nor what it sends to callers is touched.
  static std::vector<std::string> Strace(const Site& site, uint64_t n, const std::string& trace) {
    const Injection& injection = GetParam();
    std::vector<std::string> strace = {"strace", "-f", "-y", "-o", trace};
    strace.insert(strace.end(), {"-e", absl::StrCat("trace=", injection.calls)});
    strace.insert(strace.end(), {"-e", absl::StrCat("inject=", injection.calls,
                                                    ":error=", injection.error, ":when=", n)});
    for (const std::string& file : Files(site)) strace.insert(strace.end(), {"-P", file});
    return strace;
  }

  // All there are, and all that RocksDB will make in one life of a server.
  static std::vector<std::string> Files(const Site& site) {
    const std::string rocksdb = site.log() + "/rocksdb";
    uint64_t newest = 0;
    std::vector<std::string> files = {site.log(),
                                      site.log() + "/.writable",
                                      rocksdb,
                                      rocksdb + "/.writable",
                                      site.floor(),
                                      site.floor() + "/floor.new",
                                      site.floor() + "/floor",
                                      rocksdb + "/CURRENT"};
    for (const auto& entry : std::filesystem::directory_iterator(rocksdb)) {
      const std::string name = entry.path().filename();
      uint64_t number = 0;
      for (const absl::string_view part : absl::StrSplit(name, absl::ByAnyChar("-."))) {
        if (absl::SimpleAtoi(part, &number)) newest = std::max(newest, number);
      }
    }
    for (uint64_t number = newest < 40 ? 0 : newest - 40; number < newest + 40; ++number) {
      const std::string six = absl::StrCat(absl::Dec(number, absl::kZeroPad6));
      for (const char* const kind : {".log", ".sst", ".dbtmp"}) {
        files.push_back(absl::StrCat(rocksdb, "/", six, kind));
      }
      files.push_back(absl::StrCat(rocksdb, "/MANIFEST-", six));
      files.push_back(absl::StrCat(rocksdb, "/OPTIONS-", six));
      files.push_back(absl::StrCat(rocksdb, "/OPTIONS-", six, ".dbtmp"));
    }
    return files;
  }

  // "fdatasync of 000012.log", for each call that was made to fail.
  static std::vector<std::string> Injected(const std::string& trace) {
    std::vector<std::string> injected;
    std::ifstream lines(trace);
    for (std::string line; std::getline(lines, line);) {
      if (!absl::StrContains(line, "(INJECTED)")) continue;
      const size_t call = line.find_first_not_of("0123456789 ");
      const size_t name = line.rfind('/', line.find_first_of(">\"", line.find('/')));
      injected.push_back(
          absl::StrCat(line.substr(call, line.find('(') - call), " of ",
                       line.substr(name + 1, line.find_first_of(">\"", name) - name - 1)));
    }
    return injected;
  }

  void SetUp() override {
    if (const std::string why = WhyNoStrace(); !why.empty()) GTEST_SKIP() << why;
    prctl(PR_SET_CHILD_SUBREAPER, 1);  // of strace, when its server has ended
    site_.Init();
    Process server = site_.Start();
    ExpectReady(server);
    callers_.MakeBooks();
    Site::AwaitEnd(server, SIGKILL);
  }
  void TearDown() override { std::cout << callers_.tally().Text() << "\n"; }

  // Whether any call was made to fail, and then all is as it should be: what the server said, and,
  // started again, what it holds.
  bool Judge(uint64_t n, const End& end, bool ready) {
    const std::vector<std::string> injected = Injected(trace_);
    for (const std::string& call : injected) {
      std::cout << n << ": " << call << ": exit " << end.code << ", " << end.event << ": "
                << end.message << "\n";
    }
    const bool whole = ready && callers_.reasons().empty();
    if (end.code == 0) {
      EXPECT_TRUE(whole) << end.said;
      // RocksDB can do without; it has said so.
      EXPECT_TRUE(injected.empty() || absl::StrContains(end.said, "\"event\":\"storage\""))
          << end.said;
    } else {
      EXPECT_FALSE(injected.empty()) << end.said;
      // The floor may fail while the server stops, or when it has stopped.
      ExpectFailed(end, !ready ? "not_started" : whole ? end.event : "stopped");
    }
    for (const auto& [reason, count] : callers_.reasons()) {
      EXPECT_THAT(reason, AnyOf("14 LOG_WRITE_FAILED", "14 LOG_STOPPED")) << count;
    }

    Process server = site_.Start();
    ExpectReady(server);
    callers_.Check();
    // So that the next start has something to recover.
    Site::AwaitEnd(server, SIGKILL);
    return !injected.empty();
  }

  const Directory directory_;
  const std::string trace_ = directory_.path() + "/trace";
  Site site_{directory_.path(), directory_.path()};
  Callers callers_{1, site_.address(), {.books = 1, .callers = 1}};
};

TEST_P(InjectedTest, FailureOfAStartIsToldAndLosesNothing) {
  bool any = true;
  for (uint64_t n = 1; any && !HasFailure(); ++n) {
    ASSERT_LT(n, 200u) << "there is no end to its calls";
    SCOPED_TRACE(absl::StrCat("call ", n));
    std::vector<std::string> strace = Strace(site_, n, trace_);
    // The server stays our own child.
    strace.insert(strace.end(), {"-D", "--seccomp-bpf", "-qq"});
    Process server = site_.Start({}, strace);
    const bool ready = Site::Ready(server);
    const End end = Site::AwaitEnd(server, ready ? SIGTERM : 0);
    while (wait(nullptr) > 0) continue;  // for strace, which has inherited us, to have written all
    any = Judge(n, end, ready);
  }
}

TEST_P(InjectedTest, FailureOfACommitIsToldAndLosesNothing) {
  constexpr uint64_t kCommands = 10;
  bool any = true;
  uint64_t n = 1;
  for (; any && !HasFailure(); ++n) {
    ASSERT_LT(n, 200u) << "there is no end to its calls";
    SCOPED_TRACE(absl::StrCat("call ", n));
    Process server = site_.Start();
    ExpectReady(server);
    std::vector<std::string> command = Strace(site_, n, trace_);
    command.insert(command.end(), {"-p", absl::StrCat(server.pid())});
    Process strace(command, directory_.path() + "/strace");
    ASSERT_TRUE(strace.Says("attached"));
    callers_.Begin(kCommands);
    callers_.AwaitEnd();
    const End end = Site::AwaitEnd(server, callers_.reasons().empty() ? SIGTERM : 0);
    strace.Ends();
    any = Judge(n, end, true);
  }
  EXPECT_TRUE(!GetParam().of_each_commit || n > kCommands) << "not every commit was met";
}

INSTANTIATE_TEST_SUITE_P(Calls, InjectedTest,
                         testing::Values(Injection{"Fdatasync", "fdatasync", "EIO", true},
                                         Injection{"Fsync", "fsync", "EIO", false},
                                         Injection{"Write", "write,pwrite64", "EIO", true},
                                         Injection{"WriteOnAFullDisk", "write,pwrite64", "ENOSPC",
                                                   true},
                                         Injection{"Rename", "rename", "EIO", false}),
                         [](const auto& instance) { return instance.param.name; });

// ------------------------------------------------------------------------------ disks that fail

// A server on a disk of its own, and eight callers on two books.
class DiskTest : public testing::Test {
 protected:
  void SetUp() override {
    if (const std::string why = WhyNoDisks(); !why.empty()) GTEST_SKIP() << why;
  }
  void TearDown() override {
    if (!IsSkipped()) std::cout << callers_.tally().Text() << "\n";
  }

  Process StartReady(int reserve_mib = 8) {
    Process server = site_.Start({absl::StrCat("--reserve-mib=", reserve_mib)});
    EXPECT_TRUE(Site::Ready(server)) << server.Said();
    return server;
  }
  void ExpectStartRefused(const std::string& why) {
    Process server = site_.Start();
    const End end = Site::AwaitEnd(server);
    ExpectFailed(end, "not_started");
    EXPECT_THAT(end.message, HasSubstr(why));
  }
  // Its log has failed under load; callers know as much.
  void ExpectLogFailed(Process& server, const testing::Matcher<const std::string&>& why) {
    callers_.AwaitEnd();
    const End end = Site::AwaitEnd(server);
    ExpectFailed(end, "stopped");
    EXPECT_THAT(end.message, why);
    EXPECT_TRUE(callers_.reasons().contains("14 LOG_WRITE_FAILED"));
    for (const auto& [reason, count] : callers_.reasons()) {
      EXPECT_THAT(reason, AnyOf("14 LOG_WRITE_FAILED", "14 LOG_STOPPED", "14 SERVER_DRAINING"))
          << count;
    }
  }
  // Of a server that was started on what is left: it has everything, and goes on.
  void ExpectWhole(Process& server) {
    callers_.Check();
    callers_.Begin(10);
    callers_.AwaitEnd();
    EXPECT_TRUE(callers_.reasons().empty()) << callers_.reasons().begin()->first;
    callers_.Check();
    ExpectProperEnd(server);
    site_.Verify();
  }

  const Directory directory_;
  const std::string path_ = directory_.path() + "/disk";
  Site site_{directory_.path(), path_};
  Callers callers_{1, site_.address(), {.books = 2, .callers = 8}};
};

TEST_F(DiskTest, FillingUpRefusesCommandsUntilItIsEnlarged) {
  const SmallDisk disk(path_, 24);
  site_.Init();
  Process server = StartReady();
  callers_.MakeBooks();
  callers_.Begin();
  callers_.AwaitAnswers(50);
  disk.Fill(uint64_t{4} << 20);
  callers_.AwaitEnd();
  EXPECT_EQ(callers_.reasons(), (std::map<std::string, uint64_t>{{"8 DISK_FULL_FLOOR", 8}}));
  EXPECT_TRUE(callers_.CanRead());

  disk.Resize(64);
  // By itself, once it has looked again.
  const absl::Time deadline = absl::Now() + absl::Minutes(1);
  do {
    ASSERT_LT(absl::Now(), deadline) << "it does not go on";
    callers_.Begin(1);
    callers_.AwaitEnd();
  } while (!callers_.reasons().empty());
  EXPECT_EQ(Site::AwaitEnd(server, SIGKILL).code, 128 + SIGKILL);
  Process again = StartReady();
  ExpectWhole(again);
}

TEST_F(DiskTest, FullOneEndsTheServerUntilItIsEnlarged) {
  const SmallDisk disk(path_, 24);
  site_.Init();
  Process server = StartReady(0);
  callers_.MakeBooks();
  callers_.Begin();
  callers_.AwaitAnswers(50);
  disk.Fill(0);
  ExpectLogFailed(server, HasSubstr("No space left on device"));
  ExpectStartRefused("is full");

  disk.Resize(64);
  Process again = StartReady(0);
  ExpectWhole(again);
}

TEST_F(DiskTest, ReadOnlyOneEndsTheServerUntilItIsMended) {
  Ext4Disk disk(path_);
  if (!disk.Mount()) GTEST_SKIP() << "no image of ext4 can be mounted here";
  site_.Init();
  Process server = StartReady();
  callers_.MakeBooks();
  callers_.Begin();
  callers_.AwaitAnswers(50);
  callers_.Doubt();
  if (!disk.GoReadOnly()) {
    server.Signal(SIGKILL);
    callers_.AwaitEnd();
    GTEST_SKIP() << "ext4 takes no order to go read-only here";
  }
  // The first is what a sync already under way is told, the second every call after it.
  ExpectLogFailed(server,
                  AnyOf(HasSubstr("Input/output error"), HasSubstr("Read-only file system")));
  ExpectStartRefused("mount its disk writable");

  disk.Unmount();
  ASSERT_TRUE(disk.Mount());
  Process again = StartReady();
  ExpectWhole(again);
}

// ----------------------------------------------------------------------------------- power cuts

class PowerTest : public testing::TestWithParam<uint64_t> {
 protected:
  void SetUp() override {
    if (const std::string why = WhyNoDisks(); !why.empty()) GTEST_SKIP() << why;
  }

  // A log under load, whose machine loses its power `kCuts` times. What the server sees of it is a
  // disk that fails; now and then it is killed as well, before it can do anything about that.
  void Play(uint64_t seed) {
    std::mt19937_64 random(seed);
    const Directory directory;
    Ext4Disk disk(directory.path() + "/disk");
    if (!disk.Mount()) GTEST_SKIP() << "no image of ext4 can be mounted here";
    Site site(directory.path(), directory.path() + "/disk");
    site.Init();
    Callers callers(seed, site.address(), RandomOptions(random));
    for (int cut = 0; cut < kCuts && !HasFailure(); ++cut) {
      Process server = site.Start(kSmallReserve);
      ExpectReady(server);
      if (cut == 0) callers.MakeBooks();
      if (cut > 0) callers.Check();
      callers.Begin();
      AwaitMoment(callers, random);
      callers.Doubt();
      const bool done = disk.CutPower();
      const bool at_once = !done || random() % 2 == 0;
      const End end = at_once ? Site::AwaitEnd(server, SIGKILL) : Site::AwaitEnd(server);
      callers.AwaitEnd();
      if (!done) GTEST_SKIP() << "the power of ext4 can't be cut here";
      if (!at_once) ExpectFailed(end, "stopped");
      disk.Unmount();
      ASSERT_TRUE(disk.Mount());
      ++cuts_;
    }
    if (HasFailure()) return;
    Process server = site.Start(kSmallReserve);
    ExpectReady(server);
    callers.Check();
    ExpectProperEnd(server);
    site.Verify();
    disk.Unmount();
    tally_.Add(callers.tally());
  }

  static inline const std::vector<std::string> kSmallReserve = {"--reserve-mib=8"};
  static constexpr int kCuts = 5;  // in the life of one log
  uint64_t cuts_ = 0;
  Tally tally_;
};

TEST_P(PowerTest, LosesNothingThatWasAcknowledged) {
  const std::vector<uint64_t> seeds = Seeds(GetParam(), kShards, 4, 50);
  if (seeds.empty()) GTEST_SKIP() << "the seed is another one's";
  for (const uint64_t seed : seeds) {
    SCOPED_TRACE(Again(seed, "PowerTest"));
    Play(seed);
    if (HasFailure() || IsSkipped()) return;
  }
  std::cout << cuts_ << " power cuts under load: " << tally_.Text() << "\n";
}

INSTANTIATE_TEST_SUITE_P(Shards, PowerTest, testing::Range(uint64_t{0}, kShards));

}  // namespace
}  // namespace dealboek::machine
