// From tables to opening-phase facts: everything the tables say, each with its source, nothing
// more.
#ifndef DEALBOEK_CLIENTS_CLI_IMPORTING_OPENING_H_
#define DEALBOEK_CLIENTS_CLI_IMPORTING_OPENING_H_

#include <cstdint>
#include <optional>
#include <string>

#include "clients/cli/importing/programme_tables.h"
#include "dealboek/v1/programme_service.pb.h"

namespace dealboek::cli::importing {

struct ImportOptions {
  std::string programme_id;
  // Only history up to and including this tranche; none: all of it.
  std::optional<int> until_tranche;
  // Empty: the programme's name; that it was taken from its document.
  std::string title;
  std::string description;
  // Who holds the first secretary's seat; empty: the caller.
  std::string secretary_subject;
  std::string secretary_display_name;
};

// What an import holds, for the sentence that says so.
struct ImportCounts {
  int projects = 0;
  int awards = 0;
  int64_t awarded_cents = 0;
  int reservations = 0;
  int contributions = 0;
  int progress_reports = 0;
  int statements = 0;
  // Left out by until_tranche.
  int projects_left_out = 0;
  int awards_left_out = 0;
};

struct Import {
  v1::CreateProgrammeRequest request;
  ImportCounts counts;
};

// One request, with a request id made from the content of the files and the options: the same
// import is the same request. The tables must be without problems; until_tranche, where given, one
// of their tranches.
Import MakeImport(const ProgrammeTables& tables, const ImportOptions& options);

}  // namespace dealboek::cli::importing

#endif  // DEALBOEK_CLIENTS_CLI_IMPORTING_OPENING_H_
