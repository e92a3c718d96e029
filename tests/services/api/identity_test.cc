#include "services/api/identity.h"

#include <string>

#include <gtest/gtest.h>

#include "services/base/error.h"
#include "tests/services/api/wire.h"

namespace dealboek::api {
namespace {

constexpr auto kDev = IdentityPolicy::kInsecureDevIdentity;

TEST(IdentityTest, NameOfTheBearerIsTheSubject) {
  EXPECT_EQ(*IdentifyHeader("Bearer anna", true, kDev), "anna");
  EXPECT_EQ(*IdentifyHeader("bearer voorzitter (nagespeeld)", true, kDev),
            "voorzitter (nagespeeld)");
  EXPECT_EQ(*IdentifyHeader("Bearer " + std::string(200, 'a'), true, kDev), std::string(200, 'a'));
}

TEST(IdentityTest, WhatIsNoNameIsRefused) {
  for (const std::string& header :
       {std::string(""), std::string("anna"), std::string("Bearer"), std::string("Bearer "),
        std::string("Bearer  anna"), std::string("Bearer anna "), std::string("Basic anna"),
        std::string("Bearer a\tb"), std::string("Bearer \xC3\xA9"),
        "Bearer " + std::string(201, 'a')}) {
    const absl::Status status = IdentifyHeader(header, true, kDev).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kUnauthenticated) << header;
    EXPECT_EQ(base::GetErrorDetail(status)->reason, "UNAUTHENTICATED") << header;
  }
  EXPECT_FALSE(IdentifyHeader("", false, kDev).ok());
}

TEST(IdentityTest, WithoutAPolicyNobodyIsBelieved) {
  EXPECT_EQ(IdentifyHeader("Bearer anna", true, IdentityPolicy::kRefuseAll).status().code(),
            absl::StatusCode::kUnauthenticated);
}

// Over the wire: every method, streams apart (see audit_service_test).
void ExpectRefused(Wire& wire, const std::string& who) {
  for (const auto* method : AllMethods()) {
    if (method->server_streaming()) continue;
    const Reply reply = wire.SendBytes(who, method->name(), "");
    EXPECT_EQ(reply.code, grpc::StatusCode::UNAUTHENTICATED) << method->name();
    EXPECT_EQ(reply.reason, "UNAUTHENTICATED") << method->name();
    EXPECT_EQ(reply.domain, "dealboek");
    EXPECT_EQ(reply.locale, "nl-NL");
    EXPECT_NE(reply.dutch, "");
  }
}

TEST(IdentityTest, EveryCallWithoutAnIdentityIsRefused) {
  Wire wire;
  ExpectRefused(wire, "");
}

TEST(IdentityTest, AServerWithoutAWayToAuthenticateRefusesEveryCall) {
  Wire wire(IdentityPolicy::kRefuseAll);
  ExpectRefused(wire, "anna");
}

}  // namespace
}  // namespace dealboek::api
