// The durable format: bytes of each event type, written once, must stay readable for ever.
//
// A new type gets its files by DEALBOEK_WRITE_GOLDEN=1 build/bin/domain_test
// --gtest_filter='Golden*'; a file that is there is never written again.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "google/protobuf/util/message_differencer.h"
#include <gtest/gtest.h>

#include "services/domain/evolve.h"
#include "tests/services/domain/describe.h"
#include "tests/services/domain/examples.h"

namespace dealboek::domain {
namespace {

std::filesystem::path Folder() { return DEALBOEK_SOURCE_DIR "/tests/data/events"; }

bool Writing() { return std::getenv("DEALBOEK_WRITE_GOLDEN") != nullptr; }

std::string Read(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

void Write(const std::filesystem::path& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

// File name -> example: "Awarded", and "Awarded-2" for a second shape of it.
std::map<std::string, v1::Event> Examples() {
  std::map<std::string, v1::Event> examples;
  std::map<std::string, int> seen;
  for (const v1::Event& event : ExampleEvents()) {
    const std::string type(TypeName(event));
    const int number = ++seen[type];
    examples[number == 1 ? type : absl::StrCat(type, "-", number)] = event;
  }
  return examples;
}

std::set<std::string> AllTypes() {
  std::set<std::string> types;
  const auto* facts = v1::Event::descriptor()->FindOneofByName("fact");
  for (int i = 0; i < facts->field_count(); ++i)
    types.insert(facts->field(i)->message_type()->name());
  return types;
}

TEST(GoldenTest, EveryEventTypeHasAnExample) {
  const std::map<std::string, v1::Event> examples = Examples();
  for (const std::string& type : AllTypes()) {
    EXPECT_TRUE(examples.contains(type)) << "give " << type << " an example in examples.cc";
  }
}

TEST(GoldenTest, StoredBytesKeepTheirMeaning) {
  for (const auto& [name, example] : Examples()) {
    SCOPED_TRACE(name);
    const std::filesystem::path path = Folder() / (name + ".binpb");
    if (Writing() && !std::filesystem::exists(path)) Write(path, example.SerializeAsString());
    ASSERT_TRUE(std::filesystem::exists(path)) << "see the top of golden_test.cc";
    v1::Event stored;
    ASSERT_TRUE(stored.ParseFromString(Read(path)));
    EXPECT_TRUE(CheckReadable(stored).ok()) << CheckReadable(stored);
    std::string difference;
    google::protobuf::util::MessageDifferencer differencer;
    differencer.ReportDifferencesToString(&difference);
    EXPECT_TRUE(differencer.Compare(example, stored)) << difference;
  }
}

TEST(GoldenTest, NoStoredBytesAreForgotten) {
  const std::map<std::string, v1::Event> examples = Examples();
  int files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(Folder())) {
    if (entry.path().extension() != ".binpb") continue;
    ++files;
    EXPECT_TRUE(examples.contains(entry.path().stem())) << entry.path() << " has no example";
  }
  EXPECT_EQ(files, static_cast<int>(examples.size()));
}

// The whole example book, as text. Changes here are read as a diff: what events mean may not.
TEST(GoldenTest, ExampleBookFoldsToTheSameState) {
  State state;
  for (const v1::Event& event : ExampleEvents()) {
    state = Evolve(std::move(state), event);
    EXPECT_EQ(MoneyNotConserved(state), "") << event.ShortDebugString();
  }
  const std::string described = Describe(state);
  if (Writing()) Write(Folder() / "state.txt", described);
  EXPECT_EQ(Read(Folder() / "state.txt"), described);
}

}  // namespace
}  // namespace dealboek::domain
