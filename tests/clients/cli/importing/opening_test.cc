// What the tables become: facts with their source, nothing more.
#include "clients/cli/importing/opening.h"

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "clients/cli/importing/problems.h"

namespace dealboek::cli::importing {
namespace {

const std::filesystem::path kPublished =
    std::filesystem::path(DEALBOEK_SOURCE_DIR) / "tests/data/regiodeal-zod";

const absl::Time kNow = absl::FromCivil(absl::CivilSecond(2021, 6, 30, 12), absl::UTCTimeZone());

const ProgrammeTables& Tables() {
  static const ProgrammeTables* const tables = [] {
    Problems problems;
    auto* read = new ProgrammeTables(ReadProgrammeTables(kPublished.string(), kNow, problems));
    EXPECT_TRUE(problems.empty());
    return read;
  }();
  return *tables;
}

Import Make(std::optional<int> until_tranche) {
  return MakeImport(Tables(), {.programme_id = "regiodeal-zod",
                               .until_tranche = until_tranche,
                               .title = "",
                               .description = "",
                               .secretary_subject = "",
                               .secretary_display_name = ""});
}

using Entries = std::vector<const v1::OpeningEntry*>;

Entries EntriesOf(const Import& import, v1::OpeningEntry::EntryCase kind) {
  Entries entries;
  for (const v1::OpeningEntry& entry : import.request.opening()) {
    if (entry.entry_case() == kind) entries.push_back(&entry);
  }
  return entries;
}

// The rows of a table as a reader with nothing but commas and quotes in mind sees them: a check
// that shares no code with the import.
std::vector<std::vector<std::string>> PlainRows(const std::string& file) {
  std::ifstream in(kPublished / file);
  std::vector<std::vector<std::string>> rows;
  std::string line;
  std::getline(in, line);
  while (std::getline(in, line)) {
    std::vector<std::string> fields(1);
    bool quoted = false;
    for (char c : line) {
      if (c == '"') {
        quoted = !quoted;
      } else if (c == ';' && !quoted) {
        fields.emplace_back();
      } else {
        fields.back().push_back(c);
      }
    }
    rows.push_back(fields);
  }
  return rows;
}

int64_t PlainCents(const std::string& amount) {
  int64_t euros = 0;
  for (char c : amount) {
    if (c != '.') euros = euros * 10 + (c - '0');
  }
  return euros * 100;
}

TEST(OpeningTest, EveryAwardOfTheTableIsThereOnceToTheCent) {
  std::map<std::string, int64_t> expected;
  int64_t sum = 0;
  for (const auto& row : PlainRows("toekenningen.csv")) {
    expected[row[0] + "-" + row[1] + "/" + row[2] + "/" + row[3]] = PlainCents(row[4]);
    sum += PlainCents(row[4]);
  }
  ASSERT_EQ(expected.size(), 62);
  EXPECT_EQ(sum, 1'556'518'800);
  std::map<std::string, int64_t> found;
  const Import import = Make(std::nullopt);
  for (const v1::OpeningEntry* entry : EntriesOf(import, v1::OpeningEntry::kAward)) {
    const v1::AwardEntry& award = entry->award();
    found[award.project() + "/" + award.part() + "/" + std::to_string(award.tranche())] =
        award.amount().euro_cents();
  }
  EXPECT_EQ(found, expected);
}

TEST(OpeningTest, AnAwardNamesItsSourceAndIsDatedAsFarAsKnown) {
  const Import import = Make(std::nullopt);
  for (const v1::OpeningEntry* entry : EntriesOf(import, v1::OpeningEntry::kAward)) {
    EXPECT_EQ(entry->source().document(), "Uitvoeringsprogramma juni 2021");
    EXPECT_EQ(entry->decided_on().day(), 0) << "no document gives a day";
    if (entry->award().project() == "werken-9" && entry->award().tranche() == 3) {
      EXPECT_EQ(
          entry->source().location(),
          "toekenningen.csv, regel 13; overzicht projecten per pijler, voortgang en financiën");
      EXPECT_EQ(entry->decided_on().year(), 2020);
      EXPECT_EQ(entry->decided_on().month(), 0);
      EXPECT_EQ(
          entry->source().interpretation(),
          "Het document geeft geen datum van tranche 3; 2020 is afgeleid uit wat de tekst noemt.");
    }
    if (entry->award().tranche() >= 4) {
      EXPECT_EQ(entry->decided_on().year(), 2021);
      EXPECT_EQ(entry->decided_on().month(), 6);
      EXPECT_EQ(entry->source().interpretation(), "");
    }
  }
}

TEST(OpeningTest, APartNamesTheLineItStandsOn) {
  const Import import = Make(std::nullopt);
  int with_parts = 0;
  for (const v1::OpeningEntry* entry : EntriesOf(import, v1::OpeningEntry::kProject)) {
    if (entry->project().parts().empty()) continue;
    ++with_parts;
    EXPECT_EQ(entry->source().location(),
              "projecten.csv, regel 26; onderdelen.csv, regel 2; onderdelen.csv, regel 3");
  }
  EXPECT_EQ(with_parts, 1);
}

TEST(OpeningTest, WhatIsNamedComesBeforeWhatNamesIt) {
  std::set<std::string> partners;
  std::set<std::string> pijlers;
  std::set<std::string> projects;
  std::set<int> tranches;
  const Import import = Make(std::nullopt);
  for (const v1::OpeningEntry& entry : import.request.opening()) {
    if (entry.has_partner()) partners.insert(entry.partner().display_name());
    if (entry.has_pijler()) pijlers.insert(entry.pijler().pijler());
    if (entry.has_tranche()) tranches.insert(entry.tranche().tranche());
    if (entry.has_seat()) {
      EXPECT_TRUE(partners.contains(entry.seat().partner()));
    }
    if (entry.has_project()) {
      const v1::ProjectEntry& project = entry.project();
      EXPECT_TRUE(pijlers.contains(project.pijler()));
      for (const std::string& lead : project.lead_partners()) EXPECT_TRUE(partners.contains(lead));
      if (!project.parent_project().empty()) {
        EXPECT_TRUE(projects.contains(project.parent_project()));
      }
      projects.insert(project.pijler() + "-" + project.number());
    }
    if (entry.has_award()) {
      EXPECT_TRUE(projects.contains(entry.award().project()));
      EXPECT_TRUE(tranches.contains(entry.award().tranche()));
    }
    if (entry.has_contribution()) {
      EXPECT_TRUE(projects.contains(entry.contribution().from_project()));
    }
    if (entry.has_reservation()) {
      EXPECT_TRUE(projects.contains(entry.reservation().project()));
    }
    if (entry.has_progress()) {
      EXPECT_TRUE(projects.contains(entry.progress().project()));
    }
  }
  EXPECT_EQ(projects.size(), 41);
}

TEST(OpeningTest, TheSeatsOfTheStuurgroepAreThereWithoutHolders) {
  const Import import = Make(std::nullopt);
  const Entries seats = EntriesOf(import, v1::OpeningEntry::kSeat);
  ASSERT_EQ(seats.size(), 9);
  int chairs = 0;
  for (const v1::OpeningEntry* entry : seats) {
    EXPECT_EQ(entry->seat().role(), v1::ROLE_STUURGROEP);
    chairs += entry->seat().place() == v1::SEAT_PLACE_CHAIR ? 1 : 0;
  }
  EXPECT_EQ(chairs, 1);
  EXPECT_EQ(seats[0]->seat().function(), "gedeputeerde");
}

TEST(OpeningTest, AnAmountThatIsNotPublishedIsAbsentNotZero) {
  const Import import = Make(std::nullopt);
  const Entries contributions = EntriesOf(import, v1::OpeningEntry::kContribution);
  ASSERT_EQ(contributions.size(), 1);
  EXPECT_FALSE(contributions[0]->contribution().has_amount());
  EXPECT_EQ(contributions[0]->contribution().to_project(), "welzijn-4.1");
  EXPECT_EQ(contributions[0]->contribution().from_project(), "welzijn-4");
}

TEST(OpeningTest, InterpretationsOfOursAreShownAsSuch) {
  const Import import = Make(std::nullopt);
  std::map<std::string, std::string> interpretations;
  for (const v1::OpeningEntry* entry : EntriesOf(import, v1::OpeningEntry::kReservation)) {
    interpretations[entry->reservation().project()] = entry->source().interpretation();
  }
  ASSERT_EQ(interpretations.size(), 3);
  EXPECT_NE(interpretations["werken-9"].find("voor het totaalproject"), std::string::npos);
  EXPECT_NE(interpretations["werken-16"].find("2.995.000 bij 16"), std::string::npos);
  EXPECT_NE(interpretations["werken-17"].find("6.000.000 bij 17"), std::string::npos);
  for (const v1::OpeningEntry* entry : EntriesOf(import, v1::OpeningEntry::kProgress)) {
    EXPECT_NE(entry->source().interpretation().find("zonder jaar"), std::string::npos);
  }
}

TEST(OpeningTest, PrintedTotalsAndLabelsBecomeStatements) {
  int totals = 0;
  std::map<v1::EditionLabel, int> labels;
  const Import import = Make(std::nullopt);
  for (const v1::OpeningEntry* entry : EntriesOf(import, v1::OpeningEntry::kStatement)) {
    const v1::PublishedStatement& statement = entry->statement().statement();
    if (statement.has_total()) ++totals;
    if (statement.has_label()) {
      ++labels[statement.label().label()];
      EXPECT_EQ(statement.label().tranches_size(), 2);
    }
  }
  EXPECT_EQ(totals, 20);
  std::map<v1::EditionLabel, int> expected;
  for (const auto& row : PlainRows("projecten.csv")) {
    ++expected[row[7] == "NIEUW"     ? v1::EDITION_LABEL_NIEUW
               : row[7] == "VERVOLG" ? v1::EDITION_LABEL_VERVOLG
                                     : v1::EDITION_LABEL_NONE];
  }
  EXPECT_EQ(labels, expected);
}

TEST(OpeningTest, UntilATrancheThereIsNothingOfLaterOnes) {
  const Import import = Make(3);
  EXPECT_EQ(import.counts.awards, 46);
  EXPECT_EQ(import.counts.awards_left_out, 16);
  EXPECT_EQ(import.counts.projects, 34);
  std::set<std::string> projects;
  for (const v1::OpeningEntry& entry : import.request.opening()) {
    if (entry.has_project())
      projects.insert(entry.project().pijler() + "-" + entry.project().number());
    if (entry.has_award()) {
      EXPECT_LE(entry.award().tranche(), 3);
    }
    if (entry.has_tranche()) {
      EXPECT_LE(entry.tranche().tranche(), 3);
    }
    if (entry.has_progress()) {
      EXPECT_TRUE(projects.contains(entry.progress().project()));
    }
    EXPECT_FALSE(entry.has_reservation());  // all three came with an award of tranche 5
    if (!entry.has_statement()) continue;
    ASSERT_TRUE(entry.statement().statement().has_total());  // labels are of the edition of 4 and 5
    for (int tranche : entry.statement().statement().total().tranches()) EXPECT_LE(tranche, 3);
  }
  // First funded later.
  for (const char* label : {"werken-5", "werken-14", "werken-15", "werken-16", "werken-17",
                            "wonen-1.1", "welzijn-2.1"}) {
    EXPECT_FALSE(projects.contains(label)) << label;
  }
  // No award of its own, but a contribution in tranche 2.
  EXPECT_TRUE(projects.contains("welzijn-4.1"));
  EXPECT_EQ(EntriesOf(import, v1::OpeningEntry::kProgress).size(), 35);
}

TEST(OpeningTest, TheSameImportIsTheSameRequestAndAnotherIsNot) {
  const std::string id = Make(std::nullopt).request.request_id();
  EXPECT_EQ(Make(std::nullopt).request.request_id(), id);
  EXPECT_NE(Make(3).request.request_id(), id);
  ProgrammeTables changed = Tables();
  changed.files["toekenningen.csv"] += "\n";
  EXPECT_NE(MakeImport(changed, {.programme_id = "regiodeal-zod",
                                 .until_tranche = std::nullopt,
                                 .title = "",
                                 .description = "",
                                 .secretary_subject = "",
                                 .secretary_display_name = ""})
                .request.request_id(),
            id);
}

TEST(OpeningTest, TheProgrammeIsNamedAsTheDocumentNamesIt) {
  const v1::CreateProgrammeRequest request = Make(std::nullopt).request;
  EXPECT_EQ(request.programme_id(), "regiodeal-zod");
  EXPECT_EQ(request.title(), "Regio Deal Zuid- en Oost-Drenthe");
  EXPECT_EQ(request.description(), "Overgenomen uit Uitvoeringsprogramma juni 2021.");
  EXPECT_EQ(request.first_year(), 2019);
  EXPECT_EQ(request.last_year(), 2023);
  EXPECT_EQ(request.rules().rounds_per_year(), 2);
  EXPECT_EQ(request.cross_cutting_themes_size(), 2);
}

}  // namespace
}  // namespace dealboek::cli::importing
