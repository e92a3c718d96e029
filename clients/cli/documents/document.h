// A document as its reader meets it: headings, paragraphs, lists, tables and footnotes, without a
// format yet. The edition and the besluitenlijst are made as one; text, Markdown and HTML are
// written from it.
#ifndef DEALBOEK_CLIENTS_CLI_DOCUMENTS_DOCUMENT_H_
#define DEALBOEK_CLIENTS_CLI_DOCUMENTS_DOCUMENT_H_

#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

#include "clients/cli/table.h"

namespace dealboek::cli::documents {

struct Heading {
  int level = 2;  // 1 is the document's title
  std::string text;
};
struct Paragraph {
  std::string text;
  bool warning = false;  // stands out: "concept"
};
struct List {
  std::vector<std::string> items;
};
// Terms and what is said of them.
struct Definitions {
  std::vector<std::pair<std::string, std::string>> entries;
};
struct DocumentTable {
  std::string caption;
  std::vector<Column> columns;  // titles and alignment; keys are not used
  std::vector<std::vector<std::string>> rows;
  std::vector<std::string> total;  // empty: none
  int row_header = 0;              // the column that names its row
  std::string notes;  // the Notes that marks in its cells ("[1]") refer to; empty: none
};
struct Notes {
  std::vector<std::pair<int, std::string>> entries;  // number, text
  std::string of;                                    // as a table refers to them
};

using Block = std::variant<Heading, Paragraph, List, Definitions, DocumentTable, Notes>;

struct Document {
  std::string title;
  std::string subtitle;
  std::vector<Block> blocks;
  std::string footer;  // where it comes from

  template <typename T>
  void Add(T block) {
    blocks.emplace_back(std::move(block));
  }
};

// With a capital in front.
std::string Capitalised(std::string text);
// Whether `words` are in `text`, whatever the case.
bool Mentions(absl::string_view text, absl::string_view words);

// Mark of footnote `note`, as it stands behind a text.
std::string NoteMark(int note);

// For a terminal or a mail; `width` 0: tables are as wide as they are.
std::string ToText(const Document& document, bool colour, int width);
std::string ToMarkdown(const Document& document);
// One accessible, printable page that needs nothing else: headings in order, a caption and scopes
// for each table, a table of contents, marks that link to their notes, print style. What stands
// under a heading of level 3 is kept together in print.
std::string ToHtml(const Document& document);

enum class Format { kText, kMarkdown, kHtml, kCsv, kXlsx, kJson };
// "text, markdown, html of json".
std::string FormatsInWords(const std::vector<Format>& formats);
// "text", "markdown", ... INVALID_ARGUMENT with a Dutch sentence for what is not one of `formats`.
absl::StatusOr<Format> ParseFormat(absl::string_view typed, const std::vector<Format>& formats);

}  // namespace dealboek::cli::documents

#endif  // DEALBOEK_CLIENTS_CLI_DOCUMENTS_DOCUMENT_H_
