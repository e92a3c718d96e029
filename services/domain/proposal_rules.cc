#include "services/domain/proposal_rules.h"

#include <algorithm>
#include <cstdint>
#include <initializer_list>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

#include "dealboek/v1/types.pb.h"
#include "services/base/dutch.h"
#include "services/base/money.h"
#include "services/base/reasons.h"
#include "services/base/status_macros.h"
#include "services/domain/existence.h"
#include "services/domain/input.h"
#include "services/domain/money_rules.h"
#include "services/domain/project_number.h"
#include "services/domain/refusal.h"
#include "services/domain/stage.h"
#include "services/domain/state.h"
#include "services/domain/text.h"

namespace dealboek::domain {
namespace {

using google::protobuf::RepeatedPtrField;

// Below the 65,535 bytes of a record by more than a header takes.
constexpr size_t kMaxContentBytes = 60'000;
constexpr size_t kSha256Bytes = 32;

bool IsFollowUp(v1::ProposalKind kind) {
  return kind == v1::PROPOSAL_KIND_VERVOLG || kind == v1::PROPOSAL_KIND_UITBREIDING ||
         kind == v1::PROPOSAL_KIND_VERLENGING;
}

absl::Status Required(absl::string_view field) {
  return Invalid(base::kFieldRequired, field, "Is required. Give it a value.",
                 "Dit is verplicht. Vul het in.");
}

absl::Status NotAllowed(absl::string_view field, absl::string_view english,
                        absl::string_view dutch) {
  return Invalid(base::kFieldNotAllowed, field, english, dutch);
}

// ------------------------------------------------------------------------ do the things it names
// exist

absl::Status NameById(const State& state, std::string* ref, absl::string_view field) {
  if (ref->empty()) return absl::OkStatus();
  const absl::StatusOr<const Project*> project = RequireProject(state, *ref);
  if (!project.ok()) return At(field, project.status());
  *ref = (*project)->id;
  return absl::OkStatus();
}

absl::Status NameLeadsById(const State& state, RepeatedPtrField<std::string>* refs,
                           absl::string_view field) {
  ASSIGN_OR_RETURN(const std::vector<std::string> ids, RequireLeadPartners(state, *refs, field));
  refs->Assign(ids.begin(), ids.end());
  return absl::OkStatus();
}

absl::Status NameThingsById(const State& state, v1::ProposalContent& content) {
  RETURN_IF_ERROR(NameById(state, content.mutable_project(), "content.project"));
  RETURN_IF_ERROR(NameById(state, content.mutable_parent_project(), "content.parent_project"));
  if (!content.theme().empty()) {
    ASSIGN_OR_RETURN(const Pijler* pijler, RequirePijler(state, content.pijler()));
    RETURN_IF_ERROR(At("content.theme", RequireTheme(*pijler, content.theme())));
  }
  if (!content.lead_partners().empty()) {
    RETURN_IF_ERROR(NameLeadsById(state, content.mutable_lead_partners(), "content.lead_partners"));
  }
  for (int i = 0; i < content.new_parts_size(); ++i) {
    RETURN_IF_ERROR(NameLeadsById(state, content.mutable_new_parts(i)->mutable_lead_partners(),
                                  absl::StrCat(Indexed("content.new_parts", i), ".lead_partners")));
  }
  for (int i = 0; i < content.contributions_size(); ++i) {
    v1::ContributionLine& line = *content.mutable_contributions(i);
    const std::string field = Indexed("content.contributions", i);
    if (line.from_project().empty()) return Required(absl::StrCat(field, ".from_project"));
    RETURN_IF_ERROR(
        NameById(state, line.mutable_from_project(), absl::StrCat(field, ".from_project")));
    RETURN_IF_ERROR(
        At(absl::StrCat(field, ".tranche"), RequireTranche(state, line.tranche()).status()));
  }
  return absl::OkStatus();
}

// ------------------------------------------------------------------------ is each field sound

absl::Status CheckSubject(const v1::ProposalContent& content) {
  switch (content.kind()) {
    case v1::PROPOSAL_KIND_IDEA:
      if (!content.project().empty()) {
        return NotAllowed("content.project", "An idea is about no project yet; leave it out.",
                          "Een idee gaat nog over geen project; laat dit weg.");
      }
      break;
    case v1::PROPOSAL_KIND_NEW_PROJECT:
      if (!content.project().empty()) {
        return NotAllowed("content.project",
                          "A new project has no id yet; leave it out, or ask a follow-up.",
                          "Een nieuw project bestaat nog niet; laat dit weg of vraag een vervolg.");
      }
      if (content.number().empty()) return Required("content.number");
      RETURN_IF_ERROR(CheckNumber(content.number(), "content.number"));
      if (content.lead_partners().empty()) return Required("content.lead_partners");
      return absl::OkStatus();
    case v1::PROPOSAL_KIND_VERVOLG:
    case v1::PROPOSAL_KIND_UITBREIDING:
    case v1::PROPOSAL_KIND_VERLENGING:
      if (content.project().empty()) return Required("content.project");
      break;
    default:  // unspecified, or a number of a later version
      return Invalid(base::kEnumUnspecified, "content.kind",
                     "Say whether it is an idea, a new project or which kind of follow-up.",
                     "Geef aan of het een idee, een nieuw project of welk soort vervolg is.");
  }
  const absl::string_view english = "Is only for a new project; leave it out.";
  const absl::string_view dutch = "Is alleen voor een nieuw project; laat dit weg.";
  if (!content.number().empty()) return NotAllowed("content.number", english, dutch);
  if (!content.parent_project().empty()) {
    return NotAllowed("content.parent_project", english, dutch);
  }
  if (!content.lead_partners().empty()) return NotAllowed("content.lead_partners", english, dutch);
  return absl::OkStatus();
}

absl::Status CheckIdeaAsksNothing(const v1::ProposalContent& content) {
  const absl::string_view english = "An idea asks no money yet; leave it out.";
  const absl::string_view dutch = "Een idee vraagt nog geen geld; laat dit weg.";
  if (!content.new_parts().empty()) return NotAllowed("content.new_parts", english, dutch);
  if (!content.lines().empty()) return NotAllowed("content.lines", english, dutch);
  if (content.has_reservation_total()) {
    return NotAllowed("content.reservation_total", english, dutch);
  }
  if (!content.contributions().empty()) return NotAllowed("content.contributions", english, dutch);
  return absl::OkStatus();
}

absl::Status CheckNewParts(const v1::ProposalContent& content) {
  std::set<absl::string_view> titles;
  for (int i = 0; i < content.new_parts_size(); ++i) {
    const std::string field = absl::StrCat(Indexed("content.new_parts", i), ".title");
    const std::string& title = content.new_parts(i).title();
    RETURN_IF_ERROR(RequireText(title, TextKind::kTitle, field));
    if (!titles.insert(title).second) {
      return Invalid(
          base::kPartExists, field,
          absl::StrCat("Part ", Quoted(title), " is given twice; leave one out."),
          absl::StrCat("Onderdeel ", Quoted(title), " staat er twee keer; laat er een weg."),
          {{"part", title}});
    }
  }
  return absl::OkStatus();
}

absl::Status CheckContributions(const v1::ProposalContent& content) {
  for (int i = 0; i < content.contributions_size(); ++i) {
    const v1::ContributionLine& line = content.contributions(i);
    const std::string field = Indexed("content.contributions", i);
    if (line.from_project() == content.project()) {
      return Invalid(base::kContributionToItself, absl::StrCat(field, ".from_project"),
                     "A project cannot contribute to itself; name another project.",
                     "Een project kan niet aan zichzelf bijdragen; noem een ander project.",
                     {{"project", line.from_project()}});
    }
    // Absent: the amount is not known.
    if (line.has_amount()) {
      RETURN_IF_ERROR(PositiveMoney(&line.amount(), absl::StrCat(field, ".amount")).status());
    }
    RETURN_IF_ERROR(CheckText(line.note(), TextKind::kLong, absl::StrCat(field, ".note")));
  }
  return absl::OkStatus();
}

absl::Status CheckDocuments(const v1::ProposalContent& content) {
  for (int i = 0; i < content.documents_size(); ++i) {
    const v1::DocumentRef& document = content.documents(i);
    const std::string field = Indexed("content.documents", i);
    RETURN_IF_ERROR(RequireText(document.name(), TextKind::kTitle, absl::StrCat(field, ".name")));
    RETURN_IF_ERROR(
        RequireText(document.media_type(), TextKind::kName, absl::StrCat(field, ".media_type")));
    if (document.size_bytes() <= 0) {
      return Invalid(base::kValueOutOfRange, absl::StrCat(field, ".size_bytes"),
                     absl::StrCat(document.size_bytes(),
                                  " is no size of a document; give its number of bytes."),
                     absl::StrCat(document.size_bytes(),
                                  " is geen grootte van een bijlage; geef het aantal bytes."),
                     {{"sizeBytes", absl::StrCat(document.size_bytes())}});
    }
    if (document.sha256().size() != kSha256Bytes) {
      return Invalid(base::kDocumentHashInvalid, absl::StrCat(field, ".sha256"),
                     absl::StrCat("A SHA-256 has ", kSha256Bytes, " bytes, this has ",
                                  document.sha256().size(), ". Hash the document again."),
                     absl::StrCat("Een SHA-256 heeft ", kSha256Bytes, " bytes, deze heeft er ",
                                  document.sha256().size(), ". Bereken hem opnieuw."),
                     {{"sizeBytes", absl::StrCat(document.sha256().size())}});
    }
  }
  return absl::OkStatus();
}

// ------------------------------------------------------------------------ lines

// The project lines are for: the one named, or, for a new one, what it will be.
Project ProjectOf(const State& state, const v1::ProposalContent& content) {
  if (const Project* project = state.FindProject(content.project())) return *project;
  Project project;
  project.pijler = content.pijler();
  project.number = content.number();
  return project;
}

bool IsNewPart(const v1::ProposalContent& content, absl::string_view title) {
  return std::any_of(content.new_parts().begin(), content.new_parts().end(),
                     [&](const v1::Part& part) { return part.title() == title; });
}

struct StageWords {
  absl::string_view english;
  absl::string_view dutch;
};

// What the stage is, and what may be done in it.
StageWords WordsFor(ProposalStage stage) {
  switch (stage) {
    case ProposalStage::kSubmitted:
      return {"is submitted and not endorsed yet. Its vakbestuurders must endorse it first.",
              "is ingediend en nog niet voorgedragen. De vakbestuurders moeten het eerst "
              "voordragen."};
    case ProposalStage::kReturned:
      return {"is returned for revision. Revise it first.",
              "is teruggegeven om te herzien. Herzie het eerst."};
    case ProposalStage::kEndorsed:
      return {"is endorsed already.", "is al voorgedragen."};
    case ProposalStage::kNotEndorsed:
      return {"is declined by so many that it cannot be endorsed. Revise it first.",
              "is door zo velen afgewezen dat het niet meer kan worden voorgedragen. Herzie het "
              "eerst."};
    case ProposalStage::kOnAgenda:
      return {"is on an agenda. Take it off there first.",
              "staat op een agenda. Haal het daar eerst af."};
    case ProposalStage::kRatified:
    case ProposalStage::kRatifiedWithChanges:
      return {"is ratified. Submit a new proposal.", "is bekrachtigd. Dien een nieuw voorstel in."};
    case ProposalStage::kRejected:
      return {"is rejected. Submit a new proposal.", "is afgewezen. Dien een nieuw voorstel in."};
    case ProposalStage::kDeferred:
      return {"is deferred. Revise it, or put it on a later agenda.",
              "is aangehouden. Herzie het, of zet het op een latere agenda."};
    case ProposalStage::kWithdrawn:
      return {"is withdrawn. Submit a new proposal.",
              "is ingetrokken. Dien een nieuw voorstel in."};
  }
  return {"", ""};
}

// What is asked comes out of the reservation that is asked with it, so that holds as much at least.
// Whether it holds what the project has got as well is seen when it is decided, as all money is.
absl::Status CheckReservation(const v1::ProposalContent& content) {
  constexpr absl::string_view kField = "content.reservation_total";
  ASSIGN_OR_RETURN(const base::Money total, PositiveMoney(&content.reservation_total(), kField));
  base::Money asked;
  for (const v1::AwardLine& line : content.lines()) {
    ASSIGN_OR_RETURN(const base::Money amount, base::Money::FromCents(line.amount().euro_cents()));
    ASSIGN_OR_RETURN(asked, asked.Plus(amount));
  }
  if (asked <= total) return absl::OkStatus();
  const std::string of_total = base::DutchEuros(total.cents());
  const std::string of_asked = base::DutchEuros(asked.cents());
  return At(kField,
            Refuse(absl::StatusCode::kFailedPrecondition, base::kReservationExceeded,
                   absl::StrCat("A reservation of ", of_total, " does not hold the ", of_asked,
                                " asked with it. Reserve at least that, or ask less."),
                   absl::StrCat("Een reservering van ", of_total, " is minder dan de ", of_asked,
                                " die het voorstel daaruit vraagt. Reserveer ten minste dat, of "
                                "vraag minder."),
                   {{"awardEuroCents", absl::StrCat(asked.cents())},
                    {"reservationEuroCents", absl::StrCat(total.cents())}}));
}

}  // namespace

absl::StatusOr<v1::ProposalContent> CheckContent(const State& state,
                                                 const v1::ProposalContent& asked) {
  v1::ProposalContent content = asked;
  RETURN_IF_ERROR(NameThingsById(state, content));
  RETURN_IF_ERROR(CheckSubject(content));
  RETURN_IF_ERROR(CheckStillStands(state, content));
  RETURN_IF_ERROR(RequireText(content.title(), TextKind::kTitle, "content.title"));
  RETURN_IF_ERROR(CheckText(content.summary(), TextKind::kLong, "content.summary"));
  RETURN_IF_ERROR(CheckDocuments(content));
  if (content.ByteSizeLong() > kMaxContentBytes) {
    return Invalid(base::kTextTooLong, "content",
                   absl::StrCat("Has ", content.ByteSizeLong(), " bytes; at most ",
                                kMaxContentBytes, " fit. Put longer texts in documents."),
                   absl::StrCat("Heeft ", content.ByteSizeLong(), " bytes; er passen er ",
                                kMaxContentBytes, ". Zet langere teksten in bijlagen."),
                   {{"sizeBytes", absl::StrCat(content.ByteSizeLong())},
                    {"maximumBytes", absl::StrCat(kMaxContentBytes)}});
  }
  if (content.kind() == v1::PROPOSAL_KIND_IDEA) {
    RETURN_IF_ERROR(CheckIdeaAsksNothing(content));
    return content;
  }
  RETURN_IF_ERROR(CheckNewParts(content));
  if (content.lines().empty() && content.contributions().empty()) {
    return Invalid(
        base::kAmountMissing, "content.lines",
        "Ask an amount out of a tranche, or a contribution; only an idea asks nothing.",
        "Vraag een bedrag uit een tranche of een bijdrage; alleen een idee vraagt niets.");
  }
  RETURN_IF_ERROR(CheckLines(state, content, content.lines(), "content.lines"));
  if (content.has_reservation_total()) RETURN_IF_ERROR(CheckReservation(content));
  RETURN_IF_ERROR(CheckContributions(content));
  return content;
}

absl::Status CheckStillStands(const State& state, const v1::ProposalContent& content) {
  if (content.kind() == v1::PROPOSAL_KIND_NEW_PROJECT) {
    return At("content.number", CheckNumberFree(state, content.pijler(), content.number()));
  }
  if (!IsFollowUp(content.kind())) return absl::OkStatus();
  ASSIGN_OR_RETURN(const Project* project, RequireProject(state, content.project()));
  const std::string label = project->Label();
  if (project->pijler != content.pijler()) {
    return Invalid(
        base::kProjectOfOtherPijler, "content.project",
        absl::StrCat("Project ", label, " is not of ", content.pijler(), ". Name its own pijler."),
        absl::StrCat("Project ", label, " hoort niet bij ", content.pijler(),
                     ". Noem de eigen pijler."),
        {{"project", label}, {"pijler", content.pijler()}});
  }
  RETURN_IF_ERROR(CheckTakesAwards(*project));
  const bool got_award = std::any_of(project->awards.begin(), project->awards.end(),
                                     [](const Award& award) { return !award.amount.IsZero(); });
  // A contribution that was corrected to nothing is none; one of an unknown amount is one.
  const bool got_contribution = std::any_of(
      project->received.begin(), project->received.end(), [](const Contribution& contribution) {
        return !contribution.amount.has_value() || !contribution.amount->IsZero();
      });
  if (!got_award && !got_contribution) {
    return Refuse(absl::StatusCode::kFailedPrecondition, base::kProjectWithoutAward,
                  absl::StrCat("Project ", label,
                               " never got money, so nothing can follow it up. Ask for a project "
                               "that did, or for a new one."),
                  absl::StrCat("Project ", label,
                               " kreeg nooit geld, dus een vervolg kan niet. Kies een project dat "
                               "wel geld kreeg, of een nieuw project."),
                  {{"project", label}});
  }
  for (const v1::Part& part : content.new_parts()) {
    if (project->FindPart(part.title()) == nullptr) continue;
    return Refuse(absl::StatusCode::kAlreadyExists, base::kPartExists,
                  absl::StrCat("Project ", label, " has a part ", part.title(),
                               " already. Ask for it without making it anew."),
                  absl::StrCat("Project ", label, " heeft al een onderdeel ", part.title(),
                               ". Vraag ervoor zonder het nieuw te maken."),
                  {{"project", label}, {"part", part.title()}});
  }
  return absl::OkStatus();
}

absl::Status CheckLines(const State& state, const v1::ProposalContent& content,
                        const RepeatedPtrField<v1::AwardLine>& lines, absl::string_view field) {
  const Project project = ProjectOf(state, content);
  for (int i = 0; i < lines.size(); ++i) {
    const absl::StatusOr<const Tranche*> tranche = RequireTranche(state, lines[i].tranche());
    const std::string of_tranche = absl::StrCat(Indexed(field, i), ".tranche");
    if (!tranche.ok()) return At(of_tranche, tranche.status());
    RETURN_IF_ERROR(At(of_tranche, CheckTakesAwards(state, **tranche)));
  }
  for (int i = 0; i < lines.size(); ++i) {
    const std::string& part = lines[i].part();
    if (part.empty() || IsNewPart(content, part)) continue;
    RETURN_IF_ERROR(
        At(absl::StrCat(Indexed(field, i), ".part"), RequirePart(state, project, part).status()));
  }
  base::Money sum;
  std::set<std::pair<absl::string_view, int>> seen;
  for (int i = 0; i < lines.size(); ++i) {
    const v1::AwardLine& line = lines[i];
    const std::string of_amount = absl::StrCat(Indexed(field, i), ".amount");
    ASSIGN_OR_RETURN(const base::Money amount,
                     PositiveMoney(line.has_amount() ? &line.amount() : nullptr, of_amount));
    const absl::StatusOr<base::Money> more = sum.Plus(amount);
    if (!more.ok()) return At(of_amount, more.status());
    sum = *more;
    if (!seen.insert({line.part(), line.tranche()}).second) {
      return Invalid(base::kValueRepeated, Indexed(field, i),
                     "Another line is for the same part and tranche; make them one.",
                     "Een andere regel is voor hetzelfde onderdeel en dezelfde tranche; voeg ze "
                     "samen.",
                     {{"part", line.part()}, {"tranche", absl::StrCat(line.tranche())}});
    }
  }
  return absl::OkStatus();
}

absl::Status RequireStage(const Proposal& proposal, std::initializer_list<ProposalStage> stages) {
  if (std::find(stages.begin(), stages.end(), proposal.stage) != stages.end()) {
    return absl::OkStatus();
  }
  const StageWords words = WordsFor(proposal.stage);
  return Refuse(
      absl::StatusCode::kFailedPrecondition,
      proposal.stage == ProposalStage::kOnAgenda ? base::kProposalOnAgenda : base::kProposalClosed,
      absl::StrCat("Proposal ", proposal.id, " ", words.english),
      absl::StrCat("Voorstel ", proposal.id, " ", words.dutch), {{"proposal", proposal.id}});
}

absl::Status RequireRevision(const Proposal& proposal, int revision_seen) {
  if (proposal.revision() == revision_seen) return absl::OkStatus();
  return Refuse(absl::StatusCode::kAborted, base::kStaleRevision,
                absl::StrCat("Proposal ", proposal.id, " is at revision ", proposal.revision(),
                             ", you saw ", revision_seen, ". Read it again."),
                absl::StrCat("Voorstel ", proposal.id, " is bij versie ", proposal.revision(),
                             ", u zag ", revision_seen, ". Lees het opnieuw."),
                {{"proposal", proposal.id},
                 {"revision", absl::StrCat(proposal.revision())},
                 {"revisionSeen", absl::StrCat(revision_seen)}});
}

}  // namespace dealboek::domain
