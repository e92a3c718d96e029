#include "clients/cli/documents/commands.h"

namespace dealboek::cli::documents {

std::vector<AddCommands> AllNouns() {
  return {AddEditionDocuments, AddMeetingDocuments, AddBudgetDocuments, AddReconcile};
}

}  // namespace dealboek::cli::documents
