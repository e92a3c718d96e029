#include "services/book/book_reading.h"

#include <cstdint>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"

#include "services/base/position.h"
#include "services/base/status_macros.h"
#include "services/book/errors.h"
#include "services/projections/budget.h"
#include "services/projections/edition.h"
#include "services/projections/timeline.h"
#include "services/projections/worklist.h"

namespace dealboek::book {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// Whether what a field of that name holds is there; what a field of another name holds names
// nothing.
bool IsThere(const domain::State& state, absl::string_view field, const std::string& id) {
  if (id.empty()) return true;
  if (field == "seat" || absl::EndsWith(field, "_seats") || field == "present") {
    return state.FindSeat(id) != nullptr;
  }
  if (field == "project" || absl::EndsWith(field, "_project")) {
    return state.FindProject(id) != nullptr;
  }
  if (field == "partner" || field == "lead_partners") return state.FindPartner(id) != nullptr;
  if (field == "pijler") return state.FindPijler(id) != nullptr;
  if (field == "proposal") return state.FindProposal(id) != nullptr;
  if (field == "meeting") return state.FindMeeting(id) != nullptr;
  return true;
}

bool IsThere(const domain::State& state, absl::string_view field, int32_t number) {
  const bool names_a_tranche =
      field == "tranche" || field == "tranches" || absl::EndsWith(field, "_tranche");
  return !names_a_tranche || number == 0 || state.FindTranche(number) != nullptr;
}

// The path of the first field that names what is not there; empty: none does.
std::string Dangling(const domain::State& state, const Message& message, const std::string& path) {
  if (message.GetDescriptor() == v1::PublishedStatement::descriptor()) return "";
  const auto& reflection = *message.GetReflection();
  std::vector<const FieldDescriptor*> fields;
  reflection.ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    const int count = field->is_repeated() ? reflection.FieldSize(message, field) : 1;
    const std::string at = absl::StrCat(path, ".", field->name());
    for (int i = 0; i < count; ++i) {
      bool is_there = true;
      if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
        const Message& value = field->is_repeated()
                                   ? reflection.GetRepeatedMessage(message, field, i)
                                   : reflection.GetMessage(message, field);
        if (std::string within = Dangling(state, value, at); !within.empty()) return within;
      } else if (field->type() == FieldDescriptor::TYPE_STRING) {
        is_there = IsThere(state, field->name(),
                           field->is_repeated() ? reflection.GetRepeatedString(message, field, i)
                                                : reflection.GetString(message, field));
      } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_INT32) {
        is_there = IsThere(state, field->name(),
                           field->is_repeated() ? reflection.GetRepeatedInt32(message, field, i)
                                                : reflection.GetInt32(message, field));
      }
      if (!is_there) return at;
    }
  }
  return "";
}

}  // namespace

absl::Status CheckNames(const std::string& book, const domain::State& state,
                        const v1::Event& event) {
  const std::string& actor = event.header().actor();
  std::string dangling = Dangling(state, event, "event");
  if (dangling.empty() && !actor.empty() && !state.persons.contains(actor)) {
    dangling = "event.header.actor";
  }
  if (dangling.empty()) return absl::OkStatus();
  return EventUnreadable(book, base::Position(static_cast<uint64_t>(event.header().position())),
                         absl::StrCat(dangling, " names what no event before it made."));
}

void ReadEvent(const projections::Views& views, const v1::Event& event) {
  projections::MakeTimelineEntry(event, views);
}

void ReadBook(const projections::Views& views) {
  const domain::State& state = views.Now();
  std::vector<int> tranches;
  for (const auto& [number, tranche] : state.tranches) tranches.push_back(number);
  projections::MakeEdition(state, tranches, &views.ledger());
  projections::Reconcile(state);
  projections::AllWork(state, state.recorded_at_micros);
  for (const auto& [id, proposal] : state.proposals) {
    projections::WaitingOn(state, *proposal, state.recorded_at_micros);
  }
  for (int number = v1::BudgetGrouping_MIN; number <= v1::BudgetGrouping_MAX; ++number) {
    const auto grouping = projections::GroupingOf(static_cast<v1::BudgetGrouping>(number));
    if (!grouping.has_value()) continue;
    projections::MakeLines(views.ledger(), state, *grouping, {}, views.head());
  }
}

}  // namespace dealboek::book
