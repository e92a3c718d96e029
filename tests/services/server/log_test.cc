#include "services/server/log.h"

#include <string>
#include <unistd.h>
#include <vector>

#include "absl/strings/str_split.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "services/base/fake_clock.h"

namespace dealboek::server {
namespace {

using nlohmann::json;

class LogTest : public testing::Test {
 protected:
  LogTest() { EXPECT_EQ(pipe(pipe_), 0); }
  ~LogTest() override {
    close(pipe_[0]);
    close(pipe_[1]);
  }

  // What was written since, line by line.
  std::vector<json> Lines() {
    std::string text(65'536, '\0');
    EXPECT_EQ(write(pipe_[1], "\n", 1), 1);  // so that there is something to read
    text.resize(static_cast<size_t>(read(pipe_[0], text.data(), text.size())));
    std::vector<json> lines;
    for (absl::string_view line : absl::StrSplit(text, '\n', absl::SkipEmpty())) {
      lines.push_back(json::parse(std::string(line)));
    }
    return lines;
  }

  api::EndedCall Call(absl::string_view reason, bool watched) {
    return {calls_, grpc::StatusCode::UNAVAILABLE,          reason,
            "",     "f81d4fae-7dec-41d0-a765-00a0c91e6bf6", absl::Microseconds(12),
            watched};
  }

  int pipe_[2];
  base::FakeClock clock_;
  api::MethodCalls calls_{"dealboek.v1.ProposalService", "SubmitProposal", false};
};

TEST_F(LogTest, AnEventIsALineOfJson) {
  clock_.Set(1'624'000'000'123'456);
  Log log(clock_, Level::kInfo, pipe_[1]);
  log.Write(Level::kWarning, "disk", "a \"quote\"\nand a line",
            {{"free", int64_t{5}}, {"of", "x"}});
  const std::vector<json> lines = Lines();
  ASSERT_EQ(lines.size(), 1u);
  EXPECT_EQ(lines[0], (json{{"time", "2021-06-18T07:06:40.123456Z"},
                            {"level", "warning"},
                            {"event", "disk"},
                            {"message", "a \"quote\"\nand a line"},
                            {"free", 5},
                            {"of", "x"}}));
}

TEST_F(LogTest, WhatIsBelowTheLevelIsNotWritten) {
  Log log(clock_, Level::kWarning, pipe_[1]);
  log.Write(Level::kDebug, "a", "");
  log.Write(Level::kInfo, "b", "");
  log.Write(Level::kError, "c", "");
  const std::vector<json> lines = Lines();
  ASSERT_EQ(lines.size(), 1u);
  EXPECT_EQ(lines[0]["event"], "c");
  for (const char* name : {"debug", "info", "warning", "error"}) {
    Log(clock_, LevelNamed(name), pipe_[1]).Write(LevelNamed(name), "d", "");
    EXPECT_EQ(Lines().at(0)["level"], name);
  }
}

TEST_F(LogTest, BytesThatAreNoTextDoNotSpoilTheLine) {
  Log log(clock_, Level::kInfo, pipe_[1]);
  log.Write(Level::kInfo, "e", "a\xff b");
  ASSERT_EQ(Lines().size(), 1u);
}

TEST_F(LogTest, ACallIsForDebuggingUnlessAnOperatorHasToKnow) {
  Log log(clock_, Level::kInfo, pipe_[1]);
  log.CallEnded(Call("NO_SEAT", false));
  EXPECT_TRUE(Lines().empty());
  log.CallEnded(Call("LOG_STOPPED", true));
  const std::vector<json> lines = Lines();
  ASSERT_EQ(lines.size(), 1u);
  EXPECT_EQ(lines[0]["level"], "warning");
  EXPECT_EQ(lines[0]["method"], "dealboek.v1.ProposalService/SubmitProposal");
  EXPECT_EQ(lines[0]["code"], "UNAVAILABLE");
  EXPECT_EQ(lines[0]["reason"], "LOG_STOPPED");
  EXPECT_EQ(lines[0]["requestId"], "f81d4fae-7dec-41d0-a765-00a0c91e6bf6");
  EXPECT_EQ(lines[0]["tookMicros"], 12);
  Log debug(clock_, Level::kDebug, pipe_[1]);
  debug.CallEnded(Call("NO_SEAT", false));
  EXPECT_EQ(Lines().at(0)["level"], "debug");
}

TEST_F(LogTest, AFloodOfCallsIsCutAndCounted) {
  Log log(clock_, Level::kInfo, pipe_[1]);
  for (int i = 0; i < Log::kCallsASecond + 7; ++i) log.CallEnded(Call("QUEUE_FULL", true));
  EXPECT_EQ(Lines().size(), static_cast<size_t>(Log::kCallsASecond));
  clock_.Advance(1'000'000);
  log.CallEnded(Call("QUEUE_FULL", true));
  const std::vector<json> lines = Lines();
  ASSERT_EQ(lines.size(), 1u);
  EXPECT_EQ(lines[0]["leftOut"], 7);
}

}  // namespace
}  // namespace dealboek::server
