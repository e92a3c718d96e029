// Calls are counted by method and code, and told of, without a word of what was in them.
#include "services/api/call_watch.h"

#include <numeric>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/base/mutex.h"
#include "tests/services/api/wire.h"

namespace dealboek::api {
namespace {

// An ended call, with text of its own.
struct Heard {
  std::string method;
  grpc::StatusCode code;
  std::string reason;
  std::string incident;
  std::string request_id;
};

class CallWatchTest : public testing::Test {
 protected:
  CallWatchTest() {
    Options options;
    options.on_end = [this](const EndedCall& call) {
      const base::MutexLock lock(mutex_);
      heard_.push_back({call.of.method, call.code, std::string(call.reason),
                        std::string(call.incident), std::string(call.request_id)});
      EXPECT_GE(call.took, absl::ZeroDuration());
    };
    wire_ = std::make_unique<Wire>(IdentityPolicy::kInsecureDevIdentity, book::Options(), options);
  }

  Heard Last() {
    const base::MutexLock lock(mutex_);
    return heard_.back();
  }
  uint64_t Counted(absl::string_view method, grpc::StatusCode code) {
    for (const MethodCalls& calls : wire_->services().calls().methods()) {
      if (calls.method == method) return calls.by_code[static_cast<size_t>(code)].value();
    }
    ADD_FAILURE() << "no method " << method;
    return 0;
  }
  uint64_t Watched(absl::string_view reason) {
    for (const WatchedReason& watched : wire_->services().calls().reasons()) {
      if (watched.reason == reason) return watched.count.value();
    }
    ADD_FAILURE() << reason << " is not watched";
    return 0;
  }

  base::Mutex mutex_;
  std::vector<Heard> heard_ ABSL_GUARDED_BY(mutex_);
  std::unique_ptr<Wire> wire_;
};

constexpr char kCreate[] =
    "programme_id: 'zod' title: 'Regio Deal' first_year: 2019 last_year: 2023 "
    "secretary_display_name: 'Anna Achternaam' "
    "request_id: 'f81d4fae-7dec-41d0-a765-00a0c91e6bf6'";

TEST_F(CallWatchTest, ACallIsCountedUnderItsMethodAndCodeWithItsTime) {
  const Reply created = wire_->Send("secretaris", "CreateProgramme", kCreate);
  ASSERT_TRUE(created.ok()) << created.message;
  EXPECT_EQ(Counted("CreateProgramme", grpc::StatusCode::OK), 1u);
  EXPECT_EQ(Last().method, "CreateProgramme");
  EXPECT_EQ(Last().reason, "");
  EXPECT_EQ(Last().request_id, "f81d4fae-7dec-41d0-a765-00a0c91e6bf6");

  EXPECT_FALSE(wire_->Send("secretaris", "GetProgramme", "name: 'programmes/geen'").ok());
  EXPECT_EQ(Counted("GetProgramme", grpc::StatusCode::NOT_FOUND), 1u);
  EXPECT_EQ(Last().reason, "PROGRAMME_UNKNOWN");
  EXPECT_EQ(Last().request_id, "");
  for (const MethodCalls& calls : wire_->services().calls().methods()) {
    if (calls.method != "GetProgramme") continue;
    EXPECT_EQ(calls.service, "dealboek.v1.ProgrammeService");
    const auto counts = calls.micros.Read().counts;
    EXPECT_EQ(std::accumulate(counts.begin(), counts.end(), uint64_t{0}), 1u);
  }
}

TEST_F(CallWatchTest, ARequestIdThatIsNoneIsNotPassedOn) {
  EXPECT_FALSE(
      wire_
          ->Send("secretaris", "CreateProgramme",
                 "programme_id: 'zod' title: 'Regio Deal' first_year: 2019 last_year: 2023 "
                 "secretary_display_name: 'Anna' request_id: 'van Anna Achternaam'")
          .ok());
  EXPECT_EQ(Last().reason, "REQUEST_ID_INVALID");
  EXPECT_EQ(Last().request_id, "");
}

TEST_F(CallWatchTest, WhatAnOperatorHasToKnowIsCountedByReason) {
  ASSERT_TRUE(wire_->Send("secretaris", "CreateProgramme", kCreate).ok());
  wire_->log().FailAppend(1, storage::FakeEventLog::Failure::kNotWritten);
  EXPECT_FALSE(wire_->Send("secretaris", "AddTranche", "parent: 'programmes/zod' tranche: 1").ok());
  EXPECT_EQ(Watched("LOG_WRITE_FAILED"), 1u);
  EXPECT_EQ(Counted("AddTranche", grpc::StatusCode::UNAVAILABLE), 1u);
  EXPECT_FALSE(wire_->Send("secretaris", "AddTranche", "parent: 'programmes/zod' tranche: 1").ok());
  EXPECT_EQ(Watched("LOG_STOPPED"), 1u);
  EXPECT_EQ(Watched("INTERNAL"), 0u);
}

TEST_F(CallWatchTest, EveryMethodOfTheContractIsThere) {
  std::vector<std::string> watched;
  for (const MethodCalls& calls : wire_->services().calls().methods()) {
    watched.push_back(calls.service + "/" + calls.method);
  }
  std::vector<std::string> all;
  for (const auto* method : AllMethods()) {
    all.push_back(method->service()->full_name() + "/" + method->name());
    EXPECT_EQ(method->server_streaming(),
              wire_->services()
                  .calls()
                  .methods()[static_cast<size_t>(
                      std::find(watched.begin(), watched.end(), all.back()) - watched.begin())]
                  .streams);
  }
  EXPECT_THAT(watched, testing::UnorderedElementsAreArray(all));
}

TEST(CodeNameTest, NamesAreTheCanonicalOnes) {
  EXPECT_EQ(CodeName(0), "OK");
  EXPECT_EQ(CodeName(static_cast<size_t>(grpc::StatusCode::FAILED_PRECONDITION)),
            "FAILED_PRECONDITION");
  EXPECT_EQ(CodeName(static_cast<size_t>(grpc::StatusCode::UNAVAILABLE)), "UNAVAILABLE");
  EXPECT_EQ(CodeName(16), "UNAUTHENTICATED");
}

}  // namespace
}  // namespace dealboek::api
