// What bad input gets, over the wire: a canonical code, a reason, a message in two languages, and
// nothing written. One row for each thing that can be wrong.

#include <cstdint>
#include <limits>
#include <string>
#include <thread>
#include <tuple>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dealboek/v1/project_service.pb.h"
#include "dealboek/v1/proposal_service.pb.h"
#include "tests/services/api/wire.h"

namespace dealboek::api {
namespace {

using grpc::StatusCode;
using testing::Contains;

enum class Given { kOpening, kDeal, kEndorsed, kMet, kConfirmed };

void Begin(Wire& wire, Given given) {
  switch (given) {
    case Given::kOpening:
      return BeginOpening(wire);
    case Given::kDeal:
      return BeginDeal(wire);
    case Given::kEndorsed:
      return Endorsed(wire);
    case Given::kMet:
      return Met(wire);
    case Given::kConfirmed:
      return Confirmed(wire);
  }
}

struct Row {
  std::string name;
  Given given;
  std::string who;
  std::string method;
  std::string request;
  StatusCode code;
  std::string reason;
  std::string field;  // with a violation; empty: none asked
};

const std::string kZod = "parent: 'programmes/zod' ";
const std::string kProposal = "name: 'programmes/zod/proposals/2021-001' ";
const std::string kMeeting = "name: 'programmes/zod/meetings/2021-1' ";

// A vervolg of werken-1 that asks `lines`.
std::string Asking(const std::string& lines) {
  return kZod +
         "content { kind: PROPOSAL_KIND_VERVOLG title: 'Lab, vervolg' pijler: 'werken' "
         "theme: 'Techniek' project: 'werken-1' summary: 'x' " +
         lines + " }";
}
std::string Cents(int64_t cents) {
  return absl::StrCat("lines { tranche: 5 amount { euro_cents: ", cents, " } }");
}
std::string Deciding(const std::string& more) {
  return kMeeting + "item: 'item-1' version_seen: 1 " + more;
}

std::vector<Row> Rows() {
  const int64_t max = std::numeric_limits<int64_t>::max();
  return {
      // Unknown things.
      {"unknown programme, read", Given::kDeal, "lezer", "GetProgramme",
       "name: 'programmes/nergens'", StatusCode::NOT_FOUND, "PROGRAMME_UNKNOWN", ""},
      {"unknown programme, write", Given::kDeal, "secretaris", "AddTranche",
       "parent: 'programmes/nergens' tranche: 1", StatusCode::NOT_FOUND, "PROGRAMME_UNKNOWN", ""},
      {"a programme that is there", Given::kDeal, "secretaris", "CreateProgramme",
       "programme_id: 'zod' title: 'x' first_year: 2019 last_year: 2022",
       StatusCode::ALREADY_EXISTS, "PROGRAMME_EXISTS", ""},
      {"unknown project, read", Given::kDeal, "lezer", "GetProject",
       "name: 'programmes/zod/projects/werken-99'", StatusCode::NOT_FOUND, "PROJECT_UNKNOWN", ""},
      {"unknown project, write", Given::kDeal, "secretaris", "CompleteProject",
       "name: 'programmes/zod/projects/p99'", StatusCode::NOT_FOUND, "PROJECT_UNKNOWN", ""},
      {"unknown project asked for", Given::kDeal, "team-werken", "SubmitProposal",
       absl::StrReplaceAll(Asking(Cents(100)), {{"werken-1", "werken-99"}}), StatusCode::NOT_FOUND,
       "PROJECT_UNKNOWN", ""},
      {"unknown tranche", Given::kDeal, "team-werken", "SubmitProposal",
       Asking("lines { tranche: 9 amount { euro_cents: 100 } }"), StatusCode::NOT_FOUND,
       "TRANCHE_UNKNOWN", ""},
      {"unknown proposal", Given::kDeal, "anna", "EndorseProposal",
       "name: 'programmes/zod/proposals/2021-999' revision_seen: 1", StatusCode::NOT_FOUND,
       "PROPOSAL_UNKNOWN", ""},
      {"unknown meeting", Given::kDeal, "secretaris", "RecordAttendance", kMeeting,
       StatusCode::NOT_FOUND, "MEETING_UNKNOWN", ""},
      {"unknown penvoerder", Given::kOpening, "secretaris", "RecordOpening",
       kZod + "entries { source { document: 'UP' location: '9' } project { pijler: 'werken' "
              "number: '9' title: 'x' theme: 'Techniek' lead_partners: 'gem. Nergens' } }",
       StatusCode::NOT_FOUND, "PARTNER_UNKNOWN", ""},

      // Wrong role or pijler.
      {"somebody the book does not know", Given::kDeal, "een vreemde", "SubmitProposal",
       Asking(Cents(100)), StatusCode::PERMISSION_DENIED, "NO_SEAT", ""},
      {"wrong role", Given::kDeal, "anna", "SubmitProposal", Asking(Cents(100)),
       StatusCode::PERMISSION_DENIED, "NO_SEAT", ""},
      {"wrong pijler", Given::kEndorsed, "wil", "EndorseProposal", kProposal + "revision_seen: 1",
       StatusCode::PERMISSION_DENIED, "NO_SEAT", ""},
      {"an auditor writes nothing", Given::kDeal, "auditor", "AddTranche", kZod + "tranche: 6",
       StatusCode::PERMISSION_DENIED, "NO_SEAT", ""},

      // The life of a proposal.
      {"double endorsement", Given::kEndorsed, "bert", "EndorseProposal",
       kProposal + "revision_seen: 1", StatusCode::FAILED_PRECONDITION, "ALREADY_ENDORSED", ""},
      {"a stale revision", Given::kEndorsed, "anna", "EndorseProposal",
       kProposal + "revision_seen: 2", StatusCode::ABORTED, "STALE_REVISION", ""},
      {"a stale agenda", Given::kMet, "secretaris", "RecordDecision",
       kMeeting + "item: 'item-1' version_seen: 7 outcome: OUTCOME_RATIFIED", StatusCode::ABORTED,
       "STALE_REVISION", ""},
      {"an agenda that was never seen", Given::kMet, "secretaris", "RecordDecision",
       kMeeting + "item: 'item-1' outcome: OUTCOME_RATIFIED", StatusCode::ABORTED, "STALE_REVISION",
       ""},
      {"a file of totals of an unknown tranche", Given::kDeal, "anna", "Reconcile",
       kZod + "statements { statement { total { tranches: 99 amount { euro_cents: 5 "
              "} } } }",
       StatusCode::NOT_FOUND, "TRANCHE_UNKNOWN", ""},
      {"withdrawing what was revised", Given::kEndorsed, "team-werken", "WithdrawProposal",
       kProposal + "revision_seen: 2", StatusCode::ABORTED, "STALE_REVISION", ""},
      {"attendance over another's", Given::kMet, "secretaris", "RecordAttendance",
       kMeeting + "present_seats: 'seat-9' position_seen: 1", StatusCode::ABORTED, "STALE_REVISION",
       ""},
      {"a pijler over another's", Given::kDeal, "secretaris", "DefinePijler",
       kZod + "pijler: 'werken' title: 'Werk' position_seen: 1", StatusCode::ABORTED,
       "STALE_REVISION", ""},
      {"ending a seat that was given to another since", Given::kDeal, "secretaris", "EndSeat",
       "name: 'programmes/zod/seats/seat-9' position_seen: 1", StatusCode::ABORTED,
       "STALE_REVISION", ""},
      {"closing a tranche whose ceiling was set since", Given::kDeal, "secretaris", "CloseTranche",
       kZod + "tranche: 5 position_seen: 1", StatusCode::ABORTED, "STALE_REVISION", ""},
      {"closing an opening that went on", Given::kOpening, "secretaris", "CloseOpening",
       kZod + "position_seen: 1", StatusCode::ABORTED, "STALE_REVISION", ""},
      {"a pijler, none as yet, seen after the head", Given::kDeal, "secretaris", "DefinePijler",
       kZod + "pijler: 'nieuw' title: 'Nieuw' position_seen: 99999", StatusCode::OUT_OF_RANGE,
       "POSITION_UNKNOWN", ""},
      {"a seat seen after the head", Given::kDeal, "secretaris", "EndSeat",
       "name: 'programmes/zod/seats/seat-9' position_seen: 99999", StatusCode::OUT_OF_RANGE,
       "POSITION_UNKNOWN", ""},
      {"a tranche seen after the head", Given::kDeal, "secretaris", "CloseTranche",
       kZod + "tranche: 5 position_seen: 99999", StatusCode::OUT_OF_RANGE, "POSITION_UNKNOWN", ""},
      {"rules seen after the head", Given::kOpening, "secretaris", "SetRules",
       kZod + "rules { rounds_per_year: 2 } position_seen: 99999", StatusCode::OUT_OF_RANGE,
       "POSITION_UNKNOWN", ""},
      {"a ceiling seen after the head", Given::kOpening, "secretaris", "SetCeiling",
       kZod + "change { ceiling { euro_cents: 100 } } position_seen: 99999",
       StatusCode::OUT_OF_RANGE, "POSITION_UNKNOWN", ""},
      {"an opening seen after the head", Given::kOpening, "secretaris", "CloseOpening",
       kZod + "position_seen: 99999", StatusCode::OUT_OF_RANGE, "POSITION_UNKNOWN", ""},
      {"attendance seen after the head", Given::kMet, "secretaris", "RecordAttendance",
       kMeeting + "present_seats: 'seat-9' position_seen: 99999", StatusCode::OUT_OF_RANGE,
       "POSITION_UNKNOWN", ""},
      {"a first decision seen after the head", Given::kMet, "secretaris", "RecordDecision",
       kMeeting + "item: 'item-1' version_seen: 1 outcome: OUTCOME_RATIFIED position_seen: 99999",
       StatusCode::OUT_OF_RANGE, "POSITION_UNKNOWN", ""},
      {"a list seen after the head", Given::kMet, "voorzitter", "ConfirmDecisionList",
       kMeeting + "version_seen: 1 position_seen: 99999", StatusCode::OUT_OF_RANGE,
       "POSITION_UNKNOWN", ""},
      {"an opening seen before the first event", Given::kOpening, "secretaris", "CloseOpening",
       kZod + "position_seen: -5", StatusCode::INVALID_ARGUMENT, "VALUE_OUT_OF_RANGE",
       "position_seen"},
      {"withdrawing an endorsement of what was revised", Given::kEndorsed, "bert",
       "WithdrawEndorsement", kProposal + "revision_seen: 2", StatusCode::ABORTED, "STALE_REVISION",
       ""},
      {"reporting on a project that was changed", Given::kDeal, "penvoerder-emmen",
       "ReportProgress",
       "name: 'programmes/zod/projects/werken-1' revision_seen: 99 "
       "reference_month { year: 2021 month: 6 } "
       "progress { status: PROGRESS_STATUS_LOOPT summary: 'Loopt.' }",
       StatusCode::ABORTED, "STALE_REVISION", ""},
      {"deciding what is not on the agenda", Given::kMet, "secretaris", "RecordDecision",
       kMeeting + "item: 'item-9' version_seen: 1 outcome: OUTCOME_RATIFIED", StatusCode::NOT_FOUND,
       "ITEM_UNKNOWN", ""},
      {"confirming with an undecided item", Given::kMet, "voorzitter", "ConfirmDecisionList",
       kMeeting + "version_seen: 1", StatusCode::FAILED_PRECONDITION, "ITEM_UNDECIDED", ""},
      {"changed into what was asked", Given::kMet, "secretaris", "RecordDecision",
       Deciding("outcome: OUTCOME_RATIFIED_WITH_CHANGES reason: 'zo' lines { tranche: 5 amount { "
                "euro_cents: 3000000 } }"),
       StatusCode::FAILED_PRECONDITION, "NOTHING_CHANGED", ""},
      {"a confirmed list decided on again", Given::kConfirmed, "secretaris", "RecordDecision",
       Deciding("outcome: OUTCOME_REJECTED reason: 'x'"), StatusCode::FAILED_PRECONDITION,
       "MEETING_CONFIRMED", ""},
      {"a confirmed list confirmed again", Given::kConfirmed, "voorzitter", "ConfirmDecisionList",
       kMeeting + "version_seen: 1", StatusCode::FAILED_PRECONDITION, "MEETING_CONFIRMED", ""},

      // Money.
      {"an amount of zero", Given::kDeal, "team-werken", "SubmitProposal", Asking(Cents(0)),
       StatusCode::INVALID_ARGUMENT, "AMOUNT_ZERO", "content.lines[0].amount"},
      {"a negative amount", Given::kDeal, "team-werken", "SubmitProposal", Asking(Cents(-1)),
       StatusCode::INVALID_ARGUMENT, "MONEY_NEGATIVE", "content.lines[0].amount"},
      {"an amount near the largest there is", Given::kDeal, "team-werken", "SubmitProposal",
       Asking(Cents(max)), StatusCode::OUT_OF_RANGE, "MONEY_OVERFLOW", ""},
      {"the smallest number there is", Given::kDeal, "team-werken", "SubmitProposal",
       Asking(Cents(std::numeric_limits<int64_t>::min())), StatusCode::INVALID_ARGUMENT,
       "MONEY_NEGATIVE", ""},
      {"an amount that is not there", Given::kDeal, "team-werken", "SubmitProposal",
       Asking("lines { tranche: 5 }"), StatusCode::INVALID_ARGUMENT, "AMOUNT_MISSING",
       "content.lines[0].amount"},
      {"over a ceiling", Given::kMet, "secretaris", "RecordDecision",
       Deciding("outcome: OUTCOME_RATIFIED_WITH_CHANGES reason: 'meer' lines { tranche: 5 amount { "
                "euro_cents: 50000001 } }"),
       StatusCode::FAILED_PRECONDITION, "TRANCHE_CEILING_EXCEEDED", ""},
      {"over a reservation", Given::kOpening, "secretaris", "RecordOpening",
       kZod + "entries { source { document: 'UP' location: '9' } decided_on { year: 2020 } award { "
              "project: 'werken-2' tranche: 1 amount { euro_cents: 15000001 } } }",
       StatusCode::FAILED_PRECONDITION, "RESERVATION_EXCEEDED", ""},
      {"a part of another project", Given::kDeal, "team-werken", "SubmitProposal",
       Asking("lines { part: 'Norden' tranche: 5 amount { euro_cents: 100 } }"),
       StatusCode::INVALID_ARGUMENT, "PART_OF_OTHER_PROJECT", "content.lines[0].part"},
      {"a number that is taken", Given::kOpening, "secretaris", "RecordOpening",
       kZod + "entries { source { document: 'UP' location: '9' } project { pijler: 'werken' "
              "number: '1' title: 'x' theme: 'Techniek' lead_partners: 'gem. Emmen' } }",
       StatusCode::ALREADY_EXISTS, "NUMBER_TAKEN", ""},

      // Dates.
      {"31 February", Given::kDeal, "secretaris", "ConveneMeeting",
       kZod + "held_on { year: 2021 month: 2 day: 31 }", StatusCode::INVALID_ARGUMENT,
       "DATE_IMPOSSIBLE", "held_on"},
      {"month 13", Given::kDeal, "secretaris", "ConveneMeeting",
       kZod + "held_on { year: 2021 month: 13 }", StatusCode::INVALID_ARGUMENT, "DATE_IMPOSSIBLE",
       "held_on"},
      {"year 0", Given::kDeal, "secretaris", "ConveneMeeting", kZod + "held_on { month: 1 day: 1 }",
       StatusCode::INVALID_ARGUMENT, "DATE_IMPOSSIBLE", "held_on"},

      {"an opening fact still to come", Given::kOpening, "secretaris", "RecordOpening",
       kZod + "entries { source { document: 'UP' location: '9' } decided_on { year: 9999 } award { "
              "project: 'werken-1' tranche: 1 amount { euro_cents: 1 } } }",
       StatusCode::INVALID_ARGUMENT, "DATE_IN_FUTURE", "entries[0].decided_on"},
      {"opening progress still to come", Given::kOpening, "secretaris", "RecordOpening",
       kZod + "entries { source { document: 'UP' location: '9' } progress { project: 'werken-1' "
              "reference_month { year: 2021 month: 7 } progress { status: PROGRESS_STATUS_LOOPT "
              "} } }",
       StatusCode::INVALID_ARGUMENT, "DATE_IN_FUTURE", "entries[0].progress.reference_month"},
      {"progress still to come", Given::kDeal, "penvoerder-emmen", "ReportProgress",
       "name: 'programmes/zod/projects/werken-1' reference_month { year: 9999 month: 1 } progress "
       "{ status: PROGRESS_STATUS_LOOPT }",
       StatusCode::INVALID_ARGUMENT, "DATE_IN_FUTURE", "reference_month"},
      {"a meeting in a far future", Given::kDeal, "secretaris", "ConveneMeeting",
       kZod + "held_on { year: 2023 month: 6 day: 8 }", StatusCode::INVALID_ARGUMENT,
       "DATE_IN_FUTURE", "held_on"},
      {"an impossible day to be valid on", Given::kDeal, "lezer", "GetBudget",
       kZod + "grouping: BUDGET_GROUPING_PROGRAMME at { valid_on { year: 2021 month: 2 day: 31 } }",
       StatusCode::INVALID_ARGUMENT, "DATE_IMPOSSIBLE", "at.valid_on"},
      {"a year to be valid on", Given::kDeal, "lezer", "GetBudget",
       kZod + "grouping: BUDGET_GROUPING_PROGRAMME at { valid_on { year: 2021 } }",
       StatusCode::INVALID_ARGUMENT, "DATE_IMPOSSIBLE", "at.valid_on"},
      {"a day where it means nothing", Given::kDeal, "lezer", "ListSeats",
       kZod + "at { valid_on { year: 2021 } }", StatusCode::INVALID_ARGUMENT, "FIELD_NOT_ALLOWED",
       "at.valid_on"},

      // Text.
      {"text that shows nothing", Given::kEndorsed, "anna", "DeclineProposal",
       kProposal + "revision_seen: 1 reason: '\u200B\u00A0\u3000 '", StatusCode::INVALID_ARGUMENT,
       "TEXT_EMPTY", "reason"},
      {"text that runs the other way", Given::kEndorsed, "anna", "DeclineProposal",
       kProposal + "revision_seen: 1 reason: 'a\u202Eb'", StatusCode::INVALID_ARGUMENT,
       "TEXT_CONTROL_CHARACTER", "reason"},
      {"a line separator", Given::kEndorsed, "anna", "DeclineProposal",
       kProposal + "revision_seen: 1 reason: 'a\u2028b'", StatusCode::INVALID_ARGUMENT,
       "TEXT_CONTROL_CHARACTER", "reason"},
      {"a name nobody can sign in with", Given::kDeal, "secretaris", "GrantSeat",
       kZod + "role: ROLE_AUDITOR holder_subject: 'Andr\u00E9' holder_display_name: 'auditor'",
       StatusCode::INVALID_ARGUMENT, "NAME_INVALID", "holder_subject"},
      {"empty text", Given::kEndorsed, "anna", "DeclineProposal",
       kProposal + "revision_seen: 1 reason: '   '", StatusCode::INVALID_ARGUMENT, "TEXT_EMPTY",
       "reason"},
      {"a missing reason", Given::kEndorsed, "anna", "DeclineProposal",
       kProposal + "revision_seen: 1", StatusCode::INVALID_ARGUMENT, "FIELD_REQUIRED", "reason"},
      {"text of 1 MiB", Given::kEndorsed, "anna", "DeclineProposal",
       kProposal + "revision_seen: 1 reason: '" + std::string(1 << 20, 'x') + "'",
       StatusCode::INVALID_ARGUMENT, "TEXT_TOO_LONG", "reason"},
      {"a control character", Given::kEndorsed, "anna", "DeclineProposal",
       kProposal + "revision_seen: 1 reason: 'a\\007b'", StatusCode::INVALID_ARGUMENT,
       "TEXT_CONTROL_CHARACTER", "reason"},

      // The request itself.
      {"a request id that is none", Given::kDeal, "secretaris", "AddTranche",
       "request_id: '42' parent: 'programmes/zod' tranche: 6", StatusCode::INVALID_ARGUMENT,
       "REQUEST_ID_INVALID", "request_id"},
      {"a request id of nothing", Given::kDeal, "secretaris", "AddTranche",
       "request_id: '00000000-0000-0000-0000-000000000000' parent: 'programmes/zod' tranche: 6",
       StatusCode::INVALID_ARGUMENT, "REQUEST_ID_INVALID", "request_id"},
      {"a part that is none", Given::kDeal, "lezer", "GetBudget",
       kZod + "grouping: BUDGET_GROUPING_PROGRAMME scope { project: 'wonen-2.4' part: 'Norden' "
              "without_part: true }",
       StatusCode::INVALID_ARGUMENT, "FIELD_NOT_ALLOWED", "scope.without_part"},
      {"a proposal of an unknown pijler", Given::kDeal, "team-werken", "SubmitProposal",
       absl::StrReplaceAll(Asking(Cents(100)), {{"pijler: 'werken'", "pijler: 'sport'"}}),
       StatusCode::NOT_FOUND, "PIJLER_UNKNOWN", "content.pijler"},
      {"a name that is none", Given::kDeal, "lezer", "GetProject", "name: 'zod/werken-1'",
       StatusCode::INVALID_ARGUMENT, "NAME_INVALID", "name"},
      {"a name of a programme that can't be", Given::kDeal, "secretaris", "CreateProgramme",
       "programme_id: 'Zuid Oost' title: 'x'", StatusCode::INVALID_ARGUMENT, "NAME_INVALID",
       "programme_id"},
      {"an enum that is not set", Given::kMet, "secretaris", "RecordDecision", Deciding(""),
       StatusCode::INVALID_ARGUMENT, "ENUM_UNSPECIFIED", "outcome"},
      {"an enum of a number it has not", Given::kMet, "secretaris", "RecordDecision",
       Deciding("outcome: 99"), StatusCode::INVALID_ARGUMENT, "ENUM_UNSPECIFIED", "outcome"},
      {"such an enum deeper down", Given::kDeal, "team-werken", "SubmitProposal",
       absl::StrReplaceAll(Asking(Cents(100)), {{"PROPOSAL_KIND_VERVOLG", "77"}}),
       StatusCode::INVALID_ARGUMENT, "ENUM_UNSPECIFIED", "content.kind"},
      {"an unspecified enum in a list", Given::kDeal, "lezer", "ListProposals",
       kZod + "stages: PROPOSAL_STAGE_UNSPECIFIED", StatusCode::INVALID_ARGUMENT,
       "ENUM_UNSPECIFIED", "stages[0]"},
      {"a page token that is none", Given::kDeal, "lezer", "ListProposals",
       kZod + "page_token: 'AAAA'", StatusCode::INVALID_ARGUMENT, "PAGE_TOKEN_INVALID",
       "page_token"},
      {"a negative page size", Given::kDeal, "lezer", "ListProposals", kZod + "page_size: -1",
       StatusCode::INVALID_ARGUMENT, "VALUE_OUT_OF_RANGE", "page_size"},
      {"an edition of half of the first command", Given::kDeal, "secretaris", "PublishEdition",
       kZod + "tranches: 4 at_position: 2 published_on { year: 2021 month: 6 }",
       StatusCode::OUT_OF_RANGE, "BOOK_NOT_BEGUN", "at_position"},
      {"a position still to come", Given::kDeal, "lezer", "GetProgramme",
       "name: 'programmes/zod' at { position: 100000 }", StatusCode::OUT_OF_RANGE,
       "POSITION_UNKNOWN", ""},
  };
}

void ExpectRefused(const Reply& reply, StatusCode code, const std::string& reason) {
  EXPECT_EQ(reply.code, code) << reply.message;
  EXPECT_EQ(reply.reason, reason) << reply.message;
  EXPECT_EQ(reply.domain, "dealboek");
  EXPECT_GT(reply.message.size(), 10u) << "what is wrong, and what to do";
  EXPECT_EQ(reply.locale, "nl-NL");
  EXPECT_GT(reply.dutch.size(), 10u);
}

TEST(BadInputTest, EachIsRefusedWithItsReasonAndNothingIsWritten) {
  for (const Given given :
       {Given::kOpening, Given::kDeal, Given::kEndorsed, Given::kMet, Given::kConfirmed}) {
    Wire wire;
    Begin(wire, given);
    const uint64_t head = wire.Head();
    for (const Row& row : Rows()) {
      if (row.given != given) continue;
      SCOPED_TRACE(row.name);
      const Reply reply = wire.Send(row.who, row.method, row.request);
      ExpectRefused(reply, row.code, row.reason);
      if (!row.field.empty()) {
        EXPECT_THAT(reply.fields, Contains(row.field));
      }
      EXPECT_EQ(wire.Head(), head) << "something was written";
    }
    EXPECT_THAT(wire.logged(), testing::IsEmpty()) << "refusals are no incidents";
  }
}

TEST(BadInputTest, DecidingWhatIsNotEndorsedEndsAtTheAgenda) {
  Wire wire;
  BeginDeal(wire);
  wire.Do("team-werken", "SubmitProposal", Asking(Cents(100)));
  wire.Do("secretaris", "ConveneMeeting", kZod + "held_on { year: 2021 month: 6 day: 30 }");
  const uint64_t head = wire.Head();
  ExpectRefused(wire.Send("secretaris", "SetAgenda", kMeeting + "items { proposal: '2021-001' }"),
                StatusCode::FAILED_PRECONDITION, "NOT_ENDORSED");
  EXPECT_EQ(wire.Head(), head);
}

TEST(BadInputTest, NothingIsDecidedBeforeTheDayOfTheMeeting) {
  Wire wire;
  Endorsed(wire);
  wire.Do("secretaris", "ConveneMeeting", kZod + "held_on { year: 2021 month: 6 day: 8 }");
  wire.Do("secretaris", "SetAgenda", kMeeting + "items { proposal: '2021-001' }");
  const uint64_t head = wire.Head();
  const std::string present =
      kMeeting + "present_seats: 'seat-9' present_seats: 'seat-10' " + "present_seats: 'seat-11'";
  const std::string decide = Deciding("outcome: OUTCOME_RATIFIED");
  const std::string confirm = kMeeting + "version_seen: 1";
  for (const auto& [who, method, request] :
       {std::tuple("secretaris", "RecordAttendance", present),
        std::tuple("secretaris", "RecordDecision", decide),
        std::tuple("voorzitter", "ConfirmDecisionList", confirm)}) {
    SCOPED_TRACE(method);
    const Reply reply = wire.Send(who, method, request);
    ExpectRefused(reply, StatusCode::FAILED_PRECONDITION, "MEETING_NOT_HELD");
    EXPECT_EQ(reply.metadata.at("heldOn"), "2021-06-08");
    EXPECT_THAT(reply.dutch, testing::HasSubstr("8 juni 2021"));
    EXPECT_EQ(wire.Head(), head);
  }
  wire.clock().Advance(kDayMicros);
  wire.Do("secretaris", "RecordAttendance", present);
  wire.Do("secretaris", "RecordDecision", decide);
  wire.Do("voorzitter", "ConfirmDecisionList", confirm);
}

TEST(BadInputTest, NoQuorum) {
  Wire wire;
  Met(wire);
  wire.Do("secretaris", "RecordAttendance", kMeeting + "present_seats: 'seat-9'");
  const uint64_t head = wire.Head();
  ExpectRefused(wire.Send("secretaris", "RecordDecision", Deciding("outcome: OUTCOME_RATIFIED")),
                StatusCode::FAILED_PRECONDITION, "NO_QUORUM");
  EXPECT_EQ(wire.Head(), head);
}

TEST(BadInputTest, TextThatIsNotUtf8IsNamedHoweverDeepItLies) {
  Wire wire;
  Endorsed(wire);
  const uint64_t head = wire.Head();
  // Placeholders of the same length, so that the lengths before them stand.
  std::string decline =
      wire.BytesOf("DeclineProposal", kProposal + "revision_seen: 1 reason: 'QQ'");
  decline.replace(decline.find("QQ"), 2, "\xC3\x28");
  Reply reply = wire.SendBytes("anna", "DeclineProposal", decline);
  ExpectRefused(reply, StatusCode::INVALID_ARGUMENT, "TEXT_NOT_UTF8");
  EXPECT_THAT(reply.fields, Contains("reason"));

  std::string submit = wire.BytesOf(
      "SubmitProposal", Asking(Cents(100) + "documents { name: 'goed' } documents { name: 'QQ' }"));
  submit.replace(submit.find("QQ"), 2, "\xE9s");  // Latin-1
  reply = wire.SendBytes("team-werken", "SubmitProposal", submit);
  ExpectRefused(reply, StatusCode::INVALID_ARGUMENT, "TEXT_NOT_UTF8");
  EXPECT_THAT(reply.fields, Contains("content.documents[1].name"));
  EXPECT_EQ(wire.Head(), head);
}

TEST(BadInputTest, BytesThatAreNoMessage) {
  Wire wire;
  BeginDeal(wire);
  for (const std::string& bytes : {std::string("\x0A\x7F"), std::string("\xFF\xFF\xFF"),
                                   std::string("\x0B"), std::string(200, '\x9C')}) {
    ExpectRefused(wire.SendBytes("anna", "SubmitProposal", bytes), StatusCode::INVALID_ARGUMENT,
                  "MESSAGE_MALFORMED");
  }
  const uint64_t head = wire.Head();
  // Where it is known, the field is named.
  struct Cut {
    std::string bytes;
    std::string field;
  };
  for (const Cut& cut : std::vector<Cut>{
           {"\x0A\x7F", "request_id"},
           {std::string("\x1A\x05\x12", 3), "content"},               // five bytes, and one there
           {std::string("\x1A\x02\x12\x7F", 4), "content.title"},     // 127 bytes, and none there
           {std::string("\x1A\x02\xFF\xFF", 4), "content"},           // half of a field's number
           {std::string("\x1A\x03\x08\xFF\xFF", 5), "content.kind"},  // half of a number
       }) {
    const Reply reply = wire.SendBytes("anna", "SubmitProposal", cut.bytes);
    ExpectRefused(reply, StatusCode::INVALID_ARGUMENT, "MESSAGE_MALFORMED");
    EXPECT_THAT(reply.fields, testing::ElementsAre(cut.field));
    EXPECT_EQ(reply.metadata.at("field"), cut.field);
  }
  const Reply packed = wire.SendBytes("anna", "PublishEdition", std::string("\x1A\x02\x04\xFF", 4));
  ExpectRefused(packed, StatusCode::INVALID_ARGUMENT, "MESSAGE_MALFORMED");
  EXPECT_THAT(packed.fields, testing::ElementsAre("tranches"));
  const std::string whole = wire.BytesOf("SubmitProposal", Asking(Cents(100)));
  for (size_t size = 0; size < whole.size(); ++size) {
    EXPECT_FALSE(wire.SendBytes("team-werken", "SubmitProposal", whole.substr(0, size)).ok())
        << "the first " << size << " bytes of " << whole.size();
  }
  EXPECT_EQ(wire.Head(), head);
  EXPECT_TRUE(wire.Send("anna", "GetProgramme", "name: 'programmes/zod'").ok()) << "still there";
}

TEST(BadInputTest, AMessageOverTheSizeLimit) {
  Wire wire;
  BeginDeal(wire);
  const uint64_t head = wire.Head();
  const Reply reply = wire.Send(
      "team-werken", "SubmitProposal",
      absl::StrReplaceAll(Asking(Cents(100)), {{"'x'", "'" + std::string(5 << 20, 'x') + "'"}}));
  ExpectRefused(reply, StatusCode::RESOURCE_EXHAUSTED, "MESSAGE_TOO_LARGE");
  EXPECT_EQ(reply.metadata.at("maxSizeBytes"), "4194304");
  EXPECT_GT(std::stoul(reply.metadata.at("sizeBytes")), size_t{5} << 20);
  // What gRPC itself will not read is refused by it.
  EXPECT_EQ(wire.SendBytes("team-werken", "SubmitProposal", std::string(10 << 20, 'x')).code,
            StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_EQ(wire.Head(), head);
}

TEST(BadInputTest, TheValueThatCannotBeIsInTheMessage) {
  Wire wire;
  BeginDeal(wire);
  struct Told {
    std::string method;
    std::string request;
    std::string value;
  };
  const std::string long_id(200, 'z');
  for (const Told& told : std::vector<Told>{
           {"GetProject", "name: 'zod/werken-1'", "zod/werken-1"},
           {"ListProposals", kZod + "page_token: 'AAAA'", "AAAA"},
           {"ListProposals", kZod + "page_size: -17", "-17"},
           {"GetBudget", kZod + "grouping: BUDGET_GROUPING_PROGRAMME at { position: -3 }", "-3"},
           {"GetBudget",
            kZod + "grouping: BUDGET_GROUPING_PROGRAMME at { time { seconds: 4 nanos: -9 } }",
            "-9"},
           {"AddTranche", kZod + "tranche: 1000000", "1000000"},
           {"AddTranche", "request_id: '" + long_id + "' " + kZod + "tranche: 6",
            long_id.substr(0, 80) + "..."}}) {
    SCOPED_TRACE(told.request);
    const Reply reply = wire.Send("secretaris", told.method, told.request);
    ExpectRefused(reply, StatusCode::INVALID_ARGUMENT, reply.reason);
    EXPECT_THAT(reply.message, testing::HasSubstr(told.value));
    EXPECT_THAT(reply.dutch, testing::HasSubstr(told.value));
  }
}

TEST(BadInputTest, ManyUnknownFieldsAreCountedNotListed) {
  Wire wire;
  std::string bytes;
  for (int i = 0; i < 100'000; ++i) bytes += std::string("\xFA\x7F\x01x", 4);  // field 2047
  const Reply reply = wire.SendBytes("anna", "GetProgramme", bytes);
  ExpectRefused(reply, StatusCode::INVALID_ARGUMENT, "UNKNOWN_FIELDS");
  EXPECT_EQ(std::stoul(reply.metadata.at("fieldsLeftOut")) + reply.fields.size(), 100'000u);
  EXPECT_LT(reply.message.size(), 300u);
}

TEST(BadInputTest, AListIsConfirmedAsItWasSeen) {
  Wire wire;
  Met(wire);
  const std::string decide = Deciding("outcome: ");
  wire.Do("secretaris", "RecordDecision", decide + "OUTCOME_RATIFIED");
  const uint64_t seen = wire.Head();
  const std::string again =
      absl::StrCat(decide, "OUTCOME_REJECTED reason: 'toch niet' position_seen: ");
  ExpectRefused(wire.Send("secretaris", "RecordDecision", absl::StrCat(again, seen - 1)),
                StatusCode::ABORTED, "STALE_REVISION");
  wire.Do("secretaris", "RecordDecision", absl::StrCat(again, seen));
  const uint64_t head = wire.Head();
  const std::string confirm = absl::StrCat(kMeeting, "version_seen: 1 position_seen: ");
  const Reply stale = wire.Send("voorzitter", "ConfirmDecisionList", absl::StrCat(confirm, seen));
  ExpectRefused(stale, StatusCode::ABORTED, "STALE_REVISION");
  EXPECT_EQ(stale.metadata.at("changedPosition"), absl::StrCat(head));
  EXPECT_EQ(wire.Head(), head);
  wire.Do("voorzitter", "ConfirmDecisionList", absl::StrCat(confirm, head));
}

TEST(BadInputTest, ADecisionOverAReservationIsRefused) {
  Wire wire;
  BeginDeal(wire);
  wire.Do("team-werken", "SubmitProposal",
          kZod +
              "content { kind: PROPOSAL_KIND_VERVOLG title: 'Campus' pijler: 'werken' theme: "
              "'Techniek' project: 'werken-2' summary: 'Verder.' lines { tranche: 5 amount { "
              "euro_cents: 15000001 } } }");
  for (const char* who : {"bert", "carla"}) {
    wire.Do(who, "EndorseProposal", kProposal + "revision_seen: 1");
  }
  wire.Do("secretaris", "ConveneMeeting",
          kZod + "held_on { year: 2021 month: 6 day: 30 } title: 'Stuurgroep'");
  wire.clock().Advance(23 * kDayMicros);
  wire.Do("secretaris", "SetAgenda", kMeeting + "items { proposal: '2021-001' }");
  wire.Do("secretaris", "RecordAttendance",
          kMeeting + "present_seats: 'seat-9' present_seats: 'seat-10' present_seats: 'seat-11'");
  const uint64_t head = wire.Head();
  const Reply reply =
      wire.Send("secretaris", "RecordDecision", Deciding("outcome: OUTCOME_RATIFIED"));
  ExpectRefused(reply, StatusCode::FAILED_PRECONDITION, "RESERVATION_EXCEEDED");
  EXPECT_EQ(wire.Head(), head);
}

TEST(BadInputTest, RulesOverAnothersAreStale) {
  Wire wire;
  BeginOpening(wire);
  const std::string rules = kZod + "rules { rounds_per_year: 2 } position_seen: ";
  const uint64_t seen = wire.Head();
  EXPECT_TRUE(wire.Send("secretaris", "SetRules", absl::StrCat(rules, seen)).ok());
  const uint64_t head = wire.Head();
  const Reply stale = wire.Send("secretaris", "SetRules", absl::StrCat(rules, seen));
  ExpectRefused(stale, StatusCode::ABORTED, "STALE_REVISION");
  EXPECT_EQ(stale.metadata.at("changedPosition"), absl::StrCat(head));
  EXPECT_EQ(wire.Head(), head);
  EXPECT_TRUE(wire.Send("secretaris", "SetRules", absl::StrCat(rules, head)).ok());
}

TEST(BadInputTest, ARepeatedRequestIdWithAnotherBody) {
  Wire wire;
  BeginDeal(wire);
  const std::string id = "request_id: 'f81d4fae-7dec-41d0-a765-00a0c91e6bf6' ";
  ASSERT_TRUE(wire.Send("team-werken", "SubmitProposal", id + Asking(Cents(100))).ok());
  const uint64_t head = wire.Head();
  ExpectRefused(wire.Send("team-werken", "SubmitProposal", id + Asking(Cents(101))),
                StatusCode::ALREADY_EXISTS, "REQUEST_ID_REUSED");
  EXPECT_TRUE(wire.Send("team-werken", "SubmitProposal", id + Asking(Cents(100))).ok());
  EXPECT_EQ(wire.Head(), head);
}

TEST(BadInputTest, AFullDisk) {
  Wire wire;
  BeginDeal(wire);
  const uint64_t head = wire.Head();
  wire.log().SetDiskFull(true);
  const Reply reply = wire.Send("secretaris", "AddTranche", kZod + "tranche: 6");
  ExpectRefused(reply, StatusCode::RESOURCE_EXHAUSTED, "DISK_FULL_FLOOR");
  EXPECT_EQ(wire.Head(), head);
  EXPECT_TRUE(wire.Send("lezer", "GetProgramme", "name: 'programmes/zod'").ok()) << "reads go on";
  wire.log().SetDiskFull(false);
  EXPECT_TRUE(wire.Send("secretaris", "AddTranche", kZod + "tranche: 6").ok());
}

TEST(BadInputTest, AQueueThatIsFullSaysWhenToTryAgain) {
  book::Options books;
  books.max_queued_per_book = 1;
  Wire wire(IdentityPolicy::kInsecureDevIdentity, books);
  BeginOpening(wire);
  wire.log().HoldSync();
  const std::string held = wire.BytesOf("AddTranche", kZod + "tranche: 6");
  std::thread writer([&] { EXPECT_TRUE(wire.SendBytes("secretaris", "AddTranche", held).ok()); });
  wire.log().AwaitHeldSync();
  // One is being written, so the bound is reached.
  std::vector<std::thread> others;
  for (int i = 0; i < 8; ++i) {
    others.emplace_back([&wire, i] {
      const Reply other =
          wire.Send("secretaris", "AddTranche", kZod + absl::StrCat("tranche: ", 20 + i));
      ExpectRefused(other, StatusCode::RESOURCE_EXHAUSTED, "QUEUE_FULL");
      EXPECT_GT(other.retry_millis.value_or(0), 0);
    });
  }
  absl::SleepFor(absl::Milliseconds(300));
  EXPECT_TRUE(wire.Send("lezer", "GetProgramme", "name: 'programmes/zod'").ok())
      << "reads do not wait for writes";
  wire.log().ReleaseSync();
  writer.join();
  for (std::thread& other : others) other.join();
}

TEST(BadInputTest, AFailedLogTellsWhatIsNotKnown) {
  Wire wire;
  BeginDeal(wire);
  wire.log().FailAppend(1, storage::FakeEventLog::Failure::kNotWritten);
  const Reply failed = wire.Send("secretaris", "AddTranche", kZod + "tranche: 6");
  ExpectRefused(failed, StatusCode::UNAVAILABLE, "LOG_WRITE_FAILED");
  const Reply after = wire.Send("secretaris", "AddTranche", kZod + "tranche: 7");
  ExpectRefused(after, StatusCode::UNAVAILABLE, "LOG_STOPPED");
}

TEST(BadInputTest, AnOpeningIsClosedAsItWasSeen) {
  Wire wire;
  BeginOpening(wire);
  EXPECT_EQ(
      wire.Send("secretaris", "CloseOpening", absl::StrCat(kZod, "position_seen: ", wire.Head()))
          .reason,
      "");
}

TEST(BadInputTest, WhatIsAsItWasSeenIsEdited) {
  Wire wire;
  Endorsed(wire);
  const auto send = [&](const std::string& who, const std::string& method,
                        const std::string& request) {
    return wire.Send(who, method, request).reason;
  };
  const uint64_t seen = wire.Head();
  wire.Do("secretaris", "EndSeat",
          absl::StrCat("name: 'programmes/zod/seats/seat-8' position_seen: ", seen));
  EXPECT_EQ(
      send("secretaris", "CloseTranche", absl::StrCat(kZod, "tranche: 5 position_seen: ", seen)),
      "");
  EXPECT_EQ(send("bert", "WithdrawEndorsement", kProposal + "revision_seen: 1"), "");
  const auto project = wire.Do("lezer", "GetProject", "name: 'programmes/zod/projects/werken-1'")
                           .As<v1::GetProjectResponse>()
                           .project();
  EXPECT_EQ(send("penvoerder-emmen", "ReportProgress",
                 absl::StrCat(
                     "name: 'programmes/zod/projects/werken-1' revision_seen: ", project.revision(),
                     " reference_month { year: 2021 month: 6 } "
                     "progress { status: PROGRESS_STATUS_LOOPT summary: 'Loopt.' }")),
            "");
}

}  // namespace
}  // namespace dealboek::api
