// What `dealboekd` is told: by its command line, then by DEALBOEK_* in its environment, then by its
// configuration file.
#ifndef DEALBOEK_SERVICES_SERVER_CONFIG_H_
#define DEALBOEK_SERVICES_SERVER_CONFIG_H_

#include <string>
#include <variant>
#include <vector>

#include "absl/strings/string_view.h"

namespace dealboek::server {

// Exit codes, of every command.
inline constexpr int kDone = 0;
inline constexpr int kFailed = 1;
inline constexpr int kWrongUsage = 2;

enum class Action { kServe, kInit, kVerify, kBackups, kRestore, kCheckBook };

struct Config {
  Action action = Action::kServe;
  std::string data_dir;
  std::string floor_dir;
  std::string backup_dir;   // empty: no backups
  std::string config_file;  // empty: none

  // Serve.
  std::string listen = "127.0.0.1:7345";  // HOST:PORT, [IPV6]:PORT or unix:PATH; port 0: any free
  std::string metrics;  // HOST:PORT or [IPV6]:PORT of the status pages; empty: none
  std::string log_level = "info";
  bool insecure_dev_identity = false;
  bool init_if_missing = false;
  bool accept_clock = false;
  int threads = 2;              // that decide
  int max_message_kib = 4096;   // that a client may send
  int queue_per_book = 256;     // commands
  int queue = 1024;             // commands, over all books
  int max_waiting = 256;        // reads that wait; each takes a thread
  int max_subscribers = 256;    // subscriptions; each takes a thread
  int max_streams = 16;         // of commands
  int subscriber_seconds = 60;  // that a subscriber may take nothing
  int idle_close_seconds = 900;
  int reserve_mib = 256;   // of disk kept free
  int backup_keep = 0;     // backups; 0: all
  std::string operators;   // names, with commas between them
  int drain_seconds = 30;  // for calls under way to end once commands are finished

  // Restore: one of the two.
  bool accept_loss = false;
  std::string backup;  // its number, or "latest"; empty: none
  // With a backup: where a book ends. Empty: all of it.
  std::string book;
  std::string to_position;

  // Check a book file; `book` is its name.
  std::string book_file;
};

// What to print instead (help to stdout, mistakes to stderr) and the exit code.
struct Exit {
  int code = kDone;
  std::string out;
  std::string err;
};

// The meaning of all of it together. The configuration file is the one --config or DEALBOEK_CONFIG
// names: lines `option = value`, the options spelled as on the command line without their dashes.
// Everything that is wrong is named at once, a line each, with where it was said; the file is
// checked as a whole, also what the action has no use for.
std::variant<Config, Exit> ParseCommandLine(const std::vector<std::string>& arguments);

// Whether only processes of this machine can reach an address: unix:PATH, localhost, 127.0.0.0/8 or
// [::1].
bool IsLoopback(absl::string_view listen);

}  // namespace dealboek::server

#endif  // DEALBOEK_SERVICES_SERVER_CONFIG_H_
