// One run of the command line: who asks, which server and book, and how the answer is shown.
//
// A verb's body gets a Session, makes calls with Call() and shows the answer with one of the Show
// functions. Calls are synchronous, on the one thread there is.
#ifndef DEALBOEK_CLIENTS_CLI_SESSION_H_
#define DEALBOEK_CLIENTS_CLI_SESSION_H_

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/message.h"
#include "grpcpp/channel.h"
#include "grpcpp/client_context.h"
#include "grpcpp/support/status.h"

#include "clients/cli/environment.h"
#include "clients/cli/errors.h"
#include "clients/cli/table.h"
#include "dealboek/v1/types.pb.h"

namespace dealboek::cli {

enum class Output { kTable, kJson, kCsv };

// What the options say, as typed. Options bind to these; a session reads them.
struct Settings {
  std::string server;     // HOST:PORT or unix:PATH
  std::string identity;   // --as
  std::string programme;  // name of the book
  double deadline_seconds = 10;
  std::string output = "table";
  // Of reads.
  std::string as_of;
  std::string valid_on;
  // Of mutations; empty: a new one.
  std::string request_id;
};

class Session {
 public:
  // Takes the defaults of the settings from the environment's variables. The environment must
  // outlive it.
  explicit Session(Environment& environment);

  Environment& environment() { return environment_; }
  Settings& settings() { return settings_; }

  // ------------------------------------------------------------------------------------------
  // calls

  // Session::Call(&v1::ProposalService::Stub::GetProposal, request): the answer, or the error as
  // FromServer tells it. With the deadline and the identity of the settings.
  template <typename Stub, typename Request, typename Response>
  absl::StatusOr<Response> Call(grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&,
                                                             Response*),
                                const Request& request) {
    absl::Status checked = CheckSettings();
    if (!checked.ok()) return checked;
    Stub stub(channel());
    grpc::ClientContext context;
    Prepare(context);
    Response response;
    const grpc::Status status = (stub.*method)(&context, request, &response);
    if (!status.ok()) return FromServer(status, ContextOf(RequestIdOf(request)));
    return response;
  }

  // The same for a List call: all its pages as one answer. Pages agree: they are of one position.
  template <typename Stub, typename Request, typename Response>
  absl::StatusOr<Response> CallAllPages(grpc::Status (Stub::*method)(grpc::ClientContext*,
                                                                     const Request&, Response*),
                                        Request request) {
    request.set_page_size(500);
    absl::StatusOr<Response> all = Call(method, request);
    while (all.ok() && !all->next_page_token().empty()) {
      request.set_page_token(all->next_page_token());
      const absl::StatusOr<Response> page = Call(method, request);
      if (!page.ok()) return page.status();
      all->MergeFrom(*page);  // appends what is repeated
      all->set_next_page_token(page->next_page_token());
    }
    return all;
  }

  // For streams: a channel, the identity without a deadline, and the error of an ended stream.
  std::shared_ptr<grpc::Channel> channel();
  void PrepareWithoutDeadline(grpc::ClientContext& context) const;
  CallContext ContextOf(std::string request_id) const;

  // Refuses settings no call can be made with: an identity that cannot be sent, a deadline of
  // nothing, an answer that could not be shown.
  absl::Status CheckSettings() const;

  // ------------------------------------------------------------------------- what goes into
  // requests

  // "programmes/zod"; WrongUsage when no book is named.
  absl::StatusOr<std::string> Programme() const;
  // "programmes/zod/proposals/2021-017" of ("proposals", "2021-017").
  absl::StatusOr<std::string> Resource(absl::string_view collection, absl::string_view id) const;
  // --as-of and --valid-on. WrongUsage for what cannot be read.
  absl::StatusOr<v1::ReadAt> ReadAt() const;
  // The same of two other options, for a verb that reads at two points. Empty: not given.
  struct Typed {
    absl::string_view option;  // "--as-of"
    absl::string_view value;
  };
  absl::StatusOr<v1::ReadAt> ReadAt(Typed as_of, Typed valid_on) const;
  // --request-id, or a new one (UUID, version 4); the same one each time it is asked for.
  std::string RequestId();

  // ------------------------------------------------------------------------------------------
  // answers

  // WrongUsage for anything but table, json and csv.
  absl::StatusOr<Output> OutputAs() const;

  // An answer that is a table; JSON shows `answer` whole. In table form, when nothing is in it,
  // `if_empty` is said instead.
  absl::Status ShowTable(const google::protobuf::Message& answer, const Table& table,
                         absl::string_view if_empty);
  // An answer that is more than one table: `text` writes it for the eye, `table` is its CSV.
  absl::Status Show(const google::protobuf::Message& answer, const Table& table,
                    const std::function<void(std::ostream&)>& text);
  // What a mutation did: `done` is one Dutch sentence without its full stop ("Voordracht
  // vastgelegd"), followed by the position; `more` is added to it; `next_step` the command to try
  // now, empty: none.
  absl::Status ShowReceipt(const google::protobuf::Message& answer, const v1::Receipt& receipt,
                           absl::string_view done, absl::string_view more,
                           absl::string_view next_step);
  // "Stand op positie 318 (7 juni 2021 14:03)." on stderr, beside a table; nothing with JSON or
  // CSV.
  void NoteTrueAt(const v1::TrueAt& true_at);
  // "positie 318 (7 juni 2021 14:03), geldig op 30 juni 2021".
  std::string Point(const v1::TrueAt& true_at) const;
  // A table as this environment wants it: colour, cut to the terminal's width.
  void PrintTable(const Table& table);
  std::string Moment(const google::protobuf::Timestamp& moment) const;

  // The options and arguments of the verb that runs, for errors to name; set before it does.
  void set_options(std::vector<std::string> options) { options_ = std::move(options); }
  // How the run ended; set by the verb that ran (run.h).
  void set_result(absl::Status result) { result_ = std::move(result); }
  const absl::Status& result() const { return result_; }
  // Nothing runs: only whether the command line can be read is asked.
  void set_parse_only() { parse_only_ = true; }
  bool parse_only() const { return parse_only_; }
  // Exit code 1 without an error: there are differences.
  void set_different() { different_ = true; }
  bool different() const { return different_; }

 private:
  // The request_id field of a mutation's request; empty for a read's.
  static std::string RequestIdOf(const google::protobuf::Message& request);
  void Prepare(grpc::ClientContext& context) const;

  Environment& environment_;
  Settings settings_;
  std::shared_ptr<grpc::Channel> channel_;
  std::vector<std::string> options_;
  absl::Status result_;
  bool parse_only_ = false;
  bool different_ = false;
};

}  // namespace dealboek::cli

#endif  // DEALBOEK_CLIENTS_CLI_SESSION_H_
