// The edition as a workbook. A cell that is a sum is a formula, with its value beside it for
// readers that do not calculate.
#include <algorithm>
#include <cstdint>
#include <fstream>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "google/protobuf/repeated_field.h"
#include "xlsxwriter.h"

#include "clients/cli/amounts.h"
#include "clients/cli/dates.h"
#include "clients/cli/documents/edition.h"
#include "clients/cli/documents/edition_routes.h"
#include "clients/cli/labels.h"
#include "clients/cli/table.h"

namespace dealboek::cli::documents {
namespace {

double Euros(int64_t cents) { return static_cast<double>(cents) / 100; }

// "B2" for (1, 1).
std::string CellName(int row, int column) {
  char name[LXW_MAX_CELL_NAME_LENGTH];
  lxw_rowcol_to_cell(name, row, column);
  return name;
}

class Workbook {
 public:
  explicit Workbook(const std::string& path) : book_(workbook_new(path.c_str())) {
    title_ = Format();
    format_set_bold(title_);
    format_set_font_size(title_, 14);
    head_ = Format();
    format_set_bold(head_);
    format_set_bg_color(head_, 0xEEF2F5);
    format_set_bottom(head_, LXW_BORDER_MEDIUM);
    format_set_text_wrap(head_);
    format_set_align(head_, LXW_ALIGN_VERTICAL_TOP);
    text_ = Format();
    format_set_text_wrap(text_);
    format_set_align(text_, LXW_ALIGN_VERTICAL_TOP);
    bold_ = Format();
    format_set_bold(bold_);
    format_set_top(bold_, LXW_BORDER_THIN);
    euro_ = Format();
    format_set_num_format(euro_, "[$€-413] #,##0.00");
    format_set_align(euro_, LXW_ALIGN_VERTICAL_TOP);
    euro_bold_ = Format();
    format_set_num_format(euro_bold_, "[$€-413] #,##0.00");
    format_set_bold(euro_bold_);
    format_set_top(euro_bold_, LXW_BORDER_THIN);
    count_bold_ = Format();
    format_set_bold(count_bold_);
    format_set_top(count_bold_, LXW_BORDER_THIN);
  }
  ~Workbook() {
    if (book_ != nullptr) workbook_close(book_);
  }
  Workbook(const Workbook&) = delete;
  Workbook& operator=(const Workbook&) = delete;

  void Write(const v1::GetEditionResponse& answer, absl::TimeZone zone) {
    const v1::Edition& edition = answer.edition();
    of_a_day_ = answer.true_at().has_valid_on();
    lxw_doc_properties properties = {};
    std::string title = absl::StrCat("Uitvoeringsprogramma ", edition.programme_title());
    properties.title = title.data();
    workbook_set_properties(book_, &properties);
    WriteSummary(edition, title, EditionInWords(answer));
    for (const v1::PijlerTable& table : edition.tables()) WritePijler(edition, table);
    WriteProgress(edition);
    WriteRoutes(edition);
    WriteExplanation(answer, zone);
  }

  absl::Status Close() {
    const lxw_error error = workbook_close(book_);
    book_ = nullptr;
    if (error == LXW_NO_ERROR) return absl::OkStatus();
    return absl::InternalError(absl::StrCat("Het werkboek kon niet worden geschreven (",
                                            lxw_strerror(error),
                                            "). Kies met --out een bestand dat u mag schrijven."));
  }

 private:
  lxw_format* Format() { return workbook_add_format(book_); }

  static void Text(lxw_worksheet* sheet, int row, int column, const std::string& text,
                   lxw_format* format) {
    worksheet_write_string(sheet, row, column, text.c_str(), format);
  }
  // Text on a row that is made high enough for what wraps in it: not every program does so itself.
  // Widths are in characters of the column.
  static void Wrap(lxw_worksheet* sheet, int row, const std::vector<std::string>& texts,
                   const std::vector<int>& widths, lxw_format* format) {
    constexpr double kLineHeight = 15;
    int lines = 1;
    for (size_t i = 0; i < texts.size(); ++i) {
      if (texts[i].empty()) continue;
      Text(sheet, row, static_cast<int>(i), texts[i], format);
      // Words do not break, so a line holds a little less than the column is wide.
      const int fits = std::max(1, widths[i] * 9 / 10);
      lines = std::max(lines, (DisplayWidth(texts[i]) + fits - 1) / fits);
    }
    worksheet_set_row(sheet, static_cast<lxw_row_t>(row), lines * kLineHeight, nullptr);
  }
  static void Heads(lxw_worksheet* sheet, const std::vector<std::string>& titles,
                    const std::vector<int>& widths, lxw_format* format) {
    for (size_t i = 0; i < titles.size(); ++i) {
      const auto column = static_cast<lxw_col_t>(i);
      worksheet_set_column(sheet, column, column, widths[i], nullptr);
      Text(sheet, 0, static_cast<int>(i), titles[i], format);
    }
    worksheet_freeze_panes(sheet, 1, 0);
    worksheet_repeat_rows(sheet, 0, 0);
  }

  static void Sum(lxw_worksheet* sheet, int row, int column, const std::string& range, double value,
                  lxw_format* format) {
    worksheet_write_formula_num(sheet, row, column, absl::StrCat("=SUM(", range, ")").c_str(),
                                format, value);
  }

  lxw_worksheet* Sheet(const std::string& name) {
    lxw_worksheet* sheet = workbook_add_worksheet(book_, name.c_str());
    worksheet_set_landscape(sheet);
    worksheet_set_paper(sheet, 9);  // A4
    worksheet_fit_to_pages(sheet, 1, 0);
    return sheet;
  }

  void WriteSummary(const v1::Edition& edition, const std::string& title,
                    const std::string& subtitle) {
    lxw_worksheet* sheet = Sheet("Samenvatting");
    worksheet_set_column(sheet, 0, 0, 22, nullptr);
    worksheet_set_column(sheet, 1, 2 + 2 * edition.tranches_size(), 18, nullptr);
    Text(sheet, 0, 0, title, title_);
    Text(sheet, 1, 0, subtitle, nullptr);
    constexpr int kHead = 3;
    Text(sheet, kHead, 0, "pijler", head_);
    int column = 1;
    for (int tranche : edition.tranches()) {
      Text(sheet, kHead, column++, absl::StrCat("aantal tranche ", tranche), head_);
      Text(sheet, kHead, column++, absl::StrCat("bedrag tranche ", tranche), head_);
    }
    const int count_column = column;
    Text(sheet, kHead, column++, "aantal samen", head_);
    Text(sheet, kHead, column, "bedrag samen", head_);
    const int sum_column = column;
    int row = kHead;
    std::map<int, int64_t> cents;
    std::map<int, int> lines;
    int64_t all = 0;
    for (const v1::PijlerSummary& pijler : edition.summary()) {
      Text(sheet, ++row, 0, pijler.title(), text_);
      column = 1;
      std::vector<std::string> amounts;
      std::vector<std::string> counts;
      for (const v1::TrancheTotal& total : pijler.tranches()) {
        lines[column] += total.award_lines();
        counts.push_back(CellName(row, column));
        worksheet_write_number(sheet, row, column++, total.award_lines(), nullptr);
        cents[column] += total.amount().euro_cents();
        amounts.push_back(CellName(row, column));
        worksheet_write_number(sheet, row, column++, Euros(total.amount().euro_cents()), euro_);
      }
      all += pijler.chosen().amount().euro_cents();
      lines[count_column] += pijler.chosen().award_lines();
      Sum(sheet, row, count_column, absl::StrJoin(counts, ","), pijler.chosen().award_lines(),
          nullptr);
      Sum(sheet, row, sum_column, absl::StrJoin(amounts, ","),
          Euros(pijler.chosen().amount().euro_cents()), euro_);
    }
    const int first = kHead + 1;
    const int total_row = row + 1;
    Text(sheet, total_row, 0, "Alle pijlers", bold_);
    for (int c = 1; c < sum_column; ++c) {
      const bool is_amount = c % 2 == 0 && c != count_column;
      Sum(sheet, total_row, c, absl::StrCat(CellName(first, c), ":", CellName(row, c)),
          is_amount ? Euros(cents[c]) : lines[c], is_amount ? euro_bold_ : count_bold_);
    }
    Sum(sheet, total_row, sum_column,
        absl::StrCat(CellName(first, sum_column), ":", CellName(row, sum_column)), Euros(all),
        euro_bold_);
    if (of_a_day_) WritePossibleSummary(sheet, edition, kHead, sum_column + 1);
  }

  // What is only possible on the day asked, right of all that is certain: no formula there counts
  // it.
  void WritePossibleSummary(lxw_worksheet* sheet, const v1::Edition& edition, int head, int first) {
    std::vector<int64_t> sums(static_cast<size_t>(edition.tranches_size()) + 1);
    int column = first;
    for (int tranche : edition.tranches()) {
      Text(sheet, head, column++, absl::StrCat("mogelijk tranche ", tranche), head_);
    }
    Text(sheet, head, column, "mogelijk samen", head_);
    worksheet_set_column(sheet, static_cast<lxw_col_t>(first), static_cast<lxw_col_t>(column), 18,
                         nullptr);
    int row = head;
    for (const v1::PijlerSummary& pijler : edition.summary()) {
      WritePossible(sheet, ++row, first, edition.tranches(), pijler.tranches(), sums);
    }
    WritePossibleTotals(sheet, head + 1, row, first, sums);
  }

  // The amounts of `of` that are only possible, each in the column of its tranche, and behind them
  // their sum. They are added to `sums`, one a column.
  template <typename Several>
  void WritePossible(lxw_worksheet* sheet, int row, int first,
                     const google::protobuf::RepeatedField<int>& tranches, const Several& of,
                     std::vector<int64_t>& sums) {
    for (const auto& one : of) {
      const Possible possible = PossibleOf(one);
      const auto tranche = std::find(tranches.begin(), tranches.end(), one.tranche());
      if (!possible.any() || tranche == tranches.end()) continue;
      const auto column = tranche - tranches.begin();
      worksheet_write_number(sheet, row, first + static_cast<int>(column), Euros(possible.cents()),
                             euro_);
      sums[static_cast<size_t>(column)] += possible.cents();
    }
    const Possible all = SumOfPossible(of);
    if (!all.any()) return;
    const int last = first + tranches.size() - 1;
    Sum(sheet, row, last + 1, absl::StrCat(CellName(row, first), ":", CellName(row, last)),
        Euros(all.cents()), euro_);
    sums.back() += all.cents();
  }

  // The sums of those columns, on the row below `last_row`.
  void WritePossibleTotals(lxw_worksheet* sheet, int first_row, int last_row, int first,
                           const std::vector<int64_t>& sums) {
    int column = first;
    for (int64_t cents : sums) {
      Sum(sheet, last_row + 1, column,
          absl::StrCat(CellName(first_row, column), ":", CellName(last_row, column)), Euros(cents),
          euro_bold_);
      ++column;
    }
  }

  void WritePijler(const v1::Edition& edition, const v1::PijlerTable& pijler) {
    lxw_worksheet* sheet = Sheet(pijler.pijler());
    std::vector<std::string> titles = {"nr.", "project", "onderdeel", "editie", "penvoerder"};
    std::vector<int> widths = {6, 44, 14, 10, 24};
    const auto add = [&](const std::string& title, int width) {
      titles.push_back(title);
      widths.push_back(width);
    };
    const int first_amount = static_cast<int>(titles.size());
    for (int tranche : edition.columns()) add(absl::StrCat("tranche ", tranche), 16);
    const int total_column = static_cast<int>(titles.size());
    add("totaal", 16);
    const int first_possible = static_cast<int>(titles.size());
    if (of_a_day_) {
      for (int tranche : edition.columns()) add(absl::StrCat("tranche ", tranche, " mogelijk"), 16);
      add("totaal mogelijk", 16);
    }
    const size_t after_amounts = titles.size();
    add("bijdragen uit en aan projecten", 34);
    add("reservering", 16);
    add("nog van reservering", 18);
    add("stand", 12);
    add("peilmaand", 14);
    Heads(sheet, titles, widths, head_);
    worksheet_freeze_panes(sheet, 1, 2);

    int row = 0;
    std::vector<int64_t> possible(static_cast<size_t>(edition.columns_size()) + 1);
    for (const v1::EditionRow& line : pijler.rows()) {
      ++row;
      std::vector<std::string> texts(titles.size());
      texts[0] = line.number();
      texts[1] = line.title();
      texts[2] = line.part();
      if (line.label() == v1::EDITION_LABEL_NIEUW || line.label() == v1::EDITION_LABEL_VERVOLG) {
        texts[3] = Word(line.label());
      }
      texts[4] = absl::StrJoin(line.lead_partners(), ", ");
      std::vector<std::string> contributions;
      for (const v1::EditionCell& cell : line.cells()) {
        for (int c = 0; c < edition.columns_size(); ++c) {
          if (edition.columns(c) == cell.tranche() && cell.has_amount()) {
            worksheet_write_number(sheet, row, first_amount + c, Euros(cell.amount().euro_cents()),
                                   euro_);
          }
        }
        for (const v1::ProjectContribution& contribution : cell.contributions()) {
          contributions.push_back(
              absl::StrCat("tranche ", cell.tranche(), ": ", ContributionInWords(contribution)));
        }
      }
      if (line.has_total()) {
        Sum(sheet, row, total_column,
            absl::StrCat(CellName(row, first_amount), ":", CellName(row, total_column - 1)),
            Euros(line.total().euro_cents()), euro_);
      }
      if (of_a_day_) {
        WritePossible(sheet, row, first_possible, edition.columns(), line.cells(), possible);
      }
      for (const v1::EditionNote& note : pijler.notes()) {
        if (note.project() != line.project() || !line.part().empty()) continue;
        if (note.has_reservation() && note.reservation().has_total()) {
          WriteReservation(sheet, row, total_column, static_cast<int>(after_amounts) + 1, note,
                           pijler);
        }
        if (note.has_given()) {
          contributions.push_back(absl::StrCat("tranche ", note.given().tranche(), ": ",
                                               ContributionInWords(note.given())));
        }
      }
      texts[after_amounts] = absl::StrJoin(contributions, "; ");
      if (line.has_progress()) {
        texts[after_amounts + 3] = Word(line.progress().status());
        texts[after_amounts + 4] = FormatDate(line.progress().reference_month());
      }
      Wrap(sheet, row, texts, widths, text_);
    }
    const int total_row = row + 1;
    Text(sheet, total_row, 1, "Totaal", bold_);
    std::map<int, int64_t> totals;
    for (const v1::TrancheTotal& total : pijler.totals()) {
      totals[total.tranche()] = total.amount().euro_cents();
    }
    for (int c = 0; row > 0 && c < edition.columns_size(); ++c) {
      Sum(sheet, total_row, first_amount + c,
          absl::StrCat(CellName(1, first_amount + c), ":", CellName(row, first_amount + c)),
          Euros(totals[edition.columns(c)]), euro_bold_);
    }
    if (row > 0) {
      Sum(sheet, total_row, total_column,
          absl::StrCat(CellName(1, total_column), ":", CellName(row, total_column)),
          Euros(pijler.total().euro_cents()), euro_bold_);
      if (of_a_day_) WritePossibleTotals(sheet, 1, row, first_possible, possible);
    }
  }

  // A reservation at `column` of the row of its project; its parts are on the rows below. What is
  // left is a formula, unless awards outside these columns were taken from it as well.
  void WriteReservation(lxw_worksheet* sheet, int row, int total_column, int column,
                        const v1::EditionNote& note, const v1::PijlerTable& pijler) {
    int rows = 0;
    int64_t shown = 0;
    for (const v1::EditionRow& line : pijler.rows()) {
      if (line.project() != note.project()) continue;
      ++rows;
      shown += line.total().euro_cents();
    }
    const int64_t total = note.reservation().total().euro_cents();
    const int64_t left = note.reservation().left().euro_cents();
    worksheet_write_number(sheet, row, column, Euros(total), euro_);
    if (total - shown != left) {
      worksheet_write_number(sheet, row, column + 1, Euros(left), euro_);
      return;
    }
    worksheet_write_formula_num(
        sheet, row, column + 1,
        absl::StrCat("=", CellName(row, column), "-SUM(", CellName(row, total_column), ":",
                     CellName(row + rows - 1, total_column), ")")
            .c_str(),
        euro_, Euros(left));
  }

  void WriteProgress(const v1::Edition& edition) {
    lxw_worksheet* sheet = Sheet("Voortgang");
    const std::vector<int> widths = {10, 6, 40, 14, 12, 14, 80};
    Heads(sheet, {"pijler", "nr.", "project", "onderdeel", "stand", "peilmaand", "voortgang"},
          widths, head_);
    int row = 0;
    for (const v1::PijlerTable& table : edition.tables()) {
      for (const v1::EditionRow& line : table.rows()) {
        if (!line.has_progress()) continue;
        Wrap(sheet, ++row,
             {table.pijler(), line.number(), line.title(), line.part(),
              Word(line.progress().status()), FormatDate(line.progress().reference_month()),
              line.progress().summary()},
             widths, text_);
      }
    }
  }

  void WriteRoutes(const v1::Edition& edition) {
    if (edition.postings().empty()) return;
    lxw_worksheet* sheet = Sheet("De weg");
    // As in the CSV, but for the eye: amounts in euros, a step a column.
    const std::vector<int> widths = {36, 9, 16, 30, 30, 34, 30, 50, 9};
    Heads(sheet,
          {"project", "tranche", "bedrag", "voorstel", "voorgedragen door", "besluit",
           "bevestigd door", "bron", "positie"},
          widths, head_);
    int row = 0;
    for (const v1::Posting& posting : edition.postings()) {
      const RouteInWords words = InWords(posting);
      Wrap(sheet, ++row,
           {words.about, "", "", words.proposal, words.endorsed, words.decided, words.confirmed,
            words.source},
           widths, text_);
      worksheet_write_number(sheet, row, 1, posting.tranche(), text_);
      if (posting.has_amount()) {
        worksheet_write_number(sheet, row, 2, Euros(posting.amount().euro_cents()), euro_);
      }
      worksheet_write_number(sheet, row, 8, static_cast<double>(posting.position()), text_);
    }
  }

  void WriteExplanation(const v1::GetEditionResponse& answer, absl::TimeZone zone) {
    lxw_worksheet* sheet = Sheet("Toelichting");
    worksheet_set_column(sheet, 0, 0, 120, nullptr);
    int row = 0;
    const auto add = [&](const std::string& text) { Wrap(sheet, row++, {text}, {120}, text_); };
    if (!answer.edition().programme_description().empty()) {
      add(answer.edition().programme_description());
    }
    add(ProvenanceInWords(answer.edition().programme(), answer.true_at(), zone));
    add("Aantallen zijn toekenningen, niet projecten. Bedragen zijn toekenningen min vrijval.");
    if (of_a_day_) {
      add("Van wat mogelijk heet, is niet zeker of het op die dag gold; in geen ander bedrag is "
          "het "
          "meegeteld.");
    }
    for (const v1::PijlerTable& table : answer.edition().tables()) {
      for (const v1::EditionNote& note : table.notes()) {
        add(absl::StrCat(table.title(), " ", NoteInWords(note, table)));
      }
    }
  }

  lxw_workbook* book_;
  bool of_a_day_ = false;  // then it has columns of what is only possible
  lxw_format* title_;
  lxw_format* head_;
  lxw_format* text_;
  lxw_format* bold_;
  lxw_format* euro_;
  lxw_format* euro_bold_;
  lxw_format* count_bold_;
};

}  // namespace

absl::Status WriteEditionXlsx(const v1::GetEditionResponse& answer, absl::TimeZone zone,
                              const std::string& path) {
  // Asked before: the library would say it on stderr in its own words.
  if (!std::ofstream(path, std::ios::binary | std::ios::app)) {
    return absl::InternalError(absl::StrCat(
        "Naar ", path,
        " kan niet worden geschreven. Kies met --out een bestand dat u mag schrijven."));
  }
  Workbook workbook(path);
  workbook.Write(answer, zone);
  return workbook.Close();
}

}  // namespace dealboek::cli::documents
