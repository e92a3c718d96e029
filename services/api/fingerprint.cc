#include "services/api/fingerprint.h"

#include <algorithm>
#include <cstdint>
#include <vector>

#include "google/protobuf/descriptor.h"
#include <openssl/evp.h>

#include "services/base/check.h"
#include "services/book/books.h"

namespace dealboek::api {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

// Everything of a variable length goes with its length, so that no two messages write the same.
class Canonical {
 public:
  void Number(uint64_t number) {
    for (int shift = 56; shift >= 0; shift -= 8)
      bytes_.push_back(static_cast<char>(number >> shift));
  }
  void Text(absl::string_view text) {
    Number(text.size());
    bytes_.append(text.data(), text.size());
  }

  void Fields(const Message& message, absl::Span<const absl::string_view> without) {
    const Reflection& reflection = *message.GetReflection();
    std::vector<const FieldDescriptor*> fields;
    reflection.ListFields(message, &fields);  // in order of their numbers
    if (!without.empty()) {
      std::erase_if(fields, [&](const FieldDescriptor* field) {
        return std::find(without.begin(), without.end(), absl::string_view(field->name())) !=
               without.end();
      });
    }
    Number(fields.size());
    for (const FieldDescriptor* field : fields) Field(message, reflection, *field);
  }

  const std::string& bytes() const { return bytes_; }

 private:
  void Field(const Message& message, const Reflection& reflection, const FieldDescriptor& field) {
    Number(static_cast<uint64_t>(field.number()));
    Number(static_cast<uint64_t>(field.cpp_type()));
    if (!field.is_repeated()) return Value(message, reflection, field, -1);
    const int size = reflection.FieldSize(message, &field);
    Number(static_cast<uint64_t>(size));
    for (int i = 0; i < size; ++i) Value(message, reflection, field, i);
  }

  // `index` of a repeated field; -1: of one that is not.
  void Value(const Message& message, const Reflection& reflection, const FieldDescriptor& field,
             int index) {
    const bool one = index < 0;
    std::string scratch;
    switch (field.cpp_type()) {
      case FieldDescriptor::CPPTYPE_INT32:
        return Number(static_cast<uint64_t>(
            int64_t{one ? reflection.GetInt32(message, &field)
                        : reflection.GetRepeatedInt32(message, &field, index)}));
      case FieldDescriptor::CPPTYPE_INT64:
        return Number(
            static_cast<uint64_t>(one ? reflection.GetInt64(message, &field)
                                      : reflection.GetRepeatedInt64(message, &field, index)));
      case FieldDescriptor::CPPTYPE_UINT32:
        return Number(one ? reflection.GetUInt32(message, &field)
                          : reflection.GetRepeatedUInt32(message, &field, index));
      case FieldDescriptor::CPPTYPE_UINT64:
        return Number(one ? reflection.GetUInt64(message, &field)
                          : reflection.GetRepeatedUInt64(message, &field, index));
      case FieldDescriptor::CPPTYPE_BOOL:
        return Number(one ? reflection.GetBool(message, &field)
                          : reflection.GetRepeatedBool(message, &field, index));
      case FieldDescriptor::CPPTYPE_ENUM:
        return Number(static_cast<uint64_t>(
            int64_t{one ? reflection.GetEnumValue(message, &field)
                        : reflection.GetRepeatedEnumValue(message, &field, index)}));
      case FieldDescriptor::CPPTYPE_STRING:
        return Text(one ? reflection.GetStringReference(message, &field, &scratch)
                        : reflection.GetRepeatedStringReference(message, &field, index, &scratch));
      case FieldDescriptor::CPPTYPE_MESSAGE:
        return Fields(one ? reflection.GetMessage(message, &field)
                          : reflection.GetRepeatedMessage(message, &field, index),
                      {});
      case FieldDescriptor::CPPTYPE_FLOAT:
      case FieldDescriptor::CPPTYPE_DOUBLE:
        break;
    }
    CHECK(false) << "the contract has no floating numbers: " << field.full_name();
  }

  std::string bytes_;
};

}  // namespace

std::string Fingerprint(const Message& message, absl::Span<const absl::string_view> without) {
  Canonical canonical;
  canonical.Text(message.GetDescriptor()->full_name());
  canonical.Fields(message, without);
  // Looked up once: that takes longer than hashing does.
  static const EVP_MD* const sha256 = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  CHECK(sha256 != nullptr) << "OpenSSL has no SHA-256";
  std::string hash(book::kFingerprintBytes, '\0');
  unsigned int written = 0;
  CHECK_EQ(EVP_Digest(canonical.bytes().data(), canonical.bytes().size(),
                      reinterpret_cast<unsigned char*>(hash.data()), &written, sha256, nullptr),
           1);
  CHECK_EQ(written, hash.size());
  return hash;
}

}  // namespace dealboek::api
