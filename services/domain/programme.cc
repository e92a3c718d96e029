// The programme and its structure.
#include <algorithm>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

#include "services/base/reasons.h"
#include "services/base/status_macros.h"
#include "services/domain/acting.h"
#include "services/domain/deciders.h"
#include "services/domain/existence.h"
#include "services/domain/facts.h"
#include "services/domain/input.h"
#include "services/domain/money_rules.h"
#include "services/domain/opening.h"
#include "services/domain/programme_rules.h"
#include "services/domain/refusal.h"
#include "services/domain/stage.h"
#include "services/domain/structure_rules.h"
#include "services/domain/text.h"

namespace dealboek::domain {
namespace {

absl::Status CheckProgrammeName(absl::string_view name) {
  constexpr size_t kLongest = 63;
  const auto letter = [](char c) { return c >= 'a' && c <= 'z'; };
  bool sound =
      !name.empty() && name.size() <= kLongest && letter(name.front()) && name.back() != '-';
  for (const char c : name)
    sound = sound && (letter(c) || absl::ascii_isdigit(static_cast<unsigned char>(c)) || c == '-');
  if (sound) return absl::OkStatus();
  return Invalid(
      base::kNameInvalid, "programme_id",
      absl::StrCat(Quoted(name), " can't name a programme. Give 1 to ", kLongest,
                   " lower-case letters, digits and hyphens, a letter first and no "
                   "hyphen last."),
      absl::StrCat("Zo kan een programma niet heten: ", Quoted(name), ". Geef 1 tot ", kLongest,
                   " kleine letters, cijfers en streepjes; een letter vooraan en geen "
                   "streepje achteraan."),
      {{"value", Readable(name)}});
}

absl::Status CheckYears(int first, int last) {
  constexpr int kEarliest = 1900;
  constexpr int kLatest = 2200;
  const auto sound = [](int year) { return year == 0 || (year >= kEarliest && year <= kLatest); };
  if (sound(first) && sound(last) && (last == 0 || first <= last)) return absl::OkStatus();
  return Invalid(
      base::kValueOutOfRange, "last_year",
      absl::StrCat("A programme from ", first, " to ", last, " can't be. Give years from ",
                   kEarliest, " to ", kLatest, " in order, or leave them out."),
      absl::StrCat("Een programma van ", first, " tot en met ", last, " kan niet. Geef jaren van ",
                   kEarliest, " tot ", kLatest, " in volgorde, of laat ze weg."),
      {{"firstYear", absl::StrCat(first)}, {"lastYear", absl::StrCat(last)}});
}

}  // namespace

Decision Decide(const State& state, const CreateProgramme& command, const Context& context) {
  if (state.programme != nullptr) {
    return Refuse(
        absl::StatusCode::kAlreadyExists, base::kProgrammeExists,
        absl::StrCat("Programme ", state.programme->id, " exists already. Choose another name."),
        absl::StrCat("Programma ", state.programme->id, " bestaat al. Kies een andere naam."),
        {{"programme", state.programme->id}});
  }
  Problems problems;
  problems.Add(CheckProgrammeName(command.programme));
  problems.Add(RequireText(context.subject, TextKind::kName, "actor"));
  problems.Add(RequireText(command.title, TextKind::kTitle, "title"));
  problems.Add(CheckYears(command.first_year, command.last_year));
  problems.Add(CheckText(command.description, TextKind::kLong, "description"));
  for (size_t i = 0; i < command.cross_cutting_themes.size(); ++i) {
    problems.Add(RequireText(command.cross_cutting_themes[i], TextKind::kTitle,
                             absl::StrCat("cross_cutting_themes[", i, "]")));
  }
  if (!command.secretary_subject.empty()) {
    problems.Add(RequireSubject(command.secretary_subject, "secretary_subject"));
  }
  problems.Add(
      CheckText(command.secretary_display_name, TextKind::kName, "secretary_display_name"));
  problems.Add(CheckRules(command.rules, "rules"));
  RETURN_IF_ERROR(problems.status());

  const bool by_secretary =
      command.secretary_subject.empty() || command.secretary_subject == context.subject;
  // The creator's first act rests on no seat; history is entered for the seat it makes.
  v1::Event event = NewEvent({"person-1", ""});
  v1::ProgrammeCreated& fact = *event.mutable_programme_created();
  fact.set_programme(command.programme);
  fact.set_title(command.title);
  fact.set_first_year(command.first_year);
  fact.set_last_year(command.last_year);
  for (const std::string& theme : command.cross_cutting_themes)
    fact.add_cross_cutting_themes(theme);
  fact.set_description(command.description);
  v1::Person& secretary = *fact.mutable_secretary();
  secretary.set_person(by_secretary ? "person-1" : "person-2");
  secretary.mutable_subject()->set_plain(by_secretary ? context.subject
                                                      : command.secretary_subject);
  secretary.mutable_display_name()->set_plain(command.secretary_display_name.empty()
                                                  ? secretary.subject().plain()
                                                  : command.secretary_display_name);
  v1::Person& creator = *fact.mutable_creator();
  if (by_secretary) {
    creator = secretary;
  } else {
    creator.set_person("person-1");
    creator.mutable_subject()->set_plain(context.subject);
    creator.mutable_display_name()->set_plain(context.subject);
  }
  *fact.mutable_rules() = Completed(command.rules);

  if (command.opening.empty()) return Decided(std::move(event));
  Draft draft(state, context);
  draft.Add(std::move(event));
  RETURN_IF_ERROR(
      AddOpening(draft, {"person-1", by_secretary ? "seat-1" : ""}, command.opening, "opening"));
  return draft.Take();
}

Decision Decide(const State& state, const DefinePijler& command, const Context& context) {
  RETURN_IF_ERROR(RequireProgramme(state).status());
  ASSIGN_OR_RETURN(const Acting acting, ActAsSecretaris(state, context));
  const Pijler* const pijler = state.FindPijler(command.pijler);
  const std::string thing = absl::StrCat("pijler ", command.pijler);
  RETURN_IF_ERROR(RequireUnchanged(state, pijler == nullptr ? base::Position() : pijler->defined_at,
                                   command.position_seen, thing, thing));
  const google::protobuf::RepeatedPtrField<std::string> themes(command.themes.begin(),
                                                               command.themes.end());
  ASSIGN_OR_RETURN(v1::PijlerDefined fact,
                   MakePijler(state, command.pijler, command.title, themes));

  // Nothing below may fail.
  v1::Event event = NewEvent(acting);
  *event.mutable_pijler_defined() = std::move(fact);
  return Decided(std::move(event));
}

Decision Decide(const State& state, const AddPartner& command, const Context& context) {
  RETURN_IF_ERROR(RequireProgramme(state).status());
  ASSIGN_OR_RETURN(const Acting acting, ActAsSecretaris(state, context));
  ASSIGN_OR_RETURN(v1::PartnerAdded fact,
                   MakePartner(state, command.name, command.kind, command.cbs_code));

  // Nothing below may fail.
  v1::Event event = NewEvent(acting);
  *event.mutable_partner_added() = std::move(fact);
  return Decided(std::move(event));
}

Decision Decide(const State& state, const AddTranche& command, const Context& context) {
  RETURN_IF_ERROR(RequireProgramme(state).status());
  ASSIGN_OR_RETURN(const Acting acting, ActAsSecretaris(state, context));
  Problems problems;
  absl::StatusOr<v1::TrancheAdded> fact =
      MakeTranche(state, command.tranche, command.title,
                  command.ceiling.has_value() ? &*command.ceiling : nullptr);
  problems.Add(fact.status());
  v1::Event event = NewEvent(acting);
  if (command.decided_on.has_value()) {
    const absl::StatusOr<base::PartialDate> date = CheckDate(&*command.decided_on, "decided_on");
    problems.Add(date.ok() ? RequireBegun(*date, context.now_micros, "decided_on") : date.status());
    *event.mutable_header()->mutable_decided_on() = *command.decided_on;
  }
  RETURN_IF_ERROR(problems.status());

  // Nothing below may fail.
  *event.mutable_tranche_added() = *std::move(fact);
  return Decided(std::move(event));
}

Decision Decide(const State& state, const CloseTranche& command, const Context& context) {
  RETURN_IF_ERROR(RequireProgramme(state).status());
  ASSIGN_OR_RETURN(const Tranche* const tranche, RequireTranche(state, command.tranche));
  ASSIGN_OR_RETURN(const Acting acting, ActAsSecretaris(state, context));
  if (tranche->closed) {
    return Refuse(
        absl::StatusCode::kFailedPrecondition, base::kTrancheClosed,
        absl::StrCat("Tranche ", tranche->number, " is closed already. Nothing is left to do."),
        absl::StrCat("Tranche ", tranche->number, " is al gesloten. Er hoeft niets meer."),
        {{"tranche", absl::StrCat(tranche->number)}});
  }
  RETURN_IF_ERROR(RequireUnchanged(state, std::max(tranche->added_at, tranche->ceiling_set_at),
                                   command.position_seen, absl::StrCat("tranche ", tranche->number),
                                   absl::StrCat("tranche ", tranche->number)));

  // Nothing below may fail.
  v1::Event event = NewEvent(acting);
  event.mutable_tranche_closed()->set_tranche(tranche->number);
  return Decided(std::move(event));
}

Decision Decide(const State& state, const SetRules& command, const Context& context) {
  ASSIGN_OR_RETURN(const Programme* const programme, RequireProgramme(state));
  ASSIGN_OR_RETURN(const Acting acting, ActAsSecretaris(state, context));
  RETURN_IF_ERROR(RequireOpening(*programme));
  RETURN_IF_ERROR(RequireUnchanged(state, programme->rules_set_at, command.position_seen,
                                   "the rules", "de stand van de regels"));
  RETURN_IF_ERROR(CheckRules(command.rules, "rules"));
  RETURN_IF_ERROR(CheckSeatsFit(state, command.rules, context.now_micros));

  // Nothing below may fail.
  v1::Event event = NewEvent(acting);
  *event.mutable_rules_set()->mutable_rules() = Completed(command.rules);
  return Decided(std::move(event));
}

Decision Decide(const State& state, const SetCeiling& command, const Context& context) {
  ASSIGN_OR_RETURN(const Programme* const programme, RequireProgramme(state));
  const Tranche* tranche = nullptr;
  if (command.change.tranche() != 0) {
    ASSIGN_OR_RETURN(tranche, RequireTranche(state, command.change.tranche()));
  }
  ASSIGN_OR_RETURN(const Acting acting, ActAsSecretaris(state, context));
  RETURN_IF_ERROR(RequireOpening(*programme));
  RETURN_IF_ERROR(RequireUnchanged(
      state, tranche == nullptr ? programme->ceiling_set_at : tranche->ceiling_set_at,
      command.position_seen, "this ceiling", "dit plafond"));
  ASSIGN_OR_RETURN(const base::Money ceiling,
                   AnyMoney(command.change.has_ceiling() ? &command.change.ceiling() : nullptr,
                            "change.ceiling"));
  RETURN_IF_ERROR(tranche == nullptr ? CheckCeilingFits(state, ceiling)
                                     : CheckCeilingFits(*tranche, ceiling));

  // Nothing below may fail.
  v1::Event event = NewEvent(acting);
  event.mutable_ceiling_set()->set_tranche(command.change.tranche());
  Set(event.mutable_ceiling_set()->mutable_ceiling(), ceiling);
  return Decided(std::move(event));
}

Decision Decide(const State& state, const CloseOpening& command, const Context& context) {
  ASSIGN_OR_RETURN(const Programme* const programme, RequireProgramme(state));
  ASSIGN_OR_RETURN(const Acting acting, ActAsSecretaris(state, context));
  RETURN_IF_ERROR(RequireOpening(*programme));
  // Closing vouches for all that the book holds.
  RETURN_IF_ERROR(
      RequireUnchanged(state, state.position, command.position_seen, "the book", "het boek"));

  // Nothing below may fail.
  v1::Event event = NewEvent(acting);
  event.mutable_opening_closed();
  return Decided(std::move(event));
}

}  // namespace dealboek::domain
