// The help of every noun and verb: a description, and examples that are command lines of it.
#include <sstream>
#include <string>
#include <vector>

#include "CLI/App.hpp"
#include <gtest/gtest.h>

#include "clients/cli/commands/commands.h"
#include "clients/cli/documents/commands.h"
#include "clients/cli/run.h"
#include "clients/cli/verbs.h"

namespace dealboek::cli {
namespace {

std::vector<AddCommands> AllNouns() {
  std::vector<AddCommands> nouns = commands::AllNouns();
  for (const AddCommands& add : documents::AllNouns()) nouns.push_back(add);
  return nouns;
}

// Splits as a shell does, quotes taken off; $(...) is part of a word.
std::vector<std::string> ShellWords(const std::string& line) {
  std::vector<std::string> words;
  std::string word;
  bool quoted = false;
  bool inside = false;
  int depth = 0;
  for (char c : line) {
    depth += (c == '(') - (c == ')');
    if (c == '"') {
      quoted = !quoted;
      inside = true;
    } else if (c == ' ' && !quoted && depth == 0) {
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

// Whether it says what a call needs beside its own options: which book, and who asks.
bool IsWhole(const std::string& example) {
  const auto begins = [&](const char* verb) { return example.rfind(verb, 0) == 0; };
  if (begins("dealboek completion ") || begins("dealboek backup restore ")) {
    return true;  // asks no server
  }
  const bool any_book =
      begins("dealboek programme list ") || begins("dealboek backup ") || begins("dealboek book ");
  return example.find(" --as ") != std::string::npos &&
         (any_book || example.find(" --programme regiodeal-zod") != std::string::npos);
}

void CheckVerbs(const CLI::App& app, const std::string& path, Environment& environment,
                int& verbs) {
  for (const CLI::App* sub : app.get_subcommands([](const CLI::App*) { return true; })) {
    const std::string name = path + " " + sub->get_name();
    EXPECT_FALSE(sub->get_description().empty()) << name;
    CheckVerbs(*sub, name, environment, verbs);
    const bool is_verb = sub->get_subcommands([](const CLI::App*) { return true; }).empty();
    verbs += is_verb ? 1 : 0;
    const std::vector<std::string> examples = ExamplesOf(*sub);
    ASSERT_FALSE(examples.empty()) << name << " has no example";
    for (const std::string& example : examples) {
      EXPECT_EQ((example + " ").rfind(name + " ", 0), 0) << example << " is no example of " << name;
      EXPECT_TRUE(IsWhole(example)) << example;
      std::vector<std::string> words = ShellWords(example);
      words.erase(words.begin());
      EXPECT_EQ(CheckUsage(words, environment, AllNouns()), "") << example;
    }
    for (const CLI::Option* option : sub->get_options()) {
      EXPECT_FALSE(option->get_description().empty()) << name << " " << option->get_name();
    }
  }
}

TEST(HelpTest, EveryNounAndVerbHasExamplesThatAreWholeCommandLinesOfIt) {
  std::istringstream in;
  std::ostringstream out;
  Environment environment(in, out, out);
  Session session(environment);
  const std::unique_ptr<CLI::App> app = MakeApp(session, AllNouns());
  int verbs = 0;
  CheckVerbs(*app, "dealboek", environment, verbs);
  for (const std::string& example : ExamplesOf(*app)) EXPECT_TRUE(IsWhole(example)) << example;
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
