// Whether stored bytes that parsed as an Event mean something to this build. What passes here,
// Evolve takes without asking.
#include <vector>

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

namespace dealboek::domain {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

absl::Status Unreadable(absl::string_view where, absl::string_view what) {
  return Refuse(absl::StatusCode::kDataLoss, base::kEventUnreadable,
                absl::StrCat("A stored event can't be read: ", where, " ", what,
                             ". It is damaged, or a newer version wrote it."),
                absl::StrCat("Een vastgelegde gebeurtenis is niet te lezen (", where,
                             "): zij is beschadigd, of door een nieuwere versie geschreven."),
                {{"where", std::string(where)}});
}

absl::Status CheckMessage(const Message& message, const std::string& path);

absl::Status CheckValue(const Message& value, const std::string& path) {
  const auto* type = value.GetDescriptor();
  if (type == v1::Money::descriptor()) {
    const auto& money = static_cast<const v1::Money&>(value);
    if (!base::Money::FromCents(money.euro_cents()).ok())
      return Unreadable(path, absl::StrCat("is ", money.euro_cents(), " euro cents"));
  } else if (type == google::type::Date::descriptor()) {
    const auto& date = static_cast<const google::type::Date&>(value);
    if (!base::PartialDate::Parse(date.year(), date.month(), date.day()).ok()) {
      return Unreadable(path, absl::StrCat("is ", date.year(), "-", date.month(), "-", date.day(),
                                           ", which does not exist"));
    }
  } else if (type == v1::Fraction::descriptor()) {
    if (static_cast<const v1::Fraction&>(value).denominator() <= 0)
      return Unreadable(path, "divides by nothing");
  }
  return CheckMessage(value, path);
}

// A `oneof` may stay empty only where that has a meaning.
bool MayBeEmpty(const google::protobuf::OneofDescriptor& choice) {
  return choice.containing_type() == v1::Threshold::descriptor() ||
         choice.containing_type() == v1::PersonalText::descriptor();
}

// Enum values without a name, choices without a value, and fields this build does not know, at any
// depth: a newer version meant something by them that this one would leave out of its sums.
absl::Status CheckMessage(const Message& message, const std::string& path) {
  const Reflection& reflection = *message.GetReflection();
  if (!reflection.GetUnknownFields(message).empty())
    return Unreadable(path, "has fields unknown to this build");
  const auto& type = *message.GetDescriptor();
  for (int i = 0; i < type.real_oneof_decl_count(); ++i) {
    const auto& choice = *type.oneof_decl(i);
    if (!MayBeEmpty(choice) && !reflection.HasOneof(message, &choice))
      return Unreadable(absl::StrCat(path, ".", choice.name()), "is not set");
  }
  std::vector<const FieldDescriptor*> fields;
  reflection.ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    const int count = field->is_repeated() ? reflection.FieldSize(message, field) : 1;
    for (int i = 0; i < count; ++i) {
      if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
        const Message& value = field->is_repeated()
                                   ? reflection.GetRepeatedMessage(message, field, i)
                                   : reflection.GetMessage(message, field);
        RETURN_IF_ERROR(CheckValue(value, absl::StrCat(path, ".", field->name())));
      } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_ENUM) {
        const int value = field->is_repeated() ? reflection.GetRepeatedEnumValue(message, field, i)
                                               : reflection.GetEnumValue(message, field);
        if (field->enum_type()->FindValueByNumber(value) == nullptr)
          return Unreadable(absl::StrCat(path, ".", field->name()),
                            absl::StrCat("is ", value, ", which has no name"));
      }
    }
  }
  return absl::OkStatus();
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

// What the fact can't do without; empty: nothing is missing. Names are those of the fields.
absl::string_view Missing(const v1::Event& event) {
  const auto named = [](const std::string& id, absl::string_view field) {
    return id.empty() ? field : absl::string_view();
  };
  const auto first = [](std::initializer_list<absl::string_view> missing) {
    for (absl::string_view field : missing) {
      if (!field.empty()) return field;
    }
    return absl::string_view();
  };
  const auto there = [](bool is_there, absl::string_view field) {
    return is_there ? absl::string_view() : field;
  };
  switch (event.fact_case()) {  // no default: a new fact won't compile until it is handled
    case v1::Event::kProgrammeCreated: {
      const auto& fact = event.programme_created();
      return first({named(fact.programme(), "programme"), named(fact.creator().person(), "creator"),
                    named(fact.secretary().person(), "secretary")});
    }
    case v1::Event::kPijlerDefined:
      return named(event.pijler_defined().pijler(), "pijler");
    case v1::Event::kPartnerAdded:
      return named(event.partner_added().partner(), "partner");
    case v1::Event::kSeatEstablished:
      return first({named(event.seat_established().seat(), "seat"),
                    there(event.seat_established().role() != v1::ROLE_UNSPECIFIED, "role")});
    case v1::Event::kSeatGranted:
      return first({named(event.seat_granted().seat(), "seat"),
                    there(event.seat_granted().role() != v1::ROLE_UNSPECIFIED, "role"),
                    named(event.seat_granted().holder().person(), "holder")});
    case v1::Event::kSeatEnded:
      return named(event.seat_ended().seat(), "seat");
    case v1::Event::kRulesSet:
      return there(event.rules_set().has_rules(), "rules");
    case v1::Event::kTrancheAdded:
      return there(event.tranche_added().tranche() > 0, "tranche");
    case v1::Event::kTrancheClosed:
      return there(event.tranche_closed().tranche() > 0, "tranche");
    case v1::Event::kCeilingSet:
      return there(event.ceiling_set().has_ceiling(), "ceiling");
    case v1::Event::kOpeningClosed:
      return "";

    case v1::Event::kProposalSubmitted:
      return first({named(event.proposal_submitted().proposal(), "proposal"),
                    there(event.proposal_submitted().has_content(), "content")});
    case v1::Event::kProposalRevised:
      return first({named(event.proposal_revised().proposal(), "proposal"),
                    there(event.proposal_revised().revision() > 1, "revision"),
                    there(event.proposal_revised().has_content(), "content")});
    case v1::Event::kProposalWithdrawn:
      return named(event.proposal_withdrawn().proposal(), "proposal");
    case v1::Event::kProposalReturned:
      return named(event.proposal_returned().proposal(), "proposal");
    case v1::Event::kProposalEndorsed:
      return named(event.proposal_endorsed().proposal(), "proposal");
    case v1::Event::kEndorsementDeclined:
      return named(event.endorsement_declined().proposal(), "proposal");
    case v1::Event::kEndorsementWithdrawn:
      return named(event.endorsement_withdrawn().proposal(), "proposal");

    case v1::Event::kMeetingConvened:
      return first({named(event.meeting_convened().meeting(), "meeting"),
                    there(event.meeting_convened().has_held_on(), "held_on")});
    case v1::Event::kAgendaSet:
      return first({named(event.agenda_set().meeting(), "meeting"),
                    there(event.agenda_set().version() > 0, "version")});
    case v1::Event::kAttendanceRecorded:
      return named(event.attendance_recorded().meeting(), "meeting");
    case v1::Event::kInterestDeclared:
      return first({named(event.interest_declared().meeting(), "meeting"),
                    named(event.interest_declared().item(), "item"),
                    named(event.interest_declared().seat(), "seat")});
    case v1::Event::kItemDecided:
      return first({named(event.item_decided().meeting(), "meeting"),
                    named(event.item_decided().item(), "item"),
                    there(event.item_decided().outcome() != v1::OUTCOME_UNSPECIFIED, "outcome")});
    case v1::Event::kDecisionListConfirmed:
      return named(event.decision_list_confirmed().meeting(), "meeting");
    case v1::Event::kProposalDecided: {
      const auto& fact = event.proposal_decided();
      return first({named(fact.proposal(), "proposal"),
                    there(fact.outcome() != v1::OUTCOME_UNSPECIFIED, "outcome"),
                    there(fact.has_decision(), "decision")});
    }

    case v1::Event::kProjectCreated:
      return first({named(event.project_created().project(), "project"),
                    named(event.project_created().pijler(), "pijler"),
                    named(event.project_created().number(), "number")});
    case v1::Event::kPartCreated:
      return first({named(event.part_created().project(), "project"),
                    named(event.part_created().part().title(), "part")});
    case v1::Event::kProjectRenamed:
      return named(event.project_renamed().project(), "project");
    case v1::Event::kProjectRenumbered:
      return first({named(event.project_renumbered().project(), "project"),
                    named(event.project_renumbered().number(), "number")});
    case v1::Event::kProjectLeadChanged:
      return named(event.project_lead_changed().project(), "project");
    case v1::Event::kProgressReported:
      return first({named(event.progress_reported().project(), "project"),
                    there(event.progress_reported().has_reference_month(), "reference_month")});
    case v1::Event::kProjectCompleted:
      return named(event.project_completed().project(), "project");
    case v1::Event::kProjectReopened:
      return named(event.project_reopened().project(), "project");
    case v1::Event::kProgressCorrected:
      return first({named(event.progress_corrected().project(), "project"),
                    there(event.progress_corrected().has_reference_month(), "reference_month"),
                    there(event.header().corrects() > 0, "corrects")});

    case v1::Event::kAwarded:
      return first({named(event.awarded().project(), "project"),
                    there(event.awarded().tranche() > 0, "tranche"),
                    there(event.awarded().has_amount(), "amount")});
    case v1::Event::kAwardCorrected: {
      const auto& fact = event.award_corrected();
      return first({named(fact.project(), "project"), there(fact.tranche() > 0, "tranche"),
                    there(fact.has_old_amount(), "old_amount"),
                    there(fact.has_new_amount(), "new_amount"),
                    there(event.header().corrects() > 0, "corrects")});
    }
    case v1::Event::kReleased:
      return first({named(event.released().project(), "project"),
                    there(event.released().tranche() > 0, "tranche"),
                    there(event.released().has_amount(), "amount")});
    case v1::Event::kCarriedOver:
      return first({there(event.carried_over().from_tranche() > 0, "from_tranche"),
                    there(event.carried_over().to_tranche() > 0, "to_tranche"),
                    there(event.carried_over().has_amount(), "amount")});
    case v1::Event::kReservationSet:
      return first({named(event.reservation_set().project(), "project"),
                    there(event.reservation_set().has_total(), "total")});
    case v1::Event::kContributionRecorded:
      return first({named(event.contribution_recorded().to_project(), "to_project"),
                    named(event.contribution_recorded().from_project(), "from_project")});
    case v1::Event::kContributionCorrected: {
      const auto& fact = event.contribution_corrected();
      return first({named(fact.to_project(), "to_project"),
                    named(fact.from_project(), "from_project"),
                    there(fact.has_new_amount(), "new_amount"),
                    there(event.header().corrects() > 0, "corrects")});
    }

    case v1::Event::kStatementRecorded:
      return first({named(event.statement_recorded().statement(), "statement"),
                    there(event.statement_recorded().has_content(), "content")});
    case v1::Event::kDifferenceExplained:
      return named(event.difference_explained().statement(), "statement");
    case v1::Event::kEditionPublished:
      return first({named(event.edition_published().edition(), "edition"),
                    there(event.edition_published().has_published_on(), "published_on")});
    case v1::Event::kLossAccepted:
      return "";
    case v1::Event::kClockAccepted:
      return first({there(event.clock_accepted().has_last_recorded_at(), "last_recorded_at"),
                    there(event.clock_accepted().has_wall_clock(), "wall_clock")});
    case v1::Event::FACT_NOT_SET:
      break;
  }
  return "fact";
}

}  // namespace

absl::Status CheckReadable(const v1::Event& event) {
  // Before the fact itself: an unknown fact is an unknown field of Event, and says so.
  RETURN_IF_ERROR(CheckMessage(event, "event"));
  RETURN_IF_ERROR(CheckHeader(event));
  const absl::string_view missing = Missing(event);
  if (!missing.empty())
    return Unreadable(absl::StrCat(TypeName(event), ".", missing), "is missing");
  return absl::OkStatus();
}

}  // namespace dealboek::domain
