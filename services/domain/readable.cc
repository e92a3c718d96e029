// Whether stored bytes that parsed as an Event mean something to this build. What passes here,
// Evolve takes without asking.
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "google/protobuf/unknown_field_set.h"

#include "services/base/money.h"
#include "services/base/partial_date.h"
#include "services/base/reasons.h"
#include "services/base/status_macros.h"
#include "services/domain/evolve.h"
#include "services/domain/refusal.h"
#include "services/domain/visit_fact.h"

namespace dealboek::domain {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

absl::Status Unreadable(absl::string_view where, absl::string_view what) {
  return Refuse(absl::StatusCode::kDataLoss, base::kEventUnreadable,
                absl::StrCat("A stored event can't be read: ", where, " ", what,
                             ". It is damaged, or a newer version wrote it. "
                             "Tell whoever runs the server."),
                absl::StrCat("Een vastgelegde gebeurtenis is niet te lezen (", where,
                             "): zij is beschadigd, of door een nieuwere versie geschreven. "
                             "Meld het aan wie de server beheert."),
                {{"where", std::string(where)}});
}

// ------------------------------------------------------------ what may stand in any message

// A `oneof` may stay empty only where that has a meaning.
bool MayBeEmpty(const google::protobuf::OneofDescriptor& choice) {
  return choice.containing_type() == v1::Threshold::descriptor() ||
         choice.containing_type() == v1::PersonalText::descriptor();
}

struct Plan;

// Enums and messages; of anything else there is nothing to ask.
struct FieldPlan {
  const FieldDescriptor* field = nullptr;
  const Plan* value = nullptr;  // of its messages
  bool is_asked() const { return value != nullptr || field->enum_type() != nullptr; }
};

struct ChoicePlan {
  const google::protobuf::OneofDescriptor* choice = nullptr;
  std::vector<FieldPlan> fields;  // all of them, in order
};

enum class Kind { kPlain, kMoney, kDate, kFraction };

// What is to be asked of messages of one type. Worked out once: an opening asks it of every event.
struct Plan {
  Kind kind = Kind::kPlain;
  std::vector<FieldPlan> fields;  // in no oneof, and asked
  std::vector<ChoicePlan> choices;
};

class Plans {
 public:
  explicit Plans(const Descriptor& type) : root_(Of(type)) {}
  const Plan& root() const { return root_; }

 private:
  Plan& Of(const Descriptor& type) {
    std::unique_ptr<Plan>& known = plans_[&type];
    if (known != nullptr) return *known;
    known = std::make_unique<Plan>();
    Plan& plan = *known;  // a type may hold itself
    plan.kind = KindOf(type);
    for (int i = 0; i < type.real_oneof_decl_count(); ++i) {
      ChoicePlan& choice = plan.choices.emplace_back();
      choice.choice = type.oneof_decl(i);
      for (int j = 0; j < choice.choice->field_count(); ++j) {
        choice.fields.push_back(For(*choice.choice->field(j)));
      }
    }
    for (int i = 0; i < type.field_count(); ++i) {
      const FieldPlan field = For(*type.field(i));
      if (field.field->real_containing_oneof() == nullptr && field.is_asked()) {
        plan.fields.push_back(field);
      }
    }
    return plan;
  }
  FieldPlan For(const FieldDescriptor& field) {
    return {&field, field.message_type() == nullptr ? nullptr : &Of(*field.message_type())};
  }
  static Kind KindOf(const Descriptor& type) {
    if (&type == v1::Money::descriptor()) return Kind::kMoney;
    if (&type == google::type::Date::descriptor()) return Kind::kDate;
    if (&type == v1::Fraction::descriptor()) return Kind::kFraction;
    return Kind::kPlain;
  }

  absl::flat_hash_map<const Descriptor*, std::unique_ptr<Plan>> plans_;
  const Plan& root_;
};

struct Fault {
  std::string where;  // from the message on: ".amount"
  std::string what;
};

std::optional<Fault> FaultOf(const Message& value, Kind kind) {
  switch (kind) {
    case Kind::kMoney: {
      const int64_t cents = static_cast<const v1::Money&>(value).euro_cents();
      if (base::Money::FromCents(cents).ok()) return std::nullopt;
      return Fault{"", absl::StrCat("is ", cents, " euro cents")};
    }
    case Kind::kDate: {
      const auto& date = static_cast<const google::type::Date&>(value);
      if (base::PartialDate::Parse(date.year(), date.month(), date.day()).ok()) {
        return std::nullopt;
      }
      return Fault{"", absl::StrCat("is ", date.year(), "-", date.month(), "-", date.day(),
                                    ", which does not exist")};
    }
    case Kind::kFraction:
      if (static_cast<const v1::Fraction&>(value).denominator() > 0) return std::nullopt;
      return Fault{"", "divides by nothing"};
    case Kind::kPlain:
      return std::nullopt;
  }
  return std::nullopt;
}

std::optional<Fault> FindFault(const Message& message, const Plan& plan);

std::optional<Fault> FindFault(const Message& value, const FieldPlan& plan) {
  std::optional<Fault> fault = FaultOf(value, plan.value->kind);
  if (!fault.has_value()) fault = FindFault(value, *plan.value);
  return fault;
}

std::optional<Fault> FindFault(int value, const FieldPlan& plan) {
  if (plan.field->enum_type()->FindValueByNumber(value) != nullptr) return std::nullopt;
  return Fault{"", absl::StrCat("is ", value, ", which has no name")};
}

// Of the value, or of each.
std::optional<Fault> FindFaultIn(const Message& message, const FieldPlan& plan) {
  const Reflection& reflection = *message.GetReflection();
  const FieldDescriptor* const field = plan.field;
  std::optional<Fault> fault;
  if (!field->is_repeated()) {
    if (plan.value == nullptr) {
      fault = FindFault(reflection.GetEnumValue(message, field), plan);
    } else if (reflection.HasField(message, field)) {
      fault = FindFault(reflection.GetMessage(message, field), plan);
    }
  } else {
    const int count = reflection.FieldSize(message, field);
    for (int i = 0; i < count && !fault.has_value(); ++i) {
      fault = plan.value == nullptr
                  ? FindFault(reflection.GetRepeatedEnumValue(message, field, i), plan)
                  : FindFault(reflection.GetRepeatedMessage(message, field, i), plan);
    }
  }
  if (fault.has_value()) fault->where = absl::StrCat(".", field->name(), fault->where);
  return fault;
}

// Enum values without a name, choices without a value, and fields this build does not know, at any
// depth: a newer version meant something by them that this one would leave out of its sums.
std::optional<Fault> FindFault(const Message& message, const Plan& plan) {
  const Reflection& reflection = *message.GetReflection();
  if (!reflection.GetUnknownFields(message).empty()) {
    return Fault{"", "has fields unknown to this build"};
  }
  for (const ChoicePlan& choice : plan.choices) {
    const FieldDescriptor* const chosen =
        reflection.GetOneofFieldDescriptor(message, choice.choice);
    if (chosen == nullptr) {
      if (MayBeEmpty(*choice.choice)) continue;
      return Fault{absl::StrCat(".", choice.choice->name()), "is not set"};
    }
    const FieldPlan& field = choice.fields[static_cast<size_t>(chosen->index_in_oneof())];
    if (!field.is_asked()) continue;
    if (std::optional<Fault> fault = FindFaultIn(message, field)) return fault;
  }
  for (const FieldPlan& field : plan.fields) {
    if (std::optional<Fault> fault = FindFaultIn(message, field)) return fault;
  }
  return std::nullopt;
}

absl::Status CheckMessages(const v1::Event& event) {
  static const Plans* const kPlans = new Plans(*v1::Event::descriptor());
  const std::optional<Fault> fault = FindFault(event, kPlans->root());
  if (!fault.has_value()) return absl::OkStatus();
  return Unreadable(absl::StrCat("event", fault->where), fault->what);
}

absl::Status CheckHeader(const v1::Event& event) {
  const v1::EventHeader& header = event.header();
  const auto refuse = [](absl::string_view field, absl::string_view what) {
    return Unreadable(absl::StrCat("header.", field), what);
  };
  const bool by_server = event.has_loss_accepted() || event.has_clock_accepted();
  if (header.position() < 1) return refuse("position", "is before the first");
  if (header.event_id().size() != 16) return refuse("event_id", "is not 16 bytes");
  if (header.salt().size() != 16) return refuse("salt", "is not 16 bytes");
  const google::protobuf::Timestamp& time = header.recorded_at();
  // Within the years 1 to 9999, in whole microseconds, as google.protobuf.Timestamp and the format
  // have it.
  if (!header.has_recorded_at() || time.seconds() < -62'135'596'800 ||
      time.seconds() > 253'402'300'799 || time.nanos() < 0 || time.nanos() > 999'999'999 ||
      time.nanos() % 1'000 != 0) {
    return refuse("recorded_at", "is no time in microseconds");
  }
  if (header.actor().empty() != by_server) {
    return refuse("actor", by_server ? "is set on an event of the server itself" : "is not set");
  }
  // The server's own events come from no request.
  if (!by_server || !header.request_id().empty()) {
    if (header.request_id().size() != 36) return refuse("request_id", "is not a UUID");
    if (header.request_hash().size() != 32) return refuse("request_hash", "is not 32 bytes");
  }
  if (header.corrects() < 0 || header.corrects() >= header.position())
    return refuse("corrects", "names no earlier event");
  if (header.command_size() < 1 || header.command_index() < 0 ||
      header.command_index() >= header.command_size() ||
      header.command_index() >= header.position()) {
    return refuse("command_index", "is not within its command");
  }
  return absl::OkStatus();
}

// ------------------------------------------------------------ what a fact can't do without

struct Need {
  bool is_there;
  absl::string_view field;
};

// The first field that is missing; empty: none is.
absl::string_view First(std::initializer_list<Need> needs) {
  for (const Need& need : needs) {
    if (!need.is_there) return need.field;
  }
  return "";
}

Need Named(const std::string& id, absl::string_view field) { return {!id.empty(), field}; }

bool IsCorrection(const v1::Event& event) {
  return event.has_award_corrected() || event.has_contribution_corrected() ||
         event.has_progress_corrected();
}

absl::string_view Missing(const v1::ProgrammeCreated& fact) {
  return First({Named(fact.programme(), "programme"), Named(fact.creator().person(), "creator"),
                Named(fact.secretary().person(), "secretary")});
}
absl::string_view Missing(const v1::PijlerDefined& fact) {
  return First({Named(fact.pijler(), "pijler")});
}
absl::string_view Missing(const v1::PartnerAdded& fact) {
  return First({Named(fact.partner(), "partner")});
}
absl::string_view Missing(const v1::SeatEstablished& fact) {
  return First({Named(fact.seat(), "seat"), {fact.role() != v1::ROLE_UNSPECIFIED, "role"}});
}
absl::string_view Missing(const v1::SeatGranted& fact) {
  return First({Named(fact.seat(), "seat"),
                {fact.role() != v1::ROLE_UNSPECIFIED, "role"},
                Named(fact.holder().person(), "holder")});
}
absl::string_view Missing(const v1::SeatEnded& fact) { return First({Named(fact.seat(), "seat")}); }
absl::string_view Missing(const v1::RulesSet& fact) { return First({{fact.has_rules(), "rules"}}); }
absl::string_view Missing(const OneOf<v1::TrancheAdded, v1::TrancheClosed> auto& fact) {
  return First({{fact.tranche() > 0, "tranche"}});
}
absl::string_view Missing(const v1::CeilingSet& fact) {
  return First({{fact.has_ceiling(), "ceiling"}});
}

absl::string_view Missing(const v1::ProposalSubmitted& fact) {
  return First({Named(fact.proposal(), "proposal"), {fact.has_content(), "content"}});
}
absl::string_view Missing(const v1::ProposalRevised& fact) {
  return First({Named(fact.proposal(), "proposal"),
                {fact.revision() > 1, "revision"},
                {fact.has_content(), "content"}});
}
absl::string_view Missing(
    const OneOf<v1::ProposalWithdrawn, v1::ProposalReturned, v1::ProposalEndorsed,
                v1::EndorsementDeclined, v1::EndorsementWithdrawn> auto& fact) {
  return First({Named(fact.proposal(), "proposal")});
}

absl::string_view Missing(const v1::MeetingConvened& fact) {
  return First({Named(fact.meeting(), "meeting"), {fact.has_held_on(), "held_on"}});
}
absl::string_view Missing(const v1::AgendaSet& fact) {
  return First({Named(fact.meeting(), "meeting"), {fact.version() > 0, "version"}});
}
absl::string_view Missing(
    const OneOf<v1::AttendanceRecorded, v1::DecisionListConfirmed> auto& fact) {
  return First({Named(fact.meeting(), "meeting")});
}
absl::string_view Missing(const v1::InterestDeclared& fact) {
  return First(
      {Named(fact.meeting(), "meeting"), Named(fact.item(), "item"), Named(fact.seat(), "seat")});
}
absl::string_view Missing(const v1::ItemDecided& fact) {
  return First({Named(fact.meeting(), "meeting"),
                Named(fact.item(), "item"),
                {fact.outcome() != v1::OUTCOME_UNSPECIFIED, "outcome"}});
}
absl::string_view Missing(const v1::ProposalDecided& fact) {
  return First({Named(fact.proposal(), "proposal"),
                {fact.outcome() != v1::OUTCOME_UNSPECIFIED, "outcome"},
                {fact.has_decision(), "decision"}});
}

absl::string_view Missing(const v1::ProjectCreated& fact) {
  return First({Named(fact.project(), "project"), Named(fact.pijler(), "pijler"),
                Named(fact.number(), "number")});
}
absl::string_view Missing(const v1::PartCreated& fact) {
  return First({Named(fact.project(), "project"), Named(fact.part().title(), "part")});
}
absl::string_view Missing(const OneOf<v1::ProjectRenamed, v1::ProjectLeadChanged,
                                      v1::ProjectCompleted, v1::ProjectReopened> auto& fact) {
  return First({Named(fact.project(), "project")});
}
absl::string_view Missing(const v1::ProjectRenumbered& fact) {
  return First({Named(fact.project(), "project"), Named(fact.number(), "number")});
}
absl::string_view Missing(const OneOf<v1::ProgressReported, v1::ProgressCorrected> auto& fact) {
  return First({Named(fact.project(), "project"), {fact.has_reference_month(), "reference_month"}});
}

absl::string_view Missing(const OneOf<v1::Awarded, v1::Released> auto& fact) {
  return First({Named(fact.project(), "project"),
                {fact.tranche() > 0, "tranche"},
                {fact.has_amount(), "amount"}});
}
absl::string_view Missing(const v1::AwardCorrected& fact) {
  return First({Named(fact.project(), "project"),
                {fact.tranche() > 0, "tranche"},
                {fact.has_old_amount(), "old_amount"},
                {fact.has_new_amount(), "new_amount"}});
}
absl::string_view Missing(const v1::CarriedOver& fact) {
  return First({{fact.from_tranche() > 0, "from_tranche"},
                {fact.to_tranche() > 0, "to_tranche"},
                {fact.has_amount(), "amount"}});
}
absl::string_view Missing(const v1::ReservationSet& fact) {
  return First({Named(fact.project(), "project"), {fact.has_total(), "total"}});
}
absl::string_view Missing(const v1::ContributionRecorded& fact) {
  return First(
      {Named(fact.to_project(), "to_project"), Named(fact.from_project(), "from_project")});
}
absl::string_view Missing(const v1::ContributionCorrected& fact) {
  return First({Named(fact.to_project(), "to_project"),
                Named(fact.from_project(), "from_project"),
                {fact.has_new_amount(), "new_amount"}});
}

absl::string_view Missing(const v1::StatementRecorded& fact) {
  return First({Named(fact.statement(), "statement"), {fact.has_content(), "content"}});
}
absl::string_view Missing(const v1::DifferenceExplained& fact) {
  return First({Named(fact.statement(), "statement")});
}
absl::string_view Missing(const v1::EditionPublished& fact) {
  return First({Named(fact.edition(), "edition"), {fact.has_published_on(), "published_on"}});
}
absl::string_view Missing(const v1::ClockAccepted& fact) {
  return First(
      {{fact.has_last_recorded_at(), "last_recorded_at"}, {fact.has_wall_clock(), "wall_clock"}});
}
absl::string_view Missing(const OneOf<v1::OpeningClosed, v1::LossAccepted> auto&) { return ""; }

}  // namespace

absl::Status CheckReadable(const v1::Event& event) {
  // Before the fact itself: an unknown fact is an unknown field of Event, and says so.
  RETURN_IF_ERROR(CheckMessages(event));
  RETURN_IF_ERROR(CheckHeader(event));
  absl::string_view missing = VisitFact(event, [](const auto& fact) { return Missing(fact); });
  if (missing.empty() && IsCorrection(event) && event.header().corrects() == 0)
    missing = "corrects";
  if (!missing.empty())
    return Unreadable(absl::StrCat(TypeName(event), ".", missing), "is missing");
  return absl::OkStatus();
}

}  // namespace dealboek::domain
