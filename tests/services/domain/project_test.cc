#include <gtest/gtest.h>

#include "services/base/error.h"
#include "tests/services/domain/given.h"

namespace dealboek::domain {
namespace {

int RevisionOf(const std::string& project) {
  static const Book* const kBook = new Book(RunningDeal());
  return kBook->state().FindProject(project)->revision;
}

RenameProject Rename(const std::string& project, const std::string& title, int revision) {
  RenameProject rename;
  rename.project = project;
  rename.title = title;
  rename.reason = "duidelijker";
  rename.revision_seen = revision;
  return rename;
}

TEST(ProjectTest, IsRenamedByWhoSawItAsItIs) {
  const int now = RevisionOf("werken-1");
  RenameProject no_text = Rename("werken-1", "Werkplaats", now);
  no_text.reason = "\x01";
  RunRows(
      RunningDeal(),
      {
          {"renamed", {}, {kSecretaris, Rename("werken-1", "Werkplaats", now)}, "ProjectRenamed"},
          {"by id", {}, {kSecretaris, Rename("p1", "Werkplaats", now)}, "ProjectRenamed"},
          {"unknown", {}, {kSecretaris, Rename("werken-9", "X", 1)}, "PROJECT_UNKNOWN"},
          {"no seat", {}, {kPenEmmen, Rename("werken-1", "X", now)}, "NO_SEAT"},
          {"stale", {}, {kSecretaris, Rename("werken-1", "X", now - 1)}, "STALE_REVISION"},
          {"from the future",
           {},
           {kSecretaris, Rename("werken-1", "X", now + 1)},
           "STALE_REVISION"},
          {"stale after another rename",
           {{kSecretaris, Rename("werken-1", "Werkplaats", now)}},
           {kSecretaris, Rename("werken-1", "X", now)},
           "STALE_REVISION"},
          {"no title", {}, {kSecretaris, Rename("werken-1", "", now)}, "TEXT_EMPTY"},
          {"bad reason", {}, {kSecretaris, no_text}, "TEXT_CONTROL_CHARACTER"},
          {"the same title", {}, {kSecretaris, Rename("werken-1", "Lab", now)}, "NOTHING_CHANGED"},
      });
  Book book = RunningDeal();
  const absl::Status stale = book.Do(kSecretaris, Rename("werken-1", "X", now - 1));
  EXPECT_EQ(stale.code(), absl::StatusCode::kAborted);
}

RenumberProject Renumber(const std::string& project, const std::string& number, int revision) {
  RenumberProject renumber;
  renumber.project = project;
  renumber.number = number;
  renumber.revision_seen = revision;
  return renumber;
}

TEST(ProjectTest, IsRenumberedToAFreeNumberAndFoundThere) {
  const int now = RevisionOf("werken-1");
  RunRows(
      RunningDeal(),
      {
          {"renumbered", {}, {kSecretaris, Renumber("werken-1", "9.1", now)}, "ProjectRenumbered"},
          {"unknown", {}, {kSecretaris, Renumber("werken-9", "9", 1)}, "PROJECT_UNKNOWN"},
          {"no seat", {}, {kTeamWerken, Renumber("werken-1", "9", now)}, "NO_SEAT"},
          {"stale", {}, {kSecretaris, Renumber("werken-1", "9", 0)}, "STALE_REVISION"},
          {"not a number", {}, {kSecretaris, Renumber("werken-1", "negen", now)}, "NUMBER_INVALID"},
          {"its own", {}, {kSecretaris, Renumber("werken-1", "1", now)}, "NOTHING_CHANGED"},
          {"another's", {}, {kSecretaris, Renumber("werken-1", "2", now)}, "NUMBER_TAKEN"},
          {"one that came free",
           {{kSecretaris, Renumber("werken-2", "8", RevisionOf("werken-2"))}},
           {kSecretaris, Renumber("werken-1", "2", now)},
           "ProjectRenumbered"},
          {"its old label",
           {{kSecretaris, Renumber("werken-1", "8", now)}},
           {kSecretaris, Renumber("werken-1", "9", now + 1)},
           "PROJECT_UNKNOWN"},
      });
  Book book = RunningDeal();
  const std::string title = book.state().FindProject("werken-2")->title;
  EXPECT_EQ(base::GetErrorDetail(book.Do(kSecretaris, Renumber("werken-1", "2", now)))->dutch,
            "Nummer 2 van werken is al van project \"" + title + "\". Kies een vrij nummer.");
  book.Given(kSecretaris, Renumber("werken-1", "8", now));
  EXPECT_EQ(book.state().FindProject("werken-8")->id, "p1");
  EXPECT_EQ(book.state().FindProject("werken-1"), nullptr);
}

TEST(ProjectTest, LeadOfProjectOrPartIsChanged) {
  const auto lead = [](const std::string& project, const std::string& part,
                       const std::vector<std::string>& partners, int revision) {
    ChangeLead change;
    change.project = project;
    change.part = part;
    change.lead_partners = partners;
    change.revision_seen = revision;
    return change;
  };
  const int now = RevisionOf("wonen-2.4");
  RunRows(RunningDeal(),
          {
              {"of the project",
               {},
               {kSecretaris, lead("wonen-2.4", "", {"provincie Drenthe", "gem. Emmen"}, now)},
               "ProjectLeadChanged"},
              {"of a part",
               {},
               {kSecretaris, lead("wonen-2.4", "Norden", {"partner-1"}, now)},
               "ProjectLeadChanged"},
              {"unknown project",
               {},
               {kSecretaris, lead("x", "", {"partner-1"}, now)},
               "PROJECT_UNKNOWN"},
              {"unknown part",
               {},
               {kSecretaris, lead("wonen-2.4", "Zuid", {"partner-1"}, now)},
               "PART_UNKNOWN"},
              {"no seat", {}, {kPenEmmen, lead("wonen-2.4", "", {"partner-1"}, now)}, "NO_SEAT"},
              {"stale",
               {},
               {kSecretaris, lead("wonen-2.4", "", {"partner-1"}, now - 1)},
               "STALE_REVISION"},
              {"nobody", {}, {kSecretaris, lead("wonen-2.4", "", {}, now)}, "FIELD_REQUIRED"},
              {"unknown partner",
               {},
               {kSecretaris, lead("wonen-2.4", "", {"gem. X"}, now)},
               "PARTNER_UNKNOWN"},
              {"twice",
               {},
               {kSecretaris, lead("wonen-2.4", "", {"partner-1", "gem. Emmen"}, now)},
               "VALUE_REPEATED"},
              {"the same",
               {},
               {kSecretaris, lead("wonen-2.4", "Norden", {"gem. Hardenberg"}, now)},
               "NOTHING_CHANGED"},
          });
  Book book = RunningDeal();
  book.Given(kSecretaris, lead("wonen-2.4", "Norden", {"partner-1"}, now));
  const Project& project = *book.state().FindProject("wonen-2.4");
  EXPECT_EQ(project.FindPart("Norden")->lead_partners, std::vector<std::string>{"partner-1"});
  EXPECT_EQ(project.FindPart("Emmerhout")->lead_partners, std::vector<std::string>{"partner-1"});
  EXPECT_EQ(project.lead_partners, (std::vector<std::string>{"partner-1", "partner-2"}));
}

ReportProgress Report(const std::string& project, const std::string& part = "") {
  ReportProgress report;
  report.project = project;
  report.part = part;
  report.reference_month = Date(2021, 6);
  report.progress.set_status(v1::PROGRESS_STATUS_LOOPT);
  report.progress.set_summary("Goed.\nEn op tijd.");
  return report;
}

template <typename Change>
ReportProgress ReportWith(const std::string& project, Change change) {
  ReportProgress report = Report(project);
  change(report);
  return report;
}

TEST(ProjectTest, ProgressIsReportedByItsPenvoerder) {
  RunRows(RunningDeal(),
          {
              {"of a project it leads", {}, {kPenEmmen, Report("werken-1")}, "ProgressReported"},
              {"of a project it leads with another",
               {},
               {kPenEmmen, Report("wonen-2.4")},
               "ProgressReported"},
              {"of a part of its own",
               {},
               {kPenEmmen, Report("wonen-2.4", "Emmerhout")},
               "ProgressReported"},
              {"of a project of others", {}, {kPenEmmen, Report("werken-2")}, "NO_SEAT"},
              {"by the secretaris", {}, {kSecretaris, Report("werken-1")}, "NO_SEAT"},
              {"by a vakbestuurder", {}, {kAnna, Report("werken-1")}, "NO_SEAT"},
              {"unknown project", {}, {kPenEmmen, Report("werken-9")}, "PROJECT_UNKNOWN"},
              {"unknown part", {}, {kPenEmmen, Report("werken-1", "Zuid")}, "PART_UNKNOWN"},
              {"part of another",
               {},
               {kPenEmmen, Report("werken-1", "Norden")},
               "PART_OF_OTHER_PROJECT"},
              {"no month",
               {},
               {kPenEmmen, ReportWith("werken-1", [](auto& r) { r.reference_month.Clear(); })},
               "DATE_IMPOSSIBLE"},
              {"a day",
               {},
               {kPenEmmen, ReportWith("werken-1", [](auto& r) { r.reference_month.set_day(1); })},
               "DATE_NOT_A_MONTH"},
              {"no status",
               {},
               {kPenEmmen, ReportWith("werken-1", [](auto& r) { r.progress.clear_status(); })},
               "ENUM_UNSPECIFIED"},
              {"a status of the future",
               {},
               {kPenEmmen, ReportWith("werken-1",
                                      [](auto& r) {
                                        r.progress.set_status(static_cast<v1::ProgressStatus>(9));
                                      })},
               "ENUM_UNSPECIFIED"},
              {"not UTF-8",
               {},
               {kPenEmmen,
                ReportWith("werken-1", [](auto& r) { r.progress.set_summary("\xED\xA0\x80"); })},
               "TEXT_NOT_UTF8"},
          });
  Book book = RunningDeal();
  book.Given(kPenEmmen, ReportWith("werken-1", [](auto& r) {
               r.progress.set_status(v1::PROGRESS_STATUS_AFGEROND);
             }));
  EXPECT_EQ(book.state().FindProject("werken-1")->stage, ProjectStage::kOpen);
}

CompleteProject Complete(const std::string& project) {
  CompleteProject complete;
  complete.project = project;
  complete.reason = "opgeleverd";
  return complete;
}

TEST(ProjectTest, IsCompletedOnceBySecretarisOrPenvoerder) {
  CompleteProject long_reason = Complete("werken-1");
  long_reason.reason = std::string(8001, 'r');
  const int revision = RunningDeal().state().FindProject("werken-1")->revision;
  CompleteProject seen = Complete("werken-1");
  seen.revision_seen = revision;
  CompleteProject seen_otherwise = Complete("werken-1");
  seen_otherwise.revision_seen = revision + 1;
  RunRows(RunningDeal(),
          {
              {"as it was seen", {}, {kSecretaris, seen}, "ProjectCompleted"},
              {"as it is not", {}, {kSecretaris, seen_otherwise}, "STALE_REVISION"},
              {"by the secretaris", {}, {kSecretaris, Complete("werken-1")}, "ProjectCompleted"},
              {"by its penvoerder", {}, {kPenEmmen, Complete("werken-1")}, "ProjectCompleted"},
              {"by another's", {}, {kPenEmmen, Complete("werken-2")}, "NO_SEAT"},
              {"by the chair", {}, {kVoorzitter, Complete("werken-1")}, "NO_SEAT"},
              {"unknown", {}, {kSecretaris, Complete("werken-9")}, "PROJECT_UNKNOWN"},
              {"twice",
               {{kSecretaris, Complete("werken-1")}},
               {kSecretaris, Complete("werken-1")},
               "PROJECT_COMPLETED"},
              {"reason too long", {}, {kSecretaris, long_reason}, "TEXT_TOO_LONG"},
          });
  Book book = RunningDeal();
  book.Given(kPenEmmen, Complete("werken-1"));
  EXPECT_EQ(book.events().back().header().seat(), "seat-12");
  EXPECT_EQ(base::GetErrorDetail(book.Do(kSecretaris, Complete("werken-1")))->dutch,
            "Project werken-1 is al afgesloten. Er hoeft niets meer.")
      << "afgerond is a status of progress";
}

TEST(ProjectTest, RevisionCountsTheEventsAboutIt) {
  Book book = RunningDeal();
  const int before = book.state().FindProject("werken-1")->revision;
  book.Given(kPenEmmen, Report("werken-1")).Given(kPenEmmen, Report("wonen-2.4"));
  EXPECT_EQ(book.state().FindProject("werken-1")->revision, before + 1);
}

}  // namespace
}  // namespace dealboek::domain
