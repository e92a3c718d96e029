// Document -> HTML, by a Mustache template: the template escapes every text.
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "kainjow/mustache.hpp"

#include "clients/cli/documents/document.h"

namespace dealboek::cli::documents {
namespace {

using kainjow::mustache::data;
using kainjow::mustache::mustache;

constexpr size_t kPortraitColumns = 7;  // a table with more is wide
constexpr size_t kSmallTable = 12;      // rows that are kept on one page

// Accessible (WCAG 2.1 AA): one h1, headings in order, captions, scopes, contrast over 7:1, a skip
// link; tables scroll inside their own box instead of the page. Print: A4, landscape when a table
// is wide, heads repeated, pages numbered, items and small tables kept whole.
constexpr char kTemplate[] = R"html(<!doctype html>
<html lang="nl">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{title}}</title>
<style>
:root { --ink: #1b1b1b; --soft: #4a4a4a; --line: #b9c0c7; --band: #eef2f5; --accent: #154273; }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 84rem; padding: 2rem 1.25rem 4rem; color: var(--ink); background: #fff;
  font: 1rem/1.5 system-ui, "Segoe UI", "Liberation Sans", Arial, sans-serif; }
a { color: var(--accent); }
.skip { position: absolute; left: -999rem; }
.skip:focus { left: 1rem; top: 1rem; background: #fff; padding: .5rem; }
h1 { margin: 0; font-size: 2rem; line-height: 1.2; color: var(--accent); }
h2 { margin: 2.5rem 0 .75rem; padding-bottom: .25rem; font-size: 1.4rem; border-bottom: 2px solid var(--accent); color: var(--accent); }
h3 { margin: 1.5rem 0 .5rem; font-size: 1.1rem; }
h4 { margin: 1rem 0 .25rem; font-size: 1rem; }
.subtitle { margin: .5rem 0 0; font-size: 1.1rem; color: var(--soft); }
.warning { padding: .75rem 1rem; border-left: 4px solid #a15c00; background: #fff6e5; }
nav ol { margin: 1.5rem 0 0; padding: 0; list-style: none; display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; }
.scroll { overflow-x: auto; margin: 1rem 0; }
table { border-collapse: collapse; width: 100%; font-size: .925rem; }
.wide table { font-size: .85rem; }
.wide th, .wide td { padding: .3rem .4rem; }
caption { text-align: left; font-weight: 600; padding: 0 0 .4rem; }
th, td { padding: .35rem .6rem; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
thead th { background: var(--band); border-bottom: 2px solid var(--accent); }
tbody th { font-weight: 600; }
.number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
tfoot th, tfoot td { font-weight: 700; border-top: 2px solid var(--accent); border-bottom: 0; background: var(--band); }
dl { margin: .75rem 0; display: grid; grid-template-columns: minmax(9rem, max-content) 1fr; gap: .2rem 1.25rem; }
dt { font-weight: 600; }
dd { margin: 0; }
@media (max-width: 40rem) { dl { display: block; } dd { margin: 0 0 .5rem 1.25rem; } }
.notes { font-size: .875rem; color: var(--soft); margin: .5rem 0 1rem; }
.notes p { margin: .15rem 0; }
.note { font-size: .8em; vertical-align: super; line-height: 0; }
footer { margin-top: 3rem; padding-top: .75rem; border-top: 1px solid var(--line); font-size: .875rem; color: var(--soft); }
@media print {
  @page { size: A4{{#landscape}} landscape{{/landscape}}; margin: 14mm; @bottom-right { content: counter(page) " / " counter(pages); font-size: 8pt; } }
  body { max-width: none; padding: 0; font-size: 9.5pt; }
  nav, .skip { display: none; }
  .scroll { overflow: visible; }
  thead { display: table-header-group; }
  tfoot { display: table-row-group; }
  tr, dt, dd, li, h2, h3, h4, .small, .together { break-inside: avoid; }
  h2, h3, h4, caption, dt { break-after: avoid; }
  p, li, dd { orphans: 3; widows: 3; }
}
</style>
</head>
<body>
<a class="skip" href="#inhoud">Naar de inhoud</a>
<header>
<h1>{{title}}</h1>
{{#has_subtitle}}<p class="subtitle">{{subtitle}}</p>{{/has_subtitle}}
{{#has_contents}}<nav aria-label="Inhoud"><ol>{{#contents}}<li><a href="#{{id}}">{{text}}</a></li>{{/contents}}</ol></nav>{{/has_contents}}
</header>
<main id="inhoud">
{{#blocks}}
{{#closes}}</section>
{{/closes}}{{#opens}}<section class="together">
{{/opens}}{{#h2}}<h2 id="{{id}}">{{text}}</h2>
{{/h2}}{{#h3}}<h3>{{text}}</h3>
{{/h3}}{{#h4}}<h4>{{text}}</h4>
{{/h4}}{{#paragraph}}<p{{#warning}} class="warning"{{/warning}}>{{text}}</p>
{{/paragraph}}{{#list}}<ul>{{#items}}<li>{{text}}</li>{{/items}}</ul>
{{/list}}{{#definitions}}<dl>{{#entries}}<dt>{{term}}</dt><dd>{{text}}</dd>{{/entries}}</dl>
{{/definitions}}{{#table}}<div class="scroll{{#small}} small{{/small}}{{#wide}} wide{{/wide}}" role="region" aria-label="{{caption}}" tabindex="0"><table>
<caption>{{caption}}</caption>
<thead><tr>{{#columns}}<th scope="col"{{#number}} class="number"{{/number}}>{{text}}</th>{{/columns}}</tr></thead>
<tbody>
{{#rows}}<tr>{{#cells}}{{#header}}<th scope="row">{{#pieces}}{{text}}{{#note}} <a class="note" href="#{{id}}">{{mark}}</a>{{/note}}{{/pieces}}</th>{{/header}}{{^header}}<td{{#number}} class="number"{{/number}}>{{#pieces}}{{text}}{{#note}} <a class="note" href="#{{id}}">{{mark}}</a>{{/note}}{{/pieces}}</td>{{/header}}{{/cells}}</tr>
{{/rows}}</tbody>
{{#has_total}}<tfoot><tr>{{#total}}{{#header}}<th scope="row">{{#pieces}}{{text}}{{/pieces}}</th>{{/header}}{{^header}}<td{{#number}} class="number"{{/number}}>{{#pieces}}{{text}}{{/pieces}}</td>{{/header}}{{/total}}</tr></tfoot>
{{/has_total}}</table></div>
{{/table}}{{#notes}}<div class="notes">{{#entries}}<p id="{{id}}">{{mark}} {{text}}</p>{{/entries}}</div>
{{/notes}}{{/blocks}}
{{#section_open}}</section>
{{/section_open}}</main>
{{#has_footer}}<footer><p>{{footer}}</p></footer>
{{/has_footer}}</body>
</html>
)html";

std::string NoteId(const std::string& notes, absl::string_view number) {
  return absl::StrCat("noot-", notes, "-", number);
}

// A text, or the text and the marks in it ("Wijken [1]"), each a link to its note.
data PiecesOf(const std::string& text, const std::string& notes) {
  data pieces(data::type::list);
  size_t from = 0;
  while (!notes.empty()) {
    const size_t open = text.find(" [", from);
    if (open == std::string::npos) break;
    const size_t close = text.find(']', open);
    const std::string number =
        close == std::string::npos ? "" : text.substr(open + 2, close - open - 2);
    if (number.empty() || number.find_first_not_of("0123456789") != std::string::npos) break;
    data note;
    note.set("id", NoteId(notes, number));
    note.set("mark", absl::StrCat("[", number, "]"));
    data piece;
    piece.set("text", text.substr(from, open - from));
    piece.set("note", note);
    pieces << piece;
    from = close + 1;
  }
  data rest;
  rest.set("text", text.substr(from));
  rest.set("note", false);
  pieces << rest;
  return pieces;
}

data CellsOf(const std::vector<std::string>& row, const DocumentTable& table) {
  data cells(data::type::list);
  for (size_t i = 0; i < row.size(); ++i) {
    data cell;
    cell.set("pieces", PiecesOf(row[i], table.notes));
    cell.set("header", static_cast<int>(i) == table.row_header);
    cell.set("number", table.columns[i].align == Align::kRight);
    cells << cell;
  }
  return cells;
}

struct ToData {
  int& headings;
  data& contents;

  data operator()(const Heading& heading) const {
    data made;
    made.set("text", heading.text);
    if (heading.level <= 2) {
      const std::string id = absl::StrCat("deel-", ++headings);
      made.set("id", id);
      data entry;
      entry.set("id", id);
      entry.set("text", heading.text);
      contents << entry;
    }
    return In(heading.level <= 2 ? "h2" : heading.level == 3 ? "h3" : "h4", std::move(made));
  }
  data operator()(const Paragraph& paragraph) const {
    data made;
    made.set("text", paragraph.text);
    made.set("warning", paragraph.warning);
    return In("paragraph", std::move(made));
  }
  data operator()(const List& list) const {
    data items(data::type::list);
    for (const std::string& item : list.items) items << data("text", item);
    return In("list", data("items", items));
  }
  data operator()(const Definitions& definitions) const {
    data entries(data::type::list);
    for (const auto& [term, text] : definitions.entries) {
      data entry;
      entry.set("term", term);
      entry.set("text", text);
      entries << entry;
    }
    return In("definitions", data("entries", entries));
  }
  data operator()(const DocumentTable& table) const {
    data made;
    made.set("caption", table.caption);
    made.set("small", table.rows.size() <= kSmallTable);
    made.set("wide", table.columns.size() > kPortraitColumns);
    data columns(data::type::list);
    for (const Column& column : table.columns) {
      data head;
      head.set("text", column.title);
      head.set("number", column.align == Align::kRight);
      columns << head;
    }
    made.set("columns", columns);
    data rows(data::type::list);
    for (const std::vector<std::string>& row : table.rows)
      rows << data("cells", CellsOf(row, table));
    made.set("rows", rows);
    made.set("has_total", !table.total.empty());
    made.set("total", CellsOf(table.total, table));
    return In("table", std::move(made));
  }
  data operator()(const Notes& notes) const {
    data entries(data::type::list);
    for (const auto& [note, text] : notes.entries) {
      data entry;
      entry.set("id", NoteId(notes.of, absl::StrCat(note)));
      entry.set("mark", NoteMark(note));
      entry.set("text", text);
      entries << entry;
    }
    return In("notes", data("entries", entries));
  }

  static data In(const std::string& kind, data made) {
    data block;
    block.set(kind, made);
    return block;
  }
};

}  // namespace

std::string ToHtml(const Document& document) {
  int headings = 0;
  data contents(data::type::list);
  data blocks(data::type::list);
  bool section_open = false;
  bool landscape = false;
  for (const Block& block : document.blocks) {
    data made = std::visit(ToData{headings, contents}, block);
    if (const auto* heading = std::get_if<Heading>(&block); heading != nullptr) {
      const bool opens = heading->level == 3;
      made.set("closes", section_open && heading->level <= 3);
      made.set("opens", opens);
      section_open = opens || (section_open && heading->level > 3);
    }
    const auto* table = std::get_if<DocumentTable>(&block);
    landscape = landscape || (table != nullptr && table->columns.size() > kPortraitColumns);
    blocks << made;
  }
  data page;
  page.set("title", document.title);
  page.set("subtitle", document.subtitle);
  page.set("has_subtitle", !document.subtitle.empty());
  page.set("has_contents", headings > 1);
  page.set("contents", contents);
  page.set("blocks", blocks);
  page.set("section_open", section_open);
  page.set("landscape", landscape);
  page.set("footer", document.footer);
  page.set("has_footer", !document.footer.empty());
  mustache made(kTemplate);
  return made.render(page);
}

}  // namespace dealboek::cli::documents
