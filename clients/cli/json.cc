#include "clients/cli/json.h"

#include <cstdint>
#include <limits>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "absl/time/time.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/timestamp.pb.h"
#include "google/type/date.pb.h"
#include "nlohmann/json.hpp"

#include "clients/cli/amounts.h"
#include "clients/cli/dates.h"
#include "clients/cli/status_macros.h"
#include "dealboek/v1/types.pb.h"

namespace dealboek::cli {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::EnumValueDescriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;
using Json = nlohmann::ordered_json;

constexpr absl::string_view kCentsSuffix = "_euro_cents";

bool Is(const FieldDescriptor& field, const Descriptor* type) {
  return field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE && field.message_type() == type;
}
bool IsMoney(const FieldDescriptor& field) { return Is(field, v1::Money::descriptor()); }

std::string KeyOf(const FieldDescriptor& field) {
  return absl::StrCat(field.name(), IsMoney(field) ? kCentsSuffix : "");
}

Json MessageToJson(const Message& message) {
  if (message.GetDescriptor() == v1::Money::descriptor()) {
    return static_cast<const v1::Money&>(message).euro_cents();
  }
  if (message.GetDescriptor() == google::type::Date::descriptor()) {
    return FormatIsoDate(static_cast<const google::type::Date&>(message));
  }
  if (message.GetDescriptor() == google::protobuf::Timestamp::descriptor()) {
    return FormatIsoMoment(static_cast<const google::protobuf::Timestamp&>(message));
  }
  if (message.GetDescriptor() == v1::PersonalText::descriptor()) {
    return static_cast<const v1::PersonalText&>(message).plain();
  }
  return ToJson(message);
}

Json EnumToJson(const FieldDescriptor& field, int number) {
  const EnumValueDescriptor* value = field.enum_type()->FindValueByNumber(number);
  if (value == nullptr) return number;  // of a newer contract than this program's
  return value->name();
}

// One value of a field: of index `at` when it is repeated.
Json ValueToJson(const Message& message, const FieldDescriptor& field, int at) {
  const Reflection& reflection = *message.GetReflection();
  const bool repeated = field.is_repeated();
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_INT32:
      return repeated ? reflection.GetRepeatedInt32(message, &field, at)
                      : reflection.GetInt32(message, &field);
    case FieldDescriptor::CPPTYPE_INT64:
      return repeated ? reflection.GetRepeatedInt64(message, &field, at)
                      : reflection.GetInt64(message, &field);
    case FieldDescriptor::CPPTYPE_UINT32:
      return repeated ? reflection.GetRepeatedUInt32(message, &field, at)
                      : reflection.GetUInt32(message, &field);
    case FieldDescriptor::CPPTYPE_UINT64:
      return repeated ? reflection.GetRepeatedUInt64(message, &field, at)
                      : reflection.GetUInt64(message, &field);
    case FieldDescriptor::CPPTYPE_DOUBLE:
      return repeated ? reflection.GetRepeatedDouble(message, &field, at)
                      : reflection.GetDouble(message, &field);
    case FieldDescriptor::CPPTYPE_FLOAT:
      return repeated ? reflection.GetRepeatedFloat(message, &field, at)
                      : reflection.GetFloat(message, &field);
    case FieldDescriptor::CPPTYPE_BOOL:
      return repeated ? reflection.GetRepeatedBool(message, &field, at)
                      : reflection.GetBool(message, &field);
    case FieldDescriptor::CPPTYPE_ENUM:
      return EnumToJson(field, repeated ? reflection.GetRepeatedEnumValue(message, &field, at)
                                        : reflection.GetEnumValue(message, &field));
    case FieldDescriptor::CPPTYPE_STRING: {
      const std::string text = repeated ? reflection.GetRepeatedString(message, &field, at)
                                        : reflection.GetString(message, &field);
      return field.type() == FieldDescriptor::TYPE_BYTES ? Hex(text) : text;
    }
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return MessageToJson(repeated ? reflection.GetRepeatedMessage(message, &field, at)
                                    : reflection.GetMessage(message, &field));
  }
  return nullptr;
}

// ------------------------------------------------------------------------------------ JSON to
// message

absl::Status Wrong(absl::string_view path, absl::string_view dutch) {
  return absl::InvalidArgumentError(
      absl::StrCat(path.empty() ? "" : absl::StrCat(path, ": "), dutch));
}

absl::Status FillMessage(const Json& json, absl::string_view path, Message& message);

absl::Status FillSubmessage(const Json& json, absl::string_view path, Message& message) {
  if (message.GetDescriptor() == v1::Money::descriptor()) {
    if (!json.is_number_integer()) return Wrong(path, "hier hoort een geheel aantal eurocenten.");
    static_cast<v1::Money&>(message).set_euro_cents(json.get<int64_t>());
    return absl::OkStatus();
  }
  if (message.GetDescriptor() == google::type::Date::descriptor()) {
    if (!json.is_string()) return Wrong(path, "hier hoort een datum, als tekst: \"2021-06\".");
    const absl::StatusOr<google::type::Date> date = ParseDate(json.get<std::string>());
    if (!date.ok()) return Wrong(path, date.status().message());
    static_cast<google::type::Date&>(message) = *date;
    return absl::OkStatus();
  }
  if (message.GetDescriptor() == v1::PersonalText::descriptor()) {
    if (!json.is_string()) return Wrong(path, "hier hoort tekst.");
    static_cast<v1::PersonalText&>(message).set_plain(json.get<std::string>());
    return absl::OkStatus();
  }
  return FillMessage(json, path, message);
}

template <typename Number>
absl::StatusOr<Number> ToNumber(const Json& json, absl::string_view path) {
  if (!json.is_number_integer()) return Wrong(path, "hier hoort een geheel getal.");
  const int64_t value = json.get<int64_t>();
  if (!std::in_range<Number>(value)) return Wrong(path, "dit getal is te groot of te klein.");
  return static_cast<Number>(value);
}

// Sets the field, or adds to it when it is repeated.
absl::Status FillValue(const Json& json, const FieldDescriptor& field, absl::string_view path,
                       Message& message) {
  const Reflection& reflection = *message.GetReflection();
  const bool repeated = field.is_repeated();
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_INT32: {
      ASSIGN_OR_RETURN(const int32_t value, ToNumber<int32_t>(json, path));
      repeated ? reflection.AddInt32(&message, &field, value)
               : reflection.SetInt32(&message, &field, value);
      return absl::OkStatus();
    }
    case FieldDescriptor::CPPTYPE_INT64: {
      ASSIGN_OR_RETURN(const int64_t value, ToNumber<int64_t>(json, path));
      repeated ? reflection.AddInt64(&message, &field, value)
               : reflection.SetInt64(&message, &field, value);
      return absl::OkStatus();
    }
    case FieldDescriptor::CPPTYPE_ENUM: {
      const EnumValueDescriptor* value =
          json.is_string() ? field.enum_type()->FindValueByName(json.get<std::string>()) : nullptr;
      if (value == nullptr) {
        std::string choices;
        for (int i = 1; i < field.enum_type()->value_count(); ++i) {
          absl::StrAppend(&choices, i > 1 ? ", " : "", field.enum_type()->value(i)->name());
        }
        return Wrong(path, absl::StrCat(json.dump(), " ken ik niet; kies uit ", choices, "."));
      }
      repeated ? reflection.AddEnum(&message, &field, value)
               : reflection.SetEnum(&message, &field, value);
      return absl::OkStatus();
    }
    case FieldDescriptor::CPPTYPE_STRING: {
      if (!json.is_string()) return Wrong(path, "hier hoort tekst, tussen aanhalingstekens.");
      std::string text = json.get<std::string>();
      if (field.type() == FieldDescriptor::TYPE_BYTES) {
        if (text.size() % 2 != 0 ||
            text.find_first_not_of("0123456789abcdefABCDEF") != std::string::npos) {
          return Wrong(path, "hier horen bytes, hexadecimaal.");
        }
        text = absl::HexStringToBytes(text);
      }
      repeated ? reflection.AddString(&message, &field, std::move(text))
               : reflection.SetString(&message, &field, std::move(text));
      return absl::OkStatus();
    }
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return FillSubmessage(json, path,
                            repeated ? *reflection.AddMessage(&message, &field)
                                     : *reflection.MutableMessage(&message, &field));
    case FieldDescriptor::CPPTYPE_UINT32:
    case FieldDescriptor::CPPTYPE_UINT64:
    case FieldDescriptor::CPPTYPE_DOUBLE:
    case FieldDescriptor::CPPTYPE_FLOAT:
    case FieldDescriptor::CPPTYPE_BOOL:
      break;  // no message that is read from JSON has these
  }
  return Wrong(path, "dit veld kan niet uit JSON gelezen worden.");
}

const FieldDescriptor* FindField(const Descriptor& type, absl::string_view key) {
  for (int i = 0; i < type.field_count(); ++i) {
    if (KeyOf(*type.field(i)) == key) return type.field(i);
  }
  return nullptr;
}

absl::Status FillMessage(const Json& json, absl::string_view path, Message& message) {
  if (!json.is_object()) return Wrong(path, "hier hoort een object, tussen accolades.");
  const Descriptor& type = *message.GetDescriptor();
  for (const auto& [key, value] : json.items()) {
    const std::string at = absl::StrCat(path, path.empty() ? "" : ".", key);
    const FieldDescriptor* field = FindField(type, key);
    if (field == nullptr) return Wrong(at, "dit veld ken ik niet.");
    if (value.is_null()) continue;
    if (!field->is_repeated()) {
      RETURN_IF_ERROR(FillValue(value, *field, at, message));
      continue;
    }
    if (!value.is_array()) return Wrong(at, "hier hoort een lijst, tussen vierkante haken.");
    for (size_t i = 0; i < value.size(); ++i) {
      RETURN_IF_ERROR(FillValue(value[i], *field, absl::StrCat(at, "[", i, "]"), message));
    }
  }
  return absl::OkStatus();
}

}  // namespace

Json ToJson(const Message& message) {
  const Descriptor& type = *message.GetDescriptor();
  const Reflection& reflection = *message.GetReflection();
  Json json = Json::object();
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor& field = *type.field(i);
    const std::string key = KeyOf(field);
    if (field.is_repeated()) {
      Json list = Json::array();
      for (int at = 0; at < reflection.FieldSize(message, &field); ++at) {
        list.push_back(ValueToJson(message, field, at));
      }
      json[key] = std::move(list);
    } else if (field.real_containing_oneof() != nullptr && !reflection.HasField(message, &field)) {
      // Of a oneof only the member that is there: a list of nulls tells nobody anything.
      continue;
    } else if (field.has_presence() && !reflection.HasField(message, &field)) {
      json[key] = nullptr;
    } else {
      json[key] = ValueToJson(message, field, 0);
    }
  }
  return json;
}

absl::Status FromJson(absl::string_view text, Message& message) {
  const Json json = Json::parse(text.begin(), text.end(), nullptr, /*allow_exceptions=*/false);
  if (json.is_discarded()) {
    return absl::InvalidArgumentError("dit is geen geldige JSON.");
  }
  return FillMessage(json, "", message);
}

std::string Hex(absl::string_view bytes) { return absl::BytesToHexString(bytes); }

}  // namespace dealboek::cli
