// A load on a running dealboekd, or on an echo server: how many calls a second, and how long each
// takes, with so many callers at a time.
//
//   dealboek_load serve-echo --listen 127.0.0.1:7399
//   dealboek_load echo   --server 127.0.0.1:7399 --callers 64 --seconds 3
//   dealboek_load decide --server 127.0.0.1:7345 --callers 64 --seconds 3 --books 1
//   dealboek_load overload --server 127.0.0.1:7345 --callers 2560 --seconds 3 --books 1
//   dealboek_load stream --server 127.0.0.1:7345 --callers 256 --seconds 3
//   dealboek_load read   --server 127.0.0.1:7345 --seconds 3
//
// A decision is a real command with all its rules: a proposal is submitted, then endorsed, then the
// next one. Each answer counted is durable. An overload is the same by more callers than the server
// takes commands of: one that is refused for that (QUEUE_FULL) tries again when it was told to, and
// is counted apart; what an accepted call took is counted from its last try. A stream is one call
// with so many commands in flight, all of them proposals submitted. What is read is a book that was
// filled so for as long, from its first event to its last, over and over. Prints one line of JSON.
// Needs a server started with
// --insecure-dev-identity; it makes books of its own, named load-...
#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <future>
#include <iostream>
#include <memory>
#include <mutex>
#include <random>
#include <string>
#include <vector>

#include "CLI/App.hpp"
#include "CLI/Config.hpp"
#include "CLI/Formatter.hpp"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "echo.grpc.pb.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "grpcpp/alarm.h"
#include "grpcpp/grpcpp.h"

#include "dealboek/v1/audit_service.grpc.pb.h"
#include "dealboek/v1/command_service.grpc.pb.h"
#include "dealboek/v1/endorsement_service.grpc.pb.h"
#include "dealboek/v1/programme_service.grpc.pb.h"
#include "dealboek/v1/proposal_service.grpc.pb.h"

namespace {

using SteadyClock = std::chrono::steady_clock;
namespace v1 = dealboek::v1;
namespace bench = dealboek::bench;

struct Flags {
  std::string listen = "127.0.0.1:7399";
  std::string server = "127.0.0.1:7345";
  int callers = 64;
  int connections = 8;
  int books = 1;
  double seconds = 3;
  double warmup_seconds = 1;
  int request_bytes = 300;
  int answer_bytes = 300;
  bool expect_refusals = false;
};

// When to try again, where a server says so.
std::chrono::milliseconds RetryAfter(const grpc::Status& status) {
  google::rpc::Status packed;
  google::rpc::RetryInfo retry;
  if (packed.ParseFromString(status.error_details())) {
    for (const google::protobuf::Any& detail : packed.details()) {
      if (!detail.UnpackTo(&retry)) continue;
      return std::chrono::milliseconds(retry.retry_delay().seconds() * 1'000 +
                                       retry.retry_delay().nanos() / 1'000'000);
    }
  }
  return std::chrono::milliseconds(1'000);
}

class EchoService final : public bench::Echo::CallbackService {
  grpc::ServerUnaryReactor* Call(grpc::CallbackServerContext* context,
                                 const bench::EchoRequest* request,
                                 bench::EchoResponse* response) override {
    response->mutable_payload()->assign(std::max(0, request->answer_bytes()), 'x');
    grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
    reactor->Finish(grpc::Status::OK);
    return reactor;
  }
};

int ServeEcho(const Flags& flags) {
  EchoService service;
  grpc::ServerBuilder builder;
  builder.AddListeningPort(flags.listen, grpc::InsecureServerCredentials());
  builder.RegisterService(&service);
  std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
  if (server == nullptr) {
    std::cerr << "dealboek_load: cannot listen on " << flags.listen << "\n";
    return 1;
  }
  std::cerr << "dealboek_load: echo ready on " << flags.listen << "\n";
  server->Wait();
  return 0;
}

std::vector<std::shared_ptr<grpc::Channel>> Connect(const Flags& flags) {
  std::vector<std::shared_ptr<grpc::Channel>> channels;
  for (int i = 0; i < flags.connections; ++i) {
    grpc::ChannelArguments arguments;
    // Else all channels to one address share one connection.
    arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
    channels.push_back(
        grpc::CreateCustomChannel(flags.server, grpc::InsecureChannelCredentials(), arguments));
  }
  return channels;
}

// Keeps each caller at one call at a time until the time is up, and keeps what each call took.
class Run {
 public:
  explicit Run(const Flags& flags) : flags_(flags), latencies_(flags.callers) {}

  void Start(int running) {
    begin_ = SteadyClock::now() + Seconds(flags_.warmup_seconds);
    end_ = begin_ + Seconds(flags_.seconds);
    running_ = running;
  }
  // Whether this caller makes another call; else it has ended.
  bool Continue() {
    if (SteadyClock::now() < end_) return true;
    std::lock_guard<std::mutex> lock(mutex_);
    if (--running_ == 0) done_.notify_all();
    return false;
  }
  void Finished(int caller, SteadyClock::time_point started, const grpc::Status& status) {
    const SteadyClock::time_point now = SteadyClock::now();
    if (IsRefusal(status)) {
      if (now < begin_ || now >= end_) return;
      std::lock_guard<std::mutex> lock(mutex_);
      refusals_.push_back(std::chrono::duration<double, std::micro>(now - started).count());
    } else if (!status.ok()) {
      std::lock_guard<std::mutex> lock(mutex_);
      if (failures_++ == 0) {
        std::cerr << "dealboek_load: " << status.error_code() << " " << status.error_message()
                  << "\n";
      }
    } else if (now >= begin_ && now < end_) {
      latencies_[caller].push_back(
          std::chrono::duration<double, std::micro>(now - started).count());
    }
  }
  bool IsRefusal(const grpc::Status& status) const {
    return flags_.expect_refusals && status.error_code() == grpc::StatusCode::RESOURCE_EXHAUSTED;
  }
  // Whether no call failed.
  bool Wait() {
    std::unique_lock<std::mutex> lock(mutex_);
    done_.wait(lock, [&] { return running_ == 0; });
    return failures_ == 0;
  }
  int WaitAndReport(const std::string& name) {
    Wait();
    std::vector<double> all;
    for (const std::vector<double>& of_caller : latencies_) {
      all.insert(all.end(), of_caller.begin(), of_caller.end());
    }
    absl::PrintF(
        "{\"name\": \"%s\", \"callers\": %d, \"books\": %d, \"per_second\": %.0f, \"p50_us\": "
        "%.0f, \"p99_us\": %.0f, \"calls\": %d, \"failures\": %d",
        name, flags_.callers, flags_.books, all.size() / flags_.seconds, Quantile(all, 0.5),
        Quantile(all, 0.99), all.size(), failures_);
    if (flags_.expect_refusals) {
      absl::PrintF(
          ", \"refused_per_second\": %.0f, \"refused_p50_us\": %.0f, \"refused_p99_us\": %.0f",
          refusals_.size() / flags_.seconds, Quantile(refusals_, 0.5), Quantile(refusals_, 0.99));
    }
    absl::PrintF("}\n");
    return failures_ == 0 && !all.empty() ? 0 : 1;
  }

 private:
  static double Quantile(std::vector<double>& values, double q) {
    if (values.empty()) return 0;
    const auto at =
        values.begin() +
        static_cast<ptrdiff_t>(std::min(values.size() - 1, static_cast<size_t>(q * values.size())));
    std::nth_element(values.begin(), at, values.end());
    return *at;
  }
  static SteadyClock::duration Seconds(double seconds) {
    return std::chrono::duration_cast<SteadyClock::duration>(
        std::chrono::duration<double>(seconds));
  }

  const Flags& flags_;
  SteadyClock::time_point begin_;
  SteadyClock::time_point end_;
  std::mutex mutex_;
  std::condition_variable done_;
  int running_ = 0;
  int failures_ = 0;
  std::vector<std::vector<double>> latencies_;
  std::vector<double> refusals_;
};

int EchoLoad(const Flags& flags) {
  struct Caller {
    std::unique_ptr<bench::Echo::Stub> stub;
    std::unique_ptr<grpc::ClientContext> context;
    bench::EchoRequest request;
    bench::EchoResponse response;
    SteadyClock::time_point started;
  };
  const auto channels = Connect(flags);
  std::vector<Caller> callers(flags.callers);
  Run run(flags);
  std::function<void(int)> next = [&](int i) {
    Caller& caller = callers[i];
    if (!run.Continue()) return;
    caller.context = std::make_unique<grpc::ClientContext>();
    caller.context->AddMetadata("authorization", "Bearer laster");
    caller.started = SteadyClock::now();
    caller.stub->async()->Call(caller.context.get(), &caller.request, &caller.response,
                               [&, i](const grpc::Status& status) {
                                 run.Finished(i, callers[i].started, status);
                                 next(i);
                               });
  };
  for (int i = 0; i < flags.callers; ++i) {
    callers[i].stub = bench::Echo::NewStub(channels[i % channels.size()]);
    callers[i].request.set_payload(std::string(flags.request_bytes, 'x'));
    callers[i].request.set_answer_bytes(flags.answer_bytes);
  }
  run.Start(flags.callers);
  for (int i = 0; i < flags.callers; ++i) next(i);
  return run.WaitAndReport("echo");
}

// A version 4 UUID from a generator of the caller's.
std::string NewRequestId(std::mt19937_64& random) {
  const uint64_t a = random();
  const uint64_t b = random();
  return absl::StrFormat("%08x-%04x-4%03x-%04x-%012x", a >> 32, (a >> 16) & 0xffff, a & 0xfff,
                         0x8000 | ((b >> 48) & 0x3fff), b & 0xffffffffffff);
}

constexpr char kSecretary[] = "secretaris";
constexpr char kTeam[] = "ontwikkelteam";
constexpr char kVakbestuurder[] = "vakbestuurder";

void Authorize(grpc::ClientContext& context, const std::string& who) {
  context.AddMetadata("authorization", absl::StrCat("Bearer ", who));
}

bool Check(const grpc::Status& status, const char* what) {
  if (!status.ok()) {
    std::cerr << "dealboek_load: " << what << ": " << status.error_code() << " "
              << status.error_message() << "\n";
  }
  return status.ok();
}

// A running book with one pijler, a project that got money before, and the seats of a load.
bool MakeBook(const std::shared_ptr<grpc::Channel>& channel, const std::string& book,
              std::mt19937_64& random) {
  v1::ProgrammeService::Stub stub(channel);
  v1::CreateProgrammeRequest create;
  create.set_request_id(NewRequestId(random));
  create.set_programme_id(book);
  create.set_title("Belasting");
  create.set_first_year(2019);
  create.set_last_year(2030);
  const auto entry = [&] {
    v1::OpeningEntry* added = create.add_opening();
    added->mutable_source()->set_document("belastingproef");
    return added;
  };
  v1::PijlerEntry* pijler = entry()->mutable_pijler();
  pijler->set_pijler("werken");
  pijler->set_title("Werken");
  pijler->add_themes("Algemeen");
  v1::PartnerEntry* partner = entry()->mutable_partner();
  partner->set_display_name("gem. Emmen");
  partner->set_kind(v1::PARTNER_KIND_GEMEENTE);
  v1::TrancheEntry* tranche = entry()->mutable_tranche();
  tranche->set_tranche(1);
  v1::ProjectEntry* project = entry()->mutable_project();
  project->set_pijler("werken");
  project->set_number("1");
  project->set_title("Project");
  project->set_theme("Algemeen");
  project->add_lead_partners("gem. Emmen");
  v1::OpeningEntry* award = entry();
  award->mutable_decided_on()->set_year(2019);
  award->mutable_award()->set_project("werken-1");
  award->mutable_award()->set_tranche(1);
  award->mutable_award()->mutable_amount()->set_euro_cents(100'000);
  v1::CreateProgrammeResponse created;
  {
    grpc::ClientContext context;
    Authorize(context, kSecretary);
    if (!Check(stub.CreateProgramme(&context, create, &created), "CreateProgramme")) return false;
  }
  const std::string parent = absl::StrCat("programmes/", book);
  for (const auto& [role, who] : {std::pair{v1::ROLE_ONTWIKKELTEAM, kTeam},
                                  std::pair{v1::ROLE_VAKBESTUURDER, kVakbestuurder}}) {
    v1::GrantSeatRequest grant;
    grant.set_request_id(NewRequestId(random));
    grant.set_parent(parent);
    grant.set_role(role);
    grant.set_place(v1::SEAT_PLACE_MEMBER);
    grant.set_pijler("werken");
    grant.set_holder_subject(who);
    v1::GrantSeatResponse granted;
    grpc::ClientContext context;
    Authorize(context, kSecretary);
    if (!Check(stub.GrantSeat(&context, grant, &granted), "GrantSeat")) return false;
  }
  v1::CloseOpeningRequest close;
  close.set_request_id(NewRequestId(random));
  close.set_parent(parent);
  v1::CloseOpeningResponse closed;
  grpc::ClientContext context;
  Authorize(context, kSecretary);
  return Check(stub.CloseOpening(&context, close, &closed), "CloseOpening");
}

v1::SubmitProposalRequest Submission(const std::string& book) {
  v1::SubmitProposalRequest submit;
  submit.set_parent(absl::StrCat("programmes/", book));
  v1::ProposalContent* content = submit.mutable_content();
  content->set_kind(v1::PROPOSAL_KIND_VERVOLG);
  content->set_title("Vervolg van het project, tweede fase");
  content->set_pijler("werken");
  content->set_theme("Algemeen");
  content->set_project("werken-1");
  v1::AwardLine* line = content->add_lines();
  line->set_tranche(1);
  line->mutable_amount()->set_euro_cents(4'500'000);
  content->set_summary("Met dit vervolg wordt de eerste fase uitgebreid naar de hele regio.");
  return submit;
}

// Makes the books and decides in them; what came of it is for `report` to tell, given the run and a
// book.
int DecideLoad(const Flags& flags, const std::function<int(Run&, const std::string&)>& report) {
  struct Caller {
    std::unique_ptr<v1::ProposalService::Stub> proposals;
    std::unique_ptr<v1::EndorsementService::Stub> endorsements;
    std::unique_ptr<grpc::ClientContext> context;
    v1::SubmitProposalRequest submit;
    v1::SubmitProposalResponse submitted;
    v1::EndorseProposalRequest endorse;
    v1::EndorseProposalResponse endorsed;
    std::mt19937_64 random;
    SteadyClock::time_point started;
    grpc::Alarm later;
    bool endorse_next = false;
    size_t book = 0;  // of the next proposal
  };
  const auto channels = Connect(flags);
  std::random_device seed;
  std::mt19937_64 random(seed());
  std::vector<std::string> books;
  for (int i = 0; i < flags.books; ++i) {
    books.push_back(absl::StrFormat("load-%016x", random()));
    if (!MakeBook(channels[0], books.back(), random)) return 1;
  }

  std::vector<Caller> callers(flags.callers);
  Run run(flags);
  std::function<void(int)> next;
  const auto again = [&](int i, const grpc::Status& refused) {
    callers[i].later.Set(std::chrono::system_clock::now() + RetryAfter(refused),
                         [&, i](bool /*ok*/) { next(i); });
  };
  next = [&](int i) {
    Caller& caller = callers[i];
    if (!run.Continue()) return;
    caller.context = std::make_unique<grpc::ClientContext>();
    caller.started = SteadyClock::now();
    if (caller.endorse_next) {
      Authorize(*caller.context, kVakbestuurder);
      caller.endorse.set_request_id(NewRequestId(caller.random));
      caller.endorse.set_name(caller.submitted.proposal().name());
      caller.endorse.set_revision_seen(1);
      caller.endorsements->async()->EndorseProposal(caller.context.get(), &caller.endorse,
                                                    &caller.endorsed,
                                                    [&, i](const grpc::Status& status) {
                                                      run.Finished(i, callers[i].started, status);
                                                      if (run.IsRefusal(status)) {
                                                        return again(i, status);
                                                      }
                                                      callers[i].endorse_next = false;
                                                      next(i);
                                                    });
    } else {
      Authorize(*caller.context, kTeam);
      caller.submit.set_request_id(NewRequestId(caller.random));
      // Fewer callers than books: each goes round.
      caller.submit.set_parent(absl::StrCat("programmes/", books[caller.book]));
      caller.book = (caller.book + callers.size()) % books.size();
      caller.proposals->async()->SubmitProposal(caller.context.get(), &caller.submit,
                                                &caller.submitted,
                                                [&, i](const grpc::Status& status) {
                                                  run.Finished(i, callers[i].started, status);
                                                  if (run.IsRefusal(status)) {
                                                    return again(i, status);
                                                  }
                                                  callers[i].endorse_next = status.ok();
                                                  next(i);
                                                });
    }
  };
  for (int i = 0; i < flags.callers; ++i) {
    Caller& caller = callers[i];
    caller.proposals = v1::ProposalService::NewStub(channels[i % channels.size()]);
    caller.endorsements = v1::EndorsementService::NewStub(channels[i % channels.size()]);
    caller.random.seed(random());
    caller.book = i % books.size();
    caller.submit = Submission(books[caller.book]);
  }
  run.Start(flags.callers);
  for (int i = 0; i < flags.callers; ++i) next(i);
  return report(run, books.front());
}

// One call of CommandService.Execute that keeps `callers` commands in flight. Its reactions come
// one at a time, but for a read and a write beside each other.
class Stream final : public grpc::ClientBidiReactor<v1::ExecuteRequest, v1::ExecuteResponse> {
 public:
  Stream(const Flags& flags, Run& run, const std::string& book, uint64_t seed)
      : flags_(flags), run_(run), submit_(Submission(book)), random_(seed) {}

  void Start(v1::CommandService::Stub& stub) {
    Authorize(context_, kTeam);
    stub.async()->Execute(&context_, this);
    {
      std::lock_guard<std::mutex> lock(mutex_);
      to_send_ = flags_.callers;
      Send();
    }
    StartRead(&response_);
    StartCall();
  }

  void OnReadDone(bool ok) override {
    if (!ok) return;
    std::lock_guard<std::mutex> lock(mutex_);
    for (const v1::CommandOutcome& outcome : response_.outcomes()) {
      const v1::CommandOutcome::OutcomeCase what = outcome.outcome_case();
      run_.Finished(0, started_[outcome.command() % started_.size()],
                    what == v1::CommandOutcome::kReceipt
                        ? grpc::Status::OK
                        : grpc::Status(static_cast<grpc::StatusCode>(outcome.refusal().code()),
                                       outcome.refusal().message()));
    }
    to_send_ += response_.outcomes_size();
    Send();
    StartRead(&response_);
  }
  void OnWriteDone(bool ok) override {
    std::lock_guard<std::mutex> lock(mutex_);
    writing_ = false;
    if (ok) Send();
  }
  void OnDone(const grpc::Status& status) override { ended_.set_value(status); }
  grpc::Status Wait() { return ended_.get_future().get(); }

 private:
  void Send() {
    if (writing_ || to_send_ == 0 || ended_sending_) return;
    if (!run_.Continue()) {
      ended_sending_ = true;
      return StartWritesDone();
    }
    request_.Clear();
    for (; to_send_ > 0; --to_send_) {
      submit_.set_request_id(NewRequestId(random_));
      request_.add_commands()->PackFrom(submit_);
      started_[++sent_ % started_.size()] = SteadyClock::now();
    }
    writing_ = true;
    StartWrite(&request_);
  }

  const Flags& flags_;
  Run& run_;
  grpc::ClientContext context_;
  v1::SubmitProposalRequest submit_;
  std::mt19937_64 random_;
  v1::ExecuteRequest request_;
  v1::ExecuteResponse response_;
  std::promise<grpc::Status> ended_;
  std::mutex mutex_;
  std::array<SteadyClock::time_point, 4096> started_;  // by number; more than are in flight
  size_t sent_ = 0;
  int to_send_ = 0;
  bool writing_ = false;
  bool ended_sending_ = false;
};

int StreamLoad(Flags flags) {
  if (flags.callers < 1 || flags.callers > 256) {
    std::cerr << "dealboek_load: a stream has 1 to 256 commands in flight\n";
    return 1;
  }
  const auto channel = Connect(flags).front();
  std::random_device seed;
  std::mt19937_64 random(seed());
  const std::string book = absl::StrFormat("load-%016x", random());
  if (!MakeBook(channel, book, random)) return 1;
  const auto stub = v1::CommandService::NewStub(channel);
  Run run(flags);
  run.Start(1);
  Stream stream(flags, run, book, random());
  stream.Start(*stub);
  if (!Check(stream.Wait(), "Execute")) return 1;
  return run.WaitAndReport("stream");
}

// Events a second of one stream of messages of 512.
int ReadLoad(const Flags& flags, const std::string& book) {
  const auto stub = v1::AuditService::NewStub(Connect(flags).front());
  v1::ReadEventsRequest request;
  request.set_parent(absl::StrCat("programmes/", book));
  request.set_batch_size(512);
  const SteadyClock::time_point begin = SteadyClock::now();
  double seconds = 0;
  int64_t events = 0;
  int64_t bytes = 0;
  for (; seconds < flags.seconds;
       seconds = std::chrono::duration<double>(SteadyClock::now() - begin).count()) {
    grpc::ClientContext context;
    Authorize(context, kTeam);
    const auto reader = stub->ReadEvents(&context, request);
    v1::ReadEventsResponse response;
    while (reader->Read(&response)) {
      events += response.events_size();
      for (const v1::RecordedEvent& event : response.events()) {
        bytes += static_cast<int64_t>(event.record().size());
      }
    }
    if (!Check(reader->Finish(), "ReadEvents")) return 1;
  }
  absl::PrintF("{\"name\": \"read\", \"per_second\": %.0f, \"bytes_each\": %.0f}\n",
               events / seconds, events == 0 ? 0.0 : static_cast<double>(bytes) / events);
  return events > 0 ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  Flags flags;
  CLI::App app("A load on dealboekd, and its floor.");
  app.require_subcommand(1);
  CLI::App* serve = app.add_subcommand("serve-echo", "Serve empty calls.");
  serve->add_option("--listen", flags.listen, "Address")->capture_default_str();
  CLI::App* echo = app.add_subcommand("echo", "Empty calls on an echo server.");
  CLI::App* decide = app.add_subcommand("decide", "Proposals and endorsements on dealboekd.");
  CLI::App* overload = app.add_subcommand("overload", "The same, by more than it takes.");
  CLI::App* stream = app.add_subcommand("stream", "Proposals on dealboekd, all over one call.");
  CLI::App* read = app.add_subcommand("read", "A book's events, as a stream.");
  for (CLI::App* load : {echo, decide, overload, stream, read}) {
    load->add_option("--server", flags.server, "Address")->capture_default_str();
    load->add_option("--callers", flags.callers, "Calls at a time")->capture_default_str();
    load->add_option("--connections", flags.connections, "Connections")->capture_default_str();
    load->add_option("--seconds", flags.seconds, "Measured")->capture_default_str();
    load->add_option("--warmup", flags.warmup_seconds, "Before that")->capture_default_str();
  }
  echo->add_option("--request-bytes", flags.request_bytes, "Bytes there")->capture_default_str();
  echo->add_option("--answer-bytes", flags.answer_bytes, "Bytes back")->capture_default_str();
  for (CLI::App* load : {decide, overload}) {
    load->add_option("--books", flags.books, "Books they are spread over")->capture_default_str();
  }
  CLI11_PARSE(app, argc, argv);
  if (*serve) return ServeEcho(flags);
  if (*echo) return EchoLoad(flags);
  if (*stream) return StreamLoad(flags);
  flags.expect_refusals = static_cast<bool>(*overload);
  return DecideLoad(flags, [&](Run& run, const std::string& book) {
    if (*decide) return run.WaitAndReport("decide");
    if (*overload) return run.WaitAndReport("overload");
    return run.Wait() ? ReadLoad(flags, book) : 1;
  });
}
