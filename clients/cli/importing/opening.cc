#include "clients/cli/importing/opening.h"

#include <algorithm>
#include <limits>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"

#include "clients/cli/dates.h"
#include "clients/cli/request_ids.h"

namespace dealboek::cli::importing {
namespace {

constexpr int kAllTranches = std::numeric_limits<int>::max();

// Builds the entries of one import, in the order in which the book takes them: what is named comes
// before what names it, and money in the order of its tranches.
class Builder {
 public:
  Builder(const ProgrammeTables& tables, int until) : tables_(tables), until_(until) {
    ChooseProjects();
  }

  Import Build() {
    AddStructure();
    AddProjects();
    for (const TrancheRow& tranche : tables_.tranches) {
      if (tranche.number <= until_) AddMoneyOf(tranche);
    }
    AddReservations();
    AddProgress();
    AddStatements();
    return std::move(import_);
  }

 private:
  // A project is there when it got money, or a contribution, by then; or never did. So are the
  // parent of such a project and the donor of such a contribution, which it names.
  void ChooseProjects() {
    for (const ProjectRow& project : tables_.projects) {
      int first = kAllTranches;
      bool funded = false;
      for (const AwardRow& award : tables_.awards) {
        if (award.project != project.Label()) continue;
        first = std::min(first, award.tranche);
        funded = true;
      }
      for (const ContributionRow& contribution : tables_.contributions) {
        if (contribution.to != project.Label()) continue;
        first = std::min(first, contribution.tranche);
        funded = true;
      }
      if (!funded || first <= until_) chosen_.insert(project.Label());
    }
    for (const ContributionRow& contribution : tables_.contributions) {
      if (contribution.tranche <= until_) chosen_.insert(contribution.from);
    }
    // Parents come before their children, so from the back each parent is found.
    for (auto project = tables_.projects.rbegin(); project != tables_.projects.rend(); ++project) {
      if (chosen_.contains(project->Label()) && !project->parent.empty())
        chosen_.insert(project->parent);
    }
    import_.counts.projects_left_out = static_cast<int>(tables_.projects.size() - chosen_.size());
  }

  // The next entry, with the line it comes from; `printed_in` is where the document prints it.
  v1::OpeningEntry& Entry(absl::string_view file, int line, absl::string_view printed_in) {
    v1::OpeningEntry& entry = *import_.request.add_opening();
    entry.mutable_source()->set_document(tables_.source.document);
    entry.mutable_source()->set_location(
        absl::StrCat(file, line > 0 ? absl::StrCat(", regel ", line) : "",
                     printed_in.empty() ? "" : "; ", printed_in));
    return entry;
  }

  static void Interpret(v1::OpeningEntry& entry, absl::string_view text) {
    std::string& there = *entry.mutable_source()->mutable_interpretation();
    absl::StrAppend(&there, there.empty() ? "" : " ", text);
  }

  void InterpretAsToldFor(absl::string_view file, const std::string& project,
                          v1::OpeningEntry& entry) {
    for (const InterpretationRow& row : tables_.interpretations) {
      if (row.file == file && (row.project.empty() || row.project == project))
        Interpret(entry, row.text);
    }
  }

  void Date(const TrancheRow& tranche, v1::OpeningEntry& entry) {
    *entry.mutable_decided_on() = tranche.decided_on;
    if (tranche.date_inferred) {
      Interpret(entry, absl::StrCat("Het document geeft geen datum van tranche ", tranche.number,
                                    "; ", FormatDate(tranche.decided_on),
                                    " is afgeleid uit wat de tekst noemt."));
    }
  }

  void AddStructure() {
    for (const PijlerRow& row : tables_.pijlers) {
      v1::PijlerEntry& pijler = *Entry("programma.json", 0, "").mutable_pijler();
      pijler.set_pijler(row.code);
      // A pijler's name is its code, with a capital as in print.
      std::string title = row.code;
      title[0] = static_cast<char>(title[0] - 'a' + 'A');
      pijler.set_title(title);
      for (const std::string& theme : row.themes) pijler.add_themes(theme);
    }
    for (const PartnerRow& row : tables_.partners) {
      v1::OpeningEntry& entry = Entry("programma.json", 0, "");
      v1::PartnerEntry& partner = *entry.mutable_partner();
      partner.set_display_name(row.name);
      partner.set_kind(row.kind);
      partner.set_cbs_code(row.cbs_code);
      if (!row.cbs_code.empty()) {
        Interpret(entry, "De code is die van het CBS en staat niet in het document.");
      }
    }
    for (const SeatRow& row : tables_.seats) {
      v1::SeatEntry& seat = *Entry("programma.json", 0, "").mutable_seat();
      seat.set_role(v1::ROLE_STUURGROEP);
      seat.set_place(row.chair ? v1::SEAT_PLACE_CHAIR : v1::SEAT_PLACE_MEMBER);
      seat.set_partner(row.partner);
      seat.set_function(row.function);
    }
    for (const TrancheRow& row : tables_.tranches) {
      if (row.number > until_) continue;
      v1::OpeningEntry& entry = Entry("programma.json", 0, "");
      entry.mutable_tranche()->set_tranche(row.number);
      Date(row, entry);
    }
  }

  void AddProjects() {
    for (const ProjectRow& row : tables_.projects) {
      if (!chosen_.contains(row.Label())) continue;
      v1::OpeningEntry& entry = Entry("projecten.csv", row.line, "");
      InterpretAsToldFor("projecten.csv", row.Label(), entry);
      v1::ProjectEntry& project = *entry.mutable_project();
      project.set_pijler(row.pijler);
      project.set_number(row.number);
      project.set_title(row.title);
      project.set_theme(row.theme);
      project.set_parent_project(row.parent);
      for (const std::string& lead : row.leads) project.add_lead_partners(lead);
      project.set_former_title(row.former_title);
      for (const ProjectPartRow& part_row : row.parts) {
        v1::Part& part = *project.add_parts();
        part.set_title(part_row.title);
        for (const std::string& lead : part_row.leads) part.add_lead_partners(lead);
        // It comes with its project, and from a line of its own.
        absl::StrAppend(entry.mutable_source()->mutable_location(), "; onderdelen.csv, regel ",
                        part_row.line);
      }
      ++import_.counts.projects;
    }
  }

  void AddMoneyOf(const TrancheRow& tranche) {
    for (const AwardRow& row : tables_.awards) {
      if (row.tranche != tranche.number) continue;
      v1::OpeningEntry& entry = Entry("toekenningen.csv", row.line, tables_.source.awards);
      Date(tranche, entry);
      InterpretAsToldFor("toekenningen.csv", row.project, entry);
      v1::AwardEntry& award = *entry.mutable_award();
      award.set_project(row.project);
      award.set_part(row.part);
      award.set_tranche(row.tranche);
      award.mutable_amount()->set_euro_cents(row.cents);
      ++import_.counts.awards;
      import_.counts.awarded_cents += row.cents;
    }
    for (const ContributionRow& row : tables_.contributions) {
      if (row.tranche != tranche.number) continue;
      v1::OpeningEntry& entry = Entry("bijdragen.csv", row.line, tables_.source.awards);
      Date(tranche, entry);
      InterpretAsToldFor("bijdragen.csv", row.to, entry);
      v1::ContributionEntry& contribution = *entry.mutable_contribution();
      contribution.set_to_project(row.to);
      contribution.set_from_project(row.from);
      contribution.set_tranche(row.tranche);
      if (row.cents.has_value()) contribution.mutable_amount()->set_euro_cents(*row.cents);
      contribution.set_note(row.note);
      ++import_.counts.contributions;
    }
  }

  // A reservation came with an award; where that is left out, so is what it brought.
  bool CameLater(const ReservationRow& reservation) const {
    return !chosen_.contains(reservation.project) ||
           std::any_of(tables_.awards.begin(), tables_.awards.end(), [&](const AwardRow& award) {
             return award.project == reservation.project && award.tranche > until_;
           });
  }

  void AddReservations() {
    for (const ReservationRow& row : tables_.reservations) {
      if (CameLater(row)) continue;
      v1::OpeningEntry& entry = Entry("reserveringen.csv", row.line, tables_.source.awards);
      InterpretAsToldFor("reserveringen.csv", row.project, entry);
      v1::ReservationEntry& reservation = *entry.mutable_reservation();
      reservation.set_project(row.project);
      reservation.mutable_total()->set_euro_cents(row.cents);
      reservation.set_note(row.note);
      ++import_.counts.reservations;
    }
  }

  void AddProgress() {
    for (const ProgressRow& row : tables_.progress) {
      if (!chosen_.contains(row.project)) continue;
      v1::OpeningEntry& entry = Entry("voortgang.csv", row.line, tables_.source.awards);
      InterpretAsToldFor("voortgang.csv", row.project, entry);
      v1::ProgressEntry& progress = *entry.mutable_progress();
      progress.set_project(row.project);
      progress.set_part(row.part);
      *progress.mutable_reference_month() = row.month;
      progress.mutable_progress()->set_status(row.status);
      progress.mutable_progress()->set_summary(row.summary);
      ++import_.counts.progress_reports;
    }
  }

  // Whether a statement is about tranches up to there only; none named: about all of them.
  bool AboutHistory(const std::vector<int>& tranches) const {
    if (tranches.empty())
      return tables_.tranches.empty() || tables_.tranches.back().number <= until_;
    return *std::max_element(tranches.begin(), tranches.end()) <= until_;
  }

  void AddStatements() {
    for (const TotalRow& row : tables_.totals) {
      if (!AboutHistory(row.tranches)) continue;
      const v1::SourcedStatement sourced =
          StatementOf(row, "gepubliceerde_totalen.csv", tables_.source.document);
      v1::OpeningEntry& entry = Entry("", 0, "");
      *entry.mutable_source() = sourced.source();
      *entry.mutable_statement()->mutable_statement() = sourced.statement();
      ++import_.counts.statements;
    }
    if (tables_.label_tranches.empty() || !AboutHistory(tables_.label_tranches)) return;
    for (const ProjectRow& row : tables_.projects) {
      if (!chosen_.contains(row.Label())) continue;
      v1::OpeningEntry& entry = Entry("projecten.csv", row.line, tables_.source.labels);
      // That the document prints no label is a fact about it, too.
      v1::PublishedLabel& label = *entry.mutable_statement()->mutable_statement()->mutable_label();
      label.set_project(row.Label());
      for (int tranche : tables_.label_tranches) label.add_tranches(tranche);
      label.set_label(row.label);
      ++import_.counts.statements;
    }
  }

  const ProgrammeTables& tables_;
  const int until_;
  std::set<std::string> chosen_;  // labels
  Import import_;
};

// Everything an import depends on, each part with its length, so that no two imports read alike.
std::string ContentOf(const ProgrammeTables& tables, const ImportOptions& options) {
  std::string content;
  const auto add = [&](absl::string_view part) {
    absl::StrAppend(&content, part.size(), ":", part, "\n");
  };
  add("dealboek programme import 1");
  add(options.programme_id);
  add(absl::StrCat(options.until_tranche.value_or(0)));  // 0: all of it
  add(options.title);
  add(options.description);
  add(options.secretary_subject);
  add(options.secretary_display_name);
  for (const auto& [name, text] : tables.files) {
    add(name);
    add(text);
  }
  return content;
}

}  // namespace

Import MakeImport(const ProgrammeTables& tables, const ImportOptions& options) {
  Import import = Builder(tables, options.until_tranche.value_or(kAllTranches)).Build();
  import.counts.awards_left_out = static_cast<int>(tables.awards.size()) - import.counts.awards;
  v1::CreateProgrammeRequest& request = import.request;
  request.set_request_id(RequestIdOfContent(ContentOf(tables, options)));
  request.set_programme_id(options.programme_id);
  request.set_title(options.title.empty() ? tables.name : options.title);
  request.set_description(options.description.empty()
                              ? absl::StrCat("Overgenomen uit ", tables.source.document, ".")
                              : options.description);
  request.set_first_year(tables.first_year);
  request.set_last_year(tables.last_year);
  for (const std::string& theme : tables.cross_cutting_themes)
    request.add_cross_cutting_themes(theme);
  request.set_secretary_subject(options.secretary_subject);
  request.set_secretary_display_name(options.secretary_display_name);
  request.mutable_rules()->set_rounds_per_year(tables.rounds_per_year);
  return import;
}

}  // namespace dealboek::cli::importing
