#include "services/domain/stage.h"

#include "absl/strings/str_cat.h"

#include "services/base/reasons.h"
#include "services/domain/refusal.h"

namespace dealboek::domain {
absl::Status RequireOpening(const Programme& programme) {
  if (programme.phase == Phase::kOpening) return absl::OkStatus();
  return Refuse(
      absl::StatusCode::kFailedPrecondition, base::kOpeningClosed,
      "The opening phase is closed: this now takes a decision of the stuurgroep.",
      "De openingsfase is afgesloten: dit kan nu alleen met een besluit van de stuurgroep.");
}

absl::Status RequireRunning(const Programme& programme) {
  if (programme.phase == Phase::kRunning) return absl::OkStatus();
  return Refuse(absl::StatusCode::kFailedPrecondition, base::kOpeningNotClosed,
                "The programme is still in its opening phase. The secretaris closes it first.",
                "Het programma is nog in de openingsfase. De secretaris sluit die eerst af.");
}

absl::Status RequireRevision(const Project& project, int revision_seen) {
  if (project.revision == revision_seen) return absl::OkStatus();
  return Refuse(absl::StatusCode::kAborted, base::kStaleRevision,
                absl::StrCat("Project ", project.Label(), " is at revision ", project.revision,
                             ", you saw ", revision_seen, ". Read it again."),
                absl::StrCat("Project ", project.Label(), " is bij versie ", project.revision,
                             ", u zag ", revision_seen, ". Lees het opnieuw."),
                {{"project", project.Label()},
                 {"revision", absl::StrCat(project.revision)},
                 {"revisionSeen", absl::StrCat(revision_seen)}});
}

absl::Status RequireUnchanged(const State& state, base::Position changed_at, int64_t position_seen,
                              absl::string_view english, absl::string_view dutch) {
  if (position_seen < 0) {
    return Invalid(base::kValueOutOfRange, "position_seen",
                   absl::StrCat(position_seen, " can't be. Give the position you read at, or 0."),
                   absl::StrCat(position_seen,
                                " kan niet als position_seen. Geef de positie waarop u las, of 0."),
                   {{"field", "position_seen"}, {"value", absl::StrCat(position_seen)}});
  }
  const auto head = static_cast<int64_t>(state.position.value());
  if (position_seen > head) {
    return Refuse(
        absl::StatusCode::kOutOfRange, base::kPositionUnknown,
        absl::StrCat("The book stands at position ", head, "; you can't have seen position ",
                     position_seen, " yet. Read it again."),
        absl::StrCat("Het boek staat op positie ", head, "; positie ", position_seen,
                     " kunt u nog niet gezien hebben. Lees opnieuw."),
        {{"position", absl::StrCat(position_seen)}, {"headPosition", absl::StrCat(head)}});
  }
  const auto changed = static_cast<int64_t>(changed_at.value());
  if (position_seen == 0 || changed <= position_seen) return absl::OkStatus();
  return Refuse(
      absl::StatusCode::kAborted, base::kStaleRevision,
      absl::StrCat("At position ", changed, " somebody changed ", english, ", after position ",
                   position_seen, " that you saw. Read it again."),
      absl::StrCat("Op positie ", changed, " is ", dutch, " gewijzigd, na positie ", position_seen,
                   " die u zag. Lees opnieuw."),
      {{"changedPosition", absl::StrCat(changed)}, {"positionSeen", absl::StrCat(position_seen)}});
}

}  // namespace dealboek::domain
