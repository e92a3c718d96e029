#include "services/domain/existence.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

#include "services/base/error.h"
#include "services/base/reasons.h"
#include "services/base/status_macros.h"
#include "services/domain/refusal.h"
#include "services/domain/text.h"

namespace dealboek::domain {
namespace {

absl::Status Unknown(absl::string_view reason, absl::string_view key, absl::string_view value,
                     absl::string_view thing, absl::string_view ding, absl::string_view remedy,
                     absl::string_view remedie) {
  return Refuse(absl::StatusCode::kNotFound, reason,
                absl::StrCat("There is no ", thing, " ", Quoted(value), ". ", remedy),
                absl::StrCat("Er is geen ", ding, " ", Quoted(value), ". ", remedie),
                {{std::string(key), Readable(value)}});
}

}  // namespace

absl::StatusOr<const Programme*> RequireProgramme(const State& state) {
  if (state.programme != nullptr) return state.programme.get();
  return Refuse(absl::StatusCode::kNotFound, base::kProgrammeUnknown,
                "There is no such programme. Create it first.",
                "Dit programma bestaat niet. Maak het eerst aan.");
}

absl::StatusOr<const Project*> RequireProject(const State& state, absl::string_view ref) {
  if (const Project* project = state.FindProject(ref)) return project;
  return Unknown(base::kProjectUnknown, "project", ref, "project", "project",
                 "Name it by id (p17) or by pijler and number (werken-2.4).",
                 "Noem het bij id (p17) of bij pijler en nummer (werken-2.4).");
}

absl::StatusOr<const Partner*> RequirePartner(const State& state, absl::string_view ref) {
  if (const Partner* partner = state.FindPartner(ref)) return partner;
  return Unknown(base::kPartnerUnknown, "partner", ref, "partner", "partner",
                 "Add it first, or name it exactly as it was added.",
                 "Voeg die eerst toe, of noem de partner precies zoals hij is toegevoegd.");
}

absl::StatusOr<const Pijler*> RequirePijler(const State& state, absl::string_view code) {
  if (const Pijler* pijler = state.FindPijler(code)) return pijler;
  return Unknown(
      base::kPijlerUnknown, "pijler", code, "pijler", "pijler",
      absl::StrCat("The programme has: ", absl::StrJoin(state.pijler_order, ", "), "."),
      absl::StrCat("Het programma heeft: ", absl::StrJoin(state.pijler_order, ", "), "."));
}

absl::StatusOr<const Tranche*> RequireTranche(const State& state, int number) {
  if (const Tranche* tranche = state.FindTranche(number)) return tranche;
  return Refuse(absl::StatusCode::kNotFound, base::kTrancheUnknown,
                absl::StrCat("There is no tranche ", number, ". Add it first."),
                absl::StrCat("Er is geen tranche ", number, ". Voeg die eerst toe."),
                {{"tranche", absl::StrCat(number)}});
}

absl::StatusOr<const Proposal*> RequireProposal(const State& state, absl::string_view id) {
  if (const Proposal* proposal = state.FindProposal(id)) return proposal;
  return Unknown(base::kProposalUnknown, "proposal", id, "proposal", "voorstel",
                 "Proposals are named by year and number (2021-017).",
                 "Voorstellen heten naar jaar en nummer (2021-017).");
}

absl::StatusOr<const Meeting*> RequireMeeting(const State& state, absl::string_view id) {
  if (const Meeting* meeting = state.FindMeeting(id)) return meeting;
  return Unknown(base::kMeetingUnknown, "meeting", id, "meeting", "vergadering",
                 "Meetings are named by year and number (2021-1).",
                 "Vergaderingen heten naar jaar en nummer (2021-1).");
}

absl::StatusOr<const AgendaItem*> RequireItem(const Meeting& meeting, absl::string_view id) {
  if (const AgendaItem* item = meeting.FindItem(id)) return item;
  absl::Status status = Unknown(base::kItemUnknown, "item", id, "agenda item", "agendapunt",
                                absl::StrCat("See the agenda of meeting ", meeting.id, "."),
                                absl::StrCat("Zie de agenda van vergadering ", meeting.id, "."));
  base::ErrorDetail detail = *base::GetErrorDetail(status);
  detail.metadata.emplace_back("meeting", meeting.id);
  return base::WithDetail(std::move(status), detail);
}

absl::StatusOr<const Seat*> RequireSeat(const State& state, absl::string_view id) {
  if (const Seat* seat = state.FindSeat(id)) return seat;
  return Unknown(base::kSeatUnknown, "seat", id, "seat", "zetel", "See the list of seats.",
                 "Zie de lijst van zetels.");
}

absl::StatusOr<const Statement*> RequireStatement(const State& state, absl::string_view id) {
  if (const Statement* statement = state.FindStatement(id)) return statement;
  return Unknown(base::kStatementUnknown, "statement", id, "published statement",
                 "gepubliceerde opgave", "See what reconciling lists.",
                 "Zie de lijst bij het vergelijken.");
}

absl::StatusOr<const ProjectPart*> RequirePart(const State& state, const Project& project,
                                               absl::string_view title) {
  if (const ProjectPart* part = project.FindPart(title)) return part;
  for (const auto& [id, other] : state.projects) {
    if (other->FindPart(title) == nullptr) continue;
    return Refuse(
        absl::StatusCode::kInvalidArgument, base::kPartOfOtherProject,
        absl::StrCat("Part ", Quoted(title), " belongs to project ", other->Label(), ", not to ",
                     project.Label(), ". Name the project it belongs to."),
        absl::StrCat("Onderdeel ", Quoted(title), " hoort bij project ", other->Label(),
                     ", niet bij ", project.Label(), ". Noem het project waar het bij hoort."),
        {{"part", Readable(title)},
         {"project", project.Label()},
         {"otherProject", other->Label()}});
  }
  return Refuse(absl::StatusCode::kNotFound, base::kPartUnknown,
                absl::StrCat("Project ", project.Label(), " has no part ", Quoted(title),
                             ". Leave the part out for the project as a whole."),
                absl::StrCat("Project ", project.Label(), " heeft geen onderdeel ", Quoted(title),
                             ". Laat het onderdeel weg voor het project als geheel."),
                {{"part", Readable(title)}, {"project", project.Label()}});
}

absl::Status RequireTheme(const Pijler& pijler, absl::string_view theme) {
  if (std::find(pijler.themes.begin(), pijler.themes.end(), theme) != pijler.themes.end())
    return absl::OkStatus();
  return Refuse(absl::StatusCode::kNotFound, base::kThemeUnknown,
                absl::StrCat("Pijler ", pijler.code, " has no theme ", Quoted(theme),
                             ". It has: ", absl::StrJoin(pijler.themes, "; "), "."),
                absl::StrCat("Pijler ", pijler.code, " heeft geen thema ", Quoted(theme),
                             ". Wel: ", absl::StrJoin(pijler.themes, "; "), "."),
                {{"pijler", pijler.code}, {"theme", Readable(theme)}});
}

absl::StatusOr<std::vector<std::string>> RequireLeadPartners(
    const State& state, const google::protobuf::RepeatedPtrField<std::string>& refs,
    absl::string_view field) {
  if (refs.empty()) {
    return Invalid(base::kFieldRequired, field, "Name at least one partner that leads it.",
                   "Noem ten minste één penvoerder.", {{"field", std::string(field)}});
  }
  Problems problems;
  std::vector<std::string> ids;
  for (int i = 0; i < refs.size(); ++i) {
    const std::string path = absl::StrCat(field, "[", i, "]");
    const absl::StatusOr<const Partner*> partner = RequirePartner(state, refs[i]);
    if (!partner.ok()) {
      problems.Add(partner.status(), path);
    } else if (std::find(ids.begin(), ids.end(), (*partner)->id) != ids.end()) {
      problems.Add(Invalid(
          base::kValueRepeated, path,
          absl::StrCat("Partner ", Quoted((*partner)->name), " is named twice. Name each once."),
          absl::StrCat("Partner ", Quoted((*partner)->name),
                       " staat er twee keer. Noem elke partner één keer."),
          {{"partner", (*partner)->id}}));
    } else {
      ids.push_back((*partner)->id);
    }
  }
  RETURN_IF_ERROR(problems.status());
  return ids;
}

}  // namespace dealboek::domain
