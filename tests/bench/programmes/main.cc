// Books of a size, and how fast they are read.
//
//   dealboek_bench_programmes make    --data DIR --floor DIR --events 1000000 --seed 1
//   dealboek_bench_programmes make    --data DIR --floor DIR --events 1000 --starts 100000
//   dealboek_bench_programmes measure --data DIR --floor DIR --calls 200
//   dealboek_bench_programmes open    --data DIR --floor DIR --books 1000
//
// `make` plays a programme "groot" of so many events through the domain into a new store, and so
// many others that have just begun ("start-0000000", ...): dealboekd opens it. `measure` reads
// "groot" through the services as dealboekd has them, over gRPC within the process. `open` opens
// so many of the others. Both print one line of JSON: times in microseconds, memory in bytes.
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <fstream>
#include <functional>
#include <iostream>
#include <memory>
#include <random>
#include <string>
#include <unistd.h>
#include <utility>
#include <vector>

#include "CLI/App.hpp"
#include "CLI/Config.hpp"
#include "CLI/Formatter.hpp"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/time/time.h"
#include "grpcpp/grpcpp.h"
#include <gperftools/malloc_extension.h>

#include "dealboek/v1/audit_service.grpc.pb.h"
#include "dealboek/v1/budget_service.grpc.pb.h"
#include "dealboek/v1/edition_service.grpc.pb.h"
#include "dealboek/v1/project_service.grpc.pb.h"
#include "dealboek/v1/proposal_service.grpc.pb.h"
#include "services/api/services.h"
#include "services/base/check.h"
#include "services/base/clock.h"
#include "services/base/random.h"
#include "services/book/books.h"
#include "storage/rocksdb/rocksdb_event_log.h"
#include "tests/bench/programmes/player.h"

namespace dealboek::bench {
namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr char kBook[] = "groot";
constexpr char kParent[] = "programmes/groot";

std::string StartName(int64_t number) { return absl::StrFormat("start-%07d", number); }

struct Flags {
  std::string data;
  std::string floor;
  int64_t events = 100'000;
  int64_t starts = 0;
  int64_t books = 1000;
  uint64_t seed = 1;
  int calls = 200;
};

double MicrosSince(SteadyClock::time_point begin) {
  return std::chrono::duration<double, std::micro>(SteadyClock::now() - begin).count();
}

// What the process keeps in memory now, but for what was let go of.
int64_t ResidentBytes() {
  MallocExtension::instance()->ReleaseFreeMemory();
  int64_t all = 0;
  int64_t resident = 0;
  std::ifstream("/proc/self/statm") >> all >> resident;
  return resident * sysconf(_SC_PAGESIZE);
}

storage::RocksDbOptions Where(const Flags& flags) {
  storage::RocksDbOptions options;
  options.data_dir = flags.data;
  options.floor_dir = flags.floor;
  return options;
}

std::unique_ptr<storage::RocksDbEventLog> OpenLog(const Flags& flags) {
  auto log = storage::RocksDbEventLog::Open(Where(flags));
  CHECK(log.ok()) << log.status();
  return *std::move(log);
}

// One line of JSON, by and by.
class Figures {
 public:
  void Add(const std::string& name, double value) {
    fields_.push_back(absl::StrFormat("\"%s\": %.1f", name, value));
  }
  void AddTimes(const std::string& name, std::vector<double> micros) {
    std::sort(micros.begin(), micros.end());
    const auto at = [&](size_t percent) {
      return micros[std::min(micros.size() - 1, micros.size() * percent / 100)];
    };
    Add(name + "_p50_us", at(50));
    Add(name + "_p99_us", at(99));
  }
  void Print() const { std::cout << "{" << absl::StrJoin(fields_, ", ") << "}" << std::endl; }

 private:
  std::vector<std::string> fields_;
};

void Make(const Flags& flags) {
  const auto randomness = base::SystemRandomness();
  const absl::Status made = storage::RocksDbEventLog::Init(Where(flags), *randomness);
  CHECK(made.ok()) << made;
  const auto log = OpenLog(flags);
  const SteadyClock::time_point begin = SteadyClock::now();
  Player player(*log, flags.seed);
  int64_t events = player.Play(kBook, flags.events);
  constexpr int64_t kAtOnce = 250;
  for (int64_t i = 0; i < flags.starts; i += kAtOnce) {
    std::vector<std::string> names;
    for (int64_t j = i; j < std::min(i + kAtOnce, flags.starts); ++j) names.push_back(StartName(j));
    events += player.PlayStarts(names);
  }
  Figures figures;
  figures.Add("events", static_cast<double>(events));
  figures.Add("seconds", MicrosSince(begin) / 1e6);
  figures.Print();
}

void Open(const Flags& flags) {
  const auto log = OpenLog(flags);
  const auto clock = base::SystemClock();
  const auto randomness = base::SystemRandomness();
  const auto books = book::Books::Create(*log, *clock, *randomness, book::Options());
  // Those that are opened lie all over the store.
  const int64_t step = std::max<int64_t>(1, flags.starts / flags.books);
  std::vector<double> micros;
  const int64_t before = ResidentBytes();
  for (int64_t i = 0; i < flags.books; ++i) {
    const SteadyClock::time_point begin = SteadyClock::now();
    const absl::Status read =
        books->Read(StartName(i * step), base::Position(), absl::InfiniteFuture(),
                    [](const projections::Views& views) { CHECK_GT(views.head().value(), 0u); });
    CHECK(read.ok()) << read;
    micros.push_back(MicrosSince(begin));
  }
  Figures figures;
  figures.AddTimes("open", std::move(micros));
  figures.Add("bytes_a_book",
              static_cast<double>(ResidentBytes() - before) / static_cast<double>(flags.books));
  figures.Add("bytes_before", static_cast<double>(before));
  figures.Print();
}

// A caller of the services.
class Caller {
 public:
  Caller(std::shared_ptr<grpc::Channel> channel, int calls)
      : budgets_(channel),
        projects_(channel),
        proposals_(channel),
        editions_(channel),
        audit_(channel),
        calls_(calls) {}

  // Calls so often.
  template <typename Stub, typename Request, typename Response>
  std::vector<double> Times(int calls, Stub& stub,
                            grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&,
                                                         Response*),
                            const std::function<Request()>& request, Response* last = nullptr) {
    std::vector<double> micros;
    for (int i = 0; i < calls; ++i) {
      const Request asked = request();
      grpc::ClientContext context;
      context.AddMetadata("authorization", absl::StrCat("Bearer ", Player::kSecretary));
      Response response;
      const SteadyClock::time_point begin = SteadyClock::now();
      const grpc::Status status = (stub.*method)(&context, asked, &response);
      micros.push_back(MicrosSince(begin));
      CHECK(status.ok()) << status.error_message();
      if (last != nullptr) *last = std::move(response);
    }
    return micros;
  }

  void Measure(Figures& figures) {
    std::mt19937_64 random(1);
    // What depends on the head is asked once before it is measured: the book is open then.
    v1::GetBudgetResponse now;
    const auto budget = [&](bool as_of) {
      return std::function<v1::GetBudgetRequest()>([&, as_of] {
        v1::GetBudgetRequest request;
        request.set_parent(kParent);
        request.set_grouping(v1::BUDGET_GROUPING_TRANCHE);
        if (as_of) {
          request.mutable_at()->set_position(
              1000 + static_cast<int64_t>(random() % (now.true_at().position() - 1000)));
        }
        return request;
      });
    };
    Times(1, budgets_, &v1::BudgetService::Stub::GetBudget, budget(false), &now);
    figures.Add("events", static_cast<double>(now.true_at().position()));
    // In turn, so that neither has the quieter machine.
    std::vector<double> budget_now;
    std::vector<double> budget_as_of;
    for (int i = 0; i < calls_; ++i) {
      for (const bool as_of : {false, true}) {
        (as_of ? budget_as_of : budget_now)
            .push_back(
                Times(1, budgets_, &v1::BudgetService::Stub::GetBudget, budget(as_of)).front());
      }
    }
    figures.AddTimes("budget_now", std::move(budget_now));
    figures.AddTimes("budget_as_of", std::move(budget_as_of));

    v1::ListProjectsResponse listed;
    figures.AddTimes("list_projects",
                     Times(calls_, projects_, &v1::ProjectService::Stub::ListProjects,
                           std::function<v1::ListProjectsRequest()>([&] {
                             v1::ListProjectsRequest request;
                             request.set_parent(kParent);
                             request.set_page_token(listed.next_page_token());
                             return request;
                           }),
                           &listed));
    v1::ListProposalsResponse proposals;
    figures.AddTimes("list_proposals",
                     Times(calls_, proposals_, &v1::ProposalService::Stub::ListProposals,
                           std::function<v1::ListProposalsRequest()>([&] {
                             v1::ListProposalsRequest request;
                             request.set_parent(kParent);
                             request.set_page_token(proposals.next_page_token());
                             return request;
                           }),
                           &proposals));
    const auto some_project = [&] { return absl::StrCat("p", 1 + random() % 20); };
    figures.AddTimes("explain", Times(calls_, budgets_, &v1::BudgetService::Stub::ExplainAmount,
                                      std::function<v1::ExplainAmountRequest()>([&] {
                                        v1::ExplainAmountRequest request;
                                        request.set_parent(kParent);
                                        request.mutable_scope()->set_project(some_project());
                                        request.set_measure(v1::BUDGET_MEASURE_AWARDED);
                                        return request;
                                      })));
    figures.AddTimes("timeline",
                     Times(calls_, projects_, &v1::ProjectService::Stub::GetTimeline,
                           std::function<v1::GetTimelineRequest()>([&] {
                             v1::GetTimelineRequest request;
                             request.set_name(absl::StrCat(kParent, "/projects/", some_project()));
                             return request;
                           })));
    figures.AddTimes(
        "edition", Times(std::max(1, calls_ / 10), editions_, &v1::EditionService::Stub::GetEdition,
                         std::function<v1::GetEditionRequest()>([&] {
                           v1::GetEditionRequest request;
                           request.set_parent(kParent);
                           request.add_tranches(1);
                           return request;
                         })));
    Subscribe(now.true_at().position(), figures);
  }

 private:
  // From the first event to the head, so often, and how long until the first message.
  void Subscribe(int64_t head, Figures& figures) {
    std::vector<double> first;
    std::vector<double> all;
    for (int i = 0; i < 5; ++i) {
      v1::SubscribeEventsRequest request;
      request.set_parent(kParent);
      request.set_batch_size(512);
      grpc::ClientContext context;
      context.AddMetadata("authorization", absl::StrCat("Bearer ", Player::kSecretary));
      const SteadyClock::time_point begin = SteadyClock::now();
      const auto reader = audit_.SubscribeEvents(&context, request);
      v1::SubscribeEventsResponse response;
      CHECK(reader->Read(&response));
      first.push_back(MicrosSince(begin));
      while (response.head_position() < head) CHECK(reader->Read(&response));
      all.push_back(MicrosSince(begin));
      context.TryCancel();
      (void)reader->Finish();
    }
    figures.AddTimes("subscribe_first", std::move(first));
    figures.AddTimes("subscribe_all", std::move(all));
  }

  v1::BudgetService::Stub budgets_;
  v1::ProjectService::Stub projects_;
  v1::ProposalService::Stub proposals_;
  v1::EditionService::Stub editions_;
  v1::AuditService::Stub audit_;
  const int calls_;
};

void Measure(const Flags& flags) {
  const auto log = OpenLog(flags);
  const auto clock = base::SystemClock();
  const auto randomness = base::SystemRandomness();
  const auto books = book::Books::Create(*log, *clock, *randomness, book::Options());
  Figures figures;
  const int64_t before = ResidentBytes();
  const SteadyClock::time_point begin = SteadyClock::now();
  uint64_t events = 0;
  const absl::Status read =
      books->Read(kBook, base::Position(), absl::InfiniteFuture(),
                  [&](const projections::Views& views) { events = views.head().value(); });
  CHECK(read.ok()) << read;
  figures.Add("open_us", MicrosSince(begin));
  figures.Add("bytes_an_event",
              static_cast<double>(ResidentBytes() - before) / static_cast<double>(events));

  api::Services services(*books, *clock, api::IdentityPolicy::kInsecureDevIdentity);
  grpc::ServerBuilder builder;
  services.RegisterWith(builder);
  const std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(-1);
  Caller(server->InProcessChannel(arguments), flags.calls).Measure(figures);
  books->Drain();
  services.Shutdown();
  server->Shutdown();
  figures.Print();
}

}  // namespace
}  // namespace dealboek::bench

int main(int argc, char** argv) {
  dealboek::bench::Flags flags;
  CLI::App app("Books of a size, and how fast they are read.");
  app.require_subcommand(1);
  CLI::App* make = app.add_subcommand("make", "Play programmes into a new store.");
  CLI::App* measure = app.add_subcommand("measure", "Read the large book.");
  CLI::App* open = app.add_subcommand("open", "Open the small ones.");
  for (CLI::App* command : {make, measure, open}) {
    command->add_option("--data", flags.data, "Directory of the log")->required();
    command->add_option("--floor", flags.floor, "Directory of its floor")->required();
  }
  make->add_option("--events", flags.events, "Of the large book")->capture_default_str();
  make->add_option("--seed", flags.seed, "Another gives other books")->capture_default_str();
  for (CLI::App* command : {make, open}) {
    command->add_option("--starts", flags.starts, "Books beside it")->capture_default_str();
  }
  open->add_option("--books", flags.books, "That are opened")->capture_default_str();
  measure->add_option("--calls", flags.calls, "Of each kind")->capture_default_str();
  CLI11_PARSE(app, argc, argv);
  if (*make) dealboek::bench::Make(flags);
  if (*measure) dealboek::bench::Measure(flags);
  if (*open) dealboek::bench::Open(flags);
  return 0;
}
