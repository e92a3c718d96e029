// A meeting on paper: the besluitenlijst as a secretary sends it round, and the pack members get
// before the meeting.
#ifndef DEALBOEK_CLIENTS_CLI_DOCUMENTS_DECISIONS_H_
#define DEALBOEK_CLIENTS_CLI_DOCUMENTS_DECISIONS_H_

#include <map>
#include <string>
#include <vector>

#include "absl/time/time.h"

#include "clients/cli/documents/document.h"
#include "clients/cli/names.h"
#include "dealboek/v1/budget_service.pb.h"
#include "dealboek/v1/decision_service.pb.h"
#include "dealboek/v1/programme_service.pb.h"

namespace dealboek::cli::documents {

// What stands around a meeting's own words.
struct MeetingContext {
  Names names;
  // Who endorsed the revision on the agenda, by proposal.
  std::map<std::string, std::vector<std::string>> endorsed_by;
  v1::Programme programme;
  // Budgets per tranche, of the programme and per reservation: after the list, or as they are.
  v1::GetBudgetResponse tranches;
  v1::GetBudgetResponse reservations;
  absl::TimeZone zone;
};

// Who was there, who did not decide for interest, each item with decision, amounts and reason, and
// the budgets after it. A list that is not confirmed is marked as a draft.
Document DecisionListDocument(const v1::GetMeetingResponse& answer, const MeetingContext& context);

// The agenda with each item's content, and what the budgets would be if all were ratified as asked.
// kConfirmedSince: the list was confirmed since; `answer` is of before.
enum class ListState { kOpen, kConfirmedSince };
Document MeetingPackDocument(const v1::GetMeetingResponse& answer, ListState state,
                             const v1::PreviewDecisionsResponse& preview,
                             const MeetingContext& context);

// The budgets that would change, a table for each kind of them: what they are now and would be, of
// the amounts that change for some budget of that kind.
std::vector<DocumentTable> ChangesTables(
    const google::protobuf::RepeatedPtrField<v1::BudgetChange>& changes);

}  // namespace dealboek::cli::documents

#endif  // DEALBOEK_CLIENTS_CLI_DOCUMENTS_DECISIONS_H_
