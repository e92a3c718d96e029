#include "services/api/request_check.h"

#include <algorithm>
#include <cstdint>
#include <optional>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "google/api/field_behavior.pb.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/unknown_field_set.h"
#include <grpcpp/support/proto_buffer_reader.h>
#include <grpcpp/support/slice.h>

#include "services/api/errors.h"
#include "services/base/error.h"
#include "services/base/status_macros.h"
#include "services/book/stamp.h"
#include "services/domain/refusal.h"
#include "services/domain/text.h"

namespace dealboek::api {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

std::string Path(absl::string_view parent, const FieldDescriptor& field, int index) {
  std::string path(parent);
  if (!path.empty()) path += '.';
  path += field.name();
  if (index >= 0) absl::StrAppend(&path, "[", index, "]");
  return path;
}

// ---- What the bytes of a request that does not parse are wrong in: the parser only says that it
// failed.

bool IsUtf8(absl::string_view text) {
  for (size_t at = 0; at < text.size();) {
    const size_t length = domain::FirstCharacter(text.substr(at)).length;
    if (length == 0) return false;
    at += length;
  }
  return true;
}

class WireReader {
 public:
  explicit WireReader(absl::string_view bytes) : bytes_(bytes) {}

  bool AtEnd() const { return bytes_.empty(); }
  std::optional<uint64_t> Varint() {
    uint64_t value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      if (bytes_.empty()) return std::nullopt;
      const auto byte = static_cast<unsigned char>(bytes_.front());
      bytes_.remove_prefix(1);
      value |= uint64_t{byte & 0x7Fu} << shift;
      if (byte < 0x80) return value;
    }
    return std::nullopt;
  }
  std::optional<absl::string_view> Take(uint64_t size) {
    if (size > bytes_.size()) return std::nullopt;
    const absl::string_view taken = bytes_.substr(0, size);
    bytes_.remove_prefix(size);
    return taken;
  }

 private:
  absl::string_view bytes_;
};

// What the parser fails on, and where: in the field of this path, or (empty) in the request itself.
struct Fault {
  std::string path;
  bool is_text = false;  // that is not UTF-8
};

// Whether a list of numbers, in one piece, can be read.
bool IsPacked(absl::string_view bytes, const FieldDescriptor& field) {
  WireReader reader(bytes);
  const auto take = [&] {
    switch (field.type()) {
      case FieldDescriptor::TYPE_FIXED32:
      case FieldDescriptor::TYPE_SFIXED32:
      case FieldDescriptor::TYPE_FLOAT:
        return reader.Take(4).has_value();
      case FieldDescriptor::TYPE_FIXED64:
      case FieldDescriptor::TYPE_SFIXED64:
      case FieldDescriptor::TYPE_DOUBLE:
        return reader.Take(8).has_value();
      default:
        return reader.Varint().has_value();
    }
  };
  while (!reader.AtEnd()) {
    if (!take()) return false;
  }
  return true;
}

// The first fault; nullopt: none was found.
std::optional<Fault> FindFault(absl::string_view bytes, const Descriptor& type,
                               const std::string& parent, int depth) {
  constexpr int kMaxDepth = 100;  // as the parser's
  if (depth > kMaxDepth) return Fault{parent};
  WireReader reader(bytes);
  std::vector<int> seen(static_cast<size_t>(type.field_count()), 0);
  while (!reader.AtEnd()) {
    const std::optional<uint64_t> tag = reader.Varint();
    if (!tag.has_value()) return Fault{parent};
    const FieldDescriptor* field = type.FindFieldByNumber(static_cast<int>(*tag >> 3));
    std::string path = parent;
    if (field != nullptr) {
      const int index = field->is_repeated() ? seen[static_cast<size_t>(field->index())]++ : -1;
      path = Path(parent, *field, index);
    }
    std::optional<absl::string_view> value;
    switch (*tag & 7) {
      case 0:
        if (!reader.Varint().has_value()) return Fault{path};
        continue;
      case 1:
        if (!reader.Take(8).has_value()) return Fault{path};
        continue;
      case 5:
        if (!reader.Take(4).has_value()) return Fault{path};
        continue;
      case 2:
        if (const std::optional<uint64_t> size = reader.Varint(); size.has_value())
          value = reader.Take(*size);
        if (!value.has_value()) return Fault{path};
        break;
      default:  // groups, which the contract has none of, and what is nothing
        return Fault{path};
    }
    if (field == nullptr) continue;
    if (field->type() == FieldDescriptor::TYPE_STRING && !IsUtf8(*value)) return Fault{path, true};
    if (field->is_packable() && !IsPacked(*value, *field)) {
      return Fault{Path(parent, *field, -1)};
    }
    if (field->type() == FieldDescriptor::TYPE_MESSAGE) {
      auto found = FindFault(*value, *field->message_type(), path, depth + 1);
      if (found.has_value()) return found;
    }
  }
  return std::nullopt;
}

absl::Status WhyNotParsed(grpc::ByteBuffer& bytes, const Descriptor& type) {
  grpc::Slice slice;
  if (!bytes.DumpToSingleSlice(&slice).ok()) return MessageMalformed("");
  const absl::string_view all(reinterpret_cast<const char*>(slice.begin()), slice.size());
  const Fault fault = FindFault(all, type, "", 0).value_or(Fault{});
  return fault.is_text ? TextNotUtf8(fault.path) : MessageMalformed(fault.path);
}

// ---- What the parser lets through.

constexpr size_t kMostUnknownFields = 24;  // that are named

struct Findings {
  std::vector<std::string> unknown_fields;
  size_t more_unknown_fields = 0;
  domain::Problems enums;
};

void CheckEnum(const FieldDescriptor& field, int number, absl::string_view parent, int index,
               Findings& findings) {
  const bool in_list = index >= 0;
  if (field.enum_type()->FindValueByNumber(number) != nullptr && !(in_list && number == 0)) return;
  findings.enums.Add(EnumUnspecified(Path(parent, field, index), number));
}

void Inspect(const Message& message, absl::string_view path, Findings& findings) {
  const Reflection& reflection = *message.GetReflection();
  const google::protobuf::UnknownFieldSet& unknown = reflection.GetUnknownFields(message);
  for (int i = 0; i < unknown.field_count(); ++i) {
    if (findings.unknown_fields.size() == kMostUnknownFields) {
      ++findings.more_unknown_fields;
      continue;
    }
    findings.unknown_fields.push_back(
        absl::StrCat(path, path.empty() ? "" : ".", unknown.field(i).number()));
  }
  std::vector<const FieldDescriptor*> fields;
  reflection.ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    const bool is_message = field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE;
    const bool is_enum = field->cpp_type() == FieldDescriptor::CPPTYPE_ENUM;
    if (!is_message && !is_enum) continue;
    if (!field->is_repeated()) {
      if (is_message) {
        Inspect(reflection.GetMessage(message, field), Path(path, *field, -1), findings);
      } else {
        CheckEnum(*field, reflection.GetEnumValue(message, field), path, -1, findings);
      }
      continue;
    }
    const int size = reflection.FieldSize(message, field);
    for (int i = 0; i < size; ++i) {
      if (is_message) {
        Inspect(reflection.GetRepeatedMessage(message, field, i), Path(path, *field, i), findings);
      } else {
        CheckEnum(*field, reflection.GetRepeatedEnumValue(message, field, i), path, i, findings);
      }
    }
  }
}

// Whether a field says something. For a number that is "not 0": no REQUIRED number of the contract
// means anything at 0.
bool IsPresent(const Message& message, const FieldDescriptor& field) {
  const Reflection& reflection = *message.GetReflection();
  return field.is_repeated() ? reflection.FieldSize(message, &field) > 0
                             : reflection.HasField(message, &field);
}

// What a client sends that fills in none: it would make all of them one request.
constexpr absl::string_view kNilUuid = "00000000-0000-0000-0000-000000000000";

}  // namespace

RequestCheck::RequestCheck(const Descriptor& type)
    : request_id_(type.FindFieldByName("request_id")) {
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor* field = type.field(i);
    const auto& options = field->options();
    for (int k = 0; k < options.ExtensionSize(google::api::field_behavior); ++k) {
      if (options.GetExtension(google::api::field_behavior, k) == google::api::REQUIRED) {
        required_.push_back(field);
      }
    }
  }
}

absl::Status RequestCheck::Parse(grpc::ByteBuffer& bytes, Message& request) const {
  bool parsed = false;
  {
    grpc::ProtoBufferReader reader(&bytes);
    parsed = reader.status().ok() && request.ParseFromZeroCopyStream(&reader);
  }
  if (!parsed) return WhyNotParsed(bytes, *request.GetDescriptor());

  Findings findings;
  Inspect(request, "", findings);
  if (!findings.unknown_fields.empty()) {
    return UnknownFields(findings.unknown_fields, findings.more_unknown_fields);
  }
  RETURN_IF_ERROR(findings.enums.status());
  RETURN_IF_ERROR(CheckRequired(request));
  return CheckRequestId(request);
}

absl::Status RequestCheck::CheckRequired(const Message& request) const {
  domain::Problems problems;
  for (const FieldDescriptor* field : required_) {
    if (IsPresent(request, *field)) continue;
    problems.Add(field->cpp_type() == FieldDescriptor::CPPTYPE_ENUM
                     ? EnumUnspecified(field->name(), 0)
                     : FieldRequired(field->name()));
  }
  return problems.status();
}

absl::Status RequestCheck::CheckRequestId(Message& request) const {
  if (request_id_ == nullptr) return absl::OkStatus();
  const Reflection& reflection = *request.GetReflection();
  const std::string given = reflection.GetString(request, request_id_);
  const std::string id = absl::AsciiStrToLower(given);
  if (!book::IsUuidText(id) || id == kNilUuid) return RequestIdInvalid(given);
  reflection.SetString(&request, request_id_, id);
  return absl::OkStatus();
}

}  // namespace dealboek::api
