// dealboek project show|list|timeline|rename|renumber|lead|progress|complete
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "CLI/App.hpp"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

#include "clients/cli/amounts.h"
#include "clients/cli/commands/commands.h"
#include "clients/cli/commands/reading.h"
#include "clients/cli/commands/typed.h"
#include "clients/cli/dates.h"
#include "clients/cli/labels.h"
#include "clients/cli/session.h"
#include "clients/cli/status_macros.h"
#include "clients/cli/verbs.h"
#include "dealboek/v1/project_service.grpc.pb.h"

namespace dealboek::cli::commands {
namespace {

using Stub = v1::ProjectService::Stub;

std::string ShowCommand(const std::string& project) {
  return absl::StrCat("dealboek project show ", project);
}

// `of_day`: of a day, on which more may have been in force than is certain.
Table ProjectTable(const std::vector<const v1::Project*>& projects, bool of_day) {
  std::vector<Column> columns = {{"project", "label"},
                                 {"titel", "title"},
                                 {"thema", "theme"},
                                 {"penvoerders", "lead_partners"},
                                 {"toegekend", "awarded_euro_cents", Align::kRight},
                                 {"stand", "stage"},
                                 {"voortgang", "progress_status"},
                                 {"peilmaand", "progress_reference_month"}};
  if (of_day) {
    columns.push_back({"mogelijk toegekend", "possible_awarded_euro_cents", Align::kRight});
  }
  Table table(std::move(columns));
  for (const v1::Project* project : projects) {
    const bool reported = project->has_latest_progress();
    std::vector<Cell> row = {TextCell(project->label()),
                             TextCell(project->title()),
                             TextCell(project->theme()),
                             TextCell(absl::StrJoin(project->lead_partners(), ", ")),
                             MoneyCell(project->has_awarded(), project->awarded(), ""),
                             TextCell(Word(project->stage())),
                             TextCell(reported ? Word(project->latest_progress().status()) : ""),
                             DateCell(project->latest_progress().reference_month())};
    if (of_day) {
      int64_t cents = 0;
      for (const v1::ProjectAward& award : project->possible_awards()) {
        cents += award.amount().euro_cents() - award.released().euro_cents();
      }
      row.push_back(project->possible_awards().empty() ? TextCell("") : CentsCell(cents));
    }
    table.AddRow(std::move(row));
  }
  return table;
}

void PrintProgress(const v1::Progress& progress, absl::string_view indent, std::ostream& out) {
  out << indent << "voortgang " << FormatDate(progress.reference_month()) << ": "
      << Word(progress.status()) << ". " << progress.summary() << "\n";
}

void PrintContribution(const v1::ProjectContribution& contribution, std::ostream& out) {
  out << "  " << (contribution.possible() ? "mogelijk " : "")
      << (contribution.direction() == v1::CONTRIBUTION_DIRECTION_GIVEN ? "bijdrage aan "
                                                                       : "bijdrage uit ")
      << contribution.other_label() << " " << contribution.other_title() << ", tranche "
      << contribution.tranche() << ": "
      << FormatMoney(contribution.has_amount(), contribution.amount())
      << (contribution.note().empty() ? "" : " (") << contribution.note()
      << (contribution.note().empty() ? "" : ")") << "\n";
}

void PrintProject(const v1::Project& project, Session& session, std::ostream& out) {
  out << project.label() << " " << project.title() << "\n";
  if (!project.former_title().empty()) out << "  eerder: " << project.former_title() << "\n";
  if (!project.theme().empty()) out << "  thema: " << project.theme() << "\n";
  if (!project.parent_label().empty()) out << "  hoort bij: " << project.parent_label() << "\n";
  out << "  penvoerders: " << absl::StrJoin(project.lead_partners(), ", ") << "\n"
      << "  stand: " << Word(project.stage()) << ", versie " << project.revision() << "\n"
      << "  toegekend: " << FormatMoney(project.has_awarded(), project.awarded()) << "\n";
  if (project.has_reservation()) {
    const v1::ProjectReservation& reservation = project.reservation();
    std::vector<std::string> words;
    if (reservation.has_total()) {
      words.push_back(absl::StrCat(FormatEuroCents(reservation.total().euro_cents()), ", nog ",
                                   FormatEuroCents(reservation.left().euro_cents()), " over"));
    }
    if (reservation.has_possible_total()) {
      words.push_back(
          absl::StrCat("mogelijk ", FormatEuroCents(reservation.possible_total().euro_cents())));
    }
    out << "  gereserveerd: " << absl::StrJoin(words, "; ")
        << (reservation.note().empty() ? "" : " (") << reservation.note()
        << (reservation.note().empty() ? "" : ")") << "\n";
  }
  for (const v1::ProjectContribution& contribution : project.contributions())
    PrintContribution(contribution, out);
  if (project.has_latest_progress()) PrintProgress(project.latest_progress(), "  ", out);
  for (const v1::ProjectPart& part : project.parts()) {
    out << "\nOnderdeel " << part.title()
        << "\n  penvoerders: " << absl::StrJoin(part.lead_partners(), ", ") << "\n";
    if (part.has_latest_progress()) PrintProgress(part.latest_progress(), "  ", out);
  }
  if (project.awards().empty() && project.possible_awards().empty()) return;
  out << "\n";
  const bool possible = !project.possible_awards().empty();
  std::vector<Column> columns = {{"tranche", "tranche", Align::kRight},
                                 {"onderdeel", "part"},
                                 {"toegekend", "amount", Align::kRight},
                                 {"vrijgevallen", "released", Align::kRight},
                                 {"besloten", "decided_on"},
                                 {"positie", "position", Align::kRight}};
  const bool possibly_released =
      std::any_of(project.awards().begin(), project.awards().end(),
                  [](const v1::ProjectAward& award) { return award.has_possible_released(); });
  if (possibly_released) {
    columns.push_back({"mogelijk vrijgevallen", "possible_released", Align::kRight});
  }
  if (possible) columns.push_back({"op die dag", "certainty"});
  Table awards(std::move(columns));
  const auto add = [&](const v1::ProjectAward& award, absl::string_view certainty) {
    std::vector<Cell> row = {NumberCell(award.tranche()),
                             TextCell(award.part()),
                             MoneyCell(award.has_amount(), award.amount()),
                             award.released().euro_cents() == 0
                                 ? TextCell("")
                                 : CentsCell(award.released().euro_cents()),
                             DateCell(award.decided_on()),
                             NumberCell(award.position())};
    if (possibly_released) {
      row.push_back(MoneyCell(award.has_possible_released(), award.possible_released(), ""));
    }
    if (possible) row.push_back(TextCell(certainty));
    awards.AddRow(std::move(row));
  };
  for (const v1::ProjectAward& award : project.awards()) add(award, "zeker");
  for (const v1::ProjectAward& award : project.possible_awards()) add(award, "mogelijk");
  session.PrintTable(awards);
  if (possible) out << "Wat mogelijk is, telt niet mee in wat is toegekend.\n";
  if (possibly_released) out << "Wat mogelijk is vrijgevallen, is er niet van afgetrokken.\n";
}

absl::Status RunShow(const std::string& id, Session& session) {
  v1::GetProjectRequest request;
  ASSIGN_OR_RETURN(*request.mutable_name(), session.Resource("projects", id));
  ASSIGN_OR_RETURN(*request.mutable_at(), session.ReadAt());
  ASSIGN_OR_RETURN(const v1::GetProjectResponse answer, session.Call(&Stub::GetProject, request));
  RETURN_IF_ERROR(
      session.Show(answer, ProjectTable({&answer.project()}, request.at().has_valid_on()),
                   [&](std::ostream& out) { PrintProject(answer.project(), session, out); }));
  session.NoteTrueAt(answer.true_at());
  return absl::OkStatus();
}

struct List {
  std::string pijler;
  std::string lead;
  std::string stage;
};

absl::Status RunList(const List& given, Session& session) {
  v1::ListProjectsRequest request;
  ASSIGN_OR_RETURN(*request.mutable_parent(), session.Programme());
  ASSIGN_OR_RETURN(*request.mutable_at(), session.ReadAt());
  request.set_pijler(given.pijler);
  request.set_lead_partner(given.lead);
  if (!given.stage.empty()) {
    ASSIGN_OR_RETURN(const v1::ProjectStage stage,
                     WordAt<v1::ProjectStage>("--stage", given.stage));
    request.set_stage(stage);
  }
  ASSIGN_OR_RETURN(const v1::ListProjectsResponse answer,
                   session.CallAllPages(&Stub::ListProjects, request));
  std::vector<const v1::Project*> projects;
  for (const v1::Project& project : answer.projects()) projects.push_back(&project);
  RETURN_IF_ERROR(session.ShowTable(answer, ProjectTable(projects, request.at().has_valid_on()),
                                    "Er zijn geen projecten."));
  session.NoteTrueAt(answer.true_at());
  return absl::OkStatus();
}

absl::Status RunTimeline(const std::string& id, Session& session) {
  v1::GetTimelineRequest request;
  ASSIGN_OR_RETURN(*request.mutable_name(), session.Resource("projects", id));
  ASSIGN_OR_RETURN(*request.mutable_at(), session.ReadAt());
  ASSIGN_OR_RETURN(const v1::GetTimelineResponse answer,
                   session.CallAllPages(&Stub::GetTimeline, request));
  std::vector<Column> columns = {{"positie", "position", Align::kRight},
                                 {"vastgelegd", "recorded_at"},
                                 {"besloten", "decided_on"},
                                 {"wat", "dutch"},
                                 {"door", "by"},
                                 {"bron", "source"}};
  // The sentence says all of that to the eye; the CSV has it in columns of its own.
  const bool csv = session.settings().output == "csv";
  if (csv) {
    columns.insert(columns.end(), {{"feit", "type"},
                                   {"onderdeel", "part"},
                                   {"tranche", "tranche"},
                                   {"bedrag", "amount_euro_cents"},
                                   {"zekerheid", "certainty"}});
  }
  Table table(std::move(columns));
  for (const v1::TimelineEntry& entry : answer.entries()) {
    const std::string source =
        entry.has_source()
            ? absl::StrCat(entry.source().document(), entry.source().location().empty() ? "" : ", ",
                           entry.source().location())
            : "";
    std::vector<Cell> row = {
        NumberCell(entry.position()),
        {session.Moment(entry.recorded_at()), FormatIsoMoment(entry.recorded_at())},
        DateCell(entry.decided_on()),
        TextCell(csv || !entry.possible() ? entry.dutch()
                                          : absl::StrCat("mogelijk: ", entry.dutch())),
        TextCell(entry.by()),
        TextCell(source)};
    if (csv) {
      row.push_back(TextCell(entry.type()));
      row.push_back(TextCell(entry.part()));
      row.push_back(entry.tranche() == 0 ? TextCell("") : NumberCell(entry.tranche()));
      row.push_back(MoneyCell(entry.has_amount(), entry.amount(), ""));
      row.push_back(TextCell(entry.possible() ? "possible" : "certain"));
    }
    table.AddRow(std::move(row));
  }
  RETURN_IF_ERROR(session.ShowTable(answer, table, "Er is niets over dit project vastgelegd."));
  session.NoteTrueAt(answer.true_at());
  return absl::OkStatus();
}

// A change to a project as it was seen.
struct Change {
  std::string project;
  std::string value;
  std::string part;
  std::vector<std::string> leads;
  std::string reason;
  int revision_seen = 0;
};

// Name, reason, request id and the revision seen: the one given, or the latest.
template <typename Request>
absl::Status FillSeen(const Change& given, Session& session, Request& request) {
  ASSIGN_OR_RETURN(*request.mutable_name(), session.Resource("projects", given.project));
  request.set_reason(given.reason);
  request.set_revision_seen(given.revision_seen);
  if (given.revision_seen == 0) {
    ASSIGN_OR_RETURN(const v1::Project project, FetchProject(given.project, session));
    request.set_revision_seen(project.revision());
  }
  request.set_request_id(session.RequestId());
  return absl::OkStatus();
}

absl::Status RunRename(const Change& given, Session& session) {
  v1::RenameProjectRequest request;
  request.set_title(given.value);
  RETURN_IF_ERROR(FillSeen(given, session, request));
  ASSIGN_OR_RETURN(const v1::RenameProjectResponse answer,
                   session.Call(&Stub::RenameProject, request));
  return session.ShowReceipt(
      answer, answer.receipt(),
      absl::StrCat(answer.project().label(), " heet nu ", answer.project().title()), "",
      ShowCommand(answer.project().label()));
}

absl::Status RunRenumber(const Change& given, Session& session) {
  v1::RenumberProjectRequest request;
  request.set_number(given.value);
  RETURN_IF_ERROR(FillSeen(given, session, request));
  ASSIGN_OR_RETURN(const v1::RenumberProjectResponse answer,
                   session.Call(&Stub::RenumberProject, request));
  return session.ShowReceipt(answer, answer.receipt(),
                             absl::StrCat(given.project, " is nu ", answer.project().label()), "",
                             ShowCommand(answer.project().label()));
}

absl::Status RunLead(const Change& given, Session& session) {
  v1::ChangeLeadRequest request;
  request.set_part(given.part);
  for (const std::string& lead : given.leads) request.add_lead_partners(lead);
  RETURN_IF_ERROR(FillSeen(given, session, request));
  ASSIGN_OR_RETURN(const v1::ChangeLeadResponse answer, session.Call(&Stub::ChangeLead, request));
  return session.ShowReceipt(
      answer, answer.receipt(),
      absl::StrCat("Penvoerder van ", answer.project().label(), given.part.empty() ? "" : ", ",
                   given.part, " is nu ", absl::StrJoin(given.leads, ", ")),
      "", ShowCommand(answer.project().label()));
}

struct Progress {
  std::string project;
  std::string part;
  std::string month;
  std::string status;
  std::string summary;
  int revision_seen = 0;
};

absl::Status RunProgress(const Progress& given, Session& session) {
  v1::ReportProgressRequest request;
  ASSIGN_OR_RETURN(*request.mutable_name(), session.Resource("projects", given.project));
  ASSIGN_OR_RETURN(*request.mutable_reference_month(), DateAt("--month", given.month));
  ASSIGN_OR_RETURN(const v1::ProgressStatus status,
                   WordAt<v1::ProgressStatus>("--status", given.status));
  request.set_part(given.part);
  request.mutable_progress()->set_status(status);
  request.mutable_progress()->set_summary(given.summary);
  request.set_revision_seen(given.revision_seen);
  request.set_request_id(session.RequestId());
  ASSIGN_OR_RETURN(const v1::ReportProgressResponse answer,
                   session.Call(&Stub::ReportProgress, request));
  const bool done = status == v1::PROGRESS_STATUS_AFGEROND;
  return session.ShowReceipt(
      answer, answer.receipt(),
      absl::StrCat("Voortgang van ", given.project, " vastgelegd: ", Word(status)),
      done ? "Afgesloten is het project daarmee nog niet." : "",
      done ? absl::StrCat("dealboek project complete ", given.project)
           : ShowCommand(given.project));
}

absl::Status RunComplete(const Change& given, Session& session) {
  v1::CompleteProjectRequest request;
  RETURN_IF_ERROR(FillSeen(given, session, request));
  ASSIGN_OR_RETURN(const v1::CompleteProjectResponse answer,
                   session.Call(&Stub::CompleteProject, request));
  return session.ShowReceipt(
      answer, answer.receipt(), absl::StrCat("Project ", given.project, " afgesloten"),
      "Het krijgt geen geld meer, tenzij de stuurgroep het heropent.", ShowCommand(given.project));
}

}  // namespace

void AddProjectCommands(CLI::App& app, Session& session) {
  CLI::App& noun = Noun(app, "project", "Projecten: wat geld kreeg en hoe het ermee staat");
  const std::string secretary = " --programme regiodeal-zod --as programmasecretaris";
  const std::string reader = " --programme regiodeal-zod --as lezer";
  const auto project_argument = [](CLI::App& verb, std::string& project) {
    verb.add_option("project", project, "Project (werken-2.4 of p17)")->required();
  };

  const auto show = std::make_shared<std::string>();
  CLI::App& show_verb =
      Verb(noun, session, "show", "Toont een project", "dealboek project show wonen-2.4" + reader,
           [show, &session] { return RunShow(*show, session); });
  project_argument(show_verb, *show);
  AddReadOptions(show_verb, session);
  AddValidOnOption(show_verb, session);

  const auto list = std::make_shared<List>();
  CLI::App& list_verb =
      Verb(noun, session, "list", "Toont de projecten",
           "dealboek project list --pijler wonen --lead \"gem. Emmen\" --output csv" + reader,
           [list, &session] { return RunList(*list, session); });
  list_verb.add_option("--pijler", list->pijler, "Alleen deze pijler");
  list_verb.add_option("--lead", list->lead, "Alleen van deze penvoerder (naam of id)");
  list_verb.add_option("--stage", list->stage, "Stand: " + WordsOf<v1::ProjectStage>());
  AddReadOptions(list_verb, session);
  AddValidOnOption(list_verb, session);

  const auto timeline = std::make_shared<std::string>();
  CLI::App& timeline_verb =
      Verb(noun, session, "timeline", "Toont alles wat over een project is vastgelegd, op volgorde",
           "dealboek project timeline welzijn-4" + reader,
           [timeline, &session] { return RunTimeline(*timeline, session); });
  project_argument(timeline_verb, *timeline);
  AddReadOptions(timeline_verb, session);
  AddValidOnOption(timeline_verb, session);

  const auto change =
      [&](const std::string& name, const std::string& description, const std::string& example,
          absl::Status (*run)(const Change&, Session&)) -> std::pair<CLI::App*, Change*> {
    const auto given = std::make_shared<Change>();
    CLI::App& verb = Verb(noun, session, name, description,
                          absl::StrCat("dealboek project ", example, secretary),
                          [given, run, &session] { return run(*given, session); });
    project_argument(verb, given->project);
    verb.add_option("--reason", given->reason, "Waarom");
    verb.add_option("--revision", given->revision_seen,
                    "De versie van het project die u zag; anders de laatste");
    AddMutationOptions(verb, session);
    return {&verb, given.get()};
  };
  auto [rename, renamed] =
      change("rename", "Geeft een project een andere titel",
             "rename welzijn-3 \"Nieuwe zorgconcepten in de regio\"", RunRename);
  rename->add_option("titel", renamed->value, "De nieuwe titel")->required();
  auto [renumber, renumbered] =
      change("renumber", "Geeft een project een ander nummer binnen zijn pijler",
             "renumber werken-17 18", RunRenumber);
  renumber->add_option("nummer", renumbered->value, "Het nieuwe nummer")->required();
  auto [lead, led] = change("lead", "Verandert de penvoerder, van het project of van een onderdeel",
                            "lead wonen-2.4 --part Norden --lead \"gem. Emmen\"", RunLead);
  lead->add_option("--lead", led->leads, "Penvoerder (naam of id); herhaal voor meer")
      ->required()
      ->allow_extra_args(false);
  lead->add_option("--part", led->part, "Onderdeel");

  change("complete", "Sluit een project af",
         "complete werken-8 --reason \"inhoudelijk en financieel afgerond\"", RunComplete);

  const auto progress = std::make_shared<Progress>();
  CLI::App& progress_verb =
      Verb(noun, session, "progress", "Meldt hoe het met een project of onderdeel gaat",
           "dealboek project progress wonen-2.4 --part Norden --month 2021-09 --status loopt "
           "--summary \"Eerste "
           "woningen verbeterd.\" --programme regiodeal-zod-nagespeeld --as penvoerder-hardenberg",
           [progress, &session] { return RunProgress(*progress, session); });
  project_argument(progress_verb, progress->project);
  progress_verb.add_option("--part", progress->part, "Onderdeel");
  progress_verb.add_option("--month", progress->month, "Peilmaand (2021-09)")->required();
  progress_verb.add_option("--status", progress->status, "Stand: " + WordsOf<v1::ProgressStatus>())
      ->required();
  progress_verb.add_option("--summary", progress->summary, "Samenvatting")->required();
  progress_verb.add_option("--revision", progress->revision_seen,
                           "De versie van het project die u zag; anders de laatste");
  AddMutationOptions(progress_verb, session);
}

}  // namespace dealboek::cli::commands
