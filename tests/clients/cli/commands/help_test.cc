// Every verb's help: a description, and an example that is a command line of that verb.
#include <sstream>
#include <string>
#include <vector>

#include "CLI/App.hpp"
#include <gtest/gtest.h>

#include "clients/cli/commands/commands.h"
#include "clients/cli/documents/commands.h"
#include "clients/cli/run.h"

namespace dealboek::cli {
namespace {

std::vector<AddCommands> AllNouns() {
  std::vector<AddCommands> nouns = commands::AllNouns();
  for (const AddCommands& add : documents::AllNouns()) nouns.push_back(add);
  return nouns;
}

// Splits as a shell does, quotes taken off.
std::vector<std::string> ShellWords(const std::string& line) {
  std::vector<std::string> words;
  std::string word;
  bool quoted = false;
  bool inside = false;
  for (char c : line) {
    if (c == '"') {
      quoted = !quoted;
      inside = true;
    } else if (c == ' ' && !quoted) {
      if (inside) words.push_back(word);
      word.clear();
      inside = false;
    } else {
      word.push_back(c);
      inside = true;
    }
  }
  if (inside) words.push_back(word);
  return words;
}

// The lines after "Voorbeeld:", indented by two.
std::vector<std::string> ExamplesOf(const CLI::App& verb) {
  std::vector<std::string> examples;
  std::istringstream footer(verb.get_footer());
  for (std::string line; std::getline(footer, line);) {
    if (line.rfind("  dealboek ", 0) == 0) examples.push_back(line.substr(2));
  }
  return examples;
}

void CheckVerbs(const CLI::App& app, const std::string& path, Environment& environment,
                int& verbs) {
  for (const CLI::App* sub : app.get_subcommands([](const CLI::App*) { return true; })) {
    const std::string name = path + " " + sub->get_name();
    EXPECT_FALSE(sub->get_description().empty()) << name;
    CheckVerbs(*sub, name, environment, verbs);
    if (!sub->get_subcommands([](const CLI::App*) { return true; }).empty()) continue;
    ++verbs;
    const std::vector<std::string> examples = ExamplesOf(*sub);
    ASSERT_FALSE(examples.empty()) << name << " has no example";
    for (const std::string& example : examples) {
      EXPECT_EQ(example.rfind(name, 0), 0) << example << " is no example of " << name;
      // Typed as it is printed, it asks something of some book as somebody.
      if (name != "dealboek completion bash") {
        EXPECT_NE(example.find(" --as "), std::string::npos) << example;
        EXPECT_TRUE(name == "dealboek programme list" ||
                    example.find(" --programme ") != std::string::npos)
            << example;
      }
      std::vector<std::string> words = ShellWords(example);
      words.erase(words.begin());
      EXPECT_EQ(CheckUsage(words, environment, AllNouns()), "") << example;
    }
    for (const CLI::Option* option : sub->get_options()) {
      EXPECT_FALSE(option->get_description().empty()) << name << " " << option->get_name();
    }
  }
}

TEST(HelpTest, EveryVerbHasAnExampleThatIsACommandLineOfThatVerb) {
  std::istringstream in;
  std::ostringstream out;
  Environment environment(in, out, out);
  Session session(environment);
  const std::unique_ptr<CLI::App> app = MakeApp(session, AllNouns());
  int verbs = 0;
  CheckVerbs(*app, "dealboek", environment, verbs);
  EXPECT_GE(verbs, 60);
}

TEST(HelpTest, AnExampleThatCannotBeReadWouldBeNoticed) {
  std::istringstream in;
  std::ostringstream out;
  Environment environment(in, out, out);
  EXPECT_NE(CheckUsage({"seat", "end"}, environment, AllNouns()), "");
  EXPECT_NE(CheckUsage({"seat", "end", "seat-7", "--because", "x"}, environment, AllNouns()), "");
}

}  // namespace
}  // namespace dealboek::cli
