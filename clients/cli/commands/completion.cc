// dealboek completion bash
#include <string>
#include <vector>

#include "CLI/App.hpp"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

#include "clients/cli/commands/commands.h"
#include "clients/cli/session.h"
#include "clients/cli/verbs.h"

namespace dealboek::cli::commands {
namespace {

// A line `_dealboek_words["meeting agenda"]="show add ... --help"` for each noun and verb.
void AppendWords(const CLI::App& app, const std::string& path, std::string& script) {
  std::vector<std::string> words;
  for (const CLI::App* verb : app.get_subcommands([](const CLI::App*) { return true; })) {
    words.push_back(verb->get_name());
    AppendWords(*verb, absl::StrCat(path, path.empty() ? "" : " ", verb->get_name()), script);
  }
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_lnames()) words.push_back(absl::StrCat("--", name));
  }
  absl::StrAppend(&script, "_dealboek_words[\"", path, " \"]=\"", absl::StrJoin(words, " "),
                  "\"\n");
}

std::string BashScript(const CLI::App& app) {
  std::string script =
      "# Aanvullen van dealboek in bash: source <(dealboek completion bash)\n"
      "declare -gA _dealboek_words\n";
  AppendWords(app, "", script);
  absl::StrAppend(
      &script,
      "_dealboek() {\n"
      "  local path='' word\n"
      "  for word in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do\n"
      "    [[ -n ${_dealboek_words[\"${path:+$path }$word \"]+x} ]] && path=${path:+$path }$word\n"
      "  done\n"
      "  mapfile -t COMPREPLY < <(compgen -W \"${_dealboek_words[\"$path \"]}\" -- "
      "\"${COMP_WORDS[COMP_CWORD]}\")\n"
      "  [[ ${#COMPREPLY[@]} -gt 0 ]] || compopt -o default\n"
      "}\n"
      "complete -F _dealboek dealboek\n");
  return script;
}

}  // namespace

void AddCompletionCommands(CLI::App& app, Session& session) {
  CLI::App& noun = Noun(app, "completion", "Aanvullen van opdrachten in de shell");
  Verb(noun, session, "bash", "Schrijft het script voor bash", "dealboek completion bash",
       [&app, &session] {
         session.environment().out << BashScript(app);
         return absl::OkStatus();
       });
}

}  // namespace dealboek::cli::commands
