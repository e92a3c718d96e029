// What many rules ask of a command: does the thing exist, may this person, is the value sound. Each
// returns what was asked for, or the refusal. Internal to the domain.
#ifndef DEALBOEK_SERVICES_DOMAIN_CHECKS_H_
#define DEALBOEK_SERVICES_DOMAIN_CHECKS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "google/type/date.pb.h"

#include "dealboek/v1/types.pb.h"
#include "services/base/money.h"
#include "services/base/partial_date.h"
#include "services/domain/decide.h"
#include "services/domain/state.h"

namespace dealboek::domain {

// ---------------------------------------------------------------- does it exist (NOT_FOUND)

absl::StatusOr<const Programme*> RequireProgramme(const State& state);  // PROGRAMME_UNKNOWN
absl::StatusOr<const Project*> RequireProject(const State& state, absl::string_view ref);
absl::StatusOr<const Partner*> RequirePartner(const State& state, absl::string_view ref);
absl::StatusOr<const Pijler*> RequirePijler(const State& state, absl::string_view code);
absl::StatusOr<const Tranche*> RequireTranche(const State& state, int number);
absl::StatusOr<const Proposal*> RequireProposal(const State& state, absl::string_view id);
absl::StatusOr<const Meeting*> RequireMeeting(const State& state, absl::string_view id);
absl::StatusOr<const AgendaItem*> RequireItem(const Meeting& meeting, absl::string_view id);
absl::StatusOr<const Seat*> RequireSeat(const State& state, absl::string_view id);
absl::StatusOr<const Statement*> RequireStatement(const State& state, absl::string_view id);
// PART_UNKNOWN, or PART_OF_OTHER_PROJECT when another project has a part of that title.
absl::StatusOr<const ProjectPart*> RequirePart(const State& state, const Project& project,
                                               absl::string_view title);
absl::Status RequireTheme(const Pijler& pijler, absl::string_view theme);  // THEME_UNKNOWN
// Ids of the partners these ids or names stand for, in order; at least one (FIELD_REQUIRED), none
// twice (VALUE_REPEATED). Violations are on "field[i]".
absl::StatusOr<std::vector<std::string>> RequireLeadPartners(
    const State& state, const google::protobuf::RepeatedPtrField<std::string>& refs,
    absl::string_view field);

// ---------------------------------------------------------------- may this person (NO_SEAT)

// Who acts, and for which seat: what goes into an event's header.
struct Acting {
  std::string person;
  std::string seat;
};

// The seat in force that context.subject holds for the act. PERMISSION_DENIED, NO_SEAT.
absl::StatusOr<Acting> ActAsSecretaris(const State& state, const Context& context);
absl::StatusOr<Acting> ActAsOntwikkelteam(const State& state, const Context& context,
                                          absl::string_view pijler);
absl::StatusOr<Acting> ActAsVakbestuurder(const State& state, const Context& context,
                                          absl::string_view pijler);
absl::StatusOr<Acting> ActAsStuurgroep(const State& state, const Context& context);
absl::StatusOr<Acting> ActAsChair(const State& state, const Context& context);
// A penvoerder's seat for one of these partners (ids).
absl::StatusOr<Acting> ActAsPenvoerder(const State& state, const Context& context,
                                       const std::vector<std::string>& partners);

// ---------------------------------------------------------------- does the stage allow it

absl::Status RequireOpening(const Programme& programme);  // OPENING_CLOSED
absl::Status RequireRunning(const Programme& programme);  // OPENING_NOT_CLOSED

// COMBINED_SEATS_FORBIDDEN: the rules forbid what somebody holds now.
absl::Status CheckSeatsFit(const State& state, const v1::Rules& rules, int64_t now_micros);

// STALE_REVISION: the project moved on since the caller read it.
absl::Status RequireRevision(const Project& project, int revision_seen);
// The same of what has no revisions, by the position of its last change. `position_seen` 0: the
// caller does not say what it read. English and Dutch name the thing, with an article.
absl::Status RequireUnchanged(base::Position changed_at, int64_t position_seen,
                              absl::string_view english, absl::string_view dutch);

// ---------------------------------------------------------------- is the input sound

// INVALID_ARGUMENT with a violation on `field`: TEXT_NOT_UTF8, TEXT_EMPTY, TEXT_TOO_LONG,
// TEXT_CONTROL_CHARACTER (a new line is none in a long text; see IsControl in text.h).
enum class TextKind {
  kTitle,  // 300 bytes
  kName,   // 200 bytes
  kLong,   // 8,000 bytes: reasons, notes, summaries
};
absl::Status RequireText(absl::string_view text, TextKind kind, absl::string_view field);
absl::Status CheckText(absl::string_view text, TextKind kind, absl::string_view field);  // or empty
// The name somebody signs in with: visible ASCII and spaces, as a gRPC header can carry it, no
// space at either end. As RequireText with kName; NAME_INVALID.
absl::Status RequireSubject(absl::string_view subject, absl::string_view field);

// Null: AMOUNT_MISSING. MONEY_NEGATIVE, MONEY_OVERFLOW (OUT_OF_RANGE); zero: AMOUNT_ZERO.
absl::StatusOr<base::Money> PositiveMoney(const v1::Money* money, absl::string_view field);
// The same, but zero is an amount too.
absl::StatusOr<base::Money> AnyMoney(const v1::Money* money, absl::string_view field);

// Null: FIELD_REQUIRED. DATE_IMPOSSIBLE.
absl::StatusOr<base::PartialDate> CheckDate(const google::type::Date* date,
                                            absl::string_view field);
// DATE_IN_FUTURE: none of it has come yet, anywhere in the world.
absl::Status RequireBegun(const base::PartialDate& date, int64_t now_micros,
                          absl::string_view field);
// The same as CheckDate, and it must be known to the month and no closer: DATE_NOT_A_MONTH.
absl::StatusOr<base::PartialDate> CheckMonth(const google::type::Date* date,
                                             absl::string_view field);

// Digits with dots between ("2.4"), at most 20 characters. NUMBER_INVALID.
absl::Status CheckNumber(absl::string_view number, absl::string_view field);
// NUMBER_TAKEN (ALREADY_EXISTS): another project than `except` has this number in the pijler now.
absl::Status CheckNumberFree(const State& state, absl::string_view pijler, absl::string_view number,
                             absl::string_view except = "");
// Status known, summary sound. Violations are on "field.status" and "field.summary".
absl::Status CheckProgress(const v1::ProgressText& progress, absl::string_view field);
// A document is named. Violations are on "field.document" and so on.
absl::Status CheckSource(const v1::Source& source, absl::string_view field);
// Fractions and counts that can be met, combined seats known. RULES_INVALID, ENUM_UNSPECIFIED.
absl::Status CheckRules(const v1::Rules& rules, absl::string_view field);
// Checked rules as an event holds them: what is left out stays out, but combined seats are allowed.
v1::Rules Completed(v1::Rules rules);

}  // namespace dealboek::domain

#endif  // DEALBOEK_SERVICES_DOMAIN_CHECKS_H_
