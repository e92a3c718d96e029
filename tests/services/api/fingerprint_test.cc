#include "services/api/fingerprint.h"

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "google/protobuf/descriptor.h"
#include "google/protobuf/text_format.h"
#include <gtest/gtest.h>

#include "dealboek/v1/proposal_service.pb.h"
#include "tests/services/api/wire.h"

namespace dealboek::api {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

v1::SubmitProposalRequest Request(const std::string& text) {
  v1::SubmitProposalRequest request;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &request));
  return request;
}

std::string Of(const std::string& text) { return Fingerprint(Request(text), {"request_id"}); }

TEST(FingerprintTest, Is32Bytes) { EXPECT_EQ(Of("").size(), 32u); }

TEST(FingerprintTest, IsTheSameHoweverTheMessageIsSerialized) {
  // Fields in another order, and a submessage in two pieces, which parsers merge.
  v1::SubmitProposalRequest one = Request("parent: 'p' content { title: 'a' pijler: 'b' }");
  v1::SubmitProposalRequest title = Request("content { title: 'a' }");
  v1::SubmitProposalRequest rest = Request("parent: 'p' content { pijler: 'b' }");
  v1::SubmitProposalRequest two;
  ASSERT_TRUE(two.ParseFromString(rest.SerializeAsString() + title.SerializeAsString()));
  EXPECT_EQ(Fingerprint(one, {}), Fingerprint(two, {}));
}

TEST(FingerprintTest, LeavesOutWhatItIsToldTo) {
  EXPECT_EQ(Of("request_id: 'a' parent: 'p'"), Of("request_id: 'b' parent: 'p'"));
  EXPECT_NE(Of("parent: 'p'"), Of("parent: 'q'"));
}

TEST(FingerprintTest, TellsAnEmptyMessageFromNone) {
  EXPECT_NE(Of("content {}"), Of(""));
  EXPECT_NE(Of("content { reservation_total {} }"), Of("content {}"));
}

TEST(FingerprintTest, TellsWhereOneListEndsAndTheNextBegins) {
  EXPECT_NE(Of("content { lead_partners: 'a' lead_partners: 'b' }"),
            Of("content { lead_partners: 'ab' }"));
  EXPECT_NE(Of("content { lead_partners: 'a' lead_partners: 'b' }"),
            Of("content { lead_partners: 'b' lead_partners: 'a' }"));
  EXPECT_NE(Of("content { new_parts { title: 'a' lead_partners: 'b' } }"),
            Of("content { new_parts { title: 'a' } new_parts { lead_partners: 'b' } }"));
}

TEST(FingerprintTest, TellsTypesApart) {
  v1::WithdrawProposalRequest withdraw;
  withdraw.set_name("a");
  v1::GetProposalRequest get;
  get.set_name("a");
  EXPECT_NE(Fingerprint(withdraw, {}), Fingerprint(get, {}));
}

// Every way to set one field, however deep, of a message of this type: each a message of its own.
void SetOne(const FieldDescriptor& field, Message& message, std::vector<std::string>& fingerprints,
            const Message& root, int depth);

void SetEach(Message& message, std::vector<std::string>& fingerprints, const Message& root,
             int depth) {
  constexpr int kDeepEnough = 5;
  if (depth > kDeepEnough) return;
  for (int i = 0; i < message.GetDescriptor()->field_count(); ++i) {
    SetOne(*message.GetDescriptor()->field(i), message, fingerprints, root, depth);
  }
}

void SetOne(const FieldDescriptor& field, Message& message, std::vector<std::string>& fingerprints,
            const Message& root, int depth) {
  if (depth == 0 && field.name() == "request_id") return;
  const auto& reflection = *message.GetReflection();
  const bool many = field.is_repeated();
  const auto note = [&] { fingerprints.push_back(Fingerprint(root, {"request_id"})); };
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_INT32:
      many ? reflection.AddInt32(&message, &field, 7) : reflection.SetInt32(&message, &field, 7);
      note();
      break;
    case FieldDescriptor::CPPTYPE_INT64:
      many ? reflection.AddInt64(&message, &field, 7) : reflection.SetInt64(&message, &field, 7);
      note();
      break;
    case FieldDescriptor::CPPTYPE_BOOL:
      many ? reflection.AddBool(&message, &field, true)
           : reflection.SetBool(&message, &field, true);
      note();
      break;
    case FieldDescriptor::CPPTYPE_ENUM:
      many ? reflection.AddEnumValue(&message, &field, 1)
           : reflection.SetEnumValue(&message, &field, 1);
      note();
      break;
    case FieldDescriptor::CPPTYPE_STRING:
      many ? reflection.AddString(&message, &field, "7")
           : reflection.SetString(&message, &field, "7");
      note();
      break;
    case FieldDescriptor::CPPTYPE_MESSAGE: {
      Message* inner = many ? reflection.AddMessage(&message, &field)
                            : reflection.MutableMessage(&message, &field);
      note();
      SetEach(*inner, fingerprints, root, depth + 1);
      break;
    }
    default:
      FAIL() << "a kind of field this test must learn: " << field.full_name();
  }
  reflection.ClearField(&message, &field);
}

TEST(FingerprintTest, EveryFieldOfEveryRequestChangesIt) {
  int fields = 0;
  for (const auto* method : AllMethods()) {
    const Message* prototype =
        google::protobuf::MessageFactory::generated_factory()->GetPrototype(method->input_type());
    const std::unique_ptr<Message> message(prototype->New());
    std::vector<std::string> fingerprints = {Fingerprint(*message, {"request_id"})};
    SetEach(*message, fingerprints, *message, 0);
    EXPECT_EQ(std::set<std::string>(fingerprints.begin(), fingerprints.end()).size(),
              fingerprints.size())
        << method->input_type()->full_name() << ": two fields look the same";
    fields += static_cast<int>(fingerprints.size()) - 1;
  }
  EXPECT_GT(fields, 500) << "the walk went nowhere";
}

}  // namespace
}  // namespace dealboek::api
