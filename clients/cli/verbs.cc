#include "clients/cli/verbs.h"

#include <sstream>
#include <utility>

#include "absl/strings/str_cat.h"

namespace dealboek::cli {
namespace {

// Where the examples of a noun come from: the first of its first and of its last verb.
std::string NounFooter(const CLI::App& noun, const std::string& path) {
  const std::vector<const CLI::App*> verbs =
      noun.get_subcommands([](const CLI::App*) { return true; });
  std::string examples = ExamplesOf(*verbs.front()).front();
  if (verbs.size() > 1) absl::StrAppend(&examples, "\n  ", ExamplesOf(*verbs.back()).front());
  return absl::StrCat(verbs.size() > 1 ? "Voorbeelden" : "Voorbeeld", ":\n  ", examples,
                      "\n\nVan elke opdracht: ", path, " OPDRACHT --help");
}

// As they are typed, arguments by their name in the help; with those of every command.
std::vector<std::string> OptionsOf(const CLI::App& command) {
  std::vector<std::string> names;
  for (const CLI::App* app = &command; app != nullptr; app = app->get_parent()) {
    for (const CLI::Option* option : app->get_options()) names.push_back(option->get_name());
  }
  return names;
}

}  // namespace

std::vector<std::string> ExamplesOf(const CLI::App& app) {
  std::vector<std::string> examples;
  std::istringstream footer(app.get_footer());
  for (std::string line; std::getline(footer, line);) {
    if (line.rfind("  dealboek ", 0) == 0) examples.push_back(line.substr(2));
  }
  return examples;
}

CLI::App& Noun(CLI::App& app, const std::string& name, const std::string& description) {
  for (CLI::App* there :
       app.get_subcommands([&](const CLI::App* noun) { return noun->get_name() == name; })) {
    return *there;
  }
  CLI::App* noun = app.add_subcommand(name, description);
  noun->require_subcommand(1);
  noun->group("Opdrachten");
  noun->get_help_ptr()->group("Opties");
  std::string path = name;
  for (const CLI::App* above = &app; above != nullptr; above = above->get_parent()) {
    path = above->get_name() + " " + path;
  }
  noun->footer("");  // which would be the one of the app
  // When it is asked for: its verbs are still to come.
  noun->footer([noun, path] { return NounFooter(*noun, path); });
  return *noun;
}

CLI::App& Verb(CLI::App& noun, Session& session, const std::string& name,
               const std::string& description, const std::string& example,
               std::function<absl::Status()> body) {
  CLI::App* verb = noun.add_subcommand(name, description);
  verb->group("Opdrachten");
  verb->get_help_ptr()->group("Opties");
  verb->footer((example.find('\n') == example.npos ? "Voorbeeld:\n  " : "Voorbeelden:\n  ") +
               example +
               "\n\nAlgemene opties (--programme, --as, --server, --output, "
               "...): dealboek --help");
  verb->callback([&session, verb, body = std::move(body)] { RunBody(*verb, session, body); });
  return *verb;
}

void RunBody(const CLI::App& command, Session& session, const std::function<absl::Status()>& body) {
  if (session.parse_only()) return;
  session.set_options(OptionsOf(command));
  session.set_result(body());
}

void AddReadOptions(CLI::App& verb, Session& session) {
  verb.add_option(
      "--as-of", session.settings().as_of,
      "Zoals het was na deze POSITIE, of op dit TIJDSTIP (2021-06-30, 2021-06-30T14:00); van een "
      "opdracht die meer vastlegde, alles of niets");
}

void AddValidOnOption(CLI::App& verb, Session& session) {
  verb.add_option("--valid-on", session.settings().valid_on,
                  "Alleen geld waarvan het besluit op deze DATUM gold (2021-06-30)");
}

void AddMutationOptions(CLI::App& verb, Session& session) {
  verb.add_option(
      "--request-id", session.settings().request_id,
      "UUID van de opdracht; herhaal die om een opdracht precies één keer uit te voeren");
}

void AddPositionSeenOption(CLI::App& verb, int64_t& position_seen) {
  verb.add_option("--position-seen", position_seen,
                  "POSITIE waarop u las wat u wijzigt; is het daarna gewijzigd, dan weigert de "
                  "server dit");
}

}  // namespace dealboek::cli
