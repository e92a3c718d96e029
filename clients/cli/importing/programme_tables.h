// A programme as tables: what the files of an import say, checked and resolved, before it becomes
// facts. The layout is described in IMPORT.md.
#ifndef DEALBOEK_CLIENTS_CLI_IMPORTING_PROGRAMME_TABLES_H_
#define DEALBOEK_CLIENTS_CLI_IMPORTING_PROGRAMME_TABLES_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "google/type/date.pb.h"

#include "clients/cli/importing/problems.h"
#include "dealboek/v1/edition_service.pb.h"
#include "dealboek/v1/types.pb.h"

namespace dealboek::cli::importing {

struct PartnerRow {
  std::string name;
  v1::PartnerKind kind = v1::PARTNER_KIND_UNSPECIFIED;
  std::string cbs_code;
};

struct PijlerRow {
  std::string code;
  std::vector<std::string> themes;
};

struct TrancheRow {
  int number = 0;
  google::type::Date decided_on;
  bool date_inferred = false;
};

struct SeatRow {
  bool chair = false;
  std::string function;
  std::string partner;
};

// Where the document prints what the tables hold.
struct SourceNames {
  std::string document;
  std::string awards;
  std::string labels;
  std::string totals;
};

struct ProjectPartRow {
  std::string title;
  std::vector<std::string> leads;
  int line = 0;
};

struct ProjectRow {
  std::string pijler;
  std::string number;
  std::string title;
  std::string theme;
  std::string parent;  // label; empty: none
  std::vector<std::string> leads;
  std::string former_title;
  v1::EditionLabel label = v1::EDITION_LABEL_NONE;
  std::vector<ProjectPartRow> parts;
  int line = 0;

  std::string Label() const { return pijler + "-" + number; }
};

struct AwardRow {
  std::string project;  // label
  std::string part;
  int tranche = 0;
  int64_t cents = 0;
  int line = 0;
};

struct ReservationRow {
  std::string project;
  int64_t cents = 0;
  std::string note;
  int line = 0;
};

struct ContributionRow {
  std::string to;
  std::string from;
  int tranche = 0;
  std::optional<int64_t> cents;  // none: not known
  std::string note;
  int line = 0;
};

struct ProgressRow {
  std::string project;
  std::string part;
  google::type::Date month;
  v1::ProgressStatus status = v1::PROGRESS_STATUS_UNSPECIFIED;
  std::string summary;
  int line = 0;
};

struct TotalRow {
  std::string pijler;         // empty: all
  std::vector<int> tranches;  // empty: all
  std::optional<int> award_lines;
  std::optional<int64_t> cents;
  std::string printed_in;
  int line = 0;
};

// An interpretation of ours, for the rows of a file that it is about: all of them, or one
// project's.
struct InterpretationRow {
  std::string file;
  std::string project;  // label; empty: every row of the file
  std::string text;
};

struct ProgrammeTables {
  std::string name;
  int first_year = 0;
  int last_year = 0;
  std::vector<PartnerRow> partners;
  std::vector<PijlerRow> pijlers;
  std::vector<TrancheRow> tranches;  // by number
  std::vector<SeatRow> seats;
  int rounds_per_year = 0;
  std::vector<std::string> cross_cutting_themes;
  SourceNames source;
  std::vector<int> label_tranches;   // of the edition whose labels are given
  std::vector<ProjectRow> projects;  // a parent before its children
  std::vector<AwardRow> awards;
  std::vector<ReservationRow> reservations;
  std::vector<ContributionRow> contributions;
  std::vector<ProgressRow> progress;
  std::vector<TotalRow> totals;
  std::vector<InterpretationRow> interpretations;
  // Every file as it was read, by name: what a repeated import is recognised by.
  std::map<std::string, std::string> files;
};

// Reads and checks every file of the folder; dates after `now` are a problem. With problems the
// result is not to be used.
ProgrammeTables ReadProgrammeTables(const std::string& folder, absl::Time now, Problems& problems);

// A table of published totals by itself, in the layout of gepubliceerde_totalen.csv; pijlers and
// tranches are taken as they come. `document` is the source that the statements get.
std::vector<v1::SourcedStatement> ReadPublishedTotals(const std::string& path,
                                                      const std::string& document,
                                                      Problems& problems);

// The statement of a row, with its source.
v1::SourcedStatement StatementOf(const TotalRow& row, const std::string& file,
                                 const std::string& document);

}  // namespace dealboek::cli::importing

#endif  // DEALBOEK_CLIENTS_CLI_IMPORTING_PROGRAMME_TABLES_H_
