// What an import says of files that are off: every kind of problem, with its place, value and
// remedy.
#include "clients/cli/importing/programme_tables.h"

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include <gtest/gtest.h>

namespace dealboek::cli::importing {
namespace {

const std::filesystem::path kPublished =
    std::filesystem::path(DEALBOEK_SOURCE_DIR) / "tests/data/regiodeal-zod";

const absl::Time kNow = absl::FromCivil(absl::CivilSecond(2021, 6, 30, 12), absl::UTCTimeZone());

// A copy of the published programme, to be spoilt.
class ProgrammeTablesTest : public ::testing::Test {
 protected:
  ProgrammeTablesTest()
      : folder_(std::filesystem::path(::testing::TempDir()) /
                ::testing::UnitTest::GetInstance()->current_test_info()->name()) {
    std::filesystem::remove_all(folder_);
    std::filesystem::copy(kPublished, folder_);
  }
  ~ProgrammeTablesTest() override { std::filesystem::remove_all(folder_); }

  std::string Read(const std::string& file) {
    std::ifstream in(folder_ / file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  void Write(const std::string& file, const std::string& content) {
    std::ofstream(folder_ / file, std::ios::binary) << content;
  }
  // Replaces the first `old` in the file, which must be there.
  void Spoil(const std::string& file, const std::string& old, const std::string& now) {
    std::string content = Read(file);
    const size_t at = content.find(old);
    ASSERT_NE(at, std::string::npos) << old << " is not in " << file;
    Write(file, content.replace(at, old.size(), now));
  }
  void Add(const std::string& file, const std::string& line) {
    Write(file, Read(file) + line + "\n");
  }

  std::vector<std::string> ProblemsFound() {
    Problems problems;
    ReadProgrammeTables(folder_.string(), kNow, problems);
    return problems.lines();
  }

  const std::filesystem::path folder_;
};

using Lines = std::vector<std::string>;

TEST_F(ProgrammeTablesTest, ThePublishedProgrammeIsWithoutProblems) {
  Problems problems;
  const ProgrammeTables tables = ReadProgrammeTables(folder_.string(), kNow, problems);
  EXPECT_EQ(problems.lines(), Lines());
  EXPECT_TRUE(problems.AsStatus("er is niets geïmporteerd").ok());
  EXPECT_EQ(tables.projects.size(), 41);
  EXPECT_EQ(tables.awards.size(), 62);
  EXPECT_EQ(tables.label_tranches, (std::vector<int>{4, 5}));
}

TEST_F(ProgrammeTablesTest, AByteOrderMarkAndCrlfAreHarmless) {
  for (const auto& entry : std::filesystem::directory_iterator(kPublished)) {
    const std::string name = entry.path().filename().string();
    std::string content;
    for (char c : Read(name)) content += c == '\n' ? std::string("\r\n") : std::string(1, c);
    Write(name, "\xEF\xBB\xBF" + content);
  }
  Problems problems;
  const ProgrammeTables tables = ReadProgrammeTables(folder_.string(), kNow, problems);
  EXPECT_EQ(problems.lines(), Lines());
  EXPECT_EQ(tables.projects.size(), 41);
  EXPECT_EQ(tables.projects[0].title, "Open Science Hub (OSH)");
  EXPECT_EQ(tables.projects[0].label, v1::EDITION_LABEL_VERVOLG);
}

TEST_F(ProgrammeTablesTest, Latin1IsRefusedByLineColumnAndValue) {
  const std::string told =
      " is byte 0xEB geen UTF-8; het bestand lijkt Latin-1. Sla het op als UTF-8.";
  Spoil("projecten.csv", "Exlo\xC3\xABrmond", "Exlo\xEBrmond");
  Spoil("programma.json", "\"Regio Deal", "\"R\xEBgio Deal");
  // A field in quotes, over two lines and with what parts fields; its value is long.
  Add("voortgang.csv", "werken;5;;2021-03;loopt;\"een; twee \"\"drie\"\"\n" + std::string(40, 'x') +
                           "\xEB\xC3\xAB" + std::string(40, 'y') + "\"");
  const std::string long_value = std::string(30, 'x') + "�ë" + std::string(29, 'y');
  EXPECT_EQ(
      ProblemsFound(),
      (Lines{
          "programma.json, regel 2, kolom 13: in 'R�gio Deal Zuid- en Oost-Drenthe'" + told,
          "projecten.csv, regel 28, kolom 3 (titel): in '… Toekomstbestendig Tweede Exlo�rmond'" +
              told,
          "voortgang.csv, regel 38, kolom 6 (samenvatting): in '…" + long_value + "…'" + told}));
}

TEST_F(ProgrammeTablesTest, WhatElseIsWrongWithAFileInLatin1IsToldAsWell) {
  // The name is the same in both, written differently; and Windows has a quotation mark there.
  Spoil("programma.json", "\"naam\": \"gem. Emmen\"", "\"naam\": \"gem. Emm\u00e9\u2019n\"");
  for (const char* file : {"programma.json", "projecten.csv", "onderdelen.csv"}) {
    std::string content = Read(file);
    for (size_t at = content.find("gem. Emmen"); at != std::string::npos;
         at = content.find("gem. Emmen", at)) {
      content.replace(at, 10, "gem. Emm\xE9\x92n");
    }
    Write(file, content);
  }
  Spoil("projecten.csv", ";NIEUW", ";NIEUWS");
  Spoil("programma.json", "\"EUR\"", "\"DM\"");
  Lines found = ProblemsFound();
  const size_t all = found.size();
  std::erase_if(
      found, [](const std::string& line) { return line.find("geen UTF-8") != std::string::npos; });
  EXPECT_LT(found.size(), all);
  ASSERT_EQ(found.size(), 2);
  EXPECT_EQ(found[0], "programma.json, regel 7, kolom 13, valuta: 'DM': alleen EUR kan.");
  EXPECT_NE(found[1].find("'NIEUWS' ken ik niet; schrijf NIEUW, VERVOLG of niets."),
            std::string::npos);
}

TEST_F(ProgrammeTablesTest, Latin1InAHeaderIsRefusedWithoutItsName) {
  Spoil("onderdelen.csv", "penvoerder", "penvo\xEBrder");
  Spoil("onderdelen.csv", "Emmerhout", "Emm\xEBrhout");
  const std::string told =
      "' is byte 0xEB geen UTF-8; het bestand lijkt Latin-1. Sla het op als UTF-8.";
  const std::string remedy = " De eerste regel hoort te zijn: pijler;nummer;onderdeel;penvoerder.";
  EXPECT_EQ(
      ProblemsFound(),
      (Lines{"onderdelen.csv, regel 1, kolom 4: in 'penvo�rder" + told,
             "onderdelen.csv, regel 2, kolom 3: in 'Emm�rhout" + told,
             "onderdelen.csv, regel 1: de kolom 'penvoerder' ontbreekt." + remedy,
             "onderdelen.csv, regel 1, kolom 4: de kolom 'penvoërder' ken ik niet." + remedy}));
}

TEST_F(ProgrammeTablesTest, Utf16IsCalledSo) {
  const auto utf16 = [&](const std::string& file, const std::string& mark, bool high_first) {
    std::string content = mark;
    for (char c : Read(file)) {
      content += high_first ? std::string{'\0', c} : std::string{c, '\0'};
    }
    Write(file, content);
  };
  utf16("programma.json", "\xFF\xFE", false);
  utf16("onderdelen.csv", "\xFE\xFF", true);
  utf16("bijdragen.csv", "", false);
  utf16("reserveringen.csv", "", true);
  Lines expected;
  for (const char* file :
       {"programma.json", "onderdelen.csv", "reserveringen.csv", "bijdragen.csv"}) {
    expected.push_back(std::string(file) + ": dit bestand is UTF-16. Sla het op als UTF-8.");
  }
  EXPECT_EQ(ProblemsFound(), expected);
}

TEST_F(ProgrammeTablesTest, Utf32IsCalledSo) {
  const std::string none(3, '\0');
  const auto utf32 = [&](const std::string& file, const std::string& mark, bool high_first) {
    std::string content = mark;
    for (char c : Read(file)) content += high_first ? none + c : c + none;
    Write(file, content);
  };
  utf32("programma.json", std::string("\xFF\xFE\0\0", 4), false);
  utf32("onderdelen.csv", std::string("\0\0\xFE\xFF", 4), true);
  utf32("reserveringen.csv", "", true);
  utf32("bijdragen.csv", "", false);
  Lines expected;
  for (const char* file :
       {"programma.json", "onderdelen.csv", "reserveringen.csv", "bijdragen.csv"}) {
    expected.push_back(std::string(file) + ": dit bestand is UTF-32. Sla het op als UTF-8.");
  }
  EXPECT_EQ(ProblemsFound(), expected);
}

TEST_F(ProgrammeTablesTest, SwappedColumnsAreRefusedNamingTheHeaderExpected) {
  Spoil("toekenningen.csv", "pijler;nummer;onderdeel;tranche;bedrag",
        "pijler;nummer;onderdeel;bedrag;tranche");
  const std::string remedy =
      ": de kolommen zijn verwisseld. De eerste regel hoort te zijn: "
      "pijler;nummer;onderdeel;tranche;bedrag.";
  EXPECT_EQ(
      ProblemsFound(),
      (Lines{
          "toekenningen.csv, regel 1, kolom 4: hier staat 'bedrag', verwacht 'tranche'" + remedy,
          "toekenningen.csv, regel 1, kolom 5: hier staat 'tranche', verwacht 'bedrag'" + remedy}));
}

TEST_F(ProgrammeTablesTest, SwappedValuesAreRefusedByTheirColumn) {
  Spoil("toekenningen.csv", "werken;1.1;;2;80.000", "werken;1.1;;80.000;2");
  EXPECT_EQ(ProblemsFound(), Lines{"toekenningen.csv, regel 2, kolom 4 (tranche): '80.000' is geen "
                                   "nummer van een tranche."});
}

TEST_F(ProgrammeTablesTest, AMissingAnUnknownAndADoubleColumnAreNamed) {
  Spoil("onderdelen.csv", "pijler;nummer;onderdeel;penvoerder",
        "pijler;nummer;onderdeel;onderdeel;leider");
  const std::string remedy = " De eerste regel hoort te zijn: pijler;nummer;onderdeel;penvoerder.";
  EXPECT_EQ(
      ProblemsFound(),
      (Lines{"onderdelen.csv, regel 1: de kolom 'penvoerder' ontbreekt." + remedy,
             "onderdelen.csv, regel 1, kolom 4: de kolom 'onderdeel' staat er twee keer." + remedy,
             "onderdelen.csv, regel 1, kolom 5: de kolom 'leider' ken ik niet." + remedy}));
}

TEST_F(ProgrammeTablesTest, ARowWithTooFewOrTooManyFieldsIsNamed) {
  Add("toekenningen.csv", "werken;1.1;5;295.000");
  Add("voortgang.csv", "werken;5;;2021-03;loopt;komt; later");
  EXPECT_EQ(ProblemsFound(), (Lines{"toekenningen.csv, regel 64: hier staan 4 velden, verwacht 5 "
                                    "(pijler;nummer;onderdeel;tranche;bedrag). "
                                    "Een veld met ; erin hoort tussen \"...\".",
                                    "voortgang.csv, regel 37: hier staan 7 velden, verwacht 6 "
                                    "(pijler;nummer;onderdeel;peilmaand;stand;samenvatting). Een "
                                    "veld met ; erin hoort tussen \"...\"."}));
}

TEST_F(ProgrammeTablesTest, QuotesThatDoNotMatchAreRefused) {
  Add("voortgang.csv", "werken;5;;2021-03;loopt;komt \"later\"");
  Add("bijdragen.csv", "werken;5;;werken;4;;\"niet af");
  EXPECT_EQ(ProblemsFound(),
            (Lines{"bijdragen.csv, regel 3: een veld dat met een aanhalingsteken begint, eindigt "
                   "er niet mee. Sluit het "
                   "af met \".",
                   "voortgang.csv, regel 37: er staat een aanhalingsteken midden in een veld. Zet "
                   "het hele veld tussen "
                   "\"...\" en schrijf een aanhalingsteken daarin dubbel (\"\")."}));
}

TEST_F(ProgrammeTablesTest, ARowMayHaveALineBreakInQuotesAndLaterLinesKeepTheirNumber) {
  Spoil("voortgang.csv", "Workshops voor ondernemers worden gepland en gegeven.",
        "\"Workshops\nworden gegeven.\"");
  Add("voortgang.csv", "");
  Add("voortgang.csv", "werken;99;;2021-03;loopt;x");
  EXPECT_EQ(ProblemsFound(), Lines{"voortgang.csv, regel 39, kolom 2 (nummer): project werken-99 "
                                   "staat niet in projecten.csv."});
}

TEST_F(ProgrammeTablesTest, ADuplicateNumberIsRefusedNamingBothLines) {
  Add("projecten.csv", "werken;1.2;Nog een;Jeugd en techniek;;gem. Emmen;;");
  EXPECT_EQ(
      ProblemsFound(),
      Lines{
          "projecten.csv, regel 43, kolom 2 (nummer): nummer 1.2 van werken staat ook op regel 3; "
          "een nummer is uniek binnen zijn pijler."});
}

TEST_F(ProgrammeTablesTest, TheSameNumberInAnotherPijlerIsFine) {
  Add("projecten.csv", "wonen;1.2;Nog een;Proeftuinen;;gem. Emmen;;");
  EXPECT_EQ(ProblemsFound(), Lines());
}

TEST_F(ProgrammeTablesTest, AnUnknownPenvoerderIsRefused) {
  Spoil("projecten.csv", "gem. Emmen|gem. Hardenberg", "gem. Emmen|gem. Hardenburg");
  Spoil("onderdelen.csv", "Norden;gem. Hardenberg", "Norden;");
  EXPECT_EQ(
      ProblemsFound(),
      (Lines{"projecten.csv, regel 26, kolom 6 (penvoerders): penvoerder 'gem. Hardenburg' staat "
             "niet bij de partners "
             "in programma.json; meer dan één is gescheiden door |.",
             "onderdelen.csv, regel 3, kolom 4 (penvoerder): dit veld is leeg; vul het in."}));
}

TEST_F(ProgrammeTablesTest, BrokenAmountsAreRefused) {
  Spoil("toekenningen.csv", "werken;1.1;;2;80.000", "werken;1.1;;2;80.00");
  Spoil("toekenningen.csv", "werken;2;;2;1.892.972", "werken;2;;2;0");
  Spoil("toekenningen.csv", "werken;3;;2;659.000", "werken;3;;2;-659.000");
  Spoil("toekenningen.csv", "werken;4;;2;300.000", "werken;4;;2;");
  const std::string remedy = " Schrijf het als 1.292.000 of 450.000,00.";
  EXPECT_EQ(ProblemsFound(), (Lines{"toekenningen.csv, regel 2, kolom 5 (bedrag): '80.00' is geen "
                                    "duidelijk bedrag: een punt scheidt "
                                    "duizendtallen, met drie cijfers erna." +
                                        remedy,
                                    "toekenningen.csv, regel 6, kolom 5 (bedrag): '0' is nul; hier "
                                    "hoort een bedrag boven nul.",
                                    "toekenningen.csv, regel 7, kolom 5 (bedrag): '-659.000' is "
                                    "negatief. Geef een bedrag boven nul, bijvoorbeeld 450.000; "
                                    "vrijval en correctie hebben een eigen besluit.",
                                    "toekenningen.csv, regel 8, kolom 5 (bedrag): '' is geen "
                                    "duidelijk bedrag: er staat niets." +
                                        remedy}));
}

TEST_F(ProgrammeTablesTest, WhatIsReferredToMustBeThere) {
  Add("toekenningen.csv", "wonen;9;;5;1.000");
  Add("toekenningen.csv", "wonen;2.4;Angelslo;5;1.000");
  Add("toekenningen.csv", "wonen;2.1;;6;1.000");
  Spoil("projecten.csv", "wonen;1.1;Financieringsinstrumenten Regio Deal;Regionale aanpak;1;",
        "wonen;1.1;Financieringsinstrumenten Regio Deal;Regionale aanpak;7;");
  Spoil("projecten.csv", "wonen;2.1;Energiearmoede;Proeftuinen",
        "wonen;2.1;Energiearmoede;Proeftuin");
  Spoil("projecten.csv", "welzijn;1.5;", "welzijm;1.5;");
  EXPECT_EQ(
      ProblemsFound(),
      (Lines{
          "projecten.csv, regel 23, kolom 4 (thema): 'Proeftuin' is geen thema van wonen; kies uit "
          "Regionale "
          "aanpak, Proeftuinen.",
          "projecten.csv, regel 35, kolom 1 (pijler): pijler 'welzijm' staat niet in "
          "programma.json.",
          "projecten.csv, regel 22, kolom 5 (hoofdproject): hoofdproject wonen-7 staat niet in "
          "projecten.csv.",
          "toekenningen.csv, regel 52, kolom 2 (nummer): project welzijn-1.5 staat niet in "
          "projecten.csv.",
          "toekenningen.csv, regel 64, kolom 2 (nummer): project wonen-9 staat niet in "
          "projecten.csv.",
          "toekenningen.csv, regel 65, kolom 3 (onderdeel): onderdeel 'Angelslo' van wonen-2.4 "
          "staat niet in "
          "onderdelen.csv.",
          "toekenningen.csv, regel 66, kolom 4 (tranche): tranche 6 staat niet in programma.json.",
          "voortgang.csv, regel 30, kolom 2 (nummer): project welzijn-1.5 staat niet in "
          "projecten.csv."}));
}

TEST_F(ProgrammeTablesTest, AFileThatCannotBeReadDoesNotMakeEveryReferenceToItAProblem) {
  std::filesystem::remove(folder_ / "projecten.csv");
  EXPECT_EQ(ProblemsFound(),
            Lines{"projecten.csv: dit bestand is er niet of is niet te lezen in " +
                  folder_.string() + ". Een tabel zonder rijen heeft alleen haar eerste regel."});
}

TEST_F(ProgrammeTablesTest, WhatIsThereTwiceIsRefused) {
  Add("toekenningen.csv", "werken;1.1;;2;80.000");
  Add("reserveringen.csv", "werken;9;200.000;");
  Add("onderdelen.csv", "wonen;2.4;Norden;gem. Emmen");
  Add("voortgang.csv", "werken;1.1;;2021-03;loopt;x");
  Add("gepubliceerde_totalen.csv", "werken;4;2;1;overzicht per pijler");
  EXPECT_EQ(
      ProblemsFound(),
      (Lines{"onderdelen.csv, regel 4, kolom 3 (onderdeel): onderdeel 'Norden' van wonen-2.4 staat "
             "ook op regel 3; haal er een weg.",
             "toekenningen.csv, regel 64, kolom 4 (tranche): werken-1.1, tranche 2 staat ook op "
             "regel 2; een cel van de "
             "tabel is één "
             "regel.",
             "reserveringen.csv, regel 5, kolom 2 (nummer): een reservering voor werken-9 staat "
             "ook op regel 2; een "
             "project heeft er "
             "hoogstens één.",
             "voortgang.csv, regel 37, kolom 4 (peilmaand): de voortgang van werken-1.1 in 2021-03 "
             "staat ook op regel 2; haal er een weg.",
             "gepubliceerde_totalen.csv, regel 22, kolom 2 (tranche): het totaal van werken, "
             "tranches 4, in 'overzicht per pijler' staat ook op regel 5; haal er een weg."}));
}

TEST_F(ProgrammeTablesTest, AReservationBelowWhatWasAwardedIsRefused) {
  Spoil("reserveringen.csv", "werken;9;180.000", "werken;9;100.000");
  EXPECT_EQ(
      ProblemsFound(),
      Lines{"reserveringen.csv, regel 2, kolom 3 (gereserveerd_totaal): '100.000' is lager dan wat "
            "werken-9 al kreeg (€ 115.000)."});
}

TEST_F(ProgrammeTablesTest, AContributionComesOutOfAnAwardOfItsTranche) {
  // werken-1.1 got 80.000 in tranche 2, and nothing in tranche 4.
  Add("bijdragen.csv", "werken;2;2;werken;1.1;50.000;");
  Add("bijdragen.csv", "werken;2;2;werken;1.1;30.000,01;");
  Add("bijdragen.csv", "werken;3;2;werken;1.1;30.000;het laatste");
  Add("bijdragen.csv", "werken;3;2;werken;1.1;;onbekend");
  Add("bijdragen.csv", "werken;3;4;werken;1.1;1;");
  Add("bijdragen.csv", "werken;3;4;werken;1.1;;onbekend");
  const std::string none =
      "werken-1.1 kreeg in tranche 4 geen toekenning (toekenningen.csv), dus er kan niets uit "
      "komen.";
  EXPECT_EQ(ProblemsFound(),
            (Lines{"bijdragen.csv, regel 4, kolom 6 (bedrag): '30.000,01' is meer dan wat "
                   "werken-1.1 van tranche 2 nog over heeft (€ 30.000).",
                   "bijdragen.csv, regel 7, kolom 5 (uit_nummer): " + none,
                   "bijdragen.csv, regel 8, kolom 5 (uit_nummer): " + none}));
  // With an award that could not be read nothing can be said to be too little.
  Spoil("toekenningen.csv", "werken;1.1;;2;80.000", "werken;1.1;;2;80.00");
  EXPECT_EQ(ProblemsFound().size(), 1);
}

TEST_F(ProgrammeTablesTest, ACbsCodeIsOnePartners) {
  Spoil("programma.json", "GM1681", "GM1680");
  EXPECT_EQ(ProblemsFound(),
            Lines{"programma.json, regel 17, kolom 19, partners[1].cbs_code: 'GM1680' staat er "
                  "twee keer; haal er een weg."});
}

TEST_F(ProgrammeTablesTest, WhatIsToComeIsNotHistory) {
  Spoil("programma.json", "\"besloten\": \"2019\"", "\"besloten\": \"2031\"");
  Spoil("voortgang.csv", "werken;1.1;;2021-03;loopt", "werken;1.1;;2031-03;loopt");
  // This year and this month are there; so is tomorrow, somewhere.
  Spoil("voortgang.csv", "werken;1.2;;2021-03;loopt", "werken;1.2;;2021-07;loopt");
  Spoil("voortgang.csv", "werken;1.3;;2021-03;loopt", "werken;1.3;;2021-08;loopt");
  const Lines found = ProblemsFound();
  ASSERT_EQ(found.size(), 3);
  EXPECT_NE(found[0].find("tranches[0].besloten: '2031' moet nog komen; schrijf de datum waarop "
                          "het is besloten."),
            std::string::npos)
      << found[0];
  EXPECT_EQ(found[1],
            "voortgang.csv, regel 2, kolom 4 (peilmaand): '2031-03' moet nog komen; schrijf een "
            "maand die begonnen is.");
  EXPECT_EQ(found[2].rfind("voortgang.csv, regel 4, kolom 4 (peilmaand): '2021-08'", 0), 0)
      << found[2];
}

TEST_F(ProgrammeTablesTest, ProgressHasAMonthAndAWord) {
  Spoil("voortgang.csv", "werken;1.1;;2021-03;loopt", "werken;1.1;;2021;loopt");
  Spoil("voortgang.csv", "werken;1.2;;2021-03;loopt", "werken;1.2;;2021-13;loopt");
  Spoil("voortgang.csv", "werken;1.3;;2021-03;loopt", "werken;1.3;;2021-03;bezig");
  EXPECT_EQ(
      ProblemsFound(),
      (Lines{"voortgang.csv, regel 2, kolom 4 (peilmaand): '2021' is geen maand; schrijf 2021-03.",
             "voortgang.csv, regel 3, kolom 4 (peilmaand): '2021-13': maand 13 bestaat niet. Een "
             "maand is 01 tot en "
             "met 12.",
             "voortgang.csv, regel 4, kolom 5 (stand): 'bezig' ken ik niet; kies uit niet gestart, "
             "loopt, vertraagd, "
             "afgerond."}));
}

TEST_F(ProgrammeTablesTest, PrintedTotalsAreChecked) {
  Spoil("gepubliceerde_totalen.csv", "werken;1;;957.880;", "werk;1;;957.880;");
  Spoil("gepubliceerde_totalen.csv", "werken;2;;3.390.972;", "werken;2-3;;3.390.972;");
  Spoil("gepubliceerde_totalen.csv", "werken;3;;25.000;", "werken;3;;;");
  Spoil("gepubliceerde_totalen.csv", "werken;4;2;1.292.000;", "werken;4;twee;1.292.000;");
  EXPECT_EQ(
      ProblemsFound(),
      (Lines{"gepubliceerde_totalen.csv, regel 2, kolom 1 (pijler): pijler "
             "'werk' staat niet in programma.json; of "
             "schrijf alle.",
             "gepubliceerde_totalen.csv, regel 3, kolom 2 (tranche): '2-3' "
             "is geen tranche; schrijf 4, 4+5 of alle.",
             "gepubliceerde_totalen.csv, regel 4, kolom 4 (bedrag): hier staat geen aantal en "
             "geen bedrag; vul minstens één van de "
             "twee in.",
             "gepubliceerde_totalen.csv, regel 5, kolom 3 (aantal): 'twee' "
             "is geen aantal; schrijf een geheel getal, "
             "of niets."}));
}

TEST_F(ProgrammeTablesTest, APijlerWithoutThemesHasProjectsWithoutOne) {
  Spoil("programma.json", "\"code\": \"werken\"",
        "\"code\": \"cultuur\", \"themas\": []}, {\"code\": \"werken\"");
  Add("projecten.csv", "cultuur;1;Een project;;;gem. Emmen;;");
  EXPECT_EQ(ProblemsFound(), Lines());
  Add("projecten.csv", "cultuur;2;Nog een;Muziek;;gem. Emmen;;");
  EXPECT_EQ(ProblemsFound().size(), 1);
}

TEST_F(ProgrammeTablesTest, LabelsAreNieuwVervolgOrNothing) {
  Spoil("projecten.csv", "gem. Borger-Odoorn;;VERVOLG", "gem. Borger-Odoorn;;Vervolg");
  EXPECT_EQ(
      ProblemsFound(),
      Lines{"projecten.csv, regel 2, kolom 8 (label_editie_4_5): 'Vervolg' ken ik niet; schrijf "
            "NIEUW, VERVOLG of niets."});
}

TEST_F(ProgrammeTablesTest, ParentsThatGoRoundAreRefused) {
  Spoil("projecten.csv", "welzijn;4;Kansen4Kinderen;Kansen voor kinderen;;",
        "welzijn;4;Kansen4Kinderen;Kansen voor "
        "kinderen;4.1;");
  EXPECT_EQ(
      ProblemsFound(),
      Lines{"projecten.csv, regel 39: de hoofdprojecten verwijzen in een kring naar elkaar."});
}

TEST_F(ProgrammeTablesTest, JsonThatIsBrokenIsRefusedByLineAndColumn) {
  Spoil("programma.json", "\"valuta\": \"EUR\",", "\"valuta\": \"EUR\"");
  EXPECT_EQ(ProblemsFound(), Lines{"programma.json, regel 8, kolom 12: dit is geen geldige JSON: "
                                   "hier klopt een haakje, komma of "
                                   "aanhalingsteken niet."});
}

TEST_F(ProgrammeTablesTest, JsonIsRefusedByTheLineColumnAndPathOfWhatIsOff) {
  Spoil("programma.json", "\"EUR\"", "\"DM\"");
  Spoil("programma.json", "\"soort\": \"gemeente\"", "\"soort\": \"stad\"");
  Spoil("programma.json", "\"besloten\": \"2019\"", "\"besloten\": \"2019-02-30\"");
  Spoil("programma.json", "\"besloten_afgeleid\": true", "\"besloten_afgeleid\": \"ja\"");
  Spoil("programma.json", "\"organisatie\": \"provincie Drenthe\"",
        "\"organisatie\": \"provincie Groningen\"");
  Spoil("programma.json", "\"naam\": \"gem. Borger-Odoorn\"", "\"naam\": \"gem. Aa en Hunze\"");
  Spoil("programma.json", "\"looptijd\"", "\"loopttijd\"");
  const Lines found = ProblemsFound();
  const Lines expected = {
      "programma.json, regel 3, kolom 16, loopttijd: dit veld ken ik niet; hier horen naam, "
      "looptijd, valuta, "
      "partners, pijlers, tranches, "
      "stuurgroep, regels, verbindende_themas, bron.",
      "programma.json, regel 1, kolom 1, looptijd: hier hoort een object, tussen accolades.",
      "programma.json, regel 1, kolom 1, looptijd.van: dit veld ontbreekt; hier hoort een geheel "
      "getal.",
      "programma.json, regel 1, kolom 1, looptijd.tot_en_met: dit veld ontbreekt; hier hoort een "
      "geheel getal.",
      "programma.json, regel 7, kolom 13, valuta: 'DM': alleen EUR kan.",
      "programma.json, regel 11, kolom 16, partners[0].soort: 'stad' ken ik niet; kies uit "
      "gemeente, provincie, "
      "ministerie, waterschap, anders.",
      "programma.json, regel 15, kolom 15, partners[1].naam: 'gem. Aa en Hunze' staat er twee "
      "keer; haal er een weg.",
      "programma.json, regel 81, kolom 19, tranches[0].besloten: '2019-02-30': 30 februari 2019 "
      "bestaat niet. Geef een "
      "bestaande dag, of laat "
      "de dag weg als die niet bekend is.",
      "programma.json, regel 82, kolom 28, tranches[0].besloten_afgeleid: \"ja\": hier hoort true "
      "of false.",
      "programma.json, regel 109, kolom 22, stuurgroep[0].organisatie: 'provincie Groningen' staat "
      "niet bij de "
      "partners.",
      "programma.json, regel 117, kolom 22, stuurgroep[2].organisatie: 'gem. Borger-Odoorn' staat "
      "niet bij de "
      "partners."};
  ASSERT_GE(found.size(), expected.size());
  EXPECT_EQ(Lines(found.begin(), found.begin() + static_cast<std::ptrdiff_t>(expected.size())),
            expected);
}

TEST_F(ProgrammeTablesTest, InterpretationsMayBeAbsentAndMustBeOfATable) {
  std::filesystem::remove(folder_ / "interpretaties.csv");
  EXPECT_EQ(ProblemsFound(), Lines());
  Write("interpretaties.csv", "bestand;pijler;nummer;interpretatie\nprogramma.json;;;x\n");
  EXPECT_EQ(ProblemsFound(), Lines{"interpretaties.csv, regel 2, kolom 1 (bestand): "
                                   "'programma.json' is geen tabel van deze import."});
}

TEST_F(ProgrammeTablesTest, EveryProblemIsSaidAtOnce) {
  Spoil("projecten.csv", "gem. Emmen|gem. Hardenberg", "gem. Emmen|nergens");
  Spoil("toekenningen.csv", "werken;1.1;;2;80.000", "werken;1.1;;2;1.29");
  Add("reserveringen.csv", "werken;99;1.000;");
  Problems problems;
  ReadProgrammeTables(folder_.string(), kNow, problems);
  EXPECT_EQ(problems.lines().size(), 3);
  const std::string message(problems.AsStatus("er is niets geïmporteerd").message());
  EXPECT_EQ(
      message.rfind(
          "3 problemen in de bestanden; er is niets geïmporteerd.\n  projecten.csv, regel 26", 0),
      0)
      << message;
}

TEST_F(ProgrammeTablesTest, ATableOfTotalsCanBeReadByItself) {
  Problems problems;
  const std::vector<v1::SourcedStatement> statements = ReadPublishedTotals(
      (folder_ / "gepubliceerde_totalen.csv").string(), "Uitvoeringsprogramma", problems);
  ASSERT_EQ(problems.lines(), Lines());
  ASSERT_EQ(statements.size(), 20);
  const v1::PublishedTotal& sum = statements[15].statement().total();
  EXPECT_EQ(sum.pijler(), "werken");
  EXPECT_EQ(sum.tranches_size(), 2);
  EXPECT_EQ(sum.amount().euro_cents(), 464'400'000);
  EXPECT_EQ(sum.award_lines(), 8);
  EXPECT_FALSE(statements[0].statement().total().has_award_lines());
  EXPECT_EQ(statements[18].statement().total().pijler(), "");  // alle
  EXPECT_EQ(statements[0].source().location(),
            "gepubliceerde_totalen.csv, regel 2; overzicht per pijler");
}

TEST_F(ProgrammeTablesTest, TextThatTheBookDoesNotTakeIsRefusedWhereItStands) {
  Spoil("projecten.csv", "Open Science Hub (OSH)", std::string(301, 'x'));
  Spoil("onderdelen.csv", "Emmerhout", "Emmer\thout");
  Add("voortgang.csv", "werken;5;;2020-01;loopt;" + std::string(8001, 'y'));
  Spoil("programma.json", "\"naam\": \"gem. Emmen\"",
        "\"naam\": \"gem. Emmen" + std::string(200, 'z') + "\"");
  const Lines found = ProblemsFound();
  const auto has = [&](const std::string& begin) {
    return std::count_if(found.begin(), found.end(),
                         [&](const std::string& line) { return line.rfind(begin, 0) == 0; }) == 1;
  };
  const std::string forty(40, 'x');
  EXPECT_TRUE(has("projecten.csv, regel 2, kolom 3 (titel): '" + forty +
                  "…' is 301 bytes lang; hoogstens 300 passen er. Kort de tekst in."));
  EXPECT_TRUE(
      has("onderdelen.csv, regel 2, kolom 3 (onderdeel): stuurteken U+0009 op byte 6. Laat "
          "dat teken weg."));
  EXPECT_TRUE(has("voortgang.csv, regel 37, kolom 6 (samenvatting): '" + std::string(40, 'y') +
                  "…' is 8001 bytes lang; hoogstens 8000 passen er."));
  EXPECT_TRUE(has("programma.json, regel 25, kolom 15, partners[3].naam: "));
}

TEST_F(ProgrammeTablesTest, ALongTextMayHaveLinesATitleMayNot) {
  Spoil("voortgang.csv", "\n", "\nwerken;5;;2020-01;loopt;\"eerste regel\ntweede regel\"\n");
  EXPECT_EQ(ProblemsFound(), Lines());
  Spoil("projecten.csv", "Open Science Hub (OSH)", "\"Open Science\nHub\"");
  EXPECT_EQ(ProblemsFound(), Lines{"projecten.csv, regel 2, kolom 3 (titel): stuurteken U+000A op "
                                   "byte 13 (een regeleinde). Laat dat teken weg."});
}

TEST_F(ProgrammeTablesTest, AnAmountAboveWhatTheBookKeepsIsRefused) {
  Spoil("toekenningen.csv", "werken;1.1;;2;80.000", "werken;1.1;;2;10.000.000.000.001");
  EXPECT_EQ(
      ProblemsFound(),
      Lines{"toekenningen.csv, regel 2, kolom 5 (bedrag): '10.000.000.000.001' is meer dan het "
            "boek bijhoudt (hoogstens € 10.000.000.000.000)."});
}

// One fault is one line, whatever else cannot be looked up because of it.
TEST_F(ProgrammeTablesTest, SwappedValuesInTwoRowsAreNoDoubleRow) {
  Spoil("toekenningen.csv", "werken;1.1;;2;80.000", "werken;1.1;;80.000;2");
  Spoil("toekenningen.csv", "werken;1.1;;5;295.000", "werken;1.1;;295.000;5");
  EXPECT_EQ(ProblemsFound().size(), 2);
}

TEST_F(ProgrammeTablesTest, ABrokenRowOfPartsIsOneProblem) {
  Spoil("onderdelen.csv", "wonen;2.4;Emmerhout;", "wonen;2.4;Emmerhout;;");
  EXPECT_EQ(ProblemsFound().size(), 1);
}

TEST_F(ProgrammeTablesTest, ABrokenRowOfProjectsIsOneProblem) {
  Spoil("projecten.csv", "werken;1.1;", "werken;1.1;;");
  EXPECT_EQ(ProblemsFound().size(), 1);
}

TEST_F(ProgrammeTablesTest, AMisspeltKeyIsSaidAndWhatItMissesNoMore) {
  Spoil("programma.json", "\"naam\": \"gem. Emmen\"", "\"name\": \"gem. Emmen\"");
  const Lines found = ProblemsFound();
  ASSERT_EQ(found.size(), 2);
  EXPECT_NE(found[0].find("name: dit veld ken ik niet"), std::string::npos);
  EXPECT_NE(found[1].find("naam: dit veld ontbreekt"), std::string::npos);
}

TEST_F(ProgrammeTablesTest, AFolderThatIsNotThereIsOneProblem) {
  Problems problems;
  ReadProgrammeTables("/nergens/te/vinden", kNow, problems);
  EXPECT_EQ(problems.lines(), Lines{"/nergens/te/vinden: deze map is er niet. Geef de map waarin "
                                    "programma.json en de tabellen staan."});
}

TEST_F(ProgrammeTablesTest, AFileInPlaceOfTheFolderIsCalledAFile) {
  const std::string file = (folder_ / "projecten.csv").string();
  Problems problems;
  ReadProgrammeTables(file, kNow, problems);
  EXPECT_EQ(problems.lines(),
            Lines{file + ": dit is een bestand, geen map. Geef de map waarin programma.json en de "
                         "tabellen staan."});
}

TEST_F(ProgrammeTablesTest, APijlerThatIsNotThereIsNamedInItsOwnColumn) {
  Spoil("toekenningen.csv", "werken;1.1;;2;80.000", "werk;1.1;;2;80.000");
  EXPECT_EQ(ProblemsFound(),
            Lines{"toekenningen.csv, regel 2, kolom 1 (pijler): pijler 'werk' staat "
                  "niet in programma.json."});
}

TEST_F(ProgrammeTablesTest, AStateIsRefusedWithTheWordsAFileHas) {
  Add("voortgang.csv", "werken;5;;2020-01;bezig;x");
  EXPECT_EQ(ProblemsFound(), Lines{"voortgang.csv, regel 37, kolom 5 (stand): 'bezig' ken ik niet; "
                                   "kies uit niet gestart, loopt, vertraagd, afgerond."});
}

}  // namespace
}  // namespace dealboek::cli::importing
