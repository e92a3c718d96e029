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
#include "clients/cli/status_macros.h"
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

std::string DescribeFields(const Message& message);

// A message in a fact: an amount or date as people write it, anything else by its fields.
std::string DescribeMessage(const Message& value) {
  if (value.GetDescriptor() == v1::Money::descriptor()) {
    return FormatEuroCents(static_cast<const v1::Money&>(value).euro_cents());
  }
  if (value.GetDescriptor() == google::type::Date::descriptor()) {
    return FormatIsoDate(static_cast<const google::type::Date&>(value));
  }
  if (value.GetDescriptor() == v1::Person::descriptor()) {
    return static_cast<const v1::Person&>(value).person();
  }
  return absl::StrCat("{", DescribeFields(value), "}");
}

std::string DescribeField(const Message& message, const FieldDescriptor& field) {
  const auto& reflection = *message.GetReflection();
  if (field.is_repeated()) {
    const int size = reflection.FieldSize(message, &field);
    std::vector<std::string> values;
    for (int i = 0; i < size; ++i) {
      if (field.cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
        values.push_back(reflection.GetRepeatedString(message, &field, i));
      } else if (field.cpp_type() == FieldDescriptor::CPPTYPE_INT32) {
        values.push_back(absl::StrCat(reflection.GetRepeatedInt32(message, &field, i)));
      } else if (field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
        values.push_back(DescribeMessage(reflection.GetRepeatedMessage(message, &field, i)));
      }
    }
    return absl::StrJoin(values, ",");
  }
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_INT32:
      return absl::StrCat(reflection.GetInt32(message, &field));
    case FieldDescriptor::CPPTYPE_INT64:
      return absl::StrCat(reflection.GetInt64(message, &field));
    case FieldDescriptor::CPPTYPE_ENUM:
      return reflection.GetEnum(message, &field)->name();
    case FieldDescriptor::CPPTYPE_STRING: {
      const std::string text = reflection.GetString(message, &field);
      return field.type() == FieldDescriptor::TYPE_BYTES ? Hex(text) : text;
    }
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return DescribeMessage(reflection.GetMessage(message, &field));
    case FieldDescriptor::CPPTYPE_BOOL:
    case FieldDescriptor::CPPTYPE_DOUBLE:
    case FieldDescriptor::CPPTYPE_FLOAT:
    case FieldDescriptor::CPPTYPE_UINT32:
    case FieldDescriptor::CPPTYPE_UINT64:
      break;  // no event has these; JSON shows them all the same
  }
  return "?";
}

std::string DescribeFields(const Message& message) {
  std::vector<const FieldDescriptor*> fields;
  message.GetReflection()->ListFields(message, &fields);  // those that are set, by number
  return absl::StrJoin(fields, " ", [&](std::string* out, const FieldDescriptor* field) {
    absl::StrAppend(out, field->name(), "=", DescribeField(message, *field));
  });
}

}  // namespace

std::string DescribeFact(const v1::Event& event) {
  const Message* fact = FactOf(event);
  return fact == nullptr ? "" : DescribeFields(*fact);
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

absl::Status EventLines::Write(
    const google::protobuf::RepeatedPtrField<v1::RecordedEvent>& events) {
  for (const v1::RecordedEvent& event : events) RETURN_IF_ERROR(WriteOne(event));
  return absl::OkStatus();
}

absl::Status EventLines::WriteOne(const v1::RecordedEvent& recorded) {
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
      out << absl::StrFormat("%6d  %-23s  %-10s  %-24s  %-10s  %s\n", recorded.position(),
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
