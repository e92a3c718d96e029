#include "clients/cli/documents/document.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace dealboek::cli::documents {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

Document Sample() {
  Document document;
  document.title = "Titel <b> & \"meer\"";
  document.subtitle = "Onder";
  document.Add(Heading{2, "Deel"});
  document.Add(Paragraph{"Let op", true});
  document.Add(List{{"een | twee", "drie"}});
  DocumentTable table;
  table.caption = "Bedragen";
  table.columns = {{"project", ""}, {"bedrag", "", Align::kRight}};
  table.rows = {{"A*B", "€ 1.000"}, {"C", "€ 20"}};
  table.total = {"Totaal", "€ 1.020"};
  document.Add(table);
  document.Add(Notes{{{1, "een noot"}}, "deel"});
  document.Add(Heading{2, "Tweede deel"});
  document.footer = "Bron";
  return document;
}

int Count(const std::string& text, const std::string& part) {
  int count = 0;
  for (size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
  return count;
}

TEST(DocumentTest, HtmlEscapesEveryText) {
  const std::string html = ToHtml(Sample());
  EXPECT_THAT(html, HasSubstr("Titel &lt;b&gt; &amp; &quot;meer&quot;"));
  EXPECT_THAT(html, Not(HasSubstr("<b>")));
}

TEST(DocumentTest, HtmlHasOneTopHeadingALanguageAndContentsForItsParts) {
  const std::string html = ToHtml(Sample());
  EXPECT_EQ(Count(html, "<h1>"), 1);
  EXPECT_THAT(html, HasSubstr("<html lang=\"nl\">"));
  EXPECT_THAT(html, HasSubstr("<a href=\"#deel-2\">Tweede deel</a>"));
  EXPECT_THAT(html, HasSubstr("<h2 id=\"deel-2\">Tweede deel</h2>"));
}

TEST(DocumentTest, HtmlTablesHaveACaptionAndScopes) {
  const std::string html = ToHtml(Sample());
  EXPECT_THAT(html, HasSubstr("<caption>Bedragen</caption>"));
  EXPECT_EQ(Count(html, "scope=\"col\""), 2);
  EXPECT_EQ(Count(html, "scope=\"row\""), 3) << "each row and the total are named";
  EXPECT_THAT(html, HasSubstr("<td class=\"number\">€ 1.000</td>"));
}

TEST(DocumentTest, HtmlNeedsNothingFromElsewhere) {
  const std::string html = ToHtml(Sample());
  EXPECT_THAT(html, Not(HasSubstr("http")));
  EXPECT_THAT(html, Not(HasSubstr("<script")));
  EXPECT_THAT(html, HasSubstr("@media print"));
}

TEST(DocumentTest, MarkdownEscapesWhatWouldBeReadAsMarks) {
  const std::string markdown = ToMarkdown(Sample());
  EXPECT_THAT(markdown, HasSubstr("- een \\| twee"));
  EXPECT_THAT(markdown, HasSubstr("| A\\*B | € 1.000 |"));
  EXPECT_THAT(markdown, HasSubstr("| --- | ---: |"));
  EXPECT_THAT(markdown, HasSubstr("| **Totaal** | **€ 1.020** |"));
}

TEST(DocumentTest, TextWrapsAndUnderlines) {
  Document document;
  document.title = "Kop";
  document.Add(Paragraph{std::string(30, 'a') + " " + std::string(30, 'b')});
  const std::string text = ToText(document, false, 40);
  EXPECT_THAT(text, HasSubstr("Kop\n===\n"));
  EXPECT_THAT(text, HasSubstr(std::string(30, 'a') + "\n" + std::string(30, 'b')));
}

TEST(DocumentTest, TextIsPlainWithoutColour) {
  EXPECT_THAT(ToText(Sample(), false, 0), Not(HasSubstr("\x1b")));
  EXPECT_THAT(ToText(Sample(), true, 0), HasSubstr("\x1b[1m"));
}

TEST(DocumentTest, AnUnknownFormatIsRefusedWithTheChoices) {
  const std::vector<Format> formats = {Format::kText, Format::kMarkdown, Format::kHtml,
                                       Format::kJson};
  for (const char* typed : {"pdf", "csv"}) {
    EXPECT_EQ(std::string(ParseFormat(typed, formats).status().message()),
              "'" + std::string(typed) +
                  "' is geen vorm van dit document; kies met --format uit text, markdown, html of "
                  "json.");
  }
  EXPECT_EQ(*ParseFormat("xlsx", {Format::kHtml, Format::kXlsx}), Format::kXlsx);
}

TEST(DocumentTest, WhatStandsUnderAnItemIsKeptTogetherInPrint) {
  Document document;
  document.title = "Kop";
  document.Add(Heading{2, "Besluiten"});
  document.Add(Heading{3, "1. Een"});
  document.Add(Paragraph{"een"});
  document.Add(Heading{3, "2. Twee"});
  document.Add(Heading{2, "Budgetten"});
  document.Add(Heading{3, "Laatste"});
  const std::string html = ToHtml(document);
  EXPECT_EQ(Count(html, "<section class=\"together\">"), 3);
  EXPECT_EQ(Count(html, "</section>"), 3);
  EXPECT_THAT(html, HasSubstr("<p>een</p>\n</section>\n<section class=\"together\">\n<h3>2. Twee"));
  EXPECT_THAT(html, HasSubstr("</section>\n<h2 id=\"deel-2\">Budgetten"));
}

TEST(DocumentTest, APageIsOnlyLandscapeForAWideTable) {
  EXPECT_THAT(ToHtml(Sample()), HasSubstr("size: A4;"));
  Document wide = Sample();
  DocumentTable table;
  table.columns.assign(9, Column{"x", ""});
  table.rows.push_back(std::vector<std::string>(9, "y"));
  wide.Add(table);
  EXPECT_THAT(ToHtml(wide), HasSubstr("size: A4 landscape;"));
}

}  // namespace
}  // namespace dealboek::cli::documents
