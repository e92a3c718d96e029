#include "services/domain/opening.h"

#include <set>
#include <string>

#include "absl/strings/str_cat.h"

#include "services/base/reasons.h"
#include "services/base/status_macros.h"
#include "services/domain/acting.h"
#include "services/domain/deciders.h"
#include "services/domain/existence.h"
#include "services/domain/input.h"
#include "services/domain/money_moves.h"
#include "services/domain/money_rules.h"
#include "services/domain/project_number.h"
#include "services/domain/refusal.h"
#include "services/domain/stage.h"
#include "services/domain/statement_rules.h"
#include "services/domain/structure_rules.h"

namespace dealboek::domain {
namespace {

using base::Money;

// One entry, and where the facts it makes go.
class EntryJudge {
 public:
  // `blank` is the event its facts are put in: actor, source and date are there.
  EntryJudge(Draft& draft, v1::Event blank) : draft_(draft), blank_(std::move(blank)) {}

  absl::Status Add(const v1::PijlerEntry& entry) {
    ASSIGN_OR_RETURN(*blank_.mutable_pijler_defined(),
                     MakePijler(state(), entry.pijler(), entry.title(), entry.themes()));
    return AddEvent(blank_);
  }

  absl::Status Add(const v1::PartnerEntry& entry) {
    ASSIGN_OR_RETURN(*blank_.mutable_partner_added(),
                     MakePartner(state(), entry.display_name(), entry.kind(), entry.cbs_code()));
    return AddEvent(blank_);
  }

  absl::Status Add(const v1::SeatEntry& entry) {
    ASSIGN_OR_RETURN(v1::SeatEstablished fact,
                     MakeSeat(state(), {entry.role(), entry.place(), entry.pijler(),
                                        entry.partner(), entry.function()}));
    Seat seat;
    seat.role = fact.role();
    seat.place = fact.place();
    RETURN_IF_ERROR(CheckChairFree(state(), seat, state().recorded_at_micros));
    *blank_.mutable_seat_established() = std::move(fact);
    return AddEvent(blank_);
  }

  absl::Status Add(const v1::TrancheEntry& entry) {
    ASSIGN_OR_RETURN(*blank_.mutable_tranche_added(),
                     MakeTranche(state(), entry.tranche(), entry.title(),
                                 entry.has_ceiling() ? &entry.ceiling() : nullptr));
    return AddEvent(blank_);
  }

  absl::Status Add(const v1::ProjectEntry& entry) {
    Problems problems;
    const absl::StatusOr<const Pijler*> pijler = RequirePijler(state(), entry.pijler());
    problems.Add(pijler.status(), "pijler");
    if (pijler.ok()) {
      problems.Add(CheckNumberFree(state(), entry.pijler(), entry.number()), "number");
      problems.Add(CheckTheme(**pijler, entry.theme()), "theme");
    }
    problems.Add(CheckNumber(entry.number(), "number"));
    problems.Add(RequireText(entry.title(), TextKind::kTitle, "title"));
    problems.Add(CheckText(entry.former_title(), TextKind::kTitle, "former_title"));
    std::string parent;
    if (!entry.parent_project().empty()) {
      const absl::StatusOr<const Project*> found = RequireProject(state(), entry.parent_project());
      problems.Add(found.status(), "parent_project");
      if (found.ok()) parent = (*found)->id;
    }
    const absl::StatusOr<std::vector<std::string>> leads =
        RequireLeadPartners(state(), entry.lead_partners(), "lead_partners");
    problems.Add(leads.status());
    std::vector<v1::Part> parts;
    std::set<std::string> titles;
    for (int i = 0; i < entry.parts_size(); ++i) {
      absl::StatusOr<v1::Part> part = MakePart(entry.parts(i), &titles);
      problems.Add(part.status(), absl::StrCat("parts[", i, "]"));
      if (part.ok()) parts.push_back(*std::move(part));
    }
    RETURN_IF_ERROR(problems.status());

    v1::Event created = blank_;
    v1::ProjectCreated& fact = *created.mutable_project_created();
    const std::string id = NextProjectId(state());
    fact.set_project(id);
    fact.set_pijler(entry.pijler());
    fact.set_number(entry.number());
    fact.set_title(entry.title());
    fact.set_theme(entry.theme());
    fact.set_parent_project(parent);
    for (const std::string& lead : *leads) fact.add_lead_partners(lead);
    fact.set_former_title(entry.former_title());
    draft_.Add(std::move(created));
    for (v1::Part& part : parts) {
      v1::Event event = blank_;
      event.mutable_part_created()->set_project(id);
      *event.mutable_part_created()->mutable_part() = std::move(part);
      draft_.Add(std::move(event));
    }
    return absl::OkStatus();
  }

  absl::Status Add(const v1::AwardEntry& entry) {
    Problems problems;
    const Project* project = Find(entry.project(), "project", &problems);
    const Tranche* tranche = Find(entry.tranche(), &problems);
    if (project != nullptr && !entry.part().empty())
      problems.Add(RequirePart(state(), *project, entry.part()).status(), "part");
    if (project != nullptr) problems.Add(CheckTakesAwards(*project), "project");
    const absl::StatusOr<Money> amount =
        PositiveMoney(entry.has_amount() ? &entry.amount() : nullptr, "amount");
    problems.Add(amount.status());
    RETURN_IF_ERROR(problems.status());
    RETURN_IF_ERROR(At("amount", CheckAwardFits(state(), *project, *tranche, *amount)));

    v1::Awarded& fact = *blank_.mutable_awarded();
    fact.set_project(project->id);
    fact.set_part(entry.part());
    fact.set_tranche(entry.tranche());
    Set(fact.mutable_amount(), *amount);
    return AddEvent(blank_);
  }

  absl::Status Add(const v1::ReservationEntry& entry) {
    Problems problems;
    const Project* project = Find(entry.project(), "project", &problems);
    const absl::StatusOr<Money> total =
        PositiveMoney(entry.has_total() ? &entry.total() : nullptr, "total");
    problems.Add(total.status());
    problems.Add(CheckText(entry.note(), TextKind::kLong, "note"));
    RETURN_IF_ERROR(problems.status());
    RETURN_IF_ERROR(At("total", CheckReservationFits(state(), *project, *total)));

    v1::ReservationSet& fact = *blank_.mutable_reservation_set();
    fact.set_project(project->id);
    Set(fact.mutable_total(), *total);
    fact.set_note(entry.note());
    return AddEvent(blank_);
  }

  absl::Status Add(const v1::ContributionEntry& entry) {
    Problems problems;
    const Project* to = Find(entry.to_project(), "to_project", &problems);
    const Project* from = Find(entry.from_project(), "from_project", &problems);
    const Tranche* tranche = Find(entry.tranche(), &problems);
    if (to != nullptr && to == from) {
      problems.Add(Invalid(base::kContributionToItself, "from_project",
                           absl::StrCat("Project ", to->Label(),
                                        " can't contribute to itself. Name the project the money "
                                        "comes from."),
                           absl::StrCat("Project ", to->Label(),
                                        " kan niet aan zichzelf bijdragen. Noem het project waar "
                                        "het geld uit komt."),
                           {{"project", to->Label()}}));
    }
    std::optional<Money> amount;
    if (entry.has_amount()) {
      const absl::StatusOr<Money> stated = PositiveMoney(&entry.amount(), "amount");
      problems.Add(stated.status());
      if (stated.ok()) amount = *stated;
    }
    problems.Add(CheckText(entry.note(), TextKind::kLong, "note"));
    RETURN_IF_ERROR(problems.status());
    RETURN_IF_ERROR(At("amount", CheckContributionFits(state(), *from, *tranche, amount)));

    v1::ContributionRecorded& fact = *blank_.mutable_contribution_recorded();
    fact.set_to_project(to->id);
    fact.set_from_project(from->id);
    fact.set_tranche(entry.tranche());
    if (amount.has_value()) Set(fact.mutable_amount(), *amount);
    fact.set_note(entry.note());
    return AddEvent(blank_);
  }

  absl::Status Add(const v1::ProgressEntry& entry) {
    Problems problems;
    const Project* project = Find(entry.project(), "project", &problems);
    if (project != nullptr && !entry.part().empty())
      problems.Add(RequirePart(state(), *project, entry.part()).status(), "part");
    const absl::StatusOr<base::PartialDate> month = CheckMonth(
        entry.has_reference_month() ? &entry.reference_month() : nullptr, "reference_month");
    problems.Add(month.ok() ? RequireBegun(*month, draft_.moment_micros(), "reference_month")
                            : month.status());
    problems.Add(CheckProgress(entry.progress(), "progress"));
    RETURN_IF_ERROR(problems.status());

    v1::ProgressReported& fact = *blank_.mutable_progress_reported();
    fact.set_project(project->id);
    fact.set_part(entry.part());
    Set(fact.mutable_reference_month(), *month);
    *fact.mutable_progress() = entry.progress();
    return AddEvent(blank_);
  }

  absl::Status Add(const v1::StatementEntry& entry) {
    ASSIGN_OR_RETURN(v1::PublishedStatement statement, [&] {
      absl::StatusOr<v1::PublishedStatement> checked = CheckStatement(state(), entry.statement());
      if (!checked.ok()) checked = At("statement", checked.status());
      return checked;
    }());
    v1::StatementRecorded& fact = *blank_.mutable_statement_recorded();
    fact.set_statement(NextStatementId(state()));
    *fact.mutable_content() = std::move(statement);
    return AddEvent(blank_);
  }

 private:
  const State& state() { return draft_.state(); }

  absl::Status AddEvent(v1::Event& event) {
    draft_.Add(std::move(event));
    return absl::OkStatus();
  }

  const Project* Find(const std::string& ref, absl::string_view field, Problems* problems) {
    const absl::StatusOr<const Project*> project = RequireProject(state(), ref);
    problems->Add(project.status(), field);
    return project.ok() ? *project : nullptr;
  }

  const Tranche* Find(int number, Problems* problems) {
    const absl::StatusOr<const Tranche*> tranche = RequireTranche(state(), number);
    problems->Add(tranche.status(), "tranche");
    return tranche.ok() ? *tranche : nullptr;
  }

  // A pijler without themes has projects without one.
  static absl::Status CheckTheme(const Pijler& pijler, const std::string& theme) {
    if (theme.empty() && pijler.themes.empty()) return absl::OkStatus();
    return RequireTheme(pijler, theme);
  }

  absl::StatusOr<v1::Part> MakePart(const v1::Part& stated, std::set<std::string>* titles) {
    Problems problems;
    problems.Add(RequireText(stated.title(), TextKind::kTitle, "title"));
    if (!titles->insert(stated.title()).second) {
      problems.Add(Invalid(base::kValueRepeated, "title",
                           "The project has two parts of this title. Give each its own.",
                           "Het project heeft twee onderdelen met deze titel. Geef elk een eigen "
                           "titel."));
    }
    const absl::StatusOr<std::vector<std::string>> leads =
        RequireLeadPartners(state(), stated.lead_partners(), "lead_partners");
    problems.Add(leads.status());
    RETURN_IF_ERROR(problems.status());
    v1::Part part;
    part.set_title(stated.title());
    for (const std::string& lead : *leads) part.add_lead_partners(lead);
    return part;
  }

  Draft& draft_;
  v1::Event blank_;
};

absl::Status AddEntry(Draft& draft, const Acting& acting, const v1::OpeningEntry& entry) {
  Problems problems;
  problems.Add(CheckSource(entry.source(), "source"));
  v1::Event blank = NewEvent(acting);
  *blank.mutable_header()->mutable_source() = entry.source();
  if (entry.has_decided_on()) {
    const absl::StatusOr<base::PartialDate> date = CheckDate(&entry.decided_on(), "decided_on");
    problems.Add(date.ok() ? RequireBegun(*date, draft.moment_micros(), "decided_on")
                           : date.status());
    *blank.mutable_header()->mutable_decided_on() = entry.decided_on();
  }
  // An entry whose source or date is unsound still says what else is wrong with it.
  EntryJudge judge(draft, std::move(blank));
  switch (entry.entry_case()) {
    case v1::OpeningEntry::kPijler:
      problems.Add(judge.Add(entry.pijler()), "pijler");
      break;
    case v1::OpeningEntry::kPartner:
      problems.Add(judge.Add(entry.partner()), "partner");
      break;
    case v1::OpeningEntry::kSeat:
      problems.Add(judge.Add(entry.seat()), "seat");
      break;
    case v1::OpeningEntry::kTranche:
      problems.Add(judge.Add(entry.tranche()), "tranche");
      break;
    case v1::OpeningEntry::kProject:
      problems.Add(judge.Add(entry.project()), "project");
      break;
    case v1::OpeningEntry::kAward:
      problems.Add(judge.Add(entry.award()), "award");
      break;
    case v1::OpeningEntry::kReservation:
      problems.Add(judge.Add(entry.reservation()), "reservation");
      break;
    case v1::OpeningEntry::kContribution:
      problems.Add(judge.Add(entry.contribution()), "contribution");
      break;
    case v1::OpeningEntry::kProgress:
      problems.Add(judge.Add(entry.progress()), "progress");
      break;
    case v1::OpeningEntry::kStatement:
      problems.Add(judge.Add(entry.statement()), "statement");
      break;
    case v1::OpeningEntry::ENTRY_NOT_SET:
      problems.Add(Invalid(base::kFieldRequired, "entry", "The entry says nothing. Fill it in.",
                           "De regel zegt niets. Vul hem in.", {{"field", "entry"}}));
      break;
  }
  return problems.status();
}

}  // namespace

absl::Status AddOpening(Draft& draft, const Acting& acting,
                        const std::vector<v1::OpeningEntry>& entries, absl::string_view field) {
  Problems problems;
  for (size_t i = 0; i < entries.size(); ++i)
    problems.Add(AddEntry(draft, acting, entries[i]), absl::StrCat(field, "[", i, "]"));
  return problems.status();
}

Decision Decide(const State& state, const RecordOpening& command, const Context& context) {
  ASSIGN_OR_RETURN(const Programme* const programme, RequireProgramme(state));
  ASSIGN_OR_RETURN(const Acting acting, ActAsSecretaris(state, context));
  RETURN_IF_ERROR(RequireOpening(*programme));
  if (command.entries.empty()) {
    return Invalid(base::kFieldRequired, "entries", "There is nothing to record. Give entries.",
                   "Er is niets om vast te leggen. Geef regels op.", {{"field", "entries"}});
  }
  Draft draft(state, context);
  RETURN_IF_ERROR(AddOpening(draft, acting, command.entries, "entries"));
  return draft.Take();
}

}  // namespace dealboek::domain
