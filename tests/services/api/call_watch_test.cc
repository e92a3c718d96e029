// Calls are counted by method and code, and told of, without a word of what was in them.
#include "services/api/call_watch.h"

#include <chrono>
#include <memory>
#include <numeric>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "absl/time/time.h"
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
  explicit CallWatchTest(Wire::Interceptors interceptors = {}) {
    Options options;
    options.on_end = [this](const EndedCall& call) {
      const base::MutexLock lock(mutex_);
      heard_.push_back({call.of.method, call.code, std::string(call.reason),
                        std::string(call.incident), std::string(call.request_id)});
      EXPECT_GE(call.took, absl::ZeroDuration());
    };
    wire_ = std::make_unique<Wire>(IdentityPolicy::kInsecureDevIdentity, book::Options(), options,
                                   std::move(interceptors));
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

// Holds up a call that is in a hurry until it is too late for it, as a server that is overrun does.
class HeldUp : public grpc::experimental::Interceptor {
 public:
  explicit HeldUp(grpc::experimental::ServerRpcInfo& call) : call_(call) {}
  void Intercept(grpc::experimental::InterceptorBatchMethods* methods) override {
    using grpc::experimental::InterceptionHookPoints;
    const auto deadline = call_.server_context()->deadline();
    const bool hurries =
        deadline < std::chrono::system_clock::now() + std::chrono::milliseconds(kHurryMillis);
    if (hurries &&
        methods->QueryInterceptionHookPoint(InterceptionHookPoints::POST_RECV_INITIAL_METADATA)) {
      std::this_thread::sleep_until(deadline + std::chrono::milliseconds(1));
    }
    methods->Proceed();
  }

  static constexpr int kHurryMillis = 500;

 private:
  grpc::experimental::ServerRpcInfo& call_;
};

class HoldsUp : public grpc::experimental::ServerInterceptorFactoryInterface {
 public:
  grpc::experimental::Interceptor* CreateServerInterceptor(
      grpc::experimental::ServerRpcInfo* call) override {
    return new HeldUp(*call);  // gRPC's to delete
  }
  static Wire::Interceptors One() {
    Wire::Interceptors one;
    one.push_back(std::make_unique<HoldsUp>());
    return one;
  }
};

class LateCallTest : public CallWatchTest {
 protected:
  LateCallTest() : CallWatchTest(HoldsUp::One()) {}
};

TEST_F(LateCallTest, WhatNobodyWaitsForAnyMoreIsNotDone) {
  BeginDeal(*wire_);
  const uint64_t head = wire_->Head();
  const std::string request = wire_->BytesOf("AddTranche", "parent: 'programmes/zod' tranche: 6");
  const Reply late = wire_->SendBytes("secretaris", "AddTranche", request,
                                      absl::Milliseconds(HeldUp::kHurryMillis / 2));
  EXPECT_EQ(late.code, grpc::StatusCode::DEADLINE_EXCEEDED);
  // Its caller has gone; the server comes to it later.
  const absl::Time until = absl::Now() + absl::Seconds(30);
  while (Last().code != grpc::StatusCode::DEADLINE_EXCEEDED && absl::Now() < until) {
    absl::SleepFor(absl::Milliseconds(1));
  }
  const Heard heard = Last();
  EXPECT_EQ(heard.method, "AddTranche");
  EXPECT_EQ(heard.code, grpc::StatusCode::DEADLINE_EXCEEDED);
  EXPECT_EQ(heard.reason, "DEADLINE_PASSED");
  EXPECT_EQ(wire_->Head(), head);
  EXPECT_TRUE(wire_->SendBytes("secretaris", "AddTranche", request).ok()) << "sent again, in time";
  EXPECT_EQ(wire_->Head(), head + 1);
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
