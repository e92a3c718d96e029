// A book from elsewhere must name what is there, and be read.
#include "services/book/book_reading.h"

#include <algorithm>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include <gtest/gtest.h>

#include "services/domain/evolve.h"
#include "services/projections/views.h"
#include "tests/services/domain/examples.h"

namespace dealboek::book {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// Puts a name that is nowhere into each field that names a seat, project, partner, pijler, proposal
// or meeting, one at a time, and calls `with` each time.
void WithEachNameLost(Message& message, const std::string& path, v1::Event& event,
                      const std::function<void(const std::string& path, const v1::Event&)>& with) {
  static const std::vector<std::string> kNames = {
      "seat",         "present",    "deciding_seats", "interested_seats", "project",
      "from_project", "to_project", "parent_project", "partner",          "lead_partners",
      "pijler",       "proposal",   "meeting"};
  if (message.GetDescriptor() == v1::PublishedStatement::descriptor()) return;
  const auto& reflection = *message.GetReflection();
  std::vector<const FieldDescriptor*> fields;
  reflection.ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    const std::string at = absl::StrCat(path, ".", field->name());
    const bool is_name = std::find(kNames.begin(), kNames.end(), field->name()) != kNames.end();
    if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
      const int count = field->is_repeated() ? reflection.FieldSize(message, field) : 1;
      for (int i = 0; i < count; ++i) {
        WithEachNameLost(field->is_repeated()
                             ? *reflection.MutableRepeatedMessage(&message, field, i)
                             : *reflection.MutableMessage(&message, field),
                         at, event, with);
      }
    } else if (is_name && field->is_repeated()) {
      const std::string kept = reflection.GetRepeatedString(message, field, 0);
      reflection.SetRepeatedString(&message, field, 0, "nergens");
      with(at, event);
      reflection.SetRepeatedString(&message, field, 0, kept);
    } else if (is_name) {
      const std::string kept = reflection.GetString(message, field);
      reflection.SetString(&message, field, "nergens");
      with(at, event);
      reflection.SetString(&message, field, kept);
    }
  }
}

TEST(BookReadingTest, ABookWithEveryEventIsReadAndNamesWhatIsThere) {
  projections::Views views;
  domain::State state;
  std::vector<v1::Event> command;
  std::vector<v1::Event> events = domain::ExampleEvents();
  int lost = 0;
  for (const v1::Event& event : events) {
    state = domain::Evolve(std::move(state), event);
    views.Apply(event);
    command.push_back(event);
    if (event.header().command_index() + 1 < event.header().command_size()) continue;
    for (v1::Event& one : command) {
      EXPECT_TRUE(CheckNames("voorbeeld", state, one).ok())
          << CheckNames("voorbeeld", state, one) << "\n"
          << one.DebugString();
      WithEachNameLost(one, "event", one, [&](const std::string& path, const v1::Event& changed) {
        ++lost;
        const absl::Status refused = CheckNames("voorbeeld", state, changed);
        EXPECT_TRUE(absl::IsDataLoss(refused)) << path << " of " << domain::TypeName(changed);
        EXPECT_NE(refused.message().find(path), std::string::npos) << refused;
      });
    }
    command.clear();
  }
  EXPECT_GT(lost, 100);
  ReadBook(views);
  for (const v1::Event& event : events) ReadEvent(views, event);
}

}  // namespace
}  // namespace dealboek::book
