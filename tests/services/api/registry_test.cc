// What holds for every method of the contract, found by walking it.

#include <string>
#include <utility>
#include <vector>

#include "google/api/field_behavior.pb.h"
#include "google/protobuf/descriptor.h"
#include <gtest/gtest.h>

#include "tests/services/api/wire.h"

namespace dealboek::api {
namespace {

bool IsOperation(const google::protobuf::MethodDescriptor& method) {
  return method.service()->name() == "OperationsService";
}

bool IsMutation(const google::protobuf::MethodDescriptor& method) {
  return method.input_type()->FindFieldByName("request_id") != nullptr;
}

TEST(RegistryTest, EveryMethodIsImplemented) {
  Wire wire;
  ASSERT_EQ(AllMethods().size(), 60u) << "methods of the contract; count again when it grows";
  for (const auto* method : AllMethods()) {
    const Reply reply = wire.SendBytes("anna", method->name(), "");
    EXPECT_NE(reply.code, grpc::StatusCode::UNIMPLEMENTED) << method->full_name();
  }
}

Options OperatedBy(const char* subject) {
  Options options;
  options.operators = {subject};
  return options;
}

TEST(RegistryTest, EveryRequiredFieldIsAskedFor) {
  Wire wire(IdentityPolicy::kInsecureDevIdentity, {}, OperatedBy("anna"));
  int fields = 0;
  for (const auto* method : AllMethods()) {
    if (method->server_streaming()) continue;  // audit_service_test
    std::vector<std::string> required;
    for (int i = 0; i < method->input_type()->field_count(); ++i) {
      const auto* field = method->input_type()->field(i);
      if (field->options().ExtensionSize(google::api::field_behavior) > 0) {
        required.push_back(field->name());
      }
    }
    if (required.empty()) continue;
    const Reply reply = wire.SendBytes("anna", method->name(), "");
    EXPECT_EQ(reply.code, grpc::StatusCode::INVALID_ARGUMENT) << method->full_name();
    EXPECT_EQ(reply.reason, "FIELD_REQUIRED") << method->full_name();
    EXPECT_EQ(reply.fields, required) << method->full_name();
    fields += static_cast<int>(required.size());
  }
  EXPECT_GT(fields, 100);
}

TEST(RegistryTest, AFieldThatTheServerDoesNotKnowIsRefused) {
  Wire wire(IdentityPolicy::kInsecureDevIdentity, {}, OperatedBy("anna"));
  for (const auto* method : AllMethods()) {
    if (method->server_streaming()) continue;
    const std::string unknown = "\xFA\x7F\x01x";  // field 2047
    const Reply reply = wire.SendBytes("anna", method->name(), unknown);
    EXPECT_EQ(reply.reason, "UNKNOWN_FIELDS") << method->full_name();
    EXPECT_EQ(reply.fields, std::vector<std::string>{"2047"});
  }
}

TEST(RegistryTest, EveryMutationHasARequestIdAndAnswersWithAReceipt) {
  int mutations = 0;
  for (const auto* method : AllMethods()) {
    if (!IsMutation(*method)) continue;
    ++mutations;
    const auto* receipt = method->output_type()->FindFieldByName("receipt");
    ASSERT_NE(receipt, nullptr) << method->full_name();
    EXPECT_EQ(receipt->message_type()->full_name(), "dealboek.v1.Receipt");
  }
  EXPECT_GT(mutations, 25);
}

TEST(RegistryTest, EveryReadSaysWhereItIsTrue) {
  for (const auto* method : AllMethods()) {
    if (IsMutation(*method) || method->server_streaming() || method->name() == "ListProgrammes") {
      continue;  // programmes have no position in common: each has its own
    }
    if (IsOperation(*method)) continue;  // of the server, not of a book
    const bool is_true_somewhere = method->output_type()->FindFieldByName("true_at") != nullptr ||
                                   method->name() == "CompareBudgets";  // `from` and `to`
    EXPECT_TRUE(is_true_somewhere) << method->full_name();
  }
}

TEST(RegistryTest, OperationsAreForOperatorsOnly) {
  Wire wire(IdentityPolicy::kInsecureDevIdentity, {}, OperatedBy("beheer"));
  int operations = 0;
  for (const auto* method : AllMethods()) {
    const bool refused = wire.SendBytes("anna", method->name(), "").reason == "NOT_OPERATOR";
    EXPECT_EQ(refused, IsOperation(*method)) << method->full_name();
    EXPECT_NE(wire.SendBytes("beheer", method->name(), "").reason, "NOT_OPERATOR");
    operations += IsOperation(*method) ? 1 : 0;
  }
  EXPECT_EQ(operations, 5);
}

}  // namespace
}  // namespace dealboek::api
