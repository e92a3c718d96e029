// What callers can ask of a book. A command says what is wanted; Decide judges it on the state of
// the moment. Larger values come as the messages of types.proto and opening.proto, unchecked:
// Decide checks them. Projects go by id or label, partners by id or name, until Decide has resolved
// them.
#ifndef DEALBOEK_SERVICES_DOMAIN_COMMAND_H_
#define DEALBOEK_SERVICES_DOMAIN_COMMAND_H_

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "google/type/date.pb.h"

#include "dealboek/v1/opening.pb.h"
#include "dealboek/v1/types.pb.h"

namespace dealboek::domain {

// Programme and structure.
struct CreateProgramme {
  std::string programme;  // the book's name
  std::string title;
  int first_year = 0;
  int last_year = 0;
  std::string description;
  std::vector<std::string> cross_cutting_themes;
  std::string secretary_subject;  // empty: the actor
  std::string secretary_display_name;
  v1::Rules rules;
  std::vector<v1::OpeningEntry> opening;
};
struct DefinePijler {
  std::string pijler;
  std::string title;
  std::vector<std::string> themes;
  int64_t position_seen = 0;  // 0: not said
};
struct AddPartner {
  std::string name;
  v1::PartnerKind kind = v1::PARTNER_KIND_UNSPECIFIED;
  std::string cbs_code;
};
struct GrantSeat {
  std::string seat;  // empty: a new seat
  v1::Role role = v1::ROLE_UNSPECIFIED;
  v1::SeatPlace place = v1::SEAT_PLACE_UNSPECIFIED;
  std::string pijler;
  std::string partner;
  std::string function;
  std::string holder_subject;
  std::string holder_display_name;
  std::optional<google::type::Date> from;
  std::optional<google::type::Date> until;
};
struct EndSeat {
  std::string seat;
  std::string reason;
  int64_t position_seen = 0;  // 0: not said
};
struct AddTranche {
  int tranche = 0;
  std::string title;
  std::optional<v1::Money> ceiling;
  std::optional<google::type::Date> decided_on;
};
struct CloseTranche {
  int tranche = 0;
  int64_t position_seen = 0;  // 0: not said
};
struct SetRules {
  v1::Rules rules;
  int64_t position_seen = 0;  // 0: not said
};
struct SetCeiling {
  v1::CeilingChange change;
  int64_t position_seen = 0;  // 0: not said
};
struct RecordOpening {
  std::vector<v1::OpeningEntry> entries;
};
struct CloseOpening {
  int64_t position_seen = 0;  // 0: not said
};

// Proposals and endorsements.
struct SubmitProposal {
  v1::ProposalContent content;
};
struct ReviseProposal {
  std::string proposal;
  int revision_seen = 0;
  v1::ProposalContent content;
};
struct WithdrawProposal {
  std::string proposal;
  std::string reason;
  int revision_seen = 0;  // 0: not said
};
struct EndorseProposal {
  std::string proposal;
  int revision_seen = 0;
};
struct DeclineProposal {
  std::string proposal;
  int revision_seen = 0;
  std::string reason;
};
struct WithdrawEndorsement {
  std::string proposal;
  std::string reason;
  int revision_seen = 0;  // 0: not said
};
struct ReturnProposal {
  std::string proposal;
  int revision_seen = 0;
  std::string reason;
};

// Meetings and decisions.
struct ConveneMeeting {
  google::type::Date held_on;
  std::string title;
  std::string place;
};
struct AgendaItemInput {
  std::string item;      // kept; empty: new
  std::string proposal;  // new: one of these two
  std::optional<v1::OwnItem> own_item;
  std::string title;
  std::string late_reason;
};
struct ItemTakenOffInput {
  std::string item;
  std::string reason;
};
struct SetAgenda {
  std::string meeting;
  int version_seen = 0;
  std::vector<AgendaItemInput> items;
  std::vector<ItemTakenOffInput> taken_off;
};
struct RecordAttendance {
  std::string meeting;
  std::vector<std::string> present_seats;
  int64_t position_seen = 0;  // 0: not said
};
struct DeclareInterest {
  std::string meeting;
  std::string item;
  std::string seat;  // empty: the actor's own
  std::string reason;
};
struct RecordDecision {
  std::string meeting;
  std::string item;
  v1::Outcome outcome = v1::OUTCOME_UNSPECIFIED;
  std::vector<v1::AwardLine> lines;
  std::optional<v1::Money> reservation_total;
  std::string reason;
  int version_seen = 0;
  int64_t position_seen = 0;  // 0: not said
};
struct ConfirmDecisionList {
  std::string meeting;
  int version_seen = 0;
  int64_t position_seen = 0;  // 0: not said
};

// Projects.
struct RenameProject {
  std::string project;
  std::string title;
  std::string reason;
  int revision_seen = 0;
};
struct RenumberProject {
  std::string project;
  std::string number;
  std::string reason;
  int revision_seen = 0;
};
struct ChangeLead {
  std::string project;
  std::string part;
  std::vector<std::string> lead_partners;
  std::string reason;
  int revision_seen = 0;
};
struct ReportProgress {
  std::string project;
  std::string part;
  google::type::Date reference_month;
  v1::ProgressText progress;
  int revision_seen = 0;  // 0: not said
};
struct CompleteProject {
  std::string project;
  std::string reason;
  int revision_seen = 0;  // 0: not said
};

// Publications.
struct SourcedStatement {
  v1::PublishedStatement statement;
  v1::Source source;
};
struct RecordStatements {
  std::vector<SourcedStatement> statements;
};
struct ExplainDifference {
  std::string statement;
  std::string reason;
  int64_t position_seen = 0;  // 0: not said
};
struct PublishEdition {
  std::vector<int> tranches;
  int64_t at_position = 0;  // 0: where the book stands
  google::type::Date published_on;
  std::string title;
};

// The server's own; no actor.
struct AcceptLoss {
  int64_t floor_commit = 0;
  int64_t last_commit = 0;
};
struct AcceptClock {
  int64_t wall_clock_micros = 0;
};

using Command =
    std::variant<CreateProgramme, DefinePijler, AddPartner, GrantSeat, EndSeat, AddTranche,
                 CloseTranche, SetRules, SetCeiling, RecordOpening, CloseOpening, SubmitProposal,
                 ReviseProposal, WithdrawProposal, EndorseProposal, DeclineProposal,
                 WithdrawEndorsement, ReturnProposal, ConveneMeeting, SetAgenda, RecordAttendance,
                 DeclareInterest, RecordDecision, ConfirmDecisionList, RenameProject,
                 RenumberProject, ChangeLead, ReportProgress, CompleteProject, RecordStatements,
                 ExplainDifference, PublishEdition, AcceptLoss, AcceptClock>;

}  // namespace dealboek::domain

#endif  // DEALBOEK_SERVICES_DOMAIN_COMMAND_H_
