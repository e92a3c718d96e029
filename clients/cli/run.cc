#include "clients/cli/run.h"

#include <algorithm>
#include <string>
#include <utf8proc.h>

#include "CLI/Config.hpp"
#include "CLI/Formatter.hpp"
#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

#include "clients/cli/error_json.h"
#include "clients/cli/errors.h"

namespace dealboek::cli {
namespace {

constexpr char kDescription[] =
    "Dealboek houdt het boek van een programma bij: wie wat voorstelde, voordroeg en besloot, en\n"
    "welk budget daaruit volgt.";

constexpr char kFooter[] =
    "Voorbeeld:\n"
    "  dealboek worklist --programme regiodeal-zod --as programmasecretaris\n"
    "\n"
    "Bedragen: 1.292.000, 450.000,00 of 1292000. Datums: 2021, 2021-06 of 2021-06-07, zo precies "
    "als bekend.\n"
    "Antwoorden gaan naar stdout, al het andere naar stderr; een weigering bij --output json als "
    "één regel JSON.\n"
    "Uitgangscode: 0 gedaan, 1 geweigerd of verschillend, 2 verkeerd gebruik, 3 geen server of "
    "geen\n"
    "antwoord.";

// CLI11's own words, in Dutch.
class DutchFormatter : public CLI::Formatter {
 public:
  DutchFormatter() {
    column_width(34);
    label("Usage", "Gebruik");
    label("OPTIONS", "OPTIES");
    label("SUBCOMMAND", "OPDRACHT");
    label("SUBCOMMANDS", "OPDRACHTEN");
    label("Positionals", "Argumenten");
    label("REQUIRED", "(verplicht)");
    label("TEXT", "TEKST");
    label("INT", "GETAL");
    label("UINT", "GETAL");
    label("FLOAT", "GETAL");
    label("Needs", "Vraagt");
    label("Excludes", "Niet met");
    label("Env", "Variabele");
  }
};

// The noun and verb that were reached, for the pointer to --help.
const CLI::App& Deepest(const CLI::App& app) {
  const CLI::App* at = &app;
  while (!at->get_subcommands().empty()) at = at->get_subcommands().front();
  return *at;
}

std::string PathOf(const CLI::App& app) {
  return app.get_parent() == nullptr ? "dealboek"
                                     : absl::StrCat(PathOf(*app.get_parent()), " ", app.get_name());
}

std::string NamesOfVerbs(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* verb : app.get_subcommands([](const CLI::App*) { return true; })) {
    names.push_back(verb->get_name());
  }
  return absl::StrJoin(names, ", ");
}

// CLI11 says in English what is wrong; its kind and the option's name are enough to say it in
// Dutch.
std::string InDutch(const CLI::ParseError& error, const CLI::App& app) {
  const CLI::App& at = Deepest(app);
  const std::string what = error.what();
  const size_t colon = what.find(": ");
  const std::string after = colon == std::string::npos ? "" : what.substr(colon + 2);
  const auto first_word = [&] { return what.substr(0, what.find_first_of(" :")); };
  if (dynamic_cast<const CLI::RequiredError*>(&error) != nullptr) {
    if (absl::StrContains(what, "ubcommand")) {
      const std::vector<std::string> left = at.remaining();
      if (!left.empty()) {
        return absl::StrCat("'", left.front(), "' ken ik niet. Kies uit ", NamesOfVerbs(at), ".");
      }
      return absl::StrCat("Er ontbreekt een opdracht na '", PathOf(at), "'. Kies uit ",
                          NamesOfVerbs(at), ".");
    }
    return absl::StrCat("'", first_word(), "' ontbreekt en is verplicht.");
  }
  if (dynamic_cast<const CLI::ExtrasError*>(&error) != nullptr) {
    return absl::StrCat("Dit hoort hier niet: ", after, ".");
  }
  if (dynamic_cast<const CLI::ConversionError*>(&error) != nullptr) {
    return absl::StrCat("Deze waarde is niet te lezen (", after, "): hier hoort een getal.");
  }
  if (dynamic_cast<const CLI::ArgumentMismatch*>(&error) != nullptr) {
    return absl::StrCat("Bij '", first_word(), "' staan te weinig of te veel waarden.");
  }
  if (dynamic_cast<const CLI::ExcludesError*>(&error) != nullptr) {
    return absl::StrCat("Deze opties gaan niet samen: ", what, ".");
  }
  if (dynamic_cast<const CLI::RequiresError*>(&error) != nullptr) {
    return absl::StrCat("Deze optie vraagt een andere: ", what, ".");
  }
  return what;
}

// Whether errors are to be JSON, also those of a command line that could not be read to its end.
bool AsksForJson(const std::vector<std::string>& arguments) {
  bool json = false;
  for (size_t i = 0; i < arguments.size() && arguments[i] != "--"; ++i) {
    if (arguments[i] == "--output") {
      json = i + 1 < arguments.size() && arguments[i + 1] == "json";
    } else if (absl::StartsWith(arguments[i], "--output=")) {
      json = arguments[i] == "--output=json";
    }
  }
  return json;
}

// Says how a run that did not succeed ended; its exit code.
int SayError(Environment& environment, const CLI::App& app, bool as_json,
             const absl::Status& error) {
  if (as_json) {
    environment.err << AsJson(error) << "\n";
  } else if (IsWrongUsage(error)) {
    environment.err << "Verkeerd gebruik: " << error.message() << "\n"
                    << "Hulp: " << PathOf(Deepest(app)) << " --help\n";
  } else {
    environment.err << (environment.ColourErr() ? "\033[1;31mGeweigerd:\033[0m " : "Geweigerd: ")
                    << error.message() << "\n";
  }
  return ExitCode(error);
}

// What holds for every value that is given: there is something in it, and a number (of a tranche, a
// version, a position) is 1 or more. What is not meant is left out, not given as nothing.
void RefuseEmptyValues(CLI::App& app) {
  for (CLI::Option* option : app.get_options()) {
    if (option->get_expected_max() == 0) continue;  // a flag
    const bool number = option->get_type_name() == "INT";
    option->check(CLI::Validator(
        [number](const std::string& typed) -> std::string {
          if (typed.empty()) return "hier staat niets; vul een waarde in, of laat dit weg.";
          int64_t value = 0;
          if (number && absl::SimpleAtoi(typed, &value) && value < 1) {
            return absl::StrCat("'", typed, "' kan niet; geef een getal van 1 of meer.");
          }
          return "";
        },
        ""));
  }
  for (CLI::App* verb : app.get_subcommands([](CLI::App*) { return true; })) {
    RefuseEmptyValues(*verb);
  }
}

bool IsUtf8(const std::string& text) {
  utf8proc_int32_t character = 0;
  for (size_t at = 0; at < text.size();) {
    const auto size = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()) + at,
                                       static_cast<utf8proc_ssize_t>(text.size() - at), &character);
    if (size <= 0) return false;
    at += static_cast<size_t>(size);
  }
  return true;
}

std::vector<std::string> Reversed(std::vector<std::string> arguments) {
  std::reverse(arguments.begin(), arguments.end());  // as CLI11 takes them
  return arguments;
}

}  // namespace

std::unique_ptr<CLI::App> MakeApp(Session& session, const std::vector<AddCommands>& nouns) {
  auto app = std::make_unique<CLI::App>(kDescription, "dealboek");
  app->formatter(std::make_shared<DutchFormatter>());
  app->footer(kFooter);
  app->set_help_flag("-h,--help", "Toont deze hulp")->group("Opties");
  app->set_version_flag("--version", "dealboek " DEALBOEK_VERSION, "Toont de versie")
      ->group("Opties");
  app->option_defaults()->group("Opties");
  app->fallthrough();
  app->require_subcommand(1);
  Settings& settings = session.settings();
  app->add_option("--programme", settings.programme,
                  "NAAM van het boek; anders DEALBOEK_PROGRAMME");
  app->add_option("--as", settings.identity, "NAAM van wie het doet; anders DEALBOEK_AS");
  app->add_option("--server", settings.server,
                  "HOST:POORT of unix:PAD; anders DEALBOEK_SERVER, of 127.0.0.1:7345");
  app->add_option("--deadline", settings.deadline_seconds,
                  "Hoeveel SECONDEN op antwoord wordt gewacht; anders 10");
  app->add_option("--output", settings.output, "table, json of csv; anders table");
  for (const AddCommands& add : nouns) add(*app, session);
  RefuseEmptyValues(*app);
  return app;
}

int Run(const std::vector<std::string>& arguments, Environment& environment,
        const std::vector<AddCommands>& nouns) {
  Session session(environment);
  const std::unique_ptr<CLI::App> app = MakeApp(session, nouns);
  const bool as_json = AsksForJson(arguments);
  for (size_t i = 0; i < arguments.size(); ++i) {
    if (IsUtf8(arguments[i])) continue;
    return SayError(environment, *app, as_json,
                    WrongUsage(absl::StrCat("argument ", i + 1,
                                            " is geen UTF-8. Stel de terminal in op UTF-8, of zet "
                                            "het bestand waar de tekst uit komt om.")));
  }
  try {
    app->parse(Reversed(arguments));
  } catch (const CLI::CallForHelp&) {
    // CLI11 puts the app's own name after the one it is given.
    const CLI::App& at = Deepest(*app);
    environment.out << at.help(at.get_parent() == nullptr ? "" : PathOf(*at.get_parent()));
    return kDone;
  } catch (const CLI::CallForVersion& version) {
    environment.out << version.what() << "\n";
    return kDone;
  } catch (const CLI::ParseError& error) {
    return SayError(environment, *app, as_json, WrongUsage(InDutch(error, *app)));
  }
  const absl::Status& result = session.result();
  int code = session.different() ? kRefusedOrDifferent : kDone;
  if (!result.ok()) code = SayError(environment, *app, as_json, result);
  environment.out.flush();
  if (!environment.out) {
    const absl::Status unwritten =
        absl::UnavailableError("Het antwoord kon niet geschreven worden: stdout is vol of dicht.");
    if (!as_json) {
      environment.err << unwritten.message() << "\n";
    } else if (result.ok()) {  // one object, of what went wrong first
      environment.err << AsJson(unwritten) << "\n";
    }
    return kRefusedOrDifferent;
  }
  return code;
}

std::string CheckUsage(const std::vector<std::string>& arguments, Environment& environment,
                       const std::vector<AddCommands>& nouns) {
  Session session(environment);
  session.set_parse_only();
  const std::unique_ptr<CLI::App> app = MakeApp(session, nouns);
  try {
    app->parse(Reversed(arguments));
  } catch (const CLI::CallForHelp&) {
    return "";
  } catch (const CLI::ParseError& error) {
    return InDutch(error, *app);
  }
  return "";
}

}  // namespace dealboek::cli
