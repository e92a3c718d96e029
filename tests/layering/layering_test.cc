// Which folder may include which: the table below says what the architecture allows, and
// build/layers.txt, written by the build, what a folder's targets link. An include must satisfy
// both.

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace dealboek {
namespace {

using Names = std::set<std::string>;

// What each folder's code may include from: our folders, and other people's libraries as in
// kLibraries. Tests may include anything they link. A new folder needs a row here.
const std::map<std::string, Names> kAllowed = {
    {"proto", {}},
    {"services/base", {"absl"}},
    {"services/domain", {"proto", "services/base", "absl", "protobuf"}},
    {"services/projections", {"proto", "services/base", "services/domain", "absl", "protobuf"}},
    {"storage", {"services/base", "storage/merkle", "absl", "openssl"}},
    {"storage/merkle", {"services/base", "absl", "openssl"}},
    {"storage/notes", {"services/base", "storage/merkle", "absl", "openssl"}},
    {"storage/rocksdb",
     {"services/base", "storage", "storage/merkle", "absl", "openssl", "rocksdb"}},
    {"services/book",
     {"proto", "services/base", "services/domain", "services/projections", "storage", "absl",
      "openssl", "protobuf"}},
    {"services/api",
     {"proto", "services/base", "services/domain", "services/projections", "services/book", "absl",
      "grpc", "openssl", "protobuf"}},
    {"services/server",
     {"proto", "services/base", "services/domain", "services/projections", "services/book",
      "services/api", "storage", "storage/rocksdb", "absl", "cli11", "grpc", "httplib", "json",
      "protobuf"}},
    // Never the server's insides, not even base: the contract is all a client needs.
    // Its folders below are for main.cc alone, which puts them together.
    {"clients/cli",
     {"proto", "clients/cli/commands", "clients/cli/documents", "absl", "cli11", "grpc", "json",
      "openssl", "protobuf"}},
    {"clients/cli/importing", {"proto", "clients/cli", "absl", "json", "protobuf"}},
    {"clients/cli/commands",
     {"proto", "clients/cli", "clients/cli/importing", "absl", "cli11", "grpc", "json",
      "protobuf"}},
    {"clients/cli/documents",
     {"proto", "clients/cli", "clients/cli/importing", "absl", "cli11", "grpc", "json", "protobuf",
      "xlsxwriter"}},
};

struct Library {
  std::string name;
  std::string include;  // how its includes begin
  std::string target;   // how its CMake targets begin; empty: headers only, nothing to link
};
const std::vector<Library> kLibraries = {
    {"absl", "absl/", "absl::"},
    {"cli11", "CLI/", ""},
    {"grpc", "grpc", "gRPC::"},
    {"httplib", "httplib", "PkgConfig::httplib"},
    {"json", "nlohmann/", ""},
    {"openssl", "openssl/", "OpenSSL::"},
    {"protobuf", "google/protobuf/", "protobuf::"},
    {"rocksdb", "rocksdb/", "RocksDB::"},
    {"xlsxwriter", "xlsxwriter", ""},
};

struct Folder {
  Names own;    // its targets
  Names links;  // all they link, and what that links
};
using Folders = std::map<std::string, Folder>;

std::vector<std::string> Split(const std::string& text, char separator) {
  std::vector<std::string> parts;
  std::istringstream in(text);
  for (std::string part; std::getline(in, part, separator);) parts.push_back(part);
  return parts;
}

// Reads lines "target folder dep,dep".
Folders ParseLayers(std::istream& in) {
  std::map<std::string, Names> deps;
  Folders folders;
  for (std::string line; std::getline(in, line);) {
    const std::vector<std::string> words = Split(line, ' ');
    if (words.size() < 2) continue;
    folders[words[1]].own.insert(words[0]);
    if (words.size() < 3) continue;
    for (const std::string& dep : Split(words[2], ',')) deps[words[0]].insert(dep);
  }
  for (auto& [name, folder] : folders) {
    std::vector<std::string> todo(folder.own.begin(), folder.own.end());
    while (!todo.empty()) {
      const std::string target = todo.back();
      todo.pop_back();
      for (const std::string& dep : deps[target]) {
        if (folder.links.insert(dep).second) todo.push_back(dep);
      }
    }
  }
  return folders;
}

bool LinksAny(const Folder& folder, const Names& targets) {
  return std::any_of(targets.begin(), targets.end(),
                     [&](const std::string& target) { return folder.links.contains(target); });
}

bool LinksPrefix(const Folder& folder, const std::string& prefix) {
  return std::any_of(folder.links.begin(), folder.links.end(),
                     [&](const std::string& target) { return target.starts_with(prefix); });
}

// The folder of ours that `include` is in; empty when it is none of ours.
std::string FolderOf(const std::string& include) {
  if (include.starts_with("dealboek/v1/")) return "proto";
  if (include.starts_with("google/") && !include.starts_with("google/protobuf/")) return "proto";
  for (const char* top : {"proto/", "services/", "storage/", "clients/", "tests/"}) {
    if (include.starts_with(top)) return include.substr(0, include.rfind('/'));
  }
  return "";
}

// One line for each include of `text`, a file of the folder `name`, that goes where it may not.
std::vector<std::string> Violations(const Folders& folders, const std::string& name,
                                    const std::string& text) {
  static const std::regex kInclude("^[ \t]*#[ \t]*include[ \t]*[<\"]([^>\"]+)[>\"].*");
  const Folder& folder = folders.at(name);
  const bool is_test = name.starts_with("tests/");
  const auto row = kAllowed.find(name);
  std::vector<std::string> found;
  if (!is_test && row == kAllowed.end()) return {name + " has no row in the table of this test"};

  for (const std::string& line : Split(text, '\n')) {
    std::smatch match;
    if (!std::regex_match(line, match, kInclude)) continue;
    const std::string include = match[1];

    const std::string theirs = FolderOf(include);
    if (theirs == name) continue;
    if (!theirs.empty()) {
      const auto target = folders.find(theirs);
      if (!is_test && !row->second.contains(theirs)) {
        found.push_back(include + ": the architecture has no arrow from " + name + " to " + theirs);
      } else if (target == folders.end() || !LinksAny(folder, target->second.own)) {
        found.push_back(include + ": no target of " + name + " links " + theirs);
      }
      continue;
    }
    for (const Library& library : kLibraries) {
      if (!include.starts_with(library.include)) continue;
      if (!is_test && !row->second.contains(library.name)) {
        found.push_back(include + ": " + name + " may not use " + library.name);
      } else if (!library.target.empty() && !LinksPrefix(folder, library.target)) {
        found.push_back(include + ": no target of " + name + " links " + library.target);
      }
    }
    if (include.find("..") != std::string::npos)
      found.push_back(include + ": include from the root");
  }
  return found;
}

Folders BuiltFolders() {
  std::ifstream in(DEALBOEK_LAYERS_FILE);
  return ParseLayers(in);
}

bool IsSource(const std::filesystem::path& path) {
  return path.extension() == ".cc" || path.extension() == ".h";
}

class LayeringTest : public testing::TestWithParam<std::string> {};

TEST_P(LayeringTest, IncludesGoOnlyWhereTheArchitectureAndItsLinksAllow) {
  const Folders folders = BuiltFolders();
  const std::filesystem::path root = DEALBOEK_SOURCE_DIR;
  for (const auto& entry : std::filesystem::directory_iterator(root / GetParam())) {
    if (!IsSource(entry.path())) continue;
    std::ifstream in(entry.path());
    const std::string text(std::istreambuf_iterator<char>(in), {});
    for (const std::string& violation : Violations(folders, GetParam(), text)) {
      ADD_FAILURE() << std::filesystem::relative(entry.path(), root).string() << " includes "
                    << violation;
    }
  }
}

std::vector<std::string> BuiltFolderNames() {
  std::vector<std::string> names;
  for (const auto& [name, folder] : BuiltFolders()) names.push_back(name);
  return names;
}

INSTANTIATE_TEST_SUITE_P(Folders, LayeringTest, testing::ValuesIn(BuiltFolderNames()),
                         [](const testing::TestParamInfo<std::string>& folder) {
                           std::string name = folder.param;
                           std::replace_if(
                               name.begin(), name.end(), [](char c) { return !std::isalnum(c); },
                               '_');
                           return name;
                         });

TEST(LayersTest, EverySourceFileIsInAFolderThatIsBuilt) {
  const Folders folders = BuiltFolders();
  const std::filesystem::path root = DEALBOEK_SOURCE_DIR;
  for (const char* top : {"services", "storage", "clients", "tests"}) {
    if (!std::filesystem::exists(root / top)) continue;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root / top)) {
      if (entry.path().extension() != ".cc") continue;
      const std::filesystem::path file = std::filesystem::relative(entry.path(), root);
      if (file.parent_path() == "tests/fuzz") continue;  // has a build of its own: tests/fuzz/run
      EXPECT_TRUE(folders.contains(file.parent_path().string())) << file << " is never compiled";
    }
  }
}

// The rules themselves, on folders made up for it.
class LayeringRulesTest : public testing::Test {
 protected:
  std::vector<std::string> Found(const std::string& folder, const std::string& text) {
    std::istringstream layers(
        "dealboek_proto proto gRPC::grpc++,protobuf::libprotobuf\n"
        "dealboek_base services/base absl::status\n"
        "dealboek_domain services/domain dealboek_base,dealboek_proto\n"
        "dealboek_projections services/projections dealboek_base\n"
        "dealboek_storage storage dealboek_base\n"
        "dealboek_cli clients/cli dealboek_proto\n"
        "dealboek_new services/new dealboek_base\n"
        "domain_test tests/services/domain dealboek_domain\n");
    return Violations(ParseLayers(layers), folder, text);
  }
};

TEST_F(LayeringRulesTest, ArrowsOfTheTableThatAreLinkedAreFine) {
  EXPECT_EQ(Found("services/domain",
                  "#include \"services/domain/state.h\"\n"
                  "#include <vector>\n"
                  "#include \"absl/status/status.h\"\n"
                  "#include \"dealboek/v1/events.pb.h\"\n"
                  "#include \"google/type/date.pb.h\"\n"
                  "#include \"google/protobuf/arena.h\"\n"
                  "#include \"services/base/money.h\"\n"),
            std::vector<std::string>());
}

TEST_F(LayeringRulesTest, AnArrowThatIsNotInTheTableIsRefused) {
  EXPECT_EQ(Found("services/domain", "#include \"storage/event_log.h\"").size(), 1u);
  EXPECT_EQ(Found("services/base", "#include \"services/domain/state.h\"").size(), 1u);
  EXPECT_EQ(Found("clients/cli", "#include \"services/domain/state.h\"").size(), 1u);
  EXPECT_EQ(Found("storage", "#include \"dealboek/v1/events.pb.h\"").size(), 1u);
}

TEST_F(LayeringRulesTest, AnArrowOfTheTableThatIsNotLinkedIsRefused) {
  EXPECT_EQ(Found("services/projections", "#include \"services/domain/state.h\"").size(), 1u);
  EXPECT_EQ(Found("clients/cli", "#include \"services/base/money.h\"").size(), 1u);
  EXPECT_EQ(Found("tests/services/domain", "#include \"storage/event_log.h\"").size(), 1u);
}

TEST_F(LayeringRulesTest, ALibraryIsUsedOnlyWhereTheTableAndTheLinksAllow) {
  EXPECT_EQ(Found("services/domain", "#include <grpcpp/grpcpp.h>").size(), 1u);
  EXPECT_EQ(Found("storage", "  #  include \"rocksdb/db.h\"").size(), 1u);
  EXPECT_EQ(Found("services/base", "#include <google/protobuf/message.h>").size(), 1u);
  EXPECT_EQ(Found("storage", "#include <openssl/evp.h>").size(), 1u) << "allowed, but not linked";
}

TEST_F(LayeringRulesTest, IncludesStartAtTheRoot) {
  EXPECT_EQ(Found("services/domain", "#include \"../base/money.h\"").size(), 1u);
}

TEST_F(LayeringRulesTest, AFolderWithoutARowIsRefused) {
  EXPECT_EQ(Found("services/new", "").size(), 1u);
}

}  // namespace
}  // namespace dealboek
