// The edition as a workbook. A cell that is a sum is a formula, with its value beside it for
// readers that do not calculate.
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "xlsxwriter.h"

#include "clients/cli/amounts.h"
#include "clients/cli/dates.h"
#include "clients/cli/documents/edition.h"
#include "clients/cli/labels.h"

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
    lxw_doc_properties properties = {};
    std::string title = absl::StrCat("Uitvoeringsprogramma ", edition.programme_title());
    properties.title = title.data();
    workbook_set_properties(book_, &properties);
    WriteSummary(edition, title);
    for (const v1::PijlerTable& table : edition.tables()) WritePijler(edition, table);
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

  void WriteSummary(const v1::Edition& edition, const std::string& title) {
    lxw_worksheet* sheet = Sheet("Samenvatting");
    worksheet_set_column(sheet, 0, 0, 22, nullptr);
    worksheet_set_column(sheet, 1, 2 + 2 * edition.tranches_size(), 18, nullptr);
    Text(sheet, 0, 0, title, title_);
    Text(sheet, 1, 0, absl::StrCat("Editie met ", TranchesInWords(edition)), nullptr);
    constexpr int kHead = 3;
    Text(sheet, kHead, 0, "pijler", head_);
    int column = 1;
    for (int tranche : edition.tranches()) {
      Text(sheet, kHead, column++, absl::StrCat("aantal tranche ", tranche), head_);
      Text(sheet, kHead, column++, absl::StrCat("bedrag tranche ", tranche), head_);
    }
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
      for (const v1::TrancheTotal& total : pijler.tranches()) {
        lines[column] += total.award_lines();
        worksheet_write_number(sheet, row, column++, total.award_lines(), nullptr);
        cents[column] += total.amount().euro_cents();
        amounts.push_back(CellName(row, column));
        worksheet_write_number(sheet, row, column++, Euros(total.amount().euro_cents()), euro_);
      }
      all += pijler.chosen().amount().euro_cents();
      Sum(sheet, row, sum_column, absl::StrJoin(amounts, ","),
          Euros(pijler.chosen().amount().euro_cents()), euro_);
    }
    const int first = kHead + 1;
    const int total_row = row + 1;
    Text(sheet, total_row, 0, "Alle pijlers", bold_);
    for (int c = 1; c < sum_column; ++c) {
      const bool is_amount = c % 2 == 0;
      Sum(sheet, total_row, c, absl::StrCat(CellName(first, c), ":", CellName(row, c)),
          is_amount ? Euros(cents[c]) : lines[c], is_amount ? euro_bold_ : count_bold_);
    }
    Sum(sheet, total_row, sum_column,
        absl::StrCat(CellName(first, sum_column), ":", CellName(row, sum_column)), Euros(all),
        euro_bold_);
  }

  void WritePijler(const v1::Edition& edition, const v1::PijlerTable& pijler) {
    lxw_worksheet* sheet = Sheet(pijler.pijler());
    const std::vector<std::pair<const char*, int>> fixed = {
        {"nr.", 6}, {"project", 44}, {"onderdeel", 14}, {"editie", 10}, {"penvoerder", 24}};
    int column = 0;
    for (const auto& [name, width] : fixed) {
      worksheet_set_column(sheet, column, column, width, nullptr);
      Text(sheet, 0, column++, name, head_);
    }
    const int first_amount = column;
    for (int tranche : edition.columns()) {
      worksheet_set_column(sheet, column, column, 16, nullptr);
      Text(sheet, 0, column++, absl::StrCat("tranche ", tranche), head_);
    }
    const int total_column = column;
    const char* rest[] = {"totaal",      "bijdragen uit projecten",
                          "reservering", "nog van reservering",
                          "stand",       "peilmaand",
                          "voortgang"};
    const int widths[] = {16, 34, 16, 18, 12, 14, 60};
    for (int i = 0; i < 7; ++i) {
      worksheet_set_column(sheet, column, column, widths[i], nullptr);
      Text(sheet, 0, column++, rest[i], head_);
    }
    worksheet_freeze_panes(sheet, 1, 2);
    worksheet_repeat_rows(sheet, 0, 0);

    int row = 0;
    for (const v1::EditionRow& line : pijler.rows()) {
      ++row;
      Text(sheet, row, 0, line.number(), text_);
      Text(sheet, row, 1, line.title(), text_);
      Text(sheet, row, 2, line.part(), text_);
      if (line.label() == v1::EDITION_LABEL_NIEUW || line.label() == v1::EDITION_LABEL_VERVOLG) {
        Text(sheet, row, 3, Word(line.label()), text_);
      }
      Text(sheet, row, 4, absl::StrJoin(line.lead_partners(), ", "), text_);
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
      if (!contributions.empty()) {
        Text(sheet, row, total_column + 1, absl::StrJoin(contributions, "; "), text_);
      }
      for (const v1::EditionNote& note : pijler.notes()) {
        if (note.project() != line.project() || !line.part().empty()) continue;
        worksheet_write_number(sheet, row, total_column + 2,
                               Euros(note.reservation().total().euro_cents()), euro_);
        worksheet_write_number(sheet, row, total_column + 3,
                               Euros(note.reservation().left().euro_cents()), euro_);
      }
      if (line.has_progress()) {
        Text(sheet, row, total_column + 4, Word(line.progress().status()), text_);
        Text(sheet, row, total_column + 5, FormatDate(line.progress().reference_month()), text_);
        Text(sheet, row, total_column + 6, line.progress().summary(), text_);
      }
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
    }
  }

  void WriteExplanation(const v1::GetEditionResponse& answer, absl::TimeZone zone) {
    lxw_worksheet* sheet = Sheet("Toelichting");
    worksheet_set_column(sheet, 0, 0, 120, nullptr);
    int row = 0;
    if (!answer.edition().programme_description().empty()) {
      Text(sheet, row++, 0, answer.edition().programme_description(), text_);
    }
    Text(sheet, row++, 0, ProvenanceInWords(answer.edition().programme(), answer.true_at(), zone),
         text_);
    Text(sheet, row++, 0,
         "Aantallen zijn toekenningen, niet projecten. Bedragen zijn toekenningen min vrijval.",
         text_);
    for (const v1::PijlerTable& table : answer.edition().tables()) {
      for (const v1::EditionNote& note : table.notes()) {
        Text(sheet, row++, 0, absl::StrCat(table.title(), " ", ReservationInWords(note, table)),
             text_);
      }
    }
  }

  lxw_workbook* book_;
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
  Workbook workbook(path);
  workbook.Write(answer, zone);
  return workbook.Close();
}

}  // namespace dealboek::cli::documents
