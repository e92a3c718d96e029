#include "services/domain/checks.h"

#include <algorithm>
#include <set>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

#include "services/base/check.h"
#include "services/base/dutch.h"
#include "services/base/error.h"
#include "services/base/reasons.h"
#include "services/base/status_macros.h"
#include "services/domain/facts.h"
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

// ---------------------------------------------------------------- does it exist

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

// ---------------------------------------------------------------- may this person

namespace {

absl::Status NoSeat(absl::string_view role, absl::string_view what, absl::string_view wat,
                    Metadata metadata) {
  metadata.insert(metadata.begin(), {"role", std::string(role)});
  return Refuse(absl::StatusCode::kPermissionDenied, base::kNoSeat,
                absl::StrCat("Only ", what,
                             " may do this, and you hold no such seat now. The secretaris of the "
                             "programme grants seats."),
                absl::StrCat("Alleen ", wat,
                             " mag dit, en u bekleedt die zetel nu niet. De secretaris van het "
                             "programma kent zetels toe."),
                std::move(metadata));
}

// The first seat in force of the caller's that `fits`; none: an empty seat.
template <typename Fits>
Acting FindSeat(const State& state, const Context& context, Fits fits) {
  const Person* person = state.FindPerson(context.subject);
  if (person == nullptr) return {};
  for (const auto& [id, seat] : state.seats) {
    if (seat->holder == person->id && fits(*seat) && IsInForce(*seat, context.now_micros))
      return {person->id, id};
  }
  return {};
}

}  // namespace

absl::StatusOr<Acting> ActAsSecretaris(const State& state, const Context& context) {
  Acting acting =
      FindSeat(state, context, [](const Seat& seat) { return seat.role == v1::ROLE_SECRETARIS; });
  if (!acting.seat.empty()) return acting;
  return NoSeat("ROLE_SECRETARIS", "the programmasecretaris", "de programmasecretaris", {});
}

absl::StatusOr<Acting> ActAsOntwikkelteam(const State& state, const Context& context,
                                          absl::string_view pijler) {
  Acting acting = FindSeat(state, context, [&](const Seat& seat) {
    return seat.role == v1::ROLE_ONTWIKKELTEAM && seat.pijler == pijler;
  });
  if (!acting.seat.empty()) return acting;
  return NoSeat("ROLE_ONTWIKKELTEAM", absl::StrCat("the ontwikkelteam of ", pijler),
                absl::StrCat("het ontwikkelteam van ", pijler), {{"pijler", std::string(pijler)}});
}

absl::StatusOr<Acting> ActAsVakbestuurder(const State& state, const Context& context,
                                          absl::string_view pijler) {
  Acting acting = FindSeat(state, context, [&](const Seat& seat) {
    return seat.role == v1::ROLE_VAKBESTUURDER && seat.pijler == pijler;
  });
  if (!acting.seat.empty()) return acting;
  return NoSeat("ROLE_VAKBESTUURDER", absl::StrCat("a vakbestuurder of ", pijler),
                absl::StrCat("een vakbestuurder van ", pijler), {{"pijler", std::string(pijler)}});
}

absl::StatusOr<Acting> ActAsStuurgroep(const State& state, const Context& context) {
  Acting acting =
      FindSeat(state, context, [](const Seat& seat) { return seat.role == v1::ROLE_STUURGROEP; });
  if (!acting.seat.empty()) return acting;
  return NoSeat("ROLE_STUURGROEP", "a member of the stuurgroep", "een lid van de stuurgroep", {});
}

absl::StatusOr<Acting> ActAsChair(const State& state, const Context& context) {
  Acting acting = FindSeat(state, context, [](const Seat& seat) {
    return seat.role == v1::ROLE_STUURGROEP && seat.place == v1::SEAT_PLACE_CHAIR;
  });
  if (!acting.seat.empty()) return acting;
  return NoSeat("ROLE_STUURGROEP", "the chair of the stuurgroep", "de voorzitter van de stuurgroep",
                {{"place", "SEAT_PLACE_CHAIR"}});
}

absl::StatusOr<Acting> ActAsPenvoerder(const State& state, const Context& context,
                                       const std::vector<std::string>& partners) {
  Acting acting = FindSeat(state, context, [&](const Seat& seat) {
    return seat.role == v1::ROLE_PENVOERDER &&
           std::find(partners.begin(), partners.end(), seat.partner) != partners.end();
  });
  if (!acting.seat.empty()) return acting;
  return NoSeat("ROLE_PENVOERDER", "the penvoerder", "de penvoerder",
                {{"partners", absl::StrJoin(partners, ",")}});
}

// ---------------------------------------------------------------- does the stage allow it

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

absl::Status RequireUnchanged(base::Position changed_at, int64_t position_seen,
                              absl::string_view english, absl::string_view dutch) {
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

absl::Status CheckSeatsFit(const State& state, const v1::Rules& rules, int64_t now_micros) {
  if (rules.combined_seats() != v1::COMBINED_SEATS_FORBIDDEN) return absl::OkStatus();
  std::set<std::string> stuurgroep;
  for (const Seat* seat : SeatsOf(state, v1::ROLE_STUURGROEP, "", now_micros)) {
    if (!seat->holder.empty()) stuurgroep.insert(seat->holder);
  }
  for (const Seat* seat : SeatsOf(state, v1::ROLE_VAKBESTUURDER, "", now_micros)) {
    if (!stuurgroep.contains(seat->holder)) continue;
    return Refuse(
        absl::StatusCode::kFailedPrecondition, base::kCombinedSeatsForbidden,
        absl::StrCat("Who holds vakbestuurder's seat ", seat->id,
                     " holds a seat of the stuurgroep too. End one of the two first."),
        absl::StrCat("Wie vakbestuurderszetel ", seat->id,
                     " bekleedt, zit ook in de stuurgroep. Beëindig eerst een van beide."),
        {{"seat", seat->id}});
  }
  return absl::OkStatus();
}

// ---------------------------------------------------------------- is the input sound

namespace {

size_t Longest(TextKind kind) {
  switch (kind) {
    case TextKind::kTitle:
      return 300;
    case TextKind::kName:
      return 200;
    case TextKind::kLong:
      return 8000;
  }
  CHECK(false) << "a kind of text without a limit";
  return 0;
}

}  // namespace

absl::Status CheckText(absl::string_view text, TextKind kind, absl::string_view field) {
  const size_t longest = Longest(kind);
  if (text.size() > longest) {
    return Invalid(
        base::kTextTooLong, field,
        absl::StrCat("The text is ", text.size(), " bytes long; at most ", longest,
                     " are kept. Shorten it, or refer to a document."),
        absl::StrCat("De tekst is ", text.size(), " bytes lang; ten hoogste ", longest,
                     " passen er. Kort hem in of verwijs naar een bijlage."),
        {{"sizeBytes", absl::StrCat(text.size())}, {"maxSizeBytes", absl::StrCat(longest)}});
  }
  for (size_t at = 0; at < text.size();) {
    const Character c = FirstCharacter(text.substr(at));
    if (c.length == 0) {
      return Invalid(
          base::kTextNotUtf8, field,
          absl::StrCat("The text is not UTF-8 from byte ", at, " on. Send it as UTF-8."),
          absl::StrCat("De tekst is vanaf byte ", at, " geen UTF-8. Stuur hem als UTF-8."),
          {{"offsetBytes", absl::StrCat(at)}});
    }
    if (IsControl(c.code) && !(c.code == '\n' && kind == TextKind::kLong)) {
      return Invalid(
          base::kTextControlCharacter, field,
          absl::StrCat("The text has control character U+", absl::Hex(c.code, absl::kZeroPad4),
                       " at byte ", at, ". Leave it out."),
          absl::StrCat("De tekst heeft op byte ", at, " een stuurteken (U+",
                       absl::Hex(c.code, absl::kZeroPad4), "). Laat dat weg."),
          {{"offsetBytes", absl::StrCat(at)}, {"codePoint", absl::StrCat(c.code)}});
    }
    at += c.length;
  }
  return absl::OkStatus();
}

absl::Status RequireText(absl::string_view text, TextKind kind, absl::string_view field) {
  // Too long comes before empty: a mebibyte of spaces is above all too long.
  RETURN_IF_ERROR(CheckText(text, kind, field));
  for (size_t at = 0; at < text.size();) {
    const Character c = FirstCharacter(text.substr(at));
    if (!IsBlank(c.code)) return absl::OkStatus();
    at += c.length;
  }
  return Invalid(base::kTextEmpty, field, "The text is empty. Fill it in.",
                 "De tekst is leeg. Vul hem in.");
}

absl::Status RequireSubject(absl::string_view subject, absl::string_view field) {
  RETURN_IF_ERROR(RequireText(subject, TextKind::kName, field));
  const bool visible =
      std::all_of(subject.begin(), subject.end(), [](char c) { return c >= ' ' && c <= '~'; });
  if (visible && subject.front() != ' ' && subject.back() != ' ') return absl::OkStatus();
  return Invalid(base::kNameInvalid, field,
                 absl::StrCat(Quoted(subject),
                              " is no name to sign in with. Give letters without accents, digits, "
                              "punctuation and spaces, and no space at either end."),
                 absl::StrCat("Met ", Quoted(subject),
                              " kan niemand zich aanmelden. Geef letters zonder accenten, cijfers, "
                              "leestekens en spaties, zonder spatie aan het begin of het eind."),
                 {{"value", Readable(subject)}});
}

absl::StatusOr<base::Money> AnyMoney(const v1::Money* money, absl::string_view field) {
  if (money == nullptr) {
    return Invalid(base::kAmountMissing, field, "There is no amount. Give it in euro cents.",
                   "Het bedrag ontbreekt. Geef het op.");
  }
  absl::StatusOr<base::Money> amount = base::Money::FromCents(money->euro_cents());
  if (amount.ok()) return amount;
  base::ErrorDetail detail = *base::GetErrorDetail(amount.status());
  detail.dutch = money->euro_cents() < 0
                     ? "Een bedrag kan niet onder nul zijn. Geef een positief bedrag."
                     : absl::StrCat("Het bedrag is hoger dan Dealboek bijhoudt (ten hoogste ",
                                    base::DutchEurosAndCents(base::Money::kMaxCents),
                                    "). Geef een lager bedrag.");
  detail.violations = {{std::string(field), std::string(amount.status().message()), detail.dutch}};
  return base::WithDetail(
      absl::Status(amount.status().code(), absl::StrCat(field, ": ", amount.status().message())),
      detail);
}

absl::StatusOr<base::Money> PositiveMoney(const v1::Money* money, absl::string_view field) {
  ASSIGN_OR_RETURN(const base::Money amount, AnyMoney(money, field));
  if (!amount.IsZero()) return amount;
  return Invalid(base::kAmountZero, field, "An amount of zero moves nothing. Give more than that.",
                 "Een bedrag van nul verplaatst niets. Geef een hoger bedrag.");
}

absl::StatusOr<base::PartialDate> CheckDate(const google::type::Date* date,
                                            absl::string_view field) {
  if (date == nullptr) {
    return Invalid(
        base::kFieldRequired, field, "There is no date. Give it as precisely as it is known.",
        "De datum ontbreekt. Geef die zo precies als bekend is.", {{"field", std::string(field)}});
  }
  return base::PartialDate::Parse(date->year(), date->month(), date->day(), field);
}

absl::Status RequireBegun(const base::PartialDate& date, int64_t now_micros,
                          absl::string_view field) {
  // Somewhere it is tomorrow already.
  const absl::CivilDay tomorrow = DayOf(now_micros) + 1;
  if (date.FirstDay() <= tomorrow) return absl::OkStatus();
  return Invalid(
      base::kDateInFuture, field,
      absl::StrCat(date.ToString(), " is still to come. Give the day it happened."),
      absl::StrCat(base::DutchDate(date), " moet nog komen. Geef de datum waarop het gebeurde."),
      {{"date", date.ToString()}});
}

absl::StatusOr<base::PartialDate> CheckMonth(const google::type::Date* date,
                                             absl::string_view field) {
  ASSIGN_OR_RETURN(const base::PartialDate month, CheckDate(date, field));
  if (month.month() != 0 && month.day() == 0) return month;
  return Invalid(base::kDateNotAMonth, field,
                 absl::StrCat(month.ToString(), " is not a month. Give year and month."),
                 absl::StrCat(base::DutchDate(month), " is geen maand. Geef jaar en maand."),
                 {{"date", month.ToString()}});
}

absl::Status CheckNumber(absl::string_view number, absl::string_view field) {
  constexpr size_t kLongest = 20;
  bool sound = !number.empty() && number.size() <= kLongest;
  bool digit = false;
  for (size_t i = 0; i < number.size(); ++i) {
    const char c = number[i];
    // A dot stands between digits; 01 would be 1 again.
    if (c == '.' ? !digit : !absl::ascii_isdigit(static_cast<unsigned char>(c))) sound = false;
    if (c == '0' && !digit && i + 1 < number.size() && number[i + 1] != '.') sound = false;
    digit = c != '.';
  }
  if (sound && digit) return absl::OkStatus();
  return Invalid(base::kNumberInvalid, field,
                 absl::StrCat(Quoted(number),
                              " is not a number of a project. Give digits, with dots between and "
                              "no zero in front (2.4), at most ",
                              kLongest, " characters."),
                 absl::StrCat(Quoted(number),
                              " is geen projectnummer. Geef cijfers met punten ertussen en zonder "
                              "nul vooraan (2.4), ten hoogste ",
                              kLongest, " tekens."),
                 {{"number", Readable(number)}});
}

absl::Status CheckNumberFree(const State& state, absl::string_view pijler, absl::string_view number,
                             absl::string_view except) {
  const std::string label = absl::StrCat(pijler, "-", number);
  const auto taken = state.project_of_label.find(label);
  if (taken == state.project_of_label.end() || taken->second == except) return absl::OkStatus();
  const std::string title = Quoted(state.FindProject(taken->second)->title);
  return Refuse(absl::StatusCode::kAlreadyExists, base::kNumberTaken,
                absl::StrCat("Number ", number, " of ", pijler, " is taken by project ", title,
                             ". Choose a free one."),
                absl::StrCat("Nummer ", number, " van ", pijler, " is al van project ", title,
                             ". Kies een vrij nummer."),
                {{"pijler", std::string(pijler)},
                 {"number", std::string(number)},
                 {"project", taken->second}});
}

absl::Status CheckProgress(const v1::ProgressText& progress, absl::string_view field) {
  if (progress.status() == v1::PROGRESS_STATUS_UNSPECIFIED ||
      !v1::ProgressStatus_IsValid(progress.status())) {
    return Invalid(base::kEnumUnspecified, absl::StrCat(field, ".status"),
                   "Say how it is going: not started, running, delayed or done.",
                   "Geef de stand: niet gestart, loopt, vertraagd of afgerond.",
                   {{"value", absl::StrCat(static_cast<int>(progress.status()))}});
  }
  return CheckText(progress.summary(), TextKind::kLong, absl::StrCat(field, ".summary"));
}

absl::Status CheckSource(const v1::Source& source, absl::string_view field) {
  RETURN_IF_ERROR(
      RequireText(source.document(), TextKind::kTitle, absl::StrCat(field, ".document")));
  RETURN_IF_ERROR(CheckText(source.location(), TextKind::kTitle, absl::StrCat(field, ".location")));
  return CheckText(source.interpretation(), TextKind::kLong,
                   absl::StrCat(field, ".interpretation"));
}

namespace {

constexpr int kMostSeats = 1000;

// A rule that some number of seats can meet and some can fail to meet.
absl::Status CheckThreshold(const v1::Threshold& threshold, absl::string_view field) {
  bool sound = false;
  const auto bounded = [](const v1::Fraction& fraction) {
    return fraction.denominator() >= 1 && fraction.denominator() <= kMostSeats &&
           fraction.numerator() >= 0 && fraction.numerator() <= fraction.denominator();
  };
  switch (threshold.rule_case()) {
    case v1::Threshold::kMoreThan:
      sound = bounded(threshold.more_than()) &&
              threshold.more_than().numerator() < threshold.more_than().denominator();
      break;
    case v1::Threshold::kAtLeast:
      sound = bounded(threshold.at_least()) && threshold.at_least().numerator() > 0;
      break;
    case v1::Threshold::kCount:
      sound = threshold.count() >= 1 && threshold.count() <= kMostSeats;
      break;
    case v1::Threshold::RULE_NOT_SET:
      sound = true;  // stands for more than half
      break;
  }
  if (sound) return absl::OkStatus();
  const v1::Fraction& fraction = threshold.rule_case() == v1::Threshold::kMoreThan
                                     ? threshold.more_than()
                                     : threshold.at_least();
  const std::string given = threshold.rule_case() == v1::Threshold::kCount
                                ? absl::StrCat(threshold.count())
                                : absl::StrCat(fraction.numerator(), "/", fraction.denominator());
  return Invalid(base::kRulesInvalid, field,
                 absl::StrCat("No number of seats can meet the rule ", given,
                              ". Give a fraction between 0 and 1, or a number of seats from 1 to ",
                              kMostSeats, "."),
                 absl::StrCat("Aan de regel ", given,
                              " kan geen aantal zetels voldoen. Geef een breuk tussen 0 en 1, of "
                              "een aantal zetels van 1 tot ",
                              kMostSeats, "."),
                 {{"rule", given}});
}

}  // namespace

absl::Status CheckRules(const v1::Rules& rules, absl::string_view field) {
  RETURN_IF_ERROR(CheckThreshold(rules.endorsement(), absl::StrCat(field, ".endorsement")));
  RETURN_IF_ERROR(CheckThreshold(rules.quorum(), absl::StrCat(field, ".quorum")));
  if (!v1::CombinedSeats_IsValid(rules.combined_seats())) {
    return Invalid(base::kEnumUnspecified, absl::StrCat(field, ".combined_seats"),
                   "Say whether combined seats are allowed or forbidden.",
                   "Geef op of dubbele zetels zijn toegestaan of verboden.",
                   {{"value", absl::StrCat(static_cast<int>(rules.combined_seats()))}});
  }
  if (rules.rounds_per_year() < 0 || rules.rounds_per_year() > 366) {
    return Invalid(base::kRulesInvalid, absl::StrCat(field, ".rounds_per_year"),
                   absl::StrCat(rules.rounds_per_year(),
                                " rounds a year can't be. Give 0 to 366; 0: not laid down."),
                   absl::StrCat(rules.rounds_per_year(),
                                " rondes per jaar kan niet. Geef 0 tot 366; 0: niet vastgelegd."),
                   {{"roundsPerYear", absl::StrCat(rules.rounds_per_year())}});
  }
  return absl::OkStatus();
}

v1::Rules Completed(v1::Rules rules) {
  if (rules.combined_seats() == v1::COMBINED_SEATS_UNSPECIFIED)
    rules.set_combined_seats(v1::COMBINED_SEATS_ALLOWED);
  return rules;
}

}  // namespace dealboek::domain
