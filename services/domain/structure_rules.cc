#include "services/domain/structure_rules.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

#include "services/base/reasons.h"
#include "services/domain/existence.h"
#include "services/domain/facts.h"
#include "services/domain/input.h"
#include "services/domain/refusal.h"
#include "services/domain/text.h"

namespace dealboek::domain {
namespace {

absl::Status CheckPijlerCode(absl::string_view code) {
  constexpr size_t kLongest = 40;
  if (!code.empty() && code.size() <= kLongest &&
      std::all_of(code.begin(), code.end(), [](char c) { return c >= 'a' && c <= 'z'; })) {
    return absl::OkStatus();
  }
  return Invalid(base::kNameInvalid, "pijler",
                 absl::StrCat(Quoted(code), " can't be the code of a pijler. Give 1 to ", kLongest,
                              " lower-case letters."),
                 absl::StrCat(Quoted(code), " kan niet als code van een pijler. Geef 1 tot ",
                              kLongest, " kleine letters."),
                 {{"value", Readable(code)}});
}

bool HasTheme(const google::protobuf::RepeatedPtrField<std::string>& themes,
              const std::string& theme) {
  return std::find(themes.begin(), themes.end(), theme) != themes.end();
}

absl::Status ThemeInUse(const std::string& theme, absl::string_view who, absl::string_view wie) {
  return Refuse(absl::StatusCode::kFailedPrecondition, base::kThemeInUse,
                absl::StrCat(who, " is of theme \"", theme,
                             "\", which is left out. Keep it among the themes."),
                absl::StrCat(wie, " valt onder thema \"", theme,
                             "\", dat ontbreekt. Houd het bij de thema's."),
                {{"theme", theme}});
}

bool MayBecomeProject(const Proposal& proposal) {
  return proposal.stage != ProposalStage::kWithdrawn && proposal.stage != ProposalStage::kRejected;
}

// No theme goes that a project is of, or that a proposal would make one of.
void CheckThemesKept(const State& state, absl::string_view pijler,
                     const google::protobuf::RepeatedPtrField<std::string>& themes,
                     Problems* problems) {
  for (const auto& [id, project] : state.projects) {
    const std::string& theme = project->theme;
    if (project->pijler != pijler || theme.empty() || HasTheme(themes, theme)) continue;
    problems->Add(ThemeInUse(theme, absl::StrCat("Project ", project->Label()),
                             absl::StrCat("Project ", project->Label())),
                  "themes");
  }
  for (const auto& [id, proposal] : state.proposals) {
    const std::string& theme = proposal->content().theme();
    if (proposal->content().pijler() != pijler || theme.empty() || !MayBecomeProject(*proposal) ||
        HasTheme(themes, theme)) {
      continue;
    }
    problems->Add(ThemeInUse(theme, absl::StrCat("Proposal ", id), absl::StrCat("Voorstel ", id)),
                  "themes");
  }
}

}  // namespace

absl::StatusOr<v1::PijlerDefined> MakePijler(
    const State& state, absl::string_view code, absl::string_view title,
    const google::protobuf::RepeatedPtrField<std::string>& themes) {
  Problems problems;
  problems.Add(CheckPijlerCode(code));
  problems.Add(CheckText(title, TextKind::kTitle, "title"));
  for (int i = 0; i < themes.size(); ++i) {
    const std::string field = absl::StrCat("themes[", i, "]");
    problems.Add(RequireText(themes[i], TextKind::kTitle, field));
    if (std::find(themes.begin(), themes.begin() + i, themes[i]) != themes.begin() + i) {
      problems.Add(Invalid(
          base::kValueRepeated, field,
          absl::StrCat("Theme ", Quoted(themes[i]), " is there twice. Name it once."),
          absl::StrCat("Thema ", Quoted(themes[i]), " staat er twee keer. Noem het één keer."),
          {{"theme", Readable(themes[i])}}));
    }
  }
  CheckThemesKept(state, code, themes, &problems);
  if (!problems.empty()) return problems.status();
  v1::PijlerDefined fact;
  fact.set_pijler(std::string(code));
  fact.set_title(std::string(title));
  *fact.mutable_themes() = themes;
  return fact;
}

namespace {

absl::Status PartnerExists(absl::string_view field, const Partner& other) {
  return Refuse(
      absl::StatusCode::kAlreadyExists, base::kPartnerExists,
      absl::StrCat("Partner ", other.id, " has this ", field,
                   " already. Use that partner, or give another ", field, "."),
      absl::StrCat("Partner ", other.id, " heeft deze ", field == "name" ? "naam" : "CBS-code",
                   " al. Gebruik die partner, of geef een andere."),
      {{"partner", other.id}});
}

absl::Status CheckCbsCode(absl::string_view code) {
  constexpr size_t kLongest = 20;
  const bool sound = code.size() <= kLongest && std::all_of(code.begin(), code.end(), [](char c) {
                       return absl::ascii_isalnum(static_cast<unsigned char>(c));
                     });
  if (sound) return absl::OkStatus();
  return Invalid(base::kNameInvalid, "cbs_code",
                 absl::StrCat(Quoted(code), " can't be a CBS code. Give at most ", kLongest,
                              " letters and digits, like GM0114."),
                 absl::StrCat(Quoted(code), " kan geen CBS-code zijn. Geef ten hoogste ", kLongest,
                              " letters en cijfers, zoals GM0114."),
                 {{"value", Readable(code)}});
}

}  // namespace

absl::StatusOr<v1::PartnerAdded> MakePartner(const State& state, absl::string_view name,
                                             v1::PartnerKind kind, absl::string_view cbs_code) {
  Problems problems;
  for (const auto& [id, other] : state.partners) {
    if (other->name == name) problems.Add(PartnerExists("name", *other), "display_name");
    if (!cbs_code.empty() && other->cbs_code == cbs_code)
      problems.Add(PartnerExists("CBS code", *other), "cbs_code");
  }
  problems.Add(RequireText(name, TextKind::kName, "display_name"));
  // Partners go by id or by name: no name may be read as an id.
  if (absl::StartsWith(name, "partner-")) {
    problems.Add(Invalid(
        base::kNameInvalid, "display_name",
        absl::StrCat(Quoted(name),
                     " can't be a name: with \"partner-\" ids begin. Give another name."),
        absl::StrCat(Quoted(name),
                     " kan geen naam zijn: met \"partner-\" beginnen id's. Geef een andere naam."),
        {{"value", Readable(name)}}));
  }
  if (kind == v1::PARTNER_KIND_UNSPECIFIED || !v1::PartnerKind_IsValid(kind)) {
    problems.Add(Invalid(base::kEnumUnspecified, "kind", "Say what kind of partner it is.",
                         "Geef op wat voor partner het is.",
                         {{"value", absl::StrCat(static_cast<int>(kind))}}));
  }
  problems.Add(CheckCbsCode(cbs_code));
  if (!problems.empty()) return problems.status();
  v1::PartnerAdded fact;
  fact.set_partner(NextPartnerId(state));
  fact.set_name(std::string(name));
  fact.set_kind(kind);
  fact.set_cbs_code(std::string(cbs_code));
  return fact;
}

absl::StatusOr<v1::TrancheAdded> MakeTranche(const State& state, int number,
                                             absl::string_view title, const v1::Money* ceiling) {
  constexpr int kHighest = 999;
  Problems problems;
  if (state.FindTranche(number) != nullptr) {
    problems.Add(
        Refuse(absl::StatusCode::kAlreadyExists, base::kTrancheExists,
               absl::StrCat("There is a tranche ", number, " already. Use another number."),
               absl::StrCat("Tranche ", number, " is er al. Gebruik een ander nummer."),
               {{"tranche", absl::StrCat(number)}}),
        "tranche");
  }
  if (number < 1 || number > kHighest) {
    problems.Add(
        Invalid(base::kValueOutOfRange, "tranche",
                absl::StrCat(number, " is no number of a tranche. Give 1 to ", kHighest, "."),
                absl::StrCat(number, " is geen nummer van een tranche. Geef 1 tot ", kHighest, "."),
                {{"tranche", absl::StrCat(number)}}));
  }
  problems.Add(CheckText(title, TextKind::kTitle, "title"));
  if (ceiling != nullptr) problems.Add(AnyMoney(ceiling, "ceiling").status());
  if (!problems.empty()) return problems.status();
  v1::TrancheAdded fact;
  fact.set_tranche(number);
  fact.set_title(std::string(title));
  if (ceiling != nullptr) *fact.mutable_ceiling() = *ceiling;
  return fact;
}

namespace {

bool ActsForPijler(v1::Role role) {
  return role == v1::ROLE_VAKBESTUURDER || role == v1::ROLE_ONTWIKKELTEAM;
}

absl::Status CheckPijlerOfSeat(const State& state, const SeatInput& input) {
  if (!input.pijler.empty() && !ActsForPijler(input.role)) {
    return Invalid(base::kFieldNotAllowed, "pijler",
                   "Only a vakbestuurder and an ontwikkelteam act for a pijler. Leave it out.",
                   "Alleen een vakbestuurder en een ontwikkelteam horen bij een pijler. Laat hem "
                   "weg.",
                   {{"field", "pijler"}});
  }
  if (input.pijler.empty() && ActsForPijler(input.role)) {
    return Invalid(base::kFieldRequired, "pijler", "Name the pijler this seat acts for.",
                   "Noem de pijler waar deze zetel bij hoort.", {{"field", "pijler"}});
  }
  return input.pijler.empty() ? absl::OkStatus() : RequirePijler(state, input.pijler).status();
}

absl::Status CheckPartnerOfSeat(const State& state, const SeatInput& input) {
  if (input.partner.empty() && input.role == v1::ROLE_PENVOERDER) {
    return Invalid(base::kFieldRequired, "partner", "Name the partner this penvoerder acts for.",
                   "Noem de partner waar deze penvoerder bij hoort.", {{"field", "partner"}});
  }
  return input.partner.empty() ? absl::OkStatus() : RequirePartner(state, input.partner).status();
}

}  // namespace

absl::StatusOr<v1::SeatEstablished> MakeSeat(const State& state, const SeatInput& input) {
  Problems problems;
  if (input.role == v1::ROLE_UNSPECIFIED || !v1::Role_IsValid(input.role)) {
    problems.Add(Invalid(base::kEnumUnspecified, "role", "Say which role the seat has.",
                         "Geef op welke rol de zetel heeft.",
                         {{"value", absl::StrCat(static_cast<int>(input.role))}}));
  } else {
    problems.Add(CheckPijlerOfSeat(state, input), "pijler");
    problems.Add(CheckPartnerOfSeat(state, input), "partner");
  }
  if (!v1::SeatPlace_IsValid(input.place)) {
    problems.Add(Invalid(base::kEnumUnspecified, "place", "A seat is a member's or the chair's.",
                         "Een zetel is van een lid of van de voorzitter.",
                         {{"value", absl::StrCat(static_cast<int>(input.place))}}));
  } else if (input.place == v1::SEAT_PLACE_CHAIR && input.role != v1::ROLE_STUURGROEP) {
    problems.Add(Invalid(
        base::kFieldNotAllowed, "place", "Only the stuurgroep has a chair. Leave the place out.",
        "Alleen de stuurgroep heeft een voorzitter. Laat de plaats weg.", {{"field", "place"}}));
  }
  problems.Add(CheckText(input.function, TextKind::kTitle, "function"));
  if (!problems.empty()) return problems.status();
  v1::SeatEstablished fact;
  fact.set_seat(NextSeatId(state));
  fact.set_role(input.role);
  fact.set_place(input.place == v1::SEAT_PLACE_UNSPECIFIED ? v1::SEAT_PLACE_MEMBER : input.place);
  fact.set_pijler(input.pijler);
  if (!input.partner.empty()) fact.set_partner(state.FindPartner(input.partner)->id);
  fact.set_function(input.function);
  return fact;
}

absl::Status CheckChairFree(const State& state, const Seat& chair, int64_t now_micros) {
  if (chair.role != v1::ROLE_STUURGROEP || chair.place != v1::SEAT_PLACE_CHAIR)
    return absl::OkStatus();
  const absl::CivilDay today = DayOf(now_micros);
  for (const auto& [id, other] : state.seats) {
    if (id == chair.id || other->role != v1::ROLE_STUURGROEP ||
        other->place != v1::SEAT_PLACE_CHAIR || other->ended_at != base::Position()) {
      continue;
    }
    const absl::CivilDay from = chair.from.has_value() ? chair.from->FirstDay() : today;
    const bool gone = other->until.has_value() && other->until->LastDay() < from;
    const bool later = other->from.has_value() && chair.until.has_value() &&
                       chair.until->LastDay() < other->from->FirstDay();
    if (gone || later) continue;
    return Refuse(absl::StatusCode::kFailedPrecondition, base::kChairTaken,
                  absl::StrCat("Seat ", id,
                               " is the chair's. End it first, or give days in which "
                               "it is not held."),
                  absl::StrCat("Zetel ", id,
                               " is die van de voorzitter. Beëindig die eerst, of "
                               "kies dagen waarop hij vrij is."),
                  {{"seat", id}});
  }
  return absl::OkStatus();
}

}  // namespace dealboek::domain
