#include "clients/cli/documents/edition.h"

#include <cstdio>
#include <fstream>
#include <sstream>
#include <string>

#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"

#include "clients/cli/documents/edition_routes.h"

namespace dealboek::cli::documents {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

// Two tranches, a project with a part, a reservation, and a contribution of unknown amount.
v1::GetEditionResponse Answer() {
  v1::GetEditionResponse answer;
  const bool parsed = google::protobuf::TextFormat::ParseFromString(
      R"pb(
        true_at {
          position: 7
          recorded_at { seconds: 1623067200 }
        }
        edition {
          programme: "programmes/zod"
          programme_title: "Zod"
          tranches: [ 1, 2 ]
          columns: [ 1, 2 ]
          award_lines: 2
          total { euro_cents: 30000 }
          summary {
            pijler: "wonen"
            title: "wonen"
            tranches {
              tranche: 1
              amount { euro_cents: 10000 }
              award_lines: 1
            }
            tranches {
              tranche: 2
              amount { euro_cents: 20000 }
              award_lines: 1
            }
            chosen {
              amount { euro_cents: 30000 }
              award_lines: 2
            }
          }
          postings {
            position: 5
            project_label: "wonen-2.4"
            project_title: "Wijken"
            part: "Norden"
            tranche: 1
            amount { euro_cents: 10000 }
            route {
              kind: ROUTE_KIND_NOT_RECORDED
              source { document: "UP" location: "regel 3" interpretation: "samengevoegd" }
            }
          }
          postings {
            position: 7
            project_label: "wonen-2.4"
            project_title: "Wijken"
            part: "Norden"
            tranche: 2
            amount { euro_cents: 20000 }
            route {
              kind: ROUTE_KIND_DECIDED
              meeting: "2021-1"
              meeting_held_on { year: 2021 month: 6 }
              item: "item-3"
              outcome: OUTCOME_RATIFIED
              proposal: "2021-002"
              revision: 1
              submitted { by: "regisseur wonen" function: "regisseur" }
              endorsed { by: "An" function: "wethouder" }
              endorsed { by: "Bo" function: "gedeputeerde" }
              confirmed { by: "voorzitter" }
            }
          }
          tables {
            pijler: "wonen"
            title: "wonen"
            themes {
              theme: "Proeftuinen"
              projects { project: "p1" number: "2.4" title: "Wijken" label: EDITION_LABEL_NIEUW }
            }
            rows {
              project: "p1"
              number: "2.4"
              title: "Wijken"
              label: EDITION_LABEL_NIEUW
              lead_partners: "gem. Emmen"
              notes: 1
              cells {
                tranche: 2
                contributions {
                  direction: CONTRIBUTION_DIRECTION_RECEIVED
                  other_title: "Kansen"
                  tranche: 2
                }
              }
            }
            rows {
              project: "p1"
              number: "2.4"
              title: "Wijken"
              part: "Norden"
              lead_partners: "gem. Hardenberg"
              cells {
                tranche: 1
                amount { euro_cents: 10000 }
              }
              cells {
                tranche: 2
                amount { euro_cents: 20000 }
              }
              total { euro_cents: 30000 }
              progress {
                reference_month { year: 2021 month: 3 }
                status: PROGRESS_STATUS_LOOPT
                summary: "Goed op weg."
              }
            }
            totals {
              tranche: 1
              amount { euro_cents: 10000 }
            }
            totals {
              tranche: 2
              amount { euro_cents: 20000 }
            }
            total { euro_cents: 30000 }
            notes {
              note: 1
              project: "p1"
              source { document: "UP" interpretation: "uit een voetnoot" }
              reservation {
                total { euro_cents: 50000 }
                awarded { euro_cents: 30000 }
                left { euro_cents: 20000 }
              }
            }
          }
        }
      )pb",
      &answer);
  EXPECT_TRUE(parsed);
  return answer;
}

TEST(EditionTest, PartsHaveRowsOfTheirOwn) {
  const std::string markdown = ToMarkdown(EditionDocument(Answer(), absl::UTCTimeZone()));
  EXPECT_THAT(markdown, HasSubstr("| 2.4 | Wijken: Norden |  | gem. Hardenberg | € 100 | € 200 | € "
                                  "300 | loopt, maart 2021 |"));
}

TEST(EditionTest, AnUnknownContributionIsShownAsUnknown) {
  const std::string markdown = ToMarkdown(EditionDocument(Answer(), absl::UTCTimeZone()));
  EXPECT_THAT(markdown, HasSubstr("bijdrage uit Kansen: onbekend"));
}

TEST(EditionTest, AReservationIsAFootnoteWithWhatIsLeft) {
  const std::string markdown = ToMarkdown(EditionDocument(Answer(), absl::UTCTimeZone()));
  EXPECT_THAT(markdown, HasSubstr("Wijken \\[1\\]"));
  EXPECT_THAT(markdown, HasSubstr("gereserveerd € 500, daarvan toegekend € 300, nog € 200."));
}

TEST(EditionTest, WhoGivesMoneyOnHasAFootnoteThatSaysSo) {
  v1::GetEditionResponse answer = Answer();
  v1::PijlerTable& table = *answer.mutable_edition()->mutable_tables(0);
  table.mutable_rows(0)->add_notes(2);
  v1::EditionNote& note = *table.add_notes();
  note.set_note(2);
  note.set_project("p1");
  note.mutable_given()->set_direction(v1::CONTRIBUTION_DIRECTION_GIVEN);
  note.mutable_given()->set_tranche(2);
  note.mutable_given()->set_other_title("Zorg");
  const auto markdown = [&] { return ToMarkdown(EditionDocument(answer, absl::UTCTimeZone())); };
  const auto csv = [&] {
    std::ostringstream out;
    EditionCsv(answer).PrintCsv(out);
    return out.str();
  };
  EXPECT_THAT(markdown(), HasSubstr("Wijken \\[1\\] \\[2\\]"));
  EXPECT_THAT(
      markdown(),
      HasSubstr("2.4 Wijken: van het bedrag uit tranche 2 gaat een onbekend deel naar Zorg."));
  EXPECT_THAT(csv(), HasSubstr("tranche 2: bijdrage uit Kansen: onbekend; tranche 2: bijdrage aan "
                               "Zorg: onbekend\";50000;20000;"))
      << "and the reservation is there as before";
  note.mutable_given()->mutable_amount()->set_euro_cents(1'000'000);
  EXPECT_THAT(markdown(),
              HasSubstr("2.4 Wijken: van het bedrag uit tranche 2 gaat € 10.000 naar Zorg."));
}

TEST(EditionTest, TheFooterSaysWhereItComesFrom) {
  const std::string markdown = ToMarkdown(EditionDocument(Answer(), absl::UTCTimeZone()));
  EXPECT_THAT(markdown, HasSubstr("boek zod op positie 7, vastgelegd op 7 juni 2021 12:00"));
}

TEST(EditionTest, CsvHasARowPerRowAndAColumnPerTranche) {
  std::ostringstream out;
  EditionCsv(Answer()).PrintCsv(out);
  EXPECT_THAT(out.str(), HasSubstr("tranche_1_euro_cents;tranche_2_euro_cents;total_euro_cents"));
  EXPECT_THAT(out.str(), HasSubstr("wonen;2.4;Wijken;;Proeftuinen;Norden;gem. "
                                   "Hardenberg;;loopt;2021-03;10000;20000;30000;;;;"
                                   "Goed op weg."));
}

TEST(EditionTest, APublishedEditionIsNamedWithItsDate) {
  v1::GetEditionResponse answer = Answer();
  const auto markdown = [&] { return ToMarkdown(EditionDocument(answer, absl::UTCTimeZone())); };
  EXPECT_THAT(markdown(), HasSubstr("\nEditie met tranches 1 en 2\n")) << "none was asked for";
  answer.mutable_published()->set_edition("e1");
  EXPECT_THAT(markdown(), HasSubstr("\nEditie e1, met tranches 1 en 2\n"));
  answer.mutable_published()->set_title("Juni 2021");
  answer.mutable_published()->mutable_published_on()->set_year(2021);
  answer.mutable_published()->mutable_published_on()->set_month(6);
  EXPECT_THAT(markdown(),
              HasSubstr("\nEditie e1: Juni 2021 (gepubliceerd juni 2021), met tranches 1 en 2\n"));
  std::ostringstream csv;
  EditionCsv(answer).PrintCsv(csv);
  EXPECT_THAT(csv.str(), HasSubstr(";progress;edition;edition_title;published_on\n"));
  EXPECT_THAT(csv.str(), HasSubstr(";Goed op weg.;e1;Juni 2021;2021-06\n"));
}

TEST(EditionTest, AWorkbookThatCannotBeWrittenIsAnErrorThatSaysWhatToDo) {
  const absl::Status status =
      WriteEditionXlsx(Answer(), absl::UTCTimeZone(), "/nonexistent-folder/editie.xlsx");
  EXPECT_EQ(status.code(), absl::StatusCode::kInternal);
  EXPECT_THAT(std::string(status.message()), HasSubstr("--out"));
}

TEST(EditionTest, AWorkbookIsWritten) {
  const std::string path = ::testing::TempDir() + "/dealboek_edition_test.xlsx";
  ASSERT_TRUE(WriteEditionXlsx(Answer(), absl::UTCTimeZone(), path).ok());
  std::ifstream file(path, std::ios::binary);
  std::string magic(2, '\0');
  file.read(magic.data(), 2);
  EXPECT_EQ(magic, "PK") << "a zip file; its content is checked end to end, by another program";
  std::remove(path.c_str());
}

TEST(EditionTest, TheRouteBehindEveryAwardIsTold) {
  const std::string markdown = ToMarkdown(EditionDocument(Answer(), absl::UTCTimeZone()));
  EXPECT_THAT(markdown, HasSubstr("## De weg van elke toekenning"));
  EXPECT_THAT(
      markdown,
      HasSubstr("| wonen-2.4 Wijken: Norden | 2 | € 200 | 2021-002 (versie 1), ingediend door "
                "regisseur wonen | An (wethouder); Bo (gedeputeerde) | vergadering 2021-1 van juni "
                "2021, item-3: bekrachtigd | voorzitter |  | 7 |"));
  EXPECT_THAT(
      markdown,
      HasSubstr("| wonen-2.4 Wijken: Norden | 1 | € 100 | niet vastgelegd | niet vastgelegd "
                "| niet vastgelegd | niet vastgelegd | UP, regel 3. Lezing van ons: "
                "samengevoegd | 5 |"));
}

TEST(EditionTest, OfHistoryAloneOnlyTheSourceIsTold) {
  v1::GetEditionResponse answer = Answer();
  answer.mutable_edition()->mutable_postings()->RemoveLast();
  const std::string markdown = ToMarkdown(EditionDocument(answer, absl::UTCTimeZone()));
  EXPECT_THAT(markdown, HasSubstr("Wie voorstelde, voordroeg en besloot is niet vastgelegd."));
  EXPECT_THAT(markdown, Not(HasSubstr("bevestigd door")));
}

TEST(EditionTest, TheRoutesAreATableOfTheirOwnInCsv) {
  std::ostringstream out;
  RoutesTable(Answer().edition()).PrintCsv(out);
  EXPECT_THAT(out.str(), HasSubstr("wonen-2.4;Wijken;Norden;2;20000;7;2021-002;1;regisseur wonen;"
                                   "An|Bo;2021-1;2021-06;item-3;bekrachtigd;voorzitter;;;\n"));
  EXPECT_THAT(out.str(),
              HasSubstr("wonen-2.4;Wijken;Norden;1;10000;5;;;;;;;;;;UP;regel 3;samengevoegd"));
}

TEST(EditionTest, AnInterpretationOfAReservationIsInItsNote) {
  EXPECT_THAT(ToMarkdown(EditionDocument(Answer(), absl::UTCTimeZone())),
              HasSubstr("nog € 200. Lezing van ons: uit een voetnoot"));
}

TEST(EditionTest, WhatIsOnlyPossibleOnTheDayAskedStandsBesideTheAmount) {
  v1::GetEditionResponse answer = Answer();
  v1::PijlerTable& table = *answer.mutable_edition()->mutable_tables(0);
  v1::EditionCell& cell = *table.mutable_rows(1)->mutable_cells(0);
  cell.mutable_possible_amount()->set_euro_cents(50'000);
  cell.mutable_possible_awarded()->set_euro_cents(70'000);
  cell.mutable_possible_released()->set_euro_cents(20'000);
  table.mutable_totals(0)->mutable_possible_awarded()->set_euro_cents(70'000);
  const std::string markdown = ToMarkdown(EditionDocument(answer, absl::UTCTimeZone()));
  EXPECT_THAT(markdown,
              HasSubstr("| € 100; mogelijk € 700; mogelijk vrijgevallen € 200 | € 200 |"));
  EXPECT_THAT(markdown, HasSubstr("**€ 100; mogelijk € 700**"));
}

// As asked for a day: in tranche 1 only € 700 possible, of which € 200 possibly released; in
// tranche 2 € 200 certain and € 50 possible.
v1::GetEditionResponse AnswerOfADay() {
  v1::GetEditionResponse answer = Answer();
  answer.mutable_true_at()->mutable_valid_on()->set_year(2021);
  answer.mutable_true_at()->mutable_valid_on()->set_month(6);
  answer.mutable_true_at()->mutable_valid_on()->set_day(10);
  const auto first = [](auto& to) {
    to.mutable_amount()->set_euro_cents(0);
    to.mutable_possible_amount()->set_euro_cents(50'000);
    to.mutable_possible_awarded()->set_euro_cents(70'000);
    to.mutable_possible_released()->set_euro_cents(20'000);
  };
  const auto second = [](auto& to) {
    to.mutable_possible_amount()->set_euro_cents(5'000);
    to.mutable_possible_awarded()->set_euro_cents(5'000);
  };
  v1::Edition& edition = *answer.mutable_edition();
  v1::PijlerTable& table = *edition.mutable_tables(0);
  first(*table.mutable_rows(1)->mutable_cells(0));
  table.mutable_rows(1)->mutable_cells(0)->clear_amount();
  second(*table.mutable_rows(1)->mutable_cells(1));
  table.mutable_rows(1)->mutable_total()->set_euro_cents(20'000);
  v1::PijlerSummary& summary = *edition.mutable_summary(0);
  first(*table.mutable_totals(0));
  first(*summary.mutable_tranches(0));
  first(*edition.add_totals());
  second(*table.mutable_totals(1));
  second(*summary.mutable_tranches(1));
  second(*edition.add_totals());
  for (v1::Money* all : {table.mutable_total(), summary.mutable_chosen()->mutable_amount(),
                         edition.mutable_total()}) {
    all->set_euro_cents(20'000);
  }
  return answer;
}

TEST(EditionTest, SumsHaveWhatIsOnlyPossibleBesideThemAsTheirCellsDo) {
  const std::string markdown = ToMarkdown(EditionDocument(AnswerOfADay(), absl::UTCTimeZone()));
  const std::string first = "€ 0; mogelijk € 700; mogelijk vrijgevallen € 200";
  const std::string second = "€ 200; mogelijk € 50";
  const std::string both = "€ 200; mogelijk € 750; mogelijk vrijgevallen € 200";
  EXPECT_THAT(markdown,
              HasSubstr("| Wonen | 1 | " + first + " | 1 | " + second + " | 2 | " + both + " |\n"));
  EXPECT_THAT(markdown, HasSubstr("| **Alle pijlers** | **1** | **" + first + "** | **1** | **" +
                                  second + "** | **2** | **" + both + "** |\n"));
  EXPECT_THAT(markdown, HasSubstr(" telt 2 toekenningen, samen " + both + "."));
  EXPECT_THAT(markdown, HasSubstr("| mogelijk € 700; mogelijk vrijgevallen € 200 | " + second +
                                  " | " + both + " | loopt"))
      << "the total of a row";
  EXPECT_THAT(markdown, HasSubstr("| **" + first + "** | **" + second + "** | **" + both + "** |"))
      << "the total of the table";
}

// A newer server sets what is possible of the chosen tranches together as well.
TEST(EditionTest, WhatIsPossibleIsNotCountedTwice) {
  v1::GetEditionResponse answer = AnswerOfADay();
  v1::TrancheTotal& chosen = *answer.mutable_edition()->mutable_summary(0)->mutable_chosen();
  chosen.mutable_possible_amount()->set_euro_cents(55'000);
  chosen.mutable_possible_awarded()->set_euro_cents(75'000);
  chosen.mutable_possible_released()->set_euro_cents(20'000);
  EXPECT_EQ(ToMarkdown(EditionDocument(answer, absl::UTCTimeZone())),
            ToMarkdown(EditionDocument(AnswerOfADay(), absl::UTCTimeZone())));
}

TEST(EditionTest, TheCsvOfADayHasWhatIsOnlyPossibleBesideEachAmountAndTheDay) {
  std::ostringstream out;
  EditionCsv(AnswerOfADay()).PrintCsv(out);
  EXPECT_THAT(out.str(),
              HasSubstr(";tranche_1_euro_cents;tranche_1_possible_euro_cents;tranche_2_euro_cents;"
                        "tranche_2_possible_euro_cents;total_euro_cents;total_possible_euro_cents;"
                        "contributions;"));
  EXPECT_THAT(out.str(), HasSubstr(";published_on;valid_on\n"));
  EXPECT_THAT(out.str(), HasSubstr(";2021-03;;50000;20000;5000;20000;55000;;;;;Goed op weg.;;;;"
                                   "2021-06-10\n"));
  std::ostringstream of_no_day;
  EditionCsv(Answer()).PrintCsv(of_no_day);
  EXPECT_THAT(of_no_day.str(), Not(HasSubstr("possible")));
  EXPECT_THAT(of_no_day.str(), Not(HasSubstr("valid_on")));
}

TEST(EditionTest, ALabelThatHangsOnWhatIsOnlyPossibleSaysSo) {
  v1::GetEditionResponse answer = Answer();
  v1::PijlerTable& table = *answer.mutable_edition()->mutable_tables(0);
  table.mutable_rows(0)->set_label(v1::EDITION_LABEL_NIEUW);
  table.mutable_rows(0)->set_possible_label(v1::EDITION_LABEL_VERVOLG);
  v1::ListedProject& listed = *table.mutable_themes(0)->mutable_projects(0);
  listed.set_label(v1::EDITION_LABEL_NONE);
  listed.set_possible_label(v1::EDITION_LABEL_NIEUW);
  const std::string markdown = ToMarkdown(EditionDocument(answer, absl::UTCTimeZone()));
  EXPECT_THAT(markdown, HasSubstr("| NIEUW, mogelijk VERVOLG |"));
  EXPECT_THAT(markdown, HasSubstr("(mogelijk NIEUW)"));
}

TEST(EditionTest, AContributionThatIsOnlyPossibleOnTheDayAskedSaysSo) {
  v1::GetEditionResponse answer = Answer();
  v1::PijlerTable& table = *answer.mutable_edition()->mutable_tables(0);
  v1::ProjectContribution& received = *table.mutable_rows(1)->mutable_cells(0)->add_contributions();
  received.set_direction(v1::CONTRIBUTION_DIRECTION_RECEIVED);
  received.set_other_title("Lab");
  received.set_possible(true);
  v1::ProjectContribution& given = *table.add_notes()->mutable_given();
  given.set_direction(v1::CONTRIBUTION_DIRECTION_GIVEN);
  given.set_other_title("Lab");
  given.set_tranche(1);
  given.set_possible(true);
  const std::string markdown = ToMarkdown(EditionDocument(answer, absl::UTCTimeZone()));
  EXPECT_THAT(markdown, HasSubstr("€ 100; mogelijk bijdrage uit Lab: onbekend"));
  EXPECT_THAT(markdown, HasSubstr("van het bedrag uit tranche 1 gaat mogelijk een onbekend deel "
                                  "naar Lab"));
}

TEST(EditionTest, AMarkOfAFootnoteLinksToItsNote) {
  const std::string html = ToHtml(EditionDocument(Answer(), absl::UTCTimeZone()));
  EXPECT_THAT(html, HasSubstr("Wijken <a class=\"note\" href=\"#noot-wonen-1\">[1]</a>"));
  EXPECT_THAT(html, HasSubstr("<p id=\"noot-wonen-1\">[1] 2.4 Wijken: gereserveerd"));
}

}  // namespace
}  // namespace dealboek::cli::documents
