#include "services/server/config.h"

#include <algorithm>
#include <sstream>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include <CLI/CLI.hpp>

namespace dealboek::server {
namespace {

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
    "Every option can also be given in the environment, as shown; the command line goes first.\n"
    "SIGTERM or SIGINT: finishes the commands it has taken, ends subscriptions, exits 0; a second\n"
    "one ends it at once, which loses nothing that was acknowledged.\n"
    "Exit code: 0 done, 1 failed (stderr says why), 2 wrong usage.";

void AddDirectories(CLI::App& app, Config& config) {
  app.add_option("--data", config.data_dir,
                 "Directory of the log: all books, in one place. Back this up.")
      ->envname("DEALBOEK_DATA")
      ->type_name("DIR");
  app.add_option(
         "--floor", config.floor_dir,
         "Directory of the floor: a small file that says how far the log had come, so that a "
         "log that was cut short is noticed. Not inside --data; best on another disk.")
      ->envname("DEALBOEK_FLOOR")
      ->type_name("DIR");
}

void AddServing(CLI::App& app, Config& config) {
  app.add_option(
         "--listen", config.listen,
         "Where clients reach it: HOST:PORT, [IPV6]:PORT or unix:PATH. Port 0: any free one, "
         "told on stderr.")
      ->envname("DEALBOEK_LISTEN")
      ->type_name("ADDRESS")
      ->capture_default_str();
  app.add_flag(
         "--insecure-dev-identity", config.insecure_dev_identity,
         "Believe whoever a client says it is (authorization: Bearer NAME). For trying out and "
         "tests, on a loopback address only. Without it every call is refused: real "
         "authentication is not there yet.")
      ->envname("DEALBOEK_INSECURE_DEV_IDENTITY");
  app.add_flag("--init-if-missing", config.init_if_missing,
               "Make the directories when neither is there, as init would.")
      ->envname("DEALBOEK_INIT_IF_MISSING");
  app.add_flag("--accept-clock", config.accept_clock,
               "Take this machine's clock as right where a book has recorded later times than it "
               "shows. Each such book records that you did.")
      ->envname("DEALBOEK_ACCEPT_CLOCK");
  app.add_option("--threads", config.threads, "Threads that decide, for all books together.")
      ->envname("DEALBOEK_THREADS")
      ->check(CLI::Range(1, 256))
      ->capture_default_str();
  app.add_option("--max-message-kib", config.max_message_kib,
                 "Largest message a client may send, in KiB.")
      ->envname("DEALBOEK_MAX_MESSAGE_KIB")
      ->check(CLI::Range(64, 1 << 20))
      ->capture_default_str();
  app.add_option("--queue-per-book", config.queue_per_book,
                 "Commands of one book that may wait; more are refused with a hint when to retry.")
      ->envname("DEALBOEK_QUEUE_PER_BOOK")
      ->check(CLI::Range(1, 1 << 20))
      ->capture_default_str();
  app.add_option("--queue", config.queue, "Commands of all books together that may wait.")
      ->envname("DEALBOEK_QUEUE")
      ->check(CLI::Range(1, 1 << 24))
      ->capture_default_str();
  app.add_option("--max-waiting", config.max_waiting,
                 "Reads that may wait at a time, for a position or for a book to be opened; each "
                 "takes a thread.")
      ->envname("DEALBOEK_MAX_WAITING")
      ->check(CLI::Range(1, 1 << 16))
      ->capture_default_str();
  app.add_option("--max-subscribers", config.max_subscribers,
                 "Subscriptions at a time, over all books; each takes a thread.")
      ->envname("DEALBOEK_MAX_SUBSCRIBERS")
      ->check(CLI::Range(1, 1 << 16))
      ->capture_default_str();
  app.add_option("--idle-close-seconds", config.idle_close_seconds,
                 "A book nobody has used for so long goes out of memory; it comes back by itself.")
      ->envname("DEALBOEK_IDLE_CLOSE_SECONDS")
      ->check(CLI::Range(1, 1 << 30))
      ->capture_default_str();
  app.add_option("--reserve-mib", config.reserve_mib,
                 "Disk space kept free, in MiB: below it commands are refused and reads go on.")
      ->envname("DEALBOEK_RESERVE_MIB")
      ->check(CLI::Range(0, 1 << 30))
      ->capture_default_str();
  app.add_option("--drain-seconds", config.drain_seconds,
                 "How long calls may take to end after SIGTERM, once commands are finished.")
      ->envname("DEALBOEK_DRAIN_SECONDS")
      ->check(CLI::Range(0, 3600))
      ->capture_default_str();
}

}  // namespace

std::variant<Config, Exit> ParseCommandLine(const std::vector<std::string>& arguments) {
  // One for each word: CLI11 reads the environment into all of them, also those not on the line,
  // and would so put it over what the line says.
  Config plain;
  Config serving;
  Config initializing;
  Config verifying;
  Config restoring;
  CLI::App app(kAbout, "dealboekd");
  app.footer(kEnds);
  app.require_subcommand(0, 1);
  AddDirectories(app, plain);
  AddServing(app, plain);

  CLI::App* serve = app.add_subcommand(
      "serve",
      "Serve the books (also without this word).\n"
      "  dealboekd serve --data /var/lib/dealboek/log --floor /var/lib/dealboek/floor");
  AddDirectories(*serve, serving);
  AddServing(*serve, serving);

  CLI::App* init = app.add_subcommand(
      "init",
      "Make an empty log and its floor, in two new or empty directories.\n"
      "  dealboekd init --data /var/lib/dealboek/log --floor /var/lib/dealboek/floor");
  AddDirectories(*init, initializing);

  CLI::App* verify = app.add_subcommand(
      "verify",
      "Read everything, check it, and say what there is. The server must be stopped.\n"
      "  dealboekd verify --data /var/lib/dealboek/log --floor /var/lib/dealboek/floor");
  AddDirectories(*verify, verifying);

  CLI::App* restore = app.add_subcommand(
      "restore",
      "After a backup was put back: take a log that ends before its floor as it is. What "
      "was acknowledged after the backup is gone, and every book records that you "
      "accepted that. The server must be stopped.\n"
      "  dealboekd restore --accept-loss --data /var/lib/dealboek/log --floor "
      "/var/lib/dealboek/floor");
  AddDirectories(*restore, restoring);
  restore->add_flag("--accept-loss", restoring.accept_loss,
                    "You know that decisions may be lost, and tell those concerned.");

  std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());  // as CLI11 wants them
  try {
    app.parse(reversed);
  } catch (const CLI::ParseError& error) {
    std::ostringstream out;
    std::ostringstream err;
    const int code = app.exit(error, out, err);
    return Exit{code == 0 ? kDone : kWrongUsage, out.str(), err.str()};
  }
  Config config = plain;
  if (serve->parsed()) config = serving;
  if (init->parsed()) config = initializing;
  if (verify->parsed()) config = verifying;
  if (restore->parsed()) config = restoring;
  if (init->parsed()) config.action = Action::kInit;
  if (verify->parsed()) config.action = Action::kVerify;
  if (restore->parsed()) config.action = Action::kRestore;
  if (!app.get_subcommands().empty() && absl::StartsWith(arguments.front(), "-")) {
    return Exit{kWrongUsage, "",
                absl::StrCat("dealboekd: options go behind the word: dealboekd ",
                             app.get_subcommands().front()->get_name(), " --data DIR ...\n")};
  }
  if (const absl::Status checked = CheckConfig(config); !checked.ok()) {
    return Exit{kWrongUsage, "", absl::StrCat("dealboekd: ", checked.message(), "\n")};
  }
  return config;
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

absl::Status CheckConfig(const Config& config) {
  if (config.data_dir.empty()) {
    return absl::InvalidArgumentError(
        "--data is missing: the directory of the log. See dealboekd --help.");
  }
  if (config.floor_dir.empty()) {
    return absl::InvalidArgumentError(
        "--floor is missing: the directory of the floor, apart from --data. See dealboekd --help.");
  }
  if (config.action == Action::kRestore && !config.accept_loss) {
    return absl::InvalidArgumentError(
        "restore needs --accept-loss: what was acknowledged after the backup is gone, and every "
        "book will record that you accepted that.");
  }
  if (config.action == Action::kServe && config.insecure_dev_identity &&
      !IsLoopback(config.listen)) {
    return absl::InvalidArgumentError(absl::StrCat(
        "--insecure-dev-identity believes every client on its word, so it goes with a loopback "
        "address only, not with ",
        config.listen, ". Listen on 127.0.0.1:7345 or on unix:PATH."));
  }
  return absl::OkStatus();
}

}  // namespace dealboek::server
