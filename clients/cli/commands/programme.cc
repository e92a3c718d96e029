// dealboek programme create|show|list|close-opening|define-pijler|add-partner|rules|ceiling;
// `programme import` is in programme_import.cc.
#include <memory>
#include <string>
#include <vector>

#include "CLI/App.hpp"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

#include "clients/cli/amounts.h"
#include "clients/cli/commands/commands.h"
#include "clients/cli/commands/reading.h"
#include "clients/cli/commands/typed.h"
#include "clients/cli/dates.h"
#include "clients/cli/labels.h"
#include "clients/cli/session.h"
#include "clients/cli/status_macros.h"
#include "clients/cli/verbs.h"
#include "dealboek/v1/programme_service.grpc.pb.h"

namespace dealboek::cli::commands {
namespace {

using Stub = v1::ProgrammeService::Stub;

// The book that the example of `create` begins, and its secretary.
constexpr char kSecretary[] = " --programme regiodeal-zod-oefening --as programmasecretaris";

struct RuleOptions {
  std::string endorsement;
  std::string quorum;
  std::string combined_seats;
  int rounds_per_year = -1;

  bool any() const {
    return !endorsement.empty() || !quorum.empty() || !combined_seats.empty() ||
           rounds_per_year >= 0;
  }
};

void AddRuleOptions(CLI::App& verb, RuleOptions& options) {
  verb.add_option(
      "--endorsement", options.endorsement,
      "Wanneer iets voorgedragen is: meer-dan-1/2, minstens-2/3 of een aantal vakbestuurders");
  verb.add_option("--quorum", options.quorum,
                  "Wanneer de stuurgroep beslist: meer-dan-1/2, minstens-2/3 of een aantal");
  verb.add_option("--combined-seats", options.combined_seats,
                  "Vakbestuurder en stuurgroeplid tegelijk: " + WordsOf<v1::CombinedSeats>());
  verb.add_option("--rounds-per-year", options.rounds_per_year,
                  "Hoe vaak per jaar minstens vastgesteld wordt")
      ->type_name("AANTAL");
}

absl::Status Apply(const RuleOptions& options, v1::Rules& rules) {
  if (!options.endorsement.empty()) {
    ASSIGN_OR_RETURN(*rules.mutable_endorsement(),
                     ThresholdAt("--endorsement", options.endorsement));
  }
  if (!options.quorum.empty()) {
    ASSIGN_OR_RETURN(*rules.mutable_quorum(), ThresholdAt("--quorum", options.quorum));
  }
  if (!options.combined_seats.empty()) {
    ASSIGN_OR_RETURN(const v1::CombinedSeats combined,
                     WordAt<v1::CombinedSeats>("--combined-seats", options.combined_seats));
    rules.set_combined_seats(combined);
  }
  if (options.rounds_per_year >= 0) rules.set_rounds_per_year(options.rounds_per_year);
  return absl::OkStatus();
}

struct Create {
  std::string title;
  std::string description;
  int first_year = 0;
  int last_year = 0;
  std::vector<std::string> themes;
  std::string secretary_subject;
  std::string secretary_display_name;
  RuleOptions rules;
};

absl::Status RunCreate(const Create& given, Session& session) {
  v1::CreateProgrammeRequest request;
  RETURN_IF_ERROR(session.Programme().status());
  request.set_programme_id(session.settings().programme);
  request.set_title(given.title);
  request.set_description(given.description);
  request.set_first_year(given.first_year);
  request.set_last_year(given.last_year);
  for (const std::string& theme : given.themes) request.add_cross_cutting_themes(theme);
  request.set_secretary_subject(given.secretary_subject);
  request.set_secretary_display_name(given.secretary_display_name);
  if (given.rules.any()) RETURN_IF_ERROR(Apply(given.rules, *request.mutable_rules()));
  request.set_request_id(session.RequestId());
  ASSIGN_OR_RETURN(const v1::CreateProgrammeResponse answer,
                   session.Call(&Stub::CreateProgramme, request));
  return session.ShowReceipt(
      answer, answer.receipt(), absl::StrCat("Boek ", request.programme_id(), " begonnen"),
      "Het is in zijn openingsfase.", "dealboek programme define-pijler werken --title Werken");
}

Table PartnerTable(const v1::Programme& programme) {
  Table table({{"partner", "partner"},
               {"naam", "display_name"},
               {"soort", "kind"},
               {"CBS-code", "cbs_code"}});
  for (const v1::Partner& partner : programme.partners()) {
    table.AddRow({TextCell(partner.partner()), TextCell(partner.display_name()),
                  TextCell(Word(partner.kind())), TextCell(partner.cbs_code())});
  }
  return table;
}

void PrintProgramme(const v1::Programme& programme, Session& session, std::ostream& out) {
  out << programme.title() << " (" << programme.name() << ")\n";
  if (!programme.description().empty()) out << programme.description() << "\n";
  if (programme.first_year() != 0) {
    out << "  looptijd: " << programme.first_year() << " tot en met " << programme.last_year()
        << "\n";
  }
  out << "  fase: " << Word(programme.phase()) << "\n";
  out << "  plafond: "
      << CeilingWords(programme.has_ceiling(), programme.ceiling(),
                      programme.has_possible_ceiling(), programme.possible_ceiling())
      << "\n";
  const v1::Rules& rules = programme.rules();
  out << "  voordracht: " << FormatThreshold(rules.has_endorsement(), rules.endorsement())
      << " van de vakbestuurders van de pijler\n"
      << "  quorum: " << FormatThreshold(rules.has_quorum(), rules.quorum())
      << " van de zetels van de stuurgroep\n"
      << "  vakbestuurder en stuurgroeplid tegelijk: "
      << (rules.combined_seats() == v1::COMBINED_SEATS_FORBIDDEN ? "verboden" : "toegestaan")
      << "\n";
  if (rules.rounds_per_year() > 0) {
    out << "  stelt vast: minstens " << rules.rounds_per_year() << " keer per jaar\n";
  }
  if (!programme.cross_cutting_themes().empty()) {
    out << "  verbindende thema's: " << absl::StrJoin(programme.cross_cutting_themes(), ", ")
        << "\n";
  }
  for (const v1::Pijler& pijler : programme.pijlers()) {
    out << "\nPijler " << (pijler.title().empty() ? pijler.pijler() : pijler.title()) << "\n";
    for (const std::string& theme : pijler.themes()) out << "  " << theme << "\n";
  }
  if (!programme.tranches().empty()) {
    out << "\n";
    session.PrintTable(TrancheTable(programme));
  }
  if (!programme.partners().empty()) {
    out << "\n";
    session.PrintTable(PartnerTable(programme));
  }
}

absl::Status RunShow(Session& session) {
  v1::GetProgrammeRequest request;
  ASSIGN_OR_RETURN(*request.mutable_name(), session.Programme());
  ASSIGN_OR_RETURN(*request.mutable_at(), session.ReadAt());
  ASSIGN_OR_RETURN(const v1::GetProgrammeResponse answer,
                   session.Call(&Stub::GetProgramme, request));
  RETURN_IF_ERROR(session.Show(answer, PartnerTable(answer.programme()), [&](std::ostream& out) {
    PrintProgramme(answer.programme(), session, out);
  }));
  session.NoteTrueAt(answer.true_at());
  return absl::OkStatus();
}

absl::Status RunList(Session& session) {
  ASSIGN_OR_RETURN(const v1::ReadAt at, session.ReadAt());
  if (at.has_position()) {
    return WrongUsage(
        "--as-of: elk boek telt zijn eigen posities; geef hier een moment, zoals 2021-06-30.");
  }
  v1::ListProgrammesRequest request;
  if (at.has_time()) *request.mutable_time() = at.time();
  ASSIGN_OR_RETURN(const v1::ListProgrammesResponse answer,
                   session.CallAllPages(&Stub::ListProgrammes, request));
  Table table({{"boek", "programme"},
               {"titel", "title"},
               {"omschrijving", "description"},
               {"positie", "position", Align::kRight}});
  for (const v1::ProgrammeSummary& programme : answer.programmes()) {
    const std::string& name = programme.name();
    const std::string& unreadable = programme.unreadable_reason();
    table.AddRow({TextCell(name.substr(name.find('/') + 1)), TextCell(programme.title()),
                  TextCell(unreadable.empty() ? programme.description()
                                              : absl::StrCat("onleesbaar (", unreadable, ")")),
                  NumberCell(programme.true_at().position())});
  }
  return session.ShowTable(
      answer, table, at.has_time() ? "Er waren toen nog geen boeken." : "Er zijn geen boeken.");
}

absl::Status RunCloseOpening(int64_t position_seen, Session& session) {
  v1::CloseOpeningRequest request;
  ASSIGN_OR_RETURN(*request.mutable_parent(), session.Programme());
  request.set_position_seen(position_seen);
  request.set_request_id(session.RequestId());
  ASSIGN_OR_RETURN(const v1::CloseOpeningResponse answer,
                   session.Call(&Stub::CloseOpening, request));
  return session.ShowReceipt(answer, answer.receipt(), "Openingsfase gesloten",
                             "Vanaf nu beweegt geld alleen door besluiten.",
                             "dealboek proposal submit --help");
}

struct DefinePijler {
  std::string pijler;
  std::string title;
  std::vector<std::string> themes;
  int64_t position_seen = 0;
};

absl::Status RunDefinePijler(const DefinePijler& given, Session& session) {
  v1::DefinePijlerRequest request;
  ASSIGN_OR_RETURN(*request.mutable_parent(), session.Programme());
  request.set_pijler(given.pijler);
  request.set_title(given.title);
  for (const std::string& theme : given.themes) request.add_themes(theme);
  request.set_position_seen(given.position_seen);
  request.set_request_id(session.RequestId());
  ASSIGN_OR_RETURN(const v1::DefinePijlerResponse answer,
                   session.Call(&Stub::DefinePijler, request));
  return session.ShowReceipt(answer, answer.receipt(),
                             absl::StrCat("Pijler ", given.pijler, " vastgelegd"), "",
                             "dealboek programme show");
}

struct AddPartner {
  std::string name;
  std::string kind;
  std::string cbs_code;
};

absl::Status RunAddPartner(const AddPartner& given, Session& session) {
  v1::AddPartnerRequest request;
  ASSIGN_OR_RETURN(*request.mutable_parent(), session.Programme());
  ASSIGN_OR_RETURN(const v1::PartnerKind kind, WordAt<v1::PartnerKind>("--kind", given.kind));
  request.set_display_name(given.name);
  request.set_kind(kind);
  request.set_cbs_code(given.cbs_code);
  request.set_request_id(session.RequestId());
  ASSIGN_OR_RETURN(const v1::AddPartnerResponse answer, session.Call(&Stub::AddPartner, request));
  return session.ShowReceipt(
      answer, answer.receipt(),
      absl::StrCat("Partner ", given.name, " toegevoegd als ", answer.partner().partner()), "",
      "dealboek programme show");
}

struct SetRules {
  RuleOptions rules;
  int64_t position_seen = 0;
};

absl::Status RunRules(const SetRules& given, Session& session) {
  if (!given.rules.any()) {
    return WrongUsage(
        "Geef minstens één regel. De regels die gelden staan in: dealboek programme show");
  }
  v1::SetRulesRequest request;
  // Rules are set whole: what is not asked for stays as it is.
  ASSIGN_OR_RETURN(const v1::GetProgrammeResponse read, FetchProgramme(session));
  request.set_parent(read.programme().name());
  *request.mutable_rules() = read.programme().rules();
  RETURN_IF_ERROR(Apply(given.rules, *request.mutable_rules()));
  request.set_position_seen(given.position_seen == 0 ? read.true_at().position()
                                                     : given.position_seen);
  request.set_request_id(session.RequestId());
  ASSIGN_OR_RETURN(const v1::SetRulesResponse answer, session.Call(&Stub::SetRules, request));
  return session.ShowReceipt(answer, answer.receipt(), "Regels vastgelegd", "",
                             "dealboek programme show");
}

struct Ceiling {
  std::string amount;
  int tranche = 0;
  int64_t position_seen = 0;
};

absl::Status RunCeiling(const Ceiling& given, Session& session) {
  v1::SetCeilingRequest request;
  ASSIGN_OR_RETURN(*request.mutable_parent(), session.Programme());
  ASSIGN_OR_RETURN(*request.mutable_change()->mutable_ceiling(),
                   MoneyAt("bedrag", given.amount, Zero::kEnough));
  request.mutable_change()->set_tranche(given.tranche);
  request.set_position_seen(given.position_seen);
  request.set_request_id(session.RequestId());
  ASSIGN_OR_RETURN(const v1::SetCeilingResponse answer, session.Call(&Stub::SetCeiling, request));
  return session.ShowReceipt(
      answer, answer.receipt(),
      absl::StrCat("Plafond van ",
                   given.tranche == 0 ? "het programma" : absl::StrCat("tranche ", given.tranche),
                   " is ", FormatEuroCents(request.change().ceiling().euro_cents())),
      "", "dealboek budget show --by tranche");
}

}  // namespace

void AddProgrammeCommands(CLI::App& app, Session& session) {
  CLI::App& noun = Noun(app, "programme", "Programma's: elk programma is één boek");

  const auto create = std::make_shared<Create>();
  CLI::App& create_verb = Verb(
      noun, session, "create", "Begint een boek, met zijn eerste secretaris",
      std::string("dealboek programme create --title \"Oefening\" --first-year 2019 --last-year "
                  "2023 --secretary-name programmasecretaris") +
          kSecretary,
      [create, &session] { return RunCreate(*create, session); });
  create_verb.add_option("--title", create->title, "Titel")->required();
  create_verb.add_option("--description", create->description,
                         "Wat een lezer van dit boek moet weten");
  create_verb.add_option("--first-year", create->first_year, "Eerste JAAR");
  create_verb.add_option("--last-year", create->last_year, "Laatste JAAR");
  create_verb.add_option("--theme", create->themes, "Verbindend thema; herhaal voor meer")
      ->allow_extra_args(false);
  create_verb.add_option("--secretary", create->secretary_subject,
                         "NAAM van de eerste secretaris; anders uzelf");
  create_verb.add_option("--secretary-name", create->secretary_display_name,
                         "Hoe die getoond wordt");
  AddRuleOptions(create_verb, create->rules);
  AddMutationOptions(create_verb, session);

  AddProgrammeImport(noun, session);

  CLI::App& show_verb =
      Verb(noun, session, "show", "Toont een programma: fase, regels, pijlers, tranches, partners",
           "dealboek programme show --programme regiodeal-zod --as lezer",
           [&session] { return RunShow(session); });
  AddReadOptions(show_verb, session);
  AddValidOnOption(show_verb, session);

  CLI::App& list_verb = Verb(noun, session, "list", "Toont de boeken op deze server",
                             "dealboek programme list --as lezer\n"
                             "  dealboek programme list --as lezer --as-of 2025-12-31",
                             [&session] { return RunList(session); });
  AddReadOptions(list_verb, session);

  const auto pijler = std::make_shared<DefinePijler>();
  CLI::App& pijler_verb =
      Verb(noun, session, "define-pijler", "Legt een pijler met zijn thema's vast, of opnieuw",
           std::string("dealboek programme define-pijler wonen --title Wonen --theme \"Regionale "
                       "aanpak\" --theme "
                       "Proeftuinen") +
               kSecretary,
           [pijler, &session] { return RunDefinePijler(*pijler, session); });
  pijler_verb.add_option("pijler", pijler->pijler, "Code van de pijler (wonen)")->required();
  pijler_verb.add_option("--title", pijler->title, "Titel");
  pijler_verb.add_option("--theme", pijler->themes, "Thema; herhaal voor meer")
      ->allow_extra_args(false);
  AddPositionSeenOption(pijler_verb, pijler->position_seen);
  AddMutationOptions(pijler_verb, session);

  const auto partner = std::make_shared<AddPartner>();
  CLI::App& partner_verb =
      Verb(noun, session, "add-partner", "Voegt een partner toe",
           std::string(
               "dealboek programme add-partner \"gem. Emmen\" --kind gemeente --cbs-code GM0114") +
               kSecretary,
           [partner, &session] { return RunAddPartner(*partner, session); });
  partner_verb.add_option("naam", partner->name, "Naam")->required();
  partner_verb.add_option("--kind", partner->kind, "Soort: " + WordsOf<v1::PartnerKind>())
      ->required();
  partner_verb.add_option("--cbs-code", partner->cbs_code, "CBS-code");
  AddMutationOptions(partner_verb, session);

  const auto rules = std::make_shared<SetRules>();
  CLI::App& rules_verb = Verb(
      noun, session, "rules", "Stelt regels in, in de openingsfase; wat niet genoemd wordt blijft",
      std::string("dealboek programme rules --quorum minstens-2/3 --rounds-per-year 2") +
          kSecretary,
      [rules, &session] { return RunRules(*rules, session); });
  AddRuleOptions(rules_verb, rules->rules);
  AddPositionSeenOption(rules_verb, rules->position_seen);
  AddMutationOptions(rules_verb, session);

  const auto ceiling = std::make_shared<Ceiling>();
  CLI::App& ceiling_verb =
      Verb(noun, session, "ceiling", "Stelt een plafond in, in de openingsfase",
           std::string("dealboek programme ceiling 16.000.000") + kSecretary,
           [ceiling, &session] { return RunCeiling(*ceiling, session); });
  ceiling_verb.add_option("bedrag", ceiling->amount, "Het plafond")->required();
  ceiling_verb.add_option("--tranche", ceiling->tranche, "Tranche; anders het programma");
  AddPositionSeenOption(ceiling_verb, ceiling->position_seen);
  AddMutationOptions(ceiling_verb, session);

  const auto close_seen = std::make_shared<int64_t>(0);
  CLI::App& close_verb =
      Verb(noun, session, "close-opening", "Sluit de openingsfase, voorgoed",
           std::string("dealboek programme close-opening") + kSecretary,
           [close_seen, &session] { return RunCloseOpening(*close_seen, session); });
  AddMutationOptions(close_verb, session);
  AddPositionSeenOption(close_verb, *close_seen);
}

}  // namespace dealboek::cli::commands
