#include <functional>
#include <string>
#include <vector>

#include "google/protobuf/unknown_field_set.h"
#include <gtest/gtest.h>

#include "services/base/error.h"
#include "services/domain/evolve.h"
#include "tests/services/domain/examples.h"

namespace dealboek::domain {
namespace {

v1::Event Example(absl::string_view type) {
  for (const v1::Event& event : ExampleEvents()) {
    if (TypeName(event) == type) return event;
  }
  ADD_FAILURE() << "no example of " << type;
  return {};
}

std::string ReasonOf(const absl::Status& status) {
  const std::optional<base::ErrorDetail> detail = base::GetErrorDetail(status);
  return detail.has_value() ? detail->reason : "";
}

TEST(ReadableTest, EveryExampleIs) {
  for (const v1::Event& event : ExampleEvents()) {
    EXPECT_TRUE(CheckReadable(event).ok()) << CheckReadable(event) << "\n"
                                           << event.ShortDebugString();
  }
}

// What is wrong with an otherwise sound event, and where the refusal says it is.
struct Damage {
  std::string name;
  std::string type;
  std::function<void(v1::Event&)> damage;
  std::string where;
};

TEST(ReadableTest, DamageIsDataLossAndNamesItsPlace) {
  const std::vector<Damage> damages = {
      {"no fact", "Awarded", [](auto& e) { e.clear_awarded(); }, "event.fact"},
      {"position 0", "Awarded", [](auto& e) { e.mutable_header()->set_position(0); },
       "header.position"},
      {"negative position", "Awarded", [](auto& e) { e.mutable_header()->set_position(-1); },
       "header.position"},
      {"short event id", "Awarded",
       [](auto& e) { e.mutable_header()->mutable_event_id()->pop_back(); }, "header.event_id"},
      {"long salt", "Awarded", [](auto& e) { e.mutable_header()->mutable_salt()->push_back('x'); },
       "header.salt"},
      {"no time", "Awarded", [](auto& e) { e.mutable_header()->clear_recorded_at(); },
       "header.recorded_at"},
      {"nanoseconds", "Awarded",
       [](auto& e) { e.mutable_header()->mutable_recorded_at()->set_nanos(1); },
       "header.recorded_at"},
      {"a second of nanoseconds", "Awarded",
       [](auto& e) { e.mutable_header()->mutable_recorded_at()->set_nanos(1'000'000'000); },
       "header.recorded_at"},
      {"year 10000", "Awarded",
       [](auto& e) { e.mutable_header()->mutable_recorded_at()->set_seconds(253'402'300'800); },
       "header.recorded_at"},
      {"no actor", "Awarded", [](auto& e) { e.mutable_header()->clear_actor(); }, "header.actor"},
      {"a person lost events", "LossAccepted",
       [](auto& e) { e.mutable_header()->set_actor("person-1"); }, "header.actor"},
      {"no request", "Awarded", [](auto& e) { e.mutable_header()->clear_request_id(); },
       "header.request_id"},
      {"half a hash", "Awarded",
       [](auto& e) { e.mutable_header()->mutable_request_hash()->resize(16); },
       "header.request_hash"},
      {"corrects itself", "AwardCorrected",
       [](auto& e) { e.mutable_header()->set_corrects(e.header().position()); }, "header.corrects"},
      {"corrects nothing", "AwardCorrected", [](auto& e) { e.mutable_header()->clear_corrects(); },
       "AwardCorrected.corrects"},
      {"no command", "Awarded", [](auto& e) { e.mutable_header()->set_command_size(0); },
       "header.command_index"},
      {"after its command", "Awarded",
       [](auto& e) { e.mutable_header()->set_command_index(e.header().command_size()); },
       "header.command_index"},
      {"a command that began before the book", "ProgrammeCreated",
       [](auto& e) { e.mutable_header()->set_command_index(1); }, "header.command_index"},
      {"31 April", "Awarded",
       [](auto& e) {
         auto& date = *e.mutable_header()->mutable_decided_on();
         date.set_month(4);
         date.set_day(31);
       },
       "event.header.decided_on"},
      {"year 0", "MeetingConvened",
       [](auto& e) { e.mutable_meeting_convened()->mutable_held_on()->Clear(); },
       "event.meeting_convened.held_on"},
      {"negative money", "Awarded",
       [](auto& e) { e.mutable_awarded()->mutable_amount()->set_euro_cents(-1); },
       "event.awarded.amount"},
      {"money beyond sense, deep down", "ProposalSubmitted",
       [](auto& e) {
         e.mutable_proposal_submitted()
             ->mutable_content()
             ->mutable_lines(0)
             ->mutable_amount()
             ->set_euro_cents(INT64_MAX);
       },
       "event.proposal_submitted.content.lines.amount"},
      {"an outcome without a name", "ItemDecided",
       [](auto& e) { e.mutable_item_decided()->set_outcome(static_cast<v1::Outcome>(99)); },
       "event.item_decided.outcome"},
      {"no outcome", "ItemDecided", [](auto& e) { e.mutable_item_decided()->clear_outcome(); },
       "ItemDecided.outcome"},
      {"a role without a name", "SeatGranted",
       [](auto& e) { e.mutable_seat_granted()->set_role(static_cast<v1::Role>(99)); },
       "event.seat_granted.role"},
      {"divided by nothing", "RulesSet",
       [](auto& e) {
         e.mutable_rules_set()
             ->mutable_rules()
             ->mutable_quorum()
             ->mutable_more_than()
             ->set_denominator(0);
       },
       "event.rules_set.rules.quorum.more_than"},
      {"an own item of no kind", "AgendaSet",
       [](auto& e) { e.mutable_agenda_set()->mutable_items(2)->mutable_own_item()->Clear(); },
       "event.agenda_set.items.own_item.content"},
      {"a statement of nothing", "StatementRecorded",
       [](auto& e) { e.mutable_statement_recorded()->mutable_content()->Clear(); },
       "event.statement_recorded.content.claim"},
      {"no amount", "Awarded", [](auto& e) { e.mutable_awarded()->clear_amount(); },
       "Awarded.amount"},
      {"no project", "Awarded", [](auto& e) { e.mutable_awarded()->clear_project(); },
       "Awarded.project"},
      {"a field of the future", "Awarded",
       [](auto& e) {
         e.mutable_awarded()
             ->GetReflection()
             ->MutableUnknownFields(e.mutable_awarded())
             ->AddVarint(77, 1);
       },
       "event.awarded"},
      {"a field of the future in the header", "Awarded",
       [](auto& e) {
         e.GetReflection()->MutableUnknownFields(e.mutable_header())->AddVarint(77, 1);
       },
       "event.header"},
  };
  for (const Damage& damage : damages) {
    SCOPED_TRACE(damage.name);
    v1::Event event = Example(damage.type);
    damage.damage(event);
    const absl::Status status = CheckReadable(event);
    EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
    EXPECT_EQ(ReasonOf(status), "EVENT_UNREADABLE");
    const std::optional<base::ErrorDetail> detail = base::GetErrorDetail(status);
    ASSERT_TRUE(detail.has_value());
    EXPECT_EQ(detail->metadata,
              (std::vector<std::pair<std::string, std::string>>{{"where", damage.where}}))
        << status;
  }
}

TEST(ReadableTest, FactOfTheFutureIsRefusedAsParsed) {
  v1::Event event = Example("Awarded");
  event.clear_awarded();
  // Field 119 of Event: a fact that a newer version may write.
  event.GetReflection()->MutableUnknownFields(&event)->AddLengthDelimited(119, "");
  v1::Event stored;
  ASSERT_TRUE(stored.ParseFromString(event.SerializeAsString()));
  EXPECT_EQ(ReasonOf(CheckReadable(stored)), "EVENT_UNREADABLE");
}

// Each fact whose every field is left out, apart from the few that have nothing to leave out.
TEST(ReadableTest, EmptyFactsAreRefused) {
  const auto* facts = v1::Event::descriptor()->FindOneofByName("fact");
  for (int i = 0; i < facts->field_count(); ++i) {
    const auto* field = facts->field(i);
    const std::string type(field->message_type()->name());
    v1::Event event = Example(type);
    event.GetReflection()->MutableMessage(&event, field)->Clear();
    const bool may_be_empty = type == "OpeningClosed" || type == "LossAccepted";
    EXPECT_EQ(CheckReadable(event).ok(), may_be_empty) << type;
  }
}

TEST(SubjectTest, NamesProjectsProposalAndMeeting) {
  const auto joined = [](const Subject& subject) {
    std::string text;
    for (const std::string& project : subject.projects) text += project + " ";
    return text + "| " + subject.proposal + " | " + subject.meeting;
  };
  const auto of = [&](absl::string_view type) { return joined(SubjectOf(Example(type))); };
  EXPECT_EQ(of("ProgrammeCreated"), "|  | ");
  EXPECT_EQ(of("ProposalSubmitted"), "p1 | 2021-001 | ");
  EXPECT_EQ(of("ProposalEndorsed"), "| 2021-001 | ");
  EXPECT_EQ(of("AgendaSet"), "|  | 2021-1");
  EXPECT_EQ(of("ProposalDecided"), "p1 | 2021-001 | 2021-1");
  EXPECT_EQ(of("ProjectRenamed"), "p1 |  | ");
  EXPECT_EQ(of("Awarded"), "p1 |  | ") << "the first example is of the opening phase";
  EXPECT_EQ(of("AwardCorrected"), "p1 |  | 2021-2");
  EXPECT_EQ(of("ContributionRecorded"), "p2 p1 |  | ");
  EXPECT_EQ(of("CarriedOver"), "|  | 2021-2");
  EXPECT_EQ(joined(SubjectOf(ExampleEvents().at(20))), "p1 |  | ") << "a printed label";
}

TEST(SubjectTest, TypeNameIsTheMessage) {
  EXPECT_EQ(TypeName(Example("Awarded")), "Awarded");
  v1::Event event;
  event.mutable_clock_accepted();
  EXPECT_EQ(TypeName(event), "ClockAccepted");
}

}  // namespace
}  // namespace dealboek::domain
