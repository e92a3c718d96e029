// dealboekd as a process: what it says, when it can be reached, and how it ends.
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <thread>
#include <unistd.h>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include <gmock/gmock.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>
#include <sys/wait.h>

namespace dealboek::server {
namespace {

using testing::HasSubstr;

class Process {
 public:
  Process(std::vector<std::string> arguments, std::string said_in) : said_in_(std::move(said_in)) {
    arguments.insert(arguments.begin(), DEALBOEKD);
    std::vector<char*> argv;
    for (std::string& argument : arguments) argv.push_back(argument.data());
    argv.push_back(nullptr);
    pid_ = fork();
    if (pid_ == 0) {
      const int said = open(said_in_.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
      dup2(said, STDERR_FILENO);
      dup2(said, STDOUT_FILENO);
      execv(DEALBOEKD, argv.data());
      _exit(127);
    }
  }
  ~Process() {
    if (pid_ > 0) {
      kill(pid_, SIGKILL);
      waitpid(pid_, nullptr, 0);
    }
  }

  void Signal(int signal) const { kill(pid_, signal); }
  std::string Said() const {
    std::stringstream said;
    said << std::ifstream(said_in_).rdbuf();
    return said.str();
  }
  // Waits for it to say something.
  bool Says(absl::string_view what) {
    const absl::Time deadline = absl::Now() + absl::Seconds(60);
    while (absl::Now() < deadline) {
      if (Said().find(std::string(what)) != std::string::npos) return true;
      absl::SleepFor(absl::Milliseconds(5));
    }
    ADD_FAILURE() << "it never said '" << what << "' but:\n" << Said();
    return false;
  }
  // Its exit code, once it has ended; 128 and the signal when one ended it.
  int Ends() {
    int status = 0;
    waitpid(pid_, &status, 0);
    pid_ = -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  }

 private:
  std::string said_in_;
  pid_t pid_ = -1;
};

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
    return Process(std::move(arguments), Path(absl::StrCat("said-", ++started_)));
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

  std::string directory_;
  int started_ = 0;
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
  ASSERT_TRUE(server.Says(absl::StrCat("dealboekd: ready on ", Address())));
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
  EXPECT_THAT(second.Said(), HasSubstr("dealboekd: "));
  EXPECT_EQ(Health(), 1) << "the first goes on";
}

TEST_F(ProcessTest, APortThatIsTakenIsRefused) {
  Init();
  std::vector<std::string> arguments = Directories("serve");
  arguments.insert(arguments.end(), {"--listen", "127.0.0.1:0", "--insecure-dev-identity"});
  Process first = Start(arguments);
  ASSERT_TRUE(first.Says("ready on 127.0.0.1:"));
  std::string said = first.Said();
  said = said.substr(said.find("127.0.0.1:"));
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
  EXPECT_THAT(server.Said(), testing::Not(HasSubstr("protobuf")));
}

}  // namespace
}  // namespace dealboek::server
