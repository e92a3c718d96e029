#include "clients/cli/table.h"

#include <sstream>

#include <gtest/gtest.h>

namespace dealboek::cli {
namespace {

std::string Text(const Table& table, bool colour = false, int width = 0) {
  std::ostringstream out;
  table.PrintText(out, colour, width);
  return out.str();
}

std::string Csv(const Table& table) {
  std::ostringstream out;
  table.PrintCsv(out);
  return out.str();
}

Table Sample() {
  Table table(
      {{"project", "project"}, {"titel", "title"}, {"bedrag", "amount_euro_cents", Align::kRight}});
  table.AddRow({TextCell("wonen-2.6"), TextCell("Tweede Exloërmond"), CentsCell(29'250'000)});
  table.AddRow({TextCell("werken-9"), TextCell("New"), CentsCell(9'000'000)});
  return table;
}

TEST(TableTest, ColumnsLineUpByTheWidthShownNotByBytes) {
  EXPECT_EQ(Text(Sample()),
            "project    titel                 bedrag\n"
            "wonen-2.6  Tweede Exloërmond  € 292.500\n"
            "werken-9   New                 € 90.000\n");
}

TEST(TableTest, WidthIsThatOfTheTerminal) {
  EXPECT_EQ(DisplayWidth("Exloërmond"), 10);
  EXPECT_EQ(DisplayWidth("Exloe\xCC\x88rmond"), 10);  // with a combining diaeresis
  EXPECT_EQ(DisplayWidth("漢字"), 4);
  EXPECT_EQ(DisplayWidth(""), 0);
  EXPECT_EQ(DisplayWidth("a\xFF"
                         "b"),
            3);  // not UTF-8
}

TEST(TableTest, ATotalIsSetOffByALine) {
  Table table = Sample();
  table.SetTotal({TextCell("totaal"), TextCell(""), CentsCell(38'250'000)});
  EXPECT_EQ(Text(table),
            "project    titel                 bedrag\n"
            "wonen-2.6  Tweede Exloërmond  € 292.500\n"
            "werken-9   New                 € 90.000\n"
            "---------------------------------------\n"
            "totaal                        € 382.500\n");
}

TEST(TableTest, OnANarrowTerminalTextIsCutAndAmountsAreNot) {
  EXPECT_EQ(Text(Sample(), false, 36),
            "project    titel              bedrag\n"
            "wonen-2.6  Tweede Exloër…  € 292.500\n"
            "werken-9   New              € 90.000\n");
}

TEST(TableTest, ColourIsOnlyThereWhenAskedFor) {
  EXPECT_EQ(Text(Sample()).find('\033'), std::string::npos);
  EXPECT_EQ(Text(Sample(), true).substr(0, 4), "\033[1m");
}

TEST(TableTest, CsvHasEnglishKeysAmountsInCentsAndQuotesWhereNeeded) {
  Table table({{"titel", "title"}, {"bedrag", "amount_euro_cents"}, {"datum", "decided_on"}});
  table.AddRow(
      {TextCell("Jeugd; en \"techniek\""), CentsCell(45'050), DateCell(google::type::Date())});
  table.AddRow({TextCell("twee\nregels"), MoneyCell(false, v1::Money()), TextCell("")});
  EXPECT_EQ(Csv(table),
            "title;amount_euro_cents;decided_on\n"
            "\"Jeugd; en \"\"techniek\"\"\";45050;\n"
            "\"twee\nregels\";;\n");
}

TEST(TableTest, AnAbsentAmountIsShownAsUnknownNotAsZero) {
  EXPECT_EQ(MoneyCell(false, v1::Money()).shown, "onbekend");
  EXPECT_EQ(MoneyCell(false, v1::Money()).csv, "");
  EXPECT_EQ(MoneyCell(false, v1::Money(), "geen plafond").shown, "geen plafond");
}

TEST(TableTest, ALineBreakInAFieldDoesNotBreakTheRow) {
  Table table(std::vector<Column>{{"reden", "reason"}});
  table.AddRow({TextCell("eerste\ntweede")});
  EXPECT_EQ(Text(table), "reden\neerste tweede\n");
}

TEST(TableTest, StatesAndNamesOfThingsAreNeverCut) {
  Table table({{"stand", "stage"}, {"titel", "title"}});
  table.AddRow(
      {TextCell("bekrachtigd met wijziging"), TextCell("Een lange titel van een voorstel")});
  EXPECT_EQ(Text(table, false, 45),
            "stand                      titel\n"
            "bekrachtigd met wijziging  Een lange titel v…\n");
}

TEST(TableTest, WhatCannotFitIsNotCutAtAll) {
  Table table({{"stand", "stage"}, {"titel", "title"}});
  table.AddRow(
      {TextCell("bekrachtigd met wijziging"), TextCell("Een lange titel van een voorstel")});
  EXPECT_EQ(Text(table, false, 30),
            "stand                      titel\n"
            "bekrachtigd met wijziging  Een lange titel van een voorstel\n");
}

TEST(TableTest, NoTextInCsvIsAFormulaForASpreadsheet) {
  Table table({{"titel", "title"}, {"verschil", "difference_euro_cents"}});
  for (const char* text : {"=1+1", "+31", "-x", "@sum", "-", "a=b"}) {
    table.AddRow({TextCell(text), CentsCell(-3'000)});
  }
  EXPECT_EQ(Csv(table),
            "title;difference_euro_cents\n'=1+1;-3000\n'+31;-3000\n'-x;-3000\n'@sum;-3000\n"
            "-;-3000\na=b;-3000\n");
  EXPECT_EQ(TextCell("=1+1").shown, "=1+1");
}

}  // namespace
}  // namespace dealboek::cli
