// dealboekd as a process: what it says, when it can be reached, and how it ends.
#include "tests/services/server/process.h"

#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <httplib.h>
#include <memory>
#include <regex>
#include <sstream>
#include <string>
#include <thread>
#include <unistd.h>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include <gmock/gmock.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "dealboek/v1/audit_service.grpc.pb.h"
#include "dealboek/v1/programme_service.grpc.pb.h"

namespace dealboek::server {
namespace {

using testing::HasSubstr;
using testing::Not;

class ProcessTest : public testing::Test {
 protected:
  ProcessTest() {
    std::string pattern = (std::filesystem::temp_directory_path() / "dealboekd-XXXXXX").string();
    directory_ = mkdtemp(pattern.data());
  }
  ~ProcessTest() override { std::filesystem::remove_all(directory_); }

  std::string Path(absl::string_view name) const { return absl::StrCat(directory_, "/", name); }
  std::string Address() const { return absl::StrCat("unix:", Path("socket")); }
  Process Start(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), DEALBOEKD);
    return Process(std::move(arguments), Path(absl::StrCat("said-", ++started_)), before_);
  }
  std::vector<std::string> Directories(std::string word) const {
    return {std::move(word), "--data", Path("log"), "--floor", Path("floor")};
  }
  Process Serve(std::vector<std::string> more = {}) {
    std::vector<std::string> arguments = Directories("serve");
    arguments.insert(arguments.end(), {"--listen", Address(), "--insecure-dev-identity"});
    arguments.insert(arguments.end(), more.begin(), more.end());
    return Start(arguments);
  }
  void Init() {
    Process init = Start(Directories("init"));
    ASSERT_EQ(init.Ends(), 0) << init.Said();
  }

  // What came of a call that was sent as bytes.
  struct Answer {
    grpc::Status status;
    std::string bytes;
  };
  Answer Call(grpc::GenericStub& stub, const std::string& method, const std::string& request) {
    grpc::ClientContext context;
    context.AddMetadata("authorization", "Bearer anna");
    context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(20));
    grpc::CompletionQueue queue;
    const grpc::Slice slice(request);
    auto call = stub.PrepareUnaryCall(&context, method, grpc::ByteBuffer(&slice, 1), &queue);
    call->StartCall();
    grpc::ByteBuffer reply;
    Answer answer;
    call->Finish(&reply, &answer.status, nullptr);
    void* tag = nullptr;
    bool ok = false;
    queue.Next(&tag, &ok);
    answer.bytes = BytesOf(reply);
    return answer;
  }
  static std::string BytesOf(const grpc::ByteBuffer& buffer) {
    grpc::Slice slice;
    if (!buffer.Valid() || !buffer.DumpToSingleSlice(&slice).ok()) return "";
    return std::string(reinterpret_cast<const char*>(slice.begin()), slice.size());
  }
  std::shared_ptr<grpc::Channel> Channel() {
    grpc::ChannelArguments own;
    own.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
    return grpc::CreateCustomChannel(Address(), grpc::InsecureChannelCredentials(), own);
  }

  // grpc.health.v1.HealthCheckResponse.status, of a service or, "", of the server as a whole; -1:
  // no answer.
  int Health(const std::string& service = "") {
    grpc::GenericStub stub(Channel());
    const Answer answer = Call(stub, "/grpc.health.v1.Health/Check", HealthRequest(service));
    return StatusIn(answer.bytes);
  }
  static std::string HealthRequest(const std::string& service) {
    if (service.empty()) return "";
    return absl::StrCat("\x0A", std::string(1, static_cast<char>(service.size())), service);
  }
  static int StatusIn(const std::string& response) {
    return response.size() == 2 ? response[1] : -1;  // field 1, a varint
  }

  static std::unique_ptr<grpc::ClientContext> Context(const std::string& who) {
    auto context = std::make_unique<grpc::ClientContext>();
    context->AddMetadata("authorization", absl::StrCat("Bearer ", who));
    context->set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(20));
    return context;
  }
  grpc::Status CreateProgramme(const std::string& name, const std::string& description = "",
                               const std::string& who = "secretaris") {
    v1::CreateProgrammeRequest request;
    request.set_programme_id(name);
    request.set_title("Regio Deal");
    request.set_description(description);
    request.set_first_year(2019);
    request.set_last_year(2023);
    request.set_secretary_display_name("Anna Achternaam");
    request.set_request_id(kRequestId);
    v1::CreateProgrammeResponse response;
    return v1::ProgrammeService::NewStub(Channel())->CreateProgramme(Context(who).get(), request,
                                                                     &response);
  }
  // Where its status pages are, once it has said so.
  static std::string PagesOf(Process& server) {
    EXPECT_TRUE(server.Says("\"event\":\"ready\""));
    std::smatch match;
    const std::string said = server.Said();
    EXPECT_TRUE(std::regex_search(said, match, std::regex("metrics on (http://[^/]*)/metrics")));
    return match[1];
  }

  static constexpr char kRequestId[] = "f81d4fae-7dec-41d0-a765-00a0c91e6bf6";

  std::string directory_;
  int started_ = 0;
  std::function<void()> before_;  // see Process
};

// A stream of events whose client does not read it, so that it never ends by itself.
class StalledStream {
 public:
  StalledStream(const std::string& address, std::unique_ptr<grpc::ClientContext> context)
      : context_(std::move(context)) {
    grpc::ChannelArguments small;  // so that a single event does not fit what gRPC reads ahead
    small.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
    small.SetInt(GRPC_ARG_HTTP2_STREAM_LOOKAHEAD_BYTES, 5);
    small.SetInt(GRPC_ARG_HTTP2_BDP_PROBE, 0);
    stub_ = v1::AuditService::NewStub(
        grpc::CreateCustomChannel(address, grpc::InsecureChannelCredentials(), small));
    v1::ReadEventsRequest request;
    request.set_parent("programmes/zod");
    stream_ = stub_->ReadEvents(context_.get(), request);
    stream_->WaitForInitialMetadata();  // it has begun
  }
  ~StalledStream() { context_->TryCancel(); }

 private:
  const std::unique_ptr<grpc::ClientContext> context_;
  std::unique_ptr<v1::AuditService::Stub> stub_;
  std::unique_ptr<grpc::ClientReader<v1::ReadEventsResponse>> stream_;
};

TEST_F(ProcessTest, WithoutALogItSaysHowToMakeOne) {
  Process server = Serve();
  EXPECT_EQ(server.Ends(), 1);
  EXPECT_THAT(server.Said(), HasSubstr("dealboekd init --data"));
  EXPECT_FALSE(std::filesystem::exists(Path("log")));
}

TEST_F(ProcessTest, ServesUntilAskedToStop) {
  Init();
  Process server = Serve();
  ASSERT_TRUE(server.Says(absl::StrCat("ready on ", Address())));
  EXPECT_EQ(Health(), 1) << "SERVING";
  server.Signal(SIGTERM);
  EXPECT_EQ(server.Ends(), 0);
  EXPECT_THAT(server.Said(), HasSubstr("stopped; everything taken was written."));
}

TEST_F(ProcessTest, MakesItsDirectoriesWhenAllowedTo) {
  for (int i = 0; i < 2; ++i) {
    Process server = Serve({"--init-if-missing"});
    ASSERT_TRUE(server.Says("ready on"));
    server.Signal(SIGINT);
    EXPECT_EQ(server.Ends(), 0);
  }
  // Once there is a floor, a log that is gone is a loss, not a beginning.
  std::filesystem::remove_all(Path("log"));
  Process server = Serve({"--init-if-missing"});
  EXPECT_EQ(server.Ends(), 1) << server.Said();
  EXPECT_FALSE(std::filesystem::exists(Path("log")));
}

TEST_F(ProcessTest, InitLeavesWhatIsThereAlone) {
  Init();
  Process again = Start(Directories("init"));
  EXPECT_EQ(again.Ends(), 1);
  Process verify = Start(Directories("verify"));
  EXPECT_EQ(verify.Ends(), 0) << verify.Said();
  EXPECT_THAT(verify.Said(), HasSubstr("0 books, 0 events"));
}

TEST_F(ProcessTest, ASecondServerOnTheSameDirectoriesIsRefused) {
  Init();
  Process first = Serve();
  ASSERT_TRUE(first.Says("ready on"));
  std::vector<std::string> arguments = Directories("serve");
  arguments.insert(arguments.end(), {"--listen", absl::StrCat("unix:", Path("other"))});
  Process second = Start(arguments);
  EXPECT_EQ(second.Ends(), 1);
  EXPECT_THAT(second.Said(), HasSubstr("\"event\":\"not_started\""));
  EXPECT_EQ(Health(), 1) << "the first goes on";
}

TEST_F(ProcessTest, APortThatIsTakenIsRefused) {
  Init();
  std::vector<std::string> arguments = Directories("serve");
  arguments.insert(arguments.end(), {"--listen", "127.0.0.1:0", "--insecure-dev-identity"});
  Process first = Start(arguments);
  ASSERT_TRUE(first.Says("ready on 127.0.0.1:"));
  std::string said = first.Said();
  said = said.substr(said.find("ready on 127.0.0.1:") + 9);
  const std::string address = said.substr(0, said.find(','));
  Process second = Start({"serve", "--data", Path("log-2"), "--floor", Path("floor-2"),
                          "--init-if-missing", "--listen", address});
  EXPECT_EQ(second.Ends(), 1);
  EXPECT_THAT(second.Said(), HasSubstr("can't listen on"));
}

TEST_F(ProcessTest, ALogBelowItsFloorNeedsTheOperatorsWord) {
  Init();
  std::vector<std::string> restore = Directories("restore");
  EXPECT_EQ(Start(restore).Ends(), 2) << "not without --accept-loss";
  std::filesystem::remove_all(Path("floor"));
  std::filesystem::create_directory(Path("floor"));
  Process server = Serve();
  EXPECT_EQ(server.Ends(), 1) << "a log without its floor";
  restore.push_back("--accept-loss");
  Process accepted = Start(restore);
  EXPECT_EQ(accepted.Ends(), 0) << accepted.Said();
  Process again = Serve();
  EXPECT_TRUE(again.Says("ready on"));
}

TEST_F(ProcessTest, EachServiceHasItsHealth) {
  Init();
  Process server = Serve();
  ASSERT_TRUE(server.Says("ready on"));
  EXPECT_EQ(Health("dealboek.v1.ProgrammeService"), 1) << "SERVING";
  EXPECT_EQ(Health("dealboek.v1.AuditService"), 1);
  EXPECT_EQ(Health("dealboek.v1.NoService"), -1);
}

// Load balancers and probes keep such a stream open for ever.
TEST_F(ProcessTest, AnOpenHealthStreamIsToldOfTheStopAndDoesNotHoldItUp) {
  Init();
  Process server = Serve({"--drain-seconds", "60"});
  ASSERT_TRUE(server.Says("ready on"));
  grpc::GenericStub stub(Channel());
  grpc::ClientContext context;
  grpc::CompletionQueue queue;
  void* tag = nullptr;
  bool ok = false;
  const auto done = [&] { return queue.Next(&tag, &ok) && ok; };
  auto watch = stub.PrepareCall(&context, "/grpc.health.v1.Health/Watch", &queue);
  watch->StartCall(nullptr);
  ASSERT_TRUE(done());
  watch->WriteLast(grpc::ByteBuffer(nullptr, 0), grpc::WriteOptions(), nullptr);
  ASSERT_TRUE(done());
  grpc::ByteBuffer response;
  watch->Read(&response, nullptr);
  ASSERT_TRUE(done());
  EXPECT_EQ(StatusIn(BytesOf(response)), 1) << "SERVING";
  const absl::Time asked = absl::Now();
  server.Signal(SIGTERM);
  watch->Read(&response, nullptr);
  ASSERT_TRUE(done());
  EXPECT_EQ(StatusIn(BytesOf(response)), 2) << "NOT_SERVING";
  EXPECT_EQ(server.Ends(), 0);
  EXPECT_LT(absl::Now() - asked, absl::Seconds(30)) << "and not after --drain-seconds";
  grpc::Status status;
  watch->Finish(&status, nullptr);
  done();
}

TEST_F(ProcessTest, CallersAreToldThatTheServerStops) {
  Init();
  Process server = Serve();
  ASSERT_TRUE(server.Says("ready on"));
  constexpr int kCallers = 32;
  std::atomic<int> calling = 0;
  std::vector<std::string> endings(kCallers);
  std::vector<std::thread> callers;
  for (std::string& ending : endings) {
    callers.emplace_back([&] {
      grpc::GenericStub stub(Channel());
      Answer answer = Call(stub, "/dealboek.v1.ProgrammeService/ListProgrammes", "");
      ++calling;
      while (answer.status.ok()) {
        answer = Call(stub, "/dealboek.v1.ProgrammeService/ListProgrammes", "");
      }
      ending = answer.status.error_details();
      if (ending.empty()) ending = "without a reason: " + answer.status.error_message();
    });
  }
  while (calling < kCallers) absl::SleepFor(absl::Milliseconds(1));
  server.Signal(SIGTERM);
  EXPECT_EQ(server.Ends(), 0);
  for (std::thread& caller : callers) caller.join();
  for (const std::string& ending : endings) EXPECT_THAT(ending, HasSubstr("SERVER_DRAINING"));
}

TEST_F(ProcessTest, WhatClientsSendWritesNothingToItsLog) {
  Init();
  Process server = Serve();
  ASSERT_TRUE(server.Says("ready on"));
  grpc::GenericStub stub(Channel());
  const std::string name = "\x0A\x02\xC3\x28";  // field 1, not UTF-8
  EXPECT_EQ(Call(stub, "/dealboek.v1.ProgrammeService/GetProgramme", name).status.error_code(),
            grpc::StatusCode::INVALID_ARGUMENT);
  server.Signal(SIGTERM);
  EXPECT_EQ(server.Ends(), 0);
  EXPECT_THAT(server.Said(), Not(HasSubstr("protobuf")));
}

// ---- How it ends.

TEST_F(ProcessTest, ASecondSignalEndsItAtOnce) {
  Init();
  Process server = Serve({"--drain-seconds", "3600", "--metrics", "127.0.0.1:0"});
  httplib::Client pages(PagesOf(server));
  ASSERT_TRUE(CreateProgramme("zod", std::string(7'000, 'x')).ok());
  auto ready = pages.Get("/readyz");
  ASSERT_TRUE(ready);
  EXPECT_EQ(ready->status, 200);
  const StalledStream stream(Address(), Context("lezer"));
  server.Signal(SIGTERM);
  ASSERT_TRUE(
      server.Says("asked to stop: finishing the commands taken. Ask again to end at once."));
  // It waits for that stream, and says to everybody that it is on its way out.
  EXPECT_EQ(Health(), 2) << "NOT_SERVING";
  EXPECT_EQ(Health("dealboek.v1.AuditService"), 2);
  ready = pages.Get("/readyz");
  ASSERT_TRUE(ready);
  EXPECT_EQ(ready->status, 503);
  EXPECT_EQ(ready->body, "stopping\n");
  const auto alive = pages.Get("/healthz");
  ASSERT_TRUE(alive);
  EXPECT_EQ(alive->status, 200) << "finishing is no illness";

  server.Signal(SIGTERM);
  EXPECT_EQ(server.Ends(), 1);
  EXPECT_THAT(server.Said(), HasSubstr("asked again: ending at once."));
  EXPECT_THAT(server.Said(), Not(HasSubstr("everything taken was written")));
  // Which loses nothing.
  Process verify = Start(Directories("verify"));
  EXPECT_EQ(verify.Ends(), 0) << verify.Said();
  EXPECT_THAT(verify.Said(), HasSubstr("1 books, 1 events"));
}

TEST_F(ProcessTest, AFailedWriteEndsItWithTheReason) {
  Init();
  // The disk takes no file larger than this: a write-ahead file that grows to it fails.
  before_ = [] {
    std::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{256 << 10, 256 << 10};
    setrlimit(RLIMIT_FSIZE, &limit);
  };
  Process server = Serve();
  ASSERT_TRUE(server.Says("ready on"));
  grpc::Status status;
  int created = 0;
  while (status.ok() && created < 200) {
    status = CreateProgramme(absl::StrCat("boek-", created), std::string(7'000, 'x'));
    if (status.ok()) ++created;
  }
  EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAVAILABLE) << status.error_message();
  EXPECT_THAT(status.error_message(), HasSubstr("whether this request was is not known"));
  EXPECT_GT(created, 0);
  EXPECT_EQ(server.Ends(), 1);
  EXPECT_THAT(server.Said(), HasSubstr("the log has failed, so nothing more is taken: "));
  EXPECT_THAT(server.Said(), HasSubstr("File too large"));
  EXPECT_THAT(server.Said(), HasSubstr("stopped; the log had failed: "));
  EXPECT_THAT(server.Said(), HasSubstr(absl::StrCat("\"requestId\":\"", kRequestId, "\"")));

  // The next start finds what was acknowledged; of the one that failed nobody was told.
  before_ = nullptr;
  Process verify = Start(Directories("verify"));
  EXPECT_EQ(verify.Ends(), 0) << verify.Said();
  int books = 0;
  ASSERT_TRUE(absl::SimpleAtoi(
      absl::string_view(verify.Said()).substr(0, verify.Said().find(" books")), &books));
  EXPECT_GE(books, created);
  EXPECT_LE(books, created + 1);
}

TEST_F(ProcessTest, ALostFloorEndsItThoughNobodyWrites) {
  Init();
  Process server = Serve({"--metrics", "127.0.0.1:0"});
  ASSERT_TRUE(server.Says("ready on"));
  // The floor is moved after the write, so this one is acknowledged and nothing follows it.
  std::filesystem::rename(Path("floor"), Path("gone"));
  ASSERT_TRUE(CreateProgramme("zod").ok());
  EXPECT_EQ(server.Ends(), 1);
  EXPECT_THAT(server.Said(), HasSubstr("its floor could not be moved"));
  EXPECT_THAT(server.Said(), HasSubstr("\"event\":\"log_failed\""));
  std::filesystem::rename(Path("gone"), Path("floor"));
  Process again = Serve();
  EXPECT_TRUE(again.Says("read and checked 1 events in 1 books"))
      << "what was acknowledged is there";
}

// ---- What it tells those who watch over it.

// Its lines that are not JSON.
std::vector<std::string> NotJson(const std::string& said) {
  std::vector<std::string> bad;
  for (absl::string_view line : absl::StrSplit(said, '\n', absl::SkipEmpty())) {
    if (!nlohmann::json::accept(std::string(line))) bad.emplace_back(line);
  }
  return bad;
}

TEST_F(ProcessTest, EveryLineIsJsonAndNoneNamesAPerson) {
  Init();
  Process server = Serve({"--log-level", "debug"});
  ASSERT_TRUE(server.Says("ready on"));
  ASSERT_TRUE(CreateProgramme("zod", "geheim-van-wie-het-schreef").ok());
  ASSERT_FALSE(CreateProgramme("zod", "anders", "een-vreemde").ok());
  EXPECT_TRUE(server.Says("PROGRAMME_EXISTS"));
  server.Signal(SIGTERM);
  EXPECT_EQ(server.Ends(), 0);
  EXPECT_THAT(NotJson(server.Said()), testing::IsEmpty());
  EXPECT_THAT(server.Said(), HasSubstr(absl::StrCat("\"requestId\":\"", kRequestId, "\"")));
  for (const char* private_word :
       {"Anna", "Achternaam", "secretaris", "een-vreemde", "geheim", "Regio Deal"}) {
    EXPECT_THAT(server.Said(), Not(HasSubstr(private_word)));
  }
}

TEST_F(ProcessTest, MetricsSayWhatHappened) {
  Init();
  Process server = Serve({"--metrics", "127.0.0.1:0"});
  httplib::Client pages(PagesOf(server));
  ASSERT_TRUE(CreateProgramme("zod").ok());
  ASSERT_FALSE(CreateProgramme("zod", "anders", "een-vreemde").ok());
  const auto metrics = pages.Get("/metrics");
  ASSERT_TRUE(metrics);
  EXPECT_EQ(metrics->status, 200);
  for (const char* line :
       {"dealboek_stage{stage=\"serving\"} 1", "dealboek_stage{stage=\"failed\"} 0",
        "dealboek_books 1", "dealboek_events 1", "dealboek_commit 1", "dealboek_log_failed 0",
        "dealboek_append_seconds_count 1", "dealboek_batch_events_sum 1",
        "dealboek_commands_waiting 0", "dealboek_stream_commands_waiting 0",
        "dealboek_subscriptions 0",
        "dealboek_grpc_calls_total{service=\"dealboek.v1.ProgrammeService\","
        "method=\"CreateProgramme\",code=\"OK\"} 1",
        "dealboek_grpc_call_seconds_count{service=\"dealboek.v1.ProgrammeService\","
        "method=\"CreateProgramme\"} 2",
        "dealboek_refusals_total{reason=\"QUEUE_FULL\"} 0",
        "dealboek_rocksdb_background_errors 0"}) {
    EXPECT_THAT(metrics->body, HasSubstr(absl::StrCat("\n", line, "\n")));
  }
  for (const char* name :
       {"dealboek_floor_lag_seconds", "dealboek_disk_free_bytes{directory=\"data\"}",
        "dealboek_subscription_lag_events", "process_resident_memory_bytes"}) {
    EXPECT_THAT(metrics->body, HasSubstr(absl::StrCat("\n", name, " ")));
  }
  const auto nothing = pages.Get("/");
  ASSERT_TRUE(nothing);
  EXPECT_EQ(nothing->status, 404);

  if (std::system("promtool --version >/dev/null 2>&1") != 0) {
    GTEST_SKIP() << "promtool, of Debian's prometheus, is not here to judge the format";
  }
  std::ofstream(Path("metrics")) << metrics->body;
  const std::string check =
      absl::StrCat("promtool check metrics <", Path("metrics"), " >", Path("verdict"), " 2>&1");
  const int judged = std::system(check.c_str());
  std::stringstream verdict;
  verdict << std::ifstream(Path("verdict")).rdbuf();
  EXPECT_EQ(judged, 0) << verdict.str();
  EXPECT_EQ(verdict.str(), "") << "not even a remark";
}

TEST_F(ProcessTest, WhoStartedItHearsHowItStands) {
  Init();
  const int socket = ::socket(AF_UNIX, SOCK_DGRAM, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const std::string path = Path("notify");
  path.copy(address.sun_path, sizeof(address.sun_path) - 1);
  ASSERT_EQ(bind(socket, reinterpret_cast<const sockaddr*>(&address), sizeof(address)), 0);
  const timeval patience{30, 0};
  ASSERT_EQ(setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience)), 0);
  const auto hears = [&](const std::string& what) {
    for (int i = 0; i < 100; ++i) {
      char buffer[4096];
      const ssize_t size = recv(socket, buffer, sizeof(buffer), 0);
      if (size <= 0) return false;
      if (absl::StrContains(absl::string_view(buffer, static_cast<size_t>(size)), what))
        return true;
    }
    return false;
  };
  before_ = [path] { setenv("NOTIFY_SOCKET", path.c_str(), 1); };
  Process server = Serve();
  EXPECT_TRUE(hears("STATUS=reading and checking the log"));
  EXPECT_TRUE(hears("READY=1"));
  EXPECT_TRUE(hears("WATCHDOG=1"));
  server.Signal(SIGTERM);
  EXPECT_TRUE(hears("STOPPING=1"));
  EXPECT_EQ(server.Ends(), 0);
  close(socket);
}

TEST_F(ProcessTest, MetricsOnAPortThatIsTakenAreRefused) {
  Init();
  Process first = Serve({"--metrics", "127.0.0.1:0"});
  const std::string address = PagesOf(first).substr(7);
  Process second =
      Start({"serve", "--data", Path("log-2"), "--floor", Path("floor-2"), "--init-if-missing",
             "--listen", absl::StrCat("unix:", Path("other")), "--metrics", address});
  EXPECT_EQ(second.Ends(), 1);
  EXPECT_THAT(second.Said(), HasSubstr("for metrics: another program may be there"));
  EXPECT_FALSE(std::filesystem::exists(Path("log-2"))) << "nothing was made";
}

}  // namespace
}  // namespace dealboek::server
