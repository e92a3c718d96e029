#include "services/server/config.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <set>
#include <sstream>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include <CLI/CLI.hpp>

namespace dealboek::server {
namespace {

using absl::StrCat;

constexpr char kAbout[] =
    "dealboekd keeps books of public funding decisions and serves them over gRPC.\n"
    "\n"
    "First make the two directories it keeps its books in, then serve them:\n"
    "  dealboekd init  --data /var/lib/dealboek/log --floor /var/lib/dealboek/floor\n"
    "  dealboekd serve --data /var/lib/dealboek/log --floor /var/lib/dealboek/floor\n"
    "\n"
    "Trying it out on this machine, every client believed on its word:\n"
    "  dealboekd --data /tmp/log --floor /tmp/floor --init-if-missing --insecure-dev-identity\n"
    "  dealboek --as anna programme list";

constexpr char kEnds[] =
    "Every option can also be given in the environment, as shown, and in the file --config names\n"
    "(listen = \"127.0.0.1:7345\"). The command line goes first, then the environment.\n"
    "SIGTERM or SIGINT: finishes the commands it has taken, ends subscriptions, exits 0; a second\n"
    "one ends it at once, which loses nothing that was acknowledged.\n"
    "Exit code: 0 done, 1 failed (stderr says why), 2 wrong usage.";

struct Number {
  int Config::*field;
  int least;
  int most;
};

// One thing that can be told: --NAME, DEALBOEK_NAME and `NAME = ` in the file.
struct Setting {
  const char* name;
  const char* type;  // of its value, for the help
  std::variant<std::string Config::*, bool Config::*, Number> field;
  bool of_serving;  // of the other actions too, when false
  const char* help;
};

const std::vector<Setting>& Settings() {
  static const std::vector<Setting> settings = {
      {"data", "DIR", &Config::data_dir, false,
       "Directory of the log: all books, in one place. Back this up."},
      {"floor", "DIR", &Config::floor_dir, false,
       "Directory of the floor: a small file that says how far the log had come, so that a log "
       "that "
       "was cut short is noticed. Not inside --data; best on another disk."},
      {"backup-dir", "DIR", &Config::backup_dir, false,
       "Directory of the backups, which `dealboek backup create` makes. Neither in --data nor in "
       "--floor; best on another machine's disk. Empty: none are made."},
      {"backup-keep", "N", Number{&Config::backup_keep, 0, 1 << 20}, true,
       "Backups that are kept: once a new one is whole the oldest go. 0: all."},
      {"operators", "NAMES", &Config::operators, true,
       "Who may make backups and carry books in and out, names with commas between them. Empty: "
       "nobody."},
      {"listen", "ADDRESS", &Config::listen, true,
       "Where clients reach it: HOST:PORT, [IPV6]:PORT or unix:PATH. Port 0: any free one, told on "
       "stderr."},
      {"metrics", "ADDRESS", &Config::metrics, true,
       "Where this machine finds /metrics (for Prometheus), /healthz and /readyz over HTTP: "
       "HOST:PORT or [IPV6]:PORT, loopback only. Empty: nowhere."},
      {"log-level", "LEVEL", &Config::log_level, true,
       "What is logged: debug (every call), info, warning or error. A line of JSON each, on "
       "stderr."},
      {"insecure-dev-identity", "", &Config::insecure_dev_identity, true,
       "Believe whoever a client says it is (authorization: Bearer NAME). For trying out and "
       "tests, "
       "on a loopback address only. Without it every call is refused: real authentication is not "
       "there yet."},
      {"init-if-missing", "", &Config::init_if_missing, true,
       "Make the directories when neither is there, as init would."},
      {"accept-clock", "", &Config::accept_clock, true,
       "Take this machine's clock as right where a book has recorded later times than it shows. "
       "Each such book records that you did."},
      {"threads", "N", Number{&Config::threads, 1, 256}, true,
       "Threads that decide, for all books together."},
      {"max-message-kib", "N", Number{&Config::max_message_kib, 64, 1 << 20}, true,
       "Largest message a client may send, in KiB."},
      {"queue-per-book", "N", Number{&Config::queue_per_book, 1, 1 << 20}, true,
       "Commands of one book that may wait; more are refused with a hint when to retry."},
      {"queue", "N", Number{&Config::queue, 1, 1 << 24}, true,
       "Commands of all books together that may wait."},
      {"max-waiting", "N", Number{&Config::max_waiting, 1, 1 << 16}, true,
       "Reads that may wait at a time, for a position or for a book to be opened; each takes a "
       "thread."},
      {"max-subscribers", "N", Number{&Config::max_subscribers, 1, 1 << 16}, true,
       "Subscriptions at a time, over all books; each takes a thread."},
      {"max-streams", "N", Number{&Config::max_streams, 1, 1 << 16}, true,
       "Streams of commands (CommandService.Execute) open at a time. The queue does not bound what "
       "they bring, for each waits for its answers: at most 511 of its commands are under way."},
      {"subscriber-seconds", "N", Number{&Config::subscriber_seconds, 1, 1 << 30}, true,
       "A subscriber that takes no message for so long is cut off; it can go on where it was."},
      {"idle-close-seconds", "N", Number{&Config::idle_close_seconds, 1, 1 << 30}, true,
       "A book nobody has used for so long goes out of memory; it comes back by itself."},
      {"reserve-mib", "N", Number{&Config::reserve_mib, 0, 1 << 30}, true,
       "Disk space kept free, in MiB: below it commands are refused and reads go on."},
      {"drain-seconds", "N", Number{&Config::drain_seconds, 0, 3600}, true,
       "How long calls under way may take to end after SIGTERM, once commands are finished."},
  };
  return settings;
}

const Setting* FindSetting(absl::string_view name) {
  for (const Setting& setting : Settings()) {
    if (setting.name == name) return &setting;
  }
  return nullptr;
}

std::string EnvironmentName(absl::string_view name) {
  return StrCat("DEALBOEK_", absl::AsciiStrToUpper(absl::StrReplaceAll(name, {{"-", "_"}})));
}

// Values as they were said, by setting, and where.
struct Said {
  std::string value;
  std::string where;
};
using AllSaid = std::map<std::string, Said>;
using Problems = std::vector<std::string>;

// ------------------------------------------------------------------------------ what a value is

std::string Quoted(absl::string_view value) { return StrCat("\"", value, "\""); }

// Sets the field; what is wrong with the value, or nothing.
std::string Set(const Setting& setting, const std::string& value, Config& config) {
  if (const auto* text = std::get_if<std::string Config::*>(&setting.field)) {
    config.*(*text) = value;
    return "";
  }
  if (const auto* flag = std::get_if<bool Config::*>(&setting.field)) {
    return absl::SimpleAtob(value, &(config.*(*flag)))
               ? ""
               : StrCat(Quoted(value), " is neither true nor false.");
  }
  const Number& number = std::get<Number>(setting.field);
  int parsed = 0;
  if (!absl::SimpleAtoi(value, &parsed) || parsed < number.least || parsed > number.most) {
    return StrCat(Quoted(value), " is not a whole number from ", number.least, " to ", number.most,
                  ".");
  }
  config.*number.field = parsed;
  return "";
}

std::string ValueOf(const Setting& setting, const Config& config) {
  if (const auto* text = std::get_if<std::string Config::*>(&setting.field)) {
    return Quoted(config.*(*text));
  }
  if (const auto* flag = std::get_if<bool Config::*>(&setting.field)) {
    return config.*(*flag) ? "true" : "false";
  }
  return StrCat(config.*std::get<Number>(setting.field).field);
}

bool IsHostAndPort(absl::string_view address) {
  const size_t colon = address.rfind(':');
  if (colon == absl::string_view::npos || colon == 0) return false;
  const absl::string_view host = address.substr(0, colon);
  const bool bracketed = absl::StartsWith(host, "[") && absl::EndsWith(host, "]");
  if (!bracketed && absl::StrContains(host, ':')) return false;
  const absl::string_view port = address.substr(colon + 1);
  uint32_t number = 0;
  return !port.empty() && std::all_of(port.begin(), port.end(), absl::ascii_isdigit) &&
         absl::SimpleAtoi(port, &number) && number <= 65535;
}

// A longer path does not fit a socket's address (sun_path, unix(7)).
constexpr size_t kMaxSocketPath = 107;

// ---------------------------------------------------------------------- the configuration file

void ReadFile(const std::string& path, AllSaid& said, Problems& problems) {
  std::ifstream file(path);
  std::error_code is_directory;
  if (!file || std::filesystem::is_directory(path, is_directory)) {
    problems.push_back(StrCat("the configuration file ", path, " can't be read: ",
                              file ? "it is a directory" : std::strerror(errno), "."));
    return;
  }
  std::vector<CLI::ConfigItem> items;
  try {
    items = CLI::ConfigBase().from_config(file);
  } catch (const CLI::Error& error) {
    problems.push_back(StrCat(path, ": ", error.what()));
    return;
  }
  std::set<std::string> seen;
  for (const CLI::ConfigItem& item : items) {
    if (item.name == "++" || item.name == "--") continue;  // where a section begins and ends
    const std::string where = StrCat(path, ": ", item.name);
    if (!item.parents.empty()) {
      problems.push_back(StrCat(where, " is in a section [", absl::StrJoin(item.parents, "."),
                                "]. There are no sections: take its header out."));
    } else if (FindSetting(item.name) == nullptr) {
      problems.push_back(StrCat(where, ": there is no such option. See dealboekd --help."));
    } else if (!seen.insert(item.name).second) {
      problems.push_back(StrCat(where, " is there twice."));
    } else if (item.inputs.size() != 1 || absl::StrContains(item.inputs.front(), '"')) {
      problems.push_back(StrCat(where,
                                " is not one value: it is there twice, or a text that is not "
                                "between quotes, or has a # in "
                                "it."));
    } else {
      said.try_emplace(item.name, Said{item.inputs.front(), where});
    }
  }
}

// ---------------------------------------------------------------------------- the command line

// What one word of the command line was told.
struct Word {
  CLI::App* app = nullptr;
  std::map<std::string, std::string> values;  // by setting
  std::string config_file;
  bool check_config = false;
  bool accept_loss = false;
  std::string backup;
  std::string book;
  std::string to_position;
  std::string book_file;
};

void AddOptions(Word& word, bool serving) {
  word.app->allow_extras();  // to name all that are unknown, not the first alone
  word.app
      ->add_option("--config", word.config_file,
                   "The configuration file; /usr/share/doc/dealboek has an example.")
      ->envname("DEALBOEK_CONFIG")
      ->type_name("FILE");
  const Config defaults;
  for (const Setting& setting : Settings()) {
    if (setting.of_serving && !serving) continue;
    std::string& value = word.values[setting.name];
    const std::string option = StrCat("--", setting.name);
    if (std::holds_alternative<bool Config::*>(setting.field)) {
      word.app->add_flag(option, value, setting.help)->envname(EnvironmentName(setting.name));
      continue;
    }
    CLI::Option* added = word.app->add_option(option, value, setting.help)
                             ->envname(EnvironmentName(setting.name))
                             ->type_name(setting.type);
    const std::string shown(
        absl::StripSuffix(absl::StripPrefix(ValueOf(setting, defaults), "\""), "\""));
    if (!shown.empty()) added->default_str(shown);
  }
  if (serving) {
    word.app->add_flag("--check-config", word.check_config,
                       "Only say whether all this is sound, and what it comes to.");
  }
}

bool IsOnLine(const std::vector<std::string>& arguments, absl::string_view option) {
  return std::any_of(arguments.begin(), arguments.end(), [&](absl::string_view argument) {
    return argument == option ||
           (absl::StartsWith(argument, option) && argument.substr(option.size(), 1) == "=");
  });
}

void NameUnknown(const CLI::App& app, Problems& problems) {
  bool after_an_option = false;  // of which it may be the value
  for (const std::string& extra : app.remaining(true)) {
    const bool is_option = absl::StartsWith(extra, "-");
    if (is_option || !after_an_option) {
      problems.push_back(StrCat(extra, ": there is no such ", is_option ? "option" : "word",
                                ". See dealboekd --help."));
    }
    after_an_option = is_option;
  }
}

// ------------------------------------------------------------------------------------ as a whole

// Whether `inner` is `outer` or lies in it, by their names.
bool IsWithin(const std::string& inner, const std::string& outer) {
  const auto normal = [](const std::string& path) {
    const std::filesystem::path full = std::filesystem::absolute(path).lexically_normal();
    return full.has_filename() ? full : full.parent_path();  // without a slash at its end
  };
  const std::filesystem::path in = normal(inner);
  const std::filesystem::path out = normal(outer);
  return std::mismatch(out.begin(), out.end(), in.begin(), in.end()).first == out.end();
}

// How a backup is put back.
void CheckRestore(const Config& config, Problems& problems) {
  if (config.accept_loss == !config.backup.empty()) {
    problems.emplace_back(
        config.accept_loss
            ? "restore does one thing at a time: first --backup, then --accept-loss."
            : "restore needs --backup, to put one back, or --accept-loss: what was acknowledged "
              "after the backup is gone, and every book will record that you accepted that.");
    return;
  }
  if (config.backup.empty()) {
    if (!config.book.empty() || !config.to_position.empty()) {
      problems.emplace_back("--book and --to-position go with --backup.");
    }
    return;
  }
  uint32_t number = 0;
  if (config.backup != "latest" && (!absl::SimpleAtoi(config.backup, &number) || number == 0)) {
    problems.push_back(StrCat("--backup: ", Quoted(config.backup),
                              " is neither latest nor the number of a backup."));
  }
  uint64_t position = 0;
  if (config.book.empty() != config.to_position.empty()) {
    problems.emplace_back("--book and --to-position go together.");
  } else if (!config.to_position.empty() && !absl::SimpleAtoi(config.to_position, &position)) {
    problems.push_back(
        StrCat("--to-position: ", Quoted(config.to_position), " is not a position: 0 or more."));
  }
}

void CheckWhole(const Config& config, Problems& problems) {
  const bool looks_at_backups = config.action == Action::kBackups ||
                                (config.action == Action::kRestore && !config.backup.empty());
  if (looks_at_backups && config.backup_dir.empty()) {
    problems.emplace_back("--backup-dir is missing: the directory of the backups.");
  }
  if (config.backup_dir.empty() && config.backup_keep > 0) {
    problems.emplace_back("backup-keep goes with backup-dir.");
  }
  for (const std::string* directory : {&config.data_dir, &config.floor_dir}) {
    if (!config.backup_dir.empty() && !directory->empty() &&
        (IsWithin(config.backup_dir, *directory) || IsWithin(*directory, config.backup_dir))) {
      problems.push_back(StrCat("backup-dir ", config.backup_dir, " and ", *directory,
                                " must be two directories, neither in the other."));
    }
  }
  const bool checks_a_book = config.action == Action::kCheckBook;
  if (checks_a_book && (config.book.empty() || config.book_file.empty())) {
    problems.emplace_back("check-book needs --book, its name, and --file.");
  }
  if (config.data_dir.empty() && config.action != Action::kBackups && !checks_a_book) {
    problems.emplace_back("--data is missing: the directory of the log. See dealboekd --help.");
  }
  if (config.floor_dir.empty() && !looks_at_backups && !checks_a_book) {
    problems.emplace_back(
        "--floor is missing: the directory of the floor, apart from --data. See dealboekd --help.");
  }
  if (!config.data_dir.empty() && !config.floor_dir.empty() &&
      (IsWithin(config.data_dir, config.floor_dir) ||
       IsWithin(config.floor_dir, config.data_dir))) {
    problems.push_back(StrCat("data ", config.data_dir, " and floor ", config.floor_dir,
                              " must be two directories, neither in the other."));
  }
  if (config.action == Action::kRestore) CheckRestore(config, problems);
  const bool is_socket = absl::StartsWith(config.listen, "unix:");
  const size_t path_size = is_socket ? config.listen.size() - 5 : 0;
  if (is_socket ? path_size == 0 || path_size > kMaxSocketPath : !IsHostAndPort(config.listen)) {
    problems.push_back(StrCat("listen: ", Quoted(config.listen),
                              " is not HOST:PORT, [IPV6]:PORT or unix:PATH (at most ",
                              kMaxSocketPath, " bytes)."));
  } else if (config.insecure_dev_identity && !IsLoopback(config.listen)) {
    problems.push_back(StrCat(
        "--insecure-dev-identity believes every client on its word, so it goes with a loopback "
        "address only, not with ",
        config.listen, ". Listen on 127.0.0.1:7345 or on unix:PATH."));
  }
  if (!config.metrics.empty()) {
    if (!IsHostAndPort(config.metrics) || !IsLoopback(config.metrics)) {
      problems.push_back(StrCat("metrics: ", Quoted(config.metrics),
                                " is not HOST:PORT of a loopback address. It is for this machine "
                                "alone: 127.0.0.1:9345, say."));
    } else if (config.metrics == config.listen && !absl::EndsWith(config.metrics, ":0")) {
      problems.push_back(StrCat("metrics and listen are both ", config.listen, "."));
    }
  }
  const std::array<absl::string_view, 4> levels = {"debug", "info", "warning", "error"};
  if (std::find(levels.begin(), levels.end(), config.log_level) == levels.end()) {
    problems.push_back(
        StrCat("log-level: ", Quoted(config.log_level), " is not debug, info, warning or error."));
  }
}

Exit Refusal(const Problems& problems) {
  Exit exit{kWrongUsage, "", ""};
  for (const std::string& problem : problems)
    absl::StrAppend(&exit.err, "dealboekd: ", problem, "\n");
  return exit;
}

}  // namespace

std::variant<Config, Exit> ParseCommandLine(const std::vector<std::string>& arguments) {
  CLI::App app(kAbout, "dealboekd");
  app.footer(kEnds);
  app.require_subcommand(0, 1);
  app.set_version_flag("--version", "dealboekd " DEALBOEK_VERSION, "The version, and no more.");

  // Values of its own for each word: CLI11 reads the environment into all of them, also those not
  // on the line, and would so put it over what the line says.
  Word plain{&app, {}, "", false, false, "", "", "", ""};
  AddOptions(plain, true);
  const auto add_word = [&](const char* name, const char* about) {
    return Word{app.add_subcommand(name, about), {}, "", false, false, "", "", "", ""};
  };
  Word serve =
      add_word("serve",
               "Serve the books (also without this word).\n"
               "  dealboekd serve --data /var/lib/dealboek/log --floor /var/lib/dealboek/floor\n"
               "  dealboekd serve --config /etc/dealboek/dealboekd.conf --check-config");
  AddOptions(serve, true);
  Word init =
      add_word("init",
               "Make an empty log and its floor, in two new or empty directories.\n"
               "  dealboekd init --data /var/lib/dealboek/log --floor /var/lib/dealboek/floor");
  AddOptions(init, false);
  Word verify =
      add_word("verify",
               "Read everything, check it, and say what there is. The server must be stopped.\n"
               "  dealboekd verify --data /var/lib/dealboek/log --floor /var/lib/dealboek/floor");
  AddOptions(verify, false);
  Word backups =
      add_word("backups",
               "Say which backups there are. `dealboek backup verify` reads one, and so does "
               "putting it back.\n"
               "  dealboekd backups --backup-dir /var/lib/dealboek/backups");
  AddOptions(backups, false);
  Word restore = add_word(
      "restore",
      "Put a backup back, in a new directory:\n"
      "  dealboekd restore --backup latest --backup-dir /var/lib/dealboek/backups --data "
      "/var/lib/dealboek/log-restored\n"
      "or take a log that ends before its floor as it is, once a backup was put back: what "
      "was acknowledged after the backup is gone, and every book records that you "
      "accepted that. The server must be stopped.\n"
      "  dealboekd restore --accept-loss --data /var/lib/dealboek/log --floor "
      "/var/lib/dealboek/floor");
  AddOptions(restore, false);
  restore.app->add_flag("--accept-loss", restore.accept_loss,
                        "You know that decisions may be lost, and tell those concerned.");
  restore.app
      ->add_option("--backup", restore.backup,
                   "Which one: latest, or its number. All of it is read and checked.")
      ->type_name("NUMBER");
  restore.app
      ->add_option("--book", restore.book,
                   "End this book early (--to-position); the others are put back whole.")
      ->type_name("NAME");
  restore.app
      ->add_option("--to-position", restore.to_position,
                   "The last of its events to keep. What is left out is said; the log then takes "
                   "--accept-loss before it starts.")
      ->type_name("POSITION");

  Word check_book = add_word(
      "check-book",
      "Read a book file that `dealboek book export` made, and fold it as a server that takes it in "
      "would: whether it is whole, and a book.\n"
      "  dealboekd check-book --book regiodeal-zod --file regiodeal-zod.book");
  AddOptions(check_book, false);
  check_book.app->add_option("--book", check_book.book, "The name of the book.")->type_name("NAME");
  check_book.app->add_option("--file", check_book.book_file, "The file.")->type_name("FILE");

  Problems problems;
  std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());  // as CLI11 wants them
  try {
    app.parse(reversed);
    NameUnknown(app, problems);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) {  // help, or the version
      std::ostringstream out;
      std::ostringstream err;
      app.exit(error, out, err);
      return Exit{kDone, out.str(), err.str()};
    }
    problems.emplace_back(error.what());
  }

  Config config;
  Word* word = &plain;
  const std::pair<Word*, Action> words[] = {
      {&serve, Action::kServe},     {&init, Action::kInit},
      {&verify, Action::kVerify},   {&backups, Action::kBackups},
      {&restore, Action::kRestore}, {&check_book, Action::kCheckBook}};
  for (const auto& [candidate, action] : words) {
    if (!candidate->app->parsed()) continue;
    word = candidate;
    config.action = action;
    if (absl::StartsWith(arguments.front(), "-")) {
      problems.push_back(StrCat("options go behind the word: dealboekd ",
                                candidate->app->get_name(), " --data DIR ..."));
    }
  }
  config.accept_loss = word->accept_loss;
  config.backup = word->backup;
  config.book = word->book;
  config.to_position = word->to_position;
  config.book_file = word->book_file;
  config.config_file = word->config_file;

  AllSaid said;
  for (const auto& [name, value] : word->values) {
    const std::string option = StrCat("--", name);
    if (word->app->get_option(option)->count() == 0) continue;
    said[name] = {value, IsOnLine(arguments, option) ? option : EnvironmentName(name)};
  }
  AllSaid in_file;
  if (!word->config_file.empty()) ReadFile(word->config_file, in_file, problems);
  // All of the file, lest a mistake in it waits for a start without the option.
  for (const auto& [name, value] : in_file) {
    const std::string wrong = Set(*FindSetting(name), value.value, config);
    if (!wrong.empty()) problems.push_back(StrCat(value.where, ": ", wrong));
  }
  for (const auto& [name, value] : said) {
    const std::string wrong = Set(*FindSetting(name), value.value, config);
    if (!wrong.empty()) problems.push_back(StrCat(value.where, ": ", wrong));
  }
  CheckWhole(config, problems);
  if (!problems.empty()) return Refusal(problems);
  if (!word->check_config) return config;

  said.merge(in_file);
  Exit sound{kDone, "# sound; this is what it comes to\n", ""};
  for (const Setting& setting : Settings()) {
    const auto found = said.find(setting.name);
    absl::StrAppend(&sound.out, setting.name, " = ", ValueOf(setting, config), "  # ",
                    found == said.end() ? "default" : found->second.where, "\n");
  }
  return sound;
}

bool IsLoopback(absl::string_view listen) {
  if (absl::StartsWith(listen, "unix:")) return true;
  const size_t colon = listen.rfind(':');
  if (colon == absl::string_view::npos) return false;
  const absl::string_view host = listen.substr(0, colon);
  if (host == "localhost" || host == "[::1]") return true;
  const std::vector<absl::string_view> parts = absl::StrSplit(host, '.');
  if (parts.size() != 4 || parts[0] != "127") return false;
  return std::all_of(parts.begin(), parts.end(), [](absl::string_view part) {
    uint32_t value = 0;
    return !part.empty() && part.size() <= 3 && absl::SimpleAtoi(part, &value) && value <= 255;
  });
}

}  // namespace dealboek::server
