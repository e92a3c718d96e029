#include "clients/cli/commands/event_lines.h"

#include <ostream>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "google/protobuf/timestamp.pb.h"
#include "google/type/date.pb.h"
#include "nlohmann/json.hpp"

#include "clients/cli/amounts.h"
#include "clients/cli/dates.h"
#include "clients/cli/json.h"
#include "clients/cli/table.h"
#include "dealboek/v1/types.pb.h"

namespace dealboek::cli::commands {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// The fact of an event; null when this program does not know it.
const Message* FactOf(const v1::Event& event) {
  const auto* fact = v1::Event::descriptor()->FindOneofByName("fact");
  const FieldDescriptor* field = event.GetReflection()->GetOneofFieldDescriptor(event, fact);
  return field == nullptr ? nullptr : &event.GetReflection()->GetMessage(event, field);
}

std::string DescribeValue(const Message& message, const FieldDescriptor& field) {
  if (field.cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) {
    return message.GetReflection()->GetString(message, &field);
  }
  const Message& value = message.GetReflection()->GetMessage(message, &field);
  if (value.GetDescriptor() == v1::Money::descriptor()) {
    return FormatEuroCents(static_cast<const v1::Money&>(value).euro_cents());
  }
  if (value.GetDescriptor() == google::type::Date::descriptor()) {
    return FormatIsoDate(static_cast<const google::type::Date&>(value));
  }
  if (value.GetDescriptor() == v1::Person::descriptor()) {
    return static_cast<const v1::Person&>(value).person();
  }
  return ToJson(value).dump();
}

std::string DescribeField(const Message& message, const FieldDescriptor& field) {
  const auto& reflection = *message.GetReflection();
  if (field.is_repeated()) {
    const int size = reflection.FieldSize(message, &field);
    if (field.cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
      std::vector<std::string> texts;
      for (int i = 0; i < size; ++i)
        texts.push_back(reflection.GetRepeatedString(message, &field, i));
      return absl::StrJoin(texts, ",");
    }
    if (field.cpp_type() == FieldDescriptor::CPPTYPE_INT32) {
      std::vector<int32_t> numbers;
      for (int i = 0; i < size; ++i)
        numbers.push_back(reflection.GetRepeatedInt32(message, &field, i));
      return absl::StrJoin(numbers, ",");
    }
    return absl::StrCat(size);
  }
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_INT32:
      return absl::StrCat(reflection.GetInt32(message, &field));
    case FieldDescriptor::CPPTYPE_INT64:
      return absl::StrCat(reflection.GetInt64(message, &field));
    case FieldDescriptor::CPPTYPE_ENUM:
      return ToJson(message)[field.name()].dump();
    default:
      return DescribeValue(message, field);
  }
}

}  // namespace

std::string DescribeFact(const v1::Event& event) {
  const Message* fact = FactOf(event);
  if (fact == nullptr) return "";
  std::vector<const FieldDescriptor*> fields;
  fact->GetReflection()->ListFields(*fact, &fields);  // those that are set, by number
  return absl::StrJoin(fields, " ", [&](std::string* out, const FieldDescriptor* field) {
    absl::StrAppend(out, field->name(), "=", DescribeField(*fact, *field));
  });
}

std::string TypeOf(const v1::Event& event) {
  const Message* fact = FactOf(event);
  return fact == nullptr ? "onbekend" : fact->GetDescriptor()->name();
}

EventLines::EventLines(Output output, Session& session) : output_(output), session_(session) {
  if (output_ == Output::kCsv) {
    session_.environment().out << "position;recorded_at;decided_on;type;actor;seat;fact\n";
  }
}

absl::Status EventLines::Write(const v1::RecordedEvent& recorded) {
  v1::Event event;
  if (!event.ParseFromString(recorded.record())) {
    return Refused(absl::StrCat("Positie ", recorded.position(),
                                " is geen gebeurtenis die dit programma kan lezen."));
  }
  ++count_;
  std::ostream& out = session_.environment().out;
  const v1::EventHeader& header = event.header();
  switch (output_) {
    case Output::kTable:
      out << absl::StrFormat("%6d  %s  %-10s  %-24s  %-10s  %s\n", recorded.position(),
                             session_.Moment(header.recorded_at()),
                             FormatIsoDate(header.decided_on()), TypeOf(event), header.actor(),
                             DescribeFact(event));
      break;
    case Output::kJson: {
      nlohmann::ordered_json json;
      json["position"] = recorded.position();
      json["type"] = TypeOf(event);
      json["event"] = ToJson(event);
      out << json.dump() << "\n";
      break;
    }
    case Output::kCsv: {
      Table line({{"", ""}, {"", ""}, {"", ""}, {"", ""}, {"", ""}, {"", ""}, {"", ""}});
      const Message* fact = FactOf(event);
      line.AddRow({NumberCell(recorded.position()), TextCell(FormatIsoMoment(header.recorded_at())),
                   TextCell(FormatIsoDate(header.decided_on())), TextCell(TypeOf(event)),
                   TextCell(header.actor()), TextCell(header.seat()),
                   TextCell(fact == nullptr ? "" : ToJson(*fact).dump())});
      line.PrintCsvRows(out);
      break;
    }
  }
  return absl::OkStatus();
}

}  // namespace dealboek::cli::commands
