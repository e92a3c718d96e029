#include "clients/cli/silence.h"

#include <chrono>
#include <sstream>
#include <streambuf>
#include <string>
#include <thread>

#include "absl/time/time.h"
#include <gtest/gtest.h>

#include "clients/cli/environment.h"
#include "clients/cli/run.h"
#include "dealboek/v1/events.pb.h"
#include "tests/clients/cli/command_line.h"
#include "tests/clients/cli/fake_server.h"

namespace dealboek::cli {
namespace {

// Somebody who pages through what is written: takes the first of it after more than the deadline,
// and what the server has to say ends only then.
class SlowReader : public std::stringbuf {
 public:
  explicit SlowReader(tests::FakeServer& server) : server_(server) {}

 protected:
  std::streamsize xsputn(const char* text, std::streamsize size) override {
    if (server_.hang) {
      std::this_thread::sleep_for(std::chrono::milliseconds(2'500));
      server_.hang = false;
    }
    return std::stringbuf::xsputn(text, size);
  }

 private:
  tests::FakeServer& server_;
};

TEST(SilenceTest, ASlowReaderOfWhatIsWrittenIsNoSilenceOfTheServer) {
  tests::FakeServer server;
  for (auto* events : {server.read_events.emplace_back().add_events(),
                       server.subscribe_events.emplace_back().add_events()}) {
    v1::Event event;
    event.mutable_tranche_added()->set_tranche(1);
    events->set_position(1);
    events->set_record(event.SerializeAsString());
  }
  for (const std::string verb : {"read", "follow"}) {
    server.hang = true;
    std::istringstream in;
    SlowReader slow(server);
    std::ostream out(&slow);
    std::ostringstream err;
    Environment environment(in, out, err);
    environment.zone = absl::UTCTimeZone();
    EXPECT_EQ(cli::Run({"events", verb, "--deadline", "1", "--programme", "zod", "--as", "auditor",
                        "--server", server.address()},
                       environment, tests::AllNouns()),
              0)
        << err.str();
  }
}

}  // namespace
}  // namespace dealboek::cli
