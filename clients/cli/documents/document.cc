#include "clients/cli/documents/document.h"

#include <algorithm>
#include <sstream>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"

namespace dealboek::cli::documents {
namespace {

template <class... Ts>
struct Overloaded : Ts... {
  using Ts::operator()...;
};
template <class... Ts>
Overloaded(Ts...) -> Overloaded<Ts...>;

// `text` in lines of at most `width` columns, each after `indent`.
std::string Wrapped(absl::string_view text, int width, absl::string_view indent) {
  std::string out;
  for (absl::string_view line : absl::StrSplit(text, '\n')) {
    int column = 0;
    absl::StrAppend(&out, indent);
    for (absl::string_view word : absl::StrSplit(line, ' ', absl::SkipEmpty())) {
      const int wide = DisplayWidth(word);
      if (column > 0 && column + 1 + wide > width) {
        absl::StrAppend(&out, "\n", indent);
        column = 0;
      }
      if (column > 0) {
        out += ' ';
        ++column;
      }
      absl::StrAppend(&out, word);
      column += wide;
    }
    out += '\n';
  }
  return out;
}

constexpr int kTextWidth = 96;

absl::string_view NameOf(Format format) {
  switch (format) {
    case Format::kText:
      return "text";
    case Format::kMarkdown:
      return "markdown";
    case Format::kHtml:
      return "html";
    case Format::kCsv:
      return "csv";
    case Format::kXlsx:
      return "xlsx";
    case Format::kJson:
      return "json";
  }
  return "";
}

}  // namespace

std::string Capitalised(std::string text) {
  if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') text[0] -= 'a' - 'A';
  return text;
}

bool Mentions(absl::string_view text, absl::string_view words) {
  return absl::StrContains(absl::AsciiStrToLower(text), absl::AsciiStrToLower(words));
}

std::string NoteMark(int note) { return absl::StrCat("[", note, "]"); }

std::string ToText(const Document& document, bool colour, int width) {
  const int text_width = width > 0 ? std::min(width, kTextWidth) : kTextWidth;
  std::ostringstream out;
  const auto bold = [&](absl::string_view text) {
    return colour ? absl::StrCat("\x1b[1m", text, "\x1b[0m") : std::string(text);
  };
  const auto underlined = [&](absl::string_view text, char line) {
    out << bold(text) << "\n" << std::string(DisplayWidth(text), line) << "\n";
  };
  underlined(document.title, '=');
  if (!document.subtitle.empty()) out << Wrapped(document.subtitle, text_width, "");
  for (const Block& block : document.blocks) {
    out << "\n";
    std::visit(
        Overloaded{[&](const Heading& heading) {
                     if (heading.level <= 2) {
                       underlined(heading.text, '-');
                     } else {
                       out << bold(heading.text) << "\n";
                     }
                   },
                   [&](const Paragraph& paragraph) {
                     out << Wrapped(paragraph.text, text_width, paragraph.warning ? "! " : "");
                   },
                   [&](const List& list) {
                     for (const std::string& item : list.items) {
                       std::string lines = Wrapped(item, text_width - 2, "  ");
                       lines[0] = '-';
                       out << lines;
                     }
                   },
                   [&](const Definitions& definitions) {
                     for (const auto& [term, text] : definitions.entries) {
                       out << term << "\n" << Wrapped(text, text_width - 2, "  ");
                     }
                   },
                   [&](const DocumentTable& table) {
                     if (!table.caption.empty()) out << bold(table.caption) << "\n";
                     Table lined(table.columns);
                     const auto cells = [](const std::vector<std::string>& row) {
                       std::vector<Cell> made;
                       for (const std::string& text : row) made.push_back(TextCell(text));
                       return made;
                     };
                     for (const std::vector<std::string>& row : table.rows)
                       lined.AddRow(cells(row));
                     if (!table.total.empty()) lined.SetTotal(cells(table.total));
                     lined.PrintText(out, colour, width);
                   },
                   [&](const Notes& notes) {
                     for (const auto& [note, text] : notes.entries) {
                       out << Wrapped(absl::StrCat(NoteMark(note), " ", text), text_width, "");
                     }
                   }},
        block);
  }
  if (!document.footer.empty()) out << "\n" << Wrapped(document.footer, text_width, "");
  return out.str();
}

namespace {

// Characters that would be read as Markdown, or end a table cell.
std::string Escaped(absl::string_view text) {
  return absl::StrReplaceAll(text, {{"\\", "\\\\"},
                                    {"|", "\\|"},
                                    {"*", "\\*"},
                                    {"_", "\\_"},
                                    {"`", "\\`"},
                                    {"[", "\\["},
                                    {"]", "\\]"},
                                    {"<", "&lt;"},
                                    {">", "&gt;"},
                                    {"\n", " "}});
}

}  // namespace

std::string ToMarkdown(const Document& document) {
  std::string out = absl::StrCat("# ", Escaped(document.title), "\n");
  if (!document.subtitle.empty()) absl::StrAppend(&out, "\n", Escaped(document.subtitle), "\n");
  const auto row_of = [](const std::vector<std::string>& cells, absl::string_view mark) {
    return absl::StrCat("| ",
                        absl::StrJoin(cells, " | ",
                                      [&](std::string* to, const std::string& cell) {
                                        if (cell.empty()) return;
                                        absl::StrAppend(to, mark, Escaped(cell), mark);
                                      }),
                        " |\n");
  };
  for (const Block& block : document.blocks) {
    out += "\n";
    std::visit(
        Overloaded{[&](const Heading& heading) {
                     absl::StrAppend(&out, std::string(heading.level, '#'), " ",
                                     Escaped(heading.text), "\n");
                   },
                   [&](const Paragraph& paragraph) {
                     absl::StrAppend(&out, paragraph.warning ? "> **" : "", Escaped(paragraph.text),
                                     paragraph.warning ? "**" : "", "\n");
                   },
                   [&](const List& list) {
                     for (const std::string& item : list.items) {
                       absl::StrAppend(&out, "- ", Escaped(item), "\n");
                     }
                   },
                   [&](const Definitions& definitions) {
                     for (const auto& [term, text] : definitions.entries) {
                       absl::StrAppend(&out, "- **", Escaped(term), "**: ", Escaped(text), "\n");
                     }
                   },
                   [&](const DocumentTable& table) {
                     if (!table.caption.empty()) {
                       absl::StrAppend(&out, "**", Escaped(table.caption), "**\n\n");
                     }
                     std::vector<std::string> titles;
                     std::string rule = "|";
                     for (const Column& column : table.columns) {
                       titles.push_back(column.title);
                       rule += column.align == Align::kRight ? " ---: |" : " --- |";
                     }
                     absl::StrAppend(&out, row_of(titles, ""), rule, "\n");
                     for (const auto& row : table.rows) out += row_of(row, "");
                     if (!table.total.empty()) out += row_of(table.total, "**");
                   },
                   [&](const Notes& notes) {
                     for (const auto& [note, text] : notes.entries) {
                       absl::StrAppend(&out, Escaped(NoteMark(note)), " ", Escaped(text), "  \n");
                     }
                   }},
        block);
  }
  if (!document.footer.empty()) absl::StrAppend(&out, "\n---\n\n", Escaped(document.footer), "\n");
  return out;
}

std::string FormatsInWords(const std::vector<Format>& formats) {
  std::string words;
  for (size_t i = 0; i < formats.size(); ++i) {
    const bool last = i + 1 == formats.size();
    absl::StrAppend(&words, i == 0 ? "" : last ? " of " : ", ", NameOf(formats[i]));
  }
  return words;
}

absl::StatusOr<Format> ParseFormat(absl::string_view typed, const std::vector<Format>& formats) {
  for (Format format : formats) {
    if (typed == NameOf(format)) return format;
  }
  return absl::InvalidArgumentError(
      absl::StrCat("'", typed, "' is geen vorm van dit document; kies met --format uit ",
                   FormatsInWords(formats), "."));
}

}  // namespace dealboek::cli::documents
