#include "services/projections/edition.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"

#include "services/base/check.h"
#include "services/base/position.h"
#include "services/domain/state.h"
#include "services/projections/contributions.h"
#include "services/projections/dutch_words.h"
#include "services/projections/project_order.h"
#include "services/projections/proto_values.h"

namespace dealboek::projections {
namespace {

namespace pb = dealboek::v1;

// What was awarded, releases taken off, in how many lines.
struct Sum {
  int64_t cents = 0;
  int lines = 0;

  void Add(const domain::Award& award) {
    if (award.amount.IsZero()) return;  // corrected to nothing
    cents += award.amount.cents() - award.released.cents();
    ++lines;
  }
  void Add(const Sum& other) {
    cents += other.cents;
    lines += other.lines;
  }
};

using SumPerTranche = std::map<int, Sum>;

// Corrected to that: it should not have been.
bool IsNothing(const domain::Contribution& contribution) {
  return contribution.amount && contribution.amount->IsZero();
}

pb::TrancheTotal TotalOf(int tranche, const Sum& sum) {
  pb::TrancheTotal total;
  total.set_tranche(tranche);
  total.mutable_amount()->set_euro_cents(sum.cents);
  total.set_award_lines(sum.lines);
  return total;
}

// Adds what is possible of `part` to that of `sum`.
void AddPossible(const pb::TrancheTotal& part, pb::TrancheTotal& sum) {
  const auto add = [](const pb::Money& cents, pb::Money* to) {
    to->set_euro_cents(to->euro_cents() + cents.euro_cents());
  };
  add(part.possible_amount(), sum.mutable_possible_amount());
  if (part.has_possible_awarded()) add(part.possible_awarded(), sum.mutable_possible_awarded());
  if (part.has_possible_released()) add(part.possible_released(), sum.mutable_possible_released());
}

std::vector<std::string> NamesOf(const domain::State& state,
                                 const std::vector<std::string>& partners) {
  std::vector<std::string> names;
  for (const std::string& id : partners) {
    const domain::Partner* partner = state.FindPartner(id);
    names.push_back(partner == nullptr ? id : partner->name);
  }
  return names;
}

Scope CellScope(const std::string& project, const std::string& part, int tranche) {
  Scope scope;
  scope.tranche = tranche;
  scope.project = project;
  scope.part = part;
  scope.without_part = part.empty();
  return scope;
}

// Makes an edition table by table.
class EditionMaker {
 public:
  EditionMaker(const domain::State& state, absl::Span<const int> tranches, const Ledger* ledger,
               const std::optional<base::PartialDate>& valid_on)
      : state_(state),
        given_(state),
        ledger_(ledger),
        valid_on_(valid_on),
        chosen_(tranches.begin(), tranches.end()) {
    if (chosen_.empty()) {
      for (const auto& [number, tranche] : state.tranches) chosen_.push_back(number);
    }
    std::sort(chosen_.begin(), chosen_.end());
    chosen_.erase(std::unique(chosen_.begin(), chosen_.end()), chosen_.end());
    for (const auto& [number, tranche] : state.tranches) {
      if (!chosen_.empty() && number <= chosen_.back()) columns_.push_back(number);
    }
  }

  pb::Edition Make();

 private:
  bool IsColumn(int tranche) const {
    return std::binary_search(columns_.begin(), columns_.end(), tranche);
  }

  bool IsShown(const domain::Project& project) const {
    if (project.awards.empty() && project.received.empty()) return true;
    const std::vector<Posting> possible = PossibleAwards(project);
    return std::any_of(project.awards.begin(), project.awards.end(),
                       [&](const domain::Award& award) { return IsColumn(award.tranche); }) ||
           std::any_of(project.received.begin(), project.received.end(),
                       [&](const domain::Contribution& one) { return IsColumn(one.tranche); }) ||
           std::any_of(possible.begin(), possible.end(),
                       [&](const Posting& posting) { return IsColumn(posting.tranche); });
  }

  // The project's awards that are only possible on the day asked.
  std::vector<Posting> PossibleAwards(const domain::Project& project) const {
    if (ledger_ == nullptr || !valid_on_.has_value()) return {};
    Scope whole;
    whole.project = project.id;
    return ledger_->Possible(whole, Measure::kAwarded, state_.position, valid_on_);
  }

  // Of a pijler, by number.
  std::vector<const domain::Project*> ProjectsOf(const std::string& pijler) const {
    std::vector<const domain::Project*> projects;
    for (const auto& [id, project] : state_.projects) {
      if (project->pijler == pijler && IsShown(*project)) projects.push_back(project.get());
    }
    std::sort(projects.begin(), projects.end(),
              [](const domain::Project* a, const domain::Project* b) {
                return NumberIsBefore(a->number, b->number);
              });
    return projects;
  }

  pb::PijlerSummary SummaryOf(const domain::Pijler& pijler, const SumPerTranche& sums) const;
  void AddThemes(const domain::Pijler& pijler, const std::vector<const domain::Project*>& projects,
                 pb::PijlerTable& table) const;
  void AddTotals(const SumPerTranche& sums,
                 google::protobuf::RepeatedPtrField<pb::TrancheTotal>* to, pb::Money* total,
                 int32_t* lines) const;
  // The row of a project as a whole (no part), or of a part of it.
  pb::EditionRow RowOf(const domain::Project& project, const domain::ProjectPart* part) const;
  void AddPositions(const domain::Project& project, const std::string& part,
                    pb::EditionCell& cell) const;
  // Sets what is only possible on the day asked, of the scope narrowed to the tranche of `to`, a
  // cell or a total. Whether there is any.
  template <typename T>
  bool SetPossible(Scope scope, T& to) const;
  // The label when what is only possible on the day asked counts too; UNSPECIFIED: the same.
  pb::EditionLabel PossibleLabel(const domain::Project& project) const;
  void AddContributions(const domain::Project& project,
                        std::map<int, pb::EditionCell>& cells) const;
  // A note for its reservation, and for each contribution its amounts have in them.
  void AddNotes(const domain::Project& project, pb::EditionRow& row, pb::PijlerTable& table) const;

  const domain::State& state_;
  const GivenContributions given_;
  const Ledger* ledger_;
  const std::optional<base::PartialDate> valid_on_;
  std::vector<int> chosen_;
  std::vector<int> columns_;
};

pb::PijlerSummary EditionMaker::SummaryOf(const domain::Pijler& pijler,
                                          const SumPerTranche& sums) const {
  pb::PijlerSummary summary;
  summary.set_pijler(pijler.code);
  summary.set_title(pijler.title);
  Sum chosen;
  for (int tranche : chosen_) {
    auto found = sums.find(tranche);
    const Sum sum = found == sums.end() ? Sum() : found->second;
    *summary.add_tranches() = TotalOf(tranche, sum);
    chosen.Add(sum);
  }
  *summary.mutable_chosen() = TotalOf(0, chosen);
  return summary;
}

void EditionMaker::AddThemes(const domain::Pijler& pijler,
                             const std::vector<const domain::Project*>& projects,
                             pb::PijlerTable& table) const {
  // A theme that was taken off the pijler since comes after those it has.
  std::vector<std::string> themes = pijler.themes;
  for (const domain::Project* project : projects) {
    if (std::find(themes.begin(), themes.end(), project->theme) == themes.end()) {
      themes.push_back(project->theme);
    }
  }
  for (const std::string& theme : themes) {
    pb::ThemeProjects listed;
    listed.set_theme(theme);
    for (const domain::Project* project : projects) {
      if (project->theme != theme) continue;
      pb::ListedProject* one = listed.add_projects();
      one->set_project(project->id);
      one->set_number(project->number);
      one->set_title(project->title);
      one->set_label(domain::LabelIn(*project, chosen_));
      one->set_possible_label(PossibleLabel(*project));
    }
    if (!listed.projects().empty()) *table.add_themes() = std::move(listed);
  }
}

void EditionMaker::AddTotals(const SumPerTranche& sums,
                             google::protobuf::RepeatedPtrField<pb::TrancheTotal>* to,
                             pb::Money* total, int32_t* lines) const {
  Sum all;
  for (int column : columns_) {
    auto found = sums.find(column);
    const Sum sum = found == sums.end() ? Sum() : found->second;
    *to->Add() = TotalOf(column, sum);
    all.Add(sum);
  }
  total->set_euro_cents(all.cents);
  if (lines != nullptr) *lines = all.lines;
}

void EditionMaker::AddPositions(const domain::Project& project, const std::string& part,
                                pb::EditionCell& cell) const {
  std::vector<base::Position> positions;
  if (ledger_ == nullptr) {
    for (const domain::Award& award : project.awards) {
      if (award.tranche == cell.tranche() && award.part == part && !award.amount.IsZero()) {
        positions.push_back(award.position);
      }
    }
  } else {
    const Scope scope = CellScope(project.id, part, cell.tranche());
    for (Measure measure : {Measure::kAwarded, Measure::kReleased}) {
      for (const Posting& posting : ledger_->Explain(scope, measure, state_.position, valid_on_)) {
        positions.push_back(posting.position);
      }
    }
    std::sort(positions.begin(), positions.end());
  }
  for (base::Position position : positions) {
    cell.add_positions(static_cast<int64_t>(position.value()));
  }
}

template <typename T>
bool EditionMaker::SetPossible(Scope scope, T& to) const {
  if (ledger_ == nullptr || !valid_on_.has_value()) return false;
  scope.tranche = to.tranche();
  const Amounts amounts = ledger_->At(scope, state_.position, valid_on_);
  // An award and its release may both be possible: then they are both told.
  if (amounts.possible_awarded == 0 && amounts.possible_released == 0) return false;
  to.mutable_possible_amount()->set_euro_cents(amounts.possible_awarded -
                                               amounts.possible_released);
  if (amounts.possible_awarded != 0) {
    to.mutable_possible_awarded()->set_euro_cents(amounts.possible_awarded);
  }
  if (amounts.possible_released != 0) {
    to.mutable_possible_released()->set_euro_cents(amounts.possible_released);
  }
  return true;
}

pb::EditionLabel EditionMaker::PossibleLabel(const domain::Project& project) const {
  domain::Project if_so = project;
  for (const Posting& posting : PossibleAwards(project)) {
    if (posting.cents.value_or(0) <= 0) continue;
    domain::Award& award = if_so.awards.emplace_back();
    award.tranche = posting.tranche;
    award.amount = base::Money::FromCents(*posting.cents).value_or(base::Money());
  }
  const pb::EditionLabel label = domain::LabelIn(if_so, chosen_);
  return label == domain::LabelIn(project, chosen_) ? pb::EDITION_LABEL_UNSPECIFIED : label;
}

void EditionMaker::AddContributions(const domain::Project& project,
                                    std::map<int, pb::EditionCell>& cells) const {
  for (const domain::Contribution& received : project.received) {
    if (!IsColumn(received.tranche) || IsNothing(received)) continue;
    pb::EditionCell& cell = cells[received.tranche];
    cell.set_tranche(received.tranche);
    *cell.add_contributions() =
        ContributionOf(state_, received, pb::CONTRIBUTION_DIRECTION_RECEIVED);
  }
}

void EditionMaker::AddNotes(const domain::Project& project, pb::EditionRow& row,
                            pb::PijlerTable& table) const {
  const auto add = [&]() -> pb::EditionNote& {
    pb::EditionNote& note = *table.add_notes();
    note.set_note(table.notes_size());
    note.set_project(project.id);
    row.add_notes(note.note());
    return note;
  };
  if (project.reservation) *add().mutable_reservation() = ReservationOf(project);
  for (const domain::Contribution* given : given_.From(project.id)) {
    if (!IsColumn(given->tranche) || IsNothing(*given)) continue;
    *add().mutable_given() = ContributionOf(state_, *given, pb::CONTRIBUTION_DIRECTION_GIVEN);
  }
}

pb::EditionRow EditionMaker::RowOf(const domain::Project& project,
                                   const domain::ProjectPart* part) const {
  const std::string part_title = part == nullptr ? "" : part->title;
  pb::EditionRow row;
  row.set_project(project.id);
  row.set_number(project.number);
  row.set_title(project.title);
  row.set_part(part_title);
  row.set_stage(project.stage == domain::ProjectStage::kCompleted ? pb::PROJECT_STAGE_COMPLETED
                                                                  : pb::PROJECT_STAGE_OPEN);
  for (std::string& name :
       NamesOf(state_, part == nullptr ? project.lead_partners : part->lead_partners)) {
    row.add_lead_partners(std::move(name));
  }
  row.set_label(pb::EDITION_LABEL_NONE);
  if (part == nullptr) {
    row.set_former_title(project.former_title);
    row.set_label(domain::LabelIn(project, chosen_));
    row.set_possible_label(PossibleLabel(project));
  }
  if (const domain::Progress* latest = LatestProgress(project, part_title)) {
    pb::Progress* progress = row.mutable_progress();
    SetDate(latest->reference_month, progress->mutable_reference_month());
    progress->set_status(latest->status);
    progress->set_summary(latest->summary);
    progress->set_position(static_cast<int64_t>(latest->position.value()));
  }

  SumPerTranche sums;
  for (const domain::Award& award : project.awards) {
    if (award.part == part_title && IsColumn(award.tranche)) sums[award.tranche].Add(award);
  }
  std::map<int, pb::EditionCell> cells;
  Sum all;
  for (const auto& [tranche, sum] : sums) {
    if (sum.lines == 0) continue;
    pb::EditionCell& cell = cells[tranche];
    cell.set_tranche(tranche);
    cell.mutable_amount()->set_euro_cents(sum.cents);
    cell.set_award_lines(sum.lines);
    AddPositions(project, part_title, cell);
    all.Add(sum);
  }
  for (int tranche : columns_) {
    pb::EditionCell possible;
    possible.set_tranche(tranche);
    if (SetPossible(CellScope(project.id, part_title, tranche), possible)) {
      cells[tranche].MergeFrom(possible);
    }
  }
  if (part == nullptr) AddContributions(project, cells);
  for (auto& [tranche, cell] : cells) *row.add_cells() = std::move(cell);
  if (all.lines > 0) row.mutable_total()->set_euro_cents(all.cents);
  return row;
}

pb::Edition EditionMaker::Make() {
  pb::Edition edition;
  if (state_.programme != nullptr) {
    edition.set_programme(absl::StrCat("programmes/", state_.programme->id));
    edition.set_programme_title(state_.programme->title);
    edition.set_programme_description(state_.programme->description);
  }
  edition.mutable_tranches()->Add(chosen_.begin(), chosen_.end());
  edition.mutable_columns()->Add(columns_.begin(), columns_.end());
  SumPerTranche programme_sums;
  for (const std::string& code : state_.pijler_order) {
    const domain::Pijler& pijler = *state_.FindPijler(code);
    const std::vector<const domain::Project*> projects = ProjectsOf(code);
    pb::PijlerTable& table = *edition.add_tables();
    table.set_pijler(code);
    table.set_title(pijler.title);
    AddThemes(pijler, projects, table);
    SumPerTranche sums;
    for (const domain::Project* project : projects) {
      for (const domain::Award& award : project->awards) {
        if (IsColumn(award.tranche)) sums[award.tranche].Add(award);
      }
      pb::EditionRow& row = *table.add_rows();
      row = RowOf(*project, nullptr);
      AddNotes(*project, row, table);
      for (const domain::ProjectPart& part : project->parts) {
        *table.add_rows() = RowOf(*project, &part);
      }
    }
    AddTotals(sums, table.mutable_totals(), table.mutable_total(), nullptr);
    Scope scope;
    scope.pijler = code;
    for (pb::TrancheTotal& total : *table.mutable_totals()) SetPossible(scope, total);
    pb::PijlerSummary& summary = *edition.add_summary();
    summary = SummaryOf(pijler, sums);
    for (pb::TrancheTotal& total : *summary.mutable_tranches()) {
      if (SetPossible(scope, total)) AddPossible(total, *summary.mutable_chosen());
    }
    for (const auto& [tranche, sum] : sums) programme_sums[tranche].Add(sum);
  }
  int32_t lines = 0;
  AddTotals(programme_sums, edition.mutable_totals(), edition.mutable_total(), &lines);
  for (pb::TrancheTotal& total : *edition.mutable_totals()) SetPossible(Scope(), total);
  edition.set_award_lines(lines);
  return edition;
}

// ---------------------------------------------------------------------------- published statements

class Reconciler {
 public:
  Reconciler(const domain::State& state, const Ledger* ledger,
             const std::optional<base::PartialDate>& valid_on)
      : state_(state), ledger_(ledger), valid_on_(valid_on) {}

  pb::Reconciliation ReconcileOne(const pb::PublishedStatement& published,
                                  const pb::Source& source) const;

 private:
  void AddLines(const pb::PublishedStatement& published, pb::Reconciliation& reconciliation) const;
  void AddMovedBy(const domain::Project& project, const domain::Award& award,
                  pb::ReconciledLine& line) const;

  const domain::State& state_;
  const Ledger* const ledger_;
  const std::optional<base::PartialDate>& valid_on_;
};

void Reconciler::AddMovedBy(const domain::Project& project, const domain::Award& award,
                            pb::ReconciledLine& line) const {
  if (ledger_ == nullptr) return;
  const Scope cell = CellScope(project.id, award.part, award.tranche);
  for (const Posting& posting :
       ledger_->Explain(cell, Measure::kAwarded, state_.position, valid_on_)) {
    if (posting.about == award.position && posting.position != award.position) {
      line.add_moved_by_positions(static_cast<int64_t>(posting.position.value()));
    }
  }
  if (award.released.IsZero()) return;
  for (const Posting& posting :
       ledger_->Explain(cell, Measure::kReleased, state_.position, valid_on_)) {
    line.add_moved_by_positions(static_cast<int64_t>(posting.position.value()));
  }
}

void Reconciler::AddLines(const pb::PublishedStatement& published,
                          pb::Reconciliation& reconciliation) const {
  auto add = [&](const domain::Project& project, auto wanted) {
    for (const domain::Award& award : project.awards) {
      if (award.amount.IsZero() || !wanted(award)) continue;
      pb::ReconciledLine& line = *reconciliation.add_lines();
      line.set_position(static_cast<int64_t>(award.position.value()));
      line.set_project_label(project.Label());
      line.set_project_title(project.title);
      line.set_part(award.part);
      line.set_tranche(award.tranche);
      line.mutable_amount()->set_euro_cents(award.amount.cents() - award.released.cents());
      AddMovedBy(project, award, line);
    }
  };
  if (published.has_label()) {
    const domain::Project* project = state_.FindProject(published.label().project());
    if (project != nullptr) add(*project, [](const domain::Award&) { return true; });
    return;
  }
  const pb::PublishedTotal& total = published.total();
  for (const auto& [id, project] : state_.projects) {
    if (!total.pijler().empty() && project->pijler != total.pijler()) continue;
    add(*project, [&](const domain::Award& award) {
      return total.tranches().empty() || std::find(total.tranches().begin(), total.tranches().end(),
                                                   award.tranche) != total.tranches().end();
    });
  }
  std::sort(reconciliation.mutable_lines()->begin(), reconciliation.mutable_lines()->end(),
            [](const pb::ReconciledLine& a, const pb::ReconciledLine& b) {
              return a.position() < b.position();
            });
}

pb::Reconciliation Reconciler::ReconcileOne(const pb::PublishedStatement& published,
                                            const pb::Source& source) const {
  pb::Reconciliation reconciliation;
  *reconciliation.mutable_published() = published;
  *reconciliation.mutable_computed() = domain::ComputeStatement(state_, published);
  const pb::PublishedStatement& computed = reconciliation.computed();
  *reconciliation.mutable_source() = source;
  reconciliation.set_agreement(domain::Agrees(published, computed) ? pb::AGREEMENT_AGREES
                                                                   : pb::AGREEMENT_DIFFERS);
  if (published.total().has_amount()) {
    reconciliation.mutable_amount_difference()->set_euro_cents(
        published.total().amount().euro_cents() - computed.total().amount().euro_cents());
  }
  std::string called = published.label().project();
  if (const domain::Project* project = state_.FindProject(called)) {
    reconciliation.set_project_label(project->Label());
    reconciliation.set_project_title(project->title);
    called = absl::StrCat(project->pijler, " ", project->number, " ", project->title);
  }
  reconciliation.set_title(DutchTitle(published, called));
  AddLines(published, reconciliation);
  return reconciliation;
}

// "s2" before "s10".
bool IdIsBefore(const std::string& a, const std::string& b) {
  return a.size() != b.size() ? a.size() < b.size() : a < b;
}

}  // namespace

v1::Edition MakeEdition(const domain::State& state, absl::Span<const int> tranches,
                        const Ledger* ledger, const std::optional<base::PartialDate>& valid_on) {
  return EditionMaker(state, tranches, ledger, valid_on).Make();
}

std::vector<Posting> PostingsOf(const v1::Edition& edition, const Ledger& ledger,
                                base::Position position,
                                const std::optional<base::PartialDate>& valid_on) {
  std::vector<Posting> postings;
  for (const pb::PijlerTable& table : edition.tables()) {
    for (const pb::EditionRow& row : table.rows()) {
      for (const pb::EditionCell& cell : row.cells()) {
        const auto& chosen = edition.tranches();
        if (std::find(chosen.begin(), chosen.end(), cell.tranche()) == chosen.end()) continue;
        const Scope scope = CellScope(row.project(), row.part(), cell.tranche());
        for (Measure measure : {Measure::kAwarded, Measure::kReleased}) {
          for (Posting& posting : ledger.Explain(scope, measure, position, valid_on)) {
            if (measure == Measure::kReleased && posting.cents) posting.cents = -*posting.cents;
            postings.push_back(std::move(posting));
          }
        }
      }
    }
  }
  return postings;
}

const domain::Progress* LatestProgress(const domain::Project& project, absl::string_view part) {
  const domain::Progress* latest = nullptr;
  for (const domain::Progress& report : project.progress) {
    if (report.part != part) continue;
    if (latest == nullptr ||
        report.reference_month.LastDay() >= latest->reference_month.LastDay()) {
      latest = &report;
    }
  }
  return latest;
}

v1::ProjectReservation ReservationOf(const domain::Project& project) {
  CHECK(project.reservation.has_value()) << project.id << " has no reservation";
  const domain::Reservation& reservation = *project.reservation;
  const int64_t total = reservation.total.cents();
  const int64_t awarded = project.Awarded().cents();
  pb::ProjectReservation shown;
  shown.mutable_total()->set_euro_cents(total);
  shown.mutable_awarded()->set_euro_cents(awarded);
  shown.mutable_left()->set_euro_cents(std::max<int64_t>(total - awarded, 0));
  shown.set_note(reservation.note);
  shown.set_position(static_cast<int64_t>(reservation.position.value()));
  return shown;
}

std::vector<v1::Reconciliation> Reconcile(const domain::State& state, const Ledger* ledger,
                                          const std::optional<base::PartialDate>& valid_on) {
  const Reconciler reconciler(state, ledger, valid_on);
  std::vector<const domain::Statement*> statements;
  for (const auto& [id, statement] : state.statements) statements.push_back(statement.get());
  std::sort(statements.begin(), statements.end(),
            [](const domain::Statement* a, const domain::Statement* b) {
              return IdIsBefore(a->id, b->id);
            });
  std::vector<pb::Reconciliation> reconciliations;
  for (const domain::Statement* statement : statements) {
    pb::Reconciliation one = reconciler.ReconcileOne(statement->content, statement->source);
    one.set_statement(statement->id);
    if (!statement->explanations.empty()) {
      const domain::Explanation& explanation = statement->explanations.back();
      one.set_reason(explanation.reason);
      one.set_reason_by(state.NameOf(explanation.by));
      one.set_reason_position(static_cast<int64_t>(explanation.position.value()));
      if (one.agreement() == pb::AGREEMENT_DIFFERS &&
          domain::SameClaim(explanation.computed, one.computed())) {
        one.set_agreement(pb::AGREEMENT_EXPLAINED);
      }
    }
    reconciliations.push_back(std::move(one));
  }
  return reconciliations;
}

std::vector<v1::Reconciliation> Reconcile(const domain::State& state,
                                          absl::Span<const v1::SourcedStatement> published,
                                          const Ledger* ledger,
                                          const std::optional<base::PartialDate>& valid_on) {
  const Reconciler reconciler(state, ledger, valid_on);
  std::vector<pb::Reconciliation> reconciliations;
  for (const pb::SourcedStatement& one : published) {
    reconciliations.push_back(reconciler.ReconcileOne(one.statement(), one.source()));
  }
  return reconciliations;
}

}  // namespace dealboek::projections
